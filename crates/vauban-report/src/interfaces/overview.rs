//! The attack surface at a glance: every interface in two lines, the most exposed first.

use std::io::{self, Write};

use super::{InterfaceRow, InterfacesReport, depth_cell, exposure_cell, flag_cell, protocol_cell};
use crate::groups::{self, Heads, MANY, Sum, and_more, grouped};
use crate::text::{count, cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Names are cut to this width in the table.
const WIDEST: usize = 28;

/// Writes the table, or what to do where there is nothing to show.
pub fn report(report: &InterfacesReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "interfaces".into() } else { cut(&product, 60) };
    let shown = match report.interfaces.len() == report.all {
        true => count(report.all, "interface"),
        false => format!("{} of {}", number(report.interfaces.len()), count(report.all, "interface")),
    };
    writeln!(out, "{} · {shown}", style.paint(paint::BOLD, product))?;
    if let Some(filter) = &report.filter {
        filter.write(style, out)?;
    }
    let many = report.interfaces.len() > MANY && !style.verbose;
    if many {
        places(report, style, out)?;
        writeln!(out, "\n {}", style.paint(paint::BOLD, "The most exposed"))?;
        table(report.interfaces.get(..style.cap.min(EXPOSED)).unwrap_or_default(), style, out)?;
        let more = report.interfaces.len().saturating_sub(style.cap.min(EXPOSED));
        let text = and_more(more, "interfaces", "`--zone ID`, `--component ID`, `--search TEXT` or `--verbose`");
        paragraph(&text, style, out)?;
    }
    if !report.interfaces.is_empty() {
        if !many {
            table(&report.interfaces, style, out)?;
        }
        let open = report.interfaces.iter().filter(|row| row.open > 0).count();
        writeln!(out)?;
        let text = format!(
            "{} with open questions. Depth: of the weakest asset behind it, designed/today. Threats: open, or waiting \
             for a fact. `vauban interface ID` shows the sheet.",
            count(open, "interface")
        );
        if !style.quiet {
            paragraph(&text, style, out)?;
        }
    }
    report.notes.iter().try_for_each(|note| {
        writeln!(out)?;
        paragraph(note, style, out)
    })
}

/// So many of the most exposed interfaces are shown where there are many.
const EXPOSED: usize = 10;

/// The interfaces of each zone and component in numbers.
fn places(report: &InterfacesReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let anchor = report.filter.as_ref().and_then(|filter| filter.anchor.as_deref());
    let sum = |rows: &[&InterfaceRow]| {
        let of = |keep: &dyn Fn(&InterfaceRow) -> bool| rows.iter().filter(|row| keep(row)).count();
        let (open, external) = (of(&|row| row.open > 0), of(&|row| row.external));
        let threats: usize = rows.iter().map(|row| row.unanswered).sum();
        let cells = [rows.len(), external, open, threats].into_iter().map(number).collect();
        Sum { cells, worse: vec![external, threats, open], open: open > 0 }
    };
    let groups = grouped(&report.interfaces, anchor, &|row: &InterfaceRow| &row.way, &sum);
    let columns = ["interfaces", "external", "open", "threats"];
    groups::table(&groups, &Heads { columns: &columns, command: "vauban interface" }, style, out)
}

struct Cells {
    open: bool,
    first: [String; 6],
    second: String,
}

fn cells(row: &InterfaceRow) -> Cells {
    let worst =
        row.worst.as_ref().map_or("-".to_owned(), |worst| format!("{} ({})", one_line(&worst.asset), worst.impact));
    let zones = if row.zones.is_empty() { "nowhere".to_owned() } else { row.zones.join(", ") };
    let users = if row.users.is_empty() { "nobody named".to_owned() } else { row.users.join(", ") };
    let review = row.review.as_ref().map_or("never reviewed".to_owned(), |review| format!("reviewed {}", review.date));
    let second = format!(
        "{} · {} · on by default {} · from {zones} · {users} · {review}",
        exposure_cell(row),
        protocol_cell(row),
        flag_cell(row.enabled)
    );
    Cells {
        open: row.open > 0,
        first: [
            cut(&one_line(&row.id), WIDEST).into_owned(),
            cut(&worst, WIDEST).into_owned(),
            row.unanswered.to_string(),
            depth_cell(row),
            format!("{} of {}", row.open, row.asked),
            String::new(),
        ],
        second: one_line(&second).into_owned(),
    }
}

fn table(rows: &[InterfaceRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let heads = ["interface", "worst asset it leads to", "threats", "depth", "questions open"];
    let cells: Vec<Cells> = rows.iter().map(cells).collect();
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(at, head)| cells.iter().map(|row| width(&row.first[at])).chain([width(head)]).max().unwrap_or(0))
        .collect();
    let head: Vec<String> = heads.iter().zip(&widths).map(|(head, width)| pad(head, *width)).collect();
    writeln!(out, "\n {}", style.paint(paint::DIM, head.join("  ").trim_end().to_owned()))?;
    for row in &cells {
        let mut line = String::new();
        for (at, width) in widths.iter().enumerate() {
            let cell = pad(&row.first[at], *width);
            let colour = match (at, row.open) {
                (0, _) => paint::BOLD,
                (4, true) => paint::HALF,
                (4, false) => paint::GOOD,
                _ => paint::PLAIN,
            };
            line.push_str(&style.paint(colour, if at + 1 == widths.len() { row.first[at].clone() } else { cell }));
            line.push_str(if at + 1 == widths.len() { "" } else { "  " });
        }
        writeln!(out, " {line}")?;
        let room = style.width.saturating_sub(5).max(20);
        for line in wrap(&row.second, room).into_iter().take(3) {
            writeln!(out, "   {}", style.paint(paint::DIM, cut(&line, room).into_owned()))?;
        }
    }
    Ok(())
}

fn paragraph(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(2).max(20)) {
        writeln!(out, " {line}")?;
    }
    Ok(())
}
