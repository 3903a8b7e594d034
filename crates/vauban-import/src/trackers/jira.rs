//! Jira: what its REST interface answers to a search, or the CSV of a filter.

use super::{Columns, Item, PERSONS, TALK, imported, is_json, limit, row_place, tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::source::{At, Known, report_unread};
use crate::{Imported, Source};

const PLAN: &str = "how work is planned";

const KNOWN: &[Known] = &[
    ("/issues/*/fields/reporter/**", PERSONS),
    ("/issues/*/fields/creator/**", PERSONS),
    ("/issues/*/fields/assignee/**", PERSONS),
    ("/issues/*/fields/comment/**", TALK),
    ("/issues/*/fields/worklog/**", TALK),
    ("/issues/*/fields/votes/**", TALK),
    ("/issues/*/fields/watches/**", TALK),
    ("/issues/*/fields/priority/**", "a priority is no severity"),
    ("/issues/*/fields/status/**", "the states of the tracker; open or done is taken"),
    ("/issues/*/fields/resolution/**", "the states of the tracker; open or done is taken"),
    ("/issues/*/fields/fixVersions/**", PLAN),
    ("/issues/*/fields/duedate", PLAN),
    ("/issues/*/fields/project/**", "the project there"),
    ("/issues/*/fields/issuetype/**", "the type of entry there"),
    ("/issues/*/fields/security/**", "who may see it there: it counts as confidential"),
    ("/issues/*/id", "another number of the same issue"),
    ("/issues/*/expand", "about the answer"),
    ("/expand", "about the answer"),
    ("/startAt", "about the answer"),
    ("/maxResults", "about the answer"),
    ("/total", "about the answer"),
    ("/isLast", "about the answer"),
    ("/nextPageToken", "about the answer"),
];

const COLUMNS: &[(&str, &str)] = &[
    ("Reporter", PERSONS),
    ("Creator", PERSONS),
    ("Assignee", PERSONS),
    ("Watchers", PERSONS),
    ("Comment", TALK),
    ("Log Work", TALK),
    ("Votes", TALK),
    ("Priority", "a priority is no severity"),
    ("Resolution", "the states of the tracker; open or done is taken"),
    ("Project", "the project there"),
    ("Issue Type", "the type of entry there"),
    ("Issue id", "another number of the same issue"),
    ("Fix Version", PLAN),
    ("Due", PLAN),
    ("Updated", "when the tracker's entry was last touched"),
];

/// Reads an export.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    if !is_json(source) {
        return table(source);
    }
    let tree = tree(source)?;
    let top = tree.top("");
    let list = if top.is_list() { top.clone() } else { top.get("issues") };
    if !list.is_list() {
        return Err(ImportError::whole(source.name, "this is no answer to a search: found no `issues`"));
    }
    let all = list.items();
    limit(source, all.len())?;
    let mut lost = Losses::default();
    let (total, shown) = (top.get("total").number(), all.len());
    if total.is_some_and(|total| total > shown as f64) {
        lost.add(&top.get("total").place, format!("further pages: this is one with {shown} of the issues"));
    }
    let items: Vec<Item> = all.iter().map(item).collect();
    report_unread(&tree, "", KNOWN, &mut lost);
    Ok(imported(items, "Jira", lost))
}

fn item(at: &At<'_>) -> Item {
    let fields = at.get("fields");
    let key = at.get("key").text().unwrap_or_default();
    let category = fields.get("status").get("statusCategory").get("key").text();
    let closed_at = fields.get("resolutiondate").text();
    let description = fields.get("description");
    // Since version 3 a description is a document of nested paragraphs.
    let text = match description.is_table() {
        true => Some(paragraphs(&description)).filter(|text| !text.is_empty()),
        false => description.text(),
    };
    // The interface's own address of an entry begins like the page's.
    let page =
        at.get("self").text().and_then(|own| own.split_once("/rest/").map(|(host, _)| format!("{host}/browse/{key}")));
    Item {
        title: fields.get("summary").text().unwrap_or_default(),
        text,
        url: page,
        opened: fields.get("created").text(),
        closed: category.as_deref() == Some("done") || (category.is_none() && closed_at.is_some()),
        closed_at,
        labels: fields.get("labels").each().iter().filter_map(At::text).collect(),
        severity: None,
        confidential: fields.get("security").says_something(),
        place: at.place.clone(),
        key,
    }
}

/// The words of a document, a line for each block.
fn paragraphs(document: &At<'_>) -> String {
    let mut lines = Vec::new();
    let mut waiting = document.get("content").items();
    waiting.reverse();
    let mut line = String::new();
    while let Some(at) = waiting.pop() {
        match at.get("type").text().as_deref() {
            Some("text") => line.push_str(&at.get("text").piece().unwrap_or_default()),
            Some("hardBreak") => lines.push(std::mem::take(&mut line)),
            _ => {
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                let mut inner = at.get("content").items();
                inner.reverse();
                waiting.append(&mut inner);
            }
        }
    }
    lines.push(line);
    document.pass_over();
    lines.join("\n").trim().to_owned()
}

fn table(source: &Source<'_>) -> Result<Imported, ImportError> {
    let mut columns = Columns::open(source, &["Summary", "Issue key"])?;
    let mut items = Vec::new();
    for row in 0..columns.len() {
        let category = columns.one(row, "Status Category");
        let closed_at = columns.one(row, "Resolved");
        let status = columns.one(row, "Status").unwrap_or_default().to_lowercase();
        let ended = matches!(status.as_str(), "done" | "closed" | "resolved");
        items.push(Item {
            key: columns.one(row, "Issue key").unwrap_or_default(),
            title: columns.one(row, "Summary").unwrap_or_default(),
            text: columns.one(row, "Description"),
            url: None,
            opened: columns.one(row, "Created").map(|text| named_month(&text)),
            closed: category.map_or(ended || closed_at.is_some(), |word| word.eq_ignore_ascii_case("done")),
            closed_at: closed_at.map(|text| named_month(&text)),
            labels: columns.all(row, "Labels"),
            severity: None,
            confidential: columns.one(row, "Security Level").is_some(),
            place: row_place(row),
        });
    }
    let mut lost = Losses::default();
    columns.tell(COLUMNS, &mut lost);
    Ok(imported(items, "Jira", lost))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `03/Nov/26 9:12 AM` as the day that it names, `2026-11-03`; anything else as it is. The time has no zone.
fn named_month(text: &str) -> String {
    let date = text.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = date.split('/').collect();
    if let [day, month, year] = parts.as_slice()
        && let Some(month) = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))
        && let (Ok(day), Ok(year)) = (day.parse::<u8>(), year.parse::<u16>())
    {
        let year = if year < 100 { 2000 + year } else { year };
        return format!("{year:04}-{:02}-{day:02}", month + 1);
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::named_month;

    #[test]
    fn days_with_named_months() {
        assert_eq!(named_month("03/Nov/26 9:12 AM"), "2026-11-03");
        assert_eq!(named_month("3/nov/2026"), "2026-11-03");
        // Which of these is the month, nobody can tell.
        assert_eq!(named_month("03/11/26 9:12"), "03/11/26 9:12");
    }
}
