//! Independence of testers (SVV-5): who tested, and where they stood on that day.
//!
//! Whoever committed to the product is a developer of it. Commits are not known here, so the aspects that rest on
//! them stay unknown; what people and roles alone show is checked: a developer by role or by authorship in a
//! review, and the same line manager as a developer.

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::TestRun;
use vauban_model::{AnyId, Date, Day, Discipline, Kind, Record, Ref, ReviewKind, TestType};

use super::proof::{current_runs, types_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::bearing;

/// How far testers must stand from developers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// Not a developer.
    Person,
    /// Not under the same line manager as a developer; quality assurance counts.
    Department,
}

/// Types of tests, the aspect that asks for independence, and how much of it.
const ASKED: &[(TestType, &str, Distance)] = &[
    (TestType::Requirement, "SVV-5.a", Distance::Department),
    (TestType::Mitigation, "SVV-5.b", Distance::Department),
    (TestType::AbuseCase, "SVV-5.c", Distance::Person),
    (TestType::AttackSurface, "SVV-5.d", Distance::Person),
    (TestType::KnownVulnerability, "SVV-5.e", Distance::Person),
    (TestType::Penetration, "SVV-5.f", Distance::Department),
];

/// Persons whom the records show as developers or designers: by a role, or as author of what was reviewed.
pub(super) fn developers(cx: &Context<'_>) -> BTreeSet<AnyId> {
    let mut found = BTreeSet::new();
    for (_, role) in cx.each(Kind::Role, &cx.model.role) {
        let develops = role
            .discipline
            .as_ref()
            .is_some_and(|said| matches!(said.value, Discipline::Development | Discipline::Architecture));
        if develops {
            found.extend(role.held_by.iter().filter_map(Ref::to));
        }
    }
    for (_, review) in cx.each(Kind::Review, &cx.model.review) {
        let of_product = review
            .kind
            .as_ref()
            .is_some_and(|kind| matches!(kind.value, ReviewKind::Design | ReviewKind::Implementation));
        if of_product {
            let authors = review.participants.iter().filter(|one| one.author.as_ref().is_some_and(|flag| flag.value));
            found.extend(authors.filter_map(|one| one.person.as_ref().and_then(Ref::to)));
        }
    }
    found
}

/// Everybody who designed, ran or judged a run.
fn testers(run: &Record<TestRun>) -> BTreeSet<AnyId> {
    let named = run.designed_by.iter().chain(&run.executed_by).chain(&run.judged_by);
    named.filter_map(Ref::to).collect()
}

/// The line manager of a person on a day.
fn manager(cx: &Context<'_>, person: AnyId, on: Date) -> Option<AnyId> {
    let person = cx.model.person.get(person.at as usize)?;
    let held = person.reports_to.iter().find(|dated| during(dated.from, dated.until, on))?;
    held.person.as_ref().and_then(Ref::to)
}

fn during(from: Option<Day>, until: Option<Day>, on: Date) -> bool {
    from.is_none_or(|from| from.date <= on) && until.is_none_or(|until| on <= until.date)
}

/// Whether a person belongs to another organisation.
fn outside(cx: &Context<'_>, person: AnyId) -> bool {
    cx.model.person.get(person.at as usize).is_some_and(|person| said(&person.organization))
}

/// Who develops the product, for asking how far from them somebody stood.
pub(crate) struct Distances {
    developers: BTreeSet<AnyId>,
}

impl Distances {
    /// As the records of the product show them.
    pub(crate) fn new(cx: &Context<'_>) -> Distances {
        Distances { developers: developers(cx) }
    }

    /// Whether those who tested a mitigation stood as far from development as SVV-5.b asks; why not, if not.
    pub(crate) fn enough(&self, cx: &Context<'_>, run: &Record<TestRun>) -> Result<(), String> {
        let name = run.head.name();
        let Some(date) = run.date.map(|day| day.date) else { return Err(format!("`{name}` has no date")) };
        if !run.judged_by.iter().any(|person| person.to().is_some()) {
            return Err(format!("`{name}` does not say who judged it"));
        }
        let managers = self.developers.iter().filter_map(|person| manager(cx, *person, date)).collect();
        let near = testers(run)
            .into_iter()
            .find_map(|tester| nearness(cx, tester, date, Distance::Department, &self.developers, &managers));
        near.map_or(Ok(()), |near| Err(format!("{near}, and tested it in `{name}`")))
    }
}

pub(crate) const TESTER_NOT_INDEPENDENT: Check = Check {
    code: Code {
        name: "tester-not-independent",
        asks: &["SVV-5.a", "SVV-5.b", "SVV-5.c", "SVV-5.d", "SVV-5.e", "SVV-5.f"],
        summary: "a tester is a developer of the product, or stands too close to one",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/tester-not-independent.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: tester_not_independent,
};

fn tester_not_independent(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TESTER_NOT_INDEPENDENT.code;
    let developers = developers(cx);
    for (id, run) in current_runs(cx) {
        let Some(date) = run.date.map(|day| day.date) else { continue };
        let types = types_of(cx, run);
        let managers: BTreeSet<AnyId> = developers.iter().filter_map(|person| manager(cx, *person, date)).collect();
        let mut close = Vec::new();
        let mut aspects = Vec::new();
        for (_, aspect, distance) in ASKED.iter().filter(|(kind, _, _)| types.contains(kind)) {
            let near: Vec<String> = testers(run)
                .into_iter()
                .filter_map(|tester| nearness(cx, tester, date, *distance, &developers, &managers))
                .collect();
            if near.is_empty() && !run.judged_by.is_empty() {
                out.shows(aspect, id);
            }
            if !near.is_empty() {
                aspects.push(*aspect);
                close.extend(near);
            }
            // Who committed to the product is a developer whatever the roles say.
            out.unknown(aspect, "needs the authors of the product's commits, which are not known here");
        }
        if aspects.is_empty() {
            continue;
        }
        close.sort();
        close.dedup();
        let finding = cx
            .about(code, id, format!("`{}` was tested by people too close to development: {}", run.head.name(), close.join("; ")))
            .why("nobody finds their own blind spot")
            .help("let somebody else design, run and judge it: of another department, of quality assurance, or of another organisation");
        out.finding(bearing(finding, &aspects));
    }
}

/// How a tester is too close to development, if so.
fn nearness(
    cx: &Context<'_>,
    tester: AnyId,
    on: Date,
    distance: Distance,
    developers: &BTreeSet<AnyId>,
    managers: &BTreeSet<AnyId>,
) -> Option<String> {
    let person = cx.model.person.get(tester.at as usize)?;
    let name = &person.head.id;
    if developers.contains(&tester) {
        return Some(format!("`{name}` develops the product"));
    }
    let quality = person.quality_assurance.as_ref().is_some_and(|flag| flag.value);
    if distance == Distance::Person || quality || outside(cx, tester) {
        return None;
    }
    let shared = manager(cx, tester, on).filter(|manager| managers.contains(manager))?;
    Some(format!("`{name}` reports to `{}`, as developers do", cx.model.head(shared).id))
}

pub(crate) const TESTER_UNKNOWN: Check = Check {
    code: Code {
        name: "tester-unknown",
        asks: &["SVV-5.a", "SVV-5.b", "SVV-5.c", "SVV-5.d", "SVV-5.e", "SVV-5.f", "SVV-5.g", "SVV-5.h"],
        summary: "a test run does not say who tested, or where they stood on that day",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/tester-unknown.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: tester_unknown,
};

/// Every run says who designed and judged it; everybody's department and manager on that day are on record. Static
/// and composition analysis ask for no independence, only that somebody is named.
fn tester_unknown(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TESTER_UNKNOWN.code;
    for (id, run) in current_runs(cx) {
        let Some(date) = run.date.map(|day| day.date) else { continue };
        let types = types_of(cx, run);
        let free = types.contains(&TestType::StaticAnalysis) || types.contains(&TestType::Composition);
        let mut asked: Vec<&'static str> =
            ASKED.iter().filter(|(kind, _, _)| types.contains(kind)).map(|(_, aspect, _)| *aspect).collect();
        let mut lacks = Vec::new();
        if !asked.is_empty() {
            asked.push("SVV-5.h");
            for (key, named) in [("designed-by", &run.designed_by), ("judged-by", &run.judged_by)] {
                if !named.iter().any(|person| person.to().is_some()) {
                    lacks.push(format!("`{key}`"));
                }
            }
            lacks.extend(testers(run).into_iter().filter_map(|tester| place_gap(cx, tester, date)));
        }
        if free {
            asked.push("SVV-5.g");
            if testers(run).is_empty() {
                lacks.push("somebody under `executed-by` or `judged-by`".to_owned());
            }
        }
        if asked.is_empty() {
            continue;
        }
        if lacks.is_empty() {
            out.shows_all(&asked, id);
            continue;
        }
        let finding = cx
            .about(code, id, format!("`{}` does not show who tested and where they stood on {date}", run.head.name()))
            .why("after the next reorganisation nobody can show that testers were independent")
            .help(format!("it lacks {}", lacks.join("; ")));
        out.finding(bearing(finding, &asked));
    }
    for aspect in code.asks {
        out.next(aspect, "let the runs on the current release say `designed-by` and `judged-by`, and persons their `department` and `reports-to` with dates");
    }
}

/// What a person's record lacks to tell where they stood on a day.
fn place_gap(cx: &Context<'_>, tester: AnyId, on: Date) -> Option<String> {
    let person = cx.model.person.get(tester.at as usize)?;
    if outside(cx, tester) {
        return None;
    }
    let department = person.department.iter().any(|dated| dated.name.is_some() && during(dated.from, dated.until, on));
    let gap = match (department, manager(cx, tester, on).is_some()) {
        (true, true) => return None,
        (false, true) => "the `department`",
        (true, false) => "`reports-to`",
        (false, false) => "`department` and `reports-to`",
    };
    Some(format!("{gap} of `{}` on that day", person.head.id))
}
