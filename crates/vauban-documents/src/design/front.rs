//! The first page: which design this is, what the book is, and what is open in it.

use vauban_pages::{
    Block, Column, Inline, Row, Table, Target, Tone, badge, code, link, note, numbered, paragraph, plain,
};
use vauban_report::text::{count, number};

use super::Chapter;
use super::book::Book;
use super::state::Shown;
use crate::Subject;

/// What stands under the title.
pub(super) fn about(book: &Book<'_>, subject: &Subject<'_>, shown: &Shown) -> Vec<(String, Vec<Inline>)> {
    let model = &subject.compiled.model;
    let mut about = vec![("product".to_owned(), vec![plain(subject.name())])];
    if let Some(release) = subject.release.and_then(|at| model.release.get(at)) {
        let date = release.date.map_or_else(|| ", without a date".to_owned(), |day| format!(", {}", day.date));
        about.push(("release".to_owned(), vec![code(&*release.head.id), plain(date)]));
    }
    about.push(("state shown".to_owned(), vec![plain(shown.says.as_str())]));
    let line = book.compiled.worst_line(book.product);
    if line.contains(", ") {
        about.push(("design".to_owned(), vec![plain(line)]));
    }
    about.push(("records".to_owned(), vec![plain(number(book.compiled.records()))]));
    let reviewed =
        book.reviews.iter().flat_map(|told| &told.reviews).rfind(|row| row.kind == "design" && row.because.is_none());
    about.push((
        "last design review".to_owned(),
        match reviewed {
            Some(row) => vec![book.id(vauban_model::Kind::Review, &row.id), plain(format!(", {}", row.date))],
            None => vec![badge(Tone::Attention, "none that counts")],
        },
    ));
    about
}

/// What comes before the chapters.
pub(super) fn lead(book: &Book<'_>, shown: &Shown, chapters: &[Chapter]) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !shown.asked {
        blocks.push(note(Tone::Attention, "Not the state that was asked for", [paragraph([shown.says.as_str()])]));
    }
    blocks.push(paragraph([
        "This book is made from the product's design records and changes with them. What follows from the records is computed; what people \
         decided or stated says who did. Whether the design is adequate, the named approvers say.",
    ]));
    let errors = book
        .compiled
        .findings
        .iter()
        .filter(|one| {
            one.severity == vauban_diagnostics::Severity::Error && one.requirement.is_empty() && one.waived.is_none()
        })
        .count();
    if errors > 0 {
        blocks.push(note(
            Tone::Bad,
            "Some records cannot be read as they are meant",
            [paragraph([format!(
                "{} of form: what these records mean is not in this book. `vauban check` shows them.",
                count(errors, "error")
            )])],
        ));
    }
    let model = &book.compiled.model;
    if model.component.is_empty() && model.interface.is_empty() && model.asset.is_empty() {
        blocks.push(first_steps());
    }
    let mut table = Table::new(
        "What is open, chapter by chapter",
        [Column::new("chapter"), Column::narrow("standing").filtered(), Column::wide("what is open")],
    );
    for chapter in chapters {
        let title = vauban_pages::words(&chapter.section.title);
        let to = Target::Anchor(chapter.section.anchor.clone());
        let (tone, word) = match (chapter.open.is_empty(), chapter.settled.is_empty()) {
            (true, false) => (Tone::Good, "nothing open"),
            (true, true) => (Tone::Attention, "unknown"),
            (false, _) => (Tone::Attention, "open"),
        };
        let told = match chapter.open.as_slice() {
            [] if chapter.settled.is_empty() => vec![plain("nothing can be told")],
            [] => vec![plain(chapter.settled.as_str())],
            open => super::say::stacked(open.iter().map(|one| vec![plain(one.as_str())])),
        };
        let cells = [vec![link(to, title)], vec![badge(tone, word)], told];
        table.rows.push(Row {
            tone: if tone == Tone::Good { Tone::Plain } else { tone },
            cells: cells.map(Into::into).to_vec(),
            ..Row::default()
        });
    }
    blocks.push(Block::Table(table));
    blocks
}

/// What to write first, in an order in which each rests on what comes before.
fn first_steps() -> Block {
    let steps = [
        ("[context.ID]", "what the product is for, and where it stands (SR-1)"),
        ("[zone.ID]", "the regions in which everything is trusted alike, and [boundary.ID] between them"),
        ("[component.ID]", "the parts of the product, each in its zone"),
        ("[interface.ID]", "every way in and out of each part (SD-1)"),
        ("[flow.ID]", "who talks to which interface"),
        ("[asset.ID]", "what is worth protecting, with the impact of its loss"),
        ("[attacker.ID]", "whom the product has to withstand"),
        ("[mechanism.ID]", "the layers that keep them out (SD-2)"),
    ];
    let steps = steps.map(|(record, what)| vec![code(record), plain(format!(": {what}"))]);
    let how = vec![
        code("vauban explain KIND"),
        plain(" lists the keys of each; "),
        code("vauban check"),
        plain(" says what is missing."),
    ];
    note(Tone::Attention, "There is no design yet: what to write first", [numbered(steps), Block::Paragraph(how)])
}
