//! Assets: a chain's native one, or a token by its contract. Never by symbol: symbols are forged.

use super::{Chain, Family};

/// What an amount is an amount of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asset {
    pub chain: Chain,
    /// The token's contract in the chain's usual form; none for the native asset.
    pub contract: Option<Box<str>>,
}

/// A token on an allow-list, or a chain's native asset: what it is called, and its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub asset: Asset,
    pub symbol: Box<str>,
    pub decimals: u8,
}

impl Asset {
    pub fn native(chain: Chain) -> Asset {
        Asset { chain, contract: None }
    }

    pub fn token(chain: Chain, contract: &str) -> Asset {
        Asset { chain, contract: Some(contract.into()) }
    }
}

/// A chain's native asset.
pub fn native(chain: Chain) -> Token {
    let symbol = match chain {
        Chain::Bitcoin => "BTC",
        Chain::BitcoinTestnet | Chain::BitcoinRegtest => "tBTC",
        Chain::Tron => "TRX",
        Chain::TronNile => "tTRX",
    };
    Token { asset: Asset::native(chain), symbol: symbol.into(), decimals: native_decimals(chain) }
}

/// The places of a chain's native asset.
pub fn native_decimals(chain: Chain) -> u8 {
    match chain.family() {
        Family::Utxo => 8,
        Family::Account => 6,
    }
}

/// The token that counts on a chain even where the publisher names none.
pub fn default_token(chain: Chain) -> Option<Token> {
    let asset = Asset::token(chain, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    (chain == Chain::Tron).then(|| Token { asset, symbol: "USDT".into(), decimals: 6 })
}
