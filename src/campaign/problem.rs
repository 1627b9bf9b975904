//! A problem of a campaign file. A panel says it in the reader's language; the command, in the words of the English file.

use crate::chain::AddressError;
use crate::json;
use std::fmt;

/// A problem of a campaign file, at a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// As in `addresses[2].address`; empty for the file as a whole.
    pub field: String,
    /// The key of its words in a locale file: `problem.`, its code, and which of the code's faults it is.
    pub words: &'static str,
    /// What stands in the words for `{a}` and `{b}`.
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
        let words = english.as_ref().and_then(|file| file.field("words")?.field(self.words)?.as_str());
        let [a, b] = &self.details;
        let words = words.unwrap_or(self.words);
        match (words.split_once("known here:"), nearest(a, b)) {
            (Some((unknown, _)), Some(name)) => format!("{unknown}did you mean “{name}”?"),
            _ => words.replace("{a}", a).replace("{b}", b),
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
    let nearest = known.split(", ").min_by_key(|known| distance(name, known))?;
    (distance(name, nearest) <= 1 + nearest.len() / 3).then_some(nearest)
}

/// Letters to insert, remove or replace to make one name of the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    // Nothing much longer than every known name is near to one.
    for (index, a) in from.bytes().take(64).enumerate() {
        let (mut diagonal, mut left) = (index, index + 1);
        for (place, cell) in row.iter_mut().enumerate() {
            if place == 0 {
                *cell = left;
                continue;
            }
            let same = to.as_bytes().get(place - 1).is_some_and(|b| a.eq_ignore_ascii_case(b));
            let replaced = diagonal + usize::from(!same);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}
