//! Timeliness for people: a table, and under it the same as lines over time.

use std::io::{self, Write};

use super::{Counted, Date, TimelinessReport, TimelinessRow, day};
use crate::text::{count, cut, one_line, pad, width};
use crate::{Style, paint};

/// Columns of the plot at most.
const PLOT: usize = 60;
/// Rows that are drawn; the table has all of them.
const DRAWN: usize = 60;

/// Writes it.
pub fn report(report: &TimelinessReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    writeln!(out, "{} · when updates came · {}\n", style.paint(paint::BOLD, product), report.today)?;
    for line in &report.lines {
        let oldest = if line.oldest { "  (the oldest supported)" } else { "" };
        let told = format!("{}{oldest}", line.told(report.today));
        writeln!(out, " {} {}", pad(&cut(&one_line(&line.id), 24), 24), style.paint(paint::DIM, told))?;
    }
    if !report.lines.is_empty() {
        writeln!(out)?;
    }
    table(report, style, out)?;
    plot(report, style, out)?;
    writeln!(out, "\n {}", Counted::of(&report.rows).told())?;
    for row in report.rows.iter().filter(|row| row.reach == "unknown" && row.state != "support-ended") {
        let line = row.line.as_deref().map(one_line).unwrap_or_default();
        if !line.is_empty() {
            let text = format!("unknown whether `{line}` has `{}`: {}", one_line(&row.issue), one_line(&row.why));
            writeln!(out, " {}", style.paint(paint::HALF, text))?;
        }
    }
    for (issue, why) in &report.unplaced {
        let text = format!("in no row: {}: {}", one_line(issue), one_line(why));
        writeln!(out, " {}", style.paint(paint::HALF, text))?;
    }
    if let Some((readers, hidden)) = report.withheld {
        writeln!(out, " {} not shown to readers of {readers}", count(hidden, "issue"))?;
    }
    for why in &report.incomplete {
        writeln!(out, " {}", style.paint(paint::HALF, format!("not known: {}", one_line(why))))?;
    }
    Ok(())
}

fn table(report: &TimelinessReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.rows.is_empty() {
        return Ok(());
    }
    let head = ["", "issue", "line", "severity", "known", "fixed", "delivered", "deadline", ""].map(str::to_owned);
    let mut rows = vec![(head, paint::DIM)];
    for row in &report.rows {
        let line = row.line.as_deref().map_or_else(|| "–".into(), one_line);
        let line = if row.oldest { format!("{} *", cut(&line, 22)) } else { cut(&line, 24).into_owned() };
        let deadline = row.deadline.as_ref().ok().copied();
        let cells = [
            row.mark().to_owned(),
            cut(&one_line(&row.issue), 36).into_owned(),
            line,
            row.severity.unwrap_or("–").to_owned(),
            day(row.known),
            day(row.fixed),
            day(row.delivered),
            day(deadline),
            row.told(),
        ];
        let ink = match row.state {
            "late" if !row.explained.is_empty() => paint::HALF,
            "late" | "overdue" => paint::BAD,
            "not-affected" | "support-ended" => paint::DIM,
            "in-time" => paint::PLAIN,
            _ => paint::HALF,
        };
        rows.push((cells, ink));
    }
    let mut wide = [0; 9];
    for (cells, _) in &rows {
        for (cell, most) in cells.iter().zip(&mut wide) {
            *most = (*most).max(width(cell));
        }
    }
    for (cells, ink) in &rows {
        let text: Vec<String> = cells.iter().zip(wide).map(|(cell, wide)| pad(&one_line(cell), wide)).collect();
        writeln!(out, " {}", style.paint(*ink, text.join("  ").trim_end()))?;
    }
    if report.rows.iter().any(|row| row.oldest) && report.lines.len() > 1 {
        writeln!(out, " {}", style.paint(paint::DIM, "* the oldest supported line"))?;
    }
    Ok(())
}

fn plot(report: &TimelinessReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let drawn: Vec<&TimelinessRow> =
        report.rows.iter().filter(|row| row.state != "not-affected" && row.known.is_some()).take(DRAWN).collect();
    let days = |row: &&TimelinessRow| {
        [row.known, row.fixed, row.delivered, row.deadline.as_ref().ok().copied()].into_iter().flatten().map(Date::days)
    };
    let today = report.today.days();
    let Some(first) = drawn.iter().flat_map(days).min() else { return Ok(()) };
    let last = drawn.iter().flat_map(days).max().unwrap_or(today).max(today);
    let room = PLOT.min(style.width.saturating_sub(36)).max(20);
    let most = i64::try_from(room - 1).unwrap_or(1);
    let column = |day: i64| usize::try_from((day - first) * most / (last - first).max(1)).unwrap_or(0).min(room - 1);
    writeln!(
        out,
        "\n {}",
        style.paint(paint::DIM, "○ known  □ fixed  ● delivered  ┃ deadline  ═ overdue  ▸ still waiting")
    )?;
    for row in drawn {
        let mut cells = vec![' '; room];
        let known = row.known.map_or(0, |day| column(day.days()));
        let end = row.delivered.map_or(today, Date::days);
        let ends = column(end);
        cells[known..=ends.max(known)].fill('─');
        let deadline = row.deadline.as_ref().ok().map(|day| day.days());
        if let Some(due) = deadline.filter(|due| *due < end && row.late_by.is_some()) {
            let from = column(due);
            cells[from..=ends.max(from)].fill('═');
        }
        let mut put = |day: Option<i64>, mark: char| {
            if let Some(cell) = day.and_then(|day| cells.get_mut(column(day))) {
                *cell = mark;
            }
        };
        put(row.known.map(Date::days), '○');
        put(row.fixed.map(Date::days), '□');
        put(deadline, '┃');
        match row.delivered {
            Some(day) => put(Some(day.days()), '●'),
            None if row.waits => put(Some(today), '▸'),
            None => {}
        }
        let line = row.line.as_deref().map(|line| format!(" {}", one_line(line))).unwrap_or_default();
        let label = format!("{}{line}", one_line(&row.issue));
        let drawn: String = cells.into_iter().collect();
        writeln!(out, " {} {}", pad(&cut(&label, 30), 30), drawn.trim_end())?;
    }
    let ends = [first, last].map(|day| Date::from_days(day).map_or_else(String::new, |day| day.to_string()));
    let [from, to] = ends;
    let gap = room.saturating_sub(width(&from) + width(&to)).max(1);
    writeln!(out, " {} {}", pad("", 30), style.paint(paint::DIM, format!("{from}{}{to}", " ".repeat(gap))))
}
