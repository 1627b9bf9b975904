//! Asks the sources for the prices that a report needs, after the scan: the same requests and outcomes, the same manners.
//!
//! What is needed is told with [`Quotes::need`], again and again as the history grows; what has been asked for is not
//! asked for twice. A host is asked one thing at a time.

use super::series::{Fault, Granularity, Series};
use super::{Price, csv, llama, mempool};
use crate::campaign::{Campaign, Currency, PriceSource};
use crate::chain::{Amount, Asset, Day, Timestamp, Token};
use crate::explorer::scan::is_loopback;
use crate::explorer::{Gap, GapKind, Next, Outcome, ReadError, Request, Ticket};
use crate::json;
use crate::plain::{host_of, parse_number, push_number};
use crate::sorted;
use std::sync::Arc;

/// An asset whose worth is asked for, and the days on which something of it came, with how much of it.
#[derive(Clone, Debug)]
pub struct Need {
    pub token: Token,
    /// In order.
    pub days: Vec<(Day, Amount)>,
}

/// What a source says of the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    pub price: Result<Price, Fault>,
    pub at: Timestamp,
}

/// The prices of a campaign's assets in one currency, as far as they have come.
pub struct Quotes {
    campaign: Arc<Campaign>,
    currency: Currency,
    markets: Vec<Market>,
    hosts: Vec<Host>,
    tasks: Vec<Task>,
    requests: u32,
    /// Days that a request each may still be spent on.
    days_left: u32,
    stopped: bool,
}

/// An asset at its source.
struct Market {
    token: Token,
    source: PriceSource,
    /// What precedes the paths of its API, or the file.
    url: String,
    host: usize,
    /// The days that need a price, in order.
    days: Vec<Day>,
    series: Series,
    now: Option<Now>,
    /// What was wrong with what came last.
    fault: Option<String>,
}

struct Host {
    name: String,
    spacing_ms: u64,
    /// No request starts before.
    due_ms: u64,
    busy: bool,
    waits: bool,
    /// Requests given up in a row.
    given_up: u32,
}

struct Task {
    market: usize,
    ask: Ask,
    state: State,
    ticket: u32,
    tries: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// The present price, of all of a source's markets at once.
    Now,
    /// The closes from one day to another, both included.
    Days(Day, Day),
    /// A publisher's file, present and past.
    File,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    UnderWay,
    Done,
    Failed,
}

/// Tickets of prices begin here, so that they are none of the scan's.
const FIRST_TICKET: u32 = 1 << 31;

/// Days that are asked for one by one at most; beyond these, days of smaller sums have no price. At four a second they
/// take half a minute.
const DAYS_LIMIT: u32 = 120;

/// As the scan's.
const SPACING_MS: u64 = 250;
const TRIES: u32 = 3;
const BACKOFF_MS: u64 = 1_000;
const PATIENCE_MS: u64 = 30_000;
const LOOK_AGAIN_MS: u64 = 1_000;

impl Quotes {
    pub fn new(campaign: Arc<Campaign>, currency: Currency) -> Quotes {
        Quotes {
            campaign,
            currency,
            markets: Vec::new(),
            hosts: Vec::new(),
            tasks: Vec::new(),
            requests: 0,
            days_left: DAYS_LIMIT,
            stopped: false,
        }
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Sees to it that what is needed will be asked for, unless it has been.
    pub fn need(&mut self, needs: Vec<Need>) {
        for need in needs {
            let market = self.market(need.token);
            let mut days = Vec::new();
            for (day, amount) in need.days {
                let known = &mut self.markets[market].days;
                if let Err(place) = known.binary_search(&day) {
                    known.insert(place, day);
                    days.push((day, amount));
                }
            }
            self.ask(market, &days);
        }
    }

    /// The number of an asset's market, which may be a new one.
    fn market(&mut self, token: Token) -> usize {
        if let Some(known) = self.markets.iter().position(|market| market.token.asset == token.asset) {
            return known;
        }
        let (mut source, url) = self.campaign.price_source(&token.asset);
        let tells = match source {
            PriceSource::None | PriceSource::Mempool => true,
            PriceSource::Llama => self.currency == Currency::Usd,
            PriceSource::Csv => self.currency == self.campaign.currency,
        };
        let url = String::from(match source {
            _ if !url.is_empty() => url,
            PriceSource::Mempool => mempool::URL,
            _ => llama::URL,
        });
        let host = self.host(host_of(&url));
        let mut fault = None;
        if !tells {
            source = PriceSource::None;
            let mut words = String::from("no prices in ");
            words += self.currency.name();
            fault = Some(words);
        }
        let (days, series) = (Vec::new(), Series::default());
        self.markets.push(Market { token, source, url, host, days, series, now: None, fault });
        let market = self.markets.len() - 1;
        match source {
            PriceSource::None => {}
            PriceSource::Csv => self.add(market, Ask::File),
            PriceSource::Mempool | PriceSource::Llama => {
                let asks = |task: &Task| {
                    let same = self.markets[task.market].is_beside(&self.markets[market]);
                    same && task.ask == Ask::Now && task.state == State::Ready
                };
                if !self.tasks.iter().any(asks) {
                    self.add(market, Ask::Now);
                }
            }
        }
        market
    }

    fn host(&mut self, name: &str) -> usize {
        if let Some(known) = self.hosts.iter().position(|host| host.name == name) {
            return known;
        }
        let spacing_ms = if is_loopback(name) { 0 } else { SPACING_MS };
        let name = name.into();
        self.hosts.push(Host { name, spacing_ms, due_ms: 0, busy: false, waits: false, given_up: 0 });
        self.hosts.len() - 1
    }

    fn add(&mut self, market: usize, ask: Ask) {
        self.tasks.push(Task { market, ask, state: State::Ready, ticket: 0, tries: 0 });
    }

    /// Asks for days that nobody has asked for yet, which are in order.
    fn ask(&mut self, market: usize, days: &[(Day, Amount)]) {
        match self.markets[market].source {
            PriceSource::None | PriceSource::Csv => {}
            PriceSource::Mempool => {
                // First the days that most hangs on.
                for place in sorted::order(days.len(), &mut |a, b| days[b].1.cmp(&days[a].1)) {
                    if self.days_left > 0 {
                        self.days_left -= 1;
                        self.add(market, Ask::Days(days[place].0, days[place].0));
                    }
                }
            }
            PriceSource::Llama => {
                let mut next = 0;
                while next < days.len() {
                    let (first, mut last) = (days[next].0, days[next].0);
                    while next < days.len() && days[next].0.0 - first.0 < llama::WINDOW {
                        last = days[next].0;
                        next += 1;
                    }
                    // With the neighbours, by which a price is judged.
                    self.add(market, Ask::Days(Day(first.0 - 1), Day(last.0 + 1)));
                }
            }
        }
    }

    /// As [`Scan::next_request`](crate::explorer::Scan::next_request).
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        let mut wait_ms = None;
        for index in 0..self.tasks.len() {
            let task = &self.tasks[index];
            let host = &self.hosts[self.markets[task.market].host];
            match task.state {
                _ if self.stopped => break,
                State::UnderWay => wait_ms = Some(wait_ms.unwrap_or(LOOK_AGAIN_MS)),
                State::Ready if host.busy => {}
                State::Ready if host.due_ms > now_ms => {
                    let wait = host.due_ms - now_ms;
                    wait_ms = Some(wait_ms.map_or(wait, |least: u64| least.min(wait)));
                }
                State::Ready => return self.send(index, now_ms),
                State::Done | State::Failed => {}
            }
        }
        wait_ms.map_or(Next::Done, Next::Wait)
    }

    fn send(&mut self, index: usize, now_ms: u64) -> Next {
        let url = self.url(&self.tasks[index]);
        let ticket = FIRST_TICKET | self.requests;
        self.requests += 1;
        let task = &mut self.tasks[index];
        task.state = State::UnderWay;
        task.ticket = ticket;
        let host = &mut self.hosts[self.markets[task.market].host];
        host.busy = true;
        host.due_ms = now_ms + host.spacing_ms;
        Next::Request(Ticket(ticket), Request { url, headers: Vec::new(), body: None })
    }

    fn url(&self, task: &Task) -> String {
        let market = &self.markets[task.market];
        let mut url = market.url.clone();
        match (task.ask, market.source) {
            (Ask::Now, PriceSource::Mempool) => mempool::push_now(&mut url),
            (Ask::Now, _) => {
                let mut coins = Vec::new();
                for other in &self.markets {
                    if other.is_beside(market) {
                        coins.push(llama::coin(&other.token.asset));
                    }
                }
                llama::push_now(&mut url, &coins);
            }
            (Ask::Days(day, _), PriceSource::Mempool) => mempool::push_history(&mut url, self.currency, day),
            (Ask::Days(first, last), _) => {
                llama::push_history(&mut url, &llama::coin(&market.token.asset), first, last);
            }
            (Ask::File, _) => {}
        }
        url
    }

    /// Whether a ticket is of a request for prices.
    pub fn is_asked_by(ticket: Ticket) -> bool {
        ticket.0 >= FIRST_TICKET
    }

    /// Takes what came of a request; what is no longer awaited is ignored.
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) {
        let awaited = |task: &Task| task.state == State::UnderWay && task.ticket == ticket.0;
        let Some(index) = self.tasks.iter().position(awaited) else { return };
        let market = self.tasks[index].market;
        let host = self.markets[market].host;
        self.hosts[host].busy = false;
        self.hosts[host].waits = false;
        let mut wait_ms = None;
        let mut may_help = true;
        let fault = match outcome {
            Outcome::Failed => "no answer".into(),
            Outcome::Answer { status: 200..=299, body, .. } => match self.read(index, &body) {
                Ok(()) => {
                    self.tasks[index].state = State::Done;
                    self.hosts[host].given_up = 0;
                    return;
                }
                Err(error) => {
                    let mut words = String::new();
                    error.push_words(&mut words);
                    words
                }
            },
            Outcome::Answer { status, retry_after, .. } => {
                let seconds = retry_after.and_then(|text| parse_number(text.trim_ascii()));
                wait_ms = seconds.and_then(|seconds| u64::try_from(seconds).ok()?.checked_mul(1_000));
                may_help = matches!(status, 408 | 429 | 500..=599);
                let mut words = String::from("answer ");
                push_number(&mut words, status.into());
                words
            }
        };
        self.trouble(index, fault, may_help.then(|| wait_ms.unwrap_or(0)), now_ms);
    }

    /// Tries again where that may help and has not been done often enough, after `wait_ms` at least.
    fn trouble(&mut self, index: usize, fault: String, wait_ms: Option<u64>, now_ms: u64) {
        let task = &mut self.tasks[index];
        task.tries += 1;
        let host_index = self.markets[task.market].host;
        let host = &mut self.hosts[host_index];
        match wait_ms {
            Some(wait_ms) if task.tries < TRIES && wait_ms <= PATIENCE_MS => {
                task.state = State::Ready;
                host.waits = true;
                host.due_ms = now_ms + wait_ms.max(BACKOFF_MS << task.tries);
                return;
            }
            _ => task.state = State::Failed,
        }
        let fault = Some(fault);
        self.markets[task.market].fault.clone_from(&fault);
        host.given_up += u32::from(wait_ms.is_some());
        if host.given_up < 2 {
            return;
        }
        // It does not answer: the other questions need not wait as long.
        for task in &mut self.tasks {
            let market = &mut self.markets[task.market];
            if market.host == host_index && task.state == State::Ready {
                task.state = State::Failed;
                market.fault.clone_from(&fault);
            }
        }
    }

    fn read(&mut self, index: usize, body: &str) -> Result<(), ReadError> {
        let Task { market, ask, .. } = self.tasks[index];
        if ask == Ask::File {
            let series = &mut self.markets[market].series;
            csv::closes(body, &mut |close| series.take(close))?;
            self.markets[market].now =
                series.last().map(|(day, price)| Now { price: Ok(price), at: day.start() });
            return Ok(());
        }
        let answer = &json::parse(body).map_err(ReadError::Json)?;
        let currency = self.currency;
        let is_mempool = self.markets[market].source == PriceSource::Mempool;
        if let Ask::Days(first, _) = ask {
            let Market { series, token, .. } = &mut self.markets[market];
            if is_mempool {
                series.take(mempool::close(answer, currency, first)?);
                return Ok(());
            }
            return llama::closes(answer, &llama::coin(&token.asset), &mut |close| series.take(close));
        }
        for other in 0..self.markets.len() {
            if self.markets[other].is_beside(&self.markets[market]) {
                let now = match is_mempool {
                    true => Some(mempool::now(answer, currency)?),
                    false => llama::now(answer, &llama::coin(&self.markets[other].token.asset))?,
                };
                self.markets[other].now = now;
            }
        }
        Ok(())
    }

    /// Asks nothing more.
    pub fn stop(&mut self) {
        self.stopped = true;
        for task in &mut self.tasks {
            if task.state == State::UnderWay {
                task.state = State::Ready;
            }
        }
        for host in &mut self.hosts {
            host.busy = false;
        }
    }

    /// Goes on after a stop, and asks again for what did not come.
    pub fn resume(&mut self) {
        self.stopped = false;
        for host in &mut self.hosts {
            host.given_up = 0;
        }
        for task in &mut self.tasks {
            if task.state == State::Failed {
                task.state = State::Ready;
                task.tries = 0;
            }
        }
    }

    /// Nothing is left to ask, or nothing may be asked.
    pub fn is_done(&self) -> bool {
        let is_open = |task: &Task| matches!(task.state, State::Ready | State::UnderWay);
        self.stopped || !self.tasks.iter().any(is_open)
    }

    /// A source asked for a pause, or did not answer.
    pub fn is_waiting(&self) -> bool {
        self.hosts.iter().any(|host| host.waits)
    }

    /// The prices of an asset; none where nobody is asked for them.
    pub fn of(&self, asset: &Asset) -> Option<Quote<'_>> {
        let is_of = |market: &&Market| market.token.asset == *asset && market.source != PriceSource::None;
        let market = self.markets.iter().find(is_of)?;
        Some(Quote { market, host: &self.hosts[market.host].name })
    }

    /// Days without a price that can be believed, one gap for all of an asset's of one kind, and assets whose present
    /// price did not come. Those still to be asked for are no gaps.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for (index, market) in self.markets.iter().enumerate() {
            let is_open = |task: &Task| {
                let is_its = match task.ask {
                    Ask::Now => self.markets[task.market].is_beside(market),
                    _ => task.market == index,
                };
                is_its && matches!(task.state, State::Ready | State::UnderWay)
            };
            let of_no_source = market.source == PriceSource::None && market.fault.is_none();
            if of_no_source || !self.stopped && self.tasks.iter().any(is_open) {
                continue;
            }
            let quote = Quote { market, host: &self.hosts[market.host].name };
            for (fault, kind) in
                [(Fault::Missing, GapKind::NoPrice), (Fault::Implausible, GapKind::ImplausiblePrice)]
            {
                let mut gap = quote.gap(kind);
                for &day in &market.days {
                    if quote.close(day) == Err(fault) {
                        gap.from = gap.from.or(Some(day.start()));
                        gap.to = Some(Day(day.0 + 1).start() - 1);
                        gap.count = Some(gap.count.unwrap_or(0) + 1);
                    }
                }
                if gap.count.is_some() || quote.now().err() == Some(fault) {
                    gaps.push(gap);
                }
            }
        }
        gaps
    }
}

impl Market {
    /// Both are at one source.
    fn is_beside(&self, other: &Market) -> bool {
        self.source == other.source && self.url == other.url
    }
}

/// The prices of an asset.
#[derive(Clone, Copy)]
pub struct Quote<'a> {
    market: &'a Market,
    /// Whose prices they are.
    pub host: &'a str,
}

impl Quote<'_> {
    /// The close of a day, or, of a day that has not ended, the present price.
    ///
    /// # Errors
    ///
    /// Why there is none that can be believed.
    pub fn close(&self, day: Day) -> Result<(Price, Granularity), Fault> {
        match (self.market.series.close(day), self.market.now) {
            (Err(Fault::Missing), Some(Now { price: Ok(price), at })) if Day::of(at) == day => {
                Ok((price, Granularity::Daily))
            }
            (close, _) => close,
        }
    }

    /// The present price, and when it was made.
    ///
    /// # Errors
    ///
    /// Why there is none that can be believed.
    pub fn now(&self) -> Result<(Price, Timestamp), Fault> {
        let now = self.market.now.ok_or(Fault::Missing)?;
        Ok((now.price?, now.at))
    }

    fn gap(&self, kind: GapKind) -> Gap {
        let market = self.market;
        let mut detail = String::from(&*market.token.symbol);
        for (mark, part) in [(", ", self.host), (": ", market.fault.as_deref().unwrap_or(""))] {
            if !part.is_empty() {
                detail += mark;
                detail += part;
            }
        }
        let chain = market.token.asset.chain;
        Gap { chain, address: None, kind, from: None, to: None, count: None, detail: Some(detail) }
    }
}
