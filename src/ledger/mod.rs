//! What transfers mean: each classified by METHOD's rules, then summed by asset, day and counterparty.
//!
//! ```text
//! History (each thing once) -> classify (utxo | account) -> Entry, Part -> totals, timeline, flow, rows
//! ```

mod account;
pub mod flow;
pub mod history;
pub mod timeline;
pub mod totals;
mod utxo;

use crate::campaign::{Campaign, Label};
use crate::chain::{Amount, Asset, Chain, Day, Family, Timestamp, Token, TxId, asset};
use crate::sorted::Sorted;
use history::AddressId;
pub use history::History;

/// Confirmations from which a Bitcoin transaction is final.
const BITCOIN_FINAL: u64 = 6;
/// Without the tip's height, younger than this many seconds is not final: six blocks rarely take longer.
const BITCOIN_FINAL_SECONDS: u64 = 2 * 3_600;
/// Seconds after which a Tron block is final.
const TRON_FINAL_SECONDS: u64 = 60;

/// A campaign's history, classified, one book an asset.
pub struct Ledger {
    pub assets: Vec<AssetLedger>,
    pub excluded: Vec<Exclusion>,
}

/// Everything that happened in one asset.
pub struct AssetLedger {
    pub token: Token,
    pub dust_threshold: Amount,
    /// As entered: time order, fees of account chains last.
    pub entries: Vec<Entry>,
    /// In the order of their entries.
    pub parts: Vec<Part>,
    /// Who sent receipts: each distinct set of input addresses, or account, once.
    pub senders: Vec<Sender>,
    /// Received and spent by each of the campaign's addresses, moves between them included.
    pub per_address: Sorted<AddressId, (Amount, Amount)>,
    /// In-block pending rows' effect on the balance, fees included: an explorer counts them already.
    pub pending_in_blocks: i128,
}

/// A transaction (UTXO) or a transfer (account) that touched the campaign.
pub struct Entry {
    pub tx: TxId,
    pub time: Timestamp,
    pub height: Option<u64>,
    pub pending: bool,
}

/// A share of an entry with one meaning.
pub struct Part {
    /// Which of the entries.
    pub entry: u32,
    pub kind: Kind,
    pub amount: Amount,
    /// Whether the list of transactions shows it: change beside a spend is not listed.
    pub listed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From outside, by the sender of this number.
    Received {
        sender: u32,
        dust: bool,
    },
    /// From the campaign to itself.
    Internal,
    /// Back to an address that had sent it.
    Returned,
    /// To an address outside.
    Spent {
        to: Option<AddressId>,
        possible_change: bool,
    },
    Fee,
    /// A transaction that mixes the campaign's inputs with others': more came out for it than it put in, or less.
    Gained,
    Lost,
}

/// The addresses that sent together; several where one transaction spent from several.
pub struct Sender {
    /// Sorted. Empty for a coinbase and for scripts without an address.
    pub addresses: Vec<AddressId>,
}

/// Rows that are in no sum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exclusion {
    pub chain: Chain,
    pub contract: Option<Box<str>>,
    /// `unlisted-token` or `zero-value`.
    pub reason: &'static str,
    pub count: u64,
}

/// What classification needs to know beside the history.
struct Context<'a> {
    history: &'a History,
    chain: Chain,
    now: Timestamp,
    /// By address: whether it is one of the campaign's own on this chain.
    own: Vec<bool>,
    /// By address: whether the campaign file labels it as an exchange or a service.
    exchanges: Vec<bool>,
}

impl Ledger {
    /// Classifies all that the explorers listed. `now` decides what is still pending.
    pub fn new(campaign: &Campaign, history: &mut History, now: Timestamp) -> Ledger {
        let mut ledger = Ledger { assets: Vec::new(), excluded: Vec::new() };
        for address in &campaign.addresses {
            history.number(&address.address);
        }
        let history = &*history;
        for chain in campaign.chains() {
            let context = Context::new(campaign, history, chain, now);
            let tokens: Vec<(Token, Amount)> = std::iter::once(asset::native(chain))
                .chain(campaign.tokens.iter().filter(|token| token.asset.chain == chain).cloned())
                .map(|token| {
                    let threshold = campaign.dust_threshold(&token);
                    (token, threshold)
                })
                .collect();
            match chain.family() {
                Family::Utxo => ledger.assets.extend(utxo::classify(&context, tokens)),
                Family::Account => {
                    let (assets, excluded) = account::classify(&context, tokens);
                    ledger.assets.extend(assets);
                    ledger.excluded.extend(excluded);
                }
            }
        }
        ledger
    }
}

impl<'a> Context<'a> {
    fn new(campaign: &Campaign, history: &'a History, chain: Chain, now: Timestamp) -> Context<'a> {
        let nobody = vec![false; history.address_count()];
        let mut context = Context { history, chain, now, own: nobody.clone(), exchanges: nobody };
        for own in campaign.addresses.iter().filter(|own| own.address.chain() == chain) {
            if let Some(id) = history.id_of(&own.address) {
                context.own[id as usize] = true;
            }
        }
        for label in campaign.labels.iter().filter(|label| label.kind.is_exchange()) {
            if let Some(id) = history.id_of(&label.address) {
                context.exchanges[id as usize] = true;
            }
        }
        context
    }

    fn owns(&self, address: Option<AddressId>) -> bool {
        address.is_some_and(|id| self.own[id as usize])
    }

    fn is_exchange(&self, address: AddressId) -> bool {
        self.exchanges[address as usize]
    }
}

impl AssetLedger {
    fn new(token: Token, dust_threshold: Amount) -> AssetLedger {
        AssetLedger {
            token,
            dust_threshold,
            entries: Vec::new(),
            parts: Vec::new(),
            senders: Vec::new(),
            per_address: Sorted::new(),
            pending_in_blocks: 0,
        }
    }

    pub fn asset(&self) -> &Asset {
        &self.token.asset
    }

    pub fn day(&self, part: &Part) -> Day {
        Day::of(self.entries[part.entry as usize].time)
    }

    pub fn is_pending(&self, part: &Part) -> bool {
        self.entries[part.entry as usize].pending
    }

    fn open(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Adds a share to the entry opened last; nothing where there is nothing.
    fn put(&mut self, kind: Kind, amount: Amount, listed: bool) {
        if amount > Amount::ZERO {
            let entry = self.entries.len() as u32 - 1;
            self.parts.push(Part { entry, kind, amount, listed });
        }
    }

    fn put_received(&mut self, sender: u32, amount: Amount) {
        let dust = amount <= self.dust_threshold;
        self.put(Kind::Received { sender, dust }, amount, true);
    }

    fn note_received(&mut self, address: AddressId, amount: Amount) {
        let (received, _) = self.per_address.at(address, Default::default);
        *received = plus(*received, amount);
    }

    fn note_spent(&mut self, address: AddressId, amount: Amount) {
        let (_, spent) = self.per_address.at(address, Default::default);
        *spent = plus(*spent, amount);
    }
}

/// Labels by the number of their address.
pub type Labels<'a> = Sorted<AddressId, &'a Label>;

/// The labels of addresses in the history; of two for one address the first counts.
pub fn labels_by_id<'a>(campaign: &'a Campaign, history: &History) -> Labels<'a> {
    let mut by_id = Sorted::new();
    for label in &campaign.labels {
        if let Some(id) = history.id_of(&label.address) {
            by_id.at(id, || label);
        }
    }
    by_id
}

/// The label of addresses that sent together; of several the one of the first address in text order, so that
/// it does not depend on the order in which pages came.
pub fn label_of<'a>(addresses: &[AddressId], labels: &Labels<'a>) -> Option<&'a Label> {
    addresses.iter().filter_map(|id| labels.get(id).copied()).min_by_key(|label| &label.address)
}

/// Adds amounts of one asset; [`Amount::ROW_LIMIT`] says why it cannot overflow.
fn plus(a: Amount, b: Amount) -> Amount {
    Amount::from_units(a.units() + b.units())
}

/// Takes one amount from another of the same asset that is at least as large.
fn minus(a: Amount, b: Amount) -> Amount {
    Amount::from_units(a.units() - b.units())
}

fn total(amounts: impl Iterator<Item = Amount>) -> Amount {
    amounts.fold(Amount::ZERO, plus)
}
