//! Tron accounts answered in TronGrid's v1 schema: the sample's own, and recorded ones.

use super::tron::{self, Account, Act, Internal, Ledger, Native, TokenRow};
use super::{Answer, Query};
use crate::explorer::issuer::{Act as IssuerAct, EVENTS, IS_FROZEN};
use bitcoin::base58;
use bitcoin::hashes::{Hash, sha256};
use bitcoin::hex::DisplayHex;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const DEFAULT_LIMIT: usize = 20;
const LIMIT: usize = 200;
/// What `meta.at` says: the sample's chain ends then.
const AT: u64 = super::END * 1_000;

/// Transfers of recorded accounts, each as its explorer gave it.
#[derive(Default)]
pub struct Recorded {
    pub accounts: BTreeMap<String, Vec<Row>>,
}

/// A row of a listing, with what the API filters by.
#[derive(Clone)]
pub struct Row {
    time: u64,
    from: Account,
    to: Account,
    contract: Option<Account>,
    unconfirmed: bool,
    json: Value,
}

impl Recorded {
    /// Reads `trongrid/ADDRESS.trc20.json` of a folder.
    pub fn read(folder: &Path) -> Result<Recorded, String> {
        let folder = folder.join("trongrid");
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut accounts = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Some(address) = name.strip_suffix(".trc20.json") else { continue };
            let said = |error: String| format!("{}: {error}", path.display());
            let text = std::fs::read_to_string(&path).map_err(|error| said(error.to_string()))?;
            let rows: Vec<Value> = serde_json::from_str(&text).map_err(|error| said(error.to_string()))?;
            let rows: Option<Vec<Row>> = rows.into_iter().map(recorded_row).collect();
            let mut rows = rows.ok_or_else(|| said("a row without time, addresses or token".into()))?;
            rows.sort_by_key(|row| std::cmp::Reverse(row.time));
            accounts.insert(address.to_owned(), rows);
        }
        match accounts.is_empty() {
            true => Err(format!("{}: no file named ADDRESS.trc20.json", folder.display())),
            false => Ok(Recorded { accounts }),
        }
    }
}

fn recorded_row(json: Value) -> Option<Row> {
    Some(Row {
        time: json["block_timestamp"].as_u64()?,
        from: tron::parse(json["from"].as_str()?)?,
        to: tron::parse(json["to"].as_str()?)?,
        contract: Some(tron::parse(json["token_info"]["address"].as_str()?)?),
        unconfirmed: json["_unconfirmed"] == true,
        json,
    })
}

/// Answers a path below `/v1/`; `origin` is where this server is reached, for `links.next`.
pub fn answer(ledger: &Ledger, recorded: &Recorded, origin: &str, path: &str, query: &Query) -> Answer {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if let ["contracts", contract, "events"] = &*parts {
        let Some(contract) = tron::parse(contract) else {
            return refuse("A valid contract address is required.");
        };
        return page(events(ledger, &contract, query.get("event_name")), &contract, origin, path, query);
    }
    let ["accounts", address, rest @ ..] = &*parts else {
        return Answer { status: 404, ..Answer::json(&json!({"success": false, "error": "Not Found"})) };
    };
    let Some(account) = tron::parse(address) else {
        return refuse("A valid account address is required.");
    };
    let known = recorded.accounts.get(&tron::base58(&account));
    let rows = match (rest, known) {
        ([], Some(_)) => return Answer::json(&envelope(Vec::new(), None, origin, path, query)),
        ([], None) => {
            let data = if ledger.knows(&account) { vec![state(ledger, &account)] } else { Vec::new() };
            return Answer::json(&envelope(data, None, origin, path, query));
        }
        (["transactions", "trc20"], Some(rows)) => rows.clone(),
        (["transactions"] | ["internal-transactions"], Some(_)) => Vec::new(),
        (["transactions", "trc20"], None) => token_rows(ledger, &account),
        (["transactions"], None) => {
            native_rows(ledger, &account, query.get("search_internal") != Some("false"))
        }
        (["internal-transactions"], None) => internal_rows(ledger, &account),
        _ => return Answer { status: 404, ..Answer::json(&json!({"success": false, "error": "Not Found"})) },
    };
    page(rows, &account, origin, path, query)
}

/// Answers `/wallet/triggerconstantcontract`, a node's own: a contract's function that changes nothing.
pub fn called(ledger: &Ledger, body: &[u8]) -> Answer {
    let call: Value = serde_json::from_slice(body).unwrap_or_default();
    let field = |name: &str| call[name].as_str().unwrap_or_default();
    let contract = tron::parse(field("contract_address"));
    let holder = field("parameter").strip_prefix("000000000000000000000000");
    let holder = holder.and_then(|digits| tron::parse(&format!("41{digits}")));
    Answer::json(&match (contract, holder) {
        (Some(contract), Some(holder)) if field("function_selector") == IS_FROZEN => {
            let word = format!("{:064x}", u8::from(ledger.is_frozen(&contract, &holder)));
            json!({"result": {"result": true}, "energy_used": 549, "constant_result": [word], "transaction": {"ret": [{}], "visible": true}})
        }
        _ => json!({"result": {"code": "OTHER_ERROR", "message": "REVERT opcode executed"}}),
    })
}

fn events(ledger: &Ledger, contract: &Account, name: Option<&str>) -> Vec<Row> {
    let mut rows = Vec::new();
    for event in ledger.events.iter().filter(|event| event.token.contract == *contract) {
        let known = EVENTS.iter().find(|known| known.act == event.act).expect("one of its acts");
        if name.is_some_and(|name| name != known.name) {
            continue;
        }
        let holder = format!("0x{}", event.holder.to_lower_hex_string());
        let result = match event.act {
            IssuerAct::Burn => {
                json!({"0": holder, "1": event.value.to_string(), "_blackListedUser": holder, "_balance": event.value.to_string()})
            }
            _ => json!({"0": holder, "_user": holder}),
        };
        rows.push(Row {
            time: event.time * 1_000,
            from: event.holder,
            to: event.holder,
            contract: Some(*contract),
            unconfirmed: false,
            json: json!({
                "block_number": event.time / 3 % 100_000_000, "block_timestamp": event.time * 1_000,
                "caller_contract_address": tron::base58(contract), "contract_address": tron::base58(contract),
                "event_index": 0, "event_name": known.name, "event": known.signature, "result": result,
                "result_type": {}, "transaction_id": event.tx,
            }),
        });
    }
    rows
}

fn page(mut rows: Vec<Row>, account: &Account, origin: &str, path: &str, query: &Query) -> Answer {
    let limit = match query.get("limit").map(str::parse) {
        None => DEFAULT_LIMIT,
        Some(Ok(limit)) if (1..=LIMIT).contains(&limit) => limit,
        Some(_) => return refuse("limit must be between 1 and 200"),
    };
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<u64>().ok());
    let (earliest, latest) = (number("min_timestamp"), number("max_timestamp"));
    let contract = query.get("contract_address").map(tron::parse);
    if contract == Some(None) {
        return refuse("contract_address is not an address");
    }
    let is_set = |name: &str| query.get(name) == Some("true");
    rows.retain(|row| {
        earliest.is_none_or(|earliest| row.time >= earliest)
            && latest.is_none_or(|latest| row.time <= latest)
            && contract.is_none_or(|contract| row.contract == contract)
            && !(is_set("only_to") && row.to != *account)
            && !(is_set("only_from") && row.from != *account)
            && !(is_set("only_confirmed") && row.unconfirmed)
            && (!is_set("only_unconfirmed") || row.unconfirmed)
    });
    match query.get("order_by") {
        Some("block_timestamp,asc") => rows.sort_by_key(|row| row.time),
        _ => rows.sort_by_key(|row| std::cmp::Reverse(row.time)),
    }
    let skip = match query.get("fingerprint") {
        None => 0,
        Some(fingerprint) => match offset(fingerprint, path, query) {
            Some(offset) => offset,
            None => return refuse("fingerprint does not belong to this query"),
        },
    };
    let data: Vec<Value> = rows.into_iter().skip(skip).take(limit).map(|row| row.json).collect();
    // A full page may be the last one: then an empty page follows.
    let more = data.len() == limit;
    let next = more.then(|| fingerprint(skip + limit, path, query));
    Answer::json(&envelope(data, next, origin, path, query))
}

fn envelope(data: Vec<Value>, fingerprint: Option<String>, origin: &str, path: &str, query: &Query) -> Value {
    let mut meta =
        Map::from_iter([("at".to_owned(), json!(AT)), ("page_size".to_owned(), json!(data.len()))]);
    if let Some(fingerprint) = fingerprint {
        let mut link = format!("{origin}/v1/{}?", path.trim_start_matches('/'));
        for (name, value) in query.pairs().filter(|(name, _)| *name != "fingerprint") {
            link.push_str(&format!("{name}={value}&"));
        }
        link.push_str(&format!("fingerprint={fingerprint}"));
        meta.insert("fingerprint".to_owned(), json!(fingerprint));
        meta.insert("links".to_owned(), json!({ "next": link }));
    }
    json!({"data": data, "success": true, "meta": meta})
}

/// An opaque text that continues one query and no other.
fn fingerprint(offset: usize, path: &str, query: &Query) -> String {
    let mut bytes = (offset as u32).to_be_bytes().to_vec();
    bytes.extend(query_digest(path, query));
    base58::encode_check(&bytes)
}

fn offset(fingerprint: &str, path: &str, query: &Query) -> Option<usize> {
    let bytes = base58::decode_check(fingerprint).ok()?;
    let (offset, digest) = bytes.split_at_checked(4)?;
    (digest == query_digest(path, query)).then_some(())?;
    Some(u32::from_be_bytes(offset.try_into().ok()?) as usize)
}

fn query_digest(path: &str, query: &Query) -> Vec<u8> {
    let mut pairs: Vec<_> = query.pairs().filter(|(name, _)| *name != "fingerprint").collect();
    pairs.sort_unstable();
    let mut text = path.trim_matches('/').to_owned();
    for (name, value) in pairs {
        text.push_str(&format!("&{name}={value}"));
    }
    sha256::Hash::hash(text.as_bytes()).as_byte_array()[..8].to_vec()
}

fn state(ledger: &Ledger, account: &Account) -> Value {
    let mut state = Map::new();
    let sun = ledger.balance(account);
    if sun > 0 {
        state.insert("balance".into(), json!(sun as u64));
    }
    let tokens = ledger.token_balances(account).into_iter().filter(|(_, balance)| *balance >= 0);
    let tokens = tokens.map(|(contract, balance)| json!({ tron::base58(&contract): balance.to_string() }));
    state.insert("trc20".into(), tokens.collect());
    state.insert("address".into(), json!(tron::hex41(account)));
    state.insert("account_resource".into(), json!({}));
    state.insert("create_time".into(), json!(super::START * 1_000));
    let permission = json!({
        "keys": [{"address": tron::hex41(account), "weight": 1}], "permission_name": "owner", "threshold": 1,
    });
    state.insert("owner_permission".into(), permission);
    Value::Object(state)
}

fn token_rows(ledger: &Ledger, account: &Account) -> Vec<Row> {
    let ours = ledger.tokens.iter().rev().filter(|row| row.from == *account || row.to == *account);
    ours.map(|row| Row {
        time: row.time * 1_000,
        from: row.from,
        to: row.to,
        contract: Some(row.token.contract),
        unconfirmed: row.unconfirmed,
        json: token_json(row),
    })
    .collect()
}

fn token_json(row: &TokenRow) -> Value {
    let mut json = json!({
        "transaction_id": row.tx, "block_timestamp": row.time * 1_000,
        "from": tron::base58(&row.from), "to": tron::base58(&row.to),
        "type": row.kind, "value": row.value.to_string(),
        "token_info": {
            "symbol": row.token.symbol, "address": tron::base58(&row.token.contract),
            "decimals": row.token.decimals, "name": row.token.name,
        },
    });
    if row.unconfirmed {
        json["_unconfirmed"] = json!(true);
    }
    json
}

fn native_rows(ledger: &Ledger, account: &Account, with_internal: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = ledger
        .natives
        .iter()
        .rev()
        .map(|native| {
            let (to, contract) = match &native.act {
                Act::Transfer { to, .. } | Act::TransferAsset { to, .. } => (*to, None),
                Act::Call { contract, .. } => (*contract, Some(*contract)),
                Act::Freeze { .. } => (native.owner, None),
            };
            let (time, unconfirmed) = (native.time * 1_000, native.unconfirmed);
            Row { time, from: native.owner, to, contract, unconfirmed, json: native_json(native) }
        })
        .filter(|row| row.from == *account || row.to == *account)
        .collect();
    if with_internal {
        // TronGrid lists them here too unless `search_internal=false` is asked for.
        rows.extend(internal_rows(ledger, account));
    }
    rows
}

fn native_json(native: &Native) -> Value {
    let owner = tron::hex41(&native.owner);
    let (kind, mut value) = match &native.act {
        Act::Transfer { to, amount } => {
            ("TransferContract", json!({"amount": amount, "to_address": tron::hex41(to)}))
        }
        Act::Call { contract, call_value: 0, data } => {
            ("TriggerSmartContract", json!({"data": data, "contract_address": tron::hex41(contract)}))
        }
        Act::Call { contract, call_value, data } => {
            let contract = tron::hex41(contract);
            (
                "TriggerSmartContract",
                json!({"data": data, "contract_address": contract, "call_value": call_value}),
            )
        }
        Act::TransferAsset { to, amount, asset } => {
            let to = tron::hex41(to);
            ("TransferAssetContract", json!({"amount": amount, "asset_name": asset, "to_address": to}))
        }
        Act::Freeze { amount } => {
            ("FreezeBalanceV2Contract", json!({"frozen_balance": amount, "resource": "ENERGY"}))
        }
    };
    value["owner_address"] = json!(owner);
    let result = if native.succeeded { "SUCCESS" } else { "OUT_OF_ENERGY" };
    let milliseconds = native.time * 1_000;
    let mut json = json!({
        "txID": native.id, "blockNumber": native.time / 3 % 100_000_000, "block_timestamp": milliseconds,
        "ret": [{"contractRet": result, "fee": native.fee}],
        "net_usage": 345, "net_fee": 0, "energy_usage": 0, "energy_fee": native.fee, "energy_usage_total": 0,
        "internal_transactions": [], "signature": [],
        "raw_data": {
            "contract": [{
                "parameter": {"value": value, "type_url": format!("type.googleapis.com/protocol.{kind}")},
                "type": kind,
            }],
            "timestamp": milliseconds - 3_000, "expiration": milliseconds + 57_000,
        },
    });
    if native.unconfirmed {
        json["_unconfirmed"] = json!(true);
    }
    json
}

fn internal_rows(ledger: &Ledger, account: &Account) -> Vec<Row> {
    let ours = ledger.internals.iter().rev().filter(|row| row.from == *account || row.to == *account);
    ours.map(|row| Row {
        time: row.time * 1_000,
        from: row.from,
        to: row.to,
        contract: None,
        unconfirmed: false,
        json: internal_json(row),
    })
    .collect()
}

fn internal_json(row: &Internal) -> Value {
    json!({
        "internal_tx_id": row.id, "tx_id": row.tx, "block_timestamp": row.time * 1_000,
        "from_address": tron::hex41(&row.from), "to_address": tron::hex41(&row.to),
        "data": {"note": "63616c6c", "rejected": row.rejected, "call_value": {"_": row.amount}},
    })
}

fn refuse(error: &str) -> Answer {
    Answer { status: 400, ..Answer::json(&json!({"success": false, "error": error, "statusCode": 400})) }
}
