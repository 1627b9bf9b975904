//! Words, numbers, dates and direction of a language. A language is one JSON file in `www/locale/`.
//!
//! Numbers, dates and plurals are made here and not by the browser's `Intl`: the command must write the same text,
//! and the first `Intl` formatter costs a phone more than the whole panel. `tests/locale_oracle.mjs` compares the two.

mod date;
mod number;
mod plural;

use crate::chain::Chain;
use crate::json::{self, Value};
use crate::plain::{before, cut, find, parted, push_number, split};
use number::MINUS;
pub use number::Scale;
use plural::Rule;
pub use plural::{Category, Operands};

/// A language, read from its file, as it is written in one region.
#[derive(Clone, Debug)]
pub struct Locale {
    tag: String,
    rtl: bool,
    rule: Rule,
    /// The digit nought; the other nine follow it in Unicode.
    zero: char,
    words: Words,
}

/// Which plural form a number takes in a language; none for a language that the panel does not have.
pub fn plural_category(tag: &str, operands: Operands) -> Option<Category> {
    Some(Rule::of(tag)?.category(operands))
}

/// First-strong isolate and its end (Unicode Bidirectional Algorithm, UAX #9): what stands between them
/// cannot reorder what stands around it.
const FSI: char = '\u{2068}';
/// The same from right to left, whatever stands within.
const RLI: char = '\u{2067}';
const PDI: char = '\u{2069}';

impl Locale {
    /// Reads a locale file; an error names the missing or bad field.
    pub fn parse(text: &str) -> Result<Locale, String> {
        Locale::parse_for(text, "")
    }

    /// Reads a language as it is written in the region of `tag`: `ar-EG` has Arabic-Indic digits, `ar-LB` other month
    /// names as well; and with the digits that its extension asks for (RFC 6067): `ar-EG-u-nu-latn` has Latin ones. A tag of
    /// another language, or of no known region, changes no word.
    pub fn parse_for(text: &str, tag: &str) -> Result<Locale, String> {
        let file = json::parse(text).map_err(|error| {
            let mut text = String::from("the text is not JSON at byte ");
            push_number(&mut text, error.position as u128);
            text
        })?;
        Locale::read(&file, tag).map_err(|field| joined(field, ": ", "missing, or not of the expected kind"))
    }

    /// The error is the field at fault.
    fn read<'f>(file: &'f Value, tag: &str) -> Result<Locale, &'f str> {
        let text = |name: &'static str| file.field(name).and_then(Value::as_str).ok_or(name);
        let lang = text("lang")?;
        let mut words = Words::default();
        words.take(file.field("words"))?;
        let (place, extension) = tag.split_at(find(tag, "-u-").unwrap_or(tag.len()));
        let is_of = |known: &&str| known.eq_ignore_ascii_case(place) || find(extension, known).is_some();
        for region in file.field("regions").and_then(Value::items).unwrap_or(&[]) {
            let tags = region.field("tags").and_then(Value::as_str).ok_or("tags")?;
            if split(tags, b' ').iter().any(is_of) {
                words.take(region.field("words"))?;
            }
        }
        Ok(Locale {
            tag: (if before(tag, b"-").eq_ignore_ascii_case(lang) { tag } else { lang }).into(),
            rtl: text("dir")? == "rtl",
            rule: Rule::of(lang).ok_or("lang")?,
            zero: words.find("number.zero").and_then(|zero| zero.chars().next()).ok_or("number.zero")?,
            words,
        })
    }

    /// Adds words of the same language, an object as in its file: a part of the code brings its own.
    #[inline(never)]
    pub fn add(&mut self, words: &str) {
        if let Ok(words) = json::parse(words) {
            // What is missing shows by its key, as any missing word does.
            let _ = self.words.take(Some(&words));
        }
    }

    /// The language tag, as in `ar-EG`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    pub fn is_rtl(&self) -> bool {
        self.rtl
    }

    /// The value of a `dir` attribute.
    pub fn dir(&self) -> &'static str {
        if self.rtl { "rtl" } else { "ltr" }
    }

    /// A word or a template as the file has it; the key itself where it is missing, which a test forbids.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.find(key).unwrap_or(key)
    }

    /// The word for one of a kind, as in `chain.tron`, for others of the kind (`notice.other`), or else its name: a
    /// chain's title.
    pub fn kind<'a>(&'a self, group: &str, name: &'a str) -> &'a str {
        let of_kind = |name| self.words.find(&joined(group, ".", name));
        let title = || Chain::from_name(name).map_or(name, |chain| chain.facts().title);
        of_kind(name).or_else(|| of_kind("other")).unwrap_or_else(title)
    }

    /// A template with its places filled: `{name}`, in the plural form that `number` takes where it has forms.
    /// What is put in is isolated from the text around it.
    pub fn sentence(&self, key: &str, number: Option<u64>, arguments: &[(&str, String)]) -> String {
        let template = match number {
            Some(number) => self.plural(key, Operands::integer(number.into())),
            None => self.word(key),
        };
        fill(template, arguments, Some(self))
    }

    /// A text that may be of the other direction, between isolating marks where it matters:
    /// always in a right-to-left language, and round anything but plain ASCII in the others.
    pub fn isolated(&self, text: &str) -> String {
        let digits = self.zero..=char::from_u32(self.zero as u32 + 9).unwrap_or(self.zero);
        let neutral = |character: char| match character {
            _ if !self.rtl => character.is_ascii(),
            ' '..='~' => !character.is_ascii_alphabetic(),
            // What our own numbers are written with, besides digits.
            '\u{a0}' | MINUS | '\u{66b}' | '\u{66c}' => true,
            _ => digits.contains(&character),
        };
        let mut isolated = String::from(text);
        if !text.chars().all(neutral) {
            // A sentence of ours that begins with what is isolated itself has no strong letter for the rule to see.
            isolated.insert(0, if self.rtl && text.starts_with(FSI) { RLI } else { FSI });
            isolated.push(PDI);
        }
        isolated
    }

    /// The form of a word that a number takes, or the word where it has no forms.
    fn plural<'a>(&'a self, key: &'a str, operands: Operands) -> &'a str {
        let form = |category: Category| self.words.find(&joined(key, "/", category.name()));
        form(self.rule.category(operands)).or_else(|| form(Category::Other)).unwrap_or_else(|| self.word(key))
    }
}

/// A template with its places filled; what is put in is isolated where a language is named that asks for it.
fn fill(template: &str, arguments: &[(&str, String)], isolating: Option<&Locale>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, place)) = cut(rest, b'{') {
        text.push_str(before);
        let (name, after) = parted(place, b'}');
        for (known, argument) in arguments {
            if *known == name {
                match isolating {
                    Some(locale) => text.push_str(&locale.isolated(argument)),
                    None => text.push_str(argument),
                }
            }
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Sorted by key. A plural is a word for each category: `donations/few`.
#[derive(Clone, Debug, Default)]
struct Words(Vec<(Box<str>, Box<str>)>);

impl Words {
    /// Takes the words of a file's object; those that are there already are replaced. The error is the field at fault.
    fn take<'f>(&mut self, words: Option<&'f Value>) -> Result<(), &'f str> {
        for (key, value) in words.and_then(Value::fields).ok_or("words")? {
            if let Some(word) = value.as_str() {
                self.put(key, word);
                continue;
            }
            for (category, form) in value.fields().ok_or(&**key)? {
                self.put(&joined(key, "/", category), form.as_str().ok_or(&**key)?);
            }
        }
        Ok(())
    }

    fn put(&mut self, key: &str, word: &str) {
        let word = (key.into(), word.into());
        match self.place(key) {
            Ok(index) => self.0[index] = word,
            Err(index) => self.0.insert(index, word),
        }
    }

    fn find(&self, key: &str) -> Option<&str> {
        self.place(key).ok().map(|index| &*self.0[index].1)
    }

    /// Where a key is, or where it belongs.
    #[inline(never)]
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(key))
    }
}

fn joined(group: &str, between: &str, name: &str) -> String {
    let mut text = String::from(group);
    text.push_str(between);
    text.push_str(name);
    text
}
