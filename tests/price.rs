//! Money in money: prices as written, which of them are believed, whom they are asked of, and what they make of amounts.

mod common;

use common::*;
use donation_flow::campaign::{Campaign, Currency};
use donation_flow::chain::{Amount, Asset, Chain, Day, Row, Signed, Token};
use donation_flow::explorer::{Delivery, ExplorerTotals, Gap, GapKind, Next, Outcome, Progress};
use donation_flow::ledger::Ledger;
use donation_flow::ledger::totals::Days;
use donation_flow::locale::Locale;
use donation_flow::price::{Close, Fault, Granularity, Price, Quotes, Series, Valued, csv};
use donation_flow::report::{self, AssetReport, FlowKind, FlowNode, Report, Sources};
use donation_flow::view::{self, Section, ViewState};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

const USD: Currency = Currency::USD;

fn price(text: &str) -> Price {
    Price::parse(text).expect(text)
}

fn cents(units: i128, decimals: u8, at: &str) -> Option<i128> {
    Valued::of(Signed::from_units(units), decimals, price(at), USD).map(|value| value.cents().into())
}

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

// ---- prices and values

#[test]
fn a_price_is_exact_as_written() {
    for (text, same) in [
        ("42618.63671875", "42618.636718750"),
        ("2254.9", "2254.900"),
        ("1e-7", "0.0000001"),
        ("8.9E-7", "0.00000089"),
        ("1.5E+3", "1500"),
        ("150000e-2", "1500"),
        ("64000", "64000.0"),
        // Behind the twelfth place it is cut off.
        ("0.00141499994788318871234", "0.001414999947"),
        ("123456.1234567890129999999999", "123456.123456789012"),
    ] {
        assert_eq!(Price::parse(text), Price::parse(same), "{text}");
        assert!(Price::parse(text).is_ok(), "{text}");
    }
    assert_ne!(Price::parse("0.000000000001"), Price::parse("0.000000000002"));
    // A bitcoin in a currency of small units has fewer places, and compares with the others.
    assert_eq!(Price::parse("5728000000.1234567891"), Price::parse("5728000000.123456789"));
    assert!(
        price("18446745") > price("18446743.999999999999") && price("18446744073709") > price("18446745")
    );
    assert_eq!(cents(150_000_000, 8, "5728000000.12"), Some(859_200_000_018));
    assert_eq!(Price::parse("-1"), Err(Fault::Missing));
    for bad in [
        "0",
        "0.0",
        "-0.5",
        "-2",
        "",
        ".",
        ".5",
        "1.2.3",
        "1e",
        "1e-200",
        "1e99",
        "1e200",
        "NaN",
        "1,000",
        " 1",
        "٣",
        "0e5",
        "0.0000000000009",
        "18446744073710",
        "99999999999999999999999",
        "1e--3",
        "e5",
        "1-e",
    ] {
        assert_eq!(Price::parse(bad), Err(Fault::Implausible), "{bad}");
    }
}

#[test]
fn an_amount_is_valued_to_the_cent() {
    // 0.53120000 BTC at 64,000.50: 33,997.0656.
    assert_eq!(cents(53_120_000, 8, "64000.50"), Some(3_399_707));
    assert_eq!(cents(-53_120_000, 8, "64000.50"), Some(-3_399_707));
    // Half a cent is rounded away from nothing.
    assert_eq!((cents(5, 3, "1"), cents(-5, 3, "1"), cents(4, 3, "1")), (Some(1), Some(-1), Some(0)));
    // A billion whole units of eighteen decimals.
    assert_eq!(cents(10_i128.pow(27), 18, "0.999999999999"), Some(100_000_000_000));
    assert_eq!(cents(10_i128.pow(36), 36, "2.5"), Some(250));
    assert_eq!(cents(10_i128.pow(18), 18, "18000000"), Some(1_800_000_000));
    for (units, decimals) in [(i128::MAX, 0), (i128::MAX, 18), (u64::MAX.into(), 0)] {
        assert_eq!(cents(units, decimals, "18000000"), None, "more than is counted is no figure");
    }
}

#[test]
fn values_of_one_currency_add_up_and_of_two_do_not() {
    let one = |currency| Valued::of(Signed::from_units(1), 0, price("1.5"), currency).unwrap();
    assert_eq!(one(USD).plus(one(USD)).map(Valued::cents), Some(300));
    assert_eq!(one(USD).plus(one(Currency::EUR)), None);
}

proptest! {
    #[test]
    fn a_value_is_the_product(units in 0_u64.., decimals in 4_u8..=12, price in 1_u64.., places in 9_u8..=12) {
        // At most eighteen million, and sums that are counted.
        let price = price / 10_u64.pow(12 - u32::from(places));
        let text = Amount::from_units(price.into()).decimal(places);
        let units = units >> 24;
        let exact = u128::from(units) * u128::from(price) * 100;
        let one = 10_u128.pow(u32::from(decimals) + u32::from(places));
        let expected = (exact + one / 2) / one;
        prop_assert_eq!(cents(units.into(), decimals, &text), Some(expected as i128));
    }
}

// ---- series

fn close(on: i32, price: Result<Price, Fault>) -> Close {
    Close::new(Day(on), Day(on), price)
}

fn series(prices: &[(i32, &str)]) -> Series {
    let mut series = Series::default();
    for (on, text) in prices {
        series.take(close(*on, Price::parse(text)));
    }
    series
}

fn fault(series: &Series, on: i32) -> Option<Fault> {
    series.close(Day(on)).err()
}

#[test]
fn what_is_missing_or_cannot_be_is_a_fault() {
    let series = series(&[
        (1, "100"),
        (2, "-1"),
        (3, "0"),
        (4, "110"),
        (5, "1100"),
        (6, "105"),
        (7, "30"),
        (8, "120"),
    ]);
    assert_eq!(fault(&series, 9), Some(Fault::Missing), "no row");
    assert_eq!(fault(&series, 2), Some(Fault::Missing), "−1");
    assert_eq!(fault(&series, 3), Some(Fault::Implausible), "0");
    assert_eq!(fault(&series, 5), Some(Fault::Implausible), "ten times both neighbours");
    assert_eq!(fault(&series, 7), Some(Fault::Implausible), "less than a third of both");
    for good in [1, 4, 6, 8] {
        assert_eq!(fault(&series, good), None, "{good}");
    }
}

#[test]
fn a_rise_that_stays_and_a_threefold_one_are_believed() {
    let stays = series(&[(1, "10"), (2, "46"), (3, "47")]);
    let threefold = series(&[(1, "10"), (2, "30"), (3, "10")]);
    let more = series(&[(1, "10"), (2, "30.01"), (3, "10")]);
    let lonely = series(&[(1, "10"), (9, "1000"), (17, "10")]);
    assert_eq!((fault(&stays, 2), fault(&threefold, 2)), (None, None));
    assert_eq!(fault(&more, 2), Some(Fault::Implausible));
    assert_eq!(fault(&lonely, 9), None, "who is more than a week away is no neighbour");
}

#[test]
fn a_price_of_the_week_stands_for_its_days_and_no_longer() {
    let mut series = Series::default();
    for on in 10..=18 {
        series.take(Close::new(Day(on), Day(10), Ok(price("10"))));
    }
    assert_eq!(series.close(Day(10)).map(|(_, of)| of), Ok(Granularity::Daily));
    assert_eq!(series.close(Day(16)).map(|(_, of)| of), Ok(Granularity::Weekly));
    assert_eq!(series.close(Day(17)).err(), Some(Fault::Missing));
    // A later price for an earlier day is none.
    assert_eq!(Close::new(Day(5), Day(6), Ok(price("10"))).price, Err(Fault::Missing));
}

proptest! {
    #[test]
    fn the_order_in_which_prices_come_does_not_matter(
        rows in vec((0_i32..12, 0_i32..3, 0_u32..400), 0..30),
        seed in any::<u64>(),
    ) {
        let close = |&(on, late, price): &(i32, i32, u32)| {
            Close::new(Day(on), Day(on - late), Price::parse(&price.to_string()))
        };
        let mut shuffled = rows.clone();
        for place in (1..shuffled.len()).rev() {
            shuffled.swap(place, (seed.rotate_left(place as u32) % (place as u64 + 1)) as usize);
        }
        let [mut one, mut other] = [Series::default(), Series::default()];
        rows.iter().for_each(|row| one.take(close(row)));
        shuffled.iter().for_each(|row| other.take(close(row)));
        for on in 0..12 {
            prop_assert_eq!(one.close(Day(on)), other.close(Day(on)));
        }
    }
}

// ---- files of prices

fn from_csv(text: &str) -> Result<Series, String> {
    let mut series = Series::default();
    csv::closes(text, &mut |close| series.take(close)).map_err(|error| error.to_string())?;
    Ok(series)
}

#[test]
fn a_file_is_read_whatever_wrote_it() {
    let text = "\u{feff}date,close\r\n2026-03-14,57.12\r\n2026-03-13, 56.9 \r\n\r\n2026-03-12,null\r\n2026-03-11,0\n2026-03-10,";
    let series = from_csv(text).unwrap();
    assert_eq!(series.close(day("2026-03-14")), Ok((price("57.12"), Granularity::Daily)));
    assert_eq!(series.close(day("2026-03-13")).map(|(price, _)| price), Ok(price("56.9")));
    assert_eq!(series.close(day("2026-03-12")), Err(Fault::Missing));
    assert_eq!(series.close(day("2026-03-11")), Err(Fault::Implausible));
    assert_eq!(series.close(day("2026-03-10")), Err(Fault::Missing));
    assert_eq!(series.last().map(|(day, _)| day.iso()), Some("2026-03-14".into()));
    assert_eq!(from_csv("2026-03-14,57.12").unwrap().last().map(|(_, price)| price), Some(price("57.12")));
    let error = from_csv("date,close\n2026-03-14,57\n<!doctype html>\n").err();
    assert_eq!(error.as_deref(), Some("line 3 is not a day and its close"));
}

/// The recordings' folder; none, and a word about it, where there are none.
fn recorded(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RECORDED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {test}");
    }
    folder
}

#[test]
fn no_recorded_close_is_taken_for_a_fault() {
    let Some(folder) = recorded("no_recorded_close_is_taken_for_a_fault") else { return };
    let mut believed = 0;
    for name in ["BTC", "DOGE", "ETH", "LTC", "TRX"] {
        let text = fs::read_to_string(folder.join(format!("prices/{name}-USD.csv"))).expect("a recording");
        let series = from_csv(&text).unwrap();
        for line in text.lines().skip(1) {
            let (on, written) = line.split_once(',').expect("two columns");
            let (read, _) = series.close(day(on)).unwrap_or_else(|fault| panic!("{name} {line}: {fault:?}"));
            // A million whole units, to the cent, as a float makes them: to a part in a billion.
            let ours = Valued::of(Signed::from_units(1_000_000), 0, read, USD).unwrap().cents() as f64;
            let theirs = written.parse::<f64>().expect("a number") * 1e8;
            assert!((ours - theirs).abs() <= 0.5 + theirs / 1e9, "{name} {line}: {ours} {theirs}");
            believed += 1;
        }
    }
    assert_eq!(believed, 10_093);
}

/// Of the recorded deposits one is within the recorded prices (8 September 2015); its worth was written down to the cent
/// at another source's price of the time, which is within one in a hundred of the day's close.
#[test]
fn a_recorded_deposit_is_worth_what_was_written_down() {
    let Some(folder) = recorded("a_recorded_deposit_is_worth_what_was_written_down") else { return };
    let closes = fs::read_to_string(folder.join("prices/BTC-USD.csv")).expect("a recording");
    let series = from_csv(&closes).unwrap();
    let deposits = fs::read_to_string(folder.join("scihub/transactions.tsv")).expect("a recording");
    let mut compared = 0;
    for line in deposits.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, _, _, time, deposit, _, btc_usd, _, net_usd] = columns[..] else { panic!("{line}") };
        let Ok((close, _)) = series.close(day(&time[..10])) else { continue };
        let amount = Amount::parse_decimal(deposit, 8).expect("an amount");
        let worth =
            |price| Valued::of(Signed::from_units(amount.units() as i128), 8, price, USD).unwrap().cents();
        let written = Amount::parse_decimal(&format!("{net_usd}0"), 2).expect("an amount").units() as i64;
        assert!((worth(close) - written).abs() <= 1, "{line}");
        let theirs = Valued::of(Signed::from_units(1), 0, price(btc_usd), USD).unwrap().cents();
        let ours = Valued::of(Signed::from_units(1), 0, close, USD).unwrap().cents();
        assert!((ours - theirs).abs() * 100 <= theirs, "{line}: {ours} {theirs}");
        compared += 1;
    }
    assert_eq!(compared, 1);
}

// ---- whom prices are asked of

/// A campaign of addresses on these chains, with more fields.
fn campaign_on(chains: &[Chain], more: &str) -> Arc<Campaign> {
    let addresses: Vec<String> = chains
        .iter()
        .map(|&chain| {
            let address = match chain {
                Chain::Bitcoin => "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".into(),
                _ => of(chain, "fund").to_string(),
            };
            format!(r#"{{"chain":"{}","address":"{address}"}}"#, chain.name())
        })
        .collect();
    let text = format!(r#"{{"version":1,"name":"Test","addresses":[{}]{more}}}"#, addresses.join(","));
    Arc::new(Campaign::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}")))
}

fn native(chain: Chain) -> Token {
    donation_flow::chain::asset::native(chain)
}

fn tether() -> Token {
    Token { asset: Asset::token(Chain::Tron, USDT), symbol: "USDT".into(), decimals: 6 }
}

/// An asset, and the days on which so much of it came.
type Need = (Token, Vec<(Day, Amount)>);

fn need(token: Token, days: &[(i32, u128)]) -> Need {
    (token, days.iter().map(|&(on, units)| (Day(on), Amount::from_units(units))).collect())
}

fn ask(quotes: &mut Quotes, needs: Vec<Need>) {
    needs.iter().for_each(|(token, days)| quotes.need(token, days));
}

fn ok(body: &str) -> Outcome {
    Outcome::Answer { status: 200, retry_after: None, body: body.into() }
}

fn status(status: u16) -> Outcome {
    Outcome::Answer { status, retry_after: None, body: String::new() }
}

/// Asks until nothing is left to ask; the URLs, each with the time it was asked at.
fn drive(quotes: &mut Quotes, mut server: impl FnMut(&str) -> Outcome) -> Vec<(u64, String)> {
    let (mut now, mut asked) = (0, Vec::new());
    loop {
        assert!(asked.len() < 1_000, "it asks for ever");
        match quotes.next_request(now) {
            Next::Request(ticket, request) => {
                assert!(Quotes::is_asked_by(ticket) && request.headers.is_empty() && request.body.is_none());
                assert!(!quotes.is_done());
                asked.push((now, request.url.clone()));
                quotes.handle_response(ticket, server(&request.url), now);
            }
            Next::Wait(ms) => now += ms,
            Next::Done => break,
        }
    }
    assert!(quotes.is_done());
    asked
}

fn urls(asked: Vec<(u64, String)>) -> Vec<String> {
    asked.into_iter().map(|(_, url)| url).collect()
}

/// The number that follows a name in a URL.
fn number_in(url: &str, name: &str) -> u64 {
    let rest = url.split_once(name).expect(name).1;
    rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().expect(url)
}

/// Both sources, with prices by day; a coin costs as many cents as `price` says.
fn sources(price: impl Fn(Day) -> Option<u32>, today: Day) -> impl FnMut(&str) -> Outcome {
    move |url| {
        let cents =
            |day| price(day).map_or("-1".into(), |cents| format!("{}.{:02}", cents / 100, cents % 100));
        let noon = today.start() + 43_200;
        ok(&if url.ends_with("/v1/prices") {
            format!(r#"{{"time":{noon},"USD":{0},"EUR":{0}}}"#, cents(today))
        } else if url.contains("/v1/historical-price") {
            let end = number_in(url, "timestamp=");
            let row = format!(r#"{{"time":{},"USD":{}}}"#, end - 60, cents(Day(Day::of(end).0 - 1)));
            format!(r#"{{"prices":[{row}],"exchangeRates":{{"USDEUR":9}}}}"#)
        } else if let Some((_, coins)) = url.split_once("/prices/current/") {
            let one =
                |coin| format!(r#""{coin}":{{"price":{},"symbol":"X","timestamp":{noon}}}"#, cents(today));
            let coins: Vec<String> = coins.split(',').map(one).collect();
            format!(r#"{{"coins":{{{}}}}}"#, coins.join(","))
        } else {
            let coin = url.split_once("/chart/").unwrap().1.split_once('?').unwrap().0;
            let (start, span) = (number_in(url, "start="), number_in(url, "span="));
            let points: Vec<String> = (0..span)
                .map(|step| start + step * 86_400)
                .filter_map(|end| Some((end, price(Day(Day::of(end).0 - 1))?)))
                // Some minutes before or after the day's end.
                .map(|(end, _)| {
                    let at = end + end / 86_400 % 3 * 900 - 900;
                    format!(r#"{{"timestamp":{at},"price":{}}}"#, cents(Day(Day::of(end).0 - 1)))
                })
                .collect();
            format!(
                r#"{{"coins":{{"{coin}":{{"symbol":"X","confidence":0.99,"prices":[{}]}}}}}}"#,
                points.join(",")
            )
        })
    }
}

const TODAY: Day = Day(20_500);

#[test]
fn bitcoin_is_asked_of_mempool_by_the_day_and_the_rest_of_llama_by_the_year() {
    let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin, Chain::Tron], ""), USD);
    ask(
        &mut quotes,
        vec![
            need(native(Chain::Bitcoin), &[(20_000, 5), (20_001, 9), (20_002, 7)]),
            need(native(Chain::Tron), &[(20_000, 1)]),
            need(tether(), &[(19_000, 1), (19_365, 1), (19_366, 1), (20_500, 1)]),
        ],
    );
    let asked = urls(drive(&mut quotes, sources(|day| Some(day.0 as u32), TODAY)));
    let history = |on: i32| {
        format!("https://mempool.space/api/v1/historical-price?currency=USD&timestamp={}", on * 86_400)
    };
    let chart = |coin: &str, on: i32, span: i32| {
        format!("https://coins.llama.fi/chart/{coin}?start={}&span={span}&period=1d", on * 86_400)
    };
    let usdt = format!("tron:{USDT}");
    let mut expected = vec![
        "https://mempool.space/api/v1/prices".into(),
        // The day that most hangs on first; a day's close is the last price before the next day.
        history(20_002),
        history(20_003),
        history(20_001),
        format!("https://coins.llama.fi/prices/current/coingecko:tron,{usdt}"),
        // From the day before to the day after: each is the price at a day's end.
        chart("coingecko:tron", 20_000, 3),
        chart(&usdt, 19_000, 368),
        chart(&usdt, 19_366, 3),
        chart(&usdt, 20_500, 3),
    ];
    let mut sorted = asked.clone();
    expected.sort();
    sorted.sort();
    assert_eq!(sorted, expected);
    let order: Vec<&String> = asked.iter().filter(|url| url.contains("timestamp")).collect();
    assert_eq!(order, [&history(20_002), &history(20_003), &history(20_001)]);

    let bitcoin = quotes.of(&Asset::native(Chain::Bitcoin)).unwrap();
    assert_eq!(bitcoin.close(Day(20_001)), Ok((price("200.01"), Granularity::Daily)));
    assert_eq!(bitcoin.now(), Ok((price("205.00"), TODAY.start() + 43_200)));
    assert_eq!(bitcoin.hosts(), "mempool.space");
    let tether = quotes.of(&tether().asset).unwrap();
    assert_eq!(tether.close(Day(19_365)).map(|(price, _)| price), Ok(price("193.65")));
    assert_eq!(
        tether.close(Day(20_500)).map(|(price, _)| price),
        Ok(price("205.00")),
        "today has no close yet"
    );
    assert_eq!(quotes.gaps(), []);
}

#[test]
fn what_was_asked_for_is_not_asked_for_twice() {
    let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin, Chain::Tron], ""), USD);
    let mut server = sources(|_| Some(100), TODAY);
    let first = || vec![need(native(Chain::Bitcoin), &[(20_000, 5)]), need(tether(), &[(20_000, 5)])];
    ask(&mut quotes, first());
    assert_eq!(drive(&mut quotes, &mut server).len(), 4);
    ask(&mut quotes, first());
    assert_eq!(drive(&mut quotes, &mut server).len(), 0);
    ask(&mut quotes, vec![need(native(Chain::Bitcoin), &[(20_000, 5), (20_001, 5)])]);
    assert_eq!(drive(&mut quotes, &mut server).len(), 1);
}

#[test]
fn days_beyond_the_limit_have_no_price_and_are_those_of_the_smallest_sums() {
    let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin], ""), USD);
    let days: Vec<(i32, u128)> = (0..130).map(|number| (20_000 + number, 1_000 - number as u128)).collect();
    ask(&mut quotes, vec![need(native(Chain::Bitcoin), &days)]);
    assert_eq!(drive(&mut quotes, sources(|_| Some(100), TODAY)).len(), 1 + 120);
    let [gap] = &quotes.gaps()[..] else { panic!("{:?}", quotes.gaps()) };
    assert_eq!((gap.kind, gap.count, gap.from), (GapKind::NoPrice, Some(10), Some(Day(20_120).start())));
    assert_eq!(gap.to, Some(Day(20_130).start() - 1));
}

#[test]
fn a_test_network_has_no_prices_unless_the_file_says_so() {
    let on_tests = |more: &str| {
        let more = format!(
            r#","explorers":[{{"chain":"bitcoin-regtest","api":"esplora","url":"http://127.0.0.1:9/api"}}]{more}"#
        );
        let mut quotes = Quotes::new(campaign_on(&[Chain::BitcoinRegtest], &more), USD);
        ask(&mut quotes, vec![need(native(Chain::BitcoinRegtest), &[(20_000, 1)])]);
        (urls(drive(&mut quotes, sources(|_| Some(100), TODAY))), quotes)
    };
    let (asked, quotes) = on_tests("");
    assert_eq!((asked.len(), quotes.gaps().len()), (0, 0));
    assert!(quotes.of(&Asset::native(Chain::BitcoinRegtest)).is_none());
    let (asked, quotes) = on_tests(
        r#","prices":[{"chain":"bitcoin-regtest","source":"llama","url":"http://127.0.0.1:9/prices/"}]"#,
    );
    assert_eq!(asked[0], "http://127.0.0.1:9/prices/prices/current/coingecko:bitcoin");
    let bitcoin = quotes.of(&Asset::native(Chain::BitcoinRegtest)).unwrap();
    assert_eq!(bitcoin.close(Day(20_000)).map(|(price, _)| price), Ok(price("1.00")));
}

#[test]
fn a_publishers_file_is_fetched_once_and_its_last_close_is_the_present_price() {
    let file = r#","prices":[{"chain":"tron","contract":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","source":"csv","url":"https://news.example/usdt.csv"}]"#;
    let mut quotes = Quotes::new(campaign_on(&[Chain::Tron], file), USD);
    ask(&mut quotes, vec![need(tether(), &[(day("2026-03-13").0, 1), (day("2026-03-20").0, 1)])]);
    let asked = drive(&mut quotes, |_| ok("date,close\n2026-03-13,0.99\n2026-03-14,1.01\n"));
    assert_eq!(urls(asked), ["https://news.example/usdt.csv"]);
    let quote = quotes.of(&tether().asset).unwrap();
    assert_eq!(quote.now(), Ok((price("1.01"), day("2026-03-14").start())));
    assert_eq!(quote.close(day("2026-03-13")).map(|(price, _)| price), Ok(price("0.99")));
    let [gap] = &quotes.gaps()[..] else { panic!("{:?}", quotes.gaps()) };
    assert_eq!(gap.detail.as_deref(), Some("USDT, news.example"));
}

#[test]
fn who_tells_no_price_in_a_currency_is_not_asked() {
    let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin, Chain::Tron], ""), Currency::EUR);
    ask(&mut quotes, vec![need(native(Chain::Bitcoin), &[(20_000, 1)]), need(tether(), &[(20_000, 1)])]);
    let asked = urls(drive(&mut quotes, |url| match url.ends_with("/v1/prices") {
        true => ok(r#"{"time":1771200000,"USD":9,"EUR":64000.5,"GBP":-1}"#),
        false => {
            ok(r#"{"prices":[{"time":1728086000,"EUR":1964,"USD":2254.9}],"exchangeRates":{"USDEUR":0.92}}"#)
        }
    }));
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].contains("currency=EUR"), "{asked:?}");
    assert!(quotes.of(&tether().asset).is_none());
    let bitcoin = quotes.of(&Asset::native(Chain::Bitcoin)).unwrap();
    assert_eq!(bitcoin.now().map(|(price, _)| price), Ok(price("64000.5")));
    assert_eq!(bitcoin.close(Day(20_000)), Ok((price("1964"), Granularity::Daily)));
    let details: Vec<Option<String>> = quotes.gaps().into_iter().map(|gap| gap.detail).collect();
    assert_eq!(details, [Some("USDT, coins.llama.fi: no prices in EUR".into())]);
}

#[test]
fn what_is_told_in_dollars_is_exchanged_by_the_publishers_file() {
    let file = r#","currency":"JOD","dollar":"https://news.example/usd-jod.csv""#;
    let jod = Currency::from_name("JOD").unwrap();
    let campaign = campaign_on(&[Chain::Bitcoin, Chain::Tron], file);
    let friday = day("2026-03-13").0;
    let days = [(friday - 30, 1), (friday, 1), (friday + 1, 1), (friday + 4, 1)];
    let answer = |url: &str| match url {
        // Nobody trades on the two days after Friday; the file begins on it.
        "https://news.example/usd-jod.csv" => {
            ok("date,close\n2026-03-13,0.7\n2026-03-16,0.8\n2026-03-17,0.71\n2026-03-20,0.709\n")
        }
        url => sources(|_| Some(2), day("2026-03-20"))(url),
    };
    let mut quotes = Quotes::new(campaign.clone(), jod);
    ask(&mut quotes, vec![need(native(Chain::Bitcoin), &days), need(tether(), &days)]);
    let asked = urls(drive(&mut quotes, answer));
    assert_eq!(asked.iter().filter(|url| url.ends_with("usd-jod.csv")).count(), 1, "{asked:?}");
    assert!(asked.iter().all(|url| !url.contains("JOD")), "mempool is asked for dollars: {asked:?}");
    for asset in [Asset::native(Chain::Bitcoin), tether().asset] {
        let quote = quotes.of(&asset).unwrap();
        let close = |on: i32| quote.close(Day(on)).map(|(price, _)| price);
        let in_dollars = price("0.02");
        assert_eq!(close(friday), Ok(price("0.014")), "{in_dollars:?} at 0.7");
        assert_eq!(close(friday + 1), Ok(price("0.014")), "Saturday has Friday's");
        assert_eq!(close(friday + 4), Ok(price("0.0142")));
        assert_eq!(close(friday - 30), Err(Fault::Missing), "before the file begins");
        assert_eq!(quote.now().map(|(price, _)| price), Ok(price("0.01418")));
        assert!(quote.hosts().ends_with(", news.example"), "{}", quote.hosts());
    }
    let counts: Vec<_> = quotes.gaps().iter().map(|gap| (gap.kind, gap.count)).collect();
    assert_eq!(counts, [(GapKind::NoPrice, Some(1)), (GapKind::NoPrice, Some(1))]);

    // A page that asks for another currency than the file is in has no use for it.
    let mut quotes = Quotes::new(campaign, Currency::from_name("KWD").unwrap());
    ask(&mut quotes, vec![need(tether(), &days)]);
    assert_eq!(urls(drive(&mut quotes, answer)).len(), 0);
    assert_eq!(quotes.gaps()[0].detail.as_deref(), Some("USDT, coins.llama.fi: no prices in KWD"));
}

#[test]
fn without_what_a_dollar_cost_nothing_told_in_dollars_has_a_price() {
    let file = r#","currency":"IQD","dollar":"https://news.example/usd-iqd.csv""#;
    let dinar = Currency::from_name("IQD").unwrap();
    for body in [None, Some("<html>"), Some("date,close\n2026-03-13,-1\n")] {
        let mut quotes = Quotes::new(campaign_on(&[Chain::Tron], file), dinar);
        ask(&mut quotes, vec![need(tether(), &[(day("2026-03-13").0, 1)])]);
        drive(&mut quotes, |url| match (url.ends_with(".csv"), body) {
            (true, Some(body)) => ok(body),
            (true, None) => Outcome::Answer { status: 404, retry_after: None, body: String::new() },
            _ => sources(|_| Some(100), day("2026-03-13"))(url),
        });
        let quote = quotes.of(&tether().asset).unwrap();
        assert!(quote.close(day("2026-03-13")).is_err() && quote.now().is_err(), "{body:?}");
        let [gap] = &quotes.gaps()[..] else { panic!("{:?}", quotes.gaps()) };
        assert!(gap.detail.as_deref().unwrap().starts_with("USDT, coins.llama.fi, news.example"), "{gap:?}");
    }
}

#[test]
fn old_rows_of_mempool_are_of_the_week_and_made_up_ones_are_none() {
    let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin], ""), USD);
    let days = [("2010-01-05", 1), ("2013-09-09", 3), ("2013-09-06", 2), ("2015-01-01", 1)];
    let mut days: Vec<(i32, u128)> = days.map(|(on, units)| (day(on).0, units)).to_vec();
    days.sort();
    ask(&mut quotes, vec![need(native(Chain::Bitcoin), &days)]);
    drive(&mut quotes, |url| {
        let row = |time: u64, usd: &str| {
            ok(&format!(r#"{{"prices":[{{"time":{time},"USD":{usd}}}],"exchangeRates":{{}}}}"#))
        };
        match url.split_once("timestamp=").map(|(_, end)| Day::of(end.parse().unwrap()).0 - 1) {
            None => ok(r#"{"time":1771200000,"USD":0}"#),
            Some(on) if on < day("2010-07-19").0 => row(1_279_497_600, "0"),
            Some(on) if on < day("2013-09-07").0 => row(day("2013-09-05").start(), "-1"),
            Some(on) if on < day("2014-01-01").0 => row(day("2013-09-05").start(), "120.5"),
            Some(_) => row(day("2014-12-20").start(), "320"),
        }
    });
    let bitcoin = quotes.of(&Asset::native(Chain::Bitcoin)).unwrap();
    assert_eq!(bitcoin.close(day("2013-09-09")), Ok((price("120.5"), Granularity::Weekly)));
    assert_eq!(bitcoin.close(day("2013-09-06")), Err(Fault::Missing), "−1");
    assert_eq!(bitcoin.close(day("2010-01-05")), Err(Fault::Missing), "of a later day");
    assert_eq!(bitcoin.close(day("2015-01-01")), Err(Fault::Missing), "twelve days old");
    assert_eq!(bitcoin.now(), Err(Fault::Implausible));
    let kinds: Vec<(GapKind, Option<u32>)> =
        quotes.gaps().into_iter().map(|gap| (gap.kind, gap.count)).collect();
    assert_eq!(kinds, [(GapKind::NoPrice, Some(3)), (GapKind::ImplausiblePrice, None)]);
}

#[test]
fn a_fault_that_passes_costs_a_pause_and_one_that_stays_a_gap() {
    let one = || {
        let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin], ""), USD);
        ask(&mut quotes, vec![need(native(Chain::Bitcoin), &[(20_000, 1), (20_001, 1), (20_002, 1)])]);
        quotes
    };
    for fault in [Outcome::Failed, status(503), status(429), ok("<html>")] {
        let (mut quotes, mut left) = (one(), 2);
        let mut good = sources(|_| Some(100), TODAY);
        let asked = drive(&mut quotes, |url| match left {
            0 => good(url),
            _ => {
                left -= 1;
                fault.clone()
            }
        });
        assert_eq!((asked.len(), quotes.gaps()), (6, vec![]), "{fault:?}");
        assert!(asked[1].0 >= 1_000 && asked[2].0 >= asked[1].0 + 2_000, "{asked:?}");

        // Who does not answer is not asked the other questions.
        let mut quotes = one();
        let is_answer = matches!(&fault, Outcome::Answer { status: 200, .. });
        assert_eq!(
            drive(&mut quotes, |_| fault.clone()).len(),
            if is_answer { 4 * 3 } else { 3 },
            "{fault:?}"
        );
        let [gap] = &quotes.gaps()[..] else { panic!("{:?}", quotes.gaps()) };
        assert_eq!((gap.kind, gap.count), (GapKind::NoPrice, Some(3)));
        let detail = gap.detail.clone().unwrap();
        assert!(detail.starts_with("BTC, mempool.space: ") && detail.len() > 24, "{detail}");

        quotes.resume();
        assert_eq!(drive(&mut quotes, sources(|_| Some(100), TODAY)).len(), 4);
        assert_eq!(quotes.gaps(), []);
    }
    // What a retry does not change is not tried again, and says nothing of other questions.
    for (fault, words) in [
        (status(404), "answer 404"),
        (ok("{}"), "USD is not a price with its time"),
        (ok("null"), "USD is not a price with its time"),
        (ok(r#"{"time":5,"EUR":3,"prices":[{"time":5,"EUR":3}]}"#), "USD is not a price with its time"),
    ] {
        let mut quotes = one();
        assert_eq!(drive(&mut quotes, |_| fault.clone()).len(), 4, "{fault:?}");
        assert_eq!(quotes.gaps()[0].detail, Some(format!("BTC, mempool.space: {words}")));
    }
}

#[test]
fn retry_after_is_obeyed_and_one_question_asked_at_a_time() {
    let slow = |seconds: &str| Outcome::Answer {
        status: 429,
        retry_after: Some(seconds.into()),
        body: String::new(),
    };
    let one = || {
        let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin], ""), USD);
        ask(&mut quotes, vec![need(native(Chain::Bitcoin), &[(20_000, 1)])]);
        quotes
    };
    let mut quotes = one();
    let Next::Request(first, _) = quotes.next_request(0) else { panic!("nothing asked") };
    assert!(matches!(quotes.next_request(900), Next::Wait(_)), "one is under way");
    quotes.handle_response(first, slow("7"), 1_000);
    assert!(quotes.is_waiting());
    quotes.handle_response(first, slow("9"), 1_000);
    assert_eq!(quotes.next_request(1_000), Next::Wait(7_000));
    let Next::Request(second, _) = quotes.next_request(8_000) else { panic!("it is time") };
    quotes.handle_response(second, ok(r#"{"time":1771200000,"USD":5}"#), 8_100);
    assert!(!quotes.is_waiting());
    assert_eq!(quotes.next_request(8_100), Next::Wait(150), "four a second");
    // Nobody waits for ever.
    for seconds in ["31", "99999999999999999999999999"] {
        let mut quotes = one();
        assert_eq!(drive(&mut quotes, |_| slow(seconds)).len(), 1);
        assert_eq!(quotes.gaps().len(), 1);
    }
}

#[test]
fn after_a_stop_nothing_is_asked_and_what_did_not_come_is_a_gap() {
    let mut quotes = Quotes::new(campaign_on(&[Chain::Bitcoin], ""), USD);
    ask(&mut quotes, vec![need(native(Chain::Bitcoin), &[(20_000, 1)])]);
    assert_eq!(quotes.gaps(), [], "what is still to be asked for is none");
    let Next::Request(ticket, _) = quotes.next_request(0) else { panic!("nothing asked") };
    quotes.stop();
    assert!(quotes.is_done());
    assert_eq!(quotes.next_request(9_999), Next::Done);
    quotes.handle_response(ticket, ok(r#"{"time":1,"USD":5}"#), 9_999);
    let [gap] = &quotes.gaps()[..] else {
        panic!("an answer after the stop is ignored: {:?}", quotes.gaps())
    };
    assert_eq!((gap.kind, gap.from, gap.count), (GapKind::Stopped, Some(Day(20_000).start()), None));
    quotes.resume();
    assert_eq!(drive(&mut quotes, sources(|_| Some(100), TODAY)).len(), 2);
    assert_eq!(quotes.gaps(), []);
}

// ---- reports

/// The report of a history of tethers at these prices, and of TRX, which nobody prices.
fn report_at(rows: Vec<Row>, period: Option<Days>, price: impl Fn(Day) -> Option<u32>) -> Report {
    report_of(r#","prices":[{"chain":"tron","source":"none"}]"#, rows, period, price)
}

fn report_of(
    prices: &str,
    rows: Vec<Row>,
    period: Option<Days>,
    price: impl Fn(Day) -> Option<u32>,
) -> Report {
    let campaign = Arc::new(campaign(Chain::Tron, &["fund", "vault"], prices));
    let mut history = history(Chain::Tron, &["fund"], rows);
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let mut quotes = Quotes::new(campaign.clone(), USD);
    let days: Vec<(i32, u128)> = (0..400).map(|on| (Day::of(START).0 + on, 1)).collect();
    ask(&mut quotes, vec![need(tether(), &days), need(native(Chain::Tron), &days)]);
    drive(&mut quotes, sources(price, Day::of(LATER)));
    let gaps = quotes.gaps();
    let sources =
        Sources { gaps: &gaps, quotes: Some(&quotes), ..report_sources(&campaign, &history, &ledger) };
    report::report(&sources, LATER, period)
}

fn units(value: Option<Valued>) -> Option<i128> {
    value.map(|value| value.cents().into())
}

const A_DAY: u64 = 24 * 60;

#[test]
fn what_is_returned_is_taken_from_the_day_it_was_given() {
    let rows = vec![
        usdt("a", 0, "alice", "fund", 100_000_000),
        usdt("b", A_DAY, "alice", "fund", 50_000_000),
        usdt("c", 2 * A_DAY, "fund", "alice", 120_000_000),
        usdt("d", 3 * A_DAY, "bob", "fund", 7_000_000),
        trx("e", 3 * A_DAY, "bob", "fund", 9_000_000),
    ];
    let first = Day::of(START).0;
    let at = |day: Day| {
        Some(if day == Day::of(LATER) {
            50
        } else {
            [100, 200, 400, 1_000][(day.0 - first).clamp(0, 3) as usize]
        })
    };
    let report = report_at(rows.clone(), None, at);
    let usdt = report.assets.iter().find(|asset| asset.asset == "USDT").unwrap();
    let value = usdt.value.as_ref().unwrap();
    // Of the first hundred nothing stayed, of the fifty thirty at 2.00, and seven at 10.00.
    assert_eq!((units(value.then), units(value.now)), (Some(13_000), Some(1_850)));
    assert_eq!(
        (value.source.as_str(), value.granularity, value.currency),
        ("coins.llama.fi", "daily", "USD")
    );
    assert_eq!(value.price_now_at.as_deref(), Some("2028-11-25T12:00:00Z"));
    let total = report.priced_total.as_ref().unwrap();
    assert_eq!(
        (units(Some(total.net_then)), units(Some(total.net_now)), total.assets),
        (Some(13_000), Some(1_850), 1)
    );
    let [unpriced] = &total.unpriced[..] else { panic!("{total:?}") };
    assert_eq!((unpriced.asset.as_str(), unpriced.contract.as_deref(), unpriced.count), ("TRX", None, 1));
    assert_eq!(report.assets.iter().find(|asset| asset.asset == "TRX").unwrap().value, None);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["priced_total"]["net_then"], "13000", "cents, as a string");
    assert_eq!(json["assets"][1]["value"]["unpriced"], serde_json::json!({"count": 0, "sum": "0"}));

    // All assets as one: the one that has prices, in cents. Ladder and flow at half a dollar, days at their own prices.
    let all = report.all.as_ref().unwrap();
    assert_eq!((all.chain, all.asset.as_str(), all.decimals, &all.value), ("", "USD", 2, &None));
    let cents = |sum: donation_flow::chain::Amount| sum.units();
    assert_eq!(
        (cents(all.totals.gross_received), cents(all.totals.returned), all.totals.net.units()),
        (15_700 / 2, 12_000 / 2, 3_700 / 2)
    );
    let timeline: Vec<_> = all
        .timeline
        .iter()
        .map(|flow| (flow.day.0 - first, cents(flow.inflow), cents(flow.outflow)))
        .collect();
    assert_eq!(timeline, [(0, 10_000, 0), (1, 10_000, 0), (2, 0, 12_000 * 4), (3, 7_000, 0)]);
    let side =
        |nodes: &[donation_flow::report::FlowNode]| nodes.iter().map(|node| cents(node.amount)).sum::<u128>();
    assert_eq!((side(&all.flow.sources), side(&all.flow.destinations)), (7_850, 7_850));
    assert_eq!((all.donations, all.sending_addresses, all.transactions), (4, 2, 4));

    // A period of the return alone: what it pays back was given before.
    let only = |from: i32, to: i32| Some(Days { from: Some(Day(first + from)), to: Some(Day(first + to)) });
    let of_return = report_at(rows, only(2, 2), at);
    let value = of_return.assets.iter().find_map(|asset| asset.value.clone()).unwrap();
    assert_eq!((units(value.then), units(value.now)), (Some(-10_000 - 4_000), Some(-6_000)));
}

#[test]
fn who_sent_several_assets_is_one_sender_of_all_of_them() {
    let rows = vec![
        usdt("a", 0, "alice", "fund", 6_000_000),
        trx("b", 1, "alice", "fund", 5_000_000),
        usdt("c", 2, "bob", "fund", 2_000_000),
        trx("d", 3, "carol", "fund", 3_000_000),
    ];
    let report = report_of("", rows, None, |_| Some(100));
    let bands = |asset: &AssetReport| -> Vec<(Option<u32>, u128, u64)> {
        asset.flow.sources.iter().map(|node| (node.power, node.amount.units(), node.count)).collect()
    };
    // By what each sent in all: alice eleven dollars, though of neither asset ten.
    let all = report.all.as_ref().unwrap();
    assert_eq!(bands(all), [(Some(2), 500, 2), (Some(3), 1_100, 1)]);
    assert_eq!((all.sending_addresses, all.donations), (3, 4));
    for asset in report.assets.iter().filter(|asset| asset.transactions > 0) {
        assert_eq!(bands(asset).iter().map(|(_, _, count)| count).sum::<u64>(), 2, "{}", asset.asset);
    }
}

#[test]
fn without_prices_the_first_asset_with_transactions_is_the_main_one() {
    let campaign = campaign(Chain::Tron, &["fund"], "");
    let rows = vec![trx("a", 0, "bob", "fund", 9_000_000), usdt("b", 5 * A_DAY, "alice", "fund", 6_000_000)];
    let mut history = history(Chain::Tron, &["fund"], rows);
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let sources = report_sources(&campaign, &history, &ledger);
    let locale = Locale::parse_for(include_str!("../www/locale/en.json"), "en").unwrap();
    let first = Day::of(START).0;
    for (from, to, asset, listed) in [(0, 9, "TRX", 1), (1, 9, "USDT", 1), (6, 9, "TRX", 0)] {
        let period = Some(Days { from: Some(Day(first + from)), to: Some(Day(first + to)) });
        let report = report::report(&sources, LATER, period);
        let assets: Vec<_> = report.assets.iter().map(|asset| &*asset.asset).collect();
        assert_eq!(assets, ["TRX", "USDT"]);
        assert_eq!(report.main_asset().map(|asset| &*asset.asset), Some(asset), "of {from} to {to}");
        let main = assets.iter().position(|other| *other == asset);
        let of = |asset| report::rows(&sources, asset, period, report::Order::Newest, 0, 9);
        assert_eq!((of(None).len(), of(None)), (listed, of(main)), "of {from} to {to}");
        let state = ViewState { width: 320, ..ViewState::default() };
        let shown = view::section(Section::Net, &report, &[], &Progress::default(), &state, &locale);
        let chosen = shown.split("aria-selected=\"true\"").nth(1).and_then(|tab| tab.split_once("<bdi>"));
        assert!(chosen.unwrap().1.starts_with(asset), "of {from} to {to}: {shown}");
    }
}

#[test]
fn dust_of_an_asset_is_dust_among_all_of_them() {
    let rows = vec![
        usdt("a", 0, "alice", "fund", 6_000_000),
        trx("b", 1, "bob", "fund", 10_000),
        trx("c", 1, "carol", "fund", 10_001),
    ];
    let report = report_of("", rows, None, |_| Some(10_000));
    let all = report.all.as_ref().unwrap();
    assert_eq!((all.donations, all.timeline.iter().map(|flow| flow.donations).sum::<u64>()), (2, 2));
    assert_eq!((all.sending_addresses, all.sending_addresses_with_dust), (2, 3));
    assert_eq!((all.dust.count, all.dust.sum.units()), (1, 100), "a dollar");
}

proptest! {
    #[test]
    fn all_assets_as_one_have_the_value_now_to_the_cent(
        rows in vec((0_u64..6, 1_u128..90_000, any::<bool>()), 1..20),
        period in 0_i32..6,
    ) {
        let mut moved = vec![trx("of-another", 0, "bob", "fund", 1)];
        for (place, &(day, units, back)) in rows.iter().enumerate() {
            let minutes = day * A_DAY + place as u64;
            moved.push(usdt(&format!("in-{place}"), minutes, "alice", "fund", units));
            if back {
                moved.push(usdt(&format!("back-{place}"), minutes + 60, "fund", "alice", units / 3));
            }
        }
        let first = Day::of(START).0;
        let days = Days { from: Some(Day(first + period)), to: None };
        for days in [None, Some(days)] {
            let report = report_at(moved.clone(), days, |_| Some(37));
            let (all, total) = (report.all.unwrap().totals, report.priced_total.unwrap());
            prop_assert_eq!(all.net.units(), i128::from(total.net_now.cents()));
            prop_assert_eq!(all.net.units(), all.from_outside.units() as i128 - all.returned.units() as i128);
        }
    }
}

/// An explorer's balance is of one asset, in its own units: it is no balance of all assets, in money.
#[test]
fn the_balance_of_all_assets_is_of_their_rows() {
    let campaign =
        Arc::new(campaign(Chain::Tron, &["fund"], r#","prices":[{"chain":"tron","source":"none"}]"#));
    let rows = vec![usdt("a", 0, "alice", "fund", 100_000_000), trx("b", A_DAY, "bob", "fund", 9_000_000)];
    let mut history = history(Chain::Tron, &["fund"], rows);
    let fund = of(Chain::Tron, "fund");
    history.take(Delivery::Totals(ExplorerTotals {
        address: fund.clone(),
        contract: None,
        balance: Amount::from_units(7_777_777),
        funded_txo_sum: None,
        spent_txo_sum: None,
        tx_count: None,
    }));
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let mut quotes = Quotes::new(campaign.clone(), USD);
    ask(&mut quotes, vec![need(tether(), &[(Day::of(START).0, 1)]), need(native(Chain::Tron), &[])]);
    drive(&mut quotes, sources(|_| Some(100), Day::of(LATER)));
    let freezing = Gap {
        chain: Chain::Tron,
        address: Some(fund),
        kind: GapKind::Unsupported,
        from: None,
        to: None,
        count: Some(1),
        detail: None,
    };
    let gaps = [freezing];
    let sources =
        Sources { gaps: &gaps, quotes: Some(&quotes), ..report_sources(&campaign, &history, &ledger) };
    let report = report::report(&sources, LATER, None);
    let trx = report.assets.iter().find(|asset| asset.asset == "TRX").unwrap();
    assert_eq!((trx.balance_by_explorer, trx.totals.balance.units()), (true, 7_777_777));
    let all = report.all.as_ref().unwrap();
    assert_eq!((all.balance_by_explorer, all.totals.balance.units()), (false, 10_000));
    // The flow's is the same, not of a period.
    let left = |asset: &AssetReport| {
        let of_balance = |node: &&FlowNode| node.kind == FlowKind::Balance;
        asset.flow.destinations.iter().find(of_balance).map(|node| node.amount.units())
    };
    assert_eq!((left(trx), left(all)), (Some(7_777_777), Some(10_000)));
    let days = Days { from: Some(Day::of(START)), to: None };
    let trx =
        report::report(&sources, LATER, Some(days)).assets.into_iter().find(|asset| asset.asset == "TRX");
    assert_eq!(trx.as_ref().and_then(left), Some(9_000_000));
}

#[test]
fn days_without_a_price_are_listed_and_no_nothing() {
    let rows = vec![
        usdt("a", 0, "alice", "fund", 100_000_000),
        usdt("b", A_DAY, "alice", "fund", 50_000_000),
        usdt("c", A_DAY, "bob", "fund", 1_000_000),
    ];
    let first = Day::of(START).0;
    let report = report_at(rows.clone(), None, |day| (day.0 != first + 1).then_some(100));
    let value = report.assets.iter().find_map(|asset| asset.value.as_ref()).unwrap();
    assert_eq!(
        (units(value.then), units(value.now)),
        (Some(10_000), Some(10_000)),
        "both of the same receipts"
    );
    assert_eq!((value.unpriced.count, value.unpriced.sum.units()), (2, 51_000_000));
    assert_eq!(report.priced_total.as_ref().unwrap().unpriced[0].count, 2);
    let gap = report.gaps.iter().find(|gap| gap.kind == "no-price").unwrap();
    assert_eq!((gap.chain, gap.count), ("tron", Some(1)));

    let report = report_at(rows, None, |day| (day == Day::of(LATER)).then_some(100));
    let value = report.assets.iter().find_map(|asset| asset.value.as_ref()).unwrap();
    assert_eq!((units(value.then), units(value.now), value.unpriced.count), (None, None, 3));
    assert_eq!(report.priced_total, None, "nothing is priced");
}

/// Cents of an amount of tethers at a price in cents.
fn worth(units: i128, cents: u32) -> i128 {
    let product = units * i128::from(cents);
    (product.abs() + 500_000) / 1_000_000 * product.signum()
}

proptest! {
    /// A second, plainer path: every giver's receipts in a queue, paid back from its front.
    #[test]
    fn the_worth_is_that_of_what_nobody_got_back(
        steps in vec((0_u8..4, any::<bool>(), 1_u32..90_000_000), 1..40),
        prices in vec(1_u32..300, 45),
        missing in vec(0_i32..40, 0..4),
        (from, length) in (-2_i32..30, 0_i32..40),
        whole in any::<bool>(),
    ) {
        let first = Day::of(START).0;
        // Neighbours within a factor of three of one another, so that none is taken for a fault.
        let price_of = |day: Day| prices[(day.0 - first).rem_euclid(45) as usize] / 3 + 100;
        let is_missing = |day: Day| missing.contains(&(day.0 - first));
        let period = (!whole).then_some(Days { from: Some(Day(first + from)), to: Some(Day(first + from + length)) });
        let within = |day: Day| period.is_none_or(|period| period.contains(day));

        let mut rows = Vec::new();
        let mut queues: BTreeMap<u8, VecDeque<(Day, i128)>> = BTreeMap::new();
        let mut left: BTreeMap<Day, i128> = BTreeMap::new();
        let mut given = Vec::new();
        for (number, &(who, comes, amount)) in steps.iter().enumerate() {
            let (minute, name) = (number as u64 * A_DAY, format!("person {who}"));
            let (from, to) = if comes { (name.as_str(), "fund") } else { ("fund", name.as_str()) };
            rows.push(usdt(&format!("tx {number}"), minute, from, to, amount.into()));
            let day = Day::of(START + minute * 60);
            let queue = queues.entry(who).or_default();
            if comes {
                queue.push_back((day, amount.into()));
                if within(day) {
                    *left.entry(day).or_default() += i128::from(amount);
                    given.push(day);
                }
                continue;
            }
            let mut rest = i128::from(amount);
            while let Some((of, owed)) = queue.front_mut() {
                let share = rest.min(*owed);
                if within(day) && share > 0 {
                    *left.entry(*of).or_default() -= share;
                }
                rest -= share;
                *owed -= share;
                if *owed > 0 { break }
                queue.pop_front();
            }
        }
        let (mut then, mut net, mut priced) = (0, 0, 0);
        for (&day, &units) in &left {
            net += units;
            if !is_missing(day) {
                then += worth(units, price_of(day));
                priced += units;
            }
        }
        let report = report_at(rows, period, |day| (!is_missing(day)).then(|| price_of(day)));
        let usdt = report.assets.iter().find(|asset| asset.asset == "USDT").unwrap();
        prop_assert_eq!(usdt.totals.net.units(), net);
        let value = usdt.value.as_ref().unwrap();
        prop_assert_eq!(units(value.now).unwrap_or(0), worth(priced, price_of(Day::of(LATER))));
        prop_assert_eq!(units(value.then).unwrap_or(0), then);
        let unpriced = given.iter().filter(|day| is_missing(**day) && left[*day] != 0).count();
        prop_assert_eq!(value.unpriced.count, unpriced as u64);
        let unpriced: i128 = left.iter().filter(|(day, _)| is_missing(**day)).map(|(_, units)| units).sum();
        prop_assert_eq!(value.unpriced.sum.units(), unpriced);
    }
}
