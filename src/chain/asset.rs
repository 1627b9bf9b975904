//! Assets: a chain's native one, or a token by its contract. Never by symbol: symbols are forged.

use super::{Chain, Facts};

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
    let Facts { symbol, decimals, .. } = *chain.facts();
    Token { asset: Asset::native(chain), symbol: symbol.into(), decimals }
}

/// The tokens that count on a chain even where the publisher names none.
pub fn default_tokens(chain: Chain) -> Vec<Token> {
    let mut tokens = Vec::new();
    for &(contract, symbol, decimals) in chain.facts().tokens {
        tokens.push(Token { asset: Asset::token(chain, contract), symbol: symbol.into(), decimals });
    }
    tokens
}
