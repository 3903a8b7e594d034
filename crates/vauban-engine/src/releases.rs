//! Manifests of releases and the signatures under them, checked with the public keys of the key inventory.
//!
//! A signature counts if it holds under the manifest as it lies in the repository, with a key that was valid on the day
//! and is not revoked. The key comes from `[key.ID] public`; nothing in the manifest or the signature can name another.

use vauban_analysis::evidence::path_of;
use vauban_model::kinds::{Artefact, ManifestSignature, Release, SigningKey};
use vauban_model::{
    ArtefactRead, Date, Delivered, Evidence, Facts, FileFact, Listed, ManifestRead, Model, Record, Ref, SignatureFact,
};
use vauban_seal::manifest::{File, LARGEST, Manifest, hex};
use vauban_seal::{MANIFEST, SignatureForm, check_signature, key_name};

use crate::digest::sha256_hex;
use crate::world::World;

/// Bytes of a signature.
const SIGNATURE: u64 = 64 << 10;
/// Bytes of a delivered file that lies in the repository with a signature of its own.
const ARTEFACT: u64 = 64 << 20;
/// Signatures and files of one release that are checked.
const MOST: usize = 1_000;

/// Checks the manifest, signatures and files of every release.
pub(crate) fn check(model: &Model, world: &dyn World, used: &[(String, Box<dyn World>)], facts: &mut Facts) {
    for public in model.key.iter().filter_map(|key| key.public.as_ref()) {
        if let Some(name) = key_name(public) {
            facts.key_names.insert(public.to_string(), name);
        }
    }
    for release in &model.release {
        let sealed = release.manifest.is_some() || !release.signatures.is_empty();
        let signed = release.artefacts.iter().any(|artefact| artefact.signature.is_some());
        if !sealed && !signed {
            continue;
        }
        // Paths are those of the folder that the release comes from.
        let there = match release.head.folder() {
            "" => world,
            folder => used.iter().find(|(path, _)| path == folder).map_or(world, |(_, used)| used.as_ref()),
        };
        let cx = Cx { model, world: there, facts };
        let delivered = cx.delivered(release);
        facts.delivered.insert(release.head.name(), delivered);
    }
}

struct Cx<'a> {
    model: &'a Model,
    world: &'a dyn World,
    facts: &'a Facts,
}

impl Cx<'_> {
    fn delivered(&self, release: &Record<Release>) -> Delivered {
        let text = release.manifest.as_ref().map(|manifest| self.bytes(manifest, LARGEST as u64));
        let read = text.as_ref().map(|text| {
            let text = text.as_ref().map_err(Clone::clone)?;
            Manifest::read(text).map_err(|fault| fault.to_string()).map(|manifest| (sha256_hex(text), manifest))
        });
        let bytes = text.as_ref().and_then(|text| text.as_deref().ok());
        let over = |at: usize| at >= MOST;
        let most = || SignatureFact::Bad(format!("no more than {MOST} are checked of a release"));
        let signatures = release.signatures.iter().enumerate();
        let signatures =
            signatures.map(|(at, one)| if over(at) { most() } else { self.signature(bytes, one) }).collect();
        let manifest = read.as_ref().and_then(|read| read.as_ref().ok()).map(|(_, manifest)| manifest);
        let artefacts = release.artefacts.iter().enumerate().map(|(at, artefact)| ArtefactRead {
            listed: listed(manifest, artefact),
            signature: artefact.signature.as_ref().map(|signature| match over(at) {
                true => SignatureFact::Unchecked(format!("no more than {MOST} are checked of a release")),
                false => self.own(release, artefact, signature, bytes),
            }),
        });
        Delivered {
            artefacts: artefacts.collect(),
            signatures,
            manifest: read.map(|read| read.map(|read| told(&read))),
        }
    }

    /// The bytes of a file that a record names.
    fn bytes(&self, evidence: &Evidence, limit: u64) -> Result<Vec<u8>, String> {
        let path = path_of(self.model, evidence).ok_or("nothing known is named")?;
        if let Some(FileFact::Refused(why)) = self.facts.files.get(path) {
            return Err(why.clone());
        }
        self.world.evidence(path, limit).map_err(|why| format!("`{path}`: {why}"))
    }

    /// A signature under the manifest.
    fn signature(&self, manifest: Option<&[u8]>, one: &ManifestSignature) -> SignatureFact {
        let Some(manifest) = manifest else {
            return SignatureFact::Bad("there is no manifest that it could be under".to_owned());
        };
        let Some(file) = &one.file else { return SignatureFact::Bad("it names no `file`".to_owned()) };
        let key = match self.key(one.key.as_ref().and_then(Ref::to), one.date.map(|day| day.date)) {
            Ok(key) => key,
            Err(fact) => return fact,
        };
        self.held(manifest, file, key)
    }

    /// A file's own signature: under the file if it lies in the repository, else under the manifest that lists it.
    fn own(
        &self,
        release: &Record<Release>,
        artefact: &Artefact,
        signature: &Evidence,
        manifest: Option<&[u8]>,
    ) -> SignatureFact {
        let key = match self.key(artefact.signed_with.as_ref().and_then(Ref::to), release.date.map(|day| day.date)) {
            Ok(key) => key,
            Err(fact) => return fact,
        };
        if let Some(manifest) = manifest {
            let under = self.held(manifest, signature, key);
            if under == SignatureFact::Good {
                return under;
            }
        }
        let Some(name) = &artefact.file else { return SignatureFact::Bad("the file has no name".to_owned()) };
        let Some(digest) = &artefact.digest else { return SignatureFact::Bad("the file has no digest".to_owned()) };
        match self.world.evidence(name, ARTEFACT) {
            Ok(bytes) if format!("sha256:{}", sha256_hex(&bytes)) == *digest.0.value => {
                self.held(&bytes, signature, key)
            }
            Ok(_) => SignatureFact::Unchecked("a file of that name lies here, and it is another".to_owned()),
            Err(_) => {
                SignatureFact::Unchecked("what it is under is not here: name the `manifest` of the release".to_owned())
            }
        }
    }

    fn held(&self, text: &[u8], signature: &Evidence, key: &str) -> SignatureFact {
        let bytes = match self.bytes(signature, SIGNATURE) {
            Ok(bytes) => bytes,
            Err(why) => return SignatureFact::Bad(why),
        };
        let written = String::from_utf8_lossy(&bytes);
        if SignatureForm::of(&written).is_none() {
            let unknown =
                "it is of a form that needs another program (gpg, cosign): `vauban release verify --with` starts it";
            return SignatureFact::Unchecked(unknown.to_owned());
        }
        match check_signature(text, &written, MANIFEST, &[key]) {
            Ok(_) => SignatureFact::Good,
            Err(refusal) => SignatureFact::Bad(refusal.to_string()),
        }
    }

    /// The public part of a key that counts on a day.
    fn key(&self, id: Option<vauban_model::AnyId>, day: Option<Date>) -> Result<&str, SignatureFact> {
        let key: Option<&Record<SigningKey>> = id.and_then(|id| self.model.key.get(id.at as usize));
        let key =
            key.ok_or_else(|| SignatureFact::Bad("it does not say with which known key it was made".to_owned()))?;
        let name = key.head.name();
        let bad = |why: String| Err(SignatureFact::Bad(why));
        let Some(day) = day else {
            return bad("it has no date, so nobody can say whether the key was valid".to_owned());
        };
        if let Some(created) = key.created.filter(|created| day < created.date) {
            return bad(format!("`{name}` was made on {}, after it", created.date));
        }
        if let Some(expires) = key.expires.filter(|expires| expires.date < day) {
            return bad(format!("`{name}` had run out on {}", expires.date));
        }
        if let Some(revoked) = key.revoked.filter(|revoked| revoked.date <= day) {
            return bad(format!("`{name}` was revoked on {}", revoked.date));
        }
        match &key.public {
            Some(public) => Ok(public),
            None => {
                Err(SignatureFact::Unchecked(format!("`{name}` has no `public`: its public part is needed to check")))
            }
        }
    }
}

fn told((digest, manifest): &(String, Manifest)) -> ManifestRead {
    let head = manifest.head();
    ManifestRead {
        digest: digest.clone(),
        product: head.product.clone(),
        version: head.version.clone(),
        release: head.release.clone(),
        date: head.date.clone(),
        files: manifest.files().len(),
        bytes: manifest.bytes(),
        sha512: manifest.has_sha512(),
    }
}

fn listed(manifest: Option<&Manifest>, artefact: &Artefact) -> Listed {
    let Some(manifest) = manifest else { return Listed::NoManifest };
    let Some(file) = artefact.file.as_ref().and_then(|name| manifest.file(name)) else { return Listed::Absent };
    let File { sha256, sha512, .. } = file;
    let mut other = Vec::new();
    if artefact.digest.as_ref().is_some_and(|digest| digest.0.strip_prefix("sha256:") != Some(&hex(sha256))) {
        other.push("SHA-256");
    }
    if let (Some(said), Some(listed)) = (&artefact.sha512, sha512)
        && said.trim() != hex(listed)
    {
        other.push("SHA-512");
    }
    if other.is_empty() { Listed::Same } else { Listed::Other(other.join(" and ")) }
}
