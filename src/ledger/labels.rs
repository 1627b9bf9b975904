//! Who bears which labels, and what an address is by them.

use super::history::{AddressId, History};
use crate::campaign::{Campaign, Label, LabelKind};
use crate::sorted::order;

/// The labels of the addresses in a history.
#[derive(Default)]
pub struct Labels<'a> {
    /// By address, as added.
    by_address: Vec<Vec<&'a Label>>,
}

/// What labels say of where something was spent. Of several the first here holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    Seizure,
    /// An exchange or a service: a conversion, not proof of spending.
    Exchange,
    Labelled,
    /// Nobody labelled it.
    Unknown,
}

impl<'a> Labels<'a> {
    /// The campaign file's.
    pub fn new(campaign: &'a Campaign, history: &History) -> Labels<'a> {
        let mut labels = Labels::default();
        for label in &campaign.labels {
            if let Some(id) = history.id_of(&label.address) {
                labels.add(id, label);
            }
        }
        labels
    }

    pub fn add(&mut self, address: AddressId, label: &'a Label) {
        let place = address as usize;
        if place >= self.by_address.len() {
            self.by_address.resize_with(place + 1, Vec::new);
        }
        self.by_address[place].push(label);
    }

    /// All that is said of addresses, each claim once. What holds precedes what has ended, then comes the more specific kind
    /// ([`LabelKind::rank`]), then the address first in text order: it does not depend on the order in which pages came.
    #[inline(never)]
    pub fn of(&self, addresses: &[AddressId]) -> Vec<&'a Label> {
        let mut all: Vec<&Label> = Vec::new();
        for &address in addresses {
            for label in self.by_address.get(address as usize).map_or(&[][..], Vec::as_slice) {
                if all.iter().all(|known| !known.says_the_same(label)) {
                    all.push(label);
                }
            }
        }
        let by_rank = order(all.len(), &mut |a, b| {
            let (a, b) = (all[a], all[b]);
            let ended = a.delisted.is_some().cmp(&b.delisted.is_some());
            ended.then(a.kind.rank().cmp(&b.kind.rank())).then_with(|| a.address.cmp(&b.address))
        });
        let mut sorted = Vec::with_capacity(all.len());
        for place in by_rank {
            sorted.push(all[place]);
        }
        sorted
    }

    /// What the labels of addresses make of them.
    #[inline(never)]
    pub fn destination(&self, addresses: &[AddressId]) -> Destination {
        let mut found = Destination::Unknown;
        for &address in addresses {
            for label in self.by_address.get(address as usize).map_or(&[][..], Vec::as_slice) {
                let one = match label.kind {
                    LabelKind::Seizure => Destination::Seizure,
                    kind if kind.is_exchange() => Destination::Exchange,
                    _ => Destination::Labelled,
                };
                if (one as u8) < found as u8 {
                    found = one;
                }
            }
        }
        found
    }
}
