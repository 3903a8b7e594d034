//! The assessor's dossier: for every requirement and aspect what shows it, who stands behind it, and where to open it.
//!
//! What is open stands first. Then one table has a row for every aspect, one section for every requirement tells the
//! same at length, and the appendix holds each record that is named, as it stands, and each file of evidence with its
//! digest. The rows come from `vauban_answers::dossier`, which packs use as well; here they are ordered and worded.

mod appendix;
mod aspects;
mod decisions;
mod front;
mod links;
mod open;
mod records;
mod requirement;

use vauban_analysis::status::{AspectStatus, RequirementStatus, Status};
use vauban_answers::dossier::{Asked, Items, dossier};
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_pages::{Document, Inline, code, plain};
use vauban_report::pack::{AspectRow, Dossier, RequirementRow};

use crate::kind::kind;
use crate::texts::Texts;
use crate::{Subject, digests};
use links::Links;

/// The dossier of a subject, about its scope.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let items = digests::of(subject.compiled, subject.world);
    let asked =
        Asked { product: subject.product, release: subject.release, scope: subject.scope.to_vec(), ..Asked::default() };
    let told = dossier(subject.compiled, &asked, &items)?;
    let mut document = told_as(subject.compiled, subject.product, &told, &items)?;
    document.subject = subject.name();
    let scope = match subject.scope {
        [] => "every practice".to_owned(),
        some => some.join(", "),
    };
    document.about.push(("scope".to_owned(), vec![plain(scope)]));
    Ok(document)
}

/// The dossier as it was told for a reader. Of a file whose digest `items` keeps back, the text is kept back as well.
///
/// # Errors
/// If there is no verdict on its product.
pub fn told_as(
    compiled: &Compilation,
    product: Option<AnyId>,
    told: &Dossier,
    items: &Items,
) -> Result<Document, String> {
    let kind = kind("dossier").ok_or("the table of kinds has no `dossier`")?;
    let status = compiled.statuses().iter().find(|status| status.product == told.product);
    let status = status.ok_or_else(|| format!("there is no verdict on product `{}`", told.product))?;
    let all = All::new(compiled, product, told, status, items);
    let mut sections = vec![open::section(&all), front::judges(&all)];
    sections.extend(decisions::tailorings(&all));
    sections.extend(decisions::waivers(&all));
    sections.push(aspects::section(&all));
    sections.extend(requirement::practices(&all));
    sections.extend(appendix::sections(&all));
    Ok(Document {
        id: kind.name.to_owned(),
        title: kind.title.to_owned(),
        subject: [told.product.as_str(), told.version.as_str()].join(" ").trim().to_owned(),
        summary: kind.summary.to_owned(),
        language: "en".to_owned(),
        date: told.date.clone(),
        about: front::about(&all),
        lead: front::lead(&all),
        sections,
        landscape: true,
        ..Document::default()
    })
}

/// Everything the parts of a dossier are made of.
struct All<'a> {
    compiled: &'a Compilation,
    product: Option<AnyId>,
    told: &'a Dossier,
    status: &'a Status,
    items: &'a Items,
    links: Links,
    texts: Texts<'a>,
}

/// A requirement with its verdict and with its rows.
#[derive(Clone, Copy)]
struct Requirement<'a> {
    status: &'a RequirementStatus,
    row: &'a RequirementRow,
}

impl<'a> Requirement<'a> {
    /// Its aspects, each with its verdict and with its row.
    fn aspects(self) -> impl Iterator<Item = (&'a AspectStatus, &'a AspectRow)> {
        self.status.aspects.iter().zip(&self.row.aspects)
    }
}

impl<'a> All<'a> {
    fn new(
        compiled: &'a Compilation,
        product: Option<AnyId>,
        told: &'a Dossier,
        status: &'a Status,
        items: &'a Items,
    ) -> All<'a> {
        let links = Links::new(compiled, product, told);
        All { compiled, product, told, status, items, links, texts: Texts::new(&compiled.model) }
    }

    /// The requirements that are in scope, in the order of the catalog.
    fn requirements(&self) -> impl Iterator<Item = Requirement<'a>> + use<'a> {
        let (told, status) = (self.told, self.status);
        told.requirements.iter().filter_map(move |row| {
            let status = status.requirements.iter().find(|one| one.id == row.id)?;
            Some(Requirement { status, row })
        })
    }

    /// The SHA-256 of a file, and whether it is kept back from this reader.
    fn digest(&self, file: &str) -> Digest<'a> {
        match self.items.get(file) {
            Some((_, Some(digest))) => Digest::Known(digest),
            Some((_, None)) => Digest::Withheld,
            None => Digest::Unknown,
        }
    }

    /// What a record says, where its file is not kept back from this reader.
    fn unless_withheld<'t>(&self, id: AnyId, text: &'t str) -> &'t str {
        self.shown(&self.compiled.model.place(id).0, text)
    }

    /// What a file says, where it is not kept back from this reader.
    fn shown<'t>(&self, file: &str, text: &'t str) -> &'t str {
        match self.digest(file) {
            Digest::Withheld => "withheld",
            Digest::Known(_) | Digest::Unknown => text,
        }
    }

    /// The first digits of a file's SHA-256, leading to all of them.
    fn short_digest(&self, file: &str) -> Inline {
        match self.digest(file) {
            Digest::Known(digest) => {
                let short = digest.get(..12).unwrap_or(digest);
                self.links.to_file(file, vec![code(short)])
            }
            Digest::Withheld => plain("withheld"),
            Digest::Unknown => plain("not known"),
        }
    }
}

/// What is known of the digest of a file.
enum Digest<'a> {
    Known(&'a str),
    /// The file is kept back from this reader.
    Withheld,
    /// It is not there, or cannot be read.
    Unknown,
}
