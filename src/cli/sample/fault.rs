//! Faults on request: `/fault/SPEC/…` and `/fault/SPEC~TOKEN/…` answer as `/…` does, with what SPEC says gone wrong.
//! Requests are counted by SPEC and TOKEN together.
//!
//! SPEC is a list of faults, joined by `+`. (Commas and `;` are read as `+` and `~`; but a campaign file's URLs may not
//! hold them, for they end up in a page's `connect-src`.) Each fault is a name, a value after `=` where it takes one, and when:
//! `@N` from the Nth request on, `xM` so many times (once after an `@N` alone). Without both, always. `@before` and `@after`
//! are about a GET of `/advance?fault=SPEC`, by which a test lets the time go on between two runs of a command.
//!
//! | fault | what comes |
//! |---|---|
//! | `429`, `500`, `404`, … | this status, with a line of text |
//! | `429-retry-after` | 429 with `Retry-After: 1`; `=S` for another number of seconds |
//! | `truncated` | half of the body, as if it were whole |
//! | `wrong-type` | an amount of the first row (in a block, where one list has waiting ones too), or a whole answer that is no list, is an object |
//! | `html` | a web page with status 200 |
//! | `slow` | the answer after 3 seconds; `=MS` for another time |
//! | `drop` | the connection ends before the answer does |
//! | `no-cors` | without the header that lets a page read it |
//! | `hides` | of each address's transactions one is in no list and in no sum: its newest payment, or where it paid nobody, the newest |
//! | `reorg` | from then on, the branch that replaced the chain's last blocks |
//! | `deep-reorg=N` | from then on, a branch that replaced the last N blocks, the lowest third of them without a payment |
//! | `until=H` | the Bitcoin chain as it was at height H, without what waits |
//! | `limit-in-200`, `key-in-200` | the words of Etherscan for too many requests, or a wrong key, with status 200 |
//! | `none` | nothing wrong: for the log alone |

use super::Answer;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    kind: Kind,
    /// The first request that it befalls, counted from 1.
    from: u32,
    /// How many it befalls.
    times: u32,
    /// Before the time went on, or after it, alone.
    advanced: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Status(u16, Option<u32>),
    Truncated,
    WrongType,
    Html,
    Slow(u64),
    Drop,
    NoCors,
    Reorg,
    DeepReorg(u32),
    Hides,
    Until(u32),
    /// Etherscan's error text.
    Said(&'static str),
    None,
}

/// A SPEC and its token as they stand in a campaign file.
pub fn key(text: &str) -> String {
    text.replace(',', "+").replace(';', "~")
}

/// Reads a SPEC; a token behind it is passed over.
pub fn parse(key: &str) -> Result<Vec<Fault>, String> {
    let spec = key.split('~').next().unwrap_or(key);
    spec.split('+').map(|fault| one(fault).ok_or_else(|| format!("no such fault: {fault}"))).collect()
}

/// The origin below which everything goes wrong as SPEC says, as it stands in a campaign file.
pub fn origin(origin: &str, spec: &str) -> String {
    format!("{origin}/fault/{}", key(spec))
}

fn one(text: &str) -> Option<Fault> {
    let (text, times) = match text.rsplit_once('x') {
        Some((before, times)) if !times.is_empty() && times.bytes().all(|byte| byte.is_ascii_digit()) => {
            (before, Some(times.parse().ok()?))
        }
        _ => (text, None),
    };
    let (text, from, advanced) = match text.split_once('@') {
        Some((fault, "before")) => (fault, None, Some(false)),
        Some((fault, "after")) => (fault, None, Some(true)),
        Some((fault, from)) => (fault, Some(from.parse().ok()?), None),
        None => (text, None, None),
    };
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.parse::<u64>().ok()?)),
        None => (text, None),
    };
    let kind = match name {
        "429-retry-after" => Kind::Status(429, Some(value.unwrap_or(1) as u32)),
        "truncated" => Kind::Truncated,
        "wrong-type" => Kind::WrongType,
        "html" => Kind::Html,
        "slow" => Kind::Slow(value.unwrap_or(3_000)),
        "drop" => Kind::Drop,
        "no-cors" => Kind::NoCors,
        "reorg" => Kind::Reorg,
        "deep-reorg" => Kind::DeepReorg(value?.try_into().ok()?),
        "hides" => Kind::Hides,
        "until" => Kind::Until(value?.try_into().ok()?),
        "limit-in-200" => Kind::Said("Max calls per sec rate limit reached (3/sec)"),
        "key-in-200" => Kind::Said("Invalid API Key (#err2)"),
        "none" => Kind::None,
        status => Kind::Status(status.parse().ok().filter(|status| (400..600).contains(status))?, None),
    };
    let forever = matches!(kind, Kind::Reorg | Kind::DeepReorg(_)) || from.is_none();
    let times = times.unwrap_or(if forever { u32::MAX } else { 1 });
    Some(Fault { kind, from: from.unwrap_or(1), times, advanced })
}

/// What the explorer sees of the Bitcoin chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    #[default]
    All,
    /// The branch that replaced the last blocks.
    OtherBranch,
    /// A branch that replaced so many of the last blocks.
    Replaced(u32),
    /// All but some transactions.
    Lacking,
    /// As it was at this height.
    Until(u32),
}

/// From what a request is answered.
pub fn seen(faults: &[Fault], moment: Moment) -> Seen {
    let mut seen = Seen::All;
    for fault in faults.iter().filter(|fault| fault.befalls(moment)) {
        match fault.kind {
            Kind::Reorg => seen = Seen::OtherBranch,
            Kind::DeepReorg(blocks) => seen = Seen::Replaced(blocks),
            Kind::Hides => seen = Seen::Lacking,
            Kind::Until(height) => seen = Seen::Until(height),
            _ => {}
        }
    }
    seen
}

/// When a request comes: after so many, itself counted, and whether the time has gone on.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub count: u32,
    pub is_advanced: bool,
}

/// Does to the answer to a request what the faults say.
pub fn spoil(faults: &[Fault], moment: Moment, mut answer: Answer) -> Answer {
    for fault in faults.iter().filter(|fault| fault.befalls(moment)) {
        match fault.kind {
            Kind::Status(status, retry_after) => {
                let text =
                    if status == 429 { "Too Many Requests" } else { "the sample explorer was asked to fail" };
                answer = Answer { status, retry_after, delay_ms: answer.delay_ms, ..Answer::text(text) };
            }
            Kind::Truncated => answer.body.truncate(answer.body.len() / 2),
            Kind::WrongType => answer.body = mistyped(&answer.body),
            Kind::Html => {
                let page = "<!doctype html><title>One moment, please</title><p>Checking your browser.</p>";
                answer = Answer { delay_ms: answer.delay_ms, ..Answer::html(page.to_owned()) };
            }
            Kind::Slow(ms) => answer.delay_ms = ms,
            Kind::Drop => answer.dropped = true,
            Kind::NoCors => answer.no_cors = true,
            Kind::Said(text) => {
                let said = serde_json::json!({"status": "0", "message": "NOTOK", "result": text});
                answer = Answer { delay_ms: answer.delay_ms, ..Answer::json(&said) };
            }
            Kind::Reorg | Kind::DeepReorg(_) | Kind::Hides | Kind::Until(_) | Kind::None => {}
        }
    }
    answer
}

impl Fault {
    fn befalls(&self, Moment { count, is_advanced }: Moment) -> bool {
        let is_time = self.advanced.is_none_or(|advanced| advanced == is_advanced);
        is_time && count >= self.from && count - self.from < self.times
    }
}

/// The body with an object where an amount of the first row should be.
fn mistyped(body: &[u8]) -> Vec<u8> {
    const UNEXPECTED: &str = r#"{"unexpected":{}}"#;
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return UNEXPECTED.into() };
    let lists = ["data", "items", "result", "txs", "transactions"];
    let rows = match lists.into_iter().find(|list| value[*list].is_array()) {
        Some(list) => &mut value[list],
        None => &mut value,
    };
    // Where waiting rows come first, each listing reads its own.
    let is_in_block = |row: &&mut Value| row["block_height"] != -1 && row["blockHeight"] != -1;
    let row = rows.as_array_mut().and_then(|rows| rows.iter_mut().find(is_in_block));
    let Some(row) = row else { return UNEXPECTED.into() };
    let odd = serde_json::json!({"unexpected": true});
    if row.get("vout").is_some() {
        row["vout"][0]["value"] = odd;
    } else if row.get("outputs").is_some() {
        row["outputs"][0]["value"] = odd;
    } else if row.get("total").is_some() {
        row["total"]["value"] = odd;
    } else if row.get("value").is_some() {
        row["value"] = odd;
    } else if row["result"].get("meta").is_some() {
        row["result"]["meta"]["fee"] = odd;
    } else if row.get("raw_data").is_some() {
        row["raw_data"]["contract"][0]["parameter"]["value"] = Value::from("unexpected");
    } else {
        *row = odd;
    }
    value.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(count: u32) -> Moment {
        Moment { count, is_advanced: false }
    }

    #[test]
    fn time_can_go_on() {
        let faults = parse("until=40@before+reorg@after").unwrap();
        assert_eq!(seen(&faults, at(9)), Seen::Until(40));
        assert_eq!(seen(&faults, Moment { count: 9, is_advanced: true }), Seen::OtherBranch);
        assert!(parse("until").is_err());
    }

    #[test]
    fn a_spec_says_what_and_when() {
        let faults = parse("500@3x2+slow=300~token").unwrap();
        assert_eq!(
            faults,
            [
                Fault { kind: Kind::Status(500, None), from: 3, times: 2, advanced: None },
                Fault { kind: Kind::Slow(300), from: 1, times: u32::MAX, advanced: None }
            ]
        );
        let statuses: Vec<u16> =
            (1..=6).map(|count| spoil(&faults, at(count), Answer::text("whole")).status).collect();
        assert_eq!(statuses, [200, 200, 500, 500, 200, 200]);
        assert_eq!(spoil(&faults, at(1), Answer::text("whole")).delay_ms, 300);
    }

    #[test]
    fn an_at_alone_is_once_and_a_reorganisation_stays() {
        let faults = parse(&key("429-retry-after@2,reorg@3;token")).unwrap();
        let answers = |count| spoil(&faults, at(count), Answer::text("whole"));
        assert_eq!((answers(1).status, answers(2).status, answers(3).status), (200, 429, 200));
        assert_eq!(answers(2).retry_after, Some(1));
        assert_eq!([1, 2].map(|count| seen(&faults, at(count))), [Seen::All; 2]);
        assert_eq!([3, 9].map(|count| seen(&faults, at(count))), [Seen::OtherBranch; 2]);
        assert_eq!(seen(&parse("hides").unwrap(), at(1)), Seen::Lacking);
    }

    #[test]
    fn a_faulty_explorer_may_stand_in_a_campaign_file() {
        let sample = super::super::Sample::new(super::super::trongrid::Recorded::default());
        let query = super::super::Query::parse("fault=500@3x2,slow=300;token");
        let file = sample.answer("127.0.0.1:8080", "/campaigns/relief.json", &query).unwrap();
        let campaign = crate::campaign::Campaign::parse(std::str::from_utf8(&file.body).unwrap()).unwrap();
        assert_eq!(campaign.explorers[1].url, "http://127.0.0.1:8080/fault/500@3x2+slow=300~token");
    }

    #[test]
    fn an_unknown_fault_is_refused_by_name() {
        assert_eq!(parse("500+thunder"), Err("no such fault: thunder".into()));
        assert!(parse("200").is_err(), "a status that is no error is no fault");
        assert!(parse("slow=soon").is_err());
    }
}
