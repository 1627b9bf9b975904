//! The layout as SVG: links as filled bands, nodes, texts. Mirrored for right-to-left languages.

use super::layout::{DETAIL_FONT, LINE, Layout, NODE_WIDTH, Placed, TEXT_GAP};
use crate::locale::Locale;
use crate::view::html::Html;
use crate::view::html::Value::{Number, Text};

pub fn paint(layout: &Layout, summary: &str, locale: &Locale, out: &mut Html) {
    let (wide, tall) = (layout.extent.width, layout.extent.height);
    let rtl = locale.is_rtl();
    let middle_x = (wide - NODE_WIDTH) / 2;
    let (middle_y, middle_height) = layout.middle;
    out.put(
        "<svg class=\"chart sankey\" role=\"group\" aria-label=\"{}\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {} {}\">",
        &[Text(summary), Number(wide), Number(tall), Number(wide), Number(tall)],
    );
    let source =
        Ends { node: 0, from: NODE_WIDTH, to: middle_x, text: NODE_WIDTH + TEXT_GAP, anchor: "start" };
    let destination = Ends {
        node: wide - NODE_WIDTH,
        from: wide - NODE_WIDTH,
        to: middle_x + NODE_WIDTH,
        text: wide - NODE_WIDTH - TEXT_GAP,
        anchor: "end",
    };
    let mut stop = 0;
    for (nodes, ends) in [(&layout.sources, source), (&layout.destinations, destination)] {
        for node in nodes {
            mark(node, &ends, if rtl { Some(wide) } else { None }, stop, out);
            stop = -1;
        }
    }
    out.put(
        "<rect class=\"middle\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\
         <text class=\"middle-text\" x=\"{}\" y=\"13\" text-anchor=\"middle\">{}</text>\
         <path class=\"lead\" d=\"M{} 18V{}\"/></svg>",
        &[
            Number(middle_x),
            Number(middle_y),
            Number(NODE_WIDTH),
            Number(middle_height),
            Number(wide / 2),
            Text(&layout.middle_text),
            Number(wide / 2),
            Number(middle_y),
        ],
    );
}

/// Along the width: the node's edge, where its link begins and ends, where its text is fixed, and by which end.
struct Ends {
    node: i32,
    from: i32,
    to: i32,
    text: i32,
    anchor: &'static str,
}

/// `mirrored` is the width to mirror in; `stop` the mark's `tabindex`.
fn mark(node: &Placed, ends: &Ends, mirrored: Option<i32>, stop: i32, out: &mut Html) {
    let place = |x: i32| mirrored.map_or(x, |wide| wide - x);
    let [from, to, half, text] =
        [ends.from, ends.to, (ends.from + ends.to) / 2, ends.text].map(|x| Number(place(x)));
    let (top, bottom) = (node.y, node.y + node.height);
    let (meet, leave) = (node.middle_y, node.middle_y + node.height);
    let text_top = node.text_y - node.text_height / 2;
    out.put(
        "<g class=\"{}\" data-mark=\"\" role=\"img\" aria-label=\"{}\" tabindex=\"{}\"><path class=\"link\" \
         d=\"M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z\"/>\
         <rect class=\"node\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
        &[
            Text(node.class),
            Text(&node.sentence),
            Number(stop),
            from,
            Number(top),
            half,
            Number(top),
            half,
            Number(meet),
            to,
            Number(meet),
            Number(leave),
            half,
            Number(leave),
            half,
            Number(bottom),
            from,
            Number(bottom),
            Number(mirrored.map_or(ends.node, |wide| wide - ends.node - NODE_WIDTH)),
            Number(top),
            Number(NODE_WIDTH),
            Number(node.height),
        ],
    );
    // A text that had to move away from its node is led to it.
    if node.text_y < top - 10 || node.text_y > bottom + 10 {
        let beside = place(if ends.node == 0 { ends.text - 2 } else { ends.text + 2 });
        out.put(
            "<path class=\"lead\" d=\"M{} {}L{} {}\"/>",
            &[from, Number((top + bottom) / 2), Number(beside), Number(node.text_y)],
        );
    }
    out.put(
        "<text class=\"node-name\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>",
        &[text, Number(text_top + 13), Text(ends.anchor), Text(&node.name)],
    );
    if let Some(detail) = &node.detail {
        out.put(
            "<text class=\"node-detail\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>",
            &[text, Number(text_top + LINE + DETAIL_FONT), Text(ends.anchor), Text(detail)],
        );
    }
    out.raw("</g>");
}
