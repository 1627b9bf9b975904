//! GraphSense TagPacks: tags that say of an address whose it is, each with a source.
//! <https://github.com/graphsense/graphsense-tagpacks/wiki/GraphSense-TagPacks>
//!
//! | quirk | seen in |
//! |---|---|
//! | What stands before `tags` holds for every tag that does not say otherwise | all packs |
//! | `currency` is a chain's ticker or a token's; newer packs have `network` beside it | packs of exchanges' reserves |
//! | Categories are of a taxonomy of entities, or `concepts`, a list of them | <https://graphsense.org/DW-VA-Taxonomy/taxonomies/entities> |

use super::yaml::{self, Node};
use crate::campaign::{Label, LabelKind, Text, https_fault};
use crate::chain::{Address, Chain, Day};
use crate::cli::lists::draft::Refusal;
use crate::cli::lists::xml::Fault;

/// The longest file that is read, in bytes.
pub const SIZE_LIMIT: usize = 32 << 20;

/// Characters of a label's texts at most, as in a campaign file.
const TEXT_LIMIT: usize = 2_000;

/// Categories whose addresses convert what comes in: what goes there is no return.
const EXCHANGES: [&str; 3] = ["exchange", "defi_dex", "dex"];

const SERVICES: [&str; 21] = [
    "service",
    "hosted_wallet",
    "hosting_wallet",
    "hosting",
    "wallet_service",
    "escrow_wallet",
    "cold_wallet",
    "payment_processor",
    "atm",
    "mixing_service",
    "coinjoin",
    "gambling",
    "market",
    "shop",
    "faucet",
    "miner",
    "mining_service",
    "filesharing",
    "vpn",
    "defi",
    "defi_lending",
];

/// Reads the labels of a pack, and what of it is none. `kind` is that of all its tags, where the publisher says so.
///
/// # Errors
///
/// Where the text is not a TagPack.
pub fn labels(
    source: &str,
    text: &str,
    kind: Option<LabelKind>,
) -> Result<(Vec<Label>, Vec<Refusal>), Fault> {
    if text.len() > SIZE_LIMIT {
        return Err(Fault { line: 0, why: "the file is longer than 32 MiB".into() });
    }
    let pack = yaml::parse(text)?;
    let tags = pack.field("tags").and_then(Node::items);
    let tags =
        tags.ok_or(Fault { line: pack.line, why: "there is no list of tags: is this a TagPack?".into() })?;
    let (mut labels, mut refused) = (Vec::new(), Vec::new());
    for tag in tags {
        match (Tag { own: tag, pack: &pack }).label(kind) {
            Ok(label) => labels.push(label),
            Err((what, why)) => {
                let what = what.chars().filter(|character| !character.is_control()).take(120).collect();
                refused.push(Refusal { source: source.into(), line: tag.line, what, why });
            }
        }
    }
    Ok((labels, refused))
}

/// A tag and what holds for all of its pack.
struct Tag<'p> {
    own: &'p Node,
    pack: &'p Node,
}

impl Tag<'_> {
    /// The label, or what is refused and why.
    fn label(&self, kind: Option<LabelKind>) -> Result<Label, (String, String)> {
        let Some(text) = self.own.field("address").and_then(Node::text) else {
            return Err((String::new(), "the tag has no address".into()));
        };
        let address = self.address(text).map_err(|why| (text.to_owned(), why))?;
        let refused = |why: String| (text.to_owned(), why);
        let line = |name: &str| match self.text(name) {
            Some(said) if said.chars().count() <= TEXT_LIMIT && !said.contains(char::is_control) => {
                Ok(Text::plain(said))
            }
            Some(_) => Err(refused(format!("its {name} is too long or has control characters"))),
            None => Err(refused(format!("it has no {name}"))),
        };
        let url = match self.text("source") {
            Some(url) if https_fault(url).is_none() => url.to_owned(),
            Some(url) => return Err(refused(format!("its source is no https URL: {url}"))),
            None => return Err(refused("it has no source".into())),
        };
        Ok(Label {
            address,
            label: line("label")?,
            kind: kind.unwrap_or_else(|| self.kind()),
            issuer: line("creator")?,
            url,
            listed: None,
            delisted: None,
            read: self.text("lastmod").and_then(|time| Day::parse(time.get(..10)?)),
        })
    }

    fn address(&self, text: &str) -> Result<Address, String> {
        let Some(ticker) = self.text("network").or_else(|| self.text("currency")) else {
            return Err("it has no currency".into());
        };
        let mut fault = None;
        for chain in chains(&ticker.to_ascii_uppercase()) {
            match Address::parse(*chain, text) {
                Ok(address) => return Ok(address),
                Err(error) => _ = fault.get_or_insert(error),
            }
        }
        Err(fault
            .map_or_else(|| format!("{ticker} is on no chain that is read here"), |error| error.to_string()))
    }

    fn kind(&self) -> LabelKind {
        let mut categories = vec![self.text("category")];
        for concepts in [self.own, self.pack].into_iter().filter_map(|holder| holder.field("concepts")) {
            categories.extend(concepts.items().unwrap_or_default().iter().map(Node::text));
        }
        let is_one_of = |names: &[&str]| categories.iter().flatten().any(|category| names.contains(category));
        if is_one_of(&EXCHANGES) {
            LabelKind::Exchange
        } else if is_one_of(&SERVICES) {
            LabelKind::Service
        } else {
            LabelKind::Alleged
        }
    }

    /// The tag's own field, else the pack's.
    fn text(&self, name: &str) -> Option<&str> {
        self.own.field(name).or_else(|| self.pack.field(name)).and_then(Node::text)
    }
}

/// The chains that a ticker's addresses can be on.
fn chains(ticker: &str) -> &'static [Chain] {
    match ticker {
        "BTC" | "XBT" => &[Chain::Bitcoin],
        "LTC" => &[Chain::Litecoin],
        "DOGE" => &[Chain::Dogecoin],
        "TRX" => &[Chain::Tron],
        "SOL" => &[Chain::Solana],
        "ETH" => &[Chain::Ethereum],
        "MATIC" | "POL" => &[Chain::Polygon],
        "BNB" | "BSC" | "BEP20" => &[Chain::Bnb],
        "ARB" => &[Chain::Arbitrum],
        "OP" => &[Chain::Optimism],
        "BASE" => &[Chain::Base],
        "XDAI" => &[Chain::Gnosis],
        "USDT" | "USDC" | "DAI" | "WETH" => &[Chain::Ethereum, Chain::Tron, Chain::Solana],
        _ => &[],
    }
}
