//! Sans-IO adapters of public explorers, one file an API, and the driver that scans any of them.
//! Requests go out as values, answers come in as values: nothing here fetches, waits or reads a clock.

pub mod blockbook;
pub mod blockcypher;
pub mod blockscout;
pub mod esplora;
pub mod etherscan;
pub mod evidence;
mod evm;
pub(crate) mod failure;
pub mod issuer;
mod outputs;
pub(crate) mod row;
pub mod scan;
pub mod solana;
pub mod trongrid;

use crate::campaign::{Api, Explorer};
use crate::chain::{Address, Amount, BlockRef, Chain, Row, Timestamp, Token, TxId};
use crate::json::{FieldError, SyntaxError, Value};
use crate::plain;
use std::fmt;

pub use scan::{Held, Known, Next, Policy, Progress, Scan, Ticket};

/// A request. The transport sends no credentials and no referrer, and follows redirects to the same origin only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    /// JSON to post; a request without is a GET.
    pub body: Option<String>,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// An HTTP answer, whatever its status; `retry_after` is the header's text.
    Answer { status: u16, retry_after: Option<String>, body: String },
    /// No answer that could be read: refused, dropped, timed out, or hidden by CORS.
    Failed,
    /// An answer of more than [`BODY_LIMIT`]: it was broken off.
    TooLong,
}

impl Outcome {
    /// An answer that says of itself that it is what was asked for.
    pub fn is_success(&self) -> bool {
        matches!(self, Outcome::Answer { status: 200..=299, .. })
    }
}

/// Bytes of an answer at most. No explorer's page comes near it; a list of a hundred thousand addresses is a sixth of it.
pub const BODY_LIMIT: usize = 32 << 20;

/// A list that an explorer keeps about an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listing {
    pub address: Address,
    pub feed: Feed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feed {
    /// Transactions in blocks, of a UTXO chain.
    Confirmed,
    /// Transactions that wait.
    Mempool,
    /// Native transactions, of an account chain.
    Native,
    /// Value moved by contracts' calls.
    Internal,
    /// Token transfers.
    Token,
    /// What a token's issuer did to the address: frozen, let go, destroyed what lay there. No list of transfers has it.
    Issuer,
}

impl Feed {
    const NAMES: [(Feed, &str); 6] = [
        (Feed::Confirmed, "confirmed"),
        (Feed::Mempool, "mempool"),
        (Feed::Native, "native"),
        (Feed::Internal, "internal"),
        (Feed::Token, "token"),
        (Feed::Issuer, "issuer"),
    ];

    /// The name in a snapshot's files.
    pub fn name(self) -> &'static str {
        Feed::NAMES[self as usize].1
    }

    pub fn from_name(name: &str) -> Option<Feed> {
        Feed::NAMES.iter().find(|(_, of)| *of == name).map(|(feed, _)| *feed)
    }
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
    /// Whether an address can move a token now, as the token's contract says.
    Frozen {
        address: Address,
        contract: Box<str>,
        is_frozen: bool,
    },
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
    /// The explorer counts more or fewer transactions than it lists, or tells a balance of an asset of which it lists nothing.
    CountDiffers,
    /// The explorer says itself that it has not read all of these blocks yet.
    NotProcessed,
    /// More of an asset went out of an address than its lists say had come in.
    ListIncomplete,
    /// More waiting transactions than the explorer lists.
    MempoolLimit,
    /// Whether a token's issuer has frozen the address, or since when, did not come: it hides no receipt.
    FreezeUnknown,
    /// Days, or the present, for which no source has a price.
    NoPrice,
    /// Days, or the present, with a price that cannot be.
    ImplausiblePrice,
    /// A list that the campaign names: what is on it alone is not marked.
    ListNotRead,
    /// Evidence that transactions are in their blocks: it hides nothing, the explorer's word stands.
    NotProven,
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
    /// All kinds with their names.
    const NAMES: [(GapKind, &str); 16] = [
        (GapKind::NotAnswered, "not-answered"),
        (GapKind::Refused, "refused"),
        (GapKind::RateLimited, "rate-limited"),
        (GapKind::Stopped, "stopped"),
        (GapKind::RequestLimit, "request-limit"),
        (GapKind::BadRow, "bad-row"),
        (GapKind::Unsupported, "unsupported"),
        (GapKind::CountDiffers, "count-differs"),
        (GapKind::NotProcessed, "not-processed"),
        (GapKind::ListIncomplete, "list-incomplete"),
        (GapKind::MempoolLimit, "mempool-limit"),
        (GapKind::FreezeUnknown, "freeze-unknown"),
        (GapKind::NoPrice, "no-price"),
        (GapKind::ImplausiblePrice, "implausible-price"),
        (GapKind::ListNotRead, "list-not-read"),
        (GapKind::NotProven, "not-proven"),
    ];

    /// The name in reports and of its words in locale files.
    pub fn name(self) -> &'static str {
        GapKind::NAMES[self as usize].1
    }

    pub fn from_name(name: &str) -> Option<GapKind> {
        GapKind::NAMES.iter().find(|(_, of)| *of == name).map(|(kind, _)| *kind)
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
    /// The explorer's own totals of an address, in the native asset at least.
    Account,
    /// Its balances in tokens, where the API has them in another place.
    Balances,
    /// An address's whole history in few words (Esplora's `/txs/summary`, where the server has it).
    Summary,
    /// Whether the address is frozen by the issuer of the token that [`freezable`](crate::chain::asset::freezable) names.
    Frozen,
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
    /// The transactions of the page before, row by row, where only two pages side by side tell that they overlap.
    pub txs_before: Vec<TxId>,
    /// What is still to be asked for one by one, where the API lists first and tells later.
    pub queue: Vec<String>,
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
        txs_before: Vec::new(),
        queue: Vec::new(),
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
    /// The same, of too many requests: it is waited out.
    Limited(String),
    /// The same, of a key or a plan: no retry changes it.
    Denied(String),
}

/// An API: how it is asked, and how its answers are read. One file each.
pub trait Adapter: Sync {
    /// The request for a query. `reading` is what has been read of the listing: its cursor names the next page.
    /// None where this API keeps no such list: what it would hold comes with another one.
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        allowed: &[Token],
        reading: &Reading,
    ) -> Option<Request>;

    /// Reads a page of one of an address's listings. A row that cannot be read is left out by name. `allowed` are the
    /// tokens that count.
    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        feed: Feed,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError>;

    /// Reads the explorer's own totals: the answer to [`Query::Account`] or [`Query::Balances`].
    fn account(
        &self,
        owner: &Address,
        query: Query,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<Account, ReadError>;

    /// Reads the height of the chain's last block; the answer need not be JSON.
    fn tip(&self, _body: &str) -> Result<u64, ReadError> {
        Err(unexpected("asked for here"))
    }

    /// Reads the time of an address's first transaction from a summary.
    fn summary(&self, _answer: &Value) -> Result<Option<Timestamp>, ReadError> {
        Ok(None)
    }

    /// Reads whether the address is frozen: the answer to [`Query::Frozen`].
    fn is_frozen(&self, _answer: &Value) -> Result<bool, ReadError> {
        Err(unexpected("asked for here"))
    }

    /// Rows of a full page, to tell how many pages will follow.
    fn page_rows(&self) -> u64 {
        50
    }

    /// How many waiting transactions the API lists at most.
    fn mempool_limit(&self) -> u64 {
        u64::MAX
    }

    /// Milliseconds between the starts of two requests to one host, once a burst is used up.
    fn spacing_ms(&self, _explorer: &Explorer) -> u64 {
        SPACING_MS
    }

    /// Requests to one host that need no spacing between them.
    fn burst(&self) -> u64 {
        6
    }

    /// Whether a cursor means the same at every server of this API, so that another one goes on from it.
    fn cursors_are_portable(&self) -> bool {
        false
    }

    /// Whether 403 can mean too many requests.
    fn limits_by_403(&self) -> bool {
        false
    }

    /// The page for readers of a transaction or an address; none where none is known.
    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String>;
}

/// Four requests a second after a burst of six: what a reader sees first comes at the line's own speed, 120 pages
/// take half a minute, and both stay below what the explorers are known to bear (Blockstream: 700 an hour;
/// mempool.space: undisclosed; TronGrid: a few a second, and half as many without a key).
pub(crate) const SPACING_MS: u64 = 250;

/// The adapter of an API.
pub fn adapter(api: Api) -> &'static dyn Adapter {
    match api {
        Api::TronGrid => &trongrid::TronGrid,
        Api::Solana => &solana::SOLANA,
        Api::Blockscout => &blockscout::Blockscout,
        Api::Etherscan => &etherscan::Etherscan,
        Api::BlockCypher => &blockcypher::BlockCypher,
        Api::Blockbook => &blockbook::Blockbook,
        Api::Esplora => &esplora::Esplora,
    }
}

/// A GET of a path.
fn get(
    explorer: &Explorer,
    [before_address, after_address, before_cursor]: &Path,
    address: &str,
    cursor: &str,
) -> Request {
    let mut url = explorer.url.clone();
    for part in [before_address, address, after_address] {
        url += part;
    }
    if !cursor.is_empty() {
        url += before_cursor;
        percent_encode(&mut url, cursor);
    }
    Request { url, headers: Vec::new(), body: None }
}

/// Appends an explorer's key, if it has one, to a request's query.
fn push_key(request: &mut Request, parameter: &str, explorer: &Explorer) {
    if let Some(key) = &explorer.key {
        request.url.push(if plain::has(request.url.as_bytes(), b'?') { '&' } else { '?' });
        request.url += parameter;
        percent_encode(&mut request.url, key);
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
    adapter(explorer.api).reader_link(explorer, to)
}

/// A link of a site whose pages of transactions and addresses are at these paths.
fn link(site: &str, tx: &str, address: &str, to: LinkTo) -> Option<String> {
    let (path, id) = match to {
        LinkTo::Tx(id) => (tx, id),
        LinkTo::Address(id) => (address, id),
    };
    let mut link = String::from(site);
    link += path;
    link += id;
    Some(link)
}

/// Reads a header or an answer that is one number, in decimal digits alone.
fn whole_number(text: &str) -> Option<u64> {
    plain::parse_number(text.trim_ascii())?.try_into().ok()
}

/// As much of an explorer's own words as a note can hold.
fn beginning(said: &str) -> String {
    let end = said.char_indices().nth(200).map_or(said.len(), |(end, _)| end);
    said[..end].into()
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
            ReadError::Said(text) | ReadError::Limited(text) | ReadError::Denied(text) => {
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
