//! The head of a document: who, what, when, for whom.

use serde_json::Value;

use super::advisory::{Acknowledgment, Advisory, Note, Reference, Status, Tlp};
use super::json::{filled, items, object, text, texts};
use super::{Edition, Told, told};

pub(super) fn write(advisory: &Advisory, edition: Edition, lost: &mut Vec<Told>) -> Value {
    let publisher = &advisory.publisher;
    let publisher = object([
        ("category", text(&publisher.category)),
        ("contact_details", text(&publisher.contact_details)),
        ("issuing_authority", text(&publisher.issuing_authority)),
        ("name", text(&publisher.name)),
        ("namespace", text(&publisher.namespace)),
    ]);
    let severity = text(&advisory.aggregate_severity).map(|severity| object([("text", Some(severity))]));
    object([
        ("acknowledgments", acknowledgments(&advisory.acknowledgments)),
        ("aggregate_severity", severity),
        ("category", Some(advisory.profile.category().into())),
        ("csaf_version", Some(if edition == Edition::V20 { "2.0" } else { "2.1" }.into())),
        ("distribution", distribution(advisory, edition, lost)),
        ("lang", text(&advisory.lang)),
        ("notes", notes(&advisory.notes)),
        ("publisher", Some(publisher)),
        ("references", references(&advisory.references)),
        ("title", text(&advisory.title)),
        ("tracking", Some(tracking(advisory))),
    ])
}

fn distribution(advisory: &Advisory, edition: Edition, lost: &mut Vec<Told>) -> Option<Value> {
    let label = match (edition, advisory.tlp) {
        (Edition::V20, None) => None,
        (Edition::V20, Some(Tlp::Clear)) => Some("WHITE"),
        // 2.0 knows no stricter amber: the next label that lets nobody see more.
        (Edition::V20, Some(Tlp::AmberStrict)) => {
            lost.push(told("tlp", "AMBER+STRICT is written as RED", "write CSAF 2.1 to keep the label"));
            Some("RED")
        }
        (Edition::V21, Some(Tlp::Clear)) => Some("CLEAR"),
        (Edition::V21, Some(Tlp::AmberStrict)) => Some("AMBER+STRICT"),
        (_, Some(Tlp::Green)) => Some("GREEN"),
        (_, Some(Tlp::Amber)) => Some("AMBER"),
        (_, Some(Tlp::Red)) => Some("RED"),
        // 2.1 demands a label. Nobody released it to everybody, so it is not CLEAR.
        (Edition::V21, None) => {
            lost.push(told("tlp", "it has no traffic light label and is written as AMBER", "say who may read it"));
            Some("AMBER")
        }
    };
    let tlp =
        label.map(|label| object([("label", Some(label.into())), ("url", Some("https://www.first.org/tlp/".into()))]));
    filled([("text", text(&advisory.distribution)), ("tlp", tlp)])
}

fn tracking(advisory: &Advisory) -> Value {
    let tracking = &advisory.tracking;
    let (first, last) = (tracking.revisions.first(), tracking.revisions.last());
    let history = tracking
        .revisions
        .iter()
        .map(|one| object([("date", text(&one.date)), ("number", text(&one.number)), ("summary", text(&one.summary))]));
    let history = items(history.collect());
    let (name, version) = &tracking.generator;
    let engine = filled([("name", text(name)), ("version", text(version))]).filter(|_| !name.is_empty());
    let status = match tracking.status {
        Status::Draft => "draft",
        Status::Interim => "interim",
        Status::Final => "final",
    };
    object([
        ("aliases", texts(&tracking.aliases)),
        ("current_release_date", last.and_then(|one| text(&one.date))),
        ("generator", engine.map(|engine| object([("engine", Some(engine))]))),
        ("id", text(tracking.id.trim())),
        ("initial_release_date", first.and_then(|one| text(&one.date))),
        ("revision_history", history),
        ("status", Some(status.into())),
        ("version", last.and_then(|one| text(&one.number))),
    ])
}

pub(super) fn notes(notes: &[Note]) -> Option<Value> {
    let notes = notes.iter().filter(|note| !note.text.trim().is_empty()).map(|note| {
        object([
            ("audience", text(&note.audience)),
            ("category", text(&note.category)),
            ("text", text(&note.text)),
            ("title", text(&note.title)),
        ])
    });
    items(notes.collect())
}

pub(super) fn references(references: &[Reference]) -> Option<Value> {
    let references = references.iter().map(|reference| {
        let category = if reference.to_self { "self" } else { "external" };
        let summary = if reference.summary.trim().is_empty() { &reference.url } else { &reference.summary };
        object([("category", Some(category.into())), ("summary", text(summary)), ("url", text(&reference.url))])
    });
    items(references.collect())
}

pub(super) fn acknowledgments(all: &[Acknowledgment]) -> Option<Value> {
    let all = all.iter().filter_map(|one| {
        filled([
            ("names", texts(&one.names)),
            ("organization", text(&one.organization)),
            ("summary", text(&one.summary)),
            ("urls", texts(&one.urls)),
        ])
    });
    items(all.collect())
}
