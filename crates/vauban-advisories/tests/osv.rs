//! OSV records: each version and each end of a range, asked through an index, against a second reading of the rules.
//!
//! The judge here reads the JSON again, evaluates events as the schema's page describes it with pairwise comparisons,
//! and knows nothing of stretches, keys or blocks.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

mod common;

use std::cmp::Ordering;

use serde_json::Value;
use vauban_advisories::index::Form;
use vauban_advisories::matching::Status;
use vauban_advisories::{Builder, Matcher, Part};
use vauban_parts::Scheme;

/// Whether a record says that a version is affected; nothing if the order does not know one of the versions.
fn judge(affected: &Value, scheme: Scheme, version: &str) -> Option<bool> {
    let listed = affected["versions"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let same = |a: &str, b: &str| a == b || scheme.compare(a, b) == Some(Ordering::Equal);
    if listed.into_iter().any(|listed| same(listed, version)) {
        return Some(true);
    }
    let mut any = false;
    for range in affected["ranges"].as_array().into_iter().flatten() {
        if range["type"] == "GIT" {
            continue;
        }
        let mut events: Vec<(&str, &str)> = Vec::new();
        for event in range["events"].as_array().unwrap() {
            for (kind, at) in event.as_object().unwrap() {
                events.push((kind, at.as_str().unwrap()));
            }
        }
        // Sorted by version, `0` first; a version that is fixed and introduced again is affected.
        let rank = |kind: &str| match kind {
            "fixed" => 0,
            "introduced" => 1,
            _ => 2,
        };
        // Events without a place in the order stay as they were written, and decide for the same text only.
        let ordered = events.iter().all(|(_, at)| *at == "0" || scheme.compare(at, at).is_some());
        let by_order = |(a_kind, a): &(&str, &str), (b_kind, b): &(&str, &str)| match (*a, *b) {
            ("0", "0") => rank(a_kind).cmp(&rank(b_kind)),
            ("0", _) => Ordering::Less,
            (_, "0") => Ordering::Greater,
            _ => scheme.compare(a, b).unwrap().then(rank(a_kind).cmp(&rank(b_kind))),
        };
        if ordered {
            events.sort_by(by_order);
        }
        let mut vulnerable = false;
        for (kind, at) in events {
            let order = match at {
                "0" => Ordering::Greater,
                same if same == version => Ordering::Equal,
                other => scheme.compare(version, other)?,
            };
            match kind {
                "introduced" if order != Ordering::Less => vulnerable = true,
                "fixed" if order != Ordering::Less => vulnerable = false,
                "last_affected" if order == Ordering::Greater => vulnerable = false,
                _ => {}
            }
        }
        any |= vulnerable;
    }
    Some(any)
}

/// Asks about every version a record names; answers how many were asked.
fn consistent(records: &[(String, Value)], form_files: &std::path::Path, name: &str) -> usize {
    let mut builder = Builder::new();
    let (count, problems) = common::feed(&mut builder, name, Form::Osv, form_files);
    let lost: Vec<_> = problems.iter().filter(|problem| problem.lost).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    assert_eq!(count as usize, records.len());
    // Each in an index of its own is asked for all versions, and all in one index for some of them.
    let all_of_them = common::open(&builder.finish());
    assert_eq!(all_of_them.advisories() as usize, records.len());
    let mut asked = 0;
    for (file, record) in records {
        let mut builder = Builder::new();
        let mut feed = vauban_advisories::read::Feed::new(name, Form::Osv, None);
        feed.file(file, &std::fs::read(form_files.join(file)).unwrap(), &mut builder);
        builder.source(feed.finish().0);
        let index = common::open(&builder.finish());
        let mut matcher = Matcher::new(&index, &[]).unwrap();
        let id = record["id"].as_str().unwrap();
        let withdrawn = record["withdrawn"].is_string();
        let all: Vec<&Value> = record["affected"].as_array().into_iter().flatten().collect();
        for affected in &all {
            let (ecosystem, package) =
                (&affected["package"]["ecosystem"], affected["package"]["name"].as_str().unwrap());
            let ecosystem = ecosystem.as_str().unwrap();
            let scheme = Scheme::of_osv_ecosystem(ecosystem).unwrap();
            let kind = if ecosystem == "Go" { "golang" } else { "pypi" };
            let mut versions: Vec<String> = Vec::new();
            versions
                .extend(affected["versions"].as_array().into_iter().flatten().map(|v| v.as_str().unwrap().to_owned()));
            for range in affected["ranges"].as_array().into_iter().flatten().filter(|range| range["type"] != "GIT") {
                for event in range["events"].as_array().unwrap() {
                    versions.extend(event.as_object().unwrap().values().map(|v| v.as_str().unwrap().to_owned()));
                }
            }
            versions.extend(["0.0.1".to_owned(), "99999.0.0".to_owned()]);
            for version in versions.iter().filter(|version| *version != "0") {
                let purl = format!("pkg:{kind}/{package}@{}", version.replace('+', "%2B").replace('!', "%21"));
                let part =
                    Part { name: package.into(), version: Some(version.clone()), purl: Some(purl), ..Part::default() };
                let looked = matcher.part(&part).unwrap();
                if asked % 97 == 0 {
                    let among = Matcher::new(&all_of_them, &[]).unwrap().part(&part).unwrap();
                    let found = |all: &vauban_advisories::Looked| {
                        all.matches.iter().filter(|hit| hit.advisory.id == id).map(|hit| hit.status).collect::<Vec<_>>()
                    };
                    assert_eq!(found(&among), found(&looked), "{file}: {package} {version}");
                }
                let found = looked.matches.iter().find(|hit| hit.advisory.id == id);
                let expected: Vec<Option<bool>> = all
                    .iter()
                    .filter(|other| other["package"] == affected["package"])
                    .map(|other| judge(other, scheme, version))
                    .collect();
                let what = format!("{file}: {package} {version}: {found:#?}");
                if withdrawn {
                    assert!(found.is_none_or(|hit| hit.status == Status::Withdrawn), "{what}");
                } else if expected.contains(&Some(true)) {
                    assert_eq!(found.map(|hit| hit.status), Some(Status::Finding), "{what}");
                } else if expected.contains(&None) {
                    assert_eq!(found.map(|hit| hit.status), Some(Status::Candidate), "{what}");
                } else if all.iter().all(|other| other["ranges"].is_array() || other["versions"].is_array()) {
                    assert!(found.is_none(), "{what}");
                }
                asked += 1;
            }
        }
    }
    asked
}

#[test]
fn go() {
    let Some(folder) = common::corpus("adv-go") else { return };
    let folder = folder.join("data");
    let files = common::files(&folder);
    let records: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".json"))
        .map(|(name, bytes)| (name.clone(), serde_json::from_slice(bytes).unwrap()))
        .collect();
    println!("{} records, {} questions", records.len(), consistent(&records, &folder, "go"));
}

#[test]
fn pypi() {
    let Some(folder) = common::corpus("adv-pypi") else { return };
    let folder = folder.join("vulns");
    let files = common::files(&folder);
    let records: Vec<_> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".yaml"))
        .map(|(name, bytes)| {
            (name.clone(), serde_saphyr::from_str::<Value>(std::str::from_utf8(bytes).unwrap()).unwrap())
        })
        .collect();
    println!("{} records, {} questions", records.len(), consistent(&records, &folder, "pypi"));
}

#[test]
fn defective_records_are_told_and_match_nothing_by_accident() {
    let Some(folder) = common::corpus("osv-schema") else { return };
    let folder = folder.join("osv-linter/testdata");
    for (name, bytes) in common::files(&folder) {
        let mut builder = Builder::new();
        let mut feed = vauban_advisories::read::Feed::new("osv", Form::Osv, None);
        feed.file(&name, &bytes, &mut builder);
        let (source, problems, _) = feed.finish();
        println!("{name}: {} records, {problems:?}", source.records);
        // What is wrong with `nopackage` is that no such package was ever published: only the registry knows that.
        let defective = name.starts_with("no") && !name.starts_with("nopackage-");
        assert_eq!(!problems.is_empty(), defective, "{name}: {problems:#?}");
    }
}
