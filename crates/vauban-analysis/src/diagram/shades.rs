//! Depth as shades: how well each component stands by what it holds.

use std::collections::BTreeMap;

use vauban_model::{AnyId, Model, Ref};

use super::{Grade, Shade, Shades};
use crate::depth::{Row, Tier};

/// What the shades of [`shades`] tell.
pub const TOLD: &str = "least depth of what it holds, of what is required";

/// For each component the worst of the assets it holds that need some depth: what is furthest short, then what is least deep.
pub fn shades(model: &Model, rows: &[Row]) -> Shades {
    let mut worst: BTreeMap<AnyId, &Row> = BTreeMap::new();
    let rank = |row: &Row| (row.sufficient(), std::cmp::Reverse(row.required.saturating_sub(row.rank())), row.rank());
    for row in rows.iter().filter(|row| row.tier == Tier::Designed && row.required > 0) {
        let Some(asset) = model.asset.get(row.asset.at as usize) else { continue };
        for holder in asset.held_by.iter().filter_map(Ref::to) {
            if worst.get(&holder).is_none_or(|known| rank(row) < rank(known)) {
                worst.insert(holder, row);
            }
        }
    }
    let shade = |row: &Row| {
        let depth = match (row.reachable, row.depth, row.at_least) {
            (false, _, _) => "∞".to_owned(),
            (true, Some(depth), _) => depth.to_string(),
            (true, None, least) => format!("≥{}", least.unwrap_or(0)),
        };
        let grade = match (row.sufficient(), row.rank()) {
            (true, _) => Grade::Good,
            (false, 0) => Grade::Worst,
            (false, _) => Grade::Short,
        };
        Shade { grade, text: format!("{depth} of {}", row.required) }
    };
    worst.into_iter().map(|(component, row)| (component, shade(row))).collect()
}
