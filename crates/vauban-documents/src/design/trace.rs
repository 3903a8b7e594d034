//! Chapter 10: the threads from threat to mechanism, requirement, test and result. Where they break stands first.

use std::collections::BTreeMap;

use vauban_pages::{Block, Column, Row, Section, Table, Tone, note, paragraph, plain, strong};
use vauban_report::text::count;
use vauban_report::trace::{GapRow, NodeRow, TraceReport};

use super::Chapter;
use super::book::Book;
use super::say::{few, lead, more, or_dash, section, some, worded};

/// Gaps of one kind that are listed.
const GAPS: usize = 100;
/// Mechanisms and requirements whose threads are listed.
const LISTED: usize = 300;
/// Ends in one cell.
const ENDS: usize = 6;
/// Suspect links that are listed.
const SUSPECTS: usize = 200;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut whole = Section::new("trace", "10 Trace").with([lead(
        "From each threat to the mechanism that stops it, the requirement it fulfils, the test that shows it and the result on the current \
         release. Computed from the links between records; where a thread breaks stands first.",
    )]);
    let mut open = Vec::new();
    let Some(told) = &book.trace else {
        return Chapter { section: whole.with([paragraph(["Nothing can be traced."])]), open, settled: String::new() };
    };
    if !told.nodes.iter().any(|node| matches!(node.kind, "threat" | "mechanism" | "requirement")) {
        open.push("nothing is traced yet".to_owned());
    }
    if !told.gaps.is_empty() {
        open.push(count(told.gaps.len(), "gap"));
    }
    if !told.suspects.is_empty() {
        open.push(format!("{} whose end has changed", count(told.suspects.len(), "link")));
    }
    whole.sections.push(gaps(book, told));
    whole.sections.extend(suspects(book, told));
    whole.sections.push(threads(book, told));
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
            table.row([vec![book.name(&gap.id)], worded(book, &gap.reason), or_dash(&place)]).tone = Tone::Attention;
        }
        let mut next = vec![plain("Next: ")];
        next.extend(worded(book, first.next));
        blocks.extend([Block::Table(table), Block::Paragraph(next)]);
        blocks.extend(more(gaps.len().min(GAPS), gaps.len(), "gap", "`vauban trace`"));
    }
    if blocks.is_empty() && !told.nodes.is_empty() {
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
        let mut row = Row { tone: Tone::Attention, ..Default::default() };
        row.cells = vec![vec![book.name(&one.record)].into(), vec![plain(one.told())].into(), one.carries.into()];
        table.rows.push(row);
    }
    let mut blocks = vec![some(table)?];
    blocks.extend(more(told.suspects.len().min(SUSPECTS), told.suspects.len(), "link", "`vauban trace`"));
    Some(section("trace-suspects", "Suspect links", blocks))
}

/// What hangs together, from both ends: nodes by name, and what each is linked with.
struct Threads<'b> {
    nodes: BTreeMap<&'b str, &'b NodeRow>,
    linked: BTreeMap<&'b str, Vec<&'b str>>,
}

impl<'b> Threads<'b> {
    fn new(told: &'b TraceReport) -> Threads<'b> {
        let mut linked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for edge in told.edges.iter().filter(|edge| matches!(edge.way, "up" | "down")) {
            linked.entry(&edge.from).or_default().push(&edge.to);
            linked.entry(&edge.to).or_default().push(&edge.from);
        }
        for ends in linked.values_mut() {
            ends.sort_unstable();
            ends.dedup();
        }
        Threads { nodes: told.nodes.iter().map(|node| (node.id.as_str(), node)).collect(), linked }
    }

    /// What something is linked with, of some kinds.
    fn ends(&self, name: &str, kinds: &[&str]) -> Vec<&'b NodeRow> {
        let all = self.linked.get(name).into_iter().flatten().filter_map(|end| self.nodes.get(end));
        all.filter(|node| kinds.contains(&node.kind)).copied().collect()
    }

    /// Runs of tests that count for the current release, each once.
    fn results(&self, tests: &[&'b NodeRow]) -> Vec<&'b NodeRow> {
        let runs: BTreeMap<&str, &NodeRow> = tests
            .iter()
            .flat_map(|test| self.ends(&test.id, &["test-run"]))
            .map(|run| (run.id.as_str(), run))
            .collect();
        runs.into_values().filter(|run| run.state == "on-release").collect()
    }
}

/// The threads: through every mechanism, and through every requirement.
fn threads(book: &Book<'_>, told: &TraceReport) -> Section {
    let threads = Threads::new(told);
    let of_kind = |kind: &'static str| told.nodes.iter().filter(move |node| node.kind == kind);
    let cell = |ends: &[&NodeRow]| few(ends, ENDS, |node| vec![book.short(&node.id)]);
    let with_state = |ends: &[&NodeRow]| {
        few(ends, ENDS, |node| {
            let mut line = vec![book.short(&node.id)];
            line.extend((!node.state.is_empty()).then(|| plain(format!(" {}", node.state))));
            line
        })
    };
    let columns = [
        Column::new("mechanism"),
        Column::narrow("state").filtered(),
        Column::narrow("threats it answers"),
        Column::wide("some of them"),
        Column::wide("requirements"),
        Column::wide("tests"),
        Column::wide("results on the current release"),
    ];
    let mut through = Table::new("Threads through mechanisms: threat, requirement, test, result", columns);
    for node in of_kind("mechanism").take(LISTED) {
        let threats = threads.ends(&node.id, &["threat"]);
        let tests = threads.ends(&node.id, &["test"]);
        let row = Row {
            cells: vec![
                vec![book.short(&node.id)].into(),
                vec![plain(node.state)].into(),
                threats.len().into(),
                few(&threats, 3, |node| vec![book.short(&node.id)]).into(),
                cell(&threads.ends(&node.id, &["requirement", "clause"])).into(),
                with_state(&tests).into(),
                cell(&threads.results(&tests)).into(),
            ],
            ..Row::default()
        };
        through.rows.push(row);
    }
    let columns = [
        Column::wide("requirement"),
        Column::narrow("state").filtered(),
        Column::wide("comes from"),
        Column::wide("fulfilled by"),
        Column::wide("tests"),
        Column::wide("results on the current release"),
    ];
    let mut requirements = Table::new("Threads through requirements: origin, mechanism, test, result", columns);
    for node in of_kind("requirement").take(LISTED) {
        let tests = threads.ends(&node.id, &["test"]);
        let cells = [
            super::say::stacked([vec![plain(node.title.as_str())], vec![book.text_of(&node.id)]]),
            vec![plain(node.state)],
            cell(&threads.ends(&node.id, &["threat", "clause", "assumption", "issue"])),
            cell(&threads.ends(&node.id, &["mechanism"])),
            with_state(&tests),
            cell(&threads.results(&tests)),
        ];
        requirements.rows.push(Row {
            anchor: book.places.home(&node.id),
            cells: cells.map(Into::into).to_vec(),
            ..Row::default()
        });
    }
    let mut blocks =
        vec![lead("Every thread passes a mechanism or a requirement; what is linked to it stands on its line.")];
    let lists = [("mechanism", through), ("requirement", requirements)];
    for (noun, table) in lists {
        let (shown, all) = (table.rows.len(), of_kind(noun).count());
        blocks.extend(some(table));
        blocks.extend(more(shown, all, noun, "`vauban trace --format csv`"));
    }
    if blocks.len() == 1 {
        blocks = vec![paragraph(["There is no mechanism and no requirement yet, so there is no thread."])];
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
        let made =
            Row { cells: vec![vec![strong(row.kind)].into(), row.count.into(), states.into()], ..Row::default() };
        table.rows.push(made);
    }
    section("trace-kinds", "What is traced", some(table).into_iter().collect())
}
