//! The evidence of some transactions as one file of a snapshot, `proofs/NNNN.bin`.
//!
//! A count is a number as Bitcoin writes it before a list (`CompactSize`), of as few bytes as it needs; so are a height and a
//! position. Nothing is said twice and nothing can be left over: the same bundle is the same bytes, and no other bytes
//! are read as it.
//!
//! ```text
//! file         = "DFPROOF" version(1 byte) count name-of-chain count*block count*raw(a parent)
//! block        = height raw(header) raw(coinbase) branch count*transaction
//! transaction  = position branch raw
//! branch       = count*hash(32 bytes, in the order in which they are hashed, the leaf's sibling first)
//! raw          = count*byte
//! ```

use super::ProofError;
use super::reader::{Reader, push_compact, push_counted};
use super::sha256::Hash;
use crate::chain::Chain;

const MAGIC: &[u8; 7] = b"DFPROOF";
const VERSION: u8 = 1;

/// The evidence of some transactions of one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub chain: Chain,
    pub blocks: Vec<BlockProof>,
    /// Transactions that those of the blocks spend from, each once, without witness, in the order in which inputs first
    /// need them: so each step of a check hashes only what it needs. One that the blocks have before may be left out.
    pub parents: Vec<Vec<u8>>,
}

/// A block's header and coinbase, and the transactions of it that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockProof {
    pub height: u64,
    /// 80 bytes.
    pub header: Vec<u8>,
    /// Without witness.
    pub coinbase: Vec<u8>,
    pub coinbase_branch: Vec<Hash>,
    pub transactions: Vec<TxProof>,
}

/// A transaction, and the hashes beside the path from it up to its block's merkle root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxProof {
    /// Its place in the block; 0 is the coinbase's.
    pub position: u32,
    pub branch: Vec<Hash>,
    /// Without witness: see [`super::transaction::strip`].
    pub raw: Vec<u8>,
}

impl Bundle {
    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(VERSION);
        push_counted(&mut out, self.chain.name().as_bytes());
        push_compact(&mut out, self.blocks.len() as u64);
        for block in &self.blocks {
            push_compact(&mut out, block.height);
            push_counted(&mut out, &block.header);
            push_counted(&mut out, &block.coinbase);
            push_branch(&mut out, &block.coinbase_branch);
            push_compact(&mut out, block.transactions.len() as u64);
            for tx in &block.transactions {
                push_compact(&mut out, tx.position.into());
                push_branch(&mut out, &tx.branch);
                push_counted(&mut out, &tx.raw);
            }
        }
        push_compact(&mut out, self.parents.len() as u64);
        for parent in &self.parents {
            push_counted(&mut out, parent);
        }
        out
    }

    /// Reads the file's bytes; nothing of them is checked but their form.
    pub fn decode(bytes: &[u8]) -> Result<Bundle, ProofError> {
        let mut reader = Reader::new(bytes, ProofError::FileTruncated);
        if reader.take(MAGIC.len()).ok() != Some(MAGIC) {
            return Err(ProofError::NotAProofFile);
        }
        if reader.byte()? != VERSION {
            return Err(ProofError::ProofVersion);
        }
        let name = str::from_utf8(reader.counted()?).ok();
        let chain = name.and_then(Chain::from_name).ok_or(ProofError::UnknownChain)?;
        let mut blocks = Vec::new();
        // The least bytes of a block, a transaction, a parent: each of its counts and numbers is a byte.
        for _ in 0..reader.count(5)? {
            blocks.push(block(&mut reader)?);
        }
        let mut parents = Vec::new();
        for _ in 0..reader.count(1)? {
            parents.push(reader.counted()?.to_vec());
        }
        match reader.left() {
            0 => Ok(Bundle { chain, blocks, parents }),
            _ => Err(ProofError::FileTrailing),
        }
    }
}

fn block(reader: &mut Reader) -> Result<BlockProof, ProofError> {
    let mut block = BlockProof {
        height: reader.compact()?,
        header: reader.counted()?.to_vec(),
        coinbase: reader.counted()?.to_vec(),
        coinbase_branch: branch(reader)?,
        transactions: Vec::new(),
    };
    for _ in 0..reader.count(3)? {
        let position = u32::try_from(reader.compact()?).map_err(|_| ProofError::PositionBeyondBranch)?;
        block.transactions.push(TxProof {
            position,
            branch: branch(reader)?,
            raw: reader.counted()?.to_vec(),
        });
    }
    Ok(block)
}

fn branch(reader: &mut Reader) -> Result<Vec<Hash>, ProofError> {
    let mut branch = Vec::new();
    for _ in 0..reader.count(32)? {
        branch.push(reader.hash()?);
    }
    Ok(branch)
}

fn push_branch(out: &mut Vec<u8>, branch: &[Hash]) {
    push_compact(out, branch.len() as u64);
    for hash in branch {
        out.extend_from_slice(hash);
    }
}
