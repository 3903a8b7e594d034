//! Requirements that are exported and imported again are the same requirements, in every format.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use std::fs;

use support::{example, import, project, records, root};
use vauban_engine::Compilation;
use vauban_export::{Document, ExportedRequirements, REQUIREMENTS, Subject, digest, requirement_format, requirements};
use vauban_formats::requirement::Requirement;
use vauban_import::{Imported, write_toml};

fn subject(compiled: &Compilation) -> Subject<'_> {
    let product = compiled.products()[0];
    let threats = compiled.threats(product).unwrap();
    Subject { model: &compiled.model, catalogs: &compiled.catalogs, product, threats }
}

fn export(compiled: &Compilation, format: &str) -> ExportedRequirements {
    requirement_format(format).unwrap().export(subject(compiled)).unwrap()
}

/// The bytes of a document, or its files.
fn back(format: &str, document: &Document) -> Imported {
    let read = |bytes: &[u8]| import(format, "exported", bytes, &root());
    match document {
        Document::Json(json) => read(json.to_string().as_bytes()),
        Document::Text(text) => read(text.as_bytes()),
        Document::Bytes(bytes) => read(bytes),
        Document::Folder(files) => {
            let files: Vec<(String, Vec<u8>)> =
                files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())).collect();
            vauban_import::doorstop_folder(&files).unwrap()
        }
    }
}

fn sorted(mut all: Vec<Requirement>) -> Vec<Requirement> {
    all.sort_by(|one, other| one.id.cmp(&other.id));
    for value in all.iter_mut().flat_map(|one| &mut one.values) {
        if let vauban_formats::requirement::Value::List(items) = &mut value.1 {
            items.sort();
        }
    }
    all
}

/// Compiles what an import gave, in a project whose product has the same name.
fn imported(records: &Imported) -> Compilation {
    let mut files = vec![("vauban.toml".to_owned(), b"[product.p]\nversion = \"1\"\n".to_vec())];
    let written = write_toml(records, "a test").into_iter();
    files.extend(written.map(|(path, text)| (format!("security/imported/{path}"), text.into_bytes())));
    project(files)
}

const HARD: &str = r##"
[requirement.plain]
text = "One statement."

[requirement.all]
title = "A title with \"quotes\", <tags> & ampersands"
text = """
Two lines, the second
  indented	with a tab.

And one after a gap; = a formula, -1, @x."""
refines = ["requirement.plain", "requirement.formula"]
origin = ["threat.x", "assumption.a"]
origin-standard = ["CR 1.1 RE(1)", "SD-1.c"]
origin-other = "customer A; and B, too"
stage = ["operation", "maintenance"]
category = "FR3"
level = 0
allocated-to = ["mechanism.m", "component.c"]
acceptance = "'quoted' and =1+1\nor not"
method = "inspection"
verification = "by looking"
status = "approved"
approved-by = "role.advisor"
date = 2026-03-02
external = "REQ-0815/ä b"
description = "- a\n- b: c # no comment\n\n>>>\n"
rationale = "[LINK] and {braces} % ~ ^"
owner = "role.advisor"
tags = ["one, two", "a; b", "[REQUIREMENT]", "true", "0123"]
products = ["p"]

[requirement.formula]
text = "=HYPERLINK(1)"
tags = ["-x"]
status = "Draft"

[requirement."odd.id_X"]
text = "+49"
external = "UID: 5"

[requirement.lonely]
title = "  spaces  around  "
text = "設計 🔒 _x0041_"
tags = ["one; only"]
origin-other = "2026-01-01"
acceptance = "007"
verification = "null"

[threat.x]
[assumption.a]
[mechanism.m]
[component.c]
[role.advisor]
"##;

#[test]
fn what_is_written_is_read_back_in_every_format() {
    let hard = records(HARD);
    let examples = [example("edge-gateway"), example("level-sensor")];
    for (what, compiled) in [("hard", &hard), ("edge-gateway", &examples[0]), ("level-sensor", &examples[1])] {
        let before = sorted(requirements(&compiled.model, compiled.products()[0]));
        assert!(before.len() >= 5, "{what}: {}", before.len());
        for format in REQUIREMENTS {
            let exported = export(compiled, format.name);
            let read = back(format.name, &exported.document);
            let unexpected: Vec<_> = read.lost.iter().filter(|row| !expected(&row.reason)).collect();
            assert!(unexpected.is_empty(), "{what} as {}: {unexpected:?}", format.name);
            let again = imported(&read);
            let after = sorted(requirements(&again.model, again.products()[0]));
            let ids = |all: &[Requirement]| all.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
            let expect: Vec<Requirement> = before.iter().map(as_new).collect();
            assert_eq!(ids(&after), ids(&expect), "{what} as {}", format.name);
            for (one, other) in expect.iter().zip(&after) {
                // Records that are not there in the project of the test are told by what was written.
                assert_eq!(one, other, "{what} as {}", format.name);
            }
        }
    }
}

/// An id that other tools or new records do not have is written in the letters of ours.
fn as_new(before: &Requirement) -> Requirement {
    let mut new = before.clone();
    if new.id == "odd.id_X" {
        new.id = "odd-id-x".to_owned();
    }
    new
}

/// What a reader rightly tells of a file that we wrote.
fn expected(reason: &str) -> bool {
    ["a setting of Doorstop", "where it stands in the document", "about the file", "TITLE of a document"]
        .iter()
        .any(|known| reason.contains(known))
}

#[test]
fn the_same_records_are_the_same_bytes() {
    for format in REQUIREMENTS {
        let one = export(&records(HARD), format.name);
        assert_eq!(one, export(&records(HARD), format.name), "{}", format.name);
    }
}

#[test]
fn a_digest_is_of_what_is_said_and_of_nothing_else() {
    let of = |text: &str| digest(&requirements(&records(text).model, None)[0]);
    let one = of("[requirement.a]\ntext = 'x'\ntags = ['a', 'b']\n");
    assert_eq!(one.len(), 32);
    assert_eq!(one, of("[requirement.a] # said\ntags = ['b', 'a']\ntext = \"x\\r\\n\"\n"));
    assert_ne!(one, of("[requirement.a]\ntext = 'x'\ntags = ['ab']\n"));
    assert_ne!(one, of("[requirement.b]\ntext = 'x'\ntags = ['a', 'b']\n"));
    assert_ne!(one, of("[requirement.a]\ntitle = 'x'\ntags = ['a', 'b']\n"));
}

#[test]
fn what_has_no_place_is_told() {
    let compiled = records(
        "[requirement.a]\ntext = 'x\u{9b}y'\nformerly = ['b']\nrefines = ['requirement.nowhere']\n[requirement.c]\ntext = 'z'\n",
    );
    for format in REQUIREMENTS {
        let exported = export(&compiled, format.name);
        let told = |path: &str, what: &str| {
            exported.lost.iter().any(|row| row.path == path && row.reason.contains(what) && row.count == 1)
        };
        assert!(told("requirement.formerly", "not exchanged"), "{}", format.name);
        assert!(told("requirement", "control characters"), "{}", format.name);
        let table = ["csv", "xlsx"].contains(&format.name);
        assert_eq!(told("requirement.refines", "not written"), !table, "{}", format.name);
        assert_eq!(exported.elements, [("requirements", 2)]);
    }
}

/// `WRITE_EXCHANGE=FOLDER cargo test -p vauban-export --test requirements files_for -- --ignored` writes a file of each
/// format, to be held against the tools themselves.
#[test]
#[ignore = "writes files for people"]
fn files_for_the_tools() {
    let Some(folder) = std::env::var_os("WRITE_EXCHANGE").map(std::path::PathBuf::from) else { return };
    for (name, compiled) in [("hard", records(HARD)), ("gateway", example("edge-gateway"))] {
        for format in REQUIREMENTS {
            let path = folder.join(name).join(format.name);
            fs::create_dir_all(&path).unwrap();
            let file = path.join(format!("{name}.{}", format.extension));
            match export(&compiled, format.name).document {
                Document::Json(json) => fs::write(file, serde_json::to_string_pretty(&json).unwrap()).unwrap(),
                Document::Text(text) => fs::write(file, text).unwrap(),
                Document::Bytes(bytes) => fs::write(file, bytes).unwrap(),
                Document::Folder(files) => {
                    files.into_iter().for_each(|(name, text)| fs::write(path.join(name), text).unwrap());
                }
            }
        }
    }
}
