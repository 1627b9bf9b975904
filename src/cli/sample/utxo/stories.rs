//! What happened on the invented chains.

use super::{
    Chain, Coin, DOGECOIN, From, LITECOIN, To, Writer, hidden, key_hash, note, one_of_two, script_hash,
    witness_key_hash,
};
use crate::cli::sample::rng::Rng;
use crate::cli::sample::{END, START};
use bitcoin::ScriptBuf;

const DAY: u64 = 86_400;
/// A whole coin in base units.
const COIN: u64 = 100_000_000;

/// The addresses of a coin's campaign.
pub fn ours(coin: &Coin) -> [ScriptBuf; 2] {
    let name = |which: &str| format!("{} campaign/{which}", coin.ticker);
    let main = if coin.prefix.is_some() { witness_key_hash } else { key_hash };
    [main(&name("main")), script_hash(&name("first"))]
}

/// The labelled exchange of a coin.
pub fn exchange(coin: &Coin) -> ScriptBuf {
    key_hash(&format!("{} exchange", coin.ticker))
}

fn donor(coin: &Coin, number: u64) -> ScriptBuf {
    let name = format!("{} donor {number}", coin.ticker);
    match number % 3 {
        0 if coin.prefix.is_some() => witness_key_hash(&name),
        1 => script_hash(&name),
        _ => key_hash(&name),
    }
}

/// Boats for Aleria: donations from January 2025 on, some out of the hidden part; spent on both sides of it.
pub fn litecoin() -> Chain {
    let coin = &LITECOIN;
    let mut story = Writer::new(coin);
    let [main, first] = ours(coin);
    let fee = 3_000;
    donations(&mut story, 71, &first, 30, START + 10 * DAY, 5 * DAY, 5_000_000..=3 * COIN, fee);
    peg_out(&mut story, START + 60 * DAY, &first, 4 * COIN);
    donations(&mut story, 72, &main, 62, START + 170 * DAY, 3 * DAY, 2_000_000..=5 * COIN, fee);
    peg_out(&mut story, START + 200 * DAY, &main, 12 * COIN + 34_567);
    peg_out(&mut story, START + 340 * DAY, &main, 7 * COIN);
    refund(&mut story, START + 345 * DAY, &main, fee);
    move_within(&mut story, START + 350 * DAY, &first, &main, 25, fee);
    spend(&mut story, START + 360 * DAY, &main, 12, fee);
    peg_in(&mut story, START + 370 * DAY, &main, 8, 3 * COIN, fee);
    mixed(&mut story, START + 375 * DAY, &main, fee);
    late(&mut story, &main, fee);
    story.finish()
}

/// Shelter for Aleria: many small gifts, sixty of them in one block, a miner's and an exchange's among them.
pub fn dogecoin() -> Chain {
    let coin = &DOGECOIN;
    let mut story = Writer::new(coin);
    let [main, first] = ours(coin);
    let fee = COIN / 100;
    donations(&mut story, 81, &first, 40, START + 20 * DAY, 4 * DAY, 5 * COIN..=900 * COIN, fee);
    story.reward(START + 100 * DAY, main.clone(), 10_000 * COIN);
    donations(&mut story, 82, &main, 90, START + 200 * DAY, DAY, 2 * COIN..=5_000 * COIN, fee);
    // An evening's appeal.
    donations(&mut story, 83, &main, 60, START + 300 * DAY, 0, COIN..=50 * COIN, fee);
    let shared = one_of_two("doge campaign and warehouse");
    let from = vec![From::Before(donor(coin, 7), 100 * COIN)];
    let to =
        vec![To::Pay(main.clone(), 60 * COIN), To::Pay(shared, 30 * COIN), To::Rest(note("for the dogs"))];
    story.pay(Some(START + 301 * DAY), from, to, 10 * COIN);
    batch(&mut story, START + 310 * DAY, &main, 45, 250 * COIN, fee);
    refund(&mut story, START + 315 * DAY, &main, fee);
    move_within(&mut story, START + 320 * DAY, &first, &main, 40, fee);
    spend(&mut story, START + 330 * DAY, &main, 70, fee);
    mixed(&mut story, START + 340 * DAY, &main, fee);
    late(&mut story, &main, fee);
    story.finish()
}

/// So many donations, `apart` seconds from one another or in one block; every ninth is dust.
#[allow(clippy::too_many_arguments)]
fn donations(
    story: &mut Writer,
    seed: u64,
    to: &ScriptBuf,
    count: u64,
    start: u64,
    apart: u64,
    size: std::ops::RangeInclusive<u64>,
    fee: u64,
) {
    let mut rng = Rng::new(seed);
    for number in 0..count {
        let from = donor(story.coin, rng.between(1, count));
        let value = if number % 9 == 8 { 800 } else { rng.between(*size.start(), *size.end()) };
        let change = rng.between(1, COIN);
        let at = start + number * apart / 2 + if apart > 0 { rng.between(0, apart / 2) } else { 0 };
        let to = vec![To::Pay(to.clone(), value), To::Rest(from.clone())];
        story.pay(Some(at), vec![From::Before(from, value + change + fee)], to, fee);
    }
}

/// A block's integrating transaction pays somebody who leaves the hidden part.
fn peg_out(story: &mut Writer, at: u64, to: &ScriptBuf, value: u64) {
    let in_there = 100_000 * COIN;
    let from = vec![From::Before(hidden(8, &format!("before {at}")), in_there)];
    let stays = To::Pay(hidden(8, &format!("after {at}")), in_there - value - 5_000);
    story.pay(Some(at), from, vec![stays, To::Rest(to.clone())], 5_000);
}

/// Some of it goes into the hidden part, and the same block's integrating transaction takes it up.
fn peg_in(story: &mut Writer, at: u64, from: &ScriptBuf, coins: usize, value: u64, fee: u64) {
    let program = hidden(9, "peg-in");
    let to = vec![To::Pay(program.clone(), value), To::Rest(from.clone())];
    story.pay(Some(at), vec![From::Oldest(from.clone(), coins)], to, fee);
    let from = vec![From::Before(hidden(8, "before the peg-in"), COIN), From::Oldest(program, 1)];
    story.pay(Some(at), from, vec![To::Rest(hidden(8, "after the peg-in"))], 0);
}

/// An exchange pays many at once; one of them is the campaign.
fn batch(story: &mut Writer, at: u64, to: &ScriptBuf, count: u64, value: u64, fee: u64) {
    let exchange = exchange(story.coin);
    let mut outputs: Vec<To> =
        (0..count).map(|number| To::Pay(key_hash(&format!("customer {number}")), COIN + number)).collect();
    outputs.insert(count as usize / 2, To::Pay(to.clone(), value));
    outputs.push(To::Rest(exchange.clone()));
    story.pay(Some(at), vec![From::Before(exchange, value + 100 * COIN)], outputs, fee);
}

/// A gift, and half of it sent back a day later.
fn refund(story: &mut Writer, at: u64, ours: &ScriptBuf, fee: u64) {
    let giver = key_hash("a giver who thinks again");
    let from = vec![From::Before(giver.clone(), 2 * COIN + fee)];
    story.pay(Some(at), from, vec![To::Rest(ours.clone())], fee);
    let to = vec![To::Pay(giver, COIN), To::Rest(ours.clone())];
    story.pay(Some(at + DAY), vec![From::Oldest(ours.clone(), 3)], to, fee);
}

fn move_within(story: &mut Writer, at: u64, from: &ScriptBuf, to: &ScriptBuf, coins: usize, fee: u64) {
    story.pay(Some(at), vec![From::Oldest(from.clone(), coins)], vec![To::Rest(to.clone())], fee);
}

/// To the exchange and to a supplier, with change.
fn spend(story: &mut Writer, at: u64, ours: &ScriptBuf, coins: usize, fee: u64) {
    let supplier = script_hash("a supplier of timber");
    let to = vec![
        To::Pay(exchange(story.coin), 3 * COIN / 2),
        To::Pay(supplier, COIN / 2 + 1),
        To::Rest(ours.clone()),
    ];
    story.pay(Some(at), vec![From::Oldest(ours.clone(), coins)], to, fee);
}

/// The campaign's inputs and somebody's in one transaction.
fn mixed(story: &mut Writer, at: u64, ours: &ScriptBuf, fee: u64) {
    let other = key_hash("somebody who pays along");
    let from = vec![From::Oldest(ours.clone(), 2), From::Before(other.clone(), 3 * COIN)];
    let to = vec![To::Pay(other, COIN), To::Rest(ours.clone())];
    story.pay(Some(at), from, to, fee);
}

/// One in the last block but one, which is not final yet, and two that wait.
fn late(story: &mut Writer, ours: &ScriptBuf, fee: u64) {
    let at = END - 2 * story.coin.block_seconds;
    for (number, at) in [(90, Some(at)), (91, None), (92, None)] {
        let from = donor(story.coin, number);
        let to = vec![To::Pay(ours.clone(), COIN + number), To::Rest(from.clone())];
        story.pay(at, vec![From::Before(from, 2 * COIN)], to, fee);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Record, hidden_version};
    use super::*;
    use bitcoin::OutPoint;
    use std::collections::HashMap;

    #[test]
    fn the_chains_are_in_order_and_spend_nothing_twice() {
        for chain in [litecoin(), dogecoin()] {
            let mut made: HashMap<OutPoint, &bitcoin::TxOut> = HashMap::new();
            let mut spent = Vec::new();
            let mut height = 0;
            for record in &chain.records {
                assert_eq!(record.txid, record.tx.compute_txid());
                assert!(record.height.unwrap_or(u64::MAX) >= height);
                height = record.height.unwrap_or(u64::MAX);
                assert!(record.time <= END && record.height.is_none_or(|height| height <= chain.coin.tip()));
                for (input, prevout) in record.tx.input.iter().zip(&record.prevouts) {
                    let from_story = chain.record(&input.previous_output.txid.to_string()).is_some();
                    let known = made.get(&input.previous_output);
                    assert_eq!(known.is_some(), from_story, "nothing is spent before it is there");
                    assert!(known.is_none_or(|known| *known == prevout));
                    spent.push(input.previous_output);
                }
                for (vout, output) in (0..).zip(&record.tx.output) {
                    assert!(made.insert(OutPoint { txid: record.txid, vout }, output).is_none());
                }
            }
            let count = spent.len();
            spent.sort();
            spent.dedup();
            assert_eq!(spent.len(), count);
        }
    }

    #[test]
    fn every_address_is_the_core_s_and_pays_to_its_script() {
        for chain in [litecoin(), dogecoin()] {
            let mut forms = [0; 3];
            for output in chain.records.iter().flat_map(|record| &record.tx.output) {
                let script = &output.script_pubkey;
                let Some(address) = chain.coin.address(script) else {
                    assert!(
                        script.is_op_return() || script.is_multisig() || hidden_version(script).is_some()
                    );
                    continue;
                };
                assert_eq!(chain.coin.script(&address).as_ref(), Some(script), "{address}");
                forms[usize::from(script.is_p2sh()) + 2 * usize::from(script.is_p2wpkh())] += 1;
            }
            assert!(forms[0] > 0 && forms[1] > 0 && (forms[2] > 0) == chain.coin.prefix.is_some());
        }
        let records: Vec<Record> = litecoin().records;
        let hidden = |version| {
            records
                .iter()
                .filter(|record| {
                    record
                        .tx
                        .output
                        .iter()
                        .any(|output| hidden_version(&output.script_pubkey) == Some(version))
                })
                .count()
        };
        assert_eq!((hidden(8), hidden(9)), (4, 1));
    }
}
