//! Every recorded answer of Esplora, TronGrid, Blockbook and BlockCypher is read, or refused by name; a row that cannot be read is left out by
//! name. Counts are checked against serde_json's reading of the same file.

use donation_flow::chain::{Address, Asset, Chain, Row, Token, TxIo};
use donation_flow::explorer::blockbook::Blockbook;
use donation_flow::explorer::blockcypher::BlockCypher;
use donation_flow::explorer::esplora::{self, Esplora};
use donation_flow::explorer::{Adapter, Feed, GapKind, Query, ReadError, Reading, trongrid};
use donation_flow::json;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn usdt() -> Token {
    token("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
}

fn token(contract: &str) -> Token {
    Token { asset: Asset::token(Chain::Tron, contract), symbol: "USDT".into(), decimals: 6 }
}

/// The recordings' folder; none, and a word about it, where there are none.
fn recorded(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RECORDED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {test}");
    }
    folder
}

fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the recordings hold the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no {ending} in {}", folder.display());
    files
}

fn left_out(page: &Reading, kind: GapKind) -> usize {
    page.gaps.iter().filter(|gap| gap.kind == kind).map(|gap| gap.count.expect("a count") as usize).sum()
}

fn bad_rows(page: &Reading) -> usize {
    left_out(page, GapKind::BadRow)
}

/// A first page of Bitcoin's.
fn esplora_page(answer: &json::Value) -> Result<Reading, ReadError> {
    let owner = Address::parse(Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").expect("an address");
    let mut page = Reading::NEW;
    esplora::page(&mut page, &owner, answer).map(|()| page)
}

/// A first page of Tron's, where USDT counts.
fn tron_page(owner: &Address, feed: Feed, answer: &json::Value) -> Result<Reading, ReadError> {
    let mut page = Reading::NEW;
    trongrid::page(&mut page, owner, feed, &[usdt()], answer).map(|()| page)
}

#[test]
fn every_esplora_answer_is_read_whole() {
    let Some(folder) = recorded("every_esplora_answer_is_read_whole") else { return };
    for (name, body) in files(&folder.join("esplora"), ".json") {
        let oracle: Value = serde_json::from_str(&body).expect("JSON");
        let answer = json::parse(&body).expect("JSON");
        // A single transaction is the answer of `/tx/:txid`: no page of a listing.
        let (items, rows) = match &oracle {
            Value::Array(items) => {
                let page = esplora_page(&answer).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(page.gaps, [], "{name}");
                (items.clone(), page.rows)
            }
            _ => {
                let refused = esplora_page(&answer).expect_err("no list");
                assert_eq!(refused.to_string(), "the answer is not a list of transactions", "{name}");
                let tx =
                    esplora::tx(Chain::Bitcoin, &answer).unwrap_or_else(|error| panic!("{name}: {error}"));
                (vec![oracle.clone()], vec![Row::Utxo(tx)])
            }
        };
        assert_eq!(rows.len(), items.len(), "{name}");
        for (row, item) in rows.iter().zip(&items) {
            let Row::Utxo(tx) = row else { panic!("{name}: no transaction") };
            assert_eq!(&*tx.txid.0, item["txid"].as_str().expect("a txid"), "{name}");
            let sum = |side: &str, value: &dyn Fn(&Value) -> &Value| -> u128 {
                let ios = item[side].as_array().expect("an array");
                ios.iter().map(|io| u128::from(value(io).as_u64().expect("sats"))).sum()
            };
            let outputs: u128 = tx.outputs.iter().map(|output| output.value.units()).sum();
            assert_eq!(outputs, sum("vout", &|vout| &vout["value"]), "{name}");
            let inputs: u128 = tx.inputs.iter().map(|input| input.value.units()).sum();
            assert_eq!(inputs, sum("vin", &|vin| &vin["prevout"]["value"]), "{name}");
            // Wallet back ends edited some of these for their tests, so that fee and sums differ there.
            if !name.starts_with("breez") {
                assert_eq!(inputs, outputs + tx.fee.units(), "{name}");
                assert!(tx.adds_up(), "{name}");
            }
            let confirmed = item["status"]["confirmed"].as_bool().expect("a status");
            assert_eq!(tx.block.is_some(), confirmed, "{name}");
            if let Some(block) = &tx.block {
                assert_eq!(Some(block.height), item["status"]["block_height"].as_u64(), "{name}");
                assert_eq!(Some(block.time), item["status"]["block_time"].as_u64(), "{name}");
            }
        }
    }
}

#[test]
fn every_recorded_transfer_is_read_whole() {
    let Some(folder) = recorded("every_recorded_transfer_is_read_whole") else { return };
    let mut transfers = 0;
    for (name, body) in files(&folder.join("trongrid"), ".trc20.json") {
        let address = Address::parse(Chain::Tron, name.trim_end_matches(".trc20.json")).expect("an address");
        let oracle: Vec<Value> = serde_json::from_str(&body).expect("rows");
        // The file holds the rows alone: as they stand they are no answer.
        let bare = json::parse(&body).expect("JSON");
        let bare = tron_page(&address, Feed::Token, &bare).expect_err("a bare array");
        assert!(bare.to_string().contains("TronGrid v1"), "{name}: {bare}");
        let answer = format!(r#"{{"success":true,"meta":{{"at":1}},"data":{body}}}"#);
        let answer = json::parse(&answer).expect("JSON");
        let page = tron_page(&address, Feed::Token, &answer).expect("an answer");
        assert_eq!(page.gaps, [], "{name}");
        assert_eq!(page.cursor, "", "{name}");
        assert_eq!(page.rows.len(), oracle.len(), "{name}");
        for (row, item) in page.rows.iter().zip(&oracle) {
            let Row::Transfer(transfer) = row else { panic!("{name}: no transfer") };
            assert_eq!(transfer.value.to_string(), item["value"].as_str().expect("digits"), "{name}");
            assert_eq!(transfer.from.as_str(), item["from"].as_str().expect("from"), "{name}");
            assert_eq!(transfer.to.as_ref().map(Address::as_str), item["to"].as_str(), "{name}");
            assert_eq!(transfer.contract.as_deref(), item["token_info"]["address"].as_str(), "{name}");
            assert_eq!(Some(transfer.time * 1000), item["block_timestamp"].as_u64(), "{name}");
            assert!(!transfer.unconfirmed, "{name}");
            transfers += 1;
        }
    }
    assert_eq!(transfers, 4_590);
}

/// What each recorded page must come to: (file, feed, listed, transfers and fees of the rows, kinds, bad rows).
#[test]
fn every_recorded_page_is_read_or_refused_by_name() {
    let Some(folder) = recorded("every_recorded_page_is_read_or_refused_by_name") else { return };
    let pages = folder.join("trongrid/pages");
    // The edited addresses of these recordings fail their checksum; the listing's owner is one that does not.
    let owner = Address::parse(Chain::Tron, "4179309abcff2cf531070ca9222a1f72c4a5136874").expect("41-hex");
    let holder = Address::parse(Chain::Tron, "TFFriedwRtWdFuzerDDtkoQTZ29smDZ1MB").expect("base58");
    let other = token("TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7");
    let mut seen = Vec::new();
    for (name, body) in files(&pages, "json") {
        let answer = json::parse(&body).expect("JSON");
        let native = |address| tron_page(address, Feed::Native, &answer);
        let token = |address| tron_page(address, Feed::Token, &answer);
        let oracle = || serde_json::from_str::<Value>(&body).expect("JSON");
        let listed = || oracle()["data"].as_array().expect("rows").len();
        match &*name {
            "tron_tokens_txs_trc20_response.json" => {
                let page = token(&owner).expect("a page");
                assert_eq!(page.rows.len() + page.gaps.len(), listed());
                // The edited address stands in every row: each is named, none is dropped in silence.
                assert_eq!(bad_rows(&page), edited(&oracle()["data"], &["from", "to"]));
                assert_eq!(page.cursor, "2tmLC90HQEnpnJ02w3n");
                assert_eq!((page.newest, page.oldest.is_some()), (Some(1_592_757_117), true));
            }
            "tron_tokens_txs_empty_response.json" => {
                let page = native(&owner).expect("a page");
                // It names a fingerprint, and there is nothing behind it.
                assert_eq!((page.rows.len(), page.gaps.len(), &*page.cursor), (0, 0, ""));
            }
            "tron_tokens_accounts_txs_response.json" => {
                let page = native(&owner).expect("a page");
                assert_eq!(bad_rows(&page), 0);
                let rows = oracle();
                assert_eq!(
                    counted(&page),
                    expected(&rows["data"], "4179309abcff2cf531070ca9222a1f72c4a5136874")
                );
                assert_eq!(Some(&*page.cursor), rows["meta"]["fingerprint"].as_str());
            }
            name if name.contains("_transactions__limit_25") => {
                let page = native(&holder).expect("a page");
                assert_eq!(bad_rows(&page), 0);
                let rows = oracle();
                assert_eq!(
                    counted(&page),
                    expected(&rows["data"], "4139fec4d95bb59f45a727f9234020adaf2cec9e20")
                );
                // 17 TRC-10 transfers, a freeze, an unfreeze and a vote are named, each.
                assert_eq!(left_out(&page, GapKind::Unsupported), 20);
                assert_eq!(page.cursor, "");
            }
            "tron-api_v1_accounts_TFFriedwRtWdFuzerDDtkoQTZ29smDZ1MB.json" => {
                let totals =
                    trongrid::account(&holder, &[usdt(), other.clone()], &answer).expect("totals").totals;
                let said: Vec<_> = totals.iter().map(|total| total.balance.units()).collect();
                assert_eq!(said, [278_720_000, 0, 53_135_738]);
            }
            "tron_tokens_accounts_response.json" => {
                let totals = trongrid::account(&owner, &[usdt()], &answer).expect("totals").totals;
                assert_eq!(totals[1].balance.units(), 6_849_738_905_400);
                assert_eq!(Some(totals[0].balance.units() as u64), oracle()["data"][0]["balance"].as_u64());
            }
            "tron_tokens_asset_tr7nh_response.json" => {
                // An empty list of whatever it was asked: as an account, one that was never activated.
                let totals = trongrid::account(&owner, &[usdt()], &answer).expect("totals").totals;
                assert_eq!((totals.len(), totals[0].balance.units()), (1, 0));
            }
            "tron_txs_response.json" | "tron_token_txs_response.json" => {
                for refused in [native(&owner), token(&owner)] {
                    let error = refused.expect_err("a back end's own output");
                    assert!(error.to_string().contains("not an object of TronGrid v1"), "{name}: {error}");
                }
            }
            "tron-api_wallet_getaccount.json"
            | "tron-api_wallet_listwitnesses.json"
            | "tron-api_wallet_getaccount.request_json"
            | "tron_tokens_trc20_response.json" => {
                for refused in [native(&owner).err(), trongrid::account(&owner, &[usdt()], &answer).err()] {
                    let error = refused.expect("another API's answer");
                    assert_eq!(error.to_string(), "the answer is not a success of TronGrid v1", "{name}");
                }
            }
            name if name.starts_with("tron-api_v1_assets_") => {
                // TronGrid's, of another kind: no row of it is a transaction, no part an account.
                let page = native(&owner).expect("the same frame");
                assert_eq!((page.rows.len(), bad_rows(&page)), (0, 1), "{name}");
                let error = trongrid::account(&owner, &[usdt()], &answer).expect_err("no account");
                assert!(matches!(error, ReadError::Expected(_)), "{name}");
            }
            name => panic!("{name} is new: say what it must come to"),
        }
        seen.push(name);
    }
    assert_eq!(seen.len(), 16);
}

/// Rows of which a field named is an address with a wrong checksum.
fn edited(rows: &Value, fields: &[&str]) -> usize {
    let good = |text: &str| bitcoin_base58check(text).is_some();
    let rows = rows.as_array().expect("rows");
    rows.iter().filter(|row| fields.iter().any(|field| !good(row[field].as_str().expect("text")))).count()
}

/// An independent base58check: big-number arithmetic on digits, and `sha2` for the checksum.
fn bitcoin_base58check(text: &str) -> Option<Vec<u8>> {
    use sha2::{Digest, Sha256};
    const DIGITS: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0u8; 25];
    for character in text.chars() {
        let mut carry = DIGITS.find(character)?;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry & 255) as u8;
            carry >>= 8;
        }
    }
    let (payload, checksum) = bytes.split_at(21);
    (Sha256::digest(Sha256::digest(payload))[..4] == *checksum).then(|| payload.to_vec())
}

/// TRX moved, number of such transfers, fees, and kinds left out.
type Counted = (u128, usize, u128, usize);

fn counted(page: &Reading) -> Counted {
    let mut counted = (0, 0, 0, left_out(page, GapKind::Unsupported));
    for row in &page.rows {
        match row {
            Row::Transfer(transfer) if transfer.to.is_some() => {
                counted.0 += transfer.value.units();
                counted.1 += 1;
            }
            Row::Transfer(fee) => counted.2 += fee.value.units(),
            _ => panic!("no such thing on Tron"),
        }
    }
    counted
}

/// The same from serde_json's reading. Every transaction of these pages succeeded.
fn expected(rows: &Value, owner: &str) -> Counted {
    let mut expected = (0, 0, 0, 0);
    for row in rows.as_array().expect("rows") {
        assert_eq!(row["ret"][0]["contractRet"], "SUCCESS");
        let contract = &row["raw_data"]["contract"][0];
        let value = &contract["parameter"]["value"];
        if value["owner_address"] == owner {
            expected.2 += u128::from(row["ret"][0]["fee"].as_u64().unwrap_or(0));
        }
        match contract["type"].as_str().expect("a type") {
            "TransferContract" => {
                expected.0 += u128::from(value["amount"].as_u64().expect("sun"));
                expected.1 += 1;
            }
            "TriggerSmartContract" => assert_eq!(value["call_value"].as_u64().unwrap_or(0), 0),
            _ => expected.3 += 1,
        }
    }
    expected
}

/// A page as an adapter of a UTXO chain reads it.
fn utxo_page(
    adapter: &dyn Adapter,
    owner: &Address,
    feed: Feed,
    answer: &Value,
) -> Result<Reading, ReadError> {
    let mut page = Reading::NEW;
    let text = answer.to_string();
    adapter.page(&mut page, owner, feed, &[], &json::parse(&text).expect("JSON")).map(|()| page)
}

#[test]
fn every_blockbook_answer_is_read_whole_or_refused_by_name() {
    let Some(folder) = recorded("every_blockbook_answer_is_read_whole_or_refused_by_name") else { return };
    let (mut read, mut refused) = (0, 0);
    for (name, body) in files(&folder.join("blockbook"), ".json") {
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        let chain = match &name[..3] {
            "bit" => Chain::Bitcoin,
            "lit" => Chain::Litecoin,
            _ => Chain::Dogecoin,
        };
        let owner = answer["address"].as_str().and_then(|text| Address::parse(chain, text).ok());
        let Some(owner) = owner else {
            // An account of Ethereum, a whole wallet, or no answer about an address.
            let owner =
                Address::parse(Chain::Dogecoin, "D5dAUAx3Ezg1q4dRgzKTBsxp4VJietWkDh").expect("an address");
            let error = utxo_page(&Blockbook, &owner, Feed::Confirmed, &answer).expect_err(&name).to_string();
            let reasons = [
                "address is not the address asked for",
                "address is not a string",
                "nonce is not of a chain of unspent outputs",
            ];
            assert!(reasons.contains(&&*error), "{name}: {error}");
            assert!(
                name.contains("xpub") || name.starts_with("eth") || name.contains("blockbook_txs"),
                "{name}"
            );
            refused += 1;
            continue;
        };
        let page = utxo_page(&Blockbook, &owner, Feed::Confirmed, &answer)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let items = answer["transactions"].as_array().expect("transactions");
        assert_eq!(
            (page.gaps.len(), page.rows.len(), page.listed.len()),
            (0, items.len(), items.len()),
            "{name}"
        );
        let (mut funded, mut spent) = (0, 0);
        for (row, item) in page.rows.iter().zip(items) {
            let Row::Utxo(tx) = row else { panic!("{name}: no transaction") };
            assert!(tx.adds_up(), "{name}: {}", tx.txid.0);
            let sum = |ios: &[TxIo]| ios.iter().map(|io| io.value.units()).sum::<u128>();
            let own = |ios: &[TxIo]| {
                ios.iter()
                    .filter(|io| io.address.as_ref() == Some(&owner))
                    .map(|io| io.value.units())
                    .sum::<u128>()
            };
            assert_eq!(sum(&tx.inputs), sum(&tx.outputs) + tx.fee.units(), "{name}: {}", tx.txid.0);
            assert_eq!(sum(&tx.outputs).to_string(), item["value"].as_str().expect("a string"), "{name}");
            assert_eq!(tx.block.as_ref().map(|block| block.height), item["blockHeight"].as_u64(), "{name}");
            funded += own(&tx.outputs);
            spent += own(&tx.inputs);
        }
        let account = json::parse(&body).expect("JSON");
        let totals =
            Blockbook.account(&owner, Query::Account, &[], &account).expect("totals").totals.remove(0);
        assert_eq!(totals.funded_txo_sum.map(|sum| sum.units()), Some(funded), "{name}");
        assert_eq!(totals.spent_txo_sum.map(|sum| sum.units()), Some(spent), "{name}");
        assert_eq!(totals.balance.units(), funded - spent, "{name}");
        assert_eq!(totals.tx_count, Some(items.len() as u64), "{name}");
        read += 1;
    }
    assert_eq!((read, refused), (3, 8));
}

#[test]
fn every_blockcypher_transaction_is_read_whole_or_left_out_as_cut() {
    let Some(folder) = recorded("every_blockcypher_transaction_is_read_whole_or_left_out_as_cut") else {
        return;
    };
    let (mut read, mut cut) = (0, 0);
    for (name, body) in files(&folder.join("http/api.blockcypher.com/v1.btc.main.txs._"), ".json") {
        let tx: Value = serde_json::from_str(&body).expect("JSON");
        let own = tx["addresses"][0].as_str().expect("an address");
        let owner = Address::parse(Chain::Bitcoin, own).expect("an address of Bitcoin");
        // A transaction alone is no page of a listing.
        let alone = utxo_page(&BlockCypher, &owner, Feed::Confirmed, &tx).expect_err("no page");
        assert_eq!(alone.to_string(), "address is not a string", "{name}");
        let page = serde_json::json!({"address": own, "txs": [tx]});
        let page = utxo_page(&BlockCypher, &owner, Feed::Confirmed, &page).expect("a page");
        assert_eq!(page.listed.len(), 1);
        if tx.get("next_outputs").is_some() {
            let detail = format!("{}: outputs", tx["hash"].as_str().expect("a hash"));
            assert_eq!(page.gaps[0].detail.as_deref(), Some(&*detail), "{name}");
            cut += 1;
            continue;
        }
        let [Row::Utxo(row)] = &page.rows[..] else { panic!("{name}: {:?}", page.gaps) };
        assert!(row.adds_up(), "{name}");
        let sum = |side: &str, value: &str| -> u128 {
            let ios = tx[side].as_array().expect("an array");
            ios.iter().map(|io| u128::from(io[value].as_u64().expect("sats"))).sum()
        };
        assert_eq!(row.inputs.iter().map(|io| io.value.units()).sum::<u128>(), sum("inputs", "output_value"));
        assert_eq!(row.outputs.iter().map(|io| io.value.units()).sum::<u128>(), sum("outputs", "value"));
        assert_eq!(row.fee.units(), sum("inputs", "output_value") - sum("outputs", "value"));
        assert_eq!(row.block.as_ref().map(|block| block.height), tx["block_height"].as_u64());
        read += 1;
    }
    assert_eq!((read, cut), (2, 2));
}

/// An API that this version does not speak: no adapter takes its answers for its own.
#[test]
fn every_blockchain_info_answer_is_refused_by_name() {
    let Some(folder) = recorded("every_blockchain_info_answer_is_refused_by_name") else { return };
    let owner = Address::parse(Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").expect("an address");
    let mut refused = 0;
    for kind in ["multiaddr", "rawtx._"] {
        for (name, body) in files(&folder.join("http/blockchain.info").join(kind), ".json") {
            let answer: Value = serde_json::from_str(&body).expect("JSON");
            let adapters: [(&dyn Adapter, &str); 3] = [
                (&Esplora, "the answer is not a list of transactions"),
                (&BlockCypher, "address is not a string"),
                (&Blockbook, "address is not a string"),
            ];
            for (adapter, reason) in adapters {
                let error = utxo_page(adapter, &owner, Feed::Confirmed, &answer).expect_err(&name);
                assert_eq!(error.to_string(), reason, "{name}");
                let totals = json::parse(&body).expect("JSON");
                assert!(adapter.account(&owner, Query::Account, &[], &totals).is_err(), "{name}");
                assert!(adapter.tip(&body).is_err(), "{name}");
            }
            refused += 1;
        }
    }
    assert_eq!(refused, 13);
}
