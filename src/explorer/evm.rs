//! What the adapters of Ethereum and its kin share.

use super::etherscan::{ROUND, listed, refusal};
use super::issuer::{Act, Event, IS_FROZEN, cursor, event_of};
use super::row::{AMOUNT, RowReader, TIME_LIMIT, amount, integer, items, read_rows, text};
use super::{ExplorerTotals, Gap, GapKind, ReadError, Reading, beginning, unexpected};
use crate::chain::asset::{freezable, imitates};
use crate::chain::keccak::keccak256;
use crate::chain::{Address, Amount, Freeze, Nature, Row, Timestamp, Token, Transfer};
use crate::json::{FieldError, Value};
use crate::plain;

/// The place of a transaction's own call among all that it causes. Explorers of this schema tell it only of the others,
/// but it is what tells a payment from an equal one that the transaction caused.
pub(super) const TOP_CALL: Option<u32> = Some(0);

/// Nobody, in whose name tokens are made and destroyed.
const ZERO_ADDRESS: &str = "0x0000000000000000000000000000000000000000";

/// What a row moves, once it is read.
struct Moved {
    /// Place in the transaction, where it is told.
    index: Option<u32>,
    /// The token's; none for the native asset.
    contract: Option<Box<str>>,
    from: Address,
    /// None for a fee.
    to: Option<Address>,
    value: Amount,
    time: Timestamp,
    nature: Nature,
}

fn push(row: &mut RowReader, moved: Moved) {
    let Moved { index, contract, from, to, value, time, nature } = moved;
    let (tx, unconfirmed) = (row.tx_id(), false);
    row.push(Row::Transfer(Transfer { tx, index, contract, from, to, value, time, unconfirmed, nature }));
}

/// Enters what the owner paid for a transaction of its own, whatever became of it.
pub(super) fn push_fee(row: &mut RowReader, value: Amount, time: Timestamp) {
    if value != Amount::ZERO {
        let from = row.owner.clone();
        let nature = Nature::Plain;
        push(row, Moved { index: None, contract: None, from, to: None, value, time, nature });
    }
}

/// Enters the `value` that a transaction or a call moved in the native asset, if it is any. `from` and `to` are where
/// they stand.
///
/// A contract that wraps the native asset gives as much of its token to whoever pays it, and takes as much back when it
/// pays. Most of them write no `Transfer` for it, so that few explorers list it: it is entered here, and both legs are
/// marked as the same money.
pub(super) fn push_native(
    row: &mut RowReader,
    allowed: &[Token],
    index: Option<u32>,
    (from, to): (&str, &str),
    time: Timestamp,
) {
    let value = row.fields.amount(row.item, "value");
    if value == Amount::ZERO {
        return;
    }
    let (from, to) = (account_at(row, from), account_at(row, to));
    let wraps = |account: &Address| {
        allowed
            .iter()
            .find(|token| token.is_wrapped_native() && is_contract(token, row.owner, account.as_str()))
    };
    let nobody = || Address::parse(row.owner.chain(), ZERO_ADDRESS).unwrap_or_else(|_| row.owner.clone());
    let wrapped = match (wraps(&from), wraps(&to)) {
        (_, Some(token)) if from == *row.owner => Some((token, nobody(), from.clone())),
        (Some(token), _) if to == *row.owner => Some((token, to.clone(), nobody())),
        _ => None,
    };
    let nature = if wrapped.is_some() { Nature::Wrap } else { Nature::Plain };
    push(row, Moved { index, contract: None, from, to: Some(to), value, time, nature });
    if let Some((token, from, to)) = wrapped {
        let contract = token.asset.contract.clone();
        push(row, Moved { index: None, contract, from, to: Some(to), value, time, nature });
    }
}

/// Where a row of a token's has what.
pub(super) struct TokenPaths {
    pub contract: &'static str,
    pub symbol: &'static str,
    pub value: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    /// The log's place, where it is told.
    pub index: &'static str,
}

/// Enters a token's transfer.
pub(super) fn push_token(row: &mut RowReader, allowed: &[Token], paths: &TokenPaths, time: Timestamp) {
    let item = row.item;
    let written = text(item, paths.contract).unwrap_or("");
    let listed = allowed.iter().find(|token| is_contract(token, row.owner, written));
    let contract = match listed {
        Some(token) => token.asset.contract.clone(),
        None => Some(account_at(row, paths.contract).as_str().into()),
    };
    let value = match item.at(paths.value).and_then(amount) {
        // A made-up token can "move" more than any sum holds, or what is no amount. It is in no sum: only that it was
        // sent counts.
        None if listed.is_none() => Amount::from_units(Amount::ROW_LIMIT - 1),
        value => row.fields.check(value, paths.value, AMOUNT),
    };
    let symbol = text(item, paths.symbol).unwrap_or("");
    let is_forged = listed.is_none() && imitates(row.owner.chain(), symbol, allowed);
    let nature = if is_forged { Nature::Forged } else { Nature::Plain };
    let (from, to) = (account_at(row, paths.from), Some(account_at(row, paths.to)));
    let index = integer(item, paths.index).and_then(|index| u32::try_from(index).ok());
    push(row, Moved { index, contract, from, to, value, time, nature });
}

/// A row's own time, at fault where it is none.
pub(super) fn time_of(row: &mut RowReader, time: Option<Timestamp>, path: &str) -> Timestamp {
    row.fields.check(time.filter(|time| *time < TIME_LIMIT), path, "a time")
}

/// Whether a call of this type moves the value that it names: code that runs in its caller's place does not.
pub(super) fn call_moves(kind: &str) -> bool {
    !matches!(kind, "delegatecall" | "callcode" | "staticcall")
}

/// An account of the owner's chain; the owner stands in for one at fault. Explorers differ in its letters' case.
pub(super) fn account_at(row: &mut RowReader, path: &str) -> Address {
    // Half of all addresses are the owner's: they need no checksum.
    if text(row.item, path).is_some_and(|text| text.eq_ignore_ascii_case(row.owner.as_str())) {
        return row.owner.clone();
    }
    row.fields.address(row.owner.chain(), row.item, path).unwrap_or_else(|| row.owner.clone())
}

/// Whether an explorer's word for a contract is a token's on the owner's chain.
pub(super) fn is_contract(token: &Token, owner: &Address, written: &str) -> bool {
    let contract = token.asset.contract.as_deref().unwrap_or("");
    token.asset.chain == owner.chain() && contract.eq_ignore_ascii_case(written)
}

/// Notes once that an explorer has not read all calls within transactions yet, in its own words.
pub(super) fn note_unread(reading: &mut Reading, owner: &Address, answer: &Value) {
    let is_noted = reading.gaps.iter().any(|gap| gap.kind == GapKind::NotProcessed);
    if let (Some(said), false) = (text(answer, "message"), is_noted) {
        let mut gap = Gap::of_row(owner, GapKind::NotProcessed, None, said.into());
        gap.count = None;
        reading.gaps.push(gap);
    }
}

// ---- What the issuer of a token did

/// Asks the token's contract whether an address is frozen.
fn push_call(out: &mut String, owner: &Address) {
    *out += "0x";
    let [a, b, c, d, ..] = keccak256(IS_FROZEN.as_bytes());
    plain::push_hex(out, &[a, b, c, d]);
    *out += "000000000000000000000000";
    *out += plain::parted(owner.as_str(), b'x').1;
}

/// The same by the explorer's GET: what follows `module=`.
pub(super) fn push_call_query(url: &mut String, token: &Token, owner: &Address) {
    *url += "proxy&action=eth_call&to=";
    *url += token.asset.contract.as_deref().unwrap_or("");
    *url += "&data=";
    push_call(url, owner);
    *url += "&tag=latest";
}

/// The same by JSON-RPC 2.0.
pub(super) fn call_body(token: &Token, owner: &Address) -> String {
    let mut body = String::from(r#"{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":""#);
    body += token.asset.contract.as_deref().unwrap_or("");
    body += r#"","data":""#;
    push_call(&mut body, owner);
    body += r#""},"latest"]}"#;
    body
}

/// Reads what the contract says: a word that is 0 or not.
pub(super) fn is_frozen(answer: &Value) -> Result<bool, ReadError> {
    if let Some(said) = text(answer, "error.message") {
        return Err(ReadError::Said(beginning(said)));
    }
    let word = text(answer, "result").and_then(|text| text.strip_prefix("0x"));
    match word.filter(|word| word.len() == WORD).and_then(plain::parse_hex) {
        Some(word) => Ok(word != 0),
        None if text(answer, "status").is_some() => Err(refusal(answer)),
        None => Err(ReadError::Expected(FieldError::new("result", "a word of a contract's answer"))),
    }
}

/// Hexadecimal digits of a word of the virtual machine.
const WORD: usize = 64;

/// What follows `module=` for a page of the contract's events, from the block on that the cursor names. Oldest first.
pub(super) fn push_logs_query(url: &mut String, token: &Token, cursor: &str) {
    let (_, event, block) = event_of(cursor);
    *url += "logs&action=getLogs&address=";
    *url += token.asset.contract.as_deref().unwrap_or("");
    *url += "&topic0=0x";
    plain::push_hex(url, &keccak256(event.signature.as_bytes()));
    *url += "&fromBlock=";
    *url += if block.is_empty() { "0" } else { block };
    *url += "&toBlock=latest&page=1&offset=1000";
}

/// Reads a page of `{address, topics, data, blockNumber, timeStamp, logIndex, transactionHash}`. A full one is followed by
/// the same block's again: what is in both counts once, by its place.
pub(super) fn issuer_page(
    reading: &mut Reading,
    owner: &Address,
    allowed: &[Token],
    answer: &Value,
) -> Result<(), ReadError> {
    let rows = listed(answer)?;
    let Some(token) = freezable(owner.chain(), allowed) else { return Err(unexpected("asked for here")) };
    let (number, event, _) = event_of(&reading.cursor);
    let block = |row: Option<&Value>| row.and_then(|row| hex(row, "blockNumber"));
    let (first, last) = (block(rows.first()), block(rows.last()));
    if !rows.is_empty() && (first.is_none() || first > last) {
        return Err(ReadError::Expected(FieldError::new("result.blockNumber", "in ascending order")));
    }
    let last = last.filter(|_| rows.len().is_multiple_of(ROUND)).map(plain::number);
    reading.cursor = cursor(number, last.as_deref());
    reading.full = true;
    let about = |item: &Value| ("transactionHash", hex(item, "timeStamp").map(|time| time as Timestamp));
    read_rows(reading, owner, rows, &about, &mut |row| issuer_event(row, token, event));
    Ok(())
}

fn issuer_event(row: &mut RowReader, token: &Token, event: Event) {
    let item = row.item;
    // The address is a topic where the contract has it so; Tether's has it among the data.
    let topic = items(item, "topics").get(1).and_then(Value::as_str);
    let data = text(item, "data").and_then(|data| data.strip_prefix("0x")).unwrap_or("");
    let (subject, rest) = match topic.and_then(|topic| topic.strip_prefix("0x")) {
        Some(topic) => (topic, data),
        None => data.split_at_checked(WORD).unwrap_or((data, "")),
    };
    let Some((_, subject)) = subject.split_at_checked(WORD - 40).filter(|_| subject.len() == WORD) else {
        return row.fields.miss("data", "an address");
    };
    let contract = token.asset.contract.as_deref().unwrap_or("");
    let is_ours = subject.eq_ignore_ascii_case(plain::parted(row.owner.as_str(), b'x').1);
    if !is_ours || !text(item, "address").unwrap_or("").eq_ignore_ascii_case(contract) {
        return row.pass_over();
    }
    let time = time_of(row, hex(item, "timeStamp").and_then(|time| time.try_into().ok()), "timeStamp");
    let address = row.owner.clone();
    if event.act != Act::Burn {
        let (tx, lifts) = (row.tx_id(), event.act == Act::Lift);
        return row.push(Row::Freeze(Freeze { time, tx, contract: contract.into(), address, lifts }));
    }
    let value = plain::parse_hex(rest).filter(|_| rest.len() == WORD).map(Amount::from_units);
    let value = row.fields.check(value.filter(|value| value.is_of_row()), "data", AMOUNT);
    let index = row.fields.check(hex(item, "logIndex"), "logIndex", "a place");
    let to = Address::parse(address.chain(), contract).ok();
    let index = u32::try_from(index).ok();
    let contract = Some(contract.into());
    push(row, Moved { index, contract, from: address, to, value, time, nature: Nature::Burn });
}

/// A number as these rows have it: `0x` and digits.
fn hex(item: &Value, path: &str) -> Option<u128> {
    plain::parse_hex(text(item, path)?.strip_prefix("0x")?)
}

/// A balance as the explorer tells it.
pub(super) fn balance(owner: &Address, contract: Option<Box<str>>, balance: Amount) -> ExplorerTotals {
    let address = owner.clone();
    ExplorerTotals { address, contract, balance, funded_txo_sum: None, spent_txo_sum: None, tx_count: None }
}
