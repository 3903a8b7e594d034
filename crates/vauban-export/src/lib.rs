//! A product's design in the file formats of other threat-modelling tools, and what they cannot hold.
//!
//! The records of a product become one neutral `design` (who stands where, what flows, which threats there are),
//! and each format writes that. Beside the document stands what became of the rest: [`Exported::lost`] names every
//! kind and key for which the format has no place, and [`Exported::filled`] every member that the format demands
//! and the records do not state. Which keys a format holds is a table of its module; all others are counted, so
//! that a key nobody thought of cannot vanish.
//!
//! The same records give the same bytes: ids are made of names, and there is no clock, no chance and no disk here.

pub mod csaf;
mod design;
mod drawing;
mod ids;
pub mod oscal;
mod otm;
mod otm_threats;
mod parties;
mod requirements;
mod threat_dragon;
mod threats;
mod tm_bom;
mod tm_bom_threats;
mod told;
pub mod vex;

use serde_json::Value;
use vauban_analysis::threats::Enumeration;
use vauban_catalog::Catalogs;
use vauban_model::{AnyId, Model};

use design::Design;
use told::{Holds, Told};

pub use requirements::{
    Document, ExportedRequirements, REQUIREMENTS, RequirementFormat, digest, requirement_format, requirements,
};
pub use told::Row;

/// A format that can be written.
pub struct Format {
    /// The word on the command line, the same as for import.
    pub name: &'static str,
    /// How its makers call it.
    pub title: &'static str,
    /// The version of the format that is written.
    pub version: &'static str,
    /// What a file of it usually ends in.
    pub extension: &'static str,
    holds: Holds,
    write: fn(&Design<'_>, &mut Told) -> Value,
}

/// The formats, in the order in which help lists them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "tm-bom",
        title: "OWASP TM-BOM",
        version: tm_bom::VERSION,
        extension: "json",
        holds: tm_bom::HOLDS,
        write: tm_bom::write,
    },
    Format {
        name: "otm",
        title: "Open Threat Model",
        version: otm::VERSION,
        extension: "otm",
        holds: otm::HOLDS,
        write: otm::write,
    },
    Format {
        name: "threat-dragon",
        title: "OWASP Threat Dragon",
        version: threat_dragon::VERSION,
        extension: "json",
        holds: threat_dragon::HOLDS,
        write: threat_dragon::write,
    },
];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// What is exported: the records, and what was computed about one product of them.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// All records.
    pub model: &'a Model,
    /// Catalogs in force.
    pub catalogs: &'a Catalogs,
    /// The product; none where the project names none.
    pub product: Option<AnyId>,
    /// Its threats.
    pub threats: &'a Enumeration,
}

/// A document, and what became of the records.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// The document.
    pub document: Value,
    /// How many elements of each sort were written, in a fixed order.
    pub elements: Vec<(&'static str, usize)>,
    /// What the format has no place for: `kind`, or `kind.key`.
    pub lost: Vec<Row>,
    /// Members of the format that it demands and nobody stated, with what was written there.
    pub filled: Vec<Row>,
}

impl Format {
    /// Writes the design of a product.
    pub fn export(&self, subject: Subject<'_>) -> Exported {
        let mut told = Told::default();
        let design = Design::new(subject, &mut told);
        told.without_place(subject, &self.holds, self.title);
        let document = (self.write)(&design, &mut told);
        let (lost, filled, elements) = told.finish();
        Exported { document, elements, lost, filled }
    }
}
