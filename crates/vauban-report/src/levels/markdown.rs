//! Security levels for a document: the vectors as a table, or the statement of applicability. Whatever people wrote is
//! escaped.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{ElementRow, LevelsReport, RequirementRow};
use crate::interfaces::markdown::safe;

/// Writes vectors and steps, then the requirements that were asked for.
pub fn report(report: &LevelsReport, out: &mut dyn Write) -> io::Result<()> {
    let product = if report.product.is_empty() { String::new() } else { format!(" of {}", safe(&report.product)) };
    writeln!(out, "## Security levels{product}\n\n{}", safe(&report.edition))?;
    for one in report.types.iter().filter(|_| report.vectors) {
        writeln!(out, "\n### {}\n", one.component_type)?;
        writeln!(out, "| family | target | planned | claimed | achieved |\n|---|---|---|---|---|")?;
        for family in &one.families {
            let target = family.target.map_or_else(|| "–".to_owned(), |target| target.to_string());
            writeln!(
                out,
                "| {} {} | {target} | {} | {} | {} |",
                safe(&family.id),
                safe(&family.title),
                family.planned,
                family.claimed,
                family.achieved
            )?;
        }
        for family in one.families.iter().filter(|family| !family.steps.is_empty()) {
            let next = family.next.unwrap_or_default();
            writeln!(out, "\n{} to level {next}:\n", safe(&family.id))?;
            for step in &family.steps {
                let on =
                    if step.elements.is_empty() { String::new() } else { format!(" on {}", step.elements.join(", ")) };
                let served = step.requirements.join(", ");
                writeln!(out, "- {}", safe(&format!("{} ({served}){on}", step.text)))?;
            }
        }
    }
    if report.sheets {
        statement(&report.requirements, out)?;
    }
    report.notes.iter().try_for_each(|note| writeln!(out, "\n{}", safe(note)))
}

/// Every requirement with where it stands, on which elements, why, and by which record.
fn statement(rows: &[RequirementRow], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### Applicability\n")?;
    writeln!(out, "| requirement | level | state | elements | reason | records |\n|---|---|---|---|---|---|")?;
    for one in rows {
        let level = if one.level == 0 { "all".to_owned() } else { one.level.to_string() };
        if one.elements.is_empty() {
            writeln!(
                out,
                "| {} {} | {level} | {} | – | {} | – |",
                safe(&one.id),
                safe(&one.title),
                one.phrase,
                safe(&one.reason)
            )?;
        }
        // Elements that stand alike for the same reason share a line, where the first of them stands.
        let mut alike: BTreeMap<Key<'_>, usize> = BTreeMap::new();
        let mut lines: Vec<(&ElementRow, Vec<&str>)> = Vec::new();
        for row in &one.elements {
            let at = *alike.entry(key(row)).or_insert(lines.len());
            match lines.get_mut(at) {
                Some((_, elements)) => elements.push(&row.element),
                None => lines.push((row, vec![&row.element])),
            }
        }
        for (row, elements) in lines {
            let records: Vec<&str> = row.by.iter().chain(&row.record).map(String::as_str).collect();
            writeln!(
                out,
                "| {} {} | {level} | {} | {} | {} | {} |",
                safe(&one.id),
                safe(&one.title),
                row.phrase,
                safe(&elements.join(", ")),
                safe(if row.reason.is_empty() { &one.reason } else { &row.reason }),
                safe(&records.join(", "))
            )?;
        }
    }
    Ok(())
}

type Key<'r> = (&'r str, &'r [String], &'r str, &'r Option<String>);

fn key(row: &ElementRow) -> Key<'_> {
    (row.state, &row.by, &row.reason, &row.record)
}
