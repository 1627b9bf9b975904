//! What is newer than a snapshot, asked of the explorers beside the figures that stand, which it replaces once all of it is
//! there; then the evidence of what is new is asked for. A part of the code of its own, fetched where the page or the reader wants it.

use super::drawing::{CHARTS, FIGURES, REPORT, REST, bit};
use super::parts::EVIDENCE_PART;
use super::{Inner, clock_ms, date_now};
use crate::chain::{Chain, UtxoTx};
use crate::explorer::{Next, Policy, Request, Ticket};
use crate::report::verification::can_be_proven;
use crate::snapshot::ahead::{Ahead, Newer};
use crate::sorted;
use crate::view::{self, Check, Second, Section};
use wasm_bindgen::JsValue;

/// Milliseconds after which is looked again whether it can begin, or end.
const LOOK_AGAIN: u32 = 200;

/// Begins, or begins anew where nothing came; once the snapshot is there.
#[inline(never)]
pub(super) fn begin(inner: &mut Inner) {
    if matches!(inner.state.check, Check::Tampered { .. }) || inner.state.newer == view::Newer::Asking {
        return;
    }
    let Some(survey) = inner.survey.as_ref().filter(|_| inner.opening.is_none()) else {
        if inner.opening.is_some() {
            inner.stage.after("live", LOOK_AGAIN);
        }
        return;
    };
    match (inner.kept.take(), &mut inner.ahead) {
        (Some(kept), _) => {
            let policy = Policy { seed: date_now() as u64, ..Policy::default() };
            let campaign = survey.campaign().clone();
            let ahead = Ahead::new(campaign, survey.currency(), policy, kept.ledger, kept.answers);
            inner.ahead = Some(Box::new(ahead));
        }
        (None, Some(ahead)) => ahead.begin(),
        (None, None) => return,
    }
    inner.state.newer = view::Newer::Asking;
    inner.redraw(bit(Section::Head));
    inner.goes_on = true;
}

/// Asks for no more: the snapshot stands as it is.
#[inline(never)]
pub(super) fn stop(inner: &mut Inner) {
    if inner.state.newer != view::Newer::Asking {
        return;
    }
    if let Some(ahead) = &inner.ahead {
        inner.under_way.retain(|(ticket, _)| !ahead.is_asked(*ticket));
    }
    leave(inner);
}

/// What is to be sent now; with none, it is over, or waits.
#[inline(never)]
pub(super) fn next_call(inner: &mut Inner) -> Option<(Ticket, Request)> {
    let ahead = inner.ahead.as_mut().filter(|_| inner.state.newer == view::Newer::Asking)?;
    let next = ahead.next_request(clock_ms(), date_now() as u64 / 1_000);
    let progress = ahead.progress();
    if !progress.done {
        inner.tell_how_far(progress);
    }
    match next {
        Next::Request(ticket, request) => return Some((ticket, request)),
        Next::Wait(ms) => inner.stage.after("go-on", ms.clamp(1, 60_000) as u32),
        // What it asks about is what is about to go.
        Next::Done if inner.state.second == Second::Asking => inner.stage.after("go-on", LOOK_AGAIN),
        Next::Done => end(inner),
    }
    None
}

fn end(inner: &mut Inner) {
    let newer = inner.ahead.as_mut().and_then(|ahead| ahead.finish());
    match newer {
        Some(newer) if !matches!(inner.state.check, Check::Tampered { .. }) => show(inner, newer),
        _ => leave(inner),
    }
}

/// The snapshot's figures stand, and it is said that nothing newer came.
fn leave(inner: &mut Inner) {
    inner.state.newer = view::Newer::NotCome;
    inner.tell_progress();
    inner.redraw(bit(Section::Head));
}

/// Puts the newer figures in the place of the snapshot's.
fn show(inner: &mut Inner, newer: Newer) {
    let Newer { mut survey, as_of, since, changes } = newer;
    if let Some(before) = &inner.survey {
        // What was checked, or asked of a second explorer, since the snapshot was opened counts.
        survey.take_included(changes.still_included(before.included()));
        survey.take_agreements(changes.still_agreed(before.agreements()));
    }
    inner.unproven = provable(&changes.new);
    let since = crate::chain::time::rfc3339(since);
    inner.state.newer = view::Newer::Come { since, dropped: changes.dropped.len() as u64 };
    (inner.survey, inner.as_of, inner.ahead) = (Some(survey), Some(as_of), None);
    // Its assets may stand in another order, or be more: the one that the reader chose stays chosen.
    inner.chosen = inner.state.asset.zip(inner.report.as_ref()).and_then(|(asset, report)| {
        let asset = report.assets.get(asset)?;
        Some((asset.chain, asset.contract.clone()))
    });
    inner.preparing = None;
    // The page's fragment is no longer what stands.
    inner.stage.tell("newer", JsValue::NULL);
    inner.tell_progress();
    inner.redraw(REPORT | FIGURES | CHARTS | REST);
    if !inner.unproven.is_empty() {
        inner.load(EVIDENCE_PART);
    }
}

/// Those whose inclusion can be shown, by chain in the order of their heights: the newest last.
fn provable(all: &[(Chain, UtxoTx)]) -> Vec<(Chain, UtxoTx)> {
    let height = |place: usize| all[place].1.block.as_ref().map_or(0, |block| block.height);
    let mut provable = Vec::new();
    for place in
        sorted::order(all.len(), &mut |a, b| all[a].0.cmp(&all[b].0).then_with(|| height(a).cmp(&height(b))))
    {
        if can_be_proven(all[place].0) {
            provable.push(all[place].clone());
        }
    }
    provable
}
