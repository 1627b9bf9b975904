//! JSON on its way into a file: one row a line, the same text for the same value.

use crate::plain::{push_number, push_quoted};

/// A JSON text while it is written.
#[derive(Default)]
pub struct Writer {
    text: String,
    /// The next item of the innermost array or object needs no comma.
    is_first: bool,
}

impl Writer {
    pub fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    /// Opens an array or an object.
    pub fn open(&mut self, bracket: char) -> &mut Writer {
        self.comma();
        self.text.push(bracket);
        self.is_first = true;
        self
    }

    pub fn close(&mut self, bracket: char) -> &mut Writer {
        self.text.push(bracket);
        self.is_first = false;
        self
    }

    /// What follows stands in a line of its own.
    pub fn line(&mut self) -> &mut Writer {
        self.comma();
        self.text.push('\n');
        self.is_first = true;
        self
    }

    /// The name of the value that follows.
    pub fn name(&mut self, name: &str) -> &mut Writer {
        self.text(name);
        self.text.push(':');
        self.is_first = true;
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Writer {
        self.comma();
        push_quoted(&mut self.text, text);
        self
    }

    pub fn number(&mut self, number: u128) -> &mut Writer {
        self.comma();
        push_number(&mut self.text, number);
        self
    }

    pub fn flag(&mut self, flag: bool) -> &mut Writer {
        self.word(if flag { "true" } else { "false" })
    }

    pub fn null(&mut self) -> &mut Writer {
        self.word("null")
    }

    fn word(&mut self, word: &str) -> &mut Writer {
        self.comma();
        self.text += word;
        self
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.is_first) && !self.text.is_empty() {
            self.text.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn what_is_written_is_read() {
        let said = "\"a\\b\"\n\r\t\u{1}\u{1f} ليمون";
        let mut out = Writer::default();
        out.open('{')
            .name("a")
            .open('[')
            .line()
            .number(u128::MAX)
            .line()
            .text(said)
            .null()
            .flag(true)
            .close(']');
        out.name("b").open('{').close('}').close('}');
        let text = out.finish();
        assert_eq!(text.lines().count(), 3);
        let value = json::parse(&text).unwrap();
        let items = value.field("a").and_then(json::Value::items).unwrap();
        assert_eq!(items[0].as_u128(), Some(u128::MAX));
        assert_eq!(items[1].as_str(), Some(said));
        assert!(items[2].is_null());
        assert_eq!((items[3].as_bool(), items.len()), (Some(true), 4));
        assert_eq!(value.field("b").and_then(json::Value::fields).map(<[_]>::len), Some(0));
    }
}
