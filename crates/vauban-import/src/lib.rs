//! Other tools' files into records.
//!
//! Every importer works in three steps that it shares with the others: the file becomes a
//! tracked tree (`source`), the format's reader turns the tree into a sketch of a design
//! (`formats`), and the sketch becomes record drafts with unique ids and resolved references
//! (`sketch`). What a reader does not ask the tree for is found afterwards and told in
//! [`Imported::lost`], so a member nobody thought of cannot vanish.
//!
//! This crate knows nothing of the model: a [`Draft`] is a kind, an id and fields, and whoever
//! reads the written TOML judges it. There is no disk here; a format that includes other files
//! asks [`Source::include`] for them.

mod error;
mod formats;
mod lost;
mod names;
mod observation;
mod requirements;
mod sketch;
mod source;
mod trackers;
mod words;
mod write;

pub use error::ImportError;
pub use lost::Lost;
pub use observation::{Look, Seen, observation};
pub use requirements::doorstop::read_all as doorstop_folder;
use requirements::table;
pub use requirements::{Mapping, Row, Rows, read_sheet, rows as sheet_rows};
pub use write::write_toml;

/// One format that can be imported.
pub struct Format {
    /// The word for `--format`.
    pub name: &'static str,
    /// How its makers call it.
    pub title: &'static str,
    /// Endings of file names under which it is usually found.
    pub extensions: &'static [&'static str],
    /// Reads one file of it.
    pub read: fn(&Source<'_>) -> Result<Imported, ImportError>,
}

/// The formats, in the order in which help lists them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "threat-dragon",
        title: "OWASP Threat Dragon",
        extensions: &["json"],
        read: formats::threat_dragon::read,
    },
    Format { name: "threagile", title: "Threagile", extensions: &["yaml", "yml"], read: formats::threagile::read },
    Format {
        name: "otm",
        title: "Open Threat Model",
        extensions: &["otm", "json", "yaml", "yml"],
        read: formats::otm::read,
    },
    Format { name: "tm7", title: "Microsoft Threat Modeling Tool", extensions: &["tm7"], read: formats::tm7::read },
    Format { name: "pytm", title: "OWASP pytm", extensions: &["json"], read: formats::pytm::read },
    Format {
        name: "threat-composer",
        title: "AWS Threat Composer",
        extensions: &["tc.json", "json"],
        read: formats::threat_composer::read,
    },
    Format { name: "tm-bom", title: "OWASP TM-BOM", extensions: &["json", "cdx.json"], read: formats::tm_bom::read },
];

/// The formats that hold requirements instead of a design, in the order in which help lists them.
pub const REQUIREMENTS: &[Format] = &[
    Format { name: "csv", title: "CSV", extensions: &["csv"], read: table::read_csv_file },
    Format { name: "xlsx", title: "XLSX", extensions: &["xlsx"], read: table::read_xlsx_file },
    Format { name: "reqif", title: "ReqIF", extensions: &["reqif", "reqifz"], read: requirements::reqif::read },
    Format { name: "strictdoc", title: "StrictDoc", extensions: &["sdoc"], read: requirements::strictdoc::read },
    Format { name: "doorstop", title: "Doorstop", extensions: &["yml", "yaml"], read: requirements::doorstop::read },
    Format { name: "sphinx-needs", title: "sphinx-needs", extensions: &["json"], read: requirements::needs::read },
];

/// Exports of issue trackers, in the order in which help lists them.
pub const TRACKERS: &[Format] = &[
    Format { name: "github-issues", title: "GitHub issues", extensions: &["json"], read: trackers::github::read },
    Format {
        name: "gitlab-issues",
        title: "GitLab issues",
        extensions: &["json", "csv"],
        read: trackers::gitlab::read,
    },
    Format { name: "jira", title: "Jira", extensions: &["json", "csv"], read: trackers::jira::read },
];

/// The format of that name.
#[must_use]
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().chain(REQUIREMENTS).chain(TRACKERS).find(|format| format.name == name)
}

/// A file to import.
pub struct Source<'a> {
    /// The file's name, for messages.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// Reads a file that this one includes; the path is relative to the folder of the main
    /// file and never leaves it.
    pub include: &'a dyn Fn(&str) -> Result<Vec<u8>, String>,
}

/// What came out of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// The records, in the order in which they should be written.
    pub drafts: Vec<Draft>,
    /// What the records do not hold, one row per kind of member and reason.
    pub lost: Vec<Lost>,
}

/// A record to be: nothing has checked it against the model yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The record kind, such as `component`.
    pub kind: &'static str,
    /// Its id, unique among the drafts of the kind.
    pub id: String,
    /// Its fields in the order in which they are written.
    pub fields: Vec<(String, Field)>,
    /// The place in the source file, as a JSON pointer or XML path.
    pub origin: String,
    /// What a person must still answer, one comment line each below the header.
    pub asks: Vec<String>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// A text.
    Text(String),
    /// Several words or references.
    Words(Vec<String>),
    /// A calendar date as `2026-11-22`.
    Date(String),
    /// A time with its zone, as `2026-11-22T21:00:00+01:00`.
    Time(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A small table, written in one line.
    Table(Vec<(String, Field)>),
    /// Several small tables.
    Tables(Vec<Vec<(String, Field)>>),
}
