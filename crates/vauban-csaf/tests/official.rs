//! The official test data: every case of the index has its verdict from the test it is for.

#![allow(clippy::print_stdout, clippy::print_stderr)] // What was run, and what was not, is said.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use vauban_csaf::{Answers, Extensions, Options, TESTS, Words, validate};

/// Cases whose verdict differs, with the reason. `docs/src/reference/conformance/csaf.md` says it at length.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("2_0-2021-6-2-09-02.json", "it has two hashes by sha1, which 6.1.25 forbids; the index calls it valid"),
    ("2_1-2024-6-2-08-02.json", "it has two hashes by md5, which 6.1.25 forbids; the index calls it valid"),
    ("2_1-2024-6-2-09-02.json", "it has two hashes by sha1, which 6.1.25 forbids; the index calls it valid"),
    (
        "2_1-2024-6-1-48-19.json",
        "keys of values are not in the order of the definition; the case goes by their translated names",
    ),
    ("2_1-2024-6-2-20-02.json", "the schema of CVSS 4.0 forbids unknown members; the index calls the document valid"),
    (
        "2_1-2024-6-2-39-02-01.json",
        "no note has the category description, which 6.1.27.14 asks; the index calls it valid",
    ),
    (
        "2_1-2024-6-2-39-03-01.json",
        "no note has the category description, which 6.1.27.14 asks; the index calls it valid",
    ),
    ("2_1-2024-6-3-16-01.json", "there is no grammar check: the test says it did not run"),
    ("2_1-2024-6-3-21-01-02.json", "products are defined within an extension, whose schema the case does not follow"),
    ("2_1-2024-6-3-21-01-12.json", "products are defined within an extension, whose schema the case does not follow"),
];

/// The whole corpus where it is at hand, else the copies beside the code.
fn corpus(name: &str) -> Option<PathBuf> {
    let mut here = Path::new(env!("CARGO_MANIFEST_DIR"));
    while let Some(above) = here.parent() {
        let found = above.join("shared/corpora").join(name);
        if found.is_dir() {
            return Some(found);
        }
        here = above;
    }
    None
}

struct Report {
    right: usize,
    excepted: usize,
    wrong: Vec<String>,
}

/// The extensions that the cases of 2.1 use.
fn extensions(folder: &Path) -> Extensions {
    let mut all = Extensions::default();
    let data = folder.with_file_name("extension").join("data/valid");
    for extension in fs::read_dir(data).into_iter().flatten() {
        for file in fs::read_dir(extension.expect("a folder").path()).expect("a folder") {
            let file = file.expect("a file").path();
            all.add(&fs::read_to_string(&file).expect("text"))
                .unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        }
    }
    all
}

fn run(folder: &Path, whole: bool) -> Report {
    let index = fs::read(folder.join("testcases.json")).expect("the index of cases");
    let index: Value = serde_json::from_slice(&index).expect("JSON");
    let words = Words::read("en", include_str!("words.txt"));
    let answers = Answers::read("0 https://example.invalid\n400 https://github.com/oasis-tcs/csaf/not-available\n")
        .expect("answers");
    let extensions = if whole { extensions(folder) } else { Extensions::default() };
    let options = Options {
        words: Some(&words),
        now: Some(1_780_000_000),
        answers: Some(&answers),
        extensions: Some(&extensions),
        ..Options::FULL
    };
    let mut report = Report { right: 0, excepted: 0, wrong: Vec::new() };
    for test in index["tests"].as_array().expect("tests") {
        let id = test["id"].as_str().expect("an id");
        for (kind, fails) in [("failures", true), ("valid", false)] {
            for case in test[kind].as_array().into_iter().flatten() {
                let name = case["name"].as_str().expect("a name");
                let bytes = fs::read(folder.join(name)).expect("the file of a case");
                let verdict = validate(&bytes, &options);
                let found = verdict.test(id).map(|test| !test.errors.is_empty());
                let mut why = String::new();
                if found != Some(fails) {
                    let _ = write!(why, "{id} says {found:?}, asked {fails}; ");
                }
                let valid = case["valid"].as_bool().expect("a verdict");
                if verdict.valid != valid {
                    let _ = write!(why, "valid is {}, asked {valid}; ", verdict.valid);
                }
                let exception = EXCEPTIONS.iter().find(|(file, _)| name.ends_with(file));
                if let Some((_, reason)) = exception {
                    // An exception that is none any more has to go.
                    assert!(!why.is_empty(), "{name} agrees now, and is excepted: {reason}");
                    report.excepted += 1;
                } else if why.is_empty() {
                    report.right += 1;
                } else {
                    for test in verdict
                        .failed()
                        .filter(|test| test.id.starts_with("6.1") || test.id == "schema" || test.id == id)
                    {
                        for error in test.errors.iter().take(3) {
                            let _ = write!(why, "\n      {} {error}", test.id);
                        }
                    }
                    report.wrong.push(format!("{name}: {why}"));
                }
            }
        }
    }
    report
}

fn agrees(edition: &str) {
    let copies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/csaf").join(edition);
    holds(edition, &run(&copies, false));
    let Some(folder) = corpus(&format!("csaf-{edition}")) else {
        eprintln!("NOT RUN: the official cases of CSAF {edition} are not here (shared/corpora/csaf-{edition})");
        return;
    };
    let report = run(&folder.join("test/validator"), true);
    holds(edition, &report);
    assert!(report.right > 150, "{} cases", report.right);
}

fn holds(edition: &str, report: &Report) {
    println!("CSAF {edition}: {} right, {} excepted, {} wrong", report.right, report.excepted, report.wrong.len());
    assert!(report.wrong.is_empty(), "{} cases differ:\n{}", report.wrong.len(), report.wrong.join("\n"));
}

#[test]
fn cases_of_2_0_have_the_official_verdict() {
    agrees("2.0");
}

#[test]
fn cases_of_2_1_have_the_official_verdict() {
    agrees("2.1");
}

#[test]
fn every_test_of_the_standard_is_declared_once_per_edition() {
    for edition in [vauban_csaf::Edition::V20, vauban_csaf::Edition::V21] {
        let mut ids: Vec<&str> =
            TESTS.iter().filter(|test| test.editions.contains(&edition)).map(|test| test.id).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{edition:?}");
    }
}
