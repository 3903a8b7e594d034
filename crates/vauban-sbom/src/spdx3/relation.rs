//! Relationships: who uses whom, under which licence, and whether that is all.

use super::{Graph, id_of};
use crate::model::{Bill, Edge, Licence, ProblemKind, Statement};
use crate::node::{Node, members};
use crate::reading::Reading;
use crate::words::{Acknowledgement, Extent, LicenceForm, Relation};

const PATH: &str = "Relationship";

/// Reads one relationship.
pub(super) fn read<'d>(node: Node<'d>, graph: &Graph<'d>, reading: &mut Reading<'d>) {
    let word = node.get("relationshipType").and_then(Node::text).unwrap_or_default();
    let (Some(from), Some(to)) = (node.get("from"), node.get("to")) else {
        return reading.wrong(node, PATH, "an element with `from` and `to`");
    };
    for (key, value) in members(node) {
        if matches!(key, "description" | "comment" | "startTime" | "endTime") {
            reading.unread(PATH, key, value);
        }
    }
    let Some(from_id) = from.text().or_else(|| id_of(from)) else {
        return reading.wrong(from, "Relationship/from", "the id of an element");
    };
    let user = reading.ids.get(&from_id).copied();
    match word {
        "hasDeclaredLicense" => return licence(user, to, Acknowledgement::Declared, graph, reading),
        "hasConcludedLicense" => return licence(user, to, Acknowledgement::Concluded, graph, reading),
        "describes" => {
            for item in reading.items(to, "Relationship/to") {
                let at = item.text().and_then(|id| reading.ids.get(&id).copied());
                if let Some(at) = at {
                    reading.root(at);
                }
            }
            return;
        }
        _ => {}
    }
    let scope = node.get("scope").and_then(Node::text);
    let relation = match (Relation::of_spdx3(word), scope) {
        (Some(Relation::DependsOn), Some("build")) => Some((Relation::BuildDependency, false)),
        (Some(Relation::DependsOn), Some("development" | "design")) => Some((Relation::DevDependency, false)),
        (Some(Relation::DependsOn), Some("test")) => Some((Relation::TestDependency, false)),
        (Some(Relation::DependsOn), Some("runtime")) => Some((Relation::RuntimeDependency, false)),
        (Some(relation), _) => Some((relation, false)),
        (None, Some("build")) if word == "usesTool" => Some((Relation::BuildTool, false)),
        (None, _) if word == "generates" => Some((Relation::GeneratedFrom, true)),
        (None, _) => None,
    };
    let Some((relation, reversed)) = relation else {
        return reading.unread_at(PATH, word, node.offset());
    };
    let Some(user) = user else {
        if graph.element(from).is_none() && !graph.imported.contains(from_id) {
            let message = format!("a relationship `{word}` is from `{from_id}`, which is no element of the document");
            reading.problem(ProblemKind::DanglingReference, from.offset(), message);
        }
        return;
    };
    let extent = match node.get("completeness").and_then(Node::text) {
        Some("complete") => Some(Extent::Complete),
        Some("incomplete") => Some(Extent::Incomplete),
        Some(_) => Some(Extent::NotSpecified),
        None => None,
    };
    let mut none = false;
    for item in reading.items(to, "Relationship/to") {
        let Some(id) = item.text().or_else(|| id_of(item)) else { continue };
        if is_individual(id, "NoneElement") {
            none = true;
            continue;
        }
        if is_individual(id, "NoAssertionElement") {
            continue;
        }
        match reading.ids.get(&id).copied() {
            Some(other) => {
                let (from, to) = if reversed { (other, user) } else { (user, other) };
                reading.bill.edges.push(Edge { from, to, relation });
                none = true;
            }
            None if graph.element(item).is_some() || graph.imported.contains(id) => {}
            None => {
                let message = format!("a relationship `{word}` is to `{id}`, which is no element of the document");
                reading.problem(ProblemKind::DanglingReference, item.offset(), message);
            }
        }
    }
    if reversed || !relation.in_product() {
        return;
    }
    if none && let Some(component) = reading.bill.components.get_mut(user) {
        component.dependencies_stated = true;
    }
    if let Some(extent) = extent {
        let contains = relation == Relation::Contains;
        let (assemblies, dependencies) = if contains { (vec![user], vec![]) } else { (vec![], vec![user]) };
        reading.bill.statements.push(Statement { extent, assemblies, dependencies, offset: node.offset() });
    }
}

/// The individuals of Core, by their short or full name.
fn is_individual(id: &str, name: &str) -> bool {
    id == name || id.strip_prefix("https://spdx.org/rdf/3.0.").and_then(|rest| rest.rsplit('/').next()) == Some(name)
}

fn licence<'d>(user: Option<usize>, to: Node<'d>, said: Acknowledgement, graph: &Graph<'d>, reading: &mut Reading<'d>) {
    let Some(user) = user else { return };
    for item in reading.items(to, "Relationship/to") {
        let element = graph.element(item);
        let expression =
            element.and_then(|element| element.get("simplelicensing_licenseExpression")).and_then(Node::text);
        let name = element.and_then(|element| element.get("name")).and_then(Node::text);
        let id = item.text();
        let only_named = expression.is_some_and(|text| text.starts_with("LicenseRef-") && !text.contains(' '));
        let (form, text) = if let Some(name) = name.filter(|_| only_named) {
            (LicenceForm::Name, name)
        } else if let Some(text) = expression {
            (LicenceForm::Expression, text)
        } else if let Some(id) = id.and_then(|id| id.strip_prefix("https://spdx.org/licenses/")) {
            (LicenceForm::Id, id)
        } else if let Some(name) = name {
            (LicenceForm::Name, name)
        } else if let Some(id) = id {
            (LicenceForm::Name, id)
        } else {
            continue;
        };
        if matches!(text, "NOASSERTION" | "NONE")
            || text.contains("NoAssertionLicense")
            || text.ends_with("NoneLicense")
        {
            continue;
        }
        let licence = Licence { said, form, text: text.to_owned(), url: String::new() };
        if let Some(component) = reading.bill.components.get_mut(user) {
            component.licences.push(licence);
        }
    }
}

/// A package that is handed out as a file has that file's name.
pub(super) fn file_names(bill: &mut Bill) {
    for edge in &bill.edges {
        if edge.relation != Relation::DistributionArtifact {
            continue;
        }
        let name = bill.components.get(edge.to).map(|file| file.name.clone());
        if let (Some(name), Some(package)) = (name, bill.components.get_mut(edge.from))
            && package.file_name.is_empty()
        {
            package.file_name = name;
        }
    }
}
