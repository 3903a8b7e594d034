//! JSON without fractions, and the one way to write it that signatures are made over.
//!
//! The canonical form is that of OLPC, as the reference implementation writes it: names in the order of their
//! characters, no blanks, only `"` and `\` escaped, everything else as it is, whole numbers only. What a file holds
//! beyond the specification is kept, because it was signed as well.

use std::collections::BTreeMap;

use vauban_json::{Kind, Value};

/// A value of metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, in digits: JSON bounds none, and what is signed must not be rounded.
    Integer(String),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Tree>),
    /// An object; names are ordered as the canonical form wants them.
    Object(BTreeMap<String, Tree>),
}

/// A value that has no canonical form, and why.
pub(crate) type NotCanonical<'d> = (Value<'d>, &'static str);

impl Tree {
    /// An empty object.
    pub fn object() -> Tree {
        Tree::Object(BTreeMap::new())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Tree {
        Tree::Text(text.into())
    }

    /// A whole number.
    pub fn number(number: u64) -> Tree {
        Tree::Integer(number.to_string())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Tree {
        Tree::List(texts.into_iter().map(Tree::text).collect())
    }

    /// An object of these members.
    pub fn of<const N: usize>(members: [(&str, Tree); N]) -> Tree {
        Tree::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The member of an object.
    pub fn get(&self, name: &str) -> Option<&Tree> {
        match self {
            Tree::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The member of an object, made an empty object if it is not there; none if this is no object.
    pub fn entry(&mut self, name: &str) -> Option<&mut Tree> {
        match self {
            Tree::Object(members) => Some(members.entry(name.to_owned()).or_insert_with(Tree::object)),
            _ => None,
        }
    }

    /// Sets a member, if this is an object.
    pub fn set(&mut self, name: &str, value: Tree) {
        if let Tree::Object(members) = self {
            members.insert(name.to_owned(), value);
        }
    }

    /// Takes a member away.
    pub fn remove(&mut self, name: &str) -> Option<Tree> {
        match self {
            Tree::Object(members) => members.remove(name),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one and fits.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Tree::Integer(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> &[Tree] {
        match self {
            Tree::List(items) => items,
            _ => &[],
        }
    }

    /// The members, if it is an object.
    pub fn members(&self) -> impl Iterator<Item = (&String, &Tree)> {
        let members = match self {
            Tree::Object(members) => Some(members),
            _ => None,
        };
        members.into_iter().flatten()
    }

    /// Takes a value over. The depth is bounded by whoever read the document.
    pub(crate) fn read(value: Value<'_>) -> Result<Tree, NotCanonical<'_>> {
        Ok(match value.kind() {
            Kind::Null => Tree::Null,
            Kind::Boolean => Tree::Bool(value.boolean().unwrap_or(false)),
            Kind::Number => match value.number().filter(|number| number.is_written_whole()) {
                Some(number) if number.raw() == "-0" => Tree::Integer("0".to_owned()),
                Some(number) => Tree::Integer(number.raw().to_owned()),
                None => return Err((value, "a number with fraction or exponent has no canonical form")),
            },
            Kind::Text => Tree::Text(value.text().unwrap_or("").to_owned()),
            Kind::Array => Tree::List(value.items().map(Tree::read).collect::<Result<_, _>>()?),
            Kind::Object => {
                let mut members = BTreeMap::new();
                for (name, member) in value.members() {
                    if members.insert(name.text().unwrap_or("").to_owned(), Tree::read(member)?).is_some() {
                        return Err((name, "this name occurs twice in its object"));
                    }
                }
                Tree::Object(members)
            }
        })
    }

    /// The canonical form.
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out.into_bytes()
    }

    fn write_canonical(&self, out: &mut String) {
        match self {
            Tree::Null => out.push_str("null"),
            Tree::Bool(true) => out.push_str("true"),
            Tree::Bool(false) => out.push_str("false"),
            Tree::Integer(digits) => out.push_str(digits),
            Tree::Text(text) => canonical_text(text, out),
            Tree::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write_canonical(out);
                }
                out.push(']');
            }
            Tree::Object(members) => {
                out.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    canonical_text(name, out);
                    out.push(':');
                    member.write_canonical(out);
                }
                out.push('}');
            }
        }
    }

    /// The value as a file: one blank of indentation, names in order, a line break at the end. Characters that would
    /// deceive a reader are written as escapes, which changes neither meaning nor canonical form.
    pub fn file(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write_file(0, &mut out);
        out.push('\n');
        out.into_bytes()
    }

    fn write_file(&self, depth: usize, out: &mut String) {
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', depth));
        };
        match self {
            Tree::Null | Tree::Bool(_) | Tree::Integer(_) => self.write_canonical(out),
            Tree::Text(text) => file_text(text, out),
            Tree::List(items) if items.is_empty() => out.push_str("[]"),
            Tree::Object(members) if members.is_empty() => out.push_str("{}"),
            Tree::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    line(out, depth + 1);
                    item.write_file(depth + 1, out);
                }
                line(out, depth);
                out.push(']');
            }
            Tree::Object(members) => {
                out.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    line(out, depth + 1);
                    file_text(name, out);
                    out.push_str(": ");
                    member.write_file(depth + 1, out);
                }
                line(out, depth);
                out.push('}');
            }
        }
    }
}

fn canonical_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

fn file_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if vauban_json::is_hostile(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use vauban_json::{Document, Limits};

    use super::Tree;

    fn canonical(json: &str) -> String {
        let document = Document::read(json, &Limits::default()).unwrap();
        String::from_utf8(Tree::read(document.root()).unwrap().canonical()).unwrap()
    }

    #[test]
    fn the_canonical_form_is_that_of_olpc() {
        assert_eq!(canonical(r#" { "b" : [ 1, -0, true, null ], "a" : "x" } "#), r#"{"a":"x","b":[1,0,true,null]}"#);
        // Line breaks stay as they are: only quote and backslash are escaped.
        assert_eq!(canonical(r#""a\n\"\\\u00e4\/""#), "\"a\n\\\"\\\\ä/\"");
        // Code points, not UTF-16 units, order the names.
        assert_eq!(canonical("{\"\u{1f600}\":1,\"\u{ffee}\":2}"), "{\"\u{ffee}\":2,\"\u{1f600}\":1}");
        assert_eq!(canonical("123456789012345678901234567890"), "123456789012345678901234567890");
    }

    #[test]
    fn what_has_no_canonical_form_is_refused() {
        for json in ["1.0", "[1e3]", r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":1}"#] {
            let document = Document::read(json, &Limits::default()).unwrap();
            assert!(Tree::read(document.root()).is_err(), "{json}");
        }
    }

    #[test]
    fn a_file_means_what_was_written() {
        let tree = Tree::of([("k\u{202e}", Tree::texts(["a\"\\\n\u{1}", "ü"])), ("e", Tree::object())]);
        let text = String::from_utf8(tree.file()).unwrap();
        assert!(!text.contains('\u{202e}'));
        let document = Document::read(&text, &Limits::default()).unwrap();
        assert_eq!(Tree::read(document.root()).unwrap(), tree);
    }
}
