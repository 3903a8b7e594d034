//! Words and numbers that the questions turn on; whole designs are tried in the engine's tests.

use super::complexity::median;
use super::privilege::all_rights;
use super::{ASPECTS, Question};

#[test]
fn all_rights_are_told_from_words_that_look_like_them() {
    for (text, expect) in [
        ("Root without network administration", Some("Root")),
        ("runs as SYSTEM", Some("SYSTEM")),
        ("the local system account", Some("system")),
        ("Administrator rights on the host", Some("Administrator")),
        ("Privileged level; its flash pages are write-protected", Some("Privileged")),
        ("User `web`, no capabilities, read-only file system", None),
        ("Unprivileged level of the controller", None),
        ("non-root user, may check the root of trust", None),
        ("not privileged; read-only root file system", None),
        ("without root, with its own user", None),
        ("", None),
    ] {
        assert_eq!(all_rights(text).as_deref(), expect, "{text}");
    }
}

#[test]
fn medians() {
    assert_eq!(median(vec![]), 0);
    assert_eq!(median(vec![3]), 3);
    assert_eq!(median(vec![9, 1, 2]), 2);
    assert_eq!(median(vec![4, 1, 2, 9]), 2);
}

#[test]
fn every_question_serves_an_aspect_that_is_asked() {
    for question in
        [Question::Rights, Question::OwnProtocol, Question::Outlier, Question::Rollback, Question::SameTwice]
    {
        assert!(ASPECTS.contains(&question.aspect()));
        assert!(!question.why().is_empty() && !question.next().is_empty());
    }
}
