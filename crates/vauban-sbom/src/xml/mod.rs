//! CycloneDX in XML, brought into the shape of its JSON.
//!
//! CycloneDX says the same in both forms, with a few regular differences: lists have a wrapper, some members are
//! attributes. So the official JSON schema of the version leads the conversion: it says for each name whether an object, a
//! list or a value is expected. What comes out is JSON text with a map back to the XML, which the reader and the schema
//! take as they take any other. What XML alone can do wrong (an element twice) is noted here. Not checked: the order of
//! elements, and whether attributes are allowed where they stand (the XML schema allows any in many places).

mod bound;
mod convert;
mod shapes;

use crate::detect::{document, of_tree, short};
use crate::error::Error;
use crate::model::{Bill, Format};
use crate::reading::Limits;

/// A document of the JSON form, made from XML.
pub(crate) struct Converted {
    /// The JSON text.
    pub(crate) json: String,
    /// Where pieces of it come from: offsets in the JSON and in the XML, ascending.
    pub(crate) places: Vec<(usize, usize)>,
    /// What is wrong and does not show in the JSON: where in the XML, and what.
    pub(crate) wrong: Vec<(usize, String)>,
}

impl Converted {
    /// The offset in the XML of an offset in the JSON.
    pub(crate) fn back(&self, offset: usize) -> usize {
        let after = self.places.partition_point(|(json, _)| *json <= offset);
        after.checked_sub(1).and_then(|at| self.places.get(at)).map_or(0, |(_, xml)| *xml)
    }
}

/// Elements and texts that are read at most, for each value that JSON may have.
const NODES: u32 = 20_000_000;

/// Converts a text.
///
/// # Errors
/// If it is no XML, no CycloneDX, or of another version.
pub(crate) fn convert(text: &[u8], limits: &Limits) -> Result<Converted, Error> {
    let text = std::str::from_utf8(text).map_err(|wrong| Error::at(wrong.valid_up_to(), "the file is not UTF-8"))?;
    bound::bound(text).map_err(|(offset, why)| Error::at(offset, why))?;
    let nodes = u32::try_from(limits.values).unwrap_or(NODES).min(NODES);
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: nodes, ..Default::default() };
    let tree = roxmltree::Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let offset = offset_of(text, at.row, at.col);
        Error::at(offset, format!("it is no XML: {}", short(&error.to_string())))
    })?;
    let root = tree.root_element();
    let space = root.tag_name().namespace().unwrap_or_default();
    let Some(version) = space.strip_prefix("http://cyclonedx.org/schema/bom/") else {
        let message = "it is XML, but no CycloneDX: its root is not in a namespace `http://cyclonedx.org/schema/bom/…`";
        return Err(Error::at(root.range().start, message));
    };
    if root.tag_name().name() != "bom" {
        return Err(Error::at(root.range().start, "its root element is not `bom`"));
    }
    let Some(shapes) = shapes::of(version) else {
        let message = format!("CycloneDX `{}` is not read; known: 1.4 to 1.7", short(version));
        return Err(Error::at(root.range().start, message));
    };
    Ok(convert::bom(root, version, &shapes))
}

/// Reads a bill in XML.
pub(crate) fn read(text: &[u8], limits: &Limits) -> Result<Bill, Error> {
    let converted = convert(text, limits)?;
    let placed = |mut error: Error| {
        error.offset = converted.back(error.offset);
        error
    };
    let tree = document(converted.json.as_bytes(), limits).map_err(placed)?;
    let mut bill = of_tree(tree.root(), Format::CycloneDxXml, limits).map_err(placed)?;
    crate::shift::offsets(&mut bill, |offset| converted.back(offset));
    Ok(bill)
}

/// The offset of a line and column, both from 1.
fn offset_of(text: &str, row: u32, column: u32) -> usize {
    let mut start = 0;
    for _ in 1..row {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(found) => start += found + 1,
            None => break,
        }
    }
    let rest = text.get(start..).unwrap_or_default();
    let skip = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    start + rest.char_indices().nth(skip).map_or(rest.len(), |(at, _)| at)
}
