//! Defence in depth of the assets that matter most, in all tiers.

use vauban_answers::depth::{Asked, report};
use vauban_pages::{Block, Figure, Section, code, list, paragraph, plain};
use vauban_report::depth::{AssetLine, by_asset, glance};

use crate::Subject;
use crate::words::{count, told};

/// Assets on the page.
const SHOWN: usize = 7;
/// How bad a loss may be, the worst first.
const IMPACTS: [&str; 5] = ["critical", "high", "moderate", "low", "none"];

/// One line for each asset, the worst first.
pub(super) fn section(subject: &Subject<'_>) -> Section {
    let section = Section::new("depth", "Defence in depth");
    let Some(depth) = subject.compiled.depth(subject.product) else {
        return section
            .with([paragraph(["The design of this product cannot be looked at, so its depth is not known."])]);
    };
    // Nothing is assumed here, so nothing can be unknown; were it, the page says so.
    let Ok(answer) = report(subject.compiled, subject.product, depth, &Asked::default()) else {
        return section.with([paragraph(["The depth of this product is not known."])]);
    };
    let lines = by_asset(&answer.rows);
    if lines.is_empty() {
        let why = answer.notes.iter().map(|note| told(note));
        return section.with([paragraph(["The depth of no asset is known."]), list(why)]);
    }
    let gravity = |line: &AssetLine| IMPACTS.iter().position(|word| *word == line.impact).unwrap_or(IMPACTS.len());
    // What is critical; where nothing is, what is graver than the rest; and whatever is short.
    let gravest = lines.iter().map(gravity).min().unwrap_or_default();
    let grave: Vec<&AssetLine> = lines.iter().filter(|line| gravity(line) == gravest || !line.enough).collect();
    let shown = grave.get(..SHOWN).unwrap_or(&grave);
    let enough = lines.iter().filter(|line| line.enough).count();
    let figure = Figure {
        anchor: String::new(),
        svg: glance(shown),
        title: "How many things must fail before an asset is lost, against its worst attacker".to_owned(),
        description: "A number in a frame with “!” is less than policy asks for; ∞ is out of reach.".to_owned(),
    };
    let mut said =
        vec![plain(format!("{enough} of {} have the depth that policy asks for.", count(lines.len(), "asset")))];
    if grave.len() > shown.len() {
        let hidden = count(grave.len() - shown.len(), "further asset");
        said.extend([plain(format!(" Not shown: {hidden}; ")), code("vauban depth"), plain(" has all of them.")]);
    }
    section.with([paragraph(said), Block::Figure(figure)])
}
