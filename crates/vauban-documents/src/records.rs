//! The records themselves, one document per kind: what a site leads to when it names one.

use std::collections::{BTreeMap, BTreeSet};

use vauban_engine::World;
use vauban_model::{AnyId, Kind, Model};
use vauban_pages::text::anchor;
use vauban_pages::{Block, Cell, Column, Document, Inline, Section, Table, Target, code, link, plain, prose};

use crate::{Subject, pictures};

/// What the documents of records are called in a collection; behind it comes the kind.
pub const RECORDS: &str = "records";

/// One value is told to so many characters; the file has the rest.
const VALUE: usize = 20_000;

/// The documents of all records that `shown` lets through, one per kind, behind a document that lists the kinds. How
/// many are withheld is said there; which they are is not.
pub fn records(subject: &Subject<'_>, shown: &dyn Fn(AnyId) -> bool) -> Vec<Document> {
    let compiled = subject.compiled;
    let model = &compiled.model;
    let mut kinds: BTreeMap<Kind, Vec<AnyId>> = BTreeMap::new();
    let mut withheld = 0;
    for id in model.all() {
        let head = model.head(id);
        if head.removed || !compiled.concerns(subject.product, head) {
            continue;
        }
        match shown(id) {
            true => kinds.entry(id.kind).or_default().push(id),
            false => withheld += 1,
        }
    }
    for ids in kinds.values_mut() {
        ids.sort_by(|a, b| model.head(*a).id.cmp(&model.head(*b).id));
    }
    let places = Places::new(model, kinds.values().flatten().copied());
    let mut documents = vec![list(subject, &kinds, withheld)];
    documents.extend(kinds.iter().map(|(kind, ids)| of_kind(subject, *kind, ids, &places)));
    documents
}

/// The document of a kind.
fn page(kind: Kind) -> String {
    format!("{RECORDS}-{}", kind.name())
}

fn begin(subject: &Subject<'_>, id: String, title: String, summary: String) -> Document {
    Document {
        id,
        title,
        subject: subject.name(),
        summary,
        language: "en".to_owned(),
        date: subject.compiled.today().to_string(),
        ..Document::default()
    }
}

fn list(subject: &Subject<'_>, kinds: &BTreeMap<Kind, Vec<AnyId>>, withheld: usize) -> Document {
    let summary = "what people wrote, record by record; every document here is made of them".to_owned();
    let mut document = begin(subject, RECORDS.to_owned(), "Records".to_owned(), summary);
    let mut table =
        Table::new("Kinds of records", [Column::new("kind"), Column::narrow("records"), Column::wide("what one says")]);
    for (kind, ids) in kinds {
        let to = Target::Document { id: page(*kind), anchor: String::new() };
        table.row::<Cell>([link(to, kind.name()).into(), ids.len().into(), kind.summary().into()]);
    }
    document.lead.push(Block::Table(table));
    if withheld > 0 {
        let said = format!("{withheld} more are withheld from the readers this site is for.");
        document.lead.push(vauban_pages::paragraph([said]));
    }
    document
}

fn of_kind(subject: &Subject<'_>, kind: Kind, ids: &[AnyId], places: &Places) -> Document {
    let summary = kind.summary().to_owned();
    let mut document = begin(subject, page(kind), format!("Records: {}", kind.name()), summary);
    let prose: BTreeMap<AnyId, Block> = texts(subject, kind);
    for id in ids {
        let model = &subject.compiled.model;
        let head = model.head(*id);
        let (file, line) = model.place(*id);
        let mut facts: Vec<(String, Vec<Inline>)> = Vec::new();
        for (key, value) in model.said(*id) {
            if key == "title" {
                continue;
            }
            let cut = value.char_indices().nth(VALUE).map_or(value.len(), |(at, _)| at);
            let mut line = places.linked(model, &value[..cut]);
            if cut < value.len() {
                line.push(plain(" …"));
            }
            facts.push((key.to_owned(), line));
        }
        facts.push(("file".to_owned(), vec![code(format!("{file}:{line}"))]));
        let mut section = Section::new("", "");
        section.anchor = places.of(*id).unwrap_or_default().to_owned();
        section.title = vec![code(head.name())];
        if head.title() != &*head.id {
            section.title.push(plain(format!(" {}", head.title())));
        }
        section.blocks.push(Block::Facts(facts));
        section.blocks.extend(prose.get(id).cloned());
        document.sections.push(section);
    }
    document
}

/// The prose of records that are Markdown files, folded.
fn texts(subject: &Subject<'_>, kind: Kind) -> BTreeMap<AnyId, Block> {
    let model = &subject.compiled.model;
    let world: &dyn World = subject.world;
    let mut found = BTreeMap::new();
    let by_file: BTreeMap<_, AnyId> =
        (model.all().filter(|id| id.kind == kind)).map(|id| (model.head(id).header.file, id)).collect();
    for prose in &model.prose {
        let Some(id) = by_file.get(&prose.file) else { continue };
        let file = model.sources.file(prose.file);
        let text = file.text.get(prose.start as usize..).unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let blocks = prose::blocks(text, &pictures::of(world, &file.path));
        found.insert(*id, Block::Details { summary: vec![plain("Its prose")], blocks });
    }
    found
}

/// Where every record stands.
struct Places {
    anchors: BTreeMap<AnyId, String>,
}

impl Places {
    /// Two names may differ only in what an anchor cannot say: the second gets a number.
    fn new(model: &Model, ids: impl Iterator<Item = AnyId>) -> Places {
        let mut taken = BTreeSet::new();
        let mut anchors = BTreeMap::new();
        for id in ids {
            let first = anchor(&model.head(id).name());
            let mut own = first.clone();
            let mut number = 2;
            while !taken.insert(own.clone()) {
                own = format!("{first}--{number}");
                number += 1;
            }
            anchors.insert(id, own);
        }
        Places { anchors }
    }

    fn of(&self, id: AnyId) -> Option<&str> {
        self.anchors.get(&id).map(String::as_str)
    }

    /// A text in which the names of records lead to them.
    fn linked(&self, model: &Model, text: &str) -> Vec<Inline> {
        let mut line: Vec<Inline> = Vec::new();
        let mut from = 0;
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let Some(begin) = rest.find(inside) else { break };
            let begin = at + begin;
            let end = text[begin..].find(|c| !inside(c)).map_or(text.len(), |more| begin + more);
            at = end;
            let name = text[begin..end].trim_end_matches(['.', '/', '-']);
            if !name.contains('.') {
                continue;
            }
            let Some((id, place)) = model.named(name).and_then(|id| Some((id, self.of(id)?))) else { continue };
            if from < begin {
                line.push(plain(&text[from..begin]));
            }
            line.push(link(Target::Document { id: page(id.kind), anchor: place.to_owned() }, name));
            from = begin + name.len();
        }
        if from < text.len() {
            line.push(plain(&text[from..]));
        }
        line
    }
}
