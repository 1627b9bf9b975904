//! The layout as SVG: links as filled bands, nodes, texts. Mirrored for right-to-left languages.

use super::layout::{DETAIL_FONT, LINE, Layout, NODE_WIDTH, Placed, TEXT_GAP};
use crate::locale::Locale;
use maud::{Markup, html};

pub fn paint(layout: &Layout, summary: &str, locale: &Locale) -> Markup {
    let (wide, tall) = (layout.extent.width, layout.extent.height);
    let rtl = locale.is_rtl();
    let middle_x = (wide - NODE_WIDTH) / 2;
    let (middle_y, middle_height) = layout.middle;
    html! {
        svg.chart.sankey role="group" aria-label=(summary) width=(wide) height=(tall)
            viewBox={ "0 0 " (wide) " " (tall) } {
            @for (index, node) in layout.sources.iter().enumerate() {
                (mark(node, Ends { node: 0, from: NODE_WIDTH, to: middle_x, text: NODE_WIDTH + TEXT_GAP },
                    wide, rtl, index == 0, "start"))
            }
            @for (index, node) in layout.destinations.iter().enumerate() {
                (mark(node, Ends { node: wide - NODE_WIDTH, from: wide - NODE_WIDTH, to: middle_x + NODE_WIDTH,
                    text: wide - NODE_WIDTH - TEXT_GAP },
                    wide, rtl, index == 0 && layout.sources.is_empty(), "end"))
            }
            rect.middle x=(middle_x) y=(middle_y) width=(NODE_WIDTH) height=(middle_height) {}
            text.middle-text x=(wide / 2) y="13" text-anchor="middle" { (layout.middle_text) }
            path.lead d={ "M" (wide / 2) " 18V" (middle_y) } {}
        }
    }
}

/// Along the width: the node's edge, where its link begins and ends, where its text is fixed.
struct Ends {
    node: i32,
    from: i32,
    to: i32,
    text: i32,
}

fn mark(node: &Placed, ends: Ends, wide: i32, rtl: bool, first: bool, anchor: &str) -> Markup {
    let place = |x: i32| if rtl { wide - x } else { x };
    let half = (ends.from + ends.to) / 2;
    let (from, to, half) = (place(ends.from), place(ends.to), place(half));
    let (top, bottom) = (node.y, node.y + node.height);
    let (meet, leave) = (node.middle_y, node.middle_y + node.height);
    let text_top = node.text_y - node.text_height / 2;
    // A text that had to move away from its node is led to it.
    let away = node.text_y < top - 10 || node.text_y > bottom + 10;
    html! {
        g class=(node.class) data-mark="" role="img" aria-label=(node.sentence)
            tabindex=(if first { "0" } else { "-1" }) {
            path.link d={
                "M" (from) " " (top) "C" (half) " " (top) " " (half) " " (meet) " " (to) " " (meet)
                "V" (leave) "C" (half) " " (leave) " " (half) " " (bottom) " " (from) " " (bottom) "Z"
            } {}
            rect.node x=(if rtl { wide - ends.node - NODE_WIDTH } else { ends.node }) y=(top) width=(NODE_WIDTH)
                height=(node.height) {}
            @if away {
                @let text = place(if anchor == "start" { ends.text - 2 } else { ends.text + 2 });
                path.lead d={ "M" (place(ends.from)) " " ((top + bottom) / 2) "L" (text) " " (node.text_y) } {}
            }
            text.node-name x=(place(ends.text)) y=(text_top + 13) text-anchor=(anchor) { (node.name) }
            @if let Some(detail) = &node.detail {
                text.node-detail x=(place(ends.text)) y=(text_top + LINE + DETAIL_FONT) text-anchor=(anchor) { (detail) }
            }
        }
    }
}
