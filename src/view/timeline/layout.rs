//! Where everything on the timeline stands, read left to right in integers.

use super::{EventLabel, Steps};
use crate::chain::Amount;
use crate::ledger::timeline::Step;
use crate::locale::Locale;
use crate::view::Money;
use crate::view::chart::scaled;
use crate::view::text::width;

const FONT: i32 = 13;
pub(super) const LINE: i32 = 18;
pub(super) const DISC: i32 = 20;
/// The width of "+199".
const MORE: i32 = 36;
/// Lanes of event texts above the bars.
const LANES: i32 = 2;
/// And at most, so that three days do not look like three walls.
const WIDEST_PITCH: i32 = 48;

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

    pub(super) fn end(&self) -> i32 {
        self.x + self.width
    }

    pub fn overlaps(&self, other: &TextBox) -> bool {
        self.x < other.end()
            && other.x < self.end()
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
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
    // Evenly: without the one between them, two months look like neighbours.
    'strides: for stride in [1, 2, 3, 6, 12, 24, 48, 96] {
        ticks.truncate(1);
        before = ticks[0].0.end();
        for index in 1..last {
            let mut ordinal = index as i32;
            if steps.step != Step::Day {
                let [before, (year, month, _)] = [index - 1, index].map(|index| rows[index].day.civil());
                if before.1 == month {
                    continue;
                }
                ordinal = year * 12 + month as i32 - 1;
            }
            if ordinal % stride != 0 {
                continue;
            }
            let tick = tick(index, false, middle(index), Anchor::Middle);
            if tick.0.end() + 12 > end.0.x {
                break;
            }
            if tick.0.x >= before + 12 {
                before = tick.0.end();
                ticks.push(tick);
            } else if ticks.len() > 1 {
                continue 'strides;
            }
        }
        break;
    }
    ticks.push(end);
    ticks
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
