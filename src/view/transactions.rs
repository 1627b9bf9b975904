//! The list of transactions: newest or largest first, ten to a page, amounts exact.

use super::html::Html;
use super::html::Value::{Number, Text};
use super::text::{checked_url, clean, host_of, in_language};
use super::{Money, PAGE_ROWS, Panel, empty};
use crate::report::{AssetReport, TxKind, TxRow};
use crate::survey::Order;

pub(super) fn section(panel: &Panel, rows: &[TxRow], out: &mut Html) {
    out.raw("<div class=\"bar-title\"><h3>{transactions.title}</h3>");
    let Some(asset) = panel.asset.filter(|asset| asset.transactions > 0 || !rows.is_empty()) else {
        out.raw("</div>");
        return empty(panel, out);
    };
    let pressed = |order: Order| Text(if panel.state.order == order { "true" } else { "false" });
    out.put(
        "<div class=\"switch\" role=\"group\" aria-label=\"{transactions.order}\">\
         <button type=\"button\" data-action=\"order:newest\" aria-pressed=\"{}\">{transactions.newest}</button>\
         <button type=\"button\" data-action=\"order:largest\" aria-pressed=\"{}\">{transactions.largest}</button>\
         </div></div>",
        &[pressed(Order::Newest), pressed(Order::Largest)],
    );
    table(panel, asset, rows, out);
    pager(panel, asset, out);
}

// Roles say again what the elements are: a style sheet that lays rows out as grids takes a table's meaning away.
fn table(panel: &Panel, asset: &AssetReport, rows: &[TxRow], out: &mut Html) {
    let unlinked = if rows.iter().all(|row| row.link.is_none()) { " unlinked" } else { "" };
    let caption = panel.locale.fill("transactions.caption", &[("asset", &clean(&asset.asset))]);
    out.put(
        "<table class=\"list{}\" role=\"table\"><caption class=\"quiet\">{}</caption><thead role=\"rowgroup\">\
         <tr role=\"row\"><th class=\"day\" scope=\"col\" role=\"columnheader\">{table.day}</th>\
         <th class=\"what\" scope=\"col\" role=\"columnheader\">{table.what}</th>\
         <th class=\"amount\" scope=\"col\" role=\"columnheader\">{table.amount}</th>\
         <th class=\"at\" scope=\"col\" role=\"columnheader\">{table.explorer}</th></tr></thead>\
         <tbody role=\"rowgroup\">",
        &[Text(unlinked), Text(&caption)],
    );
    for row in rows.iter().take(PAGE_ROWS) {
        line(panel, asset, row, out);
    }
    out.raw("</tbody></table>");
}

fn line(panel: &Panel, asset: &AssetReport, row: &TxRow, out: &mut Html) {
    let locale = panel.locale;
    let class = match row.kind {
        _ if row.outward => "out",
        TxKind::Received => "in",
        _ => "quiet",
    };
    out.put(
        "<tr role=\"row\" class=\"{}\"><td class=\"day\" role=\"cell\"><time datetime=\"{}\">{}</time></td>\
         <td class=\"what\" role=\"cell\"><span class=\"kind\">{}</span>",
        &[
            Text(class),
            Text(&row.time),
            Text(&locale.date_short(row.day)),
            Text(panel.word(kind_word(row.kind))),
        ],
    );
    if let Some(label) = &row.label {
        out.put(" <bdi class=\"label\">{}</bdi>", &[Text(&in_language(label, locale))]);
    }
    let marks = [
        (row.pending, "mark.pending"),
        (row.dust, "mark.dust"),
        (row.possible_change, "mark.possible-change"),
    ];
    for (_, word) in marks.iter().filter(|(is, _)| *is) {
        out.put(" <span class=\"flag\">{}</span>", &[Text(panel.word(word))]);
    }
    out.raw("</td><td class=\"amount\" role=\"cell\">");
    Money::of(asset, locale).data(out, row.amount, row.outward);
    out.raw("</td><td class=\"at\" role=\"cell\">");
    explorer_link(panel, row, out);
    out.raw("</td></tr>");
}

/// The explorer's page of the transaction: the link says where it leads, and to a screen reader, to what.
fn explorer_link(panel: &Panel, row: &TxRow, out: &mut Html) {
    let Some(url) = row.link.as_deref().and_then(checked_url) else {
        return;
    };
    let host = clean(host_of(url));
    let id = clean(&row.tx);
    let label = panel.locale.fill("transactions.link", &[("tx", &id), ("host", &host)]);
    out.put(
        "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\" aria-label=\"{}\" title=\"{}\">\
         <bdi class=\"host\">{}</bdi><span class=\"arrow\" aria-hidden=\"true\">↗</span></a>",
        &[Text(url), Text(&label), Text(&id), Text(&host)],
    );
}

fn kind_word(kind: TxKind) -> &'static str {
    match kind {
        TxKind::Received => "kind.received",
        TxKind::Internal => "kind.internal",
        TxKind::Returned => "kind.returned",
        TxKind::Converted => "kind.converted",
        TxKind::Spent => "kind.spent",
        TxKind::Ambiguous => "kind.ambiguous",
    }
}

fn pager(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let locale = panel.locale;
    let pages = asset.transactions.div_ceil(PAGE_ROWS as u64).clamp(1, i32::MAX as u64) as i32;
    let page = i32::try_from(panel.state.page).unwrap_or(i32::MAX).min(pages - 1);
    let number = |number: i32| locale.integer(number.unsigned_abs().into());
    let place = locale.fill("transactions.page", &[("n", &number(page + 1)), ("of", &number(pages))]);
    let button = |out: &mut Html, target: i32, word: &str| {
        if (0..pages).contains(&target) {
            out.put(
                "<button type=\"button\" data-action=\"page:{}\">{}</button>",
                &[Number(target), Text(word)],
            );
        } else {
            out.put("<button type=\"button\" disabled>{}</button>", &[Text(word)]);
        }
    };
    out.raw("<nav class=\"pager\" aria-label=\"{transactions.pages}\">");
    button(out, page - 1, panel.word("transactions.previous"));
    out.put("<span>{}</span>", &[Text(&place)]);
    button(out, page + 1, panel.word("transactions.next"));
    out.raw("</nav>");
}
