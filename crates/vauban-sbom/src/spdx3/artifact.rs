//! Packages and files.

use super::{Graph, agent, id_of};
use crate::error::Error;
use crate::model::{Component, Hash, OtherId, Property, Reference};
use crate::node::{Node, members};
use crate::reading::Reading;
use crate::reference::of_spdx3;
use crate::words::{Algorithm, Kind};

/// A package of any kind.
pub(super) fn package<'d>(node: Node<'d>, graph: &Graph<'d>, reading: &mut Reading<'d>) -> Result<(), Error> {
    element(node, "software_Package", false, graph, reading)
}

/// A file.
pub(super) fn file<'d>(node: Node<'d>, graph: &Graph<'d>, reading: &mut Reading<'d>) -> Result<(), Error> {
    element(node, "software_File", true, graph, reading)
}

fn element<'d>(
    node: Node<'d>,
    path: &'static str,
    file: bool,
    graph: &Graph<'d>,
    reading: &mut Reading<'d>,
) -> Result<(), Error> {
    let mut part = Component { offset: node.offset(), ..Component::default() };
    if file {
        part.kind = Kind::File;
    }
    let id = id_of(node);
    for (key, value) in members(node) {
        match key {
            "spdxId" | "@id" => part.id = reading.text(value, path),
            "name" => {
                part.name = reading.text(value, path);
                if file {
                    part.file_name.clone_from(&part.name);
                }
            }
            "software_packageVersion" => part.version = reading.text(value, path),
            "description" => part.description = reading.text(value, path),
            "software_packageUrl" => {
                let purl = reading.text(value, path);
                // The field is the main one, wherever it stands among the identifiers.
                part.purls.retain(|other| *other != purl);
                part.purls.insert(0, purl);
            }
            "software_primaryPurpose" => {
                let word = reading.text(value, path);
                match Kind::of_spdx3(&word) {
                    Some(kind) if !file => part.kind = kind,
                    Some(_) => {}
                    None if file => part.kind_word = word,
                    None => (part.kind, part.kind_word) = (Kind::Other, word),
                }
            }
            "software_additionalPurpose" => {
                for item in reading.items(value, path) {
                    let word = reading.text(item, path);
                    part.purposes.push(word);
                }
            }
            "software_copyrightText" => {
                let text = reading.text(value, path);
                if !matches!(text.as_str(), "NOASSERTION" | "NONE") {
                    part.copyright = text;
                }
            }
            "software_downloadLocation" => reference("distribution", value, &mut part, reading),
            "software_homePage" => reference("website", value, &mut part, reading),
            "suppliedBy" => part.supplier = agent(value, graph),
            "originatedBy" => {
                for item in reading.items(value, path) {
                    match (agent(item, graph), &part.manufacturer) {
                        (Some(party), None) => part.manufacturer = Some(party),
                        (Some(party), Some(_)) => part.authors.push(party),
                        (None, _) => {}
                    }
                }
            }
            "verifiedUsing" => part.hashes = hashes(value, reading),
            "externalIdentifier" => {
                for item in reading.items(value, path) {
                    identifier(item, &mut part, reading);
                }
            }
            "software_contentIdentifier" => {
                for item in reading.items(value, path) {
                    content(item, &mut part, reading);
                }
            }
            "externalRef" => {
                for item in reading.items(value, path) {
                    external(item, &mut part, reading);
                }
            }
            "extension" => {
                for item in reading.items(value, path) {
                    extension(item, &mut part, reading);
                }
            }
            "type" | "creationInfo" => {}
            other => reading.unread(path, other, value),
        }
    }
    reading.add(part, id, file)?;
    Ok(())
}

fn reference<'d>(kind: &str, value: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    let url = reading.text(value, "software_Package/software_downloadLocation");
    if !matches!(url.as_str(), "" | "NOASSERTION" | "NONE") {
        part.references.push(Reference { kind: kind.to_owned(), url, comment: String::new(), hashes: Vec::new() });
    }
}

fn hashes<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Vec<Hash> {
    let mut hashes = Vec::new();
    for item in reading.items(node, "verifiedUsing") {
        let word = item.get("algorithm").and_then(Node::text);
        let digits = item.get("hashValue").and_then(Node::text);
        match (word.and_then(Algorithm::of_spdx3), digits) {
            (Some(algorithm), Some(digits)) => {
                hashes.push(Hash { algorithm, value: digits.to_ascii_lowercase() });
            }
            // A verification code over files, or an algorithm without name elsewhere.
            _ => reading.unread_at("verifiedUsing/*", word.unwrap_or("other"), item.offset()),
        }
    }
    hashes
}

fn identifier<'d>(node: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    let word = node.get("externalIdentifierType").and_then(Node::text);
    let Some(value) = node.get("identifier").and_then(Node::text) else {
        return reading.wrong(node, "externalIdentifier/*", "an object with an `identifier`");
    };
    let value = value.to_owned();
    match word {
        Some("cpe22" | "cpe23") => part.cpes.push(value),
        Some("packageUrl") if !part.purls.contains(&value) => part.purls.push(value),
        Some("packageUrl") => {}
        word => part.ids.push(OtherId { kind: word.unwrap_or("other").to_owned(), value }),
    }
}

fn content<'d>(node: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    let word = node.get("software_contentIdentifierType").and_then(Node::text);
    match node.get("software_contentIdentifierValue").and_then(Node::text) {
        Some(value) => {
            let kind = word.unwrap_or("gitoid").to_owned();
            part.ids.push(OtherId { kind, value: value.to_owned() });
        }
        None => reading.wrong(node, "software_contentIdentifier/*", "an object with a value"),
    }
}

/// CycloneDX's properties, for which SPDX has an extension.
fn extension<'d>(node: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    let Some(list) = node.get("extension_cdxProperty") else {
        return reading.unread("extension/*", node.get_text("type").unwrap_or("other"), node);
    };
    for item in reading.items(list, "extension/*/extension_cdxProperty") {
        let text = |key: &str| item.get_text(key).unwrap_or_default().to_owned();
        part.properties.push(Property { name: text("extension_cdxPropName"), value: text("extension_cdxPropValue") });
    }
}

fn external<'d>(node: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    let word = node.get("externalRefType").and_then(Node::text);
    let kind = of_spdx3(word.unwrap_or("other"));
    let comment = node.get("comment").and_then(Node::text).unwrap_or_default().to_owned();
    let Some(locators) = node.get("locator") else {
        return reading.wrong(node, "externalRef/*", "an object with a `locator`");
    };
    for item in reading.items(locators, "externalRef/*/locator") {
        let url = reading.text(item, "externalRef/*/locator/*");
        let (kind, comment) = (kind.to_owned(), comment.clone());
        part.references.push(Reference { kind, url, comment, hashes: Vec::new() });
    }
}
