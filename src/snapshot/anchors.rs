//! Whether a snapshot can be gone on from: its newest settled blocks must still be in their chains.

use super::LedgerFile;
use crate::campaign::{Campaign, Explorer};
use crate::chain::{Api, Chain};
use crate::explorer::{Next, Outcome, Request, Ticket};
use crate::plain::push_number;
use std::sync::Arc;

/// Asks whether the newest blocks that a ledger has settled are still in their chains. Esplora alone tells.
pub struct Anchors {
    campaign: Arc<Campaign>,
    anchors: Vec<Anchor>,
    /// Requests sent; the last one's number is its ticket.
    requests: u32,
    under_way: bool,
}

struct Anchor {
    chain: Chain,
    height: u64,
    hash: Box<str>,
    /// The campaign's explorer that is asked next.
    source: usize,
    /// The hash that an explorer tells.
    told: Option<String>,
}

/// A settled block that is not known to be in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    pub chain: Chain,
    pub height: u64,
    /// Another one stands at its height; otherwise nobody says which.
    pub replaced: bool,
}

impl Anchors {
    /// Of the newest transaction of each chain whose block is known by its hash, and of which somebody could tell.
    pub fn of(campaign: Arc<Campaign>, settled: &LedgerFile) -> Anchors {
        let mut anchors = Vec::new();
        for (chain, transactions) in &settled.transactions {
            let newest = transactions.iter().rev().find_map(|tx| tx.block.as_ref());
            let tells = campaign.explorers.iter().any(|explorer| tells(explorer, *chain));
            if let Some((height, Some(hash))) = newest.map(|block| (block.height, block.hash.clone()))
                && tells
            {
                anchors.push(Anchor { chain: *chain, height, hash, source: 0, told: None });
            }
        }
        Anchors { campaign, anchors, requests: 0, under_way: false }
    }

    pub fn next_request(&mut self) -> Next {
        match self.next_ask() {
            None => Next::Done,
            Some(_) if self.under_way => Next::Wait(1_000),
            Some((anchor, source)) => {
                self.under_way = true;
                self.requests += 1;
                let mut url = self.campaign.explorers[source].url.clone();
                url += "/block-height/";
                push_number(&mut url, self.anchors[anchor].height.into());
                Next::Request(Ticket(self.requests), Request { url, headers: Vec::new(), body: None })
            }
        }
    }

    /// Takes what came of the request; whether it is an answer.
    pub fn handle_response(&mut self, outcome: &Outcome) -> bool {
        self.under_way = false;
        let Some((index, _)) = self.next_ask() else { return false };
        let anchor = &mut self.anchors[index];
        anchor.source += 1;
        if let Outcome::Answer { status: 200..=299, body, .. } = outcome {
            let body = body.trim_ascii();
            let is_hash = body.len() == 64 && body.bytes().all(|byte| byte.is_ascii_hexdigit());
            anchor.told = is_hash.then(|| body.to_ascii_lowercase());
        }
        anchor.told.is_some()
    }

    /// Asks nothing more.
    pub fn stop(&mut self) {
        self.anchors.clear();
    }

    /// Those that are not in their chains any more, or of which nobody says so.
    pub fn lost(&self) -> Vec<Lost> {
        let mut lost = Vec::new();
        for Anchor { chain, height, hash, told, .. } in &self.anchors {
            if told.as_deref() != Some(hash) {
                lost.push(Lost { chain: *chain, height: *height, replaced: told.is_some() });
            }
        }
        lost
    }

    /// The next question: whose anchor it is, and the explorer.
    fn next_ask(&mut self) -> Option<(usize, usize)> {
        for (index, anchor) in self.anchors.iter_mut().enumerate() {
            while anchor.told.is_none() && anchor.source < self.campaign.explorers.len() {
                let explorer = &self.campaign.explorers[anchor.source];
                if tells(explorer, anchor.chain) {
                    return Some((index, anchor.source));
                }
                anchor.source += 1;
            }
        }
        None
    }
}

/// Whether an explorer tells a block by its height.
fn tells(explorer: &Explorer, chain: Chain) -> bool {
    explorer.chain == chain && explorer.api == Api::Esplora
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Amount, BlockRef, TxId, UtxoTx};

    const EXPLORERS: &str = r#"[
        {"chain": "bitcoin-regtest", "api": "blockbook", "url": "http://127.0.0.1:1"},
        {"chain": "bitcoin-regtest", "api": "esplora", "url": "http://127.0.0.1:2/api"},
        {"chain": "bitcoin-regtest", "api": "esplora", "url": "http://127.0.0.1:3/api"}]"#;

    fn hash(digit: char) -> String {
        String::from_iter([digit; 64])
    }

    /// What is lost of a ledger whose newest settled block is 1,000, where two explorers answer so: whether it was replaced.
    fn lost(answers: [Outcome; 2]) -> (Vec<bool>, Vec<String>) {
        lost_at(EXPLORERS, answers)
    }

    fn lost_at(explorers: &str, answers: [Outcome; 2]) -> (Vec<bool>, Vec<String>) {
        let address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
        let text = format!(
            r#"{{"version":1,"name":"T","addresses":[{{"chain":"bitcoin-regtest","address":"{address}"}}],"explorers":{explorers}}}"#
        );
        let campaign = Campaign::parse(&text).expect("a valid campaign").into();
        let tx = |height, block: char| UtxoTx {
            txid: TxId(hash('f').into()),
            inputs: Vec::new(),
            outputs: Vec::new(),
            fee: Amount::ZERO,
            block: Some(BlockRef { height, time: 1, hash: Some(hash(block).into()) }),
        };
        let rows = vec![tx(900, 'a'), tx(1_000, 'b')];
        let settled =
            LedgerFile { transactions: vec![(Chain::BitcoinRegtest, rows)], ..LedgerFile::default() };
        let mut anchors = Anchors::of(campaign, &settled);
        let (mut answers, mut asked) = (answers.into_iter(), Vec::new());
        while let Next::Request(_, request) = anchors.next_request() {
            asked.push(request.url);
            anchors.handle_response(&answers.next().expect("two are asked"));
        }
        let lost = anchors.lost();
        assert!(lost.iter().all(|lost| lost.chain == Chain::BitcoinRegtest && lost.height == 1_000));
        (lost.iter().map(|lost| lost.replaced).collect(), asked)
    }

    fn answer(body: &str) -> Outcome {
        Outcome::Answer { status: 200, retry_after: None, body: body.into() }
    }

    #[test]
    fn a_block_that_was_replaced_below_the_cut_is_noticed() {
        let first = "http://127.0.0.1:2/api/block-height/1000".to_owned();
        let second = "http://127.0.0.1:3/api/block-height/1000".to_owned();
        let stands = format!("{}\n", hash('b'));
        assert_eq!(lost([answer(&stands), Outcome::Failed]), (vec![], vec![first.clone()]));
        assert_eq!(lost([answer(&hash('c')), Outcome::Failed]), (vec![true], vec![first.clone()]));
        let both = vec![first, second];
        assert_eq!(lost([answer("Too Many Requests"), answer(&stands)]), (vec![], both.clone()));
        assert_eq!(lost([Outcome::Failed, answer("")]), (vec![false], both));
        // Where nobody could tell, the cut alone is relied on.
        let none = r#"[{"chain": "bitcoin-regtest", "api": "blockbook", "url": "http://127.0.0.1:1"}]"#;
        assert_eq!(lost_at(none, [Outcome::Failed, Outcome::Failed]), (vec![], vec![]));
    }
}
