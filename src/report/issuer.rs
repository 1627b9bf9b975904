//! What the issuer of a token did at the campaign's addresses: as the token's contract says, whoever holds them.

use super::build::{Sources, link, owned};
use crate::chain::asset::freezable;
use crate::chain::{Amount, Chain, Day, TxId};
use crate::explorer::LinkTo;
use crate::ledger::{AssetLedger, add};

/// A freeze, or a burn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerAct {
    /// `frozen`: the address cannot send the token. `burnt`: the issuer destroyed what lay there.
    pub kind: &'static str,
    pub issuer: &'static str,
    pub chain: &'static str,
    /// The campaign's own.
    pub address: String,
    pub asset: String,
    pub contract: String,
    pub decimals: u8,
    /// What was destroyed; of a freeze that holds, what lies there now.
    pub amount: Option<Amount>,
    /// None where the explorer says that it is frozen, and not since when.
    pub day: Option<Day>,
    /// The day on which a freeze ended.
    pub lifted: Option<Day>,
    pub tx: Option<String>,
    /// Its page at an explorer, for readers; the address's where the transaction is not known.
    pub link: Option<String>,
}

crate::objects! {
    IssuerAct { kind, issuer, chain, address, asset, contract, decimals, amount, day, lifted, tx, link }
}

/// All that is known, by address, in time order.
#[inline(never)]
pub(super) fn acts(from: &Sources) -> Vec<IssuerAct> {
    let mut acts = Vec::new();
    for own in &from.campaign.addresses {
        let chain = own.address.chain();
        let Some(ledger) = ledger_of(from, chain) else { continue };
        let contract = ledger.asset().contract.as_deref().unwrap_or("");
        let act = |kind, day, tx: Option<&TxId>| {
            let to = tx.map_or(LinkTo::Address(own.address.as_str()), |tx| LinkTo::Tx(&tx.0));
            IssuerAct {
                kind,
                issuer: "Tether",
                chain: chain.name(),
                address: owned(own.address.as_str()),
                asset: owned(&ledger.token.symbol),
                contract: owned(contract),
                decimals: ledger.token.decimals,
                amount: None,
                day,
                lifted: None,
                tx: tx.map(|tx| owned(&tx.0)),
                link: link(from, chain, to),
            }
        };
        let mut open: Option<IssuerAct> = None;
        for freeze in from.history.freezes(&own.address) {
            let day = Some(Day::of(freeze.time));
            if !freeze.lifts {
                open.get_or_insert_with(|| act("frozen", day, Some(&freeze.tx)));
            } else if let Some(ended) = open.take() {
                acts.push(IssuerAct { lifted: day, ..ended });
            }
        }
        if from.history.is_frozen(&own.address, contract) {
            let open = open.take().unwrap_or_else(|| act("frozen", None, None));
            acts.push(IssuerAct { amount: Some(held(from, ledger, &own.address)), ..open });
        }
        for burn in &ledger.burns {
            if Some(burn.address) == from.history.id_of(&own.address) {
                let entry = &ledger.entries[burn.entry as usize];
                let burnt = act("burnt", Some(Day::of(entry.time)), Some(&entry.tx));
                acts.push(IssuerAct { amount: Some(burn.amount), ..burnt });
            }
        }
    }
    acts
}

/// What of an asset lies at addresses that cannot send it.
pub(super) fn frozen(from: &Sources, ledger: &AssetLedger) -> Amount {
    let mut sum = Amount::ZERO;
    for own in &from.campaign.addresses {
        if let Some(contract) = &ledger.asset().contract
            && own.address.chain() == ledger.asset().chain
            && from.history.is_frozen(&own.address, contract)
        {
            add(&mut sum, held(from, ledger, &own.address));
        }
    }
    sum
}

fn ledger_of<'a>(from: &Sources<'a>, chain: Chain) -> Option<&'a AssetLedger> {
    let token = freezable(chain, &from.campaign.tokens)?;
    from.ledger.assets.iter().find(|ledger| *ledger.asset() == token.asset)
}

/// What lies at one of the campaign's addresses, as the ledger has it.
fn held(from: &Sources, ledger: &AssetLedger, address: &crate::chain::Address) -> Amount {
    let id = from.history.id_of(address);
    let sums = ledger.per_address.iter().find(|sums| Some(sums.address) == id);
    sums.map_or(Amount::ZERO, |sums| {
        Amount::from_units(sums.received.units().saturating_sub(sums.spent.units()))
    })
}
