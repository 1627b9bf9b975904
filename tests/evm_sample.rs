//! Campaigns on the sample's EVM chains: figures against a second, plain path from what truly moved, the same from each
//! explorer, whatever the size of its pages, and when one takes over from another.

use donation_flow::campaign::Campaign;
use donation_flow::cli::sample::evm::{Account, Ledger, NOBODY, checksummed};
use donation_flow::cli::sample::evm_stories::{self, BASE_SEPOLIA, SEPOLIA, dai, tangle, usdc, usdt, weth};
use donation_flow::cli::sample::stories;
use donation_flow::cli::sample::tron::base58;
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::{Answer, Query, Sample, evm_blockscout};
use donation_flow::explorer::{Next, Outcome, Policy};
use donation_flow::survey::Survey;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(Recorded::default()));

const HOST: &str = "127.0.0.1:9";
/// Long after everything in these stories.
const LATER: u64 = 1_800_000_000;

fn ask(url: &str, size: usize) -> Answer {
    let path = url.strip_prefix("http://127.0.0.1:9").expect("the sample's own host");
    let path = path.strip_prefix("/get-only").unwrap_or(path);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query = Query::parse(query);
    let blockscout = path.strip_prefix("/evm/").and_then(|rest| rest.split_once("/api/v2/"));
    if let Some((chain, rest)) = blockscout {
        return evm_blockscout::answer(ledger(chain.parse().expect("a chain")), rest, &query, size);
    }
    SAMPLE.answer(HOST, path, &query).unwrap_or_else(|| panic!("{url} is not the sample's"))
}

fn ledger(chain_id: u64) -> &'static Ledger {
    SAMPLE.evm.iter().find(|ledger| ledger.chain_id == chain_id).expect("a chain of the sample's")
}

fn file(name: &str) -> Value {
    let answer = SAMPLE.answer(HOST, &format!("/campaigns/{name}.json"), &Query::default()).expect(name);
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// The report of a campaign file, from pages of a size, and the requests that it took.
fn report_of(file: &Value, size: usize) -> (Value, Vec<String>) {
    report_at(file, size, LATER)
}

fn report_at(file: &Value, size: usize, at: u64) -> (Value, Vec<String>) {
    let campaign = Campaign::parse(&file.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut survey = Survey::new(campaign, Policy::default());
    let (mut now, mut urls) = (0, Vec::new());
    loop {
        match survey.next_request(now) {
            Next::Request(ticket, request) => {
                let answer = match &request.body {
                    None => ask(&request.url, size),
                    Some(body) => {
                        // Whether a token is frozen, as a node says.
                        let path =
                            request.url.strip_prefix("http://127.0.0.1:9").expect("the sample's own host");
                        assert!(
                            path.ends_with("/eth-rpc") || path.ends_with("/triggerconstantcontract"),
                            "{path}"
                        );
                        SAMPLE.post(path, true, body.as_bytes())
                    }
                };
                urls.push(request.url);
                let body = String::from_utf8(answer.body).expect("text");
                let retry_after = answer.retry_after.map(|seconds| seconds.to_string());
                let outcome = Outcome::Answer { status: answer.status, retry_after, body };
                survey.handle_response(ticket, outcome, now);
            }
            Next::Wait(ms) => now += ms,
            Next::Done => break,
        }
    }
    (serde_json::to_value(survey.report(at, None)).expect("plain data"), urls)
}

fn report(name: &str) -> Value {
    report_of(&file(name), evm_blockscout::PAGE).0
}

fn asset<'r>(report: &'r Value, chain: &str, symbol: &str) -> &'r Value {
    let assets = report["assets"].as_array().expect("assets");
    let found = assets.iter().find(|asset| asset["chain"] == *chain && asset["asset"] == *symbol);
    found.unwrap_or_else(|| panic!("no {symbol} on {chain}"))
}

/// METHOD's figures of one asset, by their names in the report.
type Figures = BTreeMap<&'static str, i128>;

const NAMES: [&str; 7] = ["gross_received", "internal", "returned", "spent", "fees", "ambiguous", "balance"];

fn reported(asset: &Value) -> Figures {
    let total = |name| asset["totals"][name].as_str().expect("a figure").parse().expect("a number");
    let mut figures: Figures = NAMES.into_iter().map(|name| (name, total(name))).collect();
    for name in ["donations", "sending_addresses"] {
        figures.insert(name, asset[name].as_i64().expect("a count").into());
    }
    figures
}

/// What moved: time, sender, receiver (none for a fee), value.
type Moved = (u64, Account, Option<Account>, u128);

/// All that moved of an asset on a chain, without a page being read.
fn moves(ledger: &Ledger, contract: Option<Account>) -> Vec<Moved> {
    let mut moves = Vec::new();
    for transaction in ledger.transactions.iter().filter(|transaction| !transaction.waiting) {
        let (time, succeeded) = (transaction.time, transaction.succeeded);
        let mut add = |from, to, value| moves.push((time, from, to, value));
        match contract {
            None => {
                add(transaction.from, None, transaction.fee());
                if succeeded {
                    add(transaction.from, transaction.to.or(transaction.created), transaction.value);
                }
                for call in transaction.calls.iter().filter(|call| succeeded && call.kind == "call") {
                    add(call.from, Some(call.to), call.value);
                }
            }
            Some(contract) => {
                for log in transaction.logs.iter().filter(|log| log.token.contract == contract) {
                    add(log.from, Some(log.to), log.value);
                }
            }
        }
    }
    moves.retain(|(.., value)| *value > 0);
    moves
}

/// METHOD's figures from what truly moved. `dust` counts as no donation.
fn expected(moves: Vec<Moved>, ours: &[Account], exchanges: &[Account], dust: u128) -> Figures {
    let mut figures: Figures = NAMES.into_iter().map(|name| (name, 0)).collect();
    let (mut donations, mut senders) = (0, BTreeSet::new());
    let mut owed: BTreeMap<Account, i128> = BTreeMap::new();
    let mut add = |name, value| *figures.get_mut(name).expect("a figure's name") += value;
    for (_, from, to, units) in moves {
        let value = units as i128;
        let (from_us, to_us) = (ours.contains(&from), to.is_some_and(|to| ours.contains(&to)));
        let Some(to) = to else {
            if from_us {
                add("fees", value);
                add("balance", -value);
            }
            continue;
        };
        // The same money in another form: from nobody or to nobody in the token, from the token or to it in the native asset.
        if from_us != to_us && [from, to].iter().any(|party| *party == NOBODY || *party == weth().contract) {
            let signed = if to_us { value } else { -value };
            add("ambiguous", signed);
            add("balance", signed);
            continue;
        }
        if to_us {
            add("gross_received", value);
            add("balance", value);
        }
        match (from_us, to_us) {
            (true, true) => {
                add("internal", value);
                add("balance", -value);
            }
            (false, true) => {
                *owed.entry(from).or_default() += value;
                if units > dust {
                    donations += 1;
                    senders.insert(from);
                }
            }
            (true, false) => {
                add("spent", value);
                add("balance", -value);
                if let Some(owed) = owed.get_mut(&to).filter(|_| !exchanges.contains(&to)) {
                    add("returned", value.min(*owed));
                    *owed -= value.min(*owed);
                }
            }
            (false, false) => {}
        }
    }
    figures.insert("donations", donations);
    figures.insert("sending_addresses", senders.len() as i128);
    figures
}

#[test]
fn each_explorer_gives_the_figures_of_a_second_plain_path() {
    for name in ["evm", "evm-etherscan", "evm-instance"] {
        let report = report(name);
        assert_eq!((&report["complete"], &report["gaps"]), (&json!(true), &json!([])), "{name}");
        for (chain, id) in [("ethereum-sepolia", SEPOLIA), ("base-sepolia", BASE_SEPOLIA)] {
            for (symbol, token, dust) in [
                ("tETH", None, 100_000_000_000_000),
                ("USDT", Some(usdt()), 10_000),
                ("USDC", Some(usdc()), 10_000),
                ("DAI", Some(dai()), 10_000_000_000_000_000),
                ("WtETH", Some(weth()), 100_000_000_000_000),
            ] {
                let moved = moves(ledger(id), token.map(|token| token.contract));
                let ours = tangle();
                let expected = expected(moved, &ours, &[evm_stories::tangle_exchange()], dust);
                if expected["gross_received"] == 0 {
                    continue;
                }
                let asset = asset(&report, chain, symbol);
                assert_eq!(reported(asset), expected, "{symbol} on {chain} by {name}");
                // And what the chain itself came to.
                let held = ours.map(|own| match token {
                    None => ledger(id).balance(&own),
                    Some(token) => {
                        ledger(id).token_balances(&own).get(&token.contract).map_or(0, |held| held.1)
                    }
                });
                assert_eq!(expected["balance"], held.iter().sum::<i128>(), "{symbol} on {chain}");
            }
        }
    }
}

/// What USDT's issuer did, worked out from the story: 1,160 were there when it destroyed them, and 15 came later.
#[test]
fn what_the_issuer_froze_and_destroyed_is_told_by_each_explorer() {
    let [address, tron] = [checksummed(&evm_stories::frozen()), base58(&stories::frozen_tron())];
    let acts = |report: &Value, chain: &str| -> Vec<Value> {
        let acts =
            report["issuer_acts"].as_array().expect("a list").iter().filter(|act| act["chain"] == *chain);
        acts.map(|act| {
            json!([act["kind"], act["address"], act["asset"], act["day"], act["lifted"], act["amount"]])
        })
        .collect()
    };
    let chain = "ethereum-sepolia";
    for (api, url, key) in [
        ("blockscout", format!("http://{HOST}/evm/{SEPOLIA}/api/v2"), None),
        ("etherscan", format!("http://{HOST}/evm/{SEPOLIA}/api"), None),
        ("etherscan", format!("http://{HOST}/evm/v2/api"), Some("sample")),
    ] {
        let mut file = file("frozen");
        let explorers = file["explorers"].as_array_mut().expect("explorers");
        explorers.retain(|explorer| explorer["chain"] != *chain);
        explorers.push(json!({"chain": chain, "api": api, "url": url}));
        if let Some(key) = key {
            explorers.last_mut().expect("it was just pushed")["key"] = json!(key);
        }
        let (report, urls) = report_of(&file, 50);
        assert_eq!((&report["complete"], &report["gaps"]), (&json!(true), &json!([])), "{url}");
        let expected = [
            json!(["frozen", address, "USDT", "2025-12-20", "2025-12-29", null]),
            json!(["frozen", address, "USDT", "2026-01-15", null, "15000000"]),
            json!(["burnt", address, "USDT", "2026-02-20", null, "1160000000"]),
        ];
        assert_eq!(acts(&report, chain), expected, "{url}");
        for act in report["issuer_acts"].as_array().expect("a list") {
            let hash = format!("0x{}", act["tx"].as_str().expect("a transaction"));
            let mut known = ledger(SEPOLIA).transactions.iter();
            assert!(
                act["chain"] != *chain || known.any(|tx| tx.hash == hash && tx.events.len() == 1),
                "{act}"
            );
        }
        // Their list of those who were frozen is longer than a page.
        assert_eq!(urls.iter().filter(|url| url.contains("getLogs")).count(), 4, "{urls:?}");

        let usdt = asset(&report, chain, "USDT");
        let total = |name: &str| usdt["totals"][name].as_str().expect("a figure").to_owned();
        // 1,350, 60 and 15 came; 250 were spent, 1,160 destroyed.
        assert_eq!(
            [total("from_outside"), total("spent"), total("balance")],
            ["1425000000", "1410000000", "15000000"]
        );
        assert_eq!((total("returned"), total("net")), ("0".into(), "1425000000".into()));
        if usdt["explorer"] != Value::Null {
            assert_eq!(usdt["explorer"]["balance_difference"], "0", "{url}");
        }
        let nodes = usdt["flow"]["destinations"].as_array().expect("nodes").iter();
        let nodes: Vec<_> = nodes.map(|node| (node["kind"].as_str(), node["amount"].as_str())).collect();
        assert_eq!(
            nodes,
            [
                (Some("burn"), Some("1160000000")),
                (Some("unknown"), Some("250000000")),
                (Some("frozen"), Some("15000000")),
            ]
        );
        let day = usdt["timeline"].as_array().expect("days").iter().find(|day| day["day"] == "2026-02-20");
        assert_eq!(day.expect("the day of the burn")["burnt"], "1160000000");

        // Tron: frozen, let go, frozen again, and nothing destroyed.
        assert_eq!(
            acts(&report, "tron-nile"),
            [
                json!(["frozen", tron, "USDT", "2025-12-20", "2026-01-10", null]),
                json!(["frozen", tron, "USDT", "2026-02-01", null, "1225000000"]),
            ]
        );
        assert_eq!(asset(&report, "tron-nile", "USDT")["totals"]["balance"], "1225000000");
    }
}

#[test]
fn a_freeze_that_is_not_told_is_a_gap_and_hides_no_receipt() {
    let mut file = file("frozen");
    let whole = report_of(&file, 50).0;
    // Nobody answers POSTs there.
    for explorer in file["explorers"].as_array_mut().expect("explorers") {
        let url = explorer["url"].as_str().expect("a URL").replace(HOST, &format!("{HOST}/get-only"));
        explorer["url"] = json!(url);
    }
    let report = report_of(&file, 50).0;
    assert_eq!((&report["complete"], &report["issuer_acts"]), (&json!(true), &json!([])));
    let gaps: Vec<_> = report["gaps"].as_array().expect("gaps").iter().map(|gap| &gap["kind"]).collect();
    assert_eq!(gaps, ["freeze-unknown", "freeze-unknown"]);
    let net = |report: &Value| asset(report, "ethereum-sepolia", "USDT")["totals"]["net"].clone();
    assert_eq!(net(&report), net(&whole));
    // The explorer's balance is short by what was destroyed, and the note says so.
    let explorer = &asset(&report, "ethereum-sepolia", "USDT")["explorer"];
    assert_eq!(explorer["balance_difference"], "1160000000");
}

#[test]
fn only_who_held_the_token_is_asked_about() {
    let (_, urls) = report_of(&file("evm-etherscan"), 50);
    let asked: Vec<_> = urls.iter().filter(|url| url.contains("eth_call")).collect();
    // Both addresses of the tangle had USDT on Sepolia, none on Base; nobody is frozen, so that no event is read.
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().all(|url| url.contains("chainid=11155111")), "{asked:?}");
    assert!(urls.iter().all(|url| !url.contains("getLogs")));
}

#[test]
fn what_is_younger_than_the_chains_finality_is_pending() {
    // 66 thousandths of an ether came last; the chain is final after 16 minutes.
    let came = donation_flow::cli::sample::stories::at("2026-03-13", 7);
    for (name, minutes, pending) in [
        ("evm", 15, "66000000000000000"),
        ("evm-etherscan", 15, "66000000000000000"),
        ("evm", 17, "0"),
        ("evm-etherscan", 17, "0"),
    ] {
        let report = report_at(&file(name), 50, came + minutes * 60).0;
        let totals = &asset(&report, "ethereum-sepolia", "tETH")["totals"];
        assert_eq!(totals["pending_in"], *pending, "{name} after {minutes} minutes");
    }
}

#[test]
fn no_account_of_a_campaign_owes() {
    let ours = [tangle()[0], tangle()[1], evm_stories::relief(), evm_stories::crowded()];
    for (ledger, own) in SAMPLE.evm.iter().flat_map(|ledger| ours.map(|own| (ledger, own))) {
        assert!(ledger.balance(&own) >= 0, "{} on {}", checksummed(&own), ledger.chain_id);
        assert!(ledger.token_balances(&own).values().all(|(_, units)| *units >= 0));
    }
}

#[test]
fn what_is_no_donation_is_excluded_by_its_reason() {
    for name in ["evm", "evm-etherscan", "evm-instance"] {
        let report = report(name);
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for excluded in report["excluded"].as_array().expect("a list") {
            *counts.entry(excluded["reason"].as_str().expect("a reason")).or_default() +=
                excluded["count"].as_u64().expect("a count");
        }
        // Nothing in the campaign's name to a look-alike of its supplier; two trifles from there are dust, and known.
        let expected = BTreeMap::from([("fake-token", 2), ("unlisted-token", 2), ("look-alike-address", 1)]);
        assert_eq!(counts, expected, "{name}");
    }
}

/// A report without what says where it came from: Etherscan tells no balances of tokens.
fn figures(mut report: Value) -> Value {
    for name in ["sources", "as_of"] {
        report.as_object_mut().expect("an object").remove(name);
    }
    for asset in report["assets"].as_array_mut().expect("assets") {
        asset.as_object_mut().expect("an object").remove("explorer");
    }
    for address in report["campaign"]["addresses"].as_array_mut().expect("addresses") {
        address.as_object_mut().expect("an object").remove("link");
    }
    report
}

#[test]
fn pages_of_any_size_give_the_same_report() {
    let whole = report_of(&file("evm"), 50).0;
    for size in [1, 3, 20] {
        let (report, urls) = report_of(&file("evm"), size);
        assert!(figures(report) == figures(whole.clone()), "pages of {size}");
        assert!(urls.len() > 20, "pages of {size} in {} requests", urls.len());
    }
}

#[test]
fn windows_that_end_within_blocks_lose_nothing_and_count_nothing_twice() {
    let moved = moves(ledger(SEPOLIA), Some(usdt().contract));
    let ours = [evm_stories::crowded()];
    let expected = expected(moved, &ours, &[], 10_000);
    assert_eq!(expected["donations"], 2_400);
    let mut file = file("crowded");
    let (report, urls) = report_of(&file, 50);
    assert_eq!(reported(asset(&report, "ethereum-sepolia", "USDT")), expected);
    assert_eq!(report["gaps"], json!([]));
    assert!(urls.iter().any(|url| url.contains("page=2")), "one block is longer than a page: {urls:?}");
    assert!(urls.len() < 12, "{} requests", urls.len());
    // The same from Blockscout.
    file["explorers"][0] = json!({
        "chain": "ethereum-sepolia", "api": "blockscout", "url": format!("http://{HOST}/evm/{SEPOLIA}/api/v2")
    });
    let (report, urls) = report_of(&file, 50);
    assert_eq!(reported(asset(&report, "ethereum-sepolia", "USDT")), expected);
    assert!((48..60).contains(&urls.len()), "{} requests", urls.len());
}

#[test]
fn an_explorer_that_breaks_off_is_followed_by_another_without_loss() {
    let whole = figures(report("evm"));
    let faulty = |fault: &str, url: &str| format!("http://{HOST}/fault/{fault}/evm/{url}");
    let chains = [("ethereum-sepolia", SEPOLIA), ("base-sepolia", BASE_SEPOLIA)];
    for (fault, first, second) in [
        ("500@3x99~a", "blockscout", "etherscan"),
        ("500@3x99~b", "etherscan", "blockscout"),
        ("key-in-200@2x99~c", "etherscan", "blockscout"),
        ("truncated@4x99~d", "blockscout", "etherscan"),
    ] {
        let mut file = file("evm");
        let path = |api: &str, id: u64| format!("{id}/api{}", if api == "blockscout" { "/v2" } else { "" });
        let mut explorers = Vec::new();
        for (chain, id) in chains {
            explorers.push(json!({"chain": chain, "api": first, "url": faulty(fault, &path(first, id))}));
            let url = format!("http://{HOST}/evm/{}", path(second, id));
            explorers.push(json!({"chain": chain, "api": second, "url": url}));
        }
        file["explorers"] = json!(explorers);
        let (report, urls) = report_of(&file, 50);
        assert!(urls.iter().any(|url| !url.contains("/fault/")), "{fault}: the second was never asked");
        assert_eq!(report["gaps"], json!([]), "{fault}");
        assert!(figures(report) == whole, "{fault}: other figures");
    }
}

#[test]
fn another_server_of_the_schema_goes_on_from_the_same_window() {
    let mut file = file("crowded");
    let chain = "ethereum-sepolia";
    file["explorers"] = json!([
        {"chain": chain, "api": "etherscan", "url": format!("http://{HOST}/fault/500@3x99~i/evm/{SEPOLIA}/api")},
        {"chain": chain, "api": "etherscan", "url": format!("http://{HOST}/evm/v2/api"), "key": "sample"},
    ]);
    let (report, urls) = report_of(&file, 50);
    let expected =
        expected(moves(ledger(SEPOLIA), Some(usdt().contract)), &[evm_stories::crowded()], &[], 10_000);
    assert_eq!(reported(asset(&report, chain, "USDT")), expected);
    assert_eq!(report["gaps"], json!([]));
    let at_second = |url: &&String| url.contains("/evm/v2/api") && url.contains("tokentx");
    let first = urls.iter().find(at_second).expect("the second was asked for tokens");
    assert!(first.contains("endblock="), "it goes on where the first broke off: {first}");
}

#[test]
fn a_limit_told_in_an_answer_is_waited_out_and_a_wrong_key_is_a_gap() {
    let at = |fault: &str| {
        let mut file = file("evm-instance");
        for explorer in file["explorers"].as_array_mut().expect("explorers") {
            let url =
                explorer["url"].as_str().expect("a URL").replace("/evm/", &format!("/fault/{fault}/evm/"));
            explorer["url"] = json!(url);
        }
        report_of(&file, 50).0
    };
    let whole = report("evm-instance");
    assert_eq!(at("limit-in-200@2x2~e")["assets"], whole["assets"]);
    for (fault, kind, said) in [
        ("key-in-200~f", "refused", "Invalid API Key (#err2)"),
        ("limit-in-200~g", "rate-limited", "Max calls per sec rate limit reached (3/sec)"),
    ] {
        let report = at(fault);
        assert_eq!(report["complete"], json!(false), "{fault}");
        let gaps = report["gaps"].as_array().expect("gaps");
        assert!(!gaps.is_empty());
        for gap in gaps {
            assert_eq!(gap["kind"], *kind, "{fault}: {gap}");
        }
        assert!(
            gaps.iter().any(|gap| gap["detail"].as_str().is_some_and(|detail| detail.ends_with(said))),
            "{gaps:?}"
        );
    }
}

#[test]
fn an_amount_of_another_type_costs_its_row_alone() {
    for name in ["evm", "evm-instance"] {
        let mut file = file(name);
        for explorer in file["explorers"].as_array_mut().expect("explorers") {
            let url = explorer["url"]
                .as_str()
                .expect("a URL")
                .replace("/evm/", &format!("/fault/wrong-type@1~{name}/evm/"));
            explorer["url"] = json!(url);
        }
        let report = report_of(&file, 50).0;
        let gaps = report["gaps"].as_array().expect("gaps");
        assert_eq!(gaps.len(), 1, "{name}: {gaps:?}");
        assert_eq!(gaps[0]["kind"], "bad-row");
        assert_eq!(gaps[0]["count"], 1);
    }
}

#[test]
fn the_sample_answers_as_the_explorers_do() {
    let get = |path: &str| {
        let answer = ask(&format!("http://{HOST}/evm/{path}"), 50);
        (answer.status, serde_json::from_slice::<Value>(&answer.body).expect("JSON"))
    };
    let one = checksummed(&tangle()[0]);
    let said = |path: &str| {
        let (status, answer) = get(path);
        assert_eq!((status, &answer["status"]), (200, &json!("0")), "{path}");
        answer["result"].as_str().map(ToOwned::to_owned).unwrap_or_default()
    };
    let list =
        |rest: &str| format!("v2/api?chainid=11155111&module=account&action=txlist&address={one}{rest}");
    assert!(said("v2/api?module=account").starts_with("Missing or unsupported chainid"));
    assert_eq!(said(&list("")), "Missing/Invalid API Key");
    assert!(said(&list("&apikey=wrong")).starts_with("Invalid API Key"));
    assert!(said(&list("&apikey=k&page=11&offset=1000")).starts_with("Result window is too large"));
    assert!(
        said("11155111/api?module=account&action=txlist&address=0x1").starts_with("Error! Invalid address")
    );
    assert!(said(&format!("11155111/api?module=account&action=dance&address={one}")).contains("Action name"));
    let nobody = format!("11155111/api?module=account&action=txlist&address={}", checksummed(&[9; 20]));
    let (_, empty) = get(&nobody);
    assert_eq!(empty, json!({"status": "0", "message": "No transactions found", "result": []}));
    let (_, rows) = get(&list("&apikey=k&sort=asc&startblock=1&page=2&offset=3"));
    assert_eq!(rows["result"].as_array().map(Vec::len), Some(3));

    assert_eq!(get("11155111/api/v2/addresses/0x1/transactions").0, 422);
    assert_eq!(get(&format!("11155111/api/v2/addresses/{one}/token-transfers?limit=5")).0, 422);
    assert_eq!(get(&format!("11155111/api/v2/addresses/{one}/nothing")).0, 404);
    let (_, all) = get(&format!("11155111/api/v2/addresses/{one}/token-transfers"));
    let (_, some) = get(&format!("11155111/api/v2/addresses/{one}/token-transfers?type=ERC-20"));
    let count = |page: &Value| page["items"].as_array().map(Vec::len);
    assert!(count(&all) > count(&some) && count(&some) > Some(10));
    let (_, unknown) = get(&format!("11155111/api/v2/addresses/{}", checksummed(&[9; 20])));
    assert_eq!(unknown["coin_balance"], Value::Null);
    assert!(ledger(SEPOLIA).transactions.iter().flat_map(|tx| &tx.logs).any(|log| log.from == NOBODY));

    // Pages for readers.
    let hash = &ledger(SEPOLIA).transactions[0].hash;
    for path in [format!("/evm/11155111/tx/{hash}"), format!("/evm/11155111/address/{one}")] {
        let answer = SAMPLE.answer(HOST, &path, &Query::default()).expect("a page");
        assert_eq!((answer.status, answer.content_type), (200, "text/html; charset=utf-8"), "{path}");
    }
    assert_eq!(SAMPLE.answer(HOST, "/evm/11155111/tx/0x1", &Query::default()).expect("a word").status, 404);
}
