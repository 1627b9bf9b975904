//! `donation-flow snapshot`: asks the explorers as a reader's browser does, and writes the report.

use super::transport::Transport;
use crate::campaign::Campaign;
use crate::chain::Amount;
use crate::explorer::{Next, Outcome, Policy, Progress, Ticket};
use crate::locale::Locale;
use crate::report::Report;
use crate::survey::Survey;
use crate::view;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Url;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Reads all that the explorers say about a campaign; Ctrl-C ends it early, with gaps.
pub async fn take(campaign: Campaign) -> Result<Report, String> {
    let transport = Transport::new().map_err(|error| error.to_string())?;
    let seed = since_1970().subsec_nanos().into();
    let mut survey = Survey::new(campaign, Policy { seed, ..Policy::default() });
    let bar = ProgressBar::new(0).with_style(style());
    bar.enable_steady_tick(Duration::from_millis(250));

    let begun = Instant::now();
    let now_ms = || begun.elapsed().as_millis() as u64;
    let (sender, mut answers) = mpsc::unbounded_channel::<(Ticket, Outcome)>();
    let mut under_way = JoinSet::new();
    // One future for the whole survey: a Ctrl-C that comes while an answer is read is not lost.
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    let mut interrupted = false;
    loop {
        match survey.next_request(now_ms()) {
            Next::Request(ticket, request) => {
                let (transport, sender) = (transport.clone(), sender.clone());
                under_way.spawn(async move {
                    let outcome = transport.fetch(request).await;
                    // Nobody listens any more once the survey has ended.
                    let _ = sender.send((ticket, outcome));
                });
            }
            Next::Wait(ms) => tokio::select! {
                Some((ticket, outcome)) = answers.recv() => {
                    survey.handle_response(ticket, outcome, now_ms());
                    show(&bar, &survey);
                }
                () = tokio::time::sleep(Duration::from_millis(ms)) => {}
                _ = &mut interrupt, if !interrupted => {
                    interrupted = true;
                    survey.stop();
                    under_way.abort_all();
                }
            },
            Next::Done => break,
        }
    }
    bar.finish_and_clear();
    Ok(survey.report(since_1970().as_secs(), None))
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

/// Writes `report.json` into a folder, whole or not at all.
pub fn write(report: &Report, folder: &Path) -> Result<PathBuf, String> {
    let text = serde_json::to_string_pretty(report).map_err(|error| error.to_string())?;
    write_whole(text, folder, "report.json")
}

/// Writes `claims.jsonld` beside it: the claims as schema.org reviews, in English.
pub fn write_claims(report: &Report, folder: &Path) -> Result<PathBuf, String> {
    let locale = Locale::parse(include_str!("../../www/locale/en.json"))?;
    let review = view::claim_review(report, &locale);
    let text = serde_json::to_string_pretty(&review).map_err(|error| error.to_string())?;
    write_whole(text, folder, "claims.jsonld")
}

fn write_whole(mut text: String, folder: &Path, name: &str) -> Result<PathBuf, String> {
    let path = folder.join(name);
    text.push('\n');
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(said)?;
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::write(&unfinished, text).and_then(|()| std::fs::rename(&unfinished, &path));
    if let Err(error) = written {
        // What is left of it helps nobody; the first error is the one to tell.
        let _ = std::fs::remove_file(&unfinished);
        return Err(said(error));
    }
    Ok(path)
}

/// What the publisher should know beside the report: gaps, and balances that differ from the explorer's.
pub fn notes(report: &Report) -> Vec<String> {
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

fn show(bar: &ProgressBar, survey: &Survey) {
    let progress = survey.progress();
    if let Some(about) = progress.about {
        bar.set_length(about.max(progress.pages).into());
    }
    bar.set_position(progress.pages.into());
    bar.set_message(match progress {
        Progress { waiting: true, pricing: false, .. } => "waiting for the explorer",
        Progress { waiting: true, .. } => "waiting for prices",
        Progress { pricing: true, .. } => "prices",
        Progress { screening: true, .. } => "lists",
        _ => "",
    });
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} page {pos} of about {len} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
