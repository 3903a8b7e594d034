//! Merging, comparing and searching bills, and holding them against profiles.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_sbom::diff::diff;
use vauban_sbom::find::{Certainty, Query, find};
use vauban_sbom::merge::merge;
use vauban_sbom::profile::{Level, Profile, hold};
use vauban_sbom::words::Extent;
use vauban_sbom::{Bill, Depth, Graph, ProblemKind, read};

fn bill(components: &str, rest: &str) -> Bill {
    let product = r#""metadata":{"timestamp":"2026-11-22T10:00:00Z","component":{"type":"firmware","bom-ref":"p","name":"p","version":"1"}}"#;
    read(
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{product},"components":[{components}]{rest}}}"#)
            .as_bytes(),
    )
    .unwrap()
}

const A1: &str = r#"{"type":"library","bom-ref":"a","name":"a","version":"1","purl":"pkg:npm/a@1","licenses":[{"license":{"id":"MIT"}}]}"#;
const A2: &str = r#"{"type":"library","bom-ref":"x","name":"a","version":"2","purl":"pkg:npm/a@2","licenses":[{"license":{"id":"Apache-2.0"}}]}"#;
const B: &str = r#"{"type":"library","bom-ref":"b","name":"b","hashes":[{"alg":"MD5","content":"00000000000000000000000000000001"}]}"#;

#[test]
fn the_same_component_becomes_one_with_what_both_say() {
    let one = bill(&format!("{A1},{B}"), r#","dependencies":[{"ref":"p","dependsOn":["a"]}]"#);
    let spelled = r#"{"type":"library","bom-ref":"other","name":"a","version":"1","purl":"pkg:NPM/a@1","supplier":{"name":"S"},"licenses":[{"license":{"id":"ISC"}}]}"#;
    let two = bill(
        spelled,
        r#","dependencies":[{"ref":"other","dependsOn":[]}],"vulnerabilities":[{"id":"CVE-1","affects":[{"ref":"other"}]}]"#,
    );
    let merged = merge(&[("one.json", &one), ("two.json", &two)]);
    let names: Vec<&str> = merged.bill.components.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["p", "a", "b"]);
    let a = &merged.bill.components[1];
    assert_eq!(a.supplier.as_ref().unwrap().name, "S");
    assert_eq!(a.origins, ["one.json", "two.json"]);
    assert!(a.dependencies_stated);
    assert_eq!(a.licences.len(), 2, "nothing is lost");
    let conflict = &merged.conflicts[0];
    assert_eq!((conflict.field.as_str(), conflict.component.as_str()), ("licences", "a 1"));
    assert!(a.properties.iter().any(|property| property.name == "vauban:conflict:licences"));
    assert_eq!(merged.bill.roots, [0]);
    // What is said of vulnerabilities follows the id.
    assert!(merged.bill.vulnerabilities[0].json.contains(r#""ref":"a""#), "{}", merged.bill.vulnerabilities[0].json);
}

#[test]
fn names_alone_do_not_join_what_digests_tell_apart() {
    let other = B.replace("01\"", "02\"");
    let merged = merge(&[("one", &bill(B, "")), ("two", &bill(&other, "")), ("three", &bill(B, ""))]);
    assert_eq!(merged.bill.components.iter().filter(|part| part.name == "b").count(), 2);
    assert_eq!(merged.conflicts.len(), 1);
    let ids: std::collections::BTreeSet<&str> = merged.bill.components.iter().map(|part| part.id.as_str()).collect();
    assert_eq!(ids.len(), 3, "every id is its own");
}

#[test]
fn two_that_are_complete_and_differ_are_not_complete_together() {
    let said = r#","dependencies":[{"ref":"p","dependsOn":["a"]}],"compositions":[{"aggregate":"complete","dependencies":["p"]}]"#;
    let one = bill(A1, said);
    let other = bill(&B.replace("\"b\"", "\"a\""), said);
    assert_eq!(one.completeness()[0], Some(Extent::Complete));
    assert_eq!(merge(&[("one", &one), ("one again", &one)]).bill.completeness()[0], Some(Extent::Complete));
    let merged = merge(&[("one", &one), ("other", &other)]);
    assert_eq!(merged.bill.completeness()[0], Some(Extent::Unknown));
    assert!(merged.conflicts.iter().any(|conflict| conflict.field == "dependencies"));
}

#[test]
fn a_difference_names_what_changed() {
    let before = bill(&format!("{A1},{B}"), r#","dependencies":[{"ref":"p","dependsOn":["a"]}]"#);
    let gone = bill(A2, r#","dependencies":[{"ref":"p","dependsOn":[]}]"#);
    let difference = diff(&before, &gone);
    assert_eq!(difference.removed.iter().map(|at| before.components[*at].name.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(difference.added.is_empty());
    let fields: Vec<&str> = difference.changed[0].fields.iter().map(|field| field.0).collect();
    assert_eq!(fields, ["version", "licences"]);
    assert_eq!(difference.unused.len(), 1);
    assert_eq!((difference.unused[0].from.as_str(), difference.unused[0].to.as_str()), ("p", "a"));
    assert_eq!(diff(&before, &before).same, 3);
}

#[test]
fn several_versions_of_one_package_are_paired_only_where_it_is_certain() {
    let before = bill(&format!("{A1},{A2}"), "");
    let after = bill(&format!("{A1},{}", A2.replace("@2", "@3").replace("\"2\"", "\"3\"")), "");
    let difference = diff(&before, &after);
    assert_eq!(difference.changed.len(), 1, "the same version is the same, what is left is a change");
    assert_eq!(difference.changed[0].fields[0], ("version", "2".into(), "3".into()));
    let more = bill(
        &format!(
            "{A1},{}",
            A1.replace("@1", "@4").replace("\"1\"", "\"4\"").replace("\"a\",\"name\"", "\"y\",\"name\"")
        ),
        "",
    );
    let none = bill("", "");
    assert_eq!(diff(&none, &more).added.len(), 2);
}

#[test]
fn what_is_asked_for_is_found_and_what_may_be_it_is_shown() {
    let bill = bill(
        &format!(
            r#"{A1},{A2},{B},{{"type":"library","name":"c","purl":"pkg:deb/debian/c?arch=arm64","cpe":"cpe:2.3:a:*:c:*:*:*:*:*:*:*:*"}}"#
        ),
        "",
    );
    let told = |query: &str| {
        let hits = find(&bill, &Query::parse(query).unwrap());
        hits.into_iter().map(|hit| (bill.components[hit.component].label(), hit.certainty)).collect::<Vec<_>>()
    };
    let certain = |label: &str| (label.to_owned(), Certainty::Certain);
    let possible = |label: &str| (label.to_owned(), Certainty::Possible);
    assert_eq!(told("pkg:npm/a@1"), [certain("a 1")]);
    assert_eq!(told("pkg:npm/a"), [certain("a 1"), certain("a 2")]);
    assert_eq!(told("pkg:pypi/a"), []);
    assert_eq!(told("pkg:deb/debian/c@7"), [possible("c")]);
    assert_eq!(told("pkg:npm/b@1"), [possible("b")], "a part without package URL may be it");
    assert_eq!(told("md5:00000000000000000000000000000001"), [certain("b")]);
    assert_eq!(told("cpe:2.3:a:vendor:c:1:*:*:*:*:*:*:*"), [possible("c")]);
    assert_eq!(told("A@2"), [certain("a 2")]);
    assert_eq!(told("nothing"), []);
    for bad in ["", "pkg:", "cpe:2.3:a:*:*:*", "cpe:/x:y"] {
        assert!(Query::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_profile_is_not_passed_by_saying_nothing() {
    for profile in Profile::ALL {
        let empty = read(br#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#).unwrap();
        assert!(!hold(&empty, profile).passed, "{}", profile.word());
        assert_eq!(Profile::parse(profile.word()), Some(profile));
    }
}

#[test]
fn completeness_is_asked_of_every_profile() {
    let part = r#"{"type":"library","bom-ref":"a","name":"a","version":"1"}"#;
    let silent = bill(part, r#","dependencies":[{"ref":"p","dependsOn":["a"]},{"ref":"a"}]"#);
    let said = bill(
        part,
        r#","dependencies":[{"ref":"p","dependsOn":["a"]},{"ref":"a"}],"compositions":[{"aggregate":"incomplete","dependencies":["p","a"]}]"#,
    );
    let evasive = bill(
        part,
        r#","dependencies":[{"ref":"p","dependsOn":["a"]},{"ref":"a"}],"compositions":[{"aggregate":"not_specified","dependencies":["p","a"]}]"#,
    );
    let lacks = |bill: &Bill, profile| {
        let held = hold(bill, profile);
        held.answers.iter().any(|answer| {
            answer.rule.name == "completeness" && answer.rule.level == Level::Required && answer.lacking > 0
        })
    };
    for profile in Profile::ALL {
        assert!(lacks(&silent, profile), "{}", profile.word());
        assert!(lacks(&evasive, profile), "{}", profile.word());
        assert!(!lacks(&said, profile), "{}", profile.word());
    }
    assert!(hold(&said, Profile::CraMin).passed);
    assert!(!hold(&silent, Profile::CraMin).passed);
    // A component that lacks its version is named with its place.
    let nameless = bill(r#"{"type":"library","name":"v"}"#, "");
    let held = hold(&nameless, Profile::CraMin);
    let version = held.answers.iter().find(|answer| answer.rule.name == "version").unwrap();
    assert_eq!((version.asked, version.lacking, version.first[0].label.as_str()), (2, 1, "v"));
}

#[test]
fn depth_and_circles_are_told() {
    let text = bill(
        &format!(
            r#"{A1},{B},{{"type":"library","bom-ref":"c","name":"c"}},{{"type":"library","bom-ref":"c","name":"d"}}"#
        ),
        r#","dependencies":[{"ref":"p","dependsOn":["a"]},{"ref":"a","dependsOn":["b","nowhere"]},{"ref":"b","dependsOn":["a"]}]"#,
    );
    let depths = Graph::of(&text).depths();
    assert_eq!(depths, [Depth::Root, Depth::Direct, Depth::Transitive, Depth::Unreached, Depth::Unreached]);
    let kinds: Vec<ProblemKind> = text.problems.iter().map(|problem| problem.kind).collect();
    for kind in [ProblemKind::Cycle, ProblemKind::DanglingReference, ProblemKind::DuplicateId] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}
