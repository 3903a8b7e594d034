//! Several bills of one product as one.
//!
//! Components that are the same ([`crate::identity`]) become one, with everything that any of the bills says. Where two
//! bills say different things of one component, the first stands, the others are kept in properties
//! (`vauban:conflict:FIELD`), and all are reported. Digests that contradict each other under one package URL stay, all of
//! them; without a package URL they mean two components. Every component tells in `origins` which bills name it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::identity::{Identity, contradict, identity};
use crate::model::{Bill, Component, Edge, Format, Hash, Licence, Property, Raw, Statement, Unread};
use crate::words::{Extent, Kind};

/// A merged bill.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The bill. It has no id and no lines of its own.
    pub bill: Bill,
    /// Where the bills contradict each other.
    pub conflicts: Vec<Conflict>,
}

/// A contradiction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// Of which component.
    pub component: String,
    /// In what.
    pub field: String,
    /// Which bill says what, the one that stands first.
    pub values: Vec<(String, String)>,
}

/// Merges bills, each with the name of its file.
pub fn merge(bills: &[(&str, &Bill)]) -> Merged {
    let format = bills.first().map_or(Format::CycloneDxJson, |(_, bill)| bill.format);
    let mut merging = Merging {
        bill: Bill::new(format, bills.first().map_or("1.6", |(_, bill)| bill.spec.as_str())),
        known: HashMap::new(),
        ids: HashSet::new(),
        roots: HashSet::new(),
        conflicts: Vec::new(),
    };
    for (name, bill) in bills {
        merging.add(name, bill);
    }
    let Merging { mut bill, mut conflicts, .. } = merging;
    bill.edges.sort_unstable();
    bill.edges.dedup();
    bill.unread.sort();
    conflicts.sort();
    conflicts.dedup();
    Merged { bill, conflicts }
}

/// Components of one name and version that are tried before one more counts as another.
const TWINS: usize = 64;

struct Merging {
    bill: Bill,
    known: HashMap<Identity, Vec<usize>>,
    ids: HashSet<String>,
    roots: HashSet<usize>,
    conflicts: Vec<Conflict>,
}

impl Merging {
    fn add(&mut self, name: &str, bill: &Bill) {
        let mut places = Vec::with_capacity(bill.components.len());
        let mut before = Vec::with_capacity(bill.components.len());
        for part in &bill.components {
            let known = self.same(part);
            before.push(known.is_some());
            let at = match known {
                Some(at) => {
                    self.join(at, part, name);
                    at
                }
                None => self.insert(part, name, &places),
            };
            places.push(at);
        }
        self.document(name, bill);
        for root in bill.roots.iter().filter_map(|root| places.get(*root)) {
            if self.roots.insert(*root) {
                self.bill.roots.push(*root);
            }
        }
        self.completeness(name, bill, &places, &before);
        let to = |at: usize| places.get(at).copied();
        for edge in &bill.edges {
            if let (Some(from), Some(to)) = (to(edge.from), to(edge.to)) {
                self.bill.edges.push(Edge { from, to, relation: edge.relation });
            }
        }
        for statement in &bill.statements {
            let moved = |list: &[usize]| list.iter().filter_map(|at| to(*at)).collect();
            self.bill.statements.push(Statement {
                extent: statement.extent,
                assemblies: moved(&statement.assemblies),
                dependencies: moved(&statement.dependencies),
                offset: 0,
            });
        }
        self.vulnerabilities(name, bill, &places);
        for unread in &bill.unread {
            let path = format!("{name}: {}", unread.path);
            self.bill.unread.push(Unread { path, count: unread.count, offset: 0 });
        }
    }

    /// The component that is the same, if it is there.
    fn same(&self, part: &Component) -> Option<usize> {
        let identity = identity(part);
        let by_name = matches!(identity, Identity::Name(..));
        let candidates = self.known.get(&identity)?;
        candidates.iter().copied().take(TWINS).find(|at| {
            let Some(other) = self.bill.components.get(*at) else { return false };
            let kinds = (other.kind == Kind::File) == (part.kind == Kind::File)
                && (other.kind == Kind::Service) == (part.kind == Kind::Service);
            kinds && !(by_name && contradict(&other.hashes, &part.hashes))
        })
    }

    fn insert(&mut self, part: &Component, name: &str, places: &[usize]) -> usize {
        let at = self.bill.components.len();
        let identity = identity(part);
        let twins = self.known.entry(identity).or_default();
        if let Some(other) = twins.first().and_then(|twin| self.bill.components.get(*twin)) {
            let digests = |part: &Component| spelled(&part.hashes);
            self.conflicts.push(Conflict {
                component: part.label(),
                field: "hashes".to_owned(),
                values: vec![
                    (other.origins.first().cloned().unwrap_or_default(), digests(other)),
                    (name.to_owned(), digests(part)),
                ],
            });
        }
        twins.push(at);
        let mut part = part.clone();
        part.parent = part.parent.and_then(|parent| places.get(parent).copied());
        part.offset = 0;
        part.origins = vec![name.to_owned()];
        let own = part.id.clone();
        let mut number = 1;
        while !part.id.is_empty() && !self.ids.insert(part.id.clone()) {
            number += 1;
            part.id = format!("{own}~{number}");
        }
        self.bill.components.push(part);
        at
    }

    fn join(&mut self, at: usize, part: &Component, name: &str) {
        let Some(into) = self.bill.components.get_mut(at) else { return };
        let origin = into.origins.first().cloned().unwrap_or_default();
        let label = into.label();
        let mut conflicts: Vec<(&str, String, String)> = Vec::new();
        {
            let mut text = |field: &'static str, into: &mut String, from: &str| {
                if into.is_empty() {
                    from.clone_into(into);
                } else if !from.is_empty() && into != from {
                    conflicts.push((field, into.clone(), from.to_owned()));
                }
            };
            text("version", &mut into.version, &part.version);
            text("group", &mut into.group, &part.group);
            text("name", &mut into.name, &part.name);
            text("description", &mut into.description, &part.description);
            text("copyright", &mut into.copyright, &part.copyright);
            text("publisher", &mut into.publisher, &part.publisher);
            text("file-name", &mut into.file_name, &part.file_name);
        }
        for (field, into, from) in [
            ("supplier", &mut into.supplier, &part.supplier),
            ("manufacturer", &mut into.manufacturer, &part.manufacturer),
        ] {
            match (&into, from) {
                (None, from) => into.clone_from(from),
                (Some(known), Some(other)) if known != other => {
                    conflicts.push((field, known.name.clone(), other.name.clone()));
                }
                (Some(_), _) => {}
            }
        }
        if into.kind == Kind::Unsaid {
            into.kind = part.kind;
            into.kind_word.clone_from(&part.kind_word);
        } else if part.kind != Kind::Unsaid && part.kind != into.kind {
            conflicts.push(("type", into.kind.name().to_owned(), part.kind.name().to_owned()));
        }
        match (into.scope, part.scope) {
            (None, scope) => into.scope = scope,
            (Some(known), Some(other)) if known != other => {
                conflicts.push(("scope", known.word().to_owned(), other.word().to_owned()));
                // Whoever needs it most is believed.
                into.scope = Some(known.min(other));
            }
            (Some(_), _) => {}
        }
        into.modified = match (into.modified, part.modified) {
            (Some(false), Some(true)) | (Some(true), Some(false)) => {
                conflicts.push(("modified", "both".to_owned(), "true and false".to_owned()));
                Some(true)
            }
            (known, other) => known.or(other),
        };
        if contradict(&into.hashes, &part.hashes) {
            conflicts.push(("hashes", spelled(&into.hashes), spelled(&part.hashes)));
        }
        if !into.licences.is_empty() && !part.licences.is_empty() && told(&into.licences) != told(&part.licences) {
            conflicts.push(("licences", told(&into.licences).join(", "), told(&part.licences).join(", ")));
        }
        union(&mut into.hashes, &part.hashes);
        union(&mut into.licences, &part.licences);
        union(&mut into.purls, &part.purls);
        union(&mut into.cpes, &part.cpes);
        union(&mut into.ids, &part.ids);
        union(&mut into.authors, &part.authors);
        union(&mut into.purposes, &part.purposes);
        union(&mut into.properties, &part.properties);
        union(&mut into.references, &part.references);
        union(&mut into.occurrences, &part.occurrences);
        union(&mut into.origins, &[name.to_owned()]);
        into.dependencies_stated |= part.dependencies_stated;
        for (field, stands, other) in conflicts {
            let value = format!("{name}: {other}");
            union(&mut into.properties, &[Property { name: format!("vauban:conflict:{field}"), value }]);
            let values = vec![(origin.clone(), stands), (name.to_owned(), other)];
            self.conflicts.push(Conflict { component: label.clone(), field: field.to_owned(), values });
        }
    }

    /// Two bills that both say "complete" and list different things are not both right.
    fn completeness(&mut self, name: &str, bill: &Bill, places: &[usize], before: &[bool]) {
        let ours = self.bill.completeness();
        let theirs = bill.completeness();
        let mut of_ours: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for edge in self.bill.edges.iter().filter(|edge| edge.relation.in_product()) {
            of_ours.entry(edge.from).or_default().push(edge.to);
        }
        let mut of_theirs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for edge in bill.edges.iter().filter(|edge| edge.relation.in_product()) {
            of_theirs.entry(edge.from).or_default().extend(places.get(edge.to));
        }
        for (at, place) in places.iter().enumerate() {
            let complete = |said: Option<&Option<Extent>>| said == Some(&Some(Extent::Complete));
            if before.get(at) != Some(&true) || !complete(ours.get(*place)) || !complete(theirs.get(at)) {
                continue;
            }
            let sorted = |list: Option<&Vec<usize>>| {
                let mut list = list.cloned().unwrap_or_default();
                list.sort_unstable();
                list.dedup();
                list
            };
            let (one, other) = (sorted(of_ours.get(place)), sorted(of_theirs.get(&at)));
            if one == other {
                continue;
            }
            self.bill.statements.push(Statement {
                extent: Extent::Unknown,
                assemblies: Vec::new(),
                dependencies: vec![*place],
                offset: 0,
            });
            let Some(part) = self.bill.components.get(*place) else { continue };
            let values = vec![
                (part.origins.first().cloned().unwrap_or_default(), format!("complete with {}", one.len())),
                (name.to_owned(), format!("complete with {} others", other.len())),
            ];
            self.conflicts.push(Conflict { component: part.label(), field: "dependencies".to_owned(), values });
        }
    }

    fn document(&mut self, name: &str, bill: &Bill) {
        let into = &mut self.bill;
        union(&mut into.tools, &bill.tools);
        union(&mut into.authors, &bill.authors);
        union(&mut into.lifecycles, &bill.lifecycles);
        union(&mut into.properties, &bill.properties);
        union(&mut into.references, &bill.references);
        let origin =
            Property { name: "vauban:origin".to_owned(), value: format!("{name} {}", bill.id).trim().to_owned() };
        union(&mut into.properties, &[origin]);
        into.created = into.created.clone().max(bill.created.clone());
        for (field, known, other) in [
            ("supplier", &mut into.supplier, &bill.supplier),
            ("manufacturer", &mut into.manufacturer, &bill.manufacturer),
        ] {
            match (&known, other) {
                (None, other) => known.clone_from(other),
                (Some(one), Some(other)) if one != other => self.conflicts.push(Conflict {
                    component: "the document".to_owned(),
                    field: field.to_owned(),
                    values: vec![(String::new(), one.name.clone()), (name.to_owned(), other.name.clone())],
                }),
                (Some(_), _) => {}
            }
        }
    }

    /// What CycloneDX says about vulnerabilities, with the ids that components have now.
    fn vulnerabilities(&mut self, name: &str, bill: &Bill, places: &[usize]) {
        let cyclonedx = |format| matches!(format, Format::CycloneDxJson | Format::CycloneDxXml);
        if !bill.vulnerabilities.is_empty() && cyclonedx(bill.format) != cyclonedx(self.bill.format) {
            let path = format!("{name}: vulnerabilities");
            self.bill.unread.push(Unread { path, count: bill.vulnerabilities.len(), offset: 0 });
            return;
        }
        let ids: HashMap<&str, &str> = bill
            .components
            .iter()
            .zip(places)
            .filter_map(|(part, place)| Some((part.id.as_str(), self.bill.components.get(*place)?.id.as_str())))
            .filter(|(old, new)| old != new)
            .collect();
        let mut moved = Vec::new();
        for raw in &bill.vulnerabilities {
            let mut value: Value = serde_json::from_str(&raw.json).unwrap_or_default();
            let affected = value.get_mut("affects").and_then(Value::as_array_mut);
            for entry in affected.into_iter().flatten() {
                let new = entry.get("ref").and_then(Value::as_str).and_then(|old| ids.get(old)).copied();
                if let (Some(new), Some(slot)) = (new, entry.get_mut("ref")) {
                    *slot = new.into();
                }
            }
            moved.push(Raw { json: value.to_string(), offset: 0 });
        }
        self.bill.vulnerabilities.extend(moved);
    }
}

/// Adds what is not there. Lists that are long are looked through in their sorted order.
fn union<T: Clone + Ord>(into: &mut Vec<T>, from: &[T]) {
    if into.len().saturating_mul(from.len()) < 4_096 {
        for value in from {
            if !into.contains(value) {
                into.push(value.clone());
            }
        }
        return;
    }
    let mut known: BTreeSet<T> = into.iter().cloned().collect();
    for value in from {
        if known.insert(value.clone()) {
            into.push(value.clone());
        }
    }
}

fn spelled(hashes: &[Hash]) -> String {
    let all: Vec<String> = hashes.iter().map(|hash| format!("{}:{}", hash.algorithm.name(), hash.value)).collect();
    all.join(" ")
}

/// Licences as one compares them: what is said, sorted.
fn told(licences: &[Licence]) -> Vec<String> {
    let mut all: Vec<String> = licences.iter().map(|licence| licence.text.clone()).collect();
    all.sort();
    all.dedup();
    all
}
