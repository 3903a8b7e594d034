//! From a world to findings and verdicts: read, assemble, resolve, observe, judge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use vauban_analysis::assumptions::Rests;
use vauban_analysis::crosswalk::{Crosswalks, Ground};
use vauban_analysis::editions::{Comparison, Side};
use vauban_analysis::evidence::{Files, Terms};
use vauban_analysis::independence::Independence;
use vauban_analysis::interfaces::Sheets;
use vauban_analysis::levels::Capability;
use vauban_analysis::responsibilities::Responsibilities;
use vauban_analysis::scope::{Owners, product_line, products};
use vauban_analysis::second::SecondLook;
use vauban_analysis::status::Status;
use vauban_analysis::threats::Enumeration;
use vauban_analysis::trace::{Impact, Links};
use vauban_analysis::variants;
use vauban_catalog::{Catalogs, Lifecycle};
use vauban_checks::{
    Depth, Judgement, Levels, Matter, Part, Practices, Reviews, TailoringTold, ToldToUsers, Traced, judge, set_aside,
    unjudged,
};
use vauban_diagnostics::{Finding, Sources, Span, nearest};
use vauban_model::{AnyId, ChangeRecord, CountedThere, Date, Facts, Head, Kind, Model, codes, resolve};

use crate::facts::observe;
use crate::ledger;
use crate::line;
use crate::load::load;
use crate::past::AsOf;
use crate::releases;
use crate::rules;
use crate::seals;
use crate::used::{Used, take, use_folders};
use crate::views::{self, View};
use crate::world::{Limits, World};

/// Everything that can be said about a project.
#[derive(Debug)]
pub struct Compilation {
    /// What people wrote.
    pub model: Model,
    /// What tools observed.
    pub facts: Arc<Facts>,
    /// Catalogs in force.
    pub catalogs: Arc<Catalogs>,
    /// Everything found, sorted; waived findings are marked.
    pub findings: Vec<Finding>,
    judgement: Judgement,
    /// Designs of the products that have variants, product by product, the worst first.
    views: Vec<View>,
    /// The variant that is looked at alone.
    variant: Option<AnyId>,
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
    /// There is no such variant; those that there are.
    NoVariant(String, Vec<String>),
    /// There is no such edition of the process standard; those that there are.
    NoEdition(String, Vec<String>),
}

impl std::fmt::Display for ProjectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ProjectError::NoProject => write!(f, "there is no `vauban.toml` here"),
            ProjectError::Unreadable(why) => write!(f, "`vauban.toml` cannot be read: {why}"),
            ProjectError::NoEdition(asked, known) => {
                let near = nearest(asked, known.iter().map(String::as_str));
                let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                write!(f, "there is no edition `{asked}`{near} (known: {})", known.join(", "))
            }
            ProjectError::NoVariant(asked, known) if known.is_empty() => {
                write!(f, "there is no variant `{asked}`: `vauban.toml` has no `[variant.ID]`")
            }
            ProjectError::NoVariant(asked, known) => {
                let near = nearest(asked, known.iter().map(String::as_str));
                let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                let some: Vec<&str> = known.iter().take(12).map(String::as_str).collect();
                let more = if known.len() > some.len() { ", …" } else { "" };
                write!(f, "there is no variant `{asked}`{near} (known: {}{more})", some.join(", "))
            }
        }
    }
}

impl std::error::Error for ProjectError {}

/// Compiles a project.
///
/// # Errors
/// Only if there is no `vauban.toml` that can be read; everything else is a finding.
pub fn compile(world: &dyn World) -> Result<Compilation, ProjectError> {
    compiled(world, Asked::Everything)
}

/// Compiles one variant of a product as if there were no other: the model has only what the variant has.
///
/// # Errors
/// As [`compile`], and if there is no such variant.
pub fn compile_variant(world: &dyn World, variant: &str) -> Result<Compilation, ProjectError> {
    compiled(world, Asked::Variant(variant))
}

/// Compiles a project by another edition of the process standard than the one that it names: ids without an edition mean
/// that one, and verdicts are given by it.
///
/// # Errors
/// As [`compile`], and if there is no such edition.
pub fn compile_edition(world: &dyn World, edition: &str) -> Result<Compilation, ProjectError> {
    compiled(world, Asked::Edition(edition))
}

/// Compiles a project without running its checks: for a question to the design, whose answer no finding changes. Where
/// a product has variants they are judged all the same, for the worst of them answers.
///
/// # Errors
/// As [`compile`].
pub fn survey(world: &dyn World) -> Result<Compilation, ProjectError> {
    compiled(world, Asked::Design)
}

/// What the tests of a used folder come to there: it is compiled by itself, with its own files and history. What counts
/// for several products of it must count for each.
fn counted_there(world: &dyn World, today: Date) -> Option<CountedThere> {
    let there = compiled(&AsOf::new(world, today), Asked::Tests).ok()?;
    let mut counted = there.products().into_iter().map(|product| there.judgement.counted(product, there.matter()));
    let mut all = counted.next().flatten()?;
    for other in counted.flatten() {
        all.tests.retain(|test, came_to| came_to.is_err() || other.tests.get(test).is_some_and(Result::is_ok));
        all.mechanisms.retain(|id| other.mechanisms.contains(id));
        all.requirements.retain(|id| other.requirements.contains(id));
    }
    Some(all)
}

/// What a project is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked<'a> {
    /// Everything.
    Everything,
    /// A question to the design; no check is run.
    Design,
    /// One variant.
    Variant(&'a str),
    /// Everything, by this edition.
    Edition(&'a str),
    /// What its tests come to, for a project that uses it.
    Tests,
}

fn compiled(world: &dyn World, asked: Asked<'_>) -> Result<Compilation, ProjectError> {
    finish(world, gather(world, Sources::default())?, asked)
}

/// The records of a project and of the folders it uses, put together and not yet linked.
pub(crate) struct Gathered {
    pub(crate) model: Model,
    pub(crate) changes: Vec<ChangeRecord>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) used: Used,
    /// The version line they were put together for.
    pub(crate) line: Option<line::Merged>,
}

/// Reads the records of a project; its files come behind those of `sources`.
pub(crate) fn gather(world: &dyn World, sources: Sources) -> Result<Gathered, ProjectError> {
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
    let first = sources.iter().count() as u32;
    let mut model = Model { sources, ..Model::default() };
    let mut findings = Vec::new();
    let mut changes: Vec<ChangeRecord> = Vec::new();
    let own = load(world, listing, "", "", first, false, &words);
    take(&mut model, own.sources, own.records, &mut changes, &mut findings);
    let mut used = use_folders(world, &mut model, &mut changes, &mut findings);
    used.rules.push(own_rules);
    Ok(Gathered { model, changes, findings, used, line: None })
}

/// Links what was read, observes what it points at, and judges it.
///
/// # Errors
/// If there is no such variant or edition.
pub(crate) fn finish(world: &dyn World, gathered: Gathered, asked: Asked<'_>) -> Result<Compilation, ProjectError> {
    let Gathered { mut model, changes, mut findings, used, line } = gathered;
    let known = rules::in_force(&used.rules, &model, &mut findings);
    let mut catalogs = catalogs_in_force(world, &model, known, &mut findings);
    if let Asked::Edition(edition) = asked {
        let all = catalogs.lifecycles().chain(catalogs.drafts());
        let all: Vec<String> = all.map(|known| known.namespace.clone()).collect();
        catalogs =
            catalogs.with_default_lifecycle(edition).ok_or_else(|| ProjectError::NoEdition(edition.to_owned(), all))?;
    }
    findings.append(&mut resolve(&mut model, changes, &catalogs));
    let line = line.map(|line| line::placed(&model, line, &mut findings));
    let (mut facts, mut unreadable) = observe(&model, world, &used.worlds);
    facts.line = line;
    seals::check(&model, world, &used.worlds, &mut facts);
    releases::check(&model, world, &used.worlds, &mut facts);
    if asked != Asked::Tests {
        facts.ledger = ledger::fact(world);
    }
    let today = world.today();
    if asked != Asked::Tests {
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
    if facts.refs.is_none() && model.line.iter().any(|line| line.git_ref.is_some()) {
        incomplete
            .push("there is no git here: what stands at the refs of version lines cannot be looked at".to_owned());
    }
    let told = Told { model, facts: Arc::new(facts), catalogs: Arc::new(catalogs), today, incomplete };
    match asked {
        Asked::Variant(name) => told.variant(name, findings),
        Asked::Everything | Asked::Edition(_) => Ok(told.family(findings, true)),
        // Which variant is the worst is known only when all are judged.
        Asked::Design => {
            let judged = !told.model.variant.is_empty();
            Ok(told.family(findings, judged))
        }
        Asked::Tests => Ok(told.family(findings, false)),
    }
}

/// A project as it was read, before anything is judged.
struct Told {
    model: Model,
    facts: Arc<Facts>,
    catalogs: Arc<Catalogs>,
    today: Date,
    incomplete: Vec<String>,
}

impl Told {
    fn matter(&self) -> Matter<'_> {
        Matter { model: &self.model, facts: &self.facts, catalogs: &self.catalogs, today: self.today }
    }

    /// Judges every product, those with variants design by design.
    fn family(self, before: Vec<Finding>, checked: bool) -> Compilation {
        let mut views = Vec::new();
        let mut judgement = if checked {
            let owners = Owners::new(&self.model);
            let mut turns = Vec::new();
            for product in products(&self.model) {
                let designs = views::of_product(&self.model, &owners, product);
                turns.push((product, if designs.is_empty() { Part::Whole } else { Part::Family }));
                let terms = views::Terms { facts: &self.facts, catalogs: &self.catalogs, today: self.today };
                views.push(views::judged(&self.model, terms, product, designs, &before));
            }
            judge(self.matter(), before, &turns)
        } else {
            unjudged(&self.model, &self.facts, before)
        };
        let mut findings = std::mem::take(&mut judgement.findings);
        for views in &mut views {
            findings.append(&mut views::put_together(views));
        }
        if checked {
            set_aside(&self.model, self.today, false, &mut findings);
        }
        for views in &mut views {
            views::rank(views, &findings);
        }
        self.compilation(findings, judgement, views.into_iter().flatten().collect(), None)
    }

    /// Judges one variant alone.
    fn variant(mut self, name: &str, before: Vec<Finding>) -> Result<Compilation, ProjectError> {
        let known = || self.model.variant.iter().enumerate().filter(|(_, variant)| !variant.head.removed);
        let found = known().find(|(_, variant)| *variant.head.id == *name || variant.head.name() == name);
        let found = found.map(|(at, _)| AnyId { kind: Kind::Variant, at: at as u32 });
        let product = found.and_then(|id| self.model.variant.get(id.at as usize)?.of.as_ref()?.to());
        let own = |product: &AnyId| products(&self.model).contains(&Some(*product));
        let (Some(id), Some(product)) = (found, product.filter(own)) else {
            let known = known().map(|(_, variant)| variant.head.id.to_string()).collect();
            return Err(ProjectError::NoVariant(name.to_owned(), known));
        };
        let all = views::of_product(&self.model, &Owners::new(&self.model), Some(product));
        let alone = all.len() <= 1;
        if let Some(design) = all.into_iter().find(|design| design.variants.contains(&id)) {
            self.model = self.model.without(&design.outside);
        }
        let mut judgement = judge(self.matter(), before, &[(Some(product), Part::Variant)]);
        let mut findings = std::mem::take(&mut judgement.findings);
        set_aside(&self.model, self.today, true, &mut findings);
        // What answers to nothing here may answer to something in another variant.
        findings.retain(|finding| alone || !vauban_checks::everywhere(finding.code));
        Ok(self.compilation(findings, judgement, Vec::new(), Some(id)))
    }

    fn compilation(
        self,
        findings: Vec<Finding>,
        judgement: Judgement,
        views: Vec<View>,
        variant: Option<AnyId>,
    ) -> Compilation {
        let Told { model, facts, catalogs, today, mut incomplete } = self;
        incomplete.extend(judgement.withheld());
        incomplete.extend(judgement.of_an_organisation(&model, &catalogs));
        let files = model.sources.iter().count();
        let statuses = OnceLock::new();
        Compilation { model, facts, catalogs, findings, judgement, views, variant, statuses, today, files, incomplete }
    }
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
    for name in &wanted.crosswalks {
        catalogs = catalogs.with_draft(name.trim());
        let component = catalogs.component();
        let known = catalogs.framework(name.trim()).is_some()
            || catalogs.lifecycle(name.trim()).is_some()
            || [&component.catalog, &component.namespace].iter().any(|known| *known == name.trim());
        if !known {
            let all = catalogs.frameworks().map(|one| one.id.as_str()).chain([component.catalog.as_str()]);
            let all: Vec<&str> = all.chain(catalogs.lifecycles().map(|one| one.namespace.as_str())).collect();
            findings.push(
                codes::CATALOG_BROKEN
                    .at(name.span, format!("catalog `{}` is not in force; known: {}", name.trim(), all.join(", ")))
                    .subject("catalogs")
                    .help("correct the name; until then nothing is reported by it"),
            );
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

    /// The verdict on every requirement, one status for each product: over all variants, the worst. Worked out when
    /// first asked for.
    pub fn statuses(&self) -> &[Status] {
        self.statuses.get_or_init(|| {
            let whole = self.judgement.statuses(&self.findings, self.matter());
            if self.views.is_empty() {
                return whole;
            }
            let terms = views::Terms { facts: &self.facts, catalogs: &self.catalogs, today: self.today };
            let mut whole = whole.into_iter();
            let one = |product: Option<AnyId>| match self.views_of(product) {
                [] => whole.next(),
                views => views::status(views, &self.findings, terms),
            };
            self.products().into_iter().filter_map(one).collect()
        })
    }

    /// Products that are judged; one `None` where the project names none.
    pub fn products(&self) -> Vec<Option<AnyId>> {
        match self.variant.and_then(|variant| self.model.variant.get(variant.at as usize)) {
            Some(variant) => vec![variant.of.as_ref().and_then(vauban_model::Ref::to)],
            None => products(&self.model),
        }
    }

    /// The matrix of a product's variants: one line for each different design, the worst first; empty for a product
    /// without variants, and where one variant is looked at alone.
    pub fn variants(&self, product: Option<AnyId>) -> Vec<&variants::Row> {
        self.views_of(product).iter().map(|view| &view.row).collect()
    }

    /// The variant that speaks for a product where only one can be shown: the one that is looked at alone, else the
    /// first of the worst design.
    pub fn shown_variant(&self, product: Option<AnyId>) -> Option<AnyId> {
        self.variant.or_else(|| self.views_of(product).first()?.variants.first().copied())
    }

    /// What the analyses of one of its designs are worked out from.
    pub(crate) fn matter_of<'a>(&'a self, view: &'a View) -> Matter<'a> {
        view.matter(&self.facts, &self.catalogs, self.today)
    }

    /// The designs of a product that has variants, the worst first.
    pub(crate) fn views_of(&self, product: Option<AnyId>) -> &[View] {
        let first = self.views.iter().position(|view| view.product == product);
        let own = |from: usize| self.views.get(from..).unwrap_or_default();
        first.map(own).map_or(&[], |rest| {
            let end = rest.iter().position(|view| view.product != product).unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default()
        })
    }

    /// What answers for a product: its worst design, or the whole where it has no variants.
    fn worst(&self, product: Option<AnyId>) -> (&Judgement, Matter<'_>) {
        match self.views_of(product).first() {
            Some(view) => (&view.judgement, view.matter(&self.facts, &self.catalogs, self.today)),
            None => (&self.judgement, self.matter()),
        }
    }

    /// Defence in depth of a product of [`products`](Self::products), worked out when first asked for.
    pub fn depth(&self, product: Option<AnyId>) -> Option<&Depth> {
        let (judgement, matter) = self.worst(product);
        judgement.depth(product, matter)
    }

    /// Why the depth as of today cannot be known, though there is an answer: issues are kept from this reader.
    pub fn issues_withheld(&self) -> Option<String> {
        self.judgement.issues_withheld()
    }

    /// Threats of a product of [`products`](Self::products), worked out when first asked for.
    pub fn threats(&self, product: Option<AnyId>) -> Option<&Enumeration> {
        let (judgement, matter) = self.worst(product);
        judgement.threats(product, matter)
    }

    /// Reviews of a product of [`products`](Self::products) against what they saw.
    pub fn reviews(&self, product: Option<AnyId>) -> Option<&Reviews> {
        self.judgement.reviews(product, self.matter())
    }

    /// How a product of [`products`](Self::products) answers the design practices, and what looks as if it did not.
    pub fn practices(&self, product: Option<AnyId>) -> Option<Practices> {
        let (judgement, matter) = self.worst(product);
        judgement.practices(product, matter)
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
        let (judgement, matter) = self.worst(product);
        judgement.tailorings(product, matter)
    }

    /// Context, scope and threats of a product of [`products`](Self::products), each as a tailoring stores it.
    pub fn tailoring_basis(&self, product: Option<AnyId>) -> BTreeMap<String, String> {
        let (judgement, matter) = self.worst(product);
        judgement.tailoring_basis(product, matter)
    }

    /// What rests on each assumption of a product of [`products`](Self::products).
    pub fn assumptions(&self, product: Option<AnyId>) -> Vec<Rests> {
        let (judgement, matter) = self.worst(product);
        judgement.assumptions(product, matter)
    }

    /// Security levels of a product of [`products`](Self::products), and every component requirement everywhere it
    /// applies.
    pub fn levels(&self, product: Option<AnyId>) -> Option<&Levels> {
        let (judgement, matter) = self.worst(product);
        judgement.levels(product, matter)
    }

    /// Which levels a product of [`products`](Self::products) reaches, on one line for each family of requirements.
    pub fn capability(&self, product: Option<AnyId>) -> Option<Capability> {
        let (judgement, matter) = self.worst(product);
        judgement.capability(product, matter)
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

    /// The release of a product of [`products`](Self::products) that its checks look at: the newest that is not in the
    /// future.
    pub fn current_release(&self, product: Option<AnyId>) -> Option<AnyId> {
        self.judgement.current_release(product, self.matter())
    }

    /// What users of a product of [`products`](Self::products) are told, with one of its releases or as it stands.
    pub fn guidance(&self, product: Option<AnyId>, release: Option<AnyId>) -> Option<ToldToUsers> {
        self.judgement.guidance(product, release, self.matter())
    }

    /// Whether a record is about a product of [`products`](Self::products).
    pub fn concerns(&self, product: Option<AnyId>, head: &Head) -> bool {
        self.judgement.concerns(product, head)
    }

    /// What a product of [`products`](Self::products) answers of other laws and standards; `None` where the product was
    /// not judged.
    pub fn crosswalks(&self, product: Option<AnyId>) -> Option<Crosswalks> {
        let id = product.map_or("", |id| &self.model.head(id).id);
        let status = self.statuses().iter().find(|status| status.product == id)?;
        let said = self.judgement.said(product, self.matter());
        Some(Crosswalks::new(Ground {
            model: &self.model,
            catalogs: &self.catalogs,
            status,
            reached: self.levels(product).map(|levels| &levels.reached),
            said: &said,
            concerns: &|head| self.concerns(product, head),
        }))
    }

    /// This compilation, and one by another edition, side by side; `None` where the product was not judged in both.
    pub fn compare_editions(&self, other: &Compilation, product: Option<AnyId>) -> Option<Comparison> {
        let id = product.map_or("", |id| &self.model.head(id).id);
        let side = |compiled: &'_ Compilation| -> Option<usize> {
            compiled.statuses().iter().position(|status| status.product == id)
        };
        let (before, now) = (side(self)?, side(other)?);
        let from = Side { lifecycle: self.catalogs.default_lifecycle(), status: self.statuses().get(before)? };
        let to = Side { lifecycle: other.catalogs.default_lifecycle(), status: other.statuses().get(now)? };
        Some(Comparison::new(&other.model, &other.catalogs, from, to))
    }

    /// The day that everything was judged on.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Interfaces of a product of [`products`](Self::products), with what is asked and known of each.
    pub fn interfaces(&self, product: Option<AnyId>) -> Option<Sheets<'_>> {
        let (judgement, matter) = self.worst(product);
        judgement.interfaces(product, matter)
    }

    /// How many records there are, used folders included.
    pub fn records(&self) -> usize {
        self.model.len()
    }

    /// `ID VERSION` of the first product, with the variant that is looked at alone; empty where none is named.
    pub fn product(&self) -> String {
        self.line(self.products().first().copied().flatten())
    }

    /// `ID VERSION` of a product, with the variant that is looked at alone.
    pub fn line(&self, product: Option<AnyId>) -> String {
        let line = product_line(&self.model, product);
        match self.variant {
            Some(variant) => format!("{line}, variant {}", self.model.head(variant).id),
            None => line,
        }
    }

    /// The same with the variant whose design speaks for a product where only one can be shown.
    pub fn worst_line(&self, product: Option<AnyId>) -> String {
        let line = self.line(product);
        match (self.shown_variant(product), self.views_of(product).len()) {
            (Some(variant), 1) => format!("{line}, all variants like {}", self.model.head(variant).id),
            (Some(variant), designs) if designs > 1 => {
                format!("{line}, variant {} (worst of {designs} designs)", self.model.head(variant).id)
            }
            _ => line,
        }
    }

    /// The earliest date on which a waiver that covers something ends.
    pub fn next_expiry(&self) -> Option<String> {
        self.findings.iter().filter_map(|finding| Some(finding.waived.as_ref()?.until.clone())).min()
    }
}
