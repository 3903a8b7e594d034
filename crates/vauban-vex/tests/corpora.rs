//! The documents of others: the rules of OpenVEX, the test data of its library, examples of CycloneDX and CSAF.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use std::path::Path;

use vauban_vex::read::{Boms, Reading};
use vauban_vex::{Format, Severity, Status, check};

fn checked(path: &Path) -> Reading {
    let bytes = std::fs::read(path).unwrap();
    check(&bytes, &Boms::default()).unwrap_or_else(|problem| panic!("{}: {problem:?}", path.display()))
}

fn errors(reading: &Reading) -> Vec<String> {
    let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors
        .map(|problem| format!("{}:{} [{}] {}", problem.place.line, problem.place.column, problem.rule, problem.what))
        .collect()
}

fn rules_in(folder: &Path) {
    let (mut valid, mut invalid) = (0, 0);
    for file in kit::json_files(folder) {
        let found = errors(&checked(&file));
        match file.parent().and_then(Path::file_name).and_then(|name| name.to_str()) {
            Some("valid") => {
                assert!(found.is_empty(), "{}: {found:?}", file.display());
                valid += 1;
            }
            Some("invalid") => {
                assert!(!found.is_empty(), "{} has an error nobody found", file.display());
                invalid += 1;
            }
            other => panic!("what is {other:?}?"),
        }
    }
    assert!(valid > 0 && invalid > 0);
    println!("{valid} valid, {invalid} invalid");
}

#[test]
fn the_rules_of_openvex() {
    rules_in(&kit::corpora().join("vex/openvex"));
    let Some(shared) = kit::shared("openvex") else { return };
    rules_in(&shared.join("rules"));
}

#[test]
fn the_test_data_of_the_openvex_library_is_read() {
    let Some(shared) = kit::shared("openvex") else { return };
    for file in
        kit::json_files(&shared.join("go-vex")).into_iter().chain(kit::json_files(&shared.join("spec-examples")))
    {
        let reading = checked(&file);
        assert!(!reading.document.statements.is_empty(), "{}", file.display());
        for statement in &reading.document.statements {
            assert!(!statement.vulnerability.id.is_empty(), "{}", file.display());
        }
        if reading.document.format == Format::OpenVex0_0_1 {
            assert!(errors(&reading).is_empty(), "{}: {:?}", file.display(), errors(&reading));
            assert_eq!(reading.document.statements[0].products.len(), 2);
            assert_eq!(reading.document.statements[0].status, Status::Fixed);
        }
    }
}

#[test]
fn the_examples_of_csaf_vex() {
    for (corpus, folder) in [("csaf-2.0", "examples/csaf"), ("csaf-2.1", "examples/csaf")] {
        let Some(shared) = kit::shared(corpus) else { return };
        for file in kit::json_files(&shared.join(folder)) {
            let reading = checked(&file);
            if file.parent().is_some_and(|folder| folder.ends_with("csaf_vex")) {
                assert!(errors(&reading).is_empty(), "{}: {:?}", file.display(), errors(&reading));
                assert!(!reading.document.statements.is_empty(), "{}", file.display());
            }
            for statement in &reading.document.statements {
                assert!(!statement.products.is_empty(), "{}", file.display());
                assert!(statement.products.iter().all(|product| product.part.is_identified()), "{}", file.display());
            }
        }
    }
}

#[test]
fn the_advisories_of_cisa_are_read() {
    let Some(shared) = kit::shared("csaf-cisa-ot") else { return };
    let mut statements = 0;
    for file in kit::json_files(&shared.join("OT")) {
        let reading = checked(&file);
        statements += reading.document.statements.len();
        assert!(
            reading.problems.iter().all(|problem| problem.rule != "time"),
            "{}: {:?}",
            file.display(),
            reading.problems
        );
    }
    assert!(statements > 300, "{statements}");
    println!("{statements} statements");
}

#[test]
fn the_examples_of_cyclonedx_vex() {
    let Some(shared) = kit::shared("sbom-real") else { return };
    let folder = shared.join("cyclonedx-bom-examples/VEX");
    let mut boms = Boms::default();
    for file in kit::json_files(&folder) {
        boms.add(&std::fs::read(&file).unwrap()).unwrap();
    }
    let mut with = 0;
    for file in kit::json_files(&folder) {
        let reading = match check(&std::fs::read(&file).unwrap(), &boms) {
            Ok(reading) => reading,
            // Before 1.4 there were no vulnerabilities in CycloneDX: such a bill is a place to point into, no more.
            Err(problem) => {
                assert!(problem.what.contains("1.3"), "{}: {problem:?}", file.display());
                continue;
            }
        };
        assert!(errors(&reading).is_empty(), "{}: {:?}", file.display(), errors(&reading));
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("vex")) {
            assert!(!reading.document.statements.is_empty(), "{}", file.display());
            with += 1;
        }
        if file.ends_with("CISA-Use-Cases/Case-7/vex.json") {
            let statuses: Vec<Status> = reading.document.statements.iter().map(|one| one.status).collect();
            let expected = [Status::Affected, Status::NotAffected, Status::NotAffected, Status::Fixed];
            assert_eq!(statuses, expected);
            let names: Vec<&str> =
                reading.document.statements[0].products.iter().map(|one| one.part.name.as_str()).collect();
            assert_eq!(names, ["ABC", "JKL"], "links lead into the bills of materials");
        }
    }
    assert!(with > 5);
    let Some(shared) = kit::shared("cyclonedx") else { return };
    for file in kit::json_files(&shared.join("test")) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("valid-vulnerability") {
            let reading = checked(&file);
            assert!(errors(&reading).is_empty(), "{}: {:?}", file.display(), errors(&reading));
            let statement = &reading.document.statements[0];
            assert_eq!(statement.status, Status::NotAffected);
            assert!(!statement.doubt.is_empty() || statement.products.is_empty(), "its versions say `affected`");
        } else {
            // Whatever it is, reading ends and does not panic.
            let _ = check(&std::fs::read(&file).unwrap(), &Boms::default());
        }
    }
}
