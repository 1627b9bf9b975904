//! A snapshot's folder, read again: for the verbs that make something of one.

use super::read_plain;
use crate::campaign::Campaign;
use crate::report::Report;
use crate::snapshot::check::{ANSWERS, CAMPAIGN, LEDGER, MANIFEST};
use crate::snapshot::manifest::{self, Manifest};
use crate::snapshot::{Answers, LedgerFile, recompute};
use crate::survey::Survey;
use std::path::{Path, PathBuf};

/// A snapshot as it was made: its survey after the last answer, and its report.
pub struct Held {
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub survey: Survey,
    pub report: Report,
    /// The ledger's digest, which panels of this snapshot bear.
    pub digest: String,
}

impl Held {
    /// Reads what a report is made of, each file as long and with the digest that the manifest says. Proofs are not looked at:
    /// `donation-flow verify` does.
    ///
    /// # Errors
    ///
    /// The file at fault, and what is wrong with it.
    pub fn read(folder: &Path) -> Result<Held, String> {
        let said = |name: &str, error: &str| format!("{}: {error}", folder.join(name).display());
        let manifest =
            Manifest::parse(&text(folder, MANIFEST)?).map_err(|error| said(MANIFEST, &error.words()))?;
        let checked = |name: &str| {
            let text = text(folder, name)?;
            match manifest.file(name).map(|entry| *entry.sha256 == *manifest::digest(text.as_bytes())) {
                Some(true) => Ok(text),
                Some(false) => Err(said(name, "its digest is not the one in manifest.json")),
                None => Err(said(name, "it is not in manifest.json")),
            }
        };
        let campaign = Campaign::parse(&checked(CAMPAIGN)?).map_err(|problems| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            said(CAMPAIGN, &first)
        })?;
        let ledger_text = checked(LEDGER)?;
        let ledger = LedgerFile::parse(&ledger_text).map_err(|error| said(LEDGER, &error.words()))?;
        ledger.fits(&campaign).map_err(|error| said(LEDGER, &error.words()))?;
        let answers = Answers::parse(&checked(ANSWERS)?).map_err(|error| said(ANSWERS, &error.words()))?;
        let mut survey = recompute(campaign, &ledger, &answers);
        let report = survey.report(ledger.as_of, None);
        let digest = manifest::digest(ledger_text.as_bytes());
        Ok(Held { folder: folder.into(), manifest, survey, report, digest })
    }
}

fn text(folder: &Path, name: &str) -> Result<String, String> {
    let path = folder.join(name);
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    String::from_utf8(read_plain(&path).map_err(|error| said(&error))?).map_err(|error| said(&error))
}
