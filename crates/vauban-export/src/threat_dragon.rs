//! OWASP Threat Dragon, format 2: one data-flow diagram whose cells are zones, parties and flows.
//!
//! Zones are boxes, and what lies in a zone is drawn into its box, because nothing else says so. Threats stand on the
//! cell they lie on. A status is open, mitigated or not applicable: what is accepted, transferred or only designed
//! to be stopped stays open, with what was decided in the text.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use vauban_analysis::reach;
use vauban_analysis::threats::State;
use vauban_catalog::threats::{Severity, Stride};
use vauban_model::{AnyId, Head, Kind};

use crate::design::{Design, Flow, Zone, prose};
use crate::drawing::{Drawing, Frame, draw};
use crate::ids::uuid;
use crate::parties::{Party, Role};
use crate::threats::{Place, Threat};
use crate::told::{Holds, Told};

pub(crate) const VERSION: &str = "2.3.0";

pub(crate) const HOLDS: Holds = Holds {
    keys: &[
        (Kind::Product, &["title", "name", "description"]),
        (Kind::Context, &["description", "intended-use"]),
        (Kind::Zone, &["title", "description", "parent"]),
        (Kind::Actor, &["title", "description", "zone"]),
        (Kind::Component, &["title", "description", "form", "zone", "part-of", "privileges", "holds"]),
        (Kind::Interface, &["on", "protocol"]),
        (Kind::Flow, &["title", "description", "from", "to", "answers", "protocol", "external-network"]),
        (Kind::Mechanism, &["title", "description", "status"]),
        (Kind::Threat, &["title", "description", "on", "stride", "severity", "cvss", "vector", "preconditions"]),
        (Kind::Disposition, &["response", "by", "rationale"]),
    ],
    reasons: &[
        (Kind::Boundary, "", "a boundary is the edge of a box; who crosses it has no place"),
        (Kind::Mechanism, "protects", "a mitigation is the text of a threat"),
    ],
};

/// Writes the design.
pub(crate) fn write(design: &Design<'_>, told: &mut Told) -> Value {
    let drawing = draw(design);
    let mut threats = Threats::new(design, told);
    let mut cells = Vec::new();
    for (at, zone) in design.zones.iter().enumerate() {
        cells.push(zone_cell(design, &drawing, at, zone));
    }
    for (at, party) in design.parties.iter().enumerate() {
        cells.push(party_cell(design, &drawing, at, party, &mut threats, told));
    }
    for (at, flow) in design.flows.iter().enumerate() {
        cells.push(flow_cell(design, at, flow, &mut threats));
    }
    let actors = design.parties.iter().filter(|party| party.component().is_none()).count();
    told.wrote("zones", design.zones.len());
    told.wrote("actors", actors);
    told.wrote("components", design.parties.len() - actors);
    told.wrote("flows", design.flows.len());
    told.wrote("threats", threats.number);
    json!({
        "version": VERSION,
        "summary": { "title": design.title, "owner": "", "description": design.description, "id": 0 },
        "detail": {
            "contributors": [],
            "diagrams": [{
                "id": 0,
                "title": design.title,
                "diagramType": "STRIDE",
                "placeholder": "New STRIDE diagram description",
                "thumbnail": "./public/content/images/thumbnail.stride.jpg",
                "version": VERSION,
                "cells": cells,
            }],
            "diagramTop": 1,
            "reviewer": "",
            "threatTop": threats.number,
        },
    })
}

fn id(design: &Design<'_>, name: &str) -> String {
    uuid(&[&design.id, name])
}

fn cell(design: &Design<'_>, head: &Head, shape: &str, z: i32, data: Map<String, Value>) -> Map<String, Value> {
    let mut cell = Map::new();
    cell.insert("id".into(), json!(id(design, &head.name())));
    cell.insert("shape".into(), json!(shape));
    cell.insert("zIndex".into(), json!(z));
    cell.insert("visible".into(), json!(true));
    cell.insert("data".into(), Value::Object(data));
    cell
}

fn stands(cell: &mut Map<String, Value>, frame: Frame) {
    cell.insert("position".into(), json!({ "x": frame.x + 20, "y": frame.y + 20 }));
    cell.insert("size".into(), json!({ "width": frame.width, "height": frame.height }));
}

fn data(kind: &str, head: &Head) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("type".into(), json!(kind));
    data.insert("name".into(), json!(head.title()));
    data.insert("description".into(), json!(prose(head, &[])));
    data
}

fn zone_cell(design: &Design<'_>, drawing: &Drawing, at: usize, zone: &Zone<'_>) -> Value {
    let head = &zone.record.head;
    let mut data = data("tm.BoundaryBox", head);
    data.insert("isTrustBoundary".into(), json!(true));
    data.insert("hasOpenThreats".into(), json!(false));
    let mut cell = cell(design, head, "trust-boundary-box", -1, data);
    cell.insert("attrs".into(), json!({ "label": { "text": head.title() } }));
    stands(&mut cell, drawing.zones.get(at).copied().unwrap_or_default());
    Value::Object(cell)
}

fn party_cell(
    design: &Design<'_>,
    drawing: &Drawing,
    at: usize,
    party: &Party<'_>,
    threats: &mut Threats,
    told: &mut Told,
) -> Value {
    let (shape, kind) = match party.role {
        Role::Actor(_) => ("actor", "tm.Actor"),
        Role::Component(_) if party.store() => ("store", "tm.Store"),
        Role::Component(_) => ("process", "tm.Process"),
    };
    let mut data = data(kind, party.head);
    if let Some(record) = party.component() {
        let outside = reach::of_environment(record);
        data.insert("outOfScope".into(), json!(outside));
        let reason = if outside { "part of the environment" } else { "" };
        data.insert("reasonOutOfScope".into(), json!(reason));
        if party.inside.is_some() {
            told.lost("component.part-of", "only zones hold something", &party.head.name());
        }
        if record.form.is_some() && !party.store() {
            told.lost("component.form", "only whether it is a store", &party.head.name());
        }
        let holds = |word: &str| record.holds.iter().any(|held| held.as_str() == word);
        if party.store() && !record.holds.is_empty() {
            data.insert("storesCredentials".into(), json!(holds("credential")));
            data.insert("isALog".into(), json!(holds("log")));
        }
        match &record.privileges {
            Some(privileges) if !party.store() => {
                data.insert("privilegeLevel".into(), json!(&**privileges));
            }
            Some(_) => told.lost("component.privileges", "a store has none", &party.head.name()),
            None => {}
        }
    }
    threats.insert(design, Place::Party(at), party.head, &mut data);
    let mut cell = cell(design, party.head, shape, 1, data);
    cell.insert("attrs".into(), json!({ "text": { "text": party.head.title() } }));
    stands(&mut cell, drawing.parties.get(at).copied().unwrap_or_default());
    Value::Object(cell)
}

fn flow_cell(design: &Design<'_>, at: usize, flow: &Flow<'_>, threats: &mut Threats) -> Value {
    let head = &flow.record.head;
    let mut data = data("tm.Flow", head);
    data.insert("outOfScope".into(), json!(false));
    data.insert("reasonOutOfScope".into(), json!(""));
    data.insert("isBidirectional".into(), json!(flow.answers));
    if let Some(encrypted) = flow.encrypted {
        data.insert("isEncrypted".into(), json!(encrypted));
    }
    if let Some(public) = flow.public {
        data.insert("isPublicNetwork".into(), json!(public));
    }
    data.insert("protocol".into(), json!(flow.protocol.unwrap_or("")));
    threats.insert(design, Place::Flow(at), head, &mut data);
    let end = |at: usize| {
        let name = design.parties.get(at).map_or_else(String::new, |party| party.head.name());
        json!({ "cell": id(design, &name) })
    };
    let mut cell = cell(design, head, "flow", 10, data);
    let back = if flow.answers { "block" } else { "" };
    cell.insert(
        "attrs".into(),
        json!({ "line": { "stroke": "#333333", "targetMarker": { "name": "block" }, "sourceMarker": { "name": back } } }),
    );
    cell.insert("connector".into(), json!("smooth"));
    cell.insert("labels".into(), json!([{ "attrs": { "labelText": { "text": head.title() } } }]));
    cell.insert("source".into(), end(flow.from));
    cell.insert("target".into(), end(flow.to));
    cell.insert("vertices".into(), json!([]));
    Value::Object(cell)
}

/// Threats by the cell they stand on; one that lies on several is written on each.
struct Threats {
    parties: Vec<Vec<usize>>,
    flows: Vec<Vec<usize>>,
    /// Numbers given so far.
    number: usize,
}

impl Threats {
    fn new(design: &Design<'_>, told: &mut Told) -> Threats {
        let mut threats = Threats {
            parties: vec![Vec::new(); design.parties.len()],
            flows: vec![Vec::new(); design.flows.len()],
            number: 0,
        };
        let named: BTreeSet<AnyId> =
            design.threats.iter().filter(|threat| !threat.on.is_empty()).flat_map(|threat| threat.by.clone()).collect();
        for mechanism in design.mechanisms.iter().filter(|mechanism| !named.contains(&mechanism.id)) {
            told.lost("mechanism", "answers no threat that is drawn", &mechanism.record.head.name());
        }
        for (at, threat) in design.threats.iter().enumerate() {
            tell(threat, told);
            for place in &threat.on {
                let list = match place {
                    Place::Party(party) => threats.parties.get_mut(*party),
                    Place::Flow(flow) => threats.flows.get_mut(*flow),
                };
                list.into_iter().for_each(|list| list.push(at));
            }
        }
        threats
    }

    /// Writes the threats of a cell into its data.
    fn insert(&mut self, design: &Design<'_>, place: Place, head: &Head, data: &mut Map<String, Value>) {
        let here = match place {
            Place::Party(at) => self.parties.get_mut(at),
            Place::Flow(at) => self.flows.get_mut(at),
        };
        let here: Vec<&Threat> =
            here.map(std::mem::take).unwrap_or_default().iter().filter_map(|at| design.threats.get(*at)).collect();
        data.insert("hasOpenThreats".into(), json!(here.iter().any(|threat| status(threat) == "Open")));
        let mut list = Vec::with_capacity(here.len());
        for threat in here {
            self.number += 1;
            list.push(json!({
                "id": uuid(&[&design.id, &head.name(), &threat.id]),
                "title": threat.title,
                "status": status(threat),
                "severity": severity(threat.severity),
                "type": threat.stride.first().map_or("", |stride| category(*stride)),
                "description": threat.description,
                "mitigation": mitigation(design, threat),
                "modelType": "STRIDE",
                "new": false,
                "number": self.number,
                "score": threat.cvss.as_deref().unwrap_or(""),
            }));
        }
        data.insert("threats".into(), Value::Array(list));
    }
}

fn tell(threat: &Threat, told: &mut Told) {
    if threat.on.is_empty() {
        told.lost("threats", "on no cell of the drawing: about a boundary or the whole product", &threat.id);
    }
    for _ in threat.stride.iter().skip(1) {
        told.lost("threats.stride", "further categories: a threat has one", &threat.id);
    }
    if !threat.by_hand && !threat.cwe.is_empty() {
        told.lost("threats.cwe", "there is no place for weaknesses", &threat.id);
    }
    match threat.state {
        State::StoppedUnproven => {
            told.lost("threats.state", "stopped as designed, and not shown yet: written as `Open`", &threat.id);
        }
        State::Accepted => told.lost("threats.state", "accepted: written as `Open`, told in the text", &threat.id),
        State::Transferred => {
            told.lost("threats.state", "transferred: written as `Open`, told in the text", &threat.id);
        }
        State::Outside | State::Question | State::Open | State::Stopped => {}
    }
}

fn status(threat: &Threat) -> &'static str {
    match threat.state {
        _ if threat.dismissed => "NotApplicable",
        State::Stopped => "Mitigated",
        State::Outside
        | State::Question
        | State::Open
        | State::StoppedUnproven
        | State::Accepted
        | State::Transferred => "Open",
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "Low",
        Severity::Medium => "Medium",
        Severity::High => "High",
        Severity::Critical => "Critical",
    }
}

fn category(stride: Stride) -> &'static str {
    match stride {
        Stride::Spoofing => "Spoofing",
        Stride::Tampering => "Tampering",
        Stride::Repudiation => "Repudiation",
        Stride::InformationDisclosure => "Information disclosure",
        Stride::DenialOfService => "Denial of service",
        Stride::ElevationOfPrivilege => "Elevation of privilege",
    }
}

/// One line per mechanism, with how far it exists.
fn mitigation(design: &Design<'_>, threat: &Threat) -> String {
    let line = |id| {
        let mechanism = design.mechanism(id)?;
        let head = &mechanism.record.head;
        let said = prose(head, &[]);
        let said = if said.is_empty() { said } else { format!(": {said}") };
        Some(format!("{} ({}){said}", head.title(), mechanism.status.word()))
    };
    let lines: Vec<String> = threat.by.iter().filter_map(|id| line(*id)).collect();
    lines.join("\n")
}
