//! What explorers and other sources answered, written down as it comes, so that a snapshot goes on after a kill without
//! asking again.
//!
//! The file begins with [`MAGIC`]; a record is its payload's length (four bytes, little end first), the first eight bytes of
//! its SHA-256, and the payload. What a kill tore off at the end is seen by that, and dropped. A record is written by one
//! call and not synced: a kill costs nothing, a power cut what the system had not written yet.

use crate::chain::Timestamp;
use crate::explorer::{Outcome, Request};
use crate::proof::sha256::sha256;
use std::collections::{HashMap, VecDeque};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8] = b"donation-flow journal 1\n";
const NAME: &str = "journal";
const DIGEST: usize = 8;

/// Seconds for which answers that can change are used again.
pub const FRESH: u64 = 6 * 3_600;

/// What an answer is kept by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Of what can change, the request.
    Passing(String),
    /// Of what never does, what it is: the bytes behind a hash.
    Lasting(String),
}

impl Key {
    /// What the answer to a request is kept by, where it may be another tomorrow. Files of this machine are read again.
    pub fn passing(request: &Request) -> Option<Key> {
        let key = match &request.body {
            None => request.url.clone(),
            Some(body) => format!("{} {body}", request.url),
        };
        (!key.starts_with("file:")).then_some(Key::Passing(key))
    }
}

/// What the answers belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// SHA-256 of the campaign file and the options.
    pub digest: [u8; 32],
    /// The time that the report is to be of.
    pub as_of: Timestamp,
    /// When the first of these runs began, by this machine's clock.
    pub begun: Timestamp,
}

pub struct Journal {
    file: File,
    head: Head,
    /// Where the next record goes.
    end: u64,
    /// What is held of each key and not yet given out, in the order in which it came.
    held: HashMap<Key, VecDeque<Place>>,
    found: usize,
}

/// A payload's place in the file.
#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: u32,
}

enum Record {
    Head(Head),
    Answer(Key, Outcome),
}

impl Journal {
    /// Opens the journal of a folder, or begins one. Answers that can change are held only where they belong to the same
    /// `digest` and are of the last six hours: then the head is theirs, and `new` is not used.
    pub fn open(folder: &Path, new: Head) -> std::io::Result<Journal> {
        let path = folder.join(NAME);
        let mut journal = Journal::over(open(&path)?, new)?;
        let old = journal.read()?;
        let is_fresh =
            |old: &Head| old.digest == new.digest && old.begun <= new.begun && new.begun - old.begun < FRESH;
        match old.filter(is_fresh) {
            Some(head) => {
                journal.head = head;
                // What a kill tore off is in the way of the next record.
                journal.file.set_len(journal.end)?;
            }
            None => journal = journal.begin_anew(&path, new)?,
        }
        journal.found = journal.held.values().map(VecDeque::len).sum();
        Ok(journal)
    }

    fn over(file: File, head: Head) -> std::io::Result<Journal> {
        Ok(Journal { file, head, end: 0, held: HashMap::new(), found: 0 })
    }

    /// A new file in the place of this one, with nothing but what never changes.
    fn begin_anew(mut self, path: &Path, head: Head) -> std::io::Result<Journal> {
        let unfinished = path.with_extension("new");
        // Left over by a kill.
        let _ = std::fs::remove_file(&unfinished);
        let mut new = Journal::over(open(&unfinished)?, head)?;
        new.file.write_all(MAGIC)?;
        new.end = MAGIC.len() as u64;
        new.append(&Record::Head(head).payload())?;
        for (key, places) in std::mem::take(&mut self.held) {
            for place in places {
                if matches!(key, Key::Lasting(_)) {
                    let place = new.append(&self.payload(place)?)?;
                    new.held.entry(key.clone()).or_default().push_back(place);
                }
            }
        }
        std::fs::rename(unfinished, path)?;
        Ok(new)
    }

    /// Reads all records that are whole; the head, where there is one.
    fn read(&mut self) -> std::io::Result<Option<Head>> {
        let length = self.file.metadata()?.len();
        self.file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::with_capacity(1 << 20, self.file.try_clone()?);
        let mut magic = vec![0; MAGIC.len()];
        if reader.read_exact(&mut magic).is_err() || magic != MAGIC {
            return Ok(None);
        }
        self.end = MAGIC.len() as u64;
        let mut head = None;
        while let Some((payload, place)) = next_payload(&mut reader, self.end, length) {
            match Record::read(&payload) {
                Some(Record::Head(said)) => head = Some(said),
                Some(Record::Answer(key, _)) => self.held.entry(key).or_default().push_back(place),
                None => break,
            }
            self.end = place.start + u64::from(place.length);
        }
        Ok(head)
    }

    pub fn head(&self) -> Head {
        self.head
    }

    /// How many answers earlier runs left.
    pub fn found(&self) -> usize {
        self.found
    }

    /// The next answer that is held of a key.
    pub fn take(&mut self, key: &Key) -> Option<Outcome> {
        let place = self.held.get_mut(key)?.pop_front()?;
        match Record::read(&self.payload(place).ok()?)? {
            Record::Answer(_, outcome) => Some(outcome),
            Record::Head(_) => None,
        }
    }

    /// Writes an answer down. What is no answer of success is not kept: it is asked for again.
    pub fn keep(&mut self, key: Key, outcome: &Outcome) -> std::io::Result<()> {
        if outcome.is_success() {
            self.append(&Record::Answer(key, outcome.clone()).payload())?;
        }
        Ok(())
    }

    fn append(&mut self, payload: &[u8]) -> std::io::Result<Place> {
        let length = u32::try_from(payload.len()).map_err(std::io::Error::other)?;
        let mut record = Vec::with_capacity(payload.len() + 4 + DIGEST);
        record.extend_from_slice(&length.to_le_bytes());
        record.extend_from_slice(&digest(payload));
        record.extend_from_slice(payload);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&record)?;
        let place = Place { start: self.end + (4 + DIGEST) as u64, length };
        self.end = place.start + u64::from(length);
        Ok(place)
    }

    fn payload(&mut self, place: Place) -> std::io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(place.start))?;
        let mut payload = vec![0; place.length as usize];
        self.file.read_exact(&mut payload)?;
        Ok(payload)
    }
}

fn open(path: &PathBuf) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn digest(payload: &[u8]) -> [u8; DIGEST] {
    let mut first = [0; DIGEST];
    first.copy_from_slice(&sha256(payload)[..DIGEST]);
    first
}

/// The payload of the record that begins at `start` in a file of so many bytes; none where it is not whole.
fn next_payload(reader: &mut impl Read, start: u64, file_length: u64) -> Option<(Vec<u8>, Place)> {
    let (mut length, mut expected) = ([0; 4], [0; DIGEST]);
    reader.read_exact(&mut length).ok()?;
    reader.read_exact(&mut expected).ok()?;
    let place = Place { start: start + (4 + DIGEST) as u64, length: u32::from_le_bytes(length) };
    if place.start + u64::from(place.length) > file_length {
        return None;
    }
    let mut payload = vec![0; place.length as usize];
    reader.read_exact(&mut payload).ok()?;
    (digest(&payload) == expected).then_some((payload, place))
}

impl Record {
    fn payload(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        match self {
            Record::Head(Head { digest, as_of, begun }) => {
                payload.push(0);
                payload.extend_from_slice(digest);
                payload.extend_from_slice(&as_of.to_le_bytes());
                payload.extend_from_slice(&begun.to_le_bytes());
            }
            Record::Answer(key, outcome) => {
                let (kind, key) = match key {
                    Key::Passing(key) => (1, key),
                    Key::Lasting(key) => (2, key),
                };
                let (status, body) = match outcome {
                    Outcome::Answer { status, body, .. } => (*status, &**body),
                    Outcome::Failed | Outcome::TooLong => (0, ""),
                };
                payload.push(kind);
                payload.extend_from_slice(&(key.len() as u32).to_le_bytes());
                payload.extend_from_slice(key.as_bytes());
                payload.extend_from_slice(&status.to_le_bytes());
                payload.extend_from_slice(body.as_bytes());
            }
        }
        payload
    }

    fn read(payload: &[u8]) -> Option<Record> {
        let (kind, rest) = payload.split_first()?;
        if *kind == 0 {
            let (digest, rest) = rest.split_first_chunk()?;
            let (as_of, rest) = rest.split_first_chunk()?;
            let begun = rest.first_chunk()?;
            let [as_of, begun] = [as_of, begun].map(|bytes| u64::from_le_bytes(*bytes));
            return Some(Record::Head(Head { digest: *digest, as_of, begun }));
        }
        let (length, rest) = rest.split_first_chunk()?;
        let (key, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let (status, body) = rest.split_first_chunk()?;
        let key = String::from_utf8(key.to_vec()).ok()?;
        let body = String::from_utf8(body.to_vec()).ok()?;
        let key = if *kind == 1 { Key::Passing(key) } else { Key::Lasting(key) };
        let status = u16::from_le_bytes(*status);
        Some(Record::Answer(key, Outcome::Answer { status, retry_after: None, body }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(digest: u8, begun: Timestamp) -> Head {
        Head { digest: [digest; 32], as_of: begun + 1, begun }
    }

    fn answer(body: &str) -> Outcome {
        Outcome::Answer { status: 200, retry_after: None, body: body.into() }
    }

    fn said(outcome: Option<Outcome>) -> Option<String> {
        match outcome? {
            Outcome::Answer { body, .. } => Some(body),
            Outcome::Failed | Outcome::TooLong => None,
        }
    }

    fn passing(key: &str) -> Key {
        Key::Passing(key.into())
    }

    fn lasting(key: &str) -> Key {
        Key::Lasting(key.into())
    }

    /// A journal of three answers, one of them lasting.
    fn written(folder: &Path) {
        let mut journal = Journal::open(folder, head(1, 1_000)).unwrap();
        assert_eq!(journal.found(), 0);
        journal.keep(passing("a"), &answer("first")).unwrap();
        journal.keep(passing("a"), &answer("second")).unwrap();
        journal.keep(lasting("b"), &answer("for ever")).unwrap();
        let failed = Outcome::Answer { status: 500, retry_after: None, body: "no".into() };
        journal.keep(passing("c"), &failed).unwrap();
        journal.keep(passing("c"), &Outcome::Failed).unwrap();
    }

    #[test]
    fn answers_come_again_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path());
        let mut journal = Journal::open(folder.path(), head(1, 1_000 + FRESH - 1)).unwrap();
        assert_eq!((journal.head(), journal.found()), (head(1, 1_000), 3));
        let taken = ["a", "a", "a", "c"].map(|key| said(journal.take(&passing(key))));
        assert_eq!(taken, [Some("first".into()), Some("second".into()), None, None]);
        assert_eq!(said(journal.take(&lasting("b"))), Some("for ever".into()));
    }

    #[test]
    fn what_can_change_is_for_six_hours_and_for_one_campaign() {
        for new in [head(1, 1_000 + FRESH), head(2, 1_001), head(1, 999)] {
            let folder = tempfile::tempdir().unwrap();
            written(folder.path());
            for _ in 0..2 {
                let mut journal = Journal::open(folder.path(), new).unwrap();
                assert_eq!((journal.head(), journal.found()), (new, 1));
                assert_eq!(said(journal.take(&passing("a"))), None);
                assert_eq!(said(journal.take(&lasting("b"))), Some("for ever".into()));
            }
        }
    }

    #[test]
    fn a_torn_or_changed_tail_is_dropped_and_written_over() {
        let whole = {
            let folder = tempfile::tempdir().unwrap();
            written(folder.path());
            std::fs::read(folder.path().join(NAME)).unwrap()
        };
        for cut in 0..whole.len() {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(NAME), &whole[..cut]).unwrap();
            let mut journal = Journal::open(folder.path(), head(1, 1_000)).unwrap();
            assert!(journal.found() < 3, "{cut}");
            journal.keep(passing("d"), &answer("new")).unwrap();
            let held = journal.found() + 1;
            let mut journal = Journal::open(folder.path(), head(1, 1_000)).unwrap();
            assert_eq!(journal.found(), held, "{cut}");
            assert_eq!(said(journal.take(&passing("d"))), Some("new".into()), "{cut}");
        }
        let mut changed = whole.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), changed).unwrap();
        assert_eq!(Journal::open(folder.path(), head(1, 1_000)).unwrap().found(), 2);
    }
}
