//! Where an issue stands: in this project, or in a folder that it uses and that can be written to.

use std::path::{Path, PathBuf};

use vauban_diagnostics::nearest;
use vauban_engine::{Compilation, DiskWorld};
use vauban_model::kinds::Issue;
use vauban_model::{Kind, Model, Record};

/// An issue record on disk.
pub(crate) struct Place<'c> {
    /// The record as it is.
    pub(crate) record: &'c Record<Issue>,
    /// Its place among the issues of the model.
    pub(crate) at: usize,
    /// The folder with the `vauban.toml` that it belongs to.
    pub(crate) root: PathBuf,
    /// Its file, relative to that.
    pub(crate) path: String,
    /// What the file holds.
    pub(crate) text: &'c str,
}

impl Place<'_> {
    /// The file as people find it from here.
    pub(crate) fn shown(&self, here: &Path) -> String {
        shown(here, &self.root, &self.path)
    }
}

/// A file of a folder as people find it from another.
pub(crate) fn shown(here: &Path, root: &Path, path: &str) -> String {
    if root == here { path.to_owned() } else { root.join(path).display().to_string() }
}

/// The issue that a word means: its id, `issue.ID`, or the id in a used folder where only one has it.
pub(crate) fn issue<'c>(world: &DiskWorld, compiled: &'c Compilation, word: &str) -> Result<Place<'c>, String> {
    let model = &compiled.model;
    let at = find(model, word)?;
    let record = model.issue.get(at).ok_or("the issue is gone")?;
    let folder = record.head.folder();
    let file = model.sources.file(record.head.header.file);
    let root = root_of(world, model, folder)?;
    let path = match folder {
        "" => file.path.clone(),
        folder => file.path.strip_prefix(&format!("{folder}/")).unwrap_or(&file.path).to_owned(),
    };
    if !root.join(&path).is_file() {
        return Err(format!("`{}` is not a file that can be written to", file.path));
    }
    Ok(Place { record, at, root, path, text: &file.text })
}

fn find(model: &Model, word: &str) -> Result<usize, String> {
    let id = word.strip_prefix("issue.").unwrap_or(word);
    if let Some(found) = model.find(Kind::Issue, id) {
        return Ok(found.at as usize);
    }
    let mut local = model.issue.iter().enumerate().filter(|(_, issue)| issue.head.local() == id);
    match (local.next(), local.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some((_, one)), Some((_, other))) => {
            Err(format!("several folders have an issue `{id}`: say `{}` or `{}`", one.head.id, other.head.id))
        }
        (None, _) => {
            let known = model.issue.iter().map(|issue| &*issue.head.id);
            let hint = nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
            let hint = hint.unwrap_or_else(|| "; `vauban issue list` shows all".to_owned());
            Err(format!("there is no issue `{id}`{hint}"))
        }
    }
}

/// The folder on disk that a path of used folders leads to.
fn root_of(world: &DiskWorld, model: &Model, folder: &str) -> Result<PathBuf, String> {
    let mut root = world.root().to_owned();
    let mut path = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        path = if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") };
        let brought_in = model.find(Kind::Use, &path).and_then(|id| model.used.get(id.at as usize));
        let inner = brought_in.and_then(|record| record.path.as_ref());
        let Some(inner) = inner else {
            return Err(format!(
                "`use.{path}` is read from a repository at a revision: work in a checkout of it (`-C FOLDER`)"
            ));
        };
        root = root.join(&*inner.value);
    }
    match folder {
        "" => Ok(root),
        _ => std::fs::canonicalize(&root).map_err(|error| format!("cannot open {}: {error}", root.display())),
    }
}

/// Where a new issue goes: here, the used folder of an id, or a folder with a `vauban.toml`. Its path among the used
/// folders where it is one.
pub(crate) fn folder_for(
    world: &DiskWorld,
    model: &Model,
    wanted: Option<&str>,
) -> Result<(PathBuf, Option<String>), String> {
    let Some(wanted) = wanted else { return Ok((world.root().to_owned(), Some(String::new()))) };
    if model.find(Kind::Use, wanted).is_some() {
        let path = model.folders.canonical(wanted);
        return Ok((root_of(world, model, &path)?, Some(path)));
    }
    let root = world.root().join(wanted);
    let root = std::fs::canonicalize(&root).map_err(|_| {
        let known = model.used.iter().map(|used| &*used.head.id);
        let hint = nearest(wanted, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("`{wanted}` is neither a used folder nor one with a `vauban.toml`{hint}")
    })?;
    if !root.join("vauban.toml").is_file() {
        return Err(format!("there is no `vauban.toml` in {}", root.display()));
    }
    let known = model.used.iter().find(|used| root_of(world, model, &used.head.id).is_ok_and(|other| other == root));
    let path = known.map(|used| model.folders.canonical(&used.head.id));
    Ok((root.clone(), path.or_else(|| (root == world.root()).then(String::new))))
}
