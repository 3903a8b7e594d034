//! Files of a world to records, in parallel; what could not be read becomes a finding.

use rayon::prelude::*;
use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, Finding, SourceFile, Span};
use vauban_model::{FileRecords, read};
use vauban_syntax::codes;

use crate::digest::sha256_hex;
use crate::world::{Limits, Listing, ReadError, World};

/// What one world's record files hold.
pub(crate) struct Loaded {
    pub(crate) sources: Vec<SourceFile>,
    pub(crate) records: Vec<(FileId, FileRecords)>,
    /// Digest of every file, for `[use.ID]`.
    pub(crate) digests: Vec<(String, String)>,
}

/// Reads the listed record files of a world. `first` is the id of the first file; `shown` goes in front of paths.
pub(crate) fn load(
    world: &dyn World,
    listing: Listing,
    folder: &str,
    shown: &str,
    first: u32,
    hash: bool,
    catalogs: &Catalogs,
) -> Loaded {
    let mut problems: Vec<(String, ReadError)> = listing.problems;
    problems.sort_by(|(one, _), (other, _)| one.cmp(other));
    let name = |path: &str| if shown.is_empty() { path.to_owned() } else { format!("{shown}/{path}") };
    let total = std::sync::atomic::AtomicU64::new(0);
    let one = |(at, path): (usize, &String)| {
        let id = FileId(first + at as u32);
        let read_bytes = world.read(path).and_then(|bytes| {
            let so_far = total.fetch_add(bytes.len() as u64, std::sync::atomic::Ordering::Relaxed);
            if so_far > Limits::TOTAL { Err(ReadError::TooMany) } else { Ok(bytes) }
        });
        match read_bytes {
            Ok(bytes) => {
                let digest = if hash { sha256_hex(&bytes) } else { String::new() };
                let (text, mut findings) = decode(id, bytes);
                let source = SourceFile::new(name(path), text);
                let mut records = match crate::rules::is_rules(path) {
                    true => FileRecords::default(),
                    false => read(id, path, &source.text, folder, catalogs),
                };
                findings.append(&mut records.findings);
                records.findings = findings;
                (source, (id, records), (path.clone(), digest))
            }
            Err(problem) => {
                let findings = vec![refused(id, &name(path), &problem)];
                let records = FileRecords { findings, ..FileRecords::default() };
                (SourceFile::new(name(path), ""), (id, records), (path.clone(), String::new()))
            }
        }
    };
    let mut loaded = Loaded { sources: Vec::new(), records: Vec::new(), digests: Vec::new() };
    let all: Vec<_> = listing.files.par_iter().enumerate().map(one).collect();
    for (source, records, digest) in all {
        loaded.sources.push(source);
        loaded.records.push(records);
        loaded.digests.push(digest);
    }
    for (path, problem) in problems {
        let id = FileId(first + loaded.sources.len() as u32);
        let findings = vec![refused(id, &name(&path), &problem)];
        loaded.sources.push(SourceFile::new(name(&path), ""));
        loaded.records.push((id, FileRecords { findings, ..FileRecords::default() }));
    }
    loaded
}

fn decode(id: FileId, bytes: Vec<u8>) -> (String, Vec<Finding>) {
    let mut findings = Vec::new();
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let span = Span::new(id, at as u32, at as u32 + 1);
        findings.push(
            codes::NUL_BYTE
                .at(span, "a NUL byte stands here")
                .help("remove it; it may come from a tool that writes UTF-16"),
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, findings),
        Err(error) => {
            let at = error.utf8_error().valid_up_to() as u32;
            let span = Span::new(id, at, at + 1);
            let finding = codes::NOT_UTF8.at(span, format!("byte {at} of the file is not UTF-8"));
            findings.push(finding.help("save the file as UTF-8"));
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), findings)
        }
    }
}

fn refused(id: FileId, path: &str, problem: &ReadError) -> Finding {
    let at = Span::start_of(id);
    let finding = match problem {
        ReadError::TooLarge(size) => codes::FILE_TOO_LARGE
            .at(at, format!("`{path}` has {size} bytes; record files of more than {} are not read", Limits::FILE))
            .help("split it, or move results of tools to `security/evidence/`"),
        ReadError::TooMany => codes::TOO_MANY_FILES
            .at(
                at,
                format!(
                    "more than {} record files or {} bytes; from `{path}` on they are not read",
                    Limits::FILES,
                    Limits::TOTAL
                ),
            )
            .help("keep many records in one file, and results of tools in `security/evidence/`"),
        ReadError::Outside => codes::LINK_OUTSIDE
            .at(at, format!("`{path}` leads out of the project and is not followed"))
            .help("copy what it leads to into the project, or use that folder through `[use.ID]`"),
        ReadError::Unreadable(why) => codes::UNREADABLE_FILE
            .at(at, format!("`{path}` cannot be read: {why}"))
            .help("let the user that runs the check read it, or remove it"),
    };
    finding.subject(format!("file:{path}"))
}
