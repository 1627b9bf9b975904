//! What is done with any bytes that a publisher, a list or an explorer of prices may supply: the fuzzer's targets, and
//! those of `tests/fuzz.rs`. None may panic, and what is read must hold together.

use donation_flow::campaign::Campaign;
use donation_flow::chain::{Address, Chain, Day};
use donation_flow::cli::fragments;
use donation_flow::cli::labels::{self, tagpack};
use donation_flow::cli::lists::draft::{Draft, Head};
use donation_flow::cli::lists::xml::Fault;
use donation_flow::cli::lists::{orders, plain, sdn_advanced, sdn_csv, sdn_xml};
use donation_flow::cli::locate;
use donation_flow::explorer::Policy;
use donation_flow::listing::ListFile;
use donation_flow::locale::Locale;
use donation_flow::price::csv;
use donation_flow::proof::transaction::{Transaction, strip};
use donation_flow::proof::{Bundle, Check};
use donation_flow::snapshot::{Answers, LedgerFile, go_on, recompute};

pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 14] = [
    ("campaign", campaign),
    ("price_csv", price_csv),
    ("list_file", list_file),
    ("sdn_advanced", sdn_advanced),
    ("sdn_xml", sdn_xml),
    ("sdn_csv", sdn_csv),
    ("plain_list", plain_list),
    ("orders", orders),
    ("tagpack", tagpack),
    ("locale", locale),
    ("proof_bundle", proof_bundle),
    ("transaction", transaction),
    ("ledger", ledger),
    ("answers", answers),
];

pub fn campaign(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Err(problems) = Campaign::parse(&text) else { return };
    assert!(!problems.is_empty(), "refused for nothing");
    // Their words are the slow part, and the same for all of a kind.
    for problem in problems.iter().take(3) {
        let (line, column) = locate::place(&text, &problem.field);
        assert!(line >= 1 && column >= 1 && line <= text.matches('\n').count() + 1);
    }
    assert!(!problems[0].to_string().is_empty());
}

pub fn price_csv(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut count = 0;
    let read = csv::closes(&text, &mut |_| count += 1);
    assert!(read.is_err() || count <= text.lines().count());
}

pub fn list_file(bytes: &[u8]) {
    let Ok(list) = ListFile::parse(String::from_utf8_lossy(bytes).into_owned()) else { return };
    let mut addresses = Vec::new();
    list.each(&mut |line, entries| {
        assert!(!entries.is_empty());
        addresses.push((line.to_owned(), entries.len()));
    });
    assert_eq!(addresses.len(), list.len());
    for (line, entries) in addresses {
        let (key, text) = line.split_once(' ').expect("a key");
        let chain = if key == "evm" { Some(Chain::Gnosis) } else { Chain::from_name(key) };
        // A list may hold what has the form of an address and is none: nobody looks for it.
        let Some(Ok(address)) = chain.map(|chain| Address::parse(chain, text)) else { continue };
        if address.as_str() == text || key == "evm" {
            let found = list.find(&address);
            assert_eq!(found.len(), entries, "{line}");
            assert!(found.iter().all(|listing| listing.label(&address).url.starts_with("https://")));
        }
    }
}

pub fn sdn_advanced(bytes: &[u8]) {
    list(&|draft| sdn_advanced::read(bytes, draft).map(|_| ()));
}

pub fn sdn_xml(bytes: &[u8]) {
    list(&|draft| sdn_xml::read(bytes, draft).map(|_| ()));
}

pub fn sdn_csv(bytes: &[u8]) {
    let Ok(overflow) = sdn_csv::overflow(bytes) else { return };
    list(&|draft| sdn_csv::read(bytes, &overflow, draft));
}

pub fn plain_list(bytes: &[u8]) {
    for ticker in [Some("XBT"), Some("USDT"), Some("XMR"), None] {
        list(&|draft| plain::read(bytes, ticker, draft));
    }
}

pub fn orders(bytes: &[u8]) {
    list(&|draft| orders::read(bytes, &[], Day::parse("2026-02-03"), draft));
}

/// Reads a list; what is read is a list file, or has a line that is too long for one.
fn list(read: &dyn Fn(&mut Draft) -> Result<(), Fault>) {
    let mut draft = Draft::default();
    if read(&mut draft).is_err() {
        return;
    }
    let said = |text: &str| vec![(String::new(), text.to_owned())];
    let head =
        Head { name: said("A"), issuer: said("B"), url: "https://a.example".into(), ..Head::default() };
    match draft.written(&head) {
        Ok(text) => list_file(text.as_bytes()),
        Err(why) => assert!(why.contains("is longer than"), "{why}"),
    }
}

pub fn tagpack(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok((found, _)) = tagpack::labels("", &text, None) else { return };
    // A campaign file takes what the verb prints.
    let labels = labels::json(&found).expect("JSON");
    let file = format!(
        r#"{{"version": 1, "name": "A", "addresses": [{{"chain": "tron", "address": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}}],
            "labels": {labels}}}"#
    );
    if let Err(problems) = Campaign::parse(&file) {
        assert!(problems.iter().all(|problem| problem.code() == "limit"), "{problems:?}");
    }
}

pub fn locale(bytes: &[u8]) {
    let _ = Locale::parse(&String::from_utf8_lossy(bytes));
}

/// What is read is what would be written, and checking it comes to an end: an item for each transaction at least, and no
/// two inclusions of one.
pub fn proof_bundle(bytes: &[u8]) {
    let Ok(bundle) = Bundle::decode(bytes) else { return };
    assert_eq!(bundle.encode(), bytes);
    let transactions: usize = bundle.blocks.iter().map(|block| block.transactions.len()).sum();
    let (mut included, mut said) = (Vec::new(), 0);
    for checked in Check::new(&bundle) {
        said += 1;
        if let Ok(inclusion) = checked {
            included.push(inclusion.tx.txid);
        }
    }
    assert!(transactions <= said && said <= transactions + bundle.blocks.len() + bundle.parents.len());
    let count = included.len();
    included.sort();
    included.dedup();
    assert_eq!(included.len(), count);
}

/// What a transaction is stripped to is one without witness, and stays as it is.
pub fn transaction(bytes: &[u8]) {
    for chain in [Chain::Bitcoin, Chain::Litecoin] {
        let Ok(stripped) = strip(chain, bytes) else { continue };
        assert!(stripped.len() <= bytes.len());
        assert_eq!(strip(chain, &stripped).as_ref(), Ok(&stripped));
        let tx = Transaction::parse(&stripped).expect("a transaction");
        assert!(!tx.inputs.is_empty() && !tx.outputs.is_empty());
    }
}

/// A snapshot of the tests, of which one file may be any bytes.
macro_rules! snapshot {
    ($file:literal) => {
        include_str!(concat!("../tests/fixtures/snapshot/", $file))
    };
}

/// What is read is what would be written, and of a ledger that fits its campaign a panel is made, and a scan that goes on.
pub fn ledger(bytes: &[u8]) {
    let Ok(ledger) = LedgerFile::parse(&String::from_utf8_lossy(bytes)) else { return };
    assert_eq!(LedgerFile::parse(&ledger.write()).as_ref(), Ok(&ledger));
    let campaign = Campaign::parse(snapshot!("campaign.json")).expect("a campaign");
    if ledger.fits(&campaign).is_ok() {
        go_on(campaign.clone(), Policy::default(), ledger.settled());
        draw(campaign, &ledger, &Answers::parse(snapshot!("answers.json")).expect("answers"));
    }
}

/// What is read is what would be written, and is replayed to its end.
pub fn answers(bytes: &[u8]) {
    let Ok(answers) = Answers::parse(&String::from_utf8_lossy(bytes)) else { return };
    assert_eq!(Answers::parse(&answers.write()).as_ref(), Ok(&answers));
    let campaign = Campaign::parse(snapshot!("campaign.json")).expect("a campaign");
    draw(campaign, &LedgerFile::parse(snapshot!("ledger.json")).expect("a ledger"), &answers);
}

fn draw(campaign: Campaign, ledger: &LedgerFile, answers: &Answers) {
    let mut survey = recompute(campaign, ledger, answers);
    let report = survey.report(ledger.as_of, None);
    assert!(fragments::fragments(&survey, &report, "", &["en".into()], &[640]).is_ok());
}
