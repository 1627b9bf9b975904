//! A time beyond the year 2242 is none, with whatever API it comes.

use donation_flow::campaign::Api;
use donation_flow::chain::{Address, Chain, Row, Timestamp, asset};
use donation_flow::explorer::{Feed, GapKind, Reading, adapter};
use donation_flow::json;
use serde_json::{Value, json};

const LAST: u64 = (1 << 33) - 1;
const TX: &str = "7777777777777777777777777777777777777777777777777777777777777777";

fn read(api: Api, chain: Chain, address: &str, feed: Feed, answer: &Value) -> Reading {
    let text = answer.to_string();
    let owner = Address::parse(chain, address).expect("an address");
    let mut reading = Reading::NEW;
    let tokens = asset::default_tokens(chain);
    let answer = json::parse(&text).expect("JSON");
    adapter(api).page(&mut reading, &owner, feed, &tokens, &answer).expect("a page");
    reading
}

fn times(reading: &Reading) -> Vec<Timestamp> {
    let time = |row: &Row| match row {
        Row::Utxo(tx) => tx.block.as_ref().expect("in a block").time,
        Row::Transfer(transfer) => transfer.time,
        Row::Freeze(freeze) => freeze.time,
    };
    reading.rows.iter().map(time).collect()
}

#[test]
fn a_time_that_is_none_costs_its_row_by_name() {
    let esplora = |time: u64| {
        let address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
        let output = json!({"scriptpubkey": "", "scriptpubkey_address": address, "value": 5});
        let status = json!({"confirmed": true, "block_height": 1, "block_hash": TX, "block_time": time});
        let coinbase = json!({"txid": "0".repeat(64), "is_coinbase": true});
        let tx = json!({"txid": TX, "vin": [coinbase], "vout": [output], "fee": 0, "status": status});
        read(Api::Esplora, Chain::Bitcoin, address, Feed::Confirmed, &json!([tx]))
    };
    let usdt = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
    let trongrid = |time: u64| {
        let row = json!({
            "transaction_id": TX, "token_info": {"address": usdt, "symbol": "USDT"}, "from": usdt, "to": usdt,
            "type": "Transfer", "value": "5", "block_timestamp": time.saturating_mul(1_000).saturating_add(999),
        });
        read(
            Api::TronGrid,
            Chain::Tron,
            usdt,
            Feed::Token,
            &json!({"success": true, "data": [row], "meta": {}}),
        )
    };
    let etherscan = |time: u64| {
        let row = json!({
            "hash": format!("0x{TX}"), "timeStamp": time.to_string(), "from": OTHER, "to": OWNER, "value": "5",
            "blockNumber": "1", "gasPrice": "1", "gasUsed": "1", "isError": "0", "txreceipt_status": "1",
        });
        let answer = json!({"status": "1", "message": "OK", "result": [row]});
        read(Api::Etherscan, Chain::Ethereum, OWNER, Feed::Native, &answer)
    };
    const OWNER: &str = "0x1111111111111111111111111111111111111111";
    const OTHER: &str = "0x2222222222222222222222222222222222222222";
    let readers: [(&dyn Fn(u64) -> Reading, &str); 3] =
        [(&esplora, "status.block_time"), (&trongrid, "block_timestamp"), (&etherscan, "timeStamp")];
    for (read, field) in readers {
        let last = read(LAST);
        assert_eq!((times(&last), last.gaps.len(), last.newest), (vec![LAST], 0, Some(LAST)), "{field}");
        for time in [LAST + 1, u64::MAX / 2_000, u64::MAX / 1_000 - 1] {
            let beyond = read(time);
            assert_eq!((times(&beyond), beyond.newest), (vec![], None), "{field}: {time}");
            let [gap] = &*beyond.gaps else { panic!("{field}: {:?}", beyond.gaps) };
            let detail = format!("{TX}: {field}");
            assert_eq!((gap.kind, gap.from, gap.detail.as_deref()), (GapKind::BadRow, None, Some(&*detail)));
        }
    }
}
