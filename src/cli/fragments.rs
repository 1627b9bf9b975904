//! A snapshot's fragments: the panel as HTML for each language and width, and for each language its first lines, for a page's
//! first paint.

use crate::locale::Locale;
use crate::report::Report;
use crate::survey::Survey;
use crate::view::{self, ViewState};

/// The languages that the panel has, with their files.
const LOCALES: [(&str, &str); 10] = [
    ("ar", include_str!("../../www/locale/ar.json")),
    ("de", include_str!("../../www/locale/de.json")),
    ("en", include_str!("../../www/locale/en.json")),
    ("es", include_str!("../../www/locale/es.json")),
    ("fa", include_str!("../../www/locale/fa.json")),
    ("fr", include_str!("../../www/locale/fr.json")),
    ("he", include_str!("../../www/locale/he.json")),
    ("ru", include_str!("../../www/locale/ru.json")),
    ("tr", include_str!("../../www/locale/tr.json")),
    ("uk", include_str!("../../www/locale/uk.json")),
];

/// The languages that a snapshot has fragments in, unless its publisher wants others.
pub const LANGUAGES: [&str; 2] = ["ar", "en"];

/// All languages that the panel has, by their tags.
pub fn all() -> impl Iterator<Item = &'static str> {
    LOCALES.iter().map(|(tag, _)| *tag)
}

/// A language's tag, as an option has it; an error where the panel does not have it.
pub fn tag(text: &str) -> Result<String, String> {
    locale(text).map(|locale| locale.tag().to_owned())
}

/// The locale of a tag, as in `ar-EG`; an error with the languages that there are where its own is none of them.
pub fn locale(tag: &str) -> Result<Locale, String> {
    let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(format!("{tag}: no language, like ar or ar-EG"));
    }
    let Some((_, text)) = LOCALES.iter().find(|(name, _)| *name == language) else {
        let known: Vec<&str> = all().collect();
        return Err(format!("{tag}: none of the panel's languages: {}", known.join(", ")));
    };
    Locale::parse_for(text, tag)
}

/// The fragments of the report that a survey made last, each with its path in the folder. `snapshot` is the digest of
/// the ledger. An error where there is no such language.
pub fn fragments(
    survey: &Survey,
    report: &Report,
    snapshot: &str,
    languages: &[String],
    widths: &[u32],
) -> Result<Vec<(String, String)>, String> {
    let rows = view::first_rows(survey);
    let mut files: Vec<(String, String)> = Vec::with_capacity(languages.len() * widths.len());
    for tag in languages {
        let locale = locale(tag)?;
        let first = view::first_path(tag);
        if files.iter().any(|(known, _)| *known == first) {
            continue;
        }
        files.push((first, view::first_lines(report, snapshot, widths, &locale)));
        for &width in widths {
            let path = view::fragment_path(tag, width);
            if files.iter().any(|(known, _)| *known == path) {
                continue;
            }
            let state = ViewState { width, ..ViewState::default() };
            files.push((path, view::fragment(report, &rows, snapshot, &state, &locale)));
        }
    }
    Ok(files)
}
