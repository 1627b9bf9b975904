//! The sample's Bitcoin chain: regtest blocks with true work, merkle roots and signatures, the same on every run.

use super::wallet::{Form, Party, Wallet, party};
use bitcoin::absolute::LockTime;
use bitcoin::block::{Header, Version};
use bitcoin::constants::genesis_block;
use bitcoin::hashes::Hash;
use bitcoin::script::Builder;
use bitcoin::{
    Amount, Block, BlockHash, CompactTarget, Network, OutPoint, ScriptBuf, Sequence, Transaction, TxIn,
    TxMerkleNode, TxOut, Txid, Witness, transaction,
};
use std::collections::{HashMap, HashSet, VecDeque};

/// A block is found in each span of six hours.
const SPAN: u64 = 6 * 3_600;
/// How many blocks the other branch replaces: more than the six that make a transaction final.
pub const REPLACED: u32 = 8;
/// Regtest halves its subsidy every 150 blocks.
const HALVING: u32 = 150;
const MATURITY: u32 = 100;

/// What happened, for the miner to put on a chain.
#[derive(Default)]
pub struct Story {
    pub payments: Vec<Payment>,
    /// Blocks whose reward goes to a party: the block that is found next after the time.
    pub rewards: Vec<(u64, Party)>,
}

/// One transaction, as a template.
pub struct Payment {
    /// Seconds since 1970; its block is found in the same span of six hours.
    pub at: u64,
    pub fate: Fate,
    pub inputs: Vec<Coin>,
    pub outputs: Vec<Output>,
    /// Satoshis a virtual byte.
    pub rate: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Mined,
    /// Mined, but back in the mempool on the other branch.
    Orphaned,
    Waiting,
}

pub enum Coin {
    /// An output of so many satoshis that the party got before the story begins.
    Before(Party, u64),
    /// The party's oldest unspent outputs of this story: at most so many.
    Oldest(Party, usize),
    /// The party's largest unspent output of this story.
    Largest(Party),
}

pub enum Output {
    Pay(Party, u64),
    /// So many thousandths of what the inputs hold, less the fee.
    Part(Party, u64),
    /// What is left after the payments and the fee; nothing where that would be dust.
    Rest(Party),
    /// An output that pays nobody and carries a text.
    Note(&'static str),
}

/// A chain as an explorer indexes it.
#[derive(Clone)]
pub struct Branch {
    pub blocks: Vec<Block>,
    pub records: Vec<Record>,
    pub by_txid: HashMap<Txid, usize>,
    /// Records that pay a script or spend from it, oldest first; waiting ones last.
    pub by_script: HashMap<ScriptBuf, Vec<usize>>,
    pub by_hash: HashMap<BlockHash, u32>,
    /// Which record and input spends an output.
    pub spends: HashMap<OutPoint, (usize, usize)>,
}

#[derive(Clone)]
pub struct Record {
    pub txid: Txid,
    pub tx: Transaction,
    /// What the inputs spend; empty for a coinbase.
    pub prevouts: Vec<TxOut>,
    pub fee: u64,
    /// Height, and place in the block.
    pub place: Option<(u32, u32)>,
}

/// The chain as it is, and as it is after its last blocks were replaced.
pub struct Branches {
    pub main: Branch,
    pub other: Branch,
}

/// Puts stories on a chain whose blocks are found from `start` until `end`.
pub fn mine(stories: Vec<Story>, start: u64, end: u64) -> Branches {
    let mut miner = Miner::new(start);
    let (mut payments, mut rewards) = (Vec::new(), VecDeque::new());
    for story in stories {
        payments.extend(story.payments);
        rewards.extend(story.rewards);
    }
    payments.sort_by_key(|payment| (payment.fate == Fate::Waiting, payment.at));
    rewards.make_contiguous().sort_by_key(|(at, _)| *at);

    miner.fund(&payments);
    let mut payments = payments.into_iter().peekable();
    for span in (start..end).step_by(SPAN as usize) {
        let in_span = |payment: &Payment| payment.fate != Fate::Waiting && payment.at < span + SPAN;
        while let Some(payment) = payments.next_if(in_span) {
            miner.pay(&payment);
        }
        let payee = rewards.pop_front_if(|(at, _)| *at < span + SPAN).map(|(_, payee)| payee);
        let minute = miner.blocks.len() as u64 * 7 % 29;
        miner.find_block(span + SPAN / 2 + minute * 60, payee);
    }
    for payment in payments {
        miner.pay(&payment);
    }
    miner.branches()
}

/// The subsidy of a block of this height on regtest, in satoshis.
fn subsidy(height: u32) -> u64 {
    (50 * 100_000_000u64).checked_shr(height / HALVING).unwrap_or(0)
}

struct Miner {
    wallet: Wallet,
    blocks: Vec<Block>,
    /// Signed transactions that the next block takes, with their fees.
    waiting: Vec<(Transaction, u64, Fate)>,
    outputs: HashMap<OutPoint, TxOut>,
    unspent: HashMap<ScriptBuf, VecDeque<OutPoint>>,
    funded: HashMap<(Party, u64), VecDeque<OutPoint>>,
    orphaned: Vec<Txid>,
    fees: HashMap<Txid, u64>,
}

impl Miner {
    /// A chain whose subsidies are spendable shortly before `start`.
    fn new(start: u64) -> Miner {
        let mut miner = Miner {
            wallet: Wallet::default(),
            blocks: vec![genesis_block(Network::Regtest)],
            waiting: Vec::new(),
            outputs: HashMap::new(),
            unspent: HashMap::new(),
            funded: HashMap::new(),
            orphaned: Vec::new(),
            fees: HashMap::new(),
        };
        for height in 1..=MATURITY {
            miner.find_block(start - 10 * 86_400 + u64::from(height) * 600, Some(mint()));
        }
        miner
    }

    /// Pays, before the story begins, every coin that its payments presume.
    fn fund(&mut self, payments: &[Payment]) {
        const ROOM: u64 = 49 * 100_000_000;
        let mut wanted = payments.iter().flat_map(|payment| &payment.inputs).filter_map(|coin| match coin {
            Coin::Before(party, value) => Some((party.clone(), *value)),
            Coin::Oldest(..) | Coin::Largest(_) => None,
        });
        let mut next = wanted.next();
        for height in 1.. {
            let (mut batch, mut sum) = (Vec::new(), 0);
            while let Some((party, value)) =
                next.take_if(|(_, value)| batch.len() < 200 && sum + *value <= ROOM)
            {
                sum += value;
                batch.push((party, value));
                next = wanted.next();
            }
            if batch.is_empty() {
                assert!(next.is_none(), "no coin of a story may exceed {ROOM} satoshis");
                break;
            }
            let coin = OutPoint { txid: self.blocks[height].txdata[0].compute_txid(), vout: 0 };
            let mut outputs: Vec<TxOut> = batch
                .iter()
                .map(|(party, value)| TxOut {
                    value: Amount::from_sat(*value),
                    script_pubkey: self.wallet.script(party),
                })
                .collect();
            let left = self.outputs[&coin].value.to_sat() - sum - 50_000;
            outputs.push(TxOut { value: Amount::from_sat(left), script_pubkey: self.wallet.script(&mint()) });
            let txid = self.broadcast(&[coin], outputs, Fate::Mined);
            for (vout, funded) in batch.into_iter().enumerate() {
                self.funded.entry(funded).or_default().push_back(OutPoint { txid, vout: vout as u32 });
            }
            let time = u64::from(self.blocks[self.blocks.len() - 1].header.time) + 600;
            self.find_block(time, Some(mint()));
        }
        self.unspent.clear();
    }

    fn pay(&mut self, payment: &Payment) {
        let (mut coins, mut vbytes) = (Vec::new(), 11);
        for coin in &payment.inputs {
            let (party, taken): (_, Vec<OutPoint>) = match coin {
                Coin::Before(party, value) => {
                    let coins = self.funded.get_mut(&(party.clone(), *value));
                    (party, coins.and_then(VecDeque::pop_front).into_iter().collect())
                }
                Coin::Oldest(party, count) => {
                    let unspent = self.unspent.entry(self.wallet.script(party)).or_default();
                    let count = unspent.len().min(*count);
                    (party, unspent.drain(..count).collect())
                }
                Coin::Largest(party) => {
                    let unspent = self.unspent.entry(self.wallet.script(party)).or_default();
                    let value = |index: &usize| self.outputs[&unspent[*index]].value;
                    let largest = (0..unspent.len()).max_by_key(value);
                    (party, largest.and_then(|index| unspent.remove(index)).into_iter().collect())
                }
            };
            assert!(!taken.is_empty(), "{} has nothing to spend", party.name);
            vbytes += party.form.input_vbytes() * taken.len() as u64;
            coins.extend(taken);
        }
        let fee = (vbytes + 34 * payment.outputs.len() as u64) * payment.rate;
        let sum: u64 = coins.iter().map(|coin| self.outputs[coin].value.to_sat()).sum();
        let part = |thousandths: u64| sum.saturating_sub(fee) / 1_000 * thousandths;
        let paid: u64 = payment
            .outputs
            .iter()
            .map(|output| match output {
                Output::Pay(_, value) => *value,
                Output::Part(_, thousandths) => part(*thousandths),
                Output::Rest(_) | Output::Note(_) => 0,
            })
            .sum();
        let rest = sum.checked_sub(paid + fee);
        let mut outputs = Vec::new();
        for output in &payment.outputs {
            match output {
                Output::Pay(party, value) => outputs.push((*value, self.wallet.script(party))),
                Output::Part(party, thousandths) => {
                    outputs.push((part(*thousandths), self.wallet.script(party)))
                }
                Output::Rest(party) => {
                    let rest = rest.unwrap_or_else(|| panic!("{} pays more than it has: {sum}", party.name));
                    if rest >= 1_000 {
                        outputs.push((rest, self.wallet.script(party)));
                    }
                }
                Output::Note(text) => {
                    let bytes = bitcoin::script::PushBytesBuf::try_from(text.as_bytes().to_vec());
                    outputs.push((0, ScriptBuf::new_op_return(bytes.expect("a short text"))));
                }
            }
        }
        let outputs = outputs
            .into_iter()
            .map(|(value, script_pubkey)| TxOut { value: Amount::from_sat(value), script_pubkey })
            .collect();
        self.broadcast(&coins, outputs, payment.fate);
    }

    fn broadcast(&mut self, coins: &[OutPoint], outputs: Vec<TxOut>, fate: Fate) -> Txid {
        let input = |coin: &OutPoint| TxIn {
            previous_output: *coin,
            script_sig: ScriptBuf::new(),
            sequence: Sequence::ENABLE_RBF_NO_LOCKTIME,
            witness: Witness::new(),
        };
        let mut tx = Transaction {
            version: transaction::Version::TWO,
            lock_time: LockTime::ZERO,
            input: coins.iter().map(input).collect(),
            output: outputs,
        };
        let prevouts: Vec<TxOut> = coins.iter().map(|coin| self.outputs[coin].clone()).collect();
        self.wallet.sign(&mut tx, &prevouts);
        let value = |outputs: &[TxOut]| outputs.iter().map(|output| output.value.to_sat()).sum::<u64>();
        let fee = value(&prevouts).checked_sub(value(&tx.output)).expect("a payment within its coins");
        let txid = self.note_outputs(&tx, fate == Fate::Mined);
        self.fees.insert(txid, fee);
        self.waiting.push((tx, fee, fate));
        txid
    }

    fn note_outputs(&mut self, tx: &Transaction, spendable: bool) -> Txid {
        let txid = tx.compute_txid();
        for (vout, output) in tx.output.iter().enumerate() {
            let point = OutPoint { txid, vout: vout as u32 };
            if spendable && !tx.is_coinbase() {
                self.unspent.entry(output.script_pubkey.clone()).or_default().push_back(point);
            }
            self.outputs.insert(point, output.clone());
        }
        txid
    }

    fn find_block(&mut self, time: u64, payee: Option<Party>) {
        let payee = payee.unwrap_or_else(|| party(Form::P2tr, "miner"));
        let payee = self.wallet.script(&payee);
        let (mut txs, mut fees) = (Vec::new(), 0);
        for (tx, fee, fate) in std::mem::take(&mut self.waiting) {
            if fate == Fate::Orphaned {
                self.orphaned.push(tx.compute_txid());
            }
            fees += fee;
            txs.push(tx);
        }
        let height = self.blocks.len() as u32;
        let previous = self.blocks[height as usize - 1].block_hash();
        let block =
            block(previous, height, time, txs, subsidy(height) + fees, payee, "/donation-flow sample/");
        self.note_outputs(&block.txdata[0], false);
        self.blocks.push(block);
    }

    fn branches(self) -> Branches {
        let waiting: Vec<Transaction> = self.waiting.into_iter().map(|(tx, ..)| tx).collect();
        let fork = self.blocks.len() - REPLACED as usize;
        let mut other: Vec<Block> = self.blocks[..fork].to_vec();
        let mut returned = Vec::new();
        for replaced in &self.blocks[fork..] {
            let payee = replaced.txdata[0].output[0].script_pubkey.clone();
            let (gone, kept): (Vec<_>, Vec<_>) = replaced.txdata[1..]
                .iter()
                .cloned()
                .partition(|tx| self.orphaned.contains(&tx.compute_txid()));
            returned.extend(gone);
            extend_other(&mut other, u64::from(replaced.header.time) + 60, kept, &self.fees, payee);
        }
        // One block more, so that this branch has more work.
        let payee = other[other.len() - 1].txdata[0].output[0].script_pubkey.clone();
        let time = u64::from(other[other.len() - 1].header.time) + 600;
        extend_other(&mut other, time, Vec::new(), &self.fees, payee);
        returned.extend(waiting.iter().cloned());
        Branches { main: Branch::new(self.blocks, waiting), other: Branch::new(other, returned) }
    }
}

fn extend_other(
    blocks: &mut Vec<Block>,
    time: u64,
    txs: Vec<Transaction>,
    fees: &HashMap<Txid, u64>,
    payee: ScriptBuf,
) {
    let height = blocks.len() as u32;
    let fees: u64 = txs.iter().map(|tx| fees[&tx.compute_txid()]).sum();
    let previous = blocks[height as usize - 1].block_hash();
    blocks.push(block(previous, height, time, txs, subsidy(height) + fees, payee, "/the other branch/"));
}

fn mint() -> Party {
    party(Form::P2wpkh, "mint")
}

/// A block of these transactions: height in its coinbase (BIP 34), witness commitment (BIP 141), and a hash
/// under regtest's target.
fn block(
    previous: BlockHash,
    height: u32,
    time: u64,
    txs: Vec<Transaction>,
    reward: u64,
    payee: ScriptBuf,
    tag: &'static str,
) -> Block {
    let tag = bitcoin::script::PushBytesBuf::try_from(tag.as_bytes().to_vec()).expect("a short tag");
    let coinbase = Transaction {
        version: transaction::Version::TWO,
        lock_time: LockTime::ZERO,
        input: vec![TxIn {
            previous_output: OutPoint::null(),
            script_sig: Builder::new().push_int(i64::from(height)).push_slice(tag).into_script(),
            sequence: Sequence::MAX,
            witness: Witness::from_slice(&[[0u8; 32]]),
        }],
        output: vec![TxOut { value: Amount::from_sat(reward), script_pubkey: payee }],
    };
    let mut block = Block {
        header: Header {
            version: Version::from_consensus(0x2000_0000),
            prev_blockhash: previous,
            merkle_root: TxMerkleNode::all_zeros(),
            time: time as u32,
            bits: CompactTarget::from_consensus(0x207f_ffff),
            nonce: 0,
        },
        txdata: std::iter::once(coinbase).chain(txs).collect(),
    };
    let witness_root = block.witness_root().expect("it has a coinbase");
    let commitment = Block::compute_witness_commitment(&witness_root, &[0; 32]);
    let mut script = vec![0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed];
    script.extend_from_slice(commitment.as_byte_array());
    let commitment = TxOut { value: Amount::ZERO, script_pubkey: ScriptBuf::from_bytes(script) };
    block.txdata[0].output.push(commitment);
    block.header.merkle_root = block.compute_merkle_root().expect("it has a coinbase");
    let target = block.header.target();
    while !target.is_met_by(block.header.block_hash()) {
        block.header.nonce += 1;
    }
    block
}

impl Branch {
    fn new(blocks: Vec<Block>, waiting: Vec<Transaction>) -> Branch {
        let mut branch = Branch {
            by_hash: blocks
                .iter()
                .enumerate()
                .map(|(height, block)| (block.block_hash(), height as u32))
                .collect(),
            blocks: Vec::new(),
            records: Vec::new(),
            by_txid: HashMap::new(),
            by_script: HashMap::new(),
            spends: HashMap::new(),
        };
        for (height, block) in blocks.iter().enumerate() {
            for (position, tx) in block.txdata.iter().enumerate() {
                branch.index(tx.clone(), Some((height as u32, position as u32)));
            }
        }
        for tx in waiting {
            branch.index(tx, None);
        }
        branch.blocks = blocks;
        branch
    }

    /// The same as an explorer has it whose index lacks a mined transaction of each script: the newest that spends from it, or
    /// where none does, the newest.
    pub fn lacking(&self) -> Branch {
        let mut lacking = self.clone();
        for (script, ids) in &mut lacking.by_script {
            let is_mined = |id: &&usize| self.records[**id].place.is_some();
            let spends = |id: &&usize| {
                self.records[**id].prevouts.iter().any(|output| output.script_pubkey == *script)
            };
            let mut mined = ids.iter().filter(is_mined).rev();
            let hidden = mined.clone().find(spends).or(mined.next()).copied();
            ids.retain(|id| Some(*id) != hidden);
        }
        lacking
    }

    /// The chain as it was when its last block was of this height, with nothing that waits.
    pub fn until(&self, height: u32) -> Branch {
        let count = (height as usize + 1).min(self.blocks.len());
        Branch::new(self.blocks[..count].to_vec(), Vec::new())
    }

    /// The chain after so many of its last blocks were replaced. The lowest third of the new ones holds no payment, and no other one
    /// what spends from those that are gone.
    pub fn replaced(&self, count: u32) -> Branch {
        let fork = self.tip().saturating_sub(count).max(1) + 1;
        let mut blocks = self.blocks[..fork as usize].to_vec();
        let is_below = |record: &&Record| record.place.is_some_and(|(height, _)| height < fork);
        let mut known: HashSet<Txid> =
            self.records.iter().filter(is_below).map(|record| record.txid).collect();
        for (height, replaced) in (fork..).zip(&self.blocks[fork as usize..]) {
            let mut reward = subsidy(height);
            let mut kept = Vec::new();
            for tx in &replaced.txdata[1..] {
                let has_inputs = tx.input.iter().all(|input| known.contains(&input.previous_output.txid));
                if has_inputs && height >= fork + count / 3 {
                    let txid = tx.compute_txid();
                    reward += self.records[self.by_txid[&txid]].fee;
                    known.insert(txid);
                    kept.push(tx.clone());
                }
            }
            let previous = blocks[height as usize - 1].block_hash();
            let (time, payee) = (replaced.header.time, replaced.txdata[0].output[0].script_pubkey.clone());
            blocks.push(block(previous, height, time.into(), kept, reward, payee, "/a deep branch/"));
            known.insert(blocks[height as usize].txdata[0].compute_txid());
        }
        // One block more, so that this branch has more work.
        let last = &blocks[blocks.len() - 1];
        let (time, payee) =
            (u64::from(last.header.time) + 600, last.txdata[0].output[0].script_pubkey.clone());
        let height = blocks.len() as u32;
        let reward = subsidy(height);
        blocks.push(block(last.block_hash(), height, time, Vec::new(), reward, payee, "/a deep branch/"));
        Branch::new(blocks, Vec::new())
    }

    fn index(&mut self, tx: Transaction, place: Option<(u32, u32)>) {
        let id = self.records.len();
        let txid = tx.compute_txid();
        let prevouts: Vec<TxOut> = match tx.is_coinbase() {
            true => Vec::new(),
            false => tx.input.iter().map(|input| self.output(&input.previous_output).clone()).collect(),
        };
        let value = |outputs: &[TxOut]| outputs.iter().map(|output| output.value.to_sat()).sum::<u64>();
        let fee = value(&prevouts).saturating_sub(value(&tx.output));
        for output in prevouts.iter().chain(&tx.output) {
            let history = self.by_script.entry(output.script_pubkey.clone()).or_default();
            if history.last() != Some(&id) {
                history.push(id);
            }
        }
        for (vin, input) in tx.input.iter().enumerate() {
            self.spends.insert(input.previous_output, (id, vin));
        }
        self.by_txid.insert(txid, id);
        self.records.push(Record { txid, tx, prevouts, fee, place });
    }

    fn output(&self, point: &OutPoint) -> &TxOut {
        &self.records[self.by_txid[&point.txid]].tx.output[point.vout as usize]
    }

    pub fn tip(&self) -> u32 {
        self.blocks.len() as u32 - 1
    }

    pub fn record(&self, txid: &Txid) -> Option<&Record> {
        self.by_txid.get(txid).map(|id| &self.records[*id])
    }

    /// The records of a script, newest first: waiting or mined ones.
    pub fn history(&self, script: &bitcoin::Script, mined: bool) -> Vec<&Record> {
        let ids = self.by_script.get(script).map_or(&[][..], Vec::as_slice);
        ids.iter()
            .rev()
            .map(|id| &self.records[*id])
            .filter(|record| record.place.is_some() == mined)
            .collect()
    }
}
