//! Report to HTML and SVG text, pure. Everything that an explorer or a publisher says is escaped (maud);
//! every link is checked to be https. No inline style, no inline script.

use crate::explorer::Progress;
use crate::locale::Locale;
use crate::report::{Report, TxRow};
use crate::survey::Order;

/// What the reader chose, and the room there is.
#[derive(Clone, Debug)]
pub struct ViewState {
    /// The panel's inner width in CSS pixels.
    pub width: u32,
    /// Which of the report's assets is shown.
    pub asset: usize,
    pub timeline_as_table: bool,
    pub flow_as_table: bool,
    pub order: Order,
    pub page: usize,
}

/// Rows of the list of transactions on one page.
pub const PAGE_ROWS: usize = 10;

/// A part of the panel. Each is one `<section>` in the shadow root, of a height that the style sheet fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Head,
    Net,
    Timeline,
    Flow,
    Transactions,
    Foot,
}

/// The inside of a section. `rows` are the ones of `state.page`, read only by `Transactions`.
pub fn section(
    section: Section,
    report: &Report,
    rows: &[TxRow],
    progress: &Progress,
    state: &ViewState,
    locale: &Locale,
) -> String {
    let _ = (section, report, rows, progress, state, locale);
    todo!()
}
