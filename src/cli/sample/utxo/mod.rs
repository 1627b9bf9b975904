//! Invented chains of Litecoin and Dogecoin: transactions without signatures, whose ids are the hashes of their bytes,
//! in blocks that are found like clockwork.

pub mod blockbook;
pub mod blockcypher;
pub mod esplora;
pub mod stories;

use super::{END, START};
use bitcoin::absolute::LockTime;
use bitcoin::base58;
use bitcoin::bech32::{Hrp, segwit};
use bitcoin::hashes::{Hash, sha256, sha256d};
use bitcoin::script::Builder as Script;
use bitcoin::script::PushBytesBuf;
use bitcoin::{
    Amount, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Txid, Witness, opcodes, transaction,
};

/// What tells one of these chains from another.
#[derive(Debug)]
pub struct Coin {
    pub chain: crate::chain::Chain,
    /// As BlockCypher and Blockbook call it.
    pub ticker: &'static str,
    pub name: &'static str,
    key_version: u8,
    script_version: u8,
    /// Of segwit addresses, if there are any.
    prefix: Option<&'static str>,
    block_seconds: u64,
    /// Of the block that is found when the sample begins.
    first_height: u64,
}

pub const LITECOIN: Coin = Coin {
    chain: crate::chain::Chain::LitecoinTestnet,
    ticker: "ltc",
    name: "Litecoin",
    key_version: 0x6f,
    script_version: 0x3a,
    prefix: Some("tltc"),
    block_seconds: 150,
    first_height: 3_700_000,
};

pub const DOGECOIN: Coin = Coin {
    chain: crate::chain::Chain::DogecoinTestnet,
    ticker: "doge",
    name: "Dogecoin",
    key_version: 0x71,
    script_version: 0xc4,
    prefix: None,
    block_seconds: 60,
    first_height: 7_100_000,
};

pub struct Chain {
    pub coin: &'static Coin,
    /// Oldest first; what waits comes last.
    pub records: Vec<Record>,
}

pub struct Record {
    pub txid: Txid,
    pub tx: Transaction,
    /// What the inputs spend; empty for a coinbase.
    pub prevouts: Vec<TxOut>,
    /// None while it waits.
    pub height: Option<u64>,
    /// When its block was found, or when it was first seen.
    pub time: u64,
}

/// What an index says of a script.
#[derive(Default)]
pub struct Sums {
    pub funded: u64,
    pub spent: u64,
    pub transactions: usize,
    pub funded_outputs: usize,
    pub spent_outputs: usize,
}

impl Coin {
    fn height(&self, time: u64) -> u64 {
        self.first_height + (time - START).div_ceil(self.block_seconds)
    }

    pub fn time(&self, height: u64) -> u64 {
        START + (height - self.first_height) * self.block_seconds
    }

    pub fn tip(&self) -> u64 {
        self.first_height + (END - START) / self.block_seconds
    }

    pub fn block_hash(&self, height: u64) -> String {
        sha256d::Hash::hash(format!("sample {} block {height}", self.ticker).as_bytes()).to_string()
    }

    /// A script's address, where it has one.
    pub fn address(&self, script: &bitcoin::Script) -> Option<String> {
        let bytes = script.as_bytes();
        let checked = |version: u8, hash: &[u8]| Some(base58::encode_check(&[&[version], hash].concat()));
        match () {
            () if script.is_p2pkh() => checked(self.key_version, &bytes[3..23]),
            () if script.is_p2sh() => checked(self.script_version, &bytes[2..22]),
            () if script.is_p2wpkh() => {
                let prefix = Hrp::parse(self.prefix?).expect("a prefix of letters");
                Some(segwit::encode_v0(prefix, &bytes[2..]).expect("a program of 20 bytes"))
            }
            () => None,
        }
    }

    /// The script that an address pays to.
    pub fn script(&self, address: &str) -> Option<ScriptBuf> {
        let address = crate::chain::Address::parse(self.chain, address).ok()?;
        Some(ScriptBuf::from_bytes(address.script_pubkey()?))
    }
}

impl Record {
    pub fn fee(&self) -> u64 {
        let sum = |outputs: &[TxOut]| outputs.iter().map(|output| output.value.to_sat()).sum::<u64>();
        sum(&self.prevouts).saturating_sub(sum(&self.tx.output))
    }

    fn touches(&self, script: &bitcoin::Script) -> bool {
        self.prevouts.iter().chain(&self.tx.output).any(|output| *output.script_pubkey == *script)
    }
}

impl Chain {
    /// What a script received and spent, newest first: in blocks, or waiting.
    pub fn history(&self, script: &bitcoin::Script, waiting: bool) -> Vec<&Record> {
        let records = self.records.iter().rev();
        records.filter(|record| record.height.is_none() == waiting && record.touches(script)).collect()
    }

    pub fn sums(&self, script: &bitcoin::Script, waiting: bool) -> Sums {
        let mut sums = Sums::default();
        for record in self.history(script, waiting) {
            sums.transactions += 1;
            for output in record.tx.output.iter().filter(|output| *output.script_pubkey == *script) {
                sums.funded += output.value.to_sat();
                sums.funded_outputs += 1;
            }
            for output in record.prevouts.iter().filter(|output| *output.script_pubkey == *script) {
                sums.spent += output.value.to_sat();
                sums.spent_outputs += 1;
            }
        }
        sums
    }

    pub fn record(&self, txid: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.txid.to_string() == txid)
    }
}

// ---- Scripts

fn hash(name: &str) -> [u8; 32] {
    sha256::Hash::hash(format!("donation-flow sample script: {name}").as_bytes()).to_byte_array()
}

fn push(bytes: &[u8]) -> PushBytesBuf {
    PushBytesBuf::try_from(bytes.to_vec()).expect("short")
}

/// To the hash of somebody's key.
pub fn key_hash(name: &str) -> ScriptBuf {
    let script = Script::new().push_opcode(opcodes::all::OP_DUP).push_opcode(opcodes::all::OP_HASH160);
    let script = script.push_slice(push(&hash(name)[..20])).push_opcode(opcodes::all::OP_EQUALVERIFY);
    script.push_opcode(opcodes::all::OP_CHECKSIG).into_script()
}

/// To the hash of a script.
pub fn script_hash(name: &str) -> ScriptBuf {
    let script = Script::new().push_opcode(opcodes::all::OP_HASH160).push_slice(push(&hash(name)[..20]));
    script.push_opcode(opcodes::all::OP_EQUAL).into_script()
}

/// To the hash of somebody's key, by segwit's version 0.
pub fn witness_key_hash(name: &str) -> ScriptBuf {
    Script::new().push_int(0).push_slice(push(&hash(name)[..20])).into_script()
}

/// To either of two keys, barely: it has no address of its own.
fn one_of_two(name: &str) -> ScriptBuf {
    let key = |which: &str| push(&[&[2], &hash(&format!("{name}/{which}"))[..]].concat());
    let script = Script::new().push_int(1).push_slice(key("one")).push_slice(key("other")).push_int(2);
    script.push_opcode(opcodes::all::OP_CHECKMULTISIG).into_script()
}

/// To nobody, with a text.
fn note(text: &str) -> ScriptBuf {
    ScriptBuf::new_op_return(push(text.as_bytes()))
}

/// Litecoin's hidden part: what goes into it (version 9), and what is in it (version 8).
fn hidden(version: i64, name: &str) -> ScriptBuf {
    Script::new().push_int(version).push_slice(push(&hash(name))).into_script()
}

/// Whether a script leads into Litecoin's hidden part (9), or is what is in it (8).
fn hidden_version(script: &bitcoin::Script) -> Option<u8> {
    match script.as_bytes() {
        [0x58, 0x20, rest @ ..] if rest.len() == 32 => Some(8),
        [0x59, 0x20, rest @ ..] if rest.len() == 32 => Some(9),
        _ => None,
    }
}

// ---- How a history is written

/// What an input spends.
enum From {
    /// An output of so much that was there before the story begins.
    Before(ScriptBuf, u64),
    /// The script's oldest unspent outputs of this story: at most so many.
    Oldest(ScriptBuf, usize),
}

enum To {
    Pay(ScriptBuf, u64),
    /// What is left after the payments and the fee.
    Rest(ScriptBuf),
}

struct Writer {
    coin: &'static Coin,
    records: Vec<Record>,
    unspent: Vec<(OutPoint, TxOut)>,
    /// Invented outputs so far.
    before: u64,
}

impl Writer {
    fn new(coin: &'static Coin) -> Writer {
        Writer { coin, records: Vec::new(), unspent: Vec::new(), before: 0 }
    }

    /// Adds a transaction that is in the next block found after `at`; none waits.
    fn pay(&mut self, at: Option<u64>, from: Vec<From>, to: Vec<To>, fee: u64) {
        let mut spent = Vec::new();
        for from in from {
            match from {
                From::Before(script, value) => {
                    self.before += 1;
                    let parent = format!("sample {} parent {}", self.coin.ticker, self.before);
                    let txid = Txid::hash(parent.as_bytes());
                    let output = TxOut { value: Amount::from_sat(value), script_pubkey: script };
                    spent.push((OutPoint { txid, vout: 0 }, output));
                }
                From::Oldest(script, count) => {
                    let mut left = count;
                    self.unspent.retain(|coin| {
                        let taken = left > 0 && coin.1.script_pubkey == script;
                        if taken {
                            left -= 1;
                            spent.push(coin.clone());
                        }
                        !taken
                    });
                    assert!(left < count, "a story spends what it has");
                }
            }
        }
        let mut left = spent.iter().map(|(_, output)| output.value.to_sat()).sum::<u64>() - fee;
        let mut output = Vec::new();
        for to in to {
            let (script_pubkey, value) = match to {
                To::Pay(script, value) => (script, value),
                To::Rest(script) => (script, left),
            };
            left -= value;
            output.push(TxOut { value: Amount::from_sat(value), script_pubkey });
        }
        assert_eq!(left, 0, "a story gives every unit to somebody");
        let input = spent.iter().map(|(outpoint, _)| TxIn {
            previous_output: *outpoint,
            script_sig: ScriptBuf::new(),
            sequence: Sequence::MAX,
            witness: Witness::new(),
        });
        let input = input.collect();
        let prevouts = spent.iter().map(|(_, output)| output.clone()).collect();
        self.add(at, input, output, prevouts);
    }

    /// Adds a block's reward.
    fn reward(&mut self, at: u64, script_pubkey: ScriptBuf, value: u64) {
        let input = TxIn {
            previous_output: OutPoint::null(),
            script_sig: Script::new().push_int(self.coin.height(at) as i64).into_script(),
            sequence: Sequence::MAX,
            witness: Witness::new(),
        };
        let output = TxOut { value: Amount::from_sat(value), script_pubkey };
        self.add(Some(at), vec![input], vec![output], vec![]);
    }

    fn add(&mut self, at: Option<u64>, input: Vec<TxIn>, output: Vec<TxOut>, prevouts: Vec<TxOut>) {
        let tx = Transaction { version: transaction::Version::TWO, lock_time: LockTime::ZERO, input, output };
        let txid = tx.compute_txid();
        for (vout, output) in (0..).zip(&tx.output) {
            self.unspent.push((OutPoint { txid, vout }, output.clone()));
        }
        let height = at.map(|at| self.coin.height(at));
        let time = height.map_or(END, |height| self.coin.time(height));
        self.records.push(Record { txid, tx, prevouts, height, time });
    }

    fn finish(mut self) -> Chain {
        // What spends stands after what it spends, for a story is told in order.
        self.records.sort_by_key(|record| record.height.unwrap_or(u64::MAX));
        Chain { coin: self.coin, records: self.records }
    }
}
