//! Checks proofs without a page: what `www/check.js` calls, in a worker or in slices, by numbers and places in memory. It has
//! no glue, asks for nothing by itself, and ends with the instance that it lives in.
//!
//! A step is short, so that whoever shares the thread has its turn: one transaction, or one part of one file.

use crate::locale::Locale;
use crate::proof::{Bundle, Progress};
use crate::snapshot::check::{
    self, ANSWERS, CAMPAIGN, Check, LEDGER, MANIFEST, PROOFS, REPORT, Shown, fragment_name,
};
use crate::snapshot::write::Writer;

/// A check, and the bytes that go in and come out.
pub struct Checker {
    work: Work,
    /// The file that was given last.
    given: Vec<u8>,
    is_held: bool,
    /// What the last step has to say.
    said: String,
    /// Proofs that were checked, and of how many.
    done: u32,
    total: u32,
}

enum Work {
    /// A whole snapshot; none when its verdict has been told.
    Snapshot(Option<Box<Snapshot>>),
    /// A file of proofs, and nothing else.
    Proofs(Option<(Bundle, Progress)>),
}

struct Snapshot {
    check: Check,
    /// The file that is waited for.
    wanted: Option<String>,
    /// The languages whose fragments are drawn again.
    languages: Vec<String>,
}

/// What a step came to.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    Went = 0,
    /// What was said is a file's name: that file is wanted before the next step.
    FileWanted = 1,
    /// What was said is what was found.
    Done = 2,
}

/// A check of a snapshot, of all of it that a panel is made of: what else lies beside it, and fragments of languages that were not
/// added, are left out. What it says in the end is [`Snapshot::verdict`].
#[unsafe(no_mangle)]
pub extern "C" fn open() -> Box<Checker> {
    let check = Check::new();
    let snapshot = Snapshot { check, wanted: None, languages: Vec::new() };
    Checker::new(Work::Snapshot(Some(Box::new(snapshot))))
}

/// Adds a language by its file, which was given; whether it could be read.
#[unsafe(no_mangle)]
pub extern "C" fn add_language(checker: &mut Checker) -> bool {
    let file = std::mem::take(&mut checker.given);
    let locale = str::from_utf8(&file).ok().and_then(|text| Locale::parse(text).ok());
    let (Work::Snapshot(Some(snapshot)), Some(locale)) = (&mut checker.work, locale) else { return false };
    snapshot.languages.push(locale.tag().into());
    snapshot.check.add_locale(locale);
    true
}

/// A check of one file of proofs alone, which `npm run bench -- proofs` measures. What it says in the end is what is wrong
/// with it, or nothing.
#[unsafe(no_mangle)]
pub extern "C" fn open_proofs() -> Box<Checker> {
    Checker::new(Work::Proofs(None))
}

/// Goes on by one step.
#[unsafe(no_mangle)]
pub extern "C" fn step(checker: &mut Checker) -> Step {
    checker.step()
}

/// Room for a file of so many bytes, and whether whoever fetched it has seen that it has the manifest's digest.
#[unsafe(no_mangle)]
pub extern "C" fn room(checker: &mut Checker, length: usize, is_held: bool) -> *mut u8 {
    checker.is_held = is_held;
    checker.given = vec![0; length];
    checker.given.as_mut_ptr()
}

/// Where what the last step said begins. It is UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn said(checker: &Checker) -> *const u8 {
    checker.said.as_ptr()
}

#[unsafe(no_mangle)]
pub extern "C" fn said_length(checker: &Checker) -> usize {
    checker.said.len()
}

/// Proofs that were checked.
#[unsafe(no_mangle)]
pub extern "C" fn done(checker: &Checker) -> u32 {
    checker.done
}

/// Proofs that there are; 0 until that is known.
#[unsafe(no_mangle)]
pub extern "C" fn total(checker: &Checker) -> u32 {
    checker.total
}

impl Checker {
    fn new(work: Work) -> Box<Checker> {
        Box::new(Checker { work, given: Vec::new(), is_held: false, said: String::new(), done: 0, total: 0 })
    }

    fn step(&mut self) -> Step {
        match &mut self.work {
            Work::Snapshot(snapshot) => {
                let Some(at_work) = snapshot else { return Step::Done };
                match at_work.step(&std::mem::take(&mut self.given), self.is_held) {
                    check::Step::Wants(path) => {
                        self.said = path;
                        return Step::FileWanted;
                    }
                    check::Step::Worked => {
                        let progress = at_work.check.progress();
                        (self.done, self.total) = (progress.checked as u32, progress.of as u32);
                    }
                    check::Step::Done => {
                        self.said = snapshot.take().map_or(String::new(), |done| done.verdict());
                        return Step::Done;
                    }
                }
            }
            Work::Proofs(None) => match Bundle::decode(&std::mem::take(&mut self.given)) {
                Ok(bundle) => {
                    self.total = bundle.blocks.iter().map(|block| block.transactions.len() as u32).sum();
                    self.work = Work::Proofs(Some((bundle, Progress::default())));
                }
                Err(error) => return self.end(error.name()),
            },
            Work::Proofs(Some((bundle, progress))) => match progress.next(bundle) {
                Some(Ok(_)) => self.done += 1,
                Some(Err((_, error))) => return self.end(error.name()),
                None => return self.end(""),
            },
        }
        Step::Went
    }

    fn end(&mut self, said: &str) -> Step {
        self.said = said.into();
        Step::Done
    }
}

impl Snapshot {
    /// A step, with the file that was waited for, where one was.
    fn step(&mut self, given: &[u8], is_held: bool) -> check::Step {
        if let Some(path) = self.wanted.take() {
            match is_held {
                true => self.check.take_held(&path, given),
                false => self.check.take(&path, Some(given)),
            }
            return check::Step::Worked;
        }
        match self.check.step() {
            check::Step::Wants(path) if !self.is_of_the_panel(&path) => {
                self.check.pass_over();
                check::Step::Worked
            }
            check::Step::Wants(path) => {
                self.wanted = Some(path.clone());
                check::Step::Wants(path)
            }
            other => other,
        }
    }

    fn is_of_the_panel(&self, path: &str) -> bool {
        match fragment_name(path) {
            Some((tag, _)) => self.languages.iter().any(|known| known == tag),
            None => path.starts_with(PROOFS) || [MANIFEST, CAMPAIGN, LEDGER, ANSWERS, REPORT].contains(&path),
        }
    }

    /// The verdict as JSON: `findings`, each a path and a fault; how many of how many `transactions` are `included`, and with how many
    /// `senders`; and which `ledger`, by its digest. Without a finding, those included are the ones that this ledger says are.
    fn verdict(self) -> String {
        let ledger = self.check.manifest().file(LEDGER).map_or(String::new(), |entry| entry.sha256.clone());
        let verdict = self.check.finish();
        let mut out = Writer::default();
        out.open('{').name("ledger").text(&ledger).name("findings").open('[');
        for finding in &verdict.findings {
            out.open('[').text(&finding.path).text(finding.fault.name()).close(']');
        }
        out.close(']');
        let sum = |of: fn(&Shown) -> u64| verdict.shown.iter().map(|shown| u128::from(of(shown))).sum();
        out.name("transactions").number(sum(|shown| shown.transactions));
        out.name("included").number(sum(|shown| shown.included));
        out.name("senders").number(sum(|shown| shown.senders)).close('}');
        out.finish()
    }
}
