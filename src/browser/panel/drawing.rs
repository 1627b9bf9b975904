//! When a report is made, and what of it is drawn in which task: figures first, then charts, the list last.

use super::{Inner, clock_ms, date_now};
use crate::explorer;
use crate::report::AssetReport;
use crate::report::export::File;
use crate::survey::Survey;
use crate::tree::ToTree;
use crate::view::{self, Message, PAGE_ROWS, Section};

/// Milliseconds at least between two reports while pages come in.
const REPORT_EVERY: u64 = 1_000;
/// The same for charts, list and event: each costs more than the figures do, and few readers watch them grow.
const REST_EVERY: u64 = 3_000;
/// Milliseconds of work that can be left and gone on with, after which the page has its turn.
pub(super) const SLICE: u64 = 8;
/// Milliseconds to wait for a first answer before the head is drawn without.
pub(super) const HEAD_AFTER: u32 = 100;
/// A report may take this share of the time at most: one part in so many.
const REPORT_SHARE: u64 = 20;
/// The report is made anew.
pub(super) const REPORT: u16 = 1;
/// The report is told to the page.
pub(super) const EVENT: u16 = 1 << 15;
/// The lowest is done first: the net figure before all else.
pub(super) const fn bit(section: Section) -> u16 {
    match section {
        Section::Net => 2,
        Section::Head => 4,
        other => 2 << other as u16,
    }
}
/// What is drawn with every report.
pub(super) const FIGURES: u16 = bit(Section::Head) | bit(Section::Net);
pub(super) const CHARTS: u16 = bit(Section::Timeline) | bit(Section::Flow);
/// What is drawn seldom while pages come in.
pub(super) const REST: u16 =
    CHARTS | bit(Section::Claims) | bit(Section::Transactions) | bit(Section::Foot) | EVENT;

impl Inner {
    /// Reports at once where nothing was reported for a while or nothing more will come, else a little later.
    pub(super) fn report_soon(&mut self) {
        let done = self.progress().done;
        let due = |at: u64| at + REPORT_EVERY.max(self.report_took * REPORT_SHARE);
        let wait = if done { 0 } else { self.reported_at.map_or(0, |at| due(at).saturating_sub(clock_ms())) };
        if done || !self.report_waits {
            self.report_waits = true;
            self.stage.after("report", wait as u32);
        }
    }

    pub(super) fn show_report(&mut self) {
        self.report_waits = false;
        let progress = self.progress();
        if progress.pages == 0 {
            // No figure is known, so none is shown, not even a 0.
            return match (progress.done, self.stopped && !self.state.offline) {
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

    /// Once: whatever comes after it, as a list of addresses, changes nothing of it.
    fn say_silent(&mut self) {
        self.due = 0;
        if std::mem::replace(&mut self.silent, true) {
            return;
        }
        if self.state.offline {
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

    /// What the reader changed is drawn anew; before the first report there is nothing to draw.
    pub(super) fn redraw_reported(&mut self, what: u16) {
        if self.reported_at.is_some() {
            self.redraw(what);
        }
    }

    /// Makes the report, then draws section after section, each in a task and a frame of its own.
    pub(super) fn redraw(&mut self, what: u16) {
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
    pub(super) fn draw(&mut self) {
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
                self.describe(&view::claim_review(report, &self.locale));
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
}
