//! Claims: a sentence's figure beside what the addresses show, measured as all figures are (METHOD: claim check).
//!
//! The addresses that a sentence is about are the campaign for it: where it names some of them, the history is classified
//! with these alone. The whole history is classified, then the rows of the period are summed; the panel's own period does
//! not matter. A verdict speaks of the addresses, never of whether the sentence is true.

use super::{LangText, Sources};
use crate::campaign::{Campaign, Claim, Comparison, Measure, PERCENT_PLACES, Unit};
use crate::chain::{Address, Amount, Day, Signed, Timestamp};
use crate::explorer::{Gap, GapKind};
use crate::ledger::totals::Days;
use crate::ledger::{AssetLedger, Kind, Ledger};
use crate::plain::divide;
use crate::price::Valued;
use crate::tree::{ToTree, Tree};

/// A claim and what was found. Sums are whole numbers of the unit's smallest part: base units of an asset, cents of a
/// currency, ones of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimReport {
    pub id: Option<String>,
    /// As it stands in the article.
    pub sentence: LangText,
    pub source: String,
    pub said: Option<Day>,
    /// [`Measure::name`].
    pub measure: &'static str,
    /// [`crate::campaign::Comparison::name`].
    pub comparison: &'static str,
    /// None of a count.
    pub unit: Option<ClaimUnit>,
    /// What the sentence says; of a rise what the figure of the period before comes to with it, rounded down, as the verdict is not.
    pub claimed: Option<Signed>,
    /// Of a rise, by how many per cent, with two places; none for any rise.
    pub percent: Option<String>,
    /// What the addresses show; none where nothing can be shown. Where there are reasons, it is a part of it or may be.
    pub shown: Option<Signed>,
    /// The same of the period before, for a rise.
    pub before: Option<Signed>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// How many of the campaign's addresses it is about; none where all.
    pub addresses: Option<u64>,
    /// Per cent.
    pub tolerance: u8,
    pub verdict: Verdict,
    /// Why nothing can be said: `beyond`, `not-read`, `gaps`, `not-over`, `prices-pending`, `currency`, `unpriced`,
    /// `nothing-before`.
    pub reasons: Vec<&'static str>,
    /// Why the sentence is about more than the campaign's addresses, in the publisher's words.
    pub beyond: Option<LangText>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimUnit {
    /// Of an asset; a currency has none.
    pub chain: Option<&'static str>,
    /// The asset's symbol, or the currency's code (ISO 4217).
    pub name: String,
    pub contract: Option<String>,
    pub decimals: u8,
}

/// What the addresses show beside what a sentence says; of any rise, beside the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The two differ by no more than the tolerance.
    About,
    More,
    Less,
    CannotBeSaid,
}

crate::objects! {
    ClaimReport { id, sentence, source, said, measure, comparison, unit, claimed, percent, shown, before, from, to, addresses, tolerance, verdict, reasons, beyond }
    ClaimUnit { chain, name, contract, decimals }
}

impl Verdict {
    /// The name in `report.json`, and of its words.
    pub fn name(self) -> &'static str {
        let names = ["about", "more", "less", "cannot-be-said"];
        names[self as usize]
    }

    /// What a figure shows beside another, both in the same unit.
    pub fn of(shown: i128, claimed: i128, tolerance: u8) -> Verdict {
        let margin = share(claimed.unsigned_abs(), tolerance.into(), 100);
        match shown {
            _ if shown.abs_diff(claimed) <= margin => Verdict::About,
            _ if shown > claimed => Verdict::More,
            _ => Verdict::Less,
        }
    }
}

impl ToTree for Verdict {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(self.name().into())
    }
}

impl ClaimReport {
    /// The equally long period before, which a rise is told against.
    pub fn period_before(&self) -> Option<(Day, Day)> {
        let (from, to) = (self.from?, self.to?);
        Some((Day(from.0 - (to.0 - from.0) - 1), Day(from.0 - 1)))
    }
}

/// All claims of the campaign, in its order.
#[inline(never)]
pub(super) fn claims(from: &Sources, as_of: Timestamp) -> Vec<ClaimReport> {
    let mut reports = Vec::new();
    for claim in &from.campaign.claims {
        reports.push(check(from, claim, as_of));
    }
    reports
}

/// Adds the days that only claims need prices of: what moved between the campaign's addresses is in its gross, and comes from
/// outside where a claim is about some of them. `days` are in order.
#[inline(never)]
pub(crate) fn need_days(campaign: &Campaign, ledger: &AssetLedger, days: &mut Vec<(Day, Amount)>) {
    let is_needed = |claim: &Claim| {
        matches!(claim.unit, Unit::Currency(_))
            && (claim.measure == Measure::Gross || !claim.addresses.is_empty())
    };
    if !campaign.claims.iter().any(is_needed) {
        return;
    }
    for part in ledger.settled(Days::default()) {
        if matches!(part.kind, Kind::Internal | Kind::Change) {
            let day = Day::of(ledger.entry(part).time);
            if let Err(place) = days.binary_search_by(|(known, _)| known.cmp(&day)) {
                days.insert(place, (day, part.amount));
            }
        }
    }
}

fn check(from: &Sources, claim: &Claim, as_of: Timestamp) -> ClaimReport {
    let days = Days { from: claim.from, to: claim.to };
    let mut report = ClaimReport {
        id: claim.id.clone(),
        sentence: LangText(claim.sentence.clone()),
        source: claim.source.clone(),
        said: claim.said,
        measure: claim.measure.name(),
        comparison: claim.comparison.name(),
        unit: unit(&claim.unit),
        claimed: None,
        percent: None,
        shown: None,
        before: None,
        from: claim.from,
        to: claim.to,
        addresses: (!claim.addresses.is_empty()).then_some(claim.addresses.len() as u64),
        tolerance: claim.tolerance,
        verdict: Verdict::CannotBeSaid,
        reasons: Vec::new(),
        beyond: claim.beyond.clone().map(LangText),
    };
    let mut reasons = Vec::new();
    if claim.beyond.is_some() {
        reasons.push("beyond");
    }
    if !from.complete {
        reasons.push("not-read");
    }
    // The addresses that it is about are the campaign for it.
    let among;
    let ledger = if claim.addresses.is_empty() {
        from.ledger
    } else {
        among = Ledger::among(&claim.addresses, from.campaign, from.history, as_of);
        &among
    };
    let is_rise = claim.comparison == Comparison::Rise;
    let before = report.period_before().filter(|_| is_rise);
    let first = before.map_or(claim.from, |(first, _)| Some(first));
    if from.gaps.iter().any(|gap| touches(gap, claim, first)) {
        reasons.push("gaps");
    }
    let is_pending = |asset: &AssetLedger| {
        let is_meant = match &claim.unit {
            Unit::Asset(token) => token.asset == *asset.asset(),
            _ => true,
        };
        let span = Days { from: first, to: claim.to };
        is_meant && asset.entries.iter().any(|entry| entry.pending && span.contains(Day::of(entry.time)))
    };
    // A period is over once what came in it is settled.
    if claim.to.is_some_and(|to| to >= Day::of(as_of) || ledger.assets.iter().any(is_pending)) {
        reasons.push("not-over");
    }
    report.shown = figure(from, ledger, claim, days, &mut reasons);
    if let Some((first, last)) = before {
        report.before = figure(from, ledger, claim, Days { from: Some(first), to: Some(last) }, &mut reasons);
    }
    // What the verdict compares: of a rise both in hundredths of a per cent, for a rise of a count is no whole number.
    let mut compared = None;
    report.claimed = match (is_rise, claim.amount) {
        (false, amount) => amount.map(|amount| Signed::from_units(amount.units() as i128)),
        (true, None) => report.before,
        (true, Some(percent)) => {
            report.percent = Some(percent.decimal(PERCENT_PLACES));
            if report.before.is_some_and(|before| before.units() <= 0) {
                reasons.push("nothing-before");
            }
            report.before.filter(|before| before.units() > 0).map(|before| {
                const WHOLE: u128 = 100 * 10_u128.pow(PERCENT_PLACES as u32);
                let risen = WHOLE + percent.units();
                let of =
                    |figure: Signed, whole: u128| figure.units().checked_mul(i128::try_from(whole).ok()?);
                compared = report.shown.and_then(|shown| Some((of(shown, WHOLE)?, of(before, risen)?)));
                let risen = share(before.units().unsigned_abs(), risen, WHOLE);
                Signed::from_units(i128::try_from(risen).unwrap_or(i128::MAX))
            })
        }
    };
    if let (Some(shown), Some(claimed), true) = (report.shown, report.claimed, reasons.is_empty()) {
        let (shown, claimed) = compared.unwrap_or((shown.units(), claimed.units()));
        report.verdict = Verdict::of(shown, claimed, claim.tolerance);
    }
    report.reasons = reasons;
    report
}

fn unit(unit: &Unit) -> Option<ClaimUnit> {
    let (chain, name, contract) = match unit {
        Unit::Asset(token) => {
            (Some(token.asset.chain.name()), &*token.symbol, token.asset.contract.as_deref())
        }
        Unit::Currency(currency) => (None, currency.name(), None),
        Unit::One => return None,
    };
    Some(ClaimUnit {
        chain,
        name: name.into(),
        contract: contract.map(Into::into),
        decimals: unit.decimals(),
    })
}

/// Whether a gap may hide rows that the claim's figure hangs on.
fn touches(gap: &Gap, claim: &Claim, mut first: Option<Day>) -> bool {
    let is_meant = |address: &Address| claim.addresses.is_empty() || claim.addresses.contains(address);
    let on_chain = match &claim.unit {
        // What is not followed moves the chain's own asset.
        Unit::Asset(token) => {
            token.asset.chain == gap.chain
                && (gap.kind != GapKind::Unsupported || token.asset.contract.is_none())
        }
        _ => claim.addresses.is_empty() || claim.addresses.iter().any(|address| address.chain() == gap.chain),
    };
    // Receipts of any time before are what later returns answer.
    if matches!(claim.measure, Measure::Net | Measure::Returned) {
        first = None;
    }
    let hides_rows = match gap.kind {
        // Prices are judged by the days that the figure needs; what waits is in no sum, and no list is.
        GapKind::NoPrice
        | GapKind::ImplausiblePrice
        | GapKind::MempoolLimit
        | GapKind::ListNotRead
        | GapKind::NotProven => false,
        // Money that an issuer destroyed is spent, and nothing else.
        GapKind::FreezeUnknown => claim.measure == Measure::Spent,
        _ => true,
    };
    let ends_before = first.is_some_and(|first| gap.to.is_some_and(|to| Day::of(to) < first));
    let begins_after = claim.to.is_some_and(|last| gap.from.is_some_and(|from| Day::of(from) > last));
    hides_rows && on_chain && gap.address.as_ref().is_none_or(is_meant) && !ends_before && !begins_after
}

/// What the addresses show in some days. What has no price is a reason why nothing can be said.
fn figure(
    from: &Sources,
    ledger: &Ledger,
    claim: &Claim,
    days: Days,
    reasons: &mut Vec<&'static str>,
) -> Option<Signed> {
    let mut sum: i128 = 0;
    match &claim.unit {
        Unit::Asset(token) => {
            for asset in &ledger.assets {
                if *asset.asset() == token.asset {
                    for of_day in asset.measured(claim.measure, days) {
                        sum += of_day.units;
                    }
                }
            }
        }
        Unit::One => {
            let mut senders = vec![false; from.history.address_count()];
            for asset in &ledger.assets {
                sum += i128::from(asset.donations(days, &mut senders));
            }
            if claim.measure == Measure::SendingAddresses {
                sum = senders.iter().filter(|sent| **sent).count() as i128;
            }
        }
        Unit::Currency(currency) => {
            let mut note = |reason| {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            };
            let Some(quotes) = from.quotes.filter(|quotes| quotes.is_done()) else {
                note("prices-pending");
                return None;
            };
            if quotes.currency() != *currency {
                note("currency");
                return None;
            }
            let mut worth = Valued::nothing(*currency);
            for asset in &ledger.assets {
                let quote = quotes.of(asset.asset());
                for of_day in asset.measured(claim.measure, days) {
                    if of_day.units == 0 {
                        continue;
                    }
                    let amount = Signed::from_units(of_day.units);
                    let with = quote.as_ref().and_then(|quote| {
                        let (price, _) = quote.close(of_day.day).ok()?;
                        worth.plus(Valued::of(amount, asset.token.decimals, price, *currency)?)
                    });
                    match with {
                        Some(with) => worth = with,
                        None => note("unpriced"),
                    }
                }
            }
            sum = worth.cents().into();
        }
    }
    Some(Signed::from_units(sum))
}

/// `amount * of / whole`, rounded down; as much as a number holds where it is more.
fn share(amount: u128, of: u128, whole: u128) -> u128 {
    let (times, rest) = divide(amount, whole);
    times.saturating_mul(of).saturating_add(divide(rest.saturating_mul(of), whole).0)
}
