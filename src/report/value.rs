//! What the net figures are worth: on the day of each donation, and now.

use super::AssetReport;
use crate::chain::{Signed, time};
use crate::ledger::AssetLedger;
use crate::ledger::totals::Days;
use crate::price::{Granularity, Quotes, Valued};

/// What an asset's net figure is worth. Sums of money are whole cents, as decimal strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetValue {
    /// Its code (ISO 4217).
    pub currency: &'static str,
    /// Each day's receipts at the close of that UTC day, less what was returned of them at the same price; none where
    /// no day has a price.
    pub then: Option<Valued>,
    /// The same amount, without what is unpriced, at the present price, where there is one.
    pub now: Option<Valued>,
    /// The host that told the prices.
    pub source: String,
    /// `daily` or `weekly`: how far apart the prices behind `then` are.
    pub granularity: &'static str,
    /// When the present price was made.
    pub price_now_at: Option<String>,
    /// What is in neither.
    pub unpriced: Unpriced,
}

/// What came on days without a price: so many receipts, and what stayed of them, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unpriced {
    pub count: u64,
    pub sum: Signed,
}

/// The sum of all assets that have prices. Cents, as in [`AssetValue`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedTotal {
    pub currency: &'static str,
    pub net_then: Valued,
    pub net_now: Valued,
    /// How many assets are in it.
    pub assets: u64,
    /// Assets that are not, or not with all their receipts.
    pub unpriced: Vec<UnpricedAsset>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpricedAsset {
    pub chain: &'static str,
    pub asset: String,
    pub contract: Option<String>,
    /// Receipts without a price.
    pub count: u64,
}

crate::objects! {
    AssetValue { currency, then, now, source, granularity, price_now_at, unpriced }
    Unpriced { count, sum }
    PricedTotal { currency, net_then, net_now, assets, unpriced }
    UnpricedAsset { chain, asset, contract, count }
}

/// The worth of an asset's net figure; none where nobody tells its price, or has not told it yet.
#[inline(never)]
pub(super) fn value(ledger: &AssetLedger, days: Days, quotes: &Quotes) -> Option<AssetValue> {
    let quote = quotes.of(ledger.asset()).filter(|_| quotes.is_done())?;
    let (currency, decimals) = (quotes.currency(), ledger.token.decimals);
    let mut then = Valued::nothing(currency);
    let (mut priced_days, mut priced_units) = (0, 0);
    let mut granularity = Granularity::Daily;
    let mut unpriced = Unpriced::default();
    let nets = ledger.net_by_day(days);
    for net in &nets {
        let amount = Signed::from_units(net.units);
        let priced = match quote.close(net.day) {
            // Nothing is worth nothing, whatever the price.
            _ if net.units == 0 => Some((then, granularity)),
            Ok((price, of)) => Valued::of(amount, decimals, price, currency)
                .and_then(|more| Some((then.plus(more)?, granularity.max(of)))),
            Err(_) => None,
        };
        match priced {
            Some(sum) => {
                (then, granularity) = sum;
                priced_days += 1;
                priced_units += net.units;
            }
            None => {
                unpriced.count += net.receipts;
                unpriced.sum = Signed::from_units(unpriced.sum.units() + net.units);
            }
        }
    }
    let priced = Signed::from_units(priced_units);
    let now = quote.now().ok();
    let worth = now.and_then(|(price, _)| Valued::of(priced, decimals, price, currency));
    let is_priced = priced_days > 0 || nets.is_empty();
    Some(AssetValue {
        currency: currency.name(),
        then: is_priced.then_some(then),
        now: worth.filter(|_| is_priced),
        source: quote.hosts(),
        granularity: granularity.name(),
        price_now_at: now.map(|(_, at)| time::rfc3339(at)),
        unpriced,
    })
}

/// The sum over assets; none where no asset has prices.
#[inline(never)]
pub(super) fn total(assets: &[AssetReport], quotes: &Quotes) -> Option<PricedTotal> {
    let mut total = PricedTotal {
        currency: quotes.currency().name(),
        net_then: Valued::nothing(quotes.currency()),
        net_now: Valued::nothing(quotes.currency()),
        assets: 0,
        unpriced: Vec::new(),
    };
    for asset in assets {
        // Both or neither, so that the two sums are of the same.
        let sums = asset.value.as_ref().and_then(|value| {
            let unpriced = value.unpriced.count;
            Some((total.net_then.plus(value.then?)?, total.net_now.plus(value.now?)?, unpriced))
        });
        let mut count = asset.donations + asset.dust.count;
        if let Some((then, now, unpriced)) = sums {
            (total.net_then, total.net_now, count) = (then, now, unpriced);
            total.assets += 1;
        }
        if count > 0 {
            let contract = asset.contract.clone();
            total.unpriced.push(UnpricedAsset {
                chain: asset.chain,
                asset: asset.asset.clone(),
                contract,
                count,
            });
        }
    }
    Some(total).filter(|total| total.assets > 0)
}
