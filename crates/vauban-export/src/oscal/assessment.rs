//! Verdicts as assessment results: an observation for everything that was looked at, a finding for everything decided.

use serde_json::{Value, json};
use vauban_analysis::crosswalk::State;
use vauban_analysis::status::{By, Verdict};

use super::parts::Resources;
use super::{Matter, object, of_clause, parts, process};
use crate::told::Told;

/// What is put together about one target.
#[derive(Default)]
struct Sheet {
    observations: Vec<Value>,
    findings: Vec<Value>,
    controls: Vec<Value>,
}

/// What was seen of one target.
struct Seen<'a> {
    /// What it is called where it is named in UUIDs.
    key: Vec<&'a str>,
    target: String,
    title: String,
    /// What was seen, in a sentence.
    what: String,
    word: &'a str,
    stated: bool,
    /// Whether it is satisfied; none where a decision sets it aside or nobody can tell.
    satisfied: Option<bool>,
    reason: &'a str,
    evidence: Vec<Value>,
}

pub(super) fn document(matter: &Matter<'_>, told: &mut Told) -> Value {
    let mut resources = Resources::default();
    let plan = resources.other(
        matter.uuid(&["resource", "plan"]),
        "No assessment plan",
        "the verdicts are computed from the records whenever these change; there is no plan to import",
        "",
    );
    told.filled("import-ap", "there is no assessment plan; a resource says so", matter.scope());
    let mut sheet = Sheet::default();
    lifecycle(matter, &mut sheet, &mut resources);
    frameworks(matter, &mut sheet, &mut resources);
    told.wrote("observations", sheet.observations.len());
    told.wrote("findings", sheet.findings.len());
    let reviewed = json!({ "control-selections": [object([("include-controls", Value::Array(sheet.controls))])] });
    let result = object([
        ("uuid", json!(matter.uuid(&["result"]))),
        ("title", json!(parts::prose(&format!("{} {} on {}", matter.title(), matter.version(), matter.date)))),
        ("description", json!("What the records of the product show, computed; what people state is marked.")),
        ("start", json!(matter.moment())),
        ("reviewed-controls", reviewed),
        ("observations", Value::Array(sheet.observations)),
        ("findings", Value::Array(sheet.findings)),
    ]);
    let results = object([
        ("uuid", json!(matter.uuid(&["assessment-results"]))),
        ("metadata", matter.metadata(&format!("Verdicts on {} {}", matter.title(), matter.version()), told)),
        ("import-ap", json!({ "href": plan })),
        ("results", json!([result])),
        ("back-matter", resources.back_matter()),
    ]);
    json!({ "assessment-results": results })
}

fn lifecycle(matter: &Matter<'_>, sheet: &mut Sheet, resources: &mut Resources) {
    let name = process(matter.status);
    for requirement in &matter.status.requirements {
        sheet.controls.push(json!({ "control-id": parts::control(name, &requirement.id) }));
        for aspect in &requirement.aspects {
            let evidence = aspect.evidence.iter().map(|found| {
                let uuid = matter.uuid(&["record", &found.record]);
                let href = resources.record(&uuid, &found.record, &found.file, found.line);
                json!({ "href": href, "description": parts::prose(&found.record) })
            });
            let open = if aspect.next.is_empty() { String::new() } else { format!("; next: {}", aspect.next) };
            sheet.add(
                matter,
                Seen {
                    key: vec![&aspect.id],
                    target: parts::control(name, &aspect.id),
                    title: format!("{} {}", aspect.id, aspect.verdict.word()),
                    what: format!("{}{open}", aspect.how),
                    word: aspect.verdict.word(),
                    stated: aspect.by == Some(By::Stated),
                    satisfied: match aspect.verdict {
                        Verdict::Met => Some(true),
                        Verdict::Partial | Verdict::Missing => Some(false),
                        Verdict::NotApplicable => None,
                    },
                    reason: if aspect.verdict == Verdict::Met { "pass" } else { "fail" },
                    evidence: evidence.collect(),
                },
            );
        }
    }
}

fn frameworks(matter: &Matter<'_>, sheet: &mut Sheet, resources: &mut Resources) {
    let model = matter.design.model;
    for one in &matter.crosswalks.frameworks {
        for clause in &one.clauses {
            let control = of_clause(one, &clause.id);
            sheet.controls.push(json!({ "control-id": control }));
            let evidence = clause.records.iter().map(|id| {
                let (name, (file, line)) = (model.head(*id).name(), model.place(*id));
                let href = resources.record(&matter.uuid(&["record", &name]), &name, &file, line);
                json!({ "href": href, "description": parts::prose(&name) })
            });
            sheet.add(
                matter,
                Seen {
                    key: vec![&one.namespace, &clause.id],
                    target: parts::statement(&control),
                    title: format!("{} {}", clause.id, clause.state.phrase()),
                    what: clause.why.clone(),
                    word: clause.state.word(),
                    stated: clause.by == By::Stated,
                    satisfied: match clause.state {
                        State::Answered => Some(true),
                        State::Open | State::Partly => Some(false),
                        // Nobody decided: a finding would be a verdict that nobody gave.
                        State::NeedsAPerson | State::NotApplicable => None,
                    },
                    reason: if clause.state == State::Answered { "pass" } else { "fail" },
                    evidence: evidence.collect(),
                },
            );
        }
    }
}

impl Sheet {
    fn add(&mut self, matter: &Matter<'_>, seen: Seen<'_>) {
        let uuid = |kind: &str| {
            let mut names = vec![kind];
            names.extend(&seen.key);
            matter.uuid(&names)
        };
        let observation = uuid("observation");
        let by = if seen.stated { "stated" } else { "computed" };
        self.observations.push(object([
            ("uuid", json!(observation)),
            ("title", json!(parts::prose(&seen.title))),
            ("description", json!(parts::prose(&seen.what))),
            ("props", parts::props([("verdict", seen.word), ("by", by), ("target", &seen.target)])),
            ("methods", json!([if seen.stated { "INTERVIEW" } else { "EXAMINE" }])),
            ("relevant-evidence", Value::Array(seen.evidence)),
            ("collected", json!(matter.moment())),
        ]));
        let Some(satisfied) = seen.satisfied else { return };
        let state = if satisfied { "satisfied" } else { "not-satisfied" };
        self.findings.push(json!({
            "uuid": uuid("finding"),
            "title": parts::prose(&seen.title),
            "description": parts::prose(&seen.what),
            "props": parts::props([("verdict", seen.word), ("by", by)]),
            "target": {
                "type": "statement-id",
                "target-id": seen.target,
                "status": { "state": state, "reason": seen.reason },
            },
            "related-observations": [{ "observation-uuid": observation }],
        }));
    }
}
