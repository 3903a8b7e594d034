//! Snapshot and timestamp: what makes clients see what was signed.

use std::collections::BTreeMap;

use vauban_tuf::metadata::{Snapshot, Targets, Timestamp};
use vauban_tuf::write::{new_snapshot, new_timestamp, same_roles};
use vauban_tuf::{Signed, Tree};

use super::Keys;
use super::desk::Desk;

/// The field in which a timestamp says when it was made.
const ISSUED: &str = "x-vauban-issued";

impl Desk {
    /// Makes a new snapshot where one is needed, and a new timestamp. It says whether the timestamp is published.
    pub(crate) fn refresh(&mut self, keys: &Keys) -> Result<bool, String> {
        self.not_set_back()?;
        let root = self.root()?.ok_or("the root is not signed enough yet; nothing can be published without it")?;
        if root.role.common.expires <= self.now {
            return Err(format!(
                "version {} of the root expired at {}: no client accepts it. `vauban repository renew root` makes the next one",
                root.version(),
                root.role.common.expires
            ));
        }
        let roles = self.complete()?;
        // Half of its period has to be left, or it would expire before anybody thinks of it.
        let days = i64::from(self.periods()?.snapshot);
        let soon = self.now + jiff::SignedDuration::from_hours(12 * days);
        let newest = self.newest::<Snapshot>("snapshot")?;
        let demands = self.demands("snapshot")?;
        let stands = newest.as_ref().is_some_and(|snapshot| {
            same_roles(&snapshot.role, &roles)
                && snapshot.role.common.expires > soon
                && demands.iter().all(|demand| demand.standing(snapshot).is_met())
        });
        if !stands {
            let version = newest.as_ref().map_or(0, Signed::version).checked_add(1).ok_or("no version is left")?;
            let tree = new_snapshot(version, self.expiry("snapshot")?, &roles);
            let same =
                self.staged.get("snapshot").is_some_and(|waiting| waiting.signed().get("meta") == tree.get("meta"));
            if !same {
                self.put("snapshot", tree)?;
            }
            self.sign(keys)?;
            self.settle()?;
            if self.staged.contains_key("snapshot") {
                self.change.done.push("The snapshot waits for signatures; refresh again when it has them.".to_owned());
                return Ok(false);
            }
        }
        let (version, bytes) = self.folder.latest("snapshot")?.ok_or("there is no snapshot")?;
        let before = self.newest::<Timestamp>("timestamp")?;
        let next = before.as_ref().map_or(0, Signed::version).checked_add(1).ok_or("no version is left")?;
        let mut tree = new_timestamp(next, self.expiry("timestamp")?, version, &bytes);
        tree.set(ISSUED, Tree::text(self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
        self.put("timestamp", tree)?;
        self.sign(keys)?;
        self.settle()?;
        Ok(!self.staged.contains_key("timestamp"))
    }

    /// Every role that is delegated to, published, fresh and signed enough: a snapshot that lacks one would stop clients.
    fn complete(&self) -> Result<BTreeMap<String, (u64, Vec<u8>)>, String> {
        let mut roles = BTreeMap::new();
        for (role, demand) in self.walk(|role| self.newest(role))? {
            let Some((version, bytes)) = self.folder.latest(&role)? else {
                return Err(format!(
                    "`{role}` is delegated to, but has no signed metadata yet; clients that look for its targets would stop. Sign it first: `vauban repository sign`"
                ));
            };
            let metadata = self.newest::<Targets>(&role)?.ok_or_else(|| format!("`{role}` is not there"))?;
            if metadata.role.common.expires <= self.now {
                return Err(format!(
                    "version {version} of `{role}` expired at {}: no client accepts it. `vauban repository renew {role}` makes the next one",
                    metadata.role.common.expires
                ));
            }
            let demands = match demand {
                Some(demand) => vec![demand],
                None => self.demands(&role)?,
            };
            for demand in demands {
                let standing = demand.standing(&metadata);
                if !standing.is_met() {
                    return Err(format!(
                        "version {version} of `{role}` has {} of {} signatures by {}: its keys changed. `vauban repository renew {role}` makes a version they can sign",
                        standing.count, standing.threshold, demand.by
                    ));
                }
            }
            roles.insert(role, (version, bytes));
        }
        // A role that was listed once stays listed (5.5.5): a client that saw it would take its absence for a rollback.
        if let Some(before) = self.newest::<Snapshot>("snapshot")? {
            for role in before.role.meta.keys().filter_map(|name| name.strip_suffix(".json")) {
                if !roles.contains_key(role)
                    && let Some(found) = self.folder.latest(role)?
                {
                    roles.insert(role.to_owned(), found);
                }
            }
        }
        Ok(roles)
    }

    /// A clock that was set back would make metadata that expires too early, or take expired metadata for good.
    fn not_set_back(&self) -> Result<(), String> {
        let Some(before) = self.newest::<Timestamp>("timestamp")? else { return Ok(()) };
        let issued = before.tree.get(ISSUED).and_then(Tree::as_text);
        let issued: Option<jiff::Timestamp> = issued.and_then(|text| text.parse().ok());
        match issued {
            Some(issued) if issued > self.now => Err(format!(
                "it is {}, but the present timestamp was made at {issued}: the clock was set back; set it right",
                self.now
            )),
            _ => Ok(()),
        }
    }
}
