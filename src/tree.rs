//! A value on its way out as JSON. Deriving `Serialize` for every type of a report writes code for each pair of a field's
//! type and a serializer; a tree is written to a serializer by one function, and weighs five kilobytes of wasm less.

use crate::plain::{cut, push_number, push_quoted};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A JSON value that borrows what it can.
pub enum Tree<'a> {
    Null,
    Flag(bool),
    Count(u64),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Object(Fields<'a>),
}

/// An object's fields, in their order.
pub type Fields<'a> = Vec<(&'a str, Tree<'a>)>;

impl Tree<'_> {
    /// Adds it to a text, as JSON.
    pub fn write(&self, out: &mut String) {
        match self {
            Tree::Null => out.push_str("null"),
            Tree::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Tree::Count(count) => push_number(out, u128::from(*count)),
            Tree::Text(text) => push_quoted(out, text),
            Tree::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Tree::Object(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    push_quoted(out, name);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// What can be written as JSON.
pub trait ToTree {
    fn tree(&self) -> Tree<'_>;

    /// Adds it to an object as its next field; nothing where there is nothing.
    #[inline(never)]
    fn put<'a>(&'a self, object: &mut Object<'a>) {
        object.push(self.tree());
    }
}

/// An object of a known type while its fields are added. The names come from one text, so that a field costs a call of
/// two arguments and no more.
pub struct Object<'a> {
    /// Those that are still to come, a space after each.
    names: &'static str,
    pub fields: Fields<'a>,
}

impl<'a> Object<'a> {
    pub fn new(names: &'static str) -> Object<'a> {
        Object { names, fields: Vec::new() }
    }

    #[inline(never)]
    fn push(&mut self, value: Tree<'a>) {
        let name = self.next_name();
        self.fields.push((name, value));
    }

    #[inline(never)]
    fn next_name(&mut self) -> &'static str {
        let (name, names) = cut(self.names, b' ').unwrap_or_default();
        self.names = names;
        name
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Tree::Null => serializer.serialize_none(),
            Tree::Flag(flag) => serializer.serialize_bool(*flag),
            Tree::Count(count) => serializer.serialize_u64(*count),
            Tree::Text(text) => serializer.serialize_str(text),
            Tree::List(items) => serializer.collect_seq(items),
            Tree::Object(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, value))),
        }
    }
}

/// Makes objects of structs, their fields in the order named.
#[macro_export]
macro_rules! objects {
    ($($type:ty { $($field:ident),* $(,)? })*) => { $(
        impl $crate::tree::ToTree for $type {
            #[inline(never)]
            fn tree(&self) -> $crate::tree::Tree<'_> {
                let mut object = $crate::tree::Object::new(concat!($(stringify!($field), " "),*));
                $(self.$field.put(&mut object);)*
                $crate::tree::Tree::Object(object.fields)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::tree::ToTree::tree(self).serialize(serializer)
            }
        }
    )* };
}

impl<T: ToTree> ToTree for Option<T> {
    fn tree(&self) -> Tree<'_> {
        self.as_ref().map_or(Tree::Null, T::tree)
    }

    #[inline(never)]
    fn put<'a>(&'a self, object: &mut Object<'a>) {
        match self {
            Some(value) => value.put(object),
            None => _ = object.next_name(),
        }
    }
}

impl<T: ToTree> ToTree for Vec<T> {
    fn tree(&self) -> Tree<'_> {
        let mut items = Vec::new();
        for item in self {
            items.push(item.tree());
        }
        Tree::List(items)
    }
}

impl ToTree for bool {
    fn tree(&self) -> Tree<'_> {
        Tree::Flag(*self)
    }
}

impl ToTree for u64 {
    fn tree(&self) -> Tree<'_> {
        Tree::Count(*self)
    }
}

impl ToTree for u32 {
    fn tree(&self) -> Tree<'_> {
        Tree::Count((*self).into())
    }
}

impl ToTree for u8 {
    fn tree(&self) -> Tree<'_> {
        Tree::Count((*self).into())
    }
}

impl ToTree for String {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self))
    }
}

impl ToTree for &str {
    fn tree(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sample {
        a: Option<u32>,
        c: Vec<u64>,
        d: &'static str,
        e: Option<bool>,
    }

    objects! { Sample { a, c, d, e } }

    #[test]
    fn fields_that_are_not_there_are_left_out() {
        let sample = Sample { a: None, c: vec![7, u64::MAX], d: "\"", e: Some(true) };
        let text = serde_json::to_string(&vec![sample.tree(), Tree::Null]).unwrap();
        assert_eq!(text, r#"[{"c":[7,18446744073709551615],"d":"\"","e":true},null]"#);
        let mut written = String::new();
        Tree::List(vec![sample.tree(), Tree::Null]).write(&mut written);
        assert_eq!(written, text);
    }
}
