//! Base58check: Bitcoin's address prefixes (<https://en.bitcoin.it/wiki/List_of_address_prefixes>) and Tron's
//! (<https://developers.tron.network/docs/account>).

use super::{address, other_network, refused, script};
use donation_flow::chain::sha256::{MESSAGE_LIMIT, sha256};
use donation_flow::chain::{Address, AddressError, Chain::*};
use proptest::prelude::*;
use sha2::Digest;

#[test]
fn bitcoin_hashes_of_keys_and_scripts() {
    for (chain, text, expected) in [
        (Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac"),
        (Bitcoin, "17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem", "76a91447376c6f537d62177a2c41c4ca9b45829ab9908388ac"),
        (Bitcoin, "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX", "a9148f55563b9a19f321c211e9b9f38cdf686ea0784587"),
        (
            BitcoinTestnet,
            "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            "76a914243f1394f44554f4ce3fd68649c19adc483ce92488ac",
        ),
        (
            BitcoinRegtest,
            "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc",
            "a9144e9f39ca4688ff102128ea4ccda34105324305b087",
        ),
        // A hash of zeros: every leading zero is a `1`.
        (Bitcoin, "1111111111111111111114oLvT2", "76a914000000000000000000000000000000000000000088ac"),
    ] {
        assert_eq!(script(chain, text), expected);
        assert_eq!(address(chain, text).as_str(), text);
    }
}

#[test]
fn tron_in_base58check_and_in_hex() {
    for (base58, hex) in [
        ("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", "415a523b449890854c8fc460ab602df9f31fe4293f"),
        ("TUrMmF9Gd4rzrXsQ34ui3Wou94E7HFuJQh", "41cf1ecacaf90a04bb0297f9991ae1262d0a3399e1"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "41A614F803B6FD780986A42C78EC9C7F77E6DED13C"),
    ] {
        for chain in [Tron, TronNile] {
            assert_eq!(address(chain, base58).as_str(), base58);
            assert_eq!(address(chain, hex).as_str(), base58);
            assert_eq!(address(chain, hex).script_pubkey(), None);
        }
    }
}

/// One in 3,364 of Tron's addresses looks at first like bech32 of Bitcoin's test network.
#[test]
fn tron_addresses_that_begin_like_bech32() {
    let text = "TB111111P67XEgXececmeEP6AKpnGztTcb";
    assert_eq!(address(Tron, "410b4ef0950f000000000000000000000000000000").as_str(), text);
    assert_eq!(address(Tron, text).as_str(), text);
    assert_eq!(Address::parse_uri(text).map(|address| address.chain()), Ok(Tron));
    assert_eq!(refused(Tron, "TB111111P67XEgXececmeEP6AKpnGztTcc"), "address-checksum");
    assert_eq!(address(BitcoinTestnet, "TB1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KXPJZSX").chain(), BitcoinTestnet);
}

#[test]
fn test_networks_share_their_versions() {
    for text in ["mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"] {
        assert_eq!(address(BitcoinTestnet, text).chain(), BitcoinTestnet);
        assert_eq!(address(BitcoinRegtest, text).chain(), BitcoinRegtest);
        assert_eq!(Address::parse(Bitcoin, text), other_network(Bitcoin, BitcoinTestnet));
    }
}

#[test]
fn an_address_of_another_network_is_named() {
    let (bitcoin, tron) = ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW");
    assert_eq!(Address::parse(BitcoinTestnet, bitcoin), other_network(BitcoinTestnet, Bitcoin));
    assert_eq!(Address::parse(Tron, bitcoin), other_network(Tron, Bitcoin));
    assert_eq!(Address::parse(Bitcoin, tron), other_network(Bitcoin, Tron));
    assert_eq!(
        Address::parse(Bitcoin, "415a523b449890854c8fc460ab602df9f31fe4293f"),
        other_network(Bitcoin, Tron)
    );
    for (text, chain) in
        [("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", Dogecoin), ("MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441", Litecoin)]
    {
        assert_eq!(Address::parse(Bitcoin, text), other_network(Bitcoin, chain));
        assert_eq!(address(chain, text).as_str(), text);
    }
    // Dash's.
    assert_eq!(Address::parse(Bitcoin, "XmTAXYyq8ScnCnqsZCxr9m2AUXCNMcuLZw"), Err(AddressError::UnknownForm));
    let error = Address::parse(BitcoinTestnet, bitcoin).unwrap_err();
    assert_eq!(error.to_string(), "this is an address of bitcoin, not of bitcoin-testnet");
}

#[test]
fn what_is_wrong_is_said() {
    for (chain, text, code) in [
        (Bitcoin, "", "address-empty"),
        (Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "address-checksum"),
        (Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7Di", "address-length"),
        (Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNaa", "address-length"),
        (Bitcoin, "11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "address-length"),
        (Bitcoin, "111111111111111111114oLvT2", "address-length"),
        (Bitcoin, "1", "address-length"),
        (Bitcoin, "A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "address-length"),
        (Bitcoin, " 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "address-character"),
        (Bitcoin, "https://mempool.space/address/1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "address-character"),
        (Bitcoin, "\u{200b}1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "address-character"),
        (Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ", "address-character"),
        (Bitcoin, "hello", "address-form"),
        (Tron, "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMX", "address-checksum"),
        (Tron, "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxM", "address-length"),
        (Tron, "415a523b449890854c8fc460ab602df9f31fe4293", "address-form"),
        (Tron, "415a523b449890854c8fc460ab602df9f31fe4293g", "address-character"),
        (Tron, "0x5a523b449890854c8fc460ab602df9f31fe4293f", "address-network"),
    ] {
        assert_eq!(refused(chain, text), code, "{text}");
    }
    let with_zero = Address::parse(Tron, "TJCnKsPa7y5okkXvQAidZBzqx3QyQ0sxMW").unwrap_err();
    assert_eq!(with_zero, AddressError::Character { character: '0', index: 29 });
    assert_eq!(with_zero.to_string(), "character 30, “0”, cannot be in such an address");
    let with_hebrew = Address::parse(Bitcoin, "1אA1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").unwrap_err();
    assert_eq!(with_hebrew, AddressError::Character { character: 'א', index: 1 });
}

/// FIPS 180-4's examples (<https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values>).
#[test]
fn sha256_examples() {
    for (message, expected) in [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ] {
        assert_eq!(super::hex(&sha256(message.as_bytes())), expected);
    }
}

proptest! {
    #[test]
    fn sha256_is_as_the_sha2_crate_has_it(message in prop::collection::vec(any::<u8>(), 0..=MESSAGE_LIMIT)) {
        prop_assert_eq!(&sha256(&message)[..], &sha2::Sha256::digest(&message)[..]);
    }
}
