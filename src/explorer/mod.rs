//! Sans-IO adapters of public explorers, one file an API, and the driver that scans any of them.
//! Requests go out as values, answers come in as values: nothing here fetches, waits or reads a clock.

pub mod esplora;
mod row;
pub mod scan;
pub mod trongrid;

use crate::campaign::{Api, Explorer};
use crate::chain::{Address, Amount, BlockRef, Chain, Row, Timestamp, TxId};
use crate::json::{FieldError, SyntaxError};
use crate::plain;
use std::fmt;

pub use scan::{Next, Policy, Progress, Scan, Ticket};

/// A GET request. The transport sends no credentials and no referrer, and follows redirects to the same origin only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// An HTTP answer, whatever its status; `retry_after` is the header's text.
    Answer { status: u16, retry_after: Option<String>, body: String },
    /// No answer that could be read: refused, dropped, timed out, or hidden by CORS.
    Failed,
}

/// A list that an explorer keeps about an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listing {
    pub address: Address,
    pub feed: Feed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feed {
    /// Transactions in blocks (Esplora).
    Confirmed,
    /// Transactions that wait (Esplora).
    Mempool,
    /// Native transactions (TronGrid).
    Native,
    /// Value moved by contracts' calls (TronGrid).
    Internal,
    /// Token transfers (TronGrid).
    Token,
}

/// What a handled answer brought.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// Rows of a listing. The same `(listing, run, key)` again replaces the earlier rows.
    /// Pages of one `run` continue one another; another run lists the same things again.
    Page {
        listing: Listing,
        run: u32,
        key: String,
        rows: Vec<Row>,
    },
    /// The listing was read again from its start as `run`: what earlier runs listed no longer counts.
    /// It comes when the new run is complete, so that an explorer that fails half-way takes nothing away.
    Restart {
        listing: Listing,
        run: u32,
    },
    Tip {
        chain: Chain,
        height: u64,
    },
    Totals(ExplorerTotals),
}

/// The explorer's own totals of an address, as it reports them, beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplorerTotals {
    pub address: Address,
    /// The token's contract; none for the native asset.
    pub contract: Option<Box<str>>,
    pub balance: Amount,
    /// Esplora's `funded_txo_sum` and `spent_txo_sum`.
    pub funded_txo_sum: Option<Amount>,
    pub spent_txo_sum: Option<Amount>,
    pub tx_count: Option<u64>,
}

/// What an explorer says of an address itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The native asset's first; its `tx_count` is of transactions in blocks.
    pub totals: Vec<ExplorerTotals>,
    /// Transactions that wait in the mempool.
    pub waiting: u64,
}

/// Something that did not come, or could not be read: with the time that it hides, where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub chain: Chain,
    pub address: Option<Address>,
    pub kind: GapKind,
    /// The first and last second that may miss rows; open where unknown (`from` none: since the beginning).
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// How many rows, where it is about rows.
    pub count: Option<u32>,
    /// The explorer's host, the row's transaction and field, the unsupported kind: for the reader who opens the note.
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum GapKind {
    /// The explorer did not answer, or not with anything that could be read, after retries and fallbacks.
    NotAnswered,
    /// The explorer refused: 401, 403, 404 or another answer that a retry does not change.
    Refused,
    /// The explorer's limit held to the end: 429.
    RateLimited,
    /// The reader pressed stop, or left.
    Stopped,
    /// The publisher's limit of requests was reached.
    RequestLimit,
    /// A row that could not be read is left out.
    BadRow,
    /// A kind of transaction that moves value which this version does not count (TRC-10, freezing, …).
    Unsupported,
    /// The explorer counts more or fewer transactions than it lists.
    CountDiffers,
    /// More waiting transactions than the explorer lists.
    MempoolLimit,
}

impl Gap {
    /// Of one row of an address's listing.
    fn of_row(owner: &Address, kind: GapKind, time: Option<Timestamp>, detail: String) -> Gap {
        Gap {
            chain: owner.chain(),
            address: Some(owner.clone()),
            kind,
            from: time,
            to: time,
            count: Some(1),
            detail: Some(detail),
        }
    }
}

impl GapKind {
    /// The name in reports and of its words in locale files.
    pub fn name(self) -> &'static str {
        match self {
            GapKind::NotAnswered => "not-answered",
            GapKind::Refused => "refused",
            GapKind::RateLimited => "rate-limited",
            GapKind::Stopped => "stopped",
            GapKind::RequestLimit => "request-limit",
            GapKind::BadRow => "bad-row",
            GapKind::Unsupported => "unsupported",
            GapKind::CountDiffers => "count-differs",
            GapKind::MempoolLimit => "mempool-limit",
        }
    }
}

/// The host of an explorer's URL, with its port, as the panel names it.
pub fn host(explorer: &Explorer) -> &str {
    plain::host_of(&explorer.url)
}

/// What an adapter is asked to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// A page of an address's listing.
    Listing(Feed),
    /// The explorer's own totals of an address.
    Account,
    /// An address's whole history in few words (Esplora's `/txs/summary`, where the server has it).
    Summary,
    /// The height of the chain's last block: of no address.
    Tip,
}

/// A request's path: what stands before the address, after it, and before the cursor that the page before named.
pub type Path = [&'static str; 3];

/// What has been read of a listing, page by page from its start.
#[derive(Debug)]
pub struct Reading {
    /// Of the last page, until the driver hands them on.
    pub rows: Vec<Row>,
    /// What the next page is asked by; empty for the first, and where there is certainly none.
    pub cursor: String,
    /// The last page had as many rows as the API gives at most: the sign that more follow.
    pub full: bool,
    /// Pages that were read.
    pub pages: u32,
    pub oldest: Option<Timestamp>,
    pub newest: Option<Timestamp>,
    /// The transactions, sorted, each once; those of rows that were left out too.
    pub listed: Vec<TxId>,
    /// Rows that were left out, and what does not agree with the explorer's counts.
    pub gaps: Vec<Gap>,
    /// The blocks that transactions are in, one a height, where their hashes are known.
    pub blocks: Vec<BlockRef>,
    /// Two blocks stood at one height: a reorganisation took place between two pages.
    pub forked: bool,
}

impl Reading {
    /// Of a listing that nothing has been read of.
    pub const NEW: Reading = Reading {
        rows: Vec::new(),
        cursor: String::new(),
        full: false,
        pages: 0,
        oldest: None,
        newest: None,
        listed: Vec::new(),
        gaps: Vec::new(),
        blocks: Vec::new(),
        forked: false,
    };
}

/// Why an answer cannot be read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// Not JSON from this byte on: cut off, or another type.
    Json(SyntaxError),
    /// JSON, but not this API's.
    Expected(FieldError),
    /// The explorer's own error text.
    Said(String),
}

/// The request of an explorer for a query; `cursor` is what the page before named, empty for the first.
pub fn request(explorer: &Explorer, query: Query, address: &Address, cursor: &str) -> Request {
    let mut url = explorer.url.clone();
    push_path(&mut url, explorer.api, query, address, cursor);
    let mut headers = Vec::new();
    if let (Api::TronGrid, Some(key)) = (explorer.api, &explorer.key) {
        headers.push((trongrid::KEY_HEADER, key.clone()));
    }
    Request { url, headers }
}

/// Appends what follows the explorer's URL in a request.
fn push_path(out: &mut String, api: Api, query: Query, address: &Address, cursor: &str) {
    let [before_address, after_address, before_cursor] = match api {
        Api::Esplora => esplora::path(query),
        Api::TronGrid => trongrid::path(query),
    };
    *out += before_address;
    if query != Query::Tip {
        *out += address.as_str();
    }
    *out += after_address;
    if !cursor.is_empty() {
        *out += before_cursor;
        percent_encode(out, cursor);
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

/// What a link for readers leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTo<'a> {
    Tx(&'a str),
    Address(&'a str),
}

/// The page for readers of a transaction or an address at an explorer whose pages are known;
/// none for a bare API, and for an identifier that is none.
pub fn reader_link(explorer: &Explorer, to: LinkTo) -> Option<String> {
    let (LinkTo::Tx(id) | LinkTo::Address(id)) = to;
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (site, tx, address) = match explorer.api {
        // The servers of this schema keep their pages beside the API: `/testnet/api` and `/testnet/tx/…`.
        Api::Esplora => (explorer.url.strip_suffix("/api")?, "/tx/", "/address/"),
        Api::TronGrid => {
            let site = match host(explorer) {
                "api.trongrid.io" => "https://tronscan.org",
                "nile.trongrid.io" => "https://nile.tronscan.org",
                _ => return None,
            };
            (site, "/#/transaction/", "/#/address/")
        }
    };
    let mut link = String::from(site);
    link += if matches!(to, LinkTo::Tx(_)) { tx } else { address };
    link += id;
    Some(link)
}

/// Reads a header or an answer that is one number, in decimal digits alone.
fn whole_number(text: &str) -> Option<u64> {
    plain::parse_number(text.trim_ascii())?.try_into().ok()
}

/// An answer that is another than was asked for.
fn unexpected(expected: &'static str) -> ReadError {
    ReadError::Expected(FieldError::new("the answer", expected))
}

impl ReadError {
    /// Appends what is wrong with the answer, in English, for the reader who opens a note.
    pub fn push_words(&self, out: &mut String) {
        match self {
            ReadError::Json(error) => {
                *out += "the text is not JSON at byte ";
                plain::push_number(out, error.position as u128);
            }
            ReadError::Expected(error) => {
                *out += &error.field;
                *out += " is not ";
                *out += error.expected;
            }
            ReadError::Said(text) => {
                *out += "the explorer says: ";
                *out += text;
            }
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut words = String::new();
        self.push_words(&mut words);
        f.write_str(&words)
    }
}

impl std::error::Error for ReadError {}
