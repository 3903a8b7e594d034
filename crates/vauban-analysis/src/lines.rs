//! The supported version lines of a product, each as it stands today: plain values, for one page.

pub use vauban_model::Date;

use crate::diff::Deep;

/// The lines of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Product id; empty where none is named.
    pub product: String,
    /// The day they are judged on.
    pub today: Date,
    /// Lines in the order of their records; those whose support has ended last.
    pub lines: Vec<LineRow>,
}

/// A version line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// Its id.
    pub id: String,
    /// Its title; the id where it has none.
    pub title: String,
    /// The branch or tag it is built from.
    pub git_ref: Option<String>,
    /// File of its record.
    pub file: String,
    /// Line there.
    pub line: u32,
    /// Its last day of support.
    pub until: Option<Date>,
    /// Days of support that are left; negative once it has ended.
    pub days_left: Option<i64>,
    /// Units in the field.
    pub deployed: Option<i64>,
    /// The day of its first release.
    pub first: Option<Date>,
    /// Its newest release that is out: version and day.
    pub newest: Option<(String, Option<Date>)>,
    /// How it stands, or why it was not judged.
    pub state: Result<LineState, String>,
}

impl LineRow {
    /// Whether its support has ended.
    pub fn ended(&self) -> bool {
        self.days_left.is_some_and(|left| left < 0)
    }
}

/// How a version line stands: its design as of its ref, with what is known today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineState {
    /// The commit of its ref.
    pub commit: String,
    /// The product's version there.
    pub version: String,
    /// Requirements with each verdict: met, partial, missing, not applicable.
    pub counts: [usize; 4],
    /// Lowest maturity of the requirements of each practice, by practice.
    pub maturity: Vec<(String, u8)>,
    /// Findings in force: errors, warnings.
    pub findings: [usize; 2],
    /// The weakest place of every asset of which policy asks for depth, the weakest first.
    pub assets: Vec<WeakAsset>,
    /// Issues that are open in the line: critical, high, medium, low, and without severity.
    pub issues: [usize; 5],
    /// Of these, issues that are fixed elsewhere and not in the line.
    pub unfixed: usize,
    /// Of these, issues of which nobody can tell what they affect in the line.
    pub unplaced: usize,
    /// Elements that no review has seen as they stand, in the scope of kinds of review of which there is one.
    pub unreviewed: usize,
    /// Kinds of review of which none that counts says what it saw.
    pub never_reviewed: Vec<&'static str>,
    /// What to see to first.
    pub next: Vec<NextStep>,
}

impl LineState {
    /// Issues that are open in the line.
    pub fn open(&self) -> usize {
        self.issues.iter().sum()
    }

    /// Assets with less depth today than policy asks for.
    pub fn short(&self) -> usize {
        self.assets.iter().filter(|asset| asset.short).count()
    }
}

/// Where an asset falls first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeakAsset {
    /// The asset.
    pub asset: String,
    /// The property that falls.
    pub property: &'static str,
    /// The attacker.
    pub attacker: String,
    /// How bad the loss would be.
    pub impact: &'static str,
    /// How many things must fail today: what is verified, with the known issues taken as given.
    pub today: Deep,
    /// How many would have to fail as designed.
    pub designed: Deep,
    /// What policy asks for.
    pub required: u32,
    /// Whether that is less than policy asks for.
    pub short: bool,
}

/// A finding to see to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// Its code.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file, with the line in front where it is as of the ref; empty without a place.
    pub file: String,
    /// Line there.
    pub line: u32,
}

/// The first days of years between two days, every few years where there are more than `most`; days count from
/// 1970-01-01.
pub fn years(first: i64, last: i64, most: usize) -> Vec<(u16, i64)> {
    let year = |day: i64| Date::from_days(day).map(|date| date.year);
    let (Some(from), Some(to)) = (year(first), year(last)) else { return Vec::new() };
    let step = usize::from(to.saturating_sub(from)) / most.max(1) + 1;
    let begins = |year: u16| Some((year, Date::new(year, 1, 1)?.days()));
    (from.saturating_add(1)..=to).step_by(step).filter_map(begins).collect()
}
