//! GitHub: what `gh issue list --json …` prints, or what its REST interface answers.

use super::{Item, PERSONS, TALK, imported, limit, tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::source::{At, Known, report_unread};
use crate::{Imported, Source};

const LINKS: &str = "a link of the tracker's interface";

const KNOWN: &[Known] = &[
    ("/*/user/**", PERSONS),
    ("/*/author/**", PERSONS),
    ("/*/assignee/**", PERSONS),
    ("/*/assignees/**", PERSONS),
    ("/*/closed_by/**", PERSONS),
    ("/*/author_association", PERSONS),
    ("/*/comments/**", TALK),
    ("/*/comments", TALK),
    ("/*/reactions/**", TALK),
    ("/*/reactionGroups/**", TALK),
    ("/*/labels/*/**", "how a label looks"),
    ("/*/repository_url", LINKS),
    ("/*/labels_url", LINKS),
    ("/*/comments_url", LINKS),
    ("/*/events_url", LINKS),
    ("/*/timeline_url", LINKS),
    ("/*/id", "another number of the same issue"),
    ("/*/node_id", "another number of the same issue"),
    ("/*/updated_at", "when the tracker's entry was last touched"),
    ("/*/updatedAt", "when the tracker's entry was last touched"),
];

/// Reads an export.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = tree(source)?;
    let top = tree.top("");
    let all = if top.get("items").is_list() { top.get("items").items() } else { top.items() };
    if !top.is_list() && !top.get("items").is_list() {
        let error = ImportError::whole(source.name, "this is no list of issues");
        return Err(error.help(
            "`gh issue list --state all --json number,title,body,state,createdAt,closedAt,labels,url` prints one",
        ));
    }
    limit(source, all.len())?;
    let mut lost = Losses::default();
    let mut items = Vec::new();
    for at in &all {
        if at.get("pull_request").says_something() {
            at.leave(&mut lost, "a pull request, no issue");
            continue;
        }
        items.push(item(at));
    }
    if items.iter().all(|item| item.key == "#" && item.title.is_empty()) && !items.is_empty() {
        return Err(ImportError::whole(source.name, "its entries have neither `number` nor `title`"));
    }
    report_unread(&tree, "", KNOWN, &mut lost);
    Ok(imported(items, "GitHub", lost))
}

fn item(at: &At<'_>) -> Item {
    let state = at.get("state").text().unwrap_or_default();
    let label = |label: &At<'_>| label.get("name").text().or_else(|| label.text());
    Item {
        key: format!("#{}", at.get("number").text().unwrap_or_default()),
        title: at.get("title").text().unwrap_or_default(),
        text: at.get("body").text(),
        url: at.either(&["html_url", "url"]).text(),
        opened: at.either(&["created_at", "createdAt"]).text(),
        closed_at: at.either(&["closed_at", "closedAt"]).text(),
        closed: state.eq_ignore_ascii_case("closed"),
        labels: at.get("labels").each().iter().filter_map(label).collect(),
        severity: None,
        confidential: false,
        place: at.place.clone(),
    }
}
