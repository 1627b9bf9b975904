//! The publisher's campaign file, version 1: parsed and checked, every problem named by its field.

use crate::chain::{Address, Amount, Asset, Chain, Day, Token};

/// A campaign: the addresses it published and what its publisher says about them.
#[derive(Clone, Debug)]
pub struct Campaign {
    pub name: Text,
    pub description: Option<Text>,
    pub url: Option<String>,
    pub addresses: Vec<CampaignAddress>,
    /// Allowed tokens: the default ones of each chain in use, then the publisher's.
    pub tokens: Vec<Token>,
    /// In the order of preference, per chain; the defaults where the file names none for a chain.
    pub explorers: Vec<Explorer>,
    pub events: Vec<Event>,
    pub labels: Vec<Label>,
    pub dust: Vec<(Asset, Amount)>,
    /// Requests at most for one scan; 400 where the file says nothing.
    pub max_requests: u32,
}

/// A text in one language, or in several by language tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub Vec<(Box<str>, Box<str>)>);

#[derive(Clone, Debug)]
pub struct CampaignAddress {
    pub address: Address,
    pub note: Option<Text>,
    /// Where the campaign published it as a donation address; without it the panel says "received", not "donated".
    pub proof_of_publication: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explorer {
    pub chain: Chain,
    pub api: Api,
    /// What precedes `/address` (Esplora) or `/v1` (TronGrid); no slash at its end.
    pub url: String,
    pub key: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Api {
    Esplora,
    TronGrid,
}

/// A news event, marked on the timeline.
#[derive(Clone, Debug)]
pub struct Event {
    pub date: Day,
    pub label: Text,
    pub url: Option<String>,
}

/// A sourced claim about an address.
#[derive(Clone, Debug)]
pub struct Label {
    pub address: Address,
    pub label: Text,
    pub kind: LabelKind,
    pub issuer: Text,
    /// The document that says so; always https.
    pub url: String,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    pub read: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    SelfDeclared,
    Publisher,
    Exchange,
    Service,
    Seizure,
    CourtOrdered,
    Listed,
    Alleged,
}

/// A problem of a campaign file, at a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// As in `addresses[2].address`.
    pub field: String,
    /// Lower-case English, as in "the checksum does not match".
    pub message: String,
}

impl Campaign {
    /// Reads a campaign file. Every problem found is reported, not just the first. TODO(helper)
    pub fn parse(text: &str) -> Result<Campaign, Vec<Problem>> {
        let _ = text;
        todo!()
    }

    /// A campaign of one address, named by it, with the default explorers. TODO(helper)
    pub fn of_address(address: Address) -> Campaign {
        let _ = address;
        todo!()
    }
}

impl Campaign {
    /// The chains of its addresses, each once, in their order.
    pub fn chains(&self) -> Vec<Chain> {
        let mut chains = Vec::new();
        for own in &self.addresses {
            if !chains.contains(&own.address.chain()) {
                chains.push(own.address.chain());
            }
        }
        chains
    }

    /// The amount up to which a receipt is dust. TODO(helper): the default and the publisher's.
    pub fn dust_threshold(&self, token: &Token) -> Amount {
        let _ = token;
        todo!()
    }
}

impl Text {
    /// The text in `lang` (`ar` for `ar-EG`), else in English, else the first given.
    pub fn get(&self, lang: &str) -> &str {
        let primary = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        let wanted = primary(lang);
        let find = |want: &str| self.0.iter().find(|(tag, _)| primary(tag) == want);
        find(&wanted).or_else(|| find("en")).or(self.0.first()).map_or("", |(_, text)| text)
    }
}

impl LabelKind {
    /// The name in campaign files and reports. TODO(helper)
    pub fn name(self) -> &'static str {
        todo!()
    }

    /// Money to such an address is converted, never returned (METHOD: exchanges and services).
    pub fn is_exchange(self) -> bool {
        matches!(self, LabelKind::Exchange | LabelKind::Service)
    }
}
