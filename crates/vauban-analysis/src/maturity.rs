//! Maturity of a requirement: the highest level whose own conditions and all lower ones hold, and the condition
//! that is missing for the next one.
//!
//! The conditions follow the catalog's `[[maturity-level]]` records: 2 is a rule and people who can carry it
//! out, 3 is practice on releases shown by records, 4 is figures over at least two periods and an improvement
//! that was seen to work. Waived findings count as absent, because they keep the verdict from being met.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Lifecycle;
use vauban_catalog::lifecycle::Requirement;
use vauban_model::{AnyId, Date, Facts, Kind, Model, Record, Ref, kinds};

use crate::approval::{Binding, binding};
use crate::competence;
use crate::scope::Owners;
use crate::status::{AspectStatus, Verdict};

/// Releases on which a process must have been carried out before it counts as practised: one is a
/// demonstration, two are the beginning of repeatability.
const RELEASES_PRACTISED: usize = 2;

/// Periods over which an indicator must have been measured.
const PERIODS_MEASURED: usize = 2;

/// What maturity is judged from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    model: &'a Model,
    facts: &'a Facts,
    lifecycle: &'a Lifecycle,
    owners: &'a Owners,
    product: Option<AnyId>,
    /// Proofs of competence with evidence that can be opened.
    proofs: &'a BTreeSet<AnyId>,
    today: Date,
}

/// A level and what is missing for the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// 0 (nothing) to 4.
    pub level: u8,
    /// The missing condition; empty at level 4.
    pub next: String,
}

impl<'a> Inputs<'a> {
    /// Inputs for judging a product at a date; `proofs` are the proofs of competence whose evidence can be opened.
    pub fn new(
        (model, facts): (&'a Model, &'a Facts),
        lifecycle: &'a Lifecycle,
        (owners, product): (&'a Owners, Option<AnyId>),
        proofs: &'a BTreeSet<AnyId>,
        today: Date,
    ) -> Self {
        Inputs { model, facts, lifecycle, owners, product, proofs, today }
    }
}

/// The maturity of one requirement, given its verdict.
pub fn of_requirement(
    inputs: &Inputs<'_>,
    requirement: &Requirement,
    verdict: Verdict,
    aspects: &[AspectStatus],
) -> Level {
    let at = |level, next: String| Level { level, next };
    let anything = aspects.iter().any(|aspect| aspect.verdict != Verdict::Missing || !aspect.evidence.is_empty());
    let process = inputs.processes(&requirement.id);
    if !anything && process.is_empty() {
        return at(0, format!("level 1 needs a record that shows any aspect of {}", requirement.id));
    }
    if let Err(missing) = inputs.managed(&requirement.id, &process) {
        return at(1, format!("level 2 needs {missing}"));
    }
    if let Err(missing) = inputs.practised(&requirement.id, verdict, &process) {
        return at(2, format!("level 3 needs {missing}"));
    }
    match inputs.improving(requirement) {
        Err(missing) => at(3, format!("level 4 needs {missing}")),
        Ok(()) => at(4, String::new()),
    }
}

impl<'a> Inputs<'a> {
    /// Process documents that cover a requirement or any aspect of it.
    fn processes(&self, requirement: &str) -> Vec<(AnyId, &'a Record<kinds::Process>)> {
        let about = |written: &str| self.is_about(written, requirement);
        let sections = |at: usize| {
            self.model
                .prose
                .iter()
                .filter(move |prose| prose.record.is_some_and(|id| id.kind == Kind::Process && id.at as usize == at))
        };
        let model = self.model;
        let covering = model.process.iter().enumerate().filter(|(at, process)| {
            let whole = process.covers.iter().any(|clause| about(&clause.0));
            let part =
                sections(*at).flat_map(|prose| &prose.sections).flat_map(|section| &section.covers).any(|covered| {
                    match covered {
                        kinds::values::Covered::Clause(clause) => about(&clause.0),
                        kinds::values::Covered::Record(_) => false,
                    }
                });
            whole || part
        });
        let id = |at: usize| AnyId { kind: Kind::Process, at: at as u32 };
        let mine = covering.filter(|(_, process)| self.owners.concerns(self.product, &process.head));
        mine.map(|(at, process)| (id(at), process)).collect()
    }

    /// Whether a written id is the requirement, an aspect of it, or its practice.
    fn is_about(&self, written: &str, requirement: &str) -> bool {
        let local = match written.rsplit_once('/') {
            Some((edition, local)) if edition == self.lifecycle.namespace => local,
            // A document for another edition is one for what this one carries over from it.
            Some(_) => {
                let aspects = self.lifecycle.requirement(requirement).map(|one| one.aspects.as_slice());
                let carried = aspects.unwrap_or_default().iter().flat_map(|aspect| &aspect.carries_over);
                let within = |id: &String| {
                    id.strip_prefix(written).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
                };
                return carried.into_iter().any(within);
            }
            None => written,
        };
        local == requirement
            || local.strip_prefix(requirement).is_some_and(|rest| rest.starts_with('.'))
            || requirement.strip_prefix(local).is_some_and(|rest| rest.starts_with('-') && !local.contains('-'))
    }

    /// Level 2: an approved document in force, with accountable roles held by people who can do it.
    fn managed(&self, requirement: &str, processes: &[(AnyId, &Record<kinds::Process>)]) -> Result<(), String> {
        if processes.is_empty() {
            return Err(format!("a process document that covers {requirement}"));
        }
        let mut first = None;
        for (id, process) in processes {
            match self.in_force(*id, process) {
                Ok(()) => return Ok(()),
                Err(missing) => first = first.or(Some(missing)),
            }
        }
        Err(first.unwrap_or_default())
    }

    fn in_force(&self, id: AnyId, process: &Record<kinds::Process>) -> Result<(), String> {
        let name = process.head.name();
        let approved = process.approved_by.as_ref().is_some_and(|by| !self.persons(by).is_empty());
        if !approved || process.date.is_none_or(|day| day.date > self.today) {
            return Err(format!("`{name}` approved, with `approved-by` and `date`"));
        }
        match binding(self.model, self.facts, id) {
            Binding::Same => {}
            Binding::Changed => return Err(format!("`{name}` approved as it stands: it changed since")),
            Binding::Unbound => return Err(format!("`{name}` with the `digest` of the text that was approved")),
        }
        let effective = process.effective.or(process.date);
        if effective.is_none_or(|day| day.date > self.today) {
            return Err(format!("`{name}` in force: its effective date lies ahead"));
        }
        if let Some(review) = process.next_review.filter(|day| day.date < self.today) {
            return Err(format!("`{name}` looked at again: its review was due on {}", review.date));
        }
        if process.accountable.is_empty() {
            return Err(format!("`{name}` to name an accountable role"));
        }
        for accountable in &process.accountable {
            let known = accountable.to().and_then(|id| Some((id, self.model.role.get(id.at as usize)?)));
            let Some((id, role)) = known else {
                return Err(format!(
                    "`{name}` to name an accountable role that is recorded: `{}` is not",
                    accountable.link.text
                ));
            };
            self.staffed(id, role)?;
        }
        Ok(())
    }

    /// Whether a role is held by people who are there and have shown that they can.
    fn staffed(&self, id: AnyId, role: &Record<kinds::Role>) -> Result<(), String> {
        let held: Vec<_> = role.held_by.iter().filter_map(Ref::to).collect();
        if held.is_empty() {
            return Err(format!("a person who holds `{}`", role.head.name()));
        }
        let gone = |person: &AnyId| {
            let person = self.model.person.get(person.at as usize);
            person.is_none_or(|person| {
                person.until.is_some_and(|until| until.date < self.today)
                    || person.from.is_some_and(|from| from.date > self.today)
            })
        };
        if let Some(person) = held.iter().find(|person| gone(person)) {
            return Err(format!(
                "a person who holds `{}` now: `{}` does not",
                role.head.name(),
                self.model.head(*person).name()
            ));
        }
        match held.into_iter().find(|person| !self.competent(*person, id)) {
            None => Ok(()),
            Some(person) => {
                Err(format!("valid competence of `{}` for `{}`", self.model.head(person).name(), role.head.name()))
            }
        }
    }

    /// The persons behind a reference to a person or role.
    fn persons<T>(&self, doer: &Ref<T>) -> Vec<AnyId> {
        match doer.to() {
            Some(id) if id.kind == Kind::Person => vec![id],
            Some(id) if id.kind == Kind::Role => {
                let role = self.model.role.get(id.at as usize);
                role.map(|role| role.held_by.iter().filter_map(Ref::to).collect()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn competent(&self, person: AnyId, role: AnyId) -> bool {
        self.proofs.iter().filter_map(|id| self.model.competence.get(id.at as usize)).any(|proof| {
            proof.person.as_ref().and_then(Ref::to) == Some(person)
                && competence::serves(proof, role)
                && competence::valid_on(proof, self.today)
        })
    }

    /// Level 3: met, and carried out on releases that came out since the process is in force.
    fn practised(
        &self,
        requirement: &str,
        verdict: Verdict,
        processes: &[(AnyId, &Record<kinds::Process>)],
    ) -> Result<(), String> {
        if !matches!(verdict, Verdict::Met | Verdict::NotApplicable) {
            return Err(format!("{requirement} met, with nothing open or waived"));
        }
        let since =
            processes.iter().filter_map(|(_, process)| process.effective.or(process.date)).map(|day| day.date).min();
        let out = self.model.release.iter().filter(|release| {
            let mine = release.product.as_ref().is_none_or(|of| self.product.is_none() || of.to() == self.product);
            mine && !release.head.removed
                && release.date.is_some_and(|day| day.date <= self.today && since.is_none_or(|since| since <= day.date))
        });
        let (mut all, mut practised) = (0, 0);
        for release in out {
            all += 1;
            let checked = release.checked.iter().any(|done| {
                let same = done.requirement.as_ref().is_some_and(|clause| self.is_about(&clause.0, requirement));
                let before = match (done.date, release.date) {
                    (Some(done), Some(out)) => done.date <= out.date,
                    _ => false,
                };
                // What points to no record shows no practice.
                let there = done.record.as_ref().is_some_and(|record| self.model.named(record.trim()).is_some());
                same && before && there
            });
            practised += usize::from(checked);
        }
        if practised >= RELEASES_PRACTISED {
            return Ok(());
        }
        Err(format!(
            "{requirement} found complete (`checked`) on {RELEASES_PRACTISED} releases since the process is in force; so far on {practised} of {all}"
        ))
    }

    /// Level 4: an indicator measured over periods, and an improvement whose effect was checked.
    fn improving(&self, requirement: &Requirement) -> Result<(), String> {
        let metrics: Vec<&str> = self
            .lifecycle
            .metrics
            .iter()
            .filter(|metric| metric.supports.contains(&requirement.id))
            .map(|metric| metric.id.as_str())
            .collect();
        let Some(first) = metrics.first() else {
            return Err(format!("an indicator; the catalog has none for {} yet", requirement.id));
        };
        // Days on which the periods of each indicator ended: two records of one period are one period.
        let mut measured: BTreeMap<&str, BTreeSet<Date>> = BTreeMap::new();
        for figure in self.model.measurement.iter().filter(|figure| !figure.head.removed) {
            let (Some(metric), Some(from), Some(until)) = (&figure.metric, figure.period_from, figure.period_until)
            else {
                continue;
            };
            let said = figure.value.as_ref().is_some_and(|value| !value.trim().is_empty());
            let looked = figure.reviewed_on.is_some_and(|day| until.date <= day.date && day.date <= self.today);
            if said
                && looked
                && from.date <= until.date
                && until.date <= self.today
                && let Some(metric) = metrics.iter().find(|known| **known == &*metric.value)
            {
                measured.entry(metric).or_default().insert(until.date);
            }
        }
        let most = measured.values().map(BTreeSet::len).max().unwrap_or(0);
        if most < PERIODS_MEASURED {
            return Err(format!(
                "`{first}` or another indicator of it measured over {PERIODS_MEASURED} periods, its course looked at after each; so far over {most}"
            ));
        }
        let practice = requirement.practice.as_str();
        let mut done = Vec::new();
        for action in self.model.improvement.iter().filter(|action| !action.head.removed) {
            let about = action
                .improves
                .iter()
                .any(|clause| self.is_about(&clause.0, &requirement.id) || *clause.0.value == *practice);
            let seen = action.effect.as_ref().is_some_and(|effect| !effect.trim().is_empty());
            if let (true, true, Some(day)) = (about, seen, action.done.filter(|day| day.date <= self.today)) {
                done.push(day.date);
            }
        }
        if done.is_empty() {
            return Err(format!(
                "an improvement of {} (`improves`) that is done and whose effect was checked",
                requirement.id
            ));
        }
        let around = measured.values().filter(|periods| periods.len() >= PERIODS_MEASURED).any(|periods| {
            done.iter().any(|day| {
                periods.first().is_some_and(|first| first <= day) && periods.last().is_some_and(|last| day <= last)
            })
        });
        match around {
            true => Ok(()),
            false => Err("an indicator measured before and after the improvement was done".into()),
        }
    }
}
