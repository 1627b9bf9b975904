//! The sample's EVM chains in Blockscout's schema, version 2 as from its version 12 on.

use super::evm::{Account, Call, Ledger, Log, Token, Transaction, checksummed, parse};
use super::{Answer, Query};
use crate::chain::time::rfc3339;
use serde_json::{Map, Value, json};

/// Rows a page.
pub const PAGE: usize = 50;

/// A row, and the key by which rows are in descending order. What waits is above every block.
struct Row<'l> {
    key: [u64; 3],
    json: Box<dyn Fn() -> Value + 'l>,
}

/// Answers a path below `/api/v2/`, by pages of so many rows.
pub fn answer(ledger: &Ledger, path: &str, query: &Query, size: usize) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let ["addresses", address, rest @ ..] = &*parts else { return not_found() };
    let Some(account) = parse(address) else {
        return refuse("/address_hash_param", "Invalid format. Expected ~r/^0x([A-Fa-f0-9]{40})$/");
    };
    let (rows, names): (Vec<Row>, &[&str]) = match rest {
        [] => return Answer::json(&state(ledger, &account)),
        ["token-balances"] => return Answer::json(&balances(ledger, &account)),
        ["transactions"] => (transactions(ledger, &account), &["block_number", "index"]),
        ["token-transfers"] => {
            (token_transfers(ledger, &account, query.get("type")), &["block_number", "index"])
        }
        ["internal-transactions"] => {
            (internal_transactions(ledger, &account), &["block_number", "transaction_index", "index"])
        }
        _ => return not_found(),
    };
    let others =
        ["type", "filter", "sort", "order", "items_count", "apikey", "hash", "inserted_at", "fee", "value"];
    if let Some((name, _)) = query.pairs().find(|(name, _)| !names.contains(name) && !others.contains(name)) {
        return refuse(&format!("/{name}"), &format!("Unexpected field: {name}"));
    }
    page(rows, names, query, size)
}

fn page(mut rows: Vec<Row>, names: &[&str], query: &Query, size: usize) -> Answer {
    rows.sort_by_key(|row| std::cmp::Reverse(row.key));
    if names.iter().any(|name| query.get(name).is_some()) {
        let mut after = [0; 3];
        for (part, name) in after.iter_mut().zip(names) {
            match query.get(name).and_then(|text| text.parse().ok()) {
                Some(number) => *part = number,
                None => return refuse(&format!("/{name}"), "Invalid integer"),
            }
        }
        rows.retain(|row| row.key < after);
    }
    let more = rows.len() > size;
    rows.truncate(size);
    let items: Vec<Value> = rows.iter().map(|row| (row.json)()).collect();
    let next = rows.last().zip(items.last()).filter(|_| more).map(|(row, item)| {
        let mut next: Map<String, Value> =
            names.iter().zip(row.key).map(|(name, part)| ((*name).to_owned(), json!(part))).collect();
        if let Some(hash) = item.get("hash") {
            next.insert("hash".into(), hash.clone());
            next.insert("inserted_at".into(), item["timestamp"].clone());
            next.insert("value".into(), item["value"].clone());
            next.insert("fee".into(), item["fee"]["value"].clone());
        }
        next
    });
    Answer::json(&json!({"items": items, "next_page_params": next}))
}

fn who(account: &Account) -> Value {
    json!({
        "hash": checksummed(account), "ens_domain_name": null, "implementations": [], "is_contract": false,
        "is_scam": false, "is_verified": false, "metadata": null, "name": null, "private_tags": [],
        "proxy_type": null, "public_tags": [], "reputation": "ok", "watchlist_names": [],
    })
}

fn time(transaction: &Transaction) -> Value {
    json!(rfc3339(transaction.time).replace('Z', ".000000Z"))
}

fn transactions<'l>(ledger: &'l Ledger, account: &Account) -> Vec<Row<'l>> {
    let ours = ledger.transactions.iter().filter(|transaction| transaction.is_of(account));
    ours.map(|transaction| {
        let block = if transaction.waiting { u64::from(u32::MAX) } else { transaction.block };
        let key = [block, transaction.index, 0];
        Row { key, json: Box::new(|| transaction_json(transaction)) }
    })
    .collect()
}

fn transaction_json(transaction: &Transaction) -> Value {
    let Transaction { succeeded, waiting, .. } = *transaction;
    let (status, result) = match (waiting, succeeded) {
        (true, _) => (Value::Null, "pending"),
        (false, true) => (json!("ok"), "success"),
        (false, false) => (json!("error"), "execution reverted"),
    };
    let mut json = json!({
        "hash": transaction.hash, "status": status, "result": result,
        "timestamp": time(transaction), "block_number": transaction.block, "position": transaction.index,
        "from": who(&transaction.from), "to": transaction.to.as_ref().map(who),
        "created_contract": transaction.created.as_ref().filter(|_| succeeded).map(who),
        "value": transaction.value.to_string(), "gas_used": transaction.gas_used.to_string(),
        "gas_price": transaction.gas_price.to_string(),
        "fee": {"type": if waiting { "maximum" } else { "actual" }, "value": transaction.fee().to_string()},
        "confirmations": 7, "nonce": 0, "raw_input": "0x", "method": null, "token_transfers": null,
    });
    if waiting {
        (json["timestamp"], json["block_number"], json["position"]) = (Value::Null, Value::Null, Value::Null);
    }
    json
}

fn internal_transactions<'l>(ledger: &'l Ledger, account: &Account) -> Vec<Row<'l>> {
    let mut rows = Vec::new();
    for transaction in &ledger.transactions {
        // A creation is its own call besides.
        if let Some(created) = transaction.created.filter(|_| transaction.is_of(account)) {
            let call = Call {
                index: 0,
                kind: "create",
                from: transaction.from,
                to: created,
                value: transaction.value,
                failed: !transaction.succeeded,
            };
            rows.push(internal_row(transaction, call));
        }
        let ours = transaction.calls.iter().filter(|call| call.from == *account || call.to == *account);
        rows.extend(ours.map(|call| internal_row(transaction, call.clone())));
    }
    rows
}

fn internal_row(transaction: &Transaction, call: Call) -> Row<'_> {
    let key = [transaction.block, transaction.index, call.index.into()];
    Row { key, json: Box::new(move || internal_json(transaction, &call)) }
}

fn internal_json(transaction: &Transaction, call: &Call) -> Value {
    let (to, created) = match call.kind {
        "create" => (Value::Null, who(&call.to)),
        _ => (who(&call.to), Value::Null),
    };
    json!({
        "transaction_hash": transaction.hash, "transaction_index": transaction.index, "index": call.index,
        "block_number": transaction.block, "timestamp": time(transaction), "type": call.kind,
        "success": !call.failed, "error": if call.failed { json!("execution reverted") } else { Value::Null },
        "from": who(&call.from), "to": to, "created_contract": created, "value": call.value.to_string(),
        "gas_limit": "2300",
    })
}

fn token_transfers<'l>(ledger: &'l Ledger, account: &Account, kind: Option<&str>) -> Vec<Row<'l>> {
    let mut rows = Vec::new();
    for transaction in &ledger.transactions {
        let ours = transaction.logs.iter().filter(|log| log.from == *account || log.to == *account);
        let asked = ours
            .filter(|log| kind.is_none_or(|kinds| kinds.split(',').any(|kind| kind == log.token.standard)));
        rows.extend(asked.map(|log| Row {
            key: [transaction.block, log.index, 0],
            json: Box::new(|| token_transfer_json(transaction, log)),
        }));
    }
    rows
}

fn token_transfer_json(transaction: &Transaction, log: &Log) -> Value {
    let decimals = log.token.decimals.map(|decimals| decimals.to_string());
    let total = match log.token.standard {
        "ERC-20" => json!({"value": log.value.to_string(), "decimals": decimals}),
        "ERC-721" => json!({"token_id": log.value.to_string(), "token_instance": null}),
        _ => {
            json!({"token_id": log.value.to_string(), "value": "1", "decimals": null, "token_instance": null})
        }
    };
    json!({
        "transaction_hash": transaction.hash, "block_hash": format!("0x{:064x}", transaction.block),
        "block_number": transaction.block, "log_index": log.index, "timestamp": time(transaction),
        "from": who(&log.from), "to": who(&log.to), "method": null, "type": "token_transfer",
        "token_type": log.token.standard, "token": token_json(&log.token), "total": total,
    })
}

fn token_json(token: &Token) -> Value {
    json!({
        "address_hash": checksummed(&token.contract), "symbol": token.symbol, "name": token.name,
        "decimals": token.decimals.map(|decimals| decimals.to_string()), "type": token.standard,
        "exchange_rate": null, "holders_count": "2", "icon_url": null, "reputation": "ok",
        "total_supply": null, "volume_24h": null, "circulating_market_cap": null,
    })
}

fn state(ledger: &Ledger, account: &Account) -> Value {
    let mut state = who(account);
    let is_known = ledger.transactions.iter().any(|transaction| {
        transaction.is_of(account)
            || transaction.calls.iter().any(|call| call.to == *account)
            || transaction.logs.iter().any(|log| log.to == *account)
    });
    // Of an account that was never read, the API says nothing.
    let wei = is_known.then(|| ledger.balance(account).max(0).to_string());
    state["coin_balance"] = json!(wei);
    state["exchange_rate"] = Value::Null;
    state["has_token_transfers"] = json!(!ledger.token_balances(account).is_empty());
    state
}

fn balances(ledger: &Ledger, account: &Account) -> Vec<Value> {
    let held = ledger.token_balances(account).into_values().filter(|(_, units)| *units > 0);
    held.map(|(token, units)| {
        json!({"token": token_json(&token), "token_id": null, "token_instance": null, "value": units.to_string()})
    })
    .collect()
}

fn not_found() -> Answer {
    Answer { status: 404, ..Answer::json(&json!({"message": "Not found"})) }
}

fn refuse(pointer: &str, detail: &str) -> Answer {
    let error = json!({"title": "Invalid value", "source": {"pointer": pointer}, "detail": detail});
    Answer { status: 422, ..Answer::json(&json!({"errors": [error]})) }
}
