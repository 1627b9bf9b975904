//! From whom, and where to: one hop on either side of the campaign.

use super::totals::{CountAndSum, Days, Totals};
use super::{AssetLedger, Kind, Labels, label_of, plus};
use crate::campaign::{Label, LabelKind};
use crate::chain::Amount;
use crate::sorted::Sorted;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    /// To an address labelled as a seizure's.
    Seizure,
    Fees,
    /// Transactions that mix the campaign's inputs with others'.
    Ambiguous,
    /// What is left of it at the addresses.
    Balance,
}

/// A source or destination. Both sides of a flow add up to the same sum.
pub struct Node<'a> {
    pub kind: FlowKind,
    pub label: Option<&'a Label>,
    /// For a band: senders who sent at least `10^power` base units and less than ten times that.
    pub power: Option<u32>,
    pub amount: Amount,
    /// Senders of a band; transfers elsewhere.
    pub count: u64,
}

impl AssetLedger {
    /// Labelled senders by size, then bands from small to large, then what fills the sum up.
    pub fn sources<'a>(&self, days: Days, totals: &Totals, labels: &Labels<'a>) -> Vec<Node<'a>> {
        let mut by_sender = vec![CountAndSum::default(); self.senders.len()];
        for part in &self.parts {
            if let Kind::Received { sender, .. } = part.kind
                && !self.is_pending(part)
                && days.contains(self.day(part))
            {
                by_sender[sender as usize].add(part.amount);
            }
        }
        let mut labelled = Vec::new();
        let mut bands: Sorted<u32, CountAndSum> = Sorted::new();
        for (sender, sent) in self.senders.iter().zip(by_sender).filter(|(_, sent)| sent.count > 0) {
            if let Some(label) = label_of(&sender.addresses, labels) {
                labelled.push((label, sent));
            } else {
                bands.at(sent.sum.units().ilog10(), CountAndSum::default).add(sent.sum);
            }
        }
        let mut nodes = by_label(labelled);
        nodes.extend(
            bands
                .into_iter()
                .map(|(power, of_band)| Node { power: Some(power), ..Node::plain(FlowKind::Band, of_band) }),
        );
        let ambiguous = totals.ambiguous.units().max(0) as u128;
        nodes.extend(Node::some(FlowKind::Ambiguous, ambiguous));
        nodes.extend(Node::some(FlowKind::Earlier, surplus(totals).min(0).unsigned_abs()));
        nodes
    }

    /// Labelled destinations by size, then kinds by size, then fees, what is unclear, and what is left.
    pub fn destinations<'a>(&self, days: Days, totals: &Totals, labels: &Labels<'a>) -> Vec<Node<'a>> {
        let mut labelled = Vec::new();
        let (mut returned, mut unknown) = (CountAndSum::default(), CountAndSum::default());
        for part in self.parts.iter().filter(|part| !self.is_pending(part) && days.contains(self.day(part))) {
            match part.kind {
                Kind::Returned => returned.add(part.amount),
                Kind::Spent { to, .. } => match to.and_then(|id| labels.get(&id)) {
                    Some(label) => labelled.push((*label, CountAndSum { count: 1, sum: part.amount })),
                    None => unknown.add(part.amount),
                },
                _ => {}
            }
        }
        let mut nodes = by_label(labelled);
        let mut kinds = [(FlowKind::Returned, returned), (FlowKind::Unknown, unknown)];
        kinds.sort_by_key(|(_, moved)| std::cmp::Reverse(moved.sum));
        let kinds = kinds.into_iter().filter(|(_, sum)| sum.count > 0);
        nodes.extend(kinds.map(|(kind, sum)| Node::plain(kind, sum)));
        nodes.extend(Node::some(FlowKind::Fees, totals.fees.units()));
        nodes.extend(Node::some(FlowKind::Ambiguous, totals.ambiguous.units().min(0).unsigned_abs()));
        nodes.extend(Node::some(FlowKind::Balance, surplus(totals).max(0) as u128));
        nodes
    }
}

/// What came in within the period less what went out: of a whole history, the balance.
fn surplus(totals: &Totals) -> i128 {
    let signed = |amount: Amount| amount.units() as i128;
    signed(totals.from_outside) - signed(totals.spent) - signed(totals.fees) + totals.ambiguous.units()
}

/// One node a name: an exchange has many addresses.
fn by_label(labelled: Vec<(&Label, CountAndSum)>) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node> = Vec::new();
    for (label, moved) in labelled {
        let same = |node: &&mut Node| {
            node.label.is_some_and(|known| known.label == label.label && known.kind == label.kind)
        };
        match nodes.iter_mut().find(same) {
            Some(node) => {
                node.amount = plus(node.amount, moved.sum);
                node.count += moved.count;
            }
            None => {
                let kind = match label.kind {
                    LabelKind::Exchange | LabelKind::Service => FlowKind::Exchange,
                    LabelKind::Seizure => FlowKind::Seizure,
                    _ => FlowKind::Labelled,
                };
                nodes.push(Node { label: Some(label), ..Node::plain(kind, moved) });
            }
        }
    }
    nodes.sort_by(|a, b| {
        b.amount.cmp(&a.amount).then_with(|| a.label.map(|l| &l.label.0).cmp(&b.label.map(|l| &l.label.0)))
    });
    nodes
}

impl<'a> Node<'a> {
    fn plain(kind: FlowKind, moved: CountAndSum) -> Node<'a> {
        Node { kind, label: None, power: None, amount: moved.sum, count: moved.count }
    }

    fn some(kind: FlowKind, units: u128) -> Option<Node<'a>> {
        let moved = CountAndSum { count: 1, sum: Amount::from_units(units) };
        (units > 0).then(|| Node::plain(kind, moved))
    }
}
