//! Facts of a chain: which chains there are, assets, amounts, addresses, time, transfers.

pub mod address;
pub mod amount;
pub mod asset;
pub mod sha256;
pub mod time;
pub mod transfer;

use crate::plain::named;
pub use address::{Address, AddressError};
pub use amount::{Amount, Signed};
pub use asset::{Asset, Token};
pub use time::{Day, Timestamp};
pub use transfer::{BlockRef, Row, Transfer, TxId, TxIo, UtxoTx};

/// A chain that a campaign's address can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Chain {
    Bitcoin,
    BitcoinTestnet,
    BitcoinRegtest,
    Tron,
    TronNile,
}

/// How a chain keeps its books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Transactions spend outputs of earlier ones.
    Utxo,
    /// Transfers move value between accounts.
    Account,
}

impl Chain {
    pub const ALL: [Chain; 5] =
        [Chain::Bitcoin, Chain::BitcoinTestnet, Chain::BitcoinRegtest, Chain::Tron, Chain::TronNile];

    /// Their names, in the same order.
    pub const NAMES: [&str; 5] = ["bitcoin", "bitcoin-testnet", "bitcoin-regtest", "tron", "tron-nile"];

    /// The name in campaign files and reports.
    pub const fn name(self) -> &'static str {
        Chain::NAMES[self as usize]
    }

    pub fn from_name(name: &str) -> Option<Chain> {
        Some(Chain::ALL[named(name, &Chain::NAMES)?])
    }

    /// The CAIP-2 identifier, `namespace:reference`
    /// (<https://chainagnostic.org/CAIPs/caip-2>; bip122 by genesis hash, tron by its hexadecimal chain id).
    pub fn caip2(self) -> &'static str {
        match self {
            Chain::Bitcoin => "bip122:000000000019d6689c085ae165831e93",
            Chain::BitcoinTestnet => "bip122:000000000933ea01ad0ee984209779ba",
            Chain::BitcoinRegtest => "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
            Chain::Tron => "tron:0x2b6653dc",
            Chain::TronNile => "tron:0xcd8690dc",
        }
    }

    pub fn family(self) -> Family {
        match self {
            Chain::Bitcoin | Chain::BitcoinTestnet | Chain::BitcoinRegtest => Family::Utxo,
            Chain::Tron | Chain::TronNile => Family::Account,
        }
    }

    /// Whether value on it is play money, which a panel must say.
    pub fn is_test(self) -> bool {
        !matches!(self, Chain::Bitcoin | Chain::Tron)
    }
}
