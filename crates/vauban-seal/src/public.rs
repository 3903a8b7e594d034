//! Public keys as people hand them over: a line of `ssh-ed25519 …`, the file of minisign, or a list of allowed signers.
//!
//! A list may say for each key from when until when it counts, in the way OpenSSH does (`valid-after`, `valid-before`).
//! Which key is trusted is said by who checks; a signature is never asked.

use ssh_key::HashAlg;

use crate::manifest::plain;
use crate::{LONGEST, Refusal, check_minisign, check_ssh};

/// Keys of one file that are looked at.
const MOST: usize = 1000;

/// A public key that is trusted, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// Line of the file, from 1.
    pub line: usize,
    /// The key alone, as [`crate::check_ssh`] or [`crate::check_minisign`] take it.
    pub key: String,
    /// How people recognise it: `SHA256:…` of SSH, the number of a minisign key.
    pub name: String,
    /// First day on which it counts, as `20261110`.
    pub from: Option<String>,
    /// First day on which it no longer counts.
    pub until: Option<String>,
}

/// The form of a signature that is checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureForm {
    /// `-----BEGIN SSH SIGNATURE-----`.
    Ssh,
    /// Four lines.
    Minisign,
}

impl SignatureForm {
    /// The form of a signature, by its first characters.
    pub fn of(signature: &str) -> Option<SignatureForm> {
        let signature = signature.trim_start();
        if signature.starts_with("-----BEGIN SSH SIGNATURE-----") {
            return Some(SignatureForm::Ssh);
        }
        signature.starts_with("untrusted comment:").then_some(SignatureForm::Minisign)
    }
}

/// Checks a signature of either form under a text; tells by which of the keys it was made.
///
/// # Errors
/// As [`check_ssh`] and [`check_minisign`]; also for a form that is neither.
pub fn check_signature(text: &[u8], signature: &str, purpose: &str, keys: &[&str]) -> Result<usize, Refusal> {
    let check = match SignatureForm::of(signature) {
        Some(SignatureForm::Ssh) => check_ssh,
        Some(SignatureForm::Minisign) => check_minisign,
        None => return Err(Refusal::Unreadable("it is neither an SSH nor a minisign signature".to_owned())),
    };
    let mut foreign = Refusal::ForeignKey("and no key is known".to_owned());
    for (at, key) in keys.iter().enumerate() {
        match check(text, signature, purpose, &[key]) {
            Ok(()) => return Ok(at),
            Err(refusal @ Refusal::ForeignKey(_)) => foreign = refusal,
            Err(refusal) => return Err(refusal),
        }
    }
    Err(foreign)
}

/// How people recognise a public key: the fingerprint of an SSH key, the number of a minisign key; `None` if it is
/// neither.
pub fn key_name(key: &str) -> Option<String> {
    if key.len() > LONGEST {
        return None;
    }
    if let Ok(key) = ssh_key::PublicKey::from_openssh(key.trim()) {
        return Some(key.fingerprint(HashAlg::Sha256).to_string());
    }
    let line = key.trim().lines().next_back()?;
    minisign_verify::PublicKey::from_base64(line).ok()?;
    let bytes = <base64ct::Base64 as base64ct::Encoding>::decode_vec(line).ok()?;
    let number: [u8; 8] = bytes.get(2..10)?.try_into().ok()?;
    Some(format!("{:016X}", u64::from_le_bytes(number)))
}

/// Reads a file of public keys.
///
/// # Errors
/// With the line that is no key and why, or if there is none at all.
pub fn trusted_keys(text: &str) -> Result<Vec<TrustedKey>, String> {
    let mut keys = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let (number, line) = (at + 1, line.trim());
        if line.is_empty() || line.starts_with('#') || line.starts_with("untrusted comment:") {
            continue;
        }
        if keys.len() == MOST {
            return Err(format!("line {number}: there are more than {MOST} keys"));
        }
        if line.len() > LONGEST {
            return Err(format!("line {number}: it is longer than {LONGEST} characters"));
        }
        keys.push(trusted(number, line)?);
    }
    if keys.is_empty() { Err("there is no public key in it".to_owned()) } else { Ok(keys) }
}

fn trusted(line: usize, text: &str) -> Result<TrustedKey, String> {
    if text.contains("PRIVATE KEY") {
        return Err(format!("line {line}: this is a private key; hand in its public half"));
    }
    if let Some(name) = key_name(text) {
        return Ok(TrustedKey { line, key: text.to_owned(), name, from: None, until: None });
    }
    // `principals [options] key-type base64 [comment]`; a key type is the first word from which a key can be read.
    let begin = text.match_indices(' ').map(|(at, _)| at + 1).take(64).find_map(|at| {
        let key = text.get(at..)?.trim_start();
        key_name(key).map(|name| (at, key, name))
    });
    let Some((at, key, name)) = begin else {
        return Err(format!(
            "line {line}: expected a public key (`ssh-ed25519 …`, `ecdsa-sha2-nistp256 …`, or one of minisign), not `{}`",
            plain(text)
        ));
    };
    let options = text.get(..at).unwrap_or_default();
    let options = options.split_once(' ').map_or("", |(_, options)| options.trim());
    let (mut from, mut until) = (None, None);
    for option in options.split(',').filter(|option| !option.is_empty()) {
        let (word, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.trim_matches('"');
        match word {
            "valid-after" => from = Some(day(line, value)?),
            "valid-before" => until = Some(day(line, value)?),
            "namespaces" if value.split(',').any(|one| one == crate::MANIFEST) => {}
            // An option that narrows what a key may do must not be passed over.
            _ => return Err(format!("line {line}: the option `{}` is not known here", plain(word))),
        }
    }
    Ok(TrustedKey { line, key: key.to_owned(), name, from, until })
}

/// The day of a time as OpenSSH writes it: `20261110`, also with a time behind it.
fn day(line: usize, text: &str) -> Result<String, String> {
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    let rest = text.get(8..).unwrap_or_default().trim_end_matches('Z');
    match digits {
        Some(digits) if rest.is_empty() || rest.bytes().all(|digit| digit.is_ascii_digit()) => Ok(digits.to_owned()),
        _ => Err(format!("line {line}: `{}` is no day; write it as 20261110", plain(text))),
    }
}

impl TrustedKey {
    /// Why the key does not count on a day (`2026-11-10`); `None` if it does.
    pub fn refused_on(&self, date: &str) -> Option<String> {
        let day: String = date.chars().filter(char::is_ascii_digit).collect();
        let dashed = |day: &str| match (day.get(..4), day.get(4..6), day.get(6..8)) {
            (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
            _ => day.to_owned(),
        };
        if let Some(from) = self.from.as_ref().filter(|from| day < **from) {
            return Some(format!("the key {} (line {}) counts only from {}", self.name, self.line, dashed(from)));
        }
        let until = self.until.as_ref().filter(|until| day >= **until)?;
        Some(format!(
            "the key {} (line {}) has run out: it counts until before {}",
            self.name,
            self.line,
            dashed(until)
        ))
    }
}
