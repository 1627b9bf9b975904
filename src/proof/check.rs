//! Evidence checked, a transaction a step.

use super::bundle::{BlockProof, Bundle, TxProof};
use super::header::{self, Header};
use super::merkle::{self, Climb};
use super::sha256::{Hash, LANES, sha256d_all};
use super::transaction::{Output, Transaction};
use super::{ProofError, hash_text, script};
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

impl Inclusion {
    /// Whether an explorer's row says what the bytes say. Some explorers tell no hash of the block.
    pub fn is_said_by(&self, row: &UtxoTx) -> bool {
        let (Some(said), Some(block)) = (&row.block, &self.tx.block) else { return false };
        let is_block = said.height == block.height
            && said.time == block.time
            && (said.hash.is_none() || said.hash == block.hash);
        is_block && row.outputs == self.tx.outputs && (!self.senders || row.inputs == self.tx.inputs)
    }
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
    /// The block and the transaction that come next.
    block: usize,
    transaction: usize,
    /// What has been checked and not yet told, the last first: branches are climbed some at a time.
    ready: Vec<Checked>,
    /// The block that was opened last.
    opened: Option<Result<Opened, ProofError>>,
    /// Transactions that inputs can spend from, by id.
    known: Vec<(Hash, Source)>,
    /// Which of the bundle's parents some input spends from; as many of them are among the known.
    needed: Vec<bool>,
    /// Which parent is looked at in the end.
    leftover: usize,
    /// How many hashes are left for the search of positions from which wrong branches would be right.
    search: u32,
}

/// What is said of a transaction, or of a part that nothing needs.
type Checked = Result<Inclusion, (String, ProofError)>;

/// Enough for some branches of the longest that blocks have had, 14 levels.
const SEARCH_LIMIT: u32 = 1 << 17;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Parent(usize),
    Included(usize, usize),
}

/// A block whose header and coinbase hold.
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
    type Item = Checked;

    fn next(&mut self) -> Option<Checked> {
        self.progress.next(self.bundle)
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress {
            block: 0,
            transaction: 0,
            ready: Vec::new(),
            opened: None,
            known: Vec::new(),
            needed: Vec::new(),
            leftover: 0,
            search: SEARCH_LIMIT,
        }
    }
}

/// What is checked at a time: blocks are opened, and transactions of them looked at.
#[derive(Default)]
struct Batch {
    opened: Vec<usize>,
    /// Their blocks and places there.
    transactions: Vec<(usize, usize)>,
}

impl Progress {
    /// Checks the bundle's next transaction; none where all has been checked.
    pub fn next(&mut self, bundle: &Bundle) -> Option<Checked> {
        if self.ready.is_empty() {
            let batch = self.batch(bundle);
            self.check(bundle, &batch);
            self.ready.reverse();
        }
        self.ready.pop().or_else(|| self.leftover(bundle))
    }

    /// As many of the next transactions as have branches to be climbed side by side, their blocks' coinbases among them. A
    /// block without any ends it, for it is told of in its turn.
    fn batch(&mut self, bundle: &Bundle) -> Batch {
        let mut batch = Batch::default();
        while let Some(block) = bundle.blocks.get(self.block) {
            let branches = batch.opened.len() + batch.transactions.len();
            if self.transaction == block.transactions.len() {
                if self.transaction == 0 && branches > 0 {
                    break;
                }
                self.block += 1;
                if std::mem::take(&mut self.transaction) == 0 {
                    self.ready.push(Err((part("blocks", self.block - 1), ProofError::Unneeded)));
                    break;
                }
                continue;
            }
            let is_new = self.transaction == 0;
            if branches + 1 + usize::from(is_new) > LANES {
                break;
            }
            if is_new {
                batch.opened.push(self.block);
            }
            batch.transactions.push((self.block, self.transaction));
            self.transaction += 1;
        }
        batch
    }

    fn check(&mut self, bundle: &Bundle, batch: &Batch) {
        let blocks: Vec<&BlockProof> =
            batch.opened.iter().filter_map(|block| bundle.blocks.get(*block)).collect();
        let mut proofs: Vec<(&BlockProof, &TxProof)> = Vec::new();
        for (block, transaction) in &batch.transactions {
            let Some(block) = bundle.blocks.get(*block) else { continue };
            proofs.extend(block.transactions.get(*transaction).map(|proof| (block, proof)));
        }
        let mut messages: Vec<&[u8]> = Vec::new();
        for block in &blocks {
            messages.push(&block.header);
            messages.push(&block.coinbase);
        }
        for (_, proof) in &proofs {
            messages.push(&proof.raw);
        }
        let hashes = sha256d_all(&messages);
        let (of_blocks, txids) = hashes.split_at(2 * blocks.len());
        let of_blocks = of_blocks.as_chunks::<2>().0;

        let mut climbs = Vec::with_capacity(LANES);
        for (block, [_, coinbase]) in blocks.iter().zip(of_blocks) {
            climbs.push(Climb {
                leaf: *coinbase,
                position: 0,
                branch: &block.coinbase_branch,
                root: root(block),
            });
        }
        for ((block, proof), txid) in proofs.iter().zip(txids) {
            climbs.push(Climb {
                leaf: *txid,
                position: proof.position,
                branch: &proof.branch,
                root: root(block),
            });
        }
        let climbed = merkle::check_all(&climbs);
        let (of_coinbases, of_transactions) = climbed.split_at(blocks.len());

        let mut opened = blocks.iter().zip(of_blocks).zip(of_coinbases);
        for (((at, (_, proof)), txid), climbed) in
            batch.transactions.iter().zip(&proofs).zip(txids).zip(of_transactions)
        {
            if at.1 == 0
                && let Some(((block, [hash, _]), climbed)) = opened.next()
            {
                self.opened = Some(open(bundle.chain, block, hash, *climbed));
            }
            let Some(opened) = self.opened.take() else { continue };
            let checked = self.transaction(bundle, *at, &opened, proof, txid, *climbed);
            self.ready.push(checked);
            self.opened = Some(opened);
        }
    }

    fn transaction(
        &mut self,
        bundle: &Bundle,
        at: (usize, usize),
        opened: &Result<Opened, ProofError>,
        proof: &TxProof,
        txid: &Hash,
        climbed: Result<(), ProofError>,
    ) -> Checked {
        match Transaction::parse(&proof.raw) {
            Ok(tx) => {
                let included = match opened {
                    Ok(opened) => self.included(bundle, at, opened, proof, &tx, txid, climbed),
                    Err(error) => Err(*error),
                };
                included.map_err(|error| (hash_text(txid), error))
            }
            Err(error) => {
                let mut place = part("blocks", at.0);
                place.push_str(".transactions");
                push_index(&mut place, at.1);
                // A node of a merkle tree reads as no transaction.
                Err((place, if proof.raw.len() == NODE { ProofError::MerkleNode } else { error }))
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what was worked out before, each once")]
    fn included(
        &mut self,
        bundle: &Bundle,
        at: (usize, usize),
        opened: &Opened,
        proof: &TxProof,
        tx: &Transaction,
        txid: &Hash,
        climbed: Result<(), ProofError>,
    ) -> Result<Inclusion, ProofError> {
        if proof.raw.len() == NODE {
            return Err(ProofError::MerkleNode);
        }
        if tx.is_coinbase() != (proof.position == 0) {
            return Err(ProofError::CoinbasePlace);
        }
        if proof.branch.len() != opened.depth {
            return Err(ProofError::WrongDepth);
        }
        match climbed {
            Err(ProofError::WrongBranch)
                if merkle::leads_somehow(*txid, &proof.branch, &opened.merkle_root, &mut self.search) =>
            {
                return Err(ProofError::WrongPosition);
            }
            climbed => climbed?,
        }
        let source = Source::Included(at.0, at.1);
        match self.place(txid) {
            Ok(place) if matches!(self.known[place].1, Source::Included(..)) => {
                return Err(ProofError::Repeated);
            }
            Ok(place) => self.known[place].1 = source,
            Err(place) => self.known.insert(place, (*txid, source)),
        }

        let mut outputs = Vec::with_capacity(tx.outputs.len());
        for output in &tx.outputs {
            outputs.push(tx_io(bundle.chain, output));
        }
        let mut included = UtxoTx {
            txid: TxId(hash_text(txid).into()),
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
        // Often some inputs in a row spend from the same one.
        let mut last: Option<(&Hash, Transaction)> = None;
        for input in &tx.inputs {
            if last.as_ref().is_none_or(|(txid, _)| **txid != input.txid) {
                let Some(raw) = self.parent(bundle, &input.txid) else {
                    is_whole = false;
                    continue;
                };
                last = Some((&input.txid, Transaction::parse(raw)?));
            }
            let Some((_, parent)) = &last else { continue };
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
            match bundle.parents.get(self.needed.len()..)? {
                [] => return None,
                parents => self.learn(parents),
            }
        }
    }

    /// Notes the ids of the next parents, some at a time.
    fn learn(&mut self, parents: &[Vec<u8>]) {
        let mut messages: Vec<&[u8]> = Vec::with_capacity(LANES);
        for raw in parents.iter().take(LANES) {
            messages.push(raw);
        }
        for txid in sha256d_all(&messages) {
            let is_included = match self.place(&txid) {
                Ok(place) => matches!(self.known[place].1, Source::Included(..)),
                Err(place) => {
                    self.known.insert(place, (txid, Source::Parent(self.needed.len())));
                    false
                }
            };
            // What is shown elsewhere in the bundle is proven as it is.
            self.needed.push(is_included);
        }
    }

    fn place(&self, txid: &Hash) -> Result<usize, usize> {
        self.known.binary_search_by(|(known, _)| known.cmp(txid))
    }

    /// The next parent that nothing needs.
    fn leftover(&mut self, bundle: &Bundle) -> Option<Checked> {
        loop {
            let index = self.leftover;
            if index == self.needed.len() {
                self.learn(bundle.parents.get(index..)?);
            }
            self.leftover += 1;
            if !*self.needed.get(index)? {
                return Some(Err((part("parents", index), ProofError::Unneeded)));
            }
        }
    }
}

/// How many bytes two hashes are, which an inner node of a merkle tree is the hash of.
const NODE: usize = 64;

/// The merkle root that a header says; zeros where it is no header, which [`open`] refuses.
fn root(block: &BlockProof) -> Hash {
    Header::parse(&block.header).map_or([0; 32], |header| header.merkle_root)
}

/// Checks a block's header, and that its coinbase is one and leads to its root: as many levels as this takes, the tree has,
/// so that no transaction is a node of it, nor a part of another transaction.
fn open(
    chain: Chain,
    block: &BlockProof,
    hash: &Hash,
    climbed: Result<(), ProofError>,
) -> Result<Opened, ProofError> {
    let header = Header::parse(&block.header)?;
    header.check_called(chain, block.height, hash)?;
    if block.coinbase.len() == NODE {
        return Err(ProofError::MerkleNode);
    }
    let coinbase = Transaction::parse(&block.coinbase)?;
    let [input] = &*coinbase.inputs else { return Err(ProofError::NotACoinbase) };
    if !coinbase.is_coinbase() || !matches!(input.script_sig.len(), 2..=100) {
        return Err(ProofError::NotACoinbase);
    }
    climbed.map_err(|_| ProofError::CoinbaseBranch)?;
    header::check_height(chain, block.height, input.script_sig)?;
    Ok(Opened {
        block: BlockRef { height: block.height, time: header.time, hash: Some(hash_text(hash).into()) },
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
