//! What a file is, told by its beginning, and the reader for it.

use vauban_json::Document;

use crate::error::Error;
use crate::model::{Bill, Format, Problem, ProblemKind};
use crate::node::Node;
use crate::place::Lines;
use crate::reading::{Limits, Reading};
use crate::{cyclonedx, locks, spdx2, spdx3};

/// Reads a bill of materials or a lock file, within the usual limits.
///
/// # Errors
/// If it is none of the formats that are read, of another version, no JSON or XML, or beyond the limits.
pub fn read(bytes: &[u8]) -> Result<Bill, Error> {
    read_within(bytes, &Limits::USUAL)
}

/// Reads a bill of materials or a lock file.
///
/// # Errors
/// If it is none of the formats that are read, of another version, no JSON or XML, or beyond the limits.
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Bill, Error> {
    let (text, skipped) = without_mark(bytes, limits)?;
    let lines = Lines::of(bytes);
    let bill = match text.trim_ascii_start().first() {
        Some(b'{') => json(text, limits),
        // A list is no bill; a table of TOML begins the same way.
        Some(b'[') if memchr::memmem::find(text, b"[[package]]").is_none() => json(text, limits),
        Some(b'<') => crate::xml::read(text, limits),
        Some(_) => locks::cargo::read(text, limits),
        None => Err(Error::at(0, "the file is empty")),
    };
    let shift = |offset: usize| offset + skipped;
    match bill {
        Ok(mut bill) => {
            if skipped > 0 {
                crate::shift::offsets(&mut bill, shift);
            }
            bill.lines = lines;
            Ok(bill)
        }
        Err(mut error) => {
            error.offset = shift(error.offset);
            Err(error.placed(&lines))
        }
    }
}

/// The text without its byte order mark, and how long that was.
pub(crate) fn without_mark<'b>(bytes: &'b [u8], limits: &Limits) -> Result<(&'b [u8], usize), Error> {
    if bytes.len() > limits.bytes {
        return Err(Error::at(0, format!("the file is larger than {} MiB", limits.bytes >> 20)));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::at(0, "the file is UTF-16; save it as UTF-8"));
    }
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").map_or((bytes, 0), |rest| (rest, 3)))
}

/// Keys that stand twice and are told.
const MOST_DUPLICATES: usize = 1_000;

/// The JSON of a text within the limits.
pub(crate) fn document<'t>(text: &'t [u8], limits: &Limits) -> Result<Document<'t>, Error> {
    let bounds = vauban_json::Limits { bytes: limits.bytes, depth: limits.depth, values: limits.values };
    Document::read(text, &bounds).map_err(|error| Error::at(error.offset, format!("it is no JSON: {}", error.what)))
}

fn json(text: &[u8], limits: &Limits) -> Result<Bill, Error> {
    let document = document(text, limits)?;
    let root = document.root();
    let mut bill = of_tree(root, Format::CycloneDxJson, limits)?;
    for twice in document.duplicates().into_iter().take(MOST_DUPLICATES) {
        let name = twice.again.text().unwrap_or_default();
        let message =
            format!("the key `{}` stands twice in one object; readers differ in which of them they take", short(name));
        let offset = twice.again.offset();
        bill.problems.push(Problem { kind: ProblemKind::DuplicateKey, message, offset });
    }
    bill.problems.sort_by_key(|problem| (problem.offset, problem.kind));
    Ok(bill)
}

/// Reads a tree; `cyclonedx` is the form in which CycloneDX came.
pub(crate) fn of_tree(root: Node<'_>, cyclonedx: Format, limits: &Limits) -> Result<Bill, Error> {
    // Nothing has been read yet, so the bill needs no lines to name a place.
    let reading = |format, spec: &str| Reading::new(Bill::new(format, spec), *limits);
    if root.get("bomFormat").is_some_and(|format| format.is("CycloneDX")) {
        let version = root.get_text("specVersion").unwrap_or_default();
        if !cyclonedx::VERSIONS.contains(&version) {
            return Err(Error::at(
                at(root, "specVersion"),
                format!("CycloneDX `{}` is not read; known: 1.4 to 1.7", short(version)),
            ));
        }
        return cyclonedx::read(root, reading(cyclonedx, version));
    }
    if let Some(version) = root.get_text("spdxVersion") {
        if !spdx2::VERSIONS.contains(&version) {
            return Err(Error::at(
                at(root, "spdxVersion"),
                format!("`{}` is not read; known: SPDX-2.2, SPDX-2.3 and SPDX 3.0", short(version)),
            ));
        }
        return spdx2::read(root, reading(Format::Spdx2, version.trim_start_matches("SPDX-")));
    }
    if let Some(context) = root.get("@context") {
        let contexts = context.text().into_iter().chain(context.items().filter_map(Node::text));
        for context in contexts {
            if let Some(rest) = context.strip_prefix("https://spdx.org/rdf/")
                && let Some((version, _)) = rest.split_once('/')
            {
                if version != "3.0" && !version.starts_with("3.0.") {
                    return Err(Error::at(
                        at(root, "@context"),
                        format!("SPDX `{}` is not read; known: SPDX-2.2, SPDX-2.3 and SPDX 3.0", short(version)),
                    ));
                }
                return spdx3::read(root, reading(Format::Spdx3, version));
            }
        }
        return Err(Error::at(
            at(root, "@context"),
            "its `@context` is not that of SPDX 3.0, `https://spdx.org/rdf/3.0.1/spdx-context.jsonld`",
        ));
    }
    if root.get("lockfileVersion").is_some() {
        return locks::npm::read(root, reading(Format::NpmLock, ""));
    }
    Err(Error::at(
        root.offset(),
        "it is no bill of materials: it has neither `bomFormat` CycloneDX nor an `spdxVersion` nor the `@context` of SPDX 3.0, and it is no `package-lock.json`",
    ))
}

fn at(root: Node<'_>, key: &str) -> usize {
    root.get(key).map_or(0, Node::offset)
}

/// The beginning of a text of the file, for a message.
pub(crate) fn short(text: &str) -> String {
    text.trim().chars().take(100).collect()
}
