//! Boxes: how large they are, and what stands in them.

use vauban_analysis::diagram::{Party, Sort, bare};

use crate::text::{cut, one_line, width};

/// Height of the head, and of a line for an interface.
pub(super) const HEAD: i64 = 44;
pub(super) const ROW: i64 = 19;
/// At most so many interfaces are shown of one box.
const ROWS: usize = 24;
/// At most so many columns of a name.
const COLUMNS: usize = 24;

/// A box, measured.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) name: String,
    /// What it is, in small letters.
    pub(super) under: String,
    /// Names of interfaces.
    pub(super) rows: Vec<String>,
    pub(super) size: (i64, i64),
    /// Its corners are round: nothing leaves there.
    round: bool,
}

impl Card {
    pub(super) fn new(party: &Party) -> Card {
        let name = cut(&one_line(bare(&party.name)), COLUMNS).into_owned();
        let under = match (party.kind.as_str(), party.sort) {
            ("", Sort::Component) => "component",
            ("", Sort::Environment) => "environment",
            ("", Sort::Actor) => "actor",
            ("", Sort::Folded) => "zone",
            (kind, _) => kind,
        };
        let under = cut(&one_line(under), COLUMNS).into_owned();
        let mut rows: Vec<String> =
            party.ports.iter().take(ROWS).map(|port| cut(&one_line(bare(&port.name)), COLUMNS).into_owned()).collect();
        if party.ports.len() > ROWS {
            rows.push(format!("and {} more", party.ports.len() - ROWS));
        }
        let shade = party.shade.as_ref().map_or(0, |shade| letters(&shade.text, 11) + 20);
        let wide = letters(&name, 13).max(letters(&under, 11) + shade);
        let wide = rows.iter().map(|row| letters(row, 12) + 8).max().unwrap_or(0).max(wide) + 28;
        let tall = HEAD + rows.len() as i64 * ROW + if rows.is_empty() { 0 } else { 5 };
        Card { name, under, rows, size: (wide.max(104), tall), round: party.sort == Sort::Actor }
    }

    /// Height at which arrows to an interface arrive.
    pub(super) fn port(&self, port: Option<usize>) -> i64 {
        match port {
            Some(port) if !self.rows.is_empty() => HEAD + port.min(self.rows.len() - 1) as i64 * ROW + ROW / 2 - 1,
            _ => HEAD - 10,
        }
    }

    /// Heights between which arrows leave.
    pub(super) fn exits(&self) -> (i64, i64) {
        if self.round { (9, HEAD - 9) } else { (3, HEAD - 4) }
    }
}

/// Width of a text in letters of so many pixels: no narrower than in the widest of the usual fonts.
pub(super) fn letters(text: &str, size: i64) -> i64 {
    (width(text) as i64 * size * 61 + 99) / 100
}
