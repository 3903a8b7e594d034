//! How a product stands, in a few numbers, in a sentence, and against how it stood before.
//!
//! Everything is counted from verdicts, threats, depth and issues that were worked out elsewhere. What could not be worked
//! out is unknown, with its reason, and never counts as nought.

mod deadlines;
mod headline;
mod trend;

pub use deadlines::{Asked, Deadline, deadlines};
pub use headline::{Headline, Tone, headline};
pub use trend::{Change, Direction, trend};

/// A number, or why it is not known.
pub type Known = Result<usize, String>;

/// How a product stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Requirements with each verdict: met, partial, missing, not applicable.
    pub requirements: [usize; 4],
    /// Aspects likewise.
    pub aspects: [usize; 4],
    /// Assets with less depth than policy asks for, in some tier.
    pub shallow: Known,
    /// Of these, those of which a decision in force accepts just that.
    pub accepted: usize,
    /// Assets that are out of reach in some tier without anybody standing up for that.
    pub unstated: usize,
    /// Assets that the question of depth is asked of.
    pub assets: usize,
    /// Open threats, those in the shadow of another left out.
    pub threats: Known,
    /// Open issues.
    pub issues: Known,
    /// Of these, overdue.
    pub overdue: Known,
    /// Errors that no waiver sets aside.
    pub errors: usize,
    /// Findings that waivers set aside.
    pub waived: usize,
}

impl Standing {
    /// Requirements that are met or validly left out, and all.
    pub fn settled(&self) -> (usize, usize) {
        let [met, partial, missing, out] = self.requirements;
        (met + out, met + partial + missing + out)
    }
}
