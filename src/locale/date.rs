//! Days, months and times of day as text. All times are UTC.

use super::Locale;
use crate::chain::Day;

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
        self.pattern("date.month-year", day, "month.names")
    }

    /// "Mar 2026".
    pub fn month_year_short(&self, day: Day) -> String {
        self.pattern("date.month-year", day, "month.short")
    }

    /// "Mar".
    pub fn month_short(&self, day: Day) -> &str {
        self.month("month.short", day.civil().1)
    }

    /// The day of an RFC 3339 time: "14 March 2026"; the text itself where it is none.
    pub fn date_of(&self, rfc3339: &str) -> String {
        match rfc3339.get(..10).and_then(Day::parse) {
            Some(day) => self.date(day),
            None => rfc3339.into(),
        }
    }

    /// The time of day of an RFC 3339 time in UTC: "09:20".
    pub fn time_of(&self, rfc3339: &str) -> String {
        let part = |from: usize| rfc3339.get(from..from + 2).and_then(|text| text.parse::<u32>().ok());
        let (Some(hour), Some(minute)) = (part(11), part(14)) else {
            return String::new();
        };
        let mut text = self.plain(hour, 2);
        text.push(':');
        text.push_str(&self.plain(minute, 2));
        text
    }

    /// Plain replacement: a date's parts are the language's own words and need no isolating.
    fn pattern(&self, key: &str, day: Day, months: &str) -> String {
        let (year, month, day) = day.civil();
        let month = self.month(months, month);
        self.word(key).replacen("{day}", &self.plain(day, 1), 1).replacen("{month}", month, 1).replacen(
            "{year}",
            &self.plain(year.unsigned_abs(), 1),
            1,
        )
    }

    /// A month's name, from a list of twelve.
    fn month(&self, months: &str, month: u32) -> &str {
        self.words.find(months).and_then(|names| names.split('|').nth(month as usize - 1)).unwrap_or("")
    }
}
