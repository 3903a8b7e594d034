//! What the tests of this crate share: projects in memory, what they come to, and what documents must look like.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "a test stops at the first surprise")]

pub mod shape;

use std::path::{Path, PathBuf};

use serde_json::Value;
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_export::{Exported, FORMATS, Subject};
use vauban_import::{Imported, Source, write_toml};
use vauban_model::Date;

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compiles files by path.
pub fn project(files: Vec<(String, Vec<u8>)>) -> Compilation {
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

/// Compiles one file of records.
pub fn records(text: &str) -> Compilation {
    let head = b"[product.p]\nname = \"P\"\nversion = \"1.0\"\n[policy]\nassumed-attacker = 2\n".to_vec();
    project(vec![("vauban.toml".into(), head), ("security/design.toml".into(), text.into())])
}

/// Compiles an example.
pub fn example(name: &str) -> Compilation {
    let folder = root().join("examples").join(name);
    let mut files = vec![("vauban.toml".to_owned(), std::fs::read(folder.join("vauban.toml")).unwrap())];
    let mut folders = vec!["security".to_owned()];
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&below)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{below}/{}", entry.file_name().to_str().unwrap());
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(path),
                false => files.push((path, std::fs::read(entry.path()).unwrap())),
            }
        }
    }
    project(files)
}

/// Exports the first product.
pub fn export(compiled: &Compilation, format: &str) -> Exported {
    let product = compiled.products()[0];
    let threats = compiled.threats(product).unwrap();
    let subject = Subject { model: &compiled.model, catalogs: &compiled.catalogs, product, threats };
    vauban_export::format(format).unwrap().export(subject)
}

/// Reads a document as another tool's file.
pub fn import(format: &str, name: &str, bytes: &[u8], folder: &Path) -> Imported {
    let include = |wanted: &str| std::fs::read(folder.join(wanted)).map_err(|error| error.to_string());
    let source = Source { name, bytes, include: &include };
    (vauban_import::format(format).unwrap().read)(&source).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Compiles what an import gave.
pub fn imported(records: &Imported) -> Compilation {
    let mut files = vec![("vauban.toml".to_owned(), b"[product.back]\nversion = \"1\"\n".to_vec())];
    let written = write_toml(records, "a test").into_iter();
    files.extend(written.map(|(path, text)| (format!("security/imported/{path}"), text.into_bytes())));
    project(files)
}

/// Exports to a format and reads the document back.
pub fn there_and_back(compiled: &Compilation, format: &str) -> Compilation {
    let document = serde_json::to_vec_pretty(&export(compiled, format).document).unwrap();
    imported(&import(format, "exported.json", &document, &root()))
}

/// Where a document is not as its format asks; empty if it is.
pub fn problems(format: &str, document: &Value) -> Vec<String> {
    match format {
        "tm-bom" => schema_errors("tm-bom-1.0.2.json", document),
        "otm" => shape::problems(shape::OTM, document, true),
        "threat-dragon" => shape::problems(shape::THREAT_DRAGON, document, true),
        other => panic!("nothing says how {other} looks"),
    }
}

fn schema_errors(file: &str, document: &Value) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/schemas").join(file)).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Exports to every format and holds each document against what the format asks, and references against what is there.
pub fn sound(compiled: &Compilation, what: &str) {
    for format in FORMATS {
        let exported = export(compiled, format.name);
        let problems = problems(format.name, &exported.document);
        assert!(problems.is_empty(), "{what} as {}: {problems:#?}", format.name);
        let text = serde_json::to_string(&exported.document).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), exported.document, "{what} as {}", format.name);
        let holes = shape::holes(format.name, &exported.document);
        assert!(holes.is_empty(), "{what} as {}: {holes:#?}", format.name);
    }
}
