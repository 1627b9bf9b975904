//! The whole panel as HTML, as it stands in the element's shadow root: a snapshot's `fragments/LANG-WIDTH.html`.
//!
//! The same report gives the same bytes natively and in wasm, and each section the same as when the core draws it
//! later: so nothing on the page changes when the core comes.

use super::html::Html;
use super::{PAGE_ROWS, Panel, Section, ViewState, inside};
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
    let mut path = String::from("fragments/");
    path.push_str(tag);
    path.push('-');
    push_number(&mut path, width.into());
    path.push_str(".html");
    path
}

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
    let progress = Progress { done: true, ..Progress::default() };
    let state = ViewState { of_snapshot: true, ..state.clone() };
    let panel = Panel::new(report, &progress, &state, locale);
    let mut out = Html::new(&panel.money);
    let Some(place) = number.checked_sub(1) else {
        out.put(
            "<div class=\"df\" part=\"panel\" lang=\"{}\" dir=\"{}\" data-state=\"ready\" data-theme=\"auto\" data-width=\"{}\" \
             data-snapshot=\"{}\">",
        )
        .text(locale.tag())
        .text(locale.dir())
        .number(i32::try_from(state.width).unwrap_or(i32::MAX))
        .text(snapshot);
        return Some(out.take());
    };
    match Section::ALL.get(place) {
        // Only a campaign with claims has a section for them.
        Some(Section::Claims) if report.claims.is_empty() => {}
        Some(&section) => {
            let name = section.name();
            out.put("<section class=\"{}\" data-section=\"{}\" part=\"{}\">")
                .text(name)
                .text(name)
                .text(name);
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
