//! The product and its mechanisms as components, with the controls that they answer and the records that show it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vauban_analysis::crosswalk::State;
use vauban_analysis::status::{AspectStatus, By, Verdict};
use vauban_model::{AnyId, Kind};

use super::parts::Resources;
use super::{Matter, catalog, object, of_clause, parts, process};
use crate::told::Told;

pub(super) fn document(matter: &Matter<'_>, told: &mut Told) -> Value {
    let mut resources = Resources::default();
    let source = resources.other(
        matter.uuid(&["resource", "catalog"]),
        "Catalog of the controls",
        "written by `vauban export oscal --what catalog`, in the tool's own words",
        catalog::FILE,
    );
    let mut components = vec![product(matter, &source, &mut resources)];
    components.extend(mechanisms(matter, &source, &mut resources));
    told.wrote("components", components.len());
    let answered: usize = components
        .iter()
        .filter_map(|one| one["control-implementations"].as_array())
        .flatten()
        .filter_map(|one| one["implemented-requirements"].as_array())
        .map(Vec::len)
        .sum();
    told.wrote("implemented requirements", answered);
    let definition = object([
        ("uuid", json!(matter.uuid(&["component-definition"]))),
        ("metadata", matter.metadata(&format!("{} {}", matter.title(), matter.version()), told)),
        ("components", Value::Array(components)),
        ("back-matter", resources.back_matter()),
    ]);
    json!({ "component-definition": definition })
}

fn product(matter: &Matter<'_>, source: &str, resources: &mut Resources) -> Value {
    let record = matter.product();
    let types: Vec<&str> = record.into_iter().flat_map(|product| &product.types).map(|one| one.value.word()).collect();
    let software = !types.is_empty() && types.iter().all(|one| *one == "software-application");
    let mut implementations = vec![process_requirements(matter, source, resources)];
    for one in &matter.crosswalks.frameworks {
        let requirements: Vec<Value> = one
            .clauses
            .iter()
            .filter(|clause| !matches!(clause.state, State::Open | State::NeedsAPerson))
            .map(|clause| {
                let links: Vec<Value> = clause.records.iter().map(|id| evidence(matter, resources, *id)).collect();
                object([
                    ("uuid", json!(matter.uuid(&["requirement", &one.namespace, &clause.id]))),
                    ("control-id", json!(of_clause(one, &clause.id))),
                    ("description", json!(parts::prose(&format!("{}: {}", clause.state.phrase(), clause.why)))),
                    ("props", parts::props([("state", clause.state.word()), ("by", clause.by.word())])),
                    ("links", Value::Array(links)),
                ])
            })
            .collect();
        implementations.push(implementation(
            &matter.uuid(&["implementation", &one.namespace]),
            source,
            &format!("{} ({}), as far as the records of the product answer it", one.title, one.namespace),
            &requirements,
        ));
    }
    let implementations: Vec<Value> = implementations.into_iter().flatten().collect();
    object([
        ("uuid", json!(matter.uuid(&["component"]))),
        ("type", json!(if software { "software" } else { "hardware" })),
        ("title", json!(parts::prose(&matter.title()))),
        ("description", json!(parts::prose(&format!("{} {}", matter.title(), matter.version())))),
        ("props", parts::props(types.iter().map(|one| ("type", *one)).chain([("version", matter.version())]))),
        ("control-implementations", Value::Array(implementations)),
    ])
}

/// What the product shows of the process standard, aspect by aspect.
fn process_requirements(matter: &Matter<'_>, source: &str, resources: &mut Resources) -> Option<Value> {
    let name = process(matter.status);
    let shown = |aspect: &&AspectStatus| matches!(aspect.verdict, Verdict::Met | Verdict::Partial);
    let mut requirements = Vec::new();
    for one in &matter.status.requirements {
        let mut statements: Vec<Value> = Vec::new();
        for aspect in one.aspects.iter().filter(shown) {
            let links = aspect.evidence.iter().map(|found| {
                let uuid = matter.uuid(&["record", &found.record]);
                json!({ "href": resources.record(&uuid, &found.record, &found.file, found.line), "rel": "evidence" })
            });
            statements.push(object([
                ("statement-id", json!(parts::control(name, &aspect.id))),
                ("uuid", json!(matter.uuid(&["statement", &aspect.id]))),
                ("description", json!(parts::prose(&aspect.how))),
                ("props", parts::props([("verdict", aspect.verdict.word()), ("by", aspect.by.map_or("", By::word))])),
                ("links", Value::Array(links.collect())),
            ]));
        }
        if statements.is_empty() {
            continue;
        }
        let told = format!(
            "{}: {} of {} aspects are shown, wholly or in part",
            one.title,
            statements.len(),
            one.aspects.len()
        );
        requirements.push(object([
            ("uuid", json!(matter.uuid(&["requirement", &one.id]))),
            ("control-id", json!(parts::control(name, &one.id))),
            ("description", json!(parts::prose(&told))),
            ("props", parts::props([("verdict", one.verdict.word())])),
            ("statements", Value::Array(statements)),
        ]));
    }
    let edition = &matter.status.edition;
    let told = format!("The lifecycle by {edition}, as far as the records of the product show it");
    implementation(&matter.uuid(&["implementation", edition]), source, &told, &requirements)
}

/// Mechanisms of the product that realise requirements for components, where the weakest place is what counts.
fn mechanisms(matter: &Matter<'_>, source: &str, resources: &mut Resources) -> Vec<Value> {
    let Some(reached) = matter.reached else { return Vec::new() };
    let model = matter.design.model;
    let standard = matter.design.catalogs.component();
    // For each mechanism what it has a part in, with the state of the weakest element that it has that part in.
    let mut parts_of: BTreeMap<AnyId, BTreeMap<&str, vauban_analysis::levels::State>> = BTreeMap::new();
    // Only what is asked of the product: the catalog has no other controls.
    let asked = matter.crosswalks.framework(&standard.namespace);
    let asked: BTreeSet<&str> = asked.into_iter().flat_map(|one| &one.clauses).map(|one| one.id.as_str()).collect();
    for judged in reached.judged.iter().filter(|one| asked.contains(one.id.as_str())) {
        for cell in &judged.cells {
            for id in cell.by.iter().filter(|id| id.kind == Kind::Mechanism) {
                let state = parts_of.entry(*id).or_default().entry(&judged.id).or_insert(cell.state);
                *state = (*state).min(cell.state);
            }
        }
    }
    let mut all = Vec::new();
    for (id, controls) in parts_of {
        let Some(record) = model.mechanism.get(id.at as usize) else { continue };
        let name = record.head.name();
        let link = evidence(matter, resources, id);
        let requirements = controls.into_iter().map(|(control, state)| {
            object([
                ("uuid", json!(matter.uuid(&["requirement", &name, control]))),
                ("control-id", json!(parts::control(&standard.catalog, control))),
                ("description", json!(parts::prose(&format!("has a part in it; {} where it does", state.phrase())))),
                ("props", parts::props([("state", state.word())])),
                ("links", json!([link])),
            ])
        });
        let told = format!("{}, what this mechanism has a part in", standard.namespace);
        let requirements: Vec<Value> = requirements.collect();
        let implementations: Vec<Value> =
            implementation(&matter.uuid(&["implementation", &name]), source, &told, &requirements)
                .into_iter()
                .collect();
        let responsibility = record.responsibility.as_ref().map_or("", |text| text.trim());
        let status = record.status.as_ref().map_or("", |status| status.value.word());
        all.push(object([
            ("uuid", json!(matter.uuid(&["component", &name]))),
            ("type", json!("software")),
            ("title", json!(parts::prose(record.head.title()))),
            ("description", json!(parts::prose(responsibility))),
            ("props", parts::props([("record", name.as_str()), ("status", status)])),
            ("control-implementations", Value::Array(implementations)),
        ]));
    }
    all
}

/// A set of controls; nothing where there are none, for OSCAL has no empty lists.
fn implementation(uuid: &str, source: &str, told: &str, requirements: &[Value]) -> Option<Value> {
    (!requirements.is_empty()).then(|| {
        json!({
            "uuid": uuid,
            "source": source,
            "description": parts::prose(told),
            "implemented-requirements": requirements,
        })
    })
}

fn evidence(matter: &Matter<'_>, resources: &mut Resources, id: AnyId) -> Value {
    let model = matter.design.model;
    let (name, (file, line)) = (model.head(id).name(), model.place(id));
    let href = resources.record(&matter.uuid(&["record", &name]), &name, &file, line);
    json!({ "href": href, "rel": "evidence" })
}
