//! `.mailmap`: which names and addresses of commits stand for which others.
//!
//! After `gitmailmap(5)`: a line gives a proper name, a proper address or both, and after it the address, or the name
//! and address, that commits carry. Later lines win; addresses and names are compared without regard to case. What is
//! no such line is passed over, as git does.

use std::collections::BTreeMap;

/// Bytes of a file that is read.
pub const LARGEST: u64 = 4 << 20;

/// Addresses by what commits carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailmap {
    /// By address alone.
    by_address: BTreeMap<String, String>,
    /// By address and name.
    by_both: BTreeMap<(String, String), String>,
}

impl Mailmap {
    /// Reads a file. Every line means something or nothing, so nothing can be wrong with it.
    pub fn read(bytes: &[u8]) -> Mailmap {
        let mut map = Mailmap::default();
        for line in String::from_utf8_lossy(bytes).lines() {
            let line = line.trim();
            if !line.starts_with('#') {
                map.line(line);
            }
        }
        map
    }

    fn line(&mut self, line: &str) {
        let Some((_, proper, rest)) = named(line) else { return };
        // One address alone gives it another name, which is of no interest here.
        let Some((name, address, _)) = named(rest) else { return };
        let (proper, address) = (proper.to_lowercase(), address.to_lowercase());
        if proper.is_empty() {
            return;
        }
        match name.is_empty() {
            true => self.by_address.insert(address, proper),
            false => self.by_both.insert((address, name.to_lowercase()), proper),
        };
    }

    /// The address in whose place another stands, both in lower case; none where it stays as it is.
    pub fn address(&self, name: &str, address: &str) -> Option<&str> {
        let address = address.to_lowercase();
        let both = (address, name.trim().to_lowercase());
        let found = self.by_both.get(&both).or_else(|| self.by_address.get(&both.0))?;
        (*found != both.0).then_some(found)
    }
}

/// A name and an address in angle brackets at the start of a line, and what follows.
fn named(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (address, rest) = rest.split_once('>')?;
    Some((name.trim(), address.trim(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, name: &str, address: &str, expect: Option<&str>) {
        assert_eq!(Mailmap::read(line.as_bytes()).address(name, address), expect, "{line}");
    }

    #[test]
    fn lines_mean_what_git_says() {
        check("<new@x> <old@x>", "A", "OLD@x", Some("new@x"));
        check("A B <New@x> <old@x>", "A", "old@x", Some("new@x"));
        check("A B <new@x> other <old@x>", "Other", "old@x", Some("new@x"));
        check("A B <new@x> other <old@x>", "A", "old@x", None);
        check("A B <old@x>", "A", "old@x", None);
        check("# <new@x> <old@x>", "A", "old@x", None);
        check("<new@x> <old@x> # twice\n<last@x> <old@x>", "A", "old@x", Some("last@x"));
        check("<old@x> <old@x>", "A", "old@x", None);
        check("<> <old@x>\n<<<\n>", "A", "old@x", None);
    }
}
