//! Tasks of the repository: `cargo xtask ci`, `cargo xtask docs [--check]`, `cargo xtask sign`.

use std::process::{Command, ExitCode};

use xtask::{pages, signed};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["ci"] => ci(),
        ["docs"] => pages::write(),
        ["docs", "--check"] => pages::check(),
        ["sign"] => signed::write(WRITTEN),
        _ => Err("usage: cargo xtask ci | docs [--check] | sign".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&format!("xtask: {message}"));
            ExitCode::FAILURE
        }
    }
}

/// The day as of which the examples are complete.
const WRITTEN: &str = "2026-11-22";

/// Everything CI asks: format, lints, tests, pages, dependencies, and Vauban on itself and its examples.
fn ci() -> Result<(), String> {
    run("cargo", &["fmt", "--all", "--check"])?;
    run("cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    run("cargo", &["test", "--workspace", "--quiet"])?;
    run("cargo", &["test", "--quiet", "-p", "vauban-import", "--no-default-features", "--lib"])?;
    run("cargo", &["doc", "--no-deps", "--workspace", "--quiet"])?;
    pages::check()?;
    browser()?;
    let deny = Command::new("cargo").args(["deny", "--version"]).output();
    if deny.is_ok_and(|output| output.status.success()) {
        run("cargo", &["deny", "--log-level", "error", "check", "bans", "licenses", "sources"])?;
    } else {
        say(
            "SKIPPED: cargo-deny is not installed (`cargo install cargo-deny --locked`); licences and sources are unchecked",
        );
    }
    // The records of the examples are dated; our own are judged as of today.
    let examples = [
        "examples/edge-gateway",
        "examples/level-sensor",
        "examples/frame-reader",
        "examples/plc-family/organisation",
        "examples/plc-family/platform",
        "examples/plc-family/compact",
        "examples/plc-family/modular",
    ];
    for (project, day) in [(".", None)].into_iter().chain(examples.map(|example| (example, Some(WRITTEN)))) {
        let mut check = vec!["run", "--quiet", "-p", "vauban", "--", "-C", project, "check"];
        check.extend(day.iter().flat_map(|day| ["--today", day]));
        run("cargo", &check)?;
        run("cargo", &["run", "--quiet", "-p", "vauban", "--", "-C", project, "fmt", "--check"])?;
    }
    say("\nall of it passed");
    Ok(())
}

/// Opens what Vauban writes in a real browser, where there is one.
fn browser() -> Result<(), String> {
    let there =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let missing: Vec<&str> = [
        (!there("node")).then_some("node"),
        (!there(&chromium)).then_some("chromium"),
        (!std::path::Path::new("tests/browser/node_modules/axe-core").exists()).then_some("`npm ci` in tests/browser"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !missing.is_empty() {
        say(&format!("SKIPPED: pages are not opened in a browser; missing: {}", missing.join(", ")));
        return Ok(());
    }
    run("cargo", &["build", "--quiet", "-p", "vauban"])?;
    run("cargo", &["build", "--quiet", "-p", "vauban-pages", "--example", "specimen"])?;
    run("node", &["tests/browser/run.mjs"])
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    say(&format!("\n$ {program} {}", arguments.join(" ")));
    // Incremental files would be most of the space that a clean build takes, and nothing here is built twice.
    let status = Command::new(program)
        .args(arguments)
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .map_err(|error| format!("{program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{program} {}` failed", arguments.join(" "))) }
}

fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{text}");
}
