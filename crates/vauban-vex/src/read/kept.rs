//! What a format has no place for, kept as lines in a free text and taken from it again.
//!
//! A line `vauban:KEY=VALUE` in a note holds a finer word, a mechanism, a piece of evidence or a condition. A finer
//! word counts only if it projects to the coarse word that stands beside it, so such a line can refine a statement
//! and never change it. Who says something is never taken from such a line: it decides how far it is trusted.

use crate::statement::{Action, Statement};
use crate::time::Time;
use crate::words::{JUSTIFICATIONS, REMEDIES, RESPONSES, STATUSES, value};

/// How every kept line starts.
pub(crate) const PREFIX: &str = "vauban:";

/// Takes the kept lines of a note into the statement and answers with the rest of the note.
pub(super) fn take(note: &str, statement: &mut Statement) -> String {
    if !note.contains(PREFIX) {
        return note.to_owned();
    }
    let mut rest = Vec::new();
    for line in note.lines() {
        let kept = line.trim().strip_prefix(PREFIX).and_then(|line| line.split_once('='));
        if !kept.is_some_and(|(key, word)| refine(key, word, statement)) {
            rest.push(line);
        }
    }
    rest.join("\n").trim_end().to_owned()
}

/// Takes one kept value; whether it could.
pub(super) fn refine(key: &str, word: &str, statement: &mut Statement) -> bool {
    match key {
        "status" => {
            let Some(finer) = value(STATUSES, word) else { return false };
            let projects =
                finer.four().0 == statement.status.four().0 || finer.cyclonedx().0 == statement.status.cyclonedx().0;
            if projects {
                statement.status = finer;
            }
            projects
        }
        "justification" => {
            let Some(finer) = value(JUSTIFICATIONS, word) else { return false };
            let projects = statement
                .justification
                .is_some_and(|coarse| coarse.five().0 == finer.five().0 || coarse.nine().0 == finer.nine().0);
            if projects {
                statement.justification = Some(finer);
            }
            projects
        }
        "response" => value(RESPONSES, word).is_some_and(|response| {
            statement.responses.insert(response);
            true
        }),
        "remedy" => {
            let Some((word, text)) = word.split_once(' ') else { return false };
            let Some(remedy) = value(REMEDIES, word) else { return false };
            let known = statement.actions.iter_mut().find(|action| action.remedy.is_none() && action.text == text);
            match known {
                Some(action) => action.remedy = Some(remedy),
                None => {
                    statement.actions.push(Action { remedy: Some(remedy), text: text.to_owned(), ..Action::default() });
                }
            }
            true
        }
        "mechanism" => push(&mut statement.mechanisms, word),
        "evidence" => push(&mut statement.evidence, word),
        "recheck-component-version" => {
            word.clone_into(&mut statement.recheck.component_version);
            true
        }
        "recheck-build-option" => word.split_once('=').is_some_and(|(name, set)| {
            statement.recheck.build_options.push((name.to_owned(), set.to_owned()));
            true
        }),
        "recheck-by" => Time::parse(word).is_ok_and(|time| {
            statement.recheck.by = Some(time);
            true
        }),
        _ => false,
    }
}

fn push(list: &mut Vec<String>, word: &str) -> bool {
    if !list.iter().any(|known| known == word) {
        list.push(word.to_owned());
    }
    true
}
