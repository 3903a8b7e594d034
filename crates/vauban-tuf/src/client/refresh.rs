//! Root, timestamp, snapshot and top-level targets (5.3 to 5.6).

use std::collections::BTreeSet;

use super::{Client, Source};
use crate::metadata::{Root, Snapshot, Timestamp};
use crate::name::file_name;
use crate::refusal::{Kind, Refusal};
use crate::signed::Signed;
use crate::threshold::demand;

/// What an update came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Versions of the root that were followed, the newest last; none if the trusted one is the newest.
    pub roots: Vec<u64>,
    /// Whether timestamp and snapshot were forgotten because their keys changed: versions may go back once.
    pub forgotten: bool,
    /// The version of the timestamp.
    pub timestamp: u64,
    /// The version of the snapshot.
    pub snapshot: u64,
    /// The version of the top-level targets.
    pub targets: u64,
}

impl Client {
    /// Brings everything up to date, down to the top-level targets.
    ///
    /// # Errors
    /// The first file that is not to be trusted. What was accepted before it stays in the state.
    pub fn refresh(&mut self, source: &mut dyn Source) -> Result<Refreshed, Refusal> {
        self.timestamp = None;
        self.snapshot = None;
        self.roles.clear();
        let mut out = Refreshed::default();
        self.update_root(source, &mut out)?;
        out.timestamp = self.update_timestamp(source)?;
        out.snapshot = self.update_snapshot(source)?;
        out.targets = self.role(source, "targets", None)?.version();
        self.state.seen = Some(self.now);
        Ok(out)
    }

    /// 5.3: one version after the other, each signed by the keys before it and by its own.
    fn update_root(&mut self, source: &mut dyn Source, out: &mut Refreshed) -> Result<(), Refusal> {
        let before = [self.identities("timestamp"), self.identities("snapshot")];
        let followed = self.follow_roots(source, out);
        // 5.3.11, also where the way broke off or the last root has expired: a state that is kept must not remember
        // what was signed with keys that are revoked.
        if before != [self.identities("timestamp"), self.identities("snapshot")] {
            self.state.timestamp = None;
            self.state.snapshot = None;
            out.forgotten = true;
        }
        followed?;
        self.fresh(self.root.role.common.expires, &format!("{}.root.json", self.root.version()))
    }

    fn follow_roots(&mut self, source: &mut dyn Source, out: &mut Refreshed) -> Result<(), Refusal> {
        loop {
            let trusted = self.root.version();
            let Some(next) = trusted.checked_add(1) else { break };
            let name = file_name("root", Some(next));
            let Some(bytes) = Self::file(source, &name, self.limits.root)? else { break };
            if out.roots.len() as u64 >= u64::from(self.limits.roots) {
                let message = format!("more than {} new versions of the root in one update", self.limits.roots);
                return Err(Refusal::new(Kind::TooManyRoots, name, message));
            }
            let new = Signed::<Root>::read(&bytes, &name)?;
            let by = format!("root version {trusted}, which is trusted,");
            demand(&self.root.role.keys, &self.root.role.roles.root, &new, &name, &by)?;
            demand(&new.role.keys, &new.role.roles.root, &new, &name, "this root itself")?;
            if new.version() == trusted {
                // 5.3.5: the same version again is no attack, and no news.
                break;
            }
            if new.version() != next {
                let kind = if new.version() < trusted { Kind::Rollback } else { Kind::MixAndMatch };
                let message = format!("it says it is version {}; version {next} was expected", new.version());
                return Err(Refusal::new(kind, name, message));
            }
            self.root = new;
            self.state.root = bytes;
            out.roots.push(next);
        }
        Ok(())
    }

    /// What the keys of a role are, whatever their ids.
    fn identities(&self, role: &str) -> BTreeSet<Vec<u8>> {
        let ids = self.root.role.role(role).map(|role| role.ids.as_slice()).unwrap_or_default();
        ids.iter().filter_map(|id| self.root.role.keys.get(id)?.identity()).collect()
    }

    /// 5.4: newer than the one before, and not expired.
    fn update_timestamp(&mut self, source: &mut dyn Source) -> Result<u64, Refusal> {
        let name = "timestamp.json";
        let bytes = Self::needed(source, name, self.limits.timestamp)?;
        let new = Signed::<Timestamp>::read(&bytes, name)?;
        self.demand_top(&new, "timestamp", name)?;
        let trusted = self.trusted_timestamp();
        let same = match &trusted {
            Some(old) if new.version() < old.version() => {
                let message = format!("it is version {}, and version {} was seen before", new.version(), old.version());
                return Err(Refusal::new(Kind::Rollback, name, message));
            }
            Some(old) if new.version() == old.version() => true,
            Some(old) if new.role.snapshot.version < old.role.snapshot.version => {
                let message = format!(
                    "it names version {} of the snapshot, and version {} was seen before",
                    new.role.snapshot.version, old.role.snapshot.version
                );
                return Err(Refusal::new(Kind::Rollback, name, message));
            }
            _ => false,
        };
        // The same version again is discarded: what counts is what was trusted first.
        let kept = match trusted {
            Some(old) if same => old,
            _ => new,
        };
        self.fresh(kept.role.common.expires, name)?;
        if !same {
            self.state.timestamp = Some(bytes);
        }
        let version = kept.version();
        self.timestamp = Some(kept);
        Ok(version)
    }

    /// The timestamp of the state, if the present root still vouches for it.
    fn trusted_timestamp(&mut self) -> Option<Signed<Timestamp>> {
        let name = "the trusted timestamp";
        let old = Signed::<Timestamp>::read(self.state.timestamp.as_ref()?, name);
        let old = old.ok().filter(|old| self.demand_top(old, "timestamp", name).is_ok());
        if old.is_none() {
            self.state.timestamp = None;
        }
        old
    }

    /// 5.5: the one that the timestamp names, with no role gone or older than before.
    fn update_snapshot(&mut self, source: &mut dyn Source) -> Result<u64, Refusal> {
        let Some(meta) = self.timestamp.as_ref().map(|timestamp| timestamp.role.snapshot.clone()) else {
            return Err(Refusal::new(Kind::Missing, "timestamp.json", "there is no timestamp yet"));
        };
        let trusted = self.trusted_snapshot();
        let own = self.state.snapshot.as_ref().filter(|own| meta.check(own, "", "").is_ok());
        if let (Some(old), Some(_)) = (&trusted, own)
            && old.version() == meta.version
            && self.fresh(old.role.common.expires, "").is_ok()
        {
            self.snapshot = trusted;
            return Ok(meta.version);
        }
        let consistent = self.root.role.consistent_snapshot.then_some(meta.version);
        let name = file_name("snapshot", consistent);
        let bytes = Self::needed(source, &name, meta.length.unwrap_or(self.limits.snapshot).min(self.limits.snapshot))?;
        meta.check(&bytes, &name, "the timestamp")?;
        let new = Signed::<Snapshot>::read(&bytes, &name)?;
        self.demand_top(&new, "snapshot", &name)?;
        if new.version() != meta.version {
            let message = format!("it is version {}; the timestamp names version {}", new.version(), meta.version);
            return Err(Refusal::new(Kind::MixAndMatch, name, message));
        }
        for (role, old) in trusted.iter().flat_map(|old| &old.role.meta) {
            match new.role.meta.get(role) {
                None => {
                    let message = format!("it no longer lists {role}, which was listed before");
                    return Err(Refusal::new(Kind::Rollback, name, message));
                }
                Some(present) if present.version < old.version => {
                    let message = format!(
                        "it lists version {} of {role}, and version {} was listed before",
                        present.version, old.version
                    );
                    return Err(Refusal::new(Kind::Rollback, name, message));
                }
                Some(_) => {}
            }
        }
        self.fresh(new.role.common.expires, &name)?;
        self.state.snapshot = Some(bytes);
        self.snapshot = Some(new);
        Ok(meta.version)
    }

    fn trusted_snapshot(&mut self) -> Option<Signed<Snapshot>> {
        let name = "the trusted snapshot";
        let old = Signed::<Snapshot>::read(self.state.snapshot.as_ref()?, name);
        let old = old.ok().filter(|old| self.demand_top(old, "snapshot", name).is_ok());
        if old.is_none() {
            self.state.snapshot = None;
        }
        old
    }

    /// Signed by the keys that the root names for one of the four roles.
    pub(super) fn demand_top<R>(&self, metadata: &Signed<R>, role: &str, file: &str) -> Result<(), Refusal> {
        let Some(keys) = self.root.role.role(role) else {
            return Err(Refusal::new(Kind::Threshold, file, format!("the root names no keys for `{role}`")));
        };
        let by = format!("`{role}` in root version {}", self.root.version());
        demand(&self.root.role.keys, keys, metadata, file, &by)
    }
}
