//! Parts of others in a software bill of materials: CycloneDX 1.4 to 1.7 and SPDX 2.2 and 2.3, both in JSON.
//!
//! Only what identifies a part is read: name, version, package URL, and whether the product uses it directly. A document
//! that says nothing about who depends on whom names its top level only; then all of that is direct.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::observed::{Error, short, text};

/// Parts that are read.
const PARTS: usize = 200_000;
/// Components inside components.
const DEPTH: usize = 64;

/// A part of others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
    /// Its package URL; may be empty.
    pub purl: String,
    /// Whether the product itself uses it, not only a part of it.
    pub direct: bool,
}

/// Reads the parts, sorted.
///
/// # Errors
/// If it is neither CycloneDX nor SPDX in JSON, of a version that is not read, or too large.
pub fn read(bytes: &[u8]) -> Result<Vec<Part>, Error> {
    let text = text(bytes)?;
    let wrong = |error: serde_json::Error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        Error::new(line, format!("it is no bill of materials in JSON: {}", short(&error.to_string())))
    };
    let kind: Kind = serde_json::from_str(text).map_err(wrong)?;
    let mut parts = match (kind.cyclonedx.as_deref(), kind.spdx.as_deref()) {
        (Some("CycloneDX"), _) => {
            let version = kind.version.unwrap_or_default();
            if !["1.4", "1.5", "1.6", "1.7"].contains(&version.as_str()) {
                return Err(Error::new(1, format!("CycloneDX `{}` is not read; known: 1.4 to 1.7", short(&version))));
            }
            cyclonedx(serde_json::from_str(text).map_err(wrong)?)?
        }
        (_, Some("SPDX-2.2" | "SPDX-2.3")) => spdx(&serde_json::from_str(text).map_err(wrong)?)?,
        (_, Some(other)) => {
            return Err(Error::new(1, format!("`{}` is not read; known: SPDX 2.2 and 2.3", short(other))));
        }
        (_, None) => return Err(Error::new(1, "it has neither `bomFormat` CycloneDX nor an `spdxVersion`")),
    };
    parts.sort();
    parts.dedup();
    Ok(parts)
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "bomFormat")]
    cyclonedx: Option<String>,
    #[serde(rename = "specVersion")]
    version: Option<String>,
    #[serde(rename = "spdxVersion")]
    spdx: Option<String>,
}

#[derive(Deserialize)]
struct CycloneDx {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    component: Option<Component>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "bom-ref")]
    reference: Option<String>,
    name: String,
    version: Option<String>,
    purl: Option<String>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Dependency {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default, rename = "dependsOn")]
    on: Vec<String>,
}

fn cyclonedx(bom: CycloneDx) -> Result<Vec<Part>, Error> {
    let root = bom.metadata.component.and_then(|component| component.reference);
    let used: Option<BTreeSet<String>> = root.and_then(|root| {
        let entry = bom.dependencies.into_iter().find(|entry| entry.reference == root)?;
        Some(entry.on.into_iter().collect())
    });
    let mut parts = Vec::new();
    let mut open: Vec<(Component, usize)> = bom.components.into_iter().map(|component| (component, 0)).collect();
    while let Some((component, depth)) = open.pop() {
        bounded(parts.len(), depth)?;
        let named = component.reference.as_deref();
        let direct = match &used {
            Some(used) => named.is_some_and(|named| used.contains(named)),
            None => depth == 0,
        };
        parts.push(Part {
            name: short(&component.name),
            version: short(component.version.as_deref().unwrap_or_default()),
            purl: short(component.purl.as_deref().unwrap_or_default()),
            direct,
        });
        open.extend(component.components.into_iter().map(|inner| (inner, depth + 1)));
    }
    Ok(parts)
}

fn bounded(parts: usize, depth: usize) -> Result<(), Error> {
    if parts >= PARTS {
        return Err(Error::new(1, format!("it lists more than {PARTS} parts")));
    }
    if depth > DEPTH {
        return Err(Error::new(1, format!("its components nest deeper than {DEPTH}")));
    }
    Ok(())
}

#[derive(Deserialize)]
struct Spdx {
    #[serde(default, rename = "documentDescribes")]
    describes: Vec<String>,
    #[serde(default)]
    packages: Vec<Package>,
    #[serde(default)]
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
struct Package {
    #[serde(rename = "SPDXID")]
    id: String,
    name: String,
    #[serde(rename = "versionInfo")]
    version: Option<String>,
    #[serde(default, rename = "externalRefs")]
    references: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "referenceType")]
    kind: String,
    #[serde(rename = "referenceLocator")]
    locator: String,
}

#[derive(Deserialize)]
struct Relationship {
    #[serde(rename = "spdxElementId")]
    from: String,
    #[serde(rename = "relatedSpdxElement")]
    to: String,
    #[serde(rename = "relationshipType")]
    kind: String,
}

fn spdx(document: &Spdx) -> Result<Vec<Part>, Error> {
    bounded(document.packages.len().saturating_sub(1), 0)?;
    let mut roots: BTreeSet<&str> = document.describes.iter().map(String::as_str).collect();
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for relation in &document.relationships {
        match relation.kind.as_str() {
            "DESCRIBES" => {
                roots.insert(&relation.to);
            }
            "DESCRIBED_BY" => {
                roots.insert(&relation.from);
            }
            "CONTAINS" | "DEPENDS_ON" | "STATIC_LINK" | "DYNAMIC_LINK" => {
                below.entry(&relation.from).or_default().insert(&relation.to);
            }
            "CONTAINED_BY" | "DEPENDENCY_OF" => {
                below.entry(&relation.to).or_default().insert(&relation.from);
            }
            _ => {}
        }
    }
    let used: BTreeSet<&str> = roots.iter().filter_map(|root| below.get(root)).flatten().copied().collect();
    let parts = document.packages.iter().filter(|package| !roots.contains(package.id.as_str())).map(|package| {
        let purl = package.references.iter().find(|reference| reference.kind == "purl");
        Part {
            name: short(&package.name),
            version: short(package.version.as_deref().unwrap_or_default()),
            purl: purl.map_or_else(String::new, |purl| short(&purl.locator)),
            direct: used.is_empty() || used.contains(package.id.as_str()),
        }
    });
    Ok(parts.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::read;

    fn names(text: &str) -> Vec<(String, bool)> {
        read(text.as_bytes()).unwrap().into_iter().map(|part| (part.name, part.direct)).collect()
    }

    #[test]
    fn direct_parts_are_those_that_the_product_depends_on() {
        let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"bom-ref":"p","name":"p"}},
            "components":[{"bom-ref":"a","name":"a","purl":"pkg:generic/a@1","components":[{"bom-ref":"c","name":"c"}]},{"bom-ref":"b","name":"b"}],
            "dependencies":[{"ref":"p","dependsOn":["a"]},{"ref":"a","dependsOn":["b"]}]}"#;
        assert_eq!(names(text), [("a".into(), true), ("b".into(), false), ("c".into(), false)]);
        let without = text.replace("\"dependencies\"", "\"other\"");
        assert_eq!(names(&without), [("a".into(), true), ("b".into(), true), ("c".into(), false)]);
    }

    #[test]
    fn spdx_tells_the_same_by_relationships() {
        let text = r#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"p","name":"p"},{"SPDXID":"a","name":"a",
            "externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:generic/a@1"}]},{"SPDXID":"b","name":"b"}],
            "relationships":[{"spdxElementId":"DOC","relatedSpdxElement":"p","relationshipType":"DESCRIBES"},
            {"spdxElementId":"p","relatedSpdxElement":"a","relationshipType":"DEPENDS_ON"},
            {"spdxElementId":"b","relatedSpdxElement":"a","relationshipType":"DEPENDENCY_OF"}]}"#;
        assert_eq!(names(text), [("a".into(), true), ("b".into(), false)]);
        assert_eq!(read(text.as_bytes()).unwrap()[0].purl, "pkg:generic/a@1");
    }

    #[test]
    fn what_is_no_bill_of_materials_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let nested = format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}{}]}}",
            "{\"name\":\"a\",\"components\":[".repeat(100),
            "]}".repeat(100)
        );
        for text in [
            "",
            "{}",
            "[]",
            "<bom/>",
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"9\"}",
            "{\"spdxVersion\":\"SPDX-3.0\"}",
            &deep,
            &nested,
        ] {
            assert!(read(text.as_bytes()).is_err(), "{}", &text[..text.len().min(60)]);
        }
        assert!(read(&[0xff, 0xfe]).is_err());
    }
}
