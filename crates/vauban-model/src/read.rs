//! From the tree of one file to records. Files are read independently of each other, so that they can be read
//! in parallel.

use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, Finding, Span, nearest};
use vauban_syntax::{DeTable, DeValue, Spanned, front_matter, parse, sections};

use crate::codes;
use crate::kinds::values::Covered;
use crate::model::{AnyRecord, Head, Kind, ProseSection};
use crate::secret;
use crate::shape::{Reader, Sp};

/// What one file holds.
#[derive(Debug, Default)]
pub struct FileRecords {
    /// Its records, in the order of kinds and ids.
    pub records: Vec<AnyRecord>,
    /// Its `[change."folder/kind.id"]` tables.
    pub changes: Vec<ChangeRecord>,
    /// Sections of its prose, for a Markdown file with front matter.
    pub sections: Vec<ProseSection>,
    /// Offset of the prose.
    pub prose_start: u32,
    /// What was wrong.
    pub findings: Vec<Finding>,
}

/// A change to a record of a used folder.
#[derive(Debug)]
pub struct ChangeRecord {
    /// Id of the record it changes, with the folder.
    pub target: Box<str>,
    /// Only the keys it sets.
    pub record: AnyRecord,
    /// The used folder that says it; empty for the project itself.
    pub by: Box<str>,
}

/// Reads one file of the project, or of the used folder whose id is `folder` (empty for the project's own).
pub fn read(file: FileId, path: &str, text: &str, folder: &str, catalogs: &Catalogs) -> FileRecords {
    let parsed = parse(file, path, text);
    let mut out = FileRecords { findings: parsed.findings, ..FileRecords::default() };
    secret::search(file, text, &mut out.findings);
    let root = path == "vauban.toml" || path.ends_with("/vauban.toml");
    let mut reader = Reader {
        file,
        base: parsed.base,
        record: String::new(),
        header: Span::start_of(file),
        catalogs,
        findings: Vec::new(),
    };
    for (key, value) in &parsed.table {
        let place = reader.span(key);
        let name: &str = key.get_ref();
        let DeValue::Table(table) = value.get_ref() else {
            reader.record = name.to_owned();
            let finding = codes::UNKNOWN_KIND
                .at(place, format!("`{name}` stands outside any record"))
                .help("put it below a `[kind.id]` header");
            reader.report(finding);
            continue;
        };
        match Kind::named(name) {
            _ if name == "change" => changes(table, folder, &mut reader, &mut out),
            Some(kind) if kind.singleton() => {
                let header = reader.span(value);
                one(kind, folder, "", (header, place), table, root, &mut reader, &mut out);
            }
            Some(kind) => {
                for (id, record) in table {
                    let id_span = reader.span(id);
                    let header = reader.span(record);
                    match record.get_ref() {
                        DeValue::Table(record) => {
                            one(kind, folder, id.get_ref(), (header, id_span), record, root, &mut reader, &mut out);
                        }
                        _ => outside(kind, id, &mut reader),
                    }
                }
            }
            None => unknown_kind(name, place, &mut reader),
        }
    }
    out.findings.append(&mut reader.findings);
    prose(file, path, text, &mut out);
    out
}

#[allow(clippy::too_many_arguments)]
fn one(
    kind: Kind,
    folder: &str,
    id: &str,
    (header, id_span): (Span, Span),
    table: &DeTable<'_>,
    root: bool,
    reader: &mut Reader<'_>,
    out: &mut FileRecords,
) {
    let head = Head::new(kind, folder, id, header, id_span);
    reader.record = head.name();
    reader.header = header;
    if kind.free_ids() && !kind.singleton() && !good_id(id) {
        bad_id(id, id_span, reader);
    }
    if kind.only_in_root() && !root {
        let finding = codes::MISPLACED_RECORD
            .at(header, format!("`{}` belongs in `vauban.toml`", head.name()))
            .help("move it to `vauban.toml`, at the root of the project");
        reader.report(finding);
    }
    out.records.push(AnyRecord::read(kind, head, table, false, reader));
}

/// Ids that people choose: lower-case letters, digits, `-`, `.`, beginning with a letter or digit.
fn good_id(id: &str) -> bool {
    let letters = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    id.len() <= 120
        && id.bytes().all(letters)
        && id.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && !id.ends_with('.')
}

fn bad_id(id: &str, span: Span, reader: &mut Reader<'_>) {
    let mut better = String::new();
    for letter in id.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' | '.' => better.push(letter),
            _ if better.is_empty() || better.ends_with('-') => {}
            _ => better.push('-'),
        }
    }
    let better = better.trim_matches(['-', '.']);
    let mut finding = codes::BAD_ID.at(span, format!("`{id}` cannot be an id"));
    finding = finding.help(if better.is_empty() {
        "ids have lower-case letters, digits, `-` and `.`".to_owned()
    } else {
        format!("ids have lower-case letters, digits, `-` and `.`: write `{better}`")
    });
    reader.report(finding);
}

fn outside(kind: Kind, id: &Spanned<std::borrow::Cow<'_, str>>, reader: &mut Reader<'_>) {
    let span = reader.span(id);
    reader.record = kind.name().to_owned();
    let finding = codes::WRONG_TYPE
        .at(span, format!("`{}` is a key directly below `[{}]`, where ids of records stand", id.get_ref(), kind.name()))
        .help(format!("give the record an id: `[{}.ID]`", kind.name()));
    reader.report(finding);
}

fn unknown_kind(name: &str, place: Span, reader: &mut Reader<'_>) {
    reader.record = name.to_owned();
    let kinds = Kind::ALL.iter().map(|kind| kind.name()).chain(["change"]);
    let mut finding = codes::UNKNOWN_KIND.at(place, format!("`{name}` is no kind of record"));
    finding = match nearest(name, kinds) {
        Some(meant) => finding.help(format!("did you mean `{meant}`? `vauban explain kinds` lists all")).fix(
            format!("replace `{name}` by `{meant}`"),
            place,
            meant,
        ),
        None => finding.help("`vauban explain kinds` lists all kinds of records"),
    };
    reader.report(finding);
}

/// `[change."platform/mechanism.secure-boot"]`: the keys are those of the kind it names.
fn changes(table: &DeTable<'_>, folder: &str, reader: &mut Reader<'_>, out: &mut FileRecords) {
    for (key, value) in table {
        let id_span = reader.span(key);
        let header = reader.span(value);
        reader.record = format!("change.{}", key.get_ref());
        reader.header = header;
        let target = key.get_ref().rsplit_once('/').and_then(|(used, local)| {
            let (kind, id) = local.split_once('.')?;
            Some((Kind::named(kind)?, used, id))
        });
        let (Some((kind, used, id)), DeValue::Table(table)) = (target, value.get_ref()) else {
            let finding = codes::CHANGE_UNMATCHED
                .at(id_span, format!("`{}` does not name a record of a used folder", key.get_ref()))
                .help("write `[change.\"FOLDER/kind.id\"]`, FOLDER being the id of a `[use.FOLDER]`");
            reader.report(finding);
            continue;
        };
        let path = if folder.is_empty() { used.to_owned() } else { format!("{folder}/{used}") };
        let head = Head::new(kind, &path, id, header, id_span);
        let target = head.id.clone();
        if !table.contains_key("rationale") {
            reader.missing_key("rationale", "why it is different here");
        }
        let record = AnyRecord::read(kind, head, table, true, reader);
        out.changes.push(ChangeRecord { target, record, by: folder.into() });
    }
}

fn prose(file: FileId, path: &str, text: &str, out: &mut FileRecords) {
    if !path.ends_with(".md") {
        return;
    }
    let Some(matter) = front_matter(text) else { return };
    let start = matter.prose.start as u32;
    out.prose_start = start;
    for section in sections(text.get(matter.prose).unwrap_or("")) {
        let span = Span::new(file, start + section.heading.start as u32, start + section.heading.end as u32);
        let covers =
            section.covers.iter().map(|word| Covered::from_text(Sp { value: word.as_str().into(), span })).collect();
        out.sections.push(ProseSection { section, covers, span });
    }
}
