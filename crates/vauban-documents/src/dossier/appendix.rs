//! Every record that is named, as it stands, and every file with its digest.

use std::collections::BTreeMap;

use vauban_analysis::evidence::Standing;
use vauban_model::{AnyId, FileFact};
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, code, paragraph, plain};

use super::links::to_requirement;
use super::{All, Digest};

/// The records, then the files.
pub(super) fn sections(all: &All<'_>) -> Vec<Section> {
    let mut records = Section::new("records", "Appendix: records as they stand");
    records.new_page = true;
    let served = served(all);
    records.blocks.push(paragraph([
        "Each record that this dossier names, with its text as it stands in the project on the day of this dossier.",
    ]));
    for (kind, ids) in all.links.by_kind() {
        let mut section = Section::new(format!("records-{}", kind.name()), format!("{} ({})", kind.name(), ids.len()));
        section.sections = ids.into_iter().map(|(id, place)| record(all, id, place, &served)).collect();
        records.sections.push(section);
    }
    let mut sections = Vec::new();
    if !records.sections.is_empty() {
        sections.push(records);
    }
    sections.extend(files(all));
    sections
}

/// The aspects that rest on each record, by its name.
fn served<'a>(all: &All<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut served: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for aspect in all.told.requirements.iter().flat_map(|row| &row.aspects) {
        for name in &aspect.evidence {
            served.entry(name).or_default().push(&aspect.id);
        }
    }
    served
}

fn record(all: &All<'_>, id: AnyId, place: &str, served: &BTreeMap<&str, Vec<&str>>) -> Section {
    let head = all.compiled.model.head(id);
    let name = head.name();
    let (file, line) = all.compiled.model.place(id);
    let mut section = Section { anchor: place.to_owned(), ..Section::default() };
    let withheld = matches!(all.digest(&file), Digest::Withheld);
    section.title = vec![code(name.as_str())];
    if head.common.title.is_some() && !withheld {
        section.title.push(plain(format!(" {}", head.title().trim())));
    }
    let mut about = vec![all.links.to_file(&file, vec![code(format!("{file}:{line}"))])];
    if let Some(aspects) = served.get(name.as_str()) {
        about.push(plain(", shows "));
        for (at, aspect) in aspects.iter().enumerate() {
            if at > 0 {
                about.push(plain(", "));
            }
            about.push(to_requirement(aspect));
        }
    }
    section.blocks.push(Block::Paragraph(about));
    section.blocks.push(match withheld {
        true => paragraph(["Its text is withheld from the readers of this dossier."]),
        false => Block::Details {
            summary: vec![plain("The record as it stands")],
            blocks: vec![Block::Code(all.texts.of(id).to_owned())],
        },
    });
    section
}

fn files(all: &All<'_>) -> Option<Section> {
    let mut table = Table::new(
        "Files",
        [
            Column::wide("file"),
            Column::wide("SHA-256"),
            Column::narrow("bytes"),
            Column::narrow("is").filtered(),
            Column::new("counts"),
        ],
    );
    let facts = &all.compiled.facts.files;
    let known = all.compiled.evidence(all.product).map(|(files, _)| files);
    let sizes: BTreeMap<&str, u64> =
        all.compiled.model.sources.iter().map(|(_, file)| (file.path.as_str(), file.text.len() as u64)).collect();
    for (path, place) in all.links.files() {
        let (size, is) = match (facts.get(path), sizes.get(path)) {
            (_, Some(size)) => (Some(*size), "record"),
            (Some(FileFact::There { size, .. }), None) => (Some(*size), "evidence"),
            (Some(FileFact::Missing) | None, None) => (None, "not here"),
            (Some(FileFact::Refused(_)), None) => (None, "not readable"),
        };
        let digest: Inline = match all.digest(path) {
            Digest::Known(digest) => code(digest),
            Digest::Withheld => plain("withheld from the readers of this dossier"),
            Digest::Unknown => plain("not known"),
        };
        let size = match size {
            Some(size) => Cell { content: vec![plain(size.to_string())], number: Some(size as f64) },
            None => "–".into(),
        };
        let counts = match known.filter(|_| is == "evidence").map(|files| files.standing(path)) {
            None => plain("–"),
            Some(Standing::Counts) => plain("yes"),
            Some(Standing::Stale(why)) => plain(format!("no: {why}")),
            Some(Standing::Unknown(why)) => plain(format!("not known: {why}")),
        };
        let row = table.row::<Cell>([code(path).into(), digest.into(), size, is.into(), counts.into()]);
        row.anchor = place.to_owned();
    }
    (!table.rows.is_empty()).then(|| {
        let mut section = Section::new("files", "Appendix: files and their digests");
        section.new_page = true;
        let said = "The digest is that of the whole file: two records of one file have the same. Whoever has the file can \
                    work it out again, as with `sha256sum FILE`.";
        section.with([paragraph([said]), Block::Table(table)])
    })
}
