//! Where names of branches and tags lead: asked of git in two goes, however many there are.
//!
//! A name is looked for among tags, branches, and branches of `origin`, never as an expression: what git would read as a
//! search, a range or an option is no name. A commit may stand in the place of a name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;

use crate::git::{command, output};
use crate::times::talk;
use crate::world::Limits;

/// Where a name can be found, in the order in which it is looked for.
const PLACES: [&str; 3] = ["refs/tags/", "refs/heads/", "refs/remotes/origin/"];

/// Longest name that is asked for.
const LONGEST: usize = 250;

/// The commits that names lead to, each with a `vauban.toml` in the folder (empty, or ending in `/`), by name as
/// written; or why one leads nowhere. `None` without git.
pub(crate) fn commits(
    repository: &Path,
    folder: &str,
    names: &BTreeSet<String>,
) -> Option<BTreeMap<String, Result<String, String>>> {
    let mut shallow = command(repository);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    let shallow = output(shallow).ok()?.starts_with(b"true");
    let mut found = BTreeMap::new();
    let mut asked: Vec<&String> = Vec::new();
    for name in names {
        match is_name(name) {
            _ if asked.len() >= Limits::LINES => {
                found.insert(name.clone(), Err(format!("more than {} refs are not looked at", Limits::LINES)));
            }
            true => asked.push(name),
            false => {
                found.insert(name.clone(), Err("it is no name of a branch or tag".to_owned()));
            }
        }
    }
    let queries: Vec<String> = asked.iter().flat_map(|name| places(name)).collect();
    let mut objects = objects(repository, &queries)?.into_iter();
    let mut there: Vec<(&String, String)> = Vec::new();
    for name in asked {
        let hits: Vec<Option<String>> = places(name).iter().map(|_| objects.next().flatten()).collect();
        match one_of(&hits) {
            Ok(commit) => there.push((name, commit)),
            Err(why) => {
                let why = match (why, shallow) {
                    (Some(why), _) => why.to_owned(),
                    (None, true) => "this is a shallow clone, and there is no such branch or tag in it".to_owned(),
                    (None, false) => "there is no such branch or tag".to_owned(),
                };
                found.insert(name.clone(), Err(why));
            }
        }
    }
    let roots: Vec<String> = there.iter().map(|(_, commit)| format!("{commit}:{folder}vauban.toml")).collect();
    for ((name, commit), root) in there.into_iter().zip(self::objects(repository, &roots)?) {
        let result = match root {
            Some(_) => Ok(commit),
            None => Err(format!("there is no `{folder}vauban.toml` at it")),
        };
        found.insert(name.clone(), result);
    }
    Some(found)
}

/// Everything a name may mean, as questions to git: as many for every name.
fn places(name: &str) -> Vec<String> {
    let hexadecimal = (7..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    // A name that is no commit is asked for where nothing can be.
    let commit = if hexadecimal { format!("{name}^{{commit}}") } else { "refs/tags/^{commit}".to_owned() };
    PLACES.iter().map(|place| format!("{place}{name}^{{commit}}")).chain([commit]).collect()
}

/// The commit that the places agree on. A tag or branch of the clone goes before one of `origin`; a tag and a branch that
/// mean different commits are refused.
fn one_of(hits: &[Option<String>]) -> Result<String, Option<&'static str>> {
    let [tag, branch, remote, commit] = hits else { return Err(None) };
    match (tag, branch) {
        (Some(tag), Some(branch)) if tag != branch => {
            Err(Some("it is both a tag and a branch, and they lead to different commits"))
        }
        _ => tag.as_ref().or(branch.as_ref()).or(remote.as_ref()).or(commit.as_ref()).cloned().ok_or(None),
    }
}

/// Whether git would take it for the name of a branch or tag, by the rules of `git check-ref-format`.
fn is_name(name: &str) -> bool {
    let bad = |letter: char| letter.is_control() || " ~^:?*[\\\u{7f}".contains(letter);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    name.len() <= LONGEST
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
        && !name.chars().any(bad)
        && name.split('/').all(part)
}

/// What each question leads to; none for what is not there. `None` if git did not answer all of them.
fn objects(repository: &Path, questions: &[String]) -> Option<Vec<Option<String>>> {
    if questions.is_empty() {
        return Some(Vec::new());
    }
    let mut batch = command(repository);
    batch.args(["cat-file", "--batch-check=%(objectname)"]);
    batch.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let text: String = questions.iter().map(|question| format!("{question}\n")).collect();
    let answers: Vec<Option<String>> = talk(batch, text)?
        .lines()
        // What is missing or ambiguous is told in more than one word.
        .map(|line| (!line.contains(' ')).then(|| line.to_owned()))
        .collect();
    (answers.len() == questions.len()).then_some(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_only() {
        for name in ["main", "release/2.3", "v2.3.4", "2.3", "feature/ünïcode", "a-b"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "-",
            "--upload-pack=touch x",
            "a b",
            "main~1",
            "main^",
            "main:security",
            "../x",
            "a/../b",
            "/abs",
            "a//b",
            "a.lock",
            "HEAD@{1}",
            "@",
            ":/fix",
            "x\ny",
            "x\0",
            ".hidden",
            "a/.b",
            "end.",
        ] {
            assert!(!is_name(name), "{name}");
        }
        assert!(!is_name(&"a".repeat(LONGEST + 1)));
    }

    #[test]
    fn a_tag_and_a_branch_that_differ_are_refused() {
        let hit = |text: &str| Some(text.to_owned());
        assert_eq!(one_of(&[hit("1"), hit("1"), hit("2"), None]), Ok("1".to_owned()));
        assert!(one_of(&[hit("1"), hit("2"), None, None]).is_err());
        assert_eq!(one_of(&[None, None, hit("3"), None]), Ok("3".to_owned()));
        assert_eq!(one_of(&[None, None, None, None]), Err(None));
    }
}
