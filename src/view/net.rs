//! The net figure in large type, the ladder that leads to it, and its neighbours.

use super::text::{clean, width};
use super::{Money, Panel, chain_name};
use crate::chain::{Amount, Signed};
use crate::report::{AssetReport, Report};
use maud::{Markup, html};

pub(super) fn section(panel: &Panel) -> Markup {
    let Some(asset) = panel.asset else {
        return html! { p.empty { (panel.word("empty.unknown")) } };
    };
    html! {
        @if panel.report.assets.len() > 1 { (tabs(panel)) }
        div { (figure(panel, asset)) }
        (ladder(panel, asset))
        (stats(panel, asset))
        (more(panel, asset))
        (level(panel, asset))
    }
}

/// What a reader may call the large figure, and the figure.
struct Headline {
    amount: Signed,
    word: &'static str,
    /// What the ladder's last step is called.
    step: &'static str,
}

fn headline(report: &Report, asset: &AssetReport) -> Headline {
    let totals = &asset.totals;
    match (report.complete, report.campaign.published) {
        (true, true) => Headline { amount: totals.net, word: "net.donated", step: "ladder.net-donated" },
        (true, false) => Headline { amount: totals.net, word: "net.received", step: "ladder.net" },
        (false, _) => {
            Headline { amount: as_signed(totals.from_outside), word: "net.so-far", step: "net.so-far-net" }
        }
    }
}

/// Nothing has been read that could make a figure: not the same as a figure of nothing.
fn is_unknown(report: &Report, asset: &AssetReport) -> bool {
    !report.complete && asset.transactions == 0 && asset.totals.pending_in == Amount::ZERO
}

fn tabs(panel: &Panel) -> Markup {
    let assets = &panel.report.assets;
    html! {
        div.tabs role="tablist" aria-label=(panel.word("net.assets")) {
            @for (index, asset) in assets.iter().enumerate() {
                @let selected = panel.asset.is_some_and(|shown| std::ptr::eq(shown, asset));
                button type="button" role="tab" data-action={ "asset:" (index) } aria-selected=(selected)
                    tabindex=(if selected { "0" } else { "-1" }) {
                    b { bdi { (clean(&asset.asset)) } }
                    " "
                    span { (chain_name(panel.locale, asset.chain)) }
                    br;
                    @if is_unknown(panel.report, asset) {
                        span { "…" }
                    } @else {
                        span { bdi { (signed(panel, headline(panel.report, asset).amount, |amount| {
                            panel.locale.short(amount, asset.decimals)
                        })) } }
                    }
                }
            }
        }
    }
}

fn figure(panel: &Panel, asset: &AssetReport) -> Markup {
    let money = Money::of(asset, panel.locale);
    let unknown = is_unknown(panel.report, asset);
    let headline = headline(panel.report, asset);
    let number = signed(panel, headline.amount, |amount| panel.locale.headline(amount, asset.decimals));
    let symbol = clean(&asset.asset);
    // The figure's own size, then that of a longer one; the line's height is the same.
    let font_size = panel.frame.pick(40, 56, 52);
    let room = panel.frame.column - width(&symbol, font_size / 2) - 12;
    html! {
        p.figure.long[unknown || width(&number, font_size) > room] {
            @if unknown { (panel.word("net.unknown")) } @else {
                bdi { (number) " " small { (symbol) } }
            }
        }
        p.figure-word { (panel.word(headline.word)) }
        p.figure-exact {
            @if unknown {
                (panel.word("empty.unknown"))
            } @else if !panel.report.complete {
                (panel.word("net.returns-incomplete"))
            } @else if asset.transactions == 0 {
                (panel.word("empty.none"))
            } @else {
                (panel.word("net.exactly")) " " (money.exact_signed(headline.amount))
            }
        }
    }
}

/// Steps from what the addresses got to what stays of it. Each opens: its exact amount and what it means.
fn ladder(panel: &Panel, asset: &AssetReport) -> Markup {
    let (totals, locale) = (&asset.totals, panel.locale);
    let money = Money::of(asset, locale);
    let unknown = is_unknown(panel.report, asset);
    let scale = locale.scale(totals.gross_received.max(totals.net.magnitude()), asset.decimals);
    let net_word = headline(panel.report, asset).step;
    let steps = [
        Step { word: "ladder.gross", class: "gross", amount: as_signed(totals.gross_received), minus: false },
        Step { word: "ladder.internal", class: "minus", amount: as_signed(totals.internal), minus: true },
        Step { word: "ladder.returned", class: "minus", amount: as_signed(totals.returned), minus: true },
        Step { word: net_word, class: "result", amount: totals.net, minus: false },
    ];
    let bar = panel.frame.pick(panel.frame.column, panel.frame.column - 316, panel.frame.column - 300);
    let waterfall = Waterfall::of(&steps, bar.max(40));
    html! {
        div.ladder role="group" aria-label=(panel.word("ladder.title")) {
            @for (step, (start, end)) in steps.iter().zip(waterfall.spans) {
                details class={ "step " (step.class) } {
                    summary {
                        span.label { (panel.word(step.word)) }
                        (bar_svg(panel, step, start, end, bar))
                        span.value {
                            @if unknown { "…" } @else {
                                bdi dir=(panel.locale.dir()) { (step.text(panel, asset, scale)) }
                            }
                        }
                    }
                    p {
                        @if !unknown { (money.exact_signed(step.amount)) " — " }
                        (panel.word(step.meaning()))
                    }
                }
            }
        }
    }
}

struct Step {
    word: &'static str,
    class: &'static str,
    amount: Signed,
    /// Taken from what came before.
    minus: bool,
}

impl Step {
    fn text(&self, panel: &Panel, asset: &AssetReport, scale: crate::locale::Scale) -> String {
        let nothing = self.amount == Signed::ZERO;
        if nothing {
            return panel.locale.integer(0);
        }
        let number = panel.locale.at_scale(self.amount.magnitude(), asset.decimals, scale);
        if self.minus || self.amount.is_negative() { panel.locale.minus(&number) } else { number }
    }

    fn meaning(&self) -> &'static str {
        match self.word {
            "ladder.gross" => "ladder.gross-means",
            "ladder.internal" => "ladder.internal-means",
            "ladder.returned" => "ladder.returned-means",
            _ => "ladder.net-means",
        }
    }
}

/// Where each step's bar begins and ends, in pixels from the start edge.
struct Waterfall {
    spans: [(i32, i32); 4],
}

impl Waterfall {
    fn of(steps: &[Step; 4], width: i32) -> Waterfall {
        let [gross, internal, returned, net] = steps.each_ref().map(|step| step.amount.units());
        let outside = gross.saturating_sub(internal);
        let lowest = net.min(0);
        let range = gross.saturating_sub(lowest).max(1);
        let place = |units: i128| scaled(units.saturating_sub(lowest), range, width);
        let span = |from: i128, to: i128| {
            let (start, end) = (place(from.min(to)), place(from.max(to)));
            (start, if from == to { start } else { end.max(start + 1) })
        };
        let _ = returned;
        Waterfall { spans: [span(0, gross), span(outside, gross), span(net, outside), span(0, net)] }
    }
}

/// `part / whole` of a length, without overflow.
fn scaled(part: i128, whole: i128, length: i32) -> i32 {
    let shift = (127 - whole.leading_zeros()).saturating_sub(64);
    let whole = (whole >> shift).max(1);
    ((part >> shift) * i128::from(length) / whole) as i32
}

fn bar_svg(panel: &Panel, step: &Step, start: i32, end: i32, width: i32) -> Markup {
    let height = 14;
    let x = if panel.locale.is_rtl() { width - end } else { start };
    html! {
        svg.bar width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } aria-hidden="true" {
            @if step.minus {
                defs { (hatch(step.word)) }
                rect.hatched x=(x) y="0" width=(end - start) height=(height) fill={ "url(#h-" (step.word) ")" } {}
            } @else {
                rect x=(x) y="0" width=(end - start) height=(height) {}
            }
        }
    }
}

/// A pattern of slanted lines, for what went back or only moved.
pub(super) fn hatch(id: &str) -> Markup {
    html! {
        pattern id={ "h-" (id) } width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
            rect.hatch-line width="2" height="6" {}
        }
    }
}

fn stats(panel: &Panel, asset: &AssetReport) -> Markup {
    let locale = panel.locale;
    let unknown = is_unknown(panel.report, asset);
    let amount = |amount: Signed| signed(panel, amount, |amount| locale.short(amount, asset.decimals));
    let count = |n: u64| locale.integer(n.into());
    let whole_history = panel.report.period.is_none();
    let entries = [
        (count(asset.donations), locale.count("stat.donations", asset.donations, &[]), None),
        (count(asset.sending_addresses), locale.count("stat.senders", asset.sending_addresses, &[]), None),
        (
            amount(as_signed(asset.totals.spent)),
            panel.word("stat.spent").to_string(),
            Some(as_signed(asset.totals.spent)),
        ),
        (
            amount(asset.totals.balance),
            panel.word(if whole_history { "stat.left" } else { "stat.left-now" }).to_string(),
            Some(asset.totals.balance),
        ),
    ];
    html! {
        dl.stats {
            @for (number, word, units) in entries {
                div {
                    dt { (word) }
                    dd {
                        @if unknown {
                            "…"
                        } @else if let Some(units) = units {
                            data value=(units) { bdi { (number) } }
                        } @else {
                            (number)
                        }
                    }
                }
            }
        }
    }
}

/// The figures that most readers pass over, and few may miss.
fn more(panel: &Panel, asset: &AssetReport) -> Markup {
    let (locale, totals) = (panel.locale, &asset.totals);
    let money = Money::of(asset, locale);
    let unknown = is_unknown(panel.report, asset);
    let excluded = panel.report.excluded.iter().filter(|excluded| excluded.chain == asset.chain);
    let row = |word: &'static str, value: Markup| {
        html! { div { dt { (panel.word(word)) } dd { (value) } } }
    };
    let counted =
        |n: u64, key: &'static str, value: Markup| html! { (locale.count(key, n, &[])) ", " (value) };
    html! {
        details.more {
            summary { (panel.word("more.title")) }
            @if unknown { p { (panel.word("empty.unknown")) } } @else { dl {
                (row("ladder.gross", money.exact(totals.gross_received)))
                (row("more.from-outside", money.exact(totals.from_outside)))
                (row("more.spent", money.exact(totals.spent)))
                (row("more.fees", money.exact(totals.fees)))
                (row(if asset.balance_by_explorer { "explorer.balance" } else { "more.balance" }, money.exact_signed(totals.balance)))
                (row("more.pending-in", money.exact(totals.pending_in)))
                (row("more.pending-out", money.exact(totals.pending_out)))
                (row("more.dust", html! {
                    (counted(asset.dust.count, "more.transactions", money.exact(asset.dust.sum)))
                    " (" (panel.word("more.dust-limit")) " " (money.exact(asset.dust.threshold)) ")"
                }))
                (row("more.possible-change", counted(
                    asset.possible_change.count, "more.outputs", money.exact(asset.possible_change.sum))))
                (row("more.ambiguous", counted(
                    asset.ambiguous_transactions, "more.transactions", money.exact_signed(totals.ambiguous))))
                (row("more.senders-with-dust", html! { (locale.integer(asset.sending_addresses_with_dust.into())) }))
                @for excluded in excluded {
                    (row(match excluded.reason {
                        "unlisted-token" => "excluded.unlisted-token",
                        "zero-value" => "excluded.zero-value",
                        "failed" => "excluded.failed",
                        _ => "excluded.other",
                    }, html! {
                        (locale.count("gap.rows", excluded.count, &[]))
                        @if let Some(contract) = &excluded.contract { " " bdi.address dir="ltr" { (clean(contract)) } }
                    }))
                }
                @if let Some(explorer) = &asset.explorer {
                    @if !asset.balance_by_explorer { (row("explorer.balance", money.exact(explorer.balance))) }
                    @if let Some(sum) = explorer.funded_txo_sum { (row("explorer.funded", money.exact(sum))) }
                    @if let Some(sum) = explorer.spent_txo_sum { (row("explorer.spent", money.exact(sum))) }
                    @if let Some(count) = explorer.tx_count {
                        (row("explorer.transactions", html! { (locale.integer(count.into())) }))
                    }
                    (row("explorer.difference", money.exact_signed(explorer.balance_difference)))
                }
            } }
        }
    }
}

/// How far the figures are proven, in words.
fn level(panel: &Panel, asset: &AssetReport) -> Markup {
    let hosts = panel.hosts(Some(asset.chain));
    let hosts: Vec<_> = hosts.into_iter().map(clean).collect();
    let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
    let chain = chain_name(panel.locale, asset.chain);
    html! {
        p.level {
            @if hosts.is_empty() {
                (panel.locale.fill("level.none", &[("chain", chain)]))
            } @else {
                (panel.locale.fill("level.reported", &[("chain", chain), ("hosts", &panel.locale.list(&hosts))]))
            }
        }
    }
}

fn signed(panel: &Panel, amount: Signed, text: impl Fn(Amount) -> String) -> String {
    let number = text(amount.magnitude());
    if amount.is_negative() { panel.locale.minus(&number) } else { number }
}

fn as_signed(amount: Amount) -> Signed {
    Signed::from_units(i128::try_from(amount.units()).unwrap_or(i128::MAX))
}
