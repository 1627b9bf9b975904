//! OFAC's `sdn_advanced.xml`: a stream of over a hundred megabytes of which only parties with addresses are kept.
//!
//! Its parts refer to one another by number: a `Feature` has a `FeatureType`, whose text is `Digital Currency
//! Address - XBT`; a `SanctionsEntry` names a `Profile`, and has the programmes and the day.
//! <https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas>
//!
//! | quirk | seen in |
//! |---|---|
//! | A `Feature` stands in the `Profile`, or beside it | samples of the file |
//! | Programmes are the `Comment` of a `SanctionsMeasure` whose type's text is `Program` | samples of the file |
//! | Which part of a name is which is told after the names, in `NamePartGroups` | samples of the file |

use super::draft::Draft;
use super::xml::{Fault, Step, Xml};
use super::{named, ticker_of};
use crate::chain::Day;
use crate::listing::Entry;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Reads the list into a draft; the day of its issue.
///
/// # Errors
///
/// Where the text is not XML, or is not this list.
pub fn read(source: impl BufRead, draft: &mut Draft) -> Result<Option<Day>, Fault> {
    let mut xml = Xml::new(source);
    let mut list = List::default();
    loop {
        match xml.step()? {
            Step::Open => list.open(&xml),
            Step::Close => list.close(&xml),
            Step::End => break,
        }
    }
    if list.feature_types.is_empty() && list.parties.is_empty() {
        return Err(Fault {
            line: 0,
            why: "no type of feature is a digital currency address: is this sdn_advanced.xml?".into(),
        });
    }
    for party in list.parties.values() {
        if party.entry.programmes.is_empty() {
            let line = party.addresses.first().map_or(0, |address| address.line);
            draft.note(
                line,
                &party.entry.name,
                "its sanctions entry is not there: without programme and day",
            );
        }
        for Quoted { ticker, address, line } in &party.addresses {
            draft.add(*line, ticker, address, &party.entry);
        }
    }
    Ok(list.issued)
}

#[derive(Default)]
struct List {
    issued: Option<Day>,
    /// Tickers by the number of their type of feature.
    feature_types: BTreeMap<String, String>,
    measure_types: BTreeMap<String, String>,
    name_part_types: BTreeMap<String, String>,
    /// The number of what is being read, and the date within it.
    id: String,
    date: [Option<i32>; 3],
    party: Party,
    name: Name,
    ticker: String,
    /// Those with addresses, by their profile's number.
    parties: BTreeMap<String, Party>,
    profile: String,
    measure: String,
}

#[derive(Default)]
struct Party {
    profile: String,
    entry: Entry,
    is_primary: bool,
    addresses: Vec<Quoted>,
}

struct Quoted {
    ticker: String,
    address: String,
    line: u64,
}

/// A name while its identity is read.
#[derive(Default)]
struct Name {
    identity_is_primary: bool,
    alias_is_primary: bool,
    group: String,
    /// Of the name that is being read: the number of each part's group, and its text.
    reading: Vec<(String, String)>,
    /// Of the best name so far, and whether it is the identity's primary one.
    parts: Vec<(String, String)>,
    has_primary: bool,
    /// The type of each group.
    groups: BTreeMap<String, String>,
}

impl List {
    fn open<R: BufRead>(&mut self, xml: &Xml<R>) {
        match xml.name() {
            "FeatureType" | "SanctionsType" | "NamePartType" => self.id = xml.attribute("ID").into(),
            "DistinctParty" => {
                self.party = Party::default();
                self.party.entry.id = xml.attribute("FixedRef").into();
            }
            "Profile" => self.party.profile = xml.attribute("ID").into(),
            "Identity" => {
                self.name =
                    Name { identity_is_primary: xml.attribute("Primary") == "true", ..Name::default() };
            }
            "Alias" => self.name.alias_is_primary = xml.attribute("Primary") == "true",
            "DocumentedName" => self.name.reading.clear(),
            "NamePartValue" => self.name.group = xml.attribute("NamePartGroupID").into(),
            "NamePartGroup" => {
                let (id, kind) = (xml.attribute("ID").into(), xml.attribute("NamePartTypeID").into());
                self.name.groups.insert(id, kind);
            }
            "Feature" => {
                let kind = self.feature_types.get(xml.attribute("FeatureTypeID"));
                self.ticker = kind.cloned().unwrap_or_default();
            }
            "SanctionsEntry" => self.profile = xml.attribute("ProfileID").into(),
            "SanctionsMeasure" => {
                let kind = xml.attribute("SanctionsTypeID");
                self.measure = self.measure_types.get(kind).map_or("Program", String::as_str).into();
            }
            "Date" | "DateOfIssue" => self.date = [None; 3],
            _ => {}
        }
    }

    fn close<R: BufRead>(&mut self, xml: &Xml<R>) {
        let text = xml.text();
        match xml.name() {
            "FeatureType" => {
                if let Some(ticker) = ticker_of(text) {
                    self.feature_types.insert(std::mem::take(&mut self.id), ticker.into());
                }
            }
            "SanctionsType" => _ = self.measure_types.insert(std::mem::take(&mut self.id), text.into()),
            "NamePartType" => _ = self.name_part_types.insert(std::mem::take(&mut self.id), text.into()),
            "NamePartValue" => self.name.reading.push((std::mem::take(&mut self.name.group), text.into())),
            "DocumentedName" => self.name.keep(),
            "Identity" => self.identity(),
            "VersionDetail" if !self.ticker.is_empty() && !text.is_empty() => {
                let (ticker, address) = (self.ticker.clone(), text.into());
                self.party.addresses.push(Quoted { ticker, address, line: xml.line() });
            }
            "Feature" => self.ticker.clear(),
            "DistinctParty" => {
                let party = std::mem::take(&mut self.party);
                if !party.addresses.is_empty() {
                    self.parties.insert(party.profile.clone(), party);
                }
            }
            "Year" => self.date[0] = text.parse().ok(),
            "Month" => self.date[1] = text.parse().ok(),
            "Day" => self.date[2] = text.parse().ok(),
            "DateOfIssue" => self.issued = day(self.date),
            "Date" if xml.above(1) == "EntryEvent" => {
                if let (Some(day), Some(party)) = (day(self.date), self.parties.get_mut(&self.profile)) {
                    let listed = &mut party.entry.listed;
                    *listed = Some(listed.map_or(day, |earlier| earlier.min(day)));
                }
            }
            "Comment"
                if xml.above(1) == "SanctionsMeasure" && self.measure == "Program" && !text.is_empty() =>
            {
                if let Some(party) = self.parties.get_mut(&self.profile)
                    && !party.entry.programmes.iter().any(|known| known == text)
                {
                    party.entry.programmes.push(text.into());
                }
            }
            _ => {}
        }
    }

    /// Takes the name of an identity that ends: the primary one's, else the first.
    fn identity(&mut self) {
        let Name { parts, groups, identity_is_primary, .. } = std::mem::take(&mut self.name);
        if parts.is_empty()
            || self.party.is_primary
            || !identity_is_primary && !self.party.entry.name.is_empty()
        {
            return;
        }
        let kind_of = |group: &str| {
            groups.get(group).and_then(|kind| self.name_part_types.get(kind)).map_or("", String::as_str)
        };
        let (mut last, mut rest) = (Vec::new(), Vec::new());
        for (group, text) in &parts {
            if kind_of(group) == "Last Name" { last.push(text.as_str()) } else { rest.push(text.as_str()) }
        }
        self.party.entry.name = named(&last.join(" "), &rest.join(" "));
        self.party.is_primary = identity_is_primary;
    }
}

impl Name {
    /// Keeps the name just read: the first, or the first of the primary alias.
    fn keep(&mut self) {
        let is_better = self.alias_is_primary && !self.has_primary;
        if self.parts.is_empty() || is_better {
            self.parts = std::mem::take(&mut self.reading);
            self.has_primary = self.alias_is_primary;
        }
    }
}

fn day(date: [Option<i32>; 3]) -> Option<Day> {
    let [year, month, day] = date;
    super::civil(year?, month?, day?)
}
