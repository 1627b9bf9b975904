//! Words, numbers, dates and direction of a language. A language is one JSON file in `www/locale/`.
//!
//! Numbers, dates and plurals are made here and not by the browser's `Intl`: the command must write the same text,
//! and the first `Intl` formatter costs a phone more than the whole panel. `tests/locale_oracle.mjs` compares the two.

mod date;
mod number;
mod plural;

use crate::json::{self, Value};
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

    /// A template with its places filled: `{name}`. What is put in is isolated from the text around it.
    pub fn fill(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.fill_text(self.word(key), arguments)
    }

    /// The template of the plural form that `n` takes, with `{n}` and the other places filled.
    pub fn count(&self, key: &str, n: u64, arguments: &[(&str, &str)]) -> String {
        let number = self.integer(n.into());
        let mut all = Vec::with_capacity(arguments.len() + 1);
        all.push(("n", &*number));
        all.extend_from_slice(arguments);
        self.fill_text(self.plural(key, Operands::integer(n.into())), &all)
    }

    /// "A", "A and B", "A, B and C".
    pub fn list(&self, items: &[&str]) -> String {
        let isolated: Vec<String> = items.iter().map(|item| self.isolated(item)).collect();
        let mut text = String::new();
        for (index, item) in isolated.iter().enumerate() {
            if index > 0 {
                text.push_str(self.word(if index + 1 == isolated.len() { "list.last" } else { "list.next" }));
            }
            text.push_str(item);
        }
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

    fn plural<'a>(&'a self, key: &'a str, operands: Operands) -> &'a str {
        let category = self.rule.category(operands);
        self.words
            .find(&plural_key(key, category.name()))
            .or_else(|| self.words.find(&plural_key(key, Category::Other.name())))
            .unwrap_or(key)
    }

    fn fill_text(&self, template: &str, arguments: &[(&str, &str)]) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            let (before, place) = rest.split_at(open);
            text.push_str(before);
            let Some(close) = place.find('}') else {
                rest = place;
                break;
            };
            let name = &place[1..close];
            match arguments.iter().find(|(known, _)| *known == name) {
                Some((_, argument)) => text.push_str(&self.isolated(argument)),
                None => text.push_str(&place[..=close]),
            }
            rest = &place[close + 1..];
        }
        text.push_str(rest);
        text
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
                self.put(&plural_key(key, category), form.as_str().ok_or_else(|| wrong(key))?);
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

fn plural_key(key: &str, category: &str) -> String {
    let mut text = String::with_capacity(key.len() + 6);
    text.push_str(key);
    text.push('/');
    text.push_str(category);
    text
}

fn wrong(field: &str) -> String {
    let mut text = String::from(field);
    text.push_str(": missing, or not of the expected kind");
    text
}
