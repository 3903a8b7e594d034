//! `vauban repository`: what is published for devices to fetch, for people and for programs.

mod change;
mod fetched;
mod status;
mod verification;

pub use change::{Change, Waiting, json as change_json, terminal as change_terminal};
pub use fetched::{Fetched, json as fetched_json, terminal as fetched_terminal};
pub use status::{RoleStatus, Status, json as status_json, terminal as status_terminal};
pub use verification::{
    CheckedRole, Problem, Verification, json as verification_json, terminal as verification_terminal,
};

/// The first digits of the id of a key: enough to tell the keys of one repository apart.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
