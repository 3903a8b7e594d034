//! The files of a project, and which of them the patterns of records match: `code` of components, mechanisms and
//! tests, `covers` of analysers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use globset::{GlobBuilder, GlobSetBuilder};
use vauban_model::{Head, Model, SourceFact, Text};

use crate::git;
use crate::world::{Limits, World};

/// Files that git tracks below a folder, or has not been told to ignore; `None` without git, or where there are too
/// many.
pub(crate) fn tracked(root: &Path) -> Option<Vec<String>> {
    let mut list = git::command(root);
    list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let mut child = list.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut files = BTreeSet::new();
    let mut fits = true;
    for path in BufReader::new(child.stdout.take()?).split(0) {
        files.extend(String::from_utf8(path.ok()?).ok());
        if files.len() > Limits::SOURCES {
            fits = false;
            break;
        }
    }
    if !fits {
        let _ = child.kill();
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    (ended && fits).then(|| files.into_iter().collect())
}

/// Files below a folder, hidden ones left out, links not followed; `None` where there are too many.
pub(crate) fn below(root: &Path) -> Option<Vec<String>> {
    let mut files = BTreeSet::new();
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else { continue };
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if kind.is_dir() && depth < Limits::DEPTH {
                folders.push((entry.path(), format!("{path}/"), depth + 1));
            } else if kind.is_file() {
                files.insert(path);
            }
            if files.len() > Limits::SOURCES {
                return None;
            }
        }
    }
    Some(files.into_iter().collect())
}

/// What every pattern of the records matches; each in the folder that its record comes from. Nothing is listed where
/// no record has a pattern.
pub(crate) fn matched(
    model: &Model,
    world: &dyn World,
    used: &[(String, Box<dyn World>)],
) -> BTreeMap<(String, String), SourceFact> {
    let mut by_folder: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (head, patterns) in patterns(model) {
        by_folder.entry(head.folder()).or_default().extend(patterns.iter().map(|pattern| &*pattern.value));
    }
    let mut facts = BTreeMap::new();
    for (folder, patterns) in by_folder {
        let at = match folder {
            "" => Some(world),
            _ => used.iter().find(|(name, _)| name == folder).map(|(_, world)| &**world),
        };
        let files = at.map(World::sources);
        for (pattern, fact) in held_against(&patterns, files.flatten().as_deref()) {
            facts.insert((folder.to_owned(), pattern.to_owned()), fact);
        }
    }
    facts
}

/// Every record with patterns of source files.
fn patterns(model: &Model) -> impl Iterator<Item = (&Head, &[Text])> {
    let components = model.component.iter().map(|one| (&one.head, one.code.as_slice()));
    let mechanisms = model.mechanism.iter().map(|one| (&one.head, one.code.as_slice()));
    let tests = model.test.iter().map(|one| (&one.head, one.code.as_slice()));
    let analysers = model.analyser.iter().map(|one| (&one.head, one.covers.as_slice()));
    components.chain(mechanisms).chain(tests).chain(analysers).filter(|(_, patterns)| !patterns.is_empty())
}

/// What patterns match among files: one walk over the files, whatever the number of patterns.
fn held_against<'a>(patterns: &BTreeSet<&'a str>, files: Option<&[String]>) -> Vec<(&'a str, SourceFact)> {
    let Some(files) = files else {
        let why = format!("the files cannot be listed, or there are more than {}", Limits::SOURCES);
        return patterns.iter().map(|pattern| (*pattern, SourceFact::Unknown(why.clone()))).collect();
    };
    let mut set = GlobSetBuilder::new();
    let (mut good, mut facts) = (Vec::new(), Vec::new());
    for pattern in patterns {
        match GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build() {
            Ok(glob) => {
                set.add(glob);
                good.push(*pattern);
            }
            Err(wrong) => facts.push((*pattern, SourceFact::Unknown(wrong.kind().to_string()))),
        }
    }
    let mut found: Vec<(usize, Option<&str>)> = vec![(0, None); good.len()];
    match set.build() {
        Ok(set) => {
            let mut hits = Vec::new();
            for file in files {
                set.matches_into(file, &mut hits);
                for hit in &hits {
                    if let Some((count, first)) = found.get_mut(*hit) {
                        *count += 1;
                        first.get_or_insert(file);
                    }
                }
            }
            let counted = good.into_iter().zip(found);
            facts.extend(
                counted.map(|(pattern, (count, first))| (pattern, SourceFact::Files(count, first.map(str::to_owned)))),
            );
        }
        Err(wrong) => {
            let why = wrong.kind().to_string();
            facts.extend(good.into_iter().map(|pattern| (pattern, SourceFact::Unknown(why.clone()))));
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, files: &[&str], expect: usize) {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let facts = held_against(&BTreeSet::from([pattern]), Some(&files));
        assert!(
            matches!(facts.as_slice(), [(_, SourceFact::Files(count, _))] if *count == expect),
            "{pattern} {facts:?}"
        );
    }

    #[test]
    fn patterns_match_as_people_expect() {
        let files = ["src/a.c", "src/net/b.c", "src/net/b.h", "readme.md"];
        check("src/*.c", &files, 1);
        check("src/**/*.c", &files, 2);
        check("./src/a.c", &files, 1);
        check("src/**", &files, 3);
        check("lib/**", &files, 0);
        check("src/net/b.{c,h}", &files, 2);
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        let facts = held_against(&BTreeSet::from(["src/[a.c"]), Some(&["src/a.c".to_owned()]));
        assert!(matches!(facts.as_slice(), [(_, SourceFact::Unknown(_))]), "{facts:?}");
        let facts = held_against(&BTreeSet::from(["a"]), None);
        assert!(matches!(facts.as_slice(), [(_, SourceFact::Unknown(_))]), "{facts:?}");
    }
}
