//! Minisign signatures: Ed25519 over a BLAKE2b digest, with a trusted comment that is signed as well.

mod key;
mod sign;

pub use key::{KeyTrouble, MinisignKey};
pub use sign::{MinisignForm, sign_with_minisign};

use minisign_verify::{Error, PublicKey, Signature};

use crate::{LONGEST, Refusal};

pub(crate) fn check(text: &[u8], signature: &str, purpose: &str, keys: &[&str]) -> Result<(), Refusal> {
    if signature.len() > LONGEST {
        return Err(Refusal::Unreadable(format!("it is longer than {LONGEST} characters")));
    }
    // The decoder overlooks what follows; a signature is four lines and nothing else.
    if signature.trim().lines().count() != 4 {
        return Err(Refusal::Unreadable("it is not the four lines of a minisign signature".to_owned()));
    }
    let signature = Signature::decode(signature.trim()).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let mut fits = false;
    for key in keys.iter().filter(|key| key.len() <= LONGEST) {
        // A key file has a comment above the key.
        let line = key.trim().lines().next_back().unwrap_or_default();
        let Ok(key) = PublicKey::from_base64(line) else { continue };
        // The old form is over the text itself: a digest of 64 bytes that was signed in the new form must not pass for a
        // text that was signed in the old one.
        match key.verify(text, &signature, text.len() != 64) {
            Ok(()) => {
                fits = true;
                break;
            }
            Err(Error::UnexpectedKeyId) => {}
            Err(_) => return Err(Refusal::Broken),
        }
    }
    if !fits {
        return Err(Refusal::ForeignKey("which no person here has".to_owned()));
    }
    let given = signature.trusted_comment();
    match given.strip_prefix(purpose) {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => Ok(()),
        _ => Err(Refusal::OtherPurpose(given.chars().take(80).collect())),
    }
}
