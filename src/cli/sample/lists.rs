//! Invented lists of listed addresses: `aleria.txt` names some of the relief campaign's and its counterparties, with near
//! misses beside them; `long.txt` has a hundred thousand addresses, some of them the large campaign's senders.

use super::Answer;
use super::rng::Rng;
use super::stories;
use super::tron;
use super::wallet::{Party, Wallet, address};
use crate::listing::{FORMAT, VERSION};

/// Addresses and entries of the long list.
const LONG: u64 = 100_000;

/// What an entry of an invented list says: id, name, programme's place, listed, delisted.
type Entry = (&'static str, &'static str, usize, &'static str, &'static str);

const ENTRIES: [Entry; 4] = [
    ("A-17", "ALERIA RELIEF FUND", 0, "2026-01-15", ""),
    ("A-20", "TENTS AND TARPAULINS TRADING", 1, "2025-12-01", ""),
    ("A-23", "DOE, Jordan", 1, "2024-06-30", ""),
    ("A-09", "HIGHLAND PUMP WORKS", 0, "2023-02-01", "2026-02-20"),
];

/// Places in [`ENTRIES`].
const FUND: usize = 0;
const TENTS: usize = 1;
const DOE: usize = 2;
const PUMPS: usize = 3;

/// Answers what follows `/lists/`.
pub fn answer(path: &str) -> Option<Answer> {
    Some(Answer::text(match path {
        "aleria.txt" => aleria(),
        "long.txt" => long(),
        _ => return None,
    }))
}

fn aleria() -> String {
    let mut wallet = Wallet::default();
    let mut of = |party: &Party| {
        address(&wallet.script(party)).expect("a listed party is of a form that has an address").to_string()
    };
    let mut lines: Vec<(String, &str)> = Vec::new();
    let mut list = |key: &str, address: &str, entry: usize| {
        lines.push((format!("{key} {address}"), ["0", "1", "2", "3"][entry]));
    };
    list("bitcoin-regtest", &of(&stories::relief_first()), FUND);
    list("tron-nile", &tron::base58(&stories::relief_tron()), FUND);
    list("bitcoin-regtest", &of(&stories::relief_tents()), TENTS);
    for sender in [80, 90] {
        list("bitcoin-regtest", &of(&stories::relief_sender(sender)), DOE);
    }
    list("bitcoin-regtest", &of(&stories::relief_pumps()), PUMPS);
    // Near misses: one letter, another chain, the other case.
    let near = of(&stories::relief_sender(81));
    let other_end = if near.ends_with('q') { "p" } else { "q" };
    list("bitcoin-regtest", &format!("{}{other_end}", &near[..near.len() - 1]), DOE);
    list("bitcoin-testnet", &of(&stories::relief_sender(82)), DOE);
    let swapped = |letter: char| match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    };
    list("bitcoin-regtest", &of(&stories::relief_sender(83)).chars().map(swapped).collect::<String>(), DOE);
    lines.sort();
    let mut text = head("Aleria’s list of named persons", "قائمة أليريا للأسماء المدرجة");
    text += "programmes 2\nALERIA-1\nALERIA-FLOODS\n";
    text += &format!("entries {}\n", ENTRIES.len());
    for (id, name, programme, listed, delisted) in ENTRIES {
        text += &format!("{id}\t{name}\t{programme}\t{listed}\t{delisted}\t\n");
    }
    text += &format!("addresses {}\n", lines.len());
    for (line, entry) in lines {
        text += &format!("{line} {entry}\n");
    }
    text
}

fn long() -> String {
    const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut wallet = Wallet::default();
    let mut rng = Rng::new(77);
    let mut lines: Vec<String> = Vec::new();
    for index in 1..=20 {
        let party = stories::busy_sender("large", index);
        let address = address(&wallet.script(&party)).expect("a sender is of a form that has an address");
        lines.push(format!("bitcoin-regtest {address}"));
    }
    while (lines.len() as u64) < LONG {
        let random: String = (0..38).map(|_| char::from(LETTERS[rng.between(0, 31) as usize])).collect();
        lines.push(format!("bitcoin-regtest bcrt1q{random}"));
    }
    lines.sort();
    lines.dedup();
    let mut text = head("A long list", "قائمة طويلة");
    text += &format!("programmes 1\nALERIA-1\nentries {LONG}\n");
    for entry in 0..LONG {
        text += &format!("L-{entry}\tNAME, Number {entry}\t0\t2025-01-01\t\t\n");
    }
    text += &format!("addresses {}\n", lines.len());
    for (entry, line) in lines.iter().enumerate() {
        text += &format!("{line} {entry}\n");
    }
    text
}

fn head(en: &str, ar: &str) -> String {
    format!(
        "{FORMAT}{VERSION}\nname.en {en}\nname.ar {ar}\nissuer.en Registry of Aleria\nissuer.ar سجل أليريا\n\
         url https://registry.aleria.example/list\nentry-url https://registry.aleria.example/entry/\n\
         published 2026-03-10\nread 2026-03-12\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::ListFile;

    #[test]
    fn both_are_list_files() {
        for (path, addresses, entries) in [("aleria.txt", 9, 4), ("long.txt", LONG as usize, LONG as usize)] {
            let text = String::from_utf8(answer(path).unwrap().body).unwrap();
            let list = ListFile::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!((list.len(), list.entry_count()), (addresses, entries), "{path}");
        }
        assert!(answer("none.txt").is_none());
    }
}
