//! Account chains: a transfer is judged by who sent it and who got it.

use super::history::Counted;
use super::{AssetLedger, Context, Entry, Exclusion, Kind, Sender, TRON_FINAL_SECONDS, minus, plus};
use crate::chain::{Amount, Chain, Timestamp, Token};
use crate::sorted::Sorted;

struct Book {
    ledger: AssetLedger,
    /// The number of an address as a sender.
    senders: Vec<Option<u32>>,
    /// What an address has sent in and not had back.
    credit: Vec<Amount>,
}

pub(super) fn classify(
    context: &Context,
    tokens: Vec<(Token, Amount)>,
) -> (Vec<AssetLedger>, Vec<Exclusion>) {
    let addresses = context.history.address_count();
    let mut books: Vec<Book> = tokens
        .into_iter()
        .map(|(token, dust)| Book {
            ledger: AssetLedger::new(token, dust),
            senders: vec![None; addresses],
            credit: vec![Amount::ZERO; addresses],
        })
        .collect();
    let mut excluded: Sorted<(Option<Box<str>>, &'static str), u64> = Sorted::new();
    for counted in in_time_order(context) {
        let transfer = counted.transfer;
        let listed = books.iter_mut().find(|book| book.ledger.asset().contract == transfer.contract);
        let reason = match (&listed, transfer.value) {
            (None, _) => "unlisted-token",
            (Some(_), Amount::ZERO) => "zero-value",
            (Some(_), _) => {
                let book = listed.expect("matched as some");
                for _ in 0..counted.times {
                    book.enter(context, &counted);
                }
                continue;
            }
        };
        *excluded.at((transfer.contract.clone(), reason), || 0) += counted.times as u64;
    }
    enter_fees(context, &mut books[0].ledger);

    let excluded = excluded
        .into_iter()
        .map(|((contract, reason), count)| Exclusion { chain: context.chain, contract, reason, count })
        .collect();
    (books.into_iter().map(|book| book.ledger).collect(), excluded)
}

/// By block time, receipts first within a block, then by transaction and position.
fn in_time_order<'a>(context: &Context<'a>) -> Vec<Counted<'a>> {
    let mut all: Vec<Counted> = context
        .history
        .transfers(context.chain)
        .into_iter()
        .filter(|counted| {
            context.owns(Some(counted.transfer.from)) || context.owns(Some(counted.transfer.to))
        })
        .collect();
    all.sort_by_key(|counted| {
        let transfer = counted.transfer;
        (
            (transfer.time, context.owns(Some(transfer.from)), &transfer.tx, transfer.index),
            // Their numbers follow the order of arrival: what is equal up to here is told apart by texts.
            (context.history.address(transfer.from), context.history.address(transfer.to)),
            (&transfer.contract, transfer.value),
        )
    });
    all
}

impl Book {
    fn enter(&mut self, context: &Context, counted: &Counted) {
        let transfer = counted.transfer;
        let (from, to, value) = (transfer.from, transfer.to, transfer.value);
        let (from_own, to_own) = (context.owns(Some(from)), context.owns(Some(to)));
        let pending = is_pending(context, counted.unconfirmed, transfer.time);
        let ledger = &mut self.ledger;
        ledger.open(Entry { tx: transfer.tx.clone(), time: transfer.time, height: None, pending });
        if pending {
            let gained = if to_own { value.units() as i128 } else { 0 };
            let lost = if from_own { value.units() as i128 } else { 0 };
            ledger.pending_in_blocks += gained - lost;
        } else {
            if to_own {
                ledger.note_received(to, value);
            }
            if from_own {
                ledger.note_spent(from, value);
            }
        }
        match (from_own, to_own) {
            (true, true) => ledger.put(Kind::Internal, value, true),
            (false, _) => {
                let sender = *self.senders[from as usize].get_or_insert_with(|| {
                    ledger.senders.push(Sender { addresses: vec![from] });
                    ledger.senders.len() as u32 - 1
                });
                ledger.put_received(sender, value);
                if !pending {
                    let credit = &mut self.credit[from as usize];
                    *credit = plus(*credit, value);
                }
            }
            (true, false) => {
                let mut returned = Amount::ZERO;
                if !pending && !context.is_exchange(to) {
                    let credit = &mut self.credit[to as usize];
                    returned = value.min(*credit);
                    *credit = minus(*credit, returned);
                }
                ledger.put(Kind::Returned, returned, true);
                let kind = Kind::Spent { to: Some(to), possible_change: false };
                ledger.put(kind, minus(value, returned), true);
            }
        }
    }
}

/// Fees are paid in the native asset, for failed transactions too.
fn enter_fees(context: &Context, native: &mut AssetLedger) {
    for fee in context.history.fees(context.chain) {
        if !context.owns(Some(fee.payer)) {
            continue;
        }
        let pending = is_pending(context, fee.unconfirmed, fee.time);
        native.open(Entry { tx: fee.tx.clone(), time: fee.time, height: None, pending });
        native.put(Kind::Fee, fee.value, false);
        if pending {
            native.pending_in_blocks -= fee.value.units() as i128;
        }
    }
}

fn is_pending(context: &Context, unconfirmed: bool, time: Timestamp) -> bool {
    let final_after = match context.chain {
        Chain::Tron | Chain::TronNile => TRON_FINAL_SECONDS,
        _ => 0,
    };
    unconfirmed || time + final_after > context.now
}
