//! Report to HTML and SVG text, pure. Everything that an explorer or a publisher says is escaped ([`html`]);
//! every link is checked to be https. No inline style, no inline script.
//!
//! The heights here and in `www/skeleton.css` are one design: what a section holds fits the height that the
//! style sheet fixes for it, so that nothing moves when figures come.

mod foot;
mod head;
mod html;
mod message;
mod net;
pub mod sankey;
pub mod text;
pub mod timeline;
mod transactions;

use crate::chain::{Amount, Chain, Signed};
use crate::explorer::Progress;
use crate::locale::Locale;
use crate::report::{AssetReport, Report, TxRow};
use crate::survey::Order;
use html::Html;
use html::Value::Text;
pub use message::{Message, asking, message};

/// What the reader chose, and the room there is.
#[derive(Clone, Debug)]
pub struct ViewState {
    /// The element's width in CSS pixels, the panel's padding included: what its container queries see.
    pub width: u32,
    /// Which of the report's assets is shown.
    pub asset: usize,
    pub timeline_as_table: bool,
    pub flow_as_table: bool,
    pub order: Order,
    pub page: usize,
}

impl Default for ViewState {
    fn default() -> ViewState {
        ViewState {
            width: 640,
            asset: 0,
            timeline_as_table: false,
            flow_as_table: false,
            order: Order::Newest,
            page: 0,
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
    Transactions,
    Foot,
}

impl Section {
    pub const ALL: [Section; 6] =
        [Section::Head, Section::Net, Section::Timeline, Section::Flow, Section::Transactions, Section::Foot];

    /// The name in `data-section`, in the element's `sections` attribute and as a `::part`.
    pub fn name(self) -> &'static str {
        match self {
            Section::Head => "head",
            Section::Net => "net",
            Section::Timeline => "timeline",
            Section::Flow => "flow",
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
    let mut out = Html::new(locale);
    match section {
        Section::Head => head::section(&panel, &mut out),
        Section::Net => net::section(&panel, &mut out),
        Section::Timeline => timeline::section(&panel, &mut out),
        Section::Flow => sankey::section(&panel, &mut out),
        Section::Transactions => transactions::section(&panel, rows, &mut out),
        Section::Foot => foot::section(&panel, &mut out),
    }
    out.into_string()
}

/// What every section draws from.
struct Panel<'a> {
    report: &'a Report,
    /// The asset shown; none where the report has none.
    asset: Option<&'a AssetReport>,
    progress: &'a Progress,
    state: &'a ViewState,
    locale: &'a Locale,
    frame: Frame,
}

impl<'a> Panel<'a> {
    fn new(
        report: &'a Report,
        progress: &'a Progress,
        state: &'a ViewState,
        locale: &'a Locale,
    ) -> Panel<'a> {
        Panel {
            report,
            asset: report.assets.get(state.asset).or(report.assets.first()),
            progress,
            state,
            locale,
            frame: Frame::of(state.width),
        }
    }

    fn word(&self, key: &'a str) -> &'a str {
        self.locale.word(key)
    }

    /// The hosts whose data of a chain this is, in the order asked, as a list in words.
    fn hosts(&self, chain: Option<&str>) -> String {
        let mut hosts = Vec::new();
        for source in &self.report.sources {
            let host = text::clean(&source.host);
            if chain.is_none_or(|chain| chain == source.chain) && !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        self.locale.list(&hosts.iter().map(|host| &**host).collect::<Vec<&str>>())
    }
}

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
        let width = width.clamp(240, 4_000) as i32;
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

    fn with_symbol(self, number: &str) -> String {
        let mut text = String::with_capacity(number.len() + self.symbol.len() + 2);
        text.push_str(number);
        text.push('\u{a0}');
        text.push_str(&text::clean(self.symbol));
        text
    }

    /// "5.02 million USDT".
    fn headline(self, amount: Amount) -> String {
        self.with_symbol(&self.locale.headline(amount, self.decimals))
    }

    /// "5.02M USDT".
    fn short(self, amount: Amount) -> String {
        self.with_symbol(&self.locale.short(amount, self.decimals))
    }

    /// "5,020,134.25 USDT", with its base units for machines.
    fn exact(self, out: &mut Html, amount: Amount) {
        self.data(out, amount, false);
    }

    /// As [`Money::exact`], with a minus sign where there is one.
    fn exact_signed(self, out: &mut Html, amount: Signed) {
        self.data(out, amount.magnitude(), amount.is_negative());
    }

    fn data(self, out: &mut Html, amount: Amount, minus: bool) {
        let number = self.with_symbol(&self.locale.exact(amount, self.decimals));
        let sign = if minus { self.locale.minus("") } else { String::new() };
        let units = amount.units().to_string();
        let before = if minus { "-" } else { "" };
        out.put(
            "<data value=\"{}{}\">{}<bdi>{}</bdi></data>",
            &[Text(before), Text(&units), Text(&sign), Text(&number)],
        );
    }
}

/// A link in a new tab where its URL may be followed, else its text alone.
fn link(out: &mut Html, url: &str, content: &str) {
    match text::checked_url(url) {
        Some(url) => out.put(
            "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">{}</a>",
            &[Text(url), Text(content)],
        ),
        None => out.text(content),
    }
}

fn chain_name<'a>(locale: &'a Locale, chain: &'a str) -> &'a str {
    match Chain::from_name(chain) {
        Some(Chain::Bitcoin) => locale.word("chain.bitcoin"),
        Some(Chain::BitcoinTestnet) => locale.word("chain.bitcoin-testnet"),
        Some(Chain::BitcoinRegtest) => locale.word("chain.bitcoin-regtest"),
        Some(Chain::Tron) => locale.word("chain.tron"),
        Some(Chain::TronNile) => locale.word("chain.tron-nile"),
        None => chain,
    }
}

/// The switch between a chart and the table behind it.
fn table_button(out: &mut Html, action: &str, as_table: bool) {
    let template = if as_table {
        "<button class=\"plain\" type=\"button\" data-action=\"{}\" aria-pressed=\"true\">{action.chart}</button>"
    } else {
        "<button class=\"plain\" type=\"button\" data-action=\"{}\" aria-pressed=\"false\">{action.table}</button>"
    };
    out.put(template, &[Text(action)]);
}

/// What stands where a drawing or a list would: that there is nothing, or that nothing is known yet.
fn empty(panel: &Panel, out: &mut Html) {
    out.raw(if panel.report.complete {
        "<p class=\"empty\"><span>{empty.none}</span></p>"
    } else {
        "<p class=\"empty\"><span>{empty.unknown}</span></p>"
    });
}
