//! The dossier: each aspect once, each digest that of its file, nothing of what is kept back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod kit;

use std::collections::BTreeMap;
use std::fs;

use kit::{PROJECTS, Project, tables, words};
use vauban_answers::dossier::{Asked, Items, dossier};
use vauban_documents::{dossier::told_as, kind};
use vauban_engine::sha256_hex;
use vauban_pages::{Document, Table, html, markdown};

fn written(project: &Project, scope: &[String]) -> Document {
    (kind("dossier").unwrap().build)(&project.subject(scope)).unwrap()
}

fn table<'d>(document: &'d Document, caption: &str) -> &'d Table {
    let found = tables(document).into_iter().find(|table| table.caption == caption);
    found.unwrap_or_else(|| panic!("there is no table `{caption}`"))
}

#[test]
fn every_aspect_of_the_edition_has_one_row() {
    for path in PROJECTS {
        let project = Project::open(path);
        let document = written(&project, &[]);
        let mut rows: BTreeMap<String, usize> = BTreeMap::new();
        for row in &table(&document, "Every aspect").rows {
            *rows.entry(words(&row.cells[1])).or_default() += 1;
        }
        let catalog = project.compiled.catalogs.default_lifecycle();
        let mut expected = 0;
        for (_, aspect) in catalog.aspects() {
            assert_eq!(rows.get(&aspect.id), Some(&1), "{path}: {}", aspect.id);
            expected += 1;
        }
        assert!(expected > 200, "{expected} aspects are no edition");
        assert_eq!(rows.len(), expected, "{path}: a row is of no aspect");
    }
}

#[test]
fn every_digest_is_that_of_the_file() {
    for path in PROJECTS {
        let project = Project::open(path);
        let document = written(&project, &[]);
        let files = table(&document, "Files");
        let mut checked = 0;
        for row in &files.rows {
            let (name, digest) = (words(&row.cells[0]), words(&row.cells[1]));
            match fs::read(project.root.join(&name)) {
                Ok(bytes) => {
                    assert_eq!(digest, sha256_hex(&bytes), "{path}: {name}");
                    assert_eq!(words(&row.cells[2]), bytes.len().to_string(), "{path}: {name}");
                    checked += 1;
                }
                Err(_) => assert!(digest.len() != 64, "{path}: {name} is not there and has a digest"),
            }
        }
        assert!(checked > 5, "{path}: {checked} files are too few to be a dossier");
    }
}

#[test]
fn a_scope_is_all_that_is_told() {
    let project = Project::open(PROJECTS[2]);
    let scope = ["SD-3".to_owned()];
    let document = written(&project, &scope);
    let rows = &table(&document, "Every aspect").rows;
    assert!(!rows.is_empty() && rows.iter().all(|row| words(&row.cells[1]).starts_with("SD-3.")));
    let asked = ["SD-99".to_owned()];
    let refused = (kind("dossier").unwrap().build)(&project.subject(&asked));
    assert!(refused.unwrap_err().contains("SD-99"));
}

#[test]
fn computed_and_stated_stay_apart_and_nobody_is_called_compliant() {
    for path in PROJECTS {
        let document = written(&Project::open(path), &[]);
        for row in &table(&document, "Every aspect").rows {
            let (verdict, by) = (words(&row.cells[3]), words(&row.cells[4]));
            assert!(["computed", "stated", "–"].contains(&by.as_str()), "{by}");
            assert!(verdict != "missing" || by == "–", "{}: missing by {by}", words(&row.cells[1]));
        }
        let text = markdown::page(&document).to_lowercase();
        assert!(!text.contains("presumption of conformity"), "{path}");
    }
}

/// What somebody wrote into a file of which the reader may know nothing but its name.
#[test]
fn of_a_file_that_is_kept_back_no_word_is_told() {
    let project = Project::open(PROJECTS[2]);
    let subject = project.subject(&[]);
    let asked = Asked { product: subject.product, ..Asked::default() };
    let review = project.compiled.model.review.iter().find(|review| !review.findings.is_empty()).unwrap();
    let file = project.compiled.model.sources.file(review.head.header.file).path.clone();
    let secret = review.findings[0].text.as_ref().unwrap().trim();
    let page = |items: &Items| {
        let told = dossier(&project.compiled, &asked, items).unwrap();
        html::page(&told_as(&project.compiled, subject.product, &told, items).unwrap())
    };
    let open = Items::from([(file.clone(), (file.clone(), Some("0".repeat(64))))]);
    assert!(page(&open).contains(secret), "the finding is not told at all");
    let kept = Items::from([(file.clone(), (file, None))]);
    assert!(!page(&kept).contains(secret));
}
