//! How far figures are proven: that transactions are in blocks (inclusion), and that a list leaves none out (completeness).
//! The one says nothing of the other, and the two stand side by side.

use super::build::owned;
use super::{Period, Sources};
use crate::agreement::{self, Difference, Whom};
use crate::chain::{Amount, Chain, Day, time};
use crate::ledger::{AssetLedger, Checker, Entry};
use crate::tree::{ToTree, Tree};
use std::borrow::Cow;

/// What was checked of a transaction, or of all of an asset's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// One explorer said so.
    #[default]
    Reported,
    /// Counts and sums are the same at two explorers by different operators, at one height.
    Agreed,
    /// Its own bytes are in a block with proof of work.
    Included,
}

/// How far an asset's figures are proven. What is pending is in none of the counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The lowest of its transactions'.
    pub level: Level,
    /// Within the period.
    pub transactions: u64,
    /// How many of them were shown to be in blocks with proof of work.
    pub included: u64,
    /// Of how many of these so were who sent them, and the fee.
    pub senders_proven: u64,
    /// `maker` of the snapshot, the reader's own `browser`, or `both`, each some of them; none where nothing was checked.
    pub checked_by: Option<&'static str>,
    /// Who agrees about its figures.
    pub agreed: Vec<Agreed>,
    /// Whether inclusion can be shown on its chain. Where it cannot, `agreed` is the highest level.
    pub can_be_proven: bool,
}

/// Two explorers that agree about an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub chain: &'static str,
    pub hosts: Vec<String>,
    pub height: Option<u64>,
    pub until: Option<String>,
}

/// What came of asking a second explorer on one chain: whose list it is, who was asked besides, and what both say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementNote {
    pub chain: &'static str,
    /// `agrees`, `differs`, `not-answered`, `not-at-one-height`, `no-second`.
    pub finding: &'static str,
    /// Whose list the figures are made of, then who was asked besides, where somebody was.
    pub hosts: Vec<String>,
    /// The block up to which they were compared, or the time.
    pub height: Option<u64>,
    pub until: Option<String>,
    pub addresses: u32,
    pub transactions: u64,
    pub sums: Vec<AgreedSum>,
    pub differs: Vec<DifferenceNote>,
}

/// What both explorers say that the addresses received and spent, moves between them included, without fees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedSum {
    pub asset: String,
    pub contract: Option<String>,
    pub decimals: u8,
    pub received: Amount,
    pub spent: Amount,
}

/// Who could be asked about a chain's addresses besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondExplorer {
    pub chain: &'static str,
    pub host: String,
}

/// A figure of an explorer's that is not the one shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceNote {
    /// Whose figure it is.
    pub host: String,
    /// The campaign's address that it is about, where it is about one.
    pub address: Option<String>,
    pub asset: String,
    pub contract: Option<String>,
    pub decimals: u8,
    /// `transactions`, `received`, `spent`.
    pub figure: &'static str,
    /// As the panel's lists add up; a number of transactions, or base units.
    pub shown: Amount,
    pub theirs: Amount,
}

crate::objects! {
    Verification { level, transactions, included, senders_proven, checked_by, agreed, can_be_proven }
    Agreed { chain, hosts, height, until }
    AgreementNote { chain, finding, hosts, height, until, addresses, transactions, sums, differs }
    AgreedSum { asset, contract, decimals, received, spent }
    SecondExplorer { chain, host }
    DifferenceNote { host, address, asset, contract, decimals, figure, shown, theirs }
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Reported, Level::Agreed, Level::Included];

    /// Their names in `report.json`, and of their words, in the same order.
    pub const NAMES: [&str; 3] = ["reported", "agreed", "included"];

    pub fn name(self) -> &'static str {
        Level::NAMES[self as usize]
    }
}

impl ToTree for Level {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }
}

/// Whether inclusion can be shown on a chain: Bitcoin's and Litecoin's blocks commit to their transactions by a merkle root
/// under proof of work that is checked here.
pub fn can_be_proven(chain: Chain) -> bool {
    matches!(
        chain,
        Chain::Bitcoin
            | Chain::BitcoinTestnet
            | Chain::BitcoinRegtest
            | Chain::Litecoin
            | Chain::LitecoinTestnet
    )
}

/// What was checked of an entry of a ledger.
pub(super) fn level_of(from: &Sources, entry: &Entry) -> Level {
    if checked_by(from, entry).is_some() { Level::Included } else { level_without_proof(from, entry) }
}

fn level_without_proof(from: &Sources, entry: &Entry) -> Level {
    for agreement in from.agreements {
        if agreement.covers(entry.chain, entry.height, entry.time) {
            return Level::Agreed;
        }
    }
    Level::Reported
}

/// Who found an entry's transaction in a block.
pub(super) fn checked_by(from: &Sources, entry: &Entry) -> Option<Checker> {
    from.included.found(entry.chain, &entry.tx).map(|(_, by)| by)
}

/// How far the figures of an asset are proven within the days.
#[inline(never)]
pub(super) fn verification(from: &Sources, ledger: &AssetLedger, days: Period) -> Verification {
    let chain = ledger.asset().chain;
    let mut found = Verification { can_be_proven: can_be_proven(chain), ..Verification::default() };
    let mut lowest = None;
    let mut last = None;
    let mut in_this_browser = 0;
    let mut chains: Vec<Chain> = Vec::new();
    for entry in &ledger.entries {
        // Transfers of one transaction stand together.
        if entry.pending || !days.contains(Day::of(entry.time)) || last == Some(&entry.tx) {
            continue;
        }
        last = Some(&entry.tx);
        if !chains.contains(&entry.chain) {
            chains.push(entry.chain);
        }
        found.transactions += 1;
        let level = match from.included.found(entry.chain, &entry.tx) {
            Some((proof, by)) => {
                found.included += 1;
                found.senders_proven += u64::from(proof.senders);
                in_this_browser += u64::from(by == Checker::Browser);
                Level::Included
            }
            None => level_without_proof(from, entry),
        };
        lowest = Some(lowest.map_or(level, |lowest: Level| lowest.min(level)));
    }
    if chains.is_empty() {
        chains.push(chain);
    }
    for agreement in from.agreements {
        if agreement.finding == agreement::Finding::Agrees && chains.contains(&agreement.chain) {
            found.agreed.push(Agreed {
                chain: agreement.chain.name(),
                hosts: hosts(&agreement.hosts),
                height: agreement.height,
                until: agreement.until.map(time::rfc3339),
            });
        }
    }
    // That there is nothing is agreed, too.
    let of_nothing = if found.agreed.is_empty() { Level::Reported } else { Level::Agreed };
    found.level = lowest.unwrap_or(of_nothing);
    found.checked_by = match in_this_browser {
        _ if found.included == 0 => None,
        0 => Some(Checker::Maker.name()),
        all if all == found.included => Some(Checker::Browser.name()),
        _ => Some("both"),
    };
    found
}

/// What came of asking second explorers.
#[inline(never)]
pub(super) fn agreements(from: &Sources) -> Vec<AgreementNote> {
    let mut notes = Vec::new();
    for agreement in from.agreements {
        let mut note = AgreementNote {
            chain: agreement.chain.name(),
            finding: agreement.finding.name(),
            hosts: hosts(&agreement.hosts),
            height: agreement.height,
            until: agreement.until.map(time::rfc3339),
            addresses: agreement.addresses,
            transactions: agreement.transactions,
            sums: Vec::new(),
            differs: Vec::new(),
        };
        for sum in &agreement.sums {
            if let Some((asset, decimals)) = token(from, agreement.chain, sum.contract.as_deref()) {
                let contract = sum.contract.as_deref().map(owned);
                let agreement::AgreedSum { received, spent, .. } = *sum;
                note.sums.push(AgreedSum { asset, contract, decimals, received, spent });
            }
        }
        for difference in &agreement.differs {
            note.differs.extend(told(from, agreement.chain, difference));
        }
        notes.push(note);
    }
    notes
}

/// Whom a reader's browser can ask besides.
#[inline(never)]
pub(super) fn second_explorers(from: &Sources) -> Vec<SecondExplorer> {
    let mut seconds = Vec::new();
    for chain in from.campaign.chains() {
        let [_, second] = agreement::explorers(from.campaign, from.answered, chain, Whom::Browser);
        if let Some(second) = second {
            seconds.push(SecondExplorer { chain: chain.name(), host: owned(crate::explorer::host(&second)) });
        }
    }
    seconds
}

fn told(from: &Sources, chain: Chain, difference: &Difference) -> Option<DifferenceNote> {
    let (asset, decimals) = token(from, chain, difference.contract.as_deref())?;
    Some(DifferenceNote {
        host: owned(&difference.host),
        address: difference.address.as_ref().map(|address| owned(address.as_str())),
        asset,
        contract: difference.contract.as_deref().map(owned),
        decimals,
        figure: difference.figure.name(),
        shown: Amount::from_units(difference.shown),
        theirs: Amount::from_units(difference.theirs),
    })
}

/// Symbol and places of one of the ledger's assets.
fn token(from: &Sources, chain: Chain, contract: Option<&str>) -> Option<(String, u8)> {
    let is_it = |ledger: &&AssetLedger| {
        let asset = ledger.asset();
        asset.chain == chain && asset.contract.as_deref() == contract
    };
    let ledger = from.ledger.assets.iter().find(is_it)?;
    Some((owned(&ledger.token.symbol), ledger.token.decimals))
}

fn hosts(hosts: &[String; 2]) -> Vec<String> {
    let mut named = Vec::new();
    for host in hosts {
        if !host.is_empty() {
            named.push(owned(host));
        }
    }
    named
}
