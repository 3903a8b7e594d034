//! From what checks saw and people stated to verdicts, by the nine points of "How a verdict is decided".
//!
//! - Nothing is met over nothing: an aspect that no record shows is missing, unless a valid `[none.KIND]`
//!   says that there is nothing to show; then it is met, *stated*.
//! - A finding keeps the aspects it names from being met. Waived findings turn the run green, not the verdict.
//! - A statement answers what the catalog leaves to people; what it marks `compute` only as an override.
//! - A record that could not be read completely shows nothing completely.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::assumptions::{Rests, rests};
use vauban_analysis::crosswalk::Said;
use vauban_analysis::depth::Tier;
use vauban_analysis::evidence::{Files, Terms};
use vauban_analysis::guidance::{self, Guidance, Owed};
use vauban_analysis::independence::Independence;
use vauban_analysis::interfaces::{Known, Register, Sheets};
use vauban_analysis::levels::Capability;
use vauban_analysis::maturity;
use vauban_analysis::responsibilities::Responsibilities;
use vauban_analysis::scope::products;
use vauban_analysis::second::SecondLook;
use vauban_analysis::status::{
    AspectStatus, By, Evidence, LeftOut, PracticeStatus, RequirementStatus, Status, Verdict, next_of,
};
use vauban_analysis::threats::Enumeration;
use vauban_analysis::trace::{Impact, Links};
use vauban_catalog::Catalogs;
use vauban_catalog::lifecycle::{Aspect, Automation, Basis, Practice, Requirement, Scope};
use vauban_diagnostics::{Finding, Severity};
use vauban_model::{AnyId, CountedThere, Date, Facts, Head, Kind, Model, StatedVerdict};

use crate::check::{Check, EDITION, LooksAt, Outcome, Part};
use crate::clauses;
use crate::context::{Context, Late, Lookup, said};
use crate::depth::Depth;
use crate::organisation;
use crate::practice::{sd, sg, svv};
use crate::practised::Practices;
use crate::reached::Levels;
use crate::registry;
use crate::reviewed::Reviews;
use crate::tailored;
use crate::traced::Traced;
use crate::waiver;
use crate::withheld::Withheld;

/// What each check saw.
type Outcomes = Vec<(&'static Check, Outcome)>;

/// One product's turn.
#[derive(Debug)]
struct Run {
    product: Option<AnyId>,
    part: Part,
    outcomes: Outcomes,
    late: Late,
}

/// What the checks came to: findings, and what verdicts are made of.
#[derive(Debug)]
pub struct Judgement {
    /// Everything found, those of reading included, in the order of files and lines; waived ones are marked.
    pub findings: Vec<Finding>,
    /// What each check saw, for each product.
    runs: Vec<Run>,
    /// Records that could not be read completely.
    broken: BTreeSet<String>,
    /// Folders that are kept from this reader, and the records that rest on them.
    withheld: Withheld,
    /// What points at what, worked out once for checks and verdicts.
    lookup: Lookup,
}

/// What users of a product are told, and what they must be told.
#[derive(Clone, Debug)]
pub struct ToldToUsers {
    /// Sections, languages, and where each record is told.
    pub guidance: Guidance,
    /// The records that users must be told about.
    pub owed: Vec<Owed>,
    /// The records whose own texts users read: those that are translated.
    pub speaking: Vec<AnyId>,
}

/// What is judged: everything that people wrote and tools observed, by these catalogs, as of one day.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// What people wrote.
    pub model: &'a Model,
    /// What tools observed.
    pub facts: &'a Facts,
    /// All catalogs in force.
    pub catalogs: &'a Catalogs,
    /// Today.
    pub today: Date,
}

/// Runs the checks for products, each as far as it is to be judged here.
///
/// `before` are the findings of reading and resolving. Waivers are not looked at: [`set_aside`] does that, once all
/// variants are judged.
pub fn judge(matter: Matter<'_>, before: Vec<Finding>, turns: &[(Option<AnyId>, Part)]) -> Judgement {
    let Matter { model, facts, .. } = matter;
    let lookup = Lookup::new(model, facts);
    let mut findings = before;
    let broken = broken_records(&findings);
    let withheld = Withheld::new(model);
    let mut runs = Vec::new();
    for (product, part) in turns.iter().copied() {
        let late = Late::default();
        let context = context(matter, (product, part), &lookup, &late);
        let mut outcomes: Outcomes = registry::checks()
            .filter(|check| part.takes(check.looks_at))
            .map(|check| {
                let mut outcome = Outcome::default();
                (check.run)(&context, &mut outcome);
                withheld.settle(check, &mut outcome);
                (check, outcome)
            })
            .collect();
        for (_, outcome) in &mut outcomes {
            // Verdicts need less of a finding than people do.
            let short = outcome.findings.iter().map(Finding::in_short).collect();
            findings.append(&mut std::mem::replace(&mut outcome.findings, short));
        }
        runs.push(Run { product, part, outcomes, late });
    }
    organisation::only_its_own(model, matter.catalogs, &mut findings);
    tidy(&mut findings);
    Judgement { findings, runs, broken, withheld, lookup }
}

/// The same without running any check: no findings of checks and no verdicts, only what is worked out when asked for.
pub fn unjudged(model: &Model, facts: &Facts, before: Vec<Finding>) -> Judgement {
    let lookup = Lookup::new(model, facts);
    let mut findings = before;
    let broken = broken_records(&findings);
    let withheld = Withheld::new(model);
    tidy(&mut findings);
    let run = |product| Run { product, part: Part::Whole, outcomes: Outcomes::new(), late: Late::default() };
    Judgement { findings, runs: products(model).into_iter().map(run).collect(), broken, withheld, lookup }
}

/// Marks the findings that waivers cover, adds what is wrong with waivers, and tells in one line what belongs to a used
/// organisation or rests on a folder that is not here; the order is as before.
///
/// `alone` where the model is that of one variant.
pub fn set_aside(model: &Model, today: Date, alone: bool, findings: &mut Vec<Finding>) {
    waiver::apply(model, today, alone, findings);
    organisation::roll_up(model, findings);
    Withheld::new(model).tell(model, findings);
    tidy(findings);
}

fn context<'a>(
    matter: Matter<'a>,
    (product, part): (Option<AnyId>, Part),
    lookup: &'a Lookup,
    late: &'a Late,
) -> Context<'a> {
    let Matter { model, facts, catalogs, today } = matter;
    let in_force = catalogs.default_lifecycle();
    let lifecycle = catalogs.lifecycle(EDITION).unwrap_or(in_force);
    Context { model, facts, catalogs, lifecycle, in_force, product, today, brief: part == Part::Brief, lookup, late }
}

/// Proofs of competence whose evidence can be opened.
fn proofs(cx: &Context<'_>) -> BTreeSet<AnyId> {
    let all = cx.each(Kind::Competence, &cx.model.competence);
    all.filter(|(_, proof)| cx.evidence(&proof.evidence).is_ok()).map(|(id, _)| id).collect()
}

/// Ids under which checks ask for an aspect: its own in their edition, what it carries over in another.
fn asked_as<'a>(in_force: &str, aspect: &'a Aspect) -> Vec<&'a str> {
    if in_force == EDITION {
        return vec![&aspect.id];
    }
    let carried = aspect.carries_over.iter().filter_map(|id| id.strip_prefix(EDITION)?.strip_prefix('/'));
    carried.collect()
}

impl Judgement {
    /// Lets go of what can be worked out again; what the checks found stays.
    pub fn forget(&mut self) {
        for run in &mut self.runs {
            run.late = Late::default();
        }
    }

    /// Defence in depth of a product, `None` for a project that names none; worked out when first asked for.
    pub fn depth<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<&'a Depth> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(self.context(run, matter).depth())
    }

    /// Threats of a product, `None` for a project that names none; worked out when first asked for.
    pub fn threats<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<&'a Enumeration> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(self.context(run, matter).threats())
    }

    /// The interfaces of a product, with what is asked and known of each.
    pub fn interfaces<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<Sheets<'a>> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        let cx = self.context(run, matter);
        let register = Register::new(matter.model, matter.catalogs, &self.lookup.owners, product);
        let known = Known { threats: cx.threats(), rows: &cx.depth().rows, today: matter.today };
        Some(Sheets::new(register, known, sd::looked(&cx)))
    }

    /// What cannot be told because a folder is kept from this reader: one sentence for each.
    pub fn withheld(&self) -> Vec<String> {
        self.withheld.sentences()
    }

    /// What is not judged, where the project is an organisation's folder.
    pub fn of_an_organisation(&self, model: &Model, catalogs: &Catalogs) -> Option<String> {
        organisation::is(model).then(|| organisation::not_asked(catalogs))
    }

    /// Why the depth as of today cannot be known: a folder that is kept from this reader may hold issues.
    pub fn issues_withheld(&self) -> Option<String> {
        self.withheld.issues()
    }

    /// What the tests of a product come to, for projects that use its folder.
    pub fn counted(&self, product: Option<AnyId>, matter: Matter<'_>) -> Option<CountedThere> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(svv::counted(&self.context(run, matter)))
    }

    /// The reviews of a product, `None` for a project that names none.
    pub fn reviews<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<&'a Reviews> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(self.context(run, matter).reviews())
    }

    /// Files of evidence, whether they count for a product, and what decides that.
    pub fn evidence<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<(&'a Files, Terms)> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        let cx = self.context(run, matter);
        Some((cx.files(), cx.terms()))
    }

    /// What a second person has seen of the changes to a product's code; `None` also where git says nothing.
    pub fn second_look<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<&'a SecondLook> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        self.context(run, matter).second_look()
    }

    /// Who developed a product, and how far everybody stood from them.
    pub fn independence<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<Independence<'a>> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(self.context(run, matter).independence())
    }

    /// The newest release of a product that is not in the future: the one that checks of releases look at.
    pub fn current_release(&self, product: Option<AnyId>, matter: Matter<'_>) -> Option<AnyId> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        self.context(run, matter).current_release().map(|(id, _)| id)
    }

    /// What users of a product are told, with one of its releases or as it stands; and the records that say something
    /// to them.
    pub fn guidance(&self, product: Option<AnyId>, release: Option<AnyId>, matter: Matter<'_>) -> Option<ToldToUsers> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        let cx = self.context(run, matter);
        let guidance = match release {
            None => cx.guidance().clone(),
            of => Guidance::new(matter.model, matter.facts, &self.lookup.owners, product, of),
        };
        let owed = guidance::owed(matter.model, &self.lookup.owners, product);
        Some(ToldToUsers { guidance, owed, speaking: sg::speaking(&cx) })
    }

    /// What people state about clauses of other laws and standards, and what keeps it from counting.
    pub fn said(&self, product: Option<AnyId>, matter: Matter<'_>) -> Vec<Said> {
        let run = self.runs.iter().find(|run| run.product == product);
        let mut all = run.map(|run| clauses::said(&self.context(run, matter))).unwrap_or_default();
        for said in all.iter_mut().filter(|said| said.flaw.is_none()) {
            if self.broken.contains(&matter.model.head(said.record).name()) {
                said.flaw = Some("the statement has errors of its own".to_owned());
            }
        }
        all
    }

    /// Whether a record is about a product.
    pub fn concerns(&self, product: Option<AnyId>, head: &Head) -> bool {
        self.lookup.concerns(product, head)
    }

    fn context<'a>(&'a self, run: &'a Run, matter: Matter<'a>) -> Context<'a> {
        context(matter, (run.product, run.part), &self.lookup, &run.late)
    }

    /// How a product answers the design practices, `None` for a project that names none.
    pub fn practices(&self, product: Option<AnyId>, matter: Matter<'_>) -> Option<Practices> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(Practices::new(&self.context(run, matter)))
    }

    /// Who answers for what in a product, `None` for a project that names none.
    pub fn responsibilities(&self, product: Option<AnyId>, matter: Matter<'_>) -> Option<Responsibilities> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        let cx = self.context(run, matter);
        let scope = (&self.lookup.owners, product);
        Some(Responsibilities::new(matter.model, cx.in_force, scope, &proofs(&cx), matter.today))
    }

    /// The tailorings of a product, `None` for a project that names none: how each stands, and what keeps it from
    /// counting.
    pub fn tailorings(&self, product: Option<AnyId>, matter: Matter<'_>) -> Vec<tailored::Told> {
        let run = self.runs.iter().find(|run| run.product == product);
        run.map(|run| tailored::told(&self.context(run, matter))).unwrap_or_default()
    }

    /// Context, scope and threats of a product, each as a tailoring stores it.
    pub fn tailoring_basis(&self, product: Option<AnyId>, matter: Matter<'_>) -> BTreeMap<String, String> {
        let run = self.runs.iter().find(|run| run.product == product);
        run.map(|run| self.context(run, matter).tailoring_basis().clone()).unwrap_or_default()
    }

    /// What rests on the assumptions of a product, `None` for a project that names none.
    pub fn assumptions(&self, product: Option<AnyId>, matter: Matter<'_>) -> Vec<Rests> {
        let threats = self.threats(product, matter);
        let threats = threats.map(|found| found.threats.as_slice()).unwrap_or_default();
        let mut assets: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
        if let Some(depth) = self.depth(product, matter) {
            for row in depth.rows.iter().filter(|row| row.tier == Tier::Designed) {
                let causes = row.cut_sets.iter().flatten().filter_map(|cause| depth.defence.cause(*cause)?.record);
                assets.entry(row.asset).or_default().extend(causes);
            }
        }
        rests(matter.model, self.lookup.owners(), product, threats, &assets)
    }

    /// The threads of a product, `None` for a project that names none.
    pub fn trace(&self, product: Option<AnyId>, matter: Matter<'_>) -> Option<Traced> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(Traced::new(&self.context(run, matter)))
    }

    /// Links that a product remembers, and how their ends stand.
    pub fn links<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<&'a Links> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(self.context(run, matter).links())
    }

    /// What must be looked at again if these nodes of a trace change.
    pub fn impact(&self, product: Option<AnyId>, matter: Matter<'_>, traced: &Traced, from: &[u32]) -> Option<Impact> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        let cx = self.context(run, matter);
        Some(traced.impact(&cx, from, &cx.levels().reached))
    }

    /// Security levels of a product, `None` for a project that names none; worked out when first asked for.
    pub fn levels<'a>(&'a self, product: Option<AnyId>, matter: Matter<'a>) -> Option<&'a Levels> {
        let run = self.runs.iter().find(|run| run.product == product)?;
        Some(self.context(run, matter).levels())
    }

    /// The same on one line for each family of requirements.
    pub fn capability(&self, product: Option<AnyId>, matter: Matter<'_>) -> Option<Capability> {
        self.levels(product, matter).map(|levels| levels.reached.capability())
    }

    /// The verdict on every aspect and requirement, one status for each product; one without product where
    /// none is named. `findings` are those of this judgement, waived ones marked.
    pub fn statuses(&self, findings: &[Finding], matter: Matter<'_>) -> Vec<Status> {
        let waived: BTreeMap<(&str, &str), &str> = findings
            .iter()
            .filter_map(|finding| {
                Some(((finding.code, finding.subject.as_str()), finding.waived.as_ref()?.until.as_str()))
            })
            .collect();
        let judged = self.runs.iter().filter(|run| run.part != Part::Family);
        let statuses = judged.map(|run| {
            let context = self.context(run, matter);
            let left_out = tailored::left_out(&context);
            let (broken, withheld) = (&self.broken, &self.withheld);
            Bench { context: &context, outcomes: &run.outcomes, broken, withheld, waived: &waived, left_out: &left_out }
                .status()
        });
        statuses.collect()
    }
}

/// Sorts, and says the same only once: two products may share a record.
fn tidy(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| finding.place.as_ref().map(|label| (label.span.file, label.span.start));
        (place(a), a.code, &a.subject, &a.message).cmp(&(place(b), b.code, &b.subject, &b.message))
    });
    findings
        .dedup_by(|a, b| a.code == b.code && a.subject == b.subject && a.message == b.message && a.place == b.place);
}

/// Records that could not be read completely, by `kind.id`.
fn broken_records(findings: &[Finding]) -> BTreeSet<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| finding.subject.split('#').next().unwrap_or("").to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// A check that asks for an aspect, by which id, and what it saw.
type Looking<'a> = (&'a str, &'static Check, &'a Outcome);

/// Everything that deciding one product's aspects needs.
struct Bench<'a> {
    context: &'a Context<'a>,
    outcomes: &'a [(&'static Check, Outcome)],
    broken: &'a BTreeSet<String>,
    withheld: &'a Withheld,
    waived: &'a BTreeMap<(&'a str, &'a str), &'a str>,
    left_out: &'a BTreeMap<String, (AnyId, LeftOut)>,
}

impl Bench<'_> {
    fn status(&self) -> Status {
        let lifecycle = self.context.in_force;
        let mut by_aspect: BTreeMap<&str, Vec<(&'static Check, &Outcome)>> = BTreeMap::new();
        for (check, outcome) in self.outcomes {
            for aspect in check.code.asks {
                by_aspect.entry(aspect).or_default().push((check, outcome));
            }
        }
        let cx = self.context;
        let proofs = proofs(cx);
        let inputs =
            maturity::Inputs::new((cx.model, cx.facts), lifecycle, (cx.owners(), cx.product), &proofs, cx.today);
        let mut requirements = Vec::new();
        let asked = |aspect: &&Aspect| !organisation::is(cx.model) || aspect.scope == Scope::Organization;
        for requirement in lifecycle.requirements.iter().filter(|one| one.aspects.iter().any(|aspect| asked(&aspect))) {
            let aspects: Vec<AspectStatus> = requirement
                .aspects
                .iter()
                .filter(asked)
                .map(|aspect| {
                    let ids = asked_as(&lifecycle.namespace, aspect);
                    let looking: Vec<Looking<'_>> = ids
                        .into_iter()
                        .flat_map(|id| {
                            by_aspect.get(id).into_iter().flatten().map(move |(check, outcome)| (id, *check, *outcome))
                        })
                        .collect();
                    self.aspect(requirement, aspect, &looking)
                })
                .collect();
            let verdict = Verdict::of_requirement(&aspects);
            let level = maturity::of_requirement(&inputs, requirement, verdict, &aspects);
            requirements.push(RequirementStatus {
                id: requirement.id.clone(),
                title: requirement.title.clone(),
                practice: requirement.practice.clone(),
                verdict,
                maturity: level.level,
                maturity_next: level.next,
                next: next_of(&aspects),
                aspects,
            });
        }
        let judged = |practice: &&Practice| {
            !organisation::is(cx.model) || requirements.iter().any(|requirement| requirement.practice == practice.id)
        };
        let practices = lifecycle
            .practices
            .iter()
            .filter(judged)
            .map(|practice| PracticeStatus::of(&practice.id, &practice.title, &requirements))
            .collect();
        let product = self.context.product();
        Status {
            product: product.map_or(String::new(), |product| product.head.id.to_string()),
            version: product
                .and_then(|product| product.version.as_ref())
                .map_or(String::new(), |version| version.to_string()),
            edition: lifecycle.namespace.clone(),
            left_out: requirements
                .iter()
                .filter_map(|requirement| Some(self.left_out.get(&requirement.id)?.1.clone()))
                .collect(),
            practices,
            requirements,
        }
    }

    fn aspect(&self, requirement: &Requirement, aspect: &Aspect, looking: &[Looking<'_>]) -> AspectStatus {
        let mut seen = self.look(looking);
        seen.withheld = seen.withheld.or_else(|| self.withheld.bears_on(&aspect.id));
        let statement = self.statement(aspect);
        let mut decision = match self.tailored_out(&requirement.id) {
            Some(out) => out,
            None => decide(aspect, &seen, statement.as_ref(), looking),
        };
        let mut evidence: Vec<Evidence> = seen.shown.iter().map(|id| self.evidence(*id)).collect();
        if aspect.automation != Automation::Compute {
            evidence.extend(seen.candidates.iter().map(|id| self.evidence(*id)));
        }
        evidence.extend(decision.rests_on.iter().map(|id| self.evidence(*id)));
        evidence.sort();
        evidence.dedup();
        if aspect.scope == Scope::Organization {
            let rests_on = seen.shown.iter().chain(&decision.rests_on);
            if let Some(folder) = organisation::judged_in(self.context.model, rests_on) {
                decision.how = format!("judged in `{folder}`: {}", decision.how);
            }
        }
        AspectStatus {
            id: aspect.id.clone(),
            text: aspect.text.clone(),
            automation: aspect.automation.as_str().to_owned(),
            practice: aspect.basis == Basis::Practice,
            verdict: decision.verdict,
            by: decision.by,
            waived_until: seen.waived_until.clone(),
            overridden: decision.overridden,
            checks: looking.iter().map(|(_, check, _)| check.code.name).collect(),
            how: decision.how,
            next: decision.next,
            evidence,
        }
    }

    /// Gathers what all checks that ask for an aspect saw.
    fn look(&self, looking: &[Looking<'_>]) -> Seen {
        let mut seen = Seen::default();
        for (asked, check, outcome) in looking {
            let shown = outcome.shown.get(*asked).map(Vec::as_slice).unwrap_or_default();
            let bears = |finding: &&Finding| {
                finding.severity > Severity::Note && finding.requirement.iter().any(|id| id == asked)
            };
            let problems: Vec<&Finding> = outcome.findings.iter().filter(bears).collect();
            for problem in &problems {
                match self.waived.get(&(problem.code, problem.subject.as_str())) {
                    Some(until) => {
                        let later = seen.waived_until.as_deref().is_none_or(|known| *until < known);
                        if later {
                            seen.waived_until = Some((*until).to_owned());
                        }
                    }
                    None => seen.open.push(problem.message.clone()),
                }
            }
            if let Some(why) = outcome.unknown.get(*asked) {
                seen.unknown.get_or_insert_with(|| why.clone());
            }
            if let Some(why) = outcome.withheld.get(*asked) {
                seen.withheld.get_or_insert_with(|| why.clone());
            }
            if shown.is_empty() && problems.is_empty() && !outcome.guard {
                match check.looks_at {
                    LooksAt::Each(kind) => match self.context.none_of(kind) {
                        Some(none) => seen.none.push(none),
                        None => {
                            seen.lacking.push(outcome.next.get(*asked).cloned().unwrap_or_else(|| missing_kind(kind)));
                        }
                    },
                    LooksAt::Project | LooksAt::Family => seen
                        .lacking
                        .push(outcome.next.get(*asked).cloned().unwrap_or_else(|| check.code.summary.to_owned())),
                }
            }
            seen.candidates.extend(outcome.candidates.get(*asked).into_iter().flatten());
            for id in shown {
                let name = self.context.name(*id);
                if let Some(why) = self.withheld.why(*id, &name) {
                    seen.withheld.get_or_insert(why);
                }
                if self.broken.contains(&name) {
                    seen.open.push(format!("`{name}` has errors of its own"));
                }
                seen.shown.insert(*id);
            }
        }
        seen
    }

    fn evidence(&self, id: AnyId) -> Evidence {
        let head = self.context.model.head(id);
        let sources = &self.context.model.sources;
        Evidence {
            record: head.name(),
            file: sources.file(head.header.file).path.clone(),
            line: sources.place(head.header).line,
        }
    }

    /// A tailoring that leaves the requirement out, and counts (SM-5).
    fn tailored_out(&self, requirement: &str) -> Option<Decision> {
        let (id, out) = self.left_out.get(requirement)?;
        Some(Decision {
            verdict: Verdict::NotApplicable,
            by: Some(By::Stated),
            overridden: false,
            how: format!("left out by {}: {}", self.context.name(*id), out.reason),
            next: String::new(),
            rests_on: vec![*id],
        })
    }

    /// The statement about an aspect, and what keeps it from counting.
    ///
    /// An organisation's word answers what is shown once for all its products; anything else only this project's does.
    fn statement(&self, aspect: &Aspect) -> Option<Stated> {
        let context = self.context;
        let about = context.each(Kind::Statement, &context.model.statement).filter(|(_, record)| {
            let local = record.head.local();
            let own = local.strip_prefix(&format!("{}/", context.in_force.namespace)).unwrap_or(local);
            // What is said of an aspect of another edition answers the one that carries it over.
            let means = own == aspect.id || aspect.carries_over.iter().any(|carried| carried == local);
            means && organisation::may_say(context.model, record.head.folder(), aspect.scope)
        });
        let (id, record) = about.min_by_key(|(id, record)| (!record.head.folder().is_empty(), *id))?;
        let flaw = clauses::flaw(context, record);
        let date = record.date.map_or(String::new(), |day| day.date.to_string());
        let by = record.by.as_ref().map_or("", |by| &by.link.text);
        Some(Stated {
            id,
            verdict: record.verdict.as_ref().map_or(StatedVerdict::Met, |verdict| verdict.value),
            overrides: record.overrides.as_ref().is_some_and(|flag| flag.value) && said(&record.head.common.rationale),
            how: format!("stated by {by} on {date}"),
            flaw,
        })
    }
}

fn missing_kind(kind: Kind) -> String {
    format!("add a `[{}.ID]` record, or say with `[none.{}]` that there are none", kind.name(), kind.name())
}

/// What the checks for one aspect saw, together.
#[derive(Default)]
struct Seen {
    shown: BTreeSet<AnyId>,
    candidates: BTreeSet<AnyId>,
    open: Vec<String>,
    waived_until: Option<String>,
    lacking: Vec<String>,
    none: Vec<AnyId>,
    unknown: Option<String>,
    /// Why what was seen may not be what is there: part of it is kept from this reader.
    withheld: Option<String>,
}

/// What a person stated about an aspect.
struct Stated {
    id: AnyId,
    verdict: StatedVerdict,
    overrides: bool,
    how: String,
    flaw: Option<String>,
}

/// The verdict on one aspect, and what it rests on.
struct Decision {
    verdict: Verdict,
    by: Option<By>,
    overridden: bool,
    how: String,
    next: String,
    rests_on: Vec<AnyId>,
}

fn decide(aspect: &Aspect, seen: &Seen, statement: Option<&Stated>, looking: &[Looking<'_>]) -> Decision {
    let computed = computed(seen, looking);
    match aspect.automation {
        Automation::Compute => match statement {
            Some(stated) if stated.overrides => by_statement(stated, true),
            Some(stated) => {
                let hint = format!(
                    "{} does not count: the catalog has this computed; an override needs `override = true` and a rationale",
                    stated.how
                );
                let next = if computed.next.is_empty() { String::new() } else { format!("{}; {hint}", computed.next) };
                Decision { next, ..computed }
            }
            None => computed,
        },
        Automation::Assist | Automation::Human => match statement {
            Some(stated) => {
                let mut decision = by_statement(stated, false);
                // A word does not outweigh a finding, nor stand in for what nobody has observed.
                let against = seen.open.first().cloned();
                let against = against.or_else(|| seen.waived_until.is_some().then(|| waived_next(seen)));
                let against = against.or_else(|| seen.withheld.clone()).or_else(|| seen.unknown.clone());
                if let (Verdict::Met, Some(against)) = (decision.verdict, against) {
                    decision.verdict = Verdict::Partial;
                    decision.next = against;
                }
                decision
            }
            None => {
                // What shows something here may show nothing beside what is kept from this reader.
                let candidates = (!seen.shown.is_empty() || !seen.none.is_empty()) && seen.withheld.is_none();
                let verdict = if candidates { Verdict::Partial } else { Verdict::Missing };
                let asks =
                    format!("a person states it: add `[statement.\"{}\"]` with evidence and an approver", aspect.id);
                let lacking = seen.lacking.first().filter(|_| !candidates);
                let next = match seen.withheld.as_ref().or(seen.open.first()).or(seen.unknown.as_ref()).or(lacking) {
                    Some(first) => format!("{first}; then {asks}"),
                    None => asks,
                };
                Decision { verdict, by: candidates.then_some(By::Computed), next, ..computed }
            }
        },
    }
}

fn waived_next(seen: &Seen) -> String {
    format!("waived to {}", seen.waived_until.as_deref().unwrap_or(""))
}

fn computed(seen: &Seen, looking: &[Looking<'_>]) -> Decision {
    let names = looking.iter().map(|(_, check, _)| check.code.name).collect::<Vec<_>>().join(", ");
    let decision = |verdict, by, how: String, next: String| Decision {
        verdict,
        by,
        overridden: false,
        how,
        next,
        rests_on: seen.none.clone(),
    };
    if looking.is_empty() {
        return decision(
            Verdict::Missing,
            None,
            "no check computes it yet".into(),
            "no check of this version computes it; until one does it counts as missing".into(),
        );
    }
    if let Some(why) = &seen.withheld {
        return decision(Verdict::Missing, None, format!("unknown: {why}"), why.clone());
    }
    if let Some(why) = &seen.unknown {
        let verdict = if seen.shown.is_empty() { Verdict::Missing } else { Verdict::Partial };
        let by = (verdict == Verdict::Partial).then_some(By::Computed);
        return decision(verdict, by, format!("unknown: {why}"), why.clone());
    }
    let counted = seen.shown.len();
    if counted == 0 && seen.none.is_empty() {
        let next = seen.open.first().or(seen.lacking.first()).cloned();
        let next = next.unwrap_or_else(|| waived_next(seen));
        return decision(Verdict::Missing, None, format!("{names} found nothing that shows it"), next);
    }
    let how = format!("{names} over {counted} record{}", if counted == 1 { "" } else { "s" });
    if !seen.open.is_empty() || !seen.lacking.is_empty() || seen.waived_until.is_some() {
        let next = seen.open.first().or(seen.lacking.first()).cloned().unwrap_or_else(|| waived_next(seen));
        return decision(Verdict::Partial, Some(By::Computed), how, next);
    }
    if counted == 0 {
        return decision(Verdict::Met, Some(By::Stated), "a person says that there are none".into(), String::new());
    }
    decision(Verdict::Met, Some(By::Computed), how, String::new())
}

fn by_statement(stated: &Stated, overridden: bool) -> Decision {
    let verdict = match (&stated.flaw, stated.verdict) {
        (Some(_), _) | (None, StatedVerdict::Partial) => Verdict::Partial,
        (None, StatedVerdict::Met) => Verdict::Met,
        (None, StatedVerdict::NotApplicable) => Verdict::NotApplicable,
    };
    Decision {
        verdict,
        by: Some(By::Stated),
        overridden,
        how: stated.how.clone(),
        next: stated.flaw.clone().unwrap_or_default(),
        rests_on: vec![stated.id],
    }
}
