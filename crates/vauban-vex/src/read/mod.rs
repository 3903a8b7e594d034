//! Documents of the three formats into the own model.
//!
//! A reader takes what it understands and tells the rest: a word nobody knows is an error with its place, and the
//! statement that holds it closes nothing. Text that is no JSON, or no VEX at all, is refused as a whole.

mod boms;
mod csaf;
mod cyclonedx;
mod kept;
mod openvex;
mod tree;

pub use boms::Boms;
pub(crate) use kept::PREFIX as KEPT;

use vauban_json as json;

use crate::problem::{Place, Problem};
use crate::statement::{Document, Statement};
use crate::time::Time;

/// Most statements of one document, products and components of each counted: what is beyond is refused.
pub const MOST: usize = 1_000_000;

/// What was read, and what its reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// What is wrong with it, in the order of the text.
    pub problems: Vec<Problem>,
}

/// The bounds of a JSON text that is read here.
pub fn limits() -> json::Limits {
    json::Limits { bytes: 256 << 20, depth: 128, values: 16 << 20 }
}

/// Reads a document of whichever format it is; BOM links are looked up in `boms`.
///
/// # Errors
/// If it is no JSON, or none of the three formats.
pub fn read(bytes: &[u8], boms: &Boms) -> Result<Reading, Problem> {
    let text = json::Document::read(bytes, &limits()).map_err(|error| not_json(&error))?;
    let root = text.root();
    let context = root.get("@context").is_some();
    let mut reading = if root.get("bomFormat").is_some() {
        cyclonedx::read(root, boms)
    } else if root.get_path(&["document", "csaf_version"]).is_some() {
        csaf::read(root)
    } else if context {
        openvex::read(root)
    } else {
        Err(Problem::error(
            "format",
            &Place { line: 1, column: 1, pointer: String::new() },
            "this is none of OpenVEX, CSAF and CycloneDX in JSON",
            "OpenVEX has `@context`, CSAF has `document.csaf_version`, CycloneDX has `bomFormat`",
        ))
    }?;
    for twice in text.duplicates() {
        let place = twice.again.place();
        reading.problems.push(Problem::error(
            "duplicate",
            &Place { line: place.line, column: place.column, pointer: String::new() },
            format!("the name `{}` occurs twice in one object", crate::short(twice.again.text().unwrap_or_default())),
            "keep one of them: readers differ in which they take",
        ));
    }
    if reading.problems.iter().any(|problem| problem.rule == "duplicate") {
        doubt_all(&mut reading.document, "its document names something twice in one object");
    }
    reading.problems.sort_by(|one, other| {
        (one.place.line, one.place.column, one.rule).cmp(&(other.place.line, other.place.column, other.rule))
    });
    Ok(reading)
}

fn not_json(error: &json::Error) -> Problem {
    let place = Place { line: error.line, column: error.column, pointer: String::new() };
    Problem::error("json", &place, error.what.to_string(), "write it anew with the tool that made it")
}

fn doubt_all(document: &mut Document, why: &str) {
    for statement in &mut document.statements {
        doubt(statement, why);
    }
}

/// Notes why a statement closes nothing; the first reason stays.
fn doubt(statement: &mut Statement, why: &str) {
    if statement.doubt.is_empty() {
        why.clone_into(&mut statement.doubt);
    }
}

fn place(value: json::Value<'_>, pointer: &str) -> Place {
    let json::Place { line, column } = value.place();
    Place { line, column, pointer: pointer.to_owned() }
}

fn text(value: json::Value<'_>, name: &str) -> String {
    value.get_text(name).unwrap_or_default().to_owned()
}

/// The texts of a member that is an array.
fn texts(value: json::Value<'_>, name: &str) -> Vec<String> {
    let list = value.get(name).into_iter().flat_map(json::Value::items);
    list.filter_map(json::Value::text).map(str::to_owned).collect()
}

fn list<'d>(value: json::Value<'d>, name: &str) -> impl Iterator<Item = json::Value<'d>> {
    value.get(name).into_iter().flat_map(json::Value::items)
}

/// A time, if it is there: `Err` if it cannot be read, which was then told.
fn time(value: json::Value<'_>, name: &str, pointer: &str, problems: &mut Vec<Problem>) -> Result<Option<Time>, ()> {
    let Some(found) = value.get(name) else { return Ok(None) };
    let wrong = |problems: &mut Vec<Problem>, what: String| {
        let place = place(found, &format!("{pointer}/{name}"));
        problems.push(Problem::error("time", &place, what, "write date, time and zone (RFC 3339)"));
    };
    match found.text().map(Time::parse) {
        Some(Ok(time)) => Ok(Some(time)),
        Some(Err(what)) => {
            wrong(problems, what);
            Err(())
        }
        None => {
            wrong(problems, format!("`{name}` is no text"));
            Err(())
        }
    }
}

/// Refuses a document that says too much to be true.
fn too_many(root: json::Value<'_>) -> Problem {
    Problem::error(
        "limit",
        &place(root, ""),
        format!("it makes more than {MOST} statements about products"),
        "split it by product or year",
    )
}
