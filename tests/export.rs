//! Files with all transactions: what a spreadsheet reads back is what the panel shows, and nothing else.

mod reports;

use donation_flow::campaign::Text;
use donation_flow::chain::Amount;
use donation_flow::report::export::{AT_ONCE, File, Format};
use donation_flow::report::{AssetReport, LabelNote, LangText, Report, TxKind, TxRow};

/// The cells of a file by RFC 4180, read without the code that wrote it.
fn cells(file: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = file.strip_prefix('\u{feff}').expect("a byte order mark").chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(characters.next(), Some('\n'));
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    assert!(cell.is_empty() && line.is_empty(), "the last line ends");
    lines
}

fn note(arabic: &str) -> LabelNote {
    let text = |words: &[(&str, &str)]| {
        LangText(Text(
            words.iter().map(|(tag, text)| ((*tag).into(), (*text).into())).collect::<Vec<_>>().into(),
        ))
    };
    LabelNote {
        label: text(&[("en", "English"), ("ar", arabic)]),
        kind: "exchange",
        issuer: text(&[("en", "Issuer")]),
        url: "https://a.example/".into(),
        listed: None,
        delisted: None,
        read: None,
    }
}

/// All rows of each of a report's assets.
fn all(report: &Report) -> Vec<Vec<TxRow>> {
    (0..report.assets.len()).map(|asset| reports::rows(report, asset)).collect()
}

/// A file of these rows, written to its end.
fn file(format: Format, report: &Report, rows: &[Vec<TxRow>], lang: &str) -> String {
    let mut file = File::new(format, lang);
    let mut some = |asset: usize, skip, take| rows[asset].iter().skip(skip).take(take).cloned().collect();
    while file.step(report, &mut some) {}
    file.text().into()
}

#[test]
fn every_row_is_a_line_with_its_exact_amount() {
    let report = reports::relief();
    let all = all(&report);
    let lines = cells(&file(Format::Csv, &report, &all, "en"));
    let of = |(asset, rows): (&AssetReport, &Vec<TxRow>)| {
        rows.iter().map(|row| (asset.asset.to_string(), asset.decimals, row.clone())).collect::<Vec<_>>()
    };
    let rows: Vec<(String, u8, TxRow)> = report.assets.iter().zip(&all).flat_map(of).collect();
    assert_eq!(lines.len(), rows.len() + 1);
    assert!(rows.len() >= 10);
    assert_eq!(lines[0].len(), 17);
    for (line, (symbol, decimals, row)) in lines[1..].iter().zip(rows) {
        assert_eq!(line.len(), 17, "{line:?}");
        assert_eq!(line[16], row.level.name());
        assert_eq!(line[1], symbol);
        assert_eq!(line[5], row.tx);
        assert_eq!(line[4], row.height.unwrap().to_string());
        assert_eq!(Amount::parse_decimal(&line[8], decimals), Some(row.amount), "{line:?}");
        let direction = match row.kind {
            TxKind::Internal => "within",
            TxKind::Returned | TxKind::Converted | TxKind::Seized | TxKind::Spent | TxKind::Burnt => "out",
            TxKind::Received | TxKind::Ambiguous | TxKind::Wrapped => "in",
        };
        assert_eq!((line[6].as_str(), line[7].as_str()), (row.kind.name(), direction));
        assert_eq!(line[9..12], [row.pending, row.dust, row.possible_change].map(|flag| flag.to_string()));
    }
}

#[test]
fn labels_come_in_the_readers_language_and_are_never_formulas() {
    let mut report = reports::relief();
    let hostile =
        ["=1+1", "+1", "-1", "@SUM(A1)", "a,b", "a \"b\"", "two\r\nlines", "=\"a\",b", "\tx", "", "منصة"];
    report.assets.truncate(1);
    let row = all(&report)[0][0].clone();
    let mut rows: Vec<TxRow> =
        hostile.iter().map(|label| TxRow { labels: vec![note(label)], ..row.clone() }).collect();
    rows.push(TxRow { labels: vec![note("أ"), note("ب")], ..row });
    let all = [rows];
    let lines = cells(&file(Format::Csv, &report, &all, "ar-EG"));
    for (line, label) in lines[1..].iter().zip(hostile) {
        let shown = line[12].strip_prefix('\'').unwrap_or(&line[12]);
        assert_eq!(shown, label);
        assert!(!line[12].starts_with(['=', '+', '-', '@', '\t', '\r']), "{line:?}");
    }
    assert_eq!(
        lines.last().unwrap()[12..15],
        ["أ; ب", "exchange; exchange", "https://a.example/; https://a.example/"]
    );
    assert_eq!(cells(&file(Format::Csv, &report, &all, "en"))[1][12], "English");
}

#[test]
fn json_is_the_report_and_each_assets_rows() {
    let report = reports::relief();
    let all = all(&report);
    let json: serde_json::Value = serde_json::from_str(&file(Format::Json, &report, &all, "en")).unwrap();
    assert_eq!(json["report"], serde_json::to_value(&report).unwrap());
    let transactions = json["transactions"].as_array().unwrap();
    assert_eq!(transactions.len(), report.assets.len());
    for ((listed, asset), rows) in transactions.iter().zip(&report.assets).zip(&all) {
        assert_eq!(listed["chain"], asset.chain);
        assert_eq!(listed["asset"], *asset.asset);
        assert_eq!(listed.get("contract").and_then(|contract| contract.as_str()), asset.contract.as_deref());
        assert_eq!(listed["rows"], serde_json::to_value(rows).unwrap());
    }
}

#[test]
fn a_file_that_takes_several_steps_lacks_no_row_and_begins_again_with_another_report() {
    let mut report = reports::crowded();
    report.assets.truncate(2);
    let row = reports::rows(&report, 0)[0].clone();
    for rows in [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE] {
        let numbered = |height| TxRow { height: Some(height as u64), ..row.clone() };
        let all: Vec<Vec<TxRow>> = vec![(0..rows).map(numbered).collect(), (0..3).map(numbered).collect()];
        let heights: Vec<u64> = (0..rows as u64).chain(0..3).collect();
        let lines = cells(&file(Format::Csv, &report, &all, "en"));
        assert_eq!(lines[1..].iter().map(|line| line[4].parse().unwrap()).collect::<Vec<u64>>(), heights);
        let json: serde_json::Value = serde_json::from_str(&file(Format::Json, &report, &all, "en")).unwrap();
        let listed = json["transactions"].as_array().unwrap().iter();
        let rows_of = |asset: &serde_json::Value| asset["rows"].as_array().unwrap().clone();
        assert_eq!(
            listed.flat_map(rows_of).map(|row| row["height"].as_u64().unwrap()).collect::<Vec<_>>(),
            heights
        );

        let mut begun = File::new(Format::Json, "en");
        let mut some = |asset: usize, skip, take| all[asset].iter().skip(skip).take(take).cloned().collect();
        begun.step(&reports::relief(), &mut some);
        begun.restart();
        while begun.step(&report, &mut some) {}
        assert_eq!(begun.text(), file(Format::Json, &report, &all, "en"));
    }
}
