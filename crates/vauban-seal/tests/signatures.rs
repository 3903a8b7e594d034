//! Signatures made by the tools themselves, and everything that must not pass for one.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_seal::{REVIEW, Refusal, check_minisign, check_ssh, sign_with_key, signed_commit, ssh_public_key};

const TEXT: &[u8] = include_bytes!("keys/text");
const REVIEWER: &str = include_str!("keys/reviewer.pub");
const OTHER: &str = include_str!("keys/other.pub");
const MINI: &str = include_str!("keys/mini.pub");

#[test]
fn what_ssh_keygen_signed_is_good() {
    assert_eq!(check_ssh(TEXT, include_str!("keys/text.ssh.sig"), REVIEW, &[OTHER, REVIEWER]), Ok(()));
}

#[test]
fn what_minisign_signed_is_good_with_the_key_file_and_with_its_one_line() {
    let line = MINI.lines().last().unwrap();
    assert_eq!(check_minisign(TEXT, include_str!("keys/text.minisig"), REVIEW, &[MINI]), Ok(()));
    assert_eq!(check_minisign(TEXT, include_str!("keys/text.minisig"), REVIEW, &[line]), Ok(()));
}

#[test]
fn what_is_signed_here_checks_out_for_both_kinds_of_key() {
    for (key, public) in [(include_str!("keys/reviewer"), REVIEWER), (include_str!("keys/other"), OTHER)] {
        let signature = sign_with_key(b"a text", key, REVIEW).unwrap();
        assert_eq!(check_ssh(b"a text", &signature, REVIEW, &[public]), Ok(()));
        let named = ssh_public_key(&signature).unwrap();
        assert!(public.starts_with(named.trim()), "{named}");
    }
}

#[test]
fn a_changed_text_another_key_and_another_purpose_are_refused() {
    let signature = include_str!("keys/text.ssh.sig");
    assert_eq!(check_ssh(b"another text\n", signature, REVIEW, &[REVIEWER]), Err(Refusal::Broken));
    assert!(matches!(check_ssh(TEXT, signature, REVIEW, &[OTHER]), Err(Refusal::ForeignKey(_))));
    assert!(matches!(check_ssh(TEXT, signature, REVIEW, &[]), Err(Refusal::ForeignKey(_))));
    assert_eq!(check_ssh(TEXT, signature, "git", &[REVIEWER]), Err(Refusal::OtherPurpose(REVIEW.to_owned())));
    let mini = include_str!("keys/text.minisig");
    assert_eq!(check_minisign(b"another text\n", mini, REVIEW, &[MINI]), Err(Refusal::Broken));
    assert!(matches!(check_minisign(TEXT, mini, REVIEW, &[]), Err(Refusal::ForeignKey(_))));
    let elsewhere = check_minisign(TEXT, include_str!("keys/other.minisig"), REVIEW, &[MINI]);
    assert!(matches!(elsewhere, Err(Refusal::OtherPurpose(_))), "{elsewhere:?}");
}

#[test]
fn what_is_no_signature_is_said_to_be_none() {
    for nonsense in
        ["", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----", "\u{0}\u{0}", "untrusted comment:"]
    {
        assert!(matches!(check_ssh(TEXT, nonsense, REVIEW, &[REVIEWER]), Err(Refusal::Unreadable(_))), "{nonsense}");
        assert!(matches!(check_minisign(TEXT, nonsense, REVIEW, &[MINI]), Err(Refusal::Unreadable(_))), "{nonsense}");
    }
    let long = "A".repeat(1 << 20);
    assert!(matches!(check_ssh(TEXT, &long, REVIEW, &[REVIEWER]), Err(Refusal::Unreadable(_))));
}

#[test]
fn every_flipped_letter_of_a_signature_is_noticed() {
    let good = include_str!("keys/text.ssh.sig");
    let body = good.find('\n').unwrap() + 1..good.rfind("-----END").unwrap();
    for at in body.step_by(7) {
        let mut bytes = good.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if text != good {
            assert!(check_ssh(TEXT, &text, REVIEW, &[REVIEWER]).is_err(), "letter {at}");
        }
    }
}

#[test]
fn a_commit_is_taken_apart_as_git_signs_it() {
    let object = b"tree 1\nauthor a\ngpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n\nmessage\n gpgsig no\n";
    let commit = signed_commit(object).unwrap();
    assert_eq!(commit.text, b"tree 1\nauthor a\n\nmessage\n gpgsig no\n");
    assert_eq!(commit.signature, "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n");
    assert_eq!(signed_commit(b"tree 1\n\nno signature\n"), None);
    assert_eq!(signed_commit(b"tree 1\n\ngpgsig -----BEGIN SSH SIGNATURE-----\n"), None);
    assert_eq!(signed_commit(b""), None);
}
