//! A snapshot gone on from by who reads it: the same report as the command's own update makes, only what is newer asked for,
//! and nothing of the snapshot given up where less comes.

mod server;

use donation_flow::campaign::Campaign;
use donation_flow::chain::time::parse_rfc3339;
use donation_flow::chain::{Chain, Timestamp};
use donation_flow::explorer::{Next, Outcome, Policy, Request};
use donation_flow::ledger::{Checker, Included, IncludedTx};
use donation_flow::report::Report;
use donation_flow::snapshot::ahead::{Ahead, Newer};
use donation_flow::snapshot::{Answers, LedgerFile, recompute};
use serde_json::{Value, json};
use server::{Server, command, folder};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

const BEFORE: &str = "2026-03-14T13:00:00Z";
const NOW: &str = "2026-03-15T12:00:00Z";

fn seconds(time: &str) -> Timestamp {
    parse_rfc3339(time).expect("a time")
}

/// Takes a snapshot, or goes on from the one that is there, as a publisher does.
fn taken(campaign: &Path, out: &Path, as_of: &str, more: &[&str]) {
    let arguments = ["--as-of", as_of, "--no-second"];
    let run = command().arg("snapshot").arg(campaign).arg("-o").arg(out).args(arguments).args(more).output();
    let run = run.expect("it runs");
    assert!(matches!(run.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&run.stderr));
}

fn text(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join(name)).expect("a file of the snapshot")
}

/// What a panel opens of a snapshot.
struct Folder {
    campaign: Campaign,
    ledger: LedgerFile,
    answers: Answers,
}

impl Folder {
    fn read(out: &Path) -> Folder {
        Folder {
            campaign: Campaign::parse(&text(out, "campaign.json")).expect("a campaign"),
            ledger: LedgerFile::parse(&text(out, "ledger.json")).expect("a ledger"),
            answers: Answers::parse(&text(out, "answers.json")).expect("answers"),
        }
    }

    fn report(&self) -> Report {
        let mut survey = recompute(self.campaign.clone(), &self.ledger, &self.answers);
        survey.report(self.ledger.as_of, None)
    }

    fn ahead(&self) -> Ahead {
        let Folder { campaign, ledger, answers } = self;
        let currency = campaign.currency;
        Ahead::new(campaign.clone(), currency, Policy::default(), ledger.clone(), answers.clone())
    }

    /// Goes on as a reader's browser does; what came of it, and what was asked for.
    fn go_on(&self, server: &Server) -> (Option<Newer>, Vec<String>) {
        drive(&mut self.ahead(), &mut |request| fetch(server, request))
    }
}

/// What the sample answers, over a connection of its own.
fn fetch(server: &Server, Request { url, body, .. }: &Request) -> Outcome {
    let path = url.strip_prefix(&server.url("")).expect("the sample's own");
    let mut stream = TcpStream::connect(&server.host).expect("the server listens");
    let (method, body) = (if body.is_some() { "POST" } else { "GET" }, body.as_deref().unwrap_or_default());
    let head =
        format!("Host: {}\r\nContent-Type: application/json\r\nContent-Length: {}", server.host, body.len());
    write!(stream, "{method} {path} HTTP/1.0\r\n{head}\r\n\r\n{body}").expect("it reads requests");
    let mut reply = String::new();
    let Ok(_) = stream.read_to_string(&mut reply) else { return Outcome::Failed };
    let Some((head, body)) = reply.split_once("\r\n\r\n") else { return Outcome::Failed };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Outcome::Answer { status, retry_after: None, body: body.into() }
}

/// Two reports say the same; where not, the first place is named.
fn same(one: &Value, other: &Value, place: &str) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            assert!(one.keys().eq(other.keys()), "{place}: {:?} and {:?}", one.keys(), other.keys());
            one.iter().for_each(|(name, value)| same(value, &other[name], &format!("{place}.{name}")));
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len(), "{place}");
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                same(one, other, &format!("{place}[{index}]"));
            }
        }
        _ => assert_eq!(one, other, "{place}"),
    }
}

fn drive(ahead: &mut Ahead, answer: &mut dyn FnMut(&Request) -> Outcome) -> (Option<Newer>, Vec<String>) {
    let (mut clock_ms, mut asked) = (0, Vec::new());
    loop {
        match ahead.next_request(clock_ms, seconds(NOW)) {
            Next::Request(ticket, request) => {
                assert!(ahead.is_asked(ticket) && !ahead.progress().done);
                asked.push(request.url.clone());
                ahead.handle_response(ticket, answer(&request), clock_ms);
            }
            Next::Wait(ms) => clock_ms += ms,
            Next::Done => break,
        }
    }
    assert!(ahead.progress().done);
    (ahead.finish(), asked)
}

fn reported(newer: &mut Newer) -> Value {
    assert_eq!((newer.as_of, newer.since), (seconds(NOW), seconds(BEFORE)));
    let report = newer.survey.report(newer.as_of, None);
    serde_json::to_value(report).expect("it is JSON")
}

/// The sample's campaign, the last of whose Bitcoin blocks come only after the snapshot.
fn growing(server: &Server, name: &str, blocks: u32, token: &str, home: &Path) -> (PathBuf, String) {
    let height = server.text("/api/blocks/tip/height").parse::<u32>().unwrap() - blocks;
    let fault = format!("until={height}@before~{token}");
    (server.campaign(name, Some(&fault), home), fault)
}

#[test]
fn what_came_since_makes_the_report_that_the_commands_own_update_makes() {
    let server = Server::start(&[]);
    // One with evidence, one of many pages and with prices.
    for (name, blocks, more) in [("relief", 200, &[][..]), ("medium", 300, &["--no-proofs"])] {
        let home = folder(&format!("live-{name}"));
        let (campaign, fault) = growing(&server, name, blocks, &format!("live-{name}"), &home);
        if name == "medium" {
            let url = server.url("/prices/even/mempool");
            let prices = json!([{"chain": "bitcoin-regtest", "source": "mempool", "url": url}]);
            let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&campaign).unwrap()).unwrap();
            file["prices"] = prices;
            std::fs::write(&campaign, file.to_string()).unwrap();
        }
        let out = home.join("out");
        taken(&campaign, &out, BEFORE, more);
        let before = Folder::read(&out);
        server.text(&format!("/advance?fault={fault}"));
        let (newer, asked) = before.go_on(&server);
        let mut newer = newer.expect("something newer");
        let report = reported(&mut newer);
        // Without new proofs: what DIR holds of them is kept, as it is here.
        taken(&campaign, &out, NOW, &["--no-proofs"]);
        same(&report, &serde_json::from_str(&text(&out, "report.json")).unwrap(), name);
        assert_eq!(report["assets"][0]["value"].is_object(), name == "medium");

        let after = Folder::read(&out).ledger;
        assert_eq!(newer.survey.included(), &after.included);
        assert_eq!(after.included.is_empty(), name != "relief");
        let pages = asked.iter().filter(|url| url.contains("/txs/chain")).count();
        let fewer = after.transactions[0].1.len() / 25;
        assert!(pages > 0 && (name != "medium" || pages < fewer), "{pages} pages of {fewer}");
        assert!(!asked.iter().any(|url| url.contains("/tx/")), "no evidence");
        let changes = &newer.changes;
        assert_eq!((changes.dropped.len(), changes.moved.len()), (0, 0));
        let in_blocks =
            |ledger: &LedgerFile| ledger.transactions[0].1.iter().filter(|tx| tx.block.is_some()).count();
        assert_eq!(changes.new.len(), in_blocks(&after) - in_blocks(&before.ledger));
        assert!(changes.new.len() > 5, "{name}: {}", changes.new.len());
    }
}

#[test]
fn what_a_reorganisation_took_out_is_dropped_and_its_evidence_with_it() {
    let server = Server::start(&[]);
    let home = folder("live-reorganised");
    let campaign = server.campaign("relief", Some("reorg@after~live"), &home);
    let out = home.join("out");
    taken(&campaign, &out, BEFORE, &[]);
    let before = Folder::read(&out);
    server.text("/advance?fault=reorg@after~live");
    let mut newer = before.go_on(&server).0.expect("another branch");
    let report = reported(&mut newer);
    taken(&campaign, &out, NOW, &["--no-proofs"]);
    same(&report, &serde_json::from_str(&text(&out, "report.json")).unwrap(), "reorganised");
    assert!(!newer.changes.dropped.is_empty());
    for (chain, txid) in newer.changes.dropped.iter().chain(&newer.changes.moved) {
        assert!(before.ledger.included.get(*chain, txid).is_some());
        assert!(newer.survey.included().get(*chain, txid).is_none(), "{}", txid.0);
    }
    // What the reader's own browser has found meanwhile stays where it stands.
    let [first, .., last] = before.ledger.included.transactions() else { panic!("some") };
    let gone = &newer.changes.dropped[0];
    let gone = IncludedTx { chain: gone.0, txid: gone.1.clone(), senders: true };
    let mine = Included::new(Checker::Browser, &[first.clone(), gone]);
    assert_eq!(
        newer.changes.still_included(&mine),
        Included::new(Checker::Browser, std::slice::from_ref(first))
    );
    assert!(first != last);
}

#[test]
fn where_a_settled_block_was_replaced_all_is_read_anew() {
    let server = Server::start(&[]);
    let home = folder("live-anew");
    let campaign = server.campaign("medium", None, &home);
    let out = home.join("out");
    taken(&campaign, &out, BEFORE, &["--no-proofs"]);
    let mut before = Folder::read(&out);
    let expected = before.report();
    // As if all but the newest had been in blocks that are in no chain now.
    let rows = &mut before.ledger.transactions[0].1;
    for block in rows.iter_mut().filter_map(|tx| tx.block.as_mut()) {
        block.hash = Some("ab".repeat(32).into());
    }
    let count = rows.iter().filter(|tx| tx.block.is_some()).count();
    let (newer, asked) = before.go_on(&server);
    let mut newer = newer.expect("all of it");
    let report = reported(&mut newer);
    let assets = serde_json::to_value(&expected.assets).unwrap();
    assert_eq!(report["assets"][0]["totals"], assets[0]["totals"]);
    assert_eq!((newer.changes.moved.len(), newer.changes.new.len()), (count, count));
    assert!(asked.iter().filter(|url| url.contains("/txs/chain")).count() >= count / 25);
}

#[test]
fn who_does_not_answer_leaves_the_snapshot_as_it_is() {
    let server = Server::start(&[]);
    for spec in ["500", "404", "truncated"] {
        let home = folder(&format!("live-{spec}"));
        let fault = format!("{spec}@after~live");
        let campaign = server.campaign("relief", Some(&fault), &home);
        let out = home.join("out");
        taken(&campaign, &out, BEFORE, &["--no-proofs"]);
        server.text(&format!("/advance?fault={fault}"));
        let folder = Folder::read(&out);
        assert!(folder.go_on(&server).0.is_none(), "{spec}");
        // Later they may: it is tried anew.
        let mut ahead = folder.ahead();
        assert!(drive(&mut ahead, &mut |_| Outcome::Failed).0.is_none(), "{spec}");
        ahead.begin();
        let healthy = |request: &Request| {
            let url = request.url.replacen(&format!("/fault/{fault}"), "", 1);
            fetch(&server, &Request { url, ..request.clone() })
        };
        assert!(drive(&mut ahead, &mut { healthy }).0.is_some(), "{spec}");
    }
}

/// The campaign file's explorers or prices of one chain behind a fault, or without.
fn of_chain(campaign: &Path, chain: &str, list: &str, change: impl Fn(&str) -> String) {
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(campaign).unwrap()).unwrap();
    let mut changed = 0;
    for one in file[list].as_array_mut().expect("a list") {
        if one["chain"] == chain {
            one["url"] = Value::String(change(one["url"].as_str().unwrap()));
            changed += 1;
        }
    }
    assert!(changed > 0);
    std::fs::write(campaign, file.to_string()).unwrap();
}

#[test]
fn of_a_chain_that_does_not_come_the_snapshots_rows_stay_and_the_time_since_is_a_gap() {
    let server = Server::start(&[]);
    let home = folder("live-half");
    let (campaign, fault) = growing(&server, "relief", 200, "live-half", &home);
    // Tron's explorer goes down when Bitcoin's has more.
    let down = format!("{fault}+500@after~live-half").replacen("~live-half+", "+", 1);
    of_chain(&campaign, "tron-nile", "explorers", |url| url.replace(&fault, &down));
    let out = home.join("out");
    taken(&campaign, &out, BEFORE, &[]);
    let before = Folder::read(&out);
    for fault in [&fault, &down] {
        server.text(&format!("/advance?fault={fault}"));
    }
    let mut newer = before.go_on(&server).0.expect("Bitcoin's");
    let report = reported(&mut newer);
    let old = serde_json::to_value(before.report()).unwrap();
    let of = |report: &Value, chain: &str| -> Value {
        let assets = report["assets"].as_array().unwrap();
        assets.iter().find(|asset| asset["chain"] == chain).expect("an asset").clone()
    };
    assert_eq!(of(&report, "tron-nile")["totals"], of(&old, "tron-nile")["totals"]);
    let gross = |report: &Value| of(report, "bitcoin-regtest")["transactions"].as_u64().unwrap();
    assert!(gross(&report) > gross(&old), "{} and {}", gross(&report), gross(&old));
    let gaps = report["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!((&gaps[0]["chain"], &gaps[0]["kind"]), (&"tron-nile".into(), &"not-answered".into()));
    assert_eq!((&gaps[0]["from"], &gaps[0]["to"]), (&BEFORE.into(), &Value::Null));
    assert_eq!(report["complete"], true);
    assert_eq!(report["sources"], {
        let mut sources = old["sources"].clone();
        for source in sources.as_array_mut().unwrap() {
            if source["chain"] == "bitcoin-regtest" {
                source["height"] = server.text("/api/blocks/tip/height").parse::<u64>().unwrap().into();
            }
        }
        sources
    });
}

#[test]
fn prices_that_do_not_come_are_those_of_the_snapshot() {
    let server = Server::start(&[]);
    let home = folder("live-prices");
    let campaign = server.campaign("alliance", None, &home);
    let out = home.join("out");
    taken(&campaign, &out, BEFORE, &["--no-proofs"]);
    let folder = Folder::read(&out);
    let old = serde_json::to_value(folder.report()).unwrap();
    let mut refused = 0;
    let (newer, _) = drive(&mut folder.ahead(), &mut |request| {
        if request.url.contains("/prices/") {
            refused += 1;
            return Outcome::Answer { status: 429, retry_after: None, body: String::new() };
        }
        fetch(&server, request)
    });
    let report = reported(&mut newer.expect("the same again"));
    assert!(refused > 0);
    for field in ["gaps", "unpriced", "priced_total"] {
        assert_eq!(report[field], old[field], "{field}");
    }
    assert!(report["priced_total"].is_object());
}

#[test]
fn an_agreement_holds_for_what_has_not_changed() {
    let server = Server::start(&[]);
    let home = folder("live-agreed");
    let height = server.text("/api/blocks/tip/height").parse::<u64>().unwrap();
    let (campaign, fault) = growing(&server, "medium", 300, "live-agreed", &home);
    let out = home.join("out");
    taken(&campaign, &out, BEFORE, &["--no-proofs"]);
    let before = Folder::read(&out);
    server.text(&format!("/advance?fault={fault}"));
    let newer = before.go_on(&server).0.expect("something newer");
    let agreement = |height| donation_flow::agreement::Agreement {
        chain: Chain::BitcoinRegtest,
        finding: donation_flow::agreement::Finding::Agrees,
        hosts: ["one.example".into(), "two.example".into()],
        height: Some(height),
        until: None,
        addresses: 1,
        transactions: 1,
        sums: Vec::new(),
        differs: Vec::new(),
    };
    let agreements = [agreement(height - 300), agreement(height)];
    assert_eq!(newer.changes.still_agreed(&agreements), [agreement(height - 300)]);
}
