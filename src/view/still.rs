//! The panel as a still picture: `card.LANG.png`, which sites and apps show of a link, and `panel.LANG.svg`.
//!
//! What is written here reads from the start of a line, as do the panel's own drawings: who makes a picture of it that stands
//! alone turns anchors and texts round for languages that read from right to left (`cli/render`).

use super::chart::scaled;
use super::html::Html;
use super::net::{self, Figure, Step};
use super::timeline::{self, Steps};
use super::{CARD_SIZE, Frame, Panel, ViewState, head, sankey, text};
use crate::chain::Amount;
use crate::explorer::Progress;
use crate::locale::Locale;
use crate::report::{AssetReport, Report};

/// How wide a text is in pixels at a font size, in a bold font or not.
pub type Measure<'a> = &'a mut dyn FnMut(&str, i32, bool) -> i32;

/// The colours of a picture, as CSS has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    pub background: &'static str,
    pub text: &'static str,
    pub muted: &'static str,
    pub hairline: &'static str,
    /// What is left out of a sum.
    pub quiet: &'static str,
    /// What came in.
    pub accent: &'static str,
    /// What went out.
    pub outflow: &'static str,
}

/// How a picture is painted: `theme` is `light`, `dark` or, where its reader's scheme is known, `auto`.
#[derive(Clone, Copy, Debug)]
pub struct Paint<'a> {
    pub theme: &'a str,
    pub light: Colours,
    pub dark: Colours,
    /// Families of fonts, as CSS has them.
    pub families: &'a str,
}

/// As in `www/panel.css`.
pub const LIGHT: Colours = Colours {
    background: "#fff",
    text: "#16181d",
    muted: "#59606d",
    hairline: "#e2e4e8",
    quiet: "#858c99",
    accent: "#0f766e",
    outflow: "#a8661a",
};
/// The same on a dark ground.
pub const DARK: Colours = Colours {
    background: "#15171b",
    text: "#eceef2",
    muted: "#a3aab6",
    hairline: "#2d3139",
    quiet: "#858d9b",
    accent: "#4fc4b3",
    outflow: "#e0a45a",
};

/// Of texts and lines in the panel's drawings, whatever their colours.
const TEXTS: &str = "text{white-space:pre}.tick,.node-detail,.node-name,.event-text,.middle-text,.disc-text{font-size:13px}\
     .node-detail,.disc-text{font-size:12px}.disc-text{font-weight:600}.event{stroke-dasharray:2 2}.hit{fill:none}\
     .hairline,.baseline,.event,.lead{fill:none}.time{fill-opacity:.14}";

impl Colours {
    /// Colours by what they are of, as a style sheet; `veil` is how dense a band of the flow is.
    fn write(&self, veil: &'static str, out: &mut Html) {
        let rules = [
            (".bg,.disc{fill:", self.background),
            (".fg,.middle,.left,.node-name,.event-text,.middle-text,.disc-text{fill:", self.text),
            (".baseline,.event,.disc{stroke:", self.text),
            (".muted,.tick,.node-detail{fill:", self.muted),
            (".lead{stroke:", self.muted),
            (".accent,.in{fill:", self.accent),
            (".outflow,.out{fill:", self.outflow),
            (".quiet,.hatch-line,.time{fill:", self.quiet),
            (".hairline{stroke:", self.hairline),
            (".link{fill-opacity:", veil),
        ];
        for (rule, value) in rules {
            out.own(rule).own(value).own("}");
        }
    }
}

/// A picture that is being drawn.
struct Canvas<'h, 'a, 'm> {
    out: &'h mut Html<'a>,
    measure: Measure<'m>,
    width: i32,
    pad: i32,
    /// The foot of the line written last.
    y: i32,
    /// The reader's fonts are not known: what follows a text stands in the same text.
    is_rough: bool,
}

/// How a line is written.
#[derive(Clone, Copy)]
struct Style {
    size: i32,
    bold: bool,
    /// Of its colour.
    class: &'static str,
}

const fn plain(size: i32, class: &'static str) -> Style {
    Style { size, bold: false, class }
}

const fn bold(size: i32, class: &'static str) -> Style {
    Style { size, bold: true, class }
}

impl Canvas<'_, '_, '_> {
    /// The room for a line.
    fn room(&self) -> i32 {
        self.width - 2 * self.pad
    }

    /// A text with its start, middle or end at `x`.
    fn text(&mut self, text: &str, x: i32, anchor: &str, style: Style) {
        self.out.put("<text class=\"{}\" font-size=\"{}\" font-weight=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>");
        self.out
            .text(style.class)
            .number(style.size)
            .number(if style.bold { 700 } else { 400 })
            .x(x, 0)
            .number(self.y)
            .text(anchor)
            .text(text);
    }

    /// A line so far below the one before, as long as it may be, then cut.
    fn line(&mut self, text: &str, below: i32, style: Style) {
        self.y += below;
        let text = self.cut(text, style, self.room());
        self.text(&text, self.pad, "start", style);
    }

    /// The text, or as much of it as has room, with an ellipsis.
    fn cut(&mut self, text: &str, style: Style, room: i32) -> String {
        if (self.measure)(text, style.size, style.bold) <= room {
            return text.into();
        }
        let mut cut: String = text.into();
        while cut.pop().is_some() {
            let mut shown = String::from(cut.trim_ascii_end());
            shown.push('…');
            if (self.measure)(&shown, style.size, style.bold) <= room {
                return shown;
            }
        }
        cut
    }

    /// A text on two lines at most, broken between words.
    fn lines(&mut self, text: &str, below: i32, style: Style) {
        let (mut first, mut rest) = (String::new(), text);
        while let Some(word) = rest.split_inclusive(' ').next() {
            let longer = [&first, word].concat();
            if !first.is_empty()
                && (self.measure)(longer.trim_ascii_end(), style.size, style.bold) > self.room()
            {
                break;
            }
            (first, rest) = (longer, &rest[word.len()..]);
        }
        // What is isolated across the break is so on both lines.
        let mut open = String::new();
        for character in first.chars() {
            match character {
                '\u{2066}'..='\u{2068}' => open.push(character),
                '\u{2069}' => _ = open.pop(),
                _ => {}
            }
        }
        let mut first = String::from(first.trim_ascii_end());
        open.chars().for_each(|_| first.push('\u{2069}'));
        self.line(&first, below, style);
        if !rest.is_empty() {
            self.line(&[&open, rest].concat(), below, style);
        }
    }

    /// A line set smaller where it does not fit, down to a size; then cut.
    fn fitted(&mut self, text: &str, below: i32, style: Style, least: i32) {
        let mut size = style.size;
        while size > least && (self.measure)(text, size, style.bold) > self.room() {
            size -= 1;
        }
        self.line(text, below, Style { size, ..style });
    }

    /// The large figure, as large as there is room for.
    fn figure(&mut self, figure: &Figure, below: i32, size: i32) {
        self.y += below;
        let mut size = size;
        loop {
            let symbol = (self.measure)(&figure.symbol, size / 2, true);
            if (self.measure)(&figure.number, size, true) + symbol + size / 4 <= self.room() || size <= 32 {
                break;
            }
            size -= 2;
        }
        let (number, symbol) = (bold(size, "fg"), bold(size / 2, "fg"));
        let is_rtl = self.out.locale().is_rtl();
        let below_nothing = figure.number.strip_prefix(MINUS).filter(|_| is_rtl);
        if self.is_rough {
            self.out.put(
                "<text class=\"fg\" font-size=\"{}\" font-weight=\"700\" x=\"{}\" y=\"{}\" text-anchor=\"start\">{}\u{2068}{}\
                 <tspan font-size=\"{}\">\u{a0}{}\u{2069}</tspan></text>",
            );
            self.out.number(size).x(self.pad, 0).number(self.y);
            self.out.text(if below_nothing.is_some() { MINUS } else { "" });
            self.out.text(below_nothing.unwrap_or(&figure.number)).number(size / 2).text(&figure.symbol);
            return;
        }
        let mut parts = [(&figure.number, number), (&figure.symbol, symbol)];
        // A number without a word reads from left to right in every language, and so does its symbol behind it.
        if is_rtl && below_nothing.is_none() && !figure.number.chars().any(char::is_alphabetic) {
            parts.reverse();
        }
        let mut x = self.pad;
        for (text, style) in parts.into_iter().filter(|(text, _)| !text.is_empty()) {
            self.text(text, x, "start", style);
            x += (self.measure)(text, style.size, true) + size / 5;
        }
    }

    fn rect(&mut self, class: &str, x: i32, y: i32, width: i32, height: i32) {
        self.out.put("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>");
        self.out.text(class).x(x, width).number(y).number(width).number(height);
    }

    /// A line across, at a height.
    fn hairline(&mut self, class: &str, y: i32) {
        self.out.put("<path class=\"{}\" d=\"M{} {}H{}\"/>");
        self.out.text(class).number(self.pad).number(y).number(self.width - self.pad);
    }
}

/// A minus as the languages write it, a word of its own.
const MINUS: &str = "\u{2212}\u{a0}";

/// A number that may be below nothing: its minus stands where reading begins, at the right from right to left, and
/// what follows keeps its own order.
fn signed(number: &str, locale: &Locale) -> String {
    match number.strip_prefix(MINUS).filter(|_| locale.is_rtl()) {
        Some(number) => ["\u{2067}", MINUS, &locale.isolated(number), "\u{2069}"].concat(),
        None => locale.isolated(number),
    }
}

fn begin(panel: &Panel, width: i32, height: i32, paint: &Paint, out: &mut Html) {
    out.put(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         lang=\"{}\" font-family=\"{}\" aria-label=\"{}\"><style>",
    )
    .number(width)
    .number(height)
    .number(width)
    .number(height)
    .text(panel.locale.tag())
    .text(paint.families)
    .made(label(panel));
    const VEILS: [&str; 2] = [".13", ".2"];
    out.own(TEXTS);
    match paint.theme {
        "dark" => paint.dark.write(VEILS[1], out),
        "light" => paint.light.write(VEILS[0], out),
        _ => {
            paint.light.write(VEILS[0], out);
            out.own("@media (prefers-color-scheme:dark){");
            paint.dark.write(VEILS[1], out);
            out.own("}");
        }
    }
    out.put("</style><rect class=\"bg\" width=\"{}\" height=\"{}\"/>").number(width).number(height);
    out.drawing(width);
}

/// What the picture shows, for who does not see it.
fn label(panel: &Panel) -> String {
    let mut out = Html::plain(&panel.money);
    out.put("{}. {}").named(&panel.report.campaign.name).made(net::in_short(panel));
    out.take()
}

/// The card's picture as SVG, 1200 by 630 pixels; its texts name no font but the paint's.
pub fn card(report: &Report, paint: &Paint, locale: &Locale, measure: Measure) -> String {
    let progress = Progress { done: true, ..Progress::default() };
    let state = ViewState { of_snapshot: true, ..ViewState::default() };
    let panel = &Panel::new(report, &progress, &state, locale);
    let mut out = Html::new(&panel.money);
    let (width, height) = (CARD_SIZE.0 as i32, CARD_SIZE.1 as i32);
    begin(panel, width, height, paint, &mut out);
    let mut canvas = Canvas { out: &mut out, measure, width, pad: 64, y: 0, is_rough: false };
    canvas.rect("accent", 0, 0, width, 10);
    kicker(panel, &mut canvas, 72, 22);
    canvas.lines(&text::in_language(&report.campaign.name, locale), 50, bold(42, "fg"));
    let warnings = head::warnings(panel);
    if !warnings.is_empty() {
        canvas.fitted(&warnings, 36, bold(24, "outflow"), 20);
    }
    match net::large_figure(panel) {
        Some(figure) => {
            // A long name leaves less room.
            let (below, size) = if canvas.y > 140 { (98, 90) } else { (114, 108) };
            canvas.figure(&figure, below, size);
            canvas.line(locale.word(figure.word), 46, bold(34, "fg"));
            canvas.fitted(&net_of(panel, figure.asset), 37, plain(22, "muted"), 17);
            let (top, foot) = (canvas.y + 28, 480);
            if !figure.asset.timeline.is_empty() && top + 60 < foot {
                bars(panel, figure.asset, &mut canvas, top, foot);
            }
        }
        None => canvas.line(locale.word("net.unknown"), 90, bold(54, "fg")),
    }
    canvas.hairline("hairline", 527);
    canvas.y = 527;
    canvas.fitted(&sources(panel), 29, plain(20, "muted"), 15);
    canvas.lines(&level(panel), 26, plain(19, "muted"));
    out.put("</svg>");
    out.take()
}

/// What it is a picture of, and whether of play money.
fn kicker(panel: &Panel, canvas: &mut Canvas, y: i32, size: i32) {
    canvas.y = y;
    canvas.text(panel.locale.word("head.kicker"), canvas.pad, "start", plain(size, "muted"));
    if panel.report.campaign.test_network {
        canvas.text(panel.locale.word("head.test"), canvas.width - canvas.pad, "end", bold(size, "outflow"));
    }
}

/// What the figure is net of; of money, what its value is.
fn net_of(panel: &Panel, asset: &AssetReport) -> String {
    let mut out = Html::plain(&panel.money);
    if !panel.report.complete {
        return panel.locale.word("net.returns-incomplete").into();
    }
    if asset.transactions == 0 {
        return panel.locale.word(super::nothing(panel.report)).into();
    }
    if let Some(total) = &panel.report.priced_total {
        out.put("{worth.then} {worth.now amount}").made(super::worth::headline(panel.locale, total.net_now));
        let without = super::worth::without(panel, total);
        if !without.is_empty() {
            out.put("{list.facts}{worth.without assets}").made(without);
        }
        return out.take();
    }
    for (index, Step { word, value, .. }) in
        net::ladder_steps(panel, asset, 0).into_iter().take(3).enumerate()
    {
        out.put(if index > 0 { "{list.facts}{} {}" } else { "{} {}" })
            .word(word)
            .made(signed(&value, panel.locale));
    }
    out.take()
}

/// When, whose data, up to which block.
fn sources(panel: &Panel) -> String {
    let mut out = Html::plain(&panel.money);
    out.put("{head.as-of date time}{list.facts}")
        .date_of(&panel.report.as_of)
        .made(panel.locale.time_of(&panel.report.as_of));
    head::data(panel, &mut out);
    out.take()
}

/// How far the figures are proven, of each chain.
fn level(panel: &Panel) -> String {
    let mut out = Html::plain(&panel.money);
    let mut told: Vec<&str> = Vec::new();
    let assets = panel.report.assets.iter();
    for asset in assets
        .filter(|asset| asset.transactions > 0 || Some(asset.chain) == panel.asset.map(|asset| asset.chain))
    {
        if !told.contains(&asset.chain) {
            out.put(if told.is_empty() { "" } else { " " });
            net::level_words(panel, asset, &mut out);
            told.push(asset.chain);
        }
    }
    out.take()
}

/// Bars of what came in and what went out, with the first and the last time and what the colours mean.
fn bars(panel: &Panel, asset: &AssetReport, canvas: &mut Canvas, top: i32, foot: i32) {
    let locale = panel.locale;
    // As fine as is seen when the card is shown at a third of its size.
    let steps = Steps::of(&asset.timeline, &[], canvas.room() / 2);
    let rows = &steps.rows;
    let (mut most_in, mut most_out) = (0, 0);
    for row in rows {
        most_in = most_in.max(row.inflow.units());
        most_out = most_out.max(row.outflow.units());
    }
    let whole = most_in.saturating_add(most_out).max(1);
    let tall = |amount: Amount| match amount.units() {
        0 => 0,
        units => scaled(units, whole, foot - top - 2).max(1),
    };
    let base = top + tall(Amount::from_units(most_in));
    let count = rows.len().max(1) as i32;
    let drawn = canvas.room().min(count * 72);
    for (index, row) in (0..).zip(rows) {
        let (x, end) = (drawn * index / count, drawn * (index + 1) / count);
        let wide = (end - x - if end - x > 12 { 3 } else { 2 }).max(1);
        let (up, down) = (tall(row.inflow), tall(row.outflow));
        let back = tall(row.returned).min(down);
        let x = canvas.pad + x;
        for (class, y, height) in
            [("in", base - up, up), ("quiet", base + 2, back), ("out", base + 2 + back, down - back)]
        {
            if height > 0 {
                canvas.rect(class, x, y, wide, height);
            }
        }
    }
    canvas.rect("fg", canvas.pad, base, drawn, 2);
    canvas.y = foot + 32;
    let style = plain(19, "muted");
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    let mut days = Html::plain(&panel.money);
    days.put("{claims.days from to}")
        .made(steps.tick(first.day, true, locale))
        .made(steps.tick(last.day, true, locale));
    if panel.report.priced_total.is_some() {
        days.put("{list.facts}{}").others(&asset.asset);
    }
    canvas.text(&days.take(), canvas.pad, "start", style);
    // From the end: what a reader meets last is placed first.
    let mut x = canvas.width - canvas.pad;
    let keys = [("timeline.returned", "quiet"), ("timeline.spent", "out"), ("timeline.received", "in")];
    let returned = rows.iter().any(|row| row.returned > Amount::ZERO);
    for (word, class) in keys.into_iter().filter(|(_, class)| returned || *class != "quiet") {
        let word = locale.word(word);
        canvas.text(word, x, "end", style);
        x -= (canvas.measure)(word, style.size, false) + 22;
        canvas.rect(class, x, canvas.y - 14, 14, 14);
        x -= 28;
    }
}

/// The width of `panel.LANG.svg`.
const WIDTH: u32 = 640;

/// Head, figure, ladder, timeline and flow as one drawing that stands alone.
pub fn picture(report: &Report, paint: &Paint, locale: &Locale) -> String {
    // What a still picture tells has nowhere to lead to.
    let mut report = report.clone();
    for event in &mut report.events {
        event.url = None;
    }
    let progress = Progress { done: true, ..Progress::default() };
    let state = ViewState { of_snapshot: true, width: WIDTH, ..ViewState::default() };
    let panel = &Panel::new(&report, &progress, &state, locale);
    let mut out = Html::new(&panel.money);
    // How tall it is shows when it is drawn.
    let mut inside = Html::new(&panel.money);
    let mut measure = |text: &str, size, bold| text::width(text, size) + if bold { size / 4 } else { 0 };
    let mut canvas = Canvas {
        out: &mut inside,
        measure: &mut measure,
        width: WIDTH as i32,
        pad: 24,
        y: 0,
        is_rough: true,
    };
    let height = draw(panel, &mut canvas);
    begin(panel, WIDTH as i32, height, paint, &mut out);
    let mut canvas =
        Canvas { out: &mut out, measure: &mut measure, width: WIDTH as i32, pad: 24, y: 0, is_rough: true };
    draw(panel, &mut canvas);
    out.put("</svg>");
    out.take()
}

/// Draws all of it; how tall it is.
fn draw(panel: &Panel, canvas: &mut Canvas) -> i32 {
    let locale = panel.locale;
    canvas.out.drawing(canvas.width);
    kicker(panel, canvas, 36, 12);
    canvas.lines(&text::in_language(&panel.report.campaign.name, locale), 32, bold(26, "fg"));
    canvas.line(&sources(panel), 24, plain(13, "muted"));
    let warnings = head::warnings(panel);
    if !warnings.is_empty() {
        canvas.line(&warnings, 24, bold(14, "outflow"));
    }
    match net::large_figure(panel) {
        Some(figure) => {
            canvas.figure(&figure, 76, 56);
            canvas.line(locale.word(figure.word), 28, bold(19, "fg"));
            if panel.report.priced_total.is_some() {
                canvas.lines(&net_of(panel, figure.asset), 22, plain(13, "muted"));
                canvas.line(&of_asset(panel, figure.asset), 30, bold(17, "fg"));
            }
            canvas.y += 12;
            ladder(panel, figure.asset, canvas);
            if figure.asset.chain.is_empty() {
                canvas.y += 6;
                canvas.lines(locale.word("net.all-means"), 20, plain(13, "muted"));
            }
            charts(panel, figure.asset, canvas);
        }
        None => canvas.line(locale.word("net.unknown"), 60, bold(28, "fg")),
    }
    canvas.y += 16;
    canvas.hairline("hairline", canvas.y);
    canvas.lines(&level(panel), 22, plain(13, "muted"));
    canvas.y + 20
}

/// Whose ladder it is, where the figure above is of all assets.
fn of_asset(panel: &Panel, asset: &AssetReport) -> String {
    let mut out = Html::plain(&panel.money);
    out.put("{}").made(signed(&net::in_units(panel, asset), panel.locale));
    if asset.chain.is_empty() {
        out.put("{list.facts}{net.all}");
    }
    out.take()
}

fn ladder(panel: &Panel, asset: &AssetReport, canvas: &mut Canvas) {
    let long = canvas.room() - 316;
    for (index, step) in net::ladder_steps(panel, asset, long).into_iter().enumerate() {
        let Step { word, value, minus, from, to } = step;
        canvas.y += 28;
        let style = if minus { plain(15, "muted") } else { bold(15, "fg") };
        canvas.text(panel.locale.word(word), canvas.pad, "start", style);
        let class = match index {
            3 => "accent",
            _ if minus => "quiet",
            _ => "fg",
        };
        if from != to {
            canvas.rect(class, canvas.pad + 208 + from.min(to), canvas.y - 12, (to - from).abs().max(1), 14);
        }
        canvas.text(&signed(&value, panel.locale), canvas.width - canvas.pad, "end", style);
    }
}

fn charts(panel: &Panel, asset: &AssetReport, canvas: &mut Canvas) {
    let locale = panel.locale;
    let frame = Frame { column: canvas.room(), ..panel.frame };
    let panel = &Panel { frame, ..*panel };
    if !asset.timeline.is_empty() {
        let steps = Steps::of(&asset.timeline, &panel.report.events, frame.column);
        title(locale.word(timeline::title(steps.step)), canvas);
        place(canvas, 8);
        let told = timeline::still(panel, asset, 220, canvas.out);
        end_of_chart(canvas, 220);
        for line in told {
            canvas.line(&line, 20, plain(13, "muted"));
        }
    }
    if !asset.flow.sources.is_empty() || !asset.flow.destinations.is_empty() {
        title(locale.word("flow.title"), canvas);
        place(canvas, 8);
        sankey::chart(panel, asset, canvas.out);
        end_of_chart(canvas, 282);
    }
}

fn title(words: &str, canvas: &mut Canvas) {
    canvas.y += 20;
    canvas.hairline("hairline", canvas.y);
    canvas.line(words, 30, bold(16, "fg"));
}

/// Begins a chart so far below.
fn place(canvas: &mut Canvas, below: i32) {
    canvas.y += below;
    canvas.out.put("<g transform=\"translate({} {})\">").number(canvas.pad).number(canvas.y);
}

fn end_of_chart(canvas: &mut Canvas, height: i32) {
    canvas.out.put("</g>");
    canvas.out.drawing(canvas.width);
    canvas.y += height;
}
