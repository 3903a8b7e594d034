//! Targets roles, and the one that speaks for a target (5.6).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Client, Source};
use crate::metadata::{TargetFile, Targets};
use crate::name::file_name;
use crate::refusal::{Kind, Refusal};
use crate::signed::Signed;
use crate::threshold::demand;

/// A target, and who speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: String,
    /// The role that names it.
    pub role: String,
    /// The version of that role.
    pub version: u64,
    /// Length, hashes and what the publisher says beyond that.
    pub file: TargetFile,
}

impl Client {
    /// A targets role that is up to date: fetched if need be, checked against the snapshot and the keys of whoever
    /// delegates to it. Without a delegating role it is the top-level one.
    ///
    /// # Errors
    /// If it is not to be trusted.
    pub fn role(
        &mut self,
        source: &mut dyn Source,
        role: &str,
        by: Option<&Signed<Targets>>,
    ) -> Result<Arc<Signed<Targets>>, Refusal> {
        let delegator = by.map_or("root".to_owned(), |by| {
            format!("{} {}", by.version(), crate::hex::of(&crate::hash::Measured::of(&by.payload).sha256))
        });
        let cached = (role.to_owned(), delegator);
        if let Some(known) = self.roles.get(&cached) {
            return Ok(Arc::clone(known));
        }
        let plain = file_name(role, None);
        let Some(snapshot) = &self.snapshot else {
            return Err(Refusal::new(Kind::Missing, plain, "there is no snapshot yet"));
        };
        let Some(meta) = snapshot.role.meta.get(&format!("{role}.json")).cloned() else {
            let message =
                format!("version {} of the snapshot does not list it, so it cannot be trusted", snapshot.version());
            return Err(Refusal::new(Kind::Missing, plain, message));
        };
        // What was kept counts only if it is what the snapshot names, byte for byte where hashes are given.
        if let Some(own) = self.state.targets.get(role)
            && meta.check(own, &plain, "").is_ok()
            && let Ok(own) = Signed::<Targets>::read(own, &plain)
            && own.version() == meta.version
            && self.demand_role(&own, role, by, &plain).is_ok()
            && self.fresh(own.role.common.expires, &plain).is_ok()
        {
            let own = Arc::new(own);
            self.roles.insert(cached, Arc::clone(&own));
            return Ok(own);
        }
        let name = file_name(role, self.root.role.consistent_snapshot.then_some(meta.version));
        let bytes = Self::needed(source, &name, meta.length.unwrap_or(self.limits.targets).min(self.limits.targets))?;
        meta.check(&bytes, &name, "the snapshot")?;
        let new = Signed::<Targets>::read(&bytes, &name)?;
        self.demand_role(&new, role, by, &name)?;
        if new.version() != meta.version {
            let message = format!("it is version {}; the snapshot names version {}", new.version(), meta.version);
            return Err(Refusal::new(Kind::MixAndMatch, name, message));
        }
        self.fresh(new.role.common.expires, &name)?;
        self.state.keep(role, &bytes);
        let new = Arc::new(new);
        self.roles.insert(cached, Arc::clone(&new));
        Ok(new)
    }

    fn demand_role(
        &self,
        metadata: &Signed<Targets>,
        role: &str,
        by: Option<&Signed<Targets>>,
        file: &str,
    ) -> Result<(), Refusal> {
        let Some(by) = by else { return self.demand_top(metadata, "targets", file) };
        let delegations = by.role.delegations.as_ref();
        let delegated = delegations.and_then(|delegations| Some((delegations, delegations.role(role)?)));
        let Some((delegations, delegated)) = delegated else {
            return Err(Refusal::new(Kind::Threshold, file, "nobody delegates to it"));
        };
        demand(&delegations.keys, &delegated.keys, metadata, file, &format!("the delegation to `{role}`"))
    }

    /// The role that speaks for a target: depth first, in the order of delegations, no role twice. `None` if no role
    /// names it that may.
    ///
    /// # Errors
    /// If a role that has to be asked is not to be trusted, or too many would have to be. Neither says that there is
    /// no such target.
    pub fn find(&mut self, source: &mut dyn Source, path: &str) -> Result<Option<Found>, Refusal> {
        let mut open: Vec<(String, Option<Arc<Signed<Targets>>>)> = vec![("targets".to_owned(), None)];
        let mut asked: BTreeSet<String> = BTreeSet::new();
        while let Some((name, by)) = open.pop() {
            if asked.contains(&name) {
                continue;
            }
            if asked.len() >= self.limits.roles {
                let message = format!("more than {} roles would have to be asked for this target", self.limits.roles);
                return Err(Refusal::new(Kind::TooManyRoles, path, message));
            }
            let role = self.role(source, &name, by.as_deref())?;
            if let Some(file) = role.role.targets.get(path) {
                let (file, version) = (file.clone(), role.version());
                return Ok(Some(Found { path: path.to_owned(), role: name, version, file }));
            }
            asked.insert(name);
            let mut next = Vec::new();
            for delegated in role.role.delegations.iter().flat_map(|delegations| &delegations.roles) {
                let Some(child) = delegated.role_for(path) else { continue };
                next.push((child, Some(Arc::clone(&role))));
                if delegated.terminating {
                    open.clear();
                    break;
                }
            }
            open.extend(next.into_iter().rev());
        }
        Ok(None)
    }
}
