//! What came in and what went out over time: bars up and down from one line, events above them.
//!
//! Layout reads left to right in integers; paint mirrors it where the language reads right to left.

use super::html::Html;
use super::html::Value::{Number, Text};
use super::net::hatch;
use super::text::{checked_url, clean, in_language, width};
use super::{Frame, Money, Panel, Size, empty, link, table_button};
use crate::chain::{Amount, Day};
use crate::ledger::timeline::{Step, regroup};
use crate::locale::Locale;
use crate::report::{AssetReport, DayFlow, EventMark};

/// Pixels that a bar and its gap take at least, before days are put together into weeks and months.
const PITCH: i32 = 5;
/// And at most, so that three days do not look like three walls.
const WIDEST_PITCH: i32 = 48;
const LINE: i32 = 18;
const FONT: i32 = 13;
const DISC: i32 = 20;
/// Lanes of event texts above the bars.
const LANES: i32 = 2;

pub(super) fn section(panel: &Panel, out: &mut Html) {
    let locale = panel.locale;
    out.raw("<div class=\"bar-title\">");
    let Some(asset) = panel.asset.filter(|asset| !asset.timeline.is_empty()) else {
        out.raw("<h3>{timeline.title}</h3></div>");
        return empty(panel, out);
    };
    let steps = Steps::of(&asset.timeline, &panel.report.events, panel.frame.column);
    out.raw(match steps.step {
        Step::Day => "<h3>{timeline.by-day}</h3>",
        Step::Week => "<h3>{timeline.by-week}</h3>",
        Step::Month => "<h3>{timeline.by-month}</h3>",
    });
    let as_table = panel.state.timeline_as_table;
    if !as_table {
        out.raw(
            "<p class=\"legend\"><span class=\"key in\">{timeline.received}</span> \
             <span class=\"key out\">{timeline.spent}</span> <span class=\"key back\">{timeline.returned}</span></p>",
        );
    }
    table_button(out, "table:timeline", as_table);
    out.raw("</div>");
    if as_table {
        return table(panel, asset, &steps, out);
    }
    // An event outside the time drawn has no place on it, and a number without a mark says nothing.
    let events = panel.report.events.iter().filter(|event| steps.index_of(event.date).is_some());
    let labels: Vec<EventLabel> = events.map(|event| EventLabel::of(event, locale)).collect();
    let money = Money::of(asset, locale);
    let (tall, list) = heights(panel.frame);
    let column = panel.frame.column;
    let mut layout = self::layout(&steps, &labels, column, tall, money);
    // What is not written on the chart stands in a list below it.
    let listed = layout.texts.is_empty() && !labels.is_empty();
    if listed {
        layout = self::layout(&steps, &labels, column, tall - list, money);
    }
    paint(panel, asset, &steps, &labels, &layout, out);
    if listed {
        event_list(&labels, locale, out);
    }
    out.put("<p class=\"readout\" data-readout=\"\">{}</p>", &[Text(&peak(money, &steps))]);
}

/// The chart's height with no list of events below it, and the height of that list.
fn heights(frame: Frame) -> (i32, i32) {
    match frame.size {
        Size::Small => (284, 64),
        Size::Medium => (240, 44),
        Size::Large => (366, 64),
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
        let span = last.day.0.saturating_sub(first.day.0).saturating_add(1);
        let reach = (span / 6).max(14);
        let near = |day: Day| day.0 >= first.day.0 - reach && day.0 <= last.day.0 + reach;
        let begin = events.iter().map(|event| event.date).filter(|day| near(*day)).min();
        let end = events.iter().map(|event| event.date).filter(|day| near(*day)).max();
        let mut all = Vec::with_capacity(days.len() + 2);
        let empty = |day: Day| DayFlow {
            day,
            inflow: Amount::ZERO,
            outflow: Amount::ZERO,
            returned: Amount::ZERO,
            donations: 0,
        };
        all.extend(begin.filter(|day| *day < first.day).map(empty));
        all.extend_from_slice(days);
        all.extend(end.filter(|day| *day > last.day).map(empty));
        let span = all[all.len() - 1].day.0.saturating_sub(all[0].day.0).saturating_add(1);
        let room = width / PITCH;
        let step = match span {
            _ if span <= room => Step::Day,
            _ if span / 7 < room => Step::Week,
            _ => Step::Month,
        };
        Steps { step, rows: regroup(&all, step) }
    }

    /// The step that holds a day.
    fn index_of(&self, day: Day) -> Option<usize> {
        let after = self.rows.partition_point(|row| row.day <= day);
        let index = after.checked_sub(1)?;
        let inside = match self.step {
            Step::Day => self.rows[index].day == day,
            Step::Week => self.rows[index].day.week_start() == day.week_start(),
            Step::Month => self.rows[index].day.month_start() == day.month_start(),
        };
        inside.then_some(index)
    }

    fn name(&self, day: Day, locale: &Locale) -> String {
        match self.step {
            Step::Day => locale.date(day),
            Step::Week => locale.fill("timeline.week-of", &[("date", &locale.date(day))]),
            Step::Month => locale.month_year(day),
        }
    }
}

/// An event as it may be written on the chart.
pub struct EventLabel {
    pub date: Day,
    pub text: String,
    pub url: Option<String>,
}

impl EventLabel {
    fn of(event: &EventMark, locale: &Locale) -> EventLabel {
        EventLabel {
            date: event.date,
            text: in_language(&event.label, locale).into_owned(),
            url: event.url.as_deref().and_then(checked_url).map(String::from),
        }
    }
}

/// Where a text stands: its box in pixels from the start edge and the top, and which of its ends is fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBox {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub anchor: Anchor,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl TextBox {
    pub fn overlaps(&self, other: &TextBox) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// The text as SVG, in a drawing `drawn` pixels wide that may be mirrored.
    pub(super) fn paint(&self, out: &mut Html, class: &str, drawn: i32, rtl: bool) {
        let (x, anchor) = match self.anchor {
            Anchor::Start => (self.x, "start"),
            Anchor::Middle => (self.x + self.width / 2, "middle"),
            Anchor::End => (self.x + self.width, "end"),
        };
        let x = if rtl { drawn - x } else { x };
        let y = self.y + self.height - 5;
        out.put(
            "<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>",
            &[Text(class), Number(x), Number(y), Text(anchor), Text(&self.text)],
        );
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
    /// The hairline's amount, then the times below.
    pub scale_label: TextBox,
    pub ticks: Vec<TextBox>,
}

/// Places everything within `width × height`.
pub fn layout(steps: &Steps, events: &[EventLabel], width: i32, height: i32, money: Money) -> Layout {
    let locale = money.locale;
    let rows = &steps.rows;
    let count = rows.len().max(1) as i32;
    let drawn = width.min(count * WIDEST_PITCH);
    let x_of = |index: i32| (i64::from(drawn) * i64::from(index) / i64::from(count)) as i32;
    let middle = |index: usize| (x_of(index as i32) + x_of(index as i32 + 1)) / 2;

    let marks: Vec<(usize, i32)> = events
        .iter()
        .enumerate()
        .filter_map(|(event, label)| Some((event, middle(steps.index_of(label.date)?))))
        .collect();
    let texts = place_texts(&marks, events, width);
    let discs = if texts.is_none() { place_discs(&marks, width) } else { Vec::new() };
    let texts = texts.unwrap_or_default();
    let lanes = texts.iter().map(|(_, text, _)| text.y / LINE + 1).max().unwrap_or(0);
    let above = if discs.is_empty() { lanes * LINE } else { DISC } + 2;

    let most_in = rows.iter().map(|row| row.inflow.units()).max().unwrap_or(0);
    let most_out = rows.iter().map(|row| row.outflow.units()).max().unwrap_or(0);
    let round = round_above(most_in);
    let top = above + LINE;
    let plot = (height - top - LINE - 4).max(20);
    // In and out share one scale; a bar that is there is seen.
    let whole = round.saturating_add(most_out).max(1);
    let tall = |units: u128| if units == 0 { 0 } else { scaled(units, whole, plot - 2).max(1) };
    let up = tall(round).max(if most_in > 0 { 1 } else { 0 });
    let baseline = top + up;
    let bars = rows.iter().enumerate().map(|(index, row)| {
        let (start, end) = (x_of(index as i32), x_of(index as i32 + 1));
        let gap = i32::from(end - start > 2);
        let down = tall(row.outflow.units());
        Bar {
            x: start,
            width: (end - start - gap).max(1),
            up: tall(row.inflow.units()).min(up),
            down,
            returned: tall(row.returned.units()).min(down),
        }
    });
    let bars: Vec<Bar> = bars.collect();

    let text = if most_in > 0 { money.short(Amount::from_units(round)) } else { String::new() };
    let scale_width = self::width(&text, FONT);
    // Lines of events that pass through one end of it send it to the other end.
    let lines = |x: &i32, from: i32, to: i32| (from..=to).contains(x);
    let crossed = |from: i32, to: i32| {
        texts.iter().any(|(_, _, at)| lines(at, from, to))
            || discs.iter().any(|disc| lines(&disc.at, from, to) || lines(&disc.x, from, to))
    };
    let at_end = crossed(0, scale_width + 4) && !crossed(width - scale_width - 4, width);
    let scale_label = TextBox {
        x: if at_end { width - scale_width } else { 0 },
        y: top - LINE,
        width: scale_width,
        height: LINE,
        anchor: if at_end { Anchor::End } else { Anchor::Start },
        text,
    };
    let ticks = place_ticks(steps, width, height - LINE, &middle, locale);
    Layout { width, height, baseline, top, bars, texts, discs, scale_label, ticks }
}

/// Puts each event's text beside its line in one of the lanes, so that no text touches another text or a line.
/// None where that cannot be done for all of them.
fn place_texts(
    marks: &[(usize, i32)],
    events: &[EventLabel],
    room: i32,
) -> Option<Vec<(usize, TextBox, i32)>> {
    let mut placed: Vec<(usize, TextBox, i32)> = Vec::new();
    for &(event, at) in marks {
        let text = &events.get(event)?.text;
        let wide = width(text, FONT) + 2;
        let fits = |placed: &[(usize, TextBox, i32)], candidate: &TextBox| {
            candidate.x >= 0
                && candidate.x + candidate.width <= room
                && placed.iter().all(|(_, other, line)| {
                    // A line runs from its own lane down through the lower ones.
                    let crosses = other.y <= candidate.y
                        && (candidate.x - 4..=candidate.x + candidate.width + 4).contains(line);
                    let crossed =
                        candidate.y <= other.y && (other.x - 4..=other.x + other.width + 4).contains(&at);
                    let wider = TextBox { x: other.x - 8, width: other.width + 16, ..other.clone() };
                    !crosses && !crossed && !wider.overlaps(candidate)
                })
        };
        let candidates = (0..LANES).flat_map(|lane| {
            [(at + 5, Anchor::Start), (at - 5 - wide, Anchor::End)].map(|(x, anchor)| TextBox {
                x,
                y: lane * LINE,
                width: wide,
                height: LINE,
                anchor,
                text: text.clone(),
            })
        });
        let found = candidates.into_iter().find(|candidate| fits(&placed, candidate))?;
        placed.push((event, found, at));
    }
    Some(placed)
}

/// Numbers in discs, each as near to its line as the others let it. Events beyond the room stand in the list alone.
fn place_discs(marks: &[(usize, i32)], room: i32) -> Vec<Disc> {
    let mut discs: Vec<Disc> = Vec::new();
    for &(event, at) in marks.iter().take((room / DISC).max(0) as usize) {
        let place = discs.partition_point(|disc| disc.at <= at);
        discs.insert(place, Disc { event, x: at, at });
    }
    let mut least = DISC / 2;
    for disc in &mut discs {
        disc.x = disc.x.max(least);
        least = disc.x + DISC;
    }
    let mut most = room - DISC / 2;
    for disc in discs.iter_mut().rev() {
        disc.x = disc.x.min(most);
        most = disc.x - DISC;
    }
    discs
}

/// Times below the bars: the first, the last, and some between where there is room.
fn place_ticks(
    steps: &Steps,
    room: i32,
    y: i32,
    middle: &dyn Fn(usize) -> i32,
    locale: &Locale,
) -> Vec<TextBox> {
    let rows = &steps.rows;
    let Some(last) = rows.len().checked_sub(1) else {
        return Vec::new();
    };
    let full = |day: Day| match steps.step {
        Step::Day => locale.date_short(day),
        _ => locale.month_year_short(day),
    };
    let make = |text: String, at: i32, anchor: Anchor| {
        let wide = width(&text, FONT);
        let x = match anchor {
            Anchor::Start => at,
            Anchor::Middle => at - wide / 2,
            Anchor::End => at - wide,
        };
        TextBox { x, y, width: wide, height: LINE, anchor, text }
    };
    let first = make(full(rows[0].day), 0, Anchor::Start);
    if last == 0 {
        return vec![first];
    }
    let end = middle(last) + (middle(last) - middle(last - 1)) / 2;
    let mut last_tick = make(full(rows[last].day), end, Anchor::End);
    if last_tick.x < first.x + first.width + 12 {
        // Few narrow bars: the end's date goes on past them, or is left to the table.
        last_tick = make(full(rows[last].day), first.x + first.width + 16, Anchor::Start);
        return if last_tick.x + last_tick.width <= room { vec![first, last_tick] } else { vec![first] };
    }
    let mut ticks = vec![first];
    let between = (room / 200).clamp(1, 4) as usize;
    for part in 1..=between {
        let target = last * part / (between + 1);
        let index = if steps.step == Step::Day { target } else { month_near(rows, target) };
        let day = rows[index].day;
        let text = match steps.step {
            Step::Day => locale.day_month_short(day),
            _ if day.civil().1 == 1 => locale.month_year_short(day),
            _ => locale.month_short(day).to_string(),
        };
        let tick = make(text, middle(index), Anchor::Middle);
        let before = ticks.last().map_or(0, |tick| tick.x + tick.width);
        if tick.x >= before + 12 && tick.x + tick.width + 12 <= last_tick.x {
            ticks.push(tick);
        }
    }
    ticks.push(last_tick);
    ticks
}

/// The nearest step in which a month begins.
fn month_near(rows: &[DayFlow], target: usize) -> usize {
    let begins = |index: usize| {
        index > 0 && index < rows.len() && rows[index].day.month_start() != rows[index - 1].day.month_start()
    };
    (0..4)
        .flat_map(|away| [target.saturating_sub(away), target + away])
        .find(|index| begins(*index))
        .unwrap_or(target)
}

/// The next round amount: one with a round first or second figure, times a power of ten.
fn round_above(units: u128) -> u128 {
    let Some(log) = units.checked_ilog10() else {
        return 0;
    };
    let tenth = 10u128.pow(log.saturating_sub(1));
    [10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 80]
        .into_iter()
        .map(|tenths| tenth.saturating_mul(tenths))
        .find(|round| *round >= units)
        .unwrap_or_else(|| tenth.saturating_mul(100))
        .max(units.min(9))
}

/// `part / whole` of a length, without overflow.
pub(super) fn scaled(part: u128, whole: u128, length: i32) -> i32 {
    let shift = (128 - whole.leading_zeros()).saturating_sub(64);
    let whole = (whole >> shift).max(1);
    ((part >> shift) * u128::from(length.max(0).unsigned_abs()) / whole) as i32
}

fn paint(
    panel: &Panel,
    asset: &AssetReport,
    steps: &Steps,
    labels: &[EventLabel],
    layout: &Layout,
    out: &mut Html,
) {
    let locale = panel.locale;
    let rtl = locale.is_rtl();
    let money = Money::of(asset, locale);
    let (wide, tall, base) = (layout.width, layout.height, layout.baseline);
    let place = |x: i32, width: i32| Number(if rtl { wide - x - width } else { x });
    out.put(
        "<svg class=\"chart bars\" role=\"group\" aria-label=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">",
        &[
            Text(&summary(panel, asset, steps)),
            Number(wide),
            Number(tall),
            Number(wide),
            Number(tall),
        ],
    );
    hatch(out, "timeline");
    if !layout.scale_label.text.is_empty() {
        out.put("<path class=\"hairline\" d=\"M0 {}H{}\"/>", &[Number(layout.top), Number(wide)]);
        layout.scale_label.paint(out, "tick", wide, rtl);
    }
    let mut stop = 0;
    for (bar, row) in layout.bars.iter().zip(&steps.rows) {
        let x = place(bar.x, bar.width);
        out.put(
            "<g data-mark=\"\" role=\"img\" aria-label=\"{}\" tabindex=\"{}\">\
             <rect class=\"hit\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            &[
                Text(&sentence(money, steps, row)),
                Number(stop),
                x,
                Number(layout.top),
                Number(bar.width),
                Number(tall - LINE - layout.top),
            ],
        );
        stop = -1;
        let parts = [
            ("in", "", base - bar.up, bar.up),
            ("out", "", base + 1 + bar.returned, bar.down - bar.returned),
            ("back", "url(#h-timeline)", base + 1, bar.returned),
        ];
        for (class, fill, y, height) in parts {
            if height > 0 {
                let (y, height, width) = (Number(y), Number(height), Number(bar.width));
                let template = match fill {
                    "" => "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                    _ => "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
                };
                out.put(template, &[Text(class), x, y, width, height, Text(fill)]);
            }
        }
        out.raw("</g>");
    }
    out.put("<path class=\"baseline\" d=\"M0 {}H{}\"/>", &[Number(base), Number(wide)]);
    for (event, text, at) in &layout.texts {
        out.put(
            "<path class=\"event\" d=\"M{} {}V{}\"/>",
            &[place(*at, 0), Number(text.y + 2), Number(base)],
        );
        let url = labels.get(*event).and_then(|label| label.url.as_deref());
        if let Some(url) = url {
            out.put("<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">", &[Text(url)]);
        }
        text.paint(out, "event-text", wide, rtl);
        if url.is_some() {
            out.raw("</a>");
        }
    }
    let mut before = None;
    for disc in &layout.discs {
        // Events of one step share the line below.
        let foot = if before == Some(disc.at) { DISC + 4 } else { base };
        before = Some(disc.at);
        let (x, at) = (place(disc.x, 0), place(disc.at, 0));
        out.put(
            "<path class=\"event\" d=\"M{} {}L{} {}V{}\"/><circle class=\"disc\" cx=\"{}\" cy=\"{}\" r=\"9\"/>\
             <text class=\"disc-text\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            &[
                x,
                Number(DISC / 2),
                at,
                Number(DISC + 4),
                Number(foot),
                x,
                Number(DISC / 2),
                x,
                Number(DISC / 2 + 4),
                Text(&locale.integer(disc.event as u128 + 1)),
            ],
        );
    }
    for tick in &layout.ticks {
        tick.paint(out, "tick", wide, rtl);
    }
    out.raw("</svg>");
}

/// What a screen reader says of the whole chart.
fn summary(panel: &Panel, asset: &AssetReport, steps: &Steps) -> String {
    let locale = panel.locale;
    let (Some(first), Some(last)) = (steps.rows.first(), steps.rows.last()) else {
        return String::new();
    };
    let money = Money::of(asset, locale);
    locale.fill(
        "timeline.summary",
        &[
            ("from", &locale.date(first.day)),
            ("to", &locale.date(last.day)),
            ("in", &money.headline(asset.totals.from_outside)),
            ("out", &money.headline(asset.totals.spent)),
        ],
    )
}

/// The most that came in one step: what the line below says until a mark is asked.
fn peak(money: Money, steps: &Steps) -> String {
    match steps.rows.iter().max_by_key(|row| row.inflow) {
        Some(row) if row.inflow > Amount::ZERO => {
            let when = steps.name(row.day, money.locale);
            money.locale.fill("timeline.peak", &[("when", &when), ("amount", &money.headline(row.inflow))])
        }
        _ => String::new(),
    }
}

fn sentence(money: Money, steps: &Steps, row: &DayFlow) -> String {
    let locale = money.locale;
    let key = match (row.inflow > Amount::ZERO, row.outflow > Amount::ZERO, row.returned > Amount::ZERO) {
        (false, false, _) => "mark.nothing",
        (true, false, _) => "mark.in",
        (false, true, false) => "mark.out",
        (true, true, false) => "mark.both",
        (_, true, true) => "mark.all",
    };
    let amount =
        |amount: Amount| if amount > Amount::ZERO { money.headline(amount) } else { locale.integer(0) };
    locale.fill(
        key,
        &[
            ("when", &steps.name(row.day, locale)),
            ("in", &amount(row.inflow)),
            ("out", &amount(row.outflow)),
            ("back", &amount(row.returned)),
        ],
    )
}

fn event_list(labels: &[EventLabel], locale: &Locale, out: &mut Html) {
    out.raw("<ol class=\"events\" tabindex=\"0\" aria-label=\"{timeline.events}\">");
    for (index, label) in labels.iter().enumerate() {
        let number = locale.integer(index as u128 + 1);
        out.put("<li><span class=\"number\">{}</span> <bdi>", &[Text(&number)]);
        link(out, label.url.as_deref().unwrap_or(""), &label.text);
        out.put("</bdi> <span class=\"muted\">{}</span></li>", &[Text(&locale.date_short(label.date))]);
    }
    out.raw("</ol>");
}

fn table(panel: &Panel, asset: &AssetReport, steps: &Steps, out: &mut Html) {
    let locale = panel.locale;
    let caption = locale.fill("timeline.caption", &[("asset", &clean(&asset.asset))]);
    out.put(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><caption>{}</caption><thead><tr>\
         <th scope=\"col\">{table.when}</th><th scope=\"col\">{timeline.received}</th>\
         <th scope=\"col\">{timeline.spent}</th><th scope=\"col\">{timeline.returned}</th></tr></thead><tbody>",
        &[Text(&summary(panel, asset, steps)), Text(&caption)],
    );
    for row in &steps.rows {
        out.put("<tr><th scope=\"row\">{}</th>", &[Text(&steps.name(row.day, locale))]);
        for amount in [row.inflow, row.outflow, row.returned] {
            let (units, text) = (amount.units().to_string(), locale.exact(amount, asset.decimals));
            out.put("<td><data value=\"{}\"><bdi>{}</bdi></data></td>", &[Text(&units), Text(&text)]);
        }
        out.raw("</tr>");
    }
    for event in &panel.report.events {
        out.put("<tr><th scope=\"row\">{}</th><td colspan=\"3\"><bdi>", &[Text(&locale.date(event.date))]);
        link(out, event.url.as_deref().unwrap_or(""), &in_language(&event.label, locale));
        out.raw("</bdi></td></tr>");
    }
    out.raw("</tbody></table></div>");
}
