//! The sample explorer: chains of its own, answered in the schemas of Esplora, TronGrid, Blockscout and
//! Etherscan, and in Solana's.
//!
//! | file | what it is |
//! |---|---|
//! | `chain` | regtest blocks with true work and signatures, from templates |
//! | `wallet` | the keys and scripts of those who take part |
//! | `tron` | invented accounts and what moved between them |
//! | `solana` | the same of Solana, and its JSON-RPC |
//! | `evm`, `evm_stories` | the same of Ethereum and its kin, and what happened there |
//! | `utxo` | invented chains of Litecoin and Dogecoin, in the schemas of Esplora, BlockCypher and Blockbook |
//! | `stories` | the histories, by name |
//! | `cases` | three more, that the demo's articles are written about |
//! | `campaigns` | their campaign files |
//! | `lists` | invented lists of listed addresses |
//! | `prices` | invented closes, in the schemas of the sources of prices |
//! | `esplora`, `trongrid`, `evm_blockscout`, `evm_etherscan` | the answers |
//! | `fault` | answers gone wrong, on request |
//! | `page` | a transaction or an address, for readers |

pub mod campaigns;
pub mod cases;
pub mod chain;
pub mod esplora;
pub mod evm;
pub mod evm_blockscout;
pub mod evm_etherscan;
pub mod evm_stories;
pub mod fault;
pub mod lists;
mod page;
pub mod prices;
pub mod rng;
pub mod solana;
pub mod stories;
pub mod tron;
pub mod trongrid;
pub mod utxo;
pub mod wallet;

use fault::{Moment, Seen};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use trongrid::Recorded;

/// The sample's history begins at 2025-01-03T00:00:00Z.
pub const START: u64 = 1_735_862_400;
/// And ends at 2026-03-14T12:00:00Z.
pub const END: u64 = 1_773_489_600;

/// How many requests of one fault path the log keeps.
const LOG_ROWS: usize = 50_000;

pub struct Sample {
    pub branches: chain::Branches,
    pub ledger: tron::Ledger,
    pub solana: solana::Ledger,
    pub evm: [evm::Ledger; 2],
    pub litecoin: utxo::Chain,
    pub dogecoin: utxo::Chain,
    pub recorded: Recorded,
    /// The Bitcoin chain as an explorer has it that lacks some; made when it is asked for.
    lacking: OnceLock<chain::Branch>,
    /// Data requests by SPEC and token, in order.
    log: Mutex<BTreeMap<String, Vec<String>>>,
    /// SPECs and tokens for which the time has gone on.
    advanced: Mutex<BTreeSet<String>>,
    /// Other branches that were asked for.
    made: Mutex<BTreeMap<Seen, Arc<chain::Branch>>>,
}

/// An HTTP answer, and how it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
    /// Seconds, for the header.
    pub retry_after: Option<u32>,
    pub delay_ms: u64,
    /// The connection ends within the body.
    pub dropped: bool,
    pub no_cors: bool,
}

/// A decoded query string.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Sample {
    pub fn new(recorded: Recorded) -> Sample {
        let stories = vec![
            stories::relief(),
            stories::tangle(),
            stories::busy(stories::medium_address(), "medium", 31, 1_000, 36),
            stories::busy(stories::large_address(), "large", 41, 3_000, 120),
            cases::pledge(),
            cases::listed(),
            cases::many(),
        ];
        let mut ledger = tron::Ledger::default();
        stories::relief_usdt(&mut ledger);
        stories::tangle_tron(&mut ledger);
        stories::staking(&mut ledger);
        stories::frozen(&mut ledger);
        cases::pledge_tron(&mut ledger);
        cases::listed_tron(&mut ledger);
        Sample {
            branches: chain::mine(stories, START, END),
            ledger,
            solana: solana::stories(),
            evm: evm_stories::ledgers(),
            litecoin: utxo::stories::litecoin(),
            dogecoin: utxo::stories::dogecoin(),
            recorded,
            lacking: OnceLock::new(),
            log: Mutex::default(),
            advanced: Mutex::default(),
            made: Mutex::default(),
        }
    }

    /// Answers a GET; none where the path is not the sample's. `host` is what the client calls this server.
    pub fn answer(&self, host: &str, path: &str, query: &Query) -> Option<Answer> {
        let origin = format!("http://{host}");
        match path.strip_prefix("/fault/").map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
            Some((key, rest)) => Some(self.faulty(&origin, key, rest, query)),
            None => self.plain(&origin, path.trim_start_matches('/'), query, Seen::All),
        }
    }

    /// Answers a POST.
    pub fn post(&self, path: &str, is_json: bool, body: &[u8]) -> Answer {
        let plain = |path: &str| match path.trim_matches('/') {
            "solana" if is_json => solana::answer(&self.solana, body, solana::PAGE),
            "wallet/triggerconstantcontract" if is_json => trongrid::called(&self.ledger, body),
            "solana" | "wallet/triggerconstantcontract" => {
                Answer { status: 415, ..Answer::text("Content-Type: application/json is required") }
            }
            path if let Some(ledger) = self.node_of(path).filter(|_| is_json) => {
                evm_etherscan::rpc(ledger, body)
            }
            _ => Answer { status: 405, ..Answer::text("only GET") },
        };
        let Some(rest) = path.strip_prefix("/fault/") else { return plain(path) };
        let (key, path) = rest.split_once('/').unwrap_or((rest, ""));
        let key = &fault::key(key);
        match fault::parse(key) {
            Ok(faults) => {
                let moment = self.note(key, format!("/{path} {}", solana::methods(body)));
                fault::spoil(&faults, moment, plain(path))
            }
            Err(error) => Answer { status: 400, ..Answer::text(error) },
        }
    }

    /// The chain whose Blockscout answers as a node at this path.
    fn node_of(&self, path: &str) -> Option<&evm::Ledger> {
        let chain = path.strip_prefix("evm/")?.strip_suffix("/api/eth-rpc")?;
        self.evm.iter().find(|ledger| ledger.chain_id.to_string() == chain)
    }

    /// Writes a request of a fault path down.
    fn note(&self, key: &str, request: String) -> Moment {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = log.entry(key.to_owned()).or_default();
        if requests.len() < LOG_ROWS {
            requests.push(request);
        }
        let advanced = self.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        Moment { count: requests.len() as u32, is_advanced: advanced.contains(key) }
    }

    fn faulty(&self, origin: &str, key: &str, path: &str, query: &Query) -> Answer {
        let key = &fault::key(key);
        let faults = match fault::parse(key) {
            Ok(faults) => faults,
            Err(error) => return Answer { status: 400, ..Answer::text(error) },
        };
        let not_found = || Answer { status: 404, ..Answer::text("Not Found") };
        let room = path.split('/').next().unwrap_or_default();
        if !["api", "v1", "evm", "ltc", "blockcypher", "blockbook", "lists"].contains(&room) {
            return self.plain(origin, path, query, Seen::All).unwrap_or_else(not_found);
        }
        let moment = self.note(key, format!("/{path}{}", query.text()));
        let origin = fault::origin(origin, key);
        let answer = self.plain(&origin, path, query, fault::seen(&faults, moment));
        fault::spoil(&faults, moment, answer.unwrap_or_else(not_found))
    }

    fn coin(&self, ticker: &str) -> Option<&utxo::Chain> {
        [&self.litecoin, &self.dogecoin].into_iter().find(|chain| chain.coin.ticker == ticker)
    }

    /// A branch that somebody sees; each is made once.
    fn made(&self, seen: Seen, make: &dyn Fn() -> chain::Branch) -> Arc<chain::Branch> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(seen).or_insert_with(|| Arc::new(make())))
    }

    fn plain(&self, origin: &str, path: &str, query: &Query, seen: Seen) -> Option<Answer> {
        let (room, rest) = path.split_once('/').unwrap_or((path, ""));
        Some(match room {
            "api" => match seen {
                Seen::All => esplora::answer(&self.branches.main, rest),
                Seen::OtherBranch => esplora::answer(&self.branches.other, rest),
                Seen::Lacking => {
                    let lacking = self.lacking.get_or_init(|| self.branches.main.lacking());
                    esplora::answer(lacking, rest)
                }
                Seen::Until(height) => {
                    esplora::answer(&self.made(seen, &|| self.branches.main.until(height)), rest)
                }
                Seen::Replaced(blocks) => {
                    esplora::answer(&self.made(seen, &|| self.branches.main.replaced(blocks)), rest)
                }
            },
            "v1" => trongrid::answer(&self.ledger, &self.recorded, origin, rest, query),
            "evm" => return self.evm(rest, query),
            "ltc" => match rest.strip_prefix("api/") {
                Some(rest) => utxo::esplora::answer(&self.litecoin, rest, utxo::esplora::PAGE),
                None => page::utxo(&self.litecoin, rest),
            },
            "blockcypher" => {
                let rest = rest.strip_prefix("v1/")?;
                let (ticker, rest) = rest.split_once("/test3")?;
                utxo::blockcypher::answer(self.coin(ticker)?, rest, query, utxo::blockcypher::PAGE)
            }
            "blockbook" => {
                let (ticker, rest) = rest.split_once('/')?;
                let chain = self.coin(ticker)?;
                match rest.split('/').next() {
                    Some("api") => utxo::blockbook::answer(chain, rest, query, utxo::blockbook::PAGE),
                    _ => page::utxo(chain, rest),
                }
            }
            "campaigns" if rest.is_empty() => Answer::json(&campaigns::names(&self.recorded)),
            "campaigns" => {
                let origin = match query.get("fault") {
                    Some(spec) => fault::origin(origin, spec),
                    None => origin.to_owned(),
                };
                let name = rest.strip_suffix(".json")?;
                Answer::json(&campaigns::file(name, &origin, &self.recorded)?)
            }
            "prices" => prices::answer(rest, query)?,
            "lists" => lists::answer(rest)?,
            "tx" => page::transaction(self, rest),
            "address" => page::address(self, rest),
            "advance" => {
                let key = fault::key(query.get("fault").unwrap_or_default());
                self.advanced.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
                Answer::text("the time has gone on")
            }
            "log" => {
                let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
                let wanted = fault::key(query.get("fault").unwrap_or_default());
                Answer::json(&log.get(&wanted).map_or(&[][..], Vec::as_slice))
            }
            _ => return None,
        })
    }

    /// Answers below `/evm/`: `v2/api` for all chains, and `CHAIN_ID/…` as an instance of Blockscout, with its pages.
    fn evm(&self, path: &str, query: &Query) -> Option<Answer> {
        let (chain, rest) = path.split_once('/')?;
        let ledger = || self.evm.iter().find(|ledger| ledger.chain_id.to_string() == chain);
        Some(match rest.split_once('/').unwrap_or((rest, "")) {
            ("api", "") if chain == "v2" => evm_etherscan::answer_v2(&self.evm, query),
            ("api", "") => evm_etherscan::answer(ledger()?, evm_etherscan::Dialect::Blockscout, query),
            ("api", rest) => {
                let path = rest.strip_prefix("v2/")?;
                evm_blockscout::answer(ledger()?, path, query, evm_blockscout::PAGE)
            }
            ("tx", id) => page::evm_transaction(ledger()?, id),
            ("address", address) => page::evm_address(ledger()?, address),
            _ => return None,
        })
    }
}

impl Answer {
    fn new(content_type: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            status: 200,
            content_type,
            body: body.into(),
            retry_after: None,
            delay_ms: 0,
            dropped: false,
            no_cors: false,
        }
    }

    pub fn text(text: impl Into<String>) -> Answer {
        Answer::new("text/plain; charset=utf-8", text.into())
    }

    pub fn html(page: String) -> Answer {
        Answer::new("text/html; charset=utf-8", page)
    }

    pub fn bytes(bytes: Vec<u8>) -> Answer {
        Answer::new("application/octet-stream", bytes)
    }

    pub fn json(value: &(impl serde::Serialize + ?Sized)) -> Answer {
        Answer::new("application/json", serde_json::to_vec(value).expect("plain data serializes"))
    }
}

impl Query {
    /// Reads what stands after a URL's `?`.
    pub fn parse(text: &str) -> Query {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decoded(name), percent_decoded(value))
        };
        Query(text.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn text(&self) -> String {
        let pairs: Vec<String> = self.pairs().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// Text of a URL's part without its percent signs; bytes that make no UTF-8 become question marks.
pub fn percent_decoded(text: &str) -> String {
    let hex = |byte: u8| (byte as char).to_digit(16);
    let (mut bytes, mut decoded) = (text.bytes(), Vec::with_capacity(text.len()));
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        match (byte, ahead.next().and_then(hex), ahead.next().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                bytes = ahead;
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
