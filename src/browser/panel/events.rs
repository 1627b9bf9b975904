//! What the panel says: a message in the place of figures, and events for the page.

use super::drawing::EVENT;
use super::{Inner, json_parse};
use crate::explorer::Progress;
use crate::tree::{ToTree, Tree};
use crate::view::{self, Message};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

impl Inner {
    /// A message instead of figures, and the event that says the same to the page.
    pub(super) fn refuse(&mut self, code: &str, field: Option<&str>, message: &str, said: &Message) {
        self.shown = Default::default();
        self.stage.message(&view::message(said, &self.locale), self.locale.dir());
        self.tell_refusal(code, field, message);
    }

    pub(super) fn tell_refusal(&self, code: &str, field: Option<&str>, message: &str) {
        self.tell("error", Refusal { code, field, message }.tree());
    }

    /// Tells the page how far the reading is, where that changed: giving an explorer up ends it without an answer.
    /// Whether it did.
    pub(super) fn tell_progress(&mut self) -> bool {
        self.tell_how_far(self.progress())
    }

    pub(super) fn tell_how_far(&mut self, progress: Progress) -> bool {
        let changed = self.told.replace(progress) != Some(progress);
        if changed {
            if progress.done {
                // The last report is still to come: one of before, not told yet, is not told after the end.
                self.due &= !EVENT;
            }
            self.tell("progress", progress.tree());
        }
        changed
    }

    /// A plain JavaScript object as an event's detail; sums are strings, so that none is rounded.
    pub(super) fn tell(&self, event: &str, detail: Tree) {
        self.stage.tell(event, plain_object(&detail));
    }

    /// What search engines are told of the article's claims.
    pub(super) fn describe(&self, review: &Tree) {
        self.stage.describe(plain_object(review));
    }
}

fn plain_object(tree: &Tree) -> JsValue {
    Detail(tree).serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// Items from which on a list goes over to JavaScript as one text: item by item, a year of days takes a slow telephone as long
/// as all that is drawn of it.
const LONG: usize = 32;

/// A tree as a plain JavaScript object. `Tree` by itself would do, but for an integer of 64 bits serde-wasm-bindgen brings
/// the standard library's formatting, to say which one JavaScript cannot hold.
struct Detail<'a>(&'a Tree<'a>);

impl Serialize for Detail<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Tree::Count(count) => serializer.serialize_f64(*count as f64),
            Tree::List(items) if items.len() >= LONG => {
                let mut text = String::new();
                self.0.write(&mut text);
                serde_wasm_bindgen::preserve::serialize(&json_parse(&text), serializer)
            }
            Tree::List(items) => serializer.collect_seq(items.iter().map(Detail)),
            Tree::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, Detail(value))))
            }
            Tree::Null => serializer.serialize_none(),
            Tree::Flag(flag) => serializer.serialize_bool(*flag),
            Tree::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// The detail of `donation-flow-error`.
struct Refusal<'a> {
    code: &'a str,
    field: Option<&'a str>,
    message: &'a str,
}

crate::objects! {
    Refusal<'_> { code, field, message }
    Progress { pages, about, requests, waiting, screening, pricing, done }
}
