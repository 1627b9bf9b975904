//! Solana's adapter against answers written here: what it asks, what it reads, and what it refuses by name.

use donation_flow::campaign::{Api, Explorer};
use donation_flow::chain::{Address, Asset, Chain, Row, Token, Transfer};
use donation_flow::explorer::solana::SOLANA;
use donation_flow::explorer::{
    Account, Adapter, Feed, GapKind, LinkTo, Query, ReadError, Reading, Request, reader_link,
};
use donation_flow::json;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const WSOL: &str = "So11111111111111111111111111111111111111112";
const SYSTEM: &str = "11111111111111111111111111111111";
/// A day of November 2023, and a slot of it.
const TIME: u64 = 1_700_000_000;
const SLOT: u64 = 230_000_000;

/// Base58 by schoolbook division: nothing of the project's own.
fn base58(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut number = bytes.to_vec();
    let mut text = Vec::new();
    while number.iter().any(|byte| *byte > 0) {
        let mut rest = 0u32;
        for byte in &mut number {
            rest = rest << 8 | u32::from(*byte);
            *byte = (rest / 58) as u8;
            rest %= 58;
        }
        text.push(DIGITS[rest as usize]);
    }
    text.extend(bytes.iter().take_while(|byte| **byte == 0).map(|_| b'1'));
    text.reverse();
    String::from_utf8(text).expect("ASCII")
}

/// The address of someone by name.
fn key(name: &str) -> String {
    if name.len() > 30 { name.to_owned() } else { base58(&Sha256::digest(name)) }
}

fn signature(name: &str) -> String {
    base58(&[Sha256::digest(name), Sha256::digest(format!("{name}, second half"))].concat())
}

fn owner() -> Address {
    Address::parse(Chain::Solana, &key("ours")).expect("32 bytes")
}

fn tokens() -> Vec<Token> {
    let token = |mint: &str| Token {
        asset: Asset::token(Chain::Solana, &key(mint)),
        symbol: "USDC".into(),
        decimals: 6,
    };
    vec![token("usdc"), token(WSOL)]
}

fn explorer(key: Option<&str>) -> Explorer {
    let url = "https://rpc.example/abc".to_owned();
    Explorer { chain: Chain::Solana, api: Api::Solana, url, key: key.map(Into::into) }
}

fn request(query: Query, reading: &Reading) -> Option<Request> {
    SOLANA.request(&explorer(None), query, &owner(), &tokens(), reading)
}

/// What a request asks, its frame checked and left out.
fn asked(feed: Feed, reading: &Reading) -> Vec<(String, Value)> {
    let request = request(Query::Listing(feed), reading).expect("a request");
    calls(&request)
}

fn calls(request: &Request) -> Vec<(String, Value)> {
    let body: Value = serde_json::from_str(request.body.as_deref().expect("a POST")).expect("JSON");
    let calls = body.as_array().expect("a batch");
    let call = |(index, call): (usize, &Value)| {
        assert_eq!((&call["jsonrpc"], &call["id"]), (&json!("2.0"), &json!(index)));
        (call["method"].as_str().expect("a method").to_owned(), call["params"].clone())
    };
    calls.iter().enumerate().map(call).collect()
}

/// The answer to a batch.
fn batch(results: &[Value]) -> Value {
    let frame = |(id, result)| json!({"jsonrpc": "2.0", "id": id, "result": result});
    results.iter().enumerate().map(frame).collect()
}

fn take(reading: &mut Reading, feed: Feed, answer: &Value) -> Result<(), ReadError> {
    let text = answer.to_string();
    SOLANA.page(reading, &owner(), feed, &tokens(), &json::parse(&text).expect("JSON"))
}

/// A reading in which these transactions wait to be told.
fn waiting(queue: &[String]) -> Reading {
    Reading { queue: queue.to_vec(), cursor: queue[0].clone(), pages: 1, ..Reading::NEW }
}

/// A transaction: accounts by name with their lamports before and after, and its instructions.
struct Tx {
    name: &'static str,
    accounts: Vec<(&'static str, u64, u64)>,
    instructions: Vec<Value>,
    inner: Value,
    tokens: [Vec<Value>; 2],
    err: Value,
}

impl Tx {
    fn new(accounts: &[(&'static str, u64, u64)], instructions: Vec<Value>) -> Tx {
        let (accounts, tokens) = (accounts.to_vec(), [Vec::new(), Vec::new()]);
        Tx { name: "tx", accounts, instructions, inner: json!([]), tokens, err: Value::Null }
    }

    /// A token account's balance before (0) or after (1).
    fn token(mut self, when: usize, account: &str, owner: Option<&str>, mint: &str, units: u64) -> Tx {
        let index = self
            .accounts
            .iter()
            .position(|(name, ..)| *name == account)
            .expect("an account of the transaction");
        let mut balance = json!({
            "accountIndex": index, "mint": key(mint), "uiTokenAmount": {"amount": units.to_string(), "decimals": 6},
        });
        if let Some(owner) = owner {
            balance["owner"] = json!(key(owner));
        }
        self.tokens[when].push(balance);
        self
    }

    fn json(&self) -> Value {
        let accounts = self.accounts.iter();
        let keys: Vec<Value> =
            accounts.clone().map(|(name, ..)| json!({"pubkey": key(name), "signer": false})).collect();
        json!({
            "slot": SLOT, "blockTime": TIME, "version": "legacy",
            "meta": {
                "err": self.err, "fee": 5_000, "innerInstructions": self.inner,
                "preBalances": accounts.clone().map(|(_, before, _)| before).collect::<Vec<_>>(),
                "postBalances": accounts.map(|(.., after)| after).collect::<Vec<_>>(),
                "preTokenBalances": self.tokens[0], "postTokenBalances": self.tokens[1],
            },
            "transaction": {
                "message": {"accountKeys": keys, "instructions": self.instructions},
                "signatures": [signature(self.name)],
            },
        })
    }

    /// Reads it alone; `lists` wait behind it.
    fn read_behind(&self, feed: Feed, lists: &[String]) -> Reading {
        let mut queue = vec![format!("{} ", signature(self.name))];
        queue.extend_from_slice(lists);
        let mut reading = waiting(&queue);
        take(&mut reading, feed, &batch(&[self.json()])).expect("an answer of this API");
        reading
    }

    fn read(&self) -> Reading {
        self.read_behind(Feed::Native, &[])
    }
}

fn instruction(program: &str, kind: &str, info: Value) -> Value {
    let id = if program == "system" { SYSTEM.to_owned() } else { key(program) };
    json!({"program": program, "programId": id, "parsed": {"type": kind, "info": info}})
}

fn pay(from: &str, to: &str, lamports: u64) -> Value {
    instruction(
        "system",
        "transfer",
        json!({"source": key(from), "destination": key(to), "lamports": lamports}),
    )
}

fn transfers(reading: &Reading) -> Vec<&Transfer> {
    let mut transfers = Vec::new();
    for row in &reading.rows {
        let Row::Transfer(transfer) = row else { panic!("no such thing on Solana") };
        transfers.push(transfer);
    }
    transfers
}

/// Rows in few words: place, mint, from, to, amount. Parties are told by their names.
fn told(reading: &Reading, names: &[&str]) -> Vec<(Option<u32>, bool, String, String, u128)> {
    let name = |address: &str| names.iter().find(|name| key(name) == address).unwrap_or(&"?").to_string();
    let row = |row: &Transfer| {
        let to = row.to.as_ref().map_or("fee".to_owned(), |to| name(to.as_str()));
        (row.index, row.contract.is_some(), name(row.from.as_str()), to, row.value.units())
    };
    transfers(reading).into_iter().map(row).collect()
}

fn row(
    index: u32,
    is_token: bool,
    from: &str,
    to: &str,
    units: u128,
) -> (Option<u32>, bool, String, String, u128) {
    (Some(index), is_token, from.into(), to.into(), units)
}

fn fee(payer: &str) -> (Option<u32>, bool, String, String, u128) {
    (None, false, payer.into(), "fee".into(), 5_000)
}

fn gaps(reading: &Reading) -> Vec<(GapKind, &str)> {
    reading.gaps.iter().map(|gap| (gap.kind, gap.detail.as_deref().expect("a detail"))).collect()
}

// ---- what is asked

#[test]
fn a_listing_asks_for_lists_first_and_then_for_what_they_list() {
    let ours = key("ours");
    assert_eq!(
        asked(Feed::Native, &Reading::NEW),
        [("getSignaturesForAddress".into(), json!([ours, {"limit": 1000}]))]
    );
    let by_program = |program: &str| {
        let params = json!([ours, {"programId": program}, {"encoding": "jsonParsed"}]);
        ("getTokenAccountsByOwner".to_owned(), params)
    };
    let both = [
        by_program("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
        by_program("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
    ];
    assert_eq!(asked(Feed::Token, &Reading::NEW), both);
    let account = request(Query::Account, &Reading::NEW).expect("a request");
    assert_eq!(calls(&account), [vec![("getBalance".into(), json!([ours]))], both.to_vec()].concat());

    // Token accounts of mints that count, wrapped SOL's among them, and no others.
    let account = |name: &str, mint: &str| {
        let info = json!({"mint": key(mint), "tokenAmount": {"amount": "7"}});
        json!({"pubkey": key(name), "account": {"lamports": 2_039_280, "data": {"parsed": {"info": info}}}})
    };
    let first = [account("a", "usdc"), account("b", "spam"), account("c", WSOL)];
    let mut reading = Reading::NEW;
    take(&mut reading, Feed::Token, &batch(&[json!({"value": first}), json!({"value": []})])).unwrap();
    assert_eq!(
        asked(Feed::Token, &reading),
        [("getSignaturesForAddress".into(), json!([key("a"), {"limit": 1000}]))]
    );
    // Their signatures, ten at once, then the next page after them; then the other account's.
    let listed: Vec<Value> =
        (0..12).map(|n| json!({"signature": signature(&n.to_string()), "slot": SLOT - n})).collect();
    take(&mut reading, Feed::Token, &batch(&[json!(listed)])).unwrap();
    let options = json!({"encoding": "jsonParsed", "maxSupportedTransactionVersion": 0});
    let tx = |n: u64| ("getTransaction".to_owned(), json!([signature(&n.to_string()), options]));
    assert_eq!(asked(Feed::Token, &reading), (0..10).map(tx).collect::<Vec<_>>());
    take(&mut reading, Feed::Token, &batch(&vec![Value::Null; 10])).unwrap();
    assert_eq!(asked(Feed::Token, &reading), [tx(10), tx(11)]);
    take(&mut reading, Feed::Token, &batch(&[Value::Null, Value::Null])).unwrap();
    // From the end of the last slot that is there whole.
    let before = json!([key("a"), {"limit": 1000, "before": signature("10")}]);
    assert_eq!(asked(Feed::Token, &reading), [("getSignaturesForAddress".into(), before)]);
    take(&mut reading, Feed::Token, &batch(&[json!([listed[11]])])).unwrap();
    assert_eq!(
        asked(Feed::Token, &reading),
        [("getSignaturesForAddress".into(), json!([key("c"), {"limit": 1000}]))]
    );
    assert_ne!(reading.cursor, "");
    take(&mut reading, Feed::Token, &batch(&[json!([])])).unwrap();
    assert_eq!((&*reading.cursor, reading.queue.len(), reading.listed.len()), ("", 0, 12));
}

#[test]
fn what_a_node_keeps_not_is_not_asked() {
    for query in [Query::Listing(Feed::Internal), Query::Balances, Query::Summary, Query::Tip] {
        assert_eq!(request(query, &Reading::NEW), None, "{query:?}");
    }
}

#[test]
fn a_key_stands_in_the_url_alone() {
    let with_key =
        SOLANA.request(&explorer(Some("a&b")), Query::Account, &owner(), &[], &Reading::NEW).unwrap();
    assert_eq!(with_key.url, "https://rpc.example/abc?api-key=a%26b");
    assert!(with_key.headers.is_empty() && !with_key.body.unwrap().contains("a&b"));
    assert_eq!(request(Query::Account, &Reading::NEW).unwrap().url, "https://rpc.example/abc");
}

#[test]
fn public_nodes_are_asked_slowly_and_readers_are_sent_to_pages() {
    let node = |chain, url: &str| Explorer { chain, api: Api::Solana, url: url.into(), key: None };
    let public = node(Chain::Solana, "https://api.mainnet-beta.solana.com");
    // Ten calls of a batch each count, and 40 in ten seconds are borne.
    assert_eq!((SOLANA.spacing_ms(&public), SOLANA.spacing_ms(&explorer(None))), (2_500, 1_000));
    let id = signature("tx");
    assert_eq!(reader_link(&public, LinkTo::Tx(&id)), Some(format!("https://solscan.io/tx/{id}")));
    let account = reader_link(&explorer(None), LinkTo::Address(&key("ours")));
    assert_eq!(account, Some(format!("https://solscan.io/account/{}", key("ours"))));
    assert_eq!(reader_link(&node(Chain::SolanaDevnet, "http://127.0.0.1:1/solana"), LinkTo::Tx(&id)), None);
}

// ---- what is refused

#[test]
fn a_nodes_words_are_kept_and_tell_whether_waiting_helps() {
    let error = |code: i64| json!({"code": code, "message": "so it is"});
    let single = |code| json!({"jsonrpc": "2.0", "id": null, "error": error(code)});
    let within = |code| json!([{"jsonrpc": "2.0", "id": 0, "error": error(code)}]);
    let said = String::from("so it is");
    for (code, expected) in [
        (429, ReadError::Limited(said.clone())),
        (-32005, ReadError::Limited(said.clone())),
        (403, ReadError::Denied(said.clone())),
        (-32601, ReadError::Said(said.clone())),
        (-32011, ReadError::Said(said)),
    ] {
        for answer in [single(code), within(code)] {
            for feed in [Feed::Native, Feed::Token] {
                let mut reading = Reading::NEW;
                assert_eq!(take(&mut reading, feed, &answer), Err(expected.clone()), "{answer}");
                // Nothing is taken for read.
                assert_eq!((reading.queue.len(), &*reading.cursor, reading.gaps.len()), (0, "", 0));
            }
            let mut reading = waiting(&[signature("tx")]);
            assert_eq!(take(&mut reading, Feed::Native, &answer), Err(expected.clone()), "{answer}");
            assert_eq!(reading.queue, [signature("tx")], "it is asked for again");
        }
    }
}

#[test]
fn what_is_no_batch_is_refused_by_name() {
    let not_a_batch = "the answer is not a batch of JSON-RPC 2.0 with the calls' ids and results";
    for (answer, words) in [
        (json!({}), not_a_batch),
        (json!([]), not_a_batch),
        (json!([{"id": 1, "result": []}]), not_a_batch),
        (json!([{"id": 0}]), not_a_batch),
        (json!({"id": 0, "result": []}), not_a_batch),
        (json!([{"id": 0, "result": {"value": []}}]), "the answer is not a list of signatures"),
        (json!("html"), not_a_batch),
    ] {
        let error = take(&mut { Reading::NEW }, Feed::Native, &answer).expect_err("no batch");
        assert_eq!(error.to_string(), words, "{answer}");
    }
    let accounts = |entry: Value| batch(&[json!({"value": [entry]}), json!({"value": []})]);
    for (entry, words) in [
        (json!({}), "pubkey is not a string"),
        (json!({"pubkey": key("a")}), "account.data.parsed.info.mint is not a string"),
    ] {
        let error = take(&mut { Reading::NEW }, Feed::Token, &accounts(entry)).expect_err("no account");
        assert_eq!(error.to_string(), words);
    }
    // What would change the next request's meaning does not come into it.
    let info = json!({"mint": key("usdc"), "tokenAmount": {"amount": "7"}});
    let odd = format!("{}\"],\"x", key("a"));
    let odd = json!({"pubkey": odd, "account": {"lamports": 1, "data": {"parsed": {"info": info}}}});
    let error = take(&mut { Reading::NEW }, Feed::Token, &accounts(odd)).expect_err("no address");
    assert_eq!(error.to_string(), "pubkey is not an address");
    let listed = json!([{"signature": "x\"", "slot": 1, "blockTime": TIME}]);
    let error = take(&mut { Reading::NEW }, Feed::Native, &batch(&[listed])).expect_err("no signature");
    assert_eq!(error.to_string(), "signature is not a transaction's");
}

#[test]
fn balances_are_of_the_account_and_what_lies_in_its_token_accounts() {
    let account = |mint: &str, units: &str, lamports: u64| {
        let info = json!({"mint": key(mint), "tokenAmount": {"amount": units}});
        json!({"pubkey": key("a"), "account": {"lamports": lamports, "data": {"parsed": {"info": info}}}})
    };
    let first =
        [account("usdc", "18446744073709551615", 10), account(WSOL, "700", 710), account("usdc", "1", 10)];
    let answer = batch(&[
        json!({"value": 5_000}),
        json!({"value": first}),
        json!({"value": [account("spam", "9", 10)]}),
    ]);
    let text = answer.to_string();
    let read = SOLANA.account(&owner(), Query::Account, &tokens(), &json::parse(&text).unwrap());
    let Account { totals, .. } = read.expect("totals");
    let said: Vec<_> = totals
        .iter()
        .map(|total| (total.contract.as_deref().map(str::to_owned), total.balance.units()))
        .collect();
    assert_eq!(said, [(None, 5_740), (Some(key("usdc")), 1 << 64)]);
    let text = batch(&[json!({"value": -1}), json!({"value": []}), json!({"value": []})]).to_string();
    let error = SOLANA
        .account(&owner(), Query::Account, &tokens(), &json::parse(&text).unwrap())
        .expect_err("below 0");
    assert_eq!(error.to_string(), "value is not an integer");
}

// ---- lists of signatures

#[test]
fn a_list_goes_on_while_it_goes_down_or_has_something_new() {
    let entry =
        |name: &str, slot: u64| json!({"signature": signature(name), "slot": slot, "blockTime": TIME});
    let list = |reading: &mut Reading, entries: &[Value]| {
        take(reading, Feed::Native, &batch(&[json!(entries)])).unwrap()
    };
    let before = |reading: &Reading| asked(Feed::Native, reading)[0].1[1]["before"].clone();
    let tell = |reading: &mut Reading, count| {
        take(reading, Feed::Native, &batch(&vec![Value::Null; count])).unwrap()
    };
    let mut reading = Reading::NEW;
    list(&mut reading, &[entry("a", 9), entry("b", 8), entry("c", 8)]);
    tell(&mut reading, 3);
    assert_eq!(before(&reading), json!(signature("a")), "slot 8 may go on");
    // The node orders it otherwise now: nothing is lost.
    list(&mut reading, &[entry("c", 8), entry("d", 8)]);
    tell(&mut reading, 1);
    assert_eq!(before(&reading), json!(signature("d")), "all of it one slot");
    list(&mut reading, &[entry("b", 8), entry("e", 7)]);
    tell(&mut reading, 1);
    assert_eq!(before(&reading), json!(signature("b")));
    // Known from another list, and lower: there may be more behind it.
    list(&mut reading, &[entry("e", 7), entry("a", 6)]);
    assert_eq!(before(&reading), json!(signature("e")));
    list(&mut reading, &[entry("a", 6)]);
    assert_eq!((&*reading.cursor, reading.listed.len(), reading.gaps.len()), ("", 5, 5));
}

#[test]
fn while_a_list_is_not_begun_nothing_older_is_known_to_be_whole() {
    let mut reading = waiting(&[
        format!("{} ", signature("tx")),
        format!("@{} m b 1", key("a")),
        format!("@{} m  ", key("b")),
    ]);
    let tx = Tx::new(&[("giver", 100, 100)], Vec::new());
    take(&mut reading, Feed::Token, &batch(&[tx.json()])).unwrap();
    assert_eq!((reading.oldest, reading.newest), (None, Some(TIME)));
    // Of the last one it is.
    take(&mut reading, Feed::Token, &batch(&[json!([])])).unwrap();
    reading.queue.insert(0, format!("{} ", signature("tx")));
    take(&mut reading, Feed::Token, &batch(&[tx.json()])).unwrap();
    assert_eq!(reading.oldest, Some(TIME));
}

// ---- transactions

#[test]
fn sol_moves_by_each_kind_of_instruction_outer_and_inner() {
    let kinds = [
        ("transferWithSeed", "source", "destination"),
        ("createAccount", "source", "newAccount"),
        ("createAccountWithSeed", "source", "newAccount"),
        ("withdrawFromNonce", "nonceAccount", "destination"),
    ];
    let mut instructions = vec![pay("giver", "ours", 1)];
    for (index, (kind, from, to)) in kinds.into_iter().enumerate() {
        let info = json!({from: key("giver"), to: key("ours"), "lamports": 10_u64.pow(index as u32 + 1)});
        instructions.push(instruction("system", kind, info));
    }
    // A number as a string is as good.
    instructions.push(instruction(
        "system",
        "transfer",
        json!({"source": key("ours"), "destination": key("other"), "lamports": "3"}),
    ));
    instructions
        .push(json!({"program": "spl-memo", "programId": key("memo"), "parsed": "to whom it may concern"}));
    instructions.push(json!({"programId": key("vault program"), "accounts": [], "data": "1"}));
    let mut tx =
        Tx::new(&[("giver", 1_000_000, 983_889), ("ours", 50, 11_163), ("other", 0, 3)], instructions);
    tx.inner = json!([{"index": 7, "instructions": [pay("giver", "other", 5), pay("giver", "ours", 5)]}]);
    tx.accounts[0].2 = 1_000_000 - 5_000 - 11_111 - 10;
    tx.accounts[1].2 = 50 + 11_111 - 3 + 5;
    tx.accounts[2].2 = 8;
    let reading = tx.read();
    assert_eq!(gaps(&reading), []);
    let (ours, giver) = ("ours", "giver");
    let expected = [
        row(0, false, giver, ours, 1),
        row(1_000, false, giver, ours, 10),
        row(2_000, false, giver, ours, 100),
        row(3_000, false, giver, ours, 1_000),
        row(4_000, false, giver, ours, 10_000),
        row(5_000, false, ours, "other", 3),
        row(7_002, false, giver, ours, 5),
    ];
    assert_eq!(told(&reading, &["ours", "giver", "other"]), expected);
    let first = transfers(&reading)[0];
    assert_eq!((&*first.tx.0, first.time, first.unconfirmed), (&*signature("tx"), TIME, false));
}

#[test]
fn the_first_account_pays_the_fee_of_failed_transactions_too() {
    let mut tx = Tx::new(&[("ours", 9_000, 4_000), ("other", 0, 0)], vec![pay("ours", "other", 100)]);
    tx.err = json!({"InstructionError": [0, {"Custom": 1}]});
    assert_eq!(told(&tx.read(), &["ours"]), [fee("ours")]);
    // Somebody else's failure is nothing.
    let mut tx = Tx::new(&[("giver", 9_000, 4_000), ("ours", 0, 0)], vec![pay("giver", "ours", 100)]);
    tx.err = json!("AccountNotFound");
    let reading = tx.read();
    assert_eq!((reading.rows.len(), reading.gaps.len(), reading.listed.len()), (0, 0, 1));
}

fn give(from: &str, to: &str, units: u64) -> Value {
    let info = json!({"source": key(from), "destination": key(to), "amount": units.to_string(), "authority": key("x")});
    instruction("spl-token", "transfer", info)
}

fn give_checked(program: &str, from: &str, to: &str, mint: &str, units: u64) -> Value {
    let amount = json!({"amount": units.to_string(), "decimals": 6, "uiAmount": 1.5});
    let info = json!({"source": key(from), "destination": key(to), "mint": key(mint), "tokenAmount": amount});
    instruction(program, "transferChecked", info)
}

#[test]
fn tokens_move_between_owners_of_token_accounts() {
    let names = ["ours", "giver", "usdc", "our account"];
    let tx = |moved: Value| {
        Tx::new(&[("giver", 10_000, 5_000), ("their account", 9, 9), ("our account", 9, 9)], vec![moved])
            .token(0, "their account", Some("giver"), "usdc", 100)
            .token(0, "our account", Some("ours"), "usdc", 1)
            .token(1, "their account", Some("giver"), "usdc", 58)
            .token(1, "our account", Some("ours"), "usdc", 43)
    };
    for moved in [
        give("their account", "our account", 42),
        give_checked("spl-token", "their account", "our account", "usdc", 42),
        give_checked("spl-token-2022", "their account", "our account", "usdc", 42),
    ] {
        let reading = tx(moved).read_behind(Feed::Token, &[]);
        assert_eq!(told(&reading, &names), [row(0, true, "giver", "ours", 42)]);
        assert_eq!(transfers(&reading)[0].contract.as_deref(), Some(&*key("usdc")));
        assert_eq!(gaps(&reading), []);
    }
    // Made and destroyed: the mint stands for nobody.
    for (kind, amount, path, before, after) in [
        ("mintTo", json!("42"), "amount", 1, 43),
        ("mintToChecked", json!({"amount": "42"}), "tokenAmount", 1, 43),
        ("burn", json!("42"), "amount", 43, 1),
        ("burnChecked", json!({"amount": "42"}), "tokenAmount", 43, 1),
    ] {
        let info = json!({"mint": key("usdc"), "account": key("our account"), path: amount});
        let reading = Tx::new(
            &[("giver", 10_000, 5_000), ("our account", 9, 9)],
            vec![instruction("spl-token", kind, info)],
        )
        .token(0, "our account", Some("ours"), "usdc", before)
        .token(1, "our account", Some("ours"), "usdc", after)
        .read();
        let expected =
            if after > before { row(0, true, "usdc", "ours", 42) } else { row(0, true, "ours", "usdc", 42) };
        assert_eq!((told(&reading, &names), gaps(&reading)), (vec![expected], vec![]), "{kind}");
    }
}

#[test]
fn an_old_transaction_without_token_balances_is_read_by_the_lists_that_wait() {
    let mut tx = Tx::new(
        &[("giver", 10_000, 5_000), ("their account", 9, 9), ("our account", 9, 9)],
        vec![give("their account", "our account", 42)],
    );
    tx.inner = Value::Null;
    let lists = [format!("@{} {} {} 1", key("our account"), key("usdc"), signature("before"))];
    let reading = tx.read_behind(Feed::Token, &lists);
    // Whose the other account is, nobody tells: it stands for its owner.
    assert_eq!(told(&reading, &["ours", "their account"]), [row(0, true, "their account", "ours", 42)]);
    assert_eq!((gaps(&reading), &*reading.queue), (vec![], &lists[..]));
    // The same where balances are told, but not their owners.
    let tx = Tx::new(
        &[("giver", 10_000, 5_000), ("our account", 9, 9), ("their account", 9, 9)],
        vec![give("our account", "their account", 42)],
    )
    .token(0, "our account", None, "usdc", 50)
    .token(1, "our account", None, "usdc", 8);
    let reading = tx.read_behind(Feed::Token, &lists);
    assert_eq!(told(&reading, &["ours", "their account"]), [row(0, true, "ours", "their account", 42)]);
    assert_eq!(gaps(&reading), []);
}

#[test]
fn what_an_owner_wraps_or_deposits_stays_its_own() {
    // A swap: an account of wrapped SOL for the time of one transaction.
    let open = json!({"source": key("ours"), "newAccount": key("temporary"), "lamports": 2_000});
    let named = json!({"account": key("temporary"), "mint": WSOL, "owner": key("ours")});
    let close = json!({"account": key("temporary"), "destination": key("ours"), "owner": key("ours")});
    let instructions = vec![
        instruction("system", "createAccount", open),
        instruction("spl-token", "initializeAccount3", named),
        json!({"programId": key("swap"), "accounts": [], "data": "1"}),
        instruction("spl-token", "closeAccount", close.clone()),
    ];
    let mut tx = Tx::new(
        &[("ours", 10_000, 5_700), ("temporary", 0, 0), ("pool account", 5_000, 4_300)],
        instructions,
    )
    .token(0, "pool account", Some("pool"), WSOL, 3_000)
    .token(1, "pool account", Some("pool"), WSOL, 2_300);
    tx.inner = json!([{"index": 2, "instructions": [give_checked("spl-token", "pool account", "temporary", WSOL, 700)]}]);
    let reading = tx.read();
    let expected = [fee("ours"), row(2_001, false, "pool", "ours", 700)];
    assert_eq!((told(&reading, &["ours", "pool"]), gaps(&reading)), (expected.to_vec(), vec![]));
    assert_eq!(reading.queue, [""; 0], "nothing more can be known of an account that lived so short");

    // Closed to somebody else: all that is in it goes there.
    let mut close = close;
    (close["account"], close["destination"]) = (json!(key("our account")), json!(key("other")));
    let tx = Tx::new(
        &[("ours", 10_000, 5_000), ("our account", 2_500, 0), ("other", 1, 2_501)],
        vec![instruction("spl-token", "closeAccount", close)],
    )
    .token(0, "our account", Some("ours"), "usdc", 0);
    let reading = tx.read();
    let expected = [fee("ours"), row(0, false, "ours", "other", 2_500)];
    assert_eq!((told(&reading, &["ours", "other"]), gaps(&reading)), (expected.to_vec(), vec![]));
    // What came to it before is in no list but its own.
    assert_eq!(reading.queue, [format!("@{} {}  ", key("our account"), key("usdc"))]);
    let of_tokens = tx.read_behind(Feed::Token, &[]);
    assert_eq!(of_tokens.queue, [""; 0], "the other listing does it");
    // Once is enough, whatever waits of it.
    let waits = [format!("@{} {} {} 7", key("our account"), key("usdc"), signature("before"))];
    assert_eq!(tx.read_behind(Feed::Native, &waits).queue, waits);
}

#[test]
fn what_moves_without_an_instruction_is_named_by_its_program() {
    let unknown = || json!({"programId": key("game"), "accounts": [], "data": "1"});
    let budget =
        json!({"programId": "ComputeBudget111111111111111111111111111111", "accounts": [], "data": "1"});
    let name = key("game");
    let untold = "a movement that no instruction tells";
    for (instructions, after, expected) in [
        (vec![budget.clone(), unknown()], 5_000, vec![]),
        (vec![budget.clone(), unknown()], 5_001, vec![&*name]),
        (vec![budget.clone()], 4_999, vec![untold]),
        (vec![instruction("stake", "withdraw", json!({"lamports": 1}))], 5_001, vec!["stake", untold]),
        (vec![instruction("vote", "withdraw", json!({"lamports": 1}))], 5_001, vec!["vote"]),
        // The node could not read it.
        (
            vec![json!({"program": "system", "programId": SYSTEM, "accounts": [], "data": "1"})],
            5_001,
            vec![untold],
        ),
    ] {
        let reading = Tx::new(&[("ours", 10_000, after)], instructions).read();
        let expected: Vec<_> = expected.into_iter().map(|detail| (GapKind::Unsupported, detail)).collect();
        assert_eq!(gaps(&reading), expected, "{after}");
        assert_eq!(told(&reading, &["ours"]), [fee("ours")]);
    }
    // Tokens: a fee that the newer program keeps back.
    let fee_kept = Tx::new(
        &[("giver", 10_000, 5_000), ("theirs", 9, 9), ("our account", 9, 9)],
        vec![give_checked("spl-token-2022", "theirs", "our account", "usdc", 42)],
    )
    .token(0, "our account", Some("ours"), "usdc", 0)
    .token(1, "our account", Some("ours"), "usdc", 40);
    assert_eq!(gaps(&fee_kept.read()), [(GapKind::Unsupported, untold)]);
    assert_eq!(gaps(&fee_kept.read_behind(Feed::Token, &[])), [(GapKind::Unsupported, untold)]);
    // Once: a transaction that names the owner is in both listings.
    let named =
        Tx::new(&[("ours", 10_000, 4_000)], vec![unknown(), instruction("stake", "split", json!({}))]);
    assert_eq!(gaps(&named.read()).len(), 2);
    assert_eq!(gaps(&named.read_behind(Feed::Token, &[])), []);
    // Somebody else's differences are nobody's here.
    let others = Tx::new(&[("giver", 10_000, 1), ("ours", 7, 7)], vec![unknown()]);
    assert_eq!(gaps(&others.read()), []);
}

#[test]
fn a_transaction_that_cannot_be_read_is_left_out_by_name() {
    let whole =
        || Tx::new(&[("giver", 10_000, 5_000 - 9), ("ours", 0, 9)], vec![pay("giver", "ours", 9)]).json();
    let change = |path: &str, value: Value| {
        let mut tx = whole();
        *tx.pointer_mut(path).expect("a field of it") = value;
        tx
    };
    // As many accounts as a byte counts are read; one more is no transaction.
    let of_accounts = |count: usize| {
        let mut tx = whole();
        for (path, more) in [
            ("/transaction/message/accountKeys", json!({"pubkey": key("x")})),
            ("/meta/preBalances", json!(0)),
            ("/meta/postBalances", json!(0)),
        ] {
            let list = tx.pointer_mut(path).and_then(Value::as_array_mut).expect("a list");
            list.resize(count, more);
        }
        tx
    };
    let mut reading = waiting(&[format!("{} ", signature("tx"))]);
    take(&mut reading, Feed::Native, &batch(&[of_accounts(256)])).expect("a batch");
    assert_eq!((gaps(&reading).len(), reading.rows.len()), (0, 1));
    // Closed after more was taken out of it than was ever in it.
    let overdrawn = || {
        let close = json!({"account": key("temporary"), "destination": key("ours")});
        let instructions =
            vec![pay("temporary", "giver", 9), instruction("spl-token", "closeAccount", close)];
        Tx::new(&[("giver", 10_000, 5_009), ("temporary", 8, 0), ("ours", 0, 0)], instructions).json()
    };
    for (result, field) in [
        (Value::Null, "result"),
        (change("/transaction/signatures/0", json!(signature("another"))), "transaction.signatures"),
        (change("/meta", Value::Null), "meta.fee"),
        (change("/meta/fee", json!(-5)), "meta.fee"),
        (change("/meta/preBalances", json!([1])), "meta.preBalances"),
        (change("/meta/postBalances/1", json!(1.5)), "meta.postBalances"),
        (change("/transaction/message/accountKeys/1", json!("x")), "pubkey"),
        (change("/transaction/message/instructions", json!("x")), "transaction.message.instructions"),
        (
            change("/transaction/message/instructions/0/parsed/info/lamports", json!("18446744073709551616")),
            "lamports",
        ),
        (change("/transaction/message/instructions/0/parsed/info/source", json!("11")), "parsed.info"),
        (change("/blockTime", Value::Null), "blockTime"),
        (change("/blockTime", json!(1u64 << 33)), "blockTime"),
        (change("/transaction/message/accountKeys", json!([])), "transaction.message.accountKeys"),
        // More than fits into a transaction: nobody's browser is kept busy by it.
        (
            change("/transaction/message/instructions", json!(vec![pay("giver", "ours", 1); 257])),
            "transaction.message.instructions",
        ),
        (
            change("/meta/innerInstructions", json!(vec![json!({"index": 0, "instructions": []}); 257])),
            "transaction.message.instructions",
        ),
        (
            change("/transaction/message/accountKeys", json!(vec![json!({"pubkey": key("x")}); 257])),
            "transaction.message.instructions",
        ),
        (overdrawn(), "lamports of the account"),
        (of_accounts(257), "transaction.message.instructions"),
    ] {
        let mut reading = waiting(&[format!("{} ", signature("tx"))]);
        take(&mut reading, Feed::Native, &batch(&[result])).expect("the batch is whole");
        let detail = format!("{}: {field}", signature("tx"));
        assert_eq!(gaps(&reading), [(GapKind::BadRow, &*detail)]);
        assert_eq!((reading.rows.len(), &*reading.cursor, reading.listed.len()), (0, "", 1));
    }
    // The list knew when it was.
    let mut reading = waiting(&[format!("{} {TIME}", signature("tx"))]);
    take(&mut reading, Feed::Native, &batch(&[change("/blockTime", Value::Null)])).unwrap();
    assert_eq!((reading.rows.len(), transfers(&reading)[0].time, reading.oldest), (1, TIME, Some(TIME)));
    // A version that is not known here costs that transaction alone; answers come in any order.
    let mut other = change("/transaction/signatures/0", json!(signature("other")));
    other["version"] = json!(0);
    let newer = json!({"code": -32015, "message": "Transaction version (1) is not supported by the requesting client."});
    let answer = json!([
        {"jsonrpc": "2.0", "id": 1, "result": other},
        {"jsonrpc": "2.0", "id": 0, "error": newer},
    ]);
    let mut reading = waiting(&[format!("{} {TIME}", signature("tx")), format!("{} ", signature("other"))]);
    take(&mut reading, Feed::Native, &answer).unwrap();
    let detail = format!("{}: version", signature("tx"));
    assert_eq!((gaps(&reading), reading.rows.len()), (vec![(GapKind::BadRow, &*detail)], 1));
    assert_eq!(reading.gaps[0].to, Some(TIME));
}

/// Every value of an answer, in turn, is something else: it is read or refused, and nothing breaks.
#[test]
fn no_answer_breaks_the_reader() {
    fn places(value: &Value, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, item)| places(item, &format!("{path}/{index}"), found)),
            Value::Object(fields) => {
                fields.iter().for_each(|(name, item)| places(item, &format!("{path}/{name}"), found))
            }
            _ => {}
        }
    }
    let close = json!({"account": key("our account"), "destination": key("ours")});
    let named = json!({"account": key("our account"), "mint": WSOL, "owner": key("ours")});
    let mut tx = Tx::new(
        &[("ours", 10_000, 5_000), ("our account", 9, 9), ("theirs", 9, 9)],
        vec![
            pay("ours", "theirs", 1),
            instruction("spl-token", "closeAccount", close),
            instruction("spl-token", "initializeAccount", named),
        ],
    )
    .token(0, "our account", Some("ours"), "usdc", 5)
    .token(1, "theirs", Some("giver"), "usdc", 5);
    tx.inner = json!([{"index": 0, "instructions": [give("our account", "theirs", 5), give_checked("spl-token", "theirs", "our account", "usdc", 1)]}]);
    let answer = batch(&[tx.json()]);
    let mut paths = Vec::new();
    places(&answer, "", &mut paths);
    let odd = [
        json!(null),
        json!({}),
        json!([]),
        json!(""),
        json!("€é"),
        json!(-1),
        json!(u64::MAX),
        json!([[], {}, 1]),
        json!(true),
    ];
    let (mut read, mut refused) = (0, 0);
    for path in &paths {
        for value in &odd {
            let mut answer = answer.clone();
            *answer.pointer_mut(path).expect("a place of it") = value.clone();
            for queue in [
                vec![format!("{} ", signature("tx"))],
                vec![format!("@{} {} ", key("our account"), key("usdc"))],
                vec![],
            ] {
                let mut reading = if queue.is_empty() { Reading::NEW } else { waiting(&queue) };
                match take(&mut reading, Feed::Native, &answer) {
                    Ok(()) => read += 1,
                    Err(_) => refused += 1,
                }
                assert!(transfers(&reading).iter().all(|row| row.value.is_of_row()));
            }
        }
    }
    assert!(read > 500 && refused > 500, "{read} {refused}");
}

// ---- recorded answers

/// The recordings' answers of Solana; none, and a word about it, where there are none.
fn recorded(test: &str, name: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("RECORDED").map(std::path::PathBuf::from) else {
        println!("skipped: {test}");
        return None;
    };
    let text =
        std::fs::read_to_string(folder.join("solana").join(name)).expect("the recordings hold the file");
    Some(serde_json::from_str(&text).expect("JSON"))
}

#[test]
fn recorded_signatures_of_an_older_method_are_read_in_a_batch_and_refused_outside() {
    let test = "recorded_signatures_of_an_older_method_are_read_in_a_batch_and_refused_outside";
    let Some(answer) = recorded(test, "solana_getConfirmedSignaturesForAddress2.json") else { return };
    let error = take(&mut { Reading::NEW }, Feed::Native, &answer).expect_err("one call's answer");
    assert_eq!(
        error.to_string(),
        "the answer is not a batch of JSON-RPC 2.0 with the calls' ids and results"
    );
    let listed = answer["result"].as_array().expect("a list");
    let mut reading = Reading::NEW;
    take(&mut reading, Feed::Native, &batch(std::slice::from_ref(&answer["result"]))).expect("a page");
    assert_eq!((gaps(&reading), reading.queue.len()), (vec![], listed.len() + 1));
    for (entry, row) in reading.queue.iter().zip(listed) {
        assert_eq!(entry.strip_suffix(' '), row["signature"].as_str(), "no time is told");
    }
}

#[test]
fn recorded_transactions_of_an_older_method_come_to_their_balances() {
    let test = "recorded_transactions_of_an_older_method_come_to_their_balances";
    let Some(answer) = recorded(test, "solana_getConfirmedTransaction.json") else { return };
    let results: Vec<Value> =
        answer.as_array().expect("a batch").iter().map(|one| one["result"].clone()).collect();
    let queue: Vec<String> = results
        .iter()
        .map(|result| format!("{} ", result["transaction"]["signatures"][0].as_str().expect("a signature")))
        .collect();
    // As recorded every call has the same id: which answer is whose cannot be told.
    let mut reading = waiting(&queue);
    let error = take(&mut reading, Feed::Native, &answer).expect_err("ids of no batch of ours");
    assert_eq!(
        error.to_string(),
        "the answer is not a batch of JSON-RPC 2.0 with the calls' ids and results"
    );
    assert_eq!(reading.queue, queue);

    let mut seen = 0;
    for owner in [
        "AHy6YZA8BsHgQfVkk7MbwpAN94iyN7Nf1zN4nPqUN32Q",
        "HBYC51YrGFAZ8rM7Sj8e9uqKggpSrDYrinQDZzvMtqQp",
        "D32cBNvo9qmMyMSJzWqDPQ3ujYFuW9HHNjVkwxspezQr",
    ] {
        let address = Address::parse(Chain::Solana, owner).expect("an address");
        let mut reading = waiting(&queue);
        let text = batch(&results).to_string();
        SOLANA
            .page(&mut reading, &address, Feed::Native, &[], &json::parse(&text).expect("JSON"))
            .expect("a batch");
        assert_eq!(gaps(&reading), []);
        for result in &results {
            let keys = result["transaction"]["message"]["accountKeys"].as_array().expect("accounts");
            let place = keys.iter().position(|key| key["pubkey"] == owner);
            let balance =
                |when: &str| place.map_or(0, |place| result["meta"][when][place].as_i64().expect("lamports"));
            let signed = |row: &&Transfer| {
                let value = row.value.units() as i64;
                value * (i64::from(row.to.as_ref() == Some(&address)) - i64::from(row.from == address))
            };
            let id = result["transaction"]["signatures"][0].as_str().expect("a signature");
            let rows: Vec<_> = transfers(&reading).into_iter().filter(|row| &*row.tx.0 == id).collect();
            assert_eq!(
                rows.iter().map(signed).sum::<i64>(),
                balance("postBalances") - balance("preBalances"),
                "{owner}"
            );
            assert!(rows.iter().all(|row| Some(row.time) == result["blockTime"].as_u64()));
            seen += rows.len();
        }
    }
    // Two transfers and two fees, of which each transfer is both sides'; and a failed vote's fee.
    assert_eq!(seen, 7);
}
