//! Days, months and times of day as text. All times are UTC.

use super::Locale;
use crate::chain::Day;

impl Locale {
    /// "14 March 2026".
    pub fn date(&self, day: Day) -> String {
        self.pattern("date.full", day, &self.months)
    }

    /// "14 Mar 2026".
    pub fn date_short(&self, day: Day) -> String {
        self.pattern("date.short", day, &self.months_short)
    }

    /// "14 March".
    pub fn day_month(&self, day: Day) -> String {
        self.pattern("date.day-month", day, &self.months)
    }

    /// "14 Mar".
    pub fn day_month_short(&self, day: Day) -> String {
        self.pattern("date.day-month", day, &self.months_short)
    }

    /// "March 2026".
    pub fn month_year(&self, day: Day) -> String {
        self.pattern("date.month-year", day, &self.months)
    }

    /// "Mar 2026".
    pub fn month_year_short(&self, day: Day) -> String {
        self.pattern("date.month-year", day, &self.months_short)
    }

    /// "Mar".
    pub fn month_short(&self, day: Day) -> &str {
        self.months_short.get(day.civil().1 as usize - 1).map_or("", |name| name)
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
    fn pattern(&self, key: &str, day: Day, months: &[String]) -> String {
        let (year, month, day) = day.civil();
        let month = months.get(month as usize - 1).map_or("", |name| name);
        self.word(key).replacen("{day}", &self.plain(day, 1), 1).replacen("{month}", month, 1).replacen(
            "{year}",
            &self.plain(year.unsigned_abs(), 1),
            1,
        )
    }
}
