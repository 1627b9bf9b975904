//! The list of transactions: newest or largest first, ten to a page, amounts exact.

use super::text::{checked_url, clean, host_of, in_language};
use super::{Money, PAGE_ROWS, Panel, empty};
use crate::report::{AssetReport, TxKind, TxRow};
use crate::survey::Order;
use maud::{Markup, html};

pub(super) fn section(panel: &Panel, rows: &[TxRow]) -> Markup {
    let Some(asset) = panel.asset.filter(|asset| asset.transactions > 0 || !rows.is_empty()) else {
        return html! {
            div.bar-title { h3 { (panel.word("transactions.title")) } }
            (empty(panel))
        };
    };
    html! {
        div.bar-title {
            h3 { (panel.word("transactions.title")) }
            (order(panel))
        }
        (table(panel, asset, rows))
        (pager(panel, asset))
    }
}

fn order(panel: &Panel) -> Markup {
    let button = |order: Order, action: &str, key| {
        html! {
            button type="button" data-action=(action) aria-pressed=(panel.state.order == order) {
                (panel.word(key))
            }
        }
    };
    html! {
        div.switch role="group" aria-label=(panel.word("transactions.order")) {
            (button(Order::Newest, "order:newest", "transactions.newest"))
            (button(Order::Largest, "order:largest", "transactions.largest"))
        }
    }
}

// Roles say again what the elements are: a style sheet that lays rows out as grids takes a table's meaning away.
fn table(panel: &Panel, asset: &AssetReport, rows: &[TxRow]) -> Markup {
    html! {
        table.list role="table" {
            caption.quiet { (panel.locale.fill("transactions.caption", &[("asset", &clean(&asset.asset))])) }
            thead role="rowgroup" {
                tr role="row" {
                    th.day scope="col" role="columnheader" { (panel.word("table.day")) }
                    th.what scope="col" role="columnheader" { (panel.word("table.what")) }
                    th.amount scope="col" role="columnheader" { (panel.word("table.amount")) }
                    th.at scope="col" role="columnheader" { (panel.word("table.explorer")) }
                }
            }
            tbody role="rowgroup" {
                @for row in rows.iter().take(PAGE_ROWS) { (line(panel, asset, row)) }
            }
        }
    }
}

fn line(panel: &Panel, asset: &AssetReport, row: &TxRow) -> Markup {
    let locale = panel.locale;
    let outgoing = row.outward;
    let marks = [
        (row.pending, "mark.pending"),
        (row.dust, "mark.dust"),
        (row.possible_change, "mark.possible-change"),
    ];
    let number = locale.exact(row.amount, asset.decimals);
    let number = Money::of(asset, locale).with_symbol(&number);
    html! {
        tr role="row" class=(if outgoing { "out" } else if row.kind == TxKind::Received { "in" } else { "quiet" }) {
            td.day role="cell" { time datetime=(row.time) { (locale.date_short(row.day)) } }
            td.what role="cell" {
                span.kind { (panel.word(kind_word(row.kind))) }
                @if let Some(label) = &row.label { " " bdi.label { (in_language(label, locale)) } }
                @for (_, word) in marks.iter().filter(|(is, _)| *is) { " " span.flag { (panel.word(word)) } }
            }
            td.amount role="cell" {
                data value=(row.amount) {
                    @if outgoing { (locale.minus("")) }
                    bdi { (number) }
                }
            }
            td.at role="cell" { (explorer_link(panel, row)) }
        }
    }
}

/// The explorer's page of the transaction: the link says where it leads, and to a screen reader, to what.
fn explorer_link(panel: &Panel, row: &TxRow) -> Markup {
    let Some(url) = row.link.as_deref().and_then(checked_url) else {
        return html! {};
    };
    let host = clean(host_of(url));
    let id = clean(&row.tx);
    let label = panel.locale.fill("transactions.link", &[("tx", &id), ("host", &host)]);
    html! {
        a href=(url) target="_blank" rel="noopener noreferrer" aria-label=(label) title=(id) {
            bdi.host { (host) } span.arrow aria-hidden="true" { "↗" }
        }
    }
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

fn pager(panel: &Panel, asset: &AssetReport) -> Markup {
    let locale = panel.locale;
    let pages = asset.transactions.div_ceil(PAGE_ROWS as u64).max(1);
    let page = (panel.state.page as u64).min(pages - 1);
    let button = |target: Option<u64>, key| {
        html! {
            button type="button" data-action=[target.map(|page| {
                let mut action = String::from("page:");
                action.push_str(&page.to_string());
                action
            })] disabled[target.is_none()] { (panel.word(key)) }
        }
    };
    html! {
        nav.pager aria-label=(panel.word("transactions.pages")) {
            (button(page.checked_sub(1), "transactions.previous"))
            span { (locale.fill("transactions.page", &[
                ("n", &locale.integer(page as u128 + 1)), ("of", &locale.integer(pages.into()))])) }
            (button(Some(page + 1).filter(|next| *next < pages), "transactions.next"))
        }
    }
}
