//! Signatures of certificates and tokens: RSA (PKCS #1 v1.5), ECDSA on P-256 and P-384, Ed25519.

use der::asn1::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// A hash that a signature is made over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn of_oid(oid: &ObjectIdentifier) -> Result<Hash, String> {
        match oid.to_string().as_str() {
            "2.16.840.1.101.3.4.2.1" => Ok(Hash::Sha256),
            "2.16.840.1.101.3.4.2.2" => Ok(Hash::Sha384),
            "2.16.840.1.101.3.4.2.3" => Ok(Hash::Sha512),
            "1.3.14.3.2.26" => Err("SHA-1 is used, which proves nothing any more".to_owned()),
            other => Err(format!("the hash {other} is not known; known: SHA-256, SHA-384, SHA-512")),
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    /// How the digest is framed in a signature of RSA (RFC 8017, section 9.2).
    fn frame(self) -> Vec<u8> {
        let (last, len) = match self {
            Hash::Sha256 => (1, 32),
            Hash::Sha384 => (2, 48),
            Hash::Sha512 => (3, 64),
        };
        let mut out =
            vec![0x30, 17 + len, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last];
        out.extend_from_slice(&[0x05, 0x00, 0x04, len]);
        out
    }
}

/// Bits of an RSA key: fewer are too weak, more would take for ever.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Whether a signature under a message fits a key. Where the algorithm names no hash, `hash` is the one that was used.
pub(super) fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    hash: Option<Hash>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), String> {
    let name = algorithm.oid.to_string();
    let (family, own) = match name.as_str() {
        "1.2.840.113549.1.1.1" => ("RSA", None),
        "1.2.840.113549.1.1.11" => ("RSA", Some(Hash::Sha256)),
        "1.2.840.113549.1.1.12" => ("RSA", Some(Hash::Sha384)),
        "1.2.840.113549.1.1.13" => ("RSA", Some(Hash::Sha512)),
        "1.2.840.10045.2.1" => ("ECDSA", None),
        "1.2.840.10045.4.3.2" => ("ECDSA", Some(Hash::Sha256)),
        "1.2.840.10045.4.3.3" => ("ECDSA", Some(Hash::Sha384)),
        "1.2.840.10045.4.3.4" => ("ECDSA", Some(Hash::Sha512)),
        "1.3.101.112" => ("Ed25519", None),
        "1.2.840.113549.1.1.10" => return Err("it is signed with RSA-PSS, which is not read here".to_owned()),
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" => {
            return Err("it is signed over SHA-1, which proves nothing any more".to_owned());
        }
        other => return Err(format!("the signature algorithm {other} is not known")),
    };
    let wrong = || "the signature does not fit".to_owned();
    let digest = || match own.or(hash) {
        Some(hash) => Ok((hash, hash.digest(message))),
        None => Err("it does not say which hash was signed".to_owned()),
    };
    let bare = key.subject_public_key.as_bytes().ok_or("the key is no whole number of bytes")?;
    match (family, key.algorithm.oid.to_string().as_str()) {
        ("RSA", "1.2.840.113549.1.1.1") => {
            let key = RsaPublicKey::from_pkcs1_der(bare).map_err(|_| "the RSA key cannot be read".to_owned())?;
            let bits = key.n().bits();
            if !RSA_BITS.contains(&bits) {
                return Err(format!(
                    "the RSA key has {bits} bits; from {} to {} are taken",
                    RSA_BITS.start(),
                    RSA_BITS.end()
                ));
            }
            let (hash, digest) = digest()?;
            let scheme = Pkcs1v15Sign { hash_len: Some(digest.len()), prefix: hash.frame().into_boxed_slice() };
            key.verify(scheme, &digest, signature).map_err(|_| wrong())
        }
        ("ECDSA", "1.2.840.10045.2.1") => {
            let curve = key.algorithm.parameters.as_ref().and_then(|any| any.to_der().ok());
            let curve = curve.and_then(|der| ObjectIdentifier::from_der(&der).ok()).map(|oid| oid.to_string());
            let (_, digest) = digest()?;
            match curve.as_deref() {
                Some("1.2.840.10045.3.1.7") => {
                    let key =
                        p256::ecdsa::VerifyingKey::from_sec1_bytes(bare).map_err(|_| "the key is no point on P-256")?;
                    let signature = p256::ecdsa::Signature::from_der(signature).map_err(|_| wrong())?;
                    key.verify_prehash(&digest, &signature).map_err(|_| wrong())
                }
                Some("1.3.132.0.34") => {
                    let key =
                        p384::ecdsa::VerifyingKey::from_sec1_bytes(bare).map_err(|_| "the key is no point on P-384")?;
                    let signature = p384::ecdsa::Signature::from_der(signature).map_err(|_| wrong())?;
                    key.verify_prehash(&digest, &signature).map_err(|_| wrong())
                }
                other => Err(format!("the curve {} is not known; known: P-256, P-384", other.unwrap_or("of the key"))),
            }
        }
        ("Ed25519", "1.3.101.112") => {
            let key = crate::PublicKey::from_ed25519(bare)?;
            if signature.len() == 64 && key.verifies(message, signature) { Ok(()) } else { Err(wrong()) }
        }
        (family, _) => Err(format!("it is signed with {family}, and the key is of another kind")),
    }
}
