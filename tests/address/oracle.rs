//! The `bitcoin` crate as the oracle of Bitcoin addresses.

use super::{address, hex};
use bitcoin::hashes::Hash;
use bitcoin::{Network, PubkeyHash, ScriptBuf, ScriptHash, WitnessProgram, WitnessVersion};
use donation_flow::chain::Chain;
use proptest::prelude::*;

const NETWORKS: [(Chain, Network); 3] = [
    (Chain::Bitcoin, Network::Bitcoin),
    (Chain::BitcoinTestnet, Network::Testnet),
    (Chain::BitcoinRegtest, Network::Regtest),
];

fn any_script() -> impl Strategy<Value = ScriptBuf> {
    let program = prop_oneof![
        (
            Just(0u8),
            prop_oneof![prop::collection::vec(any::<u8>(), 20), prop::collection::vec(any::<u8>(), 32)]
        ),
        (1u8..=16, prop::collection::vec(any::<u8>(), 2..=40)),
    ];
    prop_oneof![
        any::<[u8; 20]>().prop_map(|hash| ScriptBuf::new_p2pkh(&PubkeyHash::from_byte_array(hash))),
        any::<[u8; 20]>().prop_map(|hash| ScriptBuf::new_p2sh(&ScriptHash::from_byte_array(hash))),
        program.prop_map(|(version, program)| {
            let version = WitnessVersion::try_from(version).unwrap();
            ScriptBuf::new_witness_program(&WitnessProgram::new(version, &program).unwrap())
        }),
    ]
}

proptest! {
    /// Hashes that begin with 0x0b give addresses that begin with `TB`, as bech32 of a test network does.
    #[test]
    fn its_base58check_of_tron_addresses_is_ours(mut hash: [u8; 20], like_bech32: bool) {
        if like_bech32 {
            hash[..2].copy_from_slice(&[0x0b, 0x4e]);
        }
        let payload: Vec<u8> = std::iter::once(0x41).chain(hash).collect();
        let theirs = bitcoin::base58::encode_check(&payload);
        prop_assert_eq!(address(Chain::Tron, &hex(&payload)).to_string(), theirs.clone());
        prop_assert_eq!(address(Chain::Tron, &theirs).to_string(), theirs);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn its_addresses_are_read_as_its_scripts(script in any_script(), network in prop::sample::select(&NETWORKS[..])) {
        let (chain, network) = network;
        let theirs = bitcoin::Address::from_script(&script, network).unwrap().to_string();
        let ours = address(chain, &theirs);
        prop_assert_eq!(ours.as_str(), &theirs);
        prop_assert_eq!(ours.script_pubkey().map(|bytes| hex(&bytes)), Some(hex(script.as_bytes())));
        for (other, other_network) in NETWORKS {
            let in_theirs = theirs.parse::<bitcoin::Address<_>>().unwrap().is_valid_for_network(other_network);
            prop_assert_eq!(donation_flow::chain::Address::parse(other, &theirs).is_ok(), in_theirs);
        }
    }
}
