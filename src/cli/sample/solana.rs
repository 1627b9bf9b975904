//! The sample's Solana accounts: invented addresses, what moved between them, and the answers of a node's JSON-RPC.
//!
//! Every transaction is carried out: instructions change balances, and what a node would note of them (balances before
//! and after, inner instructions, owners of token accounts) is noted. Beside it stands the plain truth, one [`Move`] for
//! each thing that happened, for tests that work out the figures without reading an instruction.

use super::Answer;
use super::rng::Rng;
use super::stories::at;
use bitcoin::base58;
use bitcoin::hashes::{Hash, sha256};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The 32 bytes of an address.
pub type Key = [u8; 32];

/// The account of a name: the same on every run.
pub fn account(name: &str) -> Key {
    sha256::Hash::hash(format!("donation-flow sample solana account: {name}").as_bytes()).to_byte_array()
}

/// The usual form of an address, and of a signature.
pub fn base58(bytes: &[u8]) -> String {
    base58::encode(bytes)
}

fn key(text: &str) -> Option<Key> {
    base58::decode(text).ok()?.try_into().ok()
}

/// A program or a mint that every Solana chain has at this address.
fn known(address: &str) -> Key {
    key(address).expect("an address written here")
}

const SYSTEM: &str = "11111111111111111111111111111111";
const TOKEN: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const TOKEN_2022: &str = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";
const ASSOCIATED: &str = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";
const MEMO: &str = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";
const STAKE: &str = "Stake11111111111111111111111111111111111111";
const WRAPPED_SOL: &str = "So11111111111111111111111111111111111111112";

/// What keeps a token account of 165 bytes alive, and comes back when it is closed.
pub const RENT: u64 = 2_039_280;

/// Fee of a transaction with one signature.
pub const FEE: u64 = 5_000;

/// Slots in two seconds, about.
const SLOTS_IN_TWO_SECONDS: u64 = 5;

/// An SPL token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mint {
    pub key: Key,
    pub symbol: &'static str,
    pub decimals: u8,
    /// Of the newer token program.
    pub is_2022: bool,
}

/// The dollar of these stories.
pub fn usdc() -> Mint {
    Mint { key: account("mint/usdc"), symbol: "USDC", decimals: 6, is_2022: false }
}

/// A dollar of the newer token program.
pub fn pyusd() -> Mint {
    Mint { key: account("mint/pyusd"), symbol: "PYUSD", decimals: 6, is_2022: true }
}

/// Another that calls itself so.
pub fn forged_usdc() -> Mint {
    Mint { key: account("mint/forged usdc"), ..usdc() }
}

pub fn wrapped_sol() -> Mint {
    Mint { key: known(WRAPPED_SOL), symbol: "wSOL", decimals: 9, is_2022: false }
}

/// What truly happened: between owners, whatever accounts of theirs it went through.
#[derive(Clone, Debug)]
pub struct Move {
    pub signature: String,
    pub time: u64,
    pub from: Key,
    /// None for a fee.
    pub to: Option<Key>,
    /// None for SOL.
    pub mint: Option<Key>,
    pub value: u64,
}

/// What a transaction does. Token accounts are told by their owners and their mint.
#[derive(Clone, Debug)]
pub enum Act {
    Pay {
        from: Key,
        to: Key,
        lamports: u64,
    },
    PayWithSeed {
        from: Key,
        to: Key,
        lamports: u64,
    },
    /// Opens a token account through the associated token program.
    Open {
        payer: Key,
        owner: Key,
        mint: Mint,
    },
    Give {
        from: Key,
        to: Key,
        mint: Mint,
        amount: u64,
        checked: bool,
    },
    MintTo {
        to: Key,
        mint: Mint,
        amount: u64,
    },
    Burn {
        from: Key,
        mint: Mint,
        amount: u64,
    },
    /// SOL into the owner's account of wrapped SOL.
    Wrap {
        owner: Key,
        lamports: u64,
    },
    /// Closes a token account; of wrapped SOL, with all that is in it.
    Close {
        owner: Key,
        mint: Mint,
        to: Key,
    },
    Memo(&'static str),
    /// SOL into a new stake account.
    Stake {
        owner: Key,
        lamports: u64,
    },
    /// A program that no node reads: its inner instructions, and lamports that it moves without any.
    Program {
        name: &'static str,
        inner: Vec<Act>,
        hidden: Vec<(Key, Key, u64)>,
    },
}

#[derive(Clone, Debug)]
struct TokenAccount {
    owner: Key,
    mint: Mint,
    amount: u64,
}

/// A transaction as a node has it.
#[derive(Clone, Debug)]
pub struct Tx {
    pub signature: String,
    slot: u64,
    time: Option<u64>,
    failed: bool,
    /// Version 0, with the accounts after the second from a lookup table.
    is_v0: bool,
    /// Listed, but not kept.
    lost: bool,
    keys: Vec<Key>,
    lamports: [Vec<u64>; 2],
    tokens: [Vec<Value>; 2],
    instructions: Vec<Value>,
    inner: BTreeMap<usize, Vec<Value>>,
}

/// Everything that happened, oldest first, and what it came to.
#[derive(Default)]
pub struct Ledger {
    pub transactions: Vec<Tx>,
    pub moves: Vec<Move>,
    lamports: BTreeMap<Key, u64>,
    tokens: BTreeMap<Key, TokenAccount>,
}

/// The address of an owner's token account of a mint.
pub fn token_account(owner: &Key, mint: &Mint) -> Key {
    account(&format!("token account of {} at {}", base58(owner), base58(&mint.key)))
}

/// A transaction that is being carried out.
struct Build {
    keys: Vec<Key>,
    instructions: Vec<Value>,
    inner: BTreeMap<usize, Vec<Value>>,
    moves: Vec<(Key, Key, Option<Key>, u64)>,
}

impl Ledger {
    /// Gives an account what it had before these stories.
    pub fn fund(&mut self, of: Key, lamports: u64) {
        *self.lamports.entry(of).or_default() += lamports;
    }

    /// The same of tokens.
    pub fn fund_tokens(&mut self, owner: Key, mint: Mint, amount: u64) {
        let account = token_account(&owner, &mint);
        let held = self.tokens.entry(account).or_insert_with(|| {
            self.lamports.insert(account, RENT);
            TokenAccount { owner, mint, amount: 0 }
        });
        held.amount += amount;
        if mint == wrapped_sol() {
            self.fund(account, amount);
        }
    }

    /// SOL of an account, with what lies in its token accounts; tokens by mint.
    pub fn balances(&self, of: &Key) -> (u64, BTreeMap<Key, u64>) {
        let mut lamports = self.lamports.get(of).copied().unwrap_or(0);
        let mut by_mint = BTreeMap::new();
        for (account, held) in self.tokens.iter().filter(|(_, held)| held.owner == *of) {
            lamports += self.lamports.get(account).copied().unwrap_or(0);
            *by_mint.entry(held.mint.key).or_insert(0) += held.amount;
        }
        (lamports, by_mint)
    }

    /// Carries out a transaction that succeeds.
    pub fn run(&mut self, time: u64, payer: Key, acts: Vec<Act>) -> &mut Tx {
        self.carry_out(time, payer, acts, false)
    }

    /// One that fails: only its fee is paid.
    pub fn fail(&mut self, time: u64, payer: Key, acts: Vec<Act>) -> &mut Tx {
        self.carry_out(time, payer, acts, true)
    }

    fn carry_out(&mut self, time: u64, payer: Key, acts: Vec<Act>, failed: bool) -> &mut Tx {
        let count = self.transactions.len();
        let half = |half: u8| {
            let text = format!("donation-flow sample solana transaction {count}.{half}");
            sha256::Hash::hash(text.as_bytes()).to_byte_array()
        };
        let signature = base58(&[half(1), half(2)].concat());
        let before = (self.lamports.clone(), self.tokens.clone());
        self.debit(payer, FEE);
        let paid = (self.lamports.clone(), self.tokens.clone());
        let mut build =
            Build { keys: vec![payer], instructions: Vec::new(), inner: BTreeMap::new(), moves: Vec::new() };
        for act in acts {
            let index = build.instructions.len();
            let mut inner = Vec::new();
            let outer = self.act(&mut build, act, &mut inner);
            build.instructions.extend(outer);
            if !inner.is_empty() {
                build.inner.insert(index, inner);
            }
        }
        if failed {
            (self.lamports, self.tokens) = paid;
            build.moves.clear();
        }
        let told = |moved: (Key, Option<Key>, Option<Key>, u64)| Move {
            signature: signature.clone(),
            time,
            from: moved.0,
            to: moved.1,
            mint: moved.2,
            value: moved.3,
        };
        let moves = build.moves.iter().map(|&(from, to, mint, value)| (from, Some(to), mint, value));
        self.moves.extend([(payer, None, None, FEE)].into_iter().chain(moves).map(told));
        let of = |lamports: &BTreeMap<Key, u64>| {
            build.keys.iter().map(|key| lamports.get(key).copied().unwrap_or(0)).collect()
        };
        self.transactions.push(Tx {
            signature: signature.clone(),
            slot: (time - super::START) / 2 * SLOTS_IN_TWO_SECONDS + 300_000_000,
            time: Some(time),
            failed,
            is_v0: false,
            lost: false,
            lamports: [of(&before.0), of(&self.lamports)],
            tokens: [token_balances(&build.keys, &before.1), token_balances(&build.keys, &self.tokens)],
            keys: build.keys,
            instructions: build.instructions,
            inner: build.inner,
        });
        self.transactions.last_mut().expect("it was just pushed")
    }

    fn debit(&mut self, of: Key, lamports: u64) {
        let held = self.lamports.entry(of).or_default();
        *held = held.checked_sub(lamports).expect("a story spends no more than there is");
    }

    fn pay(&mut self, from: Key, to: Key, lamports: u64) {
        self.debit(from, lamports);
        *self.lamports.entry(to).or_default() += lamports;
    }

    fn held(&mut self, account: &Key) -> &mut TokenAccount {
        self.tokens.get_mut(account).expect("a story opens token accounts before it uses them")
    }

    /// Does what an act says; its instructions, the inner ones of the last apart.
    fn act(&mut self, build: &mut Build, act: Act, inner: &mut Vec<Value>) -> Vec<Value> {
        match act {
            Act::Pay { from, to, lamports } => {
                self.pay(from, to, lamports);
                build.moves.push((from, to, None, lamports));
                let info = json!({"source": base58(&from), "destination": base58(&to), "lamports": lamports});
                vec![build.parsed("system", SYSTEM, &[from, to], "transfer", info)]
            }
            Act::PayWithSeed { from, to, lamports } => {
                self.pay(from, to, lamports);
                build.moves.push((from, to, None, lamports));
                let info = json!({
                    "source": base58(&from), "sourceBase": base58(&account("base")), "sourceSeed": "vault",
                    "sourceOwner": SYSTEM, "destination": base58(&to), "lamports": lamports,
                });
                vec![build.parsed("system", SYSTEM, &[from, to], "transferWithSeed", info)]
            }
            Act::Open { payer, owner, mint } => {
                let opened = token_account(&owner, &mint);
                self.pay(payer, opened, RENT);
                self.tokens.insert(opened, TokenAccount { owner, mint, amount: 0 });
                if payer != owner {
                    build.moves.push((payer, owner, None, RENT));
                }
                let program = program_of(&mint);
                let info = json!({
                    "source": base58(&payer), "newAccount": base58(&opened), "lamports": RENT, "space": 165,
                    "owner": program,
                });
                inner.push(build.parsed("system", SYSTEM, &[payer, opened], "createAccount", info));
                let info = json!({"account": base58(&opened)});
                inner.push(build.parsed("spl-token", program, &[], "initializeImmutableOwner", info));
                let info = json!({
                    "account": base58(&opened), "mint": base58(&mint.key), "owner": base58(&owner),
                });
                inner.push(build.parsed("spl-token", program, &[], "initializeAccount3", info));
                let info = json!({
                    "source": base58(&payer), "account": base58(&opened), "wallet": base58(&owner),
                    "mint": base58(&mint.key), "systemProgram": SYSTEM, "tokenProgram": program,
                });
                let accounts = [payer, opened, owner, mint.key];
                vec![build.parsed("spl-associated-token-account", ASSOCIATED, &accounts, "create", info)]
            }
            Act::Give { from, to, mint, amount, checked } => {
                let accounts = [token_account(&from, &mint), token_account(&to, &mint)];
                let held = self.held(&accounts[0]);
                held.amount = held.amount.checked_sub(amount).expect("a story spends no more than there is");
                self.held(&accounts[1]).amount += amount;
                let is_sol = mint == wrapped_sol();
                if is_sol {
                    self.pay(accounts[0], accounts[1], amount);
                }
                build.moves.push((from, to, (!is_sol).then_some(mint.key), amount));
                let [source, destination] = accounts.map(|account| base58(&account));
                let mut info =
                    json!({"source": source, "destination": destination, "authority": base58(&from)});
                let [a, b] = accounts;
                if !checked {
                    info["amount"] = json!(amount.to_string());
                    return vec![build.parsed(
                        "spl-token",
                        program_of(&mint),
                        &[a, b, from],
                        "transfer",
                        info,
                    )];
                }
                info["mint"] = json!(base58(&mint.key));
                info["tokenAmount"] = token_amount(amount, mint.decimals);
                let accounts = [a, b, from, mint.key];
                vec![build.parsed("spl-token", program_of(&mint), &accounts, "transferChecked", info)]
            }
            Act::MintTo { to, mint, amount } => {
                let opened = token_account(&to, &mint);
                self.held(&opened).amount += amount;
                build.moves.push((mint.key, to, Some(mint.key), amount));
                let info = json!({
                    "mint": base58(&mint.key), "account": base58(&opened), "amount": amount.to_string(),
                    "mintAuthority": base58(&account("mint authority")),
                });
                let accounts = [mint.key, opened];
                vec![build.parsed("spl-token", program_of(&mint), &accounts, "mintTo", info)]
            }
            Act::Burn { from, mint, amount } => {
                let opened = token_account(&from, &mint);
                self.held(&opened).amount -= amount;
                build.moves.push((from, mint.key, Some(mint.key), amount));
                let info = json!({
                    "mint": base58(&mint.key), "account": base58(&opened), "authority": base58(&from),
                    "tokenAmount": token_amount(amount, mint.decimals),
                });
                let accounts = [opened, mint.key, from];
                vec![build.parsed("spl-token", program_of(&mint), &accounts, "burnChecked", info)]
            }
            Act::Wrap { owner, lamports } => {
                let wrapped = token_account(&owner, &wrapped_sol());
                self.pay(owner, wrapped, lamports);
                self.held(&wrapped).amount += lamports;
                let info = json!({
                    "source": base58(&owner), "destination": base58(&wrapped), "lamports": lamports,
                });
                let pay = build.parsed("system", SYSTEM, &[owner, wrapped], "transfer", info);
                let info = json!({"account": base58(&wrapped)});
                vec![pay, build.parsed("spl-token", TOKEN, &[wrapped], "syncNative", info)]
            }
            Act::Close { owner, mint, to } => {
                let closed = token_account(&owner, &mint);
                let lamports = self.lamports.get(&closed).copied().unwrap_or(0);
                self.pay(closed, to, lamports);
                let held = self.tokens.remove(&closed).expect("a story closes what is open");
                assert!(held.amount == 0 || mint == wrapped_sol(), "only an empty account can be closed");
                if to != owner {
                    build.moves.push((owner, to, None, lamports));
                }
                let info = json!({
                    "account": base58(&closed), "destination": base58(&to), "owner": base58(&owner),
                });
                let accounts = [closed, to, owner];
                vec![build.parsed("spl-token", program_of(&mint), &accounts, "closeAccount", info)]
            }
            Act::Memo(text) => {
                build.name(known(MEMO));
                vec![json!({"program": "spl-memo", "programId": MEMO, "parsed": text, "stackHeight": null})]
            }
            Act::Stake { owner, lamports } => {
                let stake = account(&format!("stake of {}", base58(&owner)));
                self.pay(owner, stake, lamports);
                build.moves.push((owner, stake, None, lamports));
                let info = json!({
                    "source": base58(&owner), "newAccount": base58(&stake), "lamports": lamports, "space": 200,
                    "owner": STAKE,
                });
                let create = build.parsed("system", SYSTEM, &[owner, stake], "createAccount", info);
                let info = json!({
                    "stakeAccount": base58(&stake), "voteAccount": base58(&account("validator")),
                    "stakeAuthority": base58(&owner),
                });
                vec![create, build.parsed("stake", STAKE, &[stake, account("validator")], "delegate", info)]
            }
            Act::Program { name, inner: acts, hidden } => {
                for act in acts {
                    // A program's call of a program of its own has no third storey here.
                    let mut below = Vec::new();
                    let own = self.act(build, act, &mut below);
                    inner.extend(below);
                    inner.extend(own);
                }
                for (from, to, lamports) in hidden {
                    self.pay(from, to, lamports);
                    build.moves.push((from, to, None, lamports));
                    build.name(from);
                    build.name(to);
                }
                let program = account(name);
                build.name(program);
                let accounts: Vec<String> = build.keys.iter().take(3).map(|key| base58(key)).collect();
                vec![json!({
                    "programId": base58(&program), "accounts": accounts, "data": "3Bxs411Dtc7pkFQj",
                    "stackHeight": null,
                })]
            }
        }
    }
}

impl Build {
    fn name(&mut self, key: Key) {
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
    }

    /// An instruction that a node can read.
    fn parsed(&mut self, program: &str, id: &str, accounts: &[Key], kind: &str, info: Value) -> Value {
        for account in accounts {
            self.name(*account);
        }
        self.name(known(id));
        json!({"program": program, "programId": id, "parsed": {"type": kind, "info": info}, "stackHeight": null})
    }
}

fn program_of(mint: &Mint) -> &'static str {
    if mint.is_2022 { TOKEN_2022 } else { TOKEN }
}

fn token_amount(amount: u64, decimals: u8) -> Value {
    let whole = crate::chain::Amount::from_units(amount.into()).decimal(decimals);
    json!({"amount": amount.to_string(), "decimals": decimals, "uiAmountString": whole})
}

/// As `preTokenBalances` and `postTokenBalances`: of the transaction's accounts that hold tokens.
fn token_balances(keys: &[Key], tokens: &BTreeMap<Key, TokenAccount>) -> Vec<Value> {
    let mut balances = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        if let Some(held) = tokens.get(key) {
            balances.push(json!({
                "accountIndex": index, "mint": base58(&held.mint.key), "owner": base58(&held.owner),
                "programId": program_of(&held.mint),
                "uiTokenAmount": token_amount(held.amount, held.mint.decimals),
            }));
        }
    }
    balances
}

// ---- JSON-RPC: <https://solana.com/docs/rpc>

/// Signatures a page at most.
pub const PAGE: usize = 1_000;

/// An error of JSON-RPC: its code and what it says.
type Refusal = (i64, String);

/// Answers the body of a POST: one call, or several at once. `page` is how many signatures a page has at most.
pub fn answer(ledger: &Ledger, body: &[u8], page: usize) -> Answer {
    let failed = |code: i64, said: &str| {
        Answer::json(&json!({"jsonrpc": "2.0", "error": {"code": code, "message": said}, "id": null}))
    };
    match serde_json::from_slice(body) {
        Ok(Value::Array(calls)) if calls.is_empty() => failed(-32600, "Invalid Request"),
        Ok(Value::Array(calls)) => {
            let answers: Vec<Value> = calls.iter().map(|one| call(ledger, one, page)).collect();
            Answer::json(&answers)
        }
        Ok(one @ Value::Object(_)) => Answer::json(&call(ledger, &one, page)),
        Ok(_) => failed(-32600, "Invalid Request"),
        Err(_) => failed(-32700, "Parse error"),
    }
}

/// The methods that a body calls, for the log.
pub fn methods(body: &[u8]) -> String {
    let calls = match serde_json::from_slice(body) {
        Ok(Value::Array(calls)) => calls,
        Ok(one) => vec![one],
        Err(_) => Vec::new(),
    };
    let name = |call: &Value| call["method"].as_str().unwrap_or("?").to_owned();
    calls.iter().map(name).collect::<Vec<_>>().join(",")
}

fn call(ledger: &Ledger, call: &Value, page: usize) -> Value {
    let params = &call["params"];
    let result = match call["method"].as_str() {
        Some("getBalance") => balance(ledger, params),
        Some("getTokenAccountsByOwner") => token_accounts(ledger, params),
        Some("getSignaturesForAddress") => signatures(ledger, params, page),
        Some("getTransaction") => transaction(ledger, params),
        Some(_) => Err((-32601, "Method not found".to_owned())),
        None => Err((-32600, "Invalid Request".to_owned())),
    };
    match result {
        Ok(result) => json!({"jsonrpc": "2.0", "result": result, "id": call["id"]}),
        Err((code, said)) => {
            json!({"jsonrpc": "2.0", "error": {"code": code, "message": said}, "id": call["id"]})
        }
    }
}

fn invalid<T>(said: &str) -> Result<T, Refusal> {
    Err((-32602, format!("Invalid param: {said}")))
}

/// The account that a call is about.
fn subject(params: &Value) -> Result<Key, Refusal> {
    match base58::decode(params[0].as_str().unwrap_or_default()) {
        Err(_) => invalid("Invalid"),
        Ok(bytes) => bytes.try_into().or_else(|_| invalid("WrongSize")),
    }
}

fn in_context(value: Value) -> Value {
    json!({"context": {"apiVersion": "2.3.6", "slot": 400_000_000}, "value": value})
}

fn balance(ledger: &Ledger, params: &Value) -> Result<Value, Refusal> {
    let account = subject(params)?;
    Ok(in_context(json!(ledger.lamports.get(&account).copied().unwrap_or(0))))
}

fn token_accounts(ledger: &Ledger, params: &Value) -> Result<Value, Refusal> {
    let owner = subject(params)?;
    let program = params[1]["programId"].as_str().unwrap_or_default();
    if program != TOKEN && program != TOKEN_2022 {
        return invalid("unrecognized Token program id");
    }
    if params[2]["encoding"] != "jsonParsed" {
        return invalid("this node answers jsonParsed alone");
    }
    let ours = |held: &TokenAccount| held.owner == owner && program_of(&held.mint) == program;
    let accounts = ledger.tokens.iter().filter(|(_, held)| ours(held)).map(|(account, held)| {
        let info = json!({
            "isNative": held.mint == wrapped_sol(), "mint": base58(&held.mint.key), "owner": base58(&held.owner),
            "state": "initialized", "tokenAmount": token_amount(held.amount, held.mint.decimals),
        });
        json!({
            "pubkey": base58(account),
            "account": {
                "data": {"program": "spl-token", "parsed": {"info": info, "type": "account"}, "space": 165},
                "executable": false, "lamports": ledger.lamports.get(account).copied().unwrap_or(0),
                "owner": program, "rentEpoch": u64::MAX, "space": 165,
            },
        })
    });
    Ok(in_context(accounts.collect()))
}

fn signatures(ledger: &Ledger, params: &Value, page: usize) -> Result<Value, Refusal> {
    let account = subject(params)?;
    let options = &params[1];
    let limit = options["limit"].as_u64().unwrap_or(PAGE as u64) as usize;
    if limit == 0 || limit > PAGE {
        return invalid("limit must be between 1 and 1000");
    }
    let newest_first = ledger.transactions.iter().rev();
    // Of a signature that the node does not know, nothing is older.
    let mut begun = options["before"].is_null();
    let mut listed = Vec::new();
    for tx in newest_first {
        if begun && tx.keys.contains(&account) && listed.len() < limit.min(page) {
            listed.push(json!({
                "signature": tx.signature, "slot": tx.slot, "blockTime": tx.time, "err": tx.error(),
                "memo": null, "confirmationStatus": "finalized",
            }));
        }
        begun |= options["before"] == tx.signature.as_str();
    }
    Ok(listed.into())
}

fn transaction(ledger: &Ledger, params: &Value) -> Result<Value, Refusal> {
    let Some(signature) =
        params[0].as_str().filter(|text| base58::decode(text).is_ok_and(|id| id.len() == 64))
    else {
        return invalid("Invalid");
    };
    if params[1]["encoding"] != "jsonParsed" {
        return invalid("this node answers jsonParsed alone");
    }
    let Some(tx) = ledger.transactions.iter().find(|tx| tx.signature == signature && !tx.lost) else {
        return Ok(Value::Null);
    };
    if tx.is_v0 && params[1]["maxSupportedTransactionVersion"].is_null() {
        let said = "Transaction version (0) is not supported by the requesting client. Please try the request \
                    again with the following configuration parameter: \"maxSupportedTransactionVersion\": 0";
        return Err((-32015, said.to_owned()));
    }
    Ok(tx.json())
}

impl Tx {
    /// The newest stands in a transaction of version 0.
    pub fn as_v0(&mut self) {
        self.is_v0 = true;
    }

    /// The node has forgotten when it was.
    pub fn without_time(&mut self) {
        self.time = None;
    }

    /// The node lists it, and has nothing more of it.
    pub fn lost(&mut self) {
        self.lost = true;
    }

    fn error(&self) -> Value {
        match self.failed {
            true => json!({"InstructionError": [0, {"Custom": 1}]}),
            false => Value::Null,
        }
    }

    fn json(&self) -> Value {
        let keys = self.keys.iter().enumerate().map(|(index, key)| {
            let source = if self.is_v0 && index > 1 { "lookupTable" } else { "transaction" };
            json!({"pubkey": base58(key), "signer": index == 0, "writable": index < 3, "source": source})
        });
        let inner = self.inner.iter();
        let inner: Vec<Value> =
            inner.map(|(index, own)| json!({"index": index, "instructions": own})).collect();
        let status = match self.failed {
            true => json!({"Err": self.error()}),
            false => json!({"Ok": null}),
        };
        let mut json = Map::new();
        json.insert("slot".into(), json!(self.slot));
        json.insert("blockTime".into(), json!(self.time));
        json.insert("version".into(), if self.is_v0 { json!(0) } else { json!("legacy") });
        let [before, after] = &self.lamports;
        let [tokens_before, tokens_after] = &self.tokens;
        let meta = json!({
            "err": self.error(), "status": status, "fee": FEE, "computeUnitsConsumed": 150,
            "preBalances": before, "postBalances": after,
            "preTokenBalances": tokens_before, "postTokenBalances": tokens_after,
            "innerInstructions": if self.failed { Vec::new() } else { inner },
            "logMessages": [], "rewards": [],
        });
        json.insert("meta".into(), meta);
        let message = json!({
            "accountKeys": keys.collect::<Vec<Value>>(), "instructions": self.instructions,
            "recentBlockhash": base58(&account("block")),
        });
        json.insert("transaction".into(), json!({"message": message, "signatures": [self.signature]}));
        Value::Object(json)
    }
}

// ---- the stories

/// The campaign's wallets: the one that it published, and an older one.
pub fn relief() -> [Key; 2] {
    [account("relief/wallet"), account("relief/first wallet")]
}

pub fn exchange() -> Key {
    account("exchange/meridian")
}

/// An account to which things happen that no reader of instructions can follow.
pub fn odd() -> Key {
    account("odd/wallet")
}

/// All of the sample's Solana chain.
pub fn stories() -> Ledger {
    let mut ledger = Ledger::default();
    relief_story(&mut ledger);
    odd_story(&mut ledger);
    ledger.transactions.sort_by_key(|tx| tx.slot);
    ledger
}

const SOL: u64 = 1_000_000_000;
const DOLLAR: u64 = 1_000_000;

fn relief_story(ledger: &mut Ledger) {
    let mut rng = Rng::new(61);
    let [wallet, first] = relief();
    let donor = |index: u64| account(&format!("relief/donor {index}"));
    let dollar = usdc();
    for index in 0..60 {
        ledger.fund(donor(index), 900 * SOL);
        ledger.fund_tokens(donor(index), dollar, 90_000 * DOLLAR);
    }
    ledger.fund(exchange(), 100_000 * SOL);
    ledger.fund_tokens(exchange(), dollar, 9_000_000 * DOLLAR);
    let pay = |from: Key, to: Key, lamports: u64| Act::Pay { from, to, lamports };
    let give = |from: Key, to: Key, mint: Mint, amount: u64, checked: bool| Act::Give {
        from,
        to,
        mint,
        amount,
        checked,
    };

    // The first donors open the wallets' token accounts, and pay for it.
    for (day, to) in [("2025-11-08", first), ("2025-11-20", wallet)] {
        let open = Act::Open { payer: donor(0), owner: to, mint: dollar };
        ledger.run(at(day, 9), donor(0), vec![open, give(donor(0), to, dollar, 250 * DOLLAR, true)]);
        ledger.run(at(day, 10), donor(1), vec![pay(donor(1), to, 3 * SOL)]);
    }
    // Many give, some twice, at first to the older wallet.
    for index in 2..48 {
        let time = at("2025-11-09", 8) + index * 60_000 + rng.between(0, 20_000);
        let to = if time < at("2025-11-20", 0) { first } else { wallet };
        let from = donor(index % 40);
        if rng.one_in(2) {
            let lamports = rng.between(20_000_000, 12 * SOL);
            ledger.run(time, from, vec![pay(from, to, lamports)]);
        } else {
            let amount = rng.between(2, 900) * DOLLAR + rng.between(0, 999_999);
            ledger.run(time, from, vec![give(from, to, dollar, amount, rng.one_in(2))]);
        }
    }
    // Dust: below, at and one lamport above the threshold; and a little of a dollar.
    for (hour, lamports) in [(5, 1), (6, 10_000_000), (7, 10_000_001)] {
        ledger.run(at("2025-12-15", hour), donor(41), vec![pay(donor(41), wallet, lamports)]);
    }
    ledger.run(at("2025-12-15", 8), donor(42), vec![give(donor(42), wallet, dollar, 9_999, true)]);
    // Nothing at all, in the name of one who would like to be remembered.
    ledger.run(at("2025-12-15", 9), donor(43), vec![give(donor(43), wallet, dollar, 0, false)]);
    // A note beside a donation, in a transaction with a lookup table.
    ledger
        .run(
            at("2025-12-16", 9),
            donor(44),
            vec![Act::Memo("for the schools"), pay(donor(44), wallet, 2 * SOL)],
        )
        .as_v0();
    // Two donations in one transaction, the same amount twice.
    let twice = vec![pay(donor(45), wallet, SOL), pay(donor(45), wallet, SOL)];
    ledger.run(at("2025-12-17", 9), donor(45), twice);
    // An exchange pays out, and a program pays out of a vault.
    ledger.run(at("2025-12-18", 9), exchange(), vec![pay(exchange(), wallet, 40 * SOL)]);
    ledger.run(
        at("2025-12-18", 10),
        exchange(),
        vec![give(exchange(), wallet, dollar, 5_000 * DOLLAR, true)],
    );
    let vault = account("crowdfunding/vault");
    ledger.fund(vault, 500 * SOL);
    ledger.fund_tokens(vault, dollar, 5_000 * DOLLAR);
    let inner = vec![
        Act::PayWithSeed { from: vault, to: wallet, lamports: 7 * SOL },
        give(vault, wallet, dollar, 70 * DOLLAR, true),
    ];
    let pay_out = Act::Program { name: "crowdfunding", inner, hidden: Vec::new() };
    ledger.run(at("2025-12-19", 9), donor(46), vec![pay_out]);
    // Wrapped SOL comes to an account that somebody opened; it is unwrapped later.
    ledger.fund_tokens(donor(47), wrapped_sol(), 20 * SOL);
    let open = Act::Open { payer: wallet, owner: wallet, mint: wrapped_sol() };
    ledger.run(at("2025-12-20", 9), wallet, vec![open, Act::Wrap { owner: wallet, lamports: SOL / 2 }]);
    ledger.run(at("2025-12-21", 9), donor(47), vec![give(donor(47), wallet, wrapped_sol(), 6 * SOL, false)]);
    ledger.run(
        at("2025-12-22", 9),
        wallet,
        vec![Act::Close { owner: wallet, mint: wrapped_sol(), to: wallet }],
    );
    // Tokens that are on nobody's list, under a true one's name, and rent that comes with them.
    let forger = account("relief/forger");
    ledger.fund(forger, SOL);
    ledger.fund_tokens(forger, forged_usdc(), 900_000_000 * DOLLAR);
    let open = Act::Open { payer: forger, owner: wallet, mint: forged_usdc() };
    let gift = give(forger, wallet, forged_usdc(), 1_000_000 * DOLLAR, true);
    ledger.run(at("2025-12-23", 9), forger, vec![open, gift]);
    // A dollar of the newer program, minted to the campaign, and a part of it burnt.
    let other = pyusd();
    let open = Act::Open { payer: donor(2), owner: wallet, mint: other };
    ledger.run(
        at("2025-12-24", 9),
        donor(2),
        vec![open, Act::MintTo { to: wallet, mint: other, amount: 800 * DOLLAR }],
    );
    let burn = Act::Burn { from: wallet, mint: other, amount: 30 * DOLLAR };
    ledger.run(at("2025-12-25", 9), wallet, vec![burn]);
    // What fails moves nothing but its fee.
    ledger.fail(at("2025-12-26", 9), wallet, vec![pay(wallet, donor(3), 5 * SOL)]);
    ledger.fail(at("2025-12-26", 10), donor(3), vec![pay(donor(3), wallet, 5 * SOL)]);
    ledger.fail(at("2025-12-26", 11), donor(4), vec![give(donor(4), wallet, dollar, 500 * DOLLAR, true)]);

    // Consolidation: all of the older wallet's, whose token account is closed.
    let (lamports, tokens) = ledger.balances(&first);
    let all = tokens.get(&dollar.key).copied().unwrap_or(0);
    let close = Act::Close { owner: first, mint: dollar, to: first };
    ledger.run(at("2026-01-05", 9), first, vec![give(first, wallet, dollar, all, true), close]);
    ledger.run(at("2026-01-05", 10), first, vec![pay(first, wallet, lamports - 4 * FEE)]);
    // Returns: a part, and more than was given; to the exchange, which is none; to a supplier.
    ledger.run(at("2026-01-10", 9), wallet, vec![pay(wallet, donor(1), SOL)]);
    ledger.run(at("2026-01-11", 9), wallet, vec![give(wallet, donor(0), dollar, 700 * DOLLAR, true)]);
    ledger.run(at("2026-01-12", 9), wallet, vec![pay(wallet, exchange(), 15 * SOL)]);
    ledger.run(at("2026-01-13", 9), wallet, vec![give(wallet, exchange(), dollar, 1_200 * DOLLAR, true)]);
    let supplier = account("relief/supplier");
    let open = Act::Open { payer: wallet, owner: supplier, mint: dollar };
    ledger.run(at("2026-01-14", 9), wallet, vec![open, give(wallet, supplier, dollar, 350 * DOLLAR, true)]);
    ledger.run(at("2026-01-15", 9), wallet, vec![pay(wallet, supplier, 8 * SOL)]);
    ledger.run(at("2026-02-01", 9), donor(48), vec![pay(donor(48), wallet, 4 * SOL)]);
}

fn odd_story(ledger: &mut Ledger) {
    let (wallet, giver) = (odd(), account("odd/giver"));
    ledger.fund(giver, 1_000 * SOL);
    let pay = |lamports: u64| Act::Pay { from: giver, to: wallet, lamports };
    ledger.run(at("2026-01-10", 7), giver, vec![pay(90 * SOL)]);
    // Staked, and moved by a program that needs no instruction for it.
    ledger.run(at("2026-01-11", 7), wallet, vec![Act::Stake { owner: wallet, lamports: 20 * SOL }]);
    let pool = account("odd/pool");
    ledger.fund(pool, 50 * SOL);
    let hidden = Act::Program { name: "odd/game", inner: Vec::new(), hidden: vec![(pool, wallet, 3 * SOL)] };
    ledger.run(at("2026-01-12", 7), wallet, vec![hidden]);
    // Listed and lost; and one of which nobody knows when it was.
    ledger.run(at("2026-01-13", 7), giver, vec![pay(5 * SOL)]).lost();
    ledger.run(at("2026-01-14", 7), giver, vec![pay(6 * SOL)]).without_time();
    ledger.run(at("2026-01-15", 7), giver, vec![pay(7 * SOL)]);
}
