//! Signatures and signed commits: whatever the bytes, no panic, and nothing that was not signed passes for signed.

use vauban_seal::{REVIEW, check_minisign, check_ssh, signed_commit, ssh_public_key};

const TEXT: &[u8] = include_bytes!("../../crates/vauban-seal/tests/keys/text");
const SSH: &str = include_str!("../../crates/vauban-seal/tests/keys/text.ssh.sig");
const MINISIGN: &str = include_str!("../../crates/vauban-seal/tests/keys/text.minisig");
const REVIEWER: &str = include_str!("../../crates/vauban-seal/tests/keys/reviewer.pub");
const MINI: &str = include_str!("../../crates/vauban-seal/tests/keys/mini.pub");

/// Takes the bytes for a signature, for a key and for a commit.
///
/// # Panics
/// When a signature holds that nobody gave.
pub fn signature(data: &[u8]) {
    if let Some(commit) = signed_commit(data) {
        let forged = check_ssh(&commit.text, &commit.signature, commit.purpose, &[REVIEWER]);
        assert!(forged.is_err(), "nobody signed this commit");
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let packed = |text: &str| text.split_whitespace().collect::<String>();
    if check_ssh(TEXT, text, REVIEW, &[REVIEWER]).is_ok() {
        assert_eq!(packed(text), packed(SSH), "another signature under the same text");
    }
    if check_minisign(TEXT, text, REVIEW, &[MINI]).is_ok() {
        // The untrusted comment is free, and is not signed.
        let signed = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(signed(text.trim()), signed(MINISIGN.trim()), "another signature under the same text");
    }
    let _ = check_ssh(TEXT, SSH, REVIEW, &[text]);
    let _ = check_minisign(TEXT, MINISIGN, REVIEW, &[text]);
    let _ = ssh_public_key(text);
}
