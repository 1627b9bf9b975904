//! Every recorded answer of Etherscan and Blockscout is read, or refused by name; a row that cannot be read is left out
//! by name. Sums are checked against serde_json's reading of the same file.

use donation_flow::campaign::{Api, Campaign};
use donation_flow::chain::{Address, Asset, Chain, Row, Token, Transfer};
use donation_flow::explorer::{Delivery, Feed, GapKind, Listing, Query, ReadError, Reading, adapter};
use donation_flow::json;
use donation_flow::ledger::totals::Days;
use donation_flow::ledger::{History, Ledger};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The recordings' folder; none, and a word about it, where there are none.
fn recorded(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RECORDED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {test}");
    }
    folder
}

fn value_of(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A first page of an address's listing; every token of `allowed` counts.
fn page(
    api: Api,
    owner: &Address,
    feed: Feed,
    allowed: &[Token],
    answer: &Value,
) -> Result<Reading, ReadError> {
    let text = answer.to_string();
    let answer = json::parse(&text).expect("JSON");
    let mut reading = Reading::NEW;
    adapter(api).page(&mut reading, owner, feed, allowed, &answer).map(|()| reading)
}

fn transfers(reading: &Reading) -> impl Iterator<Item = &Transfer> {
    reading.rows.iter().map(|row| match row {
        Row::Transfer(transfer) => transfer,
        _ => panic!("no such thing on an EVM chain"),
    })
}

fn units(row: &Value, field: &str) -> u128 {
    row[field].as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{field} of {row}"))
}

/// What an account's transactions and calls moved, and its fees, by serde_json's reading.
fn expected_native(rows: &[Value], owner: &str, is_internal: bool) -> (u128, u128) {
    let (mut moved, mut fees) = (0, 0);
    for row in rows.iter().filter(|row| row["from"] != "GENESIS") {
        if !is_internal && row["from"] == *owner {
            fees += units(row, "gasPrice") * units(row, "gasUsed");
        }
        if row["isError"] == "0" {
            moved += units(row, "value");
        }
    }
    (moved, fees)
}

fn native(reading: &Reading) -> (u128, u128) {
    let (mut moved, mut fees) = (0, 0);
    for transfer in transfers(reading) {
        match transfer.to {
            Some(_) => moved += transfer.value.units(),
            None => fees += transfer.value.units(),
        }
    }
    (moved, fees)
}

/// Reads one answer of Etherscan's as its action's, and says in a word what it was.
fn etherscan(name: &str, chain: Chain, action: &str, address: Option<&str>, answer: &Value) -> String {
    let rows = answer["result"].as_array().cloned().unwrap_or_default();
    // Lists of a transaction are nobody's: their first row's sender stands in.
    let lower =
        address.or(rows.first().and_then(|row| row["from"].as_str())).unwrap_or_default().to_lowercase();
    let Ok(owner) = Address::parse(chain, &lower) else { panic!("{name}: {lower:?} is no address") };
    let feed = match action {
        "txlist" => Feed::Native,
        "txlistinternal" => Feed::Internal,
        "tokentx" => Feed::Token,
        action => panic!("{name}: {action} is new: say what it must come to"),
    };
    let reading = match page(Api::Etherscan, &owner, feed, &[], answer) {
        Ok(reading) => reading,
        Err(ReadError::Denied(said)) => {
            assert!(said.starts_with("Free API access is not supported for this chain"), "{name}: {said}");
            assert_eq!(answer["status"], "0", "{name}");
            return "denied".into();
        }
        Err(error) => panic!("{name}: {error}"),
    };
    let genesis = rows.iter().filter(|row| row["from"] == "GENESIS").count();
    // Rows that name no transaction, where one was asked for.
    let nameless = rows.iter().filter(|row| row["hash"].is_null()).count();
    let mut left_out = BTreeMap::new();
    for gap in &reading.gaps {
        *left_out.entry((gap.kind, gap.detail.clone())).or_insert(0) += gap.count.unwrap_or(0) as usize;
    }
    if nameless > 0 {
        assert_eq!(nameless, rows.len(), "{name}");
        let moving = rows.iter().filter(|row| row["isError"] == "0" && row["value"] != "0").count();
        let bad = BTreeMap::from_iter((moving > 0).then(|| ((GapKind::BadRow, Some("hash".into())), moving)));
        assert_eq!((reading.rows.len(), left_out), (0, bad), "{name}");
        return "nameless".into();
    }
    let unsupported = (genesis > 0).then(|| ((GapKind::Unsupported, Some("GENESIS".into())), genesis));
    assert_eq!(left_out, BTreeMap::from_iter(unsupported), "{name}");
    match feed {
        Feed::Token => {
            assert_eq!(reading.rows.len(), rows.len(), "{name}");
            for (transfer, row) in transfers(&reading).zip(&rows) {
                assert_eq!(transfer.value.units(), units(row, "value"), "{name}");
                assert_eq!(Some(transfer.from.as_str().to_lowercase()), row["from"].as_str().map(Into::into));
                let contract = transfer.contract.as_deref().map(str::to_lowercase);
                assert_eq!(contract.as_deref(), row["contractAddress"].as_str(), "{name}");
            }
        }
        _ => {
            assert_eq!(native(&reading), expected_native(&rows, &lower, feed == Feed::Internal), "{name}");
        }
    }
    for transfer in transfers(&reading) {
        let is_of = |row: &&Value| row["hash"].as_str().is_some_and(|hash| hash[2..] == *transfer.tx.0);
        let row = rows.iter().find(is_of).unwrap_or_else(|| panic!("{name}: {}", transfer.tx.0));
        assert_eq!(u128::from(transfer.time), units(row, "timeStamp"), "{name}");
    }
    if rows.is_empty() { "empty".into() } else { action.into() }
}

#[test]
fn every_recorded_etherscan_answer_is_read_or_refused_by_name() {
    let Some(folder) = recorded("every_recorded_etherscan_answer_is_read_or_refused_by_name") else { return };
    let index = value_of(&folder.join("http/index.json"));
    let mut seen = BTreeMap::new();
    for entry in index.as_array().expect("a list") {
        let [file, url] = [0, 3].map(|place| entry[place].as_str().expect("text"));
        if !file.starts_with("http/api.etherscan.io/") {
            continue;
        }
        let parameter = |name: &str| {
            let (_, query) = url.split_once('?').expect("a query");
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        };
        let caip2 = format!("eip155:{}", parameter("chainid").expect("a chain"));
        let chain = Chain::ALL.into_iter().find(|chain| chain.caip2() == caip2);
        let chain = chain.unwrap_or(Chain::Ethereum);
        let action = parameter("action").expect("an action");
        let answer = value_of(&folder.join(file));
        *seen.entry(etherscan(file, chain, action, parameter("address"), &answer)).or_insert(0) += 1;
    }
    println!("{seen:?}");
    let kinds: BTreeSet<&str> = seen.keys().map(String::as_str).collect();
    assert_eq!(kinds, BTreeSet::from(["denied", "empty", "nameless", "tokentx", "txlist", "txlistinternal"]));
    assert!(seen.values().sum::<usize>() > 100, "{seen:?}");
}

/// The answers of 2020 hold their rows alone, beside what was asked.
#[test]
fn every_etherscan_answer_of_version_1_is_read_or_refused_by_name() {
    let Some(folder) = recorded("every_etherscan_answer_of_version_1_is_read_or_refused_by_name") else {
        return;
    };
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder.join("etherscan_v1")).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let file = value_of(&path);
        let answer = json!({"status": "1", "message": "OK", "result": file["res"]});
        let action = match &*name {
            name if name.contains("erc20_token_transfer") => "tokentx",
            name if name.contains("internal_txs") => "txlistinternal",
            name if name.contains("normal_txs") => "txlist",
            "get_eth_hist_price" => {
                // Another module's rows: no transaction is in them.
                let owner = Address::parse(Chain::Ethereum, &format!("0x{:040}", 1)).expect("an address");
                let reading = page(Api::Etherscan, &owner, Feed::Native, &[], &answer).expect("rows");
                assert_eq!((reading.rows.len(), reading.gaps.len()), (0, 28));
                assert!(reading.gaps.iter().all(|gap| gap.detail.as_deref() == Some("timeStamp")));
                seen.push(name);
                continue;
            }
            "get_proxy_transaction_receipt" => {
                let owner = Address::parse(Chain::Ethereum, &format!("0x{:040}", 1)).expect("an address");
                let error = page(Api::Etherscan, &owner, Feed::Native, &[], &answer).expect_err("no rows");
                assert_eq!(
                    error.to_string(),
                    "the answer is not an object with `status`, `message` and `result`"
                );
                seen.push(name);
                continue;
            }
            name => panic!("{name} is new: say what it must come to"),
        };
        let address = file["kwargs"]["address"].as_str();
        assert_eq!(etherscan(&name, Chain::Ethereum, action, address, &descending(answer)), action);
        seen.push(name);
    }
    assert_eq!(seen.len(), 8);
}

/// They were asked for in ascending order; windows are read from the newest row on.
fn descending(mut answer: Value) -> Value {
    answer["result"].as_array_mut().expect("rows").reverse();
    // A round number of rows would have its last block left to the next window.
    let rows = answer["result"].as_array_mut().expect("rows");
    while rows.len().is_multiple_of(50) {
        rows.pop();
    }
    answer
}

#[test]
fn balances_of_1_209_recorded_token_transfers_are_never_negative() {
    let Some(folder) = recorded("balances_of_1_209_recorded_token_transfers_are_never_negative") else {
        return;
    };
    let file = value_of(&folder.join("etherscan_v1/get_erc20_token_transfer_events_by_address.json"));
    let owner =
        Address::parse(Chain::Ethereum, file["kwargs"]["address"].as_str().expect("text")).expect("one");
    let rows = file["res"].as_array().expect("rows");
    assert_eq!(rows.len(), 1_209);
    let contracts: BTreeSet<&str> =
        rows.iter().map(|row| row["contractAddress"].as_str().expect("text")).collect();
    let token = |contract: &&str| {
        let contract = Address::parse(Chain::Ethereum, contract).expect("an address");
        Token { asset: Asset::token(Chain::Ethereum, contract.as_str()), symbol: "T".into(), decimals: 18 }
    };
    let allowed: Vec<Token> = contracts.iter().map(token).collect();

    // As a server would answer: by windows of 1,000 rows from the newest on.
    let (mut reading, mut read, mut pages) = (Reading::NEW, Vec::new(), 0);
    let block = |row: &Value| units(row, "blockNumber") as u64;
    loop {
        let (end, page) = reading.cursor.split_once('.').unwrap_or((&reading.cursor, "1"));
        let (end, page) = (end.parse().unwrap_or(u64::MAX), page.parse::<usize>().expect("a page"));
        let window = rows.iter().rev().filter(|row| block(row) <= end).skip((page - 1) * 1_000).take(1_000);
        let answer =
            json!({"status": "1", "message": "OK", "result": window.collect::<Vec<_>>()}).to_string();
        let answer = json::parse(&answer).expect("JSON");
        adapter(Api::Etherscan).page(&mut reading, &owner, Feed::Token, &allowed, &answer).expect("rows");
        assert_eq!(reading.gaps, []);
        read.append(&mut reading.rows);
        pages += 1;
        if reading.cursor.is_empty() {
            break;
        }
    }
    assert_eq!((read.len(), pages), (1_209, 2));

    let (mut balances, mut negative) = (BTreeMap::<&str, i128>::new(), BTreeSet::new());
    for row in read.iter().rev() {
        let Row::Transfer(transfer) = row else { panic!("no transfer") };
        let sign = i128::from(transfer.to.as_ref() == Some(&owner)) - i128::from(transfer.from == owner);
        let contract = transfer.contract.as_deref().expect("a token");
        let balance = balances.entry(contract).or_default();
        *balance += sign * transfer.value.units() as i128;
        if *balance < 0 {
            negative.insert(contract);
        }
    }
    assert_eq!(balances.len(), 83);
    assert!(balances.values().any(|balance| *balance > 0));
    // How these came is in no list of transfers, and the address's other lists were not recorded: nothing here makes them
    // whole.
    let minted = [
        // Wrapped by a payment, which `txlist` has and `tokentx` has not: Ether Token, WETH, an older WETH.
        "0x2956356cD2a2bf3202F771F50D3D14A367b48070",
        "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2",
        "0xECF8F87f810EcF450940c9f60066b4a7a501d6A7",
        // Made by Maker's contracts with an event of their own (`Mint`) and no `Transfer`; both end at 0: Sai, Pooled Ether.
        "0x89d24A6b4CcB1B6fAA2625fE562bDD9a23260359",
        "0xf53AD2c6851052A81B42133467480961B2321C09",
        // They only go out, and no row says where from: Simoleon, REX, imbrex.
        "0x86c8bF8532AA2601151c9DbbF4e4C4804e042571",
        "0x99d439455991f7F4885F20C634c9a31918D366E5",
        "0xf05a9382A4C3F29E2784502754293D88b835109C",
    ];
    assert_eq!(negative, BTreeSet::from(minted));

    // The ledger claims none of these balances: it names the address and since when.
    let tokens: Vec<Value> = contracts
        .iter()
        .map(|contract| json!({"chain": "ethereum", "contract": contract, "symbol": "T", "decimals": 18}))
        .collect();
    let campaign = json!({
        "version": 1, "name": "Recorded", "tokens": tokens,
        "addresses": [{"chain": "ethereum", "address": owner.as_str()}],
    });
    let campaign = Campaign::parse(&campaign.to_string()).expect("a campaign");
    let mut history = History::default();
    let listing = Listing { address: owner.clone(), feed: Feed::Token };
    history.take(Delivery::Page { listing, run: 0, key: String::new(), rows: read.clone() });
    let ledger = Ledger::new(&campaign, &mut history, 2_000_000_000);
    let mut short = BTreeSet::new();
    for asset in &ledger.assets {
        let balance = asset.totals(Days::default()).balance.units();
        assert!(balance >= 0 || !asset.short.is_empty(), "{:?}", asset.asset());
        if let [(_, since)] = *asset.short {
            assert!(since > 1_400_000_000, "the day is known");
            short.insert(asset.asset().contract.as_deref().expect("a token"));
        }
    }
    assert_eq!(short, negative);
}

#[test]
fn every_recorded_blockscout_answer_is_read_or_refused_by_name() {
    let Some(folder) = recorded("every_recorded_blockscout_answer_is_read_or_refused_by_name") else {
        return;
    };
    let index = value_of(&folder.join("http/index.json"));
    let (mut transactions, mut tokens, mut failed) = (0, 0, 0);
    for entry in index.as_array().expect("a list") {
        let file = entry[0].as_str().expect("text");
        if !file.starts_with("http/api.blockscout.com/") {
            continue;
        }
        let answer = value_of(&folder.join(file));
        let sender = answer["from"]["hash"].as_str().expect("a sender");
        let owner = Address::parse(Chain::Optimism, sender).expect("an address");
        let read = |feed, answer: &Value| page(Api::Blockscout, &owner, feed, &[], answer);
        // One transaction is no page.
        let error = read(Feed::Native, &answer).expect_err("no list").to_string();
        assert_eq!(error, "items is not an array", "{file}");
        let balances = adapter(Api::Blockscout);
        let text = answer.to_string();
        let balances = balances.account(&owner, Query::Balances, &[], &json::parse(&text).expect("JSON"));
        assert_eq!(balances.expect_err("no list").to_string(), "the answer is not a list of token balances");

        // But it is a page's row.
        let reading = read(Feed::Native, &json!({"items": [answer]})).expect("a page");
        assert_eq!(reading.gaps, [], "{file}");
        let succeeded = answer["status"] == "ok";
        let value = if succeeded { units(&answer, "value") } else { 0 };
        assert_eq!(native(&reading), (value, units(&answer["fee"], "value")), "{file}");
        transactions += 1;
        failed += usize::from(!succeeded);

        // So are the transfers within it, which are told without their time.
        let mut rows = answer["token_transfers"].as_array().cloned().unwrap_or_default();
        for row in &mut rows {
            row["timestamp"] = answer["timestamp"].clone();
        }
        let reading = read(Feed::Token, &json!({"items": rows})).expect("a page");
        assert_eq!(reading.gaps, [], "{file}");
        rows.retain(|row| row["token_type"] == "ERC-20");
        assert_eq!(reading.rows.len(), rows.len(), "{file}");
        for (transfer, row) in transfers(&reading).zip(&rows) {
            assert_eq!(transfer.value.units(), units(&row["total"], "value"), "{file}");
            assert_eq!(transfer.contract.as_deref(), row["token"]["address_hash"].as_str(), "{file}");
            assert_eq!(transfer.index.map(u64::from), row["log_index"].as_u64(), "{file}");
            assert_eq!(transfer.to.as_ref().map(Address::as_str), row["to"]["hash"].as_str(), "{file}");
        }
        tokens += rows.len();
    }
    assert_eq!((transactions, failed, tokens), (82, 3, 186));
}
