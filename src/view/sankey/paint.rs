//! The layout as SVG: links as filled bands, nodes, texts. Mirrored for right-to-left languages.

use super::layout::{DETAIL_FONT, LINE, Layout, NODE_WIDTH, Placed, TEXT_GAP};
use crate::view::html::Html;

/// Writes on behind the drawing's `aria-label`.
pub fn paint(layout: &Layout, rtl: bool, out: &mut Html) {
    let (wide, tall) = (layout.extent.width, layout.extent.height);
    let middle_x = (wide - NODE_WIDTH) / 2;
    let (middle_y, middle_height) = layout.middle;
    out.put("\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">")
        .number(wide)
        .number(tall)
        .number(wide)
        .number(tall);
    let mirrored = if rtl { Some(wide) } else { None };
    let mut stop = 0;
    for node in &layout.sources {
        mark(node, &[0, NODE_WIDTH, middle_x, NODE_WIDTH + TEXT_GAP], mirrored, stop, out);
        stop = -1;
    }
    let edge = wide - NODE_WIDTH;
    for node in &layout.destinations {
        mark(node, &[edge, edge, middle_x + NODE_WIDTH, edge - TEXT_GAP], mirrored, stop, out);
        stop = -1;
    }
    out.put(
        "<rect class=\"middle\" x=\"{}\" y=\"{}\" width=\"10\" height=\"{}\"/>\
         <text class=\"middle-text\" x=\"{}\" y=\"13\" text-anchor=\"middle\">{}</text>\
         <path class=\"lead\" d=\"M{} 18V{}\"/></svg>",
    )
    .number(middle_x)
    .number(middle_y)
    .number(middle_height)
    .number(wide / 2)
    .text(&layout.middle_text)
    .number(wide / 2)
    .number(middle_y);
}

/// `along` the width: the node's edge, where its link begins and ends, where its text is fixed.
/// `mirrored` is the width to mirror in; `stop` the mark's `tabindex`.
fn mark(node: &Placed, along: &[i32; 4], mirrored: Option<i32>, stop: i32, out: &mut Html) {
    let place = |x: i32| mirrored.map_or(x, |wide| wide - x);
    let &[edge, from, to, text] = along;
    let (half, beside) = (place((from + to) / 2), place(if edge == 0 { text - 2 } else { text + 2 }));
    let left = mirrored.map_or(edge, |wide| wide - edge - NODE_WIDTH);
    let [from, to, text] = [from, to, text].map(place);
    let (top, bottom) = (node.y, node.y + node.height);
    let (meet, leave) = (node.middle_y, node.middle_y + node.height);
    out.put("<g class=\"{}\" data-mark=\"\" role=\"img\" aria-label=\"{}\" tabindex=\"{}\">")
        .text(node.class)
        .text(node.sentence)
        .number(stop);
    out.put(
        "<path class=\"link\" d=\"M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z\"/>\
         <rect class=\"node\" x=\"{}\" y=\"{}\" width=\"10\" height=\"{}\"/>",
    );
    let numbers = [
        from,
        top,
        half,
        top,
        half,
        meet,
        to,
        meet,
        leave,
        half,
        leave,
        half,
        bottom,
        from,
        bottom,
        left,
        top,
        node.height,
    ];
    for number in numbers {
        out.number(number);
    }
    // A text that had to move away from its node is led to it.
    if node.text_y < top - 10 || node.text_y > bottom + 10 {
        out.put("<path class=\"lead\" d=\"M{} {}L{} {}\"/>")
            .number(from)
            .number((top + bottom) / 2)
            .number(beside)
            .number(node.text_y);
    }
    let anchor = if edge == 0 { "start" } else { "end" };
    let text_top = node.text_y - node.text_height / 2;
    out.put("<text class=\"node-name\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>")
        .number(text)
        .number(text_top + 13)
        .text(anchor)
        .text(&node.name);
    if let Some(detail) = node.detail {
        out.put("<text class=\"node-detail\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>")
            .number(text)
            .number(text_top + LINE + DETAIL_FONT)
            .text(anchor)
            .text(detail);
    }
    out.put("</g>");
}
