//! What is shown of changes to code and who has looked at them.

use vauban_analysis::second::{Part, SecondLook, Unseen};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Commits, day_of};
use vauban_report::second::{CommitRow, FileRow, PartRow, SecondReport};

/// What is shown of a product, or of one of its components.
///
/// # Errors
/// If git says nothing, or there is no such component with changes.
pub(crate) fn report(
    compiled: &Compilation,
    product: Option<AnyId>,
    component: Option<&str>,
) -> Result<SecondReport, String> {
    let model = &compiled.model;
    let (Some(look), Some(commits)) = (compiled.second_look(product), &compiled.facts.authorship) else {
        return Err("git says nothing of who changed the code: it is asked where there is a git history, and a \
                    `[test-run.ID]` or a `[review.ID]` of kind `implementation` that rests on it"
            .to_owned());
    };
    let wanted = component.map(|word| word.strip_prefix("component.").unwrap_or(word));
    let name = |part: &Part| part.component.map_or_else(String::new, |id| model.head(id).id.to_string());
    if let Some(id) = wanted
        && !look.parts.iter().any(|part| name(part) == id)
    {
        let known = look.parts.iter().map(&name).filter(|id| !id.is_empty()).collect::<Vec<_>>();
        let hint = vauban_diagnostics::nearest(id, known.iter().map(String::as_str));
        let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!("no commit changed the `code` of a component `{id}`{hint}"));
    }
    let parts = look.parts.iter().filter(|part| wanted.is_none_or(|id| name(part) == id));
    Ok(SecondReport {
        product: compiled.line(product),
        since: since(compiled, look),
        gaps: gaps(compiled, look),
        parts: parts.map(|part| row(commits, name(part), part)).collect(),
    })
}

fn since(compiled: &Compilation, look: &SecondLook) -> String {
    look.since.as_ref().map_or_else(String::new, |(release, _)| compiled.model.head(*release).id.to_string())
}

fn gaps(compiled: &Compilation, look: &SecondLook) -> Vec<String> {
    let silent = look
        .silent
        .iter()
        .map(|id| format!("component `{}` does not say under `code` which files it is", compiled.model.head(*id).id));
    look.gaps.iter().cloned().chain(silent).collect()
}

fn row(commits: &Commits, id: String, part: &Part) -> PartRow {
    let commit = |unseen: &Unseen| {
        let commit = commits.commits.get(unseen.commit as usize);
        CommitRow {
            commit: commit.map_or_else(String::new, |commit| commit.id.clone()),
            date: commit.and_then(|one| day_of(one.committed)).map_or_else(String::new, |day| day.to_string()),
            lines: unseen.lines,
            by: unseen.by.clone(),
        }
    };
    PartRow {
        id,
        lines: part.lines(),
        seen: part.seen(),
        commits: part.commits,
        older: part.older,
        without: part.without.iter().map(commit).collect(),
        untold: part.untold.iter().map(commit).collect(),
        files: part
            .files
            .iter()
            .map(|file| FileRow { path: file.path.clone(), lines: file.lines, seen: file.seen })
            .collect(),
    }
}
