//! Words and tones that several documents use.

use vauban_analysis::status::Verdict;
use vauban_pages::{Inline, Tone, badge};

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
