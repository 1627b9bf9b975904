//! Bitcoin-like chains: a transaction is judged by whose inputs it spends.

use super::book::Tally;
use super::history::{AddressId, HeldIo, HeldTx, TxPlace};
use super::{AssetLedger, Book, CONFIRMATIONS, Context, Entry, Kind, Sender, add, less};
use crate::chain::{Address, Amount, BlockRef, Chain, Timestamp, TxIo, UtxoTx};
use crate::sorted::{include, order};
use std::mem::take;

/// Who owns the inputs of a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// None is the campaign's: receipts come first within a block.
    Receipt,
    /// All are the campaign's.
    Spend,
    /// Some are: payjoin, coinjoin, shared wallets.
    Ambiguous,
}

impl Class {
    /// By how many of a transaction's inputs, and of its outputs, are the campaign's; none where none is.
    fn of(own_inputs: usize, inputs: usize, own_outputs: usize) -> Option<Class> {
        match own_inputs {
            0 if own_outputs == 0 => None,
            0 => Some(Class::Receipt),
            _ if own_inputs == inputs => Some(Class::Spend),
            _ => Some(Class::Ambiguous),
        }
    }
}

/// One side of a transaction: all of it, and what is the campaign's.
struct Side {
    sum: Amount,
    own: usize,
    own_sum: Amount,
}

/// The work of classifying a chain's transactions, as far as it is done.
#[derive(Default)]
pub(super) struct Work {
    /// None before it is known which transactions there are.
    places: Option<Vec<TxPlace>>,
    /// Those that touch the campaign, in the order in which they are entered; none before they are known.
    ours: Option<Vec<(Class, TxPlace)>>,
    appearances: Vec<u32>,
    /// How many of them were entered.
    entered: usize,
    tally: Tally,
}

impl Work {
    /// Enters up to so many transactions into the ledger of the chain's only asset, once all of them are in order; whether
    /// there is more to do.
    pub fn step(&mut self, context: &Context, ledger: &mut AssetLedger, transactions: usize) -> bool {
        match (&self.places, &self.ours) {
            (None, _) => self.places = Some(context.history.utxo_places(context.chain)),
            (Some(places), None) => {
                let ours = in_order(context, &ours(context, places));
                self.appearances = appearances(context, &ours);
                self.ours = Some(ours);
            }
            (_, Some(ours)) => {
                let left = &ours[self.entered..];
                let now = &left[..left.len().min(transactions)];
                let mut book = Book::reopened(context, ledger, take(&mut self.tally));
                for &(class, place) in now {
                    enter(&mut book, context, class, context.history.at(place), &self.appearances);
                }
                self.entered += now.len();
                let is_done = self.entered == ours.len();
                if is_done {
                    book.close();
                }
                self.tally = book.left();
                return !is_done;
            }
        }
        true
    }
}

/// Lowest block first, receipts before spends within a block, then by txid; what waits comes last.
fn in_order(context: &Context, ours: &[(Class, TxPlace)]) -> Vec<(Class, TxPlace)> {
    let mut keys = Vec::with_capacity(ours.len());
    for &(class, place) in ours {
        let block = context.history.at(place).block.as_ref();
        keys.push((block.map_or(u64::MAX, |block| block.height), class as u8));
    }
    let mut in_order = Vec::with_capacity(ours.len());
    for place in order(keys.len(), &mut |a, b| keys[a].cmp(&keys[b])) {
        in_order.push(ours[place]);
    }
    in_order
}

fn enter(book: &mut Book, context: &Context, class: Class, tx: &HeldTx, appearances: &[u32]) {
    let pending = is_pending(context, tx);
    let block = tx.block.as_ref();
    let time = block.map_or(context.now, |block| block.time);
    let (inputs, outputs) = (side(context, &tx.inputs), side(context, &tx.outputs));
    let (from_own, to_own) = (inputs.own_sum, outputs.own_sum);
    book.open(Entry {
        chain: context.chain,
        tx: tx.txid.clone(),
        time,
        height: block.map(|block| block.height),
        pending,
    });
    // Of what is pending the explorer counts what is in a block; what mixes inputs is no address's.
    let is_noted = if pending { block.is_some() } else { class != Class::Ambiguous };
    for (ios, received) in [(&tx.inputs, false), (&tx.outputs, true)] {
        for io in ios {
            if let Some(address) = io.address.filter(|_| context.owns(io.address)) {
                let units = io.value.units() as i128;
                book.shift(address, if received { units } else { -units }, time);
                if is_noted {
                    book.note(address, received, io.value);
                }
            }
        }
    }
    match class {
        Class::Receipt => {
            let is_hidden = tx.inputs.iter().any(|input| input.hidden);
            book.receive(Sender { addresses: senders(tx), is_hidden }, to_own);
        }
        Class::Ambiguous => {
            // Counted and listed even where as much came out as was put in.
            if from_own > to_own {
                book.push(Kind::Lost, None, less(from_own, to_own));
            } else {
                book.push(Kind::Gained, None, less(to_own, from_own));
            }
        }
        Class::Spend => {
            let all_internal = outputs.own == tx.outputs.len();
            book.put(if all_internal { Kind::Internal } else { Kind::Change }, None, to_own);
            let change = if outputs.own == 0 { possible_change(context, tx, appearances) } else { None };
            for (index, output) in tx.outputs.iter().enumerate() {
                if !context.owns(output.address) {
                    let kind = match () {
                        () if output.hidden => Kind::Hidden,
                        () if change == Some(index) => Kind::PossibleChange,
                        () => Kind::Spent,
                    };
                    book.spend(kind, output.address, output.value);
                }
            }
            // What the inputs hold and the outputs do not, rather than the explorer's word for the fee.
            book.put(Kind::Fee, None, less(from_own, outputs.sum));
        }
    }
}

/// The transactions that touch the campaign.
fn ours(context: &Context, places: &[TxPlace]) -> Vec<(Class, TxPlace)> {
    let mut ours = Vec::new();
    for &place in places {
        let tx = context.history.at(place);
        let (inputs, outputs) = (side(context, &tx.inputs).own, side(context, &tx.outputs).own);
        if let Some(class) = Class::of(inputs, tx.inputs.len(), outputs) {
            ours.push((class, place));
        }
    }
    ours
}

/// What transactions bring from outside to the addresses `own`, as far as they are old enough to be final: the same as a ledger has it
/// while the height of the chain's tip is not known.
pub fn from_outside(txs: &[UtxoTx], own: &[Address], chain: Chain, now: Timestamp) -> Amount {
    let mut sum = Amount::ZERO;
    for tx in txs {
        let count = |ios: &[TxIo]| ios.iter().filter(|io| is_among(io, own)).count();
        let is_final = tx.block.as_ref().is_some_and(|block| !is_young(block, chain, now));
        if is_final
            && Class::of(count(&tx.inputs), tx.inputs.len(), count(&tx.outputs)) == Some(Class::Receipt)
        {
            for io in tx.outputs.iter().filter(|io| is_among(io, own)) {
                add(&mut sum, io.value);
            }
        }
    }
    sum
}

fn is_among(io: &TxIo, own: &[Address]) -> bool {
    io.address.as_ref().is_some_and(|address| own.contains(address))
}

fn side(context: &Context, ios: &[HeldIo]) -> Side {
    let mut side = Side { sum: Amount::ZERO, own: 0, own_sum: Amount::ZERO };
    for io in ios {
        add(&mut side.sum, io.value);
        if context.owns(io.address) {
            side.own += 1;
            add(&mut side.own_sum, io.value);
        }
    }
    side
}

fn is_pending(context: &Context, tx: &HeldTx) -> bool {
    let Some(block) = &tx.block else { return true };
    match context.history.tip(context.chain) {
        // A tip below a block that the explorer lists is none: cut short on its way, or from before the block.
        Some(tip) if tip >= block.height => tip - block.height < CONFIRMATIONS - 1,
        _ => is_young(block, context.chain, context.now),
    }
}

/// Not old enough to be final by its age alone.
fn is_young(block: &BlockRef, chain: Chain, now: Timestamp) -> bool {
    block.time + chain.facts().final_after > now
}

/// The addresses of the inputs, sorted.
fn senders(tx: &HeldTx) -> Vec<AddressId> {
    let mut addresses = Vec::new();
    for input in &tx.inputs {
        if let Some(address) = input.address {
            include(&mut addresses, address);
        }
    }
    addresses
}

/// By address: in how many transactions it stands.
fn appearances(context: &Context, ours: &[(Class, TxPlace)]) -> Vec<u32> {
    let mut count = vec![0; context.history.address_count()];
    let mut last = count.clone();
    for (number, &(_, place)) in (1..).zip(ours) {
        let tx = context.history.at(place);
        for ios in [&tx.inputs, &tx.outputs] {
            for address in ios.iter().filter_map(|io| io.address) {
                let last = &mut last[address as usize];
                count[address as usize] += u32::from(*last != number);
                *last = number;
            }
        }
    }
    count
}

/// The output of a spend that may be change: none comes back to the campaign, there is another output, and this
/// is the only one to an address that stands nowhere else in the history, is no exchange's by a label and has the form of a
/// spent one's (the one-time-change heuristic, Androulaki et al. 2013).
fn possible_change(context: &Context, tx: &HeldTx, appearances: &[u32]) -> Option<usize> {
    if tx.outputs.len() < 2 {
        return None;
    }
    let form = |id: AddressId| script_form(context.history.address(id).as_str());
    // Few, of however many inputs.
    let mut spent = Vec::new();
    for from in tx.inputs.iter().filter_map(|input| input.address) {
        if !spent.contains(&form(from)) {
            spent.push(form(from));
        }
    }
    let mut fitting = None;
    for (index, output) in tx.outputs.iter().enumerate() {
        if let Some(to) = output.address
            && appearances[to as usize] == 1
            && !context.exchanges[to as usize]
            && spent.contains(&form(to))
            && fitting.replace(index).is_some()
        {
            return None;
        }
    }
    fitting
}

/// What tells one kind of script from another in an address: its first letter, and a segwit one's version and length.
fn script_form(address: &str) -> (&[u8], usize) {
    let address = address.as_bytes();
    match address.iter().rposition(|byte| *byte == b'1') {
        Some(separator) if address.len() > 35 => (&address[..separator + 2], address.len()),
        _ => (&address[..1], 0),
    }
}
