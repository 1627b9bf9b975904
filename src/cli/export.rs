//! `donation-flow export`: all transactions of a snapshot as a file, by the rule of privacy that the panel follows.

use super::held::Held;
use super::{BAD_INPUT, finish, fragments, write_whole};
use crate::report::export;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes all transactions of a snapshot: exit code 0, or 2 where DIR is none.
#[derive(Args)]
pub struct Export {
    /// The folder that `donation-flow snapshot` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// As a table for spreadsheets, the default (RFC 4180, UTF-8).
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// As JSON: the report, and with each asset its transactions.
    #[arg(long)]
    json: bool,
    /// The language of labels, where they have it.
    #[arg(long, value_name = "LANG", default_value = "en")]
    lang: String,
    /// The file to write, whole or not at all; without it the standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(options: &Export) -> ExitCode {
    let held = match fragments::locale(&options.lang).and_then(|_| Held::read(&options.folder)) {
        Ok(held) => held,
        Err(error) => {
            eprintln!("donation-flow: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    finish(options.text(&held).and_then(|text| options.write(&text)))
}

impl Export {
    fn text(&self, held: &Held) -> Result<String, String> {
        let assets = held.survey.all_transactions(&held.report);
        if !self.json {
            return Ok(export::csv(&assets, &self.lang));
        }
        let tree = export::tree(&held.report, &assets);
        let mut text = serde_json::to_string_pretty(&tree).map_err(|error| error.to_string())?;
        text.push('\n');
        Ok(text)
    }

    fn write(&self, text: &str) -> Result<ExitCode, String> {
        match &self.output {
            Some(path) => {
                write_whole(path, text)?;
                println!("{}", path.display());
            }
            None => {
                let written = std::io::stdout().lock().write_all(text.as_bytes());
                written.map_err(|error| format!("the standard output: {error}"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
