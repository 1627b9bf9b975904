//! One driver for any adapter: which request is next, when, and what came of it.
//!
//! ```text
//! loop { match scan.next_request(now) {
//!     Next::Request(ticket, request) => fetch, then scan.handle_response(ticket, outcome, now)
//!     Next::Wait(ms)                 => sleep that long (or until an answer comes)
//!     Next::Done                     => break
//! } }
//! ```
//!
//! The work is a list of tasks: one a listing, one an address's totals, one a chain's tip. Each knows the explorer it
//! is at and the cursor it has come to, so that a stop, a fault or another explorer costs no page that came.
//! A host is asked one thing at a time; different hosts may be asked at once.

use super::{
    Account, Adapter, Delivery, Feed, Gap, GapKind, Listing, Outcome, Query, ReadError, Reading, Request,
    adapter, host, unexpected, whole_number,
};
use crate::campaign::{Campaign, Explorer};
use crate::chain::asset::freezable;
use crate::chain::{Address, Chain, Family, Row, Timestamp, Token, TxId};
use crate::json;
use crate::plain;
use std::sync::Arc;

/// Names a request that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u32);

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Request(Ticket, Request),
    /// Nothing for so many milliseconds, unless an answer comes first.
    Wait(u64),
    /// Nothing is under way and nothing is left to ask.
    Done,
}

/// How a scan asks, beside the limits below.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Tries of one request at one explorer before the next explorer is asked.
    pub tries: u32,
    /// Seeds the jitter.
    pub seed: u64,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { tries: 4, seed: 1 }
    }
}

/// The first backoff; it doubles with each try, up to the limit, and half of it is jitter.
pub(crate) const BACKOFF_MS: u64 = 1_000;
const BACKOFF_LIMIT_MS: u64 = 30_000;

/// Waiting that an explorer may ask for by `Retry-After`; more, and the next explorer is asked.
const PATIENCE_MS: u64 = 120_000;

/// The same while another explorer could be asked instead.
const PATIENCE_WITH_CHOICE_MS: u64 = 10_000;

/// Who answers 403 to who asks too much (TronGrid) blocks for about this long.
const BLOCK_MS: u64 = 30_000;

/// Where only an answer can change anything: look again at the latest after so long.
pub(crate) const LOOK_AGAIN_MS: u64 = 1_000;

/// How far the scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pages read.
    pub pages: u32,
    /// About how many there will be, where the explorers said how much there is.
    pub about: Option<u32>,
    /// Requests sent, tries included.
    pub requests: u32,
    /// Waiting out an explorer's limit or fault.
    pub waiting: bool,
    /// The explorers are done with: lists are read and searched.
    pub screening: bool,
    /// The explorers are done with: prices are asked for.
    pub pricing: bool,
    pub done: bool,
}

/// What a scan came to, beside the rows: enough to stand for it, and to go on from it later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// See [`Scan::answered`].
    pub answered: Vec<usize>,
    pub gaps: Vec<Gap>,
    /// See [`Scan::reached_the_first`].
    pub complete: bool,
    /// Pages read.
    pub pages: u32,
    /// The listings that were read down to their first row.
    pub whole: Vec<Listing>,
}

/// What is known of a listing before it is asked for: rows that need not be read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub listing: Listing,
    /// Of all rows from the first one on to some newest one, each once, sorted.
    pub transactions: Vec<TxId>,
    /// That newest one's time.
    pub until: Timestamp,
}

/// The scan of all of a campaign's addresses at its explorers.
pub struct Scan {
    policy: Policy,
    campaign: Arc<Campaign>,
    /// The campaign's explorers in its order: each is known by its index.
    sources: Vec<Source>,
    tasks: Vec<Task>,
    /// Those sent so far; each one's number is its ticket.
    requests: u32,
    /// Requests left, from the start or from the last resumption on.
    budget: u32,
    stopped: bool,
    /// The first answers' order.
    answered: Vec<usize>,
    random: u64,
    /// What an earlier scan came to, where this one stands for it or goes on from it.
    before: Held,
}

struct Source {
    /// The first source of the same host: its pace is the host's.
    host: usize,
    pace: Pace,
    /// Requests given up in a row.
    given_up: u32,
    /// Not asked any more in this scan, and why.
    down: Option<GapKind>,
}

/// When a host may be asked.
#[derive(Default)]
struct Pace {
    spacing_ms: u64,
    burst: u64,
    /// When the next request would start if each had kept its spacing; the burst lets it start earlier.
    due_ms: u64,
    /// Nothing before this time: a backoff, or what the host asked for.
    held_until_ms: u64,
    busy: bool,
    troubled: bool,
}

/// The tasks of an address, in the order in which they are asked where their rank is the same.
fn queries(family: Family) -> &'static [Query] {
    match family {
        Family::Utxo => &[
            Query::Listing(Feed::Confirmed),
            Query::Tip,
            Query::Account,
            Query::Listing(Feed::Mempool),
            Query::Summary,
        ],
        Family::Account => &[
            Query::Listing(Feed::Token),
            Query::Listing(Feed::Native),
            Query::Listing(Feed::Internal),
            Query::Account,
            Query::Balances,
            Query::Frozen,
            Query::Listing(Feed::Issuer),
        ],
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing needs it: a summary's, until a listing breaks off; that of a freeze, until the token is seen at the
    /// address; of what its issuer did, until it is frozen.
    Idle,
    Ready,
    UnderWay,
    Done,
    /// Given up at its last explorer.
    Failed(GapKind),
}

struct Task {
    chain: Chain,
    /// The index of its address in the campaign; a tip's is one of its chain.
    owner: usize,
    query: Query,
    state: State,
    /// The explorer that it is at; none where the campaign has none for the chain.
    source: Option<usize>,
    /// The request's that was sent last.
    ticket: u32,
    tries: u32,
    /// An account's: the transactions that the explorer counts in blocks, and those that wait.
    confirmed: Option<u64>,
    waiting: u64,
    /// One run through a listing.
    reading: Reading,
    run: u32,
    /// Pages of earlier runs, and whether there were rows on them.
    pages_before: u32,
    has_rows: bool,
    /// The last run came down to the first row.
    reached: bool,
    /// The listing was read again because its count or its blocks did not agree.
    read_again: bool,
    /// The transactions, sorted, that need not be read again: see [`Known`].
    known: Option<Vec<TxId>>,
    /// The first transaction's time, as a summary says, or that of the newest known one.
    begins: Option<Timestamp>,
    /// The explorer that refused a cursor, so that the listing began anew there: once, not for ever.
    restarted_at: Option<usize>,
    /// What was wrong with the last answer, where it could not be read.
    fault: Option<ReadError>,
}

impl Scan {
    pub fn new(campaign: Arc<Campaign>, policy: Policy) -> Scan {
        let mut scan = Scan {
            random: policy.seed,
            budget: campaign.max_requests,
            policy,
            campaign,
            sources: Vec::new(),
            tasks: Vec::new(),
            requests: 0,
            stopped: false,
            answered: Vec::new(),
            before: Held { complete: true, ..Held::default() },
        };
        for source in 0..scan.campaign.explorers.len() {
            scan.add_explorer(source);
        }
        for owner in 0..scan.campaign.addresses.len() {
            scan.add_address(owner);
        }
        scan
    }

    /// A scan that asks nothing: it says what an earlier one came to.
    #[inline(never)]
    pub fn finished(campaign: Arc<Campaign>, before: Held) -> Scan {
        let mut scan = Scan::new(campaign, Policy::default());
        scan.tasks.clear();
        scan.answered = before.answered.clone();
        scan.before = before;
        scan
    }

    /// A scan that reads each listing only down to what is known of it. Where that does not add up with the explorer's
    /// count, the listing is read from its start.
    #[inline(never)]
    pub fn going_on(campaign: Arc<Campaign>, policy: Policy, before: Held, known: Vec<Known>) -> Scan {
        let mut scan = Scan::new(campaign, policy);
        scan.before.gaps = before.gaps;
        for known in known {
            let is_of = |task: &&mut Task| task.query == Query::Listing(known.listing.feed);
            let owner =
                |task: &&mut Task| scan.campaign.addresses[task.owner].address == known.listing.address;
            if let Some(task) = scan.tasks.iter_mut().filter(is_of).find(owner) {
                // Another run than that of the rows that are known.
                task.run = 1;
                task.begins = Some(known.until);
                task.reading = Reading { listed: known.transactions.clone(), ..Reading::NEW };
                task.known = Some(known.transactions);
            }
        }
        scan
    }

    /// What it came to.
    pub fn held(&self) -> Held {
        let mut held = Held {
            answered: self.answered.clone(),
            gaps: self.gaps(),
            complete: self.reached_the_first(),
            pages: self.progress().pages,
            whole: self.before.whole.clone(),
        };
        held.answered.sort_unstable();
        for task in &self.tasks {
            if let Query::Listing(feed) = task.query
                && task.reached
            {
                held.whole.push(Listing { address: self.address(task).clone(), feed });
            }
        }
        held
    }

    fn add_explorer(&mut self, source: usize) {
        let explorer = self.explorer(source);
        let name = host(explorer);
        let first = self.campaign.explorers.iter().position(|other| host(other) == name);
        self.sources.push(Source {
            host: first.unwrap_or(source),
            pace: Pace { burst: 1, ..Pace::default() },
            given_up: 0,
            down: None,
        });
    }

    fn add_address(&mut self, owner: usize) {
        let chain = self.campaign.addresses[owner].address.chain();
        for &query in queries(chain.family()) {
            let is_there = |task: &Task| task.query == Query::Tip && task.chain == chain;
            if query == Query::Tip && self.tasks.iter().any(is_there) {
                continue;
            }
            let source = self.source_from(chain, 0);
            let state = match query {
                Query::Summary | Query::Frozen | Query::Listing(Feed::Issuer) => State::Idle,
                _ => State::Ready,
            };
            self.tasks.push(Task {
                chain,
                owner,
                query,
                state,
                source,
                ticket: 0,
                tries: 0,
                confirmed: None,
                waiting: 0,
                reading: Reading::NEW,
                run: 0,
                pages_before: 0,
                has_rows: false,
                reached: false,
                read_again: false,
                known: None,
                begins: None,
                restarted_at: None,
                fault: None,
            });
        }
    }

    /// What to do now; `now_ms` is any clock in milliseconds that does not run backwards.
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        self.leave_explorers_that_are_down();
        let mut best: Option<(u8, usize)> = None;
        let mut wait_ms = u64::MAX;
        if !self.is_halted() {
            for (index, task) in self.tasks.iter().enumerate() {
                let Some(source) = task.source.filter(|_| self.is_askable(task)) else { continue };
                let pace = &self.sources[self.sources[source].host].pace;
                let start_ms = pace.start_ms();
                if pace.busy {
                } else if start_ms > now_ms {
                    wait_ms = wait_ms.min(start_ms - now_ms);
                } else if best.is_none_or(|(rank, _)| task.rank() < rank) {
                    best = Some((task.rank(), index));
                }
            }
        }
        match best {
            Some((_, index)) => match self.send(index, now_ms) {
                Some(request) => request,
                None => self.next_request(now_ms),
            },
            None if wait_ms < u64::MAX => Next::Wait(wait_ms),
            None if self.has(State::UnderWay) => Next::Wait(LOOK_AGAIN_MS),
            None => Next::Done,
        }
    }

    /// Takes what came of a request, and hands on what it brought. An answer to a ticket that is no longer awaited (after
    /// a stop) is ignored.
    pub fn handle_response(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        now_ms: u64,
        deliver: &mut dyn FnMut(Delivery),
    ) {
        let awaited = |task: &Task| task.state == State::UnderWay && task.ticket == ticket.0;
        let Some(index) = self.tasks.iter().position(awaited) else { return };
        let task = &mut self.tasks[index];
        let Some(source) = task.source else { return };
        // Until what came says otherwise.
        task.state = State::Ready;
        let is_first_try = task.tries == 0;
        self.pace(source).busy = false;
        let limits_by_403 = self.adapter(source).limits_by_403();
        let mut status = 0;
        let mut wait_ms = None;
        if let Outcome::Answer { status: said, retry_after, body } = &outcome {
            status = *said;
            // A date instead of seconds would need a clock: the backoff serves.
            let seconds = retry_after.as_deref().and_then(whole_number);
            wait_ms = seconds.map(|seconds| seconds.saturating_mul(1_000));
            if let 200..=299 = status
                && self.take_answer(index, source, body, deliver)
            {
                return;
            }
        }
        match (status, &self.tasks[index].fault) {
            (200..=299, Some(ReadError::Limited(_))) => {
                self.trouble(index, source, GapKind::RateLimited, wait_ms, now_ms);
            }
            (200..=299, Some(ReadError::Denied(_))) => self.refused(index, source, 401),
            // No answer, or none that can be read.
            (0 | 200..=299 | 408 | 500..=599, _) => {
                self.trouble(index, source, GapKind::NotAnswered, wait_ms, now_ms);
            }
            (429, _) => self.trouble(index, source, GapKind::RateLimited, wait_ms, now_ms),
            (403, _) if limits_by_403 && is_first_try => {
                let wait_ms = wait_ms.or(Some(BLOCK_MS));
                self.trouble(index, source, GapKind::RateLimited, wait_ms, now_ms);
            }
            _ => self.refused(index, source, status),
        }
    }

    /// Asks nothing more: what is left becomes gaps of kind `stopped`.
    pub fn stop(&mut self) {
        self.stopped = true;
        for task in &mut self.tasks {
            if task.state == State::UnderWay {
                task.state = State::Ready;
            }
        }
        for source in &mut self.sources {
            source.pace.busy = false;
        }
    }

    /// Goes on after a stop, a limit or a failure, from the last page that came.
    pub fn resume(&mut self) {
        self.stopped = false;
        self.budget = self.campaign.max_requests;
        for source in &mut self.sources {
            source.given_up = 0;
            source.down = None;
            source.pace.troubled = false;
        }
        for index in 0..self.tasks.len() {
            let first = self.source_from(self.tasks[index].chain, 0);
            let task = &mut self.tasks[index];
            if let (State::Failed(kind), Some(first)) = (task.state, first)
                && task.query != Query::Summary
            {
                task.state = State::Ready;
                task.fault = None;
                task.restarted_at = None;
                task.tries = 0;
                self.move_to(index, first);
                if let (GapKind::CountDiffers, Some(account)) =
                    (kind, self.sibling(&self.tasks[index], Query::Account))
                {
                    self.count_anew(index, account);
                }
            }
        }
    }

    pub fn progress(&self) -> Progress {
        let mut progress = Progress {
            pages: self.before.pages,
            about: Some(self.before.pages),
            requests: self.requests,
            waiting: self.sources.iter().any(|source| source.pace.troubled),
            done: !self.has(State::UnderWay) && (self.is_halted() || !self.has(State::Ready)),
            ..Progress::default()
        };
        for task in &self.tasks {
            if task.is_listing() {
                progress.pages += task.pages_before + task.reading.pages;
                progress.about = match (progress.about, self.pages_of(task)) {
                    (Some(about), Some(pages)) => Some(about + task.pages_before + pages),
                    _ => None,
                };
            }
        }
        progress
    }

    /// What did not come so far. While the scan runs, pages still to be asked for are no gaps.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = self.before.gaps.clone();
        for task in &self.tasks {
            let before = gaps.len();
            for gap in &task.reading.gaps {
                // A transaction that two listings have, and of which neither is told, is one gap.
                let is_row_of_another = |known: &Gap| known == gap && gap.kind == GapKind::BadRow;
                if !gaps[..before].iter().any(is_row_of_another) {
                    gaps.push(gap.clone());
                }
            }
            let kind = match task.state {
                State::Failed(kind) => kind,
                State::Ready | State::UnderWay if self.stopped => GapKind::Stopped,
                State::Ready if self.budget == 0 => GapKind::RequestLimit,
                _ => continue,
            };
            let is_about_freeze = task.is_about_freeze() && matches!(task.state, State::Failed(_));
            let kind = if is_about_freeze { GapKind::FreezeUnknown } else { kind };
            let mut gap = self.gap(task, kind, None);
            // From the last row that was read back to the beginning.
            gap.from = task.begins;
            gap.to = task.reading.oldest;
            if task.query == Query::Listing(Feed::Mempool) {
                // What waits is newer than what was seen in blocks.
                let confirmed = self.sibling(task, Query::Listing(Feed::Confirmed));
                gap.from = confirmed.and_then(|listing| self.tasks[listing].reading.newest);
            }
            // What hides no rows is no gap where one says already who is missing and why; and an account's listings that
            // all failed to come are one gap to a reader.
            let is_known = task.query == Query::Summary
                || gaps.iter().any(|known| {
                    known.kind == kind
                        && known.chain == gap.chain
                        && (gap.address.is_none() || known.address == gap.address)
                        && (!task.is_listing()
                            || known.from == gap.from && known.to == gap.to && known.detail == gap.detail)
                });
            if !is_known {
                gaps.push(gap);
            }
        }
        gaps
    }

    /// Whether every listing of what an address received and spent has been read down to its first row: a report's `complete`.
    pub fn reached_the_first(&self) -> bool {
        let is_reached = |task: &Task| {
            let of_receipts = !matches!(task.query, Query::Listing(Feed::Mempool | Feed::Issuer));
            task.reached || !task.is_listing() || !of_receipts
        };
        self.before.complete && self.tasks.iter().all(is_reached)
    }

    /// Which of the campaign's explorers have answered so far, by index, in the order of their first answers.
    pub fn answered(&self) -> &[usize] {
        &self.answered
    }

    /// No request may be sent.
    fn is_halted(&self) -> bool {
        self.stopped || self.budget == 0
    }

    /// Some task is in this state.
    fn has(&self, state: State) -> bool {
        self.tasks.iter().any(|task| task.state == state)
    }

    /// A gap of no known time.
    fn gap(&self, task: &Task, kind: GapKind, count: Option<u32>) -> Gap {
        let address = (task.query != Query::Tip).then(|| self.address(task).clone());
        Gap { chain: task.chain, address, kind, from: None, to: None, count, detail: self.detail(task) }
    }

    /// Who did not answer, for the reader who opens the note.
    fn detail(&self, task: &Task) -> Option<String> {
        let explorer = self.explorer(task.source?);
        let mut detail = String::from(host(explorer));
        // These hide no rows: the note says what it was that did not come, without keys.
        if !task.is_listing()
            && let Some(request) = self.request(task)
            && let Some(path) = request.url.strip_prefix(&*explorer.url)
        {
            detail += plain::before(path, b"?");
        }
        if let Some(fault) = &task.fault {
            detail += ": ";
            fault.push_words(&mut detail);
        }
        Some(detail)
    }

    fn explorer(&self, source: usize) -> &Explorer {
        &self.campaign.explorers[source]
    }

    fn adapter(&self, source: usize) -> &'static dyn Adapter {
        adapter(self.explorer(source).api)
    }

    /// What the task asks next, if its explorer's API has it.
    fn request(&self, task: &Task) -> Option<Request> {
        let explorer = self.explorer(task.source?);
        let (address, tokens) = (self.address(task), &self.campaign.tokens);
        adapter(explorer.api).request(explorer, task.query, address, tokens, &task.reading)
    }

    fn address(&self, task: &Task) -> &Address {
        &self.campaign.addresses[task.owner].address
    }

    /// The first explorer of a chain, from an index on, that may be asked.
    fn source_from(&self, chain: Chain, start: usize) -> Option<usize> {
        (start..self.sources.len())
            .find(|&index| self.explorer(index).chain == chain && self.sources[index].down.is_none())
    }

    /// The pace of an explorer's host.
    #[inline(never)]
    fn pace(&mut self, source: usize) -> &mut Pace {
        let host = self.sources[source].host;
        &mut self.sources[host].pace
    }

    /// Another task of the same address.
    fn sibling(&self, task: &Task, query: Query) -> Option<usize> {
        self.tasks.iter().position(|other| other.query == query && other.owner == task.owner)
    }

    /// The task that asks for the address's totals and counts.
    fn account(&self, task: &Task) -> Option<&Task> {
        self.sibling(task, Query::Account).map(|index| &self.tasks[index])
    }

    fn is_askable(&self, task: &Task) -> bool {
        // Whether there is anything in the mempool, and whether a short page was the last, the account's answer says.
        let hangs_on_account = match task.query {
            Query::Listing(Feed::Mempool) => true,
            Query::Listing(Feed::Confirmed) => task.reading.pages > 0 && !task.reading.full,
            _ => false,
        };
        task.state == State::Ready && !(hangs_on_account && self.account(task).is_some_and(Task::is_open))
    }

    /// Whether nothing follows a listing's last page: its explorer says so, or as many are listed as the account counts. A short
    /// page alone is no end, for not every server's pages hold 25; nor is an empty list while the count is awaited.
    fn is_at_the_end(&self, task: &Task, feed: Feed) -> bool {
        let account = self.account(task);
        let waits = feed == Feed::Confirmed && account.is_some_and(Task::is_open);
        let confirmed = account.and_then(|account| account.confirmed).filter(|_| !waits);
        let Reading { cursor, full, listed, .. } = &task.reading;
        let listed = listed.len() as u64;
        cursor.is_empty() && (listed > 0 || !waits)
            || confirmed.is_some_and(|confirmed| listed == confirmed || (!full && listed > confirmed))
    }

    /// About how many pages this run of a listing has.
    fn pages_of(&self, task: &Task) -> Option<u32> {
        let read = task.reading.pages;
        match task.query {
            _ if !task.is_open() => Some(read),
            Query::Listing(Feed::Mempool) => Some(1),
            _ => {
                let rows = self.adapter(task.source?).page_rows();
                let pages = self.account(task)?.confirmed?.div_ceil(rows);
                Some((pages.min(u64::from(u32::MAX / 2)) as u32).max(read + 1))
            }
        }
    }

    /// Asks what a task is for; none where its explorer's API has nothing of the kind, and the task is done.
    fn send(&mut self, index: usize, now_ms: u64) -> Option<Next> {
        let request = self.request(&self.tasks[index]);
        let task = &mut self.tasks[index];
        let (Some(request), Some(source)) = (request, task.source) else {
            task.state = State::Done;
            task.reached = true;
            return None;
        };
        let ticket = self.requests;
        self.requests += 1;
        self.budget -= 1;
        task.state = State::UnderWay;
        task.ticket = ticket;
        // Asked now, for in the browser an adapter can come later than the scan. A loopback host needs no spacing.
        let (explorer, adapter) = (self.explorer(source), self.adapter(source));
        let spacing_ms = if is_loopback(host(explorer)) { 0 } else { adapter.spacing_ms(explorer) };
        let burst = adapter.burst();
        let pace = self.pace(source);
        (pace.spacing_ms, pace.burst, pace.busy) = (spacing_ms, burst, true);
        pace.due_ms = pace.due_ms.max(now_ms) + spacing_ms;
        Some(Next::Request(Ticket(ticket), request))
    }

    /// Whether an answer could be read.
    fn take_answer(
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
        if feed == Feed::Mempool || self.is_at_the_end(&self.tasks[index], feed) {
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

    /// Notes what does not agree with the explorer's count. What is miscounted, or waits beyond the list, can be of any
    /// time.
    fn note(&mut self, index: usize, kind: GapKind, count: Option<u32>) {
        let task = &self.tasks[index];
        let gap = self.gap(task, kind, count);
        self.tasks[index].reading.gaps.push(gap);
    }

    /// Something that came makes another task of the address worth asking.
    fn need(&mut self, index: usize, query: Query) {
        if let Some(needed) = self.sibling(&self.tasks[index], query)
            && self.tasks[needed].state == State::Idle
        {
            self.tasks[needed].state = State::Ready;
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

    /// Once a listing and its account's counts are there: whether they agree. If not, the listing is read once more
    /// from its start (rows may have moved between two pages); if not even then, it is a gap.
    fn settle(&mut self, index: usize, feed: Feed, deliver: &mut dyn FnMut(Delivery)) {
        let Some(account) = self.sibling(&self.tasks[index], Query::Account) else { return };
        let confirmed = self.tasks[account].confirmed;
        // An account of another family counts no transactions.
        let waits = feed == Feed::Confirmed && self.tasks[account].is_open();
        let at_the_end = self.is_at_the_end(&self.tasks[index], feed);
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

    /// Whether an address's account was given up, and no listing has told a row: then nobody has said that there is none.
    fn is_silent(&self, owner: usize) -> bool {
        self.tasks.iter().filter(|task| task.owner == owner).all(|task| match task.query {
            Query::Account => matches!(task.state, State::Failed(_)),
            _ => task.reading.oldest.is_none(),
        })
    }

    /// What a listing's explorer counts is asked for with what it lists.
    fn count_anew(&mut self, listing: usize, account: usize) {
        self.tasks[listing].read_again = false;
        let source = self.tasks[listing].source;
        let account = &mut self.tasks[account];
        (account.state, account.source, account.confirmed) = (State::Ready, source, None);
    }

    /// Reads a listing again from its start.
    fn restart(&mut self, index: usize) {
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

    /// A retry may help, after so long if the explorer said.
    fn trouble(&mut self, index: usize, source: usize, kind: GapKind, wait_ms: Option<u64>, now_ms: u64) {
        let task = &mut self.tasks[index];
        task.tries += 1;
        let Task { chain, query, tries, .. } = *task;
        let choice = self.source_from(chain, source + 1).is_some();
        let patience = if choice { PATIENCE_WITH_CHOICE_MS } else { PATIENCE_MS };
        let too_long = wait_ms.is_some_and(|wait_ms| wait_ms > patience);
        // A summary is worth one try: nothing hangs on it.
        let one_try = query == Query::Summary && !too_long;
        if too_long || one_try || tries >= self.policy.tries {
            let answered = self.answered.contains(&source);
            let source = &mut self.sources[source];
            if !one_try {
                source.given_up += 1;
                // A limit is everyone's: no other listing need try.
                if too_long || source.given_up > 1 || !answered {
                    source.down = Some(kind);
                }
            }
            self.give_up(index, kind);
            return;
        }
        let wait_ms = match wait_ms {
            // Asked to come back at once, one does not come back four times at once.
            Some(wait_ms) => wait_ms.max(BACKOFF_MS / 2),
            None => self.backoff_ms(tries),
        };
        let pace = self.pace(source);
        pace.troubled = true;
        pace.held_until_ms = pace.held_until_ms.max(now_ms + wait_ms);
    }

    /// No retry changes it.
    fn refused(&mut self, index: usize, source: usize, status: u16) {
        let limited = status == 403 && self.adapter(source).limits_by_403();
        let kind = if limited { GapKind::RateLimited } else { GapKind::Refused };
        // A cursor can be too old, or another server's: from the start it may do.
        let task = &mut self.tasks[index];
        let about_cursor = !task.reading.cursor.is_empty() && matches!(status, 400 | 404 | 410 | 422);
        if about_cursor && task.restarted_at != Some(source) {
            task.restarted_at = Some(source);
            self.restart(index);
            return;
        }
        if status == 401 || limited {
            self.sources[source].down = Some(kind);
        }
        self.give_up(index, kind);
    }

    /// The task goes on at the next explorer, or ends as a gap.
    fn give_up(&mut self, index: usize, kind: GapKind) {
        let Some(source) = self.tasks[index].source else { return };
        self.pace(source).troubled = false;
        let task = &mut self.tasks[index];
        task.tries = 0;
        let chain = task.chain;
        if let Some(next) = self.source_from(chain, source + 1) {
            self.move_to(index, next);
            return;
        }
        let first = self.source_from(chain, 0);
        let task = &mut self.tasks[index];
        task.state = State::Failed(kind);
        let owner = task.owner;
        if task.query == Query::Account && self.is_silent(owner) {
            // Empty lists were taken for all that there is.
            for task in &mut self.tasks {
                if task.owner == owner && task.is_listing() && task.state == State::Done {
                    (task.state, task.reached) = (State::Ready, false);
                }
            }
        }
        let task = &self.tasks[index];
        let broke_off = task.reading.pages > 0 && task.begins.is_none();
        if let (true, Some(summary)) = (broke_off, self.sibling(&self.tasks[index], Query::Summary)) {
            let summary = &mut self.tasks[summary];
            if summary.state == State::Idle {
                summary.state = State::Ready;
                summary.source = first;
            }
        }
    }

    /// Takes a task to another explorer. A listing goes on from its cursor where cursors mean the same everywhere
    /// (Esplora's are transaction ids); a fingerprint of TronGrid's is its server's own, and another API's cursor is
    /// nothing: those listings begin anew.
    fn move_to(&mut self, index: usize, next: usize) {
        let is_portable = |before: usize| {
            self.explorer(before).api == self.explorer(next).api && self.adapter(next).cursors_are_portable()
        };
        let task = &self.tasks[index];
        let goes_on = task.source.is_none_or(|before| before == next || is_portable(before));
        if !goes_on && !task.reading.cursor.is_empty() {
            self.restart(index);
        }
        self.tasks[index].source = Some(next);
    }

    fn leave_explorers_that_are_down(&mut self) {
        for index in 0..self.tasks.len() {
            let task = &mut self.tasks[index];
            if task.state != State::Ready {
                continue;
            }
            match task.source {
                None => task.state = State::Failed(GapKind::NotAnswered),
                Some(source) => {
                    if let Some(kind) = self.sources[source].down {
                        self.give_up(index, kind);
                    }
                }
            }
        }
    }

    /// The backoff after so many tries: half of it fixed, half of it jitter.
    fn backoff_ms(&mut self, tries: u32) -> u64 {
        let doubled = BACKOFF_MS.saturating_mul(1 << (tries - 1).min(20));
        let half = doubled.min(BACKOFF_LIMIT_MS) / 2;
        half + self.random() % (half + 1)
    }

    /// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled"): jitter needs
    /// no more.
    fn random(&mut self) -> u64 {
        let mut state = self.random.max(1);
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.random = state;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
    }
}

impl Task {
    /// What is asked first. A first page paints figures, and every address's comes before any second one; then totals
    /// for the progress. Tokens come before TRX: campaigns on Tron collect tokens.
    fn rank(&self) -> u8 {
        match self.query {
            Query::Listing(Feed::Confirmed | Feed::Token) => {
                u8::from(self.reading.pages + self.pages_before > 0)
            }
            Query::Tip | Query::Listing(Feed::Mempool) => 0,
            Query::Account if self.chain.family() == Family::Utxo => 0,
            Query::Listing(Feed::Native) => 2,
            Query::Listing(Feed::Internal) => 3,
            // TRON's tells no count, so that it can wait.
            Query::Account | Query::Balances => 4,
            Query::Summary | Query::Frozen | Query::Listing(Feed::Issuer) => 5,
        }
    }

    fn is_about_freeze(&self) -> bool {
        matches!(self.query, Query::Frozen | Query::Listing(Feed::Issuer))
    }

    fn is_listing(&self) -> bool {
        matches!(self.query, Query::Listing(_))
    }

    /// To be asked, or asked and not answered yet.
    fn is_open(&self) -> bool {
        matches!(self.state, State::Ready | State::UnderWay)
    }
}

impl Pace {
    /// When the next request may start.
    fn start_ms(&self) -> u64 {
        let allowance = (self.burst - 1) * self.spacing_ms;
        self.due_ms.saturating_sub(allowance).max(self.held_until_ms)
    }
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

/// Whether a host, with its port, is the reader's own machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.starts_with("[::1]") || host.starts_with("127.") || plain::before(host, b":") == "localhost"
}
