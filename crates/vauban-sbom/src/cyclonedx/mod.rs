//! CycloneDX 1.4 to 1.7: JSON, and XML once it was brought into the same shape by [`crate::xml`].
//!
//! One pass over the members of each object; what the model has no room for is counted. Sources: the official JSON
//! schemas in `schemas/`.

mod component;
mod document;
mod licence;
mod party;

use crate::error::Error;
use crate::model::{Bill, Edge, Raw, Statement};
use crate::node::{Node, members};
use crate::reading::Reading;
use crate::words::{Extent, Relation};

/// Versions that are read.
pub(crate) const VERSIONS: [&str; 4] = ["1.4", "1.5", "1.6", "1.7"];

/// Reads a document whose version is known.
pub(crate) fn read<'d>(root: Node<'d>, mut reading: Reading<'d>) -> Result<Bill, Error> {
    let mut later = Later::default();
    for (key, value) in members(root) {
        match key {
            "$schema" | "bomFormat" | "specVersion" => {}
            "serialNumber" => reading.bill.id = reading.text(value, "serialNumber"),
            "version" => reading.bill.revision = value.as_u64(),
            "metadata" => document::metadata(value, &mut reading)?,
            "components" => component::list(value, None, &mut reading)?,
            "services" => component::services(value, None, &mut reading)?,
            "externalReferences" => {
                reading.bill.references = component::references(value, "externalReferences", &mut reading);
            }
            "properties" => reading.bill.properties = component::properties(value, "properties", &mut reading),
            "vulnerabilities" => vulnerabilities(value, &mut reading),
            // They name components, so they wait until all are known.
            "dependencies" => later.dependencies = Some(value),
            "compositions" => later.compositions = Some(value),
            other => reading.unread("", other, value),
        }
    }
    if let Some(value) = later.dependencies {
        dependencies(value, &mut reading)?;
    }
    if let Some(value) = later.compositions {
        compositions(value, &mut reading);
    }
    nested(&mut reading.bill);
    Ok(reading.finish())
}

#[derive(Default)]
struct Later<'d> {
    dependencies: Option<Node<'d>>,
    compositions: Option<Node<'d>>,
}

fn dependencies<'d>(value: Node<'d>, reading: &mut Reading<'d>) -> Result<(), Error> {
    for entry in reading.items(value, "dependencies") {
        let mut of = None;
        let mut lists: [(Option<Node<'d>>, Relation); 2] = [(None, Relation::DependsOn), (None, Relation::Provides)];
        for (key, value) in reading.members(entry, "dependencies/*") {
            match key {
                "ref" => of = value.text(),
                "dependsOn" => lists[0].0 = Some(value),
                "provides" => lists[1].0 = Some(value),
                other => reading.unread("dependencies/*", other, value),
            }
        }
        let Some(of) = of else { continue };
        let Some(from) = reading.lead(of, entry.offset(), "an entry of `dependencies`") else { continue };
        // An entry without a list says that there are none.
        if let Some(component) = reading.bill.components.get_mut(from) {
            component.dependencies_stated = true;
        }
        for (list, relation) in lists {
            let Some(list) = list else { continue };
            for on in reading.items(list, "dependencies/*/dependsOn") {
                let Some(id) = on.text() else {
                    reading.wrong(on, "dependencies/*/dependsOn/*", "the id of a component");
                    continue;
                };
                if let Some(to) = reading.lead(id, on.offset(), "an entry of `dependsOn`") {
                    reading.bill.edges.push(Edge { from, to, relation });
                }
            }
            reading.bound_edges(entry.offset())?;
        }
    }
    Ok(())
}

fn compositions<'d>(value: Node<'d>, reading: &mut Reading<'d>) {
    for entry in reading.items(value, "compositions") {
        let mut statement = Statement {
            extent: Extent::NotSpecified,
            assemblies: Vec::new(),
            dependencies: Vec::new(),
            offset: entry.offset(),
        };
        for (key, value) in reading.members(entry, "compositions/*") {
            match key {
                "bom-ref" => {}
                "aggregate" => {
                    let word = value.text();
                    match word.and_then(Extent::of_cyclonedx) {
                        Some(extent) => statement.extent = extent,
                        None => reading.wrong(value, "compositions/*/aggregate", "one of its words"),
                    }
                }
                "assemblies" => statement.assemblies = led(value, reading),
                "dependencies" => statement.dependencies = led(value, reading),
                other => reading.unread("compositions/*", other, value),
            }
        }
        reading.bill.statements.push(statement);
    }
}

fn led<'d>(value: Node<'d>, reading: &mut Reading<'d>) -> Vec<usize> {
    let mut places = Vec::new();
    for item in reading.items(value, "compositions/*/assemblies") {
        match item.text() {
            Some(id) => places.extend(reading.lead(id, item.offset(), "an entry of `compositions`")),
            None => reading.wrong(item, "compositions/*/assemblies/*", "the id of a component"),
        }
    }
    places
}

fn vulnerabilities<'d>(value: Node<'d>, reading: &mut Reading<'d>) {
    for item in reading.items(value, "vulnerabilities") {
        reading.bill.vulnerabilities.push(Raw { json: item.raw().to_owned(), offset: item.offset() });
    }
}

/// What stands inside a component is held by it.
fn nested(bill: &mut Bill) {
    for (at, component) in bill.components.iter().enumerate() {
        if let Some(parent) = component.parent {
            bill.edges.push(Edge { from: parent, to: at, relation: Relation::Contains });
        }
    }
}
