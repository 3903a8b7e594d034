//! A bill as CycloneDX 1.6.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::cyclonedx_component::{component, organisation, people, properties, references, service};
use super::{Losses, Object, Written};
use crate::model::{Bill, Format, Property};
use crate::words::{Extent, Kind, PartyKind, Relation};

/// Phases that CycloneDX names; others are written by name.
const PHASES: [&str; 7] = ["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"];

/// Writes CycloneDX 1.6.
pub fn cyclonedx(bill: &Bill) -> Written {
    let mut losses = Losses::of(bill);
    let names = names(bill);
    let inside = inside(bill, &mut losses);
    let mut out = Object::default();
    out.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    out.put("bomFormat", "CycloneDX");
    out.put("specVersion", "1.6");
    if is_serial(&bill.id) {
        out.put("serialNumber", bill.id.as_str());
    }
    out.put("version", bill.revision.filter(|revision| *revision > 0).unwrap_or(1));
    let product = match bill.roots.as_slice() {
        [only] if bill.components.get(*only).is_some_and(|part| part.kind != Kind::Service) => Some(*only),
        [] => None,
        _ => {
            losses.note(
                "roots",
                "CycloneDX names one product; the several that the bill describes stand among the components",
            );
            None
        }
    };
    let tree = Tree { bill, names: &names, inside: &inside };
    out.put("metadata", metadata(bill, product.map(|at| tree.write(at, &mut losses)), &mut losses));
    let tops = |services: bool| {
        let all = 0..bill.components.len();
        let top = all.filter(move |at| {
            let kind = bill.components.get(*at).map(|part| part.kind == Kind::Service);
            kind == Some(services) && Some(*at) != product
        });
        top.collect::<Vec<usize>>()
    };
    let holders: Vec<Option<usize>> = holders(bill, &inside);
    let top = |at: &usize| holders.get(*at).copied().flatten().is_none();
    let components: Vec<usize> = tops(false).into_iter().filter(top).collect();
    out.put("components", components.into_iter().map(|at| tree.write(at, &mut losses)).collect::<Vec<Value>>());
    let services: Vec<usize> = tops(true).into_iter().filter(top).collect();
    out.list("services", services.into_iter().map(|at| tree.write(at, &mut losses)).collect());
    out.list("externalReferences", references(&bill.references));
    out.list("dependencies", dependencies(bill, &names, &holders, &mut losses));
    out.list("compositions", compositions(bill, &names));
    vulnerabilities(bill, &mut out, &mut losses);
    Written { document: out.into(), lost: losses.list() }
}

/// Whether an id is the serial number that CycloneDX asks for.
fn is_serial(id: &str) -> bool {
    let Some(uuid) = id.strip_prefix("urn:uuid:") else { return false };
    let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && uuid.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

/// An id for each component: its own where no other has it.
fn names(bill: &Bill) -> Vec<String> {
    let mut taken: HashSet<&str> = HashSet::new();
    let mut own: Vec<Option<String>> = Vec::new();
    for part in &bill.components {
        let free = !part.id.is_empty() && taken.insert(&part.id);
        own.push(free.then(|| part.id.clone()));
    }
    let mut number = 0;
    let named = own.into_iter().map(|name| {
        name.unwrap_or_else(|| {
            loop {
                number += 1;
                let name = format!("component-{number}");
                if !taken.contains(name.as_str()) {
                    break name;
                }
            }
        })
    });
    named.collect()
}

/// Whom each component holds: what stood inside it, and what is contained by it alone and by no product.
fn inside(bill: &Bill, losses: &mut Losses) -> Vec<Vec<usize>> {
    let mut inside = vec![Vec::new(); bill.components.len()];
    let roots: BTreeSet<usize> = bill.roots.iter().copied().collect();
    let mut held_by: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for edge in bill.edges.iter().filter(|edge| edge.relation == Relation::Contains) {
        held_by.entry(edge.to).or_default().insert(edge.from);
    }
    for (at, part) in bill.components.iter().enumerate() {
        let only = held_by.get(&at).filter(|holders| holders.len() == 1).and_then(|holders| holders.first().copied());
        let holder = part.parent.or(only.filter(|holder| !roots.contains(holder) && !roots.contains(&at)));
        // A service holds services, a component holds components; a circle holds nothing.
        let same = |holder: &usize| {
            let kind = bill.components.get(*holder).map(|holder| holder.kind == Kind::Service);
            kind == Some(part.kind == Kind::Service)
        };
        if let Some(holder) = holder.filter(same) {
            if part.parent.is_none() && above(bill, &held_by, holder, at) {
                losses.note("relationships/contains", "components that contain each other cannot be nested");
            } else if let Some(list) = inside.get_mut(holder) {
                list.push(at);
            }
        }
    }
    inside
}

/// Whether `at` stands above `from`, or too far up to tell.
fn above(bill: &Bill, held_by: &BTreeMap<usize, BTreeSet<usize>>, from: usize, at: usize) -> bool {
    let mut here = from;
    for _ in 0..64 {
        if here == at {
            return true;
        }
        let only = held_by.get(&here).filter(|holders| holders.len() == 1).and_then(|holders| holders.first().copied());
        let next = bill.components.get(here).and_then(|part| part.parent).or(only);
        match next {
            Some(next) => here = next,
            None => return false,
        }
    }
    true
}

fn holders(bill: &Bill, inside: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut holders = vec![None; bill.components.len()];
    for (holder, list) in inside.iter().enumerate() {
        for at in list {
            if let Some(slot) = holders.get_mut(*at) {
                *slot = Some(holder);
            }
        }
    }
    holders
}

struct Tree<'b> {
    bill: &'b Bill,
    names: &'b [String],
    inside: &'b [Vec<usize>],
}

impl Tree<'_> {
    /// A component with what it holds. Its depth is bounded by the reader and by [`above`].
    fn write(&self, at: usize, losses: &mut Losses) -> Value {
        let Some(part) = self.bill.components.get(at) else { return Value::Null };
        let name = self.names.get(at).map_or("", String::as_str);
        let inner: Vec<Value> =
            self.inside.get(at).into_iter().flatten().map(|inner| self.write(*inner, losses)).collect();
        match part.kind {
            Kind::Service => service(part, name, inner, losses),
            _ => component(part, name, inner, losses),
        }
    }
}

fn metadata(bill: &Bill, product: Option<Value>, losses: &mut Losses) -> Value {
    let mut out = Object::default();
    match crate::profile::has_zone(&bill.created) {
        true => out.put("timestamp", bill.created.as_str()),
        false if bill.created.is_empty() => {}
        false => losses.note("created", "it is no point in time with a zone"),
    }
    let phase = |word: &String| match PHASES.contains(&word.as_str()) {
        true => serde_json::json!({ "phase": word }),
        false => serde_json::json!({ "name": word }),
    };
    out.list("lifecycles", bill.lifecycles.iter().map(phase).collect());
    let tools = bill.tools.iter().map(|tool| {
        let mut out = Object::default();
        out.put("type", "application");
        if !tool.vendor.is_empty() {
            out.put("manufacturer", serde_json::json!({ "name": tool.vendor }));
        }
        out.put("name", tool.name.as_str());
        out.text("version", &tool.version);
        Value::from(out)
    });
    let tools: Vec<Value> = tools.collect();
    if !tools.is_empty() {
        out.put("tools", serde_json::json!({ "components": tools }));
    }
    // Since 1.6 an organisation that made the bill is its manufacturer; people are its authors.
    let mut manufacturer = bill.manufacturer.clone();
    let mut authors = Vec::new();
    for party in &bill.authors {
        match party.kind == PartyKind::Organisation && manufacturer.is_none() {
            true => manufacturer = Some(party.clone()),
            false => authors.push(party.clone()),
        }
    }
    out.list("authors", people(&authors, "authors", losses));
    out.some("component", product);
    out.some("manufacturer", manufacturer.as_ref().map(organisation));
    out.some("supplier", bill.supplier.as_ref().map(organisation));
    if !bill.data_licence.is_empty() {
        out.put("licenses", serde_json::json!([{ "expression": bill.data_licence }]));
    }
    let mut extra = bill.properties.clone();
    let own = |name: &str, value: &str| Property { name: name.to_owned(), value: value.to_owned() };
    if !bill.id.is_empty() && !is_serial(&bill.id) {
        extra.push(own("vauban:source:id", &bill.id));
    }
    if !bill.name.is_empty() {
        extra.push(own("vauban:source:name", &bill.name));
    }
    out.list("properties", properties(&extra));
    out.into()
}

fn dependencies(bill: &Bill, names: &[String], holders: &[Option<usize>], losses: &mut Losses) -> Vec<Value> {
    let mut on: Vec<[BTreeSet<usize>; 2]> = vec![Default::default(); bill.components.len()];
    for edge in &bill.edges {
        let list = match edge.relation {
            Relation::DependsOn => 0,
            Relation::Provides => 1,
            Relation::Contains if holders.get(edge.to) == Some(&Some(edge.from)) => continue,
            Relation::StaticLink
            | Relation::DynamicLink
            | Relation::RuntimeDependency
            | Relation::OptionalDependency
            | Relation::ProvidedDependency
            | Relation::Prerequisite
            | Relation::OptionalComponent
            | Relation::Contains => {
                let path = format!("relationships/{}", edge.relation.name());
                losses.note(&path, "CycloneDX knows dependencies of one kind; it is written as one of them");
                0
            }
            Relation::BuildDependency
            | Relation::DevDependency
            | Relation::TestDependency
            | Relation::BuildTool
            | Relation::GeneratedFrom
            | Relation::DistributionArtifact => {
                let path = format!("relationships/{}", edge.relation.name());
                losses.note(&path, "CycloneDX has no relation of this kind between components of the product");
                continue;
            }
        };
        if let Some(set) = on.get_mut(edge.from).and_then(|lists| lists.get_mut(list)) {
            set.insert(edge.to);
        }
    }
    // By name, so that the order in which components were listed does not show.
    let sorted = |set: &BTreeSet<usize>| -> Vec<Value> {
        let set: BTreeSet<&String> = set.iter().filter_map(|at| names.get(*at)).collect();
        set.into_iter().map(|name| Value::from(name.as_str())).collect()
    };
    let mut out: BTreeMap<&str, Value> = BTreeMap::new();
    for (at, part) in bill.components.iter().enumerate() {
        let Some([depends, provides]) = on.get(at) else { continue };
        if !part.dependencies_stated && depends.is_empty() && provides.is_empty() {
            continue;
        }
        let mut entry = Object::default();
        let name = names.get(at).map_or("", String::as_str);
        entry.put("ref", name);
        entry.list("dependsOn", sorted(depends));
        entry.list("provides", sorted(provides));
        out.insert(name, entry.into());
    }
    out.into_values().collect()
}

/// One composition for each word.
fn compositions(bill: &Bill, names: &[String]) -> Vec<Value> {
    let mut by_word: BTreeMap<&str, [BTreeSet<usize>; 2]> = BTreeMap::new();
    for statement in &bill.statements {
        let word = match statement.extent.cyclonedx() {
            "" => Extent::NotSpecified.cyclonedx(),
            word => word,
        };
        let [assemblies, dependencies] = by_word.entry(word).or_default();
        assemblies.extend(&statement.assemblies);
        dependencies.extend(&statement.dependencies);
    }
    let named = |set: &BTreeSet<usize>| -> Vec<Value> {
        let set: BTreeSet<&String> = set.iter().filter_map(|at| names.get(*at)).collect();
        set.into_iter().map(|name| Value::from(name.as_str())).collect()
    };
    let written = by_word.iter().map(|(word, [assemblies, dependencies])| {
        let mut out = Object::default();
        out.put("aggregate", *word);
        out.list("assemblies", named(assemblies));
        out.list("dependencies", named(dependencies));
        out.into()
    });
    written.collect()
}

fn vulnerabilities(bill: &Bill, out: &mut Object, losses: &mut Losses) {
    match bill.format {
        Format::CycloneDxJson | Format::CycloneDxXml => {
            let read = bill.vulnerabilities.iter().filter_map(|raw| serde_json::from_str(&raw.json).ok());
            out.list("vulnerabilities", read.collect());
        }
        Format::Spdx2 | Format::Spdx3 | Format::CargoLock | Format::NpmLock => {
            for _ in &bill.vulnerabilities {
                losses.note(
                    "vulnerabilities",
                    "what SPDX says about vulnerabilities goes into VEX documents: `vauban vex`",
                );
            }
        }
    }
}
