//! Addresses of Ethereum and its kin: <https://eips.ethereum.org/EIPS/eip-55>, and its test cases.

use super::{address, other_network, refused};
use donation_flow::chain::{Address, AddressError, Chain, Form};
use proptest::prelude::*;
use sha3::{Digest, Keccak256};

const VECTORS: [&str; 8] = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
];

fn evm_chains() -> impl Iterator<Item = Chain> {
    Chain::ALL.into_iter().filter(|chain| chain.facts().form == Form::Evm)
}

#[test]
fn the_specifications_addresses_are_read_and_written_alike() {
    for text in VECTORS {
        for chain in evm_chains() {
            assert_eq!(address(chain, text).as_str(), text);
            // Without a checksum, in one case alone, it is the same address.
            let digits = &text[2..];
            for same in [
                format!("0x{}", digits.to_lowercase()),
                format!("0x{}", digits.to_uppercase()),
                format!("0X{}", digits.to_lowercase()),
            ] {
                assert_eq!(address(chain, &same), address(chain, text), "{same}");
            }
        }
    }
}

#[test]
fn a_letter_of_the_other_case_is_a_wrong_checksum() {
    // Each letter of the checked ones.
    for text in &VECTORS[4..] {
        for place in (2..42).filter(|&place| text.as_bytes()[place].is_ascii_alphabetic()) {
            let letter = &text[place..=place];
            let other = match letter.to_lowercase() == letter {
                true => letter.to_uppercase(),
                false => letter.to_lowercase(),
            };
            let wrong = format!("{}{other}{}", &text[..place], &text[place + 1..]);
            assert_eq!(refused(Chain::Ethereum, &wrong), "address-checksum", "{wrong}");
        }
    }
}

#[test]
fn what_is_wrong_is_said() {
    let text = VECTORS[4];
    for (wrong, code) in [
        ("0x", "address-length"),
        (&text[..41], "address-length"),
        (&format!("{text}0"), "address-length"),
        (&text.replace('5', "g"), "address-character"),
        (&format!("{} ", &text[..41]), "address-character"),
        (&format!("0x{}", "é".repeat(20)), "address-character"),
        (&text[2..], "address-form"),
    ] {
        assert_eq!(refused(Chain::Base, wrong), code, "{wrong}");
    }
    let error = Address::parse(Chain::Ethereum, &text.replace('A', "g")).unwrap_err();
    assert_eq!(error, AddressError::Character { character: 'g', index: 4 });
    assert_eq!(Address::parse(Chain::Bitcoin, text), other_network(Chain::Bitcoin, Chain::Ethereum));
}

#[test]
fn the_tables_contracts_are_written_with_their_checksum() {
    let mut count = 0;
    for chain in evm_chains() {
        for (contract, symbol, _) in chain.known_tokens() {
            assert_eq!(address(chain, contract).as_str(), *contract, "{symbol} on {}", chain.name());
            count += 1;
        }
    }
    assert!(count > 20, "only {count} contracts");
}

proptest! {
    /// An independent reading of the specification, with another Keccak.
    #[test]
    fn the_checksum_is_the_specifications(account in any::<[u8; 20]>()) {
        let lower: String = account.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash: String = Keccak256::digest(&lower).iter().map(|byte| format!("{byte:02x}")).collect();
        let cased: String = lower
            .chars()
            .zip(hash.chars())
            .map(|(digit, by)| if by >= '8' { digit.to_ascii_uppercase() } else { digit })
            .collect();
        let written = address(Chain::Polygon, &format!("0x{lower}"));
        prop_assert_eq!(written.as_str(), format!("0x{cased}"));
        prop_assert_eq!(address(Chain::Polygon, written.as_str()), written);
    }
}
