//! The record of a release, drafted or brought up to a manifest by edits that leave everything else as it is.

use vauban_diagnostics::Fix;
use vauban_engine::Compilation;
use vauban_model::kinds::Release;
use vauban_model::{AnyId, Kind, Record};
use vauban_seal::manifest::{Manifest, hex, plain};
use vauban_syntax::edit::{NewValue, append_record, apply_fixes, push, remove_key, set_key};

/// Files that are listed one by one in a record; more stand in the manifest alone.
const LISTED: usize = 50;
/// Names that a remark gives.
const NAMED: usize = 5;

/// A record with what it is to say.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Its file, relative to the project.
    pub(crate) path: String,
    /// The file as it is; empty where there is none.
    pub(crate) before: String,
    /// The file as it would be.
    pub(crate) after: String,
    /// Whether the record is a new one.
    pub(crate) new: bool,
    /// What to look at.
    pub(crate) remarks: Vec<String>,
}

/// Drafts the record of a release for a manifest at a path of the project.
pub(crate) fn draft(
    compiled: &Compilation,
    release: Option<AnyId>,
    product: Option<AnyId>,
    manifest: &Manifest,
    manifest_path: &str,
) -> Result<Draft, String> {
    let model = &compiled.model;
    let mut remarks = Vec::new();
    let head = manifest.head();
    let (path, before, mut after) = match release {
        Some(id) => {
            let file = model.sources.file(model.head(id).header.file);
            let known = model.release.get(id.at as usize).ok_or("the release is nowhere")?;
            (file.path.clone(), file.text.to_string(), digests(known, manifest, &file.text, &mut remarks))
        }
        None => begun(compiled, &head.release),
    };
    let id = head.release.as_str();
    let set = |text: &str, key: &str, value: NewValue| set_key(&path, text, "release", id, key, &value);
    let known: Option<&Record<Release>> = release.and_then(|id| model.release.get(id.at as usize));
    if release.is_none() {
        if let Some(product) = product {
            after = set(&after, "product", NewValue::Text(model.head(product).local().to_owned()))?;
        }
        after = set(&after, "version", NewValue::Text(head.version.clone()))?;
    }
    if known.is_none_or(|known| known.date.is_none_or(|day| day.date.to_string() != head.date)) {
        after = set(&after, "date", NewValue::Date(head.date.clone()))?;
    }
    let same = known.and_then(|known| known.manifest.as_ref()).is_some_and(|written| match written {
        vauban_model::Evidence::File(path) => &*path.value == manifest_path,
        vauban_model::Evidence::Document { .. } => false,
    });
    if !same {
        after = set(&after, "manifest", NewValue::Text(manifest_path.to_owned()))?;
        if known.is_some_and(|known| !known.signatures.is_empty()) {
            after = remove_key(&path, &after, "release", id, "signatures")?;
            remarks.push("the signatures were under the manifest before; sign this one".to_owned());
        }
    }
    if known.is_none_or(|known| known.artefacts.is_empty()) {
        if manifest.files().len() <= LISTED {
            for file in manifest.files() {
                let mut entry = vec![
                    ("file".to_owned(), NewValue::Text(file.path.clone())),
                    ("digest".to_owned(), NewValue::Text(format!("sha256:{}", hex(&file.sha256)))),
                ];
                if let Some(long) = &file.sha512 {
                    entry.push(("sha512".to_owned(), NewValue::Text(hex(long))));
                }
                after = push(&path, &after, "release", id, "artefacts", &NewValue::Table(entry))?;
            }
        } else {
            let files = manifest.files().len();
            remarks
                .push(format!("{files} files stand in the manifest alone; name the important ones under `artefacts`"));
        }
    }
    Ok(Draft { path, before, after, new: release.is_none(), remarks })
}

/// A new record: at the end of the file of the newest one, else in a file of its own.
fn begun(compiled: &Compilation, id: &str) -> (String, String, String) {
    let model = &compiled.model;
    let quoted = id.replace('\\', "\\\\").replace('"', "\\\"");
    let record = format!("[release.\"{quoted}\"]\n");
    let own = model.release.iter().rev().find(|release| release.head.folder().is_empty());
    let file = own.map(|release| model.sources.file(release.head.header.file));
    match file.filter(|file| file.path.ends_with(".toml")) {
        Some(file) => (file.path.clone(), file.text.to_string(), append_record(&file.text, &record)),
        None => (format!("security/releases/{}.toml", file_name(id)), String::new(), record),
    }
}

/// An id as the name of a file.
pub(crate) fn file_name(id: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    let name: String = id.chars().take(100).map(plain).collect();
    if name.chars().all(|letter| letter == '.') { "release".to_owned() } else { name }
}

/// Digests of the files that the record lists, as the manifest has them; the bytes of a digest change and no others.
fn digests(release: &Record<Release>, manifest: &Manifest, text: &str, remarks: &mut Vec<String>) -> String {
    let mut fixes = Vec::new();
    let (mut gone, mut bare, mut listed) = (Vec::new(), Vec::new(), 0);
    for artefact in &release.artefacts {
        let Some(name) = &artefact.file else { continue };
        let Some(file) = manifest.file(name) else {
            gone.push(plain(name));
            continue;
        };
        listed += 1;
        match &artefact.digest {
            None => bare.push(plain(name)),
            Some(digest) => {
                let new = format!("sha256:{}", hex(&file.sha256));
                fixes.extend(fix(text, digest.0.span, &digest.0.value, &new));
            }
        }
        if let (Some(said), Some(long)) = (&artefact.sha512, &file.sha512) {
            fixes.extend(fix(text, said.span, &said.value, &hex(long)));
        }
    }
    let mut remark = |names: &[String], what: &str| {
        if !names.is_empty() {
            let more = names.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
            remarks.push(format!("{}{more}: {what}", names.join(", ")));
        }
    };
    remark(&gone, "listed under `artefacts` and not in the folder");
    remark(&bare, "listed under `artefacts` without `digest`");
    let others = manifest.files().len().saturating_sub(listed);
    if !release.artefacts.is_empty() && others > 0 {
        remarks.push(format!("{others} files of the folder stand in the manifest and not under `artefacts`"));
    }
    apply_fixes(text, &fixes)
}

/// The change of a text between quotes, where it is another.
fn fix(text: &str, span: vauban_diagnostics::Span, old: &str, new: &str) -> Option<Fix> {
    let written = text.get(span.start as usize..span.end as usize)?;
    let changed = written.replacen(old, new, 1);
    (old != new && changed != written).then(|| Fix {
        title: "bring the digest up to date".to_owned(),
        span,
        text: changed,
    })
}

/// Lines of a file, each with its number.
pub(crate) type Lines = Vec<(usize, String)>;

/// Lines that go and lines that come.
pub(crate) fn changed(before: &str, after: &str) -> (Lines, Lines) {
    let only = |text: &str, other: &str| -> Lines {
        let mut there = std::collections::BTreeMap::new();
        other.lines().for_each(|line| *there.entry(line.to_owned()).or_insert(0_usize) += 1);
        let mut only = Vec::new();
        for (at, line) in text.lines().enumerate() {
            match there.get_mut(line) {
                Some(left) if *left > 0 => *left -= 1,
                _ => only.push((at + 1, line.to_owned())),
            }
        }
        only
    };
    (only(before, after), only(after, before))
}

/// The release with an id, of the project's own.
pub(crate) fn find(compiled: &Compilation, id: &str) -> Option<AnyId> {
    let model = &compiled.model;
    let own = |id: &AnyId| model.head(*id).folder().is_empty() && !model.head(*id).removed;
    model.find(Kind::Release, id).filter(own)
}
