//! Blockscout's and Etherscan's answers: what each row moves, what each error means, and that pages of any size give
//! the same rows. The answers are invented, in the shapes of recorded ones.

use donation_flow::campaign::{Api, Explorer};
use donation_flow::chain::{Address, Amount, Asset, Chain, Nature, Row, Token, Transfer};
use donation_flow::explorer::{
    Account, Feed, GapKind, LinkTo, Query, ReadError, Reading, adapter, etherscan, reader_link,
};
use donation_flow::json;
use proptest::prelude::*;
use serde_json::{Value, json};

const CHAIN: Chain = Chain::Ethereum;
const OWNER: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const OTHER: &str = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const SAFE: &str = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB";
const USDT: &str = "0xdAC17F958D2ee523a2206206994597C13D831ec7";
const WETH: &str = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2";
const NOBODY: &str = "0x0000000000000000000000000000000000000000";
const UNLISTED: &str = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb";
/// 2026-03-14T09:20:00Z.
const TIME: u64 = 1_773_480_000;

fn owner() -> Address {
    Address::parse(CHAIN, OWNER).expect("an address")
}

fn allowed() -> Vec<Token> {
    let token = |contract, symbol: &str, decimals| {
        let symbol = symbol.into();
        Token { asset: Asset::token(CHAIN, contract), symbol, decimals }
    };
    vec![token(USDT, "USDT", 6), token(WETH, "WETH", 18)]
}

fn hash(number: u64) -> String {
    format!("0x{number:064x}")
}

fn explorer(api: Api, url: &str, key: Option<&str>) -> Explorer {
    Explorer { chain: CHAIN, api, url: url.into(), key: key.map(Into::into) }
}

fn read(api: Api, reading: &mut Reading, feed: Feed, answer: &Value) -> Result<(), ReadError> {
    let text = answer.to_string();
    let answer = json::parse(&text).expect("JSON");
    adapter(api).page(reading, &owner(), feed, &allowed(), &answer)
}

/// A first page.
fn page(api: Api, feed: Feed, answer: &Value) -> Result<Reading, ReadError> {
    let mut reading = Reading::NEW;
    read(api, &mut reading, feed, answer).map(|()| reading)
}

fn totals(api: Api, query: Query, answer: &Value) -> Result<Account, ReadError> {
    let text = answer.to_string();
    adapter(api).account(&owner(), query, &allowed(), &json::parse(&text).expect("JSON"))
}

/// In few words: `from>to value`, with the contract before and the index behind; a fee has no receiver.
fn told(reading: &Reading) -> Vec<String> {
    let name = |address: &Address| match address.as_str() {
        OWNER => "own".to_owned(),
        OTHER => "other".to_owned(),
        SAFE => "safe".to_owned(),
        WETH => "weth".to_owned(),
        NOBODY => "nobody".to_owned(),
        text => text.to_owned(),
    };
    let tell = |row: &Row| {
        let Row::Transfer(transfer) = row else { panic!("no such thing on {}", CHAIN.name()) };
        let Transfer { index, contract, from, to, value, time, unconfirmed, nature, .. } = transfer;
        assert_eq!((*time, *unconfirmed), (TIME, false));
        let to = to.as_ref().map_or("fee".to_owned(), name);
        let contract = match contract.as_deref() {
            None => "",
            Some(USDT) => "USDT ",
            Some(WETH) => "WETH ",
            Some(_) if *nature == Nature::Forged => "fake ",
            Some(_) => "unlisted ",
        };
        let index = index.map_or(String::new(), |index| format!(" #{index}"));
        let limit = value.units() == Amount::ROW_LIMIT - 1;
        let value = if limit { "beyond".to_owned() } else { value.to_string() };
        let wraps = if *nature == Nature::Wrap { " wraps" } else { "" };
        format!("{contract}{}>{to} {value}{index}{wraps}", name(from))
    };
    reading.rows.iter().map(tell).collect()
}

/// `explorer/mod.rs` leaves what is wrong to the reader: kind, count, detail.
fn gaps(reading: &Reading) -> Vec<(GapKind, Option<u32>, &str)> {
    reading.gaps.iter().map(|gap| (gap.kind, gap.count, gap.detail.as_deref().unwrap_or(""))).collect()
}

// ---- Etherscan

fn rows_of(rows: &[Value]) -> Value {
    json!({"status": "1", "message": "OK", "result": rows})
}

/// A transaction, with fields put over it.
fn tx(from: &str, to: &str, value: &str, over: Value) -> Value {
    let mut row = json!({
        "blockNumber": "100", "timeStamp": TIME.to_string(), "hash": hash(1), "from": from.to_lowercase(),
        "to": to.to_lowercase(), "value": value, "contractAddress": "", "gas": "21000", "gasUsed": "21000",
        "gasPrice": "2000000000", "isError": "0", "txreceipt_status": "1", "input": "0x", "confirmations": "7",
    });
    put(&mut row, over);
    row
}

fn put(row: &mut Value, over: Value) {
    for (name, value) in over.as_object().expect("fields") {
        row[name] = value.clone();
    }
}

fn etherscan(feed: Feed, row: Value) -> Reading {
    page(Api::Etherscan, feed, &rows_of(&[row])).expect("rows")
}

#[test]
fn etherscan_transactions_move_their_value_and_their_senders_fee() {
    let told = |row| told(&etherscan(Feed::Native, row));
    assert_eq!(told(tx(OTHER, OWNER, "5", json!({}))), ["other>own 5 #0"]);
    assert_eq!(told(tx(OWNER, OTHER, "5", json!({}))), ["own>fee 42000000000000", "own>other 5 #0"]);
    assert_eq!(told(tx(OWNER, OWNER, "5", json!({}))), ["own>fee 42000000000000", "own>own 5 #0"]);
    // A call moves nothing but the fee, and another's nothing at all.
    assert_eq!(told(tx(OWNER, USDT, "0", json!({}))), ["own>fee 42000000000000"]);
    assert_eq!(told(tx(OTHER, OWNER, "0", json!({}))), [""; 0]);
    // Nothing was paid for it.
    assert_eq!(told(tx(OWNER, USDT, "0", json!({"gasPrice": "0"}))), [""; 0]);
    // What a layer 2 pays for its layer 1, where the list has it.
    assert_eq!(told(tx(OWNER, USDT, "0", json!({"L1FeesPaid": "7"}))), ["own>fee 42000000000007"]);
    assert_eq!(told(tx(OWNER, USDT, "0", json!({"L1FeesPaid": ""}))), ["own>fee 42000000000000"]);
}

#[test]
fn etherscan_failed_transactions_move_their_fee_alone() {
    for over in [
        json!({"isError": "1", "txreceipt_status": "0"}),
        json!({"isError": "1", "txreceipt_status": ""}),
        json!({"isError": "0", "txreceipt_status": "0"}),
    ] {
        assert_eq!(
            told(&etherscan(Feed::Native, tx(OWNER, OTHER, "5", over.clone()))),
            ["own>fee 42000000000000"]
        );
        assert_eq!(told(&etherscan(Feed::Native, tx(OTHER, OWNER, "5", over))), [""; 0]);
    }
    // Before Byzantium there was no status.
    let old = etherscan(Feed::Native, tx(OTHER, OWNER, "5", json!({"txreceipt_status": ""})));
    assert_eq!(told(&old), ["other>own 5 #0"]);
}

#[test]
fn etherscan_contract_creations_pay_the_contract() {
    let creation = json!({"contractAddress": SAFE.to_lowercase()});
    let made = tx(OWNER, "", "5", creation.clone());
    assert_eq!(told(&etherscan(Feed::Native, made)), ["own>fee 42000000000000", "own>safe 5 #0"]);
    let mut by_call = creation;
    put(&mut by_call, json!({"type": "create2"}));
    assert_eq!(told(&etherscan(Feed::Internal, tx(OWNER, "", "5", by_call))), ["own>safe 5"]);
    // One that failed made nothing, and may not say what.
    let failed = json!({"contractAddress": "", "isError": "1"});
    assert_eq!(told(&etherscan(Feed::Native, tx(OWNER, "", "5", failed))), ["own>fee 42000000000000"]);
}

#[test]
fn etherscan_internal_rows_are_calls_that_moved_value() {
    let told = |over| told(&etherscan(Feed::Internal, tx(SAFE, OWNER, "5", over)));
    assert_eq!(told(json!({"type": "call", "traceId": "0_1"})), ["safe>own 5"]);
    assert_eq!(told(json!({"type": "suicide", "traceId": "0"})), ["safe>own 5"]);
    assert_eq!(told(json!({"type": "call", "isError": "1"})), [""; 0]);
    assert_eq!(told(json!({"type": "call", "value": "0"})), [""; 0]);
    // As Blockscout's instances have them.
    let over = |index: &str, kind: &str| json!({"type": "call", "callType": kind, "index": index, "hash": null, "transactionHash": hash(7)});
    assert_eq!(told(over("3", "call")), ["safe>own 5 #3"]);
    assert_eq!(told(over("0", "call")), [""; 0]);
    assert_eq!(told(over("3", "delegatecall")), [""; 0]);
    let row = tx(SAFE, OWNER, "5", over("3", "call"));
    let Row::Transfer(transfer) = &etherscan(Feed::Internal, row).rows[0] else { panic!("no transfer") };
    assert_eq!(*transfer.tx.0, hash(7)[2..]);
}

#[test]
fn what_is_wrapped_and_unwrapped_is_entered_where_no_list_has_it() {
    let wrapped = ["own>fee 42000000000000", "own>weth 5 #0 wraps", "WETH nobody>own 5 wraps"];
    assert_eq!(told(&etherscan(Feed::Native, tx(OWNER, WETH, "5", json!({})))), wrapped);
    let unwrapped = tx(WETH, OWNER, "5", json!({"type": "call"}));
    assert_eq!(told(&etherscan(Feed::Internal, unwrapped)), ["weth>own 5 wraps", "WETH own>nobody 5 wraps"]);
    let wrapped = ["own>fee 42000000000007", "own>weth 5 #0 wraps", "WETH nobody>own 5 wraps"];
    assert_eq!(told(&blockscout(Feed::Native, transaction(OWNER, WETH, "5", json!({})))), wrapped);
    let unwrapped = call(WETH, OWNER, "5", json!({}));
    assert_eq!(
        told(&blockscout(Feed::Internal, unwrapped)),
        ["weth>own 5 #3 wraps", "WETH own>nobody 5 wraps"]
    );
    // Others' are not the owner's, and what failed wraps nothing.
    assert_eq!(told(&etherscan(Feed::Native, tx(OTHER, WETH, "5", json!({})))), ["other>weth 5 #0"]);
    let failed = tx(OWNER, WETH, "5", json!({"isError": "1"}));
    assert_eq!(told(&etherscan(Feed::Native, failed)), ["own>fee 42000000000000"]);
    // A token is wrapped by its contract and symbol: not every contract that is paid wraps.
    assert_eq!(told(&etherscan(Feed::Internal, tx(OWNER, USDT, "5", json!({})))).len(), 1);
}

#[test]
fn etherscan_tokens_count_by_contract_alone() {
    let sent = |contract: &str, over: Value| {
        let mut all = json!({
            "contractAddress": contract, "tokenName": "Spam", "tokenSymbol": "SPAM", "tokenDecimal": "6"
        });
        put(&mut all, over);
        told(&etherscan(Feed::Token, tx(OTHER, OWNER, "5", all)))
    };
    assert_eq!(sent(&USDT.to_lowercase(), json!({})), ["USDT other>own 5"]);
    assert_eq!(sent(USDT, json!({"logIndex": "12"})), ["USDT other>own 5 #12"]);
    assert_eq!(sent(USDT, json!({"value": "0"})), ["USDT other>own 0"]);
    assert_eq!(sent(&UNLISTED.to_lowercase(), json!({})), ["unlisted other>own 5"]);
    assert_eq!(sent(UNLISTED, json!({"tokenDecimal": ""})), ["unlisted other>own 5"]);
    // By the symbol, in look-alike letters too, it is only told what imitates.
    assert_eq!(sent(UNLISTED, json!({"tokenSymbol": "USDT"})), ["fake other>own 5"]);
    assert_eq!(sent(UNLISTED, json!({"tokenSymbol": "UЅDТ"})), ["fake other>own 5"]);
    let beyond = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    assert_eq!(sent(UNLISTED, json!({"value": beyond})), ["unlisted other>own beyond"]);
    // Of a listed token it is a fault, and named.
    let fault = tx(OTHER, OWNER, beyond, json!({"contractAddress": USDT}));
    let fault = etherscan(Feed::Token, fault);
    assert_eq!(gaps(&fault), [(GapKind::BadRow, Some(1), &*format!("{}: value", &hash(1)[2..]))]);
    assert_eq!(told(&fault), [""; 0]);
    // The unlisted contract is written as everywhere, whatever the explorer's case.
    let by_case = |contract: &str| {
        let row = tx(OTHER, OWNER, "5", json!({"contractAddress": contract}));
        match &etherscan(Feed::Token, row).rows[0] {
            Row::Transfer(transfer) => transfer.contract.clone(),
            _ => panic!("no transfer"),
        }
    };
    assert_eq!(by_case(UNLISTED), by_case(&UNLISTED.to_lowercase()));
}

#[test]
fn etherscan_rows_that_cannot_be_read_are_left_out_by_name() {
    for (feed, over, named) in [
        (Feed::Native, json!({"value": "5e3"}), "value"),
        (Feed::Native, json!({"value": null}), "value"),
        (Feed::Native, json!({"isError": "1", "timeStamp": "soon"}), "timeStamp"),
        (Feed::Native, json!({"timeStamp": ""}), "timeStamp"),
        (Feed::Native, json!({"timeStamp": "18446744073709551615"}), "timeStamp"),
        (Feed::Native, json!({"from": "0x1"}), "from"),
        (Feed::Native, json!({"to": "0x1"}), "to"),
        (Feed::Native, json!({"gasUsed": "many", "from": OWNER}), "gasUsed"),
        (
            Feed::Native,
            json!({"gasPrice": "18446744073709551615", "gasUsed": "18446744073709551615", "from": OWNER}),
            "gasPrice",
        ),
        (Feed::Native, json!({"to": "", "contractAddress": ""}), "contractAddress"),
        (Feed::Internal, json!({"value": "-5"}), "value"),
        (Feed::Token, json!({"contractAddress": ""}), "contractAddress"),
        (Feed::Token, json!({"contractAddress": USDT, "to": null}), "to"),
    ] {
        let reading = etherscan(feed, tx(OTHER, OWNER, "5", over));
        let detail = format!("{}: {named}", &hash(1)[2..]);
        assert_eq!(gaps(&reading), [(GapKind::BadRow, Some(1), &*detail)]);
        assert_eq!(told(&reading), [""; 0]);
        assert_eq!(reading.listed.len(), 1);
    }
    let nameless = etherscan(Feed::Native, tx(OTHER, OWNER, "5", json!({"hash": "0x12"})));
    assert_eq!(gaps(&nameless), [(GapKind::BadRow, Some(1), "hash")]);
    // The first allocation came from nobody.
    let genesis = json!({"from": "GENESIS", "hash": "GENESIS_5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"});
    let genesis = etherscan(Feed::Native, tx(OTHER, OWNER, "5", genesis));
    assert_eq!(gaps(&genesis), [(GapKind::Unsupported, Some(1), "GENESIS")]);
}

#[test]
fn etherscan_errors_are_told_apart() {
    let said = |status: &str, message: &str, result: Value| {
        page(Api::Etherscan, Feed::Native, &json!({"status": status, "message": message, "result": result}))
    };
    for message in ["No transactions found", "No internal transactions found", "No token transfers found"] {
        for result in [json!([]), json!(null)] {
            let reading = said("0", message, result).expect("an empty list");
            assert_eq!((reading.rows.len(), &*reading.cursor), (0, ""));
        }
    }
    for text in [
        "Max rate limit reached, please use API Key for higher rate limit",
        "Max calls per sec rate limit reached (3/sec)",
        "Max daily rate limit reached. 100000 (100%) of 100000 day/limit",
    ] {
        assert_eq!(said("0", "NOTOK", json!(text)).unwrap_err(), ReadError::Limited(text.into()));
    }
    for text in [
        "Invalid API Key",
        "Missing/Invalid API Key",
        "Too many invalid api key attempts, please try again later",
        "Missing or unsupported chainid parameter (required for v2 api), please see chainlist",
        "Free API access is not supported for this chain. Please upgrade your api plan for full chain coverage.",
        "You are using a deprecated V1 endpoint, switch to Etherscan API V2",
    ] {
        assert_eq!(said("0", "NOTOK", json!(text)).unwrap_err(), ReadError::Denied(text.into()));
    }
    for text in
        ["Query Timeout occured. Please select a smaller result dataset", "Error! Invalid address format"]
    {
        assert_eq!(said("0", "NOTOK", json!(text)).unwrap_err(), ReadError::Said(text.into()));
    }
    // The words may be the message, as Blockscout has them, and they are kept short.
    assert_eq!(
        said("0", "Something failed", json!(null)).unwrap_err(),
        ReadError::Said("Something failed".into())
    );
    let long = "é".repeat(500);
    assert_eq!(said("0", "NOTOK", json!(long)).unwrap_err(), ReadError::Said("é".repeat(200)));
    // Another API's answer, or none.
    for answer in [
        json!([]),
        json!({}),
        json!({"status": "1", "result": "5"}),
        json!({"status": 1, "result": []}),
        json!("x"),
    ] {
        let error = page(Api::Etherscan, Feed::Token, &answer).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the answer is not an object with `status`, `message` and `result`",
            "{answer}"
        );
    }
    // A list that is not whole yet counts, and is a gap.
    let words = "Some internal transactions within this block range have not yet been processed";
    let partial =
        json!({"status": "2", "message": words, "result": [tx(SAFE, OWNER, "5", json!({"type": "call"}))]});
    let reading = page(Api::Etherscan, Feed::Internal, &partial).expect("rows");
    assert_eq!(told(&reading), ["safe>own 5"]);
    assert_eq!(gaps(&reading), [(GapKind::NotProcessed, None, words)]);
}

#[test]
fn etherscan_balances_are_wei() {
    let answer = |status: &str, result: Value| json!({"status": status, "message": "OK", "result": result});
    let account = totals(Api::Etherscan, Query::Account, &answer("1", json!("40891626854930000000999")));
    let said = account.expect("a balance").totals;
    assert_eq!((said.len(), said[0].balance.to_string()), (1, "40891626854930000000999".into()));
    assert_eq!((said[0].contract.as_deref(), said[0].tx_count), (None, None));
    let error = totals(Api::Etherscan, Query::Account, &answer("1", json!("0x12"))).unwrap_err();
    assert_eq!(error.to_string(), "result is not an amount in base units");
    let error =
        totals(Api::Etherscan, Query::Account, &answer("0", json!("Max rate limit reached"))).unwrap_err();
    assert_eq!(error, ReadError::Limited("Max rate limit reached".into()));
}

fn url(explorer: &Explorer, query: Query, cursor: &str) -> Option<String> {
    let reading = Reading { cursor: cursor.into(), ..Reading::NEW };
    let request = adapter(explorer.api).request(explorer, query, &owner(), &allowed(), &reading)?;
    assert_eq!((request.headers.len(), request.body), (0, None));
    Some(request.url)
}

#[test]
fn etherscan_is_asked_by_window_and_its_own_url_by_chain() {
    let v2 = explorer(Api::Etherscan, "https://api.etherscan.io/v2/api", Some("a&b"));
    let asked = |query, cursor: &str| url(&v2, query, cursor).expect("a request");
    let head = "https://api.etherscan.io/v2/api?chainid=1&module=account&action=";
    assert_eq!(
        asked(Query::Listing(Feed::Native), ""),
        format!("{head}txlist&address={OWNER}&page=1&offset=1000&sort=desc&apikey=a%26b")
    );
    assert_eq!(
        asked(Query::Listing(Feed::Token), "77.3"),
        format!(
            "{head}tokentx&address={OWNER}&startblock=0&endblock=77&page=3&offset=1000&sort=desc&apikey=a%26b"
        )
    );
    assert_eq!(
        asked(Query::Listing(Feed::Internal), "77"),
        format!(
            "{head}txlistinternal&address={OWNER}&startblock=0&endblock=77&page=1&offset=1000&sort=desc&apikey=a%26b"
        )
    );
    assert_eq!(asked(Query::Account, ""), format!("{head}balance&tag=latest&address={OWNER}&apikey=a%26b"));
    for query in [Query::Balances, Query::Summary, Query::Tip] {
        assert_eq!(url(&v2, query, ""), None);
    }
    // Every chain by its number.
    for (chain, id) in [(Chain::Base, "8453"), (Chain::Gnosis, "100"), (Chain::EthereumSepolia, "11155111")] {
        let of_chain = Explorer { chain, ..v2.clone() };
        assert!(
            url(&of_chain, Query::Account, "").is_some_and(|url| url.contains(&format!("?chainid={id}&")))
        );
    }
    let instance = explorer(Api::Etherscan, "https://eth.blockscout.com/api", None);
    assert_eq!(
        url(&instance, Query::Account, "").as_deref(),
        Some(&*format!(
            "https://eth.blockscout.com/api?module=account&action=balance&tag=latest&address={OWNER}"
        ))
    );
}

/// What a server of this schema would answer: rows by their blocks, newest first, and a limit of its own.
struct Server {
    blocks: Vec<u64>,
    limit: usize,
}

impl Server {
    fn answer(&self, url: &str) -> Value {
        let number = |name: &str| {
            let at = url.find(&format!("&{name}="))? + name.len() + 2;
            url[at..].split('&').next()?.parse::<u64>().ok()
        };
        let (end, page) = (number("endblock").unwrap_or(u64::MAX), number("page").expect("a page") as usize);
        let size = self.limit.min(number("offset").expect("a size") as usize);
        assert!(page * size <= 10_000, "Etherscan refuses it: the result window is too large");
        let row = |(place, block): (usize, &u64)| {
            // Some are equal but for their number, some altogether.
            let over = json!({"blockNumber": block.to_string(), "hash": hash(place as u64 / 3), "contractAddress": USDT});
            tx(OWNER, OWNER, "5", over)
        };
        let in_window = self.blocks.iter().enumerate().filter(|(_, block)| **block <= end);
        let page: Vec<Value> = in_window.skip((page - 1) * size).take(size).map(row).collect();
        match page.is_empty() {
            true => json!({"status": "0", "message": "No transactions found", "result": []}),
            false => rows_of(&page),
        }
    }

    /// All that the adapter reads, and in how many requests.
    fn read(&self) -> (Vec<String>, u32) {
        let explorer = explorer(Api::Etherscan, "https://api.etherscan.io/v2/api", None);
        let (mut reading, mut all, mut cursors) = (Reading::NEW, Vec::new(), Vec::new());
        loop {
            let asked = url(&explorer, Query::Listing(Feed::Token), &reading.cursor).expect("a request");
            assert!(!cursors.contains(&reading.cursor), "{} twice", reading.cursor);
            cursors.push(reading.cursor.clone());
            read(Api::Etherscan, &mut reading, Feed::Token, &self.answer(&asked)).expect("rows");
            assert_eq!(reading.gaps, []);
            for row in reading.rows.drain(..) {
                let Row::Transfer(transfer) = row else { panic!("no transfer") };
                all.push(transfer.tx.0.to_string());
            }
            if reading.cursor.is_empty() {
                return (all, cursors.len() as u32);
            }
        }
    }

    fn expected(&self) -> Vec<String> {
        (0..self.blocks.len()).map(|place| hash(place as u64 / 3)[2..].to_owned()).collect()
    }
}

/// Blocks with so many rows each, newest first.
fn blocks(sizes: &[usize]) -> Vec<u64> {
    let mut blocks = Vec::new();
    for (place, size) in sizes.iter().rev().enumerate() {
        blocks.splice(0..0, std::iter::repeat_n(place as u64 * 7 + 1, *size));
    }
    blocks
}

#[test]
fn etherscan_windows_pass_a_thousand_and_ten_thousand_rows() {
    for (sizes, requests) in [
        (vec![1; 999], 1),
        (vec![1; 1_000], 2),
        (vec![1; 1_001], 2),
        // 998 of each page count.
        (vec![2; 6_000], 13),
        // The 1,000-row boundary within a block, at its end, and a block of exactly a page.
        (vec![998, 5, 300], 2),
        (vec![1_000, 301], 2),
        (vec![500, 500, 1_000, 301], 4),
        // A round number of rows may be a server's own limit.
        (vec![1_000, 300], 3),
        // One block with more rows than a page, and with more than two.
        (vec![3, 1_500, 40], 3),
        (vec![2_600, 2_601], 6),
        (vec![9_400, 1], 10),
    ] {
        let server = Server { blocks: blocks(&sizes), limit: etherscan::PAGE };
        let (all, asked) = server.read();
        assert!(all == server.expected(), "{} of {} rows", all.len(), server.blocks.len());
        assert_eq!(asked, requests, "{asked} requests for {} rows", server.blocks.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn etherscan_windows_of_any_size_give_the_same_rows(
        sizes in proptest::collection::vec(prop_oneof![4 => 1usize..8, 1 => 30usize..170, 1 => Just(50), 1 => Just(100)], 0..30),
        limit in prop_oneof![Just(50), Just(100), Just(150), Just(1_000)],
    ) {
        let server = Server { blocks: blocks(&sizes), limit };
        prop_assert_eq!(server.read().0, server.expected());
    }
}

#[test]
fn etherscan_servers_that_obey_no_window_are_refused_by_the_field() {
    let of = |blocks: &[u64]| {
        rows_of(
            &blocks
                .iter()
                .map(|block| tx(OTHER, OWNER, "5", json!({"blockNumber": block.to_string()})))
                .collect::<Vec<_>>(),
        )
    };
    let ask = |cursor: &str, answer: &Value| {
        let mut reading = Reading { cursor: cursor.into(), ..Reading::NEW };
        read(Api::Etherscan, &mut reading, Feed::Native, answer).map(|()| reading.cursor)
    };
    let error = ask("90", &of(&[91, 90])).unwrap_err();
    assert_eq!(error.to_string(), "result.blockNumber is not at most the block asked for");
    let ascending: Vec<u64> = (1..=1_000).collect();
    let error = ask("", &of(&ascending)).unwrap_err();
    assert_eq!(error.to_string(), "result.blockNumber is not in descending order");
    let mut page = of(&vec![5; 1_000]);
    page["result"][999]["blockNumber"] = json!(null);
    assert_eq!(ask("", &page).unwrap_err().to_string(), "result.blockNumber is not an integer");
    assert_eq!(ask("5.2", &of(&vec![5; 1_000])), Ok("5.3".into()));
}

// ---- Blockscout

fn items(rows: &[Value]) -> Value {
    json!({"items": rows, "next_page_params": null})
}

fn who(address: &str) -> Value {
    match address {
        "" => Value::Null,
        address => json!({"hash": address, "is_contract": false, "is_scam": false, "name": null}),
    }
}

/// A transaction of Blockscout's.
fn transaction(from: &str, to: &str, value: &str, over: Value) -> Value {
    let mut row = json!({
        "hash": hash(1), "status": "ok", "result": "success", "timestamp": "2026-03-14T09:20:00.000000Z",
        "block_number": 100, "from": who(from), "to": who(to), "created_contract": null, "value": value,
        "fee": {"type": "actual", "value": "42000000000007"}, "gas_used": "21000", "gas_price": "2000000000",
    });
    put(&mut row, over);
    row
}

fn call(from: &str, to: &str, value: &str, over: Value) -> Value {
    let mut row = json!({
        "transaction_hash": hash(1), "index": 3, "type": "call", "success": true, "error": null, "value": value,
        "timestamp": "2026-03-14T09:20:00.000000Z", "block_number": 100, "from": who(from), "to": who(to),
        "created_contract": null, "gas_limit": "2300",
    });
    put(&mut row, over);
    row
}

fn sent(contract: &str, from: &str, to: &str, value: &str, over: Value) -> Value {
    let mut row = json!({
        "transaction_hash": hash(1), "log_index": 12, "timestamp": "2026-03-14T09:20:00.000000Z",
        "block_number": 100, "from": who(from), "to": who(to), "token_type": "ERC-20", "type": "token_transfer",
        "token": {"address_hash": contract, "symbol": "SPAM", "decimals": "6", "type": "ERC-20", "reputation": "ok"},
        "total": {"value": value, "decimals": "6"},
    });
    put(&mut row, over);
    row
}

fn blockscout(feed: Feed, row: Value) -> Reading {
    page(Api::Blockscout, feed, &items(&[row])).expect("items")
}

#[test]
fn blockscout_transactions_move_their_value_and_their_senders_fee() {
    let told = |from: &str, to: &str, value: &str, over| {
        told(&blockscout(Feed::Native, transaction(from, to, value, over)))
    };
    assert_eq!(told(OTHER, OWNER, "5", json!({})), ["other>own 5 #0"]);
    // The fee is whole: a layer 2's has what it pays for its layer 1.
    assert_eq!(told(OWNER, OTHER, "5", json!({})), ["own>fee 42000000000007", "own>other 5 #0"]);
    assert_eq!(told(OWNER, OWNER, "5", json!({})), ["own>fee 42000000000007", "own>own 5 #0"]);
    assert_eq!(told(OWNER, USDT, "0", json!({})), ["own>fee 42000000000007"]);
    assert_eq!(told(OTHER, OWNER, "0", json!({})), [""; 0]);
    let created = json!({"created_contract": who(SAFE)});
    assert_eq!(told(OWNER, "", "5", created), ["own>fee 42000000000007", "own>safe 5 #0"]);
    let failed = json!({"status": "error", "result": "out of gas"});
    assert_eq!(told(OWNER, OTHER, "5", failed.clone()), ["own>fee 42000000000007"]);
    assert_eq!(told(OWNER, "", "5", failed.clone()), ["own>fee 42000000000007"]);
    assert_eq!(told(OTHER, OWNER, "5", failed), [""; 0]);
    // In no block: it moved nothing, and one that was dropped costs nothing.
    for (status, result) in [(json!(null), "pending"), (json!("error"), "dropped/replaced")] {
        let over = json!({"status": status, "result": result, "timestamp": null, "block_number": null});
        let reading = blockscout(Feed::Native, transaction(OWNER, OTHER, "5", over));
        assert_eq!((reading.rows.len(), reading.gaps.len()), (0, 0));
    }
}

#[test]
fn blockscout_internal_rows_are_calls_that_moved_value() {
    let told = |from: &str, to: &str, over| told(&blockscout(Feed::Internal, call(from, to, "5", over)));
    assert_eq!(told(SAFE, OWNER, json!({})), ["safe>own 5 #3"]);
    assert_eq!(told(OWNER, "", json!({"type": "create", "created_contract": who(SAFE)})), ["own>safe 5 #3"]);
    assert_eq!(told(SAFE, OWNER, json!({"type": "selfdestruct"})), ["safe>own 5 #3"]);
    // The transaction itself stands in the other list.
    assert_eq!(
        told(OTHER, "", json!({"type": "create", "created_contract": who(OWNER), "index": 0})),
        [""; 0]
    );
    assert_eq!(told(OWNER, SAFE, json!({"type": "delegatecall"})), [""; 0]);
    assert_eq!(told(SAFE, OWNER, json!({"success": false, "error": "Reverted"})), [""; 0]);
    assert_eq!(told(SAFE, OWNER, json!({"value": "0"})), [""; 0]);

    let words = "Some internal transactions within this block range have not yet been processed";
    let mut late = items(&[call(SAFE, OWNER, "5", json!({}))]);
    late["message"] = json!(words);
    let mut reading = page(Api::Blockscout, Feed::Internal, &late).expect("items");
    read(Api::Blockscout, &mut reading, Feed::Internal, &late).expect("a second page");
    assert_eq!(gaps(&reading), [(GapKind::NotProcessed, None, words)]);
}

#[test]
fn blockscout_tokens_count_by_contract_alone() {
    let told = |contract: &str, over| told(&blockscout(Feed::Token, sent(contract, OTHER, OWNER, "5", over)));
    assert_eq!(told(USDT, json!({})), ["USDT other>own 5 #12"]);
    assert_eq!(told(USDT, json!({"total": {"value": "0", "decimals": "6"}})), ["USDT other>own 0 #12"]);
    assert_eq!(told(UNLISTED, json!({})), ["unlisted other>own 5 #12"]);
    let forged = json!({"token": {"address_hash": UNLISTED, "symbol": "UЅDТ", "decimals": "6"}});
    assert_eq!(told(UNLISTED, forged), ["fake other>own 5 #12"]);
    let no_decimals = json!({"total": {"value": "5", "decimals": null}});
    assert_eq!(told(UNLISTED, no_decimals.clone()), ["unlisted other>own 5 #12"]);
    assert_eq!(told(USDT, no_decimals), ["USDT other>own 5 #12"]);
    assert_eq!(told(UNLISTED, json!({"total": null})), ["unlisted other>own beyond #12"]);
    // No amounts.
    for kind in ["ERC-721", "ERC-1155", "ERC-404"] {
        let total = json!({"token_id": "7", "token_instance": null});
        assert_eq!(told(UNLISTED, json!({"token_type": kind, "total": total})), [""; 0]);
        let older = json!({"token_type": null, "token": {"address": UNLISTED, "type": kind}, "total": null});
        assert_eq!(told("", older), [""; 0]);
    }
    let older = json!({
        "tx_hash": hash(9), "transaction_hash": null, "token": {"address": USDT, "type": "ERC-20"}, "token_type": null
    });
    assert_eq!(told("", older), ["USDT other>own 5 #12"]);
}

#[test]
fn blockscout_rows_that_cannot_be_read_are_left_out_by_name() {
    for (feed, row, named) in [
        (Feed::Native, transaction(OTHER, OWNER, "5", json!({"timestamp": "yesterday"})), "timestamp"),
        (
            Feed::Native,
            transaction(OTHER, OWNER, "5", json!({"timestamp": "9999-01-01T00:00:00Z"})),
            "timestamp",
        ),
        (Feed::Native, transaction(OTHER, OWNER, "5", json!({"status": null})), "status"),
        (Feed::Native, transaction(OTHER, OWNER, "many", json!({})), "value"),
        (Feed::Native, transaction("", OWNER, "5", json!({})), "from.hash"),
        (Feed::Native, transaction(OWNER, OTHER, "5", json!({"fee": null})), "fee.value"),
        (Feed::Native, transaction(OTHER, "", "5", json!({})), "created_contract.hash"),
        (Feed::Internal, call(SAFE, OWNER, "5", json!({"index": null})), "index"),
        (Feed::Internal, call(SAFE, OWNER, "5", json!({"success": "yes"})), "success"),
        (Feed::Internal, call(SAFE, "", "5", json!({})), "created_contract.hash"),
        (Feed::Token, sent(USDT, OTHER, OWNER, "5", json!({"total": null})), "total.value"),
        (Feed::Token, sent(USDT, OTHER, "", "5", json!({})), "to.hash"),
        (Feed::Token, sent("", OTHER, OWNER, "5", json!({})), "token.address_hash"),
        (Feed::Token, sent(USDT, OTHER, OWNER, "5", json!({"timestamp": null})), "timestamp"),
    ] {
        let reading = blockscout(feed, row);
        assert_eq!(gaps(&reading), [(GapKind::BadRow, Some(1), &*format!("{}: {named}", &hash(1)[2..]))]);
        assert_eq!(told(&reading), [""; 0]);
    }
    let error = page(Api::Blockscout, Feed::Token, &json!({"message": "Not found"})).unwrap_err();
    assert_eq!(error.to_string(), "items is not an array");
}

/// What may stand where something else should.
fn odd() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        "x",
        "0x",
        "-1",
        "1e3",
        "é",
        "99999999999999999999999999999999999999999",
        "18446744073709551615",
    ];
    prop_oneof![
        proptest::sample::select(texts.to_vec()).prop_map(|text| json!(text)),
        any::<u64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(|text| json!(text)),
        proptest::sample::select(vec![
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!(-1),
            json!(1e99),
            json!([[]])
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// A row is read, passed over or left out by name, whatever stands in its fields; the others stay.
    #[test]
    fn odd_fields_cost_their_row_at_most(
        which in 0usize..6,
        odd in proptest::collection::vec((any::<proptest::sample::Index>(), odd()), 1..4),
        cursor in prop_oneof![Just(String::new()), "[0-9]{0,20}[.]?[0-9]{0,20}"],
    ) {
        let from = OWNER;
        let (api, feed, good) = [
            (Api::Etherscan, Feed::Native, tx(from, OTHER, "5", json!({}))),
            (Api::Etherscan, Feed::Internal, tx(from, OTHER, "5", json!({"type": "call"}))),
            (Api::Etherscan, Feed::Token, tx(from, OTHER, "5", json!({"contractAddress": USDT}))),
            (Api::Blockscout, Feed::Native, transaction(from, OTHER, "5", json!({}))),
            (Api::Blockscout, Feed::Internal, call(from, OTHER, "5", json!({}))),
            (Api::Blockscout, Feed::Token, sent(USDT, from, OTHER, "5", json!({}))),
        ][which].clone();
        let mut bad = good.clone();
        for (index, odd) in odd {
            let names: Vec<String> = bad.as_object().expect("fields").keys().cloned().collect();
            bad[index.get(&names)] = odd;
        }
        let list = |rows: &[Value]| match api {
            Api::Etherscan => rows_of(rows),
            _ => items(rows),
        };
        let alone = page(api, feed, &list(std::slice::from_ref(&good))).expect("a good row");
        let mut reading = Reading { cursor, ..Reading::NEW };
        match read(api, &mut reading, feed, &list(&[good.clone(), bad])) {
            Ok(()) => {
                prop_assert_eq!(&reading.rows[..alone.rows.len()], &alone.rows[..]);
                prop_assert!(reading.gaps.len() <= 1);
            }
            // A window that is not obeyed.
            Err(error) => prop_assert!(error.to_string().starts_with("result.blockNumber"), "{}", error),
        }
    }
}

#[test]
fn blockscout_is_asked_by_what_the_page_before_named() {
    let keyed = explorer(Api::Blockscout, "https://api.blockscout.com/1/api/v2", Some("k"));
    let plain = explorer(Api::Blockscout, "https://eth.blockscout.com/api/v2", None);
    let base = format!("https://eth.blockscout.com/api/v2/addresses/{OWNER}");
    let asked = |query, cursor: &str| url(&plain, query, cursor).expect("a request");
    assert_eq!(asked(Query::Listing(Feed::Token), ""), format!("{base}/token-transfers?type=ERC-20"));
    assert_eq!(
        asked(Query::Listing(Feed::Token), "index=3"),
        format!("{base}/token-transfers?type=ERC-20&index=3")
    );
    assert_eq!(asked(Query::Listing(Feed::Native), ""), format!("{base}/transactions"));
    assert_eq!(
        asked(Query::Listing(Feed::Internal), "a=1&b=2"),
        format!("{base}/internal-transactions?a=1&b=2")
    );
    assert_eq!(asked(Query::Account, ""), base);
    assert_eq!(asked(Query::Balances, ""), format!("{base}/token-balances"));
    for query in [Query::Summary, Query::Tip] {
        assert_eq!(url(&plain, query, ""), None);
    }
    let base = format!("https://api.blockscout.com/1/api/v2/addresses/{OWNER}");
    assert_eq!(url(&keyed, Query::Account, "").expect("a request"), format!("{base}?apikey=k"));
    let listing = url(&keyed, Query::Listing(Feed::Native), "index=3").expect("a request");
    assert_eq!(listing, format!("{base}/transactions?index=3&apikey=k"));

    let next = |parameters: &str| {
        let text = format!(r#"{{"items": [], "next_page_params": {parameters}}}"#);
        let mut reading = Reading::NEW;
        let answer = json::parse(&text).expect("JSON");
        adapter(Api::Blockscout).page(&mut reading, &owner(), Feed::Native, &[], &answer).expect("items");
        reading.cursor
    };
    assert_eq!(next("null"), "");
    assert_eq!(next("{}"), "");
    assert_eq!(
        next(
            r#"{"block_number": 23133262, "fee": "21", "inserted_at": "2026-03-14T09:20:00.000000Z", "hash": "0xab", "value": null, "state": true}"#
        ),
        "block_number=23133262&fee=21&inserted_at=2026-03-14T09%3A20%3A00.000000Z&hash=0xab&state=true"
    );
    // Twice, as number and text; and what stands in every request.
    assert_eq!(
        next(
            r#"{"index": 294, "type": "ERC-20", "block_number": 7, "block_number": "9", "index": "383", "apikey": "k"}"#
        ),
        "index=294&block_number=7"
    );
}

#[test]
fn blockscout_totals_are_the_coins_and_the_listed_tokens() {
    let account = |over: Value| {
        let mut answer = json!({"hash": OWNER, "coin_balance": "40891626854930000000999", "is_scam": false});
        put(&mut answer, over);
        totals(Api::Blockscout, Query::Account, &answer)
    };
    let said = account(json!({})).expect("totals").totals;
    assert_eq!((said.len(), said[0].balance.to_string()), (1, "40891626854930000000999".into()));
    // Never read is not 0.
    assert_eq!(account(json!({"coin_balance": null})).expect("an account").totals, []);
    let error = account(json!({"hash": null})).unwrap_err();
    assert_eq!(error.to_string(), "hash is not a string");
    let error = account(json!({"coin_balance": -1})).unwrap_err();
    assert_eq!(error.to_string(), "coin_balance is not an amount in base units");

    let held = |rows: Value| totals(Api::Blockscout, Query::Balances, &rows);
    let row = |contract: &str, value: &str| json!({"token": {"address_hash": contract}, "token_id": null, "value": value});
    let said = held(json!([row(UNLISTED, "9"), row(&USDT.to_lowercase(), "77")])).expect("totals").totals;
    assert_eq!(said.len(), 2);
    assert_eq!((said[0].contract.as_deref(), said[0].balance.units()), (Some(USDT), 77));
    // What is not held is not listed.
    assert_eq!(held(json!([])).expect("totals").totals[0].balance, Amount::ZERO);
    assert_eq!(
        held(json!([row(USDT, "x")])).unwrap_err().to_string(),
        "value is not an amount in base units"
    );
    assert_eq!(held(json!({})).unwrap_err().to_string(), "the answer is not a list of token balances");
}

#[test]
fn readers_are_led_to_the_chains_own_pages() {
    let id = &hash(1)[2..];
    let tx = |api, url: &str| reader_link(&explorer(api, url, None), LinkTo::Tx(id));
    let at = |site: &str| Some(format!("{site}/tx/0x{id}"));
    assert_eq!(tx(Api::Blockscout, "https://eth.blockscout.com/api/v2"), at("https://eth.blockscout.com"));
    assert_eq!(tx(Api::Blockscout, "https://api.blockscout.com/1/api/v2"), at("https://eth.blockscout.com"));
    assert_eq!(tx(Api::Blockscout, "https://proxy.example/blockscout"), None);
    assert_eq!(tx(Api::Etherscan, "https://api.etherscan.io/v2/api"), at("https://etherscan.io"));
    assert_eq!(tx(Api::Etherscan, "https://eth.blockscout.com/api"), at("https://eth.blockscout.com"));
    assert_eq!(tx(Api::Etherscan, "https://api.routescan.io/v2/network/mainnet/evm/1/etherscan/api"), None);
    let v2 = explorer(Api::Etherscan, "https://api.etherscan.io/v2/api", None);
    assert_eq!(
        reader_link(&v2, LinkTo::Address(OWNER)).as_deref(),
        Some("https://etherscan.io/address/0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
    );
    let base = Explorer { chain: Chain::Base, ..v2 };
    assert_eq!(reader_link(&base, LinkTo::Tx(id)), at("https://basescan.org"));
}
