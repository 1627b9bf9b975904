//! Which transactions were shown to be in blocks with proof of work, and by whom: what a check of proofs leaves behind.

use crate::chain::{Chain, TxId};
use crate::sorted;

/// The transactions of a history that a check found in their blocks. One that is not among them is no worse for it: nobody
/// showed anything of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Included {
    by: Checker,
    /// Sorted, each once.
    transactions: Vec<IncludedTx>,
}

/// A transaction that is in a block with proof of work. Its outputs are as its own bytes have them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IncludedTx {
    pub chain: Chain,
    pub txid: TxId,
    /// Every transaction that it spends from was there: so were who sent it, and its fee.
    pub senders: bool,
}

/// Who checked the proofs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checker {
    /// Whoever made the snapshot; the reader takes its word.
    #[default]
    Maker,
    /// The reader's own browser.
    Browser,
}

impl Included {
    /// Of what was checked, in any order; of two of one transaction the one counts that shows more.
    #[inline(never)]
    pub fn new(by: Checker, checked: &[IncludedTx]) -> Included {
        let mut transactions: Vec<IncludedTx> = Vec::with_capacity(checked.len());
        for place in sorted::order(checked.len(), &mut |a, b| checked[a].cmp(&checked[b])) {
            let next = &checked[place];
            match transactions.last_mut() {
                Some(last) if last.chain == next.chain && last.txid == next.txid => {
                    last.senders |= next.senders
                }
                _ => transactions.push(next.clone()),
            }
        }
        Included { by, transactions }
    }

    pub fn by(&self) -> Checker {
        self.by
    }

    /// In the order of their chains and ids.
    pub fn transactions(&self) -> &[IncludedTx] {
        &self.transactions
    }

    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty()
    }

    pub fn get(&self, chain: Chain, txid: &TxId) -> Option<&IncludedTx> {
        let order = |known: &IncludedTx| known.chain.cmp(&chain).then_with(|| known.txid.cmp(txid));
        let place = self.transactions.binary_search_by(order).ok()?;
        self.transactions.get(place)
    }
}

impl Checker {
    pub const ALL: [Checker; 2] = [Checker::Maker, Checker::Browser];

    /// Their names in `report.json`, and of their words, in the same order.
    pub const NAMES: [&str; 2] = ["maker", "browser"];

    pub fn name(self) -> &'static str {
        Checker::NAMES[self as usize]
    }
}
