//! The fonts of pictures: which of those on this machine, in an order of our own, so that the same fonts give the same
//! bytes whatever order the system lists them in.

use super::lines::{Piece, pieces};
use crate::locale::Locale;
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Stretch, Style, Weight};
use resvg::usvg::{FontResolver, Node, Options, Tree};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Families for the languages that have letters of their own, then those for all, the better one first.
const FAMILIES: [(&str, &[&str]); 4] = [
    ("ar", &ARABIC),
    // Persian has Arabic letters and some of its own, which all of these have.
    ("fa", &ARABIC),
    ("he", &["Noto Sans Hebrew", "Arial Hebrew", "Segoe UI", "Arial", "Tahoma"]),
    (
        "",
        &["Noto Sans", "Open Sans", "DejaVu Sans", "Liberation Sans", "Helvetica Neue", "Arial", "FreeSans"],
    ),
];

const ARABIC: [&str; 7] =
    ["Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi Arabic", "Amiri", "Geeza Pro", "Segoe UI", "Tahoma"];

/// The size that widths are measured at: the advances of a font are in parts of its em.
const EM: i32 = 1_000;

/// All fonts of this machine, and the files that the publisher names, which go before them.
pub struct Shelf {
    system: Database,
    named: Database,
}

/// Fonts for one language.
pub struct Fonts {
    database: Arc<Database>,
    /// In the order in which they are asked for a letter.
    families: Vec<Family>,
    language: String,
    is_rtl: bool,
    seen: RefCell<Seen>,
}

struct Family {
    name: String,
    regular: ID,
    bold: ID,
}

/// What was looked up.
#[derive(Default)]
struct Seen {
    has: HashMap<(ID, char), bool>,
    /// Widths at the size [`EM`].
    widths: HashMap<Piece, f32>,
    /// Characters that no font has.
    missing: Vec<char>,
}

impl Shelf {
    /// # Errors
    ///
    /// A file that cannot be read, or that holds no font.
    pub fn read(files: &[PathBuf]) -> Result<Shelf, String> {
        let mut shelf = Shelf { system: Database::new(), named: Database::new() };
        for file in files {
            let before = shelf.named.len();
            shelf.named.load_font_file(file).map_err(|error| format!("{}: {error}", file.display()))?;
            if shelf.named.len() == before {
                return Err(format!("{}: there is no font in it", file.display()));
            }
        }
        shelf.system.load_system_fonts();
        Ok(shelf)
    }

    /// The fonts for a language.
    pub fn fonts(&self, locale: &Locale) -> Fonts {
        let language = locale.tag().split('-').next().unwrap_or_default();
        let mut names: Vec<(&Database, &str)> = Vec::new();
        for face in self.named.faces() {
            names.extend(face.families.first().map(|(name, _)| (&self.named, &**name)));
        }
        for (_, of_language) in FAMILIES.iter().filter(|(of, _)| of.is_empty() || *of == language) {
            names.extend(of_language.iter().map(|name| (&self.system, *name)));
        }
        let mut database = Database::new();
        let mut families: Vec<Family> = Vec::new();
        for (from, name) in names {
            let [regular, bold] = [Weight::NORMAL, Weight::BOLD].map(|weight| face(from, name, weight));
            if let Some(one) = regular.or(bold).filter(|_| families.iter().all(|family| family.name != name))
            {
                let mut take = |face: &FaceInfo| database.push_face_info(face.clone());
                let regular = take(regular.unwrap_or(one));
                let bold = bold.map_or(regular, take);
                families.push(Family { name: name.into(), regular, bold });
            }
        }
        Fonts {
            database: Arc::new(database),
            families,
            language: language.into(),
            is_rtl: locale.is_rtl(),
            seen: RefCell::default(),
        }
    }
}

/// An upright face of a family; of several the one whose name and file come first.
fn face<'a>(database: &'a Database, family: &str, weight: Weight) -> Option<&'a FaceInfo> {
    let is_it = |face: &&FaceInfo| {
        face.families.iter().any(|(name, _)| name == family)
            && (face.weight, face.style, face.stretch) == (weight, Style::Normal, Stretch::Normal)
    };
    let place = |face: &&FaceInfo| (face.post_script_name.clone(), format!("{:?}", face.source), face.index);
    database.faces().filter(is_it).min_by_key(place)
}

impl Fonts {
    fn id(&self, family: usize, is_bold: bool) -> Option<ID> {
        self.families.get(family).map(|family| if is_bold { family.bold } else { family.regular })
    }

    /// Whether a family has a character.
    pub fn has(&self, family: usize, is_bold: bool, character: char) -> bool {
        let Some(id) = self.id(family, is_bold) else { return false };
        let look = || {
            let has = |data: &[u8], index| {
                let font = FontRef::from_index(data, index).ok()?;
                font.charmap().map(character).filter(|glyph| glyph.to_u32() != 0)
            };
            self.database.with_face_data(id, has).flatten().is_some()
        };
        *self.seen.borrow_mut().has.entry((id, character)).or_insert_with(look)
    }

    /// The first family that has a character. One that none has is noted.
    pub fn family_of(&self, character: char, is_bold: bool) -> usize {
        let found = (0..self.families.len()).find(|family| self.has(*family, is_bold, character));
        if found.is_none() {
            self.seen.borrow_mut().missing.push(character);
        }
        found.unwrap_or_default()
    }

    /// For `font-family`.
    pub fn quoted(&self, family: usize) -> String {
        self.families.get(family).map(|family| format!("'{}'", family.name)).unwrap_or_default()
    }

    /// A picture with its texts as outlines.
    ///
    /// # Errors
    ///
    /// Characters that no font has, or a picture that is none.
    pub fn tree(&self, svg: &str) -> Result<Tree, String> {
        let seen = self.seen.borrow();
        if self.families.is_empty() || !seen.missing.is_empty() {
            return Err(self.no_font(&seen.missing));
        }
        drop(seen);
        self.outlines(svg)
    }

    fn outlines(&self, svg: &str) -> Result<Tree, String> {
        let fontdb = self.database.clone();
        // Each piece names the font that has all of it: no other is looked for.
        let none = Box::new(|_: char, _: &[ID], _: &mut Arc<Database>| None);
        let font_resolver = FontResolver { select_fallback: none, ..FontResolver::default() };
        let options = Options { fontdb, font_resolver, ..Options::default() };
        Tree::from_str(svg, &options).map_err(|error| error.to_string())
    }

    fn no_font(&self, missing: &[char]) -> String {
        let mut letters: Vec<String> = Vec::new();
        for character in missing {
            let letter = format!("{character} (U+{:04X})", u32::from(*character));
            if letters.len() < 4 && !letters.contains(&letter) {
                letters.push(letter);
            }
        }
        format!(
            "card.{}.png: no font here has {}. Name one with --font FILE; on Debian, apt-get install fonts-noto-core",
            self.language,
            if letters.is_empty() { "its letters".into() } else { letters.join(", ") }
        )
    }

    /// How wide a line of text is, in pixels.
    pub fn width(&self, text: &str, size: i32, is_bold: bool) -> i32 {
        let pieces = pieces(text, self.is_rtl, is_bold, self);
        pieces.iter().map(|piece| self.advance(piece, size)).sum::<f32>().ceil() as i32
    }

    /// How wide a piece of a line is, in pixels.
    pub fn advance(&self, piece: &Piece, size: i32) -> f32 {
        let known = self.seen.borrow().widths.get(piece).copied();
        let width = known.unwrap_or_else(|| {
            let width = self.measure(piece);
            self.seen.borrow_mut().widths.insert(piece.clone(), width);
            width
        });
        width * size as f32 / EM as f32
    }

    fn measure(&self, piece: &Piece) -> f32 {
        if piece.is_space() {
            return self.space(piece).unwrap_or_default();
        }
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text xml:space=\"preserve\" font-family=\"{}\" \
             font-size=\"{EM}\" font-weight=\"{}\">{}</text></svg>",
            self.quoted(piece.family),
            if piece.is_bold { 700 } else { 400 },
            quick_xml::escape::escape(piece.embedded())
        );
        // Where it cannot be measured, the picture itself cannot be set either, and says so.
        let Ok(tree) = self.outlines(&svg) else { return 0.0 };
        let width = |node: &Node| match node {
            Node::Text(text) => text.bounding_box().width(),
            _ => 0.0,
        };
        tree.root().children().iter().map(width).sum()
    }

    /// The width of a space, which has no outline to measure.
    fn space(&self, piece: &Piece) -> Option<f32> {
        let advance = |data: &[u8], index| {
            let font = FontRef::from_index(data, index).ok()?;
            let metrics = font.glyph_metrics(Size::new(EM as f32), LocationRef::default());
            metrics.advance_width(font.charmap().map(' ')?)
        };
        let id = self.id(piece.family, piece.is_bold)?;
        self.database.with_face_data(id, advance).flatten()
    }
}
