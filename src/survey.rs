//! A campaign's scan and its ledger, side by side: what the browser and the command both drive.

use crate::agreement::{Agreement, Corroboration, Whom};
use crate::campaign::{Campaign, Currency};
use crate::chain::{Address, Asset, Timestamp, Token};
use crate::explorer::{Gap, GapKind, Held, Known, Next, Outcome, Policy, Progress, Scan, Ticket};
use crate::ledger::totals::Days;
use crate::ledger::{Checker, Classifying, History, Included, Labels, Ledger};
use crate::price::Quotes;
use crate::report::export::File;
use crate::report::{self, Period, Report, Sources, TxRow};
use crate::screening::Screening;
use std::sync::Arc;

pub use crate::report::Order;

/// Transactions that are classified at once.
const AT_ONCE: usize = 256;

/// One reading of a campaign's history, from the first request to the report.
pub struct Survey {
    campaign: Arc<Campaign>,
    scan: Scan,
    history: History,
    ledger: Ledger,
    /// The next ledger, while it is made, and the one that tells which days need prices.
    classifying: Option<Classifying>,
    counting: Option<Classifying>,
    /// The time of the ledger's making, and of which version of the history it is.
    made_at: Option<(Timestamp, u64)>,
    /// None while the campaign's lists wait for the first figures, and where it names none.
    screening: Option<Screening>,
    /// All that could be looked up was, since this was last asked.
    news: bool,
    /// None until the whole history is there, whose days need prices.
    quotes: Option<Quotes>,
    pricing: Pricing,
    currency: Currency,
    /// Whether reports tell days and flows, too: they cost time, and the first figure does without.
    charts: bool,
    stopped: bool,
    gaps: Vec<Gap>,
    period: Option<Period>,
    included: Included,
    agreements: Vec<Agreement>,
    /// None where no second explorer is being asked.
    corroboration: Option<Box<Corroboration>>,
    /// Of the last report.
    as_of: Timestamp,
}

/// Whether the prices that the whole history needs have been asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pricing {
    Later,
    Now,
    Begun,
}

impl Survey {
    pub fn new(campaign: Campaign, policy: Policy) -> Survey {
        let campaign = Arc::new(campaign);
        let scan = Scan::new(campaign.clone(), policy);
        Survey::of(campaign, scan, History::default())
    }

    /// A survey whose scan is done: what it came to and what it brought are known.
    pub fn finished(campaign: Campaign, held: Held, history: History) -> Survey {
        let campaign = Arc::new(campaign);
        let scan = Scan::finished(campaign.clone(), held);
        Survey::of(campaign, scan, history)
    }

    /// A survey that reads only what is newer than what is known.
    pub fn going_on(
        campaign: Campaign,
        policy: Policy,
        before: Held,
        known: Vec<Known>,
        history: History,
    ) -> Survey {
        let campaign = Arc::new(campaign);
        let scan = Scan::going_on(campaign.clone(), policy, before, known);
        Survey::of(campaign, scan, history)
    }

    fn of(campaign: Arc<Campaign>, scan: Scan, history: History) -> Survey {
        let ledger = Ledger { assets: Vec::new(), excluded: Vec::new() };
        Survey {
            currency: campaign.currency,
            campaign,
            scan,
            history,
            ledger,
            classifying: None,
            counting: None,
            made_at: None,
            screening: None,
            news: false,
            quotes: None,
            pricing: Pricing::Later,
            charts: true,
            stopped: false,
            gaps: Vec::new(),
            period: None,
            included: Included::default(),
            agreements: Vec::new(),
            corroboration: None,
            as_of: 0,
        }
    }

    /// The same with figures in another currency than the campaign file says.
    #[must_use]
    pub fn in_currency(mut self, currency: Currency) -> Survey {
        self.currency = currency;
        self
    }

    /// What its figures are worth something in.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Leaves days and flows out of reports, or takes them in.
    pub fn with_charts(&mut self, charts: bool) {
        self.charts = charts;
    }

    /// The campaign with its claims, where it was read without them; all else in it is the same.
    #[inline(never)]
    pub fn take_claims(&mut self, campaign: Campaign) {
        self.campaign = Arc::new(campaign);
    }

    /// Which transactions a check of proofs found in their blocks; it replaces what was known before.
    pub fn take_included(&mut self, included: Included) {
        self.included = included;
    }

    /// Which transactions are known to be in blocks.
    pub fn included(&self) -> &Included {
        &self.included
    }

    /// All that was shown to be in blocks was so by the same check: somebody repeated what was known before.
    #[inline(never)]
    pub fn take_over_included(&mut self, by: Checker) {
        self.included.take_over(by);
    }

    /// What came of asking second explorers, now or when a snapshot was made; it replaces what was known before.
    pub fn take_agreements(&mut self, agreements: Vec<Agreement>) {
        self.agreements = agreements;
    }

    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// See [`Scan::held`].
    pub fn held(&self) -> Held {
        self.scan.held()
    }

    /// Whether a ticket is of a request for prices or a list.
    pub fn is_beside_the_scan(ticket: Ticket) -> bool {
        Quotes::is_asked_by(ticket) || Screening::is_asked_by(ticket)
    }

    /// See [`Scan::next_request`]. Lists are asked for beside the scan, once it has brought something. When it has come to its
    /// end the prices are asked for that its figures need.
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        let of_scan = self.scan.next_request(now_ms);
        if self.stopped || matches!(of_scan, Next::Request(..)) {
            return of_scan;
        }
        let of_lists = self.next_list(now_ms, matches!(of_scan, Next::Done));
        if matches!(of_lists, Next::Request(..)) {
            return of_lists;
        }
        let next = match of_scan {
            // The code that asks for them comes with the charts.
            Next::Done if self.charts => self.next_price(now_ms),
            next => next,
        };
        match (next, of_lists) {
            (Next::Wait(ms), Next::Wait(of_lists)) => Next::Wait(ms.min(of_lists)),
            // The code that asks is there only where it was wanted.
            (Next::Done, Next::Done) if self.corroboration.is_some() => self.next_of_second(now_ms),
            (Next::Done, waiting) => waiting,
            (next, _) => next,
        }
    }

    /// Asks an explorer by others than the first, on each chain, whether it has the same as of the last report. The figures stand
    /// meanwhile; what comes of it is told with the next report.
    #[inline(never)]
    pub fn ask_second(&mut self, policy: &Policy, whom: Whom) {
        let corroboration =
            Corroboration::new(&self.campaign, self.scan.answered(), self.as_of, policy, whom);
        self.corroboration = Some(Box::new(corroboration));
        self.stopped = false;
    }

    /// Which of the campaign's explorers the lists are of, in the order of their first answers.
    pub fn answered(&self) -> &[usize] {
        self.scan.answered()
    }

    /// Whether a second explorer is still to answer.
    pub fn is_asking_second(&self) -> bool {
        self.corroboration.is_some()
    }

    #[inline(never)]
    fn next_of_second(&mut self, now_ms: u64) -> Next {
        let Some(corroboration) = &mut self.corroboration else { return Next::Done };
        let next = corroboration.next_request(now_ms, &self.history);
        if next == Next::Done {
            self.agreements = corroboration.agreements(&self.history);
            self.corroboration = None;
            self.news = true;
        }
        next
    }

    fn next_list(&mut self, now_ms: u64, is_last: bool) -> Next {
        let may_ask = self.charts && (is_last || self.scan.progress().pages > 0);
        if !may_ask || self.campaign.lists.is_empty() {
            return Next::Done;
        }
        self.begin_screening();
        let Some(screening) = &mut self.screening else { return Next::Done };
        let next = screening.next_request(now_ms, &self.history);
        // Some were looked up, and they were the last.
        self.news |= matches!(next, Next::Wait(1)) && screening.is_done(&self.history);
        next
    }

    fn begin_screening(&mut self) {
        if self.screening.is_none() && self.charts && !self.campaign.lists.is_empty() {
            let mut screening = Screening::new(&self.campaign, &mut self.history);
            if self.stopped {
                screening.stop();
            }
            self.screening = Some(screening);
        }
    }

    /// Whether, since this was last asked, all that could be looked up in lists was: the next report says more.
    pub fn has_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    #[inline(never)]
    fn next_price(&mut self, now_ms: u64) -> Next {
        match self.pricing {
            // To know which days need a price is a task of its own, not the end of the last page's.
            Pricing::Later => {
                self.pricing = Pricing::Now;
                Next::Wait(1)
            }
            Pricing::Now => {
                if self.count_days() {
                    return Next::Wait(1);
                }
                self.pricing = Pricing::Begun;
                self.need_prices();
                self.next_price(now_ms)
            }
            Pricing::Begun => self.quotes.as_mut().map_or(Next::Done, |quotes| quotes.next_request(now_ms)),
        }
    }

    /// Goes on with the ledger that tells which days need prices; whether there is more to do.
    fn count_days(&mut self) -> bool {
        // Whatever waits still has no day.
        step(&mut self.counting, &self.campaign, &mut self.history, Timestamp::MAX)
    }

    fn need_prices(&mut self) {
        let Some(ledger) = self.counting.take().map(Classifying::into_ledger) else { return };
        let new = || Quotes::new(self.campaign.clone(), self.currency);
        let quotes = self.quotes.get_or_insert_with(new);
        for asset in &ledger.assets {
            let mut days = Vec::new();
            // What was spent is priced for the timeline of all assets.
            for flow in asset.timeline(Days::default(), &Labels::default()) {
                days.push((flow.day, flow.inflow.max(flow.outflow)));
            }
            if !self.campaign.claims.is_empty() {
                report::claim::need_days(&self.campaign, asset, &mut days);
            }
            if !days.is_empty() {
                quotes.need(&asset.token, &days);
            }
        }
    }

    /// Takes an answer into the history; whether it brought anything.
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) -> bool {
        if let Some(quotes) = self.quotes.as_mut().filter(|_| Quotes::is_asked_by(ticket)) {
            // A price alone draws nothing: the last one ends the survey, and that does.
            quotes.handle_response(ticket, outcome, now_ms);
            return false;
        }
        if let Some(screening) = self.screening.as_mut().filter(|_| Screening::is_asked_by(ticket)) {
            screening.handle_response(ticket, outcome, now_ms);
            return false;
        }
        if let Some(corroboration) =
            self.corroboration.as_mut().filter(|_| Corroboration::is_asked_by(ticket))
        {
            corroboration.handle_response(ticket, outcome, now_ms);
            return false;
        }
        let mut brought = false;
        self.scan.handle_response(ticket, outcome, now_ms, &mut |delivery| {
            brought = true;
            self.history.take(delivery);
        });
        brought
    }

    /// See [`Scan::stop`].
    pub fn stop(&mut self) {
        self.stopped = true;
        self.corroboration = None;
        self.scan.stop();
        if let Some(screening) = &mut self.screening {
            screening.stop();
        }
        if let Some(quotes) = &mut self.quotes {
            quotes.stop();
        }
    }

    /// See [`Scan::resume`].
    pub fn resume(&mut self) {
        self.stopped = false;
        self.pricing = Pricing::Later;
        self.scan.resume();
        if let Some(screening) = &mut self.screening {
            screening.resume();
        }
        if let Some(quotes) = &mut self.quotes {
            quotes.resume();
        }
    }

    pub fn progress(&self) -> Progress {
        let mut progress = self.scan.progress();
        let quotes = self.quotes.as_ref();
        // Where no page came there is nothing to price.
        let unpriced = !(self.pricing == Pricing::Begun && quotes.is_some_and(Quotes::is_done));
        progress.pricing = progress.done && !self.stopped && progress.pages > 0 && unpriced;
        progress.waiting |= progress.pricing && quotes.is_some_and(Quotes::is_waiting);
        // A browser does without charts until some page came.
        let may_screen = self.charts || progress.pages > 0;
        progress.screening = progress.done && !self.stopped && may_screen && self.has_unread_lists();
        if let Some(screening) = self.screening.as_ref().filter(|_| progress.screening) {
            progress.waiting |= screening.is_waiting();
        }
        progress.done &= !progress.pricing && !progress.screening;
        progress
    }

    /// Lists are still to be read, or searched.
    fn has_unread_lists(&self) -> bool {
        !self.campaign.lists.is_empty()
            && self.screening.as_ref().is_none_or(|screening| !screening.is_done(&self.history))
    }

    /// Does a part of the work that a report as of `now` takes; whether there is more of it to do, before
    /// [`Survey::report`] or in it.
    pub fn prepare(&mut self, now: Timestamp) -> bool {
        if self.made_at == Some((now, self.history.version())) {
            return false;
        }
        self.begin_screening();
        if !step(&mut self.classifying, &self.campaign, &mut self.history, now)
            && let Some(made) = self.classifying.take()
        {
            self.ledger = made.into_ledger();
            self.made_at = Some((now, self.history.version()));
        }
        true
    }

    /// Classifies what has come so far and reports it. `now` is the report's `as_of`, and decides what is pending.
    pub fn report(&mut self, now: Timestamp, period: Option<Period>) -> Report {
        self.begin_screening();
        while self.prepare(now) {}
        self.gaps = self.scan.gaps();
        if self.scan.reached_the_first() {
            self.note_shortfalls();
        }
        if let Some(quotes) = &self.quotes {
            self.gaps.append(&mut quotes.gaps());
        }
        self.period = period;
        self.as_of = now;
        report::report(&self.sources(), now, period)
    }

    /// Once everything has been read, more cannot have gone out of an address than had come in: then the explorer's list
    /// lacks something. Where it is known already that kinds of transactions are not followed, that is why.
    fn note_shortfalls(&mut self) {
        let of_scan = self.gaps.len();
        for asset in &self.ledger.assets {
            let Token { asset: Asset { chain, contract }, symbol, .. } = &asset.token;
            let is_known = |gap: &Gap| gap.kind == GapKind::Unsupported && gap.chain == *chain;
            if contract.is_none() && self.gaps.iter().any(is_known) {
                continue;
            }
            let gap = |address: &Address, kind, to| Gap {
                chain: *chain,
                address: Some(address.clone()),
                kind,
                from: None,
                to,
                count: None,
                detail: Some(symbol.to_string()),
            };
            for (address, since) in &asset.short {
                self.gaps.push(gap(self.history.address(*address), GapKind::ListIncomplete, Some(*since)));
            }
            // Nothing of it is listed, and nothing said why, but the explorer tells a balance.
            if let Some(held) = asset.unlisted_balance(&self.history)
                && !self.gaps[..of_scan].iter().any(|known| {
                    known.address.as_ref() == Some(&held.address)
                        && !matches!(known.kind, GapKind::FreezeUnknown | GapKind::Unsupported)
                })
            {
                self.gaps.push(gap(&held.address, GapKind::CountDiffers, None));
            }
        }
    }

    /// Rows `skip..skip + take` of the list of transactions of the report's asset `asset`, as last reported.
    pub fn transactions(&self, asset: Option<usize>, order: Order, skip: usize, take: usize) -> Vec<TxRow> {
        report::rows(&self.sources(), asset, self.period, order, skip, take)
    }

    /// Writes the next rows of a file with all transactions, as last reported; whether there are more.
    pub fn export(&self, report: &Report, file: &mut File) -> bool {
        file.step(report, &mut |asset, skip, take| self.transactions(Some(asset), Order::Newest, skip, take))
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            campaign: &self.campaign,
            history: &self.history,
            ledger: &self.ledger,
            answered: self.scan.answered(),
            gaps: &self.gaps,
            complete: self.scan.reached_the_first(),
            screening: self.screening.as_ref(),
            quotes: self.quotes.as_ref(),
            included: &self.included,
            agreements: &self.agreements,
            charts: self.charts,
        }
    }
}

/// Goes on with a ledger of the history as it is now; whether there is more to do.
fn step(
    classifying: &mut Option<Classifying>,
    campaign: &Campaign,
    history: &mut History,
    now: Timestamp,
) -> bool {
    if !classifying.as_ref().is_some_and(|begun| begun.is_of(history, now)) {
        *classifying = Some(Classifying::new(campaign, history, now));
    }
    classifying.as_mut().is_some_and(|begun| begun.step(campaign, history, AT_ONCE))
}
