//! The table of kinds.

use vauban_pages::Document;

use crate::{Subject, cra, crosswalk, declaration, design, dossier, editions, guide, status};

/// A kind of document, declared once.
#[derive(Debug)]
pub struct Kind {
    /// What it is called on the command line, and its file without ending.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// For whom it is and what it answers, in half a line.
    pub summary: &'static str,
    /// Makes it.
    pub build: fn(&Subject<'_>) -> Result<Document, String>,
}

/// Every kind there is, in the order of the index.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "status",
        title: "Security status",
        summary: "for management: where the product stands, what is open, what is due",
        build: status::document,
    },
    Kind {
        name: "dossier",
        title: "Assessor’s dossier",
        summary: "for assessors: every requirement and aspect with what shows it, who stands behind it and where to open it",
        build: dossier::document,
    },
    Kind {
        name: "design",
        title: "Secure design",
        summary: "for developers, reviewers and assessors: context, architecture, interfaces, threats and defence in depth as one book",
        build: design::document,
    },
    Kind {
        name: "guide",
        title: "Security guide",
        summary: "for users: what protects the product, what its surroundings must provide, how to harden, use and dispose of it",
        build: guide::document,
    },
    Kind {
        name: "crosswalk",
        title: "Crosswalks",
        summary: "for who answers to several laws and standards: what the records answer of each, and what remains",
        build: crosswalk::document,
    },
    Kind {
        name: "editions",
        title: "Editions",
        summary: "for who plans ahead: what another edition of IEC 62443-4-1 changes for this product",
        build: editions::document,
    },
    Kind {
        name: "cra",
        title: "Technical documentation (Cyber Resilience Act)",
        summary: "for authorities and notified bodies: Annex VII section by section, with what is missing first",
        build: cra::document,
    },
    Kind {
        name: "declaration",
        title: "EU declaration of conformity",
        summary: "for signature, once nothing stands against it; else the list of what does",
        build: declaration::document,
    },
];

/// A kind by its name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
