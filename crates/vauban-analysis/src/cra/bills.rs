//! Bills of materials of a release, and whether they are still those that were delivered.

use vauban_model::kinds::Release;
use vauban_model::{Digest, Evidence, Facts, FileFact, Model, Record};

use crate::evidence::path_of;

/// A bill of materials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its path; what was written, where that is no file.
    pub path: String,
    /// SHA-256 as 64 hexadecimal digits; none where it is not here.
    pub digest: Option<String>,
    /// Whether a record pins its bytes.
    pub pinned: Pinned,
}

/// Whether the bytes of a file are pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pinned {
    /// A record holds its digest.
    Same,
    /// A record holds another digest: the file was changed.
    Differs,
    /// Nothing holds its digest.
    NotPinned,
    /// The file is not here.
    NotHere,
}

impl Pinned {
    /// The same for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Pinned::Same => "as recorded",
            Pinned::Differs => "another file than the one recorded",
            Pinned::NotPinned => "no record holds its digest",
            Pinned::NotHere => "not here",
        }
    }
}

/// The bills of a release, in the order written.
pub fn bills(model: &Model, facts: &Facts, release: &Record<Release>) -> Vec<Bill> {
    let one = |sbom: &Evidence| {
        let Some(path) = path_of(model, sbom) else {
            let written = match sbom {
                Evidence::File(path) => path.value.to_string(),
                Evidence::Document { link, .. } => link.text.to_string(),
            };
            return Bill { path: written, digest: None, pinned: Pinned::NotHere };
        };
        let digest = match facts.files.get(path) {
            Some(FileFact::There { digest, .. }) => Some(digest.clone()),
            Some(FileFact::Missing | FileFact::Refused(_)) | None => None,
        };
        let pinned = match &digest {
            Some(digest) => pinned(model, release, path, digest),
            None => Pinned::NotHere,
        };
        Bill { path: path.to_owned(), digest, pinned }
    };
    release.sbom.iter().map(one).collect()
}

/// A record of the file decides; an artefact of the release does where its digest is the same.
fn pinned(model: &Model, release: &Record<Release>, path: &str, digest: &str) -> Pinned {
    let held = |one: &Option<Digest>| one.as_ref().and_then(|one| one.0.strip_prefix("sha256:").map(str::to_owned));
    let of = |file: &Option<Evidence>| file.as_ref().and_then(|file| path_of(model, file)) == Some(path);
    let evidence =
        model.evidence.iter().filter(|one| !one.head.removed && of(&one.file)).filter_map(|one| held(&one.digest));
    let documents = model.document.iter().filter(|one| !one.head.removed);
    let documents = documents.filter(|one| one.file.as_ref().is_some_and(|file| *file.value == *path));
    let recorded: Vec<String> = evidence.chain(documents.filter_map(|one| held(&one.digest))).collect();
    if recorded.iter().any(|one| one != digest) {
        return Pinned::Differs;
    }
    let delivered = release.artefacts.iter().filter_map(|artefact| held(&artefact.digest)).any(|one| one == digest);
    if delivered || !recorded.is_empty() { Pinned::Same } else { Pinned::NotPinned }
}
