//! The requirements for components as a framework: each is its own answer.

use vauban_catalog::Extent;
use vauban_catalog::component::Control;

use super::clause::{Decided, Naming, data};
use super::target::Targets;
use super::work::Waiting;
use super::{Clause, Crosswalk, Ground, Standing, State, Target};
use crate::status::By;

/// What the standard for components asks of the product's types; none where nobody judged it.
pub(super) fn crosswalk(ground: Ground<'_>, targets: &mut Targets<'_>, naming: &Naming<'_>) -> Option<Crosswalk> {
    let standard = ground.catalogs.component();
    ground.reached?;
    let groups: Vec<(String, String)> = std::iter::once(("CCSC".to_owned(), "Common constraints".to_owned()))
        .chain(standard.foundational_requirements.iter().map(|one| (one.id.clone(), one.title.clone())))
        .collect();
    let asked: Vec<Control<'_>> =
        standard.controls().filter(|control| targets.asked().contains_key(control.id())).collect();
    let (mut waiting, mut clauses) = (Waiting::default(), Vec::new());
    for control in asked {
        let family = match control {
            Control::Constraint(_) => "CCSC",
            Control::Requirement(one) | Control::Enhancement(one, _) => &one.foundational_requirement,
        };
        let target = targets.get(control.id()).clone();
        let (state, why) = state(&target);
        let clause = Clause {
            id: control.id().to_owned(),
            place: level(control),
            title: control.title().to_owned(),
            summary: summary(control).to_owned(),
            group: groups.iter().position(|(id, _)| id == family),
            verified: verified(control),
            extent: Extent::Full,
            gap: String::new(),
            targets: vec![control.id().to_owned()],
            state,
            by: By::Computed,
            why,
            records: naming.records(&format!("{}/{}", standard.namespace, control.id())),
            waits_for: Vec::new(),
        };
        if !clause.state.settled() {
            waiting.add(&clause, clauses.len(), control.id(), &[target], &Decided::Nothing);
        }
        clauses.push(clause);
    }
    let work = waiting.list(&mut clauses);
    Some(Crosswalk {
        id: standard.catalog.clone(),
        namespace: standard.namespace.clone(),
        title: "Security requirements for components".to_owned(),
        edition: standard.standard.clone(),
        data: data(&clauses),
        groups,
        clauses,
        elsewhere: Vec::new(),
        work,
    })
}

fn state(target: &Target) -> (State, String) {
    let state = match target.standing {
        Standing::Shown => State::Answered,
        Standing::NotApplicable | Standing::NotAsked => State::NotApplicable,
        Standing::Part => State::Partly,
        Standing::Unknown => State::NeedsAPerson,
        Standing::Missing => State::Open,
    };
    (state, target.why.clone())
}

fn level(control: Control<'_>) -> String {
    match control.level() {
        Some(0) => "all levels".to_owned(),
        Some(level) => format!("from level {level}"),
        None => String::new(),
    }
}

fn summary(control: Control<'_>) -> &str {
    match control {
        Control::Constraint(one) => &one.summary,
        Control::Requirement(one) => &one.summary,
        Control::Enhancement(..) => "",
    }
}

fn verified(control: Control<'_>) -> bool {
    match control {
        Control::Constraint(one) => one.verified,
        Control::Requirement(one) => one.verified,
        Control::Enhancement(_, one) => one.verified,
    }
}
