//! TronGrid, version 1: <https://developers.tron.network/reference/background>.
//!
//! Rows come up to 200 a page, newest first; the next page is asked by `meta.fingerprint`, the other parameters
//! unchanged. Amounts of TRX are JSON integers in sun (10⁻⁶ TRX), of tokens decimal strings.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | addresses as base58 and as 41-hex, mixed | every native row beside every TRC-20 row | either is read |
//! | `type` Approval among the TRC-20 transfers | trustwallet/blockatlas | it moves nothing: passed over |
//! | a failed transaction is listed like any other | `ret[0].contractRet` | it moves its fee alone |
//! | an empty page that still names a fingerprint | trustwallet/blockatlas, `tron_tokens_txs_empty_response` | an empty page ends the listing |
//! | `only_confirmed` drops rows | trustwallet/blockatlas#969 | it is not sent; a row marked `_unconfirmed` is pending |
//! | `ret[0].code` is spelt `SUCESS` | recorded pages | not read |
//! | rows of 2019 and 2020 without block, fee and usage | recorded pages | `fee` missing is no fee |
//! | internal rows among the native ones (`internal_tx_id`), and again inside their transaction (`internal_transactions`) | horizontalsystems/tron-kit-android | counted from the internal listing alone, so that none counts twice |
//! | an internal `call_value` is `{"_": sun}`, a bare integer, or missing for nothing; a TRC-10 one has the token's id instead of `_`, or `call_token_value` | clients of the API; the node's own form is `callValueInfo` | each is read |
//! | a row of a page on the next page again | servers of this API that page by time or place | an internal one is known by its `internal_tx_id`, a native one by its place in its transaction; TRC-20 rows have neither: see `take_out_repeated` |
//! | over the limit: 403 or 429, perhaps for 30 s | EXPLORERS' notes, developers.tron.network "Rate Limits" | the driver waits longer |
//! | an account that was never activated: `data` is empty, though tokens may lie there | API reference | TRX 0, and nothing said of tokens |
//! | USDT frozen or destroyed by its issuer is in no list | Tether's `isBlackListed`, events of its own | asked of the contract by `/wallet/triggerconstantcontract`, a POST of the node's own API; the events by `/v1/contracts/…/events`, whose addresses are `0x` and 20 bytes |
//! | `success: false` with an `error` and HTTP 200 or 400 | API reference | the text is kept |

use super::issuer::{self, Act, Event, IS_FROZEN, event_of};
use super::row::{AMOUNT, Fields, RowReader, amount, hash, integer, is_true, items, read_rows, text};
use super::{
    Account, Adapter, ExplorerTotals, Feed, LinkTo, Path, Query, ReadError, Reading, Request, SPACING_MS,
    beginning, get, host, link, unexpected,
};
use crate::campaign::Explorer;
use crate::chain::asset::{freezable, imitates};
use crate::chain::{Address, Amount, Asset, Freeze, Nature, Row, Timestamp, Token, Transfer, TxId};
use crate::json::{FieldError, Value};
use crate::plain;

/// Rows a page at most.
pub const PAGE: usize = 200;

pub const KEY_HEADER: &str = "TRON-PRO-API-KEY";

/// A base URL is what precedes `/v1`.
pub struct TronGrid;

impl Adapter for TronGrid {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        allowed: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        const CURSOR: &str = "&fingerprint=";
        let contract = || freezable(address.chain(), allowed)?.asset.contract.as_deref();
        let (number, _, fingerprint) = event_of(&reading.cursor);
        let (mut subject, mut cursor, mut body) = (address.as_str(), &*reading.cursor, None);
        let events: Path;
        let path: &Path = match query {
            Query::Account => &["/v1/accounts/", "", ""],
            Query::Listing(Feed::Token) => {
                &["/v1/accounts/", "/transactions/trc20?limit=200&order_by=block_timestamp,desc", CURSOR]
            }
            Query::Listing(Feed::Internal) => &["/v1/accounts/", "/internal-transactions?limit=200", CURSOR],
            Query::Listing(Feed::Issuer) => {
                (subject, cursor) = (contract()?, fingerprint);
                events = ["/v1/contracts/", EVENT_LISTS.get(number)?, CURSOR];
                &events
            }
            Query::Listing(_) => {
                &["/v1/accounts/", "/transactions?limit=200&order_by=block_timestamp,desc", CURSOR]
            }
            Query::Frozen => {
                body = Some(call_body(contract()?, address)?);
                (subject, cursor) = ("", "");
                &["/wallet/triggerconstantcontract", "", ""]
            }
            Query::Balances | Query::Summary | Query::Tip => return None,
        };
        let mut request = get(explorer, path, subject, cursor);
        request.body = body;
        if let Some(key) = &explorer.key {
            request.headers.push((KEY_HEADER, key.clone()));
        }
        Some(request)
    }

    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        feed: Feed,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError> {
        page(reading, owner, feed, allowed, answer)
    }

    fn account(
        &self,
        owner: &Address,
        _: Query,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<Account, ReadError> {
        account(owner, allowed, answer)
    }

    /// `{result {result}, constant_result [word]}`.
    fn is_frozen(&self, answer: &Value) -> Result<bool, ReadError> {
        let word = items(answer, "constant_result").first().and_then(Value::as_str);
        match word.filter(|word| word.len() == WORD).and_then(plain::parse_hex) {
            Some(word) => Ok(word != 0),
            None => match text(answer, "Error").or_else(|| text(answer, "result.message")) {
                Some(said) => Err(ReadError::Said(beginning(said))),
                None => Err(unexpected("a contract's answer")),
            },
        }
    }

    fn spacing_ms(&self, explorer: &Explorer) -> u64 {
        if explorer.key.is_some() { SPACING_MS } else { SPACING_MS * 2 }
    }

    fn limits_by_403(&self) -> bool {
        true
    }

    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        let site = match host(explorer) {
            "api.trongrid.io" => "https://tronscan.org",
            "nile.trongrid.io" => "https://nile.tronscan.org",
            _ => return None,
        };
        link(site, "/#/transaction/", "/#/address/", to)
    }
}

/// Reads a page of one of an address's listings. `allowed` are the tokens that count.
pub fn page(
    reading: &mut Reading,
    owner: &Address,
    feed: Feed,
    allowed: &[Token],
    answer: &Value,
) -> Result<(), ReadError> {
    let rows = data(answer)?;
    let next = text(answer, "meta.fingerprint");
    if next.is_none() && answer.at("meta.fingerprint").is_some() {
        // Passed over, it would end the listing as if nothing followed.
        return Err(ReadError::Expected(FieldError::new("meta.fingerprint", "a string")));
    }
    let next = next.filter(|_| !rows.is_empty());
    reading.full = true;
    if feed == Feed::Issuer {
        let token = freezable(owner.chain(), allowed).ok_or_else(|| unexpected("asked for here"))?;
        let (number, event, _) = event_of(&reading.cursor);
        reading.cursor = issuer::cursor(number, next);
        let about = |item: &Value| ("transaction_id", integer(item, "block_timestamp").map(seconds));
        read_rows(reading, owner, rows, &about, &mut |row| issuer_event(row, token, event));
        return Ok(());
    }
    reading.cursor = next.unwrap_or("").into();
    let about = |item: &Value| {
        let id = match feed {
            Feed::Internal if item.at("tx_id").is_some() => "tx_id",
            Feed::Internal | Feed::Token => "transaction_id",
            _ => "txID",
        };
        (id, integer(item, "block_timestamp").map(seconds))
    };
    read_rows(reading, owner, rows, &about, &mut |row| match feed {
        Feed::Token => token(row, allowed),
        Feed::Internal => internal(row),
        _ => native(row),
    });
    if feed == Feed::Token {
        take_out_repeated(reading);
    }
    Ok(())
}

/// Takes out the rows with which a page of transfers without a number repeats the end of the page before it. The API lists newest
/// first, and a transaction's rows together: pages that overlap have the last rows of the one as the first of the other.
/// A run of two transactions can be nothing else. What a run of one repeats may be equal transfers, parted by the page's end: two
/// equal ones in one listing are two.
fn take_out_repeated(reading: &mut Reading) {
    let txs: Vec<TxId> = reading.rows.iter().map(|row| row.tx().clone()).collect();
    let before = &reading.txs_before;
    let repeats = |count: &usize| before[before.len() - count..] == txs[..*count];
    let count = (2..=txs.len().min(before.len())).rev().find(repeats).unwrap_or(0);
    if count > 0 && txs[0] != txs[count - 1] {
        reading.rows.drain(..count);
    }
    reading.txs_before = txs;
}

/// Lists of a contract's events, in the order of [`issuer::EVENTS`].
const EVENT_LISTS: [&str; 3] = [
    "/events?event_name=AddedBlackList&limit=200&order_by=block_timestamp,desc",
    "/events?event_name=RemovedBlackList&limit=200&order_by=block_timestamp,desc",
    "/events?event_name=DestroyedBlackFunds&limit=200&order_by=block_timestamp,desc",
];

/// Hexadecimal digits of a word of the virtual machine.
const WORD: usize = 64;

/// Asks a token's contract whether an address is frozen: a call that changes nothing, which a node answers to a POST alone.
fn call_body(contract: &str, owner: &Address) -> Option<String> {
    let mut body = String::from(r#"{"owner_address":""#);
    for part in
        [owner.as_str(), r#"","contract_address":""#, contract, r#"","function_selector":""#, IS_FROZEN]
    {
        body += part;
    }
    body += r#"","parameter":"000000000000000000000000"#;
    plain::push_hex(&mut body, &owner.hash()?);
    body += r#"","visible":true}"#;
    Some(body)
}

/// `{transaction_id, block_timestamp, contract_address, event_name, event_index, result {0, 1, …}}`: the address is the
/// first argument, and what was destroyed the second.
fn issuer_event(row: &mut RowReader, token: &Token, event: Event) {
    let item = row.item;
    let subject = row.fields.text(item, "result.0");
    // 20 bytes after `0x`, or the API's other forms.
    let bytes = subject.strip_prefix("0x").map(|bytes| ["41", bytes].concat());
    let subject = Address::parse(row.owner.chain(), bytes.as_deref().unwrap_or(subject)).ok();
    let contract = token.asset.contract.as_deref().unwrap_or("");
    let Some(subject) = subject else { return row.fields.miss("result.0", "an address") };
    if subject != *row.owner
        || text(item, "event_name").is_some_and(|name| name != event.name)
        || text(item, "contract_address").is_some_and(|of| of != contract)
    {
        return row.pass_over();
    }
    let (tx, address) = (row.tx_id(), row.owner.clone());
    if event.act == Act::Burn {
        let value = row.fields.amount(item, "result.1");
        let index = row.fields.integer(item, "event_index");
        let to = Address::parse(address.chain(), contract).ok();
        push_transfer(row, tx, None, Some(contract.into()), address, to, value);
        if let Some(Row::Transfer(burn)) = row.last() {
            (burn.nature, burn.index) = (Nature::Burn, u32::try_from(index).ok());
        }
    } else {
        let (time, lifts) = (time(row), event.act == Act::Lift);
        row.push(Row::Freeze(Freeze { time, tx, contract: contract.into(), address, lifts }));
    }
}

/// The API counts milliseconds.
const PER_SECOND: u64 = 1_000;

fn seconds(milliseconds: u64) -> Timestamp {
    milliseconds / PER_SECOND
}

/// Reads `/v1/accounts/:a`: the balance in TRX, and of each allowed token.
pub fn account(owner: &Address, allowed: &[Token], answer: &Value) -> Result<Account, ReadError> {
    let mut totals = Vec::new();
    let mut add = |contract: Option<&str>, balance| {
        totals.push(ExplorerTotals {
            address: owner.clone(),
            contract: contract.map(Into::into),
            balance,
            funded_txo_sum: None,
            spent_txo_sum: None,
            tx_count: None,
        });
    };
    let mut fields = Fields::default();
    let account = data(answer)?.first();
    let mut native = Amount::ZERO;
    if let Some(account) = account {
        // `balance` is missing where it is 0. What tells an account from another answer is its address.
        fields.text(account, "address");
        native = fields.optional_amount(account, "balance");
    }
    add(None, native);
    fields.part.before = "trc20.";
    for Token { asset, .. } in allowed {
        let (Some(account), Some(contract)) = (account, &asset.contract) else { continue };
        if asset.chain != owner.chain() {
            continue;
        }
        let balance = match items(account, "trc20").iter().find_map(|entry| entry.field(contract)) {
            None => Amount::ZERO,
            balance => fields.amount_of(balance, contract),
        };
        add(Some(contract), balance);
    }
    fields.end()?;
    Ok(Account { totals, waiting: 0 })
}

/// The rows of an answer of this API, or why it is none.
fn data<'v, 'a>(answer: &'v Value<'a>) -> Result<&'v [Value<'a>], ReadError> {
    let success = is_true(answer, "success");
    if (!success || answer.at("data").is_none())
        && let Some(said) = text(answer, "error").or_else(|| text(answer, "Error"))
    {
        return Err(ReadError::Said(beginning(said)));
    }
    if answer.fields().is_none() {
        return Err(unexpected("an object of TronGrid v1 with `success`, `data` and `meta`"));
    }
    if !success {
        return Err(unexpected("a success of TronGrid v1"));
    }
    let rows = answer.at("data").and_then(Value::items);
    rows.ok_or_else(|| ReadError::Expected(FieldError::new("data", "an array")))
}

/// `{transaction_id, token_info {address, decimals, …}, block_timestamp, from, to, type, value}`.
fn token(row: &mut RowReader, allowed: &[Token]) {
    let item = row.item;
    match row.fields.text(item, "type") {
        "Transfer" => {}
        "Approval" => return,
        kind => return row.leave_out(kind),
    }
    let contract = account_at(row, item, "token_info.address");
    let token = Asset::token(row.owner.chain(), contract.as_str());
    let value = match item.at("value").and_then(amount) {
        // A made-up token can "move" more than any sum holds. It is in no sum: only that there was one counts.
        None if is_digits(text(item, "value")) && allowed.iter().all(|known| known.asset != token) => {
            Amount::from_units(Amount::ROW_LIMIT - 1)
        }
        value => row.fields.check(value, "value", AMOUNT),
    };
    let tx = row.tx_id();
    let from = account_at(row, item, "from");
    let to = account_at(row, item, "to");
    let symbol = text(item, "token_info.symbol").unwrap_or("");
    let is_forged =
        allowed.iter().all(|known| known.asset != token) && imitates(token.chain, symbol, allowed);
    push_transfer(row, tx, None, token.contract, from, Some(to), value);
    if let Some(Row::Transfer(transfer)) = row.last()
        && is_forged
    {
        transfer.nature = Nature::Forged;
    }
}

fn is_digits(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `{txID, block_timestamp, ret [{contractRet, fee}], raw_data {contract [{type, parameter {value}}]}, …}`.
fn native(row: &mut RowReader) {
    let item = row.item;
    if item.at("internal_tx_id").is_some() {
        return;
    }
    let tx = row.tx_id();
    // At fault by its time even where it moves nothing.
    time(row);
    let ret = items(item, "ret").first();
    let outcome = ret.and_then(|ret| text(ret, "contractRet"));
    let succeeded = outcome.unwrap_or("SUCCESS") == "SUCCESS";
    for (place, contract) in (0..).zip(row.fields.items(item, "raw_data.contract")) {
        let parameter = contract.at("parameter.value").filter(|value| value.fields().is_some());
        let Some(parameter) = parameter else {
            return row.fields.miss("parameter.value", "an object");
        };
        let from = account_at(row, parameter, "owner_address");
        if row.is_empty() && from == *row.owner {
            let value = fee(row, ret);
            if value != Amount::ZERO {
                push_transfer(row, tx.clone(), None, None, from.clone(), None, value);
            }
        }
        if !succeeded {
            continue;
        }
        let (to, value) = match row.fields.text(contract, "type") {
            "TransferContract" => ("to_address", row.fields.amount(parameter, "amount")),
            "TriggerSmartContract" => {
                if row.fields.optional_amount(parameter, "call_token_value") != Amount::ZERO {
                    row.leave_out("TriggerSmartContract call_token_value");
                }
                let value = row.fields.optional_amount(parameter, "call_value");
                if value == Amount::ZERO {
                    continue;
                }
                ("contract_address", value)
            }
            kind => {
                row.leave_out(kind);
                continue;
            }
        };
        let to = account_at(row, parameter, to);
        push_transfer(row, tx.clone(), Some(place), None, from, Some(to), value);
    }
}

/// What the transaction's owner paid: `ret[0].fee`, or its parts where the sum is missing.
fn fee(row: &mut RowReader, ret: Option<&Value>) -> Amount {
    match ret.and_then(|ret| ret.at("fee")) {
        None => {
            let net = row.fields.optional_amount(row.item, "net_fee");
            let energy = row.fields.optional_amount(row.item, "energy_fee");
            let sum = Amount::from_units(net.units() + energy.units());
            row.fields.check(Some(sum).filter(|sum| sum.is_of_row()), "net_fee", AMOUNT)
        }
        fee => row.fields.amount_of(fee, "ret[0].fee"),
    }
}

/// `{internal_tx_id, tx_id, from_address, to_address, block_timestamp, data {note, rejected, call_value}}`.
fn internal(row: &mut RowReader) {
    let item = row.item;
    let data = item.at("data").filter(|data| data.fields().is_some()).unwrap_or(item);
    if is_true(if data.at("rejected").is_some() { data } else { item }, "rejected") {
        return;
    }
    let Moved { sun, tokens } = call_value(&mut row.fields, item, data);
    if tokens {
        row.leave_out("internal TRC-10");
    }
    if sun == 0 {
        return;
    }
    let either = |one: &'static str, other: &'static str| if item.at(one).is_some() { one } else { other };
    let tx = row.tx_id();
    let from = account_at(row, item, either("from_address", "caller_address"));
    let to = account_at(row, item, either("to_address", "transferTo_address"));
    // A hash: its beginning tells it from the transaction's other ones.
    let id = hash(item, "internal_tx_id").and_then(|id| plain::parse_hex(&id[..8]));
    let index = id.and_then(|id| u32::try_from(id).ok());
    push_transfer(row, tx, index, None, from, Some(to), Amount::from_units(sun));
}

/// What an internal call moved.
#[derive(Default)]
struct Moved {
    sun: u128,
    /// TRC-10 tokens too, or instead.
    tokens: bool,
}

/// An internal call's value, in each of its shapes.
fn call_value(fields: &mut Fields, item: &Value, data: &Value) -> Moved {
    let mut moved = Moved::default();
    let mut add = |fields: &mut Fields, is_sun: bool, value: Amount| {
        if is_sun {
            // A sum beyond the limit is at fault from its first time on, whatever is added to it.
            moved.sun = moved.sun.wrapping_add(value.units());
            if moved.sun >= Amount::ROW_LIMIT {
                fields.miss("call_value", AMOUNT);
            }
        } else {
            moved.tokens |= value != Amount::ZERO;
        }
    };
    if let Some(list) = item.at("callValueInfo").or_else(|| data.at("callValueInfo")) {
        // The node's own: [{callValue, tokenId?}], an empty object for nothing.
        for entry in list.items().unwrap_or_default() {
            let value = fields.optional_amount(entry, "callValue");
            add(fields, text(entry, "tokenId").unwrap_or("").is_empty(), value);
        }
        return moved;
    }
    let tokens = fields.optional_amount(data, "call_token_value");
    add(fields, false, tokens);
    match data.at("call_value").and_then(Value::fields) {
        Some(parts) => {
            for (token, value) in parts {
                let value = fields.amount_of(Some(value), "call_value");
                add(fields, &**token == "_", value);
            }
        }
        None => {
            let value = fields.optional_amount(data, "call_value");
            add(fields, true, value);
        }
    }
    moved
}

fn push_transfer(
    row: &mut RowReader,
    tx: TxId,
    index: Option<u32>,
    contract: Option<Box<str>>,
    from: Address,
    to: Option<Address>,
    value: Amount,
) {
    let time = time(row);
    let unconfirmed = is_true(row.item, "_unconfirmed");
    row.push(Row::Transfer(Transfer {
        tx,
        index,
        contract,
        from,
        to,
        value,
        time,
        unconfirmed,
        nature: Nature::Plain,
    }));
}

/// An account of the owner's chain; the owner stands in for one at fault.
fn account_at(row: &mut RowReader, holder: &Value, path: &str) -> Address {
    row.fields.address(row.owner.chain(), holder, path).unwrap_or_else(|| row.owner.clone())
}

fn time(row: &mut RowReader) -> Timestamp {
    row.fields.time(row.item, "block_timestamp", PER_SECOND)
}
