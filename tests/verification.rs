//! Levels of verification: a transaction has the one that was shown of it, an asset the lowest of its transactions', and silence
//! is never agreement.

mod common;

use common::{LATER, START, USDT, campaign, history, of, report_sources, tx, txid, usdt};
use donation_flow::agreement::{AgreedSum, Agreement, Difference, Figure, Finding};
use donation_flow::chain::{Amount, Chain, Day, Row, Timestamp};
use donation_flow::ledger::{Checker, Included, IncludedTx, Ledger};
use donation_flow::report::export::{File, Format};
use donation_flow::report::{self, Level, Order, Period, Report, Sources, TxRow};

const CHAIN: Chain = Chain::BitcoinRegtest;

fn included(names: &[(&str, bool)]) -> Included {
    let one = |&(name, senders): &(&str, bool)| IncludedTx { chain: CHAIN, txid: txid(name), senders };
    Included::new(Checker::Browser, &names.iter().map(one).collect::<Vec<_>>())
}

#[test]
fn who_checked_a_transaction_is_known_of_each() {
    let one = |name: &str, senders| IncludedTx { chain: CHAIN, txid: txid(name), senders };
    let maker = Included::new(Checker::Maker, &[one("one", true), one("two", false), one("three", true)]);
    let both = maker.and(&included(&[("two", true), ("three", true), ("four", false)]));
    let who = |name| both.found(CHAIN, &txid(name)).map(|(_, by)| by);
    assert_eq!(who("one"), Some(Checker::Maker));
    for name in ["two", "three", "four"] {
        assert_eq!(who(name), Some(Checker::Browser), "{name}");
    }
    assert_eq!(both.get(CHAIN, &txid("two")), Some(&one("two", true)));
    // Who shows less does not take the place of who shows more.
    let less = maker.and(&included(&[("one", false)]));
    assert_eq!(less, maker);
    assert_eq!(
        both.only(&mut |tx| tx.txid != txid("one")),
        included(&[("two", true), ("three", true), ("four", false)])
    );

    let (report, rows) = report_of(receipts(), CHAIN, &both, &[], None);
    assert_eq!(report.assets[0].verification.checked_by, Some("both"));
    let said: Vec<_> = rows.iter().map(|row| row.checked_by).collect();
    assert_eq!(said, [Some("browser"), Some("browser"), Some("maker")]);
    let (report, _) = report_of(receipts(), CHAIN, &maker, &[], None);
    assert_eq!(report.assets[0].verification.checked_by, Some("maker"));
}

fn agreement(finding: Finding, height: Option<u64>, until: Option<Timestamp>) -> Agreement {
    Agreement {
        chain: if height.is_some() { CHAIN } else { Chain::Tron },
        finding,
        hosts: ["one.example".into(), "two.example".into()],
        height,
        until,
        addresses: 1,
        transactions: 3,
        sums: vec![AgreedSum {
            contract: height.is_none().then(|| USDT.into()),
            received: Amount::from_units(60),
            spent: Amount::from_units(7),
        }],
        differs: Vec::new(),
    }
}

/// Three receipts on three days, the last one beyond block 300.
fn receipts() -> Vec<Row> {
    let day = 144;
    let receipt = |name, height| tx(name, height, &[("ann", 2_000)], &[("own", 1_500)]);
    vec![receipt("one", day), receipt("two", 2 * day), receipt("three", 3 * day)]
}

fn report_of(
    rows: Vec<Row>,
    chain: Chain,
    included: &Included,
    agreements: &[Agreement],
    period: Option<Period>,
) -> (Report, Vec<TxRow>) {
    let campaign = campaign(chain, &["own"], "");
    let mut history = history(chain, &["own"], rows);
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let sources = Sources { included, agreements, ..report_sources(&campaign, &history, &ledger) };
    let report = report::report(&sources, LATER, period);
    let rows = report::rows(&sources, Some(0), period, Order::Newest, 0, 10);
    (report, rows)
}

fn levels(rows: &[TxRow]) -> Vec<Level> {
    rows.iter().map(|row| row.level).collect()
}

#[test]
fn what_nobody_checked_is_reported() {
    let (report, rows) = report_of(receipts(), CHAIN, &Included::default(), &[], None);
    let found = &report.assets[0].verification;
    assert_eq!((found.level, found.transactions, found.included), (Level::Reported, 3, 0));
    assert!(found.can_be_proven && found.checked_by.is_none() && found.agreed.is_empty());
    assert_eq!(levels(&rows), [Level::Reported; 3]);
    assert!(report.agreements.is_empty());
}

#[test]
fn an_asset_is_included_only_where_every_transaction_is() {
    let some = included(&[("three", true), ("one", false), ("one", false), ("another", true)]);
    assert_eq!(some.transactions().len(), 3);
    let (report, rows) = report_of(receipts(), CHAIN, &some, &[], None);
    let found = &report.assets[0].verification;
    assert_eq!((found.level, found.included, found.senders_proven), (Level::Reported, 2, 1));
    assert_eq!(found.checked_by, Some("browser"));
    assert_eq!(levels(&rows), [Level::Included, Level::Reported, Level::Included]);

    let all = included(&[("one", false), ("two", true), ("three", true)]);
    let (report, _) = report_of(receipts(), CHAIN, &all, &[], None);
    let found = &report.assets[0].verification;
    assert_eq!((found.level, found.included, found.senders_proven), (Level::Included, 3, 2));

    // Of the second day, the one transaction that nothing was shown of.
    let day = Day::of(START + 2 * 144 * 600);
    let period = Period { from: Some(day), to: Some(day) };
    let (report, _) = report_of(receipts(), CHAIN, &some, &[], Some(period));
    let found = &report.assets[0].verification;
    assert_eq!((found.transactions, found.included, found.level), (1, 0, Level::Reported));
}

#[test]
fn the_same_id_on_another_chain_is_another_transaction() {
    let elsewhere = IncludedTx { chain: Chain::Litecoin, txid: txid("one"), senders: true };
    let elsewhere = Included::new(Checker::Browser, &[elsewhere]);
    let (report, _) = report_of(receipts(), CHAIN, &elsewhere, &[], None);
    assert_eq!(report.assets[0].verification.included, 0);
}

#[test]
fn two_explorers_agree_up_to_their_height_and_no_further() {
    let agreed = [agreement(Finding::Agrees, Some(300), None)];
    let (report, rows) = report_of(receipts(), CHAIN, &included(&[("one", true)]), &agreed, None);
    assert_eq!(levels(&rows), [Level::Reported, Level::Agreed, Level::Included]);
    let found = &report.assets[0].verification;
    assert_eq!(found.level, Level::Reported, "the lowest");
    assert_eq!(found.agreed[0].hosts, ["one.example", "two.example"]);
    assert_eq!(found.agreed[0].height, Some(300));

    let agreed = [agreement(Finding::Agrees, Some(1_000), None)];
    let (report, _) = report_of(receipts(), CHAIN, &Included::default(), &agreed, None);
    assert_eq!(report.assets[0].verification.level, Level::Agreed);
    let note = &report.agreements[0];
    assert_eq!((note.finding, note.transactions, note.height), ("agrees", 3, Some(1_000)));
    assert_eq!((&*note.sums[0].asset, note.sums[0].received.units()), ("tBTC", 60));
}

#[test]
fn nothing_but_agreement_is_agreement() {
    for finding in Finding::ALL {
        let asked = [agreement(finding, Some(1_000), None)];
        let (report, rows) = report_of(receipts(), CHAIN, &Included::default(), &asked, None);
        let expected = if finding == Finding::Agrees { Level::Agreed } else { Level::Reported };
        assert_eq!(report.assets[0].verification.level, expected, "{finding:?}");
        assert_eq!(levels(&rows), [expected; 3], "{finding:?}");
        assert_eq!(report.assets[0].verification.agreed.is_empty(), finding != Finding::Agrees);
        assert_eq!(report.agreements[0].finding, finding.name());
    }
}

#[test]
fn accounts_are_agreed_by_time_and_never_proven() {
    let rows = || {
        vec![
            usdt("a", 10, "ann", "own", 5_000_000),
            usdt("a", 10, "bob", "own", 6_000_000),
            usdt("b", 20, "ann", "own", 7_000_000),
        ]
    };
    let agreed = [agreement(Finding::Agrees, None, Some(START + 15 * 60))];
    let (report, listed) = report_of(rows(), Chain::Tron, &Included::default(), &agreed, None);
    assert_eq!(levels(&listed), [Level::Reported, Level::Agreed, Level::Agreed]);
    let found = &report.assets[0].verification;
    assert_eq!(
        (&*report.assets[0].asset, found.transactions),
        ("USDT", 2),
        "two transfers of one transaction"
    );
    assert!(!found.can_be_proven);
    assert_eq!(found.agreed[0].until.as_deref(), Some("2026-03-01T12:15:00Z"));
    let later = [agreement(Finding::Agrees, None, Some(LATER))];
    let (report, _) = report_of(rows(), Chain::Tron, &Included::default(), &later, None);
    assert_eq!(report.assets[0].verification.level, Level::Agreed);
}

#[test]
fn a_difference_names_whose_figure_it_is_and_both_figures() {
    let mut asked = agreement(Finding::Differs, Some(1_000), None);
    asked.differs = vec![Difference {
        host: "two.example".into(),
        address: Some(of(CHAIN, "own")),
        contract: None,
        figure: Figure::Transactions,
        shown: 3,
        theirs: 2,
    }];
    let (report, _) = report_of(receipts(), CHAIN, &Included::default(), &[asked], None);
    let told = serde_json::to_value(&report).unwrap()["agreements"][0]["differs"][0].clone();
    let own = of(CHAIN, "own");
    let expected = serde_json::json!({
        "host": "two.example", "address": own.as_str(), "asset": "tBTC", "decimals": 8,
        "figure": "transactions", "shown": "3", "theirs": "2",
    });
    assert_eq!(told, expected);
}

#[test]
fn report_and_files_say_the_level_of_each() {
    let (report, rows) = report_of(receipts(), CHAIN, &included(&[("one", true)]), &[], None);
    let json = serde_json::to_value(&report).unwrap();
    let expected = serde_json::json!({
        "level": "reported", "transactions": 3, "included": 1, "senders_proven": 1,
        "checked_by": "browser", "agreed": [], "can_be_proven": true,
    });
    assert_eq!(json["assets"][0]["verification"], expected);
    let mut csv = File::new(Format::Csv, "en");
    while csv.step(&report, &mut |_, skip, _| rows[skip..].to_vec()) {}
    let ends: Vec<&str> = csv.text().lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(ends, ["verification", "reported", "reported", "included"]);
}
