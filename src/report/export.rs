//! The list of transactions as a file: CSV for a spreadsheet, JSON for a program. What the panel may not show is not in it.

use super::{AssetReport, LabelNote, Report, TxKind, TxRow};
use crate::plain::number;
use crate::tree::{ToTree, Tree};

/// An asset's rows, all of them, oldest last.
pub struct AssetRows<'a> {
    pub asset: &'a AssetReport,
    pub rows: Vec<TxRow>,
}

/// The columns, in English as are the names in `report.json`: a file is read by programs, too.
const COLUMNS: &str = "chain,asset,contract,time,height,transaction,kind,direction,amount,pending,dust,possible_change,label,label_kind,label_source,link,verification";

/// RFC 4180, with a byte order mark: without one a spreadsheet takes Arabic labels for another encoding. Labels are in
/// the language `lang` where they have it.
#[inline(never)]
pub fn csv(assets: &[AssetRows], lang: &str) -> String {
    let mut out = String::from('\u{feff}');
    out.push_str(COLUMNS);
    out.push_str("\r\n");
    for AssetRows { asset, rows } in assets {
        for row in rows {
            cell(asset.chain, &mut out);
            cell(&asset.asset, &mut out);
            cell(asset.contract.as_deref().unwrap_or(""), &mut out);
            cell(&row.time, &mut out);
            if let Some(height) = row.height {
                out.push_str(&number(height.into()));
            }
            out.push(',');
            cell(&row.tx, &mut out);
            cell(row.kind.name(), &mut out);
            let direction = match row.kind {
                _ if row.outward => "out",
                TxKind::Internal => "within",
                _ => "in",
            };
            cell(direction, &mut out);
            cell(&row.amount.decimal(asset.decimals), &mut out);
            for flag in [row.pending, row.dust, row.possible_change] {
                cell(if flag { "true" } else { "false" }, &mut out);
            }
            cell(&joined(row, &mut |note| note.label.0.get(lang)), &mut out);
            cell(&joined(row, &mut |note| note.kind), &mut out);
            cell(&joined(row, &mut |note| &note.url), &mut out);
            cell(row.link.as_deref().unwrap_or(""), &mut out);
            cell(row.level.name(), &mut out);
            out.pop();
            out.push_str("\r\n");
        }
    }
    out
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

/// `{"report":…,"transactions":[{"chain","asset","contract"?,"rows":[…]}]}`: the report, and with each asset its rows.
pub fn tree<'a>(report: &'a Report, assets: &'a [AssetRows]) -> Tree<'a> {
    let mut transactions = Vec::new();
    for AssetRows { asset, rows } in assets {
        let mut fields = vec![("chain", asset.chain.tree()), ("asset", asset.asset.tree())];
        if let Some(contract) = &asset.contract {
            fields.push(("contract", contract.tree()));
        }
        fields.push(("rows", rows.tree()));
        transactions.push(Tree::Object(fields));
    }
    Tree::Object(vec![("report", report.tree()), ("transactions", Tree::List(transactions))])
}
