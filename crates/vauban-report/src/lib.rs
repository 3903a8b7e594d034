//! Results into outputs: terminal, JSON, SARIF, CI annotations. Computes nothing.
//!
//! One module per output. Each takes plain results and writes text; two outputs can never disagree about a
//! number, because no number is made here beyond counting what is shown ([`Summary`]). Whatever a user wrote
//! is hostile until shown: [`text`] replaces everything that could steer a terminal or a reader's eye.
//!
//! Every renderer writes to a `&mut dyn Write` and returns what that writer returned; [`to_string`] collects.

pub mod advisories;
pub mod clocks;
pub mod context;
pub mod crosswalk;
pub mod csaf;
pub mod cvss;
pub mod depth;
pub mod diagram;
pub mod diff;
pub mod editions;
pub mod evidence;
pub mod export;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod groups;
pub mod guide;
pub mod impact;
pub mod import;
pub mod interfaces;
pub mod issues;
pub mod json;
pub mod junit;
pub mod keys;
pub mod levels;
pub mod lines;
pub mod matching;
pub mod merge;
pub mod pack;
pub mod people;
pub mod practices;
pub mod process;
pub mod publication;
pub mod release;
pub mod repository;
pub mod responsibilities;
pub mod review;
pub mod sarif;
pub mod sbom;
pub mod second;
pub mod short;
pub mod ssvc;
pub mod status;
pub mod svg;
pub mod tailoring;
pub mod terminal;
pub mod text;
pub mod threats;
pub mod trace;
pub mod updates;
pub mod used;
pub mod variants;
pub mod vex;

mod excerpt;
mod paint;
mod place;
mod window;

use std::io::{self, Write};

use vauban_diagnostics::{Code, Confidence, Finding, Severity, Sources};

/// Everything `vauban check` has to show.
#[derive(Debug)]
pub struct CheckReport<'a> {
    /// The files that findings point into.
    pub sources: &'a Sources,
    /// The findings, sorted.
    pub findings: &'a [Finding],
    /// Every rule that ran, with or without findings.
    pub rules: &'a [Rule],
    /// The product and its version, as `edge-gateway 2.4.0`.
    pub product: String,
    /// The edition that requirement ids belong to, as `iec62443-4-1:2018`.
    pub edition: &'a str,
    /// How many records were read.
    pub records: usize,
    /// How many files were read.
    pub files: usize,
    /// How long it took; shown to people, never to programs.
    pub seconds: Option<f64>,
    /// The day on which the next waiver ends, as `YYYY-MM-DD`.
    pub next_expiry: Option<String>,
    /// Version of this program.
    pub tool_version: &'static str,
    /// What could not be told and why, as `no git: who reviewed what is unknown`.
    pub incomplete: Vec<String>,
    /// Which of the findings are shown, and where each is in the design.
    pub part: Part,
}

/// Which findings are shown, and where each is in the design. What is not shown counts all the same.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// For each finding whether it is shown; all are where this is empty.
    pub shown: Vec<bool>,
    /// For each finding where it is; empty where nobody wants to see that.
    pub ways: Vec<groups::Way>,
    /// What was asked for, where only a part was.
    pub filter: Option<groups::Filtered>,
}

impl CheckReport<'_> {
    /// The findings that are shown, with their places in the list of all.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Finding)> {
        let all = self.findings.iter().enumerate();
        all.filter(|(at, _)| self.part.shown.get(*at).copied().unwrap_or(true))
    }
}

/// What the outputs need to know of a check's declaration.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its code.
    pub name: &'static str,
    /// What is wrong, in half a line.
    pub summary: &'static str,
    /// How bad a finding is unless the finding says otherwise.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Version it came with.
    pub since: &'static str,
    /// What, why, examples: Markdown.
    pub explain: &'static str,
    /// Requirement aspects it answers, as `SD-1.c`.
    pub asks: Vec<String>,
}

impl From<&Code> for Rule {
    fn from(code: &Code) -> Self {
        Rule {
            name: code.name,
            summary: code.summary,
            severity: code.severity,
            confidence: code.confidence,
            since: code.since,
            explain: code.explain,
            asks: code.asks.iter().map(|id| (*id).to_owned()).collect(),
        }
    }
}

/// How people want to see it.
#[derive(Clone, Debug)]
pub struct Style {
    /// Whether to use colour. Without it the output is plain text, links included.
    pub color: bool,
    /// The absolute folder that paths are relative to, for links a terminal can follow; shown with colour only.
    pub hyperlinks: Option<String>,
    /// Columns to stay within.
    pub width: usize,
    /// Show also what is set aside and every note.
    pub verbose: bool,
    /// Show errors and warnings only, without a last line.
    pub quiet: bool,
    /// At most so many excerpts of one code.
    pub cap: usize,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, hyperlinks: None, width: 100, verbose: false, quiet: false, cap: 20 }
    }
}

/// How many findings of each gravity there are; waived ones are counted apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Errors in force.
    pub errors: usize,
    /// Warnings in force.
    pub warnings: usize,
    /// Notes in force.
    pub notes: usize,
    /// Findings of any gravity that a waiver sets aside.
    pub waived: usize,
}

impl Summary {
    /// Counts.
    pub fn of(findings: &[Finding]) -> Self {
        let mut summary = Summary::default();
        for finding in findings {
            match (&finding.waived, finding.severity) {
                (Some(_), _) => summary.waived += 1,
                (None, Severity::Error) => summary.errors += 1,
                (None, Severity::Warning) => summary.warnings += 1,
                (None, Severity::Note) => summary.notes += 1,
            }
        }
        summary
    }
}

/// Collects what a renderer writes.
pub fn to_string(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut out = Vec::new();
    render(&mut out)?;
    String::from_utf8(out).map_err(io::Error::other)
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod speed;
