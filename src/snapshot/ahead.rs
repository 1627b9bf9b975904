//! A snapshot gone on from by who reads it: the explorers are asked for what is newer, as an update by the command does, and
//! the same report comes out. The same requests and outcomes as a scan's, the same manners.
//!
//! ```text
//! anchors ──still there──> newer pages ──> the ledger, joined chain by chain ──> prices, lists ──> Newer
//! ```
//!
//! Nothing that the snapshot has is given up for less (`joined.rs`). Where a source of prices or a list does not answer, what it
//! answered the snapshot counts.

use super::anchors::Anchors;
use super::changes::Changes;
use super::joined::joined;
use super::{Answers, LedgerFile, Restoring, go_on};
use crate::campaign::{Campaign, Currency, for_browsers};
use crate::chain::Timestamp;
use crate::explorer::{Gap, GapKind, Next, Outcome, Policy, Progress, Request, Ticket};
use crate::plain::find;
use crate::survey::Survey;
use std::mem::take;
use std::sync::Arc;

/// Rows of the joined ledger that are read at once.
const ROWS: usize = 256;

/// A reading of what is newer than a snapshot, while it goes on.
pub struct Ahead {
    campaign: Campaign,
    currency: Currency,
    policy: Policy,
    before: LedgerFile,
    answers: Answers,
    step: Step,
    /// How far it was when the last page had come.
    read: Progress,
    /// What is under way.
    asked: Vec<(Ticket, Request)>,
}

enum Step {
    Anchors(Anchors, LedgerFile),
    /// Its chains' blocks were replaced: all is read anew. Otherwise from what is settled on.
    Survey(Option<LedgerFile>),
    Pages(Box<Survey>),
    Join(Box<Survey>),
    Restore(Box<(Restoring, Changes, Timestamp)>),
    Worth(Box<Newer>),
    Done(Option<Box<Newer>>),
}

/// What came of it.
pub struct Newer {
    /// All that it needs has been asked for.
    pub survey: Survey,
    /// When the last page had come: the time of its report.
    pub as_of: Timestamp,
    /// The snapshot's own time.
    pub since: Timestamp,
    pub changes: Changes,
}

impl Ahead {
    /// Goes on from a snapshot's files, of which each is as its manifest says. Figures are worth what they are in `currency`.
    #[inline(never)]
    pub fn new(
        campaign: Campaign,
        currency: Currency,
        policy: Policy,
        before: LedgerFile,
        answers: Answers,
    ) -> Ahead {
        let (step, read, asked) = (Step::Done(None), Progress::default(), Vec::new());
        let mut ahead = Ahead { campaign, currency, policy, before, answers, step, read, asked };
        ahead.begin();
        ahead
    }

    /// Begins, or begins anew where nothing came of it.
    #[inline(never)]
    pub fn begin(&mut self) {
        let settled = self.before.settled();
        let anchors = Anchors::of(Arc::new(self.for_browsers().0), &settled);
        self.step = Step::Anchors(anchors, settled);
        self.asked.clear();
    }

    /// As [`Scan::next_request`](crate::explorer::Scan::next_request); `now` is the reader's time. What takes long is a task of
    /// its own each: to wait for a millisecond is to let others have their turn.
    #[inline(never)]
    pub fn next_request(&mut self, now_ms: u64, now: Timestamp) -> Next {
        loop {
            let next = match &mut self.step {
                Step::Anchors(anchors, _) => anchors.next_request(),
                Step::Pages(survey) => survey.next_request(now_ms),
                Step::Worth(newer) => newer.survey.next_request(now_ms),
                Step::Survey(_) | Step::Join(_) | Step::Restore(_) => Next::Done,
                Step::Done(_) => return Next::Done,
            };
            match next {
                Next::Request(ticket, request) if self.is_kept(ticket, &request) => {
                    let outcome = self.answers.to(&request);
                    self.take_outcome(ticket, outcome, now_ms);
                }
                Next::Request(ticket, request) => {
                    self.asked.push((ticket, request.clone()));
                    return Next::Request(ticket, request);
                }
                Next::Wait(ms) => return Next::Wait(ms),
                Next::Done => {
                    self.next_step(now);
                    return if matches!(self.step, Step::Done(_)) { Next::Done } else { Next::Wait(1) };
                }
            }
        }
    }

    /// A list beside the campaign file is not beside the snapshot's copy of it: it counts as it was.
    fn is_kept(&self, ticket: Ticket, request: &Request) -> bool {
        Survey::is_beside_the_scan(ticket) && find(&request.url, "://").is_none()
    }

    fn next_step(&mut self, now: Timestamp) {
        self.step = match std::mem::replace(&mut self.step, Step::Done(None)) {
            Step::Anchors(anchors, settled) => {
                let lost = anchors.lost();
                let all_replaced = lost.iter().all(|lost| lost.replaced);
                match lost.is_empty() {
                    true => Step::Survey(Some(settled)),
                    false if all_replaced => Step::Survey(None),
                    // Who does not answer this is not asked for all that there is.
                    false => Step::Done(None),
                }
            }
            Step::Survey(settled) => {
                let (campaign, policy) = (self.for_browsers().0, self.policy.clone());
                let mut survey = match settled {
                    Some(settled) => go_on(campaign, policy, settled),
                    None => Survey::new(campaign, policy),
                };
                // Without charts, no price and no list is asked for.
                survey.with_charts(false);
                Step::Pages(Box::new(survey))
            }
            Step::Pages(survey) => {
                self.read = survey.progress();
                Step::Join(survey)
            }
            Step::Join(survey) => match self.join(&survey, now) {
                Some((after, changes)) => {
                    Step::Restore(Box::new((Restoring::new(self.campaign.clone(), after), changes, now)))
                }
                None => Step::Done(None),
            },
            Step::Restore(mut restoring) => match restoring.0.step(ROWS) {
                None => Step::Restore(restoring),
                Some(survey) => {
                    let survey = survey.in_currency(self.currency);
                    let (_, changes, as_of) = *restoring;
                    Step::Worth(Box::new(Newer { survey, as_of, since: self.before.as_of, changes }))
                }
            },
            Step::Worth(newer) => Step::Done(Some(newer)),
            Step::Done(newer) => Step::Done(newer),
        };
    }

    /// Whether it asked this and awaits what comes of it.
    #[inline(never)]
    pub fn is_asked(&self, ticket: Ticket) -> bool {
        self.asked.iter().any(|(asked, _)| *asked == ticket)
    }

    #[inline(never)]
    pub fn handle_response(&mut self, ticket: Ticket, mut outcome: Outcome, now_ms: u64) {
        let Some(place) = self.asked.iter().position(|(asked, _)| *asked == ticket) else { return };
        let (_, request) = self.asked.remove(place);
        if Survey::is_beside_the_scan(ticket) && !outcome.is_success() {
            let kept = self.answers.to(&request);
            if kept.is_success() {
                outcome = kept;
            }
        }
        self.take_outcome(ticket, outcome, now_ms);
    }

    fn take_outcome(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) {
        match &mut self.step {
            Step::Anchors(anchors, _) => _ = anchors.handle_response(&outcome),
            Step::Pages(survey) => _ = survey.handle_response(ticket, outcome, now_ms),
            Step::Worth(newer) => _ = newer.survey.handle_response(ticket, outcome, now_ms),
            Step::Survey(_) | Step::Join(_) | Step::Restore(_) | Step::Done(_) => {}
        }
    }

    /// How far it is: pages are the newer ones'.
    #[inline(never)]
    pub fn progress(&self) -> Progress {
        match &self.step {
            Step::Pages(survey) => Progress { done: false, ..survey.progress() },
            Step::Join(_) | Step::Restore(_) => Progress { done: false, ..self.read },
            Step::Worth(newer) => Progress { done: false, ..newer.survey.progress() },
            Step::Done(_) => Progress { done: true, ..Progress::default() },
            Step::Anchors(..) | Step::Survey(_) => Progress::default(),
        }
    }

    /// What came of it, once it is done; none where it brought nothing, so that the snapshot stands as it is.
    #[inline(never)]
    pub fn finish(&mut self) -> Option<Newer> {
        match &mut self.step {
            Step::Done(newer) => newer.take().map(|newer| *newer),
            _ => None,
        }
    }

    /// The campaign with the explorers that browsers ask, and the place of each among all.
    fn for_browsers(&self) -> (Campaign, Vec<usize>) {
        let (mut campaign, mut places) = (self.campaign.clone(), Vec::new());
        let is_asked = for_browsers(&campaign.explorers);
        for (place, explorer) in take(&mut campaign.explorers).into_iter().enumerate() {
            if is_asked(&explorer) {
                campaign.explorers.push(explorer);
                places.push(place);
            }
        }
        (campaign, places)
    }

    /// What came, joined with the snapshot; none where nothing did.
    fn join(&self, survey: &Survey, now: Timestamp) -> Option<(LedgerFile, Changes)> {
        let mut after = LedgerFile::of(survey.history(), survey.held(), now);
        let places = self.for_browsers().1;
        for answered in &mut after.held.answered {
            *answered = places.get(*answered).copied()?;
        }
        after.held.pages = after.held.pages.saturating_add(self.before.held.pages);
        // What evidence did not come then is not there now.
        let is_of_evidence = |gap: &&Gap| gap.kind == GapKind::NotProven;
        after.held.gaps.extend(self.before.held.gaps.iter().filter(is_of_evidence).cloned());
        let mut after = joined(&self.before, after, &self.campaign)?;
        let changes = Changes::between(&self.before, &after);
        after.included = changes.still_included(&self.before.included);
        after.agreements = changes.still_agreed(&self.before.agreements);
        Some((after, changes))
    }
}
