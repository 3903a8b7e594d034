//! The controls that component definitions and assessment results speak of: ids, titles and our own words.

use serde_json::{Value, json};
use vauban_catalog::Lifecycle;

use super::{Matter, object, of_clause, parts, process};
use crate::told::Told;

/// The file that the other documents look for their controls in, beside them.
pub(super) const FILE: &str = "vauban-oscal-catalog.json";

pub(super) fn document(matter: &Matter<'_>, told: &mut Told) -> Value {
    let mut groups: Vec<Value> = Vec::new();
    let mut controls = 0;
    if let Some(lifecycle) = matter.design.catalogs.lifecycle(&matter.status.edition) {
        groups.push(lifecycle_group(lifecycle, process(matter.status), &mut controls));
    }
    for one in &matter.crosswalks.frameworks {
        let all = one.clauses.iter().map(|clause| {
            controls += 1;
            let id = of_clause(one, &clause.id);
            let prose = if clause.summary.is_empty() { &clause.title } else { &clause.summary };
            object([
                ("id", json!(id)),
                ("title", json!(parts::prose(&clause.title))),
                ("props", json!([{ "name": "label", "value": parts::line(&clause.id) }])),
                ("parts", json!([{ "id": parts::statement(&id), "name": "statement", "prose": parts::prose(prose) }])),
            ])
        });
        let all: Vec<Value> = all.collect();
        if !all.is_empty() {
            groups.push(object([
                ("id", json!(parts::control(&one.id, "all"))),
                ("title", json!(parts::prose(&format!("{} ({})", one.title, one.namespace)))),
                ("controls", Value::Array(all)),
            ]));
        }
    }
    told.wrote("controls", controls);
    let catalog = object([
        ("uuid", json!(matter.uuid(&["catalog"]))),
        ("metadata", matter.metadata("Controls that Vauban speaks of, in its own words", told)),
        ("groups", Value::Array(groups)),
    ]);
    json!({ "catalog": catalog })
}

fn lifecycle_group(lifecycle: &Lifecycle, name: &str, controls: &mut usize) -> Value {
    let practices = lifecycle.practices.iter().map(|practice| {
        let all = lifecycle.requirements_of(&practice.id).map(|requirement| {
            *controls += 1;
            let id = parts::control(name, &requirement.id);
            let items: Vec<Value> = requirement
                .aspects
                .iter()
                .map(|aspect| {
                    json!({
                        "id": parts::control(name, &aspect.id),
                        "name": "item",
                        "props": [{ "name": "label", "value": parts::line(&aspect.id) }],
                        "prose": parts::prose(&aspect.text),
                    })
                })
                .collect();
            let statement = object([
                ("id", json!(parts::statement(&id))),
                ("name", json!("statement")),
                ("prose", json!(parts::prose(&requirement.summary))),
                ("parts", Value::Array(items)),
            ]);
            json!({
                "id": id,
                "title": parts::prose(&requirement.title),
                "props": [{ "name": "label", "value": parts::line(&requirement.id) }],
                "parts": [statement],
            })
        });
        object([
            ("id", json!(parts::control(name, &format!("practice-{}", practice.id)))),
            ("title", json!(parts::prose(&practice.title))),
            ("controls", Value::Array(all.collect())),
        ])
    });
    object([
        ("id", json!(parts::control(name, "all"))),
        ("title", json!(parts::prose(&lifecycle.namespace))),
        ("groups", Value::Array(practices.collect())),
    ])
}
