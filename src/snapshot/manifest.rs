//! `manifest.json`: every other file of a snapshot with its length and SHA-256, and its own digest in its last line.

use super::VERSION;
use super::answers::{FileError, version};
use super::write::Writer;
use crate::chain::{Chain, Timestamp, time};
use crate::json::{self, FieldError, Value};
use crate::plain::push_hex;
use crate::proof::sha256::sha256;

/// The files that it names, and what they are of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The program that made the snapshot, with its version.
    pub tool: String,
    pub as_of: Timestamp,
    pub tips: Vec<(Chain, u64)>,
    /// By path.
    pub files: Vec<FileEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Below the snapshot's folder: `fragments/ar-360.html`.
    pub path: String,
    pub bytes: u64,
    /// In hexadecimal digits.
    pub sha256: String,
}

/// What stands before the manifest's own digest, which is of all text up to there.
const DIGEST: &str = ",\n\"digest\":\"";

/// This program, as manifests name it.
pub const TOOL: &str = concat!("donation-flow ", env!("CARGO_PKG_VERSION"));

impl Manifest {
    /// Enters a file, in the place of an earlier one of that path.
    pub fn put(&mut self, path: &str, content: &[u8]) {
        let entry = FileEntry { path: path.into(), bytes: content.len() as u64, sha256: digest(content) };
        match self.place(path) {
            Ok(place) => self.files[place] = entry,
            Err(place) => self.files.insert(place, entry),
        }
    }

    pub fn file(&self, path: &str) -> Option<&FileEntry> {
        self.place(path).ok().map(|place| &self.files[place])
    }

    fn place(&self, path: &str) -> Result<usize, usize> {
        self.files.binary_search_by(|entry| (*entry.path).cmp(path))
    }

    /// The file's text; the same manifest makes the same text.
    pub fn write(&self) -> String {
        let mut out = Writer::default();
        out.open('{').name("version").number(VERSION.into()).name("tool").text(&self.tool);
        out.line().name("as_of").text(&time::rfc3339(self.as_of)).name("tips").open('{');
        for (chain, height) in &self.tips {
            out.name(chain.name()).number((*height).into());
        }
        out.close('}').line().name("files").open('[');
        for FileEntry { path, bytes, sha256 } in &self.files {
            out.line().open('[').text(path).number((*bytes).into()).text(sha256).close(']');
        }
        out.close(']');
        let mut text = out.finish();
        text.pop();
        let own = digest(text.as_bytes());
        text += DIGEST;
        text += &own;
        text += "\"}\n";
        text
    }

    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// Where it is not, to the byte, what [`Manifest::write`] writes: the field at fault.
    pub fn parse(text: &str) -> Result<Manifest, FileError> {
        let file = &json::parse(text).map_err(FileError::Syntax)?;
        version(file)?;
        let read = Manifest::read(file).map_err(FileError::Field)?;
        // Every byte of the text is one that this program would write, digest included.
        if read.write() != text {
            return Err(FileError::Field(FieldError::new("digest", "of this text")));
        }
        Ok(read)
    }

    fn read(file: &Value) -> Result<Manifest, FieldError> {
        let text = |name| file.at(name).and_then(Value::as_str);
        let tips = || FieldError::new("tips", "heights by chain");
        let mut read = Manifest {
            tool: text("tool").ok_or(FieldError::new("tool", "a text"))?.into(),
            as_of: text("as_of").and_then(time::parse_rfc3339).ok_or(FieldError::new("as_of", "a time"))?,
            ..Manifest::default()
        };
        for (chain, height) in file.at("tips").and_then(Value::fields).ok_or_else(tips)? {
            read.tips.push((Chain::from_name(chain).ok_or_else(tips)?, height.as_u64().ok_or_else(tips)?));
        }
        let files = || FieldError::new("files", "a list of paths in order, with bytes and digests");
        for item in file.at("files").and_then(Value::items).ok_or_else(files)? {
            let Some([path, bytes, sha256]) = item.items() else { return Err(files()) };
            let entry = FileEntry {
                path: path.as_str().filter(|path| is_path(path)).ok_or_else(files)?.into(),
                bytes: bytes.as_u64().ok_or_else(files)?,
                sha256: sha256.as_str().ok_or_else(files)?.into(),
            };
            if read.place(&entry.path) != Err(read.files.len()) {
                return Err(files());
            }
            read.files.push(entry);
        }
        Ok(read)
    }
}

/// SHA-256 in hexadecimal digits.
pub fn digest(content: &[u8]) -> String {
    let mut digits = String::new();
    push_hex(&mut digits, &sha256(content));
    digits
}

/// Whether a path leads to a file below the folder, and nowhere else.
fn is_path(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let parts = crate::plain::split(path, b'/');
    path.bytes().all(is_plain) && parts.iter().all(|part| !part.is_empty() && !part.starts_with('.'))
}
