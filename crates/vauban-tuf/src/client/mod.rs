//! The client: section 5 of the specification, step by step.
//!
//! It starts from a state, which holds at least a root that is trusted, and from one instant that counts for the whole
//! update. Every file is bounded before it is read, and nothing becomes trusted before it was checked against what is
//! trusted already. After an error the state still holds what was rightly accepted, so the caller keeps it in any case.

mod fetch;
mod find;
mod refresh;
mod state;

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use jiff::Timestamp as Instant;

use crate::limits::Limits;
use crate::metadata::{Root, Snapshot, Targets, Timestamp};
use crate::refusal::{Kind, Refusal};
use crate::signed::Signed;
use crate::threshold::demand;

pub use find::Found;
pub use refresh::Refreshed;
pub use state::State;

/// Where a repository is read from. It need not be trusted.
pub trait Source {
    /// A metadata file by its name, as `2.root.json`; none if it is not there. More than `limit` bytes need not be
    /// read: one more is enough to see that it is too long.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    fn metadata(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, String>;

    /// A target file by its path below the targets; none if it is not there.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    fn target<'s>(&'s mut self, path: &str) -> Result<Option<Box<dyn Read + 's>>, String>;
}

/// A client of one repository.
#[derive(Clone, Debug)]
pub struct Client {
    limits: Limits,
    now: Instant,
    state: State,
    root: Signed<Root>,
    timestamp: Option<Signed<Timestamp>>,
    snapshot: Option<Signed<Snapshot>>,
    /// Targets roles that were checked, by role and by who delegates to it.
    roles: BTreeMap<(String, String), Arc<Signed<Targets>>>,
}

impl Client {
    /// A client that trusts the root of this state, at this instant (steps 5.1 and 5.2).
    ///
    /// # Errors
    /// If the root of the state is none, or does not meet its own threshold; or if the instant lies before an update
    /// that was made with this state.
    pub fn new(state: State, now: Instant, limits: Limits) -> Result<Client, Refusal> {
        if let Some(seen) = state.seen.filter(|seen| *seen > now) {
            let message = format!(
                "it is {now}, but an update was made at {seen}: with an earlier time expired metadata would count"
            );
            return Err(Refusal::new(Kind::ClockSetBack, "the clock", message));
        }
        let name = "the trusted root";
        let root = Signed::<Root>::read(&state.root, name)?;
        demand(&root.role.keys, &root.role.roles.root, &root, name, "this root itself")?;
        Ok(Client { limits, now, state, root, timestamp: None, snapshot: None, roles: BTreeMap::new() })
    }

    /// What is trusted by now: to be kept, in one piece, after success and after failure.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The root that is trusted.
    pub fn root(&self) -> &Signed<Root> {
        &self.root
    }

    /// The timestamp, once it was refreshed.
    pub fn timestamp(&self) -> Option<&Signed<Timestamp>> {
        self.timestamp.as_ref()
    }

    /// The snapshot, once it was refreshed.
    pub fn snapshot(&self) -> Option<&Signed<Snapshot>> {
        self.snapshot.as_ref()
    }

    /// The top-level targets, once they were refreshed.
    pub fn targets(&self) -> Option<&Signed<Targets>> {
        self.roles.get(&("targets".to_owned(), "root".to_owned())).map(Arc::as_ref)
    }

    /// Refuses what has expired: the expiry has to lie after the instant of the update.
    fn fresh(&self, expires: Instant, file: &str) -> Result<(), Refusal> {
        if expires > self.now {
            return Ok(());
        }
        Err(Refusal::new(Kind::Freeze, file, format!("it expired at {expires}, and it is {}", self.now)))
    }

    /// Reads a metadata file that has to be no longer than this.
    fn file(source: &mut dyn Source, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Refusal> {
        let bytes = source.metadata(name, limit).map_err(|why| Refusal::new(Kind::Unreadable, name, why))?;
        match bytes {
            Some(bytes) if bytes.len() as u64 > limit => {
                Err(Refusal::new(Kind::EndlessData, name, format!("it is longer than {limit} bytes")))
            }
            other => Ok(other),
        }
    }

    fn needed(source: &mut dyn Source, name: &str, limit: u64) -> Result<Vec<u8>, Refusal> {
        Self::file(source, name, limit)?
            .ok_or_else(|| Refusal::new(Kind::Missing, name, "the repository does not have it"))
    }
}
