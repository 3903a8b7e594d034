//! `vauban practices`: the list of design practices, how the product answers them, and what looks as if it did not.

pub mod json;
pub mod terminal;

use serde::Serialize;

use crate::groups::{Filtered, Way};

#[cfg(test)]
pub(crate) mod tests;

/// Everything `vauban practices` has to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PracticesReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// Versions of the design that practices are to be answered for.
    pub versions: Vec<String>,
    /// The newest review of the list; `None` if it was never reviewed.
    pub review: Option<ReviewedRow>,
    /// Aspects that practices can serve, in the order of the standard.
    pub aspects: Vec<AspectRow>,
    /// The practices, in the order of the records.
    pub practices: Vec<PracticeRow>,
    /// Elements with candidates, by aspect.
    pub candidates: Vec<CandidateRow>,
    /// What was asked for, where only a part of the design was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filtered>,
    /// How many candidates there are in all, and how many of them nobody has settled.
    #[serde(skip)]
    pub of: [usize; 2],
}

/// The newest review of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReviewedRow {
    /// Its name.
    pub review: String,
    /// When it was held.
    pub date: String,
    /// When the list is due for review again.
    pub due: String,
    /// Whether that day has passed.
    pub overdue: bool,
}

/// An aspect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AspectRow {
    /// Its id: `SD-4.a`.
    pub id: String,
    /// What it asks for, in our own words.
    pub text: String,
}

/// A practice and how it is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PracticeRow {
    /// Its name.
    pub practice: String,
    /// Aspects it serves.
    pub aspects: Vec<String>,
    /// The practice.
    pub text: String,
    /// Where it was learned: records, then literature.
    pub source: Vec<String>,
    /// When it was last changed.
    pub changed: Option<String>,
    /// `answered`, `outdated` or `unanswered`.
    pub state: &'static str,
    /// Answers of the product.
    pub answers: Vec<AnswerRow>,
    /// File it stands in.
    pub file: String,
    /// Line of it.
    pub line: u32,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AnswerRow {
    /// Its name.
    pub answer: String,
    /// `followed`, `deviated` or `not-applicable`; empty where it says nothing.
    pub says: &'static str,
    /// The version of the design it is for.
    pub version: String,
    /// Whether that is a present one.
    pub present: bool,
    /// Why, or how it is seen.
    pub reason: String,
    /// Elements that show it.
    pub shown_by: Vec<String>,
    /// Who answered.
    pub by: String,
    /// When.
    pub date: Option<String>,
}

/// An element with candidates against the practices of an aspect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CandidateRow {
    /// The aspect.
    pub aspect: String,
    /// The element.
    pub element: String,
    /// What was seen, with the question it belongs to.
    pub seen: Vec<SeenRow>,
    /// The answer that settles it.
    pub answer: Option<String>,
    /// An answer that names it and does not settle it, and why.
    pub unsettled: Option<(String, String)>,
    /// File the element stands in.
    pub file: String,
    /// Line of it.
    pub line: u32,
    /// Where the element is in the design.
    #[serde(skip)]
    pub way: Way,
}

/// What was seen on an element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SeenRow {
    /// The question: `rights`.
    pub question: &'static str,
    /// What was seen.
    pub text: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do next.
    pub next: &'static str,
    /// Records it was seen on.
    pub related: Vec<String>,
}

impl PracticeRow {
    /// Whether it serves an aspect.
    pub fn serves(&self, aspect: &str) -> bool {
        self.aspects.iter().any(|one| one == aspect)
    }
}
