//! A whole repository looked at: every role, every target.
//!
//! A client asks for one target; whoever publishes wants to know that every client can get every target. So this goes
//! on after a refusal where it can, and also says which targets no client would ever find.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::sync::Arc;

use jiff::Timestamp as Instant;

use crate::client::{Client, Source};
use crate::metadata::{Paths, Targets};
use crate::name::{file_name, is_safe_target};
use crate::refusal::{Kind, Refusal};
use crate::signed::Signed;

/// The most roles that are looked at.
const ROLES: usize = 10_000;
/// The most problems that are told.
const PROBLEMS: usize = 1000;

/// What a whole repository came to.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// The targets roles: name, version, expiry, number of targets.
    pub roles: Vec<(String, u64, Instant, usize)>,
    /// Targets that were read and fit.
    pub targets: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong.
    pub problems: Vec<Refusal>,
}

/// Looks at every targets role and every target. The client has to be refreshed.
pub fn audit(client: &mut Client, source: &mut dyn Source) -> Audit {
    let mut out = Audit::default();
    let mut open: VecDeque<(String, Option<Arc<Signed<Targets>>>)> = VecDeque::from([("targets".to_owned(), None)]);
    let mut done = BTreeSet::new();
    let listed: Vec<String> = client
        .snapshot()
        .map(|snapshot| {
            snapshot.role.meta.keys().filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect()
        })
        .unwrap_or_default();
    while let Some((name, by)) = open.pop_front() {
        if out.problems.len() >= PROBLEMS {
            break;
        }
        if !done.insert(name.clone()) {
            continue;
        }
        if done.len() > ROLES {
            out.problems.push(Refusal::new(
                Kind::TooManyRoles,
                file_name(&name, None),
                format!("more than {ROLES} roles"),
            ));
            break;
        }
        let role = match client.role(source, &name, by.as_deref()) {
            Ok(role) => role,
            Err(refusal) => {
                out.problems.push(refusal);
                continue;
            }
        };
        out.roles.push((name.clone(), role.version(), role.role.common.expires, role.role.targets.len()));
        for path in role.role.targets.keys() {
            match target(client, source, &name, path) {
                Ok(bytes) => {
                    out.targets += 1;
                    out.bytes += bytes;
                }
                Err(refusal) => out.problems.push(refusal),
            }
            if out.problems.len() >= PROBLEMS {
                break;
            }
        }
        for delegated in role.role.delegations.iter().flat_map(|delegations| &delegations.roles) {
            match delegated.paths {
                Paths::Bins(_) => {
                    let bins = listed.iter().filter(|name| delegated.is_about(name));
                    open.extend(bins.map(|name| (name.clone(), Some(Arc::clone(&role)))));
                }
                Paths::Patterns(_) | Paths::HashPrefixes(_) => {
                    open.push_back((delegated.name.clone(), Some(Arc::clone(&role))));
                }
            }
        }
    }
    out
}

fn target(client: &mut Client, source: &mut dyn Source, role: &str, path: &str) -> Result<u64, Refusal> {
    if !is_safe_target(path) {
        let message = format!("role `{role}` names a path that is not relative and plain on every system");
        return Err(Refusal::new(Kind::UnsafePath, path, message));
    }
    match client.find(source, path)? {
        Some(found) if found.role == role => client.fetch(source, &found, &mut io::sink()),
        // Another role comes first; that one is looked at in its turn.
        Some(found) => {
            let message =
                format!("role `{role}` names it, but clients take what `{}` says, which comes first", found.role);
            Err(Refusal::new(Kind::MixAndMatch, path, message))
        }
        None => {
            let message = format!(
                "role `{role}` names it, but no delegation to that role is about this path: no client finds it"
            );
            Err(Refusal::new(Kind::Missing, path, message))
        }
    }
}
