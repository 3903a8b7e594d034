//! Boxes: how large they are, and what stands in them.

use vauban_analysis::diagram::{Diagram, Party, Sort, bare};

use super::marks::Mark;
use crate::text::{cut, one_line, width};

/// Least height of the head, and height of a line for an interface.
const HEAD: i64 = 44;
pub(super) const ROW: i64 = 19;
/// What each arrow that leaves adds to the head where it would be too narrow for all, and the most that is added.
const EXIT: i64 = 6;
const EXITS: i64 = 320;
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
    /// Its threats, and those of its interfaces.
    pub(super) mark: Option<Mark>,
    pub(super) marks: Vec<Option<Mark>>,
    pub(super) size: (i64, i64),
    /// Height of what stands above the interfaces; the more arrows leave, the more.
    pub(super) head: i64,
    /// Its corners are round: nothing leaves there.
    round: bool,
}

impl Card {
    /// Measures a box that so many arrows leave.
    pub(super) fn new(diagram: &Diagram, party: &Party, leaving: usize) -> Card {
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
        let mark = Mark::of(diagram, &party.dangers);
        let marks: Vec<Option<Mark>> =
            party.ports.iter().take(ROWS).map(|port| Mark::of(diagram, &port.dangers)).collect();
        let beside = |mark: Option<&Mark>| mark.map_or(0, |mark| mark.wide + 10);
        let shade = party.shade.as_ref().map_or(0, |shade| letters(&shade.text, 11) + 20) + beside(mark.as_ref());
        let wide = letters(&name, 13).max(letters(&under, 11) + shade);
        let wide = rows
            .iter()
            .enumerate()
            .map(|(at, row)| letters(row, 12) + 8 + beside(marks.get(at).and_then(Option::as_ref)))
            .max()
            .unwrap_or(0)
            .max(wide)
            + 28;
        let leaving = i64::try_from(leaving).unwrap_or(EXITS).min(EXITS);
        let head = HEAD.max((leaving * EXIT + 16).min(EXITS));
        let tall = head + rows.len() as i64 * ROW + if rows.is_empty() { 0 } else { 5 };
        Card { name, under, rows, mark, marks, size: (wide.max(104), tall), head, round: party.sort == Sort::Actor }
    }

    /// Height at which arrows to an interface arrive.
    pub(super) fn port(&self, port: Option<usize>) -> i64 {
        match port {
            Some(port) if !self.rows.is_empty() => self.head + port.min(self.rows.len() - 1) as i64 * ROW + ROW / 2 - 1,
            _ => self.head - 10,
        }
    }

    /// Heights between which arrows leave.
    pub(super) fn exits(&self) -> (i64, i64) {
        if self.round { (9, self.head - 9) } else { (3, self.head - 4) }
    }
}

/// Width of a text in letters of so many pixels: no narrower than in the widest of the usual fonts.
pub(super) fn letters(text: &str, size: i64) -> i64 {
    (width(text) as i64 * size * 61 + 99) / 100
}
