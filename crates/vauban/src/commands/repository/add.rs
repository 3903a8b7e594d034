//! `vauban repository add`: the files of a release become targets.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use vauban_tuf::metadata::{TargetFile, Targets};
use vauban_tuf::write::{remove_target, set_target};
use vauban_tuf::{Hashes, Signed, is_safe_target, measure, stored_target};

use super::{at, desk, keys, say};
use crate::args::{Arguments, RepositoryAdd, RepositoryRemove};
use crate::repository::{Desk, payload};
use crate::{Outcome, session};

/// Bytes of a file that are looked through for private keys.
const LOOKED_AT: u64 = 64 << 20;

pub(crate) fn run(arguments: &Arguments, options: &RepositoryAdd) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let today = session::today(arguments)?;
    let payload = payload(&compiled.model, world.root(), &options.release, options.readers, today)?;
    if payload.files.is_empty() {
        return Err(format!("[release.{}] has no `artefacts`: no file left the house with it", payload.release));
    }
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    let from = at(arguments, &options.from);
    let prefix = options.prefix.clone().unwrap_or_else(|| format!("{}/{}", payload.product, payload.version));
    let custom = payload.custom();
    // All files are looked at before the first is copied: a release is added as a whole or not at all.
    let mut targets = Vec::new();
    for (name, digest) in &payload.files {
        let path = format!("{prefix}/{name}");
        if !is_safe_target(&path) || !is_safe_target(name) {
            return Err(format!(
                "`{path}` is no relative path that is plain on every system; name a `--prefix`, or the artefact plainly"
            ));
        }
        let source = from.join(name);
        let measured = look(&source)?;
        let found = measured.hashes().names().into_iter().next().unwrap_or_default();
        match digest {
            Some(digest) if *digest != found => {
                return Err(format!(
                    "{} is not the file that [release.{}] names: its SHA-256 is {found}, the record says {digest}",
                    source.display(),
                    payload.release
                ));
            }
            Some(_) => {}
            None => {
                return Err(format!(
                    "[release.{}] has no digest for `{name}`; without it nobody can tell that this is the file that was released. It would be\n\n    digest = \"sha256:{found}\"",
                    payload.release
                ));
            }
        }
        let role = match &options.role {
            Some(role) => role.clone(),
            None => role_for(&desk, &path)?,
        };
        let hashes = Hashes { sha512: None, ..measured.hashes() };
        targets.push((
            role,
            path,
            source,
            TargetFile { length: measured.length, hashes, custom: Some(custom.clone()) },
        ));
    }
    let mut roles: Vec<String> = targets.iter().map(|(role, ..)| role.clone()).collect();
    roles.sort();
    roles.dedup();
    for role in roles {
        let mut tree = desk.next(&role)?;
        for (_, path, source, file) in targets.iter().filter(|(of, ..)| *of == role) {
            set_target(&mut tree, path, file)?;
            let stored = stored_target(path, file.hashes.names().first().map(String::as_str));
            copy(source, &desk.folder.base.join("targets"), &stored, file)?;
            desk.change.done.push(format!("{path}: {} bytes, named by `{role}`", file.length));
        }
        desk.put(&role, tree)?;
    }
    desk.change.next.extend(payload.gaps());
    say(arguments, options.format, &desk.finish(&own)?)
}

pub(crate) fn remove(arguments: &Arguments, options: &RepositoryRemove) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    let mut found = false;
    for (role, _) in desk.tree()? {
        let names = desk.targets(&role)?.is_some_and(|metadata| metadata.role.targets.contains_key(&options.target));
        if names {
            let mut tree = desk.next(&role)?;
            found |= remove_target(&mut tree, &options.target);
            desk.put(&role, tree)?;
            desk.change.done.push(format!(
                "`{role}` no longer names {}; its file stays for clients of older metadata.",
                options.target
            ));
        }
    }
    if !found {
        return Err(format!("no role names a target `{}`", options.target));
    }
    say(arguments, options.format, &desk.finish(&own)?)
}

/// The role a client would ask first for a path: the deepest along the first delegations that fit.
fn role_for(desk: &Desk, path: &str) -> Result<String, String> {
    let mut role = "targets".to_owned();
    let mut seen = std::collections::BTreeSet::new();
    while seen.insert(role.clone()) {
        let metadata: Option<Signed<Targets>> = desk.targets(&role)?;
        let next = metadata.and_then(|metadata| {
            let delegations = metadata.role.delegations?;
            delegations.roles.iter().find_map(|delegated| delegated.role_for(path))
        });
        match next {
            Some(next) => role = next,
            None => break,
        }
    }
    Ok(role)
}

/// Measures a file, and refuses one that holds a private key.
fn look(path: &Path) -> Result<vauban_tuf::Measured, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let data = fs::symlink_metadata(path).map_err(problem)?;
    if !data.is_file() {
        return Err(format!("{} is no plain file; what is published is copied from plain files alone", path.display()));
    }
    let mut start = Vec::new();
    File::open(path).map_err(problem)?.take(LOOKED_AT).read_to_end(&mut start).map_err(problem)?;
    if let Some(key) = vauban_formats::keys::find(&start).first() {
        return Err(format!(
            "{} holds a private key (line {}): it must never be published. Take it out of the file and replace the key",
            path.display(),
            key.line
        ));
    }
    measure(&mut File::open(path).map_err(problem)?).map_err(problem)
}

/// Copies a file to its place and makes sure that the copy is what was measured.
fn copy(from: &Path, base: &Path, stored: &str, file: &TargetFile) -> Result<(), String> {
    let mut place = base.to_path_buf();
    place.extend(stored.split('/'));
    if place.exists() {
        let same =
            File::open(&place).and_then(|mut there| measure(&mut there)).is_ok_and(|there| file.hashes.fit(&there));
        if same {
            return Ok(());
        }
        return Err(format!("{} is there already and is another file; nothing was written over it", place.display()));
    }
    let folder = place.parent().ok_or("the target has no folder")?;
    fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    let temporary = folder.join(format!(".{}.tmp", std::process::id()));
    let copied = File::open(from).and_then(|mut source| {
        let mut target = File::create_new(&temporary)?;
        std::io::copy(&mut source, &mut target)?;
        target.flush()?;
        target.sync_all()?;
        measure(&mut File::open(&temporary)?)
    });
    let placed = match copied {
        Ok(measured) if measured.length == file.length && file.hashes.fit(&measured) => {
            fs::rename(&temporary, &place).map_err(|error| format!("cannot write {}: {error}", place.display()))
        }
        Ok(_) => Err(format!("{} changed while it was copied; nothing was published", from.display())),
        Err(error) => Err(format!("cannot copy {} to {}: {error}", from.display(), place.display())),
    };
    if placed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    placed
}
