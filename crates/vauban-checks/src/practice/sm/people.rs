//! Who does it: roles held by current people (SM-2), and that they can do it (SM-4).
//!
//! A person *acts* where a dated record names them. Roles are held without dates, so what can be told about a
//! day is whether the person was there and had shown their competence by then.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::competence::{attendance_only, serves, shown, valid_on};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, Day, Kind, Record, Ref, kinds};

use super::process::refers;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};

/// Holders, deputies, competence and training of a role (SM-2.b, SM-2.d, SM-4.a, SM-4.b).
pub(crate) const ROLE_INCOMPLETE: Check = Check {
    code: Code {
        name: "role-incomplete",
        asks: &["SM-2.b", "SM-2.d", "SM-4.a", "SM-4.b"],
        summary: "a role lacks a current holder, a deputy, its competence or its training",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/role-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Role),
    run: role_incomplete,
};

/// SM-2.c for everybody who acted.
pub(crate) const PERSON_WITHOUT_ROLE: Check = Check {
    code: Code {
        name: "person-without-role",
        asks: &["SM-2.c"],
        summary: "a person acted in records without a role, or when they were not there",
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/person-without-role.md"),
    },
    looks_at: LooksAt::Each(Kind::Person),
    run: person_without_role,
};

/// SM-4.c for every proof of competence.
pub(crate) const COMPETENCE_UNPROVEN: Check = Check {
    code: Code {
        name: "competence-unproven",
        asks: &["SM-4.c"],
        summary: "a proof of competence shows attendance only, or nothing that can be opened",
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/competence-unproven.md"),
    },
    looks_at: LooksAt::Each(Kind::Competence),
    run: competence_unproven,
};

/// SM-4.d for everybody who holds a role.
pub(crate) const PERSON_WITHOUT_COMPETENCE: Check = Check {
    code: Code {
        name: "person-without-competence",
        asks: &["SM-4.d"],
        summary: "a person holds a role, or acted, without valid proof of competence",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/person-without-competence.md"),
    },
    looks_at: LooksAt::Each(Kind::Role),
    run: person_without_competence,
};

/// SM-4.e for every training programme and every proof of a holder.
pub(crate) const TRAINING_OVERDUE: Check = Check {
    code: Code {
        name: "training-overdue",
        asks: &["SM-4.e"],
        summary: "a training programme has no next date, or has missed it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/training-overdue.md"),
    },
    looks_at: LooksAt::Each(Kind::Training),
    run: training_overdue,
};

fn role_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ROLE_INCOMPLETE.code;
    let trained = trained_roles(cx);
    let begun = begun(cx);
    let mut vacant: Vec<AnyId> = Vec::new();
    for (id, role) in cx.each(Kind::Role, &cx.model.role) {
        let holders: Vec<AnyId> = role.held_by.iter().filter_map(Ref::to).collect();
        // Before anybody works by the process, roles that nobody holds yet are one open point.
        if role.held_by.is_empty() && role.deputy.is_empty() && said_something(role) && !begun {
            vacant.push(id);
            continue;
        }
        let mut gaps = Gaps::default();
        gaps.unless(!holders.is_empty(), &["SM-2.b"], "held by nobody (`held-by`)");
        for person in &holders {
            match there(cx, *person, cx.today) {
                There::Before(from) => {
                    gaps.add(&["SM-2.b"], format!("its holder `{}` comes only on {from}", cx.name(*person)));
                }
                There::After(until) => {
                    gaps.add(&["SM-2.b"], format!("its holder `{}` left on {until}", cx.name(*person)));
                }
                There::Yes | There::Unknown => {}
            }
        }
        let others = role.deputy.iter().filter_map(Ref::to).any(|deputy| !holders.contains(&deputy));
        gaps.unless(others || holders.len() > 1, &["SM-2.d"], "nobody stands in (`deputy`)");
        let defined = role.competence.iter().any(|competence| !competence.trim().is_empty());
        gaps.unless(defined, &["SM-4.a"], "what one must be able to do is not said (`competence`)");
        if let Some(trained) = &trained {
            gaps.unless(trained.contains(&id), &["SM-4.b"], "no training programme is for it");
        }
        gaps.show(out, &["SM-2.b", "SM-2.d", "SM-4.a"], id);
        if trained.is_some() {
            gaps.show(out, &["SM-4.b"], id);
        }
        if gaps.is_empty() {
            continue;
        }
        let vacant = gaps.touch("SM-2.b");
        let mut finding = gaps
            .finding(cx, code, id, &format!("role `{}`", role.head.id))
            .why("an assessor asks for the person, for who stands in, and for how they came to know their trade")
            .help("complete `held-by`, `deputy`, `competence`; name the role in `roles` of a `[training.ID]`");
        if vacant {
            finding.severity = Severity::Error;
        }
        out.finding(finding);
    }
    if let Some(first) = vacant.first() {
        let names: Vec<String> = vacant.iter().map(|id| format!("`{}`", cx.model.head(*id).id)).collect();
        let mut gaps = Gaps::default();
        gaps.add(
            &["SM-2.b", "SM-2.d", "SM-4.a", "SM-4.b"],
            format!("{} held by nobody yet: {}", names.len(), few(&names, ", ")),
        );
        let finding = match vacant.as_slice() {
            [_] => cx.about(code, *first, ""),
            _ => code.at(cx.model.head(*first).header, "").subject("role"),
        };
        out.finding(
            gaps.complete(finding, "roles of the lifecycle")
                .why("an assessor asks for the person, for who stands in, and for how they came to know their trade")
                .help("name persons in `held-by` and `deputy`, and give each a `[person.ID]` and a `[competence.ID]`; `vauban responsibilities` prints the matrix"),
        );
    }
    next_unless_shown(out, &[("SM-4.b", "add `[training.ID]` records with `roles` and `topics`")]);
}

/// Whether somebody works by the process: a document of it is approved, or something was released.
fn begun(cx: &Context<'_>) -> bool {
    cx.each(Kind::Process, &cx.model.process)
        .any(|(_, process)| process.approved_by.is_some() || process.date.is_some())
        || cx.current_release().is_some()
}

/// Whether a role is more than a name.
fn said_something(role: &Record<kinds::Role>) -> bool {
    !role.responsible_for.is_empty()
}

/// Roles that a training programme with topics is for; `None` without any programme.
fn trained_roles(cx: &Context<'_>) -> Option<BTreeSet<AnyId>> {
    let mut trained = None;
    for (_, training) in cx.each(Kind::Training, &cx.model.training) {
        let roles: &mut BTreeSet<AnyId> = trained.get_or_insert_default();
        if training.topics.iter().any(|topic| !topic.trim().is_empty()) {
            roles.extend(training.roles.iter().filter_map(Ref::to));
        }
    }
    trained
}

/// Whether a person was there on a day.
enum There {
    Yes,
    /// Nobody said since when.
    Unknown,
    Before(Date),
    After(Date),
}

fn there(cx: &Context<'_>, person: AnyId, on: Date) -> There {
    let Some(person) = cx.model.person.get(person.at as usize) else { return There::Unknown };
    if let Some(until) = person.until.filter(|until| until.date < on) {
        return There::After(until.date);
    }
    let departments = person.department.iter().filter_map(|department| department.from);
    match person.from.or_else(|| departments.min_by_key(|from| from.date)) {
        None => There::Unknown,
        Some(from) if from.date > on => There::Before(from.date),
        Some(_) => There::Yes,
    }
}

fn person_without_role(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PERSON_WITHOUT_ROLE.code;
    let roles = roles_of(cx);
    for (person, acts) in acts(cx) {
        let Some(record) = cx.model.person.get(person.at as usize) else { continue };
        // Testers of another house answer for their work there; who judged it is one of ours.
        let outside = said(&record.organization);
        let mut gaps = Gaps::default();
        let acted = few(&acts.iter().map(|(_, record)| format!("`{}`", cx.name(*record))).collect::<Vec<_>>(), ", ");
        gaps.unless(
            outside || roles.contains_key(&person),
            &["SM-2.c"],
            format!("acted in {acted}, and holds no role"),
        );
        let mut unknown = false;
        let mut absent = Vec::new();
        for (on, record) in &acts {
            match there(cx, person, *on) {
                There::Yes => {}
                There::Unknown => unknown = true,
                There::Before(_) | There::After(_) => absent.push(format!("`{}` of {on}", cx.name(*record))),
            }
        }
        gaps.unless(absent.is_empty(), &["SM-2.c"], format!("was not there at {}", few(&absent, ", ")));
        gaps.unless(
            outside || !unknown,
            &["SM-2.c"],
            "does not say since when they are there (`from`, or dates of `department`)",
        );
        gaps.show(out, &["SM-2.c"], person);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, person, &format!("person `{}`", record.head.id))
                    .why("a record counts when it was made by those who answered for it at that time")
                    .help("name the person in `held-by` or `deputy` of a role, and give `from` and `until`"),
            );
        }
    }
    next_unless_shown(
        out,
        &[("SM-2.c", "let reviews, test runs and approvals name persons, and give each person `from`")],
    );
}

/// Roles that each person holds or stands in for.
fn roles_of(cx: &Context<'_>) -> BTreeMap<AnyId, BTreeSet<AnyId>> {
    let mut roles: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
    for (id, role) in cx.each(Kind::Role, &cx.model.role) {
        for person in role.held_by.iter().chain(&role.deputy).filter_map(Ref::to) {
            roles.entry(person).or_default().insert(id);
        }
    }
    roles
}

/// What each person did, and when: dated records that name the person and not only a role.
fn acts(cx: &Context<'_>) -> BTreeMap<AnyId, Vec<(Date, AnyId)>> {
    let mut acts = Acts(BTreeMap::new());
    let model = cx.model;
    for (id, review) in cx.each(Kind::Review, &model.review) {
        review.participants.iter().for_each(|participant| acts.add(id, review.date, &participant.person));
        acts.add(id, review.date, &review.approved_by);
    }
    for (id, run) in cx.each(Kind::TestRun, &model.test_run) {
        let testers = run.designed_by.iter().chain(&run.executed_by).chain(&run.judged_by);
        testers.for_each(|tester| acts.one(id, run.date, tester));
    }
    for (id, process) in cx.each(Kind::Process, &model.process) {
        acts.add(id, process.date, &process.approved_by);
    }
    for (id, disposition) in cx.each(Kind::Disposition, &model.disposition) {
        acts.add(id, disposition.date, &disposition.approved_by);
    }
    for (id, tailoring) in cx.each(Kind::Tailoring, &model.tailoring) {
        acts.add(id, tailoring.date, &tailoring.approved_by);
    }
    for (id, environment) in cx.each(Kind::Environment, &model.environment) {
        acts.add(id, environment.checked_on, &environment.checked_by);
    }
    for (id, release) in cx.each(Kind::Release, &model.release) {
        acts.add(id, release.date, &release.verified_by);
        acts.add(id, release.date, &release.approved_by);
    }
    for (id, update) in cx.each(Kind::Update, &model.update) {
        acts.add(id, update.qualified, &update.qualified_by);
    }
    for (id, issue) in cx.each(Kind::Issue, &model.issue) {
        acts.add(id, issue.decided, &issue.decided_by);
    }
    for (id, statement) in cx.each(Kind::Statement, &model.statement) {
        acts.add(id, statement.date, &statement.by);
        acts.add(id, statement.date, &statement.approved_by);
    }
    acts.0
}

/// Gathers who did what.
struct Acts(BTreeMap<AnyId, Vec<(Date, AnyId)>>);

impl Acts {
    fn add<T>(&mut self, record: AnyId, on: Option<Day>, doer: &Option<Ref<T>>) {
        if let Some(doer) = doer {
            self.one(record, on, doer);
        }
    }

    fn one<T>(&mut self, record: AnyId, on: Option<Day>, doer: &Ref<T>) {
        if let (Some(on), Some(person)) = (on, doer.to().filter(|doer| doer.kind == Kind::Person)) {
            let done = self.0.entry(person).or_default();
            if !done.contains(&(on.date, record)) {
                done.push((on.date, record));
            }
        }
    }
}

fn competence_unproven(cx: &Context<'_>, out: &mut Outcome) {
    let code = &COMPETENCE_UNPROVEN.code;
    for (id, proof) in cx.each(Kind::Competence, &cx.model.competence) {
        let mut gaps = Gaps::default();
        gaps.unless(proof.person.as_ref().and_then(Ref::to).is_some(), &["SM-4.c"], "of nobody (`person`)");
        match proof.shown_by.as_ref().map(|shown| shown.trim().to_lowercase()).filter(|shown| !shown.is_empty()) {
            None => gaps.add(&["SM-4.c"], "not said how it was shown (`shown-by`)"),
            Some(shown) => {
                gaps.unless(!attendance_only(&shown), &["SM-4.c"], format!("`{shown}` shows attendance, not ability"));
            }
        }
        match proof.date {
            None => gaps.add(&["SM-4.c"], "no `date`"),
            Some(day) => {
                gaps.unless(day.date <= cx.today, &["SM-4.c"], format!("shown in the future, on {}", day.date));
            }
        }
        if let Err(why) = cx.evidence(&proof.evidence) {
            gaps.add(&["SM-4.c"], format!("nothing to open (`evidence`): {why}"));
        }
        gaps.show(out, &["SM-4.c"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("competence `{}`", proof.head.id))
                    .why("an attendance list shows that somebody sat in a room; an assessor asks what they can do since")
                    .help("say in `shown-by` what was examined (exam, work sample, assessment), when, and let `evidence` point to it"),
            );
        }
    }
}

/// Proofs of each person that say how the competence was shown.
fn proofs<'a>(cx: &Context<'a>) -> BTreeMap<AnyId, Vec<&'a Record<kinds::Competence>>> {
    let mut proofs: BTreeMap<AnyId, Vec<_>> = BTreeMap::new();
    for (_, proof) in cx.each(Kind::Competence, &cx.model.competence) {
        if let Some(person) = proof.person.as_ref().and_then(Ref::to).filter(|_| shown(proof)) {
            proofs.entry(person).or_default().push(proof);
        }
    }
    proofs
}

fn person_without_competence(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PERSON_WITHOUT_COMPETENCE.code;
    let (proofs, acts, roles) = (proofs(cx), acts(cx), roles_of(cx));
    let (no_proofs, no_acts) = (Vec::new(), Vec::new());
    for (person, held) in roles {
        let Some(record) = cx.model.person.get(person.at as usize) else { continue };
        let proofs = proofs.get(&person).unwrap_or(&no_proofs);
        let mut gaps = Gaps::default();
        if record.until.is_none_or(|until| until.date >= cx.today) {
            for role in held.iter().filter(|role| holds(cx, person, **role)) {
                let mut fitting = proofs.iter().filter(|proof| serves(proof, *role));
                if fitting.clone().any(|proof| valid_on(proof, cx.today)) {
                    continue;
                }
                let over = fitting.find_map(|proof| proof.valid_until.filter(|until| until.date < cx.today));
                let role = cx.name(*role);
                gaps.add(
                    &["SM-4.d"],
                    match over {
                        Some(until) => format!("the proof for `{role}` ran out on {}", until.date),
                        None => format!("no valid proof for `{role}`"),
                    },
                );
            }
        }
        let early: Vec<String> = acts
            .get(&person)
            .unwrap_or(&no_acts)
            .iter()
            .filter(|(on, _)| !proofs.iter().any(|proof| valid_on(proof, *on)))
            .map(|(on, record)| format!("`{}` of {on}", cx.name(*record)))
            .collect();
        gaps.unless(early.is_empty(), &["SM-4.d"], format!("no valid proof at the time of {}", few(&early, ", ")));
        // A deputy who has not acted yet, without any proof, shows nothing.
        if !proofs.is_empty() {
            gaps.show(out, &["SM-4.d"], person);
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, person, &format!("person `{}`", record.head.id))
                    .why("who reviews, tests or approves must have been able to, on that day")
                    .help("add `[competence.ID]` with `person`, `role`, `shown-by`, `date`, `valid-until` and `evidence`; training after the fact does not heal the record"),
            );
        }
    }
    next_unless_shown(out, &[("SM-4.d", "let roles be `held-by` persons, and add `[competence.ID]` for each of them")]);
}

/// Whether somebody holds a role themselves; deputies are asked for what they did.
fn holds(cx: &Context<'_>, person: AnyId, role: AnyId) -> bool {
    cx.model.role.get(role.at as usize).is_some_and(|role| refers(&role.held_by, person))
}

fn training_overdue(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TRAINING_OVERDUE.code;
    for (id, training) in cx.each(Kind::Training, &cx.model.training) {
        let mut gaps = Gaps::default();
        gaps.unless(training.every_months.is_some(), &["SM-4.e"], "not said how often (`every-months`)");
        match training.next {
            None => gaps.add(&["SM-4.e"], "no `next` date"),
            Some(next) => gaps.unless(next.date >= cx.today, &["SM-4.e"], format!("was due on {}", next.date)),
        }
        gaps.show(out, &["SM-4.e"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("training `{}`", training.head.id))
                    .why("knowledge ages; a refresh that is not planned does not happen")
                    .help("give `every-months` and the `next` date; after each date, add the competence shown and move `next` on"),
            );
        }
    }
}
