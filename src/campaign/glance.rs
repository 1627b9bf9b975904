//! What a first figure needs of a campaign, before the part of the code is there that checks a campaign file.

use super::check::{address_of, chain_of, explorer_of, list_of, text_of};
use super::{Explorer, Text, VERSION, default_explorer, url};
use crate::chain::{Address, Family};
use crate::json;

/// Whose addresses they are, and who is asked about the first of them.
pub struct Glance {
    pub name: Text,
    /// Those of chains of outputs. The first of all is the first of these.
    pub addresses: Vec<Address>,
    /// Some address, of whatever chain, is on a test network.
    pub test_network: bool,
    /// Of the first address's chain.
    pub explorer: Explorer,
}

impl Glance {
    /// Reads it from a campaign file's text. None where its first address is of a chain of accounts, and where it is not as it should
    /// be: what is wrong, the check says.
    pub fn of_file(text: &str) -> Option<Glance> {
        let file = json::parse(text).ok()?;
        if file.field("version")?.as_u64()? != VERSION {
            return None;
        }
        let (mut addresses, mut test_network) = (Vec::new(), false);
        for entry in list_of(&file, "addresses") {
            let chain = chain_of(entry)?;
            test_network |= chain.is_test();
            if chain.family() == Family::Utxo {
                addresses.push(address_of(entry, "address")?);
            } else if addresses.is_empty() {
                return None;
            }
        }
        let chain = addresses.first()?.chain();
        let mut named = Vec::new();
        for entry in list_of(&file, "explorers") {
            named.extend(Some(explorer_of(entry)?).filter(|explorer| explorer.chain == chain));
        }
        // The chain's own are asked only where the file names none.
        let explorer = match named.is_empty() {
            true => default_explorer(chain, 0)?,
            false => named.into_iter().find(|explorer| explorer.api.is_for_browsers())?,
        };
        if explorer.key.is_some() || url::fault(&explorer.url, true).is_some() || !explorer.api.fits(chain) {
            return None;
        }
        Some(Glance { name: text_of(&file, "name")?, addresses, test_network, explorer })
    }

    /// The campaign of one address of a chain like Bitcoin: see [`Address::parse_bitcoin_uri`].
    pub fn of_address(text: &str) -> Option<Glance> {
        let address = Address::parse_bitcoin_uri(text)?;
        let explorer = default_explorer(address.chain(), 0)?;
        let (name, test_network) = (Text::plain(address.as_str()), address.chain().is_test());
        Some(Glance { name, addresses: vec![address], test_network, explorer })
    }
}
