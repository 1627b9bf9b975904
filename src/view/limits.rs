//! What the panel cannot show, of a campaign that holds what this one does.

use crate::chain::{Amount, Chain, Family};
use crate::plain::named;
use crate::report::{AssetReport, FlowKind, FlowNode, Report};

/// What puts something out of sight. Each is a bit.
const ALWAYS: u16 = 1;
const RECEIVED: u16 = 2;
const SPENT: u16 = 4;
const TO_EXCHANGE: u16 = 8;
const TO_UNKNOWN: u16 = 16;
const HIDDEN_PART: u16 = 32;
const MIXED_INPUTS: u16 = 64;
const STABLECOIN: u16 = 128;

/// Its words, in the order told, and what a campaign must hold for them to be said.
const LIMITS: [(&str, u16); 11] = [
    ("cannot.who", ALWAYS),
    ("cannot.senders", RECEIVED),
    ("cannot.all", ALWAYS),
    ("cannot.private", ALWAYS),
    ("cannot.one-hop", SPENT),
    ("cannot.exchange", TO_EXCHANGE),
    ("cannot.unknown", TO_UNKNOWN),
    ("cannot.hidden", HIDDEN_PART),
    ("cannot.mixed", MIXED_INPUTS),
    ("cannot.frozen", STABLECOIN),
    ("cannot.listed", ALWAYS),
];

/// Tokens that their issuers can freeze. Only listed tokens are in a report, so that no forged symbol is among them.
const STABLECOINS: [&str; 4] = ["USDT", "USDC", "BUSD", "PYUSD"];

/// The words for what cannot be shown.
pub fn limits(report: &Report) -> Vec<&'static str> {
    let mut held = ALWAYS;
    for asset in &report.assets {
        held |= held_by(asset);
    }
    let mut words = Vec::new();
    for (word, needs) in LIMITS {
        if held & needs != 0 {
            words.push(word);
        }
    }
    words
}

fn held_by(asset: &AssetReport) -> u16 {
    let mut held = 0;
    let mut hold = |is_so: bool, what: u16| held |= if is_so { what } else { 0 };
    let flow = &asset.flow;
    let has = |nodes: &[FlowNode], kind: FlowKind| nodes.iter().any(|node| node.kind == kind);
    let family = Chain::from_name(asset.chain).map(Chain::family);
    hold(asset.totals.from_outside > Amount::ZERO, RECEIVED);
    hold(asset.totals.spent > asset.totals.returned, SPENT);
    hold(has(&flow.destinations, FlowKind::Exchange), TO_EXCHANGE);
    hold(has(&flow.destinations, FlowKind::Unknown), TO_UNKNOWN);
    hold(has(&flow.sources, FlowKind::Hidden) || has(&flow.destinations, FlowKind::Hidden), HIDDEN_PART);
    // On account chains these are wraps.
    hold(asset.ambiguous_transactions > 0 && family == Some(Family::Utxo), MIXED_INPUTS);
    hold(asset.contract.is_some() && named(&asset.asset, &STABLECOINS).is_some(), STABLECOIN);
    held
}
