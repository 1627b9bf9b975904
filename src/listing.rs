//! Lists of listed addresses, in the compact file that `donation-flow lists update` writes (docs/lists.md): read, checked
//! and searched in the text itself. An address is found by exact match alone; what is not found is not cleared.

use crate::campaign::{Label, LabelKind, Text, https_fault};
use crate::chain::{Address, Chain, Day, Form};
use crate::plain::{before, cut, cut_last, has, parse_number, parted, push_number, split};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

/// The first line of a file, but its version.
pub const FORMAT: &str = "donation-flow list ";

/// The one version of list files that there is.
pub const VERSION: &str = "1";

/// The longest list file that is read, in bytes.
pub const SIZE_LIMIT: usize = 32 << 20;

/// The longest line, in bytes.
pub const LINE_LIMIT: usize = 8_192;

/// Stands before an address of Ethereum or its kin: it is one address on all of these chains.
pub const EVM_KEY: &str = "evm";

/// A list of addresses, as its text and what its head says.
#[derive(Debug)]
pub struct ListFile {
    /// The list's name.
    pub name: Text,
    pub issuer: Text,
    /// Where the list is published.
    pub url: String,
    /// What each entry's link begins with; its id follows.
    pub entry_url: Option<String>,
    pub published: Option<Day>,
    pub read: Option<Day>,
    /// Under which terms the list may be used.
    pub terms: Option<Text>,
    text: String,
    programmes: Table,
    entries: Table,
    addresses: Table,
}

/// Lines of the text.
#[derive(Clone, Debug, Default)]
struct Table {
    count: usize,
    bytes: Range<usize>,
}

/// What a list says of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub list: Text,
    pub issuer: Text,
    /// The entry's name and its id, as the list writes them: `DOE, Jane (12345)`; empty where the list has neither.
    pub entry: String,
    pub programmes: Vec<String>,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    /// Where the entry can be read, else the list; always https.
    pub url: String,
    /// When the list was read.
    pub read: Option<Day>,
}

/// An entry of a list: a person, an organisation, an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub id: String,
    pub name: String,
    pub programmes: Vec<String>,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    /// Its own link, where it has one; always https.
    pub url: String,
}

/// Why a text is no list file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListError {
    /// Counted from 1; 0 where it is the file as a whole.
    pub line: usize,
    pub fault: ListFault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListFault {
    /// The first line is not a list file's.
    Format,
    /// Another version than [`VERSION`].
    Version,
    /// Longer than [`SIZE_LIMIT`].
    Size,
    /// Longer than [`LINE_LIMIT`].
    LineLength,
    /// A control character.
    Control,
    /// The head has no such field, or has it twice.
    Field,
    /// The head ends without this field.
    Missing(&'static str),
    /// No https URL.
    Url,
    Day,
    /// No number of lines, or the file ends before so many of them.
    Count,
    /// An entry without its six columns.
    Columns,
    /// A programme or an entry that is not in its table.
    Reference,
    /// An address under a key that is neither a chain's nor a ticker.
    Key,
    /// No address in its normal form.
    Address,
    /// An address that does not come after the one before it.
    Order,
}

impl ListFile {
    /// Reads a list file: its head is taken, and every line's shape and order is checked once.
    ///
    /// # Errors
    ///
    /// Names the first line at fault and what is wrong with it.
    #[inline(never)]
    pub fn parse(text: String) -> Result<ListFile, ListError> {
        let mut reader = ListReader::new(text)?;
        reader.read(usize::MAX)?;
        Ok(reader.finish())
    }

    /// All that the list says of an address, in the order of its entries; nothing where it is not listed.
    #[inline(never)]
    pub fn find(&self, address: &Address) -> Vec<Listing> {
        let mut found = Vec::new();
        if let Some(entries) = self.entries_of(&line_of(address)) {
            for place in split(entries, b',') {
                if let Some(line) = parse_number(place).and_then(|place| self.line(&self.entries, place)) {
                    found.push(self.listing(self.entry(line)));
                }
            }
        }
        found
    }

    /// Addresses in it.
    pub fn len(&self) -> usize {
        self.addresses.count
    }

    pub fn is_empty(&self) -> bool {
        self.addresses.count == 0
    }

    /// Entries in it.
    pub fn entry_count(&self) -> usize {
        self.entries.count
    }

    /// Hands on every address, with its key before it, and its entries.
    pub fn each(&self, take: &mut dyn FnMut(&str, Vec<Entry>)) {
        let entries = split(self.table(&self.entries), b'\n');
        let mut rest = self.table(&self.addresses);
        while let Some((line, after)) = cut(rest, b'\n') {
            rest = after;
            let (address, places) = cut_last(line, b' ').unwrap_or((line, ""));
            let mut found = Vec::new();
            for place in split(places, b',') {
                let place = parse_number(place).and_then(|place| usize::try_from(place).ok());
                if let Some(line) = place.and_then(|place| entries.get(place)) {
                    found.push(self.entry(line));
                }
            }
            take(address, found);
        }
    }

    fn of(text: String) -> ListFile {
        ListFile {
            name: Text::default(),
            issuer: Text::default(),
            url: String::new(),
            entry_url: None,
            published: None,
            read: None,
            terms: None,
            text,
            programmes: Table::default(),
            entries: Table::default(),
            addresses: Table::default(),
        }
    }

    // ---- reading

    /// Reads the first line, and the head.
    fn begin(&mut self, lines: &mut Lines) -> Result<(), ListFault> {
        let first = lines.next().unwrap_or("").strip_prefix(FORMAT).ok_or(ListFault::Format)?;
        if first != VERSION {
            return Err(ListFault::Version);
        }
        self.head(lines)
    }

    /// Reads the head, and the number of programmes with which it ends.
    fn head(&mut self, lines: &mut Lines) -> Result<(), ListFault> {
        let (mut name, mut issuer, mut terms) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            let line = lines.next()?;
            let (field, value) = cut(line, b' ').ok_or(ListFault::Field)?;
            let (field, language) = parted(field, b'.');
            match field {
                "name" => say(&mut name, language, value)?,
                "issuer" => say(&mut issuer, language, value)?,
                "terms" => say(&mut terms, language, value)?,
                _ if !language.is_empty() => return Err(ListFault::Field),
                "url" if self.url.is_empty() => self.url = https(value)?,
                "entry-url" if self.entry_url.is_none() => self.entry_url = Some(https(value)?),
                "published" if self.published.is_none() => self.published = Some(day(value)?),
                "read" if self.read.is_none() => self.read = Some(day(value)?),
                "programmes" => {
                    self.programmes.count = table("programmes", line)?;
                    break;
                }
                _ => return Err(ListFault::Field),
            }
        }
        if name.is_empty() {
            return Err(ListFault::Missing("name"));
        }
        if self.url.is_empty() {
            return Err(ListFault::Missing("url"));
        }
        if issuer.is_empty() {
            return Err(ListFault::Missing("issuer"));
        }
        self.name = Text(name.into());
        self.issuer = Text(issuer.into());
        self.terms = (!terms.is_empty()).then(|| Text(terms.into()));
        Ok(())
    }

    // ---- searching

    /// The entries of an address, by a search of halves among the lines.
    fn entries_of(&self, wanted: &str) -> Option<&str> {
        let Range { start: mut low, end: mut high } = self.addresses.bytes;
        while low < high {
            let (start, end) = line_around(self.text.as_bytes(), low, high, low + (high - low) / 2);
            let (address, entries) = cut_last(self.text.get(start..end)?, b' ')?;
            match wanted.cmp(address) {
                Ordering::Less => high = start,
                Ordering::Greater => low = end + 1,
                Ordering::Equal => return Some(entries),
            }
        }
        None
    }

    fn table(&self, table: &Table) -> &str {
        self.text.get(table.bytes.clone()).unwrap_or("")
    }

    /// A table's line by its place.
    fn line(&self, table: &Table, place: u128) -> Option<&str> {
        let mut rest = self.table(table);
        for _ in 0..place {
            (_, rest) = cut(rest, b'\n')?;
        }
        cut(rest, b'\n').map(|(line, _)| line)
    }

    fn entry(&self, line: &str) -> Entry {
        let columns = split(line, b'\t');
        let column = |index: usize| columns.get(index).copied().unwrap_or("");
        let mut programmes = Vec::new();
        for place in split(column(2), b' ') {
            if let Some(name) = parse_number(place).and_then(|place| self.line(&self.programmes, place)) {
                programmes.push(name.into());
            }
        }
        Entry {
            id: column(0).into(),
            name: column(1).into(),
            programmes,
            listed: Day::parse(column(3)),
            delisted: Day::parse(column(4)),
            url: column(5).into(),
        }
    }

    fn listing(&self, entry: Entry) -> Listing {
        Listing {
            list: self.name.clone(),
            issuer: self.issuer.clone(),
            url: self.url_of(&entry),
            entry: entry.named(),
            programmes: entry.programmes,
            listed: entry.listed,
            delisted: entry.delisted,
            read: self.read,
        }
    }

    fn url_of(&self, entry: &Entry) -> String {
        let id = &*entry.id;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || has(b"-._", byte);
        match &self.entry_url {
            _ if !entry.url.is_empty() => entry.url.clone(),
            Some(url) if !id.is_empty() && id.bytes().all(is_plain) => {
                let mut url = url.clone();
                url.push_str(id);
                url
            }
            _ => self.url.clone(),
        }
    }
}

impl Entry {
    /// Its name and its id, as in `DOE, Jane (12345)`; whichever it has.
    fn named(&self) -> String {
        let mut named = self.name.clone();
        if self.name.is_empty() || self.id.is_empty() {
            named.push_str(&self.id);
        } else {
            named.push_str(" (");
            named.push_str(&self.id);
            named.push(')');
        }
        named
    }
}

impl Listing {
    /// The entry's name, else the list's.
    pub fn title(&self) -> Text {
        if self.entry.is_empty() { self.list.clone() } else { Text::plain(&self.entry) }
    }

    /// As a label of the address: what the panel shows in flow, table and notices.
    #[inline(never)]
    pub fn label(&self, address: &Address) -> Label {
        Label {
            address: address.clone(),
            label: self.title(),
            kind: LabelKind::Listed,
            issuer: self.issuer.clone(),
            url: self.url.clone(),
            listed: self.listed,
            delisted: self.delisted,
            read: self.read,
        }
    }
}

impl ListFault {
    /// A name that does not change, for the words of locale files.
    pub fn code(self) -> &'static str {
        match self {
            ListFault::Format => "format",
            ListFault::Version => "version",
            ListFault::Size => "size",
            ListFault::LineLength => "line-length",
            ListFault::Control => "control",
            ListFault::Field => "field",
            ListFault::Missing(_) => "missing",
            ListFault::Url => "url",
            ListFault::Day => "day",
            ListFault::Count => "count",
            ListFault::Columns => "columns",
            ListFault::Reference => "reference",
            ListFault::Key => "key",
            ListFault::Address => "address",
            ListFault::Order => "order",
        }
    }
}

impl ListError {
    /// Appends what is wrong, in English, for the reader who opens a note.
    pub fn push_words(&self, out: &mut String) {
        if self.line > 0 {
            *out += "line ";
            push_number(out, self.line as u128);
            *out += ": ";
        }
        let words = match self.fault {
            ListFault::Format => "this is no list file: its first line is “donation-flow list 1”",
            ListFault::Version => "this version of list files is not known here",
            ListFault::Size => "the file is longer than 32 MiB",
            ListFault::LineLength => "the line is longer than 8,192 bytes",
            ListFault::Control => "a control character",
            ListFault::Field => "the head has no such field, or has it twice",
            ListFault::Missing(field) => {
                *out += "the head has no ";
                field
            }
            ListFault::Url => "this is no https URL",
            ListFault::Day => "this is no day, as in 2026-01-31",
            ListFault::Count => "a table has more or fewer lines than its head says",
            ListFault::Columns => "a column is missing or too many",
            ListFault::Reference => "a programme or an entry that is not in its table",
            ListFault::Key => "what stands before the address is neither a chain nor a ticker",
            ListFault::Address => "this is no address in its normal form",
            ListFault::Order => "the address does not come after the one before it",
        };
        *out += words;
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut words = String::new();
        self.push_words(&mut words);
        f.write_str(&words)
    }
}

impl std::error::Error for ListError {}

/// What stands before an address of a chain in a list file.
pub fn key(chain: Chain) -> &'static str {
    match chain.facts().form {
        Form::Evm => EVM_KEY,
        _ => chain.name(),
    }
}

/// An address with its key, in the form that a list file has and is sorted by.
pub fn line_of(address: &Address) -> String {
    let key = key(address.chain());
    let mut line = String::from(key);
    line.push(' ');
    line.push_str(address.as_str());
    if key == EVM_KEY {
        line.make_ascii_lowercase();
    }
    line
}

// ---- lines

/// A list file while it is read, so many lines at a time: to read a long one at once keeps a page waiting.
pub struct ListReader {
    list: ListFile,
    /// What was read: bytes and lines.
    at: usize,
    number: usize,
    stage: Stage,
    /// Where the stage's table starts, and lines of it that are still to be read.
    start: usize,
    left: usize,
    /// The address before.
    previous: Range<usize>,
}

/// What is being read.
#[derive(Clone, Copy)]
enum Stage {
    Head,
    Programmes,
    Entries,
    Addresses,
}

impl ListReader {
    /// # Errors
    ///
    /// A text longer than [`SIZE_LIMIT`].
    #[inline(never)]
    pub fn new(text: String) -> Result<ListReader, ListError> {
        if text.len() > SIZE_LIMIT {
            return Err(ListError { line: 0, fault: ListFault::Size });
        }
        Ok(ListReader {
            list: ListFile::of(text),
            at: 0,
            number: 0,
            stage: Stage::Head,
            start: 0,
            left: 0,
            previous: 0..0,
        })
    }

    /// Reads so many lines of tables at most; whether that was all.
    ///
    /// # Errors
    ///
    /// Names the first line at fault and what is wrong with it.
    #[inline(never)]
    pub fn read(&mut self, most: usize) -> Result<bool, ListError> {
        let text = std::mem::take(&mut self.list.text);
        let mut lines = Lines { text: &text, at: self.at, number: self.number };
        let read = self.some(&mut lines, most);
        (self.at, self.number) = (lines.at, lines.number);
        self.list.text = text;
        read.map_err(|fault| ListError { line: self.number, fault })
    }

    /// The list, once all of it was read.
    pub fn finish(self) -> ListFile {
        self.list
    }

    fn some(&mut self, lines: &mut Lines, most: usize) -> Result<bool, ListFault> {
        let mut most = most;
        loop {
            if self.left > 0 {
                if most == 0 {
                    return Ok(false);
                }
                (most, self.left) = (most - 1, self.left - 1);
                self.line(lines)?;
                continue;
            }
            let bytes = self.start..lines.at;
            match self.stage {
                Stage::Head => {
                    self.list.begin(lines)?;
                    (self.stage, self.left) = (Stage::Programmes, self.list.programmes.count);
                }
                Stage::Programmes => {
                    self.list.programmes.bytes = bytes;
                    self.left = table("entries", lines.next()?)?;
                    (self.stage, self.list.entries.count) = (Stage::Entries, self.left);
                }
                Stage::Entries => {
                    self.list.entries.bytes = bytes;
                    self.left = table("addresses", lines.next()?)?;
                    (self.stage, self.list.addresses.count) = (Stage::Addresses, self.left);
                }
                Stage::Addresses => {
                    self.list.addresses.bytes = bytes;
                    if lines.at < lines.text.len() {
                        lines.number += 1;
                        return Err(ListFault::Count);
                    }
                    return Ok(true);
                }
            }
            self.start = lines.at;
        }
    }

    /// Checks the next line of a table.
    fn line(&mut self, lines: &mut Lines) -> Result<(), ListFault> {
        let start = lines.at;
        let line = lines.next()?;
        match self.stage {
            Stage::Entries => check_entry(line, self.list.programmes.count),
            Stage::Addresses => {
                let (address, listed_in) = cut_last(line, b' ').ok_or(ListFault::Columns)?;
                check_references(listed_in, b',', self.list.entries.count)?;
                check_address(address)?;
                let previous = lines.text.get(self.previous.clone()).unwrap_or("");
                if previous.cmp(address) != Ordering::Less {
                    return Err(ListFault::Order);
                }
                self.previous = start..start + address.len();
                Ok(())
            }
            Stage::Head | Stage::Programmes => Ok(()),
        }
    }
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl<'t> Lines<'t> {
    /// The next line, which the file must have.
    fn next(&mut self) -> Result<&'t str, ListFault> {
        self.number += 1;
        let rest = self.text.get(self.at..).unwrap_or("");
        let (line, _) = cut(rest, b'\n').ok_or(ListFault::Count)?;
        self.at += line.len() + 1;
        if line.len() > LINE_LIMIT {
            return Err(ListFault::LineLength);
        }
        if line.bytes().any(|byte| byte < b' ' && byte != b'\t') {
            return Err(ListFault::Control);
        }
        Ok(line)
    }
}

/// How many lines a table has, by the line before them.
fn table(name: &str, line: &str) -> Result<usize, ListFault> {
    let (field, count) = parted(line, b' ');
    match parse_number(count) {
        Some(count) if field == name => usize::try_from(count).map_err(|_| ListFault::Count),
        _ => Err(ListFault::Count),
    }
}

/// Where the line starts and ends that a byte between two ends of lines is in.
fn line_around(bytes: &[u8], low: usize, high: usize, middle: usize) -> (usize, usize) {
    let (mut start, mut end) = (middle, middle);
    while start > low && bytes.get(start - 1) != Some(&b'\n') {
        start -= 1;
    }
    while end < high && bytes.get(end) != Some(&b'\n') {
        end += 1;
    }
    (start, end)
}

// ---- checks

type Texts = Vec<(Box<str>, Box<str>)>;

/// Adds a text of a language that it is not there in.
fn say(texts: &mut Texts, language: &str, text: &str) -> Result<(), ListFault> {
    let is_new = texts.iter().all(|(earlier, _)| !earlier.eq_ignore_ascii_case(language));
    if !is_new || text.trim_ascii().is_empty() {
        return Err(ListFault::Field);
    }
    texts.push((language.into(), text.into()));
    Ok(())
}

fn https(url: &str) -> Result<String, ListFault> {
    match https_fault(url) {
        Some(_) => Err(ListFault::Url),
        None => Ok(url.into()),
    }
}

fn day(text: &str) -> Result<Day, ListFault> {
    Day::parse(text).ok_or(ListFault::Day)
}

/// An entry: id, name, programmes, day listed, day delisted, link; each but the separators may be empty.
fn check_entry(line: &str, programmes: usize) -> Result<(), ListFault> {
    let columns = split(line, b'\t');
    let [_, _, of, listed, delisted, url] = columns.as_slice() else { return Err(ListFault::Columns) };
    if !of.is_empty() {
        check_references(of, b' ', programmes)?;
    }
    for text in [listed, delisted] {
        if !text.is_empty() {
            day(text)?;
        }
    }
    if !url.is_empty() {
        https(url)?;
    }
    Ok(())
}

/// Places in a table, one at least.
fn check_references(places: &str, between: u8, count: usize) -> Result<(), ListFault> {
    let mut rest = Some(places);
    while let Some(places) = rest {
        let place = before(places, &[between]);
        rest = places.get(place.len() + 1..);
        if parse_number(place).is_none_or(|place| place >= count as u128) {
            return Err(ListFault::Reference);
        }
    }
    Ok(())
}

/// Whether an address stands under a key of its own, and is written as addresses are that are looked for. Its checksum
/// is the writer's to check: a mistyped address is found by nobody.
fn check_address(line: &str) -> Result<(), ListFault> {
    let (key, address) = cut(line, b' ').ok_or(ListFault::Columns)?;
    if address.is_empty() || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ListFault::Address);
    }
    let is_ticker = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_normal = match Chain::from_name(key) {
        _ if key == EVM_KEY => {
            let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
            address.len() == 42
                && address.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(is_digit))
        }
        Some(chain) => match chain.facts().form {
            Form::Evm => return Err(ListFault::Key),
            Form::Bitcoin(_, prefix) => !is_upper_bech32(address, prefix),
            Form::Tron => address.len() == 34 && address.starts_with('T'),
            Form::Solana => matches!(address.len(), 32..=44),
        },
        None if !key.is_empty() && key.len() <= 16 && key.bytes().all(is_ticker) => true,
        None => return Err(ListFault::Key),
    };
    if is_normal { Ok(()) } else { Err(ListFault::Address) }
}

/// Whether it is bech32 with a capital.
fn is_upper_bech32(address: &str, prefix: &str) -> bool {
    let start = before(address, b"1");
    !prefix.is_empty()
        && start.eq_ignore_ascii_case(prefix)
        && address.bytes().any(|byte| byte.is_ascii_uppercase())
}
