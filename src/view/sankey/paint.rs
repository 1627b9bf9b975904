//! The layout as SVG: links as filled bands, nodes, texts. Mirrored for right-to-left languages.

use super::layout::{DETAIL_FONT, LINE, Layout, NODE_WIDTH, Placed, TEXT_GAP};
use crate::view::chart;
use crate::view::html::Html;

/// Writes on behind the drawing's `aria-label`.
pub fn paint(layout: &Layout, out: &mut Html) {
    let wide = layout.extent.width;
    let middle_x = (wide - NODE_WIDTH) / 2;
    let (middle_y, middle_height) = layout.middle;
    chart::begin(wide, layout.extent.height, out);
    let mut stop = 0;
    for node in &layout.sources {
        mark(node, &[0, NODE_WIDTH, middle_x, NODE_WIDTH + TEXT_GAP], stop, out);
        stop = -1;
    }
    let edge = wide - NODE_WIDTH;
    for node in &layout.destinations {
        mark(node, &[edge, edge, middle_x + NODE_WIDTH, edge - TEXT_GAP], stop, out);
        stop = -1;
    }
    out.put("<rect class=\"middle\" x=\"{}\" y=\"{}\" width=\"10\" height=\"{}\"/>")
        .number(middle_x)
        .number(middle_y)
        .number(middle_height);
    chart::text("middle-text", wide / 2, 13, "middle", &layout.middle_text, out);
    out.put("<path class=\"lead\" d=\"M{} 18V{}\"/></svg>").number(wide / 2).number(middle_y);
}

/// `along` the width: the node's edge, where its link begins and ends, where its text is fixed. `stop` is the mark's
/// `tabindex`.
fn mark(node: &Placed, along: &[i32; 4], stop: i32, out: &mut Html) {
    let &[edge, from, to, text] = along;
    let half = (from + to) / 2;
    let (anchor, beside) = if edge == 0 { ("start", text - 2) } else { ("end", text + 2) };
    let (top, bottom) = (node.y, node.y + node.height);
    let (meet, leave) = (node.middle_y, node.middle_y + node.height);
    out.put("<g class=\"{}\" data-mark=\"{}").text(node.class).text(node.mark);
    if !node.sources.is_empty() {
        out.put("\" data-source=\"{}").text(node.sources);
    }
    out.put(
        "\" role=\"img\" aria-label=\"{}\" tabindex=\"{}\">\
         <path class=\"link\" d=\"M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z\"/>\
         <rect class=\"node\" x=\"{}\" y=\"{}\" width=\"10\" height=\"{}\"/>",
    )
    .text(node.sentence)
    .number(stop);
    for (x, y) in [(from, top), (half, top), (half, meet), (to, meet)] {
        out.x(x, 0).number(y);
    }
    out.number(leave);
    for (x, y) in [(half, leave), (half, bottom), (from, bottom)] {
        out.x(x, 0).number(y);
    }
    out.x(edge, NODE_WIDTH).number(top).number(node.height);
    // A text that had to move away from its node is led to it.
    if node.text_y < top - 10 || node.text_y > bottom + 10 {
        out.put("<path class=\"lead\" d=\"M{} {}L{} {}\"/>")
            .x(from, 0)
            .number((top + bottom) / 2)
            .x(beside, 0)
            .number(node.text_y);
    }
    if node.is_listed {
        // A hollow square on its corner, in the node's middle.
        out.put("<path class=\"disc\" d=\"M{} {}l5 5l-5 5l-5 -5Z\"/>")
            .x(edge + NODE_WIDTH / 2, 0)
            .number((top + bottom) / 2 - 5);
    }
    let text_top = node.text_y - node.text_height / 2;
    chart::text("node-name", text, text_top + 13, anchor, &node.name, out);
    if let Some(detail) = node.detail {
        chart::text("node-detail", text, text_top + LINE + DETAIL_FONT, anchor, detail, out);
    }
    out.put("</g>");
}
