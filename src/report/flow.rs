//! From whom, and where to: one hop on either side of the campaign.

use super::{CountAndSum, Flow, FlowNode, LangText, Period, Totals};
use crate::campaign::{Label, LabelKind};
use crate::chain::{Amount, Family};
use crate::ledger::{AssetLedger, Kind, Labels, add, label_of};
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
            "others",
            "earlier",
            "returned",
            "unknown",
            "hidden",
            "seizure",
            "fees",
            "ambiguous",
            "wrapped",
            "balance",
        ];
        names[self as usize]
    }
}

impl ToTree for FlowKind {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }
}

/// What moved from or to someone who bears a label; one of a name: an exchange has many addresses.
struct Labelled<'a> {
    label: &'a Label,
    moved: CountAndSum,
}

/// So many powers of ten are less than the largest amount.
const BANDS: usize = 39;

/// The flow of an asset within the days; `totals` are of the same.
#[inline(never)]
pub(super) fn flow(ledger: &AssetLedger, days: Period, totals: &Totals, labels: &Labels) -> Flow {
    let mut by_sender = vec![CountAndSum::default(); ledger.senders.len()];
    let [mut returned, mut unknown, mut hidden, mut from_hidden] = [CountAndSum::default(); 4];
    let (mut from, mut to) = (Vec::new(), Vec::new());
    let mut wrapped = 0;
    for part in ledger.settled(days) {
        match (part.kind, part.party) {
            (Kind::Received, Some(sender)) => by_sender[sender as usize].add(part.amount),
            (Kind::Returned, _) => returned.add(part.amount),
            (Kind::Hidden, _) => hidden.add(part.amount),
            (Kind::Gained | Kind::Lost, _) if ledger.entry(part).chain.family() == Family::Account => {
                let units = part.amount.units() as i128;
                wrapped += if part.kind == Kind::Gained { units } else { -units };
            }
            (Kind::Spent | Kind::PossibleChange, _) => match label_of(ledger.party(part), labels) {
                Some(label) => gather(&mut to, label, &CountAndSum { count: 1, sum: part.amount }),
                None => unknown.add(part.amount),
            },
            _ => {}
        }
    }
    let mut bands = [CountAndSum::default(); BANDS];
    for (sender, sent) in ledger.senders.iter().zip(&by_sender) {
        if sent.count == 0 {
            continue;
        }
        match label_of(&sender.addresses, labels) {
            Some(label) => gather(&mut from, label, sent),
            None if sender.is_hidden => {
                from_hidden.count += sent.count;
                add(&mut from_hidden.sum, sent.sum);
            }
            None => bands[power_of_ten(sent.sum)].add(sent.sum),
        }
    }

    let signed = |amount: Amount| amount.units() as i128;
    let ambiguous = totals.ambiguous.units() - wrapped;
    // What came in within the period less what went out: of a whole history, the balance.
    let left = signed(totals.from_outside) - signed(totals.spent) - signed(totals.fees) + ambiguous + wrapped;

    let mut sources = by_size(from);
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
    let kinds = [(FlowKind::Returned, returned), (FlowKind::Unknown, unknown), (FlowKind::Hidden, hidden)];
    for place in order(kinds.len(), &mut |a, b| kinds[b].1.sum.cmp(&kinds[a].1.sum)) {
        let (kind, moved) = &kinds[place];
        counted(&mut destinations, *kind, moved);
    }
    rest(&mut destinations, FlowKind::Fees, signed(totals.fees));
    rest(&mut destinations, FlowKind::Ambiguous, -ambiguous);
    rest(&mut destinations, FlowKind::Wrapped, -wrapped);
    rest(&mut destinations, FlowKind::Balance, left);
    Flow { sources, destinations }
}

fn node(kind: FlowKind, moved: &CountAndSum) -> FlowNode {
    FlowNode { kind, label: None, url: None, power: None, amount: moved.sum, count: moved.count }
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

fn gather<'a>(labelled: &mut Vec<Labelled<'a>>, label: &'a Label, moved: &CountAndSum) {
    for known in &mut *labelled {
        if known.label.kind == label.kind && known.label.label == label.label {
            known.moved.count += moved.count;
            return add(&mut known.moved.sum, moved.sum);
        }
    }
    labelled.push(Labelled { label, moved: *moved });
}

/// Nodes of the labelled ones, largest first.
fn by_size(labelled: Vec<Labelled>) -> Vec<FlowNode> {
    let order = order(labelled.len(), &mut |a, b| {
        let (a, b) = (&labelled[a], &labelled[b]);
        b.moved.sum.cmp(&a.moved.sum).then_with(|| a.label.label.0.cmp(&b.label.label.0))
    });
    let mut nodes = Vec::new();
    for place in order {
        let Labelled { label, moved } = &labelled[place];
        let kind = match label.kind {
            LabelKind::Exchange | LabelKind::Service => FlowKind::Exchange,
            LabelKind::Seizure => FlowKind::Seizure,
            _ => FlowKind::Labelled,
        };
        nodes.push(FlowNode {
            label: Some(LangText(label.label.clone())),
            url: Some(label.url.clone()),
            ..node(kind, moved)
        });
    }
    nodes
}
