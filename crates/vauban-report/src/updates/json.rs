//! The contract `vauban/timeliness/1`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{Counted, Date, TimelinessReport, TimelinessRow};
use crate::text::one_line;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    today: String,
    lines: Vec<Line<'a>>,
    rows: Vec<Row<'a>>,
    summary: Summary,
    unplaced: Vec<Unplaced<'a>>,
    readers: Option<&'static str>,
    withheld: Option<usize>,
    incomplete: &'a [String],
}

#[derive(Serialize)]
struct Line<'a> {
    line: &'a str,
    oldest: bool,
    supported_until: Option<String>,
    ended: bool,
    deployed: Option<i64>,
}

#[derive(Serialize)]
struct Row<'a> {
    issue: &'a str,
    title: Cow<'a, str>,
    severity: Option<&'static str>,
    line: Option<&'a str>,
    oldest: bool,
    supported_until: Option<String>,
    reach: &'static str,
    why: Cow<'a, str>,
    known: Option<String>,
    assessed: Option<String>,
    fixed: Option<String>,
    delivered: Option<String>,
    deadline: Option<String>,
    no_deadline: Option<Cow<'a, str>>,
    weighed: Option<&'a str>,
    state: &'static str,
    late_by: Option<i64>,
    days_left: Option<i64>,
    still_open: bool,
    undecided: bool,
    updates: &'a [String],
    late_because: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Summary {
    in_time: usize,
    late: usize,
    overdue: usize,
    open: usize,
    unknown: usize,
    not_affected: usize,
    support_ended: usize,
}

#[derive(Serialize)]
struct Unplaced<'a> {
    issue: &'a str,
    why: &'a str,
}

/// Writes it.
pub fn report(report: &TimelinessReport, out: &mut dyn Write) -> io::Result<()> {
    let counted = Counted::of(&report.rows);
    let document = Document {
        schema: "vauban/timeliness/1",
        product: one_line(&report.product),
        today: report.today.to_string(),
        lines: report
            .lines
            .iter()
            .map(|line| Line {
                line: &line.id,
                oldest: line.oldest,
                supported_until: text(line.until),
                ended: line.until.is_some_and(|until| until < report.today),
                deployed: line.deployed,
            })
            .collect(),
        rows: report.rows.iter().map(row).collect(),
        summary: Summary {
            in_time: counted.in_time,
            late: counted.late,
            overdue: counted.overdue,
            open: counted.open,
            unknown: counted.unknown,
            not_affected: counted.not_affected,
            support_ended: counted.support_ended,
        },
        unplaced: report.unplaced.iter().map(|(issue, why)| Unplaced { issue, why }).collect(),
        readers: report.withheld.map(|(readers, _)| readers),
        withheld: report.withheld.map(|(_, hidden)| hidden),
        incomplete: &report.incomplete,
    };
    vauban_formats::json::write(&document, out)
}

fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn row(row: &TimelinessRow) -> Row<'_> {
    Row {
        issue: &row.issue,
        title: one_line(&row.title),
        severity: row.severity,
        line: row.line.as_deref(),
        oldest: row.oldest,
        supported_until: text(row.until),
        reach: row.reach,
        why: one_line(&row.why),
        known: text(row.known),
        assessed: text(row.assessed),
        fixed: text(row.fixed),
        delivered: text(row.delivered),
        deadline: text(row.deadline.as_ref().ok().copied()),
        no_deadline: row.deadline.as_ref().err().map(|why| one_line(why)),
        weighed: row.weighed.as_deref(),
        state: row.state,
        late_by: row.late_by,
        days_left: row.days_left,
        still_open: row.waits,
        undecided: row.undecided,
        updates: &row.updates,
        late_because: row.explained.iter().map(|why| one_line(why)).collect(),
    }
}
