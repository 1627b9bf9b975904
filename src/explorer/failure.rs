//! A request that brought nothing, as those see it who ask beside the scan (lists, prices): why, and whether it is asked
//! again.

use super::scan::BACKOFF_MS;
use super::{BODY_LIMIT, Outcome};
use crate::plain::{parse_number, push_number};

/// Why a request brought nothing.
pub(crate) struct Failure {
    /// In English, for the reader who opens a note.
    pub fault: String,
    /// Another try may bring it.
    pub may_help: bool,
    /// What the server asks to be waited, in milliseconds.
    wait_ms: u64,
}

/// What does not come after so many tries is not asked for any more.
const TRIES: u32 = 3;

/// Waiting that a server may ask for by `Retry-After`.
const PATIENCE_MS: u64 = 30_000;

impl Failure {
    /// Of an outcome that brought no answer of use. (What is wrong with one that did, whoever reads it says.)
    #[inline(never)]
    pub fn of(outcome: &Outcome) -> Failure {
        let mut failure = Failure::because(String::from("no answer"), true);
        match outcome {
            Outcome::Failed => {}
            Outcome::Answer { status: 408 | 429 | 500..=599, retry_after, .. } => {
                let seconds = retry_after.as_deref().and_then(|text| parse_number(text.trim_ascii()));
                failure.wait_ms = seconds.unwrap_or(0).min(PATIENCE_MS.into()) as u64 * 1_000;
            }
            Outcome::Answer { status, .. } => {
                failure = Failure::because(String::from("answer "), false);
                push_number(&mut failure.fault, (*status).into());
            }
            Outcome::TooLong => {
                failure = Failure::because(String::from("longer than "), false);
                push_number(&mut failure.fault, (BODY_LIMIT >> 20) as u128);
                failure.fault += " MiB";
            }
        }
        failure
    }

    pub fn because(fault: String, may_help: bool) -> Failure {
        Failure { fault, may_help, wait_ms: 0 }
    }

    /// The milliseconds after which it is asked again, after so many tries; none where it is given up.
    #[inline(never)]
    pub fn again_after_ms(&self, tries: u32) -> Option<u64> {
        let wait_ms = self.wait_ms.max(BACKOFF_MS << tries.min(TRIES));
        (self.may_help && tries < TRIES && wait_ms <= PATIENCE_MS).then_some(wait_ms)
    }
}
