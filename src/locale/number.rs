//! Numbers as text, rounded in integers: exact amounts, three significant figures, one scale for a column.

use super::{Locale, Operands, fill};
use crate::chain::Amount;
use crate::plain::{divide, number, parse_number, parted, power_of_ten, push_number};

/// One scale for a column of amounts, so that they can be compared by eye: the places shown and the power of ten
/// that a word stands for, chosen by the largest of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    places: i32,
    power: i32,
}

/// Figures that are shown of a rounded amount.
const SIGNIFICANT: i32 = 3;
pub(super) const MINUS: char = '\u{2212}';

impl Locale {
    /// An integer with its group separators.
    pub fn integer(&self, integer: u128) -> String {
        self.digits(&number(integer), "", self.least_group())
    }

    /// A number of small size where a separator would be wrong: a year, a day.
    pub(super) fn plain(&self, small: u32) -> String {
        let mut plain = String::new();
        self.push_digits(&mut plain, &number(small.into()));
        plain
    }

    /// The exact amount: every place of an asset of eight or more, and of the others the zeros beyond
    /// the second place left away.
    pub fn exact(&self, amount: Amount, decimals: u8) -> String {
        let text = amount.decimal(decimals);
        let (whole, places) = parted(&text, b'.');
        let least = if decimals < 8 { 2 } else { places.len() };
        self.digits(whole, without_zeros(places, least), self.least_group())
    }

    /// Three significant figures; from a million on with the word: "412,000", "5.02 million".
    pub fn headline(&self, amount: Amount, decimals: u8) -> String {
        self.compact(amount, decimals, 6, "compact.long")
    }

    /// Three significant figures in little room: "412K", "5.02M".
    pub fn short(&self, amount: Amount, decimals: u8) -> String {
        self.compact(amount, decimals, 3, "compact.short")
    }

    /// The scale at which `shown` has three significant figures in a column whose largest amount is `largest`,
    /// or as many as leave the largest one five.
    pub fn scale(&self, largest: Amount, shown: Amount, decimals: u8) -> Scale {
        let largest = whole_digits(largest, decimals);
        let power = word_power(largest, 3);
        let places = SIGNIFICANT - (whole_digits(shown, decimals) - power);
        let most = SIGNIFICANT + 2 - (largest - power);
        Scale { places: places.min(most).clamp(0, decimals.into()), power }
    }

    /// An amount at a column's scale: "0.59M". What would be shown as nothing without being nothing is
    /// "<0.01M".
    pub fn at_scale(&self, amount: Amount, decimals: u8, scale: Scale) -> String {
        let shown = rounded(amount.units(), i32::from(decimals) + scale.power - scale.places);
        let too_small = shown == 0 && amount.units() > 0;
        let text = Amount::from_units(if too_small { 1 } else { shown }).decimal(scale.places as u8);
        let number = self.with_word(&text, usize::MAX, scale.power, "compact.short");
        if too_small { self.sentence("number.less", None, &[("n", number)]) } else { number }
    }

    /// With a minus sign before it.
    pub fn minus(&self, number: &str) -> String {
        let mut text = String::from(MINUS);
        text.push('\u{a0}');
        text.push_str(number);
        text
    }

    /// A sum of money, by its currency's sign or code, in the language's order.
    pub fn money(&self, currency: &str, number: String) -> String {
        fill(self.kind("currency", currency), &[("n", number), ("code", currency.into())], None)
    }

    fn compact(&self, amount: Amount, decimals: u8, least_power: i32, key: &str) -> String {
        let whole = whole_digits(amount, decimals);
        let power = word_power(whole, least_power);
        let places = (SIGNIFICANT - (whole - power)).min(i32::from(decimals) + power);
        let shown = rounded(amount.units(), i32::from(decimals) + power - places);
        let mut text = Amount::from_units(shown).decimal(places.max(0) as u8);
        for _ in places..0 {
            text.push('0');
        }
        self.with_word(&text, 0, power, key)
    }

    /// A number with a decimal point as the language writes it, with the word for a power of ten, and without zeros
    /// at the end beyond `least` places.
    fn with_word(&self, number: &str, least: usize, power: i32, key: &str) -> String {
        let (whole, places) = parted(number, b'.');
        let shown = without_zeros(places, least.min(places.len()));
        if power == 0 {
            return self.digits(whole, shown, self.least_group());
        }
        let operands = Operands {
            integer: parse_number(whole).unwrap_or(u128::MAX),
            places: without_zeros(places, 0).len() as u32,
            power: power as u32,
        };
        let mut key = String::from(key);
        key.push('.');
        push_number(&mut key, power as u128);
        // Before a word CLDR separates from five digits on: "1000 trillion".
        fill(self.plural(&key, operands), &[("n", self.digits(whole, shown, 2))], None)
    }

    /// Latin digits before and after the separator, as the language writes them.
    fn digits(&self, whole: &str, places: &str, minimum_grouping: usize) -> String {
        let mut text = String::new();
        let mut rest = whole;
        let grouped = whole.len() >= 3 + minimum_grouping;
        while grouped && rest.len() > 3 {
            let (head, tail) = rest.split_at((rest.len() - 1) % 3 + 1);
            self.push_digits(&mut text, head);
            text.push_str(self.word("number.group"));
            rest = tail;
        }
        self.push_digits(&mut text, rest);
        if !places.is_empty() {
            text.push_str(self.word("number.decimal"));
            self.push_digits(&mut text, places);
        }
        text
    }

    /// Digits that must stand before the first separator: 2 in Spanish (1234, 12.345).
    fn least_group(&self) -> usize {
        if self.word("number.least-group") == "2" { 2 } else { 1 }
    }

    pub(super) fn push_digits(&self, text: &mut String, digits: &str) {
        for byte in digits.bytes() {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            text.push(char::from_u32(self.zero as u32 + digit).unwrap_or('?'));
        }
    }
}

/// Decimal places without the zeros at their end, but at least so many.
fn without_zeros(places: &str, least: usize) -> &str {
    let mut length = places.len();
    while length > least && places.as_bytes()[length - 1] == b'0' {
        length -= 1;
    }
    &places[..length]
}

/// Digits before the separator once an amount is rounded to its significant figures; none or fewer below one.
fn whole_digits(amount: Amount, decimals: u8) -> i32 {
    if amount == Amount::ZERO {
        return 1;
    }
    let digits = number(amount.units()).len() as i32;
    let carried = digits >= SIGNIFICANT && rounded(amount.units(), digits - SIGNIFICANT) >= 1_000;
    digits + i32::from(carried) - i32::from(decimals)
}

/// `units / 10^power`; half is rounded away from zero.
fn rounded(units: u128, power: i32) -> u128 {
    let step = power_of_ten(power.max(0) as u32);
    let (shown, rest) = divide(units, step);
    shown + u128::from(rest >= step - (step >> 1))
}

/// The power of ten that a word stands for when a number has so many digits before the separator.
fn word_power(whole_digits: i32, least: i32) -> i32 {
    let power = (whole_digits.max(1) - 1) / 3 * 3;
    if power < least { 0 } else { power.min(12) }
}
