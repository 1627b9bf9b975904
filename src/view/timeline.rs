//! What came in and what went out over time: bars up and down from one line, events above them.
//!
//! Layout reads left to right in integers; paint mirrors it where the language reads right to left.

use super::chart::{self, hatch, scaled};
use super::claims;
use super::html::Html;
use super::text::{checked_url, in_language, width};
use super::{Frame, Money, Panel, Size, empty, issuer, keys, table_button};
use crate::chain::{Amount, Day};
use crate::ledger::timeline::{Step, regroup};
use crate::locale::Locale;
use crate::plain;
use crate::report::{AssetReport, DayFlow, EventMark};
use crate::sorted::order;

/// Pixels that a bar and its gap take at least, before days are put together into weeks and months.
const PITCH: i32 = 5;
/// And at most, so that three days do not look like three walls.
const WIDEST_PITCH: i32 = 48;
const LINE: i32 = 18;
const FONT: i32 = 13;
const DISC: i32 = 20;
/// The width of "+199".
const MORE: i32 = 36;
/// Lanes of event texts above the bars.
const LANES: i32 = 2;

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
    let layout = self::layout(&steps, &labels, panel.frame.column, heights(panel.frame), &panel.money);
    keys(out);
    paint(panel, &steps, &labels, &layout, out);
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
    let layout = self::layout(&steps, &labels, panel.frame.column, (height, 0), &panel.money);
    paint(panel, &steps, &labels, &layout, out);
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

/// The times of sentences, as ranges of steps, each with the sentence's number.
fn shades(panel: &Panel, steps: &Steps) -> Vec<(u64, usize, usize)> {
    let mut shades = Vec::new();
    let claims = &panel.report.claims;
    // What claims are shown by is a part of the code that only campaigns with claims load.
    if let (false, Some(first), Some(last)) = (claims.is_empty(), steps.rows.first(), steps.rows.last()) {
        let end = Day(steps.step.next(last.day).0 - 1);
        for (number, from, to) in claims::shaded(claims, first.day, end) {
            if let (Some(from), Some(to)) = (steps.index_of(from), steps.index_of(to)) {
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

/// Where a text stands: its box in pixels from the start edge and the top, and which of its ends is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextBox {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub anchor: Anchor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl TextBox {
    /// The box of a text of one line with its start, middle or end at `at`.
    fn new(text: &str, at: i32, y: i32, anchor: Anchor) -> TextBox {
        let width = width(text, FONT);
        let x = match anchor {
            Anchor::Start => at,
            Anchor::Middle => at - width / 2,
            Anchor::End => at - width,
        };
        TextBox { x, y, width, height: LINE, anchor }
    }

    fn end(&self) -> i32 {
        self.x + self.width
    }

    pub fn overlaps(&self, other: &TextBox) -> bool {
        self.x < other.end()
            && other.x < self.end()
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// The text as SVG.
    fn paint(&self, text: &str, class: &str, out: &mut Html) {
        let (x, anchor) = match self.anchor {
            Anchor::Start => (self.x, "start"),
            Anchor::Middle => (self.x + self.width / 2, "middle"),
            Anchor::End => (self.end(), "end"),
        };
        chart::text(class, x, self.y + self.height - 5, anchor, text, out);
    }
}

/// A bar: its place along the time, its height up, and down with the part of it that was sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub x: i32,
    pub width: i32,
    pub up: i32,
    pub down: i32,
    pub returned: i32,
}

/// An event's number in a disc, and the bar it points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disc {
    pub event: usize,
    pub x: i32,
    pub at: i32,
}

pub struct Layout {
    pub width: i32,
    pub height: i32,
    /// The line between in and out.
    pub baseline: i32,
    /// The hairline of the round amount above the highest bar.
    pub top: i32,
    pub bars: Vec<Bar>,
    /// An event's text, and where its line stands.
    pub texts: Vec<(usize, TextBox, i32)>,
    pub discs: Vec<Disc>,
    /// The place of "+7": so many events found no room for a disc.
    pub more: Option<(TextBox, u64)>,
    /// Below the chart stands a list of what is not written on it.
    pub has_list: bool,
    /// The hairline's amount, then the times below.
    pub scale_label: (TextBox, String),
    pub ticks: Vec<(TextBox, String)>,
}

/// Places everything within `width` and the first of the heights, less the second where a list of events takes it.
pub fn layout(
    steps: &Steps,
    events: &[EventLabel],
    width: i32,
    (mut height, list): (i32, i32),
    money: &Money,
) -> Layout {
    let rows = &steps.rows;
    let count = rows.len().max(1);
    let drawn = width.min((count as i32).saturating_mul(WIDEST_PITCH));
    let x_of = |index: usize| (drawn as usize * index / count) as i32;
    let middle = |index: usize| (x_of(index) + x_of(index + 1)) / 2;

    let (mut discs, mut more, mut texts, mut above) = (Vec::new(), None, Vec::new(), 0);
    if place_texts(events, width, &middle, &mut texts) {
        for (_, text, _) in &texts {
            above = above.max(text.y + LINE);
        }
    } else {
        texts.clear();
        (discs, more) = place_discs(events, width, &middle);
        above = DISC;
    }
    let has_list = !discs.is_empty() || more.is_some() || events.iter().any(|label| label.step.is_none());
    if has_list {
        height -= list;
    }

    let (mut most_in, mut most_out) = (0, 0);
    for row in rows {
        most_in = most_in.max(row.inflow.units());
        most_out = most_out.max(row.outflow.units());
    }
    let round = round_above(most_in);
    let top = above + 2 + LINE;
    let plot = (height - top - LINE - 4).max(20);
    // In and out share one scale; a bar that is there is seen.
    let whole = round.saturating_add(most_out).max(1);
    let tall = |amount: &Amount| {
        if *amount == Amount::ZERO { 0 } else { scaled(amount.units(), whole, plot - 2).max(1) }
    };
    let up = tall(&Amount::from_units(round));
    let mut bars = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let x = x_of(index);
        let room = x_of(index + 1) - x;
        let down = tall(&row.outflow);
        bars.push(Bar {
            x,
            width: (room - i32::from(room > 2)).max(1),
            up: tall(&row.inflow).min(up),
            down,
            returned: tall(&row.returned).min(down),
        });
    }

    let text = if most_in > 0 { money.drawn(Amount::from_units(round)) } else { String::new() };
    let mut place = TextBox::new(&text, 0, top - LINE, Anchor::Start);
    // Lines of events that pass through one end of it send it to the other end.
    let crossed = |from: i32| {
        let range = from..=from + place.width + 4;
        texts.iter().any(|(_, _, at)| range.contains(at))
            || discs.iter().any(|disc| range.contains(&disc.at) || range.contains(&disc.x))
    };
    if crossed(0) && !crossed(width - place.width - 4) {
        place = TextBox { x: width - place.width, anchor: Anchor::End, ..place };
    }
    let ticks = place_ticks(steps, width, height - LINE, &middle, money.locale);
    Layout {
        width,
        height,
        baseline: top + up,
        top,
        bars,
        texts,
        discs,
        more,
        has_list,
        scale_label: (place, text),
        ticks,
    }
}

/// Puts each event's text beside its line in one of the lanes, so that no text touches another text or a line;
/// whether that can be done for all of them.
fn place_texts(
    events: &[EventLabel],
    room: i32,
    middle: &dyn Fn(usize) -> i32,
    placed: &mut Vec<(usize, TextBox, i32)>,
) -> bool {
    for (event, label) in events.iter().enumerate() {
        let Some(step) = label.step else { continue };
        let at = middle(step);
        let width = width(&label.text, FONT) + 2;
        // In each lane after its line, then before it.
        let found = (0..2 * LANES).find_map(|place| {
            let (x, anchor) =
                if place % 2 == 0 { (at + 5, Anchor::Start) } else { (at - 5 - width, Anchor::End) };
            let text = TextBox { x, y: place / 2 * LINE, width, height: LINE, anchor };
            let inside = x >= 0 && text.end() <= room;
            (inside && placed.iter().all(|(_, other, line)| keep_clear(&text, at, other, *line)))
                .then_some(text)
        });
        match found {
            Some(text) => placed.push((event, text, at)),
            None => return false,
        }
    }
    true
}

/// No text touches the other, nor the other's line, which runs from its own lane down through the lower ones.
fn keep_clear(text: &TextBox, line: i32, other: &TextBox, other_line: i32) -> bool {
    let crosses = |upper: &TextBox, line: i32, lower: &TextBox| {
        upper.y <= lower.y && (lower.x - 4..=lower.end() + 4).contains(&line)
    };
    let wider = TextBox { x: other.x - 8, width: other.width + 16, ..*other };
    !crosses(other, other_line, text) && !crosses(text, line, other) && !wider.overlaps(text)
}

/// Numbers in discs, each as near to its line as the others let it. For events beyond the room there is one place, at the end.
fn place_discs(
    events: &[EventLabel],
    room: i32,
    middle: &dyn Fn(usize) -> i32,
) -> (Vec<Disc>, Option<(TextBox, u64)>) {
    let mut drawn = Vec::new();
    for (event, label) in events.iter().enumerate() {
        if let Some(step) = label.step {
            drawn.push((event, middle(step)));
        }
    }
    let (mut room, mut more) = (room, None);
    if drawn.len() as i32 > room / DISC {
        let place = TextBox { x: room - MORE, y: 0, width: MORE, height: DISC, anchor: Anchor::End };
        room -= MORE;
        let shown = (room / DISC).max(0) as usize;
        more = Some((place, (drawn.len() - shown) as u64));
        drawn.truncate(shown);
    }
    let mut discs = Vec::with_capacity(drawn.len());
    let mut least = DISC / 2;
    for (event, at) in drawn {
        let x = at.max(least);
        least = x + DISC;
        discs.push(Disc { event, x, at });
    }
    let mut most = room - DISC / 2;
    for disc in discs.iter_mut().rev() {
        disc.x = disc.x.min(most);
        most = disc.x - DISC;
    }
    (discs, more)
}

/// Times below the bars: the first, the last, and some between where there is room.
fn place_ticks(
    steps: &Steps,
    room: i32,
    y: i32,
    middle: &dyn Fn(usize) -> i32,
    locale: &Locale,
) -> Vec<(TextBox, String)> {
    let rows = &steps.rows;
    let tick = |index: usize, full: bool, at: i32, anchor: Anchor| {
        let text = steps.tick(rows[index].day, full, locale);
        (TextBox::new(&text, at, y, anchor), text)
    };
    let Some(last) = rows.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut ticks = vec![tick(0, true, 0, Anchor::Start)];
    if last == 0 {
        return ticks;
    }
    let mut before = ticks[0].0.end();
    let mut end = tick(last, true, middle(last) + (middle(last) - middle(last - 1)) / 2, Anchor::End);
    if end.0.x < before + 12 {
        // Few narrow bars: the end's date goes on past them, or is left to the table.
        (end.0.x, end.0.anchor) = (before + 16, Anchor::Start);
        if end.0.end() <= room {
            ticks.push(end);
        }
        return ticks;
    }
    let between = (room / 200).clamp(1, 4) as usize;
    for part in 1..=between {
        let mut index = last * part / (between + 1);
        if steps.step != Step::Day {
            index = month_near(rows, index);
        }
        let tick = tick(index, false, middle(index), Anchor::Middle);
        if tick.0.x >= before + 12 && tick.0.end() + 12 <= end.0.x {
            before = tick.0.end();
            ticks.push(tick);
        }
    }
    ticks.push(end);
    ticks
}

/// The nearest step in which a month begins.
fn month_near(rows: &[DayFlow], target: usize) -> usize {
    for away in 0..4 {
        for index in [target.saturating_sub(away), target + away] {
            if let Some([before, row]) = index.checked_sub(1).and_then(|before| rows.get(before..=index))
                && before.day.month_start() != row.day.month_start()
            {
                return index;
            }
        }
    }
    target
}

/// The next round amount: one with a round first or second figure, times a power of ten.
fn round_above(units: u128) -> u128 {
    if units == 0 {
        return 0;
    }
    let mut tenth: u128 = 1;
    while units >= tenth.saturating_mul(100) {
        tenth *= 10;
    }
    for tenths in [10u8, 12, 15, 20, 25, 30, 35, 40, 50, 60, 80] {
        if tenth * u128::from(tenths) >= units {
            return tenth * u128::from(tenths);
        }
    }
    tenth * 100
}

fn paint(panel: &Panel, steps: &Steps, labels: &[EventLabel], layout: &Layout, out: &mut Html) {
    let locale = panel.locale;
    let (wide, tall, base) = (layout.width, layout.height, layout.baseline);
    out.put("<svg class=\"chart bars\" role=\"group\" aria-label=\"");
    summary(steps, out);
    chart::begin(wide, tall, out);
    hatch(out, "timeline", wide);
    let (label, text) = &layout.scale_label;
    if !text.is_empty() {
        out.put("<path class=\"hairline\" d=\"M0 {}H{}\"/>").number(layout.top).number(wide);
        label.paint(text, "tick", out);
    }
    let shades = shades(panel, steps);
    for &(_, from, to) in &shades {
        if let (Some(first), Some(last)) = (layout.bars.get(from), layout.bars.get(to)) {
            let width = last.x + last.width - first.x;
            out.put("<rect class=\"time\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>")
                .x(first.x, width)
                .number(layout.top)
                .number(width)
                .number(tall - LINE - layout.top);
        }
    }
    let mut stop = 0;
    for (index, (bar, row)) in layout.bars.iter().zip(&steps.rows).enumerate() {
        out.put("<g data-mark=\"{}\" role=\"img\" aria-label=\"").made(row.day.iso());
        sentence(steps, row, locale, out);
        for &(number, from, to) in &shades {
            if (from..=to).contains(&index) {
                out.put("{claims.mark n}").count(number);
            }
        }
        out.put("\" tabindex=\"{}\">").number(stop);
        stop = -1;
        let mut part = |class: &str, y: i32, height: i32| {
            if height > 0 {
                out.put("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"")
                    .text(class)
                    .x(bar.x, bar.width)
                    .number(y)
                    .number(bar.width)
                    .number(height);
                match class {
                    "back" => out.put(" fill=\"url(#h-timeline-{})\"/>").number(wide),
                    _ => out.put("/>"),
                };
            }
        };
        part("hit", layout.top, tall - LINE - layout.top);
        part("in", base - bar.up, bar.up);
        part("out", base + 1 + bar.returned, bar.down - bar.returned);
        part("back", base + 1, bar.returned);
        out.put("</g>");
        // In the order of time: arrow keys go from a bar to what happened then.
        paint_events(labels, layout, index, out);
    }
    out.put("<path class=\"baseline\" d=\"M0 {}H{}\"/>").number(base).number(wide);
    if let Some((place, count)) = &layout.more {
        out.put(
            "<g data-mark=\"events-more\" role=\"img\" aria-label=\"{mark.more-events n}\" tabindex=\"-1\">\
             <text class=\"disc-text\" x=\"{}\" y=\"14\" text-anchor=\"end\">+{}</text></g>",
        )
        .count(*count)
        .x(place.end(), 0)
        .count(*count);
    }
    for (tick, text) in &layout.ticks {
        tick.paint(text, "tick", out);
    }
    out.put("</svg>");
}

/// The events of a step: each is a mark with its sentence. A text leads to its page, a disc's line below the chart does.
fn paint_events(labels: &[EventLabel], layout: &Layout, step: usize, out: &mut Html) {
    let base = layout.baseline;
    for (event, text, at) in &layout.texts {
        let label = &labels[*event];
        if label.step != Some(step) {
            continue;
        }
        out.put(if label.url().is_some() { "<a data-mark=\"{}" } else { "<g data-mark=\"{}" })
            .made(event_mark(labels, *event));
        match label.url() {
            Some(url) => out.put("\" href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer").text(url),
            None => out.put("\" role=\"img"),
        };
        out.put(
            "\" aria-label=\"{mark.event date text}\" tabindex=\"-1\"><path class=\"event\" d=\"M{} {}V{}\"/>",
        )
        .date(label.event.date)
        .text(&label.text)
        .x(*at, 0)
        .number(text.y + 2)
        .number(base);
        text.paint(&label.text, "event-text", out);
        out.put(if label.url().is_some() { "</a>" } else { "</g>" });
    }
    let mut is_first = true;
    for disc in &layout.discs {
        let label = &labels[disc.event];
        if label.step != Some(step) {
            continue;
        }
        // Events of one step share the line below.
        let foot = if is_first { base } else { DISC + 4 };
        is_first = false;
        out.put("<g data-mark=\"{}").made(event_mark(labels, disc.event));
        if let Some(url) = label.url() {
            out.put("\" data-source=\"{}").text(url);
        }
        out.put(
            "\" role=\"img\" aria-label=\"{mark.event date text}\" tabindex=\"-1\">\
             <path class=\"event\" d=\"M{} 19L{} 24V{}\"/><circle class=\"disc\" cx=\"{}\" cy=\"10\" r=\"9\"/>\
             <text class=\"disc-text\" x=\"{}\" y=\"14\" text-anchor=\"middle\">{}</text></g>",
        )
        .date(label.event.date)
        .text(&label.text)
        .x(disc.x, 0)
        .x(disc.at, 0)
        .number(foot)
        .x(disc.x, 0)
        .x(disc.x, 0)
        .count(disc.event as u64 + 1);
    }
}

/// An event's `data-mark`: its day, and which of that day's it is.
fn event_mark(labels: &[EventLabel], event: usize) -> String {
    let day = labels[event].event.date;
    let before = labels[..event].iter().filter(|label| label.event.date == day).count();
    ["event-", &day.iso(), "-", &plain::number(before as u128 + 1)].concat()
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
