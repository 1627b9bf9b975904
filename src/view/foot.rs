//! Foot: how it is counted, whose addresses these are, what is missing, what this cannot show.

use super::html::Html;
use super::html::Value::Text;
use super::text::{clean, in_language};
use super::{Money, Panel, chain_name, head, link};

pub(super) fn section(panel: &Panel, out: &mut Html) {
    let (locale, report) = (panel.locale, panel.report);
    let gaps = report.gaps.len() as u64;
    out.raw(
        "<details><summary>{foot.method}</summary><p>{method.gross}</p><p>{method.internal}</p><p>{method.returned}</p>\
         <p>{method.senders}</p><p>{method.pending}</p><p>{method.time}</p></details>",
    );
    let addresses = report.campaign.addresses.len() as u64;
    out.put("<details><summary>{}</summary>", &[Text(&locale.count("foot.addresses", addresses, &[]))]);
    self::addresses(panel, out);
    out.put("</details><details><summary>{}</summary>", &[Text(&locale.count("gap.count", gaps, &[]))]);
    if gaps == 0 {
        out.raw("<p>{gap.none-means}</p>");
    } else {
        head::gap_list(panel, out);
    }
    out.raw(
        "</details><details><summary>{foot.cannot}</summary><p>{cannot.who}</p><p>{cannot.exchange}</p>\
         <p>{cannot.all}</p><p>{cannot.listed}</p></details>\
         <p class=\"made\"><bdi>donation-flow</bdi> · {foot.licence}</p>",
    );
}

fn addresses(panel: &Panel, out: &mut Html) {
    let locale = panel.locale;
    let campaign = &panel.report.campaign;
    if let Some(description) = &campaign.description {
        out.put("<p><bdi>{}</bdi></p>", &[Text(&in_language(description, locale))]);
    }
    out.raw("<ul class=\"addresses\">");
    for address in campaign.addresses.iter().take(200) {
        let chain = chain_name(locale, address.chain);
        out.put(
            "<li><bdi class=\"address\" dir=\"ltr\">{}</bdi> <span class=\"muted\">{}</span>",
            &[Text(&clean(&address.address)), Text(chain)],
        );
        if let Some(note) = &address.note {
            out.put(" <bdi>{}</bdi>", &[Text(&in_language(note, locale))]);
        }
        let links = [("foot.at-explorer", &address.link), ("foot.proof", &address.proof_of_publication)];
        for (key, url) in links {
            if let Some(url) = url {
                out.raw(" · ");
                link(out, url, panel.word(key));
            }
        }
        let asset = panel.asset.filter(|asset| asset.chain == address.chain);
        let own = |own: &&crate::report::PerAddress| own.address == address.address;
        if let Some((asset, own)) = asset.and_then(|asset| Some((asset, asset.per_address.iter().find(own)?)))
        {
            let money = Money::of(asset, locale);
            out.raw("<br><span class=\"muted\">{timeline.received} ");
            money.exact(out, own.received);
            out.raw(" · {timeline.spent} ");
            money.exact(out, own.spent);
            out.raw("</span>");
        }
        out.raw("</li>");
    }
    out.raw("</ul>");
}
