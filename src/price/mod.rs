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
use crate::chain::Signed;
use crate::plain::{cut, divide, parse_number, power_of_ten};
use crate::tree::{ToTree, Tree};

pub use quotes::{Need, Now, Quote, Quotes};
pub use series::{Close, Fault, Granularity, Series};

/// Significant digits and decimal places of a price at most; what is beyond them is cut off.
const DIGITS: i32 = 18;
const TEN_TO_DIGITS: u64 = 10_u64.pow(DIGITS as u32);

/// What a whole unit of an asset costs, exact as written: `mantissa / 10^places`, and more than nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    mantissa: u64,
    places: u8,
}

impl Price {
    /// Reads a decimal number as JSON and CSV write it, with an exponent or without. Of more than eighteen significant
    /// digits, or decimal places, the last are cut off.
    ///
    /// # Errors
    ///
    /// −1, which mempool writes where it has none, is [`Fault::Missing`]. Nought, what is below it, and what is no
    /// number are [`Fault::Implausible`].
    pub fn parse(text: &str) -> Result<Price, Fault> {
        match text {
            "-1" => Err(Fault::Missing),
            _ => Price::positive(text).ok_or(Fault::Implausible),
        }
    }

    fn positive(text: &str) -> Option<Price> {
        let (number, exponent) = match cut(text, b'e').or_else(|| cut(text, b'E')) {
            Some((number, exponent)) => (number, read_exponent(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = cut(number, b'.').unwrap_or((number, ""));
        if whole.is_empty() {
            return None;
        }
        let (mut mantissa, mut places) = (0, -exponent);
        for (part, in_fraction) in [(whole, false), (fraction, true)] {
            for byte in part.bytes() {
                if !byte.is_ascii_digit() {
                    return None;
                }
                let room = mantissa < TEN_TO_DIGITS / 10;
                if room {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                }
                // A digit that is kept behind the point is a place; one that is cut off before it was a ten.
                places += i32::from(in_fraction) - i32::from(!room);
            }
        }
        Price::scaled(mantissa, places)
    }

    /// `mantissa / 10^places`, cut off to what a price holds.
    fn scaled(mut mantissa: u64, mut places: i32) -> Option<Price> {
        while places < 0 && mantissa > 0 {
            mantissa = mantissa.checked_mul(10).filter(|tens| *tens < TEN_TO_DIGITS)?;
            places += 1;
        }
        while places > DIGITS && mantissa > 0 {
            mantissa /= 10;
            places -= 1;
        }
        (mantissa > 0).then_some(Price { mantissa, places: places as u8 })
    }

    /// In 10⁻¹⁸: below 10³⁶, so that a few of them fit a `u128`.
    fn atoms(self) -> u128 {
        u128::from(self.mantissa) * power_of_ten(DIGITS as u32 - u32::from(self.places))
    }
}

/// Reads an exponent of a sensible size.
fn read_exponent(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    Some(parse_number(digits).filter(|size| *size < 100)? as i32 * sign)
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
    cents: i128,
}

impl Valued {
    pub const fn nothing(currency: Currency) -> Valued {
        Valued { currency, cents: 0 }
    }

    /// An amount at a price, rounded to a cent, half a cent away from nothing; none where that is more than is counted.
    /// Of an asset of more than eighteen decimals, those behind the eighteenth are cut off.
    pub fn of(amount: Signed, decimals: u8, price: Price, currency: Currency) -> Option<Valued> {
        let (whole, mut rest) = divide(amount.magnitude().units(), power_of_ten(decimals.into()));
        let decimals = u32::from(decimals);
        let behind = decimals.saturating_sub(DIGITS as u32);
        rest = divide(rest, power_of_ten(behind)).0;
        let decimals = decimals - behind;
        // Each part is below 10³⁸: a rest below 10¹⁸, a mantissa below 10¹⁸, and a hundred cents.
        let hundredfold = u128::from(price.mantissa) * 100;
        let places = power_of_ten(price.places.into());
        let (cents, below) = divide(whole.checked_mul(hundredfold)?, places);
        let below = below * power_of_ten(decimals) + rest * hundredfold;
        let one = places * power_of_ten(decimals);
        let cents = i128::try_from(cents.checked_add(divide(below + one / 2, one).0)?).ok()?;
        Some(Valued { currency, cents: if amount.is_negative() { -cents } else { cents } })
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn cents(self) -> Signed {
        Signed::from_units(self.cents)
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
        Tree::Text(self.cents().text().into())
    }
}
