//! SARIF 2.1.0 as a stream: what analysers found, by rule and file.
//!
//! A result counts unless the file says that nothing is wrong there (`kind`), that it is gone (`baselineState`
//! `absent`) or that it was set aside, and set aside is only what every suppression of it accepts. Results come before
//! or after the rules and files they point at, so they are grouped as they are written, and resolved when their run is
//! at its end. A log that keeps results elsewhere, or that ran nothing, is refused: it would look like one without
//! findings.

mod places;
mod run;
mod shape;

use std::collections::BTreeSet;
use std::io::BufRead;

use super::pull::Pull;
use super::source::Source;
use super::time::Earliest;
use super::{Content, Error, Findings, ToolReport};

/// Most groups of findings of one file.
pub const MOST_GROUPS: usize = 1_000_000;
/// Most rules of one file.
pub const MOST_RULES: usize = 200_000;
/// Most artifacts of one run.
const MOST_ARTIFACTS: usize = 1_000_000;
/// Most runs of one file.
const MOST_RUNS: usize = 10_000;
/// Most fingerprints kept of one group, and of one file.
const FINGERPRINTS_OF_A_GROUP: usize = 100;
/// Most fingerprints kept of one file.
pub const MOST_FINGERPRINTS: usize = 200_000;

/// Most elements of the other arrays: rules of a component, invocations, suppressions of a result.
const MOST_ELEMENTS: usize = 200_000;
/// Longest description of a tool with its rules, in bytes.
const LONGEST_TOOL: u64 = 32 << 20;
/// Longest single result, in bytes.
const LONGEST_RESULT: u64 = 16 << 20;
/// Most bytes of messages that are kept; beyond, groups have none.
const MOST_MESSAGES: usize = 64 << 20;
/// Most bytes of names of rules and files, in all groups together.
const MOST_TEXT: usize = 256 << 20;

/// Reads a SARIF log.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut log = Log::default();
    let mut pull = Pull::new(Source::new(from));
    let Some(mut members) = pull.object()? else {
        return Err(pull.error("it is no SARIF log"));
    };
    let (mut version, mut runs) = (None, None);
    while let Some(key) = pull.key(&mut members)? {
        match key.as_str() {
            "version" => version = Some(pull.read::<String>(LONGEST_RESULT)?),
            "runs" if runs.is_some() => return Err(pull.error("`runs` stands there twice")),
            "runs" => runs = Some(log.runs(&mut pull)?),
            "inlineExternalProperties" => {
                if !matches!(pull.value()?, b"null" | b"[]") {
                    return Err(pull.error(ELSEWHERE));
                }
            }
            _ => pull.skip()?,
        }
    }
    pull.end()?;
    match version.as_deref() {
        Some("2.1.0") => {}
        Some(other) => {
            let other: String = other.chars().take(40).collect();
            return Err(Error { line: 1, message: format!("SARIF `{other}` is not read; known: 2.1.0") });
        }
        None => return Err(Error { line: 1, message: "it has no `version`, so it is no SARIF log".to_owned() }),
    }
    if runs.unwrap_or(0) == 0 {
        return Err(Error { line: 1, message: "it holds no run: nothing was analysed".to_owned() });
    }
    log.report()
}

const ELSEWHERE: &str = "it keeps a part of its results elsewhere; let the tool write one file with everything in it";

/// What was read so far.
#[derive(Default)]
struct Log {
    findings: Findings,
    rules: BTreeSet<String>,
    /// How many runs say that they ended well, and whether one says that it did not.
    ended: usize,
    broken: bool,
    fingerprints: usize,
    /// Bytes of messages and names so far.
    said: usize,
    named: usize,
    ran: Earliest,
    commit: String,
}

impl Log {
    fn runs(&mut self, pull: &mut Pull<'_>) -> Result<usize, Error> {
        let Some(mut elements) = pull.array()? else { return Ok(0) };
        let mut count = 0;
        while pull.element(&mut elements)? {
            if count == MOST_RUNS {
                return Err(pull.error(format!("it holds more than {MOST_RUNS} runs")));
            }
            count += 1;
            run::read(self, pull)?;
        }
        Ok(count)
    }

    fn report(mut self) -> Result<ToolReport, Error> {
        let runs = self.findings.tools.len();
        self.findings.completed = match (self.broken, self.ended) {
            (true, _) => Some(false),
            (false, ended) if ended == runs => Some(true),
            (false, _) => None,
        };
        self.findings.rules = self.rules.into_iter().collect();
        let (tool, tool_version) = self.findings.tools.first().cloned().unwrap_or_default();
        self.findings.tools.sort();
        self.findings.tools.dedup();
        Ok(ToolReport {
            tool,
            tool_version,
            database_day: None,
            ran: self.ran.get(),
            commit: self.commit,
            content: Content::Findings(self.findings),
        })
    }
}
