//! CSAF documents of a coordinator, KEV beside them: what is in the trees is found, by model and by name.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

mod common;

use vauban_advisories::index::Form;
use vauban_advisories::matching::{Confidence, Status};
use vauban_advisories::{Alias, Builder, Matcher, Part};

#[test]
fn products_of_the_coordinator() {
    let (Some(folder), Some(kev)) = (common::corpus("csaf-cisa-ot"), common::corpus("kev")) else { return };
    let mut builder = Builder::new();
    let (records, problems) = common::feed(&mut builder, "cisa", Form::Csaf, &folder.join("OT"));
    assert!(problems.is_empty(), "{problems:#?}");
    let catalogue = std::fs::read(kev.join("known_exploited_vulnerabilities.json")).unwrap();
    let mut feed = vauban_advisories::read::Feed::new("kev", Form::Kev, None);
    feed.file("known_exploited_vulnerabilities.json", &catalogue, &mut builder);
    let (source, problems, _) = feed.finish();
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(source.records, 1404);
    assert_eq!(source.newest.as_deref(), Some("2025-08-25T17:04:19.9796Z"));
    builder.source(source);
    let index = common::open(&builder.finish());
    let mut matcher = Matcher::new(&index, &[]).unwrap();
    let (mut models, mut names, mut exploited, mut unread) = (0, 0, 0, 0);
    let mut all = Vec::new();
    index
        .each_advisory::<vauban_advisories::Bad>(|_, advisory| {
            all.push(advisory);
            Ok(())
        })
        .unwrap();
    assert_eq!(all.len() as u64, records);
    for advisory in &all {
        for affected in &advisory.affected {
            unread += affected.versions.unread.len();
            for identity in &affected.identities {
                let mut part = Part { name: "controller".into(), ..Part::default() };
                match identity {
                    vauban_advisories::advisory::Identity::Model(model) => part.models = vec![model.to_lowercase()],
                    vauban_advisories::advisory::Identity::Product { name, .. } => part.name.clone_from(name),
                    other => panic!("{other:?}"),
                }
                let looked = matcher.part(&part).unwrap();
                let found = looked.matches.iter().find(|hit| hit.advisory.id == advisory.id);
                let found = found.unwrap_or_else(|| panic!("{}: {identity:?}", advisory.id));
                exploited += usize::from(found.exploited.is_some());
                if found.confidence == Confidence::Model {
                    models += 1;
                } else {
                    // A name alone is never a finding.
                    assert_eq!((found.status, found.confidence), (Status::Candidate, Confidence::Name));
                    names += 1;
                }
            }
        }
    }
    println!("{records} records: {models} by model, {names} by name, {exploited} exploited, {unread} texts unread");
    assert!(models > 100 && names > 1000 && exploited > 0);
}

#[test]
fn a_reviewed_record_makes_a_name_enough() {
    let document = br#"{"document":{"category":"csaf_security_advisory","title":"t","publisher":{"category":"vendor"},
        "tracking":{"id":"V-1","initial_release_date":"2026-01-01T00:00:00Z","current_release_date":"2026-01-01T00:00:00Z"}},
        "product_tree":{"branches":[{"category":"vendor","name":"Maker","branches":[{"category":"product_name",
        "name":"Drive 9","branches":[{"category":"product_version_range","name":"< V2.9 SP1 HF3",
        "product":{"name":"Drive 9 < V2.9 SP1 HF3","product_id":"A"}}]}]}]},
        "vulnerabilities":[{"cve":"CVE-2026-0001","product_status":{"known_affected":["A"]}}]}"#;
    let mut builder = Builder::new();
    let mut feed = vauban_advisories::read::Feed::new("maker", Form::Csaf, None);
    feed.file("v-1.json", document, &mut builder);
    let (source, problems, _) = feed.finish();
    assert!(problems.is_empty(), "{problems:?}");
    builder.source(source);
    let index = common::open(&builder.finish());
    let alias = |scheme: Option<&str>| Alias {
        id: "drive".into(),
        of: vec!["drive-firmware".into()],
        products: vec![(Some("Maker".into()), "Drive 9".into())],
        scheme: scheme.map(str::to_owned),
        ..Alias::default()
    };
    let pattern = "[V]{major}.{minor}[ SP{service-pack}][ HF{hotfix}]";
    let ask = |alias: &[Alias], version: &str| {
        let part = Part { name: "drive-firmware".into(), version: Some(version.into()), ..Part::default() };
        let looked = Matcher::new(&index, alias).unwrap().part(&part).unwrap();
        looked.matches.first().map(|hit| (hit.status, hit.confidence))
    };
    assert_eq!(ask(&[], "V2.9"), None);
    assert_eq!(ask(&[alias(None)], "V2.9 SP1"), Some((Status::Candidate, Confidence::Reviewed)));
    assert_eq!(ask(&[alias(Some(pattern))], "V2.9 SP1"), Some((Status::Finding, Confidence::Reviewed)));
    assert_eq!(ask(&[alias(Some(pattern))], "V2.9 SP1 HF3"), None);
    assert_eq!(ask(&[alias(Some(pattern))], "R7"), Some((Status::Candidate, Confidence::Reviewed)));
    let bad = Matcher::new(&index, &[alias(Some("no-such-order"))]).unwrap_err();
    assert!(bad.to_string().contains("no-such-order"), "{bad}");
}
