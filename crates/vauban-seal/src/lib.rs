//! Signatures under text: checked with a public key, made with a private one, nothing else needed.
//!
//! Beside them the manifest of a delivery, which is what a manufacturer signs when files leave the house.
//!
//! Formats are those of `ssh-keygen -Y sign` and of minisign, so that what is signed here can be checked with the
//! tools people have, and the other way round. Keys are compared by what they are, never by comments or file names.

mod commit;
pub mod manifest;
mod minisign;
mod public;
mod ssh;

pub use commit::{Commit, signed_commit};
pub use minisign::{KeyTrouble, MinisignForm, MinisignKey, sign_with_minisign};
pub use public::{SignatureForm, TrustedKey, check_signature, key_name, trusted_keys};
pub use ssh::{sign_with_key, ssh_public_key};

/// What reviews are signed for; a signature for anything else is none under a review.
pub const REVIEW: &str = "vauban-review";

/// What manifests of deliveries are signed for.
pub const MANIFEST: &str = "vauban-manifest";

/// Characters of a signature or key that are looked at.
pub(crate) const LONGEST: usize = 16 << 10;

/// Why a signature proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The signature cannot be read; why.
    Unreadable(String),
    /// It is a signature for something else; for what.
    OtherPurpose(String),
    /// It was made by a key that is none of these; the key, as people recognise it.
    ForeignKey(String),
    /// The text is not the one that was signed, or the signature was forged.
    Broken,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            Refusal::OtherPurpose(purpose) => write!(f, "it was given for `{purpose}`, not for this"),
            Refusal::ForeignKey(key) => write!(f, "it was made with another key, {key}"),
            Refusal::Broken => write!(f, "it does not fit: what was signed has changed since, or it was forged"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Checks an SSH signature (`-----BEGIN SSH SIGNATURE-----`) under a text, by one of these public keys.
///
/// # Errors
/// If it is no signature, one for another purpose, by another key, or under another text.
pub fn check_ssh(text: &[u8], signature: &str, purpose: &str, keys: &[&str]) -> Result<(), Refusal> {
    ssh::check(text, signature, purpose, keys)
}

/// Checks a minisign signature (four lines) under a text, by one of these public keys (one line each).
///
/// The trusted comment has to begin with the purpose, so that a signature given for something else does not count.
///
/// # Errors
/// As for [`check_ssh`].
pub fn check_minisign(text: &[u8], signature: &str, purpose: &str, keys: &[&str]) -> Result<(), Refusal> {
    minisign::check(text, signature, purpose, keys)
}
