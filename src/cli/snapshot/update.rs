//! What a folder holds already, and how much of it a new snapshot can go on from.

use super::fetch::Driver;
use super::journal::Key;
use crate::campaign::Campaign;
use crate::chain::{Api, Chain, TxId};
use crate::explorer::{Next, Outcome, Request, Ticket};
use crate::proof::Bundle;
use crate::snapshot::manifest::{Manifest, digest};
use crate::snapshot::{LedgerFile, check};
use indicatif::ProgressBar;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// An earlier snapshot, as far as its digests hold.
pub struct Earlier {
    manifest: Manifest,
    /// Of the same campaign file.
    pub ledger: Option<LedgerFile>,
    pub bundles: Vec<Bundle>,
}

impl Earlier {
    /// Reads the snapshot of a folder, where it holds one. What does not hold is not used, and said.
    pub fn read(folder: &Path, campaign: &str) -> Option<Earlier> {
        let text = std::fs::read_to_string(folder.join(check::MANIFEST)).ok()?;
        let manifest = match Manifest::parse(&text) {
            Ok(manifest) => manifest,
            Err(error) => {
                eprintln!("note: {}: {}: all is read anew", check::MANIFEST, error.words());
                return None;
            }
        };
        let mut earlier = Earlier { manifest, ledger: None, bundles: Vec::new() };
        let same_campaign =
            earlier.content(folder, check::CAMPAIGN).is_some_and(|old| old == campaign.as_bytes());
        if same_campaign && let Some(text) = earlier.content(folder, check::LEDGER) {
            let ledger = str::from_utf8(&text).ok().and_then(|text| LedgerFile::parse(text).ok());
            earlier.ledger = said(ledger, check::LEDGER);
        }
        // Evidence stands for itself, whichever campaign it was gathered for.
        let proofs: Vec<String> =
            earlier.paths().filter(|path| path.starts_with(check::PROOFS)).map(String::from).collect();
        for path in proofs {
            let bundle = earlier.content(folder, &path).and_then(|bytes| Bundle::decode(&bytes).ok());
            earlier.bundles.extend(said(bundle, &path));
        }
        Some(earlier)
    }

    /// A file's content, where it is as the manifest has it.
    fn content(&self, folder: &Path, path: &str) -> Option<Vec<u8>> {
        let entry = self.manifest.file(path)?;
        let content = std::fs::read(folder.join(path)).ok();
        said(content.filter(|content| digest(content) == entry.sha256), path)
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.manifest.files.iter().map(|entry| &*entry.path)
    }

    /// Whether a file of its folder is one that a snapshot writes, and it wrote it. What `render` made of it stays until it
    /// is made again.
    pub fn wrote(&self, path: &str) -> bool {
        let names = [check::CAMPAIGN, check::LEDGER, check::ANSWERS, check::REPORT, super::CLAIMS];
        let is_of_snapshots = names.contains(&path)
            || [check::FRAGMENTS, check::PROOFS].iter().any(|folder| path.starts_with(folder));
        path == check::MANIFEST || is_of_snapshots && self.manifest.file(path).is_some()
    }
}

fn said<T>(content: Option<T>, path: &str) -> Option<T> {
    if content.is_none() {
        eprintln!("note: {path} is not as its snapshot wrote it: it is not gone on from");
    }
    content
}

/// Asks whether the newest blocks that a ledger has settled are still in their chains.
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

impl Anchors {
    /// Of the newest transaction of each chain whose block is known by its hash.
    pub fn of(campaign: Arc<Campaign>, settled: &LedgerFile) -> Anchors {
        let mut anchors = Vec::new();
        for (chain, transactions) in &settled.transactions {
            let newest = transactions.iter().rev().find_map(|tx| tx.block.as_ref());
            if let Some((height, Some(hash))) = newest.map(|block| (block.height, block.hash.clone())) {
                anchors.push(Anchor { chain: *chain, height, hash, source: 0, told: None });
            }
        }
        Anchors { campaign, anchors, requests: 0, under_way: false }
    }

    /// Those that are not in their chains any more, or of which nobody says so.
    pub fn lost(&self) -> Vec<String> {
        let mut lost = Vec::new();
        for Anchor { chain, height, hash, told, .. } in &self.anchors {
            match told {
                Some(told) if **told == **hash => {}
                Some(_) => lost.push(format!("{}: block {height} was replaced", chain.name())),
                None => lost.push(format!("{}: nobody says whether block {height} stands", chain.name())),
            }
        }
        lost
    }

    /// The next question: whose anchor it is, and the explorer.
    fn next_ask(&mut self) -> Option<(usize, usize)> {
        for (index, anchor) in self.anchors.iter_mut().enumerate() {
            while anchor.told.is_none() && anchor.source < self.campaign.explorers.len() {
                let explorer = &self.campaign.explorers[anchor.source];
                if explorer.chain == anchor.chain && explorer.api == Api::Esplora {
                    return Some((index, anchor.source));
                }
                anchor.source += 1;
            }
        }
        None
    }
}

impl Driver for Anchors {
    fn next_request(&mut self, _: u64) -> Next {
        match self.next_ask() {
            None => Next::Done,
            Some(_) if self.under_way => Next::Wait(1_000),
            Some((anchor, source)) => {
                self.under_way = true;
                self.requests += 1;
                let Anchor { height, .. } = self.anchors[anchor];
                let url = format!("{}/block-height/{height}", self.campaign.explorers[source].url);
                Next::Request(Ticket(self.requests), Request { url, headers: Vec::new(), body: None })
            }
        }
    }

    fn handle_response(&mut self, _: Ticket, _: &Request, outcome: Outcome, _: u64) -> bool {
        self.under_way = false;
        let Some((index, _)) = self.next_ask() else { return false };
        let anchor = &mut self.anchors[index];
        anchor.source += 1;
        let is_hash = |body: &str| body.len() == 64 && body.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Outcome::Answer { status: 200..=299, body, .. } = outcome {
            anchor.told = Some(body.trim().to_owned()).filter(|body| is_hash(body));
        }
        anchor.told.is_some()
    }

    fn key(&self, _: Ticket, request: &Request) -> Option<Key> {
        Some(Key::Passing(request.url.clone()))
    }

    fn stop(&mut self) {
        self.anchors.clear();
    }

    fn show(&self, bar: &ProgressBar) {
        bar.set_message("what the folder holds");
    }
}

/// What an earlier ledger had in the chain and a later one has not, in words.
pub fn dropped(before: &LedgerFile, after: &LedgerFile) -> Vec<String> {
    let (before, after) = (listed(before), listed(after));
    let words = |(chain, txid): &(Chain, TxId)| {
        format!("dropped: {}: {} is no longer in the chain", chain.name(), txid.0)
    };
    before.difference(&after).map(words).collect()
}

/// Transactions in blocks, and of transfers those that are final.
fn listed(ledger: &LedgerFile) -> BTreeSet<(Chain, TxId)> {
    let mut listed = BTreeSet::new();
    for (chain, transactions) in &ledger.transactions {
        let in_blocks = transactions.iter().filter(|tx| tx.block.is_some());
        listed.extend(in_blocks.map(|tx| (*chain, tx.txid.clone())));
    }
    for (listing, transfers, _) in &ledger.transfers {
        listed.extend(transfers.iter().map(|transfer| (listing.address.chain(), transfer.tx.clone())));
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Amount, BlockRef, UtxoTx};

    const EXPLORERS: &str = r#"[
        {"chain": "bitcoin-regtest", "api": "blockbook", "url": "http://127.0.0.1:1"},
        {"chain": "bitcoin-regtest", "api": "esplora", "url": "http://127.0.0.1:2/api"},
        {"chain": "bitcoin-regtest", "api": "esplora", "url": "http://127.0.0.1:3/api"}]"#;

    fn hash(digit: char) -> String {
        String::from_iter([digit; 64])
    }

    /// What is lost of a ledger whose newest settled block is 1,000, where two explorers answer so.
    fn lost(answers: [Outcome; 2]) -> (Vec<String>, Vec<String>) {
        let address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
        let text = format!(
            r#"{{"version":1,"name":"T","addresses":[{{"chain":"bitcoin-regtest","address":"{address}"}}],"explorers":{EXPLORERS}}}"#
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
        while let Next::Request(ticket, request) = anchors.next_request(0) {
            asked.push(request.url.clone());
            anchors.handle_response(ticket, &request, answers.next().expect("two are asked"), 0);
        }
        (anchors.lost(), asked)
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
        let replaced = vec!["bitcoin-regtest: block 1000 was replaced".to_owned()];
        assert_eq!(lost([answer(&hash('c')), Outcome::Failed]), (replaced, vec![first.clone()]));
        let both = vec![first, second];
        assert_eq!(lost([answer("Too Many Requests"), answer(&stands)]), (vec![], both.clone()));
        let unknown = vec!["bitcoin-regtest: nobody says whether block 1000 stands".to_owned()];
        assert_eq!(lost([Outcome::Failed, answer("")]), (unknown, both));
    }
}
