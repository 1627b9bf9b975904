//! Everything that the explorers listed, each thing once, whatever the order, size or overlap of the pages.

use crate::chain::{
    Address, Amount, BlockRef, Chain, Freeze, Nature, Row, Timestamp, Transfer, TxId, TxIo, UtxoTx,
};
use crate::explorer::{Delivery, ExplorerTotals, Listing};
use crate::sorted::{include, order};
use std::cmp::Ordering;

#[derive(Default)]
pub struct History {
    /// By number.
    addresses: Vec<Address>,
    /// The numbers in the order of their addresses.
    by_text: Vec<AddressId>,
    /// In the order of listing, run and key: pages of one reading stand together.
    pages: Vec<Page>,
    /// By chain.
    tips: [Option<u64>; Chain::ALL.len()],
    totals: Vec<ExplorerTotals>,
    /// Whose tokens of which contract are frozen now.
    frozen: Vec<(Address, Box<str>)>,
    /// How much has come: another number, another history.
    version: u64,
}

/// Where a transaction is held: its page and its row there, until more comes.
pub type TxPlace = (u32, u32);

/// Stands for an address within one history: sums and sets over numbers are cheaper than over texts.
pub type AddressId = u32;

/// What one request of one reading (a run through a listing) brought.
struct Page {
    listing: Listing,
    run: u32,
    key: String,
    transactions: Vec<HeldTx>,
    transfers: Vec<HeldTransfer>,
    freezes: Vec<Freeze>,
}

/// One side of a UTXO transaction, by number.
#[derive(Clone, Copy)]
pub struct HeldIo {
    pub address: Option<AddressId>,
    pub value: Amount,
    pub hidden: bool,
}

pub struct HeldTx {
    pub txid: TxId,
    pub inputs: Vec<HeldIo>,
    pub outputs: Vec<HeldIo>,
    pub block: Option<BlockRef>,
}

/// A transfer between accounts, or a fee.
pub struct HeldTransfer {
    pub tx: TxId,
    pub index: Option<u32>,
    pub contract: Option<Box<str>>,
    pub from: AddressId,
    /// None for a fee.
    pub to: Option<AddressId>,
    pub value: Amount,
    pub time: Timestamp,
    pub unconfirmed: bool,
    pub nature: Nature,
}

/// A transfer, and how often it truly happened.
pub struct Counted<'a> {
    pub transfer: &'a HeldTransfer,
    pub times: u32,
    /// No listing calls it confirmed.
    pub unconfirmed: bool,
    /// What some listing knows of it.
    pub nature: Nature,
}

impl History {
    pub fn take(&mut self, delivery: Delivery) {
        self.version += 1;
        match delivery {
            Delivery::Page { listing, run, key, rows } => {
                let page = self.hold(listing, run, key, rows);
                let of = |page: &Page, other: &Page| {
                    (&page.listing, page.run, &page.key).cmp(&(&other.listing, other.run, &other.key))
                };
                match self.pages.binary_search_by(|held| of(held, &page)) {
                    Ok(place) => self.pages[place] = page,
                    Err(place) => self.pages.insert(place, page),
                }
            }
            Delivery::Restart { listing, run } => {
                self.pages.retain(|page| page.run >= run || page.listing != listing);
            }
            Delivery::Tip { chain, height } => self.tips[chain as usize] = Some(height),
            Delivery::Totals(totals) => {
                let mut known = self.totals.iter_mut();
                match known.find(|of| of.address == totals.address && of.contract == totals.contract) {
                    Some(known) => *known = totals,
                    None => self.totals.push(totals),
                }
            }
            Delivery::Frozen { address, contract, is_frozen } => {
                self.frozen.retain(|of| of.0 != address || of.1 != contract);
                if is_frozen {
                    self.frozen.push((address, contract));
                }
            }
        }
    }

    fn hold(&mut self, listing: Listing, run: u32, key: String, rows: Vec<Row>) -> Page {
        let mut page =
            Page { listing, run, key, transactions: Vec::new(), transfers: Vec::new(), freezes: Vec::new() };
        for row in rows {
            match row {
                Row::Utxo(tx) => {
                    let (inputs, outputs) = (self.ios(&tx.inputs), self.ios(&tx.outputs));
                    page.transactions.push(HeldTx { txid: tx.txid, inputs, outputs, block: tx.block });
                }
                Row::Transfer(transfer) => page.transfers.push(HeldTransfer {
                    tx: transfer.tx,
                    index: transfer.index,
                    contract: transfer.contract,
                    from: self.number(&transfer.from),
                    to: transfer.to.map(|to| self.number(&to)),
                    value: transfer.value,
                    time: transfer.time,
                    unconfirmed: transfer.unconfirmed,
                    nature: transfer.nature,
                }),
                Row::Freeze(freeze) => page.freezes.push(freeze),
            }
        }
        page
    }

    fn ios(&mut self, ios: &[TxIo]) -> Vec<HeldIo> {
        let mut held = Vec::with_capacity(ios.len());
        for io in ios {
            let address = io.address.as_ref().map(|address| self.number(address));
            held.push(HeldIo { address, value: io.value, hidden: io.hidden });
        }
        held
    }

    pub fn tip(&self, chain: Chain) -> Option<u64> {
        self.tips[chain as usize]
    }

    /// What the explorer says of an address and asset itself.
    pub fn explorer_totals(&self, address: &Address, contract: Option<&str>) -> Option<&ExplorerTotals> {
        self.totals.iter().find(|of| of.address == *address && of.contract.as_deref() == contract)
    }

    /// Whether an address cannot move a token now, as the token's contract says.
    pub fn is_frozen(&self, address: &Address, contract: &str) -> bool {
        self.frozen.iter().any(|(of, token)| of == address && **token == *contract)
    }

    /// What issuers of tokens did to an address, in time order, each once.
    pub fn freezes(&self, address: &Address) -> Vec<&Freeze> {
        let mut freezes = Vec::new();
        for page in &self.pages {
            for freeze in page.freezes.iter().filter(|freeze| freeze.address == *address) {
                include(&mut freezes, freeze);
            }
        }
        freezes
    }

    pub fn address(&self, id: AddressId) -> &Address {
        &self.addresses[id as usize]
    }

    /// How many addresses there are: every [`AddressId`] is below it.
    pub fn address_count(&self) -> usize {
        self.addresses.len()
    }

    pub fn id_of(&self, address: &Address) -> Option<AddressId> {
        self.place(address).ok().map(|place| self.by_text[place])
    }

    /// The number of an address, given to it now where it has none.
    pub fn number(&mut self, address: &Address) -> AddressId {
        match self.place(address) {
            Ok(place) => self.by_text[place],
            Err(place) => {
                let id = self.addresses.len() as AddressId;
                self.addresses.push(address.clone());
                self.by_text.insert(place, id);
                id
            }
        }
    }

    /// Where the address is in `by_text`, or would be.
    fn place(&self, address: &Address) -> Result<usize, usize> {
        self.by_text.binary_search_by(|&id| self.address(id).cmp(address))
    }

    /// Each transaction of a UTXO chain once. A version in a block is preferred to one that waits,
    /// and of two blocks the higher: what a reorganisation left behind is lower.
    pub fn utxo_transactions(&self, chain: Chain) -> Vec<&HeldTx> {
        let mut once = Vec::new();
        for place in self.utxo_places(chain) {
            once.push(self.at(place));
        }
        once
    }

    /// The same as places.
    pub fn utxo_places(&self, chain: Chain) -> Vec<TxPlace> {
        let mut all: Vec<(TxPlace, &HeldTx)> = Vec::new();
        for (number, page) in (0..).zip(&self.pages) {
            if page.listing.address.chain() == chain {
                for (row, tx) in (0..).zip(&page.transactions) {
                    all.push(((number, row), tx));
                }
            }
        }
        let order = order(all.len(), &mut |a, b| {
            let (a, b) = (all[a].1, all[b].1);
            a.txid.cmp(&b.txid).then_with(|| b.rank().cmp(&a.rank()))
        });
        let mut once = Vec::with_capacity(all.len());
        let mut last: Option<&TxId> = None;
        for index in order {
            let (place, tx) = all[index];
            if last != Some(&tx.txid) {
                once.push(place);
            }
            last = Some(&tx.txid);
        }
        once
    }

    /// The transaction at a place of this [version](History::version).
    pub fn at(&self, (page, row): TxPlace) -> &HeldTx {
        &self.pages[page as usize].transactions[row as usize]
    }

    /// How often something came: while it is the same, so is the history.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Each transfer and fee of an account chain with its number. Where the API gives an index, each index happened
    /// once. Without one, the same transfer in two listings is one and two equal ones in one listing are two: the
    /// largest number that any one reading of a listing has. Where one explorer gives indexes and another does not,
    /// both tell of the same transfers: the larger number counts.
    pub fn transfers(&self, chain: Chain) -> Vec<Counted<'_>> {
        // Each with the number of its reading.
        let mut all: Vec<(usize, &HeldTransfer)> = Vec::new();
        let mut reading = 0;
        let mut before: Option<&Page> = None;
        for page in &self.pages {
            if page.listing.address.chain() != chain {
                continue;
            }
            if before.replace(page).is_some_and(|last| last.run != page.run || last.listing != page.listing) {
                reading += 1;
            }
            for transfer in &page.transfers {
                all.push((reading, transfer));
            }
        }
        // Of equal ones, those with an index last, by index.
        let order = order(all.len(), &mut |a, b| {
            let ((a_reading, a), (b_reading, b)) = (all[a], all[b]);
            let unlike = self.compare(a, b).then(a.fee_rank().cmp(&b.fee_rank())).then(a.index.cmp(&b.index));
            unlike.then(a_reading.cmp(&b_reading)).then(a.time.cmp(&b.time))
        });
        let mut counted: Vec<Counted> = Vec::new();
        let (mut last_reading, mut in_reading, mut indexes) = (0, 0, 0);
        let mut last_index = None;
        for place in order {
            let (reading, transfer) = all[place];
            let again = counted.last().is_some_and(|last| self.compare(last.transfer, transfer).is_eq());
            if !again {
                (in_reading, indexes, last_index) = (0, 0, None);
                counted.push(Counted {
                    transfer,
                    times: 1,
                    unconfirmed: transfer.unconfirmed,
                    nature: transfer.nature,
                });
            }
            let Some(last) = counted.last_mut() else { continue };
            last.unconfirmed &= transfer.unconfirmed;
            last.nature = last.nature.max(transfer.nature);
            if transfer.index.is_some() {
                indexes += u32::from(transfer.index != last_index);
                last_index = transfer.index;
            } else if transfer.to.is_some() {
                in_reading = if last_reading == reading { in_reading + 1 } else { 1 };
            }
            last.times = last.times.max(in_reading).max(indexes);
            last_reading = reading;
        }
        counted
    }

    /// The transactions of a UTXO chain as rows, each once, by height; those that wait last.
    pub fn utxo_rows(&self, chain: Chain) -> Vec<UtxoTx> {
        let mut rows = Vec::new();
        for held in self.utxo_transactions(chain) {
            let (inputs, outputs) = (self.sides(&held.inputs), self.sides(&held.outputs));
            let fee = UtxoTx::fee_of(&inputs, &outputs);
            rows.push(UtxoTx { txid: held.txid.clone(), inputs, outputs, fee, block: held.block.clone() });
        }
        // In the order of their ids already.
        let height = |tx: &UtxoTx| tx.block.as_ref().map_or(u64::MAX, |block| block.height);
        let order = order(rows.len(), &mut |a, b| height(&rows[a]).cmp(&height(&rows[b])));
        let mut in_order = Vec::with_capacity(rows.len());
        for place in order {
            in_order.push(rows[place].clone());
        }
        in_order
    }

    fn sides(&self, held: &[HeldIo]) -> Vec<TxIo> {
        let mut sides = Vec::with_capacity(held.len());
        for io in held {
            let address = io.address.map(|id| self.address(id).clone());
            sides.push(TxIo { address, value: io.value, hidden: io.hidden });
        }
        sides
    }

    /// The rows of account chains by listing, in time order: several readings of a listing as one, in which each row stands
    /// as often as in the reading that has it most often.
    pub fn account_rows(&self) -> Vec<(Listing, Vec<Transfer>, Vec<Freeze>)> {
        let mut all: Vec<(Listing, Vec<Transfer>, Vec<Freeze>)> = Vec::new();
        let mut start = 0;
        while let Some(first) = self.pages.get(start) {
            let of_reading = |page: &&Page| page.listing == first.listing && page.run == first.run;
            let pages = &self.pages[start..];
            let pages = &pages[..pages.iter().take_while(of_reading).count()];
            start += pages.len();
            let (mut transfers, mut freezes) = (Vec::new(), Vec::new());
            for page in pages {
                for held in &page.transfers {
                    transfers.push(self.transfer(held));
                }
                freezes.extend_from_slice(&page.freezes);
            }
            if transfers.is_empty() && freezes.is_empty() {
                continue;
            }
            match all.last_mut().filter(|(listing, ..)| *listing == first.listing) {
                Some((_, known, known_freezes)) => {
                    *known = most_often(std::mem::take(known), transfers);
                    *known_freezes = most_often(std::mem::take(known_freezes), freezes);
                }
                None => {
                    let (transfers, freezes) =
                        (most_often(Vec::new(), transfers), most_often(Vec::new(), freezes));
                    all.push((first.listing.clone(), transfers, freezes));
                }
            }
        }
        all
    }

    fn transfer(&self, held: &HeldTransfer) -> Transfer {
        Transfer {
            tx: held.tx.clone(),
            index: held.index,
            contract: held.contract.clone(),
            from: self.address(held.from).clone(),
            to: held.to.map(|to| self.address(to).clone()),
            value: held.value,
            time: held.time,
            unconfirmed: held.unconfirmed,
            nature: held.nature,
        }
    }

    /// What the explorers say of addresses themselves.
    pub fn totals(&self) -> &[ExplorerTotals] {
        &self.totals
    }

    /// Whose tokens of which contract are frozen.
    pub fn frozen(&self) -> &[(Address, Box<str>)] {
        &self.frozen
    }

    /// Equal are two rows of the same transfer: all is the same but what may differ between an earlier and a later
    /// look, or between two explorers. Addresses are compared as texts, for their numbers follow the order of arrival.
    fn compare(&self, a: &HeldTransfer, b: &HeldTransfer) -> Ordering {
        let text = |id: AddressId| self.address(id);
        let order = a.tx.cmp(&b.tx).then_with(|| text(a.from).cmp(text(b.from)));
        let order = order.then_with(|| a.to.map(text).cmp(&b.to.map(text)));
        let order = order.then_with(|| a.contract.cmp(&b.contract));
        if a.to.is_none() { order } else { order.then(a.value.cmp(&b.value)) }
    }
}

/// Two lists as one in order, in which each item stands as often as in the list that has it more often.
fn most_often<T: Ord + Clone>(mut one: Vec<T>, mut other: Vec<T>) -> Vec<T> {
    one.sort();
    other.sort();
    let mut both = Vec::with_capacity(one.len().max(other.len()));
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    loop {
        let order = match (one.peek(), other.peek()) {
            (None, None) => return both,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let item = if order.is_gt() { other.next() } else { one.next() };
        if order.is_eq() {
            other.next();
        }
        both.extend(item);
    }
}

impl HeldTx {
    fn rank(&self) -> Option<(u64, Option<&str>)> {
        self.block.as_ref().map(|block| (block.height, block.hash.as_deref()))
    }
}

impl HeldTransfer {
    /// Which of two words for one fee counts: a confirmed one, then the lower.
    fn fee_rank(&self) -> Option<(bool, Amount)> {
        self.to.is_none().then_some((self.unconfirmed, self.value))
    }
}
