//! Languages: every word in every file, plural forms, numbers and dates by CLDR.
//! `tests/locale_oracle.mjs` asks the browser's `Intl` the same questions.

use donation_flow::campaign::{LabelKind, Measure};
use donation_flow::chain::{Amount, Chain, Day};
use donation_flow::ledger::Checker;
use donation_flow::locale::{Locale, Operands, plural_category};
use donation_flow::report::Level;
use donation_flow::view::Check;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn languages() -> Vec<String> {
    let folder = fs::read_dir(format!("{ROOT}/www/locale")).expect("the folder of languages");
    let mut names: Vec<String> = folder
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| Some(name.strip_suffix(".json")?.to_string()))
        .collect();
    names.sort();
    names
}

fn text(lang: &str) -> String {
    fs::read_to_string(format!("{ROOT}/www/locale/{lang}.json")).expect("a locale file")
}

fn locale(tag: &str) -> Locale {
    Locale::parse_for(&text(tag.split('-').next().unwrap()), tag).expect("a good file")
}

fn words(lang: &str) -> BTreeMap<String, serde_json::Value> {
    let file: serde_json::Value = serde_json::from_str(&text(lang)).expect("JSON");
    serde_json::from_value(file["words"].clone()).expect("words")
}

/// The keys that the sources name in quotation marks or, in templates, in braces, as in `head.as-of`.
fn keys_in_sources() -> BTreeSet<String> {
    fn visit(folder: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a source folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                visit(&path.to_string_lossy(), found);
            } else {
                let source = fs::read_to_string(&path).expect("a source file");
                let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
                for line in code {
                    // A sentence's key stands before the names of its places.
                    let parts = line.split(['"', '{', '}']).filter_map(|part| part.split(' ').next());
                    found.extend(parts.filter(|part| is_key(part)).map(String::from));
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    visit(&format!("{ROOT}/src/view"), &mut found);
    visit(&format!("{ROOT}/src/locale"), &mut found);
    visit(&format!("{ROOT}/src/campaign"), &mut found);
    // Completed by a power of ten.
    found.retain(|key| !matches!(&**key, "compact.long" | "compact.short"));
    found.insert("colon".into());
    // Completed by the gap's kind.
    use donation_flow::explorer::GapKind::*;
    let kinds = [
        NotAnswered,
        Refused,
        RateLimited,
        Stopped,
        RequestLimit,
        BadRow,
        Unsupported,
        CountDiffers,
        MempoolLimit,
        FreezeUnknown,
        NotProcessed,
        ListIncomplete,
        NoPrice,
        ImplausiblePrice,
        ListNotRead,
        NotProven,
    ];
    found.extend(kinds.map(|kind| format!("gap.{}", kind.name())));
    // Completed by the kind of a row, and by that of a flow.
    let rows =
        ["received", "internal", "returned", "converted", "seized", "spent", "ambiguous", "wrapped", "burnt"];
    found.extend(rows.map(|kind| format!("kind.{kind}")));
    let flows =
        "band labelled exchange others earlier returned unknown hidden seizure fees ambiguous wrapped burn frozen balance"
            .split(' ');
    found.extend(flows.map(|kind| format!("flow.{kind}")));
    // Completed by what an address on a list is here.
    found.extend(["campaign", "sender", "destination"].map(|role| format!("lists.{role}")));
    // Completed by a level, by who checked, and by what does not hold.
    found.extend(Level::NAMES.map(|level| format!("level-short.{level}")));
    found.extend(Checker::NAMES.map(|checker| format!("checked.{checker}")));
    found.insert("checked.both".into());
    found.extend(Check::FAULTS.map(|fault| format!("fault.{fault}")));
    // Completed by a currency's code.
    found.extend(["USD", "EUR", "GBP", "other"].map(|code| format!("currency.{code}")));
    // Completed by a claim's measure, and by why nothing can be said of it.
    found.extend(Measure::NAMES.map(|measure| format!("claim-measure.{measure}")));
    let reasons = "beyond not-read gaps not-over prices-pending currency unpriced nothing-before".split(' ');
    found.extend(reasons.map(|reason| format!("claim-reason.{reason}")));
    // Completed by a notice's kind and the reason why a row is left out.
    found.extend(
        ["court-ordered", "listed", "seizure", "alleged", "other"]
            .iter()
            .flat_map(|kind| [format!("notice.{kind}"), format!("notice-ended.{kind}")]),
    );
    // Completed by what was spent on.
    found.extend(
        ["returned", "exchange", "seizure", "labelled", "burn", "unknown", "hidden"]
            .map(|kind| format!("spent.{kind}")),
    );
    // Completed by a label's kind.
    found.extend(LabelKind::NAMES.map(|kind| format!("label.{kind}")));
    found.extend(
        ["unlisted-token", "fake-token", "zero-value", "look-alike-address"]
            .map(|reason| format!("excluded.{reason}")),
    );
    found
}

fn is_key(part: &str) -> bool {
    let plain = part.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-'));
    let is_file = part.ends_with(".css");
    plain && !is_file && part.matches('.').count() == 1 && !part.starts_with('.') && !part.ends_with('.')
}

/// A language's own names of chains, and of months without a day, where they are others.
fn is_extra(key: &str) -> bool {
    key.starts_with("chain.") || matches!(key, "month.alone" | "month.alone-short")
}

#[test]
fn every_language_has_every_word() {
    let english: BTreeSet<String> = words("en").into_keys().collect();
    for lang in languages() {
        let own: BTreeSet<String> = words(&lang).into_keys().filter(|key| !is_extra(key)).collect();
        let missing: Vec<_> = english.symmetric_difference(&own).collect();
        assert!(missing.is_empty(), "{lang} and en differ in {missing:?}");
    }
}

/// A chain is called by its title in the table, or by the language's own word, which other scripts have.
#[test]
fn every_chain_has_a_name_in_the_script_of_the_language() {
    assert_eq!(locale("en").kind("chain", "dogecoin-testnet"), "Dogecoin testnet");
    for (lang, script) in [("ar", '\u{620}'..='\u{6d3}'), ("fa", '\u{620}'..='\u{6d3}'), ("he", 'א'..='ת')]
    {
        let locale = locale(lang);
        for chain in Chain::ALL {
            let name = locale.kind("chain", chain.name());
            assert!(name.starts_with(|letter: char| script.contains(&letter)), "{lang}: {name}");
        }
        let known: Vec<_> = Chain::NAMES.map(|name| format!("chain.{name}")).into();
        let unknown: Vec<_> =
            words(lang).into_keys().filter(|key| key.starts_with("chain.") && !known.contains(key)).collect();
        assert!(unknown.is_empty(), "{lang}: words of no chain: {unknown:?}");
    }
}

#[test]
fn every_key_in_the_sources_is_a_word_and_every_word_is_used() {
    let words = words("en");
    let used = keys_in_sources();
    assert!(used.len() > 150, "only {} keys found: is the search broken?", used.len());
    let missing: Vec<_> = used.iter().filter(|key| !words.contains_key(*key) && !is_extra(key)).collect();
    assert!(missing.is_empty(), "used, but no words: {missing:?}");
    // What only the element's script says, before the panel's code is there, and `reserve.css`.
    let by_script = ["message.no-wasm", "message.bad-snapshot", "live.offer", "live.ask", "paper.where"];
    let idle: Vec<_> = words
        .keys()
        .filter(|key| !used.contains(*key) && !by_script.contains(&&***key) && !key.starts_with("compact."))
        .collect();
    assert!(idle.is_empty(), "words that nobody says: {idle:?}");
}

/// The forms that numbers take in a language, each with those from 0 to 240 that take it.
fn forms(lang: &str) -> BTreeMap<&'static str, Vec<u128>> {
    let mut forms: BTreeMap<&'static str, Vec<u128>> = BTreeMap::new();
    let form = |operands| plural_category(lang, operands).expect("a language of the panel").name();
    for integer in 0..=240 {
        forms.entry(form(Operands::integer(integer))).or_default().push(integer);
    }
    forms.entry(form(Operands::integer(1_000_000))).or_default();
    forms.entry(form(Operands { integer: 1, places: 2, power: 0 })).or_default();
    forms
}

#[test]
fn plurals_have_the_forms_of_their_language() {
    for lang in languages() {
        let forms: Vec<&str> = forms(&lang).into_keys().collect();
        for (key, word) in words(&lang) {
            if let Some(map) = word.as_object() {
                let mut own: Vec<&str> = map.keys().map(|form| &**form).collect();
                own.sort_unstable();
                assert_eq!(own, forms, "{lang} {key}");
            }
        }
    }
    assert_eq!(forms("ar").len(), 6);
    assert_eq!(forms("he")["two"], [2]);
    assert_eq!(forms("uk")["one"][..3], [1, 21, 31]);
}

#[test]
fn the_same_places_stand_in_every_language() {
    let places = |text: &serde_json::Value| -> BTreeSet<String> {
        let text = text.as_str().expect("a text");
        text.split('{').skip(1).map(|rest| rest[..rest.find('}').unwrap()].to_string()).collect()
    };
    let english = words("en");
    for lang in languages() {
        let forms = forms(&lang);
        for (key, word) in words(&lang) {
            let theirs = match english.get(&key) {
                Some(serde_json::Value::Object(forms)) => places(&forms["other"]),
                Some(word) => places(word),
                // A chain's own name, or a month's, has no places.
                None => BTreeSet::new(),
            };
            let Some(own_forms) = word.as_object() else {
                assert_eq!(places(&word), theirs, "{lang} {key}");
                continue;
            };
            for (form, text) in own_forms {
                let own = places(text);
                let unknown: Vec<_> = own.difference(&theirs).collect();
                assert!(unknown.is_empty(), "{lang} {key} {form}: {unknown:?} is not in English");
                // A form of one number, or of 0 and 1, may say it without its figure.
                let says_it = (1..=2).contains(&forms[&**form].len());
                let lacking: Vec<_> = theirs
                    .difference(&own)
                    .filter(|place| !(says_it && matches!(&***place, "n" | "of")))
                    .collect();
                assert!(lacking.is_empty(), "{lang} {key} {form}: {lacking:?} is missing");
            }
        }
    }
}

#[test]
fn every_language_s_file_says_its_tag_and_its_direction() {
    for lang in languages() {
        let locale = locale(&lang);
        assert_eq!(locale.tag(), lang);
        let name = locale.word("empty.none");
        let is_rtl = name.chars().any(|letter| matches!(letter, '\u{590}'..='\u{8ff}'));
        assert_eq!(locale.dir(), if is_rtl { "rtl" } else { "ltr" }, "{lang}: {name}");
    }
}

#[test]
fn a_time_has_one_name_of_its_zone() {
    for lang in languages() {
        let text = text(&lang);
        let named: BTreeSet<&str> = text
            .split("{time} ")
            .skip(1)
            .filter_map(|rest| rest.split(|end: char| end.is_whitespace() || ":,،\"".contains(end)).next())
            .map(|name| name.trim_end_matches('.'))
            .collect();
        assert_eq!(named.len(), 1, "{lang}: {named:?}");
    }
}

#[test]
fn a_region_that_is_not_known_has_the_words_of_its_language() {
    let day = Day::from_civil(2026, 3, 14);
    for (tag, written) in [
        ("de-LU", "14. März 2026"),
        ("uk-UA", "14 березня 2026 р."),
        ("fa-TJ", "۱۴ مارس ۲۰۲۶"),
        ("he-IL", "14 במרץ 2026"),
        ("es-ES", "14 de marzo de 2026"),
    ] {
        let locale = locale(tag);
        assert_eq!((locale.tag(), &*locale.date(day)), (tag, written));
    }
}

#[test]
fn arabic_counts_in_six_forms() {
    let ar = locale("ar-LB");
    let pages = |n| ar.sentence("status.done", Some(n), &[("n", ar.integer(n.into()))]);
    assert_eq!(pages(0), "لم تُقرأ أي صفحة");
    assert_eq!(pages(1), "قُرئت صفحة واحدة");
    assert_eq!(pages(2), "قُرئت صفحتان");
    assert_eq!(pages(3), "قُرئت ٣ صفحات");
    assert_eq!(pages(11), "قُرئت ١١ صفحة");
    assert_eq!(pages(103), "قُرئت ١٠٣ صفحات");
    assert_eq!(locale("ar").sentence("status.done", Some(100), &[("n", "100".into())]), "قُرئت 100 صفحة");
}

#[test]
fn numbers_are_rounded_in_integers() {
    let en = locale("en");
    let headline = |units, decimals| en.headline(Amount::from_units(units), decimals);
    assert_eq!(headline(5_020_134_500_000, 6), "5.02 million");
    assert_eq!(headline(999_499_999_999, 6), "999,000");
    assert_eq!(headline(999_500_000_000, 6), "1 million");
    assert_eq!(headline(1_245_101_117, 8), "12.5");
    assert_eq!(headline(1_245_000_000, 8), "12.5");
    assert_eq!(headline(1_244_999_999, 8), "12.4");
    assert_eq!(headline(1, 8), "0.00000001");
    assert_eq!(headline(0, 8), "0");
    assert_eq!(headline(123_456, 6), "0.123");
    assert_eq!(headline(999_999, 6), "1");
    assert_eq!(headline(u128::MAX, 0), "340,000,000,000,000,000,000,000,000 trillion");
    assert_eq!(headline(7, 255), format!("0.{}7", "0".repeat(254)));
    let short = |units, decimals| en.short(Amount::from_units(units), decimals);
    assert_eq!(short(412_000_000_000, 6), "412K");
    assert_eq!(short(1_000_000_000, 6), "1K");
    assert_eq!(short(999_000_000, 6), "999");
}

#[test]
fn a_column_has_one_scale() {
    let en = locale("en");
    let largest = Amount::from_units(7_472_310_250_000);
    let scale = en.scale(largest, largest, 6);
    let at = |units| en.at_scale(Amount::from_units(units), 6, scale);
    assert_eq!(at(7_472_310_250_000), "7.47M");
    assert_eq!(at(588_120_000_000), "0.59M");
    assert_eq!(at(0), "0.00M");
    assert_eq!(at(4_999_999_999), "<0.01M");
    assert_eq!(at(5_000_000_000), "0.01M");
    let small = en.scale(Amount::from_units(1_230_000), Amount::from_units(1_230_000), 8);
    assert_eq!(en.at_scale(Amount::from_units(1_230_000), 8, small), "0.0123");
    let bitcoin = en.scale(Amount::from_units(1_613_402_117), Amount::from_units(1_245_101_117), 8);
    assert_eq!(en.at_scale(Amount::from_units(98_000_000), 8, bitcoin), "1.0");
    // The figure that matters keeps its three, as long as the largest has no more than five.
    let finer = |shown| en.scale(Amount::from_units(11_730_000_000), Amount::from_units(shown), 8);
    let largest = |scale| en.at_scale(Amount::from_units(11_730_000_000), 8, scale);
    assert_eq!(largest(finer(8_250_000_000)), "117.3");
    assert_eq!(largest(finer(825_000_000)), "117.30");
    assert_eq!(largest(finer(825_000)), "117.30");
}

#[test]
fn exact_amounts_keep_every_place_that_says_something() {
    let en = locale("en");
    assert_eq!(en.exact(Amount::from_units(250_000_000), 6), "250.00");
    assert_eq!(en.exact(Amount::from_units(5_020_134_123_450), 6), "5,020,134.12345");
    assert_eq!(en.exact(Amount::from_units(1_250_000), 8), "0.01250000");
    assert_eq!(en.exact(Amount::from_units(12), 0), "12");
    let eg = locale("ar-EG");
    assert_eq!(eg.exact(Amount::from_units(5_020_134_123_450), 6), "٥٬٠٢٠٬١٣٤٫١٢٣٤٥");
}

#[test]
fn days_are_said_as_in_the_region() {
    let day = Day::from_civil(2026, 3, 14);
    assert_eq!(locale("en").date(day), "14 March 2026");
    assert_eq!(locale("en").date_short(day), "14 Mar 2026");
    assert_eq!(locale("ar").date(day), "14 مارس 2026");
    assert_eq!(locale("ar-EG").date(day), "١٤ مارس ٢٠٢٦");
    assert_eq!(locale("ar-LB").date(day), "١٤ آذار ٢٠٢٦");
    assert_eq!(locale("ar-LB").time_of("2026-03-14T09:20:00Z"), "٠٩:٢٠");
    assert_eq!(locale("en").date_of("no date"), "no date");
    assert_eq!(Locale::parse_for(&text("ar"), "en-GB").expect("a good file").tag(), "ar");
    assert_eq!(locale("ar-XX").date(day), "14 مارس 2026");
    assert_eq!(locale("en-US").date(day), "March 14, 2026");
    assert_eq!(locale("en-us").date_short(day), "Mar 14, 2026");
    assert_eq!(locale("de-AT").date(Day::from_civil(2026, 1, 2)), "2. Jänner 2026");
    // The digits that a tag asks for, whatever its region's are (RFC 6067).
    assert_eq!(locale("ar-EG-u-nu-latn").date(day), "14 مارس 2026");
    assert_eq!(locale("ar-LB-u-ca-gregory-nu-latn").date(day), "14 آذار 2026");
    assert_eq!(locale("ar-u-nu-arab").date(day), "١٤ مارس ٢٠٢٦");
    assert_eq!(locale("fa-u-nu-latn").tag(), "fa-u-nu-latn");
    assert_eq!(locale("de-u-nu-arab").integer(12), "12", "digits that the language does not have");
}

#[test]
fn what_is_put_in_is_isolated() {
    let en = locale("en");
    let sees = |locale: &Locale| locale.sentence("ask.sees", None, &[("hosts", "mempool.space".into())]);
    assert_eq!(sees(&en), "mempool.space will see your IP address.");
    let part = |name: &str| en.sentence("flow.part", None, &[("name", name.into()), ("amount", "1".into())]);
    assert!(part("منصة").starts_with("\u{2068}منصة\u{2069}, 1"));
    assert!(sees(&locale("ar")).contains("\u{2068}mempool.space\u{2069}"));
    // What is put in is no template.
    assert_eq!(part("{amount}"), "{amount}, 1");
}

#[test]
fn a_bad_file_is_named_by_its_field() {
    let good = text("en");
    assert_eq!(Locale::parse("{}").unwrap_err(), "lang: missing, or not of the expected kind");
    for (field, broken) in [
        ("lang", good.replace("\"lang\": \"en\"", "\"lang\": \"xx\"")),
        ("dir", good.replace("\"dir\": \"ltr\"", "\"dir\": 1")),
        ("number.zero", good.replace("\"number.zero\": \"0\"", "\"number.zero\": \"\"")),
        ("words", good.replace("\"words\": {", "\"word\": {")),
        ("action.stop", good.replace("\"action.stop\": \"Stop\"", "\"action.stop\": 3")),
    ] {
        assert_ne!(good, broken);
        let error = Locale::parse(&broken).expect_err(field);
        assert!(error.starts_with(field), "{field}: {error}");
    }
    assert!(Locale::parse("not JSON").is_err());
}

/// What the panel writes and what the browser's `Intl` would have written, for thousands of values.
#[test]
fn intl_writes_the_same() {
    let mut questions: Vec<(&str, &str, String)> = Vec::new();
    let mut ours = Vec::new();
    let mut dice = 9u64;
    let mut roll = || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        dice >> 8
    };
    let tags = [
        "en",
        "ar",
        "ar-AE",
        "ar-EG",
        "ar-SA",
        "ar-LB",
        "ar-PS",
        "ar-SY",
        "ar-JO",
        "ar-IQ",
        "ar-MA",
        "ar-DZ",
        "ar-TN",
        "ar-MR",
        "uk",
        "ru",
        "he",
        "fa",
        "tr",
        "fr",
        "es",
        "de",
        "en-GB",
        "en-US",
        "en-CA",
        "en-IE",
        "en-AU",
        "en-NZ",
        "en-ZA",
        "de-AT",
        "de-CH",
        "es-419",
        "es-MX",
        "es-AR",
        "es-CL",
        "es-CO",
        "es-US",
        "es-CR",
        "es-PE",
        "fr-CA",
        "fr-LU",
        "fr-BE",
        "ru-UA",
        "fa-AF",
        "ar-EG-u-nu-latn",
        "ar-u-nu-arab",
        "fa-u-nu-latn",
    ];
    for tag in tags {
        let locale = locale(tag);
        for round in 0..120 {
            let units = match round {
                0..40 => (u128::from(roll()) << 8) >> (roll() % 64),
                40..80 => 10u128.pow((round - 40) % 22) / 2 * (1 + round as u128 % 2),
                80..100 => u128::from(roll() % 120) * 1_000_000_000_000,
                _ => 10u128.pow(round % 20) * 9_995 / 10,
            };
            // Beyond thousands of trillions Intl and we agree no more on separators, and no campaign gets there.
            let units = units % 10u128.pow(21);
            let amount = Amount::from_units(units);
            questions.push(("integer", tag, units.to_string()));
            ours.push(locale.integer(units));
            questions.push(("headline", tag, amount.decimal(6)));
            ours.push(locale.headline(amount, 6));
            questions.push(("short", tag, amount.decimal(6)));
            ours.push(locale.short(amount, 6));
            let cents = units % 10_u128.pow(15);
            for currency in ["USD", "EUR", "GBP"] {
                questions.push((currency, tag, Amount::from_units(cents).decimal(2)));
                let money = locale.money(currency, locale.exact(Amount::from_units(cents), 2));
                ours.push(money.replace(['\u{200e}', '\u{200f}'], ""));
            }
            let day = Day((roll() % 40_000) as i32);
            questions.push(("date", tag, day.to_string()));
            ours.push(locale.date(day));
            questions.push(("month", tag, day.to_string()));
            ours.push(locale.month_year(day));
            questions.push(("day-month", tag, day.to_string()));
            ours.push(locale.day_month(day));
            // English has three letters of each month, Arabic all.
            if !tag.starts_with("en") && !tag.starts_with("ar") {
                questions.push(("date-short", tag, day.to_string()));
                ours.push(locale.date_short(day));
                questions.push(("day-month-short", tag, day.to_string()));
                ours.push(locale.day_month_short(day));
                questions.push(("month-short", tag, day.to_string()));
                ours.push(locale.month_year_short(day));
            }
        }
    }
    let languages = languages();
    for tag in &languages {
        let category =
            |operands| plural_category(tag, operands).expect("a language of the panel").name().to_string();
        for integer in (0..240).chain([1_000, 1_001, 1_000_000, 2_000_000, 1_000_001]) {
            questions.push(("plural", tag, integer.to_string()));
            ours.push(category(Operands::integer(integer)));
            questions.push(("plural", tag, format!("{integer}.52")));
            ours.push(category(Operands { integer, places: 2, power: 0 }));
        }
    }
    let node = Command::new("node")
        .arg(format!("{ROOT}/tests/locale_oracle.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut node) = node else {
        println!("skipped: intl_writes_the_same (no node)");
        return;
    };
    let asked = serde_json::to_vec(&questions).expect("questions as JSON");
    node.stdin.take().expect("its input").write_all(&asked).expect("questions sent");
    let answer = node.wait_with_output().expect("an answer").stdout;
    let theirs: Vec<String> = serde_json::from_slice(&answer).expect("answers as JSON");
    assert_eq!(theirs.len(), ours.len());
    let mut told = BTreeSet::new();
    let different: Vec<String> = questions
        .iter()
        .zip(ours.iter().zip(&theirs))
        .filter(|(_, (own, intl))| own != intl)
        // Ten thousand alone CLDR writes otherwise than ten million, and than grammar has it.
        .filter(|(_, (own, _))| !matches!(&***own, "10\u{a0}آلاف" | "١٠\u{a0}آلاف"))
        // Persian papers leave the mark away that CLDR puts between a month and its year.
        .filter(|(_, (own, intl))| **own != intl.replace('\u{654}', ""))
        // In a table a year is a year without the word for it: "12 бер. 2026 р.".
        .filter(|((kind, tag, _), (own, intl))| {
            let word = if *tag == "uk" { " р." } else { " г." };
            !(*kind == "date-short" && intl.strip_suffix(word) == Some(&***own))
        })
        // CLDR has no German word for a thousand, and a Spanish one for milliards from ten on: a column has one for all.
        .filter(|((kind, tag, _), (own, _))| {
            let ours = match &tag[..2] {
                "de" => own.ends_with("Tsd."),
                "es" => own.ends_with("mil\u{a0}M"),
                _ => false,
            };
            !(ours && *kind == "short")
        })
        // Numbers of Austria are as its money is, which CLDR groups by points, and its numbers by spaces.
        .filter(|((_, tag, _), (own, intl))| *tag != "de-AT" || own.replace('.', "\u{a0}") != **intl)
        // Of the sign for a thousand CLDR has capitals and others in one place.
        .filter(|((kind, tag, _), (own, intl))| {
            !(*kind == "short" && tag.starts_with("es-") && own.eq_ignore_ascii_case(intl))
        })
        // No zero before a day, in South Africa either.
        .filter(|((_, tag, _), (own, intl))| *tag != "en-ZA" || **own != *intl.trim_start_matches('0'))
        // CLDR has no patterns of Dari's own for what is shorter than a whole date.
        .filter(|((kind, tag, _), _)| {
            *tag != "fa-AF"
                || !matches!(*kind, "date-short" | "day-month" | "day-month-short" | "month-short")
        })
        // One of a kind is enough to see what is the matter.
        .filter(|((kind, tag, _), _)| told.insert((*kind, *tag)))
        .map(|(question, (own, intl))| format!("{question:?}: ours {own}, Intl {intl}"))
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
}
