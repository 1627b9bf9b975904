//! Histories as named templates: people and campaigns have names, and addresses made from the names.
#![allow(dead_code)]

use bech32::{Hrp, segwit};
use donation_flow::campaign::Campaign;
use donation_flow::chain::{
    Address, Amount, BlockRef, Chain, Nature, Row, Timestamp, Transfer, TxId, TxIo, UtxoTx,
};
use donation_flow::explorer::{Delivery, Feed, Listing};
use donation_flow::ledger::{AssetLedger, Checker, History, Included, Ledger};
use donation_flow::report::Sources;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Noon of 1 March 2026.
pub const START: Timestamp = 1_772_366_400;
/// Long after everything in these histories.
pub const LATER: Timestamp = START + 1_000 * 86_400;
pub const HIDDEN: &str = "(hidden)";
pub const TIP: u64 = 1_000_000;
pub const USDT: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";

/// The address of someone by name: the same name gives the same address.
pub fn of(chain: Chain, name: &str) -> Address {
    let digest = Sha256::digest(name.as_bytes());
    let text = match chain {
        Chain::Tron | Chain::TronNile => {
            format!("41{}", digest[..20].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        Chain::Ethereum => {
            format!("0x{}", digest[..20].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        _ => segwit::encode_v0(Hrp::parse("bcrt").unwrap(), &digest[..20]).unwrap(),
    };
    Address::parse(chain, &text).expect("made from a valid payload")
}

pub fn txid(name: &str) -> TxId {
    let digest = Sha256::digest(name.as_bytes());
    TxId(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into())
}

/// Nothing was checked.
pub static UNCHECKED: LazyLock<Included> = LazyLock::new(|| Included::new(Checker::Maker, &[]));

/// What a whole report is made of, with charts, where no explorer, list or price was asked.
pub fn report_sources<'a>(campaign: &'a Campaign, history: &'a History, ledger: &'a Ledger) -> Sources<'a> {
    Sources {
        campaign,
        history,
        ledger,
        answered: &[],
        gaps: &[],
        complete: true,
        screening: None,
        quotes: None,
        included: &UNCHECKED,
        agreements: &[],
        charts: true,
    }
}

/// A transaction on the regtest chain; each side is names and satoshis, and the difference is the fee.
/// The name `"-"` stands for a script without an address, [`HIDDEN`] for one of the chain's hidden part.
pub fn tx(name: &str, height: u64, inputs: &[(&str, u64)], outputs: &[(&str, u64)]) -> Row {
    let ios = |ios: &[(&str, u64)]| -> Vec<TxIo> {
        ios.iter()
            .map(|&(name, value)| TxIo {
                address: (name != "-" && name != HIDDEN).then(|| of(Chain::BitcoinRegtest, name)),
                value: Amount::from_units(value.into()),
                hidden: name == HIDDEN,
            })
            .collect()
    };
    let sum = |ios: &[(&str, u64)]| ios.iter().map(|(_, value)| value).sum::<u64>();
    Row::Utxo(UtxoTx {
        txid: txid(name),
        inputs: ios(inputs),
        outputs: ios(outputs),
        fee: Amount::from_units(sum(inputs).saturating_sub(sum(outputs)).into()),
        block: Some(BlockRef { height, time: START + height * 600, hash: None }),
    })
}

/// The same while it waits in the mempool.
pub fn waiting(row: Row) -> Row {
    match row {
        Row::Utxo(tx) => Row::Utxo(UtxoTx { block: None, ..tx }),
        Row::Transfer(transfer) => Row::Transfer(Transfer { unconfirmed: true, ..transfer }),
        Row::Freeze(_) => panic!("a freeze does not wait"),
    }
}

/// A USDT transfer on Tron, `minute` minutes after the start.
pub fn usdt(name: &str, minute: u64, from: &str, to: &str, value: u128) -> Row {
    token(name, USDT, minute, from, to, value)
}

pub fn token(name: &str, contract: &str, minute: u64, from: &str, to: &str, value: u128) -> Row {
    match trx(name, minute, from, to, value) {
        Row::Transfer(transfer) => Row::Transfer(Transfer { contract: Some(contract.into()), ..transfer }),
        _ => panic!("a transfer"),
    }
}

pub fn trx(name: &str, minute: u64, from: &str, to: &str, value: u128) -> Row {
    Row::Transfer(Transfer {
        tx: txid(name),
        index: None,
        contract: None,
        from: of(Chain::Tron, from),
        to: Some(of(Chain::Tron, to)),
        value: Amount::from_units(value),
        time: START + minute * 60,
        unconfirmed: false,
        nature: Nature::Plain,
    })
}

/// A transfer of Ethereum's, by its addresses.
pub fn evm(name: &str, contract: Option<&str>, minute: u64, from: &str, to: &str, value: u128) -> Transfer {
    Transfer {
        tx: txid(name),
        index: None,
        contract: contract.map(Into::into),
        from: Address::parse(Chain::Ethereum, from).unwrap(),
        to: Some(Address::parse(Chain::Ethereum, to).unwrap()),
        value: Amount::from_units(value),
        time: START + minute * 60,
        unconfirmed: false,
        nature: Nature::Plain,
    }
}

pub fn fee(name: &str, minute: u64, payer: &str, value: u128) -> Row {
    Row::Transfer(Transfer {
        tx: txid(name),
        index: None,
        contract: None,
        from: of(Chain::Tron, payer),
        to: None,
        value: Amount::from_units(value),
        time: START + minute * 60,
        unconfirmed: false,
        nature: Nature::Plain,
    })
}

/// A campaign file's text for addresses by name, with `more` fields after them.
pub fn campaign_text(chain: Chain, names: &[&str], more: &str) -> String {
    let addresses: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"chain":"{}","address":"{}"}}"#, chain.name(), of(chain, name)))
        .collect();
    let explorers = match chain {
        Chain::BitcoinRegtest => {
            r#","explorers":[{"chain":"bitcoin-regtest","api":"esplora","url":"http://127.0.0.1:9/api"}]"#
        }
        _ => "",
    };
    format!(r#"{{"version":1,"name":"Test","addresses":[{}]{explorers}{more}}}"#, addresses.join(","))
}

pub fn campaign(chain: Chain, names: &[&str], more: &str) -> Campaign {
    Campaign::parse(&campaign_text(chain, names, more)).expect("a valid campaign file")
}

/// A label for the campaign file.
pub fn label(chain: Chain, name: &str, kind: &str) -> String {
    format!(
        r#"{{"chain":"{}","address":"{}","label":"{name}","kind":"{kind}","issuer":"Test","url":"https://example.org/"}}"#,
        chain.name(),
        of(chain, name)
    )
}

pub fn listing(chain: Chain, name: &str, feed: Feed) -> Listing {
    Listing { address: of(chain, name), feed }
}

pub fn page(listing: Listing, run: u32, key: &str, rows: Vec<Row>) -> Delivery {
    Delivery::Page { listing, run, key: key.into(), rows }
}

/// A history in which the rows came as one page about `names[0]`.
pub fn history(chain: Chain, names: &[&str], rows: Vec<Row>) -> History {
    let mut history = History::default();
    history.take(Delivery::Tip { chain, height: TIP });
    history.take(page(listing(chain, names[0], Feed::Confirmed), 0, "1", rows));
    history
}

/// The ledger of the campaign's first asset that holds something.
pub fn ledger(chain: Chain, names: &[&str], more: &str, rows: Vec<Row>) -> AssetLedger {
    ledger_at(chain, names, more, rows, LATER)
        .assets
        .into_iter()
        .find(|asset| !asset.parts.is_empty())
        .unwrap()
}

pub fn ledger_at(chain: Chain, names: &[&str], more: &str, rows: Vec<Row>, now: Timestamp) -> Ledger {
    Ledger::new(&campaign(chain, names, more), &mut history(chain, names, rows), now)
}

/// The campaign of [`utxo_story`] and [`account_story`].
pub const OWN: [&str; 2] = ["fund", "vault"];
pub const PEOPLE: [&str; 6] = ["fund", "vault", "alice", "bob", "shop", "exchange"];

/// A UTXO history that could have happened: every input spends an output that was there.
/// Returns the rows and what the campaign's addresses hold unspent at the end.
pub fn utxo_story(steps: &[(u8, u8, u8, u16)]) -> (Vec<Row>, u64) {
    let mut unspent: Vec<(&str, u64)> = Vec::new();
    let mut rows = Vec::new();
    for (number, &(payer, first, second, value)) in steps.iter().enumerate() {
        let name = |choice: u8| PEOPLE[usize::from(choice) % PEOPLE.len()];
        let value = u64::from(value) + 2;
        let mut inputs: Vec<(&str, u64)> = Vec::new();
        // Some spend what is there, of one owner or of any two; the others bring money from elsewhere.
        if payer % 3 > 0 && !unspent.is_empty() {
            inputs.push(unspent.swap_remove(usize::from(payer) % unspent.len()));
        }
        if payer % 3 == 2 && !unspent.is_empty() {
            inputs.push(unspent.swap_remove(usize::from(second) % unspent.len()));
        }
        if inputs.is_empty() {
            inputs.push((["alice", "bob", "exchange"][usize::from(payer) % 3], value));
        }
        let sum: u64 = inputs.iter().map(|(_, value)| value).sum();
        let fee = sum / 50;
        let part = (sum - fee) * u64::from(second) / 256;
        let outputs = [(name(first), part), (name(second), sum - fee - part)];
        let outputs: Vec<(&str, u64)> = outputs.into_iter().filter(|(_, value)| *value > 0).collect();
        unspent.extend(&outputs);
        rows.push(tx(&format!("tx {number}"), 100 + number as u64 / 3, &inputs, &outputs));
    }
    let held = unspent.iter().filter(|(name, _)| OWN.contains(name)).map(|(_, value)| value).sum();
    (rows, held)
}

pub fn account_story(steps: &[(u8, u8, u8, u16)]) -> Vec<Row> {
    let step = |(number, &(from, to, repeat, value)): (usize, &(u8, u8, u8, u16))| {
        let name = |choice: u8| PEOPLE[usize::from(choice) % PEOPLE.len()];
        // Few values and names, so that equal transfers in one transaction happen.
        let transaction = if repeat % 4 == 0 { number / 2 } else { number };
        let minute = transaction as u64 / 2 * 400;
        usdt(&format!("tx {transaction}"), minute, name(from), name(to), u128::from(value % 5) * 1_000_000)
    };
    steps.iter().enumerate().map(step).collect()
}
