//! Many rows as a few: by zone and component, the worst first, with numbers, and the way to see the rest.
//!
//! Every command that lists what a design consists of shows it so once there are more than [`MANY`] rows. A group is
//! where the ways of rows part: what everything has in common says nothing and is left out. Whoever wants more narrows
//! with `--zone`, `--component` or `--search`, shows more groups with `--cap`, or everything with `--verbose`; each line
//! about something that is not shown says which.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::text::{cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// More rows than this are grouped unless everything is asked for.
pub const MANY: usize = 60;

/// Where a row is: names of zones and components from the outermost in, as `zone.plant`.
pub type Way = Arc<[String]>;

/// What was asked for, and how much of everything it is; in JSON the member `filter`, absent where everything is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filtered {
    /// The options, as they were written.
    #[serde(rename = "options")]
    pub by: String,
    /// The innermost zone or component that was asked for, as `zone.plant`.
    #[serde(skip)]
    pub anchor: Option<String>,
    /// How many rows are shown.
    pub shown: usize,
    /// Of how many.
    pub of: usize,
    /// What a row is, in the plural.
    #[serde(skip)]
    pub noun: &'static str,
    /// What stays as it is, whatever is shown.
    #[serde(skip)]
    pub rest: &'static str,
}

impl Filtered {
    /// `12 of 3 000 findings shown (--zone plant); …`.
    pub fn told(&self) -> String {
        let (shown, of) = (number(self.shown), number(self.of));
        let rest = if self.rest.is_empty() { String::new() } else { format!("; {}", self.rest) };
        format!("{shown} of {of} {} shown ({}){rest}", self.noun, one_line(&self.by))
    }

    /// Writes it, in as many lines as it takes.
    pub(crate) fn write(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        for line in wrap(&self.told(), style.width.saturating_sub(2).max(20)) {
            writeln!(out, " {}", style.paint(paint::NOTE, line))?;
        }
        Ok(())
    }
}

/// What a group of rows comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// A cell for each column.
    pub cells: Vec<String>,
    /// Groups with more of this come first; compared from the left.
    pub worse: Vec<usize>,
    /// Whether something in it is to be done.
    pub open: bool,
}

/// Rows that are in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    name: String,
    sum: Sum,
    rows: usize,
    inner: Vec<Group>,
}

/// What the table of groups is called, and how to see more.
pub(crate) struct Heads<'a> {
    /// Names of the columns behind the first.
    pub(crate) columns: &'a [&'a str],
    /// The command, as `vauban threats`.
    pub(crate) command: &'a str,
}

/// Groups rows where their ways part, the worst group first; each holds its own groups of the next step.
pub fn grouped<'r, R>(
    rows: &'r [R],
    anchor: Option<&str>,
    way: &dyn Fn(&'r R) -> &'r [String],
    sum: &dyn Fn(&[&'r R]) -> Sum,
) -> Vec<Group> {
    let all: Vec<(&'r R, &'r [String])> = rows
        .iter()
        .map(|row| {
            let way = way(row);
            let begin = anchor.and_then(|anchor| way.iter().position(|step| step == anchor)).map_or(0, |at| at + 1);
            (row, way.get(begin..).unwrap_or_default())
        })
        .collect();
    let mut common = 0;
    loop {
        let mut steps = all.iter().map(|(_, way)| way.get(common));
        let Some(Some(first)) = steps.next() else { break };
        // The last step of a way is what a group is called.
        let deeper = all.iter().any(|(_, way)| way.len() > common + 1);
        if !deeper || !steps.all(|step| step == Some(first)) {
            break;
        }
        common += 1;
    }
    level(&all, common, anchor, sum, 2)
}

/// Rows, with what is left of their ways.
type Placed<'r, R> = (&'r R, &'r [String]);

fn level<'r, R>(
    rows: &[Placed<'r, R>],
    at: usize,
    anchor: Option<&str>,
    sum: &dyn Fn(&[&'r R]) -> Sum,
    levels: usize,
) -> Vec<Group> {
    let mut by_name: BTreeMap<&str, Vec<Placed<'r, R>>> = BTreeMap::new();
    for (row, way) in rows {
        let name = way.get(at).or_else(|| way.last()).map(String::as_str).or(anchor).unwrap_or("");
        by_name.entry(name).or_default().push((row, way));
    }
    let mut groups: Vec<Group> = by_name
        .into_iter()
        .map(|(name, rows)| {
            let deeper: Vec<Placed<'r, R>> = rows.iter().filter(|(_, way)| way.len() > at + 1).copied().collect();
            let mut inner = if levels > 1 { level(&deeper, at + 1, None, sum, levels - 1) } else { Vec::new() };
            // A place in which there is one place says the same twice.
            if inner.len() == 1 && deeper.len() == rows.len() {
                inner.clear();
            }
            let own: Vec<&'r R> = rows.iter().map(|(row, _)| *row).collect();
            let name = if name.is_empty() { "nowhere in the design".to_owned() } else { name.to_owned() };
            Group { name, sum: sum(&own), rows: own.len(), inner }
        })
        .collect();
    groups.sort_by(|a, b| (&b.sum.worse, b.rows).cmp(&(&a.sum.worse, a.rows)).then_with(|| a.name.cmp(&b.name)));
    groups
}

/// So many groups inside a group are shown, and where there are many groups.
const INSIDE: [usize; 2] = [4, 2];
/// More groups than this are many.
const FEW: usize = 6;
/// Names are cut to this width where there is room for more.
const WIDEST: usize = 52;

/// Writes the groups as a table.
pub(crate) fn table(groups: &[Group], heads: &Heads<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let shown = groups.get(..style.cap.max(1).min(groups.len())).unwrap_or_default();
    let inside = INSIDE[usize::from(shown.len() > FEW)];
    let every = || shown.iter().chain(shown.iter().flat_map(|group| group.inner.iter().take(inside)));
    let widths: Vec<usize> = heads
        .columns
        .iter()
        .enumerate()
        .map(|(at, head)| {
            let cells = every().filter_map(|group| group.sum.cells.get(at)).map(|cell| width(cell));
            cells.chain([width(head)]).max().unwrap_or(0)
        })
        .collect();
    let cells: usize = widths.iter().map(|width| width + 2).sum();
    let longest = shown
        .iter()
        .map(|group| width(&group.name))
        .chain(shown.iter().flat_map(|group| &group.inner).map(|group| width(&group.name) + 2));
    let names = longest.max().unwrap_or(0).clamp(8, WIDEST).min(style.width.saturating_sub(cells + 2).max(16));
    let head: String =
        heads.columns.iter().zip(&widths).map(|(head, width)| format!("  {}", right(head, *width))).collect();
    writeln!(out, "\n {}{}", pad("", names), style.paint(paint::DIM, head))?;
    for group in shown {
        line(group, 0, names, &widths, style, out)?;
        for inner in group.inner.iter().take(inside) {
            line(inner, 2, names, &widths, style, out)?;
        }
        let more = group.inner.len().saturating_sub(inside);
        if more > 0 {
            let text = format!("… and {} more, with `{}`", number(more), narrower(&group.name, style));
            writeln!(out, "   {}", style.paint(paint::DIM, cut(&text, style.width.saturating_sub(3)).into_owned()))?;
        }
    }
    let more = groups.len().saturating_sub(shown.len());
    if more > 0 {
        let text = format!("… and {} more places, with `{} --cap {}`", number(more), heads.command, groups.len());
        writeln!(out, " {}", style.paint(paint::DIM, cut(&text, style.width.saturating_sub(1)).into_owned()))?;
    }
    Ok(())
}

/// How to see what is in a place; for what is in none, everything.
fn narrower(name: &str, style: &Style) -> String {
    let name = one_line(name);
    match name.rsplit('/').next().and_then(|local| local.split_once('.')) {
        Some(("zone", _)) => format!("--zone {}", bare(&name)),
        Some(("component", _)) => format!("--component {}", bare(&name)),
        _ if style.verbose => "--format json".to_owned(),
        _ => "--verbose".to_owned(),
    }
}

/// The id without its kind, as options take it.
fn bare(name: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, local)) => format!("{folder}/{}", local.split_once('.').map_or(local, |(_, id)| id)),
        None => name.split_once('.').map_or(name, |(_, id)| id).to_owned(),
    }
}

fn line(
    group: &Group,
    indent: usize,
    names: usize,
    widths: &[usize],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = pad(&cut(&one_line(&group.name), names - indent), names - indent);
    let colour = if indent == 0 { paint::BOLD } else { paint::PLAIN };
    let mut text = format!("{}{}", " ".repeat(indent), style.paint(colour, name));
    for (at, (cell, width)) in group.sum.cells.iter().zip(widths).enumerate() {
        let colour = if at > 0 && group.sum.open && cell != "0" && cell != "-" { paint::HALF } else { paint::PLAIN };
        text.push_str("  ");
        text.push_str(&style.paint(colour, right(&one_line(cell), *width)));
    }
    writeln!(out, " {}", text.trim_end())
}

/// Text at the right of so many columns.
fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The line about rows that are not shown: `… and 212 more threats, with --verbose`.
pub(crate) fn and_more(more: usize, noun: &str, with: &str) -> String {
    format!("… and {} more {noun}, with {with}", number(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ways: &[&[&str]]) -> Vec<Vec<String>> {
        ways.iter().map(|way| way.iter().map(|step| (*step).to_owned()).collect()).collect()
    }

    fn shown(ways: &[&[&str]], anchor: Option<&str>, style: &Style) -> String {
        let rows = rows(ways);
        let sum = |rows: &[&Vec<String>]| Sum { cells: vec![rows.len().to_string()], worse: vec![], open: false };
        let groups = grouped(&rows, anchor, &|row| row.as_slice(), &sum);
        let heads = Heads { columns: &["rows"], command: "vauban x" };
        crate::to_string(|out| table(&groups, &heads, style, out)).unwrap()
    }

    const WAYS: [&[&str]; 6] = [
        &["zone.site", "zone.plant", "component.web", "component.parser"],
        &["zone.site", "zone.plant", "component.web"],
        &["zone.site", "zone.plant", "component.log"],
        &["zone.site", "zone.office", "component.pc"],
        &["zone.site"],
        &[],
    ];

    #[test]
    fn groups_part_where_ways_part() {
        let style = Style::default();
        let text = shown(&WAYS[..4], None, &style);
        assert!(!text.contains("zone.site"), "what all have in common says nothing:\n{text}");
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                " zone.plant          3",
                "   component.web     2",
                "   component.log     1",
                " zone.office         1",
                "   component.pc      1"
            ],
            "{text}"
        );
        assert!(shown(&WAYS, None, &style).contains("nowhere in the design"));
        let inside = shown(&WAYS[..3], Some("zone.plant"), &style);
        assert!(inside.contains(" component.web          2\n   component.parser     1"), "{inside}");
    }

    #[test]
    fn what_is_not_shown_is_counted_and_named() {
        let style = Style { cap: 1, ..Style::default() };
        assert!(shown(&WAYS[..4], None, &style).ends_with(" … and 1 more places, with `vauban x --cap 2`\n"));
        let parts: Vec<String> = (0..9).map(|at| format!("component.c{at}")).collect();
        let ways: Vec<Vec<&str>> = parts.iter().map(|part| vec!["zone.a", part.as_str()]).collect();
        let mut ways: Vec<&[&str]> = ways.iter().map(Vec::as_slice).collect();
        ways.push(&["zone.b"]);
        assert!(shown(&ways, None, &style).contains("   … and 5 more, with `--zone a`\n"));
    }

    #[test]
    fn no_line_is_wider_than_asked_for() {
        let long = format!("zone.{}", "x".repeat(200));
        let style = Style { width: 40, cap: 1, ..Style::default() };
        let text = shown(&[&[long.as_str()], &["zone.b\u{1b}[31m"]], None, &style);
        assert!(text.lines().all(|line| width(line) <= 40) && !text.contains('\u{1b}'), "{text}");
    }
}
