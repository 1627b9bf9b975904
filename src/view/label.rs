//! What labels say, in words, and where it can be read.

use super::Money;
use super::html::Html;
use super::text::{checked_url, in_language};
use crate::chain::Day;
use crate::report::LabelNote;

/// Labels of one counterparty told at most; the rest is a number.
const MOST: usize = 4;

/// What all labels say, for a sentence that has named the first one:
/// "exchange, according to its issuer, read 2 March 2026; also …".
pub(super) fn claims(labels: &[LabelNote], money: &Money) -> String {
    let mut out = Html::plain(money);
    for (index, label) in labels.iter().take(MOST).enumerate() {
        if index == 0 {
            out.put("{}").made(claim(label, money));
        } else {
            out.put("{list.clause}{label.also name said}").named(&label.label).made(claim(label, money));
        }
    }
    more(labels, &mut out);
    out.take()
}

/// All labels, each with a link to its source, and below it what it says.
pub(super) fn list(labels: &[LabelNote], out: &mut Html) {
    for (index, label) in labels.iter().take(MOST).enumerate() {
        let said = claim(label, out.money());
        out.put(if index > 0 { "<br>" } else { "" });
        name(label, out);
        out.put("<br><span class=\"muted\">{}</span>").made(said);
    }
    more(labels, out);
}

/// Addresses in full, where the publisher shows them.
pub(super) fn addresses(addresses: &[String], out: &mut Html) {
    for address in addresses.iter().take(MOST) {
        out.put("<bdi class=\"address\" dir=\"ltr\">{}</bdi> ").others(address);
    }
    if addresses.len() > MOST {
        out.put("{gap.more n}").count((addresses.len() - MOST) as u64);
    }
}

/// A label's text in its own language, as a link to its source.
pub(super) fn name(label: &LabelNote, out: &mut Html) {
    let text = in_language(&label.label, out.money().locale);
    out.put("<bdi lang=\"{}\">{}</bdi>").lang(&label.label).link(&label.url, &text);
}

fn more(labels: &[LabelNote], out: &mut Html) {
    if labels.len() > MOST {
        out.put("{list.clause}{gap.more n}").count((labels.len() - MOST) as u64);
    }
}

/// "exchange, according to its issuer, read 2 March 2026".
pub(super) fn claim(label: &LabelNote, money: &Money) -> String {
    let mut out = Html::plain(money);
    out.put("{label.says kind issuer}").made(kind(label, money)).named(&label.issuer);
    dates(label.kind, [label.listed, label.delisted, label.read], "{list.next}", &mut out);
    out.take()
}

/// What kind of claim it is; what has ended says so.
pub(super) fn kind(label: &LabelNote, money: &Money) -> String {
    let word = money.locale.kind("label", label.kind);
    match label.delisted {
        None => word.into(),
        Some(_) if label.kind == LISTED => money.locale.word("label.delisted").into(),
        Some(_) => Html::plain(money).put("{label.ended kind}").text(word).take(),
    }
}

pub(super) const LISTED: &str = "listed";

/// The days of a claim, of those that are stated: since when, until when, when its document was read.
pub(super) fn dates(kind: &str, days: [Option<Day>; 3], before: &'static str, out: &mut Html) {
    let templates = match kind {
        LISTED => ["{label.listed-on date}", "{label.delisted-on date}", "{label.read-on date}"],
        _ => ["{label.since date}", "{label.until date}", "{label.read-on date}"],
    };
    for (template, day) in templates.into_iter().zip(days) {
        if let Some(day) = day {
            out.put(before).put(template).date(day);
        }
    }
}

/// Where it can be read, for a mark's `data-source`: URLs, a space between two.
pub(super) fn sources(labels: &[LabelNote]) -> String {
    let mut all = String::new();
    for label in labels.iter().take(MOST) {
        push_source(&mut all, &label.url);
    }
    all
}

/// Adds a URL that may be followed.
pub(super) fn push_source(all: &mut String, url: &str) {
    if let Some(url) = checked_url(url) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(url);
    }
}
