//! Days on which something moved, and days put together into weeks and months.

use super::add;
use crate::chain::{Amount, Day};

/// What moved on a day, or in the step that begins on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFlow {
    pub day: Day,
    /// From outside.
    pub inflow: Amount,
    /// To outside, what was returned included.
    pub outflow: Amount,
    /// Parts of what went out: back to senders, to exchanges and services, under seizure, destroyed by
    /// the token's issuer.
    pub returned: Amount,
    pub converted: Amount,
    pub seized: Amount,
    pub burnt: Amount,
    /// Receipts above dust.
    pub donations: u64,
}

crate::objects! {
    DayFlow { day, inflow, outflow, returned, converted, seized, burnt, donations }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Day,
    /// Monday to Sunday.
    Week,
    Month,
}

impl Step {
    /// The first day of the step that holds `day`.
    pub fn start(self, day: Day) -> Day {
        match self {
            Step::Day => day,
            Step::Week => day.week_start(),
            Step::Month => day.month_start(),
        }
    }

    /// The first day of the step after the one that begins on `start`.
    pub fn next(self, start: Day) -> Day {
        match self {
            Step::Day => Day(start.0 + 1),
            Step::Week => Day(start.0 + 7),
            Step::Month => Day(start.0 + 31).month_start(),
        }
    }
}

impl DayFlow {
    pub fn empty(day: Day) -> DayFlow {
        DayFlow {
            day,
            inflow: Amount::ZERO,
            outflow: Amount::ZERO,
            returned: Amount::ZERO,
            converted: Amount::ZERO,
            seized: Amount::ZERO,
            burnt: Amount::ZERO,
            donations: 0,
        }
    }

    /// Adds what moved on another day, of the same asset.
    pub fn add(&mut self, other: &DayFlow) {
        add(&mut self.inflow, other.inflow);
        add(&mut self.outflow, other.outflow);
        add(&mut self.returned, other.returned);
        add(&mut self.converted, other.converted);
        add(&mut self.seized, other.seized);
        add(&mut self.burnt, other.burnt);
        self.donations += other.donations;
    }
}

/// Every step from the one that holds `begin` to the one that holds `end`, empty ones included; `day` is the first day
/// of its step. `days` are within these, in order and of one asset.
pub fn regroup(mut days: &[DayFlow], step: Step, begin: Day, end: Day) -> Vec<DayFlow> {
    let mut steps = Vec::new();
    let mut next = step.start(begin);
    while next <= end {
        let mut sum = DayFlow::empty(next);
        next = step.next(next);
        while let [day, later @ ..] = days
            && day.day < next
        {
            sum.add(day);
            days = later;
        }
        steps.push(sum);
    }
    steps
}
