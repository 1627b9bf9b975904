//! A later reading of a snapshot's campaign, joined with the snapshot chain by chain: nothing that it has is given up for less. Of a
//! chain whose explorers do not answer, or whose lists cannot be believed, its rows stay, and the time since is a gap.

use super::LedgerFile;
use super::changes::Changes;
use crate::campaign::Campaign;
use crate::chain::Chain;
use crate::explorer::{Gap, GapKind};
use crate::sorted::include;

/// What came, and of chains of which less came than the snapshot has, what that has. None where this is so of all.
#[inline(never)]
pub fn joined(before: &LedgerFile, mut after: LedgerFile, campaign: &Campaign) -> Option<LedgerFile> {
    let lacking = lacking(before, &after);
    let is_kept = |chain: Chain| lacking.iter().any(|gap| gap.chain == chain);
    let is_incomplete = before.held.complete && !after.held.complete;
    if campaign.chains().iter().all(|chain| is_kept(*chain)) || is_incomplete && lacking.is_empty() {
        return None;
    }
    if !lacking.is_empty() {
        keep(before, &mut after, campaign, &is_kept);
        for gap in lacking {
            // Since the first of several snapshots to which nothing newer came.
            let is_same = |known: &Gap| Gap { from: gap.from, ..known.clone() } == gap;
            if !after.held.gaps.iter().any(is_same) {
                after.held.gaps.push(gap);
            }
        }
    }
    Some(after)
}

/// Puts what the snapshot has of some chains in the place of what came of them.
fn keep(before: &LedgerFile, after: &mut LedgerFile, campaign: &Campaign, is_kept: &dyn Fn(Chain) -> bool) {
    let mut kept = before.clone();
    leave(after, campaign, &|chain| !is_kept(chain));
    leave(&mut kept, campaign, is_kept);
    after.held.complete = kept.held.complete;
    after.tips.append(&mut kept.tips);
    after.transactions.append(&mut kept.transactions);
    after.transfers.append(&mut kept.transfers);
    after.totals.append(&mut kept.totals);
    after.frozen.append(&mut kept.frozen);
    after.held.gaps.append(&mut kept.held.gaps);
    after.held.whole.append(&mut kept.held.whole);
    for place in kept.held.answered {
        include(&mut after.held.answered, place);
    }
}

/// Leaves nothing in a ledger but what is of some chains.
fn leave(ledger: &mut LedgerFile, campaign: &Campaign, is_of: &dyn Fn(Chain) -> bool) {
    let explorers = &campaign.explorers;
    ledger.tips.retain(|(chain, _)| is_of(*chain));
    ledger.transactions.retain(|(chain, _)| is_of(*chain));
    ledger.transfers.retain(|(listing, ..)| is_of(listing.address.chain()));
    ledger.totals.retain(|totals| is_of(totals.address.chain()));
    ledger.frozen.retain(|(address, _)| is_of(address.chain()));
    ledger.held.gaps.retain(|gap| is_of(gap.chain));
    ledger.held.whole.retain(|listing| is_of(listing.address.chain()));
    ledger.held.answered.retain(|place| explorers.get(*place).is_some_and(|one| is_of(one.chain)));
}

/// Of each chain of which less came than the snapshot has: why, as a gap since the snapshot's time.
fn lacking(before: &LedgerFile, after: &LedgerFile) -> Vec<Gap> {
    let mut lacking: Vec<Gap> = Vec::new();
    for gap in &after.held.gaps {
        let was_there =
            |known: &Gap| known.kind == gap.kind && known.chain == gap.chain && known.address == gap.address;
        let is_worse = match gap.kind {
            // A snapshot that was not whole itself is one of more rows, if none of its own is missing.
            kind if is_cut(kind) => was_whole(before, gap.chain) || is_missing(before, after, gap.chain),
            // Of an explorer that counts some and lists none, nothing was read.
            GapKind::CountDiffers if before.held.complete && !after.held.complete => true,
            // Of what is read to its end, and cannot be believed wholly.
            GapKind::CountDiffers | GapKind::NotProcessed | GapKind::FreezeUnknown => {
                !before.held.gaps.iter().any(was_there)
            }
            // Single rows, what waits, prices and lists: they hide nothing that the snapshot has.
            _ => false,
        };
        if is_worse && !lacking.iter().any(|known| known.chain == gap.chain) {
            lacking.push(Gap {
                address: None,
                from: Some(before.as_of),
                to: None,
                count: None,
                ..gap.clone()
            });
        }
    }
    lacking
}

/// Whether a gap of this kind ends the reading of a list.
fn is_cut(kind: GapKind) -> bool {
    [GapKind::NotAnswered, GapKind::Refused, GapKind::RateLimited, GapKind::Stopped, GapKind::RequestLimit]
        .contains(&kind)
}

/// Whether every list was read to its end, be it some snapshots ago.
fn was_whole(before: &LedgerFile, chain: Chain) -> bool {
    !before.held.gaps.iter().any(|gap| gap.chain == chain && gap.address.is_some() && is_cut(gap.kind))
}

/// Something that was in the chain is not listed.
fn is_missing(before: &LedgerFile, after: &LedgerFile, chain: Chain) -> bool {
    Changes::between(before, after).dropped.iter().any(|(of, _)| *of == chain)
}
