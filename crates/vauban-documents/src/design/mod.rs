//! The secure design document: what SD-1 to SD-4 ask for as one readable book, made from the records and never retyped.
//!
//! A [`Book`] gathers what the analyses answer, once; each chapter orders and words a part of it. Every record has one
//! home in the book, where it is told in words, and its own text in the appendix; [`places`] knows both, and every name
//! that stands anywhere leads there. What is open stands first: in every chapter, and of all chapters on the first page.

mod architecture;
mod assets;
mod book;
mod context;
mod depth;
mod front;
mod interfaces;
mod mechanisms;
mod places;
mod practices;
mod records;
mod reviews;
mod say;
mod state;
mod threats;
mod trace;

use vauban_engine::Compilation;
use vauban_pages::{Document, Section};

use crate::Subject;
use crate::kind::kind;
use book::Book;
use state::Shown;

/// A chapter, and what the first page says of it.
struct Chapter {
    /// What stands in it.
    section: Section,
    /// What is open in it, each in half a line; empty where nothing is.
    open: Vec<String>,
    /// What it comes to where nothing is open.
    settled: String,
}

/// The document. For a release the design as it was in the commit that the release was built from, where there is one.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let shown = Shown::of(subject);
    let then: Option<&Compilation> = shown.compiled.as_ref();
    match then {
        None => write(subject, subject, &shown),
        Some(then) => {
            let product = subject.product.and_then(|id| then.model.named(&subject.compiled.model.head(id).name()));
            let of_then = Subject { compiled: then, product, release: None, ..*subject };
            write(subject, &of_then, &shown)
        }
    }
}

/// Writes what `design` is about; `subject` is who asked.
fn write(subject: &Subject<'_>, design: &Subject<'_>, shown: &Shown) -> Result<Document, String> {
    let kind = kind("design").ok_or("the table of kinds has no `design`")?;
    let book = Book::new(design)?;
    let chapters = [
        context::chapter(&book),
        architecture::chapter(&book),
        assets::chapter(&book),
        interfaces::chapter(&book),
        threats::chapter(&book),
        depth::chapter(&book),
        mechanisms::chapter(&book),
        practices::chapter(&book),
        reviews::chapter(&book),
        trace::chapter(&book),
    ];
    let mut document = subject.begin(kind);
    document.about = front::about(&book, subject, shown);
    document.lead = front::lead(&book, shown, &chapters);
    document.sections.extend(chapters.into_iter().map(|chapter| chapter.section));
    document.sections.push(records::chapter(&book));
    places::mend(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests;
