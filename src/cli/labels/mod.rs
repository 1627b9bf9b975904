//! `donation-flow labels`: TagPacks as labels of a campaign file.

pub mod tagpack;
pub mod yaml;

use super::{WITH_GAPS, put_line, read_text, refuse};
use crate::campaign::{Label, LabelKind};
use crate::chain::Day;
use crate::cli::lists::xml::Fault;
use clap::Args;
use serde::Serialize;
use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// Labels of a campaign file at most.
pub const LIMIT: usize = 2_000;

#[derive(Args)]
pub struct Labels {
    /// GraphSense TagPacks.
    #[arg(required = true, value_name = "FILE")]
    packs: Vec<PathBuf>,
    /// Only labels of addresses that stand in one of these texts: a campaign file, a report, an explorer's export.
    #[arg(long, value_name = "FILE")]
    addresses: Vec<PathBuf>,
    /// The kind of all labels; without it, exchanges and services are known by their category, the rest is "alleged".
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<LabelKind>,
}

/// Does what the verb says.
pub fn run(labels: &Labels) -> ExitCode {
    match labels.run() {
        Ok(code) => code,
        Err(error) => refuse(&format!("donation-flow: {error}")),
    }
}

impl Labels {
    fn run(&self) -> Result<ExitCode, String> {
        let (mut labels, mut refused) = (Vec::new(), Vec::new());
        for path in &self.packs {
            let source = path.display().to_string();
            let read = tagpack::labels(&source, &read_text(path)?, self.kind);
            let (own, not) = read.map_err(|Fault { line, why }| format!("{source}:{line}: {why}"))?;
            labels.extend(own);
            refused.extend(not);
        }
        if !self.addresses.is_empty() {
            let mut words = HashSet::new();
            for path in &self.addresses {
                words.extend(words_of(&read_text(path)?));
            }
            labels.retain(|label| words.contains(&label.address.as_str().to_ascii_lowercase()));
        }
        let rows = rows(&labels);
        refused.iter().for_each(|refusal| eprintln!("refused: {refusal}"));
        if rows.len() > LIMIT {
            return Err(format!(
                "{} labels, and a campaign file has {LIMIT} at most: choose with --addresses, a file in which the addresses \
                 stand that matter",
                rows.len()
            ));
        }
        put_line(&json(&labels)?);
        Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(WITH_GAPS) })
    }
}

/// The labels of a campaign file, each once.
///
/// # Errors
///
/// None that is known of: says what the writer of JSON says.
pub fn json(labels: &[Label]) -> Result<String, String> {
    serde_json::to_string_pretty(&rows(labels)).map_err(|error| error.to_string())
}

/// A label as a campaign file has it.
#[derive(PartialEq, Serialize)]
struct Row {
    chain: &'static str,
    address: String,
    label: String,
    kind: &'static str,
    issuer: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<String>,
}

/// Each label once, in the order of the packs.
fn rows(labels: &[Label]) -> Vec<Row> {
    let mut known = HashSet::new();
    let is_new = |label: &&Label| {
        known.insert((label.address.clone(), label.label.get("").to_owned(), label.url.clone()))
    };
    let row = |label: &Label| Row {
        chain: label.address.chain().name(),
        address: label.address.to_string(),
        label: label.label.get("").into(),
        kind: label.kind.name(),
        issuer: label.issuer.get("").into(),
        url: label.url.clone(),
        read: label.read.map(Day::iso),
    };
    labels.iter().filter(is_new).map(row).collect()
}

/// What could be addresses, in lower case.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words.filter(|word| word.len() >= 25).map(str::to_ascii_lowercase)
}

fn kind(name: &str) -> Result<LabelKind, String> {
    LabelKind::from_name(name).ok_or_else(|| format!("kinds are {}", LabelKind::NAMES.join(", ")))
}
