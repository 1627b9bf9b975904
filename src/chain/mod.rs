//! Facts of a chain: which chains there are, assets, amounts, addresses, time, transfers.

pub mod address;
pub mod amount;
pub mod asset;
pub mod keccak;
pub mod sha256;
pub mod table;
pub mod time;
pub mod transfer;

use crate::plain::{has, named};
pub use address::{Address, AddressError};
pub use amount::{Amount, Signed};
pub use asset::{Asset, Token};
pub use table::{Api, Chain, Facts, Form, KnownToken};
use table::{TABLE, TOKENS};
pub use time::{Day, Timestamp};
pub use transfer::{BlockRef, Freeze, Nature, Row, Transfer, TxId, TxIo, UtxoTx};

/// How a chain keeps its books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Transactions spend outputs of earlier ones.
    Utxo,
    /// Transfers move value between accounts.
    Account,
}

impl Chain {
    pub const COUNT: usize = Chain::ALL.len();

    /// Their names, in the same order.
    pub const NAMES: [&str; Chain::COUNT] = {
        let mut names = [""; Chain::COUNT];
        let mut index = 0;
        while index < Chain::COUNT {
            names[index] = TABLE[index].name;
            index += 1;
        }
        names
    };

    /// Its row of the table.
    pub fn facts(self) -> &'static Facts {
        static ROWS: [Facts; Chain::COUNT] = TABLE;
        &ROWS[self as usize]
    }

    /// The tokens that count on it even where the publisher names none.
    pub fn known_tokens(self) -> &'static [KnownToken] {
        TOKENS[self as usize]
    }

    /// The name in campaign files and reports.
    pub const fn name(self) -> &'static str {
        Chain::NAMES[self as usize]
    }

    pub fn from_name(name: &str) -> Option<Chain> {
        Some(Chain::ALL[named(name, &Chain::NAMES)?])
    }

    /// The CAIP-2 identifier, `namespace:reference`.
    pub fn caip2(self) -> &'static str {
        self.facts().caip2
    }

    pub fn family(self) -> Family {
        match self.facts().form {
            Form::Bitcoin(..) => Family::Utxo,
            _ => Family::Account,
        }
    }

    /// Whether value on it is play money, which a panel must say: its name has a network's after it.
    pub fn is_test(self) -> bool {
        has(self.name().as_bytes(), b'-')
    }
}
