//! A campaign's scan and its ledger, side by side: what the browser and the command both drive.

use crate::campaign::Campaign;
use crate::chain::Timestamp;
use crate::explorer::{Gap, Next, Outcome, Policy, Progress, Scan, Ticket};
use crate::ledger::{History, Ledger};
use crate::report::{self, Period, Report, Sources, TxRow};
use std::sync::Arc;

pub use crate::report::Order;

/// One reading of a campaign's history, from the first request to the report.
pub struct Survey {
    campaign: Arc<Campaign>,
    scan: Scan,
    history: History,
    ledger: Ledger,
    gaps: Vec<Gap>,
    period: Option<Period>,
}

impl Survey {
    pub fn new(campaign: Campaign, policy: Policy) -> Survey {
        let campaign = Arc::new(campaign);
        let scan = Scan::new(campaign.clone(), policy);
        let ledger = Ledger { assets: Vec::new(), excluded: Vec::new() };
        Survey { campaign, scan, history: History::default(), ledger, gaps: Vec::new(), period: None }
    }

    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// See [`Scan::next_request`].
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        self.scan.next_request(now_ms)
    }

    /// Takes an answer into the history; whether it brought anything.
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) -> bool {
        let mut brought = false;
        self.scan.handle_response(ticket, outcome, now_ms, &mut |delivery| {
            brought = true;
            self.history.take(delivery);
        });
        brought
    }

    /// See [`Scan::stop`].
    pub fn stop(&mut self) {
        self.scan.stop();
    }

    /// See [`Scan::resume`].
    pub fn resume(&mut self) {
        self.scan.resume();
    }

    pub fn progress(&self) -> Progress {
        self.scan.progress()
    }

    /// Classifies what has come so far and reports it. `now` is the report's `as_of`, and decides what is pending.
    pub fn report(&mut self, now: Timestamp, period: Option<Period>) -> Report {
        self.ledger = Ledger::new(&self.campaign, &mut self.history, now);
        self.gaps = self.scan.gaps();
        self.period = period;
        report::report(&self.sources(), now, period)
    }

    /// Rows `skip..skip + take` of the list of transactions of the report's asset `asset`, as last reported.
    pub fn transactions(&self, asset: usize, order: Order, skip: usize, take: usize) -> Vec<TxRow> {
        report::rows(&self.sources(), asset, self.period, order, skip, take)
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            campaign: &self.campaign,
            history: &self.history,
            ledger: &self.ledger,
            answered: self.scan.answered(),
            gaps: &self.gaps,
            complete: self.scan.reached_the_first(),
        }
    }
}
