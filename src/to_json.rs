//! Values written as JSON text. Deriving `Serialize` writes code for each pair of a field's type and a serializer; here a
//! field costs one call, and its name a place in a list of names.

use crate::plain;

/// JSON text that is being written, indented by two spaces a level.
#[derive(Default)]
pub struct Json {
    text: String,
    /// How many lists and objects are open.
    depth: usize,
    /// The names of the open object's fields that are still to come, a space after each.
    names: &'static str,
}

/// What can be written as JSON.
pub trait ToJson {
    fn write(&self, out: &mut Json);

    /// Writes it as the next field of the open object; nothing where there is nothing.
    fn put(&self, out: &mut Json) {
        out.name();
        self.write(out);
    }
}

/// A value as JSON text.
pub fn to_json(value: &dyn ToJson) -> String {
    let mut out = Json::default();
    value.write(&mut out);
    out.text
}

/// Makes objects of structs, their fields in the order named.
#[macro_export]
macro_rules! objects {
    ($($type:ty { $($field:ident),* $(,)? })*) => { $(
        impl $crate::to_json::ToJson for $type {
            fn write(&self, out: &mut $crate::to_json::Json) {
                let outer = out.object(concat!($(stringify!($field), " "),*));
                $(self.$field.put(out);)*
                out.end_object(outer);
            }
        }
    )* };
}

impl Json {
    /// Begins an object of these fields; gives what is still to come of the one around it.
    pub fn object(&mut self, names: &'static str) -> &'static str {
        self.begin('{');
        std::mem::replace(&mut self.names, names)
    }

    pub fn end_object(&mut self, outer: &'static str) {
        self.names = outer;
        self.end('}');
    }

    /// Begins a list or an object, as its bracket says.
    pub fn begin(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth += 1;
    }

    pub fn end(&mut self, bracket: char) {
        self.depth -= 1;
        if !self.is_at_first() {
            self.line();
        }
        self.text.push(bracket);
    }

    /// Begins an item, or a field's name.
    pub fn item(&mut self) {
        if !self.is_at_first() {
            self.text.push(',');
        }
        self.line();
    }

    pub fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.text.push('\\'),
                '\0'..' ' => {
                    self.text += if character < '\u{10}' { "\\u000" } else { "\\u001" };
                    self.text.push(char::from(b"0123456789abcdef"[character as usize % 16]));
                    continue;
                }
                _ => {}
            }
            self.text.push(character);
        }
        self.text.push('"');
    }

    /// Writes a name and what stands between it and its value.
    pub fn key(&mut self, name: &str) {
        self.item();
        self.quoted(name);
        self.text += ": ";
    }

    fn name(&mut self) {
        let name = self.next_name();
        self.key(name);
    }

    fn next_name(&mut self) -> &'static str {
        let (name, rest) = plain::cut(self.names, b' ').unwrap_or_default();
        self.names = rest;
        name
    }

    fn line(&mut self) {
        self.text.push('\n');
        for _ in 0..self.depth {
            self.text += "  ";
        }
    }

    /// No item has been written since the bracket. No text ends with one: its quotation mark follows.
    fn is_at_first(&self) -> bool {
        matches!(self.text.as_bytes(), [.., b'[' | b'{'])
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, out: &mut Json) {
        match self {
            Some(value) => value.write(out),
            None => out.text += "null",
        }
    }

    fn put(&self, out: &mut Json) {
        match self {
            Some(value) => value.put(out),
            None => _ = out.next_name(),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut Json) {
        out.begin('[');
        for item in self {
            out.item();
            item.write(out);
        }
        out.end(']');
    }
}

impl ToJson for bool {
    fn write(&self, out: &mut Json) {
        out.text += if *self { "true" } else { "false" };
    }
}

impl ToJson for u64 {
    fn write(&self, out: &mut Json) {
        plain::push_number(&mut out.text, (*self).into());
    }
}

impl ToJson for u32 {
    fn write(&self, out: &mut Json) {
        u64::from(*self).write(out);
    }
}

impl ToJson for u8 {
    fn write(&self, out: &mut Json) {
        u64::from(*self).write(out);
    }
}

impl ToJson for str {
    fn write(&self, out: &mut Json) {
        out.quoted(self);
    }
}

impl ToJson for String {
    fn write(&self, out: &mut Json) {
        out.quoted(self);
    }
}

impl ToJson for &str {
    fn write(&self, out: &mut Json) {
        out.quoted(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sample {
        a: Option<u32>,
        c: Vec<u64>,
        d: &'static str,
        e: Option<bool>,
        f: Inner,
    }

    struct Inner {
        g: Option<String>,
        h: Vec<Option<u8>>,
    }

    objects! {
        Sample { a, c, d, e, f }
        Inner { g, h }
    }

    #[test]
    fn fields_that_are_not_there_are_left_out() {
        let inner = Inner { g: None, h: vec![] };
        let sample = Sample { a: None, c: vec![7, u64::MAX], d: "[", e: Some(true), f: inner };
        let text = r#"{
  "c": [
    7,
    18446744073709551615
  ],
  "d": "[",
  "e": true,
  "f": {
    "h": []
  }
}"#;
        assert_eq!(to_json(&sample), text);
    }

    #[test]
    fn it_is_the_text_that_serde_json_writes() {
        let texts: Vec<String> =
            ["", "a\"b\\c/", "\u{1}\u{1f}\u{b}\u{7f}é\u{2028}😀"].map(String::from).into();
        assert_eq!(to_json(&texts), serde_json::to_string_pretty(&texts).unwrap());
        let newline = to_json(&String::from("a\nb"));
        assert_eq!(serde_json::from_str::<String>(&newline).unwrap(), "a\nb");
        assert_eq!(to_json(&vec![Some(1u8), None]), serde_json::to_string_pretty(&[Some(1), None]).unwrap());
    }
}
