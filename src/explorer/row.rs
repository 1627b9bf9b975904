//! What every adapter reads an answer with.
//!
//! A row is read straight through. Where a field is not what it should be, [`Fields`] remembers the first such field and
//! gives a stand-in: 0, an empty text, no items. [`read_rows`] judges each row once, at its end: one with a fault is left
//! out whole, by that field's name. What may be missing is read by the functions at the end of this file.

use super::{Gap, GapKind, ReadError, Reading, unexpected};
use crate::chain::{Address, Amount, Chain, Row, Timestamp, TxId};
use crate::json::{FieldError, Value};
use crate::plain;
use crate::sorted;

/// No block is from after the year 2242: a time beyond is none, and would have a timeline of so many days.
pub const TIME_LIMIT: Timestamp = 1 << 33;

/// Gaps that a listing has of single rows, before those of a kind are one.
const GAPS: usize = 50;

/// What an amount at fault should have been.
pub(super) const AMOUNT: &str = "an amount in base units";

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

    /// A time in seconds, divided by `per_second` where the API counts finer.
    pub fn time(&mut self, holder: &Value, path: &str, per_second: u64) -> Timestamp {
        let time = integer(holder, path).map(|time| time / per_second);
        self.check(time.filter(|time| *time < TIME_LIMIT), path, "a time")
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
        self.check(value.and_then(amount), path, AMOUNT)
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
        tx_id(self.check(hash(holder, path), path, "a transaction's id"))
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
            plain::push_index(&mut field, index);
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

/// A row that is being read.
pub(super) struct RowReader<'r, 'v> {
    pub item: &'v Value<'v>,
    /// Whose listing it is.
    pub owner: &'r Address,
    pub fields: Fields,
    /// The transaction's id, and the path at which it stands.
    tx: Option<TxId>,
    id: &'static str,
    rows: &'r mut Vec<Row>,
    /// How many rows there were before.
    start: usize,
    passed_over: bool,
    kinds: Vec<&'v str>,
}

impl<'v> RowReader<'_, 'v> {
    pub fn tx_id(&mut self) -> TxId {
        match &self.tx {
            Some(tx) => tx.clone(),
            None => {
                self.fields.text(self.item, self.id);
                self.fields.miss(self.id, "a transaction's id");
                tx_id("")
            }
        }
    }

    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// What was pushed last.
    pub fn last(&mut self) -> Option<&mut Row> {
        self.rows.last_mut()
    }

    /// It belongs to another listing.
    pub fn pass_over(&mut self) {
        self.passed_over = true;
    }

    /// Nothing has been pushed for this row.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == self.start
    }

    /// Names a kind that moves value in a way this version does not count.
    pub fn leave_out(&mut self, kind: &'v str) {
        self.kinds.push(kind);
    }
}

/// Reads a page's rows, each by `read`. `about` tells at which path a row has its transaction's id, and its time.
pub(super) fn read_rows<'v>(
    reading: &mut Reading,
    owner: &Address,
    items: &'v [Value<'v>],
    about: &dyn Fn(&Value) -> (&'static str, Option<Timestamp>),
    read: &mut dyn FnMut(&mut RowReader<'_, 'v>),
) {
    for item in items {
        let (id, time) = about(item);
        let tx = hash(item, id).map(tx_id);
        read_row(reading, owner, item, (id, tx), time, read);
    }
}

/// Reads a row whose transaction's id, and the path at which it stands, are known.
pub(super) fn read_row<'v>(
    reading: &mut Reading,
    owner: &Address,
    item: &'v Value<'v>,
    (id, tx): (&'static str, Option<TxId>),
    time: Option<Timestamp>,
    read: &mut dyn FnMut(&mut RowReader<'_, 'v>),
) {
    let time = time.filter(|time| *time < TIME_LIMIT);
    let start = reading.rows.len();
    let rows = &mut reading.rows;
    let fields = Fields::default();
    let mut row =
        RowReader { item, owner, fields, tx, id, rows, start, passed_over: false, kinds: Vec::new() };
    read(&mut row);
    let RowReader { fields, tx, kinds, passed_over, .. } = row;
    if passed_over {
        return;
    }
    match fields.fault {
        None => kinds.into_iter().for_each(|kind| note_kind(reading, owner, time, kind)),
        Some(fault) => {
            reading.rows.truncate(start);
            note_row(reading, owner, tx.as_ref(), time, &fault.field);
        }
    }
    if let Some(tx) = tx {
        sorted::include(&mut reading.listed, tx);
    }
    cover(&mut reading.oldest, &mut reading.newest, time);
}

/// A row that is left out, by the name of its field.
#[inline(never)]
pub(super) fn note_row(
    reading: &mut Reading,
    owner: &Address,
    tx: Option<&TxId>,
    time: Option<Timestamp>,
    field: &str,
) {
    let mut detail = String::new();
    if let Some(tx) = tx {
        detail += &tx.0;
        detail += ": ";
    }
    detail += field;
    note(reading, None, Gap::of_row(owner, GapKind::BadRow, time, detail));
}

/// Rows of a kind that does not count are one gap a kind. A first figure does without these two: it leaves such a page to the panel.
#[inline(never)]
fn note_kind(reading: &mut Reading, owner: &Address, time: Option<Timestamp>, kind: &str) {
    let is_it = |known: &Gap| known.kind == GapKind::Unsupported && known.detail.as_deref() == Some(kind);
    let known = reading.gaps.iter().position(is_it);
    note(reading, known, Gap::of_row(owner, GapKind::Unsupported, time, kind.into()));
}

/// Notes a gap of one row, or counts it in one that is known. Beyond so many they are one of a kind, so that no answer makes more of
/// them than a reader reads.
fn note(reading: &mut Reading, known: Option<usize>, gap: Gap) {
    let gaps = &mut reading.gaps;
    let known = known.or_else(|| match gaps.len() < GAPS {
        true => None,
        false => gaps.iter().rposition(|known| known.kind == gap.kind),
    });
    match known {
        None => gaps.push(gap),
        Some(known) => {
            let known = &mut gaps[known];
            known.count = known.count.map(|count| count + 1);
            cover(&mut known.from, &mut known.to, gap.from);
        }
    }
}

/// Takes a time, where it is known, into a span.
pub(super) fn cover(oldest: &mut Option<Timestamp>, newest: &mut Option<Timestamp>, time: Option<Timestamp>) {
    if let Some(time) = time.filter(|time| *time < TIME_LIMIT) {
        *oldest = Some(oldest.unwrap_or(time).min(time));
        *newest = Some(newest.unwrap_or(time).max(time));
    }
}

/// An answer that is a list, and nothing else.
pub(super) fn list<'v, 'a>(
    answer: &'v Value<'a>,
    expected: &'static str,
) -> Result<&'v [Value<'a>], ReadError> {
    answer.items().ok_or_else(|| unexpected(expected))
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
pub fn amount(value: &Value) -> Option<Amount> {
    value.as_amount().filter(|amount| amount.units() < Amount::ROW_LIMIT)
}

/// A transaction's identifier as it is written: 64 hexadecimal digits, without the `0x` of Ethereum and its kin.
pub(super) fn hash<'v>(holder: &'v Value, path: &str) -> Option<&'v str> {
    let text = text(holder, path)?;
    let text = text.strip_prefix("0x").unwrap_or(text);
    (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}

fn tx_id(hash: &str) -> TxId {
    TxId(hash.to_ascii_lowercase().into())
}
