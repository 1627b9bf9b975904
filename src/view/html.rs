//! HTML and SVG text from templates, without a way round escaping.
//!
//! A template is a `&'static str` of this program's own; whatever is put into it is escaped. In a template `{}` is the
//! next value and `{some.key}` a word of the reader's language. A macro that writes code for every tag (maud) made
//! the panel's wasm a tenth larger than one small reader of templates does.

use crate::locale::Locale;

/// HTML that is being written.
pub struct Html<'a> {
    text: String,
    locale: &'a Locale,
}

/// What can be put into a template.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// Escaped.
    Text(&'a str),
    Number(i32),
}

impl<'a> Html<'a> {
    pub fn new(locale: &'a Locale) -> Html<'a> {
        Html { text: String::new(), locale }
    }

    /// Writes a template with its places filled. A place without a value stays empty.
    pub fn put(&mut self, template: &'static str, values: &[Value]) {
        let mut values = values.iter();
        let mut rest = template;
        while let Some((before, place)) = rest.split_once('{') {
            self.text.push_str(before);
            let (key, after) = place.split_once('}').unwrap_or((place, ""));
            if key.is_empty() {
                match values.next() {
                    Some(Value::Text(text)) => escape(&mut self.text, text),
                    Some(Value::Number(number)) => push_number(&mut self.text, *number),
                    None => {}
                }
            } else {
                escape(&mut self.text, self.locale.word(key));
            }
            rest = after;
        }
        self.text.push_str(rest);
    }

    /// Writes a template without values.
    pub fn raw(&mut self, template: &'static str) {
        self.put(template, &[]);
    }

    /// Writes a text, escaped.
    pub fn text(&mut self, text: &str) {
        escape(&mut self.text, text);
    }

    pub fn into_string(self) -> String {
        self.text
    }
}

/// Fit for an element's content and for an attribute in double quotes.
fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(character),
        }
    }
}

fn push_number(html: &mut String, number: i32) {
    let mut digits = [0; 10];
    let mut start = digits.len();
    let mut left = number.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        html.push('-');
    }
    for digit in &digits[start..] {
        html.push(char::from(*digit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_escaped() {
        let locale = Locale::parse(include_str!("../../www/locale/en.json")).expect("a good file");
        let mut html = Html::new(&locale);
        html.put(
            "<b a=\"{}\">{}{action.stop}{}</b>",
            &[Value::Text("\"><i>&"), Value::Number(-2_147_483_648), Value::Text("{action.stop}{}")],
        );
        let expected = "<b a=\"&quot;&gt;&lt;i&gt;&amp;\">-2147483648Stop{action.stop}{}</b>";
        assert_eq!(html.into_string(), expected);
    }
}
