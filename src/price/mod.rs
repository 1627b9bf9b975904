//! Money in money: what an amount of an asset was worth on a day, and is worth now.
//!
//! ```text
//! days that need a price -> Quotes::next_request -> (browser or command fetches) -> Quotes::handle_response -> Series
//! amount, day -> Series -> Valued
//! ```
//!
//! | file | what |
//! |---|---|
//! | `series` | an asset's daily closes, and which of them can be believed |
//! | `mempool`, `llama`, `csv` | the sources, one file each: requests and answers |
//! | `quotes` | the driver, beside the scan's |

pub mod csv;
pub mod llama;
pub mod mempool;
mod quotes;
mod series;

use crate::campaign::Currency;
use crate::chain::{Signed, Timestamp};
use crate::explorer::ReadError;
use crate::json::{FieldError, Value};
use crate::plain::{cut, divide, parse_number, parted, power_of_ten, push_number};
use crate::tree::{ToTree, Tree};
use std::cmp::Ordering;

pub use quotes::{Now, Quote, Quotes};
pub use series::{Close, Fault, Granularity, Series};

/// What a whole unit of an asset costs: more than nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// In `10^-places` of a currency's unit.
    atoms: u64,
    places: u8,
}

/// Decimal places of a price, the most that it has room for; what is behind them is cut off. A bitcoin costs thousands of
/// millions in some currencies.
const PLACES: [u8; 3] = [12, 9, 6];

/// Why an answer cannot be read: the part of it that is not what was asked for.
fn unexpected(field: &str, expected: &'static str) -> ReadError {
    ReadError::Expected(FieldError::new(field, expected))
}

/// Reads a price and its time from the fields of these names.
fn priced(row: &Value, price: &str, time: &str) -> Result<Now, ReadError> {
    match (row.field(price), row.field(time).and_then(Value::as_u64)) {
        (Some(Value::Number(price)), Some(at)) if at < LATEST => Ok(Now { price: Price::parse(price), at }),
        _ => Err(unexpected(price, "a price with its time")),
    }
}

/// Times beyond are none: a day of them would not be within an `i32`.
const LATEST: Timestamp = 1 << 40;

impl Price {
    /// Reads a decimal number as JSON and CSV write it, with an exponent or without.
    ///
    /// # Errors
    ///
    /// −1, which mempool writes where it has none, is [`Fault::Missing`]. Nought, what is below it or too large, and what is
    /// no number are [`Fault::Implausible`].
    pub fn parse(text: &str) -> Result<Price, Fault> {
        match text {
            "-1" => Err(Fault::Missing),
            _ => Price::positive(text).ok_or(Fault::Implausible),
        }
    }

    /// The same in another currency, at what this one's unit costs in it; none where that is nothing, or too much.
    fn times(self, rate: Price) -> Option<Price> {
        let product = u128::from(self.atoms) * u128::from(rate.atoms);
        for places in PLACES {
            let behind = self.places + rate.places - places;
            if let Ok(atoms) = u64::try_from(divide(product, power_of_ten(behind.into())).0) {
                return (atoms > 0).then_some(Price { atoms, places });
            }
        }
        None
    }

    /// In the smallest atoms that any price has, to compare prices by.
    fn atoms(self) -> u128 {
        u128::from(self.atoms) * power_of_ten((PLACES[0] - self.places).into())
    }

    fn positive(text: &str) -> Option<Price> {
        for places in PLACES {
            if let Some(atoms) = Price::read(text, places) {
                return (atoms > 0).then_some(Price { atoms, places });
            }
        }
        None
    }

    /// The atoms of a decimal number; none where it is no number, or there are too many.
    fn read(text: &str, places: u8) -> Option<u64> {
        let (number, exponent) = cut(text, b'e').or_else(|| cut(text, b'E')).unwrap_or((text, "0"));
        let (sign, size) = match exponent.strip_prefix('-') {
            Some(size) => (-1, size),
            None => (1, exponent.strip_prefix('+').unwrap_or(exponent)),
        };
        // Places that are still to come.
        let mut left = i32::from(places) + sign * parse_number(size).filter(|size| *size < 100)? as i32;
        let (whole, fraction) = parted(number, b'.');
        let mut atoms: u64 = 0;
        for (part, of_fraction) in [(whole, 1), (fraction, 0)] {
            for byte in part.bytes() {
                if !byte.is_ascii_digit() {
                    return None;
                }
                if left > 0 || of_fraction == 1 {
                    atoms = atoms.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                    left -= 1 - of_fraction;
                }
            }
        }
        for _ in 0..left {
            atoms = atoms.checked_mul(10)?;
        }
        for _ in left..0 {
            atoms /= 10;
        }
        (!whole.is_empty()).then_some(atoms)
    }
}

impl Ord for Price {
    fn cmp(&self, other: &Price) -> Ordering {
        self.atoms().cmp(&other.atoms())
    }
}

impl PartialOrd for Price {
    fn partial_cmp(&self, other: &Price) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Money of one currency, in whole cents. Amounts of different assets do not add up; values of one currency do, and
/// nothing else does:
///
/// ```compile_fail
/// use donation_flow::chain::Amount;
/// let bitcoin_and_tether = Amount::from_units(1) + Amount::from_units(1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valued {
    currency: Currency,
    cents: i64,
}

impl Valued {
    pub const fn nothing(currency: Currency) -> Valued {
        Valued { currency, cents: 0 }
    }

    /// An amount at a price, rounded to a cent, half a cent away from nothing; none where that is more than is counted.
    /// Of an asset of more than eighteen decimals, those behind the eighteenth are cut off.
    pub fn of(amount: Signed, decimals: u8, price: Price, currency: Currency) -> Option<Valued> {
        let (kept, behind) = (decimals.min(18), decimals.saturating_sub(18));
        let units = divide(amount.magnitude().units(), power_of_ten(behind.into())).0;
        let one = power_of_ten(kept.into());
        let (whole, rest) = divide(units, one);
        // Products of two numbers below 2⁶⁴.
        let atoms = u128::from(price.atoms);
        let of_cent = power_of_ten(u32::from(price.places) - 2);
        let worth = u128::from(u64::try_from(whole).ok()?) * atoms + divide(rest * atoms, one).0;
        let cents = i64::try_from(divide(worth + of_cent / 2, of_cent).0).ok()?;
        Some(Valued { currency, cents: if amount.is_negative() { -cents } else { cents } })
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn cents(self) -> i64 {
        self.cents
    }

    /// The sum; none where the currencies differ, or where it is more than is counted.
    #[must_use]
    pub fn plus(self, other: Valued) -> Option<Valued> {
        let cents = self.cents.checked_add(other.cents).filter(|_| self.currency == other.currency)?;
        Some(Valued { cents, ..self })
    }
}

/// As its cents, a decimal string.
impl ToTree for Valued {
    fn tree(&self) -> Tree<'_> {
        let mut text = String::from(if self.cents < 0 { "-" } else { "" });
        push_number(&mut text, self.cents.unsigned_abs().into());
        Tree::Text(text.into())
    }
}
