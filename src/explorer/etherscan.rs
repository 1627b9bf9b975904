//! The `module=account` schema of Etherscan, which Blockscout and Routescan instances answer too:
//! <https://docs.etherscan.io/api-reference/endpoint/txlist>, <https://docs.blockscout.com/devs/apis/rpc/account>.
//!
//! Rows are asked for 1,000 a page, newest first. The next page is another window: up to the last page's last block.
//! Everything is a string.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | an error is HTTP 200 with `status: "0"`, and so is an empty list | recorded answers | an empty list is `No … found`; limits and keys are told apart by their words |
//! | at most 1,000 rows a request, and 10,000 by pages | docs.etherscan.io, "Rate limits" | of a full page, the rows above its last block count, and the next window ends with that block: none is lost, none is twice |
//! | one block that fills a page | payouts to many | all of it counts, and the same window's next page is asked for |
//! | fewer rows a page than were asked for | a server's own limit | a page of a round number may be cut: the next window is asked for |
//! | `endblock`, `sort` not obeyed | AlphaWallet/alpha-wallet-ios#2855, Blockscout in 2021 | refused by the field's name: windows cannot be read there |
//! | `chainid` is needed | Etherscan's V2, whose URL ends in `/v2/api` | sent there alone |
//! | a chain that wants a plan; a wrong key; no key | recorded answers, docs.etherscan.io "Common error messages" | denied: the next explorer is asked |
//! | `isError: "1"`, or `txreceipt_status: "0"` | recorded answers; empty before Byzantium | the transaction moves its fee alone, a call nothing |
//! | `to: ""` | contract creations | `contractAddress` is paid |
//! | the first allocation's rows: `hash: "GENESIS_…"`, `from: "GENESIS"` | recorded answers | from nobody, in no transaction: named as not counted |
//! | the fee is `gasPrice` × `gasUsed`; a layer 2 takes one for its layer 1 besides | `L1FeesPaid` of the OP chains' lists, and of Blockscout from 12.0.2 on | added where it is listed; where not, the balance's note shows it |
//! | `tokentx` has no place of the log; Blockscout's has, `logIndex` | recorded answers, blockscout/blockscout#1862 | equal rows of one listing count as often as listed |
//! | internal rows have no number but `traceId`; Blockscout's have, `index` | recorded answers | as above; number 0 is the transaction itself: passed over |
//! | Blockscout's internal rows name the transaction `transactionHash` | its documentation | either is read |
//! | rows of `txlistinternal` without `hash` | asked by transaction, recorded answers | at fault: they are not asked for so |
//! | a node's calls within one that failed need not be marked as failed | ethereum/go-ethereum#21924, BscScan | `isError` is believed; the balance's note shows the rest |
//! | `delegatecall` names the value that its caller was paid | Blockscout's `callType` | code in its caller's place moves nothing |
//! | `status: "2"`: some calls of these blocks are not read yet | Blockscout | the rows count, and it is a gap, in the server's words |
//! | a made-up token's amounts are beyond 2¹¹² | tokens of spam | in no sum; counted as excluded |
//! | validators' withdrawals are in a list of their own | `txsBeaconWithdrawal` | not counted: the balance's note shows them |
//! | WETH and its kin write no `Transfer` when they wrap and unwrap | recorded `tokentx`, where WETH falls below 0 | entered from the payments to and from the contract |
//! | USDT frozen or destroyed by its issuer is in no list | Tether's `isBlackListed`, events of its own | asked of the contract by `module=proxy`, which Blockscout lacks (there by `eth-rpc`); the events by `module=logs`, where `0x` is 0 |
//! | balances of tokens are one request a token, or want a plan | `tokenbalance`, `addresstokenbalance` | not asked for |

use super::evm::{
    TOP_CALL, TokenPaths, account_at, balance, call_body, call_moves, is_frozen, issuer_page, note_unread,
    push_call_query, push_fee, push_logs_query, push_native, push_token, time_of,
};
use super::row::{AMOUNT, Fields, RowReader, integer, items, read_rows, text};
use super::{
    Account, Adapter, Feed, LinkTo, Query, ReadError, Reading, Request, beginning, host, link,
    percent_encode, unexpected, whole_number,
};
use crate::campaign::Explorer;
use crate::chain::asset::freezable;
use crate::chain::{Address, Amount, Chain, Timestamp, Token};
use crate::json::{FieldError, Value};
use crate::plain;

/// Rows a page at most.
pub const PAGE: usize = 1_000;

/// Servers cut their pages at round numbers.
pub(super) const ROUND: usize = 50;

/// What Etherscan's own URL for all chains ends with.
const V2: &str = "/v2/api";

/// A base URL is what precedes the `?`: `https://api.etherscan.io/v2/api`.
pub struct Etherscan;

impl Adapter for Etherscan {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        allowed: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        let token = || freezable(address.chain(), allowed);
        let mut url = explorer.url.clone();
        if query == Query::Frozen && is_instance(explorer) {
            // Blockscout has no `module=proxy`: it answers as a node, beside.
            url += "/eth-rpc";
            return Some(Request { url, headers: Vec::new(), body: Some(call_body(token()?, address)) });
        }
        let action = match query {
            Query::Listing(Feed::Token) => "tokentx",
            Query::Listing(Feed::Internal) => "txlistinternal",
            Query::Listing(_) => "txlist",
            Query::Account => "balance&tag=latest",
            Query::Frozen => "",
            Query::Balances | Query::Summary | Query::Tip => return None,
        };
        url += "?";
        if explorer.url.ends_with(V2) {
            let (_, chain_id) = plain::parted(explorer.chain.caip2(), b':');
            append(&mut url, &["chainid=", chain_id, "&"]);
        }
        url += "module=";
        match query {
            Query::Frozen => push_call_query(&mut url, token()?, address),
            Query::Listing(Feed::Issuer) => push_logs_query(&mut url, token()?, &reading.cursor),
            _ => append(&mut url, &["account&action=", action, "&address=", address.as_str()]),
        }
        if let Query::Listing(Feed::Token | Feed::Internal | Feed::Native) = query {
            let (block, page) = plain::parted(&reading.cursor, b'.');
            if !block.is_empty() {
                append(&mut url, &["&startblock=0&endblock=", block]);
            }
            let page = if page.is_empty() { "1" } else { page };
            append(&mut url, &["&page=", page, "&offset=1000&sort=desc"]);
        }
        if let Some(key) = &explorer.key {
            url += "&apikey=";
            percent_encode(&mut url, key);
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
        let rows = listed(answer)?;
        let window = Window::of(&reading.cursor, rows)?;
        reading.cursor = window.next;
        reading.full = true;
        let about = |item: &Value| {
            let id = if item.at("transactionHash").is_some() { "transactionHash" } else { "hash" };
            (id, time(item))
        };
        let rows = rows.get(..window.rows).unwrap_or(rows);
        read_rows(reading, owner, rows, &about, &mut |row| match feed {
            Feed::Token => token(row, allowed),
            Feed::Internal => internal(row, allowed),
            _ => native(row, allowed),
        });
        if text(answer, "status") == Some("2") {
            note_unread(reading, owner, answer);
        }
        Ok(())
    }

    fn account(&self, owner: &Address, _: Query, _: &[Token], answer: &Value) -> Result<Account, ReadError> {
        if text(answer, "status") != Some("1") {
            return Err(refusal(answer));
        }
        let mut fields = Fields::default();
        let totals = vec![balance(owner, None, fields.amount(answer, "result"))];
        fields.end()?;
        Ok(Account { totals, waiting: 0 })
    }

    fn is_frozen(&self, answer: &Value) -> Result<bool, ReadError> {
        is_frozen(answer)
    }

    fn page_rows(&self) -> u64 {
        PAGE as u64
    }

    /// Three a second is what a key without a plan has (docs.etherscan.io, "Rate limits").
    fn spacing_ms(&self, _: &Explorer) -> u64 {
        350
    }

    fn burst(&self) -> u64 {
        3
    }

    /// A window means the same everywhere.
    fn cursors_are_portable(&self) -> bool {
        true
    }

    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        let site = match explorer.chain {
            // An instance has its pages beside its API; a host for APIs alone has none.
            _ if is_instance(explorer) => explorer.url.strip_suffix("/api")?,
            _ if host(explorer) != "api.etherscan.io" => return None,
            Chain::Ethereum => "https://etherscan.io",
            Chain::EthereumSepolia => "https://sepolia.etherscan.io",
            Chain::Polygon => "https://polygonscan.com",
            Chain::Bnb => "https://bscscan.com",
            Chain::Arbitrum => "https://arbiscan.io",
            Chain::Optimism => "https://optimistic.etherscan.io",
            Chain::Base => "https://basescan.org",
            Chain::BaseSepolia => "https://sepolia.basescan.org",
            Chain::Gnosis => "https://gnosisscan.io",
            _ => return None,
        };
        link(site, "/tx/0x", "/address/", to)
    }
}

fn append(url: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| *url += part);
}

/// Whether it is an instance of Blockscout's or its like, which answers other questions beside its API.
fn is_instance(explorer: &Explorer) -> bool {
    explorer.url.ends_with("/api") && !explorer.url.ends_with(V2) && !host(explorer).starts_with("api.")
}

/// The rows of an answer, or why there are none.
pub(super) fn listed<'v, 'a>(answer: &'v Value<'a>) -> Result<&'v [Value<'a>], ReadError> {
    let rows = items(answer, "result");
    let is_read = match text(answer, "status") {
        Some("0") => text(answer, "message").is_some_and(|message| message.starts_with("No ")),
        Some("1" | "2") => answer.at("result").and_then(Value::items).is_some(),
        _ => false,
    };
    if is_read { Ok(rows) } else { Err(refusal(answer)) }
}

/// Why an answer is none, by the server's words.
pub(super) fn refusal(answer: &Value) -> ReadError {
    let said = text(answer, "result").filter(|said| !said.is_empty()).or_else(|| text(answer, "message"));
    let (Some("0"), Some(said)) = (text(answer, "status"), said) else {
        return unexpected("an object with `status`, `message` and `result`");
    };
    let (words, said) = (said.to_ascii_lowercase(), beginning(said));
    let has = |part: &&str| plain::find(&words, part).is_some();
    if ["api key", "apikey", "api access", "upgrade", "chainid", "deprecated"].iter().any(has)
        && !has(&"rate limit")
    {
        ReadError::Denied(said)
    } else if has(&"limit") {
        ReadError::Limited(said)
    } else {
        ReadError::Said(said)
    }
}

/// Which of a page's rows count, and what comes after them.
struct Window {
    /// How many of the first rows.
    rows: usize,
    /// The next window's last block, and a point and its page after the first; empty where nothing follows.
    next: String,
}

impl Window {
    /// `cursor` is what the page was asked by.
    fn of(cursor: &str, rows: &[Value]) -> Result<Window, ReadError> {
        let fault = |expected| Err(ReadError::Expected(FieldError::new("result.blockNumber", expected)));
        let (asked, page) = plain::parted(cursor, b'.');
        let (asked, page) = (whole_number(asked), whole_number(page).unwrap_or(1));
        let blocks = |row: Option<&Value>| row.and_then(|row| integer(row, "blockNumber"));
        let (first, last) = (blocks(rows.first()), blocks(rows.last()));
        if let (Some(first), Some(asked)) = (first, asked)
            && first > asked
        {
            return fault("at most the block asked for");
        }
        if rows.is_empty() || !rows.len().is_multiple_of(ROUND) {
            return Ok(Window { rows: rows.len(), next: String::new() });
        }
        let (Some(first), Some(last)) = (first, last) else { return fault("an integer") };
        if first < last {
            return fault("in descending order");
        }
        let mut next = String::new();
        let rows = if first > last {
            plain::push_number(&mut next, last.into());
            rows.iter().position(|row| blocks(Some(row)) == Some(last)).unwrap_or(rows.len())
        } else {
            plain::push_number(&mut next, asked.unwrap_or(first).into());
            next.push('.');
            plain::push_number(&mut next, u128::from(page) + 1);
            rows.len()
        };
        Ok(Window { rows, next })
    }
}

fn failed(item: &Value) -> bool {
    text(item, "isError") == Some("1") || text(item, "txreceipt_status") == Some("0")
}

/// Where the receiver stands: a contract that is created stands in a field of its own.
fn receiver(item: &Value) -> &'static str {
    if text(item, "to").unwrap_or("").is_empty() { "contractAddress" } else { "to" }
}

fn time(item: &Value) -> Option<Timestamp> {
    integer(item, "timeStamp")
}

/// `{hash, timeStamp, from, to, contractAddress, value, gasPrice, gasUsed, isError, txreceipt_status, …}`.
fn native(row: &mut RowReader, allowed: &[Token]) {
    let item = row.item;
    if text(item, "from") == Some("GENESIS") {
        return row.leave_out("GENESIS");
    }
    let time = time_of(row, time(row.item), "timeStamp");
    if account_at(row, "from") == *row.owner {
        let fee = fee(row);
        push_fee(row, fee, time);
    }
    if !failed(item) {
        push_native(row, allowed, TOP_CALL, ("from", receiver(item)), time);
    }
}

/// What the sender paid, in the native asset.
fn fee(row: &mut RowReader) -> Amount {
    let item = row.item;
    let (price, used) = (row.fields.integer(item, "gasPrice"), row.fields.integer(item, "gasUsed"));
    let of_layer_1 = match text(item, "L1FeesPaid") {
        None | Some("") => Amount::ZERO,
        _ => row.fields.amount(item, "L1FeesPaid"),
    };
    // Below 2¹²⁸, and another 2¹¹² at most.
    let units = (u128::from(price) * u128::from(used)).saturating_add(of_layer_1.units());
    let fee = Some(Amount::from_units(units)).filter(|fee| fee.is_of_row());
    row.fields.check(fee, "gasPrice", AMOUNT)
}

/// `{hash, timeStamp, from, to, contractAddress, value, type, isError, …}`; Blockscout's have `index`, `callType`.
fn internal(row: &mut RowReader, allowed: &[Token]) {
    let item = row.item;
    let index = integer(item, "index");
    let kind = text(item, "callType").filter(|kind| !kind.is_empty()).or_else(|| text(item, "type"));
    if !failed(item) && index != Some(0) && call_moves(kind.unwrap_or("")) {
        let (index, time) =
            (index.and_then(|index| u32::try_from(index).ok()), time_of(row, time(row.item), "timeStamp"));
        push_native(row, allowed, index, ("from", receiver(item)), time);
    }
}

/// `{hash, timeStamp, from, to, contractAddress, value, tokenSymbol, …}`; Blockscout's have `logIndex`.
fn token(row: &mut RowReader, allowed: &[Token]) {
    const PATHS: TokenPaths = TokenPaths {
        contract: "contractAddress",
        symbol: "tokenSymbol",
        value: "value",
        from: "from",
        to: "to",
        index: "logIndex",
    };
    let time = time_of(row, time(row.item), "timeStamp");
    push_token(row, allowed, &PATHS, time);
}
