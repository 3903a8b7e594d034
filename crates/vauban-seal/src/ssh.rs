//! SSH signatures, as PROTOCOL.sshsig of OpenSSH describes them: Ed25519 and ECDSA P-256.

use ssh_key::{HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

use crate::{LONGEST, Refusal};

pub(crate) fn check(text: &[u8], signature: &str, purpose: &str, keys: &[&str]) -> Result<(), Refusal> {
    if signature.len() > LONGEST {
        return Err(Refusal::Unreadable(format!("it is longer than {LONGEST} characters")));
    }
    let written = signature;
    let signature = SshSig::from_pem(written.trim()).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    // The decoder overlooks some wrong lengths; what it would not write itself is no signature.
    let again = signature.to_pem(LineEnding::LF).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    if packed(&again) != packed(written) {
        return Err(Refusal::Unreadable("it is not written in the one way there is".to_owned()));
    }
    // The number of the form is not covered by the signature, and the decoder takes 0 for 1.
    if signature.version() != 1 {
        return Err(Refusal::Unreadable(format!("version {} of the form is unknown; there is 1", signature.version())));
    }
    if signature.namespace() != purpose {
        return Err(Refusal::OtherPurpose(signature.namespace().to_owned()));
    }
    let known =
        keys.iter().filter(|key| key.len() <= LONGEST).filter_map(|key| PublicKey::from_openssh(key.trim()).ok());
    let Some(key) = known.into_iter().find(|key| key.key_data() == signature.public_key()) else {
        let foreign = signature.public_key().fingerprint(HashAlg::Sha256);
        return Err(Refusal::ForeignKey(foreign.to_string()));
    };
    key.verify(purpose, text, &signature).map_err(|_| Refusal::Broken)
}

/// A text without its white space: line lengths are free.
fn packed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Signs a text with an unprotected private key in OpenSSH form; the signature as `ssh-keygen -Y sign` writes it.
///
/// # Errors
/// If it is no such key, or one that is protected by a passphrase.
pub fn sign_with_key(text: &[u8], key: &str, purpose: &str) -> Result<String, String> {
    let key = PrivateKey::from_openssh(key.trim()).map_err(|error| format!("the key cannot be read: {error}"))?;
    if key.is_encrypted() {
        return Err("the key is protected by a passphrase".to_owned());
    }
    let signature = key.sign(purpose, HashAlg::Sha512, text).map_err(|error| error.to_string())?;
    signature.to_pem(LineEnding::LF).map_err(|error| error.to_string())
}

/// The public key of an SSH signature, as `ssh-ed25519 AAAA…`.
///
/// # Errors
/// If it is no SSH signature.
pub fn ssh_public_key(signature: &str) -> Result<String, String> {
    if signature.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} characters"));
    }
    let signature = SshSig::from_pem(signature.trim()).map_err(|error| error.to_string())?;
    PublicKey::from(signature.public_key().clone()).to_openssh().map_err(|error| error.to_string())
}
