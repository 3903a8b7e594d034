//! Deadlines for people: a timeline and a line for each stage of every case, then the issues.

use std::io::{self, Write};

use vauban_analysis::clocks::{CaseClocks, Clock, Instant, State};

use super::{ClockReport, alarms, due, left, marks, track};
use crate::text::{count, cut, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Columns of a duty's name.
const DUTY: usize = 20;
/// Columns of a state.
const STATE: usize = 12;

/// Writes every clock.
pub fn report(report: &ClockReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    let told = alarms(report);
    let ink = if report.clocks.alarms(report.within) == (0, 0) { paint::GOOD } else { paint::ERROR };
    writeln!(
        out,
        "{} · {} · {} · now {} ({})",
        style.paint(paint::BOLD, product),
        count(report.clocks.cases.len(), "case"),
        style.paint(ink, told),
        report.now.people(),
        report.now_from
    )?;
    for broken in &report.broken {
        let text = format!("deadlines may be missing: {}", one_line(broken));
        writeln!(out, " {} {}", style.paint(paint::ERROR, "!"), text)?;
    }
    for case in &report.clocks.cases {
        writeln!(out)?;
        one(case, report.now, style, out)?;
    }
    let issues: Vec<_> = report.clocks.issues.iter().collect();
    if !issues.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "Deadlines of the policy"))?;
    }
    for issue in issues {
        let place = style.near(&issue.file, issue.line as usize);
        writeln!(
            out,
            "\n {}  {}  {place}",
            style.paint(paint::BOLD, cut(&one_line(&issue.name), 60)),
            cut(&one_line(&issue.title), 60)
        )?;
        for clock in issue.clocks.iter().filter(|clock| report.all || !clock.state.settled()) {
            deadline(clock, report.now, style, out)?;
        }
    }
    Ok(())
}

/// Writes one case, as an exercise shows it.
pub fn one(case: &CaseClocks, now: Instant, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place =
        if case.file.is_empty() { String::new() } else { format!("  {}", style.near(&case.file, case.line as usize)) };
    let drill = if case.drill { " · exercise" } else { "" };
    let title =
        if case.name.ends_with(&case.title) { String::new() } else { format!("  {}", cut(&one_line(&case.title), 60)) };
    writeln!(
        out,
        " {} · {}{drill}{title}{place}",
        style.paint(paint::BOLD, cut(&one_line(&case.name), 60)),
        track(case)
    )?;
    match case.awareness.governs {
        Some(aware) => writeln!(out, "   aware {}", aware.people())?,
        None => writeln!(out, "   nobody is certain yet")?,
    }
    let corrected = case.awareness.log.len() > 1;
    for event in case.awareness.log.iter().filter(|event| corrected || event.flaw.is_some()) {
        let flaw = event.flaw.as_ref().map_or_else(String::new, |flaw| format!("; does not count: {flaw}"));
        let text = format!("{}: {}{flaw}", event.what, event.aware.people());
        for text in wrap(&one_line(&text), style.width.saturating_sub(6)) {
            writeln!(out, "     {}", style.paint(paint::DIM, text))?;
        }
    }
    timeline(case, now, style, out)?;
    if let Some(why) = &case.not_owed {
        writeln!(out, "   {}", style.paint(paint::DIM, cut(&one_line(why), style.width.saturating_sub(4))))?;
    }
    for clock in &case.clocks {
        deadline(clock, now, style, out)?;
    }
    for note in &case.notes {
        for (at, text) in wrap(&one_line(note), style.width.saturating_sub(8)).into_iter().enumerate() {
            writeln!(out, "   {} {}", style.paint(paint::NOTE, if at == 0 { "·" } else { " " }), text)?;
        }
    }
    Ok(())
}

fn ink(state: State) -> anstyle::Style {
    match state {
        State::Missed => paint::ERROR,
        State::Late => paint::BAD,
        State::Running | State::Provisional => paint::WARNING,
        State::Met => paint::GOOD,
        State::NotStarted | State::NotOwed => paint::DIM,
    }
}

fn deadline(clock: &Clock, now: Instant, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let state = pad(clock.state.word(), STATE);
    let left = left(clock, now);
    let left = if left.is_empty() { left } else { format!("  {left}") };
    writeln!(
        out,
        "   {} {} {}{left}",
        pad(clock.duty.title(), DUTY),
        style.paint(ink(clock.state), state),
        due(clock)
    )?;
    let room = style.width.saturating_sub(DUTY + 6).max(20);
    let mut say = |text: &str| -> io::Result<()> {
        for text in wrap(&one_line(text), room) {
            writeln!(out, "   {} {}", pad("", DUTY), style.paint(paint::DIM, text))?;
        }
        Ok(())
    };
    if !clock.why.is_empty() && (style.verbose || !matches!(clock.state, State::Met)) {
        say(&clock.why)?;
    }
    if let Some(done) = clock.done.as_ref().filter(|done| !done.receipt.is_empty()) {
        say(&format!("receipt {}", done.receipt))?;
    }
    if style.verbose
        && let Some(statutory) = clock.statutory
    {
        say(&format!("statutory end {}, for information", statutory.people()))?;
    }
    if !clock.next.is_empty() {
        say(&format!("next: {}", clock.next))?;
    }
    Ok(())
}

/// The dates of a case on a line, with now across it.
fn timeline(case: &CaseClocks, now: Instant, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let marks = marks(case);
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return Ok(()) };
    let (begin, end) = (first.0.seconds, last.0.seconds);
    if end <= begin {
        return Ok(());
    }
    let columns = style.width.saturating_sub(12).clamp(24, 72);
    let wide = (columns - 1) as i64;
    let at = |seconds: i64| {
        ((seconds.clamp(begin, end) - begin) as i128 * i128::from(wide) / i128::from(end - begin)) as usize
    };
    let today = at(now.seconds);
    let mut bar: Vec<(char, anstyle::Style)> =
        (0..columns).map(|column| if column < today { ('━', paint::PLAIN) } else { ('─', paint::DIM) }).collect();
    let mut names: Vec<(usize, String)> = Vec::new();
    for (when, name, state) in &marks {
        let (sign, ink) = match state {
            None => ('●', paint::BOLD),
            Some(State::Met) => ('●', paint::GOOD),
            Some(State::Late) => ('●', paint::BAD),
            Some(State::Missed) => ('✗', paint::ERROR),
            Some(state) => ('○', ink(*state)),
        };
        if let Some(place) = bar.get_mut(at(when.seconds)) {
            *place = (sign, ink);
        }
        names.push((at(when.seconds), (*name).to_owned()));
    }
    let (sign, word) = match now.seconds {
        now if now < begin => ('◂', "now is before"),
        now if now > end => ('▸', "now is after"),
        _ => ('┃', "now"),
    };
    if now.seconds < begin || now.seconds > end || !marks.iter().any(|(when, _, _)| at(when.seconds) == today) {
        if let Some(place) = bar.get_mut(today) {
            *place = (sign, paint::BOLD);
        }
        names.push((today, word.to_owned()));
    }
    write!(out, "   ")?;
    for (sign, ink) in bar {
        write!(out, "{}", style.paint(ink, sign.to_string()))?;
    }
    writeln!(out)?;
    names.sort();
    let mut rows: Vec<String> = Vec::new();
    for (column, name) in names {
        let fits = |row: &String| width(row) < column || (column == 0 && row.is_empty());
        let row = match rows.iter().position(fits) {
            Some(row) => row,
            None => {
                rows.push(String::new());
                rows.len() - 1
            }
        };
        if let Some(row) = rows.get_mut(row) {
            *row = format!("{}{name}", pad(row, column));
        }
    }
    for row in rows {
        writeln!(out, "   {}", style.paint(paint::DIM, row))?;
    }
    Ok(())
}
