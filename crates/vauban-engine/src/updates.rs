//! Lists of updates that suppliers publish into facts (SUM-3).

use std::collections::BTreeMap;

use vauban_analysis::evidence::path_of;
use vauban_formats::update_list;
use vauban_model::{Date, Facts, FileFact, ListedUpdate, Model};

use crate::world::{Limits, World};

/// Reads every list that a supplier's record names.
pub(crate) fn read(
    model: &Model,
    world: &dyn World,
    facts: &Facts,
) -> BTreeMap<String, Result<Vec<ListedUpdate>, String>> {
    let mut found = BTreeMap::new();
    let files = model.supplier.iter().filter_map(|supplier| supplier.updates_in.as_ref());
    for path in files.filter_map(|evidence| path_of(model, evidence)) {
        let there = matches!(facts.files.get(path), Some(FileFact::There { .. }));
        if !there || found.contains_key(path) {
            continue;
        }
        let bytes = world.evidence(path, Limits::RESULTS);
        found.insert(path.to_owned(), bytes.and_then(|bytes| read_updates(&bytes)));
    }
    found
}

/// Reads the bytes of a list.
///
/// # Errors
/// What is wrong with it.
pub fn read_updates(bytes: &[u8]) -> Result<Vec<ListedUpdate>, String> {
    update_list::read(bytes)?
        .into_iter()
        .map(|one| {
            let (year, month, day) = one.published;
            let published =
                Date::new(year, month, day).ok_or_else(|| format!("row {}: the calendar has no such day", one.row))?;
            Ok(ListedUpdate { published, reference: one.reference, row: one.row })
        })
        .collect()
}
