//! Keys as people have them: OpenSSH, minisign, PEM, or the bare bytes in base64.
//!
//! A key is compared by what it is, and its id is the digest of its bare bytes: the same Ed25519 key has one id,
//! whatever file it stands in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use ssh_key::private::KeypairData;
use ssh_key::public::KeyData;

use crate::Digest;

/// What signatures of SSH and minisign under packs and statements are given for.
pub const PURPOSE: &str = "vauban-dsse";

/// Characters of a key that are looked at.
const LONGEST: usize = 16 << 10;

/// How an Ed25519 key begins in DER (RFC 8410): everything before its 32 bytes.
const ED25519_SPKI: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// The same for a private key.
const ED25519_PKCS8: &[u8] =
    &[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A public key.
#[derive(Clone, Debug)]
pub struct PublicKey {
    key: Bare,
    /// As it was given, for signatures that carry the form with them.
    openssh: Option<String>,
    minisign: Option<String>,
}

#[derive(Clone, Debug)]
enum Bare {
    Ed25519(VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// A key from the text of a file: `ssh-ed25519 AAAA…`, `ecdsa-sha2-nistp256 AAAA…`, the two lines of minisign,
    /// `-----BEGIN PUBLIC KEY-----`, or 32 bytes in base64.
    ///
    /// # Errors
    /// If it is none of them, or a private key.
    pub fn parse(text: &str) -> Result<PublicKey, String> {
        if text.len() > LONGEST {
            return Err(format!("the key is longer than {LONGEST} characters"));
        }
        let text = text.trim();
        if text.contains("PRIVATE KEY") || text.contains("minisign encrypted secret key") {
            return Err("this is a private key: hand out the public one".to_owned());
        }
        if text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-") {
            let key = ssh_key::PublicKey::from_openssh(text).map_err(|error| format!("the SSH key: {error}"))?;
            let bare = match key.key_data() {
                KeyData::Ed25519(key) => Bare::Ed25519(ed25519(&key.0)?),
                KeyData::Ecdsa(key) => p256::ecdsa::VerifyingKey::from_sec1_bytes(key.as_ref())
                    .map(Bare::P256)
                    .map_err(|_| "the ECDSA key is not on P-256".to_owned())?,
                _ => return Err("only Ed25519 and ECDSA P-256 keys of SSH are read".to_owned()),
            };
            return Ok(PublicKey { key: bare, openssh: Some(text.to_owned()), minisign: None });
        }
        if let Some(der) = pem(text, "PUBLIC KEY") {
            return PublicKey::from_spki(&der?);
        }
        let line = text.lines().next_back().unwrap_or_default().trim();
        let bytes = STANDARD.decode(line).map_err(|_| "it is no public key of SSH, minisign or PEM".to_owned())?;
        match bytes.as_slice() {
            // `Ed`, eight bytes of key id, and the key.
            [b'E', b'd', rest @ ..] if rest.len() == 40 => {
                let key = ed25519(rest.get(8..).unwrap_or_default())?;
                Ok(PublicKey { key: Bare::Ed25519(key), openssh: None, minisign: Some(line.to_owned()) })
            }
            bare if bare.len() == 32 => PublicKey::from_ed25519(bare),
            _ => Err("it is no public key of SSH, minisign or PEM".to_owned()),
        }
    }

    /// A key from the 32 bytes of an Ed25519 key.
    ///
    /// # Errors
    /// If they are no key.
    pub fn from_ed25519(bytes: &[u8]) -> Result<PublicKey, String> {
        Ok(PublicKey { key: Bare::Ed25519(ed25519(bytes)?), openssh: None, minisign: None })
    }

    /// A key from both coordinates of a point on P-256, in 65 bytes.
    ///
    /// # Errors
    /// If it is no point on the curve.
    pub fn from_p256(sec1: &[u8]) -> Result<PublicKey, String> {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(sec1).map_err(|_| "it is no key on P-256".to_owned())?;
        Ok(PublicKey { key: Bare::P256(key), openssh: None, minisign: None })
    }

    fn from_spki(der: &[u8]) -> Result<PublicKey, String> {
        if let Some(bytes) = der.strip_prefix(ED25519_SPKI) {
            return PublicKey::from_ed25519(bytes);
        }
        use p256::pkcs8::DecodePublicKey as _;
        let key = p256::ecdsa::VerifyingKey::from_public_key_der(der);
        let key = key.map_err(|_| "only Ed25519 and ECDSA P-256 keys are read".to_owned())?;
        Ok(PublicKey { key: Bare::P256(key), openssh: None, minisign: None })
    }

    /// The bare bytes of the key.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.key {
            Bare::Ed25519(key) => key.as_bytes().to_vec(),
            Bare::P256(key) => key.to_encoded_point(false).as_bytes().to_vec(),
        }
    }

    /// `sha256:` and the digest of the bare bytes.
    pub fn id(&self) -> String {
        format!("sha256:{}", Digest::of(&self.bytes()))
    }

    /// Whether this key gave a signature under a message: bare bytes (Ed25519, ECDSA as `r‖s` or DER), an SSH signature
    /// or one of minisign, the last two for [`PURPOSE`].
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        if signature.starts_with(b"SSHSIG") {
            let Some(key) = self.as_openssh() else { return false };
            return vauban_seal::check_ssh(message, &ssh_pem(signature), PURPOSE, &[&key]).is_ok();
        }
        if signature.starts_with(b"untrusted comment:") {
            let (Some(key), Ok(text)) = (&self.minisign, std::str::from_utf8(signature)) else { return false };
            return vauban_seal::check_minisign(message, text, PURPOSE, &[key]).is_ok();
        }
        match &self.key {
            Bare::Ed25519(key) => {
                Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }
            Bare::P256(key) => {
                let bare = p256::ecdsa::Signature::from_slice(signature);
                let read = bare.or_else(|_| p256::ecdsa::Signature::from_der(signature));
                read.is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
        }
    }

    fn as_openssh(&self) -> Option<String> {
        if self.openssh.is_some() {
            return self.openssh.clone();
        }
        let Bare::Ed25519(key) = &self.key else { return None };
        let data = KeyData::Ed25519(ssh_key::public::Ed25519PublicKey(*key.as_bytes()));
        ssh_key::PublicKey::from(data).to_openssh().ok()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &PublicKey) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for PublicKey {}

fn ed25519(bytes: &[u8]) -> Result<VerifyingKey, String> {
    let bytes: &[u8; 32] = bytes.try_into().map_err(|_| "an Ed25519 key has 32 bytes".to_owned())?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| "it is no Ed25519 key".to_owned())?;
    // A key of small order verifies signatures that nobody gave.
    if key.is_weak() { Err("it is a weak Ed25519 key, which anybody can sign for".to_owned()) } else { Ok(key) }
}

/// The bytes between the lines of a PEM file; `None` if there are no such lines.
fn pem(text: &str, label: &str) -> Option<Result<Vec<u8>, String>> {
    let inside = text.split_once(&format!("-----BEGIN {label}-----"))?.1;
    let inside = inside.split_once(&format!("-----END {label}-----"))?.0;
    let packed: String = inside.split_whitespace().collect();
    Some(STANDARD.decode(packed).map_err(|_| "its base64 cannot be read".to_owned()))
}

/// An SSH signature as `ssh-keygen` writes it.
fn ssh_pem(signature: &[u8]) -> String {
    let encoded = STANDARD.encode(signature);
    let mut out = String::from("-----BEGIN SSH SIGNATURE-----\n");
    for line in encoded.as_bytes().chunks(70) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push('\n');
    }
    out.push_str("-----END SSH SIGNATURE-----\n");
    out
}

/// The bytes of an SSH signature in its lines.
///
/// # Errors
/// If it is none.
pub fn ssh_signature(text: &str) -> Result<Vec<u8>, String> {
    pem(text, "SSH SIGNATURE").unwrap_or_else(|| Err("it is no SSH signature".to_owned()))
}

/// Whoever can sign.
pub trait Signer {
    /// Its public key.
    fn public(&self) -> &PublicKey;

    /// A signature under a message, as [`PublicKey::verifies`] takes it.
    ///
    /// # Errors
    /// If it cannot sign; why.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String>;
}

/// A private key that is not protected by a passphrase.
pub struct SecretKey {
    key: BareSecret,
    public: PublicKey,
}

enum BareSecret {
    Ed25519(Box<SigningKey>),
    P256(p256::ecdsa::SigningKey),
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey({})", self.public.id())
    }
}

/// Why a private key was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// It is protected by a passphrase; another program has to ask for it.
    Protected,
    /// It is no private key that is read here; why.
    Unreadable(String),
}

impl SecretKey {
    /// A key from the text of a file: OpenSSH or PKCS#8 (PEM), Ed25519 or, of SSH, ECDSA P-256.
    ///
    /// # Errors
    /// If it is protected, or no such key.
    pub fn parse(text: &str) -> Result<SecretKey, NoKey> {
        let unreadable = |why: &str| NoKey::Unreadable(why.to_owned());
        if text.len() > LONGEST {
            return Err(NoKey::Unreadable(format!("the key is longer than {LONGEST} characters")));
        }
        if let Some(der) = pem(text, "PRIVATE KEY") {
            let der = der.map_err(NoKey::Unreadable)?;
            let seed = der.strip_prefix(ED25519_PKCS8).and_then(|seed| <&[u8; 32]>::try_from(seed).ok());
            let seed = seed.ok_or_else(|| unreadable("only Ed25519 keys are read from PEM"))?;
            return Ok(SecretKey::from_seed(seed));
        }
        if text.contains("ENCRYPTED PRIVATE KEY") || text.contains("minisign encrypted secret key") {
            return Err(NoKey::Protected);
        }
        let key = ssh_key::PrivateKey::from_openssh(text.trim())
            .map_err(|error| NoKey::Unreadable(format!("it is no private key in OpenSSH or PEM form: {error}")))?;
        if key.is_encrypted() {
            return Err(NoKey::Protected);
        }
        match key.key_data() {
            KeypairData::Ed25519(pair) => Ok(SecretKey::from_seed(&pair.private.to_bytes())),
            KeypairData::Ecdsa(pair) => {
                let key = p256::ecdsa::SigningKey::from_slice(pair.private_key_bytes())
                    .map_err(|_| unreadable("the ECDSA key is not on P-256"))?;
                let public = PublicKey { key: Bare::P256(*key.verifying_key()), openssh: None, minisign: None };
                Ok(SecretKey { key: BareSecret::P256(key), public })
            }
            _ => Err(unreadable("only Ed25519 and ECDSA P-256 keys sign here")),
        }
    }

    /// The Ed25519 key of a seed.
    pub fn from_seed(seed: &[u8; 32]) -> SecretKey {
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey { key: Bare::Ed25519(key.verifying_key()), openssh: None, minisign: None };
        SecretKey { key: BareSecret::Ed25519(Box::new(key)), public }
    }
}

impl Signer for SecretKey {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        match &self.key {
            BareSecret::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            BareSecret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                Ok(signature.to_bytes().to_vec())
            }
        }
    }
}
