//! The Esplora schema (Blockstream's electrs and its descendants, mempool.space among them):
//! <https://github.com/Blockstream/esplora/blob/master/API.md>, <https://mempool.space/docs/api/rest>.
//!
//! Confirmed transactions come 25 a page, newest first; the next page is asked by the last one's id.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | a transaction twice in the mempool's list | mempool/electrs#107 | the ledger counts a txid once |
//! | paging that stops between mempool and chain | mempool/electrs#142 | the two are asked apart; a short page ends the listing only where `chain_stats` agrees |
//! | `chain_stats` counts twice after a reorganisation | mempool/electrs#112 | a differing count has the listing read once more, then it is a gap |
//! | a 429's text body taken for a hash | bitcoindevkit/rust-esplora-client | the status decides; a height is digits and nothing else |
//! | `prevout` is null | every coinbase | an input that is nobody's: left out |
//! | `scriptpubkey_address` missing or empty | bare keys, OP_RETURN (mempool/mempool's own answers have the empty text) | no address |
//! | at most 50 transactions of the mempool | API.md | more in `mempool_stats` is a gap |
//! | `/txs/summary` only at mempool.space | mempool/electrs | a 404 means that the server lacks it |
//!
//! `/txs/summary` is not asked for progress: its 5,000 rows weigh more than half a megabyte, and `tx_count`, asked
//! anyway, says the same in one number. It is asked when a listing broke off, for the time at which the gap begins.

use super::row::{Fields, RowReader, parse, tx_id, unexpected};
use super::{ExplorerTotals, Feed, Page, Query, ReadError};
use crate::chain::{Address, Amount, BlockRef, Chain, Row, Timestamp, TxIo, UtxoTx};
use crate::json::{FieldError, Value};
use crate::plain;

/// Confirmed transactions a page.
pub const PAGE: usize = 25;

/// Waiting transactions that are listed at most.
pub const MEMPOOL_LIMIT: usize = 50;

/// What `/address/:a` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// `tx_count` among them: transactions in blocks.
    pub totals: ExplorerTotals,
    /// Transactions in the mempool.
    pub waiting: u64,
}

pub fn path(query: Query) -> String {
    let (address, list) = match query {
        Query::Tip => return "/blocks/tip/height".into(),
        Query::Account(address) => (address, ""),
        Query::Summary(address) => (address, "/txs/summary"),
        Query::Page { address, feed: Feed::Mempool, .. } => (address, "/txs/mempool"),
        Query::Page { address, .. } => (address, "/txs/chain"),
    };
    let mut path = String::from("/address/");
    path += address.as_str();
    path += list;
    if let Query::Page { feed: Feed::Confirmed, cursor: Some(last_seen_txid), .. } = query {
        path.push('/');
        path += last_seen_txid;
    }
    path
}

/// Reads a page of `/txs/chain` or `/txs/mempool`. A row that cannot be read is left out by name.
pub fn page(chain: Chain, body: &str) -> Result<Page, ReadError> {
    let value = parse(body)?;
    let items = value.items().ok_or_else(|| unexpected("a list of transactions"))?;
    let mut page = Page { full: items.len() >= PAGE, ..Page::default() };
    for item in items {
        let time = item.at("status.block_time").and_then(Value::as_u64);
        let mut row = RowReader::new(&mut page, item, tx_id(item, "txid"), time);
        let tx = read_tx(&mut row.fields, chain, item);
        row.push(Row::Utxo(tx));
        row.end();
    }
    page.next = items.last().and_then(|item| tx_id(item, "txid")).map(|txid| (*txid.0).into());
    Ok(page)
}

/// Reads a transaction, as in a page or as the answer of `/tx/:txid`.
pub fn tx(chain: Chain, value: &Value) -> Result<UtxoTx, FieldError> {
    let mut fields = Fields::default();
    let tx = read_tx(&mut fields, chain, value);
    fields.judge(tx)
}

fn read_tx(fields: &mut Fields, chain: Chain, value: &Value) -> UtxoTx {
    let txid = fields.tx_id(value, "txid");
    let inputs = ios(fields, chain, value, "vin");
    let outputs = ios(fields, chain, value, "vout");
    let confirmed = fields.bool(value, "status.confirmed");
    let block = confirmed.then(|| BlockRef {
        height: fields.integer(value, "status.block_height"),
        time: fields.integer(value, "status.block_time"),
        hash: value.at("status.block_hash").and_then(Value::as_str).map(Into::into),
    });
    UtxoTx { txid, inputs, outputs, fee: fields.amount(value, "fee"), block }
}

/// Reads one side of a transaction: the outputs, or what the inputs spend.
fn ios(fields: &mut Fields, chain: Chain, tx: &Value, side: &'static str) -> Vec<TxIo> {
    let mut ios = Vec::new();
    for (index, item) in fields.items(tx, side).iter().enumerate() {
        let mut io = Fields::default();
        if side == "vout" {
            ios.push(tx_io(&mut io, chain, item));
        } else if let Some(prevout) = item.at("prevout") {
            let mut output = Fields::default();
            ios.push(tx_io(&mut output, chain, prevout));
            io.include(output, |fault| fault.within("prevout"));
        } else if !is_coinbase(item) {
            // A coinbase makes new coins. Any other input without its previous output is a transaction half told:
            // counted, it would hide who sent it.
            io.miss("prevout", "an output");
        }
        fields.include(io, |fault| fault.within_item(side, index));
    }
    ios
}

/// An input of no transaction.
fn is_coinbase(vin: &Value) -> bool {
    vin.at("is_coinbase").and_then(Value::as_bool) == Some(true)
        || tx_id(vin, "txid").is_some_and(|txid| txid.0.bytes().all(|byte| byte == b'0'))
}

fn tx_io(fields: &mut Fields, chain: Chain, value: &Value) -> TxIo {
    let address = match value.at("scriptpubkey_address") {
        None => None,
        Some(text) if text.as_str() == Some("") => None,
        Some(text) => {
            let address = text.as_str().and_then(|text| Address::parse(chain, text).ok());
            if address.is_none() {
                fields.miss("scriptpubkey_address", "an address");
            }
            address
        }
    };
    TxIo { address, value: fields.amount(value, "value") }
}

/// Reads `/address/:a`.
pub fn account(address: &Address, body: &str) -> Result<Account, ReadError> {
    let value = parse(body)?;
    let mut fields = Fields::default();
    let funded = fields.amount(&value, "chain_stats.funded_txo_sum");
    let spent = fields.amount(&value, "chain_stats.spent_txo_sum");
    let balance = funded.units().checked_sub(spent.units());
    let balance = fields.check(balance, "chain_stats.spent_txo_sum", "at most what was funded");
    let totals = ExplorerTotals {
        address: address.clone(),
        contract: None,
        balance: Amount::from_units(balance),
        funded_txo_sum: Some(funded),
        spent_txo_sum: Some(spent),
        tx_count: Some(fields.integer(&value, "chain_stats.tx_count")),
    };
    let waiting = fields.integer(&value, "mempool_stats.tx_count");
    fields.judge(Account { totals, waiting }).map_err(ReadError::Expected)
}

/// Reads `/blocks/tip/height`: plain text.
pub fn tip(body: &str) -> Result<u64, ReadError> {
    let height = plain::parse_number(body.trim_ascii()).and_then(|height| u64::try_from(height).ok());
    height.ok_or_else(|| unexpected("a block's height"))
}

/// Reads `/address/:a/txs/summary`, up to 5,000 rows, for the time of the oldest. A row that cannot be read is passed
/// over: no figure comes from here.
pub fn summary(body: &str) -> Result<Option<Timestamp>, ReadError> {
    let value = parse(body)?;
    let items = value.items().ok_or_else(|| unexpected("a list of summary rows"))?;
    Ok(items.iter().filter_map(|item| item.at("time")?.as_u64()).min())
}
