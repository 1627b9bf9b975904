//! A problem of a campaign file. A panel says it in the reader's language; the command, in the words of the English file.

use crate::chain::AddressError;
use crate::json;
use crate::plain::split;
use std::fmt;

/// A problem of a campaign file, at a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// As in `addresses[2].address`; empty for the file as a whole.
    pub field: String,
    /// The key of its words in a locale file: `problem.`, its code, and which of the code's faults it is.
    pub words: &'static str,
    /// What stands in the words for `{a}` and `{b}`; of a name that is not known, the name and, with commas, those that are.
    pub details: [String; 2],
    /// What is wrong with an address: it has words of its own.
    pub address: Option<AddressError>,
}

/// See [`Problem::code`].
const CODES: [&str; 9] =
    ["syntax", "missing", "unknown-field", "unknown-chain", "type", "value", "url", "duplicate", "limit"];

const ENGLISH: &str = include_str!("../../www/locale/en.json");

impl Problem {
    /// A name that does not change: `syntax`, `missing`, `unknown-field`, `type`, `value`, `url`, `duplicate`, `limit`,
    /// `unknown-chain`, or one of [`AddressError::code`].
    pub fn code(&self) -> &'static str {
        if let Some(error) = self.address {
            return error.code();
        }
        let name = self.words.strip_prefix("problem.").unwrap_or_default();
        CODES.into_iter().find(|code| name.starts_with(code)).unwrap_or("value")
    }

    /// Lower-case English, as in "this field is missing".
    pub fn message(&self) -> String {
        if let Some(error) = self.address {
            return error.to_string();
        }
        let english = json::parse(ENGLISH).ok();
        let word =
            |key| english.as_ref().and_then(|file| file.field("words")?.field(key)?.as_str()).unwrap_or(key);
        let [a, b] = &self.details;
        let (key, names) = self.known();
        let known = word(key).replace("{b}", names);
        word(self.words).replace("{known}", &known).replace("{a}", a).replace("{b}", b)
    }

    /// What stands in the words for `{known}`, where a name is not known: the key of a sentence, and the name that was meant, where it is a slip of
    /// the pen, else all that are known.
    #[inline(never)]
    pub fn known(&self) -> (&'static str, &str) {
        let [name, known] = &self.details;
        match nearest(name, known) {
            Some(meant) => ("problem.meant", meant),
            None => ("problem.known", known),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message())
    }
}

impl std::error::Error for Problem {}

/// Which of the known names was meant, where it is a slip of the pen.
fn nearest<'k>(name: &str, known: &'k str) -> Option<&'k str> {
    let (mut nearest, mut least) = ("", usize::MAX);
    for known in split(known, b',') {
        let known = known.trim_ascii();
        let distance = distance(name.as_bytes(), known.as_bytes());
        if distance < least {
            (nearest, least) = (known, distance);
        }
    }
    // More than half of a short name is another one: BTC is not meant for bnb.
    (least <= (1 + nearest.len() / 3).min(nearest.len() / 2)).then_some(nearest)
}

/// Letters to insert, remove or replace to make one name of the other (Levenshtein).
fn distance(from: &[u8], to: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    // Nothing much longer than every known name is near to one.
    for (index, a) in from.iter().take(64).enumerate() {
        let (mut diagonal, mut left) = (index, index + 1);
        row[0] = left;
        for (cell, b) in row[1..].iter_mut().zip(to) {
            let replaced = diagonal + usize::from(!a.eq_ignore_ascii_case(b));
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row[to.len()]
}
