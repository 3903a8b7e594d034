//! From a world to findings and verdicts: read, assemble, resolve, observe, judge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;
use vauban_analysis::assumptions::Rests;
use vauban_analysis::evidence::{Files, Terms};
use vauban_analysis::independence::Independence;
use vauban_analysis::interfaces::Sheets;
use vauban_analysis::levels::Capability;
use vauban_analysis::responsibilities::Responsibilities;
use vauban_analysis::scope::{product_line, products};
use vauban_analysis::second::SecondLook;
use vauban_analysis::status::Status;
use vauban_analysis::threats::Enumeration;
use vauban_analysis::trace::{Impact, Links};
use vauban_catalog::{Catalogs, Lifecycle};
use vauban_checks::{Depth, Judgement, Levels, Matter, Practices, Reviews, TailoringTold, Traced, judge, unjudged};
use vauban_diagnostics::{Finding, Span};
use vauban_model::{AnyId, ChangeRecord, CountedThere, Date, Facts, Head, Kind, Model, codes, resolve};

use crate::facts::observe;
use crate::load::load;
use crate::past::AsOf;
use crate::rules;
use crate::seals;
use crate::used::{take, use_folders};
use crate::world::{Limits, World};

/// Everything that can be said about a project.
#[derive(Debug)]
pub struct Compilation {
    /// What people wrote.
    pub model: Model,
    /// What tools observed.
    pub facts: Facts,
    /// Catalogs in force.
    pub catalogs: Catalogs,
    /// Everything found, sorted; waived findings are marked.
    pub findings: Vec<Finding>,
    judgement: Judgement,
    statuses: OnceLock<Vec<Status>>,
    today: Date,
    /// Record files read, used folders included.
    pub files: usize,
    /// What could not be told from what is here.
    pub incomplete: Vec<String>,
}

/// Why there is nothing to compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectError {
    /// There is no `vauban.toml`.
    NoProject,
    /// It is there and cannot be read; why.
    Unreadable(String),
}

impl std::fmt::Display for ProjectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ProjectError::NoProject => write!(f, "there is no `vauban.toml` here"),
            ProjectError::Unreadable(why) => write!(f, "`vauban.toml` cannot be read: {why}"),
        }
    }
}

impl std::error::Error for ProjectError {}

/// Compiles a project.
///
/// # Errors
/// Only if there is no `vauban.toml` that can be read; everything else is a finding.
pub fn compile(world: &dyn World) -> Result<Compilation, ProjectError> {
    compiled(world, true, true)
}

/// Compiles a project without running its checks: for a question to the design, whose answer no finding changes.
///
/// # Errors
/// As [`compile`].
pub fn survey(world: &dyn World) -> Result<Compilation, ProjectError> {
    compiled(world, false, true)
}

/// What the tests of a used folder come to there: it is compiled by itself, with its own files and history. What counts
/// for several products of it must count for each.
fn counted_there(world: &dyn World, today: Date) -> Option<CountedThere> {
    let there = compiled(&AsOf::new(world, today), false, false).ok()?;
    let mut counted = there.products().into_iter().map(|product| there.judgement.counted(product, there.matter()));
    let mut all = counted.next().flatten()?;
    for other in counted.flatten() {
        all.tests.retain(|test, came_to| came_to.is_err() || other.tests.get(test).is_some_and(Result::is_ok));
        all.mechanisms.retain(|id| other.mechanisms.contains(id));
        all.requirements.retain(|id| other.requirements.contains(id));
    }
    Some(all)
}

fn compiled(world: &dyn World, checked: bool, outermost: bool) -> Result<Compilation, ProjectError> {
    let listing = world.listing();
    if !listing.files.iter().any(|path| path == "vauban.toml") {
        let refused = listing.problems.iter().find(|(path, _)| path == "vauban.toml");
        return Err(refused.map_or(ProjectError::NoProject, |(_, why)| ProjectError::Unreadable(why.to_string())));
    }
    world.read("vauban.toml").map_err(|why| ProjectError::Unreadable(why.to_string()))?;

    let embedded = Catalogs::embedded();
    let own_rules = rules::read(world, &listing, "");
    // Words that only the project's own knowledge has may stand in its records.
    let (words, _) = embedded.clone().with_threats(&rules::named(&own_rules));
    let mut model = Model::default();
    let mut findings = Vec::new();
    let mut changes: Vec<ChangeRecord> = Vec::new();
    let own = load(world, listing, "", "", 0, false, &words);
    take(&mut model, own.sources, own.records, &mut changes, &mut findings);
    let mut used = use_folders(world, &mut model, &mut changes, &mut findings);
    used.rules.push(own_rules);
    let known = rules::in_force(&used.rules, &model, &mut findings);
    let catalogs = catalogs_in_force(world, &model, known, &mut findings);
    findings.append(&mut resolve(&mut model, changes, &catalogs));
    let (mut facts, mut unreadable) = observe(&model, world, &used.worlds);
    seals::check(&model, world, &used.worlds, &mut facts);
    let today = world.today();
    if outermost {
        let tested: BTreeSet<&str> = model.test_run.iter().map(|run| run.head.folder()).collect();
        let tested: Vec<_> = used.worlds.iter().filter(|(path, _)| tested.contains(path.as_str())).collect();
        let counted =
            tested.par_iter().filter_map(|(path, world)| Some((path.clone(), counted_there(world.as_ref(), today)?)));
        facts.there = counted.collect();
    }
    findings.append(&mut unreadable);

    let mut incomplete = Vec::new();
    match &facts.history {
        None => {
            incomplete
                .push("there is no git history here: dates of records cannot be compared with commits".to_owned());
        }
        Some(history) if !history.complete => {
            incomplete.push("this is a shallow clone: dates of records cannot be compared with commits".to_owned());
        }
        Some(_) => {}
    }
    let mut judgement = match checked {
        true => judge(Matter { model: &model, facts: &facts, catalogs: &catalogs, today }, findings),
        false => unjudged(&model, &facts, findings),
    };
    incomplete.extend(judgement.withheld());
    incomplete.extend(judgement.of_an_organisation(&model, &catalogs));
    let findings = std::mem::take(&mut judgement.findings);
    let files = model.sources.iter().count();
    Ok(Compilation { model, facts, catalogs, findings, judgement, statuses: OnceLock::new(), today, files, incomplete })
}

/// The records of a world, linked, and nothing more: to look at another revision.
pub(crate) fn read_model(world: &dyn World) -> Model {
    let mut model = Model::default();
    let (mut changes, mut findings) = (Vec::new(), Vec::new());
    let own = load(world, world.listing(), "", "", 0, false, Catalogs::embedded());
    take(&mut model, own.sources, own.records, &mut changes, &mut findings);
    drop(use_folders(world, &mut model, &mut changes, &mut findings));
    resolve(&mut model, changes, Catalogs::embedded());
    model
}

/// The built-in catalogs with those of the project beside them, and the edition that decides.
fn catalogs_in_force(world: &dyn World, model: &Model, known: Catalogs, findings: &mut Vec<Finding>) -> Catalogs {
    let mut catalogs = known;
    let Some(wanted) = model.catalogs.iter().find(|record| record.head.folder().is_empty()) else { return catalogs };
    let refuse = |span: Span, why: String| {
        codes::CATALOG_BROKEN
            .at(span, why)
            .subject("catalogs")
            .help("correct it; until then verdicts are given by the built-in edition")
    };
    for path in &wanted.files {
        let text = world
            .evidence(path, Limits::FILE)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()));
        let text = match text {
            Ok(text) => text,
            Err(why) => {
                findings.push(refuse(path.span, format!("`{}` cannot be read: {why}", &**path)));
                continue;
            }
        };
        match Lifecycle::parse(path, &text) {
            Ok(lifecycle) => match catalogs.clone().with_lifecycle(lifecycle) {
                Ok(more) => catalogs = more,
                Err(error) => findings.push(refuse(path.span, error.to_string())),
            },
            Err(errors) => {
                findings.extend(errors.into_iter().map(|error| refuse(path.span, error.to_string())));
            }
        }
    }
    if let Some(edition) = &wanted.lifecycle {
        match catalogs.clone().with_default_lifecycle(edition) {
            Some(chosen) => catalogs = chosen,
            None => {
                let known: Vec<&str> = catalogs.lifecycles().map(|known| known.namespace.as_str()).collect();
                findings.push(refuse(
                    edition.span,
                    format!("edition `{}` is not in force; known: {}", &**edition, known.join(", ")),
                ));
            }
        }
    }
    catalogs
}

impl Compilation {
    fn matter(&self) -> Matter<'_> {
        Matter { model: &self.model, facts: &self.facts, catalogs: &self.catalogs, today: self.today }
    }

    /// The verdict on every requirement, one status for each product. Worked out when first asked for.
    pub fn statuses(&self) -> &[Status] {
        self.statuses.get_or_init(|| self.judgement.statuses(&self.findings, self.matter()))
    }

    /// Products that are judged; one `None` where the project names none.
    pub fn products(&self) -> Vec<Option<AnyId>> {
        products(&self.model)
    }

    /// Defence in depth of a product of [`products`](Self::products), worked out when first asked for.
    pub fn depth(&self, product: Option<AnyId>) -> Option<&Depth> {
        self.judgement.depth(product, self.matter())
    }

    /// Why the depth as of today cannot be known, though there is an answer: issues are kept from this reader.
    pub fn issues_withheld(&self) -> Option<String> {
        self.judgement.issues_withheld()
    }

    /// Threats of a product of [`products`](Self::products), worked out when first asked for.
    pub fn threats(&self, product: Option<AnyId>) -> Option<&Enumeration> {
        self.judgement.threats(product, self.matter())
    }

    /// Reviews of a product of [`products`](Self::products) against what they saw.
    pub fn reviews(&self, product: Option<AnyId>) -> Option<&Reviews> {
        self.judgement.reviews(product, self.matter())
    }

    /// How a product of [`products`](Self::products) answers the design practices, and what looks as if it did not.
    pub fn practices(&self, product: Option<AnyId>) -> Option<Practices> {
        self.judgement.practices(product, self.matter())
    }

    /// Files of evidence, whether they count for a product of [`products`](Self::products), and what decides that.
    pub fn evidence(&self, product: Option<AnyId>) -> Option<(&Files, Terms)> {
        self.judgement.evidence(product, self.matter())
    }

    /// The threads of a product of [`products`](Self::products): threats, mechanisms, requirements, tests, runs.
    pub fn trace(&self, product: Option<AnyId>) -> Option<Traced> {
        self.judgement.trace(product, self.matter())
    }

    /// Links that a product of [`products`](Self::products) remembers, and how their ends stand.
    pub fn links(&self, product: Option<AnyId>) -> Option<&Links> {
        self.judgement.links(product, self.matter())
    }

    /// What must be looked at again if these nodes of a trace change.
    pub fn impact(&self, product: Option<AnyId>, traced: &Traced, from: &[u32]) -> Option<Impact> {
        self.judgement.impact(product, self.matter(), traced, from)
    }

    /// Who answers for what in a product of [`products`](Self::products), and who has shown that they can.
    pub fn responsibilities(&self, product: Option<AnyId>) -> Option<Responsibilities> {
        self.judgement.responsibilities(product, self.matter())
    }

    /// Tailorings of a product of [`products`](Self::products): how each stands, and what keeps it from counting.
    pub fn tailorings(&self, product: Option<AnyId>) -> Vec<TailoringTold> {
        self.judgement.tailorings(product, self.matter())
    }

    /// Context, scope and threats of a product of [`products`](Self::products), each as a tailoring stores it.
    pub fn tailoring_basis(&self, product: Option<AnyId>) -> BTreeMap<String, String> {
        self.judgement.tailoring_basis(product, self.matter())
    }

    /// What rests on each assumption of a product of [`products`](Self::products).
    pub fn assumptions(&self, product: Option<AnyId>) -> Vec<Rests> {
        self.judgement.assumptions(product, self.matter())
    }

    /// Security levels of a product of [`products`](Self::products), and every component requirement everywhere it
    /// applies.
    pub fn levels(&self, product: Option<AnyId>) -> Option<&Levels> {
        self.judgement.levels(product, self.matter())
    }

    /// Which levels a product of [`products`](Self::products) reaches, on one line for each family of requirements.
    pub fn capability(&self, product: Option<AnyId>) -> Option<Capability> {
        self.judgement.capability(product, self.matter())
    }

    /// What a second person has seen of the changes to the code of a product of [`products`](Self::products); `None`
    /// where git says nothing, or nothing here rests on it.
    pub fn second_look(&self, product: Option<AnyId>) -> Option<&SecondLook> {
        self.judgement.second_look(product, self.matter())
    }

    /// Who developed a product of [`products`](Self::products), and how far everybody stood from them.
    pub fn independence(&self, product: Option<AnyId>) -> Option<Independence<'_>> {
        self.judgement.independence(product, self.matter())
    }

    /// Whether a record is about a product of [`products`](Self::products).
    pub fn concerns(&self, product: Option<AnyId>, head: &Head) -> bool {
        self.judgement.concerns(product, head)
    }

    /// The day that everything was judged on.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Interfaces of a product of [`products`](Self::products), with what is asked and known of each.
    pub fn interfaces(&self, product: Option<AnyId>) -> Option<Sheets<'_>> {
        self.judgement.interfaces(product, self.matter())
    }

    /// How many records there are, used folders included.
    pub fn records(&self) -> usize {
        self.model.len()
    }

    /// `ID VERSION` of the first product; empty where none is named.
    pub fn product(&self) -> String {
        let own = self.model.product.iter().position(|product| product.head.folder().is_empty());
        product_line(&self.model, own.map(|at| AnyId { kind: Kind::Product, at: at as u32 }))
    }

    /// The earliest date on which a waiver that covers something ends.
    pub fn next_expiry(&self) -> Option<String> {
        self.findings.iter().filter_map(|finding| Some(finding.waived.as_ref()?.until.clone())).min()
    }
}
