//! `vauban repository delegate` and `revoke`: who else may name which files.

use vauban_tuf::metadata::Paths;
use vauban_tuf::write::{Delegation, delegate, new_targets};

use super::{at, desk, keys, say};
use crate::Outcome;
use crate::args::{Arguments, RepositoryDelegate, RepositoryRevoke};
use crate::repository::public_key;

pub(crate) fn run(arguments: &Arguments, options: &RepositoryDelegate) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    let keys = options.key.iter().map(|path| public_key(&at(arguments, path))).collect::<Result<Vec<_>, _>>()?;
    let paths = match (options.path.is_empty(), options.hash_prefix.is_empty()) {
        (false, true) => Paths::Patterns(options.path.clone()),
        (true, false) => Paths::HashPrefixes(options.hash_prefix.clone()),
        _ => {
            return Err(
                "say which files: either `--path PATTERN`, as `--path 'gateway/*/*'`, or `--hash-prefix`".to_owned()
            );
        }
    };
    let to = Delegation {
        name: options.name.clone(),
        keys,
        threshold: options.threshold,
        paths,
        terminating: options.terminating,
    };
    let mut tree = desk.next(&options.by)?;
    delegate(&mut tree, &to)?;
    desk.put(&options.by, tree)?;
    if desk.targets(&options.name)?.is_none() {
        let expires = desk.expiry(&options.name)?;
        desk.put(&options.name, new_targets(expires))?;
    }
    desk.change.done.push(format!("`{}` delegates to `{}`.", options.by, options.name));
    say(arguments, options.format, &desk.finish(&own)?)
}

pub(crate) fn revoke(arguments: &Arguments, options: &RepositoryRevoke) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    let mut tree = desk.next(&options.by)?;
    if !vauban_tuf::write::revoke(&mut tree, &options.name) {
        return Err(format!("`{}` does not delegate to `{}`", options.by, options.name));
    }
    desk.put(&options.by, tree)?;
    if desk.staged.remove(&options.name).is_some() {
        desk.folder.unstage(&options.name)?;
    }
    desk.change.done.push(format!("`{}` no longer delegates to `{}`.", options.by, options.name));
    say(arguments, options.format, &desk.finish(&own)?)
}
