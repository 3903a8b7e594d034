//! Documents on paper and in tables: what makes a PDF, what is said where nothing can, and what a workbook holds.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use kit::{Folder, err, root};
use vauban_formats::sheet::{Cell, read_xlsx};

/// Runs `vauban report` on an example, with these folders as the whole path.
fn report(path: &[&Path], arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(root().join("examples/level-sensor"))
        .args(["--today", "2026-11-22", "report"])
        .args(arguments)
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("GIT_DIR", "/nowhere")
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with one program in it that does what these lines of shell say.
#[cfg(unix)]
fn program(folder: &Folder, name: &str, lines: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let place = folder.path.join("bin");
    fs::create_dir_all(&place).unwrap();
    let file = place.join(name);
    fs::write(&file, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    place
}

#[test]
fn without_a_program_it_says_what_to_install_and_what_goes_without() {
    let folder = Folder::new("print-none");
    let made = folder.path.join("status.pdf");
    let output = report(&[&folder.path], &["status", "--format", "pdf", "--output", text(&made)]);
    let said = err(&output);
    assert!(!output.status.success() && !made.exists());
    assert!(said.contains("vauban-pdf") && said.contains("typst") && said.contains("--format typst"), "{said}");
    let source = folder.path.join("status.typ");
    let output = report(&[&folder.path], &["status", "--format", "typst", "--output", text(&source)]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(fs::read_to_string(&source).unwrap().contains("Security status"));
}

#[test]
fn what_is_no_text_asks_for_a_file() {
    let folder = Folder::new("print-terminal");
    for format in ["pdf", "xlsx"] {
        let output = report(&[&folder.path], &["status", "--format", format]);
        assert!(!output.status.success());
        assert!(err(&output).contains("--output"), "{}", err(&output));
    }
}

#[cfg(unix)]
#[test]
fn our_program_comes_first_and_gets_the_source_alone() {
    let folder = Folder::new("print-ours");
    let place = program(&folder, "vauban-pdf", "printf '%%PDF-'; while read -r line; do :; done; echo \"$#$1\"");
    program(&folder, "typst", "echo wrong >&2; exit 1");
    let made = folder.path.join("status.pdf");
    let output = report(&[&place], &["status", "--format", "pdf", "--output", text(&made)]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(fs::read_to_string(&made).unwrap(), "%PDF-1-\n");
}

#[cfg(unix)]
#[test]
fn a_program_that_fails_leaves_no_file_and_is_quoted() {
    let folder = Folder::new("print-fails");
    let place = program(&folder, "vauban-pdf", "echo 'line 7: the reason' >&2; exit 3");
    let made = folder.path.join("status.pdf");
    let output = report(&[&place], &["status", "--format", "pdf", "--output", text(&made)]);
    assert!(!output.status.success() && !made.exists());
    assert!(err(&output).contains("line 7: the reason"), "{}", err(&output));
    // Something else than a PDF is none.
    let place = program(&folder, "vauban-pdf", "echo hello");
    let output = report(&[&place], &["status", "--format", "pdf", "--output", text(&made)]);
    assert!(!output.status.success() && !made.exists());
}

#[test]
fn every_document_becomes_a_pdf_that_is_the_same_each_time() {
    let there = Command::new("python3").args(["-c", "import typst"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|ended| ended.success()) {
        eprintln!("SKIPPED: no PDF was made: the Python package `typst` is not there (`pip install typst`)");
        return;
    }
    let folder = Folder::new("print-all");
    let path: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect();
    let peers = root().join("tests/peers");
    let places: Vec<&Path> = std::iter::once(peers.as_path()).chain(path.iter().map(PathBuf::as_path)).collect();
    let mut rounds = Vec::new();
    for round in ["one", "two"] {
        let into = folder.path.join(round);
        let output = report(&places, &["all", "--format", "pdf", "--output", text(&into)]);
        assert!(output.status.success(), "{}", err(&output));
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&into)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
            .collect();
        files.sort();
        rounds.push(files);
    }
    assert!(rounds[0].iter().any(|(name, _)| name == "status.pdf"));
    assert!(rounds[0].iter().all(|(_, bytes)| bytes.starts_with(b"%PDF-1.7")));
    assert!(rounds[0] == rounds[1], "the same records and date give the same bytes");
}

#[test]
fn a_workbook_holds_the_tables_and_says_what_it_is() {
    let folder = Folder::new("print-sheet");
    let made = folder.path.join("status.xlsx");
    let output = report(&[&folder.path], &["status", "--format", "xlsx", "--output", text(&made)]);
    assert!(output.status.success(), "{}", err(&output));
    let bytes = fs::read(&made).unwrap();
    let sheets = read_xlsx(&bytes).unwrap();
    assert_eq!(sheets[0].name, "About");
    assert!(sheets.len() > 1);
    let first: Vec<String> = sheets[0].rows.iter().flatten().map(Cell::to_string).collect();
    assert!(first.iter().any(|words| words.contains("The tables of this document")));
    for sheet in &sheets[1..] {
        assert!(first.contains(&sheet.name), "{} is not on the first sheet", sheet.name);
        assert!(!sheet.rows.is_empty(), "{} has no head", sheet.name);
    }
    let again = folder.path.join("again.xlsx");
    report(&[&folder.path], &["status", "--format", "xlsx", "--output", text(&again)]);
    assert_eq!(bytes, fs::read(&again).unwrap());
    // What is there is not written over.
    assert!(!report(&[&folder.path], &["status", "--format", "xlsx", "--output", text(&made)]).status.success());
}
