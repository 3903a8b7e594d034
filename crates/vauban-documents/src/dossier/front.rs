//! What stands under the title: what this is, how it came about, and who judged.

use std::collections::BTreeMap;

use vauban_analysis::status::{By, Verdict};
use vauban_model::{AnyId, Kind, Model, Ref};
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Tone, note, paragraph, plain, strong};

use super::All;
use super::links::{some, to_requirement};
use crate::words;

/// What the document is about, in facts.
pub(super) fn about(all: &All<'_>) -> Vec<(String, Vec<Inline>)> {
    let told = all.told;
    let release = match (&told.release, &told.released) {
        (Some(release), Some(day)) => format!("{release}, released {day}"),
        (Some(release), None) => format!("{release}, without a date of release"),
        (None, _) => "none: the product as it stands".to_owned(),
    };
    let mut about = vec![
        ("product".to_owned(), vec![plain(all.compiled.line(all.product))]),
        ("release".to_owned(), vec![plain(release)]),
        ("standard".to_owned(), vec![plain(told.edition.as_str())]),
        ("judged on".to_owned(), vec![plain(told.date.as_str())]),
        ("records read".to_owned(), vec![plain(all.compiled.records().to_string())]),
    ];
    if !told.keep_until.is_empty() {
        about.push(("to be kept until".to_owned(), vec![plain(told.keep_until.as_str())]));
    }
    about
}

/// How to read it, and what it comes to in numbers.
pub(super) fn lead(all: &All<'_>) -> Vec<Block> {
    let mut lead = vec![
        paragraph([
            "This dossier says of every requirement and aspect in scope what shows it: the clause of the process, the people \
             and what they had shown they can do, the records with their digests, and who approved them. What is open stands first.",
        ]),
        paragraph([
            strong("Two kinds of verdict, never mixed."),
            plain(
                " A computed verdict is what checks found in records and evidence: complete and consistent, or not. A stated \
                 verdict is the word of the person named beside it. Whether the work behind either is adequate is for people \
                 to judge; nothing here judges it.",
            ),
        ]),
        Block::Table(numbers(all)),
    ];
    if !all.compiled.incomplete.is_empty() {
        let lines = all.compiled.incomplete.iter().map(|why| vec![plain(why.as_str())]);
        lead.push(note(Tone::Attention, "What could not be looked at", [vauban_pages::list(lines)]));
    }
    lead
}

/// Aspects by verdict and by what it was reached by; requirements by verdict.
fn numbers(all: &All<'_>) -> Table {
    let mut table = Table::new(
        "Verdicts in numbers",
        [
            Column::new("verdict"),
            Column::narrow("requirements"),
            Column::narrow("aspects"),
            Column::narrow("of these computed"),
            Column::narrow("stated"),
            Column::narrow("by neither"),
        ],
    );
    for verdict in [Verdict::Missing, Verdict::Partial, Verdict::Met, Verdict::NotApplicable] {
        let requirements = all.requirements().filter(|one| one.status.verdict == verdict).count();
        let aspects = all.requirements().flat_map(|one| &one.status.aspects).filter(|one| one.verdict == verdict);
        let mut counts = [0; 3];
        for aspect in aspects {
            let at = match aspect.by {
                Some(By::Computed) => 0,
                Some(By::Stated) => 1,
                None => 2,
            };
            counts[at] += 1;
        }
        let [computed, stated, neither] = counts;
        let cells: [Cell; 6] = [
            words::verdict(verdict).into(),
            requirements.into(),
            (computed + stated + neither).into(),
            computed.into(),
            stated.into(),
            neither.into(),
        ];
        table.row(cells);
    }
    table
}

/// Who states what a record says, and who agreed; none for a record that is no statement.
fn stated_by(model: &Model, id: AnyId) -> Option<(Option<AnyId>, Option<AnyId>)> {
    let (by, agreed) = match id.kind {
        Kind::Statement => {
            let statement = model.statement.get(id.at as usize)?;
            (&statement.by, &statement.approved_by)
        }
        Kind::NoneOf => {
            let none = model.none.get(id.at as usize)?;
            (&none.by, &none.approved_by)
        }
        _ => return None,
    };
    Some((by.as_ref().and_then(Ref::to), agreed.as_ref().and_then(Ref::to)))
}

/// Who judged what: the checks, and everybody who stated something.
pub(super) fn judges(all: &All<'_>) -> Section {
    let model = &all.compiled.model;
    let mut computed: Vec<&str> = Vec::new();
    // By who states, and who agreed.
    let mut stated: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (aspect, _) in all.requirements().flat_map(super::Requirement::aspects) {
        match aspect.by {
            Some(By::Computed) => computed.push(&aspect.id),
            Some(By::Stated) => {
                let mut named = false;
                for (by, agreed) in aspect.evidence.iter().filter_map(|one| stated_by(model, model.named(&one.record)?))
                {
                    let name = |to: Option<AnyId>| to.map_or_else(String::new, |id| model.head(id).name());
                    let said = stated.entry((name(by), name(agreed))).or_default();
                    if said.last() != Some(&aspect.id.as_str()) {
                        said.push(&aspect.id);
                    }
                    named = true;
                }
                if !named {
                    stated.entry((String::new(), String::new())).or_default().push(&aspect.id);
                }
            }
            None => {}
        }
    }
    let mut table = Table::new(
        "Who judged what",
        [Column::new("who"), Column::new("agreed"), Column::narrow("aspects"), Column::wide("which")],
    );
    if !computed.is_empty() {
        table.row::<Cell>([
            plain("checks of the records and the evidence").into(),
            plain("–").into(),
            computed.len().into(),
            plain("every aspect whose verdict says “computed” in the table of aspects").into(),
        ]);
    }
    for ((by, agreed), aspects) in &stated {
        let who = |name: &str, none: &str| match name {
            "" => plain(none),
            name => all.links.to(name),
        };
        let ids = some(aspects.iter().copied(), usize::MAX, to_requirement);
        let ids: Vec<Inline> =
            ids.into_iter().map(|piece| if piece == Inline::Break { plain(", ") } else { piece }).collect();
        table.row::<Cell>([
            who(by, "named in the aspect’s row").into(),
            who(agreed, "nobody").into(),
            aspects.len().into(),
            ids.into(),
        ]);
    }
    let said = "Computed verdicts follow from the records by rules that anyone can run again. Stated verdicts are these people’s words.";
    let mut section = Section::new("judges", "Who judged what").with([paragraph([said])]);
    match table.rows.is_empty() {
        true => section
            .blocks
            .push(paragraph(["Nothing has been judged as shown yet: neither by a check nor by a person."])),
        false => section.blocks.push(Block::Table(table)),
    }
    section
}
