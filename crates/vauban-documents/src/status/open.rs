//! Open threats and issues: how many, how grave, how old; and how issues have been handled (DM-6).

use std::collections::BTreeMap;

use vauban_analysis::issues::figures::{Figures, NOT_SAID, Step, series};
use vauban_analysis::issues::received;
use vauban_analysis::threats::{Severity, State};
use vauban_model::{Date, Kind};
use vauban_pages::{Block, Cell, Column, Section, Table, Tone, code, note, paragraph, plain, strong};

use crate::Subject;
use crate::words::count;

/// Issues on the page.
const SHOWN: usize = 3;
/// Months of a period of figures, and how many periods.
const PERIOD: (u32, u32) = (12, 2);

/// Everything that is open.
pub(super) fn section(subject: &Subject<'_>) -> Section {
    let mut section = Section::new("open", "Open threats and issues");
    section.blocks.push(threats(subject));
    if let Some(why) = subject.compiled.issues_withheld() {
        section.blocks.push(note(Tone::Attention, "Issues are not known", [paragraph([why])]));
        return section;
    }
    section.blocks.extend(issues(subject));
    section
}

fn threats(subject: &Subject<'_>) -> Block {
    let Some(found) = subject.compiled.threats(subject.product) else {
        return paragraph(["Threats of this product cannot be worked out."]);
    };
    let mut open: BTreeMap<Severity, usize> = BTreeMap::new();
    let alone = found.threats.iter().filter(|threat| threat.shadow.is_none());
    for threat in alone.clone().filter(|threat| threat.state == State::Open) {
        *open.entry(threat.severity).or_default() += 1;
    }
    let questions = alone.clone().filter(|threat| threat.state == State::Question).count();
    let by: Vec<String> = open.iter().rev().map(|(severity, count)| format!("{count} {}", severity.as_str())).collect();
    let all: usize = open.values().sum();
    let by = if by.is_empty() { String::new() } else { format!(": {}", by.join(", ")) };
    let asked = match questions {
        0 => String::new(),
        many => format!(" {many} cannot be judged before facts about the design are recorded."),
    };
    paragraph([strong(count(all, "open threat")), plain(format!("{by}, of {} in all.{asked}", alone.count()))])
}

fn issues(subject: &Subject<'_>) -> Vec<Block> {
    let compiled = subject.compiled;
    let (model, today) = (&compiled.model, compiled.today());
    let (months, periods) = PERIOD;
    let all = series(model, today, months, periods, &|issue| compiled.concerns(subject.product, &issue.head));
    let Some(now) = all.last() else { return Vec::new() };
    let mut blocks = Vec::new();
    let mut open: Vec<_> = now
        .open
        .iter()
        .filter(|id| id.kind == Kind::Issue)
        .filter_map(|id| Some((*id, model.issue.get(id.at as usize)?)))
        .collect();
    open.sort_by_key(|(id, issue)| (received(issue), *id));
    let mut said = count(open.len(), "open issue");
    if let (Some(median), Some(oldest)) = (now.age_median(), now.ages.last()) {
        said.push_str(&format!(", half of them older than {median} days, the oldest {oldest} days"));
    }
    let overdue = match now.overdue.len() {
        0 => ". None is overdue.".to_owned(),
        1 => ". 1 is overdue.".to_owned(),
        many => format!(". {many} are overdue."),
    };
    let mut line = vec![strong(said), plain(overdue)];
    if open.len() > SHOWN {
        line.extend([
            plain(format!(" The {SHOWN} oldest are below; ")),
            code("vauban issue list"),
            plain(" has all of them."),
        ]);
    }
    blocks.push(Block::Paragraph(line));
    if !open.is_empty() {
        let mut table = Table::new(
            "Open issues, the oldest first",
            [
                Column::wide("issue"),
                Column::narrow("severity"),
                Column::narrow("state"),
                Column::narrow("days open"),
                Column::narrow("overdue"),
            ],
        );
        for (id, issue) in open.iter().take(SHOWN) {
            let days = received(issue).map(|day| today.days() - day.days());
            let age = match days.and_then(|days| usize::try_from(days).ok()) {
                Some(days) => Cell::from(days),
                None => plain(NOT_SAID).into(),
            };
            table.row::<Cell>([
                plain(issue.head.title().trim()).into(),
                plain(issue.severity.as_ref().map_or(NOT_SAID, |one| one.value.word())).into(),
                plain(issue.state.as_ref().map_or(NOT_SAID, |one| one.value.word())).into(),
                age,
                plain(if now.overdue.contains(id) { "overdue" } else { "no" }).into(),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    if !now.undated.is_empty() {
        let undated = now.undated.len();
        blocks.push(paragraph([format!(
            "{} without a day of receipt: in none of these numbers.",
            count(undated, "issue")
        )]));
    }
    blocks.push(Block::Table(figures(&all)));
    blocks
}

/// The figures of issue handling, one row for each period.
fn figures(all: &[Figures]) -> Table {
    let mut table = Table::new(
        "How issues were handled (DM-6); in median days from receipt, and over how many of them",
        [
            Column::new("period"),
            Column::narrow("received"),
            Column::narrow("ended"),
            Column::narrow("applies decided"),
            Column::narrow("fixed"),
            Column::narrow("users told"),
        ],
    );
    let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    for one in all.iter().rev() {
        let median = |step| -> Cell {
            let Some(times) = one.times.get(&step) else { return "–".into() };
            let untold = if times.untold > 0 { format!("; {} do not say", times.untold) } else { String::new() };
            let said = match times.median() {
                Some(tenths) => format!("{}.{} ({}{untold})", tenths / 10, (tenths % 10).abs(), times.tenths.len()),
                None => format!("–{untold}"),
            };
            said.into()
        };
        table.row::<Cell>([
            format!("{} to {}", day(one.from), day(one.to)).into(),
            one.received.len().into(),
            one.ended.len().into(),
            median(Step::Applicability),
            median(Step::Fix),
            median(Step::Disclosure),
        ]);
    }
    table
}
