//! Public keys as metadata names them, and what they say about a signature.
//!
//! A key whose type is unknown, or that cannot be read, stays in the metadata and verifies nothing: other keys of its
//! role may still meet the threshold.

use ed25519_dalek::VerifyingKey as Ed25519;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use p256::ecdsa::VerifyingKey as P256;
use p256::ecdsa::signature::Verifier as _;
use sha2::{Digest as _, Sha256};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::hex;
use crate::limits::LONGEST;
use crate::rsa::RsaKey;
use crate::tree::Tree;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// A public key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    kind: String,
    scheme: String,
    public: String,
    material: Material,
}

#[derive(Clone, Debug, PartialEq)]
enum Material {
    Ed25519(Box<Ed25519>),
    P256(Box<P256>),
    Rsa(RsaKey),
    /// It verifies nothing, and why.
    Unusable(String),
}

impl Key {
    /// A key from the three texts that metadata holds.
    pub fn new(kind: &str, scheme: &str, public: &str) -> Key {
        let material = material(kind, scheme, public).unwrap_or_else(Material::Unusable);
        Key { kind: kind.to_owned(), scheme: scheme.to_owned(), public: public.to_owned(), material }
    }

    /// A key from a PEM file (`-----BEGIN PUBLIC KEY-----`): Ed25519, ECDSA on P-256, or RSA.
    ///
    /// # Errors
    /// If it is none of these.
    pub fn from_pem(pem: &str) -> Result<Key, String> {
        if pem.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} bytes"));
        }
        let pem = pem.trim();
        if pem.contains("PRIVATE KEY") {
            return Err("it is a private key; a public one was expected (-----BEGIN PUBLIC KEY-----)".to_owned());
        }
        if let Ok(key) = Ed25519::from_public_key_pem(pem) {
            return Ok(Key::ed25519(&key));
        }
        let text = format!("{pem}\n");
        for (kind, scheme) in [("ecdsa", "ecdsa-sha2-nistp256"), ("rsa", "rsassa-pss-sha256")] {
            let key = Key::new(kind, scheme, &text);
            if key.unusable().is_none() {
                return Ok(key);
            }
        }
        Err("it is no public key in PEM form of type Ed25519, ECDSA P-256 or RSA".to_owned())
    }

    pub(crate) fn ed25519(key: &Ed25519) -> Key {
        Key::new("ed25519", "ed25519", &hex::of(key.as_bytes()))
    }

    pub(crate) fn p256(key: &P256) -> Result<Key, String> {
        use spki::EncodePublicKey as _;
        let pem = key.to_public_key_pem(spki::der::pem::LineEnding::LF).map_err(|error| error.to_string())?;
        Ok(Key::new("ecdsa", "ecdsa-sha2-nistp256", &pem))
    }

    /// Its type, as metadata names it.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Why it verifies nothing, if it does not.
    pub fn unusable(&self) -> Option<&str> {
        match &self.material {
            Material::Unusable(why) => Some(why),
            Material::Ed25519(_) | Material::P256(_) | Material::Rsa(_) => None,
        }
    }

    /// What makes it the same key as another, whatever ids they have; none of a key that verifies nothing.
    pub fn identity(&self) -> Option<Vec<u8>> {
        let (tag, mut bytes) = match &self.material {
            Material::Ed25519(key) => (b'e', key.as_bytes().to_vec()),
            Material::P256(key) => (b'p', key.to_encoded_point(true).as_bytes().to_vec()),
            Material::Rsa(key) => (b'r', key.identity()),
            Material::Unusable(_) => return None,
        };
        bytes.insert(0, tag);
        Some(bytes)
    }

    /// The key as metadata holds it.
    pub fn tree(&self) -> Tree {
        Tree::of([
            ("keytype", Tree::text(&self.kind)),
            ("keyval", Tree::of([("public", Tree::text(&self.public))])),
            ("scheme", Tree::text(&self.scheme)),
        ])
    }

    /// Its id: the SHA-256 of its canonical form, in hexadecimal digits.
    pub fn id(&self) -> String {
        hex::of(&Sha256::digest(self.tree().canonical()))
    }

    /// Whether this is its signature under a message.
    ///
    /// # Errors
    /// Why it is not.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), String> {
        let fits = match &self.material {
            Material::Unusable(why) => return Err(why.clone()),
            Material::Ed25519(key) => {
                let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else {
                    return Err("an Ed25519 signature has 64 bytes".to_owned());
                };
                key.verify_strict(message, &signature).is_ok()
            }
            Material::P256(key) => {
                let Ok(signature) = p256::ecdsa::DerSignature::try_from(signature) else {
                    return Err("it is no ECDSA signature in DER form".to_owned());
                };
                key.verify(message, &signature).is_ok()
            }
            Material::Rsa(key) => key.verifies(message, signature),
        };
        if fits { Ok(()) } else { Err("it does not fit: the metadata was changed, or another key made it".to_owned()) }
    }
}

fn material(kind: &str, scheme: &str, public: &str) -> Result<Material, String> {
    if public.len() > LONGEST {
        return Err(format!("the key is longer than {LONGEST} bytes"));
    }
    match (kind, scheme) {
        ("ed25519", "ed25519") => {
            let bytes = hex::bytes::<32>(public).ok_or("an Ed25519 key is 64 hexadecimal digits")?;
            let key = Ed25519::from_bytes(&bytes).map_err(|_| "it is no point of the curve of Ed25519")?;
            Ok(Material::Ed25519(Box::new(key)))
        }
        // The second name of the type is the older one; old repositories also wrote the bare point in hexadecimal.
        ("ecdsa" | "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => {
            let key = match hex::vec(public) {
                Some(point) if point.len() == 65 => P256::from_sec1_bytes(&point).ok(),
                _ => P256::from_public_key_pem(public.trim()).ok(),
            };
            Ok(Material::P256(Box::new(key.ok_or("it is no public key on P-256, in PEM form")?)))
        }
        ("rsa", "rsassa-pss-sha256") => rsa(public).map(Material::Rsa),
        _ => Err(format!("keys of type `{kind}` with the scheme `{scheme}` are not known here")),
    }
}

fn rsa(public: &str) -> Result<RsaKey, String> {
    let (label, der) =
        pem_rfc7468::decode_vec(public.trim().as_bytes()).map_err(|_| "it is no RSA key in PEM form".to_owned())?;
    let pkcs1 = match label {
        "PUBLIC KEY" => {
            let info = SubjectPublicKeyInfoRef::try_from(der.as_slice()).map_err(|_| "it is no RSA key in DER form")?;
            if info.algorithm.oid != RSA {
                return Err("it is a key of another type than RSA".to_owned());
            }
            info.subject_public_key.as_bytes().ok_or("it is no RSA key in DER form")?.to_vec()
        }
        "RSA PUBLIC KEY" => der,
        _ => return Err("it is no public key".to_owned()),
    };
    let key = pkcs1::RsaPublicKey::try_from(pkcs1.as_slice()).map_err(|_| "it is no RSA key in DER form")?;
    Ok(RsaKey::new(key.modulus.as_bytes(), key.public_exponent.as_bytes())?)
}
