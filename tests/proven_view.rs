//! The words for how far figures are proven: inclusion and completeness apart, never a bare tick, and what does not hold above
//! the figures.

mod reports;

use donation_flow::locale::Locale;
use donation_flow::report::*;
use donation_flow::view::{self, Check, Newer, Second, Section, ViewState};
use std::fs;

fn locale(lang: &str) -> Locale {
    let root = env!("CARGO_MANIFEST_DIR");
    let text = fs::read_to_string(format!("{root}/www/locale/{lang}.json")).expect("a locale file");
    Locale::parse(&text).expect("a good file")
}

/// A section without its tags, as a reader has it; English where nothing else is said.
fn text(section: Section, report: &Report, state: &ViewState) -> String {
    text_in("en", section, report, state)
}

fn text_in(lang: &str, section: Section, report: &Report, state: &ViewState) -> String {
    let rows = reports::rows(report, state.asset.unwrap_or(0));
    let html = view::section(section, report, &rows, &reports::done(3), state, &locale(lang));
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        text.push(' ');
    }
    let plain: String = text.chars().filter(|letter| !('\u{2066}'..='\u{2069}').contains(letter)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn snapshot() -> ViewState {
    ViewState { of_snapshot: true, ..ViewState::default() }
}

#[test]
fn what_was_checked_is_said_with_who_checked_it() {
    let mut report = reports::proven();
    let line = |report: &Report| text(Section::Net, report, &snapshot());
    let said = line(&report);
    assert!(said.contains(
        "343 of 348 transactions are in blocks with proof of work, checked by this snapshot’s maker. \
         Bitcoin: mempool.space and blockstream.info agree at block 941,203."
    ));
    assert!(!said.contains("No proof has been checked"));
    report.assets[0].verification.checked_by = Some("browser");
    assert!(line(&report).contains("proof of work, checked in this browser."));
    report.assets[0].verification.checked_by = Some("both");
    assert!(
        line(&report)
            .contains("proof of work, checked by this snapshot’s maker, the newer ones in this browser.")
    );
    report.assets[0].verification.agreed.clear();
    assert!(!line(&report).contains("agree"));
    report.assets[0].verification = Verification::default();
    assert!(line(&report).contains("Bitcoin: as reported by mempool.space. No proof has been checked."));
}

#[test]
fn what_is_newer_than_a_snapshot_is_said_to_be_asked_for_to_have_come_or_not() {
    let report = reports::proven();
    let state = |newer| ViewState { newer, ..snapshot() };
    let since = || "2026-03-13T09:05:00Z".to_string();
    let head = |newer: Newer, lang: &str| {
        let state = state(newer);
        view::section(Section::Head, &report, &[], &reports::done(3), &state, &locale(lang))
    };
    let said = |newer| text(Section::Head, &report, &state(newer));
    assert!(said(Newer::Asking).contains("Asking for newer transactions"));
    assert!(head(Newer::Asking, "en").contains("data-action=\"live:stop\""));
    assert!(said(Newer::NotCome).contains("Saved figures: newer ones did not come"));
    assert!(head(Newer::NotCome, "en").contains("data-action=\"live\""));
    let come = |dropped| Newer::Come { since: since(), dropped };
    assert!(said(come(0)).contains("Saved 13 March 2026, 09:05 UTC, and since"));
    assert!(!head(come(0), "en").contains("data-action"));
    assert!(said(come(2)).contains("2 saved transactions are no longer in the chain"));
    for lang in ["en", "ar"] {
        for newer in [Newer::Asking, come(0), come(3), Newer::NotCome] {
            let html = head(newer, lang);
            // What the element says of a file that does not come.
            assert!(html.contains("class=\"lost\"") && html.contains("class=\"altered\""), "{html}");
            assert!(!html.contains("class=\"fresh\"") && html.matches("data-said").count() == 1, "{html}");
            assert!(!html.contains("live."), "{html}");
        }
    }
    let foot = |newer| text(Section::Foot, &report, &state(newer));
    assert!(foot(come(1)).contains("go on from a snapshot of 13 March 2026, 09:05 UTC"));
    assert!(foot(come(1)).contains("1 saved transaction is no longer in the chain."));
    assert!(!foot(Newer::NotCome).contains("go on from"));
}

#[test]
fn every_row_says_its_level_and_a_screen_reader_the_whole_of_it() {
    let report = reports::proven();
    let mut rows = reports::rows(&report, 0);
    rows.truncate(3);
    for (row, level) in rows.iter_mut().zip(Level::ALL) {
        row.level = level;
    }
    let draw = |lang| {
        let section = Section::Transactions;
        view::section(section, &report, &rows, &reports::done(3), &snapshot(), &locale(lang))
    };
    let isolates = '\u{2066}'..='\u{2069}';
    let html: String = draw("en").chars().filter(|letter| !isolates.contains(letter)).collect();
    let expected = [
        ("reported", "As reported by mempool.space"),
        ("agreed", "Two explorers agree about the list up to here"),
        ("in a block", "In a block with proof of work, checked by this snapshot’s maker"),
    ];
    for (short, long) in expected {
        let span = format!(
            "<span title=\"{long}\" aria-hidden=\"true\">{short}</span><span class=\"said\">{long}</span>"
        );
        assert_eq!(html.matches(&span).count(), 1, "{span} in {html}");
    }
    for word in ["كما أُورد", "متفق عليه", "في كتلة"] {
        assert!(draw("ar").contains(&format!("aria-hidden=\"true\">{word}</span>")), "{word}");
    }
    for tick in ['✓', '✔', '✅', '☑'] {
        assert!(!html.contains(tick));
    }
}

#[test]
fn inclusion_and_completeness_stand_apart() {
    let said = text(Section::Foot, &reports::proven(), &snapshot());
    let (inclusion, completeness) = said.split_once("Completeness").expect("both");
    assert!(inclusion.contains(
        "Bitcoin: 343 of 348 transactions are in blocks with proof of work, checked by this snapshot’s maker. \
         Of 290 the senders are proven, too."
    ), "{inclusion}");
    assert!(inclusion.contains("Tron: there is no such proof here. That two explorers agree is the most"));
    assert!(inclusion.contains("Check it in this browser") && !inclusion.contains(" agree at block"));
    assert!(completeness.contains(
        "Bitcoin: mempool.space and blockstream.info agree at block 941,203: 348 transactions at these addresses."
    ));
    assert!(
        completeness.contains(
            "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 : tron.example has 2,411 transactions, the list here 2,412"
        ),
        "{completeness}"
    );
    assert!(
        completeness.contains("tron.example has 7,472,309.00 USDT received, the list here 7,472,310.00 USDT"),
        "{completeness}"
    );
    assert!(completeness.contains("Inclusion is not completeness: a list can leave out true transactions."));
    assert!(!completeness.contains("proof of work"));
}

#[test]
fn silence_is_not_agreement() {
    let mut report = reports::proven();
    for (finding, expected) in [
        (
            "not-answered",
            "mempool.space and blockstream.info were asked, and not both answered. Nothing is agreed.",
        ),
        ("not-at-one-height", "did not stand at one block while they were asked. Nothing is agreed."),
        ("no-second", "no second explorer by others is known here."),
    ] {
        report.agreements[0].finding = finding;
        report.agreements[0].height = None;
        let said = text(Section::Foot, &report, &snapshot());
        assert!(said.contains(expected), "{finding}: {said}");
        assert!(!said.contains("agree at"));
    }
    report.agreements.clear();
    let said = text(Section::Foot, &report, &snapshot());
    assert!(said.contains("Bitcoin: as listed by mempool.space. No second explorer has been asked."));
}

#[test]
fn the_reader_is_told_who_will_see_the_address_before_asking() {
    let mut report = reports::proven();
    let foot = |report: &Report, second| {
        let state = ViewState { second, ..snapshot() };
        view::section(Section::Foot, report, &[], &reports::done(3), &state, &locale("en"))
    };
    let asked = foot(&report, Second::Idle);
    assert!(asked.contains("data-action=\"second\">Ask again<"));
    assert!(asked.contains("blockstream.info and tron.example will see your IP address."));
    report.agreements.clear();
    assert!(foot(&report, Second::Idle).contains("data-action=\"second\">Ask a second explorer<"));
    let asking = foot(&report, Second::Asking);
    assert!(asking.contains("<p data-said>Asking blockstream.info and tron.example</p>"));
    assert!(!asking.contains("data-action=\"second\""));
    report.second_explorers.clear();
    assert!(!foot(&report, Second::Idle).contains("data-action=\"second\""));
}

#[test]
fn a_check_is_offered_where_there_are_proofs_and_tells_how_far_it_is() {
    let report = reports::proven();
    let foot = |report: &Report, check, of_snapshot| {
        let state = ViewState { check, of_snapshot, ..ViewState::default() };
        view::section(Section::Foot, report, &[], &reports::done(3), &state, &locale("en"))
    };
    assert!(foot(&report, Check::Idle, true).contains("data-action=\"verify\">Check it in this browser<"));
    // Without a snapshot, explorers are asked for the evidence, once they are done with.
    assert!(foot(&report, Check::Idle, false).contains("data-action=\"verify\""));
    let state = ViewState::default();
    let reading = view::section(Section::Foot, &report, &[], &reports::loading(), &state, &locale("en"));
    assert!(!reading.contains("data-action=\"verify\""), "not while they are read");
    assert!(!foot(&reports::relief(), Check::Idle, true).contains("data-action=\"verify\""), "Tron has none");
    let of = |checked, of| Check::Running { checked, of, a_second: 900 };
    assert!(foot(&report, of(0, 0), true).contains("<p data-said>The proofs are on their way.</p>"));
    let running = foot(&report, of(1_200, 3_000), true);
    assert!(running.contains("<p data-said>1,200 of 3,000 proofs checked, 900 a second</p>"));
    assert!(!running.contains("data-action=\"verify\""));
    let done = foot(&report, Check::Done { checked: 3_000, a_second: 900 }, true);
    assert!(done.contains("3,000 proofs were checked in this browser, and all hold (900 a second)."));
    let lost = foot(&report, Check::NotRead { file: "proofs/0001.bin".into() }, true);
    assert!(lost.contains("proofs/0001.bin did not come, so nothing was checked."));
    assert!(lost.contains("data-action=\"verify\""), "it can be asked for again");
}

#[test]
fn what_was_changed_is_told_above_the_figures_in_both_languages() {
    let report = reports::proven();
    let check = Check::Tampered { file: "<b>ledger.json".into(), fault: "digest" };
    let state = ViewState { check, ..snapshot() };
    let said = text(Section::Head, &report, &state);
    assert!(
        said.contains("&lt;b&gt;ledger.json is not as it was made. Do not rely on these figures."),
        "{said}"
    );
    assert!(!said.contains("Saved figures"));
    let said = text_in("ar", Section::Head, &report, &state);
    assert!(said.contains("ledger.json ليس كما أُعدّ. لا تعتمد على هذه الأرقام."), "{said}");
    let foot = text(Section::Foot, &report, &state);
    assert!(foot.contains("ledger.json is not as it was made.") && !foot.contains("all hold"));
    assert!(!text(Section::Head, &report, &snapshot()).contains("rely"));
}
