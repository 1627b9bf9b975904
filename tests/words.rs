//! The panel's words and colours are neutral: docs/words.md tells what they are and why.

use serde_json::Value;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn languages() -> Vec<String> {
    let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/locale")).expect("languages");
    let names = folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter_map(|name| Some(name.strip_suffix(".json")?.to_string())).collect()
}

fn words(lang: &str) -> Value {
    let file: Value = serde_json::from_str(&read(&format!("www/locale/{lang}.json"))).expect("JSON");
    file["words"].clone()
}

/// Every text of a language's file, with its key.
fn texts(lang: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (key, word) in words(lang).as_object().expect("words") {
        match word {
            Value::String(text) => texts.push((key.clone(), text.clone())),
            forms => texts.extend(
                forms.as_object().expect("forms").values().map(|form| (key.clone(), form.to_string())),
            ),
        }
    }
    texts
}

#[test]
fn the_glossary_quotes_the_panels_own_words() {
    let glossary = read("docs/words.md");
    let (english, arabic) = (words("en"), words("ar"));
    let of = |words: &Value, key: &str| match key.split_once('/') {
        Some((key, form)) => words[key][form].as_str().map(String::from),
        None => words[key].as_str().map(String::from),
    };
    let mut quoted = 0;
    for row in glossary.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [key, en, ar, why] = cells[..] else { panic!("{row}") };
        let key = key.trim_matches('`');
        assert_eq!(of(&english, key).as_deref(), Some(en), "{key}");
        assert_eq!(of(&arabic, key).as_deref(), Some(ar), "{key}");
        assert!(why.len() > 20, "{key} says why");
        quoted += 1;
    }
    assert!(quoted > 30, "{quoted}");
}

/// Parts of words that say what nobody has decided, or take an address for a person.
const LOADED: [(&str, &[&str]); 10] = [
    (
        "en",
        &[
            "donor",
            "giver",
            "terror",
            "guilt",
            "stolen",
            "steal",
            "thief",
            "theft",
            "launder",
            "suspic",
            "suspect",
            "crimin",
            "crime",
            "fraud",
            "scam",
            "illicit",
            "illegal",
            "innocent",
            "dirty",
            "tainted",
            "blacklist",
            "hacker",
            "victim",
            "risky",
            "high risk",
        ],
    ),
    (
        "ar",
        &[
            "متبرّع",
            "متبرع",
            "مانح",
            "إرهاب",
            "ارهاب",
            "مذنب",
            "مدان",
            "مسروق",
            "سرقة",
            "غسل",
            "غسيل",
            "مشبوه",
            "مشتبه",
            "شبهة",
            "مجرم",
            "جريم",
            "إجرام",
            "احتيال",
            "بريء",
            "براءة",
            "غير مشروع",
            "غير قانوني",
            "قذر",
            "ملوّث",
            "ضحية",
            "ضحايا",
            "القائمة السوداء",
        ],
    ),
    (
        "de",
        &[
            "spender",
            "geldgeber",
            "terror",
            "schuld",
            "gestohlen",
            "diebstahl",
            "stehlen",
            "geldwäsche",
            "waschen",
            "verdächt",
            "verdacht",
            "krimin",
            "verbrech",
            "betrug",
            "betrüg",
            "illegal",
            "rechtswidrig",
            "unschuld",
            "schmutzig",
            "schwarze liste",
            "hacker",
            "opfer",
            "riskant",
        ],
    ),
    (
        "es",
        &[
            "donante",
            "terror",
            "culpable",
            "culpa",
            "robad",
            "robo",
            "ladrón",
            "lavado",
            "blanqueo",
            "sospech",
            "crimin",
            "delito",
            "delictiv",
            "fraude",
            "estafa",
            "ilícit",
            "ilegal",
            "inocent",
            "sucio",
            "lista negra",
            "víctima",
            "arriesgad",
        ],
    ),
    (
        "fa",
        &[
            "اهداکننده",
            "خیّر",
            "نیکوکار",
            "تروریست",
            "ترور",
            "گناه",
            "مجرم",
            "جرم",
            "جنایت",
            "دزد",
            "سرقت",
            "پولشویی",
            "پول‌شویی",
            "مشکوک",
            "مظنون",
            "کلاهبردار",
            "غیرقانونی",
            "نامشروع",
            "بی‌گناه",
            "کثیف",
            "آلوده",
            "لیست سیاه",
            "فهرست سیاه",
            "هکر",
            "قربانی",
            "پرخطر",
        ],
    ),
    (
        "fr",
        &[
            "donateur",
            "donatrice",
            "terror",
            "coupable",
            "culpab",
            "volé",
            "vol de",
            "voleur",
            "blanchi",
            "suspect",
            "soupçon",
            "crimin",
            "crime",
            "fraud",
            "escroc",
            "arnaque",
            "illicite",
            "illégal",
            "innocent",
            "sale",
            "liste noire",
            "pirate",
            "victime",
            "risqué",
        ],
    ),
    (
        "he",
        &[
            "תורם",
            "תורמים",
            "נדיב",
            "טרור",
            "אשם",
            "אשמה",
            "גנוב",
            "גניבה",
            "הלבנ",
            "חשוד",
            "חשד",
            "פשע",
            "פשיע",
            "עבריינ",
            "הונאה",
            "רמאות",
            "לא חוקי",
            "בלתי חוקי",
            "חף מפשע",
            "מלוכלך",
            "רשימה שחורה",
            "האקר",
            "קורבן",
            "מסוכן",
        ],
    ),
    (
        "ru",
        &[
            "донор",
            "жертвовател",
            "благотворител",
            "террор",
            "виновн",
            "украден",
            "краден",
            "кража",
            "отмыв",
            "подозр",
            "преступ",
            "кримин",
            "мошен",
            "незакон",
            "противоправ",
            "невинов",
            "грязн",
            "чёрный список",
            "черный список",
            "хакер",
            "потерпевш",
            "рискован",
        ],
    ),
    (
        "tr",
        &[
            "bağışçı",
            "terör",
            "suç",
            "çalıntı",
            "çalınan",
            "hırsız",
            "aklama",
            "şüphe",
            "dolandır",
            "sahte",
            "yasadışı",
            "yasa dışı",
            "masum",
            "kirli",
            "kara liste",
            "mağdur",
            "kurban",
            "riskli",
        ],
    ),
    (
        "uk",
        &[
            "донор",
            "жертводав",
            "благодійник",
            "терор",
            "винн",
            "винуват",
            "крадений",
            "вкраден",
            "крадіж",
            "відмив",
            "підозр",
            "злочин",
            "кримінал",
            "шахра",
            "незакон",
            "протиправ",
            "невинн",
            "брудн",
            "чорний список",
            "хакер",
            "потерпіл",
            "ризикован",
        ],
    ),
];

/// The loaded words in a language's texts, with their keys.
fn loaded_in(texts: &[(String, String)], loaded: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (key, text) in texts {
        let text = text.to_lowercase();
        // Short marks of vowels are written or not.
        let bare: String = text.chars().filter(|letter| !('\u{64b}'..='\u{652}').contains(letter)).collect();
        for word in loaded {
            let begins = |text: &str| {
                text.match_indices(word).any(|(place, _)| {
                    // "ال", "و" and the like stand before an Arabic word without a space.
                    !word.is_ascii() || !text[..place].ends_with(|letter: char| letter.is_alphabetic())
                })
            };
            if begins(&text) || begins(&bare) {
                found.push(format!("{key}: {word}"));
            }
        }
    }
    found
}

#[test]
fn no_language_has_a_loaded_word() {
    for lang in languages() {
        let (_, loaded) = LOADED.iter().find(|(known, _)| *known == lang).unwrap_or_else(|| {
            panic!("{lang} has no list of loaded words: tests/words.rs wants one for each language")
        });
        assert_eq!(loaded_in(&texts(&lang), loaded), Vec::<String>::new(), "{lang}");
    }
    // The watch sees what it watches for.
    let bad = |text: &str| vec![("key".to_string(), text.to_string())];
    assert_eq!(loaded_in(&bad("Number of Donors"), LOADED[0].1), ["key: donor"]);
    assert_eq!(loaded_in(&bad("عدد المُتبرّعين"), LOADED[1].1).len(), 1);
    assert!(loaded_in(&bad("Who gave, and forgiven"), LOADED[0].1).is_empty());
}

/// The `#rgb` and `#rrggbb` colours of a style sheet.
fn colours(css: &str) -> Vec<(String, [u8; 3])> {
    let mut colours = Vec::new();
    for part in css.split('#').skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
        let full = match digits.len() {
            3 | 4 => digits.chars().take(3).flat_map(|digit| [digit, digit]).collect(),
            6 | 8 => digits[..6].to_string(),
            // An element's id.
            _ => continue,
        };
        let channel =
            |place: usize| u8::from_str_radix(&full[place..place + 2], 16).expect("hexadecimal digits");
        colours.push((digits.clone(), [channel(0), channel(2), channel(4)]));
    }
    colours
}

/// Degrees of hue; none of what is nearly grey.
fn hue([red, green, blue]: [u8; 3]) -> Option<i32> {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let range = most - least;
    if range * 5 <= most {
        return None;
    }
    let sixth = match most {
        _ if most == red => 60 * (green - blue) / range,
        _ if most == green => 120 + 60 * (blue - red) / range,
        _ => 240 + 60 * (red - green) / range,
    };
    Some(sixth.rem_euclid(360))
}

/// Red, and what is taken for it: rose to vermilion.
fn is_alarming(colour: [u8; 3]) -> bool {
    hue(colour).is_some_and(|hue| !(22..330).contains(&hue))
}

#[test]
fn no_colour_says_guilty() {
    let mut seen = 0;
    let themes = ["broadsheet", "bulletin", "desk"].map(|name| format!("www/themes/{name}.css"));
    for sheet in ["www/panel.css", "www/skeleton.css"].into_iter().chain(themes.iter().map(|name| &**name)) {
        let css = read(sheet);
        for (written, colour) in colours(&css) {
            assert!(!is_alarming(colour), "{sheet}: #{written} is red, hue {:?}", hue(colour));
            seen += 1;
        }
        let named = [
            "red",
            "crimson",
            "maroon",
            "tomato",
            "firebrick",
            "orangered",
            "salmon",
            "coral",
            "rgb(",
            "hsl(",
        ];
        for name in named {
            let is_value = css.match_indices(name).any(|(place, _)| {
                !css[..place].ends_with(|letter: char| letter.is_alphanumeric() || letter == '-')
                    && !css[place + name.len()..]
                        .starts_with(|letter: char| letter.is_alphanumeric() || letter == '-')
                    || name.ends_with('(') && css[..place].ends_with([' ', ':', ','])
            });
            assert!(!is_value, "{sheet}: {name}");
        }
    }
    assert!(seen > 15, "{seen} colours");
    // Signal colours are seen, the panel's own are not among them.
    for alarm in [[0xd0, 0, 0], [0xc2, 0x18, 0x5b], [0xff, 0x45, 0], [0xb9, 0x1c, 0x1c]] {
        assert!(is_alarming(alarm), "{alarm:?}");
    }
    assert!(!is_alarming([0xa8, 0x66, 0x1a]) && !is_alarming([0x85, 0x8c, 0x99]));
}

#[test]
fn a_notice_is_marked_by_no_sign_of_alarm() {
    for lang in languages() {
        for (key, text) in texts(&lang) {
            let signs = ['⚠', '❗', '❌', '⛔', '🚫', '🚨', '☠', '!'];
            assert!(!text.contains(signs), "{lang}, {key}: {text}");
        }
    }
}
