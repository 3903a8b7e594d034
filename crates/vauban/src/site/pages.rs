//! Which documents a site has, for whom, and how they become files.

use std::collections::{BTreeMap, BTreeSet};

use vauban_documents::{KINDS, RECORDS, Subject, Withheld, index, records};
use vauban_model::AnyId;
use vauban_pack::Level;
use vauban_pages::html::{self, Collection, Entry};
use vauban_pages::{Document, Tone, note, paragraph};

use crate::pack::readers::Readers;

/// The file with the words of all pages.
const INDEX: &str = "search.js";

/// Who may read a kind of document. One that nobody has thought of is not for customers.
fn level(kind: &str) -> Level {
    match kind {
        "status" => Level::Internal,
        "guide" | "declaration" => Level::Customer,
        _ => Level::Assessor,
    }
}

/// What came of it.
pub(crate) struct Made {
    /// The files, by name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Documents that could not be made, each with why.
    pub(crate) refused: Vec<(&'static str, String)>,
    /// Places that were withheld.
    pub(crate) withheld: usize,
}

/// The pages of a site for a reader.
pub(crate) fn make(subject: &Subject<'_>, readers: &Readers<'_>, reader: Level) -> Result<Made, String> {
    let model = &subject.compiled.model;
    let of_record = |id: AnyId| {
        let head = model.head(id);
        readers.of(&model.place(id).0, head.folder().is_empty())
    };
    // A customer's document says what its author put into it; what it never says is what is internal, and what
    // somebody kept from customers by name.
    let hidden = |id: AnyId| match reader {
        Level::Internal => false,
        Level::Assessor => of_record(id) == Level::Internal,
        Level::Customer => of_record(id) == Level::Internal || readers.kept_from_customers(&model.place(id).0),
    };
    let withheld = Withheld::new(model, &hidden)?;
    let mut refused = Vec::new();
    let mut told: Vec<Document> = Vec::new();
    for kind in KINDS.iter().filter(|kind| level(kind.name) >= reader) {
        match (kind.build)(subject) {
            Ok(document) => told.push(document),
            // A declaration that must not be made yet does not keep the other pages from being read.
            Err(why) => refused.push((kind.name, why)),
        }
    }
    let mut recorded = records(subject, &|id| of_record(id) >= reader);
    let mut count = 0;
    for document in told.iter_mut().chain(&mut recorded) {
        count += withheld.take_out(document);
    }
    let front = front(subject, &told, &recorded, &refused, reader);
    let mut all = vec![front];
    all.append(&mut told);
    all.append(&mut recorded);
    Ok(Made { files: files(&all), refused, withheld: count })
}

/// The page that everything is reached from.
fn front(
    subject: &Subject<'_>,
    told: &[Document],
    recorded: &[Document],
    refused: &[(&'static str, String)],
    reader: Level,
) -> Document {
    let mut listed: Vec<Document> = told.to_vec();
    listed.extend(recorded.first().cloned());
    let mut front = index(&listed);
    front.subject = subject.name();
    front.date = subject.compiled.today().to_string();
    let who = match reader {
        Level::Internal => "This site shows everything: it is for the manufacturer alone.",
        Level::Assessor => "This site is for assessors and authorities: what is internal is withheld.",
        Level::Customer => "This site is for customers: it shows what is published for them.",
    };
    front.lead.insert(0, paragraph([who]));
    if !refused.is_empty() {
        let lines = refused.iter().map(|(kind, why)| paragraph([format!("{kind}: {why}")]));
        front.lead.push(note(Tone::Attention, "Documents that cannot be made yet", lines));
    }
    front
}

fn files(documents: &[Document]) -> BTreeMap<String, Vec<u8>> {
    let split = |id: &str| id.strip_prefix(RECORDS).is_some_and(|rest| rest.starts_with('-'));
    let entries = documents.iter().filter(|document| !split(&document.id));
    let collection = Collection {
        entries: entries.map(|one| Entry { id: one.id.clone(), title: one.title.clone() }).collect(),
        pages: documents.iter().map(|one| one.id.clone()).collect::<BTreeSet<String>>(),
        index: Some(INDEX),
    };
    let mut files: BTreeMap<String, Vec<u8>> = documents
        .iter()
        .map(|one| (format!("{}.html", one.id), html::page_of(one, &collection).into_bytes()))
        .collect();
    files.insert(INDEX.to_owned(), html::index_file(documents).into_bytes());
    files
}
