//! CycloneDX 1.4 to 1.7: analyses of vulnerabilities, in a document of their own or inside a bill of materials.
//!
//! A vulnerability without analysis says nothing about the product and makes no statement. The status of a version
//! under `affects` can contradict the state of the analysis; such a statement closes nothing.

use vauban_json::Value;

use super::boms::Linked;
use super::{Boms, MOST, Reading, doubt, kept, list, place, text, time, too_many};
use crate::problem::Problem;
use crate::statement::{Action, Document, Format, Product, Span, Statement, Versions, Vulnerability};
use crate::words::{Justification, REMEDIES, RESPONSES, Remedy, Status, value};

/// Properties of ours: `vauban:KEY`.
pub(crate) const PROPERTY: &str = "vauban:";

pub(super) fn read(root: Value<'_>, boms: &Boms) -> Result<Reading, Problem> {
    let mut problems = Vec::new();
    let format = match (root.get_text("bomFormat"), root.get_text("specVersion")) {
        (Some("CycloneDX"), Some("1.4")) => Format::CycloneDx(4),
        (Some("CycloneDX"), Some("1.5")) => Format::CycloneDx(5),
        (Some("CycloneDX"), Some("1.6")) => Format::CycloneDx(6),
        (Some("CycloneDX"), Some("1.7")) => Format::CycloneDx(7),
        (_, version) => {
            return Err(Problem::error(
                "format",
                &place(root.get("specVersion").unwrap_or(root), "/specVersion"),
                format!("CycloneDX `{}` is not read here", crate::short(version.unwrap_or_default())),
                "known: 1.4, 1.5, 1.6, 1.7",
            ));
        }
    };
    let linked = Linked::read(root);
    let issued =
        root.get("metadata").map_or(Ok(None), |metadata| time(metadata, "timestamp", "/metadata", &mut problems));
    let mut document = Document {
        format,
        id: text(root, "serialNumber"),
        version: root.get("version").and_then(Value::number).map(|number| number.raw().to_owned()).unwrap_or_default(),
        author: author(root),
        first_issued: issued.clone().unwrap_or(None),
        issued: issued.clone().unwrap_or(None),
        about: linked.about.clone(),
        ..Document::default()
    };
    let mut count = 0;
    for (number, found) in list(root, "vulnerabilities").enumerate() {
        let pointer = format!("/vulnerabilities/{number}");
        let mut read = Vulnerable { pointer, linked: &linked, boms, problems: &mut problems };
        for mut statement in read.statements(found) {
            count += statement.products.len();
            if count > MOST {
                return Err(too_many(root));
            }
            if issued.is_err() && statement.at.is_none() && statement.updated.is_none() {
                doubt(&mut statement, "the time of its document cannot be read");
            }
            document.statements.push(statement);
        }
    }
    Ok(Reading { document, problems })
}

/// Who says it: the organisation that made the document, else its first author, else the supplier.
fn author(root: Value<'_>) -> String {
    let Some(metadata) = root.get("metadata") else { return String::new() };
    let named = |value: Value<'_>| {
        let name = value.get_text("name").or_else(|| value.get_text("email"));
        name.filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let maker = metadata.get("manufacturer").and_then(named);
    let maker = maker.or_else(|| list(metadata, "authors").find_map(named));
    maker.or_else(|| metadata.get("supplier").and_then(named)).unwrap_or_default()
}

struct Vulnerable<'a> {
    pointer: String,
    linked: &'a Linked,
    boms: &'a Boms,
    problems: &'a mut Vec<Problem>,
}

impl Vulnerable<'_> {
    fn statements(&mut self, found: Value<'_>) -> Vec<Statement> {
        let Some(analysis) = found.get("analysis") else { return Vec::new() };
        let here = place(found, &self.pointer);
        let status = match analysis.get_text("state") {
            Some(word) => match Status::from_cyclonedx(word) {
                Some(status) => status,
                None => {
                    self.problems.push(Problem::error(
                        "cyclonedx-state",
                        &place(analysis, &format!("{}/analysis/state", self.pointer)),
                        format!("`{}` is no state of an analysis", crate::short(word)),
                        "known: resolved, resolved_with_pedigree, exploitable, in_triage, false_positive, not_affected",
                    ));
                    return Vec::new();
                }
            },
            // An analysis without a state gives reasons for nothing.
            None => return Vec::new(),
        };
        let mut base = Statement::new(vulnerability(found), status);
        base.place = here;
        self.analysis(found, analysis, &mut base);
        let mut statements = vec![base.clone()];
        for (number, affected) in list(found, "affects").enumerate() {
            let pointer = format!("{}/affects/{number}", self.pointer);
            self.affected(affected, &pointer, &base, &mut statements);
        }
        statements.retain(|statement| !statement.products.is_empty());
        if statements.is_empty() {
            statements.push(base);
        }
        statements
    }

    fn analysis(&mut self, found: Value<'_>, analysis: Value<'_>, statement: &mut Statement) {
        let pointer = format!("{}/analysis", self.pointer);
        statement.id = text(found, "bom-ref");
        statement.impact = text(analysis, "detail");
        for response in list(analysis, "response").filter_map(Value::text) {
            statement.responses.extend(value(RESPONSES, response));
        }
        if let Some(word) = analysis.get_text("justification") {
            match Justification::from_word(word).filter(|justification| justification.nine() == (word, true)) {
                Some(justification) => statement.justification = Some(justification),
                None => {
                    self.problems.push(Problem::error(
                        "cyclonedx-justification",
                        &place(analysis, &format!("{pointer}/justification")),
                        format!("`{}` is no justification", crate::short(word)),
                        "use one of the nine words of CycloneDX",
                    ));
                    doubt(statement, "its justification is a word nobody knows");
                }
            }
        }
        for (name, into) in [("firstIssued", 0), ("lastUpdated", 1)] {
            match time(analysis, name, &pointer, self.problems) {
                Ok(time) if into == 0 => statement.at = time,
                Ok(time) => statement.updated = time,
                Err(()) => doubt(statement, "its time cannot be read"),
            }
        }
        for (name, remedy) in [("recommendation", None), ("workaround", Some(Remedy::Workaround))] {
            let text = text(found, name);
            if !text.is_empty() {
                statement.actions.push(Action { remedy, text, ..Action::default() });
            }
        }
        for property in list(found, "properties") {
            let (name, word) = (text(property, "name"), text(property, "value"));
            match name.strip_prefix(PROPERTY) {
                Some("notes") => statement.notes = word,
                Some("action") => {
                    let known = REMEDIES.iter().find_map(|(known, remedy)| Some((*remedy, word.strip_prefix(known)?)));
                    let (remedy, text) = known.map_or((None, word.as_str()), |(remedy, text)| (Some(remedy), text));
                    statement.actions.push(Action { remedy, text: text.trim().to_owned(), ..Action::default() });
                }
                Some(key) => {
                    kept::refine(key, &word, statement);
                }
                None => {}
            }
        }
    }

    fn affected(&mut self, affected: Value<'_>, pointer: &str, base: &Statement, statements: &mut Vec<Statement>) {
        let reference = text(affected, "ref");
        let product = match self.resolve(&reference, affected, pointer) {
            Some(product) => product,
            None => {
                Product { part: crate::Part { iris: vec![reference], ..crate::Part::default() }, ..Product::default() }
            }
        };
        if affected.get("versions").is_none_or(Value::is_empty) {
            statements[0].products.push(product);
            return;
        }
        // Versions that share a status make one product; those that the analysis cannot mean stand apart.
        for (status, doubtful, said) in sides(base.status) {
            let spans: Vec<Span> =
                list(affected, "versions").filter(|one| one.get_text("status") == said).filter_map(span).collect();
            if spans.is_empty() {
                continue;
            }
            let mut product = product.clone();
            let part = product.subcomponents.last_mut().unwrap_or(&mut product.part);
            part.versions = if spans.iter().any(|span| span.text() == "vers:all/*") {
                Versions::All
            } else {
                Versions::Listed(spans)
            };
            if status == base.status && !doubtful {
                statements[0].products.push(product);
                continue;
            }
            let mut apart = base.clone();
            apart.status = status;
            apart.products = vec![product];
            if doubtful {
                doubt(&mut apart, "its analysis closes it, and its versions say that it is affected");
            }
            if status != base.status {
                // The reasons are those of the other state.
                (apart.justification, apart.impact) = (None, String::new());
                apart.responses.clear();
                apart.actions.clear();
            }
            statements.push(apart);
        }
    }

    fn resolve(&mut self, reference: &str, at: Value<'_>, pointer: &str) -> Option<Product> {
        if let Some(product) = self.linked.products.get(reference) {
            return Some(product.clone());
        }
        if let Some(product) = self.boms.get(reference) {
            let mut product = product.clone();
            product.subcomponents.last_mut().unwrap_or(&mut product.part).iris.push(reference.to_owned());
            return Some(product);
        }
        let (what, help) = match reference.strip_prefix("urn:cdx:") {
            Some(_) => (
                "points into a bill of materials that is not here",
                "give that document too: only it says which component is meant",
            ),
            None => ("is no `bom-ref` of this document", "point at a component of this document, or use a BOM link"),
        };
        self.problems.push(Problem::warning(
            "cyclonedx-ref",
            &place(at, pointer),
            format!("`{}` {what}", crate::short(reference)),
            help,
        ));
        None
    }
}

/// What the status of a version makes of a state: (the state it then has, whether the document contradicts itself, the
/// word). A version without a status has the state of the analysis.
fn sides(state: Status) -> [(Status, bool, Option<&'static str>); 4] {
    let closes = state.closes();
    [
        (state, false, None),
        (state, closes, Some("affected")),
        (if closes { state } else { Status::NotAffected }, false, Some("unaffected")),
        (Status::Unknown, false, Some("unknown")),
    ]
}

fn span(version: Value<'_>) -> Option<Span> {
    let exact = version.get_text("version").map(|version| Span::Exact(version.to_owned()));
    exact.or_else(|| {
        let range = version.get_text("range")?;
        Some(if range.starts_with("vers:") { Span::Range(range.to_owned()) } else { Span::Told(range.to_owned()) })
    })
}

fn vulnerability(found: Value<'_>) -> Vulnerability {
    Vulnerability {
        id: text(found, "id"),
        system: found.get_path(&["source", "name"]).and_then(Value::text).unwrap_or_default().to_owned(),
        aliases: list(found, "references").map(|one| text(one, "id")).filter(|id| !id.is_empty()).collect(),
        description: text(found, "description"),
        url: found.get_path(&["source", "url"]).and_then(Value::text).unwrap_or_default().to_owned(),
    }
}
