//! The verdicts of the official test documents.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::path::{Path, PathBuf};

use vauban_sbom::valid::check;

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

/// Documents whose verdict here is another than their name says, and why.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
fn documents_of_cyclonedx_are_judged_as_their_names_say() {
    let Some(shared) = shared() else {
        eprintln!("SKIPPED: the corpus `cyclonedx` is not here");
        return;
    };
    let mut all = Vec::new();
    files(&shared.join("corpora/cyclonedx/test"), &mut all);
    let mut wrong = Vec::new();
    for path in &all {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let expected = name.starts_with("valid-");
        let checked = check(&std::fs::read(path).unwrap());
        let except = EXCEPTIONS.iter().any(|(file, _)| *file == name);
        if (checked.validity.valid == expected) == except {
            let first = checked.validity.errors.first().map(|error| {
                format!("{}:{} {} {}", error.place.line, error.place.column, error.pointer, error.message)
            });
            wrong.push(format!("{name}: {} {first:?}", checked.validity.valid));
        }
    }
    assert!(all.len() > 200, "{}", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Documents of SPDX and real bills: what is not valid, and the first thing that is wrong.
const NOT_VALID: &[(&str, &str)] = &[
    // Versions and forms that are not read: CycloneDX before 1.4, SPDX 2 in RDF.
    ("SPDXXMLExample-v2.2.spdx.xml", "it is XML, but no CycloneDX"),
    ("SPDXXMLExample-v2.3.spdx.xml", "it is XML, but no CycloneDX"),
    ("cern-lhc-vdm-editor-e564943/bom.json", "CycloneDX `1.2` is not read"),
    ("cern-lhc-vdm-editor-e564943/bom.xml", "CycloneDX `1.2` is not read"),
    ("keycloak-10.0.2/bom.json", "CycloneDX `1.2` is not read"),
    ("laravel-7.12.0/bom.1.2.json", "CycloneDX `1.2` is not read"),
    ("laravel-7.12.0/bom.1.2.xml", "CycloneDX `1.2` is not read"),
    ("laravel-7.12.0/bom.1.3.json", "CycloneDX `1.3` is not read"),
    ("laravel-7.12.0/bom.1.3.xml", "CycloneDX `1.3` is not read"),
    ("proton-bridge-v1.6.3.bom.json", "CycloneDX `1.2` is not read"),
    ("proton-bridge-v1.6.3.bom.xml", "CycloneDX `1.2` is not read"),
    ("proton-bridge-v1.8.0.bom.json", "CycloneDX `1.2` is not read"),
    ("proton-bridge-v1.8.0.bom.xml", "CycloneDX `1.2` is not read"),
    ("VEX/bom.json", "CycloneDX `1.3` is not read"),
];

#[test]
fn real_documents_are_valid_or_it_is_known_why_not() {
    let Some(shared) = shared() else {
        eprintln!("SKIPPED: the corpora `spdx` and `sbom-real` are not here");
        return;
    };
    let mut all = Vec::new();
    files(&shared.join("corpora/spdx"), &mut all);
    files(&shared.join("corpora/sbom-real"), &mut all);
    let mut wrong = Vec::new();
    for path in &all {
        // A version that is not read is the reason also of files that are not here.
        let name = path.strip_prefix(shared.join("corpora")).unwrap().to_string_lossy().into_owned();
        let document = name.ends_with(".json") || name.ends_with(".xml");
        if !document || name.contains("schema") {
            continue;
        }
        let checked = check(&std::fs::read(path).unwrap());
        let known = NOT_VALID.iter().find(|(file, _)| name.ends_with(file)).map(|(_, why)| *why);
        let first =
            checked.validity.errors.first().map(|error| {
                format!("{}:{} {} {}", error.place.line, error.place.column, error.pointer, error.message)
            });
        match (&first, known) {
            (None, None) => {}
            (Some(first), Some(why)) if first.contains(why) => {}
            _ => wrong.push(format!("(\"{name}\", {first:?}),")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
