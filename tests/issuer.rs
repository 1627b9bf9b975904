//! What the issuer of USDT did to an address: how each adapter asks, and how answers are read, odd ones too.

use donation_flow::campaign::{Api, Explorer};
use donation_flow::chain::asset::{self, freezable};
use donation_flow::chain::keccak::keccak256;
use donation_flow::chain::{Address, Amount, Chain, Freeze, Nature, Row, Token};
use donation_flow::explorer::issuer::{EVENTS, IS_FROZEN};
use donation_flow::explorer::{Feed, GapKind, Query, ReadError, Reading, Request, adapter};
use donation_flow::json;
use serde_json::{Value, json};

const TETHER: &str = "0xdAC17F958D2ee523a2206206994597C13D831ec7";
const OWNER: &str = "0x1111111111111111111111111111111111111111";
const OTHER: &str = "0x2222222222222222222222222222222222222222";
const TETHER_TRON: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
/// Its 20 bytes are a614f803b6fd780986a42c78ec9c7f77e6ded13c: any address will do.
const OWNER_TRON: &str = TETHER_TRON;
const OWNER_TRON_BYTES: &str = "a614f803b6fd780986a42c78ec9c7f77e6ded13c";
const TX: &str = "5555555555555555555555555555555555555555555555555555555555555555";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn owner(chain: Chain) -> Address {
    Address::parse(chain, if chain == Chain::Tron { OWNER_TRON } else { OWNER }).expect("an address")
}

fn request(api: Api, chain: Chain, url: &str, key: Option<&str>, query: Query, cursor: &str) -> Request {
    let explorer = Explorer { chain, api, url: url.into(), key: key.map(Into::into) };
    let reading = Reading { cursor: cursor.into(), ..Reading::NEW };
    let tokens = asset::default_tokens(chain);
    adapter(api).request(&explorer, query, &owner(chain), &tokens, &reading).expect("a request")
}

fn page(api: Api, chain: Chain, cursor: &str, answer: &Value) -> Result<Reading, ReadError> {
    let text = answer.to_string();
    let answer = json::parse(&text).expect("JSON");
    let mut reading = Reading { cursor: cursor.into(), ..Reading::NEW };
    let tokens = asset::default_tokens(chain);
    adapter(api).page(&mut reading, &owner(chain), Feed::Issuer, &tokens, &answer)?;
    Ok(reading)
}

fn is_frozen(api: Api, answer: &Value) -> Result<bool, ReadError> {
    let text = answer.to_string();
    adapter(api).is_frozen(&json::parse(&text).expect("JSON"))
}

#[test]
fn selector_and_topics_are_those_that_explorers_show() {
    assert_eq!(hex(&keccak256(IS_FROZEN.as_bytes())[..4]), "e47d6060");
    let topics = EVENTS.map(|event| hex(&keccak256(event.signature.as_bytes())));
    assert_eq!(
        topics,
        [
            "42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc",
            "d7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c",
            "61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6",
        ]
    );
    for event in EVENTS {
        assert!(event.signature.starts_with(event.name));
    }
}

#[test]
fn only_tethers_own_contracts_are_asked_and_on_test_networks_what_is_called_usdt() {
    for chain in Chain::ALL {
        let tokens = asset::default_tokens(chain);
        let expected = match chain {
            Chain::Ethereum => Some(TETHER),
            Chain::Tron => Some(TETHER_TRON),
            _ => None,
        };
        let found = freezable(chain, &tokens).and_then(|token| token.asset.contract.as_deref());
        assert_eq!(found, expected, "{}", chain.name());
    }
    let usdt = |chain| Token { asset: asset::Asset::token(chain, OTHER), symbol: "USDT".into(), decimals: 6 };
    assert_eq!(freezable(Chain::Ethereum, &[usdt(Chain::Ethereum)]), None, "another's contract");
    assert!(freezable(Chain::EthereumSepolia, &[usdt(Chain::EthereumSepolia)]).is_some());
    assert_eq!(freezable(Chain::EthereumSepolia, &[usdt(Chain::BaseSepolia)]), None, "another chain's");
}

#[test]
fn each_api_is_asked_in_its_own_way() {
    let data = format!("0xe47d6060{:0>64}", &OWNER[2..]);
    let logs = |number: usize, block: &str| {
        let topic = hex(&keccak256(EVENTS[number].signature.as_bytes()));
        format!(
            "module=logs&action=getLogs&address={TETHER}&topic0=0x{topic}&fromBlock={block}&toBlock=latest&page=1&offset=1000"
        )
    };
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [{"to": TETHER, "data": data}, "latest"]});
    let (eth, issuer) = (Chain::Ethereum, Query::Listing(Feed::Issuer));
    let posted = |request: Request, url: &str, body: &Value| {
        assert_eq!(request.url, url);
        let sent: Value = serde_json::from_str(request.body.as_deref().expect("a POST")).expect("JSON");
        assert_eq!(sent, *body, "{url}");
    };

    let v2 = "https://api.etherscan.io/v2/api";
    let asked = request(Api::Etherscan, eth, v2, Some("k"), Query::Frozen, "");
    let query =
        format!("?chainid=1&module=proxy&action=eth_call&to={TETHER}&data={data}&tag=latest&apikey=k");
    assert_eq!((asked.url, asked.body), (format!("{v2}{query}"), None));
    let asked = request(Api::Etherscan, eth, v2, Some("k"), issuer, "");
    assert_eq!(asked.url, format!("{v2}?chainid=1&{}&apikey=k", logs(0, "0")));

    let instance = "https://eth.blockscout.com/api";
    posted(
        request(Api::Etherscan, eth, instance, None, Query::Frozen, ""),
        &format!("{instance}/eth-rpc"),
        &call,
    );
    let asked = request(Api::Etherscan, eth, instance, None, issuer, "2.77");
    assert_eq!(asked.url, format!("{instance}?{}", logs(2, "77")));

    let v2 = format!("{instance}/v2");
    posted(
        request(Api::Blockscout, eth, &v2, None, Query::Frozen, ""),
        &format!("{instance}/eth-rpc"),
        &call,
    );
    let asked = request(Api::Blockscout, eth, &v2, None, issuer, "1.");
    assert_eq!(asked.url, format!("{instance}?{}", logs(1, "0")));
    let keyed = "https://api.blockscout.com/1/api/v2";
    let node = "https://api.blockscout.com/1/json-rpc?apikey=k";
    posted(request(Api::Blockscout, eth, keyed, Some("k"), Query::Frozen, ""), node, &call);
    let asked = request(Api::Blockscout, eth, keyed, Some("k"), issuer, "");
    assert_eq!(asked.url, format!("https://api.blockscout.com/v2/api?chain_id=1&{}&apikey=k", logs(0, "0")));

    let grid = "https://api.trongrid.io";
    let asked = request(Api::TronGrid, Chain::Tron, grid, Some("k"), Query::Frozen, "");
    assert_eq!(asked.headers, [("TRON-PRO-API-KEY", "k".to_owned())]);
    let body = json!({
        "owner_address": OWNER_TRON, "contract_address": TETHER_TRON, "function_selector": IS_FROZEN,
        "parameter": format!("{OWNER_TRON_BYTES:0>64}"), "visible": true,
    });
    posted(asked, &format!("{grid}/wallet/triggerconstantcontract"), &body);
    let asked = request(Api::TronGrid, Chain::Tron, grid, None, issuer, "2.abc");
    let events = format!("{grid}/v1/contracts/{TETHER_TRON}/events");
    let rest = "event_name=DestroyedBlackFunds&limit=200&order_by=block_timestamp,desc&fingerprint=abc";
    assert_eq!(asked.url, format!("{events}?{rest}"));
    for (number, event) in EVENTS.iter().enumerate() {
        let asked = request(Api::TronGrid, Chain::Tron, grid, None, issuer, &format!("{number}."));
        assert_eq!(
            asked.url,
            format!("{events}?event_name={}&limit=200&order_by=block_timestamp,desc", event.name)
        );
    }
}

#[test]
fn a_contracts_word_says_whether_an_address_is_frozen() {
    let word = |last: &str| format!("{last:0>64}");
    for api in [Api::Etherscan, Api::Blockscout] {
        let said = |result: &str| is_frozen(api, &json!({"jsonrpc": "2.0", "id": 1, "result": result}));
        assert_eq!(said(&format!("0x{}", word("1"))), Ok(true));
        assert_eq!(said(&format!("0x{}", word(""))), Ok(false));
        // No such function, no such contract, cut off.
        for odd in ["0x", "0x1", "1", "", &format!("0x{}g", &word("1")[1..])] {
            assert!(matches!(said(odd), Err(ReadError::Expected(_))), "{odd}");
        }
        let error =
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "Action not found."}});
        assert_eq!(is_frozen(api, &error), Err(ReadError::Said("Action not found.".into())));
        let limit = json!({"status": "0", "message": "NOTOK", "result": "Max rate limit reached"});
        assert_eq!(is_frozen(api, &limit), Err(ReadError::Limited("Max rate limit reached".into())));
    }
    let said = |result: Value| {
        is_frozen(Api::TronGrid, &json!({"result": {"result": true}, "constant_result": result}))
    };
    assert_eq!(said(json!([word("1")])), Ok(true));
    assert_eq!(said(json!([word("")])), Ok(false));
    for odd in [json!([]), json!(["1"]), json!(null), json!([1])] {
        assert!(said(odd.clone()).is_err(), "{odd}");
    }
    let reverted = json!({"result": {"code": "OTHER_ERROR", "message": "REVERT"}});
    assert_eq!(is_frozen(Api::TronGrid, &reverted), Err(ReadError::Said("REVERT".into())));
}

/// A row of `module=logs` about an address.
fn log(subject: &str, amount: &str, more: Value) -> Value {
    let amount = if amount.is_empty() { String::new() } else { format!("{amount:0>64}") };
    let mut row = json!({
        "address": TETHER.to_lowercase(), "topics": ["0x00"], "data": format!("0x{:0>64}{amount}", &subject[2..]),
        "blockNumber": "0x10", "timeStamp": "0x69000000", "logIndex": "0x", "transactionHash": format!("0x{TX}"),
    });
    for (name, value) in more.as_object().expect("an object") {
        row[name] = value.clone();
    }
    row
}

fn logs(rows: &[Value]) -> Value {
    json!({"status": "1", "message": "OK", "result": rows})
}

#[test]
fn events_are_read_and_others_passed_over() {
    let (api, chain) = (Api::Etherscan, Chain::Ethereum);
    let rows = [
        log(OTHER, "", json!({})),
        log(OWNER, "", json!({})),
        log(OWNER, "", json!({"address": OTHER})),
        // Where the address is a topic, and the rest of them null.
        log(
            OTHER,
            "",
            json!({"topics": ["0x00", format!("0x{:0>64}", &OWNER[2..]), null, null], "data": "0x"}),
        ),
    ];
    let reading = page(api, chain, "1.", &logs(&rows)).expect("a page");
    let lifted = Row::Freeze(Freeze {
        time: 0x6900_0000,
        tx: donation_flow::chain::TxId(TX.into()),
        contract: TETHER.into(),
        address: owner(chain),
        lifts: true,
    });
    assert_eq!(reading.rows, [lifted.clone(), lifted]);
    assert_eq!((reading.listed.len(), reading.gaps.len(), &*reading.cursor), (1, 0, "2."));

    let reading = page(api, chain, "2.", &logs(&[log(OWNER, "3b9aca00", json!({}))])).expect("a page");
    let [Row::Transfer(burn)] = &*reading.rows else { panic!("{:?}", reading.rows) };
    assert_eq!(
        (burn.value, burn.nature, burn.index),
        (Amount::from_units(1_000_000_000), Nature::Burn, Some(0))
    );
    assert_eq!((&burn.from, burn.to.as_ref().map(Address::as_str)), (&owner(chain), Some(TETHER)));
    assert_eq!(reading.cursor, "", "it is the last kind");
    // An empty list is an error of this API's.
    let empty = json!({"status": "0", "message": "No records found", "result": []});
    assert_eq!(page(api, chain, "", &empty).expect("an empty page").cursor, "1.");
    assert!(
        page(api, chain, "", &json!({"status": "0", "message": "NOTOK", "result": "Invalid API Key"}))
            .is_err()
    );
}

#[test]
fn a_full_page_is_followed_from_its_last_block_on() {
    let row = |block: u64| log(OTHER, "", json!({"blockNumber": format!("0x{block:x}")}));
    let full: Vec<Value> = (0..50).map(|index| row(100 + index / 10)).collect();
    let (api, chain) = (Api::Blockscout, Chain::Ethereum);
    assert_eq!(page(api, chain, "", &logs(&full)).expect("a page").cursor, "0.104");
    assert_eq!(page(api, chain, "0.104", &logs(&full[..49])).expect("a page").cursor, "1.");
    // The driver gives up where it would ask the same again.
    let block: Vec<Value> = (0..50).map(|_| row(104)).collect();
    assert_eq!(page(api, chain, "0.104", &logs(&block)).expect("a page").cursor, "0.104");
    let reversed: Vec<Value> = full.iter().rev().cloned().collect();
    assert!(page(api, chain, "", &logs(&reversed)).is_err(), "windows need an order");
    assert!(page(api, chain, "", &logs(&[log(OTHER, "", json!({"blockNumber": "16"}))])).is_err());
}

#[test]
fn an_event_at_fault_is_left_out_by_its_field() {
    let huge = "f".repeat(64);
    for (row, field) in [
        (log(OWNER, "", json!({"data": "0x12"})), "data"),
        (log(OWNER, "", json!({"data": null})), "data"),
        (log(OWNER, "", json!({})), "data"),
        (log(OWNER, &huge, json!({})), "data"),
        (log(OWNER, "1", json!({"timeStamp": "0xffffffffffff"})), "timeStamp"),
        (log(OWNER, "1", json!({"timeStamp": "soon"})), "timeStamp"),
        (log(OWNER, "1", json!({"logIndex": null})), "logIndex"),
        (log(OWNER, "1", json!({"transactionHash": "0x1"})), "transactionHash"),
    ] {
        let reading =
            page(Api::Etherscan, Chain::Ethereum, "2.", &logs(std::slice::from_ref(&row))).expect("a page");
        assert_eq!(reading.rows, [], "{row}");
        let [gap] = &*reading.gaps else { panic!("{row}: {:?}", reading.gaps) };
        assert_eq!(gap.kind, GapKind::BadRow);
        assert!(gap.detail.as_deref().is_some_and(|detail| detail.ends_with(field)), "{row}: {gap:?}");
    }
}

/// A row of TronGrid's events.
fn event(name: &str, result: Value, more: Value) -> Value {
    let mut row = json!({
        "transaction_id": TX, "block_timestamp": 1_762_000_000_000_u64, "event_index": 3, "event_name": name,
        "contract_address": TETHER_TRON, "result": result,
    });
    for (name, value) in more.as_object().expect("an object") {
        row[name] = value.clone();
    }
    row
}

fn events(rows: &[Value], fingerprint: Option<&str>) -> Value {
    json!({"success": true, "data": rows, "meta": {"fingerprint": fingerprint}})
}

#[test]
fn trons_events_are_read_in_each_form_of_an_address() {
    let (api, chain) = (Api::TronGrid, Chain::Tron);
    let other = "0x00000000000000000000000000000000000000ff";
    let forms = [format!("0x{OWNER_TRON_BYTES}"), format!("41{OWNER_TRON_BYTES}"), OWNER_TRON.to_owned()];
    let mut rows: Vec<Value> = forms
        .iter()
        .map(|form| event("AddedBlackList", json!({"0": form, "_user": form}), json!({})))
        .collect();
    rows.push(event("AddedBlackList", json!({"0": other}), json!({})));
    rows.push(event("Transfer", json!({"0": forms[0]}), json!({})));
    let reading = page(api, chain, "", &events(&rows, Some("next"))).expect("a page");
    assert_eq!(reading.rows.len(), 3, "{:?}", reading.rows);
    let is_freeze = |row: &Row| matches!(row, Row::Freeze(it) if !it.lifts && it.time == 1_762_000_000);
    assert!(reading.rows.iter().all(is_freeze), "{:?}", reading.rows);
    assert_eq!(reading.cursor, "0.next");
    assert_eq!(page(api, chain, "0.next", &events(&[], Some("on"))).expect("a page").cursor, "1.");
    assert_eq!(page(api, chain, "1.", &events(&rows[..0], None)).expect("a page").cursor, "2.");

    let burnt =
        event("DestroyedBlackFunds", json!({"0": forms[0], "1": "7000000"}), json!({"_unconfirmed": true}));
    let reading = page(api, chain, "2.", &events(&[burnt], None)).expect("a page");
    let [Row::Transfer(burn)] = &*reading.rows else { panic!("{:?}", reading.rows) };
    assert_eq!((burn.value, burn.nature, burn.index), (Amount::from_units(7_000_000), Nature::Burn, Some(3)));
    assert!(burn.unconfirmed);
    assert_eq!(reading.cursor, "");

    for (row, field) in [
        (event("DestroyedBlackFunds", json!({"0": forms[0]}), json!({})), "result.1"),
        (event("DestroyedBlackFunds", json!({"0": forms[0], "1": "-1"}), json!({})), "result.1"),
        (event("DestroyedBlackFunds", json!({"0": "0x12", "1": "1"}), json!({})), "result.0"),
        (event("DestroyedBlackFunds", json!({"1": "1"}), json!({})), "result.0"),
        (
            event("DestroyedBlackFunds", json!({"0": forms[0], "1": "1"}), json!({"event_index": -1})),
            "event_index",
        ),
    ] {
        let reading = page(api, chain, "2.", &events(std::slice::from_ref(&row), None)).expect("a page");
        assert_eq!(reading.rows, [], "{row}");
        let [gap] = &*reading.gaps else { panic!("{row}: {:?}", reading.gaps) };
        assert!(gap.detail.as_deref().is_some_and(|detail| detail.ends_with(field)), "{row}: {gap:?}");
    }
}
