//! Writes the panel over invented reports as standalone pages to `tests/out/`, to be looked at in a browser:
//! `cargo run --no-default-features --example preview`.

#[path = "../tests/reports/mod.rs"]
mod reports;

use donation_flow::locale::Locale;
use donation_flow::report::{Report, TxRow};
use donation_flow::view::{self, Section, ViewState};

fn main() -> std::io::Result<()> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let read = |path: &str| std::fs::read_to_string(format!("{root}{path}"));
    let css = read("www/skeleton.css")? + &read("www/panel.css")?;
    std::fs::create_dir_all(format!("{root}tests/out"))?;
    let pages: [(&str, Report, _, usize); 6] = [
        ("relief", reports::relief(), reports::done(41), 0),
        ("crowded", reports::crowded(), reports::loading(), 0),
        ("crowded-usdt", reports::crowded(), reports::done(41), 1),
        ("empty", reports::empty(), reports::done(1), 0),
        ("unknown", reports::unknown(), reports::loading(), 0),
        ("tables", reports::relief(), reports::done(41), 0),
    ];
    for (lang, tag) in [("en", "en"), ("ar", "ar-LB")] {
        let locale =
            Locale::parse_for(&read(&format!("www/locale/{lang}.json"))?, tag).expect("a locale file");
        for (name, report, progress, asset) in &pages {
            let rows: Vec<TxRow> = reports::rows(report, *asset);
            for width in [320, 412, 640, 768, 1000] {
                for theme in ["light", "dark"] {
                    let tables = *name == "tables";
                    let state = ViewState {
                        width,
                        asset: Some(*asset),
                        timeline_as_table: tables,
                        flow_as_table: tables,
                        ..ViewState::default()
                    };
                    let mut page = format!(
                        "<!doctype html><html lang={tag}><meta charset=utf-8><title>preview</title><style>body{{margin:0;\
                         font-family:'Noto Sans',sans-serif;width:{width}px}}</style><div><template shadowrootmode=open>\
                         <style>{css}</style><div class=df lang={tag} dir={} data-theme={theme} data-state=ready>",
                        locale.dir()
                    );
                    for section in Section::ALL {
                        let inside = view::section(section, report, &rows, progress, &state, &locale);
                        page += &format!(
                            "<section class={0} data-section={0}>{inside}</section>",
                            section.name()
                        );
                    }
                    page += "</div></template></div></html>";
                    std::fs::write(format!("{root}tests/out/{name}-{lang}-{theme}-{width}.html"), page)?;
                }
            }
        }
    }
    Ok(())
}
