//! Dependencies point one way, and pages are current.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What each crate may depend on, directly. Arrows only lead to crates above.
const MAY: &[(&str, &[&str])] = &[
    ("vauban-cutsets", &[]),
    ("vauban-diagnostics", &[]),
    ("vauban-formats", &["vauban-sbom"]),
    ("vauban-import", &["vauban-formats"]),
    ("vauban-json", &[]),
    ("vauban-parts", &[]),
    ("vauban-cvss", &[]),
    ("vauban-sbom", &["vauban-json", "vauban-parts"]),
    ("vauban-csaf", &["vauban-json", "vauban-parts", "vauban-cvss"]),
    ("vauban-vex", &["vauban-json", "vauban-parts"]),
    ("vauban-advisories", &["vauban-json", "vauban-parts", "vauban-cvss"]),
    ("vauban-seal", &[]),
    ("vauban-tuf", &["vauban-json"]),
    ("vauban-pack", &["vauban-json", "vauban-seal"]),
    ("vauban-syntax", &["vauban-diagnostics"]),
    ("vauban-catalog", &["vauban-diagnostics"]),
    ("vauban-model", &["vauban-diagnostics", "vauban-syntax", "vauban-catalog"]),
    ("vauban-analysis", &["vauban-diagnostics", "vauban-parts", "vauban-catalog", "vauban-model", "vauban-cutsets"]),
    ("vauban-checks", &["vauban-diagnostics", "vauban-syntax", "vauban-catalog", "vauban-model", "vauban-analysis"]),
    (
        "vauban-export",
        &[
            "vauban-formats",
            "vauban-cvss",
            "vauban-parts",
            "vauban-csaf",
            "vauban-vex",
            "vauban-catalog",
            "vauban-model",
            "vauban-analysis",
        ],
    ),
    (
        "vauban-report",
        &[
            "vauban-diagnostics",
            "vauban-analysis",
            "vauban-formats",
            "vauban-csaf",
            "vauban-cvss",
            "vauban-sbom",
            "vauban-advisories",
        ],
    ),
    ("vauban-pages", &["vauban-json"]),
    (
        "vauban-answers",
        &[
            "vauban-diagnostics",
            "vauban-catalog",
            "vauban-model",
            "vauban-analysis",
            "vauban-checks",
            "vauban-report",
            "vauban-engine",
        ],
    ),
    (
        "vauban-documents",
        &[
            "vauban-diagnostics",
            "vauban-catalog",
            "vauban-model",
            "vauban-analysis",
            "vauban-checks",
            "vauban-report",
            "vauban-engine",
            "vauban-answers",
            "vauban-pages",
        ],
    ),
    (
        "vauban-engine",
        &[
            "vauban-diagnostics",
            "vauban-formats",
            "vauban-cvss",
            "vauban-parts",
            "vauban-advisories",
            "vauban-sbom",
            "vauban-pack",
            "vauban-seal",
            "vauban-syntax",
            "vauban-catalog",
            "vauban-model",
            "vauban-analysis",
            "vauban-checks",
        ],
    ),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(xtask::pages::root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let normal = |dependency: &&serde_json::Value| dependency["kind"].is_null();
    let packages = metadata["packages"].as_array().unwrap().iter().map(|package| {
        let all = package["dependencies"].as_array().unwrap();
        let names = all.iter().filter(normal).map(|dependency| dependency["name"].as_str().unwrap().to_owned());
        (package["name"].as_str().unwrap().to_owned(), names.collect())
    });
    packages.collect()
}

#[test]
fn arrows_point_one_way() {
    let dependencies = dependencies();
    for (name, may) in MAY {
        let has = dependencies.get(*name).unwrap_or_else(|| panic!("{name} is no crate any more"));
        for other in has.iter().filter(|other| other.starts_with("vauban")) {
            assert!(may.contains(&other.as_str()), "{name} must not depend on {other}");
        }
    }
    let faces = ["vauban", "vauban-fuzz", "xtask"];
    for name in dependencies.keys() {
        let known = MAY.iter().any(|(known, _)| known == name) || faces.contains(&name.as_str());
        assert!(known, "say in xtask/tests/arrows.rs where {name} stands");
    }
}

#[test]
fn below_the_engine_there_is_no_disk_network_clock_or_environment() {
    let root = xtask::pages::root();
    for name in
        ["diagnostics", "syntax", "catalog", "model", "analysis", "checks", "report", "formats", "import", "export"]
            .into_iter()
            .chain(["parts", "cvss", "seal", "pack", "tuf", "pages", "answers", "documents"])
    {
        let mut folders = vec![root.join(format!("crates/vauban-{name}/src"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let code = text.split("#[cfg(test)]").next().unwrap_or("");
                for door in ["std::fs::", "std::net", "std::env::var", "SystemTime", "std::process::Command"] {
                    let test_file = path.file_name().is_some_and(|name| {
                        ["speed.rs", "fixture.rs", "hostile.rs", "tests.rs"].contains(&&*name.to_string_lossy())
                    });
                    assert!(test_file || !code.contains(door), "{} opens the door `{door}`", path.display());
                }
            }
        }
    }
}

#[test]
fn generated_pages_are_current() {
    xtask::pages::check().unwrap();
}

#[test]
fn unsafe_code_is_forbidden_in_every_crate() {
    let root = xtask::pages::root();
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for entry in std::fs::read_dir(root.join("crates")).unwrap().flatten() {
        let own = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap();
        assert!(own.contains("[lints]\nworkspace = true"), "{} sets its own lints", entry.path().display());
    }
}
