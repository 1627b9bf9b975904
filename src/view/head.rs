//! Head: whose campaign, as of when, whose data; what is still coming; notices and gaps before any figure.

use super::html::Html;
use super::html::Value::Text;
use super::text::{clean, in_language};
use super::{Panel, chain_name, link};
use crate::chain::Day;
use crate::report::{GapNote, Notice};

pub(super) fn section(panel: &Panel, out: &mut Html) {
    let campaign = &panel.report.campaign;
    let name = in_language(&campaign.name, panel.locale);
    out.raw("<p class=\"kicker\">{head.kicker}");
    if campaign.test_network {
        out.raw(" <strong class=\"test\">{head.test}</strong>");
    }
    let title = if name.chars().count() > 40 { &*name } else { "" };
    out.put(
        "</p><h2 class=\"name\" title=\"{}\"><bdi>{}</bdi></h2><p class=\"asof\">",
        &[Text(title), Text(&name)],
    );
    as_of(panel, out);
    out.raw("</p><p class=\"data\">");
    data(panel, out);
    out.raw("</p>");
    status(panel, out);
    notes(panel, out);
}

fn as_of(panel: &Panel, out: &mut Html) {
    let (report, locale) = (panel.report, panel.locale);
    let date = locale.date_of(&report.as_of);
    let when = locale.fill("head.as-of", &[("date", &date), ("time", &locale.time_of(&report.as_of))]);
    out.put("<time datetime=\"{}\">{}</time>", &[Text(&report.as_of), Text(&when)]);
    if let Some(period) = report.period {
        let date = |day: Option<Day>| day.map_or(String::new(), |day| locale.date_short(day));
        let (from, to) = (date(period.from), date(period.to));
        let key = match (from.is_empty(), to.is_empty()) {
            (false, false) => "head.period",
            (false, true) => "head.period-from",
            (true, false) => "head.period-to",
            (true, true) => return,
        };
        out.put(" · {}", &[Text(&locale.fill(key, &[("from", &from), ("to", &to)]))]);
    }
}

/// Whose data, and up to which block.
fn data(panel: &Panel, out: &mut Html) {
    let (report, locale) = (panel.report, panel.locale);
    let hosts = panel.hosts(None);
    if hosts.is_empty() {
        return out.raw("{head.no-source}");
    }
    out.put("{head.data} {}", &[Text(&hosts)]);
    // One block fits the line: that of the asset shown.
    let shown = panel.asset.map(|asset| asset.chain).or(report.sources.first().map(|source| source.chain));
    let sources = report.sources.iter().filter(|source| Some(source.chain) == shown);
    if let (Some(chain), Some(height)) = (shown, sources.filter_map(|source| source.height).max()) {
        let number = locale.integer(height.into());
        let many = report.sources.iter().any(|source| source.chain != chain && source.height.is_some());
        let key = if many { "head.chain-block" } else { "head.block" };
        let block = locale.fill(key, &[("chain", chain_name(locale, chain)), ("height", &number)]);
        out.put(" · {}", &[Text(&block)]);
    }
}

/// How far the reading is, with the way to stop it or to go on.
fn status(panel: &Panel, out: &mut Html) {
    let (progress, locale) = (panel.progress, panel.locale);
    let stopped = progress.done && panel.report.gaps.iter().any(|gap| can_go_on(gap.kind));
    let page = locale.integer(progress.pages.into());
    let about = progress.about.filter(|about| *about > progress.pages);
    let text = if progress.done {
        locale.count(if stopped { "status.stopped" } else { "status.done" }, progress.pages.into(), &[])
    } else {
        let key = if about.is_some() { "status.page-of" } else { "status.page" };
        locale.fill(key, &[("n", &page), ("about", &locale.integer(about.unwrap_or(0).into()))])
    };
    out.put("<p class=\"status\"><span role=\"status\">{}", &[Text(&text)]);
    if progress.waiting && !progress.done {
        out.raw(" {status.waiting}");
    }
    out.raw("</span>");
    if !progress.done {
        out.raw("<button type=\"button\" data-action=\"stop\">{action.stop}</button>");
    } else if stopped {
        out.raw("<button type=\"button\" data-action=\"resume\">{action.resume}</button>");
    }
    out.raw("</p>");
}

/// Gaps that asking again may close.
fn can_go_on(kind: &str) -> bool {
    matches!(kind, "stopped" | "rate-limited" | "not-answered" | "request-limit")
}

fn notes(panel: &Panel, out: &mut Html) {
    let (report, locale) = (panel.report, panel.locale);
    let gaps = report.gaps.len() as u64;
    if report.notices.is_empty() && gaps == 0 {
        return;
    }
    out.raw("<details class=\"notes\"><summary><span>");
    if let Some(notice) = report.notices.first() {
        out.put("<strong>{}</strong>", &[Text(&notice_title(panel, notice))]);
        let more = report.notices.len() as u64 - 1;
        if more > 0 {
            out.put(" {}", &[Text(&locale.count("notice.more", more, &[]))]);
        }
        if gaps > 0 {
            out.raw(" · ");
        }
    }
    if gaps > 0 {
        out.text(&locale.count("gap.count", gaps, &[]));
    }
    out.raw("</span></summary>");
    if !report.notices.is_empty() {
        out.raw("<ul>");
        for notice in &report.notices {
            notice_line(panel, notice, out);
        }
        out.raw("</ul>");
    }
    if gaps > 0 {
        gap_list(panel, out);
    }
    out.raw("</details>");
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

fn notice_line(panel: &Panel, notice: &Notice, out: &mut Html) {
    let locale = panel.locale;
    out.put("<li><strong>{}</strong><br><bdi>", &[Text(&notice_title(panel, notice))]);
    link(out, &notice.url, &in_language(&notice.label, locale));
    out.put("</bdi> — {}", &[Text(&locale.count("notice.addresses", notice.addresses.into(), &[]))]);
    let dates = [
        ("notice.listed-on", notice.listed),
        ("notice.delisted-on", notice.delisted),
        ("notice.read-on", notice.read),
    ];
    for (key, day) in dates {
        if let Some(day) = day {
            out.put(" · {}", &[Text(&locale.fill(key, &[("date", &locale.date(day))]))]);
        }
    }
    out.raw("<br>{notice.not-ownership}</li>");
}

/// Gaps listed at most.
const GAPS: usize = 50;

/// Every gap in words; also what the foot shows.
pub(super) fn gap_list(panel: &Panel, out: &mut Html) {
    let gaps = &panel.report.gaps;
    out.raw("<ul class=\"gaps\">");
    for gap in gaps.iter().take(GAPS) {
        gap_line(panel, gap, out);
    }
    if gaps.len() > GAPS {
        let more = (gaps.len() - GAPS) as u64;
        out.put("<li>{}</li>", &[Text(&panel.locale.count("gap.more", more, &[]))]);
    }
    out.raw("</ul>");
}

fn gap_line(panel: &Panel, gap: &GapNote, out: &mut Html) {
    let locale = panel.locale;
    let date = |time: &Option<String>| time.as_ref().map_or(String::new(), |time| locale.date_of(time));
    let (from, to) = (date(&gap.from), date(&gap.to));
    let mut key = String::from("gap.");
    key.push_str(gap.kind);
    out.put("<li>{} ({}", &[Text(locale.word(&key)), Text(chain_name(locale, gap.chain))]);
    if let Some(count) = gap.count {
        out.put(", {}", &[Text(&locale.count("gap.rows", count.into(), &[]))]);
    }
    out.raw(")");
    let key = match (from.is_empty(), to.is_empty()) {
        (false, false) if from == to => "gap.on",
        (false, false) => "gap.between",
        (false, true) => "gap.since",
        (true, false) => "gap.until",
        (true, true) => "",
    };
    if !key.is_empty() {
        let arguments = [("date", &*from), ("from", &from), ("to", &to)];
        out.put(" — {}", &[Text(&locale.fill(key, &arguments))]);
    }
    if let Some(address) = &gap.address {
        out.put(" <bdi class=\"address\" dir=\"ltr\">{}</bdi>", &[Text(&clean(address))]);
    }
    if let Some(detail) = &gap.detail {
        out.put(" <bdi class=\"detail\">{}</bdi>", &[Text(&clean(detail))]);
    }
    out.raw("</li>");
}
