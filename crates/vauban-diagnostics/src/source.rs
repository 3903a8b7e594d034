//! Files, spans in them, and the way from a byte offset to a line and a column.

use std::sync::{Arc, OnceLock};

/// A file of the project, by its place in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Span { file, start, end }
    }

    /// The beginning of a file, for what concerns the file as a whole.
    pub fn start_of(file: FileId) -> Self {
        Span { file, start: 0, end: 0 }
    }
}

/// A line and a column, both counted from 1; columns count characters, as editors show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A file's name and text. Line starts are found on first use: most files have no findings.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the project folder, with `/` between parts.
    pub path: String,
    /// The text; lossily decoded where the bytes were not UTF-8.
    pub text: String,
    /// Bytes of `path` that say from where the file comes, in front of its path there.
    from: usize,
    lines: OnceLock<Vec<u32>>,
}

/// Bytes that are looked at together for line breaks.
const PIECE: usize = 32;

impl SourceFile {
    /// A file with its text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        SourceFile { path: path.into(), text: text.into(), from: 0, lines: OnceLock::new() }
    }

    /// Puts in front of its path from where it comes, as `2.3:` does for a file of a version line.
    pub fn comes_from(&mut self, mark: &str) {
        self.path.insert_str(0, mark);
        self.from += mark.len();
    }

    /// Its path in the folder and at the revision it comes from.
    pub fn local(&self) -> &str {
        self.path.get(self.from..).unwrap_or(&self.path)
    }

    /// Whether it stands in the working tree under its path.
    pub fn is_here(&self) -> bool {
        self.from == 0
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let mut starts = vec![0];
            // Most pieces of a line hold no line break, and the question whether one does is answered for all bytes of
            // a piece at once.
            for (piece, bytes) in self.text.as_bytes().chunks(PIECE).enumerate() {
                if bytes.iter().fold(false, |found, byte| found | (*byte == b'\n')) {
                    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
                    starts.extend(ends.map(|(at, _)| (piece * PIECE + at) as u32 + 1));
                }
            }
            starts
        })
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.as_bytes().get(start..end).unwrap_or_default();
        let column = before.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u32 + 1;
        LineColumn { line: line as u32, column }
    }

    /// Byte range of a line (counted from 1), its line break left out; `None` past the last line.
    pub fn line_range(&self, line: u32) -> Option<std::ops::Range<usize>> {
        let starts = self.line_starts();
        let at = (line as usize).checked_sub(1)?;
        let start = *starts.get(at)? as usize;
        let end = starts.get(at + 1).map_or(self.text.len(), |next| *next as usize - 1);
        let end = if end > start && self.text.as_bytes().get(end - 1) == Some(&b'\r') { end - 1 } else { end };
        Some(start..end)
    }

    /// The text of a line, without its line break.
    pub fn line(&self, line: u32) -> &str {
        self.line_range(line).and_then(|range| self.text.get(range)).unwrap_or("")
    }

    /// How many lines the file has.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }
}

/// All files of a run, in the order of their paths. A clone shares the texts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Arc<Vec<SourceFile>>,
}

impl Sources {
    /// Adds a file and says which one it is.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        // Files are added before anything is shared; after that an addition would take a copy of all of them.
        let files = Arc::make_mut(&mut self.files);
        files.push(file);
        FileId(files.len() as u32 - 1)
    }

    /// The file behind an id.
    ///
    /// An id of another `Sources` is a programming error; an empty file stands in for it.
    pub fn file(&self, id: FileId) -> &SourceFile {
        static NOTHING: OnceLock<SourceFile> = OnceLock::new();
        self.files.get(id.0 as usize).unwrap_or_else(|| NOTHING.get_or_init(|| SourceFile::new("", "")))
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// Puts in front of the paths of all files from one on where they come from.
    pub fn mark_from(&mut self, first: FileId, mark: &str) {
        Arc::make_mut(&mut self.files).iter_mut().skip(first.0 as usize).for_each(|file| file.comes_from(mark));
    }

    /// The id of the file with this path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.iter().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// Line and column of the start of a span.
    pub fn place(&self, span: Span) -> LineColumn {
        self.file(span.file).line_column(span.start)
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let file = SourceFile::new("a", "ab\näöü x\r\n");
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line_column(3 + 7), LineColumn { line: 2, column: 5 });
        assert_eq!(file.line(2), "äöü x");
        assert_eq!(file.line(9), "");
        assert_eq!(file.line_column(999).line, 3);
    }
}
