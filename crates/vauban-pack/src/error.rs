//! Why something is refused: where, and what is wrong with it.

use vauban_json::is_hostile;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where: an entry and byte of an archive, a line of a ledger, a pointer into JSON.
    pub place: String,
    /// What is wrong there, and what was expected.
    pub why: String,
}

impl Refused {
    /// A refusal. Whatever a hostile file brings into the words is disarmed.
    pub fn new(place: impl AsRef<str>, why: impl AsRef<str>) -> Refused {
        Refused { place: shown(place.as_ref()), why: shown(why.as_ref()) }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.place.is_empty() { f.write_str(&self.why) } else { write!(f, "{}: {}", self.place, self.why) }
    }
}

impl std::error::Error for Refused {}

/// Text that is safe to look at, and not longer than a screen.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(600).map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(600).is_some() {
        out.push('…');
    }
    out
}
