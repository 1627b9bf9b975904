//! A raw transaction: what of it is hashed to its id, what it spends, whom it pays.
//! <https://developer.bitcoin.org/reference/transactions.html#raw-transaction-format>, BIP 141, BIP 144; for Litecoin's
//! hidden part, LIP 2 and LIP 3.

use super::ProofError;
use super::reader::Reader;
use super::sha256::{Hash, sha256d};
use crate::chain::Chain;
use crate::sorted;
use std::cmp::Ordering;

/// More than any chain with proofs will ever have: Litecoin's 84 million, in base units.
const VALUE_LIMIT: u64 = 84_000_000 * 100_000_000;

/// Of a transaction's flags (BIP 144, LIP 2): a witness follows its outputs; a part of its own of Litecoin's hidden part
/// follows that.
const WITNESS: u8 = 1;
const HIDDEN_PART: u8 = 8;

/// A transaction without its witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction<'a> {
    raw: &'a [u8],
    pub inputs: Vec<Input<'a>>,
    pub outputs: Vec<Output<'a>>,
}

/// What is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input<'a> {
    /// The id of the transaction whose output it is.
    pub txid: Hash,
    pub vout: u32,
    pub script_sig: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output<'a> {
    /// In base units.
    pub value: u64,
    pub script_pubkey: &'a [u8],
}

impl<'a> Transaction<'a> {
    /// Reads a transaction without witness, as [`strip`] leaves it.
    ///
    /// Refused is what no block can hold: no inputs or outputs, two inputs that spend the same, a null input beside
    /// others, values out of range, counts that are not minimal, bytes that are missing or left over. Scripts,
    /// signatures and locks are not looked at: a block's work stands for those.
    pub fn parse(raw: &'a [u8]) -> Result<Transaction<'a>, ProofError> {
        let mut reader = Reader::new(raw, ProofError::TransactionTruncated);
        reader.u32()?;
        // No inputs, and then something else than no outputs, is how a witness is announced.
        if let Some([0, 1..=255]) = raw.get(4..6) {
            return Err(ProofError::WitnessKept);
        }
        let (inputs, outputs) = sides(&mut reader)?;
        reader.u32()?;
        if reader.left() > 0 {
            return Err(ProofError::TransactionTrailing);
        }
        let tx = Transaction { raw, inputs, outputs };
        tx.can_be_in_a_block()?;
        Ok(tx)
    }

    /// Its id: the double SHA-256 of its bytes.
    pub fn txid(&self) -> Hash {
        sha256d(self.raw)
    }

    /// Whether it makes new coins: one input, which spends nothing.
    pub fn is_coinbase(&self) -> bool {
        matches!(&*self.inputs, [only] if only.is_null())
    }

    fn can_be_in_a_block(&self) -> Result<(), ProofError> {
        if self.outputs.iter().any(|output| output.value > VALUE_LIMIT) {
            return Err(ProofError::ValueOutOfRange);
        }
        if self.is_coinbase() {
            return Ok(());
        }
        if self.inputs.iter().any(Input::is_null) {
            return Err(ProofError::NullInput);
        }
        let mut is_repeated = false;
        let place = |index: usize| (&self.inputs[index].txid, self.inputs[index].vout);
        sorted::order(self.inputs.len(), &mut |a, b| {
            let order = place(a).cmp(&place(b));
            // Two that are equal come to stand side by side, and are compared on the way there.
            is_repeated |= order == Ordering::Equal;
            order
        });
        if is_repeated { Err(ProofError::RepeatedInput) } else { Ok(()) }
    }
}

impl Input<'_> {
    fn is_null(&self) -> bool {
        self.txid == [0; 32] && self.vout == u32::MAX
    }
}

/// A raw transaction without its witness, and without Litecoin's hidden part: what is hashed to its id.
pub fn strip(chain: Chain, raw: &[u8]) -> Result<Vec<u8>, ProofError> {
    let mut reader = Reader::new(raw, ProofError::TransactionTruncated);
    let version = reader.take(4)?;
    let Some(&[0, flags @ 1..=255]) = raw.get(4..6) else {
        Transaction::parse(raw)?;
        return Ok(raw.to_vec());
    };
    let has_hidden_part = flags & HIDDEN_PART != 0 && is_litecoin(chain);
    if flags & !(WITNESS | if has_hidden_part { HIDDEN_PART } else { 0 }) != 0 {
        return Err(ProofError::UnknownFlag);
    }
    reader.take(2)?;
    let from = raw.len() - reader.left();
    let (inputs, _) = sides(&mut reader)?;
    let to = raw.len() - reader.left();
    if flags & WITNESS != 0 && !skip_witness(&mut reader, inputs.len())? {
        return Err(ProofError::EmptyWitness);
    }
    if has_hidden_part {
        // Its length is known to its own rules alone; what is hashed ends with the four bytes of the lock time.
        let length = reader.left().checked_sub(4).ok_or(ProofError::TransactionTruncated)?;
        reader.take(length)?;
    }
    let lock_time = reader.take(4)?;
    if reader.left() > 0 {
        return Err(ProofError::TransactionTrailing);
    }
    let stripped = [version, raw.get(from..to).unwrap_or_default(), lock_time].concat();
    Transaction::parse(&stripped)?;
    Ok(stripped)
}

pub(super) fn is_litecoin(chain: Chain) -> bool {
    matches!(chain, Chain::Litecoin | Chain::LitecoinTestnet)
}

/// Inputs and outputs.
fn sides<'a>(reader: &mut Reader<'a>) -> Result<(Vec<Input<'a>>, Vec<Output<'a>>), ProofError> {
    let mut inputs = Vec::new();
    // An input has 41 bytes at least, an output 9.
    for _ in 0..reader.count(41)? {
        let input = Input { txid: reader.hash()?, vout: reader.u32()?, script_sig: reader.counted()? };
        reader.u32()?;
        inputs.push(input);
    }
    if inputs.is_empty() {
        return Err(ProofError::NoInputs);
    }
    let mut outputs = Vec::new();
    for _ in 0..reader.count(9)? {
        outputs.push(Output { value: reader.u64()?, script_pubkey: reader.counted()? });
    }
    if outputs.is_empty() {
        return Err(ProofError::NoOutputs);
    }
    Ok((inputs, outputs))
}

/// Whether a witness of so many inputs has anything in it.
fn skip_witness(reader: &mut Reader, inputs: usize) -> Result<bool, ProofError> {
    let mut has_items = false;
    for _ in 0..inputs {
        for _ in 0..reader.count(1)? {
            reader.counted()?;
            has_items = true;
        }
    }
    Ok(has_items)
}
