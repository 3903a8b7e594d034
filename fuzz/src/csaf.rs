//! Advisories in CSAF: held against their edition, and read.

use vauban_csaf::{Csaf, Edition, Options, Verdict, validate};
use vauban_json::{Document, Limits};

/// Any bytes as an advisory.
///
/// # Panics
/// When validation or reading breaks a promise: that is what a fuzzer looks for.
pub fn advisory(data: &[u8]) {
    let verdict = validate(data, &Options::FULL);
    assert_eq!(verdict, validate(data, &Options::FULL), "not the same twice");
    promises(data, &verdict);
    let basic = validate(data, &Options::BASIC);
    assert_eq!(basic.valid, verdict.valid, "optional tests decide");
    let Ok(document) = Document::read(data, &Limits::default()) else {
        assert!(!verdict.valid && verdict.edition.is_none(), "no JSON and valid");
        return;
    };
    let csaf = Csaf::read(&document);
    assert!(verdict.edition.is_none() || csaf.edition == verdict.edition, "two editions");
    for product in &csaf.products {
        assert!(csaf.product(product.id).is_some(), "a product that is not found");
        assert!(
            product.relationship.is_none_or(|at| at < csaf.relationships.len()),
            "a relationship that is not there"
        );
    }
}

fn promises(data: &[u8], verdict: &Verdict) {
    let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
    for fault in verdict.tests.iter().flat_map(|test| &test.errors) {
        assert!((1..=lines).contains(&(fault.line as usize)) && fault.column >= 1, "a fault that is nowhere");
        assert!(!fault.message.is_empty() && !fault.help.is_empty(), "a fault without words");
    }
    let decides = |id: &str| id == "schema" || id.starts_with("6.1.");
    let failed = verdict.failed().any(|test| decides(test.id));
    assert_eq!(verdict.valid, !failed, "the verdict does not follow from the tests");
    assert!(verdict.edition != Some(Edition::V20) || !verdict.tests.iter().any(|test| test.id == "6.1.61"));
}
