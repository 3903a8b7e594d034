//! Who may see which file: the same for a pack and for a site.

use std::collections::BTreeSet;

use vauban_engine::Compilation;
use vauban_model::{AnyId, Evidence, Kind};
use vauban_pack::Level;

/// Files and folders that somebody said something of.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) internal: &'a [String],
    pub(crate) assessor: &'a [String],
    pub(crate) customer: &'a [String],
}

/// Who may see which file.
pub(crate) struct Readers<'a> {
    named: Named<'a>,
    internal: BTreeSet<String>,
    customer: BTreeSet<String>,
}

impl<'a> Readers<'a> {
    pub(crate) fn new(compiled: &Compilation, named: Named<'a>) -> Readers<'a> {
        let model = &compiled.model;
        let mut internal = BTreeSet::new();
        // Issues that users have not been told of are nobody else's business.
        for (at, issue) in model.issue.iter().enumerate() {
            if issue.disclosed.is_none() && issue.closed.is_none() {
                internal.insert(model.place(AnyId { kind: Kind::Issue, at: at as u32 }).0);
            }
        }
        let mut customer = BTreeSet::new();
        let path = |evidence: &Evidence| vauban_analysis::evidence::path_of(model, evidence).map(str::to_owned);
        customer.extend(model.release.iter().flat_map(|release| &release.sbom).filter_map(path));
        customer.extend(model.manual.iter().filter_map(|manual| manual.file.as_ref()).filter_map(path));
        for at in 0..model.guideline.len() {
            customer.insert(model.place(AnyId { kind: Kind::Guideline, at: at as u32 }).0);
        }
        Readers { named, internal, customer }
    }

    /// Who may see a file; `own` is whether it is of the project itself, not of a folder or revision that it uses.
    pub(crate) fn of(&self, path: &str, own: bool) -> Level {
        // What somebody said comes first, and the stricter of two words counts.
        if among(path, self.named.internal) {
            return Level::Internal;
        }
        if !own || among(path, self.named.assessor) {
            return Level::Assessor;
        }
        if self.internal.contains(path) {
            return Level::Internal;
        }
        if among(path, self.named.customer) || self.customer.contains(path) {
            return Level::Customer;
        }
        Level::Assessor
    }

    /// Whether somebody said that a file is not for customers.
    pub(crate) fn kept_from_customers(&self, path: &str) -> bool {
        among(path, self.named.internal) || among(path, self.named.assessor)
    }
}

/// Whether a file is one of these, or in a folder that is.
fn among(path: &str, named: &[String]) -> bool {
    (named.iter().map(|one| one.trim_end_matches('/')))
        .any(|one| path == one || path.strip_prefix(one).is_some_and(|rest| rest.starts_with('/')))
}
