//! Account chains: a transfer is judged by who sent it and who got it.

use super::history::{AddressId, Counted};
use super::{AssetLedger, Book, Context, Entry, Exclusion, Kind, Sender};
use crate::chain::{Amount, Chain, Nature};
use crate::sorted::{include, order};

/// Enters all that the history knows into the ledgers of the chain's assets, the native one first; what is in no sum.
pub(super) fn classify(context: &Context, assets: &mut [AssetLedger]) -> Vec<Exclusion> {
    let mut excluded = Vec::new();
    let mut books = Vec::with_capacity(assets.len());
    for ledger in assets {
        books.push(Book::new(context, ledger));
    }
    let transfers = context.history.transfers(context.chain);
    let known = Known::new(context, &transfers, &books);
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
            None if transfer.nature == Nature::Forged => "fake-token",
            None => "unlisted-token",
        };
        let is_poison = |party: AddressId| known.is_imitated_by(context, party);
        let reason = if is_poison(transfer.from) || transfer.to.is_some_and(is_poison) {
            "look-alike-address"
        } else {
            reason
        };
        exclude(&mut excluded, context.chain, counted, reason);
    }
    books.iter_mut().for_each(Book::close);
    excluded
}

/// Whom the campaign truly deals with.
struct Known {
    /// By address: it is the campaign's, or stands in a transfer that is in the sums and no dust.
    is_known: Vec<bool>,
    /// How these addresses begin and end, sorted.
    ends: Vec<Ends>,
}

/// The letters at both ends by which people take one address for another: what wallets show of a long one.
type Ends = ([u8; 4], [u8; 4]);

impl Known {
    fn new(context: &Context, transfers: &[Counted], books: &[Book]) -> Known {
        let mut known = Known { is_known: context.own.clone(), ends: Vec::new() };
        for Counted { transfer, .. } in transfers {
            let listed = books.iter().find(|book| book.ledger.asset().contract == transfer.contract);
            if listed.is_some_and(|book| transfer.value > book.ledger.dust_threshold)
                && let Some(to) = transfer.to
                && (context.owns(Some(transfer.from)) || context.owns(Some(to)))
            {
                known.is_known[transfer.from as usize] = true;
                known.is_known[to as usize] = true;
            }
        }
        for (address, is_known) in (0..).zip(&known.is_known) {
            if *is_known && let Some(ends) = ends(context, address) {
                include(&mut known.ends, ends);
            }
        }
        known
    }

    /// Whether an address is none of the known ones, and begins and ends like one of them: address poisoning.
    fn is_imitated_by(&self, context: &Context, address: AddressId) -> bool {
        !self.is_known[address as usize]
            && ends(context, address).is_some_and(|ends| self.ends.binary_search(&ends).is_ok())
    }
}

fn ends(context: &Context, address: AddressId) -> Option<Ends> {
    let text = context.history.address(address).as_str().as_bytes();
    let text = if let [b'0', b'x', digits @ ..] = text { digits } else { text };
    let (mut first, mut last) = (*text.first_chunk()?, *text.last_chunk()?);
    // The case of hexadecimal digits is their checksum.
    if text.len() == 40 {
        for letters in [&mut first, &mut last] {
            letters.make_ascii_lowercase();
        }
    }
    Some((first, last))
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
    book.open(Entry {
        chain: context.chain,
        tx: transfer.tx.clone(),
        time: transfer.time,
        height: None,
        pending,
    });
    let Some(to) = transfer.to else {
        // Paid in the native asset, for failed transactions too.
        book.shift(from, -(value.units() as i128), transfer.time);
        if pending {
            book.note(from, false, value);
        }
        return book.put(Kind::Fee, None, value);
    };
    if from_own {
        book.shift(from, -(value.units() as i128), transfer.time);
    }
    if to_own {
        book.shift(to, value.units() as i128, transfer.time);
    }
    // What its owner wraps is neither received nor spent.
    let wraps = counted.nature == Nature::Wrap && from_own != to_own;
    if from_own && (pending || !wraps) {
        book.note(from, false, value);
    }
    if to_own && (pending || !wraps) {
        book.note(to, true, value);
    }
    match (from_own, to_own) {
        _ if wraps => book.put(if from_own { Kind::Lost } else { Kind::Gained }, None, value),
        (true, _) if counted.nature == Nature::Burn => book.burn(from, value),
        (true, true) => book.put(Kind::Internal, None, value),
        (true, false) => book.spend(Kind::Spent, Some(to), value),
        (false, _) => book.receive(Sender { addresses: vec![from], is_hidden: false }, value),
    }
}
