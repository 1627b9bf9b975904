//! The publisher's campaign file, version 1: parsed and checked, every problem named by its field.

use crate::chain::asset::{default_tokens, native};
use crate::chain::{Address, Amount, Asset, Chain, Day, Family, Token};
use crate::json::{self, Value};
use std::fmt;

/// The one version of campaign files that there is.
pub const VERSION: u64 = 1;

/// The longest campaign file that is read, in bytes.
pub const SIZE_LIMIT: usize = 1_000_000;

/// A field of a campaign file.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    kind: Kind,
}

/// What a field holds, and thereby how it is checked.
#[derive(Debug)]
enum Kind {
    /// Any string.
    String,
    /// A [`Text`].
    Text,
    /// A string of one character at least, of so many at most, and of no control characters.
    Line(usize),
    /// An https URL.
    Https,
    /// An explorer's URL: without a query, and plain http to this machine itself.
    Origin,
    /// An explorer's key: visible ASCII.
    Key,
    Day,
    /// Whole units, with places or without.
    Decimal,
    Integer(u64, u64),
    /// A token's: those of a default token are known.
    Decimals,
    /// One of some names: what they are names of, the code of the problem, the names.
    Name(&'static str, &'static str, &'static [&'static str]),
    /// The name of an API that tells of the chain beside it.
    Api,
    /// A day that is not before the one in the field `listed` beside it.
    Delisted,
    /// An address on the chain that the field `chain` beside it names.
    Address,
    /// The same, of a token's contract.
    Contract,
    /// So many objects at most; no two are the same in all fields that identify one, and the last of these is named.
    List(usize, &'static [Field], &'static [&'static str]),
}

/// The fields of a campaign file, and those of the objects in its lists. `www/campaign.schema.json` names the same ones.
pub const FIELDS: &[Field] = &[
    // Where editors look for the schema; not read.
    optional("$schema", Kind::String),
    required("version", Kind::Integer(VERSION, VERSION)),
    required("name", Kind::Text),
    optional("description", Kind::Text),
    optional("url", Kind::Https),
    required("addresses", Kind::List(200, ADDRESS_FIELDS, &["chain", "address"])),
    optional("tokens", Kind::List(100, TOKEN_FIELDS, &["chain", "contract"])),
    optional("explorers", Kind::List(50, EXPLORER_FIELDS, &["chain", "url"])),
    optional("events", Kind::List(200, EVENT_FIELDS, &[])),
    optional("labels", Kind::List(2_000, LABEL_FIELDS, &[])),
    optional("dust", Kind::List(100, DUST_FIELDS, &["contract", "chain"])),
    optional("max_requests", Kind::Integer(1, 100_000)),
];

const CHAIN: Kind = Kind::Name("chain", "unknown-chain", &CHAINS);

const ADDRESS_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("address", Kind::Address),
    optional("note", Kind::Text),
    optional("proof_of_publication", Kind::Https),
];

const TOKEN_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("contract", Kind::Contract),
    required("symbol", Kind::Line(16)),
    required("decimals", Kind::Decimals),
];

const EXPLORER_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("api", Kind::Api),
    required("url", Kind::Origin),
    optional("key", Kind::Key),
];

const EVENT_FIELDS: &[Field] =
    &[required("date", Kind::Day), required("label", Kind::Text), optional("url", Kind::Https)];

const LABEL_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("address", Kind::Address),
    required("label", Kind::Text),
    required("kind", Kind::Name("kind", "value", &LABEL_KINDS)),
    required("issuer", Kind::Text),
    required("url", Kind::Https),
    optional("listed", Kind::Day),
    optional("delisted", Kind::Delisted),
    optional("read", Kind::Day),
];

const DUST_FIELDS: &[Field] =
    &[required("chain", CHAIN), optional("contract", Kind::Contract), required("below", Kind::Decimal)];

const CHAINS: [&str; Chain::ALL.len()] = {
    let mut names = [""; Chain::ALL.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = Chain::ALL[index].name();
        index += 1;
    }
    names
};

const LABEL_KINDS: [&str; LabelKind::ALL.len()] = {
    let mut names = [""; LabelKind::ALL.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = LabelKind::ALL[index].name();
        index += 1;
    }
    names
};

const APIS: [&str; 2] = [Api::Esplora.name(), Api::TronGrid.name()];

/// Decimal places of a token at most: more than any has, and 10³⁶ is within a `u128`.
const DECIMALS_LIMIT: u64 = 36;

/// Characters of a text at most.
const TEXT_LIMIT: usize = 2_000;

/// Characters of a URL at most.
const URL_LIMIT: usize = 2_000;

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
    /// What a receipt must be above to count as a donation, where the publisher says so: see
    /// [`Campaign::dust_threshold`].
    pub dust: Vec<(Asset, Amount)>,
    /// Requests at most for one scan; 400 where the file says nothing.
    pub max_requests: u32,
}

/// A text by language tag; the tag `""` is a text of no stated language.
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
    /// As in `addresses[2].address`; empty for the file as a whole.
    pub field: String,
    /// A name that does not change, for the words of locale files: `syntax`, `missing`, `unknown-field`, `type`,
    /// `value`, `url`, `duplicate`, `limit`, `unknown-chain`, or one of [`crate::chain::AddressError::code`].
    pub code: &'static str,
    /// Lower-case English, as in "the checksum does not match".
    pub message: String,
}

impl Campaign {
    /// Requests at most for one scan where the file says nothing.
    pub const MAX_REQUESTS: u32 = 400;

    /// Reads a campaign file. Every problem found is reported, not just the first.
    pub fn parse(text: &str) -> Result<Campaign, Vec<Problem>> {
        let mut check = Check { problems: Vec::new() };
        let campaign = check.file(text);
        match campaign {
            Some(campaign) if check.problems.is_empty() => Ok(campaign),
            _ => Err(check.problems),
        }
    }

    /// A campaign of one address, named by it, with the default explorers.
    /// A chain without public explorers has none: the scan of it is a gap.
    pub fn of_address(address: Address) -> Campaign {
        let chain = address.chain();
        Campaign {
            name: Text::plain(address.as_str()),
            description: None,
            url: None,
            addresses: vec![CampaignAddress { address, note: None, proof_of_publication: None }],
            tokens: default_tokens(chain),
            explorers: default_explorers(chain),
            events: Vec::new(),
            labels: Vec::new(),
            dust: Vec::new(),
            max_requests: Campaign::MAX_REQUESTS,
        }
    }

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

    /// What a receipt must be above to count as a donation: the publisher's threshold, else 1,000 satoshis of
    /// Bitcoin, or 0.01 of anything else (METHOD: spam and poisoning).
    pub fn dust_threshold(&self, token: &Token) -> Amount {
        match self.dust.iter().find(|(asset, _)| *asset == token.asset) {
            Some((_, threshold)) => *threshold,
            None if token.asset.chain.family() == Family::Utxo => Amount::from_units(1_000),
            // 0 where the asset has fewer than two places.
            None => Amount::parse_decimal("0.01", token.decimals).unwrap_or(Amount::ZERO),
        }
    }
}

/// The public explorers asked where the publisher names none for a chain, in the order of preference.
pub fn default_explorers(chain: Chain) -> Vec<Explorer> {
    let (api, urls): (Api, &[&str]) = match chain {
        Chain::Bitcoin => (Api::Esplora, &["https://mempool.space/api", "https://blockstream.info/api"]),
        Chain::BitcoinTestnet => {
            (Api::Esplora, &["https://mempool.space/testnet/api", "https://blockstream.info/testnet/api"])
        }
        Chain::BitcoinRegtest => (Api::Esplora, &[]),
        Chain::Tron => (Api::TronGrid, &["https://api.trongrid.io"]),
        Chain::TronNile => (Api::TronGrid, &["https://nile.trongrid.io"]),
    };
    urls.iter().map(|url| Explorer { chain, api, url: (*url).into(), key: None }).collect()
}

impl Text {
    /// A text of no stated language.
    pub fn plain(text: &str) -> Text {
        Text(vec![("".into(), text.into())])
    }

    /// The text in `lang` (`ar` for `ar-EG`), else in English, else the first given.
    pub fn get(&self, lang: &str) -> &str {
        let primary = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        let wanted = primary(lang);
        let find = |want: &str| self.0.iter().find(|(tag, _)| primary(tag) == want);
        find(&wanted).or_else(|| find("en")).or(self.0.first()).map_or("", |(_, text)| text)
    }
}

impl Api {
    pub const ALL: [Api; 2] = [Api::Esplora, Api::TronGrid];

    /// The name in campaign files.
    pub const fn name(self) -> &'static str {
        match self {
            Api::Esplora => "esplora",
            Api::TronGrid => "trongrid",
        }
    }

    pub fn from_name(name: &str) -> Option<Api> {
        Api::ALL.into_iter().find(|api| api.name() == name)
    }

    /// Whether it tells of this chain.
    pub fn fits(self, chain: Chain) -> bool {
        match self {
            Api::Esplora => chain.family() == Family::Utxo,
            Api::TronGrid => matches!(chain, Chain::Tron | Chain::TronNile),
        }
    }
}

impl LabelKind {
    pub const ALL: [LabelKind; 8] = [
        LabelKind::SelfDeclared,
        LabelKind::Publisher,
        LabelKind::Exchange,
        LabelKind::Service,
        LabelKind::Seizure,
        LabelKind::CourtOrdered,
        LabelKind::Listed,
        LabelKind::Alleged,
    ];

    /// The name in campaign files and reports.
    pub const fn name(self) -> &'static str {
        match self {
            LabelKind::SelfDeclared => "self-declared",
            LabelKind::Publisher => "publisher",
            LabelKind::Exchange => "exchange",
            LabelKind::Service => "service",
            LabelKind::Seizure => "seizure",
            LabelKind::CourtOrdered => "court-ordered",
            LabelKind::Listed => "listed",
            LabelKind::Alleged => "alleged",
        }
    }

    pub fn from_name(name: &str) -> Option<LabelKind> {
        LabelKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Money to such an address is converted, never returned (METHOD: exchanges and services).
    pub fn is_exchange(self) -> bool {
        matches!(self, LabelKind::Exchange | LabelKind::Service)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Field {
    /// The fields of the objects in it, where it is a list.
    pub fn fields(&self) -> Option<&'static [Field]> {
        match self.kind {
            Kind::List(_, fields, _) => Some(fields),
            _ => None,
        }
    }
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind }
}

// ---- checking
//
// Every field is checked by its table first. What can be read is read then, and held against one another: what is in
// another field, or in another entry, is nothing that a table could say.

/// A value, and where in the file it stands. Its path is put together only for a problem.
struct Place<'p> {
    value: &'p Value<'p>,
    holder: Option<&'p Place<'p>>,
    name: &'p str,
    index: Option<usize>,
}

impl<'p> Place<'p> {
    fn path(&self) -> String {
        let mut path = self.holder.map_or(String::new(), Place::path);
        push_name(&mut path, self.name);
        if let Some(index) = self.index {
            path.push_str(&format!("[{index}]"));
        }
        path
    }

    fn field(&'p self, name: &'p str, value: &'p Value<'p>) -> Place<'p> {
        Place { value, holder: Some(self), name, index: None }
    }

    /// A field that is missing, or whose value does not matter.
    fn named(&'p self, name: &'p str) -> Place<'p> {
        self.field(name, &Value::Null)
    }
}

/// Adds a field's name to a path, as it can be shown there.
fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    for character in name.chars().take(60) {
        path.push(if character.is_control() { char::REPLACEMENT_CHARACTER } else { character });
    }
}

struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn note(&mut self, place: &Place, code: &'static str, message: fmt::Arguments) {
        self.problems.push(Problem { field: place.path(), code, message: fmt::format(message) });
    }

    fn file(&mut self, text: &str) -> Option<Campaign> {
        let nothing = Place { value: &Value::Null, holder: None, name: "", index: None };
        if text.len() > SIZE_LIMIT {
            self.note(&nothing, "limit", format_args!("the file is longer than {SIZE_LIMIT} bytes"));
            return None;
        }
        // Editors of some systems begin a file with it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = match json::parse(text) {
            Ok(value) => value,
            Err(error) => {
                let (line, column) = line_and_column(text, error.position);
                let message = format_args!("this is not JSON from line {line}, column {column} on");
                self.note(&nothing, "syntax", message);
                return None;
            }
        };
        // Files of another version have other fields: one clear word is worth more than a list of them.
        if value.field("version").and_then(Value::as_u64).is_some_and(|version| version != VERSION) {
            let message = format_args!("only campaign files of version {VERSION} are known here");
            self.note(&nothing.named("version"), "value", message);
            return None;
        }
        let file = Place { value: &value, ..nothing };
        self.object(&file, FIELDS);
        Some(self.campaign(&file))
    }

    fn object(&mut self, place: &Place, known: &[Field]) {
        let Some(given) = place.value.fields() else {
            return self.note(place, "type", format_args!("this is not an object"));
        };
        for (index, (name, _)) in given.iter().enumerate() {
            if !known.iter().any(|field| field.name == name) {
                let names: Vec<&str> = known.iter().map(|field| field.name).collect();
                let message = format_args!("unknown field; {}", suggestion(name, &names));
                self.note(&place.named(name), "unknown-field", message);
            } else if given.iter().take(index).any(|(earlier, _)| earlier == name) {
                self.note(&place.named(name), "duplicate", format_args!("this field is given twice"));
            }
        }
        for field in known {
            match place.value.field(field.name) {
                Some(value) => self.field(&place.field(field.name, value), &field.kind, place.value),
                None if field.required => {
                    self.note(&place.named(field.name), "missing", format_args!("this field is missing"));
                }
                None => {}
            }
        }
    }

    fn field(&mut self, place: &Place, kind: &Kind, holder: &Value) {
        match kind {
            Kind::List(limit, fields, key) => return self.list(place, *limit, fields, key),
            Kind::Integer(least, most) => return self.integer(place, *least, *most),
            Kind::Decimals => return self.decimals(place, holder),
            Kind::Text if place.value.fields().is_some() => return self.languages(place),
            _ => {}
        }
        let Some(text) = place.value.as_str() else {
            return self.note(place, "type", format_args!("this is not a string"));
        };
        let chain = chain_of(holder);
        let fault = match kind {
            Kind::Text => return self.line(place, text, TEXT_LIMIT),
            Kind::Line(limit) => return self.line(place, text, *limit),
            Kind::Name(what, code, known) => return self.name(place, text, what, code, known),
            Kind::Address | Kind::Contract => return self.address(place, text, chain, kind),
            Kind::Https | Kind::Origin => {
                if let Some(fault) = url_fault(text, matches!(kind, Kind::Origin)) {
                    self.note(place, "url", format_args!("{fault}"));
                }
                return;
            }
            Kind::Api => {
                self.name(place, text, "API", "value", &APIS);
                match (Api::from_name(text), chain) {
                    (Some(api), Some(chain)) if !api.fits(chain) => "this API does not tell of this chain",
                    _ => return,
                }
            }
            Kind::Key
                if !matches!(text.len(), 1..=200) || !text.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                "this is not a key: up to 200 visible ASCII characters"
            }
            Kind::Key if chain.is_some_and(|chain| chain.family() == Family::Utxo) => "esplora takes no key",
            Kind::Day | Kind::Delisted if Day::parse(text).is_none() => {
                "this is not a day as in “2026-03-14”"
            }
            Kind::Delisted if Day::parse(text) < day_of(holder, "listed") => {
                "this is before the day of the listing"
            }
            Kind::Decimal if !is_decimal(text) => "this is not an amount as in “0.01”",
            _ => return,
        };
        self.note(place, "value", format_args!("{fault}"));
    }

    fn list(&mut self, place: &Place, limit: usize, fields: &[Field], key: &[&str]) {
        let Some(items) = place.value.items() else {
            return self.note(place, "type", format_args!("this is not an array"));
        };
        if items.len() > limit {
            return self.note(place, "limit", format_args!("there are more than {limit}"));
        }
        let mut keys: Vec<String> = Vec::new();
        for (index, value) in items.iter().enumerate() {
            let item = Place { value, index: Some(index), ..*place };
            self.object(&item, fields);
            let item_key = key_of(value, key);
            let earlier = keys.iter().position(|earlier| *earlier == item_key && !item_key.is_empty());
            if let (Some(earlier), Some(field)) = (earlier, key.last()) {
                let message = format_args!("the same is in {}[{earlier}] already", place.name);
                self.note(&item.named(field), "duplicate", message);
            }
            keys.push(item_key);
        }
    }

    fn name(&mut self, place: &Place, text: &str, what: &str, code: &'static str, known: &[&str]) {
        if !known.contains(&text) {
            self.note(place, code, format_args!("unknown {what}; {}", suggestion(text, known)));
        }
    }

    /// What an address should look like is not known without its chain, whose problem is noted by itself.
    fn address(&mut self, place: &Place, text: &str, chain: Option<Chain>, kind: &Kind) {
        let Some(chain) = chain else { return };
        if matches!(kind, Kind::Contract) && chain.family() == Family::Utxo {
            self.note(place, "value", format_args!("{} has no tokens", chain.name()));
        } else if let Err(error) = Address::parse(chain, text) {
            self.note(place, error.code(), format_args!("{error}"));
        }
    }

    fn integer(&mut self, place: &Place, least: u64, most: u64) {
        if !matches!(place.value, Value::Number(_)) {
            self.note(place, "type", format_args!("this is not a number"));
        } else if !place.value.as_u64().is_some_and(|number| (least..=most).contains(&number)) {
            self.note(place, "value", format_args!("this is not an integer from {least} to {most}"));
        }
    }

    /// With other decimals than it has, a default token's figures would shift.
    fn decimals(&mut self, place: &Place, holder: &Value) {
        self.integer(place, 0, DECIMALS_LIMIT);
        let Some(given) = read_token(holder) else { return };
        for token in default_tokens(given.asset.chain) {
            if token.asset == given.asset && token.decimals != given.decimals {
                let decimals = u64::from(token.decimals);
                self.note(place, "value", format_args!("this token has {decimals} decimals"));
            }
        }
    }

    /// A text by language tag.
    fn languages(&mut self, place: &Place) {
        let texts = place.value.fields().unwrap_or_default();
        if texts.is_empty() {
            self.note(place, "value", format_args!("there is no language in it"));
        }
        for (index, (tag, value)) in texts.iter().enumerate() {
            let text = place.field(tag, value);
            if !is_language_tag(tag) {
                let message = format_args!("this is not a language tag as in “ar” or “pt-BR”");
                self.note(&text, "value", message);
            } else if texts.iter().take(index).any(|(earlier, _)| earlier.eq_ignore_ascii_case(tag)) {
                self.note(&text, "duplicate", format_args!("this language is given twice"));
            }
            self.field(&text, &Kind::Line(TEXT_LIMIT), place.value);
        }
    }

    /// Marks of direction may be in a text: the view isolates it.
    fn line(&mut self, place: &Place, text: &str, limit: usize) {
        let (mut length, mut has_control, mut is_blank) = (0, false, true);
        for character in text.chars() {
            length += 1;
            has_control |= character.is_control();
            is_blank &= matches!(character, ' ' | '\u{a0}');
        }
        if has_control {
            self.note(place, "value", format_args!("there is a control character in it"));
        } else if is_blank {
            self.note(place, "value", format_args!("this is empty"));
        } else if length > limit {
            self.note(place, "limit", format_args!("this is longer than {limit} characters"));
        }
    }

    /// What can be read of it: a campaign where there is no problem.
    fn campaign(&mut self, place: &Place) -> Campaign {
        let file = place.value;
        let mut campaign = Campaign {
            name: file.field("name").map_or(Text(Vec::new()), read_text),
            description: file.field("description").map(read_text),
            url: read_string(file, "url"),
            addresses: read_list(file, "addresses", read_address),
            tokens: Vec::new(),
            explorers: read_list(file, "explorers", read_explorer),
            events: read_list(file, "events", read_event),
            labels: read_list(file, "labels", read_label),
            dust: Vec::new(),
            max_requests: file
                .field("max_requests")
                .and_then(Value::as_u64)
                .map_or(Campaign::MAX_REQUESTS, |number| number as u32),
        };
        if file.field("addresses").and_then(Value::items).is_some_and(<[_]>::is_empty) {
            let message = format_args!("a campaign has at least one address");
            self.note(&place.named("addresses"), "missing", message);
        }
        // With a broken entry, which chain lacks an explorer cannot be said.
        let all_explorers_read = campaign.explorers.len() == list_of(file, "explorers").len();
        for chain in campaign.chains() {
            campaign.tokens.extend(default_tokens(chain));
            if campaign.explorers.iter().all(|explorer| explorer.chain != chain) {
                campaign.explorers.extend(default_explorers(chain));
                if chain == Chain::BitcoinRegtest && all_explorers_read {
                    let message = format_args!("{} has no public explorer: name one here", chain.name());
                    self.note(&place.named("explorers"), "missing", message);
                }
            }
        }
        let tokens = read_list(file, "tokens", read_token);
        let all_tokens_read = tokens.len() == list_of(file, "tokens").len();
        for token in tokens {
            // The publisher may list a default token again.
            campaign.tokens.retain(|known| known.asset != token.asset);
            campaign.tokens.push(token);
        }
        for (index, value) in list_of(file, "dust").iter().enumerate() {
            let Some(asset) = asset_of(value) else { continue };
            let below = str_of(value, "below");
            let decimals = match asset.contract {
                None => Some(native(asset.chain).decimals),
                Some(_) => {
                    campaign.tokens.iter().find(|token| token.asset == asset).map(|token| token.decimals)
                }
            };
            let threshold = decimals.and_then(|decimals| Amount::parse_decimal(below, decimals));
            let (field, fault) = match threshold {
                Some(threshold) if threshold.units() < Amount::ROW_LIMIT => {
                    campaign.dust.push((asset, threshold));
                    continue;
                }
                _ if decimals.is_some() => ("below", "this has more places than the asset, or is too large"),
                _ => ("contract", "this token is not among the tokens"),
            };
            // What is broken by itself has its own problem.
            if is_decimal(below) && (decimals.is_some() || all_tokens_read) {
                let dust = Place { value, index: Some(index), ..place.named("dust") };
                self.note(&dust.named(field), "value", format_args!("{fault}"));
            }
        }
        campaign
    }
}

// ---- reading: of what was checked, or is none

fn list_of<'v>(file: &'v Value, name: &str) -> &'v [Value<'v>] {
    file.field(name).and_then(Value::items).unwrap_or_default()
}

fn read_list<T>(file: &Value, name: &str, read: fn(&Value) -> Option<T>) -> Vec<T> {
    let mut list = Vec::new();
    for entry in list_of(file, name) {
        if let Some(item) = read(entry) {
            list.push(item);
        }
    }
    list
}

fn read_address(entry: &Value) -> Option<CampaignAddress> {
    Some(CampaignAddress {
        address: address_of(entry, "address")?,
        note: entry.field("note").map(read_text),
        proof_of_publication: read_string(entry, "proof_of_publication"),
    })
}

fn read_token(entry: &Value) -> Option<Token> {
    let decimals = entry.field("decimals")?.as_u64().filter(|decimals| *decimals <= DECIMALS_LIMIT)?;
    let asset = asset_of(entry).filter(|asset| asset.contract.is_some())?;
    Some(Token { asset, symbol: str_of(entry, "symbol").into(), decimals: decimals as u8 })
}

fn read_explorer(entry: &Value) -> Option<Explorer> {
    Some(Explorer {
        chain: chain_of(entry)?,
        api: Api::from_name(str_of(entry, "api"))?,
        url: without_slashes(str_of(entry, "url")).into(),
        key: read_string(entry, "key"),
    })
}

fn read_event(entry: &Value) -> Option<Event> {
    let date = day_of(entry, "date")?;
    Some(Event { date, label: read_text(entry.field("label")?), url: read_string(entry, "url") })
}

fn read_label(entry: &Value) -> Option<Label> {
    let (label, issuer) = (entry.field("label")?, entry.field("issuer")?);
    let kind = LabelKind::from_name(str_of(entry, "kind"))?;
    Some(Label {
        address: address_of(entry, "address")?,
        label: read_text(label),
        kind,
        issuer: read_text(issuer),
        url: str_of(entry, "url").into(),
        listed: day_of(entry, "listed"),
        delisted: day_of(entry, "delisted"),
        read: day_of(entry, "read"),
    })
}

fn read_text(value: &Value) -> Text {
    let mut text = Text(Vec::new());
    for (tag, value) in value.fields().unwrap_or_default() {
        text.0.push((tag.as_ref().into(), value.as_str().unwrap_or("").into()));
    }
    if let Some(plain) = value.as_str() {
        text.0.push(("".into(), plain.into()));
    }
    text
}

fn read_string(holder: &Value, name: &str) -> Option<String> {
    holder.field(name)?.as_str().map(String::from)
}

/// A string's text; empty where there is none.
fn str_of<'v>(holder: &'v Value, name: &str) -> &'v str {
    holder.field(name).and_then(Value::as_str).unwrap_or("")
}

fn without_slashes(url: &str) -> &str {
    let mut url = url;
    while let Some(shorter) = url.strip_suffix('/') {
        url = shorter;
    }
    url
}

fn day_of(holder: &Value, name: &str) -> Option<Day> {
    Day::parse(holder.field(name)?.as_str()?)
}

fn chain_of(holder: &Value) -> Option<Chain> {
    Chain::from_name(str_of(holder, "chain"))
}

fn address_of(holder: &Value, name: &str) -> Option<Address> {
    Address::parse(chain_of(holder)?, holder.field(name)?.as_str()?).ok()
}

/// The asset of an entry's chain and contract; none where a contract is not one.
fn asset_of(holder: &Value) -> Option<Asset> {
    let chain = chain_of(holder)?;
    if holder.field("contract").is_none() {
        return Some(Asset::native(chain));
    }
    let contract = address_of(holder, "contract").filter(|_| chain.family() == Family::Account)?;
    Some(Asset::token(chain, contract.as_str()))
}

/// What tells an entry from others, in its usual form; empty where that cannot be said.
fn key_of(entry: &Value, fields: &[&str]) -> String {
    let mut key = String::new();
    for name in fields {
        let Some(text) = entry.field(name) else { continue };
        match (text.as_str(), address_of(entry, name)) {
            (_, Some(address)) => key.push_str(address.as_str()),
            (Some(text), _) => key.push_str(without_slashes(text)),
            _ => return String::new(),
        }
        key.push(' ');
    }
    key
}

// ---- texts

/// Both counted from 1, the column in characters.
fn line_and_column(text: &str, position: usize) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for (_, character) in text.char_indices().take_while(|(at, _)| *at < position) {
        if character == '\n' {
            line += 1;
            column = 1;
        } else {
            column += 1;
        }
    }
    (line, column)
}

/// Digits, and perhaps a point with more of them.
fn is_decimal(text: &str) -> bool {
    text.as_bytes()
        .splitn(2, |byte| *byte == b'.')
        .all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit))
}

/// The shape of a language tag (BCP 47): subtags of up to eight letters and digits, the first of two or three letters.
fn is_language_tag(tag: &str) -> bool {
    tag.as_bytes().split(|byte| *byte == b'-').enumerate().all(|(index, subtag)| match index {
        0 => matches!(subtag.len(), 2 | 3) && subtag.iter().all(u8::is_ascii_alphabetic),
        _ => matches!(subtag.len(), 1..=8) && subtag.iter().all(u8::is_ascii_alphanumeric),
    })
}

/// What is wrong with a URL; none where nothing is. A URL is ASCII (RFC 3986): others' characters are %XX in it.
fn url_fault(url: &str, of_explorer: bool) -> Option<&'static str> {
    let (rest, plain) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) if of_explorer => (rest, true),
        _ => return Some("this does not begin with https://"),
    };
    let rest = rest.as_bytes();
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // The colons of an IPv6 address are within its brackets.
    let host_end = match authority.iter().rposition(|byte| matches!(byte, b':' | b']')) {
        Some(place) if authority[place] == b':' => place,
        _ => authority.len(),
    };
    let (host, port) = authority.split_at(host_end);
    if !url.bytes().all(|byte| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    }) {
        Some("there is a character in it that a URL has only as %XX")
    } else if authority.contains(&b'@') {
        Some("a user name or password cannot be in it")
    } else if !is_host(host) {
        Some("its host is not one")
    } else if !port.is_empty() && !matches!(number(&port[1..]), Some(1..=65_535)) {
        Some("its port is not one")
    } else if plain && !is_loopback(host) {
        Some("plain http is for this machine alone: this does not begin with https://")
    } else if of_explorer && path.iter().any(|byte| matches!(byte, b'?' | b'#' | b',' | b';' | b'\'')) {
        // It goes into a content security policy too.
        Some("the URL of an explorer is without a query, a fragment, or any of , ; '")
    } else if url.len() > URL_LIMIT {
        Some("this is too long")
    } else {
        None
    }
}

fn is_host(host: &[u8]) -> bool {
    if let [b'[', inner @ .., b']'] = host {
        return inner.contains(&b':') && inner.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b':');
    }
    host.len() <= 253
        && host.split(|byte| *byte == b'.').all(|label| {
            !matches!(label, [] | [b'-', ..] | [.., b'-'])
                && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        })
}

fn is_loopback(host: &[u8]) -> bool {
    host == b"localhost"
        || host == b"[::1]"
        || host.starts_with(b"127.")
            && host.split(|byte| *byte == b'.').count() == 4
            && host.split(|byte| *byte == b'.').all(|part| matches!(number(part), Some(..=255)))
}

/// A number of up to five digits, without zeros before it.
fn number(digits: &[u8]) -> Option<u32> {
    let is_number = matches!(digits.len(), 1..=5) && (digits[0] != b'0' || digits.len() == 1);
    digits
        .iter()
        .filter(|_| is_number)
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
        .filter(|_| is_number)
}

/// "did you mean" for a slip of the pen, else what there is to choose from.
fn suggestion(name: &str, known: &[&str]) -> String {
    let (mut nearest, mut least) = ("", usize::MAX);
    for known in known {
        let distance = distance(name, known);
        if distance < least {
            (nearest, least) = (known, distance);
        }
    }
    if least <= 1 + nearest.len() / 3 {
        format!("did you mean “{nearest}”?")
    } else {
        let mut all = String::from("known here:");
        for (index, known) in known.iter().enumerate() {
            all.push_str(if index == 0 { " " } else { ", " });
            all.push_str(known);
        }
        all
    }
}

/// Letters to insert, remove or replace to make one name of the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    // Nothing much longer than every known name is near to one.
    for (index, a) in from.bytes().take(64).enumerate() {
        let (mut diagonal, mut left) = (index, index + 1);
        for (place, cell) in row.iter_mut().enumerate() {
            if place == 0 {
                *cell = left;
                continue;
            }
            let same = to.as_bytes().get(place - 1).is_some_and(|b| a.eq_ignore_ascii_case(b));
            let replaced = diagonal + usize::from(!same);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}
