//! `Cargo.lock` as parts: a lock file is a bill of materials that is always there.

use serde::Deserialize;

use crate::part::Part;

#[derive(Debug, Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
}

/// Where a text is wrong, and what: line and column, from 1.
pub type Wrong = (usize, usize, String);

/// The packages of a `Cargo.lock` that come from a registry, as parts, and the names of those that do not: a package
/// of the workspace or of a git repository is not the registry's package of that name.
///
/// # Errors
/// Line, column and what is wrong.
pub fn cargo(text: &str) -> Result<(Vec<Part>, Vec<String>), Wrong> {
    let lock: Lock = toml::from_str(text).map_err(|error| {
        let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        (line, before.rsplit('\n').next().unwrap_or("").chars().count() + 1, error.message().to_owned())
    })?;
    let mut parts = Vec::new();
    let mut own = Vec::new();
    for package in lock.package {
        let registry = package
            .source
            .as_deref()
            .is_some_and(|source| source.starts_with("registry+") || source.starts_with("sparse+"));
        if registry {
            let purl = format!("pkg:cargo/{}@{}", package.name, package.version.replace('+', "%2B"));
            parts.push(Part {
                name: package.name,
                version: Some(package.version),
                purl: Some(purl),
                kind: Some("library".into()),
                ..Part::default()
            });
        } else {
            own.push(format!("{} {}", package.name, package.version));
        }
    }
    Ok((parts, own))
}
