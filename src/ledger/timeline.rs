//! Days put together into weeks and months.

use crate::report::DayFlow;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Day,
    Week,
    Month,
}

/// Every step from the first to the last day's, empty ones included; `day` is the first day of its step.
pub fn regroup(days: &[DayFlow], step: Step) -> Vec<DayFlow> {
    let _ = (days, step);
    todo!()
}
