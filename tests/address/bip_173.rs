//! The test vectors of BIP 173 (bech32).

use super::{address, other_network, refused, script};
use donation_flow::chain::{Address, Chain::*};

#[test]
fn addresses_of_witness_version_0() {
    for (chain, text, expected) in [
        (
            Bitcoin,
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "0014751e76e8199196d454941c45d1b3a323f1433bd6",
        ),
        (
            BitcoinTestnet,
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
        ),
        (
            BitcoinTestnet,
            "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
            "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
        ),
    ] {
        assert_eq!(script(chain, text), expected);
        assert_eq!(address(chain, text).as_str(), text.to_lowercase());
    }
}

/// Valid by BIP 173 alone: BIP 350 has since given these versions another checksum.
#[test]
fn addresses_of_later_versions_have_the_wrong_checksum_by_now() {
    for text in [
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
        "BC1SW50QA3JX3S",
        "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
    ] {
        assert_eq!(refused(Bitcoin, text), "address-version", "{text}");
    }
}

#[test]
fn invalid_addresses() {
    for (chain, text, code) in [
        (Bitcoin, "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", "address-network"),
        (Bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "address-checksum"),
        (Bitcoin, "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", "address-version"),
        // Their checksums would be refused before what BIP 173 lists them for.
        (Bitcoin, "bc1rw5uspcuh", "address-version"),
        (
            Bitcoin,
            "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
            "address-version",
        ),
        (Bitcoin, "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", "address-version"),
        (Bitcoin, "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "address-length"),
        (BitcoinTestnet, "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7", "address-case"),
        (BitcoinTestnet, "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv", "address-padding"),
        (Bitcoin, "bc1gmk9yu", "address-length"),
    ] {
        assert_eq!(refused(chain, text), code, "{text}");
    }
}

/// Valid bech32, though no Bitcoin address. The two vectors whose prefix is `1` or `11…` have base58's look.
#[test]
fn bech32_of_other_prefixes_is_of_another_network() {
    for text in [
        "A12UEL5L",
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        "?1ezyfcl",
    ] {
        assert_eq!(Address::parse(Bitcoin, text), other_network(Bitcoin, None), "{text}");
    }
    for text in ["\u{7f}1axkwrx", "de1lg7wt\u{ff}"] {
        assert_eq!(refused(Bitcoin, text), "address-character", "{text}");
    }
    for text in [
        "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
        "pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
    ] {
        assert_eq!(refused(Bitcoin, text), "address-form", "{text}");
    }
    // Dogecoin's addresses begin with A, too.
    assert_eq!(refused(Bitcoin, "A1G7SGD8"), "address-length");
}
