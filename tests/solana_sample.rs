//! Campaigns on the sample's Solana chain: figures against a second, plain path from what truly moved, and the same
//! whatever the size of pages and batches.

mod server;

use donation_flow::campaign::{Api, Campaign, Explorer};
use donation_flow::chain::{Address, Chain, Row, Token, Transfer};
use donation_flow::cli::sample::campaigns;
use donation_flow::cli::sample::solana::{self, Key, Ledger};
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::explorer::solana::Solana;
use donation_flow::explorer::{Adapter, Feed, GapKind, Next, Outcome, Policy, Query, Reading, Request};
use donation_flow::json;
use donation_flow::survey::Survey;
use proptest::prelude::*;
use serde_json::{Value, json};
use server::{Server, command, folder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static LEDGER: LazyLock<Ledger> = LazyLock::new(solana::stories);

/// Long after everything in these stories.
const LATER: u64 = 1_800_000_000;

fn campaign(name: &str) -> Campaign {
    let file =
        campaigns::file(name, "http://127.0.0.1:9", &Recorded::default()).expect("a sample's campaign");
    Campaign::parse(&file.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The report of a campaign whose node lists so many signatures a page.
fn report(name: &str, page: usize) -> Value {
    surveyed(campaign(name), &mut |request| {
        assert_eq!(request.url, "http://127.0.0.1:9/solana");
        answer(request, page)
    })
}

/// What the sample answers to a POST.
fn answer(request: &Request, page: usize) -> Outcome {
    let asked = request.body.as_deref().expect("a POST");
    let answer = solana::answer(&LEDGER, asked.as_bytes(), page);
    Outcome::Answer { status: 200, retry_after: None, body: String::from_utf8(answer.body).expect("text") }
}

/// The report of a campaign asked of `fetch`; what is to be waited for is over at once.
fn surveyed(campaign: Campaign, fetch: &mut dyn FnMut(&Request) -> Outcome) -> Value {
    let mut survey = Survey::new(campaign, Policy::default());
    let mut now_ms = 0;
    loop {
        match survey.next_request(now_ms) {
            Next::Request(ticket, request) => {
                let outcome = fetch(&request);
                survey.handle_response(ticket, outcome, now_ms);
            }
            Next::Wait(ms) => now_ms += ms,
            Next::Done => break,
        }
    }
    serde_json::to_value(survey.report(LATER, None)).expect("plain data")
}

fn asset<'r>(report: &'r Value, symbol: &str) -> &'r Value {
    let assets = report["assets"].as_array().expect("assets");
    assets.iter().find(|asset| asset["asset"] == *symbol).unwrap_or_else(|| panic!("no {symbol}"))
}

/// METHOD's figures of one asset, by their names in the report.
type Figures = BTreeMap<&'static str, i128>;

const NAMES: [&str; 6] = ["gross_received", "internal", "returned", "spent", "fees", "balance"];

fn reported(asset: &Value) -> Figures {
    let total = |name| asset["totals"][name].as_str().expect("a figure").parse().expect("a number");
    let mut figures: Figures = NAMES.into_iter().map(|name| (name, total(name))).collect();
    for name in ["donations", "sending_addresses"] {
        figures.insert(name, asset[name].as_i64().expect("a count").into());
    }
    figures
}

/// The same from what truly moved, without an instruction being read. `dust` counts as no donation.
fn expected(mint: Option<Key>, ours: &[Key], exchanges: &[Key], dust: u64) -> Figures {
    let mut figures: Figures = NAMES.into_iter().map(|name| (name, 0)).collect();
    let (mut donations, mut senders) = (0, BTreeSet::new());
    let mut owed: BTreeMap<Key, i128> = BTreeMap::new();
    let mut moves: Vec<_> =
        LEDGER.moves.iter().filter(|moved| moved.mint == mint && moved.value > 0).collect();
    moves.sort_by_key(|moved| moved.time);
    let mut add = |name, value| *figures.get_mut(name).expect("a figure's name") += value;
    for moved in moves {
        let value = i128::from(moved.value);
        let Some(to) = moved.to else {
            if ours.contains(&moved.from) {
                add("fees", value);
                add("balance", -value);
            }
            continue;
        };
        let (from_us, to_us) = (ours.contains(&moved.from), ours.contains(&to));
        if to_us {
            add("gross_received", value);
            add("balance", value);
        }
        match (from_us, to_us) {
            (true, true) => {
                add("internal", value);
                add("balance", -value);
            }
            (false, true) => {
                *owed.entry(moved.from).or_default() += value;
                if moved.value > dust {
                    donations += 1;
                    senders.insert(moved.from);
                }
            }
            (true, false) => {
                add("spent", value);
                add("balance", -value);
                if let Some(owed) = owed.get_mut(&to).filter(|_| !exchanges.contains(&to)) {
                    add("returned", value.min(*owed));
                    *owed -= value.min(*owed);
                }
            }
            (false, false) => {}
        }
    }
    figures.insert("donations", donations);
    figures.insert("sending_addresses", senders.len() as i128);
    figures
}

#[test]
fn a_campaign_gives_the_figures_of_a_second_plain_path() {
    let report = report("solana", solana::PAGE);
    assert_eq!((&report["complete"], &report["gaps"]), (&json!(true), &json!([])));
    let (ours, exchanges) = (solana::relief(), [solana::exchange()]);
    let balances = ours.map(|own| LEDGER.balances(&own));
    for (symbol, mint, dust) in [
        ("tSOL", None, 10_000_000),
        ("USDC", Some(solana::usdc().key), 10_000),
        ("PYUSD", Some(solana::pyusd().key), 10_000),
    ] {
        let asset = asset(&report, symbol);
        let expected = expected(mint, &ours, &exchanges, dust);
        assert_eq!(reported(asset), expected, "{symbol}");
        // And what the chain itself came to.
        let held = balances.iter().map(|(lamports, tokens)| match mint {
            None => *lamports,
            Some(mint) => tokens.get(&mint).copied().unwrap_or(0),
        });
        assert_eq!(expected["balance"], held.sum::<u64>().into(), "{symbol}");
        assert_eq!(asset["explorer"]["balance_difference"], "0", "{symbol}");
        assert!(expected["gross_received"] > expected["internal"] && expected["spent"] > 0, "{symbol}");
    }
    let sol = asset(&report, "tSOL");
    // The story holds what its name promises: rent of three accounts, a lamport, and 0.01 SOL are dust.
    assert_eq!(sol["dust"]["count"], 6);
    for symbol in ["tSOL", "USDC"] {
        let figures = reported(asset(&report, symbol));
        assert!(
            figures["internal"] > 0 && figures["returned"] > 0 && figures["donations"] > 15,
            "{figures:?}"
        );
    }
    // A forged dollar and one of nothing.
    let excluded: Vec<_> = report["excluded"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| (&row["reason"], &row["count"]))
        .collect();
    assert_eq!(excluded, [(&json!("zero-value"), &json!(1)), (&json!("unlisted-token"), &json!(1))]);
    assert!(report["assets"].as_array().expect("assets").len() == 3, "wrapped SOL is SOL");
}

#[test]
fn what_cannot_be_followed_is_named() {
    let report = report("solana-odd", solana::PAGE);
    let gaps: BTreeSet<(&str, &str)> = report["gaps"]
        .as_array()
        .expect("gaps")
        .iter()
        .map(|gap| (gap["kind"].as_str().expect("a kind"), gap["detail"].as_str().expect("a detail")))
        .collect();
    let game = solana::base58(&solana::account("odd/game"));
    // In the order of the story: the transactions that pay 5 and 6 SOL.
    let paid = |sol: u64| {
        let moved = LEDGER
            .moves
            .iter()
            .find(|moved| moved.to == Some(solana::odd()) && moved.value == sol * 1_000_000_000);
        moved.expect("it is in the story").signature.clone()
    };
    let (lost, timeless) = (format!("{}: result", paid(5)), format!("{}: blockTime", paid(6)));
    let expected =
        [("bad-row", &*lost), ("bad-row", &*timeless), ("unsupported", "stake"), ("unsupported", &*game)];
    assert_eq!(gaps, BTreeSet::from(expected));
    let sol = asset(&report, "tSOL");
    assert_eq!(sol["balance_by_explorer"], true);
    assert_eq!(sol["totals"]["balance"], LEDGER.balances(&solana::odd()).0.to_string());
    // A gap tells when, where the list of signatures knew it.
    let lost_gap = report["gaps"].as_array().unwrap().iter().find(|gap| gap["detail"] == *lost).unwrap();
    assert_eq!(lost_gap["from"], "2026-01-13T07:00:00Z");
}

/// The rows of a listing, in the order in which they come, by pages and batches of such sizes.
fn rows(owner: &Address, feed: Feed, tokens: &[Token], page: usize, batch: usize) -> Vec<Transfer> {
    let explorer = Explorer {
        chain: owner.chain(),
        api: Api::Solana,
        url: "http://127.0.0.1:9/solana".into(),
        key: None,
    };
    let adapter = Solana { batch };
    let (mut reading, mut rows, mut keys) = (Reading::NEW, Vec::new(), BTreeSet::new());
    loop {
        assert!(keys.insert(reading.cursor.clone()), "every page has a key of its own");
        let request =
            adapter.request(&explorer, Query::Listing(feed), owner, tokens, &reading).expect("a request");
        let body = request.body.expect("a POST");
        assert!(solana::methods(body.as_bytes()).split(',').count() <= batch.max(2));
        let answer = solana::answer(&LEDGER, body.as_bytes(), page);
        let answer = String::from_utf8(answer.body).expect("text");
        let answer = json::parse(&answer).expect("JSON");
        adapter.page(&mut reading, owner, feed, tokens, &answer).expect("an answer of this API");
        rows.extend(reading.rows.drain(..).map(|row| match row {
            Row::Transfer(transfer) => transfer,
            _ => panic!("no such thing on Solana"),
        }));
        if reading.cursor.is_empty() {
            assert!(reading.gaps.iter().all(|gap| gap.kind != GapKind::BadRow), "{:?}", reading.gaps);
            return rows;
        }
    }
}

/// A row without what every row has.
fn place(row: &Transfer) -> (String, Option<u32>) {
    (row.tx.0.to_string(), row.index)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_and_batches_of_any_size_give_the_same_rows(page in 1..70usize, batch in 1..25usize, own in 0..2usize) {
        let tokens = campaign("solana").tokens;
        let owner = Address::parse(Chain::SolanaDevnet, &solana::base58(&solana::relief()[own])).unwrap();
        for feed in [Feed::Native, Feed::Token] {
            let told = rows(&owner, feed, &tokens, page, batch);
            prop_assert!(told == rows(&owner, feed, &tokens, solana::PAGE, 10));
            // Nothing comes twice.
            let places: BTreeSet<_> = told.iter().map(place).collect();
            prop_assert_eq!(places.len(), told.len());
            // The first wallet's token account was closed: what it got, its own transactions lead to.
            prop_assert_eq!(told.is_empty(), feed == Feed::Token && own == 1);
        }
    }
}

#[test]
fn a_transaction_of_two_listings_has_the_same_rows_in_both() {
    let tokens = campaign("solana").tokens;
    let owner = Address::parse(Chain::SolanaDevnet, &solana::base58(&solana::relief()[0])).unwrap();
    let [native, token] = [Feed::Native, Feed::Token].map(|feed| rows(&owner, feed, &tokens, 1_000, 10));
    let of_native: BTreeSet<_> = native.iter().map(|row| &row.tx).collect();
    let shared = |row: &&Transfer| of_native.contains(&row.tx);
    let of_token: Vec<_> = token.iter().filter(shared).collect();
    assert!(of_token.len() > 5, "the wallet signs what it sends");
    assert!(of_token.iter().all(|row| native.contains(row)));
    // A token account's list has what the wallet's has not, and the other way round.
    assert!(of_token.len() < token.len() && token.len() < native.len() + token.len() - of_token.len());
}

#[test]
fn pages_of_any_size_give_the_same_report() {
    let whole = report("solana", solana::PAGE);
    for page in [1, 2, 7] {
        assert!(report("solana", page) == whole, "{page} a page");
    }
}

/// The campaign with two nodes, of which the second is asked when the first fails.
fn with_two_nodes() -> Campaign {
    let mut campaign = campaign("solana");
    let second = Explorer { url: "http://localhost:9/second".into(), ..campaign.explorers[0].clone() };
    campaign.explorers.push(second);
    campaign
}

#[test]
fn another_node_goes_on_where_the_first_one_fails_and_nothing_is_lost_or_twice() {
    let whole = report("solana", 20);
    for fails_after in [0, 1, 2, 3, 5, 8, 13] {
        let (mut of_first, mut of_second) = (0, 0);
        // The nodes' pages are not even of one size.
        let told =
            surveyed(with_two_nodes(), &mut |request| match request.url.starts_with("http://127.0.0.1") {
                true if of_first == fails_after => Outcome::Failed,
                true => {
                    of_first += 1;
                    answer(request, 20)
                }
                false => {
                    of_second += 1;
                    answer(request, 7)
                }
            });
        assert_eq!(told["assets"], whole["assets"], "after {fails_after}");
        assert_eq!((&told["complete"], &told["gaps"]), (&json!(true), &json!([])), "after {fails_after}");
        assert!(of_first == fails_after && of_second > 10, "{of_first} and {of_second}");
    }
}

#[test]
fn a_limit_told_within_an_answer_is_waited_out_and_a_refusal_is_not() {
    let refuse = |code: i64| {
        let body =
            json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": "no"}}).to_string();
        Outcome::Answer { status: 200, retry_after: None, body }
    };
    let mut count = 0;
    let told = surveyed(campaign("solana"), &mut |request| {
        count += 1;
        if count % 4 == 2 { refuse(429) } else { answer(request, 20) }
    });
    assert!(told == report("solana", 20), "every fourth request was one too many");
    let told = surveyed(campaign("solana"), &mut |_| refuse(403));
    let kinds: Vec<_> = told["gaps"].as_array().expect("gaps").iter().map(|gap| &gap["kind"]).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| **kind == "refused"), "{kinds:?}");
    let told = surveyed(campaign("solana"), &mut |_| refuse(-32005));
    let kinds: Vec<_> = told["gaps"].as_array().expect("gaps").iter().map(|gap| &gap["kind"]).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| **kind == "rate-limited"), "{kinds:?}");
    assert_eq!(told["complete"], false);
}

// ---- over HTTP, as a publisher runs it

fn snapshot(server: &Server, fault: Option<&str>, name: &str) -> (i32, String, Value) {
    let folder = folder(&format!("solana-{name}"));
    let campaign = server.campaign("solana", fault, &folder);
    let output = command().arg("snapshot").arg(&campaign).arg("-o").arg(&folder).output().expect("it runs");
    let report = std::fs::read(folder.join("report.json")).expect("a report is always written");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().expect("an exit code"), errors, serde_json::from_slice(&report).expect("JSON"))
}

#[test]
fn the_command_posts_and_survives_faults() {
    let server = Server::start(&[]);
    let (ours, exchanges) = (solana::relief(), [solana::exchange()]);
    let sol = expected(None, &ours, &exchanges, 10_000_000);
    std::thread::scope(|scope| {
        for fault in ["none", "500@2", "429@3x2", "429-retry-after@1", "truncated@4", "html@2", "drop@5"] {
            let (server, sol) = (&server, &sol);
            scope.spawn(move || {
                let name: String =
                    fault.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
                let (code, errors, report) = snapshot(server, Some(fault), &name);
                assert_eq!(code, 0, "{fault}: {errors}");
                assert_eq!(&reported(asset(&report, "tSOL")), sol, "{fault}");
            });
        }
        for fault in ["500", "429", "404", "truncated", "wrong-type", "500@6x999"] {
            let server = &server;
            scope.spawn(move || {
                let name: String =
                    fault.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
                let (code, errors, report) = snapshot(server, Some(fault), &format!("{name}-always"));
                assert_eq!((code, &report["complete"]), (3, &json!(false)), "{fault}: {errors}");
                assert!(errors.contains("gap: "), "{fault}: {errors}");
            });
        }
    });
    // What was asked, in its order: the first page of tokens, then their signatures, then what they stand for.
    let log = server.json("/log?fault=none");
    let log: Vec<&str> =
        log.as_array().expect("a log").iter().map(|row| row.as_str().expect("text")).collect();
    assert_eq!(log[0], "/solana getTokenAccountsByOwner,getTokenAccountsByOwner");
    assert!(log.contains(&"/solana getSignaturesForAddress"));
    assert!(log.contains(&&*format!("/solana {}", ["getTransaction"; 10].join(","))));
}

/// An owner's own transaction that moves its tokens is in both of its listings.
#[test]
fn a_transaction_that_no_node_tells_is_one_gap() {
    let (mut asked, mut twice) = (BTreeSet::new(), 0);
    let report = surveyed(campaign("solana"), &mut |request| {
        let body: Value = serde_json::from_str(request.body.as_deref().expect("a POST")).expect("JSON");
        let calls = body.as_array().expect("a batch");
        if calls[0]["method"] != "getTransaction" {
            return answer(request, solana::PAGE);
        }
        for call in calls {
            twice += u32::from(!asked.insert(call["params"][0].to_string()));
        }
        let nothing = calls.iter().map(|call| json!({"jsonrpc": "2.0", "id": call["id"], "result": null}));
        let body = nothing.collect::<Value>().to_string();
        Outcome::Answer { status: 200, retry_after: None, body }
    });
    assert!(twice > 0, "some were asked for in two listings");
    let gaps = report["gaps"].as_array().expect("gaps");
    let said: BTreeSet<String> =
        gaps.iter().map(|gap| format!("{} {}", gap["address"], gap["detail"])).collect();
    assert_eq!((gaps.len(), gaps.iter().all(|gap| gap["kind"] == "bad-row")), (said.len(), true));
}
