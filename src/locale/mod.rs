//! Words, numbers, dates and direction of a language. A language is one JSON file in `www/locale/`.
//!
//! Numbers, dates and plurals are made here and not by the browser's `Intl`: the command must write the same text,
//! and the first `Intl` formatter costs a phone more than the whole panel. `tests/locale_oracle.mjs` compares the two.

mod date;
mod number;
mod plural;

use crate::json::{self, Value};
use crate::plain::cut;
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
const PDI: char = '\u{2069}';

impl Locale {
    /// Reads a locale file; an error names the missing or bad field.
    pub fn parse(text: &str) -> Result<Locale, String> {
        Locale::parse_for(text, "")
    }

    /// Reads a language as it is written in the region of `tag`: `ar-EG` has Arabic-Indic digits, `ar-LB` other month
    /// names as well. A tag of another language, or of no known region, changes no word.
    pub fn parse_for(text: &str, tag: &str) -> Result<Locale, String> {
        let file = json::parse(text).map_err(|error| error.to_string())?;
        let lang = file.str_at("lang").map_err(|_| wrong("lang"))?;
        let rule = Rule::of(lang).ok_or_else(|| wrong("lang"))?;
        let mut words = Words::default();
        words.take(file.field("words"))?;
        for region in file.field("regions").and_then(Value::items).unwrap_or(&[]) {
            let tags = region.str_at("tags").map_err(|_| wrong("tags"))?;
            if tags.split(' ').any(|known| known.eq_ignore_ascii_case(tag)) {
                words.take(region.field("words"))?;
            }
        }
        let same = tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(lang));
        Ok(Locale {
            tag: (if same { tag } else { lang }).into(),
            rtl: file.str_at("dir").map_err(|_| wrong("dir"))? == "rtl",
            rule,
            zero: words
                .find("number.zero")
                .and_then(|zero| zero.chars().next())
                .ok_or_else(|| wrong("number.zero"))?,
            words,
        })
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

    /// The word for one of a kind, as in `chain.tron`, for others of the kind (`notice.other`), or else its name.
    pub fn kind<'a>(&'a self, group: &str, name: &'a str) -> &'a str {
        let of_kind = |name| self.words.find(&joined(group, '.', name));
        of_kind(name).or_else(|| of_kind("other")).unwrap_or(name)
    }

    /// A template with its places filled: `{name}`, in the plural form that `number` takes where it has forms.
    /// What is put in is isolated from the text around it.
    pub fn sentence(&self, key: &str, number: Option<u64>, arguments: &[(&str, String)]) -> String {
        let template = match number {
            Some(number) => self.plural(key, Operands::integer(number.into())),
            None => self.word(key),
        };
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, place)) = cut(rest, b'{') {
            text.push_str(before);
            let (name, after) = cut(place, b'}').unwrap_or((place, ""));
            for (known, argument) in arguments {
                if *known == name {
                    text.push_str(&self.isolated(argument));
                }
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// A text that may be of the other direction, between isolating marks where it matters:
    /// always in a right-to-left language, and round anything but plain ASCII in the others.
    pub fn isolated(&self, text: &str) -> String {
        let plain =
            if self.rtl { text.chars().all(|character| !character.is_alphabetic()) } else { text.is_ascii() };
        if plain {
            return text.into();
        }
        let mut isolated = String::with_capacity(text.len() + 6);
        isolated.push(FSI);
        isolated.push_str(text);
        isolated.push(PDI);
        isolated
    }

    /// The form of a word that a number takes, or the word where it has no forms.
    fn plural<'a>(&'a self, key: &'a str, operands: Operands) -> &'a str {
        let form = |category: Category| self.words.find(&joined(key, '/', category.name()));
        form(self.rule.category(operands)).or_else(|| form(Category::Other)).unwrap_or_else(|| self.word(key))
    }
}

/// Sorted by key. A plural is a word for each category: `donations/few`.
#[derive(Clone, Debug, Default)]
struct Words(Vec<(Box<str>, Box<str>)>);

impl Words {
    /// Takes the words of a file's object; those that are there already are replaced.
    fn take(&mut self, words: Option<&Value>) -> Result<(), String> {
        for (key, value) in words.and_then(Value::fields).ok_or_else(|| wrong("words"))? {
            if let Some(word) = value.as_str() {
                self.put(key, word);
                continue;
            }
            for (category, form) in value.fields().ok_or_else(|| wrong(key))? {
                self.put(&joined(key, '/', category), form.as_str().ok_or_else(|| wrong(key))?);
            }
        }
        Ok(())
    }

    fn put(&mut self, key: &str, word: &str) {
        match self.place(key) {
            Ok(index) => self.0[index].1 = word.into(),
            Err(index) => self.0.insert(index, (key.into(), word.into())),
        }
    }

    fn find(&self, key: &str) -> Option<&str> {
        let index = self.place(key).ok()?;
        self.0.get(index).map(|(_, word)| &**word)
    }

    /// Where a key is, or where it belongs.
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(key))
    }
}

fn joined(group: &str, between: char, name: &str) -> String {
    let mut text = String::from(group);
    text.push(between);
    text.push_str(name);
    text
}

fn wrong(field: &str) -> String {
    let mut text = String::from(field);
    text.push_str(": missing, or not of the expected kind");
    text
}
