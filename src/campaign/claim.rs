//! Sentences of an article about the campaign's money, and how a file's are read.

use super::check::{Check, address_of, day_of, integer_of, is_decimal, list_of, str_of, string_of, text_of};
use super::{Campaign, Currency, Text};
use crate::chain::{Address, Amount, Asset, Chain, Day, Token, asset};
use crate::json::Value;
use crate::plain::{named, push_index};

/// A sentence about money, to be put beside what the campaign's addresses show (METHOD: claim check).
#[derive(Clone, Debug)]
pub struct Claim {
    pub id: Option<String>,
    /// As it stands in the article, in its own language first; the panel never rewrites it.
    pub sentence: Text,
    /// Where it stands.
    pub source: String,
    /// The day on which it was said.
    pub said: Option<Day>,
    pub measure: Measure,
    pub unit: Unit,
    /// In the unit's base units: of money cents, of counts ones. Of a rise, in hundredths of one per cent; none for any rise.
    pub amount: Option<Amount>,
    pub comparison: Comparison,
    /// Per cent by which two figures may differ and still be about the same.
    pub tolerance: u8,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Those that it is about; all of the campaign's where it names none.
    pub addresses: Vec<Address>,
    /// Why the sentence is about more than the campaign's addresses, where it is.
    pub beyond: Option<Text>,
}

/// What is measured, by the names of the figures in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Gross,
    FromOutside,
    Net,
    Returned,
    Spent,
    /// Receipts above dust.
    Donations,
    /// The distinct addresses that sent those.
    SendingAddresses,
}

/// What the amount is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    Asset(Token),
    /// All assets, at the closes of their days.
    Currency(Currency),
    /// Of a count.
    One,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    About,
    AtLeast,
    AtMost,
    /// Against the equally long period before.
    Rise,
}

/// Per cent, where a claim names no tolerance.
const TOLERANCE: u8 = 10;

/// A rise is told in per cent with two places.
pub const PERCENT_PLACES: u8 = 2;

impl Measure {
    pub const ALL: [Measure; 7] = [
        Measure::Gross,
        Measure::FromOutside,
        Measure::Net,
        Measure::Returned,
        Measure::Spent,
        Measure::Donations,
        Measure::SendingAddresses,
    ];

    /// Their names, in the same order.
    pub const NAMES: [&str; 7] =
        ["gross", "from_outside", "net", "returned", "spent", "donations", "sending_addresses"];

    pub const fn name(self) -> &'static str {
        Measure::NAMES[self as usize]
    }

    pub fn from_name(name: &str) -> Option<Measure> {
        Some(Measure::ALL[named(name, &Measure::NAMES)?])
    }

    pub fn is_count(self) -> bool {
        matches!(self, Measure::Donations | Measure::SendingAddresses)
    }
}

impl Comparison {
    pub const ALL: [Comparison; 4] =
        [Comparison::About, Comparison::AtLeast, Comparison::AtMost, Comparison::Rise];

    /// Their names, in the same order.
    pub const NAMES: [&str; 4] = ["about", "at_least", "at_most", "rise"];

    pub const fn name(self) -> &'static str {
        Comparison::NAMES[self as usize]
    }

    pub fn from_name(name: &str) -> Option<Comparison> {
        Some(Comparison::ALL[named(name, &Comparison::NAMES)?])
    }
}

impl Unit {
    /// Decimal places of its amounts.
    pub fn decimals(&self) -> u8 {
        match self {
            Unit::Asset(token) => token.decimals,
            Unit::Currency(_) => 2,
            Unit::One => 0,
        }
    }
}

/// Reads the claims of a file whose addresses and tokens are in `campaign` already. What is broken by itself was noted;
/// here the fields of a claim are held against one another and against the rest of the file.
#[inline(never)]
pub(super) fn claims(check: &mut Check, file: &Value, campaign: &mut Campaign) {
    // With a broken address, which chains and addresses are the campaign's cannot be said.
    let read = campaign.addresses.len();
    let all_read = read > 0 && read == list_of(file, "addresses").len();
    for (index, entry) in list_of(file, "claims").iter().enumerate() {
        let mut note = |field: &str, words| check.note_in("claims", index, field, words);
        let measure = Measure::from_name(str_of(entry, "measure"));
        let comparison = Comparison::from_name(str_of(entry, "comparison"));
        let (Some(measure), Some(comparison)) = (measure, comparison) else { continue };
        let is_rise = comparison == Comparison::Rise;
        for (field, is_needed) in
            [("amount", !is_rise), ("from", is_rise), ("to", is_rise), ("unit", !measure.is_count())]
        {
            if is_needed && entry.field(field).is_none() {
                note(field, "problem.missing");
            }
        }
        if measure.is_count() && entry.field("unit").is_some() {
            note("unit", "problem.value-unit-count");
        }
        let mut addresses = Vec::new();
        for (place, named) in list_of(entry, "addresses").iter().enumerate() {
            let Some(address) = address_of(named, "address") else { continue };
            if all_read && campaign.addresses.iter().all(|own| own.address != address) {
                let mut field = String::from("addresses");
                push_index(&mut field, place);
                field += ".address";
                note(&field, "problem.value-not-own");
            }
            addresses.push(address);
        }
        let unit = match entry.field("unit") {
            None => measure.is_count().then_some(Unit::One),
            Some(unit) if unit.as_str().is_some() => {
                Currency::from_name(str_of(entry, "unit")).map(Unit::Currency)
            }
            Some(unit) => match token(unit, campaign, &addresses) {
                Ok(token) => token.map(Unit::Asset),
                Err((field, words)) => {
                    if all_read {
                        let mut of_unit = String::from("unit.");
                        of_unit += field;
                        note(&of_unit, words);
                    }
                    None
                }
            },
        };
        let Some(unit) = unit else { continue };
        let amount = str_of(entry, "amount");
        let decimals = if is_rise { PERCENT_PLACES } else { unit.decimals() };
        let read = Amount::parse_decimal(amount, decimals).filter(|amount| amount.is_of_row());
        if read.is_none() && is_decimal(amount) {
            note("amount", "problem.value-places");
        }
        campaign.claims.push(Claim {
            id: string_of(entry, "id"),
            sentence: text_of(entry, "sentence").unwrap_or_default(),
            source: str_of(entry, "source").into(),
            said: day_of(entry, "said"),
            measure,
            unit,
            amount: read,
            comparison,
            tolerance: integer_of(entry, "tolerance").map_or(TOLERANCE, |percent| percent as u8),
            from: day_of(entry, "from"),
            to: day_of(entry, "to"),
            addresses,
            beyond: text_of(entry, "beyond"),
        });
    }
    // Such a review is about a page, by whoever answers for it.
    if campaign.claim_review && campaign.url.is_none() && file.field("url").is_none() {
        check.note_at("url", "problem.missing-url");
    }
}

/// The asset of a claim's unit, none where it is broken by itself; or its field and the words for why no address could hold
/// it.
fn token(
    unit: &Value,
    campaign: &Campaign,
    addresses: &[Address],
) -> Result<Option<Token>, (&'static str, &'static str)> {
    let Some(chain) = Chain::from_name(str_of(unit, "chain")) else { return Ok(None) };
    let meant = match addresses {
        [] => campaign.chains().contains(&chain),
        _ => addresses.iter().any(|address| address.chain() == chain),
    };
    if !meant {
        return Err(("chain", "problem.value-unit-chain"));
    }
    if unit.field("contract").is_none() {
        return Ok(Some(asset::native(chain)));
    }
    let Some(contract) = address_of(unit, "contract") else { return Ok(None) };
    let asset = Asset::token(chain, contract.as_str());
    match campaign.tokens.iter().find(|token| token.asset == asset) {
        Some(token) => Ok(Some(token.clone())),
        None => Err(("contract", "problem.value-token")),
    }
}
