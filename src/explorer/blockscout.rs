//! Blockscout, version 2 of its API: <https://docs.blockscout.com/api-reference>, and its changes up to version 12:
//! <https://docs.blockscout.com/blockscout-v12-0-0-api-updates-and-breaking-changes>.
//!
//! Rows come 50 a page, newest first; the next page is asked by all of `next_page_params`. Amounts are decimal strings.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | a failed transaction is listed like any other | `status: "error"`, recorded transactions | it moves its fee alone |
//! | a transaction that waits has no `timestamp`; one that was dropped neither, and is an error besides | API reference, `TransactionView` | it is in no block, so it moved nothing: passed over until it is |
//! | `to: null` | contract creations | `created_contract` is paid |
//! | a failed contract creation: `created_contract: null` too | API reference | it moves its fee alone |
//! | a creation is in the internal list once more, as number 0 | `InternalTransaction`, which leaves number 0 out of calls alone | number 0 is the transaction itself: passed over |
//! | calls within one that failed are marked as failed, but for rows from before 2024 that were not read again | blockscout/blockscout#9306, #10526 | `success` is believed; the balance's note shows the rest |
//! | an address that was never seen is 404 | before version 7 (blockscout/blockscout#11506) | refused there; an empty list since |
//! | `delegatecall` names the value that its caller was paid | every payment to a Safe or another proxy | code in its caller's place moves nothing |
//! | the internal list of new blocks comes late, with a `message` that says so | `InternalTransactionsPendingStatusHelper` | it is a gap, in the server's words |
//! | `next_page_params` has a name twice, as number and as text | blockscout/blockscout#12984 | the first counts: the other is what was asked by |
//! | `next_page_params` repeats the filter and the key | before version 12 | they stand in every request anyway |
//! | `total: null`, or a token's identifier in it | ERC-721, ERC-1155, ERC-404 | no amount: they are not asked for, and passed over where they come |
//! | `decimals: null` | tokens that do not say | an unlisted one counts as excluded; a listed one has the publisher's decimals |
//! | a made-up token's amounts are beyond 2¹¹² | tokens of spam | in no sum; counted as excluded |
//! | a row twice, at the end of a page and the start of the next | rows that came in meanwhile | the ledger counts a log's place once |
//! | WETH and its kin write no `Transfer` when they wrap and unwrap; some servers list it all the same | `token_burning` in recorded transactions | entered from the payments to and from the contract; listed besides, it is the same transfer |
//! | USDT frozen or destroyed by its issuer is in no list | Tether's `isBlackListed`, events of its own | asked of the contract by `eth-rpc`; the events by `module=logs`, for rows of `/logs` have no time |
//! | `coin_balance: null` | an account that was never read | nothing is said of its balance |
//! | `is_scam`, `reputation` | since version 9.1 | not read: what counts is on the allow-list |
//! | `tx_hash`, `token.address` | before version 7 | either is read |
//! | validators' withdrawals and block rewards are in lists of their own | API reference | not counted: the balance's note shows them |

use super::evm::{
    TOP_CALL, TokenPaths, account_at, balance, call_body, call_moves, is_contract, is_frozen, issuer_page,
    note_unread, push_fee, push_logs_query, push_native, push_token, time_of,
};
use super::row::{Fields, RowReader, read_rows, text};
use super::{
    Account, Adapter, Feed, LinkTo, Query, ReadError, Reading, Request, host, link, percent_encode, push_key,
    unexpected,
};
use crate::campaign::{Api, Explorer};
use crate::chain::asset::freezable;
use crate::chain::{Address, Amount, Timestamp, Token, time};
use crate::json::{FieldError, Value};
use crate::plain;

/// The host that answers for every chain, to who has a key.
const KEYED_HOST: &str = "api.blockscout.com";

/// What stands in a request anyway.
const OWN_PARAMETERS: [&str; 3] = ["type", "apikey", "key"];

/// A base URL is what precedes `/addresses`: `https://eth.blockscout.com/api/v2`.
pub struct Blockscout;

impl Adapter for Blockscout {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        allowed: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        if let Query::Frozen | Query::Listing(Feed::Issuer) = query {
            return about_issuer(explorer, query, address, freezable(address.chain(), allowed)?, reading);
        }
        let (path, filter) = match query {
            Query::Listing(Feed::Token) => ("/token-transfers", "type=ERC-20"),
            Query::Listing(Feed::Internal) => ("/internal-transactions", ""),
            Query::Listing(_) => ("/transactions", ""),
            Query::Account => ("", ""),
            Query::Balances => ("/token-balances", ""),
            Query::Frozen | Query::Summary | Query::Tip => return None,
        };
        let mut parameters = String::from(filter);
        if !reading.cursor.is_empty() {
            separate(&mut parameters);
            parameters += &reading.cursor;
        }
        if let Some(key) = &explorer.key {
            push_parameter(&mut parameters, "apikey", key);
        }
        let mut url = explorer.url.clone();
        let mark = if parameters.is_empty() { "" } else { "?" };
        for part in ["/addresses/", address.as_str(), path, mark, &parameters] {
            url += part;
        }
        Some(Request { url, headers: Vec::new(), body: None })
    }

    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        feed: Feed,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError> {
        if feed == Feed::Issuer {
            return issuer_page(reading, owner, allowed, answer);
        }
        let Some(rows) = answer.at("items").and_then(Value::items) else {
            return Err(ReadError::Expected(FieldError::new("items", "an array")));
        };
        reading.cursor = cursor(answer);
        reading.full = true;
        let about = |item: &Value| {
            let id = match feed {
                Feed::Native => "hash",
                _ if item.at("tx_hash").is_some() => "tx_hash",
                _ => "transaction_hash",
            };
            (id, time(item))
        };
        read_rows(reading, owner, rows, &about, &mut |row| match feed {
            Feed::Token => token(row, allowed),
            Feed::Internal => internal(row, allowed),
            _ => native(row, allowed),
        });
        if feed == Feed::Internal {
            note_unread(reading, owner, answer);
        }
        Ok(())
    }

    fn account(
        &self,
        owner: &Address,
        query: Query,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<Account, ReadError> {
        let mut fields = Fields::default();
        let mut totals = Vec::new();
        if query == Query::Balances {
            let rows = answer.items().ok_or_else(|| unexpected("a list of token balances"))?;
            for token in allowed {
                let is_of = |row: &&Value| is_contract(token, owner, contract(row));
                let units = match rows.iter().find(is_of) {
                    None => Amount::ZERO,
                    Some(row) => fields.amount(row, "value"),
                };
                if token.asset.chain == owner.chain() {
                    totals.push(balance(owner, token.asset.contract.clone(), units));
                }
            }
        } else {
            // What tells an account from another answer is its address.
            fields.text(answer, "hash");
            if answer.at("coin_balance").is_some() {
                totals.push(balance(owner, None, fields.amount(answer, "coin_balance")));
            }
        }
        fields.end()?;
        Ok(Account { totals, waiting: 0 })
    }

    fn is_frozen(&self, answer: &Value) -> Result<bool, ReadError> {
        is_frozen(answer)
    }

    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        // The host for all chains has no pages: those of the chain's own are meant.
        let mut url = &*explorer.url;
        if host(explorer) == KEYED_HOST {
            let known = explorer.chain.facts().explorers;
            url = known.iter().find(|(api, _)| *api == Api::Blockscout)?.1;
        }
        link(url.strip_suffix("/api/v2")?, "/tx/0x", "/address/", to)
    }
}

/// What version 2 of the API does not tell: whether a token is frozen, as a node says, and the events of its contract, in
/// the `module=` schema. An instance answers both beside `/api/v2`, the host for all chains at places of their own.
fn about_issuer(
    explorer: &Explorer,
    query: Query,
    address: &Address,
    token: &Token,
    reading: &Reading,
) -> Option<Request> {
    let is_keyed = host(explorer) == KEYED_HOST;
    let mut url = String::from(explorer.url.strip_suffix("/v2")?);
    let mut body = None;
    if query == Query::Frozen {
        if is_keyed {
            url = url.strip_suffix("/api")?.into();
        }
        url += if is_keyed { "/json-rpc" } else { "/eth-rpc" };
        body = Some(call_body(token, address));
    } else {
        if is_keyed {
            url = "https://api.blockscout.com/v2/api?chain_id=".into();
            url += plain::parted(explorer.chain.caip2(), b':').1;
        }
        url += if is_keyed { "&module=" } else { "?module=" };
        push_logs_query(&mut url, token, &reading.cursor);
    }
    let mut request = Request { url, headers: Vec::new(), body };
    push_key(&mut request, "apikey=", explorer);
    Some(request)
}

/// `next_page_params` as they stand in a request; empty where there are none.
fn cursor(answer: &Value) -> String {
    let mut cursor = String::new();
    let parameters = answer.at("next_page_params").and_then(Value::fields).unwrap_or_default();
    for (index, (name, value)) in parameters.iter().enumerate() {
        let is_repeated = parameters.iter().take(index).any(|(earlier, _)| earlier == name);
        let written = match value {
            Value::Number(text) => text,
            Value::String(text) => &**text,
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            _ => continue,
        };
        if !is_repeated && plain::named(name, &OWN_PARAMETERS).is_none() {
            push_parameter(&mut cursor, name, written);
        }
    }
    cursor
}

fn push_parameter(parameters: &mut String, name: &str, value: &str) {
    separate(parameters);
    percent_encode(parameters, name);
    parameters.push('=');
    percent_encode(parameters, value);
}

fn separate(parameters: &mut String) {
    if !parameters.is_empty() {
        parameters.push('&');
    }
}

fn time(item: &Value) -> Option<Timestamp> {
    time::parse_rfc3339(text(item, "timestamp")?)
}

/// A token's contract as a row names it.
fn contract<'v>(row: &'v Value) -> &'v str {
    text(row, "token.address_hash").or_else(|| text(row, "token.address")).unwrap_or("")
}

/// `{hash, status, timestamp, from {hash}, to {hash}, created_contract {hash}, value, fee {value}}`.
fn native(row: &mut RowReader, allowed: &[Token]) {
    let item = row.item;
    if item.field("timestamp").is_some_and(Value::is_null) {
        return;
    }
    let time = time_of(row, time(row.item), "timestamp");
    if account_at(row, FROM) == *row.owner {
        let fee = row.fields.amount(item, "fee.value");
        push_fee(row, fee, time);
    }
    // A failed one moves its fee alone.
    if row.fields.text(item, "status") == "ok" {
        push_native(row, allowed, TOP_CALL, (FROM, receiver(item)), time);
    }
}

/// `{transaction_hash, index, type, success, timestamp, from {hash}, to {hash}, created_contract {hash}, value}`.
fn internal(row: &mut RowReader, allowed: &[Token]) {
    let item = row.item;
    let index = row.fields.integer(item, "index");
    let moves = row.fields.bool(item, "success") && call_moves(row.fields.text(item, "type"));
    if moves && index > 0 {
        let time = time_of(row, time(row.item), "timestamp");
        push_native(row, allowed, u32::try_from(index).ok(), (FROM, receiver(item)), time);
    }
}

const FROM: &str = "from.hash";

/// Where the receiver stands: a contract that is created stands in a field of its own.
fn receiver(item: &Value) -> &'static str {
    if item.at("to").is_some() { "to.hash" } else { "created_contract.hash" }
}

/// `{transaction_hash, log_index, timestamp, from {hash}, to {hash}, token {address_hash}, token_type, total {value}}`.
fn token(row: &mut RowReader, allowed: &[Token]) {
    let item = row.item;
    let kind = text(item, "token_type").or_else(|| text(item, "token.type"));
    if kind.is_some_and(|kind| kind != "ERC-20") {
        return;
    }
    let paths = TokenPaths {
        contract: if item.at("token.address").is_some() { "token.address" } else { "token.address_hash" },
        symbol: "token.symbol",
        value: "total.value",
        from: FROM,
        to: "to.hash",
        index: "log_index",
    };
    let time = time_of(row, time(row.item), "timestamp");
    push_token(row, allowed, &paths, time);
}
