//! `vauban check --format junit`: every rule a test, for the test view of a CI system.
//!
//! A suite per practice. A rule without findings is a test that passes; a rule with findings is one test case
//! per finding, because most readers show one failure per case only. Errors and warnings fail, notes pass and
//! say so, waived findings are skipped.

use std::collections::BTreeMap;
use std::io::{self, Write};

use vauban_diagnostics::{Finding, Severity};

use crate::CheckReport;
use crate::place::Places;
use crate::terminal::reason;
use crate::text::{lines, one_line};

/// The suite of rules that answer no requirement: questions of form.
const FORM: &str = "records";

/// Writes all rules and findings as one JUnit document.
pub fn findings(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let suites = suites(report);
    let mut total = Counts::default();
    for rules in suites.values() {
        total.add(&Counts::of(rules));
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"{}\" {}>", escape(&format!("Vauban: {}", report.product)), total.attributes())?;
    for (family, rules) in &suites {
        let name = escape(&format!("vauban.{family}"));
        writeln!(out, "  <testsuite name=\"{name}\" {}>", Counts::of(rules).attributes())?;
        for (code, findings) in rules {
            if findings.is_empty() {
                writeln!(out, "    <testcase classname=\"{name}\" name=\"{}\"/>", escape(code))?;
            }
            for finding in findings {
                case(finding, &name, &places, out)?;
            }
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Per family, per code: the findings, or none.
type Suites<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a Finding>>>;

fn suites<'a>(report: &CheckReport<'a>) -> Suites<'a> {
    let mut suites: Suites<'a> = BTreeMap::new();
    let mut families: BTreeMap<&str, &str> = BTreeMap::new();
    for rule in report.rules {
        let family = family(&rule.asks);
        families.insert(rule.name, family);
        suites.entry(family).or_default().entry(rule.name).or_default();
    }
    for finding in report.findings {
        let family = families.get(finding.code).copied().unwrap_or_else(|| family(&finding.requirement));
        suites.entry(family).or_default().entry(finding.code).or_default().push(finding);
    }
    suites
}

/// The practice of the first aspect: `SD` of `iec62443-4-1:2018/SD-1.c`.
fn family(asks: &[String]) -> &str {
    let id = asks.first().map_or("", |id| id.rsplit_once('/').map_or(id.as_str(), |(_, id)| id));
    let practice = id.split(['-', ' ', '.']).next().unwrap_or("");
    if practice.is_empty() { FORM } else { practice }
}

#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Counts {
    fn of(rules: &BTreeMap<&str, Vec<&Finding>>) -> Self {
        let mut counts = Counts::default();
        for findings in rules.values() {
            counts.tests += findings.len().max(1);
            for finding in findings {
                match (&finding.waived, finding.severity) {
                    (Some(_), _) => counts.skipped += 1,
                    (None, Severity::Error | Severity::Warning) => counts.failures += 1,
                    (None, Severity::Note) => {}
                }
            }
        }
        counts
    }

    fn add(&mut self, other: &Counts) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.skipped += other.skipped;
    }

    fn attributes(&self) -> String {
        let Counts { tests, failures, skipped } = self;
        format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
    }
}

fn case(finding: &Finding, suite: &str, places: &Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let place = places.of_finding_or_project(finding);
    let about = if finding.subject.is_empty() { place.file } else { &finding.subject };
    let name = escape(&format!("{}: {about}", finding.code));
    let file = escape(place.file);
    writeln!(out, "    <testcase classname=\"{suite}\" name=\"{name}\" file=\"{file}\" line=\"{}\">", place.line)?;
    let message = escape(&finding.told());
    match (&finding.waived, finding.severity) {
        (Some(waived), _) => writeln!(out, "      <skipped message=\"{}\"/>", escape(&reason(waived)))?,
        (None, Severity::Error | Severity::Warning) => {
            let kind = finding.severity.word();
            let body = escape_lines(&body(finding, places));
            writeln!(out, "      <failure message=\"{message}\" type=\"{kind}\">{body}</failure>")?;
        }
        (None, Severity::Note) => {
            writeln!(out, "      <system-out>{}</system-out>", escape_lines(&body(finding, places)))?;
        }
    }
    writeln!(out, "    </testcase>")
}

fn body(finding: &Finding, places: &Places<'_>) -> String {
    let place = places.of_finding_or_project(finding);
    let severity = finding.severity.word();
    let mut text = format!("{}:{}:{}: {severity}: {}", place.file, place.line, place.column, finding.told());
    for label in &finding.related {
        if let Some(place) = places.of(label.span) {
            text.push_str(&format!("\n{}:{}:{}: {}", place.file, place.line, place.column, label.text));
        }
    }
    for (at, label) in finding.steps.iter().enumerate() {
        text.push_str(&format!("\nstep {}: {}", at + 1, crate::excerpt::step(label, places)));
    }
    for (name, part) in [("why", &finding.why), ("help", &finding.help)] {
        if !part.is_empty() {
            text.push_str(&format!("\n{name}: {part}"));
        }
    }
    text
}

/// One disarmed line as XML; disarming has left no character that XML forbids.
fn escape(text: &str) -> String {
    markup(&one_line(text))
}

fn escape_lines(text: &str) -> String {
    markup(&lines(text))
}

fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::gateway;

    #[test]
    fn rules_are_tests() {
        let text = crate::to_string(|out| findings(&gateway().report(), out)).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        let number = |name| root.attribute(name).unwrap().parse::<usize>().unwrap();
        assert_eq!((number("tests"), number("failures"), number("skipped")), (5, 2, 1));
        let named = |tag: &str| root.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!((named("testsuite"), named("testcase"), named("failure"), named("skipped")), (3, 5, 2, 1));
        let passed = root.descendants().find(|node| node.attribute("name") == Some("review-stale")).unwrap();
        assert!(!passed.has_children());
        let failed = root.descendants().find(|node| node.has_tag_name("failure")).unwrap();
        assert!(failed.text().unwrap().contains("\nhelp: add `users = [\"actor.operator\"]`\nknown actors"));
    }

    #[test]
    fn families_are_practices() {
        for (ask, expect) in [("SD-1.c", "SD"), ("iec62443-4-1:2018/SVV-1", "SVV"), ("CR 1.1", "CR"), ("", FORM)] {
            assert_eq!(family(&[ask.to_owned()]), expect);
        }
        assert_eq!(family(&[]), FORM);
    }
}
