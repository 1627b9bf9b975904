//! The Esplora schema (Blockstream's electrs and its descendants, mempool.space among them):
//! <https://github.com/Blockstream/esplora/blob/master/API.md>, <https://mempool.space/docs/api/rest>.
//!
//! Confirmed transactions come 25 a page, newest first; the next page is asked by the last one's id.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | a transaction twice in the mempool's list | mempool/electrs#107 | the ledger counts a txid once |
//! | paging that stops between mempool and chain | mempool/electrs#142 | the two are asked apart; a short page ends the listing only where `chain_stats` agrees; where that never comes, an empty one does |
//! | `chain_stats` counts twice after a reorganisation | mempool/electrs#112 | a differing count has the listing read once more, then it is a gap |
//! | a 429's text body taken for a hash | bitcoindevkit/rust-esplora-client | the status decides; a height is digits and nothing else |
//! | `prevout` is null | every coinbase | an input that is nobody's: left out |
//! | `scriptpubkey_address` missing or empty | bare keys, OP_RETURN (mempool/mempool's own answers have the empty text) | no address |
//! | at most 50 transactions of the mempool | API.md | more in `mempool_stats` is a gap |
//! | Litecoin's MWEB: peg-ins, and what a block's integrating transaction spends to pay peg-outs, as `unknown` or under the node's own names | litecoin-project/litecoin#1003; LIP 2, LIP 3 | told by the script's witness version too: hidden, without an address |
//! | `/txs/summary` only at mempool.space | mempool/electrs | a 404 means that the server lacks it |
//!
//! `/txs/summary` is not asked for progress: its 5,000 rows weigh more than half a megabyte, and `tx_count`, asked
//! anyway, says the same in one number. It is asked when a listing broke off, for the time at which the gap begins.

use super::outputs::is_hidden;
use super::row::{Fields, Part, cover, hash, integer, is_true, list, read_rows, text};
use super::{
    Account, Adapter, ExplorerTotals, Feed, LinkTo, Path, Query, ReadError, Reading, Request, get, link,
    unexpected, whole_number,
};
use crate::campaign::Explorer;
use crate::chain::{Address, Amount, BlockRef, Chain, Row, Timestamp, Token, TxId, TxIo, UtxoTx};
use crate::json::Value;

/// Confirmed transactions a page.
pub const PAGE: usize = 25;

/// Waiting transactions that are listed at most.
const MEMPOOL_LIMIT: u64 = 50;

/// A base URL is what precedes `/address`.
pub struct Esplora;

impl Adapter for Esplora {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        _: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        let path: &Path = match query {
            Query::Tip => return Some(get(explorer, &["/blocks/tip/height", "", ""], "", "")),
            Query::Account => &["/address/", "", ""],
            Query::Summary => &["/address/", "/txs/summary", ""],
            Query::Listing(Feed::Mempool) => &["/address/", "/txs/mempool", ""],
            Query::Listing(_) => &["/address/", "/txs/chain", "/"],
            Query::Balances | Query::Frozen => return None,
        };
        Some(get(explorer, path, address.as_str(), &reading.cursor))
    }

    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        _: Feed,
        _: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError> {
        page(reading, owner, answer)
    }

    fn account(&self, owner: &Address, _: Query, _: &[Token], answer: &Value) -> Result<Account, ReadError> {
        account(owner, answer)
    }

    fn tip(&self, body: &str) -> Result<u64, ReadError> {
        whole_number(body).ok_or_else(|| unexpected("a block's height"))
    }

    fn summary(&self, answer: &Value) -> Result<Option<Timestamp>, ReadError> {
        summary(answer)
    }

    fn page_rows(&self) -> u64 {
        PAGE as u64
    }

    fn mempool_limit(&self) -> u64 {
        MEMPOOL_LIMIT
    }

    fn cursors_are_portable(&self) -> bool {
        true
    }

    /// The servers of this schema keep their pages beside the API: `/testnet/api` and `/testnet/tx/…`.
    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        link(explorer.url.strip_suffix("/api")?, "/tx/", "/address/", to)
    }
}

/// Reads a page of `/txs/chain` or `/txs/mempool`. A row that cannot be read is left out by name.
pub fn page(reading: &mut Reading, owner: &Address, answer: &Value) -> Result<(), ReadError> {
    let items = list(answer, "a list of transactions")?;
    reading.full = items.len() >= PAGE;
    reading.cursor = items.last().and_then(|item| hash(item, "txid")).unwrap_or("").into();
    let about = |item: &Value| ("txid", integer(item, "status.block_time"));
    read_rows(reading, owner, items, &about, &mut |row| {
        let txid = row.tx_id();
        let tx = read_tx(&mut row.fields, owner.chain(), row.item, txid);
        row.push(Row::Utxo(tx));
    });
    Ok(())
}

/// Reads a transaction, as in a page or as the answer of `/tx/:txid`.
pub fn tx(chain: Chain, value: &Value) -> Result<UtxoTx, ReadError> {
    let mut fields = Fields::default();
    let txid = fields.tx_id(value, "txid");
    let tx = read_tx(&mut fields, chain, value, txid);
    fields.end()?;
    Ok(tx)
}

fn read_tx(fields: &mut Fields, chain: Chain, value: &Value, txid: TxId) -> UtxoTx {
    let inputs = ios(fields, chain, value, "vin");
    let outputs = ios(fields, chain, value, "vout");
    let confirmed = fields.bool(value, "status.confirmed");
    let block = confirmed.then(|| BlockRef {
        height: fields.integer(value, "status.block_height"),
        time: fields.time(value, "status.block_time", 1),
        hash: text(value, "status.block_hash").map(Into::into),
    });
    UtxoTx { txid, inputs, outputs, fee: fields.amount(value, "fee"), block }
}

/// Reads one side of a transaction: its outputs, or what its inputs spend.
fn ios(fields: &mut Fields, chain: Chain, tx: &Value, side: &'static str) -> Vec<TxIo> {
    let mut ios = Vec::new();
    for (index, item) in fields.items(tx, side).iter().enumerate() {
        fields.part = Part { before: side, index: Some(index), after: "." };
        let mut output = Some(item);
        if side == "vin" {
            output = item.at("prevout");
            // A coinbase makes new coins. Any other input without its previous output is a transaction half told:
            // counted, it would hide who sent it.
            if output.is_none() && !is_coinbase(item) {
                fields.miss("prevout", "an output");
            }
            fields.part.after = ".prevout.";
        }
        if let Some(output) = output {
            ios.push(tx_io(fields, chain, output));
        }
    }
    fields.part = Part::default();
    ios
}

/// An input of no transaction.
fn is_coinbase(vin: &Value) -> bool {
    is_true(vin, "is_coinbase") || hash(vin, "txid").is_some_and(|txid| txid.bytes().all(|byte| byte == b'0'))
}

fn tx_io(fields: &mut Fields, chain: Chain, value: &Value) -> TxIo {
    let hidden = is_hidden(chain, text(value, "scriptpubkey").unwrap_or("")).is_some()
        || matches!(text(value, "scriptpubkey_type"), Some("witness_mweb_pegin" | "witness_mweb_hogaddr"));
    if hidden {
        // Of some servers it has a text like an address's, which nobody owns.
        return TxIo { address: None, value: fields.amount(value, "value"), hidden };
    }
    let address = match value.at("scriptpubkey_address") {
        None => None,
        Some(text) if text.as_str() == Some("") => None,
        Some(_) => fields.address(chain, value, "scriptpubkey_address"),
    };
    TxIo { address, value: fields.amount(value, "value"), hidden }
}

/// Reads `/address/:a`.
pub fn account(address: &Address, answer: &Value) -> Result<Account, ReadError> {
    let mut fields = Fields::default();
    let funded = fields.amount(answer, "chain_stats.funded_txo_sum");
    let spent = fields.amount(answer, "chain_stats.spent_txo_sum");
    let balance = funded.units().checked_sub(spent.units());
    let balance = fields.check(balance, "chain_stats.spent_txo_sum", "at most what was funded");
    let confirmed = fields.integer(answer, "chain_stats.tx_count");
    let waiting = fields.integer(answer, "mempool_stats.tx_count");
    fields.end()?;
    let totals = ExplorerTotals {
        address: address.clone(),
        contract: None,
        balance: Amount::from_units(balance),
        funded_txo_sum: Some(funded),
        spent_txo_sum: Some(spent),
        tx_count: Some(confirmed),
    };
    Ok(Account { totals: vec![totals], waiting })
}

/// Reads `/address/:a/txs/summary`, up to 5,000 rows, for the time of the oldest. A row that cannot be read is passed
/// over: no figure comes from here.
pub fn summary(answer: &Value) -> Result<Option<Timestamp>, ReadError> {
    let (mut oldest, mut newest) = (None, None);
    for item in list(answer, "a list of summary rows")? {
        cover(&mut oldest, &mut newest, integer(item, "time"));
    }
    Ok(oldest)
}
