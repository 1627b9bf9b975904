//! A transaction or an address of the sample for readers, so that a panel's links lead somewhere.

use super::chain::Record;
use super::evm;
use super::tron;
use super::utxo;
use super::wallet;
use super::{Answer, Sample};
use crate::chain::Amount;
use bitcoin::{Address, TxOut, Txid};
use maud::{DOCTYPE, Markup, html};
use std::str::FromStr;

pub fn transaction(sample: &Sample, id: &str) -> Answer {
    let branch = &sample.branches.main;
    if let Some(record) = Txid::from_str(id).ok().and_then(|txid| branch.record(&txid)) {
        let place = match record.place {
            Some((height, _)) => {
                let time = crate::chain::time::rfc3339(branch.blocks[height as usize].header.time.into());
                format!("In block {height}, {time}")
            }
            None => "In the mempool".to_owned(),
        };
        return page(
            "Transaction",
            id,
            html! {
                p { (place) ". Fee " (bitcoin_amount(record.fee)) "." }
                h2 { "From" }
                (outputs(&record.prevouts))
                h2 { "To" }
                (outputs(&record.tx.output))
            },
        );
    }
    let rows: Vec<_> = sample.ledger.tokens.iter().filter(|row| row.tx == id).collect();
    match sample.ledger.natives.iter().find(|native| native.id == id) {
        Some(native) => page(
            "Transaction",
            id,
            html! {
                p { (crate::chain::time::rfc3339(native.time)) ", by " (link(&tron::base58(&native.owner))) }
                ul {
                    @for row in rows {
                        li {
                            (link(&tron::base58(&row.from))) " → " (link(&tron::base58(&row.to))) ": "
                            (Amount::from_units(row.value).decimal(row.token.decimals)) " " (row.token.symbol)
                        }
                    }
                }
            },
        ),
        None => missing("No such transaction on the sample’s chains"),
    }
}

pub fn address(sample: &Sample, address: &str) -> Answer {
    if let Ok(parsed) = Address::from_str(address) {
        let script = parsed.assume_checked().script_pubkey();
        let branch = &sample.branches.main;
        let records: Vec<&Record> = [branch.history(&script, false), branch.history(&script, true)].concat();
        return page(
            "Address",
            address,
            html! {
                p { (records.len()) " transactions" }
                ol { @for record in records.iter().take(500) { li { (transaction_link(&record.txid.to_string())) } } }
            },
        );
    }
    match tron::parse(address) {
        Some(account) => {
            let ours = sample.ledger.tokens.iter().filter(|row| row.from == account || row.to == account);
            let ids: Vec<&str> = ours.rev().map(|row| row.tx.as_str()).collect();
            page(
                "Account",
                address,
                html! {
                    p { (ids.len()) " token transfers" }
                    ol { @for id in ids { li { (transaction_link(id)) } } }
                },
            )
        }
        None => missing("No address of the sample’s chains"),
    }
}

pub fn evm_transaction(ledger: &evm::Ledger, id: &str) -> Answer {
    let found = ledger.transactions.iter().find(|transaction| transaction.hash == id);
    let Some(transaction) = found else { return missing("No such transaction on the sample’s chain") };
    let link = |account: &evm::Account| evm_link(ledger, account);
    page(
        "Transaction",
        id,
        html! {
            p {
                (crate::chain::time::rfc3339(transaction.time)) ", by " (link(&transaction.from))
                @if !transaction.succeeded { ". It failed" }
                ". Fee " (Amount::from_units(transaction.fee()).decimal(18)) " tETH."
            }
            ul {
                @for to in transaction.to.iter().chain(&transaction.created) {
                    li {
                        (link(&transaction.from)) " → " (link(to)) ": "
                        (Amount::from_units(transaction.value).decimal(18)) " tETH"
                    }
                }
                @for call in transaction.calls.iter().filter(|call| call.moves()) {
                    li {
                        (link(&call.from)) " → " (link(&call.to)) ": "
                        (Amount::from_units(call.value).decimal(18)) " tETH"
                    }
                }
                @for log in &transaction.logs {
                    li {
                        (link(&log.from)) " → " (link(&log.to)) ": "
                        (Amount::from_units(log.value).decimal(log.token.decimals.unwrap_or(0))) " "
                        (log.token.symbol)
                    }
                }
            }
        },
    )
}

pub fn evm_address(ledger: &evm::Ledger, address: &str) -> Answer {
    let Some(account) = evm::parse(address) else { return missing("No address of the sample’s chain") };
    let ours = ledger.transactions.iter().rev().filter(|transaction| {
        transaction.is_of(&account)
            || transaction.calls.iter().any(|call| call.from == account || call.to == account)
            || transaction.logs.iter().any(|log| log.from == account || log.to == account)
    });
    let hashes: Vec<&str> = ours.map(|transaction| &*transaction.hash).collect();
    page(
        "Account",
        address,
        html! {
            p { (hashes.len()) " transactions" }
            ol {
                @for hash in hashes.iter().take(500) {
                    li { a href={ "/evm/" (ledger.chain_id) "/tx/" (hash) } { code { (hash) } } }
                }
            }
        },
    )
}

fn evm_link(ledger: &evm::Ledger, account: &evm::Account) -> Markup {
    let address = evm::checksummed(account);
    html! { a href={ "/evm/" (ledger.chain_id) "/address/" (address) } { code { (address) } } }
}

/// A page of one of the invented chains, by `tx/ID` or `address/ADDRESS`.
pub fn utxo(chain: &utxo::Chain, path: &str) -> Answer {
    let coins = |units: u64| {
        format!("{} t{}", Amount::from_units(units.into()).decimal(8), chain.coin.ticker.to_uppercase())
    };
    let sides = |outputs: &[TxOut]| {
        html! {
            @if outputs.is_empty() { p { "New coins" } }
            ul {
                @for output in outputs {
                    @let address = chain.coin.address(&output.script_pubkey);
                    li { code { (address.as_deref().unwrap_or("a script without an address")) } ": " (coins(output.value.to_sat())) }
                }
            }
        }
    };
    match path.split_once('/') {
        Some(("tx", id)) => match chain.record(id) {
            Some(record) => page(
                "Transaction",
                id,
                html! {
                    p { (crate::chain::time::rfc3339(record.time)) ". Fee " (coins(record.fee())) "." }
                    h2 { "From" }
                    (sides(&record.prevouts))
                    h2 { "To" }
                    (sides(&record.tx.output))
                },
            ),
            None => missing("No such transaction on the sample’s chains"),
        },
        Some(("address", address)) => match chain.coin.script(address) {
            Some(script) => {
                let sums = chain.sums(&script, false);
                page("Address", address, html! { p { (sums.transactions) " transactions" } })
            }
            None => missing("No address of the sample’s chains"),
        },
        _ => missing("not found"),
    }
}

fn outputs(outputs: &[TxOut]) -> Markup {
    html! {
        @if outputs.is_empty() { p { "New coins" } }
        ul {
            @for output in outputs {
                li {
                    @match wallet::address(&output.script_pubkey) {
                        Some(address) => (link(&address)),
                        None => "a script without an address",
                    }
                    ": " (bitcoin_amount(output.value.to_sat()))
                }
            }
        }
    }
}

fn bitcoin_amount(satoshis: u64) -> String {
    format!("{} tBTC", Amount::from_units(satoshis.into()).decimal(8))
}

fn link(address: &str) -> Markup {
    html! { a href={ "/address/" (address) } { code { (address) } } }
}

fn transaction_link(id: &str) -> Markup {
    html! { a href={ "/tx/" (id) } { code { (id) } } }
}

fn page(kind: &str, id: &str, inside: Markup) -> Answer {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                title { (kind) " " (id) }
            }
            body {
                p { "Sample explorer: invented chains, play money." }
                h1 { (kind) }
                p { code { (id) } }
                (inside)
            }
        }
    };
    Answer::html(page.into_string())
}

fn missing(text: &str) -> Answer {
    Answer { status: 404, ..Answer::text(text) }
}
