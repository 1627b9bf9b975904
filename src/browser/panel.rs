//! A panel's life: opened, filled while the explorers answer, drawn in short tasks, ended.
//!
//! Figures come first, charts in the tasks after, the list last: the reader's page must never wait for a long one.
//! Whatever comes from outside (the reader, a timer, a frame) is an action, a word that [`Panel::act`] takes.

mod check;
mod evidence;
mod live;
mod refusal;
mod second;
mod snapshot;

use super::transport::{self, Call, Sending};
use crate::campaign::{Api, Campaign, Currency, for_browsers};
use crate::chain::{Address, Chain, Day, Timestamp, UtxoTx};
use crate::explorer::evidence::Evidence;
use crate::explorer::{self, Next, Outcome, Policy, Progress, Request, Ticket};
use crate::locale::Locale;
use crate::plain::{before, named, parse_number, parted};
use crate::report::export::{File, Format};
use crate::report::{AssetReport, Period, Report};
use crate::snapshot::ahead::Ahead;
use crate::survey::{Order, Survey};
use crate::tree::{ToTree, Tree};
use crate::view::{self, Message, PAGE_ROWS, Section, ViewState};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Milliseconds at least between two reports while pages come in.
const REPORT_EVERY: u64 = 1_000;
/// The same for charts, list and event: each costs more than the figures do, and few readers watch them grow.
const REST_EVERY: u64 = 3_000;
/// Milliseconds of work that can be left and gone on with, after which the page has its turn.
const SLICE: u64 = 8;
/// Milliseconds to wait for a first answer before the head is drawn without.
const HEAD_AFTER: u32 = 100;
/// A report may take this share of the time at most: one part in so many.
const REPORT_SHARE: u64 = 20;

#[wasm_bindgen(module = "/src/browser/dom.js")]
extern "C" {
    /// The panel's place in the page: see `dom.js`.
    pub type Stage;

    #[wasm_bindgen(method)]
    fn end(this: &Stage);
    #[wasm_bindgen(method)]
    fn width(this: &Stage) -> u32;
    #[wasm_bindgen(method)]
    fn has(this: &Stage, section: &str) -> bool;
    #[wasm_bindgen(method)]
    fn after(this: &Stage, action: &str, ms: u32);
    #[wasm_bindgen(method)]
    fn after_frame(this: &Stage, action: &str);
    #[wasm_bindgen(method)]
    fn load(this: &Stage, part: &str, words: &str);
    #[wasm_bindgen(method)]
    fn check(this: &Stage, lang: &str);
    #[wasm_bindgen(method)]
    fn describe(this: &Stage, data: JsValue);
    #[wasm_bindgen(method)]
    fn resolve(this: &Stage, url: &str, base: &str) -> String;
    #[wasm_bindgen(method)]
    fn save(this: &Stage, name: &str, kind: &str, text: &str);
    #[wasm_bindgen(method)]
    fn online(this: &Stage) -> bool;
    #[wasm_bindgen(method)]
    fn state(this: &Stage, state: &str, dir: &str);
    #[wasm_bindgen(method)]
    fn show(this: &Stage, section: &str, html: &str, up_to: &str);
    #[wasm_bindgen(method)]
    fn message(this: &Stage, html: &str, dir: &str);
    #[wasm_bindgen(method)]
    fn tell(this: &Stage, event: &str, detail: JsValue);
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since 1970, by the reader's clock.
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn json_parse(text: &str) -> JsValue;
    /// Milliseconds of a clock that does not run backwards.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

fn clock_ms() -> u64 {
    performance_now() as u64
}

/// A panel in a page. Freeing it aborts its requests.
#[wasm_bindgen]
pub struct Panel(Rc<RefCell<Inner>>);

struct Inner {
    stage: Stage,
    locale: Locale,
    period: Option<Period>,
    /// None until a campaign was opened, and after the end.
    survey: Option<Survey>,
    report: Option<Report>,
    state: ViewState,
    /// What each section shows.
    shown: [String; Section::ALL.len()],
    /// What is still to be done, as a set of `REPORT`, sections' bits and `EVENT`.
    due: u16,
    reported_at: Option<u64>,
    /// Milliseconds that the last report took.
    report_took: u64,
    /// As of when a report is being made.
    preparing: Option<Timestamp>,
    /// A report is to be made later.
    report_waits: bool,
    rest_at: Option<u64>,
    /// The large figure was shown.
    begun: bool,
    /// What the page knows of the progress.
    told: Option<Progress>,
    /// By the reader, who can go on.
    stopped: bool,
    /// Parts of the code that are not there yet: adapters', and [`REST`].
    missing: Vec<&'static str>,
    /// Parts that the question to a second explorer still waits for.
    awaited: Vec<&'static str>,
    /// A campaign file whose claims are still to be read, and its URL.
    unread: Option<(String, String)>,
    under_way: Vec<(Ticket, Call)>,
    /// The formats of files that the reader wants, until what writes them is there, and the files that are being written.
    wanted: Vec<Format>,
    written: Vec<File>,
    /// A check of what explorers list, while it is under way, and whether it has something to send.
    proving: Option<Box<evidence::Proving>>,
    proves: bool,
    /// A snapshot that is being opened.
    opening: Option<Box<snapshot::Opening>>,
    /// The snapshot's time, or when what is newer had come; none of a panel that asks explorers.
    as_of: Option<Timestamp>,
    /// What a snapshot is gone on from with, until it is.
    kept: Option<Box<snapshot::Kept>>,
    /// What is newer than the snapshot, while it is asked for, and whether it has something to send.
    ahead: Option<Box<Ahead>>,
    goes_on: bool,
    /// The asset, by chain and contract, that stays chosen in the next report.
    chosen: Option<(&'static str, Option<String>)>,
    /// What came since the snapshot, whose evidence is to be asked for.
    unproven: Vec<(Chain, UtxoTx)>,
}

/// The part of the code that the first figure does without: charts, list, foot, prices, and the report as an event.
const REST_PART: &str = "rest";

/// The part of the code that looks addresses up in lists, where the campaign names some. It comes with the rest.
const LISTS_PART: &str = "lists";

/// The part of the code that checks claims and shows them, where the campaign has some. It comes with the rest, and words
/// of its own with it.
const CLAIMS_PART: &str = "claims";

/// The first figure does without the part.
fn comes_later(part: &str) -> bool {
    named(part, &[REST_PART, LISTS_PART, CLAIMS_PART]).is_some()
}

/// The part brings words of its own.
fn has_words(part: &str) -> bool {
    named(part, &[REST_PART, CLAIMS_PART, LIVE_PART]).is_some()
}

/// The part that writes files: fetched when the reader wants one.
const EXPORT_PART: &str = "export";

/// The part that has a snapshot checked: fetched when the reader wants it.
const CHECK_PART: &str = "check";

/// The part that asks a second explorer: fetched when the reader wants it.
const SECOND_PART: &str = "second";
/// The part that asks for what is newer than a snapshot, with words of its own.
const LIVE_PART: &str = "live";
/// The part that asks explorers for evidence of what they list, where there is no snapshot.
const EVIDENCE_PART: &str = "evidence";

/// The part of the code that an API's adapter is in; Esplora's is with the panel (tools/build.mjs cuts them off).
fn part_of(api: Api) -> Option<&'static str> {
    match api {
        Api::TronGrid => Some("tron"),
        Api::Blockscout | Api::Etherscan => Some("evm"),
        Api::BlockCypher => Some("blockcypher"),
        Api::Blockbook => Some("blockbook"),
        Api::Solana => Some("solana"),
        Api::Esplora => None,
    }
}

/// The report is made anew.
const REPORT: u16 = 1;
/// The report is told to the page.
const EVENT: u16 = 1 << 15;

/// The lowest is done first: the net figure before all else.
const fn bit(section: Section) -> u16 {
    match section {
        Section::Net => 2,
        Section::Head => 4,
        other => 2 << other as u16,
    }
}

/// What is drawn with every report.
const FIGURES: u16 = bit(Section::Head) | bit(Section::Net);
const CHARTS: u16 = bit(Section::Timeline) | bit(Section::Flow);
/// What is drawn seldom while pages come in.
const REST: u16 = CHARTS | bit(Section::Claims) | bit(Section::Transactions) | bit(Section::Foot) | EVENT;

#[wasm_bindgen]
impl Panel {
    /// A panel on a stage. `words` is a locale file's text, `tag` the language wanted, as in `ar-EG`.
    #[wasm_bindgen(constructor)]
    pub fn new(stage: Stage, words: &str, tag: &str) -> Result<Panel, JsValue> {
        let locale = Locale::parse_for(words, tag).map_err(|error| JsValue::from_str(&error))?;
        let state = ViewState { width: stage.width(), ..ViewState::default() };
        Ok(Panel(Rc::new(RefCell::new(Inner {
            stage,
            locale,
            state,
            period: None,
            survey: None,
            report: None,
            shown: Default::default(),
            due: 0,
            reported_at: None,
            report_took: 0,
            preparing: None,
            report_waits: false,
            rest_at: None,
            begun: false,
            told: None,
            stopped: false,
            missing: vec![REST_PART],
            awaited: Vec::new(),
            unread: None,
            under_way: Vec::new(),
            wanted: Vec::new(),
            written: Vec::new(),
            proving: None,
            proves: false,
            opening: None,
            as_of: None,
            kept: None,
            ahead: None,
            goes_on: false,
            chosen: None,
            unproven: Vec::new(),
        }))))
    }

    /// Opens a campaign file's text, which came from the URL `name`, or without a text the campaign of the one address
    /// `name`, in any form that [`Address::parse_uri`] reads. Figures are those of the days `from` to `to`, both
    /// included; an empty text leaves that end open. Sums are worth what they are in `currency`, or where that is empty, in the
    /// campaign file's. What it returns is the name of the one that is no day or no currency, or `words`
    /// where it would be refused and the words for that are not in the locale file.
    pub fn open(
        &self,
        campaign: Option<String>,
        name: &str,
        from: &str,
        to: &str,
        currency: &str,
    ) -> Option<String> {
        let fault = self.0.borrow_mut().open(campaign.as_deref(), name, [from, to], currency);
        self.drive();
        fault.map(Into::into)
    }

    /// Opens the files of a snapshot whose fragment of that `width` stands on the stage, or none where `width` is 0. The
    /// part `snapshot` of the code must be there. Where it is `live`, what the action `live` goes on from is kept. Period and currency
    /// are as in [`Panel::open`]; what it returns is the name of the one that is none.
    #[allow(clippy::too_many_arguments)]
    pub fn open_snapshot(
        &self,
        campaign: String,
        ledger: Vec<u8>,
        answers: String,
        width: u32,
        from: &str,
        to: &str,
        currency: &str,
        live: bool,
    ) -> Option<String> {
        let mut inner = self.0.borrow_mut();
        match inner.choose([from, to], currency) {
            Ok(currency) => {
                let files = snapshot::Files { campaign, ledger, answers, is_live: live };
                snapshot::open(&mut inner, files, currency, width);
                None
            }
            Err(field) => Some(field.into()),
        }
    }

    /// Does what the reader, a timer or a frame asks for: a `data-action`, `width:N`, or one of the panel's own.
    pub fn act(&self, action: &str) {
        if self.0.borrow_mut().act(action) {
            self.drive();
        }
        if std::mem::take(&mut self.0.borrow_mut().proves) {
            self.prove();
        }
        if std::mem::take(&mut self.0.borrow_mut().goes_on) {
            self.go_on();
        }
    }

    /// Sends what the survey asks for now, and comes back when it wants to be asked again.
    fn drive(&self) {
        loop {
            let next = self.0.borrow_mut().next_call();
            let Some((ticket, request)) = next else { return };
            self.send(ticket, request);
        }
    }

    /// The same for a check of what explorers list.
    fn prove(&self) {
        let next = evidence::next_call(&mut self.0.borrow_mut());
        if let Some((ticket, request)) = next {
            self.call(ticket, &request);
        }
    }

    /// The same for what is newer than a snapshot.
    fn go_on(&self) {
        loop {
            let next = live::next_call(&mut self.0.borrow_mut());
            let Some((ticket, request)) = next else { return };
            self.call(ticket, &request);
        }
    }

    fn call(&self, ticket: Ticket, request: &Request) {
        let (call, request) = transport::call(request);
        self.0.borrow_mut().under_way.push((ticket, call));
        self.send(ticket, request);
    }

    fn send(&self, ticket: Ticket, request: Sending) {
        let panel = Rc::downgrade(&self.0);
        spawn_local(async move {
            let outcome = transport::send(request).await;
            let Some(panel) = panel.upgrade().map(Panel) else { return };
            if Evidence::is_asked_by(ticket) {
                evidence::answered(&mut panel.0.borrow_mut(), ticket, outcome);
                panel.prove();
            } else if panel.0.borrow().is_ahead(ticket) {
                panel.0.borrow_mut().answered_ahead(ticket, outcome);
                panel.go_on();
            } else {
                panel.0.borrow_mut().answered(ticket, outcome);
                panel.drive();
            }
        });
    }
}

impl Drop for Inner {
    /// Nothing of it runs on: timers end with the stage, requests as they are dropped.
    fn drop(&mut self) {
        self.stage.end();
    }
}

impl Inner {
    fn open(
        &mut self,
        file: Option<&str>,
        name: &str,
        [from, to]: [&str; 2],
        currency: &str,
    ) -> Option<&'static str> {
        let chosen = match self.choose([from, to], currency) {
            Ok(chosen) => chosen,
            Err(field) => return Some(field),
        };
        let campaign = match file {
            Some(text) => match Campaign::parse_without_claims(text) {
                Ok(campaign) => campaign,
                Err(_) if self.lacks_words() => return Some("words"),
                Err(problems) => {
                    refusal::of_campaign(self, name, &problems);
                    return None;
                }
            },
            None => match Address::parse_uri(name) {
                Ok(address) => Campaign::of_address(address),
                Err(_) if self.lacks_words() => return Some("words"),
                Err(error) => {
                    refusal::of_address(self, name, &error);
                    return None;
                }
            },
        };
        let mut campaign = campaign;
        let is_asked = for_browsers(&campaign.explorers);
        campaign.explorers.retain(is_asked);
        for explorer in &campaign.explorers {
            if let Some(part) = part_of(explorer.api).filter(|part| !self.missing.contains(part)) {
                self.missing.push(part);
                self.stage.load(part, "");
            }
        }
        for list in &mut campaign.lists {
            *list = self.stage.resolve(list, name);
        }
        if !campaign.lists.is_empty() {
            self.missing.push(LISTS_PART);
        }
        if campaign.has_claims || self.stage.has(Section::Claims.name()) {
            self.missing.push(CLAIMS_PART);
        }
        // Claims are read when the part that reads them is there.
        self.unread = file.filter(|_| campaign.has_claims).map(|text| (text.into(), name.into()));
        let policy = Policy { seed: date_now() as u64, ..Policy::default() };
        let currency = chosen.unwrap_or(campaign.currency);
        let mut survey = Survey::new(campaign, policy).in_currency(currency);
        survey.with_charts(false);
        self.survey = Some(survey);
        self.set_state("loading");
        self.stage.tell("load", JsValue::NULL);
        // The campaign's name and whom it asks, where the first answer is not as good as there.
        self.stage.after("head", HEAD_AFTER);
        None
    }

    /// Takes the days that figures are of, and reads the currency wanted; the name of the one that cannot be read, or `before` where
    /// `to` is before `from`.
    fn choose(&mut self, [from, to]: [&str; 2], currency: &str) -> Result<Option<Currency>, &'static str> {
        let mut period = Period::default();
        for (field, text, end) in [("from", from, &mut period.from), ("to", to, &mut period.to)] {
            if !text.is_empty() {
                *end = Day::parse(text);
                if end.is_none() {
                    return Err(field);
                }
            }
        }
        if period.from.zip(period.to).is_some_and(|(from, to)| from > to) {
            return Err("before");
        }
        self.period = (period != Period::default()).then_some(period);
        let chosen = Currency::from_name(&currency.to_ascii_uppercase());
        if chosen.is_none() && !currency.is_empty() {
            return Err("currency");
        }
        Ok(chosen)
    }

    /// An API's adapter is not there yet: nothing can be asked of it, not even where its pages for readers are.
    fn lacks_adapter(&self) -> bool {
        self.missing.iter().any(|part| !comes_later(part))
    }

    /// The locale file is the short one, without the words that only a refusal takes.
    fn lacks_words(&self) -> bool {
        const ONE_OF_THEM: &str = "problem.missing";
        self.locale.word(ONE_OF_THEM) == ONE_OF_THEM
    }

    /// Reads the campaign's claims, now that this can be done; whether they are right.
    fn read_claims(&mut self) -> bool {
        let Some((text, url)) = self.unread.take() else { return true };
        match (Campaign::parse(&text), &mut self.survey) {
            (Ok(campaign), Some(survey)) => {
                survey.take_claims(campaign.claims);
                true
            }
            (Err(problems), _) => {
                (self.survey, self.due) = (None, 0);
                self.under_way.clear();
                refusal::of_campaign(self, &url, &problems);
                false
            }
            _ => false,
        }
    }

    /// A message instead of figures, and the event that says the same to the page.
    fn refuse(&mut self, code: &str, field: Option<&str>, message: &str, said: &Message) {
        self.shown = Default::default();
        self.stage.message(&view::message(said, &self.locale), self.locale.dir());
        self.tell_refusal(code, field, message);
    }

    fn tell_refusal(&self, code: &str, field: Option<&str>, message: &str) {
        self.tell("error", Refusal { code, field, message }.tree());
    }

    fn set_state(&self, state: &str) {
        self.stage.state(state, self.locale.dir());
    }

    /// The request to be sent now; with none, the survey is asked again later.
    fn next_call(&mut self) -> Option<(Ticket, Sending)> {
        if self.lacks_adapter() {
            return None;
        }
        let survey = self.survey.as_mut()?;
        match survey.next_request(clock_ms()) {
            Next::Request(ticket, request) => {
                let (call, request) = transport::call(&request);
                self.under_way.push((ticket, call));
                Some((ticket, request))
            }
            Next::Wait(ms) => {
                self.stage.after("drive", ms.clamp(1, 60_000) as u32);
                let has_news = survey.has_news();
                // That the explorers are done with, and lists are not.
                let waits_for_lists = self.tell_progress() && self.progress().screening;
                if has_news || waits_for_lists {
                    self.report_soon();
                }
                None
            }
            Next::Done => {
                self.tell_progress();
                self.report_soon();
                None
            }
        }
    }

    fn answered(&mut self, ticket: Ticket, outcome: Outcome) {
        self.under_way.retain(|(other, _)| *other != ticket);
        let Some(survey) = &mut self.survey else { return };
        let brought = survey.handle_response(ticket, outcome, clock_ms());
        self.tell_progress();
        if brought {
            self.report_soon();
        }
    }

    /// What is newer than a snapshot was asked for by this.
    fn is_ahead(&self, ticket: Ticket) -> bool {
        self.ahead.as_ref().is_some_and(|ahead| ahead.is_asked(ticket))
    }

    fn answered_ahead(&mut self, ticket: Ticket, outcome: Outcome) {
        self.under_way.retain(|(other, _)| *other != ticket);
        if let Some(ahead) = &mut self.ahead {
            ahead.handle_response(ticket, outcome, clock_ms());
        }
    }

    fn progress(&self) -> Progress {
        self.survey.as_ref().map_or(Progress::default(), Survey::progress)
    }

    /// Tells the page how far the reading is, where that changed: giving an explorer up ends it without an answer.
    /// Whether it did.
    fn tell_progress(&mut self) -> bool {
        self.tell_how_far(self.progress())
    }

    fn tell_how_far(&mut self, progress: Progress) -> bool {
        let changed = self.told.replace(progress) != Some(progress);
        if changed {
            if progress.done {
                // The last report is still to come: one of before, not told yet, is not told after the end.
                self.due &= !EVENT;
            }
            self.tell("progress", progress.tree());
        }
        changed
    }

    /// Reports at once where nothing was reported for a while or nothing more will come, else a little later.
    fn report_soon(&mut self) {
        let done = self.progress().done;
        let due = |at: u64| at + REPORT_EVERY.max(self.report_took * REPORT_SHARE);
        let wait = if done { 0 } else { self.reported_at.map_or(0, |at| due(at).saturating_sub(clock_ms())) };
        if done || !self.report_waits {
            self.report_waits = true;
            self.stage.after("report", wait as u32);
        }
    }

    fn show_report(&mut self) {
        self.report_waits = false;
        let progress = self.progress();
        if progress.pages == 0 {
            // No figure is known, so none is shown, not even a 0.
            return match (progress.done, self.stopped) {
                (true, false) => self.say_silent(),
                _ => self.redraw(REPORT | bit(Section::Head)),
            };
        }
        let now = clock_ms();
        if self.reported_at.replace(now).is_none() {
            self.load_missing();
        }
        self.set_state(if progress.done { "ready" } else { "loading" });
        let at_rest = progress.done || self.stopped;
        if !self.missing.is_empty() {
            self.redraw(REPORT | FIGURES);
        } else if at_rest || self.rest_at.is_none_or(|at| now >= at + REST_EVERY) {
            self.rest_at = Some(now);
            self.redraw(REPORT | FIGURES | REST);
        } else {
            self.redraw(REPORT | FIGURES);
        }
    }

    fn say_silent(&mut self) {
        self.due = 0;
        if !self.stage.online() {
            return self.refuse("offline", None, "the browser is offline", &Message::Offline);
        }
        let mut hosts: Vec<String> = Vec::new();
        for explorer in self.survey.iter().flat_map(|survey| &survey.campaign().explorers) {
            let host = explorer::host(explorer);
            // A host that answers for two chains is named once.
            if hosts.last().is_none_or(|last| last != host) {
                hosts.push(host.into());
            }
        }
        let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
        let said = Message::ExplorersSilent { hosts: &hosts };
        self.refuse("unreachable", None, "no explorer answered", &said);
    }

    /// Makes the report, then draws section after section, each in a task and a frame of its own.
    fn redraw(&mut self, what: u16) {
        if self.lacks_adapter() {
            return self.stage.after("head", HEAD_AFTER);
        }
        let before = self.due;
        self.due |= if self.missing.is_empty() { what } else { what & !REST };
        // Otherwise a task of drawing is on its way.
        if before == 0 {
            // What calls for a snapshot's report has done enough in its own task.
            match self.state.of_snapshot && what & REPORT != 0 {
                true => self.stage.after("draw", 0),
                false => self.draw(),
            }
        }
    }

    /// Does what is due first, and sees to it that the rest is done later.
    fn draw(&mut self) {
        let now = self.due & self.due.wrapping_neg();
        self.due &= !now;
        if now == REPORT {
            self.make_report();
        }
        for section in Section::ALL {
            if now == bit(section) && self.stage.has(section.name()) {
                self.draw_section(section);
            }
        }
        if now == EVENT
            && let Some(report) = &self.report
        {
            self.tell("report", report.tree());
            let campaign = self.survey.as_ref().map(Survey::campaign);
            if campaign.is_some_and(|campaign| campaign.claim_review) && self.progress().done {
                self.stage.describe(plain_object(&view::claim_review(report, &self.locale)));
            }
        }
        match (self.due, now) {
            (0, _) => {}
            // Nothing to be painted yet.
            (_, REPORT) => self.stage.after("draw", 0),
            _ => self.stage.after_frame("draw"),
        }
    }

    fn make_report(&mut self) {
        let Some(survey) = &mut self.survey else { return };
        let start = clock_ms();
        // The work of a large one is spread over tasks; as of the same moment, so that none of it is done twice.
        let now = match self.preparing {
            Some(now) => now,
            None => {
                self.report_took = 0;
                self.as_of.unwrap_or_else(|| date_now() as u64 / 1_000)
            }
        };
        self.preparing = Some(now);
        while survey.prepare(now) {
            if clock_ms() - start >= SLICE {
                self.report_took += clock_ms() - start;
                self.due |= REPORT;
                return;
            }
        }
        let report = survey.report(now, self.period);
        self.report_took += clock_ms() - start;
        self.preparing = None;
        if self.state.second == view::Second::Asking && self.awaited.is_empty() && !survey.is_asking_second()
        {
            self.state.second = view::Second::Done;
        }
        if let Some((chain, contract)) = self.chosen.take() {
            let is_it = |asset: &AssetReport| asset.chain == chain && asset.contract == contract;
            self.state.asset = report.assets.iter().position(is_it);
        }
        if self.state.asset.is_some_and(|asset| asset >= report.assets.len()) {
            (self.state.asset, self.state.page) = (None, 0);
        }
        self.report = Some(report);
        self.written.iter_mut().for_each(File::restart);
    }

    fn draw_section(&mut self, section: Section) {
        let (Some(survey), Some(report)) = (&self.survey, &self.report) else { return };
        let state = &self.state;
        let rows = match section {
            Section::Transactions => {
                survey.transactions(state.asset, state.order, state.page * PAGE_ROWS, PAGE_ROWS)
            }
            _ => Vec::new(),
        };
        let html = view::section(section, report, &rows, &survey.progress(), state, &self.locale);
        if self.shown[section as usize] == html {
            return;
        }
        if section == Section::Net && !self.begun {
            self.begun = true;
            // The large figure first, alone: what stands below it costs a slow telephone a frame of its own.
            self.stage.show(section.name(), &html, ".figure");
            self.due |= bit(section);
            return;
        }
        self.stage.show(section.name(), &html, "");
        self.shown[section as usize] = html;
    }

    /// Whether the survey is to be driven on.
    fn act(&mut self, action: &str) -> bool {
        let (verb, object) = parted(action, b':');
        let number = parse_number(object).and_then(|number| usize::try_from(number).ok());
        let state = &mut self.state;
        let changed = match (verb, object, number) {
            ("asset", ..) => {
                (state.asset, state.page) = (number, 0);
                FIGURES | REST & !EVENT
            }
            ("page", _, Some(page)) => {
                state.page = page;
                bit(Section::Transactions)
            }
            ("order", order, _) => {
                state.order = if order == "largest" { Order::Largest } else { Order::Newest };
                state.page = 0;
                bit(Section::Transactions)
            }
            ("claim", _, Some(claim)) => {
                state.claim = claim;
                bit(Section::Claims)
            }
            ("table", "timeline", _) => {
                state.timeline_as_table = !state.timeline_as_table;
                bit(Section::Timeline)
            }
            ("table", "flow", _) => {
                state.flow_as_table = !state.flow_as_table;
                bit(Section::Flow)
            }
            ("width", _, Some(width)) => {
                state.width = width as u32;
                bit(Section::Net) | CHARTS | bit(Section::Claims)
            }
            ("draw", ..) => {
                self.draw();
                return false;
            }
            ("head", ..) => {
                self.redraw(REPORT | bit(Section::Head));
                return false;
            }
            ("report", ..) => {
                self.show_report();
                return false;
            }
            ("drive", ..) => return true,
            ("step", ..) => {
                snapshot::step(self);
                return false;
            }
            ("export", format, _) => {
                self.wanted.push(if format == "json" { Format::Json } else { Format::Csv });
                self.stage.load(EXPORT_PART, "");
                return false;
            }
            ("loaded" | "lost", EXPORT_PART, _) => {
                state.not_saved = verb == "lost";
                for format in std::mem::take(&mut self.wanted) {
                    if verb == "loaded" {
                        self.written.push(File::new(format, self.locale.tag()));
                    }
                }
                self.stage.after("write", 0);
                bit(Section::Transactions)
            }
            ("write", ..) => {
                self.write_on();
                return false;
            }
            ("live", "stop", _) => {
                // Its code is there where it was begun.
                if self.ahead.is_some() {
                    live::stop(self);
                }
                return false;
            }
            ("live", ..) => {
                self.load(LIVE_PART);
                return false;
            }
            ("loaded", LIVE_PART, _) => {
                live::begin(self);
                return false;
            }
            ("go-on", ..) => {
                self.goes_on = self.ahead.is_some();
                return false;
            }
            ("lost", LIVE_PART, _) => {
                self.tell_refusal("unreachable", None, "a part of the panel did not come");
                return false;
            }
            ("verify", "stop", _) => {
                evidence::end(self);
                return false;
            }
            ("verify", ..) => {
                self.stage.load(if state.of_snapshot { CHECK_PART } else { EVIDENCE_PART }, "");
                return false;
            }
            ("proving", ..) => {
                self.proves = true;
                return false;
            }
            ("loaded", EVIDENCE_PART, _) => {
                evidence::begin(self);
                self.proves = true;
                return false;
            }
            ("loaded", CHECK_PART, _) => {
                check::begin(self);
                return false;
            }
            ("lost", CHECK_PART | EVIDENCE_PART, _) => {
                state.check = view::Check::NotRead { file: "check.wasm".into() };
                bit(Section::Foot)
            }
            // Once the figures stand, and all of their code is there.
            ("second", ..) if self.reported_at.is_some() && self.missing.is_empty() => {
                if state.second != view::Second::Asking {
                    self.awaited = vec![SECOND_PART];
                    self.load(SECOND_PART);
                }
                return false;
            }
            ("loaded", part, _) if self.awaited.contains(&part) => return self.take_awaited(part),
            ("lost", part, _) if self.awaited.contains(&part) => {
                self.awaited.clear();
                state.second = view::Second::Idle;
                bit(Section::Foot)
            }
            ("checking" | "checked" | "unchecked", ..) => {
                check::hear(self, verb, object);
                return false;
            }
            ("words", words, _) => {
                self.locale.add(words);
                return false;
            }
            ("loaded", CLAIMS_PART, _) if !self.read_claims() => return false,
            ("loaded", ..) => {
                self.missing.retain(|part| *part != object);
                if self.opening.is_some() {
                    if self.missing.is_empty() {
                        self.stage.after("step", 0);
                    }
                    return false;
                }
                if self.missing.is_empty() {
                    self.begin_rest();
                }
                return true;
            }
            ("lost", ..) if self.opening.is_some() => {
                self.tell_refusal("unreachable", None, "a part of the panel did not come");
                return false;
            }
            ("lost", ..) => {
                self.refuse("unreachable", None, "a part of the panel did not come", &Message::PartMissing);
                return false;
            }
            ("stop" | "resume" | "retry", ..) => {
                self.stop_or_go(verb == "stop");
                return true;
            }
            _ => return false,
        };
        // Before the first report there is nothing to draw.
        if self.reported_at.is_some() {
            self.redraw(changed);
        }
        false
    }

    /// One of the parts that the question to a second explorer waits for is there; whether the survey is to be driven on.
    fn take_awaited(&mut self, part: &str) -> bool {
        self.awaited.retain(|awaited| *awaited != part);
        if part == SECOND_PART {
            second::prepare(self);
        }
        if self.awaited.is_empty() {
            second::begin(self);
        }
        self.awaited.is_empty()
    }

    /// All of the code is there: what waited for it is drawn.
    fn begin_rest(&mut self) {
        if let Some(survey) = &mut self.survey {
            survey.with_charts(true);
        }
        if self.reported_at.is_some() {
            self.rest_at = Some(clock_ms());
            self.redraw(REPORT | FIGURES | REST);
        }
    }

    /// Asks for the code that is not there; before the first figure not for what it does without.
    fn load_missing(&self) {
        for part in &self.missing {
            if !comes_later(part) || self.reported_at.is_some() {
                self.load(part);
            }
        }
    }

    /// Asks for a part of the code, with its words.
    fn load(&self, part: &str) {
        let mut words = String::new();
        if has_words(part) {
            words = before(self.locale.tag(), b"-").to_ascii_lowercase();
            words += ".";
            words += part;
        }
        self.stage.load(part, &words);
    }

    /// Writes on a file with all transactions that the report has; gives it to the reader, once it is whole.
    fn write_on(&mut self) {
        let (Some(survey), Some(report), Some(file)) = (&self.survey, &self.report, self.written.first_mut())
        else {
            return;
        };
        if !survey.export(report, file) {
            let (name, kind) = file.kind();
            self.stage.save(name, kind, file.text());
            self.written.remove(0);
        }
        self.stage.after("write", 0);
    }

    fn stop_or_go(&mut self, stop: bool) {
        let Some(survey) = &mut self.survey else { return };
        self.stopped = stop;
        if self.due != 0 {
            // A head still to be drawn of the report before would offer neither to stop nor to go on.
            self.due |= REPORT;
        }
        if stop {
            survey.stop();
            self.under_way.clear();
        } else {
            survey.resume();
            self.load_missing();
            if self.reported_at.is_none() {
                self.set_state("loading");
                self.redraw(REPORT | bit(Section::Head));
            }
        }
        self.report_soon();
    }

    /// A plain JavaScript object as an event's detail; sums are strings, so that none is rounded.
    fn tell(&self, event: &str, detail: Tree) {
        self.stage.tell(event, plain_object(&detail));
    }
}

fn plain_object(tree: &Tree) -> JsValue {
    Detail(tree).serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// Items from which on a list goes over to JavaScript as one text: item by item, a year of days takes a slow telephone as long
/// as all that is drawn of it.
const LONG: usize = 32;

/// A tree as a plain JavaScript object. `Tree` by itself would do, but for an integer of 64 bits serde-wasm-bindgen brings
/// the standard library's formatting, to say which one JavaScript cannot hold.
struct Detail<'a>(&'a Tree<'a>);

impl Serialize for Detail<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Tree::Count(count) => serializer.serialize_f64(*count as f64),
            Tree::List(items) if items.len() >= LONG => {
                let mut text = String::new();
                self.0.write(&mut text);
                serde_wasm_bindgen::preserve::serialize(&json_parse(&text), serializer)
            }
            Tree::List(items) => serializer.collect_seq(items.iter().map(Detail)),
            Tree::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, Detail(value))))
            }
            Tree::Null => serializer.serialize_none(),
            Tree::Flag(flag) => serializer.serialize_bool(*flag),
            Tree::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// The detail of `donation-flow-error`.
struct Refusal<'a> {
    code: &'a str,
    field: Option<&'a str>,
    message: &'a str,
}

crate::objects! {
    Refusal<'_> { code, field, message }
    Progress { pages, about, requests, waiting, screening, pricing, done }
}
