//! Head: whose campaign, as of when, whose data; what is still coming; notices and gaps before any figure.

use super::html::Html;
use super::text::{self, in_language};
use super::{Check, Newer, Panel, issuer, label, live, proven};
use crate::plain::before;
use crate::report::{GapNote, LangText, Notice};

pub(super) fn section(panel: &Panel, out: &mut Html) {
    let report = panel.report;
    title(&report.campaign.name, report.campaign.test_network, out);
    out.put("<p class=\"asof\"><time datetime=\"{}\">{head.as-of date time}</time>")
        .text(&report.as_of)
        .date_of(&report.as_of)
        .made(panel.locale.time_of(&report.as_of));
    if let Some(period) = report.period {
        match (period.from, period.to) {
            (Some(from), Some(to)) => {
                out.put("{list.facts}{head.period from to}").date_short(from).date_short(to)
            }
            (Some(from), None) => out.put("{list.facts}{head.period-from from}").date_short(from),
            (None, Some(to)) => out.put("{list.facts}{head.period-to to}").date_short(to),
            (None, None) => out,
        };
    }
    out.put("</p><p class=\"data\">");
    data(panel, out);
    out.put("</p>");
    match &panel.state.check {
        Check::Tampered { file, fault } => proven::tampered(file, fault, out),
        _ => status(panel, out),
    }
    notes(panel, out);
}

/// Whose campaign, and whether its money is play money.
pub(super) fn title(name: &LangText, test_network: bool, out: &mut Html) {
    let name = in_language(name, out.locale());
    out.put("<p class=\"kicker\">{head.kicker}");
    if test_network {
        out.put(" <strong class=\"test\">{head.test}</strong>");
    }
    out.put("</p><h2 class=\"name\" title=\"{}\"><bdi>{}</bdi></h2>")
        .text(if name.chars().map(|_| 1).sum::<u32>() > 40 { &name } else { "" })
        .text(&name);
}

/// Whose data, and up to which block.
pub(super) fn data(panel: &Panel, out: &mut Html) {
    let hosts = panel.hosts(None);
    if hosts.is_empty() {
        out.put("{head.no-source}");
        return;
    }
    out.put("{head.data} {}").text(&hosts);
    // One block fits the line: that of the asset shown.
    let sources = &panel.report.sources;
    let Some(chain) = panel
        .asset
        .map(|asset| asset.chain)
        .filter(|chain| !chain.is_empty())
        .or(sources.first().map(|source| source.chain))
    else {
        return;
    };
    let (mut highest, mut of_others) = (None, false);
    for source in sources {
        if source.chain == chain {
            highest = highest.max(source.height);
        } else if source.height.is_some() {
            of_others = true;
        }
    }
    if let Some(height) = highest {
        let template = if of_others {
            "{list.facts}{head.chain-block chain height}"
        } else {
            "{list.facts}{head.block chain height}"
        };
        out.put(template).kind("chain", chain).count(height);
    }
}

/// How far the reading is, with the way to stop it or to go on.
fn status(panel: &Panel, out: &mut Html) {
    let progress = panel.progress;
    let pages = progress.pages.into();
    if !matches!(panel.state.newer, Newer::Unasked) {
        return live::status(panel, out);
    }
    if panel.state.of_snapshot {
        // Which of them holds is known in the reader's browser: the element says so, the style sheet shows it.
        out.put(
            "<p class=\"status\"><span class=\"fresh\">{status.snapshot}</span><span class=\"stale\">{status.stale}</span>\
             <span class=\"lost\">{status.lost}</span><span class=\"altered\">{status.altered}</span></p>",
        );
        return;
    }
    let mut button = "</span><button type=\"button\" data-action=\"stop\">{action.stop}</button></p>";
    out.put("<p class=\"status\"><span data-said>");
    if progress.screening {
        out.put("{status.lists}");
    } else if progress.pricing {
        out.put("{status.prices}");
    } else if !progress.done {
        match progress.about {
            Some(about) if about > progress.pages => {
                out.put("{status.page-of n about}").count(pages + 1).count(about.into())
            }
            _ => out.put("{status.page n}").count(pages + 1),
        };
    }
    if !progress.done {
        if progress.waiting {
            out.put("{list.facts}{status.waiting}");
        }
    } else if panel.report.gaps.iter().any(|gap| can_go_on(gap.kind)) {
        match panel.state.offline {
            true => out.put("{status.offline}"),
            false => out.put("{status.stopped n}").count(pages),
        };
        button = "</span><button type=\"button\" data-action=\"resume\">{action.resume}</button></p>";
    } else {
        out.put("{status.done n}").count(pages);
        button = "</span></p>";
    }
    out.put(button);
}

/// Gaps that asking again may close.
fn can_go_on(kind: &str) -> bool {
    ["stopped", "rate-limited", "not-answered", "request-limit"].contains(&kind)
}

fn notes(panel: &Panel, out: &mut Html) {
    let (notices, gaps) = (&panel.report.notices, panel.report.gaps.len() as u64);
    // These are known only once the part of the code that words them is there.
    let has_acts = !panel.report.issuer_acts.is_empty();
    if notices.is_empty() && !has_acts && gaps == 0 {
        return;
    }
    out.put("<details class=\"notes\"><summary><span>");
    if has_acts {
        issuer::title(panel, out);
        if !notices.is_empty() || gaps > 0 {
            out.put("{list.facts}");
        }
    }
    if let [first, others @ ..] = &**notices {
        notice_title(first, out);
        if !others.is_empty() {
            out.put("<span> {notice.more n}</span>").count(others.len() as u64);
        }
        if gaps > 0 {
            out.put("{list.facts}");
        }
    }
    if gaps > 0 {
        out.put("<span>{gap.count n}</span>").count(gaps);
    }
    out.put("</span></summary>");
    if has_acts {
        out.put("<ul>");
        issuer::list(panel, out);
        out.put("</ul>");
    }
    if !notices.is_empty() {
        out.put("<ul>");
        for notice in notices {
            notice_line(panel, notice, out);
        }
        out.put("</ul>");
    }
    if gaps > 0 {
        gap_list(panel, out);
    }
    out.put("</details>");
}

/// What a reader must know before any figure, as one line without markup: notices and gaps. Empty where there is neither.
pub(super) fn warnings(panel: &Panel) -> String {
    let (notices, gaps) = (&panel.report.notices, panel.report.gaps.len() as u64);
    let mut out = Html::plain(&panel.money);
    if let [first, others @ ..] = &**notices {
        let ended = if first.delisted.is_some() { "notice-ended" } else { "notice" };
        out.put("{}{colon}{}").kind(ended, first.kind).named(&first.issuer);
        if !others.is_empty() {
            out.put("<span> {notice.more n}</span>").count(others.len() as u64);
        }
    }
    let act = issuer::first(panel);
    if let Some(act) = act {
        out.put(if notices.is_empty() { "{}{colon}{}" } else { "{list.facts}{}{colon}{}" });
        out.kind("issuer", issuer::kind(act)).text(act.issuer);
    }
    if gaps > 0 {
        let is_first = notices.is_empty() && act.is_none();
        out.put(if is_first { "{gap.count n}" } else { "{list.facts}{gap.count n}" }).count(gaps);
    }
    out.take()
}

fn notice_title(notice: &Notice, out: &mut Html) {
    let ended = if notice.delisted.is_some() { "notice-ended" } else { "notice" };
    out.put("<strong>{}{colon}<bdi>{}</bdi></strong>").kind(ended, notice.kind).named(&notice.issuer);
}

fn notice_line(panel: &Panel, notice: &Notice, out: &mut Html) {
    out.put("<li>");
    notice_title(notice, out);
    out.put("<br><bdi lang=\"{}\">{}</bdi> — {notice.addresses n}")
        .lang(&notice.label)
        .link(&notice.url, &in_language(&notice.label, panel.locale))
        .count(notice.addresses.into());
    if let Some(list) = &notice.list {
        let list = panel.locale.isolated(&in_language(list, panel.locale));
        out.put("{list.facts}{notice.list list}").made(list);
    }
    programmes(&notice.programmes, out);
    label::dates(notice.kind, [notice.listed, notice.delisted, notice.read], "{list.facts}", out);
    out.put("<br>{notice.not-ownership}</li>");
}

/// What a list calls the grounds on which it names someone.
pub(super) fn programmes(names: &[String], out: &mut Html) {
    if !names.is_empty() {
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        let names = text::list(&names, out.locale());
        out.put("{list.facts}{notice.programmes programmes}").made(names);
    }
}

/// Gaps listed at most.
const GAPS: usize = 50;

/// Every gap in words; also what the foot shows.
pub(super) fn gap_list(panel: &Panel, out: &mut Html) {
    let gaps = &panel.report.gaps;
    out.put("<ul class=\"gaps\">");
    for gap in gaps.iter().take(GAPS) {
        gap_line(gap, out);
    }
    if gaps.len() > GAPS {
        out.put("<li>{gap.more n}</li>").count((gaps.len() - GAPS) as u64);
    }
    out.put("</ul>");
}

/// On which chain, and how much of it.
fn gap_extent(gap: &GapNote, out: &mut Html) {
    out.put(" ({}").kind("chain", gap.chain);
    if let Some(count) = gap.count {
        let of_days = gap.kind == "no-price" || gap.kind == "implausible-price";
        out.put(if of_days { ", {gap.days n}" } else { ", {gap.rows n}" }).count(count.into());
    }
    out.put(")");
}

fn gap_line(gap: &GapNote, out: &mut Html) {
    out.put("<li>{}").kind("gap", gap.kind);
    // A list is of no chain.
    if !gap.chain.is_empty() {
        gap_extent(gap, out);
    }
    match (&gap.from, &gap.to) {
        (Some(from), Some(to)) if before(from, b"T") == before(to, b"T") => {
            out.put(" — {gap.on date}").date_of(from)
        }
        (Some(from), Some(to)) => out.put(" — {gap.between from to}").date_of(from).date_of(to),
        (Some(from), None) => out.put(" — {gap.since from}").date_of(from),
        (None, Some(to)) => out.put(" — {gap.until to}").date_of(to),
        (None, None) => out,
    };
    if let Some(address) = &gap.address {
        out.put(" <bdi class=\"address\" dir=\"ltr\">{}</bdi>").others(address);
    }
    if let Some(detail) = &gap.detail {
        out.put(" <bdi class=\"detail\">{}</bdi>").others(detail);
    }
    out.put("</li>");
}
