//! How wide the columns of a table are on paper.
//!
//! Asking the compiler for widths that fit (`auto`) makes it lay out every cell twice and gives long texts everything. So
//! they are guessed from the text: no column is narrower than its longest unbroken word, a column of words takes what it
//! needs, and what is left goes to the columns with much to say.

use crate::document::{Table, Width};
use crate::inline::Inline;

/// What a column asks for, in letters.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wish {
    least: f64,
    most: f64,
}

/// What a table's columns get.
pub(super) struct Widths {
    /// The share of each, as a fraction of the line.
    pub(super) shares: Vec<f64>,
    /// Whether the table takes the whole line.
    pub(super) whole: bool,
}

/// Letters of edge beside a cell.
const EDGE: f64 = 2.4;
/// Rows that are looked at: enough to know a column.
const LOOKED_AT: usize = 400;
/// A badge longer than this may be narrower than its column.
const LONGEST_BADGE: f64 = 20.0;

/// The widths of a table's columns where a line has room for `room` letters.
pub(super) fn widths(table: &Table, room: f64) -> Widths {
    let count = table.columns.len().max(1) as f64;
    let wishes: Vec<Wish> = (0..table.columns.len()).map(|at| wish(table, at)).collect();
    let least: f64 = wishes.iter().map(|wish| wish.least).sum();
    let most: f64 = wishes.iter().map(|wish| wish.most).sum();
    if least >= room {
        // More columns than fit: what each needs at least says how they share.
        return Widths { shares: wishes.iter().map(|wish| wish.least / least.max(1.0)).collect(), whole: true };
    }
    let over = room - least;
    let wanted = (most - least).max(1.0);
    let whole = most > room * 0.55 || count >= 4.0;
    let shares = wishes.iter().map(|wish| {
        let more = wish.most - wish.least;
        match (most <= room, whole) {
            // Everything fits: what is left over is shared as the columns are wide.
            (true, true) => wish.most / most * room,
            (true, false) => wish.most * 1.08,
            (false, _) => wish.least + over * more / wanted,
        }
    });
    Widths { shares: shares.map(|letters| letters / room).collect(), whole }
}

/// How many lines a row takes at least, by these shares.
pub(super) fn lines(table: &Table, row: usize, shares: &[f64], room: f64) -> usize {
    let cells = table.rows.get(row).map_or(&[][..], |row| row.cells.as_slice());
    let lines = cells.iter().zip(shares).map(|(cell, share)| {
        let mut size = Size::default();
        size.look(&cell.content, 1.0);
        (size.letters / (share * room - EDGE).max(3.0)).ceil() as usize
    });
    lines.max().unwrap_or(0)
}

fn wish(table: &Table, at: usize) -> Wish {
    let column = &table.columns[at];
    let mut head = Size::default();
    head.text(&column.title, 1.06);
    let title = head.letters.min(40.0);
    let mut longest = head.longest;
    let mut lengths: Vec<f64> = Vec::new();
    for row in table.rows.iter().take(LOOKED_AT) {
        let Some(cell) = row.cells.get(at) else { continue };
        let mut size = Size::default();
        size.look(&cell.content, 1.0);
        longest = longest.max(size.longest);
        lengths.push(size.letters);
    }
    lengths.sort_by(f64::total_cmp);
    // Nine in ten are to fit: a single long cell does not make a column wide.
    let usual = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0.0);
    let (cap, floor): (f64, f64) = match column.width {
        Width::Narrow => (16.0, 3.0),
        Width::Normal => (34.0, 6.0),
        Width::Wide => (110.0, 24.0),
    };
    let least = longest.max(floor.min(usual.max(title))) * 1.06 + EDGE;
    let most = (usual * 1.06).clamp(title.min(cap), cap) + EDGE;
    Wish { least, most: most.max(least) }
}

/// How much room a line of text takes, in ordinary letters.
#[derive(Default)]
struct Size {
    /// All of it on one line.
    letters: f64,
    /// The longest piece that is not broken.
    longest: f64,
}

impl Size {
    fn look(&mut self, line: &[Inline], wider: f64) {
        for piece in line {
            match piece {
                Inline::Text(text) => self.text(text, wider),
                Inline::Strong(inner) => self.look(inner, wider * 1.06),
                Inline::Emphasis(inner) => self.look(inner, wider),
                // Letters of one width are wider.
                Inline::Code(text) => self.text(text, 1.2),
                Inline::Link { content, .. } => self.look(content, wider),
                Inline::Badge { text, .. } => {
                    let letters = text.chars().count() as f64 + 2.0;
                    self.letters += letters;
                    // A badge is not broken.
                    self.longest = self.longest.max(letters.min(LONGEST_BADGE));
                }
                Inline::Break => self.letters += 1.0,
            }
        }
    }

    fn text(&mut self, text: &str, wider: f64) {
        self.letters += text.chars().count() as f64 * wider;
        for word in text.split_whitespace() {
            self.longest = self.longest.max(super::text::unbroken(word) as f64 * wider);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Column;

    fn table(texts: [&str; 3]) -> Table {
        let mut table = Table::new("t", [Column::narrow("id"), Column::new("name"), Column::wide("what it says")]);
        for _ in 0..20 {
            table.row(texts);
        }
        table
    }

    #[test]
    fn sentences_get_what_words_leave() {
        let long = "a sentence that goes on for quite a while and then some more ".repeat(4);
        let widths = widths(&table(["SD-1", "Secure design", &long]), 120.0);
        assert!(widths.whole);
        assert!(widths.shares[2] > 0.6 && widths.shares[0] < 0.12, "{:?}", widths.shares);
        assert!((widths.shares.iter().sum::<f64>() - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_small_table_stays_small() {
        let mut table = Table::new("t", [Column::narrow("what"), Column::narrow("how many")]);
        table.row(["open", "3"]);
        let widths = widths(&table, 120.0);
        assert!(!widths.whole && widths.shares.iter().sum::<f64>() < 0.4, "{:?}", widths.shares);
    }

    #[test]
    fn more_columns_than_fit_share_the_line() {
        let mut table = Table::new("t", (0..40).map(|_| Column::new("heading")));
        table.row((0..40).map(|_| "word-of-some-length"));
        let widths = widths(&table, 120.0);
        assert!((widths.shares.iter().sum::<f64>() - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_row_knows_how_high_it_is() {
        let long = "word ".repeat(1_000);
        let table = table(["a", "b", &long]);
        let found = widths(&table, 120.0);
        assert!(lines(&table, 0, &found.shares, 120.0) > 40);
    }
}
