//! OFAC's `sdn.xml`: addresses are the numbers of ids whose type is `Digital Currency Address - XBT`.

use super::draft::Draft;
use super::xml::{Fault, Step, Xml};
use super::{named, ticker_of};
use crate::chain::Day;
use crate::listing::Entry;
use std::io::BufRead;

/// Reads the list into a draft; the day on which it was published.
///
/// # Errors
///
/// Where the text is not XML, or is not this list.
pub fn read(source: impl BufRead, draft: &mut Draft) -> Result<Option<Day>, Fault> {
    let mut xml = Xml::new(source);
    let (mut published, mut entries) = (None, 0);
    let mut entry = Entry::default();
    let (mut first, mut kind) = (String::new(), String::new());
    let mut addresses: Vec<(String, String, u64)> = Vec::new();
    loop {
        match xml.step()? {
            Step::Open if xml.name() == "sdnEntry" => {
                (entry, entries) = (Entry::default(), entries + 1);
                first.clear();
            }
            Step::Open if xml.name() == "id" => kind.clear(),
            Step::Open => {}
            Step::End => break,
            Step::Close => {
                let text = xml.text();
                match (xml.above(1), xml.name()) {
                    ("sdnEntry", "uid") => entry.id = text.into(),
                    ("sdnEntry", "lastName") => entry.name = text.into(),
                    ("sdnEntry", "firstName") => first = text.into(),
                    ("programList", "program") if !text.is_empty() => entry.programmes.push(text.into()),
                    ("id", "idType") => kind = text.into(),
                    ("id", "idNumber") => {
                        if let Some(ticker) = ticker_of(&kind) {
                            addresses.push((ticker.into(), text.into(), xml.line()));
                        }
                    }
                    (_, "Publish_Date") => published = american_day(text),
                    (_, "sdnEntry") => {
                        entry.name = named(&entry.name, &first);
                        for (ticker, address, line) in addresses.drain(..) {
                            draft.add(line, &ticker, &address, &entry);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    if entries == 0 {
        return Err(Fault { line: 0, why: "there is no sdnEntry: is this sdn.xml?".into() });
    }
    Ok(published)
}

/// As in `01/30/2026`.
fn american_day(text: &str) -> Option<Day> {
    let mut parts = text.split('/').map(|part| part.parse().ok());
    let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
    super::civil(year, month, day)
}
