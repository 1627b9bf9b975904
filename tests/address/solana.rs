//! Solana: base58 of 32 bytes, and nothing else.

use super::{address, other_network, refused};
use donation_flow::chain::{Address, AddressError, Chain, Chain::*};

/// Addresses that every Solana chain has: <https://solana.com/docs/core/programs>.
const KNOWN: [&str; 4] = [
    // 32 zero bytes: as many ones.
    "11111111111111111111111111111111",
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    "So11111111111111111111111111111111111111112",
    "Vote111111111111111111111111111111111111111",
];

#[test]
fn known_addresses_are_read_as_they_stand() {
    for chain in [Solana, SolanaDevnet] {
        for text in KNOWN {
            assert_eq!(address(chain, text).as_str(), text);
        }
        assert_eq!(address(chain, KNOWN[1]).script_pubkey(), None);
    }
    assert_eq!(Address::parse_uri(KNOWN[1]).map(|address| address.chain()), Ok(Solana));
    let caip = format!("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:{}", KNOWN[1]);
    assert_eq!(Address::parse_uri(&caip), Ok(address(Solana, KNOWN[1])));
    assert_eq!(
        Address::parse_uri(&format!("solana-devnet:{}", KNOWN[1])),
        Ok(address(SolanaDevnet, KNOWN[1]))
    );
}

#[test]
fn what_is_wrong_is_named() {
    let token = KNOWN[1];
    for (text, code) in [
        ("", "address-empty"),
        (&token[1..], "address-length"),
        (&format!("{token}1"), "address-length"),
        (&format!("1{}", KNOWN[0]), "address-length"),
        (&KNOWN[0][1..], "address-length"),
        // The largest number of 32 bytes, and one more.
        ("JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH", "address-length"),
    ] {
        assert_eq!(refused(Solana, text), code, "{text}");
    }
    assert_eq!(address(Solana, "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG").as_str().len(), 44);
    for (text, character, index) in
        [("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5D0", '0', 42), ("Tokenke€", '€', 7)]
    {
        assert_eq!(Address::parse(Solana, text), Err(AddressError::Character { character, index }), "{text}");
    }
}

#[test]
fn another_chains_address_is_named_as_such() {
    for (text, chain) in [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Bitcoin),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Bitcoin),
        ("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", Tron),
        ("0xdAC17F958D2ee523a2206206994597C13D831ec7", Ethereum),
    ] {
        assert_eq!(Address::parse(Solana, text), other_network(Solana, chain), "{text}");
    }
    for chain in [Bitcoin, Tron, Dogecoin] {
        assert_eq!(Address::parse(chain, KNOWN[1]), other_network(chain, Chain::Solana));
    }
}

#[cfg(feature = "command")]
#[test]
fn another_librarys_base58_agrees() {
    use bitcoin::base58;
    let mut bytes = [0u8; 32];
    for round in 0..2_000u32 {
        for (index, byte) in bytes.iter_mut().enumerate() {
            let mixed = round.wrapping_mul(2_654_435_761).wrapping_add(index as u32 * 40_503);
            // The first bytes are often zeros, for these are written one by one.
            *byte = if (index as u32) < round % 5 { 0 } else { (mixed >> 13) as u8 };
        }
        let text = base58::encode(&bytes);
        assert_eq!(address(Solana, &text).as_str(), text);
        for length in [31, 33] {
            let other = base58::encode(&[&bytes[..31], &[7, 7][..length - 31]].concat());
            assert_eq!(refused(Solana, &other), "address-length", "{length} bytes");
        }
    }
}
