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

use super::{ExplorerTotals, Feed, LeftOut, Page, Query, ReadError, Why, tx_id};
use crate::chain::{Address, Amount, BlockRef, Chain, Row, Timestamp, TxId, TxIo, UtxoTx};
use crate::json::{self, FieldError, Value};

/// Confirmed transactions a page.
pub const PAGE: usize = 25;

/// Waiting transactions that are listed at most.
pub const MEMPOOL_LIMIT: usize = 50;

/// What `/address/:a` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub totals: ExplorerTotals,
    /// Transactions in blocks.
    pub confirmed: u64,
    /// Transactions in the mempool.
    pub waiting: u64,
}

/// A row of `/txs/summary`. Its `value` is what the transaction changed, so it shows no gross figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    pub txid: TxId,
    pub time: Timestamp,
}

pub fn path(query: Query) -> String {
    match query {
        Query::Tip => "/blocks/tip/height".into(),
        Query::Account(address) => format!("/address/{address}"),
        Query::Summary(address) => format!("/address/{address}/txs/summary"),
        Query::Page { address, feed: Feed::Mempool, .. } => format!("/address/{address}/txs/mempool"),
        Query::Page { address, cursor: None, .. } => format!("/address/{address}/txs/chain"),
        Query::Page { address, cursor: Some(last_seen_txid), .. } => {
            format!("/address/{address}/txs/chain/{last_seen_txid}")
        }
    }
}

/// Reads a page of `/txs/chain` or `/txs/mempool`. A row that cannot be read is left out by name.
pub fn page(chain: Chain, body: &str) -> Result<Page, ReadError> {
    let value = json::parse(body).map_err(ReadError::Json)?;
    let items = value
        .items()
        .ok_or_else(|| ReadError::Expected(FieldError::new("the answer", "a list of transactions")))?;
    let mut page = Page { full: items.len() >= PAGE, ..Page::default() };
    for item in items {
        let txid = item.at("txid").and_then(Value::as_str).and_then(tx_id);
        page.next = txid.as_ref().map(|txid| txid.0.to_string());
        let time = item.at("status.block_time").and_then(Value::as_u64);
        match tx(chain, item) {
            Ok(tx) => page.rows.push(Row::Utxo(tx)),
            Err(error) => page.left_out.push(LeftOut { tx: txid, time, why: Why::Bad(error) }),
        }
        if let Some(time) = time {
            page.cover(time);
        }
    }
    Ok(page)
}

/// Reads a transaction, as in a page or as the answer of `/tx/:txid`.
pub fn tx(chain: Chain, value: &Value) -> Result<UtxoTx, FieldError> {
    let txid = tx_id(value.str_at("txid")?).ok_or_else(|| FieldError::new("txid", "a transaction's id"))?;
    let mut inputs = Vec::new();
    for (index, vin) in value.array_at("vin")?.iter().enumerate() {
        match vin.field("prevout") {
            Some(prevout) if !prevout.is_null() => {
                let input = tx_io(chain, prevout);
                inputs.push(input.map_err(|error| error.within("prevout").within_item("vin", index))?);
            }
            // A coinbase makes new coins. Any other input without its previous output is a transaction half told:
            // counted, it would hide who sent it.
            _ if is_coinbase(vin) => {}
            _ => return Err(FieldError::new("prevout", "an output").within_item("vin", index)),
        }
    }
    let mut outputs = Vec::new();
    for (index, vout) in value.array_at("vout")?.iter().enumerate() {
        outputs.push(tx_io(chain, vout).map_err(|error| error.within_item("vout", index))?);
    }
    let block = if value.bool_at("status.confirmed")? { Some(block(value)?) } else { None };
    Ok(UtxoTx { txid, inputs, outputs, fee: value.amount_at("fee")?, block })
}

/// An input of no transaction.
fn is_coinbase(vin: &Value) -> bool {
    let spends_nothing = |txid: &str| txid.len() == 64 && txid.bytes().all(|byte| byte == b'0');
    vin.at("is_coinbase").and_then(Value::as_bool) == Some(true)
        || vin.str_at("txid").is_ok_and(spends_nothing)
}

fn tx_io(chain: Chain, value: &Value) -> Result<TxIo, FieldError> {
    let address = match value.at("scriptpubkey_address") {
        None => None,
        Some(text) => match text.as_str() {
            Some("") => None,
            Some(text) => Some(Address::parse(chain, text).map_err(|_| bad_address())?),
            None => return Err(bad_address()),
        },
    };
    Ok(TxIo { address, value: value.amount_at("value")? })
}

fn bad_address() -> FieldError {
    FieldError::new("scriptpubkey_address", "an address")
}

fn block(value: &Value) -> Result<BlockRef, FieldError> {
    Ok(BlockRef {
        height: value.u64_at("status.block_height")?,
        time: value.u64_at("status.block_time")?,
        hash: value.at("status.block_hash").and_then(Value::as_str).map(Into::into),
    })
}

/// Reads `/address/:a`.
pub fn account(address: &Address, body: &str) -> Result<Account, ReadError> {
    let value = json::parse(body).map_err(ReadError::Json)?;
    let read = || -> Result<Account, FieldError> {
        let funded = value.amount_at("chain_stats.funded_txo_sum")?;
        let spent = value.amount_at("chain_stats.spent_txo_sum")?;
        let balance = funded.units().checked_sub(spent.units());
        let balance =
            balance.ok_or_else(|| FieldError::new("chain_stats.spent_txo_sum", "at most what was funded"))?;
        let confirmed = value.u64_at("chain_stats.tx_count")?;
        Ok(Account {
            totals: ExplorerTotals {
                address: address.clone(),
                contract: None,
                balance: Amount::from_units(balance),
                funded_txo_sum: Some(funded),
                spent_txo_sum: Some(spent),
                tx_count: Some(confirmed),
            },
            confirmed,
            waiting: value.u64_at("mempool_stats.tx_count")?,
        })
    };
    read().map_err(ReadError::Expected)
}

/// Reads `/blocks/tip/height`: plain text.
pub fn tip(body: &str) -> Result<u64, ReadError> {
    let digits = body.trim();
    let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let height = if good { digits.parse().ok() } else { None };
    height.ok_or_else(|| ReadError::Expected(FieldError::new("the answer", "a block's height")))
}

/// Reads `/address/:a/txs/summary`: up to 5,000 rows, newest first. A row that cannot be read is passed over:
/// no figure comes from here.
pub fn summary(body: &str) -> Result<Vec<SummaryRow>, ReadError> {
    let value = json::parse(body).map_err(ReadError::Json)?;
    let items = value
        .items()
        .ok_or_else(|| ReadError::Expected(FieldError::new("the answer", "a list of summary rows")))?;
    let row = |item: &Value| {
        Some(SummaryRow { txid: tx_id(item.at("txid")?.as_str()?)?, time: item.at("time")?.as_u64()? })
    };
    Ok(items.iter().filter_map(row).collect())
}
