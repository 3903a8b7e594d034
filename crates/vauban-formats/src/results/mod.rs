//! What result files of tools say, in one form whatever the tool: tests, findings, coverage, fuzzing, vulnerabilities.
//!
//! A reader takes the file as a stream and keeps what proofs rest on. What a file does not say stays empty; nothing is
//! guessed, and in doubt a reader refuses rather than reports less than there is.

mod afl;
mod cobertura;
mod detect;
mod events;
mod junit;
mod lcov;
mod libfuzzer;
mod listing;
mod nessus;
mod openvas;
mod pull;
mod sarif;
mod source;
mod time;
mod vulnerabilities;

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufRead;

use crate::junit::TestResults;

pub use detect::detect;
pub use junit::{LONGEST_MESSAGE, MOST_CASES, MOST_TEXT};
pub use lcov::{MOST_FILES, MOST_LINES};
pub use sarif::{MOST_FINGERPRINTS, MOST_GROUPS, MOST_RULES};
pub use vulnerabilities::MOST_FOUND;

/// Largest file read, in bytes.
pub const LARGEST: u64 = 1 << 30;
/// Longest single value: a text, a member, a result. Bounds the memory, whatever the size of the file.
pub const LONGEST_VALUE: u64 = 64 << 20;

/// Reads a file of results to its end.
///
/// # Errors
/// If it is not of that form, is cut off, is larger than the limits, or says of itself that results are elsewhere.
pub fn read(form: Form, from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    match form {
        Form::Junit => junit::read(from),
        Form::Sarif => sarif::read(from),
        Form::Lcov => lcov::read(from),
        Form::Cobertura => cobertura::read(from),
        Form::Libfuzzer => libfuzzer::read(from),
        Form::Afl => afl::read(from),
        Form::Nessus => nessus::read(from),
        Form::Openvas => openvas::read(from),
        Form::Nmap => listing::nmap(from),
        Form::Cyclonedx | Form::Spdx => listing::parts(from),
    }
}

/// Takes over the commit that a file names: `into` stays empty for what is no commit, and two are an error.
fn same_commit(into: &mut String, found: &str) -> Result<(), String> {
    let found = found.trim().to_ascii_lowercase();
    if !(7..=64).contains(&found.len()) || !found.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    if found.starts_with(into.as_str()) {
        *into = found;
    } else if !into.starts_with(&found) {
        return Err(format!("it names two commits, {into} and {found}: what was run on which cannot be told"));
    }
    Ok(())
}

/// A form of result file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// JUnit XML, any dialect.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
    /// lcov tracefile.
    Lcov,
    /// Cobertura XML.
    Cobertura,
    /// The log that a libFuzzer target prints.
    Libfuzzer,
    /// `fuzzer_stats` of AFL++.
    Afl,
    /// nmap XML.
    Nmap,
    /// Vulnerability scan: Nessus `.nessus` XML.
    Nessus,
    /// Vulnerability scan: OpenVAS / Greenbone report XML.
    Openvas,
    /// CycloneDX JSON.
    Cyclonedx,
    /// SPDX JSON.
    Spdx,
}

/// A result file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolReport {
    /// The tool, where the file names it; of several the first.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
    /// Day of its vulnerability data or rules, counted from 1970-01-01.
    pub database_day: Option<i64>,
    /// When it ran, in seconds from 1970-01-01T00:00:00Z.
    pub ran: Option<i64>,
    /// The commit it ran on, where the file says it.
    pub commit: String,
    /// What it found.
    pub content: Content,
}

/// What a result file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Cases of tests.
    Tests(TestResults),
    /// Findings of analysers.
    Findings(Findings),
    /// Lines that were executed.
    Coverage(Coverage),
    /// A campaign of fuzzing.
    Fuzzing(Fuzzing),
    /// Known vulnerabilities on hosts or parts.
    Vulnerabilities(Vulnerabilities),
    /// A scan or list that other readers look into: how many hosts or parts it holds.
    Listing(usize),
}

impl Default for Content {
    fn default() -> Content {
        Content::Listing(0)
    }
}

/// Findings of static analysers, grouped: memory grows with rules, files and what is suppressed, not with the results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Tools that ran: name and version.
    pub tools: Vec<(String, String)>,
    /// Ids of the rules that the tools say they ran; empty where they do not say.
    pub rules: Vec<String>,
    /// Whether every run says that it ended well; `Some(false)` where one did not end or has no list of results, `None`
    /// where nothing is said of one.
    pub completed: Option<bool>,
    /// How many results there are in all, those included that say that nothing is wrong or that it is gone.
    pub results: u64,
    /// Results that the tool left open or for a person to review; they are in the groups as well.
    pub undecided: u64,
    /// Results by rule, file and how they stand.
    pub groups: BTreeMap<FindingKey, FindingGroup>,
}

/// What findings are grouped by.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    /// The rule's id.
    pub rule: String,
    /// The file, as the tool writes it, `file://` and base folders resolved to a relative path where they can be.
    pub file: String,
    /// `error`, `warning`, `note`, `none`.
    pub level: String,
    /// Whether it was set aside in the source or outside.
    pub suppressed: bool,
}

/// Findings of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingGroup {
    /// How many.
    pub count: u64,
    /// Suppressed ones without a justification.
    pub unexplained: u64,
    /// Line of the first.
    pub line: u32,
    /// Message of the first, cut where it grows long.
    pub message: String,
    /// Fingerprints, of the first hundred that carry one.
    pub fingerprints: Vec<String>,
}

/// Lines that were executed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// By source file, as the tool writes it: lines that could be executed, and those that were.
    pub files: BTreeMap<String, (u64, u64)>,
}

/// A campaign of fuzzing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fuzzing {
    /// The target, where the file names it.
    pub target: String,
    /// Inputs tried.
    pub executions: u64,
    /// Seconds it ran.
    pub seconds: u64,
    /// Inputs that crashed it.
    pub crashes: u64,
    /// Inputs that hung it or ran out of time or memory.
    pub hangs: u64,
    /// Edges or features covered, where the tool counts them.
    pub covered: u64,
    /// Whether it came to its end: its time or its number of inputs was over, and no finding or break ended it before.
    pub finished: bool,
}

/// Known vulnerabilities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vulnerabilities {
    /// Hosts or parts that were looked at.
    pub looked_at: usize,
    /// Whether the scan came to its end on all of them; `None` where the file does not say.
    pub completed: Option<bool>,
    /// What was found.
    pub found: Vec<Vulnerability>,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vulnerability {
    /// The tool's id of the test.
    pub id: String,
    /// CVE ids, sorted.
    pub cves: Vec<String>,
    /// Its title.
    pub title: String,
    /// CVSS score in tenths, where one is given.
    pub tenths: Option<u16>,
    /// Host and port, as `192.0.2.1 tcp/443`.
    pub at: String,
}

/// Why a result file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Line, from 1; 0 where it is not known.
    pub line: u64,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.message),
            line => write!(f, "line {line}: {}", self.message),
        }
    }
}

impl std::error::Error for Error {}
