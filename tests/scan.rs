//! The driver against scripted servers, on a virtual clock: what is asked, when, and what is made of the answers.

use donation_flow::campaign::{Api, Campaign, CampaignAddress, Explorer};
use donation_flow::chain::{Address, Chain, Row, Token, asset::native};
use donation_flow::explorer::{
    Delivery, Feed, Gap, GapKind, LinkTo, Listing, Next, Outcome, Policy, Reading, Request, Scan, Ticket,
    esplora, host, reader_link,
};
use donation_flow::ledger::History;
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

// ---- addresses and histories that nobody has

/// Base58check of a network's byte and 20 bytes made of a number.
fn address(chain: Chain, number: u8) -> Address {
    use sha2::{Digest, Sha256};
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut payload = vec![if chain == Chain::TronNile { 0x41 } else { 0x6f }];
    payload.extend([number; 20]);
    let checksum = Sha256::digest(Sha256::digest(&payload));
    payload.extend(&checksum[..4]);
    let mut digits = Vec::new();
    for byte in payload {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let text: String = digits.iter().rev().map(|&digit| char::from(DIGITS[usize::from(digit)])).collect();
    Address::parse(chain, &text).expect("a good checksum")
}

fn bitcoin(number: u8) -> Address {
    address(Chain::BitcoinRegtest, number)
}

fn tron(number: u8) -> Address {
    address(Chain::TronNile, number)
}

/// A transaction's id of a letter and a height.
fn txid(fork: u8, height: u64) -> String {
    format!("{fork:02x}{height:062x}")
}

fn time_of(height: u64) -> u64 {
    1_700_000_000 + height * 600
}

/// A transaction that pays `height` sats, in block `height` of a branch of the chain or in the mempool.
fn tx(to: &Address, fork: u8, height: u64, branch: Option<u8>) -> String {
    let status = if let Some(branch) = branch {
        let time = time_of(height);
        format!(
            r#"{{"confirmed":true,"block_height":{height},"block_hash":"{branch:02x}b{height:061x}","block_time":{time}}}"#
        )
    } else {
        r#"{"confirmed":false}"#.to_string()
    };
    let (id, from) = (txid(fork, height), bitcoin(200));
    format!(
        r#"{{"txid":"{id}","vin":[{{"prevout":{{"scriptpubkey_address":"{from}","value":{sent}}}}}],"vout":[{{"scriptpubkey_address":"{to}","value":{height}}}],"fee":10,"status":{status}}}"#,
        sent = height + 10
    )
}

/// An Esplora server over named histories: heights of one transaction each, newest first.
#[derive(Clone)]
struct Esplora {
    histories: BTreeMap<String, Vec<(u8, u64)>>,
    waiting: BTreeMap<String, Vec<u64>>,
    page: usize,
    /// What `chain_stats` says beyond the truth.
    miscount: i64,
    summary: bool,
    /// The branch of the chain that all blocks are on.
    branch: u8,
}

impl Esplora {
    fn of(histories: &[(Address, u64)]) -> Esplora {
        let histories = histories
            .iter()
            .map(|(address, count)| {
                (address.to_string(), (1..=*count).rev().map(|height| (1, height)).collect())
            })
            .collect();
        Esplora { histories, waiting: BTreeMap::new(), page: 25, miscount: 0, summary: false, branch: 1 }
    }

    fn answer(&self, url: &str) -> Outcome {
        let (_, path) = url.split_once("/api").expect("an API's URL");
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if parts == ["blocks", "tip", "height"] {
            return ok("900".into());
        }
        let to = Address::parse(Chain::BitcoinRegtest, parts[1]).expect("an address");
        let all = &self.histories[parts[1]];
        let none = Vec::new();
        let waiting = self.waiting.get(parts[1]).unwrap_or(&none);
        let list =
            |rows: &mut dyn Iterator<Item = String>| ok(format!("[{}]", rows.collect::<Vec<_>>().join(",")));
        match &parts[2..] {
            [] => {
                let sum: u64 = all.iter().map(|(_, height)| height).sum();
                let count = all.len() as i64 + self.miscount;
                ok(format!(
                    r#"{{"chain_stats":{{"tx_count":{count},"funded_txo_sum":{sum},"spent_txo_sum":0}},"mempool_stats":{{"tx_count":{}}}}}"#,
                    waiting.len()
                ))
            }
            ["txs", "chain"] => list(
                &mut all
                    .iter()
                    .take(self.page)
                    .map(|&(fork, height)| tx(&to, fork, height, Some(self.branch))),
            ),
            ["txs", "chain", last] => {
                let after = all.iter().skip_while(|(fork, height)| txid(*fork, *height) != *last).skip(1);
                list(
                    &mut after
                        .take(self.page)
                        .map(|&(fork, height)| tx(&to, fork, height, Some(self.branch))),
                )
            }
            ["txs", "mempool"] => list(&mut waiting.iter().take(50).map(|&height| tx(&to, 9, height, None))),
            ["txs", "summary"] if self.summary => list(&mut all.iter().map(|&(fork, height)| {
                format!(
                    r#"{{"txid":"{}","height":{height},"value":{height},"time":{}}}"#,
                    txid(fork, height),
                    time_of(height)
                )
            })),
            _ => status(404),
        }
    }
}

fn ok(body: String) -> Outcome {
    Outcome::Answer { status: 200, retry_after: None, body }
}

fn status(status: u16) -> Outcome {
    Outcome::Answer { status, retry_after: None, body: "Too Many Requests".into() }
}

fn limited(seconds: &str) -> Outcome {
    Outcome::Answer { status: 429, retry_after: Some(seconds.into()), body: "Too Many Requests".into() }
}

/// Transfers of USDT-like tokens by seconds, newest first, over pages of two; the fingerprint is the next row's index.
fn tron_answer(url: &str, histories: &BTreeMap<String, Vec<u64>>) -> Outcome {
    let (_, path) = url.split_once("/v1/accounts/").expect("an account's URL");
    let (owner, rest) = path.split_once('/').unwrap_or((path, ""));
    let empty = || ok(r#"{"success":true,"meta":{"at":1},"data":[]}"#.into());
    if !rest.starts_with("transactions/trc20?") {
        return empty();
    }
    let all = &histories[owner];
    let start: usize = match rest.split_once("fingerprint=") {
        Some((_, index)) => index.parse().expect("our own fingerprint"),
        None => 0,
    };
    let contract = tron(100);
    let rows: Vec<String> = all.iter().skip(start).take(2).map(|second| {
        format!(
            r#"{{"transaction_id":"{}","token_info":{{"address":"{contract}"}},"block_timestamp":{second}000,"from":"{}","to":"{owner}","type":"Transfer","value":"7"}}"#,
            txid(1, *second), tron(101)
        )
    }).collect();
    let next =
        if start + 2 < all.len() { format!(r#","fingerprint":"{}""#, start + 2) } else { String::new() };
    ok(format!(r#"{{"success":true,"meta":{{"at":1{next}}},"data":[{}]}}"#, rows.join(",")))
}

// ---- campaigns

fn campaign(addresses: &[Address], explorers: &[(Chain, &str)]) -> Campaign {
    let explorers = explorers.iter().map(|(chain, url)| Explorer {
        chain: *chain,
        api: if url.ends_with("/api") { Api::Esplora } else { Api::TronGrid },
        url: url.to_string(),
        key: None,
    });
    Campaign {
        addresses: addresses
            .iter()
            .map(|address| CampaignAddress {
                address: address.clone(),
                note: None,
                proof_of_publication: None,
            })
            .collect(),
        tokens: vec![Token {
            asset: donation_flow::chain::Asset::token(Chain::TronNile, tron(100).as_str()),
            symbol: "TEST".into(),
            decimals: 6,
        }],
        explorers: explorers.collect(),
        ..Campaign::of_address(addresses[0].clone())
    }
}

const ONE: &str = "https://one.example/api";
const TWO: &str = "https://two.example/api";

fn at_one(addresses: &[Address]) -> Campaign {
    campaign(addresses, &[(Chain::BitcoinRegtest, ONE)])
}

fn at_both(addresses: &[Address]) -> Campaign {
    campaign(addresses, &[(Chain::BitcoinRegtest, ONE), (Chain::BitcoinRegtest, TWO)])
}

// ---- the virtual clock

#[derive(Default)]
struct Log {
    /// When, and what URL.
    requests: Vec<(u64, String)>,
    deliveries: Vec<Delivery>,
    /// The largest number of requests under way at once.
    most_at_once: usize,
    end: u64,
}

impl Log {
    fn urls(&self) -> Vec<&str> {
        self.requests.iter().map(|(_, url)| &**url).collect()
    }

    fn paths(&self) -> Vec<&str> {
        self.requests.iter().map(|(_, url)| url.split_once("/api").map_or(&**url, |(_, path)| path)).collect()
    }

    /// What a ledger holds in the end: pages by what they are keyed by, without what a restart took back.
    fn pages(&self) -> BTreeMap<(Listing, u32, String), Vec<Row>> {
        let mut pages: BTreeMap<(Listing, u32, String), Vec<Row>> = BTreeMap::new();
        for delivery in &self.deliveries {
            match delivery.clone() {
                Delivery::Page { listing, run, key, rows } => {
                    pages.insert((listing, run, key), rows);
                }
                Delivery::Restart { listing, run } => {
                    pages.retain(|(of, at, _), _| *of != listing || *at >= run)
                }
                Delivery::Tip { .. } | Delivery::Totals(_) | Delivery::Frozen { .. } => {}
            }
        }
        pages
    }

    fn txids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.pages().values().flatten().map(id_of).collect();
        ids.sort();
        ids
    }
}

fn id_of(row: &Row) -> String {
    match row {
        Row::Utxo(tx) => tx.txid.0.to_string(),
        Row::Transfer(transfer) => transfer.tx.0.to_string(),
        Row::Freeze(freeze) => freeze.tx.0.to_string(),
    }
}

/// How the hash of a row's block begins.
fn branch_of(row: &Row) -> String {
    match row {
        Row::Utxo(tx) => {
            tx.block.as_ref().and_then(|block| block.hash.as_deref()).expect("a hash")[..3].into()
        }
        _ => panic!("no blocks here"),
    }
}

/// What an answer brings.
fn answer(scan: &mut Scan, ticket: Ticket, outcome: Outcome, now: u64) -> Vec<Delivery> {
    let mut deliveries = Vec::new();
    scan.handle_response(ticket, outcome, now, &mut |delivery| deliveries.push(delivery));
    deliveries
}

/// Drives a scan to its end. The server is told the request's number and URL; an answer takes `latency` of that
/// number. Not two requests may be under way at one host.
fn drive(
    scan: &mut Scan,
    mut server: impl FnMut(usize, &str) -> Outcome,
    latency: impl Fn(usize) -> u64,
    log: &mut Log,
) {
    let mut now = log.end;
    let mut under_way: Vec<(u64, Ticket, String, Outcome)> = Vec::new();
    for turn in 0.. {
        assert!(turn < 20_000, "the scan does not end");
        match scan.next_request(now) {
            Next::Request(ticket, Request { url, .. }) => {
                let at = url.split('/').nth(2).expect("a host").to_string();
                assert!(under_way.iter().all(|(_, _, host, _)| *host != at), "two at once at {at}");
                let number = log.requests.len();
                let outcome = server(number, &url);
                log.requests.push((now, url));
                under_way.push((now + latency(number), ticket, at, outcome));
                log.most_at_once = log.most_at_once.max(under_way.len());
            }
            Next::Wait(ms) => {
                assert!(ms > 0, "a wait of nothing");
                let first = (0..under_way.len()).min_by_key(|&index| under_way[index].0);
                match first {
                    Some(index) if under_way[index].0 <= now + ms => {
                        let (time, ticket, _, outcome) = under_way.remove(index);
                        now = now.max(time);
                        log.deliveries.extend(answer(scan, ticket, outcome, now));
                    }
                    _ => now += ms,
                }
            }
            Next::Done => break,
        }
    }
    assert!(under_way.is_empty(), "done while {} are awaited", under_way.len());
    assert!(scan.progress().done);
    log.end = now;
}

fn run(campaign: &Campaign, server: impl FnMut(usize, &str) -> Outcome) -> (Scan, Log) {
    run_with(campaign, Policy::default(), server)
}

fn run_with(campaign: &Campaign, policy: Policy, server: impl FnMut(usize, &str) -> Outcome) -> (Scan, Log) {
    let mut scan = Scan::new(campaign.clone().into(), policy);
    let mut log = Log::default();
    drive(&mut scan, server, |_| 20, &mut log);
    (scan, log)
}

fn ids(fork: u8, heights: std::ops::RangeInclusive<u64>) -> Vec<String> {
    heights.map(|height| txid(fork, height)).collect()
}

fn only(gaps: Vec<Gap>) -> Gap {
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    gaps.into_iter().next().expect("one gap")
}

// ---- paging and order

#[test]
fn pages_follow_the_last_txid_and_the_first_of_them_is_the_first_request() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| server.answer(url));
    let a = bitcoin(1);
    let expected = [
        format!("/address/{a}/txs/chain"),
        "/blocks/tip/height".into(),
        format!("/address/{a}"),
        format!("/address/{a}/txs/chain/{}", txid(1, 36)),
        format!("/address/{a}/txs/chain/{}", txid(1, 11)),
    ];
    assert_eq!(log.paths(), expected);
    assert_eq!(log.txids(), ids(1, 1..=60));
    assert_eq!(scan.gaps(), []);
    assert!(scan.reached_the_first());
    let progress = scan.progress();
    assert_eq!((progress.pages, progress.about, progress.requests), (3, Some(3), 5));
    assert!(log.deliveries.iter().any(|it| matches!(it, Delivery::Tip { height: 900, .. })));
    assert!(log.deliveries.iter().any(|it| matches!(it, Delivery::Totals(t) if t.balance.units() == 1_830)));
}

#[test]
fn every_first_page_comes_before_any_second() {
    let server = Esplora::of(&[(bitcoin(1), 60), (bitcoin(2), 30)]);
    let (scan, log) = run(&at_one(&[bitcoin(1), bitcoin(2)]), |_, url| server.answer(url));
    let last_first = log.paths().iter().rposition(|path| path.ends_with("/txs/chain")).expect("first pages");
    let first_second =
        log.paths().iter().position(|path| path.contains("/txs/chain/")).expect("second pages");
    assert!(last_first < first_second, "{:?}", log.paths());
    assert_eq!(scan.progress().about, Some(5));
}

#[test]
fn the_count_saves_asking_for_an_empty_page() {
    let server = Esplora::of(&[(bitcoin(1), 50), (bitcoin(2), 25), (bitcoin(3), 0)]);
    let (_, log) = run(&at_one(&[bitcoin(1), bitcoin(2), bitcoin(3)]), |_, url| server.answer(url));
    let pages = log.paths().iter().filter(|path| path.contains("/txs/chain")).count();
    assert_eq!(pages, 4);
    assert_eq!(log.pages().len(), 4);
}

#[test]
fn a_server_with_shorter_pages_is_read_to_its_end() {
    let server = Esplora { page: 10, ..Esplora::of(&[(bitcoin(1), 34)]) };
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| server.answer(url));
    assert_eq!(log.txids(), ids(1, 1..=34));
    assert_eq!(scan.gaps(), []);
    assert_eq!(log.requests.len(), 2 + 4, "no page is asked twice");
}

#[test]
fn a_short_page_is_no_end_before_the_count_is_told() {
    let server = Esplora { page: 10, ..Esplora::of(&[(bitcoin(1), 12)]) };
    let last = txid(1, 3);
    let is_account = |url: &str| url.ends_with(bitcoin(1).as_str());
    // The limit comes before the count, or after it.
    for max_requests in [1, 2, 3] {
        let campaign = Campaign { max_requests, ..at_one(&[bitcoin(1)]) };
        let (mut scan, mut log) = run(&campaign, |_, url| server.answer(url));
        assert!(!scan.reached_the_first(), "{max_requests}");
        let of_listing = |gap: &Gap| gap.kind == GapKind::RequestLimit && gap.to == Some(time_of(3));
        assert!(scan.gaps().iter().any(of_listing), "{max_requests}: {:?}", scan.gaps());
        assert!(scan.held().whole.is_empty());
        scan.resume();
        drive(&mut scan, |_, url| server.answer(url), |_| 20, &mut log);
        if max_requests > 1 {
            assert_eq!((scan.gaps(), log.txids()), (vec![], ids(1, 1..=12)));
            assert!(scan.reached_the_first());
        }
    }
    // What follows does not come, once the count says that something does.
    let (scan, _) =
        run(
            &at_one(&[bitcoin(1)]),
            |_, url| if url.ends_with(&last) { status(404) } else { server.answer(url) },
        );
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.to, scan.reached_the_first()), (GapKind::Refused, Some(time_of(3)), false));
    // Stopped while the count is awaited.
    let mut scan = Scan::new(at_one(&[bitcoin(1)]).into(), Policy::default());
    let Next::Request(ticket, request) = scan.next_request(0) else { panic!("nothing to ask") };
    answer(&mut scan, ticket, server.answer(&request.url), 0);
    assert!(!scan.reached_the_first());
    scan.stop();
    assert!(scan.gaps().iter().any(|gap| gap.to == Some(time_of(3))));

    // Without the count, only a page of nothing is the end.
    for (page, heights) in [(10, 12), (25, 3), (25, 25)] {
        let server = Esplora { page, ..Esplora::of(&[(bitcoin(1), heights)]) };
        let without = |url: &str| if is_account(url) { status(404) } else { server.answer(url) };
        let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| without(url));
        assert_eq!(log.txids(), ids(1, 1..=heights));
        assert!(scan.reached_the_first());
        let gap = only(scan.gaps());
        assert_eq!((gap.kind, gap.to), (GapKind::Refused, None), "of the count");
        let last = format!("/address/{}/txs/chain/{}", bitcoin(1), txid(1, 1));
        assert_eq!(log.paths().iter().filter(|path| **path == last).count(), 1);

        let (mut scan, mut log) =
            run(
                &at_one(&[bitcoin(1)]),
                |_, url| if url.ends_with(&last) { status(404) } else { without(url) },
            );
        assert!(!scan.reached_the_first() && scan.gaps().iter().any(|gap| gap.to == Some(time_of(1))));
        scan.resume();
        drive(&mut scan, |_, url| server.answer(url), |_| 20, &mut log);
        assert_eq!((scan.gaps(), log.txids()), (vec![], ids(1, 1..=heights)));
        assert!(scan.reached_the_first());
    }
}

#[test]
fn an_empty_list_of_who_does_not_say_how_many_there_are_is_no_answer() {
    let a = bitcoin(1);
    let (mut scan, mut log) = run(&at_one(&[bitcoin(1)]), |_, _| ok("[]".into()));
    assert!(!scan.reached_the_first());
    assert!(scan.gaps().iter().all(|gap| gap.kind == GapKind::NotAnswered), "{:?}", scan.gaps());
    assert!(scan.progress().done);
    // Not while the count is awaited, either.
    let mut begun = Scan::new(at_one(&[bitcoin(1)]).into(), Policy::default());
    let Next::Request(ticket, _) = begun.next_request(0) else { panic!("nothing to ask") };
    answer(&mut begun, ticket, ok("[]".into()), 0);
    assert!(!begun.reached_the_first());
    // Asked once more, it has both.
    let none = Esplora::of(&[(a.clone(), 0)]);
    scan.resume();
    drive(&mut scan, |_, url| none.answer(url), |_| 20, &mut log);
    assert_eq!((scan.gaps(), scan.reached_the_first()), (vec![], true));

    // The next one lists some, though nobody counts them.
    let some = Esplora::of(&[(a.clone(), 3)]);
    let (scan, log) = run(&at_both(&[bitcoin(1)]), |_, url| match url {
        _ if url.ends_with(a.as_str()) => status(404),
        _ if url.starts_with(ONE) => ok("[]".into()),
        _ => some.answer(url),
    });
    assert_eq!(log.txids(), ids(1, 1..=3));
    assert!(scan.reached_the_first());

    // So it is with accounts: three empty lists say nothing where the account does not come, and one row does.
    let empty = || ok(r#"{"success":true,"meta":{},"data":[]}"#.into());
    let without = |histories: BTreeMap<String, Vec<u64>>| {
        run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, url| match url {
            _ if url.ends_with(tron(1).as_str()) => status(404),
            _ if url.contains("trc20") => tron_answer(url, &histories),
            _ => empty(),
        })
        .0
    };
    let silent = without(BTreeMap::from([(tron(1).to_string(), vec![])]));
    assert!(!silent.reached_the_first() && silent.progress().done, "{:?}", silent.gaps());
    assert!(without(BTreeMap::from([(tron(1).to_string(), vec![90])])).reached_the_first());
    let (told, _) = run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, _| empty());
    assert_eq!((told.gaps(), told.reached_the_first()), (vec![], true), "an account that never was active");
}

#[test]
fn what_waits_is_asked_where_something_does_and_beyond_fifty_is_a_gap() {
    let mut server = Esplora::of(&[(bitcoin(1), 3), (bitcoin(2), 3)]);
    server.waiting.insert(bitcoin(1).to_string(), (1_000..1_060).collect());
    let (scan, log) = run(&at_one(&[bitcoin(1), bitcoin(2)]), |_, url| server.answer(url));
    assert_eq!(log.paths().iter().filter(|path| path.ends_with("/mempool")).count(), 1);
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.count, gap.address), (GapKind::MempoolLimit, Some(10), Some(bitcoin(1))));
    let waiting = log
        .pages()
        .values()
        .flatten()
        .filter(|row| matches!(row, Row::Utxo(tx) if tx.block.is_none()))
        .count();
    assert_eq!(waiting, 50);
}

#[test]
fn a_fault_that_passed_is_not_told_with_what_waits_beyond_fifty() {
    let mut server = Esplora::of(&[(bitcoin(1), 3)]);
    server.waiting.insert(bitcoin(1).to_string(), (1_000..1_060).collect());
    let mut faults = 1;
    let (scan, _) = run(&at_one(&[bitcoin(1)]), |_, url| {
        if url.ends_with("/mempool") && faults > 0 {
            faults -= 1;
            return ok("<!doctype html>".into());
        }
        server.answer(url)
    });
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.detail.as_deref()), (GapKind::MempoolLimit, Some("one.example")));
}

#[test]
fn progress_tells_how_many_pages_there_will_be() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let mut scan = Scan::new(at_one(&[bitcoin(1)]).into(), Policy::default());
    let mut seen = Vec::new();
    for now in 0.. {
        match scan.next_request(now * 1_000) {
            Next::Request(ticket, request) => {
                answer(&mut scan, ticket, server.answer(&request.url), now * 1_000);
            }
            Next::Wait(_) => {}
            Next::Done => break,
        }
        let progress = scan.progress();
        seen.push((progress.pages, progress.about, progress.done));
    }
    let expected =
        [(1, None, false), (1, None, false), (1, Some(3), false), (2, Some(3), false), (3, Some(3), true)];
    assert_eq!(seen, expected);
}

// ---- faults that pass

#[test]
fn retry_after_is_obeyed() {
    let server = Esplora::of(&[(bitcoin(1), 5)]);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0 => limited("7"),
        _ => server.answer(url),
    });
    assert_eq!(log.urls()[0], log.urls()[1]);
    assert_eq!(log.requests[1].0, 7_020);
    assert_eq!(scan.gaps(), []);
}

#[test]
fn retry_after_nothing_is_not_at_once() {
    let server = Esplora::of(&[(bitcoin(1), 5)]);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0 => limited("0"),
        _ => server.answer(url),
    });
    assert_eq!((scan.gaps(), log.requests[1].0), (vec![], 520));
}

#[test]
fn without_retry_after_the_backoff_doubles_and_half_of_it_is_jitter() {
    let server = Esplora::of(&[(bitcoin(1), 5)]);
    let mut waits = BTreeSet::new();
    for seed in 1..40 {
        let policy = Policy { seed, ..Policy::default() };
        let (scan, log) = run_with(&at_one(&[bitcoin(1)]), policy, |number, url| match number {
            0..3 => status(429),
            _ => server.answer(url),
        });
        let wait = |n: usize| log.requests[n + 1].0 - log.requests[n].0 - 20;
        assert!((500..=1_000).contains(&wait(0)), "{}", wait(0));
        assert!((1_000..=2_000).contains(&wait(1)), "{}", wait(1));
        assert!((2_000..=4_000).contains(&wait(2)), "{}", wait(2));
        waits.insert(wait(0));
        assert_eq!(scan.gaps(), []);
    }
    assert!(waits.len() > 20, "seeds make no difference: {waits:?}");
}

#[test]
fn a_date_in_retry_after_is_no_wait_for_ever() {
    let server = Esplora::of(&[(bitcoin(1), 5)]);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0 => limited("Wed, 21 Oct 2026 07:28:00 GMT"),
        _ => server.answer(url),
    });
    assert!(log.end < 5_000);
    assert_eq!(scan.gaps(), []);
}

#[test]
fn faults_that_pass_leave_no_trace() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let truncate = |outcome: Outcome| match outcome {
        Outcome::Answer { status, retry_after, body } => {
            Outcome::Answer { status, retry_after, body: body[..body.len() / 2].into() }
        }
        failed => failed,
    };
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number % 4 {
        0 => status(503),
        1 => Outcome::Failed,
        // Half of a height is a height: another test sees that off.
        2 if url.contains("/txs/") => truncate(server.answer(url)),
        2 => ok("<!doctype html><title>Just a moment</title>".into()),
        _ => server.answer(url),
    });
    assert_eq!(log.txids(), ids(1, 1..=60));
    assert_eq!(scan.gaps(), []);
    assert!(!scan.progress().waiting);
    assert_eq!(log.requests.len(), 5 * 4);
}

#[test]
fn a_tip_below_a_block_that_was_listed_is_asked_for_again() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let mut cut = 0;
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| match url.ends_with("/tip/height") && cut == 0 {
        true => {
            cut += 1;
            ok("9".into())
        }
        false => server.answer(url),
    });
    let tips = log.deliveries.iter().filter_map(|delivery| match delivery {
        Delivery::Tip { height, .. } => Some(*height),
        _ => None,
    });
    assert_eq!(tips.collect::<Vec<_>>(), [900]);
    assert_eq!(scan.gaps(), []);
}

#[test]
fn waiting_says_so() {
    let mut scan = Scan::new(at_one(&[bitcoin(1)]).into(), Policy::default());
    let Next::Request(ticket, _) = scan.next_request(0) else { panic!("nothing to ask") };
    assert!(!scan.progress().waiting);
    answer(&mut scan, ticket, limited("9"), 10);
    assert!(scan.progress().waiting);
    assert_eq!(scan.next_request(10), Next::Wait(9_000));
    assert_eq!(scan.gaps(), [], "what may yet come is no gap");
}

// ---- faults that stay

#[test]
fn an_answer_of_another_type_for_good_is_a_gap_that_says_what_was_expected() {
    let (scan, _) = run(&at_one(&[bitcoin(1)]), |_, url| match url.ends_with("/txs/chain") {
        true => ok(r#"{"error":"no"}"#.into()),
        false => Esplora::of(&[(bitcoin(1), 5)]).answer(url),
    });
    let gap = scan.gaps().into_iter().find(|gap| gap.kind == GapKind::NotAnswered).expect("a gap");
    assert_eq!(gap.detail.as_deref(), Some("one.example: the answer is not a list of transactions"));
    assert_eq!((gap.from, gap.to), (None, None));
    assert!(!scan.reached_the_first());
}

#[test]
fn what_breaks_off_is_a_gap_from_the_last_row_back_and_the_rest_goes_on() {
    let server = Esplora::of(&[(bitcoin(1), 60), (bitcoin(2), 30)]);
    let broken = format!("{}/txs/chain/{}", bitcoin(1), txid(1, 36));
    let (scan, log) = run(&at_one(&[bitcoin(1), bitcoin(2)]), |_, url| match url.ends_with(&broken) {
        true => status(500),
        false => server.answer(url),
    });
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.address), (GapKind::NotAnswered, Some(bitcoin(1))));
    // This server has no summary, so that the beginning is unknown.
    assert_eq!((gap.from, gap.to), (None, Some(time_of(36))));
    assert_eq!(gap.detail.as_deref(), Some("one.example"));
    assert_eq!(log.pages().len(), 3);
    assert!(!scan.reached_the_first());
    assert_eq!(log.urls().iter().filter(|url| url.ends_with(&broken)).count(), 4);
    assert_eq!(log.urls().iter().filter(|url| url.ends_with("/summary")).count(), 1);
}

#[test]
fn a_summary_dates_the_gap() {
    let server = Esplora { summary: true, ..Esplora::of(&[(bitcoin(1), 60)]) };
    let broken = txid(1, 36);
    let (scan, _) = run(&at_one(&[bitcoin(1)]), |_, url| match url.ends_with(&broken) {
        true => status(500),
        false => server.answer(url),
    });
    let gap = only(scan.gaps());
    assert_eq!((gap.from, gap.to), (Some(time_of(1)), Some(time_of(36))));
}

#[test]
fn an_explorer_that_is_down_is_not_asked_twenty_times() {
    let addresses: Vec<Address> = (1..=20).map(bitcoin).collect();
    let (scan, log) = run(&at_one(&addresses), |_, _| Outcome::Failed);
    assert_eq!(log.requests.len(), 4);
    assert!(log.end < 10_000, "{}", log.end);
    // One note an address, though its pages, its totals and the mempool are all missing.
    let gaps = scan.gaps();
    let missing: Vec<_> = gaps.iter().map(|gap| (gap.kind, gap.address.as_ref(), gap.from, gap.to)).collect();
    let expected: Vec<_> =
        addresses.iter().map(|address| (GapKind::NotAnswered, Some(address), None, None)).collect();
    assert_eq!(missing, expected);
    assert!(log.deliveries.is_empty());
}

#[test]
fn an_explorer_that_falls_silent_is_left_after_two_tasks() {
    let addresses: Vec<Address> = (1..=20).map(bitcoin).collect();
    let histories: Vec<_> = addresses.iter().map(|address| (address.clone(), 3)).collect();
    let server = Esplora::of(&histories);
    let (scan, log) = run(&at_one(&addresses), |number, url| match number {
        0..10 => server.answer(url),
        _ => Outcome::Failed,
    });
    assert_eq!(log.requests.len(), 10 + 2 * 4);
    assert!(!scan.gaps().is_empty());
}

#[test]
fn a_campaign_without_an_explorer_is_a_gap() {
    let (scan, log) = run(&campaign(&[bitcoin(1)], &[]), |_, _| Outcome::Failed);
    assert!(log.requests.is_empty());
    assert!(
        scan.gaps().iter().any(|gap| gap.address == Some(bitcoin(1)) && gap.kind == GapKind::NotAnswered)
    );
    assert!(!scan.reached_the_first());
}

// ---- the next explorer

#[test]
fn another_explorer_goes_on_from_the_same_cursor() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let (scan, log) = run(&at_both(&[bitcoin(1)]), |number, url| match url.starts_with(ONE) && number > 2 {
        true => Outcome::Failed,
        false => server.answer(url),
    });
    assert_eq!(log.txids(), ids(1, 1..=60));
    assert_eq!(scan.gaps(), []);
    let at_two: Vec<&str> = log.urls().into_iter().filter(|url| url.starts_with(TWO)).collect();
    assert_eq!(at_two.len(), 2);
    assert!(at_two[0].ends_with(&txid(1, 36)));
    assert_eq!(scan.answered(), [0, 1]);
}

#[test]
fn a_refusal_is_not_tried_again() {
    let server = Esplora::of(&[(bitcoin(1), 5)]);
    for refusal in [400, 401, 403, 404] {
        let (scan, log) = run(&at_both(&[bitcoin(1)]), |_, url| match url.starts_with(ONE) {
            true => status(refusal),
            false => server.answer(url),
        });
        assert_eq!(scan.gaps(), [], "{refusal}");
        assert_eq!(log.txids(), ids(1, 1..=5));
        let firsts =
            log.urls().iter().filter(|url| url.starts_with(ONE) && url.ends_with("/txs/chain")).count();
        assert_eq!(firsts, 1, "{refusal}");
        assert!(log.end < 1_000, "{refusal} was waited for");
    }
    let (scan, _) = run(&at_one(&[bitcoin(1)]), |_, _| status(403));
    assert!(scan.gaps().iter().all(|gap| gap.kind == GapKind::Refused), "{:?}", scan.gaps());
}

#[test]
fn a_limit_beyond_patience_sends_to_the_next_explorer() {
    let server = Esplora::of(&[(bitcoin(1), 5)]);
    let (scan, log) = run(&at_both(&[bitcoin(1)]), |_, url| match url.starts_with(ONE) {
        true => limited("60"),
        false => server.answer(url),
    });
    assert_eq!(scan.gaps(), []);
    assert!(log.end < 1_000);
    assert_eq!(log.urls().iter().filter(|url| url.starts_with(ONE)).count(), 1);
    // With nobody else to ask, a minute is waited; an hour is not.
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0 => limited("60"),
        _ => server.answer(url),
    });
    assert_eq!((scan.gaps(), log.requests[1].0), (vec![], 60_020));
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, _| limited("3600"));
    assert!(scan.gaps().iter().all(|gap| gap.kind == GapKind::RateLimited));
    assert_eq!(log.requests.len(), 1);
}

#[test]
fn a_refused_cursor_begins_anew_once_and_not_for_ever() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let mut refusals = 1;
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| {
        if url.contains("/txs/chain/") && refusals > 0 {
            refusals -= 1;
            return status(400);
        }
        server.answer(url)
    });
    assert_eq!(scan.gaps(), []);
    assert_eq!(log.txids(), ids(1, 1..=60));
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| match url.contains("/txs/chain/") {
        true => status(400),
        false => server.answer(url),
    });
    assert!(log.requests.len() < 10);
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.to), (GapKind::Refused, Some(time_of(36))));
}

// ---- what the pages themselves say

#[test]
fn a_reorganisation_between_pages_has_the_listing_read_again() {
    let before = Esplora::of(&[(bitcoin(1), 60)]);
    // The newest thirty blocks are replaced: their transactions stand in other blocks, two are gone.
    let mut after = before.clone();
    let history = after.histories.get_mut(bitcoin(1).as_str()).expect("the history");
    history.iter_mut().filter(|(_, height)| *height > 30).for_each(|(fork, _)| *fork = 2);
    history.retain(|(_, height)| *height != 60 && *height != 45);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0..3 => before.answer(url),
        _ => after.answer(url),
    });
    assert_eq!(scan.gaps(), []);
    let mut expected = ids(1, 1..=30);
    expected.extend(ids(2, 31..=59).into_iter().filter(|id| *id != txid(2, 45)));
    expected.sort();
    assert_eq!(log.txids(), expected);
    assert!(log.deliveries.iter().any(|delivery| matches!(delivery, Delivery::Restart { run: 1, .. })));
}

#[test]
fn two_blocks_at_one_height_have_the_listing_read_again() {
    // The page ends within block 16. Before the next one is asked, block 16 is replaced by one that holds the same
    // transactions: ids and count stay, only the hashes tell.
    let mut before = Esplora::of(&[(bitcoin(1), 40)]);
    let history = before.histories.get_mut(bitcoin(1).as_str()).expect("the history");
    history.insert(25, (3, 16));
    let after = Esplora { branch: 2, ..before.clone() };
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0..3 => before.answer(url),
        _ => after.answer(url),
    });
    assert_eq!(scan.gaps(), []);
    assert!(log.deliveries.iter().any(|delivery| matches!(delivery, Delivery::Restart { .. })));
    let hashes: BTreeSet<_> = log.pages().values().flatten().map(branch_of).collect();
    assert_eq!(hashes, BTreeSet::from(["02b".to_string()]), "no page of the first reading is left");
    assert_eq!(log.txids().len(), 41);
}

#[test]
fn a_count_that_differs_for_good_is_a_gap_after_one_more_reading() {
    let server = Esplora { miscount: 3, ..Esplora::of(&[(bitcoin(1), 30)]) };
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| server.answer(url));
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.count), (GapKind::CountDiffers, Some(3)));
    assert_eq!(log.txids(), ids(1, 1..=30));
    assert_eq!(log.paths().iter().filter(|path| path.ends_with("/txs/chain")).count(), 2);
    assert!(scan.reached_the_first());
}

#[test]
fn an_empty_list_of_who_counts_some_is_no_answer() {
    let hollow = Esplora { miscount: 58, ..Esplora::of(&[(bitcoin(1), 0)]) };
    let (mut scan, mut log) = run(&at_one(&[bitcoin(1)]), |_, url| hollow.answer(url));
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.address), (GapKind::CountDiffers, Some(bitcoin(1))));
    assert!(!scan.reached_the_first());
    let progress = scan.progress();
    assert!(progress.done && progress.pages == 0, "{progress:?}");
    assert_eq!(log.paths().iter().filter(|path| path.ends_with("/txs/chain")).count(), 2);

    // Asked once more, it has both anew.
    let whole = Esplora::of(&[(bitcoin(1), 30)]);
    scan.resume();
    drive(&mut scan, |_, url| whole.answer(url), |_| 20, &mut log);
    assert_eq!((scan.gaps(), log.txids()), (vec![], ids(1, 1..=30)));

    // The next one lists them.
    let (scan, log) = run(&at_both(&[bitcoin(1)]), |_, url| match url.starts_with(ONE) {
        true => hollow.answer(url),
        false => whole.answer(url),
    });
    assert!(scan.reached_the_first());
    assert_eq!(log.txids(), ids(1, 1..=30));
    assert_eq!(scan.gaps(), [], "what it counts is asked of it, too");

    // Rows that came, before the same explorer listed none any more, stay.
    let listed = Esplora { miscount: 28, ..Esplora::of(&[(bitcoin(1), 30)]) };
    let first_pages = Cell::new(0);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| {
        first_pages.set(first_pages.get() + u32::from(url.ends_with("/txs/chain")));
        if first_pages.get() < 2 { listed.answer(url) } else { hollow.answer(url) }
    });
    assert_eq!(only(scan.gaps()).kind, GapKind::CountDiffers);
    assert!(scan.progress().pages > 0 && !scan.reached_the_first());
    assert_eq!(log.txids(), ids(1, 1..=30));

    // With nothing counted, nothing is what there is.
    let none = Esplora::of(&[(bitcoin(1), 0)]);
    let (scan, _) = run(&at_one(&[bitcoin(1)]), |_, url| none.answer(url));
    assert!(scan.reached_the_first() && scan.gaps().is_empty() && scan.progress().pages > 0);
}

#[test]
fn a_server_that_turns_in_a_circle_ends() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let a = bitcoin(1);
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| match url.contains("/txs/chain/") {
        // Whatever the cursor, the first page again.
        true => server.answer(&format!("{ONE}/address/{a}/txs/chain")),
        false => server.answer(url),
    });
    assert!(log.requests.len() < 10);
    assert_eq!(only(scan.gaps()).kind, GapKind::CountDiffers);
    assert!(!scan.reached_the_first());
    // A wider circle: the second page leads back to the first.
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| match url.ends_with(&txid(1, 11)) {
        true => server.answer(&format!("{ONE}/address/{a}/txs/chain")),
        false => server.answer(url),
    });
    assert!(log.requests.len() < 10);
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.to), (GapKind::CountDiffers, Some(time_of(11))));
}

#[test]
fn a_bad_row_is_a_gap_of_that_row() {
    let server = Esplora::of(&[(bitcoin(1), 30)]);
    // Row 6 is the last of its page, so that the cursor too comes from it.
    let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| match server.answer(url) {
        Outcome::Answer { status, retry_after, body } => {
            let body = body.replace(r#""value":6}"#, r#""value":6.5}"#);
            Outcome::Answer { status, retry_after, body }
        }
        failed => failed,
    });
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.count), (GapKind::BadRow, Some(1)));
    assert_eq!((gap.from, gap.to), (Some(time_of(6)), Some(time_of(6))));
    assert_eq!(gap.detail, Some(format!("{}: vout[0].value", txid(1, 6))));
    assert_eq!(log.txids().len(), 29);
    assert!(scan.reached_the_first());
}

#[test]
fn a_transaction_whose_sums_cannot_be_is_left_out() {
    let server = Esplora::of(&[(bitcoin(1), 30)]);
    // Row 6 pays out what nobody paid in, 7 another fee than what is left, and 8 more than there are coins.
    let lies = [
        (r#""value":16}"#, r#""value":4}"#, 6),
        (r#""value":17}}],"vout""#, r#""value":27}}],"vout""#, 7),
        (r#""value":8}],"fee""#, r#""value":36893488147419103232}],"fee""#, 8),
    ];
    for (told, instead, height) in lies {
        let (scan, log) = run(&at_one(&[bitcoin(1)]), |_, url| match server.answer(url) {
            Outcome::Answer { status, retry_after, body } => {
                let rows = body.split("},{\"txid\"").map(|row| match row.contains(&txid(1, height)) {
                    true => row.replace(told, instead),
                    false => row.into(),
                });
                let body = rows.collect::<Vec<_>>().join("},{\"txid\"");
                Outcome::Answer { status, retry_after, body }
            }
            failed => failed,
        });
        let gap = only(scan.gaps());
        assert_eq!((gap.kind, gap.count), (GapKind::BadRow, Some(1)));
        assert_eq!(
            (gap.from, gap.detail),
            (Some(time_of(height)), Some(format!("{}: fee", txid(1, height))))
        );
        assert_eq!((log.txids().len(), scan.reached_the_first()), (29, true));
    }
}

#[test]
fn however_many_rows_are_bad_their_gaps_are_few() {
    let us = bitcoin(1);
    let bad: Vec<String> =
        (1..=400).map(|height| tx(&us, 1, height, Some(1)).replace(r#""fee":10"#, r#""fee":"#)).collect();
    let answer = format!("[{}]", bad.join(",")).replace(r#""fee":,"#, r#""fee":null,"#);
    let answer = donation_flow::json::parse(&answer).expect("JSON");
    let mut reading = Reading::NEW;
    esplora::page(&mut reading, &us, &answer).expect("a page");
    let counts: Vec<_> = reading.gaps.iter().filter_map(|gap| gap.count).collect();
    assert_eq!((counts.len(), counts.iter().sum::<u32>()), (50, 400), "and each row is in one");
    let last = reading.gaps.last().expect("a gap");
    assert_eq!((last.from, last.to), (Some(time_of(50)), Some(time_of(400))));
}

#[test]
fn a_coinbase_has_no_sender_and_a_transaction_half_told_is_bad() {
    let us = bitcoin(1);
    let read = |vin: &str| {
        let body = format!(
            r#"[{{"txid":"{}","vin":[{vin}],"vout":[{{"scriptpubkey_address":"{us}","value":5}}],"fee":0,"status":{{"confirmed":true,"block_height":1,"block_time":9}}}}]"#,
            txid(1, 1)
        );
        let answer = donation_flow::json::parse(&body).expect("JSON");
        let mut reading = Reading::NEW;
        esplora::page(&mut reading, &us, &answer).expect("a page");
        reading
    };
    let zeros = "0".repeat(64);
    for coinbase in [
        r#"{"is_coinbase":true,"prevout":null}"#.to_string(),
        r#"{"is_coinbase":true}"#.to_string(),
        format!(r#"{{"txid":"{zeros}","prevout":null}}"#),
    ] {
        let page = read(&coinbase);
        assert!(matches!(&page.rows[..], [Row::Utxo(tx)] if tx.inputs.is_empty()), "{coinbase}");
    }
    let page = read(r#"{"is_coinbase":false,"prevout":null}"#);
    let named = format!("{}: vin[0].prevout", txid(1, 1));
    assert_eq!((only(page.gaps).detail, page.rows.len()), (Some(named), 0));
}

// ---- limits, stop and resume

#[test]
fn the_request_limit_is_a_gap_with_its_span() {
    let server = Esplora::of(&[(bitcoin(1), 100)]);
    let campaign = Campaign { max_requests: 4, ..at_one(&[bitcoin(1)]) };
    let (mut scan, mut log) = run(&campaign, |_, url| server.answer(url));
    assert_eq!(log.requests.len(), 4);
    let gap = only(scan.gaps());
    assert_eq!((gap.kind, gap.from, gap.to), (GapKind::RequestLimit, None, Some(time_of(51))));
    assert!(!scan.reached_the_first());
    // A reader who asks for more gets as many again.
    scan.resume();
    drive(&mut scan, |_, url| server.answer(url), |_| 20, &mut log);
    assert_eq!(scan.gaps(), []);
    assert_eq!(log.txids(), ids(1, 1..=100));
}

#[test]
fn stop_and_resume_bring_the_same_pages() {
    let mut server = Esplora::of(&[(bitcoin(1), 60), (bitcoin(2), 30)]);
    server.waiting.insert(bitcoin(2).to_string(), vec![2_000]);
    let campaign = at_one(&[bitcoin(1), bitcoin(2)]);
    let (_, whole) = run(&campaign, |_, url| server.answer(url));
    for stop_after in 0..whole.requests.len() {
        let mut scan = Scan::new(campaign.clone().into(), Policy::default());
        let mut log = Log::default();
        for _ in 0..stop_after {
            loop {
                match scan.next_request(log.end) {
                    Next::Request(ticket, request) => {
                        let outcome = server.answer(&request.url);
                        log.deliveries.extend(answer(&mut scan, ticket, outcome, log.end));
                        break;
                    }
                    Next::Wait(ms) => log.end += ms,
                    Next::Done => panic!("done early"),
                }
            }
        }
        // One more is under way as the reader stops.
        let late = loop {
            match scan.next_request(log.end) {
                Next::Request(ticket, request) => break (ticket, server.answer(&request.url)),
                Next::Wait(ms) => log.end += ms,
                Next::Done => panic!("done early"),
            }
        };
        scan.stop();
        assert_eq!(scan.next_request(log.end), Next::Done);
        assert!(scan.progress().done);
        assert!(scan.gaps().iter().all(|gap| gap.kind == GapKind::Stopped));
        assert!(!scan.gaps().is_empty());
        assert!(answer(&mut scan, late.0, late.1, log.end).is_empty(), "an answer after the stop");
        scan.resume();
        drive(&mut scan, |_, url| server.answer(url), |_| 20, &mut log);
        assert_eq!(log.pages(), whole.pages(), "stopped after {stop_after}");
        assert_eq!(scan.gaps(), []);
    }
}

#[test]
fn resume_tries_again_what_failed_and_who_was_down() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let (mut scan, mut log) = run(&at_one(&[bitcoin(1)]), |number, url| match number {
        0..4 => server.answer(url),
        _ => Outcome::Failed,
    });
    assert_eq!(only(scan.gaps()).to, Some(time_of(11)));
    let before = log.requests.len();
    scan.resume();
    assert_eq!(scan.gaps(), []);
    drive(&mut scan, |_, url| server.answer(url), |_| 20, &mut log);
    assert_eq!(log.requests.len(), before + 1, "pages that came are not asked again");
    assert_eq!(log.txids(), ids(1, 1..=60));
}

// ---- spacing, and many hosts

#[test]
fn requests_are_spaced_after_a_burst() {
    let server = Esplora::of(&[(bitcoin(1), 500)]);
    let (_, log) = run(&at_one(&[bitcoin(1)]), |_, url| server.answer(url));
    let starts: Vec<u64> = log.requests.iter().map(|(time, _)| *time).collect();
    assert!(starts[5] <= 5 * 20, "the burst is not held back: {starts:?}");
    for (index, start) in starts.iter().enumerate().skip(6) {
        let earlier = starts[index - 6];
        assert!(start - earlier >= 250, "{earlier} and {start}");
    }
    assert!(starts[21] >= (21 - 5) * 250);
    // Far from it is waste.
    assert!(starts[21] <= 22 * 250, "{starts:?}");
}

#[test]
fn the_own_machine_needs_no_spacing() {
    for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
        let server = Esplora::of(&[(bitcoin(1), 500)]);
        let url = format!("http://{host}/api");
        let (_, log) =
            run(&campaign(&[bitcoin(1)], &[(Chain::BitcoinRegtest, &url)]), |_, url| server.answer(url));
        assert_eq!(log.end, log.requests.len() as u64 * 20, "{host}");
    }
}

#[test]
fn two_hosts_are_asked_at_once_and_one_is_not() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let histories = BTreeMap::from([(tron(1).to_string(), vec![90, 80, 70])]);
    let answer =
        |url: &str| if url.contains("/api") { server.answer(url) } else { tron_answer(url, &histories) };
    let two = campaign(
        &[bitcoin(1), tron(1)],
        &[(Chain::BitcoinRegtest, ONE), (Chain::TronNile, "https://tron.example")],
    );
    let (scan, log) = run(&two, |_, url| answer(url));
    assert_eq!(log.most_at_once, 2);
    assert_eq!(scan.gaps(), []);
    let same_host = campaign(
        &[bitcoin(1), tron(1)],
        &[(Chain::BitcoinRegtest, "http://127.0.0.1:1/api"), (Chain::TronNile, "http://127.0.0.1:1")],
    );
    let (_, log) = run(&same_host, |_, url| answer(url));
    assert_eq!(log.most_at_once, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// When and in what order answers come, and which of them fail at first, changes nothing of what is held.
    #[test]
    fn answers_at_any_time_give_the_same_pages(
        latencies in prop::collection::vec(1u64..5_000, 64),
        faults in prop::collection::vec(0u8..12, 64),
        seed in 1u64..1_000,
    ) {
        let server = Esplora::of(&[(bitcoin(1), 60), (bitcoin(2), 26)]);
        let histories = BTreeMap::from([(tron(1).to_string(), vec![90, 80, 80, 70, 60])]);
        let answer = |url: &str| if url.contains("/api") { server.answer(url) } else { tron_answer(url, &histories) };
        let campaign = campaign(
            &[bitcoin(1), tron(1), bitcoin(2)],
            &[(Chain::BitcoinRegtest, ONE), (Chain::TronNile, "https://tron.example")],
        );
        let (_, calm) = run(&campaign, |_, url| answer(url));
        let mut scan = Scan::new(campaign.clone().into(), Policy { seed, tries: 100 });
        let mut log = Log::default();
        let server = |number: usize, url: &str| match faults.get(number) {
            Some(0) => Outcome::Failed,
            Some(1) => status(502),
            Some(2) => limited("3"),
            Some(3) => ok("[{".into()),
            _ => answer(url),
        };
        drive(&mut scan, server, |number| latencies[number % latencies.len()], &mut log);
        prop_assert_eq!(log.pages(), calm.pages());
        prop_assert_eq!(scan.gaps(), vec![]);
    }
}

// ---- Tron

fn at_tron(addresses: &[Address], hosts: &[&str]) -> Campaign {
    let explorers: Vec<(Chain, &str)> = hosts.iter().map(|host| (Chain::TronNile, *host)).collect();
    campaign(addresses, &explorers)
}

#[test]
fn fingerprints_lead_from_page_to_page_and_the_key_goes_along() {
    let histories = BTreeMap::from([(tron(1).to_string(), vec![90, 80, 70, 60, 50])]);
    let mut campaign = at_tron(&[tron(1)], &["https://tron.example"]);
    campaign.explorers[0].key = Some("a-key".into());
    let mut scan = Scan::new(campaign.clone().into(), Policy::default());
    let Next::Request(ticket, request) = scan.next_request(0) else { panic!("nothing to ask") };
    assert_eq!(request.headers, [("TRON-PRO-API-KEY", "a-key".to_string())]);
    answer(&mut scan, ticket, tron_answer(&request.url, &histories), 0);
    let mut log = Log::default();
    drive(&mut scan, |_, url| tron_answer(url, &histories), |_| 20, &mut log);
    let owner = tron(1);
    let base = format!("https://tron.example/v1/accounts/{owner}");
    let expected = [
        format!("{base}/transactions/trc20?limit=200&order_by=block_timestamp,desc&fingerprint=2"),
        format!("{base}/transactions/trc20?limit=200&order_by=block_timestamp,desc&fingerprint=4"),
        format!("{base}/transactions?limit=200&order_by=block_timestamp,desc"),
        format!("{base}/internal-transactions?limit=200"),
        base,
    ];
    assert_eq!(log.urls(), expected);
    assert!(scan.reached_the_first());
    assert_eq!(scan.gaps(), []);
}

#[test]
fn a_fingerprint_is_escaped() {
    let mut scan = Scan::new(at_tron(&[tron(1)], &["https://tron.example"]).into(), Policy::default());
    let Next::Request(ticket, _) = scan.next_request(0) else { panic!("nothing to ask") };
    let page = format!(
        r#"{{"success":true,"meta":{{"fingerprint":"a&b=c/ü"}},"data":[{{"type":"Approval","block_timestamp":1,"transaction_id":"{}"}}]}}"#,
        txid(1, 1)
    );
    answer(&mut scan, ticket, ok(page), 0);
    let Next::Request(_, request) = scan.next_request(0) else { panic!("no second page") };
    assert!(request.url.ends_with("&fingerprint=a%26b%3Dc%2F%C3%BC"), "{}", request.url);
}

#[test]
fn another_server_of_trongrid_begins_anew_and_nothing_counts_twice() {
    let histories = BTreeMap::from([(tron(1).to_string(), vec![90, 80, 70, 60, 50])]);
    let (scan, log) =
        run(&at_tron(&[tron(1)], &["https://one.example", "https://two.example"]), |number, url| {
            match url.starts_with("https://one.example") && number > 0 {
                true => Outcome::Failed,
                false => tron_answer(url, &histories),
            }
        });
    assert_eq!(scan.gaps(), []);
    let mut ids: Vec<String> = [50, 60, 70, 80, 90].map(|second| txid(1, second)).into();
    ids.sort();
    assert_eq!(log.txids(), ids);
    assert!(log.deliveries.iter().any(|delivery| matches!(delivery, Delivery::Restart { run: 1, .. })));
}

#[test]
fn a_403_of_trongrid_is_perhaps_a_limit() {
    let histories = BTreeMap::from([(tron(1).to_string(), vec![90])]);
    let campaign = at_tron(&[tron(1)], &["https://tron.example"]);
    let (scan, log) = run(&campaign, |number, url| match number {
        0 => status(403),
        _ => tron_answer(url, &histories),
    });
    assert_eq!((scan.gaps(), log.requests[1].0), (vec![], 30_020));
    let (scan, log) = run(&campaign, |_, _| status(403));
    assert!(scan.gaps().iter().all(|gap| gap.kind == GapKind::RateLimited), "{:?}", scan.gaps());
    assert_eq!(log.requests.len(), 2);
}

#[test]
fn an_answer_that_is_no_success_is_refused_with_its_words() {
    let (scan, _) = run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, _| {
        ok(r#"{"success":false,"error":"a valid account address is required"}"#.into())
    });
    let gap = &scan.gaps()[0];
    let words = "tron.example: the explorer says: a valid account address is required";
    assert_eq!((gap.kind, gap.detail.as_deref()), (GapKind::NotAnswered, Some(words)));
}

/// What transfers come to, of a feed in pages; and the scan. Each page names the next one where there is one.
fn in_pages(feed: &str, pages: &[Vec<String>]) -> (u128, Scan) {
    let (scan, log) = run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, url| {
        let place: usize =
            url.split_once("fingerprint=").map_or(0, |(_, place)| place.parse().expect("ours"));
        let page = pages.get(place).filter(|_| url.contains(feed));
        let next = format!(r#""fingerprint":"{}""#, place + 1);
        let next = if page.is_some() && place + 1 < pages.len() { &*next } else { "" };
        let rows = page.map_or(String::new(), |rows| rows.join(","));
        ok(format!(r#"{{"success":true,"meta":{{{next}}},"data":[{rows}]}}"#))
    });
    let mut history = History::default();
    log.deliveries.into_iter().for_each(|delivery| history.take(delivery));
    let counted = history.transfers(Chain::TronNile);
    (counted.iter().map(|of| of.transfer.value.units() * u128::from(of.times)).sum(), scan)
}

fn token_row(second: u64) -> String {
    format!(
        r#"{{"transaction_id":"{}","token_info":{{"address":"{}"}},"block_timestamp":{second}000,"from":"{}","to":"{}","type":"Transfer","value":"{second}"}}"#,
        txid(1, second),
        tron(100),
        tron(101),
        tron(1)
    )
}

#[test]
fn a_row_that_the_next_page_has_again_counts_once() {
    let tokens = |pages: &[&[u64]]| {
        let pages: Vec<Vec<String>> =
            pages.iter().map(|page| page.iter().map(|&at| token_row(at)).collect()).collect();
        let (sum, scan) = in_pages("/transactions/trc20?", &pages);
        let gaps: Vec<GapKind> = scan.gaps().iter().map(|gap| gap.kind).collect();
        (sum, gaps, scan.reached_the_first())
    };
    assert_eq!(tokens(&[&[5, 4, 3], &[2, 1]]), (15, vec![], true));
    // Two transactions in the same order again, or a page again.
    assert_eq!(tokens(&[&[5, 4, 3], &[4, 3, 2, 1]]), (15, vec![], true));
    assert_eq!(tokens(&[&[5, 4, 3, 2, 1], &[5, 4, 3, 2, 1]]), (15, vec![], true));
    assert_eq!(tokens(&[&[5, 4, 3], &[2, 1], &[5, 4, 3]]), (15, vec![], true));
    // Equal ones within a page are what they are.
    assert_eq!(tokens(&[&[5, 4, 4, 3], &[2, 1, 1]]), (20, vec![], true));
    // And parted by a page's end.
    assert_eq!(tokens(&[&[5, 4, 3], &[3, 2, 1]]), (18, vec![], true));
    assert_eq!(tokens(&[&[5, 4, 4], &[4, 4, 1]]), (22, vec![], true));

    // Where the API gives an id, equal ones are told apart, and an overlap from them.
    let internal = |id: u64| {
        format!(
            r#"{{"internal_tx_id":"{id:08x}{:056}","tx_id":"{}","from_address":"{}","to_address":"{}","block_timestamp":5000,"data":{{"call_value":{{"_":7}}}}}}"#,
            0,
            txid(1, 1),
            tron(101),
            tron(1)
        )
    };
    let of = |pages: &[&[u64]]| {
        let pages: Vec<Vec<String>> =
            pages.iter().map(|page| page.iter().map(|&id| internal(id)).collect()).collect();
        let (sum, scan) = in_pages("/internal-transactions?", &pages);
        (sum, scan.gaps())
    };
    assert_eq!(of(&[&[1, 2, 3], &[3, 4]]), (28, vec![]));
    let native = |id: u64| {
        let pay = format!(
            r#"{{"type":"TransferContract","parameter":{{"value":{{"owner_address":"{}","to_address":"{}","amount":7}}}}}}"#,
            tron(101),
            tron(1)
        );
        format!(
            r#"{{"txID":"{}","block_timestamp":{id}000,"ret":[{{"contractRet":"SUCCESS"}}],"raw_data":{{"contract":[{pay},{pay}]}}}}"#,
            txid(1, id)
        )
    };
    let pages = [vec![native(3), native(2)], vec![native(2), native(1)]];
    let (sum, scan) = in_pages("/transactions?", &pages);
    assert_eq!((sum, scan.gaps()), (6 * 7, vec![]), "each paid twice");
}

#[test]
fn a_fingerprint_that_is_no_text_is_refused_by_its_name() {
    let (scan, log) = run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, url| {
        let row = if url.contains("trc20") { token_row(5) } else { String::new() };
        ok(format!(r#"{{"success":true,"meta":{{"fingerprint":77}},"data":[{row}]}}"#))
    });
    assert!(!scan.reached_the_first());
    let gap = &scan.gaps()[0];
    let words = "tron.example: meta.fingerprint is not a string";
    assert_eq!((gap.kind, gap.detail.as_deref()), (GapKind::NotAnswered, Some(words)));
    assert_eq!(log.txids(), [""; 0]);
}

/// Answers with one page of a feed, and nothing in the others.
fn one_page(feed: Feed, rows: &str) -> (Scan, Vec<Row>) {
    let listing = match feed {
        Feed::Token => "/transactions/trc20?",
        Feed::Native => "/transactions?",
        _ => "/internal-transactions?",
    };
    let (scan, log) = run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, url| {
        let rows = if url.contains(listing) { rows } else { "" };
        ok(format!(r#"{{"success":true,"meta":{{}},"data":[{rows}]}}"#))
    });
    (scan, log.pages().into_values().flatten().collect())
}

#[test]
fn token_rows() {
    let (usdt, spam, us, them) = (tron(100), tron(102), tron(1), tron(3));
    let row = |id: u64, contract: &Address, kind: &str, value: &str, more: &str| {
        format!(
            r#"{{"transaction_id":"{}","token_info":{{"address":"{contract}"}},"block_timestamp":5000,"from":"{them}","to":"{us}","type":"{kind}","value":{value}{more}}}"#,
            txid(1, id)
        )
    };
    // 2²⁵⁶ − 1: more than any sum holds.
    let huge = "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"";
    let rows = [
        row(1, &usdt, "Transfer", "\"12345678901234567890\"", ""),
        row(2, &usdt, "Approval", huge, ""),
        row(3, &usdt, "Transfer", "\"5\"", r#","_unconfirmed":true"#),
        row(4, &spam, "Transfer", huge, ""),
        row(5, &usdt, "Transfer", huge, ""),
        row(6, &usdt, "Transfer", "\"0x10\"", ""),
        row(7, &usdt, "Mint", "\"1\"", ""),
    ];
    let (scan, rows) = one_page(Feed::Token, &rows.join(","));
    let read: Vec<(String, u128, bool)> = rows
        .iter()
        .map(|row| match row {
            Row::Transfer(it) => (it.tx.0.to_string(), it.value.units(), it.unconfirmed),
            _ => panic!("no transfer"),
        })
        .collect();
    // The made-up token's value is cut to what a row may hold: it is on no list, so that it is in no sum.
    assert_eq!(
        read,
        [
            (txid(1, 1), 12_345_678_901_234_567_890, false),
            (txid(1, 3), 5, true),
            (txid(1, 4), (1 << 112) - 1, false)
        ]
    );
    let gaps: Vec<(GapKind, String)> =
        scan.gaps().into_iter().map(|gap| (gap.kind, gap.detail.expect("a detail"))).collect();
    assert_eq!(
        gaps,
        [
            (GapKind::BadRow, format!("{}: value", txid(1, 5))),
            (GapKind::BadRow, format!("{}: value", txid(1, 6))),
            (GapKind::Unsupported, "Mint".into())
        ]
    );
}

#[test]
fn native_rows() {
    let (us, them) = (tron(1), tron(3));
    let row = |id: u64, kind: &str, ret: &str, value: &str| {
        format!(
            r#"{{"txID":"{}","block_timestamp":{id}000,"ret":[{{{ret}}}],"raw_data":{{"contract":[{{"type":"{kind}","parameter":{{"value":{{{value}}}}}}}]}}}}"#,
            txid(1, id)
        )
    };
    let moves = |from: &Address, to: &Address, amount: u64| {
        format!(r#""owner_address":"{from}","to_address":"{to}","amount":{amount}"#)
    };
    let good = r#""contractRet":"SUCCESS","fee":1100"#;
    let call = |value: &str| format!(r#""owner_address":"{us}","contract_address":"{}"{value}"#, tron(100));
    let rows = [
        row(1, "TransferContract", good, &moves(&them, &us, 9_007_199_254_740_993)),
        row(2, "TransferContract", good, &moves(&us, &them, 20)),
        row(3, "TransferContract", r#""contractRet":"REVERT","fee":300"#, &moves(&us, &them, 999)),
        row(4, "TransferContract", r#""contractRet":"OUT_OF_ENERGY""#, &moves(&them, &us, 999)),
        row(5, "TriggerSmartContract", good, &call(r#","call_value":55"#)),
        row(6, "TriggerSmartContract", good, &call("")),
        row(7, "TransferAssetContract", good, &moves(&them, &us, 1)),
        row(9, "TransferAssetContract", good, &moves(&us, &them, 1)),
        row(8, "FreezeBalanceV2Contract", good, &format!(r#""owner_address":"{us}","frozen_balance":5"#)),
        row(10, "VoteWitnessContract", r#""contractRet":"REVERT""#, &format!(r#""owner_address":"{them}""#)),
        // 2019's rows have neither fee nor usage.
        row(11, "TransferContract", r#""code":"SUCESS""#, &moves(&us, &them, 30)),
        // What the internal listing tells is not counted here.
        format!(
            r#"{{"internal_tx_id":"{0}","tx_id":"{0}","from_address":"{them}","to_address":"{us}","block_timestamp":1000,"data":{{"call_value":{{"_":77}}}}}}"#,
            txid(1, 12)
        ),
        row(13, "TransferContract", good, r#""owner_address":"T1","to_address":"T2","amount":1"#),
    ];
    let (scan, rows) = one_page(Feed::Native, &rows.join(","));
    let mut moved = Vec::new();
    let mut fees = Vec::new();
    for row in &rows {
        match row {
            Row::Transfer(it) if it.to.is_some() => {
                moved.push((it.tx.0.to_string(), it.from == us, it.value.units()));
            }
            Row::Transfer(it) => fees.push((it.tx.0.to_string(), it.value.units())),
            _ => panic!("no such thing here"),
        }
    }
    assert_eq!(
        moved,
        [
            (txid(1, 1), false, 9_007_199_254_740_993),
            (txid(1, 2), true, 20),
            (txid(1, 5), true, 55),
            (txid(1, 11), true, 30)
        ]
    );
    let paid = [(2, 1_100), (3, 300), (5, 1_100), (6, 1_100), (9, 1_100), (8, 1_100)];
    assert_eq!(fees, paid.map(|(id, fee)| (txid(1, id), fee)));
    let gaps: Vec<_> = scan
        .gaps()
        .into_iter()
        .map(|gap| (gap.kind, gap.detail.expect("a detail"), gap.count, gap.from, gap.to))
        .collect();
    assert_eq!(
        gaps,
        [
            (GapKind::Unsupported, "TransferAssetContract".into(), Some(2), Some(7), Some(9)),
            (GapKind::Unsupported, "FreezeBalanceV2Contract".into(), Some(1), Some(8), Some(8)),
            (GapKind::BadRow, format!("{}: owner_address", txid(1, 13)), Some(1), Some(13), Some(13))
        ]
    );
}

#[test]
fn internal_rows_in_each_of_their_shapes() {
    let (us, them) = (tron(1), tron(3));
    let row = |id: u64, data: &str| {
        format!(
            r#"{{"internal_tx_id":"{0}","tx_id":"{0}","from_address":"{them}","to_address":"{us}","block_timestamp":{id}000,"data":{{"note":"63616c6c",{data}}}}}"#,
            txid(1, id)
        )
    };
    let rows = [
        row(1, r#""rejected":false,"call_value":{"_":11}"#),
        row(2, r#""rejected":true,"call_value":{"_":12}"#),
        row(3, r#""call_value":13"#),
        row(4, r#""call_value":{"1002000":14}"#),
        row(5, r#""rejected":false"#),
        row(6, r#""call_value":0,"call_token_value":16,"token_id":1002000"#),
        row(7, r#""call_value":{"_":-1}"#),
        format!(
            r#"{{"transaction_id":"{}","caller_address":"{them}","transferTo_address":"{us}","block_timestamp":8000,"callValueInfo":[{{}},{{"callValue":18}},{{"callValue":5,"tokenId":"1002000"}}]}}"#,
            txid(1, 8)
        ),
    ];
    let (scan, rows) = one_page(Feed::Internal, &rows.join(","));
    let moved: Vec<(String, u128)> = rows
        .iter()
        .map(|row| match row {
            Row::Transfer(it) => (it.tx.0.to_string(), it.value.units()),
            _ => panic!("no transfer"),
        })
        .collect();
    assert_eq!(moved, [(txid(1, 1), 11), (txid(1, 3), 13), (txid(1, 8), 18)]);
    let gaps: Vec<_> = scan.gaps().into_iter().map(|gap| (gap.kind, gap.count, gap.from, gap.to)).collect();
    assert_eq!(
        gaps,
        [(GapKind::Unsupported, Some(3), Some(4), Some(8)), (GapKind::BadRow, Some(1), Some(7), Some(7))]
    );
}

#[test]
fn an_account_tells_trx_and_the_allowed_tokens_alone() {
    let owner = tron(1);
    let (_, log) = run(&at_tron(&[tron(1)], &["https://tron.example"]), |_, url| {
        let rows = match url.ends_with(owner.as_str()) {
            true => format!(
                r#"{{"address":"{owner}","balance":9007199254740993,"trc20":[{{"{}":"5"}},{{"{}":"6"}}]}}"#,
                tron(102),
                tron(100)
            ),
            false => String::new(),
        };
        ok(format!(r#"{{"success":true,"meta":{{}},"data":[{rows}]}}"#))
    });
    let totals: Vec<_> = log
        .deliveries
        .iter()
        .filter_map(|delivery| match delivery {
            Delivery::Totals(totals) => Some((totals.contract.as_deref(), totals.balance.units())),
            _ => None,
        })
        .collect();
    assert_eq!(totals, [(None, 9_007_199_254_740_993), (Some(tron(100).as_str()), 6)]);
    assert_eq!(native(Chain::TronNile).decimals, 6);
}

// ---- links

#[test]
fn links_for_readers() {
    let explorer = |api, url: &str| Explorer { chain: Chain::Bitcoin, api, url: url.into(), key: None };
    let link = |api, url: &str, to| reader_link(&explorer(api, url), to);
    let tx = LinkTo::Tx("00ff");
    let some = |text: &str| Some(text.to_string());
    assert_eq!(link(Api::Esplora, "https://mempool.space/api", tx), some("https://mempool.space/tx/00ff"));
    assert_eq!(
        link(Api::Esplora, "https://blockstream.info/testnet/api", LinkTo::Address("tb1q")),
        some("https://blockstream.info/testnet/address/tb1q")
    );
    assert_eq!(link(Api::Esplora, "http://127.0.0.1:8080/api", tx), some("http://127.0.0.1:8080/tx/00ff"));
    assert_eq!(link(Api::Esplora, "https://proxy.example/esplora", tx), None);
    assert_eq!(
        link(Api::TronGrid, "https://api.trongrid.io", tx),
        some("https://tronscan.org/#/transaction/00ff")
    );
    assert_eq!(
        link(Api::TronGrid, "https://api.trongrid.io", LinkTo::Address("TA")),
        some("https://tronscan.org/#/address/TA")
    );
    assert_eq!(link(Api::TronGrid, "http://127.0.0.1:8080", tx), None);
    for no_id in ["", "../../evil", "a?b", "a b", "javascript:x"] {
        assert_eq!(link(Api::Esplora, "https://mempool.space/api", LinkTo::Tx(no_id)), None, "{no_id}");
    }
    assert_eq!(host(&explorer(Api::Esplora, "https://mempool.space/api")), "mempool.space");
}

// ---- from a history that is held

use donation_flow::chain::TxId;
use donation_flow::explorer::{Held, Known};

/// That the transactions of so many blocks from the first one on are known.
fn known(address: Address, heights: u64) -> Known {
    Known {
        listing: Listing { address, feed: Feed::Confirmed },
        transactions: ids(1, 1..=heights).into_iter().map(|id| TxId(id.into())).collect(),
        until: time_of(heights),
    }
}

/// Reads on from what is known.
fn go_on(campaign: &Campaign, known: Vec<Known>, server: impl FnMut(usize, &str) -> Outcome) -> (Scan, Log) {
    let mut scan = Scan::going_on(campaign.clone().into(), Policy::default(), Held::default(), known);
    let mut log = Log::default();
    drive(&mut scan, server, |_| 20, &mut log);
    (scan, log)
}

#[test]
fn what_is_known_is_not_asked_for_again() {
    let server = Esplora::of(&[(bitcoin(1), 100), (bitcoin(2), 30)]);
    let campaign = at_one(&[bitcoin(1), bitcoin(2)]);
    let (scan, log) = go_on(&campaign, vec![known(bitcoin(1), 70)], |_, url| server.answer(url));
    assert_eq!(scan.gaps(), []);
    assert!(scan.reached_the_first());
    let pages = |address: Address| {
        let path = format!("/address/{address}/txs/chain");
        log.paths().iter().filter(|asked| asked.starts_with(&path)).count()
    };
    assert_eq!((pages(bitcoin(1)), pages(bitcoin(2))), (2, 2));
    // The pages down to the first known row; and of the other address all.
    let mut expected = ids(1, 51..=100);
    expected.extend(ids(1, 1..=30));
    expected.sort();
    assert_eq!(log.txids(), expected);
    assert!(!log.deliveries.iter().any(|delivery| matches!(delivery, Delivery::Restart { .. })));
    let mut whole = scan.held().whole;
    whole.retain(|listing| listing.feed == Feed::Confirmed);
    assert_eq!(whole.len(), 2);
}

#[test]
fn what_is_known_and_is_not_there_any_more_has_the_listing_read_from_its_start() {
    // Of the known transactions one has gone from the chain: the count shows it.
    let mut server = Esplora::of(&[(bitcoin(1), 100)]);
    let history = server.histories.get_mut(bitcoin(1).as_str()).expect("the history");
    history.retain(|(_, height)| *height != 20);
    let (scan, log) = go_on(&at_one(&[bitcoin(1)]), vec![known(bitcoin(1), 70)], |_, url| server.answer(url));
    assert_eq!(scan.gaps(), []);
    let mut expected = ids(1, 1..=100);
    expected.retain(|id| *id != txid(1, 20));
    assert_eq!(log.txids(), expected);
    let restarted =
        log.deliveries.iter().any(|delivery| matches!(delivery, Delivery::Restart { run: 1.., .. }));
    assert!(restarted, "what was known no longer counts");
}

#[test]
fn what_breaks_off_above_what_is_known_is_a_gap_from_there() {
    let server = Esplora::of(&[(bitcoin(1), 100)]);
    let last = txid(1, 76);
    let (scan, log) = go_on(&at_one(&[bitcoin(1)]), vec![known(bitcoin(1), 40)], |_, url| {
        if url.ends_with(&last) { status(500) } else { server.answer(url) }
    });
    let gap = only(scan.gaps());
    assert_eq!((gap.from, gap.to), (Some(time_of(40)), Some(time_of(76))));
    assert!(!scan.reached_the_first());
    assert_eq!(log.txids(), ids(1, 76..=100));
}

#[test]
fn another_explorer_goes_on_from_what_is_known_too() {
    let server = Esplora::of(&[(bitcoin(1), 100)]);
    let (scan, log) = go_on(&at_both(&[bitcoin(1)]), vec![known(bitcoin(1), 40)], |_, url| {
        if url.starts_with(ONE) { status(404) } else { server.answer(url) }
    });
    assert_eq!(scan.gaps(), []);
    let asked = log.urls().iter().filter(|url| url.starts_with(TWO) && url.contains("/txs/chain")).count();
    assert_eq!((asked, scan.reached_the_first()), (3, true));
}

#[test]
fn a_finished_scan_says_what_another_came_to() {
    let server = Esplora::of(&[(bitcoin(1), 60)]);
    let last = txid(1, 36);
    let campaign = at_one(&[bitcoin(1)]);
    let (scan, _) =
        run(&campaign, |_, url| if url.ends_with(&last) { status(500) } else { server.answer(url) });
    let mut finished = Scan::finished(campaign.into(), scan.held());
    assert_eq!(finished.next_request(0), Next::Done);
    assert_eq!(finished.gaps(), scan.gaps());
    assert!(!finished.gaps().is_empty());
    assert_eq!(finished.answered(), scan.answered());
    assert_eq!(finished.reached_the_first(), scan.reached_the_first());
    assert_eq!(finished.progress().pages, scan.progress().pages);
    assert!(finished.progress().done);
    assert_eq!(finished.held(), scan.held());
}
