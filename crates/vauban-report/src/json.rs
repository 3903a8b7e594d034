//! `vauban check --format json`: the contract `vauban/check/1`.
//!
//! Members are snake_case, absent values are `null`, nothing depends on the clock. Text for people is
//! disarmed as everywhere; paths and the text of a fix are exact, their odd characters escaped.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use vauban_diagnostics::{Finding, Fix, Label, Waived};

use crate::groups::Filtered;
use crate::place::{Place, Places};
use crate::text::{lines, one_line};
use crate::{CheckReport, Summary, fingerprint};

/// Writes all findings, the waived ones too, as one JSON document.
pub fn findings(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let mut prints = fingerprint::of(report);
    let summary = Summary::of(report.findings);
    let document = Document {
        schema: "vauban/check/1",
        product: one_line(&report.product),
        edition: report.edition,
        findings: report
            .shown()
            .filter_map(|(at, finding)| Some(told(finding, std::mem::take(prints.get_mut(at)?), &places)))
            .collect(),
        filter: report.part.filter.as_ref(),
        summary: Counts {
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            waived: summary.waived,
            records: report.records,
            files: report.files,
        },
        incomplete: report.incomplete.iter().map(|reason| one_line(reason)).collect(),
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    edition: &'a str,
    findings: Vec<Told<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a Filtered>,
    summary: Counts,
    incomplete: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
    waived: usize,
    records: usize,
    files: usize,
}

#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    severity: &'static str,
    confidence: &'static str,
    message: Cow<'a, str>,
    why: Cow<'a, str>,
    requirement: &'a [String],
    subject: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    label: Option<Cow<'a, str>>,
    help: Cow<'a, str>,
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<Step<'a>>,
    fix: Option<Change<'a>>,
    waived: Option<SetAside<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    variants: &'a [String],
    fingerprint: String,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: Cow<'a, str>,
}

#[derive(Serialize)]
struct Step<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Change<'a> {
    title: Cow<'a, str>,
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct SetAside<'a> {
    waiver: &'a str,
    reason: Cow<'a, str>,
    until: &'a str,
}

fn told<'a>(finding: &'a Finding, fingerprint: String, places: &Places<'a>) -> Told<'a> {
    let place = places.of_finding(finding);
    Told {
        code: finding.code,
        severity: finding.severity.word(),
        confidence: finding.confidence.word(),
        message: one_line(&finding.message),
        why: lines(&finding.why),
        requirement: &finding.requirement,
        subject: &finding.subject,
        file: place.map(|place| place.file),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        end_line: place.map(|place| place.end_line),
        end_column: place.map(|place| place.end_column),
        label: finding.place.as_ref().filter(|label| !label.text.is_empty()).map(|label| one_line(&label.text)),
        help: lines(&finding.help),
        related: finding.related.iter().filter_map(|label| related(label, places)).collect(),
        steps: finding.steps.iter().map(|label| step(label, places)).collect(),
        fix: finding.fix.as_ref().and_then(|fix| change(fix, places)),
        waived: finding.waived.as_ref().map(set_aside),
        variants: &finding.variants,
        fingerprint,
    }
}

fn related<'a>(label: &'a Label, places: &Places<'a>) -> Option<Related<'a>> {
    places.of(label.span).map(|place| Related { place, message: one_line(&label.text) })
}

fn step<'a>(label: &'a Label, places: &Places<'a>) -> Step<'a> {
    let place = places.of(label.span);
    Step {
        file: place.map(|place| place.file),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        text: one_line(&label.text),
    }
}

fn change<'a>(fix: &'a Fix, places: &Places<'a>) -> Option<Change<'a>> {
    places.of(fix.span).map(|place| Change { title: one_line(&fix.title), place, text: &fix.text })
}

fn set_aside(waived: &Waived) -> SetAside<'_> {
    SetAside { waiver: &waived.waiver, reason: lines(&waived.reason), until: &waived.until }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture::gateway;

    #[test]
    fn keeps_the_contract() {
        let text = crate::to_string(|out| findings(&gateway().report(), out)).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "vauban/check/1");
        let expect = json!({"errors": 1, "warnings": 1, "notes": 1, "waived": 1, "records": 1203, "files": 14});
        assert_eq!(value["summary"], expect);
        let first = &value["findings"][0];
        assert_eq!(first["requirement"], json!(["SD-1.c"]));
        assert_eq!((&first["line"], &first["column"], &first["end_column"]), (&json!(4), &json!(1), &json!(18)));
        assert_eq!(first["related"][1]["file"], "security/context.toml");
        assert_eq!(first["related"][1]["message"], "anybody in the plant");
        assert_eq!((&first["fix"], &first["waived"]), (&Value::Null, &Value::Null));
        assert_eq!(value["findings"][1]["fix"]["text"], "zone");
        assert_eq!(first.get("steps"), None);
        let step = json!({"file": "security/design/gateway.toml", "line": 4, "column": 1, "text": "https is called"});
        assert_eq!(value["findings"][2]["steps"][1], step);
        assert_eq!(value["findings"][2]["waived"]["until"], "2027-01-31");
        assert_eq!(value["findings"][3]["file"], Value::Null);
        assert!(!text.contains("0.09"));
    }

    #[test]
    fn same_bytes_every_time() {
        let text = || crate::to_string(|out| findings(&gateway().report(), out)).unwrap();
        assert_eq!(text(), text());
    }
}
