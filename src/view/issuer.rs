//! What the issuer of a token did at the campaign's addresses: above the figures, and as marks on the timeline.

use super::Panel;
use super::html::Html;
use crate::campaign::Text;
use crate::report::{AssetReport, EventMark, IssuerAct, LangText};

/// "Frozen by the issuer: Tether", of the first act that still holds, and how many others there are.
#[inline(never)]
pub(super) fn title(panel: &Panel, out: &mut Html) {
    let acts = &panel.report.issuer_acts;
    if let Some(act) = first(panel) {
        name(act, out);
    }
    if acts.len() > 1 {
        out.put("<span> {notice.more n}</span>").count(acts.len() as u64 - 1);
    }
}

/// The first act that still holds, or else the first.
pub(super) fn first<'a>(panel: &Panel<'a>) -> Option<&'a IssuerAct> {
    let acts = &panel.report.issuer_acts;
    acts.iter().find(|act| act.lifted.is_none()).or(acts.first())
}

fn name(act: &IssuerAct, out: &mut Html) {
    out.put("<strong>{}{colon}<bdi>{}</bdi></strong>").kind("issuer", kind(act)).text(act.issuer);
}

pub(super) fn kind(act: &IssuerAct) -> &'static str {
    if act.lifted.is_some() { "lifted" } else { act.kind }
}

/// Each act as a line of a list.
#[inline(never)]
pub(super) fn list(panel: &Panel, out: &mut Html) {
    for act in &panel.report.issuer_acts {
        line(panel, act, out);
    }
}

fn line(panel: &Panel, act: &IssuerAct, out: &mut Html) {
    let locale = panel.locale;
    out.put("<li>");
    name(act, out);
    out.put("<br>");
    if let Some(amount) = act.amount {
        let number = locale.exact(amount, act.decimals);
        let sum = locale.isolated(&[&*number, " ", &*act.asset].concat());
        out.put(if act.kind == "burnt" {
            "{issuer.sum sum}{list.facts}"
        } else {
            "{issuer.held sum}{list.facts}"
        })
        .made(sum);
    }
    match (act.day, act.lifted) {
        (Some(day), Some(lifted)) => out.put("{issuer.between from to}").date(day).date(lifted),
        (Some(day), None) if act.kind == "burnt" => out.put("{issuer.on date}").date(day),
        (Some(day), None) => out.put("{issuer.since date}").date(day),
        (None, _) => out.put("{issuer.since-unknown}"),
    };
    // Not every explorer has pages for readers.
    if let Some(link) = &act.link {
        let word = if act.tx.is_some() { "issuer.transaction" } else { "foot.at-explorer" };
        out.put("{list.facts}{}").link(link, locale.word(word));
    }
    out.put("{list.facts}{} <bdi class=\"address\" dir=\"ltr\">{}</bdi><br>")
        .kind("chain", act.chain)
        .others(&act.address);
    if act.kind == "burnt" {
        out.put("{issuer.burnt-means asset}").others(&act.asset);
    } else if act.lifted.is_none() {
        out.put("{issuer.frozen-means asset}").others(&act.asset);
    } else {
        out.put("{issuer.lifted-means asset}").others(&act.asset);
    }
    out.put(" {issuer.says-nothing}</li>");
}

/// The publisher's events, and the days of what the issuer of the shown asset did.
#[inline(never)]
pub(super) fn events(panel: &Panel, asset: &AssetReport) -> Vec<EventMark> {
    let mut events = panel.report.events.clone();
    for act in &panel.report.issuer_acts {
        let is_shown = asset.chain.is_empty()
            || asset.chain == act.chain && asset.contract.as_deref() == Some(&*act.contract);
        let ends = (act.lifted, "issuer.lifted");
        for (day, word) in
            [(act.day, if act.kind == "burnt" { "issuer.burnt" } else { "issuer.frozen" }), ends]
        {
            if let (Some(date), true) = (day, is_shown) {
                let label = LangText(Text::plain(panel.locale.word(word)));
                events.push(EventMark { date, label, url: act.link.clone() });
            }
        }
    }
    events
}
