//! BlockCypher, version 1: Dogecoin, Litecoin and Bitcoin.
//! <https://www.blockcypher.com/dev/bitcoin/#address-full-endpoint>
//!
//! Transactions come 50 a page at least, newest first, waiting ones before those in blocks; the next page is asked by a
//! height that is above all of it. Amounts are JSON integers in base units, times RFC 3339.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | a transaction's inputs and outputs are cut after 20 | blockcypher/explorer#235, blockcypher/ruby-client#40 | asked for 1,000 (`txlimit`); one that is cut still is left out by name |
//! | `before` leaves out its own height | "only transactions before height" | asked by the lowest height and one: a block's rows come twice rather than never |
//! | "more in the rare case of more in the block at the bottom" | the same page, `limit` | where most of a page is in that block, it is taken as whole |
//! | waiting transactions stand in the same list, `block_height` −1, `confirmations` 0 | API reference, "TX" | blocks are asked for by `confirmations=1`; each feed takes its own all the same |
//! | outputs to a bare public key bear the address of the key's hash | recorded, 1db6251a…: `pay-to-pubkey` | counted for that address, as BlockCypher's balance does; other explorers do not |
//! | `addresses` is null or missing | OP_RETURN and other scripts without one | no address |
//! | several `addresses` at one output | bare multisig | no address: it is nobody's alone |
//! | a coinbase's input has neither `prev_hash` nor value | API reference, "TXInput" | it is nobody's: left out |
//! | `vin_sz`, `vout_sz` count what is not listed | recorded, 9ae73580…: 201 outputs, one listed, `next_outputs` | the row is left out, `outputs` named |
//! | three questions a second and 100 an hour without a token; then 429 | <https://www.blockcypher.com/dev/bitcoin/#rate-limits-and-tokens> | a burst of three, then two a second |

use super::outputs::{Names, account, read_tx, whose};
use super::row::{TIME_LIMIT, integer, items as items_of, read_rows, text};
use super::{
    Account, Adapter, Feed, LinkTo, Path, Query, ReadError, Reading, Request, get, link, push_key, unexpected,
};
use crate::campaign::Explorer;
use crate::chain::{Address, BlockRef, Row, Token, time};
use crate::json::{self, Value};
use crate::plain;

/// Transactions a page.
pub const PAGE: usize = 50;

const NAMES: Names = Names {
    inputs: "inputs",
    spent: "prev_hash",
    spent_value: "output_value",
    outputs: "outputs",
    script: "script",
    fee: "fees",
    received: "total_received",
    sent: "total_sent",
    count: "n_tx",
    waiting: "unconfirmed_n_tx",
};

/// A base URL is what precedes `/addrs`: `https://api.blockcypher.com/v1/doge/main`.
pub struct BlockCypher;

impl Adapter for BlockCypher {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        _: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        let path: &Path = match query {
            Query::Account => &["/addrs/", "/balance", ""],
            Query::Listing(Feed::Mempool) => &["/addrs/", "/full?limit=50&txlimit=1000", ""],
            Query::Listing(_) => &["/addrs/", "/full?limit=50&txlimit=1000&confirmations=1", "&before="],
            Query::Tip => &["", "", ""],
            Query::Summary | Query::Balances | Query::Frozen => return None,
        };
        let address = if query == Query::Tip { "" } else { address.as_str() };
        let mut request = get(explorer, path, address, &reading.cursor);
        push_key(&mut request, "token=", explorer);
        Some(request)
    }

    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        feed: Feed,
        _: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError> {
        let mut fields = whose(owner, answer)?;
        // A list of none may be missing.
        let none = integer(answer, "final_n_tx") == Some(0) && answer.at("txs").is_none();
        let items = if none { &[] } else { fields.items(answer, "txs") };
        fields.end()?;
        reading.full = answer.at("hasMore").and_then(Value::as_bool).unwrap_or(items.len() >= PAGE);
        reading.cursor = if reading.full { next(items) } else { String::new() };
        let about = |item: &Value| ("hash", confirmed(item));
        read_rows(reading, owner, items, &about, &mut |row| {
            let waits = integer(row.item, "confirmations") == Some(0);
            if waits != (feed == Feed::Mempool) {
                return row.pass_over();
            }
            let (txid, item, fields) = (row.tx_id(), row.item, &mut row.fields);
            fields.integer(item, "confirmations");
            for (side, count) in [(NAMES.inputs, "vin_sz"), (NAMES.outputs, "vout_sz")] {
                if fields.integer(item, count) != items_of(item, side).len() as u64 {
                    fields.miss(side, "all of them");
                }
            }
            let mut tx = read_tx(&NAMES, fields, owner.chain(), item, txid);
            if !waits {
                tx.block = Some(BlockRef {
                    height: fields.integer(item, "block_height"),
                    time: fields.check(confirmed(item), "confirmed", "a time"),
                    hash: text(item, "block_hash").map(Into::into),
                });
            }
            row.push(Row::Utxo(tx));
        });
        Ok(())
    }

    fn account(&self, owner: &Address, _: Query, _: &[Token], answer: &Value) -> Result<Account, ReadError> {
        account(&NAMES, owner, answer)
    }

    fn tip(&self, body: &str) -> Result<u64, ReadError> {
        let answer = json::parse(body).map_err(ReadError::Json)?;
        integer(&answer, "height").ok_or_else(|| unexpected("a chain with its height"))
    }

    fn page_rows(&self) -> u64 {
        PAGE as u64
    }

    fn mempool_limit(&self) -> u64 {
        PAGE as u64
    }

    fn spacing_ms(&self, _: &Explorer) -> u64 {
        500
    }

    fn burst(&self) -> u64 {
        3
    }

    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        let coin = explorer.url.strip_prefix("https://api.blockcypher.com/v1/")?.strip_suffix("/main")?;
        let mut site = String::from("https://live.blockcypher.com/");
        site += coin;
        link(&site, "/tx/", "/address/", to)
    }
}

/// What the page after these rows is asked by: a height that all of its rows are below; none where nothing of it is in a
/// block.
fn next(items: &[Value]) -> String {
    let mut lowest = u64::MAX;
    let (mut in_lowest, mut above) = (0, 0);
    for item in items {
        match integer(item, "block_height") {
            Some(height) if height < lowest => (lowest, in_lowest, above) = (height, 1, above + in_lowest),
            Some(height) if height == lowest => in_lowest += 1,
            Some(_) => above += 1,
            None => {}
        }
    }
    let mut cursor = String::new();
    if in_lowest > 0 {
        // Asked for again, the rows of a block that fills a page alone would be all that comes, for ever.
        let again = u128::from(in_lowest <= above);
        plain::push_number(&mut cursor, u128::from(lowest) + again);
    }
    cursor
}

/// When a transaction's block was found.
fn confirmed(item: &Value) -> Option<u64> {
    let text = text(item, "confirmed").filter(|_| integer(item, "block_height").is_some())?;
    time::parse_rfc3339(text).filter(|time| *time < TIME_LIMIT)
}
