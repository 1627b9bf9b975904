//! Words, numbers, dates and direction of a language. A language is one JSON file in `www/locale/`.
//!
//! Numbers, dates and plurals are made here and not by the browser's `Intl`: the command must write the same text,
//! and the first `Intl` formatter costs a phone more than the whole panel. `tests/locale_oracle.mjs` compares the two.

mod date;
mod number;
mod plural;

use crate::json::{self, Value};
pub use number::Scale;
use number::Symbols;
use plural::Rule;
pub use plural::{Category, Operands};

/// A language, read from its file, with the digits and month names of one region.
#[derive(Clone, Debug)]
pub struct Locale {
    tag: String,
    rtl: bool,
    rule: Rule,
    symbols: Symbols,
    /// Twelve names, January first; and short ones for axes and tables.
    months: Vec<String>,
    months_short: Vec<String>,
    words: Words,
    /// What a region does otherwise, in the file's order.
    variants: Vec<Variant>,
}

#[derive(Clone, Debug)]
struct Variant {
    tags: Vec<String>,
    symbols: Option<Symbols>,
    months: Option<Vec<String>>,
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
        let file = json::parse(text).map_err(|error| error.to_string())?;
        let tag = string(&file, "lang")?;
        let rule = Rule::of(&tag).ok_or_else(|| "lang: no plural rule for this language".to_string())?;
        let mut words = Words::default();
        for (key, value) in required(&file, "words")?.fields().ok_or("words: should be an object")? {
            match (value.as_str(), value.fields()) {
                (Some(word), _) => words.put(key, word),
                (None, Some(forms)) => {
                    for (category, form) in forms {
                        let form = form.as_str().ok_or_else(|| wrong(key))?;
                        words.put(&plural_key(key, category), form);
                    }
                }
                _ => return Err(wrong(key)),
            }
        }
        let mut variants = Vec::new();
        for variant in file.field("variants").and_then(Value::items).unwrap_or(&[]) {
            variants.push(Variant {
                tags: strings(variant, "tags")?,
                symbols: variant.field("numbers").map(symbols).transpose()?,
                months: variant.field("months").map(|_| strings(variant, "months")).transpose()?,
            });
        }
        Ok(Locale {
            rtl: string(&file, "dir")? == "rtl",
            rule,
            symbols: symbols(required(&file, "numbers")?)?,
            months: strings(&file, "months")?,
            months_short: strings(&file, "months_short")?,
            tag,
            words,
            variants,
        })
    }

    /// The same language as it is written in the region of `tag`: `ar-EG` has Arabic-Indic digits,
    /// `ar-LB` other month names as well. A tag of another language, or of no known region, changes nothing.
    pub fn for_tag(mut self, tag: &str) -> Locale {
        let same_language =
            tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(&self.tag));
        if !same_language {
            return self;
        }
        for variant in &self.variants {
            if !variant.tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                continue;
            }
            if let Some(symbols) = &variant.symbols {
                self.symbols = symbols.clone();
            }
            if let Some(months) = &variant.months {
                self.months.clone_from(months);
                self.months_short.clone_from(months);
            }
        }
        self.tag = tag.into();
        self
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
        self.find(key).unwrap_or(key)
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
        self.find(&plural_key(key, category.name()))
            .or_else(|| self.find(&plural_key(key, Category::Other.name())))
            .unwrap_or(key)
    }

    fn find(&self, key: &str) -> Option<&str> {
        let index = self.words.place(key).ok()?;
        self.words.0.get(index).map(|(_, word)| &**word)
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
    fn put(&mut self, key: &str, word: &str) {
        match self.place(key) {
            Ok(index) => self.0[index].1 = word.into(),
            Err(index) => self.0.insert(index, (key.into(), word.into())),
        }
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

fn required<'v, 'a>(holder: &'v Value<'a>, field: &str) -> Result<&'v Value<'a>, String> {
    holder.field(field).ok_or_else(|| wrong(field))
}

fn string(holder: &Value, field: &str) -> Result<String, String> {
    required(holder, field)?.as_str().map(String::from).ok_or_else(|| wrong(field))
}

fn strings(holder: &Value, field: &str) -> Result<Vec<String>, String> {
    let items = required(holder, field)?.items().ok_or_else(|| wrong(field))?;
    items.iter().map(|item| item.as_str().map(String::from).ok_or_else(|| wrong(field))).collect()
}

fn symbols(value: &Value) -> Result<Symbols, String> {
    let zero = string(value, "zero")?;
    Ok(Symbols {
        zero: zero.chars().next().ok_or_else(|| wrong("zero"))?,
        group: string(value, "group")?,
        decimal: string(value, "decimal")?,
        minimum_grouping: value.field("minimum_grouping").and_then(Value::as_u64).unwrap_or(1) as usize,
    })
}
