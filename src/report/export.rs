//! The list of transactions as a file: CSV for a spreadsheet, JSON for a program. What the panel may not show is not in it.

use super::{AssetReport, LabelNote, Report, TxKind, TxRow};
use crate::plain::number;
use crate::tree::ToTree;

/// Of a file with all transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a byte order mark: without one a spreadsheet takes Arabic labels for another encoding.
    Csv,
    /// `{"report":…,"transactions":[{"chain","asset","contract"?,"rows":[…]}]}`: the report, and with each asset its rows, a line each.
    Json,
}

/// Rows that are written at once: of three thousand in one go a slow telephone would notice.
pub const AT_ONCE: usize = 400;

/// A file while it is written.
pub struct File {
    format: Format,
    /// The language of labels in CSV, where they have it.
    lang: String,
    text: String,
    /// The asset and the row to be written next.
    asset: usize,
    row: usize,
}

impl File {
    pub fn new(format: Format, lang: &str) -> File {
        File { format, lang: lang.into(), text: String::new(), asset: 0, row: 0 }
    }

    /// Writes the next of a report's rows; whether there are more. `rows` gives those of an asset, newest first, from which on and how
    /// many.
    // What is inlined is in every reader's code.
    #[inline(never)]
    pub fn step(&mut self, report: &Report, rows: &mut dyn FnMut(usize, usize, usize) -> Vec<TxRow>) -> bool {
        if self.text.is_empty() {
            self.begin(report);
        }
        let Some(asset) = report.assets.get(self.asset) else {
            if self.format == Format::Json {
                self.text.push_str("\n]}\n");
            }
            return false;
        };
        let rows = rows(self.asset, self.row, AT_ONCE);
        match self.format {
            Format::Csv => rows.iter().for_each(|row| csv_line(&mut self.text, asset, row, &self.lang)),
            Format::Json => self.json_rows(asset, &rows),
        }
        if rows.len() < AT_ONCE {
            (self.asset, self.row) = (self.asset + 1, 0);
        } else {
            self.row += AT_ONCE;
        }
        true
    }

    /// Begins again: the report is another.
    pub fn restart(&mut self) {
        self.text.clear();
        (self.asset, self.row) = (0, 0);
    }

    /// What was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A name for it, and its media type.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self.format {
            Format::Csv => ("donation-flow.csv", "text/csv"),
            Format::Json => ("donation-flow.json", "application/json"),
        }
    }

    fn begin(&mut self, report: &Report) {
        match self.format {
            Format::Csv => {
                self.text.push('\u{feff}');
                self.text.push_str(COLUMNS);
                self.text.push_str("\r\n");
            }
            Format::Json => {
                self.text.push_str("{\"report\":");
                report.tree().write(&mut self.text);
                self.text.push_str(",\n\"transactions\":[");
            }
        }
    }

    fn json_rows(&mut self, asset: &AssetReport, rows: &[TxRow]) {
        let text = &mut self.text;
        if self.row == 0 {
            text.push_str(if self.asset == 0 { "\n{\"chain\":" } else { ",\n{\"chain\":" });
            asset.chain.tree().write(text);
            text.push_str(",\"asset\":");
            asset.asset.tree().write(text);
            if let Some(contract) = &asset.contract {
                text.push_str(",\"contract\":");
                contract.tree().write(text);
            }
            text.push_str(",\"rows\":[");
        }
        for (index, row) in rows.iter().enumerate() {
            text.push_str(if self.row + index == 0 { "\n" } else { ",\n" });
            row.tree().write(text);
        }
        if rows.len() < AT_ONCE {
            text.push_str("\n]}");
        }
    }
}

/// The columns, in English as are the names in `report.json`: a file is read by programs, too.
const COLUMNS: &str = "chain,asset,contract,time,height,transaction,kind,direction,amount,pending,dust,possible_change,label,label_kind,label_source,link,verification";

fn csv_line(out: &mut String, asset: &AssetReport, row: &TxRow, lang: &str) {
    cell(asset.chain, out);
    cell(&asset.asset, out);
    cell(asset.contract.as_deref().unwrap_or(""), out);
    cell(&row.time, out);
    if let Some(height) = row.height {
        out.push_str(&number(height.into()));
    }
    out.push(',');
    cell(&row.tx, out);
    cell(row.kind.name(), out);
    let direction = match row.kind {
        _ if row.outward => "out",
        TxKind::Internal => "within",
        _ => "in",
    };
    cell(direction, out);
    cell(&row.amount.decimal(asset.decimals), out);
    for flag in [row.pending, row.dust, row.possible_change] {
        cell(if flag { "true" } else { "false" }, out);
    }
    cell(&joined(row, &mut |note| note.label.0.get(lang)), out);
    cell(&joined(row, &mut |note| note.kind), out);
    cell(&joined(row, &mut |note| &note.url), out);
    cell(row.link.as_deref().unwrap_or(""), out);
    cell(row.level.name(), out);
    out.pop();
    out.push_str("\r\n");
}

/// What the counterparty's labels say, in their order.
fn joined<'a>(row: &'a TxRow, of: &mut dyn FnMut(&'a LabelNote) -> &'a str) -> String {
    let mut text = String::new();
    for note in &row.labels {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(of(note));
    }
    text
}

/// A cell and a comma. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP: CSV injection).
#[inline(never)]
fn cell(text: &str, out: &mut String) {
    let is_formula = matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    let is_plain = !text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'));
    if is_formula {
        out.push_str(if is_plain { "'" } else { "\"'" });
    } else if !is_plain {
        out.push('"');
    }
    for character in text.chars() {
        if character == '"' {
            out.push('"');
        }
        out.push(character);
    }
    out.push_str(if is_plain { "," } else { "\"," });
}
