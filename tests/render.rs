//! What `donation-flow render` writes: over invented reports, and over a snapshot of the sample explorer's.

mod reports;
mod server;

use donation_flow::campaign::Text;
use donation_flow::cli::fragments;
use donation_flow::cli::render::{Fonts, LOOKS, Look, Shelf, card, oembed, paint, picture};
use donation_flow::locale::Locale;
use donation_flow::report::{LangText, Report};
use donation_flow::snapshot::manifest::{Manifest, digest};
use donation_flow::view::{self, FRAME_SIZE, PAGE_WIDTHS, Section};
use std::fs;

fn locale(tag: &str) -> Locale {
    fragments::locale(tag).expect("a language of the panel")
}

fn fonts(locale: &Locale) -> Fonts {
    Shelf::read(&[]).expect("nothing is named that could be missing").fonts(locale)
}

fn named(name: &str) -> Report {
    let mut report = reports::relief();
    report.campaign.name = LangText(Text(vec![("".into(), name.into())].into()));
    report
}

/// Whose data are told on more than one line.
fn long_hosts() -> Report {
    let mut report = reports::crowded();
    for source in &mut report.sources {
        source.host = format!("a-very-long-name-of-an-explorer.{}", source.host);
    }
    report
}

fn all() -> [(&'static str, Report); 6] {
    [
        ("relief", reports::relief()),
        ("crowded", reports::crowded()),
        ("priced", reports::priced()),
        ("empty", reports::empty()),
        ("long", long_hosts()),
        ("hostile", named("</template><script>alert(1)</script>\" onload=\"alert(2)' <b>&amp;")),
    ]
}

fn page(report: &Report, tag: &str, base: Option<&str>) -> String {
    let rows = reports::rows(report, 0);
    let page = view::Page {
        report,
        newest: &rows,
        largest: &rows,
        snapshot: "0123",
        theme: "auto",
        look: None,
        base,
        is_whole: false,
        script: None,
    };
    view::page(&page, &locale(tag))
}

/// Tags of a text: name, attributes as written, whether it ends an element.
fn tags(html: &str) -> Vec<(String, String, bool)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        let (inside, after) = tag.split_once('>').expect("every tag ends");
        rest = after;
        let ends = inside.starts_with('/');
        let (name, attributes) = inside.trim_start_matches('/').split_once(' ').unwrap_or((inside, ""));
        tags.push((name.trim_matches('/').to_owned(), attributes.to_owned(), ends));
    }
    tags
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_end_matches('/').trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a quotation ends"),
            None => ("", after),
        };
        found.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    found
}

const VOID: [&str; 5] = ["!doctype", "meta", "link", "br", "hr"];

#[test]
fn a_page_is_well_formed_and_brings_no_script() {
    for (name, report) in all() {
        for tag in fragments::all() {
            let html = page(&report, tag, Some("https://news.example/relief/"));
            let (mut open, mut ids) = (Vec::new(), Vec::new());
            for (element, attributes_text, ends) in tags(&html) {
                if ends {
                    assert_eq!(open.pop(), Some(element), "{name} {tag}");
                    continue;
                }
                assert!(element != "script" && element != "iframe" && element != "img", "{name}: {element}");
                for (key, value) in attributes(&attributes_text) {
                    assert!(!key.starts_with("on") && key != "style", "{name}: {key}={value}");
                    match &*key {
                        "id" => ids.push(value),
                        // What is followed is the reader's choice; what is fetched is beside the page.
                        "href" if element == "link" && attributes_text.contains("stylesheet") => {
                            assert_eq!(value, "panel.css")
                        }
                        "src" => panic!("{name}: {element} fetches {value}"),
                        _ => {}
                    }
                }
                if !VOID.contains(&&*element) && !attributes_text.ends_with('/') {
                    open.push(element);
                }
            }
            assert_eq!(open, [""; 0], "{name} {tag}");
            let count = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name} {tag}: an id twice");
        }
    }
}

#[test]
fn a_page_holds_every_section_for_every_width_and_what_script_would_bring() {
    let html = page(&reports::crowded(), "en", None);
    for section in Section::ALL.into_iter().filter(|section| *section != Section::Claims) {
        let name = section.name();
        let begin = format!("<section class=\"{name}\" data-section=\"{name}\" part=\"{name}\">");
        assert_eq!(html.matches(&begin).count(), 1, "{name}");
    }
    for width in PAGE_WIDTHS {
        assert_eq!(html.matches(&format!("<div class=\"drawn w{width}\">")).count(), 3, "{width}");
    }
    // The tables, the other order, every asset's figures.
    assert_eq!(html.matches("<details class=\"behind").count(), 4);
    assert!(html.contains("<template shadowrootmode=\"open\">"));
    assert!(html.contains("data-snapshot=\"0123\""));
    assert!(html.contains("default-src 'none'; style-src 'self'"));
}

/// Heights in the style sheet, of what is one column wide at 640 pixels.
#[test]
fn a_frame_is_as_tall_as_the_panel() {
    let css = include_str!("../www/skeleton.css");
    let rule = css.lines().find(|line| line.starts_with("@container(width>=640px)")).expect("the rule");
    let height = |selector: &str| -> u32 {
        let start = format!("{selector}{{min-block-size:");
        let at = rule.find(&start).unwrap_or_else(|| panic!("{selector}")) + start.len();
        rule[at..].split("px").next().and_then(|digits| digits.parse().ok()).expect("pixels")
    };
    let head = height("section,.over");
    let others: u32 = [".net", ".timeline", ".flow", ".transactions", ".foot"].into_iter().map(height).sum();
    let borders = 4;
    assert_eq!(FRAME_SIZE, (640, [head + others + borders, head + others + borders + height(".claims")]));
}

#[test]
fn a_card_has_its_size_and_the_same_bytes_again() {
    for tag in ["en", "ar"] {
        let locale = locale(tag);
        let png = card(&reports::crowded(), &paint("light", None), &locale, &fonts(&locale))
            .expect("fonts are there");
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (1_200, 630));
        let again = card(&reports::crowded(), &paint("light", None), &locale, &fonts(&locale)).unwrap();
        assert!(png == again, "{tag}: other bytes of the same report and fonts");
        let dark = card(&reports::crowded(), &paint("dark", None), &locale, &fonts(&locale)).unwrap();
        assert!(png != dark, "{tag}: a dark card is another");
    }
}

/// A letter that no font has would be an error.
#[test]
fn a_card_can_be_drawn_in_every_language() {
    for tag in fragments::all() {
        let locale = locale(tag);
        let png = card(&reports::relief(), &paint("light", None), &locale, &fonts(&locale));
        assert!(png.unwrap_or_else(|error| panic!("{error}")).starts_with(b"\x89PNG"));
    }
}

#[test]
fn arabic_is_drawn_in_joined_letters() {
    let locale = locale("ar");
    let fonts = fonts(&locale);
    // A zero-width non-joiner between the letters keeps each in its own form.
    let (joined, apart) = ("سلام", "س\u{200c}ل\u{200c}ا\u{200c}م");
    assert!(
        fonts.width(joined, 100, true) < fonts.width(apart, 100, true) * 9 / 10,
        "joined letters are narrower: {} and {}",
        fonts.width(joined, 100, true),
        fonts.width(apart, 100, true)
    );
    let [one, other] =
        [joined, apart].map(|name| card(&named(name), &paint("light", None), &locale, &fonts).unwrap());
    assert!(one != other);
}

#[test]
fn a_letter_that_no_font_has_is_named() {
    let locale = locale("ar");
    let error = card(&named("\u{10fffd}"), &paint("light", None), &locale, &fonts(&locale)).unwrap_err();
    assert!(
        error.contains("card.ar.png") && error.contains("U+10FFFD") && error.contains("--font"),
        "{error}"
    );
    let error = Shelf::read(&["tests/render.rs".into()]).map(|_| ()).unwrap_err();
    assert_eq!(error, "tests/render.rs: there is no font in it");
}

#[test]
fn a_picture_stands_alone() {
    for (name, report) in all() {
        for tag in fragments::all() {
            let is_rtl = locale(tag).is_rtl();
            let svg = picture(&report, &paint("auto", None), &locale(tag)).expect("well-formed XML");
            let mut reader = quick_xml::Reader::from_str(&svg);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name} {tag}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) => {
                        let element = tag.name().as_ref().to_owned();
                        assert!(
                            !["a", "script", "image", "foreignObject"].contains(&&*element),
                            "{name}: {element}"
                        );
                    }
                    _ => {}
                }
            }
            for word in ["href", "data-", "tabindex", "onload=\"", "url(http"] {
                assert!(!svg.contains(word), "{name} {tag}: {word}");
            }
            for text in svg.split("<text").skip(1).filter(|_| is_rtl) {
                let text = &text[text.find('>').unwrap() + 1..text.find("</text>").unwrap()];
                let (mut depth, mut ended) = (0, false);
                for character in text.chars() {
                    assert!(!ended, "{name}: a mark of direction ends before its text does: {text:?}");
                    depth += i32::from(matches!(character, '\u{2066}'..='\u{2068}'));
                    depth -= i32::from(character == '\u{2069}');
                    ended = depth == 0;
                }
            }
            let texts = svg.matches("<text").count();
            let turned = svg.matches('\u{2067}').count();
            assert!(texts > 3 && (turned >= texts) == is_rtl, "{name} {tag}: {turned} of {texts}");
        }
    }
}

/// The finished themes are the files of their folder: their names, what each says of its colours, and the class that the page has.
#[test]
fn finished_themes_paint_pages_pictures_and_cards() {
    let mut names: Vec<String> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/www/themes"))
        .expect("the themes are there")
        .map(|file| file.unwrap().file_name().into_string().unwrap().replace(".css", ""))
        .collect();
    names.sort_unstable();
    assert_eq!(names, LOOKS.map(|look| look.name));
    let error = "gazette".parse::<Look>().unwrap_err();
    for name in &names {
        assert!(error.contains(name.as_str()), "{error}");
    }
    let locale = locale("en");
    let fonts = fonts(&locale);
    let report = reports::relief();
    let plain = picture(&report, &paint("auto", None), &locale).unwrap();
    let mut cards = vec![card(&report, &paint("dark", None), &locale, &fonts).unwrap()];
    for look in LOOKS {
        let name = look.name;
        let svg = picture(&report, &paint("auto", Some(look)), &locale).expect("well-formed XML");
        // Both of each pair of colours, the second for a reader in the dark.
        let [light, dark] = svg.split("prefers-color-scheme:dark").collect::<Vec<_>>()[..] else {
            panic!("{name}: {svg}")
        };
        let pairs: Vec<(&str, &str)> = look
            .css
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--donation-flow-")?.split_once("light-dark("))
            .map(|(_, pair)| pair.trim_end_matches(");").split_once(", ").unwrap())
            .collect();
        assert_eq!(pairs.len(), 7, "{name}: each colour is a pair");
        for (one, other) in pairs {
            assert!(light.contains(one) && dark.contains(other), "{name}: {one}, {other}");
        }
        assert!(svg.contains("Arial") && !plain.contains("Arial"), "{name}: the fonts are its own");
        let own = card(&report, &paint("dark", Some(look)), &locale, &fonts).unwrap();
        assert!(!cards.contains(&own), "{name}: a card of its own");
        cards.push(own);
        let rows = reports::rows(&report, 0);
        let page = view::Page {
            report: &report,
            newest: &rows,
            largest: &rows,
            snapshot: "0123",
            theme: "dark",
            look: Some((name, look.css)),
            base: None,
            is_whole: true,
            script: None,
        };
        let html = view::page(&page, &locale);
        assert!(html.contains(&format!(" lang=\"en\" class=\"{name}\" theme=\"dark\">")), "{name}");
        assert_eq!(html.matches(look.css).count(), 1, "{name}: in the document, where parts are styled from");
    }
}

/// <https://oembed.com>, 2.3.4: what every answer has, what one of type rich has, and a thumbnail's three fields together.
#[test]
fn an_oembed_answer_has_what_its_specification_wants() {
    let base = "https://news.example/relief/";
    let answer: serde_json::Value =
        serde_json::from_str(&oembed(&reports::relief(), base, false, &locale("ar"))).expect("JSON");
    assert_eq!(answer["version"], "1.0");
    assert_eq!(answer["type"], "rich");
    assert_eq!(answer["title"], "إغاثة أليريا");
    assert_eq!(answer["width"], FRAME_SIZE.0);
    assert_eq!(answer["height"], FRAME_SIZE.1[0]);
    assert_eq!(answer["thumbnail_url"], "https://news.example/relief/card.ar.png");
    assert_eq!((&answer["thumbnail_width"], &answer["thumbnail_height"]), (&1_200.into(), &630.into()));
    let html = answer["html"].as_str().expect("a text");
    let frames = tags(html);
    assert_eq!(frames.len(), 2, "{html}");
    let attributes = attributes(&frames[0].1);
    let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    assert_eq!(value("src"), Some("https://news.example/relief/panel.ar.html"));
    assert_eq!(value("sandbox"), Some("allow-popups allow-popups-to-escape-sandbox"));
    assert_eq!(value("title"), Some("إغاثة أليريا"));

    let with_script = oembed(&reports::relief(), base, true, &locale("ar"));
    let sandbox = "sandbox=\\\"allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox\\\"";
    assert!(with_script.contains(sandbox), "{with_script}");

    let page = page(&reports::relief(), "ar", Some(base));
    let link = "<link rel=\"alternate\" type=\"application/json+oembed\" \
                href=\"https://news.example/relief/oembed.ar.json\" title=\"إغاثة أليريا\">";
    assert!(page.contains(link), "its discovery");
}

#[test]
fn a_snapshot_is_rendered_beside_itself_and_its_manifest_names_the_files() {
    let home = server::folder("render");
    let server = server::Server::start(&[]);
    let campaign = server.campaign("relief", None, &home);
    let out = home.join("out");
    let run = |arguments: &[&str]| {
        let ended = server::command().args(arguments).output().expect("the command runs");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        (ended.status.code(), String::from_utf8(ended.stdout).expect("text"), said)
    };
    let [campaign, folder] = [&campaign, &out].map(|path| path.to_str().expect("text"));
    let (code, _, first) = run(&["snapshot", campaign, "-o", folder]);
    assert!(code == Some(0) || code == Some(3), "{first}");
    let read = |name: &str| fs::read(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let manifest = || Manifest::parse(&String::from_utf8(read("manifest.json")).unwrap()).unwrap();
    let before = manifest();

    let base = "https://news.example/relief";
    let (code, _, said) = run(&["render", folder, "--base-url", base]);
    assert_eq!((code, &*said), (Some(0), ""));
    let names =
        ["panel.ar.html", "panel.en.svg", "card.ar.png", "card.en.png", "oembed.en.json", "panel.css"];
    let written: Vec<(&str, Vec<u8>)> = names.into_iter().map(|name| (name, read(name))).collect();
    for (name, content) in &written {
        assert_eq!(manifest().file(name).map(|file| &*file.sha256), Some(&*digest(content)), "{name}");
    }
    assert_eq!(manifest().files.len(), before.files.len() + 9);
    assert!(
        before.files.iter().all(|file| manifest().file(&file.path) == Some(file)),
        "the others are as before"
    );
    let digest = &before.file("ledger.json").expect("the ledger").sha256;
    let html = String::from_utf8(read("panel.ar.html")).unwrap();
    assert!(html.contains(&format!("data-snapshot=\"{digest}\"")));
    assert!(html.contains("snapshot=\"https://news.example/relief/\" lang=\"ar\""));

    run(&["render", folder, "--base-url", base]);
    assert!(written.iter().all(|(name, content)| read(name) == *content), "the same bytes again");

    // The same rows as a file.
    let (code, csv, said) = run(&["export", folder]);
    assert_eq!((code, &*said), (Some(0), ""));
    let (_, json, _) = run(&["export", folder, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let report: serde_json::Value = serde_json::from_slice(&read("report.json")).unwrap();
    assert_eq!(json["report"], report);
    let transactions = |assets: &serde_json::Value| -> u64 {
        assets.as_array().unwrap().iter().map(|asset| asset["transactions"].as_u64().unwrap()).sum()
    };
    let rows = transactions(&report["assets"]);
    assert!(rows > 10, "the sample has more: {rows}");
    assert_eq!(csv.lines().count() as u64, rows + 1);
    let listed: usize = json["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|asset| asset["rows"].as_array().unwrap().len())
        .sum();
    assert_eq!(listed as u64, rows);
    let file = home.join("all.csv");
    let (code, _, _) = run(&["export", folder, "--csv", "-o", file.to_str().unwrap()]);
    assert_eq!((code, fs::read_to_string(&file).unwrap()), (Some(0), csv));

    // Gone on from, it says what is older now.
    let (_, _, again) = run(&["snapshot", campaign, "-o", folder]);
    let note =
        format!("note: its rendered pages are still of the snapshot before: donation-flow render {folder}");
    assert!(again.contains(&note) && !first.contains("rendered pages"), "{first}{again}");
    assert!(manifest().file("panel.ar.html").is_none());

    // A byte of the ledger is another: nothing is made of it.
    let mut ledger = read("ledger.json");
    let at = ledger.iter().rposition(u8::is_ascii_digit).unwrap();
    ledger[at] ^= 1;
    fs::write(out.join("ledger.json"), ledger).unwrap();
    for verb in ["export", "render"] {
        let (code, _, said) = run(&[verb, folder]);
        assert_eq!(code, Some(2), "{verb}");
        assert!(said.contains("ledger.json: its digest is not the one in manifest.json"), "{said}");
    }
    let (code, _, said) = run(&["render", home.to_str().unwrap()]);
    assert!(code == Some(2) && said.contains("manifest.json"), "{said}");
    let (code, _, said) = run(&["render", folder, "--base-url", "http://news.example/"]);
    assert!(code == Some(2) && said.contains("--base-url"), "{said}");
    for more in ["?v=2", "#top", "?"] {
        let (code, _, said) = run(&["render", folder, "--base-url", &format!("{base}/{more}")]);
        assert!(
            code == Some(2) && said.contains("--base-url: a folder's URL was expected, without ? and #"),
            "{said}"
        );
    }
}
