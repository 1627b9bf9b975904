//! What the panel says that it cannot show: by what a campaign holds.

mod reports;

use donation_flow::chain::Amount;
use donation_flow::report::{AssetReport, Flow, FlowKind, Report};
use donation_flow::view::limits;
use reports::node;

/// Said of every campaign.
const ALWAYS: [&str; 4] = ["who", "all", "private", "listed"];

/// A campaign of one asset, which is an empty one's but for what `holds` sets.
fn campaign(chain: &'static str, symbol: &str, holds: fn(&mut AssetReport)) -> Report {
    let mut asset = reports::empty_asset(chain, symbol, 6);
    asset.contract = (symbol != "BTC" && symbol != "LTC" && symbol != "ETH").then(|| "invented".into());
    holds(&mut asset);
    Report { assets: vec![asset], ..reports::empty() }
}

fn received(asset: &mut AssetReport) {
    asset.totals.from_outside = Amount::from_units(9);
}

/// Spent in all, and of that returned.
fn spent(asset: &mut AssetReport, units: u128, returned: u128) {
    received(asset);
    asset.totals.spent = Amount::from_units(units);
    asset.totals.returned = Amount::from_units(returned);
}

fn to(asset: &mut AssetReport, kind: FlowKind) {
    spent(asset, 5, 0);
    asset.flow = Flow { sources: Vec::new(), destinations: vec![node(kind, 5, 1)] };
}

#[test]
fn what_cannot_be_shown_follows_from_what_the_campaign_holds() {
    type Row = (&'static str, &'static str, fn(&mut AssetReport), &'static [&'static str]);
    let rows: [Row; 15] = [
        ("bitcoin", "BTC", |_| {}, &[]),
        ("bitcoin", "BTC", received, &["senders"]),
        ("bitcoin", "BTC", |asset| spent(asset, 5, 5), &["senders"]),
        ("bitcoin", "BTC", |asset| spent(asset, 5, 4), &["senders", "one-hop"]),
        ("bitcoin", "BTC", |asset| to(asset, FlowKind::Exchange), &["senders", "one-hop", "exchange"]),
        ("bitcoin", "BTC", |asset| to(asset, FlowKind::Unknown), &["senders", "one-hop", "unknown"]),
        ("bitcoin", "BTC", |asset| to(asset, FlowKind::Labelled), &["senders", "one-hop"]),
        ("bitcoin", "BTC", |asset| to(asset, FlowKind::Seizure), &["senders", "one-hop"]),
        ("litecoin", "LTC", |asset| to(asset, FlowKind::Hidden), &["senders", "one-hop", "hidden"]),
        ("litecoin", "LTC", |asset| asset.flow.sources = vec![node(FlowKind::Hidden, 5, 1)], &["hidden"]),
        ("bitcoin", "BTC", |asset| asset.ambiguous_transactions = 1, &["mixed"]),
        // Wraps.
        ("ethereum", "ETH", |asset| asset.ambiguous_transactions = 1, &[]),
        ("tron", "USDT", |_| {}, &["frozen"]),
        ("ethereum", "USDC", received, &["senders", "frozen"]),
        // A token that nobody can freeze; an exchange among the senders is none that money went to.
        (
            "ethereum",
            "DAI",
            |asset| {
                received(asset);
                asset.flow.sources = vec![node(FlowKind::Exchange, 9, 1)];
            },
            &["senders"],
        ),
    ];
    for (index, (chain, symbol, holds, expected)) in rows.into_iter().enumerate() {
        let told = limits(&campaign(chain, symbol, holds));
        let mut told: Vec<&str> = told.iter().map(|word| word.strip_prefix("cannot.").unwrap()).collect();
        told.retain(|word| {
            let is_of_all = ALWAYS.contains(word);
            assert!(is_of_all || expected.contains(word), "row {index}: {word}");
            !is_of_all
        });
        assert_eq!(told, expected, "row {index}");
        assert_eq!(limits(&campaign(chain, symbol, holds)).len(), expected.len() + ALWAYS.len());
    }
}

#[test]
fn one_asset_of_many_is_enough() {
    let mut report = campaign("bitcoin", "BTC", received);
    report.assets.extend(campaign("tron", "USDT", |asset| to(asset, FlowKind::Unknown)).assets);
    assert_eq!(
        limits(&report),
        ["who", "senders", "all", "private", "one-hop", "unknown", "frozen", "listed"]
            .map(|word| format!("cannot.{word}"))
    );
}
