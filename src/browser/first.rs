//! What `www/first.js` calls before the panel is there, by numbers and places in memory: there is no glue yet.

use crate::campaign::Glance;
use crate::first::First;
use crate::locale::Locale;

/// A first figure on its way, and the texts that go in and come out.
pub struct Ahead {
    first: Option<First>,
    given: Vec<Vec<u8>>,
    said: String,
}

#[unsafe(no_mangle)]
pub extern "C" fn open() -> Box<Ahead> {
    Box::new(Ahead { first: None, given: Vec::new(), said: String::new() })
}

/// Room for a text of so many bytes, after those that were given before.
#[unsafe(no_mangle)]
pub extern "C" fn room(ahead: &mut Ahead, length: usize) -> *mut u8 {
    ahead.given.push(vec![0; length]);
    ahead.given.last_mut().map_or(std::ptr::null_mut(), |given| given.as_mut_ptr())
}

/// Reads the campaign that was given, a file's text or else one address. What is said is the URL to be asked for, or nothing where the
/// panel is to do all.
#[unsafe(no_mangle)]
pub extern "C" fn ask(ahead: &mut Ahead, is_file: bool) {
    let campaign = ahead.text().and_then(|text| match is_file {
        true => Glance::of_file(&text),
        false => Glance::of_address(&text),
    });
    ahead.first = campaign.and_then(First::new);
    ahead.said = ahead.first.as_ref().and_then(First::request).map_or(String::new(), |request| request.url);
}

/// Draws what the answer says, for a panel of that width, as of so many seconds since 1970. Before the answer were given a locale file's
/// text and the language wanted. What is said is the HTML of the head and of the net section, with a line's end between them, or nothing.
#[unsafe(no_mangle)]
pub extern "C" fn draw(ahead: &mut Ahead, width: u32, now: u32) {
    ahead.said = ahead.drawn(width, now).unwrap_or_default();
}

/// Where what was said begins. It is UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn said(ahead: &Ahead) -> *const u8 {
    ahead.said.as_ptr()
}

#[unsafe(no_mangle)]
pub extern "C" fn said_length(ahead: &Ahead) -> usize {
    ahead.said.len()
}

#[unsafe(no_mangle)]
pub extern "C" fn close(_: Box<Ahead>) {}

impl Ahead {
    /// The text that was given last.
    fn text(&mut self) -> Option<String> {
        // SAFETY: `www/first.js` gives what a TextEncoder wrote.
        self.given.pop().map(|text| unsafe { String::from_utf8_unchecked(text) })
    }

    fn drawn(&mut self, width: u32, now: u32) -> Option<String> {
        let (answer, tag, words) = (self.text()?, self.text()?, self.text()?);
        let first = self.first.as_ref()?;
        let received = first.received(&answer, now.into())?;
        let locale = Locale::parse_for(&words, &tag).ok()?;
        let [mut drawn, net] = first.drawn(received, width, &locale);
        drawn.push('\n');
        drawn.push_str(&net);
        Some(drawn)
    }
}
