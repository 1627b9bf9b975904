//! The publisher's campaign file, version 1: parsed and checked, every problem named by its field.

mod check;
mod claim;
mod fields;
mod glance;
mod problem;
pub(crate) mod url;

pub use crate::chain::Api;
use crate::chain::asset::default_tokens;
use crate::chain::{Address, Amount, Asset, Chain, Day, Token};
use crate::plain::{before, named};
pub use claim::{Claim, Comparison, Measure, PERCENT_PLACES, Unit};
pub use fields::{FIELDS, Field};
pub use glance::Glance;
pub use problem::Problem;
use std::sync::Arc;

/// The one version of campaign files that there is.
pub const VERSION: u64 = 1;

/// The longest campaign file that is read, in bytes.
pub const SIZE_LIMIT: usize = 1_000_000;

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
    /// From how much on, sent in all, a sender may be shown by address; nobody is where there is no entry.
    pub show_senders_above: Vec<(Asset, Amount)>,
    /// Requests at most for one scan; 400 where the file says nothing.
    pub max_requests: u32,
    /// The money that figures are in, and publishers' files of prices.
    pub currency: Currency,
    /// A file of what a US dollar cost in that currency, for what is priced in dollars alone.
    pub dollar: Option<String>,
    /// Whose prices the publisher chose: see [`Campaign::price_source`].
    pub prices: Vec<PriceFeed>,
    /// Sentences that the panel puts beside what the addresses show.
    pub claims: Vec<Claim>,
    /// The file has some, read or not.
    pub has_claims: bool,
    /// The publisher wants each claim as a schema.org review in the page, too.
    pub claim_review: bool,
    /// Where the lists are that addresses are looked up in: URLs, or paths relative to the campaign file's own.
    pub lists: Vec<String>,
}

/// A text by language tag; the tag `""` is a text of no stated language. Shared, for reports repeat it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Arc<Vec<(Box<str>, Box<str>)>>);

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
    /// What every request of its API begins with, no slash at its end: see the adapters in [`crate::explorer`].
    pub url: String,
    pub key: Option<String>,
}

/// The money that an amount's worth is told in: its place among [`CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency(u8);

/// The codes of currencies that people are paid in (ISO 4217), in order.
const CODES: &str = "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBRLBSDBTNBWPBYNBZDCADCDFCHFCLPCNYCOPCRCCUPCVECZKDJF\
     DKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKDHNLHTGHUFIDRILSINRIQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRW\
     KWDKYDKZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLN\
     PYGQARRONRSDRUBRWFSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUYUUZSVES\
     VNDVUVWSTXAFXCDXOFXPFYERZARZMWZWG";

/// Whose prices an asset is valued by.
#[derive(Clone, Debug)]
pub struct PriceFeed {
    pub asset: Asset,
    pub source: PriceSource,
    /// What precedes `/v1` (mempool) or `/chart` (llama), no slash at its end; of a file all of it.
    pub url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceSource {
    /// mempool.space's, of Bitcoin.
    Mempool,
    /// DefiLlama's, in US dollars.
    Llama,
    /// A publisher's own file, in the campaign file's currency.
    Csv,
    /// Nobody is asked.
    None,
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

impl Campaign {
    /// Requests at most for one scan where the file says nothing.
    pub const MAX_REQUESTS: u32 = 400;

    /// Reads a campaign file. Every problem found is reported, not just the first.
    pub fn parse(text: &str) -> Result<Campaign, Vec<Problem>> {
        check::campaign(text, true)
    }

    /// The same before the part of the code is there that reads claims: each field of theirs is checked by itself, and no
    /// claim is in the campaign.
    pub fn parse_without_claims(text: &str) -> Result<Campaign, Vec<Problem>> {
        check::campaign(text, false)
    }

    /// A campaign of one address, named by it, with its chain's public explorers ([`Address::explored`]).
    pub fn of_address(address: Address) -> Campaign {
        let mut campaign = Campaign::named(Text::plain(address.as_str()));
        campaign.take_default_explorers(address.chain());
        campaign.take_default_tokens(address.chain());
        campaign.addresses.push(CampaignAddress { address, note: None, proof_of_publication: None });
        campaign
    }

    /// A campaign without addresses yet. Not inlined, for it is long and called twice.
    #[inline(never)]
    fn named(name: Text) -> Campaign {
        Campaign {
            name,
            description: None,
            url: None,
            addresses: Vec::new(),
            tokens: Vec::new(),
            explorers: Vec::new(),
            events: Vec::new(),
            labels: Vec::new(),
            dust: Vec::new(),
            show_senders_above: Vec::new(),
            max_requests: Campaign::MAX_REQUESTS,
            currency: Currency::default(),
            dollar: None,
            prices: Vec::new(),
            claims: Vec::new(),
            has_claims: false,
            claim_review: false,
            lists: Vec::new(),
        }
    }

    fn take_default_explorers(&mut self, chain: Chain) {
        self.explorers.append(&mut default_explorers(chain));
    }

    /// But those that the publisher lists among the tokens. They come first.
    fn take_default_tokens(&mut self, chain: Chain) {
        let mut tokens = Vec::new();
        for known in default_tokens(chain) {
            if self.tokens.iter().all(|token| token.asset != known.asset) {
                tokens.push(known);
            }
        }
        tokens.append(&mut self.tokens);
        self.tokens = tokens;
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

    /// Whose prices an asset is valued by, and the URL where the publisher says one: as the file says, else mempool.space's
    /// for Bitcoin and DefiLlama's for the rest. What is on a test network is worth nothing unless the file says so.
    pub fn price_source(&self, asset: &Asset) -> (PriceSource, &str) {
        if let Some(feed) = self.prices.iter().find(|feed| feed.asset == *asset) {
            return (feed.source, feed.url.as_deref().unwrap_or(""));
        }
        let source = match asset.chain {
            chain if chain.is_test() => PriceSource::None,
            _ if PriceSource::Mempool.fits(asset) => PriceSource::Mempool,
            _ => PriceSource::Llama,
        };
        (source, "")
    }

    /// What a receipt must be above to count as a donation: the publisher's threshold, else the chain's own for its
    /// native asset, wrapped or not, and 0.01 of any other token (METHOD: spam and poisoning).
    pub fn dust_threshold(&self, token: &Token) -> Amount {
        if let Some((_, threshold)) = self.dust.iter().find(|(asset, _)| *asset == token.asset) {
            return *threshold;
        }
        let dust = token.asset.chain.facts().dust;
        let is_native = token.asset.contract.is_none() || token.is_wrapped_native();
        // 0 where the asset has fewer than two places.
        Amount::parse_decimal(if is_native { dust } else { "0.01" }, token.decimals).unwrap_or(Amount::ZERO)
    }
}

/// The words for what is wrong with a text that should be an https URL; none where nothing is.
pub fn https_fault(url: &str) -> Option<&'static str> {
    url::fault(url, false)
}

/// Whether browsers ask one of a campaign's explorers. One whose answers come without a CORS header they ask only where the chain has no
/// other: then it is behind a proxy of the publisher's. Else it is named for the command.
pub fn for_browsers(explorers: &[Explorer]) -> impl Fn(&Explorer) -> bool + use<> {
    // Chains that have another.
    let mut others = 0_u32;
    for explorer in explorers {
        others |= u32::from(explorer.api.is_for_browsers()) << explorer.chain as u32;
    }
    const { assert!(Chain::ALL.len() <= u32::BITS as usize) };
    move |explorer| explorer.api.is_for_browsers() || others >> explorer.chain as u32 & 1 == 0
}

/// The public explorers asked where the publisher names none for a chain, in the order of preference.
pub fn default_explorers(chain: Chain) -> Vec<Explorer> {
    let mut explorers = Vec::new();
    for place in 0..chain.facts().explorers.len() {
        explorers.extend(default_explorer(chain, place));
    }
    explorers
}

fn default_explorer(chain: Chain, place: usize) -> Option<Explorer> {
    let &(api, url) = chain.facts().explorers.get(place)?;
    Some(Explorer { chain, api, url: url.into(), key: None })
}

impl Text {
    /// A text of no stated language.
    pub fn plain(text: &str) -> Text {
        Text(vec![("".into(), text.into())].into())
    }

    /// The text in `lang` (`ar` for `ar-EG`), else in English, else the first given.
    pub fn get(&self, lang: &str) -> &str {
        self.entry(lang).map_or("", |(_, text)| text)
    }

    /// The language tag of what [`Text::get`] gives; empty where it is not stated.
    pub fn tag(&self, lang: &str) -> &str {
        self.entry(lang).map_or("", |(tag, _)| tag)
    }

    fn entry(&self, lang: &str) -> Option<&(Box<str>, Box<str>)> {
        self.of(before(lang, b"-")).or_else(|| self.of("en")).or(self.0.first())
    }

    /// The text in `lang`, else the first given, with its tag.
    pub fn own(&self, lang: &str) -> Option<&(Box<str>, Box<str>)> {
        self.of(before(lang, b"-")).or(self.0.first())
    }

    fn of(&self, primary: &str) -> Option<&(Box<str>, Box<str>)> {
        self.0.iter().find(|(tag, _)| before(tag, b"-").eq_ignore_ascii_case(primary))
    }
}

impl Label {
    /// Whether both claim the same, be it of two addresses.
    pub fn says_the_same(&self, other: &Label) -> bool {
        let days = |label: &Label| [label.listed, label.delisted, label.read];
        self.kind == other.kind
            && self.label == other.label
            && self.issuer == other.issuer
            && self.url == other.url
            && days(self) == days(other)
    }
}

impl Currency {
    pub const USD: Currency = Currency(140);
    pub const EUR: Currency = Currency(42);
    pub const GBP: Currency = Currency(45);

    /// Its code.
    pub fn name(self) -> &'static str {
        let start = usize::from(self.0) * 3;
        CODES.get(start..start + 3).unwrap_or("")
    }

    pub fn from_name(name: &str) -> Option<Currency> {
        Currency::all().find(|known| known.name() == name)
    }

    pub fn all() -> impl Iterator<Item = Currency> {
        (0..CODES.len() / 3).map(|place| Currency(place as u8))
    }
}

impl Default for Currency {
    fn default() -> Currency {
        Currency::USD
    }
}

impl PriceSource {
    pub const ALL: [PriceSource; 4] =
        [PriceSource::Mempool, PriceSource::Llama, PriceSource::Csv, PriceSource::None];

    /// Their names in campaign files, in the same order.
    pub const NAMES: [&str; 4] = ["mempool", "llama", "csv", "none"];

    pub fn from_name(name: &str) -> Option<PriceSource> {
        Some(PriceSource::ALL[named(name, &PriceSource::NAMES)?])
    }

    /// Whether it tells prices of this asset.
    pub fn fits(self, asset: &Asset) -> bool {
        let bitcoin = matches!(asset.chain, Chain::Bitcoin | Chain::BitcoinTestnet | Chain::BitcoinRegtest);
        self != PriceSource::Mempool || bitcoin && asset.contract.is_none()
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

    /// Their names, in the same order.
    pub const NAMES: [&str; 8] = [
        "self-declared",
        "publisher",
        "exchange",
        "service",
        "seizure",
        "court-ordered",
        "listed",
        "alleged",
    ];

    /// The name in campaign files and reports.
    pub const fn name(self) -> &'static str {
        LabelKind::NAMES[self as usize]
    }

    pub fn from_name(name: &str) -> Option<LabelKind> {
        Some(LabelKind::ALL[named(name, &LabelKind::NAMES)?])
    }

    /// The more specific a kind, the less: what an authority did or ordered, what a list says, what an address is used for, what is
    /// said by itself, by the publisher, by others.
    pub const fn rank(self) -> u8 {
        match self {
            LabelKind::Seizure => 0,
            LabelKind::CourtOrdered => 1,
            LabelKind::Listed => 2,
            LabelKind::Exchange => 3,
            LabelKind::Service => 4,
            LabelKind::SelfDeclared => 5,
            LabelKind::Publisher => 6,
            LabelKind::Alleged => 7,
        }
    }

    /// Money to such an address is converted, never returned (METHOD: exchanges and services).
    pub fn is_exchange(self) -> bool {
        matches!(self, LabelKind::Exchange | LabelKind::Service)
    }
}
