//! A section for every requirement, below that of its practice: what is asked, what shows it, and what comes next.

use vauban_analysis::status::{By, PracticeStatus};
use vauban_pages::text::anchor;
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, facts, paragraph, plain};

use super::aspects::shown;
use super::links::some;
use super::{All, Requirement, records};
use crate::words;

/// Records that an aspect names; the tables below have the rest.
const NAMED: usize = 8;

/// A section for every practice that is in scope.
pub(super) fn practices(all: &All<'_>) -> Vec<Section> {
    let of = |practice: &PracticeStatus| {
        let mine = || all.requirements().filter(|one| one.status.practice == practice.id);
        mine().next()?;
        let mut section = Section::new(&practice.id, format!("{} {}", practice.id, practice.title));
        section.new_page = true;
        let missing = match practice.maturity_next.is_empty() {
            true => "nothing is missing for a higher level".to_owned(),
            false => practice.maturity_next.clone(),
        };
        let settled = mine().filter(|one| one.row.next.is_empty()).count();
        Some(
            section
                .with([facts([
                    ("maturity", vec![plain(format!("{} of 4, the lowest of its requirements", practice.maturity))]),
                    ("for the next level", words::told(&missing)),
                    ("requirements without anything open", vec![plain(format!("{settled} of {}", mine().count()))]),
                ])])
                .over(mine().map(|one| requirement(all, one))),
        )
    };
    all.status.practices.iter().filter_map(of).collect()
}

fn requirement(all: &All<'_>, one: Requirement<'_>) -> Section {
    let (status, row) = (one.status, one.row);
    let mut section = Section::new(&status.id, format!("{} {}", status.id, status.title));
    let mut about = vec![
        ("verdict", vec![words::verdict(status.verdict)]),
        ("maturity", vec![plain(format!("{} of 4", status.maturity))]),
    ];
    if !status.maturity_next.is_empty() {
        about.push(("for the next level", words::told(&status.maturity_next)));
    }
    if !status.next.is_empty() {
        about.push(("missing next", words::told(&status.next)));
    }
    if let Some(out) = all.status.left_out.iter().find(|out| out.requirement == status.id) {
        about.push((
            "left out",
            vec![
                all.links.to(&out.tailoring),
                plain(format!(
                    ": {} Approved by {} on {}.",
                    all.shown(&out.file, out.reason.trim()),
                    out.approved_by,
                    out.date
                )),
            ],
        ));
    }
    section.blocks.push(facts(about));
    section.blocks.push(Block::Table(aspects(all, one)));
    section.blocks.extend(clauses(all, one));
    section.blocks.extend(people(all, one));
    section.blocks.extend(records::blocks(all, row));
    section.blocks.extend(findings(all, one));
    section
}

fn aspects(all: &All<'_>, one: Requirement<'_>) -> Table {
    let mut table = Table::new(
        format!("{}: what it asks, and what shows it", one.status.id),
        [
            Column::narrow("aspect"),
            Column::wide("asks"),
            Column::narrow("verdict"),
            Column::narrow("reached by"),
            Column::wide("how, and what is missing next"),
            Column::new("rests on"),
        ],
    );
    for (aspect, row) in one.aspects() {
        let mut why = words::told(&aspect.how);
        let mut say = |text: String| {
            why.push(Inline::Break);
            why.extend(words::told(&text));
        };
        if aspect.overridden {
            say("A person set the computed verdict aside.".to_owned());
        }
        if let Some(until) = &aspect.waived_until {
            say(format!("A waiver sets findings aside until {until}."));
        }
        if !aspect.next.is_empty() {
            say(format!("Next: {}", aspect.next));
        }
        let rests = match row.evidence.is_empty() {
            true => vec![plain("nothing")],
            false => some(row.evidence.iter().map(String::as_str), NAMED, |name| all.links.to(name)),
        };
        let line = table.row::<Cell>([
            plain(aspect.id.as_str()).into(),
            plain(aspect.text.as_str()).into(),
            words::verdict(aspect.verdict).into(),
            aspect.by.map_or("–", By::word).into(),
            why.into(),
            rests.into(),
        ]);
        line.anchor = anchor(&aspect.id);
        line.tone = words::tone(aspect.verdict);
    }
    table
}

fn clauses(all: &All<'_>, one: Requirement<'_>) -> Option<Block> {
    let mut table = Table::new(
        format!("{}: where the process lays it down", one.status.id),
        [
            Column::new("document"),
            Column::wide("section"),
            Column::new("covers"),
            Column::narrow("version"),
            Column::new("approved"),
            Column::narrow("SHA-256 of its file"),
        ],
    );
    for clause in &one.row.clauses {
        let section = if clause.section.is_empty() { "the whole document" } else { clause.section.as_str() };
        let approved = match clause.approved_by.as_str() {
            "" => vec![plain("nobody")],
            by => vec![all.links.to(by), plain(format!(" {}", clause.date))],
        };
        table.row::<Cell>([
            all.links.to(&clause.process).into(),
            section.into(),
            clause.covers.join(", ").into(),
            clause.version.as_str().into(),
            approved.into(),
            all.short_digest(&clause.file).into(),
        ]);
    }
    match table.rows.is_empty() {
        true => Some(paragraph(["No clause of the process names this requirement."])),
        false => Some(Block::Table(table)),
    }
}

fn people(all: &All<'_>, one: Requirement<'_>) -> Option<Block> {
    let mut table = Table::new(
        format!("{}: who answers for it or took part", one.status.id),
        [Column::new("person"), Column::wide("as"), Column::narrow("on"), Column::wide("had shown by then")],
    );
    for person in &one.row.people {
        table.row::<Cell>([
            all.links.to(&person.person).into(),
            person.acts_as.as_str().into(),
            person.on.as_str().into(),
            shown(person).into(),
        ]);
    }
    match table.rows.is_empty() {
        true => Some(paragraph(["Nobody is named as responsible for it, and no review of it names who took part."])),
        false => Some(Block::Table(table)),
    }
}

fn findings(all: &All<'_>, one: Requirement<'_>) -> Option<Block> {
    let mut table = Table::new(
        format!("{}: what its reviews found", one.status.id),
        [
            Column::new("review"),
            Column::wide("finding"),
            Column::narrow("closed"),
            Column::wide("how"),
            Column::new("checked by"),
        ],
    );
    for finding in &one.row.findings {
        let checked = match finding.verified_by.as_str() {
            "" => plain("–"),
            name => all.links.to(name),
        };
        let row = table.row::<Cell>([
            all.links.to(&finding.review).into(),
            finding.text.as_str().into(),
            finding.closed.as_deref().unwrap_or("open").into(),
            finding.how.as_str().into(),
            checked.into(),
        ]);
        if finding.closed.is_none() {
            row.tone = vauban_pages::Tone::Attention;
        }
    }
    (!table.rows.is_empty()).then_some(Block::Table(table))
}
