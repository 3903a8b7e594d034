//! What readers of vulnerability scans share: the leaves of their XML, and what they collect from them.

use super::events::Tag;
use super::{Vulnerabilities, Vulnerability};
use crate::observed::short;

/// Most vulnerabilities of one file.
pub const MOST_FOUND: usize = 500_000;
/// Most bytes of titles, places and CVE ids of one file.
const MOST_TEXT: usize = 256 << 20;
/// Most CVE ids of one of them.
const MOST_CVES: usize = 1_000;
/// Longest text of an element that is looked at, in bytes; what is longer is cut.
const LONGEST_TEXT: usize = 64 << 10;

/// Where in a document a reader stands: names of the open elements, and the text of the innermost.
#[derive(Default)]
pub(super) struct Place {
    pub(super) path: Vec<String>,
    pub(super) text: String,
    /// Bytes of what was kept so far.
    kept: usize,
}

impl Place {
    pub(super) fn enter(&mut self, tag: &Tag<'_>) {
        self.path.push(tag.name().to_owned());
        self.text.clear();
    }

    pub(super) fn add(&mut self, text: &str) {
        if self.text.len() < LONGEST_TEXT {
            self.text.push_str(text);
        }
    }

    /// Leaves the innermost element: its name and its text.
    pub(super) fn leave(&mut self) -> (String, String) {
        let text = std::mem::take(&mut self.text);
        (self.path.pop().unwrap_or_default(), text.trim().to_owned())
    }

    /// Whether the innermost open elements have these names, outermost first.
    pub(super) fn within(&self, names: &[&str]) -> bool {
        let from = self.path.len().checked_sub(names.len());
        from.and_then(|from| self.path.get(from..))
            .is_some_and(|end| end.iter().zip(names).all(|(one, other)| one == other))
    }
}

/// Keeps what was found.
pub(super) fn keep(all: &mut Vulnerabilities, place: &mut Place, mut one: Vulnerability) -> Result<(), String> {
    if all.found.len() == MOST_FOUND {
        return Err(format!("it lists more than {MOST_FOUND} vulnerabilities"));
    }
    one.cves.sort_unstable();
    one.cves.dedup();
    place.kept += one.title.len() + one.at.len() + one.cves.iter().map(|cve| cve.len() + 24).sum::<usize>();
    if place.kept > MOST_TEXT {
        return Err(format!("what it lists is more than {} MiB", MOST_TEXT >> 20));
    }
    all.found.push(one);
    Ok(())
}

/// Adds what is a CVE id.
pub(super) fn cve(into: &mut Vec<String>, text: &str) {
    let text = text.trim().to_ascii_uppercase();
    let number =
        text.strip_prefix("CVE-").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
    if number && text.len() <= 30 && into.len() < MOST_CVES {
        into.push(short(&text));
    }
}

/// A CVSS score in tenths; nothing if it is none.
pub(super) fn tenths(text: &str) -> Option<u16> {
    let score: f64 = text.trim().parse().ok()?;
    // Rounded up: in doubt it is graver.
    (0.0..=10.0).contains(&score).then(|| (score * 10.0 - 1e-6).ceil().max(0.0) as u16)
}
