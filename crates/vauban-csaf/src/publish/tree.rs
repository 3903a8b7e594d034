//! The tree of a provider: every file of it, as path and bytes.
//!
//! Same advisories, same bytes: no clock is read. The metadata is as old as the latest advisory, unless the caller says
//! that something else changed later.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256, Sha512};

use super::document::{Document, Label, instant};
use super::provider::{METADATA, Provider, ROOT, Role};
use super::rolie::{self, Entry};

/// Files, by path from the root of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Advisories that have no signature yet: the paths of the files to be signed. The signature goes beside, with
    /// `.asc` after the name; then the tree is made again with it, for feeds name signatures.
    pub unsigned: Vec<String>,
    /// Folders that the server has to protect (requirement 5).
    pub protect: Vec<String>,
}

/// Lays out advisories with the signatures that are there for them.
///
/// # Errors
/// What keeps them from being published, one line each: two advisories of one name, drafts, a site without TLS, a
/// trusted provider without key.
pub fn tree(provider: &Provider, documents: &[(&[u8], Option<&[u8]>)]) -> Result<Tree, Vec<String>> {
    let mut wrong = provider_problems(provider);
    let mut read = Vec::new();
    for (number, (bytes, signature)) in documents.iter().enumerate() {
        match Document::read(bytes) {
            Ok(document) => read.push((document, *bytes, *signature)),
            Err(unfit) => wrong.push(format!("advisory {}: {unfit}", number + 1)),
        }
    }
    wrong.extend(document_problems(provider, read.iter().map(|(document, _, _)| document)));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    // The latest first, as changes.csv asks; ids settle what is equal.
    read.sort_by(|(one, _, _), (other, _, _)| other.updated().cmp(&one.updated()).then_with(|| one.id.cmp(&other.id)));
    let mut tree = Tree::default();
    let labels: Vec<Label> =
        Label::ALL.into_iter().filter(|label| read.iter().any(|(document, _, _)| document.label == *label)).collect();
    let latest = read.first().map(|(document, _, _)| document.current.clone());
    for label in &labels {
        let own: Vec<_> = read.iter().filter(|(document, _, _)| document.label == *label).collect();
        lay(&mut tree, provider, *label, &own);
    }
    tree.protect =
        labels.iter().filter(|label| label.is_restricted()).map(|label| format!("{ROOT}{}/", label.folder())).collect();
    if !labels.is_empty() {
        tree.put(rolie::SERVICE, &rolie::service(provider, &labels));
    }
    for key in &provider.keys {
        tree.files.insert(key.path(), key.armored.clone());
    }
    let updated = [latest, provider.changed.clone()].into_iter().flatten().max_by_key(|date| instant(date));
    // Without advisories and without a date nothing says when: the caller is told above.
    let updated = updated.unwrap_or_default();
    tree.put(METADATA, &provider.metadata(&labels, &updated));
    Ok(tree)
}

fn provider_problems(provider: &Provider) -> Vec<String> {
    let mut wrong = Vec::new();
    let host = provider.site.strip_prefix("https://").unwrap_or("");
    if host.is_empty() || host.trim_end_matches('/').contains('/') || host.contains(['?', '#', ' ']) {
        wrong.push(format!(
            "`{}` is no site: expected `https://` and a host, as https://www.example.com",
            provider.site
        ));
    }
    if provider.changed.as_ref().is_some_and(|date| instant(date).is_none()) {
        wrong.push("the date of the metadata is no date with time and zone".to_owned());
    }
    if provider.role == Role::TrustedProvider && provider.keys.is_empty() {
        wrong.push("a trusted provider publishes the key its signatures are made with (requirement 20)".to_owned());
    }
    for key in &provider.keys {
        let digits = key.fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !digits || key.fingerprint.len() < 40 {
            wrong.push(format!("`{}` is no fingerprint: expected 40 or more hexadecimal digits", key.fingerprint));
        }
        if !super::check::is_armored(&key.armored, "PUBLIC KEY BLOCK") {
            wrong.push(format!("the key `{}` is no armored OpenPGP public key", key.fingerprint));
        }
    }
    wrong
}

fn document_problems<'a>(provider: &Provider, documents: impl Iterator<Item = &'a Document>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut names: BTreeMap<(Label, String), &str> = BTreeMap::new();
    let mut none = true;
    for document in documents {
        none = false;
        let id = document.id.escape_debug();
        if document.status == "draft" {
            wrong.push(format!("`{id}` is a draft: publish it when its status is `final` or `interim`"));
        }
        let name = document.file_name();
        if let Some(other) = names.insert((document.label, name.clone()), &document.id) {
            wrong.push(format!("`{}` and `{id}` have the same file name, `{name}`", other.escape_debug()));
        }
        let own = &provider.publisher;
        if document.publisher != (own.category.clone(), own.name.clone(), own.namespace.clone()) {
            let name = document.publisher.1.escape_debug();
            wrong.push(format!("`{id}` is of another publisher, `{name}`: a provider distributes its own (7.2.1)"));
        }
    }
    if none && provider.changed.is_none() {
        wrong.push("there is no advisory, and no date to say when the metadata changed".to_owned());
    }
    wrong
}

/// An advisory with its bytes and the signature that is there for it.
type Laid<'a> = (Document, &'a [u8], Option<&'a [u8]>);

fn lay(tree: &mut Tree, provider: &Provider, label: Label, own: &[&Laid<'_>]) {
    let folder = format!("{ROOT}{}/", label.folder());
    let (mut index, mut changes) = (String::new(), String::new());
    let mut paths = Vec::new();
    for (document, bytes, signature) in own.iter().map(|all| (&all.0, all.1, all.2)) {
        let inside = format!("{}/{}", document.year(), document.file_name());
        let path = document.path();
        let _ = writeln!(index, "{inside}");
        let _ = writeln!(changes, "\"{inside}\",\"{}\"", document.current);
        let name = document.file_name();
        tree.files.insert(path.clone(), bytes.to_vec());
        tree.files.insert(format!("{path}.sha256"), format!("{}  {name}\n", hex(&Sha256::digest(bytes))).into_bytes());
        tree.files.insert(format!("{path}.sha512"), format!("{}  {name}\n", hex(&Sha512::digest(bytes))).into_bytes());
        match signature {
            Some(signature) => {
                tree.files.insert(format!("{path}.asc"), signature.to_vec());
            }
            None => tree.unsigned.push(path.clone()),
        }
        paths.push((path, signature.is_some()));
    }
    let entries: Vec<Entry<'_>> = own
        .iter()
        .zip(&paths)
        .map(|(all, (path, signed))| Entry {
            document: &all.0,
            path,
            hashes: vec![format!("{path}.sha256"), format!("{path}.sha512")],
            signature: signed.then(|| format!("{path}.asc")),
        })
        .collect();
    let updated = own.first().map_or("", |all| all.0.current.as_str());
    tree.put(&rolie::path(label), &rolie::feed(provider, label, &entries, updated));
    let terms: std::collections::BTreeSet<&str> = own.iter().map(|all| all.0.category.as_str()).collect();
    tree.put(&rolie::categories(label), &rolie::category(&terms));
    tree.files.insert(format!("{folder}index.txt"), index.into_bytes());
    tree.files.insert(format!("{folder}changes.csv"), changes.into_bytes());
}

impl Tree {
    fn put(&mut self, path: &str, value: &serde_json::Value) {
        self.files.insert(path.to_owned(), format!("{value:#}\n").into_bytes());
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
