//! The folder of a site. A site names the files it is made of, so that the next one replaces those and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vauban_pack::Digest;

use crate::files;

/// The file that says that a folder is a site.
const LIST: &str = "vauban-site.json";

/// Its form.
const SCHEMA: &str = "vauban/site/1";

/// No list of files is larger.
const LIST_BYTES: u64 = 16 << 20;

/// What is said of a site in its list.
pub(crate) struct About<'a> {
    pub(crate) product: &'a str,
    pub(crate) date: String,
    pub(crate) reader: &'a str,
}

/// Puts a site into a folder: a new or empty one, or over the site that is there.
///
/// # Errors
/// If the folder holds anything else, or pages that somebody has changed and `force` is not given.
pub(crate) fn write(
    folder: &Path,
    made: &BTreeMap<String, Vec<u8>>,
    about: &About<'_>,
    force: bool,
) -> Result<(), String> {
    let before = before(folder)?;
    for (name, digest) in &before {
        let path = folder.join(name);
        let changed = path.exists() && digest_of(&path)?.is_none_or(|now| now != *digest);
        if changed && !force {
            return Err(format!(
                "{} is not as it was written; nothing was changed (`--force` writes over it)",
                path.display()
            ));
        }
    }
    // What is not of the site that is there was put beside it by somebody.
    for name in made.keys().filter(|name| !before.contains_key(*name)) {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(format!("{} is there already and is not of the site; nothing was changed", path.display()));
        }
    }
    fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    let listed: Vec<Value> =
        made.iter().map(|(name, bytes)| json!({ "path": name, "sha256": Digest::of(bytes).hex() })).collect();
    let list = json!({
        "schema": SCHEMA, "product": about.product, "date": about.date, "reader": about.reader, "files": listed,
    });
    let mut text = serde_json::to_string_pretty(&list).map_err(|error| error.to_string())?;
    text.push('\n');
    // The list comes last: a site that was cut off is still known by the list of the one before.
    for (name, bytes) in made {
        files::replace(&folder.join(name), bytes)?;
    }
    files::replace(&folder.join(LIST), text)?;
    for name in before.keys().filter(|name| !made.contains_key(*name)) {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// The files of the site that is there, with their digests; none if there is no folder or nothing in it.
fn before(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    if !folder.exists() {
        return Ok(BTreeMap::new());
    }
    if fs::read_dir(folder).map_err(problem)?.next().is_none() {
        return Ok(BTreeMap::new());
    }
    let path = folder.join(LIST);
    let none = || {
        format!(
            "{} is not empty and is no site that Vauban wrote (it has no `{LIST}`); nothing was changed. Name a new folder",
            folder.display()
        )
    };
    let size = fs::symlink_metadata(&path).map_err(|_| none())?;
    if !size.is_file() || size.len() > LIST_BYTES {
        return Err(none());
    }
    let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let wrong =
        || format!("{} cannot be read as a list of files; remove the folder, or name a new one", path.display());
    let list: Value = serde_json::from_str(&text).map_err(|_| wrong())?;
    if list["schema"] != SCHEMA {
        return Err(wrong());
    }
    let mut found = BTreeMap::new();
    for file in list["files"].as_array().ok_or_else(wrong)? {
        let (name, digest) = (file["path"].as_str().ok_or_else(wrong)?, file["sha256"].as_str().ok_or_else(wrong)?);
        // A list that was tampered with must not lead out of the folder.
        let plain = !name.is_empty()
            && !name.starts_with('.')
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if !plain {
            return Err(wrong());
        }
        found.insert(name.to_owned(), digest.to_owned());
    }
    Ok(found)
}

/// The digest of a file; none for what is no file.
fn digest_of(path: &Path) -> Result<Option<String>, String> {
    let data = fs::symlink_metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    if !data.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(Some(Digest::of(&bytes).hex()))
}
