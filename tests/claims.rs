//! Claims: the figure beside a sentence is the totals' one, and a verdict is never more than what was read can bear.

mod common;

use common::*;
use donation_flow::campaign::{Campaign, Currency};
use donation_flow::chain::{Address, Chain, Day, Row, Timestamp, Transfer};
use donation_flow::explorer::{Gap, GapKind, Next, Outcome};
use donation_flow::ledger::totals::Days;
use donation_flow::ledger::{History, Labels, Ledger};
use donation_flow::price::Quotes;
use donation_flow::report::{self, ClaimReport, Report, Sources, Verdict};
use std::sync::Arc;

const TRON: Chain = Chain::Tron;
const DAY: u64 = 24 * 60;
const ONE: u128 = 1_000_000;

/// From 1 March 2026: gifts, a move to the vault, a return, a conversion, and two gifts more.
fn story() -> Vec<Row> {
    vec![
        usdt("a", 0, "alice", "fund", 100 * ONE),
        usdt("b", DAY, "bob", "fund", 50 * ONE),
        usdt("c", 2 * DAY, "fund", "vault", 30 * ONE),
        usdt("d", 3 * DAY, "fund", "alice", 40 * ONE),
        usdt("e", 4 * DAY, "fund", "exchange", 20 * ONE),
        usdt("f", 10 * DAY, "carol", "fund", 200 * ONE),
        usdt("g", 11 * DAY, "alice", "vault", 5 * ONE),
        usdt("dust", 11 * DAY, "dave", "vault", 1),
    ]
}

struct Given<'a> {
    /// Fields of the campaign file beside its addresses and claims.
    more: &'a str,
    gaps: &'a [Gap],
    complete: bool,
    as_of: Timestamp,
    /// Closes as `date,close` lines.
    prices: Option<(&'a str, Currency)>,
    period: Option<Days>,
}

const ALL: Given = Given { more: "", gaps: &[], complete: true, as_of: LATER, prices: None, period: None };

fn report(claims: &str, given: &Given) -> Report {
    report_of(story(), claims, given)
}

fn report_of(rows: Vec<Row>, claims: &str, given: &Given) -> Report {
    let labels = label(TRON, "exchange", "exchange");
    let more = format!(r#","labels":[{labels}],"claims":[{claims}]{}"#, given.more);
    let campaign = Arc::new(campaign(TRON, &["fund", "vault"], &more));
    let mut history = history(TRON, &["fund"], rows);
    let ledger = Ledger::new(&campaign, &mut history, given.as_of);
    let quotes = given.prices.map(|(closes, currency)| priced(&campaign, &ledger, closes, currency));
    let sources = Sources {
        gaps: given.gaps,
        complete: given.complete,
        quotes: quotes.as_ref(),
        ..report_sources(&campaign, &history, &ledger)
    };
    report::report(&sources, given.as_of, given.period)
}

/// The prices of a file, in which all that needs prices has been asked for.
fn priced(campaign: &Arc<Campaign>, ledger: &Ledger, closes: &str, currency: Currency) -> Quotes {
    let mut quotes = Quotes::new(campaign.clone(), currency);
    for asset in &ledger.assets {
        let days: Vec<_> = asset
            .timeline(Days::default(), &Labels::default())
            .iter()
            .map(|flow| (flow.day, flow.inflow))
            .collect();
        if !days.is_empty() {
            quotes.need(&asset.token, &days);
        }
    }
    for ms in (0..).step_by(1_000) {
        match quotes.next_request(ms) {
            Next::Request(ticket, _) => {
                let body = closes.to_string();
                quotes.handle_response(ticket, Outcome::Answer { status: 200, retry_after: None, body }, ms);
            }
            Next::Wait(_) => {}
            Next::Done => break,
        }
    }
    quotes
}

/// A claim's text: in tethers where it names no unit and counts nothing.
fn claim(measure: &str, comparison: &str, amount: &str, more: &str) -> String {
    let is_count = matches!(measure, "donations" | "sending_addresses");
    let unit = match is_count || more.contains("\"unit\"") {
        true => String::new(),
        false => format!(r#","unit":{{"chain":"tron","contract":"{USDT}"}}"#),
    };
    let amount = if amount.is_empty() { String::new() } else { format!(r#","amount":"{amount}""#) };
    format!(
        r#"{{"sentence":"It was so","source":"https://news.example/","measure":"{measure}","comparison":"{comparison}"{amount}{unit}{more}}}"#
    )
}

fn one(claim: &str, given: &Given) -> ClaimReport {
    let mut claims = report(claim, given).claims;
    assert_eq!(claims.len(), 1);
    claims.remove(0)
}

fn shown(claim: &ClaimReport) -> Option<i128> {
    claim.shown.map(|shown| shown.units())
}

#[test]
fn each_measure_is_the_figure_of_the_totals() {
    let totals = report("", &ALL).assets[0].totals;
    let units = |name: &str| one(&claim(name, "about", "1", ""), &ALL).shown.unwrap().text();
    assert_eq!(units("gross"), totals.gross_received.to_string());
    assert_eq!(units("from_outside"), totals.from_outside.to_string());
    assert_eq!(units("net"), totals.net.text());
    assert_eq!(units("returned"), totals.returned.to_string());
    assert_eq!(units("spent"), totals.spent.to_string());
    // As added up by hand.
    assert_eq!((&*units("gross"), &*units("net")), ("385000001", "315000001"));
    assert_eq!((&*units("donations"), &*units("sending_addresses")), ("4", "3"), "dust is no donation");
}

#[test]
fn the_tolerance_belongs_to_about_the_same() {
    use Verdict::{About, Less, More};
    // 315 net. Ten per cent of 350 is 35, and of 286.36 not quite 29.
    for (amount, more, expected) in [
        ("315", "", About),
        ("350.000001", "", About),
        ("350.00001", "", Less),
        ("286.363638", "", About),
        ("286.3", "", More),
        ("314", r#","tolerance":0"#, More),
        ("315.000001", r#","tolerance":0"#, About),
        ("0", "", More),
        ("630", r#","tolerance":50"#, About),
        ("1000", r#","tolerance":100"#, About),
    ] {
        for comparison in ["about", "at_least", "at_most"] {
            let checked = one(&claim("net", comparison, amount, more), &ALL);
            assert_eq!((checked.verdict, checked.comparison), (expected, comparison), "{amount} {more}");
            assert_eq!(checked.reasons, [""; 0]);
        }
    }
}

#[test]
fn only_the_rows_of_the_period_are_summed_whatever_the_panel_shows() {
    let days = |from: &str, to: &str| format!(r#","from":"{from}","to":"{to}""#);
    let net = |from: &str, to: &str| shown(&one(&claim("net", "about", "1", &days(from, to)), &ALL)).unwrap();
    assert_eq!(net("2026-03-01", "2026-03-02"), 150_000_000);
    // The return is of a gift before the period.
    assert_eq!(net("2026-03-04", "2026-03-04"), -40_000_000);
    assert_eq!(net("2026-03-05", "2026-03-10"), 0);
    let day = Day::parse("2026-03-01");
    let of_a_day = Given { period: Some(Days { from: day, to: day }), ..ALL };
    let whole = report(&claim("net", "about", "1", ""), &of_a_day);
    assert_eq!(whole.assets[0].totals.net.units(), 100_000_000);
    assert_eq!(shown(&whole.claims[0]), Some(315_000_001));
}

#[test]
fn the_addresses_meant_are_the_campaign_for_a_claim() {
    let vault = format!(r#","addresses":[{{"chain":"tron","address":"{}"}}]"#, of(TRON, "vault"));
    let of_vault = |measure: &str| one(&claim(measure, "about", "1", &vault), &ALL);
    // What the fund sent came from outside the vault.
    assert_eq!(shown(&of_vault("from_outside")), Some(35_000_001));
    assert_eq!(shown(&of_vault("spent")), Some(0));
    assert_eq!((shown(&of_vault("donations")), shown(&of_vault("sending_addresses"))), (Some(2), Some(2)));
    assert_eq!(of_vault("net").addresses, Some(1));
    assert_eq!(one(&claim("net", "about", "1", ""), &ALL).addresses, None);
}

#[test]
fn a_rise_is_told_against_the_equally_long_period_before() {
    use Verdict::{About, CannotBeSaid, Less, More};
    let of = |measure: &str, percent: &str, from: &str, to: &str| {
        one(&claim(measure, "rise", percent, &format!(r#","from":"{from}","to":"{to}""#)), &ALL)
    };
    let first = of("from_outside", "", "2026-03-02", "2026-03-02");
    assert_eq!((first.verdict, shown(&first)), (Less, Some(50_000_000)));
    assert_eq!(first.before.map(|before| before.units()), Some(100_000_000));
    assert_eq!(
        first.period_before(),
        Some((Day::parse("2026-03-01").unwrap(), Day::parse("2026-03-01").unwrap()))
    );
    // Ten days with 205 after ten with 150: 36.67 per cent more.
    let of_march = |percent: &str| of("from_outside", percent, "2026-03-03", "2026-03-12");
    let any = of_march("");
    assert_eq!(
        (any.verdict, any.before.unwrap().units(), shown(&any)),
        (More, 150_000_000, Some(205_000_001))
    );
    assert_eq!((any.claimed, &any.percent), (any.before, &None));
    let third = of_march("33.33");
    assert_eq!((third.verdict, third.percent.as_deref()), (About, Some("33.33")));
    assert_eq!(third.claimed.unwrap().units(), 199_995_000);
    assert_eq!((of_march("100").verdict, of_march("20").verdict), (Less, More));
    // A rise from nothing is one, but by no per cent.
    assert_eq!(of("from_outside", "", "2026-03-11", "2026-03-12").verdict, More);
    let nothing = of("from_outside", "50", "2026-03-11", "2026-03-12");
    assert_eq!((nothing.verdict, nothing.claimed), (CannotBeSaid, None));
    assert_eq!(nothing.reasons, ["nothing-before"]);
}

#[test]
fn a_rise_of_a_count_is_compared_as_it_is_and_not_rounded() {
    use Verdict::{About, Less, More};
    let days = r#","from":"2026-03-02","to":"2026-03-02""#;
    let of = |percent: &str, more: &str| {
        let checked = one(&claim("donations", "rise", percent, &format!("{days}{more}")), &ALL);
        assert_eq!((shown(&checked), checked.before.unwrap().units()), (Some(1), 1));
        checked.verdict
    };
    // One donation after one: half as many again would be one and a half.
    assert_eq!(of("50", ""), Less);
    assert_eq!((of("11.11", ""), of("11.12", "")), (About, Less));
    assert_eq!((of("50", r#","tolerance":33"#), of("50", r#","tolerance":34"#)), (Less, About));
    assert_eq!((of("0.01", r#","tolerance":0"#), of("100", r#","tolerance":50"#)), (Less, About));
    let gross = claim("gross", "rise", "1", r#","tolerance":0,"from":"2026-03-03","to":"2026-03-12""#);
    assert_eq!(one(&gross, &ALL).verdict, More);
}

#[test]
fn a_day_of_which_receipts_are_pending_is_not_over() {
    // Half a minute after the last gift, at midnight, it is not final yet.
    let as_of = Day::parse("2026-03-13").unwrap().start();
    let of = |day: &str, more: &str| {
        let claim = claim("gross", "at_least", "1", &format!(r#","from":"{day}","to":"{day}"{more}"#));
        let mut rows = story();
        let Row::Transfer(late) = usdt("late", 0, "carol", "fund", 7 * ONE) else { panic!("a transfer") };
        rows.push(Row::Transfer(Transfer { time: as_of - 30, ..late }));
        let mut claims = report_of(rows, &claim, &Given { as_of, ..ALL }).claims;
        claims.remove(0).reasons
    };
    assert_eq!(of("2026-03-12", ""), ["not-over"]);
    assert_eq!(of("2026-03-11", ""), [""; 0]);
    assert_eq!(
        of("2026-03-12", r#","unit":{"chain":"tron"}"#),
        [""; 0],
        "what is pending is of another asset"
    );
    let vault = format!(r#","addresses":[{{"chain":"tron","address":"{}"}}]"#, common::of(TRON, "vault"));
    assert_eq!(of("2026-03-12", &vault), [""; 0], "or of another address");
}

#[test]
fn what_was_not_read_cannot_be_said() {
    let gap = |kind, from: Option<&str>, to: Option<&str>| Gap {
        chain: TRON,
        address: Some(of(TRON, "fund")),
        kind,
        from: from.map(|day| Day::parse(day).unwrap().start()),
        to: to.map(|day| Day::parse(day).unwrap().start()),
        count: None,
        detail: None,
    };
    let day = r#","from":"2026-03-05","to":"2026-03-06""#;
    let vault = format!(r#"{day},"addresses":[{{"chain":"tron","address":"{}"}}]"#, of(TRON, "vault"));
    let on_bitcoin = Gap { chain: Chain::Bitcoin, address: None, ..gap(GapKind::Refused, None, None) };
    for (measure, more, gap, touches) in [
        ("gross", "", gap(GapKind::BadRow, Some("2026-03-02"), Some("2026-03-02")), true),
        ("gross", day, gap(GapKind::BadRow, Some("2026-03-05"), Some("2026-03-05")), true),
        ("gross", day, gap(GapKind::BadRow, Some("2026-03-04"), Some("2026-03-04")), false),
        ("gross", day, gap(GapKind::BadRow, Some("2026-03-07"), None), false),
        ("gross", day, gap(GapKind::NotAnswered, None, Some("2026-03-05")), true),
        ("gross", day, gap(GapKind::CountDiffers, None, None), true),
        // What was given before is what a return answers.
        ("net", day, gap(GapKind::BadRow, Some("2026-03-04"), Some("2026-03-04")), true),
        ("net", day, gap(GapKind::BadRow, Some("2026-03-07"), None), false),
        ("gross", "", gap(GapKind::MempoolLimit, None, None), false),
        ("gross", "", gap(GapKind::NoPrice, None, None), false),
        ("gross", "", gap(GapKind::FreezeUnknown, None, None), false),
        ("spent", "", gap(GapKind::FreezeUnknown, None, None), true),
        // Freezing moves TRX, no token.
        ("gross", "", gap(GapKind::Unsupported, None, None), false),
        ("donations", "", gap(GapKind::Unsupported, None, None), true),
        ("gross", &vault, gap(GapKind::CountDiffers, None, None), false),
        ("gross", "", on_bitcoin.clone(), false),
        ("donations", &vault, on_bitcoin, false),
    ] {
        let gaps = [gap];
        let checked = one(&claim(measure, "about", "1", more), &Given { gaps: &gaps, ..ALL });
        let expected: &[&str] = if touches { &["gaps"] } else { &[] };
        assert_eq!(checked.reasons, expected, "{measure} {more} {gaps:?}");
        assert_eq!(checked.verdict == Verdict::CannotBeSaid, touches);
        assert!(checked.shown.is_some(), "what was read is shown all the same");
    }
    // A rise hangs on the period before, too.
    let gaps = [gap(GapKind::BadRow, Some("2026-03-04"), Some("2026-03-04"))];
    let rise = one(&claim("gross", "rise", "", day), &Given { gaps: &gaps, ..ALL });
    assert_eq!((rise.verdict, &rise.reasons[..]), (Verdict::CannotBeSaid, &["gaps"][..]));

    let so_far = one(&claim("net", "at_least", "1", ""), &Given { complete: false, ..ALL });
    assert_eq!((so_far.verdict, &so_far.reasons[..]), (Verdict::CannotBeSaid, &["not-read"][..]));
    let to = |day: &str| {
        let noon = START + 11 * 86_400;
        one(&claim("gross", "about", "1", &format!(r#","to":"{day}""#)), &Given { as_of: noon, ..ALL })
            .reasons
    };
    assert_eq!(
        (to("2026-03-11"), to("2026-03-12"), to("2026-03-13")),
        (vec![], vec!["not-over"], vec!["not-over"])
    );
}

#[test]
fn a_sentence_about_more_than_the_addresses_cannot_be_said_whatever_they_show() {
    let pledge =
        claim("gross", "at_least", "100", r#","beyond":{"en":"Paid elsewhere","ar":"دُفع في مكان آخر"}"#);
    let checked = one(&pledge, &ALL);
    assert_eq!((checked.verdict, &checked.reasons[..]), (Verdict::CannotBeSaid, &["beyond"][..]));
    assert_eq!(checked.beyond.unwrap().0.get("ar"), "دُفع في مكان آخر");
    assert_eq!(checked.shown.unwrap().units(), 385_000_001);
}

const IN_MONEY: &str = r#","unit":"USD""#;
const FROM_A_FILE: &str = r#","prices":[{"chain":"tron","contract":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","source":"csv","url":"https://news.example/usdt.csv"}]"#;
const CLOSES: &str = "date,close\n2026-03-01,1.00\n2026-03-02,1.02\n2026-03-03,1.01\n2026-03-04,0.99\n2026-03-05,0.98\n2026-03-11,1.10\n2026-03-12,1.20\n";

#[test]
fn a_figure_in_money_is_of_the_closes_of_its_days() {
    let given = Given { more: FROM_A_FILE, prices: Some((CLOSES, Currency::USD)), ..ALL };
    let cents = |measure: &str| {
        let checked = one(&claim(measure, "about", "1", IN_MONEY), &given);
        assert_eq!(checked.reasons, [""; 0], "{measure}");
        shown(&checked).unwrap()
    };
    // 100 at 1.00, 50 at 1.02, 200 at 1.10, 5 at 1.20 and a millionth.
    assert_eq!(cents("from_outside"), 37_700);
    // What went back was worth what it was when it was given: 40 at 1.00.
    assert_eq!((cents("returned"), cents("net")), (4_000, 33_700));
    // 40 at 0.99, 20 at 0.98.
    assert_eq!(cents("spent"), 5_920);
    let whole = report(&claim("net", "about", "337", IN_MONEY), &given);
    assert_eq!(whole.priced_total.unwrap().net_then.cents(), 33_700, "the panel's own figure");
    let unit = whole.claims[0].unit.as_ref().unwrap();
    assert_eq!((unit.chain, &*unit.name, unit.decimals), (None, "USD", 2));
    assert_eq!((whole.claims[0].claimed.unwrap().units(), whole.claims[0].verdict), (33_700, Verdict::About));
}

#[test]
fn without_prices_a_figure_in_money_cannot_be_said() {
    let of = |measure: &str, more: &str, given: &Given| {
        let checked = one(&claim(measure, "about", "1", &format!("{IN_MONEY}{more}")), given);
        assert!(checked.reasons.is_empty() || checked.verdict == Verdict::CannotBeSaid);
        (checked.reasons.clone(), shown(&checked))
    };
    assert_eq!(of("net", "", &ALL), (vec!["prices-pending"], None));
    let given = Given { more: FROM_A_FILE, prices: Some((CLOSES, Currency::USD)), ..ALL };
    // Nobody was asked for the third of March in this test, but its price is there.
    assert_eq!(of("gross", "", &given).0, [""; 0]);
    let short = CLOSES.replace("2026-03-11,1.10\n", "");
    let given = Given { prices: Some((&short, Currency::USD)), ..given };
    assert_eq!(of("net", "", &given), (vec!["unpriced"], Some(11_700)));
    assert_eq!(of("net", r#","to":"2026-03-10""#, &given), (vec![], Some(11_100)));
    let euros = Given {
        more: &format!(r#"{FROM_A_FILE},"currency":"EUR""#),
        prices: Some((CLOSES, Currency::EUR)),
        ..ALL
    };
    assert_eq!(of("net", "", &euros), (vec!["currency"], None));
}

#[test]
fn days_that_only_a_claim_needs_are_asked_for() {
    use donation_flow::explorer::Policy;
    use donation_flow::survey::Survey;
    let asks = |measure: &str| {
        let more = format!(r#","claims":[{}]"#, claim(measure, "about", "1", IN_MONEY));
        let campaign = campaign(TRON, &["fund", "vault"], &more);
        let mut survey = Survey::new(campaign, Policy::default());
        let (mut urls, mut ms) = (Vec::new(), 0);
        while urls.len() < 50 {
            match survey.next_request(ms) {
                Next::Request(ticket, request) => {
                    let body = answer(&request.url);
                    urls.push(request.url);
                    let outcome = Outcome::Answer { status: 200, retry_after: None, body };
                    survey.handle_response(ticket, outcome, ms);
                }
                Next::Wait(wait) => ms += wait,
                Next::Done => break,
            }
        }
        let days =
            |url: &String| url.contains("/chart/").then(|| url.split("start=").nth(1).unwrap().to_string());
        urls.iter().filter_map(days).collect::<Vec<_>>()
    };
    assert_ne!(asks("gross"), asks("net"), "a move on the last day is in the gross alone");
}

/// A TronGrid that lists one gift to the fund, and a move to the vault three days later.
fn answer(url: &str) -> String {
    let (fund, vault, alice) = (of(TRON, "fund"), of(TRON, "vault"), of(TRON, "alice"));
    let row = |name: &str, from: &Address, to: &Address, day: u64| {
        format!(
            r#"{{"transaction_id":"{}","token_info":{{"symbol":"USDT","address":"{USDT}","decimals":6}},"block_timestamp":{},"from":"{from}","to":"{to}","type":"Transfer","value":"5000000"}}"#,
            txid(name).0,
            (START + day * 86_400) * 1_000
        )
    };
    if url.contains("/transactions/trc20") {
        let moved = row("moved", &fund, &vault, 3);
        let given = row("given", &alice, &fund, 0);
        let rows = if url.contains(fund.as_str()) { format!("{moved},{given}") } else { moved };
        return format!(r#"{{"data":[{rows}],"success":true,"meta":{{"at":1,"page_size":2}}}}"#);
    }
    r#"{"data":[],"success":true,"meta":{"at":1,"page_size":0}}"#.into()
}

#[test]
fn a_report_without_charts_has_no_claims_yet() {
    let campaign = campaign(TRON, &["fund"], &format!(r#","claims":[{}]"#, claim("net", "about", "1", "")));
    let mut history: History = history(TRON, &["fund"], story());
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let mut sources = Sources { charts: false, ..report_sources(&campaign, &history, &ledger) };
    // The part of the wasm that checks them may not be there before.
    assert_eq!(report::report(&sources, LATER, None).claims, []);
    sources.charts = true;
    assert_eq!(report::report(&sources, LATER, None).claims.len(), 1);
}
