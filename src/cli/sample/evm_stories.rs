//! What happened on the sample's EVM chains, all invented: a relief campaign, and everything that makes a sum wrong.

use super::cases;
use super::evm::{Account, IssuerEvent, Ledger, Token, account, lookalike};
use super::rng::Rng;
use super::stories::at;
use crate::explorer::issuer::Act;

/// Chain ids of Ethereum's test network Sepolia, and of Base's.
pub const SEPOLIA: u64 = 11_155_111;
pub const BASE_SEPOLIA: u64 = 84_532;

const GWEI: u128 = 1_000_000_000;
/// A thousandth of an ether, in wei.
const MILLI: u128 = 1_000_000 * GWEI;

fn token(name: &str, symbol: &'static str, decimals: Option<u8>, standard: &'static str) -> Token {
    Token { contract: account(&format!("contract/{name}")), symbol, name: symbol, decimals, standard }
}

pub fn usdt() -> Token {
    Token { name: "Tether USD", ..token("usdt", "USDT", Some(6), "ERC-20") }
}
pub fn usdc() -> Token {
    Token { name: "USD Coin", ..token("usdc", "USDC", Some(6), "ERC-20") }
}
pub fn dai() -> Token {
    Token { name: "Dai Stablecoin", ..token("dai", "DAI", Some(18), "ERC-20") }
}
pub fn weth() -> Token {
    Token { name: "Wrapped Ether", ..token("weth", "WtETH", Some(18), "ERC-20") }
}
/// Those that the sample's campaigns list.
pub fn listed() -> [Token; 4] {
    [usdt(), usdc(), dai(), weth()]
}

/// The same symbol and name as the listed token's, by another contract.
fn forged_usdt() -> Token {
    Token { contract: account("contract/forged usdt"), ..usdt() }
}

/// A symbol in Cyrillic look-alikes.
fn lookalike_usdc() -> Token {
    Token { contract: account("contract/lookalike usdc"), symbol: "UЅDС", name: "UЅD Соin", ..usdc() }
}

pub fn relief() -> Account {
    account("relief/main")
}
pub fn relief_exchange() -> Account {
    account("exchange/meridian hot wallet")
}
/// An account of a key, and a Safe.
pub fn tangle() -> [Account; 2] {
    [account("tangle/one"), account("tangle/two")]
}
pub fn tangle_exchange() -> Account {
    account("tangle/exchange")
}
/// More rows than any page or window holds.
pub fn crowded() -> Account {
    account("crowded/address")
}

/// An account that USDT's issuer froze, let go, froze again and emptied.
pub fn frozen() -> Account {
    account("frozen/address")
}

/// The chains with all their stories.
pub fn ledgers() -> [Ledger; 2] {
    let mut sepolia = Ledger::new(SEPOLIA, 12, 2 * GWEI, 0);
    let mut base = Ledger::new(BASE_SEPOLIA, 2, GWEI / 100, 1_200 * GWEI);
    relief_story(&mut sepolia, 51, [usdt(), dai()]);
    relief_story(&mut base, 52, [usdc(), usdc()]);
    tangle_story(&mut sepolia);
    second_tangle(&mut base);
    crowd(&mut sepolia);
    frozen_story(&mut sepolia);
    cases::pledge_evm(&mut sepolia);
    cases::many_evm(&mut base);
    sepolia.settle();
    base.settle();
    [sepolia, base]
}

/// Donations in waves after the floods and the appeal, some of them sold, some of them spent.
fn relief_story(ledger: &mut Ledger, seed: u64, tokens: [Token; 2]) {
    let mut rng = Rng::new(seed);
    let ours = relief();
    let sender = |index: u64| account(&format!("relief/sender {index}"));
    for (day, days, count) in [("2025-11-10", 9, 9), ("2025-12-03", 6, 12), ("2026-01-21", 18, 10)] {
        for _ in 0..count {
            let time = at(day, 0) + rng.between(0, days * 86_400 - 1);
            let from = sender(rng.between(1, 24));
            if rng.one_in(2) {
                let milli = *rng.pick(&[5, 10, 10, 20, 25, 50, 100, 150, 250]);
                ledger.pay(time, from, ours, milli * MILLI);
            } else {
                let token = *rng.pick(&tokens);
                let dollars = *rng.pick(&[10, 20, 25, 50, 50, 100, 100, 200, 250, 500, 1_000]);
                ledger.send(
                    time,
                    token,
                    from,
                    ours,
                    dollars * 10u128.pow(token.decimals.unwrap_or(0).into()),
                );
            }
        }
    }
    let [first, _] = tokens;
    let units = 10u128.pow(first.decimals.unwrap_or(0).into());
    ledger.send(at("2025-12-04", 18), first, relief_exchange(), ours, 3_000 * units);
    ledger.send(at("2025-12-20", 9), first, ours, relief_exchange(), 1_800 * units);
    ledger.send(at("2026-01-28", 9), first, ours, account("relief/blankets"), 640 * units);
    ledger.pay(at("2025-12-22", 9), ours, account("relief/tents"), 90 * MILLI);
}

/// Everything that makes a sum of receipts wrong.
fn tangle_story(ledger: &mut Ledger) {
    let [one, safe] = tangle();
    let sender = |index: u32| account(&format!("tangle/sender {index}"));
    let (exchange, supplier) = (tangle_exchange(), account("tangle/supplier"));
    let dollars = |dollars: u128| dollars * 1_000_000;

    // Receipts: of the native asset, of tokens, to a Safe; one sender gives twice.
    ledger.pay(at("2025-11-03", 7), sender(1), one, 500 * MILLI);
    ledger.pay(at("2025-11-03", 9), sender(2), one, 1_250 * MILLI);
    ledger.pay_safe(at("2025-11-04", 7), sender(1), safe, 800 * MILLI);
    ledger.send(at("2025-11-04", 8), usdt(), sender(2), one, dollars(250));
    ledger.send(at("2025-11-05", 7), usdt(), exchange, one, dollars(3_000));
    ledger.send(at("2025-11-05", 8), usdc(), sender(3), safe, dollars(420));
    ledger.send(at("2025-11-06", 7), dai(), sender(4), one, 75 * 1_000 * MILLI);
    // A giver's Safe pays by a call, and a contract pays the same amount twice in one transaction.
    ledger.safe_pays(at("2025-11-07", 7), sender(5), account("tangle/giver's safe"), one, 750 * MILLI);
    let payout = account("contract/payout");
    let twice = ledger.pay(at("2025-11-08", 7), sender(6), payout, 0);
    for _ in 0..2 {
        twice.call("call", payout, one, 30 * MILLI);
        twice.log(usdt(), payout, one, dollars(15));
    }
    // Dust: at the thresholds, and above them.
    ledger.pay(at("2025-11-09", 7), sender(7), one, MILLI / 10);
    ledger.pay(at("2025-11-09", 8), sender(7), one, MILLI / 10 + 1);
    ledger.send(at("2025-11-09", 9), usdt(), sender(8), one, 10_000);
    // What is no donation: forged tokens, tokens without decimals, with amounts beyond all sums, and no amounts at all.
    ledger.send(at("2025-11-10", 7), forged_usdt(), sender(90), one, dollars(1_000_000));
    ledger.send(at("2025-11-10", 8), lookalike_usdc(), sender(90), safe, dollars(77_777));
    ledger.send(at("2025-11-10", 9), token("plain", "PLAIN", None, "ERC-20"), sender(91), one, 5);
    ledger.send(
        at("2025-11-10", 10),
        token("huge", "HUGE", Some(18), "ERC-20"),
        sender(91),
        one,
        i128::MAX as u128,
    );
    ledger.send(at("2025-11-11", 7), token("picture", "PIC", None, "ERC-721"), sender(92), one, 7_001);
    ledger.send(at("2025-11-11", 8), token("badge", "BDG", None, "ERC-1155"), sender(92), safe, 12);
    // Moves within the campaign; one to itself.
    ledger.pay_safe(at("2025-11-20", 7), one, safe, 300 * MILLI);
    ledger.send(at("2025-11-20", 8), usdt(), one, safe, dollars(800));
    ledger.pay(at("2025-11-21", 7), one, one, 100 * MILLI);
    // Poison: nothing in the campaign's name, and a trifle from an address that looks like a supplier's.
    ledger.send(at("2025-12-01", 7), usdt(), one, supplier, dollars(300));
    ledger.poison(at("2025-12-01", 8), usdt(), sender(93), one, lookalike(&supplier));
    ledger.send(at("2025-12-01", 9), usdt(), lookalike(&supplier), one, 1);
    ledger.pay(at("2025-12-01", 10), lookalike(&supplier), one, 1);
    // Out: by the Safe, to the exchange, back to senders, once more than they gave.
    ledger.safe_pays(at("2025-12-02", 7), sender(99), safe, supplier, 400 * MILLI);
    let by_safe = ledger.pay(at("2025-12-02", 8), sender(99), safe, 0);
    by_safe.call("delegatecall", safe, account("contract/safe singleton"), 0);
    by_safe.log(usdc(), safe, supplier, dollars(100));
    ledger.send(at("2025-12-03", 7), usdt(), one, exchange, dollars(1_500));
    ledger.pay(at("2025-12-04", 7), one, sender(1), 600 * MILLI);
    ledger.send(at("2025-12-04", 8), usdt(), one, sender(2), dollars(120));
    // Failed: a payment, a gift, a token's call, a call that was taken back.
    ledger.pay(at("2025-12-06", 7), one, supplier, 250 * MILLI).fails();
    ledger.pay(at("2025-12-06", 8), sender(9), one, 5_000 * MILLI).fails();
    ledger.send(at("2025-12-06", 9), usdt(), one, supplier, dollars(50)).fails();
    ledger.safe_pays(at("2025-12-06", 10), sender(99), safe, supplier, 90 * MILLI).fails();
    // A contract is created, and is paid for it; another creation fails.
    ledger.pay(at("2025-12-08", 7), one, one, 50 * MILLI).creates(account("tangle/vault"));
    let failed = ledger.pay(at("2025-12-08", 8), one, one, 50 * MILLI);
    failed.creates(account("tangle/other vault"));
    failed.fails();
    // Wrapped, and a part of it unwrapped.
    ledger.wrap(at("2025-12-10", 7), weth(), one, 200 * MILLI);
    ledger.unwrap(at("2025-12-11", 7), weth(), one, 50 * MILLI);
    ledger.send(at("2026-02-01", 7), weth(), sender(10), one, 40 * MILLI);
    ledger.pay(at("2026-03-13", 7), sender(11), one, 66 * MILLI);
    // It waits in no block.
    ledger.pay(at("2026-03-14", 11), sender(12), one, 70 * MILLI).waiting = true;
}

/// Donations, a payment, and then the issuer: a freeze that is lifted, one that holds, and all that was there destroyed.
/// What came since lies there, and cannot move. So many others are frozen that their events fill more than a page.
fn frozen_story(ledger: &mut Ledger) {
    let ours = frozen();
    let sender = |index: u32| account(&format!("frozen/sender {index}"));
    let dollars = |dollars: u128| dollars * 1_000_000;
    for (index, sum) in (0..).zip([120, 45, 800, 310, 75]) {
        ledger.send(at("2025-12-05", 6 + u64::from(index)), usdt(), sender(index), ours, dollars(sum));
    }
    ledger.pay(at("2025-12-06", 7), sender(1), ours, 20 * MILLI);
    ledger.send(at("2025-12-12", 7), usdt(), ours, account("frozen/supplier"), dollars(250));
    ledger.freeze(at("2025-12-20", 7), usdt(), ours, false);
    ledger.freeze(at("2025-12-29", 7), usdt(), ours, true);
    ledger.send(at("2026-01-05", 7), usdt(), sender(1), ours, dollars(60));
    ledger.freeze(at("2026-01-15", 7), usdt(), ours, false);
    ledger.destroy(at("2026-02-20", 7), usdt(), ours);
    ledger.send(at("2026-02-25", 7), usdt(), sender(2), ours, dollars(15));
    for round in 0..51 {
        let others = (0..20).map(|index| account(&format!("frozen/other {round} {index}")));
        let call =
            ledger.pay(at("2025-10-01", 0) + round * 86_400, account("tether/owner"), usdt().contract, 0);
        for holder in others {
            call.events.push(IssuerEvent { index: 0, token: usdt(), act: Act::Freeze, holder, value: 0 });
        }
    }
    ledger.freeze(at("2026-01-20", 0), usdt(), account("frozen/other 3 7"), true);
}

/// The same addresses on a layer 2, where each transaction costs something for its layer 1.
fn second_tangle(ledger: &mut Ledger) {
    let [one, safe] = tangle();
    let sender = |index: u32| account(&format!("tangle/sender {index}"));
    ledger.pay(at("2025-11-03", 8), sender(1), one, 40 * MILLI);
    ledger.send(at("2025-11-04", 8), usdc(), sender(20), one, 310_000_000);
    ledger.send(at("2025-11-12", 8), usdc(), one, safe, 200_000_000);
    ledger.pay_safe(at("2025-11-13", 8), one, safe, 5 * MILLI);
    ledger.send(at("2025-12-05", 8), usdc(), one, account("tangle/supplier"), 60_000_000);
    ledger.pay(at("2025-12-06", 8), one, account("tangle/supplier"), 2 * MILLI).fails();
}

/// So many donations that pages and windows end within blocks: 2,400 transfers, 1,060 of them in one block.
fn crowd(ledger: &mut Ledger) {
    let mut rng = Rng::new(53);
    let ours = crowded();
    let sender = |index: u64| account(&format!("crowded/sender {index}"));
    for index in 0..1_340 {
        // A few in each block.
        let time = at("2026-01-05", 0) + index / 3 * 1_200;
        ledger.send(
            time,
            usdt(),
            sender(rng.between(1, 300)),
            ours,
            u128::from(rng.between(1, 90)) * 1_000_000,
        );
    }
    // An airdrop, some of it equal.
    for index in 0..53 {
        let drop = ledger.pay(at("2026-01-12", 5), account("contract/payout"), usdt().contract, 0);
        for place in 0..20 {
            drop.log(usdt(), account("contract/payout"), ours, 1_000_000 + (index + place) % 3);
        }
    }
    ledger.pay(at("2026-02-01", 5), sender(1), ours, 10 * MILLI);
    ledger.send(at("2026-02-02", 5), usdt(), ours, account("crowded/supplier"), 9_000_000_000);
}
