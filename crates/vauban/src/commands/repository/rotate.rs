//! `vauban repository rotate` and `renew`: other keys, another threshold, a later expiry.

use vauban_tuf::Tree;
use vauban_tuf::metadata::TOP;
use vauban_tuf::write::{add_key, remove_key, set_threshold};

use super::{at, desk, keys, say};
use crate::Outcome;
use crate::args::{Arguments, RepositoryRenew, RepositoryRotate};
use crate::repository::public_key;

pub(crate) fn run(arguments: &Arguments, options: &RepositoryRotate) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    if !TOP.contains(&options.role.as_str()) {
        return Err(format!(
            "the keys of `{}` are said by whoever delegates to it: `vauban repository delegate` says them anew",
            options.role
        ));
    }
    if options.add.is_empty() && options.remove.is_empty() && options.threshold.is_none() {
        return Err("say what changes: `--add PUBLIC`, `--remove ID`, `--threshold N`; `vauban repository renew root` only renews".to_owned());
    }
    let mut tree = desk.next("root")?;
    for path in &options.add {
        let key = public_key(&at(arguments, path))?;
        add_key(&mut tree, &options.role, &key)?;
        desk.change.done.push(format!("`{}` gets key {}", options.role, key.id()));
    }
    for id in &options.remove {
        let id = whole(&tree, &options.role, id)?;
        remove_key(&mut tree, &options.role, &id)?;
        desk.change.done.push(format!("`{}` loses key {id}", options.role));
    }
    set_threshold(&mut tree, &options.role, options.threshold)?;
    desk.put("root", tree)?;
    if options.role != "root" && !options.remove.is_empty() {
        let again = match options.role.as_str() {
            "targets" => "`vauban repository renew targets` makes a version the new keys can sign, then refresh",
            _ => "`vauban repository refresh` signs with the new keys",
        };
        desk.change.next.push(format!("when the new root is published: {again}"));
    }
    say(arguments, options.format, &desk.finish(&own)?)
}

/// A key of a role by the beginning of its id.
fn whole(root: &Tree, role: &str, id: &str) -> Result<String, String> {
    let listed = root.get("roles").and_then(|roles| roles.get(role)).and_then(|role| role.get("keyids"));
    let ids: Vec<&str> = listed.map(Tree::as_list).unwrap_or_default().iter().filter_map(Tree::as_text).collect();
    let found: Vec<&&str> = ids.iter().filter(|known| known.starts_with(id) && !id.is_empty()).collect();
    match found.as_slice() {
        [one] => Ok((**one).to_owned()),
        [] => Err(format!("`{role}` has no key {id}; its keys: {}", ids.join(", "))),
        _ => Err(format!("more than one key of `{role}` begins with {id}")),
    }
}

pub(crate) fn renew(arguments: &Arguments, options: &RepositoryRenew) -> Outcome {
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = desk(arguments, &options.repository)?;
    for role in &options.roles {
        let tree = desk.next(role)?;
        let expires = tree.get("expires").and_then(Tree::as_text).unwrap_or("").to_owned();
        desk.put(role, tree)?;
        desk.change.done.push(format!("The next version of `{role}` expires at {expires}."));
    }
    say(arguments, options.format, &desk.finish(&own)?)
}
