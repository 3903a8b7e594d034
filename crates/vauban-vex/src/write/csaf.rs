//! CSAF of the profile `csaf_vex`, 2.0 and 2.1.
//!
//! A CSAF document is a snapshot: of several statements about one product and vulnerability the last one is written,
//! and the others are told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::tree::Tree;
use super::{Fine, Options, action_text, collapsed, held_back, items, kept, lacking, left_out, object, text, time};
use crate::problem::{Place, Problem};
use crate::read::KEPT;
use crate::statement::{Action, Document, Stage, Statement};
use crate::words::{Remedy, Response, Status};

/// Which edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edition {
    V2_0,
    V2_1,
}

/// The categories a publisher can have.
const PUBLISHERS: &[&str] = &["coordinator", "discoverer", "other", "translator", "user", "vendor"];

pub(super) fn write(
    document: &Document,
    edition: Edition,
    options: &Options,
    told: &mut Vec<Problem>,
) -> Option<Value> {
    let mut missing = Vec::new();
    for (absent, what, help) in [
        (document.id.is_empty(), "the document has no id", "give it a tracking id"),
        (document.author.trim().is_empty(), "the document has no author", "say who publishes it"),
        (
            document.namespace.is_empty(),
            "the publisher has no namespace",
            "give the address that the publisher owns: `https://…`",
        ),
        (document.issued.is_none(), "the document has no time", "say when it is released, with time zone"),
    ] {
        if absent {
            missing.push(lacking(what, help));
        }
    }
    let statements = latest(document, edition, told);
    if statements.is_empty() {
        missing.push(lacking("there is no statement to write", "the profile `csaf_vex` needs at least one"));
    }
    if !missing.is_empty() {
        told.extend(missing);
        return None;
    }
    let tree = Tree::of(statements.iter().map(|(statement, _)| *statement));
    let mut by_name: BTreeMap<&str, Vec<&(&Statement, Vec<usize>)>> = BTreeMap::new();
    let mut order = Vec::new();
    for one in &statements {
        let name = one.0.vulnerability.id.as_str();
        by_name.entry(name).or_insert_with(|| {
            order.push(name);
            Vec::new()
        });
        by_name.entry(name).or_default().push(one);
    }
    let vulnerabilities = order.iter().filter_map(|name| by_name.get(name));
    let vulnerabilities: Vec<Value> =
        vulnerabilities.map(|statements| vulnerability(statements, &tree, edition, options, told)).collect();
    let schema =
        (edition == Edition::V2_1).then(|| "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json".into());
    Some(object([
        ("$schema", schema),
        ("document", Some(head(document, edition, told))),
        ("product_tree", Some(tree.write(edition, told))),
        ("vulnerabilities", items(vulnerabilities)),
    ]))
}

/// Statements that can be written, each with the numbers of its products for which it is the last word.
fn latest<'d>(document: &'d Document, edition: Edition, told: &mut Vec<Problem>) -> Vec<(&'d Statement, Vec<usize>)> {
    let mut last: BTreeMap<(&str, &crate::statement::Product), (usize, usize)> = BTreeMap::new();
    let mut fit = Vec::new();
    for (number, one) in document.statements.iter().enumerate() {
        fit.push(writable(one, edition, told));
        if fit[number] {
            for (at, product) in one.products.iter().enumerate() {
                let key = (one.vulnerability.id.as_str(), product);
                let newer = last.get(&key).is_none_or(|(known, _)| {
                    let known = &document.statements[*known];
                    (one.time(document), one.status.weight()) >= (known.time(document), known.status.weight())
                });
                if newer {
                    last.insert(key, (number, at));
                }
            }
        }
    }
    let mut products: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (number, at) in last.into_values() {
        products.entry(number).or_default().insert(at);
    }
    let mut kept = Vec::new();
    for (number, one) in document.statements.iter().enumerate().filter(|(number, _)| fit[*number]) {
        match products.remove(&number) {
            Some(products) => kept.push((one, products.into_iter().collect())),
            None => told.push(Problem::note(
                "lost",
                &one.place,
                format!(
                    "`{}` of {} was replaced by a later statement and is not written",
                    one.status.word(),
                    super::named(one)
                ),
                "a CSAF document says how it is, not how it was",
            )),
        }
    }
    kept
}

fn writable(one: &Statement, edition: Edition, told: &mut Vec<Problem>) -> bool {
    let refused = match (group(one.status, edition).0, one.has_reason()) {
        ("known_not_affected", false) if one.status != Status::FalsePositive => {
            Some(("it gives no reason for `known_not_affected`", "give a justification or an impact"))
        }
        ("known_affected", _) if action_text(one).is_empty() => {
            Some(("it does not say what to do about `known_affected`", "give an action"))
        }
        _ if one.products.is_empty() => Some(("it names no product", "say which product it is about")),
        _ if one.vulnerability.id.is_empty() => Some(("it names no vulnerability", "give the vulnerability an id")),
        _ => None,
    };
    if let Some((why, help)) = refused {
        told.push(left_out(one, why, help));
    }
    refused.is_none()
}

/// The group of products for a status, and whether it says as much.
fn group(status: Status, edition: Edition) -> (&'static str, bool) {
    match (status, edition) {
        (Status::NotAffected, _) => ("known_not_affected", true),
        (Status::FalsePositive, _) => ("known_not_affected", false),
        (Status::Affected, _) => ("known_affected", true),
        (Status::Fixed, _) => ("fixed", true),
        (Status::ResolvedWithPedigree, _) => ("fixed", false),
        (Status::UnderInvestigation, _) => ("under_investigation", true),
        (Status::Unknown, Edition::V2_0) => ("under_investigation", false),
        (Status::Unknown, Edition::V2_1) => ("unknown", true),
    }
}

fn head(document: &Document, edition: Edition, told: &mut Vec<Problem>) -> Value {
    let category = PUBLISHERS.iter().find(|known| **known == document.role).copied().unwrap_or("vendor");
    let title = if document.title.is_empty() {
        format!("Exploitability of vulnerabilities: {}", document.id)
    } else {
        document.title.clone()
    };
    let publisher = object([
        ("category", Some(category.into())),
        ("name", text(&document.author)),
        ("namespace", text(&document.namespace)),
    ]);
    object([
        ("category", Some("csaf_vex".into())),
        ("csaf_version", Some(if edition == Edition::V2_0 { "2.0" } else { "2.1" }.into())),
        ("distribution", distribution(document, edition, told)),
        ("publisher", Some(publisher)),
        ("title", text(&title)),
        ("tracking", Some(tracking(document, told))),
    ])
}

fn distribution(document: &Document, edition: Edition, told: &mut Vec<Problem>) -> Option<Value> {
    let label = match (edition, document.tlp.as_str()) {
        // 2.1 demands a label; without one nothing is known that would forbid the reader to pass it on, but it was not
        // released either, so the narrower label stands.
        (Edition::V2_1, "") => {
            let what = "the document has no traffic light label and is written as AMBER";
            told.push(Problem::note(
                "tlp",
                &Place::default(),
                what,
                "CSAF 2.1 demands a label: say CLEAR if anybody may read it",
            ));
            "AMBER"
        }
        (Edition::V2_0, "") => return None,
        (Edition::V2_0, "CLEAR") => "WHITE",
        (Edition::V2_0, "AMBER+STRICT") => {
            let what = "AMBER+STRICT is written as RED, the label of CSAF 2.0 that lets nobody see more";
            told.push(Problem::note("tlp", &Place::default(), what, "write CSAF 2.1 to keep the label"));
            "RED"
        }
        (_, label) => label,
    };
    Some(object([("tlp", Some(object([("label", text(label))])))]))
}

fn tracking(document: &Document, told: &mut Vec<Problem>) -> Value {
    let mut version = document.version.clone();
    let mut revisions: Vec<Value> = Vec::new();
    let known = document.revisions.iter().rev().take(1).any(|revision| revision.number == document.version);
    if known {
        revisions.extend(document.revisions.iter().map(|one| {
            object([("date", time(Some(&one.at))), ("number", text(&one.number)), ("summary", text(&one.summary))])
        }));
    } else {
        // A history must begin at its beginning and lead to this version (6.1.21, 6.1.16): without one this is the first.
        if !matches!(version.as_str(), "" | "1" | "1.0.0") {
            let what = format!(
                "the document has no history up to version `{}` and is written as version 1",
                crate::short(&version)
            );
            told.push(Problem::note("history", &Place::default(), what, "give it its revisions"));
        }
        version = "1".to_owned();
        revisions.push(object([
            ("date", time(document.issued.as_ref())),
            ("number", Some("1".into())),
            ("summary", Some("First version.".into())),
        ]));
    }
    let first =
        if known { document.first_issued.as_ref().or(document.issued.as_ref()) } else { document.issued.as_ref() };
    let status = match document.stage {
        Stage::Interim => "interim",
        Stage::Draft => "draft",
        Stage::Final | Stage::Withdrawn | Stage::Superseded => "final",
    };
    let engine =
        object([("name", Some(if document.tooling.is_empty() { "Vauban" } else { &document.tooling }.into()))]);
    let generator = object([("engine", Some(engine))]);
    object([
        ("current_release_date", time(document.issued.as_ref())),
        ("generator", Some(generator)),
        ("id", text(&document.id)),
        ("initial_release_date", time(first)),
        ("revision_history", items(revisions)),
        ("status", Some(status.into())),
        ("version", text(&version)),
    ])
}

fn vulnerability(
    statements: &[&(&Statement, Vec<usize>)],
    tree: &Tree,
    edition: Edition,
    options: &Options,
    told: &mut Vec<Problem>,
) -> Value {
    let Some((first, _)) = statements.first() else { return Value::Null };
    let named = &first.vulnerability;
    let is_cve = named.id.strip_prefix("CVE-").is_some_and(|rest| {
        let parts: Vec<&str> = rest.split('-').collect();
        matches!(parts.as_slice(), [year, number] if year.len() == 4 && number.len() >= 4
            && rest.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()))
    });
    let mut ids: BTreeSet<(String, &str)> = BTreeSet::new();
    for (at, id) in std::iter::once(&named.id).chain(&named.aliases).enumerate() {
        if at > 0 || !is_cve {
            let system = if at == 0 && !named.system.is_empty() { named.system.clone() } else { system(id) };
            ids.insert((system, id));
        }
    }
    let ids = ids.into_iter().map(|(system, id)| object([("system_name", text(&system)), ("text", text(id))]));
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let (mut flags, mut threats, mut remediations, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let description = match named.description.as_str() {
        "" => ("general", format!("What {} means for the products of this document.", named.id)),
        text => ("description", text.to_owned()),
    };
    notes.push(object([("category", Some(description.0.into())), ("text", Some(description.1.into()))]));
    for (one, numbers) in statements {
        let (group, exact) = group(one.status, edition);
        let mut fine = Fine { responses: true, ..Fine::default() };
        if !exact {
            fine.status = true;
            collapsed(one, one.status.word(), group, told);
        }
        let products = numbers.iter().filter_map(|number| one.products.get(*number));
        let mut ids: Vec<&str> = products.flat_map(|product| tree.ids(product)).collect();
        ids.sort_unstable();
        ids.dedup();
        let products = || items(ids.iter().map(|id| Value::from(*id)).collect());
        groups.entry(group).or_default().extend(&ids);
        let mut impact = one.impact.clone();
        if group == "known_not_affected" {
            if let Some(justification) = one.justification {
                if !justification.five().1 {
                    fine.justification = true;
                    collapsed(one, justification.word(), justification.five().0, told);
                }
                let at = time(one.updated.as_ref().or(one.at.as_ref()));
                flags.push(object([
                    ("date", at),
                    ("label", Some(justification.five().0.into())),
                    ("product_ids", products()),
                ]));
            } else if impact.is_empty() && one.status == Status::FalsePositive {
                impact = "The vulnerability was wrongly associated with this part.".to_owned();
            }
        }
        if !impact.is_empty() {
            threats.push(object([
                ("category", Some("impact".into())),
                ("details", text(&impact)),
                ("product_ids", products()),
            ]));
        }
        for (remedy, action) in actions(one, edition, told) {
            remediations.push(object([
                ("category", Some(remedy.word().into())),
                ("date", time(action.at.as_ref())),
                ("details", text(&action.text)),
                ("product_ids", products()),
                ("url", text(&action.url)),
            ]));
        }
        held_back(one, options, told);
        let kept: Vec<String> =
            kept(one, options, &fine).into_iter().map(|(key, value)| format!("{KEPT}{key}={value}")).collect();
        let more = std::iter::once(one.notes.clone()).filter(|notes| !notes.is_empty()).chain(kept);
        let more: Vec<String> = more.collect();
        if !more.is_empty() {
            // 2.0 has no products beside a note: the first line of the text says which are meant.
            let (products, first) = match edition {
                Edition::V2_0 => (None, format!("{KEPT}products={}\n", ids.join(","))),
                Edition::V2_1 => (products(), String::new()),
            };
            let said = text(&format!("{first}{}", more.join("\n")));
            notes.push(object([("category", Some("other".into())), ("product_ids", products), ("text", said)]));
        }
    }
    let status = groups
        .into_iter()
        .map(|(group, ids)| (group.to_owned(), Value::Array(ids.into_iter().map(Value::from).collect())));
    object([
        ("cve", is_cve.then(|| named.id.as_str().into())),
        ("flags", items(flags)),
        ("ids", items(ids.collect())),
        ("notes", items(notes)),
        ("product_status", Some(Value::Object(status.collect()))),
        ("remediations", items(remediations)),
        ("threats", items(threats)),
    ])
}

/// Who gives ids that look like this.
fn system(id: &str) -> String {
    let known = [("CVE-", "CVE"), ("GHSA-", "GitHub Security Advisories"), ("RUSTSEC-", "RustSec"), ("EUVD-", "EUVD")];
    known.iter().find(|(start, _)| id.starts_with(start)).map_or("other", |(_, name)| *name).to_owned()
}

/// Actions with the category that CSAF demands: their own, else the one the responses mean.
fn actions(one: &Statement, edition: Edition, told: &mut Vec<Problem>) -> Vec<(Remedy, Action)> {
    let meant = one.responses.iter().map(|response| match response {
        Response::Update | Response::Rollback => Remedy::VendorFix,
        Response::WorkaroundAvailable => Remedy::Workaround,
        Response::WillNotFix | Response::CanNotFix => Remedy::NoFixPlanned,
    });
    let meant: BTreeSet<Remedy> = meant.collect();
    let mut actions: Vec<Action> =
        one.actions.iter().filter(|action| !action.text.trim().is_empty()).cloned().collect();
    if actions.is_empty() && one.status == Status::Affected {
        actions.push(Action { text: action_text(one), ..Action::default() });
    }
    let with_category = actions.into_iter().map(|action| {
        let remedy = match (action.remedy, meant.len(), meant.first()) {
            (Some(remedy), _, _) if remedy.in_csaf_2_0() || edition == Edition::V2_1 => remedy,
            (Some(remedy), _, _) => {
                let nearest = if remedy == Remedy::FixPlanned { Remedy::NoneAvailable } else { Remedy::VendorFix };
                collapsed(one, remedy.word(), nearest.word(), told);
                nearest
            }
            (None, 1, Some(remedy)) => *remedy,
            (None, _, _) => {
                told.push(Problem::note(
                    "category",
                    &one.place,
                    format!(
                        "what to do about {} is written as `mitigation`: nobody says what sort of action it is",
                        super::named(one)
                    ),
                    "say whether it is a fix, a workaround or a mitigation",
                ));
                Remedy::Mitigation
            }
        };
        (remedy, action)
    });
    with_category.collect()
}
