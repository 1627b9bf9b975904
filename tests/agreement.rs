//! A second explorer is asked about the same addresses at the same height: what is the same agrees, what is not is told to the
//! transaction, and whoever is silent agrees with nothing.

mod server;

use donation_flow::agreement::{Agreement, Figure, Finding, Whom};
use donation_flow::campaign::Campaign;
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::{Query, Sample};
use donation_flow::explorer::{Next, Outcome, Policy, Request};
use donation_flow::report::{Level, Report};
use donation_flow::survey::{Order, Survey};
use serde_json::{Value, json};
use server::{Server, command, folder};
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::Duration;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(Recorded::default()));

/// Two operators: two ports of this machine.
const ONE: &str = "127.0.0.1:1";
const TWO: &str = "127.0.0.1:2";
/// Long after everything in these stories.
const LATER: u64 = 1_800_000_000;

/// What the sample answers, whatever its host is called.
fn answer(request: &Request) -> Outcome {
    let (host, path) = request.url.strip_prefix("http://").unwrap().split_once('/').expect("a path");
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = format!("/{path}");
    let answer = match &request.body {
        Some(body) => SAMPLE.post(&path, true, body.as_bytes()),
        None => SAMPLE.answer(host, &path, &Query::parse(query)).unwrap_or_else(|| panic!("{}", request.url)),
    };
    let body = String::from_utf8(answer.body).expect("text");
    Outcome::Answer { status: answer.status, retry_after: None, body }
}

/// Drives a survey to its end; the requests, and how long it took by its own clock.
fn drive(survey: &mut Survey, answer: &mut dyn FnMut(&Request) -> Outcome) -> (Vec<String>, u64) {
    let (mut now, mut urls) = (0, Vec::new());
    for _ in 0..100_000 {
        match survey.next_request(now) {
            Next::Request(ticket, request) => {
                let outcome = answer(&request);
                urls.push(request.url);
                survey.handle_response(ticket, outcome, now);
            }
            Next::Wait(ms) => now += ms.max(1),
            Next::Done => return (urls, now),
        }
    }
    panic!("it has no end");
}

/// A sample's campaign on one chain, with explorers by API and URL.
fn campaign(name: &str, chain: &str, explorers: &[(&str, &str)]) -> Campaign {
    let file = file(name, chain, explorers);
    Campaign::parse(&file.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn file(name: &str, chain: &str, explorers: &[(&str, &str)]) -> Value {
    let file = SAMPLE.answer(ONE, &format!("/campaigns/{name}.json"), &Query::default()).expect(name);
    let mut file: Value = serde_json::from_slice(&file.body).expect("JSON");
    let of_chain = |list: &Value| -> Vec<Value> {
        let list = list.as_array().cloned().unwrap_or_default();
        list.into_iter().filter(|one| one["chain"] == *chain).collect()
    };
    file["addresses"] = of_chain(&file["addresses"]).into();
    file["labels"] = of_chain(&file["labels"]).into();
    let explorer = |(api, url): &(&str, &str)| {
        let mut explorer = json!({"chain": chain, "api": api, "url": url});
        if *api == "etherscan" {
            explorer["key"] = "sample".into();
        }
        explorer
    };
    file["explorers"] = explorers.iter().map(explorer).collect();
    file
}

/// Reads a campaign at its first explorer.
fn read(campaign: Campaign) -> Survey {
    let mut survey = Survey::new(campaign, Policy::default());
    drive(&mut survey, &mut |request| {
        assert!(
            request.url.contains(ONE),
            "{}: the second is not asked without being asked for",
            request.url
        );
        answer(request)
    });
    survey.report(LATER, None);
    survey
}

/// What came of asking, and the report after it.
fn ask(survey: &mut Survey, answer: &mut dyn FnMut(&Request) -> Outcome) -> (Agreement, Report, u64) {
    survey.ask_second(&Policy::default(), Whom::Browser);
    assert!(survey.is_asking_second());
    let (_, took) = drive(survey, answer);
    assert!(!survey.is_asking_second() && survey.has_news());
    let report = survey.report(LATER, None);
    let [agreement] = survey.agreements() else { panic!("{:?}", survey.agreements()) };
    (agreement.clone(), report, took)
}

const CHAIN: &str = "bitcoin-regtest";

fn bitcoin(second: &str) -> Campaign {
    let two = format!("http://{TWO}{second}/api");
    campaign("relief", CHAIN, &[("esplora", "http://127.0.0.1:1/api"), ("esplora", &two)])
}

/// What the sample's chain says of the campaign's addresses, up to a height, one by one.
fn figures(survey: &Survey, limit: u32) -> Vec<[u128; 3]> {
    let branch = &SAMPLE.branches.main;
    let mut figures = Vec::new();
    for own in &survey.campaign().addresses {
        let address: bitcoin::Address<bitcoin::address::NetworkUnchecked> =
            own.address.as_str().parse().unwrap();
        let script = address.assume_checked().script_pubkey();
        let mut sums = [0; 3];
        for record in
            branch.records.iter().filter(|record| record.place.is_some_and(|place| place.0 <= limit))
        {
            let sum = |outputs: &[bitcoin::TxOut]| -> Option<u128> {
                let own: Vec<u128> = outputs
                    .iter()
                    .filter(|output| output.script_pubkey == script)
                    .map(|output| output.value.to_sat().into())
                    .collect();
                (!own.is_empty()).then(|| own.iter().sum())
            };
            let (received, spent) = (sum(&record.tx.output), sum(&record.prevouts));
            sums[0] += u128::from(received.is_some() || spent.is_some());
            sums[1] += received.unwrap_or(0);
            sums[2] += spent.unwrap_or(0);
        }
        figures.push(sums);
    }
    figures
}

#[test]
fn two_that_have_the_same_agree_at_the_height_of_both() {
    let mut survey = read(bitcoin(""));
    let (agreement, report, _) = ask(&mut survey, &mut answer);
    let tip = SAMPLE.branches.main.tip();
    assert_eq!(agreement.finding, Finding::Agrees);
    assert_eq!(
        (agreement.hosts.each_ref().map(|host| &**host), agreement.height),
        ([ONE, TWO], Some(tip.into()))
    );
    let figures = figures(&survey, tip);
    assert_eq!(agreement.addresses as usize, figures.len());
    let sum = |figure: usize| figures.iter().map(|sums| sums[figure]).sum::<u128>();
    assert!(sum(0) > 20, "{figures:?}");
    assert_eq!(u128::from(agreement.transactions), sum(0));
    assert_eq!((agreement.sums[0].received.units(), agreement.sums[0].spent.units()), (sum(1), sum(2)));
    let verification = &report.assets[0].verification;
    assert_eq!((verification.level, verification.agreed.len()), (Level::Agreed, 1));
    let rows = survey.transactions(Some(0), Order::Newest, 0, 10_000);
    let (pending, settled): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.height.is_none());
    assert!(settled.iter().all(|row| row.level == Level::Agreed));
    assert!(pending.iter().all(|row| row.level == Level::Reported), "what waits is in nobody's block");
}

#[test]
fn one_that_hides_a_transaction_differs_by_exactly_that_one() {
    let mut survey = read(bitcoin("/fault/hides"));
    let (agreement, report, _) = ask(&mut survey, &mut answer);
    assert_eq!((agreement.finding, agreement.transactions), (Finding::Differs, 0));
    assert!(agreement.sums.is_empty());
    let (all, branch) = (figures(&survey, SAMPLE.branches.main.tip()), SAMPLE.branches.main.lacking());
    for (own, [transactions, received, spent]) in survey.campaign().addresses.iter().zip(all) {
        let address: bitcoin::Address<bitcoin::address::NetworkUnchecked> =
            own.address.as_str().parse().unwrap();
        let script = address.assume_checked().script_pubkey();
        let full = SAMPLE.branches.main.history(&script, true);
        let kept = branch.history(&script, true);
        let hidden =
            full.iter().find(|record| kept.iter().all(|kept| kept.txid != record.txid)).expect("one");
        assert_eq!(full.len(), kept.len() + 1);
        let of = |outputs: &[bitcoin::TxOut]| -> u128 {
            let own = outputs.iter().filter(|output| output.script_pubkey == script);
            own.map(|output| u128::from(output.value.to_sat())).sum()
        };
        let less = [1, of(&hidden.tx.output), of(&hidden.prevouts)];
        for ((figure, shown), less) in Figure::ALL.into_iter().zip([transactions, received, spent]).zip(less)
        {
            let is_it = |one: &&donation_flow::agreement::Difference| {
                one.address.as_ref() == Some(&own.address) && one.figure == figure
            };
            let told = agreement.differs.iter().find(is_it);
            match told {
                Some(told) => {
                    assert_eq!((&*told.host, told.shown, told.theirs), (TWO, shown, shown - less));
                }
                None => assert_eq!(less, 0, "{figure:?}"),
            }
        }
    }
    let verification = &report.assets[0].verification;
    assert_eq!((verification.level, verification.agreed.len()), (Level::Reported, 0));
}

#[test]
fn a_first_explorer_that_hides_one_is_told_by_the_second() {
    let one = format!("http://{ONE}/fault/hides/api");
    let mut survey =
        read(campaign("relief", CHAIN, &[("esplora", &one), ("esplora", "http://127.0.0.1:2/api")]));
    let (agreement, ..) = ask(&mut survey, &mut answer);
    assert_eq!(agreement.finding, Finding::Differs);
    let counts: Vec<_> = agreement.differs.iter().filter(|one| one.figure == Figure::Transactions).collect();
    assert!(!counts.is_empty());
    for count in counts {
        // What the first hides of one address it may list for another, so that it differs from its own list.
        let expected = if count.host == TWO { count.shown + 1 } else { count.shown - 1 };
        assert_eq!(count.theirs, expected, "{count:?}");
    }
}

#[test]
fn silence_is_not_answered_and_never_agrees() {
    for fault in ["500", "404", "429", "html", "truncated", "drop"] {
        let mut survey = read(bitcoin(&format!("/fault/{fault}")));
        let silent = |request: &Request| match fault {
            "drop" if request.url.contains(TWO) => Outcome::Failed,
            _ => answer(request),
        };
        let (agreement, report, took) = ask(&mut survey, &mut { silent });
        // Half of a height is a height, too.
        let expected = if fault == "truncated" { Finding::NotAtOneHeight } else { Finding::NotAnswered };
        assert_eq!(agreement.finding, expected, "{fault}");
        assert!(agreement.height.is_none() && agreement.differs.is_empty(), "{fault}");
        assert_eq!(report.assets[0].verification.level, Level::Reported, "{fault}");
        assert!(took < 120_000, "{fault} took {took} ms");
    }
    // Once is not for ever: it is asked again.
    let mut survey = read(bitcoin("/fault/500@2"));
    assert_eq!(ask(&mut survey, &mut answer).0.finding, Finding::Agrees);
}

#[test]
fn half_of_the_answers_is_no_answer() {
    // The second explorer tells its tip and the first address, and then no more.
    let mut survey = read(bitcoin(""));
    let mut asked = 0;
    let (agreement, ..) = ask(&mut survey, &mut |request| {
        asked += u32::from(request.url.contains(TWO));
        if request.url.contains(TWO) && asked > 2 { Outcome::Failed } else { answer(request) }
    });
    assert_eq!(agreement.finding, Finding::NotAnswered);
    assert!(agreement.differs.is_empty());
}

#[test]
fn tips_that_move_or_differ_are_asked_again_and_then_given_up() {
    let tip = u64::from(SAMPLE.branches.main.tip());
    let moving = |fixed_after: u64| {
        let mut survey = read(bitcoin(""));
        let mut looks = 0;
        let asked = ask(&mut survey, &mut |request| {
            if !request.url.ends_with("/blocks/tip/height") {
                return answer(request);
            }
            looks += 1;
            let height = tip + looks.min(fixed_after);
            Outcome::Answer { status: 200, retry_after: None, body: height.to_string() }
        });
        (asked.0, asked.2, looks)
    };
    let (agreement, took, looks) = moving(6);
    assert_eq!(
        (agreement.finding, agreement.height),
        (Finding::Agrees, Some(tip)),
        "as far as the list goes"
    );
    assert!(took >= 15_000 && looks > 6);
    // A block comes to both while the addresses are asked about.
    let mut survey = read(bitcoin(""));
    let mut looks = 0;
    let (agreement, _, took) = ask(&mut survey, &mut |request| {
        if !request.url.ends_with("/blocks/tip/height") {
            return answer(request);
        }
        looks += 1;
        let height = if looks > 2 { tip + 1 } else { tip };
        Outcome::Answer { status: 200, retry_after: None, body: height.to_string() }
    });
    assert_eq!(agreement.finding, Finding::Agrees);
    assert!(took >= 15_000 && looks == 8, "{took} ms, {looks} looks");
    let (agreement, took, looks) = moving(u64::MAX);
    assert_eq!(agreement.finding, Finding::NotAtOneHeight);
    assert!(took <= 120_000 && looks <= 20, "{took} ms, {looks} looks");
    assert!(agreement.height.is_none() && agreement.differs.is_empty());
    // One that is a block behind for good.
    let mut survey = read(bitcoin("/fault/reorg"));
    assert_eq!(ask(&mut survey, &mut answer).0.finding, Finding::NotAtOneHeight);
}

#[test]
fn blocks_that_came_since_the_list_was_read_are_taken_off_again() {
    let tip = SAMPLE.branches.main.tip();
    let limit = tip * 9 / 10;
    let mut survey = Survey::new(bitcoin(""), Policy::default());
    drive(&mut survey, &mut |request| {
        let Outcome::Answer { status, retry_after, mut body } = answer(request) else { panic!("an answer") };
        if request.url.ends_with("/blocks/tip/height") {
            body = limit.to_string();
        } else if request.url.contains("/txs/") {
            let mut rows: Vec<Value> = serde_json::from_str(&body).unwrap();
            rows.retain(|row| {
                row["status"]["block_height"].as_u64().is_some_and(|height| height <= limit.into())
            });
            body = Value::from(rows).to_string();
        }
        Outcome::Answer { status, retry_after, body }
    });
    survey.report(LATER, None);
    let (then, now) = (figures(&survey, limit), figures(&survey, tip));
    assert_ne!(then, now, "something came since");
    let (agreement, ..) = ask(&mut survey, &mut answer);
    assert_eq!(
        (agreement.finding, agreement.height),
        (Finding::Agrees, Some(limit.into())),
        "{:?}",
        agreement.differs
    );
    assert_eq!(u128::from(agreement.transactions), then.iter().map(|sums| sums[0]).sum::<u128>());
    assert_eq!(agreement.sums[0].received.units(), then.iter().map(|sums| sums[1]).sum::<u128>());
}

#[test]
fn without_an_explorer_by_others_there_is_no_second() {
    let survey = |two: &str| {
        read(campaign("relief", CHAIN, &[("esplora", "http://127.0.0.1:1/api"), ("esplora", two)]))
    };
    let mut same = survey("http://127.0.0.1:1/fault/none/api");
    let (agreement, report, _) = ask(&mut same, &mut |request| panic!("{} is asked", request.url));
    assert_eq!((agreement.finding, &*agreement.hosts[1]), (Finding::NoSecond, ""));
    assert!(report.second_explorers.is_empty());
    let mut other = survey("http://127.0.0.1:2/api");
    assert_eq!(other.report(LATER, None).second_explorers[0].host, TWO);
}

#[test]
fn accounts_are_compared_list_by_list() {
    let chain = "ethereum-sepolia";
    let blockscout = |host: &str, fault: &str| format!("http://{host}{fault}/evm/11155111/api/v2");
    let etherscan = |host: &str, fault: &str| format!("http://{host}{fault}/evm/v2/api");
    let one = blockscout(ONE, "");
    for (api, two) in [("etherscan", etherscan(TWO, "")), ("blockscout", blockscout(TWO, ""))] {
        let mut survey = read(campaign("evm", chain, &[("blockscout", &one), (api, &two)]));
        let (agreement, report, _) = ask(&mut survey, &mut answer);
        assert_eq!(agreement.finding, Finding::Agrees, "{api}: {:?}", agreement.differs);
        assert!(agreement.until.is_some_and(|until| until < LATER) && agreement.height.is_none());
        assert!(agreement.transactions > 10 && agreement.sums.len() > 1);
        for asset in &report.assets {
            assert_eq!(asset.verification.level, Level::Agreed, "{}", asset.asset);
            assert!(!asset.verification.can_be_proven);
        }
    }
    let mut survey =
        read(campaign("evm", chain, &[("blockscout", &one), ("blockscout", &blockscout(TWO, "/fault/500"))]));
    let (agreement, ..) = ask(&mut survey, &mut answer);
    assert_eq!(agreement.finding, Finding::NotAnswered);
    assert!(agreement.until.is_none());
}

#[test]
fn a_token_transfer_that_one_account_list_lacks_is_told_by_asset() {
    let chain = "ethereum-sepolia";
    let url = |host: &str| format!("http://{host}/evm/11155111/api/v2");
    let mut survey = read(campaign("evm", chain, &[("blockscout", &url(ONE)), ("blockscout", &url(TWO))]));
    let mut hidden = None;
    let (agreement, ..) = ask(&mut survey, &mut |request| {
        let outcome = answer(request);
        let Outcome::Answer { status, retry_after, body } = outcome else { return outcome };
        let mut page: Value = serde_json::from_str(&body).unwrap_or_default();
        let is_list = request.url.contains("/token-transfers") && hidden.is_none();
        if let Some(items) = page.get_mut("items").and_then(Value::as_array_mut).filter(|_| is_list) {
            let counts = |item: &Value| item["token"]["symbol"] == "USDC" && item["total"]["value"] != "0";
            if let Some(place) = items.iter().position(counts) {
                hidden = Some(items.remove(place));
                return Outcome::Answer { status, retry_after, body: page.to_string() };
            }
        }
        Outcome::Answer { status, retry_after, body }
    });
    let hidden = hidden.expect("a transfer of USDC");
    assert_eq!(agreement.finding, Finding::Differs);
    let contract = hidden["token"]["address_hash"].as_str().unwrap().to_lowercase();
    for difference in &agreement.differs {
        assert_eq!(difference.host, TWO);
        assert_eq!(difference.contract.as_deref().map(str::to_lowercase).as_deref(), Some(&*contract));
    }
    let of = |figure| agreement.differs.iter().find(|one| one.figure == figure);
    let transactions = of(Figure::Transactions).expect("one transaction less");
    assert_eq!(transactions.theirs + 1, transactions.shown);
    let value: u128 = hidden["total"]["value"].as_str().unwrap().parse().unwrap();
    let moved = of(Figure::Received).or(of(Figure::Spent)).expect("a sum");
    assert_eq!(moved.shown - moved.theirs, value);
}

#[test]
fn to_stop_ends_the_question_and_agrees_with_nothing() {
    let mut survey = read(bitcoin(""));
    survey.ask_second(&Policy::default(), Whom::Browser);
    assert!(matches!(survey.next_request(0), Next::Request(..)));
    survey.stop();
    assert!(!survey.is_asking_second() && survey.agreements().is_empty());
    assert_eq!(survey.report(LATER, None).assets[0].verification.level, Level::Reported);
}

#[test]
fn a_snapshot_carries_what_the_second_explorer_said() {
    let (one, two) = (Server::start(&[]), Server::start(&[]));
    let folder = folder("second");
    let take = |second: &str, options: &[&str]| {
        let two = two.url(&format!("{second}/api"));
        let file = file("relief", CHAIN, &[("esplora", &one.url("/api")), ("esplora", &two)]);
        let (path, out) = (folder.join("campaign.json"), folder.join("out"));
        std::fs::write(&path, file.to_string()).expect("it can be written");
        let _ = std::fs::remove_dir_all(&out);
        let mut run = command();
        run.arg("snapshot").arg(&path).arg("-o").arg(&out).args(["--no-proofs"]).args(options);
        let said = run.output().expect("it runs");
        let stderr = String::from_utf8(said.stderr).expect("text");
        let report = std::fs::read(out.join("report.json")).unwrap_or_else(|_| panic!("{stderr}"));
        let verified = command().arg("verify").arg(&out).output().expect("it runs");
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
        let verified = String::from_utf8(verified.stdout).expect("text");
        (serde_json::from_slice::<Value>(&report).expect("JSON"), stderr, verified)
    };
    let (report, said, verified) = take("", &[]);
    let agreed = &report["agreements"][0];
    assert_eq!(agreed["finding"], "agrees", "{said}");
    assert_eq!(agreed["hosts"], json!([one.host, two.host]));
    assert_eq!(report["assets"][0]["verification"]["level"], "agreed");
    assert!(
        verified.contains("agreed: bitcoin-regtest") && !said.contains("second explorer"),
        "{verified}{said}"
    );

    let (report, said, verified) = take("/fault/hides", &[]);
    assert_eq!(report["agreements"][0]["finding"], "differs");
    assert!(said.contains("second explorer: differs") && said.contains(": transactions: "), "{said}");
    assert!(verified.contains("not agreed: bitcoin-regtest"));

    let (report, ..) = take("", &["--no-second"]);
    assert_eq!(report["agreements"], json!([]));
}

#[test]
fn killed_while_a_second_explorer_is_asked_it_asks_again_for_nothing_that_came() {
    let (one, two) = (Server::start(&[]), Server::start(&[]));
    let folder = folder("second-killed");
    let campaign = |fault: &str| {
        let two = two.url(&format!("/fault/{fault}/api"));
        let path = folder.join(format!("{fault}.json"));
        let file = file("relief", CHAIN, &[("esplora", &one.url("/api")), ("esplora", &two)]);
        std::fs::write(&path, file.to_string()).expect("it can be written");
        path
    };
    let run = |fault: &str, out: &str| {
        let mut run = command();
        run.arg("snapshot").arg(campaign(fault)).arg("-o").arg(folder.join(out));
        run.args(["--no-proofs", "--as-of", "2026-03-14T13:00:00Z"]).stderr(Stdio::null());
        run
    };
    let asked = |fault: &str| two.json(&format!("/log?fault={fault}")).as_array().map_or(0, Vec::len);
    assert!(run("slow=400~whole", "whole").status().expect("it runs").success());
    let once = asked("slow=400~whole");
    assert!(once > 2, "only {once} requests");

    let mut killed = run("slow=400~killed", "out").spawn().expect("it runs");
    while asked("slow=400~killed") < once {
        assert!(killed.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_millis(2));
    }
    killed.kill().expect("it was running");
    killed.wait().unwrap();
    assert!(!folder.join("out").exists());
    assert!(run("slow=400~killed", "out").status().expect("it runs").success());
    let again = asked("slow=400~killed");
    assert!((once..=once + 1).contains(&again), "{again} requests, not {once}: the last was on its way");
    let agreements = |out: &str| {
        let report = std::fs::read(folder.join(out).join("report.json")).expect("a report");
        serde_json::from_slice::<Value>(&report).expect("JSON")["agreements"].clone()
    };
    assert_eq!(agreements("out")[0]["finding"], "agrees");
    assert_eq!(agreements("out"), agreements("whole"));
}
