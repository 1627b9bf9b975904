//! How far the figures are proven, in words and never as a bare tick: that transactions are in blocks, and whether the list
//! leaves any out, side by side. Whatever does not hold is told above the figures.

use super::html::Html;
use super::{Check, Newer, Panel, Second, live, text};
use crate::chain::Amount;
use crate::report::{Agreed, AgreementNote, AssetReport, DifferenceNote, Level, TxRow};

/// The line below the figures, of an asset of which something was checked.
#[inline(never)]
pub(super) fn line(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let verification = &asset.verification;
    if verification.included > 0 {
        out.put("{proven.included n of checked}")
            .count(verification.included)
            .count(verification.transactions)
            .made(checked_by(panel, verification.checked_by));
    }
    for (index, agreed) in verification.agreed.iter().enumerate() {
        out.put(if index > 0 || verification.included > 0 { " " } else { "" });
        agreed_by(panel, agreed, out);
    }
}

/// "checked in this browser".
fn checked_by(panel: &Panel, who: Option<&str>) -> String {
    panel.locale.kind("checked", who.unwrap_or("maker")).into()
}

fn agreed_by(panel: &Panel, agreed: &Agreed, out: &mut Html) {
    let hosts = in_words(panel, &agreed.hosts);
    match (agreed.height, &agreed.until) {
        (Some(height), _) => {
            out.put("{proven.agreed chain hosts height}")
                .kind("chain", agreed.chain)
                .made(hosts)
                .count(height);
        }
        (None, Some(until)) => {
            out.put("{proven.agreed-until chain hosts date time}")
                .kind("chain", agreed.chain)
                .made(hosts)
                .date_of(until)
                .made(panel.locale.time_of(until));
        }
        (None, None) => {}
    }
}

fn in_words(panel: &Panel, hosts: &[String]) -> String {
    let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
    text::list(&hosts, panel.locale)
}

/// A transaction's level: a word for the eye, a sentence on its title and for screen readers.
#[inline(never)]
pub(super) fn of_row(panel: &Panel, row: &TxRow, out: &mut Html) {
    let chain = panel.asset.map_or("", |asset| asset.chain);
    let level = match row.level {
        Level::Reported => {
            let hosts = panel.hosts(Some(chain).filter(|chain| !chain.is_empty()));
            panel.locale.sentence("level-means.reported", None, &[("hosts", hosts)])
        }
        Level::Agreed => panel.locale.word("level-means.agreed").into(),
        Level::Included => {
            let by = checked_by(panel, row.checked_by);
            panel.locale.sentence("level-means.included", None, &[("checked", by)])
        }
    };
    out.put(
        "<span class=\"proven\"><span title=\"{}\" aria-hidden=\"true\">{}</span><span class=\"said\">{}</span></span>",
    )
    .text(&level)
    .kind("level-short", row.level.name())
    .text(&level);
}

/// Above the figures: that a file is not as its maker wrote it.
#[inline(never)]
pub(super) fn tampered(file: &str, fault: &str, out: &mut Html) {
    out.put(
        "<p class=\"tampered\" role=\"alert\"><strong>{tampered.title file}</strong> {tampered.means} \
         <span class=\"muted\">{}</span></p>",
    )
    .others(file)
    .kind("fault", fault);
}

/// The foot's block: inclusion and completeness, and what the reader can do about both.
#[inline(never)]
pub(super) fn block(panel: &Panel, out: &mut Html) {
    out.put("<details class=\"proof\"><summary>{proven.title}</summary>");
    if matches!(panel.state.newer, Newer::Come { .. }) {
        live::means(panel, out);
    }
    out.put("<dl><div><dt>{proven.inclusion}</dt><dd><p class=\"muted\">{proven.inclusion-means}</p>");
    inclusion(panel, out);
    check(panel, out);
    out.put("</dd></div><div><dt>{proven.completeness}</dt><dd><p class=\"muted\">{proven.completeness-means}</p>");
    completeness(panel, out);
    second(panel, out);
    out.put("</dd></div></dl><p>{proven.apart}</p></details>");
}

/// For each chain, how many of its transactions are in blocks.
fn inclusion(panel: &Panel, out: &mut Html) {
    let mut told: Vec<&str> = Vec::new();
    for asset in &panel.report.assets {
        // A chain on which this can be shown has one asset.
        if told.contains(&asset.chain) {
            continue;
        }
        told.push(asset.chain);
        let verification = &asset.verification;
        if !verification.can_be_proven {
            out.put("<p>{proven.no-proofs chain}</p>").kind("chain", asset.chain);
        } else if verification.included == 0 {
            out.put("<p>{proven.unchecked chain}</p>").kind("chain", asset.chain);
        } else {
            out.put("<p>{}{colon}{proven.included n of checked} {proven.senders n}</p>")
                .kind("chain", asset.chain)
                .count(verification.included)
                .count(verification.transactions)
                .made(checked_by(panel, verification.checked_by))
                .count(verification.senders_proven);
        }
    }
}

/// "Check it in this browser", and what came of it.
fn check(panel: &Panel, out: &mut Html) {
    out.put("<div class=\"check\">");
    match &panel.state.check {
        Check::Idle if (panel.state.of_snapshot || panel.progress.done) && has_proofs(panel) => {
            out.put("<p><button type=\"button\" data-action=\"verify\">{proven.check}</button></p>");
        }
        Check::Idle => {}
        Check::Running { checked, of, a_second } => {
            out.put("<p data-said>");
            if *of == 0 {
                out.put("{proven.fetching}");
            } else {
                out.put("{proven.checking n rate of}")
                    .count((*checked).into())
                    .count((*a_second).into())
                    .count((*of).into());
            }
            out.put("</p>");
            // A snapshot's check takes seconds; explorers are asked for longer.
            if !panel.state.of_snapshot {
                out.put("<p><button type=\"button\" data-action=\"verify:stop\">{action.stop}</button></p>");
            }
        }
        Check::Done { checked, a_second } => {
            out.put("<p data-said>{proven.all-hold rate n}</p>")
                .count((*a_second).into())
                .count((*checked).into());
        }
        Check::NotRead { file } => {
            out.put(
                "<p data-said>{proven.not-read file}</p>\
                 <p><button type=\"button\" data-action=\"verify\">{action.retry}</button></p>",
            )
            .others(file);
        }
        Check::Tampered { file, .. } => _ = out.put("<p>{tampered.title file}</p>").others(file),
    }
    out.put("</div>");
}

/// Some chain has transactions whose inclusion can be shown.
fn has_proofs(panel: &Panel) -> bool {
    let mut assets = panel.report.assets.iter();
    assets.any(|asset| asset.verification.can_be_proven && asset.verification.transactions > 0)
}

/// For each chain, whose list it is, and who else was asked.
fn completeness(panel: &Panel, out: &mut Html) {
    let mut told: Vec<&str> = Vec::new();
    for address in &panel.report.campaign.addresses {
        if told.contains(&address.chain) {
            continue;
        }
        told.push(address.chain);
        match panel.report.agreements.iter().find(|note| note.chain == address.chain) {
            Some(note) => finding(panel, note, out),
            None => {
                out.put("<p>{proven.one-list chain hosts}</p>")
                    .kind("chain", address.chain)
                    .made(panel.hosts(Some(address.chain)));
            }
        }
    }
}

/// The sentence of each finding. Where it tells a height, the last place is that.
fn finding(panel: &Panel, note: &AgreementNote, out: &mut Html) {
    let hosts = in_words(panel, &note.hosts);
    out.put("<p>");
    match (note.finding, note.height, &note.until) {
        ("agrees", Some(height), _) => {
            out.put("{finding.agrees chain hosts height n}")
                .kind("chain", note.chain)
                .made(hosts)
                .made(panel.locale.integer(height.into()))
                .count(note.transactions);
        }
        ("agrees", None, Some(until)) => {
            out.put("{finding.agrees-until chain hosts date time n}")
                .kind("chain", note.chain)
                .made(hosts)
                .date_of(until)
                .made(panel.locale.time_of(until))
                .count(note.transactions);
        }
        ("differs", ..) => {
            out.put("{finding.differs chain hosts}").kind("chain", note.chain).made(hosts);
        }
        ("not-at-one-height", ..) => {
            out.put("{finding.not-at-one-height chain hosts}").kind("chain", note.chain).made(hosts);
        }
        ("no-second", ..) => {
            out.put("{finding.no-second chain}").kind("chain", note.chain);
        }
        _ => {
            out.put("{finding.not-answered chain hosts}").kind("chain", note.chain).made(hosts);
        }
    }
    out.put("</p>");
    if !note.differs.is_empty() {
        out.put("<ul>");
        for one in note.differs.iter().take(DIFFERENCES) {
            difference(panel, one, out);
        }
        if note.differs.len() > DIFFERENCES {
            out.put("<li>{gap.more n}</li>").count((note.differs.len() - DIFFERENCES) as u64);
        }
        out.put("</ul>");
    }
}

/// Differences listed at most.
const DIFFERENCES: usize = 20;

/// Whose figure, and both figures.
fn difference(panel: &Panel, one: &DifferenceNote, out: &mut Html) {
    let figure = |amount: Amount| match one.figure {
        "transactions" => panel.locale.integer(amount.units()),
        _ => {
            let mut exact = panel.locale.exact(amount, one.decimals);
            exact.push('\u{a0}');
            exact.push_str(&text::clean(&one.asset));
            exact
        }
    };
    out.put("<li>");
    if let Some(address) = &one.address {
        out.put("<bdi class=\"address\" dir=\"ltr\">{}</bdi>{colon}").others(address);
    }
    out.put("{}").made(panel.locale.sentence(
        match one.figure {
            "transactions" => "differs.transactions",
            "received" => "differs.received",
            _ => "differs.spent",
        },
        None,
        &[("host", text::clean(&one.host)), ("theirs", figure(one.theirs)), ("shown", figure(one.shown))],
    ));
    out.put("</li>");
}

/// "Ask a second explorer", and who will see the reader's address.
fn second(panel: &Panel, out: &mut Html) {
    let mut hosts: Vec<&str> = Vec::new();
    for source in &panel.report.second_explorers {
        if !hosts.contains(&&*source.host) {
            hosts.push(&source.host);
        }
    }
    if hosts.is_empty() {
        return;
    }
    let hosts = text::list(&hosts, panel.locale);
    match panel.state.second {
        Second::Asking => _ = out.put("<p data-said>{proven.asking hosts}</p>").made(hosts),
        Second::Idle | Second::Done => {
            let again = panel.state.second == Second::Done || !panel.report.agreements.is_empty();
            out.put("<p><button type=\"button\" data-action=\"second\">{}</button> <span class=\"muted\">{ask.sees hosts}</span></p>")
                .word(if again { "proven.ask-again" } else { "proven.ask" })
                .made(hosts);
        }
    }
}
