//! The recorded transfers of 20 real addresses, against figures that a separate program worked out, and a claim about them.

mod common;

use common::*;
use donation_flow::campaign::{Campaign, Currency};
use donation_flow::chain::{Address, Amount, Chain, Day, Nature, Row, Transfer, TxId};
use donation_flow::explorer::{Feed, Next, Outcome};
use donation_flow::ledger::totals::Days;
use donation_flow::ledger::{History, Labels, Ledger, OwnSums};
use donation_flow::price::Quotes;
use donation_flow::report::{self, Sources, Verdict};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What was recorded of the 20 addresses; none where the recordings are not.
struct Recorded {
    folder: PathBuf,
    expected: Value,
    names: Vec<String>,
    tags: Vec<String>,
}

impl Recorded {
    fn find(test: &str) -> Option<Recorded> {
        let Some(folder) = std::env::var_os("RECORDED").map(PathBuf::from) else {
            println!("skipped: {test} (RECORDED is not set)");
            return None;
        };
        let mut recorded = Recorded { folder, expected: Value::Null, names: Vec::new(), tags: Vec::new() };
        recorded.expected = recorded.read("expected.json");
        let addresses = recorded.expected["addresses"].as_array().unwrap();
        recorded.names = addresses.iter().map(|name| name.as_str().unwrap().into()).collect();
        let tags = recorded.read("counterparty_tags.json");
        recorded.tags = tags.as_object().unwrap().keys().cloned().collect();
        Some(recorded)
    }

    fn read(&self, name: &str) -> Value {
        let text = std::fs::read_to_string(self.folder.join("trongrid").join(name)).expect(name);
        serde_json::from_str(&text).expect(name)
    }

    fn rows(&self, name: &str) -> Vec<Value> {
        self.read(&format!("{name}.trc20.json")).as_array().unwrap().clone()
    }

    fn history(&self) -> History {
        let mut history = History::default();
        for name in &self.names {
            let rows = self.rows(name).iter().map(transfer).collect();
            let address = Address::parse(Chain::Tron, name).unwrap();
            let listing = donation_flow::explorer::Listing { address, feed: Feed::Token };
            history.take(page(listing, 0, "all", rows));
        }
        history
    }

    /// The campaign of these addresses, with the explorer's exchange tags as labels or without.
    fn campaign(&self, with_tags: bool, more: &str) -> Campaign {
        let addresses: Vec<String> =
            self.names.iter().map(|name| format!(r#"{{"chain":"tron","address":"{name}"}}"#)).collect();
        let labels: Vec<String> =
            self.tags.iter().filter(|_| with_tags).map(|address| exchange(address)).collect();
        let (addresses, labels) = (addresses.join(","), labels.join(","));
        let text = format!(
            r#"{{"version":1,"name":"Recorded","addresses":[{addresses}],"labels":[{labels}]{more}}}"#
        );
        Campaign::parse(&text).unwrap()
    }
}

#[test]
fn twenty_recorded_tron_addresses_give_the_expected_figures_with_and_without_tags() {
    let Some(recorded) = Recorded::find("twenty_recorded_tron_addresses") else { return };
    let expected = &recorded.expected;
    let mut history = recorded.history();
    let mut check = |with_tags: bool, expected: &Value| {
        let campaign = recorded.campaign(with_tags, "");
        let ledger = Ledger::new(&campaign, &mut history, LATER);
        let usdt = ledger.assets.iter().find(|asset| &*asset.token.symbol == "USDT").unwrap();
        let totals = serde_json::to_value(usdt.totals(Days::default())).unwrap();
        for (name, figure) in expected.as_object().unwrap() {
            assert_eq!(&totals[name], figure, "{name}");
        }
        (usdt.counts(Days::default()), usdt.per_address.clone())
    };
    let (counts, per_address) = check(false, &expected["totals"]);
    assert_eq!(counts.donations, expected["donations"].as_u64().unwrap());
    assert_eq!(counts.sending_addresses, expected["sending_addresses"].as_u64().unwrap());
    assert_eq!(counts.sending_addresses_with_dust, expected["sending_addresses_with_dust"].as_u64().unwrap());
    check(true, &expected["with_exchange_tags"]);

    assert_eq!(per_address.len(), expected["per_address"].as_object().unwrap().len());
    for OwnSums { address, received, spent } in per_address {
        let figures = &expected["per_address"][history.address(address).as_str()];
        assert_eq!(figures["received"], received.to_string());
        assert_eq!(figures["spent"], spent.to_string());
    }
}

/// In base units of USDT.
#[derive(Debug, Default, PartialEq)]
struct Plain {
    gross: u128,
    internal: u128,
    returned: u128,
    converted: u128,
}

/// The figures once more, by a plainer way: one pass over the transfers in the order of time, with what each sender has
/// not had back yet.
fn plainly(recorded: &Recorded, with_tags: bool) -> Plain {
    // In two addresses' lists a transfer between them is one; in one list, two equal ones are two.
    let mut times: BTreeMap<(u64, bool, String, String, String, u128), u32> = BTreeMap::new();
    for name in &recorded.names {
        let mut listed = BTreeMap::new();
        for row in recorded.rows(name) {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            let value: u128 = text("value").parse().unwrap();
            if row["token_info"]["address"] == USDT && value > 0 {
                let from_own = recorded.names.contains(&text("from"));
                let time = row["block_timestamp"].as_u64().unwrap() / 1_000;
                let key = (time, from_own, text("transaction_id"), text("from"), text("to"), value);
                *listed.entry(key).or_insert(0) += 1;
            }
        }
        for (key, count) in listed {
            let known = times.entry(key).or_insert(0);
            *known = count.max(*known);
        }
    }
    let mut sums = Plain::default();
    let mut owed: BTreeMap<String, u128> = BTreeMap::new();
    for ((_, from_own, _, from, to, value), count) in times {
        for _ in 0..count {
            let to_own = recorded.names.contains(&to);
            if to_own {
                sums.gross += value;
            }
            match (from_own, to_own) {
                (true, true) => sums.internal += value,
                (false, true) => *owed.entry(from.clone()).or_default() += value,
                (true, false) if with_tags && recorded.tags.contains(&to) => sums.converted += value,
                (true, false) => {
                    let owed = owed.entry(to.clone()).or_default();
                    let back = value.min(*owed);
                    *owed -= back;
                    sums.returned += back;
                }
                (false, false) => panic!("neither end is the campaign's"),
            }
        }
    }
    sums
}

/// "Received 7.5 million dollars", of the same addresses: what it comes to hangs on what is called received.
#[test]
fn a_claim_of_seven_and_a_half_million_dollars_beside_twenty_recorded_addresses() {
    let Some(recorded) = Recorded::find("a_claim_of_seven_and_a_half_million_dollars") else { return };
    let in_tether = format!(r#"{{"chain":"tron","contract":"{USDT}"}}"#);
    let claims: Vec<String> = ["gross", "net", "returned"]
        .iter()
        .flat_map(|measure| {
            [&*in_tether, "\"USD\""].map(|unit| {
                format!(
                    r#"{{"sentence":"The campaign received $7.5 million","source":"https://news.example/","measure":"{measure}","amount":"7500000","unit":{unit},"comparison":"about"}}"#
                )
            })
        })
        .collect();
    let file = r#"{"chain":"tron","source":"none"},{"chain":"tron","contract":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","source":"csv","url":"https://news.example/usdt.csv"}"#;
    let more = format!(r#","prices":[{file}],"claims":[{}]"#, claims.join(","));
    let mut history = recorded.history();
    for with_tags in [false, true] {
        let campaign = Arc::new(recorded.campaign(with_tags, &more));
        let ledger = Ledger::new(&campaign, &mut history, LATER);
        let quotes = at_par(&campaign, &ledger);
        let sources = Sources { quotes: Some(&quotes), ..report_sources(&campaign, &history, &ledger) };
        let report = report::report(&sources, LATER, None);
        let plain = plainly(&recorded, with_tags);
        let usdt = report.assets.iter().position(|asset| asset.asset == "USDT").unwrap();
        let count = report.assets[usdt].transactions as usize;
        let rows = report::rows(&sources, Some(usdt), None, report::Order::Newest, 0, count);
        let converted = rows.iter().filter(|row| row.kind == report::TxKind::Converted);
        assert_eq!(converted.map(|row| row.amount.units()).sum::<u128>(), plain.converted);
        assert_eq!(plain.converted > 0, with_tags, "conversions are told by tags alone");

        let net = plain.gross - plain.internal - plain.returned;
        assert_eq!(net, if with_tags { 6_514_531_721_963 } else { 5_023_686_838_660 });
        let [gross, gross_usd, net_shown, net_usd, returned, returned_usd] = &report.claims[..] else {
            panic!("{:?}", report.claims)
        };
        for (claim, expected, verdict) in [
            (gross, plain.gross, Verdict::About),
            (net_shown, net, Verdict::Less),
            (returned, plain.returned, Verdict::Less),
        ] {
            assert_eq!(claim.shown.unwrap().units(), expected as i128, "{}", claim.measure);
            assert_eq!((claim.verdict, &claim.reasons[..]), (verdict, &[""; 0][..]), "{}", claim.measure);
            assert_eq!(claim.claimed.unwrap().units(), 7_500_000_000_000);
        }
        // At one dollar each, rounded to the cent day by day.
        for (claim, in_tether) in [(gross_usd, gross), (net_usd, net_shown), (returned_usd, returned)] {
            assert_eq!((claim.verdict, &claim.reasons), (in_tether.verdict, &in_tether.reasons));
            let of_tether = in_tether.shown.unwrap().units() / 10_000;
            assert!((claim.shown.unwrap().units() - of_tether).abs() < 1_000, "{claim:?}");
        }
    }
}

/// A file of prices in which a tether is worth a dollar every day.
fn at_par(campaign: &Arc<Campaign>, ledger: &Ledger) -> Quotes {
    let mut quotes = Quotes::new(campaign.clone(), Currency::USD);
    for asset in &ledger.assets {
        let days: Vec<_> = asset
            .timeline(Days::default(), &Labels::default())
            .iter()
            .map(|flow| (flow.day, flow.inflow))
            .collect();
        quotes.need(&asset.token, &days);
    }
    let (first, last) = (Day::parse("2018-01-01").unwrap(), Day::parse("2023-12-31").unwrap());
    let closes: Vec<String> = (first.0..=last.0).map(|day| format!("{},1.00", Day(day).iso())).collect();
    for ms in (0..).step_by(1_000) {
        match quotes.next_request(ms) {
            Next::Request(ticket, _) => {
                let body = format!("date,close\n{}\n", closes.join("\n"));
                quotes.handle_response(ticket, Outcome::Answer { status: 200, retry_after: None, body }, ms);
            }
            Next::Wait(_) => {}
            Next::Done => break,
        }
    }
    quotes
}

fn transfer(row: &Value) -> Row {
    let text = |name: &str| row[name].as_str().unwrap();
    Row::Transfer(Transfer {
        tx: TxId(text("transaction_id").into()),
        index: None,
        contract: row["token_info"]["address"].as_str().map(Into::into),
        from: Address::parse(Chain::Tron, text("from")).unwrap(),
        to: Address::parse(Chain::Tron, text("to")).ok(),
        value: Amount::parse(text("value")).unwrap(),
        time: row["block_timestamp"].as_u64().unwrap() / 1_000,
        unconfirmed: false,
        nature: Nature::Plain,
    })
}

fn exchange(address: &str) -> String {
    format!(
        r#"{{"chain":"tron","address":"{address}","label":"An exchange","kind":"exchange","issuer":"An explorer","url":"https://example.org/"}}"#
    )
}
