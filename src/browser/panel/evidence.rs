//! "Check it in this browser" where there is no snapshot: the explorers are asked for the evidence of the transactions that
//! they list, of the newest first, a few at a time, and what comes is checked and marked. A part of the code of its own.

use super::drawing::{FIGURES, REPORT, REST, bit};
use super::{Inner, clock_ms};
use crate::campaign::Campaign;
use crate::chain::{Chain, UtxoTx};
use crate::explorer::evidence::Evidence;
use crate::explorer::{Next, Outcome, Request, Ticket, host};
use crate::ledger::{Checker, Included, IncludedTx};
use crate::proof;
use crate::report::verification::can_be_proven;
use crate::view::{Check, Section};
use std::mem::take;
use std::sync::Arc;

/// Transactions whose evidence is asked for together: what is checked at once is a short task.
const TOGETHER: usize = 5;

/// A check while it is under way.
pub(super) struct Proving {
    campaign: Arc<Campaign>,
    /// What is still to be asked for, the newest last.
    left: Vec<(Chain, UtxoTx)>,
    /// What is asked for now.
    asked: Vec<(Chain, UtxoTx)>,
    evidence: Evidence,
    included: Vec<IncludedTx>,
    of: usize,
    /// Requests that the publisher lets a panel send at most, as many as for its lists.
    budget: u32,
    began_ms: u64,
    /// Of what is newer than a snapshot: it is marked, and nothing is said of it as of a check that a reader wanted.
    of_newer: bool,
}

/// Begins with the newest; of a snapshot, those that came since.
#[inline(never)]
pub(super) fn begin(inner: &mut Inner) {
    let Some(survey) = inner.survey.as_ref().filter(|_| inner.proving.is_none()) else { return };
    let campaign = Arc::new(survey.campaign().clone());
    let mut left = take(&mut inner.unproven);
    let of_newer = inner.state.of_snapshot;
    for chain in Chain::ALL {
        if can_be_proven(chain) && !of_newer {
            for tx in survey.history().utxo_rows(chain) {
                if tx.block.is_some() {
                    left.push((chain, tx));
                }
            }
        }
    }
    inner.proving = Some(Box::new(Proving {
        evidence: Evidence::new(campaign.clone(), &[]),
        budget: campaign.max_requests,
        campaign,
        of: left.len(),
        left,
        asked: Vec::new(),
        included: Vec::new(),
        began_ms: clock_ms(),
        of_newer,
    }));
    if of_newer {
        return;
    }
    inner.state.check = Check::Running { checked: 0, of: 0, a_second: 0 };
    inner.redraw(bit(Section::Foot));
}

/// What is to be sent now; with none, the check is over, or waits.
#[inline(never)]
pub(super) fn next_call(inner: &mut Inner) -> Option<(Ticket, Request)> {
    loop {
        let proving = inner.proving.as_mut()?;
        match proving.evidence.next_request(clock_ms()) {
            Next::Request(ticket, request) if proving.budget > 0 => {
                proving.budget -= 1;
                return Some((ticket, request));
            }
            Next::Wait(ms) => {
                inner.stage.after("proving", ms.clamp(1, 60_000) as u32);
                return None;
            }
            Next::Request(..) => {
                end(inner);
                return None;
            }
            Next::Done => {
                let is_news = proving.check();
                if proving.left.is_empty() {
                    end(inner);
                    return None;
                }
                proving.ask();
                if is_news {
                    if !proving.of_newer {
                        inner.state.check = proving.running();
                    }
                    let included = proving.included.clone();
                    mark(inner, &included, FIGURES | bit(Section::Transactions) | bit(Section::Foot));
                }
            }
        }
    }
}

#[inline(never)]
pub(super) fn answered(inner: &mut Inner, ticket: Ticket, outcome: Outcome) {
    inner.under_way.retain(|(other, _)| *other != ticket);
    if let Some(proving) = &mut inner.proving {
        proving.evidence.handle_response(ticket, outcome, clock_ms());
    }
}

/// Ends with what has been shown: the reader stopped it, or there is no more.
#[inline(never)]
pub(super) fn end(inner: &mut Inner) {
    let Some(mut proving) = inner.proving.take() else { return };
    inner.under_way.retain(|(ticket, _)| !Evidence::is_asked_by(*ticket));
    proving.check();
    if !proving.of_newer {
        inner.state.check = match proving.included.len() as u32 {
            0 => Check::NotRead { file: proving.campaign.explorers.first().map_or("", host).into() },
            checked => Check::Done { checked, a_second: proving.a_second() },
        };
    }
    mark(inner, &proving.included, FIGURES | REST);
}

/// Marks what was shown so far, and draws what says so.
fn mark(inner: &mut Inner, included: &[IncludedTx], what: u16) {
    // Of what does not hold nothing is shown as proven.
    let holds = !matches!(inner.state.check, Check::Tampered { .. });
    if let Some(survey) = inner.survey.as_mut().filter(|_| holds) {
        survey.take_included(survey.included().and(&Included::new(Checker::Browser, included)));
    }
    inner.redraw(REPORT | what);
}

impl Proving {
    /// Asks for the next few.
    fn ask(&mut self) {
        let from = self.left.len().saturating_sub(TOGETHER);
        self.asked = self.left.split_off(from);
        let mut by_chain: Vec<(Chain, Vec<UtxoTx>)> = Vec::new();
        for (chain, tx) in &self.asked {
            match by_chain.last_mut() {
                Some((last, transactions)) if last == chain => transactions.push(tx.clone()),
                _ => by_chain.push((*chain, vec![tx.clone()])),
            }
        }
        self.evidence = Evidence::new(self.campaign.clone(), &by_chain);
    }

    /// Checks what has come of those that were asked for; whether anything was shown.
    fn check(&mut self) -> bool {
        let before = self.included.len();
        let asked = take(&mut self.asked);
        for bundle in self.evidence.bundles() {
            let mut progress = proof::Progress::default();
            while let Some(item) = progress.next(&bundle) {
                let Ok(shown) = item else { continue };
                let row = asked.iter().find(|(chain, tx)| *chain == bundle.chain && tx.txid == shown.tx.txid);
                // Where an explorer's list says something else than the bytes, nothing is shown of the list.
                if row.is_some_and(|(_, row)| shown.is_said_by(row)) {
                    let proof::Inclusion { tx, senders } = shown;
                    self.included.push(IncludedTx { chain: bundle.chain, txid: tx.txid, senders });
                }
            }
        }
        self.included.len() > before
    }

    fn running(&self) -> Check {
        let (checked, of) = (self.included.len() as u32, self.of as u32);
        Check::Running { checked, of, a_second: self.a_second() }
    }

    fn a_second(&self) -> u32 {
        let seconds = (clock_ms().saturating_sub(self.began_ms) / 1_000).max(1);
        (self.included.len() as u64 / seconds) as u32
    }
}
