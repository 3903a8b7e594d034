//! Verdicts and maturity over the releases of a product: each as it stood on its own day.

use vauban_model::Date;

use crate::status::{RequirementStatus, Status, Verdict};

/// A product over its releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusHistory {
    /// Product id.
    pub product: String,
    /// Practices, as id and title, in the catalog's order.
    pub practices: Vec<(String, String)>,
    /// Releases that could be looked at, oldest first; the last is the project as it stands.
    pub points: Vec<Point>,
    /// Releases that could not, and why.
    pub missing: Vec<(String, String)>,
    /// Older releases that were not asked for.
    pub older: usize,
}

/// How things stood at one release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Release id; `now` for the project as it stands.
    pub release: String,
    /// The day it is judged on.
    pub date: Date,
    /// The revision: a commit or tag; empty for the project as it stands.
    pub revision: String,
    /// Requirements with each verdict: met, partial, missing, not applicable.
    pub counts: [usize; 4],
    /// Maturity of each practice, in the order of [`StatusHistory::practices`].
    pub maturity: Vec<u8>,
    /// Requirements met or not applicable, and all, of each practice.
    pub settled: Vec<(usize, usize)>,
    /// Verdict and maturity of every requirement.
    pub requirements: Vec<(String, Verdict, u8)>,
}

impl Point {
    /// How a status stood.
    pub fn of(status: &Status, release: String, date: Date, revision: String) -> Point {
        let count = |verdict| status.requirements.iter().filter(|requirement| requirement.verdict == verdict).count();
        let of_practice = |id: &str| -> Vec<&RequirementStatus> {
            status.requirements.iter().filter(|requirement| requirement.practice == id).collect()
        };
        let settled =
            |requirement: &&RequirementStatus| matches!(requirement.verdict, Verdict::Met | Verdict::NotApplicable);
        Point {
            release,
            date,
            revision,
            counts: [
                count(Verdict::Met),
                count(Verdict::Partial),
                count(Verdict::Missing),
                count(Verdict::NotApplicable),
            ],
            maturity: status.practices.iter().map(|practice| practice.maturity).collect(),
            settled: status
                .practices
                .iter()
                .map(|practice| {
                    let mine = of_practice(&practice.id);
                    (mine.iter().copied().filter(|one| settled(one)).count(), mine.len())
                })
                .collect(),
            requirements: status
                .requirements
                .iter()
                .map(|requirement| (requirement.id.clone(), requirement.verdict, requirement.maturity))
                .collect(),
        }
    }
}
