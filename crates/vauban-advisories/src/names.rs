//! The names things are found by in an index: an advisory is put under each name it uses, a part asks for each it has.

use crate::advisory::{Authority, Identity};

/// A kind of name and the name itself in the one spelling an index has for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) kind: u8,
    pub(crate) name: String,
}

/// A package URL without version.
pub(crate) const PACKAGE: u8 = b'P';
/// A name of an ecosystem without package URLs.
pub(crate) const NAMED: u8 = b'N';
/// Vendor and product of a CPE, both without open letters.
pub(crate) const CPE: u8 = b'C';
/// A maker and a product in words.
pub(crate) const PRODUCT: u8 = b'V';
/// A product's name alone, of a CPE or in words.
pub(crate) const WORD: u8 = b'W';
/// A model number.
pub(crate) const MODEL: u8 = b'M';
/// A serial number.
pub(crate) const SERIAL: u8 = b'S';
/// A model number with open letters.
pub(crate) const MODELS: u8 = b'm';
/// A serial number with open letters.
pub(crate) const SERIALS: u8 = b's';
/// A digest of a file.
pub(crate) const HASH: u8 = b'H';
/// An id of a vulnerability.
pub(crate) const ID: u8 = b'I';

impl Key {
    pub(crate) fn new(kind: u8, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// An id: capital and small letters are the same.
    pub(crate) fn id(id: &str) -> Self {
        Self::new(ID, id.to_ascii_uppercase())
    }

    /// A model or serial number: blanks around it and the case of letters do not count.
    pub(crate) fn number(plain: u8, pattern: u8, number: &str) -> Self {
        let kind = if number.contains(['*', '?']) { pattern } else { plain };
        Self::new(kind, number.trim().to_uppercase())
    }

    /// A maker and a product in words.
    pub(crate) fn product(vendor: &str, name: &str) -> Self {
        Self::new(PRODUCT, format!("{}\0{}", words(vendor), words(name)))
    }

    /// A product's name alone.
    pub(crate) fn word(name: &str) -> Self {
        Self::new(WORD, words(name))
    }
}

/// Whether names of this kind are looked through one by one.
pub(crate) fn is_pattern(kind: u8) -> bool {
    matches!(kind, MODELS | SERIALS)
}

/// The number a way of naming has in an index.
pub(crate) fn way(identity: &Identity) -> u8 {
    match identity {
        Identity::Package { .. } => 0,
        Identity::Named { .. } => 1,
        Identity::Cpe(_) => 2,
        Identity::Model(_) => 3,
        Identity::Serial(_) => 4,
        Identity::Hash(_) => 5,
        Identity::Product { .. } => 6,
    }
}

/// The marks beside the number of a way of naming: who speaks, and whether it was withdrawn.
pub(crate) fn marks(withdrawn: bool, authority: Authority) -> u8 {
    let place = Authority::ALL.iter().position(|known| *known == authority).unwrap_or(0) as u8;
    place << 4 | u8::from(withdrawn) << 7
}

/// Who speaks, from the marks beside a way of naming.
pub(crate) fn authority(way: u8) -> Authority {
    Authority::ALL[usize::from(way >> 4 & 3)]
}

/// Whether a thing is named by a CPE.
pub(crate) fn is_cpe(way: u8) -> bool {
    way & 0x0f == 2
}

/// Whether the advisory was withdrawn, from the marks beside a way of naming.
pub(crate) fn is_withdrawn(way: u8) -> bool {
    way & 0x80 != 0
}

/// The names an advisory is put under.
pub(crate) fn keys(identity: &Identity) -> Vec<Key> {
    match identity {
        Identity::Package { purl, .. } => vec![Key::new(PACKAGE, purl.as_str())],
        Identity::Named { ecosystem, name } => {
            vec![Key::new(NAMED, format!("{ecosystem}\0{name}")), Key::word(name)]
        }
        Identity::Cpe(cpe) => {
            let Some(name) = crate::cpes::Named::read(cpe) else { return Vec::new() };
            let mut keys = Vec::new();
            keys.extend(name.concrete().map(|pair| Key::new(CPE, pair)));
            keys.extend(name.product().map(Key::word));
            keys
        }
        Identity::Model(model) => vec![Key::number(MODEL, MODELS, model)],
        Identity::Serial(serial) => vec![Key::number(SERIAL, SERIALS, serial)],
        Identity::Hash(hash) => vec![Key::new(HASH, hash.to_ascii_lowercase())],
        Identity::Product { vendor, name } => vec![Key::product(vendor, name), Key::word(name)],
    }
}

/// A word for what a name covers, for the list of what an index covers: `npm`, `deb/debian`, `cpe`.
pub(crate) fn covers(identity: &Identity) -> &str {
    match identity {
        Identity::Package { purl, .. } => crate::purls::family(purl),
        Identity::Named { ecosystem, .. } => ecosystem,
        Identity::Cpe(_) => "cpe",
        Identity::Model(_) => "model",
        Identity::Serial(_) => "serial",
        Identity::Hash(_) => "hash",
        Identity::Product { .. } => "product",
    }
}

/// A name in words, in one spelling: small letters, one blank between words, no underscores and hyphens.
pub(crate) fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Whether a number is one of a pattern: `*` stands for any letters, `?` for one. Time grows with both lengths
/// multiplied at most.
pub(crate) fn fits(pattern: &str, number: &str) -> bool {
    let (pattern, number): (Vec<char>, Vec<char>) = (pattern.chars().collect(), number.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < number.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == number[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let cases = [
            ("6ES7 5??-*", "6ES7 511-1AK02-0AB0", true),
            ("6ES7 5??-*", "6ES7 411-1AK02-0AB0", false),
            ("*", "", true),
            ("?", "", false),
            ("*A*B", "XAXAB", true),
            ("*A*B", "XAXABC", false),
            ("ABC", "ABC", true),
            ("ABC", "AB", false),
        ];
        for (pattern, number, expect) in cases {
            assert_eq!(fits(pattern, number), expect, "{pattern} {number}");
        }
        assert!(!fits(&"*a".repeat(200), &"b".repeat(4000)));
    }

    #[test]
    fn words_have_one_spelling() {
        assert_eq!(words("  SIMATIC S7-1500 "), "simatic s7 1500");
        assert_eq!(words("simatic_s7-1500"), "simatic s7 1500");
    }
}
