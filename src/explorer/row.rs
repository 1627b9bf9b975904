//! What every adapter reads an answer with.
//!
//! A row is read straight through. Where a field is not what it should be, [`Fields`] remembers the first such field and
//! gives a stand-in: 0, an empty text, no items. The row is judged once, at its end, by [`RowReader::end`]: one with a fault
//! is left out whole, by that field's name.

use super::{LeftOut, Page, ReadError, Why};
use crate::chain::{Address, Amount, Chain, Row, Timestamp, TxId};
use crate::json::{self, FieldError, Value};

/// Reads an answer's text.
pub(super) fn parse(body: &str) -> Result<Value<'_>, ReadError> {
    json::parse(body).map_err(ReadError::Json)
}

/// An answer that is JSON, but another than was asked for.
pub(super) fn unexpected(expected: &'static str) -> ReadError {
    ReadError::Expected(FieldError::new("the answer", expected))
}

/// Reads fields by their dotted paths, and remembers the first fault.
#[derive(Default)]
pub(super) struct Fields {
    fault: Option<FieldError>,
}

impl Fields {
    pub fn text<'v>(&mut self, holder: &'v Value, path: &str) -> &'v str {
        self.check(holder.at(path).and_then(Value::as_str), path, "a string")
    }

    pub fn bool(&mut self, holder: &Value, path: &str) -> bool {
        self.check(holder.at(path).and_then(Value::as_bool), path, "true or false")
    }

    pub fn integer(&mut self, holder: &Value, path: &str) -> u64 {
        self.check(holder.at(path).and_then(Value::as_u64), path, "an integer")
    }

    pub fn items<'v, 'a>(&mut self, holder: &'v Value<'a>, path: &str) -> &'v [Value<'a>] {
        self.check(holder.at(path).and_then(Value::items), path, "an array")
    }

    pub fn amount(&mut self, holder: &Value, path: &str) -> Amount {
        self.amount_of(holder.at(path), path)
    }

    /// An amount that is left out where it is 0.
    pub fn optional_amount(&mut self, holder: &Value, path: &str) -> Amount {
        match holder.at(path) {
            None => Amount::ZERO,
            value => self.amount_of(value, path),
        }
    }

    /// An amount that has been found already; `path` names it if it is none.
    pub fn amount_of(&mut self, value: Option<&Value>, path: &str) -> Amount {
        self.check(value.and_then(amount), path, "an amount in base units")
    }

    /// An address of a chain; none where it is at fault.
    pub fn address(&mut self, chain: Chain, holder: &Value, path: &str) -> Option<Address> {
        let text = self.text(holder, path);
        let address = Address::parse(chain, text).ok();
        if address.is_none() {
            self.miss(path, "an address");
        }
        address
    }

    pub fn tx_id(&mut self, holder: &Value, path: &str) -> TxId {
        self.text(holder, path);
        tx_id(holder, path).unwrap_or_else(|| {
            self.miss(path, "a transaction's id");
            TxId("".into())
        })
    }

    /// What was read, or a stand-in and the memory of a fault.
    pub fn check<T: Default>(&mut self, value: Option<T>, path: &str, expected: &'static str) -> T {
        value.unwrap_or_else(|| {
            self.miss(path, expected);
            T::default()
        })
    }

    /// Remembers a field at fault, if it is the first one.
    pub fn miss(&mut self, path: &str, expected: &'static str) {
        if self.fault.is_none() {
            self.fault = Some(FieldError::new(path, expected));
        }
    }

    /// Takes in what was read of a part, with the name of what holds it: see [`FieldError::within`].
    pub fn include(&mut self, part: Fields, named: impl FnOnce(FieldError) -> FieldError) {
        if let (None, Some(fault)) = (&self.fault, part.fault) {
            self.fault = Some(named(fault));
        }
    }

    /// What was read, if no field was at fault.
    pub fn judge<T>(self, read: T) -> Result<T, FieldError> {
        match self.fault {
            None => Ok(read),
            Some(fault) => Err(fault),
        }
    }
}

/// A row that is being read into a page.
pub(super) struct RowReader<'p, 'v> {
    pub item: &'v Value<'v>,
    pub fields: Fields,
    /// Names the row where it is left out.
    tx: Option<TxId>,
    time: Option<Timestamp>,
    page: &'p mut Page,
    /// How much the page held before.
    rows: usize,
    left_out: usize,
}

impl<'p, 'v> RowReader<'p, 'v> {
    /// Begins a row whose transaction and time, where they can be read, name it if it is left out.
    pub fn new(page: &'p mut Page, item: &'v Value<'v>, tx: Option<TxId>, time: Option<Timestamp>) -> Self {
        let (rows, left_out) = (page.rows.len(), page.left_out.len());
        RowReader { item, fields: Fields::default(), tx, time, page, rows, left_out }
    }

    pub fn push(&mut self, row: Row) {
        self.page.rows.push(row);
    }

    /// Nothing has been pushed for this row.
    pub fn is_empty(&self) -> bool {
        self.page.rows.len() == self.rows
    }

    /// Notes a kind that moves value in a way this version does not count.
    pub fn leave_out(&mut self, kind: &str) {
        self.note(Why::Kind(kind.into()));
    }

    /// Ends the row: with a field at fault, nothing of it stays but a note.
    pub fn end(mut self) {
        if let Some(fault) = self.fields.fault.take() {
            self.page.rows.truncate(self.rows);
            self.page.left_out.truncate(self.left_out);
            self.note(Why::Bad(fault));
        }
        if let Some(time) = self.time {
            self.page.oldest = Some(self.page.oldest.map_or(time, |oldest| oldest.min(time)));
            self.page.newest = self.page.newest.max(self.time);
        }
    }

    fn note(&mut self, why: Why) {
        self.page.left_out.push(LeftOut { tx: self.tx.clone(), time: self.time, why });
    }
}

/// An amount below [`Amount::ROW_LIMIT`], so that rows always add up.
pub(super) fn amount(value: &Value) -> Option<Amount> {
    value.as_amount().filter(|amount| amount.units() < Amount::ROW_LIMIT)
}

/// A transaction's identifier: 64 hexadecimal digits.
pub(super) fn tx_id(holder: &Value, path: &str) -> Option<TxId> {
    let text = holder.at(path)?.as_str()?;
    let good = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    good.then(|| TxId(text.to_ascii_lowercase().into()))
}
