//! A publisher's own file of prices: lines of `date,close`, as in `2026-03-14,57.12`, in any order.
//!
//! | quirk | seen in |
//! |---|---|
//! | The first line may name the columns | data sets of daily closes |
//! | Lines may end in CR LF, and the file begin with a byte order mark | files written by spreadsheets |
//! | A close that is empty or no number is a day without a price: the other days count | data sets of daily closes |

use super::{Close, Fault, Price};
use crate::chain::Day;
use crate::explorer::ReadError;
use crate::json::FieldError;
use crate::plain::{cut, parted, push_number};

/// Hands on the closes of a file.
///
/// # Errors
///
/// Names the first line that begins with no day.
pub fn closes(text: &str, take: &mut dyn FnMut(Close)) -> Result<(), ReadError> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut number = 0;
    while !rest.is_empty() {
        let (line, after) = cut(rest, b'\n').unwrap_or((rest, ""));
        rest = after;
        number += 1;
        let (day, close) = parted(line.trim_ascii(), b',');
        match Day::parse(day.trim_ascii()) {
            Some(day) => {
                let price = match close.trim_ascii() {
                    "" | "null" | "NaN" => Err(Fault::Missing),
                    close => Price::parse(close),
                };
                take(Close::new(day, day, price));
            }
            None if number == 1 || line.trim_ascii().is_empty() => {}
            None => {
                let mut field = String::from("line ");
                push_number(&mut field, number);
                return Err(ReadError::Expected(FieldError { field, expected: "a day and its close" }));
            }
        }
    }
    Ok(())
}
