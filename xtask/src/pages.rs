//! Generated pages: references from the declarations, JSON Schemas, and pictures of the terminal and of a
//! design. They are committed, and a test keeps them current.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use vauban_catalog::Catalogs;
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::{Date, Kind, json_schema, kind_page, root_schema};
use vauban_report::{CheckReport, Rule, Style, status, svg, terminal, to_string};

use crate::designs;

/// Every generated file: path from the root of the repository, and what belongs in it.
///
/// # Errors
/// If the project that the pictures show cannot be compiled.
pub fn all() -> Result<Vec<(String, String)>, String> {
    let catalogs = Catalogs::embedded();
    let mut pages = vec![
        ("docs/src/reference/kinds.md".to_owned(), kinds(catalogs)),
        ("docs/src/reference/checks.md".to_owned(), checks()),
        ("docs/src/reference/requirements.md".to_owned(), requirements(catalogs)),
        ("schema/record.schema.json".to_owned(), json_schema(catalogs)),
        ("schema/vauban.schema.json".to_owned(), root_schema(catalogs)),
    ];
    pages.push(("docs/conformance.md".to_owned(), conformance()?));
    pages.extend(pictures()?);
    Ok(pages)
}

/// The sections on conformance, one file each, as one page: what each suite of others says of us, and every exception.
fn conformance() -> Result<String, String> {
    let folder = root().join("docs/src/reference/conformance");
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).map_err(told)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let mut page = String::from(
        "# Conformance\n\nSuites and corpora of others that Vauban is held against, and every file that does not come out as they expect, with the reason.\n\
         Tests in the repository run a small copy of each; the whole of it runs where it is at hand, and the test says so loudly where it is not.\n\n\
         <!-- Joined by `cargo xtask docs` from docs/src/reference/conformance/. -->\n",
    );
    for path in files {
        let text = fs::read_to_string(&path).map_err(told)?;
        // The first heading of a section stands below the page's, whatever its level in its own file.
        let top = text.lines().find_map(|line| line.find("# ").filter(|_| line.starts_with('#'))).unwrap_or(0);
        page.push('\n');
        let mut code = false;
        for line in text.trim_end().lines() {
            code ^= line.starts_with("```");
            if !code && line.starts_with('#') && top == 0 {
                page.push('#');
            }
            page.push_str(line);
            page.push('\n');
        }
    }
    Ok(page)
}

/// Writes them.
///
/// # Errors
/// If a file cannot be written.
pub fn write() -> Result<(), String> {
    for (path, text) in all()? {
        let path = root().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Says which of them are not current.
///
/// # Errors
/// If one is not.
pub fn check() -> Result<(), String> {
    let stale: Vec<String> = all()?
        .into_iter()
        .filter(|(path, text)| fs::read_to_string(root().join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path)
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("these pages are not current; run `cargo xtask docs`:\n  {}", stale.join("\n  ")))
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

const MADE: &str = "<!-- Made by `cargo xtask docs` from the declarations in the code; do not edit. -->\n\n";

fn kinds(catalogs: &Catalogs) -> String {
    let mut out = format!("{MADE}{}", vauban_model::kinds_page());
    for kind in Kind::ALL {
        let page = kind_page(*kind, catalogs);
        let _ = write!(out, "\n#{page}");
    }
    out
}

fn checks() -> String {
    let mut out = format!("{MADE}# Checks\n\n| check | finds | asks for | severity |\n|---|---|---|---|\n");
    for code in vauban_checks::all_codes() {
        let _ = writeln!(
            out,
            "| [`{0}`](#{0}) | {1} | {2} | {3} |",
            code.name,
            code.summary,
            code.asks.join(", "),
            code.severity.word()
        );
    }
    for code in vauban_checks::all_codes() {
        let explain = code.explain.replace("\n## ", "\n### ").replacen("## ", "### ", 1);
        let _ = write!(out, "\n## {}\n\nIt finds: {}.\n\n{explain}", code.name, code.summary);
    }
    out
}

fn requirements(catalogs: &Catalogs) -> String {
    let lifecycle = catalogs.default_lifecycle();
    let mut out = format!(
        "{MADE}# Requirements and what looks at them\n\nIds and our own words; the standard itself is to be bought.\n"
    );
    for requirement in &lifecycle.requirements {
        let _ = write!(
            out,
            "\n## {} {}\n\n{}\n\n| aspect | asks | decided by | checks |\n|---|---|---|---|\n",
            requirement.id, requirement.title, requirement.summary
        );
        for aspect in &requirement.aspects {
            let looking: Vec<String> = vauban_checks::checks()
                .filter(|check| check.code.asks.contains(&aspect.id.as_str()))
                .map(|check| format!("[`{0}`](checks.md#{0})", check.code.name))
                .collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                aspect.id,
                aspect.text,
                aspect.automation.as_str(),
                looking.join(", ")
            );
        }
    }
    out
}

/// Pictures: findings of a small project, and the status and the design of the gateway.
fn pictures() -> Result<Vec<(String, String)>, String> {
    let today = Date::new(2026, 11, 22).ok_or("no date")?;
    let style = Style { color: true, width: 110, ..Style::default() };
    let compiled = project("tests/projects/first-finding/in", today)?;
    let rules: Vec<Rule> = vauban_checks::all_codes().into_iter().map(Rule::from).collect();
    let report = CheckReport {
        sources: &compiled.model.sources,
        findings: &compiled.findings,
        rules: &rules,
        product: compiled.product(),
        edition: vauban_checks::EDITION,
        records: compiled.records(),
        files: compiled.files,
        seconds: None,
        next_expiry: compiled.next_expiry(),
        tool_version: env!("CARGO_PKG_VERSION"),
        incomplete: Vec::new(),
        part: vauban_report::Part::default(),
    };
    let finding = to_string(|out| terminal::findings(&report, &style, out)).map_err(|error| error.to_string())?;
    let compiled = project("examples/edge-gateway", today)?;
    let mut shown = compiled.statuses().first().ok_or("the gateway has no status")?.clone();
    let pictured = ["SR", "SD", "SVV"];
    shown.practices.retain(|practice| pictured.contains(&practice.id.as_str()));
    shown.requirements.retain(|requirement| pictured.contains(&requirement.practice.as_str()));
    let table = to_string(|out| status::terminal(&shown, None, &[], &style, out)).map_err(|error| error.to_string())?;
    let mut pictures = vec![
        ("docs/src/pictures/finding.svg".to_owned(), svg::terminal_picture(&finding)),
        ("docs/src/pictures/status.svg".to_owned(), svg::terminal_picture(&table)),
    ];
    pictures.extend(designs::pictures(&compiled)?);
    Ok(pictures)
}

/// Compiles a project of the repository as if there were no git, so that the pictures do not depend on when
/// something was committed.
fn project(path: &str, today: Date) -> Result<Compilation, String> {
    let folder = root().join(path);
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(|error| format!("{}: {error}", next.display()))?.flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                    files.push((name, fs::read(&path).map_err(|error| error.to_string())?));
                }
            }
        }
    }
    compile(&MemoryWorld::new(today, files)).map_err(|error| error.to_string())
}
