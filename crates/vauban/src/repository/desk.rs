//! The desk: metadata that is changed, signed, and published once enough keys signed it.
//!
//! Nothing that is published is changed. A change is the next version, staged until it meets its threshold: a root that
//! of the root before it and its own, a delegated role that of whoever delegates to it.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp as Instant;
use sha2::Digest as _;
use vauban_report::repository::{Change, Waiting};
use vauban_tuf::metadata::{RoleKeys, Root, Snapshot, TOP, Targets, Timestamp};
use vauban_tuf::write::{Draft, Periods, days_after, next, periods};
use vauban_tuf::{Key, Signed, Standing, Tree, file_name, standing};

use super::{Folder, Keys};

/// Delegated roles that are looked at, at most.
const ROLES: usize = 10_000;

/// Whose keys a role is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// In words.
    pub(crate) by: String,
    keys: BTreeMap<String, Key>,
    role: RoleKeys,
}

/// A repository that is worked on.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) folder: Folder,
    pub(crate) now: Instant,
    pub(crate) staged: BTreeMap<String, Draft>,
    pub(crate) change: Change,
    /// Kept for as long as the desk is: two that publish at once would each leave the other's work out.
    _held: Option<std::fs::File>,
}

impl Desk {
    pub(crate) fn open(folder: Folder, now: Instant) -> Result<Desk, String> {
        let held = folder.hold()?;
        let change = Change { repository: folder.base.display().to_string(), ..Change::default() };
        let mut desk = Desk { folder, now, staged: BTreeMap::new(), change, _held: held };
        for (role, bytes) in desk.folder.staged()? {
            let draft = draft(&role, &bytes, &format!("staged/{role}.json"))?;
            // A crash between publishing and clearing the desk leaves both.
            let name = published_name(&role, draft.version());
            if desk.folder.published(&name)?.is_some_and(|there| there == bytes) {
                desk.folder.unstage(&role)?;
                continue;
            }
            desk.staged.insert(role, draft);
        }
        Ok(desk)
    }

    /// The newest published root.
    pub(crate) fn root(&self) -> Result<Option<Signed<Root>>, String> {
        self.newest("root")
    }

    /// The newest published version of a role, checked for form only.
    pub(crate) fn newest<R: vauban_tuf::metadata::Role>(&self, role: &str) -> Result<Option<Signed<R>>, String> {
        let found = match role {
            "timestamp" => self.folder.published("timestamp.json")?.map(|bytes| ("timestamp.json".to_owned(), bytes)),
            _ => self.folder.latest(role)?.map(|(version, bytes)| (file_name(role, Some(version)), bytes)),
        };
        let Some((name, bytes)) = found else { return Ok(None) };
        let metadata = Signed::<R>::read(&bytes, &format!("metadata/{name}")).map_err(|refusal| refusal.to_string())?;
        Ok(Some(metadata))
    }

    /// The periods of expiry: those of the root that waits, else of the one that is published.
    pub(crate) fn periods(&self) -> Result<Periods, String> {
        if let Some(staged) = self.staged.get("root") {
            return Ok(periods(staged.signed()));
        }
        Ok(self.root()?.map_or_else(Periods::default, |root| periods(&root.tree)))
    }

    /// When metadata of a role expires that is made now.
    pub(crate) fn expiry(&self, role: &str) -> Result<Instant, String> {
        days_after(self.now, self.periods()?.of(role))
    }

    /// The next version of a role to be changed: the one that waits, with a new expiry, else one after the newest.
    pub(crate) fn next(&self, role: &str) -> Result<Tree, String> {
        let expires = self.expiry(role)?;
        let missing = || format!("there is no role `{role}` here; roles: {}", self.known().join(", "));
        if let Some(waiting) = self.staged.get(role) {
            let before = waiting.signed();
            let version = before.get("version").and_then(Tree::as_u64).unwrap_or(1);
            let mut tree = next(before, expires)?;
            tree.set("version", Tree::number(version));
            return Ok(tree);
        }
        match role {
            "root" => next(&self.root()?.ok_or_else(missing)?.tree, expires),
            "snapshot" | "timestamp" => Err(format!("`{role}` is made by `vauban repository refresh`")),
            _ => next(&self.newest::<Targets>(role)?.ok_or_else(missing)?.tree, expires),
        }
    }

    /// Names of targets roles, published or staged.
    pub(crate) fn known(&self) -> Vec<String> {
        let mut names = vec!["root".to_owned()];
        names.extend(
            self.tree().map(|tree| tree.into_iter().map(|(name, _)| name).collect::<Vec<_>>()).unwrap_or_default(),
        );
        names
    }

    /// A targets role as it will be: the version that waits, else the newest.
    pub(crate) fn targets(&self, role: &str) -> Result<Option<Signed<Targets>>, String> {
        match self.staged.get(role) {
            Some(draft) => {
                let name = format!("staged/{role}.json");
                let bytes = draft.file(&name).map_err(|refusal| refusal.to_string())?;
                Signed::read(&bytes, &name).map(Some).map_err(|refusal| refusal.to_string())
            }
            None => self.newest(role),
        }
    }

    /// The targets roles as they will be, each with who delegates to it; those that delegate before those they delegate to.
    pub(crate) fn tree(&self) -> Result<Vec<(String, Option<Demand>)>, String> {
        self.walk(|role| self.targets(role))
    }

    /// The targets roles by what `read` says of each.
    pub(crate) fn walk(
        &self,
        read: impl Fn(&str) -> Result<Option<Signed<Targets>>, String>,
    ) -> Result<Vec<(String, Option<Demand>)>, String> {
        let mut out: Vec<(String, Option<Demand>)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut open = VecDeque::from([("targets".to_owned(), None)]);
        while let Some((role, demand)) = open.pop_front() {
            if !seen.insert(role.clone()) {
                continue;
            }
            if out.len() >= ROLES {
                return Err(format!("more than {ROLES} roles are delegated to"));
            }
            let metadata = read(&role)?;
            for delegations in metadata.iter().filter_map(|metadata| metadata.role.delegations.as_ref()) {
                for delegated in &delegations.roles {
                    let by = format!("`{role}`, which delegates to it");
                    let demand = Demand { by, keys: delegations.keys.clone(), role: delegated.keys.clone() };
                    open.push_back((delegated.name.clone(), Some(demand)));
                }
            }
            out.push((role, demand));
        }
        Ok(out)
    }

    /// Whose signatures a role needs.
    pub(crate) fn demands(&self, role: &str) -> Result<Vec<Demand>, String> {
        let published = self.root()?;
        let top = |root: &Signed<Root>, role: &str, by: String| {
            root.role.role(role).map(|keys| Demand { by, keys: root.role.keys.clone(), role: keys.clone() })
        };
        if role == "root" {
            let mut demands = Vec::new();
            demands.extend(
                published.as_ref().and_then(|root| top(root, role, format!("root version {}", root.version()))),
            );
            if let Some(draft) = self.staged.get("root") {
                let bytes = draft.file("staged/root.json").map_err(|refusal| refusal.to_string())?;
                let own = Signed::<Root>::read(&bytes, "staged/root.json").map_err(|refusal| refusal.to_string())?;
                demands.extend(top(&own, role, format!("root version {} itself", own.version())));
            }
            return Ok(demands);
        }
        if TOP.contains(&role) {
            // Before there is any root, the first one says who will sign.
            let root = match published {
                Some(root) => Some(root),
                None => match self.staged.get("root") {
                    Some(draft) => {
                        let bytes = draft.file("staged/root.json").map_err(|refusal| refusal.to_string())?;
                        Some(Signed::read(&bytes, "staged/root.json").map_err(|refusal| refusal.to_string())?)
                    }
                    None => None,
                },
            };
            let root = root.ok_or("there is no root: `vauban repository init` makes one")?;
            return Ok(top(&root, role, format!("root version {}", root.version())).into_iter().collect());
        }
        let found = self.tree()?.into_iter().find(|(name, _)| name == role).and_then(|(_, demand)| demand);
        found.map(|demand| vec![demand]).ok_or_else(|| format!("nobody delegates to `{role}`"))
    }

    /// Puts a new version on the desk. What has been signed of an earlier draft counts no more.
    pub(crate) fn put(&mut self, role: &str, tree: Tree) -> Result<(), String> {
        let draft = Draft::new(tree);
        let bytes = draft.file(&format!("staged/{role}.json")).map_err(|refusal| refusal.to_string())?;
        self.folder.stage(role, &bytes)?;
        self.staged.insert(role.to_owned(), draft);
        Ok(())
    }

    /// Signs what waits with every key at hand that is asked for.
    pub(crate) fn sign(&mut self, keys: &Keys) -> Result<(), String> {
        for role in self.staged.keys().cloned().collect::<Vec<_>>() {
            let demands = self.demands(&role)?;
            let Some(draft) = self.staged.get_mut(&role) else { continue };
            let before = draft.clone();
            for demand in &demands {
                for id in &demand.role.ids {
                    let Some(own) = demand.keys.get(id).and_then(|key| keys.of(key)) else { continue };
                    draft.sign(own, id);
                }
            }
            if *draft != before {
                let bytes = draft.file(&format!("staged/{role}.json")).map_err(|refusal| refusal.to_string())?;
                self.folder.stage(&role, &bytes)?;
            }
        }
        Ok(())
    }

    /// Adds a signature that was made elsewhere.
    pub(crate) fn add_signature(&mut self, role: &str, id: &str, bytes: &[u8]) -> Result<(), String> {
        let demands = self.demands(role)?;
        let waiting = || format!("nothing of `{role}` waits for signatures");
        let draft = self.staged.get_mut(role).ok_or_else(waiting)?;
        let asked: Vec<(&String, &Key)> = demands
            .iter()
            .flat_map(|demand| demand.keys.iter().filter(|(known, _)| demand.role.ids.contains(known)))
            .filter(|(known, _)| known.starts_with(id))
            .collect();
        let Some((known, key)) = asked.first().copied() else {
            return Err(format!("no key of `{role}` has an id that begins with {id}"));
        };
        if asked.iter().any(|(other, _)| *other != known) {
            return Err(format!("more than one key of `{role}` has an id that begins with {id}"));
        }
        // Tools write signatures as bytes or as hexadecimal digits.
        let text = std::str::from_utf8(bytes).ok().map(str::trim);
        let digits = text.filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let decoded = digits.and_then(|digits| {
            let pairs = (0..digits.len()).step_by(2);
            pairs
                .map(|at| digits.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()))
                .collect::<Option<Vec<u8>>>()
        });
        let signature = decoded.as_deref().unwrap_or(bytes);
        draft.add(known, key, signature).map_err(|why| format!("the signature of {known} does not count: {why}"))?;
        let bytes = draft.file(&format!("staged/{role}.json")).map_err(|refusal| refusal.to_string())?;
        self.folder.stage(role, &bytes)
    }

    fn standings(&self, role: &str, draft: &Draft) -> Result<Vec<(Demand, Standing)>, String> {
        let payload = draft.payload();
        let demands = self.demands(role)?;
        Ok(demands
            .into_iter()
            .map(|demand| {
                let standing = standing(&demand.keys, &demand.role, &payload, draft.signatures());
                (demand, standing)
            })
            .collect())
    }

    /// Publishes what is signed enough: the root first, since it says who signs the others.
    pub(crate) fn settle(&mut self) -> Result<(), String> {
        let mut order: Vec<String> = self.staged.keys().cloned().collect();
        order.sort_by_key(|role| TOP.iter().position(|top| top == role).unwrap_or(TOP.len()));
        for role in order {
            if role != "root" && self.root()?.is_none() {
                continue;
            }
            let Some(draft) = self.staged.get(&role) else { continue };
            let standings = self.standings(&role, draft)?;
            if standings.is_empty() || standings.iter().any(|(_, standing)| !standing.is_met()) {
                continue;
            }
            let name = published_name(&role, draft.version());
            let bytes = draft.file(&name).map_err(|refusal| refusal.to_string())?;
            self.folder.publish(&name, &bytes)?;
            self.folder.unstage(&role)?;
            self.staged.remove(&role);
            self.change.published.push(format!("metadata/{name}"));
        }
        Ok(())
    }

    /// What still waits, for the report.
    pub(crate) fn waiting(&self) -> Result<Vec<Waiting>, String> {
        let mut out = Vec::new();
        for (role, draft) in &self.staged {
            let payload = sha2::Sha256::digest(draft.payload());
            let payload: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
            for (demand, standing) in self.standings(role, draft)? {
                out.push(Waiting {
                    role: role.clone(),
                    version: draft.version(),
                    by: format!("by {}", demand.by),
                    signatures: standing.count,
                    threshold: standing.threshold,
                    open: standing.open.into_iter().chain(standing.broken.into_iter().map(|(id, _)| id)).collect(),
                    payload_sha256: payload.clone(),
                });
            }
        }
        Ok(out)
    }

    /// Signs, publishes what can be, and says what waits.
    pub(crate) fn finish(mut self, keys: &Keys) -> Result<Change, String> {
        self.sign(keys)?;
        self.settle()?;
        self.change.waiting = self.waiting()?;
        if !self.change.waiting.is_empty() {
            self.change.next.push("let the holders of the keys sign: `vauban repository sign`".to_owned());
        }
        let unpublished = self.unpublished()?;
        if self.change.waiting.is_empty() && !unpublished.is_empty() {
            self.change.next.push(format!(
                "`vauban repository refresh` publishes {}: clients see nothing of it before",
                unpublished.join(", ")
            ));
        }
        Ok(self.change)
    }

    /// Targets roles whose newest version is not what the present snapshot says.
    pub(crate) fn unpublished(&self) -> Result<Vec<String>, String> {
        let snapshot = self.newest::<Snapshot>("snapshot")?;
        let timestamp = self.newest::<Timestamp>("timestamp")?;
        let current = match (&snapshot, &timestamp) {
            (Some(snapshot), Some(timestamp)) if timestamp.role.snapshot.version == snapshot.version() => {
                Some(snapshot)
            }
            _ => None,
        };
        let mut out = Vec::new();
        for (role, _) in self.walk(|role| self.newest(role))? {
            let Some((version, _)) = self.folder.latest(&role)? else { continue };
            let said = current.and_then(|snapshot| snapshot.role.meta.get(&format!("{role}.json")));
            if said.is_none_or(|said| said.version != version) {
                out.push(role);
            }
        }
        Ok(out)
    }
}

/// Keys and threshold of a demand, for `status`.
impl Demand {
    pub(crate) fn keys(&self) -> &RoleKeys {
        &self.role
    }

    /// How signed metadata stands with these keys.
    pub(crate) fn standing<R>(&self, metadata: &Signed<R>) -> Standing {
        standing(&self.keys, &self.role, &metadata.payload, &metadata.signatures)
    }
}

fn draft(role: &str, bytes: &[u8], name: &str) -> Result<Draft, String> {
    let read = match role {
        "root" => Signed::<Root>::read(bytes, name).map(|metadata| Draft::of(&metadata)),
        "snapshot" => Signed::<Snapshot>::read(bytes, name).map(|metadata| Draft::of(&metadata)),
        "timestamp" => Signed::<Timestamp>::read(bytes, name).map(|metadata| Draft::of(&metadata)),
        _ => Signed::<Targets>::read(bytes, name).map(|metadata| Draft::of(&metadata)),
    };
    read.map_err(|refusal| refusal.to_string())
}

/// The file a role is published as.
pub(crate) fn published_name(role: &str, version: u64) -> String {
    match role {
        "timestamp" => "timestamp.json".to_owned(),
        role => file_name(role, Some(version)),
    }
}
