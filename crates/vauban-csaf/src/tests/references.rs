//! References and the addresses in a document (6.2.11, 6.3.6, 6.3.7).

use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::Facts;

/// The file name that follows from an id (section 5.1): lower case, and an underscore for every run of other characters.
pub fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len() + 5);
    for c in id.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '-') {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.push_str(".json");
    name
}

/// Addresses at which the document says it can be found, as its id has them.
pub(super) fn canonical<'d>(facts: &Facts<'d>) -> Vec<&'d str> {
    let Some(id) = facts.tracking.and_then(|tracking| tracking.get_text("id")) else { return Vec::new() };
    let name = format!("/{}", file_name(id));
    let references = facts.document.and_then(|document| document.get("references"));
    let own = references
        .into_iter()
        .flat_map(Value::items)
        .filter(|reference| reference.get_text("category") == Some("self"));
    own.filter_map(|reference| reference.get_text("url"))
        .filter(|url| url.starts_with("https://") && url.ends_with(&name))
        .collect()
}

/// 6.2.11.
pub(super) fn without_canonical<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(document) = looked.facts.document else { return };
    if canonical(looked.facts).is_empty() {
        let id = looked.facts.tracking.and_then(|tracking| tracking.get_text("id")).unwrap_or("");
        let at = document.get("references").unwrap_or(document);
        found.at(at, format!("no reference to itself begins with https:// and ends with /{}", file_name(id)));
    }
}

/// Addresses of a document: of references to itself, or all others.
fn addresses<'d>(facts: &Facts<'d>, own: bool) -> Vec<Value<'d>> {
    let mut all = Vec::new();
    let holders = facts.document.into_iter().chain(facts.vulnerabilities.iter().map(|own| own.at));
    for holder in holders {
        for reference in holder.get("references").into_iter().flat_map(Value::items) {
            if (reference.get_text("category") == Some("self")) == own {
                all.extend(reference.get("url"));
            }
        }
        if own {
            continue;
        }
        let thanks = holder.get("acknowledgments").into_iter().flat_map(Value::items);
        all.extend(thanks.filter_map(|one| one.get("urls")).flat_map(Value::items));
        all.extend(holder.get("remediations").into_iter().flat_map(Value::items).filter_map(|one| one.get("url")));
        all.extend(holder.get("metrics").into_iter().flat_map(Value::items).filter_map(|one| one.get("source")));
    }
    if own {
        return all;
    }
    let paths: [&[&str]; 3] =
        [&["aggregate_severity", "namespace"], &["distribution", "tlp", "url"], &["publisher", "namespace"]];
    all.extend(
        facts
            .document
            .into_iter()
            .flat_map(|document| paths.into_iter().filter_map(move |path| document.get_path(path))),
    );
    for helper in facts.products.iter().filter_map(|product| product.helper) {
        all.extend(helper.get("sbom_urls").into_iter().flat_map(Value::items));
        for uri in helper.get("x_generic_uris").into_iter().flat_map(Value::items) {
            all.extend(["namespace", "uri"].into_iter().filter_map(|name| uri.get(name)));
        }
    }
    all
}

/// 6.3.6.
pub(super) fn dead_addresses<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    resolve(looked, found, false);
}

/// 6.3.7.
pub(super) fn dead_own_addresses<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    resolve(looked, found, true);
}

/// Nothing is asked for over the network: the caller hands in what answered when somebody asked.
fn resolve<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, own: bool) {
    let Some(answers) = looked.options.answers else {
        found.not_checked("addresses are not asked for over the network; hand in what they answered".to_owned());
        return;
    };
    for at in addresses(looked.facts, own) {
        let Some(url) = at.text() else { continue };
        match answers.get(url) {
            Some(200..=399) => {}
            Some(status) => found.at(at, format!("`{url}` answers with status {status}")),
            None => found.not_checked(format!("nothing was handed in about `{url}`")),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn file_names_follow_from_ids() {
        for (id, name) in [
            ("Example Company - 2019-YH3234", "example_company_-_2019-yh3234.json"),
            ("RHBA-2019:0024", "rhba-2019_0024.json"),
            ("2022 #01-A", "2022_01-a.json"),
            ("ESA/2024+1é", "esa_2024+1_.json"),
        ] {
            assert_eq!(super::file_name(id), name);
        }
    }
}
