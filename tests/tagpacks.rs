//! TagPacks become labels of a campaign file; a tag without a source does not.

mod server;

use donation_flow::campaign::{Campaign, LabelKind};
use donation_flow::cli::labels::tagpack;
use serde_json::{Value, json};
use server::{command, folder};
use std::path::{Path, PathBuf};
use std::process::Output;

const PACK: &str = include_str!("fixtures/lists/tagpack.yaml");
const BITCOIN: &str = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

fn pack() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lists/tagpack.yaml")
}

fn run(arguments: &[&Path]) -> Output {
    command().arg("labels").args(arguments).output().expect("it runs")
}

#[test]
fn tags_take_from_their_pack_what_they_do_not_say() {
    let (labels, refused) = tagpack::labels("pack.yaml", PACK, None).unwrap();
    let told: Vec<_> = labels
        .iter()
        .map(|label| (label.address.chain().name(), label.label.get(""), label.kind, label.url.as_str()))
        .collect();
    let all = "https://tags.example/all";
    assert_eq!(
        told,
        [
            ("bitcoin", "Sample exchange", LabelKind::Exchange, all),
            ("ethereum", "Sample wallet", LabelKind::Service, "https://tags.example/wallet"),
            ("tron", "Sample person", LabelKind::Alleged, all),
            ("bitcoin", "Sample exchange", LabelKind::Exchange, all),
        ]
    );
    let read: Vec<_> = labels.iter().filter_map(|label| label.read).map(|day| day.iso()).collect();
    assert_eq!(read, ["2024-02-26", "2025-01-02", "2024-02-26", "2024-02-26"]);
    assert!(labels.iter().all(|label| label.issuer.get("") == "Sample team"));
    let refused: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert_eq!(
        refused,
        [
            "pack.yaml:21: 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2: it has no source",
            "pack.yaml:25: 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2: its source is no https URL: http://tags.example",
            "pack.yaml:29: 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3: the checksum does not match: some character is wrong",
            "pack.yaml:32: DdzFFzCqrhsuQV5ohP1EBh9d4UjmmWDb2Vui2s2SACSBDeEW74kHhp3zj9: ADA is on no chain that is read here",
            "pack.yaml:35: the tag has no address",
        ]
    );
}

#[test]
fn what_is_no_pack_is_refused() {
    for text in ["", "a: 1", "tags: none", "tags: &a [*a]", "[", "- 1"] {
        assert!(tagpack::labels("", text, None).is_err(), "{text}");
    }
}

#[test]
fn the_verb_prints_labels_that_a_campaign_file_takes() {
    let output = run(&[&pack()]);
    assert_eq!(output.status.code(), Some(3));
    let labels: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(labels.as_array().map(Vec::len), Some(3), "the same label once");
    let file = json!({
        "version": 1, "name": "A", "addresses": [{"chain": "bitcoin", "address": BITCOIN}], "labels": labels,
    });
    let campaign = Campaign::parse(&file.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(campaign.labels.len(), 3);

    let folder = folder("labels");
    let export = folder.join("export.csv");
    std::fs::write(&export, format!("day,to\n2026-01-01,{}\n", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"))
        .unwrap();
    let output = run(&[&pack(), Path::new("--addresses"), &export, Path::new("--kind"), Path::new("listed")]);
    let labels: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(labels.as_array().map(Vec::len), Some(1));
    assert_eq!((&labels[0]["label"], &labels[0]["kind"]), (&json!("Sample wallet"), &json!("listed")));
}

#[test]
fn more_labels_than_a_campaign_file_takes_are_a_matter_of_choice() {
    let many = folder("labels-many").join("many.yaml");
    let tags: String = (0..2_001).map(|number| format!("- address: '0x{number:040x}'\n")).collect();
    let head = "creator: A\nsource: https://a.example\ncurrency: ETH\nlabel: L\ntags:\n";
    std::fs::write(&many, format!("{head}{tags}")).unwrap();
    let output = run(&[&many]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(errors.contains("2001 labels") && errors.contains("--addresses"), "{errors}");
    let output = run(&[Path::new("nowhere.yaml")]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn every_recorded_pack_is_read() {
    let Some(folder) = std::env::var_os("RECORDED").map(PathBuf::from) else {
        return println!("skipped: every_recorded_pack_is_read");
    };
    let (mut read, mut left) = (0, 0);
    for file in std::fs::read_dir(folder.join("labels/tagpacks")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let (labels, refused) =
            tagpack::labels("", &text, None).unwrap_or_else(|fault| panic!("{path:?}: {fault:?}"));
        let tags =
            text.lines().filter(|line| line.trim_start_matches(['-', ' ']).starts_with("address:")).count();
        assert_eq!(labels.len() + refused.len(), tags, "{path:?}");
        for refusal in &refused {
            let is_elsewhere = refusal.why.contains("on no chain that is read here");
            // Some are another chain's than their tag says.
            assert!(is_elsewhere || refusal.why.starts_with("this is an address of "), "{refusal}");
            if !is_elsewhere {
                println!("{}: {refusal}", path.display());
            }
        }
        read += labels.len();
        left += refused.len();
    }
    println!("{read} labels, {left} refused");
    assert!(read > 600, "{read}");
}
