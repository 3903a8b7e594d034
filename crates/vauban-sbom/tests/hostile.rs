//! Input that is broken, huge or means harm.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_sbom::valid::check;
use vauban_sbom::{Limits, ProblemKind, read, read_within};

fn refused(text: &str, part: &str) {
    let error = read(text.as_bytes()).unwrap_err();
    assert!(error.to_string().contains(part), "{error}");
}

#[test]
fn what_cannot_be_read_says_where_and_what_is_expected() {
    refused("", "empty");
    refused(
        "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.2\"}",
        "line 3, column 18: CycloneDX `1.2` is not read; known: 1.4 to 1.7",
    );
    refused("{\"spdxVersion\":\"SPDX-2.1\"}", "SPDX-2.2, SPDX-2.3 and SPDX 3.0");
    refused("{\"@context\":\"https://spdx.org/rdf/4.0/x\"}", "`4.0` is not read");
    refused("{\"@context\":\"https://example.com\"}", "not that of SPDX 3.0");
    refused("{\"bomFormat\":\"CycloneDX\",", "it is no JSON");
    refused("{\"lockfileVersion\":9}", "known: 1 to 3");
    refused("[[package]]\nname = 1\nversion =", "no `Cargo.lock`");
    refused("<!DOCTYPE x><bom/>", "document type");
    refused("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components></bom>", "it is no XML");
    refused("<bom xmlns=\"urn:other\"/>", "no CycloneDX");
    assert!(read(b"\xff\xfe{\0}\0").unwrap_err().message.contains("UTF-16"));
    assert!(read(b"{\"bomFormat\":\"\xff\"}").is_err());
}

#[test]
fn a_byte_order_mark_does_not_move_places() {
    let text = "\u{feff}{\"bomFormat\":\"CycloneDX\",\n\"specVersion\":\"1.6\",\n\"components\":[{\"type\":\"library\",\"name\":7}]}";
    let bill = read(text.as_bytes()).unwrap();
    let wrong = bill.problems.iter().find(|problem| problem.kind == ProblemKind::WrongType).unwrap();
    assert_eq!(bill.place(wrong.offset).line, 3);
    assert!(!check(text.as_bytes()).validity.valid);
}

#[test]
fn a_wrong_type_costs_one_field_and_not_the_bill() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","purl":["x"],"licenses":{},"hashes":[7]},3,{"type":"library","name":"b"}]}"#;
    let bill = read(text.as_bytes()).unwrap();
    let names: Vec<&str> = bill.components.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["a", "", "b"], "what is no component is still shown");
    assert!(bill.problems.len() >= 4);
}

#[test]
fn a_key_that_stands_twice_is_never_valid() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"safe","name":"evil"}]}"#;
    let checked = check(text.as_bytes());
    assert!(!checked.validity.valid);
    assert!(checked.validity.errors[0].message.contains("twice"));
    assert!(checked.bill.unwrap().problems.iter().any(|problem| problem.kind == ProblemKind::DuplicateKey));
}

#[test]
fn number_and_depth_are_bounded() {
    let limits = Limits { parts: 3, ..Limits::USUAL };
    let many = format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}{{\"name\":\"b\"}}]}}",
        "{\"name\":\"a\"},".repeat(3)
    );
    assert!(read_within(many.as_bytes(), &limits).unwrap_err().message.contains("more than 3 parts"));
    assert!(read(many.as_bytes()).is_ok());
    let nested = |levels: usize| {
        format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}{}]}}",
            "{\"name\":\"a\",\"components\":[".repeat(levels),
            "]}".repeat(levels)
        )
    };
    assert!(read(nested(60).as_bytes()).is_ok());
    assert!(read(nested(70).as_bytes()).unwrap_err().message.contains("deeper than 64"));
    assert!(read("[".repeat(1_000_000).as_bytes()).is_err());
    let xml = format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">{}", "<a>".repeat(10_000));
    assert!(read(xml.as_bytes()).unwrap_err().message.contains("deeper"));
}

#[test]
fn many_wrong_things_are_counted_and_not_all_listed() {
    let text = format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}]}}",
        vec!["{\"type\":\"x\"}"; 5_000].join(",")
    );
    let checked = check(text.as_bytes());
    assert_eq!(checked.validity.errors.len(), 200);
    assert!(checked.validity.more > 0);
    let bill = checked.bill.unwrap();
    assert!(bill.problems.len() <= 1_001);
    assert!(bill.problems.last().unwrap().message.contains("further problems"));
}
