//! Words and tones that several documents use.

use vauban_analysis::status::Verdict;
use vauban_pages::{Inline, Tone, badge, code, plain};

/// How a verdict is meant.
pub fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Good,
        Verdict::Partial => Tone::Attention,
        Verdict::Missing => Tone::Bad,
        Verdict::NotApplicable => Tone::Muted,
    }
}

/// A number of things: `1 issue`, `3 issues`.
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A verdict as a word with its tone.
pub fn verdict(verdict: Verdict) -> Inline {
    badge(tone(verdict), verdict.word())
}

/// A message of our own, in which names stand between backticks.
pub fn told(text: &str) -> Vec<Inline> {
    let mut line = Vec::new();
    let mut pieces = text.split('`').peekable();
    let mut inside = false;
    while let Some(piece) = pieces.next() {
        // An odd backtick at the end opens nothing.
        let closed = inside && pieces.peek().is_some();
        match (inside, closed) {
            (true, true) => line.push(code(piece)),
            (true, false) => line.push(plain(format!("`{piece}"))),
            (false, _) if piece.is_empty() => {}
            (false, _) => line.push(plain(piece)),
        }
        inside = !inside;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_message_stand_out() {
        assert_eq!(told("add `[role.ID]` here"), [plain("add "), code("[role.ID]"), plain(" here")]);
        assert_eq!(told("it`s open"), [plain("it"), plain("`s open")]);
        assert_eq!(told("no name"), [plain("no name")]);
    }
}
