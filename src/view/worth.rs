//! What the net figures are worth: one sum of money in large type, and behind it each asset's, with whose prices they are.

use super::Panel;
use super::html::Html;
use super::text::{clean, list, width};
use crate::chain::{Amount, Signed};
use crate::locale::Locale;
use crate::price::Valued;
use crate::report::{AssetReport, AssetValue, PricedTotal};

/// Cents are the second place.
const PLACES: u8 = 2;

/// Below a hundred a sum is told to the cent.
const TO_THE_CENT: Amount = Amount::from_units(10_000);

/// The large figure of a panel with prices. `word` says what of: "net received".
#[inline(never)]
pub(super) fn total(panel: &Panel, total: &PricedTotal, word: &'static str, out: &mut Html) {
    let then = headline(panel.locale, total.net_then);
    // A longer figure is set smaller; the line's height is the same.
    let font_size = panel.frame.pick(40, 56, 52);
    out.put(
        "<div><p class=\"figure{}\"><bdi>{}</bdi></p><p class=\"figure-word\">{}</p>\
         <p class=\"worth\"><span>{worth.then}</span> <span>{worth.now amount}</span></p>",
    )
    .text(if width(&then, font_size) > panel.frame.column - 12 { " long" } else { "" })
    .text(&then)
    .word(word)
    .made(headline(panel.locale, total.net_now));
    prices(panel, total, out);
    out.put("</div>");
}

/// Whose prices, which assets are without, and every asset's worth to the cent.
fn prices(panel: &Panel, total: &PricedTotal, out: &mut Html) {
    let mut hosts: Vec<&str> = Vec::new();
    let mut weekly = false;
    for value in panel.report.assets.iter().filter_map(|asset| asset.value.as_ref()) {
        if !hosts.contains(&&*value.source) {
            hosts.push(&value.source);
        }
        weekly |= value.granularity == "weekly";
    }
    let without = without(panel, total);
    out.put("<details class=\"prices\"><summary><span>");
    if !without.is_empty() {
        out.put("<strong>{worth.without assets}</strong> ").made(without);
    }
    out.put("{worth.prices hosts} {}</span></summary><ul>")
        .made(list(&hosts, panel.locale))
        .word(if weekly { "worth.weekly" } else { "worth.daily" });
    out.put("<li>{worth.exactly}{colon}");
    both(panel.locale, total.net_then, total.net_now, out);
    out.put("</li>");
    for asset in &panel.report.assets {
        if let Some(value) = &asset.value {
            price_line(panel, asset, value, out);
        }
    }
    let has_unpriced =
        |value: &AssetValue| value.unpriced.sum != Signed::ZERO && value.price_now_at.is_some();
    if panel.report.all.is_some()
        && panel.report.assets.iter().filter_map(|asset| asset.value.as_ref()).any(has_unpriced)
    {
        out.put("<li>{worth.all-unpriced}</li>");
    }
    out.put("</ul></details>");
}

/// The assets that have no price, or none for a part, as a list in words.
pub(super) fn without(panel: &Panel, total: &PricedTotal) -> String {
    let mut without: Vec<String> = Vec::new();
    for asset in &total.unpriced {
        let is_it = |known: &&AssetReport| known.chain == asset.chain && known.contract == asset.contract;
        let mut name = clean(&asset.asset);
        if panel.report.assets.iter().find(is_it).is_some_and(|known| known.value.is_some()) {
            name = panel.locale.sentence("worth.part", None, &[("asset", name)]);
        }
        if !without.contains(&name) {
            without.push(name);
        }
    }
    let without: Vec<&str> = without.iter().map(|name| &**name).collect();
    list(&without, panel.locale)
}

fn price_line(panel: &Panel, asset: &AssetReport, value: &AssetValue, out: &mut Html) {
    out.put("<li><b><bdi>{}</bdi></b> {}{colon}").others(&asset.asset).kind("chain", asset.chain);
    if let (Some(then), Some(now)) = (value.then, value.now) {
        both(panel.locale, then, now, out);
    } else {
        out.put("{worth.none}");
    }
    if let Some(at) = &value.price_now_at {
        out.put(" ({worth.price-of date time})").date_of(at).made(panel.locale.time_of(at));
    }
    out.put("{list.facts}{} <bdi>{}</bdi>")
        .word(if value.granularity == "weekly" { "worth.weekly" } else { "worth.daily" })
        .others(&value.source);
    if value.unpriced.count > 0 {
        out.put("{list.facts}{worth.unpriced n}").count(value.unpriced.count);
    }
    out.put("</li>");
}

/// An asset's exact net figure with what it is worth; that of all assets as one is told as the value now is.
#[inline(never)]
pub(super) fn of_asset(panel: &Panel, asset: &AssetReport, amount: &Signed, out: &mut Html) {
    if asset.chain.is_empty() {
        let sum = rounded(panel.locale, &asset.asset, *amount);
        out.put("<p class=\"asset-net\"><b><bdi>{}</bdi></b> <span>{net.all}</span></p>").made(sum);
        return;
    }
    out.put("<p class=\"asset-net\"><b>{}</b> <span>").signed(amount);
    let value = asset.value.as_ref();
    match value.and_then(|value| Some((value.then?, value.now?))) {
        Some((then, now)) => out
            .put("{worth.both then now}")
            .made(headline(panel.locale, then))
            .made(headline(panel.locale, now)),
        None => out.put("{worth.none}"),
    };
    out.put("</span></p>");
}

/// To the cent.
fn both(locale: &Locale, then: Valued, now: Valued, out: &mut Html) {
    out.put("{worth.both then now}").made(exact(locale, then)).made(exact(locale, now));
}

/// "$1.84 million".
pub(super) fn headline(locale: &Locale, value: Valued) -> String {
    rounded(locale, value.currency().name(), cents(value))
}

fn rounded(locale: &Locale, currency: &str, cents: Signed) -> String {
    let amount = cents.magnitude();
    let number = match amount < TO_THE_CENT {
        true => locale.exact(amount, PLACES),
        false => locale.headline(amount, PLACES),
    };
    in_currency(locale, currency, cents, number)
}

/// "$1,840,133.20".
fn exact(locale: &Locale, value: Valued) -> String {
    let cents = cents(value);
    in_currency(locale, value.currency().name(), cents, locale.exact(cents.magnitude(), PLACES))
}

fn in_currency(locale: &Locale, currency: &str, cents: Signed, number: String) -> String {
    let money = locale.money(currency, number);
    if cents.is_negative() { locale.minus(&money) } else { money }
}

fn cents(value: Valued) -> Signed {
    Signed::from_units(value.cents().into())
}
