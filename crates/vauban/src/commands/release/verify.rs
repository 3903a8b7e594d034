//! `vauban release verify`: whether a folder is the delivery that was signed, on a machine that knows nothing else.
//!
//! Whom to trust is said by who calls: a file of public keys, and one of those that count no longer. What lies in the
//! folder is read only after a trusted key has been found to have signed the manifest.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use vauban_engine::delivery::{MANIFEST_NAME, SIGNATURE_ENDINGS, read_all, walk};
use vauban_report::release::{DifferenceRow, SignatureChecked, Verified, json};
use vauban_seal::manifest::{LARGEST, Manifest, State, compare};
use vauban_seal::{MANIFEST, Refusal, TrustedKey, check_signature, key_name, trusted_keys};

use crate::args::{Arguments, PlainFormat, ReleaseVerify};
use crate::progress::Progress;
use crate::release::tools;
use crate::{Outcome, output, session};

/// Bytes of a file of keys.
const KEYS: u64 = 4 << 20;
/// Bytes of a signature.
const SIGNATURE: u64 = 64 << 10;

pub(crate) fn run(arguments: &Arguments, options: &ReleaseVerify) -> Outcome {
    let today = session::today(arguments)?.to_string();
    let trust = Trust::read(options)?;
    let path = options.manifest.clone().unwrap_or_else(|| options.folder.join(MANIFEST_NAME));
    let mut report = Verified {
        folder: options.folder.display().to_string(),
        manifest: path.display().to_string(),
        ..Verified::default()
    };
    let bytes = read(&path, LARGEST as u64)?;
    let manifest = Manifest::read(&bytes);
    let date = manifest.as_ref().map(|manifest| manifest.head().date.clone()).unwrap_or_default();
    let mut trusted = false;
    let mut broken = false;
    let signatures = signatures(options, &path)?;
    for file in &signatures {
        let checked = match options.tool {
            Some(tool) => tools::with_file(&bytes, |manifest| tools::verify(tool, &options.key, manifest, file))
                .map_err(Refused::Fatal),
            None => trust.check(&bytes, file, &today, &date),
        };
        let name = file.display().to_string();
        let (key, refused) = match checked {
            Ok(key) => {
                trusted = true;
                (Some(key), None)
            }
            Err(Refused::Foreign(why)) => (None, Some(why)),
            Err(Refused::Fatal(why)) => {
                broken = true;
                (None, Some(why))
            }
        };
        report.signatures.push(SignatureChecked { file: name, key, refused });
    }
    if signatures.is_empty() {
        let refused = Some("there is no signature beside the manifest, so anybody could have written it".to_owned());
        report.signatures.push(SignatureChecked { file: report.manifest.clone(), key: None, refused });
    }
    match manifest {
        Err(fault) => report.manifest_refused = Some(fault.to_string()),
        Ok(manifest) => {
            let head = manifest.head();
            (report.product, report.version) = (head.product.clone(), head.version.clone());
            (report.release, report.date) = (head.release.clone(), head.date.clone());
            (report.files, report.bytes) = (manifest.files().len(), manifest.bytes());
            report.sha512 = manifest.has_sha512();
            // A second signature that is broken says that somebody changed something, whatever the first one says.
            if trusted && !broken {
                files(arguments, &options.folder, &manifest, &mut report)?;
            }
        }
    }
    report.verified = report.files_read && report.differences.is_empty() && trusted && !broken;
    output::write(|out| match options.format {
        PlainFormat::Json => json("vauban/release-verify/1", &report, out),
        PlainFormat::Terminal => report.terminal(&output::style(arguments, None, 20), out),
    })?;
    Ok(if report.verified { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Reads every file of the folder and holds it against the manifest.
fn files(arguments: &Arguments, folder: &Path, manifest: &Manifest, report: &mut Verified) -> Result<(), String> {
    let progress = Progress::start("reading every file", arguments.quiet);
    let found = walk(folder).map(|entries| read_all(folder, &entries, manifest.has_sha512(), Some(manifest)));
    progress.stop();
    report.files_read = true;
    report.differences = compare(manifest, &found?)
        .into_iter()
        .map(|difference| DifferenceRow {
            state: match &difference.state {
                State::Missing => "missing",
                State::Extra => "extra",
                State::OtherSize(..) | State::OtherBytes(_) => "changed",
                State::Link => "link",
                State::Odd(_) => "odd",
                State::Unreadable(_) => "unreadable",
            },
            detail: difference.state.to_string(),
            path: difference.path,
        })
        .collect();
    report.windows = manifest.windows_troubles().into_iter().map(|(path, why)| format!("{path}: {why}")).collect();
    Ok(())
}

/// The signatures to look at: the one that is named, else all beside the manifest.
fn signatures(options: &ReleaseVerify, manifest: &Path) -> Result<Vec<PathBuf>, String> {
    if let Some(signature) = &options.signature {
        return Ok(vec![signature.clone()]);
    }
    let name = manifest.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = SIGNATURE_ENDINGS.iter().map(|ending| manifest.with_file_name(format!("{name}.{ending}")));
    // A link counts as being there: it is refused when it is read, not passed over.
    Ok(beside.filter(|path| fs::symlink_metadata(path).is_ok()).collect())
}

/// Why a signature does not count.
enum Refused {
    /// It is of a key that is not asked for; another signature may do.
    Foreign(String),
    /// It is wrong, or its key counts no longer.
    Fatal(String),
}

/// Who is trusted.
struct Trust {
    keys: Vec<TrustedKey>,
    revoked: BTreeSet<String>,
}

impl Trust {
    fn read(options: &ReleaseVerify) -> Result<Trust, String> {
        if options.tool.is_some() {
            return Ok(Trust { keys: Vec::new(), revoked: BTreeSet::new() });
        }
        let keys = text(&options.key, KEYS)?;
        let keys = trusted_keys(&keys).map_err(|why| format!("{}: {why}", options.key.display()))?;
        let mut revoked = BTreeSet::new();
        if let Some(path) = &options.revoked {
            for line in text(path, KEYS)?.lines().map(str::trim) {
                if line.is_empty() || line.starts_with('#') || line.starts_with("untrusted comment:") {
                    continue;
                }
                match trusted_keys(line) {
                    Ok(keys) => revoked.extend(keys.into_iter().map(|key| key.name)),
                    Err(_) => drop(revoked.insert(line.to_owned())),
                }
            }
        }
        Ok(Trust { keys, revoked })
    }

    fn check(&self, manifest: &[u8], file: &Path, today: &str, date: &str) -> Result<String, Refused> {
        let signature = text(file, SIGNATURE).map_err(Refused::Fatal)?;
        let keys: Vec<&str> = self.keys.iter().map(|key| key.key.as_str()).collect();
        let at = check_signature(manifest, &signature, MANIFEST, &keys).map_err(|refusal| match refusal {
            Refusal::ForeignKey(_) => Refused::Foreign(refusal.to_string()),
            refusal => Refused::Fatal(refusal.to_string()),
        })?;
        let key = self.keys.get(at).ok_or_else(|| Refused::Fatal("no such key".to_owned()))?;
        let name = key_name(&key.key).unwrap_or_else(|| key.name.clone());
        if self.revoked.contains(&name) {
            return Err(Refused::Fatal(format!("the key {name} is revoked")));
        }
        // On its day a key must have counted, and today as well: who has an old key can write any day into a manifest.
        match key.refused_on(today).or_else(|| key.refused_on(date)) {
            Some(why) => Err(Refused::Fatal(why)),
            None => Ok(name),
        }
    }
}

/// A file of no more than so many bytes; never through a link.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let problem = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    if !fs::symlink_metadata(path).map_err(problem)?.is_file() {
        return Err(format!("{} is no ordinary file", path.display()));
    }
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(problem)?.take(limit + 1).read_to_end(&mut bytes).map_err(problem)?;
    match bytes.len() as u64 > limit {
        true => Err(format!("{} is larger than {limit} bytes", path.display())),
        false => Ok(bytes),
    }
}

fn text(path: &Path, limit: u64) -> Result<String, String> {
    String::from_utf8(read(path, limit)?).map_err(|_| format!("{} is no text", path.display()))
}
