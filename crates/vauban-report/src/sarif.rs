//! `vauban check --format sarif`: SARIF 2.1.0, as GitHub code scanning reads it best.
//!
//! GitHub takes 25 000 results per run and shows places only where the message links to them; so there are
//! several runs when there are more, and messages end with links. Waived findings stay in, suppressed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use vauban_diagnostics::{Confidence, Finding, Fix, Severity};
use vauban_formats::sarif::{
    ArtifactChange, ArtifactLocation, AutomationDetails, CodeFlow, Configuration, Content, Driver, Invocation,
    Location, Log, LogicalLocation, Notification, PhysicalLocation, Properties, Region, Replacement, Rule as SarifRule,
    Run, SCHEMA, SarifResult, Suppression, Text, Tool, VERSION, uri,
};

use crate::place::{Place, Places};
use crate::terminal::reason;
use crate::text::{lines, one_line, sentence};
use crate::{CheckReport, Rule, fingerprint};

/// GitHub's limit of results per run.
pub(crate) const RESULTS: usize = 25_000;
/// GitHub's limit of places per result, the first one left out.
pub(crate) const PLACES: usize = 999;
/// GitHub's limit of tags per rule.
const TAGS: usize = 20;
/// The only fingerprint that GitHub compares. Left out, its upload action puts a hash of the line here: then
/// findings of one rule on one line are one alert, and an edited line is a new one. Given, the action remarks
/// that it would have computed another, and keeps ours.
pub(crate) const GITHUB: &str = "primaryLocationLineHash";
/// The folder of `vauban.toml`.
pub(crate) const ROOT: &str = "%SRCROOT%";

/// Writes all findings as one SARIF file.
pub fn findings(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&log(report), out)
}

/// The same as a value.
pub fn log(report: &CheckReport<'_>) -> Log {
    let (rules, index) = rules(report);
    let places = Places::new(report.sources);
    let prints = fingerprint::of(report);
    let results: Vec<SarifResult> =
        report.findings.iter().zip(prints).map(|(finding, print)| result(finding, &print, &index, &places)).collect();
    let chunks: Vec<&[SarifResult]> = match results.is_empty() {
        true => vec![&[]],
        false => results.chunks(RESULTS).collect(),
    };
    let runs = chunks.into_iter().enumerate().map(|(part, results)| run(report, &rules, part, results)).collect();
    Log { schema: SCHEMA.into(), version: VERSION.into(), runs }
}

fn run(report: &CheckReport<'_>, rules: &[SarifRule], part: usize, results: &[SarifResult]) -> Run {
    let mut results = results.to_vec();
    // The standard wants suppressions on all results of a run or on none.
    if results.iter().any(|result| result.suppressions.is_some()) {
        for result in &mut results {
            result.suppressions.get_or_insert_default();
        }
    }
    let note = |reason: &String| Notification { level: "note".into(), message: Text::plain(plain(reason)) };
    let root = ArtifactLocation {
        description: Some(Text::plain("The folder of vauban.toml.")),
        ..ArtifactLocation::default()
    };
    Run {
        tool: Tool {
            driver: Driver {
                name: "Vauban".into(),
                semantic_version: Some(report.tool_version.into()),
                rules: rules.to_vec(),
            },
        },
        automation_details: Some(AutomationDetails { id: category(&report.product, part) }),
        invocations: vec![Invocation {
            execution_successful: true,
            tool_execution_notifications: report.incomplete.iter().map(note).collect(),
        }],
        original_uri_base_ids: BTreeMap::from([(ROOT.to_owned(), root)]),
        column_kind: Some("unicodeCodePoints".into()),
        results,
    }
}

/// The category of a run: the product without its version, so that a new version continues the old alerts.
pub(crate) fn category(product: &str, part: usize) -> String {
    let product = one_line(product);
    let id = product.split_whitespace().next().unwrap_or("project");
    match part {
        0 => format!("vauban/{id}/"),
        _ => format!("vauban/{id}/part-{}/", part + 1),
    }
}

/// The rules, and where each code stands among them; a code without a rule gets one.
fn rules<'a>(report: &CheckReport<'a>) -> (Vec<SarifRule>, BTreeMap<&'a str, usize>) {
    let mut rules: Vec<SarifRule> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in report.rules {
        index.entry(rule.name).or_insert_with(|| {
            rules.push(described(rule));
            rules.len() - 1
        });
    }
    for finding in report.findings {
        index.entry(finding.code).or_insert_with(|| {
            rules.push(SarifRule {
                id: finding.code.into(),
                name: Some(pascal_case(finding.code)),
                default_configuration: Some(Configuration { level: level(finding.severity).into() }),
                ..SarifRule::default()
            });
            rules.len() - 1
        });
    }
    (rules, index)
}

fn described(rule: &Rule) -> SarifRule {
    let explain = lines(rule.explain);
    let explain = if explain.trim().is_empty() { rule.summary } else { explain.as_ref() };
    let mut properties = Properties::new();
    if !rule.asks.is_empty() {
        properties.insert("tags".into(), unique(&rule.asks).into_iter().take(TAGS).collect());
    }
    properties.insert("precision".into(), precision(rule.confidence).into());
    properties.insert("problem.severity".into(), problem(rule.severity).into());
    properties.insert("since".into(), rule.since.into());
    SarifRule {
        id: rule.name.into(),
        name: Some(pascal_case(rule.name)),
        short_description: Some(Text::plain(sentence(&plain(rule.summary)))),
        full_description: Some(Text::plain(sentence(&plain(first_paragraph(explain).unwrap_or(rule.summary))))),
        help: Some(Text { text: explain.into(), markdown: Some(explain.into()) }),
        default_configuration: Some(Configuration { level: level(rule.severity).into() }),
        properties,
    }
}

fn result(finding: &Finding, print: &str, index: &BTreeMap<&str, usize>, places: &Places<'_>) -> SarifResult {
    let related: Vec<(Place<'_>, &str)> = finding
        .related
        .iter()
        .filter_map(|label| Some((places.of(label.span)?, label.text.as_str())))
        .take(PLACES)
        .collect();
    let mut location = location(places.of_finding_or_project(finding));
    if !finding.subject.is_empty() {
        location.logical_locations = vec![LogicalLocation { fully_qualified_name: finding.subject.clone() }];
    }
    let numbered = related.iter().enumerate().map(|(at, (place, label))| Location {
        id: Some(at + 1),
        message: Some(Text::plain(plain(if label.is_empty() { "see also" } else { label }))),
        ..self::location(*place)
    });
    let mut properties = Properties::new();
    properties.insert("requirement".into(), finding.requirement.iter().map(String::as_str).collect());
    properties.insert("confidence".into(), finding.confidence.word().into());
    properties.insert("subject".into(), json!(finding.subject));
    SarifResult {
        rule_id: finding.code.into(),
        rule_index: index.get(finding.code).copied(),
        level: level(finding.severity).into(),
        message: Text::plain(message(finding, &related)),
        locations: vec![location],
        related_locations: numbered.collect(),
        partial_fingerprints: [fingerprint::KIND, GITHUB].map(|kind| (kind.to_owned(), print.to_owned())).into(),
        code_flows: flow(finding, places).into_iter().collect(),
        suppressions: finding.waived.as_ref().map(|waived| {
            let justification = reason(waived);
            vec![Suppression { kind: "external".into(), status: "accepted".into(), justification }]
        }),
        fixes: finding.fix.iter().filter_map(|change| fix(change, places)).collect(),
        properties,
    }
}

/// The steps by which it comes about, if it has any that lie in a file.
fn flow(finding: &Finding, places: &Places<'_>) -> Option<CodeFlow> {
    let steps = finding.steps.iter().filter_map(|label| {
        let message = Some(Text::plain(plain(&label.text))).filter(|text| !text.text.is_empty());
        Some(Location { message, ..location(places.of(label.span)?) })
    });
    let steps: Vec<Location> = steps.take(PLACES).collect();
    (!steps.is_empty()).then(|| CodeFlow::of(steps))
}

/// What is wrong, why, what to do, and a link to each place that belongs to it.
fn message(finding: &Finding, related: &[(Place<'_>, &str)]) -> String {
    let mut text = plain(&finding.told());
    let more = !(finding.why.is_empty() && finding.help.is_empty() && related.is_empty());
    if more {
        text = sentence(&text).into_owned();
    }
    if !finding.why.is_empty() {
        text.push_str(&format!("\nWhy: {}", unlinked(&lines(&finding.why))));
    }
    if !finding.help.is_empty() {
        text.push_str(&format!("\nHelp: {}", unlinked(&lines(&finding.help))));
    }
    for (at, (place, label)) in related.iter().enumerate() {
        let shown = if label.is_empty() { format!("{}:{}", place.file, place.line) } else { (*label).to_owned() };
        let shown = one_line(&shown).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        text.push_str(&format!("{}[{shown}]({})", if at == 0 { "\nSee: " } else { ", " }, at + 1));
    }
    text
}

pub(crate) fn location(place: Place<'_>) -> Location {
    Location {
        physical_location: Some(PhysicalLocation { artifact_location: file(place), region: Some(region(place)) }),
        ..Location::default()
    }
}

fn file(place: Place<'_>) -> ArtifactLocation {
    ArtifactLocation { uri: Some(uri(place.file)), uri_base_id: Some(ROOT.into()), description: None }
}

fn region(place: Place<'_>) -> Region {
    Region {
        start_line: place.line,
        start_column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    }
}

fn fix(fix: &Fix, places: &Places<'_>) -> Option<vauban_formats::sarif::Fix> {
    let place = places.of(fix.span)?;
    let replacement =
        Replacement { deleted_region: region(place), inserted_content: Some(Content { text: fix.text.clone() }) };
    Some(vauban_formats::sarif::Fix {
        description: Text::plain(plain(&fix.title)),
        artifact_changes: vec![ArtifactChange { artifact_location: file(place), replacements: vec![replacement] }],
    })
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "very-high",
        Confidence::Likely => "high",
        Confidence::Possible => "medium",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    }
}

/// One disarmed line that holds no link of its own.
pub(crate) fn plain(text: &str) -> String {
    unlinked(&one_line(text))
}

/// `[text](target)` is a link in SARIF; what users wrote shall not become one.
pub(crate) fn unlinked(text: &str) -> String {
    text.replace("](", "\\](")
}

fn unique(ids: &[String]) -> Vec<Value> {
    let mut seen: Vec<&String> = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen.into_iter().map(|id| Value::from(id.as_str())).collect()
}

/// The first lines of prose in a Markdown text; headings and fences are none.
fn first_paragraph(markdown: &str) -> Option<&str> {
    markdown.split("\n\n").map(str::trim).find(|text| !text.is_empty() && !text.starts_with(['#', '`', '~', '|', '-']))
}

pub(crate) fn pascal_case(name: &str) -> String {
    let mut out = String::new();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(letters.as_str());
    }
    out
}

#[cfg(test)]
pub(crate) mod tests;
