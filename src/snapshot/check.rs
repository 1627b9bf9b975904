//! A snapshot recomputed from its own files: digests, the ledger's rows from the proofs' bytes, the report from the ledger,
//! the fragments from the report. It reads no file and asks nobody: what it wants is given to it.
//!
//! ```text
//! loop { match check.step() {
//!     Step::Wants(path) => read the file, then check.take(&path, content)
//!     Step::Worked      => go on, now or in the next slice
//!     Step::Done        => break
//! } }
//! ```

use super::answers::{Answers, FileError};
use super::ledger::{LedgerFile, Rows};
use super::manifest::{FileEntry, Manifest, TOOL, digest};
use super::{Reading, Restoring, replay};
use crate::campaign::Campaign;
use crate::chain::{Chain, Timestamp, TxId};
use crate::json::{self, Value};
use crate::locale::Locale;
use crate::plain::{parse_number, parted, push_index};
use crate::proof::{self, Bundle, Inclusion, ProofError};
use crate::report::{Report, TxRow, verification::can_be_proven};
use crate::survey::Survey;
use crate::tree::{ToTree, Tree};
use crate::view::{self, ViewState};
use std::collections::VecDeque;

/// The one file that names all others.
pub const MANIFEST: &str = "manifest.json";
pub const CAMPAIGN: &str = "campaign.json";
pub const LEDGER: &str = "ledger.json";
pub const ANSWERS: &str = "answers.json";
pub const REPORT: &str = "report.json";
pub const PROOFS: &str = "proofs/";
pub const FRAGMENTS: &str = "fragments/";

/// Items of the ledger that are read, or rows restored, in a step.
const ITEMS: usize = 32;

/// Rows of it that are compared in a step.
const ROWS: usize = 256;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The file of this path.
    Wants(String),
    Worked,
    Done,
}

/// Something in a file that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    pub fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The manifest names it, and it is not there; or a snapshot cannot be without it.
    Missing,
    /// Another length or digest than the manifest has.
    Digest,
    /// It cannot be read: the field, or the byte.
    Unreadable(FileError),
    /// The campaign file has problems, of which this is the first.
    Campaign(String),
    /// Evidence that proves nothing: of a transaction, or at a place in the file.
    Proof(String, ProofError),
    /// The ledger's row of this transaction is not what its bytes say.
    Row(TxId),
    /// Evidence of a transaction that the ledger does not have.
    Unlisted(TxId),
    /// The ledger says more, or less, of this transaction than its evidence shows.
    Shown(TxId),
    /// The report's field at this path is not what the ledger makes it.
    Report(String),
    /// It is not what the report makes it.
    Drawn,
}

impl Finding {
    /// What is wrong with the file, in English.
    pub fn words(&self) -> String {
        let (before, about, after) = match &self.fault {
            Fault::Missing => ("", "", "it is not there"),
            Fault::Digest => {
                ("", "", "it is not the file that manifest.json names: another length or digest")
            }
            Fault::Unreadable(error) => return error.words(),
            Fault::Campaign(field) => ("the campaign file has a problem: ", &**field, ""),
            Fault::Proof(place, error) => (&**place, if place.is_empty() { "" } else { ": " }, error.words()),
            Fault::Row(txid) => ("transaction ", &*txid.0, ": the row is not what its bytes say"),
            Fault::Unlisted(txid) => ("transaction ", &*txid.0, ": the ledger has no such row"),
            Fault::Shown(txid) => (
                "transaction ",
                &*txid.0,
                ": what the ledger says was shown of it is not what the proofs show",
            ),
            Fault::Report(field) => (&**field, "", " is not what the ledger makes it"),
            Fault::Drawn => ("", "", "it is not what the report makes it"),
        };
        let mut words = String::from(before);
        words += about;
        words += after;
        words
    }
}

impl Fault {
    /// A name that does not change, for scripts.
    pub fn name(&self) -> &'static str {
        match self {
            Fault::Missing => "missing",
            Fault::Digest => "digest",
            Fault::Unreadable(_) => "unreadable",
            Fault::Campaign(_) => "campaign",
            Fault::Proof(_, error) => error.name(),
            Fault::Row(_) => "row",
            Fault::Unlisted(_) => "unlisted",
            Fault::Shown(_) => "shown",
            Fault::Report(_) => "report",
            Fault::Drawn => "drawn",
        }
    }
}

/// What came of a check.
#[derive(Debug)]
pub struct Verdict {
    /// None where everything holds.
    pub findings: Vec<Finding>,
    /// Of each chain whose blocks can be checked.
    pub shown: Vec<Shown>,
    /// The report that the ledger makes; none where it makes none.
    pub report: Option<Report>,
    /// Files that the manifest names.
    pub files: u64,
    /// Files that another version of this program made otherwise than this one would. They are as the manifest names them, and no more
    /// is known of them.
    pub not_compared: Vec<String>,
    /// Files that are neither read nor made again, so that nothing but their digest is known: what `render` wrote, claims as reviews,
    /// fragments in a language that was not added.
    pub digest_alone: Vec<String>,
}

/// What was shown of a chain's transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub chain: Chain,
    /// How many the ledger has that are in blocks.
    pub transactions: u64,
    /// How many of these are in blocks with proof of work, with the outputs that the ledger has.
    pub included: u64,
    /// Of how many of these so is who sent them, and the fee.
    pub senders: u64,
}

/// How far a check is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Transactions whose evidence was looked at.
    pub checked: u64,
    pub of: u64,
}

/// A check of a snapshot while it is under way.
pub struct Check {
    locales: Vec<Locale>,
    manifest: Manifest,
    /// What is still to be done, in order.
    tasks: VecDeque<Task>,
    /// The file that is waited for.
    wanted: Option<String>,
    campaign: Option<Campaign>,
    reading: Option<Reading>,
    /// None before it was read, and while a survey is restored from it.
    ledger: Option<LedgerFile>,
    as_of: Timestamp,
    answers: Answers,
    rows: Rows,
    bundle: Option<(String, Bundle, proof::Progress)>,
    fragment: Option<FragmentCheck>,
    /// Of each of the ledger's rows, in its order: whether its transaction was shown to be in a block, and then whether with
    /// its senders.
    included: Vec<Vec<Option<bool>>>,
    shown: Vec<Shown>,
    /// How many of these were held against what the ledger says of them.
    compared: usize,
    restoring: Option<Restoring>,
    survey: Option<(Survey, u64)>,
    report: Option<Report>,
    /// The transactions that fragments list.
    listed: Vec<TxRow>,
    progress: Progress,
    findings: Vec<Finding>,
    not_compared: Vec<String>,
}

/// A fragment that is drawn again, piece by piece.
struct FragmentCheck {
    path: String,
    content: Vec<u8>,
    /// How much of it is as it should be.
    compared: usize,
    /// Which of the locales it is in.
    locale: usize,
    state: ViewState,
    /// How many were drawn.
    pieces: usize,
}

enum Task {
    /// To be read, and understood as what it is.
    File(String),
    /// To be compared with its digest alone.
    Digest(String),
    Index,
    CompareIncluded,
    Restore,
    Replay,
    Report,
    /// The transactions that fragments list.
    List,
}

impl Default for Check {
    fn default() -> Check {
        Check::new()
    }
}

impl Check {
    pub fn new() -> Check {
        Check {
            locales: Vec::new(),
            manifest: Manifest::default(),
            tasks: VecDeque::from([Task::File(MANIFEST.into())]),
            wanted: None,
            campaign: None,
            reading: None,
            ledger: None,
            as_of: 0,
            answers: Answers::default(),
            rows: Rows::default(),
            bundle: None,
            fragment: None,
            included: Vec::new(),
            shown: Vec::new(),
            compared: 0,
            restoring: None,
            survey: None,
            report: None,
            listed: Vec::new(),
            progress: Progress::default(),
            findings: Vec::new(),
            not_compared: Vec::new(),
        }
    }

    /// A language whose fragments are drawn again. Of others the digest is compared.
    pub fn add_locale(&mut self, locale: Locale) {
        self.locales.push(locale);
    }

    pub fn progress(&self) -> Progress {
        self.progress
    }

    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Does the next piece of work: that of one transaction, of one answer, or of one file.
    pub fn step(&mut self) -> Step {
        if let Some(path) = &self.wanted {
            return Step::Wants(path.clone());
        }
        if self.read_ledger() || self.check_transaction() || self.compare_fragment() {
            return Step::Worked;
        }
        match self.tasks.pop_front() {
            None => return Step::Done,
            Some(Task::File(path) | Task::Digest(path)) if self.wanted.replace(path.clone()).is_none() => {
                return Step::Wants(path);
            }
            Some(Task::Index) => self.rows = self.ledger.as_ref().map_or(Rows::default(), Rows::of),
            Some(Task::CompareIncluded) => self.compare_included(),
            Some(Task::Restore) => self.restore(),
            Some(Task::Replay) => self.replay(),
            Some(Task::Report) => self.make_report(),
            Some(Task::List) => self.list(),
            Some(Task::File(_) | Task::Digest(_)) => {}
        }
        Step::Worked
    }

    /// Takes a file that was wanted; none where it is not there.
    pub fn take(&mut self, path: &str, content: Option<&[u8]>) {
        if self.wanted.as_deref() != Some(path) {
            return;
        }
        self.wanted = None;
        let Some(content) = content else { return self.find(path, Fault::Missing) };
        if path == MANIFEST {
            return self.read_manifest(content);
        }
        let Some(entry) = self.manifest.file(path) else { return };
        if entry.bytes != content.len() as u64 || entry.sha256 != digest(content) {
            self.find(path, Fault::Digest);
        }
        self.read(path, content);
    }

    /// Takes a file that was wanted, and that has the manifest's digest: whoever fetched it has seen to that.
    pub fn take_held(&mut self, path: &str, content: &[u8]) {
        if self.wanted.as_deref() == Some(path) && self.manifest.file(path).is_some() {
            self.wanted = None;
            self.read(path, content);
        }
    }

    /// Leaves the file that is wanted unread: nothing is said of it.
    pub fn pass_over(&mut self) {
        self.wanted = None;
    }

    /// The files that are neither read nor made again.
    fn digest_alone(&self) -> impl Iterator<Item = &str> {
        let paths = self.manifest.files.iter().map(|entry| &*entry.path);
        paths.filter(|path| {
            let is_read = [CAMPAIGN, LEDGER, ANSWERS, REPORT].contains(path) || path.starts_with(PROOFS);
            !is_read && self.drawing(path).is_none()
        })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub fn finish(self) -> Verdict {
        let digest_alone = self.digest_alone().map(String::from).collect();
        Verdict {
            findings: self.findings,
            shown: self.shown,
            report: self.report,
            files: self.manifest.files.len() as u64,
            not_compared: self.not_compared,
            digest_alone,
        }
    }

    fn find(&mut self, path: &str, fault: Fault) {
        self.findings.push(Finding { path: path.into(), fault });
    }

    /// What this program would have made otherwise: a fault where this program made it.
    fn differs(&mut self, path: &str, fault: Fault) {
        if self.manifest.tool == TOOL {
            self.find(path, fault);
        } else {
            self.not_compared.push(path.into());
        }
    }

    /// Whether the manifest names a path.
    pub fn names(&self, path: &str) -> bool {
        path == MANIFEST || self.manifest.file(path).is_some()
    }

    fn read_manifest(&mut self, content: &[u8]) {
        match text(content).and_then(Manifest::parse) {
            Ok(manifest) => self.manifest = manifest,
            Err(error) => return self.find(MANIFEST, Fault::Unreadable(error)),
        }
        for path in [CAMPAIGN, LEDGER, ANSWERS] {
            self.plan(path);
        }
        let paths: Vec<String> = self.manifest.files.iter().map(|entry| entry.path.clone()).collect();
        let (proofs, others): (Vec<String>, Vec<String>) =
            paths.into_iter().partition(|path| path.starts_with(PROOFS));
        self.tasks.extend(proofs.into_iter().map(Task::File));
        self.tasks.extend([Task::CompareIncluded, Task::Restore, Task::Replay, Task::Report, Task::List]);
        self.plan(REPORT);
        for path in others {
            if path.starts_with(FRAGMENTS) {
                self.tasks.push_back(Task::File(path));
            } else if ![CAMPAIGN, LEDGER, ANSWERS, REPORT].contains(&&*path) {
                self.tasks.push_back(Task::Digest(path));
            }
        }
    }

    /// Plans to read a file that no snapshot is without.
    fn plan(&mut self, path: &str) {
        match self.manifest.file(path) {
            Some(_) => self.tasks.push_back(Task::File(path.into())),
            None => self.find(path, Fault::Missing),
        }
    }

    fn read(&mut self, path: &str, content: &[u8]) {
        let read = match path {
            CAMPAIGN => return self.read_campaign(content),
            LEDGER => return self.reading = Some(Reading::new(content.to_vec())),
            ANSWERS => text(content).and_then(Answers::parse).map(|answers| self.answers = answers),
            REPORT => text(content).and_then(|text| {
                json::parse(text).map_err(FileError::Syntax).map(|value| self.compare_report(&value))
            }),
            _ if path.starts_with(FRAGMENTS) => return self.open_fragment(path, content),
            _ if path.starts_with(PROOFS) => return self.open_proofs(path, content),
            _ => return,
        };
        if let Err(error) = read {
            self.find(path, Fault::Unreadable(error));
        }
    }

    fn read_campaign(&mut self, content: &[u8]) {
        let problem = match text(content).map(Campaign::parse) {
            Ok(Ok(campaign)) => return self.campaign = Some(campaign),
            Ok(Err(problems)) => problems.first().map_or(String::new(), |problem| problem.field.clone()),
            Err(error) => return self.find(CAMPAIGN, Fault::Unreadable(error)),
        };
        self.find(CAMPAIGN, Fault::Campaign(problem));
    }

    /// Reads the next items of the ledger; false where there is none to be read.
    fn read_ledger(&mut self) -> bool {
        let Some(reading) = &mut self.reading else { return false };
        match reading.step(ITEMS) {
            None => return true,
            Some(Ok(ledger)) => self.take_ledger(ledger),
            Some(Err(error)) => self.find(LEDGER, Fault::Unreadable(error)),
        }
        self.reading = None;
        true
    }

    fn take_ledger(&mut self, ledger: LedgerFile) {
        if let Some(Err(error)) = self.campaign.as_ref().map(|campaign| ledger.fits(campaign)) {
            return self.find(LEDGER, Fault::Unreadable(error));
        }
        for (chain, transactions) in &ledger.transactions {
            self.included.push(vec![None; transactions.len()]);
            if can_be_proven(*chain) {
                let count = transactions.iter().filter(|tx| tx.block.is_some()).count() as u64;
                self.shown.push(Shown { chain: *chain, transactions: count, included: 0, senders: 0 });
                self.progress.of += count;
            }
        }
        self.tasks.push_front(Task::Index);
        self.as_of = ledger.as_of;
        self.ledger = Some(ledger);
    }

    fn open_proofs(&mut self, path: &str, content: &[u8]) {
        match Bundle::decode(content) {
            Ok(bundle) => self.bundle = Some((path.into(), bundle, proof::Progress::default())),
            Err(error) => self.find(path, Fault::Proof(String::new(), error)),
        }
    }

    /// Checks the next transaction of the proofs at hand; false where there is none.
    fn check_transaction(&mut self) -> bool {
        let Some((path, bundle, progress)) = &mut self.bundle else { return false };
        let (chain, path) = (bundle.chain, path.clone());
        match progress.next(bundle) {
            None => {
                self.bundle = None;
                return true;
            }
            Some(Ok(inclusion)) => self.compare_row(&path, chain, inclusion),
            Some(Err((place, error))) => self.find(&path, Fault::Proof(place, error)),
        }
        self.progress.checked += 1;
        true
    }

    /// Holds the ledger's row of a transaction against what its bytes say.
    fn compare_row(&mut self, path: &str, chain: Chain, inclusion: Inclusion) {
        let Some(ledger) = &self.ledger else { return };
        let Some(place) = self.rows.place(ledger, chain, &inclusion.tx.txid) else {
            return self.find(path, Fault::Unlisted(inclusion.tx.txid));
        };
        if !inclusion.is_said_by(&ledger.transactions[place.0].1[place.1]) {
            return self.find(LEDGER, Fault::Row(inclusion.tx.txid));
        }
        let known = &mut self.included[place.0][place.1];
        let before = known.replace(inclusion.senders || *known == Some(true));
        if let (Some(shown), Some(now)) = (self.shown.iter_mut().find(|of| of.chain == chain), *known) {
            shown.included += u64::from(before.is_none());
            shown.senders += u64::from(now && before != Some(true));
        }
    }

    /// Holds what the ledger says of its evidence against what the evidence shows, a few rows at a time.
    fn compare_included(&mut self) {
        let Some(ledger) = &self.ledger else { return };
        let mut findings = Vec::new();
        let rows = ledger.transactions.iter().zip(&self.included);
        let rows = rows.flat_map(|((chain, transactions), shown)| {
            transactions.iter().zip(shown).map(move |(tx, shown)| (*chain, &tx.txid, *shown))
        });
        let mut compared = 0;
        for (chain, txid, shown) in rows.skip(self.compared).take(ROWS) {
            compared += 1;
            if shown != ledger.included.get(chain, txid).map(|said| said.senders) {
                findings.push(txid.clone());
            }
        }
        self.compared += compared;
        if compared == ROWS {
            self.tasks.push_front(Task::CompareIncluded);
        }
        for txid in findings {
            self.find(LEDGER, Fault::Shown(txid));
        }
    }

    /// Restores the next rows of the ledger, which nothing else is held against any more.
    fn restore(&mut self) {
        if let (Some(campaign), Some(ledger)) = (&self.campaign, self.ledger.take()) {
            self.restoring = Some(Restoring::new(campaign.clone(), ledger));
        }
        let Some(restoring) = &mut self.restoring else { return };
        match restoring.step(ITEMS) {
            Some(survey) => self.survey = Some((survey, 0)),
            None => self.tasks.push_front(Task::Restore),
        }
    }

    fn replay(&mut self) {
        if let Some((survey, clock)) = &mut self.survey
            && replay(survey, &self.answers, clock)
        {
            self.tasks.push_front(Task::Replay);
        }
    }

    fn make_report(&mut self) {
        if let Some((survey, _)) = &mut self.survey {
            if survey.prepare(self.as_of) {
                return self.tasks.push_front(Task::Report);
            }
            self.report = Some(survey.report(self.as_of, None));
        }
    }

    fn list(&mut self) {
        if let Some((survey, _)) = &self.survey {
            self.listed = view::first_rows(survey);
        }
    }

    fn compare_report(&mut self, value: &Value) {
        let Some(report) = &self.report else { return };
        let mut place = String::new();
        if !is_equal(&report.tree(), value, &mut place) {
            self.differs(REPORT, Fault::Report(place));
        }
    }

    /// Plans to draw a fragment again, where its language is known; a language's first lines are drawn at once.
    fn open_fragment(&mut self, path: &str, content: &[u8]) {
        match self.drawing(path) {
            Some((locale, Some(width))) => {
                let state = ViewState { width, ..ViewState::default() };
                let (path, content) = (path.into(), content.to_vec());
                self.fragment = Some(FragmentCheck { path, content, compared: 0, locale, state, pieces: 0 });
            }
            Some((locale, None)) => self.compare_first_lines(path, locale, content),
            None => {}
        }
    }

    /// Which of the locales a fragment is in, and for which width: none for a language's first lines. None of all where it cannot be
    /// drawn again.
    fn drawing(&self, path: &str) -> Option<(usize, Option<u32>)> {
        let (tag, width) = fragment_name(path)?;
        let locale = self.locales.iter().position(|locale| locale.tag() == tag)?;
        if width == view::FIRST {
            return Some((locale, None));
        }
        Some((locale, Some(parse_number(width)?.try_into().ok()?)))
    }

    fn compare_first_lines(&mut self, path: &str, locale: usize, content: &[u8]) {
        let Some(report) = &self.report else { return };
        let locale = &self.locales[locale];
        let width_of = |entry: &FileEntry| {
            let (tag, width) = fragment_name(&entry.path)?;
            parse_number(width).filter(|_| tag == locale.tag())?.try_into().ok()
        };
        let widths: Vec<u32> = self.manifest.files.iter().filter_map(width_of).collect();
        if view::first_lines(report, self.ledger_digest(), &widths, locale).as_bytes() != content {
            self.differs(path, Fault::Drawn);
        }
    }

    /// By which what was drawn says what it is of.
    fn ledger_digest(&self) -> &str {
        self.manifest.file(LEDGER).map_or("", |entry| &entry.sha256)
    }

    /// Draws the next piece of the fragment at hand; false where there is none.
    fn compare_fragment(&mut self) -> bool {
        let Some(mut fragment) = self.fragment.take() else { return false };
        let Some(report) = &self.report else { return false };
        let ledger = self.ledger_digest();
        let locale = &self.locales[fragment.locale];
        let piece =
            view::fragment_piece(fragment.pieces, report, &self.listed, ledger, &fragment.state, locale);
        let left = fragment.content.get(fragment.compared..).unwrap_or_default();
        let is_same = piece.as_ref().map_or(left.is_empty(), |piece| left.starts_with(piece.as_bytes()));
        fragment.compared += piece.as_ref().map_or(0, String::len);
        fragment.pieces += 1;
        if !is_same {
            self.differs(&fragment.path, Fault::Drawn);
        } else if piece.is_some() {
            self.fragment = Some(fragment);
        }
        true
    }
}

/// The language and the width of a fragment, by its path; of a language's first lines, [`view::FIRST`] in the place of a width.
pub fn fragment_name(path: &str) -> Option<(&str, &str)> {
    let name = path.strip_prefix(FRAGMENTS)?;
    crate::plain::cut_last(parted(name, b'.').0, b'-')
}

/// Whether a JSON text says what a tree says; `place` is the path of the first field where it does not.
fn is_equal(tree: &Tree, value: &Value, place: &mut String) -> bool {
    match (tree, value) {
        (Tree::Null, Value::Null) => true,
        (Tree::Flag(flag), Value::Bool(said)) => flag == said,
        (Tree::Count(count), Value::Number(_)) => value.as_u64() == Some(*count),
        (Tree::Text(text), Value::String(said)) => text == said,
        (Tree::List(items), Value::Array(said)) => {
            items.len() == said.len()
                && items.iter().zip(said).enumerate().all(|(index, (item, said))| {
                    let length = place.len();
                    push_index(place, index);
                    let equal = is_equal(item, said, place);
                    if equal {
                        place.truncate(length);
                    }
                    equal
                })
        }
        (Tree::Object(fields), Value::Object(said)) => {
            fields.len() == said.len()
                && fields.iter().zip(said).all(|((name, field), (said_name, said))| {
                    let length = place.len();
                    if length > 0 {
                        place.push('.');
                    }
                    place.push_str(name);
                    let equal = name == said_name && is_equal(field, said, place);
                    if equal {
                        place.truncate(length);
                    }
                    equal
                })
        }
        _ => false,
    }
}

fn text(content: &[u8]) -> Result<&str, FileError> {
    str::from_utf8(content)
        .map_err(|error| FileError::Syntax(json::SyntaxError { position: error.valid_up_to() }))
}
