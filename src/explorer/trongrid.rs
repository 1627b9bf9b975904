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
//! | over the limit: 403 or 429, perhaps for 30 s | EXPLORERS' notes, developers.tron.network "Rate Limits" | the driver waits longer |
//! | an account that was never activated: `data` is empty, though tokens may lie there | API reference | TRX 0, and nothing said of tokens |
//! | `success: false` with an `error` and HTTP 200 or 400 | API reference | the text is kept |

use super::{ExplorerTotals, Feed, LeftOut, Page, Query, ReadError, Why, tx_id};
use crate::chain::{Address, Amount, Fee, Row, Timestamp, Transfer, TxId};
use crate::json::{self, FieldError, Value};

/// Rows a page at most.
pub const PAGE: usize = 200;

pub const KEY_HEADER: &str = "TRON-PRO-API-KEY";

pub fn path(query: Query) -> String {
    match query {
        Query::Account(address) | Query::Summary(address) => format!("/v1/accounts/{address}"),
        // The API tells no height; the driver does not ask.
        Query::Tip => "/wallet/getnowblock".into(),
        Query::Page { address, feed, cursor } => {
            let listing = match feed {
                Feed::Token => "/transactions/trc20?limit=200&order_by=block_timestamp,desc",
                Feed::Internal => "/internal-transactions?limit=200",
                Feed::Native | Feed::Confirmed | Feed::Mempool => {
                    "/transactions?limit=200&order_by=block_timestamp,desc"
                }
            };
            let mut path = format!("/v1/accounts/{address}{listing}");
            if let Some(fingerprint) = cursor {
                path.push_str("&fingerprint=");
                percent_encode(&mut path, fingerprint);
            }
            path
        }
    }
}

/// Appends a text as a query's value (RFC 3986: everything but unreserved characters is escaped).
fn percent_encode(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Reads a page of one of an address's listings. `allowed` are the contracts of the tokens that count.
pub fn page(address: &Address, feed: Feed, allowed: &[&str], body: &str) -> Result<Page, ReadError> {
    let value = json::parse(body).map_err(ReadError::Json)?;
    let items = data(&value)?;
    let mut page = Page::default();
    if !items.is_empty() {
        page.next = value.at("meta.fingerprint").and_then(Value::as_str).map(Into::into);
        page.full = page.next.is_some();
    }
    for item in items {
        let reader = RowReader { address, allowed, item };
        let read = match feed {
            Feed::Token => reader.token(&mut page),
            Feed::Internal => reader.internal(&mut page),
            Feed::Native | Feed::Confirmed | Feed::Mempool => reader.native(&mut page),
        };
        let time = reader.time().ok();
        if let Err(error) = read {
            page.left_out.push(LeftOut { tx: reader.any_tx(), time, why: Why::Bad(error) });
        }
        if let Some(time) = time {
            page.cover(time);
        }
    }
    Ok(page)
}

/// Reads `/v1/accounts/:a`: the balance in TRX, and of each allowed token.
pub fn account(address: &Address, allowed: &[&str], body: &str) -> Result<Vec<ExplorerTotals>, ReadError> {
    let value = json::parse(body).map_err(ReadError::Json)?;
    let totals = |contract: Option<&str>, balance| ExplorerTotals {
        address: address.clone(),
        contract: contract.map(Into::into),
        balance,
        funded_txo_sum: None,
        spent_txo_sum: None,
        tx_count: None,
    };
    let Some(account) = data(&value)?.first() else {
        return Ok(vec![totals(None, Amount::ZERO)]);
    };
    let read = || -> Result<Vec<ExplorerTotals>, FieldError> {
        // `balance` is missing where it is 0. What tells an account from another answer is its address.
        account.str_at("address")?;
        let native =
            if account.at("balance").is_some() { account.amount_at("balance")? } else { Amount::ZERO };
        let mut all = vec![totals(None, native)];
        let held: &[Value] = account.at("trc20").and_then(Value::items).unwrap_or_default();
        for contract in allowed {
            let entry = held.iter().find(|entry| entry.field(contract).is_some());
            let balance = match entry {
                Some(entry) => entry.amount_at(contract).map_err(|error| error.within("trc20"))?,
                None => Amount::ZERO,
            };
            all.push(totals(Some(contract), balance));
        }
        Ok(all)
    };
    read().map_err(ReadError::Expected)
}

/// The rows of an answer of this API, or why it is none.
fn data<'v, 'a>(value: &'v Value<'a>) -> Result<&'v [Value<'a>], ReadError> {
    if value.at("success").and_then(Value::as_bool) == Some(false) || value.at("data").is_none() {
        let said = value.at("error").or_else(|| value.at("Error")).and_then(Value::as_str);
        if let Some(said) = said {
            return Err(ReadError::Said(said.chars().take(200).collect()));
        }
    }
    let expected = |what| ReadError::Expected(FieldError::new("the answer", what));
    if value.fields().is_none() {
        return Err(expected("an object of TronGrid v1 with `success`, `data` and `meta`"));
    }
    if value.at("success").and_then(Value::as_bool) != Some(true) {
        return Err(expected("a success of TronGrid v1"));
    }
    value.array_at("data").map_err(ReadError::Expected)
}

struct RowReader<'r, 'a> {
    address: &'r Address,
    allowed: &'r [&'r str],
    item: &'r Value<'a>,
}

impl RowReader<'_, '_> {
    /// Seconds; the API counts milliseconds.
    fn time(&self) -> Result<Timestamp, FieldError> {
        Ok(self.item.u64_at("block_timestamp")? / 1000)
    }

    fn unconfirmed(&self) -> bool {
        self.item.at("_unconfirmed").and_then(Value::as_bool) == Some(true)
    }

    fn tx(&self, field: &str) -> Result<TxId, FieldError> {
        tx_id(self.item.str_at(field)?).ok_or_else(|| FieldError::new(field, "a transaction's id"))
    }

    /// The transaction's id under any of its names, for the note about a bad row.
    fn any_tx(&self) -> Option<TxId> {
        ["transaction_id", "txID", "tx_id"].iter().find_map(|name| self.tx(name).ok())
    }

    fn account(&self, holder: &Value, field: &str) -> Result<Address, FieldError> {
        let text = holder.str_at(field)?;
        Address::parse(self.address.chain(), text).map_err(|_| FieldError::new(field, "an address"))
    }

    fn name_kind(&self, page: &mut Page, kind: &str) {
        let (tx, time) = (self.any_tx(), self.time().ok());
        page.left_out.push(LeftOut { tx, time, why: Why::Kind(kind.into()) });
    }

    /// `{transaction_id, token_info {address, decimals, …}, block_timestamp, from, to, type, value}`.
    fn token(&self, page: &mut Page) -> Result<(), FieldError> {
        match self.item.str_at("type")? {
            "Transfer" => {}
            "Approval" => return Ok(()),
            kind => {
                self.name_kind(page, kind);
                return Ok(());
            }
        }
        let contract = self.account(self.item, "token_info.address")?;
        let counts = self.allowed.contains(&contract.as_str());
        let value = match self.item.amount_at("value") {
            Ok(value) => value,
            // A made-up token can "move" more than any sum holds. It is in no sum: only that there was one counts.
            Err(error) => match self.item.at("value").and_then(Value::as_str) {
                Some(digits) if !counts && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Amount::from_units(Amount::ROW_LIMIT - 1)
                }
                _ => return Err(error),
            },
        };
        page.rows.push(Row::Transfer(Transfer {
            tx: self.tx("transaction_id")?,
            index: None,
            contract: Some(contract.as_str().into()),
            from: self.account(self.item, "from")?,
            to: self.account(self.item, "to")?,
            value,
            time: self.time()?,
            unconfirmed: self.unconfirmed(),
        }));
        Ok(())
    }

    /// `{txID, block_timestamp, ret [{contractRet, fee}], raw_data {contract [{type, parameter {value}}]}, …}`.
    fn native(&self, page: &mut Page) -> Result<(), FieldError> {
        if self.item.at("internal_tx_id").is_some() {
            return Ok(());
        }
        let (tx, time, unconfirmed) = (self.tx("txID")?, self.time()?, self.unconfirmed());
        let contracts = self.item.array_at("raw_data.contract")?;
        let ret = self.item.at("ret").and_then(Value::items).and_then(|items| items.first());
        let outcome = ret.and_then(|ret| ret.at("contractRet")).and_then(Value::as_str);
        let succeeded = outcome.is_none_or(|outcome| outcome == "SUCCESS");
        let mut rows = Vec::new();
        let mut kinds = Vec::new();
        for contract in contracts {
            let parameter = contract.object_at("parameter.value")?;
            let owner = self.account(parameter, "owner_address")?;
            if rows.is_empty() && owner == *self.address {
                let fee = fee(self.item, ret)?;
                if fee != Amount::ZERO {
                    rows.push(Row::Fee(Fee {
                        tx: tx.clone(),
                        payer: owner.clone(),
                        value: fee,
                        time,
                        unconfirmed,
                    }));
                }
            }
            if !succeeded {
                continue;
            }
            let (to, value) = match contract.str_at("type")? {
                "TransferContract" => ("to_address", parameter.amount_at("amount")?),
                "TriggerSmartContract" => {
                    if optional_amount(parameter, "call_token_value")? != Amount::ZERO {
                        kinds.push("TriggerSmartContract call_token_value");
                    }
                    match optional_amount(parameter, "call_value")? {
                        Amount::ZERO => continue,
                        value => ("contract_address", value),
                    }
                }
                kind => {
                    kinds.push(kind);
                    continue;
                }
            };
            rows.push(Row::Transfer(Transfer {
                tx: tx.clone(),
                index: None,
                contract: None,
                from: owner,
                to: self.account(parameter, to)?,
                value,
                time,
                unconfirmed,
            }));
        }
        // Only now, so that a bad row leaves nothing half counted.
        page.rows.append(&mut rows);
        kinds.into_iter().for_each(|kind| self.name_kind(page, kind));
        Ok(())
    }

    /// `{internal_tx_id, tx_id, from_address, to_address, block_timestamp, data {note, rejected, call_value}}`.
    fn internal(&self, page: &mut Page) -> Result<(), FieldError> {
        let item = self.item;
        let data = item.at("data").filter(|data| data.fields().is_some()).unwrap_or(item);
        let rejected = data.at("rejected").or_else(|| item.at("rejected")).and_then(Value::as_bool);
        if rejected == Some(true) {
            return Ok(());
        }
        let moved = call_value(item, data)?;
        if moved.tokens {
            self.name_kind(page, "internal TRC-10");
        }
        if moved.sun == Amount::ZERO {
            return Ok(());
        }
        let either =
            |one: &'static str, other: &'static str| if item.at(one).is_some() { one } else { other };
        page.rows.push(Row::Transfer(Transfer {
            tx: self.tx(either("tx_id", "transaction_id"))?,
            index: None,
            contract: None,
            from: self.account(item, either("from_address", "caller_address"))?,
            to: self.account(item, either("to_address", "transferTo_address"))?,
            value: moved.sun,
            time: self.time()?,
            unconfirmed: self.unconfirmed(),
        }));
        Ok(())
    }
}

/// What an internal call moved.
struct Moved {
    sun: Amount,
    /// TRC-10 tokens too, or instead.
    tokens: bool,
}

/// An internal call's value, in each of its shapes.
fn call_value(item: &Value, data: &Value) -> Result<Moved, FieldError> {
    let mut moved = Moved { sun: Amount::ZERO, tokens: false };
    if let Some(list) = item.at("callValueInfo").or_else(|| data.at("callValueInfo")) {
        // The node's own: [{callValue, tokenId?}], an empty object for nothing.
        for entry in list.items().unwrap_or_default() {
            let value = optional_amount(entry, "callValue")?;
            match entry.at("tokenId").and_then(Value::as_str) {
                None | Some("") => moved.add(value)?,
                Some(_) => moved.tokens |= value != Amount::ZERO,
            }
        }
        return Ok(moved);
    }
    moved.tokens = optional_amount(data, "call_token_value")? != Amount::ZERO;
    match data.at("call_value").and_then(Value::fields) {
        Some(fields) => {
            for (token, value) in fields {
                let value = value
                    .as_amount()
                    .filter(|value| value.units() < Amount::ROW_LIMIT)
                    .ok_or_else(bad_value)?;
                match &**token {
                    "_" => moved.add(value)?,
                    _ => moved.tokens |= value != Amount::ZERO,
                }
            }
        }
        None => moved.add(optional_amount(data, "call_value")?)?,
    }
    Ok(moved)
}

impl Moved {
    fn add(&mut self, value: Amount) -> Result<(), FieldError> {
        // Both are below 2¹¹², so that the sum cannot wrap.
        let sum = self.sun.units() + value.units();
        self.sun = Some(Amount::from_units(sum)).filter(|_| sum < Amount::ROW_LIMIT).ok_or_else(bad_value)?;
        Ok(())
    }
}

fn bad_value() -> FieldError {
    FieldError::new("call_value", "an amount in base units")
}

/// What the transaction's owner paid: `ret[0].fee`, or its parts where the sum is missing.
fn fee(item: &Value, ret: Option<&Value>) -> Result<Amount, FieldError> {
    if let Some(ret) = ret.filter(|ret| ret.at("fee").is_some()) {
        return ret.amount_at("fee").map_err(|error| error.within_item("ret", 0));
    }
    let parts = optional_amount(item, "net_fee")?.units() + optional_amount(item, "energy_fee")?.units();
    Ok(Amount::from_units(parts))
}

/// An amount that is left out where it is 0.
fn optional_amount(holder: &Value, field: &str) -> Result<Amount, FieldError> {
    if holder.at(field).is_some() { holder.amount_at(field) } else { Ok(Amount::ZERO) }
}
