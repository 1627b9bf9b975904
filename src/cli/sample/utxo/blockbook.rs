//! An invented chain answered in Blockbook's schema (<https://github.com/trezor/blockbook/blob/master/docs/api.md>),
//! without the header that lets a page read it.

use super::{Chain, Record};
use crate::cli::sample::{Answer, Query};
use bitcoin::TxOut;
use serde_json::{Value, json};

/// Transactions a page at most.
pub const PAGE: usize = 1_000;

/// Answers a path below the server's root; `page` is how many transactions are listed at most.
pub fn answer(chain: &Chain, path: &str, query: &Query, page: usize) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let answer = match &*parts {
        ["api"] | ["api", "v2"] => Answer::json(&json!({
            "blockbook": {
                "coin": format!("{} Testnet", chain.coin.name), "bestHeight": chain.coin.tip(), "inSync": true,
                "decimals": 8,
            },
            "backend": {"chain": "test", "blocks": chain.coin.tip()},
        })),
        ["api", "v2", "address", address] => match chain.coin.script(address) {
            Some(script) => Answer::json(&of_script(chain, address, &script, query, page)),
            None => {
                let error = format!("Invalid address '{address}', checksum mismatch");
                Answer { status: 400, ..Answer::json(&json!({"error": error})) }
            }
        },
        _ => Answer { status: 404, ..Answer::text("not found") },
    };
    Answer { no_cors: true, ..answer }
}

fn of_script(chain: &Chain, address: &str, script: &bitcoin::Script, query: &Query, page: usize) -> Value {
    let (sums, waiting) = (chain.sums(script, false), chain.sums(script, true));
    let mut answer = json!({
        "address": address, "balance": (sums.funded - sums.spent).to_string(), "totalReceived": sums.funded.to_string(),
        "totalSent": sums.spent.to_string(), "unconfirmedTxs": waiting.transactions, "txs": sums.transactions,
        "unconfirmedBalance": (waiting.funded as i64 - waiting.spent as i64).to_string(),
    });
    if query.get("details") == Some("basic") {
        return answer;
    }
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = number("pageSize").unwrap_or(PAGE).clamp(1, page);
    let records = chain.history(script, false);
    let pages = records.len().div_ceil(size).max(1);
    // The closest one there is.
    let place = number("page").unwrap_or(1).clamp(1, pages);
    let mut listed = if place == 1 { chain.history(script, true) } else { vec![] };
    listed.extend(&records[(place - 1) * size..records.len().min(place * size)]);
    answer["page"] = json!(place);
    answer["totalPages"] = json!(pages);
    answer["itemsOnPage"] = json!(size);
    // Empty fields are left out.
    if !listed.is_empty() {
        answer["transactions"] = listed.iter().map(|record| tx(chain, record)).collect();
    }
    answer
}

fn tx(chain: &Chain, record: &Record) -> Value {
    let sum = |outputs: &[TxOut]| outputs.iter().map(|output| output.value.to_sat()).sum::<u64>().to_string();
    let vin = record.tx.input.iter().enumerate().map(|(index, input)| match record.prevouts.get(index) {
        None => json!({"n": index, "isAddress": false, "coinbase": input.script_sig.to_hex_string()}),
        Some(prevout) => {
            let mut vin = json!({"txid": input.previous_output.txid.to_string(), "n": index});
            if input.previous_output.vout > 0 {
                vin["vout"] = json!(input.previous_output.vout);
            }
            owned(chain, prevout, vin)
        }
    });
    let vout = record.tx.output.iter().enumerate().map(|(index, output)| {
        owned(chain, output, json!({"n": index, "hex": output.script_pubkey.to_hex_string()}))
    });
    let mut tx = json!({
        "txid": record.txid.to_string(), "version": 2, "vin": vin.collect::<Vec<_>>(), "vout": vout.collect::<Vec<_>>(),
        "blockHeight": -1, "blockTime": record.time, "value": sum(&record.tx.output), "valueIn": sum(&record.prevouts),
        "fees": record.fee().to_string(),
    });
    if let Some(height) = record.height {
        tx["blockHeight"] = json!(height);
        tx["blockHash"] = json!(chain.coin.block_hash(height));
        tx["confirmations"] = json!(chain.coin.tip() - height + 1);
    }
    tx
}

/// Adds whose an output is, and its value.
fn owned(chain: &Chain, output: &TxOut, mut entry: Value) -> Value {
    let script = &output.script_pubkey;
    let address = chain.coin.address(script);
    entry["isAddress"] = json!(address.is_some());
    entry["value"] = json!(output.value.to_sat().to_string());
    if let Some(address) = address {
        entry["addresses"] = json!([address]);
    } else if script.is_op_return() {
        entry["addresses"] = json!(["OP_RETURN (for the dogs)"]);
    }
    entry
}
