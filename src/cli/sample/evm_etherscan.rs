//! The sample's EVM chains in the `module=account` schema: as Etherscan's own URL for all chains answers it, and as an
//! instance of Blockscout does.

use super::evm::{Account, Call, Ledger, Transaction, called, events, lower, parse};
use super::{Answer, Query};
use serde_json::{Value, json};

/// Rows a request at most, and rows that pages reach.
const OFFSET_LIMIT: usize = 1_000;
const REACH: usize = 10_000;

/// Whose form of the schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Etherscan,
    Blockscout,
}

/// A row, and the block and places that order it.
struct Row {
    key: [u64; 3],
    json: Value,
}

/// Answers `/v2/api`: of a chain by its number, to who has a key.
pub fn answer_v2(ledgers: &[Ledger], query: &Query) -> Answer {
    let chain_id = query.get("chainid").and_then(|text| text.parse::<u64>().ok());
    let Some(ledger) = ledgers.iter().find(|ledger| Some(ledger.chain_id) == chain_id) else {
        return refuse(
            "Missing or unsupported chainid parameter (required for v2 api), please see https://api.etherscan.io/v2/chainlist for the list of supported chainids",
        );
    };
    match query.get("apikey") {
        None | Some("") => refuse("Missing/Invalid API Key"),
        Some("wrong") => refuse("Invalid API Key (#err2)|WRONG-"),
        Some(_) => answer(ledger, Dialect::Etherscan, query),
    }
}

/// Answers a query of one chain.
pub fn answer(ledger: &Ledger, dialect: Dialect, query: &Query) -> Answer {
    let parameter = |name: &str| query.get(name).unwrap_or_default();
    match (parameter("module"), parameter("action")) {
        ("account", _) => {}
        ("logs", "getLogs") => return logs(ledger, query),
        // A Blockscout has no such module.
        ("proxy", "eth_call") if dialect == Dialect::Etherscan => {
            return Answer::json(&match called(ledger, parameter("to"), parameter("data")) {
                Some(word) => json!({"jsonrpc": "2.0", "id": 1, "result": word}),
                None => {
                    json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "execution reverted"}})
                }
            });
        }
        _ => return refuse("Error! Missing Or invalid Module name"),
    }
    let Some(account) = parse(parameter("address")) else { return refuse("Error! Invalid address format") };
    let rows = match parameter("action") {
        "balance" => {
            let wei = ledger.balance(&account).max(0).to_string();
            return Answer::json(&json!({"status": "1", "message": "OK", "result": wei}));
        }
        "txlist" => transactions(ledger, &account),
        "txlistinternal" => internal_transactions(ledger, dialect, &account),
        "tokentx" => token_transfers(ledger, dialect, &account),
        _ => return refuse("Error! Missing Or invalid Action name"),
    };
    page(rows, query)
}

/// `module=logs`: so many of the oldest, and who wants more asks from a later block on.
fn logs(ledger: &Ledger, query: &Query) -> Answer {
    let Some(contract) = query.get("address").and_then(parse) else {
        return refuse("Error! Invalid address format");
    };
    let from_block = query.get("fromBlock").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut rows = events(ledger, &contract, query.get("topic0").unwrap_or_default(), from_block);
    rows.truncate(OFFSET_LIMIT);
    Answer::json(&match rows.is_empty() {
        true => json!({"status": "0", "message": "No records found", "result": []}),
        false => json!({"status": "1", "message": "OK", "result": rows}),
    })
}

/// `/api/eth-rpc` of a Blockscout: JSON-RPC 2.0.
pub fn rpc(ledger: &Ledger, body: &[u8]) -> Answer {
    let call: Value = serde_json::from_slice(body).unwrap_or_default();
    let asked = &call["params"][0];
    let said = match call["method"].as_str() {
        Some("eth_call") => called(
            ledger,
            asked["to"].as_str().unwrap_or_default(),
            asked["data"].as_str().unwrap_or_default(),
        ),
        _ => None,
    };
    Answer::json(&match said {
        Some(word) => json!({"jsonrpc": "2.0", "id": call["id"], "result": word}),
        None => {
            json!({"jsonrpc": "2.0", "id": call["id"], "error": {"code": -32601, "message": "Action not found."}})
        }
    })
}

fn page(mut rows: Vec<Row>, query: &Query) -> Answer {
    let number = |name: &str, default: u64| match query.get(name) {
        None => Some(default),
        Some(text) => text.parse::<u64>().ok(),
    };
    let numbers =
        (number("startblock", 0), number("endblock", u64::MAX), number("page", 1), number("offset", 1_000));
    let (Some(start), Some(end), Some(page @ 1..), Some(offset @ 1..)) = numbers else {
        return refuse("Error! Invalid parameter");
    };
    if page.saturating_mul(offset) > REACH as u64 {
        return refuse(
            "Result window is too large, PageNo x Offset size must be less than or equal to 10000",
        );
    }
    rows.retain(|row| (start..=end).contains(&row.key[0]));
    rows.sort_by_key(|row| row.key);
    if query.get("sort") == Some("desc") {
        rows.reverse();
    }
    let size = (offset as usize).min(OFFSET_LIMIT);
    let rows: Vec<Value> =
        rows.into_iter().skip((page as usize - 1) * size).take(size).map(|row| row.json).collect();
    Answer::json(&match rows.is_empty() {
        true => json!({"status": "0", "message": "No transactions found", "result": []}),
        false => json!({"status": "1", "message": "OK", "result": rows}),
    })
}

fn address(account: Option<&Account>) -> String {
    account.map(lower).unwrap_or_default()
}

/// What every row says of its transaction.
fn base(transaction: &Transaction) -> Value {
    json!({
        "blockNumber": transaction.block.to_string(), "timeStamp": transaction.time.to_string(),
        "hash": transaction.hash, "nonce": "0", "blockHash": format!("0x{:064x}", transaction.block),
        "transactionIndex": transaction.index.to_string(), "gas": "900000",
        "gasPrice": transaction.gas_price.to_string(), "gasUsed": transaction.gas_used.to_string(),
        "cumulativeGasUsed": transaction.gas_used.to_string(), "input": "deprecated", "confirmations": "7",
    })
}

fn mined(ledger: &Ledger) -> impl Iterator<Item = &Transaction> {
    ledger.transactions.iter().filter(|transaction| !transaction.waiting)
}

fn transactions(ledger: &Ledger, account: &Account) -> Vec<Row> {
    let mut rows = Vec::new();
    for transaction in mined(ledger).filter(|transaction| transaction.is_of(account)) {
        let mut json = base(transaction);
        json["from"] = json!(lower(&transaction.from));
        json["to"] = json!(address(transaction.to.as_ref()));
        json["contractAddress"] = json!(address(transaction.created.as_ref()));
        json["value"] = json!(transaction.value.to_string());
        json["input"] = json!("0x");
        json["methodId"] = json!("0x");
        json["functionName"] = json!("");
        json["isError"] = json!(u8::from(!transaction.succeeded).to_string());
        json["txreceipt_status"] = json!(u8::from(transaction.succeeded).to_string());
        if transaction.l1_fee > 0 {
            json["L1FeesPaid"] = json!(transaction.l1_fee.to_string());
        }
        rows.push(Row { key: [transaction.block, transaction.index, 0], json });
    }
    rows
}

fn internal_transactions(ledger: &Ledger, dialect: Dialect, account: &Account) -> Vec<Row> {
    let mut rows = Vec::new();
    for transaction in mined(ledger) {
        if let Some(created) = transaction.created
            && dialect == Dialect::Blockscout
            && transaction.is_of(account)
        {
            let (from, value, failed) = (transaction.from, transaction.value, !transaction.succeeded);
            let call = Call { index: 0, kind: "create", from, to: created, value, failed };
            rows.push(internal_row(transaction, dialect, &call));
        }
        for call in &transaction.calls {
            let is_listed = dialect == Dialect::Blockscout || call.kind != "delegatecall";
            if is_listed && call.value > 0 && (call.from == *account || call.to == *account) {
                rows.push(internal_row(transaction, dialect, call));
            }
        }
    }
    rows
}

fn internal_row(transaction: &Transaction, dialect: Dialect, call: &Call) -> Row {
    let (to, created) = match call.kind {
        "create" => (String::new(), lower(&call.to)),
        _ => (lower(&call.to), String::new()),
    };
    let mut json = json!({
        "blockNumber": transaction.block.to_string(), "timeStamp": transaction.time.to_string(),
        "from": lower(&call.from), "to": to, "contractAddress": created, "value": call.value.to_string(),
        "input": "", "gas": "9000", "gasUsed": "0", "isError": u8::from(call.failed).to_string(),
        "errCode": if call.failed { "execution reverted" } else { "" },
    });
    match dialect {
        Dialect::Etherscan => {
            json["hash"] = json!(transaction.hash);
            json["type"] = json!(call.kind);
            json["traceId"] = json!(format!("0_{}", call.index));
        }
        Dialect::Blockscout => {
            json["transactionHash"] = json!(transaction.hash);
            json["type"] = json!(if call.kind == "create" { "create" } else { "call" });
            json["callType"] = json!(if call.kind == "create" { "" } else { call.kind });
            json["index"] = json!(call.index.to_string());
        }
    }
    Row { key: [transaction.block, transaction.index, call.index.into()], json }
}

fn token_transfers(ledger: &Ledger, dialect: Dialect, account: &Account) -> Vec<Row> {
    let mut rows = Vec::new();
    for transaction in mined(ledger) {
        for log in &transaction.logs {
            let is_listed =
                log.token.standard == "ERC-20" && !(log.is_silent && dialect == Dialect::Etherscan);
            if !is_listed || log.from != *account && log.to != *account {
                continue;
            }
            let mut json = base(transaction);
            json["from"] = json!(lower(&log.from));
            json["to"] = json!(lower(&log.to));
            json["contractAddress"] = json!(lower(&log.token.contract));
            json["value"] = json!(log.value.to_string());
            json["tokenName"] = json!(log.token.name);
            json["tokenSymbol"] = json!(log.token.symbol);
            json["tokenDecimal"] =
                json!(log.token.decimals.map(|decimals| decimals.to_string()).unwrap_or_default());
            if dialect == Dialect::Blockscout {
                json["logIndex"] = json!(log.index.to_string());
            }
            rows.push(Row { key: [transaction.block, log.index, 0], json });
        }
    }
    rows
}

fn refuse(said: &str) -> Answer {
    Answer::json(&json!({"status": "0", "message": "NOTOK", "result": said}))
}
