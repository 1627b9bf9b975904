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

use super::{Close, Now, Price};
use crate::campaign::Currency;
use crate::chain::Day;
use crate::explorer::ReadError;
use crate::json::{FieldError, Value};
use crate::plain::push_number;

/// What precedes `/v1` where the publisher names no other server.
pub const URL: &str = "https://mempool.space/api";

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
    let row = answer.at("prices").and_then(Value::items).and_then(<[Value]>::first);
    let Now { price, at } = priced(row.unwrap_or(&Value::Null), currency, "prices[0]")?;
    Ok(Close::new(day, Day::of(at), price))
}

pub(super) fn now(answer: &Value, currency: Currency) -> Result<Now, ReadError> {
    priced(answer, currency, "the answer")
}

fn priced(row: &Value, currency: Currency, name: &str) -> Result<Now, ReadError> {
    match (row.at("time").and_then(Value::as_u64), row.field(currency.name())) {
        (Some(at), Some(Value::Number(price))) => Ok(Now { price: Price::parse(price), at }),
        _ => Err(ReadError::Expected(FieldError::new(name, "a price with its time"))),
    }
}
