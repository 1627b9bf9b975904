//! The ladder and its neighbours.

use super::timeline::DayFlow;
use super::{AssetLedger, Destination, Kind, Labels, add};
use crate::chain::{Amount, Day, Signed};

/// METHOD's figures, by its names. In a period they are sums of the rows within it, except `balance` and the
/// pending amounts, which exist only as of now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountAndSum {
    pub count: u64,
    pub sum: Amount,
}

crate::objects! {
    Totals { gross_received, internal, from_outside, returned, net, spent, fees, balance, pending_in, pending_out, ambiguous }
    Days { from, to }
    CountAndSum { count, sum }
}

/// What stayed of a day's receipts, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayNet {
    pub day: Day,
    pub units: i128,
    pub receipts: u64,
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

/// The sums that a part is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    GrossReceived,
    Internal,
    FromOutside,
    Returned,
    Net,
    Spent,
    Fees,
    Balance,
    Ambiguous,
}

/// By [`Kind`]: the sums that it adds to, and those that it is taken from.
const EFFECTS: [(&[Sum], &[Sum]); Kind::Lost as usize + 1] = [
    (&[Sum::GrossReceived, Sum::FromOutside, Sum::Net, Sum::Balance], &[]),
    (&[Sum::GrossReceived, Sum::Internal], &[]),
    (&[Sum::GrossReceived, Sum::Internal], &[]),
    (&[Sum::Returned, Sum::Spent], &[Sum::Net, Sum::Balance]),
    (&[Sum::Spent], &[Sum::Balance]),
    (&[Sum::Spent], &[Sum::Balance]),
    (&[Sum::Spent], &[Sum::Balance]),
    (&[Sum::Spent], &[Sum::Balance]),
    (&[Sum::Fees], &[Sum::Balance]),
    (&[Sum::Ambiguous, Sum::Balance], &[]),
    (&[], &[Sum::Ambiguous, Sum::Balance]),
];

impl Kind {
    /// Whether a part of this kind is in a sum.
    pub(super) fn adds_to(self, sum: Sum) -> bool {
        EFFECTS[self as usize].0.contains(&sum)
    }
}

impl Days {
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl AssetLedger {
    pub fn totals(&self, days: Days) -> Totals {
        // Of what is final within the days, of the rest that is final, and of what is pending.
        let mut sums = [[0; Sum::Ambiguous as usize + 1]; 3];
        for part in &self.parts {
            let entry = self.entry(part);
            let outside = usize::from(!days.contains(Day::of(entry.time)));
            let sums = &mut sums[if entry.pending { 2 } else { outside }];
            let units = part.amount.units() as i128;
            let (plus, minus) = match part.kind {
                // What is pending is told by its direction alone.
                Kind::Gained if entry.pending => (&[Sum::FromOutside][..], &[][..]),
                Kind::Lost if entry.pending => (&[Sum::Spent][..], &[][..]),
                kind => EFFECTS[kind as usize],
            };
            for (effect, units) in [(plus, units), (minus, -units)] {
                for sum in effect {
                    sums[*sum as usize] += units;
                }
            }
        }
        let [within, rest, pending] = sums;
        let signed = |sum: Sum| Signed::from_units(within[sum as usize]);
        let amount = |sum: Sum| Amount::from_units(within[sum as usize] as u128);
        Totals {
            gross_received: amount(Sum::GrossReceived),
            internal: amount(Sum::Internal),
            from_outside: amount(Sum::FromOutside),
            returned: amount(Sum::Returned),
            net: signed(Sum::Net),
            spent: amount(Sum::Spent),
            fees: amount(Sum::Fees),
            balance: Signed::from_units(within[Sum::Balance as usize] + rest[Sum::Balance as usize]),
            pending_in: Amount::from_units(pending[Sum::FromOutside as usize] as u128),
            pending_out: Amount::from_units(pending[Sum::Spent as usize] as u128),
            ambiguous: signed(Sum::Ambiguous),
        }
    }

    /// The net figure by the days on which it was given, in order: what a return pays back is taken from the day of the
    /// receipt. Their sum is `net`; a day can be below nothing where only the return is within the days.
    pub fn net_by_day(&self, days: Days) -> Vec<DayNet> {
        let mut nets = Vec::new();
        for part in self.settled(days) {
            if part.kind == Kind::Received {
                let net = day_net(&mut nets, Day::of(self.entry(part).time));
                net.units += part.amount.units() as i128;
                net.receipts += 1;
            }
        }
        for share in &self.paid_back {
            let (entry, receipt) =
                (&self.entries[share.entry as usize], &self.entries[share.receipt as usize]);
            if days.contains(Day::of(entry.time)) {
                day_net(&mut nets, Day::of(receipt.time)).units -= share.amount.units() as i128;
            }
        }
        nets
    }

    /// By sender: what each sent within the days.
    pub fn sent(&self, days: Days) -> Vec<CountAndSum> {
        let mut sent = vec![CountAndSum::default(); self.senders.len()];
        for part in self.settled(days) {
            if let (Kind::Received, Some(sender)) = (part.kind, part.party) {
                sent[sender as usize].add(part.amount);
            }
        }
        sent
    }

    pub fn counts(&self, days: Days) -> Counts {
        let mut counts = Counts::default();
        // By address: whether it sent anything, and whether it sent a donation.
        let mut sent = vec![(false, false); self.address_count];
        let mut ambiguous = None;
        for part in self.settled(days) {
            match part.kind {
                Kind::Received => {
                    if part.is_dust {
                        counts.dust.add(part.amount);
                    } else {
                        counts.donations += 1;
                    }
                    for &address in self.party(part) {
                        let (anything, donation) = &mut sent[address as usize];
                        *anything = true;
                        *donation |= !part.is_dust;
                    }
                }
                Kind::PossibleChange => counts.possible_change.add(part.amount),
                Kind::Gained | Kind::Lost => {
                    // One can have several parts, on account chains.
                    let tx = &self.entry(part).tx;
                    counts.ambiguous_transactions += u64::from(ambiguous.replace(tx) != Some(tx));
                }
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
    pub fn timeline(&self, days: Days, labels: &Labels) -> Vec<DayFlow> {
        let mut flows: Vec<DayFlow> = Vec::new();
        for part in self.settled(days) {
            if !matches!(
                part.kind,
                Kind::Received
                    | Kind::Returned
                    | Kind::Spent
                    | Kind::PossibleChange
                    | Kind::Hidden
                    | Kind::Burnt
            ) {
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
                flow.donations += u64::from(!part.is_dust);
                continue;
            }
            add(&mut flow.outflow, part.amount);
            if part.kind == Kind::Returned {
                add(&mut flow.returned, part.amount);
                continue;
            }
            match labels.destination(self.party(part)) {
                _ if part.kind == Kind::Burnt => add(&mut flow.burnt, part.amount),
                Destination::Seizure => add(&mut flow.seized, part.amount),
                Destination::Exchange => add(&mut flow.converted, part.amount),
                _ => {}
            }
        }
        flows
    }
}

/// The net of a day in a list that is in order.
pub(super) fn day_net(nets: &mut Vec<DayNet>, day: Day) -> &mut DayNet {
    let place = nets.binary_search_by(|net| net.day.cmp(&day)).unwrap_or_else(|place| {
        nets.insert(place, DayNet { day, units: 0, receipts: 0 });
        place
    });
    &mut nets[place]
}

impl CountAndSum {
    pub fn add(&mut self, amount: Amount) {
        self.count += 1;
        add(&mut self.sum, amount);
    }
}
