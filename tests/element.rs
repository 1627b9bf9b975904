//! What the element's shell knows by itself, before the core is there, against the core.

use donation_flow::campaign::{Campaign, PriceSource, default_explorers};
use donation_flow::chain::{Address, Asset, Chain};
use donation_flow::explorer::host;
use donation_flow::plain::host_of;
use donation_flow::price::{llama, mempool};
use std::fs;

fn shell() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/www/asked.js")).unwrap()
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
        let url = match campaign.price_source(&Asset::native(chain)).0 {
            PriceSource::Mempool => mempool::URL,
            PriceSource::Llama => llama::URL,
            PriceSource::Csv | PriceSource::None => {
                assert!(chain.is_test() && chain.name().contains('-'), "{}", chain.name());
                continue;
            }
        };
        assert_eq!(run(&shell, "pricedBy", &format!("{{chain:'{}'}}", chain.name())), host_of(url));
        // By these the shell tells which networks are for tests.
        assert!(!chain.name().contains('-'));
    }
    for (source, url) in [("mempool", mempool::URL), ("llama", llama::URL)] {
        let feed = format!("{{chain:'bitcoin',source:'{source}'}}");
        assert_eq!(run(&shell, "pricedBy", &feed), host_of(url));
    }
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
        assert_eq!(run(&shell, "chainOf", &format!("'{address}'")), chain.name(), "{address}");
    }
}

/// Runs a function of the shell's own.
fn run(shell: &str, name: &str, argument: &str) -> String {
    let function = shell.split_once(&format!("function {name}(")).unwrap().1.split_once("\n}\n").unwrap().0;
    let script = format!("function {name}({function}\n}}\nprocess.stdout.write({name}({argument}))");
    node(&script, "")
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
