//! `vauban release sign`: a signature under the manifest of a release, checked before it is written down.
//!
//! Keys of minisign and OpenSSH sign here; everything else through a program that the user names. The signature gets a
//! name of its own, and the record that names it is replaced in one step: a crash leaves the release signed or not.

use std::fs;
use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use vauban_analysis::evidence::path_of;
use vauban_engine::delivery::{MANIFEST_NAME, SIGNATURE_ENDINGS, is_left_over};
use vauban_engine::{Compilation, World as _, sha256_hex};
use vauban_model::kinds::SigningKey;
use vauban_model::{AnyId, Kind, Record};
use vauban_pack::ledger::What;
use vauban_report::release::{Signed, json};
use vauban_seal::manifest::{LARGEST as LARGEST_MANIFEST, Manifest};
use vauban_seal::{
    KeyTrouble, MANIFEST, MinisignForm, MinisignKey, SignatureForm, check_signature, key_name, sign_with_key,
    sign_with_minisign,
};
use vauban_syntax::edit::{NewValue, push};

use super::meant_or_current;
use super::prepare::new_or_same;
use crate::args::{Arguments, PlainFormat, ReleaseSign, SignTool};
use crate::pack::ledger::{self, Noted};
use crate::release::draft::file_name;
use crate::release::tools;
use crate::{Outcome, files, output, session};

/// Bytes of a key or signature file.
const LARGEST: u64 = 64 << 10;
/// The variable that holds the passphrase of a minisign key.
const PASSPHRASE: &str = "VAUBAN_PASSPHRASE";

pub(crate) fn run(arguments: &Arguments, options: &ReleaseSign) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let id = meant_or_current(&compiled, options.release.as_deref())?;
    let release = model.release.get(id.at as usize).ok_or("the release is nowhere")?;
    let (key, record) = key(&compiled, &options.with_key)?;
    let by = by(&compiled, &options.by)?;
    two_persons(&compiled, record, &by)?;
    let path = release.manifest.as_ref().and_then(|manifest| path_of(model, manifest));
    let name = &release.head.id;
    let path = path.ok_or_else(|| {
        format!("release `{name}` has no `manifest`: `vauban release prepare {name} FOLDER --write` makes it")
    })?;
    let place = world.root().join(path);
    // Only what lies in the project is signed, and no more than a manifest can be.
    let text = world.evidence(path, LARGEST_MANIFEST as u64).map_err(|why| format!("cannot read {path}: {why}"))?;
    let manifest = Manifest::read(&text).map_err(|fault| format!("{path}: {fault}; nothing was signed"))?;
    if manifest.head().release != *release.head.local() {
        return Err(format!(
            "{path} is the manifest of release `{}`, not of `{name}`; nothing was signed",
            manifest.head().release
        ));
    }
    let (signature, ending, key_said) = made(options, record, &place, &text)?;

    let short = sha256_hex(&signature);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let stem = path.rsplit('/').next().unwrap_or(path);
    let own = format!("{stem}.{}-{}.{ending}", file_name(&record.head.id), short.get(..8).unwrap_or_default());
    let own = if folder.is_empty() { own } else { format!("{folder}/{own}") };
    let source = model.sources.file(release.head.header.file);
    let entry = entry(&compiled, &own, key, &by);
    let after = push(&source.path, &source.text, "release", &release.head.id, "signatures", &NewValue::Table(entry))?;
    new_or_same(&world.root().join(&own), &signature)?;
    // The same key makes the same signature again: what is written down already stays as it is.
    let known =
        release.signatures.iter().filter_map(|one| one.file.as_ref()).any(|file| path_of(model, file) == Some(&own));
    if !known {
        files::replace(&world.root().join(&source.path), &after)?;
    }
    if let Some(folder) = &options.into {
        deliver(folder, &text, &signature, ending)?;
    }
    let who: Vec<String> = by.iter().map(|id| model.head(*id).name()).collect();
    let noted = Noted {
        what: What::Signed,
        subject: release.head.name(),
        by: who.join(", "),
        digest: format!("sha256:{}", sha256_hex(&text)),
        note: format!("manifest, with key {}", record.head.id),
    };
    ledger::note(arguments, world.root(), noted)?;
    let report = Signed {
        release: name.to_string(),
        manifest: path.to_owned(),
        signature: own,
        key: record.head.id.to_string(),
        key_name: key_said,
        record: source.path.clone(),
        delivered: options.into.as_ref().map(|folder| folder.display().to_string()),
    };
    output::write(|out| match options.format {
        PlainFormat::Json => json("vauban/release-sign/1", &report, out),
        PlainFormat::Terminal => report.terminal(&output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The entry of the record that names the signature.
fn entry(compiled: &Compilation, file: &str, key: AnyId, by: &[AnyId]) -> Vec<(String, NewValue)> {
    let model = &compiled.model;
    let mut entry = vec![
        ("file".to_owned(), NewValue::Text(file.to_owned())),
        ("key".to_owned(), NewValue::Text(model.head(key).id.to_string())),
        ("date".to_owned(), NewValue::Date(compiled.today().to_string())),
    ];
    if !by.is_empty() {
        let names = by.iter().map(|person| model.head(*person).id.to_string()).collect();
        entry.push(("by".to_owned(), NewValue::List(names)));
    }
    entry
}

/// The key of the inventory that is meant; one that counts no longer is refused.
fn key<'a>(compiled: &'a Compilation, word: &str) -> Result<(AnyId, &'a Record<SigningKey>), String> {
    let model = &compiled.model;
    let id = word.strip_prefix("key.").unwrap_or(word);
    let found = model.find(Kind::Key, id).and_then(|any| Some((any, model.key.get(any.at as usize)?)));
    let (any, key) = found.ok_or_else(|| {
        let known = model.key.iter().map(|key| &*key.head.id);
        let hint = vauban_diagnostics::nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        format!("there is no `[key.{id}]`{}", hint.unwrap_or_default())
    })?;
    let (file, line) = model.place(any);
    let today = compiled.today();
    if let Some(day) = key.revoked.filter(|day| day.date <= today) {
        return Err(format!("key `{id}` was revoked on {} ({file}:{line}); nothing was signed", day.date));
    }
    if let Some(day) = key.expires.filter(|day| day.date < today) {
        return Err(format!("key `{id}` ran out on {} ({file}:{line}); nothing was signed", day.date));
    }
    if let Some(day) = key.created.filter(|day| day.date > today) {
        return Err(format!(
            "key `{id}` is made on {} ({file}:{line}), later than today; nothing was signed",
            day.date
        ));
    }
    Ok((any, key))
}

/// The persons who sign.
fn by(compiled: &Compilation, words: &[String]) -> Result<Vec<AnyId>, String> {
    let model = &compiled.model;
    let person = |word: &String| {
        let id = word.strip_prefix("person.").unwrap_or(word);
        model.find(Kind::Person, id).ok_or_else(|| format!("there is no `[person.{id}]`"))
    };
    let mut by = words.iter().map(person).collect::<Result<Vec<_>, _>>()?;
    by.sort_unstable();
    by.dedup();
    Ok(by)
}

/// Refuses a use of the key that its record does not allow (SM-8.c).
fn two_persons(compiled: &Compilation, key: &Record<SigningKey>, by: &[AnyId]) -> Result<(), String> {
    let name = &key.head.id;
    let custodians: Vec<AnyId> = key.custodians.iter().filter_map(vauban_model::Ref::to).collect();
    if let Some(person) = by.iter().find(|person| !custodians.is_empty() && !custodians.contains(person)) {
        return Err(format!(
            "`{}` is no custodian of key `{name}`; nothing was signed",
            compiled.model.head(*person).id
        ));
    }
    if key.two_person.is_some_and(|flag| flag.value) && by.len() < 2 {
        return Err(format!(
            "it takes two custodians to sign with key `{name}`: name them with `--by` twice; nothing was signed"
        ));
    }
    Ok(())
}

/// A signature that holds, the ending of its file, and how people recognise the key.
fn made(
    options: &ReleaseSign,
    record: &Record<SigningKey>,
    place: &Path,
    text: &[u8],
) -> Result<(Vec<u8>, &'static str, String), String> {
    let signature = match (&options.signature, &options.key, options.tool) {
        (Some(file), ..) => read(file)?.into_bytes(),
        (None, Some(key), Some(tool)) => tools::sign(tool, key, place)?,
        (None, Some(key), None) => by_key(options, key, place, text)?.into_bytes(),
        (None, None, _) => return Err("say with `--key` what to sign with".to_owned()),
    };
    let written = String::from_utf8_lossy(&signature).into_owned();
    let Some(form) = SignatureForm::of(&written) else {
        let tool = options.tool.filter(|tool| *tool != SignTool::SshKeygen);
        let (Some(tool), Some(keys)) = (tool, &options.check_with) else {
            return Err("only a program can check such a signature: name its public key file with `--check-with`; nothing was written".to_owned());
        };
        let key = tools::with_file(&signature, |file| tools::verify(tool, keys, place, file));
        let key = key.map_err(|why| format!("the signature does not hold: {why}; nothing was written"))?;
        return Ok((signature, tools::ending(tool), key));
    };
    let name = &record.head.id;
    let public = record.public.as_ref().ok_or_else(|| {
        format!("key `{name}` has no `public`, so nobody could check the signature: add its public part to the record; nothing was written")
    })?;
    let held = check_signature(text, &written, MANIFEST, &[public]);
    held.map_err(|refusal| {
        format!("the signature does not hold with the `public` of key `{name}`: {refusal}; nothing was written")
    })?;
    let ending = match form {
        SignatureForm::Ssh => "sig",
        SignatureForm::Minisign => "minisig",
    };
    Ok((signature, ending, key_name(public).unwrap_or_default()))
}

/// Signs with a key file: minisign's, or one of OpenSSH; a protected one of OpenSSH through `ssh-keygen`.
fn by_key(options: &ReleaseSign, key: &str, place: &Path, text: &[u8]) -> Result<String, String> {
    let path = PathBuf::from(key);
    let file = read(&path)?;
    let said = |trouble: &KeyTrouble| format!("{}: {trouble}; nothing was signed", path.display());
    if file.starts_with("untrusted comment:") {
        let key = match MinisignKey::open(&file, None) {
            Err(KeyTrouble::Locked) => {
                let passphrase = passphrase(options)?.ok_or_else(|| {
                    format!(
                        "{}; say the passphrase in {PASSPHRASE}, or with `--passphrase-stdin`",
                        said(&KeyTrouble::Locked)
                    )
                })?;
                MinisignKey::open(&file, Some(passphrase.as_bytes()))
            }
            opened => opened,
        };
        let key = key.map_err(|trouble| said(&trouble))?;
        let form = if options.legacy { MinisignForm::Legacy } else { MinisignForm::Prehashed };
        return sign_with_minisign(text, &key, form, MANIFEST);
    }
    match sign_with_key(text, &file, MANIFEST) {
        Ok(signature) => Ok(signature),
        Err(_) => {
            let bytes = tools::sign(SignTool::SshKeygen, key, place)?;
            String::from_utf8(bytes).map_err(|_| "`ssh-keygen` wrote no text".to_owned())
        }
    }
}

fn passphrase(options: &ReleaseSign) -> Result<Option<String>, String> {
    if options.passphrase_stdin {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .take(LARGEST)
            .read_line(&mut line)
            .map_err(|error| format!("standard input: {error}"))?;
        return Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()));
    }
    Ok(std::env::var(PASSPHRASE).ok())
}

/// Puts manifest and signature into the delivery. Signatures under the manifest before are taken away first: at no moment
/// do the files there say that something is signed which is not.
fn deliver(folder: &Path, manifest: &[u8], signature: &[u8], ending: &str) -> Result<(), String> {
    let place = folder.join(MANIFEST_NAME);
    if fs::read(&place).map_or(true, |there| there != manifest) {
        for ending in SIGNATURE_ENDINGS {
            match fs::remove_file(folder.join(format!("{MANIFEST_NAME}.{ending}"))) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(format!("cannot take an old signature out of {}: {error}", folder.display()));
                }
                _ => {}
            }
        }
        files::replace(&place, manifest)?;
    }
    // What a killed run left would be a file that nobody listed.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(is_left_over) {
            let _ = fs::remove_file(entry.path());
        }
    }
    files::replace(&folder.join(format!("{MANIFEST_NAME}.{ending}")), signature)
}

fn read(path: &Path) -> Result<String, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut text = String::new();
    fs::File::open(path).map_err(problem)?.take(LARGEST).read_to_string(&mut text).map_err(problem)?;
    Ok(text)
}
