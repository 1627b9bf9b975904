//! Whose addresses may be shown: one rule, for all that is made of a report.
//!
//! The campaign's own may, and no other's, unless the publisher says how much a sender must have sent for it (METHOD: senders'
//! privacy). Then whoever sent that much of the asset, over the whole history, is shown by address, in all assets, as a sender and where
//! money went back to it. A label names whom it is of, and shows no address.

use super::Sources;
use crate::chain::Amount;
use crate::ledger::history::AddressId;
use crate::ledger::totals::Days;

/// The addresses that may be shown.
pub(super) struct Disclosed(Vec<bool>);

impl Disclosed {
    pub fn new(from: &Sources) -> Disclosed {
        let mut shown = Vec::new();
        for (asset, least) in &from.campaign.show_senders_above {
            let Some(ledger) = from.ledger.assets.iter().find(|ledger| ledger.asset() == asset) else {
                continue;
            };
            shown.resize(from.history.address_count(), false);
            for (sender, sent) in ledger.senders.iter().zip(ledger.sent(Days::default())) {
                if sent.sum > Amount::ZERO && sent.sum >= *least {
                    for &address in &sender.addresses {
                        shown[address as usize] = true;
                    }
                }
            }
        }
        Disclosed(shown)
    }

    /// The addresses of those who sent together, where every one of them may be shown; else none.
    #[inline(never)]
    pub fn addresses(&self, from: &Sources, party: &[AddressId]) -> Vec<String> {
        let mut addresses = Vec::new();
        for &address in party {
            if self.0.get(address as usize) != Some(&true) {
                return Vec::new();
            }
            addresses.push(from.history.address(address).as_str().into());
        }
        addresses
    }
}
