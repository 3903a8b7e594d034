//! The text of a record as it stands in its file: from the comment above its header to the next record.

use std::collections::BTreeMap;

use vauban_diagnostics::FileId;
use vauban_model::{AnyId, Model};

/// Where the records of each file begin.
#[derive(Debug)]
pub struct Texts<'m> {
    model: &'m Model,
    starts: BTreeMap<FileId, Vec<usize>>,
}

impl<'m> Texts<'m> {
    /// Looks at every record once.
    pub fn new(model: &'m Model) -> Texts<'m> {
        let mut starts: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
        for id in model.all() {
            let header = model.head(id).header;
            starts.entry(header.file).or_default().push(header.start as usize);
        }
        for (file, starts) in &mut starts {
            starts.sort_unstable();
            starts.dedup();
            let text = &model.sources.file(*file).text;
            starts.iter_mut().for_each(|start| *start = with_comment(text, *start));
        }
        Texts { model, starts }
    }

    /// The text of a record. A Markdown file is one record: its prose belongs to what stands in its head.
    pub fn of(&self, id: AnyId) -> &'m str {
        let header = self.model.head(id).header;
        let file = self.model.sources.file(header.file);
        if file.path.ends_with(".md") {
            return file.text.trim_end();
        }
        let starts = self.starts.get(&header.file).map(Vec::as_slice).unwrap_or_default();
        let begin = with_comment(&file.text, header.start as usize);
        let next = starts.partition_point(|start| *start <= begin);
        let end = starts.get(next).copied().unwrap_or(file.text.len());
        file.text.get(begin..end).unwrap_or_default().trim_end()
    }
}

/// The beginning of the line of a place, or of the comment that stands directly above it.
fn with_comment(text: &str, place: usize) -> usize {
    let line_start = |before: usize| text.get(..before).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
    let mut begin = line_start(place.min(text.len()));
    while begin > 0 {
        let above = line_start(begin - 1);
        match text.get(above..begin) {
            Some(line) if line.trim_start().starts_with('#') => begin = above,
            _ => break,
        }
    }
    begin
}
