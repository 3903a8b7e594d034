//! Reviews that releases owe: of the security context (SR-1.g), the threat model (SR-2.q), the requirements (SR-5).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Participant, Review};
use vauban_model::{AnyId, Date, Discipline, Kind, Record, Ref, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;
use crate::practice::shared::{closure_gaps, is_for, review_gaps, reviews};
use crate::tailored::left_out_of;

pub(crate) const REQUIREMENTS_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "requirements-review-incomplete",
        asks: &["SR-5.a", "SR-5.b", "SR-5.c", "SR-5.d", "SR-5.h"],
        summary: "the review of the requirements lacks somebody who must take part, or its version and approval",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirements-review-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: requirements_review_incomplete,
};

pub(crate) const CONTEXT_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "context-review-incomplete",
        asks: &["SR-1.g"],
        summary: "the security context was not reviewed for the current release, or the review is incomplete",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/context-review-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: context_review_incomplete,
};

pub(crate) const PAST_RELEASE_UNREVIEWED: Check = Check {
    code: Code {
        name: "past-release-unreviewed",
        asks: &[],
        summary: "an earlier release went out without a review of its requirements or threat model",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/past-release-unreviewed.md"),
    },
    looks_at: LooksAt::Each(Kind::Release),
    run: past_release_unreviewed,
};

/// What a participant stood for: as the review says, else as the roles they hold.
pub(crate) fn disciplines(cx: &Context<'_>, participant: &Participant) -> BTreeSet<Discipline> {
    let Some(person) = participant.person.as_ref().and_then(Ref::to) else { return BTreeSet::new() };
    if let Some(stated) = &participant.discipline {
        return BTreeSet::from([stated.value]);
    }
    let held = cx.mentioned_by(person, &[Kind::Role]);
    let roles = held.into_iter().filter_map(|id| cx.model.role.get(id.at as usize));
    let holding = roles.filter(|role| role.held_by.iter().any(|holder| holder.to() == Some(person)));
    holding.filter_map(|role| role.discipline.as_ref().map(|discipline| discipline.value)).collect()
}

/// The newest review of a kind that counts for the current release; `Err` names the release that has none
/// although there are reviews of the kind.
fn current_review<'a>(cx: &Context<'a>, kind: ReviewKind) -> Option<Result<(AnyId, &'a Record<Review>), AnyId>> {
    let held: Vec<_> =
        reviews(cx, kind).filter(|(_, review)| review.date.is_some_and(|day| day.date <= cx.today)).collect();
    let newest = |reviews: &[(AnyId, &'a Record<Review>)]| {
        reviews.iter().copied().max_by_key(|(id, review)| (review.date.map(|day| day.date), *id))
    };
    let any = newest(&held)?;
    let Some((release, _)) = cx.current_release() else { return Some(Ok(any)) };
    let mine: Vec<_> = held.into_iter().filter(|(_, review)| is_for(review, release)).collect();
    Some(newest(&mine).ok_or(release))
}

fn requirements_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENTS_REVIEW_INCOMPLETE.code;
    for aspect in code.asks {
        out.next(aspect, "add a `[review.ID]` of kind `requirements` for the current release");
    }
    let (id, review) = match current_review(cx, ReviewKind::Requirements) {
        None => return,
        Some(Ok(found)) => found,
        Some(Err(release)) => {
            let message =
                format!("release `{}` went out without a review of its requirements", cx.model.head(release).id);
            out.finding(
                cx.about(code, release, message)
                    .why("requirements change between releases, and the review of the last ones says nothing about these")
                    .help("add a `[review.ID]` of kind `requirements` whose `release` names it"),
            );
            return;
        }
    };
    let mut gaps = Gaps::default();
    // Nobody took part in a review that came to nothing.
    for gap in review_gaps(cx, review) {
        gaps.unless(false, code.asks, gap);
    }
    for gap in closure_gaps(cx, review) {
        gaps.unless(false, &["SR-5.h"], gap);
    }
    gaps.unless(
        review.saw.is_some() || review.digest.is_some() || said(&review.version),
        &["SR-5.h"],
        "`version` or `digest` of what was reviewed",
    );
    let date = review.date.map_or(cx.today, |day| day.date);
    let standing = |wanted: &[Discipline]| -> Vec<&Participant> {
        let stands = |participant: &&Participant| disciplines(cx, participant).iter().any(|own| wanted.contains(own));
        review.participants.iter().filter(stands).collect()
    };
    let developers = standing(&[Discipline::Architecture, Discipline::Development]);
    gaps.unless(!developers.is_empty(), &["SR-5.a"], "a participant standing for architecture or development");
    let testers = standing(&[Discipline::Test]);
    gaps.unless(!testers.is_empty(), &["SR-5.b"], "a participant standing for test");
    if !testers.is_empty() {
        let builders = builders(cx, review, &developers);
        let free = testers.iter().any(|tester| independent(cx, tester, &builders, date));
        gaps.unless(free, &["SR-5.b"], "a tester whose `department` and line manager at that date are known and not those of a developer, or who is of quality assurance");
    }
    gaps.unless(!standing(&[Discipline::Customer]).is_empty(), &["SR-5.c"], "a participant standing for the customer");
    let advisors = standing(&[Discipline::Security]);
    gaps.unless(!advisors.is_empty(), &["SR-5.d"], "a participant standing for security");
    if !advisors.is_empty() {
        let able = advisors
            .iter()
            .filter_map(|advisor| advisor.person.as_ref()?.to())
            .any(|person| cx.competent(person, date));
        gaps.unless(able, &["SR-5.d"], "a `[competence.ID]` of the security advisor, valid on that date");
    }
    let message = format!("review `{}` of the requirements is not complete", review.head.id);
    if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
        out.finding(
            finding.why("each discipline reads a requirement with other eyes: can it be built, tested, sold, attacked"),
        );
    }
}

fn context_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CONTEXT_REVIEW_INCOMPLETE.code;
    out.next("SR-1.g", "add a `[review.ID]` of kind `context` for the current release");
    let why =
        "where the product stands changes without it; each release confirms that its context is still the right one";
    match current_review(cx, ReviewKind::Context) {
        None => {}
        Some(Err(release)) => {
            let message =
                format!("release `{}` went out without a review of its security context", cx.model.head(release).id);
            let help = "add a `[review.ID]` of kind `context` whose `release` names it";
            out.finding(cx.about(code, release, message).why(why).help(help));
        }
        Some(Ok((id, review))) => {
            let mut gaps = Gaps::default();
            for gap in review_gaps(cx, review).into_iter().chain(closure_gaps(cx, review)) {
                gaps.unless(false, code.asks, gap);
            }
            let message = format!("review `{}` of the security context is not complete", review.head.id);
            if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
                out.finding(finding.why(why));
            }
        }
    }
}

/// Releases before the current one: what was missed cannot be mended, and is told all the same.
fn past_release_unreviewed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PAST_RELEASE_UNREVIEWED.code;
    let current = cx.current_release().map(|(id, _)| id);
    let since = cx.policy().and_then(|policy| policy.since).map(|day| day.date);
    let owed = [(ReviewKind::Requirements, "SR-5", "requirements"), (ReviewKind::ThreatModel, "SR-2", "threat model")];
    for (kind, clause, what) in owed {
        let held: Vec<&Record<Review>> = reviews(cx, kind).map(|(_, review)| review).collect();
        if held.is_empty() {
            continue;
        }
        for (id, release) in cx.releases() {
            let out_of_the_house = release.date.map(|day| day.date).filter(|date| *date <= cx.today);
            let counts = out_of_the_house.is_some_and(|date| since.is_none_or(|since| since <= date));
            if !counts
                || current == Some(id)
                || left_out_of(cx, id, clause)
                || held.iter().any(|review| is_for(review, id))
            {
                continue;
            }
            out.finding(
                cx.about(code, id, format!("release `{}` went out without a review of its {what}", release.head.id))
                    .why("an assessor picks any release and asks for its records")
                    .help(format!("name it in `release` of the review that covered it, leave {clause} out of it by tailoring, or let it stand as it is")),
            );
        }
    }
}

/// Whoever develops the product: those who stood for it in the review, authors, holders of a developer's role.
fn builders(cx: &Context<'_>, review: &Record<Review>, developers: &[&Participant]) -> BTreeSet<AnyId> {
    let authors = review.participants.iter().filter(|one| one.author.as_ref().is_some_and(|flag| flag.value));
    let present = developers.iter().copied().chain(authors).filter_map(|one| one.person.as_ref()?.to());
    let roles = cx.each(Kind::Role, &cx.model.role).map(|(_, role)| role);
    let building =
        roles.filter(|role| role.discipline.as_ref().is_some_and(|own| own.value == Discipline::Development));
    present.chain(building.flat_map(|role| role.held_by.iter().filter_map(Ref::to))).collect()
}

/// Whether a tester belongs to another department and reports to another manager than every developer, at a date.
///
/// Whoever belongs to quality assurance is independent of developers, unless one of them.
fn independent(cx: &Context<'_>, tester: &Participant, builders: &BTreeSet<AnyId>, date: Date) -> bool {
    let Some(tester) = tester.person.as_ref().and_then(Ref::to).filter(|tester| !builders.contains(tester)) else {
        return false;
    };
    if builders.is_empty() {
        return false;
    }
    let assurance = cx.model.person.get(tester.at as usize).and_then(|person| person.quality_assurance.as_ref());
    if assurance.is_some_and(|flag| flag.value) {
        return true;
    }
    let (Some(department), Some(manager)) = (department(cx, tester, date), manager(cx, tester, date)) else {
        return false;
    };
    builders.iter().all(|builder| {
        let elsewhere = self::department(cx, *builder, date).is_some_and(|other| other != department);
        elsewhere && self::manager(cx, *builder, date).is_some_and(|other| other != manager)
    })
}

fn department<'a>(cx: &Context<'a>, person: AnyId, date: Date) -> Option<&'a str> {
    let person = cx.model.person.get(person.at as usize)?;
    let at = person
        .department
        .iter()
        .find(|at| at.from.is_none_or(|from| from.date <= date) && at.until.is_none_or(|until| date <= until.date))?;
    at.name.as_ref().map(|name| &*name.value)
}

fn manager(cx: &Context<'_>, person: AnyId, date: Date) -> Option<AnyId> {
    let person = cx.model.person.get(person.at as usize)?;
    let under = person.reports_to.iter().find(|under| {
        under.from.is_none_or(|from| from.date <= date) && under.until.is_none_or(|until| date <= until.date)
    })?;
    under.person.as_ref()?.to()
}
