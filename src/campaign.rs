//! The publisher's campaign file, version 1: parsed and checked, every problem named by its field.

use crate::chain::asset::{default_tokens, native};
use crate::chain::{Address, Amount, Asset, Chain, Day, Family, Token};
use crate::json::{self, Value};
use std::fmt;

/// The one version of campaign files that there is.
pub const VERSION: u64 = 1;

/// The longest campaign file that is read, in bytes.
pub const SIZE_LIMIT: usize = 1_000_000;

/// The fields of a campaign file, by what holds them: the empty name is the file itself.
/// `www/campaign.schema.json` names the same ones.
pub const FIELDS: [(&str, &[&str]); 7] = [
    (
        "",
        &[
            // Where editors look for the schema; not read.
            "$schema",
            "version",
            "name",
            "description",
            "url",
            "addresses",
            "tokens",
            "explorers",
            "events",
            "labels",
            "dust",
            "max_requests",
        ],
    ),
    ("addresses", &["chain", "address", "note", "proof_of_publication"]),
    ("tokens", &["chain", "contract", "symbol", "decimals"]),
    ("explorers", &["chain", "api", "url", "key"]),
    ("events", &["date", "label", "url"]),
    ("labels", &["chain", "address", "label", "kind", "issuer", "url", "listed", "delisted", "read"]),
    ("dust", &["chain", "contract", "below"]),
];

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
        match check.file(text) {
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
    pub fn name(self) -> &'static str {
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
    pub fn name(self) -> &'static str {
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

// ---- reading

/// A value, and where in the file it stands.
struct Place<'v> {
    value: &'v Value<'v>,
    path: String,
}

impl<'v> Place<'v> {
    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.into() } else { format!("{}.{name}", self.path) }
    }

    fn field(&self, name: &str) -> Option<Place<'v>> {
        Some(Place { value: self.value.field(name)?, path: self.path_of(name) })
    }
}

/// Reads on after a problem: what cannot be read is none, and its problem is noted.
struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn file(&mut self, text: &str) -> Option<Campaign> {
        if text.len() > SIZE_LIMIT {
            self.note("", "limit", format!("the file is longer than {SIZE_LIMIT} bytes"));
            return None;
        }
        // Editors of some systems begin a file with it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = match json::parse(text) {
            Ok(value) => value,
            Err(error) => {
                let before = text.get(..error.position).unwrap_or(text);
                let line = before.split('\n').count();
                let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
                self.note("", "syntax", format!("this is not JSON from line {line}, column {column} on"));
                return None;
            }
        };
        let file = Place { value: &value, path: String::new() };
        self.object(&file, "").then(|| self.campaign(&file))?
    }

    fn campaign(&mut self, file: &Place) -> Option<Campaign> {
        self.optional(file, "$schema", Check::string);
        let name = self.required(file, "name", Check::text);
        let description = self.optional(file, "description", Check::text);
        let url = self.optional(file, "url", Check::https);
        let addresses = self.list(file, "addresses", 200, Check::address);
        let tokens = self.list(file, "tokens", 100, Check::token);
        let explorers = self.list(file, "explorers", 50, Check::explorer);
        let events = self.list(file, "events", 200, Check::event);
        let labels = self.list(file, "labels", 2_000, Check::label);
        let max_requests =
            self.optional(file, "max_requests", |check, place| check.integer(place, 1, 100_000));

        if file.value.field("addresses").is_none_or(|value| value.items().is_some_and(<[_]>::is_empty)) {
            self.note("addresses", "missing", "a campaign has at least one address".into());
        }
        self.no_duplicates("addresses", &addresses, "address", |a, b| a.address == b.address);
        self.no_duplicates("tokens", &tokens, "contract", |a, b| a.asset == b.asset);
        self.no_duplicates("explorers", &explorers, "url", |a, b| a.chain == b.chain && a.url == b.url);
        let addresses = present(addresses);
        let mut chains: Vec<Chain> = addresses.iter().map(|entry| entry.address.chain()).collect();
        chains.sort();
        chains.dedup();
        let all_tokens_read = tokens.iter().all(Option::is_some);
        let tokens = self.with_default_tokens(&chains, tokens);
        let dust = self.list(file, "dust", 100, |check, place| check.dust(place, &tokens, all_tokens_read));
        self.no_duplicates("dust", &dust, "chain", |a, b| a.0 == b.0);

        Some(Campaign {
            explorers: self.with_default_explorers(&chains, explorers),
            name: name?,
            description,
            url,
            addresses,
            tokens,
            events: present(events),
            labels: present(labels),
            dust: present(dust),
            max_requests: max_requests.map_or(Campaign::MAX_REQUESTS, |number| number as u32),
        })
    }

    fn address(&mut self, place: &Place) -> Option<CampaignAddress> {
        let address = self.chain_address(place);
        let note = self.optional(place, "note", Check::text);
        let proof_of_publication = self.optional(place, "proof_of_publication", Check::https);
        Some(CampaignAddress { address: address?, note, proof_of_publication })
    }

    fn token(&mut self, place: &Place) -> Option<Token> {
        let chain = self.required(place, "chain", Check::chain);
        let contract = self.required(place, "contract", |check, place| check.contract(place, chain?));
        let symbol = self.required(place, "symbol", |check, place| check.line(place, 1, 16));
        let decimals = self.required(place, "decimals", |check, place| check.integer(place, 0, 36));
        Some(Token {
            asset: Asset { chain: chain?, contract: Some(contract?) },
            symbol: symbol?.into(),
            decimals: decimals? as u8,
        })
    }

    fn explorer(&mut self, place: &Place) -> Option<Explorer> {
        let chain = self.required(place, "chain", Check::chain);
        let api = self.required(place, "api", |check, place| {
            check.name(place, "API", Api::from_name, &Api::ALL.map(Api::name))
        });
        let url = self.required(place, "url", |check, place| check.url(place, true));
        let key = self.optional(place, "key", |check, place| check.line(place, 1, 200));
        if key.as_ref().is_some_and(|key| !key.bytes().all(|byte| byte.is_ascii_graphic())) {
            self.note(&place.path_of("key"), "value", "a key is of visible ASCII characters".into());
        }
        let (chain, api) = (chain?, api?);
        if !api.fits(chain) {
            let message = format!("{} does not tell of {}", api.name(), chain.name());
            self.note(&place.path_of("api"), "value", message);
        } else if key.is_some() && api == Api::Esplora {
            self.note(&place.path_of("key"), "value", "esplora takes no key".into());
        }
        Some(Explorer { chain, api, url: url?.trim_end_matches('/').into(), key })
    }

    fn event(&mut self, place: &Place) -> Option<Event> {
        let date = self.required(place, "date", Check::day);
        let label = self.required(place, "label", Check::text);
        let url = self.optional(place, "url", Check::https);
        Some(Event { date: date?, label: label?, url })
    }

    fn label(&mut self, place: &Place) -> Option<Label> {
        let address = self.chain_address(place);
        let label = self.required(place, "label", Check::text);
        let kind = self.required(place, "kind", |check, place| {
            check.name(place, "kind of label", LabelKind::from_name, &LabelKind::ALL.map(LabelKind::name))
        });
        let issuer = self.required(place, "issuer", Check::text);
        let url = self.required(place, "url", Check::https);
        let listed = self.optional(place, "listed", Check::day);
        let delisted = self.optional(place, "delisted", Check::day);
        let read = self.optional(place, "read", Check::day);
        if let (Some(listed), Some(delisted)) = (listed, delisted)
            && delisted < listed
        {
            self.note(&place.path_of("delisted"), "value", "this is before the day of the listing".into());
        }
        Some(Label {
            address: address?,
            label: label?,
            kind: kind?,
            issuer: issuer?,
            url: url?,
            listed,
            delisted,
            read,
        })
    }

    /// A contract that is not among the tokens is no problem of its own while one of the tokens cannot be read.
    fn dust(&mut self, place: &Place, tokens: &[Token], all_tokens_read: bool) -> Option<(Asset, Amount)> {
        let chain = self.required(place, "chain", Check::chain);
        let contract = place.field("contract");
        let contract = contract.as_ref().map(|place| self.contract(place, chain?));
        let below = self.required(place, "below", Check::string);
        let asset = match contract {
            None => Asset::native(chain?),
            Some(contract) => Asset { chain: chain?, contract: Some(contract?) },
        };
        let decimals = match &asset.contract {
            None => native(asset.chain).decimals,
            Some(_) => match tokens.iter().find(|token| token.asset == asset) {
                Some(token) => token.decimals,
                None => {
                    if all_tokens_read {
                        self.note(
                            &place.path_of("contract"),
                            "value",
                            "this token is not among the tokens".into(),
                        );
                    }
                    return None;
                }
            },
        };
        let threshold =
            Amount::parse_decimal(below?, decimals).filter(|amount| amount.units() < Amount::ROW_LIMIT);
        if threshold.is_none() {
            let message = format!("this is not an amount of at most {decimals} places, as in “0.01”");
            self.note(&place.path_of("below"), "value", message);
        }
        Some((asset, threshold?))
    }

    /// The publisher may list a default token again, but not with other decimals: that would shift its figures.
    fn with_default_tokens(&mut self, chains: &[Chain], given: Vec<Option<Token>>) -> Vec<Token> {
        let mut tokens: Vec<Token> = chains.iter().flat_map(|chain| default_tokens(*chain)).collect();
        for (index, token) in given.into_iter().enumerate() {
            let Some(token) = token else { continue };
            let known =
                default_tokens(token.asset.chain).into_iter().find(|known| known.asset == token.asset);
            if let Some(known) = known
                && known.decimals != token.decimals
            {
                let message = format!("this token has {} decimals", known.decimals);
                self.note(&format!("tokens[{index}].decimals"), "value", message);
            }
            match tokens.iter_mut().find(|known| known.asset == token.asset) {
                Some(known) => *known = token,
                None => tokens.push(token),
            }
        }
        tokens
    }

    fn with_default_explorers(&mut self, chains: &[Chain], given: Vec<Option<Explorer>>) -> Vec<Explorer> {
        // With a broken entry, which chain lacks an explorer cannot be said.
        let all_read = given.iter().all(Option::is_some);
        let mut explorers = present(given);
        for &chain in chains {
            if explorers.iter().any(|explorer| explorer.chain == chain) {
                continue;
            }
            let defaults = default_explorers(chain);
            if defaults.is_empty() && all_read {
                let message = format!("{} has no public explorer: name one here", chain.name());
                self.note("explorers", "missing", message);
            }
            explorers.extend(defaults);
        }
        explorers
    }

    fn no_duplicates<T>(
        &mut self,
        array: &str,
        items: &[Option<T>],
        field: &str,
        same: impl Fn(&T, &T) -> bool,
    ) {
        for (index, item) in items.iter().enumerate() {
            let Some(item) = item else { continue };
            let earlier =
                items.iter().take(index).position(|other| other.as_ref().is_some_and(|o| same(o, item)));
            if let Some(earlier) = earlier {
                let message = format!("the same is in {array}[{earlier}] already");
                self.note(&format!("{array}[{index}].{field}"), "duplicate", message);
            }
        }
    }

    // -- fields and lists

    fn note(&mut self, field: &str, code: &'static str, message: String) {
        self.problems.push(Problem { field: field.into(), code, message });
    }

    /// Whether it is an object; names its unknown and its repeated fields, by [`FIELDS`].
    fn object(&mut self, place: &Place, kind: &str) -> bool {
        let Some(fields) = place.value.fields() else {
            self.note(&place.path, "type", "this is not an object".into());
            return false;
        };
        // Files of another version have other fields: one clear word is worth more than a list of them.
        if kind.is_empty() && !self.version(place) {
            return false;
        }
        let known = FIELDS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, known)| *known);
        for (index, (name, _)) in fields.iter().enumerate() {
            let path = place.path_of(&visible(name));
            if !known.contains(&&**name) {
                self.note(&path, "unknown-field", format!("unknown field; {}", suggestion(name, known)));
            } else if fields.iter().take(index).any(|(earlier, _)| earlier == name) {
                self.note(&path, "duplicate", "this field is given twice".into());
            }
        }
        true
    }

    fn version(&mut self, file: &Place) -> bool {
        let version = self.required(file, "version", |check, place| check.integer(place, 0, u64::MAX));
        if version.is_some_and(|version| version != VERSION) {
            self.note("version", "value", format!("only campaign files of version {VERSION} are known here"));
        }
        version == Some(VERSION)
    }

    fn required<'v, T>(
        &mut self,
        holder: &Place<'v>,
        name: &str,
        read: impl FnOnce(&mut Check, &Place<'v>) -> Option<T>,
    ) -> Option<T> {
        match holder.field(name) {
            Some(place) => read(self, &place),
            None => {
                self.note(&holder.path_of(name), "missing", "this field is missing".into());
                None
            }
        }
    }

    fn optional<'v, T>(
        &mut self,
        holder: &Place<'v>,
        name: &str,
        read: impl FnOnce(&mut Check, &Place<'v>) -> Option<T>,
    ) -> Option<T> {
        holder.field(name).and_then(|place| read(self, &place))
    }

    /// The objects of an array, each where it stands and none where it cannot be read; empty where there is no array.
    fn list<T>(
        &mut self,
        holder: &Place,
        name: &str,
        limit: usize,
        mut read: impl FnMut(&mut Check, &Place) -> Option<T>,
    ) -> Vec<Option<T>> {
        let Some(place) = holder.field(name) else { return Vec::new() };
        let Some(items) = place.value.items() else {
            self.note(&place.path, "type", "this is not an array".into());
            return Vec::new();
        };
        if items.len() > limit {
            self.note(&place.path, "limit", format!("there are more than {limit}"));
            return Vec::new();
        }
        items
            .iter()
            .enumerate()
            .map(|(index, value)| {
                let item = Place { value, path: format!("{}[{index}]", place.path) };
                self.object(&item, name).then(|| read(self, &item))?
            })
            .collect()
    }

    // -- single values

    fn chain_address(&mut self, holder: &Place) -> Option<Address> {
        let chain = self.required(holder, "chain", Check::chain);
        self.required(holder, "address", |check, place| check.address_of(place, chain?))
    }

    fn address_of(&mut self, place: &Place, chain: Chain) -> Option<Address> {
        match Address::parse(chain, self.string(place)?) {
            Ok(address) => Some(address),
            Err(error) => {
                self.note(&place.path, error.code(), error.to_string());
                None
            }
        }
    }

    fn contract(&mut self, place: &Place, chain: Chain) -> Option<Box<str>> {
        if chain.family() == Family::Utxo {
            self.note(&place.path, "value", format!("{} has no tokens", chain.name()));
            return None;
        }
        Some(self.address_of(place, chain)?.as_str().into())
    }

    fn chain(&mut self, place: &Place) -> Option<Chain> {
        let text = self.string(place)?;
        let chain = Chain::from_name(text);
        if chain.is_none() {
            let message = format!("unknown chain; {}", suggestion(text, &Chain::ALL.map(Chain::name)));
            self.note(&place.path, "unknown-chain", message);
        }
        chain
    }

    fn name<T>(
        &mut self,
        place: &Place,
        what: &str,
        from_name: fn(&str) -> Option<T>,
        known: &[&str],
    ) -> Option<T> {
        let text = self.string(place)?;
        let value = from_name(text);
        if value.is_none() {
            self.note(&place.path, "value", format!("unknown {what}; {}", suggestion(text, known)));
        }
        value
    }

    fn day(&mut self, place: &Place) -> Option<Day> {
        let day = Day::parse(self.string(place)?);
        if day.is_none() {
            self.note(&place.path, "value", "this is not a day as in “2026-03-14”".into());
        }
        day
    }

    fn https(&mut self, place: &Place) -> Option<String> {
        self.url(place, false)
    }

    /// An explorer's URL has no query; it alone may be plain http, to this machine itself.
    fn url(&mut self, place: &Place, of_explorer: bool) -> Option<String> {
        let text = self.string(place)?;
        match url_fault(text, of_explorer) {
            None => Some(text.into()),
            Some(fault) => {
                self.note(&place.path, "url", fault.into());
                None
            }
        }
    }

    /// A string, or an object of strings by language tag.
    fn text(&mut self, place: &Place) -> Option<Text> {
        let Some(fields) = place.value.fields() else {
            return if place.value.as_str().is_some() {
                Some(Text::plain(&self.line(place, 1, TEXT_LIMIT)?))
            } else {
                self.note(&place.path, "type", "this is neither a string nor an object of languages".into());
                None
            };
        };
        if fields.is_empty() {
            self.note(&place.path, "value", "there is no language in it".into());
            return None;
        }
        let mut texts: Vec<(Box<str>, Box<str>)> = Vec::new();
        for (tag, value) in fields {
            let place = Place { value, path: place.path_of(&visible(tag)) };
            let text = self.line(&place, 1, TEXT_LIMIT);
            if !is_language_tag(tag) {
                self.note(&place.path, "value", "this is not a language tag as in “ar” or “pt-BR”".into());
            } else if texts.iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(tag)) {
                self.note(&place.path, "duplicate", "this language is given twice".into());
            }
            texts.push((tag.as_ref().into(), text.unwrap_or_default().into()));
        }
        Some(Text(texts))
    }

    /// A string of so many characters, at least one of them to be seen, and none of them a control character.
    /// Marks of direction may be in it: the view isolates it.
    fn line(&mut self, place: &Place, least: usize, most: usize) -> Option<String> {
        let text = self.string(place)?;
        let length = text.trim().chars().count();
        if text.contains(is_control) {
            self.note(&place.path, "value", "there is a control character in it".into());
        } else if length < least {
            self.note(&place.path, "value", "this is empty".into());
        } else if text.chars().count() > most {
            self.note(&place.path, "limit", format!("this is longer than {most} characters"));
        } else {
            return Some(text.into());
        }
        None
    }

    fn string<'v>(&mut self, place: &Place<'v>) -> Option<&'v str> {
        let text = place.value.as_str();
        if text.is_none() {
            self.note(&place.path, "type", "this is not a string".into());
        }
        text
    }

    fn integer(&mut self, place: &Place, least: u64, most: u64) -> Option<u64> {
        if !matches!(place.value, Value::Number(_)) {
            self.note(&place.path, "type", "this is not a number".into());
            return None;
        }
        let number = place.value.as_u64().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.note(&place.path, "value", format!("this is not an integer from {least} to {most}"));
        }
        number
    }
}

/// Characters of a text at most.
const TEXT_LIMIT: usize = 2_000;

/// Characters of a URL at most.
const URL_LIMIT: usize = 2_000;

fn present<T>(items: Vec<Option<T>>) -> Vec<T> {
    items.into_iter().flatten().collect()
}

fn is_control(character: char) -> bool {
    matches!(character, '\0'..='\x1f' | '\x7f'..='\u{9f}')
}

/// A field's name as it can be shown within a path.
fn visible(name: &str) -> String {
    name.chars().take(60).map(|c| if is_control(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The shape of a language tag (BCP 47): subtags of up to eight letters and digits, the first of two or three letters.
fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or("");
    matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// What is wrong with a URL; none where nothing is.
fn url_fault(url: &str, of_explorer: bool) -> Option<&'static str> {
    let (rest, plain) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) if of_explorer => (rest, true),
        _ => return Some("this does not begin with https://"),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address are within its brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if url.chars().any(|c| is_control(c) || c.is_whitespace() || "\"<>\\^`{|}".contains(c)) {
        Some("there is a character in it that a URL has only as %XX")
    } else if authority.contains('@') {
        Some("a user name or password cannot be in it")
    } else if !is_host(host) {
        Some("its host is not one")
    } else if port.is_some_and(|port| port.starts_with('0') || port.parse::<u16>().is_err()) {
        Some("its port is not one")
    } else if plain && !is_loopback(host) {
        Some("plain http is for this machine alone: this does not begin with https://")
    } else if of_explorer && (!url.is_ascii() || url.contains(['?', '#', ',', ';', '\''])) {
        // It goes into a content security policy too.
        Some("the URL of an explorer is ASCII, without a query, a fragment, or any of , ; '")
    } else if url.len() > URL_LIMIT {
        Some("this is too long")
    } else {
        None
    }
}

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.contains(':') && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    }
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii())
        })
}

fn is_loopback(host: &str) -> bool {
    let mut parts = host.split('.');
    let is_byte = |part: &str| {
        part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok()
    };
    matches!(host, "localhost" | "[::1]")
        || parts.next() == Some("127") && parts.clone().count() == 3 && parts.all(is_byte)
}

/// "did you mean" for a slip of the pen, else what there is to choose from.
fn suggestion(name: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|known| (distance(name, known), known)).min();
    match nearest {
        Some((distance, nearest)) if distance <= 1 + nearest.len() / 3 => {
            format!("did you mean “{nearest}”?")
        }
        _ => format!("known here: {}", known.join(", ")),
    }
}

/// Letters to insert, remove or replace to make one name of the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    // Nothing much longer than every known name is near to one.
    let from = &from.as_bytes()[..from.len().min(64)];
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, a) in from.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        row[0] = left;
        for (cell, b) in row[1..].iter_mut().zip(to.bytes()) {
            let replaced = diagonal + usize::from(!a.eq_ignore_ascii_case(&b));
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row[to.len()]
}
