//! Files with all transactions: what a spreadsheet reads back is what the panel shows, and nothing else.

mod reports;

use donation_flow::campaign::Text;
use donation_flow::chain::Amount;
use donation_flow::report::export::{AssetRows, csv, tree};
use donation_flow::report::{LabelNote, LangText, Report, TxKind, TxRow};

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

fn listings(report: &Report) -> Vec<AssetRows<'_>> {
    (0..report.assets.len())
        .map(|asset| AssetRows { asset: &report.assets[asset], rows: reports::rows(report, asset) })
        .collect()
}

#[test]
fn every_row_is_a_line_with_its_exact_amount() {
    let report = reports::relief();
    let listings = listings(&report);
    let lines = cells(&csv(&listings, "en"));
    let rows: Vec<(&str, u8, &TxRow)> = listings
        .iter()
        .flat_map(|asset| asset.rows.iter().map(|row| (&*asset.asset.asset, asset.asset.decimals, row)))
        .collect();
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
    let report = reports::relief();
    let hostile =
        ["=1+1", "+1", "-1", "@SUM(A1)", "a,b", "a \"b\"", "two\r\nlines", "=\"a\",b", "\tx", "", "منصة"];
    let mut listings = listings(&report);
    listings.truncate(1);
    listings[0].rows.truncate(1);
    let row = listings[0].rows[0].clone();
    listings[0].rows =
        hostile.iter().map(|label| TxRow { labels: vec![note(label)], ..row.clone() }).collect();
    listings[0].rows.push(TxRow { labels: vec![note("أ"), note("ب")], ..row });
    let lines = cells(&csv(&listings, "ar-EG"));
    for (line, label) in lines[1..].iter().zip(hostile) {
        let shown = line[12].strip_prefix('\'').unwrap_or(&line[12]);
        assert_eq!(shown, label);
        assert!(!line[12].starts_with(['=', '+', '-', '@', '\t', '\r']), "{line:?}");
    }
    assert_eq!(
        lines.last().unwrap()[12..15],
        ["أ; ب", "exchange; exchange", "https://a.example/; https://a.example/"]
    );
    assert_eq!(cells(&csv(&listings, "en"))[1][12], "English");
}

#[test]
fn json_is_the_report_and_each_assets_rows() {
    let report = reports::relief();
    let listings = listings(&report);
    let json = serde_json::to_value(tree(&report, &listings)).unwrap();
    assert_eq!(json["report"], serde_json::to_value(&report).unwrap());
    let transactions = json["transactions"].as_array().unwrap();
    assert_eq!(transactions.len(), report.assets.len());
    for (asset, listing) in transactions.iter().zip(&listings) {
        assert_eq!(asset["asset"], *listing.asset.asset);
        assert_eq!(asset["rows"], serde_json::to_value(&listing.rows).unwrap());
    }
}
