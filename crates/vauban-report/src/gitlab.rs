//! `vauban check --format gitlab`: a Code Quality report for the widget of a merge request.
//!
//! The format knows no suppression, so waived findings are left out.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use vauban_diagnostics::{Confidence, Finding, Severity};

use crate::place::Places;
use crate::text::one_line;
use crate::{CheckReport, fingerprint};

/// Writes the findings in force as one JSON list.
pub fn findings(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let prints = fingerprint::of(report);
    let issues: Vec<Issue<'_>> = report
        .findings
        .iter()
        .zip(prints)
        .filter(|(finding, _)| finding.waived.is_none())
        .map(|(finding, fingerprint)| {
            let place = places.of_finding_or_project(finding);
            let location = Location { path: place.file, lines: Lines { begin: place.line, end: place.end_line } };
            Issue {
                description: Cow::Owned(one_line(&finding.told()).into_owned()),
                check_name: finding.code,
                fingerprint,
                severity: severity(finding),
                location,
            }
        })
        .collect();
    vauban_formats::json::write(&issues, out)
}

#[derive(Serialize)]
struct Issue<'a> {
    description: Cow<'a, str>,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// GitLab's five words: what a person must first judge is one step lower.
fn severity(finding: &Finding) -> &'static str {
    match (finding.severity, finding.confidence) {
        (Severity::Error, Confidence::Certain | Confidence::Likely) => "critical",
        (Severity::Error, Confidence::Possible) => "major",
        (Severity::Warning, Confidence::Certain | Confidence::Likely) => "major",
        (Severity::Warning, Confidence::Possible) => "minor",
        (Severity::Note, _) => "info",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture::gateway;

    #[test]
    fn has_what_gitlab_needs() {
        let text = crate::to_string(|out| findings(&gateway().report(), out)).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let issues = value.as_array().unwrap();
        assert_eq!(issues.len(), 3, "the waived one is left out");
        assert_eq!(issues[0]["check_name"], "interface-without-users");
        assert_eq!(issues[0]["severity"], "critical");
        assert_eq!(
            issues[0]["location"],
            json!({"path": "security/design/gateway.toml", "lines": {"begin": 4, "end": 4}})
        );
        assert_eq!(issues[2]["location"]["path"], "vauban.toml");
        assert!(issues.iter().all(|issue| issue["fingerprint"].as_str().unwrap().len() == 32));
    }
}
