//! The absences that ARCHITECTURE.md lists, held against the source text.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file under `src`, with its path from there and its text without comments.
fn sources() -> Vec<(String, String)> {
    fn visit(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    visit(&root, &mut files);
    assert!(files.len() > 20, "the source was not found");
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
            (path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), code.join("\n"))
        })
        .collect()
}

/// Lines outside `rooms` that hold one of `words`.
fn found(words: &[&str], rooms: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, code) in sources() {
        if rooms.iter().any(|room| path.starts_with(room)) {
            continue;
        }
        for line in code.lines() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    found
}

#[test]
fn only_the_browser_room_names_the_browser() {
    let words = ["web_sys", "js_sys", "wasm_bindgen", "gloo"];
    assert_eq!(found(&words, &["browser"]), [""; 0]);
    assert_ne!(found(&words, &[]), [""; 0], "the words are looked for as they are written");
}

#[test]
fn only_the_command_names_a_socket_a_file_or_a_runtime() {
    let words = ["tokio", "std::net", "std::fs", " File::", "reqwest", "axum", "std::process"];
    assert_eq!(found(&words, &["cli", "main.rs"]), [""; 0]);
    assert_ne!(found(&words, &[]), [""; 0], "the words are looked for as they are written");
}

#[test]
fn the_core_reads_no_clock_no_environment_and_prints_nothing() {
    let words = ["SystemTime", "Instant::", "std::env", "env::", "println!", "eprintln!", "print!(", "dbg!"];
    assert_eq!(found(&words, &["cli", "main.rs", "browser"]), [""; 0]);
}

#[test]
fn money_is_never_a_float() {
    let mut floats = found(&["f32", "f64"], &["browser", "cli"]);
    // A contract's digits.
    floats.retain(|line| !line.starts_with("chain/table.rs: (\"0x"));
    assert_eq!(floats, [""; 0]);
}

#[test]
fn an_amount_has_no_plus_of_its_own() {
    for operator in ["Add", "Sub", "Mul", "Sum", "AddAssign", "SubAssign"] {
        assert_eq!(
            found(&[&format!("{operator} for Amount"), &format!("{operator}<Amount> for")], &[]),
            [""; 0]
        );
    }
}

#[test]
fn only_the_view_makes_markup_and_it_makes_none_unescaped() {
    assert_eq!(found(&["PreEscaped", "html!"], &["view", "cli/sample"]), [""; 0]);
    assert_eq!(found(&["PreEscaped"], &[]), [""; 0]);
}

/// A room imports only from its own floor or from floors below.
#[test]
fn arrows_point_down() {
    let floors: [&[&str]; 16] = [
        &["plain", "sorted", "tree"],
        &["chain"],
        &["json"],
        &["proof"],
        &["campaign"],
        &["listing"],
        &["explorer"],
        &["price"],
        &["ledger"],
        &["agreement", "screening"],
        &["report"],
        &["survey"],
        &["locale"],
        &["view"],
        &["first", "snapshot"],
        &["browser", "cli"],
    ];
    let floor_of = |room: &str| floors.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let room = path.split(['/', '.']).next().unwrap();
        let Some(own) = floor_of(room) else { continue };
        for (index, _) in code.match_indices("crate::") {
            let rest = &code[index + "crate::".len()..];
            let named = rest.trim_start_matches('{');
            let end = named.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(named.len());
            if floor_of(&named[..end]).is_some_and(|other| other > own) {
                wrong.push(format!("{path} uses crate::{}", &named[..end]));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
