//! Maturity of a requirement: the highest level whose own conditions and all lower ones hold, and the condition
//! that is missing for the next one.
//!
//! The conditions follow the catalog's `[[maturity-level]]` records: 2 is a rule and people who can carry it
//! out, 3 is practice on releases shown by records, 4 is figures over at least two periods and an improvement
//! that was seen to work. Waived findings count as absent, because they keep the verdict from being met.

use vauban_catalog::Lifecycle;
use vauban_catalog::lifecycle::Requirement;
use vauban_model::{Date, Model, Record, Ref, kinds};

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
    lifecycle: &'a Lifecycle,
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
    /// Inputs for judging at a date.
    pub fn new(model: &'a Model, lifecycle: &'a Lifecycle, today: Date) -> Self {
        Inputs { model, lifecycle, today }
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
    fn processes(&self, requirement: &str) -> Vec<&'a Record<kinds::Process>> {
        let about = |written: &str| self.is_about(written, requirement);
        let sections = |at: usize| {
            self.model.prose.iter().filter(move |prose| {
                prose.record.is_some_and(|id| id.kind == vauban_model::Kind::Process && id.at as usize == at)
            })
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
        covering.map(|(_, process)| process).collect()
    }

    /// Whether a written id is the requirement, an aspect of it, or its practice.
    fn is_about(&self, written: &str, requirement: &str) -> bool {
        let local = match written.rsplit_once('/') {
            Some((edition, local)) if edition == self.lifecycle.namespace => local,
            Some(_) => return false,
            None => written,
        };
        local == requirement
            || local.strip_prefix(requirement).is_some_and(|rest| rest.starts_with('.'))
            || requirement.strip_prefix(local).is_some_and(|rest| rest.starts_with('-') && !local.contains('-'))
    }

    /// Level 2: an approved document in force, with accountable roles held by people who can do it.
    fn managed(&self, requirement: &str, processes: &[&Record<kinds::Process>]) -> Result<(), String> {
        if processes.is_empty() {
            return Err(format!("a process document that covers {requirement}"));
        }
        let mut first = None;
        for process in processes {
            match self.in_force(process) {
                Ok(()) => return Ok(()),
                Err(missing) => first = first.or(Some(missing)),
            }
        }
        Err(first.unwrap_or_default())
    }

    fn in_force(&self, process: &Record<kinds::Process>) -> Result<(), String> {
        let name = process.head.name();
        if process.approved_by.as_ref().and_then(Ref::to).is_none() || process.date.is_none() {
            return Err(format!("`{name}` approved, with `approved-by` and `date`"));
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
        for role in process.accountable.iter().filter_map(Ref::to) {
            let Some(role) = self.model.role.get(role.at as usize) else { continue };
            let held: Vec<_> = role.held_by.iter().filter_map(Ref::to).collect();
            if held.is_empty() {
                return Err(format!("a person who holds `{}`", role.head.name()));
            }
            if let Some(person) = held.into_iter().find(|person| !self.competent(*person, role)) {
                return Err(format!(
                    "valid competence of `{}` for `{}`",
                    self.model.head(person).name(),
                    role.head.name()
                ));
            }
        }
        Ok(())
    }

    fn competent(&self, person: vauban_model::AnyId, role: &Record<kinds::Role>) -> bool {
        self.model.competence.iter().any(|proof| {
            let same = proof.person.as_ref().and_then(Ref::to) == Some(person);
            let fits =
                proof.role.is_empty()
                    || proof.role.iter().filter_map(Ref::to).any(|id| {
                        self.model.role.get(id.at as usize).is_some_and(|known| known.head.id == role.head.id)
                    });
            same && fits
                && proof.shown_by.is_some()
                && proof.date.is_some_and(|day| day.date <= self.today)
                && proof.valid_until.is_none_or(|day| self.today <= day.date)
        })
    }

    /// Level 3: met, and carried out on releases that came out since the process is in force.
    fn practised(
        &self,
        requirement: &str,
        verdict: Verdict,
        processes: &[&Record<kinds::Process>],
    ) -> Result<(), String> {
        if !matches!(verdict, Verdict::Met | Verdict::NotApplicable) {
            return Err(format!("{requirement} met, with nothing open or waived"));
        }
        let since = processes.iter().filter_map(|process| process.effective.or(process.date)).map(|day| day.date).min();
        let out = self.model.release.iter().filter(|release| {
            release.date.is_some_and(|day| day.date <= self.today && since.is_none_or(|since| since <= day.date))
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
                same && before
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
        let measured = metrics.iter().map(|metric| {
            let periods = self.model.measurement.iter().filter(|figure| {
                figure.metric.as_ref().is_some_and(|id| *id.value == **metric)
                    && figure.value.is_some()
                    && figure.period_until.is_some_and(|day| day.date <= self.today)
            });
            periods.count()
        });
        if measured.max().unwrap_or(0) < PERIODS_MEASURED {
            return Err(format!("`{first}` or another indicator of it measured over {PERIODS_MEASURED} periods"));
        }
        let improved = self.model.improvement.iter().any(|action| action.done.is_some() && action.effect.is_some());
        if improved { Ok(()) } else { Err("an improvement that is done and whose effect was checked".into()) }
    }
}
