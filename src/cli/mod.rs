//! The native command: check a campaign file, write a snapshot, serve the demo with a sample explorer.

pub mod sample;
pub mod serve;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What a cryptocurrency donation campaign received, what of it stayed, where it went.
#[derive(Parser)]
#[command(name = "donation-flow", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serves the demo on this machine, with a built-in sample explorer.
    Serve {
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// The folder of the built demo.
        #[arg(long, default_value = "dist")]
        dist: PathBuf,
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
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failure(&error.to_string()),
    };
    match arguments.verb {
        Verb::Serve { port, dist, recorded, latency } => {
            let serve = serve::Serve { port, dist, recorded, latency: Duration::from_millis(latency) };
            match runtime.block_on(serve::run(serve, |url| println!("donation-flow: {url}"))) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => failure(&error),
            }
        }
    }
}

fn failure(error: &str) -> ExitCode {
    eprintln!("donation-flow: {error}");
    ExitCode::FAILURE
}
