//! Lines of text set in several fonts and directions.
//!
//! usvg takes a paragraph for one that reads from left to right, and a whole run for one font's. So what reads in which
//! direction (UAX #9), and which font has which letter, is found here: a line becomes pieces of one direction and one font,
//! each in its place.

use super::fonts::Fonts;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use unicode_bidi::{BidiInfo, Level};

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    pub text: String,
    pub is_rtl: bool,
    pub is_bold: bool,
    /// Which of the fonts' families.
    pub family: usize,
}

/// A line's pieces, from left to right.
pub fn pieces(line: &str, is_rtl: bool, is_bold: bool, fonts: &Fonts) -> Vec<Piece> {
    let bidi = BidiInfo::new(line, Some(if is_rtl { Level::rtl() } else { Level::ltr() }));
    let mut pieces = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let is_rtl = levels.get(run.start).is_some_and(Level::is_rtl);
            let of_run = by_font(line.get(run).unwrap_or_default(), is_rtl, is_bold, fonts);
            if is_rtl {
                pieces.extend(of_run.into_iter().rev());
            } else {
                pieces.extend(of_run);
            }
        }
    }
    pieces
}

/// A run of one direction, cut where another font must go on, in the order of the text. What all fonts have stays with the
/// letters before it.
fn by_font(run: &str, is_rtl: bool, is_bold: bool, fonts: &Fonts) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for character in run.chars().filter(|character| !is_invisible(*character)) {
        let of_all = !character.is_alphanumeric();
        let before = pieces.last().map(|piece| piece.family);
        let stays = before.filter(|family| of_all && fonts.has(*family, is_bold, character));
        let family = stays.unwrap_or_else(|| fonts.family_of(character, is_bold));
        // A space at the end of a line stands, whatever the line's direction, where a line from left to right ends: so spaces
        // are pieces of their own.
        let is_like =
            |piece: &&mut Piece| piece.family == family && !piece.is_space() && !is_space(character);
        match pieces.last_mut().filter(is_like) {
            Some(piece) => piece.text.push(character),
            None => pieces.push(Piece { text: character.into(), is_rtl, is_bold, family }),
        }
    }
    pieces
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}')
}

/// Marks of direction have done their work.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A picture whose lines are set: each text in it becomes one for each of its pieces.
///
/// # Errors
///
/// Where the picture is no well-formed XML.
pub fn set(svg: &str, is_rtl: bool, fonts: &Fonts) -> Result<String, String> {
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::new());
    let said = |error: &dyn std::fmt::Display| format!("the picture is no XML: {error}");
    let mut line: Option<Line> = None;
    loop {
        let event = reader.read_event().map_err(|error| said(&error))?;
        match (event, &mut line) {
            (Event::Eof, _) => break,
            (Event::Start(tag), None) if tag.name().as_ref() == "text" => line = Some(Line::of(&tag)),
            (Event::Text(text), Some(line)) => line.text.push_str(&text.xml10_content()),
            (Event::GeneralRef(entity), Some(line)) => {
                let name = entity.xml10_content();
                line.text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or("\u{fffd}"));
            }
            (Event::End(_), Some(_)) => {
                for event in line.take().into_iter().flat_map(|line| line.events(is_rtl, fonts)) {
                    writer.write_event(event).map_err(|error| said(&error))?;
                }
            }
            (event, _) => writer.write_event(event).map_err(|error| said(&error))?,
        }
    }
    String::from_utf8(writer.into_inner()).map_err(|error| said(&error))
}

/// A text of a picture.
#[derive(Default)]
struct Line {
    text: String,
    x: f32,
    y: String,
    anchor: String,
    size: i32,
    is_bold: bool,
    class: String,
}

impl Line {
    fn of(tag: &BytesStart) -> Line {
        let mut line = Line::default();
        for attribute in tag.attributes().flatten() {
            let value = attribute.value.to_string();
            match attribute.key.as_ref() {
                "x" => line.x = value.parse().unwrap_or_default(),
                "y" => line.y = value,
                "text-anchor" => line.anchor = value,
                "font-size" => line.size = value.parse().unwrap_or_default(),
                "font-weight" => line.is_bold = value == "700",
                "class" => line.class = value,
                _ => {}
            }
        }
        line
    }

    fn events(self, is_rtl: bool, fonts: &Fonts) -> Vec<Event<'static>> {
        let pieces = pieces(&self.text, is_rtl, self.is_bold, fonts);
        let widths: Vec<f32> = pieces.iter().map(|piece| fonts.advance(piece, self.size)).collect();
        let whole: f32 = widths.iter().sum();
        let mut x = match (&*self.anchor, is_rtl) {
            ("middle", _) => self.x - whole / 2.0,
            ("end", false) | ("start", true) => self.x - whole,
            _ => self.x,
        };
        let mut events = Vec::new();
        for (piece, width) in pieces.iter().zip(widths) {
            let place = x;
            x += width;
            if piece.is_space() {
                continue;
            }
            let mut tag = BytesStart::new("text");
            for (name, value) in [
                ("class", self.class.clone()),
                ("x", format!("{place:.2}")),
                ("y", self.y.clone()),
                ("font-size", self.size.to_string()),
                ("font-weight", if self.is_bold { "700".into() } else { "400".into() }),
                ("font-family", fonts.quoted(piece.family)),
                ("xml:space", "preserve".into()),
            ] {
                tag.push_attribute((name, &*value));
            }
            events.push(Event::Start(tag));
            events.push(Event::Text(BytesText::new(&piece.embedded()).into_owned()));
            events.push(Event::End(quick_xml::events::BytesEnd::new("text")));
        }
        events
    }
}

impl Piece {
    pub fn is_space(&self) -> bool {
        self.text.chars().all(is_space)
    }

    /// With marks by which what is neither here nor there in it, as a full stop, keeps the piece's direction.
    pub fn embedded(&self) -> String {
        if self.is_rtl { format!("\u{2067}{}\u{2069}", self.text) } else { self.text.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Shelf;
    use super::*;
    use crate::cli::fragments::locale;

    fn shown(line: &str, is_rtl: bool) -> Vec<String> {
        let tag = if is_rtl { "ar" } else { "en" };
        let fonts = Shelf::read(&[]).unwrap().fonts(&locale(tag).unwrap());
        pieces(line, is_rtl, false, &fonts).into_iter().map(|piece| piece.text).collect()
    }

    /// From left to right, as UAX #9 has it.
    #[test]
    fn pieces_stand_in_the_order_they_are_seen_in() {
        assert_eq!(shown("5.02 million", false), ["5.02", " ", "million"]);
        assert_eq!(shown("حتى 14 مارس", true), ["مارس", " ", "14", " ", "حتى"]);
        assert_eq!(shown("كتلة \u{2068}a.io\u{2069}.", true), [".", "a.io", " ", "كتلة"]);
        assert_eq!(shown("of وصل 12 now", false), ["of", " ", "12", " ", "وصل", " ", "now"]);
    }

    #[test]
    fn no_letter_is_lost_and_marks_of_direction_are() {
        for line in ["\u{2067}الرصيد − 0.59 مليون\u{2069} · USDT", "a − b", ""] {
            for is_rtl in [false, true] {
                let mut letters: Vec<char> = shown(line, is_rtl).concat().chars().collect();
                let mut wanted: Vec<char> = line.chars().filter(|letter| !is_invisible(*letter)).collect();
                letters.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(letters, wanted);
            }
        }
    }
}
