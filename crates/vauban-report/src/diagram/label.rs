//! Labels of arrows: protocol and what is carried.

use super::arrows::Arrow;
use super::card::letters;
use crate::text::cut;

/// Height of a line.
pub(super) const LINE: i64 = 14;
/// At most so many lines about what is carried, each of so many columns.
const LINES: usize = 4;
const COLUMNS: usize = 24;

/// A label, measured.
#[derive(Debug, Default)]
pub(super) struct Label {
    pub(super) protocol: Option<String>,
    pub(super) lines: Vec<String>,
    pub(super) size: (i64, i64),
}

impl Label {
    pub(super) fn new(arrow: &Arrow<'_>) -> Label {
        let protocols = arrow.protocols().join(", ");
        let protocol = (!protocols.is_empty()).then(|| cut(&protocols, COLUMNS).into_owned());
        let carried = arrow.carried();
        let shown = if carried.len() > LINES { LINES - 1 } else { carried.len() };
        let mut lines: Vec<String> = carried.iter().take(shown).map(|line| cut(line, COLUMNS).into_owned()).collect();
        if carried.len() > shown {
            lines.push(format!("and {} more", carried.len() - shown));
        }
        let wide = lines.iter().map(|line| letters(line, 11)).max().unwrap_or(0);
        let wide = protocol.as_deref().map_or(0, |protocol| letters(protocol, 11)).max(wide) + 14;
        let tall = (lines.len() as i64 + i64::from(protocol.is_some())) * LINE + 6;
        Label { protocol, lines, size: (wide.max(40), tall) }
    }
}
