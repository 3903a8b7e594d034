//! The master table: one row for every aspect, each with everything an assessor asks of it.

use std::collections::BTreeMap;

use vauban_analysis::status::By;
use vauban_pages::text::anchor;
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Target, paragraph, plain};
use vauban_report::pack::{AspectRow, ClauseRow, CompetenceRow, RecordRow};

use super::links::{some, to_requirement};
use super::{All, Requirement};
use crate::words;

/// Names in one cell; the section of the requirement has them all.
const SHOWN: usize = 3;

/// The table and what it is for.
pub(super) fn section(all: &All<'_>) -> Section {
    let mut table = Table::new(
        "Every aspect",
        [
            Column::narrow("practice").filtered(),
            Column::narrow("aspect"),
            Column::new("asks"),
            Column::narrow("verdict").filtered(),
            Column::narrow("by").filtered(),
            Column::new("clause of the process"),
            Column::narrow("people"),
            Column::wide("record, version, date, SHA-256"),
            Column::new("approved by"),
        ],
    );
    table.anchor = "every-aspect".to_owned();
    for requirement in all.requirements() {
        let records: BTreeMap<&str, &RecordRow> =
            requirement.row.records.iter().map(|record| (record.record.as_str(), record)).collect();
        let people = people(all, requirement);
        for (aspect, row) in requirement.aspects() {
            let shown = Shown::of(all, row, &records);
            let by = aspect.by.map_or("–", By::word);
            let row = table.row::<Cell>([
                plain(requirement.status.practice.as_str()).into(),
                to_requirement(&aspect.id).into(),
                plain(aspect.text.as_str()).into(),
                words::verdict(aspect.verdict).into(),
                by.into(),
                clauses(all, requirement, &aspect.id).into(),
                people.clone().into(),
                shown.records.into(),
                shown.approvers.into(),
            ]);
            row.tone = words::tone(aspect.verdict);
        }
    }
    let mut section = Section::new("aspects", "Every aspect");
    section.new_page = true;
    section.with([
        paragraph([
            "One row for each aspect of the requirements in scope. “People” are those who answer for the requirement or took \
             part, and whether they had shown on that day what they do it as. A cell names three at most; the aspect leads \
             to its requirement, where all are named, and each name leads to the record as it stands.",
        ]),
        Block::Table(table),
    ])
}

/// What shows an aspect, in the lines of two cells.
struct Shown {
    records: Vec<Inline>,
    approvers: Vec<Inline>,
}

impl Shown {
    fn of(all: &All<'_>, aspect: &AspectRow, records: &BTreeMap<&str, &RecordRow>) -> Shown {
        let mut shown = Shown { records: Vec::new(), approvers: Vec::new() };
        // Who approved is said even where the record that says so is the tenth: what carries a signature comes first.
        let mut named: Vec<(&str, Option<&RecordRow>)> =
            aspect.evidence.iter().map(|name| (name.as_str(), records.get(name.as_str()).copied())).collect();
        named.sort_by_key(|(_, record)| record.is_none_or(|record| record.approver.is_empty()));
        for (at, (name, record)) in named.iter().take(SHOWN).enumerate() {
            if at > 0 {
                shown.records.push(Inline::Break);
            }
            shown.records.push(all.links.to(name));
            let Some(record) = record else { continue };
            let said: Vec<&str> =
                [record.version.as_str(), record.date.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
            if !said.is_empty() {
                shown.records.push(plain(format!(" ({})", said.join(", "))));
            }
            shown.records.extend([plain(" "), all.short_digest(&record.file)]);
        }
        if let Some(more @ 1..) = named.len().checked_sub(SHOWN) {
            let requirement = aspect.id.split('.').next().unwrap_or(&aspect.id);
            shown.records.push(Inline::Break);
            shown.records.push(Inline::Link {
                to: Target::Anchor(anchor(requirement)),
                content: vec![plain(format!("and {more} more"))],
            });
        }
        let mut approvers: Vec<&str> =
            named.iter().filter_map(|(_, record)| Some(record.as_ref()?.approver.as_str())).collect();
        approvers.retain(|name| !name.is_empty());
        approvers.sort_unstable();
        approvers.dedup();
        shown.approvers = match approvers.is_empty() {
            true => vec![plain("–")],
            false => some(approvers, SHOWN, |name| all.links.briefly(name)),
        };
        if shown.records.is_empty() {
            shown.records.push(plain("nothing"));
        }
        shown
    }
}

/// The clauses that cover an aspect, or all of its requirement.
fn clauses(all: &All<'_>, requirement: Requirement<'_>, aspect: &str) -> Vec<Inline> {
    let covers = |clause: &&ClauseRow| {
        clause.covers.iter().any(|id| {
            let id = id.rsplit(['/', ':']).next().unwrap_or(id);
            id == aspect || id == requirement.row.id
        })
    };
    let found: Vec<&ClauseRow> = requirement.row.clauses.iter().filter(covers).collect();
    if found.is_empty() {
        return vec![plain("–")];
    }
    let mut line = Vec::new();
    for (at, clause) in found.iter().take(SHOWN).enumerate() {
        if at > 0 {
            line.push(Inline::Break);
        }
        line.push(all.links.briefly(&clause.process));
        if !clause.section.is_empty() {
            line.push(plain(format!(", {}", clause.section)));
        }
    }
    if found.len() > SHOWN {
        line.push(plain(format!(" and {} more", found.len() - SHOWN)));
    }
    line
}

/// How many answer for a requirement or took part, and who of them had not shown what they do it as.
fn people(all: &All<'_>, requirement: Requirement<'_>) -> Vec<Inline> {
    let mut by_person: BTreeMap<&str, bool> = BTreeMap::new();
    for person in &requirement.row.people {
        *by_person.entry(person.person.as_str()).or_insert(true) &= person.competent;
    }
    let without: Vec<&str> = by_person.iter().filter(|(_, shown)| !**shown).map(|(person, _)| *person).collect();
    match (by_person.len(), without.len()) {
        (0, _) => vec![plain("nobody is named")],
        (1, 0) => vec![plain("1, shown")],
        (many, 0) => vec![plain(format!("{many}, all shown"))],
        (many, _) => {
            let mut line = vec![plain(format!("{many}, not shown by ")), Inline::Break];
            line.extend(some(without, SHOWN, |name| all.links.briefly(name)));
            line
        }
    }
}

/// What a person had shown on a day, in a line.
pub(super) fn shown(person: &CompetenceRow) -> Vec<Inline> {
    match person.proofs.as_slice() {
        [] => vec![plain("nothing that counts on that day")],
        proofs => {
            let mut line = Vec::new();
            for (at, proof) in proofs.iter().enumerate() {
                if at > 0 {
                    line.push(Inline::Break);
                }
                line.push(plain(proof.as_str()));
            }
            line
        }
    }
}
