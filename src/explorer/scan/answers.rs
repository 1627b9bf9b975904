//! What follows from an answer: what it delivers, and whether its listing goes on, ends or does not agree with its count.

use super::{Scan, State, Task};
use crate::chain::asset::freezable;
use crate::chain::{Address, Row, Token, TxId};
use crate::explorer::row::note_row;
use crate::explorer::{Account, Delivery, Feed, GapKind, Listing, Query, ReadError, Reading, unexpected};
use crate::json;

impl Scan {
    /// Whether an answer could be read.
    pub(super) fn take_answer(
        &mut self,
        index: usize,
        source: usize,
        body: &str,
        deliver: &mut dyn FnMut(Delivery),
    ) -> bool {
        // What was wrong with an earlier answer is not wrong with this one.
        self.tasks[index].fault = None;
        if let Err(error) = self.read(index, source, body, deliver) {
            self.tasks[index].fault = Some(error);
            return false;
        }
        self.tasks[index].tries = 0;
        self.sources[source].given_up = 0;
        self.pace(source).troubled = false;
        if !self.answered.contains(&source) {
            self.answered.push(source);
        }
        true
    }

    /// Reads an answer and does what follows from it.
    fn read(
        &mut self,
        index: usize,
        source: usize,
        body: &str,
        deliver: &mut dyn FnMut(Delivery),
    ) -> Result<(), ReadError> {
        let adapter = self.adapter(source);
        let task = &self.tasks[index];
        let Task { chain, query, .. } = *task;
        if query == Query::Tip {
            let height = adapter.tip(body)?;
            // Plain digits cut short on their way are digits still.
            let is_above = |task: &Task| {
                task.chain == chain && task.reading.blocks.iter().any(|block| block.height > height)
            };
            if self.tasks.iter().any(is_above) {
                return Err(unexpected("the height of the highest block"));
            }
            self.tasks[index].state = State::Done;
            deliver(Delivery::Tip { chain, height });
            return Ok(());
        }
        let answer = &json::parse(body).map_err(ReadError::Json)?;
        let address = &self.campaign.addresses[task.owner].address;
        if let Query::Listing(feed) = query {
            let reading = &mut self.tasks[index].reading;
            let key = reading.cursor.clone();
            let listed_before = reading.listed.len();
            adapter.page(reading, address, feed, &self.campaign.tokens, answer)?;
            self.take_page(index, feed, key, listed_before, deliver);
            return Ok(());
        }
        if query == Query::Frozen {
            let is_frozen = adapter.is_frozen(answer)?;
            self.tasks[index].state = State::Done;
            if let Some(token) = freezable(chain, &self.campaign.tokens)
                && let Some(contract) = token.asset.contract.clone()
            {
                deliver(Delivery::Frozen { address: address.clone(), contract, is_frozen });
            }
            if is_frozen {
                self.need(index, Query::Listing(Feed::Issuer));
            }
            return Ok(());
        }
        let listing = self.sibling(task, Query::Listing(Feed::Confirmed));
        if query == Query::Summary {
            let begins = adapter.summary(answer)?;
            if let Some(listing) = listing {
                self.tasks[listing].begins = begins;
            }
        } else {
            let Account { totals, waiting } =
                adapter.account(address, query, &self.campaign.tokens, answer)?;
            let task = &mut self.tasks[index];
            task.waiting = waiting;
            task.confirmed = totals.first().and_then(|native| native.tx_count);
            for totals in totals {
                deliver(Delivery::Totals(totals));
            }
        }
        self.tasks[index].state = State::Done;
        if query == Query::Account
            && let Some(listing) = listing
        {
            self.settle_mempool(index);
            self.settle(listing, Feed::Confirmed, deliver);
        }
        Ok(())
    }

    /// Decides what follows from a page that was read, and hands it on. `key` is what it was asked by.
    fn take_page(
        &mut self,
        index: usize,
        feed: Feed,
        key: String,
        listed_before: usize,
        deliver: &mut dyn FnMut(Delivery),
    ) {
        let task = &self.tasks[index];
        let limit = task.source.map_or(u64::MAX, |source| self.adapter(source).mempool_limit());
        let waiting = self.account(task).map_or(0, |account| account.waiting);
        let address = self.address(task).clone();
        let task = &mut self.tasks[index];
        let run = task.run;
        let reading = &mut task.reading;
        reading.pages += 1;
        let mut rows = std::mem::take(&mut reading.rows);
        leave_out_what_cannot_be(reading, &address, &mut rows);
        note_blocks(reading, &rows);
        if feed == Feed::Token && has_token(&rows, freezable(task.chain, &self.campaign.tokens)) {
            self.need(index, Query::Frozen);
        }
        let task = &mut self.tasks[index];
        let is_known = comes_to(&rows, task.known.as_deref());
        if is_known {
            // What follows is known, too.
            task.reading.cursor.clear();
        }
        let reading = &task.reading;
        let listed = reading.listed.len() as u64;
        let is_again = !is_known && reading.listed.len() == listed_before && lists_whole(feed, &rows);
        if is_again && feed == Feed::Token {
            rows.clear();
        }
        let in_a_circle = !reading.cursor.is_empty() && (reading.cursor == key || is_again);
        if feed == Feed::Mempool || self.is_at_the_end(&self.tasks[index]) {
            self.tasks[index].state = State::Done;
        } else if in_a_circle {
            // What lies behind is out of reach here.
            self.give_up(index, GapKind::CountDiffers);
        }
        deliver(Delivery::Page { listing: Listing { address, feed }, run, key, rows });
        if feed != Feed::Mempool {
            self.settle(index, feed, deliver);
        } else if waiting > listed && listed >= limit {
            let more = u32::try_from(waiting - listed).unwrap_or(u32::MAX);
            self.note(index, GapKind::MempoolLimit, Some(more));
        }
    }

    /// Once a listing and its account's counts are there: whether they agree. If not, the listing is read once more
    /// from its start (rows may have moved between two pages); if not even then, it is a gap.
    fn settle(&mut self, index: usize, feed: Feed, deliver: &mut dyn FnMut(Delivery)) {
        let Some(account) = self.sibling(&self.tasks[index], Query::Account) else { return };
        let confirmed = self.tasks[account].confirmed;
        let waits = self.awaits_count(&self.tasks[index]);
        let at_the_end = self.is_at_the_end(&self.tasks[index]);
        let is_silent = self.is_silent(self.tasks[index].owner);
        let task = &mut self.tasks[index];
        let listed = task.reading.listed.len() as u64;
        // The count came after the page, and saves asking for an empty one.
        let all_there = task.state == State::Ready && task.reading.pages > 0 && at_the_end;
        if !all_there && task.state != State::Done {
            return;
        }
        task.state = State::Done;
        let by = confirmed.map_or(0, |confirmed| confirmed.abs_diff(listed));
        let differs = by > 0 || task.reading.forked;
        if differs && !waits && !task.read_again {
            task.read_again = true;
            task.known = None;
            self.restart(index);
            self.tasks[account].state = State::Ready;
            return;
        }
        if is_silent || by > 0 && listed == 0 && !waits {
            // Who counts some and lists none has told nothing; nor has who lists none and does not say how many there are.
            (task.state, task.reached) = (State::Ready, false);
            task.reading = Reading { listed: task.known.clone().unwrap_or_default(), ..Reading::NEW };
            if !task.has_rows {
                task.pages_before = 0;
            }
            self.give_up(index, if is_silent { GapKind::NotAnswered } else { GapKind::CountDiffers });
            if self.tasks[index].state == State::Ready && !is_silent {
                self.count_anew(index, account);
            }
            return;
        }
        task.reached = true;
        if waits {
            return;
        }
        let is_from_the_start = task.run > 0 && task.known.is_none();
        let run = task.run;
        let is_noted = task.reading.gaps.iter().any(|gap| gap.kind == GapKind::CountDiffers);
        if differs && !is_noted {
            self.note(index, GapKind::CountDiffers, u32::try_from(by).ok().filter(|&by| by > 0));
        }
        if is_from_the_start {
            let address = self.address(&self.tasks[index]).clone();
            deliver(Delivery::Restart { listing: Listing { address, feed }, run });
        }
    }

    /// An empty mempool needs no request.
    fn settle_mempool(&mut self, account: usize) {
        let account = &self.tasks[account];
        if account.waiting == 0
            && let Some(mempool) = self.sibling(account, Query::Listing(Feed::Mempool))
            && self.tasks[mempool].state == State::Ready
        {
            self.tasks[mempool].state = State::Done;
        }
    }

    /// Whether how many there are is still to be told. An account of another family counts no transactions.
    fn awaits_count(&self, task: &Task) -> bool {
        task.query == Query::Listing(Feed::Confirmed) && self.account(task).is_some_and(Task::is_open)
    }

    /// Whether nothing follows a listing's last page: its explorer says so, or as many are listed as the account counts. A short
    /// page alone is no end, for not every server's pages hold 25; nor is an empty list while the count is awaited.
    fn is_at_the_end(&self, task: &Task) -> bool {
        let waits = self.awaits_count(task);
        let confirmed = self.account(task).and_then(|account| account.confirmed).filter(|_| !waits);
        let Reading { cursor, full, listed, .. } = &task.reading;
        let listed = listed.len() as u64;
        cursor.is_empty() && (listed > 0 || !waits)
            || confirmed.is_some_and(|confirmed| listed == confirmed || (!full && listed > confirmed))
    }

    /// Whether an address's account was given up, and no listing has told a row: then nobody has said that there is none.
    pub(super) fn is_silent(&self, owner: usize) -> bool {
        self.tasks.iter().filter(|task| task.owner == owner).all(|task| match task.query {
            Query::Account => matches!(task.state, State::Failed(_)),
            _ => task.reading.oldest.is_none(),
        })
    }

    /// Something that came makes another task of the address worth asking.
    fn need(&mut self, index: usize, query: Query) {
        if let Some(needed) = self.sibling(&self.tasks[index], query)
            && self.tasks[needed].state == State::Idle
        {
            self.tasks[needed].state = State::Ready;
        }
    }

    /// Notes what does not agree with the explorer's count. What is miscounted, or waits beyond the list, can be of any
    /// time.
    fn note(&mut self, index: usize, kind: GapKind, count: Option<u32>) {
        let task = &self.tasks[index];
        let gap = self.gap(task, kind, count);
        self.tasks[index].reading.gaps.push(gap);
    }

    /// What a listing's explorer counts is asked for with what it lists.
    pub(super) fn count_anew(&mut self, listing: usize, account: usize) {
        self.tasks[listing].read_again = false;
        let source = self.tasks[listing].source;
        let account = &mut self.tasks[account];
        (account.state, account.source, account.confirmed) = (State::Ready, source, None);
    }

    /// Reads a listing again from its start.
    pub(super) fn restart(&mut self, index: usize) {
        let task = &mut self.tasks[index];
        task.state = State::Ready;
        task.tries = 0;
        task.reached = false;
        task.has_rows |= !task.reading.listed.is_empty();
        if task.reading.pages > 0 {
            task.run += 1;
            task.pages_before += task.reading.pages;
        }
        task.reading = Reading { listed: task.known.clone().unwrap_or_default(), ..Reading::NEW };
    }
}

/// Leaves out transactions whose sums do not add up, each by its name.
fn leave_out_what_cannot_be(reading: &mut Reading, address: &Address, rows: &mut Vec<Row>) {
    rows.retain(|row| match row {
        Row::Utxo(tx) if !tx.adds_up() => {
            let time = tx.block.as_ref().map(|block| block.time);
            note_row(reading, address, Some(&tx.txid), time, "fee");
            false
        }
        _ => true,
    });
}

/// Whether rows tell of a token.
fn has_token(rows: &[Row], token: Option<&Token>) -> bool {
    let is_of = |row: &Row| match (row, token) {
        (Row::Transfer(transfer), Some(token)) => transfer.contract == token.asset.contract,
        _ => false,
    };
    rows.iter().any(is_of)
}

/// Whether a page, newest first, reaches what is known already.
fn comes_to(rows: &[Row], known: Option<&[TxId]>) -> bool {
    let is_known = |row: &Row| known.is_some_and(|known| known.binary_search(row.tx()).is_ok());
    rows.iter().any(is_known)
}

/// Whether a page lists transactions whole, so that one without a new one was listed before: of tokens' transfers, a page may
/// be the rest of a transaction's.
fn lists_whole(feed: Feed, rows: &[Row]) -> bool {
    feed == Feed::Confirmed || feed == Feed::Token && rows.first().map(Row::tx) != rows.last().map(Row::tx)
}

/// Notes in which blocks a page's transactions are.
fn note_blocks(reading: &mut Reading, rows: &[Row]) {
    for row in rows {
        let Row::Utxo(tx) = row else { continue };
        let Some(block) = tx.block.as_ref().filter(|block| block.hash.is_some()) else { continue };
        match reading.blocks.iter().rev().find(|known| known.height == block.height) {
            None => reading.blocks.push(block.clone()),
            Some(known) => reading.forked |= known.hash != block.hash,
        }
    }
}
