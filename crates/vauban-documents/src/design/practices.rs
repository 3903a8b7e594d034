//! Chapter 8: secure design practices (SD-4), what looks as if they were not followed, and what was decided.

use vauban_pages::{Block, Column, Row, Section, Table, Tone, badge, facts, paragraph, plain, strong};
use vauban_report::practices::{CandidateRow, PracticeRow, PracticesReport};
use vauban_report::text::count;

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, lead, more, or_dash, section, stacked, told, worded};

/// Candidates in one table.
const LISTED: usize = 200;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut whole = Section::new("practices", "8 Design best practices").with([lead(
        "The practices that the organisation designs by (stated), how this design answers each (stated), and candidates: what in the \
         design looks as if a practice were not followed (computed).",
    )]);
    let mut open = Vec::new();
    let Some(answers) = &book.practices else {
        return Chapter {
            section: whole.with([paragraph(["Nothing can be told about practices."])]),
            open,
            settled: String::new(),
        };
    };
    let unsettled: Vec<&CandidateRow> = answers.candidates.iter().filter(|row| row.answer.is_none()).collect();
    let settled: Vec<&CandidateRow> = answers.candidates.iter().filter(|row| row.answer.is_some()).collect();
    if answers.practices.is_empty() {
        open.push("no design practice is recorded".to_owned());
    }
    let unanswered = answers.practices.iter().filter(|one| one.state != "answered").count();
    if unanswered > 0 {
        open.push(format!("{} without an answer for this version", count(unanswered, "practice")));
    }
    if !unsettled.is_empty() {
        open.push(format!("{} nobody has settled", count(unsettled.len(), "candidate")));
    }
    whole.blocks.push(list(book, answers, &mut open));
    if !unsettled.is_empty() {
        let columns = [
            Column::narrow("aspect").filtered(),
            Column::new("element"),
            Column::wide("what was seen"),
            Column::wide("what to do next"),
        ];
        let mut table = Table::new("Candidates that nobody has settled", columns);
        for row in unsettled.iter().take(LISTED) {
            let next: std::collections::BTreeSet<&str> = row.seen.iter().map(|seen| seen.next).collect();
            let mut next = stacked(next.into_iter().map(|next| worded(book, next)));
            if let Some((answer, why)) = &row.unsettled {
                next.extend([
                    vauban_pages::Inline::Break,
                    book.name(answer),
                    plain(format!(" does not settle it: {why}")),
                ]);
            }
            table.row([vec![strong(row.aspect.as_str())], vec![book.name(&row.element)], seen(book, row), next]).tone =
                Tone::Attention;
        }
        let mut blocks = vec![Block::Table(table)];
        blocks.extend(more(unsettled.len().min(LISTED), unsettled.len(), "candidate", "`vauban practices --verbose`"));
        whole.sections.push(section("practices-open", "Candidates to settle", blocks));
    }
    for aspect in &answers.aspects {
        let serving: Vec<&PracticeRow> = answers.practices.iter().filter(|one| one.serves(&aspect.id)).collect();
        let own: Vec<&&CandidateRow> = settled.iter().filter(|row| row.aspect == aspect.id).collect();
        let mut inner = Section::new(&aspect.id, aspect.id.as_str());
        inner.blocks.push(paragraph([aspect.text.as_str()]));
        if serving.is_empty() {
            inner.blocks.push(paragraph([badge(Tone::Attention, "no practice serves it")]));
        }
        for one in serving {
            inner.blocks.push(practice(book, one));
        }
        if !own.is_empty() {
            let columns = [Column::new("element"), Column::wide("what was seen"), Column::new("settled by")];
            let mut table = Table::new(format!("Settled candidates of {}", aspect.id), columns);
            for row in own.iter().take(LISTED) {
                table.row([
                    vec![book.name(&row.element)],
                    seen(book, row),
                    row.answer.iter().map(|answer| book.name(answer)).collect(),
                ]);
            }
            inner.blocks.push(folded(format!("{} settled", count(own.len(), "candidate")), vec![Block::Table(table)]));
        }
        whole.sections.push(inner);
    }
    Chapter { section: whole, open, settled: "every practice is answered, every candidate settled".to_owned() }
}

/// The list and its review.
fn list(book: &Book<'_>, answers: &PracticesReport, open: &mut Vec<String>) -> Block {
    let review = match &answers.review {
        Some(review) if review.overdue => {
            open.push(format!("the list of practices was due for review on {}", review.due));
            vec![
                book.name(&review.review),
                plain(format!(", {}; ", review.date)),
                badge(Tone::Bad, format!("due since {}", review.due)),
            ]
        }
        Some(review) => vec![book.name(&review.review), plain(format!(", {}; due again {}", review.date, review.due))],
        None => {
            open.push("the list of practices was never reviewed".to_owned());
            vec![badge(Tone::Bad, "never reviewed")]
        }
    };
    facts([
        ("practices", vec![plain(answers.practices.len().to_string())]),
        ("answered for", few(&answers.versions, 6, |version| vec![plain(version.as_str())])),
        ("list reviewed", review),
        ("candidates", vec![plain(format!("{}, {} not settled", answers.of[0], answers.of[1]))]),
    ])
}

fn seen(book: &Book<'_>, row: &CandidateRow) -> Vec<vauban_pages::Inline> {
    stacked(row.seen.iter().map(|seen| {
        let mut line = worded(book, &seen.text);
        if !seen.related.is_empty() {
            line.push(plain(" ("));
            line.extend(super::say::names(book, &seen.related));
            line.push(plain(")"));
        }
        line
    }))
}

/// A practice and its answers.
fn practice(book: &Book<'_>, one: &PracticeRow) -> Block {
    let tone = if one.state == "answered" { Tone::Good } else { Tone::Attention };
    let columns = [
        Column::wide("practice"),
        Column::narrow("answer"),
        Column::wide("why, or how it is seen"),
        Column::wide("shown by"),
        Column::new("by"),
    ];
    let mut table = Table::new(book.title(&one.practice), columns);
    let mut first = vec![book.text_of(&one.practice), plain(" ")];
    first.extend(told(&one.text));
    if !one.source.is_empty() {
        first.extend([vauban_pages::Inline::Break, plain("learned from: ")]);
        first.extend(few(&one.source, 6, |source| {
            vec![if book.places.knows(source) { book.name(source) } else { plain(source.as_str()) }]
        }));
    }
    if one.answers.is_empty() {
        let cells = [first, vec![badge(tone, one.state)], or_dash(""), or_dash(""), or_dash("")];
        table.rows.push(Row { cells: cells.map(Into::into).to_vec(), ..Row::default() });
        return Block::Table(table);
    }
    for (at, answer) in one.answers.iter().enumerate() {
        let (tone, state) = match answer.present {
            true => (Tone::Good, answer.says.to_owned()),
            false => (Tone::Attention, format!("{}, for version {}", answer.says, answer.version)),
        };
        let by = [answer.by.as_str(), answer.date.as_deref().unwrap_or_default()];
        let by: Vec<&str> = by.into_iter().filter(|word| !word.is_empty()).collect();
        let cells = [
            if at == 0 { first.clone() } else { or_dash("") },
            vec![badge(tone, state)],
            or_dash(&answer.reason),
            super::say::names(book, &answer.shown_by),
            stacked([or_dash(&by.join(", ")), vec![book.shown(&answer.answer, vec![plain("record")])]]),
        ];
        table.rows.push(Row { cells: cells.map(Into::into).to_vec(), ..Row::default() });
    }
    Block::Table(table)
}
