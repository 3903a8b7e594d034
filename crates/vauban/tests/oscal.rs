//! OSCAL: what is written holds against the schemas, names only controls that its catalog has, and is the same every time.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::collections::BTreeSet;

use kit::{Folder, root};
use serde_json::Value;

const ALL: [&str; 3] = ["component-definition", "assessment-results", "catalog"];

fn schema(what: &str) -> jsonschema::Validator {
    let path = root().join(format!("tests/schemas/oscal/{what}-1.2.1.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn export(folder: &Folder, what: &str) -> (String, Value) {
    let text = folder.ok(&["export", "oscal", "--what", what, "--quiet"]);
    let document = serde_json::from_str(&text).unwrap();
    (text, document)
}

/// Every value of a member, wherever it stands.
fn values<'v>(value: &'v Value, member: &str, out: &mut Vec<&'v str>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == member => out.push(text),
                    _ => values(value, member, out),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|one| values(one, member, out)),
        _ => {}
    }
}

fn every<'v>(value: &'v Value, member: &str) -> Vec<&'v str> {
    let mut out = Vec::new();
    values(value, member, &mut out);
    out
}

#[test]
fn what_is_written_holds_against_the_schemas_and_leads_somewhere() {
    for example in ["edge-gateway", "level-sensor"] {
        let folder = Folder::copy(&format!("oscal-{example}"), &format!("examples/{example}"));
        let catalog = export(&folder, "catalog").1;
        let known: BTreeSet<&str> = every(&catalog, "id").into_iter().collect();
        assert_eq!(known.len(), every(&catalog, "id").len(), "no two controls share an id");
        for what in ALL {
            let (text, document) = export(&folder, what);
            let errors: Vec<String> = schema(what)
                .iter_errors(&document)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .take(5)
                .collect();
            assert!(errors.is_empty(), "{example} {what}: {errors:#?}");
            assert_eq!(text, export(&folder, what).0, "{what} is the same every time");
            let defined: Vec<&str> = every(&document, "uuid");
            let once: BTreeSet<&str> = defined.iter().copied().collect();
            assert_eq!(once.len(), defined.len(), "{what}: every uuid is given once");
            for member in ["control-id", "statement-id", "target-id"] {
                for id in every(&document, member) {
                    assert!(known.contains(id), "{what}: {member} `{id}` is in the catalog");
                }
            }
            let links = [every(&document, "href"), every(&document, "source")].concat();
            for uuid in links.iter().filter_map(|link| link.strip_prefix('#')) {
                assert!(once.contains(uuid), "{what}: `#{uuid}` leads to a resource");
            }
            for uuid in every(&document, "observation-uuid") {
                assert!(once.contains(uuid), "{what}: a finding names an observation that is there");
            }
        }
    }
}

#[test]
fn a_finding_is_satisfied_only_where_the_verdict_is() {
    let folder = Folder::copy("oscal-verdicts", "examples/edge-gateway");
    let document = export(&folder, "assessment-results").1;
    let status: Value = serde_json::from_str(&folder.ok(&["status", "--format", "json"])).unwrap();
    let findings = document["assessment-results"]["results"][0]["findings"].as_array().unwrap();
    let mut seen = 0;
    for requirement in status["products"][0]["requirements"].as_array().unwrap() {
        for aspect in requirement["aspects"].as_array().unwrap() {
            let target = format!("iec62443-4-1_{}", aspect["id"].as_str().unwrap());
            let found = findings.iter().find(|one| one["target"]["target-id"] == target.as_str());
            let state = found.map(|one| one["target"]["status"]["state"].as_str().unwrap());
            let expected = match aspect["verdict"].as_str().unwrap() {
                "met" => Some("satisfied"),
                "not-applicable" => None,
                _ => Some("not-satisfied"),
            };
            assert_eq!(state, expected, "{target}");
            seen += 1;
        }
    }
    assert!(seen > 250, "all aspects are there: {seen}");
}

#[test]
fn text_that_steers_is_text() {
    let folder = Folder::copy("oscal-hostile", "tests/projects/two-editions/in");
    folder.write(
        "security/more.toml",
        "[mechanism.odd]\ntitle = \"<script>alert(1)</script>\\n*x* \\u202E \\u0000\"\nresponsibility = \"\\u001b[31m`x`\"\nimplements = [\"CR 1.1\"]\n",
    );
    for what in ALL {
        let (text, document) = export(&folder, what);
        assert!(schema(what).is_valid(&document), "{what}");
        assert!(!text.contains('\u{202e}') && !text.contains("\\u001b") && !text.contains("<script"), "{what}");
    }
}
