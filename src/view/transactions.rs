//! The list of transactions: newest or largest first, ten to a page, amounts exact.

use super::html::Html;
use super::text::checked_url;
use super::{PAGE_ROWS, Panel, empty, label, proven};
use crate::plain::host_of;
use crate::report::{AssetReport, TxKind, TxRow};
use crate::survey::Order;

#[inline(never)]
pub(super) fn section(panel: &Panel, rows: &[TxRow], out: &mut Html) {
    out.put("<div class=\"bar-title\"><h3>{transactions.title}</h3>");
    let Some(asset) = panel.asset.filter(|asset| asset.transactions > 0 || !rows.is_empty()) else {
        out.put("</div>");
        empty(panel, out);
        // The files hold all assets.
        if panel.report.assets.iter().any(|asset| asset.transactions > 0) {
            download(panel, out);
        }
        return;
    };
    let pressed = |order: Order| if panel.state.order == order { "true" } else { "false" };
    // Roles say again what the elements are: a style sheet that lays rows out as grids takes a table's meaning away.
    out.put(
        "<div class=\"switch\" role=\"group\" aria-label=\"{transactions.order}\">\
         <button type=\"button\" data-action=\"order:newest\" aria-pressed=\"{}\">{transactions.newest}</button>\
         <button type=\"button\" data-action=\"order:largest\" aria-pressed=\"{}\">{transactions.largest}</button>\
         </div></div>\
         <table class=\"list{}\" role=\"table\"><caption class=\"quiet\">{transactions.caption asset}</caption>\
         <thead role=\"rowgroup\">\
         <tr role=\"row\"><th class=\"day\" scope=\"col\" role=\"columnheader\">{table.day}</th>\
         <th class=\"what\" scope=\"col\" role=\"columnheader\">{table.what}</th>\
         <th class=\"amount\" scope=\"col\" role=\"columnheader\">{table.amount}</th>\
         <th class=\"at\" scope=\"col\" role=\"columnheader\">{table.explorer}</th></tr></thead>\
         <tbody role=\"rowgroup\">",
    )
    .text(pressed(Order::Newest))
    .text(pressed(Order::Largest))
    .text(if rows.iter().all(|row| row.link.is_none()) { " unlinked" } else { "" })
    .others(&asset.asset);
    for row in rows.iter().take(PAGE_ROWS) {
        line(panel, row, out);
    }
    // A group and no landmark: a page of several panels would have several of one name.
    out.put("</tbody></table><div class=\"pager\" role=\"group\" aria-label=\"{transactions.pages}\">");
    pager(panel, asset, out);
}

fn line(panel: &Panel, row: &TxRow, out: &mut Html) {
    let class = match row.kind {
        _ if row.outward => "out",
        TxKind::Received => "in",
        _ => "quiet",
    };
    out.put("<tr role=\"row\" class=\"{}\"><td class=\"day\" role=\"cell\"><time datetime=\"{}\">{}</time>")
        .text(class)
        .text(&row.time)
        .date_short(row.day);
    proven::of_row(panel, row, out);
    out.put("</td><td class=\"what\" role=\"cell\"><span class=\"kind\">{}</span>")
        .kind("kind", row.kind.name());
    labels(row, out);
    if !row.addresses.is_empty() {
        out.put("{colon}");
        label::addresses(&row.addresses, out);
    }
    if row.pending {
        out.put(" <span class=\"flag\">{mark.pending}</span>");
    }
    if row.dust {
        out.put(" <span class=\"flag\">{mark.dust}</span>");
    }
    if row.possible_change {
        out.put(" <span class=\"flag\">{mark.possible-change}</span>");
    }
    out.put("</td><td class=\"amount\" role=\"cell\">{}</td><td class=\"at\" role=\"cell\">")
        .data(row.amount, row.outward);
    // The explorer's page of the transaction: the link says where it leads, and to a screen reader, to what.
    if let Some(url) = row.link.as_deref().and_then(checked_url) {
        let host = host_of(url);
        out.put(
            "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\" aria-label=\"{transactions.link tx host}\">\
             <bdi class=\"host\">{}</bdi><span class=\"arrow\" aria-hidden=\"true\">↗</span></a>",
        )
        .text(url)
        .others(&row.tx)
        .others(host)
        .others(host);
    }
    out.put("</td></tr>");
}

/// Who the other side is, by its labels: each leads to its source, and says what kind of claim it is.
fn labels(row: &TxRow, out: &mut Html) {
    let money = out.money();
    for (index, one) in row.labels.iter().enumerate() {
        // "to an exchange" would name twice what a label begins with.
        let leads = matches!(row.kind, TxKind::Converted | TxKind::Seized);
        out.put(if index > 0 || leads { " " } else { "{colon}" });
        // What it is stands first: of what has no room, the end is cut.
        out.put("<span class=\"flag\">{}</span> <span class=\"label\" title=\"{}\">")
            .made(label::kind(one, money))
            .made(label::claim(one, money));
        label::name(one, out);
        out.put("</span>");
    }
}

fn pager(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let pages = asset.transactions.div_ceil(PAGE_ROWS as u64).clamp(1, i32::MAX as u64) as i32;
    let page = i32::try_from(panel.state.page).unwrap_or(i32::MAX).min(pages - 1);
    let button = |out: &mut Html, target: i32, word: &str| {
        if (0..pages).contains(&target) {
            out.put("<button type=\"button\" data-action=\"page:{}\">{}</button>").number(target).word(word);
        } else {
            out.put("<button type=\"button\" disabled>{}</button>").word(word);
        }
    };
    button(out, page - 1, "transactions.previous");
    out.put("<span>{transactions.page n of}</span>").count(page as u64 + 1).count(pages as u64);
    button(out, page + 1, "transactions.next");
    out.put("</div>");
    download(panel, out);
}

/// All rows as a file, by the rule of privacy that the panel follows.
fn download(panel: &Panel, out: &mut Html) {
    out.put(match panel.state.not_saved {
        true => "<p class=\"download\"><span data-said>{transactions.not-saved}</span>",
        false => "<p class=\"download\"><span>{transactions.download}</span>",
    });
    out.put(
        "<button type=\"button\" data-action=\"export:csv\" aria-label=\"{transactions.download-as format}\">CSV</button>\
         <button type=\"button\" data-action=\"export:json\" aria-label=\"{transactions.download-as format}\">JSON</button></p>",
    )
    .others("CSV")
    .others("JSON");
}
