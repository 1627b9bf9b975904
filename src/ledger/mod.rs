//! What transfers mean: each classified by METHOD's rules, then summed by asset, day and counterparty.
//!
//! ```text
//! History (each thing once) -> classify (utxo | account) -> Book -> Entry, Part -> totals, timeline; flow, rows (report)
//! ```

mod account;
mod book;
pub mod history;
mod included;
mod labels;
mod measure;
pub mod timeline;
pub mod totals;
mod utxo;

use crate::campaign::Campaign;
use crate::chain::{Address, Amount, Asset, Chain, Day, Family, Timestamp, Token, TxId, asset};
use crate::explorer::ExplorerTotals;
use book::Book;
use history::AddressId;
pub use history::History;
pub use included::{Checker, Included, IncludedTx};
pub use labels::{Destination, Labels};
use totals::Days;
pub use utxo::from_outside;

/// Confirmations from which a transaction of a UTXO chain is final.
const CONFIRMATIONS: u64 = 6;

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
    /// Those of the campaign's addresses that this asset touched.
    pub per_address: Vec<OwnSums>,
    /// How many addresses the history had.
    address_count: usize,
    /// What was returned, by the receipts that it pays back.
    pub paid_back: Vec<PaidBack>,
    /// What the token's issuer destroyed, and at which of the campaign's addresses.
    pub burns: Vec<Burn>,
    /// The campaign's addresses of which more went out than the lists say had come in, and when for the first time.
    pub short: Vec<(AddressId, Timestamp)>,
    /// In-block pending rows' effect on the balance, fees included: an explorer counts them already.
    pub pending_in_blocks: i128,
}

/// What one of the campaign's addresses received and spent, moves between them included.
#[derive(Clone, Debug)]
pub struct OwnSums {
    pub address: AddressId,
    pub received: Amount,
    pub spent: Amount,
}

/// A transaction (UTXO) or a transfer (account) that touched the campaign.
#[derive(Clone)]
pub struct Entry {
    pub chain: Chain,
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
    /// Of what was received the sender's number; of what was spent or returned the address, where it has one.
    pub party: Option<u32>,
    pub amount: Amount,
    /// A receipt too small to be a donation.
    pub is_dust: bool,
}

/// A share of a return that pays back one receipt.
pub struct PaidBack {
    /// The entries of the return and of the receipt.
    pub entry: u32,
    pub receipt: u32,
    pub amount: Amount,
}

/// A part of the kind [`Kind::Burnt`], by address.
pub struct Burn {
    pub entry: u32,
    pub address: AddressId,
    pub amount: Amount,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From outside.
    Received,
    /// From the campaign to itself.
    Internal,
    /// The same beside what is spent.
    Change,
    /// Back to an address that had sent it.
    Returned,
    /// To an address outside.
    Spent,
    /// The same, to an address that may yet be the campaign's.
    PossibleChange,
    /// The same, into a part of the chain where nobody sees it.
    Hidden,
    /// Destroyed by the token's issuer: gone as what is spent is, though nobody got it.
    Burnt,
    Fee,
    /// Neither from outside nor to it. Of a UTXO chain, a transaction that mixes the campaign's inputs with others': more came
    /// out for it than it put in, or less. Of an account chain, what it turned from or into the asset's other form.
    Gained,
    Lost,
}

impl Kind {
    /// Whether a part's party is a sender, by number.
    pub fn is_received(self) -> bool {
        self == Kind::Received
    }
}

/// The addresses that sent together; several where one transaction spent from several.
#[derive(Clone)]
pub struct Sender {
    /// Sorted. Empty for a coinbase and for scripts without an address.
    pub addresses: Vec<AddressId>,
    /// It came out of a part of the chain where nobody sees who sends.
    pub is_hidden: bool,
}

/// Rows that are in no sum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exclusion {
    pub chain: Chain,
    pub contract: Option<Box<str>>,
    /// `unlisted-token`, `fake-token`, `zero-value` or `look-alike-address`.
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

/// A ledger while it is made, step by step, so that whoever shares the thread has its turn in between.
pub struct Classifying {
    now: Timestamp,
    /// Of the history that it is made from.
    version: u64,
    /// Chains that are still to be done, the next one last.
    chains: Vec<Chain>,
    /// What is done of the next one, where its transactions are entered a few at a time.
    work: utxo::Work,
    ledger: Ledger,
}

impl Ledger {
    /// Classifies all that the explorers listed. `now` decides what is still pending.
    pub fn new(campaign: &Campaign, history: &mut History, now: Timestamp) -> Ledger {
        let mut classifying = Classifying::new(campaign, history, now);
        while classifying.step(campaign, history, usize::MAX) {}
        classifying.ledger
    }

    /// The same with some of the campaign's addresses alone, so that the others are outside. The history has numbered them.
    #[inline(never)]
    pub fn among(meant: &[Address], campaign: &Campaign, history: &History, now: Timestamp) -> Ledger {
        let mut classifying = Classifying::begun(campaign, history, now);
        while classifying.step_among(meant, campaign, history, usize::MAX) {}
        classifying.ledger
    }
}

impl Classifying {
    pub fn new(campaign: &Campaign, history: &mut History, now: Timestamp) -> Classifying {
        for address in &campaign.addresses {
            history.number(&address.address);
        }
        Classifying::begun(campaign, history, now)
    }

    fn begun(campaign: &Campaign, history: &History, now: Timestamp) -> Classifying {
        let mut chains = campaign.chains();
        chains.reverse();
        Classifying {
            now,
            version: history.version(),
            chains,
            work: utxo::Work::default(),
            ledger: Ledger { assets: Vec::new(), excluded: Vec::new() },
        }
    }

    /// Whether it is the ledger of this history at this time.
    pub fn is_of(&self, history: &History, now: Timestamp) -> bool {
        self.version == history.version() && self.now == now
    }

    /// Enters up to so many transactions, or a chain of accounts, of the history that it is of; whether there is more to do.
    pub fn step(&mut self, campaign: &Campaign, history: &History, transactions: usize) -> bool {
        self.step_among(&[], campaign, history, transactions)
    }

    fn step_among(
        &mut self,
        meant: &[Address],
        campaign: &Campaign,
        history: &History,
        transactions: usize,
    ) -> bool {
        let Some(&chain) = self.chains.last() else { return false };
        let context = Context::new(meant, campaign, history, chain, self.now);
        let assets = &mut self.ledger.assets;
        let is_begun = |asset: &AssetLedger| asset.asset().chain == chain;
        let first = assets.iter().position(is_begun).unwrap_or(assets.len());
        if first == assets.len() {
            assets.push(AssetLedger::new(campaign, history, asset::native(chain)));
        }
        match chain.family() {
            Family::Utxo => {
                if self.work.step(&context, &mut assets[first], transactions) {
                    return true;
                }
                self.work = utxo::Work::default();
            }
            Family::Account => {
                for token in &campaign.tokens {
                    if token.asset.chain == chain {
                        assets.push(AssetLedger::new(campaign, history, token.clone()));
                    }
                }
                self.ledger.excluded.append(&mut account::classify(&context, &mut assets[first..]));
            }
        }
        self.chains.pop();
        !self.chains.is_empty()
    }

    /// The ledger, as far as it is made.
    pub fn into_ledger(self) -> Ledger {
        self.ledger
    }
}

impl<'a> Context<'a> {
    fn new(
        meant: &[Address],
        campaign: &Campaign,
        history: &'a History,
        chain: Chain,
        now: Timestamp,
    ) -> Context<'a> {
        let nobody = vec![false; history.address_count()];
        let mut context = Context { history, chain, now, own: nobody.clone(), exchanges: nobody };
        for own in campaign.addresses.iter().filter(|own| own.address.chain() == chain) {
            if let Some(id) = history.id_of(&own.address)
                && (meant.is_empty() || meant.contains(&own.address))
            {
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
    fn new(campaign: &Campaign, history: &History, token: Token) -> AssetLedger {
        AssetLedger {
            dust_threshold: campaign.dust_threshold(&token),
            token,
            entries: Vec::new(),
            parts: Vec::new(),
            senders: Vec::new(),
            per_address: Vec::new(),
            paid_back: Vec::new(),
            burns: Vec::new(),
            short: Vec::new(),
            address_count: history.address_count(),
            pending_in_blocks: 0,
        }
    }

    /// What an explorer says itself that an address holds, of an asset of which it lists no row.
    pub fn unlisted_balance<'a>(&self, history: &'a History) -> Option<&'a ExplorerTotals> {
        let Asset { chain, contract } = self.asset();
        let is_held = |totals: &&ExplorerTotals| {
            totals.address.chain() == *chain && totals.contract == *contract && totals.balance != Amount::ZERO
        };
        history.totals().iter().find(is_held).filter(|_| self.parts.is_empty())
    }

    /// One without entries, over the same history as another.
    pub fn empty(token: Token, like: &AssetLedger) -> AssetLedger {
        AssetLedger {
            dust_threshold: Amount::ZERO,
            token,
            entries: Vec::new(),
            parts: Vec::new(),
            senders: Vec::new(),
            per_address: Vec::new(),
            address_count: like.address_count,
            paid_back: Vec::new(),
            burns: Vec::new(),
            short: Vec::new(),
            pending_in_blocks: 0,
        }
    }

    /// Adds the senders of another asset's ledger over the same history; the number that each of them has here. Who sent
    /// of both alone is one sender.
    #[inline(never)]
    pub fn include_senders(&mut self, other: &AssetLedger) -> Vec<u32> {
        let mut known = vec![None; self.address_count];
        for (number, sender) in (0..).zip(&self.senders) {
            if let [address] = sender.addresses[..] {
                known[address as usize] = Some(number);
            }
        }
        let mut numbers = Vec::with_capacity(other.senders.len());
        for sender in &other.senders {
            let same = match sender.addresses[..] {
                [address] => known[address as usize],
                _ => None,
            };
            numbers.push(same.unwrap_or_else(|| {
                self.senders.push(sender.clone());
                self.senders.len() as u32 - 1
            }));
        }
        numbers
    }

    pub fn asset(&self) -> &Asset {
        &self.token.asset
    }

    pub fn entry(&self, part: &Part) -> &Entry {
        &self.entries[part.entry as usize]
    }

    /// The parts of the days that are final.
    pub fn settled(&self, days: Days) -> Vec<&Part> {
        let mut settled = Vec::new();
        for part in &self.parts {
            let entry = self.entry(part);
            if !entry.pending && days.contains(Day::of(entry.time)) {
                settled.push(part);
            }
        }
        settled
    }

    /// Who sent what was received, or where it was spent.
    pub fn party<'a>(&'a self, part: &'a Part) -> &'a [AddressId] {
        match part.party {
            Some(sender) if part.kind == Kind::Received => &self.senders[sender as usize].addresses,
            _ => part.party.as_slice(),
        }
    }
}

/// Adds an amount of the same asset; [`Amount::ROW_LIMIT`] says why it cannot overflow. Not inlined, for it is called
/// everywhere and sums of two words are long.
#[inline(never)]
pub fn add(sum: &mut Amount, amount: Amount) {
    *sum = Amount::from_units(sum.units() + amount.units());
}

/// What is left of an amount less another of the same asset; nothing where that is larger.
#[inline(never)]
fn less(a: Amount, b: Amount) -> Amount {
    Amount::from_units(a.units().saturating_sub(b.units()))
}
