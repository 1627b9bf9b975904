//! What a second explorer, run by others than the first, says of the same addresses at the same height.
//!
//! A list that leaves out a true transaction looks whole: no proof of what it has shows what it lacks. Two lists that were kept
//! apart and come to the same counts and sums are the best sign there is that neither lacks anything. It is a sign, no proof.

use crate::chain::{Address, Amount, Chain, Timestamp};

/// What came of asking a second explorer about a campaign's addresses on one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub chain: Chain,
    pub finding: Finding,
    /// The host whose list the figures are made of, then the second's; empty where none is known.
    pub hosts: [String; 2],
    /// The block up to which both were compared, on chains of outputs.
    pub height: Option<u64>,
    /// The last second that was compared, on chains of accounts: their lists tell no height.
    pub until: Option<Timestamp>,
    /// How many of the campaign's addresses were asked about.
    pub addresses: u32,
    /// What both have where they agree: transactions of all the addresses, one that touches two of them twice.
    pub transactions: u64,
    /// What both have where they agree, an asset each.
    pub sums: Vec<AgreedSum>,
    /// Where they do not: every figure that is another than the one shown.
    pub differs: Vec<Difference>,
}

/// What the addresses received and spent of an asset, moves between them included, without fees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreedSum {
    /// None for the native asset.
    pub contract: Option<Box<str>>,
    pub received: Amount,
    pub spent: Amount,
}

/// A figure of an explorer's that is not the one shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose figure it is.
    pub host: String,
    /// The campaign's address that it is about; none where it is about all of them.
    pub address: Option<Address>,
    pub contract: Option<Box<str>>,
    pub figure: Figure,
    /// As the lists add up that the figures are made of.
    pub shown: u128,
    /// As that explorer has it.
    pub theirs: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A number of transactions.
    Transactions,
    /// Base units.
    Received,
    /// Base units.
    Spent,
}

/// How it ended. Only the first is agreement: silence is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    Agrees,
    Differs,
    /// One of the two gave no answer that could be read.
    NotAnswered,
    /// Blocks came between the questions each time.
    NotAtOneHeight,
    /// No explorer by others is known.
    NoSecond,
}

impl Finding {
    pub const ALL: [Finding; 5] =
        [Finding::Agrees, Finding::Differs, Finding::NotAnswered, Finding::NotAtOneHeight, Finding::NoSecond];

    /// Their names in `report.json`, and of their words, in the same order.
    pub const NAMES: [&str; 5] = ["agrees", "differs", "not-answered", "not-at-one-height", "no-second"];

    pub fn name(self) -> &'static str {
        Finding::NAMES[self as usize]
    }
}

impl Figure {
    pub const ALL: [Figure; 3] = [Figure::Transactions, Figure::Received, Figure::Spent];

    /// Their names in `report.json`, and of their words, in the same order.
    pub const NAMES: [&str; 3] = ["transactions", "received", "spent"];

    pub fn name(self) -> &'static str {
        Figure::NAMES[self as usize]
    }
}

impl Agreement {
    /// Whether the two agree about a transaction of this height, or of this time where no height is told.
    pub fn covers(&self, chain: Chain, height: Option<u64>, time: Timestamp) -> bool {
        let is_before = match (self.height, height) {
            (Some(last), Some(height)) => height <= last,
            (Some(_), None) => false,
            (None, _) => self.until.is_some_and(|until| time <= until),
        };
        self.finding == Finding::Agrees && self.chain == chain && is_before
    }
}
