//! Campaign files: what is read, every problem with its field, and the JSON Schema beside the parser.

use donation_flow::campaign::{
    Api, Campaign, Comparison, Currency, FIELDS, Field, LabelKind, Measure, PriceSource, Problem, Text, Unit,
    default_explorers,
};
use donation_flow::chain::{Address, Amount, Asset, Chain, Day, Token, asset};
use proptest::prelude::*;
use serde_json::{Value, json};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/campaigns");
const BITCOIN: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const TRON: &str = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW";
const USDT: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
const TOKEN: &str = "TUrMmF9Gd4rzrXsQ34ui3Wou94E7HFuJQh";

fn fixture(path: &str) -> String {
    std::fs::read_to_string(format!("{FIXTURES}/{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn parse(text: &str) -> Campaign {
    Campaign::parse(text).unwrap_or_else(|problems| panic!("{text}\n{}", list(&problems)))
}

fn problems(text: &str) -> Vec<Problem> {
    Campaign::parse(text).map(|campaign| panic!("{text}\nwas read as {campaign:#?}")).unwrap_err()
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("[{}] {problem}\n", problem.code())).collect()
}

fn everything() -> Value {
    serde_json::from_str(&fixture("good/everything.json")).unwrap()
}

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/campaign.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn validator() -> jsonschema::Validator {
    let schema = schema();
    jsonschema::draft202012::meta::validate(&schema)
        .unwrap_or_else(|error| panic!("the schema itself: {error}"));
    jsonschema::draft202012::new(&schema).unwrap()
}

// ---- what is read

#[test]
fn a_file_with_every_field() {
    let campaign = parse(&fixture("good/everything.json"));
    let day = |text| Day::parse(text).unwrap();
    assert_eq!(campaign.name.get("ar-EG"), "صندوق الإغاثة");
    assert_eq!(campaign.name.get("fr"), "Relief fund");
    assert_eq!(
        campaign.description.as_ref().map(|text| text.get("en")),
        Some("Every field that version 1 knows.")
    );
    assert_eq!(campaign.url.as_deref(), Some("https://news.example/2026/03/relief?lang=ar#flow"));

    let addresses: Vec<_> = campaign.addresses.iter().map(|own| own.address.to_string()).collect();
    let testnet = "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn";
    assert_eq!(addresses, [BITCOIN, testnet, testnet, TRON, TRON]);
    assert_eq!(campaign.chains(), Chain::ALL[..5]);
    assert_eq!(campaign.addresses[0].note.as_ref().unwrap().get("pt"), "O primeiro");
    assert_eq!(campaign.addresses[0].proof_of_publication.as_deref(), Some("https://charity.example/donate"));
    assert_eq!(campaign.addresses[3].note, Some(Text::plain("As its nodes write it")));

    let tokens: Vec<_> = campaign.tokens.iter().map(|token| (&*token.symbol, token.decimals)).collect();
    assert_eq!(tokens, [("ABC", 18), ("USDT", 6)]);

    let explorers: Vec<_> = campaign
        .explorers
        .iter()
        .map(|explorer| (explorer.chain, explorer.api, &*explorer.url, explorer.key.as_deref()))
        .collect();
    assert_eq!(
        explorers,
        [
            (Chain::Bitcoin, Api::Esplora, "https://esplora.example/api", None),
            (Chain::BitcoinRegtest, Api::Esplora, "http://127.0.0.1:8080/sample", None),
            (Chain::BitcoinRegtest, Api::Esplora, "http://[::1]:8080", None),
            (Chain::Tron, Api::TronGrid, "https://trongrid.example", Some("0c3e5b1a-example")),
            (Chain::Tron, Api::TronGrid, "http://localhost:9090", None),
            // The defaults of the chains that the file names no explorer for.
            (Chain::BitcoinTestnet, Api::Esplora, "https://mempool.space/testnet/api", None),
            (Chain::BitcoinTestnet, Api::Esplora, "https://blockstream.info/testnet/api", None),
            (Chain::TronNile, Api::TronGrid, "https://nile.trongrid.io", None),
        ]
    );

    assert_eq!(campaign.events[0].date, day("2026-02-28"));
    assert_eq!(campaign.events[0].url.as_deref(), Some("https://news.example/flood"));
    assert_eq!(campaign.events[1].label.get("en"), "A leap day");

    let label = &campaign.labels[0];
    assert_eq!((label.address.as_str(), label.kind), (TOKEN, LabelKind::Exchange));
    assert_eq!((label.label.get("en"), label.issuer.get("en")), ("An exchange", "The exchange"));
    assert_eq!(label.url, "https://exchange.example/wallets");
    assert_eq!(label.listed, Some(day("2025-01-02")));
    assert_eq!(label.delisted, Some(day("2026-01-02")));
    assert_eq!(label.read, Some(day("2026-03-01")));
    assert_eq!(campaign.labels[1].kind, LabelKind::CourtOrdered);
    assert_eq!(campaign.max_requests, 120);
    assert_eq!(
        campaign.show_senders_above,
        [
            (Asset::native(Chain::Bitcoin), Amount::from_units(1_000_000_000)),
            (Asset::token(Chain::Tron, USDT), Amount::from_units(250_000_500_000)),
        ]
    );

    assert_eq!(
        campaign.lists,
        ["https://lists.example/seizures.txt", "../lists/sdn.txt", "http://127.0.0.1:8080/lists/one"]
    );
    assert_eq!(campaign.currency, Currency::EUR);
    assert_eq!(campaign.dollar.as_deref(), Some("https://news.example/prices/usd-eur.csv"));
    for (asset, source, url) in [
        (Asset::native(Chain::Bitcoin), PriceSource::Mempool, "https://mempool.example/api"),
        (Asset::native(Chain::Tron), PriceSource::None, ""),
        (Asset::token(Chain::Tron, USDT), PriceSource::Csv, "https://news.example/usdt.csv"),
        (Asset::native(Chain::BitcoinTestnet), PriceSource::Llama, ""),
        // What the file does not name.
        (Asset::token(Chain::Tron, TOKEN), PriceSource::Llama, ""),
        (Asset::native(Chain::TronNile), PriceSource::None, ""),
    ] {
        assert_eq!(campaign.price_source(&asset), (source, url), "{asset:?}");
    }

    assert!(campaign.claim_review);
    let [first, rise, spent] = &campaign.claims[..] else { panic!("{:?}", campaign.claims) };
    assert_eq!(first.id.as_deref(), Some("half-a-million"));
    assert_eq!(&*first.sentence.0[0].0, "ar", "in its own language first");
    assert_eq!(first.source, "https://news.example/2026/03/flood");
    assert_eq!(first.said, Some(day("2026-03-02")));
    assert_eq!((first.measure, first.comparison), (Measure::Net, Comparison::AtLeast));
    let usdt = campaign.tokens.iter().find(|token| token.asset == Asset::token(Chain::Tron, USDT)).unwrap();
    assert_eq!(first.unit, Unit::Asset(usdt.clone()));
    assert_eq!((first.amount, first.tolerance), (Some(Amount::from_units(500_000_500_000)), 5));
    assert_eq!((first.from, first.to), (Some(day("2026-02-01")), Some(day("2026-02-28"))));
    assert_eq!(first.addresses.iter().map(Address::as_str).collect::<Vec<_>>(), [TRON]);
    assert_eq!(
        first.beyond.as_ref().map(|text| text.get("ar")),
        Some("The sentence speaks of its bank account, too.")
    );
    assert_eq!(
        (rise.measure, rise.comparison, &rise.unit),
        (Measure::Donations, Comparison::Rise, &Unit::One)
    );
    // In hundredths of one per cent; of money, cents.
    assert_eq!((rise.amount, rise.tolerance), (Some(Amount::from_units(10_000)), 10));
    assert_eq!(
        (spent.unit.clone(), spent.amount),
        (Unit::Currency(Currency::EUR), Some(Amount::from_units(7_000_000_000)))
    );
    assert!(spent.addresses.is_empty() && spent.from.is_none() && spent.beyond.is_none());
}

#[test]
fn what_a_file_leaves_out_has_its_default() {
    let campaign = parse(&fixture("good/smallest.json"));
    assert_eq!(campaign.name, Text::plain("Relief fund"));
    assert_eq!(campaign.tokens, asset::default_tokens(Chain::Tron));
    assert_eq!(campaign.explorers, default_explorers(Chain::Tron));
    assert_eq!(campaign.max_requests, 400);
    assert_eq!(campaign.currency, Currency::USD);
    assert_eq!(campaign.price_source(&Asset::native(Chain::Bitcoin)).0, PriceSource::Mempool);
    assert_eq!(campaign.price_source(&Asset::native(Chain::Litecoin)).0, PriceSource::Llama);
    assert!(campaign.events.is_empty() && campaign.labels.is_empty() && campaign.dust.is_empty());
    assert!(campaign.lists.is_empty());
}

#[test]
fn a_campaign_of_one_address() {
    for (text, explorers) in [(BITCOIN, 2), (TRON, 1), ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", 2)] {
        let campaign = Campaign::of_address(Address::parse_uri(text).unwrap());
        assert_eq!(campaign.name.get("ar"), text);
        assert_eq!(campaign.explorers.len(), explorers, "{text}");
        assert!(campaign.explorers.iter().all(|explorer| explorer.api.fits(campaign.chains()[0])));
    }
}

#[test]
fn dust_is_the_publishers_or_method_s() {
    let token = |asset, decimals| Token { asset, symbol: "".into(), decimals };
    let usdt = || Asset::token(Chain::Tron, USDT);
    let plain = parse(&fixture("good/smallest.json"));
    for (token, expected) in [
        (asset::native(Chain::Bitcoin), 1_000),
        (asset::native(Chain::BitcoinRegtest), 1_000),
        (asset::native(Chain::Tron), 10_000),
        (token(usdt(), 6), 10_000),
        (token(usdt(), 18), 10_000_000_000_000_000),
        (token(usdt(), 2), 1),
        (token(usdt(), 1), 0),
        (token(usdt(), 0), 0),
    ] {
        assert_eq!(plain.dust_threshold(&token), Amount::from_units(expected), "{token:?}");
    }
    // Wrapped, a native asset is itself, whatever the letters' case: WXDAI of xDAI.
    for (chain, expected) in [
        (Chain::Gnosis, 10_000_000_000_000_000),
        (Chain::Ethereum, 100_000_000_000_000),
        (Chain::Bnb, 1_000_000_000_000_000),
    ] {
        let tokens = asset::default_tokens(chain);
        let wrapped: Vec<_> = tokens.iter().filter(|token| token.is_wrapped_native()).collect();
        assert_eq!(wrapped.len(), 1, "{}", chain.name());
        assert_eq!(plain.dust_threshold(wrapped[0]), Amount::from_units(expected), "{}", chain.name());
        assert!(!asset::native(chain).is_wrapped_native());
    }
    let campaign = parse(&fixture("good/everything.json"));
    for (token, expected) in [
        (asset::native(Chain::Bitcoin), 5_000),
        (asset::native(Chain::BitcoinTestnet), 1_000),
        (asset::native(Chain::Tron), 1_000_000),
        (token(Asset::token(Chain::Tron, TOKEN), 18), 1),
        (token(usdt(), 6), 10_000),
    ] {
        assert_eq!(campaign.dust_threshold(&token), Amount::from_units(expected), "{token:?}");
    }
}

#[test]
fn names_and_kinds_are_inverse() {
    for kind in LabelKind::ALL {
        assert_eq!(LabelKind::from_name(kind.name()), Some(kind));
    }
    for api in Api::ALL {
        assert_eq!(Api::from_name(api.name()), Some(api));
    }
    assert_eq!(LabelKind::from_name("Exchange"), None);
}

// ---- problems

/// Files with many faults, beside the list of what is to be said of them. A list that is missing or no longer
/// right is written to `tests/out/`, to be looked at.
#[test]
fn every_problem_is_said_at_once() {
    let mut files = 0;
    for entry in std::fs::read_dir(format!("{FIXTURES}/bad")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        files += 1;
        let said = list(&problems(&std::fs::read_to_string(&path).unwrap()));
        let expected = std::fs::read_to_string(path.with_extension("problems")).unwrap_or_default();
        if said != expected {
            let out = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/out");
            std::fs::create_dir_all(&out).unwrap();
            std::fs::write(out.join(path.with_extension("problems").file_name().unwrap()), &said).unwrap();
            panic!("{}:\n{said}\nbut expected:\n{expected}", path.display());
        }
    }
    assert!(files >= 5, "only {files} files");
}

/// Whether the JSON Schema can see a fault too.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Schema {
    Sees,
    Cannot,
}

use Schema::{Cannot, Sees};

/// Puts a value at a JSON pointer of a file with every field, or takes away what is there.
fn with_fault(pointer: &str, value: Option<Value>) -> Value {
    let mut file = everything();
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    let holder = file.pointer_mut(holder).unwrap_or_else(|| panic!("{pointer}"));
    match (holder, value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(name.into(), value)),
        (Value::Object(fields), None) => drop(fields.remove(name).expect(pointer)),
        (Value::Array(items), Some(value)) if name == "-" => items.push(value),
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer}"),
    }
    file
}

/// One fault gives one problem, at its field and with its code; the schema sees what a schema can see.
#[test]
fn one_fault_is_one_problem() {
    let validator = validator();
    assert!(validator.is_valid(&everything()));
    let put = |value: Value| Some(value);
    let token = |contract: &str, decimals: Value| {
        put(json!({"chain": "tron", "contract": contract, "symbol": "X", "decimals": decimals}))
    };
    let long = "x".repeat(2_001);
    let cases: Vec<(&str, Option<Value>, &str, &str, Schema)> = vec![
        ("/version", None, "version", "missing", Sees),
        ("/version", put(json!(2)), "version", "value", Sees),
        ("/version", put(json!("1")), "version", "type", Sees),
        ("/version", put(json!(1.5)), "version", "value", Sees),
        ("/name", None, "name", "missing", Sees),
        ("/name", put(json!(7)), "name", "type", Sees),
        ("/name", put(Value::Null), "name", "type", Sees),
        ("/name", put(json!("")), "name", "value", Sees),
        ("/name", put(json!(" \u{a0}")), "name", "value", Sees),
        ("/name", put(json!("two\nlines")), "name", "value", Sees),
        ("/name", put(json!("\u{85}x")), "name", "value", Sees),
        ("/name", put(json!(long)), "name", "limit", Sees),
        ("/name", put(json!({})), "name", "value", Sees),
        ("/name/en", put(json!(["Relief fund"])), "name.en", "type", Sees),
        ("/name/en", put(json!("\u{7f}")), "name.en", "value", Sees),
        ("/name/english", put(json!("Relief")), "name.english", "value", Sees),
        ("/name/", put(json!("Relief")), "name.", "value", Sees),
        ("/name/ar_EG", put(json!("Relief")), "name.ar_EG", "value", Sees),
        ("/name/AR", put(json!("Relief")), "name.AR", "duplicate", Cannot),
        ("/title", put(json!("Relief")), "title", "unknown-field", Sees),
        ("/snapshots", put(json!({})), "snapshots", "unknown-field", Sees),
        ("/$schema", put(json!(1)), "$schema", "type", Sees),
        ("/url", put(json!("http://news.example/")), "url", "url", Sees),
        ("/url", put(json!("http://localhost/")), "url", "url", Sees),
        ("/url", put(json!("javascript:alert(1)")), "url", "url", Sees),
        ("/url", put(json!("//news.example")), "url", "url", Sees),
        ("/url", put(json!("https://")), "url", "url", Sees),
        ("/url", put(json!("https:///path")), "url", "url", Sees),
        ("/url", put(json!("https://me:secret@news.example/")), "url", "url", Sees),
        ("/url", put(json!("https://news.example/a b")), "url", "url", Sees),
        ("/url", put(json!("https://news.example/\"><script>")), "url", "url", Sees),
        ("/url", put(json!("https://news.example\\@evil.example")), "url", "url", Sees),
        ("/url", put(json!("https://news.example/أخبار")), "url", "url", Sees),
        ("/url", put(json!("https://أخبار.example/")), "url", "url", Sees),
        ("/url", put(json!("https://news.example/\u{1}")), "url", "url", Sees),
        ("/url", put(json!("https://news..example/")), "url", "url", Cannot),
        ("/url", put(json!("https://news_.example/")), "url", "url", Cannot),
        ("/url", put(json!("https://news.example:0/")), "url", "url", Cannot),
        ("/url", put(json!("https://news.example:65536/")), "url", "url", Cannot),
        ("/url", put(json!("https://[news.example]/")), "url", "url", Cannot),
        ("/url", put(json!(format!("https://news.example/{long}"))), "url", "url", Sees),
        ("/addresses", None, "addresses", "missing", Sees),
        ("/addresses", put(json!({})), "addresses", "type", Sees),
        ("/addresses/0", put(json!(BITCOIN)), "addresses[0]", "type", Sees),
        ("/addresses/0/chain", None, "addresses[0].chain", "missing", Sees),
        ("/addresses/0/chain", put(json!("monero")), "addresses[0].chain", "unknown-chain", Sees),
        ("/addresses/0/chain", put(json!("Bitcoin")), "addresses[0].chain", "unknown-chain", Sees),
        ("/addresses/0/address", None, "addresses[0].address", "missing", Sees),
        ("/addresses/0/address", put(json!(1)), "addresses[0].address", "type", Sees),
        ("/addresses/0/address", put(json!("")), "addresses[0].address", "address-empty", Sees),
        ("/addresses/0/address", put(json!(TRON)), "addresses[0].address", "address-network", Cannot),
        (
            "/addresses/2/address",
            put(json!("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx")),
            "addresses[2].address",
            "address-network",
            Cannot,
        ),
        (
            "/addresses/3/address",
            put(json!("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMX")),
            "addresses[3].address",
            "address-checksum",
            Cannot,
        ),
        (
            "/addresses/3/address",
            put(json!("TJCnKsPa7y5okkXvQAidZBzqx3QyQ0sxMW")),
            "addresses[3].address",
            "address-character",
            Sees,
        ),
        (
            "/addresses/0/address",
            put(json!("tron:TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW")),
            "addresses[0].address",
            "address-character",
            Sees,
        ),
        (
            "/addresses/-",
            put(json!({"chain": "bitcoin", "address": BITCOIN})),
            "addresses[5].address",
            "duplicate",
            Cannot,
        ),
        (
            "/addresses/-",
            put(json!({"chain": "tron", "address": "415A523B449890854C8FC460AB602DF9F31FE4293F"})),
            "addresses[5].address",
            "duplicate",
            Cannot,
        ),
        (
            "/addresses/0/proof",
            put(json!("https://charity.example/")),
            "addresses[0].proof",
            "unknown-field",
            Sees,
        ),
        (
            "/addresses/0/proof_of_publication",
            put(json!("yes")),
            "addresses[0].proof_of_publication",
            "url",
            Sees,
        ),
        ("/tokens/0/chain", put(json!("tron-nile")), "dust[2].contract", "value", Cannot),
        (
            "/tokens/-",
            put(json!({"chain": "bitcoin", "contract": TOKEN, "symbol": "X", "decimals": 8})),
            "tokens[2].contract",
            "value",
            Sees,
        ),
        ("/tokens/-", token(TOKEN, json!(18)), "tokens[2].contract", "duplicate", Cannot),
        ("/tokens/-", token(TRON, json!("6")), "tokens[2].decimals", "type", Sees),
        ("/tokens/-", token(TRON, json!(37)), "tokens[2].decimals", "value", Sees),
        ("/tokens/-", token(TRON, json!(-1)), "tokens[2].decimals", "value", Sees),
        ("/tokens/1/decimals", put(json!(18)), "tokens[1].decimals", "value", Cannot),
        ("/tokens/0/symbol", put(json!("")), "tokens[0].symbol", "value", Sees),
        ("/tokens/0/symbol", put(json!("A very long symbol")), "tokens[0].symbol", "limit", Sees),
        ("/explorers/0/api", put(json!("electrum")), "explorers[0].api", "value", Sees),
        ("/explorers/0/api", put(json!("trongrid")), "explorers[0].api", "value", Sees),
        ("/explorers/3/api", put(json!("esplora")), "explorers[3].api", "value", Sees),
        ("/explorers/0/key", put(json!("secret")), "explorers[0].key", "value", Sees),
        ("/explorers/3/key", put(json!("two words")), "explorers[3].key", "value", Sees),
        ("/explorers/3/key", put(json!("")), "explorers[3].key", "value", Sees),
        ("/explorers/0/url", put(json!("http://esplora.example")), "explorers[0].url", "url", Sees),
        ("/explorers/0/url", put(json!("http://localhost.example")), "explorers[0].url", "url", Sees),
        ("/explorers/0/url", put(json!("http://127.0.0.1.example")), "explorers[0].url", "url", Sees),
        ("/explorers/0/url", put(json!("http://127.1")), "explorers[0].url", "url", Sees),
        ("/explorers/0/url", put(json!("http://128.0.0.1")), "explorers[0].url", "url", Sees),
        ("/explorers/0/url", put(json!("http://127.0.0.256")), "explorers[0].url", "url", Cannot),
        ("/explorers/0/url", put(json!("http://[::2]")), "explorers[0].url", "url", Sees),
        ("/explorers/0/url", put(json!("http://localhost@esplora.example")), "explorers[0].url", "url", Sees),
        (
            "/explorers/0/url",
            put(json!("https://esplora.example/api?key=1")),
            "explorers[0].url",
            "url",
            Sees,
        ),
        ("/explorers/0/url", put(json!("https://esplora.example/api#a")), "explorers[0].url", "url", Sees),
        (
            "/explorers/0/url",
            put(json!("https://esplora.example/;script-src *")),
            "explorers[0].url",
            "url",
            Sees,
        ),
        ("/explorers/0/url", put(json!("https://مثال.example/api")), "explorers[0].url", "url", Sees),
        ("/explorers/1/url", put(json!("http://[::1]:8080/")), "explorers[2].url", "duplicate", Cannot),
        ("/explorers", put(json!([])), "explorers", "missing", Cannot),
        ("/events/0/date", put(json!("2026-02-29")), "events[0].date", "value", Cannot),
        ("/events/0/date", put(json!("2026-2-9")), "events[0].date", "value", Sees),
        ("/events/0/date", put(json!("2026-13-01")), "events[0].date", "value", Sees),
        ("/events/0/date", put(json!("2026-02-28T00:00:00Z")), "events[0].date", "value", Sees),
        ("/events/0/label", None, "events[0].label", "missing", Sees),
        ("/labels/0/url", None, "labels[0].url", "missing", Sees),
        ("/labels/0/url", put(json!("")), "labels[0].url", "url", Sees),
        ("/labels/0/issuer", None, "labels[0].issuer", "missing", Sees),
        ("/labels/0/kind", put(json!("hacker")), "labels[0].kind", "value", Sees),
        ("/labels/0/delisted", put(json!("2025-01-01")), "labels[0].delisted", "value", Cannot),
        ("/labels/0/address", put(json!(BITCOIN)), "labels[0].address", "address-network", Cannot),
        ("/dust/0/below", None, "dust[0].below", "missing", Sees),
        ("/dust/0/below", put(json!(0.01)), "dust[0].below", "type", Sees),
        ("/dust/0/below", put(json!("0.000000001")), "dust[0].below", "value", Cannot),
        ("/dust/0/below", put(json!("1e-3")), "dust[0].below", "value", Sees),
        ("/dust/0/below", put(json!("-1")), "dust[0].below", "value", Sees),
        ("/dust/0/below", put(json!(".5")), "dust[0].below", "value", Sees),
        ("/dust/0/below", put(json!("9".repeat(40))), "dust[0].below", "value", Cannot),
        // 2¹¹² units, the limit of a row.
        (
            "/dust/2/below",
            put(json!("5192296858534827.628530496329220096")),
            "dust[2].below",
            "value",
            Cannot,
        ),
        ("/dust/0/contract", put(json!(TOKEN)), "dust[0].contract", "value", Sees),
        ("/dust/1/contract", put(json!(TRON)), "dust[1].contract", "value", Cannot),
        ("/dust/-", put(json!({"chain": "tron", "below": "2"})), "dust[3].chain", "duplicate", Cannot),
        ("/privacy", put(json!([])), "privacy", "type", Sees),
        ("/privacy/show_sender_above", put(json!([])), "privacy.show_sender_above", "unknown-field", Sees),
        ("/privacy/show_senders_above", put(json!("10")), "privacy.show_senders_above", "type", Sees),
        (
            "/privacy/show_senders_above/0/amount",
            None,
            "privacy.show_senders_above[0].amount",
            "missing",
            Sees,
        ),
        (
            "/privacy/show_senders_above/0/amount",
            put(json!("0.00")),
            "privacy.show_senders_above[0].amount",
            "value",
            Sees,
        ),
        (
            "/privacy/show_senders_above/0/amount",
            put(json!("0.000000001")),
            "privacy.show_senders_above[0].amount",
            "value",
            Cannot,
        ),
        (
            "/privacy/show_senders_above/1/contract",
            put(json!(TRON)),
            "privacy.show_senders_above[1].contract",
            "value",
            Cannot,
        ),
        (
            "/privacy/show_senders_above/-",
            put(json!({"chain": "bitcoin", "amount": "2"})),
            "privacy.show_senders_above[2].chain",
            "duplicate",
            Cannot,
        ),
        ("/max_requests", put(json!(0)), "max_requests", "value", Sees),
        ("/max_requests", put(json!(100_001)), "max_requests", "value", Sees),
        ("/max_requests", put(json!("120")), "max_requests", "type", Sees),
        ("/currency", put(json!("usd")), "currency", "value", Sees),
        ("/currency", put(json!("BTC")), "currency", "value", Sees),
        ("/prices", put(json!({})), "prices", "type", Sees),
        ("/prices/0/source", None, "prices[0].source", "missing", Sees),
        ("/prices/0/source", put(json!("coinbase")), "prices[0].source", "value", Sees),
        ("/prices/1/source", put(json!("mempool")), "prices[1].source", "value", Sees),
        ("/prices/2/source", put(json!("mempool")), "prices[2].source", "value", Sees),
        ("/prices/2/url", None, "prices[2].url", "missing", Sees),
        ("/prices/2/url", put(json!("/usdt.csv")), "prices[2].url", "url", Sees),
        ("/prices/2/url", put(json!("http://news.example/usdt.csv")), "prices[2].url", "url", Sees),
        ("/prices/0/contract", put(json!(TOKEN)), "prices[0].contract", "value", Sees),
        (
            "/prices/-",
            put(json!({"chain": "tron", "source": "llama"})),
            "prices[4].chain",
            "duplicate",
            Cannot,
        ),
        ("/claims", put(json!({})), "claims", "type", Sees),
        ("/claims/0/sentence", None, "claims[0].sentence", "missing", Sees),
        ("/claims/0/sentence", put(json!("")), "claims[0].sentence", "value", Sees),
        ("/claims/0/source", put(json!("http://news.example/")), "claims[0].source", "url", Sees),
        ("/claims/0/said", put(json!("yesterday")), "claims[0].said", "value", Sees),
        ("/claims/0/measure", put(json!("donated")), "claims[0].measure", "value", Sees),
        ("/claims/0/comparison", put(json!("exactly")), "claims[0].comparison", "value", Sees),
        ("/claims/0/amount", None, "claims[0].amount", "missing", Sees),
        ("/claims/0/amount", put(json!(7_500_000)), "claims[0].amount", "type", Sees),
        ("/claims/0/amount", put(json!("7.5 million")), "claims[0].amount", "value", Sees),
        ("/claims/0/amount", put(json!("0.0000001")), "claims[0].amount", "value", Cannot),
        ("/claims/2/amount", put(json!("1.001")), "claims[2].amount", "value", Cannot),
        ("/claims/1/amount", put(json!("1.001")), "claims[1].amount", "value", Cannot),
        ("/claims/0/unit", None, "claims[0].unit", "missing", Sees),
        ("/claims/0/unit", put(json!("BTC")), "claims[0].unit", "value", Sees),
        ("/claims/0/unit", put(json!(7)), "claims[0].unit", "type", Sees),
        ("/claims/0/unit/chain", None, "claims[0].unit.chain", "missing", Sees),
        ("/claims/0/unit/contract", put(json!(TRON)), "claims[0].unit.contract", "value", Cannot),
        ("/claims/0/unit/symbol", put(json!("USDT")), "claims[0].unit.symbol", "unknown-field", Sees),
        // On a chain that is none of the campaign's, and on one that is none of the addresses meant.
        ("/claims/0/unit", put(json!({"chain": "solana"})), "claims[0].unit.chain", "value", Cannot),
        ("/claims/0/unit", put(json!({"chain": "bitcoin"})), "claims[0].unit.chain", "value", Cannot),
        ("/claims/1/unit", put(json!("EUR")), "claims[1].unit", "value", Sees),
        ("/claims/0/tolerance", put(json!(101)), "claims[0].tolerance", "value", Sees),
        ("/claims/0/to", put(json!("2026-01-31")), "claims[0].to", "value", Cannot),
        ("/claims/1/from", None, "claims[1].from", "missing", Sees),
        ("/claims/1/to", None, "claims[1].to", "missing", Sees),
        (
            "/claims/0/addresses/0/address",
            put(json!(TOKEN)),
            "claims[0].addresses[0].address",
            "value",
            Cannot,
        ),
        (
            "/claims/0/addresses/-",
            put(json!({"chain": "tron", "address": TRON})),
            "claims[0].addresses[1].address",
            "duplicate",
            Cannot,
        ),
        ("/claims/0/beyond", put(json!(true)), "claims[0].beyond", "type", Sees),
        ("/claims/1/id", put(json!("half-a-million")), "claims[1].id", "duplicate", Cannot),
        ("/claim_review", put(json!("yes")), "claim_review", "type", Sees),
        ("/url", None, "url", "missing", Sees),
        ("/lists", put(json!("lists/one.txt")), "lists", "type", Sees),
        ("/lists/0", put(json!(1)), "lists[0]", "type", Sees),
        ("/lists/0", put(json!("http://lists.example/one.txt")), "lists[0]", "url", Sees),
        ("/lists/0", put(json!("https://lists.example/one.txt?day=1")), "lists[0]", "url", Sees),
        ("/lists/0", put(json!("javascript:alert(1)")), "lists[0]", "url", Sees),
        ("/lists/0", put(json!("data:text/plain,x")), "lists[0]", "url", Sees),
        ("/lists/0", put(json!("https://me@lists.example/one.txt")), "lists[0]", "url", Sees),
        ("/lists/1", put(json!("")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("/lists/sdn.txt")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("//lists.example/sdn.txt")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("../lists/sdn.txt#a")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("../lists/a b.txt")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("..\\lists")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("قوائم/sdn.txt")), "lists[1]", "url", Sees),
        ("/lists/1", put(json!("x".repeat(2_001))), "lists[1]", "url", Sees),
        ("/lists/-", put(json!("../lists/sdn.txt")), "lists[3]", "duplicate", Sees),
    ];
    for (pointer, value, field, code, schema) in cases {
        let file = with_fault(pointer, value.clone());
        let problems = problems(&file.to_string());
        let said: Vec<_> = problems.iter().map(|problem| (&*problem.field, problem.code())).collect();
        assert_eq!(said, [(field, code)], "{pointer} {value:?}\n{}", list(&problems));
        let expected = if validator.is_valid(&file) { Cannot } else { Sees };
        assert_eq!(schema, expected, "the schema, of {pointer} {value:?}");
    }
}

#[test]
fn the_nearest_name_is_told() {
    let message = |pointer: &str, value: Value| {
        let problems = problems(&with_fault(pointer, Some(value)).to_string());
        assert_eq!(problems.len(), 1, "{}", list(&problems));
        problems[0].message()
    };
    assert_eq!(message("/adresses", json!([])), "unknown field; did you mean “addresses”?");
    assert_eq!(message("/max-requests", json!(1)), "unknown field; did you mean “max_requests”?");
    assert_eq!(message("/labels/0/Kind", json!(1)), "unknown field; did you mean “kind”?");
    assert_eq!(message("/events/0/colour", json!("red")), "unknown field; known here: date, label, url");
    assert_eq!(message("/labels/0/kind", json!("exchanges")), "unknown kind; did you mean “exchange”?");
    assert_eq!(
        message("/explorers/0/api", json!("electrum")),
        "unknown API; known here: esplora, trongrid, blockscout, etherscan, blockcypher, blockbook, solana"
    );
    assert_eq!(
        message("/addresses/0/chain", json!("bitcoin-regest")),
        "unknown chain; did you mean “bitcoin-regtest”?"
    );
    assert_eq!(message("/addresses/0/chain", json!("TRX")), "unknown chain; did you mean “tron”?");
    // Of three letters one is a slip of the pen; two are another name.
    for ticker in ["BTC", "ETH", "LTC"] {
        let told = message("/addresses/0/chain", json!(ticker));
        assert!(told.starts_with("unknown chain; known here: bitcoin, "), "{ticker}: {told}");
    }
}

#[test]
fn what_is_wrong_with_a_url_is_told() {
    for (pointer, url, message) in [
        ("/url", "ftp://news.example/", "this does not begin with https://"),
        ("/url", "https://me@news.example/", "a user name or password cannot be in it"),
        ("/url", "https://news.example/a b", "there is a character in it that a URL has only as %XX"),
        ("/url", "https://-news.example/", "its host is not one"),
        ("/url", "https://news.example:070/", "its port is not one"),
        (
            "/explorers/0/url",
            "http://news.example/",
            "plain http is for this machine alone: this does not begin with https://",
        ),
        (
            "/explorers/0/url",
            "https://news.example/,",
            "such a URL is without a query, a fragment, or any of , ; '",
        ),
        (
            "/lists/0",
            "/lists/one",
            "this is neither https:// nor a path relative to this file, as in “lists/one.txt”",
        ),
    ] {
        let problems = problems(&with_fault(pointer, Some(json!(url))).to_string());
        assert_eq!(problems.iter().map(Problem::message).collect::<Vec<_>>(), [message], "{url}");
    }
}

#[test]
fn limits_hold() {
    let many = |name: &str, item: Value, count: usize| {
        let mut file = everything();
        file[name] = Value::Array(vec![item; count]);
        list(&problems(&file.to_string()))
    };
    assert_eq!(many("events", json!({}), 201), "[limit] events: there are more than 200\n");
    assert_eq!(many("lists", json!(1), 21), "[limit] lists: there are more than 20\n");
    assert!(many("addresses", json!({}), 201).starts_with("[limit] addresses: there are more than 200\n"));
    let file = format!("{{\"version\":1,\"name\":\"{}\"}}", "x".repeat(1_000_000));
    assert_eq!(list(&problems(&file)), "[limit] the file is longer than 1000000 bytes\n");
}

#[test]
fn a_byte_order_mark_is_stepped_over() {
    assert_eq!(parse(&format!("\u{feff}{}", fixture("good/smallest.json"))).name, Text::plain("Relief fund"));
}

#[test]
fn marks_of_direction_may_be_in_a_text() {
    let name = "\u{2067}صندوق\u{2069} \u{200f}2026";
    let campaign = parse(&with_fault("/name", Some(json!(name))).to_string());
    assert_eq!(campaign.name.get("ar"), name);
}

// ---- the schema

/// Every table of the parser's, with the name of the field whose objects it is of, and the schema of these.
fn tables(schema: &Value) -> Vec<(&'static str, &'static [Field], &Value)> {
    let mut tables = vec![("", FIELDS, schema)];
    let mut next = 0;
    while let Some(&(_, fields, of_holder)) = tables.get(next) {
        next += 1;
        for field in fields {
            let Some(fields) = field.fields() else { continue };
            let property = &of_holder["properties"][field.name];
            let object = property.get("items").unwrap_or(property);
            let shared = object["$ref"].as_str().map(|path| schema.pointer(&path[1..]).unwrap());
            tables.push((field.name, fields, shared.unwrap_or(object)));
        }
    }
    tables
}

#[test]
fn schema_and_parser_name_and_require_the_same_fields() {
    let schema = schema();
    for (list, fields, in_schema) in tables(&schema) {
        let sorted = |names: &mut dyn Iterator<Item = &str>| {
            let mut names: Vec<String> = names.map(String::from).collect();
            names.sort();
            names
        };
        let properties = in_schema["properties"].as_object().unwrap();
        let required = in_schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(
            sorted(&mut properties.keys().map(String::as_str)),
            sorted(&mut fields.iter().map(|field| field.name)),
            "{list}"
        );
        assert_eq!(
            sorted(&mut required.iter().filter_map(Value::as_str)),
            sorted(&mut fields.iter().filter(|field| field.required).map(|field| field.name)),
            "{list}"
        );
        assert_eq!(in_schema["additionalProperties"], json!(false), "{list}");
    }
}

#[test]
fn schema_and_parser_know_the_same_names() {
    let schema = schema();
    let names = |pointer: &str| -> Vec<String> {
        serde_json::from_value(schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).clone())
            .unwrap()
    };
    assert_eq!(names("/$defs/chain/enum"), Chain::ALL.map(Chain::name));
    assert_eq!(names("/$defs/explorer/properties/api/enum"), Api::ALL.map(Api::name));
    assert_eq!(names("/$defs/price/properties/source/enum"), PriceSource::NAMES);
    let currencies: Vec<&str> = Currency::all().map(Currency::name).collect();
    assert_eq!(names("/$defs/currency/enum"), currencies);
    assert!(currencies.is_sorted() && currencies.len() > 150);
    assert_eq!([Currency::USD, Currency::EUR, Currency::GBP].map(Currency::name), ["USD", "EUR", "GBP"]);
    assert_eq!(names("/$defs/label/properties/kind/enum"), LabelKind::ALL.map(LabelKind::name));
    assert_eq!(names("/$defs/claim/properties/measure/enum"), Measure::ALL.map(Measure::name));
    assert_eq!(names("/$defs/claim/properties/comparison/enum"), Comparison::ALL.map(Comparison::name));
}

/// Values that are right in some field of some file, and some that are right in none.
fn any_value() -> impl Strategy<Value = Value> {
    let right = vec![
        json!(1),
        json!(400),
        json!("Relief"),
        json!({"ar": "إغاثة", "zh-Hant": "x"}),
        json!("bitcoin"),
        json!("bitcoin-regtest"),
        json!("tron"),
        json!("tron-nile"),
        json!(BITCOIN),
        json!(TRON),
        json!(TOKEN),
        json!(USDT),
        json!("BC1SW50QGDZ25J"),
        json!("415a523b449890854c8fc460ab602df9f31fe4293f"),
        json!("esplora"),
        json!("trongrid"),
        json!("exchange"),
        json!("https://news.example:8080/%D8%A3/2026,a;b?q='x'&y=(z)#t"),
        json!("https://xn--mgbh0fb.example/"),
        json!("https://[2001:db8::1]/"),
        json!("http://127.99.0.1:9/x/"),
        json!("2026-03-14"),
        json!("9999-12-31"),
        json!("0.00000001"),
        json!("007"),
        json!(36),
        json!([]),
        json!({}),
        json!({"chain": "tron", "address": TOKEN}),
        json!({"chain": "tron", "contract": TRON, "symbol": " ₮ ", "decimals": 0}),
        json!({"chain": "tron-nile", "api": "trongrid", "url": "https://t.example", "key": "~!"}),
        json!({"date": "0000-01-01", "label": "x"}),
        json!({"chain": "tron", "contract": USDT, "below": "0"}),
        json!({"chain": "tron", "contract": USDT}),
        json!("net"),
        json!("rise"),
        json!("USD"),
        json!("../lists/%D8%A3(1).txt"),
        json!(["lists/one", "https://lists.example"]),
    ];
    prop_oneof![
        8 => prop::sample::select(right),
        1 => any::<String>().prop_map_into(),
        1 => "https?://[a-z.@:/?#\\[\\]é\\\\ -]{0,20}".prop_map_into(),
        1 => any::<u64>().prop_map_into(),
        1 => any::<bool>().prop_map_into(),
        1 => Just(Value::Null),
    ]
}

/// Every place of a file: as many as it has, in no particular order.
fn pointers(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| pointers(value, format!("{at}/{name}"), into));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, format!("{at}/{index}"), into));
        }
        _ => {}
    }
    into.push(at);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// The schema may miss a fault, but it refuses nothing that the parser takes.
    #[test]
    fn what_the_parser_takes_is_valid_by_the_schema(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 1..3),
    ) {
        thread_local!(static VALIDATOR: jsonschema::Validator = validator());
        let mut file = everything();
        for (place, value) in changes {
            let mut places = Vec::new();
            pointers(&file, String::new(), &mut places);
            *file.pointer_mut(&places[place.index(places.len())]).unwrap() = value;
        }
        if Campaign::parse(&file.to_string()).is_ok() {
            VALIDATOR.with(|validator| {
                let error = validator.validate(&file).err().map(|error| error.to_string());
                prop_assert_eq!(error, None, "{}", file);
                Ok(())
            })?;
        }
    }

    #[test]
    fn no_file_panics(text in any::<String>(), cut: prop::sample::Index, byte: u8) {
        let _ = Campaign::parse(&text);
        let mut bytes = fixture("good/everything.json").into_bytes();
        *cut.get_mut(&mut bytes) = byte;
        let text = String::from_utf8_lossy(&bytes);
        if let Err(problems) = Campaign::parse(&text) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| !problem.message().is_empty()));
        }
        let end = cut.index(text.len());
        let _ = Campaign::parse(&text[..text.floor_char_boundary(end)]);
    }
}

#[test]
fn the_demos_campaign_files_have_no_problem_and_ukraines_has_its_published_addresses() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/campaigns");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let campaign = Campaign::parse(&std::fs::read_to_string(&path).unwrap());
        let campaign = campaign.unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        let is_test = campaign.addresses.iter().all(|own| own.address.chain().is_test());
        assert_eq!(is_test, name != "ukraine", "{name}: no figure is invented for a real address");
        if name == "ukraine" {
            // Published on 26 February 2022.
            let addresses: Vec<_> = campaign.addresses.iter().map(|own| own.address.as_str()).collect();
            let published = [
                "357a3So9CbsNfBBgFYACGvxxS6tMaDoa1P",
                "0x165CD37b4C644C2921454429E7F9358d18A45e14",
                "TEFccmfQ38cZS1DTZVhsxKVDckA8Y6VfCy",
            ];
            assert_eq!(addresses, published);
            assert!(campaign.addresses.iter().all(|own| own.proof_of_publication.is_some()));
            assert!(campaign.labels.is_empty() && campaign.claims.is_empty());
        } else {
            assert!(
                !campaign.claims.is_empty() && !campaign.labels.is_empty() && !campaign.events.is_empty(),
                "{name}"
            );
        }
        names.push(name);
    }
    names.sort();
    assert_eq!(names, ["alliance", "listed", "pledge", "ukraine"]);
}

/// The schema's words on dust, which the builder shows, are those of the code; so are the builder's in Arabic.
#[test]
fn the_schema_tells_the_dust_thresholds_that_there_are_without_an_entry() {
    let mut by_threshold: Vec<(&str, Vec<&str>)> = Vec::new();
    for chain in Chain::ALL {
        let (name, dust) = (chain.name(), chain.facts().dust);
        if let Some((own, _)) = name.split_once('-') {
            assert_eq!(Chain::from_name(own).map(|own| own.facts().dust), Some(dust), "{name}");
            continue;
        }
        match by_threshold.iter_mut().find(|(known, _)| *known == dust) {
            Some((_, chains)) => chains.push(name),
            None => by_threshold.push((dust, vec![name])),
        }
    }
    // Of two decimals below 1 the longer one, or of equal length the smaller, is less.
    by_threshold.sort_by_key(|(dust, _)| (std::cmp::Reverse(dust.len()), *dust));
    let told = |on: &str, and: &str, end: &str| {
        let each = by_threshold.iter().map(|(dust, chains)| format!("{dust} {on} {}", chains.join(and)));
        each.collect::<Vec<_>>().join(end)
    };
    let campaign = parse(&fixture("good/everything.json"));
    let token = campaign.tokens.iter().find(|token| &*token.symbol == "ABC").unwrap();
    let plain = Campaign { dust: Vec::new(), ..campaign.clone() };
    let of_token = |decimals| plain.dust_threshold(&Token { decimals, ..token.clone() });
    assert_eq!((of_token(1), of_token(2)), (Amount::ZERO, Amount::from_units(1)));

    let schema = schema();
    let english = schema["properties"]["dust"]["description"].as_str().unwrap();
    let expected = format!(
        "Without an entry, of the chain's own asset, wrapped or not: {}; on a test network as on its chain. Of any other token \
         0.01, or nothing where it has no such decimal place.",
        told("on", ", ", "; ")
    );
    assert!(english.ends_with(&expected), "{english}\n{expected}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/builder/words/ar.json");
    let words: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let arabic = words["help.campaign.dust"].as_str().unwrap();
    let expected = told("على", "، ", "؛ ");
    assert!(arabic.contains(&expected), "{arabic}\n{expected}");
}
