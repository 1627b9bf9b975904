//! What others wrote, made fit to stand among our words; and how wide a text is, without a font at hand.

use crate::locale::Locale;
use crate::plain::{cut_last, find, has, host_of};
use crate::report::LangText;

/// Characters at most of a name or a label; the rest is an ellipsis.
const LIMIT: usize = 160;

/// A publisher's text in the reader's language, cleaned.
pub fn in_language(text: &LangText, locale: &Locale) -> String {
    clean(text.0.get(locale.tag()))
}

/// A text of others without control characters and bidi controls (UAX #9), which could reorder the words around it,
/// and of bounded length.
pub fn clean(text: &str) -> String {
    cleaned(text, LIMIT)
}

/// The same of any length.
pub fn whole(text: &str) -> String {
    cleaned(text, usize::MAX)
}

#[inline(never)]
fn cleaned(text: &str, mut room: usize) -> String {
    let mut clean = String::new();
    for character in text.chars() {
        if is_control(character) {
            continue;
        }
        if room == 0 {
            clean.push('…');
            break;
        }
        clean.push(character);
        room -= 1;
    }
    clean
}

fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The hosts or names of others, cleaned, as a list in words: "A", "A and B", "A, B and C".
pub fn list(items: &[&str], locale: &Locale) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(locale.word(if index + 1 == items.len() { "list.last" } else { "list.next" }));
        }
        text.push_str(&locale.isolated(&clean(item)));
    }
    text
}

/// A link that may be followed: https, or a loopback's http for a trial on one's own machine.
pub fn checked_url(url: &str) -> Option<&str> {
    let host = host_of(url);
    let scheme = &url[..find(url, "://")?];
    let may_follow = match scheme {
        "https" => !host.is_empty() && !has(host.as_bytes(), b'@'),
        "http" => {
            let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
            let name = cut_last(host, b':').filter(|(_, port)| digits(port)).map_or(host, |(name, _)| name);
            ["localhost", "127.0.0.1", "[::1]"].contains(&name)
        }
        _ => false,
    };
    (may_follow && !url.chars().any(|character| is_control(character) || is_odd_in_url(character)))
        .then_some(url)
}

/// White space (Unicode's `White_Space`, beyond controls), and what browsers read as a slash.
fn is_odd_in_url(character: char) -> bool {
    matches!(
        character,
        ' ' | '\\' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// About how wide a text is at a font size, in pixels, rather too wide than too narrow: no font is at hand here,
/// and a reader's font is not known.
pub fn width(text: &str, font_size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(advance).sum();
    (hundredths * font_size + 99) / 100
}

/// The text itself, or as much of it as fits with an ellipsis.
pub fn fit(text: &str, font_size: i32, room: i32) -> String {
    if width(text, font_size) <= room {
        return text.into();
    }
    let mut left = room * 100 - advance('…') * font_size;
    let mut cut = String::new();
    // What was isolated stays so: an end of it that is cut off is written again.
    let mut isolated = 0;
    for character in text.chars() {
        left -= advance(character) * font_size;
        if left < 0 {
            break;
        }
        isolated +=
            i32::from(matches!(character, '\u{2067}' | '\u{2068}')) - i32::from(character == '\u{2069}');
        cut.push(character);
    }
    cut.truncate(cut.trim_ascii_end().len());
    cut.push('…');
    for _ in 0..isolated {
        cut.push('\u{2069}');
    }
    cut
}

/// Advances in hundredths of the font size, seen in wide sans-serif fonts: of some characters, then of ranges. The first
/// that names a character holds.
const CHARACTERS: &[(&str, i32)] =
    &[("ijlI.,:;'|! \u{a0}\u{202f}·’", 32), ("tfr()[]-/", 42), ("mwMW%@…", 96)];
const RANGES: &[(char, char, i32)] = &[
    ('A', 'Z', 70),
    ('!', '~', 61),
    ('\u{2067}', '\u{2069}', 0),
    ('\u{200b}', '\u{200f}', 0),
    ('\u{300}', '\u{36f}', 0),
    ('\u{64b}', '\u{65f}', 0),
    ('\u{590}', '\u{6ff}', 60),
    ('\u{2010}', '\u{2015}', 60),
    ('\u{80}', '\u{52f}', 72),
];

/// Hundredths of the font size.
fn advance(character: char) -> i32 {
    for (characters, advance) in CHARACTERS {
        if characters.chars().any(|known| known == character) {
            return *advance;
        }
    }
    for (first, last, advance) in RANGES {
        if (first..=last).contains(&&character) {
            return *advance;
        }
    }
    104
}
