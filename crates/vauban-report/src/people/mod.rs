//! `vauban people`: who holds which role, where everybody stood on a day, and what they may test.

pub mod json;
pub mod terminal;

/// Everything `vauban people` has to show.
#[derive(Clone, Debug, Default)]
pub struct PeopleReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The day.
    pub on: String,
    /// How many months before it a commit makes a developer.
    pub window_months: u32,
    /// What is not known of who developed the product, in a sentence each.
    pub unknown: Vec<String>,
    /// Addresses in commits to the product that belong to nobody, with how many days they committed on.
    pub strangers: Vec<(String, usize)>,
    /// When `.mailmap` was last changed, and by which commit; empty where there is none.
    pub mailmap: String,
    /// The persons, in the order of records.
    pub persons: Vec<PersonRow>,
}

/// A person on that day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Title; may be empty.
    pub title: String,
    /// Department; empty if not on record.
    pub department: String,
    /// Line manager; empty if not on record.
    pub manager: String,
    /// The other organisation; empty for ours.
    pub organization: String,
    /// Whether that was quality assurance.
    pub quality_assurance: bool,
    /// Roles held.
    pub roles: Vec<String>,
    /// Competences shown by then.
    pub competences: Vec<CompetenceRow>,
    /// First and last day of work on the product, and the last commit; none without any.
    pub developed: Option<(String, String, String)>,
    /// The distance from development that is certain.
    pub distance: &'static str,
    /// The distance that it may be.
    pub at_most: &'static str,
    /// Why it is no more.
    pub near: String,
    /// What keeps it from being told.
    pub untold: Vec<String>,
    /// What each kind of test asks, and whether the person may carry it out: `yes`, `no`, `unknown`.
    pub tests: Vec<TestRow>,
    /// Where the record stands.
    pub file: String,
    /// The line there.
    pub line: u32,
}

/// A competence of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompetenceRow {
    /// Its id.
    pub id: String,
    /// In what; may be empty.
    pub topic: String,
    /// Last day on which it counts; empty if it does not end.
    pub valid_until: String,
    /// Whether it counted on that day.
    pub valid: bool,
}

/// What a kind of test asks of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRow {
    /// The type of test.
    pub test: String,
    /// The distance it asks for.
    pub asked: String,
    /// `yes`, `no` or `unknown`.
    pub may: &'static str,
}
