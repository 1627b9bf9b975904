//! What the lists that the campaign names say of its addresses, and of those that sent to them or were sent to.

use super::build::owned;
use super::{GapNote, LangText, Notice, Period, Report, Sources};
use crate::campaign::LabelKind;
use crate::chain::{Amount, Day};
use crate::explorer::GapKind;
use crate::ledger::history::AddressId;
use crate::ledger::{Kind, add};
use crate::listing::Listing;
use crate::screening::{List, Screening, State};
use crate::tree::{ToTree, Tree};
use std::borrow::Cow;

/// A list that addresses are looked up in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSource {
    /// The list's own, as all that follows, where it was read.
    pub name: Option<LangText>,
    pub issuer: Option<LangText>,
    /// Where the list is published.
    pub url: Option<String>,
    /// The file that was asked for: host and path; of one on this machine its name.
    pub file: String,
    pub published: Option<Day>,
    /// When the list was read, by whoever made the file.
    pub read: Option<Day>,
    pub entries: Option<u64>,
    pub addresses: Option<u64>,
    /// `reading`, `read`, `not-read`.
    pub state: &'static str,
}

/// An entry of a list, and what its addresses are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screened {
    pub list: LangText,
    pub issuer: LangText,
    /// The name and the id that the list has; empty where it has neither.
    pub entry: String,
    pub programmes: Vec<String>,
    pub listed: Option<Day>,
    pub delisted: Option<Day>,
    /// Where the entry can be read, or the list.
    pub url: String,
    pub read: Option<Day>,
    pub role: Role,
    /// How many addresses of that role the entry names.
    pub addresses: u32,
    /// Within the period: what came from these, where others paid with them too; or what went to them. None of the
    /// campaign's own.
    pub amounts: Vec<ScreenedAmount>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenedAmount {
    pub chain: &'static str,
    pub asset: String,
    pub contract: Option<String>,
    pub decimals: u8,
    pub amount: Amount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Campaign,
    Sender,
    Destination,
}

crate::objects! {
    ListSource { name, issuer, url, file, published, read, entries, addresses, state }
    Screened { list, issuer, entry, programmes, listed, delisted, url, read, role, addresses, amounts }
    ScreenedAmount { chain, asset, contract, decimals, amount }
}

impl Role {
    const ALL: [Role; 3] = [Role::Campaign, Role::Sender, Role::Destination];

    /// The name in `report.json`, and of its words.
    pub fn name(self) -> &'static str {
        ["campaign", "sender", "destination"][self as usize]
    }
}

impl ToTree for Role {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }
}

/// An entry's addresses of one role.
struct Group<'a> {
    list: &'a Listing,
    role: Role,
    addresses: u32,
    /// By asset of the ledger.
    amounts: Vec<Amount>,
}

/// Adds lists, listings, notices and gaps to a report.
#[inline(never)]
pub(super) fn screened(from: &Sources, screening: &Screening, days: Period, report: &mut Report) {
    for list in screening.lists() {
        report.lists.push(source(list));
        report.gaps.extend(gap(list, screening.is_stopped()));
    }
    for group in groups(from, screening, days) {
        let Group { list, role, addresses, amounts } = group;
        if role == Role::Campaign {
            report.notices.push(Notice {
                kind: LabelKind::Listed.name(),
                label: LangText(list.title()),
                issuer: LangText(list.issuer.clone()),
                list: Some(LangText(list.list.clone())),
                programmes: list.programmes.clone(),
                url: list.url.clone(),
                listed: list.listed,
                delisted: list.delisted,
                read: list.read,
                addresses,
            });
        }
        report.listings.push(Screened {
            list: LangText(list.list.clone()),
            issuer: LangText(list.issuer.clone()),
            entry: list.entry.clone(),
            programmes: list.programmes.clone(),
            listed: list.listed,
            delisted: list.delisted,
            url: list.url.clone(),
            read: list.read,
            role,
            addresses,
            amounts: told(from, &amounts),
        });
    }
}

fn source(list: &List) -> ListSource {
    let mut source = ListSource {
        name: None,
        issuer: None,
        url: None,
        file: owned(list.place()),
        published: None,
        read: None,
        entries: None,
        addresses: None,
        state: ["reading", "read", "not-read"][list.state() as usize],
    };
    if let Some(file) = list.file() {
        source.name = Some(LangText(file.name.clone()));
        source.issuer = Some(LangText(file.issuer.clone()));
        source.url = Some(file.url.clone());
        (source.published, source.read) = (file.published, file.read);
        source.entries = Some(file.entry_count() as u64);
        source.addresses = Some(file.len() as u64);
    }
    source
}

/// That a list was not read. While it is still to be, there is none.
fn gap(list: &List, is_stopped: bool) -> Option<GapNote> {
    let kind = match list.state() {
        State::Failed => GapKind::ListNotRead,
        State::Open if is_stopped => GapKind::Stopped,
        _ => return None,
    };
    let mut detail = owned(list.place());
    if !list.fault().is_empty() {
        detail += ": ";
        detail += list.fault();
    }
    let detail = Some(detail);
    Some(GapNote { chain: "", address: None, kind: kind.name(), from: None, to: None, count: None, detail })
}

/// The campaign's own first, then senders, then destinations; each in the order of the lists.
fn groups<'a>(from: &Sources, screening: &'a Screening, days: Period) -> Vec<Group<'a>> {
    let (senders, destinations) = counterparties(from);
    let mut groups: Vec<Group> = Vec::new();
    // By address: the groups that it is in.
    let mut by_id: Vec<Vec<usize>> = Vec::new();
    by_id.resize_with(from.history.address_count(), Vec::new);
    for role in Role::ALL {
        for found in screening.found() {
            let Some(id) = from.history.id_of(&found.address) else { continue };
            let is_of_role = match role {
                Role::Campaign => from.campaign.addresses.iter().any(|own| own.address == found.address),
                Role::Sender => senders[id as usize],
                Role::Destination => destinations[id as usize],
            };
            if is_of_role {
                let same = |group: &Group| group.role == role && *group.list == found.listing;
                let place = groups.iter().position(same).unwrap_or_else(|| {
                    let amounts = vec![Amount::ZERO; from.ledger.assets.len()];
                    groups.push(Group { list: &found.listing, role, addresses: 0, amounts });
                    groups.len() - 1
                });
                groups[place].addresses += 1;
                by_id[id as usize].push(place);
            }
        }
    }
    for (asset, ledger) in from.ledger.assets.iter().enumerate() {
        for part in ledger.settled(days) {
            let Some(role) = role_of(part.kind) else { continue };
            // Of those that paid together an entry can name several.
            let mut counted: Vec<usize> = Vec::new();
            for &id in ledger.party(part) {
                for &place in &by_id[id as usize] {
                    if groups[place].role == role && !counted.contains(&place) {
                        add(&mut groups[place].amounts[asset], part.amount);
                        counted.push(place);
                    }
                }
            }
        }
    }
    groups
}

/// By address: whether it sent to the campaign, and whether it was sent to.
fn counterparties(from: &Sources) -> (Vec<bool>, Vec<bool>) {
    let nobody = vec![false; from.history.address_count()];
    let (mut senders, mut destinations) = (nobody.clone(), nobody);
    for ledger in &from.ledger.assets {
        for part in &ledger.parts {
            let side = match role_of(part.kind) {
                Some(Role::Sender) => &mut senders,
                Some(_) => &mut destinations,
                None => continue,
            };
            for &id in ledger.party(part) {
                mark(side, id);
            }
        }
    }
    (senders, destinations)
}

fn mark(side: &mut [bool], id: AddressId) {
    if let Some(place) = side.get_mut(id as usize) {
        *place = true;
    }
}

fn role_of(kind: Kind) -> Option<Role> {
    match kind {
        Kind::Received => Some(Role::Sender),
        Kind::Spent | Kind::PossibleChange | Kind::Returned => Some(Role::Destination),
        _ => None,
    }
}

fn told(from: &Sources, amounts: &[Amount]) -> Vec<ScreenedAmount> {
    let mut told = Vec::new();
    for (ledger, &amount) in from.ledger.assets.iter().zip(amounts) {
        let asset = ledger.asset();
        if amount > Amount::ZERO {
            told.push(ScreenedAmount {
                chain: asset.chain.name(),
                asset: owned(&ledger.token.symbol),
                contract: asset.contract.as_deref().map(owned),
                decimals: ledger.token.decimals,
                amount,
            });
        }
    }
    told
}
