//! Addresses, parsed and checked: base58check, bech32, bech32m, 41-hex.

use super::Chain;
use std::fmt;

/// A checked address of one chain, in the chain's usual form
/// (base58check or lower-case bech32 for Bitcoin, base58check for Tron).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    chain: Chain,
    text: Box<str>,
}

/// Why a text is no address of the chain asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressError {
    Empty,
    /// Neither a known scheme nor a known form.
    UnknownForm,
    /// A chain that this version does not know, as written.
    UnknownChain(Box<str>),
    /// The character that does not belong, and its place counted from 0.
    Character {
        character: char,
        index: usize,
    },
    /// Upper and lower case in one bech32 address.
    MixedCase,
    Length,
    Checksum,
    /// A valid address, but of another network, named where it is known.
    Network {
        expected: Chain,
        found: Option<Chain>,
    },
    /// A witness version with the other version's checksum, or above 16 (BIP 350).
    Version,
}

impl Address {
    /// Reads an address of `chain` in any of its forms. TODO(helper)
    pub fn parse(chain: Chain, text: &str) -> Result<Address, AddressError> {
        let _ = (chain, text);
        todo!()
    }

    /// Reads a chain and an address: CAIP-10 (`bip122:…:bc1…`), `bitcoin:bc1…`, `tron:T…`,
    /// or a bare address whose chain its form decides. TODO(helper)
    pub fn parse_uri(text: &str) -> Result<Address, AddressError> {
        let _ = text;
        todo!()
    }

    pub fn chain(&self) -> Chain {
        self.chain
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The CAIP-10 form (<https://chainagnostic.org/CAIPs/caip-10>).
    pub fn caip10(&self) -> String {
        format!("{}:{}", self.chain.caip2(), self.text)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AddressError {}
