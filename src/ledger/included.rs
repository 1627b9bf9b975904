//! Which transactions were shown to be in blocks with proof of work, and by whom: what a check of proofs leaves behind.

use crate::chain::{Chain, TxId};
use crate::sorted;

/// The transactions of a history that a check found in their blocks. One that is not among them is no worse for it: nobody
/// showed anything of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Included {
    /// Sorted, each once.
    transactions: Vec<IncludedTx>,
    /// Who checked each of them.
    by: Vec<Checker>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
        let mut included = Included::default();
        for place in sorted::order(checked.len(), &mut |a, b| checked[a].cmp(&checked[b])) {
            included.put(&checked[place], by);
        }
        included
    }

    /// With what somebody else found besides. Of one that both found, the reader's own check counts where it shows as much.
    #[inline(never)]
    #[must_use]
    pub fn and(&self, other: &Included) -> Included {
        let (one, two) = (&self.transactions, &other.transactions);
        let of = |place: usize| match one.get(place) {
            Some(tx) => (tx, self.by[place]),
            None => (&two[place - one.len()], other.by[place - one.len()]),
        };
        let mut both = Included::default();
        for place in sorted::order(one.len() + two.len(), &mut |a, b| of(a).0.cmp(of(b).0)) {
            let (tx, by) = of(place);
            both.put(tx, by);
        }
        both
    }

    /// Those of them for which `stands` holds.
    #[inline(never)]
    #[must_use]
    pub fn only(&self, stands: &mut dyn FnMut(&IncludedTx) -> bool) -> Included {
        let mut left = Included::default();
        for (tx, by) in self.transactions.iter().zip(&self.by) {
            if stands(tx) {
                left.put(tx, *by);
            }
        }
        left
    }

    /// Adds the next in order; of one transaction, the one that shows less comes first.
    fn put(&mut self, next: &IncludedTx, by: Checker) {
        match (self.transactions.last_mut(), self.by.last_mut()) {
            (Some(last), Some(last_by)) if last.chain == next.chain && last.txid == next.txid => {
                *last_by = if last.senders == next.senders { by.max(*last_by) } else { by };
                last.senders = next.senders;
            }
            _ => {
                self.transactions.push(next.clone());
                self.by.push(by);
            }
        }
    }

    /// In the order of their chains and ids.
    pub fn transactions(&self) -> &[IncludedTx] {
        &self.transactions
    }

    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty()
    }

    pub fn get(&self, chain: Chain, txid: &TxId) -> Option<&IncludedTx> {
        self.transactions.get(self.place(chain, txid)?)
    }

    /// A transaction that is among them, and who checked it.
    pub fn found(&self, chain: Chain, txid: &TxId) -> Option<(&IncludedTx, Checker)> {
        let place = self.place(chain, txid)?;
        self.transactions.get(place).zip(self.by.get(place).copied())
    }

    /// All of them were checked by one, who has found just these.
    #[inline(never)]
    pub fn take_over(&mut self, by: Checker) {
        self.by.fill(by);
    }

    fn place(&self, chain: Chain, txid: &TxId) -> Option<usize> {
        let order = |known: &IncludedTx| known.chain.cmp(&chain).then_with(|| known.txid.cmp(txid));
        self.transactions.binary_search_by(order).ok()
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
