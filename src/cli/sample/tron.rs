//! The sample's Tron accounts: invented addresses, and what moved between them.

use crate::explorer::issuer::Act as IssuerAct;
use bitcoin::base58;
use bitcoin::hashes::{Hash, sha256};
use bitcoin::hex::DisplayHex;
use std::collections::BTreeMap;

/// The 20 bytes of an address, without the network's 0x41.
pub type Account = [u8; 20];

/// The account of a name: the same on every run.
pub fn account(name: &str) -> Account {
    let hash = sha256::Hash::hash(format!("donation-flow sample account: {name}").as_bytes());
    hash.as_byte_array()[..20].try_into().expect("20 bytes of 32")
}

fn prefixed(account: &Account) -> [u8; 21] {
    let mut bytes = [0x41; 21];
    bytes[1..].copy_from_slice(account);
    bytes
}

/// The usual form, `T…`.
pub fn base58(account: &Account) -> String {
    base58::encode_check(&prefixed(account))
}

/// The form of the native API, `41…`.
pub fn hex41(account: &Account) -> String {
    prefixed(account).to_lower_hex_string()
}

/// Reads both forms.
pub fn parse(text: &str) -> Option<Account> {
    let bytes = match text.len() {
        42 => <Vec<u8> as bitcoin::hex::FromHex>::from_hex(text).ok()?,
        _ => base58::decode_check(text).ok()?,
    };
    let bytes: [u8; 21] = bytes.try_into().ok()?;
    (bytes[0] == 0x41).then(|| bytes[1..].try_into().ok())?
}

/// A TRC-20 token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trc20 {
    pub contract: Account,
    pub symbol: &'static str,
    pub name: &'static str,
    pub decimals: u8,
}

/// Everything that happened, in the order in which it is told.
#[derive(Default)]
pub struct Ledger {
    pub natives: Vec<Native>,
    pub internals: Vec<Internal>,
    pub tokens: Vec<TokenRow>,
    pub events: Vec<IssuerEvent>,
}

/// What a token's issuer does to a holder: one of its contract's own events.
#[derive(Clone, Debug)]
pub struct IssuerEvent {
    pub tx: String,
    pub time: u64,
    pub token: Trc20,
    pub act: IssuerAct,
    pub holder: Account,
    /// Of a burn, what was destroyed.
    pub value: u128,
}

/// A transaction.
#[derive(Clone, Debug)]
pub struct Native {
    pub id: String,
    pub time: u64,
    pub owner: Account,
    pub act: Act,
    pub succeeded: bool,
    /// In sun.
    pub fee: u64,
    pub unconfirmed: bool,
}

#[derive(Clone, Debug)]
pub enum Act {
    Transfer {
        to: Account,
        amount: u64,
    },
    Call {
        contract: Account,
        call_value: u64,
        data: String,
    },
    /// A TRC-10 token.
    TransferAsset {
        to: Account,
        amount: u64,
        asset: &'static str,
    },
    Freeze {
        amount: u64,
    },
}

/// TRX moved by a contract's call.
#[derive(Clone, Debug)]
pub struct Internal {
    pub id: String,
    pub tx: String,
    pub time: u64,
    pub from: Account,
    pub to: Account,
    pub amount: u64,
    pub rejected: bool,
}

/// A row of a token's log.
#[derive(Clone, Debug)]
pub struct TokenRow {
    pub tx: String,
    pub time: u64,
    pub token: Trc20,
    pub from: Account,
    pub to: Account,
    pub value: u128,
    /// `Transfer` or `Approval`.
    pub kind: &'static str,
    pub unconfirmed: bool,
}

impl Ledger {
    /// A new transaction's id.
    fn id(&self) -> String {
        let count = self.natives.len();
        sha256::Hash::hash(format!("donation-flow sample transaction {count}").as_bytes()).to_string()
    }

    pub fn native(&mut self, time: u64, owner: Account, act: Act, fee: u64) -> &mut Native {
        let id = self.id();
        self.natives.push(Native { id, time, owner, act, succeeded: true, fee, unconfirmed: false });
        self.natives.last_mut().expect("it was just pushed")
    }

    /// A token's holder sends it: one call of the contract, one row of its log.
    pub fn send(&mut self, time: u64, token: Trc20, from: Account, to: Account, value: u128, fee: u64) {
        let data = format!("a9059cbb{:0>64}{value:064x}", to.to_lower_hex_string());
        self.call(time, token, from, data, fee);
        self.log(time, token, from, to, value, "Transfer");
    }

    /// Somebody else names `from` in a call of `transferFrom`: with value 0, most tokens let anybody.
    pub fn poison(&mut self, time: u64, token: Trc20, caller: Account, from: Account, to: Account) {
        let (holder, payee) = (from.to_lower_hex_string(), to.to_lower_hex_string());
        self.call(time, token, caller, format!("23b872dd{holder:0>64}{payee:0>64}{:064x}", 0), 0);
        self.log(time, token, from, to, 0, "Transfer");
    }

    pub fn approve(&mut self, time: u64, token: Trc20, owner: Account, spender: Account, value: u128) {
        let data = format!("095ea7b3{:0>64}{value:064x}", spender.to_lower_hex_string());
        self.call(time, token, owner, data, 0);
        self.log(time, token, owner, spender, value, "Approval");
    }

    fn call(&mut self, time: u64, token: Trc20, owner: Account, data: String, fee: u64) {
        self.native(time, owner, Act::Call { contract: token.contract, call_value: 0, data }, fee);
    }

    fn log(&mut self, time: u64, token: Trc20, from: Account, to: Account, value: u128, kind: &'static str) {
        let tx = self.natives.last().map_or_else(String::new, |native| native.id.clone());
        self.tokens.push(TokenRow { tx, time, token, from, to, value, kind, unconfirmed: false });
    }

    /// The token's issuer acts on a holder: freezes it, lets it go, or destroys what it has.
    pub fn issue(&mut self, time: u64, token: Trc20, act: IssuerAct, holder: Account) {
        let held = self.token_balances(&holder).get(&token.contract).copied().unwrap_or(0);
        let value = if act == IssuerAct::Burn { held as u128 } else { 0 };
        self.call(time, token, account("tether/owner"), format!("{:0>72}", holder.to_lower_hex_string()), 0);
        let tx = self.natives.last().map_or_else(String::new, |native| native.id.clone());
        self.events.push(IssuerEvent { tx, time, token, act, holder, value });
    }

    /// Whether a holder cannot send the token, after all that happened.
    pub fn is_frozen(&self, contract: &Account, holder: &Account) -> bool {
        let mut of_holder = self.events.iter().filter(|event| {
            event.token.contract == *contract && event.holder == *holder && event.act != IssuerAct::Burn
        });
        of_holder.next_back().is_some_and(|event| event.act == IssuerAct::Freeze)
    }

    /// A contract pays out TRX because somebody called it.
    pub fn pay_out(&mut self, time: u64, caller: Account, contract: Account, to: Account, amount: u64) {
        let call = Act::Call { contract, call_value: 0, data: "3ccfd60b".into() };
        let tx = self.native(time, caller, call, 0).id.clone();
        let id = sha256::Hash::hash(format!("internal {tx}").as_bytes()).to_string();
        self.internals.push(Internal { id, tx, time, from: contract, to, amount, rejected: false });
    }

    /// The newest row waits for the chain's confirmation, and so does its transaction.
    pub fn last_is_unconfirmed(&mut self) {
        if let Some(native) = self.natives.last_mut() {
            native.unconfirmed = true;
        }
        if let Some(row) = self.tokens.last_mut() {
            row.unconfirmed = true;
        }
    }

    /// TRX of an account in sun, after all that happened. Below 0 for those whose earlier history nobody told.
    pub fn balance(&self, of: &Account) -> i128 {
        let mut sun = 0i128;
        for native in &self.natives {
            if native.owner == *of {
                sun -= i128::from(native.fee);
            }
            let moved = match (&native.act, native.succeeded) {
                (Act::Transfer { to, amount }, true) => Some((to, *amount)),
                (Act::Call { contract, call_value, .. }, true) => Some((contract, *call_value)),
                (Act::Freeze { amount }, true) if native.owner == *of => {
                    sun -= i128::from(*amount);
                    None
                }
                _ => None,
            };
            if let Some((to, amount)) = moved {
                sun += i128::from(amount) * (i128::from(to == of) - i128::from(native.owner == *of));
            }
        }
        for internal in self.internals.iter().filter(|internal| !internal.rejected) {
            sun += i128::from(internal.amount)
                * (i128::from(internal.to == *of) - i128::from(internal.from == *of));
        }
        sun
    }

    /// Tokens of an account by contract, after all that happened.
    pub fn token_balances(&self, of: &Account) -> BTreeMap<Account, i128> {
        let mut balances = BTreeMap::new();
        for row in self.tokens.iter().filter(|row| row.kind == "Transfer") {
            let sign = i128::from(row.to == *of) - i128::from(row.from == *of);
            if sign != 0 || row.from == *of || row.to == *of {
                *balances.entry(row.token.contract).or_insert(0) += sign * row.value as i128;
            }
        }
        for burn in self.events.iter().filter(|event| event.act == IssuerAct::Burn && event.holder == *of) {
            *balances.entry(burn.token.contract).or_insert(0) -= burn.value as i128;
        }
        balances
    }

    /// Whether the chain knows the account at all.
    pub fn knows(&self, account: &Account) -> bool {
        let named = |native: &Native| {
            native.owner == *account || matches!(&native.act, Act::Transfer { to, .. } if to == account)
        };
        self.natives.iter().any(named)
            || self.tokens.iter().any(|row| row.from == *account || row.to == *account)
            || self.internals.iter().any(|row| row.to == *account)
    }
}
