//! Administrative seizure orders of Israel's National Bureau for Counter Terror Financing (NBCTF), as CSV: the table of
//! its page saved from a browser or a spreadsheet, or a table that somebody wrote from the orders.
//!
//! | quirk | seen in |
//! |---|---|
//! | An order's number stands once, in a row of its own or in the first of its rows | the page's table |
//! | Rows are shorter than the header, and then an address stands in the first column | the page's table, cells that span rows |
//! | The address's column also holds numbers of accounts at platforms | the page's table |
//! | The currency is another than the address's form says, or an address | the page's table |
//! | Letters of another alphabet within an address | order 2/24 |
//! | Days as `2026-02-01`, `20.04.2028`, `01/05/2023`: the day comes first | tables written from it |
//!
//! Names, numbers of identity cards and dates of birth are not read: they are nothing for a news page.

use super::draft::Draft;
use super::ticker::{place, place_by_form};
use super::xml::Fault;
use crate::campaign::https_fault;
use crate::chain::Day;
use crate::listing::Entry;
use std::io::Read;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Column {
    Order,
    /// The day on which the order was issued.
    Date,
    /// The day until which it holds.
    Until,
    Address,
    Currency,
    /// The order's document.
    Link,
}

/// Headers by which each column is known, as [`folded`] has them.
const HEADERS: [(Column, &[&str]); 6] = [
    (Column::Order, &["order id", "administrative seizure order", "order", "order number"]),
    (Column::Date, &["start date", "publication date", "date", "order date", "issue date", "valid from"]),
    (
        Column::Until,
        &[
            "end date",
            "aso valid until",
            "validity of issue",
            "valid until",
            "expiry date",
            "expiration date",
        ],
    ),
    (
        Column::Address,
        &["virtual currency address / user id", "wallet address", "wallet id", "address", "wallet"],
    ),
    (Column::Currency, &["currency", "ticker"]),
    (Column::Link, &["order url", "sourceurl", "url", "link"]),
];

/// A header without its case, and with a space for whatever stands between its words: `Start date`, `start_date`.
fn folded(header: &str) -> String {
    let words = header
        .trim_start_matches('\u{feff}')
        .split(|character: char| character.is_whitespace() || matches!(character, '_' | '-'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Reads the table into a draft. `columns` are headers that a column is known by in this one, `read` is the day on
/// which it was read: an order that no longer held then is delisted.
///
/// # Errors
///
/// Where the source cannot be read, or has no column of orders or of addresses.
pub fn read(
    source: impl Read,
    columns: &[(Column, String)],
    read: Option<Day>,
    draft: &mut Draft,
) -> Result<(), Fault> {
    let reader = super::csv_reader(source);
    let mut table: Option<Table> = None;
    for record in reader.into_byte_records() {
        let record = record.map_err(|error| super::csv_fault(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> =
            record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        match &mut table {
            None => table = Some(Table::new(&cells, columns, read, line, draft)?),
            Some(table) => table.row(line, &cells, draft),
        }
    }
    table.map(|_| ()).ok_or(Fault { line: 0, why: "the table is empty".into() })
}

struct Table {
    /// The place of each column of [`HEADERS`].
    places: [Option<usize>; HEADERS.len()],
    width: usize,
    read: Option<Day>,
    /// The order that rows without one belong to.
    order: Entry,
}

impl Table {
    fn new(
        headers: &[String],
        columns: &[(Column, String)],
        read: Option<Day>,
        line: u64,
        draft: &mut Draft,
    ) -> Result<Table, Fault> {
        let mut places = [None; HEADERS.len()];
        for (place, (column, known)) in places.iter_mut().zip(HEADERS) {
            let own = columns.iter().find(|(own, _)| *own == column).map(|(_, header)| folded(header));
            *place = headers.iter().position(|header| {
                let header = folded(header);
                own.as_ref().map_or(known.contains(&&*header), |own| *own == header)
            });
            if place.is_some() {
                continue;
            }
            let (name, called) =
                (format!("{column:?}").to_lowercase(), own.clone().unwrap_or_else(|| known.join("”, “")));
            let why = format!("no column for {name}: none is called “{called}” (--column {name}=HEADER)");
            if own.is_some() || matches!(column, Column::Order | Column::Address) {
                return Err(Fault { line, why });
            }
            if matches!(column, Column::Date | Column::Until) {
                draft.note(line, "", &format!("{why}: orders are listed without this day"));
            }
        }
        Ok(Table { places, width: headers.len(), read, order: Entry::default() })
    }

    fn row(&mut self, line: u64, cells: &[String], draft: &mut Draft) {
        if cells.len() != self.width {
            return self.short_row(line, cells, draft);
        }
        let cell = |column: Column| {
            let place =
                HEADERS.iter().position(|(known, _)| *known == column).and_then(|known| self.places[known]);
            place.and_then(|place| cells.get(place)).map_or("", String::as_str)
        };
        let (address, currency) = (cell(Column::Address), cell(Column::Currency).to_ascii_uppercase());
        let (order, link) = (cell(Column::Order), link(cell(Column::Link)));
        let mut days = [None; 2];
        for (day, column) in days.iter_mut().zip([Column::Date, Column::Until]) {
            let text = cell(column);
            *day = day_of(text);
            if day.is_none() && !text.is_empty() {
                draft.note(line, text, "this is no day: the order is listed without it");
            }
        }
        let [listed, until] = days;
        if !order.is_empty() {
            self.order = named_order(order);
        }
        if self.order.id.is_empty() {
            if !address.is_empty() {
                draft.refuse(line, address, "it belongs to no order");
            }
            return;
        }
        let delisted = until.filter(|until| self.read.is_some_and(|read| *until < read));
        let entry = Entry { listed, delisted, url: link, ..self.order.clone() };
        for part in parts(address) {
            take(line, part, &currency, &entry, draft);
        }
    }

    /// A row that a spanning cell has made shorter: an order's number, or addresses.
    fn short_row(&mut self, line: u64, cells: &[String], draft: &mut Draft) {
        for cell in cells.iter().filter(|cell| !cell.is_empty()) {
            if is_order(cell) {
                self.order = named_order(cell);
                continue;
            }
            for part in parts(cell) {
                if place_by_form(part).is_ok() && !self.order.id.is_empty() {
                    take(line, part, "", &self.order, draft);
                } else if part.len() >= 25 {
                    draft.refuse(
                        line,
                        part,
                        "it stands in a row without columns, and is no address of an order",
                    );
                }
            }
        }
    }
}

/// Takes an address by its form; by its currency where no chain that is read here has the form, or the two agree.
fn take(line: u64, address: &str, currency: &str, entry: &Entry, draft: &mut Draft) {
    match place_by_form(address) {
        Ok(_)
            if !currency.is_empty()
                && place(currency, address).is_ok_and(|placed| is_of_a_chain(&placed.line)) =>
        {
            draft.add(line, currency, address, entry);
        }
        Err(_) if is_other(currency) && address.len() >= 25 => draft.add(line, currency, address, entry),
        _ => draft.add_by_form(line, address, entry),
    }
}

/// Currencies whose addresses are kept as they are.
fn is_other(currency: &str) -> bool {
    matches!(currency, "BCH" | "XMR" | "ZEC" | "DASH" | "XRP" | "ADA" | "BNB" | "TON" | "XLM")
}

/// Whether a line's key is a chain's: a ticker has capitals.
fn is_of_a_chain(line: &str) -> bool {
    line.starts_with(|first: char| first.is_ascii_lowercase())
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(|character: char| character.is_whitespace() || matches!(character, ';' | ','))
        .filter(|part| !part.is_empty())
}

fn named_order(text: &str) -> Entry {
    Entry { id: text.split_whitespace().collect::<Vec<_>>().join(" "), ..Entry::default() }
}

/// Whether a cell is an order's number: digits on both sides of a stroke, as in `ASO 13/26`, and not much else.
fn is_order(cell: &str) -> bool {
    let has_stroke = cell
        .as_bytes()
        .windows(3)
        .any(|part| part[1] == b'/' && part[0].is_ascii_digit() && part[2].is_ascii_digit());
    has_stroke && cell.len() <= 24
}

/// A link with its other characters as %XX; nothing where it is no https URL.
fn link(text: &str) -> String {
    let mut url = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_graphic() {
            url.push(char::from(byte))
        } else {
            url.push_str(&format!("%{byte:02X}"))
        }
    }
    if https_fault(&url).is_none() { url } else { String::new() }
}

/// `2026-02-01`, or the day first: `20.04.2028`, `1/5/2023`.
fn day_of(text: &str) -> Option<Day> {
    if let Some(day) = Day::parse(text) {
        return Some(day);
    }
    let mut parts = text.split(['.', '/']).map(|part| part.trim().parse().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    super::civil(year, month, day)
}
