//! The command as a publisher runs it: exit codes, and reports against figures worked out by a second, plain path
//! from the sample's raw blocks and rows.

mod server;

use bitcoin::{Address, Block, Network, ScriptBuf, Transaction, TxOut};
use donation_flow::cli::sample::chain::Branch;
use donation_flow::cli::sample::tron::{self, Account, Act};
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::wallet::{Party, Wallet};
use donation_flow::cli::sample::{Sample, stories};
use serde_json::{Value, json};
use server::{Server, command, folder};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(Recorded::default()));

/// What one run of `snapshot` ended in.
struct Snapshot {
    code: i32,
    errors: String,
    report: Value,
}

fn snapshot(campaign: &Path, folder: &Path) -> Snapshot {
    let output = command().arg("snapshot").arg(campaign).arg("-o").arg(folder).output().expect("it runs");
    ended(&output, folder)
}

fn ended(output: &Output, folder: &Path) -> Snapshot {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("panicked"), "{errors}");
    let report = std::fs::read(folder.join("report.json")).ok();
    let report = report.map_or(Value::Null, |text| serde_json::from_slice(&text).expect("JSON"));
    Snapshot { code: output.status.code().expect("an exit code"), errors, report }
}

impl Snapshot {
    fn asset(&self, symbol: &str) -> &Value {
        let assets = self.report["assets"].as_array().expect("assets");
        assets.iter().find(|asset| asset["asset"] == *symbol).unwrap_or_else(|| panic!("no {symbol}"))
    }

    fn gaps(&self) -> &Vec<Value> {
        self.report["gaps"].as_array().expect("gaps")
    }
}

/// METHOD's figures of one asset, as the report names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Figures {
    gross: i128,
    internal: i128,
    returned: i128,
    spent: i128,
    fees: i128,
    ambiguous: i128,
    pending_in: i128,
    pending_out: i128,
    donations: usize,
    senders: usize,
}

impl Figures {
    fn reported(asset: &Value) -> Figures {
        let total = |name: &str| -> i128 {
            let text = asset["totals"][name].as_str().unwrap_or_else(|| panic!("{name} of {asset}"));
            text.parse().unwrap_or_else(|_| panic!("{name}: {text}"))
        };
        let figures = Figures {
            gross: total("gross_received"),
            internal: total("internal"),
            returned: total("returned"),
            spent: total("spent"),
            fees: total("fees"),
            ambiguous: total("ambiguous"),
            pending_in: total("pending_in"),
            pending_out: total("pending_out"),
            donations: asset["donations"].as_u64().expect("a count") as usize,
            senders: asset["sending_addresses"].as_u64().expect("a count") as usize,
        };
        let outside = figures.gross - figures.internal;
        assert_eq!(total("from_outside"), outside);
        assert_eq!(total("net"), outside - figures.returned);
        assert_eq!(total("balance"), outside - figures.spent - figures.fees + figures.ambiguous);
        figures
    }
}

fn scripts(parties: &[Party]) -> BTreeSet<ScriptBuf> {
    let mut wallet = Wallet::default();
    parties.iter().map(|party| wallet.script(party)).collect()
}

/// The figures of addresses, from a branch's raw blocks and what waits beside them.
fn bitcoin_figures(branch: &Branch, ours: &[Party], exchanges: &[Party]) -> Figures {
    let (ours, exchanges) = (scripts(ours), scripts(exchanges));
    let mut outputs: HashMap<bitcoin::OutPoint, TxOut> = HashMap::new();
    let mut figures = Figures::default();
    // Senders, and what of their receipt is not yet paid back; oldest first.
    let mut open: Vec<(BTreeSet<ScriptBuf>, i128)> = Vec::new();
    let mut senders = BTreeSet::new();
    let tip = branch.blocks.len() - 1;
    let waiting: Vec<Transaction> = branch
        .records
        .iter()
        .filter(|record| record.place.is_none())
        .map(|record| record.tx.clone())
        .collect();
    let blocks = branch.blocks.iter().map(|block: &Block| block.txdata.clone()).chain([waiting]);
    for (height, transactions) in blocks.enumerate() {
        let is_pending = height > tip || tip - height + 1 < 6;
        let mut sorted: Vec<(bool, &Transaction, Vec<TxOut>)> = Vec::new();
        for tx in &transactions {
            for (vout, output) in tx.output.iter().enumerate() {
                let point = bitcoin::OutPoint { txid: tx.compute_txid(), vout: vout as u32 };
                outputs.insert(point, output.clone());
            }
            let inputs: Vec<TxOut> = match tx.is_coinbase() {
                true => Vec::new(),
                false => tx.input.iter().map(|input| outputs[&input.previous_output].clone()).collect(),
            };
            sorted.push((inputs.iter().any(|input| ours.contains(&input.script_pubkey)), tx, inputs));
        }
        sorted.sort_by_key(|(spends, tx, _)| (*spends, tx.compute_txid().to_string()));
        for (spends, tx, inputs) in sorted {
            let owned = |output: &&TxOut| ours.contains(&output.script_pubkey);
            let sum =
                |outputs: Vec<&TxOut>| outputs.iter().map(|o| i128::from(o.value.to_sat())).sum::<i128>();
            let to_us = sum(tx.output.iter().filter(owned).collect());
            let away: Vec<&TxOut> = tx.output.iter().filter(|output| !owned(output)).collect();
            let mixed = spends && inputs.iter().any(|input| !ours.contains(&input.script_pubkey));
            match (spends, is_pending) {
                _ if !spends && to_us == 0 => {}
                _ if mixed => {
                    assert!(!is_pending, "no story mixes what is pending");
                    figures.ambiguous += to_us - sum(inputs.iter().filter(owned).collect());
                }
                (false, true) => figures.pending_in += to_us,
                (true, true) => figures.pending_out += sum(away),
                (false, false) => {
                    figures.gross += to_us;
                    let from: BTreeSet<ScriptBuf> = inputs
                        .iter()
                        .map(|input| input.script_pubkey.clone())
                        .filter(|script| Address::from_script(script, Network::Regtest).is_ok())
                        .collect();
                    if to_us > 1_000 {
                        figures.donations += 1;
                        senders.extend(from.iter().cloned());
                    }
                    open.push((from, to_us));
                }
                (true, false) => {
                    figures.gross += to_us;
                    figures.internal += to_us;
                    figures.spent += sum(away.clone());
                    figures.fees += sum(inputs.iter().collect()) - sum(tx.output.iter().collect());
                    for output in away.iter().filter(|output| !exchanges.contains(&output.script_pubkey)) {
                        let mut left = i128::from(output.value.to_sat());
                        for (_, rest) in
                            open.iter_mut().filter(|(from, _)| from.contains(&output.script_pubkey))
                        {
                            let paid = left.min(*rest);
                            figures.returned += paid;
                            (left, *rest) = (left - paid, *rest - paid);
                        }
                    }
                }
            }
        }
    }
    figures.senders = senders.len();
    figures
}

/// One movement between accounts: time, from, to, value, whether it is pending.
type Movement = (u64, Account, Account, i128, bool);

fn account_figures(mut rows: Vec<Movement>, ours: &[Account], exchanges: &[Account]) -> Figures {
    rows.sort_by_key(|(time, ..)| *time);
    let (mut figures, mut senders) = (Figures::default(), BTreeSet::new());
    let mut owed: BTreeMap<Account, i128> = BTreeMap::new();
    for (_, from, to, value, pending) in rows.into_iter().filter(|row| row.3 > 0) {
        match (ours.contains(&from), ours.contains(&to)) {
            (false, true) if pending => figures.pending_in += value,
            (true, false) if pending => figures.pending_out += value,
            (true, true) => {
                figures.gross += value;
                figures.internal += value;
            }
            (false, true) => {
                figures.gross += value;
                *owed.entry(from).or_default() += value;
                if value > 10_000 {
                    figures.donations += 1;
                    senders.insert(from);
                }
            }
            (true, false) => {
                figures.spent += value;
                if let Some(owed) = owed.get_mut(&to).filter(|_| !exchanges.contains(&to)) {
                    figures.returned += value.min(*owed);
                    *owed -= value.min(*owed);
                }
            }
            (false, false) => {}
        }
    }
    figures.senders = senders.len();
    figures
}

fn usdt_figures(ours: &[Account], exchanges: &[Account]) -> Figures {
    let rows =
        SAMPLE.ledger.tokens.iter().filter(|row| row.token == stories::usdt() && row.kind == "Transfer");
    let rows = rows.map(|row| (row.time, row.from, row.to, row.value as i128, row.unconfirmed));
    account_figures(rows.collect(), ours, exchanges)
}

fn trx_figures(ours: &[Account], exchanges: &[Account]) -> Figures {
    let mut rows: Vec<Movement> = Vec::new();
    let mut fees = 0;
    for native in &SAMPLE.ledger.natives {
        if ours.contains(&native.owner) {
            fees += i128::from(native.fee);
        }
        let (to, value) = match native.act {
            Act::Transfer { to, amount } => (to, amount),
            Act::Call { contract, call_value, .. } => (contract, call_value),
            _ => continue,
        };
        if native.succeeded {
            rows.push((native.time, native.owner, to, value.into(), native.unconfirmed));
        }
    }
    let paid = SAMPLE.ledger.internals.iter().filter(|row| !row.rejected);
    rows.extend(paid.map(|row| (row.time, row.from, row.to, row.amount.into(), false)));
    Figures { fees, ..account_figures(rows, ours, exchanges) }
}

fn relief() -> ([Party; 2], [Party; 1]) {
    ([stories::relief_main(), stories::relief_first()], [stories::relief_exchange()])
}

#[test]
fn reports_give_the_figures_of_a_second_plain_path() {
    let server = Server::start(&[]);
    let main = &SAMPLE.branches.main;
    let folder = folder("figures");
    let taken = |name: &str| {
        let snapshot = snapshot(&server.campaign(name, None, &folder), &folder.join(name));
        assert_eq!(snapshot.code, 0, "{name}: {}", snapshot.errors);
        assert_eq!(snapshot.report["complete"], true, "{name}");
        // No balance differs from the explorer's, and no gap is kept quiet.
        assert_eq!((&*snapshot.errors, snapshot.gaps().len()), ("", 0), "{name}");
        snapshot
    };

    let report = taken("relief");
    let (ours, exchanges) = relief();
    assert_eq!(Figures::reported(report.asset("tBTC")), bitcoin_figures(main, &ours, &exchanges));
    let figures = usdt_figures(&[stories::relief_tron()], &[stories::relief_exchange_tron()]);
    assert_eq!(Figures::reported(report.asset("USDT")), figures);
    assert!(Figures::reported(report.asset("tBTC")).returned > 0 && figures.donations > 20);

    let report = taken("tangle");
    let ours = stories::tangle_accounts();
    let exchange = [stories::tangle_exchange_tron()];
    let bitcoin = bitcoin_figures(main, &stories::tangle_addresses(), &[stories::tangle_exchange()]);
    assert_eq!(Figures::reported(report.asset("tBTC")), bitcoin);
    assert_eq!(Figures::reported(report.asset("USDT")), usdt_figures(&ours, &exchange));
    assert_eq!(Figures::reported(report.asset("tTRX")), trx_figures(&ours, &exchange));
    // The story holds what its name promises.
    let all =
        [bitcoin.internal, bitcoin.returned, bitcoin.ambiguous, bitcoin.pending_in, bitcoin.pending_out];
    assert!(all.iter().all(|figure| *figure != 0), "{bitcoin:?}");
    assert_eq!(report.asset("tBTC")["possible_change"]["count"], 1);
    assert_eq!(report.asset("tBTC")["dust"]["count"], 3);
    let excluded: Vec<_> =
        report.report["excluded"].as_array().unwrap().iter().map(|row| &row["reason"]).collect();
    assert!(excluded.contains(&&json!("fake-token")) && excluded.contains(&&json!("zero-value")));

    for (name, address) in [("medium", stories::medium_address()), ("large", stories::large_address())] {
        let report = taken(name);
        let exchange = donation_flow::cli::sample::wallet::party(
            donation_flow::cli::sample::wallet::Form::P2wpkh,
            format!("exchange/{name}"),
        );
        assert_eq!(
            Figures::reported(report.asset("tBTC")),
            bitcoin_figures(main, &[address], &[exchange]),
            "{name}"
        );
    }

    let report = taken("empty");
    assert!(
        report.report["assets"]
            .as_array()
            .unwrap()
            .iter()
            .all(|asset| asset["totals"]["gross_received"] == "0")
    );
}

#[test]
fn kinds_that_are_not_counted_are_gaps_and_a_differing_balance_is_a_note() {
    let server = Server::start(&[]);
    let folder = folder("staking");
    let snapshot = snapshot(&server.campaign("staking", None, &folder), &folder);
    assert_eq!(snapshot.code, 3);
    let kinds: Vec<_> = snapshot.gaps().iter().map(|gap| gap["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["unsupported", "unsupported"]);
    assert_eq!(
        snapshot.report["complete"], true,
        "every listing was read to its end, whatever is not counted of it"
    );
    assert!(
        snapshot.errors.contains("FreezeBalanceV2Contract")
            && snapshot.errors.contains("TransferAssetContract")
    );
    assert!(
        snapshot
            .errors
            .contains("note: tTRX: the rows add up to 400.000000 more than the explorer's balance")
    );
}

/// Runs `relief` with a fault, in a folder of its own.
fn faulty(server: &Server, fault: &str) -> Snapshot {
    let plain: String = fault.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let folder = folder(&format!("fault-{plain}"));
    snapshot(&server.campaign("relief", Some(fault), &folder), &folder.join("out"))
}

/// Each of these in a thread of its own, for most of the time goes into backing off.
fn each(faults: &[&str], check: impl Fn(&str, Snapshot) + Sync) {
    let server = Server::start(&[]);
    std::thread::scope(|scope| {
        for fault in faults {
            scope.spawn(|| check(fault, faulty(&server, fault)));
        }
    });
}

#[test]
fn a_fault_that_passes_costs_nothing() {
    let (ours, exchanges) = relief();
    let figures = bitcoin_figures(&SAMPLE.branches.main, &ours, &exchanges);
    let usdt = usdt_figures(&[stories::relief_tron()], &[stories::relief_exchange_tron()]);
    let faults =
        ["500@1", "500@2x2", "429@3", "429-retry-after@2", "drop@2", "truncated@3", "html@1", "slow=150"];
    each(&faults, |fault, snapshot| {
        assert_eq!(snapshot.code, 0, "{fault}: {}", snapshot.errors);
        assert_eq!(Figures::reported(snapshot.asset("tBTC")), figures, "{fault}");
        assert_eq!(Figures::reported(snapshot.asset("USDT")), usdt, "{fault}");
    });
}

#[test]
fn a_fault_that_stays_is_a_gap() {
    let faults =
        ["500", "429", "429-retry-after", "404", "drop", "truncated", "html", "wrong-type", "500@4x999"];
    each(&faults, |fault, snapshot| {
        assert_eq!(snapshot.code, 3, "{fault}: {}", snapshot.errors);
        assert_eq!(snapshot.report["complete"], false, "{fault}");
        assert!(!snapshot.gaps().is_empty() && snapshot.errors.contains("gap: "), "{fault}");
    });
}

#[test]
fn one_odd_row_is_a_gap_of_that_row() {
    each(&["wrong-type@1"], |_, snapshot| {
        assert_eq!(snapshot.code, 3, "{}", snapshot.errors);
        let kinds: Vec<_> = snapshot.gaps().iter().map(|gap| gap["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["bad-row"]);
    });
}

#[test]
fn a_reorganisation_between_pages_gives_one_branch_or_the_other_or_a_gap() {
    let (ours, exchanges) = relief();
    let of = |branch| bitcoin_figures(branch, &ours, &exchanges);
    let (main, other) = (of(&SAMPLE.branches.main), of(&SAMPLE.branches.other));
    assert_ne!(main, other);
    each(
        &["reorg@1", "reorg@2", "reorg@3", "reorg@4", "reorg@5", "reorg@6", "reorg@7"],
        |fault, snapshot| {
            let figures = Figures::reported(snapshot.asset("tBTC"));
            match snapshot.code {
                0 => assert!(figures == main || figures == other, "{fault}: {figures:?}"),
                3 => assert!(!snapshot.gaps().is_empty(), "{fault}"),
                code => panic!("{fault}: {code}: {}", snapshot.errors),
            }
            if fault == "reorg@1" {
                assert_eq!(
                    (snapshot.code, figures),
                    (0, other.clone()),
                    "all of it came from the other branch"
                );
            }
        },
    );
}

#[test]
fn interrupted_it_keeps_what_came() {
    let server = Server::start(&[]);
    let folder = folder("interrupted");
    let campaign = server.campaign("large", Some("slow=200"), &folder);
    let mut child = command()
        .arg("snapshot")
        .arg(&campaign)
        .arg("-o")
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    std::thread::sleep(Duration::from_secs(3));
    let interrupt = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.is_ok_and(|status| status.success()));
    for waited in 0.. {
        match child.try_wait().expect("a child of ours") {
            Some(_) => break,
            None if waited < 100 => std::thread::sleep(Duration::from_millis(100)),
            None => {
                child.kill().expect("a child of ours");
                panic!("it goes on as if nobody had interrupted it");
            }
        }
    }
    let snapshot = ended(&child.wait_with_output().expect("it ended"), &folder);
    assert_eq!(snapshot.code, 3, "{}", snapshot.errors);
    assert!(snapshot.gaps().iter().any(|gap| gap["kind"] == "stopped"));
    let figures = Figures::reported(snapshot.asset("tBTC"));
    assert!(figures.gross > 0, "some pages had come");
}

#[test]
fn an_explorer_that_is_not_there_is_a_gap() {
    let folder = folder("down");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let free = listener.local_addr().unwrap();
    drop(listener);
    let campaign = json!({
        "version": 1, "name": "Nobody answers",
        "addresses": [{"chain": "tron-nile", "address": tron::base58(&stories::empty_tron())}],
        "explorers": [{"chain": "tron-nile", "api": "trongrid", "url": format!("http://{free}")}],
    });
    let file = write(&folder, &campaign);
    let snapshot = snapshot(&file, &folder);
    assert_eq!(snapshot.code, 3);
    assert!(snapshot.gaps().iter().all(|gap| gap["kind"] == "not-answered") && !snapshot.gaps().is_empty());
}

/// What explorers and names of files say is in lines of this command's own, and may not look like others.
#[test]
fn words_of_others_make_no_line_and_colour_none() {
    let folder = folder("forged-words");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let body = json!({"success": false, "error": format!("{FORGED} said")}).to_string();
        for stream in listener.incoming() {
            let (mut stream, mut asked) = (stream.unwrap(), [0; 4_096]);
            _ = stream.read(&mut asked);
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json";
            _ = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    let campaign = json!({
        "version": 1, "name": "Somebody answers",
        "addresses": [{"chain": "tron-nile", "address": tron::base58(&stories::empty_tron())}],
        "explorers": [{"chain": "tron-nile", "api": "trongrid", "url": url}],
    });
    let file = write(&folder, &campaign);
    let out = folder.join("out");
    let mut taken = command();
    taken.arg("snapshot").arg(&file).arg("-o").arg(&out).args(["--no-proofs", "--no-second"]);
    let taken = taken.output().unwrap();
    #[cfg(unix)]
    std::fs::write(out.join(format!("{FORGED} named")), "").unwrap();
    let verified = command().arg("verify").arg(&out).output().unwrap();
    for (output, code) in [(&taken, 3), (&verified, 0)] {
        let said =
            String::from_utf8(output.stdout.clone()).unwrap() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said:?}");
        assert!(said.contains("[31mred]0;titlegap: of nobody said"), "{said:?}");
        assert!(
            !said.contains(['\u{1b}', '\u{7}', '\u{202e}']) && !said.contains("\ngap: of nobody"),
            "{said:?}"
        );
    }
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(
        !cfg!(unix) || said.contains("[31mred]0;titlegap: of nobody named: no snapshot wrote"),
        "{said:?}"
    );
}

const FORGED: &str = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}\ngap: of nobody";

fn write(folder: &Path, campaign: &Value) -> PathBuf {
    let path = folder.join("campaign.json");
    std::fs::write(&path, campaign.to_string()).unwrap();
    path
}

/// The closes of one of the sample's own files, in ten-thousandths; those that cannot be are left out.
fn closes(server: &Server, coin: &str) -> BTreeMap<String, i128> {
    let file = server.text(&format!("/prices/{coin}.csv"));
    let closes = file.lines().skip(1).filter_map(|line| {
        let (day, close) = line.split_once(',').expect("a day and its close");
        let close: f64 = close.parse().expect("a number");
        (close > 0.0).then(|| (day.to_owned(), (close * 10_000.0).round() as i128))
    });
    closes.collect()
}

#[test]
fn what_came_is_worth_its_amounts_at_the_closes_of_their_days() {
    let server = Server::start(&[]);
    let folder = folder("priced");
    let priced = snapshot(&server.campaign("priced", None, &folder), &folder);
    assert_eq!(priced.code, 3, "some prices are missing: {}", priced.errors);
    let number = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).parse::<i128>().unwrap();

    // Of the tethers nothing was sent back: what came on a day is what it is worth.
    let usdt = priced.asset("USDT");
    assert_eq!(number(&usdt["totals"]["returned"]), 0);
    let closes_of_usdt = closes(&server, "usdt");
    let (mut then, mut left, mut unpriced) = (0, 0, 0);
    for day in usdt["timeline"].as_array().unwrap() {
        let (inflow, on) = (number(&day["inflow"]), day["day"].as_str().unwrap());
        match closes_of_usdt.get(on) {
            // Millionths at ten-thousandths of a dollar, in cents.
            Some(close) => (then, left) = (then + (inflow * close + 50_000_000) / 100_000_000, left + inflow),
            None => unpriced += inflow,
        }
    }
    let now = (left * closes_of_usdt.values().last().unwrap() + 50_000_000) / 100_000_000;
    let value = &usdt["value"];
    assert_eq!((number(&value["then"]), number(&value["now"])), (then, now));
    assert_eq!((number(&value["unpriced"]["sum"]), &value["unpriced"]["count"]), (unpriced, &json!(1)));
    assert_eq!((&value["currency"], &value["granularity"]), (&json!("USD"), &json!("daily")));

    // A day without a row has the one before, and says so; a jump and a −1 have none.
    let bitcoin = &priced.asset("tBTC")["value"];
    assert_eq!(
        (&bitcoin["granularity"], &bitcoin["price_now_at"]),
        (&json!("weekly"), &json!("2026-03-14T12:00:00Z"))
    );
    assert_eq!(bitcoin["unpriced"]["count"], 2);
    let said: Vec<_> =
        priced.gaps().iter().map(|gap| (gap["kind"].as_str().unwrap(), &gap["from"])).collect();
    let expected = [
        ("no-price", &json!("2026-01-04T00:00:00Z")),
        ("implausible-price", &json!("2025-11-16T00:00:00Z")),
        ("implausible-price", &json!("2025-11-13T00:00:00Z")),
    ];
    assert_eq!(said, expected);
    assert!(priced.errors.contains("implausible-price, 1 days"), "{}", priced.errors);

    let total = &priced.report["priced_total"];
    assert_eq!(number(&total["net_then"]), then + number(&bitcoin["then"]));
    assert_eq!(number(&total["net_now"]), now + number(&bitcoin["now"]));
    assert_eq!((&total["assets"], total["unpriced"].as_array().map(Vec::len)), (&json!(2), Some(2)));

    // Without prices the same file gives the same figures.
    let plain = snapshot(&server.campaign("relief", None, &folder), &folder.join("plain"));
    assert_eq!((plain.code, &plain.report["priced_total"]), (0, &Value::Null));
    assert_eq!(plain.asset("USDT")["totals"], usdt["totals"]);
}

#[test]
fn a_campaign_on_seven_chains_is_one_report_with_one_priced_total() {
    let server = Server::start(&[]);
    let folder = folder("chains");
    let chains = snapshot(&server.campaign("chains", None, &folder), &folder);
    // The sample's Litecoin has no blocks with work: that nothing shows its transactions hides none.
    let [gap] = &**chains.gaps() else { panic!("one gap, not {:?}", chains.gaps()) };
    assert_eq!((&gap["kind"], &gap["chain"]), (&json!("not-proven"), &json!("litecoin-testnet")));
    assert_eq!((chains.code, &chains.report["complete"]), (0, &json!(true)), "{}", chains.errors);
    let assets = chains.report["assets"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    let found: Vec<_> = assets.iter().map(|asset| (text(&asset["chain"]), text(&asset["asset"]))).collect();
    let expected = [
        ("bitcoin-regtest", "tBTC"),
        ("ethereum-sepolia", "tETH"),
        ("ethereum-sepolia", "USDT"),
        ("ethereum-sepolia", "DAI"),
        ("base-sepolia", "tETH"),
        ("base-sepolia", "USDC"),
        ("tron-nile", "USDT"),
        ("solana-devnet", "tSOL"),
        ("solana-devnet", "USDC"),
        ("solana-devnet", "PYUSD"),
        ("litecoin-testnet", "tLTC"),
        ("dogecoin-testnet", "tDOGE"),
    ];
    assert_eq!(found, expected.map(|(chain, asset)| (chain.to_owned(), asset.to_owned())));

    // One of them has no price, and is named; the others add up.
    let total = &chains.report["priced_total"];
    let without: Vec<_> =
        total["unpriced"].as_array().unwrap().iter().map(|row| text(&row["asset"])).collect();
    assert_eq!((&total["assets"], without), (&json!(11), vec!["PYUSD".to_owned()]));
    assert_eq!(chains.asset("PYUSD")["value"], Value::Null);
    for (sum, of_asset) in [("net_then", "then"), ("net_now", "now")] {
        let cents = |value: &Value| text(value).parse::<i128>().unwrap();
        let values = assets.iter().filter_map(|asset| asset.get("value"));
        let sums: Vec<i128> = values.map(|value| cents(&value[of_asset])).collect();
        assert!(sums.len() == 11 && sums.iter().all(|cents| *cents > 0), "{sums:?}");
        assert_eq!(cents(&total[sum]), sums.iter().sum::<i128>());
    }

    // Each asset's figures are those that its chain alone has.
    for (campaign, symbol) in
        [("relief", "tBTC"), ("litecoin", "tLTC"), ("dogecoin", "tDOGE"), ("solana", "tSOL")]
    {
        let alone = snapshot(&server.campaign(campaign, None, &folder), &folder.join(campaign));
        assert_eq!(chains.asset(symbol)["totals"], alone.asset(symbol)["totals"], "{campaign}");
    }
}

/// The rows of `listings`: entry, role, addresses, and what moved in each asset.
fn listings(report: &Value) -> Vec<(String, String, u64, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    let rows = report["listings"].as_array().expect("listings").iter();
    rows.map(|row| {
        let amounts = row["amounts"].as_array().expect("amounts").iter();
        let amounts = amounts.map(|one| format!("{} {}", text(&one["asset"]), text(&one["amount"])));
        (text(&row["entry"]), text(&row["role"]), row["addresses"].as_u64().unwrap(), amounts.collect())
    })
    .collect()
}

#[test]
fn a_campaign_is_looked_up_in_its_lists_and_near_misses_are_not_found() {
    let server = Server::start(&[]);
    let folder = folder("screened");
    let file = server.campaign("screened", None, &folder);
    let screened = snapshot(&file, &folder);
    assert_eq!((screened.code, &*screened.errors), (0, ""));

    // By the raw blocks: what came from the two senders, and what the two suppliers got.
    let mut wallet = Wallet::default();
    let mut script = |party: &Party| wallet.script(party);
    let [tents, pumps] = [stories::relief_tents(), stories::relief_pumps()].map(|party| script(&party));
    let doe = [80, 90].map(|index| script(&stories::relief_sender(index)));
    let ours = scripts(&[stories::relief_main(), stories::relief_first()]);
    let records = SAMPLE.branches.main.records.iter().filter(|record| record.place.is_some());
    let (mut from_doe, mut to_doe, mut to_tents, mut to_pumps) = (0, 0, 0, 0);
    for record in records {
        let is_ours = |output: &TxOut| ours.contains(&output.script_pubkey);
        let spends = record.prevouts.iter().any(is_ours);
        for output in &record.tx.output {
            let value = output.value.to_sat();
            if spends {
                to_doe += if doe.contains(&output.script_pubkey) { value } else { 0 };
                to_tents += if output.script_pubkey == tents { value } else { 0 };
                to_pumps += if output.script_pubkey == pumps { value } else { 0 };
            } else if is_ours(output)
                && record.prevouts.iter().any(|input| doe.contains(&input.script_pubkey))
            {
                from_doe += value;
            }
        }
    }
    assert!(from_doe > 51_000_000 - 1 && to_doe == 16_500_000 && to_tents > 0 && to_pumps > 0);
    let row = |entry: &str, role: &str, count, amounts: &[String]| {
        (entry.to_owned(), role.to_owned(), count, amounts.to_vec())
    };
    let mut found = listings(&screened.report);
    found.sort();
    let mut expected = vec![
        row("ALERIA RELIEF FUND (A-17)", "campaign", 2, &[]),
        row("DOE, Jordan (A-23)", "sender", 2, &[format!("tBTC {from_doe}")]),
        row("DOE, Jordan (A-23)", "destination", 1, &[format!("tBTC {to_doe}")]),
        row("HIGHLAND PUMP WORKS (A-09)", "destination", 1, &[format!("tBTC {to_pumps}")]),
        row("TENTS AND TARPAULINS TRADING (A-20)", "destination", 1, &[format!("tBTC {to_tents}")]),
    ];
    expected.sort();
    assert_eq!(found, expected, "and no near miss");

    let [notice] = &**screened.report["notices"].as_array().unwrap() else { panic!("one notice") };
    assert_eq!((&notice["kind"], &notice["addresses"]), (&json!("listed"), &json!(2)));
    assert_eq!(
        (&notice["programmes"], &notice["listed"], &notice["url"]),
        (&json!(["ALERIA-1"]), &json!("2026-01-15"), &json!("https://registry.aleria.example/entry/A-17"))
    );
    let [list] = &**screened.report["lists"].as_array().unwrap() else { panic!("one list") };
    assert_eq!(
        (&list["state"], &list["addresses"], &list["read"]),
        (&json!("read"), &json!(9), &json!("2026-03-12"))
    );
    // What went back to one who is listed went back, and is no conversion: the figures are those without the list.
    let plain = complete_snapshot(&server.campaign("relief", None, &folder), &folder.join("plain"));
    for symbol in ["tBTC", "USDT"] {
        assert_eq!(screened.asset(symbol)["totals"], plain.asset(symbol)["totals"]);
    }
    assert_eq!((&plain.report["lists"], &plain.report["listings"]), (&json!([]), &json!([])));

    // A list of one's own, beside the campaign file, wherever the command is run.
    std::fs::create_dir_all(folder.join("lists")).unwrap();
    std::fs::write(folder.join("lists/aleria list.txt"), server.text("/lists/aleria.txt")).unwrap();
    let mut campaign: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    campaign["lists"] = json!(["lists/aleria%20list.txt"]);
    let own = complete_snapshot(&write(&folder, &campaign), &folder.join("own"));
    assert_eq!(own.report["listings"], screened.report["listings"]);
    assert_eq!(own.report["lists"][0]["file"], "aleria%20list.txt");
    let told = own.report.to_string();
    assert!(!told.contains(folder.to_str().unwrap()), "nothing of this machine is told");
}

#[test]
fn a_list_that_cannot_be_read_is_a_gap_and_the_figures_stand() {
    let server = Server::start(&[]);
    let at = |path: &str| server.url(path);
    let folder = folder("unread");
    let file = server.campaign("screened", None, &folder);
    let campaign: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let host = server.host.clone();
    for (number, (list, fault)) in [
        (at("/fault/404/lists/aleria.txt"), format!("{host}/fault/404/lists/aleria.txt: answer 404")),
        (
            at("/fault/html/lists/aleria.txt"),
            format!("{host}/fault/html/lists/aleria.txt: line 1: this is no list file"),
        ),
        (at("/fault/truncated/lists/aleria.txt"), format!("{host}/fault/truncated/lists/aleria.txt: line ")),
        ("lists/none.txt".into(), "none.txt: answer 404".into()),
    ]
    .into_iter()
    .enumerate()
    {
        let mut campaign = campaign.clone();
        campaign["lists"] = json!([list, at("/lists/aleria.txt")]);
        let taken = snapshot(&write(&folder, &campaign), &folder.join(number.to_string()));
        assert_eq!((taken.code, &taken.report["complete"]), (3, &json!(true)), "{list}");
        let [gap] = &**taken.gaps() else { panic!("one gap, not {:?}", taken.gaps()) };
        assert_eq!((&gap["kind"], &gap["chain"]), (&json!("list-not-read"), &json!("")), "{list}");
        let detail = gap["detail"].as_str().unwrap();
        assert!(detail.starts_with(&fault), "{detail} is not {fault}");
        assert!(taken.errors.starts_with(&format!("gap: lists: list-not-read ({fault}")), "{}", taken.errors);
        let states: Vec<_> =
            taken.report["lists"].as_array().unwrap().iter().map(|list| &list["state"]).collect();
        assert_eq!(states, ["not-read", "read"]);
        assert_eq!(listings(&taken.report).len(), 5, "the other list is read all the same");
    }
    // One that fails for a moment costs nothing.
    let mut campaign = campaign.clone();
    campaign["lists"] = json!([at("/fault/500@1/lists/aleria.txt")]);
    assert_eq!(complete_snapshot(&write(&folder, &campaign), &folder.join("passing")).gaps().len(), 0);
}

#[test]
fn a_snapshot_has_its_claims_for_machines_where_the_publisher_asks() {
    let (server, folder) = (Server::start(&[]), folder("claims"));
    let path = server.campaign("relief", None, &folder);
    let mut campaign: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    campaign["claims"] = json!([{
        "sentence": {"ar": "جمعت الحملة مليون عملة", "en": "The fund took in a million coins"},
        "source": "https://news.example/relief",
        "measure": "net",
        "amount": "1000000",
        "unit": {"chain": "bitcoin-regtest"},
        "comparison": "at_least",
    }]);
    for wanted in [false, true] {
        campaign["claim_review"] = json!(wanted);
        std::fs::write(&path, campaign.to_string()).unwrap();
        let out = folder.join(wanted.to_string());
        let taken = snapshot(&path, &out);
        assert_eq!(taken.code, 0, "{}", taken.errors);
        assert_eq!(taken.report["claims"][0]["shown"], taken.asset("tBTC")["totals"]["net"]);
        assert_eq!(taken.report["claims"][0]["verdict"], "less");
        let review = std::fs::read(out.join("claims.jsonld")).ok();
        assert_eq!(review.is_some(), wanted);
        if let Some(review) = review {
            let review: Value = serde_json::from_slice(&review).unwrap();
            let review = &review["@graph"][0];
            assert_eq!(review["claimReviewed"], "The fund took in a million coins");
            let words = "The addresses listed here show less than that.";
            assert_eq!(review["reviewRating"], json!({"@type": "Rating", "alternateName": words}));
            assert_eq!(review["author"]["url"], campaign["url"]);
        }
    }
}

#[test]
fn check_names_every_problem_on_a_line_of_its_own() {
    let server = Server::start(&[]);
    let folder = folder("check");
    let run = |file: &Path| command().arg("check").arg(file).output().expect("it runs");
    for name in donation_flow::cli::sample::campaigns::NAMES {
        let output = run(&server.campaign(name, None, &folder));
        assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]), "{name}");
    }
    let bad = json!({
        "version": 1, "name": "Three problems", "colour": "blue",
        "addresses": [
            {"chain": "bitcoin", "address": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"},
            {"chain": "tron", "address": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
            {"chain": "monero", "address": "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx"},
        ],
    });
    let file = write(&folder, &bad);
    let output = run(&file);
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8(output.stderr).unwrap();
    let problem = |line: &'static str| line.split_once(".json:1:").unwrap().1.split_once(": ").unwrap().1;
    let mut fields: Vec<_> = errors.clone().leak().lines().map(problem).collect();
    fields.sort_unstable();
    assert_eq!(fields.len(), 3, "{errors}");
    assert!(fields[0].starts_with("addresses[0].address: ") && fields[0].contains("checksum"), "{errors}");
    assert!(fields[1].starts_with("addresses[2].chain: "), "{errors}");
    assert!(fields[2].starts_with("colour: "), "{errors}");

    // A label without a source is refused with its field and its line.
    let text = "{\"version\": 1, \"name\": \"A\",\n\"addresses\": [{\"chain\": \"tron\", \"address\": \"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\"}],\n\
        \"labels\": [\n  {\"chain\": \"tron\", \"address\": \"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\",\n   \"label\": \"L\", \"kind\": \"exchange\", \"issuer\": \"I\"}]}";
    std::fs::write(&file, text).unwrap();
    let told = String::from_utf8(run(&file).stderr).unwrap();
    assert_eq!(told, format!("{}:4:3: labels[0].url: this field is missing\n", file.display()));
    std::fs::write(&file, text.replace("\"I\"}", "\"I\",}")).unwrap();
    let told = String::from_utf8(run(&file).stderr).unwrap();
    assert!(told.starts_with(&format!("{}:5:52: ", file.display())), "{told}");

    // A key is no problem, but no secret either.
    let keyed = json!({
        "version": 1, "name": "A key",
        "addresses": [{"chain": "tron", "address": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}],
        "explorers": [{"chain": "tron", "api": "trongrid", "url": "https://api.trongrid.io", "key": "k-1"}],
    });
    let output = run(&write(&folder, &keyed));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && said.contains("note: explorers[0].key is public") && !said.contains("k-1"),
        "{said}"
    );
    let file = write(&folder, &bad);

    // A snapshot of it is refused in the same words, and writes nothing.
    let refused = snapshot(&file, &folder.join("out"));
    assert_eq!((refused.code, refused.errors, folder.join("out").exists()), (2, errors, false));
    assert_eq!(run(&folder.join("missing.json")).status.code(), Some(2));
}

/// Whoever writes a campaign file by hand need not know JSON: a frequent slip is named, with what mends it.
#[test]
fn check_says_what_mends_a_slip() {
    let folder = folder("slips");
    let good = "{\n \"version\": 1, \"name\": \"A\",\n \"addresses\": [\n  {\"chain\": \"tron\", \"address\": \"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\"}\n ]\n}\n";
    let slip = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1).into_bytes()
    };
    let utf_16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (content, place, said) in [
        (good.as_bytes().to_vec(), None, ""),
        (Vec::new(), Some("1:1"), "the file is empty"),
        (b" \n\n".to_vec(), Some("3:1"), "the file is empty"),
        (slip("\n ]", ",\n ]"), Some("5:2"), "the comma before it is one too many"),
        (slip("[\n", "[\r\n"), None, ""),
        (slip("1,", "1"), Some("2:15"), "a comma or a colon is missing before it"),
        (slip("\"A\",\n", "\"A\"\n"), Some("3:2"), "a comma or a colon is missing before it"),
        (slip("\"A\"", "\"The \"A\" list\""), Some("2:30"), "a quotation mark within a text is written \\\""),
        (
            slip("\"A\"", "“A”"),
            Some("2:24"),
            "texts and names of fields stand in plain quotation marks, \"…\"",
        ),
        (
            slip("\"A\"", "'A'"),
            Some("2:24"),
            "texts and names of fields stand in plain quotation marks, \"…\"",
        ),
        (slip("\"A\"", "\"A\n\""), Some("2:26"), "a line break within a text is written \\n"),
        (slip("[\n", "[ // all\n"), Some("3:17"), "there are no comments in JSON"),
        (slip(" ]\n}\n", ""), Some("5:1"), "it ends before all that was begun is closed"),
        (b"\xef\xbb\xbf{,}".to_vec(), Some("1:2"), "from line 1, column 2 on\n"),
        (b"{\"name\": \"Hel\xe8ne\"}".to_vec(), None, "this is not text in UTF-8: save the file as UTF-8"),
        (utf_16, None, "this is not text in UTF-8: save the file as UTF-8"),
    ] {
        let file = folder.join("campaign.json");
        std::fs::write(&file, &content).unwrap();
        let told = String::from_utf8(command().arg("check").arg(&file).output().unwrap().stderr).unwrap();
        let place =
            place.map(|place| format!("{}:{place}: this is not JSON", file.display())).unwrap_or_default();
        assert!(told.starts_with(&place) && told.contains(said), "{content:?}: {told}");
        assert_eq!(told.is_empty(), said.is_empty(), "{content:?}: {told}");
    }
    let url = command().args(["check", "https://news.example/relief.json"]).output().unwrap();
    let told = String::from_utf8(url.stderr).unwrap();
    assert!(told.contains("a file on this machine was expected, not a URL"), "{told}");
}

#[test]
fn a_report_that_cannot_be_written_is_refused_and_leaves_nothing() {
    let server = Server::start(&[]);
    let folder = folder("unwritable");
    let campaign = server.campaign("empty", None, &folder);
    std::fs::create_dir_all(folder.join("taken/report.json/full")).unwrap();
    let failed =
        command().arg("snapshot").arg(&campaign).arg("-o").arg(folder.join("taken")).output().unwrap();
    assert_eq!(failed.status.code(), Some(2));
    let left: Vec<_> =
        std::fs::read_dir(folder.join("taken")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["report.json"]);
}

/// Only `verify` has another code for what does not hold.
#[test]
fn what_cannot_be_done_ends_with_2_whatever_the_verb() {
    let server = Server::start(&[]);
    let folder = folder("refused");
    let campaign = server.campaign("empty", None, &folder);
    let (campaign, out) = (campaign.to_str().unwrap(), folder.join("out"));
    let out = out.to_str().unwrap();
    let made = command().args(["snapshot", campaign, "-o", out]).output().unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let nowhere = folder.join("nowhere/file");
    let nowhere = nowhere.to_str().unwrap();
    std::fs::create_dir_all(folder.join(".out.partial")).unwrap();
    let another_run = std::fs::File::create(folder.join(".out.partial/lock")).unwrap();
    another_run.try_lock().unwrap();
    for (arguments, said) in [
        (vec!["snapshot", campaign, "-o", out], "another run is making this snapshot"),
        (vec!["render", out, "--font", nowhere], nowhere),
        (vec!["render", out, "--font", campaign], "there is no font in it"),
        (vec!["render", out, "-o", campaign], campaign),
        (vec!["render", out, "--lang", "xx"], "xx: none of the panel's languages: ar, de, en"),
        (vec!["export", out, "-o", nowhere], nowhere),
        (vec!["serve", "--dist", nowhere], nowhere),
        (vec!["serve", "--port", "0", "--recorded", nowhere], nowhere),
        (vec!["epochs", "--api", "http://127.0.0.1:1"], "no answer"),
    ] {
        let refused = command().args(&arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}

/// What is written to a full disk ends as all that cannot be done, and with the reason.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_takes_nothing_is_said() {
    let server = Server::start(&[]);
    let folder = folder("full");
    let campaign = server.campaign("empty", None, &folder);
    let (campaign, out) = (campaign.to_str().unwrap(), folder.join("out"));
    let out = out.to_str().unwrap();
    let list = folder.join("new.list");
    for arguments in [
        vec!["check", campaign],
        vec!["snapshot", campaign, "-o", out],
        vec!["verify", out],
        vec!["render", out],
        vec!["export", out],
        vec!["labels", "tests/fixtures/lists/tagpack.yaml"],
        vec!["lists", "update", "tests/fixtures/lists/sdn.xml", "-o", list.to_str().unwrap()],
        vec!["serve", "--port", "0", "--dist", out],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let refused = command().args(&arguments).stdout(full).output().unwrap();
        let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains("donation-flow: the standard output: "), "{arguments:?}: {errors}");
    }
    // All of it is written, and named in the manifest, before anything is said.
    let verified = command().args(["verify", out]).output().unwrap();
    assert!(
        !String::from_utf8_lossy(&verified.stderr).contains("no snapshot wrote this file"),
        "{verified:?}"
    );
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");
}

/// The main job on real input: the figures of recorded transfers, to the unit.
#[test]
fn recorded_transfers_give_their_expected_figures() {
    let Ok(recorded) = std::env::var("RECORDED") else {
        println!("skipped: recorded_transfers_give_their_expected_figures");
        return;
    };
    let expected =
        std::fs::read(Path::new(&recorded).join("trongrid/expected.json")).expect("the expected figures");
    let expected: Value = serde_json::from_slice(&expected).expect("JSON");
    let server = Server::start(&["--recorded", &recorded]);
    let folder = folder("recorded");
    let file = server.campaign("recorded", None, &folder);
    let snapshot = snapshot(&file, &folder);
    assert_eq!(snapshot.code, 0, "{}", snapshot.errors);

    let usdt = snapshot.asset("USDT");
    assert_eq!((&usdt["contract"], &usdt["decimals"]), (&expected["contract"], &expected["decimals"]));
    for (name, figure) in expected["totals"].as_object().expect("figures") {
        assert_eq!(&usdt["totals"][name], figure, "{name}");
    }
    for name in ["donations", "sending_addresses", "sending_addresses_with_dust"] {
        assert_eq!(usdt[name], expected[name], "{name}");
    }
    let by_address = usdt["per_address"].as_array().expect("addresses");
    assert_eq!(by_address.len(), 20);
    for row in by_address {
        let wanted = &expected["per_address"][row["address"].as_str().expect("an address")];
        assert_eq!((&row["received"], &row["spent"]), (&wanted["received"], &wanted["spent"]), "{row}");
    }
    // The order that names the addresses is told, and no sender's address is.
    let notice = &snapshot.report["notices"][0];
    assert_eq!((&notice["kind"], &notice["addresses"]), (&json!("court-ordered"), &json!(20)));
    let text = snapshot.report.to_string();
    let ours: BTreeSet<&str> = by_address.iter().filter_map(|row| row["address"].as_str()).collect();
    let rows = std::fs::read_dir(Path::new(&recorded).join("trongrid")).expect("the folder");
    for path in rows
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.to_string_lossy().contains(".trc20."))
    {
        let rows: Value = serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
        for row in rows.as_array().expect("rows") {
            let from = row["from"].as_str().expect("an address");
            assert!(ours.contains(from) || !text.contains(from), "{from} is in the report");
        }
    }

    // With the explorer's exchange tags as labels, what went back to exchanges is no return.
    let tags = std::fs::read(Path::new(&recorded).join("trongrid/counterparty_tags.json")).expect("the tags");
    let tags: Value = serde_json::from_slice(&tags).expect("JSON");
    let mut tagged: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for (address, tag) in tags.as_object().expect("tags by address") {
        tagged["labels"].as_array_mut().unwrap().push(json!({
            "chain": "tron", "address": address, "label": tag, "kind": "exchange",
            "issuer": "The explorer’s tags", "url": "https://tronscan.org/",
        }));
    }
    let tagged = complete_snapshot(&write(&folder, &tagged), &folder.join("tagged"));
    for (name, figure) in expected["with_exchange_tags"].as_object().expect("figures") {
        assert_eq!(&tagged.asset("USDT")["totals"][name], figure, "{name} with tags");
    }
}

fn complete_snapshot(file: &Path, folder: &Path) -> Snapshot {
    let taken = snapshot(file, folder);
    assert_eq!(taken.code, 0, "{}", taken.errors);
    taken
}
