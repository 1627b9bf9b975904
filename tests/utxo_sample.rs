//! Campaigns on the sample's Litecoin and Dogecoin chains: figures against a second, plain path over the chains'
//! transactions, and the same ledger through every explorer and whatever the size of its pages.

mod server;

use donation_flow::campaign::Campaign;
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::utxo::{self, Chain, Coin, DOGECOIN, LITECOIN, Record};
use donation_flow::cli::sample::{Answer, Query, campaigns};
use donation_flow::explorer::{Next, Outcome, Policy};
use donation_flow::survey::Survey;
use proptest::prelude::*;
use serde_json::{Value, json};
use server::{Server, command, folder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static LITECOINS: LazyLock<Chain> = LazyLock::new(utxo::stories::litecoin);
static DOGECOINS: LazyLock<Chain> = LazyLock::new(utxo::stories::dogecoin);

const ORIGIN: &str = "http://127.0.0.1:9";
/// Long after everything in these stories.
const LATER: u64 = 1_800_000_000;

fn chain(ticker: &str) -> &'static Chain {
    if ticker == LITECOIN.ticker { &LITECOINS } else { &DOGECOINS }
}

/// A sample's campaign file, with another explorer if one is named.
fn file(name: &str, explorer: Option<(&str, String)>) -> String {
    let mut file = campaigns::file(name, ORIGIN, &Recorded::default()).expect("a sample's campaign");
    if let Some((api, url)) = explorer {
        file["explorers"][0]["api"] = json!(api);
        file["explorers"][0]["url"] = json!(url);
    }
    file.to_string()
}

/// What the sample's explorers answer, at most so many transactions a page.
fn answer(url: &str, page: usize) -> Answer {
    let rest = url.strip_prefix(ORIGIN).and_then(|rest| rest.strip_prefix('/')).expect("the sample's own");
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let query = Query::parse(query);
    let (room, path) = path.split_once('/').expect("a room");
    match room {
        "ltc" => utxo::esplora::answer(&LITECOINS, path.strip_prefix("api/").expect("the API"), page),
        "blockcypher" => {
            let (ticker, path) =
                path.strip_prefix("v1/").and_then(|path| path.split_once("/test3")).expect("a chain");
            utxo::blockcypher::answer(chain(ticker), path, &query, page)
        }
        "blockbook" => {
            let (ticker, path) = path.split_once('/').expect("a chain");
            utxo::blockbook::answer(chain(ticker), path, &query, page)
        }
        _ => panic!("nobody answers {url}"),
    }
}

/// The report of a campaign, and how often its explorers were asked.
fn report(file: &str, page: usize) -> (Value, u32) {
    let campaign = Campaign::parse(file).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut survey = Survey::new(campaign, Policy::default());
    let (mut asked, mut now) = (0, 0);
    loop {
        match survey.next_request(now) {
            Next::Request(ticket, request) => {
                asked += 1;
                let answer = answer(&request.url, page);
                let body = String::from_utf8(answer.body).expect("text");
                let outcome = Outcome::Answer { status: answer.status, retry_after: None, body };
                survey.handle_response(ticket, outcome, now);
            }
            // The pause before prices; the sample's host needs no spacing.
            Next::Wait(ms) => {
                assert!(ms <= 1, "nothing is to be waited for, not {ms} ms");
                now += ms;
            }
            Next::Done => break,
        }
    }
    (serde_json::to_value(survey.report(LATER, None)).expect("plain data"), asked)
}

/// METHOD's figures, by their names in the report; `hidden` are both sides of the flow.
type Figures = BTreeMap<&'static str, i128>;

const TOTALS: [&str; 9] = [
    "gross_received",
    "internal",
    "returned",
    "spent",
    "fees",
    "ambiguous",
    "balance",
    "pending_in",
    "pending_out",
];

fn reported(asset: &Value) -> Figures {
    let total = |name| asset["totals"][name].as_str().expect("a figure").parse().expect("a number");
    let mut figures: Figures = TOTALS.into_iter().map(|name| (name, total(name))).collect();
    for name in ["donations", "sending_addresses"] {
        figures.insert(name, asset[name].as_i64().expect("a count").into());
    }
    for (name, side) in [("hidden in", "sources"), ("hidden out", "destinations")] {
        let nodes = asset["flow"][side].as_array().expect("nodes");
        let hidden = nodes.iter().filter(|node| node["kind"] == "hidden");
        let sum = hidden
            .map(|node| node["amount"].as_str().expect("a figure").parse::<i128>().expect("a number"))
            .sum();
        figures.insert(name, sum);
    }
    figures
}

fn is_hidden(script: &bitcoin::Script) -> bool {
    script.as_bytes().starts_with(&[0x58, 0x20]) || script.as_bytes().starts_with(&[0x59, 0x20])
}

/// The same straight from the chain's transactions.
fn expected(chain: &Chain, dust: i128) -> Figures {
    let ours = utxo::stories::ours(chain.coin);
    let exchange = utxo::stories::exchange(chain.coin);
    let is_ours = |output: &bitcoin::TxOut| ours.contains(&output.script_pubkey);
    let value = |output: &bitcoin::TxOut| i128::from(output.value.to_sat());
    let sum_ours =
        |outputs: &[bitcoin::TxOut]| outputs.iter().filter(|output| is_ours(output)).map(value).sum::<i128>();
    let mut figures: Figures =
        TOTALS.into_iter().chain(["hidden in", "hidden out"]).map(|name| (name, 0)).collect();
    let (mut donations, mut senders) = (0, BTreeSet::new());
    // Receipts, oldest first: who sent it, and what was not paid back.
    let mut receipts: Vec<(BTreeSet<String>, i128)> = Vec::new();
    let mut records: Vec<&Record> = chain.records.iter().collect();
    records.sort_by_key(|record| (record.height.unwrap_or(u64::MAX), record.prevouts.iter().any(is_ours)));
    for record in records {
        let (from_ours, to_ours) = (sum_ours(&record.prevouts), sum_ours(&record.tx.output));
        let own = record.prevouts.iter().filter(|output| is_ours(output)).count();
        let is_final = record.height.is_some_and(|height| chain.coin.tip() - height >= 5);
        let mut add = |name, value| *figures.get_mut(name).expect("a figure's name") += value;
        if from_ours == 0 && to_ours == 0 {
            continue;
        }
        if !is_final {
            assert_eq!(own, 0, "no story has a pending spend");
            add("pending_in", to_ours);
            continue;
        }
        if own > 0 && own < record.prevouts.len() {
            add("ambiguous", to_ours - from_ours);
            add("balance", to_ours - from_ours);
            continue;
        }
        add("gross_received", to_ours);
        add("balance", to_ours - from_ours);
        if own == 0 {
            let from: BTreeSet<String> = record
                .prevouts
                .iter()
                .filter_map(|output| chain.coin.address(&output.script_pubkey))
                .collect();
            if to_ours > dust {
                donations += 1;
                senders.extend(from.clone());
            }
            if record.prevouts.iter().any(|output| is_hidden(&output.script_pubkey)) {
                add("hidden in", to_ours);
            }
            receipts.push((from, to_ours));
            continue;
        }
        add("internal", to_ours);
        add("fees", i128::from(record.fee()));
        for output in record.tx.output.iter().filter(|output| !is_ours(output)) {
            add("spent", value(output));
            if is_hidden(&output.script_pubkey) {
                add("hidden out", value(output));
            }
            let Some(to) = chain.coin.address(&output.script_pubkey) else { continue };
            let mut left = value(output);
            for (from, unpaid) in &mut receipts {
                if output.script_pubkey != exchange && from.contains(&to) {
                    let back = left.min(*unpaid);
                    add("returned", back);
                    (left, *unpaid) = (left - back, *unpaid - back);
                }
            }
        }
    }
    figures.insert("donations", donations);
    figures.insert("sending_addresses", senders.len() as i128);
    figures
}

fn dust(coin: &Coin) -> i128 {
    if coin.ticker == LITECOIN.ticker { 1_000 } else { 1_000_000 }
}

#[test]
fn figures_are_those_of_the_chains() {
    for (name, coins) in [
        ("litecoin", &[&LITECOIN][..]),
        ("dogecoin", &[&DOGECOIN][..]),
        ("blockbook", &[&LITECOIN, &DOGECOIN][..]),
    ] {
        let (report, _) = report(&file(name, None), usize::MAX);
        assert_eq!(report["gaps"], json!([]), "{name}");
        assert_eq!(report["complete"], true, "{name}");
        let assets = report["assets"].as_array().expect("assets");
        assert_eq!(assets.len(), coins.len());
        for (asset, coin) in assets.iter().zip(coins) {
            let figures = expected(chain(coin.ticker), dust(coin));
            assert_eq!(reported(asset), figures, "{name} {}", coin.ticker);
            // Every rung of the ladder is stood on.
            let of_hidden = |name: &str| name.starts_with("hidden") && coin.ticker == DOGECOIN.ticker;
            for (figure, value) in figures {
                assert_eq!(value == 0, of_hidden(figure) || figure == "pending_out", "{name}: {figure}");
            }
            assert_eq!(asset["explorer"]["balance_difference"], "0", "{name}");
        }
    }
}

/// What of a report does not name its explorer.
fn ledger_of(report: &Value) -> Value {
    let parts = [
        "totals",
        "donations",
        "sending_addresses",
        "dust",
        "per_address",
        "timeline",
        "flow",
        "transactions",
    ];
    json!(parts.map(|part| &report["assets"][0][part]))
}

#[test]
fn every_explorer_tells_the_same() {
    for name in ["litecoin", "dogecoin"] {
        let ticker = if name == "litecoin" { "ltc" } else { "doge" };
        let (own, _) = report(&file(name, None), usize::MAX);
        for (api, url) in [
            ("blockcypher", format!("{ORIGIN}/blockcypher/v1/{ticker}/test3")),
            ("blockbook", format!("{ORIGIN}/blockbook/{ticker}")),
        ] {
            let (other, _) = report(&file(name, Some((api, url))), usize::MAX);
            assert_eq!(other["gaps"], json!([]), "{name} {api}");
            assert_eq!(ledger_of(&other), ledger_of(&own), "{name} {api}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// From two on: so many wait, and what waits comes on one page.
    #[test]
    fn pages_of_any_size_give_the_same_ledger(page in 2usize..=80, name in prop::sample::select(&["litecoin", "dogecoin", "blockbook"][..])) {
        let (whole, few) = report(&file(name, None), usize::MAX);
        let (pages, many) = report(&file(name, None), page);
        prop_assert_eq!(pages, whole);
        prop_assert!(many >= few);
    }
}

/// Another explorer goes on where the first one fails, and what both told counts once.
#[test]
fn another_explorer_of_another_api_goes_on_without_loss() {
    let blockbook =
        json!({"chain": "dogecoin-testnet", "api": "blockbook", "url": format!("{ORIGIN}/blockbook/doge")});
    let (own, _) = report(&file("dogecoin", None), 20);
    let mut file: Value = serde_json::from_str(&file("dogecoin", None)).expect("JSON");
    let blockcypher = file["explorers"][0].clone();
    for explorers in [[&blockcypher, &blockbook], [&blockbook, &blockcypher]] {
        file["explorers"] = json!(explorers);
        let first = explorers[0]["url"].as_str().expect("a URL");
        for up in [0, 1, 3, 5, 9] {
            let campaign =
                Campaign::parse(&file.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
            let mut survey = Survey::new(campaign, Policy::default());
            let mut asked = 0;
            while let Next::Request(ticket, request) = survey.next_request(0) {
                asked += usize::from(request.url.starts_with(first));
                let is_down = request.url.starts_with(first) && asked > up;
                // It refuses for good: nothing is to be waited for.
                let answer = match is_down {
                    true => Answer { status: 401, ..Answer::text("no") },
                    false => answer(&request.url, 20),
                };
                let body = String::from_utf8(answer.body).expect("text");
                survey.handle_response(
                    ticket,
                    Outcome::Answer { status: answer.status, retry_after: None, body },
                    0,
                );
            }
            let report = serde_json::to_value(survey.report(LATER, None)).expect("plain data");
            assert_eq!(
                (&report["gaps"], &report["complete"]),
                (&json!([]), &json!(true)),
                "{first}, after {up}"
            );
            assert_eq!(ledger_of(&report), ledger_of(&own), "{first}, after {up}");
            assert!(asked > up, "{first} was asked {asked} times");
        }
    }
}

#[test]
fn a_small_page_is_many_requests() {
    let asked = |name: &str, page| report(&file(name, None), page).1;
    for name in ["litecoin", "dogecoin", "blockbook"] {
        assert!(asked(name, 7) > 2 * asked(name, usize::MAX), "{name}");
    }
}

/// An explorer with `txlimit` of its own cuts the exchange's batch and the consolidation: both are named.
#[test]
fn what_an_explorer_cuts_is_named() {
    let url = format!("{ORIGIN}/blockcypher/v1/doge/test3");
    let file = file("dogecoin", Some(("blockcypher", url)));
    let campaign = Campaign::parse(&file).expect("a campaign");
    let mut survey = Survey::new(campaign, Policy::default());
    while let Next::Request(ticket, request) = survey.next_request(0) {
        let answer = answer(&request.url.replace("txlimit=1000", "txlimit=20"), usize::MAX);
        let body = String::from_utf8(answer.body).expect("text");
        survey.handle_response(ticket, Outcome::Answer { status: 200, retry_after: None, body }, 0);
    }
    let report = serde_json::to_value(survey.report(LATER, None)).expect("plain data");
    let details: BTreeSet<&str> = report["gaps"]
        .as_array()
        .expect("gaps")
        .iter()
        .map(|gap| {
            assert_eq!(gap["kind"], "bad-row");
            gap["detail"].as_str().expect("a name").split(": ").nth(1).expect("a field")
        })
        .collect();
    assert_eq!(details, BTreeSet::from(["inputs", "outputs"]));
}

#[test]
fn the_sample_serves_them_and_their_faults() {
    let server = Server::start(&[]);
    let folder = folder("utxo-sample");
    for name in ["litecoin", "dogecoin", "blockbook"] {
        let file = server.campaign(name, None, &folder);
        let output = folder.join(name);
        let run = |file: &std::path::Path| {
            command()
                .arg("snapshot")
                .arg(file)
                .arg("-o")
                .arg(&output)
                .output()
                .expect("it runs")
                .status
                .code()
        };
        assert_eq!(run(&file), Some(0), "{name}");
        let text = std::fs::read_to_string(output.join("report.json")).expect("a report");
        let served: Value = serde_json::from_str(&text).expect("JSON");
        let (own, _) = report(&self::file(name, None), usize::MAX);
        assert_eq!(ledger_of(&served), ledger_of(&own), "{name}");
        // Links lead to pages.
        if name != "dogecoin" {
            let link = served["campaign"]["addresses"][0]["link"].as_str().expect("a link");
            let path = link.split_once(&server.host).expect("the sample's own").1;
            assert_eq!(server.get(path).status, 200, "{link}");
        }
        let wrong = server.campaign(name, Some(&format!("wrong-type@1~{name}")), &folder);
        assert_eq!(run(&wrong), Some(3), "{name}: a row at fault is a gap");
        let report = std::fs::read_to_string(output.join("report.json")).expect("a report");
        let gaps: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(gaps["gaps"][0]["kind"], "bad-row", "{name}: {}", gaps["gaps"]);
        let flaky =
            server.campaign(name, Some(&format!("500@2+truncated@3+429-retry-after=0@4~{name}")), &folder);
        assert_eq!(run(&flaky), Some(0), "{name}: what comes at last is no gap");
    }
    assert_eq!(server.get("/blockbook/ltc/api/").status, 200);
    assert!(!server.get("/blockbook/ltc/api/").head.contains("access-control-allow-origin"));
    for path in ["/ltc/api/address/x", "/blockbook/ltc/api/v2/address/x"] {
        assert_eq!(server.get(path).status, 400, "{path}");
    }
    for path in [
        "/ltc/api/x",
        "/ltc/x",
        "/blockcypher/v1/doge/test3/addrs/x/full",
        "/blockcypher/v1/btc/test3",
        "/blockbook/doge/api/v2/xpub/x",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}
