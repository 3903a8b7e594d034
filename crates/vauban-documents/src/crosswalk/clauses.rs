//! Every clause of a framework: its state, why, and what answers it.

use std::collections::BTreeMap;

use vauban_pages::{Block, Cell, Column, Inline, Section, Table, badge, code, paragraph, plain, strong};
use vauban_report::crosswalk::{ClauseRow, CrosswalkReport, FrameworkRow};

use super::{here, tone};
use crate::words;

/// How requirements behind a clause are put together: the words, and the standings that they mean.
const ORDER: [(&str, &[&str]); 4] = [
    ("open: ", &["missing", "unknown", "partial"]),
    ("shown: ", &["shown"]),
    ("not applicable: ", &["not-applicable"]),
    ("not asked of this product: ", &["not-asked"]),
];

pub(super) fn section(report: &CrosswalkReport, one: &FrameworkRow) -> Section {
    let standings: BTreeMap<&str, &str> =
        report.targets.iter().map(|target| (target.id.as_str(), target.standing)).collect();
    let directly = one.clauses.iter().all(|clause| clause.answered_by.as_slice() == [clause.id.clone()]);
    let grouped = one.clauses.iter().any(|clause| !clause.group.is_empty());
    let mut columns = vec![Column::narrow("clause"), Column::wide("what it asks")];
    if grouped {
        columns.push(Column::new("part").filtered());
    }
    columns.push(Column::narrow("state").filtered());
    columns.push(Column::wide("why"));
    if !directly {
        columns.push(Column::new("answered by"));
    }
    let mut table = Table::new(format!("Clauses of {}", one.title), columns);
    for clause in &one.clauses {
        let mut cells: Vec<Cell> = vec![id(clause).into(), asks(clause).into()];
        if grouped {
            cells.push(plain(clause.group.as_str()).into());
        }
        cells.push(state(clause).into());
        cells.push(why(clause).into());
        if !directly {
            cells.push(behind(clause, &standings).into());
        }
        let row = table.row(cells);
        row.anchor = vauban_pages::text::anchor(&format!("{}-{}", one.namespace, clause.id));
        row.tone = tone(clause.state);
    }
    let told = match directly {
        true => {
            "Every requirement that is asked of this type of product, with where it stands on the weakest element that it is judged on."
        }
        false => {
            "Every clause with its state and why it is so. What is computed and what people state are told apart: a state that is stated says so."
        }
    };
    Section::new(format!("{}-clauses", one.namespace), "All clauses").with([paragraph([told]), Block::Table(table)])
}

fn id(clause: &ClauseRow) -> Vec<Inline> {
    let mut cell = vec![code(clause.id.as_str())];
    if !clause.place.is_empty() {
        cell.extend([Inline::Break, plain(clause.place.as_str())]);
    }
    cell
}

fn asks(clause: &ClauseRow) -> Vec<Inline> {
    let mut cell = vec![strong(clause.title.as_str())];
    if !clause.summary.is_empty() {
        cell.extend([Inline::Break, plain(clause.summary.as_str())]);
    }
    cell
}

fn state(clause: &ClauseRow) -> Vec<Inline> {
    let mut cell = vec![badge(tone(clause.state), clause.phrase)];
    if clause.by == "stated" {
        cell.extend([Inline::Break, plain("stated")]);
    }
    if !clause.verified {
        cell.extend([Inline::Break, plain("unverified data")]);
    }
    cell
}

fn why(clause: &ClauseRow) -> Vec<Inline> {
    let mut cell = words::told(&clause.why);
    if !clause.next.is_empty() {
        let more = match clause.steps {
            0 | 1 => String::new(),
            steps => format!(" ({} more)", steps - 1),
        };
        cell.extend([Inline::Break, strong("next: ")]);
        cell.extend(words::told(&clause.next));
        cell.push(plain(more));
    }
    if !clause.records.is_empty() {
        cell.extend([Inline::Break, strong("named by: ")]);
        for (at, record) in clause.records.iter().enumerate() {
            if at > 0 {
                cell.push(plain(", "));
            }
            cell.push(here(&format!("record-{record}"), record));
        }
    }
    cell
}

/// Requirements behind a clause, those that leave something to do first.
fn behind(clause: &ClauseRow, standings: &BTreeMap<&str, &str>) -> Vec<Inline> {
    let mut cell: Vec<Inline> = Vec::new();
    for (words, meant) in ORDER {
        let of =
            clause.answered_by.iter().filter(|id| standings.get(id.as_str()).is_some_and(|one| meant.contains(one)));
        let of: Vec<&String> = of.collect();
        if of.is_empty() {
            continue;
        }
        if !cell.is_empty() {
            cell.push(Inline::Break);
        }
        cell.push(strong(words));
        for (at, id) in of.into_iter().enumerate() {
            if at > 0 {
                cell.push(plain(", "));
            }
            cell.push(here(&format!("target-{id}"), id));
        }
    }
    if cell.is_empty() {
        cell.push(plain("nothing in IEC 62443"));
    }
    cell
}
