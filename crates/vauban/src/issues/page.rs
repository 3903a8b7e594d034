//! From an issue and what is known of it to what is shown: ids stay, spans become places.

use vauban_analysis::clocks::Across;
use vauban_analysis::issues::{Page, page};
use vauban_engine::Compilation;
use vauban_model::kinds::{Issue, IssueEvent};
use vauban_model::{Date, IssueState, Model, Record, Ref, Targets, When};
use vauban_report::issues::{DueRow, EventRow, IssueRow, NextRow, OpenRow, StepReport};

use super::Written;

/// What a step came to, and what comes next.
pub(crate) fn outcome(compiled: &Compilation, today: Date, written: &Written) -> StepReport {
    let issue = &written.issue;
    let at = written.at.unwrap_or(compiled.model.issue.len());
    let page = page(&compiled.model, &Across::new(&compiled.model), at, issue, today);
    let mut notes = Vec::new();
    if let Some(folder) = &written.pinned {
        notes.push(format!(
            "`use.{folder}` stores a digest: `vauban use update {folder} --write` takes the folder as it is now"
        ));
    }
    StepReport {
        id: issue.head.id.to_string(),
        file: written.file.clone(),
        written: written.written,
        preview: written.preview.clone(),
        state: issue.state.as_ref().map_or("", |state| state.value.word()),
        through: written.through.iter().map(|state| state.word()).collect(),
        due: due(&page, today),
        open: open(&page),
        next: next(issue),
        notes,
    }
}

/// What is due, the earliest first.
pub(crate) fn due(page: &Page, today: Date) -> Vec<DueRow> {
    let row = |due: &vauban_analysis::issues::Due| DueRow {
        what: due.what,
        on: due.on.to_string(),
        by: due.by,
        days_left: due.days_left(today),
    };
    page.due.iter().map(row).collect()
}

/// What it leaves open.
pub(crate) fn open(page: &Page) -> Vec<OpenRow> {
    let row = |lack: &vauban_analysis::issues::Lack| OpenRow {
        keys: lack.question.keys,
        aspect: lack.question.aspect,
        asks: lack.question.asks,
        state: lack.state.word(),
        missing: lack.missing,
    };
    page.open.iter().map(row).collect()
}

/// States it may go to next, each with the command that takes it there.
pub(crate) fn next(issue: &Record<Issue>) -> Vec<NextRow> {
    let state = issue.state.as_ref().map(|state| state.value);
    let id = &issue.head.id;
    let row = |state: &IssueState| {
        let command = match state {
            IssueState::Received => return None,
            IssueState::Confirmed | IssueState::Assessed => format!("vauban issue assess {id}"),
            IssueState::Rejected => format!("vauban issue assess {id} --not-applicable WHY"),
            IssueState::Decided => format!("vauban issue decide {id} fix"),
            IssueState::Deferred => format!("vauban issue decide {id} defer"),
            IssueState::Accepted => format!("vauban issue decide {id} accept"),
            IssueState::Fixed => format!("vauban issue resolve {id}"),
            IssueState::Disclosed => format!("vauban issue disclose {id} --advisory ID"),
            IssueState::Closed => format!("vauban issue close {id}"),
        };
        Some(NextRow { state: state.word(), command })
    };
    vauban_analysis::issues::next(state).iter().filter_map(row).collect()
}

/// One row of the list, or the head of the page.
pub(crate) fn row(compiled: &Compilation, issue: &Record<Issue>, page: &Page, today: Date) -> IssueRow {
    let model = &compiled.model;
    let place = model.sources.place(issue.head.header);
    let vectors = issue.cvss.as_deref().unwrap_or_default();
    let scores = vectors.iter().map(|vector| match compiled.facts.scored(Some(vector)) {
        Some(score) => format!("{} ({})", score.text(), score.version),
        None => "no vector".to_owned(),
    });
    IssueRow {
        id: issue.head.id.to_string(),
        title: issue.head.common.title.as_ref().map(|title| title.to_string()),
        state: issue.state.as_ref().map_or("", |state| state.value.word()),
        severity: issue.severity.as_ref().map(|severity| severity.value.word()),
        scores: scores.collect(),
        source: issue.source.as_ref().map(|source| source.value.word()),
        handling: page.handling.word(),
        marked: page.marked,
        received: match (&issue.received_at, issue.received) {
            (Some(moment), _) => Some(moment.0.to_string()),
            (None, Some(day)) => Some(day.date.to_string()),
            (None, None) => None,
        },
        exact: page.exact,
        age: page.age,
        external: issue.external.as_ref().map(|text| text.to_string()),
        decision: issue.decision.as_ref().map(|decision| decision.value.word()),
        due: due(page, today),
        file: model.sources.file(issue.head.header.file).path.clone(),
        line: place.line,
    }
}

/// What happened to an issue.
pub(crate) fn events(model: &Model, issue: &Record<Issue>) -> Vec<EventRow> {
    let text = |text: &Option<vauban_model::Text>| text.as_ref().map(|text| text.to_string());
    let row = |event: &IssueEvent| EventRow {
        at: event.at.as_ref().map_or_else(String::new, |at| at.0.to_string()),
        state: event.state.as_ref().map_or("", |state| state.value.word()),
        by: event.by.as_ref().map(|by| name(model, by)),
        note: text(&event.note),
        skipped_because: text(&event.skipped_because),
    };
    issue.events.iter().map(row).collect()
}

/// What a reference means, in full; as written where it leads nowhere.
pub(crate) fn name<T: Targets>(model: &Model, reference: &Ref<T>) -> String {
    reference.to().map_or_else(|| reference.link.text.to_string(), |id| model.head(id).name())
}

/// A day or time as written.
pub(crate) fn when(when: &When) -> String {
    match when {
        When::Day(day) => day.date.to_string(),
        When::Moment(moment) => moment.0.to_string(),
    }
}
