//! OWASP TM-BOM 1.0, and its draft carrier in CycloneDX.

use std::collections::HashMap;

use super::tm_bom_threats::read_threats;
use super::{cdx, finish, json_tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Asset, Assumption, Attacker, Boundary, Class, Head, Link, Node, Ref, Role, Sketch, Zone};
use crate::source::{At, Known};
use crate::words;
use crate::{Imported, Source};

const ABOUT: &str = "about the document, not about the product";
const SENSITIVE: &str = "says that data is sensitive; state which assets the flow carries";

const KNOWN: &[Known] = &[
    ("/$schema", ABOUT),
    ("/version", ABOUT),
    ("/frozen", ABOUT),
    ("/reviewed_at", ABOUT),
    ("/released_at", ABOUT),
    ("/release_docs_link", ABOUT),
    ("/repo_link", ABOUT),
    ("/diagrams/**", words::LAYOUT),
    ("/data_flows/*/encrypted", words::SAY_ENCRYPTION),
    ("/data_sets/*/placements/*/encrypted", words::SAY_ENCRYPTION),
    ("/data_flows/*/has_sensitive_data", SENSITIVE),
    ("/trust_boundaries/*/access_control_methods/**", words::SAY_AUTHORIZATION),
    ("/data_sets/*/access_control_methods/**", words::SAY_AUTHORIZATION),
    ("/trust_boundaries/*/authentication_methods/**", words::SAY_AUTHENTICATION),
    ("/threats/*/attack_mechanisms/*/capec_title", "the title of a CAPEC entry"),
    ("/threats/*/weaknesses/*/cwe_title", "the title of a CWE entry"),
];

/// Reads TM-BOM JSON, or the CycloneDX file that carries one.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = json_tree("tm-bom", source)?;
    let top = tree.top("");
    let mut lost = Losses::default();
    let mut sketch = Sketch::default();
    if top.get("bomFormat").says_something() {
        cdx::read(&top, &mut sketch, &mut lost);
        return Ok(finish(&sketch, &tree, cdx::KNOWN, lost));
    }
    let scope = top.get("scope");
    sketch.title = scope.get("title").text();
    sketch.description.extend(top.get("description").text());
    sketch.description.extend(scope.get("description").text());
    for at in top.get("trust_zones").items() {
        sketch.zones.push(Zone { head: head(&at), ..Zone::default() });
    }
    for at in top.get("trust_boundaries").items() {
        sketch.boundaries.push(boundary(&at));
    }
    read_nodes(&top, &mut sketch);
    for at in top.get("data_flows").items() {
        sketch.links.push(flow(&at));
    }
    for at in top.get("data_sets").items() {
        sketch.assets.push(data_set(&at));
    }
    for at in top.get("assumptions").items() {
        sketch.assumptions.push(assumption(&at));
    }
    let mut personas = HashMap::new();
    for at in top.get("threat_personas").items() {
        let attacker = persona(&at, &mut lost);
        personas.insert(attacker.head.key.clone(), attacker.head.title.clone());
        sketch.attackers.push(attacker);
    }
    read_threats(&top, &personas, &mut sketch, &mut lost);
    Ok(finish(&sketch, &tree, KNOWN, lost))
}

pub(super) fn head(at: &At<'_>) -> Head {
    let key = at.get("symbolic_name").text().unwrap_or_default();
    let title = at.get("title").text().unwrap_or_else(|| key.clone());
    let mut head = Head::new(key, title, &at.place);
    head.say(at.get("description").text());
    head
}

fn zone_of(at: &At<'_>, name: &str) -> Option<Ref> {
    let at = at.get(name);
    at.text().map(|key| Ref::new(Class::Zone, key, &at.place))
}

/// A boundary has no name of its own: its two zones are its key.
fn boundary(at: &At<'_>) -> Boundary {
    let end = |name: &str| {
        let end = at.get(name);
        Ref::new(Class::Zone, end.text().unwrap_or_default(), &end.place)
    };
    let (from, to) = (end("trust_zone_a"), end("trust_zone_b"));
    let title = format!("{} and {}", from.key, to.key);
    Boundary { head: Head::new(boundary_key(&from.key, &to.key), title, &at.place), from, to }
}

pub(super) fn boundary_key(one: &str, other: &str) -> String {
    if one <= other { format!("{one}|{other}") } else { format!("{other}|{one}") }
}

fn read_nodes(top: &At<'_>, sketch: &mut Sketch) {
    // Names are unique per list only, so the key says which list.
    let node = |at: &At<'_>, list: &str| {
        let mut head = head(at);
        head.key = format!("{list} {}", head.key);
        Node { head, zones: zone_of(at, "trust_zone").into_iter().collect(), ..Node::default() }
    };
    for at in top.get("actors").items() {
        let mut node = node(&at, "actor");
        node.role = Role::Actor;
        let word = at.get("type").text();
        node.kind = word.as_deref().and_then(|word| match word {
            "system" => Some("system"),
            "user" | "power_user" | "administrator" | "engineer" => Some("person"),
            _ => None,
        });
        node.head.note("Type in the source", word);
        node.head.note("Permissions", at.get("permissions").text());
        sketch.nodes.push(node);
    }
    for at in top.get("components").items() {
        let mut node = node(&at, "component");
        let parent = at.get("parent_component");
        let inside = parent.text().map(|key| format!("component {key}"));
        node.inside = inside.map(|key| Ref::new(Class::Node, key, &parent.place));
        node.head.note("Repository", at.get("repo_link").text());
        sketch.nodes.push(node);
    }
    for at in top.get("data_stores").items() {
        let mut node = node(&at, "data_store");
        node.form = Some("store");
        node.head.note("Type in the source", at.get("type").text());
        let product = [at.get("vendor").text(), at.get("product").text()];
        let product: Vec<String> = product.into_iter().flatten().collect();
        node.head.note("Product", (!product.is_empty()).then(|| product.join(" ")));
        sketch.nodes.push(node);
    }
}

fn flow(at: &At<'_>) -> Link {
    let end = |name: &str| {
        let (kind, object) = (at.get(name).get("type"), at.get(name).get("object"));
        let key = match (kind.text(), object.text()) {
            (Some(kind), Some(object)) => format!("{kind} {object}"),
            _ => String::new(),
        };
        Ref::new(Class::Node, key, &object.place)
    };
    Link {
        head: head(at),
        from: end("source"),
        to: end("destination"),
        protocol: None,
        port: None,
        both_ways: false,
        answer_to: None,
        carries: Vec::new(),
    }
}

fn data_set(at: &At<'_>) -> Asset {
    let mut head = head(at);
    let mut kind = "data";
    let mut classes = Vec::new();
    for (word, _) in at.get("data_sensitivity").texts() {
        if word == "cred" {
            kind = "credential";
        }
        classes.push(word);
    }
    head.note("Sensitivity in the source", (!classes.is_empty()).then(|| classes.join(", ")));
    head.note("Number of records", at.get("record_count").text());
    let placements = at.get("placements").items();
    let held_by = placements.iter().filter_map(|placement| {
        let store = placement.get("data_store");
        Some(Ref::new(Class::Node, format!("data_store {}", store.text()?), &store.place))
    });
    Asset { head, kind: Some(kind), held_by: held_by.collect(), ..Asset::default() }
}

fn assumption(at: &At<'_>) -> Assumption {
    let text = at.get("description").text().unwrap_or_default();
    let mut head = Head::new("", super::first_words(&text), &at.place);
    head.say((head.title != text).then_some(text));
    head.note("Validity in the source", at.get("validity").text());
    let topics: Vec<String> = at.get("topics").texts().into_iter().map(|(topic, _)| topic).collect();
    head.note("Topics", (!topics.is_empty()).then(|| topics.join(", ")));
    Assumption { head, about: Vec::new() }
}

/// Strength in the steps of the security levels: what means and skills an attacker has.
fn persona(at: &At<'_>, lost: &mut Losses) -> Attacker {
    let mut head = head(at);
    let skill = at.get("skill_level");
    let word = skill.text();
    let malicious = at.get("malicious_intent").flag();
    let strength = match word.as_deref() {
        _ if malicious == Some(false) => Some(1),
        Some("script_kid" | "insider" | "engineer") => Some(2),
        Some("expert_engineer" | "oc_sponsored") => Some(3),
        Some("state_sponsored") => Some(4),
        Some(_) => {
            lost.add(&skill.place, "a skill level TM-BOM does not define");
            None
        }
        None => None,
    };
    head.note("Skill in the source", word);
    head.note("Access in the source", at.get("access_level").text());
    head.note("Malicious", malicious.map(|flag| flag.to_string()));
    head.note("Relevance in the source", at.get("applicability_to_org").text());
    Attacker { head, strength }
}
