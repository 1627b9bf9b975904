//! An invented chain answered in BlockCypher's schema (<https://www.blockcypher.com/dev/bitcoin/>).

use super::{Chain, Record, hidden_version};
use crate::chain::time::rfc3339;
use crate::cli::sample::{Answer, Query};
use bitcoin::TxOut;
use serde_json::{Value, json};

/// Transactions a page at most, where a block does not end later.
pub const PAGE: usize = 50;

/// Answers a path below `/v1/COIN/NET`; `page` is how many transactions are listed at most.
pub fn answer(chain: &Chain, path: &str, query: &Query, page: usize) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match &*parts {
        [] => {
            let height = chain.coin.tip();
            Answer::json(&json!({
                "name": format!("{}.test3", chain.coin.ticker.to_uppercase()), "height": height,
                "hash": chain.coin.block_hash(height), "time": rfc3339(chain.coin.time(height)), "peer_count": 1,
            }))
        }
        ["addrs", address, kind @ ("balance" | "full")] => match chain.coin.script(address) {
            Some(script) => {
                let mut answer = balance(chain, address, &script);
                if *kind == "full" {
                    full(chain, &script, query, page, &mut answer);
                }
                Answer::json(&answer)
            }
            None => {
                let error = format!("Address {address} is invalid.");
                Answer { status: 404, ..Answer::json(&json!({"error": error})) }
            }
        },
        _ => Answer { status: 404, ..Answer::text("404 page not found") },
    }
}

fn balance(chain: &Chain, address: &str, script: &bitcoin::Script) -> Value {
    let (sums, waiting) = (chain.sums(script, false), chain.sums(script, true));
    let balance = sums.funded - sums.spent;
    let unconfirmed = waiting.funded as i64 - waiting.spent as i64;
    json!({
        "address": address, "total_received": sums.funded, "total_sent": sums.spent, "balance": balance,
        "unconfirmed_balance": unconfirmed, "final_balance": balance as i64 + unconfirmed,
        "n_tx": sums.transactions, "unconfirmed_n_tx": waiting.transactions,
        "final_n_tx": sums.transactions + waiting.transactions,
    })
}

/// Adds transactions: those that wait first, then blocks from below `before` on, the last one whole.
fn full(chain: &Chain, script: &bitcoin::Script, query: &Query, page: usize, answer: &mut Value) {
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<u64>().ok());
    let limit = number("limit").map_or(10, |limit| limit as usize).min(page);
    let sides = number("txlimit").unwrap_or(20) as usize;
    let before = number("before");
    let in_blocks = before.is_some() || number("confirmations") > Some(0);
    let mut records = if in_blocks { vec![] } else { chain.history(script, true) };
    records.extend(
        chain.history(script, false).into_iter().filter(|record| record.height < before.or(Some(u64::MAX))),
    );
    let mut end = limit.min(records.len());
    while end > 0 && end < records.len() && records[end].height == records[end - 1].height {
        end += 1;
    }
    if end < records.len() {
        answer["hasMore"] = json!(true);
    }
    answer["txs"] = records[..end].iter().map(|record| tx(chain, record, sides)).collect();
}

fn tx(chain: &Chain, record: &Record, sides: usize) -> Value {
    let inputs = record.tx.input.iter().enumerate().map(|(index, input)| {
        let Some(prevout) = record.prevouts.get(index) else {
            return json!({
                "output_index": -1, "script": input.script_sig.to_hex_string(), "sequence": input.sequence.0,
                "script_type": "empty", "age": 0,
            });
        };
        let spent = input.previous_output;
        json!({
            "prev_hash": spent.txid.to_string(), "output_index": spent.vout, "output_value": prevout.value.to_sat(),
            "sequence": input.sequence.0, "addresses": addresses(chain, prevout), "script_type": kind(prevout),
        })
    });
    let outputs = record.tx.output.iter().map(|output| {
        json!({
            "value": output.value.to_sat(), "script": output.script_pubkey.to_hex_string(),
            "addresses": addresses(chain, output), "script_type": kind(output),
        })
    });
    let confirmations = record.height.map_or(0, |height| chain.coin.tip() - height + 1);
    let mut tx = json!({
        "block_height": record.height.map_or(-1, |height| height as i64), "hash": record.txid.to_string(),
        "fees": record.fee(), "size": record.tx.total_size(), "received": rfc3339(record.time), "ver": 2,
        "double_spend": false, "vin_sz": record.tx.input.len(), "vout_sz": record.tx.output.len(),
        "confirmations": confirmations, "inputs": inputs.take(sides).collect::<Vec<_>>(),
        "outputs": outputs.take(sides).collect::<Vec<_>>(),
    });
    if let Some(height) = record.height {
        tx["block_hash"] = json!(chain.coin.block_hash(height));
        tx["confirmed"] = json!(rfc3339(record.time));
    }
    let next = |side: &str| format!("/txs/{}?{side}={sides}", record.txid);
    if record.tx.input.len() > sides {
        tx["next_inputs"] = json!(next("instart"));
    }
    if record.tx.output.len() > sides {
        tx["next_outputs"] = json!(next("outstart"));
    }
    tx
}

/// A bare multisig has the addresses of all its keys.
fn addresses(chain: &Chain, output: &TxOut) -> Value {
    match chain.coin.address(&output.script_pubkey) {
        Some(address) => json!([address]),
        None if output.script_pubkey.is_multisig() => {
            let key = |which: &str| chain.coin.address(&super::key_hash(which));
            json!([key("one of two"), key("the other of two")])
        }
        None => Value::Null,
    }
}

fn kind(output: &TxOut) -> &'static str {
    let script = &output.script_pubkey;
    match () {
        () if script.is_p2pkh() => "pay-to-pubkey-hash",
        () if script.is_p2sh() => "pay-to-script-hash",
        () if script.is_p2wpkh() => "pay-to-witness-pubkey-hash",
        () if script.is_multisig() => "pay-to-multi-pubkey-hash",
        () if script.is_op_return() => "null-data",
        () if hidden_version(script).is_some() => "unknown",
        () => "pay-to-unknown-script",
    }
}
