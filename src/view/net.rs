//! The net figure in large type, the ladder that leads to it, and its neighbours.

use super::html::Html;
use super::html::Value::{Number, Text};
use super::text::{clean, width};
use super::timeline::scaled;
use super::{Money, Panel, chain_name};
use crate::chain::{Amount, Signed};
use crate::locale::{Locale, Scale};
use crate::report::{AssetReport, Report};

pub(super) fn section(panel: &Panel, out: &mut Html) {
    let Some(asset) = panel.asset else {
        return out.raw("<p class=\"empty\">{empty.unknown}</p>");
    };
    if panel.report.assets.len() > 1 {
        tabs(panel, out);
    }
    figure(panel, asset, out);
    ladder(panel, asset, out);
    stats(panel, asset, out);
    more(panel, asset, out);
    level(panel, asset, out);
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
        return Headline { amount, word: "net.so-far", step: "net.so-far-net" };
    }
    let (word, step) = match report.campaign.published {
        true => ("net.donated", "ladder.net-donated"),
        false => ("net.received", "ladder.net"),
    };
    Headline { amount: totals.net, word, step }
}

/// Nothing has been read that could make a figure: not the same as a figure of nothing.
fn is_unknown(report: &Report, asset: &AssetReport) -> bool {
    !report.complete && asset.transactions == 0 && asset.totals.pending_in == Amount::ZERO
}

fn tabs(panel: &Panel, out: &mut Html) {
    out.raw("<div class=\"tabs\" role=\"tablist\" aria-label=\"{net.assets}\">");
    for (index, asset) in panel.report.assets.iter().enumerate() {
        let selected = panel.asset.is_some_and(|shown| std::ptr::eq(shown, asset));
        let number = if is_unknown(panel.report, asset) {
            "…".into()
        } else {
            let amount = headline(panel.report, asset).amount;
            signed(panel, amount, panel.locale.short(amount.magnitude(), asset.decimals))
        };
        out.put(
            "<button type=\"button\" role=\"tab\" data-action=\"asset:{}\" aria-selected=\"{}\" tabindex=\"{}\">\
             <b><bdi>{}</bdi></b> <span>{}</span><br><span><bdi>{}</bdi></span></button>",
            &[
                Number(index as i32),
                Text(if selected { "true" } else { "false" }),
                Number(i32::from(selected) - 1),
                Text(&clean(&asset.asset)),
                Text(chain_name(panel.locale, asset.chain)),
                Text(&number),
            ],
        );
    }
    out.raw("</div>");
}

fn figure(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let unknown = is_unknown(panel.report, asset);
    let Headline { amount, word, .. } = headline(panel.report, asset);
    let number = signed(panel, amount, panel.locale.headline(amount.magnitude(), asset.decimals));
    let symbol = clean(&asset.asset);
    // A longer figure is set smaller; the line's height is the same.
    let font_size = panel.frame.pick(40, 56, 52);
    let room = panel.frame.column - width(&symbol, font_size / 2) - 12;
    let long = unknown || width(&number, font_size) > room;
    out.put("<div><p class=\"{}\">", &[Text(if long { "figure long" } else { "figure" })]);
    if unknown {
        out.raw("{net.unknown}");
    } else {
        out.put("<bdi>{} <small>{}</small></bdi>", &[Text(&number), Text(&symbol)]);
    }
    out.put("</p><p class=\"figure-word\">{}</p><p class=\"figure-exact\">", &[Text(panel.word(word))]);
    if unknown {
        out.raw("{empty.unknown}");
    } else if !panel.report.complete {
        out.raw("{net.returns-incomplete}");
    } else if asset.transactions == 0 {
        out.raw("{empty.none}");
    } else {
        out.raw("{net.exactly} ");
        Money::of(asset, panel.locale).exact_signed(out, amount);
    }
    out.raw("</p></div>");
}

/// A rung of the ladder, and what it means.
struct Step {
    word: &'static str,
    meaning: &'static str,
    class: &'static str,
    amount: Signed,
    /// Taken from what came before.
    minus: bool,
    /// Where its bar begins and ends, in base units.
    span: (i128, i128),
}

/// Steps from what the addresses got to what stays of it. Each opens: its exact amount and what it means.
fn ladder(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let (totals, locale) = (&asset.totals, panel.locale);
    let unknown = is_unknown(panel.report, asset);
    let net = totals.net.magnitude();
    let scale = locale.scale(totals.gross_received.max(net), net, asset.decimals);
    let [gross, internal, returned] =
        [totals.gross_received, totals.internal, totals.returned].map(as_signed);
    let (top, net) = (gross.units(), totals.net.units());
    let outside = top.saturating_sub(internal.units());
    let step = |word, meaning, class, amount, minus, span| Step { word, meaning, class, amount, minus, span };
    let steps = [
        step("ladder.gross", "ladder.gross-means", "gross", gross, false, (0, top)),
        step("ladder.internal", "ladder.internal-means", "minus", internal, true, (outside, top)),
        step("ladder.returned", "ladder.returned-means", "minus", returned, true, (net, outside)),
        step(headline(panel.report, asset).step, "ladder.net-means", "result", totals.net, false, (0, net)),
    ];
    let bar =
        panel.frame.pick(panel.frame.column, panel.frame.column - 316, panel.frame.column - 300).max(40);
    let lowest = net.min(0);
    let range = top.saturating_sub(lowest).max(1).unsigned_abs();
    let place = |units: i128| scaled(units.saturating_sub(lowest).max(0).unsigned_abs(), range, bar);
    out.raw("<div class=\"ladder\" role=\"group\" aria-label=\"{ladder.title}\">");
    for Step { word, meaning, class, amount, minus, span: (from, to) } in steps {
        out.put(
            "<details class=\"step {}\"><summary><span class=\"label\">{}</span>",
            &[Text(class), Text(panel.word(word))],
        );
        let start = place(from.min(to));
        let long = if from == to { 0 } else { (place(from.max(to)) - start).max(1) };
        let x = if locale.is_rtl() { bar - start - long } else { start };
        out.put(
            "<svg class=\"bar\" width=\"{}\" height=\"14\" viewBox=\"0 0 {} 14\" aria-hidden=\"true\">",
            &[Number(bar), Number(bar)],
        );
        if minus {
            hatch(out, word);
            out.put(
                "<rect x=\"{}\" y=\"0\" width=\"{}\" height=\"14\" fill=\"url(#h-{})\"/>",
                &[Number(x), Number(long), Text(word)],
            );
        } else {
            out.put("<rect x=\"{}\" y=\"0\" width=\"{}\" height=\"14\"/>", &[Number(x), Number(long)]);
        }
        let value = if unknown { "…".into() } else { value(panel, asset, amount, minus, scale) };
        out.put(
            "</svg><span class=\"value\"><bdi dir=\"{}\">{}</bdi></span></summary><p>",
            &[Text(locale.dir()), Text(&value)],
        );
        if !unknown {
            Money::of(asset, locale).exact_signed(out, amount);
            out.raw(" — ");
        }
        out.put("{}</p></details>", &[Text(panel.word(meaning))]);
    }
    out.raw("</div>");
}

fn value(panel: &Panel, asset: &AssetReport, amount: Signed, minus: bool, scale: Scale) -> String {
    if amount == Signed::ZERO {
        return panel.locale.integer(0);
    }
    let number = panel.locale.at_scale(amount.magnitude(), asset.decimals, scale);
    if minus || amount.is_negative() { panel.locale.minus(&number) } else { number }
}

/// A pattern of slanted lines, for what went back or only moved.
pub(super) fn hatch(out: &mut Html, id: &str) {
    out.put(
        "<defs><pattern id=\"h-{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"hatch-line\" width=\"2\" height=\"6\"/></pattern></defs>",
        &[Text(id)],
    );
}

fn stats(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let locale = panel.locale;
    let unknown = is_unknown(panel.report, asset);
    let amount = |amount: Signed| signed(panel, amount, locale.short(amount.magnitude(), asset.decimals));
    let left = if panel.report.period.is_none() { "stat.left" } else { "stat.left-now" };
    let spent = as_signed(asset.totals.spent);
    let entries = [
        (locale.integer(asset.donations.into()), locale.count("stat.donations", asset.donations, &[])),
        (
            locale.integer(asset.sending_addresses.into()),
            locale.count("stat.senders", asset.sending_addresses, &[]),
        ),
        (amount(spent), panel.word("stat.spent").into()),
        (amount(asset.totals.balance), panel.word(left).into()),
    ];
    out.raw("<dl class=\"stats\">");
    for (number, word) in &entries {
        let number = if unknown { "…" } else { number };
        out.put("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>", &[Text(word), Text(number)]);
    }
    out.raw("</dl>");
}

/// The figures that most readers pass over, and few may miss.
fn more(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let (locale, totals) = (panel.locale, &asset.totals);
    out.raw("<details class=\"more\"><summary>{more.title}</summary>");
    if is_unknown(panel.report, asset) {
        return out.raw("<p>{empty.unknown}</p></details>");
    }
    out.raw("<dl>");
    let money = Money::of(asset, locale);
    row(out, money, "ladder.gross", "", &totals.gross_received);
    row(out, money, "more.from-outside", "", &totals.from_outside);
    row(out, money, "more.spent", "", &totals.spent);
    row(out, money, "more.fees", "", &totals.fees);
    let balance = if asset.balance_by_explorer { "explorer.balance" } else { "more.balance" };
    difference(out, money, balance, "", totals.balance);
    row(out, money, "more.pending-in", "", &totals.pending_in);
    row(out, money, "more.pending-out", "", &totals.pending_out);
    row(out, money, "more.dust", &locale.count("more.transactions", asset.dust.count, &[]), &asset.dust.sum);
    row(out, money, "more.dust-limit", "", &asset.dust.threshold);
    let change = &asset.possible_change;
    row(out, money, "more.possible-change", &locale.count("more.outputs", change.count, &[]), &change.sum);
    let mixed = locale.count("more.transactions", asset.ambiguous_transactions, &[]);
    difference(out, money, "more.ambiguous", &mixed, totals.ambiguous);
    count(out, locale, "more.senders-with-dust", asset.sending_addresses_with_dust);
    if let Some(explorer) = &asset.explorer {
        if !asset.balance_by_explorer {
            row(out, money, "explorer.balance", "", &explorer.balance);
        }
        for (word, sum) in
            [("explorer.funded", &explorer.funded_txo_sum), ("explorer.spent", &explorer.spent_txo_sum)]
        {
            if let Some(sum) = sum {
                row(out, money, word, "", sum);
            }
        }
        if let Some(transactions) = explorer.tx_count {
            count(out, locale, "explorer.transactions", transactions);
        }
        difference(out, money, "explorer.difference", "", explorer.balance_difference);
    }
    for excluded in panel.report.excluded.iter().filter(|excluded| excluded.chain == asset.chain) {
        let word = panel.word(match excluded.reason {
            "unlisted-token" => "excluded.unlisted-token",
            "zero-value" => "excluded.zero-value",
            "failed" => "excluded.failed",
            _ => "excluded.other",
        });
        let contract = excluded.contract.as_deref().map_or("".into(), clean);
        out.put(
            "<div><dt>{}</dt><dd>{} <bdi class=\"address\" dir=\"ltr\">{}</bdi></dd></div>",
            &[Text(word), Text(&locale.count("gap.rows", excluded.count, &[])), Text(&contract)],
        );
    }
    out.raw("</dl></details>");
}

fn row(out: &mut Html, money: Money, word: &str, counted: &str, amount: &Amount) {
    begin_row(out, money.locale, word, counted);
    money.exact(out, *amount);
    out.raw("</dd></div>");
}

fn difference(out: &mut Html, money: Money, word: &str, counted: &str, amount: Signed) {
    begin_row(out, money.locale, word, counted);
    money.exact_signed(out, amount);
    out.raw("</dd></div>");
}

fn count(out: &mut Html, locale: &Locale, word: &str, count: u64) {
    begin_row(out, locale, word, "");
    out.text(&locale.integer(count.into()));
    out.raw("</dd></div>");
}

fn begin_row(out: &mut Html, locale: &Locale, word: &str, counted: &str) {
    let dot = if counted.is_empty() { "" } else { " · " };
    out.put("<div><dt>{}</dt><dd>{}{}", &[Text(locale.word(word)), Text(counted), Text(dot)]);
}

/// How far the figures are proven, in words.
fn level(panel: &Panel, asset: &AssetReport, out: &mut Html) {
    let hosts = panel.hosts(Some(asset.chain));
    let key = if hosts.is_empty() { "level.none" } else { "level.reported" };
    let chain = chain_name(panel.locale, asset.chain);
    let text = panel.locale.fill(key, &[("chain", chain), ("hosts", &hosts)]);
    out.put("<p class=\"level\">{}</p>", &[Text(&text)]);
}

fn signed(panel: &Panel, amount: Signed, number: String) -> String {
    if amount.is_negative() { panel.locale.minus(&number) } else { number }
}

fn as_signed(amount: Amount) -> Signed {
    Signed::from_units(i128::try_from(amount.units()).unwrap_or(i128::MAX))
}
