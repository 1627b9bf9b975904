//! `donation-flow verify`: recomputes a snapshot from its own files, and asks nobody.

use super::{counted, files_below, fragments, gaps, note, put_line, read_plain, refuse};
use crate::agreement;
use crate::locale::Locale;
use crate::report::{AssetReport, Report};
use crate::snapshot::check::{Check, FRAGMENTS, Fault, MANIFEST, REPORT, Step, Verdict, fragment_name};
use crate::view::text::whole;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

/// Checks a snapshot's folder from its own files, offline: exit code 0, 1 where something does not hold, 2 where there is no
/// snapshot.
#[derive(Args)]
pub struct Verify {
    #[arg(value_name = "DIR")]
    folder: std::path::PathBuf,
}

/// Something does not hold.
const NOT_SO: u8 = 1;

pub fn run(options: &Verify) -> ExitCode {
    let folder = &options.folder;
    if !folder.join(MANIFEST).is_file() {
        return refuse(&format!("{}: no snapshot: there is no {MANIFEST}", folder.display()));
    }
    let (verdict, foreign) = match check(folder) {
        Ok(checked) => checked,
        Err(error) => return refuse(&format!("{}: {error}", folder.display())),
    };
    for finding in &verdict.findings {
        let path = folder.join(&finding.path);
        let words = match finding.fault {
            Fault::Missing if path.exists() => "it is no plain file, or cannot be read".into(),
            _ => finding.words(),
        };
        note(&format!("{}: {words}", path.display()));
    }
    // Of whatever else is there nothing can be said.
    if verdict.findings.iter().any(|finding| finding.path == MANIFEST) {
        put_line(&format!("files: what there should be is not known without {MANIFEST}"));
        return ExitCode::from(NOT_SO);
    }
    for path in &foreign {
        note(&format!(
            "note: {}: no snapshot wrote this file: nothing is known of it",
            folder.join(path).display()
        ));
    }
    for path in &verdict.not_compared {
        note(&format!(
            "note: {}: made by another version, and otherwise than this one would: held to its digest alone",
            folder.join(path).display()
        ));
    }
    tell(&verdict);
    if verdict.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NOT_SO) }
}

/// The languages that a folder has fragments in.
fn languages(files: &[String]) -> Vec<Locale> {
    let tag = |path: &String| Some(fragment_name(path)?.0.to_owned());
    let tags: BTreeSet<String> = files.iter().filter_map(tag).collect();
    tags.iter().filter_map(|tag| fragments::locale(tag).ok()).collect()
}

/// The verdict on a folder, and the files in it that its manifest does not name.
///
/// # Errors
///
/// Where the folder cannot be read.
pub fn check(folder: &Path) -> std::io::Result<(Verdict, Vec<String>)> {
    let files = files_below(folder)?;
    let mut check = Check::new();
    for locale in languages(&files) {
        check.add_locale(locale);
    }
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{bar:30} transaction {pos} of {len}, {per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    loop {
        match check.step() {
            Step::Wants(path) => {
                let content = read_plain(&folder.join(&path)).ok();
                check.take(&path, content.as_deref());
            }
            Step::Worked => {
                let progress = check.progress();
                bar.set_length(progress.of);
                bar.set_position(progress.checked);
            }
            Step::Done => break,
        }
    }
    bar.finish_and_clear();
    let foreign = files.into_iter().filter(|path| !check.names(path)).collect();
    Ok((check.finish(), foreign))
}

/// A line of the verdict, in which whoever made the folder chose words: they make no other line, and colour none.
macro_rules! say {
    ($($words:tt)*) => {
        put_line(&whole(&format!($($words)*)))
    };
}

/// What is proven, what is agreed, and what is only reported.
fn tell(verdict: &Verdict) {
    let is_found = |is_one: fn(&Fault) -> bool| verdict.findings.iter().any(|finding| is_one(&finding.fault));
    let all = |is_all| if is_all { "every one" } else { "not every one" };
    let named = all(!is_found(|fault| matches!(fault, Fault::Missing | Fault::Digest)));
    say!("files: {}, {named} as the manifest names it", verdict.files);
    let Some(report) = &verdict.report else {
        say!("report: none can be made of these files");
        return;
    };
    let is_made = |path: &str| path == REPORT || path.starts_with(FRAGMENTS);
    let is_other =
        verdict.findings.iter().any(|finding| is_made(&finding.path) && finding.fault != Fault::Digest);
    let same = all(!is_other && verdict.not_compared.is_empty());
    say!("made again: {REPORT} and {FRAGMENTS}, {same} as the ledger makes it");
    if !verdict.digest_alone.is_empty() {
        say!("held to its digest alone, and not made again: {}", verdict.digest_alone.join(", "));
    }
    let not = if report.complete { "" } else { ", not complete: figures are of what came" };
    say!("report: as of {}{not}", report.as_of);
    report.gaps.iter().for_each(|gap| say!("{}", gaps::words(gap)));
    for asset in &report.assets {
        tell_asset(report, asset, verdict);
    }
    for note in &report.agreements {
        let hosts = note.hosts.join(" and ");
        match note.finding {
            finding if finding == agreement::Finding::Agrees.name() => {
                let until = note.height.map(|height| format!("at block {height}"));
                let until = until.or(note.until.clone().map(|time| format!("until {time}")));
                say!("agreed: {}: {hosts} {}, as its maker says", note.chain, until.unwrap_or_default());
            }
            finding => say!("not agreed: {}: {hosts}: {finding}", note.chain),
        }
    }
    let no_more = if report.complete { ", and that no transaction is missing" } else { "" };
    say!(
        "only reported: what lists and sources of prices answered{no_more}. Inclusion is not completeness: an explorer's list can leave \
         out true transactions."
    );
}

fn tell_asset(report: &Report, asset: &AssetReport, verdict: &Verdict) {
    let hosts: Vec<&str> = report
        .sources
        .iter()
        .filter(|source| source.chain == asset.chain)
        .map(|source| &*source.host)
        .collect();
    let (name, hosts) = (format!("{} ({})", asset.asset, asset.chain), hosts.join(", "));
    if !asset.verification.can_be_proven {
        say!(
            "{name}: {} as reported by {hosts}: this chain has no proof of inclusion here",
            counted(asset.transactions, "row", "rows")
        );
        return;
    }
    let shown = verdict.shown.iter().find(|shown| shown.chain.name() == asset.chain);
    let (all, included, senders) =
        shown.map_or((0, 0, 0), |shown| (shown.transactions, shown.included, shown.senders));
    say!(
        "{name}: proven: {included} of {all} transactions are in blocks with proof of work, {senders} of them with who sent them"
    );
    let rest = all.saturating_sub(included);
    if rest > 0 {
        say!("{name}: {} as reported by {hosts}", counted(rest, "transaction is", "transactions are"));
    }
}
