//! Maturity over the releases, and what got better or worse since the last one.

use std::collections::BTreeMap;

use vauban_analysis::history::StatusHistory;
use vauban_analysis::standing::{Change, Direction, Known, Standing, trend};
use vauban_engine::look_back;
use vauban_pages::{Block, Cell, Column, Figure, Inline, Section, Table, Tone, badge, paragraph, plain, strong};
use vauban_report::status::maturity;

use crate::Subject;
use crate::words::{count, told};

/// Releases that are looked at.
const RELEASES: usize = 6;
/// Releases that are missing and named, for each reason; and how long that may be.
const NAMED: usize = 4;
const REASON: usize = 60;

/// The plot and the trend.
pub(super) fn section(subject: &Subject<'_>, now: &Standing) -> Result<Section, String> {
    let back = look_back(subject.world, subject.compiled, subject.product, RELEASES, &mut |_| {})?;
    let plot = Figure {
        anchor: String::new(),
        svg: maturity::svg(&back.history),
        title: "Maturity of each practice, release by release".to_owned(),
        description: "0 is nothing, 4 is measured and improved; the last column is today.".to_owned(),
    };
    let mut section = Section::new("maturity", "Maturity and trend").with([Block::Figure(plot)]);
    section.blocks.extend(missing(&back.history));
    match &back.last {
        None => section.blocks.push(paragraph([
            "There is no earlier release that can be looked at, so nothing can be said about the trend.",
        ])),
        Some((release, date, then)) => {
            section.blocks.extend(changes(&trend(then, now), &format!("release {release} of {date}")));
        }
    }
    Ok(section)
}

/// Releases that are not in the plot, and why.
fn missing(history: &StatusHistory) -> Option<Block> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (release, why) in &history.missing {
        // A long reason ends with the name of a commit, which says nothing here.
        let short = why.split('`').next().unwrap_or_default().trim();
        reasons.entry(if why.len() > REASON && !short.is_empty() { short } else { why }).or_default().push(release);
    }
    let mut line: Vec<Inline> = Vec::new();
    for (why, releases) in reasons {
        line.push(match line.is_empty() {
            true => strong("Not in the plot: "),
            false => plain("; "),
        });
        let named = releases.get(..NAMED).unwrap_or(&releases).join(", ");
        let more = match releases.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        line.push(plain(format!("{named}{more}: ")));
        line.extend(told(why));
    }
    if !line.is_empty() {
        line.push(plain(". "));
    }
    if history.older > 0 {
        line.push(plain(format!("{} not looked at.", count(history.older, "older release"))));
    }
    (!line.is_empty()).then_some(Block::Paragraph(line))
}

/// What changed as a table; what did not, in a line.
fn changes(all: &[Change], since: &str) -> Vec<Block> {
    let columns = [Column::wide("what"), Column::narrow("then"), Column::narrow("now"), Column::narrow("trend")];
    let mut table = Table::new(format!("What changed since {since}"), columns);
    for change in all.iter().filter(|change| change.direction != Direction::Same) {
        let direction = change.direction.word();
        let word = match change.direction {
            Direction::Better => badge(Tone::Good, direction),
            Direction::Worse => badge(Tone::Bad, direction),
            Direction::Unknown => badge(Tone::Attention, direction),
            Direction::Same => plain(direction),
        };
        table.row::<Cell>([plain(change.what).into(), known(&change.then), known(&change.now), word.into()]);
    }
    let same: Vec<String> = all
        .iter()
        .filter(|change| change.direction == Direction::Same)
        .filter_map(|change| Some(format!("{} ({})", change.what, change.now.as_ref().ok()?)))
        .collect();
    let mut blocks = Vec::new();
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    if !same.is_empty() {
        blocks.push(paragraph([format!("As it was at {since}: {}.", same.join(", "))]));
    }
    blocks
}

/// A number, or why there is none.
fn known(number: &Known) -> Cell {
    match number {
        Ok(number) => (*number).into(),
        Err(why) => plain(format!("not known: {why}")).into(),
    }
}
