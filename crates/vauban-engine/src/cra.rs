//! How a product of a compilation stands under the Cyber Resilience Act: the analysis, given what the rest found out.

use vauban_analysis::cra::{Blocking, Cra, Ground};
use vauban_analysis::scope::Owners;
use vauban_diagnostics::{Finding, Severity};
use vauban_model::AnyId;

use crate::compile::Compilation;

impl Compilation {
    /// How a product of [`products`](Self::products) stands under the Cyber Resilience Act, for a release or, without
    /// one, as of its current release; `None` for a project that names no product, or where no catalog holds the Act.
    pub fn cra(&self, product: Option<AnyId>, release: Option<AnyId>) -> Option<Cra> {
        let named = product?;
        let at = self.products().iter().position(|one| *one == product);
        let levels = self.levels(product);
        let traced = self.trace(product)?;
        let blocking: Vec<Blocking> = self.open_errors(product).map(|finding| self.blocking(finding)).collect();
        let none = std::collections::BTreeMap::new();
        Cra::new(Ground {
            model: &self.model,
            facts: &self.facts,
            catalogs: &self.catalogs,
            owners: &Owners::new(&self.model),
            product: named,
            release,
            current: self.current_release(product),
            status: at.and_then(|at| self.statuses().get(at)),
            reached: levels.map(|levels| &levels.reached),
            unverified: levels.map_or(&none, |levels| &levels.unverified),
            proven: &traced.proven,
            blocking: &blocking,
            today: self.today(),
        })
    }

    /// Errors about a product that nobody set aside.
    fn open_errors(&self, product: Option<AnyId>) -> impl Iterator<Item = &Finding> {
        let several = self.products().len() > 1;
        self.findings.iter().filter(move |finding| {
            let of = self.model.named(finding.subject.split('#').next().unwrap_or_default());
            let mine = !several || of.is_none_or(|id| self.concerns(product, self.model.head(id)));
            finding.severity == Severity::Error && finding.waived.is_none() && mine
        })
    }

    fn blocking(&self, finding: &Finding) -> Blocking {
        let place = finding.place.as_ref().map_or_else(String::new, |label| {
            let file = self.model.sources.file(label.span.file);
            format!("{}:{}", file.path, self.model.sources.place(label.span).line)
        });
        Blocking { code: finding.code.to_string(), message: finding.message.clone(), place }
    }
}
