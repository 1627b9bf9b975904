//! `donation-flow render`: the panel of a snapshot as files that need no script: a page, a picture, a card for sites that
//! show one of a link, and an oEmbed answer.

mod fonts;
mod lines;
mod looks;
mod stand_alone;

use super::held::Held;
use super::{finish, fragments, put_line, refuse, write_whole};
use crate::locale::Locale;
use crate::plain::host_of;
use crate::report::Report;
use crate::snapshot::check::MANIFEST;
use crate::survey::Order;
use crate::view::{self, CARD_SIZE, FRAME_SIZE, PAGE_CSS, PAGE_ROWS, PAGE_STYLE, Paint, text::checked_url};
use clap::{Args, ValueEnum};
pub use fonts::{Fonts, Shelf};
pub use looks::{LOOKS, Look, paint};
use resvg::tiny_skia::{Pixmap, Transform};
use serde_json::json;
pub use stand_alone::stand_alone;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes the panel of a snapshot as files that need no script: exit code 0, or 2 where DIR is none, an
/// option is not what it should be, or a file cannot be written.
///
/// For each language: panel.LANG.html, panel.LANG.svg, card.LANG.png (1200 × 630) and, where the folder's own URL is known,
/// oembed.LANG.json. They are of the snapshot as it is: render again after each `donation-flow snapshot`.
#[derive(Args)]
pub struct Render {
    /// The folder that `donation-flow snapshot` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Languages, with a region for its digits and months: ar-EG.
    #[arg(long, value_name = "LANG,…", value_delimiter = ',', default_values_t = fragments::LANGUAGES.map(String::from))]
    lang: Vec<String>,
    /// The URL under which the folder will be served, without a query or a fragment: https://news.example/snapshots/relief/
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(long, default_value = "auto")]
    theme: Theme,
    /// A finished theme for the page, and its colours for the picture and the card: broadsheet, bulletin or desk.
    #[arg(long, value_name = "NAME")]
    look: Option<Look>,
    /// A font to draw cards with, before those of this machine. May be given several times.
    #[arg(long, value_name = "FILE")]
    font: Vec<PathBuf>,
    /// Puts the styles into the page, which a content policy must allow, and not beside it.
    #[arg(long)]
    inline: bool,
    /// The URL of donation-flow.js: the page goes on with it, and in a frame tells its height by frame.js beside it. Without it the page
    /// holds no script and allows none.
    #[arg(long, value_name = "URL")]
    script: Option<String>,
    /// Another folder to write to; the snapshot's manifest does not name the files there.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Theme {
    Auto,
    Light,
    Dark,
}

pub fn run(options: &Render) -> ExitCode {
    for (name, url) in [("--base-url", &options.base_url), ("--script", &options.script)] {
        if url.as_deref().is_some_and(|url| checked_url(url).is_none()) {
            return refuse(&format!("donation-flow: {name}: a URL was expected that begins with https://"));
        }
    }
    // File names are put after it.
    if options.base_url.as_deref().is_some_and(|url| url.contains(['?', '#'])) {
        return refuse("donation-flow: --base-url: a folder's URL was expected, without ? and #");
    }
    let locales: Result<Vec<Locale>, String> =
        options.lang.iter().map(|tag| fragments::locale(tag)).collect();
    match locales.and_then(|locales| Ok((locales, Held::read(&options.folder)?))) {
        Ok((locales, held)) => finish(options.write(held, &locales)),
        Err(error) => refuse(&format!("donation-flow: {error}")),
    }
}

impl Render {
    fn write(&self, mut held: Held, locales: &[Locale]) -> Result<ExitCode, String> {
        let files = self.files(&held, locales)?;
        let folder = self.output.as_ref().unwrap_or(&held.folder);
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for (name, content) in &files {
            write_whole(&folder.join(name), content)?;
            held.manifest.put(name, content);
        }
        if self.output.is_none() {
            // Last: what it names is there.
            write_whole(&folder.join(MANIFEST), held.manifest.write())?;
        }
        files.iter().for_each(|(name, _)| put_line(&folder.join(name).display().to_string()));
        if self.base_url.is_none() {
            eprintln!("note: oembed.json is not written without --base-url: other sites need whole URLs");
        }
        Ok(ExitCode::SUCCESS)
    }

    /// All files, by name.
    fn files(&self, held: &Held, locales: &[Locale]) -> Result<Vec<(String, Vec<u8>)>, String> {
        let base = self.base_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')));
        let rows = |order| held.survey.transactions(None, order, 0, PAGE_ROWS);
        let (newest, largest) = (rows(Order::Newest), rows(Order::Largest));
        let shelf = Shelf::read(&self.font)?;
        let page = view::Page {
            report: &held.report,
            newest: &newest,
            largest: &largest,
            snapshot: &held.digest,
            theme: self.theme.name(),
            look: self.look.map(|look| (look.name, look.css)),
            base: base.as_deref(),
            is_whole: self.inline,
            script: self.script.as_deref(),
        };
        let mut files = Vec::new();
        if !self.inline {
            let css = [PAGE_CSS, self.look.map_or("", |look| look.css)].concat();
            files.push((PAGE_STYLE.to_owned(), css.into_bytes()));
        }
        for locale in locales {
            let tag = locale.tag();
            let picture = picture(&held.report, &paint(self.theme.name(), self.look), locale)?;
            let on_card = paint(self.theme.of_card(), self.look);
            let card = card(&held.report, &on_card, locale, &shelf.fonts(locale))?;
            files.push((format!("panel.{tag}.svg"), picture.into_bytes()));
            files.push((format!("card.{tag}.png"), card));
            files.push((format!("panel.{tag}.html"), view::page(&page, locale).into_bytes()));
            if let Some(base) = &base {
                files.push((
                    format!("oembed.{tag}.json"),
                    oembed(&held.report, base, self.script.is_some(), locale).into_bytes(),
                ));
            }
        }
        Ok(files)
    }
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// A card knows no reader.
    fn of_card(self) -> &'static str {
        if let Theme::Dark = self { "dark" } else { "light" }
    }
}

/// The card as PNG, 1200 by 630 pixels, in `light` or `dark`. The same report and fonts give the same bytes.
///
/// # Errors
///
/// Where no font of this machine has the language's letters: which, and what helps.
pub fn card(report: &Report, paint: &Paint, locale: &Locale, fonts: &Fonts) -> Result<Vec<u8>, String> {
    let mut measure = |text: &str, size: i32, bold: bool| fonts.width(text, size, bold);
    // Which font has which letter is found below.
    let svg = view::card(report, &Paint { families: "sans-serif", ..*paint }, locale, &mut measure);
    let tree = fonts.tree(&lines::set(&svg, locale.is_rtl(), fonts)?)?;
    let (width, height) = CARD_SIZE;
    let mut pixels = Pixmap::new(width, height).ok_or("no memory for a picture")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// The panel as one still picture, an SVG that stands alone.
///
/// # Errors
///
/// None, unless the view draws what is no XML.
pub fn picture(report: &Report, paint: &Paint, locale: &Locale) -> Result<String, String> {
    let mut picture = stand_alone(&view::picture(report, paint, locale), locale.is_rtl())?;
    picture.push('\n');
    Ok(picture)
}

/// What <https://oembed.com> has a site tell of a page: version 1.0, type rich. `base` is the folder's URL, with a `/` at its
/// end; `has_script` where the page has some, and tells its height.
pub fn oembed(report: &Report, base: &str, has_script: bool, locale: &Locale) -> String {
    let tag = locale.tag();
    let (width, [height, with_claims]) = FRAME_SIZE;
    let answer = json!({
        "version": "1.0",
        "type": "rich",
        "title": view::text::in_language(&report.campaign.name, locale),
        "provider_name": host_of(base),
        "provider_url": base,
        "cache_age": 3_600,
        "thumbnail_url": format!("{base}card.{tag}.png"),
        "thumbnail_width": CARD_SIZE.0,
        "thumbnail_height": CARD_SIZE.1,
        "html": view::frame(&format!("{base}panel.{tag}.html"), has_script, report, locale),
        "width": width,
        "height": if report.claims.is_empty() { height } else { with_claims },
    });
    format!("{answer:#}\n")
}
