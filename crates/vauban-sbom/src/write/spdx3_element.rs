//! Packages, files, agents and licences as SPDX 3.0.1.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::spdx3::encoded;
use super::{Losses, Object};
use crate::model::{Component, Hash, Licence, Party};
use crate::reference::to_spdx3;
use crate::words::{Algorithm, Kind, LicenceForm, PartyKind};

/// A package, or a file.
pub(super) fn element(part: &Component, id: &str, agents: &mut Agents, losses: &mut Losses) -> Value {
    let file = part.kind == Kind::File;
    let mut out = Object::default();
    out.put("type", if file { "software_File" } else { "software_Package" });
    out.put("spdxId", id);
    out.put("creationInfo", "_:creation");
    out.put("name", part.name.as_str());
    out.text("description", &part.description);
    let made: Vec<Value> = part.manufacturer.iter().chain(&part.authors).map(|party| agents.id(party).into()).collect();
    out.list("originatedBy", made);
    out.some("suppliedBy", part.supplier.as_ref().map(|party| agents.id(party).into()));
    out.list("verifiedUsing", hashes(&part.hashes));
    out.list("externalIdentifier", identifiers(part, file));
    let rest = addresses(part, file, &mut out);
    out.list("externalRef", rest);
    let purpose = part.kind.spdx3();
    match (purpose, part.kind) {
        ("", Kind::Unsaid) => {}
        ("", other) => losses.note("components/*/type", &format!("SPDX 3 has no purpose `{}`", other.name())),
        (word, _) => out.put("software_primaryPurpose", word),
    }
    out.list("software_additionalPurpose", purposes(part));
    out.text("software_copyrightText", &part.copyright);
    if file {
        if !part.version.is_empty() {
            losses.note("components/*/version", "SPDX 3 has no version of a file");
        }
    } else {
        out.text("software_packageVersion", &part.version);
        out.some("software_packageUrl", part.purls.first().map(|purl| purl.as_str().into()));
    }
    out.list("extension", extension(part));
    let gone = [
        (
            !part.group.is_empty(),
            "components/*/group",
            "SPDX 3 has no group; the package URL names it where there is one",
        ),
        (
            !part.publisher.is_empty(),
            "components/*/publisher",
            "SPDX 3 has no publisher beside supplier and originator",
        ),
        (part.scope.is_some(), "components/*/scope", "SPDX 3 says this of relationships"),
        (part.modified.is_some(), "components/*/modified", "SPDX 3 has no such member"),
        (!part.occurrences.is_empty(), "components/*/evidence/occurrences", "SPDX 3 has no such member"),
        (
            !part.file_name.is_empty() && !file && part.file_name != part.name,
            "components/*/file-name",
            "SPDX 3 says it by a file of its own, which would need an identity",
        ),
    ];
    for (_, path, reason) in gone.into_iter().filter(|(there, _, _)| *there) {
        losses.note(path, reason);
    }
    out.into()
}

/// What it is besides, from SPDX's own words and from BSI's properties.
fn purposes(part: &Component) -> Vec<Value> {
    let mut words: Vec<&str> = part.purposes.iter().map(String::as_str).collect();
    for (name, value, word) in [
        ("bsi:component:executable", "executable", "executable"),
        ("bsi:component:archive", "archive", "archive"),
        ("bsi:component:structured", "structured", "container"),
        ("bsi:component:structured", "unstructured", "firmware"),
    ] {
        if part.property(name).any(|said| said == value) && !words.contains(&word) {
            words.push(word);
        }
    }
    let known = words.into_iter().filter(|word| Kind::of_spdx3(word).is_some());
    known.map(Value::from).collect()
}

/// Properties, in the extension that SPDX has for CycloneDX's.
fn extension(part: &Component) -> Vec<Value> {
    if part.properties.is_empty() {
        return Vec::new();
    }
    let entries = part.properties.iter().map(|property| {
        let mut out = Object::default();
        out.put("type", "extension_CdxPropertyEntry");
        out.put("extension_cdxPropName", property.name.as_str());
        out.text("extension_cdxPropValue", &property.value);
        Value::from(out)
    });
    vec![
        json!({ "type": "extension_CdxPropertiesExtension", "extension_cdxProperty": entries.collect::<Vec<Value>>() }),
    ]
}

fn hashes(hashes: &[Hash]) -> Vec<Value> {
    let written = hashes.iter().map(|hash| {
        let word = match hash.algorithm.spdx3() {
            "" => Algorithm::Other.spdx3(),
            word => word,
        };
        let mut out = Object::default();
        out.put("type", "Hash");
        if hash.algorithm.spdx3().is_empty() {
            out.put("comment", hash.algorithm.name());
        }
        out.put("algorithm", word);
        out.put("hashValue", hash.value.as_str());
        out.into()
    });
    written.collect()
}

fn identifiers(part: &Component, file: bool) -> Vec<Value> {
    let one = |kind: &str, value: &str| json!({ "type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": value });
    let mut out = Vec::new();
    for cpe in &part.cpes {
        out.push(one(if cpe.starts_with("cpe:2.3:") { "cpe23" } else { "cpe22" }, cpe));
    }
    // The first stands in the field of its own, which files lack.
    for purl in part.purls.iter().skip(usize::from(!file)) {
        out.push(one("packageUrl", purl));
    }
    for id in &part.ids {
        match id.kind.as_str() {
            known @ ("swid" | "swhid" | "gitoid" | "cve" | "email" | "urlScheme") => out.push(one(known, &id.value)),
            "omniborId" => out.push(one("gitoid", &id.value)),
            other => {
                let mut value = one("other", &id.value);
                if let Some(object) = value.as_object_mut() {
                    object.insert("comment".to_owned(), other.into());
                }
                out.push(value);
            }
        }
    }
    out
}

/// Home page and place of download go into fields of their own; what is left is given back.
fn addresses(part: &Component, file: bool, out: &mut Object) -> Vec<Value> {
    let (mut home, mut download) = (file, file);
    let mut rest = Vec::new();
    for reference in &part.references {
        let bare = reference.hashes.is_empty() && reference.comment.is_empty();
        match reference.kind.as_str() {
            "website" if !home && bare => {
                home = true;
                out.put("software_homePage", reference.url.as_str());
            }
            "distribution" if !download && bare => {
                download = true;
                out.put("software_downloadLocation", reference.url.as_str());
            }
            kind => {
                let mut written = Object::default();
                written.put("type", "ExternalRef");
                let word = to_spdx3(kind);
                written.put("externalRefType", word.unwrap_or("other"));
                written.put("locator", json!([reference.url]));
                let mut comment: Vec<String> = Vec::new();
                if word.is_none() && kind != "other" && !kind.is_empty() {
                    comment.push(kind.to_owned());
                }
                if !reference.comment.is_empty() {
                    comment.push(reference.comment.clone());
                }
                // References have no digests in SPDX 3; as words they are at least there.
                comment
                    .extend(reference.hashes.iter().map(|hash| format!("{}: {}", hash.algorithm.name(), hash.value)));
                written.text("comment", &comment.join("; "));
                rest.push(written.into());
            }
        }
    }
    rest
}

/// People and organisations, each once.
pub(super) struct Agents {
    base: String,
    known: BTreeMap<Party, usize>,
    order: Vec<Value>,
}

impl Agents {
    pub(super) fn new(base: &str) -> Agents {
        Agents { base: base.to_owned(), known: BTreeMap::new(), order: Vec::new() }
    }

    /// The address of a party, which is written once.
    pub(super) fn id(&mut self, party: &Party) -> String {
        let next = self.order.len();
        let at = *self.known.entry(party.clone()).or_insert(next);
        let id = format!("{}#agent-{}", self.base, at + 1);
        if at == next {
            let kind = match party.kind {
                PartyKind::Person => "Person",
                PartyKind::Organisation => "Organization",
                PartyKind::Unsaid => "Agent",
            };
            let mut out = Object::default();
            out.put("type", kind);
            out.put("spdxId", id.as_str());
            out.put("creationInfo", "_:creation");
            out.text("name", &party.name);
            let one = |kind: &str, value: &String| json!({ "type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": value });
            let mut ids: Vec<Value> = party.emails.iter().map(|mail| one("email", mail)).collect();
            ids.extend(party.urls.iter().map(|url| one("urlScheme", url)));
            out.list("externalIdentifier", ids);
            self.order.push(out.into());
        }
        id
    }

    /// The address of a program that acts.
    pub(super) fn program(&mut self, name: &str) -> String {
        let id = format!("{}#agent-{}", self.base, self.order.len() + 1);
        self.order.push(json!({ "type": "SoftwareAgent", "spdxId": id, "creationInfo": "_:creation", "name": name }));
        id
    }

    pub(super) fn written(self) -> Vec<Value> {
        self.order
    }
}

/// Expressions of licences, each once.
pub(super) struct Licences {
    base: String,
    known: BTreeMap<(String, String), usize>,
    order: Vec<Value>,
}

impl Licences {
    pub(super) fn new(base: &str) -> Licences {
        Licences { base: base.to_owned(), known: BTreeMap::new(), order: Vec::new() }
    }

    /// The address of a licence. A mere name becomes a reference that the element explains.
    pub(super) fn id(&mut self, licence: &Licence) -> String {
        match licence.form {
            LicenceForm::Id | LicenceForm::Expression => self.add(&licence.text, ""),
            LicenceForm::Name => {
                let slug: String =
                    licence.text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
                self.add(&format!("LicenseRef-{slug}"), &licence.text)
            }
        }
    }

    /// The address of an expression.
    pub(super) fn expression(&mut self, text: &str) -> String {
        self.add(text, "")
    }

    fn add(&mut self, expression: &str, name: &str) -> String {
        let next = self.order.len();
        let at = *self.known.entry((expression.to_owned(), name.to_owned())).or_insert(next);
        let id = format!("{}#licence-{}", self.base, encoded(&(at + 1).to_string()));
        if at == next {
            let mut out = Object::default();
            out.put("type", "simplelicensing_LicenseExpression");
            out.put("spdxId", id.as_str());
            out.put("creationInfo", "_:creation");
            out.text("name", name);
            out.put("simplelicensing_licenseExpression", expression);
            self.order.push(out.into());
        }
        id
    }

    pub(super) fn written(self) -> Vec<Value> {
        self.order
    }
}
