//! What BlockCypher and Blockbook have in common: transactions with both sides in full, each item with its `addresses`,
//! and totals of an address. Only the fields' names differ.

use super::row::{Fields, Part, items, text};
use super::{Account, ExplorerTotals, ReadError, beginning};
use crate::chain::{Address, Chain, TxId, TxIo, UtxoTx};
use crate::json::Value;

/// An API's names of a transaction's fields.
pub(super) struct Names {
    pub inputs: &'static str,
    /// Of an input: the transaction whose output it spends, and that output's value.
    pub spent: &'static str,
    pub spent_value: &'static str,
    pub outputs: &'static str,
    pub script: &'static str,
    pub fee: &'static str,
    /// Of an address: what the index counts in blocks, and the number of transactions that wait.
    pub received: &'static str,
    pub sent: &'static str,
    pub count: &'static str,
    pub waiting: &'static str,
}

/// To read an answer about an address with: at fault already where it is about another one.
pub(super) fn whose(owner: &Address, answer: &Value) -> Result<Fields, ReadError> {
    if let Some(error) = text(answer, "error") {
        return Err(ReadError::Said(beginning(error)));
    }
    let mut fields = Fields::default();
    let about = Address::parse(owner.chain(), fields.text(answer, "address")).ok();
    if about.as_ref() != Some(owner) {
        fields.miss("address", "the address asked for");
    }
    Ok(fields)
}

/// Reads the totals of an address.
pub(super) fn account(names: &Names, owner: &Address, answer: &Value) -> Result<Account, ReadError> {
    let mut fields = whose(owner, answer)?;
    let totals = ExplorerTotals {
        address: owner.clone(),
        contract: None,
        balance: fields.amount(answer, "balance"),
        funded_txo_sum: Some(fields.amount(answer, names.received)),
        spent_txo_sum: Some(fields.amount(answer, names.sent)),
        tx_count: Some(fields.integer(answer, names.count)),
    };
    let waiting = fields.integer(answer, names.waiting);
    fields.end()?;
    Ok(Account { totals: vec![totals], waiting })
}

/// Reads a transaction, its block aside.
pub(super) fn read_tx(names: &Names, fields: &mut Fields, chain: Chain, item: &Value, txid: TxId) -> UtxoTx {
    // These two tell no script of what is spent. What a Litecoin block's integrating transaction spends is hidden: that it
    // is one shows in its first output.
    let first = items(item, names.outputs).first().and_then(|output| text(output, names.script));
    let from_hidden = is_hidden(chain, first.unwrap_or("")) == Some(HOGADDR);
    let mut tx = UtxoTx {
        txid,
        inputs: Vec::new(),
        outputs: Vec::new(),
        fee: fields.amount(item, names.fee),
        block: None,
    };
    for (side, list) in [(names.inputs, &mut tx.inputs), (names.outputs, &mut tx.outputs)] {
        let is_input = side == names.inputs;
        let value = if is_input { names.spent_value } else { "value" };
        for (index, io) in fields.items(item, side).iter().enumerate() {
            fields.part = Part { before: side, index: Some(index), after: "." };
            // A coinbase's, which is nobody's.
            if is_input && io.at(names.spent).is_none() && io.at(value).is_none() {
                continue;
            }
            let hidden = match is_input {
                true => from_hidden,
                false => is_hidden(chain, text(io, names.script).unwrap_or("")).is_some(),
            };
            let address = if hidden { None } else { only_address(fields, chain, io) };
            list.push(TxIo { address, value: fields.amount(io, value), hidden });
        }
        fields.part = Part::default();
    }
    tx
}

/// The only one of `addresses`; none where there is none, or several (a bare multisig is nobody's alone), or what stands
/// there is called none (`OP_RETURN (…)`).
fn only_address(fields: &mut Fields, chain: Chain, io: &Value) -> Option<Address> {
    let [only] = items(io, "addresses") else { return None };
    if matches!(io.at("isAddress"), Some(Value::Bool(false))) {
        return None;
    }
    let address = only.as_str().and_then(|text| Address::parse(chain, text).ok());
    if address.is_none() {
        fields.miss("addresses", "an address");
    }
    address
}

/// The version digit of what is in Litecoin's hidden part.
const HOGADDR: u8 = b'8';

/// Whether a script, in hexadecimal, leads into Litecoin's hidden part or out of it: a witness program of version 9 (a
/// peg-in) or 8 (what is in there, which each block's integrating transaction spends to pay peg-outs), by the version's
/// digit. LIP 2, LIP 3.
pub(super) fn is_hidden(chain: Chain, script: &str) -> Option<u8> {
    match *script.as_bytes() {
        [b'5', version @ (b'8' | b'9'), b'2', b'0', ..]
            if script.len() == 2 + 2 + 64 && matches!(chain, Chain::Litecoin | Chain::LitecoinTestnet) =>
        {
            Some(version)
        }
        _ => None,
    }
}
