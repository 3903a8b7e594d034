//! OWASP TM-BOM 1.0.2: zones and the boundaries between them, actors, components, stores, flows, data sets.
//!
//! Names are symbols, once per list. The schema is young and asks for much that a design does not state (how critical
//! the business is, which sort of database a store is): what is mandatory and unknown is written as the worst, never
//! as harmless, and told. Threats, controls and personas are in `tm_bom_threats`.

use serde_json::{Map, Value, json};
use vauban_analysis::reach;
use vauban_model::{Head, Kind, Ref};

use crate::design::{Asset, Design, Flow, prose, word};
use crate::ids::Symbols;
use crate::parties::{Party, Role};
use crate::tm_bom_threats::{controls, personas, threats};
use crate::told::{Holds, Told};

pub(crate) const VERSION: &str = "1.0.2";

const SCHEMA: &str = "https://github.com/OWASP/www-project-threat-model-library/blob/v1.0.2/threat-model.schema.json";

pub(crate) const HOLDS: Holds = Holds {
    keys: &[
        (Kind::Product, &["title", "name", "description", "version"]),
        (Kind::Context, &["description", "intended-use"]),
        (Kind::Zone, &["title", "description"]),
        (Kind::Boundary, &["from", "to"]),
        (Kind::Attacker, &["title", "description", "strength", "acts-as", "motivation"]),
        (Kind::Actor, &["title", "description", "kind", "zone", "role", "privileged"]),
        (Kind::Component, &["title", "description", "form", "zone", "part-of"]),
        (Kind::Interface, &["on"]),
        (Kind::Flow, &["title", "description", "from", "to"]),
        (Kind::Asset, &["title", "description", "kind", "content", "held-by"]),
        (Kind::Mechanism, &["title", "description", "status", "protects"]),
        (Kind::Assumption, &["title", "description", "about", "if-broken"]),
        (Kind::Threat, &["title", "description", "on", "vector", "preconditions", "attacker", "cwe", "capec"]),
        (Kind::Disposition, &["response", "by", "rationale"]),
    ],
    reasons: &[
        (Kind::Zone, "parent", "its zones do not lie in one another"),
        (Kind::Threat, "severity", "in the description only: a risk asks for a likelihood, which nobody states"),
        (Kind::Flow, "carries", "only whether it is sensitive"),
        (Kind::Asset, "impact", "only whether it is sensitive"),
    ],
};

/// The symbols of one document, list by list.
pub(crate) struct Names {
    pub(crate) zones: Vec<String>,
    /// With the list each is in.
    pub(crate) parties: Vec<(&'static str, String)>,
    pub(crate) flows: Vec<String>,
    pub(crate) assets: Vec<String>,
    pub(crate) mechanisms: Vec<String>,
    /// The zone of what lies in none.
    nowhere: String,
}

impl Names {
    fn new(design: &Design<'_>) -> Names {
        let (mut zones, mut actors, mut parts) = (Symbols::default(), Symbols::default(), Symbols::default());
        let party = |party: &Party<'_>| match party.role {
            Role::Actor(_) => ("actor", actors.give(&party.head.id)),
            // Components and stores are told apart by threats through their names alone.
            Role::Component(_) if party.store() => ("data_store", parts.give(&party.head.id)),
            Role::Component(_) => ("component", parts.give(&party.head.id)),
        };
        let list = |heads: &mut dyn Iterator<Item = &Head>| -> Vec<String> {
            let mut symbols = Symbols::default();
            heads.map(|head| symbols.give(&head.id)).collect()
        };
        Names {
            zones: design.zones.iter().map(|zone| zones.give(&zone.record.head.id)).collect(),
            nowhere: zones.give("not-placed"),
            parties: design.parties.iter().map(party).collect(),
            flows: list(&mut design.flows.iter().map(|flow| &flow.record.head)),
            assets: list(&mut design.assets.iter().map(|asset| &asset.record.head)),
            mechanisms: list(&mut design.mechanisms.iter().map(|mechanism| &mechanism.record.head)),
        }
    }

    fn zone(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.zones.get(at)).unwrap_or(&self.nowhere)
    }
}

/// Symbolic name, title and description, which everything here has.
pub(crate) fn named(symbol: &str, head: &Head, more: &[Option<String>]) -> Map<String, Value> {
    let mut value = Map::new();
    value.insert("symbolic_name".into(), json!(symbol));
    value.insert("title".into(), json!(head.title()));
    value.insert("description".into(), json!(prose(head, more)));
    value
}

/// Writes the design.
pub(crate) fn write(design: &Design<'_>, told: &mut Told) -> Value {
    let names = Names::new(design);
    let mut zones: Vec<Value> = design
        .zones
        .iter()
        .zip(&names.zones)
        .map(|(zone, symbol)| Value::Object(named(symbol, &zone.record.head, &[])))
        .collect();
    if design.parties.iter().any(|party| party.zone.is_none()) {
        zones.push(json!({ "symbolic_name": names.nowhere, "title": "No zone is stated", "description": "" }));
    }
    let boundary = |(_, from, to): &(_, usize, usize)| json!({ "trust_zone_a": names.zone(Some(*from)), "trust_zone_b": names.zone(Some(*to)) });
    let boundaries: Vec<Value> = design.boundaries.iter().map(boundary).collect();
    let (mut actors, mut components, mut stores) = (Vec::new(), Vec::new(), Vec::new());
    for (at, party) in design.parties.iter().enumerate() {
        match party.role {
            Role::Actor(_) => actors.push(actor(&names, at, party, told)),
            Role::Component(_) if party.store() => stores.push(store(&names, at, party, told)),
            Role::Component(_) => components.push(component(&names, at, party, told)),
        }
    }
    let data_sets: Vec<Value> =
        design.assets.iter().zip(&names.assets).map(|(asset, symbol)| data_set(&names, symbol, asset, told)).collect();
    let data_flows: Vec<Value> = design
        .flows
        .iter()
        .zip(&names.flows)
        .map(|(flow, symbol)| data_flow(design, &names, symbol, flow, told))
        .collect();
    let assumptions = design.assumptions.iter().map(|record| {
        let broken = record.if_broken.as_ref().map(|text| format!("If it does not hold: {}", &**text));
        let title = record.head.common.title.as_ref().map(|text| text.to_string());
        let said: Vec<String> = title.into_iter().chain(Some(prose(&record.head, &[broken]))).collect();
        let mut topics = Symbols::default();
        let about = record.about.iter().filter_map(Ref::to).map(|id| topics.give(&design.model.head(id).name()));
        json!({ "description": said.join("\n\n").trim(), "topics": about.collect::<Vec<_>>(), "validity": "unconfirmed" })
    });
    let assumptions: Vec<Value> = assumptions.collect();
    let (personas, persona_of) = personas(design, told);
    let (threats, threat_names) = threats(design, &names, &persona_of, told);
    let controls = controls(design, &names, &threat_names, told);
    for (sort, list) in [
        ("zones", &zones),
        ("boundaries", &boundaries),
        ("actors", &actors),
        ("components", &components),
        ("stores", &stores),
        ("flows", &data_flows),
        ("assets", &data_sets),
        ("assumptions", &assumptions),
        ("attackers", &personas),
        ("threats", &threats),
        ("mechanisms", &controls),
    ] {
        told.wrote(sort, list.len());
    }
    json!({
        "$schema": SCHEMA,
        "version": version(design, told),
        "scope": scope(design, told),
        "trust_zones": zones,
        "trust_boundaries": boundaries,
        "actors": actors,
        "components": components,
        "data_stores": stores,
        "data_sets": data_sets,
        "data_flows": data_flows,
        "assumptions": assumptions,
        "threat_personas": personas,
        "threats": threats,
        "controls": controls,
    })
}

/// Numbers and dots at the beginning of the product's version.
fn version(design: &Design<'_>, told: &mut Told) -> String {
    let numbers: Vec<&str> = design
        .version
        .split('.')
        .map_while(|part| {
            Some(part).filter(|part| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()))
        })
        .collect();
    if numbers.join(".") != design.version || numbers.is_empty() {
        let reason = "only numbers with dots between them; written is what begins so, or 0";
        told.lost("product.version", reason, &design.version);
    }
    if numbers.is_empty() { "0".to_owned() } else { numbers.join(".") }
}

fn scope(design: &Design<'_>, told: &mut Told) -> Value {
    let example = if design.id.is_empty() { "design" } else { &design.id };
    told.filled("scope.business_criticality", "nobody states it; written as `maximal`", example);
    told.filled("scope.tier", "nobody states it; written as `mission_critical`", example);
    if !design.exposed {
        told.filled(
            "scope.exposure",
            "no interface is said to be reachable from outside; written as `external`",
            example,
        );
    }
    let mut kinds: Vec<&str> = design.assets.iter().flat_map(sensitivity).collect();
    kinds.sort_unstable();
    kinds.dedup();
    json!({
        "title": design.title,
        "description": design.description,
        "business_criticality": "maximal",
        "data_sensitivity": kinds,
        "exposure": "external",
        "tier": "mission_critical",
    })
}

/// The format's words for what an asset contains.
fn sensitivity(asset: &Asset<'_>) -> Vec<&'static str> {
    let has = |words: &[&str]| asset.record.content.iter().any(|content| words.contains(&content.as_str()));
    let mut kinds = Vec::new();
    if asset.secret() || has(&["credential", "key"]) {
        kinds.push("cred");
    }
    if has(&["personal"]) {
        kinds.push("pii");
    }
    kinds
}

fn actor(names: &Names, at: usize, party: &Party<'_>, told: &mut Told) -> Value {
    let Role::Actor(record) = party.role else { return Value::Null };
    let privileged = record.privileged.as_ref().is_some_and(|flag| flag.value);
    let kind = match word(record.kind.as_ref()) {
        Some("person") if privileged => "administrator",
        Some("person") => "user",
        Some("system" | "engineering-tool" | "cloud-service") => "system",
        Some(_) => "third_party",
        None => {
            told.filled("actors.type", "no kind is stated; written as `third_party`", &party.head.name());
            "third_party"
        }
    };
    let mut value = placed(names, at, party, told);
    value.insert("type".into(), json!(kind));
    if let Some(role) = &record.role {
        value.insert("permissions".into(), json!(&**role));
    }
    Value::Object(value)
}

fn placed(names: &Names, at: usize, party: &Party<'_>, told: &mut Told) -> Map<String, Value> {
    if party.zone.is_none() {
        told.filled("trust_zone", "no zone is stated; written into a zone that says so", &party.head.name());
    }
    if party.component().is_some_and(reach::of_environment) {
        told.lost("component.part-of", "it does not tell the product from its environment", &party.head.name());
    }
    let mut value = named(names.parties.get(at).map_or("", |(_, symbol)| symbol), party.head, &[]);
    value.insert("trust_zone".into(), json!(names.zone(party.zone)));
    value
}

fn component(names: &Names, at: usize, party: &Party<'_>, told: &mut Told) -> Value {
    let mut value = placed(names, at, party, told);
    match party.inside.and_then(|outer| names.parties.get(outer)) {
        Some(("component", symbol)) => {
            value.insert("parent_component".into(), json!(symbol));
        }
        Some(_) => told.lost("component.part-of", "nothing is a part of a store", &party.head.name()),
        None => {}
    }
    if party.component().is_some_and(|record| record.form.is_some()) {
        told.lost("component.form", "only whether it is a store", &party.head.name());
    }
    Value::Object(value)
}

fn store(names: &Names, at: usize, party: &Party<'_>, told: &mut Told) -> Value {
    if party.inside.is_some() {
        told.lost("component.part-of", "a store is no part of a component", &party.head.name());
    }
    told.filled("data_stores.type", "nobody states it; written as `object`", &party.head.name());
    let mut value = placed(names, at, party, told);
    value.insert("type".into(), json!("object"));
    Value::Object(value)
}

fn data_set(names: &Names, symbol: &str, asset: &Asset<'_>, told: &mut Told) -> Value {
    let name = asset.record.head.name();
    let mut placements = Vec::new();
    for holder in &asset.held_by {
        match names.parties.get(*holder) {
            Some(("data_store", store)) => placements.push(json!({ "data_store": store })),
            _ => told.lost("asset.held-by", "data lies in stores only", &name),
        }
    }
    if asset.record.kind.is_some() && !asset.secret() {
        told.lost("asset.kind", "only whether it is a secret", &name);
    }
    let mut value = named(symbol, &asset.record.head, &[]);
    value.insert("placements".into(), json!(placements));
    value.insert("data_sensitivity".into(), json!(sensitivity(asset)));
    Value::Object(value)
}

fn data_flow(design: &Design<'_>, names: &Names, symbol: &str, flow: &Flow<'_>, told: &mut Told) -> Value {
    let name = flow.record.head.name();
    let end = |at: usize| {
        let (list, symbol) = names.parties.get(at).map_or(("", ""), |(list, symbol)| (*list, symbol.as_str()));
        json!({ "type": list, "object": symbol })
    };
    let carried: Vec<Option<bool>> =
        flow.carries.iter().filter_map(|at| design.assets.get(*at)).map(Asset::sensitive).collect();
    let known_harmless = !carried.is_empty() && carried.iter().all(|one| *one == Some(false));
    if !known_harmless && !carried.contains(&Some(true)) {
        told.filled("data_flows.has_sensitive_data", "what it carries is not rated; written as true", &name);
    }
    if flow.encrypted.is_none() {
        told.filled("data_flows.encrypted", "neither protocol nor mechanism tells; written as false", &name);
    }
    let mut value = named(symbol, &flow.record.head, &[]);
    value.insert("source".into(), end(flow.from));
    value.insert("destination".into(), end(flow.to));
    value.insert("has_sensitive_data".into(), json!(!known_harmless));
    value.insert("encrypted".into(), json!(flow.encrypted.unwrap_or(false)));
    Value::Object(value)
}
