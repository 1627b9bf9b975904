//! Amounts in an asset's base units, exact in memory and as text.

use serde::{Serialize, Serializer};
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
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().map(Amount)
    }

    /// Reads an amount of whole units with at most `decimals` places, as in `0.015`.
    pub fn parse_decimal(text: &str, decimals: u8) -> Option<Amount> {
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        let bad_places = text.contains('.') && places.is_empty();
        if bad_places || places.len() > usize::from(decimals) {
            return None;
        }
        let padding = usize::from(decimals) - places.len();
        let mut digits = String::with_capacity(whole.len() + usize::from(decimals));
        Amount::parse(whole)?;
        digits.push_str(whole);
        digits.push_str(places);
        digits.extend(std::iter::repeat_n('0', padding));
        Amount::parse(&digits)
    }

    /// The exact amount in whole units with all its places, as in `0.01500000`.
    /// The inverse of [`Amount::parse_decimal`].
    pub fn decimal(self, decimals: u8) -> String {
        let places = usize::from(decimals);
        let mut digits = self.0.to_string();
        if places == 0 {
            return digits;
        }
        if digits.len() <= places {
            digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
        }
        digits.insert(digits.len() - places, '.');
        digits
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
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string())
    }
}

impl Serialize for Signed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string())
    }
}
