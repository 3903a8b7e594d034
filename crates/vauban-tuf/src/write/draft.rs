//! Metadata that is being signed.

use crate::hex;
use crate::key::Key;
use crate::metadata::{Role, TOP};
use crate::refusal::Refusal;
use crate::signed::{Signature, Signed, read_any};
use crate::signer::PrivateKey;
use crate::tree::Tree;

/// Metadata with the signatures it has so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    signed: Tree,
    signatures: Vec<Signature>,
}

impl Draft {
    /// Metadata that nobody has signed.
    pub fn new(signed: Tree) -> Draft {
        Draft { signed, signatures: Vec::new() }
    }

    /// Metadata that was read, with its signatures.
    pub fn of<R: Role>(metadata: &Signed<R>) -> Draft {
        Draft { signed: metadata.tree.clone(), signatures: metadata.signatures.clone() }
    }

    /// What it says.
    pub fn signed(&self) -> &Tree {
        &self.signed
    }

    /// The signatures.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The version.
    pub fn version(&self) -> u64 {
        self.signed.get("version").and_then(Tree::as_u64).unwrap_or(0)
    }

    /// What has to be signed, byte for byte.
    pub fn payload(&self) -> Vec<u8> {
        self.signed.canonical()
    }

    /// Signs it. `id` is how the role names the key. A signature of the same key before is replaced.
    pub fn sign(&mut self, key: &PrivateKey, id: &str) {
        let bytes = key.sign(&self.payload());
        self.put(Signature { key: id.to_owned(), bytes });
    }

    /// Adds a signature that was made elsewhere.
    ///
    /// # Errors
    /// If it is not the signature of this key under this payload.
    pub fn add(&mut self, id: &str, key: &Key, bytes: &[u8]) -> Result<(), String> {
        key.verify(&self.payload(), bytes)?;
        self.put(Signature { key: id.to_owned(), bytes: bytes.to_vec() });
        Ok(())
    }

    fn put(&mut self, signature: Signature) {
        self.signatures.retain(|one| one.key != signature.key);
        self.signatures.push(signature);
        self.signatures.sort_by(|a, b| a.key.cmp(&b.key));
    }

    /// The metadata as a file.
    ///
    /// # Errors
    /// If it would not be read back: a mistake in what it was made from.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        let signatures = self
            .signatures
            .iter()
            .map(|one| Tree::of([("keyid", Tree::text(&one.key)), ("sig", Tree::text(hex::of(&one.bytes)))]));
        let tree = Tree::of([("signatures", Tree::List(signatures.collect())), ("signed", self.signed.clone())]);
        let bytes = tree.file();
        let kind = read_any(&bytes, name)?;
        debug_assert!(TOP.contains(&kind));
        Ok(bytes)
    }
}
