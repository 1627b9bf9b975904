//! From whom, and where to: one hop on either side of the campaign.

use super::build::notes;
use super::issuer;
use super::privacy::Disclosed;
use super::{CountAndSum, Flow, FlowNode, LangText, Period, Sources, Totals};
use crate::campaign::Label;
use crate::chain::{Amount, Family};
use crate::ledger::{AssetLedger, Destination, Kind, Labels, add};
use crate::sorted::order;
use crate::tree::{ToTree, Tree};
use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowKind {
    /// Unlabelled senders, by what each sent.
    Band,
    /// A labelled sender or destination that is neither an exchange's nor a seizure's.
    Labelled,
    /// A labelled exchange or service: on the right, a conversion.
    Exchange,
    /// A sender without a label, shown by its address.
    Sender,
    /// Labelled ones beyond the largest, put together for want of room.
    Others,
    /// More went out within the period than came in.
    Earlier,
    Returned,
    /// To a destination that nobody labelled.
    Unknown,
    /// Out of the part of the chain where nobody sees addresses and amounts, or into it (Litecoin's MWEB).
    Hidden,
    /// To an address labelled as a seizure's.
    Seizure,
    Fees,
    /// Transactions that mix the campaign's inputs with others'.
    Ambiguous,
    /// Turned by the campaign itself into the asset's wrapped form, or back (ETH and WETH).
    Wrapped,
    /// Destroyed at the campaign's addresses by the token's issuer.
    Burn,
    /// What is left at addresses that the token's issuer keeps from sending it.
    Frozen,
    /// What is left of it at the addresses.
    Balance,
}

impl FlowKind {
    /// The name in `report.json`, and of its words.
    pub fn name(self) -> &'static str {
        let names = [
            "band",
            "labelled",
            "exchange",
            "sender",
            "others",
            "earlier",
            "returned",
            "unknown",
            "hidden",
            "seizure",
            "fees",
            "ambiguous",
            "wrapped",
            "burn",
            "frozen",
            "balance",
        ];
        names[self as usize]
    }
}

impl Flow {
    /// What was spent, by what it was spent on, in the order of [`FlowKind`]. It adds up to the asset's `spent`.
    pub fn spending(&self) -> Vec<(FlowKind, Amount)> {
        let mut spending = Vec::new();
        for kind in SPENT_ON {
            let mut sum = Amount::ZERO;
            for node in &self.destinations {
                if node.kind == kind {
                    add(&mut sum, node.amount);
                }
            }
            if sum > Amount::ZERO {
                spending.push((kind, sum));
            }
        }
        spending
    }
}

/// Kinds of destination outside the campaign; others are what is left, and what was paid for moving it.
const SPENT_ON: [FlowKind; 7] = [
    FlowKind::Returned,
    FlowKind::Exchange,
    FlowKind::Seizure,
    FlowKind::Labelled,
    FlowKind::Burn,
    FlowKind::Unknown,
    FlowKind::Hidden,
];

impl ToTree for FlowKind {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }
}

/// What moved from or to somebody who bears labels, one of a name, for an exchange has many addresses; or who is shown by
/// address.
struct Named<'a> {
    kind: FlowKind,
    labels: Vec<&'a Label>,
    /// Not told of who bears a label.
    addresses: Vec<String>,
    moved: CountAndSum,
}

/// So many powers of ten are less than the largest amount.
const BANDS: usize = 39;

/// The flow of an asset within the days; `totals` are of the same.
#[inline(never)]
pub(super) fn flow(
    from: &Sources,
    ledger: &AssetLedger,
    days: Period,
    totals: &Totals,
    labels: &Labels,
) -> Flow {
    let disclosed = Disclosed::new(from);
    let [mut returned, mut unknown, mut hidden, mut from_hidden, mut burnt] = [CountAndSum::default(); 5];
    let (mut senders, mut to) = (Vec::new(), Vec::new());
    let mut wrapped = 0;
    for part in ledger.settled(days) {
        match part.kind {
            Kind::Hidden => hidden.add(part.amount),
            Kind::Burnt => burnt.add(part.amount),
            Kind::Gained | Kind::Lost if ledger.entry(part).chain.family() == Family::Account => {
                let units = part.amount.units() as i128;
                wrapped += if part.kind == Kind::Gained { units } else { -units };
            }
            Kind::Returned | Kind::Spent | Kind::PossibleChange => {
                let party = ledger.party(part);
                let (kind, unlabelled) = match labels.destination(party) {
                    _ if part.kind == Kind::Returned => (FlowKind::Returned, &mut returned),
                    Destination::Seizure => (FlowKind::Seizure, &mut unknown),
                    Destination::Exchange => (FlowKind::Exchange, &mut unknown),
                    _ => (FlowKind::Labelled, &mut unknown),
                };
                let addresses = match part.kind {
                    Kind::Returned => disclosed.addresses(from, party),
                    _ => Vec::new(),
                };
                let moved = CountAndSum { count: 1, sum: part.amount };
                let named = Named { kind, labels: labels.of(party), addresses, moved };
                if !gather(&mut to, named) {
                    unlabelled.add(part.amount);
                }
            }
            _ => {}
        }
    }
    let mut bands = [CountAndSum::default(); BANDS];
    for (sender, sent) in ledger.senders.iter().zip(&ledger.sent(days)) {
        if sent.count == 0 {
            continue;
        }
        let kind = match labels.destination(&sender.addresses) {
            Destination::Exchange => FlowKind::Exchange,
            Destination::Seizure => FlowKind::Seizure,
            Destination::Labelled => FlowKind::Labelled,
            Destination::Unknown => FlowKind::Sender,
        };
        let addresses = disclosed.addresses(from, &sender.addresses);
        let named = Named { kind, labels: labels.of(&sender.addresses), addresses, moved: *sent };
        if gather(&mut senders, named) {
            continue;
        }
        if sender.is_hidden {
            from_hidden.count += sent.count;
            add(&mut from_hidden.sum, sent.sum);
        } else {
            bands[power_of_ten(sent.sum)].add(sent.sum);
        }
    }

    let signed = |amount: Amount| amount.units() as i128;
    let ambiguous = totals.ambiguous.units() - wrapped;
    // What came in within the period less what went out: of a whole history, the balance.
    let left = signed(totals.from_outside) - signed(totals.spent) - signed(totals.fees) + ambiguous + wrapped;

    let mut sources = by_size(senders);
    for (power, band) in (0..).zip(&bands) {
        if band.count > 0 {
            sources.push(FlowNode { power: Some(power), ..node(FlowKind::Band, band) });
        }
    }
    counted(&mut sources, FlowKind::Hidden, &from_hidden);
    rest(&mut sources, FlowKind::Ambiguous, ambiguous);
    rest(&mut sources, FlowKind::Wrapped, wrapped);
    rest(&mut sources, FlowKind::Earlier, -left);

    let mut destinations = by_size(to);
    let kinds = [
        (FlowKind::Returned, returned),
        (FlowKind::Unknown, unknown),
        (FlowKind::Hidden, hidden),
        (FlowKind::Burn, burnt),
    ];
    for place in order(kinds.len(), &mut |a, b| kinds[b].1.sum.cmp(&kinds[a].1.sum)) {
        let (kind, moved) = &kinds[place];
        counted(&mut destinations, *kind, moved);
    }
    rest(&mut destinations, FlowKind::Fees, signed(totals.fees));
    rest(&mut destinations, FlowKind::Ambiguous, -ambiguous);
    rest(&mut destinations, FlowKind::Wrapped, -wrapped);
    // What lies there is so now, and not at a period's end.
    let (frozen, balance) = if days == Period::default() {
        // The explorer's, where that is the report's: what the rows do not explain is missing on one side.
        (issuer::frozen(from, ledger), totals.balance.units())
    } else {
        (Amount::ZERO, left)
    };
    let frozen = signed(frozen).min(balance).max(0);
    rest(&mut destinations, FlowKind::Frozen, frozen);
    rest(&mut destinations, FlowKind::Balance, balance - frozen);
    Flow { sources, destinations }
}

fn node(kind: FlowKind, moved: &CountAndSum) -> FlowNode {
    FlowNode {
        kind,
        label: None,
        url: None,
        labels: Vec::new(),
        addresses: Vec::new(),
        power: None,
        amount: moved.sum,
        count: moved.count,
    }
}

/// Adds what moved, if anything did.
fn counted(nodes: &mut Vec<FlowNode>, kind: FlowKind, moved: &CountAndSum) {
    if moved.count > 0 {
        nodes.push(node(kind, moved));
    }
}

/// Adds what fills the sum of a side up, where it is above 0.
#[inline(never)]
fn rest(nodes: &mut Vec<FlowNode>, kind: FlowKind, units: i128) {
    if units > 0 {
        nodes.push(node(kind, &CountAndSum { count: 1, sum: Amount::from_units(units as u128) }));
    }
}

/// The largest power of ten that is not above an amount.
fn power_of_ten(amount: Amount) -> usize {
    let (mut power, mut next) = (0, 10_u128);
    while power + 1 < BANDS && next <= amount.units() {
        power += 1;
        next = next.wrapping_mul(10);
    }
    power
}

/// Adds what moved from or to somebody to what is known of the same; whether that one has a name at all.
fn gather<'a>(known: &mut Vec<Named<'a>>, mut named: Named<'a>) -> bool {
    if !named.labels.is_empty() {
        named.addresses.clear();
    } else if named.addresses.is_empty() {
        return false;
    }
    for one in &mut *known {
        if one.kind == named.kind
            && one.addresses == named.addresses
            && are_named_the_same(&one.labels, &named.labels)
        {
            one.moved.count += named.moved.count;
            add(&mut one.moved.sum, named.moved.sum);
            // The same is said of another address in another document.
            for label in named.labels {
                if one.labels.iter().all(|known| !known.says_the_same(label)) {
                    one.labels.push(label);
                }
            }
            return true;
        }
    }
    known.push(named);
    true
}

/// Whether two bear labels of the same names and kinds, in force or not.
fn are_named_the_same(one: &[&Label], other: &[&Label]) -> bool {
    let is_in = |label: &Label, all: &[&Label]| {
        all.iter().any(|known| {
            known.kind == label.kind
                && known.label == label.label
                && known.delisted.is_some() == label.delisted.is_some()
        })
    };
    one.iter().all(|label| is_in(label, other)) && other.iter().all(|label| is_in(label, one))
}

/// Nodes of those with a name, largest first.
fn by_size(named: Vec<Named>) -> Vec<FlowNode> {
    let name = |place: usize| named[place].labels.first().map(|label| &label.label.0);
    let order = order(named.len(), &mut |a, b| {
        let (one, other) = (&named[a], &named[b]);
        let by_name = || name(a).cmp(&name(b)).then_with(|| one.addresses.cmp(&other.addresses));
        other.moved.sum.cmp(&one.moved.sum).then_with(by_name)
    });
    let mut nodes = Vec::new();
    for place in order {
        let Named { kind, labels, addresses, moved } = &named[place];
        let first = labels.first();
        nodes.push(FlowNode {
            label: first.map(|label| LangText(label.label.clone())),
            url: first.map(|label| label.url.clone()),
            labels: notes(labels),
            addresses: addresses.clone(),
            ..node(*kind, moved)
        });
    }
    nodes
}
