//! From a span to lines and columns, whatever the span.
//!
//! Spans may lie past the end, be reversed or begin in the middle of a character; they are moved to what they
//! most likely mean. Findings come sorted, so each place is counted on from the one before: a line of ten
//! megabytes with ten thousand findings is walked once.

use std::cell::Cell;
use std::ops::Range;

use serde::Serialize;
use vauban_diagnostics::{FileId, Finding, SourceFile, Sources, Span};

/// The file that stands for the project where a finding has no place of its own.
pub(crate) const PROJECT_FILE: &str = "vauban.toml";

/// A place as every output tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place<'a> {
    /// Path relative to the project folder.
    pub(crate) file: &'a str,
    /// First line, from 1.
    pub(crate) line: u32,
    /// First column in characters, from 1.
    pub(crate) column: u32,
    /// Last line.
    pub(crate) end_line: u32,
    /// One past the last column.
    pub(crate) end_column: u32,
}

impl Place<'static> {
    /// The beginning of the project's file.
    pub(crate) const PROJECT: Place<'static> =
        Place { file: PROJECT_FILE, line: 1, column: 1, end_line: 1, end_column: 1 };
}

/// The way from spans to places.
pub(crate) struct Places<'a> {
    sources: &'a Sources,
    last: Cell<Option<Counted>>,
}

/// A column that has been counted: byte `at`, in a line that begins at byte `start`.
#[derive(Clone, Copy)]
struct Counted {
    file: FileId,
    start: usize,
    at: usize,
    column: u32,
}

impl<'a> Places<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Places { sources, last: Cell::new(None) }
    }

    /// The place of a span; `None` for a file without a name, which no project has.
    pub(crate) fn of(&self, span: Span) -> Option<Place<'a>> {
        let file = self.sources.file(span.file);
        if file.path.is_empty() {
            return None;
        }
        let range = snap(&file.text, span);
        let (line, column) = self.line_column(file, span.file, range.start);
        let start = self.last.get();
        let (end_line, end_column) = self.line_column(file, span.file, range.end);
        // What comes next begins here or later, perhaps before this one's end.
        self.last.set(start);
        Some(Place { file: &file.path, line, column, end_line, end_column })
    }

    /// The place of a finding, if it has one.
    pub(crate) fn of_finding(&self, finding: &Finding) -> Option<Place<'a>> {
        finding.place.as_ref().and_then(|label| self.of(label.span))
    }

    /// The place of a finding, or the beginning of the project's file.
    pub(crate) fn of_finding_or_project(&self, finding: &Finding) -> Place<'a> {
        self.of_finding(finding).unwrap_or(Place::PROJECT)
    }

    fn line_column(&self, file: &SourceFile, id: FileId, offset: usize) -> (u32, u32) {
        let line = line_of(file, offset);
        let start = file.line_range(line).map_or(0, |range| range.start);
        let (from, column) = match self.last.get() {
            Some(last) if last.file == id && last.start == start && last.at <= offset => (last.at, last.column),
            _ => (start, 1),
        };
        let between = file.text.as_bytes().get(from..offset).unwrap_or_default();
        let column = column + between.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u32;
        self.last.set(Some(Counted { file: id, start, at: offset, column }));
        (line, column)
    }
}

/// The line, from 1, that a byte offset lies in.
pub(crate) fn line_of(file: &SourceFile, offset: usize) -> u32 {
    let (mut low, mut high) = (1, file.line_count().max(1));
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match file.line_range(middle) {
            Some(range) if range.start <= offset => low = middle,
            _ => high = middle - 1,
        }
    }
    low
}

/// The bytes a span means: within the text, not reversed, on character boundaries.
pub(crate) fn snap(text: &str, span: Span) -> Range<usize> {
    let start = floor(text, span.start as usize);
    if span.end <= span.start {
        return start..start;
    }
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// The nearest character boundary at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, start: u32, end: u32, expect: (u32, u32, u32, u32)) {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("a.toml", text));
        let place = Places::new(&sources).of(Span::new(file, start, end)).unwrap();
        assert_eq!((place.line, place.column, place.end_line, place.end_column), expect, "{text:?} {start}..{end}");
    }

    #[test]
    fn any_span_has_a_place() {
        check("ab\ncd", 3, 5, (2, 1, 2, 3));
        check("ab\r\ncd", 0, 6, (1, 1, 2, 3));
        check("äb", 1, 1, (1, 1, 1, 1));
        check("äb", 1, 2, (1, 1, 1, 2));
        check("ab", 9, 99, (1, 3, 1, 3));
        check("ab", 2, 1, (1, 3, 1, 3));
        check("", 0, 0, (1, 1, 1, 1));
        check("a\n", 2, 2, (2, 1, 2, 1));
        check("a", u32::MAX, 0, (1, 2, 1, 2));
    }

    #[test]
    fn counting_on_gives_what_counting_anew_gives() {
        let text = "aä€😀\n".repeat(3) + "xäx";
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("a", text.as_str()));
        let places = Places::new(&sources);
        for at in (0..text.len() as u32 + 2).chain((0..text.len() as u32).rev()) {
            let place = places.of(Span::new(file, at, at)).unwrap();
            let known = sources.file(file).line_column(floor(&text, at as usize) as u32);
            assert_eq!((place.line, place.column), (known.line, known.column), "{at}");
        }
        assert_eq!(places.of(Span::new(FileId(9), 0, 1)), None);
    }
}
