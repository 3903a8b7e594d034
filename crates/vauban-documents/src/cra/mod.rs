//! Technical documentation under the Cyber Resilience Act (Annex VII), section by section, with what is missing first.
//!
//! What is computed comes from the analysis; what people decided is shown with who agreed. No section says that the
//! product conforms: that is for the declaration, and for who signs it.

mod applicability;
mod classification;
mod design;
mod general;
mod handling;
mod risk;
mod solutions;
mod teller;
mod tests;
mod user;

use vauban_analysis::cra::{Cra, Section as Told, SectionState};
use vauban_pages::{
    Block, Column, Document, Inline, Section, Table, Target, Tone, badge, link, list, note, paragraph, plain,
};

use crate::kind::kind;
use crate::{Kind, Subject};
pub(crate) use teller::Teller;
use teller::coded;

/// The document.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let kind: &Kind = kind("cra").ok_or("the table of kinds has no `cra`")?;
    let cra = answer(subject)?;
    if !cra.standing.is_asked() {
        return Err(not_asked(subject, &cra));
    }
    let teller = Teller::new(subject);
    let mut document = subject.begin(kind);
    document.about = about(&teller, &cra);
    document.lead = lead(&cra);
    document.sections.push(missing(&cra));
    document.sections.push(classification::section(&teller, &cra));
    for told in &cra.sections {
        document.sections.push(annex(&teller, &cra, told));
    }
    document.sections.push(user::section(&teller, &cra));
    document.sections.push(teller.records());
    Ok(document)
}

/// How the subject stands.
pub(crate) fn answer(subject: &Subject<'_>) -> Result<Cra, String> {
    let release = subject.release.map(|at| vauban_model::AnyId { kind: vauban_model::Kind::Release, at: at as u32 });
    subject.compiled.cra(subject.product, release).ok_or_else(|| {
        "the Cyber Resilience Act is about products, and `vauban.toml` names none: add `[product.ID]`".to_owned()
    })
}

/// Why there is nothing to document.
pub(crate) fn not_asked(subject: &Subject<'_>, cra: &Cra) -> String {
    let id = subject.id();
    match cra.standing {
        vauban_analysis::cra::Standing::DoesNotApply => {
            format!(
                "the Cyber Resilience Act does not apply to `product.{id}`, as `[cra.ID]` says with its reason; there is nothing to document"
            )
        }
        _ => format!(
            "nobody says whether the Cyber Resilience Act applies to `product.{id}`: add `[cra.{id}]` with `product = \"{id}\"` and `in-scope = {{ applies = …, reason = \"…\", approved-by = \"…\" }}`"
        ),
    }
}

fn about(teller: &Teller<'_>, cra: &Cra) -> Vec<(String, Vec<Inline>)> {
    let model = teller.model();
    let release = cra.release.and_then(|id| model.release.get(id.at as usize));
    let class = match cra.class.id {
        Some(_) => cra.class.title.clone(),
        None => "not said".to_owned(),
    };
    let route = cra.routes.iter().find(|route| route.chosen);
    let mut about = vec![
        ("Law".to_owned(), vec![plain("Regulation (EU) 2024/2847, edition "), plain(cra.law.clone())]),
        ("Standing".to_owned(), vec![plain(cra.standing.phrase())]),
        ("Release".to_owned(), vec![plain(release.map_or_else(|| "none".to_owned(), |one| one.head.id.to_string()))]),
        ("Class".to_owned(), vec![plain(class)]),
        (
            "Route".to_owned(),
            vec![plain(route.map_or_else(
                || "not chosen, or not one of the class".to_owned(),
                |one| format!("{} ({})", one.id, one.title),
            ))],
        ),
        (
            "Support until".to_owned(),
            vec![plain(cra.support.until.map_or_else(|| "not said".to_owned(), |day| day.to_string()))],
        ),
        (
            "Kept at least until".to_owned(),
            vec![plain(
                cra.retention
                    .map_or_else(|| "not known before it is placed on the market".to_owned(), |day| day.to_string()),
            )],
        ),
    ];
    about.extend(cra.applies_from.iter().map(|day| ("Act applies in full from".to_owned(), vec![plain(day.clone())])));
    about
}

/// What stands before the first section: how much is missing, and what the words mean.
fn lead(cra: &Cra) -> Vec<Block> {
    let open: usize = cra.sections.iter().map(|section| section.lacks.len()).sum();
    let filled = cra
        .sections
        .iter()
        .filter(|one| matches!(one.state, SectionState::Filled | SectionState::NotApplicable))
        .count();
    let (tone, title) = match open {
        0 => (Tone::Good, "Every section is filled".to_owned()),
        1 => (Tone::Attention, "One thing is missing".to_owned()),
        open => (Tone::Attention, format!("{open} things are missing")),
    };
    let words = format!("{filled} of {} sections of Annex VII are filled from the records.", cra.sections.len());
    let mut says: Vec<Inline> = vec![plain(words)];
    if open > 0 {
        says.push(plain(" "));
        says.push(link(Target::Anchor("missing".to_owned()), "What an authority would ask for next"));
        says.push(plain(" lists the rest, each with the record or command that fills it."));
    }
    vec![
        note(tone, title, [paragraph(says)]),
        paragraph([
            "States are computed from the records on the day above. Decisions of people are shown with who agreed to them. Neither says that the product conforms: that is what the manufacturer declares.",
        ]),
    ]
}

/// What is missing, first.
fn missing(cra: &Cra) -> Section {
    let mut overview = Table::new(
        "Sections of the technical documentation",
        [
            Column::narrow("section"),
            Column::new("title"),
            Column::narrow("state").filtered(),
            Column::narrow("missing"),
        ],
    );
    for told in &cra.sections {
        overview.row([
            vauban_pages::Cell::from(plain(told.reference.clone())),
            link(Target::Anchor(vauban_pages::text::anchor(&told.id)), told.title.clone()).into(),
            state(told.state).into(),
            told.lacks.len().into(),
        ]);
    }
    let mut open = Table::new(
        "What is missing",
        [Column::narrow("section").filtered(), Column::wide("what is missing"), Column::wide("what fills it")],
    );
    for told in &cra.sections {
        for lack in &told.lacks {
            open.row([vec![plain(told.reference.clone())], coded(&lack.what), coded(&lack.next)]);
        }
    }
    let mut blocks =
        vec![paragraph(["The sections of Annex VII, and how far each is filled."]), Block::Table(overview)];
    if open.rows.is_empty() {
        blocks.push(paragraph(["Nothing is missing from the records."]));
    } else {
        blocks.push(paragraph([
            "Each row is a question that the documentation does not answer yet, in the order of the law.",
        ]));
        blocks.push(Block::Table(open));
    }
    Section::new("missing", "What an authority would ask for next").with(blocks)
}

/// How far a section is, as a word with its tone.
fn state(state: SectionState) -> Inline {
    let tone = match state {
        SectionState::Filled => Tone::Good,
        SectionState::Partly => Tone::Attention,
        SectionState::Missing => Tone::Bad,
        SectionState::NotApplicable => Tone::Muted,
    };
    badge(tone, state.word())
}

/// A section of Annex VII with what fills it.
fn annex(teller: &Teller<'_>, cra: &Cra, told: &Told) -> Section {
    let mut section = Section::new(&told.id, format!("{}: {}", told.reference, told.title));
    let mut first = vec![plain(told.summary.clone()), plain(" ")];
    first.push(state(told.state));
    section.blocks.push(Block::Paragraph(first));
    if !told.lacks.is_empty() {
        section.blocks.push(open(&told.lacks));
    }
    let filled = match told.id.as_str() {
        "CRA-A7-1a" => general::purpose(teller),
        "CRA-A7-1b" => general::versions(teller),
        "CRA-A7-1c" => general::pictures(teller, cra),
        "CRA-A7-1d" => {
            vec![paragraph([link(Target::Anchor("annex-ii".to_owned()), "Information and instructions to the user")])]
        }
        "CRA-A7-2a" => design::blocks(teller),
        "CRA-A7-2b" => handling::blocks(teller, cra),
        "CRA-A7-2c" => general::production(teller, cra),
        "CRA-A7-3" => risk::blocks(teller, cra),
        "CRA-A7-4" => classification::support(teller, cra),
        "CRA-A7-5" => {
            section.sections = solutions::sections(teller, cra);
            solutions::blocks(cra)
        }
        "CRA-A7-6" => tests::blocks(teller, cra),
        "CRA-A7-7" => classification::declaration(teller, cra),
        "CRA-A7-8" => general::bills(cra),
        // A point of another edition is shown by what the records say of it.
        _ => said(teller, told),
    };
    section.blocks.extend(filled);
    section
}

fn said(teller: &Teller<'_>, told: &Told) -> Vec<Block> {
    let mut blocks: Vec<Block> = told.says.iter().map(|text| paragraph([text.as_str()])).collect();
    if !told.records.is_empty() {
        blocks.push(Block::Paragraph(teller.links(&told.records)));
    }
    blocks
}

/// What is missing here, folded where it is much.
pub(crate) fn open(lacks: &[vauban_analysis::cra::Lack]) -> Block {
    let items = list(lacks.iter().map(|lack| {
        let mut line = vec![Inline::Strong(coded(&lack.what)), plain(": ")];
        line.extend(coded(&lack.next));
        line
    }));
    let title =
        if lacks.len() == 1 { "Missing here".to_owned() } else { format!("{} things are missing here", lacks.len()) };
    if lacks.len() <= 3 {
        return note(Tone::Attention, title, [items]);
    }
    note(Tone::Attention, title, [Block::Details { summary: vec![plain("Show them")], blocks: vec![items] }])
}
