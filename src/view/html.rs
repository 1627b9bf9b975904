//! HTML, SVG and sentences from templates, without a way round escaping.
//!
//! A template is a `&'static str` of this program's own; whatever is put into it is escaped. In a template `{}` is the
//! next value, `{some.key}` a word of the reader's language, and `{some.key date n}` a sentence of it, whose places
//! `date` and `n` are filled with the next two values. Values are given one by one, in the order of the places, and
//! each is written as soon as it comes:
//!
//! ```ignore
//! out.put("<time datetime=\"{}\">{head.as-of date time}</time>").text(time).date_of(time).time_of(time);
//! ```
//!
//! A macro that writes code for every tag (maud) made the panel's wasm a tenth larger than one small reader of
//! templates does.

use super::Money;
use super::text::{checked_url, clean, in_language};
use crate::chain::{Amount, Day, Signed};
use crate::locale::Locale;
use crate::plain::{cut, parted, push_number};
use crate::report::LangText;
use std::mem;

/// Text that is being written: HTML, or a sentence without markup.
pub struct Html<'a> {
    text: String,
    /// The language, and the asset that amounts are of.
    money: &'a Money<'a>,
    /// Values are escaped.
    markup: bool,
    /// What follows the place that waits for a value.
    rest: &'static str,
    /// The sentence that waits for values: its key, the places not filled yet, and the others.
    key: &'static str,
    places: &'static str,
    filled: Vec<(&'static str, String)>,
    /// The number that chooses the sentence's plural form.
    number: Option<u64>,
    /// The width that a drawing is mirrored in.
    mirrored: Option<i32>,
}

impl<'a> Html<'a> {
    #[inline(never)]
    pub fn new(money: &'a Money<'a>) -> Html<'a> {
        let filled = Vec::new();
        let (number, mirrored) = (None, None);
        Html {
            text: String::new(),
            money,
            markup: true,
            rest: "",
            key: "",
            places: "",
            filled,
            number,
            mirrored,
        }
    }

    /// A text that is put into HTML later, and escaped then.
    #[inline(never)]
    pub fn plain(money: &'a Money<'a>) -> Html<'a> {
        let mut html = Html::new(money);
        html.markup = false;
        html
    }

    /// The language, and the asset that amounts are of.
    pub fn money(&self) -> &'a Money<'a> {
        self.money
    }

    pub fn locale(&self) -> &'a Locale {
        self.money.locale
    }

    /// Begins a template. The one before must have got its values.
    #[inline(never)]
    pub fn put(&mut self, template: &'static str) -> &mut Self {
        debug_assert!(self.rest.is_empty() && self.places.is_empty(), "{}{}", self.places, self.rest);
        self.rest = template;
        self.go_on()
    }

    /// A text of this program's own, as it is: a style sheet.
    pub fn own(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// A text as it is.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let (place, others) = parted(self.places, b' ');
        if place.is_empty() {
            self.escaped(text);
            return self.go_on();
        }
        self.filled.push((place, text.into()));
        self.places = others;
        if others.is_empty() {
            let sentence =
                self.money.locale.sentence(self.key, self.number.take(), &mem::take(&mut self.filled));
            self.escaped(&sentence);
            self.go_on();
        }
        self
    }

    /// As [`Html::text`], for a text that was made for this place alone.
    #[inline(never)]
    pub fn made(&mut self, text: String) -> &mut Self {
        self.text(&text)
    }

    /// A text of others, cleaned.
    pub fn others(&mut self, text: &str) -> &mut Self {
        self.made(clean(text))
    }

    /// The same, in the reader's language.
    pub fn named(&mut self, text: &LangText) -> &mut Self {
        self.made(in_language(text, self.money.locale))
    }

    /// The language of what [`Html::named`] writes: the reader's where none is stated.
    pub fn lang(&mut self, text: &LangText) -> &mut Self {
        let locale = self.money.locale;
        self.text(match text.0.tag(locale.tag()) {
            "" => locale.tag(),
            tag => tag,
        })
    }

    pub fn word(&mut self, key: &str) -> &mut Self {
        let locale = self.money.locale;
        self.text(locale.word(key))
    }

    /// The word for one of a kind, as in `chain.tron`.
    pub fn kind(&mut self, group: &str, kind: &str) -> &mut Self {
        let locale = self.money.locale;
        self.text(locale.kind(group, kind))
    }

    /// For machines: Latin digits, no separators.
    pub fn number(&mut self, number: i32) -> &mut Self {
        let mut text = String::from(if number < 0 { "-" } else { "" });
        push_number(&mut text, number.unsigned_abs().into());
        self.made(text)
    }

    /// Begins a drawing of that width, which reads from right to left where the language does.
    pub fn drawing(&mut self, width: i32) {
        self.mirrored = self.money.locale.is_rtl().then_some(width);
    }

    /// Where in a drawing something of that width stands, from the start edge.
    #[inline(never)]
    pub fn x(&mut self, x: i32, width: i32) -> &mut Self {
        self.number(self.mirrored.map_or(x, |drawing| drawing - x - width))
    }

    /// For readers; chooses the plural form of the sentence that it stands in.
    pub fn count(&mut self, number: u64) -> &mut Self {
        if !self.places.is_empty() {
            self.number = Some(number);
        }
        self.made(self.money.locale.integer(number.into()))
    }

    /// "14 March 2026".
    pub fn date(&mut self, day: Day) -> &mut Self {
        self.made(self.money.locale.date(day))
    }

    /// "14 Mar 2026".
    pub fn date_short(&mut self, day: Day) -> &mut Self {
        self.made(self.money.locale.date_short(day))
    }

    /// The day of an RFC 3339 time.
    pub fn date_of(&mut self, time: &str) -> &mut Self {
        self.made(self.money.locale.date_of(time))
    }

    /// "5.02 million USDT".
    pub fn headline(&mut self, amount: Amount) -> &mut Self {
        self.made(self.money.headline(amount))
    }

    /// "5.02M USDT".
    pub fn short(&mut self, amount: Amount) -> &mut Self {
        self.made(self.money.short(amount))
    }

    /// "5,020,134.25 USDT", with its base units for machines.
    pub fn exact(&mut self, amount: &Amount) -> &mut Self {
        self.data(*amount, false)
    }

    /// As [`Html::exact`], with a minus sign where there is one.
    pub fn signed(&mut self, amount: &Signed) -> &mut Self {
        self.data(amount.magnitude(), amount.is_negative())
    }

    /// As [`Html::exact`], with a minus sign or without.
    pub fn data(&mut self, amount: Amount, minus: bool) -> &mut Self {
        let (rest, locale) = (mem::take(&mut self.rest), self.money.locale);
        let number = self.money.with_symbol(&locale.exact(amount, self.money.decimals));
        let (before, sign) = if minus { ("-", locale.minus("")) } else { ("", String::new()) };
        self.put("<data value=\"{}{}\">{}<bdi>{}</bdi></data>");
        self.text(before).text(&crate::plain::number(amount.units())).text(&sign).text(&number);
        self.rest = rest;
        self.go_on()
    }

    /// A link in a new tab where its URL may be followed, else its text alone.
    pub fn link(&mut self, url: &str, content: &str) -> &mut Self {
        let rest = mem::take(&mut self.rest);
        match checked_url(url) {
            Some(url) => self
                .put("<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">{}</a>")
                .text(url)
                .text(content),
            None => self.text(content),
        };
        self.rest = rest;
        self.go_on()
    }

    /// What is written.
    #[inline(never)]
    pub fn take(&mut self) -> String {
        mem::take(&mut self.text)
    }

    /// Writes up to the next place that waits for a value.
    fn go_on(&mut self) -> &mut Self {
        while let Some((before, place)) = cut(self.rest, b'{') {
            self.text.push_str(before);
            let (place, rest) = parted(place, b'}');
            self.rest = rest;
            let (key, places) = parted(place, b' ');
            (self.key, self.places) = (key, places);
            if key.is_empty() || !places.is_empty() {
                return self;
            }
            let locale = self.money.locale;
            self.escaped(locale.word(key));
        }
        self.text.push_str(mem::take(&mut self.rest));
        self
    }

    /// Fit for an element's content and for an attribute in double quotes.
    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' if self.markup => self.text.push_str("&amp;"),
                '<' if self.markup => self.text.push_str("&lt;"),
                '>' if self.markup => self.text.push_str("&gt;"),
                '"' if self.markup => self.text.push_str("&quot;"),
                _ => self.text.push(character),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_escaped() {
        let locale = Locale::parse(include_str!("../../www/locale/en.json")).expect("a good file");
        let money = Money::none(&locale);
        let mut html = Html::new(&money);
        html.put("<b a=\"{}\">{}{action.stop}{}</b>")
            .text("\"><i>&")
            .number(-2_147_483_648)
            .text("{action.stop}{}");
        let expected = "<b a=\"&quot;&gt;&lt;i&gt;&amp;\">-2147483648Stop{action.stop}{}</b>";
        assert_eq!(html.take(), expected);
    }

    #[test]
    fn sentences_take_their_values_by_name() {
        let locale = Locale::parse(include_str!("../../www/locale/en.json")).expect("a good file");
        let money = Money::none(&locale);
        let mut html = Html::new(&money);
        html.put("{gap.rows n}, {gap.rows n}, {status.page-of about n}: {head.period from to}.");
        html.count(1).count(2).count(40).count(3).text("<i>").text("{to}");
        assert_eq!(html.take(), "1 row, 2 rows, Reading page 3 of about 40: only &lt;i&gt; to {to}.");
    }
}
