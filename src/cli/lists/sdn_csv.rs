//! OFAC's `sdn.csv`: addresses stand in the remarks, as in `Digital Currency Address - XBT 1abc…;`.
//! <https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas>
//!
//! | quirk | seen in |
//! |---|---|
//! | No header; `-0-` is nothing | the file |
//! | Several programmes are `DPRK3] [CYBER2` | the file |
//! | Remarks end after 1,000 characters, within an address or not; the rest is in `sdn_comments.csv` | the file: addresses as `1Gq` |
//! | The file ends with the byte 0x1A, and is not always UTF-8 | the file |

use super::draft::Draft;
use super::xml::Fault;
use crate::listing::Entry;
use std::collections::BTreeMap;
use std::io::Read;

/// Columns: the entry's number, name, type, programmes, and at last the remarks.
const COLUMNS: usize = 12;
const NAME: usize = 1;
const PROGRAMMES: usize = 3;
const REMARKS: usize = 11;

/// Remarks of so many characters are cut off.
const REMARKS_LIMIT: usize = 1_000;

const ADDRESS: &str = "Digital Currency Address";

/// What of their remarks the entries' rows have no room for, by the entries' numbers.
pub type Overflow = BTreeMap<String, String>;

/// Reads `sdn_comments.csv`.
///
/// # Errors
///
/// Where the source cannot be read.
pub fn overflow(source: impl Read) -> Result<Overflow, Fault> {
    let mut overflow = Overflow::new();
    for row in rows(source) {
        let (_, row) = row?;
        if let [id, remarks, ..] = row.as_slice() {
            overflow.entry(id.clone()).or_default().push_str(remarks);
        }
    }
    Ok(overflow)
}

/// Reads the list into a draft.
///
/// # Errors
///
/// Where the source cannot be read, or is not this list.
pub fn read(source: impl Read, overflow: &Overflow, draft: &mut Draft) -> Result<(), Fault> {
    let mut entries = 0;
    for row in rows(source) {
        let (line, row) = row?;
        if row.len() != COLUMNS {
            // The end mark is a row of its own.
            if row != [""] {
                draft.refuse(line, "", &format!("{} columns, not {COLUMNS}", row.len()));
            }
            continue;
        }
        entries += 1;
        let entry = Entry {
            id: row[0].clone(),
            name: row[NAME].clone(),
            programmes: row[PROGRAMMES]
                .split("] [")
                .filter(|name| !name.is_empty())
                .map(String::from)
                .collect(),
            ..Entry::default()
        };
        addresses(line, &row[REMARKS], overflow.get(&entry.id).map(String::as_str), &entry, draft);
    }
    if entries == 0 {
        return Err(Fault { line: 0, why: "no row has the twelve columns of sdn.csv".into() });
    }
    Ok(())
}

/// Takes the addresses out of an entry's remarks.
fn addresses(line: u64, remarks: &str, more: Option<&str>, entry: &Entry, draft: &mut Draft) {
    let is_cut_off = more.is_none() && remarks.chars().count() >= REMARKS_LIMIT;
    let whole = format!("{remarks}{}", more.unwrap_or(""));
    let remarks: Vec<&str> = whole.split(';').collect();
    for (index, remark) in remarks.iter().enumerate() {
        let remark = remark.trim();
        let Some(quoted) = remark.strip_prefix("alt. ").unwrap_or(remark).strip_prefix(ADDRESS) else {
            continue;
        };
        let is_last = index + 1 == remarks.len();
        match quoted.strip_prefix(" - ").and_then(|quoted| quoted.trim().split_once(' ')) {
            _ if is_last && is_cut_off => draft.refuse(
                line,
                remark,
                "the remarks are cut off here: the rest is in sdn_comments.csv (--comments)",
            ),
            Some((ticker, address)) => {
                let address = address.trim();
                draft.add(line, ticker, if is_last { address.trim_end_matches('.') } else { address }, entry);
            }
            None => draft.refuse(line, remark, "there is no ticker and address"),
        }
    }
    if is_cut_off && !remarks.last().is_some_and(|last| last.contains(ADDRESS)) && whole.contains(ADDRESS) {
        draft.note(
            line,
            &entry.name,
            "its remarks are cut off: addresses may follow in sdn_comments.csv (--comments)",
        );
    }
}

/// The rows, each with its line, `-0-` as nothing.
fn rows(source: impl Read) -> impl Iterator<Item = Result<(u64, Vec<String>), Fault>> {
    let reader = super::csv_reader(source);
    reader.into_byte_records().map(|record| {
        let record = record.map_err(|error| super::csv_fault(&error))?;
        let text = |field: &[u8]| {
            let text = String::from_utf8_lossy(field);
            let text =
                text.trim_matches(|character: char| character.is_whitespace() || character.is_control());
            if text == "-0-" { String::new() } else { text.to_owned() }
        };
        let line = record.position().map_or(0, csv::Position::line);
        Ok((line, record.iter().map(text).collect()))
    })
}
