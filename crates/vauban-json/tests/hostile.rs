//! Schemas and documents that are meant to do harm, and schemas that are not understood.

#![allow(clippy::unwrap_used)] // A test stops at the first surprise.

use vauban_json::schema::{CompileError, MOST, Schema};
use vauban_json::{Document, Limits};

fn told(schema: &str, document: &str) -> Vec<String> {
    let schema = Schema::compile(schema, &[]).unwrap();
    let document = Document::read(document, &Limits::default()).unwrap();
    let mut problems = Vec::new();
    let right = schema.check(document.root(), &mut problems);
    assert_eq!(right, problems.is_empty());
    assert_eq!(right, schema.is_valid(document.root()));
    problems.iter().map(|problem| format!("{} {problem}", problem.pointer())).collect()
}

fn refused(schema: &str) -> String {
    Schema::compile(schema, &[]).unwrap_err().to_string()
}

#[test]
fn what_is_not_understood_is_refused() {
    for (schema, why) in [
        (
            r#"{"properties": {"a": {"maxLenght": 3}}}"#,
            "schema (main) at `/properties/a/maxLenght`: the keyword `maxLenght` is not understood",
        ),
        (r#"{"format": "colour"}"#, "schema (main) at `/format`: this format is not understood"),
        (
            r#"{"pattern": "a(?=b)"}"#,
            "schema (main) at `/pattern`: a group that looks around or has a name is not understood",
        ),
        (r##"{"$ref": "#/$defs/a"}"##, "schema (main) at `/$ref`: there is no schema where this leads"),
        (r#"{"$ref": "other.json"}"#, "schema (main) at `/$ref`: this document was not handed in"),
        (r##"{"$ref": "#name"}"##, "schema (main) at `/$ref`: a reference to an anchor is not understood"),
        (
            r##"{"allOf": [{"$ref": "#"}]}"##,
            "schema (main) at ``: this refers to itself without going down into a value",
        ),
        (
            r#"{"$schema": "https://example.com/own"}"#,
            "schema (main) at `/$schema`: the dialect named by `$schema` is not known; hand in its meta-schema",
        ),
        (r#"{"minLength": -1}"#, "schema (main) at `/minLength`: this is a whole number, not below 0"),
        (r#"{"$dynamicRef": "x"}"#, "schema (main) at `/$dynamicRef`: the keyword `$dynamicRef` is not understood"),
        ("[]", "schema (main) at ``: a schema is an object or a boolean"),
    ] {
        assert_eq!(refused(schema), why);
    }
    assert!(matches!(Schema::compile("{", &[]), Err(CompileError::Json { uri: None, .. })));
    assert!(Schema::compile("{}", &[("urn:a", "]")]).is_err());
}

#[test]
fn a_problem_says_where_and_what() {
    let schema = r#"{"type": "object", "required": ["id", "kind"], "additionalProperties": false, "properties": {
        "id": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"},
        "kind": {"enum": ["a", "b"]}, "size": {"type": "integer", "minimum": 1, "multipleOf": 0.5},
        "at": {"format": "date-time"}, "list": {"type": "array", "uniqueItems": true, "maxItems": 2}}}"#;
    let document = r#"{"id": "A", "size": 1.25, "at": "today\u001b", "list": [1, {"x": 1}, 1.0], "odd": 1}"#;
    let expect = [
        "/id expected at least 2 characters, found 1",
        "/id expected a text like `^[a-z]+$`, found `\"A\"`",
        "/size expected a whole number, found `1.25`",
        "/size expected a multiple of 5e-1, found `1.25`",
        "/at expected a date and time with time zone as `2026-01-31T12:00:00Z` (RFC 3339), found `\"today\\\\u001b\"`",
        "/list expected at most 2 items, found 3",
        "/list/2 expected items that differ; this is the same as /list/0",
        "/odd expected no member `odd`; allowed are `id`, `kind`, `size`, `at`, `list`",
        " expected the member `kind`",
    ];
    assert_eq!(told(schema, document), expect);
    assert_eq!(told(schema, r#"{"id": "ab", "kind": "c"}"#), ["/kind expected `a`, `b`, found `\"c\"`"]);
    assert_eq!(told(schema, "[]"), [" expected an object, found an array"]);
}

#[test]
fn the_nearest_form_is_told() {
    let schema = r##"{"oneOf": [
        {"type": "object", "properties": {"type": {"const": "a"}, "size": {"type": "number"}}, "required": ["type"]},
        {"type": "object", "properties": {"type": {"const": "b"}, "name": {"type": "string"}}, "required": ["type"]}]}"##;
    let expect = [" expected one of 2 forms, found none of them", "/name expected a text, found a number"];
    assert_eq!(told(schema, r#"{"type": "b", "name": 1}"#), expect);
    assert_eq!(told(schema, "{}"), expect[..1]);
}

/// Each level fits both alternatives, so each doubles the work of a walk that does not remember.
#[test]
fn alternatives_in_alternatives_take_no_longer_for_every_level() {
    let schema = r##"{"oneOf": [
        {"properties": {"a": {"$ref": "#"}, "x": {"const": 1}}, "required": ["x"]},
        {"properties": {"a": {"$ref": "#"}, "x": {"const": 2}}, "required": ["x"]},
        {"properties": {"a": {"$ref": "#"}}, "not": {"required": ["x"]}, "unevaluatedProperties": false}]}"##;
    let deep = |end: &str| format!("{}{end}{}", "{\"a\":".repeat(120), "}".repeat(120));
    assert!(told(schema, &deep("{}")).is_empty());
    assert!(!told(schema, &deep("{\"x\":3}")).is_empty());
    assert!(!told(schema, &deep("{\"y\":3}")).is_empty());
}

#[test]
fn thirty_thousand_items_are_told_apart_at_once() {
    let schema = r#"{"uniqueItems": true}"#;
    let list = |last: &str| {
        let items: Vec<String> = (0..30_000).map(|at| format!("{{\"n\":{at},\"m\":\"x\"}}")).collect();
        format!("[{},{last}]", items.join(","))
    };
    assert!(told(schema, &list("{}")).is_empty());
    assert_eq!(
        told(schema, &list("{\"m\":\"x\",\"n\":7.0}")),
        ["/30000 expected items that differ; this is the same as /7"]
    );
}

#[test]
fn problems_are_counted_up_to_a_limit() {
    let schema = r#"{"items": {"type": "string"}}"#;
    let document = format!("[{}0]", "0,".repeat(5_000));
    let schema = Schema::compile(schema, &[]).unwrap();
    let document = Document::read(&document, &Limits::default()).unwrap();
    let mut problems = Vec::new();
    assert!(!schema.check(document.root(), &mut problems));
    assert_eq!(problems.len(), MOST);
}

#[test]
fn more_than_64_names_can_be_required() {
    let names: Vec<String> = (0..70).map(|at| format!("\"n{at}\"")).collect();
    let schema = format!("{{\"required\": [{}]}}", names.join(","));
    let document =
        |count: usize| format!("{{{}}}", names[..count].iter().map(|n| format!("{n}:0")).collect::<Vec<_>>().join(","));
    assert!(told(&schema, &document(70)).is_empty());
    assert_eq!(told(&schema, &document(69)), [" expected the member `n69`"]);
    assert_eq!(told(&schema, &document(63)).len(), 7);
}

#[test]
fn numbers_of_any_size_are_judged() {
    let schema = r#"{"type": "number", "maximum": 10, "multipleOf": 0.1}"#;
    for text in ["0", "9.8", "-1e400", "1e0", "0.0e999999999999999999999", "10.0"] {
        assert!(told(schema, text).is_empty(), "{text}");
    }
    for text in ["10.1", "9.85", "1e400", "1e99999999999999999999", "0.10000000000000000000000001"] {
        assert!(!told(schema, text).is_empty(), "{text}");
    }
}
