//! Who is named, by which labels, and what is said of where money went.

mod common;

use common::*;
use donation_flow::campaign::LabelKind;
use donation_flow::chain::{Chain, Row};
use donation_flow::ledger::{History, Labels, Ledger};
use donation_flow::report::{FlowNode, Order, Report, TxRow, report, rows};

const BTC: Chain = Chain::BitcoinRegtest;

/// The report and all rows of the fund's first asset.
fn told(chain: Chain, more: &str, moved: Vec<Row>) -> (Report, Vec<TxRow>) {
    let (campaign, mut history) = (campaign(chain, &["fund"], more), history(chain, &["fund"], moved));
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let sources = report_sources(&campaign, &history, &ledger);
    let report = report(&sources, LATER, None);
    let index = report.assets.iter().position(|asset| asset.transactions > 0).expect("something moved");
    let rows = rows(&sources, Some(index), None, Order::Newest, 0, 1_000);
    (report, rows)
}

/// A label of `name`'s address: its text, kind, and further fields.
fn said(name: &str, text: &str, kind: &str, more: &str) -> String {
    let text = format!(r#""label":"{text}""#);
    let label = label(BTC, name, kind).replace(&format!(r#""label":"{name}""#), &text);
    format!("{}{more}}}", label.strip_suffix('}').unwrap())
}

fn labels(all: &[String]) -> String {
    format!(r#","labels":[{}]"#, all.join(","))
}

fn texts(node: &FlowNode) -> Vec<&str> {
    node.labels.iter().map(|label| label.label.0.get("en")).collect()
}

#[test]
fn of_several_labels_what_holds_and_is_more_specific_comes_first_and_all_are_told() {
    let ended = r#","listed":"2019-05-01","delisted":"2022-03-08","read":"2026-03-01""#;
    let given = [
        said("hall", "said of it", "alleged", ""),
        said("hall", "once on a list", "listed", ended),
        said("hall", "by the publisher", "publisher", ""),
        said("hall", "Meridian", "exchange", ""),
        said("hall", "by itself", "self-declared", ""),
        said("hall", "by a court", "court-ordered", ""),
    ];
    let moved = || {
        vec![
            tx("gift", 10, &[("alice", 90_000)], &[("fund", 90_000)]),
            tx("pay", 11, &[("fund", 90_000)], &[("hall", 80_000)]),
        ]
    };
    let expected =
        ["by a court", "Meridian", "by itself", "by the publisher", "said of it", "once on a list"];
    // Whatever their order in the file.
    for turn in 0..given.len() {
        let mut given = given.clone();
        given.rotate_left(turn);
        let (report, rows) = told(BTC, &labels(&given), moved());
        let to = &report.assets[0].flow.destinations[0];
        assert_eq!(texts(to), expected);
        assert_eq!(to.label.as_ref().unwrap().0.get("en"), expected[0]);
        // An exchange by any of its labels: a conversion.
        assert_eq!(to.kind.name(), "exchange");
        let row = &rows[0];
        assert_eq!((row.kind.name(), row.labels.len()), ("converted", 6));
        let last = row.labels.last().unwrap();
        let days = [last.listed, last.delisted, last.read].map(|day| day.map(|day| day.civil()));
        assert_eq!(days, [Some((2019, 5, 1)), Some((2022, 3, 8)), Some((2026, 3, 1))]);
        assert_eq!(
            (last.kind, &*last.url, last.issuer.0.get("en")),
            ("listed", "https://example.org/", "Test")
        );
    }
}

#[test]
fn every_kind_of_label_has_its_own_rank() {
    let mut ranks: Vec<u8> = LabelKind::ALL.iter().map(|kind| kind.rank()).collect();
    ranks.sort_unstable();
    assert_eq!(ranks, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn what_is_said_twice_of_those_who_sent_together_is_told_once() {
    let given = [said("north", "Meridian", "exchange", ""), said("south", "Meridian", "exchange", "")];
    let gift = tx("gift", 10, &[("north", 50_000), ("south", 50_000)], &[("fund", 90_000)]);
    let (report, rows) = told(BTC, &labels(&given), vec![gift]);
    assert_eq!(texts(&report.assets[0].flow.sources[0]), ["Meridian"]);
    assert_eq!(rows[0].labels.len(), 1);
}

#[test]
fn one_of_a_name_is_one_node_unless_something_else_is_said_of_it() {
    let given = [
        said("north", "Meridian", "exchange", ""),
        said("south", "Meridian", "exchange", r#","read":"2026-03-01""#),
        said("east", "Meridian", "exchange", ""),
        said("east", "on a list", "listed", ""),
    ];
    let to = |name: &'static str| tx(name, 11, &[("fund", 30_000)], &[(name, 20_000), ("fund", 9_000)]);
    let moved =
        vec![tx("gift", 10, &[("alice", 90_000)], &[("fund", 90_000)]), to("north"), to("south"), to("east")];
    let (report, _) = told(BTC, &labels(&given), moved);
    let nodes: Vec<_> =
        report.assets[0].flow.destinations.iter().filter(|node| !node.labels.is_empty()).collect();
    let found: Vec<_> = nodes.iter().map(|node| (texts(node), node.amount.units(), node.count)).collect();
    // Both documents about the exchange stay.
    let expected = [(vec!["Meridian", "Meridian"], 40_000, 2), (vec!["on a list", "Meridian"], 20_000, 1)];
    assert_eq!(found, expected);
}

#[test]
fn where_it_went_is_told_in_flow_rows_and_timeline_alike_and_adds_up() {
    let given = [
        said("customs", "Customs", "seizure", ""),
        said("meridian", "Meridian", "exchange", ""),
        said("store", "Warehouse", "publisher", ""),
        said("ministry", "Ministry", "self-declared", ""),
    ];
    let pay =
        |name: &'static str, height, value| tx(name, height, &[("fund", value + 1_000)], &[(name, value)]);
    let moved = vec![
        tx("gift", 10, &[("alice", 400_000)], &[("fund", 400_000)]),
        tx("gift 2", 10, &[("ministry", 100_000)], &[("fund", 100_000)]),
        tx("gift 3", 10, &[("bob", 20_000)], &[("fund", 20_000)]),
        pay("customs", 11, 100_000),
        pay("meridian", 12, 90_000),
        pay("store", 13, 80_000),
        pay("ministry", 14, 70_000),
        pay("bob", 15, 20_000),
        pay("somebody", 16, 50_000),
    ];
    let (report, rows) = told(BTC, &labels(&given), moved);
    let asset = &report.assets[0];
    let nodes: Vec<_> = asset
        .flow
        .destinations
        .iter()
        .map(|node| {
            (node.kind.name(), node.label.as_ref().map_or("", |label| label.0.get("en")), node.amount.units())
        })
        .collect();
    let expected = [
        ("seizure", "Customs", 100_000),
        ("exchange", "Meridian", 90_000),
        ("labelled", "Warehouse", 80_000),
        ("returned", "Ministry", 70_000),
        ("unknown", "", 50_000),
        ("returned", "", 20_000),
    ];
    assert_eq!(nodes[..6], expected);
    assert_eq!(asset.totals.spent.units(), expected.iter().map(|(_, _, units)| units).sum::<u128>());
    assert_eq!(asset.totals.returned.units(), 90_000);
    let spending: Vec<_> =
        asset.flow.spending().iter().map(|(kind, sum)| (kind.name(), sum.units())).collect();
    let by_kind = [
        ("returned", 90_000),
        ("exchange", 90_000),
        ("seizure", 100_000),
        ("labelled", 80_000),
        ("unknown", 50_000),
    ];
    assert_eq!(spending, by_kind);
    let kinds: Vec<_> = rows.iter().map(|row| row.kind.name()).filter(|kind| *kind != "received").collect();
    assert_eq!(kinds, ["spent", "returned", "returned", "spent", "converted", "seized"]);
    let back: Vec<_> =
        rows.iter().filter(|row| row.kind.name() == "returned").map(|row| row.labels.len()).collect();
    assert_eq!(back, [0, 1], "bob is not named, the ministry is");
    let day = asset.timeline[0];
    assert_eq!((day.converted.units(), day.seized.units(), day.returned.units()), (90_000, 100_000, 90_000));
    assert_eq!(asset.timeline.len(), 1);
}

#[test]
fn labels_of_addresses_that_moved_nothing_are_nobodys() {
    let given = labels(&[said("customs", "Customs", "seizure", "")]);
    let (campaign, history) = (campaign(BTC, &["fund"], &given), History::default());
    assert!(Labels::new(&campaign, &history).of(&[0, 1, 7]).is_empty());
}

// ---- whose addresses may be shown

fn shown_from(amount: &str) -> String {
    format!(r#","privacy":{{"show_senders_above":[{{"chain":"bitcoin-regtest","amount":"{amount}"}}]}}"#)
}

/// Large and small senders, two that sent together, and money back to a large one and to a small one.
fn givers() -> Vec<Row> {
    vec![
        tx("state", 10, &[("state", 500_000)], &[("fund", 400_000)]),
        tx("state again", 11, &[("state", 300_000)], &[("fund", 300_000)]),
        tx("pair", 12, &[("left", 400_000), ("right", 400_000)], &[("fund", 800_000)]),
        tx("left alone", 13, &[("left", 9_000)], &[("fund", 9_000)]),
        tx("small", 14, &[("small", 50_000)], &[("fund", 50_000)]),
        tx("back to state", 15, &[("fund", 100_000)], &[("state", 90_000), ("fund", 9_000)]),
        tx("back to small", 16, &[("fund", 50_000)], &[("small", 40_000), ("fund", 9_000)]),
        tx("pay", 17, &[("fund", 300_000)], &[("supplier", 290_000)]),
    ]
}

/// Which of these people's addresses are anywhere in a report and its rows.
fn seen(report: &Report, rows: &[TxRow]) -> Vec<&'static str> {
    let text = serde_json::to_string(report).unwrap() + &serde_json::to_string(rows).unwrap();
    let people = ["state", "left", "right", "small", "supplier", "somebody"];
    people.into_iter().filter(|name| text.contains(of(BTC, name).as_str())).collect()
}

#[test]
fn senders_are_shown_from_the_publishers_threshold_on_and_only_so() {
    for (privacy, expected) in [
        ("", &[][..]),
        // Two gifts in all, and exactly that much.
        (&*shown_from("0.007"), &["state", "left", "right"]),
        (&*shown_from("0.00700001"), &["left", "right"]),
        (&*shown_from("0.0005"), &["state", "left", "right", "small"]),
        (&*shown_from("0.009"), &[]),
    ] {
        let (report, rows) = told(BTC, privacy, givers());
        assert_eq!(seen(&report, &rows), expected, "{privacy}");
        let flow = &report.assets[0].flow;
        let sum = |nodes: &[FlowNode]| nodes.iter().map(|node| node.amount.units()).sum::<u128>();
        assert_eq!(sum(&flow.sources), 1_559_000);
        assert_eq!(sum(&flow.destinations), 1_559_000);
    }
}

#[test]
fn whoever_is_shown_is_shown_where_money_went_back_to_it_and_nobody_else() {
    let (report, rows) = told(BTC, &shown_from("0.007"), givers());
    let address = |name: &str| of(BTC, name).as_str().to_string();
    let flow = &report.assets[0].flow;
    let named = |nodes: &[FlowNode]| -> Vec<(&'static str, Vec<String>, u128)> {
        let named = nodes.iter().filter(|node| !node.addresses.is_empty());
        named.map(|node| (node.kind.name(), node.addresses.clone(), node.amount.units())).collect()
    };
    let mut pair = flow.sources[0].addresses.clone();
    pair.sort();
    let mut expected = vec![address("left"), address("right")];
    expected.sort();
    assert_eq!(pair, expected, "who sent together stands together");
    assert_eq!(
        named(&flow.sources)[1..],
        [
            ("sender", vec![address("state")], 700_000),
            // One of the pair alone: it is known already.
            ("sender", vec![address("left")], 9_000),
        ]
    );
    assert_eq!(named(&flow.destinations), [("returned", vec![address("state")], 90_000)]);
    let returned: Vec<_> = rows.iter().filter(|row| row.kind.name() == "returned").collect();
    assert_eq!(returned[0].addresses, Vec::<String>::new());
    assert_eq!(returned[1].addresses, [address("state")]);
}

#[test]
fn a_label_names_whom_it_is_of_and_shows_no_address() {
    let more = labels(&[said("state", "The state", "self-declared", "")]) + &shown_from("0.007");
    let (report, rows) = told(BTC, &more, givers());
    assert_eq!(seen(&report, &rows), ["left", "right"]);
    assert!(report.assets[0].flow.sources.iter().any(|node| texts(node) == ["The state"]));
}

#[test]
fn what_still_waits_makes_nobody_large() {
    let mut moved = givers();
    moved.push(waiting(tx("promise", 20, &[("small", 900_000)], &[("fund", 900_000)])));
    let (report, rows) = told(BTC, &shown_from("0.007"), moved);
    assert_eq!(seen(&report, &rows), ["state", "left", "right"]);
}

#[test]
fn who_sent_together_with_somebody_who_is_not_shown_is_not_shown_for_it() {
    let mut moved = givers();
    moved.push(tx("joint", 18, &[("state", 9_000), ("somebody", 9_000)], &[("fund", 17_000)]));
    let (report, rows) = told(BTC, &shown_from("0.007"), moved);
    assert_eq!(seen(&report, &rows), ["state", "left", "right"]);
    let joint = rows.iter().find(|row| row.amount.units() == 17_000).expect("the joint gift");
    assert_eq!(joint.addresses, Vec::<String>::new());
}
