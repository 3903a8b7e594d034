//! Runs the examples of every explanation: the first must raise the finding, the second must not.
//!
//! Blocks are fenced code with words after the language: `file=PATH` puts the text elsewhere than
//! `security/example.toml`, `at=REF` at a branch or tag, `line=ID` looks at a version line, `history` commits it on the test's day, `commits` are commits to the code, the newest
//! first (`DATE ADDRESS PATH +LINES`, and `reviewed=ADDRESS`), and a few words of their own make files
//! that no text can show (`bytes`, `size=N`, `unreadable`, `link-outside`).

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::collections::BTreeMap;

use vauban_engine::{MemoryWorld, ReadError, compile, compile_line};
use vauban_model::{Change, Commit, Commits, Date, History, Identity, SourcePath};

const PRODUCT: &str = "[product.example]\nversion = \"1.0\"\ntype = [\"embedded-device\"]\n";

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

/// The files of a section, the marks of its blocks, and the version line that is looked at.
fn world(section: &str) -> (MemoryWorld, Option<String>) {
    let mut line = None;
    let mut revisions: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::from([("vauban.toml".into(), PRODUCT.into())]);
    let mut problems = Vec::new();
    let (mut history, mut commits) = (None, None);
    for block in section.split("\n```").skip(1).step_by(2) {
        let (head, text) = block.split_once('\n').unwrap_or((block, ""));
        let mut path = "security/example.toml".to_owned();
        let mut bytes = format!("{text}\n").into_bytes();
        let mut at = None;
        for word in head.split_whitespace().skip(1) {
            match word.split_once('=') {
                Some(("at", revision)) => at = Some(revision.to_owned()),
                Some(("line", id)) => line = Some(id.to_owned()),
                Some(("file", given)) => path = given.to_owned(),
                Some(("size", size)) => bytes.resize(size.parse().unwrap(), b'\n'),
                _ if word == "bytes" => bytes = unescape(text),
                _ if word == "unreadable" => {
                    problems.push((path.clone(), ReadError::Unreadable("permission denied".into())));
                }
                _ if word == "link-outside" => problems.push((path.clone(), ReadError::Outside)),
                _ if word == "commits" => {
                    commits = Some(log(text));
                    path = "commits".to_owned();
                }
                _ if word == "history" => {
                    let headers = text.lines().filter(|line| line.starts_with('['));
                    let first_commit = headers.map(|line| (line.to_owned(), today())).collect();
                    history = Some(History { complete: true, first_commit, ..History::default() });
                }
                _ => panic!("unknown word `{word}` after a fence"),
            }
        }
        if let Some(revision) = at {
            revisions.entry(revision).or_default().push((path, bytes));
            continue;
        }
        match (path == "vauban.toml", files.get_mut(&path)) {
            (false, Some(known)) => known.append(&mut bytes),
            _ => drop(files.insert(path, bytes)),
        }
    }
    let mut world = MemoryWorld::new(today(), files).named("memory:");
    for (path, problem) in problems {
        world = world.with_problem(path, problem);
    }
    if let Some(history) = history {
        world = world.with_history(history);
    }
    if let Some(commits) = commits {
        world = world.with_commits(commits);
    }
    for (revision, files) in revisions {
        world = world.with_past(revision, MemoryWorld::new(today(), files));
    }
    (world, line)
}

/// Commits in one line, each after the one below it.
fn log(text: &str) -> Commits {
    let mut log = Commits::default();
    let mut identity = |address: &str| {
        let identity = Identity { address: address.to_owned(), ..Identity::default() };
        let at = log.identities.iter().position(|known| *known == identity);
        at.unwrap_or_else(|| {
            log.identities.push(identity);
            log.identities.len() - 1
        }) as u32
    };
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [date, author, path, added, rest @ ..] = words.as_slice() else { panic!("no commit: {line}") };
        let seconds = Date::parse(date).unwrap().days() * 86_400;
        let author = identity(author);
        log.paths.push(SourcePath { path: (*path).to_owned(), ..SourcePath::default() });
        log.commits.push(Commit {
            id: format!("{at:040x}"),
            parents: if at + 1 < lines.len() { vec![at as u32 + 1] } else { Vec::new() },
            author,
            committer: author,
            reviewers: rest.iter().map(|word| identity(word.strip_prefix("reviewed=").unwrap())).collect(),
            authored: seconds,
            committed: seconds,
            changes: vec![Change { path: at as u32, added: added.parse().unwrap() }],
            ..Commit::default()
        });
    }
    log
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if rest.starts_with(b"\\x") {
            out.push(u8::from_str_radix(std::str::from_utf8(&rest[2..4]).unwrap(), 16).unwrap());
            rest = &rest[4..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

/// The text below a heading, up to the next one that does not stand inside a fence.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = text.find(heading).unwrap_or_else(|| panic!("no heading {heading}")) + heading.len();
    let rest = &text[start..];
    let mut fenced = false;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with("## ") {
            break;
        }
        end += line.len();
    }
    &rest[..end]
}

fn codes(section: &str) -> Vec<(&'static str, String)> {
    let compiled = match world(section) {
        (world, Some(line)) => compile_line(&world, &line, None).unwrap(),
        (world, None) => compile(&world).unwrap(),
    };
    compiled.findings.into_iter().map(|finding| (finding.code, finding.message)).collect()
}

#[test]
fn every_example_raises_its_finding_and_put_right_does_not() {
    let mut wrong = Vec::new();
    for code in vauban_checks::all_codes() {
        // A folder of 200 001 files is made by the test of limits, an index of advisories by that of a night's work.
        if !["too-many-files", "vulnerability-unanswered"].contains(&code.name) {
            let found = codes(section(code.explain, "## Example"));
            if !found.iter().any(|(name, _)| *name == code.name) {
                wrong.push(format!("{}: its example does not raise it; it raises {found:?}", code.name));
            }
        }
        let found = codes(section(code.explain, "## Put right"));
        if let Some((_, message)) = found.iter().find(|(name, _)| *name == code.name) {
            wrong.push(format!("{}: put right, it still says: {message}", code.name));
        }
        let form = [
            "toml-syntax",
            "unknown-key",
            "unknown-kind",
            "unknown-word",
            "wrong-type",
            "unresolved-reference",
            "missing-key",
        ];
        if let Some((name, message)) = found.iter().find(|(name, _)| form.contains(name)) {
            wrong.push(format!("{}: put right, it has an error of form: {name}: {message}", code.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
