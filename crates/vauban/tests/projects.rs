//! Walks `tests/projects/<case>/in`: what the terminal, the short form, JSON and SARIF say is kept beside it in
//! `out/`, and the terminal as a picture; where there is an attacker, also what `vauban depth` says, and where there are variants, their matrix. Refresh with `UPDATE_GOLDEN=1 cargo test -p vauban --test projects`,
//! and read the difference.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("in").is_dir())
        .collect();
    cases.sort();
    cases
}

fn said(project: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(project)
        .args(["--today", "2026-11-22"])
        .args(arguments)
        // What git knows of this repository is not part of the case.
        .env("GIT_DIR", "/nowhere")
        .env("COLUMNS", "110")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    format!("{}{}", String::from_utf8(output.stderr).unwrap(), untimed(&text))
}

/// The last line of the terminal ends with the time taken, which is not part of the case.
fn untimed(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some(last) = lines.last_mut()
        && last.ends_with(" s")
        && let Some((kept, _)) = last.rsplit_once(", ")
    {
        *last = kept;
    }
    lines.join("\n") + "\n"
}

/// Whether the case says who attacks: then what `vauban depth` says is kept as well.
fn has_attacker(project: &Path) -> bool {
    let design = fs::read_to_string(project.join("security/design.toml")).unwrap_or_default();
    design.contains("\n[attacker.")
}

#[test]
fn every_case_says_what_it_said() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = Vec::new();
    for case in cases() {
        let project = case.join("in");
        let painted = said(&project, &["check", "--color", "always"]);
        let outputs = [
            ("check.txt", said(&project, &["check"])),
            ("check.svg", vauban_report::svg::terminal_picture(&painted)),
            ("check.json", said(&project, &["check", "--format", "json"])),
            ("check.sarif", said(&project, &["check", "--format", "sarif"])),
        ];
        let mut outputs = outputs.to_vec();
        if has_attacker(&project) {
            outputs.push(("depth.txt", said(&project, &["depth", "--harden"])));
            outputs.push(("depth.svg", said(&project, &["depth", "--format", "svg"])));
            outputs.push(("depth.json", said(&project, &["depth", "--format", "json"])));
        }
        if fs::read_to_string(project.join("vauban.toml")).unwrap().contains("\n[variant.") {
            outputs.push(("variants.txt", said(&project, &["variants"])));
            outputs.push(("variants.svg", said(&project, &["variants", "--format", "svg"])));
        }
        for (name, now) in outputs {
            let path = case.join("out").join(name);
            if update {
                fs::create_dir_all(case.join("out")).unwrap();
                fs::write(&path, now).unwrap();
            } else if fs::read_to_string(&path).ok().as_deref() != Some(now.as_str()) {
                changed.push(format!("{}:\n{now}", path.display()));
            }
        }
    }
    assert!(changed.is_empty(), "UPDATE_GOLDEN=1 accepts these:\n{}", changed.join("\n"));
}

#[test]
fn every_case_is_formatted() {
    for case in cases() {
        let output = said(&case.join("in"), &["fmt", "--check"]);
        assert!(output.trim().is_empty(), "{}: {output}", case.display());
    }
}
