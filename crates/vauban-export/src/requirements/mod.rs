//! The requirements of a product in formats of requirements tools, and as sheets.
//!
//! Every record becomes the same plain values (`of_model`), and each format names them by our keys, so that they come
//! back as they went. An id in another tool is the one that the record knows it by, else made of ours. There is no
//! date in what is written; where a format demands one, it is the same for all.

mod doorstop;
mod needs;
mod of_model;
mod reqif;
mod strictdoc;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use vauban_formats::requirement::Requirement;
use vauban_model::{AnyId, Model};

use crate::Subject;
use crate::told::{Row, Told};

pub use of_model::digest;

/// A format of requirements that can be written.
pub struct RequirementFormat {
    /// The word on the command line, the same as for import.
    pub name: &'static str,
    /// How its makers call it.
    pub title: &'static str,
    /// The version of the format that is written.
    pub version: &'static str,
    /// What a file of it usually ends in.
    pub extension: &'static str,
    /// Whether it is no text, and must not be shown on a terminal.
    pub binary: bool,
    /// Whether it is a folder of files.
    pub folder: bool,
    write: fn(&Specification, &mut Told) -> Result<Document, String>,
}

/// The formats, in the order in which help lists them.
pub const REQUIREMENTS: &[RequirementFormat] = &[
    RequirementFormat {
        name: "csv",
        title: "CSV",
        version: "of RFC 4180",
        extension: "csv",
        binary: false,
        folder: false,
        write: table::csv,
    },
    RequirementFormat {
        name: "xlsx",
        title: "XLSX",
        version: "of ISO/IEC 29500",
        extension: "xlsx",
        binary: true,
        folder: false,
        write: table::xlsx,
    },
    RequirementFormat {
        name: "reqif",
        title: "ReqIF",
        version: "1.0",
        extension: "reqif",
        binary: false,
        folder: false,
        write: reqif::write,
    },
    RequirementFormat {
        name: "strictdoc",
        title: "StrictDoc",
        version: "0.30",
        extension: "sdoc",
        binary: false,
        folder: false,
        write: strictdoc::write,
    },
    RequirementFormat {
        name: "doorstop",
        title: "Doorstop",
        version: "3.2",
        extension: "",
        binary: false,
        folder: true,
        write: doorstop::write,
    },
    RequirementFormat {
        name: "sphinx-needs",
        title: "sphinx-needs",
        version: "9.1",
        extension: "json",
        binary: false,
        folder: false,
        write: needs::write,
    },
];

/// The format of requirements of that name.
pub fn requirement_format(name: &str) -> Option<&'static RequirementFormat> {
    REQUIREMENTS.iter().find(|format| format.name == name)
}

/// What is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// JSON.
    Json(Json),
    /// Another text.
    Text(String),
    /// No text.
    Bytes(Vec<u8>),
    /// Files by their names in a folder.
    Folder(Vec<(String, String)>),
}

/// A document of requirements, and what became of the records.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportedRequirements {
    /// The document.
    pub document: Document,
    /// How many elements of each sort were written.
    pub elements: Vec<(&'static str, usize)>,
    /// What the format has no place for.
    pub lost: Vec<Row>,
    /// What it demands and nobody stated.
    pub filled: Vec<Row>,
}

impl RequirementFormat {
    /// Writes the requirements of a product.
    ///
    /// # Errors
    /// If there is more than the format can hold: what, and where.
    pub fn export(&self, subject: Subject<'_>) -> Result<ExportedRequirements, String> {
        let mut told = Told::default();
        let specification = Specification::new(subject, &mut told);
        told.wrote("requirements", specification.requirements.len());
        let document = (self.write)(&specification, &mut told)?;
        let (lost, filled, elements) = told.finish();
        Ok(ExportedRequirements { document, elements, lost, filled })
    }
}

/// The requirements that are written down here, of one product or of all: those of used folders belong to others.
pub fn requirements(model: &Model, product: Option<AnyId>) -> Vec<Requirement> {
    of_model::all(model, product, &mut Told::default())
}

/// What every format writes.
pub(crate) struct Specification {
    /// The product's id; `requirements` where none is named.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) requirements: Vec<Requirement>,
}

impl Specification {
    fn new(subject: Subject<'_>, told: &mut Told) -> Specification {
        let product = subject.product.and_then(|id| subject.model.product.get(id.at as usize));
        let name = product.map(|product| {
            product.name.as_deref().map_or_else(|| product.head.title().to_owned(), ToString::to_string)
        });
        Specification {
            id: product.map_or_else(|| "requirements".to_owned(), |product| product.head.id.to_string()),
            title: of_model::shown(&name.unwrap_or_else(|| "Requirements".to_owned())).replace('\n', " "),
            version: product.and_then(|product| product.version.as_ref()).map_or_else(String::new, |v| v.to_string()),
            requirements: of_model::all(subject.model, subject.product, told),
        }
    }

    /// The requirements that one spells out, among those that are written; the others are told.
    pub(crate) fn parents<'s>(
        &'s self,
        of: &'s Requirement,
        places: &BTreeMap<&str, usize>,
        told: &mut Told,
    ) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for parent in of.list("refines") {
            match parent.strip_prefix("requirement.").and_then(|id| places.get(id)) {
                Some(at) => {
                    found.insert(*at);
                }
                None => told.lost(
                    "requirement.refines",
                    "it refines one that is not written",
                    &format!("requirement.{}", of.id),
                ),
            }
        }
        found.into_iter().collect()
    }

    /// The place of each requirement by its id.
    pub(crate) fn places(&self) -> BTreeMap<&str, usize> {
        self.requirements.iter().enumerate().map(|(at, requirement)| (requirement.id.as_str(), at)).collect()
    }

    /// An id for each in the other tool, made of the one it knows by `make`, and each used once.
    pub(crate) fn uids(&self, make: &dyn Fn(&Requirement) -> String) -> Vec<String> {
        let mut taken = BTreeSet::new();
        let mut uids = Vec::new();
        for requirement in &self.requirements {
            let base = make(requirement);
            let mut uid = base.clone();
            let mut number = 2_usize;
            while !taken.insert(uid.clone()) {
                uid = format!("{base}-{number}");
                number += 1;
            }
            uids.push(uid);
        }
        uids
    }
}
