//! Bitcoin-like chains: a transaction is judged by whose inputs it spends.

use super::history::{AddressId, HeldTx};
use super::{
    AssetLedger, BITCOIN_FINAL, BITCOIN_FINAL_SECONDS, Context, Entry, Kind, Sender, minus, plus, total,
};
use crate::chain::{Amount, Token};

/// Who owns the inputs of a transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// None is the campaign's: receipts come first within a block.
    Receipt,
    /// All are the campaign's.
    Spend,
    /// Some are: payjoin, coinjoin, shared wallets.
    Ambiguous,
}

/// Senders' numbers, by the first of their addresses.
type Senders = Vec<Vec<u32>>;

/// A receipt that later outputs to its senders pay back.
struct Open {
    left: Amount,
}

pub(super) fn classify(context: &Context, tokens: Vec<(Token, Amount)>) -> Option<AssetLedger> {
    let (token, dust_threshold) = tokens.into_iter().next()?;
    let mut ledger = AssetLedger::new(token, dust_threshold);
    let transactions = in_time_order(context);
    let appearances = appearances(context, &transactions);
    let addresses = context.history.address_count();
    let mut senders: Senders = vec![Vec::new(); addresses];
    let mut open: Vec<Open> = Vec::new();
    let mut open_of_sender: Vec<Vec<usize>> = vec![Vec::new(); addresses];

    for (class, tx) in transactions {
        let pending = is_pending(context, tx);
        let (from_own, to_own) = (value_of_own(context, &tx.inputs), value_of_own(context, &tx.outputs));
        ledger.open(Entry {
            tx: tx.txid.clone(),
            time: tx.block.as_ref().map_or(context.now, |block| block.time),
            height: tx.block.as_ref().map(|block| block.height),
            pending,
        });
        if pending && tx.block.is_some() {
            ledger.pending_in_blocks += to_own.units() as i128 - from_own.units() as i128;
        }
        if class == Class::Ambiguous {
            if to_own >= from_own {
                ledger.put(Kind::Gained, minus(to_own, from_own), true);
            } else {
                ledger.put(Kind::Lost, minus(from_own, to_own), true);
            }
            continue;
        }
        if !pending {
            note_addresses(context, &mut ledger, tx);
        }
        if class == Class::Receipt {
            let sender = sender_of(&mut ledger, &mut senders, tx);
            ledger.put_received(sender, to_own);
            if !pending {
                for &address in &ledger.senders[sender as usize].addresses {
                    open_of_sender[address as usize].push(open.len());
                }
                open.push(Open { left: to_own });
            }
            continue;
        }
        let change = possible_change(context, tx, &appearances);
        let outside = tx.outputs.iter().enumerate().filter(|(_, output)| !context.owns(output.address));
        let only_internal = tx.outputs.iter().all(|output| context.owns(output.address));
        ledger.put(Kind::Internal, to_own, only_internal);
        for (index, output) in outside {
            let returned = match output.address {
                Some(to) if !pending && !context.is_exchange(to) => {
                    pay_back(&mut open, &open_of_sender[to as usize], output.value)
                }
                _ => Amount::ZERO,
            };
            ledger.put(Kind::Returned, returned, true);
            let kind = Kind::Spent { to: output.address, possible_change: change == Some(index) };
            ledger.put(kind, minus(output.value, returned), true);
        }
        // What the inputs hold and the outputs do not, rather than the explorer's word for the fee.
        let spent = total(tx.outputs.iter().map(|output| output.value));
        ledger.put(Kind::Fee, minus(from_own, spent.min(from_own)), false);
    }
    Some(ledger)
}

/// Lowest block first, receipts before spends within a block, then by txid; what waits comes last.
fn in_time_order<'a>(context: &Context<'a>) -> Vec<(Class, &'a HeldTx)> {
    let mut all: Vec<(Class, &HeldTx)> = context
        .history
        .utxo_transactions(context.chain)
        .into_iter()
        .filter(|tx| {
            let mut ios = tx.inputs.iter().chain(&tx.outputs);
            ios.any(|io| context.owns(io.address))
        })
        .map(|tx| (class_of(context, tx), tx))
        .collect();
    let height = |tx: &HeldTx| tx.block.as_ref().map_or(u64::MAX, |block| block.height);
    all.sort_by(|(a_class, a), (b_class, b)| {
        height(a).cmp(&height(b)).then(a_class.cmp(b_class)).then_with(|| a.txid.cmp(&b.txid))
    });
    all
}

fn class_of(context: &Context, tx: &HeldTx) -> Class {
    let own = tx.inputs.iter().filter(|input| context.owns(input.address)).count();
    if own == 0 {
        Class::Receipt
    } else if own == tx.inputs.len() {
        Class::Spend
    } else {
        Class::Ambiguous
    }
}

fn is_pending(context: &Context, tx: &HeldTx) -> bool {
    let Some(block) = &tx.block else { return true };
    match context.history.tip(context.chain) {
        // A tip below a block that the explorer lists is none: cut short on its way, or from before the block.
        Some(tip) if tip >= block.height => (tip + 1).saturating_sub(block.height) < BITCOIN_FINAL,
        _ => block.time + BITCOIN_FINAL_SECONDS > context.now,
    }
}

fn value_of_own(context: &Context, ios: &[super::history::HeldIo]) -> Amount {
    total(ios.iter().filter(|io| context.owns(io.address)).map(|io| io.value))
}

fn note_addresses(context: &Context, ledger: &mut AssetLedger, tx: &HeldTx) {
    for input in &tx.inputs {
        if let Some(address) = input.address.filter(|_| context.owns(input.address)) {
            ledger.note_spent(address, input.value);
        }
    }
    for output in &tx.outputs {
        if let Some(address) = output.address.filter(|_| context.owns(output.address)) {
            ledger.note_received(address, output.value);
        }
    }
}

/// The number of the set of addresses that a receipt came from. Without any address each receipt stands alone.
fn sender_of(ledger: &mut AssetLedger, senders: &mut Senders, tx: &HeldTx) -> u32 {
    let mut addresses: Vec<AddressId> = tx.inputs.iter().filter_map(|input| input.address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let number = ledger.senders.len() as u32;
    if let Some(&first) = addresses.first() {
        let with_it = &mut senders[first as usize];
        if let Some(&known) =
            with_it.iter().find(|&&known| ledger.senders[known as usize].addresses == addresses)
        {
            return known;
        }
        with_it.push(number);
    }
    ledger.senders.push(Sender { addresses });
    number
}

/// Pays back the sender's receipts, oldest first, each up to what is left of it; how much that was.
fn pay_back(open: &mut [Open], of_sender: &[usize], value: Amount) -> Amount {
    let mut paid = Amount::ZERO;
    for &receipt in of_sender {
        let left = &mut open[receipt].left;
        let share = minus(value, paid).min(*left);
        *left = minus(*left, share);
        paid = plus(paid, share);
        if paid == value {
            break;
        }
    }
    paid
}

/// In how many transactions each address stands.
fn appearances(context: &Context, transactions: &[(Class, &HeldTx)]) -> Vec<u32> {
    let mut count = vec![0; context.history.address_count()];
    for (_, tx) in transactions {
        let mut addresses: Vec<AddressId> =
            tx.inputs.iter().chain(&tx.outputs).filter_map(|io| io.address).collect();
        addresses.sort_unstable();
        addresses.dedup();
        for address in addresses {
            count[address as usize] += 1;
        }
    }
    count
}

/// The output of a spend that may be change: none comes back to the campaign, there is another output, and this
/// is the only one to an address that stands nowhere else in the history and has the form of a spent one's
/// (the one-time-change heuristic, Androulaki et al. 2013).
fn possible_change(context: &Context, tx: &HeldTx, appearances: &[u32]) -> Option<usize> {
    if tx.outputs.len() < 2 || tx.outputs.iter().any(|output| context.owns(output.address)) {
        return None;
    }
    let form = |id: AddressId| script_form(context.history.address(id).as_str());
    let fits = |to: AddressId| {
        appearances[to as usize] == 1
            && tx.inputs.iter().filter_map(|input| input.address).any(|from| form(from) == form(to))
    };
    let mut fitting = tx.outputs.iter().enumerate().filter(|(_, output)| output.address.is_some_and(fits));
    let (index, _) = fitting.next()?;
    fitting.next().is_none().then_some(index)
}

/// What tells one kind of script from another in an address: its first letter, and a segwit one's version and length.
fn script_form(address: &str) -> (&str, usize) {
    match address.rfind('1').filter(|_| address.len() > 35) {
        Some(separator) => (address.get(..separator + 2).unwrap_or(address), address.len()),
        None => (address.get(..1).unwrap_or(address), 0),
    }
}
