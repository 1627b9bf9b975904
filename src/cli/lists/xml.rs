//! XML read in a stream: one element at a time, however long the file.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

/// Bytes of one tag or text at most: what is longer is no list, and would fill the memory.
const TOKEN_LIMIT: u64 = 1 << 20;

/// Elements within one another at most.
const DEPTH_LIMIT: usize = 64;

pub struct Xml<R> {
    reader: Reader<Counted<R>>,
    buffer: Vec<u8>,
    path: Vec<String>,
    text: String,
    attributes: BTreeMap<String, String>,
    closed: bool,
}

/// What the stream has come to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// An element begins: its name is [`Xml::name`], and its attributes can be asked for.
    Open,
    /// An element ends: its own text is [`Xml::text`].
    Close,
    End,
}

/// Where reading a source broke off, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1; 0 where it is the source as a whole.
    pub line: u64,
    pub why: String,
}

impl<R: BufRead> Xml<R> {
    pub fn new(source: R) -> Xml<R> {
        let mut reader = Reader::from_reader(Counted { source, lines: 1, since: 0 });
        reader.config_mut().expand_empty_elements = true;
        Xml {
            reader,
            buffer: Vec::new(),
            path: Vec::new(),
            text: String::new(),
            attributes: BTreeMap::new(),
            closed: false,
        }
    }

    /// Goes on to the next beginning or end of an element.
    ///
    /// # Errors
    ///
    /// Where the text is not XML, ends within an element, or has a tag or text without end.
    pub fn step(&mut self) -> Result<Step, Fault> {
        if self.closed {
            self.path.pop();
            self.text.clear();
            self.closed = false;
        }
        loop {
            self.buffer.clear();
            self.reader.get_mut().since = 0;
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => {
                    let why = error.to_string();
                    return Err(self.fault(why));
                }
            };
            match event {
                Event::Start(tag) => {
                    let name = tag.local_name().as_ref().to_owned();
                    self.attributes.clear();
                    for attribute in tag.attributes().with_checks(false).flatten() {
                        let key = attribute.key.local_name().as_ref().to_owned();
                        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                        self.attributes
                            .insert(key, value.map_or_else(|_| String::new(), |value| value.into_owned()));
                    }
                    self.text.clear();
                    self.path.push(name);
                    if self.path.len() > DEPTH_LIMIT {
                        return Err(self.fault("elements are too deep within one another"));
                    }
                    return Ok(Step::Open);
                }
                Event::End(_) => {
                    self.closed = true;
                    return Ok(Step::Close);
                }
                Event::Text(text) => self.text.push_str(&text.xml10_content()),
                Event::CData(text) => self.text.push_str(&text.xml10_content()),
                // An entity of the file's own is not looked up: it could grow without end.
                Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(character)) => self.text.push(character),
                    _ => self
                        .text
                        .push_str(resolve_predefined_entity(&entity.xml10_content()).unwrap_or("\u{fffd}")),
                },
                Event::Eof if self.path.is_empty() => return Ok(Step::End),
                Event::Eof => return Err(self.fault("the file ends within an element")),
                // An empty element comes as its beginning and its end: see `new`.
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if self.text.len() as u64 > TOKEN_LIMIT {
                return Err(self.fault("a text without end"));
            }
        }
    }

    /// The element that begins or ends.
    pub fn name(&self) -> &str {
        self.above(0)
    }

    /// The element that holds it, and so on upwards; empty above the outermost.
    pub fn above(&self, count: usize) -> &str {
        self.path.iter().rev().nth(count).map_or("", String::as_str)
    }

    /// Whether it is in an element of this name.
    pub fn is_in(&self, name: &str) -> bool {
        self.path.iter().any(|above| above == name)
    }

    /// The text of the element that ends, after the last element in it, without spaces around it.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// An attribute of the element that begins; empty where it is not there.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The line that has been come to, counted from 1.
    pub fn line(&self) -> u64 {
        self.reader.get_ref().lines
    }

    fn fault(&self, why: impl Into<String>) -> Fault {
        Fault { line: self.line(), why: why.into() }
    }
}

/// Counts lines, and the bytes since an event began.
struct Counted<R> {
    source: R,
    lines: u64,
    since: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let length = there.len().min(out.len());
        out[..length].copy_from_slice(&there[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > TOKEN_LIMIT {
            return Err(io::Error::other("a tag or a text without end"));
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        if let Ok(there) = self.source.fill_buf() {
            let taken = &there[..length.min(there.len())];
            self.lines += taken.iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        self.since += length as u64;
        self.source.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is gone through, as `+name`, `-name=text`.
    fn steps(text: &str) -> Result<Vec<String>, Fault> {
        let mut xml = Xml::new(text.as_bytes());
        let mut steps = Vec::new();
        loop {
            match xml.step()? {
                Step::Open => steps.push(format!("+{}", xml.name())),
                Step::Close => steps.push(format!("-{}={}@{}", xml.name(), xml.text(), xml.line())),
                Step::End => return Ok(steps),
            }
        }
    }

    #[test]
    fn elements_are_gone_through_with_their_own_text_and_line() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<a>\n<x:b> 1 &amp; 2&#33; </x:b><c/><![CDATA[<]]></a>";
        assert_eq!(steps(text).unwrap(), ["+a", "+b", "-b=1 & 2!@3", "+c", "-c=@3", "-a=<@3"]);
    }

    #[test]
    fn what_is_no_xml_is_refused_with_its_line() {
        for (text, line) in [("<a>\n<b></a>", 2), ("<a>\n", 2), ("<a", 1), ("<a><b/>", 1)] {
            assert_eq!(steps(text).unwrap_err().line, line, "{text}");
        }
        assert!(steps(&"<a>".repeat(DEPTH_LIMIT + 1)).is_err_and(|fault| fault.why.contains("too deep")));
        let endless = format!("<a>{}</a>", "x".repeat(TOKEN_LIMIT as usize + 70_000));
        let mut xml = Xml::new(io::BufReader::new(endless.as_bytes()));
        assert_eq!(xml.step(), Ok(Step::Open));
        assert!(xml.step().is_err_and(|fault| fault.why.contains("without end")));
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>";
        assert_eq!(steps(bomb).unwrap(), ["+a", "-a=\u{fffd}@1"]);
    }
}
