//! The metadata of the roles, read from files.
//!
//! What the specification names is typed; everything else stays in the signed tree and is kept. A file is refused at
//! the first thing that is not as it has to be, with line, column and pointer.

mod delegations;
mod read;
mod root;
mod snapshot;
mod targets;
mod timestamp;

pub use delegations::{Delegated, Delegations, Paths};
pub use root::{RoleKeys, Roles, Root};
pub use snapshot::{MetaFile, Snapshot};
pub use targets::{TargetFile, Targets};
pub use timestamp::Timestamp;

pub(crate) use read::At;

use jiff::Timestamp as Instant;
use vauban_json::Value;

use crate::refusal::{Kind, Refusal};

/// The four roles that every repository has.
pub const TOP: [&str; 4] = ["root", "snapshot", "targets", "timestamp"];

/// Metadata of a role.
pub trait Role: Sized {
    /// What `_type` says.
    const TYPE: &'static str;

    /// What the role has beyond version and expiry.
    #[doc(hidden)]
    fn read(at: &At<'_>, signed: Value<'_>, common: Common) -> Result<Self, Refusal>;

    /// Version and expiry.
    fn common(&self) -> &Common;
}

/// What all roles have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    /// The version, at least 1.
    pub version: u64,
    /// When it expires.
    pub expires: Instant,
    /// The version of the specification it was written for.
    pub spec_version: String,
}

impl Common {
    pub(crate) fn read(at: &At<'_>, signed: Value<'_>, expected: &str) -> Result<Common, Refusal> {
        let kind = at.member(signed, "_type")?;
        if !kind.is(expected) {
            let found = kind.text().unwrap_or("something that is no text");
            return Err(at.no(kind, format!("metadata of type `{expected}` was expected, this says `{found}`")));
        }
        let spec = at.member(signed, "spec_version")?;
        let spec_version = at.text(spec, "the version of the specification")?;
        let mut parts = spec_version.split('.');
        let numbers = (2..=3).contains(&parts.clone().count())
            && parts.clone().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !numbers {
            return Err(at.no(spec, "the version of the specification is two or three numbers, as 1.0.34"));
        }
        if parts.next() != Some("1") {
            let message = format!("it is written for version {spec_version} of the specification, not for 1.x");
            return Err(Refusal::at(Kind::SpecVersion, at.file, spec, message));
        }
        let version = at.number(at.member(signed, "version")?, 1, "a version")?;
        let expires = at.member(signed, "expires")?;
        let time = expires.text().and_then(crate::time::read);
        let time = time.ok_or_else(|| at.no(expires, "a time of expiry is written as 2030-01-01T00:00:00Z"))?;
        Ok(Common { version, expires: time, spec_version: spec_version.to_owned() })
    }
}
