//! A small reader of JSON text (RFC 8259) that borrows from it, keeps every number as written,
//! and names the field at fault.
//!
//! Explorers' answers and campaign files go through it, in the browser and in the command alike: the browser's own
//! `JSON.parse` rounds integers above 2⁵³ − 1.

use crate::chain::{Amount, Signed};
use std::borrow::Cow;
use std::fmt;

/// A JSON value whose strings and numbers point into the text where they can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    /// As written: exact, whatever its size.
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    /// In the order of the text; of a repeated name, the last one counts.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// Where the text stops being JSON: the byte's position, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub position: usize,
}

/// A field that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, with the names of what holds it: `status.block_height`.
    pub field: String,
    /// What it should be: "an integer", "a string", "an address".
    pub expected: &'static str,
}

/// Arrays and objects within one another at most, so that a hostile text cannot exhaust the stack.
pub const DEPTH_LIMIT: u32 = 128;

/// Reads a whole text. Nesting deeper than [`DEPTH_LIMIT`] is an error.
///
/// Half of a surrogate pair (`"\ud83d"`) is read as U+FFFD: a token's odd name must not cost the row it stands in.
pub fn parse(text: &str) -> Result<Value<'_>, SyntaxError> {
    let mut reader = Reader { text, position: 0 };
    reader.document().ok_or(SyntaxError { position: reader.position })
}

impl<'a> Value<'a> {
    /// An object's field; none where it is missing, or where this is no object. A `null` is a field.
    pub fn field(&self, name: &str) -> Option<&Value<'a>> {
        self.fields()?.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The value at a dotted path, as in `status.block_height`. A `null` is as good as missing.
    pub fn at(&self, path: &str) -> Option<&Value<'a>> {
        path.split('.').try_fold(self, |value, name| value.field(name)).filter(|value| !value.is_null())
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn items(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The fields of an object, in the order of the text.
    pub fn fields(&self) -> Option<&[(Cow<'a, str>, Value<'a>)]> {
        match self {
            Value::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// A number or a string of decimal digits alone: `1.0`, `1e3`, `-1` and `"0x1"` are none.
    pub fn as_u128(&self) -> Option<u128> {
        self.as_amount().map(Amount::units)
    }

    /// As [`Value::as_u128`].
    pub fn as_u64(&self) -> Option<u64> {
        self.as_u128()?.try_into().ok()
    }

    /// As [`Value::as_u128`], in base units.
    pub fn as_amount(&self) -> Option<Amount> {
        Amount::parse(self.numeral()?)
    }

    /// As [`Value::as_u128`], with a minus sign or none.
    pub fn as_signed(&self) -> Option<Signed> {
        let numeral = self.numeral()?;
        let digits = numeral.strip_prefix('-');
        let magnitude = i128::try_from(Amount::parse(digits.unwrap_or(numeral))?.units()).ok()?;
        Some(Signed::from_units(if digits.is_some() { -magnitude } else { magnitude }))
    }

    fn numeral(&self) -> Option<&str> {
        match self {
            Value::Number(text) => Some(text),
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Readers of a field that must be there, by its dotted path.
impl<'a> Value<'a> {
    pub fn str_at(&self, path: &str) -> Result<&str, FieldError> {
        self.at(path).and_then(Value::as_str).ok_or_else(|| FieldError::new(path, "a string"))
    }

    pub fn bool_at(&self, path: &str) -> Result<bool, FieldError> {
        self.at(path).and_then(Value::as_bool).ok_or_else(|| FieldError::new(path, "true or false"))
    }

    pub fn u64_at(&self, path: &str) -> Result<u64, FieldError> {
        self.at(path).and_then(Value::as_u64).ok_or_else(|| FieldError::new(path, "an integer"))
    }

    pub fn u128_at(&self, path: &str) -> Result<u128, FieldError> {
        self.at(path).and_then(Value::as_u128).ok_or_else(|| FieldError::new(path, "an integer"))
    }

    /// An amount below [`Amount::ROW_LIMIT`], so that rows always add up.
    pub fn amount_at(&self, path: &str) -> Result<Amount, FieldError> {
        self.at(path)
            .and_then(Value::as_amount)
            .filter(|amount| amount.units() < Amount::ROW_LIMIT)
            .ok_or_else(|| FieldError::new(path, "an amount in base units"))
    }

    /// A difference of amounts, its magnitude below [`Amount::ROW_LIMIT`].
    pub fn signed_at(&self, path: &str) -> Result<Signed, FieldError> {
        self.at(path)
            .and_then(Value::as_signed)
            .filter(|signed| signed.magnitude().units() < Amount::ROW_LIMIT)
            .ok_or_else(|| FieldError::new(path, "a signed amount in base units"))
    }

    pub fn array_at(&self, path: &str) -> Result<&[Value<'a>], FieldError> {
        self.at(path).and_then(Value::items).ok_or_else(|| FieldError::new(path, "an array"))
    }

    pub fn object_at(&self, path: &str) -> Result<&Value<'a>, FieldError> {
        self.at(path)
            .filter(|value| value.fields().is_some())
            .ok_or_else(|| FieldError::new(path, "an object"))
    }
}

impl FieldError {
    pub fn new(field: &str, expected: &'static str) -> FieldError {
        FieldError { field: field.into(), expected }
    }

    /// The same error seen from what holds the value: `value` within `vin[3].prevout`.
    pub fn within(mut self, holder: &str) -> FieldError {
        self.field.insert(0, '.');
        self.field.insert_str(0, holder);
        self
    }

    /// The same error seen from the array that holds the value: `vin[3].value`.
    pub fn within_item(self, array: &str, index: usize) -> FieldError {
        self.within(&format!("{array}[{index}]"))
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "the text is not JSON at byte {}", self.position)
    }
}

impl std::error::Error for SyntaxError {}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} is not {}", self.field, self.expected)
    }
}

impl std::error::Error for FieldError {}

/// Each step gives none where the text breaks the grammar, and leaves `position` at the byte that does.
struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Option<Value<'a>> {
        let value = self.value(DEPTH_LIMIT)?;
        self.skip_space();
        (self.position == self.text.len()).then_some(value)
    }

    fn value(&mut self, depth_left: u32) -> Option<Value<'a>> {
        self.skip_space();
        match self.peek()? {
            b'{' => self.object(depth_left.checked_sub(1)?),
            b'[' => self.array(depth_left.checked_sub(1)?),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth_left: u32) -> Option<Value<'a>> {
        let mut fields = Vec::new();
        self.position += 1;
        self.skip_space();
        if self.take(b'}') {
            return Some(Value::Object(fields));
        }
        loop {
            self.skip_space();
            if self.peek()? != b'"' {
                return None;
            }
            let name = self.string()?;
            self.skip_space();
            self.expect(b':')?;
            fields.push((name, self.value(depth_left)?));
            self.skip_space();
            if !self.take(b',') {
                self.expect(b'}')?;
                return Some(Value::Object(fields));
            }
        }
    }

    fn array(&mut self, depth_left: u32) -> Option<Value<'a>> {
        let mut items = Vec::new();
        self.position += 1;
        self.skip_space();
        if self.take(b']') {
            return Some(Value::Array(items));
        }
        loop {
            items.push(self.value(depth_left)?);
            self.skip_space();
            if !self.take(b',') {
                self.expect(b']')?;
                return Some(Value::Array(items));
            }
        }
    }

    /// Reads a string from its opening quote on.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.position += 1;
        let mut unescaped = String::new();
        let mut start = self.position;
        loop {
            match self.peek()? {
                b'"' => {
                    let rest = self.text.get(start..self.position)?;
                    self.position += 1;
                    // Every escape leaves a character, so an empty buffer means that there was none.
                    if unescaped.is_empty() {
                        return Some(Cow::Borrowed(rest));
                    }
                    unescaped.push_str(rest);
                    return Some(Cow::Owned(unescaped));
                }
                b'\\' => {
                    unescaped.push_str(self.text.get(start..self.position)?);
                    self.position += 1;
                    unescaped.push(self.escape()?);
                    start = self.position;
                }
                0..0x20 => return None,
                _ => self.position += 1,
            }
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> Option<char> {
        let character = match self.peek()? {
            b'u' => {
                self.position += 1;
                return self.unicode_escape();
            }
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return None,
        };
        self.position += 1;
        Some(character)
    }

    /// Reads what follows `\u`, and the second half of a surrogate pair with it.
    fn unicode_escape(&mut self) -> Option<char> {
        let unit = self.hex4()?;
        if (0xd800..0xdc00).contains(&unit) {
            let after_first = self.position;
            if self.take(b'\\') && self.take(b'u') {
                let second = self.hex4()?;
                if (0xdc00..0xe000).contains(&second) {
                    return char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00));
                }
            }
            self.position = after_first;
        }
        Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.peek()?).to_digit(16)?;
            self.position += 1;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<Value<'a>> {
        let start = self.position;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        self.text.get(start..self.position).map(Value::Number)
    }

    /// Steps over one digit at least.
    fn digits(&mut self) -> Option<()> {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        (self.position > start).then_some(())
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Option<Value<'a>> {
        word.bytes().try_for_each(|byte| self.expect(byte))?;
        Some(value)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.position += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.position += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }
}
