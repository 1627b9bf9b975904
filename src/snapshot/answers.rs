//! `answers.json`: what sources of prices, and lists, answered. Replayed, they make the same report again.

use super::VERSION;
use super::write::Writer;
use crate::explorer::{Outcome, Request};
use crate::json::{self, FieldError, SyntaxError};

/// The last answer to each request, by URL; of a list, by its URL as the campaign file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(Vec<Answer>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    url: String,
    /// The answer's status and body; none where nothing came.
    said: Option<(u16, String)>,
}

/// Why a text is no `answers.json`, or no `ledger.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    Syntax(SyntaxError),
    Field(FieldError),
    /// A later version than this program knows.
    Version,
}

impl Answers {
    /// Keeps what came of a request. A later answer to the same URL takes the place of an earlier one.
    pub fn take(&mut self, url: &str, outcome: &Outcome) {
        let said = match outcome {
            Outcome::Answer { status, body, .. } => Some((*status, body.clone())),
            Outcome::Failed | Outcome::TooLong => None,
        };
        match self.place(url) {
            Ok(place) => self.0[place].said = said,
            Err(place) => self.0.insert(place, Answer { url: url.into(), said }),
        }
    }

    /// What came of a request; as if nobody had answered where nothing is kept.
    pub fn to(&self, request: &Request) -> Outcome {
        let kept = self.place(&request.url).ok().and_then(|place| self.0[place].said.as_ref());
        match kept {
            Some((status, body)) => {
                Outcome::Answer { status: *status, retry_after: None, body: body.clone() }
            }
            None => Outcome::Failed,
        }
    }

    fn place(&self, url: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|answer| (*answer.url).cmp(url))
    }

    /// The file's text; the same answers make the same text.
    pub fn write(&self) -> String {
        let mut out = Writer::default();
        out.open('{').name("version").number(VERSION.into()).name("answers").open('[');
        for Answer { url, said } in &self.0 {
            out.line().open('{').name("url").text(url);
            if let Some((status, body)) = said {
                out.name("status").number((*status).into()).name("body").text(body);
            }
            out.close('}');
        }
        out.close(']').close('}');
        out.finish()
    }

    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// Where it is not what [`Answers::write`] writes: the field at fault.
    pub fn parse(text: &str) -> Result<Answers, FileError> {
        let file = &json::parse(text).map_err(FileError::Syntax)?;
        version(file)?;
        let fault = |expected| FileError::Field(FieldError::new("answers", expected));
        let mut answers = Answers::default();
        for item in file.at("answers").and_then(json::Value::items).ok_or(fault("a list"))? {
            let url = item.at("url").and_then(json::Value::as_str).ok_or(fault("a list with a url each"))?;
            let said = match (item.at("status"), item.at("body")) {
                (None, None) => None,
                (status, body) => {
                    let status =
                        status.and_then(json::Value::as_u64).and_then(|status| status.try_into().ok());
                    let body = body.and_then(json::Value::as_str);
                    status
                        .zip(body.map(String::from))
                        .map(Some)
                        .ok_or(fault("a list of a status and a body each"))?
                }
            };
            match answers.place(url) {
                Err(place) if place == answers.0.len() => answers.0.push(Answer { url: url.into(), said }),
                _ => return Err(fault("in the order of the urls")),
            }
        }
        Ok(answers)
    }
}

/// Checks a file's version.
pub(super) fn version(file: &json::Value) -> Result<(), FileError> {
    match file.at("version").and_then(json::Value::as_u64) {
        Some(VERSION) => Ok(()),
        Some(_) => Err(FileError::Version),
        None => Err(FileError::Field(FieldError::new("version", "a number"))),
    }
}

impl FileError {
    /// What is wrong, in English.
    pub fn words(&self) -> String {
        let mut words = String::new();
        match self {
            FileError::Syntax(error) => {
                words += "the text is not JSON at byte ";
                crate::plain::push_number(&mut words, error.position as u128);
            }
            FileError::Field(FieldError { field, expected }) => {
                words += field;
                words += " is not ";
                words += expected;
            }
            FileError::Version => words += "a later version than this program knows",
        }
        words
    }
}
