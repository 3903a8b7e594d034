//! `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.
//!
//! Versions 2 and 3 list packages by their folder; version 1 nests them. Whom a package uses is found as Node.js does:
//! in its own `node_modules`, else in that of the folders above.

use std::collections::HashMap;

use super::cargo::encoded;
use crate::error::Error;
use crate::model::{Bill, Component, Edge, Hash, Reference};
use crate::node::{Node, members};
use crate::reading::Reading;
use crate::words::{Algorithm, Kind, Relation, Scope};

const FOLDER: &str = "node_modules/";

/// Reads a document that has a `lockfileVersion`.
pub(crate) fn read<'d>(root: Node<'d>, mut reading: Reading<'d>) -> Result<Bill, Error> {
    let version = root.get("lockfileVersion").and_then(Node::as_u64).unwrap_or_default();
    if !(1..=3).contains(&version) {
        let offset = root.get("lockfileVersion").map_or(0, Node::offset);
        return Err(Error::at(offset, format!("version {version} of `package-lock.json` is not read; known: 1 to 3")));
    }
    reading.bill.spec = version.to_string();
    reading.bill.name = root.get_text("name").unwrap_or_default().to_owned();
    let mut found = Found::default();
    match root.get("packages") {
        Some(packages) => {
            for (path, entry) in reading.members(packages, "packages") {
                package(path, entry, root, &LISTS, &mut reading, &mut found)?;
            }
        }
        None => {
            // `dependencies` are packages themselves here, not names.
            package("", root, root, LISTS.get(1..).unwrap_or_default(), &mut reading, &mut found)?;
            nested(root, &mut reading, &mut found)?;
        }
    }
    let Found { mut places, needs, links } = found;
    for (path, to) in links {
        if let Some(at) = places.get(to).copied() {
            places.insert(path, at);
        }
    }
    for (path, list, relation) in needs {
        let Some(from) = places.get(&path).copied() else { continue };
        for (name, _) in members(list) {
            // What is not installed (optional, peer, another platform) is not in the list, rightly.
            if let Some(to) = resolve(&path, name, &places) {
                reading.bill.edges.push(Edge { from, to, relation });
            }
        }
        reading.bound_edges(list.offset())?;
    }
    for component in &mut reading.bill.components {
        component.dependencies_stated = true;
    }
    Ok(reading.finish())
}

/// Packages by folder, the lists of whom they need, and links to folders.
#[derive(Default)]
struct Found<'d> {
    places: HashMap<String, usize>,
    needs: Vec<(String, Node<'d>, Relation)>,
    links: Vec<(String, &'d str)>,
}

/// Where a package says whom it needs.
const LISTS: [(&str, Relation); 5] = [
    ("dependencies", Relation::DependsOn),
    ("requires", Relation::DependsOn),
    ("optionalDependencies", Relation::OptionalDependency),
    ("peerDependencies", Relation::ProvidedDependency),
    ("devDependencies", Relation::DevDependency),
];

fn package<'d>(
    path: &str,
    entry: Node<'d>,
    root: Node<'d>,
    lists: &[(&str, Relation)],
    reading: &mut Reading<'d>,
    found: &mut Found<'d>,
) -> Result<(), Error> {
    // A link leads to a folder that has an entry of its own.
    if entry.get("link").and_then(Node::boolean) == Some(true) {
        found.links.extend(entry.get_text("resolved").map(|to| (path.to_owned(), to)));
        return Ok(());
    }
    let installed = path.rsplit_once(FOLDER).map(|(_, name)| name);
    let own = entry.get_text("name");
    let name = own.or(installed).or(root.get_text("name")).unwrap_or(path);
    let version = entry.get_text("version").unwrap_or_default();
    let mut part = part(name, version, entry, installed.is_some());
    part.id = path.to_owned();
    part.offset = entry.offset();
    let at = reading.add(part, None, false)?;
    found.places.insert(path.to_owned(), at);
    if path.is_empty() {
        reading.bill.roots.push(at);
    }
    for (key, relation) in lists {
        if let Some(list) = entry.get(key).filter(|list| list.is_object()) {
            found.needs.push((path.to_owned(), list, *relation));
        }
    }
    Ok(())
}

fn part(name: &str, version: &str, entry: Node<'_>, installed: bool) -> Component {
    let mut part = Component { kind: Kind::Library, version: version.to_owned(), ..Component::default() };
    let (group, short) = match name.split_once('/') {
        Some((group, short)) if group.starts_with('@') => (group, short),
        Some(_) | None => ("", name),
    };
    (part.group, part.name) = (group.to_owned(), short.to_owned());
    let resolved = entry.get_text("resolved").unwrap_or_default();
    // Only what is installed from a registry has its identity by name; folders and git have not.
    if installed && !version.is_empty() && !resolved.starts_with("git") && !resolved.starts_with("file:") {
        let name = match group.is_empty() {
            true => encoded(short),
            false => format!("{}/{}", encoded(group), encoded(short)),
        };
        part.purls.push(format!("pkg:npm/{name}@{}", encoded(version)));
    }
    if !resolved.is_empty() {
        let (kind, url) = ("distribution".to_owned(), resolved.to_owned());
        part.references.push(Reference { kind, url, comment: String::new(), hashes: Vec::new() });
    }
    for word in entry.get_text("integrity").unwrap_or_default().split_ascii_whitespace() {
        part.hashes.extend(integrity(word));
    }
    let flag = |key: &str| entry.get(key).and_then(Node::boolean) == Some(true);
    if flag("dev") {
        part.scope = Some(Scope::Excluded);
    } else if flag("optional") || flag("devOptional") {
        part.scope = Some(Scope::Optional);
    }
    part
}

/// Version 1: packages inside packages.
fn nested<'d>(root: Node<'d>, reading: &mut Reading<'d>, found: &mut Found<'d>) -> Result<(), Error> {
    let mut open: Vec<(String, Node<'d>)> = Vec::new();
    open.extend(root.get("dependencies").map(|list| (String::new(), list)));
    while let Some((above, list)) = open.pop() {
        for (name, entry) in members(list) {
            let path = format!("{above}{FOLDER}{name}");
            package(&path, entry, root, LISTS.get(1..).unwrap_or_default(), reading, found)?;
            if let Some(inner) = entry.get("dependencies").filter(|inner| inner.is_object()) {
                open.push((format!("{path}/"), inner));
            }
            if above.is_empty() {
                let (from, to) = (found.places.get("").copied(), found.places.get(&path).copied());
                if let (Some(from), Some(to)) = (from, to) {
                    reading.bill.edges.push(Edge { from, to, relation: Relation::Contains });
                }
            }
        }
    }
    Ok(())
}

/// Where Node.js finds a package from a folder.
fn resolve(from: &str, name: &str, places: &HashMap<String, usize>) -> Option<usize> {
    let mut folder = from;
    loop {
        let path = if folder.is_empty() { format!("{FOLDER}{name}") } else { format!("{folder}/{FOLDER}{name}") };
        if let Some(at) = places.get(&path) {
            return Some(*at);
        }
        if folder.is_empty() {
            return None;
        }
        folder = match folder.rfind("/node_modules/") {
            Some(cut) => folder.get(..cut)?,
            // `node_modules/a` stands in the root, and so does a workspace's folder.
            None => "",
        };
    }
}

/// `sha512-BASE64`, as subresource integrity is written.
fn integrity(word: &str) -> Option<Hash> {
    let (algorithm, digits) = word.split_once('-')?;
    let algorithm = Algorithm::parse(algorithm)?;
    let mut value = String::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in digits.bytes().take_while(|byte| *byte != b'=' && *byte != b'?') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            value.push_str(&format!("{:02x}", (bits >> count) & 0xff));
        }
    }
    (!value.is_empty()).then_some(Hash { algorithm, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_base64() {
        let hash = integrity("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
        assert_eq!(hash.map(|hash| hash.value).as_deref(), Some("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
        assert_eq!(integrity("sha9-AAAA"), None);
        assert_eq!(integrity("sha1-***"), None);
    }
}
