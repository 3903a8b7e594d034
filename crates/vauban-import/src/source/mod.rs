//! Files into tracked trees: JSON, YAML and XML alike.

mod json;
mod text;
mod tree;
mod unread;
mod xml;
#[cfg(feature = "yaml")]
mod yaml;

pub(crate) use json::json;
pub(crate) use text::text;
pub(crate) use tree::{At, Tree};
pub(crate) use unread::{Known, report_unread};
pub(crate) use xml::{document, xml};
#[cfg(feature = "yaml")]
pub(crate) use yaml::yaml;

use crate::error::ImportError;

/// Without the feature, YAML is refused by name.
#[cfg(not(feature = "yaml"))]
pub(crate) fn yaml(file: &str, _text: &str) -> Result<Tree, ImportError> {
    Err(ImportError::whole(file, "this program was built without YAML"))
}

/// The largest file that is read.
pub(crate) const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How deep a file may nest.
pub(crate) const MAX_DEPTH: usize = 128;
/// How many values, elements and attributes one file may have.
pub(crate) const MAX_NODES: usize = 2_000_000;
/// Most attributes of one XML element: each is compared with those before it.
pub(crate) const MAX_ATTRIBUTES: usize = 1_000;
/// How much text one file may hold after YAML aliases are followed.
pub(crate) const MAX_TEXT: usize = 128 * 1024 * 1024;

/// A text that begins like JSON and is none is tried as YAML up to this size.
const MAX_FLOW_STYLE: usize = 1024 * 1024;

/// JSON or YAML, by what the text begins with: JSON begins with a brace or bracket, and a YAML
/// document of that shape is read as YAML when it is no JSON.
pub(crate) fn json_or_yaml(file: &str, text: &str) -> Result<Tree, ImportError> {
    if !text.trim_start().starts_with(['{', '[']) {
        return yaml(file, text);
    }
    match json(file, text) {
        Ok(tree) => Ok(tree),
        Err(error) if text.len() > MAX_FLOW_STYLE => Err(error),
        Err(json_error) => yaml(file, text).map_err(|_| json_error),
    }
}
