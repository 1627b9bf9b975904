//! Three invented campaigns of the kind that articles are written about: a state's with a pledge, a listed group's from its
//! first appeal to the seizure, and one of many small senders. Their campaign files are in `www/campaigns/`.

use super::chain::{Coin, Fate, Output, Payment, Story};
use super::evm_stories;
use super::rng::Rng;
use super::stories::{at, usdt};
use super::wallet::{Form, Party, party};
use super::{evm, tron};

const DAY: u64 = 86_400;
/// Satoshis of a bitcoin.
const COIN: u64 = 100_000_000;
/// Base units of a dollar token with six places.
const DOLLAR: u128 = 1_000_000;
/// A thousandth of an ether, in wei.
const MILLI: u128 = 1_000_000_000_000_000;

/// Senders' wallets, of the forms that people use.
const FORMS: [Form; 4] = [Form::P2wpkh, Form::P2tr, Form::P2pkh, Form::P2shP2wpkh];

pub fn treasury() -> Party {
    party(Form::P2shP2wpkh, "velmora/treasury")
}
pub fn treasury_evm() -> evm::Account {
    evm::account("velmora/treasury")
}
pub fn treasury_tron() -> tron::Account {
    tron::account("velmora/treasury")
}
pub fn northgate() -> Party {
    party(Form::P2wpkh, "exchange/northgate hot wallet")
}
pub fn northgate_evm() -> evm::Account {
    evm::account("exchange/northgate hot wallet")
}
pub fn northgate_tron() -> tron::Account {
    tron::account("exchange/northgate hot wallet")
}
pub fn hospitals() -> Party {
    party(Form::P2tr, "velmora/hospitals")
}

/// The addresses of the listed campaign: those of its first appeal, and one after the seizure order.
pub fn front() -> [Party; 3] {
    [
        party(Form::P2pkh, "front/first"),
        party(Form::P2wpkh, "front/second"),
        party(Form::P2wpkh, "front/third"),
    ]
}
pub fn front_tron() -> tron::Account {
    tron::account("front/dollars")
}
pub fn seizing_court() -> Party {
    party(Form::P2shP2wpkh, "velmora/court")
}
pub fn exchange_of_front() -> Party {
    party(Form::P2wpkh, "exchange/saffron deposit")
}

pub fn alliance() -> Party {
    party(Form::P2tr, "alliance/tools")
}
pub fn alliance_evm() -> evm::Account {
    evm::account("alliance/tools")
}
/// A fund that says itself what it gave.
pub fn lantern() -> Party {
    party(Form::P2wpkh, "alliance/lantern fund")
}

/// A state publishes its addresses; exchanges' hot wallets and thousands of people send, most of it in two weeks.
pub fn pledge() -> Story {
    let mut rng = Rng::new(71);
    let ours = treasury();
    let mut payments = Vec::new();
    let mut senders = 0;
    for (day, days, count) in
        [("2025-02-26", 3, 60), ("2025-03-01", 14, 50), ("2025-03-15", 60, 20), ("2025-06-01", 200, 16)]
    {
        for _ in 0..count {
            senders += 1;
            let value = *rng
                .pick(&[90_000, 150_000, 400_000, 1_000_000, 2_500_000, 5_000_000, 12_000_000, 40_000_000]);
            let time = within(&mut rng, day, days);
            payments.push(gift(&mut rng, "velmora", senders, time, &ours, value));
        }
    }
    for (day, hour, from, value) in [
        ("2025-02-27", 15, northgate(), 9 * COIN),
        ("2025-03-02", 10, northgate(), 7 * COIN),
        ("2025-03-12", 9, northgate(), 4 * COIN),
        ("2025-05-20", 9, northgate(), 3 * COIN),
    ] {
        payments.push(from_one(&mut rng, at(day, hour), from, &ours, value));
    }
    for (day, to, thousandths, coins) in [
        ("2025-03-05", northgate(), 900, 40),
        ("2025-03-13", hospitals(), 450, 24),
        ("2025-03-28", northgate(), 820, 60),
        ("2025-07-02", party(Form::P2wpkh, "velmora/generators"), 700, 30),
    ] {
        payments.push(spend(at(day, 14), &ours, coins, to, thousandths));
    }
    Story { payments, rewards: Vec::new() }
}

pub fn pledge_evm(ledger: &mut evm::Ledger) {
    let mut rng = Rng::new(72);
    let ours = treasury_evm();
    for (day, days, count) in [("2025-02-26", 3, 30), ("2025-03-01", 14, 24), ("2025-03-15", 150, 14)] {
        for _ in 0..count {
            let from = evm::account(&format!("velmora/sender {}", rng.between(1, 60)));
            let time = within(&mut rng, day, days);
            match rng.one_in(3) {
                true => {
                    let dollars = *rng.pick(&[25, 50, 100, 250, 500, 2_000]);
                    ledger.send(time, evm_stories::usdt(), from, ours, dollars * DOLLAR);
                }
                false => {
                    let milli = *rng.pick(&[10, 20, 50, 100, 300, 1_000, 5_000]);
                    ledger.pay(time, from, ours, milli * MILLI);
                }
            }
        }
    }
    ledger.send(at("2025-03-01", 16), evm_stories::usdt(), northgate_evm(), ours, 620_000 * DOLLAR);
    ledger.pay(at("2025-03-03", 11), northgate_evm(), ours, 260_000 * MILLI);
    ledger.send(at("2025-03-10", 9), evm_stories::usdt(), ours, northgate_evm(), 400_000 * DOLLAR);
    ledger.pay(at("2025-03-20", 9), ours, northgate_evm(), 150_000 * MILLI);
}

pub fn pledge_tron(ledger: &mut tron::Ledger) {
    let mut rng = Rng::new(73);
    let (ours, exchange) = (treasury_tron(), northgate_tron());
    let mut rows = Vec::new();
    for (day, days, count) in [("2025-02-26", 3, 26), ("2025-03-01", 14, 20), ("2025-03-15", 120, 12)] {
        for _ in 0..count {
            let from = tron::account(&format!("velmora/sender {}", rng.between(1, 40)));
            let dollars = *rng.pick(&[20, 50, 100, 100, 300, 1_000, 5_000]);
            rows.push((within(&mut rng, day, days), from, ours, dollars * DOLLAR));
        }
    }
    rows.push((at("2025-02-28", 18), exchange, ours, 500_000 * DOLLAR));
    rows.push((at("2025-03-09", 12), ours, exchange, 350_000 * DOLLAR));
    // It came from an account that asked for it back.
    let mistaken = tron::account("velmora/mistaken");
    rows.push((at("2025-03-04", 8), mistaken, ours, 80_000 * DOLLAR));
    rows.push((at("2025-03-06", 8), ours, mistaken, 80_000 * DOLLAR));
    tell(ledger, rows);
}

/// A listed group asks, receives, sees a rise in May, moves what it has, and much of it is seized in August.
pub fn listed() -> Story {
    let mut rng = Rng::new(81);
    let [first, second, third] = front();
    let mut payments = Vec::new();
    let mut senders = 0;
    for (day, days, count, to) in [
        ("2025-03-05", 26, 24, &first),
        ("2025-04-01", 39, 20, &first),
        ("2025-05-10", 11, 58, &second),
        ("2025-05-21", 60, 30, &second),
        ("2025-08-20", 90, 12, &third),
    ] {
        for _ in 0..count {
            senders += 1;
            // Some give again.
            let sender = if rng.one_in(4) { rng.between(1, senders) } else { senders };
            let value = *rng.pick(&[30_000, 60_000, 100_000, 150_000, 250_000, 600_000, 1_500_000]);
            let time = within(&mut rng, day, days);
            payments.push(gift(&mut rng, "front", sender, time, to, value));
        }
    }
    payments.push(from_one(&mut rng, at("2025-04-14", 7), exchange_of_front(), &first, 60_000_000));
    payments.push(from_one(&mut rng, at("2025-05-13", 7), exchange_of_front(), &second, 85_000_000));
    // What the first address still held goes to the second: no receipt of the campaign's.
    payments.push(Payment {
        at: at("2025-05-08", 9),
        fate: Fate::Mined,
        inputs: vec![Coin::Oldest(first, 999)],
        outputs: vec![Output::Rest(second.clone())],
        rate: 6,
    });
    payments.push(spend(at("2025-06-12", 9), &second, 20, exchange_of_front(), 900));
    payments.push(spend(at("2025-07-20", 9), &second, 10, party(Form::P2wpkh, "front/unknown"), 800));
    payments.push(spend(at("2025-08-13", 9), &second, 999, seizing_court(), 1_000));
    Story { payments, rewards: Vec::new() }
}

pub fn listed_tron(ledger: &mut tron::Ledger) {
    let mut rng = Rng::new(82);
    let ours = front_tron();
    let mut rows = Vec::new();
    for (day, days, count) in [("2025-03-10", 50, 14), ("2025-05-10", 11, 26), ("2025-05-21", 60, 12)] {
        for _ in 0..count {
            let from = tron::account(&format!("front/sender {}", rng.between(1, 30)));
            let dollars = *rng.pick(&[10, 20, 50, 100, 200, 700]);
            rows.push((within(&mut rng, day, days), from, ours, dollars * DOLLAR));
        }
    }
    rows.push((at("2025-06-15", 10), ours, tron::account("front/unknown"), 1_500 * DOLLAR));
    tell(ledger, rows);
}

/// Some hundred people give little, a fund gives much, one gift goes back.
pub fn many() -> Story {
    let mut rng = Rng::new(91);
    let ours = alliance();
    let mut payments = Vec::new();
    for sender in 1..=260 {
        let value = *rng.pick(&[12_000, 15_000, 20_000, 25_000, 40_000, 60_000, 100_000, 180_000]);
        let (day, days) = if sender <= 180 { ("2026-01-08", 12) } else { ("2026-01-20", 45) };
        let time = within(&mut rng, day, days);
        payments.push(gift(&mut rng, "alliance", sender, time, &ours, value));
    }
    payments.push(from_one(&mut rng, at("2026-01-15", 12), lantern(), &ours, 150_000_000));
    let regrets = party(Form::P2wpkh, "alliance/regrets");
    payments.push(from_one(&mut rng, at("2026-01-12", 12), regrets.clone(), &ours, 300_000));
    payments.push(Payment {
        at: at("2026-01-25", 12),
        fate: Fate::Mined,
        inputs: vec![Coin::Oldest(ours.clone(), 40)],
        outputs: vec![Output::Pay(regrets, 300_000), Output::Rest(ours.clone())],
        rate: 3,
    });
    payments.push(spend(at("2026-02-10", 12), &ours, 60, party(Form::P2tr, "alliance/servers"), 500));
    Story { payments, rewards: Vec::new() }
}

pub fn many_evm(ledger: &mut evm::Ledger) {
    let mut rng = Rng::new(92);
    for sender in 1..=70 {
        let from = evm::account(&format!("alliance/sender {sender}"));
        let dollars = *rng.pick(&[5, 10, 10, 20, 25, 40, 50]);
        let time = within(&mut rng, "2026-01-08", 50);
        ledger.send(time, evm_stories::usdc(), from, alliance_evm(), dollars * DOLLAR);
    }
}

/// A time within so many days from a day.
fn within(rng: &mut Rng, day: &str, days: u64) -> u64 {
    at(day, 0) + rng.between(0, days * DAY - 1)
}

/// A gift by one of a campaign's numbered senders.
fn gift(rng: &mut Rng, campaign: &str, sender: u64, at: u64, to: &Party, value: u64) -> Payment {
    let from = party(FORMS[sender as usize % FORMS.len()], format!("{campaign}/sender {sender}"));
    from_one(rng, at, from, to, value)
}

/// A payment from a coin of the sender's own, with change.
fn from_one(rng: &mut Rng, at: u64, from: Party, to: &Party, value: u64) -> Payment {
    let coin = value + rng.between(40_000, 900_000);
    let outputs = vec![Output::Pay(to.clone(), value), Output::Rest(from.clone())];
    Payment {
        at,
        fate: Fate::Mined,
        inputs: vec![Coin::Before(from, coin)],
        outputs,
        rate: rng.between(2, 18),
    }
}

/// So many thousandths of the oldest coins to somebody, the rest back to the same address.
fn spend(at: u64, from: &Party, coins: usize, to: Party, thousandths: u64) -> Payment {
    let outputs = match thousandths {
        1_000 => vec![Output::Rest(to)],
        _ => vec![Output::Part(to, thousandths), Output::Rest(from.clone())],
    };
    Payment { at, fate: Fate::Mined, inputs: vec![Coin::Oldest(from.clone(), coins)], outputs, rate: 6 }
}

/// Dollar tokens, in time order.
fn tell(ledger: &mut tron::Ledger, mut rows: Vec<(u64, tron::Account, tron::Account, u128)>) {
    rows.sort_by_key(|row| row.0);
    for (time, from, to, value) in rows {
        ledger.send(time, usdt(), from, to, value, 0);
    }
}
