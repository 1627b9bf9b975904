//! The sample's EVM chains: invented accounts, and what moved between them.
//! `evm_stories` tells it, `evm_blockscout` and `evm_etherscan` answer about it.

use super::tron;
use crate::chain::keccak::keccak256;
use crate::explorer::issuer::{Act, EVENTS, IS_FROZEN};
use bitcoin::hashes::{Hash, sha256};
use bitcoin::hex::{DisplayHex, FromHex};
use std::collections::BTreeMap;

pub type Account = tron::Account;

/// In whose name tokens are made and destroyed.
pub const NOBODY: Account = [0; 20];

/// The account of a name: the same on every chain and every run.
pub fn account(name: &str) -> Account {
    tron::account(&format!("evm {name}"))
}

/// An account of the same first and last two bytes, as whoever poisons a history makes one.
pub fn lookalike(of: &Account) -> Account {
    let mut like = account(&format!("lookalike of {}", lower(of)));
    like[..2].copy_from_slice(&of[..2]);
    like[18..].copy_from_slice(&of[18..]);
    like
}

/// As Etherscan writes it: lower case.
pub fn lower(account: &Account) -> String {
    format!("0x{}", account.to_lower_hex_string())
}

/// As Blockscout writes it: with the checksum of EIP-55.
pub fn checksummed(account: &Account) -> String {
    let digits = account.to_lower_hex_string();
    let hash = keccak256(digits.as_bytes()).to_lower_hex_string();
    let cased = digits.chars().zip(hash.chars()).map(|(digit, hash)| match hash {
        '8'..='9' | 'a'..='f' => digit.to_ascii_uppercase(),
        _ => digit,
    });
    format!("0x{}", cased.collect::<String>())
}

pub fn parse(text: &str) -> Option<Account> {
    <Account as FromHex>::from_hex(text.strip_prefix("0x")?).ok()
}

/// A token's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub contract: Account,
    pub symbol: &'static str,
    pub name: &'static str,
    /// None where the contract does not say.
    pub decimals: Option<u8>,
    /// `ERC-20`, `ERC-721` or `ERC-1155`.
    pub standard: &'static str,
}

/// What happened on one chain, in the order in which it is told; [`Ledger::settle`] puts it into blocks.
pub struct Ledger {
    pub chain_id: u64,
    block_seconds: u64,
    /// In wei.
    gas_price: u128,
    /// What a layer 2 takes for its layer 1, in wei.
    l1_fee: u128,
    pub transactions: Vec<Transaction>,
}

#[derive(Clone, Debug)]
pub struct Transaction {
    /// With its `0x`.
    pub hash: String,
    pub time: u64,
    pub block: u64,
    /// Place in its block.
    pub index: u64,
    pub from: Account,
    /// None creates a contract.
    pub to: Option<Account>,
    pub created: Option<Account>,
    /// In wei.
    pub value: u128,
    pub gas_used: u64,
    pub gas_price: u128,
    pub l1_fee: u128,
    pub succeeded: bool,
    /// In no block yet.
    pub waiting: bool,
    pub calls: Vec<Call>,
    pub logs: Vec<Log>,
    pub events: Vec<IssuerEvent>,
}

/// A call within a transaction; the transaction's own call would be number 0.
#[derive(Clone, Debug)]
pub struct Call {
    pub index: u32,
    /// `call`, `delegatecall`, `create`.
    pub kind: &'static str,
    pub from: Account,
    pub to: Account,
    pub value: u128,
    pub failed: bool,
}

/// A token's `Transfer`.
#[derive(Clone, Debug)]
pub struct Log {
    /// Place among all of the block's logs.
    pub index: u64,
    pub token: Token,
    pub from: Account,
    pub to: Account,
    /// Base units, or the identifier of what is no amount.
    pub value: u128,
    /// A contract that wraps writes no `Transfer`: some explorers list it all the same.
    pub is_silent: bool,
}

/// What a token's issuer does to a holder: one of its contract's own events.
#[derive(Clone, Debug)]
pub struct IssuerEvent {
    /// Place among all of the block's logs.
    pub index: u64,
    pub token: Token,
    pub act: Act,
    pub holder: Account,
    /// Of a burn, what was destroyed.
    pub value: u128,
}

impl Ledger {
    pub fn new(chain_id: u64, block_seconds: u64, gas_price: u128, l1_fee: u128) -> Ledger {
        Ledger { chain_id, block_seconds, gas_price, l1_fee, transactions: Vec::new() }
    }

    /// A transaction that moves wei, or nothing.
    pub fn pay(&mut self, time: u64, from: Account, to: Account, value: u128) -> &mut Transaction {
        let place = self.transactions.len();
        let name = format!("donation-flow sample transaction {place} of chain {}", self.chain_id);
        self.transactions.push(Transaction {
            hash: format!("0x{}", sha256::Hash::hash(name.as_bytes()).as_byte_array().to_lower_hex_string()),
            time,
            block: time / self.block_seconds,
            index: 0,
            from,
            to: Some(to),
            created: None,
            value,
            gas_used: 21_000,
            gas_price: self.gas_price,
            l1_fee: self.l1_fee,
            succeeded: true,
            waiting: false,
            calls: Vec::new(),
            logs: Vec::new(),
            events: Vec::new(),
        });
        &mut self.transactions[place]
    }

    /// A token's holder sends it.
    pub fn send(
        &mut self,
        time: u64,
        token: Token,
        from: Account,
        to: Account,
        value: u128,
    ) -> &mut Transaction {
        let call = self.pay(time, from, token.contract, 0);
        call.gas_used = 65_000;
        call.log(token, from, to, value);
        call
    }

    /// Somebody else names `from`: with value 0, most tokens let anybody.
    pub fn poison(&mut self, time: u64, token: Token, caller: Account, from: Account, to: Account) {
        self.pay(time, caller, token.contract, 0).log(token, from, to, 0);
    }

    /// The owners of a Safe have it pay: one of them sends the transaction, the proxy asks its code, and the Safe pays.
    pub fn safe_pays(
        &mut self,
        time: u64,
        owner: Account,
        safe: Account,
        to: Account,
        value: u128,
    ) -> &mut Transaction {
        let call = self.pay(time, owner, safe, 0);
        call.gas_used = 92_000;
        call.call("delegatecall", safe, account("contract/safe singleton"), 0);
        call.call("call", safe, to, value);
        call
    }

    /// Whoever pays a Safe calls its proxy, which hands the same value to its code by a delegatecall: it moves once.
    pub fn pay_safe(&mut self, time: u64, from: Account, safe: Account, value: u128) -> &mut Transaction {
        let call = self.pay(time, from, safe, value);
        call.gas_used = 27_000;
        call.call("delegatecall", safe, account("contract/safe singleton"), value);
        call
    }

    /// The native asset becomes as much of its token.
    pub fn wrap(&mut self, time: u64, token: Token, owner: Account, value: u128) {
        let call = self.pay(time, owner, token.contract, value);
        call.gas_used = 45_000;
        call.log(token, NOBODY, owner, value);
        call.logs.iter_mut().for_each(|log| log.is_silent = true);
    }

    /// And the token becomes the native asset again.
    pub fn unwrap(&mut self, time: u64, token: Token, owner: Account, value: u128) {
        let call = self.pay(time, owner, token.contract, 0);
        call.gas_used = 35_000;
        call.log(token, owner, NOBODY, value);
        call.logs.iter_mut().for_each(|log| log.is_silent = true);
        call.call("call", token.contract, owner, value);
    }

    /// The token's issuer freezes a holder, or lets it go.
    pub fn freeze(&mut self, time: u64, token: Token, holder: Account, lifts: bool) {
        let act = if lifts { Act::Lift } else { Act::Freeze };
        let call = self.pay(time, account("tether/owner"), token.contract, 0);
        call.gas_used = 46_000;
        call.events.push(IssuerEvent { index: 0, token, act, holder, value: 0 });
    }

    /// It destroys all that a frozen holder has.
    pub fn destroy(&mut self, time: u64, token: Token, holder: Account) {
        let held = self.token_balances(&holder).get(&token.contract).map_or(0, |held| held.1);
        let call = self.pay(time, account("tether/owner"), token.contract, 0);
        call.gas_used = 39_000;
        call.events.push(IssuerEvent { index: 0, token, act: Act::Burn, holder, value: held as u128 });
    }

    /// Whether a holder cannot send the token, after all that happened.
    pub fn is_frozen(&self, token: &Account, holder: &Account) -> bool {
        let events = self.transactions.iter().flat_map(|transaction| &transaction.events);
        let mut of_holder = events.filter(|event| {
            event.token.contract == *token && event.holder == *holder && event.act != Act::Burn
        });
        of_holder.next_back().is_some_and(|event| event.act == Act::Freeze)
    }

    /// Orders what was told by time, and gives places in blocks.
    pub fn settle(&mut self) {
        self.transactions.sort_by_key(|transaction| transaction.time);
        let (mut block, mut index, mut log_index) = (0, 0, 0);
        for transaction in &mut self.transactions {
            if transaction.block != block {
                (block, index, log_index) = (transaction.block, 0, 0);
            }
            transaction.index = index;
            index += 1;
            for log in &mut transaction.logs {
                log.index = log_index;
                log_index += 1;
            }
            for event in &mut transaction.events {
                event.index = log_index;
                log_index += 1;
            }
        }
    }

    /// Wei of an account, after all that happened. Below 0 for those whose earlier history nobody told.
    pub fn balance(&self, of: &Account) -> i128 {
        let mut wei = 0;
        let mut moved = |from: &Account, to: Option<Account>, value: u128| {
            wei += value as i128 * (i128::from(to == Some(*of)) - i128::from(from == of));
        };
        for transaction in self.transactions.iter().filter(|transaction| !transaction.waiting) {
            moved(&transaction.from, None, transaction.fee());
            if transaction.succeeded {
                moved(&transaction.from, transaction.to.or(transaction.created), transaction.value);
            }
            for call in transaction.calls.iter().filter(|call| call.moves() && transaction.succeeded) {
                moved(&call.from, Some(call.to), call.value);
            }
        }
        wei
    }

    /// Tokens of an account by contract, after all that happened: of those that are amounts.
    pub fn token_balances(&self, of: &Account) -> BTreeMap<Account, (Token, i128)> {
        let mut balances = BTreeMap::new();
        for log in self.transactions.iter().flat_map(|transaction| &transaction.logs) {
            if log.token.standard == "ERC-20" && (log.from == *of || log.to == *of) {
                let (_, balance) = balances.entry(log.token.contract).or_insert((log.token, 0));
                *balance += log.value as i128 * (i128::from(log.to == *of) - i128::from(log.from == *of));
            }
        }
        for event in self.transactions.iter().flat_map(|transaction| &transaction.events) {
            if event.act == Act::Burn && event.holder == *of {
                let (_, balance) = balances.entry(event.token.contract).or_insert((event.token, 0));
                *balance -= event.value as i128;
            }
        }
        balances
    }
}

impl Transaction {
    /// What its sender paid for it, in wei.
    pub fn fee(&self) -> u128 {
        self.gas_price * u128::from(self.gas_used) + self.l1_fee
    }

    /// What it failed with moved nothing.
    pub fn fails(&mut self) {
        self.succeeded = false;
        self.logs.clear();
        self.calls.iter_mut().for_each(|call| call.failed = true);
    }

    /// It creates a contract instead of paying anybody.
    pub fn creates(&mut self, contract: Account) {
        (self.to, self.created, self.gas_used) = (None, Some(contract), 640_000);
    }

    pub fn log(&mut self, token: Token, from: Account, to: Account, value: u128) {
        self.logs.push(Log { index: 0, token, from, to, value, is_silent: false });
    }

    pub fn call(&mut self, kind: &'static str, from: Account, to: Account, value: u128) {
        let index = self.calls.len() as u32 + 1;
        self.calls.push(Call { index, kind, from, to, value, failed: false });
    }

    /// Whether an account sent it, is paid by it, or was created by it.
    pub fn is_of(&self, account: &Account) -> bool {
        self.from == *account || self.to == Some(*account) || self.created == Some(*account)
    }
}

impl Call {
    /// Another's code that runs in the caller's place moves nothing, whatever value it names.
    pub fn moves(&self) -> bool {
        !self.failed && self.kind != "delegatecall"
    }
}

/// What a node answers to an `eth_call` of the token's function that tells whether a holder is frozen; none for another
/// call.
pub fn called(ledger: &Ledger, to: &str, data: &str) -> Option<String> {
    let selector = keccak256(IS_FROZEN.as_bytes())[..4].to_lower_hex_string();
    let holder =
        data.strip_prefix("0x")?.strip_prefix(&*selector)?.strip_prefix("000000000000000000000000")?;
    let holder = parse(&format!("0x{holder}"))?;
    Some(format!("0x{:064x}", u8::from(ledger.is_frozen(&parse(to)?, &holder))))
}

/// Events of a contract by their topic, from a block on, as `module=logs` tells them.
pub fn events(ledger: &Ledger, contract: &Account, topic: &str, from_block: u64) -> Vec<serde_json::Value> {
    let mut rows = Vec::new();
    // Some servers write 0 without a digit.
    let hex = |number: u64| if number == 0 { "0x".to_owned() } else { format!("0x{number:x}") };
    for transaction in ledger.transactions.iter().filter(|transaction| transaction.block >= from_block) {
        for event in &transaction.events {
            let known = EVENTS.iter().find(|known| known.act == event.act).expect("one of its acts");
            let own_topic = format!("0x{}", keccak256(known.signature.as_bytes()).to_lower_hex_string());
            if event.token.contract != *contract || own_topic != topic {
                continue;
            }
            let mut data = format!("0x{:0>64}", event.holder.to_lower_hex_string());
            if event.act == Act::Burn {
                data += &format!("{:064x}", event.value);
            }
            rows.push(serde_json::json!({
                "address": lower(contract), "topics": [own_topic], "data": data,
                "blockNumber": hex(transaction.block), "timeStamp": hex(transaction.time),
                "blockHash": format!("0x{:064x}", transaction.block), "logIndex": hex(event.index),
                "transactionHash": transaction.hash, "transactionIndex": hex(transaction.index),
                "gasPrice": hex(transaction.gas_price as u64), "gasUsed": hex(transaction.gas_used),
            }));
        }
    }
    rows
}
