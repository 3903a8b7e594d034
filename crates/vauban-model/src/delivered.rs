//! What became of the manifest of a release and of the signatures under it (SM-6, SM-8).

use crate::facts::SignatureFact;

/// What was observed of a release's files and signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The manifest, where the release names one that is there; or why it cannot be read.
    pub manifest: Option<Result<ManifestRead, String>>,
    /// What each of the `signatures` came to, in their order.
    pub signatures: Vec<SignatureFact>,
    /// What each of the `artefacts` came to, in their order.
    pub artefacts: Vec<ArtefactRead>,
}

/// What a manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManifestRead {
    /// Digest of its text, 64 hexadecimal digits.
    pub digest: String,
    /// Id of the product it is about.
    pub product: String,
    /// Version it is about.
    pub version: String,
    /// Id of the release it is about.
    pub release: String,
    /// Its day.
    pub date: String,
    /// Files it lists.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Whether they have a SHA-512 too.
    pub sha512: bool,
}

/// How a file that a release lists stands to its manifest and signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtefactRead {
    /// How the manifest lists it.
    pub listed: Listed,
    /// What its own signature came to; `None` where it has none.
    pub signature: Option<SignatureFact>,
}

/// How a manifest lists a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// With the digests that the record gives.
    Same,
    /// With others; which.
    Other(String),
    /// Not at all.
    Absent,
    /// There is no manifest to ask.
    NoManifest,
}

impl Delivered {
    /// Whether the manifest is there and a signature under it holds, and none is bad.
    pub fn sealed(&self) -> bool {
        matches!(self.manifest, Some(Ok(_)))
            && self.signatures.contains(&SignatureFact::Good)
            && !self.signatures.iter().any(|fact| matches!(fact, SignatureFact::Bad(_)))
    }
}
