//! OpenVEX 0.2.0, and 0.0.1 whose products and vulnerabilities are bare texts.

use vauban_json::Value;

use super::{MOST, Reading, doubt, kept, list, place, text, texts, time, too_many};
use crate::problem::Problem;
use crate::statement::{Action, Document, Format, Part, Product, Span, Statement, Versions, Vulnerability};
use crate::words::{Justification, STATUSES, Status, value};

pub(super) fn read(root: Value<'_>) -> Result<Reading, Problem> {
    let mut problems = Vec::new();
    let context = root.get("@context").and_then(Value::text).unwrap_or_default();
    let format = match context {
        "https://openvex.dev/ns" | "https://openvex.dev/ns/v0.0.1" => Format::OpenVex0_0_1,
        "https://openvex.dev/ns/v0.2.0" => Format::OpenVex0_2_0,
        other => {
            return Err(Problem::error(
                "format",
                &place(root.get("@context").unwrap_or(root), "/@context"),
                format!("`{}` is no version of OpenVEX that is read here", crate::short(other)),
                "known: https://openvex.dev/ns/v0.2.0, https://openvex.dev/ns/v0.0.1",
            ));
        }
    };
    let issued = time(root, "timestamp", "", &mut problems);
    let mut document = Document {
        format,
        id: text(root, "@id"),
        version: root.get("version").map(spelled).unwrap_or_default(),
        author: text(root, "author"),
        role: text(root, "role"),
        updated: time(root, "last_updated", "", &mut problems).unwrap_or(None),
        tooling: text(root, "tooling"),
        ..Document::default()
    };
    document.first_issued = issued.clone().unwrap_or(None);
    document.issued = issued.clone().unwrap_or(None);
    let mut count = 0;
    for (number, found) in list(root, "statements").enumerate() {
        let pointer = format!("/statements/{number}");
        let Some(mut statement) = statement(found, &pointer, &mut problems) else { continue };
        count += statement.products.iter().map(|product| 1 + product.subcomponents.len()).sum::<usize>();
        if count > MOST {
            return Err(too_many(root));
        }
        if issued.is_err() && statement.at.is_none() && statement.updated.is_none() {
            doubt(&mut statement, "the time of its document cannot be read");
        }
        document.statements.push(statement);
    }
    Ok(Reading { document, problems })
}

/// A version is a whole number in 0.2.0 and a text in 0.0.1.
fn spelled(version: Value<'_>) -> String {
    match (version.text(), version.number()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(number)) => number.raw().to_owned(),
        (None, None) => String::new(),
    }
}

fn statement(found: Value<'_>, pointer: &str, problems: &mut Vec<Problem>) -> Option<Statement> {
    let here = place(found, pointer);
    let status = match found.get("status").and_then(Value::text) {
        Some(word) if word.len() < 20 && known(word).is_some() => known(word)?,
        other => {
            let what = match other {
                Some(word) => format!("`{}` is no status", crate::short(word)),
                None => "a statement has no status".to_owned(),
            };
            problems.push(Problem::error(
                "openvex-status",
                &here,
                what,
                "known: not_affected, affected, fixed, under_investigation",
            ));
            return None;
        }
    };
    let mut statement = Statement::new(vulnerability(found), status);
    statement.place = here;
    statement.id = text(found, "@id");
    statement.supplier = text(found, "supplier");
    statement.impact = text(found, "impact_statement");
    statement.products = list(found, "products").map(product).collect();
    for (name, into) in [("timestamp", 0), ("last_updated", 1)] {
        match time(found, name, pointer, problems) {
            Ok(time) if into == 0 => statement.at = time,
            Ok(time) => statement.updated = time,
            Err(()) => doubt(&mut statement, "its time cannot be read"),
        }
    }
    if let Some(word) = found.get("justification").and_then(Value::text) {
        match Justification::from_word(word).filter(|justification| justification.five().0 == word) {
            Some(justification) => statement.justification = Some(justification),
            None => {
                problems.push(Problem::error(
                    "openvex-justification",
                    &place(found, &format!("{pointer}/justification")),
                    format!("`{}` is no justification", crate::short(word)),
                    "known: component_not_present, vulnerable_code_not_present, vulnerable_code_not_in_execute_path, \
                     vulnerable_code_cannot_be_controlled_by_adversary, inline_mitigations_already_exist",
                ));
                doubt(&mut statement, "its justification is a word nobody knows");
            }
        }
    }
    let action = text(found, "action_statement");
    if !action.is_empty() {
        let at = time(found, "action_statement_timestamp", pointer, problems).unwrap_or(None);
        statement.actions.push(Action { text: action, at, ..Action::default() });
    }
    statement.notes = kept::take(&text(found, "status_notes"), &mut statement);
    Some(statement)
}

fn known(word: &str) -> Option<Status> {
    value(STATUSES, word).filter(|status| status.four() == (word, true))
}

fn vulnerability(found: Value<'_>) -> Vulnerability {
    let Some(named) = found.get("vulnerability") else { return Vulnerability::default() };
    if let Some(name) = named.text() {
        return Vulnerability::named(name);
    }
    let mut vulnerability = Vulnerability::named(text(named, "name"));
    vulnerability.aliases = texts(named, "aliases").into_iter().collect();
    vulnerability.description = text(named, "description");
    vulnerability.url = text(named, "@id");
    vulnerability
}

fn product(found: Value<'_>) -> Product {
    match found.text() {
        Some(id) => Product { part: of_id(id), subcomponents: Vec::new() },
        None => Product { part: part(found), subcomponents: list(found, "subcomponents").map(part).collect() },
    }
}

/// A bare id: package URLs and CPEs are known by their first letters, anything else is an address.
fn of_id(id: &str) -> Part {
    let mut part = Part::default();
    let lower = id.get(..4).map(str::to_ascii_lowercase);
    match lower.as_deref() {
        Some("pkg:") => part.purls.push(id.to_owned()),
        Some("cpe:") => part.cpes.push(id.to_owned()),
        _ if id.is_empty() => {}
        _ => part.iris.push(id.to_owned()),
    }
    part
}

fn part(found: Value<'_>) -> Part {
    let mut part = found.get_text("@id").map(of_id).unwrap_or_default();
    if let Some(ids) = found.get("identifiers") {
        for (name, id) in ids.members() {
            let Some(id) = id.text().map(str::to_owned) else { continue };
            let into = match name.text() {
                Some("purl") => &mut part.purls,
                Some("cpe22" | "cpe23") => &mut part.cpes,
                _ => continue,
            };
            if !into.contains(&id) {
                into.push(id);
            }
        }
    }
    for (name, digest) in found.get("hashes").into_iter().flat_map(Value::members) {
        if let (Some(name), Some(digest)) = (name.text(), digest.text()) {
            let name = if name == "sha1" { "sha-1" } else { name };
            part.hashes.push((name.to_owned(), digest.to_ascii_lowercase()));
        }
    }
    part.versions = match part.purls.first().and_then(|purl| crate::fit::purl_version(purl)) {
        Some(version) => Versions::Listed(vec![Span::Exact(version)]),
        None => Versions::Unsaid,
    };
    part
}
