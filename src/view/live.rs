//! What is newer than a snapshot: that it is asked for, that the figures go on from the snapshot, or that it did not come.

use super::html::Html;
use super::{Newer, Panel};

/// The line below the head's name, where something newer is or was asked for. What the element says of a file that does not come
/// takes its place.
#[inline(never)]
pub(super) fn status(panel: &Panel, out: &mut Html) {
    out.put("<p class=\"status\"><span class=\"newer\" data-said>");
    match &panel.state.newer {
        Newer::Asking | Newer::Unasked => out.put("{live.asking}"),
        Newer::Come { since, dropped: 0 } => come(panel, since, out),
        Newer::Come { dropped, .. } => out.put("{live.dropped n}").count(*dropped),
        Newer::NotCome => out.put("{live.not-come}"),
    };
    out.put(
        "</span><span class=\"lost\">{status.lost}</span><span class=\"altered\">{status.altered}</span>",
    );
    match &panel.state.newer {
        Newer::Come { .. } => {}
        Newer::NotCome => {
            out.put("<button type=\"button\" data-action=\"live\">{action.retry}</button>");
        }
        Newer::Asking | Newer::Unasked => {
            out.put("<button type=\"button\" data-action=\"live:stop\">{action.stop}</button>");
        }
    }
    out.put("</p>");
}

fn come<'a, 'b>(panel: &Panel, since: &str, out: &'a mut Html<'b>) -> &'a mut Html<'b> {
    out.put("{live.come date time}").date_of(since).made(panel.locale.time_of(since))
}

/// Before how far it is proven: from what the figures go on.
#[inline(never)]
pub(super) fn means(panel: &Panel, out: &mut Html) {
    let Newer::Come { since, dropped } = &panel.state.newer else { return };
    out.put("<p>{live.means date time}").date_of(since).made(panel.locale.time_of(since));
    if *dropped > 0 {
        out.put(" {live.dropped n}.").count(*dropped);
    }
    out.put("</p>");
}
