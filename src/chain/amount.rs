//! Amounts in an asset's base units, exact in memory and as text.

use crate::plain::{cut, number, parse_number, push_number};
use crate::tree::{ToTree, Tree};
use std::fmt;

/// An amount of one asset, in its base units (satoshi, sun, 10⁻⁶ USDT).
///
/// It has no `+` of its own: which asset it is of is known to the ledger that sums it, not to the number.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u128);

/// A difference between amounts of one asset, in its base units.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signed(i128);

impl Amount {
    pub const ZERO: Amount = Amount(0);

    /// One row may carry less than 2¹¹², so that 32,768 rows always add up within an `i128`:
    /// sums need no check of their own.
    pub const ROW_LIMIT: u128 = 1 << 112;

    pub const fn from_units(units: u128) -> Amount {
        Amount(units)
    }

    pub const fn units(self) -> u128 {
        self.0
    }

    /// Reads base units as decimal digits: no sign, point, exponent or space.
    pub fn parse(digits: &str) -> Option<Amount> {
        parse_number(digits).map(Amount)
    }

    /// Reads an amount of whole units with at most `decimals` places, as in `0.015`.
    pub fn parse_decimal(text: &str, decimals: u8) -> Option<Amount> {
        let (whole, places) = match cut(text, b'.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let padding = usize::from(decimals).checked_sub(places.len())?;
        if whole.is_empty() {
            return None;
        }
        let mut digits = String::from(whole);
        digits.push_str(places);
        for _ in 0..padding {
            digits.push('0');
        }
        Amount::parse(&digits)
    }

    /// The exact amount in whole units with all its places, as in `0.01500000`.
    /// The inverse of [`Amount::parse_decimal`].
    pub fn decimal(self, decimals: u8) -> String {
        let digits = number(self.0);
        let places = usize::from(decimals);
        let mut text = String::new();
        for place in (0..digits.len().max(places + 1)).rev() {
            // Counted from the last digit; those before the first are noughts.
            let digit = digits.len().checked_sub(place + 1).map_or(b'0', |index| digits.as_bytes()[index]);
            text.push(char::from(digit));
            if place == places && places > 0 {
                text.push('.');
            }
        }
        text
    }

    /// Whether it is below [`Amount::ROW_LIMIT`].
    pub const fn is_of_row(self) -> bool {
        self.0 < Amount::ROW_LIMIT
    }
}

impl Signed {
    pub const ZERO: Signed = Signed(0);

    pub const fn from_units(units: i128) -> Signed {
        Signed(units)
    }

    pub const fn units(self) -> i128 {
        self.0
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Decimal digits, with a minus sign before them where it is below nothing.
    pub fn text(self) -> String {
        let mut text = String::new();
        if self.is_negative() {
            text.push('-');
        }
        push_number(&mut text, self.0.unsigned_abs());
        text
    }

    /// The amount without its sign.
    pub fn magnitude(self) -> Amount {
        Amount(self.0.unsigned_abs())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As a decimal string: a JSON number above 2⁵³ would be rounded by the reader.
impl ToTree for Amount {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(number(self.0).into())
    }
}

impl ToTree for Signed {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(self.text().into())
    }
}
