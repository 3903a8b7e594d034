//! `vauban release prepare`: the manifest of a delivery folder, and the record that names it.
//!
//! The manifest's file has its digest in its name, so that no file is ever written over; the record that names it is
//! replaced in one step. A crash at any moment leaves the old release or the new one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use vauban_engine::delivery::{is_left_over, read_all, walk};
use vauban_engine::{search_delivered, sha256_hex};
use vauban_model::{AnyId, Date};
use vauban_report::release::{ManifestRow, Prepared, json};
use vauban_seal::manifest::{File, Found, Head, Manifest, plain};

use crate::args::{Arguments, PlainFormat, ReleasePrepare};
use crate::depth::product;
use crate::progress::Progress;
use crate::release::draft::{changed, draft, file_name, find};
use crate::{Outcome, files, output, session};

/// Problems that are named.
const NAMED: usize = 20;

pub(crate) fn run(arguments: &Arguments, options: &ReleasePrepare) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let (word, folder) = match options.what.as_slice() {
        [release, folder] => (Some(release.strip_prefix("release.").unwrap_or(release)), folder),
        [folder] => (None, folder),
        _ => return Err("name the release and the folder".to_owned()),
    };
    let built = product.and_then(|id: AnyId| compiled.model.product.get(id.at as usize));
    let built = built.and_then(|product| product.version.as_ref()).map(|version| version.to_string());
    let id = word.map(str::to_owned).or_else(|| built.clone());
    let id = id.ok_or("the product has no `version`: say which release it is, `vauban release prepare ID DIR`")?;
    let release = find(&compiled, &id);
    let known = release.and_then(|id| compiled.model.release.get(id.at as usize));
    let date = match &options.date {
        Some(date) => Date::parse(date).ok_or_else(|| format!("`--date {date}` is no date; write it as 2026-11-22"))?,
        None => match known.and_then(|known| known.date) {
            Some(day) => day.date,
            None => session::today(arguments)?,
        },
    };
    let version =
        known.and_then(|known| known.version.as_ref()).map_or_else(|| id.clone(), |version| version.to_string());
    let head = Head {
        product: product.map_or_else(|| compiled.product(), |id| compiled.model.head(id).local().to_owned()),
        version,
        release: id.clone(),
        date: date.to_string(),
    };
    let folder = Path::new(folder);
    let manifest = made(arguments, folder, head, !options.sha256_only)?;
    keys(arguments, folder, &manifest, &compiled)?;

    let text = manifest.text();
    let digest = sha256_hex(text.as_bytes());
    let short = digest.get(..16).unwrap_or(&digest);
    let path = format!("security/evidence/releases/{}/manifest-{short}.sha256", file_name(&id));
    let draft = draft(&compiled, release, product, &manifest, &path)?;
    let (removed, added) = changed(&draft.before, &draft.after);
    let mut remarks = draft.remarks;
    remarks.extend(manifest.windows_troubles().iter().take(NAMED).map(|(path, why)| format!("{path}: {why}")));
    if options.write {
        let root = world.root();
        new_or_same(&root.join(&path), text.as_bytes())?;
        match draft.before.is_empty() && draft.new {
            true => files::create(&root.join(&draft.path), &draft.after)?,
            false if draft.before == draft.after => {}
            false => files::replace(&root.join(&draft.path), &draft.after)?,
        }
    }
    let report = Prepared {
        release: id,
        written: options.write,
        manifest: ManifestRow {
            file: path,
            digest: format!("sha256:{digest}"),
            files: manifest.files().len(),
            bytes: manifest.bytes(),
            sha512: manifest.has_sha512(),
        },
        record: draft.path,
        new: draft.new,
        removed,
        added,
        remarks,
    };
    output::write(|out| match options.format {
        PlainFormat::Json => json("vauban/release-prepare/1", &report, out),
        PlainFormat::Terminal => report.terminal(&output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The manifest of a folder.
fn made(arguments: &Arguments, folder: &Path, head: Head, sha512: bool) -> Result<Manifest, String> {
    let progress = Progress::start("reading every file", arguments.quiet);
    let found = walk(folder).map(|entries| read_all(folder, &entries, sha512, None));
    progress.stop();
    let (mut listed, mut wrong) = (Vec::new(), Vec::new());
    for (path, found) in found?.into_iter().filter(|(path, _)| !is_left_over(path)) {
        let name = plain(&path);
        match found {
            Found::File(told) => listed.push(File { path, size: told.size, sha256: told.sha256, sha512: told.sha512 }),
            Found::Link => wrong.push(format!("`{name}` is a link: deliver the file itself")),
            Found::Odd(what) => wrong.push(format!("`{name}` {what}")),
            Found::Unreadable(why) => wrong.push(format!("`{name}` cannot be read: {why}")),
            Found::Size(_) => wrong.push(format!("`{name}` was not read")),
        }
    }
    if listed.is_empty() && wrong.is_empty() {
        return Err(format!("{} holds no file; nothing was written", folder.display()));
    }
    match Manifest::new(head, listed) {
        Ok(manifest) if wrong.is_empty() => Ok(manifest),
        Ok(_) => Err(refused(folder, &wrong)),
        Err(more) => {
            wrong.extend(more);
            Err(refused(folder, &wrong))
        }
    }
}

fn refused(folder: &Path, wrong: &[String]) -> String {
    let more = wrong.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("\n  - and {more} more") } else { String::new() };
    let wrong: Vec<&str> = wrong.iter().take(NAMED).map(String::as_str).collect();
    format!(
        "{} cannot be delivered as it is:\n  - {}{more}\n\nnothing was written",
        folder.display(),
        wrong.join("\n  - ")
    )
}

/// Refuses a delivery that holds a private key which nobody says is harmless (SM-8.d).
fn keys(
    arguments: &Arguments,
    folder: &Path,
    manifest: &Manifest,
    compiled: &vauban_engine::Compilation,
) -> Result<(), String> {
    let progress = Progress::start("looking for private keys", arguments.quiet);
    let paths: Vec<&str> = manifest.files().iter().map(|file| file.path.as_str()).collect();
    let found = search_delivered(folder, &paths);
    progress.stop();
    let known = compiled.model.known_key.iter().filter_map(|key| key.digest.as_ref());
    let known: BTreeSet<String> = known.map(|digest| digest.0.to_string()).collect();
    let unknown: Vec<String> = found?
        .into_iter()
        .filter(|key| !known.contains(&key.digest))
        .map(|key| format!("`{}` holds a private key ({}, {})", plain(&key.path), key.form, key.digest))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(refused(folder, &unknown)) }
}

/// Writes a file whose name tells what is in it; one that is there must hold the same.
pub(super) fn new_or_same(path: &Path, bytes: &[u8]) -> Result<(), String> {
    match fs::read(path) {
        Ok(there) if there == bytes => Ok(()),
        Ok(_) => {
            Err(format!("{} is there already and holds something else; nothing was written over it", path.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => files::create(path, bytes),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}
