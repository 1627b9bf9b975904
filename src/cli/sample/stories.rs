//! What happened on the sample's chains: named histories, all invented.

use super::chain::{Coin, Fate, Output, Payment, Story};
use super::rng::Rng;
use super::tron::{Account, Act, Ledger, Trc20, account};
use super::wallet::{Form, Party, party};
use crate::chain::Day;
use crate::explorer::issuer::Act as IssuerAct;

const FORMS: [Form; 5] = [Form::P2wpkh, Form::P2wpkh, Form::P2tr, Form::P2pkh, Form::P2shP2wpkh];

/// The hour of the chain's last day that a reorganisation replaces, but that is old enough to be final.
const LATE: (&str, u64) = ("2026-03-12", 13);

pub fn usdt() -> Trc20 {
    Trc20 { contract: account("contract/usdt"), symbol: "USDT", name: "Tether USD", decimals: 6 }
}

/// The same symbol and name as the listed token's, by another contract.
pub fn forged_usdt() -> Trc20 {
    Trc20 { contract: account("contract/forged usdt"), ..usdt() }
}

/// A symbol in Cyrillic look-alikes.
pub fn lookalike_usdt() -> Trc20 {
    Trc20 { contract: account("contract/lookalike"), symbol: "UЅDТ", name: "Теthеr UЅD", decimals: 6 }
}

/// An hour of a day, in seconds since 1970.
pub fn at(day: &str, hour: u64) -> u64 {
    Day::parse(day).expect("a day of the calendar").start() + hour * 3_600
}

/// Addresses of the relief campaign: the one in use, and an older one.
pub fn relief_main() -> Party {
    party(Form::P2wpkh, "relief/main")
}
pub fn relief_first() -> Party {
    party(Form::P2pkh, "relief/first")
}
pub fn relief_tron() -> Account {
    account("relief/tron")
}
pub fn relief_exchange() -> Party {
    party(Form::P2wpkh, "exchange/meridian deposit")
}
pub fn relief_exchange_tron() -> Account {
    account("exchange/meridian hot wallet")
}
pub fn relief_warehouse() -> Party {
    party(Form::P2tr, "relief/warehouse")
}
pub fn relief_tents() -> Party {
    party(Form::P2pkh, "relief/tents")
}
pub fn relief_pumps() -> Party {
    party(Form::P2wpkh, "relief/water pumps")
}
/// Those from 80 on give much, and 90 gets most of it back.
pub fn relief_sender(index: u64) -> Party {
    party(FORMS[index as usize % FORMS.len()], format!("relief/sender {index}"))
}

pub fn large_address() -> Party {
    party(Form::P2wpkh, "large/address")
}
pub fn medium_address() -> Party {
    party(Form::P2wpkh, "medium/address")
}

/// Senders to these are counted from 1.
pub fn busy_sender(name: &str, index: u64) -> Party {
    party(FORMS[index as usize % FORMS.len()], format!("{name}/sender {index}"))
}

/// The tangle's addresses, one of each form.
pub fn tangle_addresses() -> [Party; 4] {
    [
        party(Form::P2wpkh, "tangle/a"),
        party(Form::P2pkh, "tangle/b"),
        party(Form::P2shP2wpkh, "tangle/c"),
        party(Form::P2tr, "tangle/d"),
    ]
}
pub fn tangle_exchange() -> Party {
    party(Form::P2wpkh, "tangle/exchange")
}
pub fn tangle_accounts() -> [Account; 2] {
    [account("tangle/one"), account("tangle/two")]
}
pub fn tangle_exchange_tron() -> Account {
    account("tangle/exchange")
}

pub fn empty_address() -> Party {
    party(Form::P2wpkh, "empty/address")
}
pub fn empty_tron() -> Account {
    account("empty/tron")
}
pub fn frozen_tron() -> Account {
    account("frozen/tron")
}
pub fn staking_tron() -> Account {
    account("staking/tron")
}

/// A payment of `value` by one sender from a coin of its own, with change now and then.
fn donation(rng: &mut Rng, at: u64, from: Party, to: &Party, value: u64) -> Payment {
    let rate = rng.between(2, 18);
    let exact = value + (11 + from.form.input_vbytes() + 34) * rate;
    let mut outputs = vec![Output::Pay(to.clone(), value)];
    let coin = match rng.one_in(4) {
        true => exact,
        false => {
            outputs.push(Output::Rest(from.clone()));
            if rng.one_in(2) {
                outputs.swap(0, 1);
            }
            exact + rng.between(40_000, 900_000)
        }
    };
    Payment { at, fate: Fate::Mined, inputs: vec![Coin::Before(from, coin)], outputs, rate }
}

fn spend(at: u64, inputs: Vec<Coin>, outputs: Vec<Output>) -> Payment {
    Payment { at, fate: Fate::Mined, inputs, outputs, rate: 6 }
}

/// Satoshis as people send them: most little, a few much, half of them round.
fn plausible(rng: &mut Rng) -> u64 {
    let (low, high) = match rng.between(0, 999) {
        0..350 => (20_000, 99_999),
        350..750 => (100_000, 999_999),
        750..950 => (1_000_000, 9_999_999),
        950..996 => (10_000_000, 49_999_999),
        _ => (50_000_000, 300_000_000),
    };
    let value = rng.between(low, high);
    if rng.one_in(2) { value - value % (low / 4) } else { value }
}

/// "Relief for Aleria": two floods, a televised appeal, an old address given up for a new one.
pub fn relief() -> Story {
    let mut rng = Rng::new(11);
    let (main, first) = (relief_main(), relief_first());
    let mut payments = Vec::new();
    let sender = relief_sender;

    // From, to, how many, to which address.
    let waves = [
        ("2025-11-09", 3, 9, &first),
        ("2025-11-14", 9, 6, &first),
        ("2025-12-03", 2, 8, &main),
        ("2025-12-08", 30, 7, &main),
        ("2026-01-21", 4, 8, &main),
        ("2026-02-01", 36, 6, &main),
    ];
    let mut senders = 0;
    for (day, days, count, to) in waves {
        for _ in 0..count {
            senders += 1;
            // Some give again.
            let from = if senders > 6 && rng.one_in(6) { sender(rng.between(1, 6)) } else { sender(senders) };
            let time = at(day, 0) + rng.between(0, days * 86_400 - 1);
            payments.push(donation(
                &mut rng,
                time,
                from,
                to,
                plausible(&mut Rng::new(700 + senders)).min(62_000_000),
            ));
        }
    }
    for (day, from, to, value) in [
        ("2025-11-11", 80, &first, 21_000_000),
        ("2025-12-04", 81, &main, 28_500_000),
        ("2025-12-11", 82, &main, 9_200_000),
        ("2026-01-22", 83, &main, 24_000_000),
        ("2026-02-05", 80, &main, 12_000_000),
    ] {
        payments.push(donation(&mut rng, at(day, 11), sender(from), to, value));
    }
    // One that came by mistake, and most of it goes back.
    payments.push(donation(&mut rng, at("2025-12-05", 10), sender(90), &main, 18_000_000));
    payments.push(spend(
        at("2025-12-08", 9),
        vec![Coin::Oldest(main.clone(), 12)],
        vec![Output::Pay(sender(90), 16_500_000), Output::Rest(main.clone())],
    ));
    // The old address is given up.
    payments.push(spend(
        at("2025-12-02", 8),
        vec![Coin::Oldest(first.clone(), 99)],
        vec![Output::Rest(main.clone())],
    ));
    payments.push(spend(
        at("2025-12-19", 12),
        vec![Coin::Oldest(main.clone(), 6)],
        vec![Output::Part(relief_exchange(), 620), Output::Rest(main.clone())],
    ));
    payments.push(spend(
        at("2026-01-09", 15),
        vec![Coin::Oldest(main.clone(), 5)],
        vec![
            Output::Part(relief_warehouse(), 300),
            Output::Part(relief_tents(), 180),
            Output::Rest(main.clone()),
        ],
    ));
    payments.push(spend(
        at("2026-01-30", 9),
        vec![Coin::Oldest(main.clone(), 8)],
        vec![Output::Part(relief_exchange(), 540), Output::Rest(main.clone())],
    ));
    payments.push(spend(
        at("2026-02-18", 11),
        vec![Coin::Oldest(main.clone(), 4)],
        vec![Output::Part(relief_pumps(), 700), Output::Rest(main.clone())],
    ));
    let mut last = donation(&mut rng, at(LATE.0, LATE.1), sender(91), &main, 1_250_000);
    last.fate = Fate::Orphaned;
    payments.push(last);
    Story { payments, rewards: Vec::new() }
}

/// USDT of the relief campaign. Its account has energy of its own: it pays no fees.
pub fn relief_usdt(ledger: &mut Ledger) {
    let mut rng = Rng::new(12);
    let (ours, token) = (relief_tron(), usdt());
    let mut rows: Vec<(u64, Account, Account, u128)> = Vec::new();
    for (day, days, count) in [("2025-11-10", 10, 8), ("2025-12-03", 5, 9), ("2026-01-21", 20, 7)] {
        for _ in 0..count {
            let from = account(&format!("relief/usdt sender {}", rng.between(1, 20)));
            let dollars =
                *rng.pick(&[10, 20, 25, 50, 50, 75, 100, 100, 150, 250, 300, 500, 800, 1_200, 2_500]);
            rows.push((at(day, 0) + rng.between(0, days * 86_400 - 1), from, ours, dollars * 1_000_000));
        }
    }
    rows.push((at("2025-12-04", 19), relief_exchange_tron(), ours, 4_000_000_000));
    rows.push((at("2025-12-21", 9), ours, relief_exchange_tron(), 3_000_000_000));
    rows.push((at("2026-01-27", 9), ours, account("relief/blankets"), 1_450_500_000));
    rows.sort_by_key(|row| row.0);
    for (time, from, to, value) in rows {
        ledger.send(time, token, from, to, value, 0);
    }
}

/// So many transactions of one address over fourteen months, with waves after five events.
pub fn busy(address: Party, name: &str, seed: u64, transactions: u64, spends: u64) -> Story {
    let mut rng = Rng::new(seed);
    let (first, last) = (at("2025-01-06", 0), at("2026-03-11", 0));
    let days = (last - first) / 86_400;
    // Each day's share: the everyday trickle, and waves that ebb.
    let mut shares: Vec<u64> = (0..days).map(|day| 40 + day % 7 * 3).collect();
    for (start, height) in [(9, 700), (97, 420), (181, 260), (300, 900), (385, 500)] {
        for (age, share) in shares.iter_mut().skip(start).enumerate().take(40) {
            *share += height / (age as u64 + 1);
        }
    }
    let sum: u64 = shares.iter().sum();
    let mut payments = Vec::new();
    let (mut known, receipts) = (1, transactions - spends - 1);
    for _ in 0..receipts {
        let mut share = rng.between(0, sum - 1);
        let day = shares
            .iter()
            .position(|size| {
                share < *size || {
                    share -= size;
                    false
                }
            })
            .unwrap_or(0);
        let again = rng.one_in(3);
        let index = if again { rng.between(1, known) } else { known + 1 };
        known = known.max(index);
        let from = busy_sender(name, index);
        let value = if rng.one_in(150) { rng.between(546, 1_000) } else { plausible(&mut rng) };
        let time = first + day as u64 * 86_400 + rng.between(0, 86_399);
        payments.push(donation(&mut rng, time, from, &address, value));
    }
    let mut late =
        donation(&mut rng, at(LATE.0, LATE.1), party(Form::P2tr, format!("{name}/late")), &address, 730_000);
    late.fate = Fate::Orphaned;
    payments.push(late);
    for index in 0..spends {
        let time = first + 8 * 86_400 + index * (last - first - 9 * 86_400) / spends + rng.between(0, 3_600);
        let coins = Coin::Oldest(address.clone(), rng.between(14, 26) as usize);
        if index % 24 == 20 {
            payments.push(give_back(&payments[..receipts as usize], &address, coins, time));
            continue;
        }
        let to = match index % 5 {
            0 | 3 => party(Form::P2wpkh, format!("exchange/{name}")),
            1 => party(Form::P2pkh, format!("{name}/supplier {}", rng.between(1, 9))),
            2 => party(Form::P2tr, format!("{name}/supplier {}", rng.between(10, 30))),
            _ => party(Form::P2shP2wpkh, format!("{name}/partner {}", rng.between(1, 3))),
        };
        let mut outputs = vec![Output::Part(to, rng.between(420, 880)), Output::Rest(address.clone())];
        if index % 2 == 0 {
            outputs.swap(0, 1);
        }
        payments.push(spend(time, vec![coins], outputs));
    }
    Story { payments, rewards: Vec::new() }
}

/// Pays back, whole, a middling donation that was sent about a week before.
fn give_back(donations: &[Payment], address: &Party, coins: Coin, time: u64) -> Payment {
    let is_middling = |value: u64| (300_000..3_000_000).contains(&value);
    let candidates =
        donations.iter().filter(|donation| donation.at + 7 * 86_400 < time).filter_map(|donation| {
            let sender = donation.inputs.iter().find_map(|coin| match coin {
                Coin::Before(sender, _) => Some(sender.clone()),
                Coin::Oldest(..) | Coin::Largest(_) => None,
            })?;
            let value = donation.outputs.iter().find_map(|output| match output {
                Output::Pay(_, value) if is_middling(*value) => Some(*value),
                _ => None,
            })?;
            Some((donation.at, sender, value))
        });
    let (_, sender, value) =
        candidates.max_by_key(|(at, ..)| *at).expect("a busy campaign has middling donations");
    spend(time, vec![coins], vec![Output::Pay(sender, value), Output::Rest(address.clone())])
}

/// Everything that makes a sum of receipts wrong.
pub fn tangle() -> Story {
    let mut rng = Rng::new(21);
    let [a, b, c, d] = tangle_addresses();
    let sender = |index: u64| party(FORMS[index as usize % FORMS.len()], format!("tangle/sender {index}"));
    let supplier = |index: u64| party(Form::P2wpkh, format!("tangle/supplier {index}"));
    let mut payments = Vec::new();
    let mut give = |day: &str, from: Party, to: &Party, value: u64| {
        payments.push(donation(&mut rng, at(day, 10), from, to, value));
    };

    // Receipts, to each form of address; senders 1 and 2 give twice.
    give("2025-11-03", sender(1), &a, 2_000_000);
    give("2025-11-04", sender(2), &a, 3_500_000);
    give("2025-11-05", sender(1), &b, 1_000_000);
    give("2025-11-06", sender(3), &b, 7_250_000);
    give("2025-11-07", sender(4), &c, 450_000);
    give("2025-11-08", sender(5), &c, 12_000_000);
    give("2025-11-09", sender(2), &d, 5_000_000);
    give("2025-11-10", sender(6), &d, 88_000);
    give("2025-11-11", sender(7), &a, 30_000_000);
    give("2025-11-12", party(Form::P2pk, "tangle/bare key"), &a, 640_000);
    give("2025-11-13", tangle_exchange(), &a, 9_000_000);
    // Dust: below, at and one above the threshold.
    give("2025-11-14", sender(8), &a, 546);
    give("2025-11-14", sender(9), &d, 600);
    give("2025-11-14", sender(10), &d, 1_000);
    give("2025-11-14", sender(11), &d, 1_001);
    // Final, but on the replaced branch; then in a block that is not final yet.
    give("2026-03-13", sender(12), &a, 410_000);

    let mut late = donation(&mut rng, at(LATE.0, LATE.1), sender(13), &d, 275_000);
    late.fate = Fate::Orphaned;
    payments.push(late);
    // Two senders together, with change to one of them.
    payments.push(spend(
        at("2025-11-15", 8),
        vec![Coin::Before(sender(14), 700_000), Coin::Before(sender(15), 800_000)],
        vec![Output::Pay(a.clone(), 1_400_000), Output::Rest(sender(15))],
    ));
    // One transaction pays two of the campaign's addresses, and notes something.
    payments.push(spend(
        at("2025-11-16", 8),
        vec![Coin::Before(sender(16), 5_000_000)],
        vec![
            Output::Pay(a.clone(), 1_500_000),
            Output::Note("for the schools"),
            Output::Pay(c.clone(), 2_500_000),
            Output::Rest(sender(16)),
        ],
    ));
    // An exchange pays many at once, the campaign among them.
    payments.push(spend(
        at("2025-11-17", 8),
        vec![Coin::Before(tangle_exchange(), 90_000_000)],
        (30..42)
            .map(|index| Output::Pay(sender(index), 1_000_000 + index))
            .chain([Output::Pay(b.clone(), 4_200_000), Output::Rest(tangle_exchange())])
            .collect(),
    ));
    // Consolidation: all of B and C to A.
    payments.push(spend(
        at("2025-12-01", 8),
        vec![Coin::Oldest(b.clone(), 9), Coin::Oldest(c.clone(), 9)],
        vec![Output::Rest(a.clone())],
    ));
    // Change to the same address, and to another of the campaign's.
    payments.push(spend(
        at("2025-12-05", 8),
        vec![Coin::Largest(a.clone())],
        vec![Output::Pay(supplier(1), 4_000_000), Output::Rest(a.clone())],
    ));
    payments.push(spend(
        at("2025-12-08", 8),
        vec![Coin::Largest(d.clone())],
        vec![Output::Rest(a.clone()), Output::Pay(supplier(2), 3_000_000)],
    ));
    // Possible change: a round payment to another form of address, and the rest to a fresh one.
    payments.push(spend(
        at("2025-12-12", 8),
        vec![Coin::Largest(a.clone())],
        vec![
            Output::Pay(party(Form::P2pkh, "tangle/supplier 3"), 20_000_000),
            Output::Rest(party(Form::P2wpkh, "tangle/fresh")),
        ],
    ));
    // Returns: a part; more than was sent; and to an exchange, which is none.
    payments.push(spend(
        at("2025-12-20", 8),
        vec![Coin::Largest(a.clone())],
        vec![Output::Pay(sender(1), 1_200_000), Output::Rest(a.clone())],
    ));
    payments.push(spend(
        at("2025-12-21", 8),
        vec![Coin::Largest(a.clone())],
        vec![Output::Pay(sender(15), 2_000_000), Output::Rest(a.clone())],
    ));
    payments.push(spend(
        at("2025-12-22", 8),
        vec![Coin::Largest(a.clone())],
        vec![Output::Pay(tangle_exchange(), 1_500_000), Output::Rest(a.clone())],
    ));
    // A payjoin, and a shared wallet from which the campaign comes out with less.
    payments.push(spend(
        at("2026-01-08", 8),
        vec![Coin::Largest(a.clone()), Coin::Before(sender(17), 2_600_000)],
        vec![Output::Part(a.clone(), 800), Output::Rest(sender(17))],
    ));
    payments.push(spend(
        at("2026-01-10", 8),
        vec![Coin::Largest(a.clone()), Coin::Before(sender(18), 400_000)],
        vec![Output::Part(supplier(4), 900), Output::Rest(a.clone())],
    ));
    // To itself: nothing but a fee.
    payments.push(spend(
        at("2026-01-20", 8),
        vec![Coin::Oldest(a.clone(), 1)],
        vec![Output::Rest(a.clone())],
    ));
    give_more(&mut payments, &mut rng, &a, &d);
    Story { payments, rewards: vec![(at("2026-01-15", 8), a)] }
}

/// What keeps the tangle's addresses in use, and what waits.
fn give_more(payments: &mut Vec<Payment>, rng: &mut Rng, a: &Party, d: &Party) {
    for index in 50..62 {
        let to = if index % 3 == 0 { d } else { a };
        let from = party(FORMS[index as usize % FORMS.len()], format!("tangle/sender {index}"));
        let time = at("2026-02-01", 9) + (index - 50) * 3 * 86_400;
        payments.push(donation(rng, time, from, to, 300_000 + index * 10_007));
    }
    // In a block, but not final: out.
    let to = party(Form::P2pkh, "tangle/supplier 5");
    let outputs = vec![Output::Pay(to.clone(), 250_000), Output::Rest(a.clone())];
    payments.push(spend(at("2026-03-14", 7), vec![Coin::Largest(d.clone())], outputs));
    // In the mempool: two in, one out.
    for (index, value) in [(70, 2_100_000), (71, 15_000)] {
        let from = party(Form::P2wpkh, format!("tangle/sender {index}"));
        payments.push(Payment { fate: Fate::Waiting, ..donation(rng, at("2026-03-14", 12), from, a, value) });
    }
    let outputs = vec![Output::Pay(to, 180_000), Output::Rest(a.clone())];
    let out = spend(at("2026-03-14", 13), vec![Coin::Largest(a.clone())], outputs);
    payments.push(Payment { fate: Fate::Waiting, ..out });
}

/// The tangle's Tron side: TRX with fees and a contract's payout, USDT with forgeries, poison and returns.
pub fn tangle_tron(ledger: &mut Ledger) {
    let [one, two] = tangle_accounts();
    let sender = |index: u32| account(&format!("tangle/tron sender {index}"));
    let (token, exchange) = (usdt(), tangle_exchange_tron());
    let transfer = |to: Account, amount: u64| Act::Transfer { to, amount };
    let units = |dollars: u128| dollars * 1_000_000;

    ledger.native(at("2025-11-03", 7), sender(1), transfer(one, 500_000_000), 1_100_000);
    ledger.native(at("2025-11-03", 9), sender(2), transfer(two, 120_500_000), 268_000);
    ledger.send(at("2025-11-04", 7), token, sender(1), one, units(250), 6_400_000);
    ledger.send(at("2025-11-05", 7), token, sender(2), one, units(1_000), 13_800_000);
    ledger.send(at("2025-11-06", 7), token, sender(3), two, units(75), 6_400_000);
    ledger.send(at("2025-11-07", 7), token, exchange, one, units(3_000), 0);
    ledger.send(at("2025-11-08", 7), token, sender(2), two, units(40), 6_400_000);
    // Dust: below and at the threshold, and one unit above it.
    ledger.send(at("2025-11-09", 7), token, sender(4), one, 5_000, 6_400_000);
    ledger.send(at("2025-11-09", 8), token, sender(5), one, 10_000, 6_400_000);
    ledger.send(at("2025-11-09", 9), token, sender(6), one, 10_001, 6_400_000);
    // Forgeries.
    ledger.send(at("2025-11-10", 7), forged_usdt(), sender(90), one, units(1_000_000), 0);
    ledger.send(at("2025-11-10", 8), forged_usdt(), sender(90), two, units(250_000), 0);
    ledger.send(at("2025-11-11", 7), lookalike_usdt(), sender(91), one, units(77_777), 0);
    // Moves within the campaign, a fee each.
    ledger.send(at("2025-11-20", 7), token, one, two, units(800), 13_844_850);
    ledger.native(at("2025-11-21", 7), one, transfer(two, 50_000_000), 268_000);
    // Poison: somebody names the campaign as the sender of nothing, and as its receiver.
    ledger.poison(at("2025-11-20", 8), token, sender(92), one, account("tangle/lookalike of two"));
    ledger.poison(at("2025-11-21", 8), token, sender(92), account("tangle/lookalike of sender 2"), one);
    ledger.native(at("2025-11-22", 7), sender(93), transfer(one, 1), 268_000);
    // Out: to suppliers, to the exchange, back to senders, once more than they gave.
    ledger.send(at("2025-12-01", 7), token, two, account("tangle/tron supplier"), units(300), 6_427_000);
    ledger.send(at("2025-12-02", 7), token, one, exchange, units(1_500), 13_844_850);
    ledger.send(at("2025-12-03", 7), token, one, sender(2), units(600), 6_427_000);
    ledger.send(at("2025-12-04", 7), token, two, sender(3), units(100), 6_427_000);
    ledger.native(at("2025-12-05", 7), two, transfer(sender(2), 20_500_000), 268_000);
    // A failed transaction moves nothing but its fee.
    let failed = ledger.native(at("2025-12-06", 7), one, transfer(sender(7), 5_000_000), 1_268_000);
    failed.succeeded = false;
    ledger.approve(at("2025-12-07", 7), token, one, account("tangle/exchange contract"), units(1_000_000));
    // A contract pays out TRX; another call's payout is rejected.
    let vault = account("contract/vault");
    ledger.pay_out(at("2025-12-10", 7), sender(8), vault, one, 25_000_000);
    ledger.pay_out(at("2025-12-11", 7), sender(8), vault, one, 99_000_000);
    if let Some(refused) = ledger.internals.last_mut() {
        refused.rejected = true;
    }
    // TRX with a contract's call: out of the campaign.
    let call = Act::Call { contract: vault, call_value: 10_000_000, data: "d0e30db0".into() };
    ledger.native(at("2025-12-12", 7), two, call, 900_000);
    ledger.send(at("2026-02-01", 7), token, sender(9), one, units(420), 6_400_000);
    ledger.send(at("2026-03-14", 8), token, sender(10), two, units(66), 6_400_000);
    ledger.last_is_unconfirmed();
}

/// USDT's issuer freezes an account, lets it go, and freezes it once more. Others' events fill more than a page.
pub fn frozen(ledger: &mut Ledger) {
    let ours = frozen_tron();
    let sender = |index: u32| account(&format!("frozen/tron sender {index}"));
    let units = |dollars: u128| dollars * 1_000_000;
    for (index, sum) in (0..).zip([400, 35, 90, 1_200]) {
        ledger.send(at("2025-12-05", 6 + u64::from(index)), usdt(), sender(index), ours, units(sum), 0);
    }
    ledger.issue(at("2025-12-20", 7), usdt(), IssuerAct::Freeze, ours);
    ledger.issue(at("2026-01-10", 7), usdt(), IssuerAct::Lift, ours);
    ledger.send(at("2026-01-12", 7), usdt(), ours, account("frozen/tron supplier"), units(500), 0);
    ledger.issue(at("2026-02-01", 7), usdt(), IssuerAct::Freeze, ours);
    for index in 0..230 {
        let other = account(&format!("frozen/other {index}"));
        ledger.issue(at("2025-11-01", 0) + index * 7_200, usdt(), IssuerAct::Freeze, other);
    }
    let other = account("frozen/other 7");
    ledger.send(at("2025-10-30", 7), usdt(), sender(1), other, units(30), 0);
    ledger.issue(at("2025-12-01", 7), usdt(), IssuerAct::Burn, other);
}

/// An account that freezes TRX and gets a TRC-10 token: kinds that this version names and does not count.
pub fn staking(ledger: &mut Ledger) {
    let ours = staking_tron();
    let sender = account("staking/sender");
    ledger.native(at("2026-01-10", 7), sender, Act::Transfer { to: ours, amount: 900_000_000 }, 268_000);
    ledger.native(at("2026-01-11", 7), ours, Act::Freeze { amount: 400_000_000 }, 0);
    let asset = Act::TransferAsset { to: ours, amount: 5_000, asset: "1009999" };
    ledger.native(at("2026-01-12", 7), sender, asset, 0);
    ledger.send(at("2026-01-13", 7), usdt(), sender, ours, 15_000_000, 0);
}
