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

/// Declares the codes of a crate that are raised outside the registry of checks: one line each, with the
/// explanation beside the crate's sources in `explain/NAME.md`, and `ALL` for the registry.
#[macro_export]
macro_rules! codes {
    ($($constant:ident $name:literal $severity:ident $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $constant: $crate::Code = $crate::Code {
                name: $name,
                asks: &[],
                summary: $summary,
                severity: $crate::Severity::$severity,
                confidence: $crate::Confidence::Certain,
                since: "0.1",
                explain: include_str!(concat!("../explain/", $name, ".md")),
            };
        )*

        /// All codes of this crate, for the registry.
        pub static ALL: &[&$crate::Code] = &[$(&$constant),*];
    };
}
