//! Invented prices in US dollars, in the schemas of mempool.space and DefiLlama and as a file of `date,close`.
//!
//! | path | what |
//! |---|---|
//! | `/prices/mempool/v1/prices`, `…/v1/historical-price` | of Bitcoin |
//! | `/prices/llama/prices/current/…`, `…/chart/…` | of any coin; a token that is no chain's own is worth about a dollar |
//! | `/prices/bitcoin.csv`, … | by a coin's name |
//! | `/prices/even/…` | each of them without odd days |
//!
//! Four days are odd, so that a panel can be seen to say so: see [`Odd`].

use super::{Answer, END, Query, START};
use crate::chain::Day;
use serde_json::{Map, Value, json};

const DAY: u64 = 86_400;

/// What is wrong with a day's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Odd {
    /// There is none.
    Missing,
    /// −1, where the schema has that for none.
    None,
    Nought,
    /// Ten times the price of the days around it.
    Jump,
}

const ODD_DAYS: [(&str, Odd); 4] = [
    ("2025-11-13", Odd::Nought),
    ("2025-11-16", Odd::Jump),
    ("2025-12-28", Odd::Missing),
    ("2026-01-04", Odd::None),
];

/// What is odd about a day, by its number.
type OddOf = fn(u64) -> Option<Odd>;

/// What a coin cost about, in ten-thousandths of a dollar, by its name at CoinGecko; and a dollar of another currency.
const COINS: [(&str, u64); 9] = [
    ("bitcoin", 640_000_000),
    ("ethereum", 24_500_000),
    ("litecoin", 812_000),
    ("dogecoin", 1_430),
    ("solana", 1_280_000),
    ("tron", 1_170),
    ("binancecoin", 5_900_000),
    ("polygon-ecosystem-token", 4_100),
    // A dollar in Jordan's dinar.
    ("usd-jod", 7_090),
];

/// The `prices` of a campaign file for assets on test networks: Bitcoin's by mempool's schema, TRX by a file, the rest by
/// DefiLlama's. `prices` is where they are asked for: `http://127.0.0.1:8080/prices`.
pub fn feeds(prices: &str, assets: &[(&str, Option<&str>)]) -> Value {
    let feed = |(chain, contract): &(&str, Option<&str>)| {
        let (source, path) = match (*chain, contract) {
            ("bitcoin-regtest" | "bitcoin-testnet", None) => ("mempool", "mempool"),
            ("tron-nile", None) => ("csv", "tron.csv"),
            _ => ("llama", "llama"),
        };
        let mut feed = json!({"chain": chain, "source": source, "url": format!("{prices}/{path}")});
        if let Some(contract) = contract {
            feed["contract"] = json!(contract);
        }
        feed
    };
    assets.iter().map(feed).collect()
}

/// Answers what follows `/prices/`.
pub fn answer(path: &str, query: &Query) -> Option<Answer> {
    let (path, odd): (&str, OddOf) = match path.strip_prefix("even/") {
        Some(path) => (path, |_| None),
        None => (path, odd),
    };
    if let Some(coin) = path.strip_suffix(".csv") {
        return Some(Answer::text(csv(coin, odd)));
    }
    let (source, rest) = path.split_once('/')?;
    Some(match (source, rest.split_once('/')?) {
        ("mempool", ("v1", "prices")) => {
            Answer::json(&json!({"time": END, "USD": price("bitcoin", END, odd)}))
        }
        ("mempool", ("v1", "historical-price")) => match number(query, "timestamp") {
            Some(before) => Answer::json(&historical(before, odd)),
            None => Answer { status: 400, ..Answer::text("timestamp is missing") },
        },
        ("llama", ("chart", coin)) => match (number(query, "start"), number(query, "span")) {
            (Some(_), Some(501..)) => Answer { status: 400, ..Answer::text("more than 500 points") },
            (Some(start), Some(span)) => Answer::json(&chart(coin, start, span, odd)),
            _ => Answer { status: 400, ..Answer::text("start and span are missing") },
        },
        ("llama", ("prices", rest)) => Answer::json(&current(rest.strip_prefix("current/")?, odd)),
        _ => return None,
    })
}

fn number(query: &Query, name: &str) -> Option<u64> {
    query.get(name)?.parse().ok()
}

/// The last row before a time; rows are an hour before midnight, from the sample's first day to its last.
fn historical(before: u64, odd: OddOf) -> Value {
    let last = before.min(END).saturating_sub(1) / DAY;
    let row = |day: u64| match odd(day) {
        Some(Odd::Missing) => None,
        Some(Odd::None) => Some(json!({"time": day * DAY + DAY - 3_600, "USD": -1})),
        _ => Some(json!({"time": day * DAY + DAY - 3_600, "USD": price("bitcoin", day * DAY, odd)})),
    };
    let known = (START / DAY..=last).rev().find_map(row);
    // What mempool makes up before its first row.
    let row = known.unwrap_or_else(|| json!({"time": 1_279_497_600, "USD": 0}));
    json!({"prices": [row], "exchangeRates": {"USDEUR": 0.92}})
}

fn chart(coin: &str, start: u64, span: u64, odd: OddOf) -> Value {
    let mut points = Vec::new();
    for end in (0..span).map(|step| start.saturating_add(step * DAY)) {
        let day = end.saturating_sub(DAY) / DAY;
        let known = (START..=END).contains(&end) && !matches!(odd(day), Some(Odd::Missing | Odd::None));
        if known {
            // Its points are some minutes off.
            points.push(
                json!({"timestamp": end + end / DAY % 5 * 120 - 240, "price": price(coin, day * DAY, odd)}),
            );
        }
    }
    let mut coins = Map::new();
    if !points.is_empty() {
        coins.insert(coin.into(), json!({"symbol": coin, "confidence": 0.99, "prices": points}));
    }
    json!({"coins": coins})
}

fn current(coins: &str, odd: OddOf) -> Value {
    let one = |coin: &str| {
        (coin.to_owned(), json!({"symbol": coin, "price": price(coin, END, odd), "timestamp": END}))
    };
    json!({"coins": coins.split(',').map(one).collect::<Map<_, _>>()})
}

fn csv(coin: &str, odd: OddOf) -> String {
    let mut file = String::from("date,close\n");
    for day in START / DAY..=END / DAY {
        let day_of = Day::of(day * DAY);
        match odd(day) {
            Some(Odd::Missing) => {}
            Some(Odd::None) => file += &format!("{day_of},-1\n"),
            _ => file += &format!("{day_of},{}\n", price(coin, day * DAY, odd)),
        }
    }
    file
}

fn odd(day: u64) -> Option<Odd> {
    let day = Day::of(day * DAY).iso();
    ODD_DAYS.iter().find(|(odd, _)| *odd == day).map(|(_, odd)| *odd)
}

/// The price of a coin on a day, exact to four places: a wave of three months and some noise.
fn price(coin: &str, time: u64, odd: OddOf) -> Value {
    let name = coin.strip_prefix("coingecko:").unwrap_or(coin);
    let day = time / DAY;
    let noise = super::rng::Rng::new(day).number();
    let units = match COINS.iter().find(|(known, _)| *known == name) {
        Some((_, about)) => about / 1_000 * (850 + day.abs_diff(day / 90 * 90 + 45) * 6 + noise % 30),
        // A dollar, by a tenth of a cent.
        None => 9_990 + noise % 21,
    };
    let units = match odd(day) {
        Some(Odd::Nought) => 0,
        Some(Odd::Jump) => units * 10,
        _ => units,
    };
    let text = format!("{}.{:04}", units / 10_000, units % 10_000);
    text.parse().map_or(Value::Null, Value::Number)
}
