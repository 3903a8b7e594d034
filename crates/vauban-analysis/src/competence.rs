//! What counts as proof that a person can do what a role asks (SM-4).
//!
//! A proof says how the competence was shown; that somebody was present shows nothing. It counts from the day it was
//! shown until it runs out, for the roles it names, or for all where it names none.

use vauban_model::kinds::Competence;
use vauban_model::{AnyId, Date, Record};

/// Words that say somebody was there, and words that say they were put to the test.
const ATTENDED: &[&str] = &["attend", "participat", "present at", "took part", "watched"];
const TESTED: &[&str] = &[
    "exam",
    "assess",
    "test",
    "sample",
    "interview",
    "audit",
    "graded",
    "review of",
    "certified",
    "practical",
    "demonstrat",
];

/// Whether a description speaks of presence and of nothing that was put to the test.
pub fn attendance_only(shown_by: &str) -> bool {
    let shown = shown_by.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| shown.contains(word));
    says(ATTENDED) && !says(TESTED)
}

/// Whether a proof says how competence was shown, by more than presence.
pub fn shown(proof: &Record<Competence>) -> bool {
    proof.shown_by.as_ref().is_some_and(|shown| !shown.trim().is_empty() && !attendance_only(shown))
}

/// Whether a proof that was [`shown`] counts on a day.
pub fn valid_on(proof: &Record<Competence>, day: Date) -> bool {
    shown(proof)
        && proof.date.is_some_and(|shown| shown.date <= day)
        && proof.valid_until.is_none_or(|until| day <= until.date)
}

/// Whether a proof is for a role: it names it, or names none.
pub fn serves(proof: &Record<Competence>, role: AnyId) -> bool {
    proof.role.is_empty() || proof.role.iter().any(|served| served.to() == Some(role))
}

#[cfg(test)]
mod tests {
    use super::attendance_only;

    #[test]
    fn presence_is_no_proof() {
        assert!(attendance_only("Attended the two-day course"));
        assert!(attendance_only("took part in a workshop"));
        assert!(!attendance_only("attended the course and passed the exam"));
        assert!(!attendance_only("work sample, graded"));
    }
}
