//! Ids as other formats want them, made of the names of records: the same name gives the same id.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A UUID made of names: version 8 of RFC 9562, the first bytes of a SHA-256.
pub(crate) fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"vauban/export");
    for part in parts {
        // No text can hold this byte as a letter, so no two lists of names look alike.
        hash.update([0xff]);
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut out = String::with_capacity(36);
    for (at, byte) in digest.iter().take(16).enumerate() {
        let byte = match at {
            6 => (byte & 0x0f) | 0x80,
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

/// Hands out names of lower-case letters, digits and dashes, each once.
#[derive(Default)]
pub(crate) struct Symbols {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Symbols {
    /// The id in these letters; with a number behind it where another id looks the same.
    pub(crate) fn give(&mut self, id: &str) -> String {
        let mut base = String::with_capacity(id.len());
        for letter in id.chars().flat_map(char::to_lowercase) {
            match letter {
                'a'..='z' | '0'..='9' => base.push(letter),
                _ if base.is_empty() || base.ends_with('-') => {}
                _ => base.push('-'),
            }
        }
        base.truncate(base.trim_end_matches('-').len());
        if base.is_empty() {
            base.push('x');
        }
        let mut name = base.clone();
        let mut number = self.next.get(&base).copied().unwrap_or(2);
        while !self.taken.insert(name.clone()) {
            name = format!("{base}-{number}");
            number = number.saturating_add(1);
        }
        self.next.insert(base, number);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{Symbols, uuid};

    #[test]
    fn a_name_is_an_id_of_the_form() {
        let one = uuid(&["gateway", "component.web"]);
        assert_eq!(one, uuid(&["gateway", "component.web"]));
        assert_ne!(one, uuid(&["gatewaycomponent.web"]));
        assert_ne!(one, uuid(&["gateway", "component", ".web"]));
        assert_eq!(one.len(), 36);
        assert_eq!((one.as_bytes()[14], &one[8..9]), (b'8', "-"));
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{one}");
    }

    #[test]
    fn symbols_are_plain_and_used_once() {
        let mut symbols = Symbols::default();
        let names = ["web-server", "Web.Server", "platform/web", "設計", "", "--"].map(|id| symbols.give(id));
        assert_eq!(names, ["web-server", "web-server-2", "platform-web", "x", "x-2", "x-3"]);
    }
}
