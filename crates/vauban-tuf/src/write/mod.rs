//! Metadata as it is made: data first, signatures when there are any.
//!
//! A [`Draft`] is what somebody has to sign. Its payload can leave the house as bytes and a signature can come back
//! from a key that never sees this program. What it holds beyond the fields known here is kept from version to version.
//! The same steps in the same order give the same bytes: nothing depends on a clock or on chance.

mod draft;
mod root;
mod snapshot;
mod targets;

pub use draft::Draft;
pub use root::{Periods, add_key, new_root, periods, remove_key, set_threshold};
pub use snapshot::{new_snapshot, new_timestamp, same_roles};
pub use targets::{Delegation, delegate, is_role_name, new_targets, remove_target, revoke, set_target};

use jiff::Timestamp as Instant;

use crate::metadata::RoleKeys;
use crate::tree::Tree;

/// The version of the specification that metadata is written for.
pub const SPEC_VERSION: &str = "1.0.34";

/// The longest time until expiry, in days: ten years.
pub const LONGEST_PERIOD: u32 = 3653;

/// The instant so many days later.
///
/// # Errors
/// If no year of the calendar holds it.
pub fn days_after(now: Instant, days: u32) -> Result<Instant, String> {
    let seconds = jiff::SignedDuration::from_hours(24 * i64::from(days));
    now.checked_add(seconds).map_err(|_| format!("{days} days from now are beyond the calendar"))
}

/// What all roles begin with.
fn common(kind: &str, version: u64, expires: Instant) -> Tree {
    Tree::of([
        ("_type", Tree::text(kind)),
        ("spec_version", Tree::text(SPEC_VERSION)),
        ("version", Tree::number(version)),
        ("expires", Tree::text(crate::time::written(expires))),
    ])
}

/// The next version of metadata: everything as it is, with a later version and another expiry.
///
/// # Errors
/// If it has no version, or the last one there can be.
pub fn next(signed: &Tree, expires: Instant) -> Result<Tree, String> {
    let version = signed.get("version").and_then(Tree::as_u64).and_then(|version| version.checked_add(1));
    let version = version.ok_or("there is no later version")?;
    let mut next = signed.clone();
    next.set("version", Tree::number(version));
    next.set("expires", Tree::text(crate::time::written(expires)));
    Ok(next)
}

/// Keys and threshold as metadata holds them.
fn role_keys(keys: &RoleKeys) -> Tree {
    Tree::of([("keyids", Tree::texts(keys.ids.clone())), ("threshold", Tree::number(u64::from(keys.threshold)))])
}

/// The ids that a role lists.
fn ids(role: &Tree) -> Vec<String> {
    let listed = role.get("keyids").map(Tree::as_list).unwrap_or_default();
    listed.iter().filter_map(Tree::as_text).map(str::to_owned).collect()
}

fn check_threshold(threshold: u32, keys: usize, role: &str) -> Result<(), String> {
    if threshold == 0 {
        return Err(format!("a threshold of 0 for `{role}` would trust anybody"));
    }
    if threshold as usize > keys {
        return Err(format!("`{role}` has {keys} keys; a threshold of {threshold} could never be met"));
    }
    Ok(())
}
