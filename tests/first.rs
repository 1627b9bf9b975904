//! The first figure, of an explorer's first page alone: the same as the panel draws of that page, or none.

mod common;

use common::*;
use donation_flow::campaign::{Campaign, Glance};
use donation_flow::chain::{Amount, Chain, Row, Timestamp, UtxoTx};
use donation_flow::explorer::{Next, Outcome, Policy};
use donation_flow::first::First;
use donation_flow::locale::Locale;
use donation_flow::report::Report;
use donation_flow::survey::Survey;
use donation_flow::view::{self, Section, ViewState};
use proptest::collection::vec;
use proptest::prelude::*;

const BTC: Chain = Chain::BitcoinRegtest;

/// A page of Esplora's, newest first.
fn page_of(rows: &[Row]) -> String {
    let one = |tx: &UtxoTx| {
        let output = |io: &donation_flow::chain::TxIo| {
            let address =
                io.address.as_ref().map(|address| format!(r#","scriptpubkey_address":"{address}""#));
            format!(r#"{{"value":{}{}}}"#, io.value.units(), address.unwrap_or_default())
        };
        let inputs: Vec<String> =
            tx.inputs.iter().map(|io| format!(r#"{{"txid":"aa","prevout":{}}}"#, output(io))).collect();
        let outputs: Vec<String> = tx.outputs.iter().map(output).collect();
        let block = tx.block.as_ref().unwrap();
        format!(
            r#"{{"txid":"{}","vin":[{}],"vout":[{}],"fee":{},"status":{{"confirmed":true,"block_height":{},"block_time":{}}}}}"#,
            tx.txid.0,
            inputs.join(","),
            outputs.join(","),
            tx.fee.units(),
            block.height,
            block.time
        )
    };
    let of = |row: &Row| match row {
        Row::Utxo(tx) => one(tx),
        _ => panic!("a transaction"),
    };
    format!("[{}]", rows.iter().rev().map(of).collect::<Vec<_>>().join(","))
}

fn first(text: &str) -> First {
    First::new(Glance::of_file(text).expect("a campaign that can be begun with")).expect("of Esplora's")
}

/// What the panel makes of that answer to its first request, while all else is still to come.
fn reported(text: &str, page: &str, now: Timestamp) -> (String, Report, Survey) {
    let mut survey = Survey::new(Campaign::parse(text).unwrap(), Policy::default());
    survey.with_charts(false);
    let Next::Request(ticket, request) = survey.next_request(0) else { panic!("a request") };
    let answer = Outcome::Answer { status: 200, retry_after: None, body: page.into() };
    survey.handle_response(ticket, answer, 0);
    let report = survey.report(now, None);
    (request.url, report, survey)
}

fn locale(lang: &str, tag: &str) -> Locale {
    Locale::parse_for(&std::fs::read_to_string(format!("www/locale/{lang}.json")).unwrap(), tag).unwrap()
}

proptest! {
    #[test]
    fn it_is_what_the_panel_draws_of_the_same_page(
        steps in vec(any::<(u8, u8, u8, u16)>(), 25..40),
        hours in 0u64..400,
        width in 300u32..1_200,
        (lang, tag) in prop::sample::select(vec![("en", "en"), ("ar", "ar-EG"), ("de", "de-AT"), ("fa", "fa")]),
    ) {
        let (rows, _) = utxo_story(&steps);
        let page = page_of(&rows[rows.len() - 25..]);
        let text = campaign_text(BTC, &OWN, "");
        let now = START + hours * 3_600;
        let first = first(&text);
        let (url, report, survey) = reported(&text, &page, now);
        prop_assert_eq!(first.request().unwrap().url, url);
        prop_assert!(!report.complete);
        let from_outside = report.assets.first().map(|asset| asset.totals.from_outside).filter(|sum| *sum > Amount::ZERO);
        prop_assert_eq!(first.received(&page, now), from_outside);
        let Some(received) = from_outside else { return Ok(()) };
        let locale = locale(lang, tag);
        let state = ViewState { width, ..ViewState::default() };
        let section = |section| view::section(section, &report, &[], &survey.progress(), &state, &locale);
        let [head, net] = first.drawn(received, width, &locale);
        prop_assert!(section(Section::Head).starts_with(&head), "{head}");
        prop_assert!(section(Section::Net).starts_with(&net), "{net} {}", section(Section::Net));
    }
}

#[test]
fn what_is_not_as_usual_is_left_to_the_panel() {
    let text = campaign_text(BTC, &["fund"], "");
    let first = first(&text);
    let rows = [
        tx("one", 100, &[("alice", 1_000)], &[("fund", 900)]),
        tx("two", 101, &[("fund", 900)], &[("shop", 300), ("fund", 500)]),
        tx("three", 102, &[("bob", 70_000)], &[("fund", 60_000), ("bob", 9_000)]),
    ];
    let good = page_of(&rows);
    assert_eq!(first.received(&good, LATER), Some(Amount::from_units(60_900)));
    let one = page_of(&rows[..1]);
    let twice = good.replacen('[', &format!("{},", &one[..one.len() - 1]), 1);
    let others = page_of(&[tx("four", 103, &[("alice", 9)], &[("bob", 8)])]);
    let broken = [
        ("not a list", r#"{"error":"busy"}"#.to_owned()),
        ("not JSON", good[..good.len() - 9].to_owned()),
        ("a row that cannot be read", good.replacen("60000", "-1", 1)),
        ("a transaction twice", twice),
        ("of nobody's", others),
        ("empty", "[]".to_owned()),
    ];
    for (what, page) in broken {
        assert_eq!(first.received(&page, LATER), None, "{what}");
    }
}

#[test]
fn a_campaign_is_glanced_at_or_left_to_the_panel() {
    let text = campaign_text(BTC, &OWN, "");
    let glance = Glance::of_file(&text).unwrap();
    assert_eq!(glance.addresses, OWN.map(|name| of(BTC, name)));
    assert!(glance.test_network);
    assert_eq!(glance.explorer.url, "http://127.0.0.1:9/api");
    // Without an explorer of its own, the chain's first one is asked.
    let main = r#"{"version":1,"name":"N","addresses":[{"chain":"bitcoin","address":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
        {"chain":"tron","address":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}]}"#;
    let glance = Glance::of_file(main).unwrap();
    assert_eq!((glance.addresses.len(), glance.test_network), (1, false));
    assert_eq!(
        First::new(glance).unwrap().request().unwrap().url,
        "https://mempool.space/api/address/1BoatSLRHtKNngkdXEeobR76b53LETtpyT/txs/chain"
    );
    let bare = Glance::of_address("bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT?amount=1").unwrap();
    assert_eq!(bare.addresses[0].as_str(), "1BoatSLRHtKNngkdXEeobR76b53LETtpyT");
    let left = [
        ("another version", text.replace(r#""version":1"#, r#""version":2"#)),
        ("a wrong address", main.replace("1Boat", "1Goat")),
        ("an address of another chain first", campaign_text(Chain::Tron, &["fund"], "")),
        ("an explorer that may not be asked", text.replace("http://127.0.0.1:9", "http://explorer.example")),
        ("an explorer of another API's chain", text.replace(r#""api":"esplora""#, r#""api":"trongrid""#)),
        (
            "an explorer that no browser can read",
            main.replace(r#""addresses""#, r#""explorers":[{"chain":"bitcoin","api":"blockbook","url":"https://blockbook.example"}],"addresses""#),
        ),
        ("an explorer with a key", text.replace(r#""api":"esplora""#, r#""api":"esplora","key":"k""#)),
        ("no addresses", r#"{"version":1,"name":"N","addresses":[]}"#.to_owned()),
        ("not JSON", text[..text.len() - 2].to_owned()),
    ];
    for (what, text) in left {
        assert!(Glance::of_file(&text).is_none(), "{what}");
    }
    for text in [
        "",
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "bitcoin:nobody",
    ] {
        assert!(Glance::of_address(text).is_none(), "{text}");
    }
    // Of another API it is read by the panel.
    let doge = Glance::of_address("dogecoin:D7Y55Lkqb3VwRQX27gPcZz3LQzAyoY83RN");
    assert!(doge.and_then(First::new).is_none());
}
