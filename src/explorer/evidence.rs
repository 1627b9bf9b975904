//! Asks Esplora for the evidence that transactions are in blocks: their raw bytes, branches and headers, the blocks'
//! coinbases, and the transactions that they spend from. The same requests and outcomes as a scan's, the same manners.
//!
//! Nothing of it is believed: an answer that does not hash to what it was asked by is refused, and the next explorer asked.
//! What comes goes into [`Bundle`]s, and [`proof::Check`](crate::proof::Check) says what they show. Other APIs than Esplora
//! give no raw transactions or branches.
//!
//! | path | what |
//! |---|---|
//! | `/block-height/:n` | a block's hash, where the listing did not tell it |
//! | `/block/:hash/header`, `/block/:hash/txid/0` | its header, and its coinbase's id |
//! | `/tx/:id/merkle-proof` | `{block_height, merkle, pos}`: a branch, the leaf's sibling first |
//! | `/tx/:id/hex` | a raw transaction, with its witness |

use super::failure::Failure;
use super::scan::LOOK_AGAIN_MS;
use super::{Gap, GapKind, Next, Outcome, Request, SPACING_MS, Ticket, host};
use crate::campaign::Campaign;
use crate::campaign::url::is_loopback;
use crate::chain::{Api, Chain, UtxoTx};
use crate::json;
use crate::plain::push_number;
use crate::proof::header::has_proofs;
use crate::proof::sha256::{Hash, sha256d};
use crate::proof::transaction::strip;
use crate::proof::{
    BlockProof, Bundle, Header, ProofError, Transaction, TxProof, hash_text, merkle, parse_hash, parse_hex,
};
use crate::sorted::include;
use std::sync::Arc;

/// Transactions whose evidence is in one bundle, at most.
pub const BUNDLE: usize = 256;

/// Tickets of evidence begin here, so that they are none of the scan's, and end before those of second explorers.
const FIRST_TICKET: u32 = 1 << 28;
const LAST_TICKET: u32 = (1 << 29) - 1;

/// The evidence of a campaign's transactions, as far as it has come.
pub struct Evidence {
    campaign: Arc<Campaign>,
    /// By campaign's explorer.
    sources: Vec<Source>,
    /// Those that transactions are in: by chain, in the order of their heights.
    blocks: Vec<Block>,
    /// By id: transactions without witness. Of those that are wanted and not there, nothing.
    raw: Vec<(Hash, Vec<u8>)>,
    /// The ids of those that are to be shown, sorted.
    wanted: Vec<Hash>,
    /// The next block to ask about.
    next_block: usize,
    /// Of the block before it: what is still to be asked, the next one last.
    asks: Vec<Ask>,
    /// The explorer that the next one is asked from.
    source: Option<usize>,
    /// An answer is awaited.
    under_way: bool,
    /// Those sent so far; the last one's number is its ticket.
    requests: u32,
    tries: u32,
    /// No request starts before.
    due_ms: u64,
    waits: bool,
    stopped: bool,
}

#[derive(Clone, Default)]
struct Source {
    has_answered: bool,
    /// Requests given up in a row.
    given_up: u32,
    is_down: bool,
}

struct Block {
    chain: Chain,
    height: u64,
    /// Where the listing tells it, or an explorer.
    hash: Option<Hash>,
    /// Empty until it is there.
    header: Vec<u8>,
    coinbase: Option<Hash>,
    coinbase_branch: Option<Vec<Hash>>,
    transactions: Vec<Shown>,
    /// Why its header or its coinbase did not come.
    fault: String,
}

/// A transaction that is to be shown.
struct Shown {
    txid: Hash,
    /// Its place in the block, and its branch.
    branch: Option<(u32, Vec<Hash>)>,
    /// Why its evidence did not come, or shows nothing.
    fault: String,
}

/// A question. A number is a block's, a second one a transaction's within it.
#[derive(Clone, Copy)]
enum Ask {
    BlockHash(usize),
    Header(usize),
    Branch(usize, usize),
    Raw(usize, usize),
    Parent(Hash, usize, usize),
    CoinbaseId(usize),
    CoinbaseBranch(usize),
    CoinbaseRaw(usize),
}

impl Evidence {
    /// Of the transactions of UTXO chains that are in blocks, each chain's in the order of height and id.
    #[inline(never)]
    pub fn new(campaign: Arc<Campaign>, transactions: &[(Chain, Vec<UtxoTx>)]) -> Evidence {
        let mut evidence = Evidence {
            sources: vec![Source::default(); campaign.explorers.len()],
            campaign,
            blocks: Vec::new(),
            raw: Vec::new(),
            wanted: Vec::new(),
            next_block: 0,
            asks: Vec::new(),
            source: None,
            under_way: false,
            requests: 0,
            tries: 0,
            due_ms: 0,
            waits: false,
            stopped: false,
        };
        for (chain, transactions) in transactions {
            if has_proofs(*chain) {
                for tx in transactions {
                    evidence.want(*chain, tx);
                }
            }
        }
        evidence
    }

    fn want(&mut self, chain: Chain, tx: &UtxoTx) {
        let (Some(block), Some(txid)) = (&tx.block, parse_hash(&tx.txid.0)) else { return };
        let hash = block.hash.as_deref().and_then(parse_hash);
        let height = block.height;
        // Two blocks stand at one height where listings came before and after a reorganisation.
        let mut place = self.blocks.len();
        while place > 0 && self.blocks[place - 1].height == height && self.blocks[place - 1].chain == chain {
            place -= 1;
            if self.blocks[place].hash == hash {
                break;
            }
        }
        let is_known =
            self.blocks.get(place).is_some_and(|known| known.hash == hash && known.height == height);
        if !is_known {
            place = self.blocks.len();
            self.blocks.push(Block {
                chain,
                height,
                hash,
                header: Vec::new(),
                coinbase: None,
                coinbase_branch: None,
                transactions: Vec::new(),
                fault: String::new(),
            });
        }
        self.blocks[place].transactions.push(Shown { txid, branch: None, fault: String::new() });
        include(&mut self.wanted, txid);
    }

    /// Takes over what an earlier snapshot has, before anything is asked. It is believed no more than an explorer is.
    pub fn hold(&mut self, bundle: &Bundle) {
        for proof in &bundle.blocks {
            let Ok(header) = Header::parse(&proof.header) else { continue };
            let hash = header.hash();
            let is_it = |block: &Block| {
                block.chain == bundle.chain && block.height == proof.height && block.hash == Some(hash)
            };
            let Some(block) = self.blocks.iter().position(is_it) else { continue };
            self.blocks[block].header = proof.header.clone();
            let coinbase = sha256d(&proof.coinbase);
            if self.take_branch(block, coinbase, 0, &proof.coinbase_branch) {
                self.put(coinbase, &proof.coinbase);
            }
            for shown in &proof.transactions {
                let txid = sha256d(&shown.raw);
                if self.take_branch(block, txid, shown.position, &shown.branch) {
                    self.put(txid, &shown.raw);
                }
            }
        }
        for parent in &bundle.parents {
            self.put(sha256d(parent), parent);
        }
    }

    fn put(&mut self, txid: Hash, raw: &[u8]) {
        if let Err(place) = self.place(&txid) {
            self.raw.insert(place, (txid, raw.to_vec()));
        }
    }

    fn place(&self, txid: &Hash) -> Result<usize, usize> {
        self.raw.binary_search_by(|(known, _)| known.cmp(txid))
    }

    fn bytes(&self, txid: &Hash) -> Option<&[u8]> {
        Some(&self.raw[self.place(txid).ok()?].1)
    }

    /// As [`Scan::next_request`](super::Scan::next_request).
    #[inline(never)]
    pub fn next_request(&mut self, now_ms: u64) -> Next {
        loop {
            let Some(ask) = self.next_ask() else { return Next::Done };
            if self.under_way {
                return Next::Wait(LOOK_AGAIN_MS);
            }
            if self.is_answered(ask) {
                self.asks.pop();
                self.follow(ask);
                continue;
            }
            let chain = self.blocks[block_of(ask)].chain;
            let Some(source) = self.source.or_else(|| self.source_from(chain, 0)) else {
                self.fail(ask, "no explorer that gives raw transactions");
                continue;
            };
            if self.sources[source].is_down {
                self.move_on(ask, source, "no answer");
                continue;
            }
            self.source = Some(source);
            if self.due_ms > now_ms {
                return Next::Wait(self.due_ms - now_ms);
            }
            self.under_way = true;
            self.requests += 1;
            let url = self.url(ask, source);
            let name = host(&self.campaign.explorers[source]);
            self.due_ms = now_ms + if is_loopback(name) { 0 } else { SPACING_MS };
            return Next::Request(self.ticket(), Request { url, headers: Vec::new(), body: None });
        }
    }

    fn ticket(&self) -> Ticket {
        Ticket(FIRST_TICKET | (self.requests & (LAST_TICKET - FIRST_TICKET)))
    }

    /// What is asked next; none at the end, and after a stop.
    fn next_ask(&mut self) -> Option<Ask> {
        while !self.stopped {
            if let Some(&ask) = self.asks.last() {
                return Some(ask);
            }
            let block = self.next_block;
            let count = self.blocks.get(block)?.transactions.len();
            self.next_block += 1;
            self.asks.push(Ask::CoinbaseId(block));
            for tx in (0..count).rev() {
                self.asks.push(Ask::Branch(block, tx));
            }
            self.asks.push(Ask::Header(block));
            self.asks.push(Ask::BlockHash(block));
        }
        None
    }

    fn is_answered(&self, ask: Ask) -> bool {
        let block = &self.blocks[block_of(ask)];
        match ask {
            Ask::BlockHash(_) => block.hash.is_some(),
            Ask::Header(_) => !block.header.is_empty(),
            Ask::Branch(_, tx) => block.transactions[tx].branch.is_some(),
            Ask::Raw(_, tx) => self.place(&block.transactions[tx].txid).is_ok(),
            Ask::Parent(txid, ..) => self.place(&txid).is_ok() || self.wanted.binary_search(&txid).is_ok(),
            Ask::CoinbaseId(_) => block.coinbase.is_some(),
            Ask::CoinbaseBranch(_) => block.coinbase_branch.is_some(),
            Ask::CoinbaseRaw(_) => block.coinbase.is_some_and(|txid| self.place(&txid).is_ok()),
        }
    }

    /// What is to be asked after an answer.
    fn follow(&mut self, ask: Ask) {
        // Who told a coinbase's id is asked for its branch: elsewhere the question would begin anew for ever.
        if !matches!(ask, Ask::CoinbaseId(_) | Ask::CoinbaseBranch(_)) {
            self.source = None;
        }
        self.tries = 0;
        match ask {
            Ask::BlockHash(_) | Ask::Header(_) | Ask::Parent(..) | Ask::CoinbaseRaw(_) => {}
            Ask::Branch(block, tx) => self.asks.push(Ask::Raw(block, tx)),
            Ask::Raw(block, tx) => {
                let Some(raw) = self.bytes(&self.blocks[block].transactions[tx].txid) else { return };
                let Ok(parsed) = Transaction::parse(raw) else { return };
                if !parsed.is_coinbase() {
                    let mut parents = Vec::new();
                    for input in parsed.inputs.iter().rev() {
                        parents.push(Ask::Parent(input.txid, block, tx));
                    }
                    self.asks.append(&mut parents);
                }
            }
            Ask::CoinbaseId(block) => self.asks.push(Ask::CoinbaseBranch(block)),
            Ask::CoinbaseBranch(block) => self.asks.push(Ask::CoinbaseRaw(block)),
        }
    }

    fn url(&self, ask: Ask, source: usize) -> String {
        let block = &self.blocks[block_of(ask)];
        let block_hash = block.hash.unwrap_or_default();
        let coinbase = block.coinbase.unwrap_or_default();
        let (before, hash, after) = match ask {
            Ask::BlockHash(_) => ("/block-height/", None, ""),
            Ask::Header(_) => ("/block/", Some(block_hash), "/header"),
            Ask::CoinbaseId(_) => ("/block/", Some(block_hash), "/txid/0"),
            Ask::Branch(_, tx) => ("/tx/", Some(block.transactions[tx].txid), "/merkle-proof"),
            Ask::CoinbaseBranch(_) => ("/tx/", Some(coinbase), "/merkle-proof"),
            Ask::Raw(_, tx) => ("/tx/", Some(block.transactions[tx].txid), "/hex"),
            Ask::Parent(txid, ..) => ("/tx/", Some(txid), "/hex"),
            Ask::CoinbaseRaw(_) => ("/tx/", Some(coinbase), "/hex"),
        };
        let mut url = self.campaign.explorers[source].url.clone();
        url += before;
        match hash {
            Some(hash) => url += &hash_text(&hash),
            None => push_number(&mut url, block.height.into()),
        }
        url += after;
        url
    }

    /// By what the answer to the request under way can be kept for ever, whoever gave it: it is what stands behind a hash.
    /// None for what can change.
    pub fn lasting_key(&self) -> Option<String> {
        let ask = *self.asks.last()?;
        // A branch is one of the block that it was asked for.
        let block = self.blocks[block_of(ask)].hash?;
        let mut key = self.url(ask, self.source?);
        key.drain(..self.campaign.explorers[self.source?].url.len());
        if matches!(ask, Ask::Branch(..) | Ask::CoinbaseBranch(_)) {
            key.push('@');
            key += &hash_text(&block);
        }
        Some(key)
    }

    /// Whether a ticket is of a request for evidence.
    pub fn is_asked_by(ticket: Ticket) -> bool {
        (FIRST_TICKET..=LAST_TICKET).contains(&ticket.0)
    }

    /// Takes what came of a request; whether it is what was asked for. What is no longer awaited is ignored.
    #[inline(never)]
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) -> bool {
        if !self.under_way || ticket != self.ticket() {
            return false;
        }
        self.under_way = false;
        self.waits = false;
        let (Some(&ask), Some(source)) = (self.asks.last(), self.source) else { return false };
        if let Outcome::Answer { status: 200..=299, body, .. } = &outcome {
            self.sources[source].has_answered = true;
            self.sources[source].given_up = 0;
            let is_taken = self.read(ask, body.trim_ascii());
            if is_taken {
                self.asks.pop();
                self.follow(ask);
            } else {
                self.move_on(ask, source, "not what was asked for");
            }
            return is_taken;
        }
        let failure = Failure::of(&outcome);
        self.tries += 1;
        if let Some(wait_ms) = failure.again_after_ms(self.tries) {
            self.waits = true;
            self.due_ms = now_ms + wait_ms;
            return false;
        }
        let given_up = &mut self.sources[source];
        if failure.may_help {
            given_up.given_up += 1;
            given_up.is_down |= !given_up.has_answered || given_up.given_up > 1;
        } else if let Outcome::Answer { status, .. } = outcome {
            // A key or a plan; by another status it says that it does not know this one.
            given_up.is_down |= matches!(status, 401 | 403);
        }
        self.move_on(ask, source, &failure.fault);
        false
    }

    /// Takes an answer; whether it is what was asked for.
    fn read(&mut self, ask: Ask, body: &str) -> bool {
        let block = block_of(ask);
        match ask {
            Ask::BlockHash(_) => {
                self.blocks[block].hash = parse_hash(body);
                self.blocks[block].hash.is_some()
            }
            Ask::Header(_) => {
                let Some(bytes) = parse_hex(body) else { return false };
                let is_it =
                    Header::parse(&bytes).is_ok_and(|header| Some(header.hash()) == self.blocks[block].hash);
                if is_it {
                    self.blocks[block].header = bytes;
                }
                is_it
            }
            Ask::CoinbaseId(_) => {
                self.blocks[block].coinbase = parse_hash(body);
                self.blocks[block].coinbase.is_some()
            }
            Ask::Branch(_, tx) => {
                let txid = self.blocks[block].transactions[tx].txid;
                branch(body)
                    .is_some_and(|(position, branch)| self.take_branch(block, txid, position, &branch))
            }
            Ask::CoinbaseBranch(_) => {
                let txid = self.blocks[block].coinbase.unwrap_or_default();
                branch(body).is_some_and(|(position, branch)| {
                    position == 0 && self.take_branch(block, txid, position, &branch)
                })
            }
            Ask::Raw(_, tx) => self.take_raw(block, self.blocks[block].transactions[tx].txid, body),
            Ask::Parent(txid, ..) => self.take_raw(block, txid, body),
            Ask::CoinbaseRaw(_) => {
                self.take_raw(block, self.blocks[block].coinbase.unwrap_or_default(), body)
            }
        }
    }

    fn take_raw(&mut self, block: usize, txid: Hash, digits: &str) -> bool {
        let Some(bytes) = parse_hex(digits) else { return false };
        let Ok(raw) = strip(self.blocks[block].chain, &bytes) else { return false };
        let is_it = sha256d(&raw) == txid;
        if is_it {
            self.put(txid, &raw);
        }
        is_it
    }

    /// Takes a branch; false where it does not lead from its transaction to the block's root.
    fn take_branch(&mut self, block: usize, txid: Hash, position: u32, branch: &[Hash]) -> bool {
        let block = &mut self.blocks[block];
        let Ok(header) = Header::parse(&block.header) else { return false };
        if merkle::check(txid, position, branch, &header.merkle_root).is_err() {
            return false;
        }
        if position == 0 {
            block.coinbase = Some(txid);
            block.coinbase_branch = Some(branch.to_vec());
        }
        for shown in &mut block.transactions {
            if shown.txid == txid {
                shown.branch = Some((position, branch.to_vec()));
            }
        }
        true
    }

    /// Asks the next explorer of the chain, or gives the question up.
    fn move_on(&mut self, ask: Ask, source: usize, fault: &str) {
        self.tries = 0;
        let block = block_of(ask);
        let next = self.source_from(self.blocks[block].chain, source + 1);
        match next {
            Some(next) => {
                self.source = Some(next);
                // What it was asked by is this explorer's word alone.
                if matches!(ask, Ask::CoinbaseBranch(_) | Ask::CoinbaseRaw(_)) {
                    self.blocks[block].coinbase = None;
                    self.blocks[block].coinbase_branch = None;
                    self.asks.pop();
                    self.asks.push(Ask::CoinbaseId(block));
                }
            }
            None => {
                let mut words = String::from(host(&self.campaign.explorers[source]));
                let path = self.url(ask, source);
                words += path.strip_prefix(&*self.campaign.explorers[source].url).unwrap_or_default();
                words += ": ";
                words += fault;
                self.fail(ask, &words);
            }
        }
    }

    /// Gives a question up, and those that its answer would have led to.
    fn fail(&mut self, ask: Ask, fault: &str) {
        self.asks.pop();
        self.source = None;
        self.tries = 0;
        let block = &mut self.blocks[block_of(ask)];
        match ask {
            Ask::BlockHash(_) | Ask::Header(_) => {
                self.asks.clear();
                block.fault = fault.into();
            }
            Ask::CoinbaseId(_) | Ask::CoinbaseBranch(_) | Ask::CoinbaseRaw(_) => block.fault = fault.into(),
            Ask::Branch(_, tx) | Ask::Raw(_, tx) | Ask::Parent(_, _, tx) => {
                block.transactions[tx].fault = fault.into();
            }
        }
    }

    /// The first explorer of a chain, from an index on, that may be asked.
    fn source_from(&self, chain: Chain, start: usize) -> Option<usize> {
        let may_be_asked = |index: &usize| {
            let explorer = &self.campaign.explorers[*index];
            explorer.chain == chain && explorer.api == Api::Esplora && !self.sources[*index].is_down
        };
        (start..self.sources.len()).find(may_be_asked)
    }

    /// Asks nothing more.
    pub fn stop(&mut self) {
        self.stopped = true;
        self.under_way = false;
    }

    /// Of how many transactions all has been asked, and of how many it is to be.
    pub fn progress(&self) -> (usize, usize) {
        let mut done = 0;
        for block in &self.blocks[..self.next_block.saturating_sub(1)] {
            done += block.transactions.len();
        }
        let is_done = self.asks.is_empty() && self.next_block == self.blocks.len();
        (if is_done { self.wanted.len() } else { done }, self.wanted.len())
    }

    /// An explorer asked for a pause, or did not answer.
    pub fn is_waiting(&self) -> bool {
        self.waits
    }

    /// The evidence that has come, [`BUNDLE`] transactions a bundle and each chain's apart.
    pub fn bundles(&self) -> Vec<Bundle> {
        let mut bundles: Vec<Bundle> = Vec::new();
        let (mut chain, mut count) = (None, 0);
        for block in &self.blocks {
            if chain != Some(block.chain) {
                (chain, count) = (Some(block.chain), 0);
            }
            for shown in &block.transactions {
                // What did not come keeps its place, so that a later snapshot's bundles are the same but for that.
                if count % BUNDLE == 0 {
                    bundles.push(Bundle { chain: block.chain, blocks: Vec::new(), parents: Vec::new() });
                }
                count += 1;
                if let (Some(proof), Some(bundle)) = (self.proof(shown), bundles.last_mut()) {
                    self.enter(bundle, block, proof);
                }
            }
        }
        bundles.retain(|bundle| !bundle.blocks.is_empty());
        for bundle in &mut bundles {
            bundle.parents = self.parents(bundle);
        }
        bundles
    }

    /// What has come of a transaction shows nothing: it is left out of the bundles. False where none of it is in them.
    pub fn refuse(&mut self, txid: &str, error: ProofError) -> bool {
        let txid = parse_hash(txid);
        let mut is_known = false;
        for block in &mut self.blocks {
            for shown in &mut block.transactions {
                if Some(shown.txid) == txid {
                    is_known |= shown.branch.is_some();
                    shown.branch = None;
                    shown.fault = error.name().into();
                }
            }
        }
        is_known
    }

    /// One gap a chain: of how many transactions some evidence did not come. It hides nothing that was received.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for block in &self.blocks {
            for shown in &block.transactions {
                let Some(fault) = self.fault(block, shown) else { continue };
                match gaps.last_mut().filter(|gap| gap.chain == block.chain) {
                    Some(gap) => gap.count = gap.count.map(|count| count.saturating_add(1)),
                    None => gaps.push(Gap {
                        chain: block.chain,
                        address: None,
                        kind: GapKind::NotProven,
                        from: None,
                        to: None,
                        count: Some(1),
                        detail: Some(fault.into()),
                    }),
                }
            }
        }
        gaps
    }

    /// Why some of a transaction's evidence is not there; none where all of it is.
    fn fault<'e>(&'e self, block: &'e Block, shown: &'e Shown) -> Option<&'e str> {
        let coinbase = block.coinbase.and_then(|txid| self.bytes(&txid));
        let is_shown = coinbase.is_some() && block.coinbase_branch.is_some() && shown.branch.is_some();
        let raw = self.bytes(&shown.txid).filter(|_| is_shown);
        if raw.is_some_and(|raw| self.has_parents(raw)) {
            return None;
        }
        Some(match (&*shown.fault, &*block.fault) {
            ("", "") if self.stopped => "stopped",
            ("", "") => "a transaction that it spends from",
            ("", fault) | (fault, _) => fault,
        })
    }

    /// Whether all that a transaction spends from is there.
    fn has_parents(&self, raw: &[u8]) -> bool {
        let Ok(tx) = Transaction::parse(raw) else { return false };
        tx.is_coinbase() || tx.inputs.iter().all(|input| self.place(&input.txid).is_ok())
    }

    fn proof(&self, shown: &Shown) -> Option<TxProof> {
        let (position, branch) = shown.branch.clone()?;
        Some(TxProof { position, branch, raw: self.bytes(&shown.txid)?.to_vec() })
    }

    /// Enters a transaction of a block into a bundle, where the block's header and coinbase are there.
    fn enter(&self, bundle: &mut Bundle, block: &Block, proof: TxProof) {
        let coinbase = block.coinbase.and_then(|txid| self.bytes(&txid));
        let (Some(coinbase), Some(branch)) = (coinbase, &block.coinbase_branch) else { return };
        match bundle.blocks.last_mut().filter(|last| last.header == block.header) {
            Some(last) => last.transactions.push(proof),
            None => bundle.blocks.push(BlockProof {
                height: block.height,
                header: block.header.clone(),
                coinbase: coinbase.to_vec(),
                coinbase_branch: branch.clone(),
                transactions: vec![proof],
            }),
        }
    }

    /// What a bundle's transactions spend from and the bundle does not have before.
    fn parents(&self, bundle: &Bundle) -> Vec<Vec<u8>> {
        let (mut known, mut parents): (Vec<Hash>, _) = (Vec::new(), Vec::new());
        for block in &bundle.blocks {
            for proof in &block.transactions {
                include(&mut known, sha256d(&proof.raw));
                let Ok(tx) = Transaction::parse(&proof.raw) else { continue };
                for input in &tx.inputs {
                    if known.binary_search(&input.txid).is_err()
                        && let Some(raw) = self.bytes(&input.txid)
                    {
                        include(&mut known, input.txid);
                        parents.push(raw.to_vec());
                    }
                }
            }
        }
        parents
    }
}

fn block_of(ask: Ask) -> usize {
    match ask {
        Ask::BlockHash(block) | Ask::Header(block) | Ask::Branch(block, _) | Ask::Raw(block, _) => block,
        Ask::Parent(_, block, _) => block,
        Ask::CoinbaseId(block) | Ask::CoinbaseBranch(block) | Ask::CoinbaseRaw(block) => block,
    }
}

/// Reads `/tx/:id/merkle-proof`: a position and a branch.
fn branch(body: &str) -> Option<(u32, Vec<Hash>)> {
    let answer = json::parse(body).ok()?;
    let mut branch = Vec::new();
    for item in answer.at("merkle")?.items()? {
        branch.push(parse_hash(item.as_str()?)?);
    }
    Some((answer.at("pos")?.as_u64()?.try_into().ok()?, branch))
}
