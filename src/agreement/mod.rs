//! What a second explorer, run by others than the first, says of the same addresses at the same height.
//!
//! A list that leaves out a true transaction looks whole: no proof of what it has shows what it lacks. Two lists that were kept
//! apart and come to the same counts and sums are the best sign there is that neither lacks anything. It is a sign, no proof.

mod ask;

use crate::campaign::url::is_loopback;
use crate::campaign::{Campaign, Explorer, default_explorers};
use crate::chain::{Address, Amount, Chain, Timestamp};
use crate::explorer::host;
use crate::plain::{before, cut_last, has};
pub use ask::Corroboration;

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

/// Who may be asked as a second explorer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The campaign's own explorers alone.
    Named,
    /// Those, then the asset table's.
    Anybody,
    /// The same, as far as a browser can.
    Browser,
}

/// The explorer whose lists of a chain the figures are made of, and one that is run by others. `answered` are those of the
/// campaign's that did, in their order.
#[inline(never)]
pub fn explorers(campaign: &Campaign, answered: &[usize], chain: Chain, whom: Whom) -> [Option<Explorer>; 2] {
    let mut known: Vec<&Explorer> = Vec::new();
    for &index in answered {
        known.extend(campaign.explorers.get(index).filter(|explorer| explorer.chain == chain));
    }
    known.extend(campaign.explorers.iter().filter(|explorer| explorer.chain == chain));
    let of_table = default_explorers(chain);
    let first = known.first().copied().or(of_table.first());
    let mut second = None;
    if let Some(first) = first {
        // Of a chain on this machine nobody else knows.
        let others_too = match whom == Whom::Named || is_loopback(host(first)) {
            true => &[][..],
            false => &of_table[..],
        };
        let others = operator(host(first));
        for other in known.iter().copied().chain(others_too) {
            let may_ask = whom != Whom::Browser || other.api.is_for_browsers();
            if second.is_none() && may_ask && operator(host(other)) != others {
                second = Some(other.clone());
            }
        }
    }
    [first.cloned(), second]
}

/// Stands for who runs a host: the domain that was registered, as far as two or three labels tell it; of a bare IP address, and of
/// this machine, all of it with its port.
fn operator(host: &str) -> &str {
    let name = before(host, b":");
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let Some((rest, top)) = cut_last(name, b'.').filter(|_| !is_number && !has(host.as_bytes(), b'[')) else {
        return host;
    };
    let Some((rest, second)) = cut_last(rest, b'.') else { return name };
    // As in `org.uk`: a country's own second level.
    let is_public = top.len() == 2 && second.len() <= 3;
    let start = match cut_last(rest, b'.') {
        _ if !is_public => rest.len() + 1,
        Some((rest, _)) => rest.len() + 1,
        None => 0,
    };
    name.get(start..).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{Whom, explorers, operator};
    use crate::campaign::Campaign;
    use crate::chain::{Address, Chain};
    use crate::explorer::host;

    #[test]
    fn the_second_is_run_by_others_and_is_whom_one_may_ask() {
        let address =
            Address::parse(Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").expect("an address");
        let mut campaign = Campaign::of_address(address);
        let asked = |campaign: &Campaign, answered: &[usize], whom| {
            let both = explorers(campaign, answered, Chain::Bitcoin, whom);
            both.map(|explorer| explorer.as_ref().map_or("", host).to_owned())
        };
        assert_eq!(asked(&campaign, &[], Whom::Named), ["mempool.space", "blockstream.info"]);
        assert_eq!(asked(&campaign, &[1, 0], Whom::Browser), ["blockstream.info", "mempool.space"]);
        campaign.explorers.truncate(1);
        campaign.explorers[0].url = "https://btc.example/api".into();
        assert_eq!(asked(&campaign, &[], Whom::Named), ["btc.example", ""]);
        assert_eq!(asked(&campaign, &[0], Whom::Anybody), ["btc.example", "mempool.space"]);
        // Of a chain on this machine nobody else is asked.
        campaign.explorers[0].url = "http://127.0.0.1:9/api".into();
        assert_eq!(asked(&campaign, &[0], Whom::Anybody), ["127.0.0.1:9", ""]);
    }

    #[test]
    fn an_operator_is_known_by_the_registered_domain() {
        for (host, expected) in [
            ("mempool.space", "mempool.space"),
            ("liquid.mempool.space:443", "mempool.space"),
            ("eth.blockscout.com", "blockscout.com"),
            ("a.b.example.org.uk", "example.org.uk"),
            ("example.org.uk", "example.org.uk"),
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("[::1]:80", "[::1]:80"),
            ("localhost:8080", "localhost:8080"),
            ("", ""),
            (".", "."),
            ("..", ".."),
        ] {
            assert_eq!(operator(host), expected, "{host}");
        }
    }
}
