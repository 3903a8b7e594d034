//! Sources read: one module per form, bytes of one file in, advisories, notes and problems out.
//!
//! Nothing is skipped without a word. A record that cannot be read is a problem with its place, and is counted; what
//! of a record cannot be understood stays in it as a text that keeps silence from being an answer.

mod applicability;
mod csaf;
mod cve;
mod epss;
mod events;
mod feed;
mod kev;
mod nvd;
mod osv;
mod range;
mod requirement;
mod rustsec;

use crate::advisory::Advisory;
use crate::index::Form;
use crate::note::Note;

pub use feed::{Accepted, Feed, MOST_PROBLEMS, Refusal, Rules, compare};

/// The longest file that is read, in bytes; of snapshots and catalogues [`LONGEST_LIST`].
pub const LONGEST: usize = 32 << 20;
/// The longest file that holds a whole list.
pub const LONGEST_LIST: usize = 512 << 20;

/// Something found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An advisory.
    Advisory(Box<Advisory>),
    /// A note about the vulnerability with that id.
    Note(String, Note),
    /// Something is wrong.
    Problem(Problem),
    /// The date of a snapshot or catalogue.
    Dated(String),
}

/// What is wrong in a file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 if it is about the whole file.
    pub line: u32,
    /// The column, from 1; 0 if it is about the whole line.
    pub column: u32,
    /// What is wrong, and what was expected.
    pub what: String,
    /// Whether the record, or the whole file, could not be used.
    pub lost: bool,
}

impl Problem {
    fn lost(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, what: what.into(), lost: true }
    }

    fn odd(file: &str, what: impl Into<String>) -> Self {
        Self { lost: false, ..Self::lost(file, what) }
    }

    fn at(mut self, line: u32, column: u32) -> Self {
        (self.line, self.column) = (line, column);
        self
    }
}

/// Reads one file of a source. `source` is the name advisories carry.
pub fn read(form: Form, source: &str, file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let most = match form {
        Form::Kev | Form::Epss | Form::Nvd => LONGEST_LIST,
        Form::Osv | Form::RustSec | Form::Csaf | Form::Cve => LONGEST,
    };
    if bytes.len() > most {
        let what = format!("{} bytes are more than the limit of {most}", bytes.len());
        found(Item::Problem(Problem::lost(file, what)));
        return;
    }
    match form {
        Form::Osv => osv::read(source, file, bytes, found),
        Form::RustSec => rustsec::read(source, file, bytes, found),
        Form::Csaf => csaf::read(source, file, bytes, found),
        Form::Cve => cve::read(source, file, bytes, found),
        Form::Nvd => nvd::read(source, file, bytes, found),
        Form::Kev => kev::read(file, bytes, found),
        Form::Epss => epss::read(file, bytes, found),
    }
}

/// Whether a file of a folder is one of this form, by its name. Others are not read and not counted.
pub fn is_file(form: Form, path: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.len() > ending.len() && path.ends_with(ending));
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match form {
        Form::Osv => ends(&[".json", ".yaml", ".yml"]),
        Form::RustSec => name.starts_with("RUSTSEC-") && ends(&[".md"]),
        Form::Csaf => ends(&[".json"]) && !matches!(name, "provider-metadata.json" | "aggregator.json"),
        Form::Cve => name.starts_with("CVE-") && ends(&[".json"]),
        Form::Nvd | Form::Kev => ends(&[".json"]),
        Form::Epss => ends(&[".csv"]),
    }
}

/// A JSON document within the limits of sources, or the problem.
fn json<'t>(file: &str, bytes: &'t [u8], values: usize) -> Result<vauban_json::Document<'t>, Problem> {
    let limits = vauban_json::Limits { values, ..vauban_json::Limits::default() };
    let document = vauban_json::Document::read(bytes, &limits)
        .map_err(|error| Problem::lost(file, error.what.to_string()).at(error.line, error.column))?;
    let twice = document.duplicates().first().map(|twice| {
        let place = twice.again.place();
        (twice.again.text().unwrap_or("").to_owned(), place.line, place.column)
    });
    match twice {
        Some((name, line, column)) => {
            let what = format!("the name `{name}` stands twice in one object: which of the two is meant is not known");
            Err(Problem::lost(file, what).at(line, column))
        }
        None => Ok(document),
    }
}

/// A problem at a value of a document.
fn at(file: &str, value: vauban_json::Value<'_>, what: impl Into<String>) -> Problem {
    let place = value.place();
    Problem::lost(file, what).at(place.line, place.column)
}
