//! Plural categories of the Unicode Common Locale Data Repository (CLDR 48, "Language Plural Rules").

use crate::plain::{before, divide};

/// Which plural form a number takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// A number as its plural rule sees it (UTS #35, "Plural Operand Meanings").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operands {
    /// The integer part as it is written.
    pub integer: u128,
    /// Digits written after the decimal separator, without zeros at the end.
    pub places: u32,
    /// The power of ten that a word stands for: 6 in "5.02 million".
    pub power: u32,
}

/// The rules of the panel's languages, by what they have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Arabic,
    /// English, German.
    English,
    French,
    Hebrew,
    Persian,
    /// Russian, Ukrainian.
    Slavic,
    Spanish,
    Turkish,
}

const LANGUAGES: &[(&str, Rule)] = &[
    ("ar", Rule::Arabic),
    ("en", Rule::English),
    ("de", Rule::English),
    ("fr", Rule::French),
    ("he", Rule::Hebrew),
    ("fa", Rule::Persian),
    ("ru", Rule::Slavic),
    ("uk", Rule::Slavic),
    ("es", Rule::Spanish),
    ("tr", Rule::Turkish),
];

impl Category {
    /// CLDR's name, as in locale files.
    pub fn name(self) -> &'static str {
        match self {
            Category::Zero => "zero",
            Category::One => "one",
            Category::Two => "two",
            Category::Few => "few",
            Category::Many => "many",
            Category::Other => "other",
        }
    }
}

impl Operands {
    pub fn integer(integer: u128) -> Operands {
        Operands { integer, places: 0, power: 0 }
    }
}

impl Rule {
    /// The rule of a language tag.
    pub fn of(tag: &str) -> Option<Rule> {
        let language = before(tag, b"-");
        LANGUAGES.iter().find(|(known, _)| *known == language).map(|(_, rule)| *rule)
    }

    pub fn category(self, operands: Operands) -> Category {
        let Operands { integer, places, power } = operands;
        // The rules ask for the last six digits, and whether there are more.
        let more = if integer < 1_000_000 { 0 } else { 1_000_000 };
        let integer = divide(integer, 1_000_000).1 as u32 + more;
        let whole = places == 0;
        let millions =
            (power == 0 && integer != 0 && integer.is_multiple_of(1_000_000) && whole) || power > 5;
        let (ten, hundred) = (integer % 10, integer % 100);
        match self {
            Rule::Arabic if !whole => Category::Other,
            // CLDR's words for compact numbers have the form of few up to ten alone: "3 ملايين", "103 مليون".
            Rule::Arabic if power > 0 && integer > 10 => Category::Other,
            Rule::Arabic => match (integer, hundred) {
                (0, _) => Category::Zero,
                (1, _) => Category::One,
                (2, _) => Category::Two,
                (_, 3..=10) => Category::Few,
                (_, 11..=99) => Category::Many,
                _ => Category::Other,
            },
            Rule::English | Rule::Turkish if integer == 1 && whole => Category::One,
            Rule::Spanish if integer == 1 && whole => Category::One,
            Rule::French if integer <= 1 => Category::One,
            Rule::Spanish | Rule::French if millions => Category::Many,
            Rule::Hebrew if (integer == 1 && whole) || (integer == 0 && !whole) => Category::One,
            Rule::Hebrew if integer == 2 && whole => Category::Two,
            Rule::Persian if integer == 0 || (integer == 1 && whole) => Category::One,
            Rule::Slavic if !whole => Category::Other,
            Rule::Slavic if ten == 1 && hundred != 11 => Category::One,
            Rule::Slavic if (2..=4).contains(&ten) && !(12..=14).contains(&hundred) => Category::Few,
            Rule::Slavic => Category::Many,
            _ => Category::Other,
        }
    }
}
