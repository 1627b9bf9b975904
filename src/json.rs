//! A small reader of JSON text (RFC 8259) that borrows from it, keeps every number as written,
//! and names the field at fault.
//!
//! Explorers' answers and campaign files go through it, in the browser and in the command alike: the browser's own
//! `JSON.parse` rounds integers above 2⁵³ − 1.

use crate::chain::Amount;
use crate::plain;
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
    let mut reader = Reader { text, position: 0, fault: None };
    let value = reader.value(DEPTH_LIMIT);
    reader.skip_space();
    if reader.position < text.len() {
        reader.fail();
    }
    match reader.fault {
        None => Ok(value),
        Some(position) => Err(SyntaxError { position }),
    }
}

impl<'a> Value<'a> {
    /// An object's field; none where it is missing, or where this is no object. A `null` is a field.
    pub fn field(&self, name: &str) -> Option<&Value<'a>> {
        self.fields()?.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The value at a dotted path, as in `status.block_height`. A `null` is as good as missing.
    pub fn at(&self, path: &str) -> Option<&Value<'a>> {
        let (mut value, mut rest) = (self, path);
        while let Some((name, below)) = plain::cut(rest, b'.') {
            value = value.field(name)?;
            rest = below;
        }
        value.field(rest).filter(|value| !value.is_null())
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
        match self {
            Value::Number(text) => Amount::parse(text),
            Value::String(text) => Amount::parse(text),
            _ => None,
        }
    }
}

impl FieldError {
    pub fn new(field: &str, expected: &'static str) -> FieldError {
        FieldError { field: field.into(), expected }
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

/// At a fault the text ends: what is read after it is empty, and the fault's position stays.
struct Reader<'a> {
    text: &'a str,
    position: usize,
    fault: Option<usize>,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth_left: u32) -> Value<'a> {
        self.skip_space();
        let start = self.position;
        match self.peek() {
            b'{' | b'[' if depth_left == 0 => self.fail(),
            b'{' => return self.object(depth_left - 1),
            b'[' => return self.array(depth_left - 1),
            b'"' => return Value::String(self.string()),
            b't' => return self.word("true", Value::Bool(true)),
            b'f' => return self.word("false", Value::Bool(false)),
            b'n' => return self.word("null", Value::Null),
            _ => self.number(),
        }
        Value::Number(&self.text[start..self.position])
    }

    fn object(&mut self, depth_left: u32) -> Value<'a> {
        let mut fields = Vec::new();
        let mut more = self.opens(b'}');
        while more {
            self.skip_space();
            let name = self.string();
            self.skip_space();
            self.expect(b':');
            fields.push((name, self.value(depth_left)));
            more = self.goes_on(b'}');
        }
        Value::Object(fields)
    }

    fn array(&mut self, depth_left: u32) -> Value<'a> {
        let mut items = Vec::new();
        let mut more = self.opens(b']');
        while more {
            items.push(self.value(depth_left));
            more = self.goes_on(b']');
        }
        Value::Array(items)
    }

    /// Steps over an opening bracket, and over the closing one where nothing is between them.
    fn opens(&mut self, close: u8) -> bool {
        self.position += 1;
        self.skip_space();
        !self.take(close)
    }

    /// Steps over the comma before another item, or over the closing bracket.
    fn goes_on(&mut self, close: u8) -> bool {
        self.skip_space();
        let more = self.take(b',');
        if !more {
            self.expect(close);
        }
        more
    }

    fn string(&mut self) -> Cow<'a, str> {
        self.expect(b'"');
        let mut unescaped = String::new();
        let mut start = self.position;
        loop {
            match self.peek() {
                byte @ (b'"' | b'\\') => {
                    let part = &self.text[start..self.position];
                    self.position += 1;
                    // Every escape leaves a character, so an empty buffer means that there was none.
                    if byte == b'"' && unescaped.is_empty() {
                        return Cow::Borrowed(part);
                    }
                    unescaped.push_str(part);
                    if byte == b'"' {
                        return Cow::Owned(unescaped);
                    }
                    unescaped.push(self.escape());
                    start = self.position;
                }
                0..0x20 => {
                    self.fail();
                    return Cow::Borrowed("");
                }
                _ => self.position += 1,
            }
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> char {
        let character = match self.peek() {
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
            _ => {
                self.fail();
                return char::REPLACEMENT_CHARACTER;
            }
        };
        self.position += 1;
        character
    }

    /// Reads what follows `\u`, and the second half of a surrogate pair with it.
    fn unicode_escape(&mut self) -> char {
        let mut unit = self.hex4();
        if (0xd800..0xdc00).contains(&unit) {
            let after_first = self.position;
            if self.take(b'\\') && self.take(b'u') {
                let second = self.hex4();
                if (0xdc00..0xe000).contains(&second) {
                    unit = 0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
                } else if self.fault.is_none() {
                    self.position = after_first;
                }
            } else {
                self.position = after_first;
            }
        }
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> u32 {
        let mut unit = 0;
        for _ in 0..4 {
            match char::from(self.peek()).to_digit(16) {
                Some(digit) => {
                    unit = unit << 4 | digit;
                    self.position += 1;
                }
                None => self.fail(),
            }
        }
        unit
    }

    fn number(&mut self) {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits();
        }
        if self.take(b'.') {
            self.digits();
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits();
        }
    }

    /// Steps over one digit at least.
    fn digits(&mut self) {
        if !self.peek().is_ascii_digit() {
            self.fail();
        }
        while self.peek().is_ascii_digit() {
            self.position += 1;
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Value<'a> {
        for byte in word.bytes() {
            self.expect(byte);
        }
        value
    }

    fn skip_space(&mut self) {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.peek() {
            self.position += 1;
        }
    }

    fn expect(&mut self, byte: u8) {
        if !self.take(byte) {
            self.fail();
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.position += usize::from(there);
        there
    }

    /// The next byte; 0, which no JSON has outside of its faults, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.position).copied().unwrap_or(0)
    }

    #[cold]
    #[inline(never)]
    fn fail(&mut self) {
        self.fault.get_or_insert(self.position);
        self.position = self.text.len();
    }
}
