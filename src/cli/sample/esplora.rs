//! The sample chain answered in the Esplora schema
//! (<https://github.com/Blockstream/esplora/blob/master/API.md>; `/txs/summary` as mempool.space has it).

use super::Answer;
use super::chain::{Branch, Record};
use super::wallet;
use bitcoin::consensus::encode::{serialize, serialize_hex};
use bitcoin::hashes::{Hash, sha256};
use bitcoin::hex::DisplayHex;
use bitcoin::{Address, Block, BlockHash, MerkleBlock, Network, OutPoint, Script, ScriptBuf, TxOut, Txid};
use serde::Serialize;
use serde_json::{Value, json};
use std::str::FromStr;

/// Confirmed transactions a page.
pub const PAGE: usize = 25;
const MEMPOOL_PAGE: usize = 50;
const SUMMARY_PAGE: usize = 5_000;

/// Answers a path below `/api/`, as in `tx/:id/status`.
pub fn answer(branch: &Branch, path: &str) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match &*parts {
        ["address", address, rest @ ..] => match regtest_script(address) {
            Ok(script) => of_script(branch, ("address", address), &script, rest),
            Err(refused) => refused,
        },
        ["scripthash", hash, rest @ ..] => match script_of_hash(branch, hash) {
            Ok(script) => of_script(branch, ("scripthash", hash), &script, rest),
            Err(refused) => refused,
        },
        ["tx", txid, rest @ ..] => match Txid::from_str(txid) {
            Err(_) => bad_request("Invalid hex string"),
            Ok(txid) => match branch.record(&txid) {
                Some(record) => of_tx(branch, record, rest),
                None => not_found("Transaction not found"),
            },
        },
        ["block", hash, rest @ ..] => match BlockHash::from_str(hash) {
            Err(_) => bad_request("Invalid hex string"),
            Ok(hash) => match branch.by_hash.get(&hash) {
                Some(height) => of_block(branch, *height, rest),
                None => not_found("Block not found"),
            },
        },
        ["block-height", height] => match height.parse().ok().and_then(|height: usize| branch.blocks.get(height)) {
            Some(block) => Answer::text(block.block_hash().to_string()),
            None => not_found("Block not found"),
        },
        ["blocks", "tip", "height"] => Answer::text(branch.tip().to_string()),
        ["blocks", "tip", "hash"] => Answer::text(branch.blocks[branch.tip() as usize].block_hash().to_string()),
        ["blocks"] => blocks(branch, branch.tip()),
        ["blocks", start] => match start.parse() {
            Ok(start) => blocks(branch, branch.tip().min(start)),
            Err(_) => bad_request("Invalid height"),
        },
        ["mempool"] => mempool(branch),
        ["mempool", "txids"] => {
            Answer::json(&waiting(branch).map(|record| record.txid.to_string()).collect::<Vec<_>>())
        }
        ["mempool", "recent"] => Answer::json(
            &waiting(branch)
                .take(10)
                .map(|record| {
                    let value: u64 = record.tx.output.iter().map(|output| output.value.to_sat()).sum();
                    let vsize = record.tx.vsize();
                    json!({"txid": record.txid.to_string(), "fee": record.fee, "vsize": vsize, "value": value})
                })
                .collect::<Vec<_>>(),
        ),
        ["fee-estimates"] => Answer::json(&json!({"1": 2.0, "6": 1.0, "144": 1.0})),
        _ => not_found("Endpoint does not exist"),
    }
}

/// A transaction as Esplora gives it.
#[derive(Serialize)]
struct Tx {
    txid: String,
    version: i32,
    locktime: u32,
    vin: Vec<Vin>,
    vout: Vec<Vout>,
    size: usize,
    weight: u64,
    fee: u64,
    status: Status,
}

#[derive(Serialize)]
struct Vin {
    txid: String,
    vout: u32,
    prevout: Option<Vout>,
    scriptsig: String,
    scriptsig_asm: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    witness: Vec<String>,
    is_coinbase: bool,
    sequence: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner_redeemscript_asm: Option<String>,
}

#[derive(Serialize)]
struct Vout {
    scriptpubkey: String,
    scriptpubkey_asm: String,
    scriptpubkey_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scriptpubkey_address: Option<String>,
    value: u64,
}

#[derive(Serialize)]
struct Status {
    confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_time: Option<u32>,
}

fn tx(branch: &Branch, record: &Record) -> Tx {
    let vin = |(index, input): (usize, &bitcoin::TxIn)| {
        let prevout = record.prevouts.get(index);
        let wraps = prevout.is_some_and(|prevout| prevout.script_pubkey.is_p2sh());
        // A P2SH input's last push is its redeem script.
        let redeem = wraps
            .then(|| ScriptBuf::from_bytes(input.script_sig.as_bytes().get(1..).unwrap_or(&[]).to_vec()));
        Vin {
            txid: input.previous_output.txid.to_string(),
            vout: input.previous_output.vout,
            prevout: prevout.map(vout),
            scriptsig: input.script_sig.to_hex_string(),
            scriptsig_asm: input.script_sig.to_asm_string(),
            witness: input.witness.iter().map(|item| item.to_lower_hex_string()).collect(),
            is_coinbase: record.tx.is_coinbase(),
            sequence: input.sequence.0,
            inner_redeemscript_asm: redeem.map(|script| script.to_asm_string()),
        }
    };
    Tx {
        txid: record.txid.to_string(),
        version: record.tx.version.0,
        locktime: record.tx.lock_time.to_consensus_u32(),
        vin: record.tx.input.iter().enumerate().map(vin).collect(),
        vout: record.tx.output.iter().map(vout).collect(),
        size: record.tx.total_size(),
        weight: record.tx.weight().to_wu(),
        fee: record.fee,
        status: status(branch, record),
    }
}

fn vout(output: &TxOut) -> Vout {
    let script = &output.script_pubkey;
    Vout {
        scriptpubkey: script.to_hex_string(),
        scriptpubkey_asm: script.to_asm_string(),
        scriptpubkey_type: script_type(script),
        scriptpubkey_address: wallet::address(script),
        value: output.value.to_sat(),
    }
}

fn script_type(script: &Script) -> &'static str {
    match () {
        () if script.is_p2pk() => "p2pk",
        () if script.is_p2pkh() => "p2pkh",
        () if script.is_p2sh() => "p2sh",
        () if script.is_p2wpkh() => "v0_p2wpkh",
        () if script.is_p2wsh() => "v0_p2wsh",
        () if script.is_p2tr() => "v1_p2tr",
        () if script.is_op_return() => "op_return",
        () => "unknown",
    }
}

fn status(branch: &Branch, record: &Record) -> Status {
    let block = record.place.map(|(height, _)| (height, &branch.blocks[height as usize]));
    Status {
        confirmed: block.is_some(),
        block_height: block.map(|(height, _)| height),
        block_hash: block.map(|(_, block)| block.block_hash().to_string()),
        block_time: block.map(|(_, block)| block.header.time),
    }
}

fn of_script(branch: &Branch, subject: (&str, &str), script: &Script, rest: &[&str]) -> Answer {
    let page = |records: &[&Record]| {
        Answer::json(&records.iter().map(|record| tx(branch, record)).collect::<Vec<_>>())
    };
    let after = |records: Vec<&Record>, last_seen: Option<&str>, count: usize| {
        let skip = skip_to(&records, last_seen);
        page(&records[skip..records.len().min(skip + count)])
    };
    match rest {
        [] => Answer::json(&json!({
            subject.0: subject.1,
            "chain_stats": stats(branch, script, true),
            "mempool_stats": stats(branch, script, false),
        })),
        ["txs"] => {
            let mut records = branch.history(script, false);
            records.truncate(MEMPOOL_PAGE);
            let mined = branch.history(script, true);
            records.extend(&mined[..mined.len().min(PAGE)]);
            page(&records)
        }
        ["txs", "chain"] => after(branch.history(script, true), None, PAGE),
        ["txs", "chain", last_seen] => after(branch.history(script, true), Some(last_seen), PAGE),
        ["txs", "mempool"] => after(branch.history(script, false), None, MEMPOOL_PAGE),
        ["txs", "summary"] => summary(branch, script, None),
        ["txs", "summary", last_seen] => summary(branch, script, Some(last_seen)),
        ["utxo"] => utxo(branch, script),
        _ => not_found("Endpoint does not exist"),
    }
}

/// How many records precede the page after `last_seen`; after an unknown transaction there is nothing, as with Esplora.
fn skip_to(records: &[&Record], last_seen: Option<&str>) -> usize {
    let Some(last_seen) = last_seen else { return 0 };
    let position =
        Txid::from_str(last_seen).ok().and_then(|txid| records.iter().position(|record| record.txid == txid));
    position.map_or(records.len(), |position| position + 1)
}

fn stats(branch: &Branch, script: &Script, mined: bool) -> Value {
    let records = branch.history(script, mined);
    let is_ours = |output: &&TxOut| output.script_pubkey.as_script() == script;
    let total = |outputs: Vec<&TxOut>| (outputs.len(), outputs.iter().map(|o| o.value.to_sat()).sum::<u64>());
    let funded = total(records.iter().flat_map(|record| &record.tx.output).filter(is_ours).collect());
    let spent = total(records.iter().flat_map(|record| &record.prevouts).filter(is_ours).collect());
    json!({
        "funded_txo_count": funded.0, "funded_txo_sum": funded.1,
        "spent_txo_count": spent.0, "spent_txo_sum": spent.1,
        "tx_count": records.len(),
    })
}

fn summary(branch: &Branch, script: &Script, last_seen: Option<&str>) -> Answer {
    let sum = |outputs: &[TxOut]| -> i64 {
        let ours = outputs.iter().filter(|output| output.script_pubkey.as_script() == script);
        ours.map(|output| output.value.to_sat() as i64).sum()
    };
    let records = branch.history(script, true);
    let skip = skip_to(&records, last_seen);
    let rows: Vec<Value> = records[skip..]
        .iter()
        .take(SUMMARY_PAGE)
        .map(|record| {
            let (height, position) = record.place.unwrap_or_default();
            json!({
                "txid": record.txid.to_string(), "height": height, "tx_position": position,
                "value": sum(&record.tx.output) - sum(&record.prevouts),
                "time": branch.blocks[height as usize].header.time,
            })
        })
        .collect();
    Answer::json(&rows)
}

fn utxo(branch: &Branch, script: &Script) -> Answer {
    let mut rows = Vec::new();
    for record in [branch.history(script, false), branch.history(script, true)].concat() {
        for (vout, output) in record.tx.output.iter().enumerate() {
            let point = OutPoint { txid: record.txid, vout: vout as u32 };
            if output.script_pubkey.as_script() == script && !branch.spends.contains_key(&point) {
                let (txid, value) = (record.txid.to_string(), output.value.to_sat());
                rows.push(
                    json!({"txid": txid, "vout": vout, "status": status(branch, record), "value": value}),
                );
            }
        }
    }
    Answer::json(&rows)
}

fn of_tx(branch: &Branch, record: &Record, rest: &[&str]) -> Answer {
    match rest {
        [] => Answer::json(&tx(branch, record)),
        ["hex"] => Answer::text(serialize_hex(&record.tx)),
        ["raw"] => Answer::bytes(serialize(&record.tx)),
        ["status"] => Answer::json(&status(branch, record)),
        ["merkle-proof"] => match record.place {
            Some((height, position)) => {
                let block = &branch.blocks[height as usize];
                let merkle = merkle_branch(block, position as usize);
                Answer::json(&json!({"block_height": height, "merkle": merkle, "pos": position}))
            }
            None => not_found("Transaction not found or is unconfirmed"),
        },
        ["merkleblock-proof"] => match record.place {
            Some((height, _)) => {
                let block = &branch.blocks[height as usize];
                let proof = MerkleBlock::from_block_with_predicate(block, |txid| *txid == record.txid);
                Answer::text(serialize_hex(&proof))
            }
            None => not_found("Transaction not found or is unconfirmed"),
        },
        ["outspends"] => {
            let all = 0..record.tx.output.len() as u32;
            Answer::json(&all.map(|vout| outspend(branch, record, vout)).collect::<Vec<_>>())
        }
        ["outspend", vout] => match vout.parse() {
            Ok(vout) => Answer::json(&outspend(branch, record, vout)),
            Err(_) => bad_request("Invalid output index"),
        },
        _ => not_found("Endpoint does not exist"),
    }
}

fn outspend(branch: &Branch, record: &Record, vout: u32) -> Value {
    match branch.spends.get(&OutPoint { txid: record.txid, vout }) {
        Some((spender, vin)) => {
            let spender = &branch.records[*spender];
            let txid = spender.txid.to_string();
            json!({"spent": true, "txid": txid, "vin": vin, "status": status(branch, spender)})
        }
        None => json!({"spent": false}),
    }
}

/// The hashes beside the path from a transaction up to the merkle root.
fn merkle_branch(block: &Block, position: usize) -> Vec<String> {
    let mut level: Vec<[u8; 32]> = block.txdata.iter().map(|tx| tx.compute_txid().to_byte_array()).collect();
    let (mut position, mut merkle) = (position, Vec::new());
    while level.len() > 1 {
        if level.len() % 2 == 1 {
            level.push(level[level.len() - 1]);
        }
        merkle.push(Txid::from_byte_array(level[position ^ 1]).to_string());
        let parent = |pair: &[[u8; 32]]| bitcoin::hashes::sha256d::Hash::hash(&pair.concat()).to_byte_array();
        level = level.chunks(2).map(parent).collect();
        position /= 2;
    }
    merkle
}

fn of_block(branch: &Branch, height: u32, rest: &[&str]) -> Answer {
    let block = &branch.blocks[height as usize];
    let txids = || block.txdata.iter().map(|tx| tx.compute_txid());
    match rest {
        [] => Answer::json(&block_summary(branch, height)),
        ["header"] => Answer::text(serialize_hex(&block.header)),
        ["raw"] => Answer::bytes(serialize(block)),
        ["status"] => {
            let next = branch.blocks.get(height as usize + 1).map(|next| next.block_hash().to_string());
            Answer::json(&json!({"in_best_chain": true, "height": height, "next_best": next}))
        }
        ["txids"] => Answer::json(&txids().map(|txid| txid.to_string()).collect::<Vec<_>>()),
        ["txid", index] => match index.parse().ok().and_then(|index| txids().nth(index)) {
            Some(txid) => Answer::text(txid.to_string()),
            None => not_found("tx index out of range"),
        },
        ["txs"] | ["txs", _] => {
            let start: usize = rest.get(1).map_or(Some(0), |start| start.parse().ok()).unwrap_or(usize::MAX);
            if start >= block.txdata.len() {
                return bad_request("start index out of range");
            }
            let rows =
                txids().skip(start).take(PAGE).filter_map(|txid| Some(tx(branch, branch.record(&txid)?)));
            Answer::json(&rows.collect::<Vec<_>>())
        }
        _ => not_found("Endpoint does not exist"),
    }
}

fn block_summary(branch: &Branch, height: u32) -> Value {
    let block = &branch.blocks[height as usize];
    let first = height.saturating_sub(10) as usize;
    let mut times: Vec<u32> =
        branch.blocks[first..=height as usize].iter().map(|block| block.header.time).collect();
    times.sort_unstable();
    let previous = (height > 0).then(|| block.header.prev_blockhash.to_string());
    json!({
        "id": block.block_hash().to_string(), "height": height, "version": block.header.version.to_consensus(),
        "timestamp": block.header.time, "tx_count": block.txdata.len(), "size": block.total_size(),
        "weight": block.weight().to_wu(), "merkle_root": block.header.merkle_root.to_string(),
        "previousblockhash": previous, "mediantime": times[times.len() / 2], "nonce": block.header.nonce,
        "bits": block.header.bits.to_consensus(), "difficulty": block.header.difficulty_float(),
    })
}

fn blocks(branch: &Branch, newest: u32) -> Answer {
    let oldest = newest.saturating_sub(9);
    let rows: Vec<Value> = (oldest..=newest).rev().map(|height| block_summary(branch, height)).collect();
    Answer::json(&rows)
}

fn waiting(branch: &Branch) -> impl Iterator<Item = &Record> {
    branch.records.iter().rev().take_while(|record| record.place.is_none())
}

fn mempool(branch: &Branch) -> Answer {
    let vsize: usize = waiting(branch).map(|record| record.tx.vsize()).sum();
    let total_fee: u64 = waiting(branch).map(|record| record.fee).sum();
    let count = waiting(branch).count();
    Answer::json(
        &json!({"count": count, "vsize": vsize, "total_fee": total_fee, "fee_histogram": [[1.0, vsize]]}),
    )
}

fn regtest_script(text: &str) -> Result<ScriptBuf, Answer> {
    let address = Address::from_str(text).map_err(|_| bad_request("Invalid Bitcoin address"))?;
    match address.require_network(Network::Regtest) {
        Ok(address) => Ok(address.script_pubkey()),
        Err(_) => Err(bad_request("Address on invalid network")),
    }
}

/// Esplora's script hash: SHA-256 of the script, its bytes in order.
fn script_of_hash(branch: &Branch, hash: &str) -> Result<ScriptBuf, Answer> {
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(bad_request("Invalid hex string"));
    }
    let is_it =
        |script: &&ScriptBuf| sha256::Hash::hash(script.as_bytes()).to_string() == hash.to_lowercase();
    Ok(branch.by_script.keys().find(is_it).cloned().unwrap_or_default())
}

fn not_found(text: &str) -> Answer {
    Answer { status: 404, ..Answer::text(text) }
}

fn bad_request(text: &str) -> Answer {
    Answer { status: 400, ..Answer::text(text) }
}
