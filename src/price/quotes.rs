//! Asks the sources for the prices that a report needs, after the scan: the same requests and outcomes, the same manners.
//!
//! What is needed is told with [`Quotes::need`], again and again as the history grows; what has been asked for is not
//! asked for twice. One question is asked at a time.

use super::series::{Fault, Granularity, Series};
use super::{Price, csv, llama, mempool};
use crate::campaign::url::is_loopback;
use crate::campaign::{Campaign, Currency, PriceSource};
use crate::chain::{Amount, Asset, Day, Timestamp, Token};
use crate::explorer::failure::Failure;
use crate::explorer::scan::LOOK_AGAIN_MS;
use crate::explorer::{Gap, GapKind, Next, Outcome, ReadError, Request, SPACING_MS, Ticket};
use crate::json;
use crate::plain::host_of;
use crate::sorted;
use std::sync::Arc;

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
    /// What a US dollar cost in that currency, where the publisher tells.
    dollar: Option<Dollar>,
    markets: Vec<Market>,
    tasks: Vec<Task>,
    /// The task whose answer is awaited.
    under_way: Option<usize>,
    /// Those sent so far; the last one's number is its ticket.
    requests: u32,
    /// No request starts before.
    due_ms: u64,
    waits: bool,
    /// Days that a request each may still be spent on.
    days_left: u32,
    stopped: bool,
}

/// An asset at its source.
struct Market {
    token: Token,
    source: PriceSource,
    /// The currency that the source is asked for: dollars where these are exchanged.
    currency: Currency,
    /// What precedes the paths of its API, or the file.
    url: String,
    /// The days that need a price, in order.
    days: Vec<Day>,
    series: Series,
    now: Option<Now>,
    /// Why something did not come.
    fault: Option<String>,
}

/// A publisher's file of a dollar's closes.
struct Dollar {
    url: String,
    series: Series,
    is_asked: bool,
}

struct Task {
    market: usize,
    ask: Ask,
    state: State,
    tries: u32,
}

#[derive(Clone, Copy)]
enum Ask {
    /// The present price, of all of a source's markets at once; of a file all of it.
    Now,
    /// The closes from one day to another, both included.
    Days(Day, Day),
    /// What a dollar cost, all of the file.
    Dollar,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// To be asked, or asked and not answered yet.
    Open,
    Done,
    Failed,
}

/// Tickets of prices begin here, so that they are none of the scan's.
const FIRST_TICKET: u32 = 1 << 31;

/// Days that are asked for one by one at most; beyond these, days of smaller sums have no price. At four a second they
/// take half a minute.
const DAYS_LIMIT: u32 = 120;

impl Quotes {
    #[inline(never)]
    pub fn new(campaign: Arc<Campaign>, currency: Currency) -> Quotes {
        // The file is in the campaign's currency, whichever the reader's page asks for.
        let told =
            campaign.dollar.as_ref().filter(|_| currency == campaign.currency && currency != Currency::USD);
        let dollar = told.map(|url| Dollar { url: url.clone(), series: Series::default(), is_asked: false });
        Quotes {
            campaign,
            currency,
            dollar,
            markets: Vec::new(),
            tasks: Vec::new(),
            under_way: None,
            requests: 0,
            due_ms: 0,
            waits: false,
            days_left: DAYS_LIMIT,
            stopped: false,
        }
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Sees to it that what an asset needs will be asked for, unless it has been.
    #[inline(never)]
    pub fn need(&mut self, token: &Token, days: &[(Day, Amount)]) {
        let known = self.markets.iter().position(|market| market.token.asset == token.asset);
        let market = known.unwrap_or_else(|| self.open(token));
        let mut new = Vec::new();
        for &(day, amount) in days {
            let known = &mut self.markets[market].days;
            if let Err(place) = known.binary_search(&day) {
                known.insert(place, day);
                new.push((day, amount));
            }
        }
        match self.markets[market].source {
            PriceSource::None | PriceSource::Csv => {}
            PriceSource::Mempool => {
                // First the days that most hangs on.
                for place in sorted::order(new.len(), &mut |a, b| new[b].1.cmp(&new[a].1)) {
                    if self.days_left > 0 {
                        self.days_left -= 1;
                        self.ask(market, Ask::Days(new[place].0, new[place].0));
                    }
                }
            }
            PriceSource::Llama => {
                let mut rest = &new[..];
                while let [(first, _), ..] = *rest {
                    let mut last = first;
                    while let [(day, _), later @ ..] = rest
                        && day.0 - first.0 < llama::WINDOW
                    {
                        (last, rest) = (*day, later);
                    }
                    // With the neighbours, by which a price is judged.
                    self.ask(market, Ask::Days(Day(first.0 - 1), Day(last.0 + 1)));
                }
            }
        }
    }

    /// Opens an asset's market; its number.
    fn open(&mut self, token: &Token) -> usize {
        let (mut source, url) = self.campaign.price_source(&token.asset);
        let url = String::from(match source {
            _ if !url.is_empty() => url,
            PriceSource::Mempool => mempool::URL,
            _ => llama::URL,
        });
        let tells = match source {
            PriceSource::None => true,
            PriceSource::Mempool => mempool::tells(self.currency),
            PriceSource::Llama => self.currency == Currency::USD,
            PriceSource::Csv => self.currency == self.campaign.currency,
        };
        let is_exchanged = !tells && source != PriceSource::Csv && self.dollar.is_some();
        let currency = if is_exchanged { Currency::USD } else { self.currency };
        let mut fault = None;
        if !tells && !is_exchanged {
            source = PriceSource::None;
            let mut words = String::from("no prices in ");
            words += self.currency.name();
            fault = Some(words);
        }
        let (token, days, series) = (token.clone(), Vec::new(), Series::default());
        self.markets.push(Market { token, source, currency, url, days, series, now: None, fault });
        let market = self.markets.len() - 1;
        let is_asked = |task: &Task| {
            let is_new = task.state == State::Open && matches!(task.ask, Ask::Now) && task.tries == 0;
            is_new && self.are_together(task.market, market)
        };
        if source != PriceSource::None && !self.tasks.iter().any(is_asked) {
            self.ask(market, Ask::Now);
        }
        if let Some(dollar) = self.dollar.as_mut().filter(|dollar| is_exchanged && !dollar.is_asked) {
            dollar.is_asked = true;
            self.ask(market, Ask::Dollar);
        }
        market
    }

    fn ask(&mut self, market: usize, ask: Ask) {
        self.tasks.push(Task { market, ask, state: State::Open, tries: 0 });
    }

    /// Two markets are at one source.
    fn are_together(&self, market: usize, other: usize) -> bool {
        let (market, other) = (&self.markets[market], &self.markets[other]);
        market.source == other.source && market.url == other.url && market.currency == other.currency
    }

    /// As [`Scan::next_request`](crate::explorer::Scan::next_request).
    #[inline(never)]
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        let open = self.tasks.iter().position(|task| task.state == State::Open);
        match open.filter(|_| !self.stopped) {
            None => Next::Done,
            Some(_) if self.under_way.is_some() => Next::Wait(LOOK_AGAIN_MS),
            Some(_) if self.due_ms > now_ms => Next::Wait(self.due_ms - now_ms),
            Some(index) => {
                let url = self.url(&self.tasks[index]);
                self.under_way = Some(index);
                self.requests += 1;
                self.due_ms = now_ms + if is_loopback(host_of(&url)) { 0 } else { SPACING_MS };
                let ticket = Ticket(FIRST_TICKET | self.requests);
                Next::Request(ticket, Request { url, headers: Vec::new(), body: None })
            }
        }
    }

    fn url(&self, task: &Task) -> String {
        let market = &self.markets[task.market];
        if let (Ask::Dollar, Some(dollar)) = (task.ask, &self.dollar) {
            return dollar.url.clone();
        }
        let mut url = market.url.clone();
        let coin = llama::coin(&market.token.asset);
        match (task.ask, market.source) {
            (Ask::Now, PriceSource::Mempool) => mempool::push_now(&mut url),
            (Ask::Now, PriceSource::Llama) => {
                let mut coins = Vec::new();
                for other in 0..self.markets.len() {
                    if self.are_together(other, task.market) {
                        coins.push(llama::coin(&self.markets[other].token.asset));
                    }
                }
                llama::push_now(&mut url, &coins);
            }
            (Ask::Days(day, _), PriceSource::Mempool) => {
                mempool::push_history(&mut url, market.currency, day)
            }
            (Ask::Days(first, last), _) => llama::push_history(&mut url, &coin, first, last),
            _ => {}
        }
        url
    }

    /// Whether a ticket is of a request for prices.
    pub fn is_asked_by(ticket: Ticket) -> bool {
        ticket.0 >= FIRST_TICKET
    }

    /// Takes what came of a request; what is no longer awaited is ignored.
    #[inline(never)]
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) {
        let awaited = self.under_way.filter(|_| ticket.0 == FIRST_TICKET | self.requests);
        let Some(index) = awaited else { return };
        self.under_way = None;
        self.waits = false;
        let (failure, is_silent) = match &outcome {
            Outcome::Answer { status: 200..=299, body, .. } => {
                let Err(error) = self.read(index, body) else {
                    self.tasks[index].state = State::Done;
                    return;
                };
                let mut fault = String::new();
                error.push_words(&mut fault);
                // What was cut off on its way may come whole.
                (Failure::because(fault, matches!(error, ReadError::Json(_))), false)
            }
            outcome => {
                let failure = Failure::of(outcome);
                let is_silent = failure.may_help;
                (failure, is_silent)
            }
        };
        let task = &mut self.tasks[index];
        task.tries += 1;
        if let Some(wait_ms) = failure.again_after_ms(task.tries) {
            self.waits = true;
            self.due_ms = now_ms + wait_ms;
            return;
        }
        let fault = failure.fault;
        // Who does not answer is not asked the other questions.
        let market = task.market;
        let of_dollar = matches!(task.ask, Ask::Dollar);
        let is_silent = is_silent && !of_dollar;
        for other in 0..self.tasks.len() {
            let together = is_silent && self.are_together(self.tasks[other].market, market);
            let task = &mut self.tasks[other];
            let together = together && !matches!(task.ask, Ask::Dollar);
            if task.state == State::Open && (other == index || together) {
                task.state = State::Failed;
                self.markets[task.market].fault = Some(fault.clone());
            }
        }
        for other in &mut self.markets {
            if of_dollar && other.currency != self.currency {
                other.fault = Some(fault.clone());
            }
        }
    }

    fn read(&mut self, index: usize, body: &str) -> Result<(), ReadError> {
        let Task { market, ask, .. } = self.tasks[index];
        if let (Ask::Dollar, Some(dollar)) = (ask, &mut self.dollar) {
            return csv::closes(body, &mut |close| dollar.series.take(close));
        }
        let Market { source, series, now, token, currency, .. } = &mut self.markets[market];
        let currency = *currency;
        if *source == PriceSource::Csv {
            csv::closes(body, &mut |close| series.take(close))?;
            *now = series.last().map(|(day, price)| Now { price: Ok(price), at: day.start() });
            return Ok(());
        }
        let answer = &json::parse(body).map_err(ReadError::Json)?;
        let is_mempool = *source == PriceSource::Mempool;
        match ask {
            Ask::Days(day, _) if is_mempool => series.take(mempool::close(answer, currency, day)?),
            Ask::Days(..) => {
                llama::closes(answer, &llama::coin(&token.asset), &mut |close| series.take(close))?;
            }
            Ask::Now | Ask::Dollar => {
                for other in 0..self.markets.len() {
                    if !self.are_together(other, market) {
                        continue;
                    }
                    let market = &mut self.markets[other];
                    if is_mempool {
                        market.now = Some(mempool::now(answer, currency)?);
                    } else if let Some(found) = llama::find(answer, &llama::coin(&market.token.asset))? {
                        market.now = Some(llama::now(found)?);
                    }
                }
            }
        }
        Ok(())
    }

    /// Asks nothing more.
    #[inline(never)]
    pub fn stop(&mut self) {
        self.stopped = true;
        self.under_way = None;
    }

    /// Goes on after a stop, and asks again for what did not come.
    #[inline(never)]
    pub fn resume(&mut self) {
        self.stopped = false;
        for task in &mut self.tasks {
            if task.state == State::Failed {
                task.state = State::Open;
                task.tries = 0;
            }
        }
    }

    /// Nothing is left to ask, or nothing may be asked.
    #[inline(never)]
    pub fn is_done(&self) -> bool {
        self.stopped || self.tasks.iter().all(|task| task.state != State::Open)
    }

    /// A source asked for a pause, or did not answer.
    #[inline(never)]
    pub fn is_waiting(&self) -> bool {
        self.waits
    }

    /// The prices of an asset; none where nobody is asked for them.
    pub fn of(&self, asset: &Asset) -> Option<Quote<'_>> {
        let is_of = |market: &&Market| market.token.asset == *asset && market.source != PriceSource::None;
        let market = self.markets.iter().find(is_of)?;
        Some(self.quote(market))
    }

    fn quote<'a>(&'a self, market: &'a Market) -> Quote<'a> {
        let is_exchanged = market.currency != self.currency;
        Quote { market, dollar: self.dollar.as_ref().filter(|_| is_exchanged) }
    }

    /// Days without a price that can be believed, one gap for all of an asset's of one kind, and assets whose present
    /// price did not come. While prices are still asked for there are none; after a stop, what did not come was stopped.
    #[inline(never)]
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let is_open = self.tasks.iter().any(|task| task.state == State::Open);
        let missing = if is_open { GapKind::Stopped } else { GapKind::NoPrice };
        for market in &self.markets {
            if !self.is_done() || market.source == PriceSource::None && market.fault.is_none() {
                continue;
            }
            let quote = self.quote(market);
            for (fault, kind) in [(Fault::Missing, missing), (Fault::Implausible, GapKind::ImplausiblePrice)]
            {
                let mut gap = quote.gap(kind);
                let mut days = 0;
                for &day in &market.days {
                    if quote.close(day) == Err(fault) {
                        gap.from.get_or_insert(day.start());
                        gap.to = Some(Day(day.0 + 1).start() - 1);
                        days += 1;
                    }
                }
                // Of what was not asked for, nobody knows how much there is.
                gap.count = Some(days).filter(|days| *days > 0 && kind != GapKind::Stopped);
                if days > 0 || quote.now().err() == Some(fault) {
                    gaps.push(gap);
                }
            }
        }
        gaps
    }
}

/// The prices of an asset.
#[derive(Clone, Copy)]
pub struct Quote<'a> {
    market: &'a Market,
    /// In what currency the market's prices are exchanged, where they are.
    dollar: Option<&'a Dollar>,
}

impl<'a> Quote<'a> {
    /// Whose prices they are, and who says what a dollar cost.
    pub fn hosts(&self) -> String {
        let mut hosts = String::from(host_of(&self.market.url));
        if let Some(dollar) = self.dollar {
            hosts += ", ";
            hosts += host_of(&dollar.url);
        }
        hosts
    }

    /// The close of a day, or, of a day that has not ended, the present price.
    ///
    /// # Errors
    ///
    /// Why there is none that can be believed.
    pub fn close(&self, day: Day) -> Result<(Price, Granularity), Fault> {
        let (price, granularity) = match (self.market.series.close(day), self.market.now) {
            (Err(Fault::Missing), Some(Now { price: Ok(price), at })) if Day::of(at) == day => {
                (price, Granularity::Daily)
            }
            (close, _) => close?,
        };
        Ok((self.exchanged(price, day)?, granularity))
    }

    fn exchanged(&self, price: Price, day: Day) -> Result<Price, Fault> {
        match self.dollar {
            Some(dollar) => price.times(dollar.series.latest(day)?).ok_or(Fault::Implausible),
            None => Ok(price),
        }
    }

    /// The present price, and when it was made.
    ///
    /// # Errors
    ///
    /// Why there is none that can be believed.
    pub fn now(&self) -> Result<(Price, Timestamp), Fault> {
        let now = self.market.now.ok_or(Fault::Missing)?;
        Ok((self.exchanged(now.price?, Day::of(now.at))?, now.at))
    }

    fn gap(&self, kind: GapKind) -> Gap {
        let market = self.market;
        let mut detail = String::from(&*market.token.symbol);
        for (mark, part) in [(", ", &*self.hosts()), (": ", market.fault.as_deref().unwrap_or(""))] {
            if !part.is_empty() {
                detail += mark;
                detail += part;
            }
        }
        let chain = market.token.asset.chain;
        Gap { chain, address: None, kind, from: None, to: None, count: None, detail: Some(detail) }
    }
}
