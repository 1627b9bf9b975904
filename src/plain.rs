//! Numbers as text and cuts in texts, in plain loops: `core::fmt` and `str::pattern` would be six kilobytes of wasm.

/// Appends a number in decimal digits.
pub fn push_number(out: &mut String, number: u128) {
    let mut digits = [0; 39];
    let mut start = digits.len();
    let mut left = number;
    loop {
        start -= 1;
        let (rest, digit) = divide(left, 10);
        digits[start] = b'0' + digit as u8;
        left = rest;
        if left == 0 {
            break;
        }
    }
    digits[start..].iter().for_each(|digit| out.push(char::from(*digit)));
}

/// Appends a text as JSON has it, in quotes.
pub fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..' ' => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(HEX[character as usize >> 4]));
                out.push(char::from(HEX[character as usize & 15]));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Appends an item's place in a list, as in the path `vin[3]`.
pub fn push_index(path: &mut String, index: usize) {
    path.push('[');
    push_number(path, index as u128);
    path.push(']');
}

/// Quotient and remainder, where `by` is not 0. The compiler's own for 128 bits is a kilobyte of wasm.
#[inline(never)]
pub fn divide(number: u128, by: u128) -> (u128, u128) {
    if let (Ok(number), Ok(by)) = (u64::try_from(number), u64::try_from(by)) {
        return ((number / by).into(), (number % by).into());
    }
    let (mut quotient, mut rest) = (0, 0);
    for bit in (0..128 - number.leading_zeros()).rev() {
        // What falls off the top when the rest is doubled is made good by the subtraction.
        let carried = rest >> 127 == 1;
        rest = rest << 1 | (number >> bit & 1);
        quotient <<= 1;
        if carried || rest >= by {
            rest = rest.wrapping_sub(by);
            quotient |= 1;
        }
    }
    (quotient, rest)
}

/// A number in decimal digits.
pub fn number(number: u128) -> String {
    let mut out = String::new();
    push_number(&mut out, number);
    out
}

/// Reads decimal digits alone: no sign, point, exponent or space; none where it is more than a `u128` holds.
pub fn parse_number(digits: &str) -> Option<u128> {
    let mut number: u128 = 0;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(u128::from(byte - b'0'))?;
    }
    (!digits.is_empty()).then_some(number)
}

/// Appends bytes as hexadecimal digits.
pub fn push_hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }));
        }
    }
}

/// Reads a number in hexadecimal digits; none where it does not fit. No digits are 0, as some servers write it.
pub fn parse_hex(digits: &str) -> Option<u128> {
    let mut number: u128 = 0;
    for byte in digits.bytes() {
        let digit = char::from(byte).to_digit(16)?;
        if number >> 124 != 0 {
            return None;
        }
        number = number << 4 | u128::from(digit);
    }
    Some(number)
}

/// Which of some names it is.
pub fn named(name: &str, names: &[&str]) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// `10^power`, or the largest number where that is larger.
#[inline(never)]
pub fn power_of_ten(power: u32) -> u128 {
    let mut product: u128 = 1;
    for _ in 0..power.min(39) {
        product = product.saturating_mul(10);
    }
    product
}

/// What stands before and after the first of an ASCII character.
pub fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((&text[..place], &text[place + 1..]))
}

/// As [`cut`]; all of it and nothing where the character is not there.
#[inline(never)]
pub fn parted(text: &str, at: u8) -> (&str, &str) {
    cut(text, at).unwrap_or((text, ""))
}

/// What stands before and after the last of an ASCII character.
pub fn cut_last(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().rposition(|byte| byte == at)?;
    Some((&text[..place], &text[place + 1..]))
}

/// What stands between an ASCII character, wherever it is: one part at least.
pub fn split(text: &str, at: u8) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((part, after)) = cut(rest, at) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Whether a byte is among others.
#[inline(never)]
#[expect(clippy::manual_contains, reason = "`contains` brings a search for long texts")]
pub fn has(bytes: &[u8], byte: u8) -> bool {
    bytes.iter().any(|known| *known == byte)
}

/// What stands before the first of some ASCII characters; all of it where there is none.
pub fn before<'t>(text: &'t str, ends: &[u8]) -> &'t str {
    let end = text.bytes().position(|byte| has(ends, byte));
    &text[..end.unwrap_or(text.len())]
}

/// The place of a part in a text.
pub fn find(text: &str, part: &str) -> Option<usize> {
    let last = text.len().checked_sub(part.len())?;
    (0..=last).find(|&start| text.as_bytes()[start..].starts_with(part.as_bytes()))
}

/// The host of a URL, with its port, as its text.
pub fn host_of(url: &str) -> &str {
    before(&url[find(url, "://").map_or(0, |scheme| scheme + 3)..], b"/?#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_and_parse() {
        for (digits, expected) in [("0", 0), ("7", 7), ("1020", 1020), (&u128::MAX.to_string(), u128::MAX)] {
            assert_eq!(number(expected), digits);
            assert_eq!(parse_number(digits), Some(expected));
        }
        assert_eq!(parse_number("007"), Some(7));
        let mut path = String::from("vin");
        push_index(&mut path, 30);
        assert_eq!(path, "vin[30]");
        for bad in ["", "-1", "+1", "1.0", "1e3", " 1", "٣", "340282366920938463463374607431768211456"] {
            assert_eq!(parse_number(bad), None, "{bad}");
        }
    }

    #[test]
    fn divides_as_the_compiler_does() {
        let numbers =
            [0, 1, 9, 10, 1 << 63, u128::from(u64::MAX), 1 << 64, 10_u128.pow(38), u128::MAX - 1, u128::MAX];
        for number in numbers {
            for by in numbers.into_iter().filter(|by| *by > 0) {
                assert_eq!(divide(number, by), (number / by, number % by), "{number} by {by}");
            }
        }
    }

    #[test]
    fn texts_are_cut_and_searched() {
        assert_eq!(cut("a=b=c", b'='), Some(("a", "b=c")));
        assert_eq!(cut("é=", b'='), Some(("é", "")));
        assert_eq!(cut("abc", b'='), None);
        assert_eq!((parted("a=b", b'='), parted("abc", b'=')), (("a", "b"), ("abc", "")));
        assert_eq!((named("b", &["a", "b"]), named("c", &["a", "b"])), (Some(1), None));
        assert_eq!(cut_last("a=b=c", b'='), Some(("a=b", "c")));
        assert_eq!(split("a=é=", b'='), ["a", "é", ""]);
        assert_eq!(split("", b'='), [""]);
        assert_eq!(before("host:80/path", b"/:"), "host");
        assert_eq!(before("host", b"/:"), "host");
        assert_eq!(host_of("https://a.example:80/b?c://d"), "a.example:80");
        assert_eq!((host_of("https://a.example#b"), host_of("a.example/b")), ("a.example", "a.example"));
        assert_eq!(find("https://é", "://"), Some(5));
        assert_eq!(find("abab", "ab"), Some(0));
        assert_eq!(find("ab", "abc"), None);
        assert_eq!(find("ab", "b"), Some(1));
    }
}
