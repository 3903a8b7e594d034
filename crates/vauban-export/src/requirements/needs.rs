//! sphinx-needs: `needs.json` with one version, as its own builder writes it.

use serde_json::{Map, Value as Json, json};
use vauban_formats::requirement::{KEYS, Requirement, Value};

use super::{Document, Specification};
use crate::told::Told;

pub(super) fn write(specification: &Specification, told: &mut Told) -> Result<Document, String> {
    let uids = specification.uids(&uid);
    let places = specification.places();
    let mut needs = Map::new();
    for (requirement, uid) in specification.requirements.iter().zip(&uids) {
        let mut need = Map::new();
        need.insert("id".into(), uid.as_str().into());
        need.insert("type".into(), "req".into());
        need.insert("title".into(), requirement.text("title").into());
        need.insert("content".into(), requirement.text("text").into());
        let parents = specification.parents(requirement, &places, told);
        let links: Vec<&str> = parents.into_iter().filter_map(|at| uids.get(at)).map(String::as_str).collect();
        need.insert("links".into(), links.into());
        if *uid != requirement.id {
            need.insert("vauban_id".into(), requirement.id.as_str().into());
        }
        for (key, _) in KEYS.iter().filter(|(key, _)| !matches!(*key, "title" | "text" | "refines")) {
            let value: Json = match requirement.get(key) {
                None => continue,
                Some(Value::List(items)) => items.clone().into(),
                // Options are texts there, whatever is in them.
                Some(value) => value.to_string().into(),
            };
            need.insert(key.replace('-', "_"), value);
        }
        needs.insert(uid.clone(), need.into());
    }
    let version = if specification.version.is_empty() { "1" } else { specification.version.as_str() };
    let amount = needs.len();
    Ok(Document::Json(json!({
        "current_version": version,
        "project": specification.title,
        "versions": { version: { "needs": needs, "needs_amount": amount } },
    })))
}

/// Capitals, digits and underscores, five at least: what an id has to be there unless somebody says otherwise.
fn uid(requirement: &Requirement) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
    let external = requirement.text("external");
    let fits = external.len() >= 5 && external.chars().all(|letter| letter == plain(letter));
    if fits {
        return external;
    }
    let mut uid: String = requirement.id.chars().map(plain).collect();
    if uid.len() < 5 {
        uid.insert_str(0, "REQ_");
    }
    uid
}
