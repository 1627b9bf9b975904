//! A claim's figure, day by day: summed it is the one in the totals, and each day can be given a price.

use super::totals::{DayNet, Days, Sum, day_net};
use super::{AssetLedger, Kind};
use crate::campaign::Measure;
use crate::chain::Day;

impl AssetLedger {
    /// A measure by the days by whose prices it is worth, in order; nothing of a count. What was returned is worth what it was
    /// on the day of the receipt that it pays back, so that what came from outside less what was returned is the net.
    #[inline(never)]
    pub fn measured(&self, measure: Measure, days: Days) -> Vec<DayNet> {
        let sum = match measure {
            Measure::Gross => Sum::GrossReceived,
            Measure::FromOutside => Sum::FromOutside,
            Measure::Spent => Sum::Spent,
            Measure::Net => return self.net_by_day(days),
            Measure::Returned => return self.returned_by_day(days),
            Measure::Donations | Measure::SendingAddresses => return Vec::new(),
        };
        let mut sums = Vec::new();
        for part in self.settled(days) {
            if part.kind.adds_to(sum) {
                let of_day = day_net(&mut sums, Day::of(self.entry(part).time));
                of_day.units += part.amount.units() as i128;
            }
        }
        sums
    }

    fn returned_by_day(&self, days: Days) -> Vec<DayNet> {
        let mut sums = Vec::new();
        for share in &self.paid_back {
            let (entry, receipt) =
                (&self.entries[share.entry as usize], &self.entries[share.receipt as usize]);
            if days.contains(Day::of(entry.time)) {
                day_net(&mut sums, Day::of(receipt.time)).units += share.amount.units() as i128;
            }
        }
        sums
    }

    /// Marks who sent donations, by the number of the address, and tells how many donations there were.
    #[inline(never)]
    pub fn donations(&self, days: Days, senders: &mut [bool]) -> u64 {
        let mut donations = 0;
        for part in self.settled(days) {
            if part.kind == Kind::Received && !part.is_dust {
                donations += 1;
                for &address in self.party(part) {
                    if let Some(sender) = senders.get_mut(address as usize) {
                        *sender = true;
                    }
                }
            }
        }
        donations
    }
}
