//! Chapter 10: the threads from threat to mechanism, requirement, test and result. Where they break stands first.

use std::collections::BTreeMap;

use vauban_pages::{Block, Column, Section, Table, Tone, badge, note, paragraph, plain, strong};
use vauban_report::text::count;
use vauban_report::trace::{GapRow, MatrixReport, TraceReport};

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, joined, lead, more, or_dash, section, some, worded};

/// Gaps of one kind that are listed.
const GAPS: usize = 100;
/// Suspect links that are listed.
const SUSPECTS: usize = 200;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut whole = Section::new("trace", "10 Trace").with([lead(
        "From each threat to the mechanism that stops it, the requirement it fulfils, the test that shows it and the result on the current \
         release. Computed from the links between records; where a thread breaks stands first.",
    )]);
    let mut open = Vec::new();
    let Some((told, threads)) = &book.trace else {
        return Chapter { section: whole.with([paragraph(["Nothing can be traced."])]), open, settled: String::new() };
    };
    if !told.gaps.is_empty() {
        open.push(count(told.gaps.len(), "gap"));
    }
    if !told.suspects.is_empty() {
        open.push(format!("{} whose end has changed", count(told.suspects.len(), "link")));
    }
    whole.sections.push(gaps(book, told));
    whole.sections.extend(suspects(book, told));
    whole.sections.push(matrix(book, threads));
    whole.sections.push(kinds(told));
    Chapter { section: whole, open, settled: "no thread breaks".to_owned() }
}

fn gaps(book: &Book<'_>, told: &TraceReport) -> Section {
    let mut by: BTreeMap<&str, Vec<&GapRow>> = BTreeMap::new();
    told.gaps.iter().for_each(|gap| by.entry(gap.gap).or_default().push(gap));
    let mut blocks = Vec::new();
    for (name, gaps) in &by {
        let Some(first) = gaps.first() else { continue };
        let mut table = Table::new(
            format!("{}: {}", name, first.meaning),
            [Column::new("about"), Column::wide("why"), Column::new("where")],
        );
        for gap in gaps.iter().take(GAPS) {
            let place = if gap.file.is_empty() { String::new() } else { format!("{}:{}", gap.file, gap.line) };
            table.row([vec![book.name(&gap.id)], or_dash(&gap.reason), or_dash(&place)]).tone = Tone::Attention;
        }
        let mut next = vec![plain("Next: ")];
        next.extend(worded(book, first.next));
        blocks.extend([Block::Table(table), Block::Paragraph(next)]);
        blocks.extend(more(gaps.len().min(GAPS), gaps.len(), "gap", "`vauban trace`"));
    }
    if blocks.is_empty() {
        blocks.push(note(Tone::Good, "No gaps", [paragraph(["Every thread reaches from its threat to a result."])]));
    }
    section("trace-gaps", "Gaps", blocks)
}

fn suspects(book: &Book<'_>, told: &TraceReport) -> Option<Section> {
    let mut table = Table::new(
        "Links whose end has changed since somebody looked",
        [Column::new("record"), Column::wide("what changed"), Column::narrow("what rests on it")],
    );
    for one in told.suspects.iter().take(SUSPECTS) {
        let mut row = vauban_pages::Row { tone: Tone::Attention, ..Default::default() };
        row.cells = vec![vec![book.name(&one.record)].into(), vec![plain(one.told())].into(), one.carries.into()];
        table.rows.push(row);
    }
    let mut blocks = vec![some(table)?];
    blocks.extend(more(told.suspects.len().min(SUSPECTS), told.suspects.len(), "link", "`vauban trace`"));
    Some(section("trace-suspects", "Suspect links", blocks))
}

/// The threads themselves.
fn matrix(book: &Book<'_>, threads: &MatrixReport) -> Section {
    // A heading with its state behind it is one column here.
    let mut columns: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, heading) in threads.headings.iter().enumerate() {
        match heading.strip_suffix(" state") {
            Some(_) => columns.last_mut().into_iter().for_each(|last| last.1 = Some(at)),
            None => columns.push((at, None)),
        }
    }
    let titles = columns.iter().map(|(at, _)| Column::new(threads.headings[*at].replace('-', " ")));
    let mut table = Table::new("Threads", titles);
    for row in &threads.rows {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        let cells = columns.iter().map(|(at, state)| {
            let states: Vec<&str> = state.map(|at| cell(at).split("; ").collect()).unwrap_or_default();
            let names: Vec<&str> = cell(*at).split("; ").filter(|name| !name.is_empty()).collect();
            if names.is_empty() {
                return vec![badge(Tone::Muted, "–")];
            }
            let told = names.iter().take(6).enumerate().map(|(number, name)| {
                let mut line = vec![book.name(name)];
                line.extend(
                    states.get(number).filter(|state| !state.is_empty()).map(|state| plain(format!(" {state}"))),
                );
                line
            });
            let mut line = joined(told, ", ");
            line.extend((names.len() > 6).then(|| plain(format!(" and {} more", names.len() - 6))));
            line
        });
        let cells: Vec<_> = cells.collect();
        table.row(cells);
    }
    let shown = table.rows.len();
    let Some(table) = some(table) else {
        return section("trace-threads", "Threads", vec![paragraph(["There is no thread yet."])]);
    };
    let mut blocks =
        vec![folded(format!("{}{}", count(shown, "thread"), if threads.cut { ", and more" } else { "" }), vec![table])];
    if threads.cut {
        blocks.push(note(
            Tone::Muted,
            "More",
            [Block::Paragraph(vec![
                plain("There are more threads than these; "),
                vauban_pages::code("vauban trace --format csv"),
                plain(" writes all of them."),
            ])],
        ));
    }
    section("trace-threads", "Threads", blocks)
}

fn kinds(told: &TraceReport) -> Section {
    let mut table = Table::new(
        "What is traced, and where it stands",
        [Column::new("kind"), Column::narrow("how many"), Column::wide("states")],
    );
    for row in &told.kinds {
        let states = few(&row.states, 12, |(state, many)| vec![plain(format!("{many} {state}"))]);
        let mut made = vauban_pages::Row::default();
        made.cells = vec![vec![strong(row.kind)].into(), row.count.into(), states.into()];
        table.rows.push(made);
    }
    section("trace-kinds", "What is traced", some(table).into_iter().collect())
}
