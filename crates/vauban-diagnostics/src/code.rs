//! The declaration of a check, from which every list of checks is made.

use crate::finding::{Confidence, Finding, Severity};
use crate::source::Span;

/// What is declared once for each check: `vauban explain`, the docs, SARIF's rules and the findings
/// themselves read it from here.
#[derive(Debug)]
pub struct Code {
    /// Kebab-case; says what is wrong; outlives every renumbering of a standard.
    pub name: &'static str,
    /// Requirement aspects it answers, by short id of the default edition. Empty for questions of form.
    pub asks: &'static [&'static str],
    /// What is wrong, in half a line.
    pub summary: &'static str,
    /// How bad a finding is unless the check says otherwise.
    pub severity: Severity,
    /// How sure the check is.
    pub confidence: Confidence,
    /// Version it came with.
    pub since: &'static str,
    /// What, why, an example that raises it, the same put right, when to set it aside. Markdown; its
    /// examples are run as tests.
    pub explain: &'static str,
}

impl Code {
    /// A finding of this check at a place.
    pub fn at(&self, span: Span, message: impl Into<String>) -> Finding {
        self.finding(message).at(span, "")
    }

    /// A finding of this check about the project as a whole.
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        let mut finding = Finding::new(self.name, self.severity, message);
        finding.confidence = self.confidence;
        finding.requirement = self.asks.iter().map(|id| (*id).to_owned()).collect();
        finding
    }
}
