//! The timeline as SVG, mirrored where the language reads right to left.

use super::layout::{Anchor, DISC, LINE, Layout, TextBox};
use super::{EventLabel, Steps, sentence, shades, summary};
use crate::plain;
use crate::view::Panel;
use crate::view::chart::{self, hatch};
use crate::view::html::Html;

pub(super) fn paint(panel: &Panel, steps: &Steps, labels: &[EventLabel], layout: &Layout, out: &mut Html) {
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

impl TextBox {
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
