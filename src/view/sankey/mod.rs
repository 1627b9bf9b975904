//! From whom and where to: bands of senders, through the campaign's addresses, to kinds of destination.

pub mod layout;
mod paint;

use super::html::Html;
use super::text::in_language;
use super::{Money, Panel, empty, keys, label, table_button};
use crate::chain::Amount;
use crate::plain::power_of_ten;
use crate::report::{AssetReport, FlowKind, FlowNode, LabelNote};
use layout::{Extent, Node};
use std::mem;

#[inline(never)]
pub(super) fn section(panel: &Panel, out: &mut Html) {
    out.put("<div class=\"bar-title\"><h3>{flow.title}</h3>");
    let flowing =
        |asset: &&AssetReport| !asset.flow.sources.is_empty() || !asset.flow.destinations.is_empty();
    let Some(asset) = panel.asset.filter(flowing) else {
        out.put("</div>");
        return empty(panel, out);
    };
    let as_table = panel.state.flow_as_table;
    table_button(out, "flow", as_table);
    out.put("</div>");
    if as_table {
        table(asset, out);
    } else {
        keys(out);
        chart(panel, asset, out);
        out.put(
            "<p class=\"readout\" data-readout=\"\">{flow.hint} <span class=\"cue\">{read.cue}</span></p>",
        );
    }
}

pub(super) fn chart(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let money = &panel.money;
    let addresses = panel
        .report
        .campaign
        .addresses
        .iter()
        .filter(|address| asset.chain.is_empty() || address.chain == asset.chain)
        .count() as u64;
    let most = panel.frame.pick(7, 9, 9) as usize;
    let sources = nodes(&asset.flow.sources, most, true, money);
    let destinations = nodes(&asset.flow.destinations, most, false, money);
    let extent = Extent { width: panel.frame.column, height: panel.frame.pick(312, 282, 360) };
    let middle = Html::plain(money).put("{flow.addresses n}").count(addresses).take();
    let layout = layout::layout(&sources, &destinations, &middle, extent);
    out.put("<svg class=\"chart sankey\" role=\"group\" aria-label=\"{flow.summary n}").count(addresses);
    largest(" {flow.summary-in part}", &asset.flow.sources, money, out);
    largest(" {flow.summary-out part}", &asset.flow.destinations, money, out);
    paint::paint(&layout, out);
}

/// Says which node of a side is the largest. What is left went nowhere.
fn largest(template: &'static str, nodes: &[FlowNode], money: &Money, out: &mut Html) {
    let moved = nodes.iter().filter(|node| !matches!(node.kind, FlowKind::Balance | FlowKind::Frozen));
    if let Some(node) = moved.max_by_key(|node| node.amount) {
        let name = Part::of(node).name(money);
        let part = Html::plain(money).put("{flow.part name amount}").made(name).headline(node.amount).take();
        out.put(template).made(part);
    }
}

/// A node as it is drawn: one of the report's, or some of them put together.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// The one whose place it has.
    node: &'a FlowNode,
    kind: FlowKind,
    /// By its label or its address.
    is_named: bool,
    amount: u128,
    count: u64,
}

/// What is drawn of a side: at most so many nodes, the rest put together.
fn nodes(flow: &[FlowNode], most: usize, is_source: bool, money: &Money) -> Vec<Node> {
    let mut shown: Vec<Part> = Vec::new();
    let (mut named, mut bands, mut total) = (0, 0, 0);
    for node in flow {
        if node.amount > Amount::ZERO {
            shown.push(Part::of(node));
            named += usize::from(Part::of(node).is_named);
            bands += usize::from(node.kind == FlowKind::Band);
            total += node.amount.units();
        }
    }
    // Those with a name, the smallest first and seizures last, go to what is sent back, or to the others, until there is room.
    while shown.len() > most && named > 1 {
        let of_size = |part: &Part| part.is_named && part.kind != FlowKind::Seizure;
        let last = shown.iter().rposition(of_size).or_else(|| shown.iter().rposition(|part| part.is_named));
        let Some(last) = last else { break };
        named -= 1;
        let kind = if shown[last].kind == FlowKind::Returned { FlowKind::Returned } else { FlowKind::Others };
        let others = shown.iter().position(|part| part.kind == kind && !part.is_named);
        // They stand where the first of them stood.
        shown[last].is_named = false;
        if kind == FlowKind::Others {
            (shown[last].kind, shown[last].count) = (kind, 1);
        }
        if let Some(others) = others {
            merge(&mut shown, last, others);
        }
    }
    // The lowest band goes into the next one while there is no room for it, or next to nothing in it.
    let mut lowest = None;
    while bands > 3 {
        let Some(first) = shown.iter().position(|part| part.kind == FlowKind::Band) else {
            break;
        };
        if shown.len() <= most && shown[first].amount > total / 200 {
            break;
        }
        bands -= 1;
        merge(&mut shown, first, first + 1);
        lowest = shown[first].node.power;
    }
    let mut nodes = Vec::with_capacity(shown.len());
    for part in &shown {
        nodes.push(part.node(lowest, is_source, money));
    }
    nodes
}

/// Puts a part into another one.
#[inline(never)]
fn merge(parts: &mut Vec<Part>, gone: usize, other: usize) {
    parts[other].amount += parts[gone].amount;
    parts[other].count += parts[gone].count;
    parts.remove(gone);
}

impl<'a> Part<'a> {
    fn of(node: &'a FlowNode) -> Part<'a> {
        let is_named = !node.labels.is_empty() || !node.addresses.is_empty();
        Part { node, kind: node.kind, is_named, amount: node.amount.units(), count: node.count }
    }

    fn labels(&self) -> &'a [LabelNote] {
        if self.is_named { &self.node.labels } else { &[] }
    }

    fn addresses(&self) -> &'a [String] {
        if self.is_named { &self.node.addresses } else { &[] }
    }

    /// Its texts. The band that `lowest` begins holds all that are lower as well.
    fn node(&self, lowest: Option<u32>, is_source: bool, money: &Money) -> Node {
        let amount = Amount::from_units(self.amount);
        let mut text = Html::plain(money);
        let mut name = [self.name(money), String::new()];
        let side = if is_source { "in" } else { "out" };
        let mut mark = text.put("{}-{}").text(side).text(self.kind.name()).take();
        if self.is_named {
            // Who bears labels is one of a name; of others the first address stays where more are found.
            let who = self.addresses().first().filter(|_| self.labels().is_empty());
            mark = text.put("{}-{}").text(&mark).text(who.unwrap_or(&name[0])).take();
        } else if let (FlowKind::Band, Some(power)) = (self.kind, self.node.power) {
            mark = text.put("{}-{}").text(&mark).number(power as i32).take();
        }
        let mut detail = [String::new(), money.drawn(amount)];
        if let (FlowKind::Band, Some(power)) = (self.kind, self.node.power) {
            // The shorter one is for where there is no room for the asset, which the amounts beside it name.
            let bare = &Money { symbol: "", ..*money };
            let is_lowest = self.node.power == lowest;
            name = [money.band(power, is_lowest), bare.band(power, is_lowest)];
        }
        let template = if is_source { "{flow.mark-in name amount}" } else { "{flow.mark-out name amount}" };
        let mut sentence = text.put(template).text(&name[0]).headline(amount).take();
        if self.kind == FlowKind::Band {
            let counted = text.put("{flow.senders n}").count(self.count).take();
            sentence = text.put("{flow.mark-counted mark counted}").made(sentence).text(&counted).take();
            detail[0] = text.put("{flow.detail amount counted}").short(amount).made(counted).take();
        }
        let labels = self.labels();
        if !labels.is_empty() {
            sentence = text
                .put("{flow.mark-said mark said}")
                .made(sentence)
                .made(label::claims(labels, money))
                .take();
        } else if !self.addresses().is_empty() {
            sentence = text.put("{flow.mark-said mark said}").made(sentence).word("flow.sender").take();
            name[0] = money.standing_alone(mem::take(&mut name[0]));
        }
        let mut is_listed = false;
        if let Some(listing) = labels.iter().find(|label| label.kind == label::LISTED) {
            is_listed = listing.delisted.is_none();
            let said = label::kind(listing, money);
            detail[0] = text.put("{flow.detail amount counted}").short(amount).made(said).take();
        }
        let sources = label::sources(labels);
        let class = self.class(is_source);
        Node { name, detail, class, mark, sentence, sources, is_listed, value: self.amount }
    }

    fn class(&self, is_source: bool) -> &'static str {
        match self.kind {
            FlowKind::Returned
            | FlowKind::Ambiguous
            | FlowKind::Wrapped
            | FlowKind::Fees
            | FlowKind::Earlier => "quiet",
            FlowKind::Balance => "left",
            _ if is_source => "in",
            _ => "out",
        }
    }

    /// What it is called.
    fn name(&self, money: &Money) -> String {
        if let [first, ..] = self.labels() {
            let name = in_language(&first.label, money.locale);
            return match self.kind {
                FlowKind::Returned => Html::plain(money).put("{flow.returned-to name}").made(name).take(),
                _ => name,
            };
        }
        if let [first, others @ ..] = self.addresses() {
            let mut text = Html::plain(money);
            text.put(if self.kind == FlowKind::Returned { "{flow.returned}{colon}{}" } else { "{}" });
            text.others(first);
            if !others.is_empty() {
                text.put("{list.next}{gap.more n}").count(others.len() as u64);
            }
            return text.take();
        }
        match (self.kind, self.node.power) {
            (FlowKind::Band, Some(power)) => money.band(power, false),
            (FlowKind::Others, _) => Html::plain(money).put("{flow.others n}").count(self.count).take(),
            (kind, _) => money.locale.kind("flow", kind.name()).into(),
        }
    }
}

impl Money<'_> {
    /// "0.01–0.1 BTC", or "under 0.1 BTC": a band of senders; without a symbol, where this has none.
    fn band(&self, power: u32, is_lowest: bool) -> String {
        // "100–1K" would be read as thousands, both of it.
        let is_small = !is_lowest && power < u32::from(self.decimals) + 3;
        let end = |power| {
            let end = Amount::from_units(power_of_ten(power));
            self.standing_alone(match is_small {
                true => self.locale.headline(end, self.decimals),
                false => self.locale.short(end, self.decimals),
            })
        };
        let mut text = end(power + 1);
        if is_lowest {
            let under = Html::plain(self).put("{flow.under to asset}").text(&text).others(self.symbol).take();
            return under.trim_ascii_end().into();
        }
        text = end(power) + "–" + &text;
        if !self.symbol.is_empty() {
            text = self.with_symbol(&text);
        }
        // All bands run as the language does, whatever letters their ends have.
        if self.locale.is_rtl() { "\u{2067}".to_owned() + &text + "\u{2069}" } else { text }
    }
}

/// What was spent, by what it was spent on: rows of a list of figures.
#[inline(never)]
pub(super) fn spending(asset: &AssetReport, out: &mut Html) {
    for (kind, amount) in asset.flow.spending() {
        out.put("<div class=\"part\"><dt>{}</dt><dd>{}</dd></div>").kind("spent", kind.name()).exact(&amount);
    }
}

fn table(asset: &AssetReport, out: &mut Html) {
    out.put(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{flow.title}\">\
         <table><caption>{flow.caption asset}</caption>",
    )
    .others(&asset.asset);
    table_side("flow.from-whom", &asset.flow.sources, out);
    table_side("flow.where-to", &asset.flow.destinations, out);
    out.put("</table></div>");
}

fn table_side(word: &str, nodes: &[FlowNode], out: &mut Html) {
    out.put(
        "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{table.amount}</th>\
         <th scope=\"col\">{table.count}</th></tr></thead><tbody>",
    )
    .word(word);
    for node in nodes {
        out.put("<tr><th scope=\"row\">");
        let part = Part::of(node);
        if part.is_named && node.kind == FlowKind::Returned {
            out.put("{flow.returned}{colon}");
        }
        if !node.labels.is_empty() {
            label::list(&node.labels, out);
        } else if part.is_named {
            label::addresses(&node.addresses, out);
            out.put("<br><span class=\"muted\">{flow.sender}</span>");
        } else {
            let name = part.name(out.money());
            out.put("<bdi>{}</bdi>").made(name);
        }
        out.put("</th><td>{}</td><td>").exact(&node.amount);
        if node.count > 0 {
            // Of a band it is who sent, of all else how often.
            out.put(if node.kind == FlowKind::Band { "{flow.senders n}" } else { "{}" }).count(node.count);
        }
        out.put("</td></tr>");
    }
    out.put("</tbody>");
}
