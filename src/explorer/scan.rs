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

use super::{
    Delivery, Feed, Gap, GapKind, LeftOut, Listing, Outcome, Page, Query, ReadError, Request, Why, esplora,
    host, request, trongrid,
};
use crate::campaign::{Api, Campaign, Explorer};
use crate::chain::{Address, Chain, Family, Row, Timestamp, TxId};
use crate::json::FieldError;
use crate::sorted;

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
    /// Requests at most, tries included; the campaign's own limit holds too.
    pub max_requests: u32,
    /// Milliseconds between the starts of two requests to one host, once the burst is used up.
    /// A loopback host needs no spacing and gets none.
    pub spacing_ms: u64,
    /// Requests to one host that need no spacing between them.
    pub burst: u32,
    /// Tries of one request at one explorer before the next explorer is asked.
    pub tries: u32,
    /// The first backoff; it doubles with each try, up to `backoff_limit_ms`, and half of it is jitter.
    pub backoff_ms: u64,
    pub backoff_limit_ms: u64,
    /// Seeds the jitter.
    pub seed: u64,
}

impl Default for Policy {
    /// Four requests a second after a burst of six: what a reader sees first comes at the line's own speed, 120 pages
    /// take half a minute, and both stay below what the explorers are known to bear (Blockstream: 700 an hour;
    /// mempool.space: undisclosed; TronGrid: a few a second, and half as many without a key).
    fn default() -> Policy {
        Policy {
            max_requests: u32::MAX,
            spacing_ms: 250,
            burst: 6,
            tries: 4,
            backoff_ms: 1_000,
            backoff_limit_ms: 30_000,
            seed: 1,
        }
    }
}

/// Waiting that an explorer may ask for by `Retry-After`; more, and the next explorer is asked.
const PATIENCE_MS: u64 = 120_000;

/// The same while another explorer could be asked instead.
const PATIENCE_WITH_CHOICE_MS: u64 = 10_000;

/// TronGrid answers 403 to who asks too much, and blocks for about this long.
const TRONGRID_BLOCK_MS: u64 = 30_000;

/// Where only an answer can change anything: look again at the latest after so long.
const LOOK_AGAIN_MS: u64 = 1_000;

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
pub struct Scan {
    policy: Policy,
    /// The campaign's, in its order: an explorer is known by its index.
    explorers: Vec<Source>,
    hosts: Vec<Host>,
    tasks: Vec<Task>,
    /// The contracts of the tokens that count.
    tokens: Vec<(Chain, Box<str>)>,
    under_way: Vec<UnderWay>,
    tickets: u32,
    requests: u32,
    /// Requests at most, from the start or from the last resumption on, and those left of them.
    limit: u32,
    budget: u32,
    stopped: bool,
    /// The first answers' order.
    answered: Vec<usize>,
    random: u64,
}

struct Source {
    explorer: Explorer,
    host: usize,
    /// Requests given up in a row.
    given_up: u32,
    /// Not asked any more in this scan, and why.
    down: Option<GapKind>,
}

struct Host {
    name: String,
    spacing_ms: u64,
    /// When the next request would start if each had kept its spacing; the burst lets it start earlier.
    due_ms: u64,
    /// Nothing before this time: a backoff, or what the host asked for.
    held_until_ms: u64,
    busy: bool,
    troubled: bool,
}

struct UnderWay {
    ticket: Ticket,
    task: usize,
    source: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Listing(Feed),
    Account,
    Tip,
    /// The time of the first transaction, for the gap of a listing that broke off.
    Summary,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    UnderWay,
    Done,
    /// Given up, and where.
    Failed(GapKind, Option<usize>),
}

struct Task {
    chain: Chain,
    /// None for a tip.
    address: Option<Address>,
    want: Want,
    state: State,
    source: Option<usize>,
    tries: u32,
    /// What the explorer says there is: transactions in blocks and waiting (an account's task).
    counts: Option<(u64, u64)>,
    reading: Reading,
    run: u32,
    /// Pages of earlier runs.
    pages_before: u32,
    /// Some run came down to the first row.
    reached: bool,
    /// The listing was read again because its count or its blocks did not agree.
    read_again: bool,
    /// The first transaction's time, as a summary says.
    begins: Option<Timestamp>,
    /// The explorer that refused a cursor, so that the listing began anew there: once, not for ever.
    restarted_at: Option<usize>,
    /// What was wrong with the last answer that could not be read.
    fault: Option<ReadError>,
}

/// One run through a listing.
#[derive(Default)]
struct Reading {
    cursor: Option<String>,
    pages: u32,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
    /// Sorted, each once.
    listed: Vec<TxId>,
    /// Height and hash of the blocks met.
    blocks: Vec<(u64, Box<str>)>,
    left_out: Vec<LeftOut>,
    notes: Vec<(GapKind, Option<u32>)>,
    /// The last page was short, and nothing was known then of how many there are.
    ended_by_a_short_page: bool,
}

/// What an answer is worth.
enum Reply {
    Good(Vec<Delivery>),
    /// A retry may help, after so long if the explorer said.
    Trouble {
        kind: GapKind,
        wait_ms: Option<u64>,
    },
    /// No retry changes it.
    Refused(u16),
}

impl Scan {
    pub fn new(campaign: &Campaign, policy: Policy) -> Scan {
        let limit = policy.max_requests.min(campaign.max_requests);
        let mut scan = Scan {
            random: policy.seed,
            policy,
            explorers: Vec::new(),
            hosts: Vec::new(),
            tasks: Vec::new(),
            tokens: Vec::new(),
            under_way: Vec::new(),
            tickets: 0,
            requests: 0,
            limit,
            budget: limit,
            stopped: false,
            answered: Vec::new(),
        };
        for token in &campaign.tokens {
            if let Some(contract) = &token.asset.contract {
                scan.tokens.push((token.asset.chain, contract.clone()));
            }
        }
        for explorer in &campaign.explorers {
            scan.add_explorer(explorer);
        }
        for published in &campaign.addresses {
            scan.add_address(&published.address);
        }
        scan
    }

    fn add_explorer(&mut self, explorer: &Explorer) {
        let name = host(explorer);
        let index = match self.hosts.iter().position(|host| host.name == name) {
            Some(index) => index,
            None => {
                let keyless = explorer.api == Api::TronGrid && explorer.key.is_none();
                let spacing_ms = match () {
                    () if is_loopback(name) => 0,
                    () if keyless => self.policy.spacing_ms * 2,
                    () => self.policy.spacing_ms,
                };
                self.hosts.push(Host {
                    name: name.into(),
                    spacing_ms,
                    due_ms: 0,
                    held_until_ms: 0,
                    busy: false,
                    troubled: false,
                });
                self.hosts.len() - 1
            }
        };
        self.explorers.push(Source { explorer: explorer.clone(), host: index, given_up: 0, down: None });
    }

    /// The tasks of an address, in the order in which they are asked where their rank is the same.
    fn add_address(&mut self, address: &Address) {
        let chain = address.chain();
        if self.tasks.iter().any(|task| task.address.as_ref() == Some(address)) {
            return;
        }
        let source = self.source_from(chain, 0);
        let has_tip = self.tasks.iter().any(|task| task.want == Want::Tip && task.chain == chain);
        let mut add = |address: Option<&Address>, want| {
            self.tasks.push(Task::new(chain, address.cloned(), want, source));
        };
        match chain.family() {
            Family::Utxo => {
                add(Some(address), Want::Listing(Feed::Confirmed));
                if !has_tip {
                    add(None, Want::Tip);
                }
                add(Some(address), Want::Account);
                add(Some(address), Want::Listing(Feed::Mempool));
            }
            Family::Account => {
                add(Some(address), Want::Listing(Feed::Token));
                add(Some(address), Want::Listing(Feed::Native));
                add(Some(address), Want::Listing(Feed::Internal));
                add(Some(address), Want::Account);
            }
        }
    }

    /// What to do now; `now_ms` is any clock in milliseconds that does not run backwards.
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        self.leave_explorers_that_are_down();
        let idle = if self.under_way.is_empty() { Next::Done } else { Next::Wait(LOOK_AGAIN_MS) };
        if self.stopped || self.budget == 0 {
            return idle;
        }
        let mut best: Option<(u8, usize)> = None;
        let mut wait_ms: Option<u64> = None;
        for (index, task) in self.tasks.iter().enumerate() {
            let Some(source) = task.source.filter(|_| self.is_askable(task)) else { continue };
            let host = &self.hosts[self.explorers[source].host];
            if host.busy {
                continue;
            }
            let start_ms = host.start_ms(self.policy.burst);
            if start_ms <= now_ms {
                let rank = (task.rank(), index);
                if best.is_none_or(|best| rank < best) {
                    best = Some(rank);
                }
            } else {
                let left = start_ms - now_ms;
                wait_ms = Some(wait_ms.map_or(left, |wait| wait.min(left)));
            }
        }
        match (best, wait_ms) {
            (Some((_, index)), _) => self.send(index, now_ms),
            (None, Some(wait_ms)) => Next::Wait(wait_ms),
            (None, None) => idle,
        }
    }

    /// Takes what came of a request. An answer to a ticket that is no longer awaited (after a stop) is ignored.
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) -> Vec<Delivery> {
        let Some(position) = self.under_way.iter().position(|sent| sent.ticket == ticket) else {
            return Vec::new();
        };
        let UnderWay { task, source, .. } = self.under_way.swap_remove(position);
        let host = self.explorers[source].host;
        self.hosts[host].busy = false;
        self.tasks[task].state = State::Ready;
        match self.reply(task, source, outcome) {
            Reply::Good(deliveries) => {
                self.explorers[source].given_up = 0;
                self.hosts[host].troubled = false;
                self.tasks[task].tries = 0;
                self.tasks[task].fault = None;
                if !self.answered.contains(&source) {
                    self.answered.push(source);
                }
                deliveries
            }
            Reply::Trouble { kind, wait_ms } => {
                self.trouble(task, source, kind, wait_ms, now_ms);
                Vec::new()
            }
            Reply::Refused(status) => {
                self.refused(task, source, status);
                Vec::new()
            }
        }
    }

    /// Asks nothing more: what is left becomes gaps of kind `stopped`.
    pub fn stop(&mut self) {
        self.stopped = true;
        for UnderWay { task, source, .. } in std::mem::take(&mut self.under_way) {
            self.tasks[task].state = State::Ready;
            self.hosts[self.explorers[source].host].busy = false;
        }
    }

    /// Goes on after a stop, a limit or a failure, from the last page that came.
    pub fn resume(&mut self) {
        self.stopped = false;
        self.budget = self.limit;
        for source in &mut self.explorers {
            source.given_up = 0;
            source.down = None;
        }
        for host in &mut self.hosts {
            host.troubled = false;
        }
        for index in 0..self.tasks.len() {
            let first = self.source_from(self.tasks[index].chain, 0);
            let task = &mut self.tasks[index];
            if matches!(task.state, State::Failed(..)) && task.want != Want::Summary {
                task.state = State::Ready;
                task.fault = None;
                task.restarted_at = None;
                task.tries = 0;
                self.move_to(index, first);
            }
        }
    }

    pub fn progress(&self) -> Progress {
        let listings = || self.tasks.iter().filter(|task| matches!(task.want, Want::Listing(_)));
        Progress {
            pages: listings().map(|task| task.pages_before + task.reading.pages).sum(),
            about: listings().map(|task| Some(task.pages_before + self.pages_of(task)?)).sum(),
            requests: self.requests,
            waiting: self.hosts.iter().any(|host| host.troubled),
            done: self.is_done(),
        }
    }

    /// What did not come so far. While the scan runs, pages still to be asked for are no gaps.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for task in &self.tasks {
            self.row_gaps(task, &mut gaps);
            for &(kind, count) in &task.reading.notes {
                let detail = task.source.map(|source| self.host_of(source).into());
                // What is miscounted, or waits beyond the list, can be of any time.
                gaps.push(Gap { count, detail, from: None, to: None, ..task.gap(kind) });
            }
            let (kind, source) = match task.state {
                State::Failed(kind, source) => (kind, source),
                State::Ready | State::UnderWay if self.stopped => (GapKind::Stopped, task.source),
                State::Ready if self.budget == 0 => (GapKind::RequestLimit, task.source),
                _ => continue,
            };
            if task.want == Want::Summary || (!task.hides_rows() && task.is_named(&gaps, kind)) {
                continue;
            }
            let mut gap = task.gap(kind);
            gap.detail = source.or(task.source).map(|source| self.detail(task, source));
            if task.want == Want::Listing(Feed::Mempool) {
                // What waits is newer than what was seen in blocks.
                gap.from = self.listing(task, Feed::Confirmed).and_then(|listing| listing.reading.newest);
            }
            // An account's listings that all failed to come are one gap to a reader.
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        gaps
    }

    /// Whether every listing has been read down to its first row.
    pub fn reached_the_first(&self) -> bool {
        let waits = Want::Listing(Feed::Mempool);
        self.tasks
            .iter()
            .filter(|task| matches!(task.want, Want::Listing(_)) && task.want != waits)
            .all(|task| task.reached)
    }

    /// Which of the campaign's explorers have answered so far, by index, in the order of their first answers.
    pub fn answered(&self) -> Vec<usize> {
        self.answered.clone()
    }

    /// Who did not answer, for the reader who opens the note.
    fn detail(&self, task: &Task, source: usize) -> String {
        let mut detail = self.host_of(source).to_string();
        if !task.hides_rows() {
            // These hide no rows: the note says what it was that did not come.
            detail += &task.path(self.explorers[source].explorer.api);
        }
        if let Some(fault) = &task.fault {
            detail += ": ";
            detail += &fault.to_string();
        }
        detail
    }

    fn is_done(&self) -> bool {
        let nothing_left = || !self.tasks.iter().any(|task| task.state == State::Ready);
        self.under_way.is_empty() && (self.stopped || self.budget == 0 || nothing_left())
    }

    fn host_of(&self, source: usize) -> &str {
        host(&self.explorers[source].explorer)
    }

    /// The first explorer of a chain, from an index on, that may be asked.
    fn source_from(&self, chain: Chain, start: usize) -> Option<usize> {
        let api = match chain.family() {
            Family::Utxo => Api::Esplora,
            Family::Account => Api::TronGrid,
        };
        let mut candidates = self.explorers.iter().enumerate().skip(start);
        let fits = |source: &Source| source.explorer.chain == chain && source.explorer.api == api;
        candidates.find(|(_, source)| fits(source) && source.down.is_none()).map(|(index, _)| index)
    }

    /// Another task of the same address.
    fn sibling(&self, task: &Task, want: Want) -> Option<usize> {
        self.tasks.iter().position(|other| other.want == want && other.address == task.address)
    }

    fn listing(&self, task: &Task, feed: Feed) -> Option<&Task> {
        self.sibling(task, Want::Listing(feed)).map(|index| &self.tasks[index])
    }

    /// What the explorer counts of the task's address: in blocks and waiting.
    fn counts(&self, task: &Task) -> Option<(u64, u64)> {
        self.tasks[self.sibling(task, Want::Account)?].counts
    }

    fn is_askable(&self, task: &Task) -> bool {
        if task.state != State::Ready {
            return false;
        }
        // Whether there is anything in the mempool, the account's answer says.
        let account = || self.sibling(task, Want::Account).map(|index| self.tasks[index].state);
        task.want != Want::Listing(Feed::Mempool)
            || !matches!(account(), Some(State::Ready | State::UnderWay))
    }

    /// About how many pages this run of a listing has.
    fn pages_of(&self, task: &Task) -> Option<u32> {
        let read = task.reading.pages;
        if !matches!(task.state, State::Ready | State::UnderWay) {
            return Some(read);
        }
        match task.want {
            Want::Listing(Feed::Mempool) => Some(1),
            Want::Listing(Feed::Confirmed) => {
                let (confirmed, _) = self.counts(task)?;
                let pages = confirmed.div_ceil(esplora::PAGE as u64).max(1);
                Some(u32::try_from(pages).unwrap_or(u32::MAX / 2).max(read + 1))
            }
            _ => None,
        }
    }

    fn send(&mut self, index: usize, now_ms: u64) -> Next {
        let task = &mut self.tasks[index];
        let Some(source) = task.source else { return Next::Done };
        let Source { explorer, host, .. } = &self.explorers[source];
        let request = request(explorer, task.query());
        task.state = State::UnderWay;
        let host = &mut self.hosts[*host];
        host.busy = true;
        host.due_ms = host.due_ms.max(now_ms) + host.spacing_ms;
        self.requests += 1;
        self.budget -= 1;
        let ticket = Ticket(self.tickets);
        self.tickets += 1;
        self.under_way.push(UnderWay { ticket, task: index, source });
        Next::Request(ticket, request)
    }

    fn reply(&mut self, task: usize, source: usize, outcome: Outcome) -> Reply {
        let trouble = |kind, wait_ms| Reply::Trouble { kind, wait_ms };
        let Outcome::Answer { status, retry_after, body } = outcome else {
            return trouble(GapKind::NotAnswered, None);
        };
        // A date instead of seconds would need a clock: the backoff serves.
        let wait_ms =
            retry_after.and_then(|text| text.trim().parse::<u64>().ok()).map(|s| s.saturating_mul(1_000));
        let api = self.explorers[source].explorer.api;
        match status {
            200..=299 => match self.read(task, api, &body) {
                Ok(deliveries) => Reply::Good(deliveries),
                Err(error) => {
                    self.tasks[task].fault = Some(error);
                    trouble(GapKind::NotAnswered, wait_ms)
                }
            },
            429 => trouble(GapKind::RateLimited, wait_ms),
            403 if api == Api::TronGrid && self.tasks[task].tries == 0 => {
                trouble(GapKind::RateLimited, Some(wait_ms.unwrap_or(TRONGRID_BLOCK_MS)))
            }
            408 | 500..=599 => trouble(GapKind::NotAnswered, wait_ms),
            status => Reply::Refused(status),
        }
    }

    /// Reads an answer and does what follows from it.
    fn read(&mut self, index: usize, api: Api, body: &str) -> Result<Vec<Delivery>, ReadError> {
        let Task { chain, want, .. } = self.tasks[index];
        let Some(address) = self.tasks[index].address.clone() else {
            let height = esplora::tip(body)?;
            // Plain digits cut short on their way are digits still.
            if self.tasks.iter().any(|task| task.chain == chain && task.reading.is_above(height)) {
                let expected = FieldError::new("the answer", "the height of the highest block");
                return Err(ReadError::Expected(expected));
            }
            self.tasks[index].state = State::Done;
            return Ok(vec![Delivery::Tip { chain, height }]);
        };
        match (want, api) {
            (Want::Listing(feed), _) => {
                let page = match api {
                    Api::Esplora => esplora::page(chain, body)?,
                    Api::TronGrid => trongrid::page(&address, feed, &self.allowed(chain), body)?,
                };
                Ok(self.take_page(index, Listing { address, feed }, page))
            }
            (Want::Summary, _) => {
                let rows = esplora::summary(body)?;
                self.tasks[index].state = State::Done;
                if let Some(listing) = self.sibling(&self.tasks[index], Want::Listing(Feed::Confirmed)) {
                    self.tasks[listing].begins = rows.iter().map(|row| row.time).min();
                }
                Ok(Vec::new())
            }
            (_, Api::Esplora) => {
                let account = esplora::account(&address, body)?;
                self.tasks[index].counts = Some((account.confirmed, account.waiting));
                self.tasks[index].state = State::Done;
                let mut deliveries = vec![Delivery::Totals(account.totals)];
                self.settle_mempool(index, account.waiting);
                if let Some(listing) = self.sibling(&self.tasks[index], Want::Listing(Feed::Confirmed)) {
                    self.settle_listing(listing, &mut deliveries);
                }
                Ok(deliveries)
            }
            (_, Api::TronGrid) => {
                let totals = trongrid::account(&address, &self.allowed(chain), body)?;
                self.tasks[index].state = State::Done;
                Ok(totals.into_iter().map(Delivery::Totals).collect())
            }
        }
    }

    fn allowed(&self, chain: Chain) -> Vec<&str> {
        self.tokens.iter().filter(|(of, _)| *of == chain).map(|(_, contract)| &**contract).collect()
    }

    fn take_page(&mut self, index: usize, listing: Listing, page: Page) -> Vec<Delivery> {
        let Listing { feed, .. } = listing;
        let counts = self.counts(&self.tasks[index]);
        let task = &mut self.tasks[index];
        let reading = &mut task.reading;
        let key = reading.cursor.clone().unwrap_or_default();
        let run = task.run;
        let listed_before = reading.listed.len() as u64;
        if matches!(feed, Feed::Confirmed | Feed::Mempool) {
            reading.list(&page);
        }
        let Page { rows, next, full, oldest, newest, left_out } = page;
        reading.pages += 1;
        reading.oldest = older(reading.oldest, oldest);
        reading.newest = reading.newest.max(newest);
        reading.left_out.extend(left_out);
        let listed = reading.listed.len() as u64;
        let at_the_end = match (feed, &next) {
            (Feed::Mempool, _) | (_, None) => true,
            (Feed::Confirmed, Some(_)) => match counts {
                Some((confirmed, _)) => listed == confirmed || (!full && listed > confirmed),
                None => !full,
            },
            (_, Some(_)) => !full,
        };
        let in_a_circle = next == reading.cursor || (feed == Feed::Confirmed && listed == listed_before);
        reading.ended_by_a_short_page = at_the_end && next.is_some() && counts.is_none();
        reading.cursor = next;
        if at_the_end {
            task.state = State::Done;
        } else {
            if let (true, Some(source)) = (in_a_circle, task.source) {
                // What lies behind is out of reach here.
                self.give_up(index, source, GapKind::CountDiffers);
            }
        }
        let mut deliveries = vec![Delivery::Page { listing, run, key, rows }];
        if feed == Feed::Mempool {
            if let Some((_, waiting)) = counts
                && listed >= esplora::MEMPOOL_LIMIT as u64
                && waiting > listed
            {
                let more = u32::try_from(waiting - listed).unwrap_or(u32::MAX);
                self.tasks[index].reading.notes.push((GapKind::MempoolLimit, Some(more)));
            }
        } else {
            self.settle_listing(index, &mut deliveries);
        }
        deliveries
    }

    /// An empty mempool needs no request.
    fn settle_mempool(&mut self, account: usize, waiting: u64) {
        if waiting == 0
            && let Some(mempool) = self.sibling(&self.tasks[account], Want::Listing(Feed::Mempool))
            && self.tasks[mempool].state == State::Ready
        {
            self.tasks[mempool].state = State::Done;
        }
    }

    /// Once a listing and its account's counts are there: whether they agree. If not, the listing is read once more
    /// from its start (rows may have moved between two pages); if not even then, it is a gap.
    fn settle_listing(&mut self, index: usize, deliveries: &mut Vec<Delivery>) {
        let task = &self.tasks[index];
        let Want::Listing(feed) = task.want else { return };
        let account = self.sibling(task, Want::Account);
        let counts = account.and_then(|account| self.tasks[account].counts);
        let counting = feed == Feed::Confirmed;
        let waits = account
            .is_some_and(|account| matches!(self.tasks[account].state, State::Ready | State::UnderWay));
        let listed = task.reading.listed.len() as u64;
        // A full page may have been the last: the count saves asking for an empty one.
        let all_there = task.state == State::Ready
            && task.reading.pages > 0
            && counts.is_some_and(|(confirmed, _)| confirmed == listed);
        if !all_there && task.state != State::Done {
            return;
        }
        if task.reading.ended_by_a_short_page && counts.is_some_and(|(confirmed, _)| confirmed > listed) {
            // Not every server's pages hold 25: there is more behind it.
            let task = &mut self.tasks[index];
            task.state = State::Ready;
            task.reading.ended_by_a_short_page = false;
            return;
        }
        self.tasks[index].state = State::Done;
        let task = &self.tasks[index];
        let differs = counting && counts.is_some_and(|(confirmed, _)| confirmed != listed);
        let moved = counting && task.reading.has_two_blocks_at_a_height();
        if (differs || moved) && !(counting && waits) && !task.read_again {
            self.restart(index);
            self.tasks[index].read_again = true;
            if let Some(account) = account {
                self.tasks[account].state = State::Ready;
            }
            return;
        }
        let task = &mut self.tasks[index];
        task.reached = true;
        if counting && waits {
            return;
        }
        if (differs || moved) && task.reading.notes.is_empty() {
            let by = counts.map_or(0, |(confirmed, _)| confirmed.abs_diff(listed));
            let count = u32::try_from(by).ok().filter(|&by| by > 0);
            task.reading.notes.push((GapKind::CountDiffers, count));
        }
        if task.run > 0
            && let Some(address) = task.address.clone()
        {
            deliveries.push(Delivery::Restart { listing: Listing { address, feed }, run: task.run });
        }
    }

    /// Reads a listing again from its start.
    fn restart(&mut self, index: usize) {
        let task = &mut self.tasks[index];
        task.state = State::Ready;
        task.tries = 0;
        if task.reading.pages > 0 {
            task.run += 1;
            task.pages_before += task.reading.pages;
        }
        task.reading = Reading::default();
    }

    fn trouble(&mut self, index: usize, source: usize, kind: GapKind, wait_ms: Option<u64>, now_ms: u64) {
        self.tasks[index].tries += 1;
        let tries = self.tasks[index].tries;
        let choice = self.source_from(self.tasks[index].chain, source + 1).is_some();
        let patience = if choice { PATIENCE_WITH_CHOICE_MS } else { PATIENCE_MS };
        if wait_ms.is_some_and(|wait_ms| wait_ms > patience) {
            // Its limit is everyone's: no other listing need try.
            self.explorers[source].down = Some(kind);
            self.give_up(index, source, kind);
            return;
        }
        if self.tasks[index].want == Want::Summary {
            // Worth one try: nothing hangs on it.
            self.give_up(index, source, kind);
            return;
        }
        if tries >= self.policy.tries {
            self.explorers[source].given_up += 1;
            if self.explorers[source].given_up > 1 || !self.answered.contains(&source) {
                self.explorers[source].down = Some(kind);
            }
            self.give_up(index, source, kind);
            return;
        }
        let wait_ms = match wait_ms {
            // Asked to come back at once, one does not come back four times at once.
            Some(wait_ms) => wait_ms.max(self.policy.backoff_ms / 2),
            None => self.backoff_ms(tries),
        };
        let host = &mut self.hosts[self.explorers[source].host];
        host.troubled = true;
        host.held_until_ms = host.held_until_ms.max(now_ms + wait_ms);
    }

    fn refused(&mut self, index: usize, source: usize, status: u16) {
        let kind = if status == 403 && self.explorers[source].explorer.api == Api::TronGrid {
            GapKind::RateLimited
        } else {
            GapKind::Refused
        };
        // A cursor can be too old, or another server's: from the start it may do.
        let task = &mut self.tasks[index];
        let about_cursor = task.reading.cursor.is_some() && matches!(status, 400 | 404 | 410 | 422);
        if about_cursor && task.restarted_at != Some(source) {
            task.restarted_at = Some(source);
            self.restart(index);
            return;
        }
        if status == 401 || kind == GapKind::RateLimited {
            self.explorers[source].down = Some(kind);
        }
        self.give_up(index, source, kind);
    }

    /// The task goes on at the next explorer, or ends as a gap.
    fn give_up(&mut self, index: usize, source: usize, kind: GapKind) {
        self.hosts[self.explorers[source].host].troubled = false;
        self.tasks[index].tries = 0;
        let next = self.source_from(self.tasks[index].chain, source + 1);
        if next.is_some() {
            self.move_to(index, next);
            return;
        }
        self.tasks[index].state = State::Failed(kind, Some(source));
        let task = &self.tasks[index];
        let broke_off = task.want == Want::Listing(Feed::Confirmed) && task.reading.pages > 0;
        if broke_off && task.begins.is_none() && self.sibling(task, Want::Summary).is_none() {
            let summary = Task::new(task.chain, task.address.clone(), Want::Summary, None);
            let source = self.source_from(summary.chain, 0);
            self.tasks.push(Task { source, ..summary });
        }
    }

    /// Takes a task to another explorer. A listing of the same API goes on from its cursor where cursors mean the same
    /// everywhere (Esplora's are transaction ids); a fingerprint of TronGrid's is its server's own, and another API's
    /// cursor is nothing: those listings begin anew.
    fn move_to(&mut self, index: usize, next: Option<usize>) {
        let api = |source: usize| self.explorers[source].explorer.api;
        let before = self.tasks[index].source;
        if next != before {
            let portable = match (before, next) {
                (Some(before), Some(next)) => api(before) == api(next) && api(next) == Api::Esplora,
                _ => true,
            };
            if !portable && self.tasks[index].reading.cursor.is_some() {
                self.restart(index);
            }
        }
        self.tasks[index].source = next;
    }

    fn leave_explorers_that_are_down(&mut self) {
        for index in 0..self.tasks.len() {
            let task = &self.tasks[index];
            if task.state != State::Ready {
                continue;
            }
            match task.source {
                Some(source) => {
                    if let Some(kind) = self.explorers[source].down {
                        self.give_up(index, source, kind);
                    }
                }
                None => self.tasks[index].state = State::Failed(GapKind::NotAnswered, None),
            }
        }
    }

    /// The backoff after so many tries: half of it fixed, half of it jitter.
    fn backoff_ms(&mut self, tries: u32) -> u64 {
        let doubled = self.policy.backoff_ms.saturating_mul(1 << (tries - 1).min(20));
        let half = doubled.min(self.policy.backoff_limit_ms) / 2;
        half + self.random() % (half + 1)
    }

    /// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled"): jitter needs
    /// no more.
    fn random(&mut self) -> u64 {
        let mut state = self.random.max(1);
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.random = state;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
    }

    /// A bad row is a gap of its own; rows of a kind that does not count are one gap a kind.
    fn row_gaps(&self, task: &Task, gaps: &mut Vec<Gap>) {
        let start = gaps.len();
        for LeftOut { tx, time, why } in &task.reading.left_out {
            let gap = Gap { from: *time, to: *time, count: Some(1), ..task.gap(GapKind::BadRow) };
            match why {
                Why::Bad(error) => {
                    let mut detail = tx.as_ref().map_or(String::new(), |tx| format!("{}: ", tx.0));
                    detail.push_str(&error.field);
                    gaps.push(Gap { detail: Some(detail), ..gap });
                }
                Why::Kind(name) => {
                    let same = |gap: &&mut Gap| {
                        gap.kind == GapKind::Unsupported && gap.detail.as_ref() == Some(name)
                    };
                    match gaps[start..].iter_mut().find(same) {
                        Some(known) => {
                            known.count = known.count.map(|count| count + 1);
                            known.from = older(known.from, *time);
                            known.to = known.to.max(*time);
                        }
                        None => {
                            let detail = Some(name.clone());
                            gaps.push(Gap { kind: GapKind::Unsupported, detail, ..gap });
                        }
                    }
                }
            }
        }
    }
}

impl Task {
    fn new(chain: Chain, address: Option<Address>, want: Want, source: Option<usize>) -> Task {
        Task {
            chain,
            address,
            want,
            state: State::Ready,
            source,
            tries: 0,
            counts: None,
            reading: Reading::default(),
            run: 0,
            pages_before: 0,
            reached: false,
            read_again: false,
            begins: None,
            restarted_at: None,
            fault: None,
        }
    }

    /// What is asked first. A first page paints figures, and every address's comes before any second one; then totals
    /// for the progress. Tokens come before TRX: campaigns on Tron collect tokens.
    fn rank(&self) -> u8 {
        let later = u8::from(self.reading.pages + self.pages_before > 0);
        match self.want {
            Want::Listing(Feed::Confirmed | Feed::Token) => later,
            Want::Tip | Want::Listing(Feed::Mempool) => 0,
            // TRON's tells no count, so that it can wait.
            Want::Account => {
                if self.chain.family() == Family::Utxo {
                    0
                } else {
                    4
                }
            }
            Want::Listing(Feed::Native) => 2,
            Want::Listing(Feed::Internal) => 3,
            Want::Summary => 5,
        }
    }

    fn query(&self) -> Query<'_> {
        match (&self.address, self.want) {
            (Some(address), Want::Listing(feed)) => {
                Query::Page { address, feed, cursor: self.reading.cursor.as_deref() }
            }
            (Some(address), Want::Summary) => Query::Summary(address),
            (Some(address), _) => Query::Account(address),
            (None, _) => Query::Tip,
        }
    }

    fn path(&self, api: Api) -> String {
        match api {
            Api::Esplora => esplora::path(self.query()),
            Api::TronGrid => trongrid::path(self.query()),
        }
    }

    fn hides_rows(&self) -> bool {
        matches!(self.want, Want::Listing(_))
    }

    /// Whether a listing's gap says already who is missing and why.
    fn is_named(&self, gaps: &[Gap], kind: GapKind) -> bool {
        gaps.iter().any(|gap| {
            gap.kind == kind
                && gap.chain == self.chain
                && (self.address.is_none() || gap.address == self.address)
        })
    }

    /// A gap from the last row that was read back to the beginning.
    fn gap(&self, kind: GapKind) -> Gap {
        Gap {
            chain: self.chain,
            address: self.address.clone(),
            kind,
            from: if self.hides_rows() { self.begins } else { None },
            to: self.reading.oldest,
            count: None,
            detail: None,
        }
    }
}

impl Reading {
    /// Notes which transactions a page lists, and in which blocks.
    fn list(&mut self, page: &Page) {
        for row in &page.rows {
            let Row::Utxo(tx) = row else { continue };
            sorted::include(&mut self.listed, tx.txid.clone());
            if let Some(block) = &tx.block
                && let Some(hash) = &block.hash
                && self.blocks.last().is_none_or(|(height, last)| *height != block.height || last != hash)
            {
                self.blocks.push((block.height, hash.clone()));
            }
        }
        for left_out in &page.left_out {
            if let Some(tx) = &left_out.tx {
                sorted::include(&mut self.listed, tx.clone());
            }
        }
    }

    /// Some transaction is in a block higher than this.
    fn is_above(&self, height: u64) -> bool {
        self.blocks.iter().any(|(block, _)| *block > height)
    }

    /// A reorganisation took place between two pages.
    fn has_two_blocks_at_a_height(&self) -> bool {
        let mut blocks: Vec<&(u64, Box<str>)> = self.blocks.iter().collect();
        blocks.sort_unstable();
        blocks.windows(2).any(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1)
    }
}

impl Host {
    /// When the next request may start.
    fn start_ms(&self, burst: u32) -> u64 {
        let allowance = u64::from(burst.saturating_sub(1)) * self.spacing_ms;
        self.due_ms.saturating_sub(allowance).max(self.held_until_ms)
    }
}

/// The earlier of two times, where either is known.
fn older(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether a host, with its port, is the reader's own machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    name == "localhost" || name == "::1" || name.starts_with("127.")
}
