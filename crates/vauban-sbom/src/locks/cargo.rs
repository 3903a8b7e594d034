//! `Cargo.lock`, versions 1 to 4.
//!
//! Packages without a source are the workspace's own: they are what the list is of. Only packages of a registry get a
//! package URL without qualifiers, because a local package of the same name is another one.

use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::detect::short;
use crate::error::Error;
use crate::model::{Bill, Component, Edge, Format, Hash};
use crate::reading::{Limits, Reading};
use crate::words::{Algorithm, Kind, Relation};

/// How crates.io is named in a lock file, by its git index and by its sparse one.
const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// Reads the text.
pub(crate) fn read(text: &[u8], limits: &Limits) -> Result<Bill, Error> {
    let text = std::str::from_utf8(text).map_err(|wrong| Error::at(wrong.valid_up_to(), "the file is not UTF-8"))?;
    if !text.contains("[[package]]") {
        return Err(Error::at(0, "it is neither JSON nor XML, and no `Cargo.lock` (which lists `[[package]]`)"));
    }
    let table = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        Error::at(offset, format!("it is no `Cargo.lock`: {}", short(error.message())))
    })?;
    let table = table.get_ref();
    let version = table.get("version").and_then(|value| match value.get_ref() {
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        _ => None,
    });
    let version = version.unwrap_or_else(|| "1".to_owned());
    if !["1", "2", "3", "4"].contains(&version.as_str()) {
        return Err(Error::at(0, format!("version {} of `Cargo.lock` is not read; known: 1 to 4", short(&version))));
    }
    let mut reading = Reading::new(Bill::new(Format::CargoLock, &version), *limits);
    let mut names = Names::default();
    let mut needs = Vec::new();
    let Some(DeValue::Array(packages)) = table.get("package").map(Spanned::get_ref) else {
        return Err(Error::at(0, "it is no `Cargo.lock`: `package` is no list"));
    };
    for package in packages {
        let DeValue::Table(entry) = package.get_ref() else { continue };
        let offset = package.span().start;
        let source = text_of(entry, "source").unwrap_or_default();
        let part = component(entry, source, offset);
        let (name, version) = (part.name.clone(), part.version.clone());
        let at = reading.add(part, None, false)?;
        names.add(&name, &version, source, at);
        if source.is_empty() {
            reading.bill.roots.push(at);
        }
        if let Some(DeValue::Array(list)) = entry.get("dependencies").map(Spanned::get_ref) {
            needs.extend(list.iter().map(|on| (at, on)));
        }
    }
    for (from, on) in needs {
        let DeValue::String(on_text) = on.get_ref() else { continue };
        match names.find(on_text) {
            Some(to) => reading.bill.edges.push(Edge { from, to, relation: Relation::DependsOn }),
            None => {
                let message = format!("`dependencies` names `{}`, which no package of the file is", short(on_text));
                let offset = on.span().start;
                reading.problem(crate::model::ProblemKind::DanglingReference, offset, message);
            }
        }
    }
    for component in &mut reading.bill.components {
        component.dependencies_stated = true;
    }
    Ok(reading.finish())
}

fn text_of<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text),
        _ => None,
    }
}

fn component(entry: &DeTable<'_>, source: &str, offset: usize) -> Component {
    let name = text_of(entry, "name").unwrap_or_default();
    let version = text_of(entry, "version").unwrap_or_default();
    let mut part = Component {
        id: format!("{name}@{version}"),
        kind: Kind::Library,
        name: name.to_owned(),
        version: version.to_owned(),
        offset,
        ..Component::default()
    };
    let plain = format!("pkg:cargo/{}@{}", encoded(name), encoded(version));
    if CRATES_IO.contains(&source) {
        part.purls.push(plain);
    } else if source.starts_with("git+") {
        part.purls.push(format!("{plain}?vcs_url={}", encoded(source.replace('#', "@").as_str())));
    } else if let Some(registry) = source.strip_prefix("registry+").or_else(|| source.strip_prefix("sparse+")) {
        part.purls.push(format!("{plain}?repository_url={}", encoded(registry)));
    }
    if let Some(digits) = text_of(entry, "checksum") {
        part.hashes.push(Hash { algorithm: Algorithm::Sha256, value: digits.to_ascii_lowercase() });
    }
    part
}

/// Percent-encoded as package URLs ask for.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' | b':' | b'/' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Packages by how a dependency names them: `name`, `name version`, or with the source in brackets.
#[derive(Default)]
struct Names {
    all: HashMap<String, usize>,
}

impl Names {
    fn add(&mut self, name: &str, version: &str, source: &str, at: usize) {
        self.all.entry(name.to_owned()).or_insert(at);
        self.all.entry(format!("{name} {version}")).or_insert(at);
        self.all.entry(format!("{name} {version} ({})", source.split('#').next().unwrap_or_default())).or_insert(at);
        self.all.entry(format!("{name} {version} ({source})")).or_insert(at);
    }

    fn find(&self, text: &str) -> Option<usize> {
        self.all.get(text).copied()
    }
}
