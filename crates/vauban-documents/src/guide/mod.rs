//! The security guide for users (SG-1 to SG-7): one readable book of the prose that people wrote and of the records that
//! users must know.
//!
//! Sections of guidelines come in at their place, by what they say they cover. Options, interfaces, ports, accounts, what
//! the environment must provide and data to remove are tables of records; other records that no section covers appear
//! with what they say to users, and nothing else of them. Ids, paths, threats and decisions are internal: they appear in
//! the draft alone, in notes for the maker. What is missing is never invented.

mod book;
mod chapters;
mod delivery;
mod place;
mod words;

use vauban_answers::guide::reviewed;
use vauban_model::{AnyId, Kind};
use vauban_pages::{Block, Document, Inline, Tone, note, plain};

use crate::Subject;
use crate::kind::kind;
use book::Book;

/// Places that chapters have, which no section of prose may take.
const RESERVED: &[&str] = &[
    "intended-use",
    "defence",
    "environment",
    "hardening",
    "options-table",
    "interfaces-table",
    "ports-table",
    "accounts-chapter",
    "operation",
    "updates",
    "genuine-files",
    "reporting-chapter",
    "support",
    "disposal",
    "changes",
    "manuals",
];

/// The guide; a draft as long as no documentation review saw it as it stands.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    written(subject, false)
}

/// The guide as a draft: with notes for the maker on what is missing.
///
/// # Errors
/// If the product is not one that was judged.
pub fn draft(subject: &Subject<'_>) -> Result<Document, String> {
    written(subject, true)
}

fn written(subject: &Subject<'_>, draft: bool) -> Result<Document, String> {
    let kind = kind("guide").ok_or("the table of kinds has no `guide`")?;
    let compiled = subject.compiled;
    let release = match subject.release {
        Some(at) => Some(AnyId { kind: Kind::Release, at: at as u32 }),
        None => current(subject),
    };
    let told = compiled
        .guidance(subject.product, release)
        .ok_or_else(|| format!("product `{}` is not one that was judged", subject.id()))?;
    let first = told.guidance.first().unwrap_or("en").to_owned();
    let language = subject.language.map_or(first, |wanted| wanted.trim().to_owned());
    let reviewed = reviewed(compiled, subject.product);
    let places = place::place(&compiled.model, &told.guidance, RESERVED);
    let words = words::words(&language);
    let draft = draft || reviewed.is_none();
    let found = book::found(subject);
    let book = Book { subject, told, places, words, language, release, draft, found };

    let mut document = subject.begin(kind);
    words.title.clone_into(&mut document.title);
    words.summary.clone_into(&mut document.summary);
    document.language.clone_from(&book.language);
    document.about = about(&book, reviewed.as_deref());
    if draft {
        let text = Block::Paragraph(vec![plain(words.draft_text)]);
        document.lead.push(note(Tone::Attention, words.draft, [text]));
    }
    let chapters = [
        chapters::intended_use(&book),
        chapters::defence(&book),
        chapters::environment(&book),
        chapters::hardening(&book),
        chapters::accounts(&book),
        chapters::operation(&book),
        delivery::updates(&book),
        delivery::reporting(&book),
        delivery::support(&book),
        chapters::disposal(&book),
        delivery::changes(&book),
        chapters::manuals(&book),
    ];
    document.sections = chapters.into_iter().flatten().collect();
    Ok(document)
}

/// The release that the product as it stands is, or was last: the current one, if it has its version.
fn current(subject: &Subject<'_>) -> Option<AnyId> {
    let id = subject.compiled.current_release(subject.product)?;
    let release = subject.compiled.model.release.get(id.at as usize)?;
    let same = release.version.as_ref().map(|version| version.trim()) == subject.version();
    same.then_some(id)
}

fn about(book: &Book<'_>, reviewed: Option<&str>) -> Vec<(String, Vec<Inline>)> {
    let words = book.words;
    let model = book.model();
    let product = book.subject.product.and_then(|id| model.product.get(id.at as usize));
    let release = book.release.and_then(|id| model.release.get(id.at as usize));
    let name = product.map(|product| book::text(&product.name).unwrap_or(&product.head.id).to_owned());
    let facts = [
        (words.product, name),
        (words.version, book.subject.version().map(str::to_owned)),
        (words.maker, product.and_then(|product| book::text(&product.manufacturer)).map(str::to_owned)),
        (words.released, release.and_then(|release| release.date).map(|day| day.date.to_string())),
        (words.supported, delivery::supported_until(book)),
        (words.reviewed, reviewed.map(str::to_owned)),
        (words.language, Some(words::language(&book.language, words))),
    ];
    facts.into_iter().filter_map(|(name, what)| Some((name.to_owned(), vec![plain(what?)]))).collect()
}
