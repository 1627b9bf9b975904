//! Report to HTML and SVG text, pure. Everything that an explorer or a publisher says is escaped ([`html`]);
//! every link is checked to be https. No inline style, no inline script.
//!
//! The heights here and in `www/skeleton.css` are one design: what a section holds fits the height that the
//! style sheet fixes for it, so that nothing moves when figures come.

mod chart;
mod claims;
mod foot;
mod fragment;
mod head;
mod html;
mod issuer;
mod label;
mod limits;
mod listed;
mod live;
mod message;
mod net;
mod page;
mod proven;
mod refusal;
pub mod sankey;
mod still;
pub mod text;
pub mod timeline;
mod transactions;
mod worth;

use crate::chain::{Amount, Chain};
use crate::explorer::Progress;
use crate::locale::Locale;
use crate::report::{AssetReport, LangText, Report, TxRow};
use crate::survey::Order;
pub use claims::review as claim_review;
pub use fragment::{
    FIRST, FRAGMENT_WIDTHS, first_lines, first_path, first_rows, fragment, fragment_path, fragment_piece,
};
use html::Html;
pub use limits::limits;
pub use message::{Message, asking, message};
pub use page::{CARD_SIZE, FRAME_SIZE, PAGE_CSS, PAGE_STYLE, PAGE_WIDTHS, Page, frame, page};
pub use refusal::{address_words, problem_words};
use std::ops::RangeInclusive;
pub use still::{Colours, DARK, LIGHT, Measure, Paint, card, picture};

/// What the reader chose, and the room there is.
#[derive(Clone, Debug)]
pub struct ViewState {
    /// The element's width in CSS pixels, the panel's padding included: what its container queries see.
    pub width: u32,
    /// Which of the report's assets is shown; without a choice all as one, where they have prices, else
    /// [`Report::main_asset`].
    pub asset: Option<usize>,
    pub timeline_as_table: bool,
    pub flow_as_table: bool,
    pub order: Order,
    pub page: usize,
    /// The code that writes files did not come.
    pub not_saved: bool,
    /// Which of the claims is shown.
    pub claim: usize,
    /// What is shown was read from a snapshot: no explorer was asked.
    pub of_snapshot: bool,
    /// The line is down: reading goes on by itself when it is back.
    pub offline: bool,
    /// How far the reader's check of a snapshot's proofs is: the action `verify`.
    pub check: Check,
    /// How far the question to a second explorer is: the action `second`.
    pub second: Second,
    /// How far what is newer than the snapshot is asked for: the actions `live` and `live:stop`.
    pub newer: Newer,
}

/// What is newer than a snapshot, asked of the explorers. Its words come with the part of the code that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Newer {
    #[default]
    Unasked,
    Asking,
    /// The report goes on from the snapshot of this time, in RFC 3339. So many of its transactions are in no chain any more.
    Come {
        since: String,
        dropped: u64,
    },
    /// The snapshot's figures stand as they are.
    NotCome,
}

/// "Check it in this browser". Offered of a snapshot, and of a list that was read to its end, of a chain whose transactions can be proven; what a check has
/// shown so far is in the report ([`Verification`](crate::report::Verification)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Check {
    #[default]
    Idle,
    /// So many proofs of how many, and how many a second; of none while the files are on their way.
    Running { checked: u32, of: u32, a_second: u32 },
    /// Every proof held, and everything that was recomputed from them.
    Done { checked: u32, a_second: u32 },
    /// A file did not come: nothing is known against it.
    NotRead { file: String },
    /// A file is not as its maker wrote it: told above the figures. `fault` is one of [`Check::FAULTS`].
    Tampered { file: String, fault: &'static str },
}

impl Check {
    /// What can be wrong with a file, as `snapshot::check` names it; every fault of a proof is the last. Its words are
    /// `fault.NAME`.
    pub const FAULTS: [&str; 10] = [
        "missing",
        "digest",
        "unreadable",
        "campaign",
        "row",
        "unlisted",
        "shown",
        "report",
        "drawn",
        "proof",
    ];
}

/// "Ask a second explorer". Offered where the report names one; what came of it is in the report
/// ([`AgreementNote`](crate::report::AgreementNote)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Second {
    #[default]
    Idle,
    Asking,
    Done,
}

impl Default for ViewState {
    fn default() -> ViewState {
        ViewState {
            width: 640,
            asset: None,
            timeline_as_table: false,
            flow_as_table: false,
            order: Order::Newest,
            page: 0,
            not_saved: false,
            claim: 0,
            of_snapshot: false,
            offline: false,
            check: Check::Idle,
            second: Second::Idle,
            newer: Newer::Unasked,
        }
    }
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
    Claims,
    Transactions,
    Foot,
}

impl Section {
    pub const ALL: [Section; 7] = [
        Section::Head,
        Section::Net,
        Section::Timeline,
        Section::Flow,
        Section::Claims,
        Section::Transactions,
        Section::Foot,
    ];

    /// The name in `data-section`, in the element's `sections` attribute and as a `::part`.
    pub fn name(self) -> &'static str {
        match self {
            Section::Head => "head",
            Section::Net => "net",
            Section::Timeline => "timeline",
            Section::Flow => "flow",
            Section::Claims => "claims",
            Section::Transactions => "transactions",
            Section::Foot => "foot",
        }
    }

    pub fn from_name(name: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| section.name() == name)
    }
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
    let panel = Panel::new(report, progress, state, locale);
    let mut out = Html::new(&panel.money);
    inside(section, &panel, rows, &mut out);
    out.take()
}

fn inside(section: Section, panel: &Panel, rows: &[TxRow], out: &mut Html) {
    match section {
        Section::Head => head::section(panel, out),
        Section::Net => net::section(panel, out),
        Section::Timeline => timeline::section(panel, out),
        Section::Flow => sankey::section(panel, out),
        Section::Claims => claims::section(panel, out),
        Section::Transactions => transactions::section(panel, rows, out),
        Section::Foot => foot::section(panel, out),
    }
}

/// What stands first while only a part of what was received is known: the beginning of the head's inside, and of the net section's.
/// Both are as [`section`] begins them then.
pub fn so_far(
    name: &LangText,
    chain: Chain,
    test_network: bool,
    received: Amount,
    width: u32,
    locale: &Locale,
) -> [String; 2] {
    let facts = chain.facts();
    let money = Money { locale, symbol: facts.symbol, decimals: facts.decimals };
    let (mut head, mut net) = (Html::new(&money), Html::new(&money));
    head::title(name, test_network, &mut head);
    net::so_far(received, &money, Frame::of(width), &mut net);
    [head.take(), net.take()]
}

/// What every section draws from.
struct Panel<'a> {
    report: &'a Report,
    /// The asset shown; none where the report has none.
    asset: Option<&'a AssetReport>,
    progress: &'a Progress,
    state: &'a ViewState,
    locale: &'a Locale,
    /// Amounts of that asset, as text.
    money: Money<'a>,
    frame: Frame,
}

impl<'a> Panel<'a> {
    fn new(
        report: &'a Report,
        progress: &'a Progress,
        state: &'a ViewState,
        locale: &'a Locale,
    ) -> Panel<'a> {
        let chosen = state.asset.and_then(|chosen| report.assets.get(chosen));
        let asset = chosen.or(report.all.as_ref()).or_else(|| report.main_asset());
        Panel {
            report,
            asset,
            money: asset.map_or(Money::none(locale), |asset| Money::of(asset, locale)),
            progress,
            state,
            locale,
            frame: Frame::of(state.width),
        }
    }

    /// The hosts whose data of a chain this is, in the order asked, as a list in words.
    fn hosts(&self, chain: Option<&str>) -> String {
        let mut hosts: Vec<&str> = Vec::new();
        for source in &self.report.sources {
            if chain.is_none_or(|chain| chain == source.chain) && !hosts.contains(&&*source.host) {
                hosts.push(&source.host);
            }
        }
        text::list(&hosts, self.locale)
    }
}

/// The widths in CSS pixels that the panel's charts can be drawn for.
pub const WIDTHS: RangeInclusive<u32> = 240..=4_000;

/// The three widths that the panel is designed for; the style sheets have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// Under 640 px: one narrow column.
    Small,
    /// Under 900 px: one column.
    Medium,
    /// Two columns.
    Large,
}

/// Pixel measures of a width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    size: Size,
    /// The inner width of a section that holds a chart.
    column: i32,
}

/// Between the two columns.
const GUTTER: i32 = 40;

impl Frame {
    fn of(width: u32) -> Frame {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end()) as i32;
        match width {
            ..640 => Frame { size: Size::Small, column: width - 32 },
            640..900 => Frame { size: Size::Medium, column: width - 48 },
            _ => Frame { size: Size::Large, column: (width - 48 - GUTTER) / 2 },
        }
    }

    /// One of three measures.
    fn pick(self, small: i32, medium: i32, large: i32) -> i32 {
        match self.size {
            Size::Small => small,
            Size::Medium => medium,
            Size::Large => large,
        }
    }
}

/// Amounts of one asset, as text.
#[derive(Clone, Copy)]
pub struct Money<'a> {
    locale: &'a Locale,
    symbol: &'a str,
    decimals: u8,
}

impl<'a> Money<'a> {
    pub fn of(asset: &'a AssetReport, locale: &'a Locale) -> Money<'a> {
        Money { locale, symbol: &asset.asset, decimals: asset.decimals }
    }

    /// Where no asset is shown.
    fn none(locale: &'a Locale) -> Money<'a> {
        Money { locale, symbol: "", decimals: 0 }
    }

    fn with_symbol(&self, number: &str) -> String {
        let mut text = String::with_capacity(number.len() + self.symbol.len() + 2);
        text.push_str(number);
        text.push('\u{a0}');
        text.push_str(&text::clean(self.symbol));
        text
    }

    /// "5.02 million USDT".
    fn headline(&self, amount: Amount) -> String {
        self.with_symbol(&self.locale.headline(amount, self.decimals))
    }

    /// "5.02M USDT".
    fn short(&self, amount: Amount) -> String {
        self.with_symbol(&self.locale.short(amount, self.decimals))
    }

    /// As [`Money::short`], for a text that stands alone in a drawing.
    fn drawn(&self, amount: Amount) -> String {
        self.standing_alone(self.short(amount))
    }

    /// A number and a symbol keep their order in a right-to-left text, too.
    fn standing_alone(&self, text: String) -> String {
        if self.locale.is_rtl() { self.locale.isolated(&text) } else { text }
    }
}

/// The switch between a chart and the table behind it.
fn table_button(out: &mut Html, action: &str, as_table: bool) {
    out.put(
        "<button class=\"plain\" type=\"button\" data-action=\"table:{}\" aria-pressed=\"{}\">{}</button>",
    )
    .text(action)
    .text(if as_table { "true" } else { "false" })
    .word(if as_table { "action.chart" } else { "action.table" });
}

/// How a chart's parts are reached without a pointer, for those who hear it: the foot has it for the eye.
fn keys(out: &mut Html) {
    out.put("<p class=\"said keys\">{read.keys}</p>");
}

/// What stands where a drawing or a list would: that there is nothing, or that nothing is known yet.
fn empty(panel: &Panel, out: &mut Html) {
    let is_known = panel.report.complete && panel.asset.is_some();
    let word = if is_known { nothing(panel.report) } else { "empty.unknown" };
    out.put("<p class=\"empty\"><span>{}</span></p>").word(word);
}

/// The word for nothing, of what is known in full.
fn nothing(report: &Report) -> &'static str {
    if report.period.is_some() { "empty.period" } else { "empty.none" }
}
