//! `ledger.json` read in steps: its long lists item by item, so that whoever shares the thread has its turn in between. All
//! else is short, and read in the end.

use super::answers::{FileError, version};
use super::ledger::{LedgerFile, Reader, at};
use crate::chain::{Address, Chain, UtxoTx};
use crate::json::{self, SyntaxError, Value};
use crate::plain::cut;

/// A ledger file while it is read.
pub struct Reading {
    text: Vec<u8>,
    /// The byte that is read next.
    at: usize,
    place: Place,
    /// Nothing of the innermost list or object was read yet.
    is_first: bool,
    /// The file without the items of its long lists.
    short: String,
    addresses: Vec<Address>,
    transactions: Vec<(Chain, Vec<UtxoTx>)>,
}

#[derive(Clone, Copy)]
enum Place {
    Start,
    Fields,
    Addresses,
    Chains,
    Transactions,
    End,
}

impl Reading {
    /// Of the file's bytes.
    pub fn new(text: Vec<u8>) -> Reading {
        Reading {
            text,
            at: 0,
            place: Place::Start,
            is_first: true,
            short: String::new(),
            addresses: Vec::new(),
            transactions: Vec::new(),
        }
    }

    /// Reads up to so many items; the ledger when all has been read.
    ///
    /// # Errors
    ///
    /// As of [`LedgerFile::parse`].
    pub fn step(&mut self, items: usize) -> Option<Result<LedgerFile, FileError>> {
        for _ in 0..items {
            if let Err(error) = self.item() {
                return Some(Err(error));
            }
            if matches!(self.place, Place::End) {
                return Some(self.finish());
            }
        }
        None
    }

    fn item(&mut self) -> Result<(), FileError> {
        match self.place {
            Place::Start => {
                self.expect(b'{')?;
                self.enter(Place::Fields);
            }
            Place::Fields => match self.key(b'}')? {
                None => self.place = Place::End,
                Some(name) => {
                    self.skip_space();
                    match (&*name, self.peek()) {
                        ("\"addresses\"", Some(b'[')) => self.open(Place::Addresses),
                        ("\"transactions\"", Some(b'{')) => self.open(Place::Chains),
                        _ => {
                            let (start, end) = self.value()?;
                            self.short.push_str(part(&self.text, start, end)?);
                            if name == "\"version\"" {
                                self.check_version()?;
                            }
                        }
                    }
                }
            },
            Place::Chains => match self.key(b'}')? {
                None => self.enter(Place::Fields),
                Some(name) => {
                    let chain = json::parse(&name).ok().and_then(|name| Chain::from_name(name.as_str()?));
                    let chain = chain.ok_or_else(|| fault("transactions", "an object by chain"))?;
                    self.skip_space();
                    self.transactions.push((chain, Vec::new()));
                    match self.peek() {
                        Some(b'[') => self.open(Place::Transactions),
                        _ => return Err(fault("transactions", "lists")),
                    }
                }
            },
            Place::Addresses => match self.next(b']')? {
                None => self.leave(b']', Place::Fields),
                Some((start, end)) => {
                    let address = self.read(start, end, |value, _| address(value))?;
                    let index = self.addresses.len();
                    let address =
                        address.ok_or_else(|| FileError::Field(at("addresses", index, "an address")))?;
                    self.addresses.push(address);
                }
            },
            Place::Transactions => match self.next(b']')? {
                None => self.leave(b']', Place::Chains),
                Some((start, end)) => {
                    let Some(&(chain, ref before)) = self.transactions.last() else {
                        return Err(self.syntax());
                    };
                    let index = before.len();
                    let addresses = &self.addresses;
                    let tx = self.read(start, end, |value, file| {
                        Reader { file, addresses }.transaction(value, chain)
                    })?;
                    let tx =
                        tx.ok_or_else(|| FileError::Field(at("transactions", index, "a transaction")))?;
                    if let Some((_, transactions)) = self.transactions.last_mut() {
                        transactions.push(tx);
                    }
                }
            },
            Place::End => {}
        }
        Ok(())
    }

    /// Of a later version nothing else is understood.
    fn check_version(&self) -> Result<(), FileError> {
        let mut so_far = self.short.clone();
        so_far.push('}');
        version(&json::parse(&so_far).map_err(|_| self.syntax())?)
    }

    /// Reads what is short, and puts it together with what is long.
    fn finish(&mut self) -> Result<LedgerFile, FileError> {
        self.skip_space();
        if self.at < self.text.len() {
            return Err(self.syntax());
        }
        // Where it is not JSON, the position is told in the whole text.
        let file = &json::parse(&self.short).map_err(|error| self.syntax_in_whole(error))?;
        version(file)?;
        for list in ["addresses", "transactions"] {
            if file.at(list).is_none() {
                return Err(fault(list, if list == "addresses" { "a list" } else { "an object by chain" }));
            }
        }
        let transactions = std::mem::take(&mut self.transactions);
        Reader { file, addresses: &self.addresses }.read(transactions).map_err(FileError::Field)
    }

    /// An item's value, read; `read` is given an empty file, too.
    fn read<T>(
        &self,
        start: usize,
        end: usize,
        read: impl FnOnce(&Value, &Value) -> Option<T>,
    ) -> Result<Option<T>, FileError> {
        let text = part(&self.text, start, end)?;
        let value = json::parse(text)
            .map_err(|error| FileError::Syntax(SyntaxError { position: start + error.position }))?;
        Ok(read(&value, &Value::Null))
    }

    /// The next field's name, in its quotes, up to the colon; none where the object ends. Both go to what is short.
    fn key(&mut self, close: u8) -> Result<Option<String>, FileError> {
        let Some((start, end)) = self.next(close)? else {
            self.short.push(char::from(close));
            return Ok(None);
        };
        let name = part(&self.text, start, end)?;
        if name.len() < 2 || !name.starts_with('"') {
            return Err(self.syntax());
        }
        let name = String::from(name);
        self.expect(b':')?;
        if !self.short.ends_with('{') {
            self.short.push(',');
        }
        self.short += &name;
        self.short.push(':');
        Ok(Some(name))
    }

    /// Where the next item of a list, or the next name of an object, stands; none where that ends.
    fn next(&mut self, close: u8) -> Result<Option<(usize, usize)>, FileError> {
        self.skip_space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(None);
        }
        if !std::mem::take(&mut self.is_first) {
            self.expect(b',')?;
            self.skip_space();
        }
        self.value().map(Some)
    }

    /// Where the value begins and ends that comes next.
    fn value(&mut self) -> Result<(usize, usize), FileError> {
        let start = self.at;
        match end_of_value(&self.text, start) {
            Some(end) if end > start => {
                self.at = end;
                Ok((start, end))
            }
            _ => Err(self.syntax()),
        }
    }

    /// Goes into a list or an object.
    fn open(&mut self, place: Place) {
        self.short.push(if matches!(place, Place::Chains) { '{' } else { '[' });
        self.at += 1;
        self.enter(place);
    }

    fn leave(&mut self, close: u8, place: Place) {
        self.short.push(char::from(close));
        self.place = place;
        self.is_first = false;
    }

    fn enter(&mut self, place: Place) {
        self.is_first = !matches!((self.place, place), (Place::Chains, Place::Fields));
        self.place = place;
    }

    fn expect(&mut self, byte: u8) -> Result<(), FileError> {
        self.skip_space();
        if self.peek() != Some(byte) {
            return Err(self.syntax());
        }
        self.at += 1;
        if byte == b'{' {
            self.short.push('{');
        }
        Ok(())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn syntax_in_whole(&self, in_short: SyntaxError) -> FileError {
        let whole = part(&self.text, 0, self.text.len());
        match whole.map(json::parse) {
            Ok(Err(error)) => FileError::Syntax(error),
            Ok(Ok(_)) => FileError::Syntax(in_short),
            Err(error) => error,
        }
    }

    fn syntax(&self) -> FileError {
        FileError::Syntax(SyntaxError { position: self.at })
    }
}

/// A part of a text, which must be UTF-8.
fn part(text: &[u8], start: usize, end: usize) -> Result<&str, FileError> {
    let bytes = text.get(start..end).unwrap_or_default();
    str::from_utf8(bytes)
        .map_err(|error| FileError::Syntax(SyntaxError { position: start + error.valid_up_to() }))
}

/// Where a JSON value ends that begins at a place of a text, as its quotes and brackets tell; none where the text ends before.
fn end_of_value(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth, mut is_text) = (start, 0u32, false);
    loop {
        match (*bytes.get(at)?, is_text) {
            (b'\\', true) => at += 1,
            (b'"', true) if depth == 0 => return Some(at + 1),
            (b'"', _) => is_text = !is_text,
            (_, true) => {}
            (b'[' | b'{', _) => depth += 1,
            (b']' | b'}' | b',' | b':', _) if depth == 0 => return Some(at),
            (b']' | b'}', _) if depth == 1 => return Some(at + 1),
            (b']' | b'}', _) => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

fn address(value: &Value) -> Option<Address> {
    let (chain, address) = cut(value.as_str()?, b':')?;
    Address::parse(Chain::from_name(chain)?, address).ok()
}

fn fault(field: &str, expected: &'static str) -> FileError {
    FileError::Field(json::FieldError::new(field, expected))
}
