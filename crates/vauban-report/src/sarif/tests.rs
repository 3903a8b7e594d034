//! SARIF against its official schema, and what GitHub makes of it.

use std::sync::OnceLock;

use super::*;
use crate::fixture::{Fixture, gateway};

/// What the official schema has against a text; empty if nothing.
pub(crate) fn schema_errors(text: &str) -> Vec<String> {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    let validator = SCHEMA.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/schemas/sarif-2.1.0.json");
        // One pattern of the official schema has a stray `]`, which stricter readers of patterns refuse.
        let text = std::fs::read_to_string(path).unwrap().replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
        let schema: Value = serde_json::from_str(&text).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    });
    let value: Value = serde_json::from_str(text).unwrap();
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn written(fixture: &Fixture) -> Log {
    let text = crate::to_string(|out| findings(&fixture.report(), out)).unwrap();
    assert_eq!(schema_errors(&text), Vec::<String>::new());
    let read: Log = serde_json::from_str(&text).unwrap();
    assert_eq!(read, log(&fixture.report()), "what we write, we read back");
    read
}

#[test]
fn the_schema_is_at_work() {
    assert!(!schema_errors(r#"{"version": "2.1.0", "runs": [{"results": 3}]}"#).is_empty());
}

#[test]
fn says_what_github_asks_for() {
    let log = written(&gateway());
    let run = &log.runs[0];
    assert_eq!(run.automation_details.as_ref().unwrap().id, "vauban/edge-gateway/");
    assert_eq!(run.invocations[0].tool_execution_notifications.len(), 1);
    let rule = &run.tool.driver.rules[0];
    assert_eq!(rule.name.as_deref(), Some("InterfaceWithoutUsers"));
    assert_eq!(rule.full_description.as_ref().unwrap().text, "Something.");
    assert_eq!(rule.properties["tags"], json!(["SD-1.c"]));
    assert_eq!(rule.properties["precision"], "very-high");
    let first = &run.results[0];
    assert_eq!(first.rule_index, Some(0));
    let place = first.locations[0].physical_location.as_ref().unwrap();
    assert_eq!(place.artifact_location.uri.as_deref(), Some("security/design/gateway.toml"));
    assert_eq!(place.region, Some(Region { start_line: 4, start_column: 1, end_line: 4, end_column: 18 }));
    assert!(first.message.text.ends_with("See: [lies in zone `cell`](1), [anybody in the plant](2)"), "{first:?}");
    assert_eq!(first.suppressions, Some(Vec::new()));
    assert_eq!(first.partial_fingerprints["vauban/v1"], first.partial_fingerprints["primaryLocationLineHash"]);
    assert_eq!(first.properties["requirement"], json!(["SD-1.c"]));
    let replacement = &run.results[1].fixes[0].artifact_changes[0].replacements[0];
    assert_eq!(replacement.inserted_content.as_ref().unwrap().text, "zone");
    let flow = &run.results[2].code_flows[0].thread_flows[0].locations;
    assert_eq!((flow.len(), flow[1].execution_order), (2, Some(1)));
    assert_eq!(flow[1].location.message, Some(Text::plain("https is called")));
    let suppression = &run.results[2].suppressions.as_ref().unwrap()[0];
    assert_eq!((suppression.kind.as_str(), suppression.status.as_str()), ("external", "accepted"));
    let placeless = run.results[3].locations[0].physical_location.as_ref().unwrap();
    assert_eq!(placeless.artifact_location.uri.as_deref(), Some("vauban.toml"));
    assert_eq!(placeless.region.unwrap().start_line, 1);
}

#[test]
fn nothing_found_is_a_run_too() {
    let mut fixture = gateway();
    fixture.findings.clear();
    let log = written(&fixture);
    assert_eq!((log.runs.len(), log.runs[0].results.len()), (1, 0));
}

#[test]
fn more_than_github_takes_become_several_runs() {
    let mut fixture = gateway();
    let note = Finding::new("unlisted-code", Severity::Note, "a note");
    fixture.findings = vec![note; 2 * RESULTS + 1];
    let log = log(&fixture.report());
    assert_eq!(log.runs.iter().map(|run| run.results.len()).collect::<Vec<_>>(), [RESULTS, RESULTS, 1]);
    assert_eq!(log.runs[2].automation_details.as_ref().unwrap().id, "vauban/edge-gateway/part-3/");
    assert_eq!(log.runs[2].results[0].rule_index, Some(5), "a code without a rule gets one");
}

#[test]
fn users_cannot_write_links() {
    let mut fixture = gateway();
    fixture.findings = vec![Finding::error("x", "[click](https://example.invalid) \u{202e}")];
    let text = &log(&fixture.report()).runs[0].results[0].message.text;
    assert_eq!(text, "[click\\](https://example.invalid) \\u{202e}");
}
