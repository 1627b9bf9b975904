//! One driver for any adapter: which request is next, when, and what came of it.
//!
//! ```text
//! loop { match scan.next_request(now) {
//!     Next::Request(ticket, request) => fetch, then scan.handle_response(ticket, outcome, now)
//!     Next::Wait(ms)                 => sleep that long (or until an answer comes)
//!     Next::Done                     => break
//! } }
//! ```
//!
//! The work is a list of tasks: one a listing, one an address's totals, one a chain's tip. Each knows the explorer it
//! is at and the cursor it has come to, so that a stop, a fault or another explorer costs no page that came.
//! A host is asked one thing at a time; different hosts may be asked at once.

mod answers;
mod faults;

use super::{
    Adapter, Delivery, Feed, Gap, GapKind, Listing, Outcome, Query, ReadError, Reading, Request, adapter,
    host, whole_number,
};
use crate::campaign::url::is_loopback;
use crate::campaign::{Campaign, Explorer};
use crate::chain::{Address, Chain, Family, Timestamp, TxId};
use crate::plain;
use std::sync::Arc;

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

/// How a scan asks, beside the limits here and in `faults.rs`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Tries of one request at one explorer before the next explorer is asked.
    pub tries: u32,
    /// Seeds the jitter.
    pub seed: u64,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { tries: 4, seed: 1 }
    }
}

/// The first backoff; it doubles with each try, up to the limit, and half of it is jitter.
pub(crate) const BACKOFF_MS: u64 = 1_000;

/// Who answers 403 to who asks too much (TronGrid) blocks for about this long.
const BLOCK_MS: u64 = 30_000;

/// Where only an answer can change anything: look again at the latest after so long.
pub(crate) const LOOK_AGAIN_MS: u64 = 1_000;

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
    /// The explorers are done with: lists are read and searched.
    pub screening: bool,
    /// The explorers are done with: prices are asked for.
    pub pricing: bool,
    pub done: bool,
}

/// What a scan came to, beside the rows: enough to stand for it, and to go on from it later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// See [`Scan::answered`].
    pub answered: Vec<usize>,
    pub gaps: Vec<Gap>,
    /// See [`Scan::reached_the_first`].
    pub complete: bool,
    /// Pages read.
    pub pages: u32,
    /// The listings that were read down to their first row.
    pub whole: Vec<Listing>,
}

/// What is known of a listing before it is asked for: rows that need not be read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub listing: Listing,
    /// Of all rows from the first one on to some newest one, each once, sorted.
    pub transactions: Vec<TxId>,
    /// That newest one's time.
    pub until: Timestamp,
}

/// The scan of all of a campaign's addresses at its explorers.
pub struct Scan {
    policy: Policy,
    campaign: Arc<Campaign>,
    /// The campaign's explorers in its order: each is known by its index.
    sources: Vec<Source>,
    tasks: Vec<Task>,
    /// Those sent so far; each one's number is its ticket.
    requests: u32,
    /// Requests left, from the start or from the last resumption on.
    budget: u32,
    stopped: bool,
    /// The first answers' order.
    answered: Vec<usize>,
    random: u64,
    /// What an earlier scan came to, where this one stands for it or goes on from it.
    before: Held,
}

struct Source {
    /// The first source of the same host: its pace is the host's.
    host: usize,
    pace: Pace,
    /// Requests given up in a row.
    given_up: u32,
    /// Not asked any more in this scan, and why.
    down: Option<GapKind>,
}

/// When a host may be asked.
#[derive(Default)]
struct Pace {
    spacing_ms: u64,
    burst: u64,
    /// When the next request would start if each had kept its spacing; the burst lets it start earlier.
    due_ms: u64,
    /// Nothing before this time: a backoff, or what the host asked for.
    held_until_ms: u64,
    busy: bool,
    troubled: bool,
}

/// The tasks of an address, in the order in which they are asked where their rank is the same.
fn queries(family: Family) -> &'static [Query] {
    match family {
        Family::Utxo => &[
            Query::Listing(Feed::Confirmed),
            Query::Tip,
            Query::Account,
            Query::Listing(Feed::Mempool),
            Query::Summary,
        ],
        Family::Account => &[
            Query::Listing(Feed::Token),
            Query::Listing(Feed::Native),
            Query::Listing(Feed::Internal),
            Query::Account,
            Query::Balances,
            Query::Frozen,
            Query::Listing(Feed::Issuer),
        ],
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing needs it: a summary's, until a listing breaks off; that of a freeze, until the token is seen at the
    /// address; of what its issuer did, until it is frozen.
    Idle,
    Ready,
    UnderWay,
    Done,
    /// Given up at its last explorer.
    Failed(GapKind),
}

struct Task {
    chain: Chain,
    /// The index of its address in the campaign; a tip's is one of its chain.
    owner: usize,
    query: Query,
    state: State,
    /// The explorer that it is at; none where the campaign has none for the chain.
    source: Option<usize>,
    /// The request's that was sent last.
    ticket: u32,
    tries: u32,
    /// An account's: the transactions that the explorer counts in blocks, and those that wait.
    confirmed: Option<u64>,
    waiting: u64,
    /// One run through a listing.
    reading: Reading,
    run: u32,
    /// Pages of earlier runs, and whether there were rows on them.
    pages_before: u32,
    has_rows: bool,
    /// The last run came down to the first row.
    reached: bool,
    /// The listing was read again because its count or its blocks did not agree.
    read_again: bool,
    /// The transactions, sorted, that need not be read again: see [`Known`].
    known: Option<Vec<TxId>>,
    /// The first transaction's time, as a summary says, or that of the newest known one.
    begins: Option<Timestamp>,
    /// The explorer that refused a cursor, so that the listing began anew there: once, not for ever.
    restarted_at: Option<usize>,
    /// What was wrong with the last answer, where it could not be read.
    fault: Option<ReadError>,
}

impl Scan {
    pub fn new(campaign: Arc<Campaign>, policy: Policy) -> Scan {
        let mut scan = Scan {
            random: policy.seed,
            budget: campaign.max_requests,
            policy,
            campaign,
            sources: Vec::new(),
            tasks: Vec::new(),
            requests: 0,
            stopped: false,
            answered: Vec::new(),
            before: Held { complete: true, ..Held::default() },
        };
        for source in 0..scan.campaign.explorers.len() {
            scan.add_explorer(source);
        }
        for owner in 0..scan.campaign.addresses.len() {
            scan.add_address(owner);
        }
        scan
    }

    /// A scan that asks nothing: it says what an earlier one came to.
    #[inline(never)]
    pub fn finished(campaign: Arc<Campaign>, before: Held) -> Scan {
        let mut scan = Scan::new(campaign, Policy::default());
        scan.tasks.clear();
        scan.answered = before.answered.clone();
        scan.before = before;
        scan
    }

    /// A scan that reads each listing only down to what is known of it. Where that does not add up with the explorer's
    /// count, the listing is read from its start.
    #[inline(never)]
    pub fn going_on(campaign: Arc<Campaign>, policy: Policy, before: Held, known: Vec<Known>) -> Scan {
        let mut scan = Scan::new(campaign, policy);
        scan.before.gaps = before.gaps;
        for known in known {
            let is_of = |task: &&mut Task| task.query == Query::Listing(known.listing.feed);
            let owner =
                |task: &&mut Task| scan.campaign.addresses[task.owner].address == known.listing.address;
            if let Some(task) = scan.tasks.iter_mut().filter(is_of).find(owner) {
                // Another run than that of the rows that are known.
                task.run = 1;
                task.begins = Some(known.until);
                task.reading = Reading { listed: known.transactions.clone(), ..Reading::NEW };
                task.known = Some(known.transactions);
            }
        }
        scan
    }

    /// What it came to.
    pub fn held(&self) -> Held {
        let mut held = Held {
            answered: self.answered.clone(),
            gaps: self.gaps(),
            complete: self.reached_the_first(),
            pages: self.progress().pages,
            whole: self.before.whole.clone(),
        };
        held.answered.sort_unstable();
        for task in &self.tasks {
            if let Query::Listing(feed) = task.query
                && task.reached
            {
                held.whole.push(Listing { address: self.address(task).clone(), feed });
            }
        }
        held
    }

    fn add_explorer(&mut self, source: usize) {
        let explorer = self.explorer(source);
        let name = host(explorer);
        let first = self.campaign.explorers.iter().position(|other| host(other) == name);
        self.sources.push(Source {
            host: first.unwrap_or(source),
            pace: Pace { burst: 1, ..Pace::default() },
            given_up: 0,
            down: None,
        });
    }

    fn add_address(&mut self, owner: usize) {
        let chain = self.campaign.addresses[owner].address.chain();
        for &query in queries(chain.family()) {
            let is_there = |task: &Task| task.query == Query::Tip && task.chain == chain;
            if query == Query::Tip && self.tasks.iter().any(is_there) {
                continue;
            }
            let source = self.source_from(chain, 0);
            let state = match query {
                Query::Summary | Query::Frozen | Query::Listing(Feed::Issuer) => State::Idle,
                _ => State::Ready,
            };
            self.tasks.push(Task {
                chain,
                owner,
                query,
                state,
                source,
                ticket: 0,
                tries: 0,
                confirmed: None,
                waiting: 0,
                reading: Reading::NEW,
                run: 0,
                pages_before: 0,
                has_rows: false,
                reached: false,
                read_again: false,
                known: None,
                begins: None,
                restarted_at: None,
                fault: None,
            });
        }
    }

    /// What to do now; `now_ms` is any clock in milliseconds that does not run backwards.
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        self.leave_explorers_that_are_down();
        let mut best: Option<(u8, usize)> = None;
        let mut wait_ms = u64::MAX;
        if !self.is_halted() {
            for (index, task) in self.tasks.iter().enumerate() {
                let Some(source) = task.source.filter(|_| self.is_askable(task)) else { continue };
                let pace = &self.sources[self.sources[source].host].pace;
                let start_ms = pace.start_ms();
                if pace.busy {
                } else if start_ms > now_ms {
                    wait_ms = wait_ms.min(start_ms - now_ms);
                } else if best.is_none_or(|(rank, _)| task.rank() < rank) {
                    best = Some((task.rank(), index));
                }
            }
        }
        match best {
            Some((_, index)) => match self.send(index, now_ms) {
                Some(request) => request,
                None => self.next_request(now_ms),
            },
            None if wait_ms < u64::MAX => Next::Wait(wait_ms),
            None if self.has(State::UnderWay) => Next::Wait(LOOK_AGAIN_MS),
            None => Next::Done,
        }
    }

    /// Takes what came of a request, and hands on what it brought. An answer to a ticket that is no longer awaited (after
    /// a stop) is ignored.
    pub fn handle_response(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        now_ms: u64,
        deliver: &mut dyn FnMut(Delivery),
    ) {
        let awaited = |task: &Task| task.state == State::UnderWay && task.ticket == ticket.0;
        let Some(index) = self.tasks.iter().position(awaited) else { return };
        let task = &mut self.tasks[index];
        let Some(source) = task.source else { return };
        // Until what came says otherwise.
        task.state = State::Ready;
        let is_first_try = task.tries == 0;
        self.pace(source).busy = false;
        let limits_by_403 = self.adapter(source).limits_by_403();
        let mut status = 0;
        let mut wait_ms = None;
        if let Outcome::Answer { status: said, retry_after, body } = &outcome {
            status = *said;
            // A date instead of seconds would need a clock: the backoff serves.
            let seconds = retry_after.as_deref().and_then(whole_number);
            wait_ms = seconds.map(|seconds| seconds.saturating_mul(1_000));
            if let 200..=299 = status
                && self.take_answer(index, source, body, deliver)
            {
                return;
            }
        }
        match (status, &self.tasks[index].fault) {
            (200..=299, Some(ReadError::Limited(_))) => {
                self.trouble(index, source, GapKind::RateLimited, wait_ms, now_ms);
            }
            (200..=299, Some(ReadError::Denied(_))) => self.refused(index, source, 401),
            // No answer, or none that can be read.
            (0 | 200..=299 | 408 | 500..=599, _) => {
                self.trouble(index, source, GapKind::NotAnswered, wait_ms, now_ms);
            }
            (429, _) => self.trouble(index, source, GapKind::RateLimited, wait_ms, now_ms),
            (403, _) if limits_by_403 && is_first_try => {
                let wait_ms = wait_ms.or(Some(BLOCK_MS));
                self.trouble(index, source, GapKind::RateLimited, wait_ms, now_ms);
            }
            _ => self.refused(index, source, status),
        }
    }

    /// Asks nothing more: what is left becomes gaps of kind `stopped`.
    pub fn stop(&mut self) {
        self.stopped = true;
        for task in &mut self.tasks {
            if task.state == State::UnderWay {
                task.state = State::Ready;
            }
        }
        for source in &mut self.sources {
            source.pace.busy = false;
        }
    }

    /// Goes on after a stop, a limit or a failure, from the last page that came.
    pub fn resume(&mut self) {
        self.stopped = false;
        self.budget = self.campaign.max_requests;
        for source in &mut self.sources {
            source.given_up = 0;
            source.down = None;
            source.pace.troubled = false;
        }
        for index in 0..self.tasks.len() {
            let first = self.source_from(self.tasks[index].chain, 0);
            let task = &mut self.tasks[index];
            if let (State::Failed(kind), Some(first)) = (task.state, first)
                && task.query != Query::Summary
            {
                task.state = State::Ready;
                task.fault = None;
                task.restarted_at = None;
                task.tries = 0;
                self.move_to(index, first);
                if let (GapKind::CountDiffers, Some(account)) =
                    (kind, self.sibling(&self.tasks[index], Query::Account))
                {
                    self.count_anew(index, account);
                }
            }
        }
    }

    pub fn progress(&self) -> Progress {
        let mut progress = Progress {
            pages: self.before.pages,
            about: Some(self.before.pages),
            requests: self.requests,
            waiting: self.sources.iter().any(|source| source.pace.troubled),
            done: !self.has(State::UnderWay) && (self.is_halted() || !self.has(State::Ready)),
            ..Progress::default()
        };
        for task in &self.tasks {
            if task.is_listing() {
                progress.pages += task.pages_before + task.reading.pages;
                progress.about = match (progress.about, self.pages_of(task)) {
                    (Some(about), Some(pages)) => Some(about + task.pages_before + pages),
                    _ => None,
                };
            }
        }
        progress
    }

    /// What did not come so far. While the scan runs, pages still to be asked for are no gaps.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = self.before.gaps.clone();
        for task in &self.tasks {
            let before = gaps.len();
            for gap in &task.reading.gaps {
                // A transaction that two listings have, and of which neither is told, is one gap.
                let is_row_of_another = |known: &Gap| known == gap && gap.kind == GapKind::BadRow;
                if !gaps[..before].iter().any(is_row_of_another) {
                    gaps.push(gap.clone());
                }
            }
            let kind = match task.state {
                State::Failed(kind) => kind,
                State::Ready | State::UnderWay if self.stopped => GapKind::Stopped,
                State::Ready if self.budget == 0 => GapKind::RequestLimit,
                _ => continue,
            };
            let is_about_freeze = task.is_about_freeze() && matches!(task.state, State::Failed(_));
            let kind = if is_about_freeze { GapKind::FreezeUnknown } else { kind };
            let mut gap = self.gap(task, kind, None);
            // From the last row that was read back to the beginning.
            gap.from = task.begins;
            gap.to = task.reading.oldest;
            if task.query == Query::Listing(Feed::Mempool) {
                // What waits is newer than what was seen in blocks.
                let confirmed = self.sibling(task, Query::Listing(Feed::Confirmed));
                gap.from = confirmed.and_then(|listing| self.tasks[listing].reading.newest);
            }
            // What hides no rows is no gap where one says already who is missing and why; and an account's listings that
            // all failed to come are one gap to a reader.
            let is_known = task.query == Query::Summary
                || gaps.iter().any(|known| {
                    known.kind == kind
                        && known.chain == gap.chain
                        && (gap.address.is_none() || known.address == gap.address)
                        && (!task.is_listing()
                            || known.from == gap.from && known.to == gap.to && known.detail == gap.detail)
                });
            if !is_known {
                gaps.push(gap);
            }
        }
        gaps
    }

    /// Whether every listing of what an address received and spent has been read down to its first row: a report's `complete`.
    pub fn reached_the_first(&self) -> bool {
        let is_reached = |task: &Task| {
            let of_receipts = !matches!(task.query, Query::Listing(Feed::Mempool | Feed::Issuer));
            task.reached || !task.is_listing() || !of_receipts
        };
        self.before.complete && self.tasks.iter().all(is_reached)
    }

    /// Which of the campaign's explorers have answered so far, by index, in the order of their first answers.
    pub fn answered(&self) -> &[usize] {
        &self.answered
    }

    /// No request may be sent.
    fn is_halted(&self) -> bool {
        self.stopped || self.budget == 0
    }

    /// Some task is in this state.
    fn has(&self, state: State) -> bool {
        self.tasks.iter().any(|task| task.state == state)
    }

    /// A gap of no known time.
    fn gap(&self, task: &Task, kind: GapKind, count: Option<u32>) -> Gap {
        let address = (task.query != Query::Tip).then(|| self.address(task).clone());
        Gap { chain: task.chain, address, kind, from: None, to: None, count, detail: self.detail(task) }
    }

    /// Who did not answer, for the reader who opens the note.
    fn detail(&self, task: &Task) -> Option<String> {
        let explorer = self.explorer(task.source?);
        let mut detail = String::from(host(explorer));
        // These hide no rows: the note says what it was that did not come, without keys.
        if !task.is_listing()
            && let Some(request) = self.request(task)
            && let Some(path) = request.url.strip_prefix(&*explorer.url)
        {
            detail += plain::before(path, b"?");
        }
        if let Some(fault) = &task.fault {
            detail += ": ";
            fault.push_words(&mut detail);
        }
        Some(detail)
    }

    fn explorer(&self, source: usize) -> &Explorer {
        &self.campaign.explorers[source]
    }

    fn adapter(&self, source: usize) -> &'static dyn Adapter {
        adapter(self.explorer(source).api)
    }

    /// What the task asks next, if its explorer's API has it.
    fn request(&self, task: &Task) -> Option<Request> {
        let explorer = self.explorer(task.source?);
        let (address, tokens) = (self.address(task), &self.campaign.tokens);
        adapter(explorer.api).request(explorer, task.query, address, tokens, &task.reading)
    }

    fn address(&self, task: &Task) -> &Address {
        &self.campaign.addresses[task.owner].address
    }

    /// The first explorer of a chain, from an index on, that may be asked.
    fn source_from(&self, chain: Chain, start: usize) -> Option<usize> {
        (start..self.sources.len())
            .find(|&index| self.explorer(index).chain == chain && self.sources[index].down.is_none())
    }

    /// The pace of an explorer's host.
    #[inline(never)]
    fn pace(&mut self, source: usize) -> &mut Pace {
        let host = self.sources[source].host;
        &mut self.sources[host].pace
    }

    /// Another task of the same address.
    fn sibling(&self, task: &Task, query: Query) -> Option<usize> {
        self.tasks.iter().position(|other| other.query == query && other.owner == task.owner)
    }

    /// The task that asks for the address's totals and counts.
    fn account(&self, task: &Task) -> Option<&Task> {
        self.sibling(task, Query::Account).map(|index| &self.tasks[index])
    }

    fn is_askable(&self, task: &Task) -> bool {
        // Whether there is anything in the mempool, and whether a short page was the last, the account's answer says.
        let hangs_on_account = match task.query {
            Query::Listing(Feed::Mempool) => true,
            Query::Listing(Feed::Confirmed) => task.reading.pages > 0 && !task.reading.full,
            _ => false,
        };
        task.state == State::Ready && !(hangs_on_account && self.account(task).is_some_and(Task::is_open))
    }

    /// About how many pages this run of a listing has.
    fn pages_of(&self, task: &Task) -> Option<u32> {
        let read = task.reading.pages;
        match task.query {
            _ if !task.is_open() => Some(read),
            Query::Listing(Feed::Mempool) => Some(1),
            _ => {
                let rows = self.adapter(task.source?).page_rows();
                let pages = self.account(task)?.confirmed?.div_ceil(rows);
                Some((pages.min(u64::from(u32::MAX / 2)) as u32).max(read + 1))
            }
        }
    }

    /// Asks what a task is for; none where its explorer's API has nothing of the kind, and the task is done.
    fn send(&mut self, index: usize, now_ms: u64) -> Option<Next> {
        let request = self.request(&self.tasks[index]);
        let task = &mut self.tasks[index];
        let (Some(request), Some(source)) = (request, task.source) else {
            task.state = State::Done;
            task.reached = true;
            return None;
        };
        let ticket = self.requests;
        self.requests += 1;
        self.budget -= 1;
        task.state = State::UnderWay;
        task.ticket = ticket;
        // Asked now, for in the browser an adapter can come later than the scan. A loopback host needs no spacing.
        let (explorer, adapter) = (self.explorer(source), self.adapter(source));
        let spacing_ms = if is_loopback(host(explorer)) { 0 } else { adapter.spacing_ms(explorer) };
        let burst = adapter.burst();
        let pace = self.pace(source);
        (pace.spacing_ms, pace.burst, pace.busy) = (spacing_ms, burst, true);
        pace.due_ms = pace.due_ms.max(now_ms) + spacing_ms;
        Some(Next::Request(Ticket(ticket), request))
    }
}

impl Task {
    /// What is asked first. A first page paints figures, and every address's comes before any second one; then totals
    /// for the progress. Tokens come before TRX: campaigns on Tron collect tokens.
    fn rank(&self) -> u8 {
        match self.query {
            Query::Listing(Feed::Confirmed | Feed::Token) => {
                u8::from(self.reading.pages + self.pages_before > 0)
            }
            Query::Tip | Query::Listing(Feed::Mempool) => 0,
            Query::Account if self.chain.family() == Family::Utxo => 0,
            Query::Listing(Feed::Native) => 2,
            Query::Listing(Feed::Internal) => 3,
            // TRON's tells no count, so that it can wait.
            Query::Account | Query::Balances => 4,
            Query::Summary | Query::Frozen | Query::Listing(Feed::Issuer) => 5,
        }
    }

    fn is_about_freeze(&self) -> bool {
        matches!(self.query, Query::Frozen | Query::Listing(Feed::Issuer))
    }

    fn is_listing(&self) -> bool {
        matches!(self.query, Query::Listing(_))
    }

    /// To be asked, or asked and not answered yet.
    fn is_open(&self) -> bool {
        matches!(self.state, State::Ready | State::UnderWay)
    }
}

impl Pace {
    /// When the next request may start.
    fn start_ms(&self) -> u64 {
        let allowance = (self.burst - 1) * self.spacing_ms;
        self.due_ms.saturating_sub(allowance).max(self.held_until_ms)
    }
}
