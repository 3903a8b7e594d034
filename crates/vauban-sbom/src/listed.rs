//! The short list of a bill: what each part is called, and whether the product itself uses it.

use std::collections::BTreeSet;

use crate::model::{Bill, Format};
use crate::words::{Kind, Relation};

/// Most letters kept of a name.
const LONGEST: usize = 200;

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

/// The parts of a bill, sorted, each once, without the product, files of SPDX and services.
///
/// A bill that says nothing about whom its product uses names its top level only; then all of that is direct.
pub fn listed(bill: &Bill) -> Vec<Part> {
    let product = match bill.roots.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let spdx = matches!(bill.format, Format::Spdx2 | Format::Spdx3);
    let of_root = |relation: Relation| if spdx { relation.in_product() } else { relation == Relation::DependsOn };
    let roots: BTreeSet<usize> = bill.roots.iter().copied().collect();
    let used: BTreeSet<usize> = bill
        .edges
        .iter()
        .filter(|edge| of_root(edge.relation) && roots.contains(&edge.from))
        .map(|edge| edge.to)
        .collect();
    let said = match spdx {
        true => !used.is_empty(),
        false => bill.roots.iter().any(|at| bill.components.get(*at).is_some_and(|part| part.dependencies_stated)),
    };
    let mut parts = Vec::new();
    for (at, part) in bill.components.iter().enumerate() {
        if Some(at) == product || part.kind == Kind::Service || (spdx && part.kind == Kind::File) {
            continue;
        }
        let top = part.parent.is_none_or(|parent| Some(parent) == product);
        parts.push(Part {
            name: short(&part.name),
            version: short(&part.version),
            purl: short(part.purl().unwrap_or_default()),
            direct: if said { used.contains(&at) } else { spdx || top },
        });
    }
    parts.sort();
    parts.dedup();
    parts
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::listed;
    use crate::read;

    fn names(text: &str) -> Vec<(String, bool)> {
        listed(&read(text.as_bytes()).unwrap()).into_iter().map(|part| (part.name, part.direct)).collect()
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
    }

    #[test]
    fn an_image_that_names_every_package_as_root_still_has_parts() {
        let text = r#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"a","name":"a"},{"SPDXID":"b","name":"b"}],"documentDescribes":["a","b"]}"#;
        assert_eq!(names(text), [("a".into(), true), ("b".into(), true)]);
    }

    #[test]
    fn what_is_no_bill_of_materials_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let nested = format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}{}]}}",
            "{\"name\":\"a\",\"components\":[".repeat(100),
            "]}".repeat(100)
        );
        let cyclonedx = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"9\"}";
        for text in ["", "{}", "[]", "<bom/>", "x", cyclonedx, "{\"spdxVersion\":\"SPDX-3.0\"}", &deep, &nested] {
            assert!(read(text.as_bytes()).is_err(), "{}", &text[..text.len().min(60)]);
        }
        assert!(read(&[0xff, 0xfe]).is_err());
    }
}
