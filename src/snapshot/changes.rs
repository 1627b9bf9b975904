//! What is otherwise in a ledger than in an earlier one of the same campaign, and what of the earlier one's evidence still holds.

use super::LedgerFile;
use crate::agreement::Agreement;
use crate::chain::{BlockRef, Chain, Timestamp, TxId, UtxoTx};
use crate::ledger::Included;
use crate::sorted::order;
use std::cmp::Ordering;

/// What came and what went between two ledgers. Only what is in a chain counts, and not what waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What is no longer in its chain, in the order of chains and ids.
    pub dropped: Vec<(Chain, TxId)>,
    /// What is in another block than it was, in the same order.
    pub moved: Vec<(Chain, TxId)>,
    /// What was not there before, of chains of outputs; with what moved.
    pub new: Vec<(Chain, UtxoTx)>,
    /// Where something came or went.
    touched: Vec<(Chain, Option<u64>, Timestamp)>,
}

/// A transaction that is in its chain.
struct Listed<'a> {
    chain: Chain,
    txid: &'a TxId,
    time: Timestamp,
    /// Of chains of outputs.
    tx: Option<&'a UtxoTx>,
}

impl Changes {
    #[inline(never)]
    pub fn between(before: &LedgerFile, after: &LedgerFile) -> Changes {
        let (old, new) = (listed(before), listed(after));
        let (mut gone, mut come) = (0, 0);
        let mut changes = Changes::default();
        loop {
            let (was, is) = (old.get(gone), new.get(come));
            let order = match (was, is) {
                (None, None) => return changes,
                (Some(was), Some(is)) => was.order(is),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
            };
            gone += usize::from(order != Ordering::Greater);
            come += usize::from(order != Ordering::Less);
            match (order, was, is) {
                (Ordering::Less, Some(was), _) => {
                    changes.touch(was);
                    changes.dropped.push((was.chain, was.txid.clone()));
                }
                (Ordering::Greater, _, Some(is)) => changes.add(is),
                (_, Some(was), Some(is)) if !is_same(was.block(), is.block()) => {
                    changes.touch(was);
                    changes.moved.push((is.chain, is.txid.clone()));
                    changes.add(is);
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, came: &Listed) {
        self.touch(came);
        if let Some(tx) = came.tx {
            self.new.push((came.chain, tx.clone()));
        }
    }

    fn touch(&mut self, one: &Listed) {
        self.touched.push((one.chain, one.block().map(|block| block.height), one.time));
    }

    /// Without those that are not in the blocks any more in which they were found.
    #[inline(never)]
    pub fn still_included(&self, included: &Included) -> Included {
        included.only(&mut |one| {
            let order =
                |(chain, txid): &(Chain, TxId)| chain.cmp(&one.chain).then_with(|| txid.cmp(&one.txid));
            self.dropped.binary_search_by(order).is_err() && self.moved.binary_search_by(order).is_err()
        })
    }

    /// Without those that agreed about what is not so any more.
    #[inline(never)]
    pub fn still_agreed(&self, agreements: &[Agreement]) -> Vec<Agreement> {
        let mut left = Vec::new();
        for agreement in agreements {
            let is_about = |(chain, height, time): &(Chain, Option<u64>, Timestamp)| {
                agreement.covers(*chain, *height, *time)
            };
            if !self.touched.iter().any(is_about) {
                left.push(agreement.clone());
            }
        }
        left
    }
}

impl Listed<'_> {
    fn block(&self) -> Option<&BlockRef> {
        self.tx?.block.as_ref()
    }

    fn order(&self, other: &Listed) -> Ordering {
        self.chain.cmp(&other.chain).then_with(|| self.txid.cmp(other.txid))
    }
}

/// Two explorers' words for one block: not every one tells the hash.
fn is_same(one: Option<&BlockRef>, other: Option<&BlockRef>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            let differ = one.hash.is_some() && other.hash.is_some() && one.hash != other.hash;
            one.height == other.height && !differ
        }
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Transactions in blocks, and of transfers those that are final, each once, in the order of chains and ids.
fn listed(ledger: &LedgerFile) -> Vec<Listed<'_>> {
    let mut all = Vec::new();
    for (chain, transactions) in &ledger.transactions {
        for tx in transactions {
            if let Some(block) = &tx.block {
                all.push(Listed { chain: *chain, txid: &tx.txid, time: block.time, tx: Some(tx) });
            }
        }
    }
    for (listing, transfers, _) in &ledger.transfers {
        for transfer in transfers {
            if !transfer.unconfirmed {
                let chain = listing.address.chain();
                all.push(Listed { chain, txid: &transfer.tx, time: transfer.time, tx: None });
            }
        }
    }
    let mut once: Vec<Listed> = Vec::with_capacity(all.len());
    for place in order(all.len(), &mut |a, b| all[a].order(&all[b])) {
        let Listed { chain, txid, time, tx } = all[place];
        if once.last().is_none_or(|last| last.chain != chain || last.txid != txid) {
            once.push(Listed { chain, txid, time, tx });
        }
    }
    once
}
