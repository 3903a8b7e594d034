//! What the chapters are written from: the answers of the analyses, each asked for once.

use vauban_analysis::depth::Tier;
use vauban_answers::which::{Chosen, Which};
use vauban_answers::{context, depth, interfaces, levels, practices, review, threats, trace, variants};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Head, Kind, Record, full_name};
use vauban_pages::{Inline, Target, code, plain};
use vauban_report::context::ContextReport;
use vauban_report::depth::DepthReport;
use vauban_report::interfaces::InterfacesReport;
use vauban_report::levels::LevelsReport;
use vauban_report::practices::PracticesReport;
use vauban_report::review::ReviewReport;
use vauban_report::threats::ThreatsReport;
use vauban_report::trace::TraceReport;
use vauban_report::variants::VariantsReport;

use super::places::Places;
use crate::Subject;

/// Paths that are drawn.
const DRAWN: usize = 12;

/// The answers.
pub(super) struct Book<'a> {
    pub(super) compiled: &'a Compilation,
    pub(super) product: Option<AnyId>,
    pub(super) places: Places,
    pub(super) context: ContextReport,
    pub(super) interfaces: InterfacesReport,
    pub(super) threats: Option<ThreatsReport>,
    pub(super) depth: Option<DepthReport>,
    pub(super) levels: Option<LevelsReport>,
    pub(super) practices: Option<PracticesReport>,
    pub(super) reviews: Option<ReviewReport>,
    pub(super) trace: Option<TraceReport>,
    pub(super) variants: VariantsReport,
}

impl<'a> Book<'a> {
    /// Asks everything about a product.
    pub(super) fn new(subject: &Subject<'a>) -> Result<Book<'a>, String> {
        let (compiled, product) = (subject.compiled, subject.product);
        let everything = || Chosen::new(&compiled.model, Which::default());
        let sheets = compiled.interfaces(product);
        let wanted = interfaces::Wanted { only: None, chosen: everything()?, open: false, questions: true };
        let interfaces = sheets.map(|sheets| interfaces::report(compiled, product, &sheets, &wanted));
        let chosen = everything()?;
        let wanted = threats::Wanted {
            element: None,
            states: Vec::new(),
            stride: Vec::new(),
            rule: None,
            least: None,
            all: true,
            digests: false,
            facts: false,
            chosen,
        };
        let threats = compiled.threats(product).map(|found| threats::report(compiled, product, found, &wanted));
        let asked = depth::Asked { lines: true, harden: true, drawn: DRAWN, ..depth::Asked::default() };
        let depth = compiled.depth(product).map(|known| depth::report(compiled, product, known, &asked));
        let depth = depth.transpose().map_err(|unknown| format!("`{}` is no event", unknown.0))?;
        let levels = match compiled.levels(product) {
            Some(told) => {
                let wanted = levels::Wanted::new(compiled, product, told, levels::Options::default())?;
                Some(levels::report(compiled, product, told, &wanted))
            }
            None => None,
        };
        let wanted = trace::Wanted {
            from: None,
            ways: vauban_report::trace::Ways::default(),
            depth: None,
            to_the_end: false,
            chosen: everything()?,
        };
        let trace = compiled.trace(product).map(|traced| trace::report(compiled, product, &traced, &wanted));
        Ok(Book {
            compiled,
            product,
            places: Places::new(&compiled.model),
            context: context::report(compiled, product, &everything()?),
            interfaces: interfaces.unwrap_or_default(),
            threats: threats.transpose()?,
            depth,
            levels,
            practices: practices::report(compiled, product, &everything()?),
            reviews: compiled.reviews(product).map(|told| review::report(compiled, product, told)),
            trace,
            variants: variants::report(compiled, product, Tier::Designed),
        })
    }

    /// Records of a kind that are about the product.
    pub(super) fn each<T>(&self, table: &'a [Record<T>]) -> impl Iterator<Item = &'a Record<T>> + use<'_, 'a, T> {
        table.iter().filter(|record| !record.head.removed && self.compiled.concerns(self.product, &record.head))
    }

    /// Whether somebody stands up for there being no record of a kind.
    pub(super) fn none_stated(&self, kind: Kind) -> bool {
        self.compiled.model.find(Kind::NoneOf, kind.name()).is_some()
    }

    /// The name of a record, leading to where it stands.
    pub(super) fn name(&self, name: &str) -> Inline {
        self.shown(name, vec![code(name)])
    }

    /// The id of a record without its kind, where a heading says that; leading to where it stands.
    pub(super) fn short(&self, name: &str) -> Inline {
        let bare = self.head(name).map_or(name, |head| &head.id);
        self.shown(name, vec![code(bare)])
    }

    /// The id of a record of a kind, leading to where it stands.
    pub(super) fn id(&self, kind: Kind, id: &str) -> Inline {
        self.shown(&full_name(kind, id), vec![code(id)])
    }

    /// Words that lead to where a record stands.
    pub(super) fn shown(&self, name: &str, content: Vec<Inline>) -> Inline {
        Inline::Link { to: Target::Anchor(self.places.home(name)), content }
    }

    /// The title of a record over its name; its name alone where it has no title.
    pub(super) fn titled(&self, head: &Head) -> Vec<Inline> {
        let name = head.name();
        match &head.common.title {
            Some(title) => vec![Inline::Strong(vec![plain(title.trim())]), Inline::Break, self.text_of(&name)],
            None => vec![self.text_of(&name)],
        }
    }

    /// The name of a record, leading to its text in the appendix.
    pub(super) fn text_of(&self, name: &str) -> Inline {
        Inline::Link { to: Target::Anchor(self.places.text(name)), content: vec![code(name)] }
    }

    /// The head of a record by its full name.
    pub(super) fn head(&self, name: &str) -> Option<&'a Head> {
        self.compiled.model.named(name).map(|id| self.compiled.model.head(id))
    }

    /// The title of a record by its full name; its name where it has none.
    pub(super) fn title(&self, name: &str) -> String {
        self.head(name).map_or_else(|| name.to_owned(), |head| head.title().trim().to_owned())
    }
}
