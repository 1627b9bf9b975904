//! Head: whose campaign, as of when, whose data; what is still coming; notices and gaps before any figure.

use super::text::{clean, in_language};
use super::{Panel, chain_name, link};
use crate::report::{GapNote, Notice};
use maud::{Markup, html};

pub(super) fn section(panel: &Panel) -> Markup {
    let campaign = &panel.report.campaign;
    let name = in_language(&campaign.name, panel.locale);
    html! {
        p.kicker {
            (panel.word("head.kicker"))
            @if campaign.test_network { " " strong.test { (panel.word("head.test")) } }
        }
        h2.name title=[(name.chars().count() > 40).then_some(&name)] { bdi { (name) } }
        p.asof { (as_of(panel)) }
        p.data { (data(panel)) }
        (status(panel))
        (notes(panel))
    }
}

fn as_of(panel: &Panel) -> Markup {
    let (report, locale) = (panel.report, panel.locale);
    let mut chains: Vec<(&str, u64)> = Vec::new();
    for source in &report.sources {
        if let Some(height) = source.height {
            match chains.iter_mut().find(|(chain, _)| *chain == source.chain) {
                Some((_, known)) => *known = height.max(*known),
                None => chains.push((source.chain, height)),
            }
        }
    }
    let when = locale.fill(
        "head.as-of",
        &[("date", &locale.date_of(&report.as_of)), ("time", &locale.time_of(&report.as_of))],
    );
    // One block fits the line: that of the asset shown.
    let many = chains.len() > 1;
    if let Some(asset) = panel.asset {
        chains.retain(|(chain, _)| *chain == asset.chain);
    }
    html! {
        time datetime=(report.as_of) { (when) }
        @for (chain, height) in chains {
            " · "
            @let number = locale.integer(height.into());
            @if many {
                (locale.fill("head.chain-block", &[("chain", chain_name(locale, chain)), ("height", &number)]))
            } @else {
                (locale.fill("head.block", &[("height", &number)]))
            }
        }
        @if let Some(period) = report.period {
            " · "
            @let from = period.from.map(|day| locale.date(day));
            @let to = period.to.map(|day| locale.date(day));
            @match (from, to) {
                (Some(from), Some(to)) => (locale.fill("head.period", &[("from", &from), ("to", &to)])),
                (Some(from), None) => (locale.fill("head.period-from", &[("from", &from)])),
                (None, Some(to)) => (locale.fill("head.period-to", &[("to", &to)])),
                (None, None) => "",
            }
        }
    }
}

fn data(panel: &Panel) -> String {
    let hosts = panel.hosts(None);
    let hosts: Vec<_> = hosts.into_iter().map(clean).collect();
    let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
    match hosts.is_empty() {
        true => panel.word("head.no-source").into(),
        false => {
            let mut text = String::from(panel.word("head.data"));
            text.push(' ');
            text.push_str(&panel.locale.list(&hosts));
            text
        }
    }
}

/// How far the reading is, with the way to stop it or to go on.
fn status(panel: &Panel) -> Markup {
    let (progress, locale) = (panel.progress, panel.locale);
    let page = locale.integer(progress.pages.into());
    let stopped = progress.done && panel.report.gaps.iter().any(|gap| can_go_on(gap.kind));
    let text = match (progress.done, progress.about.filter(|about| *about > progress.pages)) {
        (true, _) if stopped => locale.count("status.stopped", progress.pages.into(), &[]),
        (true, _) => locale.count("status.done", progress.pages.into(), &[]),
        (false, Some(about)) => {
            locale.fill("status.page-of", &[("n", &page), ("about", &locale.integer(about.into()))])
        }
        (false, None) => locale.fill("status.page", &[("n", &page)]),
    };
    html! {
        p.status {
            span role="status" {
                (text)
                @if progress.waiting && !progress.done { " " (panel.word("status.waiting")) }
            }
            @if !progress.done {
                button type="button" data-action="stop" { (panel.word("action.stop")) }
            } @else if stopped {
                button type="button" data-action="resume" { (panel.word("action.resume")) }
            }
        }
    }
}

/// Gaps that asking again may close.
fn can_go_on(kind: &str) -> bool {
    matches!(kind, "stopped" | "rate-limited" | "not-answered" | "request-limit")
}

fn notes(panel: &Panel) -> Markup {
    let (report, locale) = (panel.report, panel.locale);
    let gaps = report.gaps.len() as u64;
    if report.notices.is_empty() && gaps == 0 {
        return html! {};
    }
    html! {
        details.notes {
            summary {
                span {
                    @if let Some(notice) = report.notices.first() {
                        strong { (notice_title(panel, notice)) }
                        @let more = report.notices.len() as u64 - 1;
                        @if more > 0 { " " (locale.count("notice.more", more, &[])) }
                    }
                    @if !report.notices.is_empty() && gaps > 0 { " · " }
                    @if gaps > 0 { (locale.count("gap.count", gaps, &[])) }
                }
            }
            @if !report.notices.is_empty() {
                ul {
                    @for notice in &report.notices { li { (notice_line(panel, notice)) } }
                }
            }
            @if gaps > 0 { (gap_list(panel)) }
        }
    }
}

fn notice_title(panel: &Panel, notice: &Notice) -> String {
    let issuer = in_language(&notice.issuer, panel.locale);
    let kind = panel.word(match notice.kind {
        "court-ordered" => "notice.court-ordered",
        "listed" => "notice.listed",
        "seizure" => "notice.seizure",
        "alleged" => "notice.alleged",
        _ => "notice.other",
    });
    let mut text = String::from(kind);
    text.push_str(panel.word("colon"));
    text.push_str(&panel.locale.isolated(&issuer));
    text
}

fn notice_line(panel: &Panel, notice: &Notice) -> Markup {
    let locale = panel.locale;
    let label = in_language(&notice.label, locale);
    let date = |key, day: Option<_>| day.map(|day| locale.fill(key, &[("date", &locale.date(day))]));
    let dates = [
        date("notice.listed-on", notice.listed),
        date("notice.delisted-on", notice.delisted),
        date("notice.read-on", notice.read),
    ];
    html! {
        strong { (notice_title(panel, notice)) }
        br;
        bdi { (link(&notice.url, &label, &label)) }
        " — " (locale.count("notice.addresses", notice.addresses.into(), &[]))
        @for date in dates.into_iter().flatten() { " · " (date) }
        br;
        (panel.word("notice.not-ownership"))
    }
}

/// Every gap in words; also what the foot shows.
pub(super) fn gap_list(panel: &Panel) -> Markup {
    html! {
        ul.gaps {
            @for gap in panel.report.gaps.iter().take(50) { li { (gap_line(panel, gap)) } }
            @if panel.report.gaps.len() > 50 {
                li { (panel.locale.count("gap.more", panel.report.gaps.len() as u64 - 50, &[])) }
            }
        }
    }
}

fn gap_line(panel: &Panel, gap: &GapNote) -> Markup {
    let locale = panel.locale;
    let from = gap.from.as_deref().map(|from| locale.date_of(from));
    let to = gap.to.as_deref().map(|to| locale.date_of(to));
    let span = match (from, to) {
        (Some(from), Some(to)) if from == to => Some(locale.fill("gap.on", &[("date", &from)])),
        (Some(from), Some(to)) => Some(locale.fill("gap.between", &[("from", &from), ("to", &to)])),
        (Some(from), None) => Some(locale.fill("gap.since", &[("from", &from)])),
        (None, Some(to)) => Some(locale.fill("gap.until", &[("to", &to)])),
        (None, None) => None,
    };
    html! {
        (panel.word(gap_word(gap.kind)))
        " (" (chain_name(locale, gap.chain))
        @if let Some(count) = gap.count { ", " (locale.count("gap.rows", count.into(), &[])) }
        ")"
        @if let Some(span) = span { " — " (span) }
        @if let Some(address) = &gap.address { " " bdi.address dir="ltr" { (clean(address)) } }
        @if let Some(detail) = &gap.detail { " " bdi.detail { (clean(detail)) } }
    }
}

fn gap_word(kind: &str) -> &'static str {
    match kind {
        "not-answered" => "gap.not-answered",
        "refused" => "gap.refused",
        "rate-limited" => "gap.rate-limited",
        "stopped" => "gap.stopped",
        "request-limit" => "gap.request-limit",
        "bad-row" => "gap.bad-row",
        "unsupported" => "gap.unsupported",
        "count-differs" => "gap.count-differs",
        "mempool-limit" => "gap.mempool-limit",
        _ => "gap.other",
    }
}
