//! Inclusion: a transaction's bytes, a branch of hashes up to a block's merkle root, and a header with work. What this room
//! says of a transaction is read from bytes that hash to its id, and from nothing else: docs/proof.md says what that
//! proves, and what not.
//!
//! | file | what |
//! |---|---|
//! | `bundle` | the evidence of some transactions as one file |
//! | `check` | the evidence checked, a transaction a step |
//! | `transaction` | a raw transaction, and what of it is hashed to its id |
//! | `merkle` | branches |
//! | `header`, `epoch`, `scrypt` | a header's work, and what work its height asks for |
//! | `script` | whom an output pays |
//! | `sha256` | the hash under all of it, made for speed |

mod bundle;
mod check;
pub mod epoch;
mod error;
pub mod header;
pub mod merkle;
mod reader;
pub mod script;
pub mod scrypt;
pub mod sha256;
pub mod transaction;

pub use bundle::{BlockProof, Bundle, TxProof};
pub use check::{Check, Inclusion, Progress};
pub use error::ProofError;
pub use header::Header;
pub use sha256::Hash;
pub use transaction::Transaction;

use crate::plain::push_hex;

/// A hash as explorers write it: in hexadecimal, its last byte first.
pub fn hash_text(hash: &Hash) -> String {
    let mut reversed = *hash;
    reversed.reverse();
    let mut text = String::new();
    push_hex(&mut text, &reversed);
    text
}

/// The inverse of [`hash_text`]; none where the text is not 64 hexadecimal digits.
pub fn parse_hash(text: &str) -> Option<Hash> {
    let mut hash: Hash = parse_hex(text)?.try_into().ok()?;
    hash.reverse();
    Some(hash)
}

/// Bytes out of hexadecimal digits, as explorers answer raw transactions and headers.
pub fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for character in text.chars() {
        let digit = character.to_digit(16)? as u8;
        match high.take() {
            None => high = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    high.is_none().then_some(bytes)
}
