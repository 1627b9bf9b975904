//! The whole panel as HTML, as it stands in the element's shadow root: a snapshot's `fragments/LANG-WIDTH.html`. And what is
//! painted of it before all else: `fragments/LANG-first.html`.
//!
//! The same report gives the same bytes natively and in wasm, and each section the same as when the core draws it
//! later: so nothing on the page changes when the core comes.

use super::html::Html;
use super::{Money, PAGE_ROWS, Panel, Section, ViewState, inside, net};
use crate::explorer::Progress;
use crate::locale::Locale;
use crate::plain::push_number;
use crate::report::{Report, TxRow};
use crate::survey::{Order, Survey};

/// The widths in CSS pixels that a snapshot has fragments for, unless its publisher wants others. A panel shows the
/// widest that is not wider than itself; what is left is beside its charts.
pub const FRAGMENT_WIDTHS: [u32; 10] = [320, 360, 390, 430, 540, 640, 760, 900, 1_000, 1_200];

/// A fragment's path in the folder of a snapshot.
pub fn fragment_path(tag: &str, width: u32) -> String {
    path(tag, &digits(width))
}

/// The path of a language's first lines.
pub fn first_path(tag: &str) -> String {
    path(tag, FIRST)
}

fn path(tag: &str, which: &str) -> String {
    let mut path = String::from("fragments/");
    for part in [tag, "-", which, ".html"] {
        path.push_str(part);
    }
    path
}

fn digits(width: u32) -> String {
    let mut digits = String::new();
    push_number(&mut digits, width.into());
    digits
}

/// What stands in that path where others have a width.
pub const FIRST: &str = "first";

/// The transactions that a fragment lists, of the report that a survey made last.
pub fn first_rows(survey: &Survey) -> Vec<TxRow> {
    survey.transactions(None, Order::Newest, 0, PAGE_ROWS)
}

/// The panel of a report that is complete. `rows` are [`first_rows`]; `snapshot` is the digest of the ledger that
/// the report was made of, so that what is loaded later is known to belong to it.
pub fn fragment(
    report: &Report,
    rows: &[TxRow],
    snapshot: &str,
    state: &ViewState,
    locale: &Locale,
) -> String {
    let mut fragment = String::new();
    for number in 0.. {
        match fragment_piece(number, report, rows, snapshot, state, locale) {
            Some(piece) => fragment.push_str(&piece),
            None => break,
        }
    }
    fragment
}

/// One piece of it, for those who draw it in steps: the first is the panel's tag, then the sections come, the last is the end;
/// none after that.
pub fn fragment_piece(
    number: usize,
    report: &Report,
    rows: &[TxRow],
    snapshot: &str,
    state: &ViewState,
    locale: &Locale,
) -> Option<String> {
    let state = ViewState { of_snapshot: true, ..state.clone() };
    let progress = Progress { done: true, ..Progress::default() };
    let panel = Panel::new(report, &progress, &state, locale);
    let mut out = Html::new(&panel.money);
    let Some(place) = number.checked_sub(1) else {
        tag(&digits(state.width), snapshot, locale, &mut out);
        return Some(out.take());
    };
    match Section::ALL.get(place) {
        // Only a campaign with claims has a section for them.
        Some(Section::Claims) if report.claims.is_empty() => {}
        Some(&section) => {
            section_tag(section, &mut out);
            inside(section, &panel, rows, &mut out);
            out.put("</section>");
        }
        None if place == Section::ALL.len() => {
            out.put("</div>");
        }
        None => return None,
    }
    Some(out.take())
}

/// The head, and of the net section what it begins with: the lines that fragments of all `widths` have alike, with those widths, from
/// the least on; once for each shape that they have.
pub fn first_lines(report: &Report, snapshot: &str, widths: &[u32], locale: &Locale) -> String {
    let mut widths = widths.to_vec();
    widths.sort_unstable();
    widths.dedup();
    let mut shapes: Vec<(String, String)> = Vec::new();
    for width in widths {
        let lines = lines_at(width, report, locale);
        match shapes.iter_mut().find(|(_, known)| *known == lines) {
            Some((widths, _)) => {
                widths.push(' ');
                push_number(widths, width.into());
            }
            None => shapes.push((digits(width), lines)),
        }
    }
    let mut first = String::new();
    for (widths, lines) in &shapes {
        let money = Money::none(locale);
        let mut out = Html::new(&money);
        tag(widths, snapshot, locale, &mut out);
        first.push_str(&out.take());
        first.push_str(lines);
        first.push_str("</div>");
    }
    first
}

fn lines_at(width: u32, report: &Report, locale: &Locale) -> String {
    let state = ViewState { width, of_snapshot: true, ..ViewState::default() };
    let progress = Progress { done: true, ..Progress::default() };
    let panel = Panel::new(report, &progress, &state, locale);
    let mut out = Html::new(&panel.money);
    section_tag(Section::Head, &mut out);
    inside(Section::Head, &panel, &[], &mut out);
    out.put("</section>");
    section_tag(Section::Net, &mut out);
    if let Some(asset) = panel.asset {
        net::first_lines(&panel, asset, &mut out);
    }
    out.put("</section>");
    out.take()
}

fn tag(widths: &str, snapshot: &str, locale: &Locale, out: &mut Html) {
    out.put(
        "<div class=\"df\" part=\"panel\" lang=\"{}\" dir=\"{}\" data-state=\"ready\" data-theme=\"auto\" data-width=\"{}\" \
         data-snapshot=\"{}\">",
    )
    .text(locale.tag())
    .text(locale.dir())
    .text(widths)
    .text(snapshot);
}

fn section_tag(section: Section, out: &mut Html) {
    let name = section.name();
    out.put("<section class=\"{}\" data-section=\"{}\" part=\"{}\">").text(name).text(name).text(name);
}
