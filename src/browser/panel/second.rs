//! "Ask a second explorer": whether one by others has the same of these addresses. A part of the code of its own, with the
//! adapters of those who are asked, fetched when a reader wants it.

use super::drawing::bit;
use super::parts::part_of;
use super::{Inner, date_now};
use crate::agreement::{Whom, explorers};
use crate::explorer::Policy;
use crate::view::{Second, Section};

/// Fetches what the questions need; the panel calls [`begin`] when it is there.
#[inline(never)]
pub(super) fn prepare(inner: &mut Inner) {
    let Some(survey) = &inner.survey else { return };
    for chain in survey.campaign().chains() {
        for explorer in explorers(survey.campaign(), survey.answered(), chain, Whom::Browser).iter().flatten()
        {
            if let Some(part) = part_of(explorer.api).filter(|part| !inner.awaited.contains(part)) {
                inner.awaited.push(part);
            }
        }
    }
    inner.state.second = Second::Asking;
    for part in &inner.awaited {
        inner.load(part);
    }
    inner.redraw(bit(Section::Foot));
}

/// Has the survey ask, beside the figures that stand.
#[inline(never)]
pub(super) fn begin(inner: &mut Inner) {
    let policy = Policy { seed: date_now() as u64, ..Policy::default() };
    if let Some(survey) = &mut inner.survey {
        survey.ask_second(&policy, Whom::Browser);
    }
}
