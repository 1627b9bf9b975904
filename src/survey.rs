//! A campaign's scan and its ledger, side by side: what the browser and the command both drive.

use crate::campaign::Campaign;
use crate::chain::Timestamp;
use crate::explorer::{Next, Outcome, Policy, Progress, Ticket};
use crate::report::{Period, Report, TxRow};

pub struct Survey {
    campaign: Campaign,
}

/// How the list of transactions is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    Largest,
}

impl Survey {
    pub fn new(campaign: Campaign, policy: Policy) -> Survey {
        let _ = policy;
        Survey { campaign }
    }

    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// See [`crate::explorer::Scan::next_request`].
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        let _ = now_ms;
        todo!()
    }

    /// Takes an answer into the history; whether it brought anything.
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) -> bool {
        let _ = (ticket, outcome, now_ms);
        todo!()
    }

    pub fn stop(&mut self) {
        todo!()
    }

    pub fn resume(&mut self) {
        todo!()
    }

    pub fn progress(&self) -> Progress {
        todo!()
    }

    /// Classifies what has come so far and reports it. `now` decides what is still pending.
    pub fn report(&mut self, now: Timestamp, period: Option<Period>) -> Report {
        let _ = (now, period);
        todo!()
    }

    /// Rows `skip..skip + take` of the list of transactions of the report's asset `asset`, as last reported.
    pub fn transactions(&self, asset: usize, order: Order, skip: usize, take: usize) -> Vec<TxRow> {
        let _ = (asset, order, skip, take);
        todo!()
    }
}
