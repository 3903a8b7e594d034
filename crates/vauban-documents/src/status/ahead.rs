//! Deadlines: what has passed and waits, and what comes within the next months.

use vauban_analysis::standing::Deadline;
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Tone, badge, code, paragraph, plain};

use super::AHEAD;
use crate::Subject;
use crate::words::count;

/// Deadlines on the page, and records named in one.
const SHOWN: usize = 7;
const NAMED: usize = 2;

/// The table, the earliest first.
pub(super) fn section(subject: &Subject<'_>, due: &[Deadline]) -> Section {
    let section = Section::new("deadlines", format!("Deadlines of the next {AHEAD} days"));
    if due.is_empty() {
        return section.with([paragraph([format!(
            "Nothing in the records has passed and waits, or is due within {AHEAD} days."
        )])]);
    }
    let today = subject.compiled.today();
    let mut table = Table::new(
        format!("What is due within {AHEAD} days"),
        [Column::narrow("day"), Column::narrow("in days"), Column::wide("what"), Column::new("records")],
    );
    for deadline in due.iter().take(SHOWN) {
        let left = deadline.days_left(today);
        let days: Cell = match left < 0 {
            true => badge(Tone::Bad, format!("{} late", count(left.unsigned_abs() as usize, "day"))).into(),
            false => Cell { content: vec![plain(left.to_string())], number: Some(left as f64) },
        };
        let mut what = vec![plain(deadline.what.as_str())];
        if deadline.law {
            what.push(plain(" (asked by law)"));
        }
        table.row::<Cell>([
            plain(deadline.on.to_string()).into(),
            days,
            what.into(),
            records(subject, deadline).into(),
        ]);
    }
    let mut section = section.with([Block::Table(table)]);
    if due.len() > SHOWN {
        section.blocks.push(paragraph([format!("Not shown: {}.", count(due.len() - SHOWN, "later day"))]));
    }
    section
}

fn records(subject: &Subject<'_>, deadline: &Deadline) -> Vec<Inline> {
    let mut line = Vec::new();
    for (at, id) in deadline.records.iter().take(NAMED).enumerate() {
        if at > 0 {
            line.push(plain(", "));
        }
        line.push(code(subject.compiled.model.head(*id).name()));
    }
    if deadline.records.len() > NAMED {
        line.push(plain(format!(" and {} more", deadline.records.len() - NAMED)));
    }
    line
}
