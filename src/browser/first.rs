//! What `www/first.js` calls before the panel is there, by numbers and places in memory: there is no glue yet.

use crate::campaign::Glance;
use crate::first::First;
use crate::locale::Locale;

/// A first figure on its way, and the texts that go in and come out.
pub struct Begun {
    first: Option<First>,
    given: Vec<Vec<u8>>,
    said: String,
}

#[unsafe(no_mangle)]
pub extern "C" fn open() -> Box<Begun> {
    Box::new(Begun { first: None, given: Vec::new(), said: String::new() })
}

/// Room for a text of so many bytes, after those that were given before.
#[unsafe(no_mangle)]
pub extern "C" fn room(begun: &mut Begun, length: usize) -> *mut u8 {
    begun.given.push(vec![0; length]);
    begun.given.last_mut().map_or(std::ptr::null_mut(), |given| given.as_mut_ptr())
}

/// Reads the campaign that was given, a file's text or else one address. What is said is the URL to be asked for, or nothing where the
/// panel is to do all.
#[unsafe(no_mangle)]
pub extern "C" fn ask(begun: &mut Begun, is_file: bool) {
    let campaign = begun.text().and_then(|text| match is_file {
        true => Glance::of_file(&text),
        false => Glance::of_address(&text),
    });
    begun.first = campaign.and_then(First::new);
    begun.said = begun.first.as_ref().and_then(First::request).map_or(String::new(), |request| request.url);
}

/// Draws what the answer says, for a panel of that width, as of so many seconds since 1970. Before the answer were given a locale file's
/// text and the language wanted. What is said is the HTML of the head and of the net section, with a line's end between them, or nothing.
#[unsafe(no_mangle)]
pub extern "C" fn draw(begun: &mut Begun, width: u32, now: u32) {
    begun.said = begun.drawn(width, now).unwrap_or_default();
}

/// Where what was said begins. It is UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn said(begun: &Begun) -> *const u8 {
    begun.said.as_ptr()
}

#[unsafe(no_mangle)]
pub extern "C" fn said_length(begun: &Begun) -> usize {
    begun.said.len()
}

#[unsafe(no_mangle)]
pub extern "C" fn close(_: Box<Begun>) {}

impl Begun {
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
