//! From whom and where to: bands of senders, through the campaign's addresses, to kinds of destination.

pub mod layout;
mod paint;

use super::html::Html;
use super::html::Value::Text;
use super::text::{clean, in_language};
use super::{Money, Panel, Size, empty, link, table_button};
use crate::chain::Amount;
use crate::locale::Locale;
use crate::report::{AssetReport, FlowKind, FlowNode};
use layout::{Extent, Node};

pub(super) fn section(panel: &Panel, out: &mut Html) {
    out.raw("<div class=\"bar-title\"><h3>{flow.title}</h3>");
    let flowing =
        |asset: &&AssetReport| !asset.flow.sources.is_empty() || !asset.flow.destinations.is_empty();
    let Some(asset) = panel.asset.filter(flowing) else {
        out.raw("</div>");
        return empty(panel, out);
    };
    let as_table = panel.state.flow_as_table;
    table_button(out, "table:flow", as_table);
    out.raw("</div>");
    if as_table {
        return table(panel, asset, out);
    }
    chart(panel, asset, out);
    out.raw("<p class=\"readout\" data-readout=\"\">{flow.hint}</p>");
}

fn chart(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let locale = panel.locale;
    let most = match panel.frame.size {
        Size::Small => 7,
        _ => 9,
    };
    let addresses =
        panel.report.campaign.addresses.iter().filter(|address| address.chain == asset.chain).count() as u64;
    let middle = locale.count("flow.addresses", addresses, &[]);
    let sources = nodes(&asset.flow.sources, most, asset, locale, Side::Source);
    let destinations = nodes(&asset.flow.destinations, most, asset, locale, Side::Destination);
    let extent = Extent { width: panel.frame.column, height: panel.frame.pick(330, 300, 378) };
    let layout = layout::layout(&sources, &destinations, &middle, extent);
    paint::paint(&layout, &summary(panel, asset, addresses), locale, out);
}

/// A sentence for the whole drawing.
fn summary(panel: &Panel, asset: &AssetReport, addresses: u64) -> String {
    let locale = panel.locale;
    let money = Money::of(asset, locale);
    let largest = |nodes: &[FlowNode]| {
        nodes.iter().max_by_key(|node| node.amount).map(|node| {
            let name = name(node, asset, locale);
            locale.fill("flow.part", &[("name", &name), ("amount", &money.headline(node.amount))])
        })
    };
    let mut text = locale.count("flow.summary", addresses, &[]);
    for (key, nodes) in
        [("flow.summary-in", &asset.flow.sources), ("flow.summary-out", &asset.flow.destinations)]
    {
        if let Some(part) = largest(nodes) {
            text.push(' ');
            text.push_str(&locale.fill(key, &[("part", &part)]));
        }
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Destination,
}

/// What is drawn of a side: at most so many nodes, the rest put together.
fn nodes(flow: &[FlowNode], most: usize, asset: &AssetReport, locale: &Locale, side: Side) -> Vec<Node> {
    let money = Money::of(asset, locale);
    let mut shown: Vec<FlowNode> = flow.iter().filter(|node| node.amount > Amount::ZERO).cloned().collect();
    let count = |shown: &[FlowNode], kinds: &[FlowKind]| {
        shown.iter().filter(|node| kinds.contains(&node.kind)).count()
    };
    // Labelled ones, the smallest first, go to the others until there is room.
    const LABELLED: &[FlowKind] = &[FlowKind::Labelled, FlowKind::Exchange];
    while shown.len() > most && count(&shown, LABELLED) > 1 {
        let Some(last) = shown.iter().rposition(|node| node.label.is_some()) else {
            break;
        };
        let gone = shown.remove(last);
        merge(&mut shown, last, gone);
    }
    // The lowest band goes into the next one while there is no room for it, or next to nothing in it.
    let total = shown.iter().fold(0u128, |sum, node| sum.saturating_add(node.amount.units()));
    let mut lowest: Option<u32> = None;
    while count(&shown, &[FlowKind::Band]) > 3 {
        let Some(first) = shown.iter().position(|node| node.kind == FlowKind::Band) else {
            break;
        };
        if shown.len() <= most && shown[first].amount.units() > total / 200 {
            break;
        }
        let gone = shown.remove(first);
        add(&mut shown[first], &gone);
        lowest = shown[first].power;
    }
    shown
        .iter()
        .map(|node| {
            let under = node.kind == FlowKind::Band && node.power.is_some() && node.power == lowest;
            let name = if under { band_name(node, asset, locale, true) } else { name(node, asset, locale) };
            let amount = money.short(node.amount);
            let counted =
                matches!(node.kind, FlowKind::Band).then(|| locale.count("flow.senders", node.count, &[]));
            let sentence = locale.fill(
                if side == Side::Source { "flow.mark-in" } else { "flow.mark-out" },
                &[("name", &name), ("amount", &money.headline(node.amount))],
            );
            let sentence = match &counted {
                Some(counted) => {
                    locale.fill("flow.mark-counted", &[("mark", &sentence), ("counted", counted)])
                }
                None => sentence,
            };
            let mut names = vec![name];
            // Where there is no room for the asset, which the amounts beside it name.
            if node.kind == FlowKind::Band && !under {
                names.push(band_ends(node, asset, locale));
            } else if under {
                let to = end_of(node.power.unwrap_or(0) + 1, asset, locale);
                names.push(locale.fill("flow.under", &[("to", &to), ("asset", "")]).trim_end().into());
            }
            Node {
                name: names,
                detail: match counted {
                    Some(counted) => vec![
                        locale.fill("flow.detail", &[("amount", &amount), ("counted", &counted)]),
                        amount,
                    ],
                    None => vec![amount],
                },
                class: class(node.kind, side),
                sentence,
                value: node.amount.units(),
            }
        })
        .collect()
}

/// Puts a labelled node with the others, which stand where it stood when they are new.
fn merge(shown: &mut Vec<FlowNode>, place: usize, gone: FlowNode) {
    match shown.iter_mut().find(|node| node.kind == FlowKind::Others) {
        Some(others) => {
            add(others, &FlowNode { count: 1, ..gone });
        }
        None => shown.insert(
            place.min(shown.len()),
            FlowNode { kind: FlowKind::Others, label: None, url: None, count: 1, ..gone },
        ),
    }
}

fn add(node: &mut FlowNode, gone: &FlowNode) {
    node.amount = Amount::from_units(node.amount.units().saturating_add(gone.amount.units()));
    node.count = node.count.saturating_add(gone.count);
}

fn class(kind: FlowKind, side: Side) -> &'static str {
    match (kind, side) {
        (FlowKind::Returned | FlowKind::Ambiguous | FlowKind::Fees | FlowKind::Earlier, _) => "quiet",
        (FlowKind::Balance, _) => "left",
        (_, Side::Source) => "in",
        (_, Side::Destination) => "out",
    }
}

/// What a node is called.
fn name(node: &FlowNode, asset: &AssetReport, locale: &Locale) -> String {
    if let Some(label) = &node.label {
        return in_language(label, locale).into_owned();
    }
    let key = match node.kind {
        FlowKind::Band => return band_name(node, asset, locale, false),
        FlowKind::Others => return locale.count("flow.others", node.count, &[]),
        FlowKind::Labelled => "flow.labelled",
        FlowKind::Exchange => "flow.exchange",
        FlowKind::Earlier => "flow.earlier",
        FlowKind::Returned => "flow.returned",
        FlowKind::Unknown => "flow.unknown",
        FlowKind::Seizure => "flow.seizure",
        FlowKind::Fees => "flow.fees",
        FlowKind::Ambiguous => "flow.ambiguous",
        FlowKind::Balance => "flow.balance",
    };
    locale.word(key).into()
}

/// "0.01–0.1 BTC".
fn band_name(node: &FlowNode, asset: &AssetReport, locale: &Locale, under: bool) -> String {
    let Some(power) = node.power else {
        return locale.word("flow.unlabelled").into();
    };
    let symbol = clean(&asset.asset);
    if under {
        return locale.fill("flow.under", &[("to", &end_of(power + 1, asset, locale)), ("asset", &symbol)]);
    }
    let mut text = band_ends(node, asset, locale);
    text.push('\u{a0}');
    text.push_str(&symbol);
    text
}

/// "0.01–0.1": where there is no room for the asset, which every amount beside it names.
fn band_ends(node: &FlowNode, asset: &AssetReport, locale: &Locale) -> String {
    let power = node.power.unwrap_or(0);
    let mut text = end_of(power, asset, locale);
    text.push('–');
    text.push_str(&end_of(power + 1, asset, locale));
    text
}

fn end_of(power: u32, asset: &AssetReport, locale: &Locale) -> String {
    let units = 10u128.checked_pow(power).unwrap_or(u128::MAX);
    locale.short(Amount::from_units(units), asset.decimals)
}

fn table(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let locale = panel.locale;
    let caption = locale.fill("flow.caption", &[("asset", &clean(&asset.asset))]);
    out.put(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{flow.title}\"><table><caption>{}</caption>",
        &[Text(&caption)],
    );
    for (word, nodes) in
        [("flow.from-whom", &asset.flow.sources), ("flow.where-to", &asset.flow.destinations)]
    {
        out.put(
            "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{table.amount}</th>\
             <th scope=\"col\">{table.count}</th></tr></thead><tbody>",
            &[Text(panel.word(word))],
        );
        for node in nodes {
            out.raw("<tr><th scope=\"row\"><bdi>");
            link(out, node.url.as_deref().unwrap_or(""), &name(node, asset, locale));
            out.raw("</bdi></th><td>");
            Money::of(asset, locale).exact(out, node.amount);
            let count = if node.count > 0 { locale.integer(node.count.into()) } else { String::new() };
            out.put("</td><td>{}</td></tr>", &[Text(&count)]);
        }
        out.raw("</tbody>");
    }
    out.raw("</table></div>");
}
