//! `donation-flow snapshot`: asks the explorers as a reader's browser does, and writes a snapshot's folder
//! (docs/snapshot.md).

mod evidence;
mod fetch;
mod folder;
mod journal;
mod second;
mod update;

use super::{WITH_GAPS, campaign, finish, fragments, gaps, note, put_line, refuse, with_runtime};
use crate::agreement::{Figure, Finding, Whom};
use crate::campaign::Campaign;
use crate::chain::{Amount, Timestamp, time};
use crate::explorer::evidence::Evidence;
use crate::explorer::row::TIME_LIMIT;
use crate::explorer::{GapKind, Next, Outcome, Policy, Progress, Request, Ticket};
use crate::proof::sha256::sha256;
use crate::report::{AgreementNote, Report};
use crate::snapshot::anchors::Anchors;
use crate::snapshot::check::{ANSWERS, CAMPAIGN, LEDGER, MANIFEST, REPORT};
use crate::snapshot::manifest::{Manifest, TOOL, digest};
use crate::snapshot::{Answers, LedgerFile, go_on, joined, recompute, restore};
use crate::survey::Survey;
use crate::view::{self, text::clean};
use clap::Args;
use evidence::Proving;
use fetch::{Driver, Fetch};
use folder::Workshop;
use indicatif::ProgressBar;
use journal::{Head, Journal, Key};
use reqwest::Url;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use update::Earlier;

/// Asks the explorers about a campaign and writes a snapshot's folder: exit code 0, 3 with gaps, 2 for a bad file, a DIR that cannot
/// be written, is another campaign's or has a damaged manifest, or a TIME before what the explorers tell.
///
/// A run that was killed is gone on with by the next one: what was answered in the last six hours is not asked again. Where
/// DIR holds a snapshot of the same campaign file, only newer pages and evidence are asked for.
#[derive(Args)]
pub struct Snapshot {
    /// The campaign file.
    file: PathBuf,
    /// The folder to write.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// The report's time, as in 2026-03-14T12:00:00Z, in the place of now: by it is judged what still waits. Explorers tell of now
    /// alone: a time more than two hours before the newest row is refused.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
    /// Asks for no evidence that transactions are in their blocks; what DIR holds of it is kept.
    #[arg(long)]
    no_proofs: bool,
    /// Asks a second explorer about chains for which the campaign names explorers of one operator, too: one of the built-in table.
    #[arg(long, conflicts_with = "no_second")]
    second: bool,
    /// Asks no second explorer. Without this, the campaign's own of another operator is asked for counts and sums.
    #[arg(long)]
    no_second: bool,
    /// Widths in CSS pixels that fragments are drawn for: a panel shows the widest that is not wider than itself.
    #[arg(long, value_name = "PX,…", value_delimiter = ',', default_values_t = view::FRAGMENT_WIDTHS,
          value_parser = width)]
    widths: Vec<u32>,
    /// Languages that DIR has fragments in, for the first paint; a page in another takes the panel's code at once.
    #[arg(long, value_name = "LANG,…", value_delimiter = ',', value_parser = fragments::tag, default_values_t = fragments::LANGUAGES.map(String::from))]
    lang: Vec<String>,
}

fn moment(text: &str) -> Result<Timestamp, &'static str> {
    let time = time::parse_rfc3339(text).filter(|time| *time < TIME_LIMIT);
    time.ok_or("a time in UTC was expected, as in 2026-03-14T12:00:00Z")
}

fn width(text: &str) -> Result<u32, String> {
    let (least, most) = view::WIDTHS.into_inner();
    let width = text.parse().ok().filter(|width| view::WIDTHS.contains(width));
    width.ok_or_else(|| format!("a width from {least} to {most} CSS pixels was expected"))
}

/// A campaign file, as it is written and as it is read.
struct Source {
    text: String,
    campaign: Campaign,
    /// The lists' URLs made whole, and as the file has them.
    lists: Vec<(String, String)>,
}

/// The claims as schema.org reviews, where the campaign's file asks for them.
const CLAIMS: &str = "claims.jsonld";

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
        let text =
            std::fs::read_to_string(file).map_err(|error| refuse(&format!("{}: {error}", file.display())))?;
        let as_written = campaign.lists.clone();
        find_lists(&mut campaign, file);
        let lists = campaign.lists.iter().cloned().zip(as_written).collect();
        Ok(Source { text, campaign, lists })
    }
}

impl Snapshot {
    async fn take(&self, source: &Source) -> Result<ExitCode, String> {
        let said = |error: std::io::Error| format!("{}: {error}", self.output.display());
        let workshop = match Workshop::open(&self.output) {
            Ok(workshop) => workshop,
            Err(error) if error.kind() == ErrorKind::ResourceBusy => return Err(said(error)),
            Err(error) => {
                let folder = self.output.display();
                return Ok(refuse(&format!("{folder}: a folder that can be written was expected: {error}")));
            }
        };
        let earlier = match Earlier::read(workshop.target(), source) {
            Ok(earlier) => earlier,
            Err(error) => {
                let manifest = self.output.join(MANIFEST);
                let refused = refuse(&format!(
                    "{}: {error}: without it nobody knows which files of the folder are a snapshot's: name another folder, or remove \
                     this one",
                    manifest.display()
                ));
                workshop.leave().map_err(said)?;
                return Ok(refused);
            }
        };
        if let Some(name) = earlier.as_ref().and_then(|earlier| earlier.other(&source.campaign)) {
            let (folder, file) = (self.output.display(), self.file.display());
            let name = clean(name.get("en"));
            let refused = refuse(&format!(
                "{folder}: it holds a snapshot of another campaign, “{name}”, which has no address of {file}: name another folder, \
                 or remove this one"
            ));
            workshop.leave().map_err(said)?;
            return Ok(refused);
        }
        let journal = Journal::open(workshop.hidden(), self.head(source)).map_err(said)?;
        let as_of = journal.head().as_of;
        let found = journal.found();
        if found > 0 {
            eprintln!("going on: {found} answers are there already");
        }
        let mut fetch = Fetch::new(journal)?;
        let Some((mut ledger, answers)) = read(&mut fetch, source, earlier.as_ref(), as_of).await? else {
            return leave(workshop, &fetch);
        };
        if let Some(as_of) = self.as_of
            && let Some((chain, newest)) = update::later(&ledger, as_of)
        {
            fetch.bar().finish_and_clear();
            // What an earlier run was told is of use to another one.
            if found > 0 { workshop.leave() } else { workshop.clear() }.map_err(said)?;
            let (as_of, chain, newest) = (time::rfc3339(as_of), chain.name(), time::rfc3339(newest));
            return Ok(refuse(&format!(
                "--as-of {as_of}: explorers tell of now alone, and the newest row on {chain} is of {newest}: a time was expected that \
                 is at most two hours before it"
            )));
        }
        let mut evidence = Evidence::new(source.campaign.clone().into(), &ledger.transactions);
        for bundle in earlier.iter().flat_map(|earlier| &earlier.bundles) {
            evidence.hold(bundle);
        }
        let mut proving = Proving(evidence);
        if !self.no_proofs {
            fetch.run(&mut proving).await?;
        }
        let (proofs, mut remarks) = evidence::enter(&mut proving.0, &mut ledger);
        if !self.no_proofs {
            ledger.held.gaps.append(&mut proving.0.gaps());
        }
        if !self.no_second {
            let whom = if self.second { Whom::Anybody } else { Whom::Named };
            second::enter(&mut fetch, source.campaign.clone(), &mut ledger, whom, &policy()).await?;
        }
        fetch.bar().finish_and_clear();
        if fetch.is_interrupted() && earlier.is_some() {
            return leave(workshop, &fetch);
        }

        let (report, files) = files(source, &ledger, &answers, proofs, &self.lang, &self.widths)?;
        let is_ours = |path: &str| match &earlier {
            Some(earlier) => earlier.wrote(path),
            // What versions without a manifest wrote.
            None => [REPORT, CLAIMS].contains(&path),
        };
        workshop.publish(&files, &is_ours).map_err(said)?;
        let place = workshop.target().join(REPORT);
        if is_rendered(workshop.target()) {
            let folder = workshop.target().display();
            remarks.push(format!(
                "note: its rendered pages are still of the snapshot before: donation-flow render {folder}"
            ));
        }
        if !fetch.is_interrupted() {
            workshop.clear().map_err(said)?;
        }
        if let Some(before) = earlier.as_ref().and_then(|earlier| earlier.ledger.as_ref()) {
            remarks.extend(update::dropped(before, &ledger));
        }
        remarks.iter().chain(&notes(&report)).for_each(|words| note(words));
        put_line(&place.display().to_string());
        Ok(if is_whole(&report) { ExitCode::SUCCESS } else { ExitCode::from(WITH_GAPS) })
    }

    /// What a journal of this run belongs to.
    fn head(&self, source: &Source) -> Head {
        let begun = since_1970().as_secs();
        let mut about = digest(source.text.as_bytes()).into_bytes();
        about.extend(self.as_of.unwrap_or_default().to_le_bytes());
        let digest = sha256(&about);
        Head { digest, as_of: self.as_of.unwrap_or(begun), begun }
    }
}

/// Leaves the folder as it was: what came is less than it has.
fn leave(workshop: Workshop, fetch: &Fetch) -> Result<ExitCode, String> {
    let folder = workshop.target().display().to_string();
    fetch.bar().finish_and_clear();
    if fetch.is_interrupted() {
        eprintln!("stopped: {folder} stays as it was; the next run goes on from here");
    } else {
        eprintln!("{folder} stays as it was: it has more than what came");
        workshop.clear().map_err(|error| format!("{folder}: {error}"))?;
    }
    Ok(ExitCode::from(WITH_GAPS))
}

/// Reads all that explorers, sources of prices and lists say, or only what is newer than an earlier snapshot. None where the folder
/// holds more than came.
async fn read(
    fetch: &mut Fetch,
    source: &Source,
    earlier: Option<&Earlier>,
    as_of: Timestamp,
) -> Result<Option<(LedgerFile, Answers)>, String> {
    let campaign = || source.campaign.clone();
    let policy = policy();
    let before = earlier.and_then(|earlier| earlier.ledger.as_ref());
    let mut known = before.map(LedgerFile::settled);
    if let Some(settled) = &known {
        let mut anchors = Anchors::of(campaign().into(), settled);
        fetch.run(&mut anchors).await?;
        for lost in anchors.lost() {
            // Who does not answer this is not asked for all that there is.
            if !lost.replaced {
                fetch.bar().suspend(|| eprintln!("{}", update::lost(&lost)));
                return Ok(None);
            }
            eprintln!("reorganised: {}: all is read anew", update::lost(&lost));
            known = None;
        }
    }
    let survey = match known {
        Some(settled) => go_on(campaign(), policy, settled),
        None => Survey::new(campaign(), policy),
    };
    let (survey, answers) = ask(fetch, source, survey).await?;
    let ledger = LedgerFile::of(survey.history(), survey.held(), as_of);
    let whole = match before {
        Some(before) => joined(before, ledger.clone(), &source.campaign),
        // Of another campaign file nothing can be kept.
        None => (earlier.is_none() || ledger.held.complete).then(|| ledger.clone()),
    };
    let Some(mut whole) = whole else {
        let report = recompute(campaign(), &ledger, &answers).report(as_of, None);
        fetch.bar().suspend(|| notes(&report).iter().for_each(|words| note(words)));
        return Ok(None);
    };
    // Evidence is asked for anew.
    whole.held.gaps.retain(|gap| gap.kind != GapKind::NotProven);
    if whole == ledger {
        return Ok(Some((whole, answers)));
    }
    // Of what was kept there are days whose prices are to be asked for.
    let (_, answers) = ask(fetch, source, restore(campaign(), &whole)).await?;
    Ok(Some((whole, answers)))
}

/// Asks what a survey asks for; what was answered beside the explorers' pages.
async fn ask(fetch: &mut Fetch, source: &Source, survey: Survey) -> Result<(Survey, Answers), String> {
    let mut reading = Reading { survey, answers: Answers::default(), lists: &source.lists };
    fetch.run(&mut reading).await?;
    Ok((reading.survey, reading.answers))
}

fn policy() -> Policy {
    Policy { seed: since_1970().subsec_nanos().into(), ..Policy::default() }
}

/// Whether `donation-flow render` wrote pages of an earlier snapshot into a folder.
fn is_rendered(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("panel.") && name.ends_with(".html")
    })
}

/// Whether the report is complete and nothing beside its rows is missing. Evidence that did not come hides no row and no figure: it
/// is said, and no more.
fn is_whole(report: &Report) -> bool {
    report.complete && report.gaps.iter().all(|gap| gap.kind == GapKind::NotProven.name())
}

/// The report that a ledger and its answers make, and all files of the snapshot.
fn files(
    source: &Source,
    ledger: &LedgerFile,
    answers: &Answers,
    proofs: Files,
    languages: &[String],
    widths: &[u32],
) -> Result<(Report, Files), String> {
    let campaign = Campaign::parse(&source.text).map_err(|_| "the campaign file has changed".to_owned())?;
    let claim_review = campaign.claim_review;
    let mut survey = recompute(campaign, ledger, answers);
    let report = survey.report(ledger.as_of, None);
    let mut manifest =
        Manifest { tool: TOOL.into(), as_of: ledger.as_of, tips: ledger.tips.clone(), ..Manifest::default() };
    let ledger = ledger.write();
    let digest = digest(ledger.as_bytes());
    let mut files = vec![
        (CAMPAIGN.into(), source.text.clone().into_bytes()),
        (REPORT.into(), pretty(&report)?),
        (ANSWERS.into(), answers.write().into_bytes()),
    ];
    if claim_review {
        let english = fragments::locale("en")?;
        let review = view::claim_review(&report, &english);
        files.push((CLAIMS.into(), pretty(&review)?));
    }
    let drawn = fragments::fragments(&survey, &report, &digest, languages, widths)?;
    for (path, html) in drawn {
        files.push((path, html.into_bytes()));
    }
    files.push((LEDGER.into(), ledger.into_bytes()));
    files.extend(proofs);
    for (path, content) in &files {
        manifest.put(path, content);
    }
    files.push((MANIFEST.into(), manifest.write().into_bytes()));
    Ok((report, files))
}

fn pretty(value: &impl serde::Serialize) -> Result<Vec<u8>, String> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| error.to_string())?;
    text.push(b'\n');
    Ok(text)
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

    fn key(&self, _: Ticket, request: &Request) -> Option<Key> {
        Key::passing(request)
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
    let gaps = report.gaps.iter().map(gaps::words);
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
    gaps.chain(balances).chain(report.agreements.iter().flat_map(not_agreed)).collect()
}

/// What a second explorer does not agree with, or that it did not answer.
fn not_agreed(note: &AgreementNote) -> Vec<String> {
    if note.finding == Finding::Agrees.name() {
        return Vec::new();
    }
    let mut notes = vec![format!("note: {}: second explorer: {}", note.chain, note.finding)];
    for one in &note.differs {
        let figure = |amount: Amount| match one.figure {
            figure if figure == Figure::Transactions.name() => amount.units().to_string(),
            _ => format!("{} {}", amount.decimal(one.decimals), one.asset),
        };
        let about = one.address.as_deref().unwrap_or(note.chain);
        let (theirs, shown) = (figure(one.theirs), figure(one.shown));
        notes
            .push(format!("note: {about}: {}: {} has {theirs}, the list here {shown}", one.figure, one.host));
    }
    notes
}

/// Time by this machine's clock; one that stands before 1970 counts as 1970.
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
