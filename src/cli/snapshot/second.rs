//! What explorers by others say of the campaign's addresses, entered into the ledger beside the figures.

use super::fetch::{Driver, Fetch};
use super::journal::Key;
use crate::agreement::{Corroboration, Finding, Whom};
use crate::campaign::Campaign;
use crate::explorer::{Next, Outcome, Policy, Request, Ticket};
use crate::snapshot::{LedgerFile, restore};
use crate::survey::Survey;
use indicatif::ProgressBar;

/// Asks, and enters what came of it. Where only the campaign's own explorers may be asked, and these are all run by one, nothing
/// was asked and nothing is said.
pub async fn enter(
    fetch: &mut Fetch,
    campaign: Campaign,
    ledger: &mut LedgerFile,
    whom: Whom,
    policy: &Policy,
) -> Result<(), String> {
    let survey = restore(campaign.clone(), ledger);
    let corroboration = Corroboration::new(&campaign.into(), survey.answered(), ledger.as_of, policy, whom);
    let mut asking = Asking { survey, corroboration, requests: 0, stopped: false };
    fetch.run(&mut asking).await?;
    ledger.agreements = asking.corroboration.agreements(asking.survey.history());
    if whom == Whom::Named {
        ledger.agreements.retain(|agreement| agreement.finding != Finding::NoSecond);
    }
    Ok(())
}

struct Asking {
    /// As the ledger has it.
    survey: Survey,
    corroboration: Corroboration,
    requests: u64,
    stopped: bool,
}

impl Driver for Asking {
    fn next_request(&mut self, now_ms: u64) -> Next {
        if self.stopped {
            return Next::Done;
        }
        self.corroboration.next_request(now_ms, self.survey.history())
    }

    fn handle_response(&mut self, ticket: Ticket, _: &Request, outcome: Outcome, now_ms: u64) -> bool {
        self.requests += 1;
        self.corroboration.handle_response(ticket, outcome, now_ms);
        true
    }

    fn key(&self, _: Ticket, request: &Request) -> Option<Key> {
        Key::passing(request)
    }

    fn stop(&mut self) {
        self.stopped = true;
    }

    fn show(&self, bar: &ProgressBar) {
        bar.set_message(format!("second explorers, {} answers", self.requests));
    }
}
