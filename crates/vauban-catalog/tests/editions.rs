//! Two editions side by side: the same id, two meanings, no harm.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use vauban_catalog::{Catalogs, Lifecycle, Named};

const SECOND: &str = include_str!("second-edition.toml");

fn both() -> Catalogs {
    let second = Lifecycle::parse("second-edition.toml", SECOND).expect("the second edition is right");
    Catalogs::embedded().clone().with_lifecycle(second).expect("its namespace is new")
}

fn title(catalogs: &Catalogs, reference: &str) -> String {
    match catalogs.resolve(reference) {
        Some(Named::Requirement(_, requirement)) => requirement.title.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn stand_side_by_side() {
    let catalogs = both();
    assert_eq!(catalogs.lifecycles().count(), 2);
    assert_eq!(title(&catalogs, "iec62443-4-1:2018/SR-2"), "Threat model");
    assert_eq!(title(&catalogs, "iec62443-4-1:2031/SR-2"), "Applicability assessment");
    assert_eq!(title(&catalogs, "SR-2"), "Threat model");
    assert!(Catalogs::embedded().lifecycle("iec62443-4-1:2031").is_none(), "one set does not change another");
}

#[test]
fn short_ids_mean_the_edition_that_was_chosen() {
    let catalogs = both().with_default_lifecycle("iec62443-4-1:2031").unwrap();
    assert_eq!(title(&catalogs, "SR-2"), "Applicability assessment");
    assert_eq!(title(&catalogs, "iec62443-4-1:SR-2"), "Applicability assessment");
    assert_eq!(title(&catalogs, "iec62443-4-1:2018/SR-2"), "Threat model");
    assert!(both().with_default_lifecycle("iec62443-4-1:2099").is_none());
}

#[test]
fn a_namespace_is_taken_once() {
    let again = Lifecycle::parse("again.toml", SECOND).unwrap();
    let error = both().with_lifecycle(again).unwrap_err();
    assert_eq!(error.to_string(), "again.toml:4:13: namespace `iec62443-4-1:2031` is already in force");
}
