//! Claims: a sentence as it stands, what the addresses show of the same, and a verdict about the addresses, one claim at a time.
//!
//! No colour and no sign says true or false: the two bars differ in that one is hatched.

use super::chart::{hatch, scaled};
use super::html::Html;
use super::text::{clean, whole};
use super::{Money, Panel};
use crate::chain::{Amount, Day, Signed};
use crate::locale::Locale;
use crate::plain::{before, host_of, parted};
use crate::report::{ClaimReport, ClaimUnit, LangText, Report, Verdict};
use crate::tree::Tree;

/// Below a hundred a sum of money is told to the cent.
const TO_THE_CENT: u128 = 10_000;

#[inline(never)]
pub(super) fn section(panel: &Panel, out: &mut Html) {
    out.put("<div class=\"bar-title\"><h3>{claims.title}</h3></div>");
    let claims = &panel.report.claims;
    let last = claims.len().saturating_sub(1);
    let number = panel.state.claim.min(last);
    let Some(claim) = claims.get(number) else {
        out.put("<p class=\"empty\"><span>{claims.none}</span></p>");
        return;
    };
    out.put("<div class=\"claim\">");
    quotation(panel, claim, out);
    out.put("<div class=\"beside\">");
    figures(panel, claim, out);
    out.put("<p class=\"verdict\">").word(verdict_key(claim));
    out.put("</p>");
    reasons(panel, claim, out);
    measured(panel, claim, out);
    out.put("<p class=\"muted\">{claims.about}</p></div></div>");
    if last > 0 {
        out.put("<div class=\"pager\" role=\"group\" aria-label=\"{claims.pages}\">");
        turn(out, number.checked_sub(1), "transactions.previous");
        out.put("<span>{transactions.page n of}</span>").count(number as u64 + 1).count(last as u64 + 1);
        turn(out, Some(number + 1).filter(|next| *next <= last), "transactions.next");
        out.put("</div>");
    }
}

fn turn(out: &mut Html, to: Option<usize>, word: &str) {
    match to {
        Some(to) => out
            .put("<button type=\"button\" data-action=\"claim:{}\">{}</button>")
            .number(to as i32)
            .word(word),
        None => out.put("<button type=\"button\" disabled>{}</button>").word(word),
    };
}

/// The sentence in its own language and direction, whole, and where it stands.
fn quotation(panel: &Panel, claim: &ClaimReport, out: &mut Html) {
    let (tag, sentence) = sentence(&claim.sentence, panel.locale);
    out.put("<figure><blockquote tabindex=\"0\" dir=\"auto\"");
    if !tag.is_empty() {
        out.put(" lang=\"{}\"").text(tag);
    }
    out.put("><p>{}</p></blockquote><figcaption class=\"muted\">").made(sentence);
    let host = clean(host_of(&claim.source));
    out.put("{claims.source} <bdi>{}</bdi>").link(&claim.source, &host);
    if let Some(said) = claim.said {
        out.put("{list.facts}<bdi>{}</bdi>").date(said);
    }
    out.put("</figcaption></figure>");
}

/// The reader's language where the publisher gives the sentence in it, else its own: the first. With its tag.
pub(super) fn sentence<'a>(text: &'a LangText, locale: &Locale) -> (&'a str, String) {
    match text.0.own(locale.tag()) {
        Some((tag, text)) => (tag, whole(text)),
        None => ("", String::new()),
    }
}

/// What the sentence says and what the addresses show, as bars of one scale where both are sums.
fn figures(panel: &Panel, claim: &ClaimReport, out: &mut Html) {
    let locale = panel.locale;
    let unit = claim.unit.as_ref();
    let text = |amount: Signed| amount_text(locale, unit, amount, false);
    let mut most = 0;
    for sum in [claim.claimed, claim.shown, claim.before].into_iter().flatten() {
        most = most.max(sum.units());
    }
    let width = panel.frame.column;
    out.drawing(width);
    out.put("<dl>");
    let bar = |out: &mut Html, sum: Option<Signed>, hatched: bool| {
        if let Some(sum) = sum.filter(|_| most > 0) {
            let long = scaled(sum.units().max(0).unsigned_abs(), most.unsigned_abs(), width);
            // A bar that is there is seen.
            let long = long.max(i32::from(sum.units() > 0));
            out.put(
                "<svg class=\"bar\" width=\"{}\" height=\"8\" viewBox=\"0 0 {} 8\" aria-hidden=\"true\">",
            )
            .number(width)
            .number(width);
            if hatched {
                hatch(out, "claim", width);
            }
            out.put("<rect x=\"{}\" width=\"{}\" height=\"8\"").x(0, long).number(long);
            match hatched {
                true => out.put(" fill=\"url(#h-claim-{})\"/></svg>").number(width),
                false => out.put("/></svg>"),
            };
        }
    };
    out.put("<div><dt>{claims.says}</dt><dd>");
    let is_rise = claim.comparison == "rise";
    match (is_rise, &claim.percent, claim.claimed) {
        (true, None, _) => _ = out.put("{claims.rise}"),
        (true, Some(percent), _) => {
            out.put("{claims.rise-by percent}").made(percent_text(locale, percent));
        }
        (_, _, Some(claimed)) => {
            let key = match claim.comparison {
                "at_least" => "{claims.at-least amount}",
                "at_most" => "{claims.at-most amount}",
                _ => "{claims.roughly amount}",
            };
            out.put(key).made(text(claimed));
        }
        _ => {}
    }
    out.put("</dd>");
    if !is_rise {
        bar(out, claim.claimed, true);
    }
    out.put("</div>");
    if let Some((first, last)) = claim.period_before().filter(|_| is_rise) {
        out.put("<div><dt>{claims.days from to}</dt><dd>").date_short(first).date_short(last);
        match claim.before {
            Some(before) => out.put("<bdi>{}</bdi>").made(text(before)),
            None => out.put("{net.unknown}"),
        };
        out.put("</dd>");
        bar(out, claim.before, true);
        out.put("</div>");
    }
    out.put("<div><dt>");
    match (is_rise, claim.from, claim.to) {
        (true, Some(from), Some(to)) => out.put("{claims.days from to}").date_short(from).date_short(to),
        _ => out.put("{claims.show}"),
    };
    out.put("</dt><dd>");
    match claim.shown {
        Some(shown) => out.put("<bdi>{}</bdi>").made(text(shown)),
        None => out.put("{net.unknown}"),
    };
    out.put("</dd>");
    bar(out, claim.shown, false);
    out.put("</div></dl>");
}

/// A number of per cent, which the report has as `50.00`.
fn percent_text(locale: &Locale, percent: &str) -> String {
    let (whole, places) = parted(percent, b'.');
    match (places, Amount::parse(whole)) {
        ("00", Some(whole)) => locale.integer(whole.units()),
        _ => locale.exact(Amount::parse_decimal(percent, 2).unwrap_or(Amount::ZERO), 2),
    }
}

/// The verdict's words, by how the sentence compares.
pub(super) fn verdict_key(claim: &ClaimReport) -> &'static str {
    let of = match claim.comparison {
        "at_least" => 1,
        "at_most" => 2,
        "rise" if claim.percent.is_some() => 3,
        "rise" => 4,
        _ => 0,
    };
    match claim.verdict {
        Verdict::About => {
            let words = [
                "claims.same",
                "claims.that-much",
                "claims.that-much",
                "claims.same-rise",
                "claims.as-before",
            ];
            words[of]
        }
        Verdict::More => {
            let words = [
                "claims.more",
                "claims.that-and-more",
                "claims.more-than-that",
                "claims.larger-rise",
                "claims.more-than-before",
            ];
            words[of]
        }
        Verdict::Less => {
            let words = [
                "claims.less",
                "claims.less-than-that",
                "claims.no-more",
                "claims.smaller-rise",
                "claims.less-than-before",
            ];
            words[of]
        }
        Verdict::CannotBeSaid if claim.reasons.iter().all(|reason| passes(reason)) => "claims.not-yet",
        Verdict::CannotBeSaid => "claims.cannot",
    }
}

/// Whether time alone takes a reason away.
fn passes(reason: &str) -> bool {
    matches!(reason, "not-read" | "not-over" | "prices-pending")
}

/// Why nothing can be said: the first in sight, all of them a tap away.
fn reasons(panel: &Panel, claim: &ClaimReport, out: &mut Html) {
    let Some(first) = claim.reasons.first() else { return };
    out.put("<details class=\"notes\"><summary><span>{}").kind("claim-reason", first);
    let others = claim.reasons.len() as u64 - 1;
    if others > 0 {
        out.put(" {gap.more n}").count(others);
    }
    out.put("</span></summary><ul>");
    for reason in &claim.reasons {
        out.put("<li>{}").kind("claim-reason", reason);
        if let (&"beyond", Some(why)) = (reason, &claim.beyond) {
            out.put(" <bdi>{}</bdi>").made(whole(why.0.get(panel.locale.tag())));
        }
        out.put("</li>");
    }
    out.put("</ul></details>");
}

/// What was measured, of which addresses and days, to the unit.
fn measured(panel: &Panel, claim: &ClaimReport, out: &mut Html) {
    let (locale, unit) = (panel.locale, claim.unit.as_ref());
    out.put("<details class=\"more\"><summary>{claims.how}</summary><ul><li>{}</li><li>")
        .kind("claim-measure", claim.measure);
    match claim.addresses {
        Some(n) => {
            let all = panel.report.campaign.addresses.len() as u64;
            out.put("{claims.some-addresses n of}").count(n).made(locale.integer(all.into()))
        }
        None => out.put("{claims.all-addresses}"),
    };
    out.put("</li><li>");
    period(claim, out);
    out.put("</li>");
    if unit.is_some_and(|unit| unit.chain.is_none()) {
        out.put("<li>{claims.at-closes}</li>");
    }
    // A sentence about a rise says no sum: what its per cent come to is reckoned here.
    let says = claim.claimed.filter(|_| claim.comparison != "rise");
    for (word, sum) in [("claims.says", says), ("claims.show", claim.shown), ("claims.before", claim.before)]
    {
        if let Some(sum) = sum {
            out.put("<li>{}{colon}<data value=\"{}\"><bdi>{}</bdi></data></li>")
                .word(word)
                .made(sum.text())
                .made(amount_text(locale, unit, sum, true));
        }
    }
    out.put("<li>{claims.tolerance percent}</li></ul></details>").count(claim.tolerance.into());
}

fn period(claim: &ClaimReport, out: &mut Html) {
    match (claim.from, claim.to) {
        (Some(from), Some(to)) => out.put("{claims.days from to}").date(from).date(to),
        (Some(from), None) => out.put("{claims.since from}").date(from),
        (None, Some(to)) => out.put("{claims.until to}").date(to),
        (None, None) => out.put("{claims.ever}"),
    };
}

/// A sum of the claim's unit: to the unit, or as in a headline.
fn amount_text(locale: &Locale, unit: Option<&ClaimUnit>, sum: Signed, exactly: bool) -> String {
    let amount = sum.magnitude();
    let text = match unit {
        None => locale.integer(amount.units()),
        Some(unit) => {
            let is_money = unit.chain.is_none();
            let number = match exactly || is_money && amount.units() < TO_THE_CENT {
                true => locale.exact(amount, unit.decimals),
                false => locale.headline(amount, unit.decimals),
            };
            match is_money {
                true => locale.money(&unit.name, number),
                false => Money { locale, symbol: &unit.name, decimals: unit.decimals }.with_symbol(&number),
            }
        }
    };
    if sum.is_negative() { locale.minus(&text) } else { text }
}

/// A claim's days in the table behind the timeline.
#[inline(never)]
pub(super) fn table_row(number: u64, claim: &ClaimReport, columns: i32, out: &mut Html) {
    let (tag, sentence) = sentence(&claim.sentence, out.money().locale);
    out.put("<tr><th scope=\"row\">");
    period(claim, out);
    out.put("</th><td colspan=\"{}\">{claims.number n}{colon}<q dir=\"auto\"").number(columns).count(number);
    if !tag.is_empty() {
        out.put(" lang=\"{}\"").text(tag);
    }
    out.put(">{}</q></td></tr>").made(sentence);
}

/// A claim's days on a chart: its number, from 1, and those of the days between two that are its.
#[inline(never)]
pub(super) fn shaded(claims: &[ClaimReport], first: Day, last: Day) -> Vec<(u64, Day, Day)> {
    let mut shaded = Vec::new();
    for (number, claim) in (1..).zip(claims) {
        let from = claim.from.unwrap_or(first).max(first);
        let to = claim.to.unwrap_or(last).min(last);
        if (claim.from.is_some() || claim.to.is_some()) && from <= to {
            shaded.push((number, from, to));
        }
    }
    shaded
}

/// The claims as schema.org's ClaimReview, one each (https://schema.org/ClaimReview): JSON-LD for a page or a file. Its
/// rating is the verdict's words and no number; who made the claim is not in the campaign file, and is not said.
#[inline(never)]
pub fn review<'a>(report: &'a Report, locale: &'a Locale) -> Tree<'a> {
    let mut reviews = Vec::new();
    for claim in &report.claims {
        let mut item = vec![
            ("@type", text("Claim")),
            ("appearance", Tree::Object(vec![("@type", text("CreativeWork")), ("url", text(&claim.source))])),
        ];
        if let Some(said) = claim.said {
            item.push(("datePublished", Tree::Text(said.iso().into())));
        }
        let verdict = locale.word(verdict_key(claim));
        let mut body = String::from(verdict);
        body.push(' ');
        body += locale.word("claims.about");
        let mut review = vec![
            ("@type", text("ClaimReview")),
            ("inLanguage", text(locale.tag())),
            ("datePublished", text(before(&report.as_of, b"T"))),
            ("claimReviewed", Tree::Text(sentence(&claim.sentence, locale).1.into())),
            ("itemReviewed", Tree::Object(item)),
            ("reviewRating", Tree::Object(vec![("@type", text("Rating")), ("alternateName", text(verdict))])),
            ("reviewBody", Tree::Text(body.into())),
        ];
        if let Some(url) = &report.campaign.url {
            review.push(("url", text(url)));
            review.push(("author", Tree::Object(vec![("@type", text("Organization")), ("url", text(url))])));
        }
        reviews.push(Tree::Object(review));
    }
    Tree::Object(vec![("@context", text("https://schema.org")), ("@graph", Tree::List(reviews))])
}

fn text(text: &str) -> Tree<'_> {
    Tree::Text(text.into())
}
