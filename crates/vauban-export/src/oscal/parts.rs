//! Small things of OSCAL: ids, UUIDs, lines, prose, properties, and resources that stand for records.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use vauban_formats::json::is_hostile;
use vauban_formats::sarif::uri;

use super::object;

/// The namespace that UUIDs of names are made in; any fixed one would do.
const NAMESPACE: [u8; 16] =
    [0x6f, 0x1b, 0x2c, 0x9e, 0x54, 0x0d, 0x4b, 0x7a, 0x9c, 0x31, 0xd8, 0x2f, 0x77, 0xa6, 0x10, 0xe5];
/// Whose properties are, where OSCAL has no name for what they say.
const NS: &str = "urn:vauban:oscal";
/// How many characters of a text are kept in a line.
const LINE: usize = 2000;

/// A UUID made of names: version 5 of RFC 9562, as OSCAL asks for.
pub(super) fn uuid(names: &[&str]) -> String {
    let mut hash = Sha1::new();
    hash.update(NAMESPACE);
    for name in names {
        // No text can hold this byte as a letter, so no two lists of names look alike.
        hash.update([0xff]);
        hash.update(name.as_bytes());
    }
    let digest = hash.finalize();
    let mut out = String::with_capacity(36);
    for (at, byte) in digest.iter().take(16).enumerate() {
        let byte = match at {
            6 => (byte & 0x0f) | 0x50,
            8 => (byte & 0x3f) | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The id of a control: the catalog's name and the standard's own id, as one word.
pub(super) fn control(catalog: &str, id: &str) -> String {
    let mut out = String::with_capacity(catalog.len() + id.len() + 1);
    for part in [catalog, "_", id] {
        for letter in part.chars() {
            match letter {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => out.push(letter),
                // What closes a bracket adds nothing to an id.
                ')' | ']' => {}
                _ if out.ends_with('-') => {}
                _ => out.push('-'),
            }
        }
    }
    // An id begins with a letter.
    if out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { out } else { format!("_{out}") }
}

/// The id of the statement that a control makes.
pub(super) fn statement(control: &str) -> String {
    format!("{control}_smt")
}

/// One line without what steers a reader's eye.
pub(super) fn line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if is_hostile(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    words.join(" ").chars().take(LINE).collect::<String>().trim_end().to_owned()
}

/// A line of OSCAL's markup that means its letters.
pub(super) fn prose(text: &str) -> String {
    let line = line(text);
    let mut out = String::with_capacity(line.len());
    for letter in line.chars() {
        if matches!(letter, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '{' | '}') {
            out.push('\\');
        }
        out.push(letter);
    }
    if out.is_empty() { "not stated".to_owned() } else { out }
}

/// A property of our own; nothing where there is nothing to say.
pub(super) fn prop(name: &str, value: &str) -> Option<Value> {
    let value = line(value);
    (!value.is_empty()).then(|| json!({ "name": name, "ns": NS, "value": value }))
}

/// Properties of our own.
pub(super) fn props<'v>(all: impl IntoIterator<Item = (&'static str, &'v str)>) -> Value {
    Value::Array(all.into_iter().filter_map(|(name, value)| prop(name, value)).collect())
}

/// Resources of the back matter, each once.
#[derive(Default)]
pub(super) struct Resources {
    all: BTreeMap<String, Value>,
}

impl Resources {
    /// The resource for a record or a file; what leads to it.
    pub(super) fn record(&mut self, uuid: &str, name: &str, file: &str, line: u32) -> Value {
        let href = format!("#{uuid}");
        self.all.entry(uuid.to_owned()).or_insert_with(|| {
            let place = if line > 0 { line.to_string() } else { String::new() };
            let rlinks = if file.is_empty() { json!([]) } else { json!([{ "href": uri(file) }]) };
            object([
                ("uuid", json!(uuid)),
                ("title", json!(prose(name))),
                ("props", props([("line", place.as_str())])),
                ("rlinks", rlinks),
            ])
        });
        json!(href)
    }

    /// Another resource; what leads to it.
    pub(super) fn other(&mut self, uuid: String, title: &str, description: &str, file: &str) -> String {
        let href = format!("#{uuid}");
        let rlinks = if file.is_empty() {
            json!([])
        } else {
            json!([{ "href": file, "media-type": "application/oscal.catalog+json" }])
        };
        let resource = object([
            ("uuid", json!(uuid)),
            ("title", json!(prose(title))),
            ("description", json!(prose(description))),
            ("rlinks", rlinks),
        ]);
        self.all.insert(uuid, resource);
        href
    }

    /// The back matter.
    pub(super) fn back_matter(self) -> Value {
        match self.all.is_empty() {
            true => Value::Null,
            false => json!({ "resources": self.all.into_values().collect::<Vec<_>>() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{control, line, prose, uuid};

    #[test]
    fn a_name_gives_a_uuid_of_version_5() {
        let one = uuid(&["gateway", "mechanism.login"]);
        assert_eq!(one, uuid(&["gateway", "mechanism.login"]));
        assert_ne!(one, uuid(&["gatewaymechanism.login"]));
        assert_eq!((one.len(), one.as_bytes()[14]), (36, b'5'));
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{one}");
    }

    #[test]
    fn control_ids_are_words_and_differ() {
        let ids = ["CR 1.1", "CR 1.1 RE(1)", "CR 1.1 RE(2)", "SM-6.b"].map(|id| control("iec62443-4-2", id));
        assert_eq!(
            ids,
            ["iec62443-4-2_CR-1.1", "iec62443-4-2_CR-1.1-RE-1", "iec62443-4-2_CR-1.1-RE-2", "iec62443-4-2_SM-6.b"]
        );
        assert_eq!(control("8", "1"), "_8_1");
    }

    #[test]
    fn text_of_people_is_one_line_without_markup() {
        assert_eq!(line(" a\n\u{202e}b\u{1b} "), "a b");
        assert_eq!(prose("<b>*x*</b>"), "\\<b\\>\\*x\\*\\</b\\>");
        assert_eq!(prose("\u{0}"), "not stated");
    }
}
