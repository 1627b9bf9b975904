//! Published lists become compact files: each kind of source, what is refused and why, what is delisted, and the verb
//! itself. Recorded lists are read where `RECORDED` names their folder.

mod server;

use donation_flow::chain::{Address, Chain, Day};
use donation_flow::cli::lists::draft::{Draft, Head};
use donation_flow::cli::lists::xml::Fault;
use donation_flow::cli::lists::{orders, plain, sdn_advanced, sdn_csv, sdn_xml};
use donation_flow::listing::{ListFile, Listing};
use serde_json::Value;
use server::{command, folder};
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

const BITCOIN: &str = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
const EVM: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const TRON: &str = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW";
const OTHER: &str = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2";

const ADVANCED: &str = include_str!("fixtures/lists/sdn_advanced.xml");

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lists").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn day(text: &str) -> Option<Day> {
    Some(Day::parse(text).expect(text))
}

fn head() -> Head {
    let text = |text: &str| vec![(String::new(), text.to_owned())];
    Head {
        name: text("A"),
        issuer: text("B"),
        url: "https://a.example".into(),
        read: day("2026-02-03"),
        ..Head::default()
    }
}

fn written(draft: &Draft) -> ListFile {
    ListFile::parse(draft.written(&head()).expect("a list")).expect("a list file")
}

/// What a draft has of an address: entry, programmes, days listed and delisted.
fn found(draft: &Draft, chain: Chain, text: &str) -> Vec<(String, String, Option<Day>, Option<Day>)> {
    let told = |found: Listing| (found.entry, found.programmes.join(" "), found.listed, found.delisted);
    written(draft).find(&Address::parse(chain, text).expect(text)).into_iter().map(told).collect()
}

fn refused(draft: &Draft) -> Vec<(u64, &str)> {
    draft.refused.iter().map(|refusal| (refusal.line, refusal.what.as_str())).collect()
}

// ---- OFAC's three forms

#[test]
fn the_advanced_file_s_references_are_followed() {
    let mut draft = Draft::default();
    assert_eq!(sdn_advanced::read(ADVANCED.as_bytes(), &mut draft), Ok(day("2026-01-30")));
    let jane = ("DOE, Jane & May (101)".to_owned(), "AL1 AL2".to_owned(), day("2024-05-01"), None);
    let jane = std::slice::from_ref(&jane);
    assert_eq!(found(&draft, Chain::Bitcoin, BITCOIN), jane);
    assert_eq!(found(&draft, Chain::Polygon, EVM), jane);
    let mixer = ("Sample Mixer (102)".to_owned(), String::new(), None, None);
    assert_eq!(found(&draft, Chain::Tron, TRON), [mixer], "of a feature beside its profile");
    assert!(draft.written(&head()).is_ok_and(|text| text.contains("\nXMR 49Hqit")));
    assert_eq!(refused(&draft), [(54, &EVM[..40])]);
    assert_eq!(draft.notes.len(), 1, "the second party has no sanctions entry: {:?}", draft.notes);
    let tickers: Vec<_> = draft.tickers().iter().map(|(ticker, count)| (ticker.as_str(), *count)).collect();
    assert_eq!(tickers, [("ETH", 1), ("USDT", 1), ("XBT", 1), ("XMR", 1)]);
}

#[test]
fn the_other_two_forms_give_the_same_addresses() {
    let mut from_xml = Draft::default();
    assert_eq!(sdn_xml::read(&*bytes("sdn.xml"), &mut from_xml), Ok(day("2026-01-30")));
    let mut from_csv = Draft::default();
    sdn_csv::read(&*bytes("sdn.csv"), &sdn_csv::Overflow::new(), &mut from_csv).unwrap();
    for draft in [&from_xml, &from_csv] {
        let jane = ("DOE, Jane & May (101)".to_owned(), "AL1 AL2".to_owned(), None, None);
        let jane = std::slice::from_ref(&jane);
        assert_eq!(found(draft, Chain::Bitcoin, BITCOIN), jane);
        assert_eq!(found(draft, Chain::Ethereum, EVM), jane);
        assert_eq!(found(draft, Chain::Tron, TRON)[0].0, "Sample Mixer (102)");
        assert_eq!(draft.address_count(), 4);
    }
    assert_eq!(refused(&from_xml), [(13, &EVM[..40])]);
    let cut_off = "Digital Currency Address - XBT 1BvBMSEYstWetq";
    assert_eq!(refused(&from_csv), [(1, &EVM[..40]), (4, cut_off)]);
    assert!(from_csv.refused[1].why.contains("--comments"));
}

#[test]
fn remarks_that_are_cut_off_go_on_in_the_comments() {
    let overflow = sdn_csv::overflow(&*bytes("sdn_comments.csv")).unwrap();
    let mut draft = Draft::default();
    sdn_csv::read(&*bytes("sdn.csv"), &overflow, &mut draft).unwrap();
    assert_eq!(found(&draft, Chain::Bitcoin, OTHER)[0].0, "CUT OFF (104)");
    assert_eq!(refused(&draft).len(), 1);
}

#[test]
fn another_file_than_it_should_be_is_refused() {
    let draft = &mut Draft::default();
    let why = |fault: Fault| (fault.line, fault.why);
    let (line, reason) = sdn_advanced::read(&*bytes("sdn.xml"), draft).map_err(why).unwrap_err();
    assert!(line == 0 && reason.contains("sdn_advanced.xml?"), "{reason}");
    assert!(sdn_xml::read(ADVANCED.as_bytes(), draft).is_err());
    assert!(sdn_csv::read(&*bytes("orders.csv"), &sdn_csv::Overflow::new(), draft).is_err());
    assert!(orders::read(&*bytes("sdn.csv"), &[], None, draft).is_err());
    let half = &ADVANCED[..ADVANCED.len() / 2];
    assert!(sdn_advanced::read(half.as_bytes(), draft).is_err_and(|fault| fault.line > 30));
}

// ---- plain lists and orders

#[test]
fn a_plain_list_has_its_ticker_from_its_name() {
    assert_eq!(plain::ticker_of_name("/a/b_c/sanctioned_addresses_XBT.txt"), Some("XBT"));
    for name in ["addresses.txt", "a_xbt.txt", "a_X.txt", "XBT.txt", ""] {
        assert_eq!(plain::ticker_of_name(name), None, "{name}");
    }
    let mut draft = Draft::default();
    plain::read(&*bytes("addresses_XBT.txt"), Some("XBT"), &mut draft).unwrap();
    assert_eq!((draft.address_count(), draft.notes.len()), (3, 1), "one is quoted as another chain's");
    assert_eq!(found(&draft, Chain::Bitcoin, OTHER), [(String::new(), String::new(), None, None)]);
    assert_eq!(refused(&draft).into_iter().map(|(line, _)| line).collect::<Vec<_>>(), [5]);
    let mut by_form = Draft::default();
    plain::read(&*bytes("addresses_XBT.txt"), None, &mut by_form).unwrap();
    assert_eq!((by_form.address_count(), refused(&by_form).len()), (3, 1));
}

#[test]
fn a_table_of_orders_is_read_with_its_spans_and_without_its_people() {
    let mut draft = Draft::default();
    orders::read(&*bytes("orders.csv"), &[], day("2026-02-03"), &mut draft).unwrap();
    let entries = |chain, text| -> Vec<String> {
        found(&draft, chain, text).into_iter().map(|found| found.0).collect()
    };
    assert_eq!(entries(Chain::Tron, TRON), ["SO - 1/26", "SO 2/26"], "in a full row, and in a short one");
    assert_eq!(entries(Chain::Bitcoin, BITCOIN), ["SO - 1/26"]);
    assert_eq!(entries(Chain::Ethereum, EVM), ["SO - 1/26"]);
    let text = draft.written(&head()).unwrap();
    assert!(text.contains("\nZEC t1g7") && !text.contains("Jane") && !text.contains("123456789"), "{text}");
    let refused: Vec<_> = draft.refused.iter().map(|refusal| (refusal.line, &*refusal.why)).collect();
    assert_eq!(refused[0], (4, "a number is no address: perhaps of an account at a platform"));
    assert_eq!(refused[1].0, 8);
    assert!(refused[1].1.contains('Н'), "{refused:?}");
    assert_eq!(refused.len(), 2);
    let notes: Vec<_> = draft.notes.iter().map(|note| (note.line, &*note.why)).collect();
    let [(1, date), (1, until)] = &*notes else { panic!("{notes:?}") };
    assert!(
        date.starts_with("no column for date: none is called “start date”, “")
            && date.contains("--column date=HEADER")
    );
    assert!(
        until.starts_with("no column for until: ") && until.ends_with(": orders are listed without this day")
    );
}

/// Spreadsheets and scripts write the same headers in several ways.
#[test]
fn headers_are_known_in_whatever_case_and_with_whatever_between_their_words() {
    let written_as =
        |from: &str, to: &str| String::from_utf8(bytes("orders_written.csv")).unwrap().replace(from, to);
    let read = |table: &str, columns: &[(orders::Column, String)]| {
        let mut draft = Draft::default();
        orders::read(table.as_bytes(), columns, day("2026-02-03"), &mut draft).unwrap();
        (written(&draft).find(&Address::parse(Chain::Bitcoin, BITCOIN).unwrap()), draft.notes.len())
    };
    let expected = read(&written_as("", ""), &[]);
    for header in
        ["Start date,End date", "START_DATE,END-DATE", " start  date ,end_date", "Issue date,Valid until"]
    {
        assert_eq!(read(&written_as("start_date,end_date", header), &[]), expected, "{header}");
    }
    // Another is told once, and “sometime” is in no column any more.
    let (found, notes) = read(&written_as("start_date", "From when"), &[]);
    assert_eq!((found[0].listed, found[0].delisted, notes), (None, day("2024-03-01"), 1));
    let named = [(orders::Column::Date, "from_when".to_owned())];
    assert_eq!(read(&written_as("start_date", "From when"), &named), expected);
}

#[test]
fn an_order_that_no_longer_holds_is_delisted() {
    let mut draft = Draft::default();
    orders::read(&*bytes("orders_written.csv"), &[], day("2026-02-03"), &mut draft).unwrap();
    let order = |id: &str, listed, delisted| (id.to_owned(), String::new(), day(listed), delisted);
    assert_eq!(found(&draft, Chain::Tron, TRON), [order("SO 2/26", "2026-02-01", None)]);
    assert_eq!(found(&draft, Chain::Bitcoin, BITCOIN), [order("SO 1/22", "2022-03-01", day("2024-03-01"))]);
    let urls: Vec<String> = [(Chain::Tron, TRON), (Chain::Bitcoin, BITCOIN)]
        .map(|(chain, text)| written(&draft).find(&Address::parse(chain, text).unwrap()).remove(0).url)
        .into();
    assert_eq!(urls, ["https://orders.example/Documents/%D7%A6%D7%AA%202-26.pdf", "https://a.example"]);
    assert_eq!(draft.notes.len(), 1, "“sometime” is no day");

    // A column by another name.
    let other = String::from_utf8(bytes("orders_written.csv")).unwrap().replace("wallet_address", "Where");
    let fault = orders::read(other.as_bytes(), &[], None, &mut Draft::default()).unwrap_err();
    assert!(fault.why.contains("--column address=HEADER"), "{}", fault.why);
    let columns = [(orders::Column::Address, "where".to_owned())];
    assert_eq!(orders::read(other.as_bytes(), &columns, None, &mut Draft::default()), Ok(()));
}

// ---- what is no longer listed

#[test]
fn what_is_gone_is_kept_as_delisted() {
    let mut older = Draft::default();
    plain::read(format!("{BITCOIN}\n{OTHER}\n").as_bytes(), Some("XBT"), &mut older).unwrap();
    let mut now = Draft::default();
    plain::read(format!("{BITCOIN}\n").as_bytes(), Some("XBT"), &mut now).unwrap();
    assert_eq!(now.keep_from(&written(&older), day("2026-02-03")), 1);
    assert_eq!(found(&now, Chain::Bitcoin, BITCOIN)[0].3, None);
    assert_eq!(found(&now, Chain::Bitcoin, OTHER)[0].3, day("2026-02-03"));

    // The day stays when it is run again, and an address that comes back is listed beside its past.
    let mut later = Draft::default();
    plain::read(format!("{BITCOIN}\n").as_bytes(), Some("XBT"), &mut later).unwrap();
    assert_eq!(later.keep_from(&written(&now), day("2026-05-01")), 0);
    assert_eq!(found(&later, Chain::Bitcoin, OTHER)[0].3, day("2026-02-03"));
}

#[test]
fn the_order_of_sources_does_not_matter() {
    let texts: Vec<String> = [[BITCOIN, OTHER], [OTHER, BITCOIN]]
        .map(|addresses| {
            let mut draft = Draft::default();
            plain::read(addresses.join("\n").as_bytes(), Some("XBT"), &mut draft).unwrap();
            draft.written(&head()).unwrap()
        })
        .into();
    assert_eq!(texts[0], texts[1]);
}

// ---- the verb

struct Run {
    code: Option<i32>,
    said: String,
    errors: String,
}

fn update(arguments: &[&str], output: &Path) -> Run {
    let run = command()
        .args(["lists", "update", "--read", "2026-02-03"])
        .args(arguments)
        .arg("-o")
        .arg(output)
        .output();
    let run = run.expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { code: run.status.code(), said: text(&run.stdout), errors: text(&run.stderr) }
}

#[test]
fn the_verb_writes_a_file_and_tells_what_is_in_it() {
    let folder = folder("lists");
    let output = folder.join("ofac.list");
    let source = fixture("sdn_advanced.xml");
    let run = update(&[source.to_str().unwrap()], &output);
    assert_eq!(run.code, Some(3), "{}", run.errors);
    assert!(run.said.contains("2 entries, 4 addresses"), "{}", run.said);
    assert!(run.said.contains("quoted by ticker: ETH 1, USDT 1, XBT 1, XMR 1\nrefused: 1;"), "{}", run.said);
    let refusal = format!("refused: {}:54: {}: the address is too short", source.display(), &EVM[..40]);
    assert!(run.errors.contains(&refusal), "{}", run.errors);
    let list = ListFile::parse(std::fs::read_to_string(&output).unwrap()).unwrap();
    assert_eq!((list.published, list.read), (day("2026-01-30"), day("2026-02-03")));
    let url = list.find(&Address::parse(Chain::Bitcoin, BITCOIN).unwrap()).remove(0).url;
    assert_eq!(url, "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=101");

    // Again, with the first as the previous one, and with a source that has lost one entry.
    let shorter = folder.join("sdn_advanced.xml");
    std::fs::write(&shorter, ADVANCED.replace("DetailTypeID=\"1432\">TJC", "DetailTypeID=\"1432\">"))
        .unwrap();
    let next = folder.join("next.list");
    let run = update(&[shorter.to_str().unwrap(), "--previous", output.to_str().unwrap()], &next);
    assert!(run.said.contains("no longer listed: 1"), "{}\n{}", run.said, run.errors);
    let list = ListFile::parse(std::fs::read_to_string(&next).unwrap()).unwrap();
    assert_eq!(list.find(&Address::parse(Chain::Tron, TRON).unwrap())[0].delisted, day("2026-02-03"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3, "nothing half-written is left");
}

#[test]
fn a_ticker_that_nothing_is_compared_with_is_told() {
    let folder = folder("lists-tickers");
    let (output, source) = (folder.join("list"), folder.join("seized.txt"));
    std::fs::write(&source, format!("{EVM}\n")).unwrap();
    let of = |ticker| {
        let head = ["--name", "A", "--issuer", "B", "--link", "https://a.example", "--ticker", ticker];
        update(&[&[source.to_str().unwrap()], &head[..]].concat(), &output)
    };
    let known = of("BNB");
    assert_eq!((known.code, &*known.errors), (Some(0), ""));
    assert!(known.said.contains(": 1 entry, 1 address, "), "{}", known.said);
    let list = ListFile::parse(std::fs::read_to_string(&output).unwrap()).unwrap();
    assert_eq!(list.find(&Address::parse(Chain::Bnb, EVM).unwrap()).len(), 1);

    let unknown = of("XTB");
    assert_eq!(unknown.code, Some(0), "{}", unknown.errors);
    let note = "note: XTB: 1 kept as written: no campaign address is compared with this ticker's, though by form 1 could be of evm\n";
    assert_eq!(unknown.errors, note);
    assert!(std::fs::read_to_string(&output).unwrap().ends_with(&format!("\nXTB {EVM} 0\n")));
}

#[test]
fn a_bad_source_writes_nothing() {
    let folder = folder("lists-bad");
    let output = folder.join("list");
    let plain = fixture("addresses_XBT.txt");
    let plain = plain.to_str().unwrap();
    let nothing = folder.join("nothing.txt");
    std::fs::write(&nothing, "# nothing yet\n").unwrap();
    let nothing = nothing.to_str().unwrap();
    for (arguments, said) in [
        (vec![plain], "needs --name"),
        (vec!["nowhere/sdn.xml"], "nowhere/sdn.xml: "),
        (vec!["nowhere/list"], "--kind"),
        (vec![plain, "--kind", "sdn-advanced"], "addresses_XBT.txt"),
        (vec![nothing, "--name", "A", "--issuer", "B", "--link", "https://a.example"], "no address"),
        (vec![plain, "--link", "http://a.example"], "no https URL"),
        (vec!["http://127.0.0.1:1/sdn.xml"], "http://127.0.0.1:1/sdn.xml: "),
        (vec!["http://a.example/sdn.xml"], "http://a.example/sdn.xml: of URLs only https is taken"),
        (vec![plain, "--name", "en=A", "--name", "ar=B", "--name", "en=C"], "--name: en is given twice"),
        (vec![plain, "--issuer", "A", "--issuer", "B"], "--issuer: a text without a language is given twice"),
    ] {
        let run = update(&arguments, &output);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.errors);
        assert!(run.errors.contains(said), "{arguments:?}: {}", run.errors);
        assert!(!output.exists());
    }
}

#[test]
fn a_list_is_read_from_a_site_with_the_site_s_day() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/sdn.csv", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4_096]).unwrap();
        let body = bytes("sdn.csv");
        let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        let head = head + "Last-Modified: Fri, 30 Jan 2026 12:00:00 GMT\r\n\r\n";
        std::io::Write::write_all(&mut stream, &[head.as_bytes(), &body].concat()).unwrap();
    });
    let output = folder("lists-site").join("list");
    let run = update(&[&url], &output);
    served.join().unwrap();
    assert_eq!(run.code, Some(3), "{}", run.errors);
    assert_eq!(
        ListFile::parse(std::fs::read_to_string(output).unwrap()).unwrap().published,
        day("2026-01-30")
    );
}

// ---- recorded lists

fn recorded(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RECORDED").map(|folder| PathBuf::from(folder).join("labels"));
    if folder.is_none() {
        println!("skipped: {test}");
    }
    folder
}

fn recorded_lists(folder: &Path) -> (Draft, Vec<(String, String)>) {
    let mut draft = Draft::default();
    let mut quoted = Vec::new();
    for file in std::fs::read_dir(folder.join("ofac_lists")).unwrap() {
        let path = file.unwrap().path();
        let name = path.to_str().unwrap().to_owned();
        let ticker = plain::ticker_of_name(&name).expect("a ticker");
        draft.begin(&name);
        let text = std::fs::read_to_string(&path).unwrap();
        plain::read(text.as_bytes(), Some(ticker), &mut draft).unwrap();
        quoted.extend(text.lines().map(|line| (ticker.to_owned(), line.trim().to_owned())));
    }
    (draft, quoted)
}

fn chain_of(ticker: &str, text: &str) -> Option<Chain> {
    Some(match ticker {
        // So listed, and Tron's all the same.
        "XBT" if text.starts_with('T') => Chain::Tron,
        "XBT" => Chain::Bitcoin,
        "LTC" => Chain::Litecoin,
        "TRX" => Chain::Tron,
        "ETH" | "ETC" | "ARB" | "BSC" | "USDC" => Chain::Ethereum,
        "USDT" if text.starts_with('T') => Chain::Tron,
        "USDT" if text.starts_with("0x") => Chain::Ethereum,
        "USDT" => Chain::Bitcoin,
        _ => return None,
    })
}

#[test]
fn every_recorded_list_is_read_and_found_by_exact_match_alone() {
    let Some(folder) = recorded("every_recorded_list_is_read_and_found_by_exact_match_alone") else { return };
    let (draft, quoted) = recorded_lists(&folder);
    assert_eq!(draft.refused, []);
    let notes: Vec<&str> = draft.notes.iter().map(|note| note.what.as_str()).collect();
    println!("{} addresses; read otherwise than quoted: {notes:?}", draft.address_count());
    let list = written(&draft);
    let text = draft.written(&head()).unwrap();
    let mut looked_up = 0;
    for (ticker, address) in &quoted {
        let Some(chain) = chain_of(ticker, address) else {
            assert!(text.contains(&format!("\n{ticker} {address} ")), "{ticker} {address}");
            continue;
        };
        let whole = Address::parse(chain, address)
            .or_else(|_| Address::parse(chain, &address.to_lowercase()))
            .unwrap();
        assert_eq!(list.find(&whole).len(), 1, "{ticker} {address}");
        looked_up += 1;
        // One letter: a whole address whose neighbour in the alphabet no list has.
        if chain == Chain::Ethereum {
            let mut near = address.to_lowercase().into_bytes();
            let last = near.last_mut().unwrap();
            *last = if *last == b'0' { b'1' } else { b'0' };
            let near = Address::parse(chain, std::str::from_utf8(&near).unwrap()).unwrap();
            let is_quoted = quoted.iter().any(|(_, other)| other.eq_ignore_ascii_case(near.as_str()));
            assert_eq!(list.find(&near).is_empty(), !is_quoted, "{near}");
            assert_eq!(list.find(&Address::parse(Chain::Gnosis, &address.to_lowercase()).unwrap()).len(), 1);
        }
        // Another chain whose addresses have the same form.
        if chain == Chain::Tron {
            assert!(list.find(&Address::parse(Chain::TronNile, address).unwrap()).is_empty());
        }
        // Another case, where case matters: no address at all, or one that is not listed.
        if matches!(chain, Chain::Bitcoin | Chain::Tron) && !address.starts_with("bc1") {
            let other = Address::parse(chain, &address.to_lowercase());
            assert!(other.is_err() || list.find(&other.unwrap()).is_empty());
        }
    }
    assert!(looked_up > 500 && looked_up < quoted.len(), "{looked_up} of {}", quoted.len());
    // Bitcoin Cash's old addresses have Bitcoin's form, and are not Bitcoin's.
    let cash = Address::parse(Chain::Bitcoin, "18M8bJWMzWHDBMxoLqjHHAffdRy4SrzkfB").unwrap();
    let is_bitcoin_s = quoted.iter().any(|(ticker, address)| ticker == "XBT" && address == cash.as_str());
    assert_eq!(list.find(&cash).is_empty(), !is_bitcoin_s);
}

#[test]
fn recorded_entries_are_in_the_recorded_lists_or_cut_off() {
    let Some(folder) = recorded("recorded_entries_are_in_the_recorded_lists_or_cut_off") else { return };
    let (draft, _) = recorded_lists(&folder);
    let text = draft.written(&head()).unwrap();
    let entries: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("ofac_sdn_entries.json")).unwrap())
            .unwrap();
    // As sdn.csv has them: remarks of at most 1,000 characters, so that some addresses are cut off.
    let (mut there, mut gone, mut csv) = (0, Vec::new(), String::new());
    for entry in entries.as_array().unwrap() {
        let mut remarks = String::new();
        for quoted in entry["addresses"].as_array().unwrap() {
            let (ticker, address) = (quoted["ticker"].as_str().unwrap(), quoted["address"].as_str().unwrap());
            write!(remarks, "Digital Currency Address - {ticker} {address}; ").unwrap();
            if text.to_lowercase().contains(&format!(" {} ", address.to_lowercase())) {
                there += 1;
            } else {
                gone.push(address.to_owned());
            }
        }
        let (id, name, programme) =
            (&entry["uid"], entry["name"].as_str().unwrap(), entry["program"].as_str().unwrap());
        writeln!(csv, "{id},\"{name}\",-0- ,\"{programme}\"{},\"{remarks}\"", ",-0- ".repeat(7)).unwrap();
    }
    println!("{there} in the lists; not in them: {gone:?}");
    assert!(there > 80);
    let mut read = Draft::default();
    sdn_csv::read(csv.as_bytes(), &sdn_csv::Overflow::new(), &mut read).unwrap();
    let refused: Vec<&str> = read.refused.iter().map(|refusal| refusal.what.as_str()).collect();
    assert_eq!(refused, ["0xa7e5d5a720f06526557c513402f2e6b5fa20b00", "1Gq", "1B64QRxf"], "as recorded");
    let yan = found(&read, Chain::Bitcoin, "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h");
    assert_eq!(yan, [("YAN, Xiaobing (25308)".to_owned(), "SDNTK".to_owned(), None, None)]);
}
