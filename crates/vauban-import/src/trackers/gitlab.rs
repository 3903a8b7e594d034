//! GitLab: what its REST interface answers for issues, or the CSV that it sends by mail.

use super::{Columns, Item, PERSONS, TALK, imported, is_json, limit, row_place, tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::source::{At, Known, report_unread};
use crate::{Imported, Source};

const PLAN: &str = "how work is planned";
const LINKS: &str = "a link of the tracker's interface";

const KNOWN: &[Known] = &[
    ("/*/author/**", PERSONS),
    ("/*/assignee/**", PERSONS),
    ("/*/assignees/**", PERSONS),
    ("/*/closed_by/**", PERSONS),
    ("/*/user_notes_count", TALK),
    ("/*/upvotes", TALK),
    ("/*/downvotes", TALK),
    ("/*/milestone/**", PLAN),
    ("/*/iteration/**", PLAN),
    ("/*/epic/**", PLAN),
    ("/*/weight", PLAN),
    ("/*/due_date", PLAN),
    ("/*/time_stats/**", PLAN),
    ("/*/task_completion_status/**", PLAN),
    ("/*/_links/**", LINKS),
    ("/*/references/**", "another number of the same issue"),
    ("/*/id", "another number of the same issue"),
    ("/*/project_id", "another number of the same issue"),
    ("/*/updated_at", "when the tracker's entry was last touched"),
];

const COLUMNS: &[(&str, &str)] = &[
    ("Author", PERSONS),
    ("Assignee", PERSONS),
    ("Milestone", PLAN),
    ("Weight", PLAN),
    ("Due Date", PLAN),
    ("Time", PLAN),
    ("Epic", PLAN),
    ("Updated At", "when the tracker's entry was last touched"),
    ("Locked", TALK),
];

/// Reads an export.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    if !is_json(source) {
        return table(source);
    }
    let tree = tree(source)?;
    let top = tree.top("");
    if !top.is_list() {
        let error = ImportError::whole(source.name, "this is no list of issues");
        return Err(error.help("`glab api projects/:id/issues --paginate` prints one"));
    }
    let all = top.items();
    limit(source, all.len())?;
    let items: Vec<Item> = all.iter().map(item).collect();
    if items.iter().all(|item| item.key == "#" && item.title.is_empty()) && !items.is_empty() {
        return Err(ImportError::whole(source.name, "its entries have neither `iid` nor `title`"));
    }
    let mut lost = Losses::default();
    report_unread(&tree, "", KNOWN, &mut lost);
    Ok(imported(items, "GitLab", lost))
}

fn item(at: &At<'_>) -> Item {
    let severity = at.get("severity").text().filter(|word| !word.eq_ignore_ascii_case("unknown"));
    Item {
        key: format!("#{}", at.get("iid").text().unwrap_or_default()),
        title: at.get("title").text().unwrap_or_default(),
        text: at.get("description").text(),
        url: at.get("web_url").text(),
        opened: at.get("created_at").text(),
        closed_at: at.get("closed_at").text(),
        closed: at.get("state").text().is_some_and(|state| state.eq_ignore_ascii_case("closed")),
        labels: at
            .get("labels")
            .each()
            .iter()
            .filter_map(|label| label.get("name").text().or_else(|| label.text()))
            .collect(),
        severity,
        confidential: at.get("confidential").flag().unwrap_or(false),
        place: at.place.clone(),
    }
}

fn table(source: &Source<'_>) -> Result<Imported, ImportError> {
    let mut columns = Columns::open(source, &["Title", "Issue ID", "State"])?;
    let mut items = Vec::new();
    for row in 0..columns.len() {
        // The name of the column says the zone of its times.
        let mut at = |name: &str| columns.one(row, name).map(|time| format!("{time} UTC"));
        let (opened, closed_at) = (at("Created At (UTC)"), at("Closed At (UTC)"));
        let state = columns.one(row, "State").unwrap_or_default();
        let labels = columns.one(row, "Labels").unwrap_or_default();
        items.push(Item {
            key: format!("#{}", columns.one(row, "Issue ID").unwrap_or_default()),
            title: columns.one(row, "Title").unwrap_or_default(),
            text: columns.one(row, "Description"),
            url: columns.one(row, "URL"),
            opened,
            closed_at,
            closed: state.eq_ignore_ascii_case("closed"),
            labels: labels.split(',').map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned).collect(),
            severity: None,
            confidential: columns
                .one(row, "Confidential")
                .is_some_and(|word| word.eq_ignore_ascii_case("yes") || word.eq_ignore_ascii_case("true")),
            place: row_place(row),
        });
    }
    let mut lost = Losses::default();
    columns.tell(COLUMNS, &mut lost);
    Ok(imported(items, "GitLab", lost))
}
