//! How claims are shown: the sentence as it stands, the same measure beside it, and words about the addresses alone.

mod reports;

use donation_flow::campaign::{Measure, Text};
use donation_flow::chain::{Day, Signed};
use donation_flow::locale::Locale;
use donation_flow::report::*;
use donation_flow::view::{self, Section, ViewState};
use serde_json::{Value, json};
use std::fs;

fn locale(tag: &str) -> Locale {
    let lang = tag.split('-').next().unwrap();
    let text = fs::read_to_string(format!("{}/www/locale/{lang}.json", env!("CARGO_MANIFEST_DIR")));
    Locale::parse_for(&text.expect("the locale file"), tag).expect("a good locale file")
}

fn claim() -> ClaimReport {
    let money = |amount: i128| Some(Signed::from_units(amount * reports::USDT as i128));
    ClaimReport {
        id: None,
        sentence: reports::text("The campaign received $7.5 million", "تلقّت الحملة 7.5 ملايين دولار"),
        source: "https://news.example/relief".into(),
        said: Day::parse("2026-03-02"),
        measure: "net",
        comparison: "about",
        unit: Some(ClaimUnit { chain: Some("tron"), name: "USDT".into(), contract: None, decimals: 6 }),
        claimed: money(7_500_000),
        percent: None,
        shown: money(5_020_134),
        before: None,
        from: None,
        to: None,
        addresses: None,
        tolerance: 10,
        verdict: Verdict::Less,
        reasons: Vec::new(),
        beyond: None,
    }
}

fn with(claims: Vec<ClaimReport>) -> Report {
    Report { claims, ..reports::relief() }
}

fn draw(section: Section, report: &Report, state: &ViewState, tag: &str) -> String {
    // Without the marks that isolate what stands in a sentence.
    view::section(section, report, &[], &reports::done(1), state, &locale(tag))
        .replace(['\u{2068}', '\u{2069}'], "")
}

fn drawn(claim: ClaimReport) -> String {
    draw(Section::Claims, &with(vec![claim]), &ViewState::default(), "en")
}

#[test]
fn a_sentence_stands_as_it_is_beside_what_the_addresses_show() {
    let html = drawn(claim());
    for part in [
        "<blockquote tabindex=\"0\" dir=\"auto\" lang=\"en\"><p>The campaign received $7.5 million</p></blockquote>",
        "href=\"https://news.example/relief\"",
        "2 March 2026",
        "The sentence says</dt><dd>about 7.5 million\u{a0}USDT</dd>",
        "The addresses listed here show</dt><dd><bdi>5.02 million\u{a0}USDT</bdi></dd>",
        "<p class=\"verdict\">The addresses listed here show less.</p>",
        "This speaks of the addresses listed here, never of whether the sentence is true.",
        "net received: what came from outside, less what was sent back",
        "<data value=\"5020134000000\"><bdi>5,020,134.00\u{a0}USDT</bdi></data>",
        "Up to 10 % apart is about the same.",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    // One claim needs no pages; nothing says true or false by a sign or a colour of its own.
    assert!(!html.contains("pager") && !html.contains(['✓', '✗', '✔', '✘']), "{html}");
    let arabic = draw(Section::Claims, &with(vec![claim()]), &ViewState::default(), "ar");
    assert!(arabic.contains("lang=\"ar\"><p>تلقّت الحملة 7.5 ملايين دولار</p>"), "{arabic}");
    assert!(arabic.contains("تُظهر العناوين المذكورة هنا أقل."), "{arabic}");
}

#[test]
fn a_sentence_is_neither_cut_nor_markup_and_falls_back_to_its_own_language() {
    let long = "«قال المتحدث إن الحملة <b>جمعت</b> مليونًا». ".repeat(40);
    let text = |pairs: &[(&str, &str)]| {
        LangText(Text(
            pairs.iter().map(|(tag, text)| ((*tag).into(), (*text).into())).collect::<Vec<_>>().into(),
        ))
    };
    let html = drawn(ClaimReport { sentence: text(&[("ar", &long), ("fr", "Autre")]), ..claim() });
    assert!(html.contains("lang=\"ar\""), "the first language where the reader's is not there: {html}");
    assert_eq!(html.matches("المتحدث").count(), 40, "whole");
    assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
    let html = drawn(ClaimReport { sentence: text(&[("", "No language stated")]), ..claim() });
    assert!(html.contains("<blockquote tabindex=\"0\" dir=\"auto\"><p>No language stated</p>"), "{html}");
    let html = drawn(ClaimReport { source: "javascript:alert(1)".into(), ..claim() });
    assert!(!html.contains("href=\"javascript:"), "{html}");
}

#[test]
fn the_words_fit_how_the_sentence_compares() {
    use Verdict::{About, CannotBeSaid, Less, More};
    let rise = |percent: Option<&str>| {
        let before = Some(Signed::from_units(1_000_000_000));
        ClaimReport {
            comparison: "rise",
            percent: percent.map(Into::into),
            before,
            claimed: before,
            from: Day::parse("2026-02-10"),
            to: Day::parse("2026-02-19"),
            ..claim()
        }
    };
    let compared = |comparison| ClaimReport { comparison, ..claim() };
    let cases = [
        (claim(), About, "about the same."),
        (claim(), More, "show more."),
        (claim(), Less, "show less."),
        (compared("at_least"), About, "about that much."),
        (compared("at_least"), More, "that much, and more."),
        (compared("at_least"), Less, "less than that."),
        (compared("at_most"), About, "about that much."),
        (compared("at_most"), More, "more than that."),
        (compared("at_most"), Less, "no more than that."),
        (rise(Some("50.00")), About, "about that rise."),
        (rise(Some("50.00")), More, "a larger rise."),
        (rise(Some("50.00")), Less, "a smaller rise, or none."),
        (rise(None), About, "about as much as in the period before."),
        (rise(None), More, "more than in the period before."),
        (rise(None), Less, "less than in the period before."),
        (claim(), CannotBeSaid, "this cannot be said yet."),
    ];
    for (claim, verdict, words) in cases {
        let html = drawn(ClaimReport { verdict, ..claim });
        let said = html.split("<p class=\"verdict\">").nth(1).unwrap().split("</p>").next().unwrap();
        assert!(
            said.ends_with(words) && said.contains("the addresses listed here".trim_start_matches("the ")),
            "{said}: {words}"
        );
    }
    let html = drawn(rise(Some("50.00")));
    for part in [
        "<dd>a rise of 50 %</dd>",
        "31 Jan 2026 to 9 Feb 2026</dt><dd><bdi>1,000\u{a0}USDT",
        "10 Feb 2026 to 19 Feb 2026</dt>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    // What is measured is told to the unit, and only what the sentence says as what it says.
    for (claim, says) in [
        (claim(), true),
        (compared("at_least"), true),
        (compared("at_most"), true),
        (rise(Some("50.00")), false),
        (rise(None), false),
    ] {
        let html = drawn(claim);
        assert_eq!(html.contains("<li>The sentence says: <data"), says, "{html}");
        assert!(html.contains("<li>The addresses listed here show: <data"), "{html}");
    }
    for measure in Measure::NAMES {
        let html = drawn(ClaimReport { measure, ..claim() });
        assert!(
            !html.contains("claim-measure") && !html.contains(&format!("<li>{measure}</li>")),
            "{measure}"
        );
    }
    let count = ClaimReport {
        unit: None,
        measure: "donations",
        claimed: Some(Signed::from_units(12_000)),
        ..claim()
    };
    assert!(drawn(count).contains("<dd>about 12,000</dd>"));
    let dollars = ClaimUnit { chain: None, name: "USD".into(), contract: None, decimals: 2 };
    let money =
        ClaimReport { unit: Some(dollars), claimed: Some(Signed::from_units(750_000_000)), ..claim() };
    let html = drawn(money);
    assert!(
        html.contains("<dd>about $7.5 million</dd>") && html.contains("at the closes of the days"),
        "{html}"
    );
}

#[test]
fn why_nothing_can_be_said_is_said() {
    let beyond = ClaimReport {
        verdict: Verdict::CannotBeSaid,
        reasons: vec!["beyond", "gaps"],
        beyond: Some(reports::text("The pledge was paid elsewhere.", "دُفع التعهد في مكان آخر.")),
        ..claim()
    };
    let html = drawn(beyond);
    for part in [
        "From the addresses listed here this cannot be said.",
        "<summary><span>The sentence is about more than these addresses. and 1 more</span></summary>",
        "<bdi>The pledge was paid elsewhere.</bdi>",
        "Gaps in the data touch this period.",
        // The figure is there all the same.
        "5.02 million\u{a0}USDT",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    let waiting = ClaimReport {
        verdict: Verdict::CannotBeSaid,
        reasons: vec!["not-read", "prices-pending"],
        shown: None,
        ..claim()
    };
    let html = drawn(waiting);
    assert!(html.contains("this cannot be said yet.") && html.contains("<dd>Not known yet</dd>"), "{html}");
}

#[test]
fn bars_are_of_one_scale_and_what_is_below_nothing_has_none() {
    let widths = |html: &str| -> Vec<i32> {
        let rects = html.split("<rect x=\"").skip(1);
        rects
            .map(|rect| rect.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
            .collect()
    };
    // 640 px less the padding.
    assert_eq!(widths(&drawn(claim())), [592, 396]);
    let below = ClaimReport { shown: Some(Signed::from_units(-5)), ..claim() };
    assert_eq!(widths(&drawn(below)), [592, 0]);
    let nothing = ClaimReport { claimed: Some(Signed::ZERO), shown: Some(Signed::ZERO), ..claim() };
    assert_eq!(widths(&drawn(nothing)), [0; 0]);
}

#[test]
fn one_claim_at_a_time_with_a_way_to_the_others() {
    let named = |name: &str| ClaimReport { sentence: reports::text(name, name), ..claim() };
    let report = with(vec![named("First"), named("Second"), named("Third")]);
    let at = |claim| draw(Section::Claims, &report, &ViewState { claim, ..ViewState::default() }, "en");
    let second = at(1);
    for part in ["<p>Second</p>", "data-action=\"claim:0\"", "data-action=\"claim:2\"", ">2 of 3<"] {
        assert!(second.contains(part), "{part}\n{second}");
    }
    assert!(at(0).contains("<button type=\"button\" disabled>") && at(2).contains("disabled"));
    assert!(at(7).contains("<p>Third</p>"), "a number beyond is the last");
    let none = draw(Section::Claims, &with(Vec::new()), &ViewState::default(), "en");
    assert!(none.contains("The campaign file names no sentence."), "{none}");
}

#[test]
fn a_claims_days_are_shaded_on_the_timeline_and_named() {
    let plain = reports::relief();
    let days = &plain.assets[0].timeline;
    let (first, last) = (days[0].day, days[days.len() - 1].day);
    let of = |from: Option<i32>, to: Option<i32>| ClaimReport {
        from: from.map(|day| Day(first.0 + day)),
        to: to.map(|day| Day(first.0 + day)),
        ..claim()
    };
    let shown = |claims: Vec<ClaimReport>, as_table| {
        let state = ViewState { timeline_as_table: as_table, ..ViewState::default() };
        draw(Section::Timeline, &with(claims), &state, "en")
    };
    let html = shown(vec![of(Some(28), Some(55)), of(None, None), of(Some(60), None)], false);
    assert_eq!(html.matches("<rect class=\"time\"").count(), 2, "a claim of all time shades nothing");
    assert!(html.contains("<span class=\"key time\">sentence</span>"), "{html}");
    // Four weeks, or five where it begins within one; the marks of these alone say so.
    let marked = html.matches("; in the time of sentence 1").count();
    assert!((4..=5).contains(&marked), "{marked}");
    assert!(html.matches("; in the time of sentence 3").count() > 20);
    let outside = ClaimReport { from: Some(Day(last.0 + 400)), to: Some(Day(last.0 + 500)), ..claim() };
    for html in [shown(vec![outside], false), shown(Vec::new(), false)] {
        assert!(!html.contains("class=\"time\"") && !html.contains("key time"), "{html}");
    }
    let table = shown(vec![of(Some(28), Some(55))], true);
    assert!(
        table.contains("Sentence 1: <q dir=\"auto\" lang=\"en\">The campaign received $7.5 million</q>"),
        "{table}"
    );
}

#[test]
fn a_review_for_machines_has_the_verdicts_words_and_no_number() {
    let mut report = with(vec![claim(), ClaimReport { said: None, ..claim() }]);
    report.campaign.url = Some("https://news.example/article".into());
    let locale = locale("ar");
    let review = serde_json::to_value(view::claim_review(&report, &locale)).unwrap();
    let expected = json!({
        "@type": "ClaimReview",
        "inLanguage": "ar",
        "datePublished": &report.as_of[..10],
        "claimReviewed": "تلقّت الحملة 7.5 ملايين دولار",
        "itemReviewed": {
            "@type": "Claim",
            "appearance": {"@type": "CreativeWork", "url": "https://news.example/relief"},
            "datePublished": "2026-03-02",
        },
        "reviewRating": {"@type": "Rating", "alternateName": "تُظهر العناوين المذكورة هنا أقل."},
        "reviewBody": "تُظهر العناوين المذكورة هنا أقل. الكلام هنا عن العناوين المذكورة وحدها، لا عن صحة العبارة.",
        "url": "https://news.example/article",
        "author": {"@type": "Organization", "url": "https://news.example/article"},
    });
    assert_eq!(review["@context"], "https://schema.org");
    assert_eq!(review["@graph"][0], expected);
    assert_eq!(review["@graph"][1]["itemReviewed"].get("datePublished"), None::<&Value>);
    assert!(!review.to_string().contains("ratingValue"));
}
