//! What a document is about.

use vauban_analysis::status::Status;
use vauban_engine::{Compilation, World};
use vauban_model::AnyId;
use vauban_pages::Document;

use crate::kind::Kind;

/// What a document is about: a product, or one of its releases, as a compilation knows it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Everything that can be said about the project.
    pub compiled: &'a Compilation,
    /// The files it was compiled from: for pictures, digests and the text of records.
    pub world: &'a dyn World,
    /// The product; none where the project names none.
    pub product: Option<AnyId>,
    /// The release, by its place among the releases of the model; none for the product as it stands.
    pub release: Option<usize>,
    /// The language wanted (BCP 47); none for the language that the product's prose is written in.
    pub language: Option<&'a str>,
    /// Practices and requirements that a dossier is about, as `SD` or `SD-3`; empty for all of them.
    pub scope: &'a [String],
}

impl Subject<'_> {
    /// The id of the product; empty where the project names none.
    pub fn id(&self) -> &str {
        self.product.map_or("", |id| &self.compiled.model.head(id).id)
    }

    /// Name and version, as `EG-200 Edge Gateway 2.4.0`.
    pub fn name(&self) -> String {
        let Some(product) = self.product.and_then(|id| self.compiled.model.product.get(id.at as usize)) else {
            return String::new();
        };
        let name = product.name.as_ref().map_or(&*product.head.id, |name| name.trim());
        match self.version() {
            Some(version) => format!("{name} {version}"),
            None => name.to_owned(),
        }
    }

    /// The version it is about: that of the release, else of the product.
    pub fn version(&self) -> Option<&str> {
        let model = &self.compiled.model;
        let of_release = self.release.and_then(|at| model.release.get(at)?.version.as_ref());
        let of_product = || self.product.and_then(|id| model.product.get(id.at as usize)?.version.as_ref());
        of_release.or_else(of_product).map(|version| version.trim())
    }

    /// The verdicts on the product.
    ///
    /// # Errors
    /// If the product is not one that was judged.
    pub fn status(&self) -> Result<&Status, String> {
        let id = self.id();
        let found = self.compiled.statuses().iter().find(|status| status.product == id);
        found.ok_or_else(|| format!("there is no verdict on product `{id}`"))
    }

    /// A document of a kind about this, with nothing in it yet.
    pub fn begin(&self, kind: &Kind) -> Document {
        Document {
            id: kind.name.to_owned(),
            title: kind.title.to_owned(),
            subject: self.name(),
            summary: kind.summary.to_owned(),
            language: "en".to_owned(),
            date: self.compiled.today().to_string(),
            ..Document::default()
        }
    }
}
