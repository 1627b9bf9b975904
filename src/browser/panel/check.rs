//! "Check it in this browser": a snapshot is recomputed by `check.js`, and what that found is marked in the panel. A part of the
//! code of its own, fetched when a reader wants it.

use super::Inner;
use super::drawing::{EVENT, FIGURES, REPORT, bit};
use crate::json::{self, Value};
use crate::ledger::{Checker, Included};
use crate::plain::{before, named, parse_number, parted};
use crate::view::{Check, Section};

/// Has the snapshot checked.
#[inline(never)]
pub fn begin(inner: &mut Inner) {
    if matches!(inner.state.check, Check::Running { .. }) {
        return;
    }
    inner.state.check = Check::Running { checked: 0, of: 0, a_second: 0 };
    inner.stage.check(before(inner.locale.tag(), b"-"));
    inner.redraw(bit(Section::Foot));
}

/// What the check has to say: `checking` how far it is, as in `12:3000:450`; `checked` where it ran and what it found, as in
/// `worker:{…}`; `unchecked` which file did not come.
#[inline(never)]
pub fn hear(inner: &mut Inner, verb: &str, said: &str) {
    match verb {
        "checking" => {
            let (checked, rest) = parted(said, b':');
            let (of, a_second) = parted(rest, b':');
            let number = |digits| parse_number(digits).map_or(0, |number| number as u32);
            inner.state.check =
                Check::Running { checked: number(checked), of: number(of), a_second: number(a_second) };
            inner.redraw(bit(Section::Foot));
        }
        "checked" => {
            let (place, text) = parted(said, b':');
            match json::parse(text) {
                Ok(found) => take(inner, place, &found),
                Err(_) => lose(inner, "check.wasm"),
            }
        }
        _ => lose(inner, said),
    }
}

fn lose(inner: &mut Inner, file: &str) {
    inner.state.check = Check::NotRead { file: file.into() };
    inner.redraw(bit(Section::Foot));
}

/// Marks what was found to be in blocks; nothing, where something does not hold.
fn take(inner: &mut Inner, place: &str, found: &Value) {
    let Check::Running { checked, a_second, .. } = inner.state.check else { return };
    let count = |name| found.at(name).and_then(Value::as_u64).unwrap_or(0);
    let mut verdict = Verdict {
        place,
        checked,
        a_second,
        transactions: count("transactions"),
        included: count("included"),
        senders_proven: count("senders"),
        findings: Vec::new(),
    };
    for item in found.at("findings").and_then(Value::items).unwrap_or_default() {
        if let Some([file, fault]) = item.items() {
            let (file, fault) = (file.as_str().unwrap_or_default(), fault.as_str().unwrap_or_default());
            verdict.findings.push(Finding { file, fault });
        }
    }
    inner.state.check = match verdict.findings.first() {
        Some(Finding { file, fault }) => Check::Tampered { file: (*file).into(), fault: word_of(fault) },
        None => Check::Done { checked, a_second },
    };
    if let Some(survey) = &mut inner.survey {
        match verdict.findings.is_empty() {
            // What the ledger says was shown was shown here, else there were a finding; what is newer than it was, too.
            true => survey.take_over_included(Checker::Browser),
            false => survey.take_included(Included::default()),
        }
    }
    inner.tell("verify", crate::tree::ToTree::tree(&verdict));
    inner.redraw(REPORT | FIGURES | bit(Section::Transactions) | bit(Section::Foot) | EVENT);
}

/// The detail of `donation-flow-verify`.
struct Verdict<'a> {
    /// `worker` or `slices`.
    place: &'a str,
    checked: u32,
    a_second: u32,
    transactions: u64,
    included: u64,
    senders_proven: u64,
    findings: Vec<Finding<'a>>,
}

/// What does not hold.
struct Finding<'a> {
    file: &'a str,
    fault: &'a str,
}

crate::objects! {
    Verdict<'_> { place, checked, a_second, transactions, included, senders_proven, findings }
    Finding<'_> { file, fault }
}

fn word_of(fault: &str) -> &'static str {
    let [.., last] = Check::FAULTS;
    named(fault, &Check::FAULTS).map_or(last, |place| Check::FAULTS[place])
}
