//! The compact list file: what is found in it, what is not, and what is wrong with it.

use donation_flow::campaign::{LabelKind, Text};
use donation_flow::chain::{Address, Chain, Day};
use donation_flow::listing::{LINE_LIMIT, ListError, ListFault, ListFile, ListReader, SIZE_LIMIT, line_of};
use proptest::collection::btree_map;
use proptest::prelude::*;
use std::collections::BTreeMap;

const SMALL: &str = include_str!("fixtures/lists/small.txt");

const BITCOIN: &str = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
const SEGWIT: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const EVM: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const TRON: &str = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW";

fn parse(text: &str) -> ListFile {
    ListFile::parse(text.into()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn address(chain: Chain, text: &str) -> Address {
    Address::parse(chain, text).expect(text)
}

fn entries(list: &ListFile, chain: Chain, text: &str) -> Vec<String> {
    list.find(&address(chain, text)).into_iter().map(|listing| listing.entry).collect()
}

// ---- what is found

#[test]
fn a_listed_address_is_found_with_all_that_the_list_says() {
    let list = parse(SMALL);
    assert_eq!((list.len(), list.entry_count()), (5, 4));
    assert_eq!(list.name.get("ar"), "قائمة أليريا");
    assert_eq!(list.terms.as_ref().map(|terms| terms.get("en")), Some("Public domain"));

    let found = list.find(&address(Chain::Bitcoin, BITCOIN));
    let [listing] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(listing.list.get("en"), "Aleria list");
    assert_eq!(listing.entry, "DOE, Jane (101)");
    assert_eq!(listing.programmes, ["AL2", "AL1"]);
    assert_eq!((listing.listed, listing.delisted), (Day::parse("2024-05-01"), None));
    assert_eq!(listing.read, Day::parse("2026-02-03"));
    assert_eq!(listing.url, "https://lists.example/entry?id=101");

    let label = listing.label(&address(Chain::Bitcoin, BITCOIN));
    assert_eq!((label.kind, label.label.get("en")), (LabelKind::Listed, "DOE, Jane (101)"));
    assert_eq!(
        (label.issuer.get("ar"), label.url.as_str()),
        ("أليريا", "https://lists.example/entry?id=101")
    );
    assert_eq!((label.listed, label.read), (Day::parse("2024-05-01"), Day::parse("2026-02-03")));
}

#[test]
fn an_address_of_two_entries_has_both_and_delisted_says_delisted() {
    let found = parse(SMALL).find(&address(Chain::Bitcoin, SEGWIT));
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].entry.as_str(), found[0].delisted), ("Sample order 3/24", None));
    assert_eq!((found[1].entry.as_str(), found[1].delisted), ("ROE, Ann (102)", Day::parse("2025-06-30")));
    // Its id is none that a link could end in, and it has a link of its own.
    assert_eq!(found[0].url, "https://orders.example/3-24.pdf");
}

#[test]
fn an_entry_without_name_and_link_is_the_list_itself() {
    let found = parse(SMALL).find(&address(Chain::Tron, TRON));
    assert_eq!((found[0].entry.as_str(), found[0].url.as_str()), ("", "https://lists.example/"));
    assert_eq!(found[0].label(&address(Chain::Tron, TRON)).label, parse(SMALL).name);
}

#[test]
fn an_evm_address_is_one_on_all_its_chains_and_in_any_case() {
    let list = parse(SMALL);
    for chain in [Chain::Ethereum, Chain::Polygon, Chain::Bnb, Chain::Gnosis] {
        for text in [EVM, &EVM.to_lowercase()] {
            assert_eq!(entries(&list, chain, text), ["DOE, Jane (101)"], "{chain:?} {text}");
        }
    }
    assert_eq!(entries(&list, Chain::Bitcoin, &SEGWIT.to_uppercase()).len(), 2);
}

#[test]
fn a_near_miss_is_not_found() {
    let list = parse(SMALL);
    // Whole addresses each, one letter or one chain away.
    for (chain, text) in [
        (Chain::Bitcoin, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        (Chain::Ethereum, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaee"),
        (Chain::TronNile, TRON),
        (Chain::BitcoinTestnet, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"),
        (Chain::Solana, "11111111111111111111111111111111"),
        (Chain::Litecoin, "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1"),
    ] {
        assert_eq!(entries(&list, chain, text), [""; 0], "{text}");
    }
    // What stands under a ticker is no chain's, though a chain's address could be written so.
    assert!(SMALL.contains("\nBCH 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 "));
}

// ---- what is wrong

fn fault(text: &str) -> (usize, &'static str) {
    let ListError { line, fault } = ListFile::parse(text.into()).expect_err(text);
    (line, fault.code())
}

#[test]
fn read_some_lines_at_a_time_it_is_the_same_list() {
    let whole = parse(SMALL);
    for most in 1..12 {
        let mut reader = ListReader::new(SMALL.into()).unwrap();
        let mut turns = 1;
        while !reader.read(most).unwrap() {
            turns += 1;
        }
        // Programmes, entries and addresses.
        let lines = 2 + whole.entry_count() + whole.len();
        assert_eq!(turns, lines.saturating_sub(1) / most + 1, "{most}");
        assert_eq!(format!("{:?}", reader.finish()), format!("{whole:?}"));
    }
    let broken = SMALL.replacen("addresses 5", "addresses 6", 1);
    let mut reader = ListReader::new(broken.clone()).unwrap();
    let error = loop {
        if let Err(error) = reader.read(1) {
            break error;
        }
    };
    assert_eq!(Err(error), ListFile::parse(broken).map(|_| ()));
}

#[test]
fn a_fault_is_named_with_its_line() {
    let lines: Vec<&str> = SMALL.lines().collect();
    let line_of = |start: &str| lines.iter().position(|line| line.starts_with(start)).expect(start) + 1;
    for (from, to, place, code) in [
        ("donation-flow list 1", "donation-flow list 2", 1, "version"),
        ("donation-flow list 1", "{\"version\":1}", 1, "format"),
        ("name.en Aleria list", "nam.en Aleria list", 2, "field"),
        ("name.en Aleria list", "name.en  ", 2, "field"),
        ("name.en Aleria list", "name.ar Aleria list", 3, "field"),
        ("url https://lists.example/\n", "url http://lists.example/\n", line_of("url"), "url"),
        ("url https://lists.example/\n", "", line_of("programmes") - 1, "missing"),
        ("read 2026-02-03", "read 2026-02-30", line_of("read"), "day"),
        ("read 2026-02-03", "read\t2026-02-03", line_of("read"), "field"),
        ("programmes 2", "programmes two", line_of("programmes"), "count"),
        ("programmes 2", "programmes 1", line_of("programmes") + 2, "count"),
        ("\t1 0\t", "\t1 2\t", line_of("101"), "reference"),
        ("\t1 0\t", "\t1 0 \t", line_of("101"), "reference"),
        ("\t1 0\t", "\t", line_of("101"), "columns"),
        ("2024-05-01", "01 May 2024", line_of("101"), "day"),
        ("https://orders.example", "javascript:orders", line_of("\tSample"), "url"),
        ("DOE, Jane", "DOE,\u{1}Jane", line_of("101"), "control"),
        ("addresses 5", "addresses 6", lines.len() + 1, "count"),
        ("addresses 5", "addresses 4", lines.len(), "count"),
        ("bitcoin 1A1", "bitcion 1A1", line_of("bitcoin 1A1"), "key"),
        ("evm 0x", "ethereum 0x", line_of("evm"), "key"),
        ("evm 0x5a", "evm 0x5A", line_of("evm"), "address"),
        ("evm 0x5a", "evm 0x", line_of("evm"), "address"),
        ("bitcoin bc1q", "bitcoin bc1Q", line_of("bitcoin bc1q"), "address"),
        ("tron T", "tron A", line_of("tron"), "address"),
        ("tron T", "bitcoin 1", line_of("tron"), "order"),
        (" 0\ntron", " 4\ntron", line_of("evm"), "reference"),
        (" 0\ntron", " \ntron", line_of("evm"), "reference"),
        (" 0\ntron", "\ntron", line_of("evm"), "reference"),
    ] {
        let broken = SMALL.replacen(from, to, 1);
        assert_ne!(broken, SMALL, "{from}");
        assert_eq!(fault(&broken), (place, code), "{from} -> {to}");
    }
    assert_eq!(fault(""), (1, "format"));
    assert_eq!(fault("<!doctype html>"), (1, "format"));
    assert_eq!(fault("\n"), (1, "format"));
    assert_eq!(fault(SMALL.trim_end()), (lines.len(), "count"), "the last line ends, too");
    assert_eq!(fault(&SMALL.replace("DOE", &"x".repeat(LINE_LIMIT))), (line_of("101"), "line-length"));
    assert_eq!(fault(&" ".repeat(SIZE_LIMIT + 1)), (0, "size"));
    let error = ListError { line: 7, fault: ListFault::Missing("issuer") };
    assert_eq!(error.to_string(), "line 7: the head has no issuer");
}

// ---- any list, any bytes

/// A list of one entry an address, as a map says.
fn written(map: &BTreeMap<String, usize>) -> String {
    let mut text =
        String::from("donation-flow list 1\nname A\nissuer B\nurl https://a.example\nprogrammes 0\n");
    text.push_str(&format!("entries {}\n", map.len()));
    (0..map.len()).for_each(|id| text.push_str(&format!("{id}\t\t\t\t\t\n")));
    text.push_str(&format!("addresses {}\n", map.len()));
    map.iter().for_each(|(line, entry)| text.push_str(&format!("{line} {}\n", entry % map.len())));
    text
}

fn evm(number: u64) -> Address {
    address(Chain::Ethereum, &format!("0x{number:040x}"))
}

proptest! {
    #[test]
    fn the_search_finds_what_a_map_finds(map in btree_map(0..2_000_u64, 0..100_usize, 0..60), asked in 0..2_000_u64) {
        let lines: BTreeMap<String, usize> = map.iter().map(|(number, entry)| (line_of(&evm(*number)), *entry)).collect();
        let list = parse(&written(&lines));
        for (number, entry) in map.iter().chain([(&asked, &0)]) {
            let expected = map.get(number).map(|entry| (entry % map.len()).to_string());
            let found = list.find(&evm(*number)).into_iter().map(|listing| listing.entry).next();
            prop_assert_eq!(found, expected, "{} {}", number, entry);
        }
        let mut seen = 0;
        list.each(&mut |address, entries| {
            assert_eq!((&address[..6], entries.len()), ("evm 0x", 1));
            seen += 1;
        });
        prop_assert_eq!(seen, map.len());
    }

    #[test]
    fn no_text_makes_it_panic(at in 0..SMALL.len(), with in any::<Vec<u8>>(), cut in 0..9_usize) {
        let mut bytes = SMALL.as_bytes().to_vec();
        bytes.splice(at..(at + cut).min(SMALL.len()), with);
        if let Ok(list) = ListFile::parse(String::from_utf8_lossy(&bytes).into_owned()) {
            list.find(&address(Chain::Bitcoin, SEGWIT));
            list.each(&mut |_, _| {});
        }
    }
}

#[test]
fn a_name_of_one_language_is_a_plain_text() {
    assert_eq!(parse(&written(&BTreeMap::new())).name, Text::plain("A"));
}
