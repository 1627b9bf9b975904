//! Headers and what their heights ask for: targets, epochs, other chains, heights in coinbases, scrypt.

mod blocks;

use blocks::{HEIGHT, block, bundle, coinbase, coinbase_saying, header, hex, merkle_root, mined, shown};
use donation_flow::chain::Chain;
use donation_flow::proof::header::{Target, check_height, has_proofs};
use donation_flow::proof::scrypt::scrypt;
use donation_flow::proof::sha256;
use donation_flow::proof::{Check, Header, ProofError, epoch, hash_text, parse_hash};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn check(chain: Chain, height: u64, header: &[u8]) -> Result<(), ProofError> {
    Header::parse(header)?.check(chain, height)
}

/// A header out of its fields, as explorers and nodes tell them.
fn of_fields(version: u32, previous: &str, root: &str, time: u32, bits: u32, nonce: u32) -> Vec<u8> {
    let hash = |text| parse_hash(text).expect("a hash");
    [
        &version.to_le_bytes()[..],
        &hash(previous),
        &hash(root),
        &time.to_le_bytes(),
        &bits.to_le_bytes(),
        &nonce.to_le_bytes(),
    ]
    .concat()
}

const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn bitcoin_genesis() -> Vec<u8> {
    let root = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
    of_fields(1, ZERO, root, 1_231_006_505, 0x1d00_ffff, 2_083_236_893)
}

fn litecoin_genesis() -> Vec<u8> {
    let root = "97ddfbbae6be97fd6cdf3e7ca13232a3afff2353e29badfab7f73011edd4ced9";
    of_fields(1, ZERO, root, 1_317_972_665, 0x1e0f_fff0, 2_084_524_493)
}

/// Litecoin's block 2,000,000, as CryptX's tests have it.
fn litecoin_2_000_000() -> Vec<u8> {
    let previous = "17ffe3fc57db0dbb599c15f14024074ad705d14b29ff99587474f1439decfbc4";
    let root = "d5df7ed3506345ab3ca4544ea92bf21a8bf73f0bd96df5ba2ba8bace89ac2e3d";
    of_fields(0x2000_0000, previous, root, 1_613_205_643, 0x1a01_a4a0, 191_081_737)
}

/// Litecoin's block 2,383,207, as a node tells it.
fn litecoin_2_383_207() -> Vec<u8> {
    let previous = "7b3479a720700cbff29abf0da5d14842dcae9ac18c0f9942504af07f2b8910b9";
    let root = "ffa16a0562317ef0b0de037028c6c88643e7d1c63c06cdfc068671bee39aa8df";
    of_fields(0x2000_0014, previous, root, 1_670_551_531, 0x1a00_d3d8, 2_533_488_342)
}

#[test]
fn a_header_is_80_bytes_and_called_by_its_hash() {
    let genesis = bitcoin_genesis();
    let read = Header::parse(&genesis).expect("a header");
    assert_eq!(hash_text(&read.hash()), "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    assert_eq!((read.time, read.bits), (1_231_006_505, 0x1d00_ffff));
    for length in [0, 79] {
        assert_eq!(Header::parse(&genesis[..length]), Err(ProofError::HeaderLength));
    }
    assert_eq!(Header::parse(&[&genesis[..], &[0]].concat()), Err(ProofError::HeaderLength));
}

#[test]
fn genesis_blocks_begin_their_own_chain_alone() {
    assert_eq!(check(Chain::Bitcoin, 0, &bitcoin_genesis()), Ok(()));
    assert_eq!(check(Chain::Litecoin, 0, &litecoin_genesis()), Ok(()));
    assert_eq!(check(Chain::Litecoin, 0, &bitcoin_genesis()), Err(ProofError::OtherChain));
    assert_eq!(check(Chain::Bitcoin, 0, &litecoin_genesis()), Err(ProofError::OtherChain));
    assert_eq!(check(Chain::BitcoinTestnet, 0, &bitcoin_genesis()), Err(ProofError::OtherChain));
    assert_eq!(check(Chain::BitcoinRegtest, 0, &header(&[1; 32], 0x207f_ffff)), Err(ProofError::OtherChain));
}

#[test]
fn a_header_of_another_chain_is_told_from_one_without_work() {
    // Too easy for Bitcoin, at any height; as hard as Bitcoin's, but by Litecoin's function; and the other way round.
    assert_eq!(check(Chain::Bitcoin, HEIGHT, &header(&[1; 32], 0x207f_ffff)), Err(ProofError::OtherChain));
    assert_eq!(
        check(Chain::BitcoinTestnet, HEIGHT, &header(&[1; 32], 0x207f_ffff)),
        Err(ProofError::OtherChain)
    );
    assert_eq!(check(Chain::Bitcoin, 2_000_000, &litecoin_2_000_000()), Err(ProofError::OtherChain));
    assert_eq!(check(Chain::Litecoin, 5, &bitcoin_genesis()), Err(ProofError::OtherChain));

    let mut worked = bitcoin_genesis();
    worked[76] ^= 1;
    assert_eq!(check(Chain::Bitcoin, 5, &worked), Err(ProofError::LowWork));
    let mut worked = litecoin_2_000_000();
    worked[76] ^= 1;
    assert_eq!(check(Chain::Litecoin, 2_000_000, &worked), Err(ProofError::LowWork));
}

#[test]
fn bits_are_those_of_the_height() {
    let genesis = bitcoin_genesis();
    assert_eq!(check(Chain::Bitcoin, 1, &genesis), Ok(()));
    // The first change of the difficulty was at height 32,256.
    assert_eq!(check(Chain::Bitcoin, 32_255, &genesis), Ok(()));
    assert_eq!(check(Chain::Bitcoin, 32_256, &genesis), Err(ProofError::WrongBits));
    // Above the table's end there is no epoch to compare with, but the first block's work is no longer enough.
    let end = epoch::count() * epoch::LENGTH;
    assert_eq!(check(Chain::Bitcoin, end - 1, &genesis), Err(ProofError::WrongBits));
    assert_eq!(check(Chain::Bitcoin, end, &genesis), Err(ProofError::TooEasy));
    assert_eq!(check(Chain::Bitcoin, u64::MAX, &genesis), Err(ProofError::TooEasy));
    // On a test network nothing is known of a height.
    assert_eq!(check(Chain::BitcoinTestnet, 32_256, &genesis), Ok(()));
    // Regtest never changes its own.
    let harder =
        (0..).map(|nonce: u32| header(&nonce.to_le_bytes().repeat(8).try_into().expect("32"), 0x2070_ffff));
    let harder = harder.into_iter().find(|header| blocks::sha256d(header)[31] < 0x60).expect("work");
    assert_eq!(check(Chain::BitcoinRegtest, HEIGHT, &harder), Err(ProofError::WrongBits));
}

#[test]
fn litecoin_works_by_scrypt_and_is_called_by_sha_256() {
    let read = |header: &[u8]| shown(&scrypt(header));
    assert_eq!(
        shown(&blocks::sha256d(&litecoin_genesis())),
        "12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2"
    );
    assert_eq!(
        shown(&blocks::sha256d(&litecoin_2_000_000())),
        "3a4d8e7c77a85554fc8bd30d4e42d56eb71010e769ea9737f16241ba79bed9c5"
    );
    assert_eq!(
        shown(&blocks::sha256d(&litecoin_2_383_207())),
        "84da0de24f1f70074596f9a9da145a6b7961860519923b67545d095cf8262f9a"
    );
    assert!(read(&litecoin_2_383_207()).starts_with("000000000000"));
    assert_eq!(check(Chain::Litecoin, 2_000_000, &litecoin_2_000_000()), Ok(()));
    assert_eq!(check(Chain::Litecoin, 2_383_207, &litecoin_2_383_207()), Ok(()));
    // No table, but the first block's work is not enough for what came long after.
    assert_eq!(check(Chain::Litecoin, 1_999_999, &litecoin_genesis()), Ok(()));
    assert_eq!(check(Chain::Litecoin, 2_000_000, &litecoin_genesis()), Err(ProofError::TooEasy));
    assert_eq!(check(Chain::Litecoin, 3_000_000, &litecoin_2_000_000()), Ok(()));
    assert_eq!(check(Chain::LitecoinTestnet, 3_000_000, &litecoin_genesis()), Ok(()));
}

#[test]
fn only_bitcoin_and_litecoin_have_proofs() {
    let with: Vec<&str> =
        Chain::ALL.into_iter().filter(|chain| has_proofs(*chain)).map(Chain::name).collect();
    assert_eq!(with, ["bitcoin", "bitcoin-testnet", "bitcoin-regtest", "litecoin", "litecoin-testnet"]);
    for chain in [Chain::Dogecoin, Chain::Tron, Chain::Ethereum] {
        let evidence = bundle(chain, vec![block(2).whole(HEIGHT)]);
        let said: Vec<_> = Check::new(&evidence).map(|checked| checked.expect_err("refused").1).collect();
        assert_eq!(said, [ProofError::ChainWithoutProof; 3]);
    }
}

#[test]
fn a_target_is_read_from_its_bits() {
    // Bitcoin Core, src/test/arith_uint256_tests.cpp (bignum_SetCompact).
    for zero in [0, 0x0012_3456, 0x0100_3456, 0x0200_0056, 0x0300_0000, 0x0400_0000, 0x0092_3456, 0x0180_3456]
    {
        assert_eq!(Target::from_bits(zero), Err(ProofError::BadBits), "{zero:08x}");
    }
    for negative in [0x01fe_dcba, 0x0492_3456, 0x0480_0001, 0x1d80_ffff] {
        assert_eq!(Target::from_bits(negative), Err(ProofError::BadBits), "{negative:08x}");
    }
    for overflow in [0xff12_3456, 0x2300_0001, 0x2200_0100, 0x2101_0000] {
        assert_eq!(Target::from_bits(overflow), Err(ProofError::BadBits), "{overflow:08x}");
    }
    let shown = |bits| {
        let target = Target::from_bits(bits).expect("a target");
        let mut hash = [0; 32];
        // The largest number that meets it, found bit by bit.
        for bit in (0..256).rev() {
            hash[bit / 8] |= 1 << (bit % 8);
            if !target.is_met_by(&hash) {
                hash[bit / 8] ^= 1 << (bit % 8);
            }
        }
        blocks::shown(&hash).trim_start_matches('0').to_owned()
    };
    for (bits, expected) in [
        (0x0112_3456, "12"),
        (0x0200_8000, "80"),
        (0x0212_3456, "1234"),
        (0x0312_3456, "123456"),
        (0x0412_3456, "12345600"),
        (0x0500_9234, "92340000"),
        (0x2012_3456, "1234560000000000000000000000000000000000000000000000000000000000"),
        (0x2200_0012, "1200000000000000000000000000000000000000000000000000000000000000"),
        (0x2100_1234, "1234000000000000000000000000000000000000000000000000000000000000"),
    ] {
        assert_eq!(shown(bits), expected, "{bits:08x}");
    }
    let easy = Target::from_bits(0x1d00_ffff).expect("a target");
    assert_eq!(easy.times(4), Target::from_bits(0x1d03_fffc).expect("a target"));
    assert!(Target::from_bits(0x207f_ffff).expect("a target").times(4).is_met_by(&[0xff; 32]));
}

#[test]
fn a_coinbase_says_its_height_where_the_chain_asks_for_it() {
    let says = |chain, height, script: &[u8]| check_height(chain, height, script).is_ok();
    for (height, script) in [
        (1, &[0x51][..]),
        (16, &[0x60]),
        (17, &[1, 17]),
        (127, &[1, 127]),
        (128, &[2, 128, 0]),
        (255, &[2, 255, 0]),
        (256, &[2, 0, 1]),
        (32_768, &[3, 0, 128, 0]),
        (227_931, &[3, 0x5b, 0x7a, 3]),
        (8_388_608, &[4, 0, 0, 128, 0]),
    ] {
        assert!(says(Chain::BitcoinRegtest, height, script), "{height}");
        assert!(says(Chain::BitcoinRegtest, height, &[script, &[7, 7]].concat()), "{height}");
        assert!(!says(Chain::BitcoinRegtest, height + 1, script), "{height}");
        assert!(!says(Chain::BitcoinRegtest, height, &script[..script.len() - 1]), "{height}");
    }
    assert!(says(Chain::Bitcoin, 227_930, &[]) && !says(Chain::Bitcoin, 227_931, &[]));
    assert!(says(Chain::Litecoin, 709_999, &[]) && !says(Chain::Litecoin, 710_000, &[]));

    let evidence = bundle(Chain::BitcoinRegtest, vec![block(1).whole(HEIGHT + 1)]);
    let said: Vec<_> = Check::new(&evidence).map(|checked| checked.expect_err("refused").1).collect();
    assert_eq!(said, [ProofError::WrongHeight; 2]);
    let without = mined(vec![coinbase_saying(&[1, 1, 1], 7)]);
    let evidence = bundle(Chain::BitcoinRegtest, vec![without.whole(HEIGHT)]);
    assert!(matches!(Check::new(&evidence).next(), Some(Err((_, ProofError::WrongHeight)))));
}

#[test]
fn the_table_of_epochs_is_read_as_it_was_written() {
    let bits: Vec<u32> = (0..epoch::count()).map(|number| epoch::bits(number).expect("an epoch")).collect();
    assert_eq!(epoch::written(&bits), include_str!("../src/proof/epochs.txt"));
    assert_eq!(epoch::bits(epoch::count()), None);
    assert_eq!(epoch::bits(u64::MAX), None);
    assert_eq!(Some(&epoch::last_bits()), bits.last());
    assert_eq!(epoch::written(&[]), "");
    // Of the first sixteen nothing changed; none is negative or zero, and none more than four times another next to it.
    assert!(bits[..16].iter().all(|bits| *bits == 0x1d00_ffff) && bits[16] == 0x1d00_d86a);
    let targets: Vec<Target> = bits.iter().map(|bits| Target::from_bits(*bits).expect("a target")).collect();
    for pair in targets.windows(2) {
        assert!(pair[1] <= pair[0].times(4) && pair[0] <= pair[1].times(4));
    }
    // What `docs/proof.md` says of the rule above the table's end: no target was twice as easy as the hardest before it.
    let mut hardest = targets[0];
    for target in targets {
        assert!(target < hardest.times(2));
        hardest = hardest.min(target);
    }
}

/// A whole block of Litecoin's, 2,383,207: the ids of its transactions, its coinbase, and what integrates the block of its
/// hidden part, as they go over the wire.
#[test]
fn a_litecoin_block_proves_and_its_hidden_part_is_taken_off() {
    let coinbase = "020000000001010000000000000000000000000000000000000000000000000000000000000000ffffffff5b03675d2404eb9792632f\
        706f6f6c696e2e636f6d2ffabe6d6d98662c3ea52ef6b927a0a1fe473ec80207064167530c770212f03335d9bd72ff01000000000000005d42ae1\
        6522e0ce925b7b7237aec5f5805008601000000000000ffffffff02df76824a000000001976a914354039ba9a6666f6b729a2570fb8b660e86f14\
        2288ac0000000000000000266a24aa21a9ed7a7eb7b22241328a54a746bc08b4bf24fdc010bd43d726de9ef2df40b738930201200000000000000\
        000000000000000000000000000000000000000000000000000968b9629";
    let integrating = "0200000000080187cb442c2208dafef5d74c69cfb6700695a910253415d8751939838ceb51677c0000000000ffffffff012e975b\
        aeb8000000225820a8eaca52de7fd7b7db2c72d49f0c88edde72eb1635ef321710755560f68c61410000000000";
    let ids = [
        "cc74d99240cfea5fcf5840fc757b6a87223aa4ccbe7a047da9e6bbe24da11cb4",
        "1d01ef51eb5ffc89ca0cd97a76e62f51e4a0236bb8e196111f3327357c3220d2",
        "e9f56c4c0f70cb8d05c8b85a787ec8982045a4de781b7012ff136da453ea1357",
        "9c368e8e306de41af1a34f6b2b01f417f52db436a754bd07d2c7baef686a820c",
        "e132d27adbf6bae1ce50fbc150a624dfd8eceecc1965e1dfc6342c8c5037856b",
        "b15f09c0353fe3cb455c2ddd4e29e3883f841787257a299c0b932f160e292690",
        "8604aaac4926f9b39df7f81d866916451affd30eadf712bd4574441066cde3c0",
        "41ab79465ffe5dbb023aa215637638adf58d627486d3bbdf3f8350832a17bb36",
        "62d73befab5f48db9841aea938e57c8054dfdc284d6a60fc7d3363662aa078e6",
    ]
    .map(|text| parse_hash(text).expect("a hash"));
    let header = litecoin_2_383_207();
    assert_eq!(merkle_root(&ids), Header::parse(&header).expect("a header").merkle_root);
    let stripped = |text: &str| {
        donation_flow::proof::transaction::strip(Chain::Litecoin, &hex(text)).expect("a transaction")
    };
    let show = |position: u32, raw: Vec<u8>| donation_flow::proof::TxProof {
        position,
        branch: blocks::branch(&ids, position as usize),
        raw,
    };
    let evidence = bundle(
        Chain::Litecoin,
        vec![donation_flow::proof::BlockProof {
            height: 2_383_207,
            header,
            coinbase: stripped(coinbase),
            coinbase_branch: blocks::branch(&ids, 0),
            transactions: vec![show(0, stripped(coinbase)), show(8, stripped(integrating))],
        }],
    );
    let [Ok(first), Ok(last)] = &*Check::new(&evidence).collect::<Vec<_>>() else { panic!("included") };
    let output = &first.tx.outputs[0];
    assert_eq!(
        output.address.as_ref().map(|address| address.as_str()),
        Some("LQ5X1r32bU3v2TgVxE9osb2YnCZNFY6ikm")
    );
    assert_eq!(output.value.units(), 1_250_064_095);
    assert!(last.tx.outputs[0].hidden && last.tx.outputs[0].address.is_none());
    assert_eq!((last.tx.outputs[0].value.units(), last.senders), (793_199_220_526, false));
    // No other chain has such a part.
    assert_eq!(
        donation_flow::proof::transaction::strip(Chain::Bitcoin, &hex(integrating)),
        Err(ProofError::UnknownFlag)
    );
}

#[test]
fn mined_blocks_have_work_at_their_height_alone() {
    let block = mined(vec![coinbase(16, 1)]);
    assert_eq!(check(Chain::BitcoinRegtest, HEIGHT, &block.header), Ok(()));
    let mut without = block.header.clone();
    while blocks::sha256d(&without)[31] < 0x80 {
        without[76] = without[76].wrapping_add(1);
    }
    assert_eq!(check(Chain::BitcoinRegtest, HEIGHT, &without), Err(ProofError::LowWork));
}

proptest! {
    #[test]
    fn sha_256_is_that_of_the_sha2_crate(message in prop::collection::vec(any::<u8>(), 0..400)) {
        let expected: [u8; 32] = Sha256::digest(&message).into();
        prop_assert_eq!(sha256::sha256(&message), expected);
        prop_assert_eq!(sha256::sha256d(&message), blocks::sha256d(&message));
    }

    #[test]
    fn messages_of_any_lengths_are_hashed_side_by_side(
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..11),
    ) {
        let borrowed: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let expected: Vec<[u8; 32]> = messages.iter().map(|message| blocks::sha256d(message)).collect();
        prop_assert_eq!(sha256::sha256d_all(&borrowed), expected);
    }

    #[test]
    fn a_pair_is_hashed_as_its_64_bytes(left: [u8; 32], right: [u8; 32]) {
        prop_assert_eq!(sha256::sha256d_pair(&left, &right), blocks::sha256d(&[left, right].concat()));
    }
}

proptest! {
    // Slow where it is not optimised.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn scrypt_is_that_of_the_scrypt_crate(header in prop::collection::vec(any::<u8>(), 80)) {
        let mut expected = [0; 32];
        let params = ::scrypt::Params::new(10, 1, 1, 32).expect("parameters");
        ::scrypt::scrypt(&header, &header, &params, &mut expected).expect("a hash");
        prop_assert_eq!(scrypt(&header), expected);
    }
}
