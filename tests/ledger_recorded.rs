//! The recorded transfers of 20 real addresses, against figures that a separate program worked out.

mod common;

use common::*;
use donation_flow::campaign::Campaign;
use donation_flow::chain::{Address, Amount, Chain, Row, Transfer, TxId};
use donation_flow::explorer::Feed;
use donation_flow::ledger::totals::Days;
use donation_flow::ledger::{History, Ledger, OwnSums};
use serde_json::Value;
use std::path::PathBuf;

#[test]
fn twenty_recorded_tron_addresses_give_the_expected_figures_with_and_without_tags() {
    let Some(recorded) = std::env::var_os("RECORDED").map(PathBuf::from) else {
        println!("skipped: twenty_recorded_tron_addresses (RECORDED is not set)");
        return;
    };
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(recorded.join("trongrid").join(name)).expect(name);
        serde_json::from_str(&text).expect(name)
    };
    let expected = read("expected.json");
    let tags = read("counterparty_tags.json");
    let names: Vec<&str> =
        expected["addresses"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect();

    let mut history = History::default();
    for name in &names {
        let rows = read(&format!("{name}.trc20.json")).as_array().unwrap().iter().map(transfer).collect();
        let listing = donation_flow::explorer::Listing {
            address: Address::parse(Chain::Tron, name).unwrap(),
            feed: Feed::Token,
        };
        history.take(page(listing, 0, "all", rows));
    }

    let addresses: Vec<String> =
        names.iter().map(|name| format!(r#"{{"chain":"tron","address":"{name}"}}"#)).collect();
    let labels: Vec<String> = tags.as_object().unwrap().keys().map(|address| exchange(address)).collect();
    let text = |labels: &str| {
        format!(
            r#"{{"version":1,"name":"Recorded","addresses":[{}],"labels":[{labels}]}}"#,
            addresses.join(",")
        )
    };
    let mut check = |labels: &str, expected: &Value| {
        let campaign = Campaign::parse(&text(labels)).unwrap();
        let ledger = Ledger::new(&campaign, &mut history, LATER);
        let usdt = ledger.assets.iter().find(|asset| &*asset.token.symbol == "USDT").unwrap();
        let totals = serde_json::to_value(usdt.totals(Days::default())).unwrap();
        for (name, figure) in expected.as_object().unwrap() {
            assert_eq!(&totals[name], figure, "{name}");
        }
        (usdt.counts(Days::default()), usdt.per_address.clone())
    };
    let (counts, per_address) = check("", &expected["totals"]);
    assert_eq!(counts.donations, expected["donations"].as_u64().unwrap());
    assert_eq!(counts.sending_addresses, expected["sending_addresses"].as_u64().unwrap());
    assert_eq!(counts.sending_addresses_with_dust, expected["sending_addresses_with_dust"].as_u64().unwrap());
    check(&labels.join(","), &expected["with_exchange_tags"]);

    assert_eq!(per_address.len(), expected["per_address"].as_object().unwrap().len());
    for OwnSums { address, received, spent } in per_address {
        let figures = &expected["per_address"][history.address(address).as_str()];
        assert_eq!(figures["received"], received.to_string());
        assert_eq!(figures["spent"], spent.to_string());
    }
}

fn transfer(row: &Value) -> Row {
    let text = |name: &str| row[name].as_str().unwrap();
    Row::Transfer(Transfer {
        tx: TxId(text("transaction_id").into()),
        index: None,
        contract: row["token_info"]["address"].as_str().map(Into::into),
        from: Address::parse(Chain::Tron, text("from")).unwrap(),
        to: Address::parse(Chain::Tron, text("to")).ok(),
        value: Amount::parse(text("value")).unwrap(),
        time: row["block_timestamp"].as_u64().unwrap() / 1_000,
        unconfirmed: false,
        imitates: false,
        wraps: false,
    })
}

fn exchange(address: &str) -> String {
    format!(
        r#"{{"chain":"tron","address":"{address}","label":"An exchange","kind":"exchange","issuer":"An explorer","url":"https://example.org/"}}"#
    )
}
