//! Maturity over the releases, and what got better or worse since the last one.

use vauban_analysis::standing::{Change, Direction, Known, Standing, trend};
use vauban_engine::look_back;
use vauban_pages::{Block, Cell, Column, Figure, Section, Table, Tone, badge, paragraph, plain};
use vauban_report::status::maturity;

use crate::Subject;
use crate::words::count;

/// Releases that are looked at.
const RELEASES: usize = 6;

/// The plot and the trend.
pub(super) fn sections(subject: &Subject<'_>, now: &Standing) -> Result<Vec<Section>, String> {
    let back = look_back(subject.world, subject.compiled, subject.product, RELEASES, &mut |_| {})?;
    let history = &back.history;
    let mut plot = Section::new("maturity", "Maturity of the practices").with([Block::Figure(Figure {
        anchor: String::new(),
        svg: maturity::svg(history),
        title: "Maturity of each practice (0 to 4), release by release; the last column is today".to_owned(),
        description: maturity::described(history),
    })]);
    let mut missing: Vec<String> =
        history.missing.iter().map(|(release, why)| format!("Release {release} is not in the plot: {why}.")).collect();
    if history.older > 0 {
        missing.push(format!("{} not looked at.", count(history.older, "older release")));
    }
    if !missing.is_empty() {
        plot.blocks.push(paragraph([missing.join(" ")]));
    }
    let since = match &back.last {
        None => Section::new("trend", "Trend").with([paragraph([
            "There is no earlier release that can be looked at, so nothing can be said about the trend.",
        ])]),
        Some((release, date, then)) => {
            let title = format!("Trend since release {release} of {date}");
            Section::new("trend", title.as_str()).with([Block::Table(table(&title, &trend(then, now)))])
        }
    };
    Ok(vec![plot, since])
}

fn table(caption: &str, changes: &[Change]) -> Table {
    let columns = [Column::wide("what"), Column::narrow("then"), Column::narrow("now"), Column::narrow("trend")];
    let mut table = Table::new(caption, columns);
    for change in changes {
        let direction = change.direction.word();
        let word = match change.direction {
            Direction::Better => badge(Tone::Good, direction),
            Direction::Worse => badge(Tone::Bad, direction),
            Direction::Unknown => badge(Tone::Attention, direction),
            Direction::Same => plain(direction),
        };
        table.row::<Cell>([plain(change.what).into(), known(&change.then), known(&change.now), word.into()]);
    }
    table
}

/// A number, or why there is none.
fn known(number: &Known) -> Cell {
    match number {
        Ok(number) => (*number).into(),
        Err(why) => plain(format!("not known: {why}")).into(),
    }
}
