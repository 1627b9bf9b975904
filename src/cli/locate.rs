//! Where in a campaign file's text a field stands, for the editor's cursor.

/// Line and column of a field that a problem names, as in `labels[3].url`: of its value, else of what should hold it.
/// Both are counted from 1, the column in characters. The text is JSON; the whole of it is at its first character.
pub fn place(text: &str, field: &str) -> (usize, usize) {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.skip_space();
    let mut rest = field;
    while !rest.is_empty() {
        let (step, after) = next_step(rest);
        let start = reader.at;
        let found = match step {
            Step::Field(name) => reader.enter_object(text, name),
            Step::Item(index) => reader.enter_array(index),
        };
        if !found {
            reader.at = start;
            break;
        }
        rest = after;
    }
    let before = text.get(..reader.at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.trim_start_matches('\u{feff}').chars().count() + 1)
}

/// What is most likely wrong at a place from which on a text is not JSON, and how to mend it. Counted as in [`place`].
pub fn slip(text: &str, line: usize, column: usize) -> Option<&'static str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let in_line: usize = text[line_start..].chars().take(column - 1).map(char::len_utf8).sum();
    let (before, from) = text.split_at(line_start + in_line);
    match (before.trim_end().chars().next_back(), from.chars().next()) {
        (None, None) => Some("the file is empty"),
        (_, None) => Some("it ends before all that was begun is closed"),
        (Some(','), Some('}' | ']')) => Some("the comma before it is one too many"),
        (Some('"' | '}' | ']' | 'e' | 'l' | '0'..='9'), Some('"' | '{' | '[')) => {
            Some("a comma or a colon is missing before it")
        }
        (_, Some('“' | '”' | '„' | '«' | '\'')) => {
            Some("texts and names of fields stand in plain quotation marks, \"…\"")
        }
        (_, Some('/' | '#')) => Some("there are no comments in JSON"),
        (_, Some('\n' | '\r')) => Some("a line break within a text is written \\n"),
        (Some('"'), Some(letter)) if letter.is_alphanumeric() => {
            Some("a quotation mark within a text is written \\\"")
        }
        _ => None,
    }
}

enum Step<'f> {
    Field(&'f str),
    Item(usize),
}

fn next_step(field: &str) -> (Step<'_>, &str) {
    if let Some((index, after)) = field.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && let Ok(index) = index.parse()
    {
        return (Step::Item(index), after.strip_prefix('.').unwrap_or(after));
    }
    let end = field.find(['.', '[']).unwrap_or(field.len());
    let (name, after) = field.split_at(end);
    (Step::Field(name), after.strip_prefix('.').unwrap_or(after))
}

/// Goes through text that is JSON, or stops where it is not.
struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    /// Goes to the value of an object's last field of a name.
    fn enter_object(&mut self, text: &str, name: &str) -> bool {
        if !self.take(b'{') {
            return false;
        }
        let mut found = None;
        while self.peek() == b'"' {
            let start = self.at;
            self.skip_value();
            let key = text.get(start..self.at).and_then(|key| crate::json::parse(key).ok());
            let is_it = key.as_ref().and_then(|key| key.as_str()) == Some(name);
            self.take(b':');
            if is_it {
                found = Some(self.at);
            }
            self.skip_value();
            if !self.take(b',') {
                break;
            }
        }
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    fn enter_array(&mut self, index: usize) -> bool {
        if !self.take(b'[') {
            return false;
        }
        for _ in 0..index {
            self.skip_value();
            if !self.take(b',') {
                return false;
            }
        }
        self.peek() != b']'
    }

    /// Steps over a value, and over the space behind it.
    fn skip_value(&mut self) {
        let mut depth = 0;
        loop {
            match self.peek() {
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                0 | b'}' | b']' | b',' | b':' => break,
                _ => self.skip_word(),
            }
            self.skip_space();
            if depth == 0 {
                break;
            }
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while !matches!(self.peek(), b'"' | 0) {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    /// A number, or `true` and its like.
    fn skip_word(&mut self) {
        while !matches!(self.peek(), 0 | b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' | b'}' | b']' | b'"') {
            self.at += 1;
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') || self.is_order_mark() {
            self.at += 1;
        }
    }

    /// Whether it is within a byte order mark at the start.
    fn is_order_mark(&self) -> bool {
        self.at < 3 && self.bytes.starts_with(b"\xef\xbb\xbf")
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == byte;
        if is_there {
            self.at += 1;
            self.skip_space();
        }
        is_there
    }

    /// The next byte; 0 at the end.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  "name": {"en": "A", "ar": "ب"},
  "a\u0062": 1, "ب": [1,
  {"x": [[], {"y": "]\""}, -1.5e3 ], "url": "here"}, null ],
  "name": "last"
}"#;

    #[test]
    fn a_field_is_where_its_value_begins_and_a_missing_one_where_its_holder_does() {
        for (field, expected) in [
            ("", (1, 1)),
            ("name", (5, 11)),
            ("ab", (3, 14)),
            ("ب", (3, 22)),
            ("ب[0]", (3, 23)),
            ("ب[1]", (4, 3)),
            ("ب[1].url", (4, 45)),
            ("ب[1].x[1].y", (4, 20)),
            ("ب[1].x[2]", (4, 28)),
            ("ب[2]", (4, 54)),
            ("ب[1].label", (4, 3)),
            ("ب[3]", (3, 22)),
            ("nothing[1].at", (1, 1)),
        ] {
            assert_eq!(place(TEXT, field), expected, "{field}");
        }
        assert_eq!(place("\u{feff}{\"a\": 1}", "a"), (1, 7));
        assert_eq!(place("\u{feff}{\"a\": 1}", ""), (1, 1));
    }

    #[test]
    fn no_text_and_no_field_makes_it_panic() {
        for field in ["", "name", "ب[1].x[1].y", "[", "[9999999999999999999999]", "..", "a[0"] {
            for end in (0..=TEXT.len()).filter(|end| TEXT.is_char_boundary(*end)) {
                place(&TEXT[..end], field);
                place(&TEXT[end..], field);
            }
        }
    }
}
