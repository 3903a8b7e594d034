//! Open Threat Model 0.2.0: zones and components by parent, threats as a library that components and flows use.
//!
//! It knows no actors, so they are components of the type `actor`; a component stands in a zone or in another
//! component, never in both. Ratings are numbers from 0 to 100 and mostly mandatory: what nobody stated is written as
//! the worst, never as harmless, and told.

use serde_json::{Map, Value, json};
use vauban_analysis::reach;
use vauban_model::{Head, Impact, Kind, Term};

use crate::design::{Design, Zone, prose, word};
use crate::otm_threats::{Uses, threat_value};
use crate::parties::{Party, Role};
use crate::threats::Place;
use crate::told::{Holds, Told};

pub(crate) const VERSION: &str = "0.2.0";

/// The zone of what lies in none.
const NOWHERE: &str = "not-placed";

pub(crate) const HOLDS: Holds = Holds {
    keys: &[
        (Kind::Product, &["title", "name", "description", "version", "tags"]),
        (Kind::Context, &["description", "intended-use"]),
        (Kind::Zone, &["title", "description", "kind", "parent", "security-level", "outside"]),
        (Kind::Actor, &["title", "description", "tags", "kind", "zone"]),
        (Kind::Component, &["title", "description", "tags", "kind", "form", "zone", "part-of"]),
        (Kind::Interface, &["on", "protocol"]),
        (
            Kind::Flow,
            &[
                "title",
                "description",
                "tags",
                "from",
                "to",
                "kind",
                "carries",
                "answers",
                "protocol",
                "external-network",
            ],
        ),
        (Kind::Asset, &["title", "description", "kind", "held-by", "impact"]),
        (Kind::Mechanism, &["title", "description", "kind", "status"]),
        (Kind::Threat, &["title", "description", "on", "stride", "severity", "cwe", "vector", "preconditions"]),
        (Kind::Disposition, &["response", "by", "rationale"]),
    ],
    reasons: &[(
        Kind::Mechanism,
        "protects",
        "a mitigation belongs to threats; what it protects follows from where they lie",
    )],
};

/// Writes the design.
pub(crate) fn write(design: &Design<'_>, told: &mut Told) -> Value {
    let unplaced = design.parties.iter().any(|party| party.zone.is_none() && party.inside.is_none());
    let mut zones: Vec<Value> = design.zones.iter().map(|zone| zone_value(design, zone, told)).collect();
    if unplaced {
        zones.push(json!({ "id": NOWHERE, "name": "No zone is stated", "risk": { "trustRating": 0 } }));
    }
    let uses = Uses::new(design, told);
    let parties = design.parties.iter().enumerate();
    let components: Vec<Value> = parties.map(|(at, party)| party_value(design, at, party, &uses, told)).collect();
    let dataflows: Vec<Value> = (0..design.flows.len()).map(|at| flow_value(design, at, &uses)).collect();
    let assets: Vec<Value> = (0..design.assets.len()).map(|at| asset_value(design, at, told)).collect();
    let threats: Vec<Value> = design.threats.iter().map(|threat| threat_value(threat, told)).collect();
    let mitigations = design.mechanisms.iter().map(|mechanism| {
        let name = mechanism.record.head.name();
        told.filled("mitigations.riskReduction", "nobody states it; written as 0", &name);
        let kinds: Vec<&str> = mechanism.record.kind.iter().map(Term::as_str).collect();
        let mut value = named(&mechanism.record.head, &[]);
        value.insert("riskReduction".into(), json!(0));
        value.insert("attributes".into(), json!({ "status": mechanism.status.word(), "kinds": kinds }));
        Value::Object(value)
    });
    let mitigations: Vec<Value> = mitigations.collect();
    told.wrote("zones", design.zones.len());
    told.wrote("components", components.len());
    told.wrote("flows", dataflows.len());
    told.wrote("assets", assets.len());
    told.wrote("mechanisms", mitigations.len());
    told.wrote("threats", threats.len());
    json!({
        "otmVersion": VERSION,
        "project": project(design),
        "representations": [],
        "assets": assets,
        "trustZones": zones,
        "components": components,
        "dataflows": dataflows,
        "threats": threats,
        "mitigations": mitigations,
    })
}

fn project(design: &Design<'_>) -> Value {
    let mut project = Map::new();
    project.insert("name".into(), json!(design.title));
    let id = if design.id.is_empty() { "design" } else { &design.id };
    project.insert("id".into(), json!(id));
    if !design.description.is_empty() {
        project.insert("description".into(), json!(design.description));
    }
    if !design.version.is_empty() {
        project.insert("attributes".into(), json!({ "version": design.version }));
    }
    Value::Object(project)
}

/// Id, name and description, as everything here has them.
fn named(head: &Head, more: &[Option<String>]) -> Map<String, Value> {
    let mut value = Map::new();
    value.insert("id".into(), json!(head.name()));
    value.insert("name".into(), json!(head.title()));
    let description = prose(head, more);
    if !description.is_empty() {
        value.insert("description".into(), json!(description));
    }
    value
}

fn tags(head: &Head, value: &mut Map<String, Value>) {
    if !head.common.tags.is_empty() {
        let tags: Vec<&str> = head.common.tags.iter().map(|tag| tag.as_ref()).collect();
        value.insert("tags".into(), json!(tags));
    }
}

/// Free members, those that something is known of.
fn attributes(value: &mut Map<String, Value>, known: &[(&str, Option<Value>)]) {
    let known: Map<String, Value> =
        known.iter().filter_map(|(name, known)| Some(((*name).to_owned(), known.clone()?))).collect();
    if !known.is_empty() {
        value.insert("attributes".into(), Value::Object(known));
    }
}

fn zone_value(design: &Design<'_>, zone: &Zone<'_>, told: &mut Told) -> Value {
    let head = &zone.record.head;
    let mut value = named(head, &[]);
    if let Some(kind) = &zone.record.kind {
        value.insert("type".into(), json!(kind.value.word()));
    }
    let level = zone.record.security_level.as_ref().map(|level| level.0.value);
    if level.is_none() {
        told.filled("trustZones.risk.trustRating", "no security level is stated; written as 0", &head.name());
    }
    value.insert("risk".into(), json!({ "trustRating": level.unwrap_or(0).clamp(0, 4) * 25 }));
    if let Some(parent) = zone.parent.and_then(|parent| design.zones.get(parent)) {
        value.insert("parent".into(), json!({ "trustZone": parent.record.head.name() }));
    }
    attributes(&mut value, &[("outside", zone.record.outside.as_ref().map(|flag| json!(flag.value)))]);
    Value::Object(value)
}

fn party_value(design: &Design<'_>, at: usize, party: &Party<'_>, uses: &Uses, told: &mut Told) -> Value {
    let name = party.head.name();
    let mut value = named(party.head, &[]);
    let (kind, form) = match party.role {
        Role::Actor(actor) => {
            told.lost("actor", "it knows no actors: written as components of the type `actor`", &name);
            (word(actor.kind.as_ref()), Some("actor"))
        }
        Role::Component(component) => {
            let form = component.form.as_ref().map(|form| form.value.word());
            (word(component.kind.as_ref()), form)
        }
    };
    // The type says what is drawn: a store, an actor, else the kind.
    let drawn = if party.store() || party.component().is_none() { form } else { kind.or(form) };
    value.insert("type".into(), json!(drawn.unwrap_or("empty-component")));
    if party.component().is_some_and(reach::of_environment) {
        told.lost("component.part-of", "it does not tell the product from its environment", &name);
    }
    let outer = party.inside.and_then(|at| design.parties.get(at));
    let zone = party.zone.and_then(|at| design.zones.get(at));
    let parent = match (outer, zone) {
        (Some(outer), _) if outer.zone == party.zone => json!({ "component": outer.head.name() }),
        (outer, Some(zone)) => {
            if outer.is_some() {
                told.lost("component.part-of", "it stands in a zone of its own, and has one parent only", &name);
            }
            json!({ "trustZone": zone.record.head.name() })
        }
        (Some(outer), None) => json!({ "component": outer.head.name() }),
        (None, None) => {
            told.filled("components.parent", "no zone is stated; written into a zone that says so", &name);
            json!({ "trustZone": NOWHERE })
        }
    };
    value.insert("parent".into(), parent);
    let held: Vec<String> = uses.held.get(at).into_iter().flatten().cloned().collect();
    if !held.is_empty() {
        value.insert("assets".into(), json!({ "stored": held }));
    }
    uses.insert(Place::Party(at), &mut value);
    tags(party.head, &mut value);
    attributes(&mut value, &[("kind", kind.map(|word| json!(word))), ("form", form.map(|word| json!(word)))]);
    Value::Object(value)
}

fn flow_value(design: &Design<'_>, at: usize, uses: &Uses) -> Value {
    let Some(flow) = design.flows.get(at) else { return Value::Null };
    let end = |at: usize| design.parties.get(at).map_or_else(String::new, |party| party.head.name());
    let mut value = named(&flow.record.head, &[]);
    value.insert("bidirectional".into(), json!(flow.answers));
    value.insert("source".into(), json!(end(flow.from)));
    value.insert("destination".into(), json!(end(flow.to)));
    let carries = flow.carries.iter().filter_map(|at| design.assets.get(*at));
    let carries: Vec<String> = carries.map(|asset| asset.record.head.name()).collect();
    if !carries.is_empty() {
        value.insert("assets".into(), json!(carries));
    }
    uses.insert(Place::Flow(at), &mut value);
    tags(&flow.record.head, &mut value);
    let known = [
        ("protocol", flow.protocol.map(|word| json!(word))),
        ("kind", flow.record.kind.as_ref().map(|kind| json!(kind.value.word()))),
        ("encrypted", flow.encrypted.map(Value::Bool)),
        ("publicNetwork", flow.public.map(Value::Bool)),
    ];
    attributes(&mut value, &known);
    Value::Object(value)
}

fn asset_value(design: &Design<'_>, at: usize, told: &mut Told) -> Value {
    let Some(asset) = design.assets.get(at) else { return Value::Null };
    let mut value = named(&asset.record.head, &[]);
    let mut risk = Map::new();
    let mut unknown = Vec::new();
    for (property, impact) in asset.impacts() {
        if impact.is_none() {
            unknown.push(property);
            told.filled("assets.risk", "no impact is stated; written as 100, the worst", &asset.record.head.name());
        }
        risk.insert(property.into(), json!(impact.map_or(100, of_hundred)));
    }
    if !unknown.is_empty() {
        risk.insert("comment".into(), json!(format!("Not stated, and written as 100: {}.", unknown.join(", "))));
    }
    value.insert("risk".into(), Value::Object(risk));
    attributes(&mut value, &[("kind", asset.record.kind.as_ref().map(|kind| json!(kind.value.word())))]);
    Value::Object(value)
}

fn of_hundred(impact: Impact) -> u8 {
    match impact {
        Impact::None => 0,
        Impact::Low => 25,
        Impact::Moderate => 50,
        Impact::High => 75,
        Impact::Critical => 100,
    }
}
