//! The reader of JSON against serde_json as the oracle, and what it refuses.

use donation_flow::chain::Amount;
use donation_flow::json::{self, DEPTH_LIMIT, SyntaxError, Value};
use proptest::prelude::*;
use std::borrow::Cow;

fn parse(text: &str) -> Value<'_> {
    json::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Where the text stops being JSON.
fn refused_at(text: &str) -> usize {
    match json::parse(text) {
        Ok(value) => panic!("{text:?} was read as {value:?}"),
        Err(SyntaxError { position }) => position,
    }
}

/// The same value in serde_json's words; it keeps integers of 64 bits exactly.
fn as_serde(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => match (text.parse::<u64>(), text.parse::<i64>()) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) if *text != "-0" => number.into(),
            _ => text.parse::<f64>().expect("JSON's numbers are among Rust's").into(),
        },
        Value::String(text) => text.as_ref().into(),
        Value::Array(items) => items.iter().map(as_serde).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.to_string(), as_serde(value))).collect()
        }
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map_into(),
        any::<u64>().prop_map_into(),
        any::<i64>().prop_map_into(),
        (-1e9..1e9).prop_map(|number: f64| number.into()),
        any::<String>().prop_map_into(),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map_into(),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read_as_it_was(value in any_json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assert_eq!(as_serde(&parse(&text)), value);
    }

    /// Texts of JSON's own characters in any order: both readers take the same ones, and read the same.
    #[test]
    fn near_json_is_judged_as_by_serde_json(text in r#"[\[\]{}:, "\\tfnu0-9.eE+a-d\n]{0,24}|-?[0-9]{1,3}(\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?"#) {
        // serde_json refuses lone surrogates, and numbers beyond a float's range.
        prop_assume!(!text.to_lowercase().contains(r"\ud"));
        match (json::parse(&text), serde_json::from_str::<serde_json::Value>(&text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(as_serde(&ours), theirs),
            (Err(_), Err(_)) => {}
            (ours, Err(error)) if error.to_string().starts_with("number out of range") => prop_assert!(ours.is_ok()),
            (ours, theirs) => prop_assert!(false, "{ours:?}, but serde_json: {theirs:?}"),
        }
    }

    #[test]
    fn a_text_cut_short_is_refused_at_its_end(value in any_json(), cut in any::<prop::sample::Index>()) {
        // A number is still one when cut, so the text ends in a bracket.
        let text = serde_json::to_string(&vec![value]).unwrap();
        let cut = (0..=cut.index(text.len())).rev().find(|cut| text.is_char_boundary(*cut)).unwrap();
        prop_assert_eq!(refused_at(&text[..cut]), cut);
    }

    #[test]
    fn every_integer_is_exact(units: u128) {
        let number = units.to_string();
        prop_assert_eq!(Value::Number(&number).as_u128(), Some(units));
        prop_assert_eq!(Value::String(Cow::Borrowed(&number)).as_u128(), Some(units));
        prop_assert_eq!(Value::Number(&number).as_u64(), u64::try_from(units).ok());
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = json::parse(&text);
    }
}

#[test]
fn rfc_8259_section_13_examples() {
    let image = parse(
        r#"{ "Image": { "Width": 800, "Title": "View from 15th Floor", "Animated" : false, "IDs": [116, 943, 38793] } }"#,
    );
    assert_eq!(image.at("Image.Width").and_then(Value::as_u64), Some(800));
    assert_eq!(image.at("Image.Title").and_then(Value::as_str), Some("View from 15th Floor"));
    assert_eq!(image.at("Image.Animated").and_then(Value::as_bool), Some(false));
    assert_eq!(image.at("Image.IDs").and_then(Value::items).map(<[_]>::len), Some(3));
    assert!(image.at("Image.Height").is_none() && image.at("Image.Width.x").is_none());
    assert_eq!(parse("\"Hello world!\"").as_str(), Some("Hello world!"));
}

#[test]
fn what_is_no_json_is_refused_where_it_stops_being_it() {
    for (text, position) in [
        ("", 0),
        ("  ", 2),
        ("null null", 5),
        ("{}}", 2),
        ("[1,]", 3),
        ("[,1]", 1),
        ("{\"a\":1,}", 7),
        ("{a:1}", 1),
        ("{\"a\" 1}", 5),
        ("{\"a\":}", 5),
        ("[1 2]", 3),
        ("01", 1),
        ("-", 1),
        ("-01", 2),
        ("+1", 0),
        (".5", 0),
        ("1.", 2),
        ("1e", 2),
        ("1e+", 3),
        ("0x1", 1),
        ("NaN", 0),
        ("nul", 3),
        ("True", 0),
        ("'a'", 0),
        ("\"a", 2),
        ("\"a\nb\"", 2),
        ("\"\u{0}\"", 1),
        ("\"\u{1f}\"", 1),
        ("\"\\x\"", 2),
        ("\"\\u12g4\"", 5),
        ("\"\\u+123\"", 3),
        ("\"\\ud83d\\u00g0\"", 11),
        ("\u{feff}1", 0),
        ("// a\n1", 0),
        ("<!DOCTYPE html>", 0),
        ("Too Many Requests", 0),
    ] {
        assert_eq!(refused_at(text), position, "{text:?}");
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let limit = DEPTH_LIMIT as usize;
    assert!(json::parse(&nested(limit)).is_ok());
    assert_eq!(refused_at(&nested(limit + 1)), limit);
    assert_eq!(refused_at(&"{\"a\":".repeat(100_000)), limit * 5);
}

#[test]
fn strings_borrow_unless_an_escape_is_in_them() {
    for (text, expected, borrowed) in [
        (r#""""#, "", true),
        (r#""تبرع 💚""#, "تبرع 💚", true),
        (r#""a\/b\"\\""#, "a/b\"\\", false),
        (r#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t", false),
        (r#""\u0000\u00e9\u00E9x""#, "\0ééx", false),
        (r#""\ud83d\udc9A""#, "💚", false),
        (r#""\ud83d""#, "\u{fffd}", false),
        (r#""\udc9a!""#, "\u{fffd}!", false),
        (r#""\ud83d\n""#, "\u{fffd}\n", false),
        (r#""\ud83d\ud83d\udc9a""#, "\u{fffd}💚", false),
        (r#""\ud83d\u0041""#, "\u{fffd}A", false),
    ] {
        let Value::String(string) = parse(text) else { panic!("{text}") };
        assert_eq!(string, expected, "{text}");
        assert_eq!(matches!(string, Cow::Borrowed(_)), borrowed, "{text}");
    }
}

#[test]
fn an_integer_is_digits_alone() {
    for text in
        ["1.0", "1e3", "-1", "-0", "\"\"", "\" 1\"", "\"+1\"", "\"0x10\"", "\"١\"", "null", "true", "[1]"]
    {
        assert_eq!(parse(text).as_u128(), None, "{text}");
    }
    let above_u128 = "340282366920938463463374607431768211456";
    assert_eq!(parse(above_u128).as_u128(), None);
    assert_eq!(parse("18446744073709551616").as_u64(), None);
    assert_eq!(parse("9007199254740993").as_u64(), Some(9_007_199_254_740_993));
}

#[test]
fn of_a_repeated_name_the_last_one_counts() {
    assert_eq!(parse(r#"{"a":1,"b":2,"a":3}"#).at("a").and_then(Value::as_u64), Some(3));
}

#[test]
fn amounts_stay_below_the_limit_of_a_row() {
    assert!(Amount::from_units(Amount::ROW_LIMIT - 1).is_of_row());
    assert!(!Amount::from_units(Amount::ROW_LIMIT).is_of_row());
}
