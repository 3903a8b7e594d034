//! A sketch into drafts.

use std::collections::{HashMap, HashSet};

use super::flows::Wiring;
use super::records::Record;
use super::resolve::{Names, Target};
use super::{Class, Head, Node, Ref, Role, Sketch, Threat, Zone};
use crate::lost::Losses;
use crate::{Draft, Field, words};

/// The drafts of a sketch. Ids are given first, kind by kind in the order of the source, so
/// that every reference can be resolved whatever the order.
pub(crate) fn build(sketch: &Sketch, lost: &mut Losses) -> Vec<Draft> {
    let mut names = Names::default();
    let mut drafts = vec![context(sketch)];
    let zones = zone_ids(sketch, &mut names, lost);
    let nodes = node_ids(sketch, &mut names, lost);
    let assets = give(sketch.assets.iter().map(|asset| &asset.head), Class::Asset, "asset", &mut names, lost);
    let wiring = Wiring::new(sketch, &mut names, lost);
    let boundaries = give(sketch.boundaries.iter().map(|at| &at.head), Class::Boundary, "boundary", &mut names, lost);
    let mechanisms = give(sketch.mechanisms.iter().map(|at| &at.head), Class::Mechanism, "mechanism", &mut names, lost);
    let threats = give(sketch.threats.iter().map(|at| &at.head), Class::Threat, "threat", &mut names, lost);

    drafts.extend(zone_drafts(&sketch.zones, &zones, &names, lost));
    let placed: Vec<Vec<String>> = place_nodes(&sketch.nodes, &names, lost);
    let unassigned = placed.iter().any(Vec::is_empty).then(|| {
        let id = names.make("zone", "unassigned");
        let head = Head { title: "not placed in the imported model".to_owned(), ..Head::default() };
        drafts.push(Record::new("zone", id.clone(), &head).done());
        id
    });
    for (boundary, id) in sketch.boundaries.iter().zip(boundaries) {
        let from = names.find(&boundary.from, lost);
        let to = names.find(&boundary.to, lost);
        let draft = Record::new("boundary", id, &boundary.head)
            .text("from", from.map(|zone| zone.id))
            .text("to", to.map(|zone| zone.id))
            .flag("both-ways", true)
            .done();
        drafts.push(draft);
    }
    for attacker in &sketch.attackers {
        let id = names.make("attacker", &attacker.head.title);
        let record = Record::new("attacker", id, &attacker.head);
        drafts.push(record.number("strength", attacker.strength).done());
    }
    for assumption in &sketch.assumptions {
        let id = names.make("assumption", &assumption.head.title);
        let about = names.find_all(&assumption.about, lost);
        let record = Record::new("assumption", id, &assumption.head);
        drafts.push(record.references("about", &about).done());
    }
    let parents = part_of(&sketch.nodes, &nodes, &names, lost);
    for ((node, id), mut zones) in sketch.nodes.iter().zip(nodes).zip(placed) {
        if zones.is_empty() {
            zones.extend(unassigned.clone());
        }
        let parent = parents.get(&id).cloned();
        drafts.push(node_draft(node, id, parent, zones, &names, lost));
    }
    drafts.extend(wiring.drafts(sketch, &names, lost));
    for (asset, id) in sketch.assets.iter().zip(assets) {
        let held_by = names.components(&asset.held_by, "held by an actor; only components hold assets", lost);
        let impact = ["confidentiality", "integrity", "availability"]
            .iter()
            .zip(asset.impact)
            .filter_map(|(name, impact)| Some(((*name).to_owned(), Field::Text(impact?.to_owned()))));
        let draft = Record::new("asset", id, &asset.head)
            .text("kind", asset.kind)
            .words("held-by", held_by)
            .table("impact", impact.collect())
            .words("tags", asset.head.tags.clone())
            .done();
        drafts.push(draft);
    }
    for (mechanism, id) in sketch.mechanisms.iter().zip(mechanisms) {
        let protects = names.find_all(&mechanism.protects, lost);
        let draft = Record::new("mechanism", id, &mechanism.head)
            .text("kind", words::mechanism(&mechanism.head.title))
            .references("protects", &protectable(&protects, &mechanism.protects, lost))
            .text("status", mechanism.status)
            .words("tags", mechanism.head.tags.clone())
            .done();
        drafts.push(draft);
    }
    for requirement in &sketch.requirements {
        let id = names.make("requirement", &requirement.head.title);
        let record = Record::new("requirement", id, &requirement.head);
        drafts.push(record.text("text", Some(requirement.text.clone())).done());
    }
    let mut decided = Vec::new();
    for (threat, id) in sketch.threats.iter().zip(threats) {
        let (draft, decision) = threat_drafts(threat, id, &names, lost);
        drafts.push(draft);
        decided.extend(decision);
    }
    drafts.extend(decided);
    drafts
}

fn context(sketch: &Sketch) -> Draft {
    let mut description = sketch.description.clone();
    description.dedup();
    let head = Head { title: sketch.title.clone().unwrap_or_default(), description, ..Head::default() };
    Record::new("context", "imported".to_owned(), &head).done()
}

fn give<'h>(
    heads: impl Iterator<Item = &'h Head>,
    class: Class,
    kind: &'static str,
    names: &mut Names,
    lost: &mut Losses,
) -> Vec<String> {
    heads.map(|head| names.give(Some(class), kind, head, lost)).collect()
}

fn zone_ids(sketch: &Sketch, names: &mut Names, lost: &mut Losses) -> Vec<String> {
    give(sketch.zones.iter().map(|zone| &zone.head), Class::Zone, "zone", names, lost)
}

fn node_ids(sketch: &Sketch, names: &mut Names, lost: &mut Losses) -> Vec<String> {
    let nodes = sketch.nodes.iter();
    nodes.map(|node| names.give(Some(Class::Node), kind_of(node), &node.head, lost)).collect()
}

fn kind_of(node: &Node) -> &'static str {
    match node.role {
        Role::Component => "component",
        Role::Actor => "actor",
    }
}

fn zone_drafts(zones: &[Zone], ids: &[String], names: &Names, lost: &mut Losses) -> Vec<Draft> {
    let mut parents: HashMap<&str, String> = HashMap::new();
    for (zone, id) in zones.iter().zip(ids) {
        let parent = zone.parent.as_ref();
        if let Some(parent) = parent.and_then(|wanted| names.find(wanted, lost)) {
            parents.insert(id, parent.id);
        }
    }
    let in_circle = circles(ids, &parents);
    let mut drafts = Vec::new();
    for (zone, id) in zones.iter().zip(ids) {
        let parent = parents.get(id.as_str());
        if parent.is_some() && in_circle.contains(id.as_str()) {
            lost.add(&zone.head.place, "zones nested in a circle: the parent is left out");
        }
        let draft = Record::new("zone", id.clone(), &zone.head)
            .text("kind", zone.kind)
            .text("parent", parent.filter(|_| !in_circle.contains(id.as_str())).cloned())
            .words("tags", zone.head.tags.clone())
            .done();
        drafts.push(draft);
    }
    drafts
}

/// Those whose parents lead back to themselves. Each is looked at once: a walk stops where an
/// earlier one has been.
fn circles<'i>(ids: &'i [String], parents: &'i HashMap<&str, String>) -> HashSet<&'i str> {
    let mut done: HashSet<&str> = HashSet::new();
    let mut found = HashSet::new();
    for start in ids {
        let mut walk: Vec<&str> = Vec::new();
        let mut here: HashSet<&str> = HashSet::new();
        let mut at = Some(start.as_str());
        while let Some(id) = at {
            if done.contains(id) {
                break;
            }
            if !here.insert(id) {
                let back = walk.iter().position(|seen| *seen == id).unwrap_or(0);
                found.extend(walk.iter().skip(back).copied());
                break;
            }
            walk.push(id);
            at = parents.get(id).map(String::as_str);
        }
        done.extend(walk);
    }
    found
}

/// How many components may be parts of each other before the innermost one has no zone.
const MAX_PARTS: usize = 128;

/// The zones of each node: its own, or those of the component it is a part of.
fn place_nodes(nodes: &[Node], names: &Names, lost: &mut Losses) -> Vec<Vec<String>> {
    let by_key: HashMap<&str, &Node> = nodes.iter().rev().map(|node| (node.head.key.as_str(), node)).collect();
    let own: HashMap<&str, Vec<String>> = nodes
        .iter()
        .rev()
        .map(|node| {
            let zones = names.find_all(&node.zones, lost);
            (node.head.place.path.as_str(), zones.into_iter().map(|zone| zone.id).collect())
        })
        .collect();
    nodes
        .iter()
        .map(|node| {
            let mut at = Some(node);
            for _ in 0..MAX_PARTS {
                let Some(node) = at else { break };
                match own.get(node.head.place.path.as_str()) {
                    Some(zones) if !zones.is_empty() => return zones.clone(),
                    _ => {}
                }
                let parent = node.inside.as_ref().map(|parent| parent.key.as_str());
                at = parent.and_then(|key| by_key.get(key).copied());
            }
            Vec::new()
        })
        .collect()
}

/// Which component each component is a part of, by id.
fn part_of(nodes: &[Node], ids: &[String], names: &Names, lost: &mut Losses) -> HashMap<String, String> {
    let mut parents: HashMap<&str, String> = HashMap::new();
    for (node, id) in nodes.iter().zip(ids).filter(|(node, _)| node.role == Role::Component) {
        let wanted: Vec<Ref> = node.inside.iter().cloned().collect();
        let found = names.components(&wanted, "part of an actor; an actor has no parts", lost);
        if let Some(parent) = found.into_iter().next() {
            parents.insert(id, parent);
        }
    }
    let in_circle: HashSet<String> = circles(ids, &parents).into_iter().map(str::to_owned).collect();
    let mut kept = HashMap::new();
    for (node, id) in nodes.iter().zip(ids).filter(|(node, _)| node.role == Role::Component) {
        match parents.get(id.as_str()) {
            Some(_) if in_circle.contains(id) => {
                lost.add(&node.head.place, "components that are parts of each other in a circle");
            }
            Some(parent) => {
                kept.insert(id.clone(), parent.clone());
            }
            None => {}
        }
    }
    kept
}

fn node_draft(
    node: &Node,
    id: String,
    parent: Option<String>,
    zones: Vec<String>,
    names: &Names,
    lost: &mut Losses,
) -> Draft {
    let record = Record::new(kind_of(node), id, &node.head).text("kind", node.kind);
    if node.role == Role::Actor {
        return record.one_or_more("zone", zones).words("tags", node.head.tags.clone()).done();
    }
    let part_of = parent.unwrap_or_else(|| if node.outside { "environment" } else { "product" }.to_owned());
    let runs_on = names.components(&node.runs_on, "runs on an actor; only components carry others", lost);
    record
        .text("form", node.form)
        .one_or_more("zone", zones)
        .text("part-of", Some(part_of))
        .one_or_more("runs-on", runs_on)
        .words("tags", node.head.tags.clone())
        .done()
}

/// What a mechanism can protect; the rest is told.
fn protectable(targets: &[Target], wanted: &[Ref], lost: &mut Losses) -> Vec<Target> {
    let fits = |target: &&Target| matches!(target.kind, "interface" | "flow" | "boundary" | "asset" | "component");
    if let Some(first) = wanted.first().filter(|_| targets.iter().any(|target| !fits(&target))) {
        lost.add(&first.place, "protects an actor, zone or threat; mechanisms protect parts of the design");
    }
    targets.iter().filter(fits).cloned().collect()
}

/// A threat, and what was decided about it.
fn threat_drafts(threat: &Threat, id: String, names: &Names, lost: &mut Losses) -> (Draft, Option<Draft>) {
    let on = names.find_all(&threat.on, lost);
    let by = names.find_all(&threat.by, lost);
    let draft = Record::new("threat", id.clone(), &threat.head)
        .words("stride", threat.stride.iter().map(|word| (*word).to_owned()).collect())
        .references("on", &on)
        .text("severity", threat.severity)
        .text("cvss", threat.cvss.clone())
        .words("cwe", threat.cwe.clone())
        .words("capec", threat.capec.clone())
        .words("tags", threat.head.tags.clone())
        .done();
    let response = threat.response.or((!by.is_empty()).then_some("mitigate"));
    let decision = response.map(|response| {
        let head = Head { place: threat.head.place.clone(), ..Head::default() };
        Record::new("disposition", id, &head)
            .text("response", Some(response))
            .words("by", by.into_iter().map(|mechanism| mechanism.id).collect())
            .text("rationale", Some(threat.rationale.join("\n\n")))
            .done()
    });
    (draft, decision)
}
