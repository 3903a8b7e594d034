//! The catalogs that are compiled in: complete, without mistakes, quick to load.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::time::Instant;

use vauban_catalog::component::{Control, Status};
use vauban_catalog::lifecycle::{Automation, Basis, Scope};
use vauban_catalog::threats::{Element, Enforcer, Property, Stops, Test};
use vauban_catalog::{Catalogs, Named};

#[test]
fn load_without_mistakes() {
    let begin = Instant::now();
    let problems = Catalogs::embedded().problems();
    println!("all embedded catalogs: {:?}", begin.elapsed());
    assert!(problems.is_empty(), "{}", problems.iter().map(|one| format!("{one}\n")).collect::<String>());
}

#[test]
fn lifecycle_is_complete() {
    let lifecycle = Catalogs::embedded().default_lifecycle();
    assert_eq!(lifecycle.namespace, "iec62443-4-1:2018");
    assert_eq!(lifecycle.practices.len(), 8);
    assert_eq!(lifecycle.requirements.len(), 47);
    assert_eq!(lifecycle.aspects().count(), 285);
    assert_eq!(lifecycle.evidence_kinds.len(), 67);
    assert_eq!(lifecycle.maturity_levels.len(), 4);
    assert_eq!(lifecycle.independence_rules.len(), 8);
    assert_eq!(lifecycle.metrics.len(), 17);
    assert!(!lifecycle.open_points.is_empty() && !lifecycle.verification.is_empty());
}

#[test]
fn lifecycle_answers_by_id() {
    let lifecycle = Catalogs::embedded().default_lifecycle();
    let requirement = lifecycle.requirement("SD-1").unwrap();
    assert_eq!((requirement.practice.as_str(), requirement.clause.as_str()), ("SD", "7.2"));
    let (of, aspect) = lifecycle.aspect("SD-1.c").unwrap();
    assert_eq!((of.id.as_str(), aspect.id.as_str()), ("SD-1", "SD-1.c"));
    assert_eq!(aspect.scope, of.scope);
    assert!(lifecycle.requirement("SD-1.c").is_none() && lifecycle.aspect("SD-1").is_none());
    let practice = lifecycle.aspects().filter(|(_, aspect)| aspect.basis == Basis::Practice).count();
    assert_eq!(practice, 46);
    assert!(lifecycle.aspects().any(|(of, aspect)| aspect.scope == Scope::Organization && of.scope != aspect.scope));
    assert!(lifecycle.aspects().any(|(_, aspect)| aspect.automation == Automation::Human));
}

#[test]
fn component_requirements_answer_by_id_and_key() {
    let component = Catalogs::embedded().component();
    assert_eq!((component.constraints.len(), component.requirements.len()), (4, 88));
    assert_eq!(component.controls().count(), 4 + 88 + 49);
    let by_id = component.control("CR 1.1 RE(1)").unwrap();
    let by_key = component.control("CR-1.1-RE1").unwrap();
    assert_eq!(by_id.id(), by_key.id());
    assert!(matches!(by_id, Control::Enhancement(of, _) if of.id == "CR 1.1"));
    assert_eq!(component.requirement("CR 3.10").unwrap().status, Status::Delegated);
    assert!(matches!(component.control("CCSC 2"), Some(Control::Constraint(_))));
}

#[test]
fn threats_are_complete() {
    let threats = Catalogs::embedded().threats();
    let counts =
        (threats.attributes.len(), threats.protocols.len(), threats.mechanism_kinds.len(), threats.rules.len());
    assert_eq!(counts, (99, 62, 107, 120));
    let signed = threats.mechanism_kind("signed-update").unwrap();
    assert_eq!(signed.stops, [Stops::Outsider, Stops::Peer]);
    assert_eq!(signed.preserves, [Property::Integrity]);
    assert_eq!(signed.enforcer, Enforcer::Element);
    assert_eq!(threats.mechanism_kind("isolation").unwrap().enforcer, Enforcer::None);
    assert_eq!(threats.protocol("modbus-tls").unwrap().provides.len(), 5);
}

#[test]
fn rules_know_whose_facts_they_ask() {
    let threats = Catalogs::embedded().threats();
    let rule = threats.rule("T-IF-COMMAND-INJECTION").unwrap();
    let facts = rule.when.expression.facts();
    let asked: Vec<_> = facts.iter().map(|fact| (fact.element, fact.name.as_str())).collect();
    let component = Element::Component;
    assert_eq!(asked, [(component, "runs-commands"), (component, "database"), (Element::Interface, "untrusted-input")]);
    let escalate = threats.rule("T-FLOW-FORGED-COMMAND").unwrap().escalate_when.as_ref().unwrap();
    let first = escalate.expression.facts()[0];
    assert_eq!((first.element, first.name.as_str(), &first.test), (Element::Flow, "target.essential", &Test::Holds));
    for rule in &threats.rules {
        for fact in rule.when.expression.facts() {
            assert!(threats.attribute(fact.element, &fact.name).is_some(), "{} {}", rule.id, fact.name);
        }
    }
}

#[test]
fn frameworks_keep_what_only_they_know() {
    let catalogs = Catalogs::embedded();
    let counts = |id: &str, kind: &str| catalogs.framework(id).unwrap().of_kind(kind).count();
    assert_eq!(counts("cra", "requirement"), 110);
    assert_eq!(counts("en303645", "provision"), 78);
    assert_eq!(counts("en18031", "requirement"), 48);
    assert_eq!(counts("ssdf:1.1", "task"), 42);
    let clock = catalogs.framework("cra:2024").unwrap().entry("aev-early-warning").unwrap();
    assert_eq!((clock.integer("amount"), clock.text("unit")), (Some(24), Some("hours")));
    let provision = catalogs.framework("en303645").unwrap().entry("5.1-1").unwrap();
    assert!(provision.targets("cra").all(|target| target.starts_with("cra:CRA-")));
    assert!(catalogs.framework("en303645").unwrap().entry("12").is_none(), "conditions are numbered, not named");
}

#[test]
fn glossary_answers() {
    let terms = Catalogs::embedded().terms();
    for id in ["interface", "trust-boundary", "sl-t", "cut-set", "silent-path", "verdict", "waiver", "maturity-level"] {
        assert!(terms.term(id).is_some_and(|term| !term.text.is_empty()), "{id}");
    }
    assert!(terms.term("intreface").is_none());
}

#[test]
fn words_of_records() {
    let catalogs = Catalogs::embedded();
    assert!(catalogs.words("component.kind").unwrap().contains(&"safety-controller".to_string()));
    assert_eq!(catalogs.words("interface.exposure").unwrap().len(), 6);
    assert_eq!(catalogs.words("mechanism.kind").unwrap().len(), 107);
    assert_eq!(catalogs.words("interface.protocol").unwrap().len(), 62);
    assert_eq!(catalogs.words("flow.source.kind").unwrap().last().unwrap(), "media");
    assert!(catalogs.words("component.boots").is_none(), "true or false has no words");
    assert!(catalogs.words("nothing.kind").is_none());
}

#[test]
fn references_resolve() {
    let catalogs = Catalogs::embedded();
    assert!(matches!(catalogs.resolve("SD-1.c"), Some(Named::Aspect(_, of, _)) if of.id == "SD-1"));
    assert!(matches!(catalogs.resolve("iec62443-4-1:SUM-1"), Some(Named::Requirement(..))));
    assert!(matches!(catalogs.resolve("en18031:SUM-1"), Some(Named::Entry(..))));
    assert!(matches!(catalogs.resolve("en18031:2024/SUM-1"), Some(Named::Entry(..))));
    assert!(matches!(catalogs.resolve("CR 1.1 RE(1)"), Some(Named::Control(..))));
    assert!(matches!(catalogs.resolve("iec62443-4-2:2019/EDR 3.14"), Some(Named::Control(..))));
    assert!(matches!(catalogs.resolve("iec62443-4-1:2018/SD"), Some(Named::Practice(..))));
    assert!(catalogs.resolve("iec62443-4-1:2031/SD-1").is_none());
}
