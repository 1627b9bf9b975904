//! A list while it is gathered from its sources, and the compact file that it becomes.

use super::ticker::{Placed, place, place_by_form};
use crate::chain::Day;
use crate::listing::{Entry, FORMAT, ListFile, VERSION};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a list says of itself, by language.
pub type Texts = Vec<(String, String)>;

#[derive(Clone, Debug, Default)]
pub struct Head {
    pub name: Texts,
    pub issuer: Texts,
    pub terms: Texts,
    pub url: String,
    pub entry_url: Option<String>,
    pub published: Option<Day>,
    pub read: Option<Day>,
}

/// Addresses with their entries, and what was refused on the way.
#[derive(Debug, Default)]
pub struct Draft {
    addresses: BTreeMap<String, BTreeSet<Entry>>,
    /// Addresses that were quoted, by ticker; `?` for those without one.
    tickers: BTreeMap<String, usize>,
    /// Addresses that nothing is compared with, by ticker.
    kept: BTreeMap<String, Kept>,
    pub refused: Vec<Refusal>,
    /// What is in the list, though not as it was quoted.
    pub notes: Vec<Refusal>,
    /// The source that is being read.
    source: String,
}

/// Addresses of a ticker that no campaign address is compared with.
#[derive(Debug, Default)]
struct Kept {
    count: usize,
    /// How many of them are whole addresses of a chain that is read here, by its key.
    whole: BTreeMap<String, usize>,
}

/// Something of a source that is not in the list, or not as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub source: String,
    /// Counted from 1.
    pub line: u64,
    pub what: String,
    pub why: String,
}

impl Draft {
    /// The source that what follows comes from.
    pub fn begin(&mut self, source: &str) {
        self.source = source.into();
    }

    /// Takes an address that an entry quotes under a ticker, or refuses it.
    pub fn add(&mut self, line: u64, ticker: &str, address: &str, entry: &Entry) {
        self.take(line, ticker, address, entry, place(ticker, address));
    }

    /// The same, without a ticker: the address's form decides.
    pub fn add_by_form(&mut self, line: u64, address: &str, entry: &Entry) {
        self.take(line, "?", address, entry, place_by_form(address));
    }

    fn take(&mut self, line: u64, ticker: &str, text: &str, entry: &Entry, placed: Result<Placed, String>) {
        let Placed { line: address, note, is_kept } = match placed {
            Ok(placed) => placed,
            Err(why) => return self.refuse(line, text, &why),
        };
        if let Some(why) = note {
            self.note(line, text, why);
        }
        if is_kept {
            self.keep(ticker, text);
        }
        *self.tickers.entry(ticker.into()).or_default() += 1;
        self.addresses.entry(address).or_default().insert(entry.clone());
    }

    fn keep(&mut self, ticker: &str, text: &str) {
        let kept = self.kept.entry(ticker.into()).or_default();
        kept.count += 1;
        if let Ok(whole) = place_by_form(text)
            && let Some((key, _)) = whole.line.split_once(' ')
        {
            *kept.whole.entry(key.into()).or_default() += 1;
        }
    }

    pub fn refuse(&mut self, line: u64, what: &str, why: &str) {
        let refusal = self.told(line, what, why);
        self.refused.push(refusal);
    }

    pub fn note(&mut self, line: u64, what: &str, why: &str) {
        let note = self.told(line, what, why);
        self.notes.push(note);
    }

    fn told(&self, line: u64, what: &str, why: &str) -> Refusal {
        let shown =
            |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
        let what = what.chars().take(120).map(shown).collect();
        Refusal { source: self.source.clone(), line, what, why: why.into() }
    }

    /// Keeps what stood in an older file and is gone: with the day on which that was read, or the day it was already
    /// delisted. The number of addresses that an entry no longer has.
    pub fn keep_from(&mut self, older: &ListFile, read: Option<Day>) -> usize {
        let mut gone = 0;
        older.each(&mut |address, entries| {
            let now = self.addresses.entry(address.into()).or_default();
            for entry in entries {
                let is_there = now.iter().any(|now| (&now.id, &now.name) == (&entry.id, &entry.name));
                if !is_there {
                    gone += usize::from(entry.delisted.is_none());
                    let delisted = entry.delisted.or(read);
                    now.insert(Entry { delisted, ..entry });
                }
            }
        });
        gone
    }

    pub fn address_count(&self) -> usize {
        self.addresses.len()
    }

    pub fn entry_count(&self) -> usize {
        self.entries().len()
    }

    pub fn tickers(&self) -> &BTreeMap<String, usize> {
        &self.tickers
    }

    /// What is in the list and finds nobody, a line for each ticker.
    pub fn kept(&self) -> Vec<String> {
        let said = |(ticker, Kept { count, whole }): (&String, &Kept)| {
            let mut said = format!(
                "{ticker}: {count} kept as written: no campaign address is compared with this ticker's"
            );
            for (key, count) in whole {
                said.push_str(&format!(", though by form {count} could be of {key}"));
            }
            said
        };
        self.kept.iter().map(said).collect()
    }

    fn entries(&self) -> BTreeSet<&Entry> {
        self.addresses.values().flatten().collect()
    }

    /// The compact file's text: the same for the same addresses and entries, in whatever order they came.
    ///
    /// # Errors
    ///
    /// Where it would be none, as where a line is too long: said as [`ListFile::parse`] says it.
    pub fn written(&self, head: &Head) -> Result<String, String> {
        let mut text = format!("{FORMAT}{VERSION}\n");
        for (field, texts) in [("name", &head.name), ("issuer", &head.issuer)] {
            push_texts(&mut text, field, texts);
        }
        text.push_str(&format!("url {}\n", head.url));
        if let Some(url) = &head.entry_url {
            text.push_str(&format!("entry-url {url}\n"));
        }
        for (field, day) in [("published", head.published), ("read", head.read)] {
            if let Some(day) = day {
                text.push_str(&format!("{field} {day}\n"));
            }
        }
        push_texts(&mut text, "terms", &head.terms);
        self.push_tables(&mut text);
        ListFile::parse(text.clone()).map_err(|error| error.to_string())?;
        Ok(text)
    }

    fn push_tables(&self, text: &mut String) {
        let entries = self.entries();
        let programmes: BTreeSet<String> =
            entries.iter().flat_map(|entry| &entry.programmes).map(|name| line(name)).collect();
        let places: BTreeMap<&String, usize> = programmes.iter().zip(0..).collect();
        text.push_str(&format!("programmes {}\n", programmes.len()));
        programmes.iter().for_each(|name| text.push_str(&format!("{name}\n")));

        text.push_str(&format!("entries {}\n", entries.len()));
        for entry in &entries {
            let mut own: Vec<usize> =
                entry.programmes.iter().filter_map(|name| places.get(&line(name)).copied()).collect();
            own.sort_unstable();
            own.dedup();
            let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
            text.push_str(&format!(
                "{}\t{}\t{}\t{}\t{}\t{}\n",
                line(&entry.id),
                line(&entry.name),
                joined(&own, " "),
                day(entry.listed),
                day(entry.delisted),
                entry.url
            ));
        }

        let places: BTreeMap<&Entry, usize> = entries.into_iter().zip(0..).collect();
        text.push_str(&format!("addresses {}\n", self.addresses.len()));
        for (address, entries) in &self.addresses {
            let own: Vec<usize> = entries.iter().filter_map(|entry| places.get(entry).copied()).collect();
            text.push_str(&format!("{address} {}\n", joined(&own, ",")));
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Refusal { source, line, what, why } = self;
        write!(f, "{source}:{line}: ")?;
        if !what.is_empty() {
            write!(f, "{what}: ")?;
        }
        f.write_str(why)
    }
}

fn push_texts(text: &mut String, field: &str, texts: &Texts) {
    for (language, said) in texts {
        let point = if language.is_empty() { "" } else { "." };
        text.push_str(&format!("{field}{point}{language} {}\n", line(said)));
    }
}

/// A text in one line: each run of spaces and control characters is one space.
fn line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn joined(places: &[usize], between: &str) -> String {
    places.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}
