//! Private keys: Ed25519 and ECDSA P-256, in the form OpenSSL writes (PKCS #8, PEM, not encrypted).

use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, KeypairBytes};
use ed25519_dalek::{Signer as _, SigningKey};
use p256::ecdsa::{DerSignature, SigningKey as P256};

use crate::key::Key;
use crate::limits::LONGEST;

/// A private key. It is wiped from memory when it is dropped, and never shown.
pub struct PrivateKey {
    secret: Secret,
    public: Key,
}

enum Secret {
    Ed25519(Box<SigningKey>),
    P256(Box<P256>),
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({})", self.public.id())
    }
}

impl PrivateKey {
    /// An Ed25519 key of 32 random bytes. Where they come from is the caller's: they must be unpredictable.
    pub fn from_seed(seed: &[u8; 32]) -> PrivateKey {
        let secret = SigningKey::from_bytes(seed);
        let public = Key::ed25519(&secret.verifying_key());
        PrivateKey { secret: Secret::Ed25519(Box::new(secret)), public }
    }

    /// A key from a PEM file (`-----BEGIN PRIVATE KEY-----`).
    ///
    /// # Errors
    /// If it is none, or is encrypted.
    pub fn from_pem(pem: &str) -> Result<PrivateKey, String> {
        if pem.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} bytes"));
        }
        let pem = pem.trim();
        if pem.contains("ENCRYPTED") {
            return Err(
                "the key is encrypted: sign the exported payload with the tool that can open it, and bring the signature in"
                    .to_owned(),
            );
        }
        if let Ok(secret) = SigningKey::from_pkcs8_pem(pem) {
            let public = Key::ed25519(&secret.verifying_key());
            return Ok(PrivateKey { secret: Secret::Ed25519(Box::new(secret)), public });
        }
        if let Ok(secret) = P256::from_pkcs8_pem(pem) {
            let public = Key::p256(secret.verifying_key())?;
            return Ok(PrivateKey { secret: Secret::P256(Box::new(secret)), public });
        }
        Err("it is no private key of type Ed25519 or ECDSA P-256 in PKCS #8 PEM form".to_owned())
    }

    /// The key as a PEM file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn to_pem(&self) -> Result<String, String> {
        let ending = spki::der::pem::LineEnding::LF;
        let pem = match &self.secret {
            // Without the public key: OpenSSL 3.0 does not read the form that carries it.
            Secret::Ed25519(key) => KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_pem(ending),
            Secret::P256(key) => key.to_pkcs8_pem(ending),
        };
        pem.map(|pem| pem.to_string()).map_err(|error| error.to_string())
    }

    /// The public key as a PEM file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn public_pem(&self) -> Result<String, String> {
        use spki::EncodePublicKey as _;
        let ending = spki::der::pem::LineEnding::LF;
        let pem = match &self.secret {
            Secret::Ed25519(key) => key.verifying_key().to_public_key_pem(ending),
            Secret::P256(key) => key.verifying_key().to_public_key_pem(ending),
        };
        pem.map_err(|error| error.to_string())
    }

    /// The public key.
    pub fn public(&self) -> &Key {
        &self.public
    }

    /// Signs a message. Both schemes are deterministic: same key and message, same signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Secret::P256(key) => {
                let signature: DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
        }
    }
}
