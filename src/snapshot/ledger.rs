//! `ledger.json`: what the explorers said of a campaign's addresses, each thing once, and what they did not say.

use super::VERSION;
use super::answers::FileError;
use super::reading::Reading;
use super::write::Writer;
use crate::agreement::{AgreedSum, Agreement, Difference, Figure, Finding};
use crate::campaign::{Campaign, CampaignAddress};
use crate::chain::{
    Address, Amount, BlockRef, Chain, Family, Freeze, Nature, Row, Timestamp, Transfer, TxId, TxIo, UtxoTx,
    time,
};
use crate::explorer::row::{TIME_LIMIT, amount};
use crate::explorer::{Delivery, ExplorerTotals, Feed, Gap, GapKind, Held, Known, Listing};
use crate::json::{FieldError, Value};
use crate::ledger::{Checker, History, Included, IncludedTx};
use crate::plain::{number as decimal, push_index};

/// A ledger file, read or to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFile {
    /// The report's time, by which is judged what still waits.
    pub as_of: Timestamp,
    pub held: Held,
    pub tips: Vec<(Chain, u64)>,
    /// By chain, in the order of height and id; those that wait last.
    pub transactions: Vec<(Chain, Vec<UtxoTx>)>,
    /// By listing, in time order.
    pub transfers: Vec<(Listing, Vec<Transfer>, Vec<Freeze>)>,
    pub totals: Vec<ExplorerTotals>,
    pub frozen: Vec<(Address, Box<str>)>,
    /// What the snapshot's maker found in blocks: who reads it need not take that on trust.
    pub included: Included,
    /// What second explorers said when the snapshot was made.
    pub agreements: Vec<Agreement>,
}

/// Blocks under the tip, of a chain that counts confirmations, whose transactions are read again by an update.
pub const UNSETTLED_BLOCKS: u64 = 100;

/// Seconds before a ledger's time whose rows, of an account chain, are read again by an update.
pub const UNSETTLED_SECONDS: u64 = 86_400;

impl LedgerFile {
    /// What a history holds, with what its scan came to.
    pub fn of(history: &History, held: Held, as_of: Timestamp) -> LedgerFile {
        let mut file = LedgerFile { as_of, held, ..LedgerFile::default() };
        for chain in Chain::ALL {
            file.tips.extend(history.tip(chain).map(|height| (chain, height)));
            let rows = history.utxo_rows(chain);
            if !rows.is_empty() {
                file.transactions.push((chain, rows));
            }
        }
        file.transfers = history.account_rows();
        file.totals = history.totals().to_vec();
        file.totals.sort_by(|a, b| (&a.address, &a.contract).cmp(&(&b.address, &b.contract)));
        file.frozen = history.frozen().to_vec();
        file.frozen.sort();
        file
    }

    /// The history that it holds. Transactions go to the listings of those of the campaign's addresses that they touch.
    #[must_use]
    pub fn into_history(mut self, campaign: &Campaign) -> History {
        let mut history = History::default();
        while self.hand_on(usize::MAX, campaign, &mut history) {}
        history
    }

    /// Hands its last rows on to a history, so many at most, and what is no row with the last of them; whether there is more.
    pub fn hand_on(&mut self, rows: usize, campaign: &Campaign, history: &mut History) -> bool {
        if let Some((chain, transactions)) = self.transactions.last_mut() {
            let left = transactions.len().saturating_sub(rows);
            for (listing, rows) in pages(*chain, transactions.split_off(left), campaign) {
                history.take(Delivery::Page { listing, run: 0, key: decimal(left as u128), rows });
            }
            if left == 0 {
                self.transactions.pop();
            }
            return true;
        }
        if let Some((listing, transfers, freezes)) = self.transfers.last_mut() {
            let left = transfers.len().saturating_sub(rows);
            let mut rows: Vec<Row> = Vec::new();
            for transfer in transfers.split_off(left) {
                rows.push(Row::Transfer(transfer));
            }
            for freeze in std::mem::take(freezes) {
                rows.push(Row::Freeze(freeze));
            }
            let (listing, key) = (listing.clone(), decimal(left as u128));
            history.take(Delivery::Page { listing, run: 0, key, rows });
            if left == 0 {
                self.transfers.pop();
            }
            return true;
        }
        for (chain, height) in std::mem::take(&mut self.tips) {
            history.take(Delivery::Tip { chain, height });
        }
        for totals in std::mem::take(&mut self.totals) {
            history.take(Delivery::Totals(totals));
        }
        for (address, contract) in std::mem::take(&mut self.frozen) {
            history.take(Delivery::Frozen { address, contract, is_frozen: true });
        }
        false
    }

    /// The part of it that an update need not read again: rows that no reorganisation is expected to reach, of
    /// listings that were read down to their first row.
    #[must_use]
    pub fn settled(&self) -> LedgerFile {
        let mut settled = LedgerFile { as_of: self.as_of, ..LedgerFile::default() };
        settled.held.whole = self.held.whole.clone();
        for (chain, transactions) in &self.transactions {
            let tip = self.tips.iter().find(|(of, _)| of == chain).map_or(0, |(_, height)| *height);
            let is_settled = |tx: &&UtxoTx| {
                tx.block.as_ref().is_some_and(|block| block.height.saturating_add(UNSETTLED_BLOCKS) <= tip)
            };
            settled.transactions.push((*chain, transactions.iter().filter(is_settled).cloned().collect()));
        }
        for (listing, transfers, freezes) in &self.transfers {
            let is_settled = |transfer: &&Transfer| {
                !transfer.unconfirmed && transfer.time.saturating_add(UNSETTLED_SECONDS) <= self.as_of
            };
            if self.held.whole.contains(listing) {
                let transfers = transfers.iter().filter(is_settled).cloned().collect();
                settled.transfers.push((listing.clone(), transfers, freezes.clone()));
            }
        }
        // Of single rows that could not be read, long ago.
        for gap in &self.held.gaps {
            let is_of_row = matches!(gap.kind, GapKind::BadRow | GapKind::Unsupported);
            if is_of_row && gap.to.is_some_and(|to| to.saturating_add(UNSETTLED_SECONDS) <= self.as_of) {
                settled.held.gaps.push(gap.clone());
            }
        }
        settled
    }

    /// What the transaction at a place is found by.
    fn key(&self, &(chain, row): &(usize, usize)) -> Option<(Chain, &TxId)> {
        let (of, transactions) = self.transactions.get(chain)?;
        Some((*of, &transactions.get(row)?.txid))
    }

    /// What a scan that goes on from this one need not read.
    pub fn known(&self, campaign: &Campaign) -> Vec<Known> {
        let mut known = Vec::new();
        for (chain, transactions) in &self.transactions {
            for (listing, rows) in listed(*chain, transactions, campaign) {
                let until = rows.iter().filter_map(|tx| Some(tx.block.as_ref()?.time)).max();
                let ids = rows.iter().filter(|tx| tx.block.is_some()).map(|tx| tx.txid.clone()).collect();
                known.extend(self.known_of(listing, ids, until));
            }
        }
        for (listing, transfers, _) in &self.transfers {
            let ids = transfers.iter().map(|transfer| transfer.tx.clone()).collect();
            let until = transfers.iter().map(|transfer| transfer.time).max();
            known.extend(self.known_of(listing.clone(), ids, until));
        }
        known
    }

    fn known_of(
        &self,
        listing: Listing,
        mut transactions: Vec<TxId>,
        until: Option<Timestamp>,
    ) -> Option<Known> {
        let is_known =
            self.held.whole.contains(&listing) && !matches!(listing.feed, Feed::Mempool | Feed::Issuer);
        transactions.sort();
        transactions.dedup();
        Some(Known { listing, transactions, until: until.filter(|_| is_known)? })
    }

    /// The file's text; the same ledger makes the same text.
    pub fn write(&self) -> String {
        let mut addresses = self.addresses();
        addresses.sort();
        addresses.dedup();
        let number = |address: &Address| addresses.binary_search(address).unwrap_or_default() as u128;
        let mut out = Writer::default();
        out.open('{').name("version").number(VERSION.into());
        out.line().name("as_of").text(&time::rfc3339(self.as_of));
        out.line().name("explorers").open('[');
        for &index in &self.held.answered {
            out.number(index as u128);
        }
        out.close(']').name("pages").number(self.held.pages.into());
        out.name("complete").flag(self.held.complete);
        out.line().name("tips").open('{');
        for (chain, height) in &self.tips {
            out.name(chain.name()).number((*height).into());
        }
        out.close('}').line().name("addresses").open('[');
        for address in &addresses {
            out.line().text(&uri(address));
        }
        out.close(']').line().name("whole").open('[');
        for listing in &self.held.whole {
            out.open('[').number(number(&listing.address)).text(listing.feed.name()).close(']');
        }
        out.close(']').line().name("gaps").open('[');
        for gap in &self.held.gaps {
            write_gap(out.line(), gap);
        }
        out.close(']').line().name("totals").open('[');
        for totals in &self.totals {
            out.line().open('[').number(number(&totals.address));
            optional_text(&mut out, totals.contract.as_deref());
            out.text(&number_text(totals.balance));
            for sum in [totals.funded_txo_sum, totals.spent_txo_sum] {
                optional_text(&mut out, sum.map(number_text).as_deref());
            }
            optional_number(&mut out, totals.tx_count);
            out.close(']');
        }
        out.close(']').line().name("frozen").open('[');
        for (address, contract) in &self.frozen {
            out.open('[').number(number(address)).text(contract).close(']');
        }
        out.close(']').line().name("included").open('{');
        for (chain, transactions) in &self.transactions {
            // A digit each: nothing shown, shown to be in its block, shown with its senders.
            let of = |tx: &UtxoTx| self.included.get(*chain, &tx.txid);
            let digit = |tx| of(tx).map_or('0', |tx| if tx.senders { '2' } else { '1' });
            out.name(chain.name()).text(&transactions.iter().map(digit).collect::<String>());
        }
        out.close('}').line().name("agreements").open('[');
        for agreement in &self.agreements {
            write_agreement(out.line(), agreement, &number);
        }
        out.close(']').line().name("transactions").open('{');
        for (chain, transactions) in &self.transactions {
            out.name(chain.name()).open('[');
            for tx in transactions {
                write_transaction(out.line(), tx, &number);
            }
            out.close(']');
        }
        out.close('}').line().name("transfers").open('[');
        for (listing, transfers, freezes) in &self.transfers {
            out.line().open('{').name("address").number(number(&listing.address));
            out.name("feed").text(listing.feed.name()).name("rows").open('[');
            for transfer in transfers {
                write_transfer(out.line(), transfer, &number);
            }
            out.close(']').name("freezes").open('[');
            for freeze in freezes {
                out.line().open('[').text(&freeze.tx.0).number(freeze.time.into()).text(&freeze.contract);
                out.number(number(&freeze.address)).flag(freeze.lifts).close(']');
            }
            out.close(']').close('}');
        }
        out.close(']').close('}');
        out.finish()
    }

    /// Whether it can be of a campaign.
    ///
    /// # Errors
    ///
    /// Where it names an explorer that the campaign does not: its field.
    #[inline(never)]
    pub fn fits(&self, campaign: &Campaign) -> Result<(), FileError> {
        let explorers = campaign.explorers.len();
        match self.held.answered.iter().position(|answered| *answered >= explorers) {
            Some(index) => Err(FileError::Field(at("explorers", index, "one of the campaign's"))),
            None => Ok(()),
        }
    }

    /// Every address that is named, however often.
    fn addresses(&self) -> Vec<Address> {
        let mut all: Vec<Address> = Vec::new();
        all.extend(self.held.whole.iter().map(|listing| listing.address.clone()));
        all.extend(self.totals.iter().map(|totals| totals.address.clone()));
        all.extend(self.frozen.iter().map(|(address, _)| address.clone()));
        for agreement in &self.agreements {
            all.extend(agreement.differs.iter().filter_map(|one| one.address.clone()));
        }
        for (_, transactions) in &self.transactions {
            for tx in transactions {
                all.extend(tx.inputs.iter().chain(&tx.outputs).filter_map(|side| side.address.clone()));
            }
        }
        for (listing, transfers, freezes) in &self.transfers {
            all.push(listing.address.clone());
            all.extend(freezes.iter().map(|freeze| freeze.address.clone()));
            for transfer in transfers {
                all.push(transfer.from.clone());
                all.extend(transfer.to.clone());
            }
        }
        all
    }

    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// Where it is not what [`LedgerFile::write`] writes: the field at fault.
    pub fn parse(text: &str) -> Result<LedgerFile, FileError> {
        let mut reading = Reading::new(text.into());
        loop {
            if let Some(read) = reading.step(usize::MAX) {
                return read;
            }
        }
    }
}

/// The places of a ledger's transactions, by id: of its list of chains, and in that chain's list.
#[derive(Default)]
pub struct Rows(Vec<(usize, usize)>);

impl Rows {
    pub fn of(ledger: &LedgerFile) -> Rows {
        let mut rows = Vec::new();
        for (chain, (_, transactions)) in ledger.transactions.iter().enumerate() {
            rows.extend((0..transactions.len()).map(|row| (chain, row)));
        }
        rows.sort_by(|a, b| ledger.key(a).cmp(&ledger.key(b)));
        Rows(rows)
    }

    /// Where a transaction stands in the ledger that this is of.
    pub fn place(&self, ledger: &LedgerFile, chain: Chain, txid: &TxId) -> Option<(usize, usize)> {
        let order = |place: &(usize, usize)| ledger.key(place).cmp(&Some((chain, txid)));
        self.0.binary_search_by(order).ok().map(|found| self.0[found])
    }
}

/// Which transactions touch which of the campaign's addresses.
fn listed<'t>(
    chain: Chain,
    transactions: &'t [UtxoTx],
    campaign: &Campaign,
) -> Vec<(Listing, Vec<&'t UtxoTx>)> {
    let mut all: Vec<(Listing, Vec<&UtxoTx>)> = Vec::new();
    for tx in transactions {
        for address in touched(tx, chain, campaign) {
            file(&mut all, address, tx.block.is_some(), tx);
        }
    }
    all
}

/// The same as pages' rows.
fn pages(chain: Chain, transactions: Vec<UtxoTx>, campaign: &Campaign) -> Vec<(Listing, Vec<Row>)> {
    let mut all: Vec<(Listing, Vec<Row>)> = Vec::new();
    for tx in transactions {
        let is_in_block = tx.block.is_some();
        let touched = touched(&tx, chain, campaign);
        let [others @ .., last] = &*touched else { continue };
        for address in others {
            file(&mut all, address, is_in_block, Row::Utxo(tx.clone()));
        }
        file(&mut all, last, is_in_block, Row::Utxo(tx));
    }
    all
}

/// The campaign's addresses on a chain that a transaction touches; the first of them for one that touches none.
fn touched<'c>(tx: &UtxoTx, chain: Chain, campaign: &'c Campaign) -> Vec<&'c Address> {
    let mut touched = Vec::new();
    let mut first = None;
    for CampaignAddress { address, .. } in &campaign.addresses {
        if address.chain() == chain {
            first.get_or_insert(address);
            let is_here = |side: &TxIo| side.address.as_ref() == Some(address);
            if tx.inputs.iter().any(is_here) || tx.outputs.iter().any(is_here) {
                touched.push(address);
            }
        }
    }
    if touched.is_empty() {
        touched.extend(first);
    }
    touched
}

/// Adds a row to those of its listing.
fn file<T>(all: &mut Vec<(Listing, Vec<T>)>, address: &Address, is_in_block: bool, row: T) {
    let feed = if is_in_block { Feed::Confirmed } else { Feed::Mempool };
    match all.iter_mut().find(|(of, _)| of.feed == feed && of.address == *address) {
        Some((_, rows)) => rows.push(row),
        None => all.push((Listing { address: address.clone(), feed }, vec![row])),
    }
}

/// An address with its chain's name, as in `tron:T…`.
fn uri(address: &Address) -> String {
    let mut text = String::from(address.chain().name());
    text.push(':');
    text += address.as_str();
    text
}

fn number_text(amount: Amount) -> String {
    decimal(amount.units())
}

fn optional_text(out: &mut Writer, text: Option<&str>) {
    match text {
        Some(text) => out.text(text),
        None => out.null(),
    };
}

fn optional_number(out: &mut Writer, number: Option<u64>) {
    match number {
        Some(number) => out.number(number.into()),
        None => out.null(),
    };
}

/// `[chain, address, kind, from, to, count, detail]`.
fn write_gap(out: &mut Writer, gap: &Gap) {
    out.open('[').text(gap.chain.name());
    optional_text(out, gap.address.as_ref().map(Address::as_str));
    out.text(gap.kind.name());
    optional_number(out, gap.from);
    optional_number(out, gap.to);
    optional_number(out, gap.count.map(u64::from));
    optional_text(out, gap.detail.as_deref());
    out.close(']');
}

/// `[txid, height, time, block hash, inputs, outputs]`, each side `[address, value]`, with `1` where it is hidden.
fn write_transaction(out: &mut Writer, tx: &UtxoTx, number: &dyn Fn(&Address) -> u128) {
    out.open('[').text(&tx.txid.0);
    let block = tx.block.as_ref();
    optional_number(out, block.map(|block| block.height));
    optional_number(out, block.map(|block| block.time));
    optional_text(out, block.and_then(|block| block.hash.as_deref()));
    for sides in [&tx.inputs, &tx.outputs] {
        out.open('[');
        for side in sides {
            out.open('[');
            match &side.address {
                Some(address) => out.number(number(address)),
                None => out.null(),
            };
            out.text(&number_text(side.value));
            if side.hidden {
                out.number(1);
            }
            out.close(']');
        }
        out.close(']');
    }
    out.close(']');
}

/// `[tx, time, from, to, value, contract, index, unconfirmed, nature]`.
fn write_transfer(out: &mut Writer, transfer: &Transfer, number: &dyn Fn(&Address) -> u128) {
    out.open('[').text(&transfer.tx.0).number(transfer.time.into()).number(number(&transfer.from));
    match &transfer.to {
        Some(to) => out.number(number(to)),
        None => out.null(),
    };
    out.text(&number_text(transfer.value));
    optional_text(out, transfer.contract.as_deref());
    optional_number(out, transfer.index.map(u64::from));
    out.flag(transfer.unconfirmed).text(NATURES[transfer.nature as usize].1);
    out.close(']');
}

/// `[chain, finding, hosts, height, until, addresses, transactions, sums, differences]`, a sum `[contract, received,
/// spent]`, a difference `[host, address, contract, figure, shown, theirs]`.
fn write_agreement(out: &mut Writer, agreement: &Agreement, number: &dyn Fn(&Address) -> u128) {
    out.open('[').text(agreement.chain.name()).text(agreement.finding.name()).open('[');
    for host in &agreement.hosts {
        out.text(host);
    }
    out.close(']');
    optional_number(out, agreement.height);
    optional_number(out, agreement.until);
    out.number(agreement.addresses.into()).number(agreement.transactions.into()).open('[');
    for sum in &agreement.sums {
        optional_text(out.open('['), sum.contract.as_deref());
        out.text(&number_text(sum.received)).text(&number_text(sum.spent)).close(']');
    }
    out.close(']').open('[');
    for one in &agreement.differs {
        out.open('[').text(&one.host);
        match &one.address {
            Some(address) => out.number(number(address)),
            None => out.null(),
        };
        optional_text(out, one.contract.as_deref());
        out.text(one.figure.name()).text(&decimal(one.shown)).text(&decimal(one.theirs)).close(']');
    }
    out.close(']').close(']');
}

const NATURES: [(Nature, &str); 4] =
    [(Nature::Plain, "plain"), (Nature::Forged, "forged"), (Nature::Wrap, "wrap"), (Nature::Burn, "burn")];

fn items<'v, 'a>(value: &'v Value<'a>, name: &str) -> Result<&'v [Value<'a>], FieldError> {
    value.at(name).and_then(Value::items).ok_or_else(|| FieldError::new(name, "a list"))
}

/// The fault of an item of a list.
pub(super) fn at(list: &str, index: usize, expected: &'static str) -> FieldError {
    let mut field = String::from(list);
    push_index(&mut field, index);
    FieldError { field, expected }
}

/// Reads the parts of a file.
pub(super) struct Reader<'v, 'a> {
    pub file: &'v Value<'a>,
    /// Those that rows name by their numbers.
    pub addresses: &'v [Address],
}

impl Reader<'_, '_> {
    /// All but its transactions, which were read before.
    pub fn read(&self, transactions: Vec<(Chain, Vec<UtxoTx>)>) -> Result<LedgerFile, FieldError> {
        let mut read = LedgerFile { transactions, ..LedgerFile::default() };
        let as_of = self.file.at("as_of").and_then(Value::as_str).and_then(time::parse_rfc3339);
        let as_of = as_of.filter(|time| *time < TIME_LIMIT);
        read.as_of = as_of.ok_or(FieldError::new("as_of", "a time"))?;
        read.held = self.held()?;
        for (chain, height) in self.fields("tips")? {
            read.tips.push((chain, height.as_u64().ok_or(FieldError::new("tips", "heights"))?));
        }
        for (index, item) in items(self.file, "totals")?.iter().enumerate() {
            read.totals.push(self.totals(item).ok_or_else(|| at("totals", index, "an explorer's totals"))?);
        }
        for (index, item) in items(self.file, "frozen")?.iter().enumerate() {
            let frozen = item.items().and_then(|of| Some((self.address(of.first()?)?, text(of.get(1)?)?)));
            read.frozen.push(frozen.ok_or_else(|| at("frozen", index, "an address and a contract"))?);
        }
        let mut included = Vec::new();
        for (chain, digits) in self.fields("included")? {
            let transactions = read.transactions.iter().find(|(of, _)| *of == chain);
            let digits = digits.as_str().zip(transactions).filter(|(digits, of)| digits.len() == of.1.len());
            let (digits, (_, transactions)) =
                digits.ok_or(FieldError::new("included", "a digit a transaction"))?;
            for (digit, tx) in digits.bytes().zip(transactions) {
                if digit != b'0' {
                    included.push(IncludedTx { chain, txid: tx.txid.clone(), senders: digit == b'2' });
                }
            }
        }
        read.included = Included::new(Checker::Maker, &included);
        for (index, item) in items(self.file, "agreements")?.iter().enumerate() {
            read.agreements
                .push(self.agreement(item).ok_or_else(|| at("agreements", index, "an agreement"))?);
        }
        for (index, item) in items(self.file, "transfers")?.iter().enumerate() {
            let listing = item.at("address").and_then(|address| self.listing(address, item.at("feed")?));
            let listing = listing.ok_or_else(|| at("transfers", index, "of a listing"))?;
            let (mut transfers, mut freezes) = (Vec::new(), Vec::new());
            for (index, row) in items(item, "rows")?.iter().enumerate() {
                transfers.push(self.transfer(row).ok_or_else(|| at("transfers.rows", index, "a transfer"))?);
            }
            for (index, row) in items(item, "freezes")?.iter().enumerate() {
                freezes.push(self.freeze(row).ok_or_else(|| at("transfers.freezes", index, "a freeze"))?);
            }
            read.transfers.push((listing, transfers, freezes));
        }
        Ok(read)
    }

    fn held(&self) -> Result<Held, FieldError> {
        let mut held = Held {
            complete: self
                .file
                .at("complete")
                .and_then(Value::as_bool)
                .ok_or(FieldError::new("complete", "true or false"))?,
            pages: self.file.at("pages").and_then(small).ok_or(FieldError::new("pages", "a number"))?,
            ..Held::default()
        };
        for (index, item) in items(self.file, "explorers")?.iter().enumerate() {
            held.answered.push(small(item).ok_or_else(|| at("explorers", index, "a number"))? as usize);
        }
        for (index, item) in items(self.file, "whole")?.iter().enumerate() {
            let listing = item.items().and_then(|of| self.listing(of.first()?, of.get(1)?));
            held.whole.push(listing.ok_or_else(|| at("whole", index, "a listing"))?);
        }
        for (index, item) in items(self.file, "gaps")?.iter().enumerate() {
            held.gaps.push(gap(item).ok_or_else(|| at("gaps", index, "a gap"))?);
        }
        Ok(held)
    }

    /// An object's values by chain.
    fn fields(&self, name: &str) -> Result<Vec<(Chain, &Value<'_>)>, FieldError> {
        let fault = || FieldError::new(name, "an object by chain");
        let mut fields = Vec::new();
        for (key, value) in self.file.at(name).and_then(Value::fields).ok_or_else(fault)? {
            fields.push((Chain::from_name(key).ok_or_else(fault)?, value));
        }
        Ok(fields)
    }

    fn address(&self, number: &Value) -> Option<Address> {
        self.addresses.get(usize::try_from(number.as_u64()?).ok()?).cloned()
    }

    fn listing(&self, address: &Value, feed: &Value) -> Option<Listing> {
        Some(Listing { address: self.address(address)?, feed: Feed::from_name(feed.as_str()?)? })
    }

    fn totals(&self, item: &Value) -> Option<ExplorerTotals> {
        let [address, contract, balance, funded, spent, count] = item.items()? else { return None };
        Some(ExplorerTotals {
            address: self.address(address)?,
            contract: optional(contract, text)?,
            balance: amount(balance)?,
            funded_txo_sum: optional(funded, amount)?,
            spent_txo_sum: optional(spent, amount)?,
            tx_count: optional(count, Value::as_u64)?,
        })
    }

    pub fn transaction(&self, row: &Value, chain: Chain) -> Option<UtxoTx> {
        let [txid, height, time, hash, inputs, outputs] = row.items()? else { return None };
        let block = match optional(height, Value::as_u64)? {
            Some(height) => Some(BlockRef { height, time: moment(time)?, hash: optional(hash, text)? }),
            None => None,
        };
        let (inputs, outputs) = (self.sides(inputs)?, self.sides(outputs)?);
        let fee = UtxoTx::fee_of(&inputs, &outputs);
        let is_utxo = chain.family() == Family::Utxo;
        Some(UtxoTx { txid: id(txid)?, inputs, outputs, fee, block }).filter(|_| is_utxo)
    }

    fn sides(&self, sides: &Value) -> Option<Vec<TxIo>> {
        let mut read = Vec::new();
        for side in sides.items()? {
            let (address, value, hidden) = match side.items()? {
                [address, value] => (address, value, false),
                [address, value, _] => (address, value, true),
                _ => return None,
            };
            let address = optional(address, |address| self.address(address))?;
            read.push(TxIo { address, value: amount(value)?, hidden });
        }
        Some(read)
    }

    fn transfer(&self, row: &Value) -> Option<Transfer> {
        let [tx, time, from, to, value, contract, index, unconfirmed, nature] = row.items()? else {
            return None;
        };
        let nature = nature.as_str()?;
        Some(Transfer {
            time: moment(time)?,
            tx: id(tx)?,
            index: optional(index, small)?,
            contract: optional(contract, text)?,
            from: self.address(from)?,
            to: optional(to, |to| self.address(to))?,
            value: amount(value)?,
            unconfirmed: unconfirmed.as_bool()?,
            nature: NATURES.iter().find(|(_, name)| *name == nature)?.0,
        })
    }

    fn agreement(&self, item: &Value) -> Option<Agreement> {
        let [chain, finding, hosts, height, until, addresses, transactions, sums, differs] = item.items()?
        else {
            return None;
        };
        let [first, second] = hosts.items()? else { return None };
        let finding = finding.as_str()?;
        let mut agreement = Agreement {
            chain: Chain::from_name(chain.as_str()?)?,
            finding: Finding::ALL.into_iter().find(|of| of.name() == finding)?,
            hosts: [first.as_str()?.into(), second.as_str()?.into()],
            height: optional(height, Value::as_u64)?,
            until: optional(until, moment)?,
            addresses: small(addresses)?,
            transactions: transactions.as_u64()?,
            sums: Vec::new(),
            differs: Vec::new(),
        };
        for item in sums.items()? {
            agreement.sums.push(agreed_sum(item)?);
        }
        for item in differs.items()? {
            agreement.differs.push(self.difference(item)?);
        }
        Some(agreement)
    }

    fn difference(&self, item: &Value) -> Option<Difference> {
        let [host, address, contract, figure, shown, theirs] = item.items()? else { return None };
        let figure = figure.as_str()?;
        Some(Difference {
            host: host.as_str()?.into(),
            address: optional(address, |address| self.address(address))?,
            contract: optional(contract, text)?,
            figure: Figure::ALL.into_iter().find(|of| of.name() == figure)?,
            shown: shown.as_u128()?,
            theirs: theirs.as_u128()?,
        })
    }

    fn freeze(&self, row: &Value) -> Option<Freeze> {
        let [tx, time, contract, address, lifts] = row.items()? else { return None };
        Some(Freeze {
            time: moment(time)?,
            tx: id(tx)?,
            contract: text(contract)?,
            address: self.address(address)?,
            lifts: lifts.as_bool()?,
        })
    }
}

fn agreed_sum(item: &Value) -> Option<AgreedSum> {
    let [contract, received, spent] = item.items()? else { return None };
    Some(AgreedSum {
        contract: optional(contract, text)?,
        received: received.as_amount()?,
        spent: spent.as_amount()?,
    })
}

fn gap(item: &Value) -> Option<Gap> {
    let [chain, address, kind, from, to, count, detail] = item.items()? else { return None };
    let chain = Chain::from_name(chain.as_str()?)?;
    Some(Gap {
        chain,
        address: optional(address, |address| Address::parse(chain, address.as_str()?).ok())?,
        kind: GapKind::from_name(kind.as_str()?)?,
        from: optional(from, moment)?,
        to: optional(to, moment)?,
        count: optional(count, small)?,
        detail: optional(detail, |detail| detail.as_str().map(String::from))?,
    })
}

/// None in the file, or what is read; none at all where it cannot be.
fn optional<'v, 'a, T>(
    value: &'v Value<'a>,
    read: impl FnOnce(&'v Value<'a>) -> Option<T>,
) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}

/// A time that a row may have.
fn moment(value: &Value) -> Option<Timestamp> {
    value.as_u64().filter(|time| *time < TIME_LIMIT)
}

fn small(value: &Value) -> Option<u32> {
    value.as_u64()?.try_into().ok()
}

fn text(value: &Value) -> Option<Box<str>> {
    value.as_str().map(Box::from)
}

fn id(value: &Value) -> Option<TxId> {
    value.as_str().map(|text| TxId(text.into()))
}
