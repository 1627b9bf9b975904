//! YAML as a tree whose every node knows its line.

use crate::cli::lists::xml::Fault;
use saphyr_parser::{Event, Parser};

/// Values within one another at most.
const DEPTH_LIMIT: usize = 32;

#[derive(Debug)]
pub struct Node {
    /// Counted from 1.
    pub line: u64,
    pub value: Value,
}

#[derive(Debug)]
pub enum Value {
    /// As written, whatever its type.
    Scalar(String),
    List(Vec<Node>),
    /// In the order of the text.
    Map(Vec<(String, Node)>),
}

/// Reads the one document of a text.
///
/// # Errors
///
/// Where it is no YAML, or refers to itself: what a file repeats by reference could grow without end.
pub fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut document = None;
    while let Some(event) = parser.next_event() {
        let (event, span) =
            event.map_err(|error| Fault { line: error.marker().line() as u64, why: error.info().into() })?;
        let line = span.start.line() as u64;
        let refused = |why: &str| Err(Fault { line, why: why.into() });
        let node = match event {
            Event::Scalar(text, ..) => Node { line, value: Value::Scalar(text.into_owned()) },
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() == DEPTH_LIMIT => {
                return refused("values are too deep within one another");
            }
            Event::SequenceStart(..) => {
                open.push(Open { line, key: None, value: Value::List(Vec::new()) });
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open { line, key: None, value: Value::Map(Vec::new()) });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open { line, value, .. }) => Node { line, value },
                None => return refused("an end without a beginning"),
            },
            Event::Alias(_) => {
                return refused("a reference (*name) is not read: write out what it stands for");
            }
            Event::DocumentStart(_) if document.is_some() => return refused("a second document"),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => continue,
        };
        match open.last_mut() {
            Some(holder) => holder.take(node)?,
            None => document = Some(node),
        }
    }
    document.ok_or(Fault { line: 0, why: "the file is empty".into() })
}

/// A list or a map whose end is still to come.
struct Open {
    line: u64,
    /// Of a map: the key whose value comes next.
    key: Option<String>,
    value: Value,
}

impl Open {
    fn take(&mut self, node: Node) -> Result<(), Fault> {
        match (&mut self.value, self.key.take(), node.value) {
            (Value::List(items), _, value) => items.push(Node { line: node.line, value }),
            (Value::Map(fields), Some(key), value) => fields.push((key, Node { line: node.line, value })),
            (Value::Map(_), None, Value::Scalar(key)) => self.key = Some(key),
            _ => return Err(Fault { line: node.line, why: "a key is no text".into() }),
        }
        Ok(())
    }
}

impl Node {
    /// A map's field; of a repeated key, the last one counts.
    pub fn field(&self, name: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(fields) => fields.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a scalar that is not empty.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text.trim()).filter(|text| !matches!(*text, "" | "null" | "~")),
            _ => None,
        }
    }

    pub fn items(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_know_their_lines() {
        let node = parse("a: 1\nb:\n- c: 'x'\n  d: [y, z]\n").unwrap();
        assert_eq!(node.field("a").and_then(Node::text), Some("1"));
        let item = &node.field("b").and_then(Node::items).unwrap()[0];
        assert_eq!((item.line, item.field("c").unwrap().line, item.field("d").unwrap().line), (3, 3, 4));
    }

    #[test]
    fn what_is_no_yaml_or_refers_to_itself_is_refused_with_its_line() {
        for (text, line) in
            [("", 0), ("a: [", 2), ("a: &b x\nc: *b\n", 2), ("a: 1\n--- \nb: 2\n", 2), ("? [a]\n: b\n", 1)]
        {
            assert_eq!(parse(text).unwrap_err().line, line, "{text}");
        }
        assert!(parse(&"[".repeat(DEPTH_LIMIT + 1)).is_err_and(|fault| fault.why.contains("too deep")));
    }
}
