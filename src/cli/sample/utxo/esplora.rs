//! An invented chain answered in the Esplora schema, as litecoinspace.org answers for Litecoin.

use super::{Chain, Record, Sums, hidden_version};
use crate::cli::sample::Answer;
use bitcoin::{OutPoint, TxOut};
use serde_json::{Value, json};

/// Confirmed transactions a page.
pub const PAGE: usize = 25;
const MEMPOOL_PAGE: usize = 50;
const SUMMARY_PAGE: usize = 5_000;

/// Answers a path below `/api/`; `page` is how many transactions are listed at once.
pub fn answer(chain: &Chain, path: &str, page: usize) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match &*parts {
        ["blocks", "tip", "height"] => Answer::text(chain.coin.tip().to_string()),
        ["tx", id] => match chain.record(id) {
            Some(record) => Answer::json(&tx(chain, record)),
            None => Answer { status: 404, ..Answer::text("Transaction not found") },
        },
        ["address", address, rest @ ..] => match chain.coin.script(address) {
            Some(script) => of_script(chain, address, &script, rest, page),
            None => Answer { status: 400, ..Answer::text("Invalid address") },
        },
        _ => Answer { status: 404, ..Answer::text("Endpoint does not exist") },
    }
}

fn of_script(chain: &Chain, address: &str, script: &bitcoin::Script, rest: &[&str], page: usize) -> Answer {
    let list = |records: &[&Record]| {
        Answer::json(&records.iter().map(|record| tx(chain, record)).collect::<Vec<_>>())
    };
    let after = |id: &str| {
        let records = chain.history(script, false);
        let place = records.iter().position(|record| record.txid.to_string() == id);
        let from = place.map_or(records.len(), |place| place + 1);
        list(&records[from..records.len().min(from + page)])
    };
    match rest {
        [] => Answer::json(&json!({
            "address": address,
            "chain_stats": stats(&chain.sums(script, false)),
            "mempool_stats": stats(&chain.sums(script, true)),
        })),
        ["txs", "chain"] => {
            let records = chain.history(script, false);
            list(&records[..records.len().min(page)])
        }
        ["txs", "chain", last] => after(last),
        ["txs", "mempool"] => {
            let records = chain.history(script, true);
            list(&records[..records.len().min(MEMPOOL_PAGE)])
        }
        ["txs", "summary"] => {
            let row = |record: &&Record| {
                let sum = |outputs: &[TxOut]| -> i64 {
                    let ours = outputs.iter().filter(|output| *output.script_pubkey == *script);
                    ours.map(|output| output.value.to_sat() as i64).sum()
                };
                let value = sum(&record.tx.output) - sum(&record.prevouts);
                json!({"txid": record.txid.to_string(), "height": record.height, "value": value, "time": record.time})
            };
            let rows: Vec<Value> = chain.history(script, false).iter().take(SUMMARY_PAGE).map(row).collect();
            Answer::json(&rows)
        }
        _ => Answer { status: 404, ..Answer::text("Endpoint does not exist") },
    }
}

fn stats(sums: &Sums) -> Value {
    json!({
        "funded_txo_count": sums.funded_outputs, "funded_txo_sum": sums.funded,
        "spent_txo_count": sums.spent_outputs, "spent_txo_sum": sums.spent, "tx_count": sums.transactions,
    })
}

fn tx(chain: &Chain, record: &Record) -> Value {
    let inputs = record.tx.input.iter().enumerate().map(|(index, input)| {
        let OutPoint { txid, vout } = input.previous_output;
        let prevout = record.prevouts.get(index).map(|output| self::vout(chain, output));
        json!({
            "txid": txid.to_string(), "vout": vout, "prevout": prevout, "scriptsig": input.script_sig.to_hex_string(),
            "is_coinbase": record.tx.is_coinbase(), "sequence": input.sequence.0,
        })
    });
    let mut status = json!({"confirmed": record.height.is_some()});
    if let Some(height) = record.height {
        status["block_height"] = json!(height);
        status["block_hash"] = json!(chain.coin.block_hash(height));
        status["block_time"] = json!(record.time);
    }
    json!({
        "txid": record.txid.to_string(), "version": 2, "locktime": 0, "vin": inputs.collect::<Vec<_>>(),
        "vout": record.tx.output.iter().map(|output| self::vout(chain, output)).collect::<Vec<_>>(),
        "size": record.tx.total_size(), "weight": record.tx.weight().to_wu(), "fee": record.fee(), "status": status,
    })
}

fn vout(chain: &Chain, output: &TxOut) -> Value {
    let script = &output.script_pubkey;
    let kind = match (hidden_version(script), ()) {
        (Some(9), ()) => "witness_mweb_pegin",
        (Some(_), ()) => "witness_mweb_hogaddr",
        (None, ()) if script.is_p2pkh() => "p2pkh",
        (None, ()) if script.is_p2sh() => "p2sh",
        (None, ()) if script.is_p2wpkh() => "v0_p2wpkh",
        (None, ()) if script.is_op_return() => "op_return",
        (None, ()) => "unknown",
    };
    let mut vout = json!({
        "scriptpubkey": script.to_hex_string(), "scriptpubkey_asm": script.to_asm_string(),
        "scriptpubkey_type": kind, "value": output.value.to_sat(),
    });
    if let Some(address) = chain.coin.address(script) {
        vout["scriptpubkey_address"] = json!(address);
    }
    vout
}
