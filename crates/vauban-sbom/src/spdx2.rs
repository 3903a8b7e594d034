//! SPDX 2.2 and 2.3 in JSON.
//!
//! Packages and files become components, relationships become edges; `NOASSERTION` and `NONE` are what they say:
//! nothing known, and known to be nothing. Source: SPDX 2.3, clauses 6 to 11.

use crate::error::Error;
use crate::model::{Bill, Component, Edge, Hash, Licence, OtherId, Party, Raw, Reference, Statement, Tool};
use crate::node::{Node, members};
use crate::reading::Reading;
use crate::words::{Acknowledgement, Algorithm, Extent, Kind, LicenceForm, PartyKind, Relation};

/// Versions that are read.
pub(crate) const VERSIONS: [&str; 2] = ["SPDX-2.2", "SPDX-2.3"];

/// Reads a document whose version is known.
pub(crate) fn read<'d>(root: Node<'d>, mut reading: Reading<'d>) -> Result<Bill, Error> {
    let (mut relationships, mut described) = (None, None);
    let mut held = Vec::new();
    for (key, value) in members(root) {
        match key {
            "SPDXID" | "spdxVersion" => {}
            "name" => reading.bill.name = reading.text(value, "name"),
            "documentNamespace" => reading.bill.id = reading.text(value, "documentNamespace"),
            "dataLicense" => reading.bill.data_licence = reading.text(value, "dataLicense"),
            "creationInfo" => creation(value, &mut reading),
            "packages" => {
                reading.bill.components.reserve(value.len().min(reading.limits.parts));
                for item in reading.items(value, "packages") {
                    package(item, &mut held, &mut reading)?;
                }
            }
            "files" => {
                for item in reading.items(value, "files") {
                    file(item, &mut reading)?;
                }
            }
            "relationships" => relationships = Some(value),
            "documentDescribes" => described = Some(value),
            other => reading.unread("", other, value),
        }
    }
    if let Some(value) = described {
        for item in reading.items(value, "documentDescribes") {
            let id = reading.text(item, "documentDescribes/*");
            let at = reading.lead(&id, item.offset(), "`documentDescribes`");
            describe(at, &mut reading);
        }
    }
    for (from, list) in held {
        for item in reading.items(list, "packages/*/hasFiles") {
            let id = reading.text(item, "packages/*/hasFiles/*");
            if let Some(to) = reading.lead(&id, item.offset(), "`hasFiles`") {
                reading.bill.edges.push(Edge { from, to, relation: Relation::Contains });
            }
        }
    }
    if let Some(value) = relationships {
        for item in reading.items(value, "relationships") {
            relationship(item, &mut reading);
            reading.bound_edges(item.offset())?;
        }
    }
    Ok(reading.finish())
}

fn describe(at: Option<usize>, reading: &mut Reading<'_>) {
    if let Some(at) = at {
        reading.root(at);
    }
}

fn creation<'d>(node: Node<'d>, reading: &mut Reading<'d>) {
    for (key, value) in reading.members(node, "creationInfo") {
        match key {
            "created" => reading.bill.created = reading.text(value, "creationInfo/created"),
            "creators" => {
                for item in reading.items(value, "creationInfo/creators") {
                    let text = reading.text(item, "creationInfo/creators/*");
                    match text.trim().strip_prefix("Tool:") {
                        Some(tool) => reading.bill.tools.push(named_tool(tool.trim())),
                        None => reading.bill.authors.extend(party(&text)),
                    }
                }
            }
            other => reading.unread("creationInfo", other, value),
        }
    }
}

/// `syft-1.4.1`: the version is what follows the last hyphen, if it begins with a digit.
pub(crate) fn named_tool(text: &str) -> Tool {
    let split = text.rsplit_once('-').filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()));
    let (name, version) = split.unwrap_or((text, ""));
    Tool { vendor: String::new(), name: name.to_owned(), version: version.to_owned() }
}

/// `Organization: Name (mail)`, `Person: Name`; nothing where nothing is asserted.
fn party(text: &str) -> Option<Party> {
    let text = text.trim();
    if nothing(text) {
        return None;
    }
    let (kind, rest) = if let Some(rest) = text.strip_prefix("Organization:") {
        (PartyKind::Organisation, rest)
    } else if let Some(rest) = text.strip_prefix("Person:") {
        (PartyKind::Person, rest)
    } else {
        (PartyKind::Unsaid, text)
    };
    let rest = rest.trim();
    let (name, mail) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, mail)) if mail.is_empty() || mail.contains('@') => (name.trim(), mail.trim()),
        Some(_) | None => (rest, ""),
    };
    if name.is_empty() && mail.is_empty() {
        return None;
    }
    let emails = if mail.is_empty() { Vec::new() } else { vec![mail.to_owned()] };
    Some(Party { kind, name: name.to_owned(), emails, urls: Vec::new() })
}

fn nothing(text: &str) -> bool {
    matches!(text, "" | "NOASSERTION" | "NONE")
}

fn package<'d>(node: Node<'d>, held: &mut Vec<(usize, Node<'d>)>, reading: &mut Reading<'d>) -> Result<(), Error> {
    const PATH: &str = "packages/*";
    let mut part = Component { offset: node.offset(), kind: Kind::Unsaid, ..Component::default() };
    let (mut id, mut files) = (None, None);
    for (key, value) in reading.members(node, PATH) {
        match key {
            "SPDXID" => {
                id = value.text();
                part.id = reading.text(value, "packages/*/SPDXID");
            }
            "name" => part.name = reading.text(value, "packages/*/name"),
            "versionInfo" => {
                let version = reading.text(value, "packages/*/versionInfo");
                part.version = if nothing(&version) { String::new() } else { version };
            }
            "packageFileName" => part.file_name = reading.text(value, "packages/*/packageFileName"),
            "supplier" => part.supplier = party(&reading.text(value, "packages/*/supplier")),
            "originator" => part.manufacturer = party(&reading.text(value, "packages/*/originator")),
            "description" => part.description = reading.text(value, "packages/*/description"),
            "primaryPackagePurpose" => {
                let word = reading.text(value, "packages/*/primaryPackagePurpose");
                // SPDX 2.3 writes `OPERATING_SYSTEM`, some tools `OPERATING-SYSTEM`.
                match Kind::of_spdx2(&word.replace('-', "_")) {
                    Some(kind) => part.kind = kind,
                    None => (part.kind, part.kind_word) = (Kind::Other, word),
                }
            }
            "downloadLocation" => {
                reference("distribution", reading.text(value, "packages/*/downloadLocation"), &mut part);
            }
            "homepage" => reference("website", reading.text(value, "packages/*/homepage"), &mut part),
            "checksums" => part.hashes = checksums(value, reading),
            "externalRefs" => {
                for item in reading.items(value, "packages/*/externalRefs") {
                    external(item, &mut part, reading);
                }
            }
            "licenseConcluded" => {
                let text = reading.text(value, "packages/*/licenseConcluded");
                part.licences.extend(licence(text, Acknowledgement::Concluded));
            }
            "licenseDeclared" => {
                let text = reading.text(value, "packages/*/licenseDeclared");
                part.licences.extend(licence(text, Acknowledgement::Declared));
            }
            "copyrightText" => {
                let text = reading.text(value, "packages/*/copyrightText");
                part.copyright = if nothing(&text) { String::new() } else { text };
            }
            "hasFiles" => files = Some(value),
            "filesAnalyzed" => {}
            other => reading.unread(PATH, other, value),
        }
    }
    let at = reading.add(part, id, false)?;
    held.extend(files.map(|files| (at, files)));
    Ok(())
}

fn file<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Result<(), Error> {
    const PATH: &str = "files/*";
    let mut part = Component { offset: node.offset(), kind: Kind::File, ..Component::default() };
    let mut id = None;
    for (key, value) in reading.members(node, PATH) {
        match key {
            "SPDXID" => {
                id = value.text();
                part.id = reading.text(value, "files/*/SPDXID");
            }
            "fileName" => {
                part.name = reading.text(value, "files/*/fileName");
                part.file_name.clone_from(&part.name);
            }
            "checksums" => part.hashes = checksums(value, reading),
            "licenseConcluded" => {
                let text = reading.text(value, "files/*/licenseConcluded");
                part.licences.extend(licence(text, Acknowledgement::Concluded));
            }
            "copyrightText" => {
                let text = reading.text(value, "files/*/copyrightText");
                part.copyright = if nothing(&text) { String::new() } else { text };
            }
            other => reading.unread(PATH, other, value),
        }
    }
    reading.add(part, id, true)?;
    Ok(())
}

fn reference(kind: &str, url: String, part: &mut Component) {
    if !nothing(&url) {
        part.references.push(Reference { kind: kind.to_owned(), url, comment: String::new(), hashes: Vec::new() });
    }
}

fn licence(text: String, said: Acknowledgement) -> Option<Licence> {
    if nothing(&text) {
        return None;
    }
    let single =
        !text.contains(char::is_whitespace) && !text.contains(['(', ':', '+']) && !text.starts_with("LicenseRef-");
    let form = if single { LicenceForm::Id } else { LicenceForm::Expression };
    Some(Licence { said, form, text, url: String::new() })
}

fn checksums<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Vec<Hash> {
    let mut hashes = Vec::new();
    for item in reading.items(node, "checksums") {
        let (mut algorithm, mut digits) = (None, String::new());
        for (key, value) in reading.members(item, "checksums/*") {
            match key {
                "algorithm" => algorithm = value.text().and_then(Algorithm::of_spdx2),
                "checksumValue" => digits = reading.text(value, "checksums/*/checksumValue"),
                other => reading.unread("checksums/*", other, value),
            }
        }
        match algorithm {
            Some(algorithm) if !digits.is_empty() => {
                digits.make_ascii_lowercase();
                hashes.push(Hash { algorithm, value: digits });
            }
            _ => reading.wrong(item, "checksums/*", "an object with a known `algorithm` and a `checksumValue`"),
        }
    }
    hashes
}

fn external<'d>(node: Node<'d>, part: &mut Component, reading: &mut Reading<'d>) {
    const PATH: &str = "packages/*/externalRefs/*";
    let (mut kind, mut locator, mut comment) = (String::new(), String::new(), String::new());
    for (key, value) in reading.members(node, PATH) {
        match key {
            "referenceCategory" => {}
            "referenceType" => kind = reading.text(value, PATH),
            "referenceLocator" => locator = reading.text(value, PATH),
            "comment" => comment = reading.text(value, PATH),
            other => reading.unread(PATH, other, value),
        }
    }
    // Some tools write the type as the full address of its definition.
    let kind = kind.strip_prefix("http://spdx.org/rdf/references/").unwrap_or(&kind);
    let further = |kind: &str, url, comment| Reference { kind: kind.to_owned(), url, comment, hashes: Vec::new() };
    match kind {
        "purl" => part.purls.push(locator),
        "cpe22Type" | "cpe23Type" => part.cpes.push(locator),
        "advisory" | "fix" | "security" => part.references.push(further("advisories", locator, comment)),
        "url" => part.references.push(further("other", locator, comment)),
        other => part.ids.push(OtherId { kind: other.to_owned(), value: locator }),
    }
}

/// A relationship: what is described, who uses whom, or something else that is counted.
fn relationship<'d>(node: Node<'d>, reading: &mut Reading<'d>) {
    const PATH: &str = "relationships/*";
    let (mut from, mut to, mut kind) = (String::new(), String::new(), String::new());
    for (key, value) in reading.members(node, PATH) {
        match key {
            "spdxElementId" => from = reading.text(value, PATH),
            "relatedSpdxElement" => to = reading.text(value, PATH),
            "relationshipType" => kind = reading.text(value, PATH),
            other => reading.unread(PATH, other, value),
        }
    }
    let document = "SPDXRef-DOCUMENT";
    match kind.as_str() {
        "DESCRIBES" => {
            let at = reading.lead(&to, node.offset(), "a relationship `DESCRIBES`");
            return describe(at, reading);
        }
        "DESCRIBED_BY" => {
            let at = reading.lead(&from, node.offset(), "a relationship `DESCRIBED_BY`");
            return describe(at, reading);
        }
        _ => {}
    }
    let Some((relation, reversed)) = relation(&kind) else {
        if kind.starts_with("VEX") || kind.contains("VULNERABILITY") {
            reading.bill.vulnerabilities.push(Raw { json: node.raw().to_owned(), offset: node.offset() });
        }
        reading.unread_at(PATH, &kind, node.offset());
        return;
    };
    let (from, to) = if reversed { (to, from) } else { (from, to) };
    // A document that contains packages describes them.
    if from == document {
        let at = reading.lead(&to, node.offset(), "a relationship of the document");
        return describe(at, reading);
    }
    let Some(user) = reading.lead(&from, node.offset(), "a relationship") else { return };
    let whole = relation.in_product();
    let statement = |extent| Statement { extent, assemblies: vec![], dependencies: vec![user], offset: node.offset() };
    match to.as_str() {
        "NONE" if whole => {
            state(user, relation, reading);
            reading.bill.statements.push(statement(Extent::Complete));
        }
        "NOASSERTION" if whole => reading.bill.statements.push(statement(Extent::NotSpecified)),
        "NONE" | "NOASSERTION" => {}
        _ => {
            state(user, relation, reading);
            if let Some(to) = reading.lead(&to, node.offset(), "a relationship") {
                reading.bill.edges.push(Edge { from: user, to, relation });
            }
        }
    }
}

fn state(at: usize, relation: Relation, reading: &mut Reading<'_>) {
    if relation.in_product()
        && let Some(component) = reading.bill.components.get_mut(at)
    {
        component.dependencies_stated = true;
    }
}

/// The relation, and whether it is written from the used to the user.
fn relation(word: &str) -> Option<(Relation, bool)> {
    Some(match word {
        "CONTAINED_BY" => (Relation::Contains, true),
        "DEPENDENCY_OF" => (Relation::DependsOn, true),
        "PREREQUISITE_FOR" => (Relation::Prerequisite, true),
        "GENERATES" => (Relation::GeneratedFrom, true),
        other => {
            let relation = Relation::of_spdx2(other)?;
            (relation, other.ends_with("_OF"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_taken_apart() {
        let all = |text: &str| party(text).map(|party| (party.kind, party.name, party.emails.join(" ")));
        assert_eq!(
            all("Organization: Example (psirt@example.com)"),
            Some((PartyKind::Organisation, "Example".into(), "psirt@example.com".into()))
        );
        assert_eq!(all("Person: A B ()"), Some((PartyKind::Person, "A B".into(), String::new())));
        assert_eq!(
            all("Organization: Example (Europe)"),
            Some((PartyKind::Organisation, "Example (Europe)".into(), String::new()))
        );
        assert_eq!(all("NOASSERTION"), None);
        assert_eq!(all("Organization:"), None);
    }

    #[test]
    fn tools_have_their_version_after_the_last_hyphen() {
        assert_eq!(named_tool("github-sbom-1.4.1").version, "1.4.1");
        assert_eq!(named_tool("npm/cli").name, "npm/cli");
    }
}
