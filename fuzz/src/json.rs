//! JSON trees and schemas: whatever the bytes, reading ends, agrees with another reader, and every place leads back.

use vauban_json::schema::Schema;
use vauban_json::{Document, Limits, What};

/// Reads the bytes as JSON.
///
/// # Panics
/// When a promise of the reader is broken: that is what a fuzzer looks for.
pub fn tree(data: &[u8]) {
    let limits = Limits { bytes: 1 << 20, depth: 100, values: 50_000 };
    let read = Document::read(data, &limits);
    let other = serde_json::from_slice::<serde_json::Value>(data);
    let document = match (read, other) {
        (Ok(document), Ok(_)) => document,
        (Ok(document), Err(error)) => {
            // Numbers beyond a machine's are kept here as they were written.
            assert!(error.to_string().contains("number out of range"), "only the other refused: {error}");
            document
        }
        (Err(error), other) => {
            assert!(error.offset <= data.len() && error.line > 0 && error.column > 0);
            assert!(!error.to_string().is_empty());
            let bound = matches!(error.what, What::TooLong(_) | What::TooDeep(_) | What::TooMany(_));
            assert!(bound || other.is_err(), "only we refused: {error}");
            return;
        }
    };
    for index in 0..document.len().min(300) {
        let Some(value) = document.value(index) else { panic!("no value {index}") };
        assert!(value.offset() < value.end() && value.end() <= data.len());
        assert!(value.place().line > 0);
        let found = document.root().at(&value.pointer());
        // Of names that occur twice the pointer leads to the first.
        let twice = !document.duplicates().is_empty();
        assert!(twice || found.is_some_and(|found| found.index() == index || found.index() == index + 1));
    }
}

/// Takes the bytes as a schema, and holds a document with something of everything against it.
///
/// # Panics
/// When the two ways of checking disagree.
pub fn schema(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(schema) = Schema::compile(text, &[]) else { return };
    let sample =
        r#"{"a": [1, 1.0, "x", null, true, {}, []], "type": "a", "id": "urn:a", "name": {"a": {"a": {}}}, "n": -0.5}"#;
    let read = |text| Document::read(text, &Limits::default());
    let (Ok(sample), Ok(own)) = (read(sample), read(text)) else { return };
    for document in [&sample, &own] {
        let mut problems = Vec::new();
        let right = schema.is_valid(document.root());
        assert_eq!(schema.check(document.root(), &mut problems), right);
        assert_eq!(problems.is_empty(), right);
        assert!(problems.iter().all(|problem| !problem.to_string().is_empty()));
    }
}
