//! What the reader sees: goldens of invented reports, nothing overlaps or leaves its box at any width,
//! hostile names stay text.

mod reports;

use donation_flow::campaign::{Campaign, Text};
use donation_flow::chain::{AddressError, Amount, Chain, Day, Signed};
use donation_flow::explorer::Progress;
use donation_flow::ledger::timeline::{DayFlow, Step};
use donation_flow::locale::Locale;
use donation_flow::report::*;
use donation_flow::view::sankey::layout as sankey;
use donation_flow::view::timeline::layout::{Layout, TextBox, layout as timeline_layout};
use donation_flow::view::timeline::{Steps, event_labels};
use donation_flow::view::{self, Message, Money, Section, ViewState};
use reports::Dice;
use std::fs;
use unicode_bidi::{BidiInfo, Level};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn locale(tag: &str) -> Locale {
    let lang = tag.split('-').next().unwrap();
    let text = fs::read_to_string(format!("{ROOT}/www/locale/{lang}.json")).expect("the locale file");
    Locale::parse_for(&text, tag).expect("a good locale file")
}

fn panel(report: &Report, progress: &Progress, state: &ViewState, locale: &Locale) -> String {
    let rows = reports::rows(report, state.asset.unwrap_or(0));
    // Only a campaign with claims has a section for them.
    Section::ALL
        .into_iter()
        .filter(|section| *section != Section::Claims || !report.claims.is_empty())
        .map(|section| {
            let inside = view::section(section, report, &rows, progress, state, locale);
            format!("<section class=\"{}\">{inside}</section>", section.name())
        })
        .collect()
}

/// A line an element, so that a difference is a line.
fn normalised(html: &str) -> String {
    html.replace("><", ">\n<") + "\n"
}

#[test]
fn panels_are_as_their_goldens() {
    let tables = ViewState { timeline_as_table: true, flow_as_table: true, ..ViewState::default() };
    let at = |width| ViewState { width, ..ViewState::default() };
    let usdt = ViewState { asset: Some(1), ..at(320) };
    let snapshot = |width| ViewState { of_snapshot: true, ..at(width) };
    let check = view::Check::Tampered { file: "proofs/0002.bin".into(), fault: "digest" };
    let tampered = ViewState { check, ..snapshot(320) };
    let cases = [
        ("relief-en-640", reports::relief(), reports::done(41), at(640), "en"),
        ("relief-ar-320", reports::relief(), reports::done(41), at(320), "ar-LB"),
        ("crowded-en-1000", reports::crowded(), reports::loading(), at(1000), "en"),
        ("crowded-usdt-ar-320", reports::crowded(), reports::done(41), usdt, "ar"),
        ("priced-en-1000", reports::priced(), reports::done(41), at(1000), "en"),
        ("priced-ar-320", reports::priced(), reports::done(41), at(320), "ar-EG"),
        (
            "priced-en-640",
            reports::priced(),
            reports::done(41),
            ViewState { asset: Some(1), ..at(640) },
            "en",
        ),
        ("tables-en-640", reports::relief(), reports::done(41), tables, "en"),
        ("empty-en-640", reports::empty(), reports::done(1), at(640), "en"),
        ("proven-en-1000", reports::proven(), reports::done(41), snapshot(1000), "en"),
        ("proven-ar-320", reports::proven(), reports::done(41), tampered, "ar"),
        ("unknown-ar-640", reports::unknown(), reports::loading(), at(640), "ar-EG"),
    ];
    let mut different = Vec::new();
    for (name, report, progress, state, tag) in cases {
        let html = normalised(&panel(&report, &progress, &state, &locale(tag)));
        let golden = format!("{ROOT}/tests/golden/{name}.html");
        if fs::read_to_string(&golden).ok().as_deref() != Some(&html) {
            fs::create_dir_all(format!("{ROOT}/tests/out")).expect("a folder for what differs");
            fs::write(format!("{ROOT}/tests/out/{name}.html"), html).expect("a file for what differs");
            different.push(name);
        }
    }
    assert!(
        different.is_empty(),
        "not as their goldens: {different:?}; look at tests/out and, if that is how it should be, move the files to \
         tests/golden"
    );
}

#[test]
fn texts_of_the_flow_neither_touch_nor_leave_the_drawing() {
    let mut dice = Dice(1);
    for round in 0..1_500 {
        let width = 228 + dice.roll(500) as i32;
        let extent = sankey::Extent { width, height: [312, 282, 360][dice.roll(3) as usize] };
        let side = |dice: &mut Dice| -> Vec<sankey::Node> {
            (0..1 + dice.roll(9))
                .map(|_| sankey::Node {
                    name: [
                        "Binance, hot wallet of the east"
                            .chars()
                            .cycle()
                            .take(dice.roll(90) as usize)
                            .collect(),
                        String::new(),
                    ],
                    detail: ["1.15M USDT · 38 addresses".into(), "1.15M USDT".into()],
                    class: "in",
                    mark: String::new(),
                    sentence: String::new(),
                    sources: String::new(),
                    is_listed: false,
                    value: 1 + (u128::from(dice.roll(u64::MAX)) >> dice.roll(31)),
                })
                .collect()
        };
        let (sources, destinations) = (side(&mut dice), side(&mut dice));
        let drawn = sankey::layout(&sources, &destinations, "The campaign’s 12 addresses", extent);
        for (column, start) in [(&drawn.sources, true), (&drawn.destinations, false)] {
            let mut below = sankey::HEAD;
            let mut nodes_below = 0;
            for node in column {
                let top = node.text_y - node.text_height / 2;
                assert!(top >= below, "round {round}: {node:?} touches what is above it ({below})");
                below = top + node.text_height;
                assert!(below <= extent.height, "round {round}: {node:?} leaves the drawing");
                let room = sankey::text_room(extent);
                assert!(view::text::width(&node.name, sankey::FONT) <= room, "round {round}: {}", node.name);
                let detail = node.detail.unwrap_or("");
                assert!(view::text::width(detail, sankey::DETAIL_FONT) <= room, "round {round}: {detail}");
                assert!(node.height >= 1 && node.y >= nodes_below, "round {round}: {node:?}");
                nodes_below = node.y + node.height;
                assert!(nodes_below <= extent.height, "round {round}: {node:?} leaves the drawing");
            }
            let _ = start;
        }
        // Both columns' texts end before the middle, so the two cannot meet.
        assert!(2 * (sankey::NODE_WIDTH + sankey::TEXT_GAP + sankey::text_room(extent)) < width);
        let (middle, height) = drawn.middle;
        let last =
            |column: &[sankey::Placed]| column.last().map_or(middle, |node| node.middle_y + node.height);
        assert!(middle >= sankey::HEAD && middle + height <= extent.height, "round {round}");
        assert!(last(&drawn.sources) <= middle + height && last(&drawn.destinations) <= middle + height);
    }
}

#[test]
fn bands_with_next_to_nothing_in_them_are_put_together() {
    let mut report = reports::relief();
    let sources = &mut report.assets[0].flow.sources;
    for power in (1..7).rev() {
        sources.insert(1, reports::band(power, u128::from(power), 3));
    }
    let draw = |report: &Report| {
        view::section(Section::Flow, report, &[], &reports::done(1), &ViewState::default(), &locale("en"))
    };
    let html = draw(&report);
    // 0.00001 to 1 USDT and the next two bands are far below a two-hundredth of the whole.
    assert!(html.contains("under 10K USDT") || html.contains("under 1K USDT"), "{html}");
    assert!(!html.contains(">10–100\u{a0}USDT<") && html.contains(">100K–1M\u{a0}USDT<"));
    // The table keeps every band.
    let table = ViewState { flow_as_table: true, ..ViewState::default() };
    let html = view::section(Section::Flow, &report, &[], &reports::done(1), &table, &locale("en"));
    assert!(html.contains(">10–100\u{a0}USDT<"));
}

#[test]
fn a_link_is_as_thick_as_its_amount() {
    let node = |value| sankey::Node {
        name: Default::default(),
        detail: Default::default(),
        class: "in",
        mark: String::new(),
        sentence: String::new(),
        sources: String::new(),
        is_listed: false,
        value,
    };
    let extent = sankey::Extent { width: 600, height: 300 };
    let (sources, destinations) = ([node(300), node(100)], [node(400)]);
    let drawn = sankey::layout(&sources, &destinations, "", extent);
    let heights: Vec<i32> = drawn.sources.iter().map(|node| node.height).collect();
    assert!((heights[0] - 3 * heights[1]).abs() <= 3, "{heights:?}");
    assert_eq!(heights.iter().sum::<i32>(), drawn.destinations[0].height);
    assert_eq!(heights.iter().sum::<i32>(), drawn.middle.1);
}

#[test]
fn texts_of_the_timeline_neither_touch_nor_leave_the_drawing() {
    let mut dice = Dice(2);
    let words =
        ["First appeal", "Ministry announces the card for all", "Doctors", "Report of the auditors is out"];
    for round in 0..600 {
        let tag = ["en", "ar", "ar-LB"][dice.roll(3) as usize];
        let locale = locale_once(tag);
        let width = 208 + dice.roll(1_200) as i32;
        let first = Day::from_civil(2019 + dice.roll(7) as i32, 1 + dice.roll(12) as u32, 1);
        let longest = [40, 2_600][dice.roll(2) as usize];
        let span = 1 + dice.roll(longest) as i32;
        let mut days = Vec::new();
        for day in 0..span {
            if day > 0 && day < span - 1 && dice.roll(3) == 0 {
                continue;
            }
            days.push(DayFlow {
                inflow: Amount::from_units(u128::from(dice.roll(u64::MAX)) << dice.roll(20)),
                outflow: Amount::from_units(u128::from(dice.roll(u64::MAX))),
                donations: 1,
                ..DayFlow::empty(Day(first.0 + day))
            });
        }
        let events: Vec<EventMark> = (0..dice.roll(7))
            .map(|index| EventMark {
                date: Day(first.0 - 10 + dice.roll(span as u64 + 20) as i32),
                label: reports::text(words[index as usize % 4], words[index as usize % 4]),
                url: None,
            })
            .collect();
        let asset = reports::relief_usdt();
        let steps = Steps::of(&days, &events, width);
        let labels = event_labels(&events, &steps, locale);
        let drawn = timeline_layout(&steps, &labels, width, (240, 0), &Money::of(&asset, locale));

        let mut texts: Vec<&TextBox> = drawn.texts.iter().map(|(_, text, _)| text).collect();
        texts.extend(drawn.ticks.iter().map(|(place, _)| place));
        texts.push(&drawn.scale_label.0);
        for (index, text) in texts.iter().enumerate() {
            assert!(text.x >= 0 && text.x + text.width <= width, "round {round}: {text:?} leaves {width}");
            assert!(text.y >= 0 && text.y + text.height <= 240, "round {round}: {text:?}");
            for other in &texts[..index] {
                assert!(!text.overlaps(other), "round {round}: {text:?} touches {other:?}");
            }
        }
        // Between the first and the last, months are of four weeks or five, and days alike.
        let inner = drawn.ticks.get(1..drawn.ticks.len().saturating_sub(1)).unwrap_or_default();
        let middles: Vec<i32> = inner.iter().map(|(place, _)| place.x + place.width / 2).collect();
        let apart: Vec<i32> = middles.windows(2).map(|two| two[1] - two[0]).collect();
        if let (Some(least), Some(most)) = (apart.iter().min(), apart.iter().max()) {
            assert!(most * 4 <= least * 5 + 8, "round {round}: {:?}", drawn.ticks);
        }
        for (index, disc) in drawn.discs.iter().enumerate() {
            assert!((9..=width - 9).contains(&disc.x), "round {round}: {disc:?}");
            if let Some(before) = index.checked_sub(1) {
                assert!(disc.x - drawn.discs[before].x >= 18, "round {round}: discs touch");
            }
        }
        // A disc's line passes the hairline's amount only where both ends have one.
        let label = &drawn.scale_label.0;
        let passed = |x: i32| drawn.discs.iter().any(|disc| (x..=x + label.width).contains(&disc.at));
        assert!(!passed(label.x) || (passed(0) || passed(width - label.width)), "round {round}");
        // Every line of an event keeps clear of the other events' texts.
        for (event, text, _) in &drawn.texts {
            for (other, above, line) in &drawn.texts {
                let passes = above.y <= text.y && (text.x..=text.x + text.width).contains(line);
                assert!(event == other || !passes, "round {round}: a line crosses {text:?}");
            }
        }
        for bar in &drawn.bars {
            assert!(bar.x >= 0 && bar.x + bar.width <= width.max(bar.x + 1), "round {round}: {bar:?}");
            assert!(bar.up <= drawn.baseline - drawn.top && bar.down >= 0, "round {round}: {bar:?}");
            assert!(drawn.baseline + bar.down <= 240 - 18, "round {round}: {bar:?} reaches the ticks");
        }
    }
}

fn locale_once(tag: &str) -> &'static Locale {
    use std::sync::OnceLock;
    static LOCALES: OnceLock<[Locale; 3]> = OnceLock::new();
    let all = LOCALES.get_or_init(|| ["en", "ar", "ar-LB"].map(locale));
    all.iter().find(|locale| locale.tag() == tag).unwrap()
}

#[test]
fn steps_are_as_fine_as_the_width_allows() {
    let days = reports::waves(Day::from_civil(2025, 4, 2), 346, 1);
    assert_eq!(Steps::of(&days, &[], 2_000).step, Step::Day);
    assert_eq!(Steps::of(&days, &[], 592).step, Step::Week);
    assert_eq!(Steps::of(&days, &[], 200).step, Step::Month);
    let one = Steps::of(&days[..1], &[], 300);
    assert_eq!((one.step, one.rows.len()), (Step::Day, 1));
}

#[test]
fn a_step_with_little_is_still_seen() {
    let days =
        |inflow| DayFlow { inflow: Amount::from_units(inflow), donations: 1, ..DayFlow::empty(Day(20_000)) };
    let rows = [days(u128::MAX >> 20), DayFlow { day: Day(20_001), ..days(1) }];
    let asset = reports::relief_usdt();
    let locale = locale("en");
    let steps = Steps::of(&rows, &[], 300);
    let drawn = timeline_layout(&steps, &[], 300, (200, 0), &Money::of(&asset, &locale));
    assert_eq!(drawn.bars[1].up, 1);
    assert!(drawn.bars[0].up > 100);
}

#[test]
fn hostile_names_stay_text() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "\u{202e}gnp.exe\u{2069}\u{2066}",
        "</svg><style>*{display:none}</style>",
        &"long ".repeat(20_000),
    ];
    for name in hostile {
        let mut report = reports::crowded();
        report.campaign.name = LangText(Text(vec![("".into(), name.into())].into()));
        report.assets[1].asset = name.chars().take(20).collect();
        let priced = reports::priced();
        (report.priced_total, report.assets[1].value) = (priced.priced_total, priced.assets[2].value.clone());
        report.assets[1].value.as_mut().unwrap().source = name.into();
        report.priced_total.as_mut().unwrap().unpriced[0].asset = name.chars().take(20).collect();
        report.sources[0].host = name.into();
        report.gaps[0].detail = Some(name.into());
        report.notices[0].label = report.campaign.name.clone();
        report.notices[0].issuer = report.campaign.name.clone();
        report.events[1].label = report.campaign.name.clone();
        report.assets[1].flow.sources[0].labels[0].label = report.campaign.name.clone();
        for url in
            ["javascript:alert(1)", "data:text/html,x", "http://example.org/", "https://u:p@x/", "https:// x"]
        {
            report.notices[0].url = url.into();
            report.events[0].url = Some(url.into());
            report.campaign.addresses[0].link = Some(url.into());
            for tag in ["en", "ar"] {
                let state = ViewState { asset: Some(1), width: 320, ..ViewState::default() };
                let html = panel(&report, &reports::done(3), &state, &locale(tag));
                assert!(html.len() < 200_000, "{} bytes for {:.20}", html.len(), name);
                for bad in
                    ["href=\"javascript", "href=\"data", "href=\"http:", "u:p@", "\u{202e}", "\u{2066}"]
                {
                    assert!(!html.contains(bad), "{bad} came through");
                }
                only_known_markup(&html);
                // An end of isolation closes only what was opened.
                let mut depth = 0i32;
                for character in html.chars() {
                    depth += i32::from(matches!(character, '\u{2067}' | '\u{2068}'))
                        - i32::from(character == '\u{2069}');
                    assert!(depth >= 0, "a name closed the isolation around it");
                }
                assert_eq!(depth, 0);
            }
        }
    }
}

/// Every tag is one that the view writes, with attributes that it writes, all in double quotes.
fn only_known_markup(html: &str) {
    const TAGS: &str = " section p strong h2 bdi time span button details summary ul ol li br div small b svg defs \
        pattern rect path g text circle dl dt dd data a h3 table caption thead tbody tr th td ";
    for tag in html.split('<').skip(1) {
        let (tag, rest) = tag.split_once('>').expect("a closed tag");
        assert!(!rest.contains('"') || !rest.contains("=\""), "{rest}");
        let mut parts = tag.trim_start_matches('/').splitn(2, ' ');
        let name = parts.next().unwrap();
        assert!(TAGS.contains(&format!(" {name} ")), "<{name}");
        for (index, part) in parts.next().unwrap_or("").split('"').enumerate() {
            let written = part.trim().trim_end_matches('/');
            if index % 2 == 0 && !written.is_empty() {
                let name = written.trim_end_matches('=').rsplit(' ').next().unwrap();
                let known = name.chars().all(|character| character.is_ascii_alphabetic() || character == '-');
                assert!(known && !name.starts_with("on") && name != "style", "{name} in <{tag}");
            }
        }
    }
}

#[test]
fn drawings_hold_integers_and_no_style() {
    for (report, asset) in [(reports::relief(), 0), (reports::crowded(), 0), (reports::crowded(), 1)] {
        for width in [260, 320, 500, 640, 899, 900, 1_400] {
            let state = ViewState { width, asset: Some(asset), ..ViewState::default() };
            let html = panel(&report, &reports::done(3), &state, &locale("ar-LB"));
            assert!(
                !html.contains(" style=") && !html.contains("<style") && !html.contains(" on"),
                "{width}"
            );
            for attribute in [" x=\"", " y=\"", " d=\"", " width=\"", " height=\"", " cx=\"", " viewBox=\""] {
                for (place, _) in html.match_indices(attribute) {
                    let value = &html[place + attribute.len()..];
                    let value = &value[..value.find('"').unwrap()];
                    assert!(!value.contains('.') && !value.is_empty(), "{attribute}{value}");
                }
            }
        }
    }
}

#[test]
fn each_chart_has_one_stop_and_every_mark_a_sentence() {
    let locale = locale("en");
    let report = reports::relief();
    for section in [Section::Timeline, Section::Flow] {
        let state = ViewState::default();
        let html = view::section(section, &report, &[], &reports::done(1), &state, &locale);
        let marks: Vec<&str> =
            html.split("data-mark").skip(1).map(|mark| &mark[..mark.find('>').unwrap()]).collect();
        assert!(marks.len() > 8);
        let stops = marks.iter().filter(|mark| mark.contains("tabindex=\"0\"")).count();
        assert_eq!(stops, 1, "{section:?}");
        // A mark is a picture, or a link where it leads to a page of its own.
        let is_told = |mark: &&str| {
            (mark.contains("role=\"img\"") || mark.contains("href=\"https://"))
                && mark.contains("aria-label=\"")
                && !mark.contains("aria-label=\"\"")
        };
        assert!(marks.iter().all(is_told), "{marks:?}");
    }
}

/// The marks of a section, each by its name and with what it says.
fn marks(section: Section, report: &Report, width: u32) -> Vec<(String, String)> {
    let state = ViewState { width, asset: Some(0), ..ViewState::default() };
    let html = view::section(section, report, &[], &reports::done(1), &state, &locale("en"));
    let value = |text: &str| text[..text.find('"').unwrap()].to_string();
    html.split("data-mark=\"")
        .skip(1)
        .map(|mark| (value(mark), value(mark.split_once("aria-label=\"").unwrap().1)))
        .collect()
}

#[test]
fn a_mark_has_the_same_name_in_each_drawing() {
    let mut newer = reports::relief();
    let timeline = &mut newer.assets[0].timeline;
    timeline.drain(..30);
    timeline.push(DayFlow::empty(Day(timeline.last().unwrap().day.0 + 1)));
    newer.assets[0].flow.sources.remove(0);
    newer.assets[0].flow.destinations.reverse();
    for section in [Section::Timeline, Section::Flow] {
        let (known, all) =
            (marks(section, &reports::relief(), 640), marks(section, &reports::crowded(), 1_000));
        for (index, (name, _)) in known.iter().chain(&all).enumerate() {
            assert!(!name.is_empty(), "{section:?}: mark {index}");
        }
        let mut names: Vec<_> = all.iter().map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all.len(), "{section:?}: each has a name of its own");
        let mut found = 0;
        for (name, said) in marks(section, &newer, 700) {
            let Some((_, before)) = known.iter().find(|(known, _)| *known == name) else { continue };
            found += 1;
            // Days have gone from the step that is now the first.
            let begin = said.split([':', ',']).next();
            assert_eq!(begin, before.split([':', ',']).next(), "{name}");
        }
        assert!(found > 5, "{section:?}: {found} found again");
    }
    let days = marks(Section::Timeline, &reports::priced(), 1_000);
    assert!(days.iter().any(|(name, said)| name == "2026-02-03" && said.starts_with("3 February 2026")));
}

#[test]
fn a_timelines_sentence_is_the_sum_of_what_is_drawn() {
    let cents = Amount::from_units;
    let mut report = reports::priced();
    // At the prices of the days another sum than at present ones.
    report.all = Some(AssetReport {
        totals: Totals {
            from_outside: cents(17_200_000),
            spent: cents(14_000_000),
            ..report.assets[0].totals
        },
        timeline: vec![
            DayFlow { inflow: cents(15_000_000), ..DayFlow::empty(Day(20_000)) },
            DayFlow { inflow: cents(325_870), outflow: cents(12_895_790), ..DayFlow::empty(Day(20_002)) },
        ],
        transactions: 3,
        ..reports::empty_asset("", "USD", 2)
    });
    for timeline_as_table in [false, true] {
        let state = ViewState { timeline_as_table, ..ViewState::default() };
        let html = view::section(Section::Timeline, &report, &[], &reports::done(1), &state, &locale("en"));
        let (_, rest) = html.split_once("Received and spent between").expect("the sentence");
        let sentence = &rest[..rest.find('"').unwrap()];
        assert!(sentence.contains("153,000\u{a0}USD") && sentence.contains("129,000\u{a0}USD"), "{sentence}");
    }
}

#[test]
fn charts_say_how_they_are_read_and_which_keys_they_have() {
    let tables = ViewState { timeline_as_table: true, flow_as_table: true, ..ViewState::default() };
    for tag in ["en", "ar"] {
        let locale = locale(tag);
        let told = |state: &ViewState, word: &str| {
            let html = panel(&reports::relief(), &reports::done(41), state, &locale);
            html.matches(locale.word(word)).count()
        };
        // Beside each chart for those who hear it, and in the foot for all.
        assert_eq!(told(&ViewState::default(), "read.keys"), 3, "{tag}");
        assert_eq!(told(&tables, "read.keys"), 1, "{tag}: a table has no such keys");
        assert_eq!(told(&ViewState::default(), "read.cue"), 2, "{tag}");
        assert_eq!(told(&ViewState::default(), "read.charts"), 1, "{tag}");
    }
}

#[test]
fn right_to_left_is_the_mirror_image() {
    let report = reports::relief();
    let state = ViewState::default();
    let nodes = |tag: &str| -> Vec<i32> {
        let html = view::section(Section::Flow, &report, &[], &reports::done(1), &state, &locale(tag));
        html.split("<rect class=\"node\" x=\"")
            .skip(1)
            .map(|rest| rest[..rest.find('"').unwrap()].parse().unwrap())
            .collect()
    };
    let (left, right) = (nodes("en"), nodes("ar"));
    assert_eq!(left.iter().map(|x| 592 - x - sankey::NODE_WIDTH).collect::<Vec<_>>(), right);
    assert!(left[0] == 0 && right[0] > 500);
}

#[test]
fn nothing_known_is_not_nothing() {
    let locale = locale("en");
    let state = ViewState::default();
    let net = |report: &Report, progress: &Progress| {
        view::section(Section::Net, report, &[], progress, &state, &locale)
    };
    let unknown = net(&reports::unknown(), &reports::loading());
    let figure = unknown.split("class=\"figure").nth(1).unwrap();
    assert!(figure.contains("Not known yet") && !figure[..figure.find("</p>").unwrap()].contains('0'));
    assert!(
        !unknown[unknown.find("<dl class=\"stats").unwrap()..unknown.find("<details class=\"more").unwrap()]
            .contains("<dd>0")
    );
    let empty = net(&reports::empty(), &reports::done(1));
    assert!(empty.contains("0 <small>BTC</small>") && empty.contains("No transactions so far."));
}

#[test]
fn a_period_with_nothing_in_it_says_so() {
    for entry in fs::read_dir(format!("{ROOT}/www/locale")).expect("the folder of languages") {
        let file = entry.expect("an entry").file_name().into_string().expect("a language's tag");
        let tag = file.trim_end_matches(".json");
        let locale = locale(tag);
        let said = |report: &Report| {
            let html = panel(report, &reports::done(1), &ViewState::default(), &locale);
            assert!(!html.contains("class=\"chart"), "{tag}: nothing is drawn");
            ["empty.period", "empty.none"].map(|word| html.matches(locale.word(word)).count())
        };
        let from = Some(Day::from_civil(2026, 1, 1));
        let of_days = Report { period: Some(Period { from, to: None }), ..reports::empty() };
        // Of the figure, timeline, flow and list.
        assert_eq!(said(&of_days), [4, 0], "{tag}");
        assert_eq!(said(&reports::empty()), [0, 4], "{tag}");
    }
}

#[test]
fn all_assets_as_one_are_told_as_the_value_now_is() {
    let mut report = reports::priced();
    let net = Signed::from_units(report.priced_total.as_ref().unwrap().net_now.cents().into());
    report.all = Some(AssetReport {
        totals: Totals { net, ..report.assets[0].totals },
        transactions: 3,
        ..reports::empty_asset("", "USD", 2)
    });
    let told = |report: &Report| {
        let state = ViewState::default();
        view::section(Section::Net, report, &[], &reports::done(1), &state, &locale("en"))
    };
    let html = told(&report);
    assert!(html.contains("Value now: $6.05 million"), "{html}");
    assert!(html.contains("<p class=\"asset-net\"><b><bdi>$6.05 million</bdi></b> <span>all assets</span>"));
    // Receipts of days without a price are in the one and not in the other.
    let why = "their sum differs from the value now";
    assert!(html.contains(why));
    report.assets[2].value.as_mut().unwrap().unpriced = Unpriced::default();
    assert!(!told(&report).contains(why));
}

#[test]
fn no_dot_stands_beside_digits_whose_nought_is_a_dot() {
    let html = |tag: &str| {
        let locale = locale(tag);
        let mut report = reports::crowded();
        report.period = Some(Period { from: Some(Day::from_civil(2026, 1, 1)), to: None });
        let state = ViewState { asset: Some(1), ..ViewState::default() };
        panel(&report, &reports::done(1), &state, &locale)
    };
    // The name's own line has no figures.
    let dots = |tag: &str| html(tag).replace("donation-flow</bdi> ·", "").matches('·').count();
    for tag in ["fa", "fa-AF", "ar-EG", "ar-LB", "ar-u-nu-arab"] {
        assert_eq!(dots(tag), 0, "{tag}");
    }
    for tag in ["ar", "ar-EG-u-nu-latn", "en", "he"] {
        assert!(dots(tag) > 5, "{tag}: {}", dots(tag));
    }
}

#[test]
fn an_issuers_act_leads_to_its_transaction_where_the_explorer_has_a_page_of_it() {
    let mut report = reports::relief();
    let usdt = &report.assets[0];
    let act = IssuerAct {
        kind: "frozen",
        issuer: "Tether",
        chain: "tron",
        address: report.campaign.addresses[0].address.clone(),
        asset: usdt.asset.clone(),
        contract: usdt.contract.clone().unwrap_or_default(),
        decimals: usdt.decimals,
        amount: None,
        day: Some(Day::from_civil(2026, 1, 10)),
        lifted: None,
        tx: Some("00ff".into()),
        link: Some("https://tronscan.org/#/transaction/00ff".into()),
    };
    let mut told = |tx: Option<&str>, link: Option<&str>| {
        let (tx, link) = (tx.map(String::from), link.map(String::from));
        report.issuer_acts = vec![IssuerAct { tx, link, ..act.clone() }];
        let state = ViewState::default();
        let html = view::section(Section::Head, &report, &[], &reports::done(1), &state, &locale("en"));
        let (_, line) = html.split_once("10 January 2026").expect("the day");
        line[..line.find("<br>").unwrap()].to_string()
    };
    let transaction = act.link.as_deref();
    let linked = told(act.tx.as_deref(), transaction);
    assert!(linked.contains("<a href=\"https://tronscan.org/#/transaction/00ff\" "), "{linked}");
    assert!(linked.contains(">the transaction</a> · Tron <bdi"), "{linked}");
    assert!(told(None, transaction).contains(">at the explorer</a>"));
    for tx in [act.tx.as_deref(), None] {
        let bare = told(tx, None);
        assert!(bare.starts_with(" · Tron <bdi"), "no word that leads nowhere: {bare}");
    }
}

#[test]
fn files_are_offered_where_any_asset_has_rows() {
    let mut report = reports::relief();
    report.assets.insert(0, reports::empty_asset("bitcoin", "BTC", 8));
    let offered = |report: &Report, asset: usize| {
        let state = ViewState { asset: Some(asset), ..ViewState::default() };
        let rows = reports::rows(report, asset);
        let html =
            view::section(Section::Transactions, report, &rows, &reports::done(1), &state, &locale("en"));
        html.matches("data-action=\"export:").count()
    };
    assert_eq!((offered(&report, 0), offered(&report, 1)), (2, 2));
    assert_eq!(offered(&reports::empty(), 0), 0, "there is nothing to write");
}

#[test]
fn a_balance_that_is_the_explorers_says_so_unless_it_is_frozen() {
    let mut report = reports::relief();
    let said = |report: &Report| {
        let html = panel(report, &reports::done(3), &ViewState::default(), &locale("en"));
        ["left", "left, says the explorer", "left, frozen"]
            .map(|words| html.contains(&format!("<dt>{words}</dt><dd><bdi>")))
    };
    assert_eq!(said(&report), [true, false, false]);
    report.assets[0].balance_by_explorer = true;
    assert_eq!(said(&report), [false, true, false]);
    report.assets[0].totals.balance = Signed::from_units(9);
    report.assets[0].flow.destinations = vec![reports::node(FlowKind::Frozen, 9, 1)];
    assert_eq!(said(&report), [false, false, true]);
}

/// The sentence of a flow says where most went; what is left went nowhere.
#[test]
fn what_is_left_is_no_destination() {
    let mut report = reports::relief();
    let said = |report: &Report| {
        let html = panel(report, &reports::done(3), &ViewState::default(), &locale("en"));
        html.split("Most went to: ").nth(1).map(|rest| rest.split(',').next().unwrap().to_owned())
    };
    let [left, fees] = [(FlowKind::Balance, 90_000_000), (FlowKind::Fees, 10_000)]
        .map(|(kind, amount)| reports::node(kind, amount, 1));
    report.assets[0].flow.destinations = vec![fees, left.clone()];
    assert_eq!(said(&report).as_deref(), Some("\u{2068}Fees"));
    report.assets[0].flow.destinations = vec![left];
    assert_eq!(said(&report), None);
}

#[test]
fn words_follow_what_is_known() {
    let locale = locale("en");
    let state = ViewState::default();
    let net = |report: &Report| view::section(Section::Net, report, &[], &reports::done(1), &state, &locale);
    let mut report = reports::relief();
    assert!(net(&report).contains("net received") && !net(&report).contains("net donated"));
    report.campaign.published = true;
    assert!(net(&report).contains("net donated"));
    report.complete = false;
    let partial = net(&report);
    assert!(partial.contains("received so far") && partial.contains("Returns incomplete"));
    assert!(partial.contains("6.88 million"), "the figure so far is what came from outside");
}

#[test]
fn progress_can_be_stopped_and_gone_on_with() {
    let locale = locale("en");
    let state = ViewState::default();
    let head = |report: &Report, progress: &Progress| {
        view::section(Section::Head, report, &[], progress, &state, &locale)
    };
    let running = head(&reports::relief(), &reports::loading());
    // The page that is being read, which is the one behind those that were.
    assert!(running.contains("page 8 of about 40") && running.contains("data-action=\"stop\""));
    let said = |pages, about, waiting| {
        let progress = Progress { pages, about, waiting, ..Progress::default() };
        let html = head(&reports::relief(), &progress);
        html.split("data-said>").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    assert_eq!(said(0, None, false), "Reading page 1");
    assert_eq!(said(1, Some(2), false), "Reading page 2 of about 2");
    assert_eq!(said(2, Some(2), false), "Reading page 3", "no page of fewer");
    // Who asks for a pause, fails or is not reached: none of them has answered.
    assert_eq!(said(0, None, true), "Reading page 1 · no answer yet, asking again");
    let mut report = reports::relief();
    assert!(!head(&report, &reports::done(41)).contains("<button"));
    report.gaps = vec![GapNote {
        chain: "tron",
        address: None,
        kind: "stopped",
        from: None,
        to: None,
        count: None,
        detail: None,
    }];
    let stopped = head(&report, &reports::done(7));
    assert!(stopped.contains("Stopped after 7 pages") && stopped.contains("data-action=\"resume\""));
    assert!(stopped.contains("1 gap in the data") && stopped.contains("Reading was stopped"));
}

#[test]
fn messages_name_the_fault() {
    let locale = locale("en");
    let error = AddressError::Network { expected: Chain::Bitcoin, found: Some(Chain::BitcoinTestnet) };
    let html = view::message(&Message::BadAddress { text: "tb1<b>", error: &error }, &locale);
    assert!(html.contains("tb1&lt;b&gt;") && html.contains("Bitcoin testnet"), "{html}");
    let html = view::message(
        &Message::BadAddress { text: "ethereum:0x1", error: &AddressError::UnknownChain },
        &locale,
    );
    assert!(html.contains("The chain “ethereum” is not known here."), "{html}");
    let file = r#"{"version": 1, "name": "x", "addresses": [{"chain": "tron", "address": "T0", "<b>": 1}]}"#;
    let problems = Campaign::parse(file).unwrap_err();
    let html = view::message(&Message::BadCampaign { url: "/relief.json", problems: &problems }, &locale);
    assert!(html.contains("<code>") && html.contains("addresses[0].&lt;b&gt;"), "{html}");
    assert!(
        html.contains("unknown field; known here: chain, address, note, proof_of_publication<"),
        "{html}"
    );
    assert!(html.contains("The character “0”, number 2, cannot stand in an address."), "{html}");
    let html = view::asking(&["mempool.space", "blockstream.info"], &locale);
    assert!(html.contains("mempool.space and blockstream.info will see your IP address."));
    assert!(html.contains("data-action=\"load\""));
}

#[test]
fn the_nearest_name_is_told_in_every_language() {
    let file = |field: &str| {
        format!(
            r#"{{"version": 1, "name": "x", "addresses": [{{"chain": "tron", "address": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}}], "{field}": []}}"#
        )
    };
    let languages = fs::read_dir(format!("{ROOT}/www/locale")).unwrap();
    for file_name in languages.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let lang = file_name.strip_suffix(".json").unwrap();
        let locale = locale(lang);
        let said = |field| {
            let problems = Campaign::parse(&file(field)).unwrap_err();
            assert_eq!(problems.len(), 1);
            view::problem_words(&problems[0], &locale)
        };
        let meant = said("list");
        assert!(meant.contains("lists") && !meant.contains("version"), "{lang}: {meant}");
        // Of what is like none of them, all are named: not as many as a text of others may have.
        let known = said("nothing_like_it");
        assert!(
            ["$schema", "version", "lists", "max_requests"].iter().all(|name| known.contains(name)),
            "{lang}: {known}"
        );
    }
}

#[test]
fn links_are_https_or_loopback() {
    use view::text::checked_url;
    for good in
        ["https://example.org/a?b#c", "http://localhost:8080/", "http://127.0.0.1/x", "http://[::1]:80/x"]
    {
        assert_eq!(checked_url(good), Some(good));
    }
    for bad in [
        "http://example.org",
        "http://localhost.evil.org/",
        "http://127.0.0.1.evil.org",
        "javascript:alert(1)",
        "HTTPS",
        "https://",
        "https://a@b/",
        "https://a\\b",
        "https://a b",
        "//example.org",
        "http://[::1].evil.org/",
    ] {
        assert_eq!(checked_url(bad), None, "{bad}");
    }
}

#[test]
fn the_whole_panel_is_quick() {
    let report = reports::crowded();
    let locale = locale("ar-LB");
    let state = ViewState { asset: Some(1), width: 1_000, ..ViewState::default() };
    let begin = std::time::Instant::now();
    for _ in 0..20 {
        panel(&report, &reports::done(120), &state, &locale);
    }
    let each = begin.elapsed() / 20;
    println!("the panel of {} steps: {each:?}", report.assets[1].timeline.len());
    // A debug build on a busy machine; a release build is ten times quicker.
    assert!(each.as_millis() < 100, "{each:?}");
}

/// Every box that an event has on the chart: its text, its disc or the place of those without room.
fn event_boxes(drawn: &Layout) -> Vec<(i32, i32, i32, i32)> {
    let text = |place: &TextBox| (place.x, place.y, place.x + place.width, place.y + place.height);
    let mut boxes: Vec<_> = drawn.texts.iter().map(|(_, place, _)| text(place)).collect();
    boxes.extend(drawn.discs.iter().map(|disc| (disc.x - 10, 0, disc.x + 10, 20)));
    boxes.extend(drawn.more.iter().map(|(place, _)| text(place)));
    boxes
}

#[test]
fn events_never_overlap_nor_leave_the_drawing_and_all_are_told() {
    let mut dice = Dice(3);
    let days = reports::waves(Day::from_civil(2025, 4, 2), 120, 1);
    let (mut with_texts, mut with_discs, mut with_more, mut outside) = (0, 0, 0, 0);
    for round in 0..300 {
        let tag = ["en", "ar"][dice.roll(2) as usize];
        let locale = locale_once(tag);
        let state = ViewState { width: 280 + dice.roll(721) as u32, ..ViewState::default() };
        let most = [2, 6, 70][dice.roll(3) as usize];
        // Often several on one day, and some long before and after.
        let spread = [1, 9, 150, 4_000][dice.roll(4) as usize];
        let events: Vec<EventMark> = (0..1 + dice.roll(most))
            .map(|index| EventMark {
                date: Day(days[0].day.0 - spread / 8 + dice.roll(spread as u64) as i32),
                label: reports::text(
                    &format!("Event {index} {}", "of the ministry ".repeat(dice.roll(8) as usize)),
                    &format!("الحدث {index} {}", "في الوزارة ".repeat(dice.roll(8) as usize)),
                ),
                url: (dice.roll(2) == 0).then(|| format!("https://news.example/{index}")),
            })
            .collect();
        let mut report = reports::relief();
        report.assets[0].timeline = days.clone();
        report.events = events.clone();

        // The same frame as the section's: see `Frame::of`.
        let column = match state.width as i32 {
            width @ ..640 => width - 32,
            width @ 640..900 => width - 48,
            width => (width - 88) / 2,
        };
        let steps = Steps::of(&days, &events, column);
        let labels = event_labels(&events, &steps, locale);
        let drawn =
            timeline_layout(&steps, &labels, column, (240, 44), &Money::of(&report.assets[0], locale));
        let boxes = event_boxes(&drawn);
        for (index, one) in boxes.iter().enumerate() {
            assert!(
                one.0 >= 0 && one.2 <= column && one.1 >= 0 && one.3 <= 240,
                "round {round}: {one:?} of {column}"
            );
            for other in &boxes[..index] {
                let apart = one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1;
                assert!(apart, "round {round}: {one:?} touches {other:?}");
            }
        }
        let on_chart = labels.iter().filter(|label| label.step.is_some()).count() as u64;
        let more = drawn.more.map_or(0, |(_, count)| count);
        assert_eq!(drawn.texts.len() as u64 + drawn.discs.len() as u64 + more, on_chart, "round {round}");
        with_texts += usize::from(!drawn.texts.is_empty());
        with_discs += usize::from(!drawn.discs.is_empty());
        with_more += usize::from(more > 0);
        outside += usize::from(on_chart < events.len() as u64);

        // Each stands in full on the chart as a mark that keys reach, or in the list, with its link in either place.
        let html = view::section(Section::Timeline, &report, &[], &reports::done(1), &state, locale);
        only_known_markup(&html);
        let list = html.split_once("<ol class=\"events\"").map_or("", |(_, list)| list);
        for label in &labels {
            let mark = format!(": {}\"", locale.isolated(&label.text));
            let in_list = format!(">{}<", label.text);
            assert!(html.contains(&mark) || list.contains(&in_list), "round {round}: {}", label.text);
            if let Some(url) = &label.event.url {
                let is_linked = html.contains(&format!("href=\"{url}\""))
                    || html.contains(&format!("data-source=\"{url}\""));
                assert!(is_linked, "round {round}: {url}");
            }
        }
        assert_eq!(list.is_empty(), !drawn.has_list, "round {round}");
    }
    // Every way of telling them was tried.
    for seen in [with_texts, with_discs, with_more, outside] {
        assert!(seen > 20, "{:?}", [with_texts, with_discs, with_more, outside]);
    }
}

#[test]
fn in_arabic_a_sentence_of_a_name_and_an_amount_stays_in_order() {
    let html = |report: &Report, tag: &str| {
        view::section(Section::Flow, report, &[], &reports::done(1), &ViewState::default(), &locale(tag))
    };
    // The name comes first: what is isolated says so itself, for none of its own letters does.
    let told = html(&reports::relief(), "ar");
    assert!(told.contains("aria-label=\"\u{2067}\u{2068}مؤن ميدانية (الناشر)\u{2069}: "), "{told}");
    assert!(!html(&reports::relief(), "en").contains('\u{2067}'));
}

/// A line of a page that reads from right to left, as it is seen from the left (UAX #9).
fn seen(line: &str) -> String {
    let bidi = BidiInfo::new(line, Some(Level::rtl()));
    let seen = bidi.reorder_line(&bidi.paragraphs[0], 0..line.len());
    seen.chars()
        .filter(|letter| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

#[test]
fn from_right_to_left_all_bands_run_one_way_and_an_end_keeps_its_unit() {
    let mut report = reports::relief();
    let asset = &mut report.assets[0];
    let ends = [("10", "100"), ("100", "1000"), ("1", "10"), ("100", "1")];
    asset.flow.sources =
        [7, 8, 9, 11].map(|power| reports::band(power, 1_000_000_000_000, u64::from(power))).into();
    let of_unit = |text: &str| text.replace(|letter: char| letter.is_numeric() || "٬,".contains(letter), "");
    for tag in ["ar", "ar-EG", "fa", "he"] {
        for (width, flow_as_table) in [(320, false), (640, false), (640, true)] {
            let state = ViewState { width, flow_as_table, ..ViewState::default() };
            let html = view::section(Section::Flow, &report, &[], &reports::done(1), &state, &locale(tag));
            let (begin, end) = if flow_as_table { ("<bdi>", "</bdi>") } else { ("\"node-name\"", "</text>") };
            let texts = html.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap());
            let bands: Vec<String> = texts
                .filter(|text| text.contains('–'))
                .map(|text| seen(text.split('>').next_back().unwrap()))
                .collect();
            assert_eq!(bands.len(), ends.len(), "{tag} {width}: {html}");
            for (band, (low, high)) in bands.iter().zip(ends) {
                let (left, right) = band.split_once('–').unwrap();
                let digits = |text: &str| -> String {
                    text.chars().filter_map(|letter| char::from_digit(digit(letter)?, 10)).collect()
                };
                assert_eq!((&*digits(right), &*digits(left)), (low, high), "{tag} {width}: {band}");
                // A unit is beside either end, or beside none.
                let units = [of_unit(right), of_unit(left).replace("USDT\u{a0}", "")];
                assert_eq!(units[0].is_empty(), units[1].is_empty(), "{tag} {width}: {band}");
            }
        }
    }
}

#[test]
fn from_right_to_left_a_picture_has_signs_where_the_panel_has_them() {
    let paint = view::Paint { theme: "light", light: view::LIGHT, dark: view::DARK, families: "sans-serif" };
    let texts = |report: &Report, tag: &str| -> Vec<String> {
        let picture = view::picture(report, &paint, &locale(tag));
        picture.split("<text ").skip(1).map(|text| text.split("</text>").next().unwrap().into()).collect()
    };
    // Without tags, as it is seen from the left.
    let seen = |text: &String| {
        let parts: String = text.split('<').map(|part| part.split('>').next_back().unwrap()).collect();
        seen(&parts).trim_matches('\u{a0}').to_owned()
    };
    // The large figure: the sign of its currency stands behind the number, which is at the left.
    let mut priced = reports::priced();
    priced.priced_total.as_mut().unwrap().net_then = reports::dollars(130_000, 0);
    let hebrew = texts(&priced, "he");
    let figure = seen(hebrew.iter().find(|text| text.contains("<tspan")).unwrap());
    assert_eq!(figure, "$\u{a0}130,000");
    let mut below = reports::relief();
    below.assets[0].totals.net = Signed::from_units(-412_000_000_000);
    for tag in ["he", "ar", "fa"] {
        let signed = texts(&below, tag).into_iter().filter(|text| text.contains('−'));
        let signed: Vec<String> = signed.map(|text| seen(&text)).collect();
        // The large figure; of the ladder, what moved within, what was sent back and what is left.
        assert!(signed.len() > 3, "{tag}: {signed:?}");
        for text in signed {
            assert!(text.ends_with('−'), "{tag}: {text}");
        }
    }
}

/// What a digit of the languages' stands for.
fn digit(letter: char) -> Option<u32> {
    ['0', '\u{660}', '\u{6f0}']
        .into_iter()
        .find_map(|zero| (letter as u32).checked_sub(zero as u32).filter(|digit| *digit < 10))
}

#[test]
fn a_label_is_told_with_all_that_it_says_and_leads_to_its_source() {
    let mut report = reports::relief();
    let node = &mut report.assets[0].flow.destinations[0];
    let mut listed = reports::label_note("listed", reports::text("An entry", "مُدخل"));
    listed.listed = Some(Day::from_civil(2019, 5, 1));
    listed.delisted = Some(Day::from_civil(2022, 3, 8));
    listed.url = "https://lists.example/entry".into();
    node.labels.push(listed.clone());
    let draw = |report: &Report, tag: &str, flow_as_table: bool| {
        let state = ViewState { flow_as_table, ..ViewState::default() };
        view::section(Section::Flow, report, &[], &reports::done(1), &state, &locale(tag))
    };
    let said = "named by the publisher, according to The Aleria Post, read 1 March 2026";
    let ended =
        "delisted, according to The Aleria Post, listed 1 May 2019, delisted 8 March 2022, read 1 March 2026";
    let drawn = draw(&report, "en", false);
    assert!(drawn.contains(&format!("({said}; also An entry: {ended})")), "{drawn}");
    assert!(drawn.contains("data-source=\"https://example.org/label https://lists.example/entry\""));
    let table = draw(&report, "en", true);
    for part in [said, ended, "href=\"https://example.org/label\"", "href=\"https://lists.example/entry\""] {
        assert!(table.contains(part), "{part} in {table}");
    }
    let arabic = draw(&report, "ar", true);
    assert!(arabic.contains("أُدرج في ") && arabic.contains("رُفع في "), "{arabic}");
    // A text in one language alone is marked as of that language.
    report.assets[0].flow.destinations[0].labels[0].label =
        LangText(Text(vec![("en".into(), "Field supplies".into())].into()));
    assert!(draw(&report, "ar", true).contains("<bdi lang=\"en\"><a href=\"https://example.org/label\""));
    // In the notice, too.
    report.notices = reports::crowded().notices;
    let notice = &mut report.notices[0];
    (notice.kind, notice.listed, notice.delisted) = ("listed", listed.listed, listed.delisted);
    let head =
        view::section(Section::Head, &report, &[], &reports::done(1), &ViewState::default(), &locale("en"));
    assert!(head.contains("<strong>Delisted: "), "{head}");
    assert!(head.contains("listed 1 May 2019") && head.contains("delisted 8 March 2022"), "{head}");
}

#[test]
fn who_is_shown_by_address_is_shown_in_full_where_it_can_be_copied() {
    let mut report = reports::relief();
    let address = "TXmVpin5vq5gdZsciyyjdZgKRUju4st1wM";
    let node = FlowNode { addresses: vec![address.into()], ..reports::node(FlowKind::Sender, 1 << 40, 1) };
    report.assets[0].flow.sources.insert(0, node);
    let draw = |flow_as_table: bool, width: u32| {
        let state = ViewState { flow_as_table, width, ..ViewState::default() };
        view::section(Section::Flow, &report, &[], &reports::done(1), &state, &locale("ar"))
    };
    let drawn = draw(false, 320);
    // The sentence has all of it, the drawing what there is room for.
    assert!(drawn.contains(&format!("{address}\u{2069}: ")), "{drawn}");
    assert!(!drawn.contains(&format!(">\u{2068}{address}\u{2069}<")), "{drawn}");
    assert!(draw(true, 320).contains(&format!("<bdi class=\"address\" dir=\"ltr\">{address}</bdi>")));
}

#[test]
fn a_fragment_is_the_whole_panel_as_the_sections_draw_it() {
    let report = reports::priced();
    let rows = reports::rows(&report, 0);
    for (tag, dir) in [("en", "ltr"), ("ar-EG", "rtl")] {
        let locale = locale(tag);
        let state = ViewState { width: 390, of_snapshot: true, ..ViewState::default() };
        let html = view::fragment(
            &report,
            &rows,
            "c0ffee",
            &ViewState { width: 390, ..ViewState::default() },
            &locale,
        );
        let box_tag = format!(
            "<div class=\"df\" part=\"panel\" lang=\"{tag}\" dir=\"{dir}\" data-state=\"ready\" data-theme=\"auto\" \
             data-width=\"390\" data-snapshot=\"c0ffee\">"
        );
        let mut expected = box_tag;
        for section in Section::ALL.into_iter().filter(|section| *section != Section::Claims) {
            let name = section.name();
            let inside = view::section(section, &report, &rows, &reports::done(0), &state, &locale);
            expected += &format!(
                "<section class=\"{name}\" data-section=\"{name}\" part=\"{name}\">{inside}</section>"
            );
        }
        assert_eq!(html, expected + "</div>");
        assert!(
            html.contains(locale.word("status.snapshot")) && html.contains(locale.word("status.stale")),
            "{tag}"
        );
        // Nothing in it goes on reading.
        assert!(!html.contains("data-action=\"stop\"") && !html.contains("data-action=\"resume\""), "{tag}");
    }
}

/// What stands in a section of a fragment.
fn inside<'a>(html: &'a str, name: &str) -> &'a str {
    let tag = format!("<section class=\"{name}\" data-section=\"{name}\" part=\"{name}\">");
    let (_, from) = html.split_once(&tag).expect("the section is there");
    from.split_once("</section>").expect("it ends").0
}

#[test]
fn first_lines_are_what_fragments_begin_with_in_each_shape_that_they_have() {
    // One large figure of money, one of two assets, one that is too long for narrow panels.
    let mut long = reports::relief();
    long.assets.truncate(1);
    long.assets[0].asset = "LONGNAME".into();
    let mut shapes = Vec::new();
    for report in [reports::priced(), reports::relief(), long] {
        for tag in ["en", "ar-EG"] {
            let locale = locale(tag);
            let mut widths = view::FRAGMENT_WIDTHS.to_vec();
            widths.reverse();
            let lines = view::first_lines(&report, "c0ffee", &widths, &locale);
            let drawn: Vec<&str> = lines.split_inclusive("</section></div>").collect();
            shapes.push(drawn.len());
            let mut known: Vec<u32> = Vec::new();
            for shape in drawn {
                assert!(shape.contains("data-snapshot=\"c0ffee\""), "{shape}");
                let (_, of) = shape.split_once("data-width=\"").expect("the widths");
                let of = of.split_once('"').expect("their end").0;
                for width in of.split(' ').map(|width| width.parse().expect("a number")) {
                    let state = ViewState { width, ..ViewState::default() };
                    let whole = view::fragment(&report, &[], "c0ffee", &state, &locale);
                    assert_eq!(inside(shape, "head"), inside(&whole, "head"), "{tag} {width}");
                    let net = inside(shape, "net");
                    let below = inside(&whole, "net").strip_prefix(net).expect("the figure is the same");
                    assert!(net.contains("<p class=\"figure"), "{net}");
                    assert!(!net.contains("ladder\""), "{net}");
                    assert!(
                        below.starts_with("<div class=\"ladder\"")
                            || below.starts_with("<div class=\"tabs\""),
                        "{below}"
                    );
                    known.push(width);
                }
            }
            known.sort_unstable();
            assert_eq!(known, view::FRAGMENT_WIDTHS, "{tag}");
        }
    }
    // A figure has one of two sizes.
    assert!(
        shapes.contains(&1) && shapes.contains(&2) && shapes.iter().all(|&count| count < 3),
        "{shapes:?}"
    );
    // Where nothing is known there is no figure.
    let lines = view::first_lines(&reports::empty(), "c0ffee", &[320], &locale("en"));
    assert!(!inside(&lines, "head").is_empty() && !lines.contains("NaN"), "{lines}");
}

#[test]
fn fragments_have_a_path_of_language_and_width() {
    assert_eq!(view::fragment_path("ar-EG", 1_200), "fragments/ar-EG-1200.html");
    assert_eq!(view::first_path("es-419"), "fragments/es-419-first.html");
    assert!(view::FRAGMENT_WIDTHS.is_sorted());
}
