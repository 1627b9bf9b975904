//! A ledger file holds all that a report is made of: written, read and restored it makes the same report, and the same text.

mod common;

use common::*;
use donation_flow::agreement::{AgreedSum, Agreement, Difference, Figure, Finding};
use donation_flow::chain::{Amount, Chain, Freeze, Nature, Row, Timestamp};
use donation_flow::explorer::{Delivery, ExplorerTotals, Feed, Gap, GapKind, Held, Outcome, Request};
use donation_flow::ledger::{Checker, History, Included, IncludedTx};
use donation_flow::report::Report;
use donation_flow::snapshot::{Answers, FileError, LedgerFile, Reading, Restoring, replay, restore};
use donation_flow::survey::Survey;
use proptest::collection::vec;
use proptest::prelude::*;

const BTC: Chain = Chain::BitcoinRegtest;
const TRON: Chain = Chain::Tron;

/// What a scan came to that read all listings of the stories' campaign.
fn held(chain: Chain, feeds: &[Feed]) -> Held {
    let mut whole = Vec::new();
    for name in OWN {
        whole.extend(feeds.iter().map(|feed| listing(chain, name, *feed)));
    }
    Held { answered: vec![0], gaps: Vec::new(), complete: true, pages: 7, whole }
}

/// The report of a history, and of what is left of it in a file's text.
fn both(chain: Chain, history: History, held: Held, now: Timestamp) -> (Report, Report, LedgerFile) {
    let campaign = campaign(chain, &OWN, "");
    let file = LedgerFile::of(&history, held.clone(), now);
    let text = file.write();
    let read = LedgerFile::parse(&text).expect("what is written is read");
    assert_eq!(read, file);
    let mut restored = restore(campaign.clone(), &read);
    let again = LedgerFile::of(restored.history(), restored.held(), now);
    assert_eq!(again.write(), text, "the same ledger makes the same text");
    let direct = Survey::finished(campaign.clone(), held, history).report(now, None);
    let restored = restored.report(now, None);
    // In steps, and with the work of the report done before, it is the same.
    let mut restoring = Restoring::new(campaign, read);
    let mut stepped = (0..10_000).find_map(|_| restoring.step(3)).expect("it comes to an end");
    assert!(restoring.step(3).is_none());
    while stepped.prepare(now) {}
    assert_eq!(stepped.report(now, None), restored);
    (direct, restored, file)
}

/// Rows as pages of several readings of several listings, as `cuts` says.
fn paged(chain: Chain, feed: Feed, rows: &[Row], cuts: &[u8]) -> History {
    let mut history = History::default();
    history.take(Delivery::Tip { chain, height: TIP });
    for (index, row) in rows.iter().enumerate() {
        let cut = cuts.get(index).copied().unwrap_or(0);
        // Any row can come by either listing, or both, in the first or a second reading.
        for (name, bit) in [("fund", 1), ("vault", 2)] {
            if cut & 3 == 0 || cut & bit != 0 {
                let (run, key) = (u32::from(cut >> 2 & 1), format!("{}", index / 7));
                let listing = listing(chain, name, feed);
                history.take(page(listing, run, &format!("{key}.{index}"), vec![row.clone()]));
            }
        }
    }
    history
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn outputs_and_inputs(steps in vec(any::<(u8, u8, u8, u16)>(), 1..60), cuts in vec(any::<u8>(), 60)) {
        let (rows, _) = utxo_story(&steps);
        let history = paged(BTC, Feed::Confirmed, &rows, &cuts);
        let (direct, restored, _) = both(BTC, history, held(BTC, &[Feed::Confirmed]), LATER);
        prop_assert_eq!(direct, restored);
    }

    #[test]
    fn accounts(steps in vec(any::<(u8, u8, u8, u16)>(), 1..60), cuts in vec(any::<u8>(), 60)) {
        let rows = account_story(&steps);
        let history = paged(TRON, Feed::Token, &rows, &cuts);
        let (direct, restored, _) = both(TRON, history, held(TRON, &[Feed::Token]), LATER);
        prop_assert_eq!(direct, restored);
    }
}

#[test]
fn what_is_beside_the_rows_is_kept_too() {
    let fund = of(TRON, "fund");
    let gap = |kind, from, to| Gap {
        chain: TRON,
        address: Some(fund.clone()),
        kind,
        from,
        to,
        count: Some(3),
        detail: Some("a \"quoted\"\nline".into()),
    };
    let mut history = History::default();
    history.take(Delivery::Tip { chain: TRON, height: TIP });
    let mut burn = usdt("burn", 9, "fund", "alice", 5_000_000);
    if let Row::Transfer(transfer) = &mut burn {
        (transfer.nature, transfer.index) = (Nature::Burn, Some(4));
    }
    let freeze = Row::Freeze(Freeze {
        time: START + 500,
        tx: txid("freeze"),
        contract: USDT.into(),
        address: fund.clone(),
        lifts: false,
    });
    let rows = vec![usdt("gift", 1, "alice", "fund", 9_000_000), burn, fee("burn", 9, "fund", 7)];
    history.take(page(listing(TRON, "fund", Feed::Token), 0, "", rows));
    history.take(page(listing(TRON, "fund", Feed::Issuer), 0, "", vec![freeze]));
    history.take(page(
        listing(TRON, "fund", Feed::Native),
        0,
        "",
        vec![waiting(trx("late", 70, "bob", "fund", 3))],
    ));
    for contract in [None, Some(USDT)] {
        history.take(Delivery::Totals(ExplorerTotals {
            address: fund.clone(),
            contract: contract.map(Into::into),
            balance: Amount::from_units(Amount::ROW_LIMIT - 1),
            funded_txo_sum: None,
            spent_txo_sum: None,
            tx_count: contract.is_none().then_some(12),
        }));
    }
    history.take(Delivery::Frozen { address: fund.clone(), contract: USDT.into(), is_frozen: true });
    let mut held = held(TRON, &[Feed::Token]);
    held.gaps = vec![gap(GapKind::BadRow, Some(5), Some(6)), gap(GapKind::FreezeUnknown, None, None)];
    held.complete = false;
    let (direct, restored, file) = both(TRON, history, held, START + 4_300);
    assert_eq!(direct, restored);
    assert_eq!((direct.gaps.len(), direct.issuer_acts.len()), (2, 2));
    assert!(!direct.complete);

    // Long after, all of that but what waited is settled; the gap of a row stays, the other is asked about again.
    let settled = LedgerFile { as_of: LATER, ..file.clone() }.settled();
    let rows: usize = settled.transfers.iter().map(|(_, transfers, _)| transfers.len()).sum();
    assert_eq!((rows, settled.held.gaps.len()), (3, 1));
    // Soon after, none is.
    assert!(file.settled().transfers.iter().all(|(_, transfers, _)| transfers.is_empty()));
}

#[test]
fn what_was_shown_and_agreed_is_kept() {
    let (rows, _) = utxo_story(&[(1, 0, 200, 9_000), (0, 1, 30, 700), (1, 1, 30, 800)]);
    let history = paged(BTC, Feed::Confirmed, &rows, &[]);
    let mut file = LedgerFile::of(&history, held(BTC, &[Feed::Confirmed]), LATER);
    let shown: Vec<IncludedTx> = [(0, true), (2, false)]
        .into_iter()
        .map(|(row, senders)| IncludedTx { chain: BTC, txid: txid(&format!("tx {row}")), senders })
        .collect();
    file.included = Included::new(Checker::Maker, &shown);
    let amount = Amount::from_units;
    file.agreements = vec![Agreement {
        chain: BTC,
        finding: Finding::Differs,
        hosts: ["a.example".into(), "b.example".into()],
        height: Some(TIP),
        until: None,
        addresses: 2,
        transactions: 3,
        sums: vec![AgreedSum { contract: Some("c".into()), received: amount(u128::MAX), spent: amount(0) }],
        differs: vec![Difference {
            host: "b.example".into(),
            address: Some(of(BTC, "vault")),
            contract: None,
            figure: Figure::Received,
            shown: 5,
            theirs: u128::MAX,
        }],
    }];
    let text = file.write();
    let read = LedgerFile::parse(&text).expect("what is written is read");
    assert_eq!(read, file);
    let mut survey = restore(campaign(BTC, &OWN, ""), &read);
    let report = survey.report(LATER, None);
    assert_eq!(report.assets[0].verification.included, 2);
    assert_eq!(report.agreements.len(), 1);
    // One digit too few is no statement about any of them.
    let digits = text.split("\"included\":{\"bitcoin-regtest\":\"").nth(1).unwrap()[..3].to_string();
    let short = text.replacen(&format!("\"{digits}\""), &format!("\"{}\"", &digits[1..]), 1);
    assert!(matches!(LedgerFile::parse(&short), Err(FileError::Field(error)) if error.field == "included"));
}

#[test]
fn an_update_reads_again_what_a_reorganisation_could_reach() {
    let row = |name: &str, height| tx(name, height, &[("alice", 100)], &[("fund", 90)]);
    let rows = vec![row("old", TIP - 100), row("new", TIP - 99), waiting(row("waits", 0))];
    let mut history = History::default();
    history.take(Delivery::Tip { chain: BTC, height: TIP });
    history.take(page(listing(BTC, "fund", Feed::Confirmed), 0, "", rows));
    let held = held(BTC, &[Feed::Confirmed, Feed::Mempool]);
    let file = LedgerFile::of(&history, held, LATER);
    let campaign = campaign(BTC, &OWN, "");
    let settled = file.settled();
    assert_eq!(settled.transactions[0].1.len(), 1);
    let known = settled.known(&campaign);
    let [known] = &*known else { panic!("one listing is known: {known:?}") };
    assert_eq!(known.listing, listing(BTC, "fund", Feed::Confirmed));
    assert_eq!(known.transactions, [txid("old")]);
    // A listing that was not read down to its first row is read from its start.
    let broken = LedgerFile { held: Held { whole: Vec::new(), ..file.held.clone() }, ..file };
    assert_eq!(broken.settled().known(&campaign), []);
}

#[test]
fn what_is_no_ledger_is_refused_by_its_field() {
    let (rows, _) = utxo_story(&[(1, 0, 200, 9_000), (0, 1, 30, 700)]);
    let history = paged(BTC, Feed::Confirmed, &rows, &[]);
    let text = LedgerFile::of(&history, held(BTC, &[Feed::Confirmed]), LATER).write();
    let field = |from: &str, to: &str| {
        assert!(text.contains(from), "{from} is in {text}");
        match LedgerFile::parse(&text.replacen(from, to, 1)) {
            Err(FileError::Field(error)) => error.field,
            other => panic!("{from} -> {to}: {other:?}"),
        }
    };
    assert_eq!(field("\"version\":1", "\"version\":\"one\""), "version");
    assert_eq!(field("\"as_of\":\"2", "\"as_of\":\"x"), "as_of");
    assert_eq!(field("\"pages\":7", "\"pages\":-7"), "pages");
    assert_eq!(field("\"complete\":true", "\"complete\":1"), "complete");
    assert_eq!(field("bitcoin-regtest:bcrt1", "bitcoin-regtest:bcrt2"), "addresses[0]");
    assert_eq!(field("[3,\"confirmed\"]", "[99,\"confirmed\"]"), "whole[0]");
    assert_eq!(field("\"confirmed\"]", "\"confirm\"]"), "whole[0]");
    assert_eq!(
        field("\"transactions\":{\"bitcoin-regtest\"", "\"transactions\":{\"tron\""),
        "transactions[0]"
    );
    let later = LedgerFile::parse(&text.replacen("\"version\":1", "\"version\":2", 1));
    assert_eq!(later, Err(FileError::Version));
    assert!(matches!(LedgerFile::parse(&text[..text.len() / 2]), Err(FileError::Syntax(_))));
}

/// Of such a time a timeline would have no end, and of such amounts a sum. No explorer's row may have them either.
#[test]
fn what_is_beyond_the_limits_of_a_row_is_refused_by_its_field() {
    let (rows, _) = utxo_story(&[(1, 0, 200, 9_000)]);
    let mut history = paged(BTC, Feed::Confirmed, &rows, &[]);
    history.take(page(listing(TRON, "fund", Feed::Token), 0, "", vec![usdt("gift", 1, "alice", "fund", 9)]));
    let freeze = Freeze {
        time: START,
        tx: txid("freeze"),
        contract: USDT.into(),
        address: of(TRON, "fund"),
        lifts: false,
    };
    history.take(page(listing(TRON, "fund", Feed::Issuer), 0, "", vec![Row::Freeze(freeze)]));
    history.take(Delivery::Totals(ExplorerTotals {
        address: of(BTC, "fund"),
        contract: None,
        balance: Amount::ZERO,
        funded_txo_sum: Some(Amount::ZERO),
        spent_txo_sum: Some(Amount::ZERO),
        tx_count: None,
    }));
    let mut held = held(BTC, &[Feed::Confirmed]);
    held.gaps.push(Gap {
        chain: BTC,
        address: None,
        kind: GapKind::BadRow,
        from: None,
        to: None,
        count: None,
        detail: None,
    });
    let file = LedgerFile::of(&history, held, LATER);
    assert_eq!(LedgerFile::parse(&file.write()).as_ref(), Ok(&file));

    type Spoil = fn(&mut LedgerFile);
    const TIME: Timestamp = 1 << 33;
    const AMOUNT: Amount = Amount::from_units(Amount::ROW_LIMIT);
    let beyond: [(&str, Spoil); 11] = [
        ("as_of", |file| file.as_of = TIME),
        ("gaps[0]", |file| file.held.gaps[0].from = Some(TIME)),
        ("gaps[0]", |file| file.held.gaps[0].to = Some(TIME)),
        ("totals[0]", |file| file.totals[0].balance = AMOUNT),
        ("totals[0]", |file| file.totals[0].funded_txo_sum = Some(AMOUNT)),
        ("totals[0]", |file| file.totals[0].spent_txo_sum = Some(AMOUNT)),
        ("transactions[0]", |file| file.transactions[0].1[0].block.as_mut().unwrap().time = TIME),
        ("transactions[0]", |file| file.transactions[0].1[0].outputs[0].value = AMOUNT),
        ("transfers.rows[0]", |file| file.transfers[0].1[0].time = TIME),
        ("transfers.rows[0]", |file| file.transfers[0].1[0].value = AMOUNT),
        ("transfers.freezes[0]", |file| file.transfers[1].2[0].time = TIME),
    ];
    for (field, spoil) in beyond {
        let mut spoiled = file.clone();
        spoil(&mut spoiled);
        match LedgerFile::parse(&spoiled.write()) {
            Err(FileError::Field(error)) => assert_eq!(error.field, field),
            other => panic!("{field}: {other:?}"),
        }
    }
}

/// Reads a text so many items at a time.
fn stepped(text: &str, items: usize) -> Result<LedgerFile, FileError> {
    let mut reading = Reading::new(text.into());
    (0..10_000).find_map(|_| reading.step(items)).expect("it comes to an end")
}

#[test]
fn read_in_steps_it_is_the_same_and_cut_anywhere_it_is_none() {
    let (rows, _) = utxo_story(&[(1, 0, 200, 9_000), (0, 1, 30, 700), (1, 1, 30, 800)]);
    let history = paged(BTC, Feed::Confirmed, &rows, &[]);
    let text = LedgerFile::of(&history, held(BTC, &[Feed::Confirmed]), LATER).write();
    let whole = LedgerFile::parse(&text).expect("what is written is read");
    assert_eq!(whole.transactions[0].1.len(), 3);
    for items in [1, 2, 7] {
        assert_eq!(stepped(&text, items), Ok(whole.clone()));
    }
    let length = text.trim_end().len();
    for end in (0..length).filter(|end| text.is_char_boundary(*end)) {
        assert!(LedgerFile::parse(&text[..end]).is_err(), "{}", &text[..end]);
    }
    // Without a comma, or with one too many, it is no JSON either.
    for (place, _) in text.match_indices(',') {
        let (before, after) = (&text[..place], &text[place + 1..]);
        assert!(LedgerFile::parse(&format!("{before} {after}")).is_err(), "without the comma at {place}");
        assert!(LedgerFile::parse(&format!("{before},,{after}")).is_err(), "with two commas at {place}");
    }
    for tail in ["x", "{}", ","] {
        assert!(matches!(LedgerFile::parse(&format!("{text}{tail}")), Err(FileError::Syntax(_))));
    }
}

#[test]
fn answers_are_given_again_as_they_came() {
    let answer =
        |status, body: &str| Outcome::Answer { status, retry_after: Some("9".into()), body: body.into() };
    let mut answers = Answers::default();
    answers.take("https://b.example/", &answer(200, "two\n\"lines\""));
    answers.take("https://a.example/", &Outcome::Failed);
    answers.take("https://c.example/", &answer(503, "busy"));
    answers.take("https://c.example/", &answer(404, ""));
    let read = Answers::parse(&answers.write()).expect("what is written is read");
    assert_eq!(read, answers);
    let to = |url: &str| read.to(&Request { url: url.into(), headers: Vec::new(), body: None });
    assert!(
        matches!(to("https://b.example/"), Outcome::Answer { status: 200, body, .. } if body == "two\n\"lines\"")
    );
    assert!(matches!(to("https://c.example/"), Outcome::Answer { status: 404, .. }));
    assert!(matches!(to("https://a.example/"), Outcome::Failed));
    assert!(matches!(to("https://d.example/"), Outcome::Failed));
    let wrong = answers.write().replacen("\"status\":200", "\"status\":70000", 1);
    assert!(matches!(Answers::parse(&wrong), Err(FileError::Field(_))));
}

/// Prices that were asked for come out of a replay as they came the first time.
#[test]
fn a_replay_makes_the_same_prices() {
    let more = r#","prices":[{"chain":"tron","contract":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","source":"csv","url":"https://example.org/usdt.csv"}]"#;
    let campaign = donation_flow::campaign::Campaign::parse(&campaign_text(TRON, &OWN, more));
    let campaign = campaign.unwrap_or_else(|problems| panic!("{problems:?}"));
    let history = || paged(TRON, Feed::Token, &[usdt("gift", 1, "alice", "fund", 9_000_000)], &[]);
    let held = held(TRON, &[Feed::Token]);
    let answer =
        Outcome::Answer { status: 200, retry_after: None, body: "date,close\n2026-03-01,0.5\n".into() };

    let mut survey = Survey::finished(campaign.clone(), held.clone(), history());
    let (mut answers, mut clock) = (Answers::default(), 0);
    loop {
        match survey.next_request(clock) {
            donation_flow::explorer::Next::Request(ticket, request) => {
                assert!(Survey::is_beside_the_scan(ticket));
                answers.take(&request.url, &answer);
                survey.handle_response(ticket, answer.clone(), clock);
            }
            donation_flow::explorer::Next::Wait(ms) => clock += ms,
            donation_flow::explorer::Next::Done => break,
        }
    }
    let direct = survey.report(LATER, None);
    assert!(direct.assets[0].value.is_some(), "{:?}", direct.gaps);

    let file = LedgerFile::of(&history(), held, LATER);
    let mut restored = restore(campaign, &LedgerFile::parse(&file.write()).unwrap());
    let mut clock = 0;
    while replay(&mut restored, &answers, &mut clock) {}
    assert_eq!(restored.report(LATER, None), direct);
}
