//! Sources that lie elsewhere, fetched by the user's own git or curl into a folder that goes away again.
//!
//! This program opens no connection. What git and curl may do is bounded: https alone, no submodules, no prompts, a
//! limit of time and size.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How long a download may take, in seconds.
const SECONDS: u32 = 1800;
/// How many bytes a download may have.
const BYTES: u64 = 4 << 30;

/// Something that was fetched; it is removed when this goes.
#[derive(Debug)]
pub(super) struct Brought {
    folder: PathBuf,
    place: PathBuf,
}

impl Brought {
    /// Where it is.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }
}

impl Drop for Brought {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Whether a place is not on this disk.
pub(super) fn is_address(place: &str) -> bool {
    place.split_once("://").is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// Fetches it: an address that ends in `.git` with git, any other with curl.
pub(super) fn fetch(address: &str) -> Result<Brought, String> {
    let scheme = address.split("://").next().unwrap_or("");
    let git = address.ends_with(".git");
    let local = git && scheme == "file";
    if scheme != "https" && !local {
        return Err(format!("`{address}`: sources are fetched by https, and not by {scheme}"));
    }
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("an address has no blanks and no control characters".to_owned());
    }
    let folder = folder()?;
    let mut brought = Brought { place: folder.clone(), folder };
    if git {
        let into = brought.folder.join("repository");
        let mut command = Command::new("git");
        command
            .args(["-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never"])
            .args(["clone", "--quiet", "--depth", "1", "--single-branch", "--no-tags", "--"])
            .arg(address)
            .arg(&into)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_LFS_SKIP_SMUDGE", "1");
        run(command, "git", address)?;
        brought.place = into;
    } else {
        let name = address.split(['?', '#']).next().unwrap_or("").rsplit('/').next().unwrap_or("");
        let fine = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let into = brought.folder.join(if fine && !name.starts_with('.') { name } else { "source.json" });
        let mut command = Command::new("curl");
        command
            .args(["--fail", "--silent", "--show-error", "--location", "--max-redirs", "5"])
            .args(["--proto", "=https", "--proto-redir", "=https"])
            .args(["--max-time", &SECONDS.to_string(), "--max-filesize", &BYTES.to_string(), "--output"])
            .arg(&into)
            .args(["--url", address]);
        run(command, "curl", address)?;
        brought.place = into;
    }
    Ok(brought)
}

fn run(mut command: Command, program: &str, address: &str) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let output = output.map_err(|error| format!("cannot start `{program}` for {address}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").trim();
    Err(format!("`{program}` could not fetch {address}: {last}"))
}

/// A new folder that only this user reads.
fn folder() -> Result<PathBuf, String> {
    let base = std::env::temp_dir();
    for attempt in 0..100u32 {
        let path = base.join(format!("vauban-{}-{attempt}", std::process::id()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        match builder.create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(format!("cannot make the folder {}: {error}", path.display())),
        }
    }
    Err(format!("cannot make a folder in {}", base.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (place, expect) in [
            ("https://example.com/a.json", true),
            ("file:///a/b.git", true),
            ("folder/with:colon", false),
            ("C:\\data", false),
            ("ext::sh -c x://", false),
        ] {
            assert_eq!(is_address(place), expect, "{place}");
        }
    }

    #[test]
    fn only_https() {
        for address in
            ["http://example.com/a.json", "ftp://example.com/a.git", "file:///etc/passwd", "ssh://host/a.git"]
        {
            assert!(fetch(address).unwrap_err().contains("https"), "{address}");
        }
        assert!(fetch("https://example.com/a b").is_err());
    }
}
