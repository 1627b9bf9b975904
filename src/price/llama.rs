//! DefiLlama's prices of coins and tokens, in US dollars alone: one request for a year of days, one for now.
//!
//! | quirk | seen in |
//! |---|---|
//! | `span` is a number of points, 500 at most in a request | the API's own words in its 400 answer |
//! | A point is some minutes or hours off the time asked for (`searchWidth`: a tenth of the period) | its documentation; answers |
//! | A coin that it does not know, and a point that it does not have, is left out | answers |
//! | `confidence` is said of a coin, not what it means: not read | its documentation |
//!
//! The API is described at <https://api-docs.defillama.com>.

use super::{Close, Now, priced, unexpected};
use crate::chain::{Asset, Day};
use crate::explorer::ReadError;
use crate::json::Value;
use crate::plain::push_number;

/// What precedes `/chart` where the publisher names no other server.
pub const URL: &str = "https://coins.llama.fi";

/// Days of one request: with a day more on either side fewer than its 500 points.
pub(super) const WINDOW: i32 = 366;

/// How far a day's last price may be from the day's end, in seconds.
const NEAR: u64 = 6 * 3_600;

const DAY: u64 = 86_400;

/// The name of an asset's price: `coingecko:bitcoin`, `tron:TR7N…`.
pub(super) fn coin(asset: &Asset) -> String {
    let (native, of_tokens) = asset.chain.facts().coins;
    let (group, id) = match &asset.contract {
        Some(contract) => (of_tokens, &**contract),
        None => ("coingecko", native),
    };
    let mut coin = String::from(group);
    coin.push(':');
    coin += id;
    coin
}

pub(super) fn push_now(url: &mut String, coins: &[String]) {
    *url += "/prices/current/";
    for (index, coin) in coins.iter().enumerate() {
        if index > 0 {
            url.push(',');
        }
        *url += coin;
    }
}

/// Asks for the closes from one day to another, both included.
pub(super) fn push_history(url: &mut String, coin: &str, first: Day, last: Day) {
    *url += "/chart/";
    *url += coin;
    *url += "?start=";
    push_number(url, Day(first.0 + 1).start().into());
    *url += "&span=";
    push_number(url, (last.0 - first.0 + 1).max(1) as u128);
    *url += "&period=1d";
}

/// Hands on the closes of a coin; none where it has none.
pub(super) fn closes(answer: &Value, coin: &str, take: &mut dyn FnMut(Close)) -> Result<(), ReadError> {
    let Some(found) = find(answer, coin)? else { return Ok(()) };
    let points = found.field("prices").and_then(Value::items);
    for point in points.ok_or_else(|| unexpected("prices", "an array"))? {
        let Now { price, at } = now(point)?;
        // The midnight that it is nearest to ends its day.
        let midnight = (at + DAY / 2) / DAY * DAY;
        if at.abs_diff(midnight) <= NEAR && midnight >= DAY {
            let day = Day::of(midnight - DAY);
            take(Close::new(day, day, price));
        }
    }
    Ok(())
}

/// The present price of a coin that was found, or a point of its chart.
pub(super) fn now(point: &Value) -> Result<Now, ReadError> {
    priced(point, "price", "timestamp")
}

/// What is said of a coin, where it is known. Contracts may come back in other letters than they were asked in.
pub(super) fn find<'v, 'a>(answer: &'v Value<'a>, coin: &str) -> Result<Option<&'v Value<'a>>, ReadError> {
    let coins = answer.field("coins").and_then(Value::fields);
    for (name, found) in coins.ok_or_else(|| unexpected("coins", "an object"))? {
        if name.eq_ignore_ascii_case(coin) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
