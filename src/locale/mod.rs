//! Words, numbers, dates and direction of a language. A language is one JSON file in `www/locale/`.

/// A language, read from its file.
pub struct Locale {
    _words: (),
}

impl Locale {
    /// Reads a locale file; an error names the missing or bad field.
    pub fn parse(json: &str) -> Result<Locale, String> {
        let _ = json;
        todo!()
    }
}
