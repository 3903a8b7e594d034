//! Components and services, and what hangs on them.

use super::{licence, party};
use crate::error::Error;
use crate::model::{Component, Hash, OtherId, Property, Reference};
use crate::node::Node;
use crate::reading::Reading;
use crate::words::{Algorithm, Kind, Scope};

/// A list of components, and those inside them, each after the one that holds it.
pub(super) fn list<'d>(value: Node<'d>, parent: Option<usize>, reading: &mut Reading<'d>) -> Result<(), Error> {
    walk(value, parent, reading, one)
}

/// A list of services, as components of their own kind.
pub(super) fn services<'d>(value: Node<'d>, parent: Option<usize>, reading: &mut Reading<'d>) -> Result<(), Error> {
    walk(value, parent, reading, service)
}

/// The component that the document describes.
pub(super) fn root<'d>(value: Node<'d>, reading: &mut Reading<'d>) -> Result<usize, Error> {
    let (at, inner) = one(value, None, reading)?;
    if let Some(inner) = inner {
        list(inner, Some(at), reading)?;
    }
    Ok(at)
}

/// Reads one element and gives its place and the list inside it.
type One<'d> = fn(Node<'d>, Option<usize>, &mut Reading<'d>) -> Result<(usize, Option<Node<'d>>), Error>;

/// What is left of a list.
type Items<'d> = Box<dyn Iterator<Item = Node<'d>> + 'd>;

fn walk<'d>(value: Node<'d>, parent: Option<usize>, reading: &mut Reading<'d>, one: One<'d>) -> Result<(), Error> {
    // Without recursion, in the order of the document.
    reading.bill.components.reserve(value.len().min(reading.limits.parts));
    let first: Items<'d> = Box::new(reading.items(value, "components"));
    let mut open = vec![(first, parent)];
    while let Some((list, parent)) = open.last_mut() {
        let parent = *parent;
        let Some(node) = list.next() else {
            open.pop();
            continue;
        };
        let (at, inner) = one(node, parent, reading)?;
        if let Some(inner) = inner {
            if open.len() > reading.limits.nesting {
                let most = reading.limits.nesting;
                return Err(Error::at(inner.offset(), format!("its components nest deeper than {most}")));
            }
            open.push((Box::new(reading.items(inner, "components")), Some(at)));
        }
    }
    Ok(())
}

fn one<'d>(
    node: Node<'d>,
    parent: Option<usize>,
    reading: &mut Reading<'d>,
) -> Result<(usize, Option<Node<'d>>), Error> {
    const PATH: &str = "components/*";
    let mut part = Component { parent, offset: node.offset(), ..Component::default() };
    let (mut id, mut inner) = (None, None);
    for (key, value) in reading.members(node, PATH) {
        match key {
            "type" => {
                let word = reading.text(value, "components/*/type");
                match Kind::of_cyclonedx(&word) {
                    Some(kind) => part.kind = kind,
                    None => (part.kind, part.kind_word) = (Kind::Other, word),
                }
            }
            "bom-ref" => {
                id = value.text();
                part.id = reading.text(value, "components/*/bom-ref");
            }
            "group" => part.group = reading.text(value, "components/*/group"),
            "name" => part.name = reading.text(value, "components/*/name"),
            "version" => part.version = reading.text(value, "components/*/version"),
            "description" => part.description = reading.text(value, "components/*/description"),
            "purl" => main(reading.text(value, "components/*/purl"), &mut part.purls),
            "cpe" => main(reading.text(value, "components/*/cpe"), &mut part.cpes),
            "omniborId" | "swhid" => {
                for item in reading.items(value, "components/*/swhid") {
                    let value = reading.text(item, "components/*/swhid/*");
                    part.ids.push(OtherId { kind: key.to_owned(), value });
                }
            }
            "swid" => swid(value, &mut part, reading),
            "hashes" => part.hashes = hashes(value, reading),
            "licenses" => part.licences = licence::list(value, reading),
            "copyright" => part.copyright = reading.text(value, "components/*/copyright"),
            "supplier" => part.supplier = party::organisation(value, reading),
            "manufacturer" => part.manufacturer = party::organisation(value, reading),
            "author" => {
                let name = reading.text(value, "components/*/author");
                part.authors.extend(some(name).map(party::named));
            }
            "authors" => part.authors.extend(party::people(value, "components/*/authors", reading)),
            "publisher" => part.publisher = reading.text(value, "components/*/publisher"),
            "scope" => match value.text().and_then(Scope::parse) {
                Some(scope) => part.scope = Some(scope),
                None => reading.wrong(value, "components/*/scope", "required, optional or excluded"),
            },
            "modified" => part.modified = value.boolean(),
            "properties" => part.properties = properties(value, "components/*/properties", reading),
            "externalReferences" => {
                part.references = references(value, "components/*/externalReferences", reading);
            }
            "components" => inner = Some(value),
            "evidence" => evidence(value, &mut part, reading),
            other => reading.unread(PATH, other, value),
        }
    }
    let file_name = part.property("bsi:component:filename").next().map(str::to_owned);
    part.file_name = file_name.unwrap_or_default();
    let at = reading.add(part, id, false)?;
    Ok((at, inner))
}

fn service<'d>(
    node: Node<'d>,
    parent: Option<usize>,
    reading: &mut Reading<'d>,
) -> Result<(usize, Option<Node<'d>>), Error> {
    const PATH: &str = "services/*";
    let mut part = Component { parent, kind: Kind::Service, offset: node.offset(), ..Component::default() };
    let (mut id, mut inner) = (None, None);
    for (key, value) in reading.members(node, PATH) {
        match key {
            "bom-ref" => {
                id = value.text();
                part.id = reading.text(value, "services/*/bom-ref");
            }
            "provider" => part.supplier = party::organisation(value, reading),
            "group" => part.group = reading.text(value, "services/*/group"),
            "name" => part.name = reading.text(value, "services/*/name"),
            "version" => part.version = reading.text(value, "services/*/version"),
            "description" => part.description = reading.text(value, "services/*/description"),
            "licenses" => part.licences = licence::list(value, reading),
            "properties" => part.properties = properties(value, "services/*/properties", reading),
            "externalReferences" => part.references = references(value, "services/*/externalReferences", reading),
            "services" => inner = Some(value),
            other => reading.unread(PATH, other, value),
        }
    }
    let at = reading.add(part, id, false)?;
    Ok((at, inner))
}

/// Of SWID only the tag id has room.
fn swid<'d>(value: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    for (key, value) in reading.members(value, "components/*/swid") {
        match key {
            "tagId" => {
                let value = reading.text(value, "components/*/swid/tagId");
                part.ids.push(OtherId { kind: "swid".to_owned(), value });
            }
            other => reading.unread("components/*/swid", other, value),
        }
    }
}

fn evidence<'d>(value: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    for (key, value) in reading.members(value, "components/*/evidence") {
        match key {
            "occurrences" => {
                for item in reading.items(value, "components/*/evidence/occurrences") {
                    for (key, value) in reading.members(item, "components/*/evidence/occurrences/*") {
                        match key {
                            "location" => {
                                let path = reading.text(value, "components/*/evidence/occurrences/*/location");
                                part.occurrences.extend(some(path));
                            }
                            "bom-ref" => {}
                            other => reading.unread("components/*/evidence/occurrences/*", other, value),
                        }
                    }
                }
            }
            "identity" => identity(value, part, reading),
            other => reading.unread("components/*/evidence", other, value),
        }
    }
}

/// Further package URLs and CPEs that were concluded; an object until 1.5, a list since 1.6.
fn identity<'d>(value: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    let all = value.items().chain(value.is_object().then_some(value));
    for item in all {
        let concluded = item.get_text("concludedValue").filter(|text| !text.is_empty());
        let list = match item.get_text("field") {
            Some("purl") => &mut part.purls,
            Some("cpe") => &mut part.cpes,
            _ => {
                reading.unread("components/*/evidence", "identity", item);
                continue;
            }
        };
        match concluded {
            Some(text) if !list.iter().any(|known| known == text) => list.push(text.to_owned()),
            Some(_) => {}
            None => reading.unread("components/*/evidence", "identity", item),
        }
    }
}

/// Digests; algorithms that are not known stay out and are counted.
pub(super) fn hashes<'d>(value: Node<'d>, reading: &mut Reading<'d>) -> Vec<Hash> {
    let mut hashes = Vec::new();
    for item in reading.items(value, "hashes") {
        let (mut algorithm, mut digits) = (None, String::new());
        for (key, value) in reading.members(item, "hashes/*") {
            match key {
                "alg" => algorithm = value.text().and_then(Algorithm::of_cyclonedx),
                "content" => digits = reading.text(value, "hashes/*/content"),
                other => reading.unread("hashes/*", other, value),
            }
        }
        match algorithm {
            Some(algorithm) if !digits.is_empty() => {
                digits.make_ascii_lowercase();
                hashes.push(Hash { algorithm, value: digits });
            }
            _ => reading.wrong(item, "hashes/*", "an object with a known `alg` and a `content`"),
        }
    }
    hashes
}

/// Properties.
pub(super) fn properties<'d>(value: Node<'d>, path: &'static str, reading: &mut Reading<'d>) -> Vec<Property> {
    let mut properties = Vec::new();
    for item in reading.items(value, path) {
        let mut property = Property { name: String::new(), value: String::new() };
        for (key, value) in reading.members(item, path) {
            match key {
                "name" => property.name = reading.text(value, path),
                "value" => property.value = reading.text(value, path),
                other => reading.unread(path, other, value),
            }
        }
        properties.push(property);
    }
    properties
}

/// External references.
pub(super) fn references<'d>(value: Node<'d>, path: &'static str, reading: &mut Reading<'d>) -> Vec<Reference> {
    let mut references = Vec::new();
    for item in reading.items(value, path) {
        let mut reference =
            Reference { kind: String::new(), url: String::new(), comment: String::new(), hashes: Vec::new() };
        for (key, value) in reading.members(item, path) {
            match key {
                "type" => reference.kind = reading.text(value, path),
                "url" => reference.url = reading.text(value, path),
                "comment" => reference.comment = reading.text(value, path),
                "hashes" => reference.hashes = hashes(value, reading),
                other => reading.unread(path, other, value),
            }
        }
        references.push(reference);
    }
    references
}

/// The name itself stands before those that evidence adds, wherever it stands in the file.
fn main(name: String, names: &mut Vec<String>) {
    if !name.is_empty() {
        names.retain(|other| *other != name);
        names.insert(0, name);
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
