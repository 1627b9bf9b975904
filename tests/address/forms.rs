//! Addresses with their chains: CAIP-10, schemes, and bare ones.

use super::{address, other_network};
use donation_flow::chain::{Address, AddressError, Chain, Chain::*};

const SEGWIT: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const TRON: &str = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW";

#[test]
fn every_form_of_address_and_chain() {
    for (text, chain, expected) in [
        (SEGWIT, Bitcoin, SEGWIT),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Bitcoin, SEGWIT),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX", Bitcoin, "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX"),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", BitcoinTestnet, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"),
        ("2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc", BitcoinTestnet, "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"),
        (
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            BitcoinTestnet,
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        ),
        (TRON, Tron, TRON),
        ("415a523b449890854c8fc460ab602df9f31fe4293f", Tron, TRON),
        ("bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Bitcoin, SEGWIT),
        ("BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Bitcoin, SEGWIT),
        ("bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=0.1&label=a:b", Bitcoin, SEGWIT),
        (
            "bitcoin-regtest:mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            BitcoinRegtest,
            "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
        ),
        ("tron:TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", Tron, TRON),
        ("tron-nile:TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", TronNile, TRON),
        ("tron:0x2b6653dc:TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", Tron, TRON),
        (
            "bip122:000000000019d6689c085ae165831e93:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            Bitcoin,
            SEGWIT,
        ),
        (" \n TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW\t", Tron, TRON),
    ] {
        let address = Address::parse_uri(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((address.chain(), address.as_str()), (chain, expected), "{text}");
    }
}

#[test]
fn caip_10_and_back() {
    for chain in Chain::ALL {
        let text = match chain {
            Bitcoin => SEGWIT,
            BitcoinTestnet | BitcoinRegtest => "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            LitecoinTestnet => "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            Litecoin => "MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441",
            Dogecoin => "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
            DogecoinTestnet => "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc",
            Solana | SolanaDevnet => "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            Chain::Tron | TronNile => TRON,
            _ => "0xdAC17F958D2ee523a2206206994597C13D831ec7",
        };
        let address = address(chain, text);
        assert_eq!(Address::parse_uri(&address.caip10()), Ok(address.clone()));
        assert_eq!(Address::parse_uri(&format!("{}:{address}", chain.name())), Ok(address));
    }
}

#[test]
fn what_is_not_known_is_named() {
    for (text, expected) in [
        ("", Err(AddressError::Empty)),
        ("  ", Err(AddressError::Empty)),
        ("bitcoin:", Err(AddressError::Empty)),
        ("monero:4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx", Err(AddressError::UnknownChain)),
        ("eip155:43114:0x5a523b449890854c8fc460ab602df9f31fe4293f", Err(AddressError::UnknownChain)),
        ("bip122:000000000000000000651ef99cb9fcbe:qpm2", Err(AddressError::UnknownChain)),
        ("0x5a523b449890854c8fc460ab602df9f31fe4293", Err(AddressError::Length)),
        ("tron:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", other_network(Tron, Bitcoin)),
        ("bitcoin:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", other_network(Bitcoin, BitcoinTestnet)),
        (
            "bitcoin-regtest:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            other_network(BitcoinRegtest, BitcoinTestnet),
        ),
    ] {
        assert_eq!(Address::parse_uri(text), expected, "{text}");
    }
}

#[test]
fn recorded_lists_are_read() {
    let Ok(recorded) = std::env::var("RECORDED") else {
        println!("skipped: recorded_lists_are_read");
        return;
    };
    let read = |name: &str| {
        std::fs::read_to_string(format!("{recorded}/labels/ofac_lists/sanctioned_addresses_{name}.txt"))
            .unwrap()
    };
    let mut count = 0;
    for (chain, name) in [(Bitcoin, "XBT"), (Tron, "TRX")] {
        for line in read(name).lines() {
            // The list for bitcoin has an address of Tron among its own.
            let own = Address::parse_uri(line).unwrap();
            assert!(own.chain() == chain || line == "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq", "{line}");
            assert_eq!(address(own.chain(), line).as_str(), line);
            count += 1;
        }
    }
    assert!(count > 300, "only {count} addresses");
    for (name, chain) in [("LTC", Chain::Litecoin), ("ETH", Chain::Ethereum)] {
        for line in read(name).lines() {
            assert_eq!(Address::parse_uri(line).map(|own| own.chain()), Ok(chain), "{line}");
            assert_eq!(Address::parse(Bitcoin, line), other_network(Bitcoin, chain));
        }
    }
    for line in read("DASH").lines() {
        assert!(Address::parse(Bitcoin, line).is_err(), "{line}");
    }
}
