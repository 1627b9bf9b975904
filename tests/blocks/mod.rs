//! Blocks as tests need them: raw ones taken apart, and evidence put together, by ways of their own (the `sha2` crate, whole
//! trees) that share nothing with `proof`.
#![allow(dead_code)]

use donation_flow::chain::Chain;
use donation_flow::proof::{BlockProof, Bundle, Hash, Inclusion, ProofError, TxProof};
use sha2::{Digest, Sha256};

pub type Checked = Result<Inclusion, (String, ProofError)>;

pub fn sha256d(bytes: &[u8]) -> Hash {
    Sha256::digest(Sha256::digest(bytes)).into()
}

/// As explorers write it.
pub fn shown(hash: &Hash) -> String {
    hash.iter().rev().map(|byte| format!("{byte:02x}")).collect()
}

pub fn hex(text: &str) -> Vec<u8> {
    let text = text.trim().trim_start_matches("0x");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("a digit")).collect()
}

/// Every level of a tree, the leaves first.
fn levels(leaves: &[Hash]) -> Vec<Vec<Hash>> {
    let mut levels = vec![leaves.to_vec()];
    while levels[levels.len() - 1].len() > 1 {
        let below = &levels[levels.len() - 1];
        let above = below.chunks(2).map(|pair| sha256d(&[pair[0], pair[pair.len() - 1]].concat())).collect();
        levels.push(above);
    }
    levels
}

pub fn merkle_root(leaves: &[Hash]) -> Hash {
    levels(leaves).pop().expect("a level")[0]
}

pub fn branch(leaves: &[Hash], position: usize) -> Vec<Hash> {
    beside(&levels(leaves), position)
}

fn beside(levels: &[Vec<Hash>], position: usize) -> Vec<Hash> {
    let beside = |(height, level): (usize, &Vec<Hash>)| {
        let index = position >> height;
        level[if index ^ 1 < level.len() { index ^ 1 } else { index }]
    };
    levels[..levels.len() - 1].iter().enumerate().map(beside).collect()
}

/// A block's header, and its transactions without witness.
pub struct Block {
    pub header: Vec<u8>,
    pub transactions: Vec<Vec<u8>>,
}

impl Block {
    /// Takes a raw block apart, as an explorer's `/block/:hash/raw` gives it.
    pub fn of_raw(raw: &[u8]) -> Block {
        let (header, mut rest) = raw.split_at(80);
        let count = number(&mut rest);
        let transactions = (0..count).map(|_| transaction(&mut rest)).collect();
        assert!(rest.is_empty(), "a block ends with its transactions");
        Block { header: header.to_vec(), transactions }
    }

    pub fn leaves(&self) -> Vec<Hash> {
        self.transactions.iter().map(|raw| sha256d(raw)).collect()
    }

    /// The evidence of transactions at some positions.
    pub fn proof(&self, height: u64, positions: impl IntoIterator<Item = usize>) -> BlockProof {
        let levels = levels(&self.leaves());
        let show = |position: usize| TxProof {
            position: position as u32,
            branch: beside(&levels, position),
            raw: self.transactions[position].clone(),
        };
        BlockProof {
            height,
            header: self.header.clone(),
            coinbase: self.transactions[0].clone(),
            coinbase_branch: beside(&levels, 0),
            transactions: positions.into_iter().map(show).collect(),
        }
    }

    /// The evidence of all of its transactions.
    pub fn whole(&self, height: u64) -> BlockProof {
        self.proof(height, 0..self.transactions.len())
    }
}

pub fn bundle(chain: Chain, blocks: Vec<BlockProof>) -> Bundle {
    Bundle { chain, blocks, parents: Vec::new() }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(count);
    *rest = left;
    taken
}

fn number(rest: &mut &[u8]) -> usize {
    let width = match take(rest, 1)[0] {
        0xfd => 2,
        0xfe => 4,
        0xff => 8,
        byte => return byte.into(),
    };
    take(rest, width).iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Without its witness.
fn transaction(rest: &mut &[u8]) -> Vec<u8> {
    let version = take(rest, 4);
    let has_witness = rest[0] == 0;
    if has_witness {
        take(rest, 2);
    }
    let start = *rest;
    let inputs = number(rest);
    for _ in 0..inputs {
        take(rest, 36);
        let script = number(rest);
        take(rest, script + 4);
    }
    for _ in 0..number(rest) {
        take(rest, 8);
        let script = number(rest);
        take(rest, script);
    }
    let body = &start[..start.len() - rest.len()];
    if has_witness {
        for _ in 0..inputs {
            for _ in 0..number(rest) {
                let item = number(rest);
                take(rest, item);
            }
        }
    }
    [version, body, take(rest, 4)].concat()
}

// ---- Blocks made here, on a test chain whose work takes a few tries

/// OP_0 and 20 bytes: whom that pays, has an address.
pub fn paying(name: u8) -> Vec<u8> {
    [&[0, 20][..], &[name; 20]].concat()
}

fn count(number: usize) -> Vec<u8> {
    if number < 0xfd { vec![number as u8] } else { [&[0xfd][..], &(number as u16).to_le_bytes()].concat() }
}

/// A transaction without witness.
pub fn tx(inputs: &[(Hash, u32)], outputs: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut raw = 2u32.to_le_bytes().to_vec();
    raw.extend(count(inputs.len()));
    for (txid, vout) in inputs {
        raw.extend([&txid[..], &vout.to_le_bytes(), &[0], &[0xff; 4]].concat());
    }
    raw.extend(outs(outputs));
    raw.extend([0; 4]);
    raw
}

fn outs(outputs: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut raw = count(outputs.len());
    for (value, script) in outputs {
        raw.extend(value.to_le_bytes());
        raw.extend(count(script.len()));
        raw.extend(script);
    }
    raw
}

/// The same with a witness of one byte for each input, as it goes over the wire.
pub fn with_witness(raw: &[u8], inputs: usize) -> Vec<u8> {
    let (body, lock_time) = raw[4..].split_at(raw.len() - 8);
    [&raw[..4], &[0, 1], body, &[1, 1, 7].repeat(inputs), lock_time].concat()
}

pub fn coinbase(height: u32, value: u64) -> Vec<u8> {
    coinbase_saying(&[&[3][..], &height.to_le_bytes()[..3]].concat(), value)
}

pub fn coinbase_saying(script_sig: &[u8], value: u64) -> Vec<u8> {
    let mut raw = 1u32.to_le_bytes().to_vec();
    raw.extend([&[1][..], &[0; 32], &[0xff; 4], &count(script_sig.len()), script_sig, &[0xff; 4]].concat());
    raw.extend(outs(&[(value, paying(0xcb))]));
    raw.extend([0; 4]);
    raw
}

/// A header of regtest with work, on top of nothing that matters.
pub fn header(root: &Hash, bits: u32) -> Vec<u8> {
    let start = [
        &0x2000_0000u32.to_le_bytes()[..],
        &[5; 32],
        root,
        &1_772_366_400u32.to_le_bytes(),
        &bits.to_le_bytes(),
    ];
    let start = start.concat();
    let with = |nonce: u32| [&start[..], &nonce.to_le_bytes()].concat();
    // Regtest's target is half of all numbers.
    (0..).map(with).find(|header| sha256d(header)[31] < 0x7f).expect("a nonce")
}

pub fn mined(transactions: Vec<Vec<u8>>) -> Block {
    let leaves: Vec<Hash> = transactions.iter().map(|raw| sha256d(raw)).collect();
    Block { header: header(&merkle_root(&leaves), 0x207f_ffff), transactions }
}

/// Height of [`block`].
pub const HEIGHT: u64 = 70_000;

/// A block of a coinbase and so many payments that spend nothing known.
pub fn block(payments: u8) -> Block {
    another_block(0, payments)
}

/// The same with other values: no transaction of one block is in another.
pub fn another_block(number: u64, payments: u8) -> Block {
    let value = |name: u8| 1_000 * (number + 1) + u64::from(name);
    let payment = |name: u8| tx(&[([name; 32], 0)], &[(value(name), paying(name))]);
    let coinbase = coinbase(HEIGHT as u32, 5_000_000_000 + number);
    mined(std::iter::once(coinbase).chain((1..=payments).map(payment)).collect())
}
