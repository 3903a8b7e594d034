//! CSAF 2.0 and 2.1 of any category: what its product statuses say.
//!
//! A status stands for products, a flag or threat says why they are not affected, remediations say what to do. Products
//! for which all of these are the same make one statement.

use std::collections::BTreeMap;

use vauban_json::Value;

use super::tree::Tree;
use super::{MOST, Reading, doubt, kept, list, place, text, time, too_many};
use crate::problem::Problem;
use crate::statement::{Action, Document, Format, Product, Revision, Stage, Statement, Vulnerability};
use crate::words::{Justification, REMEDIES, Status, value};

/// The groups of products and what they say. `recommended` says nothing about a vulnerability.
const GROUPS: &[(&str, Status)] = &[
    ("first_affected", Status::Affected),
    ("known_affected", Status::Affected),
    ("last_affected", Status::Affected),
    ("known_not_affected", Status::NotAffected),
    ("first_fixed", Status::Fixed),
    ("fixed", Status::Fixed),
    ("under_investigation", Status::UnderInvestigation),
    ("unknown", Status::Unknown),
];

pub(super) fn read(root: Value<'_>) -> Result<Reading, Problem> {
    let mut problems = Vec::new();
    let Some(head) = root.get("document") else { return Err(too_many(root)) };
    let format = match head.get_text("csaf_version") {
        Some("2.0") => Format::Csaf2_0,
        Some("2.1") => Format::Csaf2_1,
        other => {
            return Err(Problem::error(
                "format",
                &place(head, "/document/csaf_version"),
                format!("`{}` is no version of CSAF that is read here", crate::short(other.unwrap_or_default())),
                "known: 2.0, 2.1",
            ));
        }
    };
    let (mut document, times_read) = header(head, format, &mut problems);
    let tree = Tree::read(root, &mut problems);
    let mut count = 0;
    for (number, found) in list(root, "vulnerabilities").enumerate() {
        let pointer = format!("/vulnerabilities/{number}");
        let statements = vulnerability(found, &pointer, &tree, &mut problems);
        count += statements.iter().map(|statement| statement.products.len()).sum::<usize>();
        if count > MOST {
            return Err(too_many(root));
        }
        document.statements.extend(statements);
    }
    if !times_read {
        for statement in &mut document.statements {
            doubt(statement, "the time of its document cannot be read");
        }
    }
    Ok(Reading { document, problems })
}

/// The head of the document, and whether its time could be read.
fn header(head: Value<'_>, format: Format, problems: &mut Vec<Problem>) -> (Document, bool) {
    let mut document = Document { format, title: text(head, "title"), ..Document::default() };
    let category = head.get_text("category").unwrap_or_default();
    let mut read = true;
    if let Some(publisher) = head.get("publisher") {
        document.author = text(publisher, "name");
        document.role = text(publisher, "category");
        document.namespace = text(publisher, "namespace");
    }
    if let Some(tracking) = head.get("tracking") {
        let pointer = "/document/tracking";
        document.id = text(tracking, "id");
        document.version = text(tracking, "version");
        document.first_issued = time(tracking, "initial_release_date", pointer, problems).unwrap_or(None);
        let issued = time(tracking, "current_release_date", pointer, problems);
        read = issued.is_ok();
        document.issued = issued.unwrap_or(None);
        document.stage = match (category, tracking.get_text("status")) {
            ("csaf_withdrawn", _) => Stage::Withdrawn,
            ("csaf_superseded", _) => Stage::Superseded,
            (_, Some("draft")) => Stage::Draft,
            (_, Some("interim")) => Stage::Interim,
            _ => Stage::Final,
        };
        for (number, revision) in list(tracking, "revision_history").enumerate() {
            let pointer = format!("{pointer}/revision_history/{number}");
            if let Ok(Some(at)) = time(revision, "date", &pointer, problems) {
                let (number, summary) = (text(revision, "number"), text(revision, "summary"));
                document.revisions.push(Revision { number, at, summary });
            }
        }
        if let Some(engine) = tracking.get_path(&["generator", "engine"]) {
            document.tooling = format!("{} {}", text(engine, "name"), text(engine, "version")).trim().to_owned();
        }
    }
    document.tlp = match head.get_path(&["distribution", "tlp", "label"]).and_then(Value::text) {
        Some("WHITE") => "CLEAR".to_owned(),
        other => other.unwrap_or_default().to_owned(),
    };
    (document, read)
}

/// What a vulnerability says of one product, put together from all over it.
#[derive(Default)]
struct Said {
    flags: Vec<Justification>,
    impact: Vec<String>,
    actions: Vec<Action>,
}

fn vulnerability(found: Value<'_>, pointer: &str, tree: &Tree, problems: &mut Vec<Problem>) -> Vec<Statement> {
    let named = names(found);
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    let mut doubtful: BTreeMap<String, &'static str> = BTreeMap::new();
    for (number, flag) in list(found, "flags").enumerate() {
        let word = flag.get_text("label").unwrap_or_default();
        let justification = Justification::from_word(word).filter(|one| one.five().0 == word);
        if justification.is_none() {
            problems.push(Problem::error(
                "csaf-flag",
                &place(flag, &format!("{pointer}/flags/{number}")),
                format!("`{}` is no flag", crate::short(word)),
                "use one of the five labels of section 3.2.3.5",
            ));
        }
        for id in tree.ids(flag) {
            match justification {
                Some(one) => said.entry(id).or_default().flags.push(one),
                None => {
                    doubtful.insert(id, "its justification is a word nobody knows");
                }
            }
        }
    }
    for threat in list(found, "threats").filter(|threat| threat.get_text("category") == Some("impact")) {
        for id in tree.ids(threat) {
            said.entry(id).or_default().impact.push(text(threat, "details"));
        }
    }
    for (number, remediation) in list(found, "remediations").enumerate() {
        let pointer = format!("{pointer}/remediations/{number}");
        let action = Action {
            remedy: remediation.get_text("category").and_then(|word| value(REMEDIES, word)),
            text: text(remediation, "details"),
            url: text(remediation, "url"),
            at: time(remediation, "date", &pointer, problems).unwrap_or(None),
        };
        for id in tree.ids(remediation) {
            said.entry(id).or_default().actions.push(action.clone());
        }
    }
    let mut notes_of: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for note in list(found, "notes").filter(|note| note.get_text("category") == Some("other")) {
        let text = note.get_text("text").unwrap_or_default();
        // Ours in 2.0, which has no products beside a note: the first line says which are meant.
        let first = text.strip_prefix(kept::PREFIX).and_then(|text| text.strip_prefix("products="));
        let (ids, text) = match first.map(|first| first.split_once('\n').unwrap_or((first, ""))) {
            Some((ids, rest)) => (ids.split(',').map(str::to_owned).collect(), rest),
            None => (tree.ids(note), text),
        };
        for id in ids {
            notes_of.entry(id).or_default().push(text);
        }
    }
    let nothing = Said::default();
    let mut statements: Vec<(Key<'_>, Statement)> = Vec::new();
    let mut where_is: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for (group, status) in GROUPS {
        let Some(ids) = found.get_path(&["product_status", group]) else { continue };
        let here = place(ids, &format!("{pointer}/product_status/{group}"));
        for id in ids.items().filter_map(Value::text) {
            let Some(product) = tree.get(id) else {
                problems.push(Problem::error(
                    "csaf-product",
                    &here,
                    format!("`{}` is no product of this document", crate::short(id)),
                    "use a `product_id` of the product tree (6.1.1)",
                ));
                continue;
            };
            let about = said.get(id).unwrap_or(&nothing);
            let notes = notes_of.get(id).cloned().unwrap_or_default();
            let key = Key::new(*status, about, doubtful.get(id).copied(), notes);
            let at = *where_is.entry(key.clone()).or_insert_with(|| {
                let mut statement = key.statement(named.clone(), about);
                statement.place = here.clone();
                statements.push((key, statement));
                statements.len() - 1
            });
            add(&mut statements[at].1, product);
        }
    }
    statements.into_iter().map(|(_, statement)| statement).collect()
}

/// One product with several components makes one product of the statement, as it was before it was taken apart.
fn add(statement: &mut Statement, product: &Product) {
    match statement.products.last_mut() {
        Some(last)
            if !product.subcomponents.is_empty() && !last.subcomponents.is_empty() && last.part == product.part =>
        {
            last.subcomponents.extend(product.subcomponents.iter().cloned());
        }
        _ => statement.products.push(product.clone()),
    }
}

/// What must be the same for products to share a statement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    status: Status,
    flags: Vec<Justification>,
    impact: Vec<&'a str>,
    actions: Vec<&'a Action>,
    doubt: Option<&'static str>,
    notes: Vec<&'a str>,
}

impl<'a> Key<'a> {
    fn new(status: Status, said: &'a Said, doubt: Option<&'static str>, notes: Vec<&'a str>) -> Key<'a> {
        let not_affected = status == Status::NotAffected;
        let mut flags = if not_affected { said.flags.clone() } else { Vec::new() };
        flags.sort_unstable();
        flags.dedup();
        Key {
            status,
            flags,
            impact: said.impact.iter().map(String::as_str).collect(),
            actions: said.actions.iter().collect(),
            doubt,
            notes,
        }
    }

    fn statement(&self, vulnerability: Vulnerability, said: &Said) -> Statement {
        let mut statement = Statement::new(vulnerability, self.status);
        statement.justification = self.flags.first().copied();
        statement.impact = said.impact.join("\n");
        statement.actions.clone_from(&said.actions);
        if self.flags.len() > 1 {
            // Several flags are several reasons: the first is the justification, the others stay readable.
            let words: Vec<&str> = self.flags.iter().map(|flag| flag.five().0).collect();
            statement.notes = format!("flags: {}", words.join(", "));
        }
        for note in &self.notes {
            let rest = kept::take(note, &mut statement);
            if !rest.is_empty() {
                statement.notes = [statement.notes.as_str(), &rest].join("\n").trim().to_owned();
            }
        }
        if let Some(why) = self.doubt {
            doubt(&mut statement, why);
        }
        statement
    }
}

fn names(found: Value<'_>) -> Vulnerability {
    let mut all: Vec<(String, String)> = Vec::new();
    if let Some(cve) = found.get_text("cve") {
        all.push((cve.to_owned(), String::new()));
    }
    all.extend(list(found, "ids").map(|id| (text(id, "text"), text(id, "system_name"))));
    let mut named = Vulnerability::default();
    let mut rest = all.into_iter();
    if let Some((id, system)) = rest.next() {
        named = Vulnerability { id, system, ..Vulnerability::default() };
    }
    named.aliases = rest.map(|(id, _)| id).collect();
    let description = list(found, "notes").find(|note| note.get_text("category") == Some("description"));
    named.description = description.map(|note| text(note, "text")).unwrap_or_default();
    named
}
