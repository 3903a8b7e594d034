//! TM-BOM's personas, threats and controls.
//!
//! Risks are not written: one asks for a likelihood and a score, which nobody states. Severity and state of a threat
//! stand in its description instead.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vauban_model::{AnyId, Kind, MechanismStatus, Model, Record, Ref, kinds};

use crate::design::Design;
use crate::ids::Symbols;
use crate::threats::{Place, Threat};
use crate::tm_bom::{Names, named};
use crate::told::Told;

/// The symbol of each attacker, and of the one that the enumeration assumes.
pub(crate) struct Personas {
    of: BTreeMap<AnyId, String>,
    assumed: String,
}

/// One persona per attacker, and one for the class of attacker that enumerated threats assume.
pub(crate) fn personas(design: &Design<'_>, told: &mut Told) -> (Vec<Value>, Personas) {
    let mut symbols = Symbols::default();
    let mut list = Vec::new();
    let mut of = BTreeMap::new();
    for (id, record) in &design.attackers {
        let symbol = symbols.give(&record.head.id);
        let name = record.head.name();
        let strength = record.strength.as_ref().map(|strength| strength.0.value);
        if strength.is_none() {
            told.filled("threat_personas.skill_level", "no strength is stated; written as `state_sponsored`", &name);
        }
        let wants = record.motivation.as_ref().map(|text| format!("Wants: {}", &**text));
        let mut value = named(&symbol, &record.head, &[wants]);
        describe(&mut value, strength, access(design.model, record), &name, told);
        list.push(Value::Object(value));
        of.insert(*id, symbol);
    }
    let assumed = symbols.give("assumed-attacker");
    let (class, stated) = design.attacker;
    // Nobody refers to the assumed attacker where every threat names one.
    if design.threats.iter().any(|threat| !threat.attackers.iter().any(|id| of.contains_key(id))) {
        let by = if stated { "by policy" } else { "as the strongest of the design" };
        let mut value = serde_json::Map::new();
        value.insert("symbolic_name".into(), json!(assumed));
        value.insert("title".into(), json!(format!("Attacker of class {class}")));
        value.insert("description".into(), json!(format!("Whom the enumeration of threats assumes, {by}.")));
        describe(&mut value, Some(i64::from(class)), "anonymous", &assumed, told);
        list.push(Value::Object(value));
    }
    (list, Personas { of, assumed })
}

fn describe(
    value: &mut serde_json::Map<String, Value>,
    strength: Option<i64>,
    access: &str,
    name: &str,
    told: &mut Told,
) {
    told.filled("threat_personas.is_person", "nobody states it; written as true", name);
    told.filled("threat_personas.applicability_to_org", "nobody states it; written as `maximal`", name);
    let skill = match strength {
        Some(..=2) => "script_kid",
        Some(3) => "expert_engineer",
        _ => "state_sponsored",
    };
    value.insert("is_person".into(), json!(true));
    value.insert("skill_level".into(), json!(skill));
    value.insert("access_level".into(), json!(access));
    // The lowest class is chance and carelessness.
    value.insert("malicious_intent".into(), json!(strength.is_none_or(|strength| strength > 1)));
    value.insert("applicability_to_org".into(), json!("maximal"));
}

/// What the actors may do as whom an attacker acts.
fn access(model: &Model, record: &Record<kinds::Attacker>) -> &'static str {
    let privileged = |id: AnyId| {
        let actor = model.actor.get(id.at as usize);
        actor.and_then(|actor| actor.privileged.as_ref()).is_some_and(|flag| flag.value)
    };
    let actors: Vec<AnyId> = record.acts_as.iter().filter_map(Ref::to).collect();
    match actors.as_slice() {
        [] => "anonymous",
        some if some.iter().any(|actor| privileged(*actor)) => "admin",
        _ => "user",
    }
}

/// The threats, and for each mechanism the symbols of those it answers.
pub(crate) fn threats(
    design: &Design<'_>,
    names: &Names,
    personas: &Personas,
    told: &mut Told,
) -> (Vec<Value>, BTreeMap<AnyId, Vec<String>>) {
    let mut symbols = Symbols::default();
    let mut answered: BTreeMap<AnyId, Vec<String>> = BTreeMap::new();
    let mut list = Vec::new();
    for threat in &design.threats {
        let symbol = symbols.give(threat.id.strip_prefix("threat.").unwrap_or(&threat.id));
        for mechanism in &threat.by {
            answered.entry(*mechanism).or_default().push(symbol.clone());
        }
        list.push(threat_value(&symbol, names, threat, personas, told));
    }
    (list, answered)
}

fn threat_value(symbol: &str, names: &Names, threat: &Threat, personas: &Personas, told: &mut Told) -> Value {
    let mut affected = Vec::new();
    for place in &threat.on {
        match place {
            Place::Party(at) => match names.parties.get(*at) {
                Some(("component" | "data_store", symbol)) => affected.push(symbol.clone()),
                _ => told.lost("threats.on", "only components and stores are affected, not actors", &threat.id),
            },
            Place::Flow(_) => told.lost("threats.on", "only components and stores are affected, not flows", &threat.id),
        }
    }
    for _ in &threat.stride {
        told.lost("threats.stride", "it knows no STRIDE", &threat.id);
    }
    told.lost("threats.state", "in the description only: a threat has no state of its own", &threat.id);
    told.lost(
        "threats.severity",
        "in the description only: a risk asks for a likelihood, which nobody states",
        &threat.id,
    );
    let mut by = threat.attackers.iter().filter_map(|id| personas.of.get(id));
    let persona = by.next();
    for _ in by {
        told.lost("threat.attacker", "further attackers: a threat has one persona", &threat.id);
    }
    if threat.by_hand && persona.is_none() {
        told.filled("threats.threat_persona", "no attacker is stated; written as the assumed one", &threat.id);
    }
    if threat.vector.is_none() {
        told.filled("threats.event", "nobody states it; written as the title", &threat.id);
    }
    let standing = format!("Severity before countermeasures: {}. State: {}.", threat.severity, threat.state.word());
    let said = [threat.description.as_str(), &standing];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    json!({
        "symbolic_name": symbol,
        "title": threat.title,
        "description": said.join("\n\n"),
        "components_affected": affected,
        "threat_persona": persona.unwrap_or(&personas.assumed),
        "event": threat.vector.as_deref().unwrap_or(&threat.title),
        "sources": if threat.by_hand && persona.is_none() { vec![] } else { vec!["adversary"] },
        "attack_mechanisms": threat.capec.iter().map(|id| json!({ "capec_id": id })).collect::<Vec<_>>(),
        "weaknesses": threat.cwe.iter().map(|id| json!({ "cwe_id": id })).collect::<Vec<_>>(),
    })
}

/// One control per mechanism.
pub(crate) fn controls(
    design: &Design<'_>,
    names: &Names,
    answered: &BTreeMap<AnyId, Vec<String>>,
    told: &mut Told,
) -> Vec<Value> {
    let ends: BTreeMap<AnyId, (usize, usize)> =
        design.boundaries.iter().map(|(id, from, to)| (*id, (*from, *to))).collect();
    let boundary_of = |id: AnyId| {
        let (from, to) = ends.get(&id)?;
        Some(json!({ "trust_zone_a": names.zones.get(*from)?, "trust_zone_b": names.zones.get(*to)? }))
    };
    let mut list = Vec::new();
    for (mechanism, symbol) in design.mechanisms.iter().zip(&names.mechanisms) {
        let name = mechanism.record.head.name();
        told.filled("controls.priority", "nobody states it; written as `none`", &name);
        let status = match mechanism.status {
            MechanismStatus::Proposed => "suggested",
            MechanismStatus::Designed => "approved",
            MechanismStatus::Implemented => "active",
        };
        let mut value = named(symbol, &mechanism.record.head, &[]);
        value.insert("threats".into(), json!(answered.get(&mechanism.id).cloned().unwrap_or_default()));
        let mut protected = mechanism.record.protects.iter().filter_map(Ref::to);
        let boundary = protected.find(|id| id.kind == Kind::Boundary).and_then(boundary_of);
        if !mechanism.record.protects.is_empty() {
            told.lost("mechanism.protects", "only the threats it answers, and one boundary", &name);
        }
        if let Some(boundary) = boundary {
            value.insert("trust_boundary".into(), boundary);
        }
        value.insert("status".into(), json!(status));
        value.insert("priority".into(), json!("none"));
        list.push(Value::Object(value));
    }
    list
}
