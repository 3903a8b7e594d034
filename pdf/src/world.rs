//! What the compiler sees: one source, the typefaces that are built in, and nothing else.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World, WorldExt as _};

/// A world of one source.
pub(crate) struct Only {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    source: Source,
}

impl Only {
    /// With this source and the typefaces that are built in.
    pub(crate) fn new(source: String) -> Only {
        let fonts: Vec<Font> = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        Only {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            source: Source::detached(source),
        }
    }

    /// What the compiler complains about, with lines of the source.
    pub(crate) fn told(&self, errors: &[SourceDiagnostic], most: usize) -> String {
        let mut out = String::new();
        for error in errors.iter().take(most) {
            let at = self.range(error.span).and_then(|range| self.source.lines().byte_to_line(range.start));
            match at {
                Some(line) => out.push_str(&format!("line {}: {}\n", line + 1, error.message)),
                None => out.push_str(&format!("{}\n", error.message)),
            }
            for hint in &error.hints {
                out.push_str(&format!("  {}\n", hint.v));
            }
        }
        out
    }
}

impl World for Only {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.source.id() {
            true => Ok(self.source.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// No day: what a document says does not depend on when it is set.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
