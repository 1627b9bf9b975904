//! Everything that the explorers listed, each thing once, whatever the order, size or overlap of the pages.

use crate::chain::{Address, Amount, BlockRef, Chain, Fee, Row, Timestamp, Transfer, TxId, TxIo, UtxoTx};
use crate::explorer::{Delivery, ExplorerTotals, Listing};
use crate::sorted::Sorted;

/// Pages as they came, keyed by the request that brought them.
#[derive(Default)]
pub struct History {
    book: AddressBook,
    listings: Sorted<Listing, Sorted<PageKey, Vec<Held>>>,
    tips: Sorted<Chain, u64>,
    totals: Vec<ExplorerTotals>,
}

/// A run of the listing, and the request within it.
type PageKey = (u32, String);

/// Stands for an address within one history: sums and sets over numbers are cheaper than over texts.
pub type AddressId = u32;

#[derive(Default)]
struct AddressBook {
    addresses: Vec<Address>,
    /// In the order of their addresses.
    sorted: Vec<AddressId>,
}

/// One side of a UTXO transaction, by number.
#[derive(Clone, Copy)]
pub struct HeldIo {
    pub address: Option<AddressId>,
    pub value: Amount,
}

pub struct HeldTx {
    pub txid: TxId,
    pub inputs: Vec<HeldIo>,
    pub outputs: Vec<HeldIo>,
    pub fee: Amount,
    pub block: Option<BlockRef>,
}

/// Ordered so that equal transfers stand together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldTransfer {
    pub tx: TxId,
    pub index: Option<u32>,
    pub contract: Option<Box<str>>,
    pub from: AddressId,
    pub to: AddressId,
    pub value: Amount,
    pub time: Timestamp,
    pub unconfirmed: bool,
}

pub struct HeldFee {
    pub tx: TxId,
    pub payer: AddressId,
    pub value: Amount,
    pub time: Timestamp,
    pub unconfirmed: bool,
}

enum Held {
    Utxo(HeldTx),
    Transfer(HeldTransfer),
    Fee(HeldFee),
}

/// A transfer, and how often it truly happened.
pub struct Counted<'a> {
    pub transfer: &'a HeldTransfer,
    pub times: usize,
    /// No listing calls it confirmed.
    pub unconfirmed: bool,
}

impl History {
    pub fn take(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Page { listing, run, key, rows } => {
                let held = rows.into_iter().map(|row| self.book.hold(row)).collect();
                self.listings.at(listing, Sorted::new).insert((run, key), held);
            }
            Delivery::Restart { listing, run } => {
                if let Some(pages) = self.listings.get_mut(&listing) {
                    pages.retain(|(of, _)| *of >= run);
                }
            }
            Delivery::Tip { chain, height } => {
                self.tips.insert(chain, height);
            }
            Delivery::Totals(totals) => {
                self.totals.retain(|old| old.address != totals.address || old.contract != totals.contract);
                self.totals.push(totals);
            }
        }
    }

    pub fn tip(&self, chain: Chain) -> Option<u64> {
        self.tips.get(&chain).copied()
    }

    /// What the explorer says of an address and asset itself.
    pub fn explorer_totals(&self, address: &Address, contract: Option<&str>) -> Option<&ExplorerTotals> {
        self.totals.iter().find(|of| of.address == *address && of.contract.as_deref() == contract)
    }

    pub fn address(&self, id: AddressId) -> &Address {
        &self.book.addresses[id as usize]
    }

    /// How many addresses there are: every [`AddressId`] is below it.
    pub fn address_count(&self) -> usize {
        self.book.addresses.len()
    }

    pub fn id_of(&self, address: &Address) -> Option<AddressId> {
        self.book.place(address).ok().map(|place| self.book.sorted[place])
    }

    /// Gives a number to an address that may not have been listed.
    pub fn number(&mut self, address: &Address) -> AddressId {
        self.book.number(address.clone())
    }

    /// Each transaction of a UTXO chain once. A version in a block is preferred to one that waits,
    /// and of two blocks the higher: what a reorganisation left behind is lower.
    pub fn utxo_transactions(&self, chain: Chain) -> Vec<&HeldTx> {
        let rank = |tx: &HeldTx| tx.block.as_ref().map(|block| (block.height, block.hash.clone()));
        let mut all: Vec<&HeldTx> = self.rows(chain).filter_map(|(_, held)| held.as_utxo()).collect();
        all.sort_by(|a, b| a.txid.cmp(&b.txid).then_with(|| rank(b).cmp(&rank(a))));
        all.dedup_by(|a, b| a.txid == b.txid);
        all
    }

    /// Each transfer of an account chain with its number. Where the API gives an index it happened once.
    /// Without one, the same transfer in two listings is one and two equal ones in one listing are two:
    /// the largest number that any one reading of a listing has counts.
    pub fn transfers(&self, chain: Chain) -> Vec<Counted<'_>> {
        let mut all: Vec<(&HeldTransfer, usize)> =
            self.rows(chain).filter_map(|(reading, held)| Some((held.as_transfer()?, reading))).collect();
        all.sort_by(|(a, a_reading), (b, b_reading)| {
            a.identity().cmp(&b.identity()).then(a_reading.cmp(b_reading)).then(a.time.cmp(&b.time))
        });
        all.chunk_by(|(a, _), (b, _)| a.identity() == b.identity())
            .map(|same| {
                let transfer = same[0].0;
                let most = same.chunk_by(|(_, a), (_, b)| a == b).map(<[_]>::len).max().unwrap_or(1);
                let times = if transfer.index.is_some() { 1 } else { most };
                let unconfirmed = same.iter().all(|(version, _)| version.unconfirmed);
                Counted { transfer, times, unconfirmed }
            })
            .collect()
    }

    /// Each fee once.
    pub fn fees(&self, chain: Chain) -> Vec<&HeldFee> {
        let mut all: Vec<&HeldFee> = self.rows(chain).filter_map(|(_, held)| held.as_fee()).collect();
        all.sort_by(|a, b| {
            (&a.tx, a.payer, a.unconfirmed, a.value).cmp(&(&b.tx, b.payer, b.unconfirmed, b.value))
        });
        all.dedup_by(|a, b| a.tx == b.tx && a.payer == b.payer);
        all
    }

    /// The rows of a chain, each with the number of the reading (one run through one listing) it stands in.
    fn rows(&self, chain: Chain) -> impl Iterator<Item = (usize, &Held)> {
        let of_chain = self.listings.iter().filter(move |(listing, _)| listing.address.chain() == chain);
        let pages = of_chain
            .flat_map(|(listing, pages)| pages.iter().map(move |((run, _), rows)| ((listing, *run), rows)));
        let mut reading = 0;
        let mut current = None;
        pages
            .map(move |(of, rows)| {
                if current.replace(of).is_some_and(|before| before != of) {
                    reading += 1;
                }
                (reading, rows)
            })
            .flat_map(|(reading, rows)| rows.iter().map(move |row| (reading, row)))
    }
}

impl HeldTransfer {
    /// What makes two rows the same transfer: all but what may differ between an earlier and a later look.
    fn identity(&self) -> impl Ord + '_ {
        (&self.tx, self.index, &self.contract, self.from, self.to, self.value)
    }
}

impl Held {
    fn as_utxo(&self) -> Option<&HeldTx> {
        match self {
            Held::Utxo(tx) => Some(tx),
            _ => None,
        }
    }

    fn as_transfer(&self) -> Option<&HeldTransfer> {
        match self {
            Held::Transfer(transfer) => Some(transfer),
            _ => None,
        }
    }

    fn as_fee(&self) -> Option<&HeldFee> {
        match self {
            Held::Fee(fee) => Some(fee),
            _ => None,
        }
    }
}

impl AddressBook {
    /// Where the address is in `sorted`, or would be.
    fn place(&self, address: &Address) -> Result<usize, usize> {
        self.sorted.binary_search_by(|&id| self.addresses[id as usize].cmp(address))
    }

    fn number(&mut self, address: Address) -> AddressId {
        match self.place(&address) {
            Ok(place) => self.sorted[place],
            Err(place) => {
                let id = self.addresses.len() as AddressId;
                self.addresses.push(address);
                self.sorted.insert(place, id);
                id
            }
        }
    }

    fn hold(&mut self, row: Row) -> Held {
        match row {
            Row::Utxo(UtxoTx { txid, inputs, outputs, fee, block }) => {
                Held::Utxo(HeldTx { txid, inputs: self.ios(inputs), outputs: self.ios(outputs), fee, block })
            }
            Row::Transfer(Transfer { tx, index, contract, from, to, value, time, unconfirmed }) => {
                let (from, to) = (self.number(from), self.number(to));
                Held::Transfer(HeldTransfer { tx, index, contract, from, to, value, time, unconfirmed })
            }
            Row::Fee(Fee { tx, payer, value, time, unconfirmed }) => {
                Held::Fee(HeldFee { tx, payer: self.number(payer), value, time, unconfirmed })
            }
        }
    }

    fn ios(&mut self, ios: Vec<TxIo>) -> Vec<HeldIo> {
        let mut number =
            |io: TxIo| HeldIo { address: io.address.map(|address| self.number(address)), value: io.value };
        ios.into_iter().map(&mut number).collect()
    }
}
