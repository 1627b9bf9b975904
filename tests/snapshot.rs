//! `donation-flow snapshot` as a publisher runs it: killed and gone on with, again after new blocks, after a reorganisation,
//! and while somebody reads the folder.

mod server;

use donation_flow::cli::sample::rng::Rng;
use donation_flow::snapshot::LedgerFile;
use donation_flow::snapshot::manifest::{Manifest, digest};
use serde_json::Value;
use server::{Server, command, folder};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const AS_OF: &str = "2026-03-14T13:00:00Z";

fn snapshot(campaign: &Path, out: &Path, as_of: &str) -> Command {
    let mut command = command();
    command.arg("snapshot").arg(campaign).arg("-o").arg(out).args(["--as-of", as_of]);
    command
}

/// What a whole run says on stderr.
fn taken(campaign: &Path, out: &Path) -> String {
    whole(&snapshot(campaign, out, AS_OF).output().expect("it runs"))
}

fn whole(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    errors
}

/// All files below a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&below)).expect("a folder") {
            let entry = entry.unwrap();
            let path = below.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(path),
                false => {
                    _ = files.insert(path.to_str().unwrap().into(), std::fs::read(entry.path()).unwrap())
                }
            }
        }
    }
    files
}

fn same_files(one: &Path, other: &Path) {
    same(&files(one), &files(other));
}

fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, content) in one {
        assert!(other[path] == *content, "{path} differs");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

fn verified(out: &Path) {
    let output = command().arg("verify").arg(out).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn asked(server: &Server, fault: &str) -> Vec<String> {
    let log = server.json(&format!("/log?fault={fault}"));
    log.as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned()).collect()
}

#[test]
fn killed_at_ten_moments_it_goes_on_and_writes_the_same() {
    let server = Server::start(&[]);
    let home = folder("killed");
    let campaign = server.campaign("large", Some("none~killed"), &home);
    let (out, expected) = (home.join("out"), home.join("expected"));
    let begun = Instant::now();
    assert_eq!(taken(&campaign, &expected), "");
    let took = begun.elapsed();
    let once = asked(&server, "none~killed");
    let distinct: BTreeSet<&String> = once.iter().collect();
    assert_eq!(distinct.len(), once.len(), "nothing is asked twice in one run");

    let mut rng = Rng::new(20_261_122);
    let longest = took.as_millis() as u64 / 8;
    let mut kept = Vec::new();
    for _ in 0..10 {
        let mut run = snapshot(&campaign, &out, AS_OF).stderr(Stdio::null()).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(rng.between(longest / 20, longest)));
        run.kill().expect("it was running");
        run.wait().unwrap();
        // Nothing, or the whole of it.
        if out.exists() {
            verified(&out);
        }
        kept.push(std::fs::metadata(home.join(".out.partial/journal")).map_or(0, |journal| journal.len()));
    }
    assert!(kept.windows(2).all(|two| two[0] <= two[1]), "no answer that came is lost: {kept:?}");
    let errors = taken(&campaign, &out);
    assert!(errors.starts_with("going on: ") && errors.lines().count() == 1, "{errors}");
    same_files(&out, &expected);
    verified(&out);
    // At each kill one answer can be on its way.
    let again = asked(&server, "none~killed").len() - once.len();
    assert!((once.len()..=once.len() + 10).contains(&again), "{again} requests, not {}", once.len());
    assert_eq!(names(&home), ["expected", "large.json", "out"], "nothing hidden is left");
    println!(
        "unbroken in {took:?}, {} requests; killed and gone on with in {:?}",
        once.len(),
        begun.elapsed() - took
    );
}

#[test]
fn stopped_it_writes_what_came_and_goes_on_later() {
    let server = Server::start(&[]);
    let home = folder("stopped");
    let campaign = server.campaign("relief", Some("slow=30~stopped"), &home);
    let (out, expected) = (home.join("out"), home.join("expected"));
    let mut run = snapshot(&campaign, &out, AS_OF).stderr(Stdio::null()).spawn().expect("it runs");
    while asked(&server, "slow=30~stopped").len() < 3 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let interrupt = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
    assert!(interrupt.is_ok_and(|status| status.success()));
    assert_eq!(run.wait().expect("a child of ours").code(), Some(3));
    verified(&out);
    let errors = taken(&campaign, &out);
    assert!(errors.starts_with("going on: "), "{errors}");
    let all = asked(&server, "slow=30~stopped");
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert!(
        all.len() <= distinct.len() + 3,
        "what was on its way, one a chain, is asked again: {}",
        all.len()
    );
    taken(&campaign, &expected);
    same_but_for_pages(&out, &expected);
    assert_eq!(names(&home), ["expected", "out", "relief.json"], "nothing hidden is left");
}

fn ledger(out: &Path) -> LedgerFile {
    LedgerFile::parse(&std::fs::read_to_string(out.join("ledger.json")).unwrap()).unwrap()
}

/// All that a snapshot says but for how many pages were read for it.
fn same_but_for_pages(one: &Path, other: &Path) {
    let [mut a, mut b] = [one, other].map(ledger);
    (a.held.pages, b.held.pages) = (0, 0);
    assert_eq!(a, b);
    let [a, b] = [one, other].map(files);
    let kept = |files: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        files.into_iter().filter(|(path, _)| path.starts_with("proofs/") || path == "report.json").collect()
    };
    let [a, b] = [a, b].map(kept);
    assert!(a.len() > 1 && a == b);
}

#[test]
fn after_new_blocks_only_new_pages_and_new_evidence_are_asked_for() {
    let server = Server::start(&[]);
    let home = folder("update");
    // The last three hundred blocks are seventy-five days.
    let height = server.text("/api/blocks/tip/height").parse::<u32>().unwrap() - 300;
    let fault = format!("until={height}@before~update");
    let campaign = server.campaign("medium", Some(&fault), &home);
    let out = home.join("out");
    taken(&campaign, &out);
    std::fs::write(out.join("index.html"), "the publisher's own").unwrap();
    let before = asked(&server, &fault);
    let shown = ledger(&out).included.transactions().len();

    server.text(&format!("/advance?fault={fault}"));
    assert_eq!(taken(&campaign, &out), "");
    let after = asked(&server, &fault).split_off(before.len());
    let is_evidence = |path: &&String| path.contains("/tx/") || path.contains("/block/");
    let known: BTreeSet<&String> = before.iter().filter(is_evidence).collect();
    let again: Vec<&String> = after.iter().filter(is_evidence).filter(|path| known.contains(path)).collect();
    assert_eq!((again.len(), again.first()), (0, None), "evidence is asked for once");
    let pages = after.iter().filter(|path| path.contains("/txs/chain")).count();
    let all = ledger(&out).included.transactions().len();
    let unsettled = 100;
    assert!(
        shown + 100 < all && pages <= (all - shown + unsettled) / 25 + 2,
        "{pages} pages for {shown} and {all}"
    );

    let fresh = home.join("fresh");
    taken(&campaign, &fresh);
    same_but_for_pages(&out, &fresh);
    assert_eq!(std::fs::read_to_string(out.join("index.html")).unwrap(), "the publisher's own");
    verified(&out);

    // Nothing new: no evidence is asked for.
    let before = asked(&server, &fault).len();
    taken(&campaign, &out);
    let after = asked(&server, &fault).split_off(before);
    assert_eq!(after.iter().filter(is_evidence).count(), 0);
    same_but_for_pages(&out, &fresh);
}

#[test]
fn what_a_reorganisation_took_out_is_dropped_and_said() {
    let server = Server::start(&[]);
    let home = folder("reorganised");
    let campaign = server.campaign("relief", Some("reorg@after~gone"), &home);
    let out = home.join("out");
    taken(&campaign, &out);
    let in_blocks = |out: &Path| -> BTreeSet<String> {
        let ledger = ledger(out);
        let rows = ledger.transactions.iter().flat_map(|(_, rows)| rows).filter(|tx| tx.block.is_some());
        rows.map(|tx| tx.txid.0.to_string()).collect()
    };
    let before = in_blocks(&out);
    server.text("/advance?fault=reorg@after~gone");
    let errors = taken(&campaign, &out);
    let fresh = home.join("fresh");
    taken(&campaign, &fresh);
    same_but_for_pages(&out, &fresh);
    verified(&out);
    let gone: Vec<String> = before.difference(&in_blocks(&out)).cloned().collect();
    assert!(!gone.is_empty());
    let said: Vec<String> = errors.lines().map(String::from).collect();
    let expected: Vec<String> = gone
        .iter()
        .map(|txid| format!("dropped: bitcoin-regtest: {txid} is no longer in the chain"))
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn after_a_reorganisation_deeper_than_what_is_read_again_all_is_read_anew() {
    let server = Server::start(&[]);
    let home = folder("deeply-reorganised");
    let campaign = server.campaign("relief", Some("deep-reorg=300@after~deep"), &home);
    let out = home.join("out");
    taken(&campaign, &out);
    let before = ledger(&out);
    let (_, tip) = before.tips[0];
    server.text("/advance?fault=deep-reorg=300@after~deep");
    let errors = taken(&campaign, &out);
    let fresh = home.join("fresh");
    taken(&campaign, &fresh);
    same_but_for_pages(&out, &fresh);
    verified(&out);
    let after = ledger(&out);
    assert_eq!(after.tips[0].1, tip + 1);
    let height = |ledger: &LedgerFile, txid: &str| {
        let rows = ledger.transactions.iter().flat_map(|(_, rows)| rows);
        rows.filter(|tx| *tx.txid.0 == *txid).find_map(|tx| Some(tx.block.as_ref()?.height))
    };
    let mut said = errors.lines();
    let note = said.next().unwrap_or_default();
    assert!(note.contains("was replaced"), "{errors}");
    let mut deep = 0;
    for line in said {
        let txid = line.strip_prefix("dropped: bitcoin-regtest: ").and_then(|line| line.split(' ').next());
        let txid = txid.unwrap_or_else(|| panic!("{errors}"));
        assert_eq!(height(&after, txid), None);
        // Such as an update that trusts all below its tail would have kept.
        deep += u32::from(height(&before, txid).expect("it was there") + 100 <= tip);
    }
    assert!(deep >= 3, "{errors}");
}

/// What a run of an update says on stderr that ends with this exit code; without evidence, for which nothing is asked anew.
fn updated(campaign: &Path, out: &Path, code: i32) -> String {
    let output = snapshot(campaign, out, AS_OF).arg("--no-proofs").output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    errors
}

#[test]
fn where_nobody_answers_an_update_leaves_the_folder_as_it_was() {
    let server = Server::start(&[]);
    for spec in ["500", "404", "html"] {
        let home = folder(&format!("outage-{spec}"));
        let fault = format!("{spec}@after~outage");
        let campaign = server.campaign("relief", Some(&fault), &home);
        let out = home.join("out");
        updated(&campaign, &out, 0);
        let before = files(&out);
        server.text(&format!("/advance?fault={fault}"));
        for _ in 0..2 {
            let errors = updated(&campaign, &out, 3);
            assert!(errors.contains("out stays as it was") && !errors.contains("dropped"), "{errors}");
            assert_eq!(files(&out), before, "{spec}");
            assert_eq!(names(&home), ["out", "relief.json"], "nothing hidden is left");
        }
    }
}

#[test]
fn of_a_chain_that_does_not_answer_an_update_keeps_the_rows() {
    let server = Server::start(&[]);
    let home = folder("outage-of-one");
    let fault = "500@after~one";
    let campaign = server.campaign("priced", None, &home);
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(&campaign).unwrap()).unwrap();
    for explorer in file["explorers"].as_array_mut().unwrap() {
        if explorer["chain"] == "tron-nile" {
            explorer["url"] = format!("{}/fault/{fault}", explorer["url"].as_str().unwrap()).into();
        }
    }
    std::fs::write(&campaign, file.to_string()).unwrap();
    let (out, healthy) = (home.join("out"), home.join("healthy"));
    let report = |out: &Path| -> Value {
        serde_json::from_str(&std::fs::read_to_string(out.join("report.json")).unwrap()).unwrap()
    };
    let first = snapshot(&campaign, &out, AS_OF).arg("--no-proofs").output().unwrap();
    assert_eq!(first.status.code(), Some(3), "some days of it have no price");
    let before = report(&out);
    server.text(&format!("/advance?fault={fault}"));
    for _ in 0..2 {
        let errors = updated(&campaign, &out, 3);
        assert!(!errors.contains("dropped") && !errors.contains("stays as it was"), "{errors}");
        let after = report(&out);
        assert_eq!(after["assets"], before["assets"], "its rows and what they are worth");
        let is_new = |gap: &&Value| !before["gaps"].as_array().unwrap().contains(gap);
        let gaps: Vec<&Value> = after["gaps"].as_array().unwrap().iter().filter(is_new).collect();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert_eq!((&gaps[0]["chain"], &gaps[0]["kind"]), (&"tron-nile".into(), &"not-answered".into()));
        assert_eq!(gaps[0]["from"], AS_OF);
        verified(&out);
    }
    // It answers again.
    std::fs::write(&campaign, file.to_string().replace(&format!("/fault/{fault}"), "/fault/none~one"))
        .unwrap();
    updated(&campaign, &healthy, 3);
    updated(&campaign, &out, 3);
    assert_eq!(report(&out)["gaps"], report(&healthy)["gaps"]);
}

#[test]
fn stopped_an_update_leaves_the_folder_as_it_was_and_goes_on_later() {
    let server = Server::start(&[]);
    let home = folder("stopped-update");
    let fault = "slow=60@after~update";
    let campaign = server.campaign("relief", Some(fault), &home);
    let out = home.join("out");
    updated(&campaign, &out, 0);
    let before = files(&out);
    server.text(&format!("/advance?fault={fault}"));
    let asked_before = asked(&server, fault).len();
    let mut run =
        snapshot(&campaign, &out, "2026-03-15T13:00:00Z").stderr(Stdio::piped()).spawn().expect("it runs");
    while asked(&server, fault).len() < asked_before + 3 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let interrupt = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
    assert!(interrupt.is_ok_and(|status| status.success()));
    assert_eq!(run.wait().expect("a child of ours").code(), Some(3));
    assert_eq!(files(&out), before);
    let again = snapshot(&campaign, &out, "2026-03-15T13:00:00Z").output().expect("it runs");
    assert!(whole(&again).starts_with("going on: "));
    assert_ne!(files(&out), before);
    assert_eq!(names(&home), ["out", "relief.json"], "nothing hidden is left");
}

#[test]
fn what_was_tampered_with_is_not_gone_on_from() {
    let server = Server::start(&[]);
    let home = folder("tampered");
    let campaign = server.campaign("relief", Some("none~tampered"), &home);
    let (out, expected) = (home.join("out"), home.join("expected"));
    taken(&campaign, &expected);
    for path in ["ledger.json", "proofs/0001.bin"] {
        taken(&campaign, &out);
        let mut content = std::fs::read(out.join(path)).unwrap();
        let middle = content.len() / 2;
        content[middle] ^= 1;
        std::fs::write(out.join(path), content).unwrap();
        let output = snapshot(&campaign, &out, AS_OF).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert!(errors.contains(&format!("note: {path} is not as its snapshot wrote it")), "{errors}");
        same_but_for_pages(&out, &expected);
        verified(&out);
    }
}

/// Which of its files a snapshot wrote nobody knows any more.
#[test]
fn a_folder_with_a_damaged_manifest_is_refused_before_anybody_is_asked() {
    let server = Server::start(&[]);
    let home = folder("no-manifest");
    let campaign = server.campaign("relief", Some("none~no-manifest"), &home);
    let out = home.join("out");
    whole(&snapshot(&campaign, &out, AS_OF).arg("--no-proofs").output().unwrap());
    let once = asked(&server, "none~no-manifest").len();
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    for damaged in
        [&manifest[..manifest.len() / 2], &manifest.replacen("ledger", "Ledger", 1), "", "\u{feff}{}"]
    {
        std::fs::write(out.join("manifest.json"), damaged).unwrap();
        let made = files(&out);
        let said = refused(&mut snapshot(&campaign, &out, AS_OF));
        assert!(said.starts_with(&format!("{}: ", out.join("manifest.json").display())), "{said}");
        assert!(said.contains("name another folder"), "{said}");
        same(&made, &files(&out));
    }
    assert_eq!(names(&home), ["out", "relief.json"]);
    assert_eq!(asked(&server, "none~no-manifest").len(), once);
}

#[test]
fn without_proofs_none_are_asked_for_and_those_that_are_there_stay() {
    let server = Server::start(&[]);
    let home = folder("unproven");
    let campaign = server.campaign("relief", Some("none~unproven"), &home);
    let out = home.join("out");
    whole(&snapshot(&campaign, &out, AS_OF).arg("--no-proofs").output().unwrap());
    assert!(asked(&server, "none~unproven").iter().all(|path| !path.contains("/tx/")));
    assert!(!out.join("proofs").exists());
    verified(&out);
    taken(&campaign, &out);
    let proofs = std::fs::read(out.join("proofs/0001.bin")).unwrap();
    whole(&snapshot(&campaign, &out, AS_OF).arg("--no-proofs").output().unwrap());
    assert_eq!(std::fs::read(out.join("proofs/0001.bin")).unwrap(), proofs);
    let report: Value = serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["gaps"], serde_json::json!([]));
}

#[test]
fn an_explorer_that_gives_no_evidence_is_said_and_hides_nothing() {
    let server = Server::start(&[]);
    let home = folder("no-evidence");
    // The first dozen requests are for pages.
    let campaign = server.campaign("relief", Some("500@14x9999"), &home);
    let output = snapshot(&campaign, &home.join("out"), AS_OF).output().unwrap();
    let errors = whole(&output);
    assert!(errors.starts_with("gap: bitcoin-regtest: not-proven, "), "{errors}");
    verified(&home.join("out"));
}

#[test]
fn whoever_reads_while_snapshots_are_exchanged_sees_one_of_them_whole() {
    let server = Server::start(&[]);
    let home = folder("exchanged");
    let campaign = server.campaign("empty", None, &home);
    let out = home.join("out");
    let take = |minute: u32| {
        let as_of = format!("2026-03-14T13:{minute:02}:00Z");
        whole(&snapshot(&campaign, &out, &as_of).output().expect("it runs"));
    };
    take(0);
    let is_over = AtomicBool::new(false);
    let read = |path: &str| std::fs::read(out.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut rounds, mut seen) = (0, BTreeSet::new());
            while !is_over.load(Ordering::Relaxed) {
                let text = read("manifest.json");
                let manifest = Manifest::parse(str::from_utf8(&text).unwrap()).expect("it is whole");
                let contents: Vec<Option<Vec<u8>>> =
                    manifest.files.iter().map(|file| std::fs::read(out.join(&file.path)).ok()).collect();
                // Each name is looked up anew, as a host does. No two of these manifests are the same: where it is the
                // same afterwards, no exchange took place meanwhile.
                if read("manifest.json") == text {
                    for (file, content) in manifest.files.iter().zip(contents) {
                        let content = content.unwrap_or_else(|| panic!("{} is missing", file.path));
                        assert_eq!(digest(&content), file.sha256, "{}", file.path);
                    }
                    rounds += 1;
                    seen.insert(manifest.as_of);
                }
            }
            (rounds, seen.len())
        });
        (1..8).for_each(take);
        is_over.store(true, Ordering::Relaxed);
        let (rounds, seen) = reader.join().unwrap();
        assert!(rounds > 20 && seen > 3, "{rounds} rounds over {seen} snapshots");
    });
}

/// What a refused run says, which has no more to say.
fn refused(run: &mut Command) -> String {
    let output = run.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.lines().count() == 1, "{said}");
    said
}

#[test]
fn a_report_is_not_dated_before_what_is_in_it() {
    let server = Server::start(&[]);
    let home = folder("later");
    // With gaps, too.
    for (name, chain, newest, code) in [
        ("relief", "bitcoin-regtest", "2026-03-12T15:14:00Z", 0),
        ("staking", "tron-nile", "2026-01-13T07:00:00Z", 3),
    ] {
        let campaign = server.campaign(name, None, &home);
        let out = home.join(format!("{name} out"));
        let at = |time: &str| {
            let mut run = snapshot(&campaign, &out, time);
            run.args(["--no-proofs", "--no-second"]);
            run
        };
        // A block's time may be two hours ahead of the clocks.
        let (day, hour) = newest.split_once('T').unwrap();
        let hour: u32 = hour[..2].parse().unwrap();
        let minutes = &newest[13..16];
        let (before, at_least) =
            (format!("{day}T{:02}{minutes}:00Z", hour - 3), format!("{day}T{:02}{minutes}:00Z", hour - 2));
        let said = refused(&mut at(&before));
        assert!(said.contains(&before) && said.contains(&format!("{chain} is of {newest}")), "{said}");
        assert!(!out.exists());
        assert_eq!(at(&at_least).output().unwrap().status.code(), Some(code));
        let made = files(&out);
        refused(&mut at(&before));
        same(&made, &files(&out));
    }
    assert_eq!(names(&home), ["relief out", "relief.json", "staking out", "staking.json"]);
    // A ledger of a time that no row may have could not be read again.
    for time in ["2243-01-01T00:00:00Z", "yesterday"] {
        let output = snapshot(&home.join("relief.json"), &home.join("out"), time).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("a time in UTC was expected"), "{said}");
    }
}

#[test]
fn where_nothing_can_be_written_nobody_is_asked() {
    let server = Server::start(&[]);
    let home = folder("no-folder");
    let campaign = server.campaign("relief", Some("none~no-folder"), &home);
    for out in ["relief.json", "relief.json/out", "relief.json/below/out"] {
        let out = home.join(out);
        let said = refused(&mut snapshot(&campaign, &out, AS_OF));
        let expected = format!("{}: a folder that can be written was expected: ", out.display());
        assert!(said.starts_with(&expected), "{said}");
    }
    assert_eq!(names(&home), ["relief.json"]);
    assert!(asked(&server, "none~no-folder").is_empty());
}

#[test]
fn another_campaigns_snapshot_is_not_replaced() {
    let server = Server::start(&[]);
    let home = folder("anothers");
    let ours = server.campaign("relief", None, &home);
    let theirs = server.campaign("empty", Some("none~anothers"), &home);
    let out = home.join("out");
    whole(&snapshot(&ours, &out, AS_OF).arg("--no-proofs").output().unwrap());
    let made = files(&out);
    let said = refused(&mut snapshot(&theirs, &out, AS_OF));
    assert!(said.contains("“Relief for Aleria”") && said.contains("name another folder"), "{said}");
    same(&made, &files(&out));
    assert_eq!(names(&home), ["empty.json", "out", "relief.json"]);
    assert!(asked(&server, "none~anothers").is_empty());

    // One address of it is enough, whatever else has changed.
    let mut changed: Value = serde_json::from_slice(&std::fs::read(&theirs).unwrap()).unwrap();
    let before: Value = serde_json::from_slice(&std::fs::read(&ours).unwrap()).unwrap();
    changed["addresses"][0] = before["addresses"][0].clone();
    std::fs::write(&theirs, changed.to_string()).unwrap();
    whole(&snapshot(&theirs, &out, AS_OF).arg("--no-proofs").output().unwrap());
    verified(&out);
}

#[test]
fn fragments_are_drawn_for_the_widths_that_the_publisher_names() {
    let server = Server::start(&[]);
    let home = folder("widths");
    let campaign = server.campaign("relief", None, &home);
    let out = home.join("out");
    let take = |widths: &str| {
        snapshot(&campaign, &out, AS_OF).args(["--no-proofs", "--widths", widths]).output().expect("it runs")
    };
    whole(&take("300,700"));
    let expected: Vec<String> = ["ar", "en"]
        .iter()
        .flat_map(|tag| ["300", "700", "first"].map(|px| format!("{tag}-{px}.html")))
        .collect();
    assert_eq!(names(&out.join("fragments")), expected);
    verified(&out);
    // Those of before go.
    whole(&take("500"));
    assert_eq!(
        names(&out.join("fragments")),
        ["ar-500.html", "ar-first.html", "en-500.html", "en-first.html"]
    );
    for wrong in ["100", "wide", "5000"] {
        let refused = take(wrong);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("--widths") && said.contains("240 to 4000"), "{said}");
    }
}
