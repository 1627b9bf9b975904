//! The first figure, before most of the code is there: what an explorer's first page alone says was received.
//!
//! Whatever is not as usual is left to the panel, which reads the same page and says what is wrong with it. What is drawn is what
//! the panel draws of that page, so that nothing changes when it comes.

use crate::campaign::{Api, Glance};
use crate::chain::{Amount, Row, Timestamp};
use crate::explorer::{Adapter, Feed, Query, Reading, Request, esplora};
use crate::json;
use crate::ledger;
use crate::locale::Locale;
use crate::report::LangText;
use crate::view;

/// A campaign whose first page is asked for.
pub struct First(Glance);

impl First {
    /// None where the first page is not of the API that is read here.
    pub fn new(campaign: Glance) -> Option<First> {
        (campaign.explorer.api == Api::Esplora).then_some(First(campaign))
    }

    /// The first request of a panel that reads this campaign.
    pub fn request(&self) -> Option<Request> {
        let First(Glance { addresses, explorer, .. }) = self;
        esplora::Esplora.request(explorer, Query::Listing(Feed::Confirmed), &addresses[0], &[], &Reading::NEW)
    }

    /// What came from outside by that request's answer, as of `now`; none where the answer is anything but a page of transactions of
    /// which each can be read, or where nothing came that is final.
    pub fn received(&self, answer: &str, now: Timestamp) -> Option<Amount> {
        let First(Glance { addresses, .. }) = self;
        let answer = json::parse(answer).ok()?;
        let mut reading = Reading::NEW;
        esplora::page(&mut reading, &addresses[0], &answer).ok()?;
        let rows = reading.rows;
        // A transaction that is listed twice counts once.
        if !reading.gaps.is_empty() || reading.listed.len() != rows.len() {
            return None;
        }
        let mut txs = Vec::new();
        for row in rows {
            let Row::Utxo(tx) = row else { return None };
            txs.push(tx);
        }
        let received = ledger::from_outside(&txs, addresses, addresses[0].chain(), now);
        (received > Amount::ZERO).then_some(received)
    }

    /// What stands first of the head and of the net section: see [`view::so_far`].
    pub fn drawn(&self, received: Amount, width: u32, locale: &Locale) -> [String; 2] {
        let First(Glance { name, addresses, test_network, .. }) = self;
        view::so_far(&LangText(name.clone()), addresses[0].chain(), *test_network, received, width, locale)
    }
}
