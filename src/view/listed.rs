//! Which lists were looked at, and what they say.

use super::head::programmes;
use super::html::Html;
use super::text::in_language;
use super::{Money, label};
use crate::campaign::LabelKind;
use crate::report::{ListSource, Report, Screened};

/// Listings told at most.
const LISTINGS: usize = 200;

/// The lists and their dates, then whom they name and what moved.
#[inline(never)]
pub(super) fn lists(report: &Report, out: &mut Html) {
    out.put("<p>{method.lists}</p><ul class=\"lists\">");
    for list in &report.lists {
        source(list, out);
    }
    out.put("</ul>");
    if !report.listings.is_empty() {
        out.put("<ul class=\"lists\">");
        for listing in report.listings.iter().take(LISTINGS) {
            line(listing, out);
        }
        if report.listings.len() > LISTINGS {
            out.put("<li>{gap.more n}</li>").count((report.listings.len() - LISTINGS) as u64);
        }
        out.put("</ul>");
    }
}

fn source(list: &ListSource, out: &mut Html) {
    let (Some(name), Some(issuer)) = (&list.name, &list.issuer) else {
        let said = if list.state == "reading" { "status.lists" } else { "gap.list-not-read" };
        out.put("<li><bdi dir=\"ltr\">{}</bdi>{colon}{}</li>").others(&list.file).word(said);
        return;
    };
    let name = in_language(name, out.locale());
    out.put("<li><bdi>{}</bdi>{list.facts}<bdi>{}</bdi>{list.facts}{flow.senders n}")
        .link(list.url.as_deref().unwrap_or(""), &name)
        .named(issuer)
        .count(list.addresses.unwrap_or(0));
    if let Some(day) = list.published {
        out.put("{list.facts}{lists.published date}").date(day);
    }
    label::dates("", [None, None, list.read], "{list.facts}", out);
    out.put("</li>");
}

fn line(listing: &Screened, out: &mut Html) {
    let locale = out.locale();
    let list = in_language(&listing.list, locale);
    let entry = if listing.entry.is_empty() { &list } else { &listing.entry };
    out.put("<li>{}{colon}<bdi>{}</bdi>{list.facts}{flow.senders n}{list.facts}<bdi>{}</bdi>")
        .kind("lists", listing.role.name())
        .link(&listing.url, &super::text::clean(entry))
        .count(listing.addresses.into())
        .text(&list);
    programmes(&listing.programmes, out);
    label::dates(LabelKind::Listed.name(), [listing.listed, listing.delisted, None], "{list.facts}", out);
    for moved in &listing.amounts {
        let money = Money { locale, symbol: &moved.asset, decimals: moved.decimals };
        out.put("{list.facts}<bdi>{}</bdi>")
            .made(money.with_symbol(&locale.exact(moved.amount, moved.decimals)));
    }
    out.put("</li>");
}
