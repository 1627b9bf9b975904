//! OFAC's list is over a hundred megabytes: it is read in a stream, and the memory does not grow with it. A program of its
//! own, so that no other test's memory counts.

use donation_flow::cli::lists::draft::Draft;
use donation_flow::cli::lists::sdn_advanced;
use std::fmt::Write;
use std::io::{BufReader, Read};

/// An advanced file of any length, made while it is read; its parties have every hundredth an address.
struct Endless {
    left: u64,
    made: Vec<u8>,
    taken: usize,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.taken == self.made.len() && self.left > 0 {
            self.left -= 1;
            (self.made, self.taken) = (party(self.left).into_bytes(), 0);
        }
        let rest = &self.made[self.taken..];
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.taken += length;
        Ok(length)
    }
}

fn party(number: u64) -> String {
    let mut text =
        format!("<DistinctParty FixedRef=\"{number}\"><Profile ID=\"{number}\"><Identity Primary=\"true\">");
    for alias in 0..20 {
        write!(text, "<Alias Primary=\"{}\"><DocumentedName><DocumentedNamePart>", alias == 3).unwrap();
        write!(text, "<NamePartValue NamePartGroupID=\"{alias}\">Name {alias} of {number}</NamePartValue>")
            .unwrap();
        text.push_str("</DocumentedNamePart></DocumentedName></Alias>");
        writeln!(text, "<Comment>{:1500}.</Comment>", "as long as real ones").unwrap();
    }
    text.push_str("</Identity>");
    if number.is_multiple_of(100) {
        write!(text, "<Feature FeatureTypeID=\"1\"><VersionDetail>0x{number:040x}</VersionDetail></Feature>")
            .unwrap();
    }
    text + "</Profile></DistinctParty>\n"
}

#[test]
fn a_file_of_a_hundred_megabytes_is_read_in_little_memory() {
    let before = memory();
    let parties = 3_600;
    let open = "<Sanctions><ReferenceValueSets><FeatureType ID=\"1\">Digital Currency Address - ETH</FeatureType></ReferenceValueSets><DistinctParties>";
    let length: u64 = (0..parties).map(|number| party(number).len() as u64).sum();
    assert!(length > 100_000_000, "{length}");
    let body = Endless { left: parties, made: Vec::new(), taken: 0 };
    let whole = open.as_bytes().chain(body).chain("</DistinctParties></Sanctions>".as_bytes());
    let mut draft = Draft::default();
    sdn_advanced::read(BufReader::new(whole), &mut draft).unwrap();
    assert_eq!(draft.address_count(), 36);
    if let (Some(before), Some(after)) = (before, memory()) {
        println!("{} MB read; peak resident memory {} to {} KB", length >> 20, before, after);
        assert!(after < before + 20_000, "{before} to {after} KB");
    }
}

/// The most memory that this process has held, in KB, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
}
