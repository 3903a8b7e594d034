//! OpenPGP signatures, made by the user's own program: keys and passphrases are its business.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::args::Signer;

/// The program's command.
fn program(signer: Signer) -> &'static str {
    match signer {
        Signer::Gpg => "gpg",
        Signer::Sq => "sq",
    }
}

/// An armored detached signature over bytes.
pub(super) fn sign(signer: Signer, key: Option<&str>, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let key = |option: &str| key.map(|key| format!("{option}={key}"));
    let arguments: Vec<String> = match signer {
        Signer::Gpg => ["--armor".to_owned(), "--detach-sign".to_owned(), "--output=-".to_owned()]
            .into_iter()
            .chain(key("--local-user"))
            .collect(),
        Signer::Sq => ["sign".to_owned(), "--signature-file=-".to_owned()].into_iter().chain(key("--signer")).collect(),
    };
    let signature = run(signer, &arguments, bytes)?;
    if !vauban_csaf::publish::check::is_armored(&signature, "SIGNATURE") {
        return Err(format!("`{}` gave no armored signature; nothing was written", program(signer)));
    }
    Ok(signature)
}

/// The public part of a key, as gpg exports it.
pub(super) fn public_key(key: Option<&str>) -> Result<Vec<u8>, String> {
    let key = key.ok_or("name the key to sign with by `--key`, or hand in the public one with `--public-key`")?;
    let arguments = ["--armor".to_owned(), "--export".to_owned(), "--".to_owned(), key.to_owned()];
    run(Signer::Gpg, &arguments, b"")
}

/// The fingerprint of a public key, as gpg reads it.
pub(super) fn fingerprint(armored: &[u8]) -> Result<String, String> {
    let text = run(Signer::Gpg, &["--with-colons".to_owned(), "--show-keys".to_owned()], armored)?;
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().find(|line| line.starts_with("fpr:"));
    let found = line.and_then(|line| line.split(':').nth(9)).filter(|found| found.len() >= 40);
    found.map(str::to_owned).ok_or_else(|| "gpg finds no key in the public key; say `--fingerprint`".to_owned())
}

fn run(signer: Signer, arguments: &[String], input: &[u8]) -> Result<Vec<u8>, String> {
    let name = program(signer);
    let mut child = Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{name}` could not be run: {error}"))?;
    let mut stdin = child.stdin.take().ok_or_else(|| format!("`{name}` takes no input"))?;
    // The output of these commands is small, so they never wait for a reader while they are written to.
    let written = stdin.write_all(input);
    drop(stdin);
    let done = child.wait_with_output().map_err(|error| format!("`{name}`: {error}"))?;
    if !done.status.success() {
        return Err(format!("`{name}` failed ({}); nothing was written", done.status));
    }
    written.map_err(|error| format!("`{name}` stopped reading: {error}"))?;
    Ok(done.stdout)
}
