//! What every adapter reads an answer with.
//!
//! A row is read straight through. Where a field is not what it should be, [`Fields`] remembers the first such field and
//! gives a stand-in: 0, an empty text, no items. The row is judged once, at its end, by [`RowReader::end`]: one with a
//! fault is left out whole, by that field's name. What may be missing is read by the functions at the end of this file.

use super::{LeftOut, Page, ReadError, Why, cover};
use crate::chain::{Address, Amount, Chain, Row, Timestamp, TxId};
use crate::json::{FieldError, Value};
use crate::plain;

/// Reads fields by their dotted paths, and remembers the first fault.
#[derive(Default)]
pub(super) struct Fields {
    fault: Option<FieldError>,
    pub part: Part,
}

/// The part of a row that fields are read from, for a fault's name: the row itself, or as `vin[3].prevout.`.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    pub before: &'static str,
    pub index: Option<usize>,
    pub after: &'static str,
}

impl Fields {
    pub fn text<'v>(&mut self, holder: &'v Value, path: &str) -> &'v str {
        self.check(text(holder, path), path, "a string")
    }

    pub fn bool(&mut self, holder: &Value, path: &str) -> bool {
        self.check(holder.at(path).and_then(Value::as_bool), path, "true or false")
    }

    pub fn integer(&mut self, holder: &Value, path: &str) -> u64 {
        self.check(integer(holder, path), path, "an integer")
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
        let address = Address::parse(chain, self.text(holder, path)).ok();
        if address.is_none() {
            self.miss(path, "an address");
        }
        address
    }

    pub fn tx_id(&mut self, holder: &Value, path: &str) -> TxId {
        self.text(holder, path);
        TxId(self.check(hash(holder, path), path, "a transaction's id").to_ascii_lowercase().into())
    }

    /// What was read, or a stand-in and the memory of a fault.
    pub fn check<T: Default>(&mut self, value: Option<T>, path: &str, expected: &'static str) -> T {
        if value.is_none() {
            self.miss(path, expected);
        }
        value.unwrap_or_default()
    }

    /// Remembers a field at fault, if it is the first one.
    pub fn miss(&mut self, path: &str, expected: &'static str) {
        if self.fault.is_some() {
            return;
        }
        let mut field = String::from(self.part.before);
        if let Some(index) = self.part.index {
            field.push('[');
            plain::push_number(&mut field, index as u128);
            field.push(']');
        }
        field += self.part.after;
        field += path;
        self.fault = Some(FieldError { field, expected });
    }

    /// The first fault, if there was one.
    pub fn end(self) -> Result<(), ReadError> {
        self.fault.map_or(Ok(()), |fault| Err(ReadError::Expected(fault)))
    }
}

/// A row that is being read into a page.
pub(super) struct RowReader<'p, 'v> {
    pub item: &'v Value<'v>,
    pub fields: Fields,
    page: &'p mut Page,
    /// How much the page held before.
    rows: usize,
    left_out: usize,
    /// Where a transaction's id may stand: it names the row if that is left out.
    ids: &'static [&'static str],
    time: Option<Timestamp>,
}

impl<'p, 'v> RowReader<'p, 'v> {
    pub fn new(
        page: &'p mut Page,
        item: &'v Value<'v>,
        ids: &'static [&'static str],
        time: Option<Timestamp>,
    ) -> Self {
        let (rows, left_out) = (page.rows.len(), page.left_out.len());
        RowReader { item, fields: Fields::default(), page, rows, left_out, ids, time }
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
        cover(&mut self.page.oldest, &mut self.page.newest, self.time);
    }

    fn note(&mut self, why: Why) {
        let id = self.ids.iter().find_map(|path| hash(self.item, path));
        let tx = id.map(|id| TxId(id.to_ascii_lowercase().into()));
        self.page.left_out.push(LeftOut { tx, time: self.time, why });
    }
}

pub(super) fn text<'v>(holder: &'v Value, path: &str) -> Option<&'v str> {
    holder.at(path)?.as_str()
}

pub(super) fn integer(holder: &Value, path: &str) -> Option<u64> {
    holder.at(path)?.as_u64()
}

pub(super) fn is_true(holder: &Value, path: &str) -> bool {
    matches!(holder.at(path), Some(Value::Bool(true)))
}

/// The items of an array, if it is one.
pub(super) fn items<'v, 'a>(holder: &'v Value<'a>, path: &str) -> &'v [Value<'a>] {
    holder.at(path).and_then(Value::items).unwrap_or_default()
}

/// An amount below [`Amount::ROW_LIMIT`], so that rows always add up.
pub(super) fn amount(value: &Value) -> Option<Amount> {
    value.as_amount().filter(|amount| amount.units() < Amount::ROW_LIMIT)
}

/// A transaction's identifier as it is written: 64 hexadecimal digits.
pub(super) fn hash<'v>(holder: &'v Value, path: &str) -> Option<&'v str> {
    let text = text(holder, path)?;
    (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}
