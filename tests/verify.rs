//! `donation-flow verify`: a snapshot of the sample's holds, and nothing of it can be changed without being found and named.

mod server;

use donation_flow::cli::verify::check;
use donation_flow::snapshot::check::{Fault, Finding, Verdict};
use donation_flow::snapshot::manifest::{Manifest, TOOL};
use server::{Server, command, folder};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A snapshot of the sample's relief campaign, of chains with and without proofs, made once.
static SNAPSHOT: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let server = Server::start(&[]);
    let place = folder("verify-made");
    let campaign = server.campaign("relief", None, &place);
    let out = place.join("out");
    let made = command()
        .arg("snapshot")
        .arg(&campaign)
        .arg("-o")
        .arg(&out)
        .args(["--as-of", "2026-03-20T12:00:00Z"])
        .output();
    let made = made.expect("it runs");
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    files(&out)
});

/// All files below a folder, by path.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn visit(root: &Path, below: &Path, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(below).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                visit(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("below").to_str().expect("a plain name").to_owned();
                files.push((name, fs::read(&path).expect("it can be read")));
            }
        }
    }
    let mut all = Vec::new();
    visit(folder, folder, &mut all);
    all.sort();
    all
}

/// The snapshot in a folder of its own.
fn laid_out(name: &str) -> PathBuf {
    let place = folder(name);
    for (path, content) in SNAPSHOT.iter() {
        let path = place.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, content).expect("it can be written");
    }
    place
}

fn verdict(folder: &Path) -> Verdict {
    check(folder).expect("the folder can be read").0
}

/// Changes a file's text once, and has the manifest name it as it is now: what whoever holds the folder could do.
fn forge(folder: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(path)).expect("a text");
    assert!(text.contains(from), "{path} has no {from}");
    fs::write(folder.join(path), text.replacen(from, to, 1)).expect("it can be written");
    seal(folder);
}

fn seal(folder: &Path) {
    let text = fs::read_to_string(folder.join("manifest.json")).expect("a text");
    let old = Manifest::parse(&text).expect("a manifest");
    let mut new = Manifest { files: Vec::new(), ..old.clone() };
    for entry in &old.files {
        if let Ok(content) = fs::read(folder.join(&entry.path)) {
            new.put(&entry.path, &content);
        }
    }
    fs::write(folder.join("manifest.json"), new.write()).expect("it can be written");
}

fn of(findings: &[Finding], path: &str) -> Vec<Fault> {
    findings.iter().filter(|finding| finding.path == path).map(|finding| finding.fault.clone()).collect()
}

#[test]
fn a_snapshot_holds() {
    let place = laid_out("verify-holds");
    let verdict = verdict(&place);
    assert_eq!(verdict.findings, []);
    let [shown] = &*verdict.shown else { panic!("{:?}", verdict.shown) };
    let transactions = shown.transactions;
    assert!(transactions > 50);
    assert_eq!((shown.included, shown.senders), (transactions, transactions));
    assert_eq!(verdict.files as usize, SNAPSHOT.len() - 1);

    let said = command().arg("verify").arg(&place).output().expect("it runs");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!((said.status.code(), said.stderr.len()), (Some(0), 0), "{text}");
    assert!(text.contains(&format!("proven: {transactions} of {transactions} transactions")), "{text}");
    assert!(text.contains("this chain has no proof of inclusion"), "{text}");
    assert!(text.contains("Inclusion is not completeness"), "{text}");
    assert!(text.contains(", and that no transaction is missing"), "{text}");
    assert!(!text.contains("not complete:") && !text.contains("gap:"), "{text}");
}

#[test]
fn what_an_incomplete_snapshot_lacks_is_said_as_the_snapshot_said_it() {
    let server = Server::start(&[]);
    let place = folder("verify-gaps");
    let campaign = server.campaign("relief", Some("429"), &place);
    let out = place.join("out");
    let made = command().arg("snapshot").arg(&campaign).arg("-o").arg(&out).output().expect("it runs");
    let noted = String::from_utf8_lossy(&made.stderr).into_owned();
    assert_eq!(made.status.code(), Some(3), "{noted}");
    let gaps: Vec<&str> = noted.lines().filter(|line| line.starts_with("gap: ")).collect();
    assert!(!gaps.is_empty(), "{noted}");

    let said = command().arg("verify").arg(&out).output().expect("it runs");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.status.code(), Some(0), "{text}");
    assert!(text.contains(", not complete: figures are of what came\n"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("gap: ")).collect::<Vec<_>>(), gaps);
    assert!(text.contains("only reported: what lists and sources of prices answered. Inclusion"), "{text}");
}

#[test]
fn without_a_manifest_that_can_be_read_nothing_is_said_of_the_other_files() {
    let place = laid_out("verify-no-manifest");
    fs::write(place.join("manifest.json"), "{").expect("it can be written");
    let said = command().arg("verify").arg(&place).output().expect("it runs");
    let errors = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!((said.status.code(), errors.lines().count()), (Some(1), 1), "{errors}");
    assert!(errors.contains("manifest.json: "), "{errors}");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(text, "files: what there should be is not known without manifest.json\n");
}

#[test]
fn one_flipped_byte_anywhere_is_found_and_named() {
    let place = laid_out("verify-flips");
    for (path, content) in SNAPSHOT.iter() {
        let file = place.join(path);
        // The first byte, the last, and some between: of forty fragments fewer.
        let last = content.len() - 1;
        let all = [0, last, last / 2, last / 7, last / 3, last * 6 / 7];
        let places = if path.starts_with("fragments/") { &all[..2] } else { &all[..] };
        for (turn, &at) in places.iter().enumerate() {
            let mut flipped = content.clone();
            flipped[at] ^= 1 << turn;
            fs::write(&file, &flipped).expect("it can be written");
            let findings = verdict(&place).findings;
            assert!(!of(&findings, path).is_empty(), "byte {at} of {path}: {findings:?}");
        }
        fs::write(&file, content).expect("it can be written");
    }
    assert_eq!(verdict(&place).findings, []);
}

#[test]
fn every_byte_of_the_manifest_counts() {
    let (_, content) = SNAPSHOT.iter().find(|(path, _)| path == "manifest.json").expect("a manifest");
    for at in 0..content.len() {
        let mut flipped = content.clone();
        flipped[at] ^= 1;
        let read = String::from_utf8(flipped).ok().map(|text| Manifest::parse(&text));
        assert!(!matches!(read, Some(Ok(_))), "byte {at}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let place = laid_out("verify-missing");
    for (path, content) in SNAPSHOT.iter().filter(|(path, _)| path != "manifest.json") {
        fs::remove_file(place.join(path)).expect("it was there");
        assert!(of(&verdict(&place).findings, path).contains(&Fault::Missing), "{path}");
        fs::write(place.join(path), content).expect("it can be written");
    }
    fs::write(place.join("notes.txt"), "the publisher's own").expect("it can be written");
    let said = command().arg("verify").arg(&place).output().expect("it runs");
    let noted = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(0));
    assert!(noted.contains("notes.txt: no snapshot wrote this file"), "{noted}");
    let none = command().arg("verify").arg(place.join("fragments")).output().expect("it runs");
    assert_eq!(none.status.code(), Some(2));
}

/// A pipe's reader would wait for ever, and a device's never come to an end.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_named_and_not_read() {
    let place = laid_out("verify-pipe");
    for path in ["ledger.json", "report.json", "proofs/0001.bin"] {
        fs::remove_file(place.join(path)).expect("it was there");
    }
    std::os::unix::fs::symlink("/dev/zero", place.join("ledger.json")).expect("a link");
    let made = Command::new("mkfifo").args(["report.json", "proofs/0001.bin"]).current_dir(&place).status();
    assert!(made.expect("it runs").success());
    let ended = |run: &mut Command| {
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
        let begun = Instant::now();
        while run.try_wait().expect("it can be asked").is_none() {
            if begun.elapsed() > Duration::from_secs(60) {
                run.kill().expect("it waits");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let output = run.wait_with_output().expect("it has ended");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = ended(command().arg("verify").arg(&place));
    assert_eq!(code, Some(1), "{said}");
    for path in ["ledger.json", "report.json", "proofs/0001.bin"] {
        assert!(said.contains(&format!("{path}: it is no plain file, or cannot be read")), "{said}");
    }
    let (code, said) = ended(command().arg("export").arg(&place));
    assert!(code == Some(2) && said.contains("ledger.json: no plain file"), "{said}");
}

/// Whoever changes a file and its digest in the manifest is found out by the files that it is made of, or that are made of it.
#[test]
fn what_was_changed_with_its_digest_is_found_by_the_other_files() {
    let ledger = SNAPSHOT.iter().find(|(path, _)| path == "ledger.json").expect("a ledger");
    let ledger = String::from_utf8(ledger.1.clone()).expect("a text");
    let row =
        ledger.lines().find(|line| line.starts_with("[\"") && line.contains("]],[[")).expect("a transaction");
    let txid = row.get(2..66).expect("its id").to_owned();

    // A value in a row: its bytes say another, and the report was made of another.
    let place = laid_out("verify-row");
    let value =
        row.rsplit("\"]").nth(1).and_then(|rest| rest.rsplit('"').next()).expect("a value").to_owned();
    let changed = row.replacen(&format!("\"{value}\""), &format!("\"1{value}\""), 1);
    forge(&place, "ledger.json", row, &changed);
    let findings = verdict(&place).findings;
    let rows = of(&findings, "ledger.json");
    assert!(rows.iter().any(|fault| matches!(fault, Fault::Row(of) if *of.0 == *txid)), "{findings:?}");
    assert!(matches!(&*of(&findings, "report.json"), [Fault::Report(_)]), "{findings:?}");

    // A row that is left out: its evidence tells.
    let place = laid_out("verify-left-out");
    forge(&place, "ledger.json", &format!("\n{row}"), "");
    assert!(!verdict(&place).findings.is_empty());

    // That something was shown which was not.
    let place = laid_out("verify-shown");
    let proofs = SNAPSHOT.iter().find(|(path, _)| path.starts_with("proofs/")).expect("proofs").0.clone();
    fs::remove_file(place.join(&proofs)).expect("it was there");
    seal(&place);
    let findings = verdict(&place).findings;
    assert!(
        of(&findings, "ledger.json").iter().any(|fault| matches!(fault, Fault::Shown(_))),
        "{findings:?}"
    );

    // A figure in the report.
    let place = laid_out("verify-report");
    forge(&place, "report.json", "\"gross_received\": \"", "\"gross_received\": \"9");
    let findings = verdict(&place).findings;
    let [Finding { path, fault: Fault::Report(field) }] = &*findings else { panic!("{findings:?}") };
    assert_eq!((&**path, &**field), ("report.json", "assets[0].totals.gross_received"));

    // A figure in a fragment.
    let place = laid_out("verify-drawn");
    forge(&place, "fragments/en-360.html", "</section>", " </section>");
    let findings = verdict(&place).findings;
    assert_eq!(findings, [Finding { path: "fragments/en-360.html".into(), fault: Fault::Drawn }]);

    // One in the lines that are painted first.
    let place = laid_out("verify-first");
    forge(&place, "fragments/en-first.html", "<p class=\"figure\"><bdi>", "<p class=\"figure\"><bdi>9");
    let findings = verdict(&place).findings;
    assert_eq!(findings, [Finding { path: "fragments/en-first.html".into(), fault: Fault::Drawn }]);

    // The campaign's name.
    let place = laid_out("verify-campaign");
    forge(&place, "campaign.json", "\"name\"", "\"name\":\"Another\",\"name\"");
    let findings = verdict(&place).findings;
    assert!(!findings.is_empty());
}

/// Of a ledger that the manifest names as it is, and that no snapshot could have written, no verb makes anything.
#[test]
fn a_ledger_that_cannot_be_is_refused_by_its_field() {
    let place = laid_out("verify-explorers");
    let text = fs::read_to_string(place.join("ledger.json")).expect("a text");
    let explorers = text.lines().find(|line| line.starts_with("\"explorers\":[")).expect("who answered");
    let (_, rest) = explorers.split_once(']').expect("a list");
    forge(&place, "ledger.json", explorers, &format!("\"explorers\":[0,99]{rest}"));
    refused_by_every_verb(&place, "explorers[1] is not one of the campaign's");
}

fn refused_by_every_verb(place: &Path, why: &str) {
    let findings = verdict(place).findings;
    let [Finding { path, fault: Fault::Unreadable(error) }] = &*findings else { panic!("{findings:?}") };
    assert_eq!((&**path, &*error.words()), ("ledger.json", why));
    for verb in ["export", "render"] {
        let said = command().arg(verb).arg(place).output().expect("it runs");
        let words = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!(said.status.code(), Some(2), "{verb}: {words}");
        assert!(words.contains("ledger.json: ") && words.contains(why), "{verb}: {words}");
    }
}

#[test]
fn what_another_version_made_otherwise_is_held_to_its_digest_and_named() {
    let place = laid_out("verify-version");
    forge(&place, "fragments/en-360.html", "</section>", " </section>");
    forge(&place, "report.json", "\"gross_received\": \"", "\"gross_received\": \"9");
    let manifest = fs::read_to_string(place.join("manifest.json")).expect("a text");
    let mut older = Manifest::parse(&manifest).expect("a manifest");
    assert_eq!(older.tool, TOOL);
    older.tool = "donation-flow 0.0.1".into();
    fs::write(place.join("manifest.json"), older.write()).expect("it can be written");
    let verdict = verdict(&place);
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.not_compared, ["report.json", "fragments/en-360.html"]);
    let said = command().arg("verify").arg(&place).output().expect("it runs");
    let noted = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(noted.contains("report.json: made by another version"), "{noted}");
    let told = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(told.contains("made again: report.json and fragments/, not every one"), "{told}");
}

/// Nobody makes a page, a picture, or a fragment in an unknown language again: whoever forges one and its digest is not found out.
#[test]
fn what_is_not_made_again_is_said_to_be_held_to_its_digest_alone() {
    let place = laid_out("verify-digest-alone");
    let run = || {
        let said = command().arg("verify").arg(&place).output().expect("it runs");
        (said.status.code(), String::from_utf8_lossy(&said.stdout).into_owned())
    };
    let (_, before) = run();
    assert!(!before.contains("digest alone"), "{before}");
    assert!(before.contains("made again: report.json and fragments/, every one"), "{before}");
    for name in ["claims.jsonld", "fragments/xx-320.html", "fragments/en-wide.html", "panel.en.html"] {
        fs::write(place.join(name), "forged").expect("it can be written");
        let text = fs::read_to_string(place.join("manifest.json")).expect("a text");
        let mut manifest = Manifest::parse(&text).expect("a manifest");
        manifest.put(name, b"forged");
        fs::write(place.join("manifest.json"), manifest.write()).expect("it can be written");
    }
    let (code, said) = run();
    let names = "claims.jsonld, fragments/en-wide.html, fragments/xx-320.html, panel.en.html";
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("held to its digest alone, and not made again: {names}\n")), "{said}");

    forge(&place, "fragments/en-360.html", "</section>", " </section>");
    let (code, said) = run();
    assert!(code == Some(1) && said.contains("every one as the manifest names it\n"), "{said}");
    assert!(said.contains("made again: report.json and fragments/, not every one"), "{said}");
}

/// With `--lang` a folder has fragments in the languages named, a region's among them, and each is drawn again.
#[test]
fn fragments_of_the_languages_named_are_checked_too() {
    let server = Server::start(&[]);
    let place = folder("verify-languages");
    let campaign = server.campaign("relief", None, &place);
    let out = place.join("out");
    let snapshot = |languages: &str| {
        let mut run = command();
        run.arg("snapshot").arg(&campaign).arg("-o").arg(&out).args([
            "--as-of",
            "2026-03-20T12:00:00Z",
            "--no-proofs",
        ]);
        run.args(["--lang", languages]).output().expect("it runs")
    };
    let made = snapshot("de,fa,ar-EG,de");
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let tags = || {
        let mut tags: Vec<String> = files(&out.join("fragments"))
            .iter()
            .filter_map(|(name, _)| Some(name.rsplit_once('-')?.0.to_owned()))
            .collect();
        tags.dedup();
        tags
    };
    assert_eq!(tags(), ["ar-EG", "de", "fa"]);
    let german = fs::read_to_string(out.join("fragments/de-640.html")).expect("a fragment");
    assert!(german.contains("Von brutto zu netto") && german.contains("lang=\"de\""), "{german}");
    assert_eq!(verdict(&out).findings, []);
    for tag in tags() {
        let path = format!("fragments/{tag}-360.html");
        let held = fs::read(out.join(&path)).expect("a fragment");
        forge(&out, &path, "</section>", " </section>");
        assert_eq!(verdict(&out).findings, [Finding { path: path.clone(), fault: Fault::Drawn }]);
        fs::write(out.join(&path), held).expect("it can be written");
        seal(&out);
    }
    assert_eq!(verdict(&out).findings, []);

    // The next snapshot takes away those that are not named, and refuses what is no language of the panel.
    let again = snapshot("en");
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(tags(), ["en"]);
    let refused = snapshot("xx");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("xx: none of the panel's languages: ar, "));
    assert_eq!(tags(), ["en"]);
}
