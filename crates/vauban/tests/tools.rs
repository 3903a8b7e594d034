//! The results that the frame reader's proofs rest on are what its tools write: made anew where the tools are installed,
//! and compared with the files of the example.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use kit::{Folder, root};
use vauban_formats::junit::{self, Outcome};

const EXAMPLE: &str = "examples/frame-reader";
const EVIDENCE: &str = "security/evidence/1.0.0";

/// Programs that `tools/results.sh` starts, with what shows that they are there.
const TOOLS: &[&[&str]] = &[
    &["bash", "--version"],
    &["gcc", "--version"],
    &["clang", "--version"],
    &["lcov", "--version"],
    &["python3", "-c", "import pytest, gcovr"],
];

fn missing() -> Vec<&'static str> {
    let there = |tool: &&[&str]| {
        let done = Command::new(tool[0]).args(&tool[1..]).output();
        done.is_ok_and(|output| output.status.success())
    };
    TOOLS.iter().filter(|tool| !there(tool)).map(|tool| tool[0]).collect()
}

fn cases(path: &Path) -> BTreeSet<(String, Outcome)> {
    let results = junit::read(&fs::read(path).unwrap()).unwrap();
    results.cases.iter().map(|case| (case.full_name(), case.outcome)).collect()
}

/// Lines of each source file that were executed, out of those that could be.
fn covered(path: &Path) -> Vec<(String, usize, usize)> {
    let text = fs::read_to_string(path).unwrap();
    let of_file = |record: &str| {
        let file = record.lines().find_map(|line| line.strip_prefix("SF:"))?;
        let lines: Vec<&str> = record.lines().filter_map(|line| line.strip_prefix("DA:")).collect();
        let hit = lines.iter().filter(|line| !line.ends_with(",0")).count();
        Some((file.to_owned(), hit, lines.len()))
    };
    text.split("end_of_record").filter_map(of_file).collect()
}

#[test]
fn the_results_of_the_frame_reader_are_what_its_tools_write() {
    let missing = missing();
    if !missing.is_empty() {
        eprintln!("SKIPPED: {} not installed; the results of {EXAMPLE} were not made anew", missing.join(", "));
        return;
    }
    let folder = Folder::copy("tools", EXAMPLE);
    let made =
        Command::new("bash").arg(folder.path.join("tools/results.sh")).arg(folder.path.join("made")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (kept, made) = (root().join(EXAMPLE).join(EVIDENCE), folder.path.join("made"));

    let tests = cases(&made.join("tests.xml"));
    assert_eq!(tests, cases(&kept.join("tests.xml")));
    assert!(tests.len() > 300 && tests.iter().all(|(_, outcome)| *outcome == Outcome::Passed));

    for folder in [&kept, &made] {
        let analysed: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("static-analysis.sarif")).unwrap()).unwrap();
        let runs = analysed["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 2, "one run for each source file");
        assert!(
            runs.iter().all(|run| run["tool"]["driver"]["name"] == "clang" && run["results"] == serde_json::json!([]))
        );

        let coverage = covered(&folder.join("coverage.info"));
        let files: Vec<&str> = coverage.iter().map(|(file, _, _)| file.as_str()).collect();
        assert_eq!(files, ["src/frame.c", "src/lock.c"]);
        assert!(coverage.iter().all(|(_, hit, lines)| hit == lines), "{coverage:?}");
        assert!(fs::read_to_string(folder.join("coverage.xml")).unwrap().contains("filename=\"src/frame.c\""));

        let fuzzing = fs::read_to_string(folder.join("fuzzing.log")).unwrap();
        assert!(fuzzing.contains("stat::number_of_executed_units: 200000"), "{fuzzing}");
        assert!(!fuzzing.contains("ERROR:") && !fuzzing.contains("Test unit written"), "{fuzzing}");
    }
}

/// What is committed names no folder of the machine it was made on.
#[test]
fn results_name_nothing_of_the_machine_they_were_made_on() {
    for file in fs::read_dir(root().join(EXAMPLE).join(EVIDENCE)).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for word in ["/tmp/", "/home/", "/work/", "hostname="] {
            assert!(!text.contains(word), "{} holds `{word}`", path.display());
        }
    }
}
