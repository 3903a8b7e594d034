//! A trace for people: a tree up and a tree down from one record, or everything at a glance with its gaps.

use std::io::{self, Write};

use anstyle::Style as Ansi;

use super::{GapRow, LineRow, NodeRow, TraceReport};
use crate::groups::{self, Heads, MANY, Sum, and_more, grouped};
use crate::text::{count, cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Writes the trace.
pub fn report(report: &TraceReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match report.of.and_then(|at| report.nodes.get(at)) {
        Some(root) => thread(report, root, style, out),
        None => everything(report, style, out),
    }
}

fn thread(report: &TraceReport, root: &NodeRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = placed(root, style);
    writeln!(out, "{}{}{place}", style.paint(paint::BOLD, one_line(&root.id)), told_state(root, style))?;
    for line in [&root.title, &root.why] {
        paragraph(line, 2, style, out)?;
    }
    suspicion(root, "  ", style, out)?;
    if report.ways.up {
        side("why it exists", "nothing says why it exists", &report.up, report, style, out)?;
    }
    if report.ways.down {
        side("what shows it", "nothing shows it", &report.down, report, style, out)?;
    }
    let mine: Vec<&GapRow> = report.gaps.iter().collect();
    if !mine.is_empty() {
        writeln!(out, "\n {}", style.paint(paint::BOLD, "gaps"))?;
        gaps(&mine, style, out)?;
    }
    Ok(())
}

fn side(
    title: &str,
    nothing: &str,
    lines: &[LineRow],
    report: &TraceReport,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\n {}", style.paint(paint::BOLD, title.to_owned()))?;
    if lines.is_empty() {
        return writeln!(out, " {}", style.paint(paint::HALF, nothing.to_owned()));
    }
    let mut tree = Tree { report, style, rails: Vec::new(), groups: Vec::new() };
    let mut skipped_below: Option<usize> = None;
    for line in lines {
        if skipped_below.is_some_and(|depth| line.depth > depth) {
            continue;
        }
        tree.close(line.depth, line.word, out)?;
        skipped_below = if tree.take(line) { None } else { Some(line.depth) };
        if skipped_below.is_none() {
            tree.write(line, out)?;
        }
    }
    tree.close(0, "", out)
}

/// A tree as it is drawn: rails of open branches, and how many of each group were left out.
struct Tree<'a> {
    report: &'a TraceReport,
    style: &'a Style,
    /// For each depth whether the branch goes on below.
    rails: Vec<bool>,
    /// For each depth the word, how many were shown and how many left out.
    groups: Vec<(&'static str, usize, usize)>,
}

impl Tree<'_> {
    /// Tells what was left out of groups that end here.
    fn close(&mut self, depth: usize, word: &str, out: &mut dyn Write) -> io::Result<()> {
        while self.groups.len() > depth
            || (self.groups.len() == depth && self.groups.last().is_some_and(|one| one.0 != word))
        {
            let Some((word, _, left)) = self.groups.pop() else { break };
            if left > 0 {
                let at = self.groups.len();
                let rails = self.rail(at);
                writeln!(out, " {rails}   … and {} more {}", number(left), word)?;
            }
            if self.groups.len() < depth {
                break;
            }
        }
        Ok(())
    }

    /// Whether a line is still shown in its group.
    fn take(&mut self, line: &LineRow) -> bool {
        let at = line.depth.saturating_sub(1);
        while self.groups.len() < at {
            self.groups.push(("", 0, 0));
        }
        if self.groups.len() == at {
            self.groups.push((line.word, 0, 0));
        }
        let cap = if self.style.verbose { usize::MAX } else { self.style.cap };
        let Some(group) = self.groups.get_mut(at) else { return true };
        if group.1 >= cap {
            group.2 += 1;
            return false;
        }
        group.1 += 1;
        true
    }

    fn rail(&self, depth: usize) -> String {
        self.rails.iter().take(depth).map(|open| if *open { "│  " } else { "   " }).collect()
    }

    fn write(&mut self, line: &LineRow, out: &mut dyn Write) -> io::Result<()> {
        let Some(node) = self.report.nodes.get(line.node) else { return Ok(()) };
        let at = line.depth.saturating_sub(1);
        self.rails.truncate(at);
        let rails = self.rail(at);
        self.rails.push(!line.last);
        let elbow = if line.last { "└─" } else { "├─" };
        let style = self.style;
        let mark = match line.mark {
            "again" => " (above)",
            "circle" => " (a circle: it is where this came from)",
            "deeper" => " …",
            _ => "",
        };
        let room =
            style.width.saturating_sub(width(&rails) + line.word.len() + width(&node.id) + node.state.len() + 12);
        let title = match node.title.is_empty() || room < 12 {
            true => String::new(),
            false => format!("  {}", cut(&one_line(&node.title), room)),
        };
        writeln!(
            out,
            " {rails}{elbow} {} {}{}{}{mark}",
            style.paint(paint::DIM, line.word.to_owned()),
            one_line(&node.id),
            told_state(node, style),
            style.paint(paint::DIM, title),
        )?;
        let below = format!(" {rails}{}  ", if line.last { "   " } else { "│  " });
        let telling =
            matches!(node.state, "failed" | "not-run" | "missing" | "unreadable" | "other-build" | "no-release");
        if telling && !node.why.is_empty() && line.mark.is_empty() {
            let room = style.width.saturating_sub(width(&below)).max(20);
            writeln!(out, "{below}{}", cut(&one_line(&node.why), room))?;
        }
        suspicion(node, &below, style, out)
    }
}

fn suspicion(node: &NodeRow, indent: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for told in &node.suspect {
        let text = format!("suspect: {}", one_line(told));
        writeln!(out, "{indent}{}", style.paint(paint::WARNING, cut(&text, 300).into_owned()))?;
    }
    if node.suspect.is_empty() && node.carried {
        writeln!(out, "{indent}{}", style.paint(paint::HALF, "rests on a suspect link"))?;
    }
    Ok(())
}

fn told_state(node: &NodeRow, style: &Style) -> String {
    if node.state.is_empty() {
        return String::new();
    }
    format!(" · {}", style.paint(colour(node.state), node.state.to_owned()))
}

fn placed(node: &NodeRow, style: &Style) -> String {
    match node.file.is_empty() {
        true => String::new(),
        false => format!(" · {}", style.location(&node.file, node.line, None)),
    }
}

/// The colour of a state.
fn colour(state: &str) -> Ansi {
    match state {
        "passed" | "verified" | "verified-otherwise" | "stopped" | "there" | "on-release" | "current" => paint::GOOD,
        "failed" | "open" | "missing" | "untested" | "other-build" | "unreadable" => paint::BAD,
        "not-run" | "question" | "stopped-unproven" | "proposed" | "no-release" | "empty" => paint::HALF,
        _ => paint::PLAIN,
    }
}

fn everything(report: &TraceReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "trace".into() } else { cut(&product, 60) };
    let on = if report.release.is_empty() {
        "no release yet".to_owned()
    } else {
        format!("on {}", one_line(&report.release))
    };
    writeln!(
        out,
        "{} · {}, {} between them, {on}\n",
        style.paint(paint::BOLD, product),
        count(report.nodes.len(), "thing"),
        count(report.edges.len(), "link")
    )?;
    let widest = report.kinds.iter().map(|row| row.kind.len()).max().unwrap_or(0);
    for row in &report.kinds {
        let states: Vec<String> = row
            .states
            .iter()
            .map(|(word, many)| format!("{} {}", number(*many), style.paint(colour(word), (*word).to_owned())))
            .collect();
        writeln!(out, "  {}  {:>6}  {}", pad(row.kind, widest), number(row.count), states.join(", "))?;
    }
    if let Some(filter) = &report.filter {
        writeln!(out)?;
        filter.write(style, out)?;
    }
    let all: Vec<&GapRow> = report.gaps.iter().collect();
    if all.len() > MANY && !style.verbose {
        let anchor = report.filter.as_ref().and_then(|filter| filter.anchor.as_deref());
        let sum = |rows: &[&GapRow]| Sum { cells: vec![number(rows.len())], worse: vec![rows.len()], ..Sum::default() };
        let groups = grouped(&report.gaps, anchor, &|row: &GapRow| &row.way, &sum);
        groups::table(&groups, &Heads { columns: &["gaps"], command: "vauban trace" }, style, out)?;
    }
    if all.is_empty() {
        writeln!(out, "\n  {}", style.paint(paint::GOOD, "no gap: every thread goes through"))?;
    } else {
        writeln!(out, "\n{}", style.paint(paint::BOLD, count(all.len(), "gap")))?;
        gaps(&all, style, out)?;
    }
    links(report, style, out)
}

fn gaps(gaps: &[&GapRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let cap = if style.verbose { usize::MAX } else { style.cap };
    let mut rest = gaps;
    while let Some(first) = rest.first() {
        let many = rest.iter().take_while(|gap| gap.gap == first.gap).count();
        let (group, after) = rest.split_at(many);
        rest = after;
        writeln!(out, "  {} {} ({})", style.paint(paint::HALF, first.gap.to_owned()), first.meaning, number(many))?;
        // A reason that is the same for several is told once.
        let mut told = "";
        for gap in group.iter().take(cap) {
            let place = match gap.file.is_empty() {
                true => String::new(),
                false => format!(" · {}", style.near(&gap.file, gap.line as usize)),
            };
            writeln!(out, "    {}{place}", one_line(&gap.id))?;
            if gap.reason != told {
                paragraph(&gap.reason, 6, style, out)?;
            }
            told = &gap.reason;
        }
        if many > cap {
            let with = "`--zone ID`, `--component ID`, `--search TEXT` or `--verbose`";
            paragraph(&and_more(many - cap, "of them", with), 4, style, out)?;
        }
        paragraph(&format!("next: {}", first.next), 4, style, out)?;
    }
    Ok(())
}

fn links(report: &TraceReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !report.links.kept {
        return writeln!(
            out,
            "\n  {}",
            style.paint(paint::DIM, "no basis is kept: `vauban trace stamp` remembers what links were based on")
        );
    }
    let (all, stamped) = (report.links.all, report.links.stamped);
    writeln!(
        out,
        "\n{} of {} are remembered, {} suspect",
        number(stamped),
        count(all, "link"),
        number(report.suspects.len())
    )?;
    let cap = if style.verbose { usize::MAX } else { style.cap };
    for row in report.suspects.iter().take(cap) {
        let carries = if row.carries == 0 { String::new() } else { format!(" · {} rest on it", number(row.carries)) };
        writeln!(out, "  {} · {}{carries}", one_line(&row.record), style.near(&row.file, row.line as usize))?;
        paragraph(&row.told(), 4, style, out)?;
    }
    if report.suspects.len() > cap {
        writeln!(out, "  … and {} more (--verbose shows all)", number(report.suspects.len() - cap))?;
    }
    Ok(())
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(indent + 1).max(20)) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}
