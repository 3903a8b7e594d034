//! SPDX 3.0 in JSON-LD, in the compact form that its context and schema ask for.
//!
//! A document is a flat graph. Its elements are sorted by type once; then packages and files become components, and
//! relationships become edges, licences and statements of completeness. An element may stand inside another instead of
//! being named; both are followed. Source: SPDX 3.0.1, profiles Core, Software, SimpleLicensing, Security.

mod artifact;
mod relation;

use std::collections::{HashMap, HashSet};

use crate::error::Error;
use crate::model::{Bill, Party, Tool};
use crate::node::{Node, members};
use crate::reading::Reading;
use crate::words::PartyKind;

/// The elements of a graph by their id.
pub(crate) struct Graph<'d> {
    by_id: HashMap<&'d str, Node<'d>>,
    /// Ids that the document says are defined in other documents.
    pub(super) imported: HashSet<String>,
}

impl<'d> Graph<'d> {
    /// The element that a value names or is.
    pub(super) fn element(&self, node: Node<'d>) -> Option<Node<'d>> {
        match node.text() {
            Some(id) => self.by_id.get(&id).copied(),
            None => node.is_object().then_some(node),
        }
    }
}

/// An element's id.
pub(super) fn id_of<'d>(node: Node<'d>) -> Option<&'d str> {
    ["spdxId", "@id"].into_iter().find_map(|key| node.get(key)).and_then(Node::text)
}

fn type_of<'d>(node: Node<'d>) -> Option<&'d str> {
    ["type", "@type"].into_iter().find_map(|key| node.get(key)).and_then(Node::text)
}

/// Reads a document whose context is known.
pub(crate) fn read<'d>(root: Node<'d>, mut reading: Reading<'d>) -> Result<Bill, Error> {
    let mut all: Vec<Node<'d>> = Vec::new();
    match root.get("@graph") {
        Some(graph) => all.extend(reading.items(graph, "@graph")),
        None => all.push(root),
    }
    let mut graph = Graph { by_id: HashMap::with_capacity(all.len()), imported: HashSet::new() };
    let mut sorted = Sorted::default();
    for node in all {
        if let Some(id) = id_of(node) {
            graph.by_id.entry(id).or_insert(node);
        }
        let Some(kind) = type_of(node) else {
            reading.wrong(node, "@graph/*", "an element with a `type`");
            continue;
        };
        match kind {
            "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage" => sorted.packages.push(node),
            "software_File" => sorted.files.push(node),
            "SpdxDocument" => sorted.documents.push(node),
            "software_Sbom" | "Bom" => sorted.boms.push(node),
            "CreationInfo" => sorted.creations.push(node),
            "Relationship" | "LifecycleScopedRelationship" => sorted.relationships.push(node),
            "Person"
            | "Organization"
            | "Agent"
            | "SoftwareAgent"
            | "Tool"
            | "simplelicensing_LicenseExpression"
            | "simplelicensing_SimpleLicensingText" => {}
            other if other.starts_with("expandedlicensing_") => {}
            other if other.starts_with("security_") => {
                let raw = crate::model::Raw { json: node.raw().to_owned(), offset: node.offset() };
                reading.bill.vulnerabilities.push(raw);
            }
            other => reading.unread_at("@graph", other, node.offset()),
        }
    }
    for document in &sorted.documents {
        imports(*document, &mut graph, &mut reading);
    }
    document(&sorted, &graph, &mut reading);
    for node in &sorted.packages {
        artifact::package(*node, &graph, &mut reading)?;
    }
    for node in &sorted.files {
        artifact::file(*node, &graph, &mut reading)?;
    }
    for node in sorted.documents.iter().chain(&sorted.boms) {
        roots(*node, &graph, &mut reading);
    }
    for node in &sorted.relationships {
        relation::read(*node, &graph, &mut reading);
        reading.bound_edges(node.offset())?;
    }
    relation::file_names(&mut reading.bill);
    Ok(reading.finish())
}

#[derive(Default)]
struct Sorted<'d> {
    documents: Vec<Node<'d>>,
    boms: Vec<Node<'d>>,
    creations: Vec<Node<'d>>,
    packages: Vec<Node<'d>>,
    files: Vec<Node<'d>>,
    relationships: Vec<Node<'d>>,
}

fn imports<'d>(document: Node<'d>, graph: &mut Graph<'d>, reading: &mut Reading<'d>) {
    let Some(list) = document.get("import") else { return };
    for item in reading.items(list, "SpdxDocument/import") {
        if let Some(id) = item.get("externalSpdxId").and_then(Node::text) {
            graph.imported.insert(id.to_owned());
        }
    }
}

/// What the document says of itself.
fn document<'d>(sorted: &Sorted<'d>, graph: &Graph<'d>, reading: &mut Reading<'d>) {
    if let Some(document) = sorted.documents.first() {
        for (key, value) in members(*document) {
            match key {
                "spdxId" => reading.bill.id = reading.text(value, "SpdxDocument/spdxId"),
                "name" => reading.bill.name = reading.text(value, "SpdxDocument/name"),
                "dataLicense" => {
                    let element = graph.element(value);
                    let said = element.and_then(|element| element.get("simplelicensing_licenseExpression"));
                    reading.bill.data_licence = match said.and_then(Node::text).or_else(|| value.text()) {
                        Some(text) => text.to_owned(),
                        None => String::new(),
                    };
                }
                "type" | "creationInfo" | "rootElement" | "element" | "import" => {}
                other => reading.unread("SpdxDocument", other, value),
            }
        }
    }
    for bom in &sorted.boms {
        for (key, value) in members(*bom) {
            match key {
                "software_sbomType" => {
                    for item in reading.items(value, "software_Sbom/software_sbomType") {
                        let word = reading.text(item, "software_Sbom/software_sbomType/*");
                        if !reading.bill.lifecycles.contains(&word) {
                            reading.bill.lifecycles.push(word);
                        }
                    }
                }
                "spdxId" | "type" | "creationInfo" | "rootElement" | "element" => {}
                other => reading.unread("software_Sbom", other, value),
            }
        }
    }
    let own = sorted.documents.iter().chain(&sorted.boms).find_map(|node| node.get("creationInfo"));
    let info = own.and_then(|own| graph.element(own)).or_else(|| sorted.creations.first().copied());
    let Some(info) = info else { return };
    for (key, value) in members(info) {
        match key {
            "created" => reading.bill.created = reading.text(value, "CreationInfo/created"),
            "specVersion" => {
                let version = reading.text(value, "CreationInfo/specVersion");
                if !version.is_empty() {
                    reading.bill.spec = version;
                }
            }
            "createdBy" => {
                for item in reading.items(value, "CreationInfo/createdBy") {
                    if let Some(party) = agent(item, graph) {
                        reading.bill.authors.push(party);
                    }
                }
            }
            "createdUsing" => {
                for item in reading.items(value, "CreationInfo/createdUsing") {
                    let name = graph.element(item).and_then(|tool| tool.get("name")).and_then(Node::text);
                    if let Some(name) = name {
                        let mut tool = crate::spdx2::named_tool(name);
                        // `oe-spdx-creator 1.0`: what follows the last blank is its version if it begins with a digit.
                        if tool.version.is_empty()
                            && let Some((name, version)) = name.rsplit_once(' ')
                            && version.starts_with(|c: char| c.is_ascii_digit())
                        {
                            tool = Tool { vendor: String::new(), name: name.to_owned(), version: version.to_owned() };
                        }
                        reading.bill.tools.push(tool);
                    }
                }
            }
            "@id" | "type" => {}
            other => reading.unread("CreationInfo", other, value),
        }
    }
}

/// A person, an organisation or a program that acts.
pub(super) fn agent<'d>(node: Node<'d>, graph: &Graph<'d>) -> Option<Party> {
    let Some(element) = graph.element(node) else {
        // The one individual that needs no definition.
        return (node.text() == Some("SpdxOrganization")).then(|| Party {
            kind: PartyKind::Organisation,
            name: "SPDX".to_owned(),
            ..Party::default()
        });
    };
    let kind = match type_of(element) {
        Some("Person") => PartyKind::Person,
        Some("Organization") => PartyKind::Organisation,
        _ => PartyKind::Unsaid,
    };
    let mut party = Party { kind, ..Party::default() };
    if let Some(name) = element.get("name").and_then(Node::text) {
        party.name = name.to_owned();
    }
    for id in element.get("externalIdentifier").into_iter().flat_map(Node::items) {
        let word = id.get("externalIdentifierType").and_then(Node::text);
        let Some(value) = id.get("identifier").and_then(Node::text) else { continue };
        match word {
            Some("email") => party.emails.push(value.to_owned()),
            Some("urlScheme") => party.urls.push(value.to_owned()),
            _ => {}
        }
    }
    (!party.name.is_empty() || !party.emails.is_empty() || !party.urls.is_empty()).then_some(party)
}

/// What a document or a bill describes. A root that is itself a bill passes on its own roots.
fn roots<'d>(node: Node<'d>, graph: &Graph<'d>, reading: &mut Reading<'d>) {
    let Some(list) = node.get("rootElement") else { return };
    for item in reading.items(list, "rootElement") {
        let Some(id) = item.text() else { continue };
        let element = graph.element(item);
        match element.and_then(type_of) {
            Some("software_Package" | "ai_AIPackage" | "dataset_DatasetPackage" | "software_File") => {
                if let Some(at) = reading.ids.get(&id).copied() {
                    reading.root(at);
                }
            }
            Some(_) => {}
            None if graph.imported.contains(id) => {}
            None => {
                let message = format!("`rootElement` names `{id}`, which is no element of the document");
                reading.problem(crate::model::ProblemKind::DanglingReference, item.offset(), message);
            }
        }
    }
}
