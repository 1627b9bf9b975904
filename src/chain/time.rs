//! UTC time without a clock: seconds since 1970, days, and their ISO 8601 forms.

use crate::plain::cut;
use crate::tree::{ToTree, Tree};
use std::fmt;

/// Seconds since 1970-01-01T00:00:00Z.
pub type Timestamp = u64;

/// A UTC calendar day, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    pub fn of(time: Timestamp) -> Day {
        Day((time / 86_400) as i32)
    }

    /// Midnight at which the day begins; the epoch for days before it.
    pub fn start(self) -> Timestamp {
        self.0.max(0) as u64 * 86_400
    }

    /// Reads `YYYY-MM-DD`, and nothing that is not a day of the Gregorian calendar.
    pub fn parse(text: &str) -> Option<Day> {
        let mut numbers = [0; 3];
        let mut number = 0;
        for (index, byte) in text.bytes().enumerate() {
            match (index, byte) {
                (4 | 7, b'-') => number += 1,
                (0..10, b'0'..=b'9') if !matches!(index, 4 | 7) => {
                    numbers[number] = numbers[number] * 10 + u32::from(byte - b'0');
                }
                _ => return None,
            }
        }
        let [year, month, day] = numbers;
        let date = (year as i32, month, day);
        let day = Day::from_civil(date.0, month, day);
        (text.len() == 10 && day.civil() == date).then_some(day)
    }

    /// As `YYYY-MM-DD`, of a year from 0 to 9999.
    pub fn iso(self) -> String {
        let (year, month, day) = self.civil();
        let mut text = String::new();
        push_padded(&mut text, year as u32, 1_000);
        text.push('-');
        push_padded(&mut text, month, 10);
        text.push('-');
        push_padded(&mut text, day, 10);
        text
    }

    /// The day of a civil date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
    pub fn from_civil(year: i32, month: u32, day: u32) -> Day {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn civil(self) -> (i32, u32, u32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month as u32, day as u32)
    }

    /// The Monday on or before it (ISO 8601 weeks).
    pub fn week_start(self) -> Day {
        Day(self.0 - (self.0 + 3).rem_euclid(7))
    }

    pub fn month_start(self) -> Day {
        let (year, month, _) = self.civil();
        Day::from_civil(year, month, 1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

/// As `YYYY-MM-DD`.
impl ToTree for Day {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(self.iso().into())
    }
}

/// RFC 3339 in UTC to the second, as in `2026-03-14T09:20:00Z`.
pub fn rfc3339(time: Timestamp) -> String {
    let mut text = Day::of(time).iso();
    for &(mark, seconds, count) in &[('T', 3_600, 24), (':', 60, 60), (':', 1, 60)] {
        text.push(mark);
        push_padded(&mut text, (time / seconds % count) as u32, 10);
    }
    text.push('Z');
    text
}

/// Reads RFC 3339 in UTC, as in `2026-03-14T09:20:00.000000Z`; parts of a second are dropped.
pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    let (day, time) = cut(text, b'T')?;
    let mut seconds = Day::parse(day)?.start();
    let bytes = time.strip_suffix('Z')?.as_bytes();
    for &(place, mark, count, unit) in &[(0, b':', 24, 3_600), (3, b':', 60, 60), (6, b'.', 60, 1)] {
        let digit =
            |place: usize| bytes.get(place).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0');
        let number = digit(place)? * 10 + digit(place + 1)?;
        // After the seconds may be nothing.
        let is_ended = match bytes.get(place + 2) {
            None => unit == 1,
            Some(byte) => *byte == mark,
        };
        if !is_ended || number >= count {
            return None;
        }
        seconds += u64::from(number) * unit;
    }
    Some(seconds)
}

/// Appends a number with noughts before it, down from the digit that counts `highest`.
fn push_padded(text: &mut String, number: u32, highest: u32) {
    let mut place = highest;
    while place > 0 {
        text.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_with_and_without_parts_of_a_second() {
        for time in [0, 951_782_399, 1_672_166_882, 1_773_480_000, 4_102_444_799] {
            let text = rfc3339(time);
            assert_eq!(parse_rfc3339(&text), Some(time), "{text}");
            let parts = text.replace('Z', ".999999Z");
            assert_eq!(parse_rfc3339(&parts), Some(time), "{parts}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for bad in [
            "",
            "T",
            "2026-03-14",
            "2026-03-14T",
            "2026-03-14T09:20:00",
            "2026-03-14T09:20Z",
            "2026-03-14T09:20:0Z",
            "2026-03-14T24:00:00Z",
            "2026-03-14T09:60:00Z",
            "2026-03-14T09:20:60Z",
            "2026-02-30T09:20:00Z",
            "2026-03-14 09:20:00Z",
            "2026-03-14T09:20:00+02:00",
            "2026-03-14T0é:20:00Z",
            "2026-03-14T09:20:00:1Z",
        ] {
            assert_eq!(parse_rfc3339(bad), None, "{bad}");
        }
    }
}
