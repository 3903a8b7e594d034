//! Minisign signatures made here: prehashed (`ED`, what minisign writes today) and of the old form (`Ed`).

use base64ct::{Base64, Encoding as _};
use blake2::{Blake2b512, Digest as _};

use super::key::MinisignKey;

/// Over what the signature itself is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MinisignForm {
    /// `ED`: over the BLAKE2b digest of the text.
    #[default]
    Prehashed,
    /// `Ed`: over the text as it is; for programs that know nothing else.
    Legacy,
}

/// Characters of a comment.
const LONGEST_COMMENT: usize = 1024;

/// Signs a text with a minisign key; the signature as minisign writes it, of four lines.
///
/// The trusted comment is signed as well; it should begin with the purpose (see [`crate::check_minisign`]).
///
/// # Errors
/// If the comment has more than one line, or is too long.
pub fn sign_with_minisign(
    text: &[u8],
    key: &MinisignKey,
    form: MinisignForm,
    trusted_comment: &str,
) -> Result<String, String> {
    if trusted_comment.len() > LONGEST_COMMENT || trusted_comment.chars().any(char::is_control) {
        return Err(format!("a trusted comment is one line of at most {LONGEST_COMMENT} characters"));
    }
    let (word, signature) = match form {
        MinisignForm::Prehashed => (b"ED", key.sign(&Blake2b512::digest(text))),
        MinisignForm::Legacy => (b"Ed", key.sign(text)),
    };
    let line = [word.as_slice(), &key.number(), &signature].concat();
    let both = [signature.as_slice(), trusted_comment.as_bytes()].concat();
    Ok(format!(
        "untrusted comment: signature by vauban\n{}\ntrusted comment: {trusted_comment}\n{}\n",
        Base64::encode_string(&line),
        Base64::encode_string(&key.sign(&both))
    ))
}
