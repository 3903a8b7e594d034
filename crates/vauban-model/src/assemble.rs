//! From the records of single files to one model: ids entered, clashes reported with both places.

use std::collections::HashMap;

use vauban_diagnostics::Finding;

use crate::codes;
use crate::model::{AnyId, Kind, Model, Prose};
use crate::read::{ChangeRecord, FileRecords};
use crate::resolve::clash;
use vauban_diagnostics::FileId;

/// Adds what a file holds to the model. Files are added in the order of their paths, so that of two records
/// with one id the first in that order counts.
pub fn assemble(model: &mut Model, files: Vec<(FileId, FileRecords)>) -> (Vec<ChangeRecord>, Vec<Finding>) {
    let mut changes = Vec::new();
    let mut findings = Vec::new();
    let mut folded: HashMap<(Kind, String), AnyId> = HashMap::new();
    for (file, mut records) in files {
        findings.append(&mut records.findings);
        changes.append(&mut records.changes);
        // Prose belongs to the record that is written first in its front matter.
        let mut first: Option<(u32, AnyId)> = None;
        for record in records.records {
            let head = record.head();
            let start = head.header.start;
            if let Some(twin) = model.find(head.kind, &head.id) {
                findings.push(clash(model.head(twin), head, &model.sources));
                continue;
            }
            let has_upper = head.id.bytes().any(|byte| byte.is_ascii_uppercase());
            let lower = (head.kind, head.id.to_ascii_lowercase());
            let twin = match has_upper {
                true => folded.get(&lower).copied().or_else(|| model.find(head.kind, &lower.1)),
                false => folded.get(&lower).copied(),
            };
            if let Some(twin) = twin {
                let twin = model.head(twin);
                findings.push(
                    codes::ID_DIFFERS_IN_CASE
                        .at(head.id_span, format!("`{}` and `{}` differ only in case", head.name(), twin.name()))
                        .see(twin.id_span, "the other id")
                        .subject(head.name())
                        .help("give one of the two another id; some file systems and tools cannot tell them apart"),
                );
            }
            let id = model.add(record);
            if has_upper {
                folded.insert(lower, id);
            }
            first = first.into_iter().chain([(start, id)]).min();
        }
        if !records.sections.is_empty() {
            let prose =
                Prose { file, record: first.map(|(_, id)| id), start: records.prose_start, sections: records.sections };
            model.prose.push(prose);
        }
    }
    (changes, findings)
}
