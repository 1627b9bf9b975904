//! `donation-flow lists update`: published lists of addresses into the compact file that a panel is screened by
//! (docs/lists.md).

pub mod draft;
pub mod fetch;
pub mod orders;
pub mod plain;
pub mod sdn_advanced;
pub mod sdn_csv;
pub mod sdn_xml;
pub mod ticker;
pub mod xml;

use super::{WITH_GAPS, counted, put_line, read_text, refuse, write_whole};
use crate::campaign::https_fault;
use crate::chain::Day;
use crate::listing::ListFile;
use clap::{Args, Subcommand, ValueEnum};
use draft::{Draft, Head, Texts};
use indicatif::{ProgressBar, ProgressStyle};
use orders::Column;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use xml::Fault;

/// Where OFAC publishes its list.
pub const SDN_ADVANCED: &str =
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML";

#[derive(Subcommand)]
pub enum Lists {
    /// Writes one compact list file: exit code 0, 3 where something of a source was refused, 2 for a bad source, or
    /// a file that cannot be written.
    Update(Box<Update>),
}

#[derive(Args)]
pub struct Update {
    /// Files, or https URLs; without any, OFAC's sdn_advanced.xml from its own site.
    #[arg(value_name = "FILE|URL")]
    sources: Vec<String>,
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What the sources are; without it, their names tell.
    #[arg(long)]
    kind: Option<Kind>,
    /// An older list file: what is gone since is kept, with the day on which it was read as the day delisted.
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// The ticker of a plain list's addresses; without it, the file's name tells (list_XBT.txt), or their form.
    #[arg(long)]
    ticker: Option<String>,
    /// OFAC's sdn_comments.csv, for remarks that sdn.csv cuts off.
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,
    /// The header of a column in a table of orders.
    #[arg(long = "column", value_name = "COLUMN=HEADER", value_parser = column)]
    columns: Vec<(Column, String)>,
    /// The list's name, in one language or, once each, in several: "en=…".
    #[arg(long, value_name = "[LANG=]TEXT", value_parser = text)]
    name: Vec<(String, String)>,
    /// Who publishes it.
    #[arg(long, value_name = "[LANG=]TEXT", value_parser = text)]
    issuer: Vec<(String, String)>,
    /// Under which terms.
    #[arg(long, value_name = "[LANG=]TEXT", value_parser = text)]
    terms: Vec<(String, String)>,
    /// Where it is published.
    #[arg(long, value_name = "URL", value_parser = https)]
    link: Option<String>,
    /// What an entry's link begins with; its id follows.
    #[arg(long, value_name = "URL", value_parser = https)]
    entry_link: Option<String>,
    /// The list's own day, where the source does not say it.
    #[arg(long, value_name = "DAY", value_parser = day)]
    published: Option<Day>,
    /// The day on which it was read; without it, today.
    #[arg(long, value_name = "DAY", value_parser = day)]
    read: Option<Day>,
}

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// OFAC's sdn_advanced.xml.
    SdnAdvanced,
    /// OFAC's sdn.xml.
    SdnXml,
    /// OFAC's sdn.csv.
    SdnCsv,
    /// One address a line.
    Plain,
    /// The table of seizure orders of Israel's NBCTF, as CSV.
    Orders,
}

/// Does what the verb says.
pub fn run(lists: &Lists) -> ExitCode {
    let Lists::Update(update) = lists;
    match update.run() {
        Ok(code) => code,
        Err(error) => refuse(&format!("donation-flow: {error}")),
    }
}

impl Update {
    fn run(&self) -> Result<ExitCode, String> {
        for (option, texts) in [("--name", &self.name), ("--issuer", &self.issuer), ("--terms", &self.terms)]
        {
            once_each(option, texts)?;
        }
        let read = self.read.unwrap_or_else(today);
        let mut draft = Draft::default();
        let default = [SDN_ADVANCED.to_owned()];
        let sources = if self.sources.is_empty() { &default } else { &self.sources[..] };
        let (mut kinds, mut published) = (Vec::new(), None);
        for source in sources {
            let kind = self.kind.or_else(|| Kind::of_name(source));
            let kind = kind
                .ok_or_else(|| format!("{source}: its name does not tell what it is: say so with --kind"))?;
            let (own, modified) = self.take(source, kind, read, &mut draft)?;
            published = published.max(own.or(modified));
            kinds.push(kind);
        }
        let head = self.head(kinds[0], published, read)?;
        if draft.address_count() == 0 {
            draft.refused.iter().for_each(|refusal| eprintln!("refused: {refusal}"));
            return Err("there is no address in it: nothing was written".into());
        }
        let gone = match &self.previous {
            None => 0,
            Some(path) => draft.keep_from(&older(path)?, head.read),
        };
        let text = draft.written(&head).map_err(|error| format!("the list cannot be written: {error}"))?;
        write_whole(&self.output, &text)?;
        self.tell(&draft, gone, text.len());
        Ok(if draft.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(WITH_GAPS) })
    }

    /// Reads one source; the day that it says it is of, and the day that its site says.
    fn take(
        &self,
        source: &str,
        kind: Kind,
        read: Day,
        draft: &mut Draft,
    ) -> Result<(Option<Day>, Option<Day>), String> {
        let named = |error: String| format!("{source}: {error}");
        let (body, length, modified) = open(source).map_err(named)?;
        let bar = progress(length);
        bar.set_message(source.to_owned());
        draft.begin(source);
        let reader = BufReader::with_capacity(1 << 16, bar.wrap_read(body));
        let own = match kind {
            Kind::SdnAdvanced => sdn_advanced::read(reader, draft),
            Kind::SdnXml => sdn_xml::read(reader, draft),
            Kind::SdnCsv => sdn_csv::read(reader, &self.overflow()?, draft).map(|()| None),
            Kind::Plain => {
                let ticker = self.ticker.as_deref().or_else(|| plain::ticker_of_name(source));
                plain::read(reader, ticker, draft).map(|()| None)
            }
            Kind::Orders => orders::read(reader, &self.columns, Some(read), draft).map(|()| None),
        };
        bar.finish_and_clear();
        own.map(|own| (own, modified)).map_err(|Fault { line, why }| match line {
            0 => format!("{source}: {why}"),
            line => format!("{source}:{line}: {why}"),
        })
    }

    fn overflow(&self) -> Result<sdn_csv::Overflow, String> {
        let Some(path) = &self.comments else { return Ok(sdn_csv::Overflow::new()) };
        let said = |error: String| format!("{}: {error}", path.display());
        let file = File::open(path).map_err(|error| said(error.to_string()))?;
        sdn_csv::overflow(BufReader::new(file)).map_err(|fault| said(fault.why))
    }

    /// What the list says of itself: as the options say, else what is known of a list of this kind.
    fn head(&self, kind: Kind, published: Option<Day>, read: Day) -> Result<Head, String> {
        let known = kind.head();
        let own = |given: &Texts, known: Texts| if given.is_empty() { known } else { given.clone() };
        let head = Head {
            name: own(&self.name, known.name),
            issuer: own(&self.issuer, known.issuer),
            terms: own(&self.terms, known.terms),
            url: self.link.clone().unwrap_or(known.url),
            entry_url: self.entry_link.clone().or(known.entry_url),
            published: self.published.or(published),
            read: Some(read),
        };
        for (is_missing, option) in [
            (head.name.is_empty(), "--name"),
            (head.issuer.is_empty(), "--issuer"),
            (head.url.is_empty(), "--link"),
        ] {
            if is_missing {
                return Err(format!("a list of this kind needs {option}"));
            }
        }
        Ok(head)
    }

    fn tell(&self, draft: &Draft, gone: usize, bytes: usize) {
        draft.refused.iter().for_each(|refusal| eprintln!("refused: {refusal}"));
        draft.notes.iter().for_each(|note| eprintln!("note: {note}"));
        draft.kept().iter().for_each(|note| eprintln!("note: {note}"));
        let tickers: Vec<String> =
            draft.tickers().iter().map(|(ticker, count)| format!("{ticker} {count}")).collect();
        put_line(&format!(
            "{}: {}, {}, {bytes} bytes",
            self.output.display(),
            counted(draft.entry_count() as u64, "entry", "entries"),
            counted(draft.address_count() as u64, "address", "addresses")
        ));
        put_line(&format!("quoted by ticker: {}", tickers.join(", ")));
        put_line(&format!(
            "refused: {}; read otherwise than written: {}",
            draft.refused.len(),
            draft.notes.len()
        ));
        if self.previous.is_some() {
            put_line(&format!("no longer listed: {gone}"));
        }
    }
}

impl Kind {
    fn of_name(source: &str) -> Option<Kind> {
        let name = source.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        let (stem, ending) = name.rsplit_once('.')?;
        match ending {
            "xml" if stem.contains("advanced") => Some(Kind::SdnAdvanced),
            "xml" if stem.contains("sdn") => Some(Kind::SdnXml),
            "csv" if stem.contains("sdn") => Some(Kind::SdnCsv),
            "csv" => Some(Kind::Orders),
            "txt" => Some(Kind::Plain),
            _ => None,
        }
    }

    /// What is known of a list of this kind.
    fn head(self) -> Head {
        let texts = |texts: [(&str, &str); 2]| -> Texts {
            texts.into_iter().map(|(language, text)| (language.to_owned(), text.to_owned())).collect()
        };
        match self {
            Kind::SdnAdvanced | Kind::SdnXml | Kind::SdnCsv => Head {
                name: texts([
                    ("en", "Specially Designated Nationals and Blocked Persons List (SDN)"),
                    ("ar", "قائمة المواطنين المدرجين بصفة خاصة والأشخاص المحظورين (SDN)"),
                ]),
                issuer: texts([
                    ("en", "US Treasury, Office of Foreign Assets Control (OFAC)"),
                    ("ar", "وزارة الخزانة الأمريكية، مكتب مراقبة الأصول الأجنبية (OFAC)"),
                ]),
                terms: texts([
                    ("en", "A work of the US government; its addresses are not exhaustive"),
                    ("ar", "من أعمال الحكومة الأمريكية، وعناوينها ليست حصرية"),
                ]),
                url: "https://sanctionslist.ofac.treas.gov/Home/SdnList".into(),
                entry_url: Some("https://sanctionssearch.ofac.treas.gov/Details.aspx?id=".into()),
                ..Head::default()
            },
            Kind::Orders => Head {
                name: texts([
                    ("en", "Administrative seizure orders: digital currencies"),
                    ("ar", "أوامر الحجز الإدارية: العملات الرقمية"),
                ]),
                issuer: texts([
                    ("en", "National Bureau for Counter Terror Financing of Israel (NBCTF)"),
                    ("ar", "المكتب الوطني الإسرائيلي لمكافحة تمويل الإرهاب (NBCTF)"),
                ]),
                url: "https://nbctf.mod.gov.il/en/Minister%20Sanctions/PropertyPerceptions/Pages/Blockchain1.aspx"
                    .into(),
                ..Head::default()
            },
            Kind::Plain => Head::default(),
        }
    }
}

type Opened = (Box<dyn Read>, Option<u64>, Option<Day>);

fn open(source: &str) -> Result<Opened, String> {
    let is_loopback =
        ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| source.starts_with(start));
    if is_loopback || source.starts_with("https://") {
        let answer = fetch::fetch(source)?;
        return Ok((Box::new(answer.body), answer.length, answer.modified));
    }
    if source.contains("://") {
        return Err("of URLs only https is taken".into());
    }
    let file = File::open(source).map_err(|error| error.to_string())?;
    let length = file.metadata().map(|metadata| metadata.len()).ok();
    Ok((Box::new(file), length, None))
}

/// A text has one wording in a language.
fn once_each(option: &str, texts: &Texts) -> Result<(), String> {
    for (index, (language, _)) in texts.iter().enumerate() {
        if texts[..index].iter().any(|(before, _)| before == language) {
            let which = if language.is_empty() { "a text without a language" } else { language };
            return Err(format!("{option}: {which} is given twice"));
        }
    }
    Ok(())
}

fn older(path: &Path) -> Result<ListFile, String> {
    ListFile::parse(read_text(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn progress(length: Option<u64>) -> ProgressBar {
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let style = ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes} {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn today() -> Day {
    Day::of(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
}

// ---- what the readers share

/// The ticker of a type of feature or id: `XBT` of `Digital Currency Address - XBT`.
pub(super) fn ticker_of(text: &str) -> Option<&str> {
    text.strip_prefix("Digital Currency Address - ").map(str::trim).filter(|ticker| !ticker.is_empty())
}

/// As OFAC writes a person's name: `DOE, Jane`; an organisation has no first name.
pub(super) fn named(last: &str, first: &str) -> String {
    match (last, first) {
        ("", name) | (name, "") => name.into(),
        _ => format!("{last}, {first}"),
    }
}

/// A day of the calendar, where there is one.
pub(super) fn civil(year: i32, month: i32, day: i32) -> Option<Day> {
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    if !(1..=9_999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let found = Day::from_civil(year, month, day);
    (found.civil() == (year, month, day)).then_some(found)
}

/// Rows of whatever length. A row ends with a line feed: with the carriage return before it as an end of its own, the
/// reader's lines would be one too low.
pub(super) fn csv_reader<R: Read>(source: R) -> csv::Reader<R> {
    let end = csv::Terminator::Any(b'\n');
    csv::ReaderBuilder::new().has_headers(false).flexible(true).terminator(end).from_reader(source)
}

pub(super) fn csv_fault(error: &csv::Error) -> Fault {
    Fault { line: error.position().map_or(0, csv::Position::line), why: error.to_string() }
}

// ---- the options' values

fn text(value: &str) -> Result<(String, String), String> {
    let (language, text) = match value.split_once('=') {
        Some((language, text)) if is_language(language) => (language, text),
        _ => ("", value),
    };
    if text.trim().is_empty() { Err("there is no text".into()) } else { Ok((language.into(), text.into())) }
}

fn is_language(tag: &str) -> bool {
    matches!(tag.len(), 2..=11) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn column(value: &str) -> Result<(Column, String), String> {
    let (name, header) = value.split_once('=').ok_or("it is COLUMN=HEADER")?;
    Ok((Column::from_str(name, true)?, header.trim().to_owned()))
}

fn https(value: &str) -> Result<String, String> {
    match https_fault(value) {
        None => Ok(value.into()),
        Some(_) => Err("this is no https URL".into()),
    }
}

fn day(value: &str) -> Result<Day, String> {
    Day::parse(value).ok_or_else(|| "this is no day, as in 2026-01-31".into())
}
