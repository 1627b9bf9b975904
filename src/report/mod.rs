//! The one value that a view needs: plain data, with the time it holds for and what is missing from it.
//!
//! Serialized it is `report.json`, version 1: amounts are decimal strings of base units, counts integers,
//! times RFC 3339 in UTC, days ISO 8601. Later versions add fields and rename none.
//! No address of a sender, or of one whom money went back to, is in it, but where the publisher says so ([`privacy`]).

mod build;
pub(crate) mod claim;
pub mod export;
mod flow;
mod issuer;
mod privacy;
mod screened;
mod value;
pub mod verification;
mod whole;

use crate::campaign::Text;
use crate::chain::{Amount, Day, Signed};
use crate::tree::{ToTree, Tree};
use std::borrow::Cow;

pub use build::{Order, Sources, report, rows};
pub use claim::{ClaimReport, ClaimUnit, Verdict};
pub use flow::FlowKind;
pub use issuer::IssuerAct;
pub use screened::{ListSource, Role, Screened, ScreenedAmount};
pub use value::{AssetValue, PricedTotal, Unpriced, UnpricedAsset};
pub use verification::{
    Agreed, AgreedSum, AgreementNote, DifferenceNote, Level, SecondExplorer, Verification,
};

pub use crate::ledger::timeline::DayFlow;
pub use crate::ledger::totals::{CountAndSum, Days as Period, Totals};

pub const VERSION: u32 = 1;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub version: u32,
    /// When the last page came.
    pub as_of: String,
    pub campaign: CampaignHead,
    /// Every listing of what an address received and spent was read down to its first row; otherwise figures are "so far" and returns
    /// are incomplete. Gaps can be there all the same.
    pub complete: bool,
    /// The days that the sums are limited to, both included; none for the whole history.
    pub period: Option<Period>,
    /// Whose data this is, in the order asked.
    pub sources: Vec<Source>,
    pub notices: Vec<Notice>,
    /// What the issuer of a token did at the campaign's addresses.
    pub issuer_acts: Vec<IssuerAct>,
    pub events: Vec<EventMark>,
    pub assets: Vec<AssetReport>,
    pub excluded: Vec<Excluded>,
    pub gaps: Vec<GapNote>,
    /// What all assets are worth together; none where no asset has a price, or while prices are asked for.
    pub priced_total: Option<PricedTotal>,
    /// All assets that have prices, as one, in cents: its `asset` is the currency, its `chain` is empty. The timeline has
    /// the prices of its days, all other sums have the present ones. None where a single asset moved.
    pub all: Option<AssetReport>,
    /// The publisher's claims beside what the addresses show; none until the first charts.
    pub claims: Vec<ClaimReport>,
    /// The lists that the campaign names. What no list says is not cleared by it.
    pub lists: Vec<ListSource>,
    /// What they say of the campaign's addresses, of senders and of destinations.
    pub listings: Vec<Screened>,
    /// Whether the lists of transactions leave any out, as far as a second explorer's tell; one a chain that was asked about.
    pub agreements: Vec<AgreementNote>,
    /// Who could be asked, beside those that were: an explorer by others, of chains where one is known.
    pub second_explorers: Vec<SecondExplorer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignHead {
    pub name: LangText,
    pub description: Option<LangText>,
    pub url: Option<String>,
    pub addresses: Vec<AddressHead>,
    /// Some address is on a test network: play money.
    pub test_network: bool,
    /// Every address is shown to have been published as a donation address: the net figure may be called donated.
    pub published: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressHead {
    pub chain: &'static str,
    pub address: String,
    pub note: Option<LangText>,
    pub proof_of_publication: Option<String>,
    /// The address's page at an explorer, for readers; none where none is known.
    pub link: Option<String>,
}

/// A text by language tag: a JSON object; the tag `""` is a text of no stated language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LangText(pub Text);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub chain: &'static str,
    /// The explorer's host.
    pub host: String,
    /// The height of the chain's tip when it was asked, where the API tells.
    pub height: Option<u64>,
}

/// What a label says: a claim with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelNote {
    pub label: LangText,
    /// As `LabelKind` in campaign files.
    pub kind: &'static str,
    pub issuer: LangText,
    /// The document that says so.
    pub url: String,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    pub read: Option<Day>,
}

/// What the publisher's labels and lists say about the campaign's own addresses: a court's order, a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// As `LabelKind` in campaign files: `court-ordered`, `listed`, `seizure`, `alleged`.
    pub kind: &'static str,
    pub label: LangText,
    pub issuer: LangText,
    /// The list that says so, and its programmes, where it is not the publisher's label.
    pub list: Option<LangText>,
    pub programmes: Vec<String>,
    pub url: String,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    pub read: Option<Day>,
    /// How many of the campaign's addresses it is about.
    pub addresses: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventMark {
    pub date: Day,
    pub label: LangText,
    pub url: Option<String>,
}

/// One asset's figures. Every sum is of this asset alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetReport {
    pub chain: &'static str,
    /// The symbol: `BTC`, `USDT`.
    pub asset: String,
    pub contract: Option<String>,
    pub decimals: u8,
    pub totals: Totals,
    /// `totals.balance` is the explorer's, and follows from no other sum: the history holds kinds of transactions that the ledger does
    /// not follow, or a list lacks something.
    pub balance_by_explorer: bool,
    /// Receipts strictly above the dust threshold.
    pub donations: u64,
    /// Distinct addresses that sent those. Never "donors".
    pub sending_addresses: u64,
    /// The same with the senders of dust.
    pub sending_addresses_with_dust: u64,
    pub dust: Dust,
    /// Outputs of spends that may be change, though no address of the campaign.
    pub possible_change: CountAndSum,
    /// How many transactions mix the campaign's inputs with others'; of an account chain, how many wraps and unwraps.
    pub ambiguous_transactions: u64,
    /// What the explorer reports itself, where it does.
    pub explorer: Option<ExplorerFigures>,
    pub per_address: Vec<PerAddress>,
    /// Days on which something moved, in order.
    pub timeline: Vec<DayFlow>,
    pub flow: Flow,
    /// How many rows the list of transactions has.
    pub transactions: u64,
    /// What the net figure is worth; none where nobody tells its price, or while prices are asked for.
    pub value: Option<AssetValue>,
    /// How far these figures are proven.
    pub verification: Verification,
}

/// Receipts too small to be called donations. They are in the sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dust {
    pub threshold: Amount,
    pub count: u64,
    pub sum: Amount,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExplorerFigures {
    pub balance: Amount,
    pub funded_txo_sum: Option<Amount>,
    pub spent_txo_sum: Option<Amount>,
    pub tx_count: Option<u64>,
    /// Our balance, in-block pending rows included, less the explorer's.
    pub balance_difference: Signed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerAddress {
    pub address: String,
    pub received: Amount,
    pub spent: Amount,
}

/// From whom, and where to, one hop on either side. Both sides add up to the same sum, `balance` and `earlier` included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Senders with a label or an address by size, then bands from small to large, then `hidden`, `ambiguous`, `wrapped` and `earlier`.
    pub sources: Vec<FlowNode>,
    /// Labelled destinations by size, those of returns among them, then kinds by size, `fees`, `ambiguous`, `wrapped`, `frozen` and `balance`
    /// last.
    pub destinations: Vec<FlowNode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowNode {
    pub kind: FlowKind,
    /// The first label of a labelled counterparty.
    pub label: Option<LangText>,
    /// That label's source.
    pub url: Option<String>,
    /// All labels of a labelled counterparty, what holds and is more specific first: see [`Labels::of`](crate::ledger::Labels::of).
    pub labels: Vec<LabelNote>,
    /// Of a sender whom the publisher shows for its amount, or whom money went back to: [`crate::campaign::Campaign::show_senders_above`].
    pub addresses: Vec<String>,
    /// For a band: senders who sent at least `10^power` base units and less than ten times that.
    pub power: Option<u32>,
    pub amount: Amount,
    /// Senders of a band, labelled counterparties of `others`, transfers elsewhere.
    pub count: u64,
}

/// A row of the list of transactions: what one transaction (UTXO) or transfer (account) did to the campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxRow {
    pub tx: String,
    pub time: String,
    pub day: Day,
    pub height: Option<u64>,
    pub kind: TxKind,
    pub amount: Amount,
    /// Out of the campaign; otherwise into it, or within it.
    pub outward: bool,
    pub pending: bool,
    pub dust: bool,
    pub possible_change: bool,
    /// The counterparty's first label, where it bears one.
    pub label: Option<LangText>,
    /// All of them.
    pub labels: Vec<LabelNote>,
    /// Of a sender whom the publisher shows for its amount, or whom this went back to.
    pub addresses: Vec<String>,
    /// Its page at an explorer, for readers.
    pub link: Option<String>,
    /// What was checked of it.
    pub level: Level,
    /// Who found it in a block, `maker` or `browser`; none where nobody did.
    pub checked_by: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TxKind {
    Received,
    Internal,
    Returned,
    /// To an exchange or service.
    Converted,
    /// To an address labelled as a seizure's.
    Seized,
    Spent,
    Ambiguous,
    /// Turned by the campaign itself into the asset's wrapped form, or back.
    Wrapped,
    /// Destroyed at the campaign's address by the token's issuer.
    Burnt,
}

/// Rows that are in no sum, by reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    pub chain: &'static str,
    pub contract: Option<String>,
    /// `unlisted-token`, `fake-token` (its symbol reads like a listed one's), `zero-value`, `look-alike-address`
    /// (of nothing or of what does not count, from or to an address that ends like a true counterparty's).
    pub reason: &'static str,
    pub count: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapNote {
    /// Empty where it is of none: a list that was not read.
    pub chain: &'static str,
    pub address: Option<String>,
    /// [`crate::explorer::GapKind::name`].
    pub kind: &'static str,
    pub from: Option<String>,
    pub to: Option<String>,
    pub count: Option<u32>,
    pub detail: Option<String>,
}

impl Report {
    /// The asset that a reader sees first, where there are no prices: the first with transactions.
    pub fn main_asset(&self) -> Option<&AssetReport> {
        self.assets.iter().find(|asset| asset.transactions > 0).or(self.assets.first())
    }
}

crate::objects! {
    Report { version, as_of, campaign, complete, period, sources, notices, issuer_acts, events, assets, excluded, gaps, priced_total, all, claims, lists, listings, agreements, second_explorers }
    CampaignHead { name, description, url, addresses, test_network, published }
    AddressHead { chain, address, note, proof_of_publication, link }
    Source { chain, host, height }
    LabelNote { label, kind, issuer, url, listed, delisted, read }
    Notice { kind, label, issuer, list, programmes, url, listed, delisted, read, addresses }
    EventMark { date, label, url }
    AssetReport { chain, asset, contract, decimals, totals, balance_by_explorer, donations, sending_addresses, sending_addresses_with_dust, dust, possible_change, ambiguous_transactions, explorer, per_address, timeline, flow, transactions, value, verification }
    Dust { threshold, count, sum }
    ExplorerFigures { balance, funded_txo_sum, spent_txo_sum, tx_count, balance_difference }
    PerAddress { address, received, spent }
    Flow { sources, destinations }
    FlowNode { kind, label, url, labels, addresses, power, amount, count }
    TxRow { tx, time, day, height, kind, amount, outward, pending, dust, possible_change, label, labels, addresses, link, level, checked_by }
    Excluded { chain, contract, reason, count }
    GapNote { chain, address, kind, from, to, count, detail }
}

impl ToTree for LangText {
    fn tree(&self) -> Tree<'_> {
        Tree::Object(self.0.0.iter().map(|(tag, text)| (&**tag, Tree::Text(Cow::Borrowed(text)))).collect())
    }
}

impl TxKind {
    /// The name in `report.json`, and of its word.
    pub fn name(self) -> &'static str {
        let names = [
            "received",
            "internal",
            "returned",
            "converted",
            "seized",
            "spent",
            "ambiguous",
            "wrapped",
            "burnt",
        ];
        names[self as usize]
    }
}

impl ToTree for TxKind {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }
}
