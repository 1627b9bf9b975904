//! Numbers as text, rounded in integers: exact amounts, three significant figures, one scale for a column.

use super::{Locale, Operands};
use crate::chain::Amount;

/// A number rounded to few digits: `digits × 10^power`, without zeros at the end of `digits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rounded {
    digits: u128,
    power: i32,
}

/// One scale for a column of amounts, so that they can be compared by eye: the places shown and the power of ten
/// that a word stands for, chosen by the largest of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    places: u32,
    power: u32,
}

const SIGNIFICANT: u32 = 3;
const MINUS: char = '\u{2212}';

impl Locale {
    /// An integer with its group separators.
    pub fn integer(&self, number: u128) -> String {
        self.digits(&number.to_string(), "", self.least_group())
    }

    /// A number of small size where a separator would be wrong: a year, a day, an hour.
    pub(super) fn plain(&self, number: u32, width: usize) -> String {
        let text = number.to_string();
        let mut plain = String::with_capacity(8);
        for _ in text.len()..width {
            plain.push(self.zero);
        }
        self.push_digits(&mut plain, &text);
        plain
    }

    /// The exact amount: every place of an asset of eight or more, and of the others the zeros beyond
    /// the second place left away.
    pub fn exact(&self, amount: Amount, decimals: u8) -> String {
        let text = amount.decimal(decimals);
        let (whole, mut places) = text.split_once('.').unwrap_or((&text, ""));
        if decimals < 8 {
            while places.len() > 2 && places.ends_with('0') {
                places = &places[..places.len() - 1];
            }
        }
        self.digits(whole, places, self.least_group())
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
        let whole = |amount: Amount| Rounded::of(amount.units(), decimals, SIGNIFICANT).whole_digits();
        let power = word_power(whole(largest), 3);
        let places = SIGNIFICANT as i32 - (whole(shown) - power as i32);
        let most = SIGNIFICANT as i32 + 2 - (whole(largest) - power as i32);
        Scale { places: places.min(most).clamp(0, i32::from(decimals)) as u32, power }
    }

    /// An amount at a column's scale: "0.59M". What would be shown as nothing without being nothing is
    /// "<0.01M".
    pub fn at_scale(&self, amount: Amount, decimals: u8, scale: Scale) -> String {
        // One unit of the last place shown, in base units.
        let step_power = i32::from(decimals) + scale.power as i32 - scale.places as i32;
        let step = power_of_ten(step_power.max(0) as u32);
        let units = amount.units();
        let shown = units / step + u128::from(units % step >= step - step / 2);
        let too_small = shown == 0 && units > 0;
        let text = Amount::from_units(if too_small { 1 } else { shown }).decimal(scale.places as u8);
        let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
        let operands = Operands {
            integer: shown / power_of_ten(scale.places),
            places: places.trim_end_matches('0').len() as u32,
            power: scale.power,
        };
        let number = self.with_word(whole, places, operands, "compact.short");
        if too_small { self.sentence("number.less", None, &[("n", number)]) } else { number }
    }

    /// With a minus sign before it.
    pub fn minus(&self, number: &str) -> String {
        let mut text = String::with_capacity(number.len() + 5);
        text.push(MINUS);
        text.push('\u{a0}');
        text.push_str(number);
        text
    }

    fn compact(&self, amount: Amount, decimals: u8, least_power: u32, key: &str) -> String {
        let rounded = Rounded::of(amount.units(), decimals, SIGNIFICANT);
        let power = word_power(rounded.whole_digits(), least_power);
        let (whole, places) = Rounded { power: rounded.power - power as i32, ..rounded }.text();
        let operands =
            Operands { integer: whole.parse().unwrap_or(u128::MAX), places: places.len() as u32, power };
        self.with_word(&whole, &places, operands, key)
    }

    fn with_word(&self, whole: &str, places: &str, operands: Operands, key: &str) -> String {
        if operands.power == 0 {
            return self.digits(whole, places, self.least_group());
        }
        // Before a word CLDR separates from five digits on: "1000 trillion".
        let number = self.digits(whole, places, self.least_group().max(2));
        let mut key = String::from(key);
        key.push('.');
        key.push_str(&operands.power.to_string());
        self.plural(&key, operands).replacen("{n}", &number, 1)
    }

    /// Latin digits before and after the separator, as the language writes them.
    fn digits(&self, whole: &str, places: &str, minimum_grouping: usize) -> String {
        let mut text = String::with_capacity(2 * whole.len() + places.len() + 4);
        if whole.len() < 3 + minimum_grouping {
            self.push_digits(&mut text, whole);
        } else {
            let (mut head, mut tail) = whole.split_at((whole.len() - 1) % 3 + 1);
            self.push_digits(&mut text, head);
            while !tail.is_empty() {
                (head, tail) = tail.split_at(3);
                text.push_str(self.word("number.group"));
                self.push_digits(&mut text, head);
            }
        }
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

    fn push_digits(&self, text: &mut String, digits: &str) {
        for byte in digits.bytes() {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            text.push(char::from_u32(self.zero as u32 + digit).unwrap_or('?'));
        }
    }
}

impl Rounded {
    /// Half is rounded away from zero.
    fn of(units: u128, decimals: u8, significant: u32) -> Rounded {
        let mut rounded = Rounded { digits: units, power: -i32::from(decimals) };
        let extra = decimal_digits(units).saturating_sub(significant);
        let step = power_of_ten(extra);
        rounded.digits = units / step + u128::from(extra > 0 && units % step >= step / 2);
        rounded.power += extra as i32;
        while rounded.digits != 0 && rounded.digits.is_multiple_of(10) {
            rounded.digits /= 10;
            rounded.power += 1;
        }
        rounded
    }

    /// Digits before the decimal separator; none or fewer for a number below one.
    fn whole_digits(self) -> i32 {
        if self.digits == 0 { 1 } else { decimal_digits(self.digits) as i32 + self.power }
    }

    /// Digits before and after the separator.
    fn text(self) -> (String, String) {
        let mut whole = self.digits.to_string();
        if self.digits == 0 {
            return (whole, String::new());
        }
        for _ in 0..self.power {
            whole.push('0');
        }
        let places = (-self.power).max(0) as usize;
        while whole.len() <= places {
            whole.insert(0, '0');
        }
        let fraction = whole.split_off(whole.len() - places);
        (whole, fraction)
    }
}

/// The power of ten that a word stands for when a number has so many digits before the separator.
fn word_power(whole_digits: i32, least: u32) -> u32 {
    let power = (whole_digits.max(1) as u32 - 1) / 3 * 3;
    if power < least { 0 } else { power.min(12) }
}

fn decimal_digits(number: u128) -> u32 {
    number.checked_ilog10().map_or(1, |log| log + 1)
}

fn power_of_ten(power: u32) -> u128 {
    10u128.checked_pow(power).unwrap_or(u128::MAX)
}
