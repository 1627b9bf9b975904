//! A campaign's history as files that carry their evidence (docs/snapshot.md): report, ledger, answers and proofs, each
//! recomputed from the one before it.

pub mod ahead;
pub mod anchors;
pub mod answers;
pub mod changes;
pub mod check;
pub mod ledger;
pub mod manifest;
mod reading;
pub mod write;

use crate::campaign::Campaign;
use crate::explorer::{Next, Policy};
use crate::survey::Survey;

pub use answers::{Answers, FileError};
pub use ledger::LedgerFile;
pub use reading::Reading;

/// The version of all files but the report.
pub const VERSION: u64 = 1;

/// The survey that a ledger came from, as it stood after its last page. Prices and lists are still to be asked for: of a
/// snapshot's own answers ([`replay`]), or of those who give them.
pub fn restore(campaign: Campaign, ledger: &LedgerFile) -> Survey {
    let history = ledger.history(&campaign);
    let mut survey = Survey::finished(campaign, ledger.held.clone(), history);
    survey.take_included(ledger.included.clone());
    survey.take_agreements(ledger.agreements.clone());
    survey
}

/// A survey that goes on from what a ledger has settled ([`LedgerFile::settled`]): only newer pages are asked for.
#[inline(never)]
pub fn go_on(campaign: Campaign, policy: Policy, settled: LedgerFile) -> Survey {
    let (history, known) = (settled.history(&campaign), settled.known(&campaign));
    Survey::going_on(campaign, policy, settled.held, known, history)
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
