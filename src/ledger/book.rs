//! An asset's ledger while it is written.

use super::history::AddressId;
use super::{AssetLedger, Burn, Context, Entry, Kind, OwnSums, PaidBack, Part, Sender, add, less};
use crate::chain::{Amount, Timestamp};

/// A ledger, and what returns are told by.
pub struct Book<'a> {
    context: &'a Context<'a>,
    pub ledger: &'a mut AssetLedger,
    tally: Tally,
}

/// What returns are told by, as far as a ledger is written.
#[derive(Default)]
pub struct Tally {
    /// The entry opened last is pending.
    pending: bool,
    /// By address: the numbers of the senders of which it is the first.
    senders: Vec<Vec<u32>>,
    /// By receipt: its entry, and what was not paid back yet.
    unreturned: Vec<(u32, Amount)>,
    /// By address: the receipts that it is among the senders of, oldest first, without those that were paid back.
    receipts: Vec<Vec<u32>>,
    held: Vec<Held>,
}

/// What lies at one of the campaign's addresses while the history is gone through.
struct Held {
    address: AddressId,
    units: i128,
    /// Of the last movement.
    time: Timestamp,
    /// When there was less than nothing first.
    short: Option<Timestamp>,
}

impl Held {
    fn settle(&mut self) {
        if self.units < 0 {
            self.short.get_or_insert(self.time);
        }
    }
}

impl<'a> Book<'a> {
    pub fn new(context: &'a Context, ledger: &'a mut AssetLedger) -> Book<'a> {
        Book::reopened(context, ledger, Tally::default())
    }

    /// Goes on with a ledger from where it was [left](Book::left).
    pub fn reopened(context: &'a Context, ledger: &'a mut AssetLedger, mut tally: Tally) -> Book<'a> {
        for list in [&mut tally.senders, &mut tally.receipts] {
            list.resize_with(context.history.address_count(), Vec::new);
        }
        Book { context, ledger, tally }
    }

    /// Leaves the ledger as far as it is written.
    pub fn left(self) -> Tally {
        self.tally
    }

    /// Begins an entry: what follows belongs to it.
    pub fn open(&mut self, entry: Entry) {
        self.tally.pending = entry.pending;
        self.ledger.entries.push(entry);
    }

    /// Adds a share to the entry; nothing where there is nothing.
    pub fn put(&mut self, kind: Kind, party: Option<u32>, amount: Amount) {
        if amount > Amount::ZERO {
            self.push(kind, party, amount);
        }
    }

    /// Adds a share to the entry, of whatever amount.
    pub fn push(&mut self, kind: Kind, party: Option<u32>, amount: Amount) {
        let entry = self.entry();
        let is_dust = kind == Kind::Received && amount <= self.ledger.dust_threshold;
        self.ledger.parts.push(Part { entry, kind, party, amount, is_dust });
    }

    /// The number of the entry that is open.
    fn entry(&self) -> u32 {
        self.ledger.entries.len() as u32 - 1
    }

    /// Notes what one of the campaign's addresses received, or spent.
    pub fn note(&mut self, address: AddressId, received: bool, amount: Amount) {
        if self.tally.pending {
            let units = amount.units() as i128;
            self.ledger.pending_in_blocks += if received { units } else { -units };
        } else {
            let sums = self.own_sums(address);
            add(if received { &mut sums.received } else { &mut sums.spent }, amount);
        }
    }

    fn own_sums(&mut self, address: AddressId) -> &mut OwnSums {
        let all = &mut self.ledger.per_address;
        let place = all.iter().position(|sums| sums.address == address).unwrap_or_else(|| {
            all.push(OwnSums { address, received: Amount::ZERO, spent: Amount::ZERO });
            all.len() - 1
        });
        &mut all[place]
    }

    /// Moves what lies at one of the campaign's addresses. At the end of a block it cannot be below nothing.
    pub fn shift(&mut self, address: AddressId, units: i128, time: Timestamp) {
        if self.tally.pending {
            return;
        }
        let place = self.tally.held.iter().position(|held| held.address == address).unwrap_or_else(|| {
            self.tally.held.push(Held { address, units: 0, time, short: None });
            self.tally.held.len() - 1
        });
        let held = &mut self.tally.held[place];
        if held.time != time {
            held.settle();
            held.time = time;
        }
        held.units += units;
    }

    /// Notes at which addresses, and when for the first time, more went out than the lists say had come in.
    pub fn close(&mut self) {
        for held in &mut self.tally.held {
            held.settle();
            if let Some(since) = held.short {
                self.ledger.short.push((held.address, since));
            }
        }
    }

    /// Enters a receipt. Who sent it is sorted; without any address each receipt stands alone.
    pub fn receive(&mut self, from: Sender, amount: Amount) {
        let sender = self.sender(from);
        self.put(Kind::Received, Some(sender), amount);
        if !self.tally.pending {
            let entry = self.entry();
            let receipt = self.tally.unreturned.len() as u32;
            for &address in &self.ledger.senders[sender as usize].addresses {
                self.tally.receipts[address as usize].push(receipt);
            }
            self.tally.unreturned.push((entry, amount));
        }
    }

    /// The number of addresses that send together.
    fn sender(&mut self, sender: Sender) -> u32 {
        let senders = &mut self.ledger.senders;
        let number = senders.len() as u32;
        if let Some(&first) = sender.addresses.first() {
            let with_it = &mut self.tally.senders[first as usize];
            for &known in &*with_it {
                if senders[known as usize].addresses == sender.addresses {
                    return known;
                }
            }
            with_it.push(number);
        }
        senders.push(sender);
        number
    }

    /// Enters what the token's issuer destroyed at one of the campaign's addresses.
    pub fn burn(&mut self, at: AddressId, amount: Amount) {
        self.ledger.burns.push(Burn { entry: self.entry(), address: at, amount });
        self.put(Kind::Burnt, None, amount);
    }

    /// Enters what went out: a return as far as it pays back the receiver's receipts, the rest as `kind`.
    pub fn spend(&mut self, kind: Kind, to: Option<AddressId>, amount: Amount) {
        let returned = match to {
            Some(to) if !self.tally.pending && !self.context.is_exchange(to) => self.pay_back(to, amount),
            _ => Amount::ZERO,
        };
        self.put(Kind::Returned, to, returned);
        self.put(kind, to, less(amount, returned));
    }

    /// Pays back an address's receipts, oldest first, each up to what is left of it; how much that was.
    fn pay_back(&mut self, to: AddressId, amount: Amount) -> Amount {
        let entry = self.entry();
        let receipts = &mut self.tally.receipts[to as usize];
        let mut paid = Amount::ZERO;
        while paid < amount
            && let Some(&oldest) = receipts.first()
        {
            let (receipt, left) = &mut self.tally.unreturned[oldest as usize];
            let share = less(amount, paid).min(*left);
            *left = less(*left, share);
            add(&mut paid, share);
            if share > Amount::ZERO {
                self.ledger.paid_back.push(PaidBack { entry, receipt: *receipt, amount: share });
            }
            if *left == Amount::ZERO {
                receipts.remove(0);
            }
        }
        paid
    }
}
