//! `vauban check --format github`: workflow commands that GitHub shows beside the lines of a pull request.
//!
//! GitHub shows ten of each kind per step. So the gravest come first, and the totals stand where they are
//! shown even if there are many notes.

use std::io::{self, Write};

use vauban_diagnostics::{Finding, Severity};

use crate::place::Places;
use crate::text::{count, lines, one_line};
use crate::{CheckReport, Summary, excerpt};

/// How many annotations of a kind GitHub shows per step.
const SHOWN: usize = 10;

/// Writes an annotation per finding in force, and one with the totals.
pub fn findings(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let of = |severity| {
        report.findings.iter().filter(move |finding| finding.severity == severity && finding.waived.is_none())
    };
    for finding in of(Severity::Error).chain(of(Severity::Warning)).chain(of(Severity::Note).take(SHOWN - 1)) {
        annotation(finding, &places, out)?;
    }
    totals(report, out)?;
    for finding in of(Severity::Note).skip(SHOWN - 1) {
        annotation(finding, &places, out)?;
    }
    Ok(())
}

fn annotation(finding: &Finding, places: &Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = places.of_finding_or_project(finding);
    let file = property(&one_line(place.file));
    write!(out, "::{kind} file={file},line={},col={}", place.line, place.column)?;
    write!(out, ",endLine={},endColumn={}", place.end_line, place.end_column)?;
    let mut message = one_line(&finding.told()).into_owned();
    let path = excerpt::path(finding, places);
    for (name, body) in [("path", &path), ("why", &finding.why), ("help", &finding.help)] {
        if !body.is_empty() {
            message.push_str(&format!("\n{name}: {}", lines(body)));
        }
    }
    writeln!(out, ",title={}::{}", property(&one_line(finding.code)), data(&message))
}

fn totals(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Summary { errors, warnings, notes, waived } = Summary::of(report.findings);
    let counts = [count(errors, "error"), count(warnings, "warning"), count(notes, "note")].join(", ");
    let product = one_line(&report.product);
    writeln!(out, "::notice title=Vauban::{}", data(&format!("{product}: {counts}, {waived} waived")))
}

/// The escapes of a command's text.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a command's properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use vauban_diagnostics::{SourceFile, Sources, Span};

    use super::*;
    use crate::fixture::{Fixture, gateway};

    fn shown(fixture: &Fixture) -> String {
        crate::to_string(|out| findings(&fixture.report(), out)).unwrap()
    }

    #[test]
    fn gravest_first_totals_last() {
        let text = shown(&gateway());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "::error file=security/design/gateway.toml,line=4,col=1,endLine=4,endColumn=18,title=interface-without-users::\
             interface `https` does not say who uses it%0Awhy: an unnamed user is an access right that nobody decided \
             (IEC 62443-4-1 SD-1.c)%0Ahelp: add `users = [\"actor.operator\"]`%0Aknown actors: operator, service-engineer"
        );
        assert!(lines[1].starts_with("::warning file="));
        assert!(lines[2].starts_with("::notice file=vauban.toml,line=1,"));
        assert_eq!(lines[3], "::notice title=Vauban::edge-gateway 2.4.0: 1 error, 1 warning, 1 note, 1 waived");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn names_and_messages_cannot_forge_a_command() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("a,b:c\n::error::x%.toml", "x"));
        let finding = Finding::error("x", "50%\n::error::forged").at(Span::new(file, 0, 1), "");
        let text = shown(&Fixture { sources, findings: vec![finding], rules: Vec::new() });
        assert!(text.starts_with("::error file=a%2Cb%3Ac\\n%3A%3Aerror%3A%3Ax%25.toml,line=1,"), "{text}");
        assert!(text.contains("title=x::50%25\\n::error::forged\n"));
        assert_eq!(text.lines().count(), 2);
    }

    #[test]
    fn totals_are_among_the_ten_shown() {
        let mut fixture = gateway();
        fixture.findings = vec![Finding::new("x", Severity::Note, "m"); 30];
        let text = shown(&fixture);
        assert_eq!(text.lines().position(|line| line.contains("title=Vauban")), Some(9));
        assert_eq!(text.lines().count(), 31);
    }
}
