//! The crosswalks: what the records answer of other laws and standards, and what remains, as work lists with reasons.
//!
//! A section for each framework says what it is, what its data rests on and how many clauses have each state; then what
//! remains; then every clause. What answers a clause leads to the requirements of IEC 62443 behind it, and these to the
//! records that show them.

mod behind;
mod clauses;
mod work;

use vauban_answers::crosswalk::{Options, report};
use vauban_pages::{
    Block, Column, Document, Inline, Section, Table, Target, Tone, badge, code, facts, link, note, paragraph, plain,
};
use vauban_report::crosswalk::{CrosswalkReport, FrameworkRow};

use crate::kind::kind;
use crate::{Subject, words};

/// The document.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let kind = kind("crosswalk").ok_or("the table of kinds has no `crosswalk`")?;
    let report = report(subject.compiled, subject.product, Options::default())?;
    let mut document = subject.begin(kind);
    document.landscape = true;
    document.about = vec![
        ("verdicts by".to_owned(), vec![code(report.edition.as_str())]),
        ("on".to_owned(), vec![plain(report.date.as_str())]),
    ];
    document.lead = lead(&report);
    document.sections = report.frameworks.iter().map(|one| framework(&report, one)).collect();
    document.sections.push(behind::targets(&report));
    document.sections.push(behind::records(&report));
    Ok(document)
}

/// How a state is meant.
fn tone(state: &str) -> Tone {
    match state {
        "answered" => Tone::Good,
        "partly" | "needs-a-person" => Tone::Attention,
        "open" => Tone::Bad,
        _ => Tone::Muted,
    }
}

/// A link to a place of this document.
fn here(anchor: &str, shown: &str) -> Inline {
    link(Target::Anchor(vauban_pages::text::anchor(anchor)), shown)
}

fn lead(report: &CrosswalkReport) -> Vec<Block> {
    let mut columns = vec![Column::wide("law or standard")];
    columns.extend(report.states.iter().map(|state| Column::narrow(state.phrase)));
    columns.push(Column::narrow("clauses"));
    columns.push(Column::narrow("steps left"));
    let mut table = Table::new("Where the product stands", columns);
    for one in &report.frameworks {
        let mut cells = vec![here(&one.namespace, &one.title).into()];
        cells.extend(report.states.iter().map(|state| one.count(state.state).into()));
        cells.push(total(one).into());
        cells.push(one.work.len().into());
        table.row::<vauban_pages::Cell>(cells);
    }
    let meanings = report.states.iter().map(|state| (state.phrase, vec![plain(state.meaning)]));
    vec![
        paragraph([
            "Other laws and standards ask for much that IEC 62443 asks for as well. A crosswalk says which of its requirements answer a clause, how far, and what is left; here it meets what the records of this product show.",
        ]),
        Block::Table(table),
        facts(meanings),
        note(
            Tone::Attention,
            "What this is not",
            [paragraph([
                "Which requirements answer a clause, and how far, is the catalog's own judgement and nobody's opinion but its authors'. A clause that is answered here is one for which the records are complete and consistent; whether that satisfies the law or the standard is for people and bodies to decide.",
            ])],
        ),
    ]
}

fn total(one: &FrameworkRow) -> usize {
    one.counts.iter().map(|(_, count)| count).sum()
}

fn framework(report: &CrosswalkReport, one: &FrameworkRow) -> Section {
    let mut about = vec![
        (
            "edition".to_owned(),
            vec![plain(one.edition.as_str()), plain(" ("), code(one.namespace.as_str()), plain(")")],
        ),
        ("data".to_owned(), vec![plain(one.data.as_str())]),
    ];
    let counts = report.states.iter().filter(|state| one.count(state.state) > 0);
    let mut counted: Vec<Inline> = Vec::new();
    for state in counts {
        if !counted.is_empty() {
            counted.push(plain("  "));
        }
        counted.push(badge(tone(state.state), format!("{} {}", one.count(state.state), state.phrase)));
    }
    about.push(("clauses".to_owned(), counted));
    if !one.elsewhere.is_empty() {
        let mut told: Vec<Inline> = Vec::new();
        for part in &one.elsewhere {
            if !told.is_empty() {
                told.push(Inline::Break);
            }
            told.push(plain(format!("{} ({}): ", part.part, part.clauses)));
            told.extend(words::told(&part.answered_in));
        }
        about.push(("answered elsewhere".to_owned(), told));
    }
    let mut section = Section::new(&one.namespace, one.title.as_str()).with([facts(about)]);
    section.new_page = true;
    section.over([work::section(one), clauses::section(report, one)])
}
