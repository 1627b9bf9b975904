//! What `donation-flow render` writes, over invented reports.

mod reports;

use donation_flow::locale::Locale;
use donation_flow::report::Report;
use donation_flow::view;
use std::path::PathBuf;

fn locale(tag: &str) -> Locale {
    let text = match tag {
        "ar" => include_str!("../www/locale/ar.json"),
        _ => include_str!("../www/locale/en.json"),
    };
    Locale::parse(text).expect("a good file")
}

fn page(report: &Report, tag: &str) -> String {
    let rows = reports::rows(report, 0);
    let page = view::Page {
        report,
        newest: &rows,
        largest: &rows,
        snapshot: "0123",
        theme: "auto",
        base: None,
        is_whole: false,
        script: None,
    };
    view::page(&page, &locale(tag))
}

#[test]
fn look() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("panel.css"), view::PAGE_CSS).unwrap();
    for (name, report) in
        [("relief", reports::relief()), ("crowded", reports::crowded()), ("priced", reports::priced())]
    {
        for tag in ["en", "ar"] {
            std::fs::write(folder.join(format!("{name}.{tag}.html")), page(&report, tag)).unwrap();
        }
    }
}
