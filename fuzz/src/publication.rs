//! Texts and places of publication: whatever the bytes, a check ends, is the same twice, and never finds more by
//! knowing less.

use std::collections::BTreeMap;

use vauban_csaf::publish::check::{Files, Standing, check};
use vauban_csaf::publish::{disclosure, security_txt};

/// Reads the bytes as security.txt.
///
/// # Panics
/// When a promise is broken: that is what a fuzzer looks for.
pub fn security_txt(data: &[u8]) {
    let Ok(now) = "2026-11-22T12:00:00Z".parse() else { return };
    let read = security_txt::SecurityTxt::read(data);
    let remarks = read.check(now);
    assert_eq!(remarks, security_txt::SecurityTxt::read(data).check(now), "not the same twice");
    let errors = remarks.iter().any(|remark| remark.weight == security_txt::Weight::Error);
    let whole = read.fields("contact").next().is_some() && read.expires().is_some_and(|until| until > now);
    assert!(errors || whole, "right without a contact or a day in the future");
}

/// Reads the bytes as a policy.
///
/// # Panics
/// When a promise is broken.
pub fn policy(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let remarks = disclosure::check(&text);
    let lines = text.lines().count();
    assert!(remarks.iter().all(|remark| remark.line.is_none_or(|line| (line as usize) <= lines)));
    let policy = disclosure::Policy { organisation: text.to_string(), scope: text.to_string(), ..Default::default() };
    let written = disclosure::write(&policy);
    let headings = written.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings, disclosure::SECTIONS.len() + 1, "a value made a heading");
}

/// Takes the bytes as one of the files of a place, each in turn.
///
/// # Panics
/// When a promise is broken.
pub fn place(data: &[u8]) {
    let root = ".well-known/csaf";
    for name in [
        format!("{root}/provider-metadata.json"),
        format!("{root}/feed-tlp-white.json"),
        format!("{root}/white/2026/a.json"),
        format!("{root}/white/index.txt"),
        format!("{root}/white/changes.csv"),
        ".well-known/security.txt".to_owned(),
    ] {
        let files: Files = BTreeMap::from([(name, data.to_vec())]);
        let found = check(&files, &|_| Ok(()));
        assert_eq!(found.requirements.len(), 20);
        let open = found.requirements.iter().any(|one| !matches!(one.standing, Standing::Met | Standing::NotUsed));
        assert!(open, "one file is no whole place");
        for number in [3, 6, 10, 14] {
            let standing = found.requirements.get(number - 1).map(|one| one.standing);
            assert!(standing != Some(Standing::Met), "files do not show requirement {number}");
        }
    }
}
