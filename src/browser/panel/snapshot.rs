//! A panel opened from a snapshot's files: a survey that stands where the snapshot's did, and asks nobody.
//!
//! The ledger is read in slices, the other files one a task, and what prices and lists answered is replayed in slices, so
//! that the reader's page never waits for a long one. All of this is the part `snapshot` of the wasm, which what opens such a panel loads before.

use super::drawing::{CHARTS, FIGURES, REPORT, REST, SLICE, bit};
use super::parts::{CLAIMS_PART, LISTS_PART, part_of};
use super::{Inner, clock_ms};
use crate::campaign::Campaign;
use crate::snapshot::{Answers, LedgerFile, Reading, Restoring, replay};
use crate::view::Section;
use std::mem::take;

/// Items of the ledger that are read, or restored, between two looks at the clock.
const ITEMS: usize = 32;

/// What is still to be read before there is a report.
pub(super) struct Opening {
    files: Files,
    step: Step,
    /// It is to be gone on from.
    is_live: bool,
}

/// What a snapshot is gone on from with.
pub(super) struct Kept {
    pub ledger: LedgerFile,
    pub answers: Answers,
}

enum Step {
    Campaign,
    Ledger(Box<Reading>),
    Survey(Box<Restoring>),
    Answers,
    Replay(Answers, u64),
    Show,
}

/// The files as they came.
pub(super) struct Files {
    pub campaign: String,
    pub ledger: Vec<u8>,
    pub answers: String,
    /// They are to be gone on from.
    pub is_live: bool,
}

/// Begins to open. `width` is that of the fragment on the page, 0 where there is none: the panel's own is drawn for then.
#[inline(never)]
pub(super) fn open(inner: &mut Inner, files: Files, width: u32) {
    inner.state.of_snapshot = true;
    if width > 0 {
        inner.state.width = width;
    }
    // The large figure stands already.
    inner.begun = true;
    let is_live = files.is_live;
    inner.opening = Some(Box::new(Opening { files, step: Step::Campaign, is_live }));
    // To take the files was a task's work.
    inner.stage.after("step", 0);
}

/// Asks for the code that the campaign takes.
fn load_parts(inner: &mut Inner, campaign: &Campaign) {
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
    for part in &inner.missing {
        inner.load(part);
    }
}

/// Does the next step, now that all of the code is there, and sees to it that the one after is done.
#[inline(never)]
pub(super) fn step(inner: &mut Inner) {
    let Some(mut opening) = inner.opening.take() else { return };
    match opening.step {
        Step::Campaign => {
            let campaign = match Campaign::parse_without_claims(&opening.files.campaign) {
                Ok(campaign) => campaign,
                Err(_) => return fail(inner, "campaign.json"),
            };
            load_parts(inner, &campaign);
            opening.step = Step::Ledger(Box::new(Reading::new(take(&mut opening.files.ledger))));
            // Goes on when they are there.
            inner.opening = Some(opening);
            return;
        }
        Step::Ledger(ref mut reading) => {
            let begun = clock_ms();
            let mut read = None;
            while read.is_none() && clock_ms() - begun < SLICE {
                read = reading.step(ITEMS);
            }
            match read {
                None => {}
                Some(Ok(ledger)) => {
                    let Some(campaign) = parse(&opening.files.campaign) else {
                        return fail(inner, "campaign.json");
                    };
                    if ledger.fits(&campaign).is_err() {
                        return fail(inner, "ledger.json");
                    }
                    inner.as_of = Some(ledger.as_of);
                    if opening.is_live {
                        let kept = Kept { ledger: ledger.clone(), answers: Answers::default() };
                        inner.kept = Some(Box::new(kept));
                    }
                    opening.step = Step::Survey(Box::new(Restoring::new(campaign, ledger)));
                }
                Some(Err(_)) => return fail(inner, "ledger.json"),
            }
        }
        Step::Survey(ref mut restoring) => {
            let begun = clock_ms();
            let mut restored = None;
            while restored.is_none() && clock_ms() - begun < SLICE {
                restored = restoring.step(ITEMS);
            }
            if let Some(survey) = restored {
                let currency = inner.currency.unwrap_or(survey.campaign().currency);
                inner.survey = Some(survey.in_currency(currency));
                opening.step = Step::Answers;
            }
        }
        Step::Answers => match Answers::parse(&take(&mut opening.files.answers)) {
            Ok(answers) => opening.step = Step::Replay(answers, 0),
            Err(_) => return fail(inner, "answers.json"),
        },
        Step::Show => return show(inner),
        Step::Replay(ref mut answers, ref mut clock) => {
            let begun = clock_ms();
            while let Some(survey) = &mut inner.survey
                && clock_ms() - begun < SLICE
            {
                if !replay(survey, answers, clock) {
                    if let Some(kept) = &mut inner.kept {
                        kept.answers = take(answers);
                    }
                    opening.step = Step::Show;
                    break;
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
