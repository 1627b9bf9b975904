//! The ladder and its neighbours.

use super::timeline::DayFlow;
use super::{AssetLedger, Kind, add};
use crate::chain::{Amount, Day, Signed};
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

/// The sum of each kind of parts.
#[derive(Clone, Copy, Default)]
struct Sums([Amount; Kind::Lost as usize + 1]);

impl Days {
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl AssetLedger {
    pub fn totals(&self, days: Days) -> Totals {
        let [mut within, mut without, mut pending] = [Sums::default(); 3];
        for part in &self.parts {
            let entry = self.entry(part);
            let sums = match days.contains(Day::of(entry.time)) {
                _ if entry.pending => &mut pending,
                true => &mut within,
                false => &mut without,
            };
            add(&mut sums.0[part.kind as usize], part.amount);
        }
        let amount = |units: i128| Amount::from_units(units.max(0) as u128);
        let received = within.of(Kind::Received);
        let internal = within.of(Kind::Internal) + within.of(Kind::Change);
        let returned = within.of(Kind::Returned);
        Totals {
            gross_received: amount(received + internal),
            internal: amount(internal),
            from_outside: amount(received),
            returned: amount(returned),
            net: Signed::from_units(received - returned),
            spent: amount(within.spent()),
            fees: amount(within.of(Kind::Fee)),
            balance: Signed::from_units(within.balance() + without.balance()),
            pending_in: amount(pending.of(Kind::Received) + pending.ambiguous().max(0)),
            pending_out: amount(pending.spent() - pending.ambiguous().min(0)),
            ambiguous: Signed::from_units(within.ambiguous()),
        }
    }

    pub fn counts(&self, days: Days) -> Counts {
        let mut counts = Counts::default();
        // By address: whether it sent anything, and whether it sent a donation.
        let mut sent = vec![(false, false); self.per_address.len()];
        for part in self.settled(days) {
            match part.kind {
                Kind::Received => {
                    let dust = self.is_dust(part);
                    if dust {
                        counts.dust.add(part.amount);
                    } else {
                        counts.donations += 1;
                    }
                    for &address in self.party(part) {
                        let (anything, donation) = &mut sent[address as usize];
                        *anything = true;
                        *donation |= !dust;
                    }
                }
                Kind::PossibleChange => counts.possible_change.add(part.amount),
                Kind::Gained | Kind::Lost => counts.ambiguous_transactions += 1,
                _ => {}
            }
        }
        for (anything, donation) in sent {
            counts.sending_addresses_with_dust += u64::from(anything);
            counts.sending_addresses += u64::from(donation);
        }
        counts
    }

    /// Days on which something came from outside or went there, in order.
    pub fn timeline(&self, days: Days) -> Vec<DayFlow> {
        let mut flows: Vec<DayFlow> = Vec::new();
        for part in self.settled(days) {
            if !matches!(part.kind, Kind::Received | Kind::Returned | Kind::Spent | Kind::PossibleChange) {
                continue;
            }
            let day = Day::of(self.entry(part).time);
            let place = flows.binary_search_by(|flow| flow.day.cmp(&day)).unwrap_or_else(|place| {
                flows.insert(place, DayFlow::empty(day));
                place
            });
            let flow = &mut flows[place];
            if part.kind == Kind::Received {
                add(&mut flow.inflow, part.amount);
                flow.donations += u64::from(!self.is_dust(part));
                continue;
            }
            add(&mut flow.outflow, part.amount);
            if part.kind == Kind::Returned {
                add(&mut flow.returned, part.amount);
            }
        }
        flows
    }
}

impl Sums {
    fn of(&self, kind: Kind) -> i128 {
        self.0[kind as usize].units() as i128
    }

    fn spent(&self) -> i128 {
        self.of(Kind::Returned) + self.of(Kind::Spent) + self.of(Kind::PossibleChange)
    }

    fn ambiguous(&self) -> i128 {
        self.of(Kind::Gained) - self.of(Kind::Lost)
    }

    fn balance(&self) -> i128 {
        self.of(Kind::Received) - self.spent() - self.of(Kind::Fee) + self.ambiguous()
    }
}

impl CountAndSum {
    pub fn add(&mut self, amount: Amount) {
        self.count += 1;
        add(&mut self.sum, amount);
    }
}
