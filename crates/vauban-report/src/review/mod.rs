//! `vauban review`: which elements are reviewed as they stand, for people and for programs.

pub mod json;
pub mod terminal;

/// Everything `vauban review` has to show.
#[derive(Clone, Debug, Default)]
pub struct ReviewReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// What each kind of review covers, in the order of the standard.
    pub coverage: Vec<CoverageRow>,
    /// The levels of the design, from the coarsest; empty where there is one only.
    pub levels: Vec<LevelRow>,
    /// The reviews, oldest first.
    pub reviews: Vec<ReviewRow>,
}

/// A level of the design, and its reviews.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelRow {
    /// `concept`, `architecture` or `component`.
    pub level: &'static str,
    /// Elements of it, those that belong to every level apart.
    pub elements: usize,
    /// How many of them reviews of this level saw as they stand.
    pub reviewed: usize,
    /// Reviews of this level that can be relied on, oldest first.
    pub reviews: Vec<String>,
}

/// What a kind of review covers.
#[derive(Clone, Debug, Default)]
pub struct CoverageRow {
    /// The kind.
    pub kind: &'static str,
    /// Whether any review of the kind lists what it saw and counts.
    pub bound: bool,
    /// Elements by how they stand: `reviewed`, `editorial`, `marked`, `changed`, `new`, `gone`.
    pub counts: Vec<(&'static str, usize)>,
    /// Elements that are not simply reviewed.
    pub elements: Vec<ElementRow>,
}

impl CoverageRow {
    /// How many elements stand so.
    pub fn count(&self, state: &str) -> usize {
        self.counts.iter().find(|(word, _)| *word == state).map_or(0, |(_, count)| *count)
    }

    /// How many elements there are.
    pub fn elements(&self) -> usize {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// How many call for a review.
    pub fn open(&self) -> usize {
        ["changed", "new", "gone", "disturbed"].into_iter().map(|state| self.count(state)).sum()
    }
}

/// An element that is not simply reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementRow {
    /// Its name.
    pub id: String,
    /// How it stands.
    pub state: &'static str,
    /// Keys that changed.
    pub fields: Vec<String>,
    /// The newest review that saw it.
    pub review: Option<String>,
    /// The mark that says that the change means nothing.
    pub mark: Option<String>,
    /// Where it stands; empty for one that is gone.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewRow {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// When it was held.
    pub date: String,
    /// What it came to; empty while it is open.
    pub conclusion: &'static str,
    /// How many elements it saw.
    pub saw: usize,
    /// Why it does not count; none if it does.
    pub because: Option<String>,
    /// Its signatures.
    pub signatures: Vec<SignatureRow>,
    /// Where it stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A signature under a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureRow {
    /// Who signed.
    pub by: String,
    /// How.
    pub method: &'static str,
    /// When.
    pub date: String,
    /// `good`, `elsewhere`, `bad` or `unchecked`.
    pub state: &'static str,
    /// Why it is bad or unchecked.
    pub why: String,
}
