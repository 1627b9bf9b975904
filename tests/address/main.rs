//! Addresses: the specifications' vectors, what each form may be, and properties.

mod base58check;
mod bip_173;
mod bip_350;
mod eip_55;
mod forms;
mod litecoin;
#[cfg(feature = "command")]
mod oracle;
mod properties;
mod solana;

use donation_flow::chain::{Address, AddressError, Chain};

fn address(chain: Chain, text: &str) -> Address {
    Address::parse(chain, text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The code of what is wrong with a text that is no address of the chain.
fn refused(chain: Chain, text: &str) -> &'static str {
    match Address::parse(chain, text) {
        Ok(address) => panic!("{text} was read as {address}"),
        Err(error) => error.code(),
    }
}

fn other_network(expected: Chain, found: impl Into<Option<Chain>>) -> Result<Address, AddressError> {
    Err(AddressError::Network { expected, found: found.into() })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn script(chain: Chain, text: &str) -> String {
    hex(&address(chain, text).script_pubkey().expect("a Bitcoin address has a script"))
}
