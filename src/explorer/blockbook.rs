//! Blockbook, API version 2, of chains of unspent outputs: <https://github.com/trezor/blockbook/blob/master/docs/api.md>.
//! It sends no CORS header: for the command, or behind a proxy.
//!
//! Transactions come up to 1,000 a page, newest first, waiting ones at the head of the first page. Amounts are decimal
//! strings in base units.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | pages are counted from the newest row, so that a new one shifts them | API document, `page` | a row that comes twice counts once; one that is missed shows in `txs`, and the listing is read again |
//! | a page beyond the last is answered with the last | API document, `page` | the next page is asked only where `totalPages` names one |
//! | waiting transactions stand on the first page, without `confirmations`, `blockHeight` −1 or missing, `blockTime` when first seen | API document, "blockTime" | each feed takes its own |
//! | fields of 0 or "" are left out | API document, "empty fields are omitted" | `confirmations` missing is none; an amount missing is a fault |
//! | `addresses` of what is no address: `OP_RETURN (…)`, with `isAddress` false | blockbook's own pages | no address |
//! | a coinbase's input has no `txid` and no value | the same | it is nobody's: left out |
//! | accounts of Ethereum, and whole wallets (`xpub`), answer in the same schema | recorded: `nonce`, `ethereumSpecific`; `address` begins with `zpub`, `dgub` | refused: `address` is not the one asked for |
//! | 20 questions a minute by default, then 429 | EXPLORERS' notes | one in two seconds, after a burst of six |

use super::outputs::{Names, account, read_tx, whose};
use super::row::{integer, read_rows, text};
use super::{
    Account, Adapter, Feed, LinkTo, Path, Query, ReadError, Reading, Request, get, link, unexpected,
};
use crate::campaign::Explorer;
use crate::chain::{Address, BlockRef, Row, Token};
use crate::json::{self, FieldError, Value};
use crate::plain;

/// Transactions a page.
pub const PAGE: u64 = 200;

const NAMES: Names = Names {
    inputs: "vin",
    spent: "txid",
    spent_value: "value",
    outputs: "vout",
    script: "hex",
    fee: "fees",
    received: "totalReceived",
    sent: "totalSent",
    count: "txs",
    waiting: "unconfirmedTxs",
};

/// A base URL is what precedes `/api/v2`.
pub struct Blockbook;

impl Adapter for Blockbook {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        _: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        let path: &Path = match query {
            Query::Tip => return Some(get(explorer, &["/api/", "", ""], "", "")),
            Query::Account => &["/api/v2/address/", "?details=basic", ""],
            Query::Listing(_) => &["/api/v2/address/", "?details=txs&pageSize=200", "&page="],
            Query::Summary | Query::Balances | Query::Frozen => return None,
        };
        Some(get(explorer, path, address.as_str(), &reading.cursor))
    }

    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        feed: Feed,
        _: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError> {
        refuse_accounts(answer)?;
        let mut fields = whose(owner, answer)?;
        let page = fields.integer(answer, "page");
        let pages = fields.integer(answer, "totalPages");
        // A list of none is left out.
        let listed = answer.at("transactions").is_some() || integer(answer, "txs").unwrap_or(0) > 0;
        let items = if listed { fields.items(answer, "transactions") } else { &[] };
        fields.end()?;
        reading.full = page < pages;
        reading.cursor.clear();
        if reading.full {
            plain::push_number(&mut reading.cursor, u128::from(page) + 1);
        }
        let about = |item: &Value| ("txid", integer(item, "blockTime").filter(|_| !waits(item)));
        read_rows(reading, owner, items, &about, &mut |row| {
            if waits(row.item) != (feed == Feed::Mempool) {
                return row.pass_over();
            }
            let (txid, item, fields) = (row.tx_id(), row.item, &mut row.fields);
            let mut tx = read_tx(&NAMES, fields, owner.chain(), item, txid);
            if !waits(item) {
                tx.block = Some(BlockRef {
                    height: fields.integer(item, "blockHeight"),
                    time: fields.time(item, "blockTime", 1),
                    hash: text(item, "blockHash").map(Into::into),
                });
            }
            row.push(Row::Utxo(tx));
        });
        Ok(())
    }

    fn account(&self, owner: &Address, _: Query, _: &[Token], answer: &Value) -> Result<Account, ReadError> {
        refuse_accounts(answer)?;
        account(&NAMES, owner, answer)
    }

    fn tip(&self, body: &str) -> Result<u64, ReadError> {
        let answer = json::parse(body).map_err(ReadError::Json)?;
        integer(&answer, "blockbook.bestHeight")
            .ok_or_else(|| unexpected("Blockbook's status with `bestHeight`"))
    }

    fn page_rows(&self) -> u64 {
        PAGE
    }

    fn mempool_limit(&self) -> u64 {
        PAGE
    }

    fn spacing_ms(&self, _: &Explorer) -> u64 {
        2_000
    }

    /// Its own pages stand beside the API.
    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        link(&explorer.url, "/tx/", "/address/", to)
    }
}

/// An account of Ethereum, which answers in the same schema, counts its transactions.
fn refuse_accounts(answer: &Value) -> Result<(), ReadError> {
    match answer.at("nonce") {
        None => Ok(()),
        Some(_) => Err(ReadError::Expected(FieldError::new("nonce", "of a chain of unspent outputs"))),
    }
}

/// Whether a transaction is in no block yet.
fn waits(item: &Value) -> bool {
    match item.at("confirmations") {
        None => true,
        Some(count) => count.as_u64() == Some(0),
    }
}
