//! A bill as SPDX 3.0.1: one flat graph, its elements in a fixed order.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Value, json};

use super::spdx3_element::{Agents, Licences, element};
use super::time::in_utc;
use super::{Losses, Object, Written};
use crate::model::{Bill, Statement};
use crate::words::{Acknowledgement, Extent, Kind, Relation};

/// The context that every document names.
const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";

/// CycloneDX's phases and SPDX's kinds of bill, as CycloneDX's guide to them says.
const PHASES: [(&str, &str); 5] = [
    ("design", "design"),
    ("pre-build", "source"),
    ("build", "build"),
    ("post-build", "analyzed"),
    ("operations", "deployed"),
];
const KINDS: [&str; 6] = ["analyzed", "build", "deployed", "design", "runtime", "source"];

/// Writes SPDX 3.0.1. A document must say when it was made: `now` is taken where the bill does not.
///
/// # Errors
/// If neither the bill nor `now` names a point in time with its zone.
pub fn spdx3(bill: &Bill, now: Option<&str>) -> Result<Written, String> {
    let created = in_utc(&bill.created).or_else(|| now.and_then(in_utc));
    let Some(created) = created else {
        return Err("SPDX 3 asks when the document was made; the bill does not say it with a time zone, and no other time was given".to_owned());
    };
    let mut losses = Losses::of(bill);
    if !bill.created.is_empty() && in_utc(&bill.created).is_none() {
        losses.note("created", "it is no point in time with a zone");
    }
    let base = base(bill);
    let ids = ids(bill, &base);
    let mut agents = Agents::new(&base);
    let mut licences = Licences::new(&base);
    let mut elements = Vec::new();
    let mut names = Vec::new();
    for (at, part) in bill.components.iter().enumerate() {
        let id = ids.get(at).map_or("", String::as_str);
        if part.kind == Kind::Service {
            losses.note("services", "SPDX 3.0 has no services");
            continue;
        }
        elements.push(element(part, id, &mut agents, &mut losses));
        names.push(id.to_owned());
    }
    let mut relations = Relations { base: &base, out: Vec::new() };
    licensed(bill, &ids, &mut licences, &mut relations, &mut losses);
    related(bill, &ids, &mut relations, &mut losses);
    let authors: Vec<String> = bill.authors.iter().chain(&bill.manufacturer).map(|party| agents.id(party)).collect();
    let created_by = match authors.is_empty() {
        false => authors,
        // Somebody has to be named, and whoever writes this document is the program.
        true => vec![agents.program("vauban")],
    };
    let tools: Vec<(String, String)> = bill
        .tools
        .iter()
        .enumerate()
        .map(|(at, tool)| {
            let name = [tool.name.as_str(), tool.version.as_str()].join(" ");
            (format!("{base}#tool-{}", at + 1), name.trim().to_owned())
        })
        .collect();
    for tool in bill.tools.iter().filter(|tool| !tool.vendor.is_empty()) {
        losses.note("tools/vendor", &format!("SPDX 3 has no maker of a tool (`{}`)", tool.vendor));
    }
    if let Some(supplier) = &bill.supplier {
        losses.note("supplier", &format!("SPDX 3 has no supplier of a document (`{}`)", supplier.name));
    }
    for _ in &bill.properties {
        losses.note("properties", "SPDX 3 has no properties of a document");
    }
    for _ in &bill.references {
        losses.note("externalReferences", "references of the document are not written");
    }
    for _ in &bill.vulnerabilities {
        losses.note("vulnerabilities", "vulnerabilities go into VEX documents: `vauban vex`");
    }
    let mut info = Object::default();
    info.put("type", "CreationInfo");
    info.put("@id", "_:creation");
    info.put("specVersion", "3.0.1");
    info.put("created", created);
    info.put("createdBy", created_by);
    info.list("createdUsing", tools.iter().map(|(id, _)| id.as_str().into()).collect());
    let mut graph: Vec<Value> = vec![info.into()];
    let named = |kind: &str, id: &str, name: &str| json!({ "type": kind, "spdxId": id, "creationInfo": "_:creation", "name": name });
    graph.extend(agents.written());
    graph.extend(tools.iter().map(|(id, name)| named("Tool", id, name)));
    graph.extend(head(bill, &base, &ids, &names, &mut licences, &mut losses));
    graph.extend(elements);
    graph.extend(licences.written());
    graph.extend(relations.out);
    let document = json!({ "@context": CONTEXT, "@graph": graph });
    Ok(Written { document, lost: losses.list() })
}

/// What every id of the document begins with: its own address, else one made of what it holds.
fn base(bill: &Bill) -> String {
    if bill.id.contains(':') && !bill.id.starts_with("_:") && !bill.id.contains(char::is_whitespace) {
        return bill.id.trim_end_matches('#').to_owned();
    }
    // FNV-1a over the names: the same bill gets the same address.
    let mut digest: u64 = 0xcbf2_9ce4_8422_2325;
    let parts = bill.components.iter().flat_map(|part| [&part.group, &part.name, &part.version, &part.id]);
    for byte in [&bill.name, &bill.created].into_iter().chain(parts).flat_map(|text| text.bytes().chain([0])) {
        digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("urn:vauban:sbom:{digest:016x}")
}

/// An address for each component: its own if it is one, else one inside the document.
fn ids(bill: &Bill, base: &str) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut ids = Vec::new();
    for (at, part) in bill.components.iter().enumerate() {
        let own = match part.id.contains("://") || part.id.starts_with("urn:") {
            true => part.id.clone(),
            false if part.id.is_empty() => format!("{base}#component-{}", at + 1),
            false => format!("{base}#{}", encoded(&part.id)),
        };
        let mut id = own.clone();
        let mut number = 1;
        while !taken.insert(id.clone()) {
            number += 1;
            id = format!("{own}-{number}");
        }
        ids.push(id);
    }
    ids
}

/// A text as part of an address.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' | b'/' | b'@' | b':' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The document and the bill in it.
fn head(
    bill: &Bill,
    base: &str,
    ids: &[String],
    names: &[String],
    licences: &mut Licences,
    losses: &mut Losses,
) -> [Value; 2] {
    let roots: Vec<Value> = bill.roots.iter().filter_map(|at| ids.get(*at)).map(|id| id.as_str().into()).collect();
    let mut phases: Vec<Value> = Vec::new();
    for word in &bill.lifecycles {
        let of_phase = PHASES.iter().find(|(phase, _)| phase == word).map(|(_, kind)| *kind);
        match of_phase.or_else(|| KINDS.iter().copied().find(|kind| kind == word)) {
            Some(kind) if !phases.iter().any(|known| known == kind) => phases.push(kind.into()),
            Some(_) => {}
            None => losses.note("lifecycles", &format!("SPDX 3 has no kind of bill for `{word}`")),
        }
    }
    let sbom_id = format!("{base}#sbom");
    let mut sbom = Object::default();
    sbom.put("type", "software_Sbom");
    sbom.put("spdxId", sbom_id.as_str());
    sbom.put("creationInfo", "_:creation");
    sbom.put("profileConformance", json!(["core", "software", "simpleLicensing"]));
    sbom.list("rootElement", roots);
    sbom.list("element", names.iter().map(|name| name.as_str().into()).collect());
    sbom.list("software_sbomType", phases);
    let mut document = Object::default();
    document.put("type", "SpdxDocument");
    document.put("spdxId", format!("{base}#document"));
    document.put("creationInfo", "_:creation");
    document.text("name", &bill.name);
    document.put("profileConformance", json!(["core", "software", "simpleLicensing"]));
    if !bill.data_licence.is_empty() {
        document.put("dataLicense", licences.expression(&bill.data_licence));
    }
    document.put("rootElement", json!([sbom_id]));
    [document.into(), sbom.into()]
}

/// Relationships, numbered as they come.
pub(super) struct Relations<'b> {
    base: &'b str,
    out: Vec<Value>,
}

impl Relations<'_> {
    fn add(&mut self, kind: &str, from: &str, to: Vec<Value>, scope: Option<&str>, complete: Option<&str>) {
        let mut out = Object::default();
        out.put("type", if scope.is_some() { "LifecycleScopedRelationship" } else { "Relationship" });
        out.put("spdxId", format!("{}#relationship-{}", self.base, self.out.len() + 1));
        out.put("creationInfo", "_:creation");
        out.put("from", from);
        out.put("relationshipType", kind);
        out.put("to", to);
        if let Some(scope) = scope {
            out.put("scope", scope);
        }
        if let Some(complete) = complete {
            out.put("completeness", complete);
        }
        self.out.push(out.into());
    }
}

fn licensed(bill: &Bill, ids: &[String], licences: &mut Licences, relations: &mut Relations<'_>, losses: &mut Losses) {
    for (part, id) in bill.components.iter().zip(ids).filter(|(part, _)| part.kind != Kind::Service) {
        let mut by: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for licence in &part.licences {
            let kind = match licence.said {
                Acknowledgement::Concluded => "hasConcludedLicense",
                Acknowledgement::Declared => "hasDeclaredLicense",
                Acknowledgement::Unsaid => {
                    losses.note(
                        "licenses/acknowledgement",
                        "not said whether declared or concluded; written as declared",
                    );
                    "hasDeclaredLicense"
                }
            };
            by.entry(kind).or_default().insert(licences.id(licence));
        }
        for (kind, to) in by {
            relations.add(kind, id, to.into_iter().map(Value::from).collect(), None, None);
        }
    }
}

/// How a relation is written: its word, its scope, and whether it stands the other way round.
fn spelled(relation: Relation) -> Option<(&'static str, Option<&'static str>, bool)> {
    Some(match relation {
        Relation::RuntimeDependency => ("dependsOn", Some("runtime"), false),
        Relation::BuildDependency => ("dependsOn", Some("build"), false),
        Relation::DevDependency => ("dependsOn", Some("development"), false),
        Relation::TestDependency => ("dependsOn", Some("test"), false),
        Relation::BuildTool => ("usesTool", Some("build"), false),
        Relation::GeneratedFrom => ("generates", None, true),
        Relation::Provides => return None,
        other => (other.spdx3(), None, false),
    })
}

fn related(bill: &Bill, ids: &[String], relations: &mut Relations<'_>, losses: &mut Losses) {
    let mut by: BTreeMap<(usize, Relation), BTreeSet<usize>> = BTreeMap::new();
    for edge in &bill.edges {
        let service = |at: usize| bill.components.get(at).is_some_and(|part| part.kind == Kind::Service);
        if service(edge.from) || service(edge.to) {
            losses.note("services", "SPDX 3.0 has no services");
            continue;
        }
        match spelled(edge.relation) {
            None => losses.note("relationships/provides", "SPDX 3 has no word for it"),
            Some((_, _, true)) => {
                by.entry((edge.to, edge.relation)).or_default().insert(edge.from);
            }
            Some((_, _, false)) => {
                by.entry((edge.from, edge.relation)).or_default().insert(edge.to);
            }
        }
    }
    let dependencies = said(bill, |statement| &statement.dependencies);
    let assemblies = said(bill, |statement| &statement.assemblies);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for ((from, relation), to) in by {
        let (Some(id), Some((word, scope, _))) = (ids.get(from), spelled(relation)) else { continue };
        let to = to.iter().filter_map(|at| ids.get(*at)).map(|id| id.as_str().into()).collect();
        let extent = match relation {
            Relation::Contains => assemblies.get(&from),
            Relation::DependsOn => dependencies.get(&from),
            _ => None,
        };
        if relation == Relation::DependsOn {
            told.insert(from);
        }
        relations.add(word, id, to, scope, extent.map(|extent| completeness(*extent, losses)));
    }
    for (at, part) in bill.components.iter().enumerate() {
        let Some(id) = ids.get(at).filter(|_| part.kind != Kind::Service && !told.contains(&at)) else { continue };
        let extent = dependencies.get(&at);
        // Said to be nothing; or said to be unknown.
        if part.dependencies_stated {
            let complete = extent.map(|extent| completeness(*extent, losses));
            relations.add("dependsOn", id, vec!["NoneElement".into()], None, complete);
        } else if let Some(extent) = extent {
            let complete = completeness(*extent, losses);
            relations.add("dependsOn", id, vec!["NoAssertionElement".into()], None, Some(complete));
        }
    }
}

/// What is said of each component; the least of it.
fn said(bill: &Bill, of: impl Fn(&Statement) -> &Vec<usize>) -> BTreeMap<usize, Extent> {
    let mut said: BTreeMap<usize, Extent> = BTreeMap::new();
    for statement in &bill.statements {
        for at in of(statement) {
            let slot = said.entry(*at).or_insert(statement.extent);
            *slot = (*slot).max(statement.extent);
        }
    }
    said
}

fn completeness(extent: Extent, losses: &mut Losses) -> &'static str {
    match extent {
        Extent::Complete => "complete",
        Extent::Unknown => {
            losses.note("compositions/aggregate", "SPDX 3 does not tell `unknown` from not said");
            "noAssertion"
        }
        Extent::NotSpecified => "noAssertion",
        Extent::Incomplete => "incomplete",
        Extent::IncompleteFirstParty
        | Extent::IncompleteFirstPartyProprietary
        | Extent::IncompleteFirstPartyOpen
        | Extent::IncompleteThirdParty
        | Extent::IncompleteThirdPartyProprietary
        | Extent::IncompleteThirdPartyOpen => {
            losses.note("compositions/aggregate", "SPDX 3 does not say whose parts are missing");
            "incomplete"
        }
    }
}
