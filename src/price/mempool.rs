//! mempool.space's prices of Bitcoin: one request a day, and one for now.
//!
//! | quirk | seen in |
//! |---|---|
//! | A historical price is the last row before the time; old rows are a week apart | its `PricesRepository`, `$getNearestHistoricalPrice` |
//! | −1 stands for none; a price above its limit is kept as 0 | `$savePrices` |
//! | Before 2010-07-19 it makes up a row of 0 | `$getNearestHistoricalPrice` |
//! | `exchangeRates` are today's, whatever the time asked for: not read | `$getNearestHistoricalPrice` |
//! | Without a time, or with 0, the whole history comes | its `/docs/api`, "historical-price" |
//!
//! The API is described at <https://mempool.space/docs/api/rest>.

use super::{Close, Now, priced};
use crate::campaign::Currency;
use crate::chain::Day;
use crate::explorer::ReadError;
use crate::json::Value;
use crate::plain::push_number;

/// What precedes `/v1` where the publisher names no other server.
pub const URL: &str = "https://mempool.space/api";

/// Whether it tells prices in a currency.
pub(super) fn tells(currency: Currency) -> bool {
    ["USD", "EUR", "GBP", "CAD", "CHF", "AUD", "JPY"].contains(&currency.name())
}

pub(super) fn push_now(url: &mut String) {
    *url += "/v1/prices";
}

pub(super) fn push_history(url: &mut String, currency: Currency, day: Day) {
    *url += "/v1/historical-price?currency=";
    *url += currency.name();
    *url += "&timestamp=";
    push_number(url, Day(day.0 + 1).start().into());
}

/// The close of a day: the last price before the next.
pub(super) fn close(answer: &Value, currency: Currency, day: Day) -> Result<Close, ReadError> {
    let rows = answer.field("prices").and_then(Value::items).unwrap_or_default();
    let Now { price, at } = now(rows.first().unwrap_or(&Value::Null), currency)?;
    Ok(Close::new(day, Day::of(at), price))
}

/// The present price, or a row of the history.
pub(super) fn now(row: &Value, currency: Currency) -> Result<Now, ReadError> {
    priced(row, currency.name(), "time")
}
