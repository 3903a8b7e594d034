//! What is written is valid, says the same when it is read again, and is the same bytes every time.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::path::{Path, PathBuf};

use vauban_sbom::words::Kind;
use vauban_sbom::write::{Written, cyclonedx, spdx3};
use vauban_sbom::{Bill, ProblemKind, read, valid};

fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("VAUBAN_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    named.into_iter().chain([beside]).find(|folder| folder.join("corpora").is_dir())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

/// The readable documents that are valid themselves: an invalid one may stay so.
fn bills() -> Vec<(String, Bill)> {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/sbom"), &mut all);
    match shared() {
        Some(shared) => {
            for topic in ["cyclonedx/test", "spdx", "sbom-real", "match-rustsec"] {
                files(&shared.join("corpora").join(topic), &mut all);
            }
        }
        None => eprintln!("SKIPPED: the corpora `cyclonedx`, `spdx` and `sbom-real` are not here"),
    }
    let mut bills = Vec::new();
    for path in all {
        let checked = valid::check(&std::fs::read(&path).unwrap());
        if let Ok(bill) = checked.bill
            && (checked.validity.valid || bill.format.is_lock_file())
        {
            bills.push((path.display().to_string(), bill));
        }
    }
    bills
}

fn again(name: &str, written: &Written) -> Bill {
    let text = serde_json::to_string_pretty(&written.document).unwrap();
    let validity = valid::of_document(&text).unwrap();
    assert!(validity.valid, "{name}: {:#?}", validity.errors.iter().take(3).collect::<Vec<_>>());
    read(text.as_bytes()).unwrap()
}

/// Names and versions of what is no service and no file, sorted.
fn parts(bill: &Bill, services: bool) -> Vec<(String, String, Vec<String>, Vec<String>)> {
    let own = bill.components.iter().filter(|part| services || part.kind != Kind::Service);
    let mut all: Vec<_> = own
        .map(|part| {
            (
                part.name.clone(),
                if part.kind == Kind::File { String::new() } else { part.version.clone() },
                part.purls.clone(),
                part.cpes.clone(),
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn cyclonedx_is_valid_and_says_the_same() {
    for (name, bill) in bills() {
        let written = cyclonedx(&bill);
        assert_eq!(written, cyclonedx(&bill), "{name}: not the same twice");
        let back = again(&name, &written);
        assert_eq!(parts(&bill, true), parts(&back, true), "{name}");
        let broken = |problem: &&vauban_sbom::Problem| {
            matches!(problem.kind, ProblemKind::DanglingReference | ProblemKind::DuplicateId | ProblemKind::WrongType)
        };
        assert_eq!(back.problems.iter().find(broken), None, "{name}");
        let once_more = serde_json::to_string_pretty(&cyclonedx(&back).document).unwrap();
        let before = serde_json::to_string_pretty(&written.document).unwrap();
        let first = before.lines().zip(once_more.lines()).find(|(one, other)| one != other);
        assert_eq!((first, before.len()), (None, once_more.len()), "{name}: a second round changes it");
    }
}

#[test]
fn spdx_is_valid_and_says_the_same() {
    for (name, bill) in bills() {
        let written = spdx3(&bill, Some("2026-11-22T10:00:00Z")).unwrap();
        let back = again(&name, &written);
        assert_eq!(parts(&bill, false), parts(&back, false), "{name}");
        assert!(
            back.problems.iter().all(|problem| !problem.message.contains("no element")),
            "{name}: {:?}",
            back.problems
        );
        let once_more = spdx3(&back, None).unwrap();
        assert_eq!(
            parts(&bill, false),
            parts(&read(once_more.document.to_string().as_bytes()).unwrap(), false),
            "{name}"
        );
    }
}

#[test]
fn spdx_invents_no_time() {
    let bill =
        read(br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}]}"#).unwrap();
    assert!(spdx3(&bill, None).unwrap_err().contains("when the document was made"));
    assert!(spdx3(&bill, Some("yesterday")).is_err());
    assert!(
        spdx3(&bill, Some("2026-11-22T10:00:00+01:00")).unwrap().document.to_string().contains("2026-11-22T09:00:00Z")
    );
}
