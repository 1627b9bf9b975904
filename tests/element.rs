//! What the element's shell knows by itself, before the core is there, against the core.

use donation_flow::campaign::{Api, Campaign, PriceSource, default_explorers, for_browsers};
use donation_flow::chain::{Address, Asset, Chain, Family};
use donation_flow::explorer::host;
use donation_flow::plain::host_of;
use donation_flow::price::{llama, mempool};
use donation_flow::proof::script;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

/// Whom the core asks for a chain's prices; none on a test network.
fn priced_by(campaign: &Campaign, chain: Chain) -> Option<&'static str> {
    match campaign.price_source(&Asset::native(chain)).0 {
        PriceSource::Mempool => Some(host_of(mempool::URL)),
        PriceSource::Llama => Some(host_of(llama::URL)),
        PriceSource::Csv | PriceSource::None => None,
    }
}

/// The hosts that the core asks about a campaign of one address, sorted; none where it asks nobody.
fn asked(address: &Address) -> Option<Vec<String>> {
    let campaign = Campaign::of_address(address.clone());
    let mut hosts: Vec<String> =
        campaign.explorers.iter().map(|explorer| host(explorer).to_owned()).collect();
    if hosts.is_empty() {
        return None;
    }
    hosts.extend(priced_by(&campaign, address.chain()).map(str::to_owned));
    hosts.sort();
    hosts.dedup();
    Some(hosts)
}

#[test]
fn the_placeholder_names_the_explorers_that_the_core_asks() {
    let named = shell("publicHosts", Chain::ALL.iter().map(|chain| json!([chain.name()])).collect());
    for (chain, named) in Chain::ALL.into_iter().zip(named) {
        let asked: Vec<String> = default_explorers(chain).iter().map(|e| host(e).to_owned()).collect();
        assert_eq!(named, json!(asked), "{}", chain.name());
    }
}

#[test]
fn the_placeholder_names_whom_the_core_asks_for_prices() {
    const OWN: &str = "own.example";
    let file = |chain: &str, source: Option<&str>| {
        let explorers = json!([{"chain": chain, "api": "", "url": format!("https://{OWN}/api")}]);
        let prices: Vec<Value> =
            source.iter().map(|source| json!({"chain": chain, "source": source})).collect();
        let file = json!({"addresses": [{"chain": chain}], "explorers": explorers, "prices": prices});
        json!([file.to_string(), ""])
    };
    let address = Address::parse(Chain::Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t").unwrap();
    let campaign = Campaign::of_address(address);
    let named = shell("askedBy", Chain::ALL.iter().map(|chain| file(chain.name(), None)).collect());
    for (chain, named) in Chain::ALL.into_iter().zip(named) {
        let mut asked = vec![OWN];
        asked.extend(priced_by(&campaign, chain));
        assert_eq!(named, json!(asked), "{}", chain.name());
    }
    for (source, url) in [("mempool", mempool::URL), ("llama", llama::URL)] {
        let named = shell("askedBy", vec![file("bitcoin-testnet", Some(source))]);
        assert_eq!(named, [json!([OWN, host_of(url)])]);
    }
}

/// An address of each of a chain's forms, for several hashes: their first letters are not the same.
fn addresses_of(chain: Chain) -> Vec<Address> {
    let mut found = Vec::new();
    for fill in [0, 1, 0x2f, 0x80, 0xd3, 0xfe, 0xff] {
        let hash = [fill; 32];
        for script in [
            [&[0x76, 0xa9, 20], &hash[..20], &[0x88, 0xac]].concat(),
            [&[0xa9, 20], &hash[..20], &[0x87]].concat(),
            [&[0, 20], &hash[..20]].concat(),
            [&[0, 32], &hash[..]].concat(),
            [&[0x51, 32], &hash[..]].concat(),
            [&[0x60, 15], &hash[..15]].concat(),
        ] {
            found.extend(script::address(chain, &script));
        }
        let digits: String = hash[..20].iter().map(|byte| format!("{byte:02x}")).collect();
        found.extend(Address::parse(chain, &format!("0x{digits}")));
        found.extend(Address::parse(chain, &format!("41{digits}")));
    }
    if chain.family() == Family::Account {
        let keys = [
            "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            "11111111111111111111111111111111",
            "So11111111111111111111111111111111111111112",
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263",
            "mSoLzYCxHdYgdzU16g5QSh3i5K3z3KZK7ytfqcJm7So",
            "3iQL8BFS2vE7mww4ehAqQHAsbmRNCrPxizWAT2Zfyr9y",
            "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo",
        ];
        found.extend(keys.iter().filter_map(|key| Address::parse(chain, key).ok()));
    }
    assert!(!found.is_empty(), "{}", chain.name());
    found
}

/// The shell tells addresses by their beginning and length; the core reads them whole.
#[test]
fn the_placeholder_names_whom_the_core_asks_about_an_address_in_every_form() {
    let mut forms: Vec<String> = Vec::new();
    for address in Chain::ALL.into_iter().flat_map(addresses_of) {
        let (text, name) = (address.as_str(), address.chain().name());
        for whole in [
            text.to_owned(),
            address.caip10(),
            format!("{name}:{text}"),
            format!("{}:{text}", name.to_ascii_uppercase()),
        ] {
            forms.extend([format!(" \n{whole}\t"), format!("{whole}?amount=0.1&label=a:b")]);
            forms.push(whole);
        }
        for bare in [text.to_ascii_uppercase(), text.to_ascii_lowercase(), text.replacen("0x", "0X", 1)] {
            forms.extend([format!("{name}:{bare}"), bare]);
        }
        if address.chain() == Chain::Tron {
            let digits: String = address.hash().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
            let hex = format!("41{digits}");
            forms.extend([format!("tron:{hex}"), format!("tron-nile:{hex}"), hex.to_ascii_uppercase(), hex]);
        }
    }
    forms.push("TB111111P67XEgXececmeEP6AKpnGztTcb".to_owned());
    // What the core refuses asks nobody, whatever the shell takes it for.
    let mut read: Vec<(String, Address)> =
        forms.into_iter().filter_map(|form| Some((form.clone(), Address::parse_uri(&form).ok()?))).collect();
    read.dedup();
    for chain in Chain::ALL {
        let count = read.iter().filter(|(_, address)| address.chain() == chain).count();
        assert!(count > 12, "{count} forms of {}", chain.name());
    }
    let named = shell("askedBy", read.iter().map(|(form, _)| json!([null, form])).collect());
    for ((form, address), named) in read.iter().zip(named) {
        let mut named: Option<Vec<String>> = serde_json::from_value(named).unwrap();
        named.iter_mut().for_each(|hosts| hosts.sort());
        assert_eq!(named, asked(address), "{form:?}, on {}", address.chain().name());
    }
}

/// Whoever need not be asked first, because nobody will be, must not be asked at all.
#[test]
fn the_placeholder_stands_wherever_the_core_would_ask_somebody() {
    let address = |chain: &str, address: &str| json!({"chain": chain, "address": address});
    let bitcoin = address("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    let regtest = address("bitcoin-regtest", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn");
    let bnb = address("bnb", "0xdAC17F958D2ee523a2206206994597C13D831ec7");
    let explorer = |chain: &str, url: &str| json!({"chain": chain, "api": "esplora", "url": url});
    // A host that the core takes for one, and no browser does.
    let odd = "https://1.2.3.4.5/api";
    let file = |addresses: &[&Value], more: Value| {
        let mut file = json!({"version": 1, "name": "N", "addresses": addresses});
        file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        file.to_string()
    };
    let nobody = [
        String::new(),
        "{".to_owned(),
        file(
            &[],
            json!({"lists": ["https://lists.example/one.txt"], "dollar": "https://news.example/usd.csv"}),
        ),
        file(&[&regtest], json!({})),
        file(&[&bnb], json!({})),
        file(&[&bitcoin, &bnb], json!({"explorers": [explorer("bitcoin", "https://own.example/api")]})),
        file(&[&address("bitcon", "x")], json!({})),
        file(&[&address("constructor", "x")], json!({})),
        file(&[&bitcoin], json!({"explorers": null})),
    ];
    let named = shell("askedBy", nobody.iter().map(|file| json!([file, ""])).collect());
    for (file, named) in nobody.iter().zip(named) {
        assert!(Campaign::parse(file).is_err(), "{file}");
        assert_eq!(named, Value::Null, "{file}");
    }
    for text in [
        "",
        " ",
        "hello",
        "bitcon:bc1q",
        "bnb:0xdAC17F958D2ee523a2206206994597C13D831ec7",
        "eip155:56:0xdAC17F958D2ee523a2206206994597C13D831ec7",
    ] {
        assert_eq!(shell("askedBy", vec![json!([null, text])]), [Value::Null], "{text:?}");
    }
    for (explorers, asked) in [
        (
            json!([explorer("bitcoin-regtest", odd), explorer("bitcoin-regtest", "https://own.example/api")]),
            json!(["own.example"]),
        ),
        (json!([explorer("bitcoin-regtest", odd)]), Value::Null),
    ] {
        let file = file(&[&regtest], json!({"explorers": explorers}));
        assert!(Campaign::parse(&file).is_ok(), "{file}");
        assert_eq!(shell("askedBy", vec![json!([file, ""])]), [asked], "{file}");
    }
}

/// What sends no CORS header is asked by browsers only where a chain has no other explorer.
#[test]
fn the_placeholder_names_the_explorers_that_browsers_ask() {
    let bitcoin = json!({"chain": "bitcoin-regtest", "address": "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"});
    let dogecoin = json!({"chain": "dogecoin-testnet", "address": "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"});
    let explorer = |chain: &str, api: Api| json!({"chain": chain, "api": api.name(), "url": format!("https://{chain}.{}.example", api.name())});
    let files: Vec<String> = [Some(Api::Esplora), Some(Api::BlockCypher), None]
        .into_iter()
        .flat_map(|other| [(true, other), (false, other)])
        .map(|(is_first, other)| {
            let mut explorers = vec![explorer("bitcoin-regtest", Api::Blockbook)];
            explorers.insert(usize::from(is_first), explorer("dogecoin-testnet", Api::Blockbook));
            explorers.extend(other.map(|api| explorer("bitcoin-regtest", api)));
            explorers.rotate_left(usize::from(!is_first));
            json!({"version": 1, "name": "N", "addresses": [bitcoin, dogecoin], "explorers": explorers})
                .to_string()
        })
        .collect();
    let named = shell("askedBy", files.iter().map(|file| json!([file, ""])).collect());
    let mut books = 0;
    for (file, named) in files.iter().zip(named) {
        let campaign = Campaign::parse(file).unwrap();
        let is_asked = for_browsers(&campaign.explorers);
        let mut asked: Vec<&str> = campaign.explorers.iter().filter(|one| is_asked(one)).map(host).collect();
        let mut named: Vec<&str> = named.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        asked.sort();
        named.sort();
        assert_eq!(named, asked, "{file}");
        books += named.iter().filter(|host| host.contains("blockbook")).count();
    }
    assert_eq!(books, 2 * (1 + 1 + 2));
}

/// What a function of the shell's own says to each of several lists of arguments (`null` for none), by Node, which the build needs too.
fn shell(name: &str, calls: Vec<Value>) -> Vec<Value> {
    let script = "const fs = require('fs'); \
        Promise.all([import('./tools/build.mjs'), import('./www/asked.js')]).then(([{explorerHosts}, asked]) => { \
        globalThis.EXPLORERS = explorerHosts(fs.readFileSync('src/chain/table.rs', 'utf8')); \
        const said = JSON.parse(fs.readFileSync(0, 'utf8')).map((given) => asked[process.argv[1]](...given.map((one) => one ?? undefined)) ?? null); \
        process.stdout.write(JSON.stringify(said)) })";
    let mut node = std::process::Command::new("node")
        .args(["-e", script, name])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    node.stdin.take().unwrap().write_all(Value::from(calls).to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
