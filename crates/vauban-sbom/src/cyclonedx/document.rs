//! What a document says of itself: `metadata`.

use super::{component, licence, party};
use crate::error::Error;
use crate::model::Tool;
use crate::node::Node;
use crate::reading::Reading;

/// Reads `metadata`.
pub(super) fn metadata<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Result<(), Error> {
    const PATH: &str = "metadata";
    let mut manufacture = None;
    for (key, value) in reading.members(node, PATH) {
        match key {
            "timestamp" => reading.bill.created = reading.text(value, "metadata/timestamp"),
            "lifecycles" => lifecycles(value, reading),
            "tools" => tools(value, reading),
            "authors" => {
                let people = party::people(value, "metadata/authors", reading);
                reading.bill.authors.extend(people);
            }
            "component" => {
                let at = component::root(value, reading)?;
                reading.bill.roots.push(at);
            }
            "supplier" => reading.bill.supplier = party::organisation(value, reading),
            "manufacturer" => reading.bill.manufacturer = party::organisation(value, reading),
            // Until 1.5 the maker of what is described; since 1.6 deprecated for the component's own `manufacturer`.
            "manufacture" => manufacture = Some(value),
            "licenses" => {
                let licences = licence::list(value, reading);
                let said: Vec<String> = licences.into_iter().map(|licence| licence.text).collect();
                reading.bill.data_licence = said.join(" AND ");
            }
            "properties" => {
                let properties = component::properties(value, "metadata/properties", reading);
                reading.bill.properties.extend(properties);
            }
            other => reading.unread(PATH, other, value),
        }
    }
    if let Some(value) = manufacture {
        let party = party::organisation(value, reading);
        let root = reading.bill.roots.first().copied();
        match root.and_then(|root| reading.bill.components.get_mut(root)) {
            Some(root) if root.manufacturer.is_none() => root.manufacturer = party,
            Some(_) | None => reading.unread(PATH, "manufacture", value),
        }
    }
    Ok(())
}

fn lifecycles<'d>(node: Node<'d>, reading: &mut Reading<'d>) {
    for item in reading.items(node, "metadata/lifecycles") {
        for (key, value) in reading.members(item, "metadata/lifecycles/*") {
            match key {
                "phase" | "name" => {
                    let word = reading.text(value, "metadata/lifecycles/*");
                    reading.bill.lifecycles.push(word);
                }
                other => reading.unread("metadata/lifecycles/*", other, value),
            }
        }
    }
}

/// A list until 1.4, an object of components and services since 1.5.
fn tools<'d>(node: Node<'d>, reading: &mut Reading<'d>) {
    if node.is_array() {
        for item in node.items() {
            tool(item, reading);
        }
        return;
    }
    for (key, value) in reading.members(node, "metadata/tools") {
        match key {
            "components" | "services" => {
                for item in reading.items(value, "metadata/tools/*") {
                    tool(item, reading);
                }
            }
            other => reading.unread("metadata/tools", other, value),
        }
    }
}

fn tool<'d>(node: Node<'d>, reading: &mut Reading<'d>) {
    const PATH: &str = "metadata/tools/*";
    let mut tool = Tool::default();
    for (key, value) in reading.members(node, PATH) {
        match key {
            "vendor" | "group" | "publisher" | "author" => tool.vendor = reading.text(value, PATH),
            "supplier" | "manufacturer" | "provider" => {
                if let Some(party) = party::organisation(value, reading) {
                    tool.vendor = party.name;
                }
            }
            "name" => tool.name = reading.text(value, PATH),
            "version" => tool.version = reading.text(value, PATH),
            "type" | "bom-ref" => {}
            other => reading.unread(PATH, other, value),
        }
    }
    reading.bill.tools.push(tool);
}
