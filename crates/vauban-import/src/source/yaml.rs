//! YAML into a tracked tree, with room for large models and none for alias bombs.

use serde::de::DeserializeSeed;
use serde_saphyr::options::DuplicateKeyPolicy;

use super::json::{Grow, Limits};
use super::tree::Tree;
use super::{MAX_NODES, MAX_TEXT};
use crate::error::ImportError;

/// How deep YAML may nest: its parser takes more than 20 kB of stack a level in a debug build, and
/// threads may have 2 MiB. Models nest less than ten levels.
const MAX_YAML_DEPTH: usize = 48;

/// Reads YAML; merge keys are followed, tags are not obeyed.
pub(crate) fn yaml(file: &str, text: &str) -> Result<Tree, ImportError> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: MAX_NODES,
            max_events: MAX_NODES * 2,
            max_depth: MAX_YAML_DEPTH,
            max_total_scalar_bytes: MAX_TEXT,
            max_documents: 1,
            // A large Threagile model merges one asset into hundreds of others.
            alias_anchor_min_aliases: 5_000,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
    };
    let limits = Limits::default();
    serde_saphyr::with_deserializer_from_str_with_options(text, options, |from| Grow::new(&limits).deserialize(from))
        .map_err(|error| {
            let place = error.location();
            let said = error.without_snippet().to_string();
            let said = said.lines().next().unwrap_or("");
            let said = said.split(" at line ").next().unwrap_or(said);
            let message = if said.starts_with("budget breached: Depth") {
                format!("the file nests deeper than {MAX_YAML_DEPTH} levels")
            } else {
                format!("broken YAML: {said}")
            };
            let error = ImportError::whole(file, message);
            match place {
                Some(place) => error.at(place.line(), place.column()),
                None => error,
            }
        })
}
