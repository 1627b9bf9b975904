//! BlockCypher, Blockbook and Litecoin over Esplora: what is asked, how rows are read, what is left out by name.

use donation_flow::campaign::{Campaign, Explorer};
use donation_flow::chain::{Address, Chain, Row, TxIo, UtxoTx};
use donation_flow::explorer::{
    Account, Adapter, Feed, GapKind, LinkTo, Query, ReadError, Reading, adapter, reader_link,
};
use donation_flow::json;
use serde_json::{Value, json};

const DOGE: &str = "DUMh1rPrXTrCN2Z9EHsLPg7b78rACHB2h7";
const OTHER: &str = "DDhUv8JZGmSxKYV95NLnbRTUKni9cDZD3S";
const LITECOIN: &str = "ltc1qpm594ntjq6ayqjngf6t9td2dxtey9d7985eept";
/// A witness program of version 9, and of version 8: into Litecoin's hidden part, and what is in there.
const PEG_IN: &str = "59200000000000000000000000000000000000000000000000000000000000000001";
const HOGADDR: &str = "58200000000000000000000000000000000000000000000000000000000000000002";

fn owner(chain: Chain) -> Address {
    let text = if chain == Chain::Dogecoin { DOGE } else { LITECOIN };
    Address::parse(chain, text).expect("an address")
}

/// An explorer as a campaign file names it.
fn explorer(chain: &str, api: &str, url: &str, key: Option<&str>) -> Explorer {
    let address = if chain == "dogecoin" { DOGE } else { LITECOIN };
    let mut explorer = json!({"chain": chain, "api": api, "url": url});
    if let Some(key) = key {
        explorer["key"] = json!(key);
    }
    let file = json!({
        "version": 1, "name": "N", "addresses": [{"chain": chain, "address": address}], "explorers": [explorer],
    });
    let campaign = Campaign::parse(&file.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    campaign.explorers[0].clone()
}

fn of(explorer: &Explorer) -> &'static dyn Adapter {
    adapter(explorer.api)
}

fn asked(explorer: &Explorer, query: Query, cursor: &str) -> Option<String> {
    let reading = Reading { cursor: cursor.into(), ..Reading::NEW };
    let request = of(explorer).request(explorer, query, &owner(explorer.chain), &[], &reading)?;
    assert_eq!((request.body, request.headers), (None, vec![]));
    Some(request.url)
}

fn page(explorer: &Explorer, feed: Feed, answer: &Value) -> Result<Reading, ReadError> {
    let mut reading = Reading::NEW;
    let text = answer.to_string();
    let answer = json::parse(&text).expect("JSON");
    of(explorer).page(&mut reading, &owner(explorer.chain), feed, &[], &answer).map(|()| reading)
}

fn account(explorer: &Explorer, answer: &Value) -> Result<Account, ReadError> {
    let text = answer.to_string();
    of(explorer).account(&owner(explorer.chain), Query::Account, &[], &json::parse(&text).expect("JSON"))
}

fn transactions(reading: &Reading) -> Vec<&UtxoTx> {
    let mut transactions = Vec::new();
    for row in &reading.rows {
        match row {
            Row::Utxo(tx) => transactions.push(tx),
            _ => panic!("no transfer is on a chain of unspent outputs"),
        }
    }
    transactions
}

fn bad_rows(reading: &Reading) -> Vec<&str> {
    let gaps = reading.gaps.iter().filter(|gap| gap.kind == GapKind::BadRow);
    gaps.map(|gap| gap.detail.as_deref().expect("a bad row is named")).collect()
}

fn id(number: u64) -> String {
    format!("{number:064x}")
}

fn side(ios: &[TxIo]) -> Vec<(Option<&str>, u128, bool)> {
    ios.iter().map(|io| (io.address.as_ref().map(Address::as_str), io.value.units(), io.hidden)).collect()
}

fn said(result: Result<impl Sized, ReadError>) -> String {
    result.err().expect("a refusal").to_string()
}

// ---- BlockCypher

fn blockcypher() -> Explorer {
    explorer("dogecoin", "blockcypher", "https://api.blockcypher.com/v1/doge/main", None)
}

fn cypher_tx(number: u64, height: i64) -> Value {
    json!({
        "block_hash": id(height.unsigned_abs()), "block_height": height, "hash": id(number), "fees": 30,
        "confirmed": "2026-03-01T12:00:00.5Z", "received": "2026-03-01T11:59:00.123Z",
        "confirmations": if height < 0 { 0 } else { 9 }, "vin_sz": 1, "vout_sz": 3,
        "inputs": [{"prev_hash": id(9), "output_index": 0, "output_value": 1_000, "addresses": [OTHER]}],
        "outputs": [
            {"value": 900, "script": "76a9", "addresses": [DOGE], "script_type": "pay-to-pubkey-hash"},
            {"value": 70, "script": "5121", "addresses": [DOGE, OTHER], "script_type": "pay-to-multi-pubkey-hash"},
            {"value": 0, "script": "6a00", "addresses": null, "script_type": "null-data"},
        ],
    })
}

fn cypher_page(txs: Vec<Value>, more: bool) -> Value {
    let mut page = json!({"address": DOGE, "final_n_tx": txs.len(), "txs": txs});
    if more {
        page["hasMore"] = json!(true);
    }
    page
}

#[test]
fn blockcypher_is_asked_by_height() {
    let explorer = blockcypher();
    let base = "https://api.blockcypher.com/v1/doge/main";
    let list = format!("{base}/addrs/{DOGE}/full?limit=50&txlimit=1000");
    assert_eq!(asked(&explorer, Query::Listing(Feed::Mempool), ""), Some(list.clone()));
    let list = format!("{list}&confirmations=1");
    assert_eq!(asked(&explorer, Query::Listing(Feed::Confirmed), ""), Some(list.clone()));
    assert_eq!(asked(&explorer, Query::Listing(Feed::Confirmed), "100"), Some(format!("{list}&before=100")));
    assert_eq!(asked(&explorer, Query::Account, ""), Some(format!("{base}/addrs/{DOGE}/balance")));
    assert_eq!(asked(&explorer, Query::Tip, ""), Some(base.into()));
    assert_eq!(asked(&explorer, Query::Summary, ""), None);
}

#[test]
fn blockcypher_takes_a_token_in_the_query() {
    let explorer =
        explorer("litecoin", "blockcypher", "https://api.blockcypher.com/v1/ltc/main", Some("a&b"));
    let url = |query| asked(&explorer, query, "").unwrap();
    assert!(url(Query::Tip).ends_with("/ltc/main?token=a%26b"));
    assert!(url(Query::Account).ends_with("/balance?token=a%26b"));
    assert!(url(Query::Listing(Feed::Confirmed)).ends_with("&confirmations=1&token=a%26b"));
}

#[test]
fn blockcypher_links_to_its_pages_where_they_are_known() {
    let link = |explorer: &Explorer, to| reader_link(explorer, to);
    let tx = id(7);
    assert_eq!(
        link(&blockcypher(), LinkTo::Tx(&tx)),
        Some(format!("https://live.blockcypher.com/doge/tx/{tx}"))
    );
    assert_eq!(
        link(&blockcypher(), LinkTo::Address(DOGE)),
        Some(format!("https://live.blockcypher.com/doge/address/{DOGE}"))
    );
    let own = explorer("dogecoin", "blockcypher", "https://explorers.news.example/doge", None);
    assert_eq!(link(&own, LinkTo::Tx(&tx)), None);
}

#[test]
fn a_blockcypher_transaction_is_read_whole() {
    let reading =
        page(&blockcypher(), Feed::Confirmed, &cypher_page(vec![cypher_tx(1, 100)], false)).unwrap();
    assert_eq!(reading.gaps, []);
    let [tx] = transactions(&reading)[..] else { panic!("one transaction") };
    assert_eq!(*tx.txid.0, *id(1));
    assert_eq!(side(&tx.inputs), [(Some(OTHER), 1_000, false)]);
    // What several keys share, and a note, is at no address.
    assert_eq!(side(&tx.outputs), [(Some(DOGE), 900, false), (None, 70, false), (None, 0, false)]);
    assert_eq!(tx.fee.units(), 30);
    let block = tx.block.as_ref().expect("a block");
    assert_eq!((block.height, block.time, block.hash.as_deref()), (100, 1_772_366_400, Some(&*id(100))));
    assert_eq!((reading.oldest, reading.newest), (Some(1_772_366_400), Some(1_772_366_400)));
    assert!(reading.cursor.is_empty() && !reading.full);
}

#[test]
fn what_waits_is_in_the_mempools_list_alone() {
    let answer = cypher_page(vec![cypher_tx(2, -1), cypher_tx(1, 100)], false);
    let confirmed = page(&blockcypher(), Feed::Confirmed, &answer).unwrap();
    assert_eq!(confirmed.listed.len(), 1);
    assert_eq!(*transactions(&confirmed)[0].txid.0, *id(1));
    let waiting = page(&blockcypher(), Feed::Mempool, &answer).unwrap();
    assert_eq!((waiting.listed.len(), waiting.newest), (1, None));
    assert_eq!((&*transactions(&waiting)[0].txid.0, &transactions(&waiting)[0].block), (&*id(2), &None));
}

#[test]
fn the_next_page_is_asked_by_a_height_above_all_of_it() {
    let cursor = |txs, more| page(&blockcypher(), Feed::Confirmed, &cypher_page(txs, more)).unwrap().cursor;
    // Rows of block 90 may be on either page.
    assert_eq!(cursor(vec![cypher_tx(3, -1), cypher_tx(2, 100), cypher_tx(1, 90)], true), "91");
    assert_eq!(cursor(vec![cypher_tx(1, 90), cypher_tx(2, 100)], true), "91");
    assert_eq!(cursor(vec![cypher_tx(2, 100), cypher_tx(1, 90)], false), "");
    assert_eq!(cursor(vec![cypher_tx(3, -1)], true), "");
    // A block that fills a page is whole, and would come again for ever.
    let page = |above: u64, in_lowest: u64| {
        let above = (0..above).map(|number| cypher_tx(number, 100));
        cursor(above.chain((100..100 + in_lowest).map(|number| cypher_tx(number, 90))).collect(), true)
    };
    assert_eq!([page(0, 50), page(24, 26), page(25, 25)], ["90", "90", "91"]);
}

#[test]
fn a_blockcypher_row_that_is_cut_or_odd_is_left_out_by_name() {
    let cases: [(&str, Value, &str); 12] = [
        ("vout_sz", json!(201), "outputs"),
        ("vin_sz", json!(2), "inputs"),
        ("vin_sz", json!("one"), "vin_sz"),
        ("confirmations", json!(null), "confirmations"),
        ("confirmed", json!("yesterday"), "confirmed"),
        ("confirmed", json!("2243-01-01T00:00:00Z"), "confirmed"),
        ("block_height", json!(1.5), "block_height"),
        ("fees", json!(-1), "fees"),
        ("outputs", json!([{"value": 1.0, "addresses": [DOGE]}, {}, {}]), "outputs[0].value"),
        ("outputs", json!([{"value": 1, "addresses": ["D"]}, {}, {}]), "outputs[0].addresses"),
        ("inputs", json!([{"prev_hash": id(9), "addresses": [OTHER]}]), "inputs[0].output_value"),
        (
            "inputs",
            json!([{"output_value": "340282366920938463463374607431768211455"}]),
            "inputs[0].output_value",
        ),
    ];
    for (field, value, expected) in cases {
        let mut odd = cypher_tx(1, 100);
        odd[field] = value.clone();
        let answer = cypher_page(vec![odd, cypher_tx(2, 99)], false);
        let reading = page(&blockcypher(), Feed::Confirmed, &answer).unwrap();
        assert_eq!(bad_rows(&reading), [format!("{}: {expected}", id(1))], "{field}: {value}");
        // It is listed all the same, and the other one is read.
        assert_eq!((reading.listed.len(), reading.rows.len()), (2, 1), "{field}");
    }
    let mut nameless = cypher_tx(1, 100);
    nameless["hash"] = json!("1");
    let reading = page(&blockcypher(), Feed::Confirmed, &cypher_page(vec![nameless], false)).unwrap();
    assert_eq!((bad_rows(&reading), reading.listed.len()), (vec!["hash"], 0));
}

#[test]
fn new_coins_come_from_nobody() {
    let mut reward = cypher_tx(1, 100);
    reward["inputs"] = json!([{"output_index": -1, "script": "03", "script_type": "empty", "age": 100}]);
    let reading = page(&blockcypher(), Feed::Confirmed, &cypher_page(vec![reward], false)).unwrap();
    assert_eq!((&reading.gaps[..], &transactions(&reading)[0].inputs[..]), (&[][..], &[][..]));
}

#[test]
fn blockcyphers_totals_are_of_what_is_in_blocks() {
    let answer = json!({
        "address": DOGE, "total_received": 1_000, "total_sent": 400, "balance": 600, "unconfirmed_balance": 5,
        "final_balance": 605, "n_tx": 12, "unconfirmed_n_tx": 2, "final_n_tx": 14,
    });
    let found = account(&blockcypher(), &answer).unwrap();
    let [totals] = &found.totals[..] else { panic!("the native asset's") };
    assert_eq!((totals.balance.units(), totals.tx_count, found.waiting), (600, Some(12), 2));
    let sums = [totals.funded_txo_sum, totals.spent_txo_sum].map(|sum| sum.map(|sum| sum.units()));
    assert_eq!(sums, [Some(1_000), Some(400)]);
    for field in ["address", "balance", "total_received", "total_sent", "n_tx", "unconfirmed_n_tx"] {
        let mut part = answer.clone();
        part[field] = json!(null);
        assert!(said(account(&blockcypher(), &part)).starts_with(field), "{field}");
    }
    assert_eq!(of(&blockcypher()).tip(r#"{"name": "DOGE.main", "height": 5000000}"#), Ok(5_000_000));
    assert_eq!(said(of(&blockcypher()).tip("5000000")), "the answer is not a chain with its height");
    assert!(matches!(of(&blockcypher()).tip("<html>"), Err(ReadError::Json(_))));
}

#[test]
fn an_answer_about_another_address_is_refused() {
    let mut answer = cypher_page(vec![cypher_tx(1, 100)], false);
    answer["address"] = json!(OTHER);
    assert_eq!(said(page(&blockcypher(), Feed::Confirmed, &answer)), "address is not the address asked for");
    let said_so = json!({"error": "Limits reached."});
    assert_eq!(said(page(&blockcypher(), Feed::Confirmed, &said_so)), "the explorer says: Limits reached.");
    assert_eq!(said(page(&blockcypher(), Feed::Confirmed, &json!({"address": DOGE}))), "txs is not an array");
    let none = json!({"address": DOGE, "n_tx": 0, "final_n_tx": 0});
    assert_eq!(page(&blockcypher(), Feed::Confirmed, &none).unwrap().rows, []);
    assert_eq!(said(page(&blockcypher(), Feed::Confirmed, &json!([]))), "address is not a string");
}

// ---- Blockbook

fn blockbook() -> Explorer {
    explorer("dogecoin", "blockbook", "https://doge.example", None)
}

fn book_tx(number: u64, height: Option<u64>) -> Value {
    let mut tx = json!({
        "txid": id(number), "blockTime": 1_772_366_400, "value": "970", "valueIn": "1000", "fees": "30",
        "vin": [{"txid": id(9), "n": 0, "addresses": [OTHER], "isAddress": true, "value": "1000"}],
        "vout": [
            {"value": "900", "n": 0, "hex": "76a9", "addresses": [DOGE], "isAddress": true},
            {"value": "70", "n": 1, "hex": "5121", "addresses": [DOGE, OTHER], "isAddress": true},
            {"value": "0", "n": 2, "hex": "6a00", "addresses": ["OP_RETURN (thanks)"], "isAddress": false},
        ],
    });
    if let Some(height) = height {
        tx["blockHash"] = json!(id(height));
        tx["blockHeight"] = json!(height);
        tx["confirmations"] = json!(5);
    } else {
        tx["blockHeight"] = json!(-1);
    }
    tx
}

fn book_page(txs: Vec<Value>, page: u64, pages: u64) -> Value {
    json!({
        "page": page, "totalPages": pages, "itemsOnPage": 200, "address": DOGE, "balance": "900",
        "totalReceived": "1900", "totalSent": "1000", "unconfirmedBalance": "0", "unconfirmedTxs": 1, "txs": txs.len(),
        "transactions": txs,
    })
}

#[test]
fn blockbook_is_asked_by_page() {
    let explorer = blockbook();
    let list = format!("https://doge.example/api/v2/address/{DOGE}?details=txs&pageSize=200");
    assert_eq!(asked(&explorer, Query::Listing(Feed::Confirmed), ""), Some(list.clone()));
    assert_eq!(asked(&explorer, Query::Listing(Feed::Confirmed), "2"), Some(format!("{list}&page=2")));
    let basic = format!("https://doge.example/api/v2/address/{DOGE}?details=basic");
    assert_eq!(asked(&explorer, Query::Account, ""), Some(basic));
    assert_eq!(asked(&explorer, Query::Tip, ""), Some("https://doge.example/api/".into()));
    assert_eq!(asked(&explorer, Query::Summary, ""), None);
    let tx = id(7);
    assert_eq!(reader_link(&explorer, LinkTo::Tx(&tx)), Some(format!("https://doge.example/tx/{tx}")));
}

#[test]
fn a_blockbook_page_is_read_whole() {
    let answer = book_page(vec![book_tx(2, None), book_tx(1, Some(100))], 1, 3);
    let reading = page(&blockbook(), Feed::Confirmed, &answer).unwrap();
    assert_eq!(
        (&reading.gaps[..], reading.listed.len(), &*reading.cursor, reading.full),
        (&[][..], 1, "2", true)
    );
    let [tx] = transactions(&reading)[..] else { panic!("one transaction") };
    assert_eq!(side(&tx.inputs), [(Some(OTHER), 1_000, false)]);
    assert_eq!(side(&tx.outputs), [(Some(DOGE), 900, false), (None, 70, false), (None, 0, false)]);
    let block = tx.block.as_ref().expect("a block");
    assert_eq!((block.height, block.time, tx.fee.units()), (100, 1_772_366_400, 30));
    let waiting = page(&blockbook(), Feed::Mempool, &answer).unwrap();
    assert_eq!((&*transactions(&waiting)[0].txid.0, &transactions(&waiting)[0].block), (&*id(2), &None));
    assert_eq!((waiting.listed.len(), waiting.newest), (1, None));
    // The last page names no other.
    assert_eq!(page(&blockbook(), Feed::Confirmed, &book_page(vec![], 3, 3)).unwrap().cursor, "");
}

#[test]
fn a_blockbook_row_that_is_odd_is_left_out_by_name() {
    let cases: [(&str, Value, &str); 7] = [
        ("vout", json!([{"n": 0, "addresses": [DOGE], "isAddress": true}]), "vout[0].value"),
        ("vout", json!([{"value": "1e3", "n": 0}]), "vout[0].value"),
        ("vout", json!([{"value": "1", "addresses": ["x"], "isAddress": true}]), "vout[0].addresses"),
        ("vin", json!({}), "vin"),
        ("blockHeight", json!("x"), "blockHeight"),
        ("blockTime", json!(1u64 << 33), "blockTime"),
        ("fees", json!(null), "fees"),
    ];
    for (field, value, expected) in cases {
        let mut odd = book_tx(1, Some(100));
        odd[field] = value.clone();
        let reading = page(&blockbook(), Feed::Confirmed, &book_page(vec![odd], 1, 1)).unwrap();
        assert_eq!(bad_rows(&reading), [format!("{}: {expected}", id(1))], "{field}: {value}");
        assert_eq!((reading.listed.len(), reading.rows.len()), (1, 0));
    }
    let mut reward = book_tx(1, Some(100));
    reward["vin"] = json!([{"n": 0, "isAddress": false, "coinbase": "03"}]);
    let reading = page(&blockbook(), Feed::Confirmed, &book_page(vec![reward], 1, 1)).unwrap();
    assert_eq!((&reading.gaps[..], &transactions(&reading)[0].inputs[..]), (&[][..], &[][..]));
}

#[test]
fn blockbooks_totals_and_height() {
    let found = account(&blockbook(), &book_page(vec![], 1, 1)).unwrap();
    assert_eq!((found.totals[0].balance.units(), found.totals[0].tx_count, found.waiting), (900, Some(0), 1));
    for field in ["address", "balance", "totalReceived", "totalSent", "unconfirmedTxs", "txs"] {
        let mut part = book_page(vec![], 1, 1);
        part[field] = json!(null);
        assert!(said(account(&blockbook(), &part)).starts_with(field), "{field}");
    }
    assert_eq!(of(&blockbook()).tip(r#"{"blockbook": {"bestHeight": 77}, "backend": {}}"#), Ok(77));
    assert!(of(&blockbook()).tip("{}").is_err());
}

#[test]
fn a_whole_wallet_and_an_ethereum_account_are_refused() {
    let mut answer = book_page(vec![book_tx(1, Some(100))], 1, 1);
    answer["address"] = json!(
        "dgub8rceyfsEvGDexmvJcBqiKBrmuxWGgYJxHjtbouHTwTfQrCQcMjxyNf6vUPY4dUp23QtReFy6WGedutBk9XUaYNupUqVAZcweqGhfsudUELN"
    );
    assert_eq!(said(page(&blockbook(), Feed::Confirmed, &answer)), "address is not the address asked for");
    answer["nonce"] = json!("228");
    assert_eq!(said(account(&blockbook(), &answer)), "nonce is not of a chain of unspent outputs");
    assert_eq!(
        said(page(&blockbook(), Feed::Confirmed, &json!({"error": "Missing address"}))),
        "the explorer says: Missing address"
    );
}

// ---- Litecoin's hidden part

fn esplora() -> Explorer {
    explorer("litecoin", "esplora", "https://litecoinspace.org/api", None)
}

fn esplora_tx(vin: Value, vout: Value) -> Value {
    json!([{
        "txid": id(1), "vin": vin, "vout": vout, "fee": 0,
        "status": {"confirmed": true, "block_height": 100, "block_hash": id(100), "block_time": 1_772_366_400},
    }])
}

/// Under the node's own names, under none, and with the text that looks like an address.
#[test]
fn pegs_are_told_by_the_script_or_its_type() {
    let ours = json!({"scriptpubkey": "0014", "scriptpubkey_type": "v0_p2wpkh", "scriptpubkey_address": LITECOIN, "value": 5});
    for (script, kind, address) in [
        (PEG_IN, "unknown", ""),
        (PEG_IN, "witness_mweb_pegin", "ltc1f0000"),
        (HOGADDR, "unknown", "ltc1g0000"),
        ("", "witness_mweb_pegin", ""),
        ("", "witness_mweb_hogaddr", ""),
    ] {
        let hidden = json!({"scriptpubkey": script, "scriptpubkey_type": kind, "scriptpubkey_address": address, "value": 7});
        let answer = esplora_tx(json!([{"txid": id(9), "prevout": hidden}]), json!([hidden, ours]));
        let reading = page(&esplora(), Feed::Confirmed, &answer).unwrap();
        assert_eq!(reading.gaps, [], "{kind} {script}");
        let tx = transactions(&reading)[0];
        assert_eq!(side(&tx.inputs), [(None, 7, true)], "{kind} {script}");
        assert_eq!(side(&tx.outputs), [(None, 7, true), (Some(LITECOIN), 5, false)], "{kind} {script}");
    }
    // Of another chain, length or version it is no such thing.
    for script in [&PEG_IN[..66], &PEG_IN.replacen("59", "57", 1), &PEG_IN.replacen("20", "21", 1)] {
        let plain = json!({"scriptpubkey": script, "scriptpubkey_type": "unknown", "value": 7});
        let reading = page(&esplora(), Feed::Confirmed, &esplora_tx(json!([]), json!([plain]))).unwrap();
        assert_eq!(side(&transactions(&reading)[0].outputs), [(None, 7, false)], "{script}");
    }
    let bitcoin = Address::parse(Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").unwrap();
    let text = esplora_tx(json!([]), json!([{"scriptpubkey": PEG_IN, "value": 7}])).to_string();
    let mut reading = Reading::NEW;
    donation_flow::explorer::esplora::page(&mut reading, &bitcoin, &json::parse(&text).unwrap()).unwrap();
    assert_eq!(side(&transactions(&reading)[0].outputs), [(None, 7, false)]);
}

/// These two tell no script of what is spent: the integrating transaction is known by its first output.
#[test]
fn blockcypher_and_blockbook_name_what_is_hidden_too() {
    let explorer = explorer("litecoin", "blockcypher", "https://api.blockcypher.com/v1/ltc/main", None);
    let cypher = |first: &str| {
        let mut tx = cypher_tx(1, 100);
        tx["inputs"] = json!([{"prev_hash": id(9), "output_value": 1_000, "addresses": null}]);
        tx["outputs"] = json!([{"value": 900, "script": first, "addresses": null}, {"value": 70, "script": "0014", "addresses": [LITECOIN]}]);
        tx["vout_sz"] = json!(2);
        json!({"address": LITECOIN, "txs": [tx]})
    };
    let blockbook = self::explorer("litecoin", "blockbook", "https://ltc.example", None);
    let book = |first: &str| {
        let mut tx = book_tx(1, Some(100));
        tx["vin"] = json!([{"txid": id(9), "isAddress": false, "value": "1000"}]);
        tx["vout"] = json!([{"value": "900", "hex": first, "isAddress": false}, {"value": "70", "hex": "0014", "addresses": [LITECOIN], "isAddress": true}]);
        let mut page = book_page(vec![tx], 1, 1);
        page["address"] = json!(LITECOIN);
        page
    };
    for (first, from_hidden) in [(HOGADDR, true), (PEG_IN, false)] {
        for (explorer, answer) in [(&explorer, cypher(first)), (&blockbook, book(first))] {
            let reading = page(explorer, Feed::Confirmed, &answer).unwrap();
            let tx = transactions(&reading)[0];
            assert_eq!(side(&tx.inputs), [(None, 1_000, from_hidden)]);
            assert_eq!(side(&tx.outputs), [(None, 900, true), (Some(LITECOIN), 70, false)]);
        }
    }
}
