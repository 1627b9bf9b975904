//! The evidence of transactions, as the sample's explorer gives it: all of it, some of it wrong, none of it.

use donation_flow::campaign::Campaign;
use donation_flow::chain::{Chain, UtxoTx};
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::{Query, Sample, campaigns};
use donation_flow::explorer::evidence::{BUNDLE, Evidence};
use donation_flow::explorer::{Gap, GapKind, Next, Outcome, Policy, Request};
use donation_flow::proof::{Bundle, Check, Inclusion, ProofError};
use donation_flow::survey::Survey;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(Recorded::default()));

const FIRST: &str = "http://127.0.0.1:9";
const SECOND: &str = "http://127.0.0.1:10";

/// A sample campaign, its Bitcoin at two explorers.
fn campaign(name: &str) -> Campaign {
    let mut file = campaigns::file(name, FIRST, &SAMPLE.recorded).expect("a campaign of the sample");
    let explorers = file["explorers"].as_array_mut().expect("explorers");
    let second = format!("{SECOND}/api");
    explorers.push(serde_json::json!({"chain": "bitcoin-regtest", "api": "esplora", "url": second}));
    if !file["addresses"].to_string().contains("bitcoin-regtest") {
        file["explorers"].as_array_mut().expect("explorers").pop();
    }
    Campaign::parse(&file.to_string()).expect("a valid campaign")
}

fn answer(request: &Request) -> Outcome {
    let path = request.url.strip_prefix(FIRST).or_else(|| request.url.strip_prefix(SECOND));
    let path = path.unwrap_or_else(|| panic!("nobody is at {}", request.url));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let answer = match &request.body {
        Some(body) => SAMPLE.post(path, true, body.as_bytes()),
        None => SAMPLE.answer("127.0.0.1:9", path, &Query::parse(query)).expect("an answer"),
    };
    let body = String::from_utf8(answer.body).expect("text");
    Outcome::Answer { status: answer.status, retry_after: None, body }
}

fn transactions(campaign: &Campaign) -> Vec<(Chain, Vec<UtxoTx>)> {
    let mut survey = Survey::new(campaign.clone(), Policy::default());
    let mut now_ms = 0;
    loop {
        match survey.next_request(now_ms) {
            Next::Request(ticket, request) => _ = survey.handle_response(ticket, answer(&request), now_ms),
            Next::Wait(ms) => now_ms += ms,
            Next::Done => break,
        }
    }
    let rows = |chain| (chain, survey.history().utxo_rows(chain));
    Chain::ALL.into_iter().map(rows).filter(|(_, rows)| !rows.is_empty()).collect()
}

/// Asks until all is asked; the paths asked.
fn drive(evidence: &mut Evidence, answer: &dyn Fn(&Request) -> Outcome) -> Vec<String> {
    let (mut asked, mut now_ms) = (Vec::new(), 0);
    loop {
        match evidence.next_request(now_ms) {
            Next::Request(ticket, request) => {
                assert!(Evidence::is_asked_by(ticket) && !Survey::is_beside_the_scan(ticket));
                evidence.handle_response(ticket, answer(&request), now_ms);
                asked.push(request.url);
            }
            Next::Wait(ms) => now_ms += ms,
            Next::Done => return asked,
        }
    }
}

fn inclusions(bundles: &[Bundle]) -> Vec<Result<Inclusion, (String, ProofError)>> {
    bundles.iter().flat_map(Check::new).collect()
}

/// Of a campaign, whole.
struct Proven {
    campaign: Campaign,
    transactions: Vec<(Chain, Vec<UtxoTx>)>,
    bundles: Vec<Bundle>,
    asked: Vec<String>,
}

impl Proven {
    fn of(name: &str) -> Proven {
        let campaign = campaign(name);
        let transactions = transactions(&campaign);
        let mut evidence = Evidence::new(campaign.clone().into(), &transactions);
        let asked = drive(&mut evidence, &answer);
        assert_eq!(evidence.gaps(), []);
        let count = evidence.progress().1;
        assert_eq!(evidence.progress(), (count, count));
        Proven { campaign, transactions, bundles: evidence.bundles(), asked }
    }

    fn again(&self) -> Evidence {
        Evidence::new(self.campaign.clone().into(), &self.transactions)
    }
}

static TANGLE: LazyLock<Proven> = LazyLock::new(|| Proven::of("tangle"));

#[test]
fn every_transaction_in_a_block_is_shown_to_be_what_the_explorer_says() {
    for proven in [&*TANGLE, &Proven::of("medium")] {
        let [(chain, rows)] = &*proven.transactions else { panic!("one chain") };
        assert_eq!(*chain, Chain::BitcoinRegtest);
        let rows: Vec<&UtxoTx> = rows.iter().filter(|tx| tx.block.is_some()).collect();
        let shown = inclusions(&proven.bundles);
        assert_eq!(shown.len(), rows.len());
        for (shown, row) in shown.iter().zip(rows) {
            let shown = shown.as_ref().unwrap();
            assert_eq!((&shown.tx, shown.senders), (row, true));
        }
        let sizes: Vec<usize> = proven.bundles.iter().map(|bundle| Check::new(bundle).count()).collect();
        assert!(sizes.iter().rev().skip(1).all(|size| *size == BUNDLE), "{sizes:?}");
        let once: BTreeSet<&String> = proven.asked.iter().collect();
        assert_eq!(once.len(), proven.asked.len(), "nothing is asked twice");
        assert!(proven.asked.iter().all(|url| url.starts_with(FIRST)), "nobody else is told");
    }
}

#[test]
fn what_is_held_is_not_asked_for_and_what_does_not_hold_is() {
    let mut evidence = TANGLE.again();
    TANGLE.bundles.iter().for_each(|bundle| evidence.hold(bundle));
    assert_eq!(drive(&mut evidence, &answer), [""; 0]);
    assert_eq!(evidence.bundles(), TANGLE.bundles);

    let spoiled = |spoil: &dyn Fn(&mut Bundle)| {
        let mut bundle = TANGLE.bundles[0].clone();
        spoil(&mut bundle);
        let mut evidence = TANGLE.again();
        evidence.hold(&bundle);
        let asked = drive(&mut evidence, &answer);
        assert_eq!(evidence.bundles(), TANGLE.bundles);
        let paths = asked.iter().map(|url| url[FIRST.len()..].split('/').next_back().unwrap().to_owned());
        paths.collect::<Vec<_>>()
    };
    assert_eq!(spoiled(&|bundle| bundle.blocks[0].transactions[0].raw[5] ^= 1), ["merkle-proof", "hex"]);
    assert_eq!(
        spoiled(&|bundle| bundle.blocks[0].transactions[0].branch[0][0] ^= 1),
        ["merkle-proof", "hex"]
    );
    assert_eq!(spoiled(&|bundle| bundle.parents[0][5] ^= 1), ["hex"]);
    assert_eq!(spoiled(&|bundle| bundle.blocks[0].coinbase[5] ^= 1), ["0", "merkle-proof", "hex"]);
    let of_block = spoiled(&|bundle| bundle.blocks[0].header[40] ^= 1);
    assert_eq!(of_block[..3], ["header", "merkle-proof", "hex"]);
}

/// The explorer's word about one path is another than it should be.
fn spoil(of: &str, ending: &str, body: &str) -> impl Fn(&Request) -> Outcome {
    move |request| match answer(request) {
        Outcome::Answer { body: told, .. }
            if request.url.starts_with(of) && request.url.ends_with(ending) =>
        {
            let body = if body.is_empty() { told.replace('0', "1") } else { body.into() };
            Outcome::Answer { status: 200, retry_after: None, body }
        }
        outcome => outcome,
    }
}

#[test]
fn what_does_not_hash_to_what_was_asked_for_is_asked_from_the_next_explorer() {
    let genesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
    // Another transaction's bytes, whole.
    let [(_, rows)] = &*TANGLE.transactions else { panic!("one chain") };
    let Some(Outcome::Answer { body: another, .. }) = rows.first().map(|tx| {
        let url = format!("{FIRST}/api/tx/{}/hex", tx.txid.0);
        answer(&Request { url, headers: Vec::new(), body: None })
    }) else {
        panic!("a transaction")
    };
    for (ending, body) in [
        ("/hex", &*another),
        ("/hex", ""),
        ("/hex", "zz"),
        ("/header", ""),
        ("/header", "00"),
        ("/merkle-proof", ""),
        ("/merkle-proof", "{}"),
        ("/merkle-proof", r#"{"merkle":[],"pos":4294967296}"#),
        ("/merkle-proof", r#"{"merkle":[],"pos":0}"#),
        ("/txid/0", "no"),
        ("/txid/0", genesis),
    ] {
        let mut evidence = TANGLE.again();
        let asked = drive(&mut evidence, &spoil(FIRST, ending, body));
        assert_eq!(
            (evidence.bundles() == TANGLE.bundles, evidence.gaps()),
            (true, vec![]),
            "{ending} {body}"
        );
        let second = asked.iter().filter(|url| url.starts_with(SECOND)).count();
        assert!(second > 0 && second < asked.len() / 2, "{ending} {body}: {second} of {}", asked.len());
        assert!(asked.len() < 3 * TANGLE.asked.len(), "{ending} {body}");
    }
}

#[test]
fn what_nobody_gives_is_a_gap_that_says_how_much() {
    let [(_, rows)] = &*TANGLE.transactions else { panic!("one chain") };
    let count = rows.iter().filter(|tx| tx.block.is_some()).count() as u32;
    let one = rows.iter().find(|tx| tx.block.is_some()).unwrap();
    let gap = |gaps: &[Gap]| -> (u32, String) {
        let [gap] = gaps else { panic!("one gap, not {gaps:?}") };
        let Gap { chain, kind, from, to, count, detail, .. } = gap.clone();
        assert_eq!((chain, kind, from, to), (Chain::BitcoinRegtest, GapKind::NotProven, None, None));
        (count.unwrap(), detail.unwrap())
    };

    let mut evidence = TANGLE.again();
    drive(&mut evidence, &spoil("http", &format!("{}/hex", one.txid.0), "00"));
    assert_eq!(inclusions(&evidence.bundles()).len() as u32, count - 1);
    let (missing, detail) = gap(&evidence.gaps());
    assert!((1..4).contains(&missing), "itself, and what spends from it: {missing}");
    assert_eq!(detail, format!("127.0.0.1:10/tx/{}/hex: not what was asked for", one.txid.0));

    // Both are silent: they are not asked for everything.
    let mut evidence = TANGLE.again();
    let asked = drive(&mut evidence, &|_| Outcome::Failed);
    assert!(asked.len() <= 6, "{asked:?}");
    assert_eq!(gap(&evidence.gaps()).0, count);
    assert_eq!(evidence.bundles(), []);

    let mut evidence = TANGLE.again();
    evidence.stop();
    assert_eq!(drive(&mut evidence, &answer), [""; 0]);
    assert_eq!(gap(&evidence.gaps()), (count, "stopped".into()));

    // A limit that holds on is not run against.
    let mut evidence = TANGLE.again();
    let limited = |_: &Request| Outcome::Answer { status: 429, retry_after: None, body: "slow".into() };
    assert!(drive(&mut evidence, &limited).len() <= 6);
    assert!(gap(&evidence.gaps()).1.ends_with(": no answer"), "{:?}", evidence.gaps());
}

#[test]
fn what_shows_nothing_can_be_left_out() {
    let mut evidence = TANGLE.again();
    TANGLE.bundles.iter().for_each(|bundle| evidence.hold(bundle));
    drive(&mut evidence, &answer);
    let Some(Ok(first)) = inclusions(&TANGLE.bundles).into_iter().next() else { panic!("a transaction") };
    assert!(!evidence.refuse("parents[0]", ProofError::Unneeded));
    assert!(evidence.refuse(&first.tx.txid.0, ProofError::WrongBits));
    let left = inclusions(&evidence.bundles());
    assert!(left.iter().all(Result::is_ok), "no parent is left over");
    assert_eq!(left.len(), inclusions(&TANGLE.bundles).len() - 1);
    assert_eq!(evidence.gaps()[0].detail.as_deref(), Some("wrong-bits"));
}

#[test]
fn other_apis_give_no_evidence_and_chains_without_proofs_need_none() {
    let campaign = campaign("blockbook");
    let transactions = transactions(&campaign);
    let mut evidence = Evidence::new(campaign.into(), &transactions);
    assert_eq!(drive(&mut evidence, &answer), [""; 0]);
    let gaps: Vec<_> = evidence.gaps().into_iter().map(|gap| (gap.chain, gap.detail)).collect();
    let said = Some("no explorer that gives raw transactions".to_owned());
    assert_eq!(gaps, [(Chain::LitecoinTestnet, said)], "and nothing of Dogecoin");
}
