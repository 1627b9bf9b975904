//! Account chains: a transfer is judged by who sent it and who got it.

use super::history::Counted;
use super::{AssetLedger, Book, Context, Entry, Exclusion, Kind};
use crate::chain::{Amount, Chain};
use crate::sorted::order;

/// Enters all that the history knows into the ledgers of the chain's assets, the native one first; what is in no sum.
pub(super) fn classify(context: &Context, assets: &mut [AssetLedger]) -> Vec<Exclusion> {
    let mut excluded = Vec::new();
    let mut books = Vec::with_capacity(assets.len());
    for ledger in assets {
        books.push(Book::new(context, ledger));
    }
    let transfers = context.history.transfers(context.chain);
    // By block time, receipts first within a block, then as the history has them: by transaction and position.
    let order = order(transfers.len(), &mut |a, b| {
        let (a, b) = (transfers[a].transfer, transfers[b].transfer);
        a.time.cmp(&b.time).then_with(|| context.owns(Some(a.from)).cmp(&context.owns(Some(b.from))))
    });
    for place in order {
        let counted = &transfers[place];
        let transfer = counted.transfer;
        if !context.owns(Some(transfer.from)) && !context.owns(transfer.to) {
            continue;
        }
        let listed = books.iter_mut().find(|book| book.ledger.asset().contract == transfer.contract);
        let reason = match listed {
            Some(book) if transfer.value > Amount::ZERO => {
                for _ in 0..counted.times {
                    enter(context, book, counted);
                }
                continue;
            }
            // A fee of nothing.
            Some(_) if transfer.to.is_none() => continue,
            Some(_) => "zero-value",
            None => "unlisted-token",
        };
        exclude(&mut excluded, context.chain, counted, reason);
    }
    excluded
}

/// Counts a transfer as excluded. The list is in the order of contracts and reasons.
fn exclude(excluded: &mut Vec<Exclusion>, chain: Chain, counted: &Counted, reason: &'static str) {
    let contract = &counted.transfer.contract;
    let place = excluded.binary_search_by(|of| of.contract.cmp(contract).then(of.reason.cmp(reason)));
    let place = place.unwrap_or_else(|place| {
        excluded.insert(place, Exclusion { chain, contract: contract.clone(), reason, count: 0 });
        place
    });
    excluded[place].count += u64::from(counted.times);
}

fn enter(context: &Context, book: &mut Book, counted: &Counted) {
    let transfer = counted.transfer;
    let (from, value) = (transfer.from, transfer.value);
    let final_after = context.chain.facts().final_after;
    let pending = counted.unconfirmed || transfer.time + final_after > context.now;
    let (from_own, to_own) = (context.owns(Some(from)), context.owns(transfer.to));
    book.open(Entry { tx: transfer.tx.clone(), time: transfer.time, height: None, pending });
    let Some(to) = transfer.to else {
        // Paid in the native asset, for failed transactions too.
        if pending {
            book.note(from, false, value);
        }
        return book.put(Kind::Fee, None, value);
    };
    if from_own {
        book.note(from, false, value);
    }
    if to_own {
        book.note(to, true, value);
    }
    match (from_own, to_own) {
        (true, true) => book.put(Kind::Internal, None, value),
        (true, false) => book.spend(Kind::Spent, Some(to), value),
        (false, _) => book.receive(vec![from], value),
    }
}
