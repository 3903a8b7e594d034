//! Every link of every document leads somewhere, and every table is whole: a test over all kinds and projects.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod kit;

use std::collections::BTreeSet;

use kit::{PROJECTS, Project, anchors, tables, targets};
use vauban_documents::{KINDS, index};
use vauban_pages::{Document, Target};

/// All documents of a project with their index. One that refuses to be written says why.
fn collection(project: &Project) -> Vec<Document> {
    let subject = project.subject(&[]);
    let mut documents = Vec::new();
    for kind in KINDS {
        match (kind.build)(&subject) {
            Ok(document) => {
                assert_eq!(document.id, kind.name, "a document is called as its kind");
                documents.push(document);
            }
            Err(why) => assert!(!why.trim().is_empty(), "{} refuses and does not say why", kind.name),
        }
    }
    documents.insert(0, index(&documents));
    documents
}

#[test]
fn every_link_leads_somewhere() {
    for path in PROJECTS {
        let project = Project::open(path);
        let documents = collection(&project);
        let places: Vec<(&str, BTreeSet<&str>)> =
            documents.iter().map(|document| (document.id.as_str(), anchors(document).into_iter().collect())).collect();
        let mut dead = BTreeSet::new();
        for (document, (id, own)) in documents.iter().zip(&places) {
            for target in targets(document) {
                let found = match target {
                    Target::Anchor(anchor) => own.contains(anchor.as_str()),
                    Target::Document { id, anchor } => places
                        .iter()
                        .find(|(other, _)| other == id)
                        // A document that refused to be written is none that a reader could have opened.
                        .map_or(KINDS.iter().any(|kind| kind.name == id), |(_, there)| {
                            anchor.is_empty() || there.contains(anchor.as_str())
                        }),
                    Target::Web(address) => Target::web(address).is_some(),
                };
                if !found {
                    dead.insert(format!("{path}: {id}: {target:?}"));
                }
            }
        }
        assert!(dead.is_empty(), "{} links lead nowhere:\n{dead:#?}", dead.len());
    }
}

#[test]
fn every_place_is_there_once() {
    for path in PROJECTS {
        for document in collection(&Project::open(path)) {
            let mut seen = BTreeSet::new();
            let twice: Vec<&str> = anchors(&document).into_iter().filter(|anchor| !seen.insert(*anchor)).collect();
            assert!(twice.is_empty(), "{path}: {}: {twice:?}", document.id);
        }
    }
}

#[test]
fn every_row_has_a_cell_for_each_column() {
    for path in PROJECTS {
        for document in collection(&Project::open(path)) {
            for table in tables(&document) {
                for row in &table.rows {
                    assert_eq!(row.cells.len(), table.columns.len(), "{path}: {}: {}", document.id, table.caption);
                }
            }
        }
    }
}
