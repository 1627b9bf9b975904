//! Foot: how it is counted, whose addresses these are, what is missing, what this cannot show.

use super::html::Html;
use super::limits::limits;
use super::{Panel, head, listed, proven};
use crate::report::AddressHead;

#[inline(never)]
pub(super) fn section(panel: &Panel, out: &mut Html) {
    let campaign = &panel.report.campaign;
    let gaps = panel.report.gaps.len() as u64;
    out.put("<h3 class=\"said\">{read.title}</h3>");
    proven::block(panel, out);
    out.put(
        "<details><summary>{foot.method}</summary><p>{read.charts}</p><p>{read.cue} {read.keys}</p><p>{method.gross}</p><p>{method.internal}</p><p>{method.returned}</p>\
         <p>{method.senders}</p><p>{method.pending}</p><p>{method.time}</p>",
    );
    if panel.report.priced_total.is_some() {
        out.put("<p>{method.prices}</p>");
    }
    if !panel.report.lists.is_empty() {
        listed::lists(panel.report, out);
    }
    out.put("</details><details><summary>{foot.addresses n}</summary>")
        .count(campaign.addresses.len() as u64);
    if let Some(description) = &campaign.description {
        out.put("<p><bdi>{}</bdi></p>").named(description);
    }
    out.put("<ul class=\"addresses\">");
    for address in campaign.addresses.iter().take(200) {
        line(panel, address, out);
    }
    out.put("</ul></details><details><summary>{gap.count n}</summary>").count(gaps);
    if gaps == 0 {
        out.put("<p>{gap.none-means}</p>");
    } else {
        head::gap_list(panel, out);
    }
    out.put("</details><details><summary>{foot.cannot}</summary><ul class=\"limits\">");
    for word in limits(panel.report) {
        out.put("<li>{}</li>").word(word);
    }
    out.put(
        "</ul></details>\
         <p class=\"made\"><bdi>donation-flow</bdi> · {foot.licence}</p>",
    );
}

/// An address, and what came and went there of the asset shown: moves between the campaign's own are in it.
fn line(panel: &Panel, address: &AddressHead, out: &mut Html) {
    out.put("<li><bdi class=\"address\" dir=\"ltr\">{}</bdi> <span class=\"muted\">{}</span>")
        .others(&address.address)
        .kind("chain", address.chain);
    if let Some(note) = &address.note {
        out.put(" <bdi>{}</bdi>").named(note);
    }
    linked(&address.link, panel.locale.word("foot.at-explorer"), out);
    linked(&address.proof_of_publication, panel.locale.word("foot.proof"), out);
    if let Some(asset) = panel.asset
        && asset.chain == address.chain
        && let Some(own) = asset.per_address.iter().find(|own| own.address == address.address)
    {
        out.put("<br><span class=\"muted\">{timeline.received} {}{list.facts}{foot.out} {}</span>")
            .exact(&own.received)
            .exact(&own.spent);
    }
    out.put("</li>");
}

fn linked(url: &Option<String>, word: &str, out: &mut Html) {
    if let Some(url) = url {
        out.put("{list.facts}{}").link(url, word);
    }
}
