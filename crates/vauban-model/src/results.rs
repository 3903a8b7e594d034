//! What result files of tools say, as facts: of what, when and with what they were made, and what they hold.
//!
//! Every fact keeps where it comes from: tool, version, date of its data, time, commit. The hash of the file stands in
//! [`Facts::files`](crate::Facts::files) under the same path. What a file does not say is empty; nothing is guessed.

use crate::words::EvidenceForm;

/// A result file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// What it is.
    pub form: EvidenceForm,
    /// The tool that wrote it; may be empty.
    pub tool: String,
    /// Its version; may be empty.
    pub tool_version: String,
    /// Day of its vulnerability data or rules, counted from 1970-01-01.
    pub database_day: Option<i64>,
    /// When it ran, in seconds from 1970-01-01T00:00:00Z.
    pub ran: Option<i64>,
    /// The commit it looked at; may be empty.
    pub commit: String,
    /// What it holds.
    pub content: ResultContent,
}

/// What a result file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultContent {
    /// Cases of tests; they stand in [`Facts::results`](crate::Facts::results) under the same path.
    Tests(TestCounts),
    /// Findings of analysers.
    Findings(AnalyserFindings),
    /// Lines that were executed.
    Coverage {
        /// Source files.
        files: usize,
        /// Lines that could be executed.
        lines: u64,
        /// Lines that were.
        executed: u64,
    },
    /// A campaign of fuzzing.
    Fuzzing(FuzzCampaign),
    /// Known vulnerabilities.
    Vulnerabilities(VulnerabilityScan),
    /// A scan or list that other readers look into: how many hosts or parts it holds.
    Listing(usize),
}

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// Ran and held.
    pub passed: usize,
    /// Failed, or could not be run to their end.
    pub failed: usize,
    /// Did not run.
    pub skipped: usize,
    /// Ended in more than one way.
    pub duplicates: usize,
}

/// Findings of static analysers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnalyserFindings {
    /// Ids of the rules that the tools say they ran, sorted; empty where they do not say.
    pub rules: Vec<String>,
    /// Whether every run says that it ended well; `None` where none says anything.
    pub completed: Option<bool>,
    /// How many results there are in all.
    pub results: u64,
    /// Results that the tool leaves to a person to decide; they stand in the groups of level `none`.
    pub undecided: u64,
    /// Results by rule, file, level and whether they were set aside; sorted.
    pub groups: Vec<FindingGroup>,
}

/// Findings of one rule in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingGroup {
    /// The source file.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// `error`, `warning`, `note`, `none`.
    pub level: String,
    /// Whether they were set aside in the source or outside.
    pub suppressed: bool,
    /// How many.
    pub count: u64,
    /// Suppressed ones without a justification.
    pub unexplained: u64,
    /// Line of the first.
    pub line: u32,
    /// Message of the first.
    pub message: String,
    /// Fingerprints of the first hundred that carry one.
    pub fingerprints: Vec<String>,
}

/// A campaign of fuzzing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FuzzCampaign {
    /// The target; may be empty.
    pub target: String,
    /// Inputs tried.
    pub executions: u64,
    /// Seconds it ran.
    pub seconds: u64,
    /// Inputs that crashed it.
    pub crashes: u64,
    /// Inputs that hung it or ran out of time or memory.
    pub hangs: u64,
    /// Whether it came to its end; what was cut off says nothing of what would have come.
    pub finished: bool,
}

/// A scan for known vulnerabilities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VulnerabilityScan {
    /// Hosts or parts that were looked at.
    pub looked_at: usize,
    /// Whether it came to its end; `None` where it does not say.
    pub completed: Option<bool>,
    /// What was found.
    pub found: Vec<FoundVulnerability>,
}

/// A vulnerability that a scan found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundVulnerability {
    /// The tool's id of the test.
    pub id: String,
    /// CVE ids, sorted.
    pub cves: Vec<String>,
    /// Its title.
    pub title: String,
    /// CVSS score in tenths, where one is given.
    pub tenths: Option<u16>,
    /// Host and port.
    pub at: String,
}
