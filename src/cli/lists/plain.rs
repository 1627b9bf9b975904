//! A list of one address a line. What follows a `#` is a comment.

use super::draft::Draft;
use super::xml::Fault;
use crate::listing::Entry;
use std::io::{BufRead, Read};

/// A line longer than this is no address.
const LINE_LIMIT: u64 = 1_000;

/// Reads the list into a draft: all of its addresses are of one entry, and, where no ticker is said, their form decides.
///
/// # Errors
///
/// Where the source cannot be read, or is no text of short lines.
pub fn read(mut source: impl BufRead, ticker: Option<&str>, draft: &mut Draft) -> Result<(), Fault> {
    let entry = Entry::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = (&mut source).take(LINE_LIMIT).read_until(b'\n', &mut line);
        match read.map_err(|error| Fault { line: number, why: error.to_string() })? {
            0 => break,
            _ if line.len() as u64 == LINE_LIMIT => {
                return Err(Fault { line: number, why: "the line is too long for an address".into() });
            }
            _ => {}
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').split('#').next().unwrap_or("").trim();
        match ticker {
            _ if text.is_empty() => {}
            Some(ticker) => draft.add(number, ticker, text, &entry),
            None => draft.add_by_form(number, text, &entry),
        }
    }
    Ok(())
}

/// The ticker that a file's name ends with, as in `sanctioned_addresses_XBT.txt`.
pub fn ticker_of_name(path: &str) -> Option<&str> {
    let stem = path.rsplit(['/', '\\']).next()?.split('.').next()?;
    let (_, ticker) = stem.rsplit_once('_')?;
    let is_ticker = matches!(ticker.len(), 2..=16)
        && ticker.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_ticker.then_some(ticker)
}
