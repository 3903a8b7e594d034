//! `vauban sbom diff`: what changed from one bill to another (the contract `vauban/sbom-diff/1`).

use std::io::{self, Write};

use serde::Serialize;
use vauban_sbom::diff::{Difference, Use};
use vauban_sbom::{Bill, Component};

use super::{Part, part};
use crate::text::{count, one_line};
use crate::{Style, paint};

/// Two bills and what is different.
pub struct Compared<'a> {
    /// File and bill before.
    pub before: (&'a str, &'a Bill),
    /// File and bill after.
    pub after: (&'a str, &'a Bill),
    /// What is different.
    pub difference: &'a Difference,
}

/// Writes removed, added and changed components, and whom they use now.
pub fn terminal(compared: &Compared<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let difference = compared.difference;
    let most = if style.verbose { usize::MAX } else { style.cap };
    let label = |bill: &Bill, at: usize| bill.components.get(at).map_or_else(String::new, Component::label);
    for (sign, paint, bill, list) in [
        ("-", paint::BAD, compared.before.1, &difference.removed),
        ("+", paint::GOOD, compared.after.1, &difference.added),
    ] {
        for at in list.iter().take(most) {
            writeln!(out, "{} {}", style.paint(paint, sign), one_line(&label(bill, *at)))?;
        }
        more(list.len(), most, out)?;
    }
    for change in difference.changed.iter().take(most) {
        let name = compared.after.1.components.get(change.after).map_or_else(String::new, Component::full_name);
        let fields: Vec<String> = change
            .fields
            .iter()
            .map(|(field, before, after)| {
                let none = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
                format!("{field} {} → {}", none(before), none(after))
            })
            .collect();
        writeln!(out, "{} {}: {}", style.paint(paint::HALF, "~"), one_line(&name), one_line(&fields.join("; ")))?;
    }
    more(difference.changed.len(), most, out)?;
    for (sign, list) in [("no longer uses", &difference.unused), ("now uses", &difference.used)] {
        for used in list.iter().take(most) {
            writeln!(out, "  {} {sign} {} ({})", one_line(&used.from), one_line(&used.to), used.relation.name())?;
        }
        more(list.len(), most, out)?;
    }
    writeln!(
        out,
        "{}: {} added, {} removed, {} changed, {} the same",
        style.paint(paint::BOLD, count(compared.after.1.components.len(), "component")),
        difference.added.len(),
        difference.removed.len(),
        difference.changed.len(),
        difference.same
    )
}

fn more(many: usize, most: usize, out: &mut dyn Write) -> io::Result<()> {
    if many > most { writeln!(out, "… and {} more; `--verbose` shows all", many - most) } else { Ok(()) }
}

/// Writes the contract.
pub fn json(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (compared.before.1, compared.after.1);
    let parts = |bill: &'_ Bill, list: &[usize]| -> Vec<usize> {
        list.iter().copied().filter(|at| *at < bill.components.len()).collect()
    };
    let listed = |bill, list: &[usize]| -> Vec<Part<'_>> { told(bill, &parts(bill, list)) };
    let changed = compared.difference.changed.iter().filter_map(|change| {
        Some(Changed {
            before: part(before, before.components.get(change.before)?),
            after: part(after, after.components.get(change.after)?),
            fields: change.fields.iter().map(|(field, before, after)| Field { field, before, after }).collect(),
        })
    });
    let uses = |list: &'_ [Use]| -> Vec<Relation> {
        let one =
            |used: &Use| Relation { from: used.from.clone(), to: used.to.clone(), relation: used.relation.name() };
        list.iter().map(one).collect()
    };
    let written = Contract {
        schema: "vauban/sbom-diff/1",
        before: compared.before.0,
        after: compared.after.0,
        added: listed(after, &compared.difference.added),
        removed: listed(before, &compared.difference.removed),
        changed: changed.collect(),
        same: compared.difference.same,
        uses: uses(&compared.difference.used),
        no_longer_uses: uses(&compared.difference.unused),
    };
    vauban_formats::json::write(&written, out)
}

fn told<'a>(bill: &'a Bill, list: &[usize]) -> Vec<Part<'a>> {
    list.iter().filter_map(|at| bill.components.get(*at)).map(|component| part(bill, component)).collect()
}

#[derive(Serialize)]
struct Contract<'a> {
    schema: &'static str,
    before: &'a str,
    after: &'a str,
    added: Vec<Part<'a>>,
    removed: Vec<Part<'a>>,
    changed: Vec<Changed<'a>>,
    same: usize,
    uses: Vec<Relation>,
    no_longer_uses: Vec<Relation>,
}

#[derive(Serialize)]
struct Changed<'a> {
    before: Part<'a>,
    after: Part<'a>,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    field: &'a str,
    before: &'a str,
    after: &'a str,
}

#[derive(Serialize)]
struct Relation {
    from: String,
    to: String,
    relation: &'static str,
}
