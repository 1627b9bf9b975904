//! All assets as one, in money: one ladder, one timeline, one flow.
//!
//! What each share of a transaction is worth is entered into a ledger of cents, and read from there as any asset's figures
//! are. The timeline has the prices of its days. Ladder and flow have the present ones: only at one price does what came
//! in equal what went out and what is left.

use super::build::{asset_report, listed};
use super::verification::can_be_proven;
use super::{AssetReport, Sources};
use crate::chain::{Amount, Asset, Day, Signed, Token};
use crate::ledger::totals::Days;
use crate::ledger::{AssetLedger, Kind, Labels, Part};
use crate::price::{Quote, Quotes, Valued};

/// Places of a sum of money: its unit is the cent.
const PLACES: u8 = 2;

/// The figures of all assets that have prices; none of a single one, or where prices are not known yet.
#[inline(never)]
pub(super) fn whole(
    from: &Sources,
    assets: &[&AssetLedger],
    days: Days,
    labels: &Labels,
) -> Option<AssetReport> {
    let quotes = from.quotes?;
    let now = ledger(assets, quotes, Some(days), &|quote, _| Some(quote.now().ok()?.0))?;
    let then = then(assets, quotes)?;
    let mut report = asset_report(from, &now, days, labels, false);
    report.timeline = then.timeline(days, labels);
    report.transactions = listed(&then, days).len() as u64;
    // No chain's, and money already.
    (report.chain, report.value) = ("", None);
    (report.donations, report.dust.count) = (0, 0);
    report.verification.can_be_proven = true;
    for asset in assets {
        report.verification.can_be_proven &= can_be_proven(asset.asset().chain);
        let counts = asset.counts(days);
        report.donations += counts.donations;
        report.dust.count += counts.dust.count;
    }
    Some(report)
}

/// All that moved, each at the price of its day.
pub(super) fn then(assets: &[&AssetLedger], quotes: &Quotes) -> Option<AssetLedger> {
    ledger(assets, quotes, None, &|quote, day| Some(quote.close(day).ok()?.0))
}

/// A ledger of cents. What has no price is not in it: the report lists it as unpriced. At one price the cents of what is in
/// the net figure of `days` come to its worth, rounded once: the value now.
fn ledger(
    assets: &[&AssetLedger],
    quotes: &Quotes,
    days: Option<Days>,
    price: &dyn Fn(&Quote, Day) -> Option<crate::price::Price>,
) -> Option<AssetLedger> {
    let (first, currency) = (assets.first().filter(|_| assets.len() > 1)?, quotes.currency());
    let token =
        Token { asset: Asset::native(first.asset().chain), symbol: currency.name().into(), decimals: PLACES };
    let mut all = AssetLedger::empty(token, first);
    for asset in assets {
        let Some(quote) = quotes.of(asset.asset()).filter(|_| quotes.is_done()) else { continue };
        let entries = all.entries.len() as u32;
        let senders = all.include_senders(asset);
        all.entries.extend_from_slice(&asset.entries);
        let mut net = 0;
        for part in &asset.parts {
            let entry = asset.entry(part);
            let day = Day::of(entry.time);
            let mut change = part.amount.units() as i128;
            let mut before = 0;
            if let (Kind::Received | Kind::Returned, Some(days), false) = (part.kind, days, entry.pending)
                && days.contains(day)
            {
                if part.kind == Kind::Returned {
                    change = -change;
                }
                before = net;
                net += change;
            }
            let worth = price(&quote, day).and_then(|price| {
                let of = |units| {
                    let worth = Valued::of(Signed::from_units(units), asset.token.decimals, price, currency);
                    worth.map(Valued::cents)
                };
                Some(of(before + change)?.abs_diff(of(before)?))
            });
            if let Some(cents) = worth {
                all.parts.push(Part {
                    entry: entries + part.entry,
                    kind: part.kind,
                    party: part
                        .party
                        .map(|party| if part.kind.is_received() { senders[party as usize] } else { party }),
                    amount: Amount::from_units(cents.into()),
                    is_dust: part.is_dust,
                });
            }
        }
    }
    Some(all).filter(|all| !all.parts.is_empty())
}
