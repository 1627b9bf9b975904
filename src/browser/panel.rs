//! A panel's life: opened, filled while the explorers answer, drawn in short tasks, ended.
//!
//! Figures come first, charts in the tasks after, the list last: the reader's page must never wait for a long one.

use super::transport::{self, Abort};
use crate::campaign::Campaign;
use crate::chain::{Address, AddressError, Day};
use crate::explorer::{self, Next, Outcome, Policy, Progress, Ticket};
use crate::locale::Locale;
use crate::report::{Period, Report};
use crate::survey::{Order, Survey};
use crate::view::{self, Message, PAGE_ROWS, Section, ViewState};
use gloo_timers::callback::Timeout;
use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Milliseconds at least between two reports while pages come in.
const REPORT_EVERY: u64 = 1_000;
/// The same for charts, list and event: each costs more than the figures do, and few readers watch them grow.
const REST_EVERY: u64 = 3_000;
/// Milliseconds to wait for a first answer before the head is drawn without.
const HEAD_AFTER: u32 = 100;
/// A report may take this share of the time at most: one part in so many.
const REPORT_SHARE: u64 = 20;

/// Takes what the reader did.
type Act = Closure<dyn Fn(String)>;

#[wasm_bindgen(module = "/src/browser/dom.js")]
extern "C" {
    type Stage;

    #[wasm_bindgen(constructor)]
    fn new(panel: &JsValue, html: &JsValue, act: &Act) -> Stage;
    #[wasm_bindgen(method)]
    fn end(this: &Stage);
    #[wasm_bindgen(method)]
    fn width(this: &Stage) -> u32;
    #[wasm_bindgen(method)]
    fn has(this: &Stage, section: &str) -> bool;
    #[wasm_bindgen(method)]
    fn after_frame(this: &Stage, action: &str);
    #[wasm_bindgen(method)]
    fn online(this: &Stage) -> bool;
    #[wasm_bindgen(method)]
    fn state(this: &Stage, state: &str, dir: &str);
    #[wasm_bindgen(method)]
    fn show(this: &Stage, section: &str, html: &str, up_to: &str);
    #[wasm_bindgen(method)]
    fn message(this: &Stage, html: &str, dir: &str);
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since 1970, by the reader's clock.
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
    /// Milliseconds of a clock that does not run backwards.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// A panel in a page. Freeing it aborts its requests.
#[wasm_bindgen]
pub struct Panel(Rc<Inner>);

struct Inner {
    stage: Stage,
    /// Called with an event's name and detail.
    emit: Function,
    /// See [`transport::early`].
    early: Function,
    locale: Locale,
    period: Cell<Option<Period>>,
    /// None until a campaign was opened.
    survey: RefCell<Option<Survey>>,
    report: RefCell<Option<Report>>,
    state: RefCell<ViewState>,
    /// What each section shows.
    shown: RefCell<[String; Section::ALL.len()]>,
    /// What is still to be done, as a set of `REPORT`, sections' bits and `EVENT`.
    due: Cell<u16>,
    reported_at: Cell<Option<u64>>,
    /// Milliseconds that the last report took.
    report_took: Cell<u64>,
    rest_at: Cell<Option<u64>>,
    /// The large figure was shown.
    begun: Cell<bool>,
    /// What the page knows of the progress.
    told: Cell<Option<Progress>>,
    /// By the reader, who can go on.
    stopped: Cell<bool>,
    under_way: RefCell<Vec<(Ticket, Abort)>>,
    /// Timers: the driver's wait, the wait for the next report, the next task of drawing.
    driver: RefCell<Option<Timeout>>,
    reporter: RefCell<Option<Timeout>>,
    drawer: RefCell<Option<Timeout>>,
    act: RefCell<Option<Act>>,
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
const REST: u16 = CHARTS | bit(Section::Transactions) | bit(Section::Foot) | EVENT;

#[wasm_bindgen]
impl Panel {
    /// A panel in `element`, which has a `<section data-section>` for each section wanted.
    /// `html` makes text into what `innerHTML` takes, `emit` dispatches an event by name and detail,
    /// `early` gives, for a URL and an abort signal, the promise of the answer that the page asked for in advance,
    /// `words` is a locale file's text, `tag` the language wanted, as in `ar-EG`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        element: &JsValue,
        html: &JsValue,
        emit: Function,
        early: Function,
        words: &str,
        tag: &str,
    ) -> Result<Panel, JsError> {
        let locale = Locale::parse_for(words, tag).map_err(|error| JsError::new(&error))?;
        let inner = Rc::new_cyclic(|weak: &Weak<Inner>| {
            let weak = weak.clone();
            let act = Act::new(move |action: String| {
                if let Some(inner) = weak.upgrade() {
                    inner.act(&action);
                }
            });
            let stage = Stage::new(element, html, &act);
            let state = ViewState { width: stage.width(), ..ViewState::default() };
            Inner {
                stage,
                emit,
                early,
                locale,
                period: Cell::default(),
                survey: RefCell::default(),
                report: RefCell::default(),
                state: RefCell::new(state),
                shown: RefCell::default(),
                due: Cell::default(),
                reported_at: Cell::default(),
                report_took: Cell::default(),
                rest_at: Cell::default(),
                begun: Cell::default(),
                told: Cell::default(),
                stopped: Cell::default(),
                under_way: RefCell::default(),
                driver: RefCell::default(),
                reporter: RefCell::default(),
                drawer: RefCell::default(),
                act: RefCell::new(Some(act)),
            }
        });
        Ok(Panel(inner))
    }

    /// Limits the figures to the days `from` to `to`, both included; an empty text leaves that end open.
    /// What it returns is the name of the one that is no day.
    pub fn period(&self, from: &str, to: &str) -> Option<String> {
        let mut period = Period::default();
        for (name, text, end) in [("from", from, &mut period.from), ("to", to, &mut period.to)] {
            if !text.is_empty() {
                *end = Day::parse(text);
                if end.is_none() {
                    return Some(name.into());
                }
            }
        }
        self.0.period.set((period != Period::default()).then_some(period));
        None
    }

    /// Opens a campaign file's text, which came from `url`.
    pub fn open_campaign(&self, text: &str, url: &str) {
        match Campaign::parse(text) {
            Ok(campaign) => self.0.open(campaign),
            Err(problems) => {
                let first = problems.first();
                let (field, message) = first.map_or(("", ""), |first| (&first.field, &first.message));
                self.0.refuse(
                    "bad-campaign",
                    Some(field),
                    message,
                    &Message::BadCampaign { url, problems: &problems },
                );
            }
        }
    }

    /// Opens a campaign of one address, in any form that [`Address::parse_uri`] reads.
    pub fn open_address(&self, text: &str) {
        match Address::parse_uri(text) {
            Ok(address) => self.0.open(Campaign::of_address(address)),
            Err(AddressError::Empty) => {
                self.0.refuse("nothing", None, "neither src nor address is set", &Message::NothingToShow);
            }
            Err(error) => {
                let message = error.to_string();
                self.0.refuse(
                    "bad-address",
                    Some("address"),
                    &message,
                    &Message::BadAddress { text, error: &error },
                );
            }
        }
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Inner {
    fn open(self: &Rc<Self>, campaign: Campaign) {
        let policy =
            Policy { max_requests: campaign.max_requests, seed: date_now() as u64, ..Policy::default() };
        *self.survey.borrow_mut() = Some(Survey::new(campaign, policy));
        self.set_state("loading");
        self.tell("load", &());
        self.drive();
        // The campaign's name and whom it asks, where the first answer is not as good as there.
        self.after(&self.drawer, HEAD_AFTER, |inner| inner.redraw(REPORT | bit(Section::Head)));
    }

    /// A message instead of figures, and the event that says the same to the page.
    fn refuse(&self, code: &str, field: Option<&str>, message: &str, said: &Message) {
        self.say(said);
        self.tell("error", &Refusal { code, field, message });
    }

    fn say(&self, message: &Message) {
        self.shown.take();
        self.stage.message(&view::message(message, &self.locale), self.locale.dir());
    }

    fn set_state(&self, state: &str) {
        self.stage.state(state, self.locale.dir());
    }

    /// Nothing of it runs on: timers and requests end, and what they hold is freed.
    fn end(&self) {
        self.stage.end();
        for timer in [&self.driver, &self.reporter, &self.drawer] {
            timer.take();
        }
        self.survey.take();
        self.under_way.take();
        self.act.take();
    }

    /// Sends what the survey asks for now, and comes back when it wants to be asked again.
    fn drive(self: &Rc<Self>) {
        loop {
            let next = match &mut *self.survey.borrow_mut() {
                Some(survey) => survey.next_request(performance_now() as u64),
                None => return,
            };
            match next {
                Next::Request(ticket, request) => {
                    let Some(abort) = Abort::new() else { return };
                    let early = transport::early(&request, &abort.signal(), &self.early);
                    let answer = transport::send(request, abort.signal(), early);
                    self.under_way.borrow_mut().push((ticket, abort));
                    let inner = Rc::downgrade(self);
                    spawn_local(async move {
                        let outcome = answer.await;
                        if let Some(inner) = inner.upgrade() {
                            inner.answered(ticket, outcome);
                        }
                    });
                }
                Next::Wait(ms) => {
                    let ms = ms.clamp(1, 60_000) as u32;
                    return self.after(&self.driver, ms, |inner| inner.drive());
                }
                Next::Done => {
                    self.tell_progress();
                    return self.report_soon();
                }
            }
        }
    }

    fn answered(self: &Rc<Self>, ticket: Ticket, outcome: Outcome) {
        self.under_way.borrow_mut().retain(|(other, _)| *other != ticket);
        let brought = match &mut *self.survey.borrow_mut() {
            Some(survey) => survey.handle_response(ticket, outcome, performance_now() as u64),
            None => return,
        };
        self.tell_progress();
        if brought {
            self.report_soon();
        }
        self.drive();
    }

    /// Tells the page how far the reading is, where that changed: giving an explorer up ends it without an answer.
    fn tell_progress(&self) {
        let Some(progress) = self.survey.borrow().as_ref().map(Survey::progress) else { return };
        if self.told.replace(Some(progress)) != Some(progress) {
            if progress.done {
                // The last report is still to come: one of before, not told yet, is not told after the end.
                self.due.set(self.due.get() & !EVENT);
            }
            self.tell("progress", &Pages::from(progress));
        }
    }

    /// Reports at once where nothing was reported for a while or nothing more will come, else a little later.
    fn report_soon(self: &Rc<Self>) {
        let done = self.survey.borrow().as_ref().is_some_and(|survey| survey.progress().done);
        let due = |at: u64| at + REPORT_EVERY.max(self.report_took.get() * REPORT_SHARE);
        let now = performance_now() as u64;
        let wait = if done { 0 } else { self.reported_at.get().map_or(0, |at| due(at).saturating_sub(now)) };
        if done || self.reporter.borrow().is_none() {
            self.after(&self.reporter, wait as u32, |inner| {
                inner.reporter.take();
                inner.show_report();
            });
        }
    }

    fn show_report(self: &Rc<Self>) {
        let Some(progress) = self.survey.borrow().as_ref().map(Survey::progress) else { return };
        if progress.pages == 0 {
            // No figure is known, so none is shown, not even a 0.
            match (progress.done, self.stopped.get()) {
                (true, false) => self.say_silent(),
                _ => self.redraw(REPORT | bit(Section::Head)),
            }
            return;
        }
        let now = performance_now() as u64;
        self.reported_at.set(Some(now));
        self.set_state(if progress.done { "ready" } else { "loading" });
        let at_rest = progress.done || self.stopped.get();
        if at_rest || self.rest_at.get().is_none_or(|at| now >= at + REST_EVERY) {
            self.rest_at.set(Some(now));
            self.redraw(REPORT | FIGURES | REST);
        } else {
            self.redraw(REPORT | FIGURES);
        }
    }

    fn say_silent(&self) {
        self.due.set(0);
        let hosts = match &*self.survey.borrow() {
            Some(survey) => {
                let explorers = survey.campaign().explorers.iter();
                let mut hosts: Vec<String> =
                    explorers.map(|explorer| explorer::host(explorer).to_owned()).collect();
                // A host that answers for two chains is named once.
                hosts.dedup();
                hosts
            }
            None => return,
        };
        if self.stage.online() {
            let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
            self.refuse(
                "unreachable",
                None,
                "no explorer answered",
                &Message::ExplorersSilent { hosts: &hosts },
            );
        } else {
            self.refuse("offline", None, "the browser is offline", &Message::Offline);
        }
    }

    /// Makes the report, then draws section after section, each in a task and a frame of its own.
    fn redraw(self: &Rc<Self>, what: u16) {
        let before = self.due.replace(self.due.get() | what);
        // Otherwise a task of drawing is on its way.
        if before == 0 {
            self.draw();
        }
    }

    /// Does what is due first, and sees to it that the rest is done later.
    fn draw(self: &Rc<Self>) {
        let due = self.due.get();
        let now = due & due.wrapping_neg();
        self.due.set(due & !now);
        if now & REPORT != 0 {
            self.report();
        }
        for section in Section::ALL {
            if now & bit(section) != 0 && self.stage.has(section.name()) {
                self.draw_section(section);
            }
        }
        if now & EVENT != 0 {
            let detail = match &*self.report.borrow() {
                Some(report) => to_js(report),
                None => return,
            };
            self.dispatch("report", detail);
        }
        if self.due.get() == 0 {
            return;
        }
        match now {
            // Nothing to be painted yet.
            REPORT => self.after(&self.drawer, 0, |inner| inner.draw()),
            _ => self.stage.after_frame("draw"),
        }
    }

    fn report(&self) {
        let Some(survey) = &mut *self.survey.borrow_mut() else { return };
        let start = performance_now();
        let report = survey.report(date_now() as u64 / 1_000, self.period.get());
        self.report_took.set((performance_now() - start) as u64);
        let mut state = self.state.borrow_mut();
        if state.asset >= report.assets.len() {
            (state.asset, state.page) = (0, 0);
        }
        *self.report.borrow_mut() = Some(report);
    }

    fn draw_section(&self, section: Section) {
        let html = {
            let (survey, report, state) = (self.survey.borrow(), self.report.borrow(), self.state.borrow());
            let (Some(survey), Some(report)) = (&*survey, &*report) else { return };
            let rows = match section {
                Section::Transactions => {
                    survey.transactions(state.asset, state.order, state.page * PAGE_ROWS, PAGE_ROWS)
                }
                _ => Vec::new(),
            };
            view::section(section, report, &rows, &survey.progress(), &state, &self.locale)
        };
        if self.shown.borrow()[section as usize] == html {
            return;
        }
        if section == Section::Net && !self.begun.replace(true) {
            // The large figure first, alone: what stands below it costs a slow telephone a frame of its own.
            self.stage.show(section.name(), &html, ".figure");
            self.due.set(self.due.get() | bit(section));
            return;
        }
        self.stage.show(section.name(), &html, "");
        self.shown.borrow_mut()[section as usize] = html;
    }

    /// What the reader did: a `data-action`, or `width:N`.
    fn act(self: &Rc<Self>, action: &str) {
        let (verb, object) = action.split_once(':').unwrap_or((action, ""));
        if verb == "draw" {
            return self.draw();
        }
        let number = object.parse::<usize>();
        let mut state = self.state.borrow_mut();
        let changed = match (verb, object, number) {
            ("asset", _, Ok(asset)) => {
                (state.asset, state.page) = (asset, 0);
                FIGURES | REST & !EVENT
            }
            ("page", _, Ok(page)) => {
                state.page = page;
                bit(Section::Transactions)
            }
            ("order", order, _) => {
                state.order = if order == "largest" { Order::Largest } else { Order::Newest };
                state.page = 0;
                bit(Section::Transactions)
            }
            ("table", "timeline", _) => {
                state.timeline_as_table = !state.timeline_as_table;
                bit(Section::Timeline)
            }
            ("table", "flow", _) => {
                state.flow_as_table = !state.flow_as_table;
                bit(Section::Flow)
            }
            ("width", _, Ok(width)) => {
                state.width = width as u32;
                bit(Section::Net) | CHARTS
            }
            ("stop" | "resume" | "retry", ..) => {
                drop(state);
                return self.stop_or_go(verb == "stop");
            }
            _ => return,
        };
        drop(state);
        // Before the first report there is nothing to draw.
        if self.reported_at.get().is_some() {
            self.redraw(changed);
        }
    }

    fn stop_or_go(self: &Rc<Self>, stop: bool) {
        match &mut *self.survey.borrow_mut() {
            Some(survey) if stop => survey.stop(),
            Some(survey) => survey.resume(),
            None => return,
        }
        self.stopped.set(stop);
        if stop {
            self.under_way.take();
        } else if self.reported_at.get().is_none() {
            self.set_state("loading");
            self.redraw(REPORT | bit(Section::Head));
        }
        self.report_soon();
        self.drive();
    }

    /// Runs `task` after `ms` milliseconds unless the panel ends first; `timer` holds it, instead of what it held.
    fn after(self: &Rc<Self>, timer: &RefCell<Option<Timeout>>, ms: u32, task: fn(&Rc<Inner>)) {
        let weak = Rc::downgrade(self);
        let timeout = Timeout::new(ms, move || {
            if let Some(inner) = weak.upgrade() {
                task(&inner);
            }
        });
        timer.replace(Some(timeout));
    }

    fn tell(&self, name: &str, detail: &impl Serialize) {
        self.dispatch(name, to_js(detail));
    }

    /// The page's listeners run within: nothing may be borrowed now.
    fn dispatch(&self, name: &str, detail: JsValue) {
        let _ = self.emit.call2(&JsValue::NULL, &name.into(), &detail);
    }
}

/// A plain JavaScript object; sums are strings, so that none is rounded.
fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// The detail of `donation-flow-error`.
#[derive(Serialize)]
struct Refusal<'a> {
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    message: &'a str,
}

/// The detail of `donation-flow-progress`.
#[derive(Serialize)]
struct Pages {
    pages: u32,
    about: Option<u32>,
    requests: u32,
    waiting: bool,
    done: bool,
}

impl From<Progress> for Pages {
    fn from(progress: Progress) -> Pages {
        let Progress { pages, about, requests, waiting, done } = progress;
        Pages { pages, about, requests, waiting, done }
    }
}
