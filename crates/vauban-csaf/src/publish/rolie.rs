//! Feeds, their list and their categories in ROLIE (RFC 8322), as requirements 15 to 17 ask for them.

use serde_json::{Value, json};

use super::provider::{Provider, ROOT};
use super::{Document, Label};

/// The list of feeds (requirement 16).
pub(super) const SERVICE: &str = ".well-known/csaf/service.json";

/// Where the feed of a label lies: what not everybody may see lies in the folder that is protected.
pub(super) fn path(label: Label) -> String {
    let folder = if label.is_restricted() { format!("{}/", label.folder()) } else { String::new() };
    format!("{ROOT}{folder}feed-tlp-{}.json", label.folder())
}

/// Where the categories of a feed lie: beside it (requirement 17).
pub(super) fn categories(label: Label) -> String {
    let folder = if label.is_restricted() { format!("{}/", label.folder()) } else { String::new() };
    format!("{ROOT}{folder}category-tlp-{}.json", label.folder())
}

const SCHEME: &str = "urn:ietf:params:rolie:category:information-type";

/// An advisory in a feed: what it is, where it lies, and which digests and signatures lie beside it.
pub(super) struct Entry<'a> {
    pub(super) document: &'a Document,
    pub(super) path: &'a str,
    pub(super) hashes: Vec<String>,
    pub(super) signature: Option<String>,
}

/// The feed of a label: its entries, the latest first.
pub(super) fn feed(provider: &Provider, label: Label, entries: &[Entry<'_>], updated: &str) -> Value {
    let entries: Vec<Value> = entries.iter().map(|entry| self::entry(provider, entry)).collect();
    json!({"feed": {
        "id": format!("csaf-feed-tlp-{}", label.folder()),
        "title": format!("CSAF feed of {} (TLP:{})", provider.publisher.name, label.word()),
        "link": [
            {"rel": "self", "href": provider.url(&path(label))},
            {"rel": "service", "href": provider.url(SERVICE)},
        ],
        "category": [{"scheme": SCHEME, "term": "csaf"}],
        "updated": updated,
        "entry": entries,
    }})
}

fn entry(provider: &Provider, entry: &Entry<'_>) -> Value {
    let url = provider.url(entry.path);
    let link = |rel: &str, path: &str| json!({"rel": rel, "href": provider.url(path)});
    let mut links = vec![link("self", entry.path)];
    links.extend(entry.hashes.iter().map(|path| link("hash", path)));
    links.extend(entry.signature.iter().map(|path| link("signature", path)));
    let edition = if entry.document.version == "2.1" {
        "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"
    } else {
        "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"
    };
    json!({
        "id": entry.document.id,
        "title": entry.document.title,
        "link": links,
        "published": entry.document.initial,
        "updated": entry.document.current,
        "content": {"type": "application/json", "src": url},
        "format": {"schema": edition, "version": entry.document.version},
    })
}

/// The list of feeds: those that everybody may see and those that are protected apart.
pub(super) fn service(provider: &Provider, labels: &[Label]) -> Value {
    let workspace = |title: &str, restricted: bool| {
        let collections: Vec<Value> = labels
            .iter()
            .filter(|label| label.is_restricted() == restricted)
            .map(|label| {
                json!({
                    "title": format!("CSAF feed of {} (TLP:{})", provider.publisher.name, label.word()),
                    "href": provider.url(&path(*label)),
                    "categories": {"category": [{"scheme": SCHEME, "term": "csaf"}]},
                })
            })
            .collect();
        (!collections.is_empty()).then(|| json!({"title": title, "collection": collections}))
    };
    let workspaces = [workspace("Public CSAF feeds", false), workspace("Protected CSAF feeds", true)];
    json!({"service": {"workspace": workspaces.into_iter().flatten().collect::<Vec<_>>()}})
}

/// The categories of a feed: those of its documents.
pub(super) fn category(terms: &std::collections::BTreeSet<&str>) -> Value {
    json!({"categories": {"category": terms.iter().map(|term| json!({"term": term})).collect::<Vec<_>>()}})
}
