//! What the adapters of Ethereum and its kin share.

use super::row::{AMOUNT, RowReader, amount, integer, text};
use super::{ExplorerTotals, Gap, GapKind, Reading};
use crate::chain::asset::imitates;
use crate::chain::{Address, Amount, Row, Timestamp, Token, Transfer};
use crate::json::Value;

/// The place of a transaction's own call among all that it causes. Explorers of this schema tell it only of the others,
/// but it is what tells a payment from an equal one that the transaction caused.
pub(super) const TOP_CALL: Option<u32> = Some(0);

/// Nobody, in whose name tokens are made and destroyed.
const ZERO_ADDRESS: &str = "0x0000000000000000000000000000000000000000";

/// No block is from after the year 2242: a time beyond is none, and would have a timeline of so many days.
const TIME_LIMIT: Timestamp = 1 << 33;

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
    imitates: bool,
    wraps: bool,
}

fn push(row: &mut RowReader, moved: Moved) {
    let Moved { index, contract, from, to, value, time, imitates, wraps } = moved;
    let (tx, unconfirmed) = (row.tx_id(), false);
    row.push(Row::Transfer(Transfer {
        tx,
        index,
        contract,
        from,
        to,
        value,
        time,
        unconfirmed,
        imitates,
        wraps,
    }));
}

/// Enters what the owner paid for a transaction of its own, whatever became of it.
pub(super) fn push_fee(row: &mut RowReader, value: Amount, time: Timestamp) {
    if value != Amount::ZERO {
        let from = row.owner.clone();
        let (imitates, wraps) = (false, false);
        push(row, Moved { index: None, contract: None, from, to: None, value, time, imitates, wraps });
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
    let (imitates, wraps) = (false, wrapped.is_some());
    push(row, Moved { index, contract: None, from, to: Some(to), value, time, imitates, wraps });
    if let Some((token, from, to)) = wrapped {
        let contract = token.asset.contract.clone();
        push(row, Moved { index: None, contract, from, to: Some(to), value, time, imitates, wraps });
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
    let imitates = listed.is_none() && imitates(row.owner.chain(), symbol, allowed);
    let (from, to) = (account_at(row, paths.from), Some(account_at(row, paths.to)));
    let index = integer(item, paths.index).and_then(|index| u32::try_from(index).ok());
    push(row, Moved { index, contract, from, to, value, time, imitates, wraps: false });
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
    let is_noted = reading.gaps.iter().any(|gap| gap.kind == GapKind::CountDiffers);
    if let (Some(said), false) = (text(answer, "message"), is_noted) {
        let mut gap = Gap::of_row(owner, GapKind::CountDiffers, None, said.into());
        gap.count = None;
        reading.gaps.push(gap);
    }
}

/// A balance as the explorer tells it.
pub(super) fn balance(owner: &Address, contract: Option<Box<str>>, balance: Amount) -> ExplorerTotals {
    let address = owner.clone();
    ExplorerTotals { address, contract, balance, funded_txo_sum: None, spent_txo_sum: None, tx_count: None }
}
