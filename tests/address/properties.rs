//! What holds for every address: forms are inverse, and a slip of the pen is refused.

use super::address;
use donation_flow::chain::{Address, Chain, Chain::*};
use proptest::prelude::*;
use proptest::sample::Index;

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Addresses with a checksum, of every form.
const CHECKED: [(Chain, &str); 7] = [
    (Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    (Bitcoin, "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX"),
    (Bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    (Bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
    (BitcoinTestnet, "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7"),
    (BitcoinRegtest, "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"),
    (Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
];

fn checked() -> impl Strategy<Value = (Chain, &'static str)> {
    prop::sample::select(&CHECKED[..])
}

/// Another text than the one given.
fn is_refused(chain: Chain, original: &str, text: &[u8]) -> Result<(), TestCaseError> {
    let text = std::str::from_utf8(text).unwrap();
    prop_assume!(text != original);
    let read = Address::parse(chain, text);
    prop_assert!(read.is_err(), "{} was read as {:?}", text, read);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn one_wrong_letter_is_refused((chain, text) in checked(), place: Index, letter: Index) {
        let alphabet = if text.contains("1q") || text.starts_with("bc1p") { BECH32 } else { BASE58 };
        let mut wrong = text.as_bytes().to_vec();
        *place.get_mut(&mut wrong) = *letter.get(alphabet);
        is_refused(chain, text, &wrong)?;
    }

    #[test]
    fn two_letters_in_each_others_place_are_refused((chain, text) in checked(), a: Index, b: Index) {
        let mut wrong = text.as_bytes().to_vec();
        let length = wrong.len();
        wrong.swap(a.index(length), b.index(length));
        is_refused(chain, text, &wrong)?;
    }

    #[test]
    fn a_lost_or_doubled_letter_is_refused((chain, text) in checked(), place: Index, double: bool) {
        let mut wrong = text.as_bytes().to_vec();
        let place = place.index(wrong.len());
        if double { wrong.insert(place, wrong[place]) } else { wrong.remove(place); }
        is_refused(chain, text, &wrong)?;
    }

    #[test]
    fn tron_hex_and_base58check_are_inverse(hash: [u8; 20]) {
        let base58 = address(Tron, &format!("41{}", super::hex(&hash)));
        prop_assert!(base58.as_str().starts_with('T') && base58.as_str().len() == 34);
        prop_assert_eq!(address(Tron, base58.as_str()), base58);
    }

    #[test]
    fn no_text_panics(text in ".{0,100}|[1-9A-Za-z]{0,60}|(bc|tb|BCRT)1[a-zA-Z0-9]{0,100}|41.{40}") {
        for chain in Chain::ALL {
            if let Ok(address) = Address::parse(chain, &text) {
                prop_assert_eq!(Address::parse(chain, address.as_str()), Ok(address.clone()));
                prop_assert_eq!(address.script_pubkey().is_some(), chain.name().starts_with("bitcoin"));
            }
        }
        let _ = Address::parse_uri(&text).map_err(|error| error.to_string());
    }
}
