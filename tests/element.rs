//! What the element's shell knows by itself, before the core is there, against the core.

use donation_flow::campaign::{Campaign, PriceSource, default_explorers};
use donation_flow::chain::{Address, Asset, Chain};
use donation_flow::explorer::host;
use donation_flow::plain::host_of;
use donation_flow::price::{llama, mempool};
use std::fs;

fn shell() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/www/donation-flow.js")).unwrap()
}

/// The hosts that the build writes into the shell, which it reads off the asset table's text.
fn hosts_in_shell() -> serde_json::Value {
    let script = "import('./tools/build.mjs').then(({explorerHosts}) => \
        process.stdout.write(JSON.stringify(explorerHosts(require('fs').readFileSync('src/chain/table.rs', 'utf8')))))";
    serde_json::from_str(&node(script, "")).unwrap()
}

#[test]
fn the_placeholder_names_the_explorers_that_the_core_asks() {
    let hosts = hosts_in_shell();
    for chain in Chain::ALL {
        let asked: Vec<String> = default_explorers(chain).iter().map(|e| host(e).to_owned()).collect();
        let named = hosts.get(chain.name()).cloned().unwrap_or_else(|| serde_json::json!([]));
        assert_eq!(named, serde_json::json!(asked), "{}", chain.name());
    }
}

#[test]
fn the_placeholder_names_whom_the_core_asks_for_prices() {
    let shell = shell();
    let address = Address::parse(Chain::Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t").unwrap();
    let campaign = Campaign::of_address(address);
    for chain in Chain::ALL {
        let host = match campaign.price_source(&Asset::native(chain)).0 {
            PriceSource::Mempool => "mempool.space",
            PriceSource::Llama => "coins.llama.fi",
            PriceSource::Csv | PriceSource::None => "",
        };
        assert_eq!(run(&shell, &["PRICES", "pricedBy"], chain.name()), host, "{}", chain.name());
    }
    assert_eq!((host_of(mempool::URL), host_of(llama::URL)), ("mempool.space", "coins.llama.fi"));
}

/// The shell tells addresses by their beginning and length; the core reads them whole.
#[test]
fn the_shell_takes_an_address_for_the_same_chain() {
    let shell = shell();
    for (address, chain) in [
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Chain::Tron),
        ("tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Chain::Tron),
        ("tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Chain::Tron),
        ("tron-nile:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Chain::TronNile),
        ("tron:0xcd8690dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Chain::TronNile),
        ("TB111111P67XEgXececmeEP6AKpnGztTcb", Chain::Tron),
        ("bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Chain::Bitcoin),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", Chain::Bitcoin),
        ("0xdAC17F958D2ee523a2206206994597C13D831ec7", Chain::Ethereum),
        ("polygon:0xdAC17F958D2ee523a2206206994597C13D831ec7", Chain::Polygon),
        ("eip155:8453:0xdAC17F958D2ee523a2206206994597C13D831ec7", Chain::Base),
        ("MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441", Chain::Litecoin),
        ("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", Chain::Dogecoin),
        ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", Chain::Solana),
    ] {
        assert_eq!(Address::parse_uri(address).unwrap().chain(), chain, "{address}");
        assert_eq!(run(&shell, &["chainOf"], address), chain.name(), "{address}");
    }
}

/// Runs a function of the shell's own on a text; it is the last of `names`, which are what it consists of.
fn run(shell: &str, names: &[&str], text: &str) -> String {
    let mut script = String::new();
    for name in names {
        let (start, end) = match shell.contains(&format!("function {name}(")) {
            true => (format!("function {name}("), "\n}\n"),
            false => (format!("const {name} ="), ";\n"),
        };
        let rest = shell.split_once(&start).unwrap().1.split_once(end).unwrap().0;
        script += &format!("{start}{rest}{end}");
    }
    script += &format!("process.stdout.write(String({}(process.argv[1])))", names.last().unwrap());
    node(&script, text)
}

/// What a script prints, run by Node, which the build needs too.
fn node(script: &str, argument: &str) -> String {
    let output = std::process::Command::new("node")
        .args(["-e", script, argument])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
