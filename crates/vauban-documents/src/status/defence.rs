//! Defence in depth of the assets that matter most, in all tiers.

use vauban_answers::depth::{Asked, report};
use vauban_pages::{Block, Cell, Column, Section, Table, Tone, badge, paragraph, plain, strong};
use vauban_report::depth::{AssetLine, by_asset};

use crate::Subject;

/// Assets on the page.
const SHOWN: usize = 6;

/// One line for each asset, the worst first.
pub(super) fn section(subject: &Subject<'_>) -> Section {
    let section = Section::new("depth", "Defence in depth");
    let Some(depth) = subject.compiled.depth(subject.product) else {
        return section
            .with([paragraph(["The design of this product cannot be looked at, so its depth is not known."])]);
    };
    // Nothing is assumed here, so nothing can be unknown; were it, the page says so.
    let Ok(told) = report(subject.compiled, subject.product, depth, &Asked::default()) else {
        return section.with([paragraph(["The depth of this product is not known."])]);
    };
    let lines = by_asset(&told.rows);
    if lines.is_empty() {
        let why = told.notes.iter().map(|note| vec![plain(note.as_str())]);
        return section.with([paragraph(["The depth of no asset is known."]), vauban_pages::list(why)]);
    }
    let most = ["critical", "high", "moderate", "low", "none"];
    let gravity = |line: &AssetLine| most.iter().position(|word| *word == line.impact).unwrap_or(most.len());
    // What is critical; where nothing is, what is graver than the rest.
    let gravest = lines.iter().map(gravity).min().unwrap_or_default();
    let critical: Vec<&AssetLine> = lines.iter().filter(|line| gravity(line) == gravest || !line.enough).collect();
    let mut columns = vec![Column::new("asset"), Column::narrow("asked")];
    columns.extend(told.tiers.iter().map(|tier| Column::narrow(tier_title(tier))));
    columns.push(Column::wide("stands"));
    let mut table = Table::new("Attack steps that must succeed before an asset is lost, by tier", columns);
    for line in critical.iter().take(SHOWN) {
        let name = vec![
            strong(line.asset.as_str()),
            plain(format!(" {} ({}), against {}", line.property, line.impact, line.attacker)),
        ];
        let mut cells: Vec<Cell> = vec![name.into(), (line.required as usize).into()];
        cells.extend(line.tiers.iter().map(|(_, depth, enough)| -> Cell {
            match enough {
                true => plain(depth.as_str()).into(),
                false => badge(Tone::Bad, format!("{depth} !")).into(),
            }
        }));
        cells.resize(1 + 1 + told.tiers.len(), plain("–").into());
        cells.push(plain(line.told.as_str()).into());
        table.row(cells);
    }
    let hidden = critical.len().saturating_sub(SHOWN);
    let enough = lines.iter().filter(|line| line.enough).count();
    let mut said = format!(
        "{enough} of {} assets have the depth that policy asks for; a number with “!” is less. ∞ is out of reach.",
        lines.len()
    );
    if hidden > 0 {
        said.push_str(&format!(" {hidden} more are not shown: `vauban depth` has all of them."));
    }
    section.with([paragraph([said]), Block::Table(table)])
}

fn tier_title(tier: &str) -> &str {
    match tier {
        "without-environment" => "without environment",
        other => other,
    }
}
