//! Maturity over the releases, and what got better or worse since the last one.

use vauban_analysis::history::StatusHistory;
use vauban_analysis::standing::{Change, Direction, Known, Standing, trend};
use vauban_engine::look_back;
use vauban_pages::{Block, Cell, Column, Figure, Inline, Section, Table, Tone, badge, paragraph, plain, strong};
use vauban_report::status::maturity;
use vauban_report::text::cut;

use crate::Subject;
use crate::words::{count, told};

/// Releases that are looked at.
const RELEASES: usize = 6;
/// Releases that are missing and named with the reason, and how long it may be.
const NAMED: usize = 2;
const REASON: usize = 72;

/// The plot and the trend.
pub(super) fn sections(subject: &Subject<'_>, now: &Standing) -> Result<Vec<Section>, String> {
    let back = look_back(subject.world, subject.compiled, subject.product, RELEASES, &mut |_| {})?;
    let plot = Figure {
        anchor: String::new(),
        svg: maturity::svg(&back.history),
        title: "Maturity of each practice, release by release".to_owned(),
        description: "0 is nothing, 4 is measured and improved; the last column is today.".to_owned(),
    };
    let mut maturity = Section::new("maturity", "Maturity of the practices").with([Block::Figure(plot)]);
    maturity.blocks.extend(missing(&back.history));
    let since = match &back.last {
        None => Section::new("trend", "Trend").with([paragraph([
            "There is no earlier release that can be looked at, so nothing can be said about the trend.",
        ])]),
        Some((release, date, then)) => {
            let title = format!("Trend since release {release} of {date}");
            Section::new("trend", title.as_str()).with(changes(&trend(then, now)))
        }
    };
    Ok(vec![maturity, since])
}

/// Releases that are not in the plot, and why.
fn missing(history: &StatusHistory) -> Option<Block> {
    let mut line: Vec<Inline> = Vec::new();
    for (release, why) in history.missing.iter().take(NAMED) {
        line.push(strong(if line.is_empty() { "Not in the plot: " } else { "; " }));
        line.push(plain(format!("release {release}, ")));
        line.extend(told(&cut(why, REASON)));
    }
    if history.missing.len() > NAMED {
        line.push(plain(format!("; and {} more", history.missing.len() - NAMED)));
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
fn changes(all: &[Change]) -> Vec<Block> {
    let columns = [Column::wide("what"), Column::narrow("then"), Column::narrow("now"), Column::narrow("trend")];
    let mut table = Table::new("What changed", columns);
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
        blocks.push(paragraph([format!("As it was: {}.", same.join(", "))]));
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
