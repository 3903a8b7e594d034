//! From a world to findings and verdicts: read, assemble, resolve, observe, judge.

use std::collections::BTreeMap;
use std::sync::OnceLock;

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
use vauban_diagnostics::{FileId, Finding, Sources, Span};
use vauban_model::{AnyId, ChangeRecord, Date, Facts, FileRecords, Head, Kind, Model, assemble, codes, resolve};

use crate::digest::folder_digest;
use crate::facts::observe;
use crate::line;
use crate::load::load;
use crate::rules;
use crate::seals;
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
    compiled(world, true)
}

/// Compiles a project without running its checks: for a question to the design, whose answer no finding changes.
///
/// # Errors
/// As [`compile`].
pub fn survey(world: &dyn World) -> Result<Compilation, ProjectError> {
    compiled(world, false)
}

fn compiled(world: &dyn World, checked: bool) -> Result<Compilation, ProjectError> {
    Ok(finish(world, gather(world, Sources::default())?, checked))
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
    let mut used = Used::default();
    let chain = vec![world.identity()];
    use_folders(world, "", &chain, &mut model, &mut used, &mut changes, &mut findings);
    used.rules.push(own_rules);
    Ok(Gathered { model, changes, findings, used, line: None })
}

/// Links what was read, observes what it points at, and judges it.
pub(crate) fn finish(world: &dyn World, gathered: Gathered, checked: bool) -> Compilation {
    let Gathered { mut model, changes, mut findings, used, line } = gathered;
    let known = rules::in_force(&used.rules, &model, &mut findings);
    let catalogs = catalogs_in_force(world, &model, known, &mut findings);
    findings.append(&mut resolve(&mut model, changes, &catalogs));
    let line = line.map(|line| line::placed(&model, line, &mut findings));
    let (mut facts, mut unreadable) = observe(&model, world, &used.worlds);
    facts.line = line;
    seals::check(&model, world, &mut facts);
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
    let today = world.today();
    let mut judgement = match checked {
        true => judge(Matter { model: &model, facts: &facts, catalogs: &catalogs, today }, findings),
        false => unjudged(&model, &facts, findings),
    };
    let findings = std::mem::take(&mut judgement.findings);
    let files = model.sources.iter().count();
    Compilation { model, facts, catalogs, findings, judgement, statuses: OnceLock::new(), today, files, incomplete }
}

/// The records of a world, linked, and nothing more: to look at another revision.
pub(crate) fn read_model(world: &dyn World) -> Model {
    let mut model = Model::default();
    let (mut changes, mut findings) = (Vec::new(), Vec::new());
    let own = load(world, world.listing(), "", "", 0, false, Catalogs::embedded());
    take(&mut model, own.sources, own.records, &mut changes, &mut findings);
    let chain = vec![world.identity()];
    use_folders(world, "", &chain, &mut model, &mut Used::default(), &mut changes, &mut findings);
    resolve(&mut model, changes, Catalogs::embedded());
    model
}

fn take(
    model: &mut Model,
    sources: Vec<vauban_diagnostics::SourceFile>,
    records: Vec<(FileId, FileRecords)>,
    changes: &mut Vec<ChangeRecord>,
    findings: &mut Vec<Finding>,
) {
    for source in sources {
        model.sources.add(source);
    }
    let (mut more, mut found) = assemble(model, records);
    changes.append(&mut more);
    findings.append(&mut found);
}

/// What used folders bring: their worlds, for files that records point at, and their threat knowledge, those used in
/// turn first.
#[derive(Default)]
pub(crate) struct Used {
    pub(crate) worlds: Vec<(String, Box<dyn World>)>,
    pub(crate) rules: Vec<Vec<rules::RuleFile>>,
}

/// Reads the folders named by `[use.ID]`, and those that they use in turn.
fn use_folders(
    world: &dyn World,
    folder: &str,
    chain: &[String],
    model: &mut Model,
    used: &mut Used,
    changes: &mut Vec<ChangeRecord>,
    findings: &mut Vec<Finding>,
) {
    let wanted: Vec<vauban_model::Record<vauban_model::kinds::Use>> =
        model.used.iter().filter(|record| record.head.folder() == folder).cloned().collect();
    for record in wanted {
        let id = record.head.id.to_string();
        let name = record.head.name();
        let opened = match (&record.path, &record.git, &record.rev) {
            (Some(path), None, _) => world.folder(path),
            (None, Some(git), Some(rev)) => world.revision(git, rev, record.folder.as_deref().map(AsRef::as_ref)),
            (None, Some(_), None) => Err("`git` needs `rev`: a commit, tag or branch".to_owned()),
            _ => Err("it needs either `path`, or `git` and `rev`".to_owned()),
        };
        let other = match opened {
            Ok(other) => other,
            Err(why) => {
                let finding = codes::USE_UNREADABLE.at(record.head.header, format!("`{name}` cannot be read: {why}"));
                findings.push(
                    finding
                        .subject(name)
                        .help("correct `path`, or `git` and `rev`; what it holds is missing until then"),
                );
                continue;
            }
        };
        let identity = other.identity();
        if chain.contains(&identity) || chain.len() > Limits::USES {
            let why = if chain.contains(&identity) {
                "leads back to a folder that uses it"
            } else {
                "lies too many folders deep"
            };
            let finding = codes::USE_CYCLE.at(record.head.header, format!("`{name}` {why}"));
            findings.push(finding.subject(name).help("take one of the `[use.ID]` out of the circle"));
            continue;
        }
        let first = model.sources.iter().count() as u32;
        let listing = other.listing();
        let own_rules = rules::read(other.as_ref(), &listing, &id);
        let (words, _) = Catalogs::embedded().clone().with_threats(&rules::named(&own_rules));
        let loaded = load(other.as_ref(), listing, &id, &id, first, record.digest.is_some(), &words);
        if let Some(stored) = &record.digest {
            let actual = folder_digest(&loaded.digests);
            if stored.0.strip_prefix("sha256:") != Some(actual.as_str()) {
                let finding =
                    codes::USE_CHANGED.at(stored.0.span, format!("`{name}` has changed since its digest was stored"));
                findings.push(
                    finding
                        .subject(name)
                        .help(format!("look at what changed, then store `digest = \"sha256:{actual}\"`")),
                );
            }
        }
        take(model, loaded.sources, loaded.records, changes, findings);
        let mut longer = chain.to_vec();
        longer.push(identity);
        use_folders(other.as_ref(), &id, &longer, model, used, changes, findings);
        used.rules.push(own_rules);
        used.worlds.push((id, other));
    }
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
