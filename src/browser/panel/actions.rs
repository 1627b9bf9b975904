//! What the reader, a timer or a frame asks for: a `data-action` of the panel's own lines, or a word of `dom.js`.

use super::drawing::{CHARTS, EVENT, FIGURES, REPORT, REST, bit};
use super::parts::{CHECK_PART, EVIDENCE_PART, EXPORT_PART, LIVE_PART, SECOND_PART};
use super::{Inner, check, evidence, live, snapshot};
use crate::plain::{parse_number, parted};
use crate::report::export::Format;
use crate::survey::Order;
use crate::view::{Second, Section};

/// Milliseconds after which it is looked again whether the line is back.
const LOOK_EVERY: u32 = 1_000;

impl Inner {
    /// Does what is asked for; whether the survey is to be driven on.
    pub(super) fn act(&mut self, action: &str) -> bool {
        let (verb, object) = parted(action, b':');
        match verb {
            "drive" => return true,
            "loaded" => return self.take_part(object),
            "lost" => self.do_without(object),
            "words" => self.locale.add(object),
            "head" => self.redraw(REPORT | bit(Section::Head)),
            "report" => self.show_report(),
            "draw" => self.draw(),
            "stop" | "resume" | "retry" => {
                self.stop_or_go(verb == "stop");
                return true;
            }
            "online" => return self.look_for_line(),
            "step" => snapshot::step(self),
            "live" if object != "stop" => self.load(LIVE_PART),
            // Its code is there where it was begun.
            "live" if self.ahead.is_some() => live::stop(self),
            "go-on" => self.goes_on = self.ahead.is_some(),
            "verify" if object == "stop" => evidence::end(self),
            "verify" => self.load(if self.state.of_snapshot { CHECK_PART } else { EVIDENCE_PART }),
            "proving" => self.proves = true,
            "checking" | "checked" | "unchecked" => check::hear(self, verb, object),
            "second" => self.ask_second(),
            "export" => {
                self.wanted.push(if object == "json" { Format::Json } else { Format::Csv });
                self.load(EXPORT_PART);
            }
            "write" => self.write_on(),
            _ => {
                if let Some(changed) = self.choose_view(verb, object) {
                    self.redraw_reported(changed);
                }
            }
        }
        false
    }

    /// Takes what the reader wants to see; the sections that show it.
    fn choose_view(&mut self, verb: &str, object: &str) -> Option<u16> {
        let number = parse_number(object).and_then(|number| usize::try_from(number).ok());
        let state = &mut self.state;
        Some(match (verb, object, number) {
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
            _ => return None,
        })
    }

    /// Once the figures stand, and all of their code is there.
    fn ask_second(&mut self) {
        if self.reported_at.is_some() && self.missing.is_empty() && self.state.second != Second::Asking {
            self.awaited = vec![SECOND_PART];
            self.load(SECOND_PART);
        }
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

    /// The line is down, so that nobody can answer: reading rests until it is back, or the reader wants it.
    pub(super) fn rest_offline(&mut self) {
        self.stop_or_go(true);
        self.state.offline = true;
        self.stage.after("online", LOOK_EVERY);
    }

    /// Goes on where the line is back; whether it is.
    fn look_for_line(&mut self) -> bool {
        if !self.state.offline {
            return false;
        }
        let is_back = self.stage.online();
        match is_back {
            true => self.stop_or_go(false),
            false => self.stage.after("online", LOOK_EVERY),
        }
        is_back
    }

    fn stop_or_go(&mut self, stop: bool) {
        let Some(survey) = &mut self.survey else { return };
        (self.stopped, self.state.offline) = (stop, false);
        if self.due != 0 {
            // A head still to be drawn of the report before would offer neither to stop nor to go on.
            self.due |= REPORT;
        }
        if stop {
            survey.stop();
            self.under_way.clear();
        } else {
            survey.resume();
            self.silent = false;
            self.load_missing();
            if self.reported_at.is_none() {
                self.set_state("loading");
                self.redraw(REPORT | bit(Section::Head));
            }
        }
        self.report_soon();
    }
}
