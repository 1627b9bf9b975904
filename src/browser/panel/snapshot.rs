//! A panel opened from a snapshot's files: a survey that stands where the snapshot's did, and asks nobody.
//!
//! The ledger is read in slices, the other files one a task, and what prices and lists answered is replayed in slices, so
//! that the reader's page never waits for a long one. All of this is the part `snapshot` of the wasm, which what opens such a panel loads before.

use super::{CHARTS, FIGURES, Inner, LISTS_PART, REST, bit, clock_ms, part_of};
use super::{CLAIMS_PART, REPORT};
use crate::campaign::{Campaign, Currency};
use crate::snapshot::{Answers, LedgerFile, Reading, replay, restore};
use crate::view::Section;
use std::mem::take;

/// Milliseconds of reading, or of replay, in a task.
const SLICE: u64 = 8;

/// Items of the ledger that are read between two looks at the clock.
const ITEMS: usize = 32;

/// What is still to be read before there is a report.
pub(super) struct Opening {
    campaign: String,
    answers: String,
    currency: Option<Currency>,
    step: Step,
}

enum Step {
    Ledger(Box<Reading>),
    Survey(Box<LedgerFile>),
    Answers,
    Replay(Answers, u64),
}

/// The files' texts, as they came, and what the page wants of them.
pub(super) struct Files {
    pub campaign: String,
    pub ledger: String,
    pub answers: String,
}

/// Begins to open. `width` is that of the fragment on the page, 0 where there is none: the panel's own is drawn for then.
#[inline(never)]
pub(super) fn open(inner: &mut Inner, files: Files, currency: Option<Currency>, width: u32) {
    inner.state.of_snapshot = true;
    if width > 0 {
        inner.state.width = width;
    }
    // The large figure stands already.
    inner.begun = true;
    let Files { campaign: text, ledger, answers } = files;
    let campaign = match Campaign::parse_without_claims(&text) {
        Ok(campaign) => campaign,
        Err(_) => return fail(inner, "campaign.json"),
    };
    for explorer in &campaign.explorers {
        if let Some(part) = part_of(explorer.api).filter(|part| !inner.missing.contains(part)) {
            inner.missing.push(part);
        }
    }
    if !campaign.lists.is_empty() {
        inner.missing.push(LISTS_PART);
    }
    if campaign.has_claims || inner.stage.has(Section::Claims.name()) {
        inner.missing.push(CLAIMS_PART);
    }
    let step = Step::Ledger(Box::new(Reading::new(ledger)));
    inner.opening = Some(Box::new(Opening { campaign: text, answers, currency, step }));
    for part in &inner.missing {
        inner.load(part);
    }
}

/// Does the next step, now that all of the code is there, and sees to it that the one after is done.
#[inline(never)]
pub(super) fn step(inner: &mut Inner) {
    let Some(mut opening) = inner.opening.take() else { return };
    match opening.step {
        Step::Ledger(ref mut reading) => {
            let begun = clock_ms();
            let mut read = None;
            while read.is_none() && clock_ms() - begun < SLICE {
                read = reading.step(ITEMS);
            }
            match read {
                None => {}
                Some(Ok(ledger)) => opening.step = Step::Survey(Box::new(ledger)),
                Some(Err(_)) => return fail(inner, "ledger.json"),
            }
        }
        Step::Survey(ledger) => {
            let Some(campaign) = parse(&opening.campaign) else { return fail(inner, "campaign.json") };
            let currency = opening.currency.unwrap_or(campaign.currency);
            let survey = restore(campaign, &ledger).in_currency(currency);
            inner.as_of = Some(ledger.as_of);
            inner.survey = Some(survey);
            opening.step = Step::Answers;
        }
        Step::Answers => match Answers::parse(&take(&mut opening.answers)) {
            Ok(answers) => opening.step = Step::Replay(answers, 0),
            Err(_) => return fail(inner, "answers.json"),
        },
        Step::Replay(ref answers, ref mut clock) => {
            let begun = clock_ms();
            while let Some(survey) = &mut inner.survey
                && clock_ms() - begun < SLICE
            {
                if !replay(survey, answers, clock) {
                    return show(inner);
                }
            }
        }
    }
    inner.opening = Some(opening);
    inner.stage.after("step", 0);
}

fn parse(text: &str) -> Option<Campaign> {
    let campaign = Campaign::parse_without_claims(text).ok()?;
    if campaign.has_claims { Campaign::parse(text).ok() } else { Some(campaign) }
}

/// What the reader wants is drawn first; then all else, which is as it stood already.
fn show(inner: &mut Inner) {
    inner.reported_at = Some(clock_ms());
    inner.tell_progress();
    inner.set_state("ready");
    inner.redraw(REPORT | FIGURES | CHARTS | REST | bit(Section::Head));
}

/// What stands on the page stays; the page is told which file cannot be read.
fn fail(inner: &mut Inner, file: &str) {
    inner.survey = None;
    inner.tell_refusal("bad-snapshot", Some(file), "a file of the snapshot cannot be read");
}
