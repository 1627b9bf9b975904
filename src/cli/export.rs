//! `donation-flow export`: all transactions of a snapshot as a file, by the rule of privacy that the panel follows.

use super::held::Held;
use super::{finish, fragments, put, put_line, refuse, write_whole};
use crate::report::export::{File, Format};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes all transactions of a snapshot: exit code 0, or 2 where DIR is none, or FILE cannot be written.
#[derive(Args)]
pub struct Export {
    /// The folder that `donation-flow snapshot` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// As a table for spreadsheets, the default (RFC 4180, UTF-8).
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// As JSON: the report, and with each asset its transactions, a line each.
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
        Err(error) => return refuse(&format!("donation-flow: {error}")),
    };
    finish(options.write(&options.text(&held)))
}

impl Export {
    fn text(&self, held: &Held) -> String {
        let format = if self.json { Format::Json } else { Format::Csv };
        let mut file = File::new(format, &self.lang);
        while held.survey.export(&held.report, &mut file) {}
        file.text().into()
    }

    fn write(&self, text: &str) -> Result<ExitCode, String> {
        match &self.output {
            Some(path) => {
                write_whole(path, text)?;
                put_line(&path.display().to_string());
            }
            None => put(text),
        }
        Ok(ExitCode::SUCCESS)
    }
}
