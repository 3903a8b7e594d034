//! What shows that a mechanism is there and holds: its code and configuration, its tests and what they came to.

use vauban_model::kinds::Mechanism;
use vauban_model::{AnyId, Kind, MechanismStatus, Record, Side, SourceFact, Technique, TestType};

use super::proof::proof;
use super::tests_of;
use crate::context::Context;

/// What shows a mechanism.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The mechanism.
    pub mechanism: AnyId,
    /// What its record says of its state; designed where it says nothing.
    pub status: MechanismStatus,
    /// Whether the environment provides it.
    pub environment: bool,
    /// Patterns of its source files, and what they match; `None` where the sources are elsewhere.
    pub code: Vec<(String, Option<SourceFact>)>,
    /// The setting that turns it on; may be empty.
    pub configuration: String,
    /// Its tests, in the order of the records.
    pub tests: Vec<ShownTest>,
}

/// A test of a mechanism, on the current release.
#[derive(Clone, Debug)]
pub struct ShownTest {
    /// The test.
    pub test: AnyId,
    /// How it goes about it.
    pub techniques: Vec<Technique>,
    /// The run in which it passed.
    pub passed: Option<AnyId>,
    /// Why it has not passed; empty where it has.
    pub why: String,
}

/// What shows each mechanism of the product being judged, in the order of the records.
pub(crate) fn all(cx: &Context<'_>) -> Vec<Shown> {
    cx.each(Kind::Mechanism, &cx.model.mechanism).map(|(id, mechanism)| shown(cx, id, mechanism)).collect()
}

fn shown(cx: &Context<'_>, id: AnyId, mechanism: &Record<Mechanism>) -> Shown {
    let elsewhere = cx.product().is_some_and(|product| product.sources_in.is_some());
    let fact = |pattern: &str| {
        let key = (mechanism.head.folder().to_owned(), pattern.to_owned());
        cx.facts.sources.get(&key).filter(|_| !elsewhere).cloned()
    };
    let tests = tests_of(cx, id, &[TestType::Mitigation, TestType::Requirement]).into_iter().map(|(test, record)| {
        let proof = proof(cx, test);
        let techniques = record.technique.iter().map(|one| one.value).collect();
        ShownTest { test, techniques, passed: proof.passed(), why: proof.why().to_owned() }
    });
    Shown {
        mechanism: id,
        status: mechanism.status.as_ref().map_or(MechanismStatus::Designed, |status| status.value),
        environment: mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment),
        code: mechanism.code.iter().map(|pattern| (pattern.to_string(), fact(pattern))).collect(),
        configuration: mechanism.configuration.as_ref().map(|said| said.to_string()).unwrap_or_default(),
        tests: tests.collect(),
    }
}
