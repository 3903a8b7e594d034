//! Requirements 15 to 17: feeds in ROLIE.

use std::collections::BTreeMap;

use vauban_json::{Document, Limits, Value};

use super::super::Label;
use super::{Standing, Survey, top};

pub(super) fn check(survey: &mut Survey<'_>) {
    let feeds = of(survey, b"\"feed\"");
    let services = of(survey, b"\"service\"");
    let categories = of(survey, b"\"categories\"");
    if feeds.is_empty() {
        survey.not_used(15, "there is no feed");
    }
    if services.is_empty() {
        survey.not_used(16, "there is no service document");
    }
    if categories.is_empty() {
        survey.not_used(17, "there is no category document");
    }
    let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut addresses = Vec::new();
    for path in &feeds {
        feed(survey, path, &mut listed, &mut addresses);
    }
    if !feeds.is_empty() {
        coverage(survey, &listed);
    }
    for path in &services {
        service(survey, path, &addresses);
    }
    for path in &categories {
        let bytes = survey.files.get(path).map_or(&[][..], Vec::as_slice);
        let Ok(document) = Document::read(bytes, &Limits::default()) else {
            survey.fail(17, path, "this is no JSON");
            continue;
        };
        let terms = document.root().get_path(&["categories", "category"]);
        if !terms.is_some_and(|terms| terms.items().all(|term| term.get_text("term").is_some()) && !terms.is_empty()) {
            survey.fail(17, path, "expected /categories/category with a `term` for each");
        }
    }
}

/// The files whose first name is this.
fn of(survey: &Survey<'_>, name: &[u8]) -> Vec<String> {
    let files = survey.files.iter().filter(|(path, bytes)| path.ends_with(".json") && top(bytes, name));
    files.map(|(path, _)| path.clone()).collect()
}

fn feed(survey: &mut Survey<'_>, path: &str, listed: &mut BTreeMap<String, Vec<String>>, addresses: &mut Vec<String>) {
    let files = survey.files;
    let bytes = files.get(path).map_or(&[][..], Vec::as_slice);
    let document = match Document::read(bytes, &Limits::default()) {
        Ok(document) => document,
        Err(error) => {
            survey.note(15, Standing::Failed, Some(path), Some(error.line), error.what.to_string());
            return;
        }
    };
    let root = document.root();
    let Some(feed) = root.get("feed").filter(|feed| feed.is_object()) else {
        survey.fail(15, path, "expected an object /feed");
        return;
    };
    for name in ["id", "title", "updated"] {
        if feed.get_text(name).is_none() {
            survey.fail(15, path, format!("/feed/{name} is missing"));
        }
    }
    let own = feed.get("link").and_then(|links| href(links, "self"));
    match own {
        Some(own) if own.ends_with(path) => addresses.push(own.to_owned()),
        Some(own) => {
            addresses.push(own.to_owned());
            let what = format!("its link `self` leads elsewhere: {}", own.escape_debug());
            survey.fail(15, path, what);
        }
        None => survey.fail(15, path, "/feed/link has no link of the relation `self`"),
    }
    let csaf = feed
        .get("category")
        .is_some_and(|all| all.items().any(|one| one.get("term").is_some_and(|term| term.is("csaf"))));
    if !csaf {
        survey.fail(15, path, "/feed/category does not name the information type `csaf`");
    }
    let entries = feed.get("entry").filter(|entries| entries.is_array());
    let Some(entries) = entries else {
        survey.fail(15, path, "/feed/entry is missing");
        return;
    };
    let advisories: Vec<(String, String, String)> = survey
        .advisories
        .iter()
        .map(|advisory| (advisory.path.to_owned(), advisory.document.id.clone(), advisory.document.current.clone()))
        .collect();
    let tails: BTreeMap<&str, usize> =
        advisories.iter().enumerate().map(|(at, (path, _, _))| (path.as_str(), at)).collect();
    for entry in entries.items() {
        let line = Some(entry.place().line);
        let source = entry.get_path(&["content", "src"]).and_then(Value::text).unwrap_or("");
        let Some(at) = lead(source, &tails) else {
            let what = format!("/content/src leads to no advisory here: `{}`", source.escape_debug());
            survey.note(15, Standing::Failed, Some(path), line, what);
            continue;
        };
        let (file, id, current) = &advisories[at];
        listed.entry(file.clone()).or_default().push(path.to_owned());
        if !entry.get("id").is_some_and(|own| own.is(id)) {
            survey.note(15, Standing::Failed, Some(path), line, format!("the id is not that of `{file}`"));
        }
        let updated = entry.get_text("updated").and_then(super::super::document::instant);
        if updated.is_none() || updated != super::super::document::instant(current) {
            survey.note(
                15,
                Standing::Failed,
                Some(path),
                line,
                format!("`updated` is not when `{file}` was last released"),
            );
        }
        links(survey, path, entry, file, source);
    }
}

/// The links of an entry: itself, every digest and the signature that lie beside the advisory.
fn links(survey: &mut Survey<'_>, path: &str, entry: Value<'_>, file: &str, source: &str) {
    let line = Some(entry.place().line);
    let Some(links) = entry.get("link") else {
        survey.note(15, Standing::Failed, Some(path), line, "an entry without links");
        return;
    };
    if href(links, "self") != Some(source) {
        survey.note(15, Standing::Failed, Some(path), line, "the link `self` and /content/src differ");
    }
    for link in links.items().filter(|link| link.get_text("rel").is_none()) {
        let line = Some(link.place().line);
        survey.note(15, Standing::Failed, Some(path), line, "a link without a relation: `rel` is missing");
    }
    for (ending, relation) in
        [(".sha256", "hash"), (".sha512", "hash"), (".sha3-256", "hash"), (".sha3-512", "hash"), (".asc", "signature")]
    {
        if survey.files.contains_key(&format!("{file}{ending}")) {
            let wanted = format!("{source}{ending}");
            let is = |link: Value<'_>| {
                link.get("rel").is_some_and(|rel| rel.is(relation))
                    && link.get("href").is_some_and(|href| href.is(&wanted))
            };
            if !links.items().any(is) {
                let what = format!("`{file}{ending}` is not linked as `{relation}`");
                survey.note(15, Standing::Failed, Some(path), line, what);
            }
        }
    }
}

/// Each advisory in one feed; what may be seen by more in no feed with what may be seen by fewer.
fn coverage(survey: &mut Survey<'_>, listed: &BTreeMap<String, Vec<String>>) {
    let mut labels: BTreeMap<&str, Vec<Label>> = BTreeMap::new();
    let mut open = false;
    let all: Vec<(String, Label)> =
        survey.advisories.iter().map(|advisory| (advisory.path.to_owned(), advisory.document.label)).collect();
    for (path, label) in &all {
        let feeds = listed.get(path).map_or(&[][..], Vec::as_slice);
        open |= !label.is_restricted() && !feeds.is_empty();
        match feeds {
            [] => survey.fail(15, path, "in no feed"),
            [feed] => labels.entry(feed).or_default().push(*label),
            _ => survey.fail(15, path, "in several feeds; each level has one"),
        }
    }
    for (feed, mut labels) in labels {
        labels.sort_unstable();
        labels.dedup();
        if labels.len() > 1 {
            survey.fail(15, feed, "advisories of several levels; each level has a feed of its own");
        }
    }
    if !open {
        survey.note(15, Standing::Failed, None, None, "there is no feed of the level WHITE, GREEN or UNLABELED");
    }
}

fn service(survey: &mut Survey<'_>, path: &str, addresses: &[String]) {
    let bytes = survey.files.get(path).map_or(&[][..], Vec::as_slice);
    let Ok(document) = Document::read(bytes, &Limits::default()) else {
        survey.fail(16, path, "this is no JSON");
        return;
    };
    let Some(workspaces) = document.root().get_path(&["service", "workspace"]).filter(|all| all.is_array()) else {
        survey.fail(16, path, "expected a list /service/workspace");
        return;
    };
    let named: Vec<&str> = workspaces
        .items()
        .filter_map(|workspace| workspace.get("collection"))
        .flat_map(Value::items)
        .filter_map(|collection| collection.get_text("href"))
        .collect();
    for missing in addresses.iter().filter(|address| !named.contains(&address.as_str())) {
        survey.fail(16, path, format!("the feed `{}` is not listed", missing.escape_debug()));
    }
}

/// The address of a link with this relation.
fn href<'d>(links: Value<'d>, relation: &str) -> Option<&'d str> {
    links.items().find(|link| link.get("rel").is_some_and(|rel| rel.is(relation)))?.get_text("href")
}

/// The advisory an address leads to: the file whose path is the end of it.
fn lead(address: &str, tails: &BTreeMap<&str, usize>) -> Option<usize> {
    let path = address.split("://").nth(1)?;
    path.match_indices('/').find_map(|(at, _)| tails.get(path.get(at + 1..)?).copied())
}
