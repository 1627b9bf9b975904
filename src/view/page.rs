//! The whole panel as a page of its own, which no script has to draw: `panel.LANG.html` of a snapshot.
//!
//! It is the fragment as declarative shadow DOM. What is drawn for a width stands there for several, and the style sheet
//! shows the one that fits; what takes script in the element, a page has as `<details>` in the same place. So an
//! element that finds it there goes on with it, and nothing moves.

use super::html::Html;
use super::text::checked_url;
use super::{Frame, Money, Panel, Section, ViewState, inside, net};
use crate::explorer::Progress;
use crate::locale::Locale;
use crate::report::{Report, TxRow};
use crate::survey::Order;

/// The widths in CSS pixels that a page's drawings are made for: the smallest screens, most telephones, and where the style
/// sheet changes its columns. `page.css` has the same.
pub const PAGE_WIDTHS: [u32; 4] = [320, 390, 640, 900];

/// Of the sheet that the page and the shadow root link to, beside it.
pub const PAGE_STYLE: &str = "panel.css";

/// The style sheet of the page, the panel's own included.
pub const PAGE_CSS: &str = concat!(
    include_str!("../../www/skeleton.css"),
    include_str!("../../www/panel.css"),
    include_str!("../../www/reader.css"),
    include_str!("page.css")
);

/// Width and height in pixels of a page in a frame: those of the panel at that width, without claims and with them.
pub const FRAME_SIZE: (u32, [u32; 2]) = (640, [2_192, 2_632]);

/// A card's width and height in pixels.
pub const CARD_SIZE: (u32, u32) = (1_200, 630);

/// What the page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    pub report: &'a Report,
    /// The first rows of the list in either order.
    pub newest: &'a [TxRow],
    pub largest: &'a [TxRow],
    /// The digest of the ledger, as in [`super::fragment`].
    pub snapshot: &'a str,
    /// `auto`, `light` or `dark`.
    pub theme: &'a str,
    /// The name and the style sheet of a finished theme, where it shall have one.
    pub look: Option<(&'a str, &'static str)>,
    /// The URL of the snapshot's folder, with a `/` at its end; none where it is not known: then links are relative, and
    /// what must be told by a whole URL is left out.
    pub base: Option<&'a str>,
    /// Styles stand in the page, which a content policy must allow, and not beside it.
    pub is_whole: bool,
    /// The URL of `donation-flow.js`, where the page shall have it, and `frame.js` beside it.
    pub script: Option<&'a str>,
}

/// The page as HTML.
pub fn page(page: &Page, locale: &Locale) -> String {
    let progress = Progress { done: true, ..Progress::default() };
    let state = ViewState { of_snapshot: true, ..ViewState::default() };
    let panel = Panel::new(page.report, &progress, &state, locale);
    let mut out = Html::new(&panel.money);
    out.put("<!doctype html>\n<html lang=\"{}\" dir=\"{}\" data-theme=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n")
        .text(locale.tag())
        .text(locale.dir())
        .text(page.theme);
    head(page, &panel, &mut out);
    out.put("</head>\n<body>\n<main>\n<donation-flow snapshot=\"{}\" lang=\"{}\"")
        .text(page.base.unwrap_or("./"))
        .text(locale.tag());
    if let Some((name, _)) = page.look {
        out.put(" class=\"{}\"").text(name);
    }
    if page.theme != "auto" {
        out.put(" theme=\"{}\"").text(page.theme);
    }
    out.put(">\n<template shadowrootmode=\"open\">");
    style(page, &mut out, "");
    out.put(
        "<div class=\"df\" part=\"panel\" lang=\"{}\" dir=\"{}\" data-state=\"ready\" data-theme=\"{}\" data-width=\"{} {} {} {}\" \
         data-snapshot=\"{}\">",
    )
    .text(locale.tag())
    .text(locale.dir())
    .text(page.theme);
    for width in PAGE_WIDTHS {
        out.number(width as i32);
    }
    out.text(page.snapshot);
    for section in Section::ALL {
        // Only a campaign with claims has a section for them.
        if section == Section::Claims && page.report.claims.is_empty() {
            continue;
        }
        let name = section.name();
        out.put("\n<section class=\"{}\" data-section=\"{}\" part=\"{}\">").text(name).text(name).text(name);
        drawn(page, section, &panel, &mut out);
        out.put("</section>");
    }
    // Of a browser that knows no declarative shadow DOM.
    out.put(
        "</div></template>\n<a href=\"panel.{}.svg\">{}</a>\n</donation-flow>\n</main>\n</body>\n</html>\n",
    )
    .text(locale.tag())
    .named(&page.report.campaign.name);
    out.take()
}

/// What the document says of itself, to browsers and to sites that show a card of it.
fn head(page: &Page, panel: &Panel, out: &mut Html) {
    let name = &page.report.campaign.name;
    out.put(
        "<title>{}</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"description\" content=\"{}\">\n",
    )
    .named(name)
    .made(net::in_short(panel));
    match page.script.and_then(checked_url) {
        // The second tells the height to a page that has this one in a frame.
        Some(script) => out
            .put("<script type=\"module\" src=\"{}\"></script>\n<script type=\"module\" src=\"{}frame.js\"></script>\n")
            .text(script)
            .text(&script[..script.rfind('/').map_or(0, |end| end + 1)]),
        // With no script of its own the page needs nobody else's either.
        None => out
            .put("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}\">\n")
            .text(if page.is_whole { "'unsafe-inline'" } else { "'self'" }),
    };
    style(page, out, page.look.map_or("", |(_, css)| css));
    let Some(base) = page.base.and_then(checked_url) else { return };
    let tag = panel.locale.tag();
    out.put(
        "\n<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}oembed.{}.json\" title=\"{}\">\n\
         <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:url\" content=\"{}panel.{}.html\">\n\
         <meta property=\"og:title\" content=\"{}\">\n<meta property=\"og:description\" content=\"{}\">\n\
         <meta property=\"og:image\" content=\"{}card.{}.png\">\n<meta property=\"og:image:type\" content=\"image/png\">\n\
         <meta property=\"og:image:width\" content=\"{}\">\n<meta property=\"og:image:height\" content=\"{}\">\n\
         <meta property=\"og:image:alt\" content=\"{}\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n",
    )
    .text(base)
    .text(tag)
    .named(name)
    .text(base)
    .text(tag)
    .named(name)
    .made(net::in_short(panel))
    .text(base)
    .text(tag)
    .number(CARD_SIZE.0 as i32)
    .number(CARD_SIZE.1 as i32)
    .made(net::in_short(panel));
}

/// The page's styles; a finished theme's are the document's alone, from where it styles the panel by its parts.
fn style(page: &Page, out: &mut Html, look: &'static str) {
    if page.is_whole {
        out.put("<style>").own(PAGE_CSS).own(look).put("</style>");
    } else {
        out.put("<link rel=\"stylesheet\" href=\"{}\">").text(PAGE_STYLE);
    }
}

/// A section's inside for each width where it differs, and behind it what a reader without script may open.
fn drawn(page: &Page, section: Section, panel: &Panel, out: &mut Html) {
    let newest = page.newest;
    if !matches!(section, Section::Net | Section::Timeline | Section::Flow | Section::Claims) {
        inside(section, panel, newest, out);
        return behind(page, section, panel, out);
    }
    // First, so that nothing moves where a page is shown before all of it is there.
    if section == Section::Net && page.report.assets.len() > 1 {
        assets(panel, out);
    }
    for width in PAGE_WIDTHS {
        out.put("<div class=\"drawn w{}\">").number(width as i32);
        let frame = Frame::of(width);
        let state = ViewState { width, ..panel.state.clone() };
        inside(section, &Panel { state: &state, frame, ..*panel }, newest, out);
        out.put("</div>");
    }
    behind(page, section, panel, out);
}

/// What a button brings where there is script.
fn behind(page: &Page, section: Section, panel: &Panel, out: &mut Html) {
    let state = panel.state.clone();
    let (words, state) = match section {
        Section::Timeline if panel.asset.is_some_and(|asset| !asset.timeline.is_empty()) => {
            (["action.table", "action.chart"], ViewState { timeline_as_table: true, ..state })
        }
        Section::Flow if panel.asset.is_some_and(|asset| !asset.flow.sources.is_empty()) => {
            (["action.table", "action.chart"], ViewState { flow_as_table: true, ..state })
        }
        Section::Transactions if !page.largest.is_empty() => {
            (["transactions.largest", "transactions.newest"], ViewState { order: Order::Largest, ..state })
        }
        Section::Claims => return other_claims(panel, out),
        _ => return,
    };
    out.put("<details class=\"behind\"><summary><span class=\"closed\">{}</span><span class=\"open\">{}</span></summary>")
        .word(words[0])
        .word(words[1]);
    inside(section, &Panel { state: &state, ..*panel }, page.largest, out);
    out.put("</details>");
}

/// Every asset's figures, in place of the tabs.
fn assets(panel: &Panel, out: &mut Html) {
    out.put("<details class=\"behind assets\"><summary><b>{net.assets}</b> <span>");
    for (index, asset) in panel.report.assets.iter().enumerate() {
        out.put(if index > 0 { "{list.facts}" } else { "" });
        out.put("<bdi>{}</bdi>").others(&asset.asset);
    }
    out.put("</span></summary>");
    for asset in &panel.report.assets {
        out.put("<h3><bdi>{}</bdi> <span class=\"muted\">{}</span></h3>")
            .others(&asset.asset)
            .kind("chain", asset.chain);
        net::steps(panel, asset, out);
    }
    out.put("</details>");
}

/// All sentences but the first, one below the other.
fn other_claims(panel: &Panel, out: &mut Html) {
    let others = panel.report.claims.len().saturating_sub(1);
    if others == 0 {
        return;
    }
    out.put("<details class=\"behind claims-more\"><summary>{gap.more n}</summary>").count(others as u64);
    // Narrow enough for every width, and for none of the drawings above: their patterns are named by it.
    let width = 300;
    for claim in 1..=others {
        let state = ViewState { claim, width, ..panel.state.clone() };
        inside(Section::Claims, &Panel { state: &state, frame: Frame::of(width), ..*panel }, &[], out);
    }
    out.put("</details>");
}

/// A frame that shows a page, as HTML for other sites: it reads nothing of theirs, and runs no script but where the page has some.
pub fn frame(url: &str, has_script: bool, report: &Report, locale: &Locale) -> String {
    let height = FRAME_SIZE.1[usize::from(!report.claims.is_empty())];
    let money = Money::none(locale);
    let mut out = Html::new(&money);
    out.put(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\" referrerpolicy=\"no-referrer\" \
         sandbox=\"{}allow-popups allow-popups-to-escape-sandbox\"></iframe>",
    );
    let with_script = if has_script { "allow-scripts allow-downloads " } else { "" };
    out.text(url).named(&report.campaign.name).number(height as i32).text(with_script);
    out.take()
}
