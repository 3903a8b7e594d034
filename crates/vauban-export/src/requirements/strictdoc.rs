//! StrictDoc: one document with a grammar of its own, whose fields are our keys.

use std::fmt::Write as _;

use vauban_formats::requirement::{KEYS, Requirement};

use super::{Document, Specification};
use crate::told::Told;

/// Our keys by the names that StrictDoc has for them; all others are named as they are, in capitals.
const FIELDS: &[(&str, &str)] = &[("text", "STATEMENT"), ("description", "COMMENT"), ("level", "SECURITY_LEVEL")];

pub(super) fn write(specification: &Specification, told: &mut Told) -> Result<Document, String> {
    let uids = specification.uids(&uid);
    let places = specification.places();
    let mut out = format!("[DOCUMENT]\nTITLE: {}\n", line(&specification.title));
    out.push_str("\n[GRAMMAR]\nELEMENTS:\n- TAG: REQUIREMENT\n  FIELDS:\n");
    let fields = ["UID".to_owned(), "VAUBAN_ID".to_owned()].into_iter().chain(keys().map(field));
    for name in fields {
        let required = if name == "UID" || name == "STATEMENT" { "True" } else { "False" };
        let _ = write!(out, "  - TITLE: {name}\n    TYPE: String\n    REQUIRED: {required}\n");
    }
    out.push_str("  RELATIONS:\n  - TYPE: Parent\n");
    for (requirement, uid) in specification.requirements.iter().zip(&uids) {
        let _ = write!(out, "\n[REQUIREMENT]\nUID: {uid}\n");
        if *uid != requirement.id {
            let _ = writeln!(out, "VAUBAN_ID: {}", requirement.id);
        }
        for key in keys() {
            let mut text = requirement.text(key);
            if key == "text" && text.is_empty() {
                told.filled("STATEMENT", "a requirement without a text", &format!("requirement.{}", requirement.id));
                text.push('?');
            }
            said(&mut out, &field(key), &text, requirement, told);
        }
        let parents = specification.parents(requirement, &places, told);
        if !parents.is_empty() {
            out.push_str("RELATIONS:\n");
        }
        for parent in parents.into_iter().filter_map(|at| uids.get(at)) {
            let _ = write!(out, "- TYPE: Parent\n  VALUE: {parent}\n");
        }
    }
    Ok(Document::Text(out))
}

/// What is a relation is no field.
fn keys() -> impl Iterator<Item = &'static str> {
    // The fields that its own grammar knows come in the order it has for them: the title before the statement.
    KEYS.iter().map(|(key, _)| *key).filter(|key| *key != "refines")
}

fn field(key: &str) -> String {
    let own = FIELDS.iter().find(|(ours, _)| *ours == key);
    own.map_or_else(|| key.to_uppercase().replace('-', "_"), |(_, theirs)| (*theirs).to_owned())
}

fn said(out: &mut String, name: &str, text: &str, requirement: &Requirement, told: &mut Told) {
    if text.is_empty() {
        return;
    }
    let mut text = text.to_owned();
    // In any text these are commands of StrictDoc.
    let obeyed = |line: &str| line.starts_with("<<<") || line.starts_with("[ANCHOR:");
    if text.contains("[LINK:") || text.lines().any(obeyed) {
        told.lost(
            "requirement",
            "letters that StrictDoc takes for its own: a space was put in",
            &format!("requirement.{}", requirement.id),
        );
        text = text.replace("[LINK:", "[ LINK:").replace("[ANCHOR:", "[ ANCHOR:").replace("\n<<<", "\n <<<");
        if text.starts_with("<<<") {
            text.insert(0, ' ');
        }
    }
    if text.contains('\n') || text.trim() == ">>>" {
        let _ = write!(out, "{name}: >>>\n{text}\n<<<\n");
    } else {
        let _ = writeln!(out, "{name}: {}", line(&text));
    }
}

fn line(text: &str) -> String {
    text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The letters that an id may have there.
fn uid(requirement: &Requirement) -> String {
    let uid = requirement.uid();
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '(' | ')' | '-' | '/' | '.' | ':');
    let mut out: String = uid.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
    if !out.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
        out.insert(0, '_');
    }
    out
}
