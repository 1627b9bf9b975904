//! A campaign's history as files that carry their evidence (docs/snapshot.md): report, ledger, answers and proofs, each
//! recomputed from the one before it.

pub mod ahead;
pub mod anchors;
pub mod answers;
pub mod changes;
pub mod check;
mod joined;
pub mod ledger;
pub mod manifest;
mod reading;
pub mod write;

use crate::campaign::Campaign;
use crate::explorer::{Next, Policy};
use crate::ledger::History;
use crate::survey::Survey;

pub use answers::{Answers, FileError};
pub use joined::joined;
pub use ledger::LedgerFile;
pub use reading::Reading;

/// The version of all files but the report.
pub const VERSION: u64 = 1;

/// The survey that a ledger came from, as it stood after its last page. Prices and lists are still to be asked for: of a
/// snapshot's own answers ([`replay`]), or of those who give them.
pub fn restore(campaign: Campaign, ledger: &LedgerFile) -> Survey {
    let mut restoring = Restoring::new(campaign, ledger.clone());
    loop {
        if let Some(survey) = restoring.step(usize::MAX) {
            return survey;
        }
    }
}

/// The same step by step, so that whoever shares the thread has its turn in between.
pub struct Restoring(Option<(Campaign, LedgerFile, History)>);

impl Restoring {
    pub fn new(campaign: Campaign, ledger: LedgerFile) -> Restoring {
        Restoring(Some((campaign, ledger, History::default())))
    }

    /// Goes on by so many rows; the survey, once, when there are no more.
    pub fn step(&mut self, rows: usize) -> Option<Survey> {
        let (campaign, ledger, history) = self.0.as_mut()?;
        if ledger.hand_on(rows, campaign, history) {
            return None;
        }
        let (campaign, ledger, history) = self.0.take()?;
        let mut survey = Survey::finished(campaign, ledger.held, history);
        survey.take_included(ledger.included);
        survey.take_agreements(ledger.agreements);
        Some(survey)
    }
}

/// A survey that goes on from what a ledger has settled ([`LedgerFile::settled`]): only newer pages are asked for.
#[inline(never)]
pub fn go_on(campaign: Campaign, policy: Policy, settled: LedgerFile) -> Survey {
    let (held, known) = (settled.held.clone(), settled.known(&campaign));
    let history = settled.into_history(&campaign);
    Survey::going_on(campaign, policy, held, known, history)
}

/// One step of a replay: answers what the survey asks now; whether there is more to do. `clock_ms` is the replay's own, in which no
/// time is waited.
pub fn replay(survey: &mut Survey, answers: &Answers, clock_ms: &mut u64) -> bool {
    match survey.next_request(*clock_ms) {
        Next::Request(ticket, request) => _ = survey.handle_response(ticket, answers.to(&request), *clock_ms),
        Next::Wait(ms) => *clock_ms += ms,
        Next::Done => return false,
    }
    true
}

/// The survey of a snapshot's files, all that was answered replayed: it makes the snapshot's report.
pub fn recompute(campaign: Campaign, ledger: &LedgerFile, answers: &Answers) -> Survey {
    let mut survey = restore(campaign, ledger);
    let mut clock_ms = 0;
    while replay(&mut survey, answers, &mut clock_ms) {}
    survey
}
