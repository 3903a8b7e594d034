//! A product with variants, judged design by design: equal designs once, and what they found put together.
//!
//! What is wrong in every design is said once; what is wrong in some says in which variants. Every verdict is that of
//! the worst. Designs are kept in the order of gravity: the worst speaks where only one can be shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use vauban_analysis::scope::Owners;
use vauban_analysis::status::Status;
use vauban_analysis::variants::{Design, Row, designs};
use vauban_checks::{Judgement, Matter, Part, everywhere, judge, tells_more};
use vauban_diagnostics::Finding;
use vauban_model::{AnyId, Date, Facts, Model};

use vauban_catalog::Catalogs;

/// So many designs of a product tell in full what is wrong; of more the worst do.
const IN_FULL: usize = 6;

/// One design of a product, judged.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) product: Option<AnyId>,
    /// The variants that are this design, in the order of the records.
    pub(crate) variants: Vec<AnyId>,
    /// The model without what the variants do not have.
    pub(crate) model: Model,
    pub(crate) judgement: Judgement,
    /// What is wrong in it, by check and subject.
    found: BTreeSet<(&'static str, String)>,
    /// The line of the matrix.
    pub(crate) row: Row,
}

/// What all designs are judged by.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) facts: &'a Arc<Facts>,
    pub(crate) catalogs: &'a Arc<Catalogs>,
    pub(crate) today: Date,
}

impl View {
    /// What its analyses are worked out from.
    pub(crate) fn matter<'a>(&'a self, facts: &'a Facts, catalogs: &'a Catalogs, today: Date) -> Matter<'a> {
        Matter { model: &self.model, facts, catalogs, today }
    }

    /// Ids of its variants.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.variants.iter().map(|id| &*self.model.head(*id).id)
    }
}

/// The designs of a product that has variants; empty for one that has none.
pub(crate) fn of_product(model: &Model, owners: &Owners, product: Option<AnyId>) -> Vec<Design> {
    let found = designs(model, owners, product);
    if found.iter().all(|design| design.variants.is_empty()) { Vec::new() } else { found }
}

/// Judges designs of one product, side by side. `before` are the findings of reading and resolving, which keep broken
/// records from showing anything.
pub(crate) fn judged(
    model: &Model,
    terms: Terms<'_>,
    product: Option<AnyId>,
    designs: Vec<Design>,
    before: &[Finding],
) -> Vec<View> {
    let part = if designs.len() > IN_FULL { Part::Brief } else { Part::Variant };
    let one = |design: Design| {
        let view = model.without(&design.outside);
        let matter = Matter { model: &view, facts: terms.facts, catalogs: terms.catalogs, today: terms.today };
        let mut judgement = judge(matter, before.to_vec(), &[(product, part)]);
        let depth = judgement.depth(product, matter);
        let accepted = depth.map(|depth| depth.accepted.iter().map(|(asset, one)| (*asset, one.depth)).collect());
        let accepted: BTreeMap<AnyId, u32> = accepted.unwrap_or_default();
        let depth = depth.map(|depth| depth.rows.as_slice()).unwrap_or_default();
        let levels = judgement.capability(product, matter);
        let row = Row::new(design.variants.clone(), design.outside.len(), (depth, &accepted), levels.as_ref());
        judgement.forget();
        View { product, variants: design.variants, model: view, judgement, found: BTreeSet::new(), row }
    };
    let mut views: Vec<View> = designs.into_par_iter().map(one).collect();
    for view in &mut views {
        view.row.count(view.judgement.findings.iter());
    }
    views.sort_by_key(|view| Reverse(view.row.badness()));
    if part == Part::Brief {
        in_full(&mut views, terms, product);
    }
    views
}

/// Has the worst of many designs tell in full what is wrong there, as far as no worse one does.
fn in_full(views: &mut [View], terms: Terms<'_>, product: Option<AnyId>) {
    let mut told: BTreeSet<(&'static str, String)> = BTreeSet::new();
    let mut wanted = Vec::new();
    for (at, view) in views.iter().enumerate() {
        let more = view.judgement.findings.iter().filter(|finding| tells_more(finding.code));
        let new: Vec<_> =
            more.map(|finding| (finding.code, finding.subject.clone())).filter(|key| !told.contains(key)).collect();
        if !new.is_empty() && wanted.len() < IN_FULL {
            wanted.push(at);
            told.extend(new);
        }
    }
    let full: Vec<(usize, Vec<Finding>)> = wanted
        .into_par_iter()
        .filter_map(|at| {
            let matter = views.get(at)?.matter(terms.facts, terms.catalogs, terms.today);
            Some((at, judge(matter, Vec::new(), &[(product, Part::Variant)]).findings))
        })
        .collect();
    for (at, full) in full {
        let by: BTreeMap<(&str, &str), &Finding> =
            full.iter().map(|finding| ((finding.code, finding.subject.as_str()), finding)).collect();
        let Some(view) = views.get_mut(at) else { continue };
        for finding in view.judgement.findings.iter_mut().filter(|finding| tells_more(finding.code)) {
            if let Some(full) = by.get(&(finding.code, finding.subject.as_str())) {
                finding.clone_from(full);
            }
        }
    }
}

/// What is wrong in the designs of a product: each said once, with the variants where it is not so in all of them.
///
/// Afterwards the views keep only what of it is theirs.
pub(crate) fn put_together(views: &mut [View]) -> Vec<Finding> {
    let together = merged(views);
    for view in views {
        let found = std::mem::take(&mut view.judgement.findings);
        view.found = found.into_iter().map(|finding| (finding.code, finding.subject)).collect();
    }
    together
}

fn merged(views: &[View]) -> Vec<Finding> {
    let of_all: usize = views.iter().map(|view| view.variants.len()).sum();
    // By what a finding is about: which views have it, in which words.
    let mut about: BTreeMap<(&'static str, &str), BTreeMap<usize, Vec<&Finding>>> = BTreeMap::new();
    for (at, view) in views.iter().enumerate() {
        for finding in &view.judgement.findings {
            about.entry((finding.code, &finding.subject)).or_default().entry(at).or_default().push(finding);
        }
    }
    let mut together = Vec::new();
    for ((code, _), found) in about {
        if everywhere(code) && found.len() < views.len() {
            continue;
        }
        let single = found.values().all(|all| all.len() == 1);
        let mut groups: Vec<(&Finding, Vec<usize>)> = Vec::new();
        for (at, all) in &found {
            for finding in all {
                // One subject with other words in another variant is the same thing: the worst says it.
                let same = |known: &&mut (&Finding, Vec<usize>)| single || same_words(known.0, finding);
                match groups.iter_mut().find(same) {
                    Some((said, views)) => {
                        views.push(*at);
                        if finding.severity > said.severity {
                            *said = finding;
                        }
                    }
                    None => groups.push((finding, vec![*at])),
                }
            }
        }
        for (finding, at) in groups {
            let mut finding = finding.clone();
            let variants: Vec<String> =
                at.iter().filter_map(|at| views.get(*at)).flat_map(View::names).map(str::to_owned).collect();
            if variants.len() < of_all {
                finding.variants = variants;
                finding.variants.sort();
            }
            together.push(finding);
        }
    }
    together
}

fn same_words(one: &Finding, other: &Finding) -> bool {
    one.message == other.message && one.place == other.place
}

/// Counts what is open in every design, and puts the worst first.
pub(crate) fn rank(views: &mut [View], findings: &[Finding]) {
    for view in views.iter_mut() {
        let names: BTreeSet<String> = view.names().map(str::to_owned).collect();
        let mine = findings.iter().filter(|finding| {
            let here = finding.variants.is_empty() || finding.variants.iter().any(|name| names.contains(name));
            here && view.found.contains(&(finding.code, finding.subject.clone()))
        });
        view.row.count(mine);
    }
    views.sort_by_key(|view| Reverse(view.row.badness()));
}

/// The status of a product over its designs: of every aspect the worst.
pub(crate) fn status(views: &[View], findings: &[Finding], terms: Terms<'_>) -> Option<Status> {
    let each: Vec<(String, Status)> = views
        .par_iter()
        .filter_map(|view| {
            let names: Vec<&str> = view.names().collect();
            let mine: Vec<Finding> = findings
                .iter()
                .filter(|finding| {
                    finding.waived.is_some()
                        && (finding.variants.is_empty()
                            || finding.variants.iter().any(|name| names.contains(&name.as_str())))
                })
                .cloned()
                .collect();
            let statuses = view.judgement.statuses(&mine, view.matter(terms.facts, terms.catalogs, terms.today));
            Some((names.first()?.to_string(), statuses.into_iter().next()?))
        })
        .collect();
    let designs: Vec<(&str, &Status)> = each.iter().map(|(name, status)| (name.as_str(), status)).collect();
    Status::over(&designs)
}
