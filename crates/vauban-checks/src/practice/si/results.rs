//! Results of static analysers that count for the current release.

use vauban_analysis::evidence::{Binding, Standing, of_release, results_of, same_version};
use vauban_model::kinds::Analyser;
use vauban_model::{AnalyserFindings, AnyId, FileFact, Kind, Record, ResultContent};

use crate::context::Context;

/// What an analyser found on the current release.
pub(crate) struct Results<'a> {
    /// The analyser.
    pub(crate) id: AnyId,
    /// Its record.
    pub(crate) analyser: &'a Record<Analyser>,
    /// The file.
    pub(crate) path: &'a str,
    /// What it holds.
    pub(crate) findings: &'a AnalyserFindings,
}

/// Results of all analysers that count for the current release.
pub(crate) fn current_results<'a>(cx: &Context<'a>) -> Vec<Results<'a>> {
    let mut all = Vec::new();
    for (id, analyser) in cx.each(Kind::Analyser, &cx.model.analyser) {
        for (path, findings) in counted(cx, analyser).unwrap_or_default() {
            all.push(Results { id, analyser, path, findings });
        }
    }
    all
}

/// Files of an analyser that count for the current release; why there is none.
///
/// A file counts if it is SARIF, of a run that came to its end, and if it or its `[evidence.ID]` says when it ran and
/// on which commit, artefact or release. Before the first release there is none to be of.
pub(crate) fn counted<'a>(
    cx: &Context<'a>,
    analyser: &'a Record<Analyser>,
) -> Result<Vec<(&'a str, &'a AnalyserFindings)>, String> {
    let mut why = None;
    let mut counted = Vec::new();
    for (path, _) in results_of(cx.files(), cx.model, analyser) {
        match one(cx, analyser, path) {
            Ok(findings) => counted.push((path, findings)),
            Err(Flaw::Gone(reason)) => return Err(reason),
            Err(Flaw::Other(reason)) => {
                why.get_or_insert(reason);
            }
        }
    }
    if !counted.is_empty() {
        return Ok(counted);
    }
    Err(why.unwrap_or_else(|| "it names no file".to_owned()))
}

/// Why a file does not count.
enum Flaw {
    /// It is not there: nothing the analyser says can be relied on.
    Gone(String),
    /// It is of something else, or shows nothing; another may.
    Other(String),
}

fn one<'a>(cx: &Context<'a>, analyser: &Record<Analyser>, path: &str) -> Result<&'a AnalyserFindings, Flaw> {
    match cx.facts.files.get(path) {
        Some(FileFact::There { .. }) => {}
        Some(FileFact::Refused(reason)) => return Err(Flaw::Gone(format!("`{path}` cannot be read: {reason}"))),
        Some(FileFact::Missing) | None => return Err(Flaw::Gone(format!("`{path}` is not there"))),
    }
    let other = |reason: String| Err(Flaw::Other(reason));
    if let Some((form, why)) = cx.facts.unreadable.get(path) {
        return other(format!("`{path}` cannot be read as {}: {why}", form.word()));
    }
    let known = cx.files().get(path);
    if let Some((id, release)) = cx.current_release() {
        let name = &release.head.id;
        match of_release(known, id, release) {
            Binding::Exactly | Binding::Named => {}
            Binding::Contradiction => {
                return other(format!("`{path}` was made on another build than release `{name}`"));
            }
            Binding::Elsewhere => {
                let silent = known.is_none_or(|known| {
                    let origin = &known.origin;
                    origin.commit.is_none() && origin.artefact.is_none() && origin.releases.is_empty()
                });
                return other(match silent {
                    true => format!(
                        "nothing says of which release `{path}` is: add an `[evidence.ID]` with its `commit` or `release`"
                    ),
                    false => format!("`{path}` is not of release `{name}`"),
                });
            }
        }
    }
    match cx.files().standing(path) {
        Standing::Counts => {}
        Standing::Stale(why) | Standing::Unknown(why) => return other(format!("`{path}` {why}")),
    }
    let Some(ResultContent::Findings(findings)) = cx.facts.result_files.get(path).map(|file| &file.content) else {
        return other(format!("`{path}` is no SARIF file"));
    };
    if findings.completed == Some(false) {
        return other(format!("`{path}` says that the analyser did not come to its end"));
    }
    let Some(origin) = known.map(|known| &known.origin).filter(|origin| origin.ran.is_some()) else {
        return other(format!("nothing says when `{path}` was made: add an `[evidence.ID]` with `ran`"));
    };
    if let (Some(set), Some(ran)) = (&analyser.version, &origin.tool_version)
        && !same_version(set, ran)
    {
        return other(format!("`{path}` was made by version {ran}, and the analyser is said to be {}", &**set));
    }
    Ok(findings)
}
