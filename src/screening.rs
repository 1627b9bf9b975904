//! Looks a campaign's addresses and their counterparties up in the lists that the campaign names, beside the scan: the same
//! requests and outcomes, the same manners.
//!
//! A list is fetched as one file and searched here: nobody is told who is looked up. An address is found by exact match
//! alone. What is not found is not cleared.

use crate::campaign::url::is_loopback;
use crate::campaign::{Campaign, Label};
use crate::chain::Address;
use crate::explorer::failure::Failure;
use crate::explorer::scan::LOOK_AGAIN_MS;
use crate::explorer::{Next, Outcome, Request, SPACING_MS, Ticket};
use crate::ledger::History;
use crate::listing::{ListError, ListFile, ListReader, Listing};
use crate::plain::{cut_last, find, host_of};

/// The lists of a campaign, and what was found in them so far.
pub struct Screening {
    lists: Vec<List>,
    found: Vec<Found>,
    /// The same as labels, in the same order.
    labels: Vec<Label>,
    /// The list whose answer is awaited.
    under_way: Option<usize>,
    /// Those sent so far; the last one's number is its ticket.
    requests: u32,
    /// No request starts before.
    due_ms: u64,
    waits: bool,
    stopped: bool,
}

/// A list that a campaign names.
pub struct List {
    url: String,
    state: State,
    tries: u32,
    /// Why it did not come, or cannot be read.
    fault: String,
    /// While its lines are read.
    reader: Option<ListReader>,
    file: Option<ListFile>,
    /// How many of the history's addresses were looked up.
    looked_up: usize,
}

/// An address of the history that is on a list.
pub struct Found {
    pub address: Address,
    pub listing: Listing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be asked for, or to be read.
    Open,
    Read,
    Failed,
}

/// Tickets of lists begin here, so that they are none of the scan's, and end before those of prices.
const FIRST_TICKET: u32 = 1 << 30;
const LAST_TICKET: u32 = (1 << 31) - 1;

/// Lines read, addresses looked up and addresses found before others have their turn: about ten milliseconds on a slow
/// telephone each.
const LINES: usize = 4_000;
const LOOK_UPS: usize = 256;
const FINDS: usize = 4;

impl Screening {
    /// A screening by the lists of a campaign, whose own addresses the history numbers now.
    #[inline(never)]
    pub fn new(campaign: &Campaign, history: &mut History) -> Screening {
        for own in &campaign.addresses {
            history.number(&own.address);
        }
        let mut lists = Vec::new();
        for url in &campaign.lists {
            let (url, fault) = (url.clone(), String::new());
            let (reader, file) = (None, None);
            lists.push(List { url, state: State::Open, tries: 0, fault, reader, file, looked_up: 0 });
        }
        Screening {
            lists,
            found: Vec::new(),
            labels: Vec::new(),
            under_way: None,
            requests: 0,
            due_ms: 0,
            waits: false,
            stopped: false,
        }
    }

    /// As [`Scan::next_request`](crate::explorer::Scan::next_request). Looks some addresses of the history up where a list is
    /// there that they have not been looked up in.
    #[inline(never)]
    pub fn next_request(&mut self, now_ms: u64, history: &History) -> Next {
        if self.stopped {
            return Next::Done;
        }
        if self.read_on() || self.look_up(history) {
            return Next::Wait(1);
        }
        match self.lists.iter().position(List::is_wanted) {
            None => Next::Done,
            Some(_) if self.under_way.is_some() => Next::Wait(LOOK_AGAIN_MS),
            Some(_) if self.due_ms > now_ms => Next::Wait(self.due_ms - now_ms),
            Some(index) => {
                let url = self.lists[index].url.clone();
                self.under_way = Some(index);
                self.requests += 1;
                self.due_ms = now_ms + if is_loopback(host_of(&url)) { 0 } else { SPACING_MS };
                let ticket = Ticket(FIRST_TICKET | self.requests);
                Next::Request(ticket, Request { url, headers: Vec::new(), body: None })
            }
        }
    }

    /// Reads some lines of a list that came; false where none did.
    fn read_on(&mut self) -> bool {
        for list in &mut self.lists {
            if let Some(mut reader) = list.reader.take() {
                match reader.read(LINES) {
                    Ok(false) => list.reader = Some(reader),
                    Ok(true) => (list.file, list.state) = (Some(reader.finish()), State::Read),
                    Err(error) => list.refuse(&error),
                }
                return true;
            }
        }
        false
    }

    /// Looks some addresses up; false where none is left.
    fn look_up(&mut self, history: &History) -> bool {
        for list in &mut self.lists {
            let Some(file) = list.file.as_ref().filter(|_| list.looked_up < history.address_count()) else {
                continue;
            };
            let end = history.address_count().min(list.looked_up + LOOK_UPS);
            let most = self.found.len() + FINDS;
            while list.looked_up < end && self.found.len() < most {
                let address = history.address(list.looked_up as u32);
                for listing in file.find(address) {
                    self.labels.push(listing.label(address));
                    self.found.push(Found { address: address.clone(), listing });
                }
                list.looked_up += 1;
            }
            return true;
        }
        false
    }

    /// Whether a ticket is of a request for a list.
    pub fn is_asked_by(ticket: Ticket) -> bool {
        (FIRST_TICKET..=LAST_TICKET).contains(&ticket.0)
    }

    /// Takes what came of a request; what is no longer awaited is ignored.
    #[inline(never)]
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) {
        let awaited = self.under_way.filter(|_| ticket.0 == FIRST_TICKET | self.requests);
        let Some(index) = awaited else { return };
        self.under_way = None;
        self.waits = false;
        let list = &mut self.lists[index];
        if let Outcome::Answer { status: 200..=299, body, .. } = outcome {
            match ListReader::new(body) {
                Ok(reader) => list.reader = Some(reader),
                Err(error) => list.refuse(&error),
            }
            return;
        }
        let failure = Failure::of(&outcome);
        list.tries += 1;
        if let Some(wait_ms) = failure.again_after_ms(list.tries) {
            self.waits = true;
            self.due_ms = now_ms + wait_ms;
            return;
        }
        (list.state, list.fault) = (State::Failed, failure.fault);
    }

    /// Asks nothing more, and looks nobody up any more.
    #[inline(never)]
    pub fn stop(&mut self) {
        self.stopped = true;
        self.under_way = None;
    }

    /// Goes on after a stop, and asks again for what did not come.
    #[inline(never)]
    pub fn resume(&mut self) {
        self.stopped = false;
        for list in &mut self.lists {
            if list.state == State::Failed {
                (list.state, list.tries) = (State::Open, 0);
            }
        }
    }

    /// Every list came or was given up, and every address of the history was looked up.
    #[inline(never)]
    pub fn is_done(&self, history: &History) -> bool {
        self.lists.iter().all(|list| match list.state {
            State::Open => false,
            State::Read => list.looked_up >= history.address_count(),
            State::Failed => true,
        })
    }

    /// A server asked for a pause, or did not answer.
    pub fn is_waiting(&self) -> bool {
        self.waits
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// In the order of the lists, an address's by its entries.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// What was found, as labels.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }
}

impl List {
    /// It is to be asked for, or was and is not answered yet.
    fn is_wanted(&self) -> bool {
        self.state == State::Open && self.reader.is_none()
    }

    /// What came is no list.
    fn refuse(&mut self, error: &ListError) {
        self.state = State::Failed;
        self.fault.clear();
        error.push_words(&mut self.fault);
    }

    pub fn state(&self) -> State {
        self.state
    }

    /// Why it did not come, or cannot be read; empty where it came.
    pub fn fault(&self) -> &str {
        &self.fault
    }

    pub fn file(&self) -> Option<&ListFile> {
        self.file.as_ref()
    }

    /// Where it was asked for: host and path; of a file beside the campaign file its name.
    pub fn place(&self) -> &str {
        let url = &*self.url;
        match (host_of(url), cut_last(url, b'/'), find(url, "://")) {
            ("", Some((_, name)), _) | (_, Some((_, name)), None) => name,
            (_, _, Some(scheme)) => &url[scheme + 3..],
            _ => url,
        }
    }
}
