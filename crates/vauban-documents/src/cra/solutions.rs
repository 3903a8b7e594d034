//! Standards that were applied, and for each requirement of Annex I the solution that was adopted (Annex VII, point 5).

use vauban_analysis::cra::{Answer, Cra, Item, Solution, Stage};
use vauban_analysis::trace::Outcome;
use vauban_model::Kind;
use vauban_pages::{Block, Column, Inline, Section, Table, Tone, badge, code, paragraph, plain};

use super::applicability::state;
use super::{Teller, open};

/// Standards.
pub(super) fn blocks(cra: &Cra) -> Vec<Block> {
    let mut blocks = Vec::new();
    let cited = cra.claims.iter().filter(|claim| claim.harmonised && claim.cited).count();
    if !cra.claims.is_empty() {
        let mut table = Table::new(
            "Standards and specifications applied",
            [
                Column::new("standard"),
                Column::new("parts"),
                Column::narrow("applied as").filtered(),
                Column::wide("what the catalog knows of it"),
            ],
        );
        for claim in &cra.claims {
            let name = match claim.edition.is_empty() {
                true => claim.id.clone(),
                false => format!("{} ({})", claim.id, claim.edition),
            };
            let parts = match (claim.parts.is_empty(), claim.in_full) {
                (false, _) => claim.parts.clone(),
                (true, true) => "in full".to_owned(),
                (true, false) => "not said".to_owned(),
            };
            let what = match (claim.harmonised, claim.cited) {
                (true, true) => badge(Tone::Good, "harmonised standard, cited"),
                (true, false) => badge(Tone::Bad, "called harmonised, not cited"),
                (false, _) => badge(Tone::Plain, "other specification"),
            };
            let known = claim.known.clone().unwrap_or_else(|| "not among the standards made for the Act".to_owned());
            table.row([plain(name), plain(parts), what, plain(known)]);
        }
        blocks.push(Block::Table(table));
    }
    let words = match cited {
        0 => "No standard applied here is cited in the Official Journal for the Act. So every requirement is answered by the solution below.".to_owned(),
        1 => "One standard applied here is cited in the Official Journal; what it covers gives a presumption of conformity, and nothing beyond (Article 27(1)).".to_owned(),
        cited => format!("{cited} standards applied here are cited in the Official Journal; what they cover gives a presumption of conformity, and nothing beyond (Article 27(1))."),
    };
    blocks.push(paragraph([words]));
    blocks
}

/// One section for each requirement.
pub(super) fn sections(teller: &Teller<'_>, cra: &Cra) -> Vec<Section> {
    cra.items.iter().map(|item| section(teller, item)).collect()
}

fn section(teller: &Teller<'_>, item: &Item) -> Section {
    let mut section = Section::new(&item.id, format!("{}: {}", item.reference, item.title));
    section.blocks.push(paragraph([plain(item.summary.clone()), plain(" "), state(item.state)]));
    if !item.reason.is_empty() {
        let mut line = vec![plain(item.reason.clone())];
        if let Some(record) = item.record {
            line.extend([plain(" ("), teller.link(record), plain(")")]);
        }
        section.blocks.push(Block::Paragraph(line));
    }
    if !item.lacks.is_empty() {
        section.blocks.push(open(&item.lacks));
    }
    if matches!(item.answer, Answer::NotAnswered | Answer::DoesNotApply) {
        return section;
    }
    let (direct, led): (Vec<&Solution>, Vec<&Solution>) = item.solutions.iter().partition(|one| one.direct);
    if !direct.is_empty() {
        section.blocks.push(Block::Table(table(teller, "Named for this requirement", &direct)));
    }
    if !led.is_empty() {
        let summary = vec![plain(format!("Through component requirements of IEC 62443-4-2: {}", led.len()))];
        section
            .blocks
            .push(Block::Details { summary, blocks: vec![Block::Table(table(teller, "Through the crosswalk", &led))] });
    }
    if !item.process.is_empty() || !item.controls.is_empty() {
        section.blocks.push(crosswalk(item));
    }
    section
}

fn table(teller: &Teller<'_>, caption: &str, solutions: &[&Solution]) -> Table {
    let mut table = Table::new(
        caption,
        [
            Column::new("realised by"),
            Column::narrow("how far").filtered(),
            Column::new("through"),
            Column::new("mechanisms"),
            Column::wide("tests"),
        ],
    );
    for one in solutions {
        let tone = match one.stage {
            Stage::Verified => Tone::Good,
            Stage::Implemented => Tone::Attention,
            Stage::Planned => Tone::Bad,
        };
        let mut far = vec![badge(tone, far(one))];
        if !one.why.is_empty() {
            far.extend([plain(" "), plain(one.why.clone())]);
        }
        let mut tests: Vec<Inline> = Vec::new();
        for proof in &one.tests {
            if !tests.is_empty() {
                tests.push(plain(", "));
            }
            tests.push(teller.link(proof.test));
            tests.extend([plain(" "), outcome(proof.outcome)]);
        }
        table.row([
            teller.titled(one.record),
            far,
            vec![plain(one.via.join(", "))],
            teller.links(&one.mechanisms),
            tests,
        ]);
    }
    table
}

/// How far a solution is, in the words of its kind: nobody verifies a process by a test.
fn far(one: &Solution) -> &'static str {
    match (one.stage, one.record.kind) {
        (Stage::Verified, Kind::Process) => "approved and in force",
        (Stage::Verified, Kind::Guideline) => "reviewed",
        (Stage::Verified, Kind::Disclosure) => "published",
        (Stage::Verified, Kind::Intake) => "tried within a year",
        (stage, _) => stage.word(),
    }
}

/// What a test came to, as a word with its tone.
pub(super) fn outcome(outcome: Outcome) -> Inline {
    match outcome {
        Outcome::Passed => badge(Tone::Good, "passed"),
        Outcome::Failed => badge(Tone::Bad, "failed"),
        Outcome::NotRun => badge(Tone::Attention, "does not count"),
    }
}

/// What the crosswalk leads to, and what that comes to.
fn crosswalk(item: &Item) -> Block {
    let mut table = Table::new(
        "Requirements of IEC 62443 that the crosswalk leads to",
        [Column::new("requirement"), Column::wide("title"), Column::new("stands").filtered()],
    );
    for row in &item.process {
        table.row([code(row.id.clone()), plain(row.title.clone()), crate::words::verdict(row.verdict)]);
    }
    for row in &item.controls {
        let tone = match (row.asked, row.state.achieved(), row.state.claimed()) {
            (false, ..) => Tone::Muted,
            (true, true, _) => Tone::Good,
            (true, false, true) => Tone::Attention,
            (true, false, false) => Tone::Bad,
        };
        let words = match row.asked {
            true => row.state.phrase().to_owned(),
            false => format!("{}; not asked at the level aimed at", row.state.phrase()),
        };
        table.row([code(row.id.clone()), plain(row.title.clone()), badge(tone, words)]);
    }
    let mut blocks = Vec::new();
    if !item.gap.is_empty() {
        blocks.push(paragraph([format!("What it leaves open: {}", item.gap)]));
    }
    let summary = vec![plain(format!("Crosswalk to IEC 62443: {} requirements", table.rows.len()))];
    blocks.push(Block::Table(table));
    Block::Details { summary, blocks }
}
