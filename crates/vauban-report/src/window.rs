//! The few lines of a file that an excerpt shows.
//!
//! The renderer of excerpts is given these lines only, already disarmed, long lines cut to the part around
//! what is pointed at: its work depends neither on the size of the file nor on what stands in it. Positions
//! in the file are carried over into positions in this text.

use std::collections::BTreeMap;
use std::ops::Range;

use vauban_diagnostics::SourceFile;

use crate::place::{floor, line_of};
use crate::text;

/// Lines longer than this, in bytes, are cut; the renderer cuts them to the terminal's width.
pub(crate) const LONG: usize = 400;
/// How much of a cut line is shown before what is pointed at.
const BEFORE: usize = 60;
/// Labels this many lines apart still share an excerpt.
const NEAR: u32 = 6;
/// A label over more lines than this is shown at its first line only.
const TALL: u32 = 5;

/// A window on a file: neighbouring lines, with every label that fits.
pub(crate) struct Window<'a> {
    file: &'a SourceFile,
    first: u32,
    last: u32,
    long: usize,
    cuts: BTreeMap<u32, Range<usize>>,
}

/// A window's text, and where in the file each of its lines comes from.
pub(crate) struct Shown<'a> {
    file: &'a SourceFile,
    /// The text to show.
    pub(crate) text: String,
    /// Number of its first line.
    pub(crate) line_start: usize,
    /// Bytes of the file, and where their disarmed form begins in `text`.
    pieces: Vec<(Range<usize>, usize)>,
}

impl<'a> Window<'a> {
    /// A window around a range of bytes, its lines cut at `long` bytes.
    pub(crate) fn around(file: &'a SourceFile, range: &Range<usize>, long: usize) -> Self {
        let (first, last) = lines_of(file, range);
        let mut window = Window { file, first, last, long, cuts: BTreeMap::new() };
        window.cut(first, range.start);
        window
    }

    /// Widens the window to hold another range as well; `false` if it lies too far away.
    pub(crate) fn admit(&mut self, file: &SourceFile, range: &Range<usize>) -> bool {
        let (first, last) = lines_of(file, range);
        let far = first > self.last.saturating_add(NEAR) || last.saturating_add(NEAR) < self.first;
        if !std::ptr::eq(self.file, file) || far {
            return false;
        }
        if !self.cut(first, range.start) {
            return false;
        }
        self.first = self.first.min(first);
        self.last = self.last.max(last);
        true
    }

    /// Cuts a long line around an offset; `false` if it is cut already and does not show that offset.
    fn cut(&mut self, line: u32, around: usize) -> bool {
        let range = self.file.line_range(line).unwrap_or(0..0);
        if range.len() <= self.long {
            return true;
        }
        if let Some(known) = self.cuts.get(&line) {
            return known.start <= around && around <= known.end;
        }
        let start = floor(&self.file.text, around.saturating_sub(BEFORE.min(self.long / 4))).max(range.start);
        let end = floor(&self.file.text, start.saturating_add(self.long)).min(range.end).max(start);
        self.cuts.insert(line, start..end);
        true
    }

    /// The text of the window.
    pub(crate) fn show(&self) -> Shown<'a> {
        let mut shown =
            Shown { file: self.file, text: String::new(), line_start: self.first as usize, pieces: Vec::new() };
        for line in self.first..=self.last {
            let whole = self.file.line_range(line).unwrap_or(0..0);
            let part = self.cuts.get(&line).cloned().unwrap_or_else(|| {
                whole.start
                    ..floor(&self.file.text, whole.start.saturating_add(self.long)).min(whole.end).max(whole.start)
            });
            if line > self.first {
                shown.text.push('\n');
            }
            if part.start > whole.start {
                shown.text.push('…');
            }
            shown.pieces.push((part.clone(), shown.text.len()));
            shown.text.push_str(&text::source(self.file.text.get(part.clone()).unwrap_or("")));
            if part.end < whole.end {
                shown.text.push('…');
            }
        }
        shown
    }
}

impl Shown<'_> {
    /// Where a range of the file is to be seen in the text.
    pub(crate) fn find(&self, range: &Range<usize>) -> Range<usize> {
        let (_, last) = lines_of(self.file, range);
        let end = if last == line_of(self.file, range.end) { range.end } else { self.line_end(last) };
        let start = self.position(range.start);
        start..self.position(end).max(start)
    }

    fn line_end(&self, line: u32) -> usize {
        self.file.line_range(line).map_or(0, |range| range.end)
    }

    /// The position of the nearest byte that is shown.
    fn position(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|(bytes, _)| bytes.start <= offset).saturating_sub(1);
        let Some((bytes, at)) = self.pieces.get(index) else { return 0 };
        let offset = offset.clamp(bytes.start, bytes.end);
        at + text::source(self.file.text.get(bytes.start..offset).unwrap_or("")).len()
    }
}

/// First and last line to show for a range: a tall one is shown by its first line, one that ends with a line
/// break does not reach into the line after.
fn lines_of(file: &SourceFile, range: &Range<usize>) -> (u32, u32) {
    let first = line_of(file, range.start);
    let mut last = line_of(file, range.end).max(first);
    if last > first && file.line_range(last).is_some_and(|line| line.start == range.end) {
        last -= 1;
    }
    (first, if last - first > TALL { first } else { last })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, range: Range<usize>, text: &str, found: &str) {
        let file = SourceFile::new("a", file);
        let shown = Window::around(&file, &range, LONG).show();
        assert_eq!(shown.text, text);
        assert_eq!(&shown.text[shown.find(&range)], found);
    }

    #[test]
    fn shows_the_lines_pointed_at() {
        check("one\ntwo\nthree", 4..7, "two", "two");
        check("one\ntwo\nthree", 4..9, "two\nthree", "two\nt");
        check("one\ntwo\nthree", 4..8, "two", "two");
        check("one\r\ntwo\r\n", 0..5, "one", "one");
        check("\ta\u{1b}b", 1..3, "    a\\u{1b}b", "a\\u{1b}");
        check("a\nb\nc\nd\ne\nf\ng\nh", 0..15, "a", "a");
        check("", 0..0, "", "");
        check("a\n", 2..2, "", "");
    }

    #[test]
    fn long_lines_are_cut_around_it() {
        let file = SourceFile::new("a", "x".repeat(5_000) + "HERE" + &"y".repeat(10_000_000));
        let window = Window::around(&file, &(5_000..5_004), LONG);
        let shown = window.show();
        assert!(shown.text.len() < 500 && shown.text.starts_with("…x") && shown.text.ends_with("y…"));
        assert_eq!(&shown.text[shown.find(&(5_000..5_004))], "HERE");
        let all = shown.find(&(5_000..9_000_000));
        assert!(shown.text[all].starts_with("HEREy"));
        assert!(!Window::around(&file, &(0..1), LONG).admit(&file, &(5_000..5_004)));
    }
}
