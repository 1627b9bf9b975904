//! The net figure in large type, the ladder that leads to it, and its neighbours.

use super::chart::{hatch, scaled};
use super::html::Html;
use super::text::{clean, width};
use super::{Frame, Money, Panel, nothing, proven, sankey, worth};
use crate::chain::{Amount, Chain, Family, Signed};
use crate::locale::Scale;
use crate::report::{AssetReport, FlowKind, Report};

pub(super) fn section(panel: &Panel, out: &mut Html) {
    let Some(asset) = panel.asset else {
        out.put("<p class=\"empty\">{empty.unknown}</p>");
        return;
    };
    first_lines(panel, asset, out);
    if panel.report.priced_total.is_some() {
        tabs(panel, out);
        worth::of_asset(panel, asset, &headline(panel.report, asset).amount, out);
    }
    ladder(panel, asset, out);
    stats(panel, asset, out);
    if asset.chain.is_empty() {
        out.put("<p class=\"level\">{net.all-means}</p>");
    } else {
        more(panel, asset, out);
        level(panel, asset, out);
    }
}

const TITLE: &str = "<h3 class=\"said\">{ladder.title}</h3>";
/// What the large figure is called while not all is read.
const SO_FAR: &str = "net.so-far";

/// What the section begins with, as far as its large figure.
pub(super) fn first_lines(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    out.put(TITLE);
    if let Some(total) = &panel.report.priced_total {
        return worth::total(panel, total, headline(panel.report, asset).word, out);
    }
    tabs(panel, out);
    figure(panel, asset, out);
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
    if !report.complete {
        let amount = as_signed(totals.from_outside);
        return Headline { amount, word: SO_FAR, step: "net.so-far-net" };
    }
    let (word, step) = match report.campaign.published {
        true => ("net.donated", "ladder.net-donated"),
        false => ("net.received", "ladder.net"),
    };
    Headline { amount: totals.net, word, step }
}

/// "5.02 million USDT net received. As of 14 March 2026, 09:20 UTC."
pub(super) fn in_short(panel: &Panel) -> String {
    let report = panel.report;
    let mut out = Html::plain(&panel.money);
    if let Some(Figure { number, symbol, word, .. }) = large_figure(panel) {
        out.put("{}").made(number);
        if !symbol.is_empty() {
            out.put("\u{a0}{}").made(symbol);
        }
        out.put(" {}. ").word(word);
    }
    out.put("{head.as-of date time}.").date_of(&report.as_of).made(panel.locale.time_of(&report.as_of));
    out.take()
}

/// The panel's large figure, in texts.
pub(super) struct Figure<'a> {
    pub number: String,
    /// Empty where it is in the number: of money.
    pub symbol: String,
    pub word: &'static str,
    pub asset: &'a AssetReport,
}

/// None where nothing is known.
pub(super) fn large_figure<'a>(panel: &Panel<'a>) -> Option<Figure<'a>> {
    let asset = panel.asset.filter(|asset| !is_unknown(panel.report, asset))?;
    let Headline { amount, word, .. } = headline(panel.report, asset);
    let (number, symbol) = match &panel.report.priced_total {
        Some(total) => (worth::headline(panel.locale, total.net_then), String::new()),
        None => {
            let number = panel.locale.headline(amount.magnitude(), asset.decimals);
            (signed(panel, amount, number), clean(&asset.asset))
        }
    };
    Some(Figure { number, symbol, word, asset })
}

/// An asset's exact net figure: "12.45101117 BTC".
pub(super) fn in_units(panel: &Panel, asset: &AssetReport) -> String {
    let amount = headline(panel.report, asset).amount;
    let exact = panel.locale.exact(amount.magnitude(), asset.decimals);
    signed(panel, amount, Money::of(asset, panel.locale).with_symbol(&exact))
}

/// The ladder's steps: what each is called, its amount, as a number of its size, and the part of the whole that its bar begins at and ends at.
pub(super) struct Step {
    pub word: &'static str,
    pub value: String,
    pub minus: bool,
    /// Of `length`.
    pub from: i32,
    pub to: i32,
}

/// Steps whose bars are `length` long together.
pub(super) fn ladder_steps(panel: &Panel, asset: &AssetReport, length: i32) -> [Step; 4] {
    let scale = ladder_scale(panel, asset);
    let names = ["ladder.gross", "ladder.internal", "ladder.returned", headline(panel.report, asset).step];
    let mut places = ladder_places(asset, length).into_iter();
    names.map(|word| {
        let (amount, from, to) = places.next().unwrap_or((Signed::ZERO, 0, 0));
        let minus = word == names[1] || word == names[2];
        Step { word, value: value(panel, asset, amount, minus, scale), minus, from, to }
    })
}

/// The steps of one asset's ladder with what was spent and is left, as a list of exact figures.
pub(super) fn steps(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let totals = &asset.totals;
    let Headline { step, .. } = headline(panel.report, asset);
    let money = Money::of(asset, panel.locale);
    let figures = [
        ("ladder.gross", as_signed(totals.gross_received), false),
        ("ladder.internal", as_signed(totals.internal), true),
        ("ladder.returned", as_signed(totals.returned), true),
        (step, totals.net, false),
        ("stat.spent", as_signed(totals.spent), false),
        ("stat.left", totals.balance, false),
    ];
    out.put("<dl>");
    for (word, amount, minus) in figures {
        let exact = money.with_symbol(&panel.locale.exact(amount.magnitude(), asset.decimals));
        let minus = (minus && amount != Signed::ZERO) || amount.is_negative();
        let unknown = is_unknown(panel.report, asset);
        let sign = if minus && !unknown { panel.locale.minus("") } else { String::new() };
        out.put("<div><dt>{}</dt><dd>{}<bdi>{}</bdi></dd></div>").word(word).made(sign);
        out.text(if unknown { "…" } else { &exact });
    }
    out.put("</dl>");
}

/// Nothing has been read that could make a figure: not the same as a figure of nothing.
fn is_unknown(report: &Report, asset: &AssetReport) -> bool {
    !report.complete && asset.transactions == 0 && asset.totals.pending_in == Amount::ZERO
}

/// One for each asset, where there are several.
fn tabs(panel: &Panel, out: &mut Html) {
    if panel.report.assets.len() < 2 {
        return;
    }
    out.put("<div class=\"tabs\" role=\"tablist\" aria-label=\"{net.assets}\">");
    let (all, assets) = (panel.report.all.iter(), panel.report.assets.iter());
    for (index, asset) in all.map(|all| (-1, all)).chain((0..).zip(assets)) {
        let selected = panel.asset.is_some_and(|shown| std::ptr::eq(shown, asset));
        let number = if is_unknown(panel.report, asset) {
            "…".into()
        } else {
            short(panel, headline(panel.report, asset).amount, asset)
        };
        out.put(
            "<button type=\"button\" role=\"tab\" data-action=\"asset:{}\" aria-selected=\"{}\" tabindex=\"{}\">\
             <b><bdi>{}</bdi></b> <span>{}</span><br><span><bdi>{}</bdi></span></button>",
        )
        .number(index)
        .text(if selected { "true" } else { "false" })
        .number(i32::from(selected) - 1)
        .others(&asset.asset)
        .text(if asset.chain.is_empty() { panel.locale.word("net.all") } else { panel.locale.kind("chain", asset.chain) })
        .made(number);
    }
    out.put("</div>");
}

fn figure(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let Headline { amount, word, .. } = headline(panel.report, asset);
    if is_unknown(panel.report, asset) {
        out.put(
            "<div><p class=\"figure long\">{net.unknown}</p><p class=\"figure-word\">{}</p>\
             <p class=\"figure-exact\">{empty.unknown}</p></div>",
        )
        .word(word);
        return;
    }
    let number = signed(panel, amount, panel.locale.headline(amount.magnitude(), asset.decimals));
    large(panel.frame, &number, &clean(&asset.asset), word, out);
    if !panel.report.complete {
        out.put("{net.returns-incomplete}");
    } else if asset.transactions == 0 {
        out.put("{}").word(nothing(panel.report));
    } else {
        out.put("{net.exactly} {}").signed(&amount);
    }
    out.put("</p></div>");
}

/// The large figure and its word, as far as the line below them.
fn large(frame: Frame, number: &str, symbol: &str, word: &str, out: &mut Html) {
    // A longer figure is set smaller; the line's height is the same.
    let font_size = frame.pick(40, 56, 52);
    let room = frame.column - width(symbol, font_size / 2) - 12;
    out.put(
        "<div><p class=\"figure{}\"><bdi>{} <small>{}</small></bdi></p>\
         <p class=\"figure-word\">{}</p><p class=\"figure-exact\">",
    )
    .text(if width(number, font_size) > room { " long" } else { "" })
    .text(number)
    .text(symbol)
    .word(word);
}

/// What the section begins with while only a part of what was received is known, and nothing else.
pub(super) fn so_far(amount: Amount, money: &Money, frame: Frame, out: &mut Html) {
    out.put(TITLE);
    large(frame, &money.locale.headline(amount, money.decimals), money.symbol, SO_FAR, out);
    out.put("{net.returns-incomplete}</p></div>");
}

/// What begins and ends each step of the ladder. Of the steps that are taken from what came before, how their bars
/// are hatched.
const STEPS: [(&str, &str, &str); 4] = [
    (
        "<details class=\"step gross\"><summary><span class=\"label\">{ladder.gross}</span>",
        "{ladder.gross-means}",
        "",
    ),
    (
        "<details class=\"step minus\"><summary><span class=\"label\">{ladder.internal}</span>",
        "{ladder.internal-means}",
        "ladder.internal",
    ),
    (
        "<details class=\"step minus\"><summary><span class=\"label\">{ladder.returned}</span>",
        "{ladder.returned-means}",
        "ladder.returned",
    ),
    ("<details class=\"step result\"><summary><span class=\"label\">", "{ladder.net-means}", ""),
];

/// Steps from what the addresses got to what stays of it. Each opens: its exact amount and what it means.
fn ladder(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let locale = panel.locale;
    let unknown = is_unknown(panel.report, asset);
    let scale = ladder_scale(panel, asset);
    let bar =
        panel.frame.pick(panel.frame.column, panel.frame.column - 316, panel.frame.column - 300).max(40);
    let steps = ladder_places(asset, bar);
    out.drawing(bar);
    out.put("<div class=\"ladder\" role=\"group\" aria-label=\"{ladder.title}\">");
    for (index, (label, meaning, hatched)) in STEPS.into_iter().enumerate() {
        let (amount, from, to) = steps[index];
        let minus = !hatched.is_empty();
        // A bar that is there is seen.
        let long = if amount == Signed::ZERO { 0 } else { (to - from).abs().max(1) };
        out.put(label);
        if index == 3 {
            out.put("{}</span>").word(headline(panel.report, asset).step);
        }
        out.put("<svg class=\"bar\" width=\"{}\" height=\"14\" viewBox=\"0 0 {} 14\" aria-hidden=\"true\">")
            .number(bar)
            .number(bar);
        if minus {
            hatch(out, hatched, bar);
        }
        out.put("<rect x=\"{}\" y=\"0\" width=\"{}\" height=\"14\"").x(from.min(to), long).number(long);
        if minus {
            out.put(" fill=\"url(#h-{}-{})\"").text(hatched).number(bar);
        }
        let value = if unknown { "…".into() } else { value(panel, asset, amount, minus, scale) };
        out.put("/></svg><span class=\"value\"><bdi dir=\"{}\">{}</bdi></span></summary><p>")
            .text(locale.dir())
            .made(value);
        if !unknown {
            out.put("{} — ").signed(&amount);
        }
        out.put(meaning).put("</p></details>");
    }
    out.put("</div>");
}

/// At which all steps are told.
fn ladder_scale(panel: &Panel, asset: &AssetReport) -> Scale {
    let largest = asset.totals.net.magnitude();
    panel.locale.scale(asset.totals.gross_received.max(largest), largest, asset.decimals)
}

/// The steps' amounts, and where their bars begin and end.
fn ladder_places(asset: &AssetReport, bar: i32) -> [(Signed, i32, i32); 4] {
    let totals = &asset.totals;
    let largest = totals.net.magnitude();
    // A net figure below nothing moves all the bars to the right.
    let below = if totals.net.is_negative() { largest.units() } else { 0 };
    let range = totals.gross_received.units().saturating_add(below);
    let place = |units: u128| scaled(units, range, bar);
    let nothing = place(below);
    let all = place(range);
    let outside = place(range.saturating_sub(totals.internal.units()));
    let net = if below > 0 { 0 } else { place(largest.units()) };
    [
        (as_signed(totals.gross_received), nothing, all),
        (as_signed(totals.internal), outside, all),
        (as_signed(totals.returned), net, outside),
        (totals.net, nothing, net),
    ]
}

fn value(panel: &Panel, asset: &AssetReport, amount: Signed, minus: bool, scale: Scale) -> String {
    if amount == Signed::ZERO {
        return panel.locale.integer(0);
    }
    let number = panel.locale.at_scale(amount.magnitude(), asset.decimals, scale);
    if minus || amount.is_negative() { panel.locale.minus(&number) } else { number }
}

fn stats(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let frozen = frozen(asset);
    let left = match panel.report.period {
        Some(_) => "stat.left-now",
        None if frozen == Amount::ZERO && asset.balance_by_explorer => "stat.left-told",
        None if frozen == Amount::ZERO => "stat.left",
        None if as_signed(frozen) == asset.totals.balance => "stat.left-frozen",
        None => "stat.left-partly-frozen",
    };
    let spent = as_signed(asset.totals.spent);
    out.put(
        "<dl class=\"stats\"><div><dt>{stat.donations n}</dt><dd><bdi>{}</bdi></dd></div>\
         <div><dt>{stat.senders n}</dt><dd><bdi>{}</bdi></dd></div>\
         <div><dt>{stat.spent}</dt><dd><bdi>{}</bdi></dd></div><div><dt>{}</dt><dd><bdi>{}</bdi></dd></div></dl>",
    );
    if is_unknown(panel.report, asset) {
        out.count(asset.donations)
            .text("…")
            .count(asset.sending_addresses)
            .text("…")
            .text("…")
            .word(left)
            .text("…");
    } else {
        out.count(asset.donations)
            .count(asset.donations)
            .count(asset.sending_addresses)
            .count(asset.sending_addresses)
            .made(short(panel, spent, asset))
            .word(left)
            .made(short(panel, asset.totals.balance, asset));
    }
}

/// What is left at addresses that the token's issuer keeps from sending it.
fn frozen(asset: &AssetReport) -> Amount {
    let frozen = asset.flow.destinations.iter().find(|node| node.kind == FlowKind::Frozen);
    frozen.map_or(Amount::ZERO, |node| node.amount)
}

/// The figures that most readers pass over, and few may miss.
fn more(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let totals = &asset.totals;
    out.put("<details class=\"more\"><summary>{more.title}</summary>");
    if is_unknown(panel.report, asset) {
        out.put("<p>{empty.unknown}</p></details>");
        return;
    }
    let by_explorer = asset.balance_by_explorer;
    out.put(
        "<dl><div><dt>{ladder.gross}</dt><dd>{}</dd></div><div><dt>{more.from-outside}</dt><dd>{}</dd></div>\
         <div><dt>{more.spent}</dt><dd>{}</dd></div>",
    )
    .exact(&totals.gross_received)
    .exact(&totals.from_outside)
    .exact(&totals.spent);
    // Where flows are known, so is the code that tells them.
    if !asset.flow.destinations.is_empty() {
        sankey::spending(asset, out);
    }
    out.put(
        "<div><dt>{more.fees}</dt><dd>{}</dd></div><div><dt>{}</dt><dd>{}</dd></div><div><dt>{more.pending-in}</dt><dd>{}</dd></div>\
         <div><dt>{more.pending-out}</dt><dd>{}</dd></div>\
         <div><dt>{more.dust}</dt><dd>{more.transactions n}{list.facts}{}</dd></div>\
         <div><dt>{more.dust-limit}</dt><dd>{}</dd></div>\
         <div><dt>{more.possible-change}</dt><dd>{more.outputs n}{list.facts}{}</dd></div>",
    )
    .exact(&totals.fees)
    .word(if by_explorer { "explorer.balance" } else { "more.balance" })
    .signed(&totals.balance)
    .exact(&totals.pending_in)
    .exact(&totals.pending_out)
    .count(asset.dust.count)
    .exact(&asset.dust.sum)
    .exact(&asset.dust.threshold)
    .count(asset.possible_change.count)
    .exact(&asset.possible_change.sum);
    let is_account = Chain::from_name(asset.chain).map(Chain::family) == Some(Family::Account);
    if asset.ambiguous_transactions > 0 || !is_account {
        out.put("<div><dt>{}</dt><dd>{more.transactions n}{list.facts}{}</dd></div>")
            .word(if is_account { "more.wrapped" } else { "more.ambiguous" })
            .count(asset.ambiguous_transactions)
            .signed(&totals.ambiguous);
    }
    if frozen(asset) > Amount::ZERO {
        out.put("<div><dt>{more.frozen}</dt><dd>{}</dd></div>").exact(&frozen(asset));
    }
    out.put("<div><dt>{more.senders-with-dust}</dt><dd>{}</dd></div>")
        .count(asset.sending_addresses_with_dust);
    if let Some(explorer) = &asset.explorer {
        if !by_explorer {
            out.put("<div><dt>{explorer.balance}</dt><dd>{}</dd></div>").exact(&explorer.balance);
        }
        if let Some(sum) = &explorer.funded_txo_sum {
            out.put("<div><dt>{explorer.funded}</dt><dd>{}</dd></div>").exact(sum);
        }
        if let Some(sum) = &explorer.spent_txo_sum {
            out.put("<div><dt>{explorer.spent}</dt><dd>{}</dd></div>").exact(sum);
        }
        if let Some(transactions) = explorer.tx_count {
            out.put("<div><dt>{explorer.transactions}</dt><dd>{}</dd></div>").count(transactions);
        }
        out.put("<div><dt>{explorer.difference}</dt><dd>{}</dd></div>").signed(&explorer.balance_difference);
    }
    for reason in EXCLUDED {
        let (mut rows, mut contracts, mut contract) = (0, 0, "");
        for excluded in &panel.report.excluded {
            if excluded.chain == asset.chain && excluded.reason == reason {
                rows += excluded.count;
                contracts += 1;
                contract = excluded.contract.as_deref().unwrap_or("");
            }
        }
        if rows > 0 {
            // Who was sent made-up tokens was sent many: only a single one is named.
            out.put(
                "<div><dt>{}</dt><dd>{gap.rows n} <bdi class=\"address\" dir=\"ltr\">{}</bdi></dd></div>",
            )
            .kind("excluded", reason)
            .count(rows)
            .others(if contracts == 1 { contract } else { "" });
        }
    }
    out.put("</dl></details>");
}

/// Why rows are in no sum, as in `report.json`.
const EXCLUDED: [&str; 4] = ["unlisted-token", "fake-token", "zero-value", "look-alike-address"];

/// How far the figures are proven.
fn level(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    out.put("<p class=\"level\">");
    level_words(panel, asset, out);
    out.put("</p>");
}

/// The same in words alone.
pub(super) fn level_words(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    // Where something was checked, the code that words it is there.
    if asset.verification.included > 0 || !asset.verification.agreed.is_empty() {
        return proven::line(panel, asset, out);
    }
    let hosts = panel.hosts(Some(asset.chain));
    let template = match &*hosts {
        "" => "{level.none chain hosts}",
        _ => "{level.reported chain hosts}",
    };
    out.put(template).kind("chain", asset.chain).made(hosts);
}

/// "5.02M", with a minus sign where there is one.
fn short(panel: &Panel, amount: Signed, asset: &AssetReport) -> String {
    signed(panel, amount, panel.locale.short(amount.magnitude(), asset.decimals))
}

fn signed(panel: &Panel, amount: Signed, number: String) -> String {
    if amount.is_negative() { panel.locale.minus(&number) } else { number }
}

#[inline(never)]
fn as_signed(amount: Amount) -> Signed {
    Signed::from_units(i128::try_from(amount.units()).unwrap_or(i128::MAX))
}
