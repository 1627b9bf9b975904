//! A panel's life: opened, filled while the explorers answer, drawn in short tasks, ended.
//!
//! Whatever comes from outside (the reader, a timer, a frame) is an action, a word that [`Panel::act`] takes.

mod actions;
mod check;
mod drawing;
mod events;
mod evidence;
mod live;
mod parts;
mod refusal;
mod second;
mod snapshot;

use super::transport::{self, Call, Sending};
use crate::campaign::{Campaign, Currency, for_browsers};
use crate::chain::{Address, Chain, Day, Timestamp, UtxoTx};
use crate::explorer::evidence::Evidence;
use crate::explorer::{Next, Outcome, Policy, Progress, Request, Ticket};
use crate::locale::Locale;
use crate::report::export::{File, Format};
use crate::report::{Period, Report};
use crate::snapshot::ahead::Ahead;
use crate::survey::Survey;
use crate::view::{Section, ViewState};
use drawing::HEAD_AFTER;
use parts::REST_PART;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

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
    /// The one that the page wants figures in.
    currency: Option<Currency>,
    /// None until a campaign was opened, and after the end.
    survey: Option<Survey>,
    report: Option<Report>,
    state: ViewState,
    /// What each section shows.
    shown: [String; Section::ALL.len()],
    /// What is still to be done, as a set of what [`drawing`] names.
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
    /// That nobody answered has been said.
    silent: bool,
    /// Parts of the code that are not there yet: adapters', and those that all of the panel takes.
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
            currency: None,
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
            silent: false,
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

    /// Takes what figures are of, before something is opened: those of the days `from` to `to`, both included; an empty text leaves
    /// that end open. Sums are worth what they are in `currency`, or where that is empty, in the campaign file's. What it returns is
    /// the name of the one that is no day or no currency, or `before` where `to` is before `from`.
    pub fn choose(&self, from: &str, to: &str, currency: &str) -> Option<String> {
        self.0.borrow_mut().choose([from, to], currency).map(Into::into)
    }

    /// Opens a campaign file's text, which came from the URL `name`, or without a text the campaign of the one address
    /// `name`, in any form that [`Address::parse_uri`] reads. What it returns is `words` where it would be refused and the words
    /// for that are not in the locale file.
    pub fn open(&self, campaign: Option<String>, name: &str) -> Option<String> {
        let fault = self.0.borrow_mut().open(campaign.as_deref(), name);
        self.drive();
        fault.map(Into::into)
    }

    /// Opens the files of a snapshot whose fragment of that `width` stands on the stage, or none where `width` is 0. The
    /// part `snapshot` of the code must be there. Where it is `live`, what the action `live` goes on from is kept.
    pub fn open_snapshot(&self, campaign: String, ledger: Vec<u8>, answers: String, width: u32, live: bool) {
        let files = snapshot::Files { campaign, ledger, answers, is_live: live };
        snapshot::open(&mut self.0.borrow_mut(), files, width);
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
    fn open(&mut self, file: Option<&str>, name: &str) -> Option<&'static str> {
        let campaign = match file {
            Some(text) => match Campaign::parse_without_claims(text) {
                Ok(campaign) => campaign,
                Err(_) if self.lacks_words() => return Some("words"),
                Err(problems) => {
                    refusal::of_campaign(self, name, &problems);
                    return None;
                }
            },
            None => match Address::parse_uri(name).and_then(Address::explored) {
                Ok(address) => Campaign::of_address(address),
                Err(_) if self.lacks_words() => return Some("words"),
                Err(error) => {
                    refusal::of_address(self, name, &error);
                    return None;
                }
            },
        };
        let campaign = self.as_asked(campaign, name);
        self.need_parts(&campaign);
        // Claims are read when the part that reads them is there.
        self.unread = file.filter(|_| campaign.has_claims).map(|text| (text.into(), name.into()));
        let policy = Policy { seed: date_now() as u64, ..Policy::default() };
        let currency = self.currency.unwrap_or(campaign.currency);
        let mut survey = Survey::new(campaign, policy).in_currency(currency);
        survey.with_charts(false);
        self.survey = Some(survey);
        self.set_state("loading");
        self.stage.tell("load", JsValue::NULL);
        // The campaign's name and whom it asks, where the first answer is not as good as there.
        self.stage.after("head", HEAD_AFTER);
        None
    }

    fn choose(&mut self, [from, to]: [&str; 2], currency: &str) -> Option<&'static str> {
        let mut period = Period::default();
        for (field, text, end) in [("from", from, &mut period.from), ("to", to, &mut period.to)] {
            if !text.is_empty() {
                *end = Day::parse(text);
                if end.is_none() {
                    return Some(field);
                }
            }
        }
        if period.from.zip(period.to).is_some_and(|(from, to)| from > to) {
            return Some("before");
        }
        self.period = (period != Period::default()).then_some(period);
        self.currency = Currency::from_name(&currency.to_ascii_uppercase());
        (self.currency.is_none() && !currency.is_empty()).then_some("currency")
    }

    /// A campaign with the explorers that browsers ask, and with its lists' URLs whole; its own is `name`.
    fn as_asked(&self, mut campaign: Campaign, name: &str) -> Campaign {
        let is_asked = for_browsers(&campaign.explorers);
        campaign.explorers.retain(is_asked);
        for list in &mut campaign.lists {
            *list = self.stage.resolve(list, name);
        }
        campaign
    }

    /// The locale file is the short one, without the words that only a refusal takes.
    fn lacks_words(&self) -> bool {
        const ONE_OF_THEM: &str = "problem.missing";
        self.locale.word(ONE_OF_THEM) == ONE_OF_THEM
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
        if matches!(outcome, Outcome::Failed) && !self.stage.online() {
            return self.rest_offline();
        }
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
}
