//! Every fuzz target over its corpus, and over so many changed inputs, always the same ones: a few seconds of what
//! docs/fuzzing.md does for hours. `FUZZ_ROUNDS` makes them more.

mod blocks;
#[path = "../fuzz/targets.rs"]
mod targets;

use donation_flow::chain::Chain;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use targets::TARGETS;

/// Changed inputs of one target.
const ROUNDS: usize = 400;

/// Inputs longer than this are not changed: a round should be quick.
const LENGTH_LIMIT: usize = 40_000;

/// What its inputs are made from: files of the tests, and pieces that its format knows.
fn corpus(target: &str) -> (Vec<&'static str>, &'static [&'static str]) {
    match target {
        "campaign" => (
            vec![
                "tests/fixtures/campaigns/good/everything.json",
                "tests/fixtures/campaigns/bad/many_faults.json",
            ],
            &["\"labels\"", "{}", "[]", "null", "\"url\":", "1e9", "\\ud800", "\"version\": 1", "\u{feff}"],
        ),
        "price_csv" => (
            vec!["tests/fixtures/lists/addresses_XBT.txt"],
            &["2026-03-14,57.12\n", "2026-02-30,1\r\n", ",", "1e9", "NaN"],
        ),
        "list_file" => (
            vec!["tests/fixtures/lists/small.txt"],
            &["evm 0x", "bitcoin ", " 0\n", "\t", "programmes 1\n", "entries 0\n", "addresses 0\n"],
        ),
        "sdn_advanced" => (
            vec!["tests/fixtures/lists/sdn_advanced.xml"],
            &[
                "<Feature FeatureTypeID=\"344\">",
                "</Feature>",
                "<![CDATA[",
                "&#x41;",
                "&b;",
                "<Date>",
                "/>",
                "<!--",
                "<?",
                "<!DOCTYPE a>",
            ],
        ),
        "sdn_xml" => (
            vec!["tests/fixtures/lists/sdn.xml"],
            &["<id>", "</id>", "<idType>", "&amp;", "]]>", "-->", "<sdnEntry/>"],
        ),
        "sdn_csv" => (
            vec!["tests/fixtures/lists/sdn.csv", "tests/fixtures/lists/sdn_comments.csv"],
            &["Digital Currency Address - XBT ", "alt. ", "; ", "\"", "-0- ", "\r\n", "] ["],
        ),
        "plain_list" => {
            (vec!["tests/fixtures/lists/addresses_XBT.txt"], &["#", "\n", "0x", "bc1", "T", "\u{feff}"])
        }
        "orders" => (
            vec!["tests/fixtures/lists/orders.csv", "tests/fixtures/lists/orders_written.csv"],
            &["SO 1/26", "\"", ";", "ZEC", "31.12.2026", "https://é", ",,,,,", "9999-12-31"],
        ),
        "tagpack" => (
            vec!["tests/fixtures/lists/tagpack.yaml"],
            &[
                "&a ",
                "*a",
                "- ",
                ": ",
                "[",
                "{",
                "|\n",
                "---\n",
                "? ",
                "!!str ",
                "\"\\u0000\"",
                "source: https://a.example\n",
            ],
        ),
        "locale" => (vec!["www/locale/en.json"], &["{}", "\"words\"", "[]", "\"plural\""]),
        "proof_bundle" => {
            (vec![], &["DFPROOF\u{1}", "bitcoin", "litecoin", "\0", "\u{1}\u{1}", "\u{20}", "@"])
        }
        "transaction" => {
            (vec![], &["\u{2}\0\0\0", "\0\u{1}", "\0\u{8}", "\0", "\u{1}", "\u{14}", "\u{22}X "])
        }
        "ledger" => (
            vec!["tests/fixtures/snapshot/ledger.json"],
            &[
                "0",
                "null",
                "99",
                "[]",
                "\"\"",
                "1762657620",
                "8589934591",
                "18446744073709551615",
                "99999999999999",
                "5192296858534827628530496329220095",
                "340282366920938463463374607431768211455",
                "mempool",
            ],
        ),
        "answers" => (
            vec!["tests/fixtures/snapshot/answers.json"],
            &["0", "null", "[]", "-1", "1e999", "0.0", "99999999999999999999", "\\n", "\\\"", "404"],
        ),
        _ => panic!("{target} has no corpus"),
    }
}

/// Inputs that are no files of the tests.
fn made(target: &str) -> Vec<Vec<u8>> {
    let raw = blocks::tx(&[([1; 32], 0), ([2; 32], 7)], &[(1_000, blocks::paying(1)), (5, vec![0x6a])]);
    match target {
        "proof_bundle" => {
            let block = blocks::block(5);
            let mut bundle =
                blocks::bundle(Chain::BitcoinRegtest, vec![block.proof(blocks::HEIGHT, [0, 3, 5])]);
            let some = bundle.encode();
            bundle.parents = vec![raw, block.transactions[3].clone()];
            bundle.blocks.push(block.whole(blocks::HEIGHT));
            vec![some, bundle.encode()]
        }
        "transaction" => vec![blocks::with_witness(&raw, 2), blocks::coinbase(7, 1), raw],
        _ => Vec::new(),
    }
}

#[test]
fn no_input_makes_a_target_panic() {
    let rounds = std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut failed = Vec::new();
    for (name, target) in TARGETS {
        let (files, pieces) = corpus(name);
        let mut seeds: Vec<Vec<u8>> =
            files.iter().map(|file| fs::read(root.join(file)).expect(file)).collect();
        seeds.extend(made(name));
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ name.len() as u64);
        let inputs = seeds.iter().cloned().chain((0..rounds).map(|_| {
            let seed = &seeds[random.below(seeds.len())];
            changed(&seed[..seed.len().min(LENGTH_LIMIT)], pieces, &mut random)
        }));
        for (round, input) in inputs.enumerate() {
            if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
                let file = root.join("target").join(format!("fuzz-{name}-{round}"));
                fs::write(&file, &input).expect("a place for it");
                failed.push(file);
                break;
            }
        }
    }
    assert!(failed.is_empty(), "inputs that make their targets panic: {failed:?}");
}

#[test]
fn a_target_that_panics_would_be_seen() {
    let bad = |bytes: &[u8]| assert!(!bytes.contains(&b'<'), "a less-than sign");
    assert!(catch_unwind(|| bad(b"<")).is_err());
    // The same start gives the same inputs.
    let inputs = || -> Vec<Vec<u8>> {
        let mut random = Random(7);
        (0..20).map(|_| changed(b"abc def\nghi", &["<", ">"], &mut random)).collect()
    };
    assert_eq!(inputs(), inputs());
    assert!(inputs().iter().any(|input| catch_unwind(|| bad(input)).is_err()));
}

/// An input with up to eight changes: bytes set, pieces put in or in the place of a word, parts left
/// out, doubled or moved, the end cut off.
fn changed(seed: &[u8], pieces: &[&str], random: &mut Random) -> Vec<u8> {
    let mut input = seed.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(input.len() + 1);
        let end = (at + random.below(40)).min(input.len());
        match random.below(8) {
            0 if at < input.len() => input[at] = random.next() as u8,
            1 if at < input.len() => input[at] ^= 1 << random.below(8),
            2 => drop(input.drain(at..end)),
            3 => {
                let part = input[at..end].to_vec();
                input.splice(at..at, part);
            }
            4 => {
                let part: Vec<u8> = input.drain(at..end).collect();
                let to = random.below(input.len() + 1);
                input.splice(to..to, part);
            }
            5 if random.below(8) == 0 => input.truncate(at),
            6 => {
                let is_end = |byte: &u8| !byte.is_ascii_alphanumeric();
                let start = input[..at].iter().rposition(is_end).map_or(0, |end| end + 1);
                let end = input[at..].iter().position(is_end).map_or(input.len(), |end| at + end);
                input.splice(start..end, pieces[random.below(pieces.len())].bytes());
            }
            _ => {
                let piece = pieces[random.below(pieces.len())].bytes();
                input.splice(at..end.min(at + random.below(2)), piece);
            }
        }
    }
    input
}

/// Numbers that look random, and are the same in every run (xorshift64, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}
