//! What records of today name and a version line does not have.

use vauban_diagnostics::{Finding, Severity};
use vauban_model::{Index, Kind, LineFact, Model, codes};

use super::Merged;

/// Tells holes in references of records of today as what they are, and what is known of the line.
pub(crate) fn placed(model: &Model, line: Merged, findings: &mut [Finding]) -> LineFact {
    let Merged { mut fact, first, taken, index } = line;
    for issue in model.issue.iter().filter(|issue| !issue.head.removed) {
        let holes = issue.affects.iter().filter(|part| part.to().is_none());
        let holes: Vec<String> = holes.map(|part| part.link.text.to_string()).collect();
        if !holes.is_empty() {
            fact.unplaced.insert(issue.head.name(), holes);
        }
    }
    for finding in findings.iter_mut().filter(|finding| finding.code == codes::UNRESOLVED_REFERENCE.name) {
        let Some((record, text)) = finding.subject.split_once('#') else { continue };
        let Some(place) = finding.place.as_ref().filter(|place| place.span.file.0 < first) else { continue };
        if taken.contains(record) && has(&index, text) {
            *finding = lacks(&fact, record, text, place.span);
        }
    }
    fact
}

/// Whether the folder of today has a record that the text can mean.
fn has(index: &Index, text: &str) -> bool {
    let (folder, local) = text.rsplit_once('/').unwrap_or(("", text));
    let inside = |id: &str| if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
    let written = local.split_once('.').and_then(|(kind, id)| Some((Kind::named(kind)?, id)));
    written.is_some_and(|(kind, id)| index.find(kind, &inside(id)).is_some())
        || Kind::ALL.iter().any(|kind| index.find(*kind, &inside(local)).is_some())
}

fn lacks(fact: &LineFact, record: &str, text: &str, span: vauban_diagnostics::Span) -> Finding {
    let (line, git_ref) = (&fact.id, &fact.git_ref);
    let affected = fact.unplaced.get(record).is_some_and(|holes| holes.iter().any(|hole| hole == text));
    let is_issue = record.rsplit('/').next().is_some_and(|local| local.starts_with("issue."));
    let message = match affected {
        true => format!("`{record}` affects `{text}`, which version line `{line}` does not have at `{git_ref}`"),
        false => format!("`{record}` names `{text}`, which version line `{line}` does not have at `{git_ref}`"),
    };
    let finding = codes::LINE_LACKS_RECORD.at(span, message).subject(format!("{record}#{text}"));
    let mut finding = match (affected, is_issue) {
        (true, _) => finding
            .why("whether the line has the issue, and what it does to its defence in depth, cannot be told")
            .help(
                "where the line does not have it, name the lines that do in `applies-to` of the issue; where the part had another name, say so in its `formerly`",
            ),
        (false, true) => finding
            .why("what was done about the issue elsewhere was not done in this line")
            .help("bring the line the fix, or name the lines that have the issue in its `applies-to`"),
        (false, false) => finding
            .why("what is said about something that the line does not have says nothing about the line")
            .help("name what the line has, or take the line out of `applies-to`"),
    };
    // The threats, mechanisms and tests of a fix are those of the line it was made for.
    if is_issue && !affected {
        finding.severity = Severity::Note;
    }
    finding
}
