//! Lists are asked for as politely as explorers are, read once, and searched for everybody who paid the campaign or was paid
//! by it; nobody else is told of, and nobody is told who was looked up.

mod common;

use common::{START, TIP, campaign, label, of, page, tx};
use donation_flow::chain::{Address, Chain};
use donation_flow::explorer::{Delivery, Feed, Next, Outcome, Request, Ticket};
use donation_flow::ledger::{History, Ledger};
use donation_flow::report::{self, Period, Report, Role, Sources};
use donation_flow::screening::{Screening, State};

const CHAIN: Chain = Chain::BitcoinRegtest;

/// A list of entries: name, day listed, day delisted; and of addresses with their entries' places.
fn list(entries: &[(&str, &str, &str)], addresses: &[(Address, &str)]) -> String {
    let mut lines: Vec<String> = addresses
        .iter()
        .map(|(address, entries)| format!("{} {address} {entries}", address.chain().name()))
        .collect();
    lines.sort();
    let mut text = String::from(
        "donation-flow list 1\nname.en A list\nissuer.en An office\nurl https://office.example/list\n\
         published 2026-02-01\nread 2026-02-03\nprogrammes 2\nONE\nTWO\n",
    );
    text += &format!("entries {}\n", entries.len());
    for (index, (name, listed, delisted)) in entries.iter().enumerate() {
        text += &format!("{index}\t{name}\t0 1\t{listed}\t{delisted}\thttps://office.example/{index}\n");
    }
    text += &format!("addresses {}\n", lines.len());
    lines.iter().for_each(|line| text += &format!("{line}\n"));
    text
}

fn answer(status: u16, body: &str) -> Outcome {
    Outcome::Answer { status, retry_after: None, body: body.into() }
}

fn lists(urls: &[&str]) -> String {
    format!(r#","lists":{}"#, serde_json::json!(urls))
}

/// Drives a screening to its end: what each request was answered with, and when it was sent.
fn drive(
    screening: &mut Screening,
    history: &History,
    answers: &mut dyn FnMut(&Request) -> Outcome,
) -> Vec<(u64, String)> {
    let (mut now, mut sent) = (0, Vec::new());
    for _ in 0..10_000 {
        match screening.next_request(now, history) {
            Next::Request(ticket, request) => {
                assert!(Screening::is_asked_by(ticket));
                assert!(request.headers.is_empty() && request.body.is_none());
                sent.push((now, request.url.clone()));
                let outcome = answers(&request);
                screening.handle_response(ticket, outcome, now);
            }
            Next::Wait(ms) => now += ms.max(1),
            Next::Done => return sent,
        }
    }
    panic!("it has no end");
}

/// The relief campaign's `own` and `second`: Ann and Bob give, Bob and Eve together; some goes on to the baker, change back,
/// and Ann has half of hers back. In Ann's transaction somebody beside the campaign is paid, too.
fn history() -> History {
    let mut history = History::default();
    history.take(Delivery::Tip { chain: CHAIN, height: TIP });
    let rows = vec![
        tx("one", 100, &[("ann", 10_000)], &[("own", 6_000), ("beside", 3_000)]),
        tx("two", 101, &[("bob", 8_000), ("eve", 2_000)], &[("own", 9_000)]),
        tx("three", 102, &[("bob", 5_000)], &[("own", 4_000)]),
        tx("four", 103, &[("own", 9_000)], &[("baker", 2_500), ("own", 3_000), ("ann", 3_000)]),
    ];
    history.take(page(common::listing(CHAIN, "own", Feed::Confirmed), 0, "1", rows));
    history
}

fn report_of(more: &str, period: Period, text: &str) -> Report {
    let campaign = campaign(CHAIN, &["own", "second"], &format!("{}{more}", lists(&["https://a.example/l"])));
    let mut history = history();
    let mut screening = Screening::new(&campaign, &mut history);
    drive(&mut screening, &history, &mut |_| answer(200, text));
    let ledger = Ledger::new(&campaign, &mut history, common::LATER);
    let sources = Sources {
        answered: &[0],
        screening: Some(&screening),
        ..common::report_sources(&campaign, &history, &ledger)
    };
    report::report(&sources, common::LATER, Some(period))
}

fn told(report: &Report) -> Vec<(String, Role, u32, u128)> {
    let sum = |amounts: &[report::ScreenedAmount]| amounts.first().map_or(0, |one| one.amount.units());
    let row = |row: &report::Screened| (row.entry.clone(), row.role, row.addresses, sum(&row.amounts));
    report.listings.iter().map(row).collect()
}

#[test]
fn those_who_paid_or_were_paid_are_told_with_what_moved_and_nobody_else() {
    let text = list(
        &[("OWN", "2026-01-01", ""), ("BOB AND EVE", "2025-01-01", ""), ("OLD", "2020-01-01", "2024-01-01")],
        &[
            (of(CHAIN, "own"), "0"),
            (of(CHAIN, "second"), "0"),
            (of(CHAIN, "bob"), "1"),
            (of(CHAIN, "eve"), "1"),
            (of(CHAIN, "ann"), "2"),
            (of(CHAIN, "baker"), "1,2"),
            (of(CHAIN, "beside"), "0,1,2"),
            (of(CHAIN, "stranger"), "0"),
        ],
    );
    let report = report_of("", Period::default(), &text);
    let expected = [
        ("OWN (0)", Role::Campaign, 2, 0),
        // The transaction of both counts once.
        ("OLD (2)", Role::Sender, 1, 6_000),
        ("BOB AND EVE (1)", Role::Sender, 2, 13_000),
        ("OLD (2)", Role::Destination, 2, 5_500),
        ("BOB AND EVE (1)", Role::Destination, 1, 2_500),
    ];
    let mut found = told(&report);
    let mut expected =
        expected.map(|(entry, role, count, sum)| (entry.to_owned(), role, count, sum)).to_vec();
    found.sort_by_key(|row| (row.1 as u8, row.0.clone()));
    expected.sort_by_key(|row| (row.1 as u8, row.0.clone()));
    assert_eq!(found, expected);

    let notice = &report.notices[0];
    assert_eq!((report.notices.len(), notice.kind, notice.addresses), (1, "listed", 2));
    assert_eq!((notice.label.0.get("en"), notice.issuer.0.get("en")), ("OWN (0)", "An office"));
    assert_eq!(notice.list.as_ref().map(|list| list.0.get("en")), Some("A list"));
    assert_eq!(
        (&*notice.programmes, &*notice.url),
        (&["ONE".into(), "TWO".into()][..], "https://office.example/0")
    );
    let source = &report.lists[0];
    assert_eq!((source.state, source.entries, source.addresses), ("read", Some(3), Some(8)));
    assert_eq!(
        (&*source.file, source.published.map(|day| day.iso())),
        ("a.example/l", Some("2026-02-01".into()))
    );

    // They stand by name in the flow, and what was sent back to one who is listed is sent back all the same.
    let flow = &report.assets[0].flow;
    let named = |nodes: &[report::FlowNode]| -> Vec<(String, u128)> {
        let named = nodes.iter().filter(|node| !node.labels.is_empty());
        named.map(|node| (node.labels[0].label.0.get("en").to_owned(), node.amount.units())).collect()
    };
    assert_eq!(named(&flow.sources), [("BOB AND EVE (1)".into(), 13_000), ("OLD (2)".into(), 6_000)]);
    assert_eq!(named(&flow.destinations), [("OLD (2)".into(), 3_000), ("BOB AND EVE (1)".into(), 2_500)]);
    assert_eq!(report.assets[0].totals.returned.units(), 3_000);
    let delisted = flow.sources.iter().find(|node| node.amount.units() == 6_000).unwrap();
    assert_eq!(delisted.labels[0].delisted.map(|day| day.iso()), Some("2024-01-01".into()));

    // Nobody's address is told but the campaign's own.
    let json = serde_json::to_string(&report).unwrap();
    for name in ["ann", "bob", "eve", "baker", "beside", "stranger"] {
        assert!(!json.contains(of(CHAIN, name).as_str()), "{name}");
    }
}

#[test]
fn sums_are_those_of_the_period_and_a_label_of_a_list_makes_no_return_a_conversion() {
    let text = list(
        &[("X", "", "")],
        &[(of(CHAIN, "ann"), "0"), (of(CHAIN, "bob"), "0"), (of(CHAIN, "baker"), "0")],
    );
    let later = donation_flow::chain::Day::of(START + 90 * 86_400);
    let report = report_of("", Period { from: Some(later), to: None }, &text);
    let expected = [("X (0)".to_owned(), Role::Sender, 2, 0), ("X (0)".to_owned(), Role::Destination, 2, 0)];
    assert_eq!(told(&report), expected);
    let tagged = format!(r#","labels":[{}]"#, label(CHAIN, "ann", "exchange"));
    let plain = report_of("", Period::default(), &text).assets[0].totals.returned.units();
    let exchange = report_of(&tagged, Period::default(), &text).assets[0].totals.returned.units();
    assert_eq!((plain, exchange), (3_000, 0));
}

#[test]
fn a_list_that_does_not_come_is_asked_for_thrice_and_then_a_gap() {
    let campaign = campaign(CHAIN, &["own"], &lists(&["https://a.example/l", "https://b.example/m/n"]));
    let good = list(&[("X", "", "")], &[(of(CHAIN, "bob"), "0")]);
    let cases: [(Outcome, usize, &str); 7] = [
        (Outcome::Failed, 3, "no answer"),
        (answer(503, ""), 3, "no answer"),
        (answer(404, ""), 1, "answer 404"),
        (Outcome::TooLong, 1, "longer than 32 MiB"),
        (
            answer(200, "<!doctype html>"),
            1,
            "line 1: this is no list file: its first line is “donation-flow list 1”",
        ),
        (answer(200, &good[..good.len() / 2]), 1, "line "),
        (
            answer(200, &good.replace("read 2026", "read-on 2026")),
            1,
            "line 6: the head has no such field, or has it twice",
        ),
    ];
    for (outcome, tries, fault) in cases {
        let mut history = history();
        let mut screening = Screening::new(&campaign, &mut history);
        let sent = drive(&mut screening, &history, &mut |request| {
            if request.url.contains("//a.") { outcome.clone() } else { answer(200, &good) }
        });
        assert_eq!(sent.iter().filter(|(_, url)| url.contains("//a.")).count(), tries, "{fault}");
        // A pause before each further try, and the second list is read whatever becomes of the first.
        let times: Vec<u64> = sent.iter().map(|(time, _)| *time).collect();
        assert!(times.windows(2).all(|two| two[1] >= two[0] + 250), "{times:?}");
        let [first, second] = screening.lists() else { panic!("two lists") };
        assert_eq!((first.state(), second.state()), (State::Failed, State::Read));
        assert!(first.fault().starts_with(fault), "{}", first.fault());
        assert_eq!((first.place(), second.place()), ("a.example/l", "b.example/m/n"));
        assert_eq!(screening.found().len(), 1);
        assert!(screening.is_done(&history));
        // Going on asks again for the one that failed, and for it alone.
        screening.resume();
        assert!(!screening.is_done(&history));
        let again = drive(&mut screening, &history, &mut |_| answer(200, &good));
        assert_eq!(again.iter().map(|(_, url)| &**url).collect::<Vec<_>>(), ["https://a.example/l"]);
    }
}

#[test]
fn a_server_that_asks_for_a_pause_has_it() {
    let campaign = campaign(CHAIN, &["own"], &lists(&["https://a.example/l"]));
    let mut history = history();
    let mut screening = Screening::new(&campaign, &mut history);
    let mut count = 0;
    let sent = drive(&mut screening, &history, &mut |_| {
        count += 1;
        match count {
            1 => Outcome::Answer { status: 429, retry_after: Some("9".into()), body: String::new() },
            _ => answer(200, &list(&[], &[])),
        }
    });
    assert_eq!(sent.iter().map(|(time, _)| *time).collect::<Vec<_>>(), [0, 9_000]);
}

#[test]
fn who_comes_later_is_looked_up_too_and_a_stop_stops() {
    let campaign = campaign(CHAIN, &["own"], &lists(&["https://a.example/l"]));
    let mut history = History::default();
    let mut screening = Screening::new(&campaign, &mut history);
    let text = list(&[("X", "", "")], &[(of(CHAIN, "bob"), "0"), (of(CHAIN, "own"), "0")]);
    drive(&mut screening, &history, &mut |_| answer(200, &text));
    assert_eq!((screening.found().len(), screening.is_done(&history)), (1, true));
    let late = vec![tx("late", 100, &[("bob", 9_000)], &[("own", 8_000)])];
    history.take(page(common::listing(CHAIN, "own", Feed::Confirmed), 0, "1", late));
    assert!(!screening.is_done(&history));
    screening.stop();
    assert_eq!(screening.next_request(0, &history), Next::Done);
    screening.resume();
    drive(&mut screening, &history, &mut |_| panic!("it is there already"));
    assert_eq!((screening.found().len(), screening.is_done(&history)), (2, true));

    // What comes after a stop is not awaited any more.
    let mut screening = Screening::new(&campaign, &mut history);
    let Next::Request(ticket, _) = screening.next_request(0, &history) else { panic!("a request") };
    screening.stop();
    screening.handle_response(ticket, answer(200, &text), 0);
    screening.handle_response(Ticket(7), answer(200, &text), 0);
    assert_eq!(screening.lists()[0].state(), State::Open);
}
