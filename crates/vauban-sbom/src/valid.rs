//! Whether a document is as the official schema of its format asks.
//!
//! CycloneDX 1.4 to 1.7 and SPDX 2.3 and 3.0.1 have JSON schemas, which are in the program. SPDX 2.2 is held against that
//! of 2.3, which asks no more than 2.2 did. CycloneDX in XML is held against the JSON schema in the shape of JSON; what
//! that leaves out stands at [`crate::read`]'s XML reader, and in [`Validity::unchecked`]. A document in which a key
//! stands twice is never valid: nobody can say which of the two a reader takes.

use std::sync::OnceLock;

use vauban_json::schema::{Problem, Schema};
use vauban_json::{Document, Value};

use crate::detect::{document, of_tree, short, without_mark};
use crate::error::Error;
use crate::model::{Bill, Format};
use crate::place::{Lines, Place};
use crate::reading::Limits;
use crate::{cyclonedx, schemas, xml};

/// Errors that are listed.
const MOST: usize = 200;

/// Whether a document is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// The schema it was held against; empty if there is none.
    pub schema: String,
    /// Whether it is as the schema asks.
    pub valid: bool,
    /// What is wrong, in the order of the file.
    pub errors: Vec<SchemaError>,
    /// How many more are wrong and not listed.
    pub more: usize,
    /// What of the format's rules was not checked; empty if nothing is known to be.
    pub unchecked: &'static str,
}

/// Something that is not as the schema asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// Where in the file.
    pub place: Place,
    /// Where in the document, as a JSON pointer; for XML that of the same document in JSON.
    pub pointer: String,
    /// What is wrong, and what is expected.
    pub message: String,
}

/// A document that was read and checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What it says, as far as it can be read.
    pub bill: Result<Bill, Error>,
    /// Whether it is valid.
    pub validity: Validity,
}

/// Reads a document and holds it against its schema.
pub fn check(bytes: &[u8]) -> Checked {
    check_within(bytes, &Limits::USUAL)
}

/// Reads a document within limits and holds it against its schema.
pub fn check_within(bytes: &[u8], limits: &Limits) -> Checked {
    let bill = crate::read_within(bytes, limits);
    let validity = match &bill {
        Ok(bill) => validity(bytes, bill, limits),
        Err(error) => refused(error),
    };
    Checked { bill, validity }
}

/// A file that cannot be read is not valid.
fn refused(error: &Error) -> Validity {
    let message = error.message.clone();
    let errors = vec![SchemaError { place: error.place, pointer: String::new(), message }];
    Validity { errors, ..Validity::default() }
}

fn validity(bytes: &[u8], bill: &Bill, limits: &Limits) -> Validity {
    match judged(bytes, bill, limits) {
        Ok(validity) => validity,
        Err(error) => refused(&error.placed(&Lines::of(bytes))),
    }
}

fn judged(bytes: &[u8], bill: &Bill, limits: &Limits) -> Result<Validity, Error> {
    let (text, skipped) = without_mark(bytes, limits)?;
    let lines = Lines::of(bytes);
    let place = |offset: usize| lines.place(offset + skipped);
    if bill.format.is_lock_file() {
        let message = format!(
            "a {} is no bill of materials, and has no schema; `vauban sbom convert` makes one of it",
            bill.format.name()
        );
        return Err(Error::at(0, message));
    }
    let (name, schema) = schema(bill)?;
    let mut found = Validity { schema: name.to_owned(), ..Validity::default() };
    match bill.format {
        Format::CycloneDxXml => {
            let converted = xml::convert(text, limits)?;
            let tree = document(converted.json.as_bytes(), limits)?;
            found.unchecked =
                "the order of elements, attributes where none are expected, and what stands in other namespaces";
            hold(&tree, schema, &mut found, |offset| place(converted.back(offset)));
            for (offset, message) in &converted.wrong {
                let (place, message) = (place(*offset), message.clone());
                found.errors.push(SchemaError { place, pointer: String::new(), message });
            }
        }
        _ => {
            let tree = document(text, limits)?;
            if bill.format == Format::Spdx2 && bill.spec == "2.2" {
                found.unchecked = "rules of SPDX 2.2 that 2.3 gave up: it is held against the schema of 2.3";
            }
            hold(&tree, schema, &mut found, place);
        }
    }
    found.errors.sort_by(|one, other| (one.place, &one.pointer).cmp(&(other.place, &other.pointer)));
    found.valid = found.errors.is_empty();
    found.more = found.errors.len().saturating_sub(MOST);
    found.errors.truncate(MOST);
    Ok(found)
}

fn hold(tree: &Document<'_>, schema: &Schema, found: &mut Validity, place: impl Fn(usize) -> Place) {
    let mut problems: Vec<Problem<'_>> = Vec::new();
    schema.check(tree.root(), &mut problems);
    for (at, problem) in problems.iter().enumerate() {
        // A pointer is found by walking from the root, so only those that are shown get theirs.
        let pointer = if at < MOST { problem.pointer() } else { String::new() };
        let message = format!("{}, not {}", problem.expected, told(problem.value));
        found.errors.push(SchemaError { place: place(problem.offset()), pointer, message });
    }
    for twice in tree.duplicates() {
        let first = place(twice.first.offset());
        let name = short(twice.again.text().unwrap_or_default());
        let message = format!(
            "the key `{name}` stands twice in one object, first on line {}; which of them counts is not defined",
            first.line
        );
        let pointer = String::new();
        found.errors.push(SchemaError { place: place(twice.again.offset()), pointer, message });
    }
}

/// A value, as a message names it.
fn told(value: Value<'_>) -> String {
    match value.kind() {
        vauban_json::Kind::Object => "this object".to_owned(),
        vauban_json::Kind::Array => "this list".to_owned(),
        _ => format!("`{}`", short(value.raw())),
    }
}

/// The schema for a bill, and its name.
fn schema(bill: &Bill) -> Result<(&'static str, &'static Schema), Error> {
    let (name, at) = match bill.format {
        Format::CycloneDxJson | Format::CycloneDxXml => {
            let at = cyclonedx::VERSIONS.iter().position(|known| *known == bill.spec).unwrap_or(3);
            (["CycloneDX 1.4", "CycloneDX 1.5", "CycloneDX 1.6", "CycloneDX 1.7"][at], at)
        }
        Format::Spdx2 => ("SPDX 2.3", 4),
        Format::Spdx3 | Format::CargoLock | Format::NpmLock => ("SPDX 3.0.1", 5),
    };
    static CELLS: [OnceLock<Result<Schema, String>>; 6] = [const { OnceLock::new() }; 6];
    let compiled = CELLS[at].get_or_init(|| {
        let main = match at {
            4 => schemas::SPDX_2_3,
            5 => schemas::SPDX_3,
            _ => schemas::CYCLONEDX[at].1,
        };
        let others = [
            ("http://cyclonedx.org/schema/spdx.schema.json", schemas::LICENCE_IDS),
            ("http://cyclonedx.org/schema/jsf-0.82.schema.json", schemas::SIGNATURE),
            ("http://cyclonedx.org/schema/cryptography-defs.schema.json", schemas::CRYPTOGRAPHY),
        ];
        Schema::compile(main, &others).map_err(|error| error.to_string())
    });
    match compiled {
        Ok(schema) => Ok((name, schema)),
        Err(why) => Err(Error::at(0, format!("the schema {name} of this program cannot be used: {why}"))),
    }
}

/// Holds a document that was just made against the schema of its format; what is wrong with it.
///
/// # Errors
/// If it is no document that can be read.
pub fn of_document(json: &str) -> Result<Validity, Error> {
    let limits = Limits::USUAL;
    let tree = document(json.as_bytes(), &limits)?;
    let bill = of_tree(tree.root(), Format::CycloneDxJson, &limits)?;
    judged(json.as_bytes(), &bill, &limits)
}
