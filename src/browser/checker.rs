//! Checks proofs without a page: what `www/check.js` calls, in a worker or in slices, by numbers and places in memory. It has
//! no glue, asks for nothing by itself, and ends with the instance that it lives in.
//!
//! A step is short, so that whoever shares the thread has its turn: one transaction, or one part of one file.

use crate::proof::{Bundle, Progress};

/// A check, and the bytes that go in and come out.
pub struct Checker {
    work: Work,
    /// The file that was given last.
    given: Vec<u8>,
    /// What the last step has to say.
    said: String,
    /// Proofs that were checked, and of how many.
    done: u32,
    total: u32,
}

enum Work {
    /// A file of proofs, and nothing else.
    Proofs(Option<(Bundle, Progress)>),
}

/// What a step came to.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    Went = 0,
    /// What was said is what was found.
    Done = 2,
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

/// Room for a file of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(checker: &mut Checker, length: usize) -> *mut u8 {
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
        Box::new(Checker { work, given: Vec::new(), said: String::new(), done: 0, total: 0 })
    }

    fn step(&mut self) -> Step {
        match &mut self.work {
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
