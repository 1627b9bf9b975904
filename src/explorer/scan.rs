//! One driver for any adapter: which request is next, when, and what came of it.
//!
//! ```text
//! loop { match scan.next_request(now) {
//!     Next::Request(ticket, request) => fetch, then scan.handle_response(ticket, outcome, now)
//!     Next::Wait(ms)                 => sleep that long (or until an answer comes)
//!     Next::Done                     => break
//! } }
//! ```

use super::{Delivery, Gap, Outcome, Request};
use crate::campaign::Campaign;

/// Names a request that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u32);

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Request(Ticket, Request),
    /// Nothing for so many milliseconds, unless an answer comes first.
    Wait(u64),
    /// Nothing is under way and nothing is left to ask.
    Done,
}

/// How to ask: limits, spacing, retries.
#[derive(Clone, Debug)]
pub struct Policy {
    pub max_requests: u32,
    /// Milliseconds between the starts of two requests to one explorer.
    pub spacing_ms: u64,
    /// Tries of one request at one explorer before the next explorer is asked.
    pub tries: u32,
    /// The first backoff; it doubles with each try, up to `backoff_limit_ms`, and half of it is jitter.
    pub backoff_ms: u64,
    pub backoff_limit_ms: u64,
    /// Seeds the jitter.
    pub seed: u64,
}

/// How far the scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pages read.
    pub pages: u32,
    /// About how many there will be, where the explorers said how much there is.
    pub about: Option<u32>,
    /// Requests sent, tries included.
    pub requests: u32,
    /// Waiting out an explorer's limit or fault.
    pub waiting: bool,
    pub done: bool,
}

/// The scan of all of a campaign's addresses at its explorers.
pub struct Scan {}

impl Scan {
    pub fn new(campaign: &Campaign, policy: Policy) -> Scan {
        let _ = (campaign, policy);
        todo!()
    }

    /// What to do now; `now_ms` is any clock in milliseconds that does not run backwards.
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        let _ = now_ms;
        todo!()
    }

    /// Takes what came of a request. An answer to a ticket that is no longer awaited (after a stop) is ignored.
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) -> Vec<Delivery> {
        let _ = (ticket, outcome, now_ms);
        todo!()
    }

    /// Asks nothing more: what is left becomes gaps of kind `stopped`.
    pub fn stop(&mut self) {
        todo!()
    }

    /// Goes on after a stop, a limit or a failure, from the last page that came.
    pub fn resume(&mut self) {
        todo!()
    }

    pub fn progress(&self) -> Progress {
        todo!()
    }

    /// What did not come so far. While the scan runs, pages still to be asked for are no gaps.
    pub fn gaps(&self) -> Vec<Gap> {
        todo!()
    }

    /// Whether every listing has been read down to its first row.
    pub fn reached_the_first(&self) -> bool {
        todo!()
    }

    /// Which of the campaign's explorers have answered so far, by index, in the order of their first answers.
    pub fn answered(&self) -> Vec<usize> {
        todo!()
    }
}
