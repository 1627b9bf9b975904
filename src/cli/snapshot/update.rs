//! What a folder holds already, and how much of it a new snapshot can go on from.

use super::Source;
use super::fetch::Driver;
use super::journal::Key;
use crate::campaign::{Campaign, Text};
use crate::chain::{Chain, Timestamp};
use crate::cli::read_plain;
use crate::explorer::{Next, Outcome, Request, Ticket};
use crate::proof::Bundle;
use crate::snapshot::anchors::{Anchors, Lost};
use crate::snapshot::changes::Changes;
use crate::snapshot::manifest::{Manifest, digest};
use crate::snapshot::{LedgerFile, check};
use indicatif::ProgressBar;
use std::io::ErrorKind;
use std::path::Path;

/// An earlier snapshot, as far as its digests hold.
pub struct Earlier {
    manifest: Manifest,
    /// Of another campaign file, whose it is; an altered one tells, too.
    campaign: Option<Campaign>,
    /// Of the same campaign file.
    pub ledger: Option<LedgerFile>,
    pub bundles: Vec<Bundle>,
}

impl Earlier {
    /// Reads the snapshot of a folder, where it holds one. What does not hold is not used, and said.
    ///
    /// # Errors
    ///
    /// What is wrong with the manifest, without which nobody knows which files of the folder a snapshot wrote.
    pub fn read(folder: &Path, source: &Source) -> Result<Option<Earlier>, String> {
        let text = match read_plain(&folder.join(check::MANIFEST)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => String::from_utf8(read.map_err(|error| error.to_string())?),
        };
        let text = text.map_err(|error| error.to_string())?;
        let manifest = Manifest::parse(&text).map_err(|error| error.words())?;
        let mut earlier = Earlier { manifest, campaign: None, ledger: None, bundles: Vec::new() };
        let same_campaign =
            earlier.content(folder, check::CAMPAIGN).is_some_and(|old| old == source.text.as_bytes());
        if !same_campaign {
            let old = read_plain(&folder.join(check::CAMPAIGN)).ok();
            let old = old.and_then(|old| String::from_utf8(old).ok());
            earlier.campaign = old.and_then(|old| Campaign::parse(&old).ok());
        } else if let Some(text) = earlier.content(folder, check::LEDGER) {
            let ledger = str::from_utf8(&text).ok().and_then(|text| LedgerFile::parse(text).ok());
            earlier.ledger =
                said(ledger.filter(|ledger| ledger.fits(&source.campaign).is_ok()), check::LEDGER);
        }
        // Evidence stands for itself, whichever campaign it was gathered for.
        let proofs: Vec<String> =
            earlier.paths().filter(|path| path.starts_with(check::PROOFS)).map(String::from).collect();
        for path in proofs {
            let bundle = earlier.content(folder, &path).and_then(|bytes| Bundle::decode(&bytes).ok());
            earlier.bundles.extend(said(bundle, &path));
        }
        Ok(Some(earlier))
    }

    /// The name of the campaign that it is of, where that has no address of this one.
    pub fn other(&self, campaign: &Campaign) -> Option<&Text> {
        let held = self.campaign.as_ref()?;
        // An address whose chain was mended is the same.
        let is_here = |address: &str| campaign.addresses.iter().any(|one| one.address.as_str() == address);
        let is_other = !held.addresses.iter().any(|one| is_here(one.address.as_str()));
        is_other.then_some(&held.name)
    }

    /// A file's content, where it is as the manifest has it.
    fn content(&self, folder: &Path, path: &str) -> Option<Vec<u8>> {
        let entry = self.manifest.file(path)?;
        let content = read_plain(&folder.join(path)).ok();
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

/// A block that is not known to be in its chain, in words.
pub fn lost(Lost { chain, height, replaced }: &Lost) -> String {
    match replaced {
        true => format!("{}: block {height} was replaced", chain.name()),
        false => format!("{}: nobody says whether block {height} stands", chain.name()),
    }
}

impl Driver for Anchors {
    fn next_request(&mut self, _: u64) -> Next {
        Anchors::next_request(self)
    }

    fn handle_response(&mut self, _: Ticket, _: &Request, outcome: Outcome, _: u64) -> bool {
        Anchors::handle_response(self, &outcome)
    }

    fn key(&self, _: Ticket, request: &Request) -> Option<Key> {
        Key::passing(request)
    }

    fn stop(&mut self) {
        Anchors::stop(self);
    }

    fn show(&self, bar: &ProgressBar) {
        bar.set_message("what the folder holds");
    }
}

/// How far ahead of the clocks a block's time may be, in seconds.
const AHEAD: u64 = 2 * 3_600;

/// The newest settled row, where it is later than a report of this time can hold.
pub fn later(ledger: &LedgerFile, as_of: Timestamp) -> Option<(Chain, Timestamp)> {
    let blocks = ledger.transactions.iter().flat_map(|(chain, transactions)| {
        transactions.iter().filter_map(|tx| Some((tx.block.as_ref()?.time, *chain)))
    });
    let transfers = ledger.transfers.iter().flat_map(|(listing, transfers, freezes)| {
        let settled = transfers.iter().filter(|transfer| !transfer.unconfirmed);
        let times = settled.map(|transfer| transfer.time).chain(freezes.iter().map(|freeze| freeze.time));
        times.map(|time| (time, listing.address.chain()))
    });
    let (time, chain) = blocks.chain(transfers).max()?;
    (time > as_of.saturating_add(AHEAD)).then_some((chain, time))
}

/// What an earlier ledger had in the chain and a later one has not, in words.
pub fn dropped(before: &LedgerFile, after: &LedgerFile) -> Vec<String> {
    let mut words = Vec::new();
    for (chain, txid) in Changes::between(before, after).dropped {
        words.push(format!("dropped: {}: {} is no longer in the chain", chain.name(), txid.0));
    }
    words
}
