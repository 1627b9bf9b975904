//! Evidence checked, a transaction a step.

use super::bundle::{BlockProof, Bundle, TxProof};
use super::header::{self, Header};
use super::sha256::{Hash, sha256d};
use super::transaction::{Output, Transaction};
use super::{ProofError, hash_text, merkle, script};
use crate::chain::{Amount, BlockRef, Chain, TxId, TxIo, UtxoTx};
use crate::plain::push_index;

/// What bytes alone say of a transaction that a block with work includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Where `senders` is not set, its inputs and fee are not known: none, and 0.
    pub tx: UtxoTx,
    /// Every transaction that it spends from was there, so that inputs and fee come from bytes too. Of a coinbase, which
    /// spends nothing, it is set.
    pub senders: bool,
}

/// A check of a bundle: an item for each transaction in order, then one for each part of the bundle that nothing needs.
///
/// An error has a transaction's id beside it where its bytes could be read, and its place in the bundle where not, as in
/// `blocks[0].transactions[3]` or `parents[2]`.
pub struct Check<'a> {
    bundle: &'a Bundle,
    progress: Progress,
}

/// How far a check of a bundle has come, for callers who keep the bundle themselves. It belongs to one bundle.
pub struct Progress {
    block: usize,
    transaction: usize,
    /// Of the block that is being checked: its name and time, and how long its branches are.
    opened: Option<Result<Opened, ProofError>>,
    /// Transactions that inputs can spend from, by id.
    known: Vec<(Hash, Source)>,
    /// Of the bundle's parents: how many are among the known, and which of them some input spends from.
    parents: usize,
    needed: Vec<bool>,
    /// Which parent is looked at in the end.
    leftover: usize,
    /// How many hashes are left for the search of positions from which wrong branches would be right.
    search: u32,
}

/// Enough for some branches of the longest that blocks have had, 14 levels.
const SEARCH_LIMIT: u32 = 1 << 17;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Parent(usize),
    Included(usize, usize),
}

/// A block whose header and coinbase hold.
#[derive(Clone)]
struct Opened {
    block: BlockRef,
    merkle_root: Hash,
    depth: usize,
}

impl<'a> Check<'a> {
    pub fn new(bundle: &'a Bundle) -> Check<'a> {
        Check { bundle, progress: Progress::default() }
    }
}

impl Iterator for Check<'_> {
    type Item = Result<Inclusion, (String, ProofError)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.progress.next(self.bundle)
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress {
            block: 0,
            transaction: 0,
            opened: None,
            known: Vec::new(),
            parents: 0,
            needed: Vec::new(),
            leftover: 0,
            search: SEARCH_LIMIT,
        }
    }
}

impl Progress {
    /// Checks the bundle's next transaction; none where all has been checked.
    pub fn next(&mut self, bundle: &Bundle) -> Option<Result<Inclusion, (String, ProofError)>> {
        let Some(block) = bundle.blocks.get(self.block) else { return self.leftover(bundle) };
        let Some(proof) = block.transactions.get(self.transaction) else {
            let place = (self.block, self.transaction);
            self.block += 1;
            self.transaction = 0;
            self.opened = None;
            return match place {
                (index, 0) => Some(Err((part("blocks", index), ProofError::Unneeded))),
                _ => self.next(bundle),
            };
        };
        let at = (self.block, self.transaction);
        self.transaction += 1;
        let opened = self.opened.take().unwrap_or_else(|| open(bundle.chain, block));
        self.opened = Some(opened.clone());

        let tx = match Transaction::parse(&proof.raw) {
            Ok(tx) => tx,
            Err(error) => {
                let mut place = part("blocks", at.0);
                place.push_str(".transactions");
                push_index(&mut place, at.1);
                // A node of a merkle tree reads as no transaction.
                let error = if proof.raw.len() == 64 { ProofError::MerkleNode } else { error };
                return Some(Err((place, error)));
            }
        };
        let txid = tx.txid();
        let included = match opened {
            Ok(opened) => self.included(bundle, at, &opened, proof, &tx, txid),
            Err(error) => Err(error),
        };
        Some(included.map_err(|error| (hash_text(&txid), error)))
    }

    fn included(
        &mut self,
        bundle: &Bundle,
        at: (usize, usize),
        opened: &Opened,
        proof: &TxProof,
        tx: &Transaction,
        txid: Hash,
    ) -> Result<Inclusion, ProofError> {
        if proof.raw.len() == 64 {
            return Err(ProofError::MerkleNode);
        }
        if tx.is_coinbase() != (proof.position == 0) {
            return Err(ProofError::CoinbasePlace);
        }
        if proof.branch.len() != opened.depth {
            return Err(ProofError::WrongDepth);
        }
        let (branch, root) = (&*proof.branch, &opened.merkle_root);
        match merkle::check(txid, proof.position, branch, root) {
            Err(ProofError::WrongBranch) if merkle::leads_somehow(txid, branch, root, &mut self.search) => {
                return Err(ProofError::WrongPosition);
            }
            checked => checked?,
        }
        match self.place(&txid) {
            Ok(place) if matches!(self.known[place].1, Source::Included(..)) => {
                return Err(ProofError::Repeated);
            }
            Ok(place) => self.known[place].1 = Source::Included(at.0, at.1),
            Err(place) => self.known.insert(place, (txid, Source::Included(at.0, at.1))),
        }

        let mut outputs = Vec::with_capacity(tx.outputs.len());
        for output in &tx.outputs {
            outputs.push(tx_io(bundle.chain, output));
        }
        let mut included = UtxoTx {
            txid: TxId(hash_text(&txid).into()),
            inputs: Vec::new(),
            outputs,
            fee: Amount::ZERO,
            block: Some(opened.block.clone()),
        };
        let mut senders = true;
        if !tx.is_coinbase() {
            match self.inputs(bundle, tx)? {
                Some(inputs) => {
                    let fee = sum(&inputs).checked_sub(sum(&included.outputs));
                    included.fee = Amount::from_units(fee.ok_or(ProofError::SpendsTooMuch)?);
                    included.inputs = inputs;
                }
                None => senders = false,
            }
        }
        Ok(Inclusion { tx: included, senders })
    }

    /// What a transaction spends; none where one of its parents is not there.
    fn inputs(&mut self, bundle: &Bundle, tx: &Transaction) -> Result<Option<Vec<TxIo>>, ProofError> {
        let mut inputs = Vec::with_capacity(tx.inputs.len());
        let mut is_whole = true;
        for input in &tx.inputs {
            let Some(raw) = self.parent(bundle, &input.txid) else {
                is_whole = false;
                continue;
            };
            let parent = Transaction::parse(raw)?;
            let output = parent.outputs.get(input.vout as usize).ok_or(ProofError::NoSuchOutput)?;
            inputs.push(tx_io(bundle.chain, output));
        }
        Ok(is_whole.then_some(inputs))
    }

    /// The bytes that hash to an id: of a transaction that has been shown, or of a parent.
    fn parent<'b>(&mut self, bundle: &'b Bundle, txid: &Hash) -> Option<&'b [u8]> {
        loop {
            if let Ok(place) = self.place(txid) {
                return match self.known[place].1 {
                    Source::Included(block, tx) => Some(&bundle.blocks.get(block)?.transactions.get(tx)?.raw),
                    Source::Parent(index) => {
                        *self.needed.get_mut(index)? = true;
                        bundle.parents.get(index).map(Vec::as_slice)
                    }
                };
            }
            self.learn(bundle.parents.get(self.parents)?);
        }
    }

    /// Notes the id of the next parent.
    fn learn(&mut self, raw: &[u8]) {
        let txid = sha256d(raw);
        let is_included = match self.place(&txid) {
            Ok(place) => matches!(self.known[place].1, Source::Included(..)),
            Err(place) => {
                self.known.insert(place, (txid, Source::Parent(self.parents)));
                false
            }
        };
        // What is shown elsewhere in the bundle is proven as it is.
        self.needed.push(is_included);
        self.parents += 1;
    }

    fn place(&self, txid: &Hash) -> Result<usize, usize> {
        self.known.binary_search_by(|(known, _)| known.cmp(txid))
    }

    /// The next parent that nothing needs.
    fn leftover(&mut self, bundle: &Bundle) -> Option<Result<Inclusion, (String, ProofError)>> {
        loop {
            let index = self.leftover;
            let raw = bundle.parents.get(index)?;
            if index == self.parents {
                self.learn(raw);
            }
            self.leftover += 1;
            if !*self.needed.get(index)? {
                return Some(Err((part("parents", index), ProofError::Unneeded)));
            }
        }
    }
}

/// Checks a block's header, and that its coinbase is one and leads to its root: as many levels as this takes, the tree has,
/// so that no transaction is a node of it, nor a part of another transaction.
fn open(chain: Chain, block: &BlockProof) -> Result<Opened, ProofError> {
    let header = Header::parse(&block.header)?;
    header.check(chain, block.height)?;
    if block.coinbase.len() == 64 {
        return Err(ProofError::MerkleNode);
    }
    let coinbase = Transaction::parse(&block.coinbase)?;
    let [input] = &*coinbase.inputs else { return Err(ProofError::NotACoinbase) };
    if !coinbase.is_coinbase() || !matches!(input.script_sig.len(), 2..=100) {
        return Err(ProofError::NotACoinbase);
    }
    merkle::check(coinbase.txid(), 0, &block.coinbase_branch, &header.merkle_root)
        .map_err(|_| ProofError::CoinbaseBranch)?;
    header::check_height(chain, block.height, input.script_sig)?;
    let hash = hash_text(&header.hash());
    Ok(Opened {
        block: BlockRef { height: block.height, time: header.time, hash: Some(hash.into()) },
        merkle_root: header.merkle_root,
        depth: block.coinbase_branch.len(),
    })
}

fn tx_io(chain: Chain, output: &Output) -> TxIo {
    TxIo {
        address: script::address(chain, output.script_pubkey),
        value: Amount::from_units(output.value.into()),
        hidden: script::is_hidden(chain, output.script_pubkey),
    }
}

fn sum(ios: &[TxIo]) -> u128 {
    let mut sum = 0;
    for io in ios {
        sum += io.value.units();
    }
    sum
}

/// An item's place in the bundle.
fn part(list: &str, index: usize) -> String {
    let mut place = String::from(list);
    push_index(&mut place, index);
    place
}
