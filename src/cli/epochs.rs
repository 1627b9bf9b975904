//! `donation-flow epochs`: the table of Bitcoin's epochs with those that have begun since it was written, as the text of
//! `src/proof/epochs.txt`. An explorer tells headers; that they have work, stand on one another and have the bits that follow
//! from the epoch before, is checked here.

use super::transport::Transport;
use crate::explorer::{Outcome, Request};
use crate::proof::{Header, epoch, parse_hash, parse_hex};
use clap::Args;

/// Blocks above an epoch's first one until its bits are taken.
const CONFIRMATIONS: u64 = 6;

/// Prints the table of Bitcoin's epochs (src/proof/epochs.txt) with those that have begun since: exit code 0, or 2 where the
/// explorer does not tell them.
#[derive(Args)]
pub struct Epochs {
    /// An explorer of the Esplora schema, which is asked for headers.
    #[arg(long, value_name = "URL", default_value = "https://mempool.space/api")]
    api: String,
    /// The first epoch whose bits are worked out anew; without, the first that is not in the table.
    #[arg(long, value_name = "EPOCH")]
    from: Option<u64>,
}

/// The table's text.
pub async fn text(options: Epochs) -> Result<String, String> {
    let transport = Transport::new().map_err(|error| error.to_string())?;
    let api = options.api.trim_end_matches('/').to_owned();
    let known = epoch::count().min(options.from.unwrap_or(u64::MAX)).max(1);
    let bits = (0..known).filter_map(epoch::bits).collect();
    let bits = extended(bits, async |path| {
        let url = format!("{api}{path}");
        match transport.fetch(Request { url: url.clone(), headers: Vec::new(), body: None }).await {
            Outcome::Answer { status: 200, body, .. } => Ok(body),
            Outcome::Answer { status, .. } => Err(format!("{url}: status {status}")),
            _ => Err(format!("{url}: no answer")),
        }
    });
    Ok(epoch::written(&bits.await?))
}

/// The bits of every epoch that has begun, by those of the first ones, which must be there; `fetch` gets what stands behind a path
/// of the Esplora schema.
pub async fn extended(
    mut bits: Vec<u32>,
    mut fetch: impl AsyncFnMut(String) -> Result<String, String>,
) -> Result<Vec<u32>, String> {
    let tip = fetch("/blocks/tip/height".into()).await?;
    let tip: u64 = tip.trim().parse().map_err(|_| "the explorer's height is no number".to_owned())?;
    let mut header = async |height: u64| -> Result<Vec<u8>, String> {
        let about = |what: &str| format!("block {height}: {what}");
        let hash = fetch(format!("/block-height/{height}")).await?;
        let hash = parse_hash(hash.trim()).ok_or_else(|| about("the explorer gives no hash"))?;
        let raw = fetch(format!("/block/{}/header", crate::proof::hash_text(&hash))).await?;
        let raw = parse_hex(raw.trim()).ok_or_else(|| about("the explorer gives no header"))?;
        let is_it = Header::parse(&raw).is_ok_and(|header| header.hash() == hash);
        if is_it { Ok(raw) } else { Err(about("the header is not that of the block")) }
    };
    loop {
        let next = bits.len() as u64 * epoch::LENGTH;
        let Some(&last) = bits.last().filter(|_| next + CONFIRMATIONS <= tip) else { return Ok(bits) };
        let raw = [header(next - epoch::LENGTH).await?, header(next - 1).await?, header(next).await?];
        let [first, end, begin] = raw.each_ref().map(|raw| Header::parse(raw));
        let read = |error| format!("epoch {}: {error}", bits.len());
        let first = first.map_err(read)?;
        if first.bits != last {
            return Err(format!("epoch {}: its bits are not {last:08x}, as they were", bits.len() - 1));
        }
        let following = epoch::following(&first, &end.map_err(read)?, &begin.map_err(read)?).map_err(read)?;
        bits.push(following);
    }
}
