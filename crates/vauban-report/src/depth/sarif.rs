//! `vauban depth --format sarif`: a result for every row below what is required, with the path as its code flow.

use std::collections::BTreeMap;
use std::io::{self, Write};

use vauban_formats::sarif::{
    ArtifactLocation, AutomationDetails, CodeFlow, Configuration, Driver, Invocation, Location, Log, LogicalLocation,
    Notification, Properties, Rule, Run, SCHEMA, SarifResult, Text, Tool, VERSION,
};

use super::standing::{bare, depth_text};
use super::terminal::{cause, way};
use super::{DepthReport, DepthRow, PathReport, StepReport};
use crate::fingerprint;
use crate::place::{PROJECT_FILE, Place};
use crate::sarif::{GITHUB, PLACES, RESULTS, ROOT, category, location, pascal_case, plain};

/// The rule, which is also the check that judges the same.
const RULE: &str = "asset-below-required-depth";

/// Writes the rows below what is required as one SARIF file.
pub fn report(report: &DepthReport, tool_version: &str, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&log(report, tool_version), out)
}

/// The same as a value.
pub fn log(report: &DepthReport, tool_version: &str) -> Log {
    let results: Vec<SarifResult> = report.rows.iter().filter(|row| !row.sufficient).map(result).collect();
    let chunks: Vec<&[SarifResult]> = match results.is_empty() {
        true => vec![&[]],
        false => results.chunks(RESULTS).collect(),
    };
    let runs = chunks.into_iter().enumerate().map(|(part, results)| run(report, tool_version, part, results));
    Log { schema: SCHEMA.into(), version: VERSION.into(), runs: runs.collect() }
}

fn run(report: &DepthReport, tool_version: &str, part: usize, results: &[SarifResult]) -> Run {
    let note = |note: &String| Notification { level: "note".into(), message: Text::plain(plain(note)) };
    let root = ArtifactLocation {
        description: Some(Text::plain("The folder of vauban.toml.")),
        ..ArtifactLocation::default()
    };
    let mut properties = Properties::new();
    properties.insert("tags".into(), ["SD-2.a", "SD-2.b"].into_iter().collect());
    properties.insert("precision".into(), "very-high".into());
    properties.insert("problem.severity".into(), "error".into());
    let rule = Rule {
        id: RULE.into(),
        name: Some(pascal_case(RULE)),
        short_description: Some(Text::plain("Fewer things must fail before an asset is lost than policy asks for.")),
        full_description: Some(Text::plain(
            "The smallest set of mechanisms and shared parts that must fail before this attacker causes this loss is \
             smaller than the depth that policy requires for its impact.",
        )),
        help: Some(Text::plain(
            "`vauban depth --asset ID` draws the path, `vauban depth --harden` finds the cheapest way up.",
        )),
        default_configuration: Some(Configuration { level: "error".into() }),
        properties,
    };
    Run {
        tool: Tool {
            driver: Driver { name: "Vauban".into(), semantic_version: Some(tool_version.into()), rules: vec![rule] },
        },
        automation_details: Some(AutomationDetails { id: format!("{}depth/", category(&report.product, part)) }),
        invocations: vec![Invocation {
            execution_successful: true,
            tool_execution_notifications: report.notes.iter().map(note).collect(),
        }],
        original_uri_base_ids: BTreeMap::from([(ROOT.to_owned(), root)]),
        column_kind: Some("unicodeCodePoints".into()),
        results: results.to_vec(),
    }
}

fn result(row: &DepthRow) -> SarifResult {
    let mut place = location(place(&row.file, row.line, row.column));
    place.logical_locations = vec![LogicalLocation { fully_qualified_name: format!("{}.{}", row.asset, row.property) }];
    let mut properties = Properties::new();
    for (name, value) in [("attacker", &row.attacker), ("asset", &row.asset)] {
        properties.insert(name.into(), value.as_str().into());
    }
    for (name, value) in [("property", row.property), ("tier", row.tier), ("impact", row.impact)] {
        properties.insert(name.into(), value.into());
    }
    properties.insert("depth".into(), row.depth.into());
    properties.insert("required".into(), row.required.into());
    let print = fingerprint::of_parts(&[RULE, &row.attacker, &row.asset, row.property, row.tier]);
    SarifResult {
        rule_id: RULE.into(),
        rule_index: Some(0),
        level: if row.tier == "designed" { "error" } else { "warning" }.into(),
        message: Text::plain(message(row)),
        locations: vec![place],
        partial_fingerprints: [fingerprint::KIND, GITHUB].map(|kind| (kind.to_owned(), print.clone())).into(),
        code_flows: row.path.iter().chain(&row.further_paths).filter_map(|path| flow(row, path)).collect(),
        properties,
        ..SarifResult::default()
    }
}

fn message(row: &DepthRow) -> String {
    let (asset, attacker) = (plain(&row.asset), plain(&row.attacker));
    let tier = match row.tier {
        "without-environment" => "without the environment".to_owned(),
        "today" => "today".to_owned(),
        tier => format!("as {tier}"),
    };
    let required = row.required;
    match (row.reachable, row.depth) {
        (false, _) => format!(
            "`{asset}` ({}) is out of reach of `{attacker}` {tier}, and nobody stands up for that; {required} required.",
            row.property
        ),
        (true, Some(0)) => {
            format!(
                "`{asset}` ({}) falls to `{attacker}` {tier} with nothing to defeat; {required} required.",
                row.property
            )
        }
        (true, _) => {
            let least =
                row.cut_sets.first().map(|set| set.iter().map(|name| cause(name)).collect::<Vec<_>>().join(", "));
            let least = least.map_or(String::new(), |set| format!(": {}", plain(&set)));
            format!(
                "`{asset}` ({}) falls to `{attacker}` {tier} once {} has failed{least}; {required} required.",
                row.property,
                match row.depth {
                    Some(1) => "1 thing".to_owned(),
                    _ => format!("{} things", depth_text(row)),
                },
            )
            .replace("things has failed", "things have failed")
        }
    }
}

/// The path as steps in files.
fn flow(row: &DepthRow, path: &PathReport) -> Option<CodeFlow> {
    let step = |step: &StepReport| Location {
        message: Some(Text::plain(plain(&told(step, path)))),
        logical_locations: elements(step),
        ..location(place(&step.file, step.line, step.column))
    };
    let steps: Vec<Location> = path.steps.iter().take(PLACES).map(step).collect();
    let message = format!("{} · {} · {}", row.asset, row.property, row.attacker);
    (!steps.is_empty()).then(|| CodeFlow { message: Some(Text::plain(plain(&message))), ..CodeFlow::of(steps) })
}

/// What a step goes through, each once, as the standard wants it.
fn elements(step: &StepReport) -> Vec<LogicalLocation> {
    let mut names: Vec<&String> = Vec::new();
    for name in &step.over {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| LogicalLocation { fully_qualified_name: name.clone() }).collect()
}

fn told(step: &StepReport, path: &PathReport) -> String {
    let layers: Vec<String> =
        step.layers.iter().map(|layer| format!("{}: {}", bare(&layer.mechanism), layer.how)).collect();
    let layers = if layers.is_empty() { "no mechanism".to_owned() } else { layers.join("; ") };
    format!("{} ({layers})", way(step, path))
}

fn place(file: &str, line: usize, column: usize) -> Place<'_> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX - 1).max(1);
    let (line, column) = (number(line), number(column));
    let file = if file.is_empty() { PROJECT_FILE } else { file };
    Place { file, line, column, end_line: line, end_column: column }
}
