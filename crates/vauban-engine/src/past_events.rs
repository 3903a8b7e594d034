//! Events of issues as earlier revisions have them: what was once written down about an issue is not to be lost.

use std::collections::BTreeSet;

use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, SourceFile};
use vauban_model::{AnyRecord, Model, PastEvent, PastEvents, read};

use crate::world::{Follow, World};

/// Where issues stand by custom; files that were taken away there are looked at as well.
const FOLDER: &str = "security/issues/";

/// What earlier revisions of the project's own records say that happened to its issues; `None` without git, or where
/// the project has no issue.
pub(crate) fn remembered(model: &Model, world: &dyn World) -> Option<PastEvents> {
    let own = model.issue.iter().filter(|issue| issue.head.folder().is_empty());
    let mut paths: BTreeSet<String> =
        own.map(|issue| model.sources.file(issue.head.header.file).local().to_owned()).collect();
    if paths.is_empty() {
        return None;
    }
    paths.insert(FOLDER.to_owned());
    let earlier = world.earlier(&paths, Follow::EveryParent)?;
    let mut past = PastEvents { incomplete: earlier.incomplete, ..PastEvents::default() };
    for state in earlier.states {
        let Ok(text) = String::from_utf8(state.bytes) else { continue };
        if !text.contains("events") || !text.contains("issue") {
            continue;
        }
        let source = SourceFile::new(state.path.clone(), text);
        for record in read(FileId(0), &state.path, &source.text, "", Catalogs::embedded()).records {
            let AnyRecord::Issue(issue) = record else { continue };
            let known = past.by_issue.entry(issue.head.id.to_string()).or_default();
            for event in issue.body.events {
                if known.iter().any(|one| one.event.says_as(&event)) {
                    continue;
                }
                let place = event.at.as_ref().map_or(issue.head.header, |at| at.0.span);
                let line = source.line_column(place.start).line as usize;
                known.push(PastEvent { event, commit: state.commit.clone(), file: state.path.clone(), line });
            }
        }
    }
    past.by_issue.retain(|_, events| !events.is_empty());
    Some(past)
}
