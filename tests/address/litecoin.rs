//! Litecoin's and Dogecoin's addresses: their version bytes and prefixes, Litecoin's old form and its hidden one.

use super::{address, other_network, refused, script};
use donation_flow::chain::{Address, AddressError, Chain::*};

#[test]
fn addresses_pay_to_their_scripts() {
    for (chain, text, expected) in [
        (
            Litecoin,
            "LPUSYubqPVb46fGu88uGwR42u8jCBxqwqx",
            "76a9142e9df0aa5f77ef3e46cbf24d3f6d32288d5ca09388ac",
        ),
        (
            Litecoin,
            "ltc1qpm594ntjq6ayqjngf6t9td2dxtey9d7985eept",
            "00140ee85acd7206ba404a684e9655b54d32f242b7c5",
        ),
        (
            Dogecoin,
            "DUMh1rPrXTrCN2Z9EHsLPg7b78rACHB2h7",
            "76a914feaca9d9fa7120c7c587c00c639bb18d40faadd388ac",
        ),
    ] {
        assert_eq!(script(chain, text), expected);
        let own = Address::parse_uri(text).unwrap();
        assert_eq!((own.chain(), own.as_str()), (chain, text));
    }
}

/// Litecoin Core reads both forms of P2SH, and has written the newer one since 2018.
#[test]
fn the_old_form_of_a_script_hash_is_written_anew() {
    let old = "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX";
    let new = address(Litecoin, old);
    assert_eq!(new.as_str(), "MLy36ApB4YZb2cBtTc1uYJhYsP2JkYokaf");
    assert_eq!(new, address(Litecoin, new.as_str()));
    assert_eq!(script(Litecoin, old), script(Bitcoin, old));
    let old = "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc";
    let new = address(LitecoinTestnet, old);
    assert!(new.as_str().starts_with('Q'), "{new}");
    assert_eq!(new, address(LitecoinTestnet, new.as_str()));
    assert_eq!(script(LitecoinTestnet, old), script(BitcoinTestnet, old));
    // Where no chain is named it is Bitcoin's.
    assert_eq!(Address::parse_uri("3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX").map(|own| own.chain()), Ok(Bitcoin));
    assert_eq!(refused(Dogecoin, "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX"), "address-network");
    assert_eq!(refused(Litecoin, "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQY"), "address-checksum");
}

#[test]
fn an_address_of_the_hidden_part_is_refused_by_name() {
    let address =
        "ltcmweb1qqf6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwxq6tgpwx";
    for text in [address, &address.to_uppercase(), "ltcmweb1", "tmweb1qqf6tgpwxq6tgpwxq6tgpwxq6tgpwxq"] {
        for chain in [Litecoin, LitecoinTestnet, Bitcoin] {
            assert_eq!(Address::parse(chain, text), Err(AddressError::Hidden), "{text}");
        }
        assert_eq!(Address::parse_uri(&format!("litecoin:{text}")), Err(AddressError::Hidden));
        assert_eq!(Address::parse_uri(text), Err(AddressError::Hidden));
    }
    assert_eq!(AddressError::Hidden.code(), "address-hidden");
    assert!(AddressError::Hidden.to_string().contains("MWEB"));
}

#[test]
fn a_neighbour_is_named() {
    let dogecoin = "DUMh1rPrXTrCN2Z9EHsLPg7b78rACHB2h7";
    assert_eq!(Address::parse(Litecoin, dogecoin), other_network(Litecoin, Dogecoin));
    let litecoin = "ltc1qpm594ntjq6ayqjngf6t9td2dxtey9d7985eept";
    assert_eq!(Address::parse(Bitcoin, litecoin), other_network(Bitcoin, Litecoin));
    assert_eq!(refused(Litecoin, "ltc1qpm594ntjq6ayqjngf6t9td2dxtey9d7985eepq"), "address-checksum");
}

/// Every version byte and prefix of the table, against an encoder of others.
#[cfg(feature = "command")]
#[test]
fn each_form_of_the_table_is_read_as_it_is_written_elsewhere() {
    for (chain, versions, prefix) in [
        (Litecoin, [0x30, 0x32], "ltc"),
        (LitecoinTestnet, [0x6f, 0x3a], "tltc"),
        (Dogecoin, [0x1e, 0x16], ""),
        (DogecoinTestnet, [0x71, 0xc4], ""),
    ] {
        for first in [0u8, 1, 0x7f, 0xff] {
            let hash: Vec<u8> = (0..20).map(|place| first.wrapping_add(place * 7)).collect();
            for (version, before, after) in [(versions[0], "76a914", "88ac"), (versions[1], "a914", "87")] {
                let payload: Vec<u8> = std::iter::once(version).chain(hash.clone()).collect();
                let text = bitcoin::base58::encode_check(&payload);
                assert_eq!(script(chain, &text), format!("{before}{}{after}", super::hex(&hash)), "{text}");
                assert_eq!(address(chain, &text).as_str(), text);
            }
            if !prefix.is_empty() {
                let prefix = bech32::Hrp::parse(prefix).unwrap();
                let text = bech32::segwit::encode_v0(prefix, &hash).unwrap();
                assert_eq!(script(chain, &text), format!("0014{}", super::hex(&hash)), "{text}");
                let text =
                    bech32::segwit::encode_v1(prefix, &[hash.clone(), hash[..12].to_vec()].concat()).unwrap();
                assert_eq!(address(chain, &text.to_uppercase()).as_str(), text);
            }
        }
    }
}
