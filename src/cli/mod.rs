//! The native command: check a campaign file, write a snapshot, serve the demo with a sample explorer.

pub mod epochs;
pub mod export;
pub mod fragments;
pub mod gaps;
pub mod held;
pub mod labels;
pub mod lists;
pub mod locate;
pub mod render;
pub mod sample;
pub mod serve;
pub mod snapshot;
pub mod taken;
pub mod transport;
pub mod verify;

use crate::campaign::{Campaign, Problem};
use crate::view::text::whole;
use clap::{Parser, Subcommand};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// What a cryptocurrency donation campaign received, what of it stayed, where it went.
#[derive(Parser)]
#[command(name = "donation-flow", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

/// Beside 0 for all well, and 1 of `verify` where something does not hold: what was given, or asked for, cannot be done.
const REFUSED: u8 = 2;
const WITH_GAPS: u8 = 3;

/// Says a line that may have words of others in it, explorers' or a file's name: they make no other line, and colour none.
fn note(words: &str) {
    eprintln!("{}", whole(words));
}

/// Writes what was asked for. Where nobody can read it, as with a full disk, the command has failed and ends.
fn put(text: &str) {
    let mut output = std::io::stdout().lock();
    if let Err(error) = output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        note(&format!("donation-flow: the standard output: {error}"));
        std::process::exit(REFUSED.into());
    }
}

/// The same of a line.
fn put_line(words: &str) {
    put(&format!("{words}\n"));
}

/// Says what is wrong with what was given.
fn refuse(why: &str) -> ExitCode {
    note(why);
    ExitCode::from(REFUSED)
}

#[derive(Subcommand)]
enum Verb {
    /// Checks a campaign file: exit code 0, or 2 with a line for each problem.
    Check {
        /// The campaign file.
        file: PathBuf,
    },
    Snapshot(snapshot::Snapshot),
    Verify(verify::Verify),
    Epochs(epochs::Epochs),
    Export(export::Export),
    Render(render::Render),
    /// Prints TagPacks as labels for a campaign file: exit code 0, 3 where a tag was refused, 2 for a bad file.
    Labels(labels::Labels),
    /// Published lists of addresses, for a campaign to be screened by.
    #[command(subcommand)]
    Lists(lists::Lists),
    /// Serves the demo on this machine, with a built-in sample explorer: exit code 2 where it cannot.
    Serve {
        /// The port on this machine; 0 takes one that is free.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// The folder of the built demo; without it, dist.
        #[arg(long, value_name = "DIR")]
        dist: Option<PathBuf>,
        /// A folder of recorded answers: DIR/trongrid/ADDRESS.trc20.json.
        #[arg(long, value_name = "DIR")]
        recorded: Option<PathBuf>,
        /// Milliseconds that every answer waits.
        #[arg(long, value_name = "MS", default_value_t = 0)]
        latency: u64,
    },
}

/// Reads the arguments and does what they say.
pub fn run() -> ExitCode {
    match Arguments::parse().verb {
        Verb::Check { file } => match campaign(&file) {
            Ok(campaign) => {
                let count = campaign.addresses.len();
                let count = counted(count as u64, "address", "addresses");
                put_line(&format!("{}: {count}, no problem", file.display()));
                warn_of_keys(&campaign);
                ExitCode::SUCCESS
            }
            Err(code) => code,
        },
        Verb::Snapshot(options) => snapshot::run(&options),
        Verb::Verify(options) => verify::run(&options),
        Verb::Epochs(options) => finish(with_runtime(epochs::text(options)).map(|text| {
            put(&text);
            ExitCode::SUCCESS
        })),
        Verb::Export(options) => export::run(&options),
        Verb::Render(options) => render::run(&options),
        Verb::Labels(labels) => labels::run(&labels),
        Verb::Lists(lists) => lists::run(&lists),
        Verb::Serve { port, dist, recorded, latency } => {
            let dist = match built(dist) {
                Ok(dist) => dist,
                Err(code) => return code,
            };
            let serve = serve::Serve { port, dist, recorded, latency: Duration::from_millis(latency) };
            let served = serve::run(serve, |url| put_line(&format!("donation-flow: {url}")));
            finish(with_runtime(served).map(|()| ExitCode::SUCCESS))
        }
    }
}

/// The folder of the built demo. Where none is named, the sample explorer is served without.
fn built(named: Option<PathBuf>) -> Result<PathBuf, ExitCode> {
    if let Some(folder) = named {
        return match folder.is_dir() {
            true => Ok(folder),
            false => Err(refuse(&format!("--dist: {}: there is no such folder", folder.display()))),
        };
    }
    let folder = PathBuf::from("dist");
    if !folder.is_dir() {
        eprintln!(
            "note: there is no folder dist here: only the sample explorer is served. npm run build makes it"
        );
    }
    Ok(folder)
}

/// A key in a campaign file is in every reader's hands.
fn warn_of_keys(campaign: &Campaign) {
    for (index, explorer) in
        campaign.explorers.iter().enumerate().filter(|(_, explorer)| explorer.key.is_some())
    {
        put_line(&format!(
            "note: explorers[{index}].key is public: every reader of the page can see it. Bind it to your site at {}, or keep it on \
             a caching proxy (docs/proxy.md)",
            crate::explorer::host(explorer)
        ));
    }
}

/// Reads a campaign file, or says on stderr what is wrong with it.
fn campaign(file: &Path) -> Result<Campaign, ExitCode> {
    match read_text(file) {
        Ok(text) => match Campaign::parse(&text) {
            Ok(campaign) => return Ok(campaign),
            Err(problems) => {
                for problem in problems {
                    let (line, column) = place(&text, &problem);
                    let mended = match problem.code() {
                        "syntax" => locate::slip(&text, line, column).map(|slip| format!(": {slip}")),
                        _ => None,
                    };
                    eprintln!("{}:{line}:{column}: {problem}{}", file.display(), mended.unwrap_or_default());
                }
            }
        },
        Err(error) => eprintln!("{error}"),
    }
    Err(ExitCode::from(REFUSED))
}

/// Line and column of a problem.
fn place(text: &str, problem: &Problem) -> (usize, usize) {
    match &problem.details {
        // What is no JSON has its place in its words.
        [line, column] if problem.code() == "syntax" => {
            (line.parse().unwrap_or(1), column.parse().unwrap_or(1))
        }
        _ => locate::place(text, &problem.field),
    }
}

/// A number and its noun.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The paths of all files below a folder, relative to it, in their order.
fn files_below(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            match entry.file_type()?.is_dir() {
                true => folders.push(path + "/"),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A file that the user names.
fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => {
            format!("{}: this is not text in UTF-8: save the file as UTF-8", path.display())
        }
        ErrorKind::NotFound if path.to_string_lossy().contains("://") => {
            format!("{}: a file on this machine was expected, not a URL", path.display())
        }
        _ => format!("{}: {error}", path.display()),
    })
}

/// A file of a folder that others may have written. What is no plain file is not opened: a pipe is waited for, a device has no end.
fn read_plain(path: &Path) -> std::io::Result<Vec<u8>> {
    match std::fs::metadata(path)?.is_file() {
        true => std::fs::read(path),
        false => Err(std::io::Error::other("no plain file")),
    }
}

/// Writes a file, whole or not at all.
fn write_whole(path: &Path, content: impl AsRef<[u8]>) -> Result<(), String> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let unfinished = path.with_file_name(name);
    let written = std::fs::write(&unfinished, content).and_then(|()| std::fs::rename(&unfinished, path));
    written.map_err(|error| {
        // What is left of it helps nobody; the first error is the one to tell.
        let _ = std::fs::remove_file(&unfinished);
        format!("{}: {error}", path.display())
    })
}

fn with_runtime<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::runtime::Runtime::new().map_err(|error| error.to_string())?.block_on(work)
}

fn finish(outcome: Result<ExitCode, String>) -> ExitCode {
    outcome.unwrap_or_else(|error| refuse(&format!("donation-flow: {error}")))
}
