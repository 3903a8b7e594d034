//! The clocks of a case as it is recorded, and of an exercise: another story through the same clocks.

use vauban_model::kinds::Case;
use vauban_model::{AnyId, Record, Track};

use super::story::Story;
use super::{Asked, Awareness, CaseClocks, Instant, notes, stages, story};

/// The clocks of a case as it is recorded.
pub(super) fn clocks(asked: Asked<'_>, id: Option<AnyId>, case: &Record<Case>) -> CaseClocks {
    let awareness = Awareness::of(asked.model, case, asked.now);
    let story = story::story(asked, case, &awareness);
    let mut notes = notes::notes(asked, case, &story);
    let clocks = stages::run(asked, &story, &mut notes);
    let file = asked.model.sources.file(case.head.header.file);
    CaseClocks {
        case: id,
        name: case.head.name(),
        title: case
            .head
            .common
            .title
            .as_ref()
            .map_or_else(|| case.head.id.to_string(), |title| title.trim().to_owned()),
        file: file.path.clone(),
        line: id.map_or(0, |id| asked.model.place(id).1),
        track: story.track,
        drill: case.drill.as_ref().is_some_and(|drill| drill.value),
        not_owed: story.not_owed,
        awareness,
        measure: story.measure,
        clocks,
        notes,
    }
}

/// The clocks of a case as if there had been certainty at another instant and nothing had been done since.
pub(super) fn drilled(asked: Asked<'_>, case: &Record<Case>, aware: Instant) -> CaseClocks {
    let mut page = made_up_as(asked, case.track.as_ref().map(|track| track.value), aware);
    page.name = case.head.name();
    page.title =
        case.head.common.title.as_ref().map_or_else(|| case.head.id.to_string(), |title| title.trim().to_owned());
    page
}

/// The clocks of a case that is made up.
pub(super) fn made_up(asked: Asked<'_>, track: Track, aware: Instant) -> CaseClocks {
    made_up_as(asked, Some(track), aware)
}

fn made_up_as(asked: Asked<'_>, track: Option<Track>, aware: Instant) -> CaseClocks {
    let story = Story { track, aware: Some(aware), ..Story::default() };
    let mut notes = vec!["an exercise: nothing of it is filed, and it alarms nobody".to_owned()];
    let clocks = stages::run(asked, &story, &mut notes);
    let event = super::AwarenessEvent { at: None, aware, what: "made up".to_owned(), flaw: None };
    CaseClocks {
        case: None,
        name: "case.drill".to_owned(),
        title: "Exercise".to_owned(),
        file: String::new(),
        line: 0,
        track,
        drill: true,
        not_owed: None,
        awareness: Awareness { governs: Some(aware), log: vec![event] },
        measure: None,
        clocks,
        notes,
    }
}
