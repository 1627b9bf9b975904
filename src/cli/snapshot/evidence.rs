//! The evidence of a snapshot's transactions: asked for, checked, and what it shows entered into the ledger.

use super::Files;
use super::fetch::Driver;
use super::journal::Key;
use crate::chain::UtxoTx;
use crate::explorer::evidence::Evidence;
use crate::explorer::{Next, Outcome, Request, Ticket};
use crate::ledger::{Checker, Included, IncludedTx};
use crate::proof::sha256::sha256d;
use crate::proof::{Bundle, Check, Inclusion, ProofError, hash_text};
use crate::snapshot::LedgerFile;
use crate::snapshot::ledger::Rows;
use indicatif::ProgressBar;

/// The phase in which evidence is asked for.
pub struct Proving(pub Evidence);

impl Driver for Proving {
    fn next_request(&mut self, now_ms: u64) -> Next {
        self.0.next_request(now_ms)
    }

    fn handle_response(&mut self, ticket: Ticket, _: &Request, outcome: Outcome, now_ms: u64) -> bool {
        self.0.handle_response(ticket, outcome, now_ms)
    }

    fn key(&self, _: Ticket, request: &Request) -> Option<Key> {
        Some(self.0.lasting_key().map_or_else(|| Key::Passing(request.url.clone()), Key::Lasting))
    }

    fn stop(&mut self) {
        self.0.stop();
    }

    fn show(&self, bar: &ProgressBar) {
        let (done, of) = self.0.progress();
        let waiting = if self.0.is_waiting() { ", waiting for the explorer" } else { "" };
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        bar.set_message(format!("evidence of transaction {done} of {of}{waiting}"));
    }
}

/// Checks what has come, and enters it into the ledger: a row is what its transaction's bytes say, where they show it. The
/// proofs' files, and what the publisher should know.
pub fn enter(evidence: &mut Evidence, ledger: &mut LedgerFile) -> (Files, Vec<String>) {
    let (bundles, inclusions) = checked(evidence);
    let (mut included, mut notes) = (Vec::new(), Vec::new());
    let rows = Rows::of(ledger);
    for (bundle, inclusion) in inclusions {
        let chain = bundles[bundle].chain;
        if let Some((of, row)) = rows.place(ledger, chain, &inclusion.tx.txid) {
            let row = &mut ledger.transactions[of].1[row];
            if !inclusion.is_said_by(row) {
                notes.push(format!(
                    "note: {}: an explorer tells it otherwise than its own bytes, which count",
                    row.txid.0
                ));
            }
            correct(row, &inclusion);
        }
        let Inclusion { tx, senders } = inclusion;
        included.push(IncludedTx { chain, txid: tx.txid, senders });
    }
    ledger.included = Included::new(Checker::Maker, &included);
    let files =
        (1..).zip(&bundles).map(|(number, bundle)| (format!("proofs/{number:04}.bin"), bundle.encode()));
    (files.collect(), notes)
}

/// The bundles, each transaction in them with what it shows; what shows nothing is left out.
fn checked(evidence: &mut Evidence) -> (Vec<Bundle>, Vec<(usize, Inclusion)>) {
    loop {
        let bundles = evidence.bundles();
        let (mut inclusions, mut is_whole) = (Vec::new(), true);
        for (number, bundle) in bundles.iter().enumerate() {
            for item in Check::new(bundle) {
                match item {
                    Ok(inclusion) => inclusions.push((number, inclusion)),
                    Err((place, error)) => {
                        is_whole = false;
                        if !evidence.refuse(&place, error) {
                            refuse_all(evidence, bundle, error);
                        }
                    }
                }
            }
        }
        if is_whole {
            return (bundles, inclusions);
        }
    }
}

/// What is wrong is no transaction's: no bundle that [`Evidence`] made has it.
fn refuse_all(evidence: &mut Evidence, bundle: &Bundle, error: ProofError) {
    for proof in bundle.blocks.iter().flat_map(|block| &block.transactions) {
        evidence.refuse(&hash_text(&sha256d(&proof.raw)), error);
    }
}

/// Makes a row what its transaction's bytes say.
fn correct(row: &mut UtxoTx, Inclusion { tx, senders }: &Inclusion) {
    row.outputs.clone_from(&tx.outputs);
    if *senders {
        row.inputs.clone_from(&tx.inputs);
        row.fee = tx.fee;
    }
    row.block.clone_from(&tx.block);
}
