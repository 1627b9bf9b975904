//! What came in and what went out over time: bars up and down from one line, events above them.
//!
//! Layout reads left to right in integers; paint mirrors it where the language reads right to left.

pub mod layout;
mod paint;

use super::claims;
use super::html::Html;
use super::text::{checked_url, in_language};
use super::{Frame, Panel, Size, empty, issuer, keys, table_button};
use crate::chain::{Amount, Day};
use crate::ledger::timeline::{Step, regroup};
use crate::locale::Locale;
use crate::plain;
use crate::report::{AssetReport, DayFlow, EventMark};
use crate::sorted::order;

/// Pixels that a bar and its gap take at least, before days are put together into weeks and months.
const PITCH: i32 = 5;

#[inline(never)]
pub(super) fn section(panel: &Panel, out: &mut Html) {
    let locale = panel.locale;
    let Some(asset) = panel.asset.filter(|asset| !asset.timeline.is_empty()) else {
        out.put("<div class=\"bar-title\"><h3>{timeline.title}</h3></div>");
        return empty(panel, out);
    };
    let events = issuer::events(panel, asset);
    let steps = Steps::of(&asset.timeline, &events, panel.frame.column);
    out.put("<div class=\"bar-title\"><h3>{}</h3>").word(title(steps.step));
    let as_table = panel.state.timeline_as_table;
    if !as_table {
        out.put(
            "<p class=\"legend\"><span class=\"key in\">{timeline.received}</span> \
             <span class=\"key out\">{timeline.spent}</span> <span class=\"key back\">{timeline.returned}</span>",
        );
        if !shades(panel, &steps).is_empty() {
            out.put(" <span class=\"key time\">{claims.legend}</span>");
        }
        out.put("</p>");
    }
    table_button(out, "timeline", as_table);
    out.put("</div>");
    if as_table {
        return table(panel, asset, &steps, &events, out);
    }
    let labels = event_labels(&events, &steps, locale);
    let layout = layout::layout(&steps, &labels, panel.frame.column, heights(panel.frame), &panel.money);
    keys(out);
    paint::paint(panel, &steps, &labels, &layout, out);
    if layout.has_list {
        event_list(&labels, !layout.discs.is_empty(), out);
    }
    peak(&steps, locale, out);
}

/// The drawing alone, for a still picture, and the words for its steps; with what it does not tell of the events, one a line.
pub(super) fn still(panel: &Panel, asset: &AssetReport, height: i32, out: &mut Html) -> Vec<String> {
    let locale = panel.locale;
    let events = issuer::events(panel, asset);
    let steps = Steps::of(&asset.timeline, &events, panel.frame.column);
    let labels = event_labels(&events, &steps, locale);
    let layout = layout::layout(&steps, &labels, panel.frame.column, (height, 0), &panel.money);
    paint::paint(panel, &steps, &labels, &layout, out);
    let numbered = !layout.discs.is_empty();
    let mut told = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        if layout.has_list && (numbered || label.step.is_none()) {
            let mut line = Html::plain(&panel.money);
            if numbered {
                line.put("{}. ").count(index as u64 + 1);
            }
            line.put("{}{list.facts}{}").made(locale.isolated(&label.text)).date_short(label.event.date);
            told.push(line.take());
        }
    }
    told
}

/// By what steps a timeline goes, as its title.
pub(super) fn title(step: Step) -> &'static str {
    match step {
        Step::Day => "timeline.by-day",
        Step::Week => "timeline.by-week",
        Step::Month => "timeline.by-month",
    }
}

/// The times of sentences, as ranges of steps, each with the sentence's number. What is of all the time shown marks nothing in it.
fn shades(panel: &Panel, steps: &Steps) -> Vec<(u64, usize, usize)> {
    let mut shades = Vec::new();
    let claims = &panel.report.claims;
    // What claims are shown by is a part of the code that only campaigns with claims load.
    if let (false, Some(first), Some(last)) = (claims.is_empty(), steps.rows.first(), steps.rows.last()) {
        let end = Day(steps.step.next(last.day).0 - 1);
        for (number, from, to) in claims::shaded(claims, first.day, end) {
            if let (Some(from), Some(to)) = (steps.index_of(from), steps.index_of(to))
                && to - from + 1 < steps.rows.len()
            {
                shades.push((number, from, to));
            }
        }
    }
    shades
}

/// The chart's height with no list of events below it, and the height of that list.
fn heights(frame: Frame) -> (i32, i32) {
    match frame.size {
        Size::Small => (284, 64),
        Size::Medium => (240, 49),
        Size::Large => (438, 84),
    }
}

/// The bars' figures, step by step.
pub struct Steps {
    pub step: Step,
    pub rows: Vec<DayFlow>,
}

impl Steps {
    /// The finest steps that leave every bar its room. Events shortly before or after the first and last movement
    /// stretch the time shown.
    pub fn of(days: &[DayFlow], events: &[EventMark], width: i32) -> Steps {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Steps { step: Step::Day, rows: Vec::new() };
        };
        let reach = (last.day.0.saturating_sub(first.day.0).saturating_add(1) / 6).max(14);
        let near = first.day.0 - reach..=last.day.0 + reach;
        let (mut begin, mut end) = (first.day, last.day);
        for event in events {
            if near.contains(&event.date.0) {
                begin = begin.min(event.date);
                end = end.max(event.date);
            }
        }
        let span = end.0.saturating_sub(begin.0).saturating_add(1);
        let room = width / PITCH;
        let step = match span {
            _ if span <= room => Step::Day,
            _ if span / 7 < room => Step::Week,
            _ => Step::Month,
        };
        Steps { step, rows: regroup(days, step, begin, end) }
    }

    /// The step that holds a day.
    pub fn index_of(&self, day: Day) -> Option<usize> {
        let start = self.step.start(day);
        self.rows.iter().position(|row| row.day == start)
    }

    fn name(&self, day: Day, locale: &Locale) -> String {
        match self.step {
            Step::Day => locale.date(day),
            Step::Week => locale.sentence("timeline.week-of", None, &[("date", locale.date(day))]),
            Step::Month => locale.month_year(day),
        }
    }

    /// What stands below a step; between the first and the last one, the year only where it begins.
    #[inline(never)]
    pub(super) fn tick(&self, day: Day, full: bool, locale: &Locale) -> String {
        match self.step {
            Step::Day if full => locale.date_short(day),
            Step::Day => locale.day_month_short(day),
            _ if full || day.civil().1 == 1 => locale.month_year_short(day),
            _ => locale.month_short(day).into(),
        }
    }
}

/// An event as it may be written on the chart.
pub struct EventLabel<'a> {
    pub event: &'a EventMark,
    /// The step that holds its date; none outside the time drawn, where it has no place on the chart.
    pub step: Option<usize>,
    pub text: String,
}

impl EventLabel<'_> {
    fn url(&self) -> Option<&str> {
        self.event.url.as_deref().and_then(checked_url)
    }
}

/// Events in the order of their days.
pub fn event_labels<'a>(events: &'a [EventMark], steps: &Steps, locale: &Locale) -> Vec<EventLabel<'a>> {
    let mut labels = Vec::with_capacity(events.len());
    for place in order(events.len(), &mut |one, other| events[one].date.cmp(&events[other].date)) {
        let event = &events[place];
        let text = in_language(&event.label, locale);
        labels.push(EventLabel { event, step: steps.index_of(event.date), text });
    }
    labels
}

/// What a screen reader says of the whole chart: sums of what is drawn. Those of all assets as one have other prices in the
/// totals.
fn summary(steps: &Steps, out: &mut Html) {
    if let (Some(first), Some(last)) = (steps.rows.first(), steps.rows.last()) {
        let mut sum = DayFlow::empty(first.day);
        for row in &steps.rows {
            sum.add(row);
        }
        out.put("{timeline.summary from to in out}")
            .date(first.day)
            .date(last.day)
            .headline(sum.inflow)
            .headline(sum.outflow);
    }
}

/// The most that came in one step: what the line below says until a mark is asked.
fn peak(steps: &Steps, locale: &Locale, out: &mut Html) {
    out.put("<p class=\"readout\" data-readout=\"\">");
    if let Some(row) = steps.rows.iter().max_by_key(|row| row.inflow)
        && row.inflow > Amount::ZERO
    {
        out.put("{timeline.peak when amount}").made(steps.name(row.day, locale)).headline(row.inflow);
    }
    out.put("</p>");
}

/// What went out for a reason that is known, in the order told: the words for a sentence and for the table's column.
const REASONS: [(&str, &str); 4] = [
    ("{mark.returned amount}", "timeline.returned"),
    ("{mark.converted amount}", "timeline.converted"),
    ("{mark.seized amount}", "timeline.seized"),
    ("{mark.burnt amount}", "timeline.burnt"),
];

fn by_reason(row: &DayFlow) -> [Amount; 4] {
    [row.returned, row.converted, row.seized, row.burnt]
}

fn sentence(steps: &Steps, row: &DayFlow, locale: &Locale, out: &mut Html) {
    let name = steps.name(row.day, locale);
    match (row.inflow > Amount::ZERO, row.outflow > Amount::ZERO) {
        (false, false) => out.put("{mark.nothing when}").made(name),
        (true, false) => out.put("{mark.in when in}").made(name).headline(row.inflow),
        (false, true) => out.put("{mark.out when out}").made(name).headline(row.outflow),
        (true, true) => {
            out.put("{mark.both when in out}").made(name).headline(row.inflow).headline(row.outflow)
        }
    };
    for ((words, _), amount) in REASONS.into_iter().zip(by_reason(row)) {
        if amount > Amount::ZERO {
            out.put(words).headline(amount);
        }
    }
}

/// What is not written on the chart, in full: all events by their numbers, else those outside the time drawn.
fn event_list(labels: &[EventLabel], numbered: bool, out: &mut Html) {
    out.put("<ol class=\"events\" tabindex=\"0\" aria-label=\"{timeline.events}\">");
    for (index, label) in labels.iter().enumerate() {
        if !numbered && label.step.is_some() {
            continue;
        }
        out.put("<li>");
        if numbered {
            out.put("<span class=\"number\">{}</span> ").count(index as u64 + 1);
        }
        out.put("<bdi lang=\"{}\">{}</bdi> <span class=\"muted\">{}</span></li>")
            .lang(&label.event.label)
            .link(label.url().unwrap_or(""), &label.text)
            .date_short(label.event.date);
    }
    out.put("</ol>");
}

fn table(panel: &Panel, asset: &AssetReport, steps: &Steps, events: &[EventMark], out: &mut Html) {
    let locale = panel.locale;
    out.put("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    summary(steps, out);
    out.put(
        "\"><table><caption>{timeline.caption asset}</caption><thead><tr>\
         <th scope=\"col\">{table.when}</th><th scope=\"col\">{timeline.received}</th>\
         <th scope=\"col\">{timeline.spent}</th>",
    )
    .others(&asset.asset);
    // Returns always have a column, the other reasons where there is one.
    let mut shown = [true, false, false, false];
    for row in &asset.timeline {
        for (shown, amount) in shown.iter_mut().zip(by_reason(row)) {
            *shown |= amount > Amount::ZERO;
        }
    }
    let mut columns = 3;
    for ((_, word), shown) in REASONS.into_iter().zip(shown) {
        if shown {
            out.put("<th scope=\"col\">{}</th>").word(word);
            columns += 1;
        }
    }
    out.put("</tr></thead><tbody>");
    for row in &steps.rows {
        out.put("<tr><th scope=\"row\">{}</th>").made(steps.name(row.day, locale));
        let totals = [(row.inflow, true), (row.outflow, true)];
        for (amount, shown) in totals.into_iter().chain(by_reason(row).into_iter().zip(shown)) {
            if shown {
                out.put("<td><data value=\"{}\"><bdi>{}</bdi></data></td>")
                    .made(plain::number(amount.units()))
                    .made(locale.exact(amount, asset.decimals));
            }
        }
        out.put("</tr>");
    }
    for (number, claim) in (1..).zip(&panel.report.claims) {
        if claim.from.is_some() || claim.to.is_some() {
            claims::table_row(number, claim, columns - 1, out);
        }
    }
    for event in events {
        out.put("<tr><th scope=\"row\">{}</th><td colspan=\"{}\"><bdi lang=\"{}\">{}</bdi></td></tr>")
            .date(event.date)
            .number(columns - 1)
            .lang(&event.label)
            .link(event.url.as_deref().unwrap_or(""), &in_language(&event.label, locale));
    }
    out.put("</tbody></table></div>");
}
