//! Files that cannot be imported say why, where, and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod support;

use std::time::{Duration, Instant};

use support::{import, lost};

/// What the error says.
fn said(format: &str, bytes: &[u8]) -> String {
    let start = Instant::now();
    let error = match import(format, bytes) {
        Err(error) => error.to_string(),
        Ok(imported) => panic!("imported {} records", imported.drafts.len()),
    };
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    error
}

#[test]
fn truncated() {
    let text = br#"{"detail": {"diagrams": [
  {"title": "x"#;
    let error = said("threat-dragon", text);
    assert_eq!(error, "input:2:14: broken JSON: EOF while parsing a string");
    let error = said("tm7", b"<ThreatModel><DrawingSurfaceList>");
    assert!(error.starts_with("input:1:") && error.contains("broken XML"), "{error}");
    let error = said("threagile", b"title: a\n  b: [");
    assert!(error.starts_with("input:2:") && error.contains("broken YAML"), "{error}");
}

#[test]
fn empty_or_not_text() {
    for format in vauban_import::FORMATS {
        assert_eq!(said(format.name, b" \n"), "input: the file is empty");
        let error = said(format.name, b"{\"a\": \"\xFF\"}");
        assert!(error.starts_with("input: byte 7 is not UTF-8\n"), "{error}");
    }
}

#[test]
fn the_wrong_format() {
    let dragon = br#"{"summary": {}, "detail": {"diagrams": []}}"#;
    let otm = b"otmVersion: 0.1.0\nproject: {name: x}\n";
    let xml = b"<ThreatModel><Version>4</Version></ThreatModel>";
    let check = |format: &str, bytes: &[u8], guess: &str| {
        let error = said(format, bytes);
        assert!(error.contains(&format!("did you mean `--format {guess}`?")), "{error}");
    };
    check("otm", dragon, "threat-dragon");
    check("pytm", dragon, "threat-dragon");
    check("tm7", dragon, "threat-dragon");
    check("threat-dragon", otm, "otm");
    check("threagile", otm, "otm");
    check("tm7", otm, "otm");
    check("threat-dragon", xml, "tm7");
    check("threagile", xml, "tm7");
    check("otm", xml, "tm7");
    let error = said("tm-bom", b"{}");
    let formats = "threat-dragon, threagile, otm, tm7, pytm, threat-composer, tm-bom";
    assert!(error.contains(formats), "{error}");
}

#[test]
fn deep_nesting() {
    for count in [200, 200_000] {
        let json = "[".repeat(count);
        let error = said("threat-dragon", json.as_bytes());
        assert!(error.contains("nests deeper than 128 levels"), "{error}");
        let tables = "{\"detail\":".repeat(count);
        assert!(said("pytm", tables.as_bytes()).contains("nests deeper than 128 levels"));
        let xml = "<a b='>'>".repeat(count);
        let error = said("tm7", xml.as_bytes());
        assert!(error.contains("nests deeper than 128 levels"), "{error}");
        assert!(said("threagile", json.as_bytes()).contains("nests deeper than"));
        let yaml = "- ".repeat(count);
        assert!(said("threagile", yaml.as_bytes()).contains("nests deeper than 48 levels"));
    }
}

#[test]
fn alias_bomb() {
    let mut yaml = "otmVersion: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        yaml.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let error = said("otm", yaml.as_bytes());
    assert!(error.contains("broken YAML"), "{error}");
    // Long texts instead of many values.
    let mut yaml = format!("otmVersion: 1\na: &a {}\nb: [", "x".repeat(1_000_000));
    yaml.push_str(&"*a, ".repeat(400));
    yaml.push_str("*a]\n");
    let error = said("otm", yaml.as_bytes());
    assert!(error.contains("broken YAML"), "{error}");
}

#[test]
fn entity_bomb() {
    let bomb = b"<?xml version='1.0'?><!DOCTYPE t [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>\n<ThreatModel>&b;</ThreatModel>";
    let error = said("tm7", bomb);
    assert!(error.contains("document type"), "{error}");
    let outside = b"<!DOCTYPE t SYSTEM 'file:///etc/passwd'><ThreatModel/>";
    assert!(said("tm7", outside).contains("document type"));
    let unknown = b"<ThreatModel>&nobody;</ThreatModel>";
    assert!(said("tm7", unknown).contains("broken XML"));
}

#[test]
fn too_large() {
    let large = vec![b' '; 64 * 1024 * 1024 + 1];
    let error = said("otm", &large);
    assert!(error.contains("at most 67108864 (64 MiB) are read"), "{error}");
    let many = format!("[{}1]", "1,".repeat(2_000_001));
    assert!(said("pytm", many.as_bytes()).contains("more than 2000000 values"));
}

#[test]
fn many_boxes_and_many_names() {
    let cell = r#"{"id": "a", "shape": "trust-boundary-box", "data": {"name": "A"},
        "position": {"x": 1, "y": 1}, "size": {"width": 9, "height": 9}},"#;
    let cells = cell.repeat(2_001);
    let model = format!(r#"{{"detail": {{"diagrams": [{{"cells": [{}]}}]}}}}"#, cells.trim_end_matches(','));
    assert!(said("threat-dragon", model.as_bytes()).contains("2001 trust boundary boxes"));
    // Names nobody knows, more than can be listed: the last row says so.
    let names: Vec<String> = (0..5_000).map(|at| format!("\"n{at}\": 1")).collect();
    let model = format!(r#"{{"detail": {{"diagrams": []}}, {}}}"#, names.join(", "));
    let imported = import("threat-dragon", model.as_bytes()).unwrap();
    assert_eq!(imported.lost.len(), 2_001);
    assert_eq!(imported.lost.iter().map(|row| row.count).sum::<usize>(), 5_000);
}

#[test]
fn twice_the_same_member() {
    let model = br#"{"detail": {"diagrams": []}, "summary": {"title": "A", "title": "B"}}"#;
    let imported = import("threat-dragon", model).unwrap();
    assert_eq!(lost(&imported, "/summary/title", "more than once"), 1);
    let yaml = b"otmVersion: 1\nproject: {name: A, name: B}\n";
    let imported = import("otm", yaml).unwrap();
    assert_eq!(lost(&imported, "/project/name", "more than once"), 1);
}
