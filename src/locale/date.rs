//! Days, months and times of day as text. All times are UTC.

use super::{Locale, fill};
use crate::chain::Day;
use crate::plain::{before, parted};

impl Locale {
    /// "14 March 2026".
    pub fn date(&self, day: Day) -> String {
        self.pattern("date.full", day, "month.names")
    }

    /// "14 Mar 2026".
    pub fn date_short(&self, day: Day) -> String {
        self.pattern("date.short", day, "month.short")
    }

    /// "14 March".
    pub fn day_month(&self, day: Day) -> String {
        self.pattern("date.day-month", day, "month.names")
    }

    /// "14 Mar".
    pub fn day_month_short(&self, day: Day) -> String {
        self.pattern("date.day-month", day, "month.short")
    }

    /// "March 2026".
    pub fn month_year(&self, day: Day) -> String {
        self.pattern("date.month-year", day, self.alone("month.alone", "month.names"))
    }

    /// "Mar 2026".
    pub fn month_year_short(&self, day: Day) -> String {
        self.pattern("date.month-year", day, self.alone("month.alone-short", "month.short"))
    }

    /// "Mar".
    pub fn month_short(&self, day: Day) -> &str {
        self.month(self.alone("month.alone-short", "month.short"), day.civil().1)
    }

    /// The day of an RFC 3339 time: "14 March 2026"; the text itself where it is none.
    pub fn date_of(&self, rfc3339: &str) -> String {
        match Day::parse(before(rfc3339, b"T")) {
            Some(day) => self.date(day),
            None => rfc3339.into(),
        }
    }

    /// The time of day of an RFC 3339 time in UTC: "09:20".
    pub fn time_of(&self, rfc3339: &str) -> String {
        let mut text = String::new();
        let (hour, rest) = parted(parted(rfc3339, b'T').1, b':');
        if !rest.is_empty() {
            self.push_digits(&mut text, hour);
            text.push(':');
            self.push_digits(&mut text, before(rest, b":"));
        }
        text
    }

    /// A date's parts are the language's own words and need no isolating.
    fn pattern(&self, key: &str, day: Day, months: &str) -> String {
        let (year, month, day) = day.civil();
        let parts = [
            ("day", self.plain(day)),
            ("month", self.month(months, month).into()),
            ("year", self.plain(year.unsigned_abs())),
        ];
        fill(self.word(key), &parts, None)
    }

    /// The names of months without a day before them, in languages where they are others: "март", "марта".
    fn alone(&self, alone: &'static str, within: &'static str) -> &'static str {
        if self.words.find(alone).is_some() { alone } else { within }
    }

    /// A month's name, from a list of twelve.
    fn month(&self, months: &str, month: u32) -> &str {
        let mut names = self.words.find(months).unwrap_or("");
        for _ in 1..month {
            names = parted(names, b'|').1;
        }
        parted(names, b'|').0
    }
}
