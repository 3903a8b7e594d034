//! Labels of arrows: protocol and what is carried.

use vauban_analysis::diagram::Diagram;

use super::arrows::Arrow;
use super::card::letters;
use super::marks::{self, Mark};
use crate::text::cut;

/// Height of a line.
pub(super) const LINE: i64 = 14;
/// At most so many lines about what is carried, and where there are many arrows; each of so many columns.
const LINES: [usize; 2] = [4, 2];
const COLUMNS: usize = 24;

/// A label, measured.
#[derive(Debug, Default)]
pub(super) struct Label {
    pub(super) protocol: Option<String>,
    pub(super) lines: Vec<String>,
    /// Its threats.
    pub(super) mark: Option<Mark>,
    pub(super) size: (i64, i64),
}

impl Label {
    /// Measures a label; it says less where there are many.
    pub(super) fn new(diagram: &Diagram, arrow: &Arrow<'_>, dense: bool) -> Label {
        let most = LINES[usize::from(dense)];
        let protocols = arrow.protocols().join(", ");
        let protocol = (!protocols.is_empty()).then(|| cut(&protocols, COLUMNS).into_owned());
        let carried = arrow.carried();
        let shown = if carried.len() > most { most - 1 } else { carried.len() };
        let mut lines: Vec<String> = carried.iter().take(shown).map(|line| cut(line, COLUMNS).into_owned()).collect();
        if carried.len() > shown {
            lines.push(format!("and {} more", carried.len() - shown));
        }
        let wide = lines.iter().map(|line| letters(line, 11)).max().unwrap_or(0);
        let wide = protocol.as_deref().map_or(0, |protocol| letters(protocol, 11)).max(wide) + 14;
        let mark = Mark::of(diagram, &marks::of_flows(&arrow.flows));
        let wide = wide.max(mark.as_ref().map_or(0, |mark| mark.wide + 10));
        let tall = (lines.len() as i64 + i64::from(protocol.is_some())) * LINE
            + 6
            + mark.as_ref().map_or(0, |_| marks::TALL + 3);
        Label { protocol, lines, mark, size: (wide.max(40), tall) }
    }
}
