//! What the element's shell knows by itself, before the core is there, against the core.

use donation_flow::campaign::default_explorers;
use donation_flow::chain::{Address, Chain};
use donation_flow::explorer::host;
use std::fs;

fn shell() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/www/donation-flow.js")).unwrap()
}

/// The line of the shell's table that is about a chain: `bitcoin: ["a", "b"],`.
fn hosts_in_shell(shell: &str, chain: Chain) -> Option<Vec<String>> {
    let table = shell.split_once("const EXPLORERS = {").unwrap().1.split_once("};").unwrap().0;
    let line = table.lines().find_map(|line| {
        let (name, hosts) = line.split_once(':')?;
        (name.trim().trim_matches('"') == chain.name()).then_some(hosts)
    })?;
    Some(line.split('"').skip(1).step_by(2).map(Into::into).collect())
}

#[test]
fn the_placeholder_names_the_explorers_that_the_core_asks() {
    let shell = shell();
    for chain in Chain::ALL {
        let asked: Vec<String> = default_explorers(chain).iter().map(|e| host(e).to_owned()).collect();
        assert_eq!(hosts_in_shell(&shell, chain).unwrap_or_default(), asked, "{}", chain.name());
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
        assert_eq!(chain_in_shell(&shell, address), chain.name(), "{address}");
    }
}

/// Runs the shell's own function on an address, by Node, which the build needs too.
fn chain_in_shell(shell: &str, address: &str) -> String {
    let function = shell.split_once("function chainOf(").unwrap().1.split_once("\n}\n").unwrap().0;
    let script = format!("function chainOf({function}\n}}\nprocess.stdout.write(chainOf(process.argv[1]))");
    let output =
        std::process::Command::new("node").args(["-e", &script, address]).output().expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
