//! `donation-flow snapshot`: asks the explorers as a reader's browser does, and writes a snapshot's folder
//! (docs/snapshot.md).

mod fetch;
mod folder;
mod journal;

use super::{BAD_INPUT, WITH_GAPS, campaign, finish, fragments, with_runtime};
use crate::campaign::Campaign;
use crate::chain::{Amount, Timestamp, time};
use crate::explorer::{Next, Outcome, Policy, Progress, Request, Ticket};
use crate::report::Report;
use crate::snapshot::manifest::{Manifest, TOOL, digest};
use crate::snapshot::{Answers, LedgerFile, replay, restore};
use crate::survey::Survey;
use crate::view;
use bitcoin::hashes::{Hash, HashEngine, sha256};
use clap::Args;
use fetch::{Driver, Fetch};
use folder::Workshop;
use indicatif::ProgressBar;
use journal::{Head, Journal, Key};
use reqwest::Url;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Asks the explorers about a campaign and writes a snapshot's folder: exit code 0, 3 with gaps, 2 for a bad file.
///
/// A run that was killed is gone on with by the next one: what was answered in the last six hours is not asked again.
#[derive(Args)]
pub struct Snapshot {
    file: PathBuf,
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// The report's time, as in 2026-03-14T12:00:00Z, in the place of now: by it is judged what still waits.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
}

fn moment(text: &str) -> Result<Timestamp, &'static str> {
    time::parse_rfc3339(text).ok_or("a time in UTC was expected, as in 2026-03-14T12:00:00Z")
}

/// A campaign file, as it is written and as it is read.
struct Source {
    text: String,
    campaign: Campaign,
    /// The lists' URLs made whole, and as the file has them.
    lists: Vec<(String, String)>,
}

/// The files of a snapshot, by their paths in its folder.
type Files = Vec<(String, Vec<u8>)>;

pub fn run(options: &Snapshot) -> ExitCode {
    match Source::read(&options.file) {
        Ok(source) => finish(with_runtime(options.take(&source))),
        Err(code) => code,
    }
}

impl Source {
    fn read(file: &Path) -> Result<Source, ExitCode> {
        let mut campaign = campaign(file)?;
        let text = std::fs::read_to_string(file).map_err(|error| {
            eprintln!("{}: {error}", file.display());
            ExitCode::from(BAD_INPUT)
        })?;
        let as_written = campaign.lists.clone();
        find_lists(&mut campaign, file);
        let lists = campaign.lists.iter().cloned().zip(as_written).collect();
        Ok(Source { text, campaign, lists })
    }
}

impl Snapshot {
    async fn take(&self, source: &Source) -> Result<ExitCode, String> {
        let said = |error: std::io::Error| format!("{}: {error}", self.output.display());
        let workshop = Workshop::open(&self.output).map_err(said)?;
        let journal = Journal::open(workshop.hidden(), self.head(source)).map_err(said)?;
        let as_of = journal.head().as_of;
        if journal.found() > 0 {
            eprintln!("going on: {} answers are there already", journal.found());
        }
        let mut fetch = Fetch::new(journal)?;
        let policy = Policy { seed: since_1970().subsec_nanos().into(), ..Policy::default() };
        let mut reading = Reading {
            survey: Survey::new(source.campaign.clone(), policy),
            answers: Answers::default(),
            lists: &source.lists,
        };
        fetch.run(&mut reading).await?;
        let ledger = LedgerFile::of(reading.survey.history(), reading.survey.held(), as_of);
        fetch.bar().finish_and_clear();

        let (report, files) = files(source, &ledger, &reading.answers)?;
        let place = workshop.target().join("report.json");
        workshop.publish(&files, &is_ours).map_err(said)?;
        if !fetch.is_interrupted() {
            workshop.clear().map_err(said)?;
        }
        for note in notes(&report) {
            eprintln!("{note}");
        }
        println!("{}", place.display());
        let whole = report.complete && report.gaps.is_empty();
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(WITH_GAPS) })
    }

    /// What a journal of this run belongs to.
    fn head(&self, source: &Source) -> Head {
        let begun = since_1970().as_secs();
        let mut engine = sha256::Hash::engine();
        engine.input(source.text.as_bytes());
        engine.input(&self.as_of.unwrap_or_default().to_le_bytes());
        let digest = sha256::Hash::from_engine(engine).to_byte_array();
        Head { digest, as_of: self.as_of.unwrap_or(begun), begun }
    }
}

/// The report that a ledger and its answers make, and all files of the snapshot.
fn files(source: &Source, ledger: &LedgerFile, answers: &Answers) -> Result<(Report, Files), String> {
    let campaign = Campaign::parse(&source.text).map_err(|_| "the campaign file has changed".to_owned())?;
    let claim_review = campaign.claim_review;
    let mut survey = restore(campaign, ledger);
    let mut clock_ms = 0;
    while replay(&mut survey, answers, &mut clock_ms) {}
    let report = survey.report(ledger.as_of, None);
    let mut manifest =
        Manifest { tool: TOOL.into(), as_of: ledger.as_of, tips: ledger.tips.clone(), ..Manifest::default() };
    let ledger = ledger.write();
    let digest = digest(ledger.as_bytes());
    let mut files = vec![
        ("campaign.json".into(), source.text.clone().into_bytes()),
        ("report.json".into(), pretty(&report)?),
        ("answers.json".into(), answers.write().into_bytes()),
    ];
    if claim_review {
        let english = fragments::locale("en")?;
        let review = view::claim_review(&report, &english);
        files.push(("claims.jsonld".into(), pretty(&review)?));
    }
    let drawn =
        fragments::fragments(&survey, &report, &digest, &fragments::LANGUAGES, &view::FRAGMENT_WIDTHS)?;
    for (path, html) in drawn {
        files.push((path, html.into_bytes()));
    }
    files.push(("ledger.json".into(), ledger.into_bytes()));
    for (path, content) in &files {
        manifest.put(path, content);
    }
    files.push(("manifest.json".into(), manifest.write().into_bytes()));
    Ok((report, files))
}

fn pretty(value: &impl serde::Serialize) -> Result<Vec<u8>, String> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| error.to_string())?;
    text.push(b'\n');
    Ok(text)
}

/// Whether a file of a folder is one that snapshots write.
fn is_ours(path: &str) -> bool {
    let names =
        ["manifest.json", "report.json", "campaign.json", "ledger.json", "answers.json", "claims.jsonld"];
    names.contains(&path) || path.starts_with("fragments/") || path.starts_with("proofs/")
}

/// The explorers' pages, lists and prices.
struct Reading<'a> {
    survey: Survey,
    /// Of what is asked beside the explorers' pages.
    answers: Answers,
    lists: &'a [(String, String)],
}

impl Driver for Reading<'_> {
    fn next_request(&mut self, now_ms: u64) -> Next {
        self.survey.next_request(now_ms)
    }

    fn handle_response(&mut self, ticket: Ticket, request: &Request, outcome: Outcome, now_ms: u64) -> bool {
        if Survey::is_beside_the_scan(ticket) {
            let as_written = self.lists.iter().find(|(url, _)| *url == request.url);
            self.answers.take(as_written.map_or(&*request.url, |(_, written)| written), &outcome);
        }
        self.survey.handle_response(ticket, outcome, now_ms);
        true
    }

    /// Files of this machine are read again.
    fn key(&self, _: Ticket, request: &Request) -> Option<Key> {
        let key = match &request.body {
            None => request.url.clone(),
            Some(body) => format!("{} {body}", request.url),
        };
        (!key.starts_with("file:")).then_some(Key::Passing(key))
    }

    fn stop(&mut self) {
        self.survey.stop();
    }

    fn show(&self, bar: &ProgressBar) {
        let progress = self.survey.progress();
        let about = progress.about.map(|about| about.max(progress.pages));
        bar.set_length(about.unwrap_or_default().into());
        bar.set_position(progress.pages.into());
        let doing = match progress {
            Progress { waiting: true, pricing: false, .. } => ", waiting for the explorer",
            Progress { waiting: true, .. } => ", waiting for prices",
            Progress { pricing: true, .. } => ", prices",
            Progress { screening: true, .. } => ", lists",
            _ => "",
        };
        let about = about.map(|about| format!(" of about {about}")).unwrap_or_default();
        bar.set_message(format!("page {}{about}{doing}", progress.pages));
    }
}

/// Makes the lists' URLs whole: a path is relative to the campaign file's folder.
pub fn find_lists(campaign: &mut Campaign, file: &Path) {
    let base = std::path::absolute(file).ok().and_then(|file| Url::from_file_path(file).ok());
    for list in &mut campaign.lists {
        if let Some(url) = base.as_ref().and_then(|base| base.join(list).ok()) {
            *list = url.into();
        }
    }
}

/// What the publisher should know beside the report: gaps, and balances that differ from the explorer's.
fn notes(report: &Report) -> Vec<String> {
    let gaps = report.gaps.iter().map(|gap| {
        let about = Some(gap.address.as_deref().unwrap_or(gap.chain)).filter(|about| !about.is_empty());
        let mut note = format!("gap: {}: {}", about.unwrap_or("lists"), gap.kind);
        if let Some(count) = gap.count {
            let what = if gap.kind.ends_with("-price") { "days" } else { "rows" };
            note.push_str(&format!(", {count} {what}"));
        }
        if let Some(from) = &gap.from {
            note.push_str(&format!(", from {from}"));
        }
        if let Some(to) = &gap.to {
            note.push_str(&format!(", until {to}"));
        }
        if let Some(detail) = &gap.detail {
            note.push_str(&format!(" ({detail})"));
        }
        note
    });
    let balances = report.assets.iter().filter_map(|asset| {
        let explorer = asset.explorer.as_ref()?;
        let difference = explorer.balance_difference;
        let exact = |amount: Amount| amount.decimal(asset.decimals);
        let (more, by) =
            (if difference.is_negative() { "less" } else { "more" }, exact(difference.magnitude()));
        (difference.magnitude() != Amount::ZERO).then(|| {
            let (name, theirs) = (&asset.asset, exact(explorer.balance));
            format!("note: {name}: the rows add up to {by} {more} than the explorer's balance of {theirs}")
        })
    });
    gaps.chain(balances).collect()
}

/// Time by this machine's clock; one that stands before 1970 counts as 1970.
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
