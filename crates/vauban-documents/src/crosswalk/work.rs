//! What remains of a framework: one row for each step, and which clauses wait for it.

use vauban_pages::{Block, Column, Inline, Section, Table, code, paragraph, plain, strong};
use vauban_report::crosswalk::{FrameworkRow, WorkRow};

use super::here;
use crate::words;

/// How many steps stand open; the rest folds.
const FIRST: usize = 15;
/// How many clauses a step names before it only counts.
const NAMED: usize = 8;

pub(super) fn section(one: &FrameworkRow) -> Section {
    let section = Section::new(format!("{}-work", one.namespace), "What remains");
    if one.work.is_empty() {
        return section.with([paragraph(["Nothing is left to do that the crosswalk knows of."])]);
    }
    let lead = paragraph([
        "Each row is one step and the clauses that wait for it; what most of them wait for comes first. A clause is settled when every step that it waits for is done.",
    ]);
    let (first, rest) = one.work.split_at(one.work.len().min(FIRST));
    let mut blocks = vec![lead, Block::Table(table(one, "Steps", first))];
    if !rest.is_empty() {
        let caption = format!("{} further steps", rest.len());
        let more = table(one, &caption, rest);
        blocks.push(Block::Details { summary: vec![plain(caption)], blocks: vec![Block::Table(more)] });
    }
    section.with(blocks)
}

fn table(of: &FrameworkRow, caption: &str, rows: &[WorkRow]) -> Table {
    let columns = [
        Column::narrow("step").filtered(),
        Column::new("about"),
        Column::wide("what to do"),
        Column::narrow("clauses"),
        Column::new("which wait"),
    ];
    let mut table = Table::new(format!("{caption}: {}", of.title), columns);
    for one in rows {
        let mut waiting: Vec<Inline> = Vec::new();
        for clause in one.clauses.iter().take(NAMED) {
            if !waiting.is_empty() {
                waiting.push(plain(", "));
            }
            waiting.push(here(&format!("{}-{clause}", of.namespace), clause));
        }
        if one.clauses.len() > NAMED {
            waiting.push(plain(format!(" and {} more", one.clauses.len() - NAMED)));
        }
        if one.last > 0 {
            waiting.push(plain(if one.clauses.len() == one.last {
                "; for nothing else".to_owned()
            } else {
                format!("; {} for nothing else", one.last)
            }));
        }
        let record = one.step == "state" || one.step == "renew";
        let mut about: Vec<Inline> = Vec::new();
        for id in &one.about {
            if !about.is_empty() {
                about.push(plain(", "));
            }
            about.push(if record { code(id.as_str()) } else { strong(id.as_str()) });
        }
        table.row::<vauban_pages::Cell>([
            plain(one.step).into(),
            about.into(),
            words::told(&one.next).into(),
            one.clauses.len().into(),
            waiting.into(),
        ]);
    }
    table
}
