//! Lock files against the RustSec database: exactly what cargo-audit 0.22.2 reports.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

mod common;

use std::collections::BTreeSet;

use vauban_advisories::index::Form;
use vauban_advisories::matching::Status;
use vauban_advisories::{Builder, Matcher, Part};

fn parts(lock: &[u8]) -> Vec<Part> {
    let bill = vauban_sbom::read(lock).unwrap();
    let part = |component: &vauban_sbom::Component| Part {
        name: component.name.clone(),
        version: Some(component.version.clone()),
        purl: component.purl().map(str::to_owned),
        ..Part::default()
    };
    bill.parts().map(|(_, component)| part(component)).collect()
}

#[test]
fn lock_files_find_what_cargo_audit_finds() {
    let (Some(database), Some(locks)) = (common::corpus("adv-rustsec"), common::corpus("match-rustsec")) else {
        return;
    };
    let mut builder = Builder::new();
    let (records, problems) = common::feed(&mut builder, "rustsec", Form::RustSec, &database);
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(records > 500, "{records}");
    let built = builder.finish();
    let index = common::open(&built);
    let mut matcher = Matcher::new(&index, &[]).unwrap();
    let mut compared = 0;
    for (name, text) in common::files(&locks).iter().filter(|(name, _)| name.ends_with(".Cargo.lock")) {
        let parts = parts(text);
        let mut found = BTreeSet::new();
        for part in &parts {
            let looked = matcher.part(part).unwrap();
            // Packages of the workspace are not the registry's: they have no name there, and that is told.
            let (asked, told) = (looked.asked, !looked.unmatched.is_empty());
            assert_eq!((asked, told), (part.purl.is_some(), part.purl.is_none()), "{}", part.name);
            for hit in looked.matches {
                if hit.status == Status::Withdrawn {
                    continue;
                }
                assert_eq!(hit.status, Status::Finding, "{hit:#?}");
                let version = part.version.clone().unwrap();
                found.insert((hit.advisory.kind.word().to_owned(), hit.advisory.id, part.name.clone(), version));
            }
        }
        let expected = std::fs::read_to_string(locks.join(name.replace(".Cargo.lock", ".expected.tsv"))).unwrap();
        let expected: BTreeSet<_> = expected
            .lines()
            .skip(1)
            .map(|line| {
                let mut columns = line.split('\t').map(str::to_owned);
                let mut next = || columns.next().unwrap();
                (next(), next(), next(), next())
            })
            .collect();
        assert_eq!(found, expected, "{name}");
        compared += 1;
        println!("{name}: {} parts, {} findings", parts.len(), found.len());
    }
    assert!(compared > 0);
}
