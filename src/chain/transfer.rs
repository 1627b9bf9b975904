//! What an explorer's row says once it is read: a UTXO transaction, or a transfer from an account.

use super::{Address, Amount, Timestamp};
use std::cmp::Ordering;
use std::sync::Arc;

/// A transaction's identifier as its chain writes it: lower-case hexadecimal without `0x`, or Solana's base58.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TxId(pub Arc<str>);

/// Most differ in one of their first letters: they are compared one by one, without a call for the whole of them.
impl Ord for TxId {
    fn cmp(&self, other: &TxId) -> Ordering {
        let (one, other) = (self.0.as_bytes(), other.0.as_bytes());
        for (a, b) in one.iter().zip(other) {
            if a != b {
                return a.cmp(b);
            }
        }
        one.len().cmp(&other.len())
    }
}

impl PartialOrd for TxId {
    fn partial_cmp(&self, other: &TxId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The block that holds a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRef {
    pub height: u64,
    pub time: Timestamp,
    /// As the explorer gave it; two hashes at one height are a reorganisation between pages.
    pub hash: Option<Box<str>>,
}

/// One side of a UTXO transaction: an input's previous output, or an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxIo {
    /// None for a script without an address form (a bare public key, OP_RETURN), and for a coinbase's input.
    pub address: Option<Address>,
    pub value: Amount,
    /// It leads into a part of the chain where nobody sees addresses and amounts, or out of it (Litecoin's MWEB).
    pub hidden: bool,
}

/// A transaction of a UTXO chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UtxoTx {
    pub txid: TxId,
    /// Empty for a coinbase.
    pub inputs: Vec<TxIo>,
    pub outputs: Vec<TxIo>,
    pub fee: Amount,
    /// None while it waits in the mempool.
    pub block: Option<BlockRef>,
}

impl UtxoTx {
    /// What the inputs are worth more than the outputs: the fee; nothing for a coinbase.
    pub fn fee_of(inputs: &[TxIo], outputs: &[TxIo]) -> Amount {
        let sum =
            |sides: &[TxIo]| sides.iter().fold(0u128, |sum, side| sum.saturating_add(side.value.units()));
        Amount::from_units(sum(inputs).saturating_sub(sum(outputs)))
    }

    /// Whether the inputs pay for outputs and fee, in sums that can be: below 2⁶⁴, so that any number of them add up. A coinbase makes
    /// new coins, and of what is hidden nobody tells all.
    pub fn adds_up(&self) -> bool {
        let (Some(paid), Some(received)) = (sum(&self.inputs), sum(&self.outputs)) else { return false };
        let is_hidden = |io: &TxIo| io.hidden;
        self.inputs.is_empty()
            || paid.checked_sub(received).map(u128::from) == Some(self.fee.units())
            || self.inputs.iter().any(is_hidden)
            || self.outputs.iter().any(is_hidden)
    }
}

fn sum(ios: &[TxIo]) -> Option<u64> {
    ios.iter().try_fold(0u64, |sum, io| sum.checked_add(io.value.units().try_into().ok()?))
}

/// A movement of value from an account: native, internal (by a contract's call), of a token, or a transaction's fee.
/// A failed transaction moves its fee alone. In time order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transfer {
    pub time: Timestamp,
    pub tx: TxId,
    /// Position within the transaction (log or trace index), where the API gives one.
    pub index: Option<u32>,
    /// The token's contract; none for the native asset.
    pub contract: Option<Box<str>>,
    pub from: Address,
    /// None for a fee.
    pub to: Option<Address>,
    pub value: Amount,
    /// The explorer says that the chain may still drop it.
    pub unconfirmed: bool,
    pub nature: Nature,
}

/// What a transfer is, beside value that moves from one account to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    #[default]
    Plain,
    /// Of a token that is none of those that count, with a symbol that reads like one of theirs: see
    /// [`super::asset::imitates`].
    Forged,
    /// One of the two legs by which its owner turns the native asset into its wrapped token, or back: the same money in
    /// another form.
    Wrap,
    /// Destroyed at its holder's address by the token's issuer: nobody gets it, and its contract stands for that.
    Burn,
}

/// What a token's issuer did to an address: while it is frozen, it cannot send the token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Freeze {
    pub time: Timestamp,
    pub tx: TxId,
    /// The token's.
    pub contract: Box<str>,
    pub address: Address,
    /// It is let go again.
    pub lifts: bool,
}

/// A row of an explorer's listing, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Utxo(UtxoTx),
    Transfer(Transfer),
    Freeze(Freeze),
}

impl Row {
    /// The transaction that it is of.
    pub fn tx(&self) -> &TxId {
        match self {
            Row::Utxo(UtxoTx { txid: tx, .. })
            | Row::Transfer(Transfer { tx, .. })
            | Row::Freeze(Freeze { tx, .. }) => tx,
        }
    }
}
