//! The ladder and its neighbours.

use super::history::AddressId;
use super::timeline::DayFlow;
use super::{AssetLedger, Kind, Part, plus};
use crate::chain::{Amount, Day, Signed};
use crate::sorted::Sorted;
use serde::Serialize;

/// METHOD's figures, by its names. In a period they are sums of the rows within it, except `balance` and the
/// pending amounts, which exist only as of now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub gross_received: Amount,
    pub internal: Amount,
    pub from_outside: Amount,
    pub returned: Amount,
    pub net: Signed,
    pub spent: Amount,
    pub fees: Amount,
    pub balance: Signed,
    pub pending_in: Amount,
    pub pending_out: Amount,
    pub ambiguous: Signed,
}

/// Days that sums are limited to, both included; open where none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Days {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountAndSum {
    pub count: u64,
    pub sum: Amount,
}

/// What is counted beside the sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Receipts above the dust threshold, and the distinct addresses that sent them.
    pub donations: u64,
    pub sending_addresses: u64,
    pub sending_addresses_with_dust: u64,
    pub dust: CountAndSum,
    pub possible_change: CountAndSum,
    pub ambiguous_transactions: u64,
}

impl Days {
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl AssetLedger {
    pub fn totals(&self, days: Days) -> Totals {
        let mut within = self.sums(|part| !self.is_pending(part) && days.contains(self.day(part)));
        let pending = self.sums(|part| self.is_pending(part));
        let ever = self.sums(|part| !self.is_pending(part));
        within.balance = ever.balance;
        within.pending_in =
            plus(pending.from_outside, Amount::from_units(pending.ambiguous.units().max(0) as u128));
        let lost = pending.ambiguous.units().min(0).unsigned_abs();
        within.pending_out = plus(pending.spent, Amount::from_units(lost));
        within
    }

    fn sums(&self, counts: impl Fn(&Part) -> bool) -> Totals {
        let mut sums = Totals::default();
        let mut ambiguous = 0;
        for part in self.parts.iter().filter(|part| counts(part)) {
            let amount = part.amount;
            match part.kind {
                Kind::Received { .. } => sums.gross_received = plus(sums.gross_received, amount),
                Kind::Internal => {
                    sums.gross_received = plus(sums.gross_received, amount);
                    sums.internal = plus(sums.internal, amount);
                }
                Kind::Returned => {
                    sums.returned = plus(sums.returned, amount);
                    sums.spent = plus(sums.spent, amount);
                }
                Kind::Spent { .. } => sums.spent = plus(sums.spent, amount),
                Kind::Fee => sums.fees = plus(sums.fees, amount),
                Kind::Gained => ambiguous += amount.units() as i128,
                Kind::Lost => ambiguous -= amount.units() as i128,
            }
        }
        let signed = |amount: Amount| amount.units() as i128;
        sums.from_outside = super::minus(sums.gross_received, sums.internal);
        sums.net = Signed::from_units(signed(sums.from_outside) - signed(sums.returned));
        sums.ambiguous = Signed::from_units(ambiguous);
        let balance = signed(sums.from_outside) - signed(sums.spent) - signed(sums.fees) + ambiguous;
        sums.balance = Signed::from_units(balance);
        sums
    }

    pub fn counts(&self, days: Days) -> Counts {
        let mut counts = Counts::default();
        let (mut senders, mut senders_with_dust) = (Vec::<AddressId>::new(), Vec::new());
        let settled =
            self.parts.iter().filter(|part| !self.is_pending(part) && days.contains(self.day(part)));
        for part in settled {
            match part.kind {
                Kind::Received { sender, dust } => {
                    let addresses = &self.senders[sender as usize].addresses;
                    senders_with_dust.extend(addresses);
                    if dust {
                        counts.dust.add(part.amount);
                    } else {
                        counts.donations += 1;
                        senders.extend(addresses);
                    }
                }
                Kind::Spent { possible_change: true, .. } => counts.possible_change.add(part.amount),
                Kind::Gained | Kind::Lost => counts.ambiguous_transactions += 1,
                _ => {}
            }
        }
        counts.sending_addresses = distinct(senders);
        counts.sending_addresses_with_dust = distinct(senders_with_dust);
        counts
    }

    /// Days on which something came from outside or went there, in order.
    pub fn timeline(&self, days: Days) -> Vec<DayFlow> {
        let mut by_day: Sorted<Day, DayFlow> = Sorted::new();
        for part in self.parts.iter().filter(|part| !self.is_pending(part)) {
            let day = self.day(part);
            let crosses = matches!(part.kind, Kind::Received { .. } | Kind::Returned | Kind::Spent { .. });
            if !crosses || !days.contains(day) {
                continue;
            }
            let flow = by_day.at(day, || DayFlow::empty(day));
            match part.kind {
                Kind::Received { dust, .. } => {
                    flow.inflow = plus(flow.inflow, part.amount);
                    flow.donations += u64::from(!dust);
                }
                Kind::Returned => {
                    flow.outflow = plus(flow.outflow, part.amount);
                    flow.returned = plus(flow.returned, part.amount);
                }
                _ => flow.outflow = plus(flow.outflow, part.amount),
            }
        }
        by_day.into_iter().map(|(_, flow)| flow).collect()
    }
}

fn distinct(mut addresses: Vec<AddressId>) -> u64 {
    addresses.sort_unstable();
    addresses.dedup();
    addresses.len() as u64
}

impl CountAndSum {
    pub(super) fn add(&mut self, amount: Amount) {
        self.count += 1;
        self.sum = plus(self.sum, amount);
    }
}
