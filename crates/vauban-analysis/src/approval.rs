//! What was approved of a process document: a digest over its text, and what of it changed since.
//!
//! The digest covers the prose, what the document lays down and who answers for it, its version, and the file it
//! points to. Who approved it and when is the approval itself and not part of what was approved; line endings and
//! spaces at the end of lines change nothing.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use vauban_model::{AnyId, Facts, FileFact, Kind, Mention, Model};

/// How a process document stands to its approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It stores the digest of the text as it stands.
    Same,
    /// It stores the digest of another text.
    Changed,
    /// It stores none: nobody can tell what was approved.
    Unbound,
}

/// The digest of a process document as it stands: `sha256:` and 64 digits.
pub fn digest(model: &Model, facts: &Facts, process: AnyId) -> Option<String> {
    let record = model.process.get(process.at as usize).filter(|_| process.kind == Kind::Process)?;
    let mut text = String::from("vauban process 1\n");
    let _ = writeln!(text, "version {}", record.version.as_ref().map_or("", |version| version.trim()));
    let mut covers: Vec<&str> = record.covers.iter().map(|clause| &*clause.0.value).collect();
    covers.sort_unstable();
    let _ = writeln!(text, "covers {}", covers.join(" "));
    let mut accountable: Vec<&str> = record.accountable.iter().map(|role| &*role.link.text).collect();
    accountable.sort_unstable();
    let _ = writeln!(text, "accountable {}", accountable.join(" "));
    let mut files = Vec::new();
    model.mentions_of(process, &mut |mention| {
        if let Mention::File(path) = mention {
            let digest = match facts.files.get(&*path.value) {
                Some(FileFact::There { digest, .. }) => digest.as_str(),
                Some(FileFact::Missing | FileFact::Refused(_)) | None => "missing",
            };
            files.push(format!("file {} {digest}\n", &*path.value));
        }
    });
    files.sort_unstable();
    text.push_str(&files.concat());
    for prose in model.prose.iter().filter(|prose| prose.record == Some(process)) {
        let written = model.sources.file(prose.file).text.get(prose.start as usize..).unwrap_or_default();
        for line in written.trim().lines() {
            text.push('\n');
            text.push_str(line.trim_end());
        }
    }
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(text) {
        let _ = write!(digest, "{byte:02x}");
    }
    Some(digest)
}

/// How a process document stands to its approval.
pub fn binding(model: &Model, facts: &Facts, process: AnyId) -> Binding {
    let stored = model.process.get(process.at as usize).and_then(|record| record.digest.as_ref());
    match stored {
        None => Binding::Unbound,
        Some(stored) if digest(model, facts, process).is_some_and(|now| now == *stored.0.value) => Binding::Same,
        Some(_) => Binding::Changed,
    }
}

/// The sections of a document as text, by their headings, to tell two versions of it apart; what stands before the
/// first is under an empty heading.
pub fn sections(prose: &str) -> Vec<(String, String)> {
    let mut found = vec![(String::new(), String::new())];
    let mut fenced = false;
    for line in prose.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if !fenced && line.starts_with('#') {
            let title = line.trim_start_matches('#').split(" {#").next().unwrap_or_default().trim();
            found.push((title.to_owned(), String::new()));
        }
        if let Some((_, text)) = found.last_mut() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    found
}

/// Headings of sections that were added, taken away or changed between two texts, in the order of the newer.
pub fn changed_sections(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (sections(before.trim()), sections(after.trim()));
    let name = |title: &str| if title.is_empty() { "the beginning".to_owned() } else { title.to_owned() };
    let then: std::collections::BTreeSet<&(String, String)> = before.iter().collect();
    let now: std::collections::BTreeSet<&str> = after.iter().map(|(title, _)| title.as_str()).collect();
    let mut changed: Vec<String> =
        after.iter().filter(|section| !then.contains(section)).map(|(title, _)| name(title)).collect();
    changed.extend(
        before
            .iter()
            .filter(|(title, _)| !now.contains(title.as_str()))
            .map(|(title, _)| format!("{} (gone)", name(title))),
    );
    changed.dedup();
    changed
}

#[cfg(test)]
mod tests {
    use super::changed_sections;

    #[test]
    fn changed_sections_are_named() {
        let before = "# A\n\nold\n\n## B\n\nsame\n\n## C\n\nx\n";
        let after = "# A\n\nnew\n\n## B  \n\nsame\n\n## D\n\ny\n";
        assert_eq!(changed_sections(before, after), ["A", "D", "C (gone)"]);
        assert!(changed_sections(before, &before.replace('\n', "\r\n")).is_empty());
    }
}
