//! SHA-256 as text.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256 of bytes, as 64 hexadecimal digits in lower case.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Digest of a folder's record files: SHA-256 over lines of digest, two spaces and path, sorted by path; what
/// `sha256sum` prints for the files, digested again.
pub(crate) fn folder_digest(files: &[(String, String)]) -> String {
    let mut lines = String::new();
    for (path, digest) in files {
        let _ = writeln!(lines, "{digest}  {path}");
    }
    sha256_hex(lines.as_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn empty_is_the_known_digest() {
        assert_eq!(super::sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
