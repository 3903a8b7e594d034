//! From the answers to the design practices to what is shown of them: ids become names, spans become places.

use crate::which::{Chosen, Ways};
use vauban_checks::{Concern, PracticeRow as Answered};
use vauban_engine::Compilation;
use vauban_model::kinds::Practice;
use vauban_model::{AnyId, Record, Ref, Text};
use vauban_report::practices::{
    AnswerRow, AspectRow, CandidateRow, PracticeRow, PracticesReport, ReviewedRow, SeenRow,
};

/// Aspects that a practice can serve: what the standard lists as best practices.
const SERVED: [&str; 7] = ["SD-4.a", "SD-4.b", "SD-4.c", "SD-4.d", "SD-4.e", "SD-4.f", "SD-4.g"];

/// Everything that is shown of a product's design practices.
pub fn report(compiled: &Compilation, product: Option<AnyId>, chosen: &Chosen<'_>) -> Option<PracticesReport> {
    let told = compiled.practices(product)?;
    let name = |id: AnyId| compiled.model.head(id).name();
    let lifecycle = compiled.catalogs.default_lifecycle();
    let aspects = SERVED.iter().map(|id| AspectRow {
        id: (*id).to_owned(),
        text: lifecycle.aspect(id).map_or_else(String::new, |(_, aspect)| aspect.text.clone()),
    });
    let review = told.reviewed.zip(told.due).map(|((review, date), due)| ReviewedRow {
        review: name(review),
        date: date.to_string(),
        due: due.to_string(),
        overdue: due < compiled.today(),
    });
    let mut ways = Ways::default();
    let all: Vec<CandidateRow> = told.concerns.iter().map(|concern| candidate(compiled, concern)).collect();
    let of = [all.len(), all.iter().filter(|row| row.answer.is_none()).count()];
    let candidates: Vec<CandidateRow> = all
        .into_iter()
        .zip(&told.concerns)
        .filter(|(row, concern)| {
            let texts: Vec<&str> = row.seen.iter().map(|seen| seen.text.as_str()).collect();
            chosen.admits_with(concern.element, &texts)
        })
        .map(|(row, concern)| CandidateRow { way: ways.of(chosen, concern.element), ..row })
        .collect();
    Some(PracticesReport {
        filter: chosen.told(candidates.len(), of[0], "candidates", "the numbers below are of the whole product"),
        of,
        product: compiled.worst_line(product),
        versions: told.versions.clone(),
        review,
        aspects: aspects.collect(),
        practices: told.rows.iter().filter_map(|row| practice(compiled, row)).collect(),
        candidates,
    })
}

fn practice(compiled: &Compilation, row: &Answered) -> Option<PracticeRow> {
    let record = compiled.model.practice.get(row.practice.at as usize)?;
    let (file, line) = compiled.model.place(row.practice);
    let state = match (row.answers.iter().any(|(_, present)| *present), row.answers.is_empty()) {
        (true, _) => "answered",
        (false, false) => "outdated",
        (false, true) => "unanswered",
    };
    let learned = record.source.iter().filter_map(|one| Some(compiled.model.head(one.to()?).name()));
    Some(PracticeRow {
        practice: record.head.name(),
        aspects: SERVED.iter().filter(|aspect| serves(record, aspect)).map(|aspect| (*aspect).to_owned()).collect(),
        text: said(&record.text),
        source: learned.chain(record.source_text.iter().map(|text| text.trim().to_owned())).collect(),
        changed: record.changed.map(|day| day.date.to_string()),
        state,
        answers: row.answers.iter().filter_map(|(id, present)| answer(compiled, *id, *present)).collect(),
        file,
        line,
    })
}

/// Whether a practice serves an aspect: it names it, or the requirement it belongs to.
fn serves(practice: &Record<Practice>, aspect: &str) -> bool {
    practice.aspect.iter().any(|clause| {
        let local = clause.0.rsplit('/').next().unwrap_or("");
        local == aspect || aspect.split('.').next() == Some(local)
    })
}

fn answer(compiled: &Compilation, id: AnyId, present: bool) -> Option<AnswerRow> {
    let record = compiled.model.practice_answer.get(id.at as usize)?;
    let named = |id: AnyId| compiled.model.head(id).name();
    Some(AnswerRow {
        answer: record.head.name(),
        says: record.answer.as_ref().map_or("", |answer| answer.value.word()),
        version: said(&record.design_version),
        present,
        reason: said(&record.reason),
        shown_by: record.shown_by.iter().filter_map(Ref::to).map(named).collect(),
        by: record.by.as_ref().map_or_else(String::new, |by| by.link.text.to_string()),
        date: record.date.map(|day| day.date.to_string()),
    })
}

fn candidate(compiled: &Compilation, concern: &Concern) -> CandidateRow {
    let name = |id: AnyId| compiled.model.head(id).name();
    let (file, line) = compiled.model.place(concern.element);
    let seen = concern.candidates.iter().map(|one| SeenRow {
        question: one.question.word(),
        text: one.seen.clone(),
        why: one.question.why(),
        next: one.question.next(),
        related: one.related.iter().copied().map(name).collect(),
    });
    CandidateRow {
        aspect: concern.aspect.to_owned(),
        element: name(concern.element),
        seen: seen.collect(),
        answer: concern.answer.map(name),
        unsettled: concern.unsettled.as_ref().map(|(id, why)| (name(*id), why.clone())),
        file,
        line,
        ..CandidateRow::default()
    }
}

fn said(text: &Option<Text>) -> String {
    text.as_ref().map_or_else(String::new, |text| text.trim().to_owned())
}
