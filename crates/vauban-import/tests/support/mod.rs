//! What the tests of this crate share: the corpora, and what must hold for every import.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use vauban_import::{Draft, Field, ImportError, Imported, Source, format, write_toml};

/// The project's own corpus.
pub fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/threat-models")
}

/// The large corpus beside the project, when it is there.
pub fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("VAUBAN_SHARED").map_or(beside, PathBuf::from);
    let folder = folder.join("corpora/threat-models");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: shared corpora not found at {}", folder.display());
    None
}

/// The inputs below a corpus: format and file, in order. Included parts are no inputs.
pub fn inputs(corpus: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for format in vauban_import::FORMATS {
        let mut folders = vec![corpus.join(format.name)];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if !name.ends_with(".schema.json") && (!folder.ends_with("includes") || name == "main.yaml") {
                    found.push((format.name.to_owned(), path));
                }
            }
        }
    }
    found.sort();
    found
}

/// Imports a file; includes come from its folder.
pub fn import_file(name: &str, path: &Path) -> Result<Imported, ImportError> {
    let bytes = std::fs::read(path).unwrap();
    let folder = path.parent().unwrap();
    let include = |wanted: &str| std::fs::read(folder.join(wanted)).map_err(|error| error.to_string());
    let name_of_file = path.file_name().unwrap().to_str().unwrap();
    (format(name).unwrap().read)(&Source { name: name_of_file, bytes: &bytes, include: &include })
}

/// Imports bytes; nothing can be included.
pub fn import(name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    let include = |_: &str| Err("no such file".to_owned());
    (format(name).unwrap().read)(&Source { name: "input", bytes, include: &include })
}

/// How many records of each kind, as `kind count` in the order of kinds.
pub fn counts(imported: &Imported) -> String {
    let mut counts = BTreeMap::new();
    for draft in &imported.drafts {
        *counts.entry(draft.kind).or_insert(0) += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    counts.join(", ")
}

/// The draft of that kind and id.
pub fn draft<'i>(imported: &'i Imported, kind: &str, id: &str) -> &'i Draft {
    let found = imported.drafts.iter().find(|draft| draft.kind == kind && draft.id == id);
    found.unwrap_or_else(|| panic!("no {kind}.{id}"))
}

/// A field as text: a text, or words joined with a space.
pub fn field(draft: &Draft, name: &str) -> String {
    match draft.fields.iter().find(|(field, _)| field == name).map(|(_, field)| field) {
        None => String::new(),
        Some(Field::Text(text)) => text.clone(),
        Some(Field::Words(words)) => words.join(" "),
        Some(Field::Flag(flag)) => flag.to_string(),
        Some(Field::Number(number)) => number.to_string(),
        Some(Field::Table(table)) => {
            let members: Vec<String> = table
                .iter()
                .map(|(name, field)| match field {
                    Field::Text(text) => format!("{name}={text}"),
                    field => format!("{name}={field:?}"),
                })
                .collect();
            members.join(" ")
        }
        Some(field) => format!("{field:?}"),
    }
}

/// How often something was lost for a reason that contains the words.
pub fn lost(imported: &Imported, path: &str, reason: &str) -> usize {
    let rows = imported.lost.iter();
    rows.filter(|row| row.path == path && row.reason.contains(reason)).map(|row| row.count).sum()
}

/// What must hold for every import.
pub fn check_sound(imported: &Imported) {
    let known: BTreeSet<String> = imported.drafts.iter().map(|draft| format!("{}.{}", draft.kind, draft.id)).collect();
    assert_eq!(known.len(), imported.drafts.len(), "an id is given twice");
    let one_of = |draft: &Draft, name: &str, words: &[&str]| {
        let value = field(draft, name);
        let good = value.split(' ').all(|word| word.is_empty() || words.contains(&word));
        assert!(good, "{}.{}: {name} = {value}", draft.kind, draft.id);
    };
    for draft in &imported.drafts {
        let at = format!("{}.{}", draft.kind, draft.id);
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(!draft.id.is_empty() && draft.id.chars().all(plain), "{at}");
        assert!(!draft.origin.is_empty(), "{at} has no origin");
        let named = !field(draft, "title").is_empty();
        assert!(named || ["context", "disposition"].contains(&draft.kind), "{at} has no title");
        for (name, kind) in [
            ("zone", "zone"),
            ("parent", "zone"),
            ("runs-on", "component"),
            ("on", "component"),
            ("carries", "asset"),
            ("held-by", "component"),
            ("by", "mechanism"),
            ("from", "zone"),
            ("to", if draft.kind == "flow" { "interface" } else { "zone" }),
            ("protects", ""),
            ("about", ""),
        ] {
            for word in field(draft, name).split(' ').filter(|word| !word.is_empty()) {
                let full = word.contains('.').then(|| word.to_owned());
                let full = full.unwrap_or_else(|| format!("{kind}.{word}"));
                assert!(known.contains(&full), "{at}: {name} = {word} is not there");
            }
        }
        for never in ["approved-by", "date", "expires"] {
            assert_eq!(field(draft, never), "", "{at} invents {never}");
        }
        one_of(draft, "severity", &["low", "medium", "high", "critical"]);
        one_of(
            draft,
            "stride",
            &[
                "spoofing",
                "tampering",
                "repudiation",
                "information-disclosure",
                "denial-of-service",
                "elevation-of-privilege",
            ],
        );
        match draft.kind {
            "component" => {
                assert!(!field(draft, "zone").is_empty(), "{at} has no zone");
                let part_of = field(draft, "part-of");
                let good = ["product", "environment"].contains(&part_of.as_str())
                    || known.contains(&format!("component.{part_of}"));
                assert!(good, "{at}: part-of = {part_of}");
                one_of(draft, "form", &["process", "store", "service"]);
            }
            "interface" => assert!(!field(draft, "on").is_empty(), "{at} is on nothing"),
            "flow" => {
                assert!(!field(draft, "to").is_empty() && !field(draft, "from").is_empty(), "{at}");
                one_of(draft, "kind", &["data", "control"]);
            }
            "disposition" => {
                assert!(known.contains(&format!("threat.{}", draft.id)), "{at}");
                one_of(draft, "response", &["mitigate", "avoid", "transfer", "accept", "defer", "not-applicable"]);
            }
            "mechanism" => one_of(draft, "status", &["proposed", "designed", "implemented"]),
            _ => {}
        }
    }
    let files = write_toml(imported, "a test");
    assert_eq!(files, write_toml(imported, "a test"));
    let mut written = 0;
    for (name, text) in &files {
        let table = toml::de::DeTable::parse(text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        for (_, records) in table.get_ref() {
            written += records.get_ref().as_table().unwrap().len();
        }
        let shown = |letter: char| letter == '\n' || !letter.is_control();
        assert!(text.chars().all(shown), "{name} holds control characters");
    }
    assert_eq!(written, imported.drafts.len());
}
